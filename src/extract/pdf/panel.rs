//! Panels: filled boxes that hold text of their own beside other text, as designed pages set a bar of
//! facts or two lists side by side.

use super::content::{Area, PageContent};
use super::geometry::Rect;
use super::grid::{Grid, Told};
use super::words::{self, Word};

/// Least width of a panel in points; its text fills a column.
const WIDTH_PT: f64 = 72.0;
/// Least height, in font sizes: lower boxes are cells, bands and marked lines.
const HEIGHT_EM: f64 = 5.0;
/// Share of the page from which a filled box is its ground.
const GROUND_SHARE: f64 = 0.8;
/// Least lines of text in a panel.
const LINES: usize = 3;
/// Edges within this are one edge, in points.
const EDGE_PT: f64 = 3.0;
/// A page with more filled areas is a drawing.
const MOST_AREAS: usize = 500;

/// Finds the panels of a page, `size` being the font size of its text. A box of which a table tells
/// that it is one of its cells or columns is none.
pub fn panels(page: &PageContent, words: &[Word], tables: &[Grid], size: f64) -> Vec<Rect> {
    if page.areas.is_empty() || page.areas.len() > MOST_AREAS {
        return Vec::new();
    }
    let ground = GROUND_SHARE * page.width;
    let fits = |a: &Rect| (WIDTH_PT..ground).contains(&a.width()) && a.height() >= HEIGHT_EM * size;
    let boxes: Vec<&Area> = page.areas.iter().filter(|a| fits(&a.at)).collect();
    let is_shown = |a: &&&Area| a.is_tinted() || page.areas.iter().any(|b| is_ground(b, a));
    let mut found: Vec<Rect> = boxes.iter().filter(is_shown).map(|a| a.at).collect();
    found.retain(|at| holds_text(at, words) && !is_of_table(at, tables));
    let whole = found.clone();
    found.retain(|at| !whole.iter().any(|other| other != at && contains(at, other)));
    found.dedup_by(|a, b| contains(a, b) && contains(b, a));
    let all = found.clone();
    found.retain(|at| is_beside(at, &all, words));
    found
}

/// Tells whether a tinted area lies under another one, which is seen on it though it is white.
fn is_ground(ground: &Area, area: &Area) -> bool {
    ground.is_tinted() && ground.at != area.at && contains(&ground.at, &area.at)
}

fn contains(outer: &Rect, inner: &Rect) -> bool {
    outer.left <= inner.left + EDGE_PT
        && outer.right >= inner.right - EDGE_PT
        && outer.top <= inner.top + EDGE_PT
        && outer.bottom >= inner.bottom - EDGE_PT
}

/// Tells whether several lines stand in a box, and no word across its edges.
fn holds_text(at: &Rect, words: &[Word]) -> bool {
    let inside: Vec<&Word> = words.iter().filter(|w| at.holds(&w.at)).collect();
    let crossed = words.iter().any(|w| {
        w.at.overlap_y(at) > 0.5 * w.at.height()
            && [at.left, at.right].iter().any(|x| w.at.left < x - 1.0 && w.at.right > x + 1.0)
    });
    !crossed && words::lines(inside).len() >= LINES
}

/// Tells whether a table is drawn there, or one that its text tells has the box as a cell or column.
fn is_of_table(at: &Rect, tables: &[Grid]) -> bool {
    tables.iter().any(|t| t.at.meets(at) && (t.told == Told::Rules || contains(&t.at, at)))
}

/// Tells whether text stands beside a box, not only above and below.
fn is_beside(at: &Rect, panels: &[Rect], words: &[Word]) -> bool {
    let level = |other: &Rect| (at.top..at.bottom).contains(&other.center_y());
    let apart = |other: &Rect| other.overlap_x(at) <= 0.0;
    panels.iter().any(|p| apart(p) && p.overlap_y(at) > 0.5 * at.height().min(p.height()))
        || words.iter().any(|w| level(&w.at) && apart(&w.at))
}
