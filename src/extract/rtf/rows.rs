//! What control words state about the rows of tables.

use super::super::story::{CellShape, MOST_COLUMNS, Merge, RowShape};
use super::lists::is_on;

/// A row's shape, gathered word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    /// What is gathered.
    pub row: RowShape,
    next: CellShape,
}

impl Stated {
    /// Takes a control word; tells whether it is one about rows.
    pub fn word(&mut self, word: &str, number: Option<i32>) -> bool {
        match word {
            "trowd" => *self = Self::default(),
            "trleft" => self.row.left = number.unwrap_or(0),
            "trhdr" => self.row.header = is_on(number),
            "clvmgf" => self.next.down = Merge::Start,
            "clvmrg" => self.next.down = Merge::Continue,
            "clmgf" => self.next.across = Merge::Start,
            "clmrg" => self.next.across = Merge::Continue,
            "cellx" => {
                let next = std::mem::take(&mut self.next);
                let cell = CellShape { right: number.unwrap_or(0), ..next };
                if self.row.cells.len() < MOST_COLUMNS as usize {
                    self.row.cells.push(cell);
                }
            }
            _ => return false,
        }
        true
    }
}
