//! Tables told by gaps alone, put right by their words: headers in one with the next one's, and rows
//! that are the rest of the row above.

use super::geometry::Rect;
use super::grid::{Grid, GridCell, Told};
use super::para::is_dangling;
use super::words::Word;
use std::collections::BTreeMap;

impl Grid {
    /// Puts right what gaps alone told wrong.
    pub fn mended(mut self, words: &[Word]) -> Self {
        if matches!(self.told, Told::Gaps | Told::Bands)
            && self.cells.iter().all(|c| c.row_span == 1 && c.col_span == 1)
        {
            let mut inside: Vec<&Word> = words.iter().filter(|w| self.at.holds(&w.at)).collect();
            inside.sort_by(|a, b| a.at.center_y().total_cmp(&b.at.center_y()));
            self.part_headers(&inside);
            self.join_rests(&inside);
            self.join_labels(&inside);
        }
        self
    }

    /// Parts headers a space apart whose words begin where their columns do ("No. Criteria").
    fn part_headers(&mut self, words: &[&Word]) {
        /// Text that begins nearer to its column's edge stands at it, in points.
        const EDGE_PT: f64 = 2.5;
        let columns: Vec<Option<Rect>> =
            (0..self.cols).map(|col| self.column(col, words)).collect();
        let head: Vec<GridCell> = self.cells.iter().filter(|c| c.row == 0).cloned().collect();
        let Some(band) = Rect::around(head.iter().map(|c| c.at)) else { return };
        let over = |word: &Word| {
            let shared = |col: usize| Some((col, columns[col].as_ref()?.overlap_x(&word.at)));
            let best = (0..columns.len()).filter_map(shared).filter(|(_, s)| *s > 0.0);
            best.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(col, _)| col)
        };
        let inside = words.iter().filter(|w| (band.top..band.bottom).contains(&w.at.center_y()));
        let mut inside: Vec<&&Word> = inside.collect();
        inside.sort_by(|a, b| a.at.left.total_cmp(&b.at.left));
        let mut parts: BTreeMap<usize, Rect> = BTreeMap::new();
        let mut last = 0;
        for word in inside {
            last = over(word).unwrap_or(last).max(last);
            let at = parts.get(&last).map_or(word.at, |part| part.union(&word.at));
            parts.insert(last, at);
        }
        let begins = |(col, part): (&usize, &Rect)| {
            columns[*col].as_ref().is_some_and(|c| (c.left - part.left).abs() < EDGE_PT)
        };
        let kept = head.iter().all(|c| parts.contains_key(&c.col));
        if parts.len() <= head.len() || !kept || !parts.iter().all(begins) {
            return;
        }
        self.cells.retain(|c| c.row > 0);
        let cell = |(col, at): (usize, Rect)| GridCell {
            row: 0,
            col,
            row_span: 1,
            col_span: 1,
            at: Rect { top: band.top, bottom: band.bottom, ..at },
        };
        self.cells.splice(0..0, parts.into_iter().map(cell));
    }

    /// Returns the box of the words of a column below the header, lines over several columns aside.
    fn column(&self, col: usize, words: &[&Word]) -> Option<Rect> {
        let alone = |row: usize| self.cells.iter().filter(|c| c.row == row).count() < 2;
        let cells = self.cells.iter().filter(|c| c.col == col && c.row > 0 && !alone(c.row));
        Rect::around(cells.flat_map(|cell| words_in(cell, words).map(|w| w.at)))
    }

    /// Joins rows to the ones above whose cells all go on in the middle of a sentence; a label may go
    /// on with its number ("Level" above "2").
    fn join_rests(&mut self, words: &[&Word]) {
        /// Cells from which on small letters tell.
        const CELLS: usize = 2;
        let goes_on = |row: usize| {
            let cells = self.cells.iter().filter(|c| c.row == row);
            let firsts: Vec<(usize, &Word)> =
                cells.filter_map(|c| Some((c.col, words_in(c, words).next()?))).collect();
            let small = firsts.iter().filter(|(_, w)| is_small(w)).count();
            let number = |(col, w): &&(usize, &Word)| {
                *col == 0 && w.text.bytes().all(|b| b.is_ascii_digit())
            };
            small >= CELLS && small + firsts.iter().filter(number).count() == firsts.len()
        };
        let header = self.is_wrapped_header(words).then_some(1);
        let rests = header.into_iter().chain((2..self.rows).filter(|row| goes_on(*row)));
        let rests: Vec<usize> = rests.collect();
        for row in rests.into_iter().rev() {
            for cell in std::mem::take(&mut self.cells) {
                let joined = cell.row == row;
                let cell = GridCell { row: cell.row - usize::from(cell.row >= row), ..cell };
                let above = self.cells.iter_mut().find(|c| (c.row, c.col) == (cell.row, cell.col));
                match above.filter(|_| joined) {
                    Some(above) => above.at = above.at.union(&cell.at),
                    None => self.cells.push(cell),
                }
            }
            self.rows -= 1;
        }
    }

    /// Tells whether the second row is the rest of names in the first: both are bold, what follows is
    /// not, and it has no label.
    fn is_wrapped_header(&self, words: &[&Word]) -> bool {
        let in_row = |row: usize| self.cells.iter().filter(move |c| c.row == row);
        let is_bold = |row: usize| in_row(row).flat_map(|c| words_in(c, words)).all(|w| w.bold);
        let named =
            |c: &GridCell| in_row(0).any(|h| h.col == c.col && words_in(h, words).next().is_some());
        let rest =
            self.rows > 2 && in_row(1).next().is_some() && in_row(1).all(|c| c.col > 0 && named(c));
        rest && is_bold(0) && is_bold(1) && !is_bold(2)
    }

    /// Lets a label that ends in the middle ("Qualifications and") reach down to its rest beside the
    /// next row.
    fn join_labels(&mut self, words: &[&Word]) {
        for row in 2..self.rows {
            let label = |row: usize| self.cells.iter().position(|c| (c.row, c.col) == (row, 0));
            let filled = |at: &usize| words_in(&self.cells[*at], words).next().is_some();
            let above = (1..row).rev().filter_map(label).find(filled);
            let (Some(at), Some(above)) = (label(row).filter(filled), above) else { continue };
            if words_in(&self.cells[above], words).last().is_some_and(|w| is_dangling(&w.text)) {
                let rest = self.cells[at].at;
                let above = &mut self.cells[above];
                above.at = above.at.union(&rest);
                above.row_span = row + 1 - above.row;
                self.cells.remove(at);
            }
        }
    }
}

