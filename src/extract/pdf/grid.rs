//! Tables as detectors find them: cells with their boxes, before their text is read.

use super::content::PageContent;
use super::geometry::Rect;
use super::words::Word;
use std::collections::BTreeSet;

/// Distance from which on the edges of two tables are no edges of one drawn by hand, in points.
const APART_PT: f64 = 6.0;

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
        if kept.len() < self.cols && !kept.is_empty() {
            self.keep_columns(&kept);
        }
        self
    }

    /// Leaves out all columns but these; cells over others become narrower.
    fn keep_columns(&mut self, kept: &[usize]) {
        let position = |col: usize| kept.iter().filter(|k| **k < col).count();
        self.cells.retain_mut(|cell| {
            let (from, to) = (position(cell.col), position(cell.col + cell.col_span));
            (cell.col, cell.col_span) = (from, to - from);
            to > from
        });
        self.cols = kept.len();
    }

    /// Parts tables that were drawn right below each other: none of the edges between cells above a
    /// row is one between cells from it on, nor near it. A single row below is no table.
    pub fn parted(mut self) -> Vec<Self> {
        let cut = (1..self.rows.saturating_sub(1)).find(|row| self.is_end(*row));
        let Some(row) = cut.filter(|_| self.told == Told::Rules) else { return vec![self] };
        let mut below = Self { cells: Vec::new(), rows: self.rows - row, ..self.clone() };
        for mut cell in std::mem::take(&mut self.cells) {
            if cell.row < row {
                self.cells.push(cell);
            } else {
                cell.row -= row;
                below.cells.push(cell);
            }
        }
        self.rows = row;
        let edge = below.cells.iter().map(|c| c.at.top).fold(self.at.bottom, f64::min);
        (self.at.bottom, below.at.top) = (edge, edge);
        for part in [&mut self, &mut below] {
            let starts: BTreeSet<usize> = part.cells.iter().map(|c| c.col).collect();
            part.keep_columns(&starts.into_iter().collect::<Vec<_>>());
        }
        [vec![self], below.parted()].concat()
    }

    /// Leaves out the first and last rows whose cells' boxes are none of the table, by `is_outside`; a
    /// row over whose edge a cell reaches stays.
    pub fn drop_outer_rows(&mut self, is_outside: impl Fn(&[Rect]) -> bool) {
        let boxes = |grid: &Self, row: usize| -> Vec<Rect> {
            grid.cells.iter().filter(|c| c.row == row).map(|c| c.at).collect()
        };
        for first in [true, false] {
            while self.rows > 1 {
                let row = if first { 0 } else { self.rows - 1 };
                let spans =
                    |c: &GridCell| c.row_span > 1 && (c.row..c.row + c.row_span).contains(&row);
                if self.cells.iter().any(spans) || !is_outside(&boxes(self, row)) {
                    break;
                }
                self.drop_row(row);
            }
        }
    }

    fn drop_row(&mut self, row: usize) {
        self.cells.retain(|c| c.row != row);
        for cell in self.cells.iter_mut().filter(|c| c.row > row) {
            cell.row -= 1;
        }
        self.rows -= 1;
        if let Some(left) = Rect::around(self.cells.iter().map(|c| c.at)) {
            (self.at.top, self.at.bottom) = (left.top, left.bottom);
        }
    }

    /// Tells whether another table begins at a row.
    fn is_end(&self, row: usize) -> bool {
        let spans = |c: &GridCell| c.row < row && c.row + c.row_span > row;
        let inner = |above: bool| -> Vec<f64> {
            let cells = self.cells.iter().filter(|c| c.col > 0 && (c.row < row) == above);
            cells.map(|c| c.at.left).collect()
        };
        let (above, below) = (inner(true), inner(false));
        let apart = |a: &f64| below.iter().all(|b| (a - b).abs() > APART_PT);
        !(self.cells.iter().any(spans) || above.is_empty() || below.is_empty())
            && above.iter().all(apart)
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

    /// Cells of rows that are 20 points high, each row given by the edges of its cells.
    fn drawn(rows: &[&[f64]]) -> Grid {
        let mut edges: Vec<f64> = rows.iter().copied().flatten().copied().collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        let position = |x: &f64| edges.iter().position(|e| e == x).unwrap_or_default();
        let cells = rows.iter().enumerate().flat_map(|(row, own)| {
            own.windows(2).map(move |e| (row, e[0], e[1])).collect::<Vec<_>>()
        });
        let cell = |(row, left, right): (usize, f64, f64)| GridCell {
            row,
            col: position(&left),
            row_span: 1,
            col_span: position(&right) - position(&left),
            at: Rect { left, top: 20.0 * row as f64, right, bottom: 20.0 * (row + 1) as f64 },
        };
        let at = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 20.0 * rows.len() as f64 };
        let (rows, cols) = (rows.len(), edges.len() - 1);
        Grid { at, rows, cols, cells: cells.map(cell).collect(), told: Told::Rules }
    }

    #[test]
    fn tables_without_a_common_edge_are_two() {
        let form: &[f64] = &[0.0, 120.0, 200.0];
        let (far, near): (&[f64], &[f64]) =
            (&[0.0, 50.0, 160.0, 200.0], &[0.0, 50.0, 125.0, 200.0]);
        let parts = drawn(&[form, far, far]).parted();
        assert_eq!(parts.iter().map(|g| (g.rows, g.cols)).collect::<Vec<_>>(), [(1, 2), (2, 3)]);
        assert_eq!((parts[0].at.bottom, parts[1].at.top), (20.0, 20.0));
        assert_eq!(parts[1].cells.iter().map(|c| (c.row, c.col)).max(), Some((1, 2)));
        assert_eq!(drawn(&[form, near, near]).parted().len(), 1, "one edge, not drawn straight");
        assert_eq!(drawn(&[form, far]).parted().len(), 1, "a single row below");
    }

    #[test]
    fn narrow_columns_stay_that_are_wide_enough_or_told_by_text() {
        assert_eq!(grid(Told::Rules).without_gaps(&[], 5.0).cols, 3);
        assert_eq!(grid(Told::Gaps).without_gaps(&[], 10.0).cols, 3);
    }
}
