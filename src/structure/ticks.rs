//! Matrices: a statement a row, and a column for each level or role that has a mark where it holds.

use super::build::Builder;
use super::grid::{Head, HeaderCell, Kind, Row};
use super::leaf::Grid;
use super::rows::need_in_cell;
use crate::lexicon::Column;
use crate::model::{Basis, BasisKind, Class};
use crate::text::fold;

/// Fewest marks that make a column one of marks.
const MARKS: usize = 2;

/// What a cell says about the statement of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// It holds.
    Yes,
    /// It does not.
    No,
}

/// Reads a mark: a tick or cross, "Yes", a letter for essential or desirable.
/// A cross is one too: authors use it for a tick.
fn mark(text: &str) -> Option<Mark> {
    match text.trim() {
        "✓" | "✔" | "☑" | "☒" | "√" | "●" | "•" | "■" | "▪" | "*" | "✗" | "✘" | "✕" | "✖" | "×"
        | "\u{f0fc}" | "ü" => return Some(Mark::Yes),
        "☐" | "□" | "◻" | "-" | "–" | "—" | "○" => return Some(Mark::No),
        _ => {}
    }
    match fold(text).as_str() {
        "x" | "y" | "yes" | "tick" | "e" | "d" => Some(Mark::Yes),
        "n" | "no" | "n a" | "none" => Some(Mark::No),
        _ => None,
    }
}

impl Builder<'_> {
    /// Finds the columns of levels or roles that hold marks only; the last column of words in front
    /// of them holds the statements then.
    pub(super) fn name_ticked(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> Vec<usize> {
        let whose = |k: &Kind| matches!(k, Kind::Level(_) | Kind::Role(..));
        let columns: Vec<usize> = (0..kinds.len()).filter(|c| whose(&kinds[*c].0)).collect();
        let mut marks = 0;
        let all = columns.iter().all(|c| {
            self.below(grid, row, *c).all(|t| {
                let found = mark(t);
                marks += usize::from(found.is_some());
                found.is_some()
            })
        });
        let Some(first) = columns.first().copied().filter(|c| all && marks >= MARKS && *c > 0)
        else {
            return Vec::new();
        };
        if !kinds.iter().any(|k| k.0 == Kind::Column(Column::Statement)) {
            let words = |k: &Kind| {
                matches!(k, Kind::Label | Kind::Unknown | Kind::Column(Column::Category))
            };
            if let Some(slot) = kinds[..first].iter_mut().rev().find(|k| words(&k.0)) {
                slot.0 = Kind::Column(Column::Statement);
            }
        }
        columns
    }

    /// Gives the statements of a row to each level or role that has a mark in it.
    pub(super) fn ticked_row(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, &str)],
        head: &mut Head,
        made: &[usize],
    ) {
        let mut whose = Vec::new();
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let Some(found) = mark(text).filter(|_| head.ticked.contains(col)) else { continue };
            self.claim_cell(cell, Class::Metadata, "mark");
            if found == Mark::Yes {
                self.column_in_force(head, *col, self.first_place(cell));
                let context = &head.columns[*col].context;
                let basis = Basis {
                    kind: BasisKind::Column,
                    phrase: (*text).to_owned(),
                    at: self.first_place(cell),
                };
                let necessity = need_in_cell(text, self.lexicon).map(|n| (n, basis));
                whose.push((context.role, context.level, necessity, context.by_level));
            }
        }
        for chunk in made {
            let template = self.doc.chunks[*chunk].clone();
            for (at, (role, level, necessity, by_level)) in whose.iter().enumerate() {
                let mut given = template.clone();
                given.role = role.unwrap_or(given.role);
                given.level = *level;
                given.by_level = *by_level;
                given.necessity = necessity.clone().or(given.necessity);
                if at == 0 {
                    self.doc.chunks[*chunk] = given;
                } else {
                    self.doc.chunks.push(given);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for yes in ["✓", "X", "yes", "●", "E"] {
            assert_eq!(mark(yes), Some(Mark::Yes), "{yes}");
        }
        for no in ["-", "No", "☐"] {
            assert_eq!(mark(no), Some(Mark::No), "{no}");
        }
        for none in ["", "Bakes", "3", "A"] {
            assert_eq!(mark(none), None, "{none}");
        }
    }
}