/// Tells whether a word begins with a small letter and is no mark.
fn is_small(word: &Word) -> bool {
    word.text.starts_with(char::is_lowercase) && word.text.chars().count() > 1
}

/// Returns the words of a cell from its top left; `words` are sorted by the height of their
/// middles.
fn words_in<'w>(cell: &GridCell, words: &[&'w Word]) -> impl Iterator<Item = &'w Word> {
    let above = |y: f64| words.partition_point(|w| w.at.center_y() < y);
    let beside = words.get(above(cell.at.top)..above(cell.at.bottom)).unwrap_or_default();
    let inside = |w: &&&Word| cell.at.holds(&w.at);
    let mut found: Vec<&Word> = beside.iter().filter(inside).copied().collect();
    found.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.at.left.total_cmp(&b.at.left)));
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Height of the rows of a test's table.
    const ROW: f64 = 20.0;

    /// Words of 5 points a letter, from their left edges.
    fn words(row: usize, texts: &[(f64, &str)]) -> Vec<Word> {
        let top = row as f64 * ROW + 4.0;
        let word = |(left, text): &(f64, &str)| {
            let right = left + 5.0 * text.chars().count() as f64;
            let at = Rect { left: *left, top, right, bottom: top + 10.0 };
            Word { text: (*text).into(), at, baseline: top + 8.0, size: 10.0, ..Word::default() }
        };
        texts.iter().map(word).collect()
    }

    /// A table of cells at these rows and columns, the columns beginning at `edges`.
    fn grid(edges: &[f64], cells: &[(usize, usize)]) -> Grid {
        let rows = cells.iter().map(|c| c.0).max().map_or(0, |r| r + 1);
        let cell = |(row, col): &(usize, usize)| GridCell {
            row: *row,
            col: *col,
            row_span: 1,
            col_span: 1,
            at: Rect {
                left: edges[*col],
                top: *row as f64 * ROW,
                right: edges[*col + 1],
                bottom: (*row + 1) as f64 * ROW,
            },
        };
        let cells = cells.iter().map(cell).collect();
        let cols = edges.len() - 1;
        let at = Rect { left: edges[0], top: 0.0, right: edges[cols], bottom: rows as f64 * ROW };
        Grid { at, rows, cols, cells, told: Told::Gaps }
    }

    fn positions(grid: &Grid) -> Vec<(usize, usize)> {
        let mut positions: Vec<_> = grid.cells.iter().map(|c| (c.row, c.col)).collect();
        positions.sort_unstable();
        positions
    }

    #[test]
    fn headers_a_space_apart_part_where_their_columns_begin() {
        let table = grid(&[0.0, 20.0, 200.0], &[(0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]);
        let body =
            [words(1, &[(0.0, "1"), (20.0, "Rows")]), words(2, &[(0.0, "2"), (20.0, "Sails")])];
        let told = |header: &[(f64, &str)]| {
            let all = [words(0, header), body.concat()].concat();
            positions(&table.clone().mended(&all))
        };
        let whole = [(0, 1), (1, 0), (1, 1), (2, 0), (2, 1)];
        assert_eq!(told(&[(0.0, "No."), (20.0, "Criteria")])[..2], [(0, 0), (0, 1)]);
        assert_eq!(told(&[(40.0, "Criteria")]), whole);
        assert_eq!(told(&[(8.0, "All"), (26.0, "criteria")]), whole);
    }

    #[test]
    fn rows_that_go_on_in_the_middle_join_the_one_above() {
        let cells = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
        let table = grid(&[0.0, 100.0, 200.0], &cells);
        let lines = |rest: &str| {
            let text = [
                words(0, &[(0.0, "Topic"), (100.0, "Level")]),
                words(1, &[(0.0, "Working"), (100.0, "Able")]),
                words(2, &[(0.0, "together"), (100.0, rest)]),
                words(3, &[(0.0, "Caring"), (100.0, "Able")]),
            ];
            table.clone().mended(&text.concat())
        };
        let joined = lines("to row");
        assert_eq!((joined.rows, joined.cells.len()), (3, 6));
        assert_eq!(joined.cells.iter().find(|c| c.row == 1).map(|c| c.at.bottom), Some(3.0 * ROW));
        assert_eq!(lines("Steers").rows, 4);
    }

    #[test]
    fn a_bold_line_below_names_is_their_rest() {
        let cells = [(0, 0), (0, 1), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
        let table = grid(&[0.0, 100.0, 200.0], &cells);
        let bold = |mut words: Vec<Word>| {
            words.iter_mut().for_each(|w| w.bold = true);
            words
        };
        let rows = |rest: Vec<Word>| {
            let text = [
                bold(words(0, &[(0.0, "Topic"), (100.0, "Senior")])),
                rest,
                words(2, &[(0.0, "Rowing"), (100.0, "x")]),
                words(3, &[(0.0, "Sailing"), (100.0, "x")]),
            ];
            table.clone().mended(&text.concat()).rows
        };
        let rest = words(1, &[(100.0, "Rower")]);
        assert_eq!((rows(bold(rest.clone())), rows(rest)), (3, 4));
    }

    #[test]
    fn a_label_that_ends_in_the_middle_reaches_its_rest() {
        let cells = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)];
        let table = grid(&[0.0, 100.0, 200.0], &cells);
        let lines = |label: &str| {
            let text = [
                words(0, &[(0.0, "Area"), (100.0, "Criteria")]),
                words(1, &[(0.0, label), (100.0, "Rows")]),
                words(2, &[(0.0, "Training"), (100.0, "Sails")]),
            ];
            let told = table.clone().mended(&text.concat());
            told.cells.iter().find(|c| (c.row, c.col) == (1, 0)).map(|c| c.row_span)
        };
        assert_eq!((lines("and"), lines("Tests")), (Some(2), Some(1)));
    }
}
