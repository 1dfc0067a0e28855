//! Tables as detectors find them: cells with their boxes, before their text is read.

use super::content::PageContent;
use super::geometry::Rect;
use super::words::Word;

/// What a table was told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Rules around the cells.
    Rules,
    /// Rules or stripes in one direction, gaps in the other.
    Bands,
    /// Aligned text only.
    Gaps,
    /// The file's structure tree.
    Tags,
}

/// A table on one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub at: Rect,
    pub rows: usize,
    pub cols: usize,
    pub cells: Vec<GridCell>,
    pub told: Told,
}

/// A cell of a [`Grid`].
#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    pub row: usize,
    pub col: usize,
    pub row_span: usize,
    pub col_span: usize,
    pub at: Rect,
}

impl Grid {
    /// Returns the left edges of the columns and the right edge of the last one.
    pub fn edges(&self) -> Vec<f64> {
        let mut edges = vec![f64::MAX; self.cols + 1];
        for cell in &self.cells {
            if let Some(edge) = edges.get_mut(cell.col) {
                *edge = edge.min(cell.at.left);
            }
        }
        edges[self.cols] = self.at.right;
        for index in (0..self.cols).rev() {
            edges[index] = edges[index].min(edges[index + 1]);
        }
        edges
    }
}

/// Finds tables on a page.
pub trait Detector {
    /// Returns the tables, from top to bottom.
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid>;
}
