//! The page a standard is printed on: paragraphs with their places, under limits.

use super::words::{Words, text_of};
use crate::extract::Limits;
use crate::model::{Block, Body, Layer, ListMark, Note, NoteCode, Para, Place, Run};

/// Notes about values that were not read; the rest are counted.
const NOTES: usize = 20;

/// Paragraphs of all standards in order.
pub(super) struct Page<'l> {
    pub(super) limits: &'l Limits,
    blocks: Vec<Block>,
    notes: Vec<Note>,
    /// Values not read beyond those noted.
    more_unread: usize,
    text_bytes: usize,
    full: bool,
}

impl<'l> Page<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        let (blocks, notes) = (Vec::new(), Vec::new());
        Self { limits, blocks, notes, more_unread: 0, text_bytes: 0, full: false }
    }

    pub(super) fn heading(&mut self, rank: u8, text: &str, at: &str) {
        self.add(Para { heading: Some(rank), ..Para::plain(text) }, at);
    }

    /// Adds a fact: its label in bold, then its words.
    pub(super) fn fact(&mut self, label: &str, text: &str, at: &str) {
        let label = Run { text: format!("{label}: "), bold: true, ..Run::default() };
        self.add(Para { runs: vec![label, Run::plain(text)], ..Para::default() }, at);
    }

    /// Adds an item: its first paragraph has the label, the others stand below it.
    pub(super) fn item(&mut self, label: &str, paragraphs: Vec<Words>, at: &str) {
        for (index, runs) in paragraphs.into_iter().enumerate() {
            let mark = match index {
                0 => ListMark { label: label.into(), depth: 0, bullet: label.is_empty() },
                _ => ListMark { label: String::new(), depth: 1, bullet: true },
            };
            self.add(Para { list: Some(mark), runs, ..Para::default() }, at);
        }
    }

    pub(super) fn text(&mut self, paragraphs: Vec<Words>, at: &str) {
        for runs in paragraphs {
            self.add(Para { runs, ..Para::default() }, at);
        }
    }

    /// Says that a value was not read: `why` follows its pointer.
    pub(super) fn unread(&mut self, at: &str, why: &str) {
        if self.notes.len() >= NOTES {
            self.more_unread += 1;
            return;
        }
        let message = format!("the value at {at} {why}; it was not read");
        self.notes.push(Note::new(NoteCode::E002, message));
    }

    /// Says that a code stands at two statements of one standard.
    pub(super) fn used_twice(&mut self, code: &str, at: &str) {
        if self.notes.len() < NOTES {
            let message = format!("the code {code} is used twice, at {at} again");
            self.notes.push(Note::new(NoteCode::I009, message));
        }
    }

    fn add(&mut self, para: Para, at: &str) {
        self.text_bytes = self.text_bytes.saturating_add(text_of(&para.runs).len());
        let full =
            self.text_bytes > self.limits.text_bytes || self.blocks.len() >= self.limits.cells;
        if full && !self.full {
            let message =
                "there is more text in it than a document may have; the rest was not read";
            self.notes.push(Note::new(NoteCode::E001, message));
        }
        self.full |= full;
        if self.full {
            return;
        }
        let block = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        let at = Place { part: Some(at.to_owned()), block, ..Place::default() };
        self.blocks.push(Block { layer: Layer::Body, at, body: Body::Para(para) });
    }

    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<Note>) {
        if self.more_unread > 0 {
            let message = format!("{} more values were not read", self.more_unread);
            self.notes.push(Note::new(NoteCode::E002, message));
        }
        (self.blocks, self.notes)
    }
}
