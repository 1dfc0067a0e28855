//! Tables: rows whose cells state their right edges only.

use super::super::story::{Grid, MOST_COLUMNS, Merge};
use super::lists::is_on;
use crate::model::{Block, Table};

/// Edges that are nearer than this to each other are one, in twentieths of a point: programs that
/// round differently disagree by some of them.
const SAME_EDGE: i32 = 30;

/// What a row states about one of its cells.
#[derive(Clone, Copy, Debug, Default)]
struct Stated {
    right: i32,
    down: Merge,
    across: Merge,
}

/// What a row states about itself, gathered word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct RowShape {
    left: i32,
    header: bool,
    cells: Vec<Stated>,
    next: Stated,
}

impl RowShape {
    /// Takes a control word; tells whether it is one about rows.
    pub fn word(&mut self, word: &str, number: Option<i32>) -> bool {
        match word {
            "trowd" => *self = Self::default(),
            "trleft" => self.left = number.unwrap_or(0),
            "trhdr" => self.header = is_on(number),
            "clvmgf" => self.next.down = Merge::Start,
            "clvmrg" => self.next.down = Merge::Continue,
            "clmgf" => self.next.across = Merge::Start,
            "clmrg" => self.next.across = Merge::Continue,
            "cellx" => {
                let cell = Stated { right: number.unwrap_or(0), ..std::mem::take(&mut self.next) };
                if self.cells.len() < MOST_COLUMNS as usize {
                    self.cells.push(cell);
                }
            }
            _ => return false,
        }
        true
    }
}

/// A row with the content of its cells.
#[derive(Debug)]
struct Row {
    shape: RowShape,
    cells: Vec<Vec<Block>>,
}

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    rows: Vec<Row>,
    cells: Vec<Vec<Block>>,
    /// The cell that is being read.
    pub cell: Vec<Block>,
}

impl Builder {
    /// Ends the cell that is being read.
    pub fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// Ends the row that is being read.
    pub fn end_row(&mut self, shape: &RowShape) {
        if !self.cell.is_empty() {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.rows.push(Row { shape: shape.clone(), cells });
        }
    }

    /// Returns the table, `None` if it has no cell.
    pub fn finish(mut self, shape: &RowShape) -> Option<Table> {
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
        let Stated { down, across, .. } = cell.unwrap_or_default();
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
