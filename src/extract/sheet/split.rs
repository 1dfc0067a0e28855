//! Which cells of a sheet are one table, and how far each reaches.

use super::{Cells, Position, Region};
use std::collections::HashMap;

/// Merged regions, cut to the part of the sheet that holds cells.
pub(super) struct Spans {
    by_start: HashMap<Position, (u32, u32)>,
    /// First and last row of each region of several rows, by first row.
    rows: Vec<(u32, u32)>,
}

impl Spans {
    /// Returns the regions that begin with a cell.
    pub fn new(merges: &[Region], cells: &Cells) -> Self {
        let last_row = cells.keys().map(|p| p.0).max().unwrap_or(0);
        let last_col = cells.keys().map(|p| p.1).max().unwrap_or(0);
        let mut spans = Self { by_start: HashMap::new(), rows: vec![] };
        for merge in merges.iter().filter(|m| cells.contains_key(&m.0)) {
            let ((row, col), end) = *merge;
            let end_row = end.0.min(last_row).max(row);
            let end_col = end.1.min(last_col).max(col);
            spans.by_start.insert(merge.0, (end_row - row + 1, end_col - col + 1));
            spans.rows.push((row, end_row));
        }
        spans.rows.sort_unstable();
        spans
    }

    /// Returns the rows and columns the cell at this place covers.
    pub fn of(&self, start: Position) -> (u32, u32) {
        self.by_start.get(&start).copied().unwrap_or((1, 1))
    }
}

/// Returns the first row and column that hold a cell.
pub(super) fn top_left(cells: &Cells) -> Option<Position> {
    let left = cells.keys().map(|p| p.1).min()?;
    cells.keys().next().map(|p| (p.0, left))
}

/// Splits the cells of a sheet into tables: at empty rows, where the columns used on both sides
/// are not the same.
pub(super) fn split(cells: Cells, spans: &Spans) -> Vec<Cells> {
    let mut tables: Vec<(Cells, (u32, u32))> = Vec::new();
    for (band, columns) in bands(cells, spans) {
        match tables.last_mut() {
            Some((table, of)) if *of == columns => table.extend(band),
            _ => tables.push((band, columns)),
        }
    }
    tables.into_iter().map(|(table, _)| table).collect()
}

/// Returns the stretches of rows between empty rows, each with its first and last column.
fn bands(cells: Cells, spans: &Spans) -> Vec<(Cells, (u32, u32))> {
    let mut bands: Vec<(Cells, (u32, u32))> = Vec::new();
    let (mut reach, mut merges) = (0, spans.rows.iter().peekable());
    for ((row, col), value) in cells {
        let end = col + spans.of((row, col)).1 - 1;
        match bands.last_mut() {
            Some((band, columns)) if row <= reach + 1 => {
                *columns = (columns.0.min(col), columns.1.max(end));
                band.insert((row, col), value);
            }
            _ => bands.push((Cells::from([((row, col), value)]), (col, end))),
        }
        reach = reach.max(row);
        while let Some((_, last)) = merges.next_if(|m| m.0 <= row) {
            reach = reach.max(*last);
        }
    }
    bands
}
