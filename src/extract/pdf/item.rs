//! Paragraphs and tables of a page, before they become blocks.

use super::geometry::Rect;
use super::grid::{Grid, Told};
use super::para::{Habits, Paragraph, paragraphs};
use super::words::{Word, lines};
use crate::model::Layer;

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Para(Paragraph),
    Table(PdfTable),
}

/// An item and the stream it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub layer: Layer,
    /// Outline level the file marks.
    pub heading: Option<u8>,
    pub item: Item,
}

impl Placed {
    pub fn body(item: Item) -> Self {
        Self { layer: Layer::Body, heading: None, item }
    }
}

/// A table with its text, over one page or more.
#[derive(Clone, Debug, PartialEq)]
pub struct PdfTable {
    pub rows: usize,
    pub cols: usize,
    /// Leading rows that the file marks as header.
    pub header_rows: usize,
    pub cells: Vec<PdfCell>,
    /// Left edges of the columns and the right edge of the last one.
    pub edges: Vec<f64>,
    pub told: Told,
    /// Place on the first page.
    pub at: Rect,
    /// First page.
    pub page: u32,
    /// Place on the last page.
    pub last_at: Rect,
    /// Last page.
    pub last_page: u32,
}

/// A cell with its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PdfCell {
    pub row: usize,
    pub col: usize,
    pub row_span: usize,
    pub col_span: usize,
    pub header: bool,
    pub content: Vec<Placed>,
    /// Its rectangles, by page.
    pub boxes: Vec<(u32, Rect)>,
}

impl PdfCell {
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Returns its paragraphs, nested tables left out.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.content.iter().filter_map(|p| match &p.item {
            Item::Para(para) => Some(para),
            Item::Table(_) => None,
        })
    }

    /// Returns its text for comparison.
    pub fn text(&self, habits: &Habits) -> String {
        self.paragraphs().map(|p| p.text(habits)).collect::<Vec<_>>().join(" ")
    }
}

/// Fills a grid with the words that lie in it; the rest is returned.
pub fn fill(grid: &Grid, words: Vec<Word>, page: u32, habits: &Habits) -> (PdfTable, Vec<Word>) {
    let (inside, outside): (Vec<Word>, Vec<Word>) =
        words.into_iter().partition(|w| is_inside(&grid.at, w));
    let mut parts: Vec<Vec<Word>> = vec![Vec::new(); grid.cells.len()];
    for word in inside {
        parts[cell_of(grid, &word)].push(word);
    }
    let limits = text_limits(grid, &parts);
    let cells = grid.cells.iter().zip(parts).zip(limits).map(|((cell, words), limit)| {
        let found = paragraphs(lines(words), page, limit, habits);
        PdfCell {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            header: false,
            content: found.into_iter().map(|p| Placed::body(Item::Para(p))).collect(),
            boxes: vec![(page, cell.at)],
        }
    });
    let table = PdfTable {
        rows: grid.rows,
        cols: grid.cols,
        header_rows: 0,
        cells: cells.collect(),
        edges: grid.edges(),
        told: grid.told,
        at: grid.at,
        page,
        last_at: grid.at,
        last_page: page,
    };
    (table, outside)
}

/// A word belongs to a table whose box its middle lies in, give or take its own descenders.
fn is_inside(at: &Rect, word: &Word) -> bool {
    let (x, y) = (word.at.center_x(), word.baseline - 0.3 * word.size);
    x >= at.left - 1.0 && x <= at.right + 1.0 && y >= at.top && y <= at.bottom
}

/// Returns the cell that holds a word's middle, or the nearest.
fn cell_of(grid: &Grid, word: &Word) -> usize {
    let (x, y) = (word.at.center_x(), word.baseline - 0.3 * word.size);
    let distance = |at: &Rect| {
        let dx = (at.left - x).max(x - at.right).max(0.0);
        let dy = (at.top - y).max(y - at.bottom).max(0.0);
        dx + dy
    };
    let by_distance = |a: &usize, b: &usize| {
        distance(&grid.cells[*a].at).total_cmp(&distance(&grid.cells[*b].at))
    };
    (0..grid.cells.len()).min_by(by_distance).unwrap_or(0)
}

/// Returns for each cell where its lines have to end.
///
/// Ruled cells leave the same room on the right as on the left; without rules the longest line of
/// the column tells.
fn text_limits(grid: &Grid, parts: &[Vec<Word>]) -> Vec<f64> {
    let reach = |words: &[Word]| words.iter().map(|w| w.at.right).fold(f64::MIN, f64::max);
    let start = |words: &[Word]| words.iter().map(|w| w.at.left).fold(f64::MAX, f64::min);
    let column = |index: usize| {
        let cell = &grid.cells[index];
        let same =
            |i: &usize| grid.cells[*i].col == cell.col && grid.cells[*i].col_span == cell.col_span;
        (0..grid.cells.len()).filter(same)
    };
    let limit = |index: usize| {
        let cell = &grid.cells[index];
        let text = column(index).map(|i| reach(&parts[i])).fold(f64::MIN, f64::max);
        if grid.told != Told::Rules {
            return text;
        }
        let indent = column(index)
            .filter(|i| !parts[*i].is_empty())
            .map(|i| start(&parts[i]) - grid.cells[i].at.left)
            .fold(f64::MAX, f64::min);
        let padding = if indent == f64::MAX { 0.0 } else { indent.clamp(0.0, 12.0) };
        text.max(cell.at.right - padding - 1.0)
    };
    (0..grid.cells.len()).map(limit).collect()
}
