//! Excel workbooks: one table per sheet, or several where the sheet holds several.
//!
//! In: bytes of an `.xlsx` file. Out: for each sheet a heading with its name (unless the name says
//! nothing) and its tables. Cells are read one after another and never put on a dense grid, so two
//! far-apart cells cost two cells. What a row or column means is left to later stages.

use super::{ExtractError, Limits};
use crate::model::{
    Block, Body, Cell, Format, Layer, LayoutDoc, ListMark, Note, NoteCode, Para, Place, Run, Table,
};
use calamine::{
    DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxCellReader, XlsxError,
};
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

/// First bytes of the old Office container, which also wraps encrypted workbooks.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";
/// Unpacked bytes of a part up to which its ratio to the packed bytes says nothing.
const RATIO_FREE: u64 = 1 << 20;
/// Bytes at the start of the shared strings in which their declared number stands.
const HEAD: usize = 4096;
/// Outline level of a sheet's name.
const SHEET_LEVEL: u8 = 2;
/// Marks that make a line of a cell a list item when white space follows.
const BULLETS: [char; 13] = [
    '\u{2022}', '\u{25E6}', '\u{25AA}', '\u{25CF}', '\u{25CB}', '\u{2023}', '\u{2043}', '\u{B7}',
    '\u{2013}', '\u{2014}', '-', '*', 'o',
];
/// Names Excel, LibreOffice and Google give to sheets.
const DEFAULT_NAMES: [&str; 6] = ["sheet", "tabelle", "feuil", "hoja", "foglio", "blad"];
/// Days from 1900 to the end of 9999, the last date Excel knows.
const LAST_DAY: f64 = 2_958_466.0;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;
type Position = (u32, u32);

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
    let named = listed.len() > 1;
    for (name, visible) in &listed {
        if sheets.stopped {
            break;
        }
        if *visible != SheetVisible::Visible {
            sheets.note(
                NoteCode::E007,
                name,
                format!("The sheet \u{201C}{name}\u{201D} is hidden; it was read all the same."),
            );
        }
        sheets.read(&mut workbook, name, named || !is_default_name(name));
    }
    let Sheets { blocks, notes, .. } = sheets;
    Ok(LayoutDoc { format: Format::Xlsx, property_title, blocks, pages: vec![], notes })
}

fn check_container(bytes: &[u8], limits: &Limits) -> Result<(), ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(limit("the size of a file", format!("{} bytes", limits.file_bytes)));
    }
    if bytes.starts_with(OLE) {
        return Err(ole_error(bytes));
    }
    if !bytes.starts_with(b"PK") {
        let detail = "it is no zip package".into();
        return Err(ExtractError::NotADocument { detail });
    }
    Ok(())
}

/// Says what an old Office container holds instead of a workbook.
fn ole_error(bytes: &[u8]) -> ExtractError {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return ExtractError::NotADocument { detail: "it is a broken Office container".into() };
    };
    if file.exists("/EncryptedPackage") || file.exists("/EncryptionInfo") {
        ExtractError::Encrypted
    } else if file.exists("/Workbook") || file.exists("/Book") {
        let hint = "Open it in Excel, save it as .xlsx and import that.".into();
        ExtractError::Unsupported { what: "Excel 97\u{2013}2003 (.xls)".into(), hint }
    } else {
        ExtractError::NotADocument { detail: "it is an Office container without a workbook".into() }
    }
}

fn limit(what: &str, limit: String) -> ExtractError {
    ExtractError::Limit { what: what.into(), limit }
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

/// Unpacks every XML part once, counting, before anything is kept in memory; returns the title
/// from the core properties.
fn check_package(bytes: &[u8], limits: &Limits) -> Result<Option<String>, ExtractError> {
    let damaged = |e: zip::result::ZipError| ExtractError::Malformed {
        part: "package".into(),
        detail: e.to_string(),
    };
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if package.len() > limits.package_entries {
        return Err(limit("the entries of a package", limits.package_entries.to_string()));
    }
    let (mut total, mut title) = (0, None);
    for index in 0..package.len() {
        let Ok(mut part) = package.by_index(index) else { continue };
        let name =
            part.name().map(|n| n.replace('\\', "/").to_ascii_lowercase()).unwrap_or_default();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let packed = part.compressed_size().max(1);
        let (head, size) = count(&mut part, limits.part_bytes);
        total += size;
        check_sizes(&name, size, packed, total, limits)?;
        if name.ends_with("sharedstrings.xml") {
            check_declared_strings(&head, size)?;
        }
        if name == "docprops/core.xml" {
            title = core_title(&head);
        }
    }
    Ok(title)
}

/// Returns the first bytes of a part and its size, one more than `most` if it is larger. A part
/// that cannot be unpacked to its end counts as far as it goes.
fn count(part: &mut impl Read, most: u64) -> (Vec<u8>, u64) {
    let mut head = Vec::new();
    let mut part = part.take(most.saturating_add(1));
    let in_head = part.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let mut size = head.len() as u64;
    let mut buffer = [0; 16 << 10];
    while in_head.is_ok() {
        match part.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => size += n as u64,
        }
    }
    (head, size)
}

