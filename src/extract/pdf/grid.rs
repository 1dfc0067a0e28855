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

impl Grid {
    /// Leaves out columns of a ruled table narrower than `least_pt` in which no word stands: the gap between borders
    /// that are drawn around each cell.
    pub fn without_gaps(mut self, words: &[Word], least_pt: f64) -> Self {
        if self.told != Told::Rules {
            return self;
        }
        let edges = self.edges();
        let inside: Vec<&Word> = words.iter().filter(|w| self.at.holds(&w.at)).collect();
        let is_gap = |col: &usize| {
            let (from, to) = (edges[*col], edges[*col + 1]);
            let stands = |w: &&&Word| (from..to).contains(&w.at.center_x());
            to - from < least_pt && inside.iter().find(stands).is_none()
        };
        let kept: Vec<usize> = (0..self.cols).filter(|c| !is_gap(c)).collect();
        if kept.len() == self.cols || kept.is_empty() {
            return self;
        }
        let position = |col: usize| kept.iter().filter(|k| **k < col).count();
        self.cells.retain_mut(|cell| {
            let (from, to) = (position(cell.col), position(cell.col + cell.col_span));
            (cell.col, cell.col_span) = (from, to - from);
            to > from
        });
        self.cols = kept.len();
        self
    }
}

/// Finds tables on a page.
pub trait Detector {
    /// Returns the tables, from top to bottom.
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid>;
}
