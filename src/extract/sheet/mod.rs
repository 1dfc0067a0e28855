//! Sheets: one table per sheet, or several where the sheet holds several.
//!
//! In: the cells of each sheet that show text, never a dense grid, so that two far-apart cells
//! cost two cells. Out: for each sheet a heading with its name (unless the name says nothing) and
//! its tables. What a row or column means is left to later stages.

mod para;
pub(super) mod show;
mod split;

use super::Limits;
use crate::model::{Block, Body, Cell, Layer, Note, NoteCode, Para, Place, Table};
use para::cell_paras;
use split::{Spans, split, top_left};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Outline level of a sheet's name.
const SHEET_LEVEL: u8 = 2;
/// Names Excel, LibreOffice and Google give to sheets.
const DEFAULT_NAMES: [&str; 6] = ["sheet", "tabelle", "feuil", "hoja", "foglio", "blad"];

/// Row and column, from 0.
pub(super) type Position = (u32, u32);
/// First and last cell of a merged region.
pub(super) type Region = (Position, Position);

/// One cell as the sheet has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    /// What it shows.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Line of the file, from 1, if it is text.
    pub line: Option<u32>,
}

/// The cells of a sheet by row, then column.
pub(super) type Cells = BTreeMap<Position, Value>;

/// Builds sheet after sheet.
pub(super) struct Sheets<'l> {
    limits: &'l Limits,
    blocks: Vec<Block>,
    notes: Vec<Note>,
    next_block: u32,
    next_table: u32,
    text_bytes: usize,
    stopped: bool,
}

impl<'l> Sheets<'l> {
    /// Returns an empty document.
    pub fn new(limits: &'l Limits) -> Self {
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

    /// Returns what was built.
    pub fn finish(self) -> (Vec<Block>, Vec<Note>) {
        (self.blocks, self.notes)
    }

    /// Tells whether a limit was reached: no further sheet is to be read.
    pub fn is_full(&self) -> bool {
        self.stopped
    }

    fn note(&mut self, code: NoteCode, sheet: &str, message: String) {
        let part = Some(sheet.to_owned()).filter(|s| !s.is_empty());
        let at = Place { part, block: self.next_block, ..Place::default() };
        self.notes.push(Note::new(code, message).at(at));
    }

    /// Notes that a sheet is hidden.
    pub fn note_hidden(&mut self, name: &str) {
        let message =
            format!("The sheet \u{201C}{name}\u{201D} is hidden; it was read all the same.");
        self.note(NoteCode::E007, name, message);
    }

    /// Notes that a sheet, or the rest of it, could not be read.
    pub fn note_unread(&mut self, name: &str, error: &impl Display) {
        let message = format!("The sheet \u{201C}{name}\u{201D} could not be read: {error}.");
        self.note(NoteCode::E002, name, message);
    }

    /// Adds a cell to those of a sheet; tells whether more may follow.
    pub fn take(&mut self, cells: &mut Cells, name: &str, at: Position, value: Value) -> bool {
        self.text_bytes += value.text.len();
        if self.text_bytes > self.limits.text_bytes || cells.len() >= self.limits.cells {
            self.stop(name);
            return false;
        }
        cells.entry(at).or_insert(value);
        true
    }

    fn stop(&mut self, name: &str) {
        self.stopped = true;
        let (cells, bytes) = (self.limits.cells, self.limits.text_bytes);
        let message = format!(
            "Reading stopped in the sheet \u{201C}{name}\u{201D} at the limit of {cells} cells a sheet or {bytes} bytes of text."
        );
        self.note(NoteCode::E001, name, message);
    }

    /// Adds a sheet; `alone` says that the document has no other.
    pub fn place(&mut self, name: &str, alone: bool, cells: Cells, merges: &[Region]) {
        if cells.is_empty() {
            return;
        }
        if !name.is_empty() && (!alone || !is_default_name(name)) {
            self.heading(name);
        }
        let spans = Spans::new(merges, &cells);
        for table in split(cells, &spans) {
            self.table(&table, &spans, name);
        }
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
            part: Some(sheet.to_owned()).filter(|s| !s.is_empty()),
            table: Some(self.next_table),
            block: self.next_block,
            ..Place::default()
        };
        self.next_table += 1;
        let mut table = Table::default();
        for (&(row, col), value) in cells {
            let (row_span, col_span) = spans.of((row, col));
            let line = value.line;
            let place = Place { row: Some(row), col: Some(col), line, ..at.clone() };
            let blocks = self.cell_blocks(value, &place);
            let (row, col) = (row - top, col - left);
            table.cells.push(Cell { row, col, row_span, col_span, blocks, ..Cell::default() });
        }
        self.blocks.push(Block { layer: Layer::Body, at, body: Body::Table(table) });
    }

    fn cell_blocks(&mut self, value: &Value, at: &Place) -> Vec<Block> {
        let place = |para| {
            let at = Place { block: self.next_block, ..at.clone() };
            self.next_block += 1;
            Block { layer: Layer::Body, at, body: Body::Para(para) }
        };
        cell_paras(value).map(place).collect()
    }
}

/// Tells whether a sheet's name is what the program called it.
fn is_default_name(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    DEFAULT_NAMES.contains(&stem)
}