fn check_sizes(
    name: &str,
    size: u64,
    packed: u64,
    total: u64,
    limits: &Limits,
) -> Result<(), ExtractError> {
    if size > limits.part_bytes {
        return Err(limit(
            &format!("the unpacked size of {name}"),
            format!("{} bytes", limits.part_bytes),
        ));
    }
    if size > RATIO_FREE && size / packed > limits.ratio {
        return Err(limit(&format!("the packing of {name}"), format!("{} to 1", limits.ratio)));
    }
    if total > limits.package_bytes {
        return Err(limit(
            "the unpacked size of a package",
            format!("{} bytes", limits.package_bytes),
        ));
    }
    Ok(())
}

/// Refuses shared strings that declare more strings than they have bytes: the parser reserves
/// memory for as many as are declared.
fn check_declared_strings(head: &[u8], size: u64) -> Result<(), ExtractError> {
    let head = String::from_utf8_lossy(head);
    let declared = head.split("Count").skip(1).filter_map(|after| {
        let value = after.trim_start().strip_prefix('=')?.trim_start().get(1..)?;
        let digits = value.split(|c: char| !c.is_ascii_digit()).next()?;
        (!digits.is_empty()).then(|| digits.parse::<u64>().unwrap_or(u64::MAX))
    });
    let reserves = head.split("uniqueCount").count() > 1;
    if reserves && declared.max().is_some_and(|n| n > size.max(1 << 20)) {
        return Err(limit("the shared strings of a workbook", format!("{size} strings")));
    }
    Ok(())
}

fn core_title(xml: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(xml).ok()?;
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{FEFF}')).ok()?;
    let title = document.descendants().find(|n| n.tag_name().name() == "title")?.text()?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Tells whether a sheet's name is what the program called it.
fn is_default_name(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    DEFAULT_NAMES.contains(&stem)
}

/// One cell as the sheet has it.
#[derive(Clone, Debug)]
struct Value {
    text: String,
    bold: bool,
    italic: bool,
}

/// The cells of a sheet by row, then column.
type Cells = BTreeMap<Position, Value>;

/// Reads sheet after sheet.
struct Sheets<'l> {
    limits: &'l Limits,
    blocks: Vec<Block>,
    notes: Vec<Note>,
    next_block: u32,
    next_table: u32,
    text_bytes: usize,
    stopped: bool,
}

impl<'l> Sheets<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            blocks: vec![],
            notes: vec![],
            next_block: 0,
            next_table: 0,
            text_bytes: 0,
            stopped: false,
        }
    }

    fn note(&mut self, code: NoteCode, sheet: &str, message: String) {
        let at = Place { part: Some(sheet.into()), block: self.next_block, ..Place::default() };
        self.notes.push(Note::new(code, message).at(at));
    }

    fn read(&mut self, workbook: &mut Workbook<'_>, name: &str, with_heading: bool) {
        let merges = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
        let cells = match workbook.worksheet_cells_reader(name) {
            Ok(reader) => self.cells(reader, name),
            Err(XlsxError::NotAWorksheet(_)) => return,
            Err(e) => return self.not_read(name, &e),
        };
        if cells.is_empty() {
            return;
        }
        if with_heading {
            self.heading(name);
        }
        let spans = Spans::new(&merges, &cells);
        for table in split(cells, &spans) {
            self.table(&table, &spans, name);
        }
    }

    fn not_read(&mut self, name: &str, error: &XlsxError) {
        self.note(
            NoteCode::E002,
            name,
            format!("The sheet \u{201C}{name}\u{201D} could not be read: {error}."),
        );
    }

    /// Collects the cells that show text.
    fn cells(&mut self, mut reader: XlsxCellReader<'_, Cursor<&[u8]>>, name: &str) -> Cells {
        let mut cells = Cells::new();
        loop {
            let (cell, style) = match reader.next_cell_with_style_id() {
                Ok(Some(found)) => found,
                Ok(None) => break,
                Err(e) => {
                    self.not_read(name, &e);
                    break;
                }
            };
            let Some(text) = shown(cell.get_value()) else { continue };
            self.text_bytes += text.len();
            if self.text_bytes > self.limits.text_bytes || cells.len() >= self.limits.cells {
                self.stop(name);
                break;
            }
            let font = reader.styles().get(style).and_then(|s| s.font.as_ref());
            let bold = font.is_some_and(|f| f.is_bold());
            let italic = font.is_some_and(|f| f.is_italic());
            cells.entry(cell.get_position()).or_insert(Value { text, bold, italic });
        }
        cells
    }

    fn stop(&mut self, name: &str) {
        self.stopped = true;
        let (cells, bytes) = (self.limits.cells, self.limits.text_bytes);
        let message = format!(
            "Reading stopped in the sheet \u{201C}{name}\u{201D} at the limit of {cells} cells a sheet or {bytes} bytes of text."
        );
        self.note(NoteCode::E001, name, message);
    }

    fn heading(&mut self, name: &str) {
        let para = Para { heading: Some(SHEET_LEVEL), ..Para::plain(name) };
        let at = Place { part: Some(name.into()), block: self.next_block, ..Place::default() };
        self.next_block += 1;
        self.blocks.push(Block { layer: Layer::Body, at, body: Body::Para(para) });
    }

    fn table(&mut self, cells: &Cells, spans: &Spans, sheet: &str) {
        let Some((top, left)) = top_left(cells) else { return };
        let at = Place {
            part: Some(sheet.into()),
            table: Some(self.next_table),
            block: self.next_block,
            ..Place::default()
        };
        self.next_table += 1;
        let mut table = Table::default();
        for (&(row, col), value) in cells {
            let (row_span, col_span) = spans.of((row, col));
            let blocks =
                self.cell_blocks(value, &Place { row: Some(row), col: Some(col), ..at.clone() });
            let (row, col) = (row - top, col - left);
            table.cells.push(Cell { row, col, row_span, col_span, blocks, ..Cell::default() });
        }
        self.blocks.push(Block { layer: Layer::Body, at, body: Body::Table(table) });
    }

    /// Returns one paragraph per line of the cell.
    fn cell_blocks(&mut self, value: &Value, at: &Place) -> Vec<Block> {
        let lines = value.text.lines().filter(|l| !l.trim().is_empty());
        lines
            .map(|line| {
                let at = Place { block: self.next_block, ..at.clone() };
                self.next_block += 1;
                Block { layer: Layer::Body, at, body: Body::Para(para(line, value)) }
            })
            .collect()
    }
}

