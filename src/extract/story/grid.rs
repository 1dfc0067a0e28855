//! Tables on their grid, from cells that say with which neighbour they are merged.

use crate::model::{Block, Cell, Table};
use std::collections::HashMap;

/// Columns of a table; Word allows no more, a damaged file may claim billions.
pub(in crate::extract) const MOST_COLUMNS: u32 = 63;

/// What a cell says about its merge with the cell above or before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) enum Merge {
    /// It stands alone.
    #[default]
    None,
    /// It begins a merged cell.
    Start,
    /// It belongs to the cell before it.
    Continue,
}

/// A table being read.
#[derive(Default)]
pub(in crate::extract) struct Grid {
    /// Cells by row, then column.
    cells: Vec<Cell>,
    /// For each column the cell that a merge downwards started in.
    open: HashMap<u32, usize>,
    header_rows: u32,
    /// Whether the present row is marked as header.
    header: bool,
    row: u32,
    col: u32,
}

impl Grid {
    /// Returns the cell above that a continued cell belongs to, one row longer, if the merge is
    /// unbroken.
    fn grow_down(&mut self) -> Option<&mut Cell> {
        let cell = self.cells.get_mut(*self.open.get(&self.col)?)?;
        if cell.row + cell.row_span != self.row {
            return None;
        }
        cell.row_span += 1;
        Some(cell)
    }

    /// Returns the cell before a continued one in the same row, `span` columns wider.
    fn grow_across(&mut self, span: u32) -> Option<&mut Cell> {
        let (row, col) = (self.row, self.col);
        let cell = self.cells.last_mut()?;
        if cell.row != row || cell.col + cell.col_span != col {
            return None;
        }
        cell.col_span += span;
        Some(cell)
    }

    /// Begins a row after some columns that it leaves out.
    pub fn begin_row(&mut self, left_out: u32, header: bool) {
        self.col = left_out.min(MOST_COLUMNS);
        self.header = header && self.header_rows == self.row;
    }

    /// Ends the present row.
    pub fn end_row(&mut self) {
        self.header_rows += u32::from(self.header);
        self.row += 1;
    }

    /// Adds a cell at the present place, or its text to the cell it is merged with.
    pub fn add(&mut self, col_span: u32, mut blocks: Vec<Block>, down: Merge, across: Merge) {
        let span = col_span.clamp(1, MOST_COLUMNS);
        let joined = match (down, across) {
            (Merge::Continue, _) => self.grow_down(),
            (_, Merge::Continue) => self.grow_across(span),
            _ => None,
        };
        match joined {
            Some(head) => head.blocks.append(&mut blocks),
            None => self.start(span, blocks, down),
        }
        self.col += span;
    }

    fn start(&mut self, col_span: u32, blocks: Vec<Block>, down: Merge) {
        match down {
            Merge::None => drop(self.open.remove(&self.col)),
            _ => drop(self.open.insert(self.col, self.cells.len())),
        }
        let (row, col, header) = (self.row, self.col, self.header);
        self.cells.push(Cell {
            row,
            col,
            row_span: 1,
            col_span,
            header,
            blocks,
            ..Cell::default()
        });
    }

    /// Returns the table, `None` if it has no cell.
    pub fn finish(self) -> Option<Table> {
        let Self { cells, header_rows, .. } = self;
        (!cells.is_empty()).then_some(Table { header_rows, cells })
    }
}
