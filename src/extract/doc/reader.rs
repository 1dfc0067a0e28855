//! Characters to stories: marks end paragraphs, cells and rows.

use super::super::story::numbering::{Counters, Numbering};
use super::super::story::{Allowance, Frame, Look, push_run};
use super::bytes::{long, word};
use super::file::File;
use super::look::{Letters, Paragraph};
use super::properties::{Index, changes, elsewhere};
use super::styles::Style;
use super::text::{Letter, Pieces};
use crate::model::{Block, Para};
use crate::text::symbols;
use std::collections::HashMap;

/// Bytes that a paragraph and a run count against the limit of text besides their letters.
const PARAGRAPH_BYTES: usize = 96;
const RUN_BYTES: usize = 32;

/// Characters with a meaning of their own ([MS-DOC] 2.4.1, 2.8.25).
mod mark {
    pub const PICTURE: char = '\u{01}';
    pub const CELL: char = '\u{07}';
    pub const DRAWING: char = '\u{08}';
    pub const LINE: char = '\u{0B}';
    pub const PAGE_OR_SECTION: char = '\u{0C}';
    pub const PARAGRAPH: char = '\r';
    pub const COLUMN: char = '\u{0E}';
    pub const FIELD: char = '\u{13}';
    pub const FIELD_RESULT: char = '\u{14}';
    pub const FIELD_END: char = '\u{15}';
    pub const HARD_HYPHEN: char = '\u{1E}';
}

/// What a document states, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub file: File,
    pub pieces: Pieces,
    pub paragraphs: Index,
    pub letters: Index,
    pub styles: Vec<Style>,
    pub fonts: Vec<String>,
    pub numbering: Numbering,
}

/// Reads stories one after the other.
pub(super) struct Reader<'d> {
    definitions: &'d Definitions,
    counters: Counters,
    /// What may still be delivered.
    pub allowance: Allowance,
    /// Whether text with tracked deletion was dropped.
    pub changes: bool,
    /// Text boxes by the number of the character they hang on.
    pub boxes: HashMap<u32, Vec<Block>>,
    /// How letters look from one place up to another.
    look: (usize, usize, Letters),
}

/// A story being read.
#[derive(Default)]
struct Story {
    frame: Frame,
    /// For each open field whether its result has begun.
    fields: Vec<bool>,
    /// Code of the innermost field, as far as it tells a check box.
    code: String,
}

impl<'d> Reader<'d> {
    /// Returns a reader within an allowance.
    pub fn new(definitions: &'d Definitions, allowance: Allowance) -> Self {
        Self {
            definitions,
            counters: Counters::default(),
            allowance,
            changes: false,
            boxes: HashMap::new(),
            look: (0, 0, Letters::default()),
        }
    }

    /// Returns the blocks of the characters with these numbers.
    pub fn story(&mut self, from: u32, to: u32) -> Vec<Block> {
        let definitions = self.definitions;
        let mut story = Story::default();
        for letter in definitions.pieces.letters(&definitions.file.main, from, to) {
            if self.allowance.is_spent() {
                break;
            }
            self.letter(letter, &mut story);
        }
        if !story.frame.runs.is_empty() {
            self.end_paragraph(&Paragraph::default(), None, 0, &mut story.frame);
        }
        story.frame.finish(&super::super::story::RowShape::default())
    }

    fn letter(&mut self, letter: Letter, story: &mut Story) {
        // Every character counts, so that pieces that repeat each other are bounded too.
        self.allowance.charge(1);
        match letter.c {
            mark::FIELD => {
                story.fields.push(false);
                story.code.clear();
            }
            mark::FIELD_RESULT => {
                story.fields.iter_mut().next_back().into_iter().for_each(|f| *f = true)
            }
            mark::FIELD_END => drop(story.fields.pop()),
            mark::PARAGRAPH | mark::CELL => self.mark(letter, story),
            mark::PAGE_OR_SECTION if self.ends_paragraph(letter) => self.mark(letter, story),
            mark::PICTURE => self.picture(letter, story),
            _ if story.fields.contains(&false) => {
                if story.code.len() < 64 {
                    story.code.push(letter.c);
                }
            }
            mark::DRAWING => {
                let mut found = self.boxes.remove(&letter.number).unwrap_or_default();
                story.frame.side.append(&mut found);
            }
            mark::LINE | mark::PAGE_OR_SECTION | mark::COLUMN => self.push("\n", letter, story),
            mark::HARD_HYPHEN => self.push("-", letter, story),
            c if c < ' ' && c != '\t' => {}
            c => self.push(c.encode_utf8(&mut [0; 4]), letter, story),
        }
    }

    fn ends_paragraph(&self, letter: Letter) -> bool {
        let stated = self.definitions.paragraphs.at(&self.definitions.file.main, letter.at);
        stated.to == letter.at + letter.width
    }

    /// A picture that stands for a form field shows whether a box is checked.
    fn picture(&mut self, letter: Letter, story: &mut Story) {
        if !story.code.trim_start().starts_with("FORMCHECKBOX") {
            return;
        }
        let data = &self.definitions.file.data;
        let place = self.look(letter).data;
        let tick = place.and_then(|at| is_checked(data, at as usize)).unwrap_or(false);
        self.push(if tick { "☒" } else { "☐" }, letter, story);
    }

