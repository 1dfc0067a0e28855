//! Reading order: which pieces of a page form columns, and what comes after what.
//!
//! Comes in: fragments of lines and the places of tables. Goes out: strips of lines, each of one
//! column, and tables, in the order a person reads them.

use super::aligned::is_mark;
use super::geometry::Rect;
use super::words::{Line, Word};

/// Gap inside a line that may be a gutter between columns, in font sizes.
const FRAGMENT_GAP_EM: f64 = 1.2;
/// Least width of a gutter in points; newspaper columns of body text leave 12 and more.
const GUTTER_PT: f64 = 9.0;
/// Least number of pieces on either side of a gutter.
const COLUMN_PIECES: usize = 4;
/// Items on either side from which on both are lists, and not labels beside values.
const COLUMN_ITEMS: usize = 3;
/// Share of its column that a line of running text fills on average, from which the column is
/// running text and not labels in front of values.
const FILLED_SHARE: f64 = 0.55;
/// Share of pieces on the left that have a partner on their baseline, from which short pieces on
/// the left are labels.
const ALIGNED_SHARE: f64 = 0.6;

/// Something on the page that is not cut any further.
#[derive(Clone, Debug)]
enum Piece {
    Line(Line),
    Table(usize, Rect),
    Panel(usize, Rect),
}

impl Piece {
    fn at(&self) -> &Rect {
        match self {
            Self::Line(line) => &line.at,
            Self::Table(_, at) | Self::Panel(_, at) => at,
        }
    }
}

/// A part of the page in reading order.
#[derive(Clone, Debug, PartialEq)]
pub enum Strip {
    /// Lines of one column from top to bottom, with the column's right edge.
    Lines(Vec<Line>, f64),
    /// A table by its number.
    Table(usize),
    /// A panel by its number.
    Panel(usize),
}

/// Puts lines, tables and panels into reading order.
pub fn strips(lines: Vec<Line>, tables: &[Rect], panels: &[Rect]) -> Vec<Strip> {
    let mut pieces: Vec<Piece> = lines.into_iter().flat_map(fragments).map(Piece::Line).collect();
    pieces.extend(tables.iter().enumerate().map(|(i, at)| Piece::Table(i, *at)));
    pieces.extend(panels.iter().enumerate().map(|(i, at)| Piece::Panel(i, *at)));
    let mut strips = Vec::new();
    order(pieces, 0, &mut strips);
    strips
}

/// Cuts a line at its wide gaps.
pub fn fragments(line: Line) -> Vec<Line> {
    let mut parts: Vec<Vec<Word>> = Vec::new();
    for word in line.words {
        let near = parts.last().and_then(|p| p.last()).is_some_and(|last: &Word| {
            word.at.left - last.at.right <= FRAGMENT_GAP_EM * word.size.max(last.size)
                || is_bullet(last)
        });
        match parts.last_mut() {
            Some(part) if near => part.push(word),
            _ => parts.push(vec![word]),
        }
    }
    parts.into_iter().filter_map(Line::of).collect()
}

/// A mark stays with its text however wide the gap.
fn is_bullet(word: &Word) -> bool {
    word.text.chars().count() <= 3 && !word.text.chars().all(char::is_alphabetic)
        || word.text == "o"
}

fn order(mut pieces: Vec<Piece>, depth: usize, out: &mut Vec<Strip>) {
    /// Columns inside columns inside columns do not occur.
    const DEPTH: usize = 6;
    pieces.sort_by(|a, b| {
        a.at().top.total_cmp(&b.at().top).then(a.at().left.total_cmp(&b.at().left))
    });
    let found = || beside_panel(&pieces).or_else(|| find_gutter(&pieces));
    let gutter = if depth < DEPTH { found() } else { None };
    let Some(gutter) = gutter else {
        return emit(pieces, out);
    };
    let below = pieces.split_off(gutter.end);
    let inside = pieces.split_off(gutter.start);
    let parted = inside.into_iter().flat_map(|p| part(p, gutter.x));
    let (left, right) = parted.partition(|p| p.at().center_x() < gutter.x);
    for part in [pieces, left, right, below] {
        if !part.is_empty() {
            order(part, depth + 1, out);
        }
    }
}

/// A gutter between columns: its place, and the pieces beside it.
#[derive(Debug)]
struct Gutter {
    x: f64,
    start: usize,
    end: usize,
}

/// Returns the edge of a panel that other pieces stand beside, with the pieces around it that leave
/// that edge free.
fn beside_panel(pieces: &[Piece]) -> Option<Gutter> {
    /// Farthest a panel's edge lies outside its text, for the line between it and its neighbour.
    const OUTSIDE_PT: f64 = 1.0;
    let panels = pieces.iter().enumerate().filter(|(_, p)| matches!(p, Piece::Panel(..)));
    panels.into_iter().find_map(|(index, panel)| {
        let at = panel.at();
        let level = |p: &Rect| p.overlap_y(at) > 0.0;
        let right = |p: &&Piece| level(p.at()) && p.at().left >= at.right - OUTSIDE_PT;
        let left = |p: &&Piece| level(p.at()) && p.at().right <= at.left + OUTSIDE_PT;
        let x = match () {
            () if pieces.iter().any(|p| right(&p)) => at.right - OUTSIDE_PT / 2.0,
            () if pieces.iter().any(|p| left(&p)) => at.left + OUTSIDE_PT / 2.0,
            () => return None,
        };
        let crosses = |p: &Piece| p.at().left < x - OUTSIDE_PT && p.at().right > x + OUTSIDE_PT;
        let start = pieces[..index].iter().rposition(crosses).map_or(0, |i| i + 1);
        let end = pieces[index..].iter().position(crosses).map_or(pieces.len(), |i| index + i);
        Some(Gutter { x, start, end })
    })
}

