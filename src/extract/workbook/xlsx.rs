//! Excel workbooks of 2007 and later, read cell by cell.

use super::super::sheet::show::shown;
use super::super::sheet::{Cells, Region, Sheets, Value};
use super::super::{ExtractError, Limits};
use super::package::{check_container, check_package};
use super::regions;
use crate::model::{Format, LayoutDoc};
use calamine::{Data, Reader, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use std::io::Cursor;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads an Excel workbook.
///
/// # Errors
/// If the file is empty, protected, an old `.xls`, no workbook at all, damaged, or exceeds
/// `limits.file_bytes`, `package_entries`, `part_bytes`, `package_bytes` or `ratio`. A damaged
/// sheet is a note, not an error.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    check_container(bytes, limits)?;
    let property_title = check_package(bytes, limits)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|e| error(&e, "workbook"))?;
    let mut sheets = Sheets::new(limits);
    let listed: Vec<_> =
        workbook.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible)).collect();
    for (name, visible) in &listed {
        if sheets.is_full() {
            break;
        }
        if *visible != SheetVisible::Visible {
            sheets.note_hidden(name);
        }
        read_sheet(&mut workbook, name, listed.len() == 1, &mut sheets);
    }
    let (blocks, notes) = sheets.finish();
    Ok(LayoutDoc { format: Format::Xlsx, property_title, blocks, pages: vec![], notes })
}

fn error(error: &XlsxError, part: &str) -> ExtractError {
    match error {
        XlsxError::Password => ExtractError::Encrypted,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            ExtractError::NotADocument { detail: "the package holds no workbook".into() }
        }
        error => ExtractError::Malformed { part: part.into(), detail: error.to_string() },
    }
}

fn read_sheet(workbook: &mut Workbook, name: &str, alone: bool, sheets: &mut Sheets) {
    let merges: Vec<Region> =
        regions(&workbook.merge_cells_by_sheet_name(name).unwrap_or_default());
    let cells = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => cells(reader, name, sheets),
        Err(XlsxError::NotAWorksheet(_)) => return,
        Err(e) => return sheets.note_unread(name, &e),
    };
    sheets.place(name, alone, cells, &merges);
}

/// Collects the cells that show text.
fn cells(mut reader: XlsxCellReader<'_, Cursor<&[u8]>>, name: &str, sheets: &mut Sheets) -> Cells {
    let mut cells = Cells::new();
    loop {
        let (cell, style) = match reader.next_cell_with_style_id() {
            Ok(Some(found)) => found,
            Ok(None) => break,
            Err(e) => {
                sheets.note_unread(name, &e);
                break;
            }
        };
        let at = cell.get_position();
        let Some(text) = shown(Data::from(cell.get_value().clone())) else { continue };
        let font = reader.styles().get(style).and_then(|s| s.font.as_ref());
        let bold = font.is_some_and(|f| f.is_bold());
        let italic = font.is_some_and(|f| f.is_italic());
        if !sheets.take(&mut cells, name, at, Value { text, bold, italic, line: None }) {
            break;
        }
    }
    cells
}
