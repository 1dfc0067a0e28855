//! Headers of tables: lines of bold names with gaps between, names in shaded cells, names of levels
//! below names of roles.

use super::row::Row;
use super::shaded::Shaded;
use super::starts::answers;
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::words::Word;

/// Most lines of a header.
const HEADER_LINES: usize = 4;
/// Gap that parts the cells of a header, in font sizes: twice a space.
const HEADER_GAP_EM: f64 = 0.55;
/// Most words of a header cell.
const HEADER_WORDS: usize = 9;
/// Farthest the next line of a header lies below the last one, in font sizes.
pub const HEADER_PITCH_EM: f64 = 1.35;
/// Farthest the levels of roles lie below the roles, in font sizes.
const GROUP_PITCH_EM: f64 = 3.0;
/// Farthest line of a header from the one above that begins cells of its own beside it, in font
/// sizes: less than a line.
const INTERLEAVED_EM: f64 = 0.9;
/// Edges of text within this are one edge.
const EDGE_PT: f64 = 1.5;

/// The lines of a header and the places of its cells.
#[derive(Clone, Debug)]
pub struct Head {
    pub from: usize,
    pub to: usize,
    pub cells: Vec<Rect>,
    /// Heights at which one of its rows ends and the next begins, of more than one.
    pub lines: Vec<f64>,
    /// Shading shows where the columns part.
    pub shaded: bool,
}

impl Head {
    /// Returns the same header, cut but at wide gaps; none if that is no other one.
    pub fn coarse(&self, rows: &[Row]) -> Option<Self> {
        let mut cells: Vec<Rect> = Vec::new();
        rows[self.from..self.to].iter().for_each(|r| widen(&mut cells, &r.fragments));
        (cells.len() > 1 && cells.len() < self.cells.len()).then(|| Self { cells, ..self.clone() })
    }
}

/// Finds the headers of a page from top to bottom.
pub fn heads(rows: &[Row], shaded: &[Shaded]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for index in 0..rows.len() {
        if heads.last().is_none_or(|h| h.to <= index) {
            let cells = shaded.iter().find(|s| s.holds(&rows[index]));
            let head = cells.and_then(|s| shaded_head(rows, index, s));
            let head = head.or_else(|| grouped_head(rows, index));
            heads.extend(head.or_else(|| head_at(rows, index)));
        }
    }
    heads
}

/// Returns the header that stands in shaded cells; none if they hold other text than names.
fn shaded_head(rows: &[Row], from: usize, shaded: &Shaded) -> Option<Head> {
    let count = rows[from..].iter().take_while(|r| shaded.holds(r)).count();
    if from > 0 && shaded.goes_on(&rows[from - 1]) {
        return None;
    }
    let (to, cells) = (from + count, shaded.cells.clone());
    let mut names = names(&rows[from..to], &cells);
    if names.first().is_some_and(Vec::is_empty) {
        names.remove(0);
    }
    let named = if shaded.lines.is_empty() {
        are_names(&names)
    } else {
        // Below the name of each role stand the same levels.
        names.iter().all(is_name)
    };
    named.then(|| Head { from, to, cells, lines: shaded.lines.clone(), shaded: true })
}

/// Returns the header of two bold lines of which the lower one has the same names below each name
/// of the upper one: levels of roles.
fn grouped_head(rows: &[Row], from: usize) -> Option<Head> {
    let upper = &rows[from];
    let groups = upper.apart(HEADER_GAP_EM);
    let near = |r: &Row| r.line.baseline - upper.line.baseline < GROUP_PITCH_EM * upper.line.size;
    let lines = rows[from..].iter().take(HEADER_LINES).take_while(|r| near(r) && is_bold(r));
    let to = from + lines.count();
    let lower = |at: &usize| {
        let cells = rows[*at].apart(HEADER_GAP_EM);
        cells.len() > groups.len() && repeats(&names(&rows[*at..=*at], &cells))
    };
    let lower = (from + 1..to).find(lower).filter(|_| groups.len() > 1)?;
    let mut cells = rows[lower].apart(HEADER_GAP_EM);
    let left = cells[0].left;
    let label = rows[from..to].iter().flat_map(|r| r.apart(HEADER_GAP_EM));
    cells.splice(0..0, Rect::around(label.filter(|p| p.right < left)));
    let line = f64::midpoint(upper.line.at.bottom, rows[lower].line.at.top);
    Some(Head { from, to: lower + 1, cells, lines: vec![line], shaded: false })
}

