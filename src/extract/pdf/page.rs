//! Pages to items by geometry: tables, columns, furniture.

use super::aligned::{Aligned, Carried, shaded};
use super::content::PageContent;
use super::flow::{Strip, strips};
use super::geometry::Rect;
use super::grid::{Detector, Grid, GridCell, Told};
use super::heading;
use super::item::{Item, Placed, fill};
use super::join::join;
use super::lattice::Lattice;
use super::panel::panels;
use super::para::{Habits, paragraphs, starts_small};
use super::pdfni_tables::Pdfni;
use super::prose::{cuts_cells, cuts_lines, heads_columns, holds_prose, is_marked_text};
use super::running::{Running, free_running, running_lines};
use super::stacked::with_text_beside;
use super::tiled::Tiled;
use super::turned;
use super::words::{self, Line, Word};
use crate::model::Layer;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Cells that share less are neighbours.
const EDGE_PT: f64 = 6.0;
/// Share of a table's height from which others that cover it take its place.
const COVERED_SHARE: f64 = 0.6;

/// A page taken apart.
pub struct Parts {
    pub words: Vec<Word>,
    /// Texts that are not upright.
    turned: Vec<Word>,
    pub grids: Vec<Grid>,
    /// Boxes whose text is read by itself.
    panels: Vec<Rect>,
}

/// Returns the items of all pages in reading order.
///
/// `words` are those of each page.
pub fn items(pages: &[PageContent], words: Vec<Vec<Word>>, habits: &Habits) -> Vec<Placed> {
    let mut parts = take_apart(pages, words, habits);
    free_running(pages, &mut parts);
    let running = running_lines(pages, &parts);
    let mut items = Vec::new();
    for ((page, parts), running) in pages.iter().zip(parts).zip(running) {
        page_items(page, parts, &running, habits, &mut items);
    }
    let mut items = join(items, habits);
    heading::mark(&mut items, habits);
    items
}

fn take_apart(pages: &[PageContent], words: Vec<Vec<Word>>, habits: &Habits) -> Vec<Parts> {
    let mut parts: Vec<Parts> = Vec::new();
    for (page, mut words) in pages.iter().zip(words) {
        let last = parts.last();
        let carried = last.and_then(|p| Carried::of(&p.grids, &p.words));
        let lattice = Lattice { before: last.and_then(|p| p.grids.last()) };
        words::underline(&mut words, &page.rules);
        let turned = turned::texts(page, page.glyphs.iter().enumerate());
        let shaded = shaded(&page.areas, habits.body_size);
        let wrapped = Aligned { habits, carried: carried.as_ref(), shaded: &shaded };
        let (grids, panels) = tables(page, &words, &turned, lattice, &wrapped);
        parts.push(Parts { words, turned, grids, panels });
    }
    parts
}

/// Finds the tables of a page. Where detectors disagree, drawn cells count more than gaps, and a
/// grid that tells more rows or columns apart counts more than a coarser one.
fn tables(
    page: &PageContent,
    words: &[Word],
    turned: &[Word],
    ruled: Lattice,
    wrapped: &Aligned,
) -> (Vec<Grid>, Vec<Rect>) {
    let all = match turned {
        [] => Cow::Borrowed(words),
        _ => Cow::Owned([words, turned].concat()),
    };
    let without_gaps = |g: Grid| g.without_gaps(&all, wrapped.habits.body_size);
    let is_table = |g: &Grid| match g.told {
        Told::Rules => !is_marked_text(g, words),
        Told::Gaps => !cuts_lines(g, words) && !heads_columns(g, words),
        Told::Bands | Told::Tags => true,
    };
    let found = |grids: Vec<Grid>| grids.into_iter().filter(is_table).map(without_gaps);
    let mut grids: Vec<Grid> = found(Pdfni.find(page, words)).collect();
    for ruled in found(ruled.find(page, words)) {
        let rival = |g: &Grid| g.at.meets(&ruled.at);
        let finer = |g: &Grid| tells_more(g, &ruled, &all) || is_plainer(g, &ruled, &all);
        if !grids.iter().any(|g| rival(g) && finer(g)) {
            grids.retain(|g| !rival(g));
            grids.push(ruled);
        }
    }
    let tiled = Tiled { before: ruled.before };
    found(tiled.find(page, words)).for_each(|g| add_tiled(&mut grids, g, words));
    let mut grids: Vec<Grid> = grids.into_iter().map(|g| with_text_beside(g, words)).collect();
    add_wrapped(&mut grids, page, words, wrapped);
    let panels = panels(page, words, &grids, wrapped.habits.body_size);
    find_beside(&panels, &mut grids, page, words, wrapped);
    let mut grids: Vec<Grid> =
        grids.into_iter().flat_map(Grid::parted).map(|g| g.mended(&all)).collect();
    grids.sort_by(|a, b| a.at.top.total_cmp(&b.at.top).then(a.at.left.total_cmp(&b.at.left)));
    (grids, panels)
}

