//! Paragraphs and tables of a page, before they become blocks.

use super::geometry::Rect;
use super::grid::{Grid, GridCell, Told};
use super::para::{Habits, Paragraph, paragraphs};
use super::words::{Word, lines};
use crate::model::Layer;
use std::collections::BTreeMap;

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
    let places = CellPlaces::of(grid);
    for word in inside {
        parts[places.cell_of(&word)].push(word);
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

/// The cells of a grid, from top to bottom.
struct CellPlaces {
    /// Each cell's rectangle with its position in the grid.
    places: Vec<(Rect, usize)>,
}

impl CellPlaces {
    fn of(grid: &Grid) -> Self {
        let mut places: Vec<(Rect, usize)> =
            grid.cells.iter().enumerate().map(|(i, c)| (c.at, i)).collect();
        places.sort_by(|a, b| a.0.top.total_cmp(&b.0.top));
        Self { places }
    }

    /// Returns the cell that holds a word's middle, or the nearest.
    fn cell_of(&self, word: &Word) -> usize {
        let (x, y) = (word.at.center_x(), word.baseline - 0.3 * word.size);
        let distance = |at: &Rect| {
            let dx = (at.left - x).max(x - at.right).max(0.0);
            let dy = (at.top - y).max(y - at.bottom).max(0.0);
            dx + dy
        };
        let above = self.places.partition_point(|(at, _)| at.top <= y);
        let holds = |place: &&(Rect, usize)| distance(&place.0) <= 0.0;
        let nearest = || {
            let by_distance =
                |a: &&(Rect, usize), b: &&(Rect, usize)| distance(&a.0).total_cmp(&distance(&b.0));
            self.places.iter().min_by(by_distance)
        };
        let found = self.places[..above].iter().rev().find(holds).or_else(nearest);
        found.map_or(0, |(_, cell)| *cell)
    }
}

/// Returns for each cell where its lines have to end.
///
/// Ruled cells leave the same room on the right as on the left; without rules the longest line of
/// the column tells.
fn text_limits(grid: &Grid, parts: &[Vec<Word>]) -> Vec<f64> {
    /// How far right the text of a column's cells reaches, and the least room on its left.
    struct Reach {
        right: f64,
        indent: f64,
    }
    let mut columns: BTreeMap<(usize, usize), Reach> = BTreeMap::new();
    for (cell, words) in grid.cells.iter().zip(parts) {
        let none = Reach { right: f64::MIN, indent: f64::MAX };
        let reach = columns.entry((cell.col, cell.col_span)).or_insert(none);
        for word in words {
            reach.right = reach.right.max(word.at.right);
            reach.indent = reach.indent.min(word.at.left - cell.at.left);
        }
    }
    let limit = |cell: &GridCell| {
        let reach = columns.get(&(cell.col, cell.col_span));
        let (right, indent) = reach.map_or((f64::MIN, f64::MAX), |r| (r.right, r.indent));
        if grid.told != Told::Rules {
            return right;
        }
        let padding = if indent == f64::MAX { 0.0 } else { indent.clamp(0.0, 12.0) };
        right.max(cell.at.right - padding - 1.0)
    };
    grid.cells.iter().map(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: f64, top: f64, right: f64, bottom: f64) -> Rect {
        Rect { left, top, right, bottom }
    }

    fn word(x: f64, y: f64) -> Word {
        Word {
            text: "word".into(),
            at: rect(x - 5.0, y - 7.0, x + 5.0, y + 3.0),
            baseline: y + 3.0,
            size: 10.0,
            bold: false,
            italic: false,
            underline: false,
            pictured: false,
            artifact: false,
            order: 0,
        }
    }

    #[test]
    fn a_word_belongs_to_the_cell_that_holds_it_or_to_the_nearest() {
        let cell = |row, col, row_span, at| GridCell { row, col, row_span, col_span: 1, at };
        let cells = vec![
            cell(0, 0, 2, rect(0.0, 0.0, 50.0, 100.0)),
            cell(0, 1, 1, rect(50.0, 0.0, 100.0, 50.0)),
            cell(1, 1, 1, rect(50.0, 50.0, 100.0, 100.0)),
        ];
        let at = rect(0.0, 0.0, 100.0, 100.0);
        let places = CellPlaces::of(&Grid { at, rows: 2, cols: 2, cells, told: Told::Rules });
        assert_eq!(places.cell_of(&word(20.0, 90.0)), 0, "the cell over both rows");
        assert_eq!(places.cell_of(&word(80.0, 20.0)), 1);
        assert_eq!(places.cell_of(&word(80.0, 90.0)), 2);
        assert_eq!(places.cell_of(&word(120.0, 80.0)), 2, "the nearest on the left");
    }
}