/// Tells whether the same names, two at least, come again from left to right; the first may be
/// another one.
fn repeats(names: &[Vec<&str>]) -> bool {
    let again = |names: &[Vec<&str>]| {
        (2..=names.len() / 2)
            .any(|n| names.len().is_multiple_of(n) && names.chunks(n).all(|c| c == &names[..n]))
    };
    names.iter().all(is_name) && (again(names) || again(&names[1..]))
}

/// Returns the header that a line begins; none if it is not bold, has no gaps or repeats a name.
fn head_at(rows: &[Row], index: usize) -> Option<Head> {
    let parts = |row: &Row| row.apart(HEADER_GAP_EM);
    let row = &rows[index];
    if !is_bold(row) || parts(row).len() < 2 {
        return None;
    }
    let mut cells = parts(row);
    let mut from = index;
    while from > 0 && index + 1 - from < HEADER_LINES && stands_above(&rows[from - 1], &cells) {
        from -= 1;
        widen(&mut cells, &parts(&rows[from]));
    }
    let mut to = index + 1;
    let right = rows.iter().map(|r| r.line.at.right).fold(f64::MIN, f64::max);
    while to < rows.len()
        && to - from < HEADER_LINES
        && wraps(&rows[from..to], &rows[to], &cells, right)
    {
        widen(&mut cells, &parts(&rows[to]));
        to += 1;
    }
    let cells = parted_by_ticks(&rows[from..to], &rows[to..], cells);
    let names = names(&rows[from..to], &cells);
    are_names(&names).then_some(Head { from, to, cells, lines: Vec::new(), shaded: false })
}

/// Parts header cells a space apart by the ticks that stand below their words ("Essential
/// Desirable").
fn parted_by_ticks(header: &[Row], below: &[Row], cells: Vec<Rect>) -> Vec<Rect> {
    /// Lines below the header that may show ticks.
    const LINES: usize = 40;
    /// A tick nearer to a word's edge or middle stands below it, in points.
    const NEAR_PT: f64 = 4.0;
    let words = |cell: &Rect| {
        let found = header.iter().flat_map(|r| r.words_in(cell.left - 0.5, cell.right + 0.5));
        found.map(|w| w.at).collect::<Vec<Rect>>()
    };
    let ticks: Vec<Rect> = below.iter().take(LINES).flat_map(|r| answers(&r.line.words)).collect();
    let under = |tick: &Rect, word: &Rect| {
        (tick.left - word.left).abs() < NEAR_PT
            || (tick.center_x() - word.center_x()).abs() < NEAR_PT
    };
    let part = |cell: Rect| {
        let words = words(&cell);
        let own: Vec<&Rect> = ticks.iter().filter(|t| t.overlap_x(&cell) > 0.0).collect();
        let each = words.iter().all(|w| own.iter().any(|t| under(t, w)));
        let all = own.iter().all(|t| words.iter().any(|w| under(t, w)));
        if words.len() > 1 && each && all { words } else { vec![cell] }
    };
    cells.into_iter().flat_map(part).collect()
}

/// Tells whether all words of a line are bold.
pub fn is_bold(row: &Row) -> bool {
    row.line.all(|w| w.bold)
}

/// Returns the cells that a part of a line lies over or under.
fn cells_at(part: &Rect, cells: &[Rect]) -> Vec<usize> {
    (0..cells.len()).filter(|c| part.overlap_x(&cells[*c]) > 0.0).collect()
}

/// Lets cells take in the parts of one more line; what lies over none is a cell of its own.
fn widen(cells: &mut Vec<Rect>, parts: &[Rect]) {
    for part in parts {
        match cells_at(part, cells).as_slice() {
            [] => cells.push(*part),
            [cell, ..] => cells[*cell] = cells[*cell].union(part),
        }
    }
    cells.sort_by(|a, b| a.left.total_cmp(&b.left));
}