/// Adds a table of phrases that filled cells tell, unless rules tell as many rows or others more columns.
fn add_tiled(grids: &mut Vec<Grid>, tiled: Grid, words: &[Word]) {
    let rival = |g: &Grid| g.at.meets(&tiled.at);
    let finer = |g: &Grid| g.cols > tiled.cols || g.told == Told::Rules && g.rows >= tiled.rows;
    if holds_prose(&tiled, words) && !grids.iter().any(|g| rival(g) && finer(g)) {
        grids.retain(|g| !rival(g));
        grids.push(tiled);
    }
}

/// Adds the tables of wrapped text, in place of those that they cover together. Drawn cells count
/// more, unless they are the shaded cells of a header and nothing else.
fn add_wrapped(grids: &mut Vec<Grid>, page: &PageContent, words: &[Word], wrapped: &Aligned) {
    let is_head = |g: &Grid| wrapped.shaded.iter().any(|s| s.is_all_of(&g.at));
    let firm = |g: &Grid| g.told == Told::Rules && !is_head(g);
    let is_free = |w: &&Word| !grids.iter().any(|g| firm(g) && g.at.holds(&w.at));
    let free = match grids.iter().any(firm) {
        true => Cow::Owned(words.iter().filter(is_free).cloned().collect()),
        false => Cow::Borrowed(words),
    };
    let mut found = wrapped.find(page, &free);
    found.retain(|g| !heads_columns(g, &free));
    let height = |g: &Grid| found.iter().map(|f| f.at.overlap_y(&g.at).max(0.0)).sum::<f64>();
    let is_covered = |g: &&Grid| height(g) >= COVERED_SHARE * g.at.height();
    let covered: Vec<Rect> = grids.iter().filter(is_covered).map(|g| g.at).collect();
    for table in found {
        let rival = |g: &Grid| !firm(g) && g.at.meets(&table.at);
        let gives_way = |g: &Grid| covered.contains(&g.at) || covers(&table, g);
        if grids.iter().filter(|g| rival(g)).all(gives_way) {
            grids.retain(|g| !rival(g));
            grids.push(table);
        }
    }
}

/// Finds the tables beside panels anew: what stands in one forms no row with what stands beside it.
fn find_beside(
    panels: &[Rect],
    grids: &mut Vec<Grid>,
    page: &PageContent,
    words: &[Word],
    wrapped: &Aligned,
) {
    if panels.is_empty() {
        return;
    }
    let apart = |g: &Grid| !panels.iter().any(|p| p.meets(&g.at));
    grids.retain(|g| g.told == Told::Rules || apart(g));
    let outside = |w: &&Word| !panels.iter().any(|p| p.holds(&w.at));
    let outside: Vec<Word> = words.iter().filter(outside).cloned().collect();
    let mut found = Vec::new();
    add_wrapped(&mut found, page, &outside, wrapped);
    found.retain(|f| apart(f) && !grids.iter().any(|g| g.at.meets(&f.at)));
    grids.extend(found);
}

/// Rows up to which a ruled grid may be a header and a frame around rows that nothing parts.
const FRAME_ROWS: usize = 2;

/// Tells whether a grid tells more rows, columns or cells apart than the one that `ruled` tells.
fn tells_more(grid: &Grid, ruled: &Grid, words: &[Word]) -> bool {
    let (own, other) = (used(grid, words), used(ruled, words));
    let more = own.0 > other.0 || own.1 > other.1;
    let prose = holds_prose(ruled, words);
    let by_gaps = grid.told == Told::Gaps;
    // Where drawn rows hold prose, what parts the lines of a cell is no row.
    if prose && (by_gaps || ruled.rows > FRAME_ROWS || cuts_cells(grid, ruled.rows, words)) {
        return false;
    }
    more || !by_gaps && !prose && filled(grid, words) > filled(ruled, words)
}

/// Tells whether a grid without spans has the same filled cells as a ruled one, as wide, and fewer
/// in all: then the edges of shaded text inside cells were taken for rules.
fn is_plainer(grid: &Grid, ruled: &Grid, words: &[Word]) -> bool {
    let over = |c: &GridCell| {
        let shared =
            |g: &&GridCell| g.at.overlap_x(&c.at) > EDGE_PT && g.at.overlap_y(&c.at) > EDGE_PT;
        grid.cells.iter().filter(shared).count()
    };
    let holds_text = |c: &&GridCell| words.iter().any(|w| c.at.holds(&w.at));
    let as_wide = grid.at.width() > ruled.at.width() - EDGE_PT;
    grid.told == Told::Rules
        && as_wide
        && grid.cells.len() == grid.rows * grid.cols
        && grid.cells.len() < ruled.cells.len()
        && filled(grid, words) == filled(ruled, words)
        && ruled.cells.iter().filter(holds_text).all(|c| c.col_span == 1 && over(c) == 1)
}

