//! Whether the cells of a table hold phrases, not figures and names.

use super::aligned::is_mark;
use super::flow;
use super::geometry::Rect;
use super::grid::{Grid, GridCell};
use super::words::{self, Word};
use std::collections::{BTreeMap, BTreeSet};

/// Tells whether a table holds phrases: many words on a line, or lines that run on.
pub fn holds_prose(grid: &Grid, words: &[Word]) -> bool {
    /// Words with letters, as a share of all.
    const LETTERED: f64 = 0.7;
    let inside: Vec<&Word> = words.iter().filter(|w| grid.at.holds(&w.at)).collect();
    let lettered = inside.iter().filter(|w| is_lettered(w)).count();
    lettered as f64 >= LETTERED * inside.len() as f64
        && (has_long_lines(&inside, lettered) || wraps(grid, &inside))
}

/// Tells whether drawn cells are patches behind the lines of one paragraph, as behind text that was
/// marked or copied from a web page: a line a row, without gaps, most of them going on from the one
/// above.
pub fn is_marked_text(grid: &Grid, words: &[Word]) -> bool {
    /// Most height of a row of one line, in font sizes.
    const ROW_EM: f64 = 2.2;
    let inside = || words.iter().filter(|w| grid.at.holds(&w.at));
    let height = grid.at.height() / grid.rows as f64;
    if inside().next().is_none_or(|w| height > ROW_EM * w.size) {
        return false;
    }
    let lines = words::lines(inside().cloned().collect());
    let below = lines.iter().skip(1).filter_map(|l| l.words.first());
    let running_on = below.filter(|w| runs_on(&w.text) && !is_mark(&w.text)).count();
    lines.len() == grid.rows
        && running_on > 0
        && running_on * 2 >= lines.len() - 1
        && lines.into_iter().all(|line| flow::fragments(line).len() == 1)
}

/// Tells whether columns of a page were taken for a table: a larger, bold heading stands in a cell below
/// other lines, or alone in a cell right of plain ones.
pub fn heads_columns(grid: &Grid, words: &[Word]) -> bool {
    /// How much larger a heading is than other text.
    const LARGER: f64 = 1.12;
    /// Most words of columns that a person reads.
    const WORDS: usize = 5_000;
    let inside: Vec<&Word> = words.iter().filter(|w| grid.at.holds(&w.at)).collect();
    let mut sizes: Vec<f64> = inside.iter().map(|w| w.size).collect();
    sizes.sort_by(f64::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2) else { return false };
    let is_large = |w: &Word| w.bold && w.size > LARGER * usual;
    let large: Vec<&&Word> = inside.iter().filter(|w| is_large(w)).collect();
    // Another line of the cell ends well above it.
    let above = |cell: &Rect, head: &Word| {
        inside.iter().any(|w| cell.holds(&w.at) && w.at.bottom < head.at.top && !w.bold)
    };
    let heads =
        |head: &&&Word| grid.cells.iter().any(|c| c.at.holds(&head.at) && above(&c.at, head));
    let beside = |cell: &GridCell| {
        let level = |c: &&GridCell| c.row == cell.row && c.col < cell.col;
        let plain = |c: &GridCell| inside.iter().any(|w| c.at.holds(&w.at) && !w.bold);
        grid.cells.iter().filter(level).any(plain)
    };
    let alone = |cell: &GridCell| {
        let mut own = inside.iter().filter(|w| cell.at.holds(&w.at)).peekable();
        own.peek().is_some() && own.all(|w| is_large(w)) && beside(cell)
    };
    let alone = || grid.cells.iter().filter(|c| c.row > 0 && c.col > 0).any(alone);
    (2..=3).contains(&grid.cols)
        && inside.len() <= WORDS
        && !large.is_empty()
        && (large.iter().any(heads) || alone())
}

/// Tells whether several lines of a table told by gaps run on beyond its right edge, a space behind its
/// last words: chance put the gaps into running text.
pub fn cuts_lines(grid: &Grid, words: &[Word]) -> bool {
    /// Lines from which on it is none.
    const LINES: usize = 2;
    /// Widest space between words, in font sizes.
    const SPACE_EM: f64 = 0.4;
    let level = |w: &&Word| (grid.at.top..grid.at.bottom).contains(&w.at.center_y());
    let beside: Vec<&Word> = words.iter().filter(level).collect();
    let cut = |line: &&words::Line<&Word>| {
        line.words.windows(2).any(|pair| {
            let (last, next) = (&pair[0].at, &pair[1].at);
            let parted = grid.at.holds(last) && !grid.at.holds(next);
            parted && next.left - last.right < SPACE_EM * pair[0].size
        })
    };
    words::lines(beside).iter().filter(cut).count() >= LINES
}

/// Tells whether most of the rows that a grid tells beyond `rows` of them begin in the middle of a
/// sentence: in one of their cells a small letter goes on from the cell above.
pub fn cuts_cells(grid: &Grid, rows: usize, words: &[Word]) -> bool {
    /// Cells times words from which on it is no page that a person reads.
    const MOST: usize = 2_000_000;
    let beyond = grid.rows.saturating_sub(rows);
    if beyond == 0 || grid.cells.len() * words.len() > MOST {
        return false;
    }
    let first = |at: &Rect| {
        let inside = words.iter().filter(|w| at.holds(&w.at));
        inside
            .min_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.at.left.total_cmp(&b.at.left)))
    };
    let begins = grid.cells.iter().filter_map(|c| Some(((c.row, c.col), first(&c.at)?)));
    let begins: BTreeMap<(usize, usize), &Word> = begins.collect();
    let small = |w: &Word| w.text.starts_with(char::is_lowercase) && !is_mark(&w.text);
    let goes_on = |((row, col), word): &(&(usize, usize), &&Word)| {
        small(word) && row.checked_sub(1).is_some_and(|above| begins.contains_key(&(above, *col)))
    };
    let cut: BTreeSet<usize> = begins.iter().filter(goes_on).map(|((row, _), _)| *row).collect();
    cut.len() * 2 >= beyond
}

fn is_lettered(word: &Word) -> bool {
    word.text.chars().any(char::is_alphabetic)
}

/// Tells whether there are many words between two wide gaps.
fn has_long_lines(words: &[&Word], lettered: usize) -> bool {
    /// Words with letters of a fragment of a line, in the mean.
    const WORDS: f64 = 2.8;
    let lines = words::lines(words.iter().map(|w| (*w).clone()).collect());
    let fragments = lines.into_iter().flat_map(flow::fragments);
    let fragments = fragments.filter(|f| f.words.iter().any(is_lettered)).count();
    lettered as f64 >= WORDS * fragments as f64
}

/// Tells whether the lines of cells go on from the one above, or are items of a list: wrapped text
/// does so in however narrow a column, while a record begins with a name or a figure.
fn wraps(grid: &Grid, words: &[&Word]) -> bool {
    /// Share of the lines below the first of their cell.
    const RUNNING_ON: f64 = 0.5;
    let (mut below, mut running_on) = (0_usize, 0_usize);
    for cell in &grid.cells {
        let inside: Vec<&Word> = words.iter().copied().filter(|w| cell.at.holds(&w.at)).collect();
        for line in words::lines(inside).iter().skip(1) {
            below += 1;
            running_on += usize::from(line.words.first().is_some_and(|w| runs_on(&w.text)));
        }
    }
    below > 0 && running_on as f64 >= RUNNING_ON * below as f64
}

fn runs_on(first: &str) -> bool {
    is_mark(first) || first.chars().next().is_some_and(char::is_lowercase)
}
