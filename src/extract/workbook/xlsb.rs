//! Excel workbooks whose parts are binary, read cell by cell.

use super::super::sheet::show::shown;
use super::super::sheet::{Cells, Sheets, Value};
use super::super::{ExtractError, Limits};
use super::admits;
use super::package::{check_container, check_package};
use crate::model::{Format, LayoutDoc};
use calamine::{Data, Reader, Xlsb, XlsbError};
use std::io::Cursor;

/// Reads a binary workbook. Its fonts and merged cells are not read.
///
/// # Errors
/// As for `.xlsx`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    check_container(bytes, limits)?;
    let property_title = check_package(bytes, limits)?;
    let mut workbook: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|e| error(&e))?;
    let mut sheets = Sheets::new(limits);
    let listed: Vec<_> = workbook.sheets_metadata().to_vec();
    for sheet in &listed {
        if !admits(&mut sheets, sheet) {
            continue;
        }
        let cells = cells(&mut workbook, &sheet.name, &mut sheets);
        sheets.place(&sheet.name, listed.len() == 1, cells, &[]);
    }
    let (blocks, notes) = sheets.finish();
    Ok(LayoutDoc { format: Format::Xlsb, property_title, blocks, pages: vec![], notes })
}

fn error(error: &XlsbError) -> ExtractError {
    match error {
        XlsbError::Password => ExtractError::Encrypted,
        error => ExtractError::Malformed { part: "workbook".into(), detail: error.to_string() },
    }
}

fn cells(workbook: &mut Xlsb<Cursor<&[u8]>>, name: &str, sheets: &mut Sheets) -> Cells {
    let mut cells = Cells::new();
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(e) => {
            sheets.note_unread(name, &e);
            return cells;
        }
    };
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return cells,
            Err(e) => {
                sheets.note_unread(name, &e);
                return cells;
            }
        };
        let Some(text) = shown(Data::from(cell.get_value().clone())) else { continue };
        let value = Value { text, ..Value::default() };
        if !sheets.take(&mut cells, name, cell.get_position(), value) {
            return cells;
        }
    }
}