    /// Returns how a letter looks.
    fn look(&mut self, letter: Letter) -> Letters {
        let definitions = self.definitions;
        let main = &definitions.file.main;
        if (self.look.0..self.look.1).contains(&letter.at) {
            return self.look.2;
        }
        let paragraph = definitions.paragraphs.at(main, letter.at);
        let stated = definitions.letters.at(main, letter.at);
        let style = |number: u16| definitions.styles.get(usize::from(number)).map(|s| s.letters);
        let mut base = style(paragraph.style).unwrap_or_default();
        let named = changes(stated.changes).filter(|(number, _)| *number == 0x4A30);
        if let Some(own) = named.filter_map(|(_, set)| style(word(set, 0)?)).last() {
            base = base.with_style(&own);
        }
        let mut look = base;
        changes(stated.changes).for_each(|c| look.apply(c, &base));
        self.look = (letter.at, stated.to.min(paragraph.to), look);
        look
    }

    fn push(&mut self, text: &str, letter: Letter, story: &mut Story) {
        let letters = self.look(letter);
        if letters.deleted {
            self.changes |= !text.trim().is_empty();
            return;
        }
        if letters.hidden {
            return;
        }
        let name = |font: u16| self.definitions.fonts.get(usize::from(font)).map(String::as_str);
        let font = letters.font.and_then(name).unwrap_or_default();
        let symbol = letters.symbol.map(|(font, code)| {
            let code = u32::from(code);
            let shown = symbols::picture(code, name(font).unwrap_or_default());
            shown.or_else(|| char::from_u32(code)).unwrap_or('•').to_string()
        });
        let decoded = match symbol {
            // The letter in the text is but a place-holder.
            Some(symbol) => Some(symbol),
            None => symbols::needs_decoding(text, font).then(|| symbols::decode(text, font)),
        };
        let text = decoded.as_deref().unwrap_or(text);
        self.allowance.charge(text.len().saturating_sub(1));
        let look = Look {
            bold: Some(letters.bold),
            italic: Some(letters.italic),
            underline: Some(letters.underline),
            ..Look::default()
        };
        if push_run(&mut story.frame.runs, text, &look) {
            self.allowance.charge(RUN_BYTES);
        }
    }

    /// Ends a paragraph, and the cell or row that its mark ends.
    fn mark(&mut self, letter: Letter, story: &mut Story) {
        let definitions = self.definitions;
        let stated = definitions.paragraphs.at(&definitions.file.main, letter.at);
        let style = definitions.styles.get(usize::from(stated.style));
        let mut paragraph = style.map(|s| s.paragraph.clone()).unwrap_or_default();
        let outline = paragraph.outline.take();
        for change in changes(stated.changes) {
            match elsewhere(change, &definitions.file.data) {
                Some(list) => changes(list).for_each(|c| paragraph.apply(c)),
                None => paragraph.apply(change),
            }
        }
        let by_style = outline.map_or_else(|| style.and_then(|s| s.heading), heading);
        let frame = &mut story.frame;
        let depth = paragraph.depth();
        if paragraph.row_end || paragraph.inner_row_end {
            frame.reach(depth, &paragraph.row);
            return frame.end_row(&paragraph.row);
        }
        self.end_paragraph(&paragraph, by_style, depth, frame);
        let ends_cell = match depth {
            0 => false,
            1 => letter.c == mark::CELL,
            _ => paragraph.inner_cell_end,
        };
        if ends_cell && self.allowance.charge_cell() {
            frame.end_cell();
        }
    }

    fn end_paragraph(
        &mut self,
        paragraph: &Paragraph,
        by_style: Option<u8>,
        depth: usize,
        frame: &mut Frame,
    ) {
        self.allowance.charge(PARAGRAPH_BYTES);
        let heading = paragraph.outline.map_or(by_style, heading);
        let runs = std::mem::take(&mut frame.runs);
        let cap = self.allowance.label_bytes;
        let list = (paragraph.list > 0).then(|| paragraph.list.to_string());
        let level = usize::from(paragraph.level);
        let numbering = &self.definitions.numbering;
        let label = list.and_then(|l| numbering.count(&mut self.counters, &l, level, cap));
        frame.reach(depth, &paragraph.row);
        let list = label.map(|label| self.allowance.mark(label));
        frame.push(Para { heading, list, runs, ..Para::default() });
    }
}

/// Returns the heading of an outline level that is counted from 0.
fn heading(outline: u8) -> Option<u8> {
    (outline < 9).then_some(outline + 1)
}

/// Tells whether the form field at a place in the stream of data is a checked box.
fn is_checked(data: &[u8], at: usize) -> Option<bool> {
    let start = at.checked_add(usize::from(word(data, at.checked_add(4)?)?))?;
    // Version, kind and state, two sizes, then the name and what is usual.
    long(data, start).filter(|version| *version == u32::MAX)?;
    let state = word(data, start + 4)? >> 2 & 0x1F;
    if state <= 1 {
        return Some(state == 1);
    }
    let name = usize::from(word(data, start + 10)?);
    Some(word(data, start + 10 + 2 + 2 * name + 2)? == 1)
}
