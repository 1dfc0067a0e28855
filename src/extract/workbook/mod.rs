//! Excel workbooks of all ages.

mod package;
pub mod xls;
pub mod xlsb;
pub mod xlsx;

#[cfg(test)]
mod tests;

use super::sheet::{Region, Sheets};
use calamine::{Dimensions, Sheet, SheetType, SheetVisible};

fn regions(merges: &[Dimensions]) -> Vec<Region> {
    merges.iter().map(|m| (m.start, m.end)).collect()
}

/// Tells whether a sheet is to be read, and notes if it is hidden.
fn admits(sheets: &mut Sheets, sheet: &Sheet) -> bool {
    let read = !sheets.is_full() && sheet.typ == SheetType::WorkSheet;
    if read && sheet.visible != SheetVisible::Visible {
        sheets.note_hidden(&sheet.name);
    }
    read
}
