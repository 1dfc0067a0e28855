//! Excel workbooks of 97 to 2003.
//!
//! The engine puts every sheet on a dense grid as soon as it opens the file, so the extent that the
//! sheets state and the cells they hold are looked at first, record by record.

use super::super::sheet::show::shown;
use super::super::sheet::{Cells, Sheets, Value};
use super::super::{ExtractError, Limits};
use super::{admits, regions};
use crate::model::{Format, LayoutDoc};
use calamine::{Reader, Xls, XlsError};
use std::io::{Cursor, Read};

/// Places of a dense grid that are allowed for each cell that a sheet may have: honest sheets are
/// seldom less than a quarter full, and a place takes 32 bytes.
const PLACES_PER_CELL: u64 = 4;

/// Records of the file format ([MS-XLS] 2.3.1) that are looked at.
mod record {
    pub const EOF: u16 = 0x000A;
    pub const FILE_PASS: u16 = 0x002F;
    pub const DIMENSIONS: u16 = 0x0200;
    pub const BOF: u16 = 0x0809;
    /// Those whose first four bytes are row and column, or row, first column.
    pub const CELLS: [u16; 9] =
        [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
}

/// Reads an Excel 97 to 2003 workbook. Its fonts are not read.
///
/// # Errors
/// If the file is protected, damaged, no workbook, or a sheet of it is larger than
/// `limits.cells` allows.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of a file".into(), limit });
    }
    check(&stream(bytes)?, limits)?;
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| error(&e))?;
    let property_title = workbook.workbook_properties().ok().and_then(|p| p.title);
    let property_title = property_title.filter(|t| !t.trim().is_empty());
    let mut sheets = Sheets::new(limits);
    let listed: Vec<_> = workbook.sheets_metadata().to_vec();
    for sheet in &listed {
        if !admits(&mut sheets, sheet) {
            continue;
        }
        let merges = regions(&workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default());
        let cells = cells(&mut workbook, &sheet.name, &mut sheets);
        sheets.place(&sheet.name, listed.len() == 1, cells, &merges);
    }
    let (blocks, notes) = sheets.finish();
    Ok(LayoutDoc { format: Format::Xls, property_title, blocks, pages: vec![], notes })
}

fn error(error: &XlsError) -> ExtractError {
    match error {
        XlsError::Password => ExtractError::Encrypted,
        error => malformed(&error.to_string()),
    }
}

fn malformed(detail: &str) -> ExtractError {
    ExtractError::Malformed { part: "workbook".into(), detail: detail.into() }
}

/// Returns the stream of records.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ExtractError> {
    let mut file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|e| malformed(&e.to_string()))?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let missing =
        || ExtractError::NotADocument { detail: "the container holds no workbook".into() };
    let mut stream =
        file.open_stream(name.ok_or_else(missing)?).map_err(|e| malformed(&e.to_string()))?;
    let mut records = Vec::new();
    let read = stream.by_ref().take(bytes.len() as u64).read_to_end(&mut records);
    read.map_err(|e| malformed(&e.to_string()))?;
    Ok(records)
}

/// The extent of a sheet by its cells.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    /// First row, first column, last row, last column.
    of: Option<[u16; 4]>,
}

impl Extent {
    fn add(&mut self, row: u16, col: u16) {
        let [top, left, bottom, right] = self.of.unwrap_or([row, col, row, col]);
        self.of = Some([top.min(row), left.min(col), bottom.max(row), right.max(col)]);
    }

    fn places(self) -> u64 {
        self.of.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

/// Refuses protected workbooks and sheets whose grid would be too large, before any is made.
fn check(records: &[u8], limits: &Limits) -> Result<(), ExtractError> {
    let most = limits.cells as u64 * PLACES_PER_CELL;
    let too_large = || {
        let limit = format!("{most} places of its grid");
        ExtractError::Limit { what: "the extent of a sheet".into(), limit }
    };
    let (mut at, mut total, mut extent) = (0, 0, Extent::default());
    while let Some(head) = records.get(at..at + 4) {
        let [kind, length] = [[head[0], head[1]], [head[2], head[3]]].map(u16::from_le_bytes);
        at += 4;
        let Some(data) = records.get(at..at + usize::from(length)) else { break };
        at += usize::from(length);
        match kind {
            record::FILE_PASS if data.iter().any(|b| *b != 0) => {
                return Err(ExtractError::Encrypted);
            }
            record::DIMENSIONS if stated(data) > most => return Err(too_large()),
            record::BOF | record::EOF => total += std::mem::take(&mut extent).places(),
            kind if record::CELLS.contains(&kind) && data.len() >= 4 => {
                let [row, col] = [[data[0], data[1]], [data[2], data[3]]].map(u16::from_le_bytes);
                extent.add(row, col);
                if kind == 0x00BD && data.len() >= 6 {
                    let last = [data[data.len() - 2], data[data.len() - 1]];
                    extent.add(row, u16::from_le_bytes(last).max(col));
                }
            }
            _ => {}
        }
        if total + extent.places() > most {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Returns the places of the extent that a sheet states: rows in four bytes each, columns in two;
/// in older files all in two. The ends are one past the last.
fn stated(data: &[u8]) -> u64 {
    let word =
        |at: usize| data.get(at..at + 2).map_or(0, |b| u64::from(b[0]) | u64::from(b[1]) << 8);
    let long = |at: usize| word(at) | word(at + 2) << 16;
    let (rows, cols) = if data.len() >= 14 {
        (long(4).saturating_sub(long(0)), word(10).saturating_sub(word(8)))
    } else {
        (word(2).saturating_sub(word(0)), word(6).saturating_sub(word(4)))
    };
    rows * cols
}

fn cells(workbook: &mut Xls<Cursor<&[u8]>>, name: &str, sheets: &mut Sheets) -> Cells {
    let mut cells = Cells::new();
    let range = match workbook.worksheet_range(name) {
        Ok(range) => range,
        Err(e) => {
            sheets.note_unread(name, &e);
            return cells;
        }
    };
    let (top, left) = range.start().unwrap_or_default();
    for (row, col, value) in range.used_cells() {
        let Some(text) = shown(value.clone()) else { continue };
        let at = (top.saturating_add(row as u32), left.saturating_add(col as u32));
        if !sheets.take(&mut cells, name, at, Value { text, ..Value::default() }) {
            break;
        }
    }
    cells
}
