//! Tokens to stories.

use super::super::story::numbering::Counters;
use super::super::story::{Allowance, Frame, Story};
use super::super::{ExtractError, Limits};
use super::fonts::{Font, Fonts};
use super::lists::ListTables;
use super::rows::Stated;
use super::state::{Group, Kind, Target};
use super::token::{Token, Tokens};
use super::words::Form;
use crate::model::{Block, Layer, ListMark, Para};
use std::collections::HashMap;

/// Bytes that a paragraph counts against the limit of text besides its letters.
const PARAGRAPH_BYTES: usize = 96;

/// What was read.
#[derive(Default)]
pub(super) struct Outcome {
    /// The text itself.
    pub body: Vec<Block>,
    /// Headers, footers and notes.
    pub stories: Vec<Story>,
    /// Title from the document's properties.
    pub title: String,
    /// Whether text with tracked deletion was dropped.
    pub changes: bool,
    /// Whether the file ended inside a group.
    pub cut: bool,
}

/// A story that is being read.
#[derive(Debug)]
pub(super) struct Open {
    kind: Kind,
    /// Number of groups that were open when it began, its own included.
    groups: usize,
    /// Printed label of the present paragraph.
    pub label: Option<String>,
    frame: Frame,
}

impl Open {
    fn new(kind: Kind, groups: usize) -> Self {
        Self { kind, groups, label: None, frame: Frame::new() }
    }
}

/// Reads a document token by token.
pub(super) struct Reader<'l, 'b> {
    limits: &'l Limits,
    groups: Vec<Group<'b>>,
    frames: Vec<Open>,
    /// Whether the next word begins a group that old programs are to ignore.
    pub starred: bool,
    /// Row properties in force, and those around the row of an inner table.
    pub shape: Stated,
    pub outer_shape: Option<Stated>,
    pub fonts: Fonts,
    pub default_font: i32,
    /// The font and style that are being read.
    pub font: Font,
    pub font_number: i32,
    pub style: (i32, Option<u8>),
    pub lists: ListTables,
    pub form: Form,
    /// Name of a font or style, or text of a list level, that is being read.
    pub buffer: String,
    /// Outline levels of styles, from 1.
    pub headings: HashMap<i32, u8>,
    counters: Counters,
    /// What may still be delivered.
    pub allowance: Allowance,
    /// Bytes that are not decoded yet.
    pub bytes: Vec<u8>,
    /// First half of a character beyond the basic plane.
    pub half: Option<u16>,
    /// Bytes to skip that stand for a Unicode character.
    pub skip: usize,
    /// What was read so far.
    pub outcome: Outcome,
}

impl<'l, 'b> Reader<'l, 'b> {
    /// Reads a document.
    ///
    /// # Errors
    /// If groups are nested too deeply.
    pub fn read(bytes: &'b [u8], limits: &'l Limits) -> Result<(Outcome, Allowance), ExtractError> {
        let mut reader = Self {
            limits,
            groups: vec![Group { fallback: 1, ..Group::default() }],
            frames: vec![Open::new(Kind::Body, 0)],
            starred: false,
            shape: Stated::default(),
            outer_shape: None,
            fonts: Fonts::default(),
            default_font: 0,
            font: Font::default(),
            font_number: 0,
            style: (0, None),
            lists: ListTables::default(),
            form: Form::default(),
            buffer: String::new(),
            headings: HashMap::new(),
            counters: Counters::default(),
            allowance: Allowance::new(limits),
            bytes: vec![],
            half: None,
            skip: 0,
            outcome: Outcome::default(),
        };
        for token in Tokens::new(bytes) {
            reader.token(token)?;
            if reader.groups.is_empty() || reader.allowance.is_spent() {
                break;
            }
        }
        Ok(reader.finish())
    }

    fn finish(mut self) -> (Outcome, Allowance) {
        self.flush();
        self.outcome.cut = self.groups.len() > 1;
        if self.outcome.cut {
            self.end_open_paragraph();
        }
        while self.frames.len() > 1 {
            self.end_frame();
        }
        let body = self.frames.pop().map(|f| f.frame.finish(&self.shape.row));
        self.outcome.body = body.unwrap_or_default();
        (self.outcome, self.allowance)
    }