/// Returns the gutter with the most pieces beside it.
fn find_gutter(pieces: &[Piece]) -> Option<Gutter> {
    let mut edges: Vec<f64> = pieces.iter().map(|p| p.at().left).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    edges
        .into_iter()
        .skip(1)
        .flat_map(|edge| runs_beside(pieces, edge))
        .filter(|g| {
            let inside = &pieces[g.start..g.end];
            if !inside.iter().any(|p| straddles(p, g.x)) {
                return is_columns(inside, g.x);
            }
            let parted: Vec<Piece> = inside.iter().flat_map(|p| part(p.clone(), g.x)).collect();
            is_columns(&parted, g.x)
        })
        .max_by_key(|g| g.end - g.start)
}

/// Returns the runs of pieces that leave a gutter free which ends at `edge`.
fn runs_beside(pieces: &[Piece], edge: f64) -> Vec<Gutter> {
    let x = edge - GUTTER_PT / 2.0;
    let over = |at: &Rect| at.left < edge - 1.0 && at.right > edge - GUTTER_PT + 1.0;
    let crosses = |p: &Piece| match p {
        Piece::Line(line) if straddles(p, x) => {
            let last = line.words.iter().rfind(|w| w.at.left < x);
            last.is_some_and(is_bullet) || line.words.iter().any(|w| over(&w.at))
        }
        _ => over(p.at()),
    };
    let mut runs = Vec::new();
    let mut start = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if crosses(piece) {
            runs.push(Gutter { x, start, end: index });
            start = index + 1;
        }
    }
    runs.push(Gutter { x, start, end: pieces.len() });
    runs.retain(|r| r.end - r.start >= 2 * COLUMN_PIECES);
    runs
}

fn straddles(piece: &Piece, x: f64) -> bool {
    piece.at().left < x && x < piece.at().right
}

/// Cuts a line whose words stand on both sides of a gutter: the gutter may be hardly wider than the
/// spaces of the line.
fn part(piece: Piece, x: f64) -> Vec<Piece> {
    let parted = straddles(&piece, x);
    match piece {
        Piece::Line(line) if parted => {
            let (left, right) = line.words.into_iter().partition(|w| w.at.center_x() < x);
            [left, right].into_iter().filter_map(Line::of).map(Piece::Line).collect()
        }
        whole => vec![whole],
    }
}

/// Tells whether pieces on both sides of a gutter are columns that are read one after the other.
fn is_columns(pieces: &[Piece], x: f64) -> bool {
    let (left, right): (Vec<&Piece>, Vec<&Piece>) =
        pieces.iter().partition(|p| p.at().center_x() < x);
    if left.len() < COLUMN_PIECES || right.len() < COLUMN_PIECES {
        return false;
    }
    let (Some(a), Some(b)) = (around(&left), around(&right)) else { return false };
    let shared = a.overlap_y(&b);
    if shared < 0.5 * a.height().min(b.height()) {
        return false;
    }
    let filled = left.iter().map(|p| p.at().width()).sum::<f64>() / left.len() as f64 / a.width();
    let filled_right =
        right.iter().map(|p| p.at().width()).sum::<f64>() / right.len() as f64 / b.width();
    let aligned = left.iter().filter(|l| right.iter().any(|r| is_level(l, r))).count();
    let aligned = aligned as f64 / left.len() as f64;
    let items = |side: &[&Piece]| side.iter().filter(|p| is_item(p)).count() >= COLUMN_ITEMS;
    filled >= FILLED_SHARE && filled_right >= FILLED_SHARE
        || aligned < ALIGNED_SHARE
        || items(&left) && items(&right)
}

/// Tells whether a piece is a line that begins with a mark.
fn is_item(piece: &Piece) -> bool {
    match piece {
        Piece::Line(line) => line.words.len() > 1 && is_mark(&line.words[0].text),
        Piece::Table(..) | Piece::Panel(..) => false,
    }
}

fn around(pieces: &[&Piece]) -> Option<Rect> {
    Rect::around(pieces.iter().map(|p| *p.at()))
}

fn is_level(a: &Piece, b: &Piece) -> bool {
    match (a, b) {
        (Piece::Line(a), Piece::Line(b)) => (a.baseline - b.baseline).abs() < 1.5,
        _ => false,
    }
}

/// Writes one column: lines whose pieces share a baseline are put together again.
fn emit(pieces: Vec<Piece>, out: &mut Vec<Strip>) {
    let lines = pieces.iter().filter(|p| matches!(p, Piece::Line(_)));
    let right = lines.map(|p| p.at().right).fold(0.0, f64::max);
    let mut column: Vec<Word> = Vec::new();
    let flush = |column: &mut Vec<Word>, out: &mut Vec<Strip>| {
        if !column.is_empty() {
            out.push(Strip::Lines(super::words::lines(std::mem::take(column)), right));
        }
    };
    for piece in pieces {
        match piece {
            Piece::Line(line) => column.extend(line.words),
            Piece::Table(index, _) => {
                flush(&mut column, out);
                out.push(Strip::Table(index));
            }
            Piece::Panel(index, _) => {
                flush(&mut column, out);
                out.push(Strip::Panel(index));
            }
        }
    }
    flush(&mut column, out);
}