/// Counts the rows and columns in which a cell with text begins.
fn used(grid: &Grid, words: &[Word]) -> (usize, usize) {
    let filled = grid.cells.iter().filter(|c| words.iter().any(|w| c.at.holds(&w.at)));
    let (rows, cols): (BTreeSet<usize>, BTreeSet<usize>) = filled.map(|c| (c.row, c.col)).unzip();
    (rows.len(), cols.len())
}

/// Counts the cells that hold text.
fn filled(grid: &Grid, words: &[Word]) -> usize {
    grid.cells.iter().filter(|c| words.iter().any(|w| c.at.holds(&w.at))).count()
}

/// Tells whether a table covers most of another one, or is far larger: less is only its head or a
/// part.
fn covers(table: &Grid, other: &Grid) -> bool {
    table.at.overlap_y(&other.at) >= COVERED_SHARE * other.at.height()
        || table.at.height() >= 1.5 * other.at.height()
}

/// Returns where lines have to end at least: where no line that reaches the right edge goes on, the
/// strip shows no margin, so the one on the left tells it.
fn page_end(lines: &[Line], right: f64, text: Option<Rect>, page: &PageContent) -> f64 {
    /// Lines that end this near to the right edge may go on below, in font sizes.
    const NEAR_EM: f64 = 4.0;
    /// Fewest lines that can tell.
    const LINES: usize = 2;
    /// Edges of text within this are one edge.
    const EDGE_PT: f64 = 6.0;
    let Some(text) = text else { return right };
    let left = lines.iter().map(|l| l.at.left).fold(f64::MAX, f64::min);
    let is_near = |l: &&Line| right - l.at.right < NEAR_EM * l.size;
    let wraps = lines.windows(2).any(|pair| is_near(&&pair[0]) && starts_small(&pair[1]));
    let alone = left - text.left < EDGE_PT && text.right - right < EDGE_PT;
    if lines.len() >= LINES && !wraps && alone { page.width - text.left } else { right }
}

fn page_items(
    page: &PageContent,
    parts: Parts,
    running: &[Running],
    habits: &Habits,
    items: &mut Vec<Placed>,
) {
    let mut words = parts.words;
    let is_in_table = |w: &Word| parts.grids.iter().any(|g| g.at.holds(&w.at));
    let (labels, across): (Vec<Word>, Vec<Word>) = parts.turned.into_iter().partition(is_in_table);
    words.extend(labels);
    let mut tables = Vec::new();
    for grid in &parts.grids {
        let (table, rest) = fill(grid, words, page.number, habits);
        words = rest;
        tables.push(Some(table));
    }
    let mut layered: Vec<(Layer, Vec<Word>)> = Vec::new();
    for line in running {
        let (inside, rest): (Vec<Word>, Vec<Word>) =
            words.into_iter().partition(|w| line.at.holds(&w.at));
        words = rest;
        layered.push((line.layer, inside));
    }
    for (layer, words) in layered {
        for line in words::lines(words) {
            let found = paragraphs(vec![line], page.number, f64::MAX, habits);
            items.extend(found.into_iter().map(|p| Placed {
                layer,
                heading: None,
                item: Item::Para(p),
            }));
        }
    }
    // Words across a page or up its margin belong to no sentence of it, unless all lies so.
    let layer = if turned::is_askew(page) { Layer::Body } else { Layer::Furniture };
    items.extend(across.into_iter().filter_map(|w| Line::of(vec![w])).flat_map(|line| {
        let found = paragraphs(vec![line], page.number, f64::MAX, habits);
        found.into_iter().map(move |p| Placed { layer, heading: None, item: Item::Para(p) })
    }));
    let mut boxed = Vec::new();
    for panel in &parts.panels {
        let (inside, rest): (Vec<Word>, Vec<Word>) =
            words.into_iter().partition(|w| panel.holds(&w.at));
        words = rest;
        boxed.push(words::lines(inside));
    }
    let places: Vec<Rect> = parts.grids.iter().map(|g| g.at).collect();
    let lines = words::lines(words);
    let text = Rect::around(lines.iter().map(|l| l.at).chain(places.iter().copied()));
    for strip in strips(lines, &places, &parts.panels) {
        match strip {
            Strip::Lines(lines, right) => {
                let right = page_end(&lines, right, text, page).max(right);
                let found = paragraphs(lines, page.number, right, habits);
                items.extend(found.into_iter().map(|p| Placed::body(Item::Para(p))));
            }
            Strip::Table(index) => {
                items.extend(tables[index].take().map(|t| Placed::body(Item::Table(t))));
            }
            Strip::Panel(index) => {
                for strip in strips(std::mem::take(&mut boxed[index]), &[], &[]) {
                    let Strip::Lines(lines, right) = strip else { continue };
                    let found = paragraphs(lines, page.number, right, habits);
                    items.extend(found.into_iter().map(|p| Placed::body(Item::Para(p))));
                }
            }
        }
    }
}
