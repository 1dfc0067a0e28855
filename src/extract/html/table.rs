//! Places table cells on a grid the way browsers do.

use crate::model::{Block, Cell, Table};
use scraper::node::Element;

/// Columns one cell may cover; the limit of the HTML standard.
const COL_SPAN: u32 = 1000;
/// Rows one cell may cover; the limit of the HTML standard.
const ROW_SPAN: u32 = 65_534;
/// Columns of a table that spans may reserve; more is an attack.
const COLUMNS: usize = 16_384;
/// A table with a wider span loses the columns in which no cell starts.
const HONEST_SPAN: u32 = 64;
/// Steps of looking for free columns in one table, above which spans of rows count no more.
const STEPS: usize = 20_000_000;

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    cells: Vec<Cell>,
    /// For each column the row from which it is free again.
    free_from: Vec<u32>,
    row: u32,
    col: usize,
    rows_opened: bool,
    in_head: bool,
    head_rows: u32,
    group_start: usize,
    steps: usize,
}

impl Grid {
    /// Starts a row group; `thead` rows count as header rows.
    pub(super) fn open_group(&mut self, name: &str) {
        self.close_group();
        self.in_head = name == "thead";
    }

    /// Ends a row group: no cell reaches beyond it.
    pub(super) fn close_group(&mut self) {
        let end = if self.rows_opened { self.row + 1 } else { 0 };
        for cell in &mut self.cells[self.group_start..] {
            cell.row_span = cell.row_span.min(end.saturating_sub(cell.row)).max(1);
        }
        self.steps += self.free_from.len();
        if self.steps < STEPS {
            self.free_from.iter_mut().for_each(|free| *free = (*free).min(end));
        }
        self.group_start = self.cells.len();
        self.in_head = false;
    }

    /// Starts a row.
    pub(super) fn open_row(&mut self) {
        if self.rows_opened {
            self.row = self.row.saturating_add(1);
        }
        self.rows_opened = true;
        self.col = 0;
        if self.in_head && self.row == self.head_rows {
            self.head_rows += 1;
        }
    }

    /// Adds a cell with its content; returns its index for [`Grid::fill`].
    pub(super) fn open_cell(&mut self, element: &Element) -> usize {
        if !self.rows_opened {
            self.open_row();
        }
        let (col, col_span) = self.take_columns(element);
        let row_span = match span(element, "rowspan") {
            Some(0) => ROW_SPAN,
            n => n.unwrap_or(1).clamp(1, ROW_SPAN),
        };
        self.reserve(col, col_span, self.row.saturating_add(row_span));
        let header = element.name() == "th" || self.in_head;
        let col = u32::try_from(col).unwrap_or(u32::MAX);
        self.cells.push(Cell { row: self.row, col, row_span, col_span, header, ..Cell::default() });
        self.cells.len() - 1
    }

    /// Puts the content into the cell opened as `index`.
    pub(super) fn fill(&mut self, index: usize, blocks: Vec<Block>) {
        if let Some(cell) = self.cells.get_mut(index) {
            cell.blocks = blocks;
        }
    }

    /// Returns the number of cells so far.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    fn take_columns(&mut self, element: &Element) -> (usize, u32) {
        let mut col = self.col;
        while self.steps < STEPS && self.free_from.get(col).is_some_and(|free| *free > self.row) {
            col += 1;
            self.steps += 1;
        }
        let col_span = span(element, "colspan").unwrap_or(1).clamp(1, COL_SPAN);
        self.col = col.saturating_add(col_span as usize);
        (col, col_span)
    }

    fn reserve(&mut self, col: usize, col_span: u32, until: u32) {
        let end = (col + col_span as usize).min(COLUMNS);
        if self.free_from.len() < end {
            self.free_from.resize(end, 0);
        }
        if let Some(columns) = self.free_from.get_mut(col..end) {
            columns.iter_mut().for_each(|free| *free = (*free).max(until));
        }
    }

    /// Returns the table.
    pub(super) fn finish(mut self) -> Table {
        self.close_group();
        if self.cells.iter().any(|c| c.col_span > HONEST_SPAN) {
            drop_unused_columns(&mut self.cells);
        }
        let header_rows = self.head_rows.max(leading_header_rows(&self.cells));
        Table { header_rows, cells: self.cells }
    }
}

/// Leaves out the columns in which no cell starts.
fn drop_unused_columns(cells: &mut [Cell]) {
    let mut starts: Vec<u32> = cells.iter().map(|c| c.col).collect();
    starts.sort_unstable();
    starts.dedup();
    let rank = |col: u32| u32::try_from(starts.partition_point(|s| *s < col)).unwrap_or(u32::MAX);
    for cell in cells {
        let end = rank(cell.col.saturating_add(cell.col_span));
        cell.col = rank(cell.col);
        cell.col_span = end.saturating_sub(cell.col).max(1);
    }
}

/// Counts the leading rows that consist of header cells only.
fn leading_header_rows(cells: &[Cell]) -> u32 {
    let mut rows = 0;
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        if row[0].row != rows || row.len() < 2 || !row.iter().all(|c| c.header) {
            break;
        }
        rows += 1;
    }
    rows
}

/// Reads a span as browsers do: leading digits count, an overflow is as many as there may be.
fn span(element: &Element, name: &str) -> Option<u32> {
    let text = element.attr(name)?.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())];
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
}