/// Tells whether a line is the upper part of cells that end on a lower line than others; what
/// stands over the first cell may be a title.
fn stands_above(row: &Row, cells: &[Rect]) -> bool {
    let top = cells.iter().map(|c| c.top).fold(f64::MAX, f64::min);
    let near = top - row.line.at.top < HEADER_PITCH_EM * row.line.size;
    let over = |part: &Rect| match cells_at(part, cells).as_slice() {
        [] => part.left > cells[0].right && row.line.at.bottom > top,
        [cell] => *cell > 0,
        _ => false,
    };
    near && is_bold(row) && row.apart(HEADER_GAP_EM).iter().all(over)
}

/// Tells whether a line goes on with cells that the lines above fill, or holds the upper part of
/// others.
fn wraps(above: &[Row], row: &Row, cells: &[Rect], right: f64) -> bool {
    let size = row.line.size;
    let reached = above.last().map_or(f64::MIN, |r| r.line.baseline);
    let pitch = row.line.baseline - reached;
    let interleaved = pitch < INTERLEAVED_EM * size;
    let goes_on = |part: &Rect| {
        let cell = match cells_at(part, cells).as_slice() {
            [] => return interleaved,
            [cell] => *cell,
            _ => return false,
        };
        let end = cells.get(cell + 1).map_or(right, |c| c.left - 0.5 * size);
        let over = |w: &&Word, at: &Rect| w.at.overlap_x(at) > 0.0;
        let last =
            above.iter().rev().find_map(|r| r.line.words.iter().rfind(|w| over(w, &cells[cell])));
        let first = row.line.words.iter().find(|w| over(w, part));
        last.zip(first).is_some_and(|(last, first)| {
            let centred = (part.center_x() - cells[cell].center_x()).abs() < 0.5 * size
                && part.left > cells[cell].left + EDGE_PT;
            centred || interleaved || end - last.at.right < first.at.width() + 0.6 * size
        })
    };
    pitch < HEADER_PITCH_EM * size && is_bold(row) && row.apart(HEADER_GAP_EM).iter().all(goes_on)
}

/// Returns the words of each header cell.
fn names<'r>(rows: &'r [Row], cells: &[Rect]) -> Vec<Vec<&'r str>> {
    let text = |cell: &Rect| {
        let words = rows.iter().flat_map(|r| r.words_in(cell.left - 0.5, cell.right + 0.5));
        words.map(|w| w.text.as_str()).collect()
    };
    cells.iter().map(text).collect()
}

/// Tells whether each cell holds a name of its own; of many, one may come again behind another
/// ("Essential", "How identified", "Desirable", "How identified").
fn are_names(names: &[Vec<&str>]) -> bool {
    /// Different names from which one may come again.
    const MANY: usize = 4;
    let new = |i: &usize| !names[..*i].contains(&names[*i]);
    let distinct = (0..names.len()).filter(new).count();
    let apart = names.windows(2).all(|n| n[0] != n[1]);
    (distinct == names.len() || distinct >= MANY && apart) && names.iter().all(is_name)
}

fn is_name(words: &Vec<&str>) -> bool {
    words.len() <= HEADER_WORDS && words.iter().any(|w| w.contains(char::is_alphabetic))
}

/// Tells whether what looks like a header below another one is one: it has the same names, or
/// names also the first column. Else it is a row of headings inside cells.
pub fn heads_anew(rows: &[Row], head: &Head, next: &Head) -> bool {
    let names = |h: &Head| names(&rows[h.from..h.to], &h.cells);
    let names_first = next.cells[0].right < head.cells[1].left;
    if !names_first && head.cells.len() != next.cells.len() {
        return false;
    }
    let (first, second) = (names(head), names(next));
    let opens = |n: &[Vec<&str>]| n.iter().any(|c| c.last().is_some_and(|w| w.ends_with(':')));
    first == second || names_first && (opens(&first) || !opens(&second))
}
