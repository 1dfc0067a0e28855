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

    /// Leaves out columns of a ruled table narrower than `least_pt` in which no word stands: the gap
    /// between borders that are drawn around each cell.
    pub fn without_gaps(mut self, words: &[Word], least_pt: f64) -> Self {
        if self.told != Told::Rules {
            return self;
        }
        let edges = self.edges();
        let inside: Vec<&Word> = words.iter().filter(|w| self.at.holds(&w.at)).collect();
        let is_gap = |col: &usize| {
            let (from, to) = (edges[*col], edges[*col + 1]);
            let stands = |w: &&Word| (from..to).contains(&w.at.center_x());
            to - from < least_pt && !inside.iter().any(stands)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of three cells, the middle one as wide as the gap between two borders.
    fn grid(told: Told) -> Grid {
        let cell = |col: usize, left, right| GridCell {
            row: 0,
            col,
            row_span: 1,
            col_span: 1,
            at: Rect { left, top: 0.0, right, bottom: 20.0 },
        };
        let cells = vec![cell(0, 0.0, 100.0), cell(1, 100.0, 106.0), cell(2, 106.0, 200.0)];
        let at = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 20.0 };
        Grid { at, rows: 1, cols: 3, cells, told }
    }

    #[test]
    fn the_gap_between_two_borders_is_no_column() {
        let left = grid(Told::Rules).without_gaps(&[], 10.0);
        assert_eq!(left.cols, 2);
        assert_eq!(left.cells.iter().map(|c| c.col).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn narrow_columns_stay_that_are_wide_enough_or_told_by_text() {
        assert_eq!(grid(Told::Rules).without_gaps(&[], 5.0).cols, 3);
        assert_eq!(grid(Told::Gaps).without_gaps(&[], 10.0).cols, 3);
    }
}