    /// Returns the present group.
    pub fn group(&mut self) -> &mut Group<'b> {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    /// Returns the present story.
    pub fn open_story(&mut self) -> &mut Open {
        if self.frames.is_empty() {
            self.frames.push(Open::new(Kind::Body, 0));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Returns the paragraphs and tables of the present story.
    pub fn frame(&mut self) -> &mut Frame {
        &mut self.open_story().frame
    }

    fn token(&mut self, token: Token<'b>) -> Result<(), ExtractError> {
        if let Token::Byte(byte) = token {
            match self.skip.checked_sub(1) {
                Some(left) => self.skip = left,
                None => self.bytes.push(byte),
            }
            return Ok(());
        }
        self.flush();
        match token {
            Token::Open => return self.open(),
            Token::Close => self.close(),
            Token::Word(word, number) => match self.skip.checked_sub(1) {
                Some(left) if word != "u" => self.skip = left,
                _ => self.word(word, number),
            },
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(_) => {}
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), ExtractError> {
        self.skip = 0;
        if self.groups.len() > self.limits.depth {
            let what = "nested groups".to_owned();
            return Err(ExtractError::Limit {
                what,
                limit: format!("{} levels", self.limits.depth),
            });
        }
        let group = *self.group();
        self.groups.push(Group { word: "", ..group });
        Ok(())
    }

    fn close(&mut self) {
        self.skip = 0;
        let open = self.groups.len();
        if self.frames.last().is_some_and(|f| f.groups == open) && self.frames.len() > 1 {
            self.end_frame();
        }
        // The last paragraph of the document may have no end of its own.
        if open == 2 {
            self.end_open_paragraph();
        }
        let Some(ended) = self.groups.pop() else { return };
        match (ended.target, ended.word) {
            (Target::Lists, word) => self.lists.end_group(word),
            (Target::LevelText, "leveltext") => self.lists.level_text(&self.buffer),
            (Target::Field, "fldinst") => {
                let form = std::mem::take(&mut self.form);
                self.emit(form.tick());
            }
            (_, "nesttableprops") => {
                if let Some(shape) = self.outer_shape.take() {
                    self.shape = shape;
                }
            }
            _ => {}
        }
        // Past the document's own group nothing counts.
        if self.groups.len() == 1 {
            self.groups.clear();
        }
    }

    /// Begins a story that ends with the present group.
    pub fn begin_frame(&mut self, kind: Kind) {
        self.frames.push(Open::new(kind, self.groups.len()));
    }

    /// Ends the present paragraph if there is something in it.
    fn end_open_paragraph(&mut self) {
        if !self.frame().runs.is_empty() {
            let depth = self.group().paragraph.depth();
            self.end_paragraph(depth);
        }
    }

    fn end_frame(&mut self) {
        self.end_open_paragraph();
        let Some(frame) = self.frames.pop() else { return };
        let kind = frame.kind;
        let mut blocks = frame.frame.finish(&self.shape.row);
        match kind {
            Kind::Body | Kind::Box => self.frame().side.append(&mut blocks),
            Kind::Apart(layer) => self.add_story(layer, blocks),
        }
    }

    /// Adds a header, footer or note; the headers of sections are often the same.
    fn add_story(&mut self, layer: Layer, mut blocks: Vec<Block>) {
        let stories = &mut self.outcome.stories;
        if layer == Layer::Note {
            if let Some(notes) = stories.iter_mut().find(|s| s.layer == layer) {
                return notes.blocks.append(&mut blocks);
            }
        } else if stories.iter().any(|s| s.blocks == blocks) {
            return;
        }
        stories.push(Story { layer, file: None, blocks });
    }

    fn symbol(&mut self, symbol: u8) {
        if let Some(left) = self.skip.checked_sub(1) {
            self.skip = left;
            return;
        }
        match symbol {
            b'*' => self.starred = true,
            b'~' => self.emit("\u{A0}"),
            b'_' => self.emit("-"),
            b'\\' | b'{' | b'}' => self.bytes.push(symbol),
            b'\n' | b'\r' => self.word("par", None),
            b'\t' => self.emit("\t"),
            _ => {}
        }
    }

    /// Ends a paragraph that stands in so many tables.
    pub fn end_paragraph(&mut self, depth: usize) {
        self.allowance.charge(PARAGRAPH_BYTES);
        let paragraph = self.group().paragraph;
        let heading = match paragraph.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => paragraph.style.and_then(|s| self.headings.get(&s).copied()),
        };
        let list = self.list_mark();
        let shape = self.shape.row.clone();
        let frame = self.frame();
        let runs = std::mem::take(&mut frame.runs);
        frame.reach(depth, &shape);
        frame.push(Para { heading, list, runs, ..Para::default() });
    }

    /// Returns the mark of the present paragraph: the label that the file prints for programs that
    /// cannot count, else the one that its lists give.
    fn list_mark(&mut self) -> Option<ListMark> {
        let paragraph = self.group().paragraph;
        let printed = self.open_story().label.take().map(|l| l.trim().to_owned());
        let cap = self.allowance.label_bytes;
        let list = paragraph.list.filter(|l| *l != 0).map(|l| l.to_string());
        let counted = list.and_then(|list| {
            self.lists.numbering.count(&mut self.counters, &list, paragraph.level, cap)
        });
        match (printed, counted) {
            (None, counted) => counted.map(|label| self.allowance.mark(label)),
            (Some(label), counted) => {
                let is_word = label.contains(char::is_alphanumeric);
                let bullet = counted.map_or(paragraph.old_bullet || !is_word, |c| c.bullet);
                let depth = u8::try_from(paragraph.level).unwrap_or(u8::MAX);
                Some(ListMark { label, depth, bullet })
            }
        }
    }

    /// Ends the cell of the table at a depth.
    pub fn end_cell(&mut self, depth: usize) {
        self.end_paragraph(depth);
        if self.allowance.charge_cell() {
            self.frame().end_cell();
        }
    }

    /// Ends the row of the table at a depth.
    pub fn end_row(&mut self, depth: usize) {
        if !self.frame().runs.is_empty() {
            self.end_paragraph(depth);
        }
        self.open_story().label = None;
        let shape = self.shape.row.clone();
        let frame = self.frame();
        frame.reach(depth, &shape);
        frame.end_row(&shape);
    }
}
