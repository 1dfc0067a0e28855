//! What became of every character a reader delivered.

use super::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The class in which a character of the document ends. Each ends in exactly one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Part of a requirement's words, or of its printed label.
    Requirement,
    /// A heading, a column header or a lead-in that says how to read what follows.
    Heading,
    /// A named field: title, grade, purpose, reference, contact.
    Metadata,
    /// Page furniture: menus, page numbers, running headers, empty prompts, signature lines.
    Furniture,
    /// A second copy of text that stands elsewhere.
    Repeat,
    /// None of these: kept, shown, and counted against the document.
    Unplaced,
}

impl Class {
    /// Returns the class's name as serialised.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requirement => "requirement",
            Self::Heading => "heading",
            Self::Metadata => "metadata",
            Self::Furniture => "furniture",
            Self::Repeat => "repeat",
            Self::Unplaced => "unplaced",
        }
    }
}

/// One stretch of text and its class, for `inspect --stage coverage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Piece {
    /// Class of the stretch.
    pub class: Class,
    /// Metadata field, heading kind or other detail; metadata always names its field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where it stands.
    pub at: Place,
    /// Its words.
    pub text: String,
}

/// Characters that are not white space, by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// All characters that are not white space.
    pub total: u64,
    /// In requirements.
    pub requirement: u64,
    /// In headings.
    pub heading: u64,
    /// In named fields.
    pub metadata: u64,
    /// In furniture.
    pub furniture: u64,
    /// In repeats.
    pub repeat: u64,
    /// In nothing.
    pub unplaced: u64,
}

impl Coverage {
    /// Adds `chars` characters to a class and to the total.
    pub fn add(&mut self, class: Class, chars: u64) {
        self.total += chars;
        *match class {
            Class::Requirement => &mut self.requirement,
            Class::Heading => &mut self.heading,
            Class::Metadata => &mut self.metadata,
            Class::Furniture => &mut self.furniture,
            Class::Repeat => &mut self.repeat,
            Class::Unplaced => &mut self.unplaced,
        } += chars;
    }

    /// Returns the share of placed characters, 0 to 1; 1 for an empty document.
    pub fn placed_share(&self) -> f64 {
        if self.total == 0 { 1.0 } else { 1.0 - self.unplaced as f64 / self.total as f64 }
    }
}
