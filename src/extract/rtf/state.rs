//! What is in force where: groups with their properties, and the stories that are open.

use super::super::story::{block, push_para};
use super::table::{Builder, RowShape};
use crate::model::{Block, Body, Layer, Para, Run};

/// Tables in cells that are told apart; what is deeper is read as part of the innermost.
const DEEPEST_TABLE: usize = 20;

/// Where the letters of a group go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Target {
    /// Into the text.
    #[default]
    Text,
    /// Nowhere, and no word inside counts.
    Nowhere,
    /// Nowhere, but text boxes and results inside are read.
    Shape,
    /// Nowhere, but the Unicode twin inside is read.
    Twin,
    /// Into the font table.
    Fonts,
    /// Into the style sheet.
    Styles,
    /// Into the list tables.
    Lists,
    /// Into the text of a list level.
    LevelText,
    /// Into the printed label of a list item.
    Label,
    /// Nowhere: properties of the document, of which the title is read.
    Info,
    /// Into the title.
    Title,
    /// Nowhere: the code of a field, of which check boxes are read.
    Field,
}

/// Properties of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub hidden: bool,
    pub deleted: bool,
    pub font: i32,
}

/// Properties of paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub in_table: bool,
    pub nesting: usize,
    pub style: Option<i32>,
    /// Outline level, from 0; 9 for running text.
    pub outline: Option<u8>,
    pub list: Option<i32>,
    pub level: usize,
    /// Whether its numbering of the old kind is a bullet.
    pub old_bullet: bool,
}

impl Paragraph {
    /// Returns how many tables it stands in.
    pub fn depth(&self) -> usize {
        let least = usize::from(self.in_table);
        self.nesting.clamp(least, DEEPEST_TABLE)
    }
}

/// A group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group<'b> {
    pub target: Target,
    pub letters: Letters,
    pub paragraph: Paragraph,
    /// Bytes that stand for a Unicode character besides it.
    pub fallback: usize,
    /// The word it began with.
    pub word: &'b str,
}

/// What a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The text itself.
    Body,
    /// A text box: it hangs on the paragraph around it.
    Box,
    /// A header, a footer or a note.
    Apart(Layer),
}

/// A story being read.
#[derive(Debug)]
pub(super) struct Frame {
    pub kind: Kind,
    /// Number of groups that were open when it began, its own included.
    pub groups: usize,
    /// Runs of the present paragraph.
    pub runs: Vec<Run>,
    /// Printed label of the present paragraph.
    pub label: Option<String>,
    /// Text boxes of the present paragraph.
    pub side: Vec<Block>,
    tables: Vec<Builder>,
    out: Vec<Block>,
}

impl Frame {
    /// Begins a story.
    pub fn new(kind: Kind, groups: usize) -> Self {
        let (runs, side, tables, out) = (vec![], vec![], vec![], vec![]);
        Self { kind, groups, runs, label: None, side, tables, out }
    }

    /// Ends or begins tables until `depth` are open.
    pub fn reach(&mut self, depth: usize, shape: &RowShape) {
        while self.tables.len() > depth {
            let table = self.tables.pop().and_then(|t| t.finish(shape));
            self.cell().extend(table.map(Body::Table).map(block));
        }
        while self.tables.len() < depth {
            self.tables.push(Builder::default());
        }
    }

    /// Returns where blocks go at present.
    fn cell(&mut self) -> &mut Vec<Block> {
        self.tables.last_mut().map_or(&mut self.out, |t| &mut t.cell)
    }

    /// Adds a paragraph, with the text boxes that hang on it.
    pub fn push(&mut self, para: Para) {
        let mut side = std::mem::take(&mut self.side);
        let cell = self.cell();
        push_para(para, cell);
        cell.append(&mut side);
    }

    /// Ends the present cell.
    pub fn end_cell(&mut self) {
        self.tables.iter_mut().next_back().into_iter().for_each(Builder::end_cell);
    }

    /// Ends the present row.
    pub fn end_row(&mut self, shape: &RowShape) {
        self.tables.iter_mut().next_back().into_iter().for_each(|t| t.end_row(shape));
    }

    /// Returns the story.
    pub fn finish(mut self, shape: &RowShape) -> Vec<Block> {
        self.reach(0, shape);
        self.out.append(&mut self.side);
        self.out
    }
}