/// Turns a line of a cell into a paragraph, a leading bullet into its list mark.
fn para(line: &str, value: &Value) -> Para {
    let line = line.trim();
    let run = |text: &str| Run {
        text: text.into(),
        bold: value.bold,
        italic: value.italic,
        underline: false,
    };
    match bullet(line) {
        Some((label, text)) => Para {
            list: Some(ListMark { label: label.into(), depth: 0, bullet: true }),
            runs: vec![run(text)],
            ..Para::default()
        },
        None => Para { runs: vec![run(line)], ..Para::default() },
    }
}

fn bullet(line: &str) -> Option<(char, &str)> {
    let mark = line.chars().next().filter(|c| BULLETS.contains(c))?;
    let rest = &line[mark.len_utf8()..];
    let text = rest.trim_start();
    (text.len() < rest.len() && !text.is_empty()).then_some((mark, text))
}

/// Returns a cell's text as the sheet shows it; `None` if it shows nothing.
fn shown(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(s) => tidy(s),
        DataRef::SharedString(s) => tidy(s),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.into(),
        DataRef::DateTime(date) => date_time(date),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::Error(e) => e.to_string(),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Line breaks of all kinds become `\n`.
fn tidy(text: &str) -> String {
    text.replace("_x000D_", "").replace("\r\n", "\n").replace(['\r', '\u{B}', '\u{2028}'], "\n")
}

/// Prints at most 15 significant digits, as Excel does.
fn number(n: f64) -> String {
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    rounded.to_string()
}

/// Prints a date as `2024-03-01`, with the time if it has one, and a time of day as `09:30`.
fn date_time(date: &ExcelDateTime) -> String {
    let value = date.as_f64();
    if !(0.0..LAST_DAY).contains(&value) {
        return number(value);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if date.is_duration() {
        return duration(value);
    }
    let time = if second > 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    };
    if value < 1.0 {
        time
    } else if hour == 0 && minute == 0 && second == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {time}")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days of this era are few"
)]
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as u64;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Merged regions, cut to the part of the sheet that holds cells.
struct Spans {
    by_start: HashMap<Position, (u32, u32)>,
    /// First and last row of each region of several rows, by first row.
    rows: Vec<(u32, u32)>,
}

impl Spans {
    fn new(merges: &[Dimensions], cells: &Cells) -> Self {
        let last_row = cells.keys().map(|p| p.0).max().unwrap_or(0);
        let last_col = cells.keys().map(|p| p.1).max().unwrap_or(0);
        let mut spans = Self { by_start: HashMap::new(), rows: vec![] };
        for merge in merges.iter().filter(|m| cells.contains_key(&m.start)) {
            let (row, col) = merge.start;
            let end_row = merge.end.0.min(last_row).max(row);
            let end_col = merge.end.1.min(last_col).max(col);
            spans.by_start.insert(merge.start, (end_row - row + 1, end_col - col + 1));
            spans.rows.push((row, end_row));
        }
        spans.rows.sort_unstable();
        spans
    }

    /// Returns the rows and columns the cell at this place covers.
    fn of(&self, start: Position) -> (u32, u32) {
        self.by_start.get(&start).copied().unwrap_or((1, 1))
    }
}

fn top_left(cells: &Cells) -> Option<Position> {
    let left = cells.keys().map(|p| p.1).min()?;
    cells.keys().next().map(|p| (p.0, left))
}

/// Splits the cells of a sheet into tables: at empty rows, where the columns used on both sides
/// are not the same.
fn split(cells: Cells, spans: &Spans) -> Vec<Cells> {
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

#[cfg(test)]
mod tests;
