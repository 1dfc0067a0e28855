//! Typed tables of `data/lexicon`.

use crate::data::Data;

/// A row of a data file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("data/{file}, line {line}: {detail}")]
pub struct LexiconError {
    /// Path below `data/`.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub detail: String,
}

/// All word tables, parsed.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Parses the tables of `data`.
    ///
    /// # Errors
    /// On the first row that cannot be used.
    pub fn parse(_data: &Data) -> Result<Self, LexiconError> {
        Ok(Self {})
    }
}
