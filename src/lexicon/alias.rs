//! Names that stand for each other in a search (`synonyms.csv`).

use super::{LexiconError, cell, each_row};
use crate::data::Data;

/// A row of `synonyms.csv`: a term, what it means, and how they stand for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The term.
    pub term: String,
    /// What it means.
    pub means: String,
    /// What kind of name it is.
    pub kind: AliasKind,
}

/// Kinds of names that stand for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasKind {
    /// An acronym, in any case: "MCA".
    Acronym,
    /// An acronym that is a word too and must be typed in capitals: "SALT".
    Capitals,
    /// A word for the same: all terms that mean the same are synonyms of each other.
    Synonym,
}

/// Reads the names that stand for each other.
///
/// # Errors
/// With the line that is no row of three cells with a known kind.
pub fn aliases(data: &Data) -> Result<Vec<Alias>, LexiconError> {
    let mut aliases = Vec::new();
    each_row(data, "synonyms", |r| {
        let kind = match cell(r, 2)? {
            "acronym" => AliasKind::Acronym,
            "capitals" => AliasKind::Capitals,
            "synonym" => AliasKind::Synonym,
            other => return Err(format!("“{other}” is no kind of name")),
        };
        aliases.push(Alias { term: cell(r, 0)?.to_owned(), means: cell(r, 1)?.to_owned(), kind });
        Ok(())
    })?;
    Ok(aliases)
}
