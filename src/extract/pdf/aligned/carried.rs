//! Tables that go on from the page before: their columns are known, so the few lines that are left
//! of a cell find their place without a header and without neighbours.

use super::column::Column;
use super::region::{EDGE_PT, filled, keeps_to};
use super::row::Row;
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::grid::{Grid, Told};
use crate::extract::pdf::para::Habits;
use crate::extract::pdf::words::{Word, lines};

/// Most lines below a table that runs to its page's end: page numbers and the like.
const LINES_BELOW: usize = 2;
/// Most lines above the rest of a table on the next page.
const LINES_ABOVE: usize = 4;
/// Share of a page's height in which those lines stand.
const TOP_SHARE: f64 = 0.15;
/// Farthest the next line lies below the last one, in usual line distances.
const NEXT_PITCH: f64 = 4.0;

/// The columns of a table that reaches to the end of its page.
#[derive(Clone, Debug)]
pub struct Carried {
    at: Rect,
    pub columns: Vec<Column>,
    /// Left edges at which text begins, by column.
    starts: Vec<Vec<f64>>,
}

impl Carried {
    /// Returns the columns of the last table of a page; none if other text follows it or if drawn
    /// cells tell where it goes on.
    pub fn of(grids: &[Grid], words: &[Word]) -> Option<Self> {
        let grid = grids.iter().max_by(|a, b| a.at.bottom.total_cmp(&b.at.bottom))?;
        let below = words.iter().filter(|w| w.at.top > grid.at.bottom).cloned().collect();
        if grid.told == Told::Rules || grid.cols < 2 || lines(below).len() > LINES_BELOW {
            return None;
        }
        let inside = words.iter().filter(|w| grid.at.holds(&w.at)).cloned().collect();
        let rows: Vec<Row> = lines(inside).into_iter().map(Row::of).collect();
        let columns: Vec<Column> = grid.edges().windows(2).map(|e| column(&rows, e)).collect();
        let starts = columns.iter().map(|c| starts(&rows, c)).collect();
        Some(Self { at: grid.at, columns, starts })
    }

    /// Returns the place on the next page where the table goes on.
    pub fn region(&self, rows: &[Row], height: f64, habits: &Habits) -> Option<Rect> {
        let first = rows.iter().take(LINES_ABOVE + 1).position(|r| self.begins(r))?;
        if first > 0 && rows[first - 1].line.at.bottom > TOP_SHARE * height {
            return None;
        }
        let near = |pair: &&[Row]| {
            let (above, below) = (&pair[0].line, &pair[1].line);
            below.baseline - above.baseline < NEXT_PITCH * habits.pitch_em * below.size
        };
        let more = rows[first..].windows(2).take_while(|p| near(p) && self.fits(&p[1])).count();
        let region = Rect::around(rows[first..=first + more].iter().map(|r| r.line.at))?;
        Some(Rect {
            left: region.left.min(self.at.left),
            right: region.right.max(self.at.right),
            top: region.top - 0.5,
            bottom: region.bottom + 0.5,
        })
    }

    /// Tells whether a line can be the first one: it says more than a label.
    fn begins(&self, row: &Row) -> bool {
        let beyond_labels = self.columns.iter().skip(1).any(|c| c.meets(row));
        beyond_labels && self.fits(row)
    }

    /// Tells whether a line keeps to the columns and begins in each where others did.
    fn fits(&self, row: &Row) -> bool {
        let within = row.line.at.right < self.at.right + 12.0;
        let begins = |(column, starts): (&Column, &Vec<f64>)| {
            let first = column.words(row).next();
            first.is_none_or(|w| starts.iter().any(|s| (s - w.at.left).abs() < EDGE_PT))
        };
        within
            && filled(row, &self.columns) > 0
            && keeps_to(row, &self.columns)
            && self.columns.iter().zip(&self.starts).all(begins)
    }
}

/// Returns what the text between two edges of columns takes up.
fn column(rows: &[Row], edges: &[f64]) -> Column {
    let words = rows.iter().flat_map(|r| r.words_in(edges[0], edges[1]));
    let text = Rect::around(words.map(|w| w.at));
    text.map_or(Column { left: edges[0], right: edges[1] - 2.0 }, |t| Column {
        left: t.left.max(edges[0]),
        right: t.right.min(edges[1]),
    })
}

/// Returns the left edges at which a column's lines begin.
fn starts(rows: &[Row], column: &Column) -> Vec<f64> {
    let mut starts: Vec<f64> =
        rows.iter().filter_map(|r| column.words(r).next()).map(|w| w.at.left).collect();
    starts.sort_by(f64::total_cmp);
    starts.dedup_by(|a, b| *a - *b < EDGE_PT / 2.0);
    starts
}
