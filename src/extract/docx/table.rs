//! Tables on their grid.

use super::body::Reader;
use super::names::{Name, Node, attribute, child, elements, is, name, number, switch};
use crate::model::{Cell, Table};
use std::collections::HashMap;

/// Columns of a table; Word allows no more, a damaged file may claim billions.
const MOST_COLUMNS: u32 = 63;

/// What a cell says about its merge with the cell above or before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Merge {
    None,
    Start,
    Continue,
}

impl Merge {
    fn stated(properties: Option<Node>, local: &str) -> Self {
        match properties.and_then(|p| child(p, local)) {
            None => Self::None,
            Some(node) if attribute(node, "val") == Some("restart") => Self::Start,
            Some(_) => Self::Continue,
        }
    }
}

/// A table being read.
#[derive(Default)]
struct Grid {
    cells: Vec<Cell>,
    /// For each column the cell that a merge downwards started in.
    open: HashMap<u32, usize>,
    header_rows: u32,
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

    fn add(&mut self, mut cell: Cell, down: Merge, across: Merge) {
        let span = cell.col_span;
        let joined = match (down, across) {
            (Merge::Continue, _) => self.grow_down(),
            (_, Merge::Continue) => self.grow_across(span),
            _ => None,
        };
        match joined {
            Some(head) => head.blocks.append(&mut cell.blocks),
            None => self.start(cell, down),
        }
        self.col += span;
    }

    fn start(&mut self, cell: Cell, down: Merge) {
        match down {
            Merge::None => drop(self.open.remove(&self.col)),
            _ => drop(self.open.insert(self.col, self.cells.len())),
        }
        self.cells.push(cell);
    }
}

impl Reader<'_> {
    /// Returns a table, `None` if it has no cell.
    pub fn table(&mut self, node: Node) -> Option<Table> {
        let mut grid = Grid::default();
        let mut rows = Vec::new();
        gather(node, "tr", &mut rows);
        for row in rows {
            if self.stopped.is_some() {
                break;
            }
            self.row(row, &mut grid);
        }
        let Grid { cells, header_rows, .. } = grid;
        (!cells.is_empty()).then_some(Table { header_rows, cells })
    }

    fn row(&mut self, node: Node, grid: &mut Grid) {
        let properties = child(node, "trPr");
        if properties.is_some_and(|p| child(p, "del").is_some()) {
            self.note_changes();
            return;
        }
        let before = properties.and_then(|p| number::<u32>(p, "gridBefore")).unwrap_or(0);
        let header = properties.and_then(|p| switch(p, "tblHeader")).unwrap_or(false);
        let header = header && grid.header_rows == grid.row;
        grid.col = before.min(MOST_COLUMNS);
        let mut cells = Vec::new();
        gather(node, "tc", &mut cells);
        for cell in cells {
            if !self.charge_cell() {
                break;
            }
            self.cell(cell, header, grid);
        }
        grid.header_rows += u32::from(header);
        grid.row += 1;
    }

    fn cell(&mut self, node: Node, header: bool, grid: &mut Grid) {
        let properties = child(node, "tcPr");
        let span = properties.and_then(|p| number::<u32>(p, "gridSpan")).unwrap_or(1);
        let deleted = properties.is_some_and(|p| child(p, "cellDel").is_some());
        let blocks = if deleted { vec![] } else { self.container(node) };
        self.changes |= deleted;
        let cell = Cell {
            row: grid.row,
            col: grid.col,
            row_span: 1,
            col_span: span.clamp(1, MOST_COLUMNS),
            header,
            blocks,
            ..Cell::default()
        };
        let down = Merge::stated(properties, "vMerge");
        let across = Merge::stated(properties, "hMerge");
        grid.add(cell, down, across);
    }
}

/// Collects rows or cells, through the wrappers that may stand around them.
fn gather<'a>(node: Node<'a>, local: &str, out: &mut Vec<Node<'a>>) {
    for child in elements(node) {
        match name(child) {
            Name::Word("sdt" | "sdtContent" | "customXml" | "ins" | "moveTo") => {
                gather(child, local, out);
            }
            _ if is(child, local) => out.push(child),
            _ => {}
        }
    }
}
