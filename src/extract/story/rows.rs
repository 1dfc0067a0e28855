//! Stories whose marks end paragraphs, cells and rows, and tables whose cells state their edges only.

use super::{Grid, MOST_COLUMNS, Merge, block, push_para};
use crate::model::{Block, Body, Para, Run, Table};

/// Tables in cells that are told apart; what is deeper is read as part of the innermost.
pub(in crate::extract) const DEEPEST_TABLE: usize = 20;

/// Edges that are nearer than this to each other are one, in twentieths of a point: programs that
/// round differently disagree by some of them.
const SAME_EDGE: i32 = 30;

/// What a row states about one of its cells.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::extract) struct CellShape {
    /// Its right edge, in twentieths of a point.
    pub right: i32,
    /// Whether it is merged with cells below or above.
    pub down: Merge,
    /// Whether it is merged with cells after or before it.
    pub across: Merge,
}

/// What a row states about itself.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct RowShape {
    /// Its left edge, in twentieths of a point.
    pub left: i32,
    /// Whether it is marked as header.
    pub header: bool,
    /// Its cells, from left to right.
    pub cells: Vec<CellShape>,
}

/// A row with the content of its cells.
#[derive(Debug)]
struct Row {
    shape: RowShape,
    cells: Vec<Vec<Block>>,
}

/// A table being read.
#[derive(Debug, Default)]
struct Builder {
    rows: Vec<Row>,
    cells: Vec<Vec<Block>>,
    /// The cell that is being read.
    cell: Vec<Block>,
}

impl Builder {
    /// Ends the cell that is being read.
    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// Ends the row that is being read.
    fn end_row(&mut self, shape: &RowShape) {
        if !self.cell.is_empty() {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.rows.push(Row { shape: shape.clone(), cells });
        }
    }

    /// Returns the table, `None` if it has no cell.
    fn finish(mut self, shape: &RowShape) -> Option<Table> {
        self.end_row(shape);
        let edges = Edges::of(&self.rows);
        let mut grid = Grid::default();
        for row in self.rows {
            add_row(row, &edges, &mut grid);
        }
        grid.finish()
    }
}

fn add_row(row: Row, edges: &Edges, grid: &mut Grid) {
    let Row { shape, cells } = row;
    let mut left = edges.column(shape.left);
    grid.begin_row(left, shape.header);
    let mut stated = shape.cells.into_iter();
    for blocks in cells {
        // A cell more than the row states: it takes one column.
        let cell = stated.next();
        let right = cell.map_or(left + 1, |c| edges.column(c.right)).max(left + 1);
        let CellShape { down, across, .. } = cell.unwrap_or_default();
        grid.add(right - left, blocks, down, across);
        left = right;
    }
    grid.end_row();
}

/// The edges of a table's columns, from left to right.
struct Edges {
    at: Vec<i32>,
}

impl Edges {
    fn of(rows: &[Row]) -> Self {
        let stated = |r: &Row| {
            let rights = r.shape.cells.iter().map(|c| c.right);
            std::iter::once(r.shape.left).chain(rights).collect::<Vec<_>>()
        };
        let mut all: Vec<i32> = rows.iter().flat_map(stated).collect();
        all.sort_unstable();
        let mut at: Vec<i32> = Vec::new();
        for edge in all {
            if at.last().is_none_or(|last| edge.saturating_sub(*last) > SAME_EDGE) {
                at.push(edge);
            }
        }
        Self { at }
    }

    /// Returns the number of columns left of an edge.
    fn column(&self, edge: i32) -> u32 {
        let after = self.at.partition_point(|e| *e <= edge);
        u32::try_from(after.saturating_sub(1)).unwrap_or(0).min(MOST_COLUMNS)
    }
}

/// A story being read.
#[derive(Debug, Default)]
pub(in crate::extract) struct Frame {
    /// Runs of the present paragraph.
    pub runs: Vec<Run>,
    /// Text boxes of the present paragraph.
    pub side: Vec<Block>,
    tables: Vec<Builder>,
    out: Vec<Block>,
}

impl Frame {
    /// Begins a story.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends or begins tables until `depth` are open.
    pub fn reach(&mut self, depth: usize, shape: &RowShape) {
        while self.tables.len() > depth {
            let table = self.tables.pop().and_then(|t| t.finish(shape));
            self.cell().extend(table.map(Body::Table).map(block));
        }
        while self.tables.len() < depth {
            self.tables.push(Builder::default());
        }
    }

    /// Returns where blocks go at present.
    fn cell(&mut self) -> &mut Vec<Block> {
        self.tables.last_mut().map_or(&mut self.out, |t| &mut t.cell)
    }

    /// Adds a paragraph, with the text boxes that hang on it.
    pub fn push(&mut self, para: Para) {
        let mut side = std::mem::take(&mut self.side);
        let cell = self.cell();
        push_para(para, cell);
        cell.append(&mut side);
    }

    /// Ends the present cell.
    pub fn end_cell(&mut self) {
        self.tables.iter_mut().next_back().into_iter().for_each(Builder::end_cell);
    }

    /// Ends the present row.
    pub fn end_row(&mut self, shape: &RowShape) {
        self.tables.iter_mut().next_back().into_iter().for_each(|t| t.end_row(shape));
    }

    /// Returns the story.
    pub fn finish(mut self, shape: &RowShape) -> Vec<Block> {
        if !self.runs.is_empty() {
            let runs = std::mem::take(&mut self.runs);
            self.push(Para { runs, ..Para::default() });
        }
        self.reach(0, shape);
        self.out.append(&mut self.side);
        self.out
    }
}
