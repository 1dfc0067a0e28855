//! What is in force where: groups with their properties, and the stories that are open.

use super::super::story::DEEPEST_TABLE;
use crate::model::Layer;

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
