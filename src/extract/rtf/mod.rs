//! Rich text (.rtf).
//!
//! Comes in: bytes. Goes out: paragraphs and tables in reading order with the list labels that the
//! file prints, or that its lists give. Tracked deletions, hidden text, comments and pictures are
//! left out. What a heading or a table means is left to later stages.

mod fonts;
mod letters;
mod lists;
mod reader;
mod rows;
mod state;
mod token;
mod words;

#[cfg(test)]
mod tests;

use super::story::assemble;
use super::{ExtractError, Limits};
use crate::model::{Format, LayoutDoc, Note, NoteCode};
pub(super) use fonts::encoding;
use reader::Reader;

/// Reads a rich text.
///
/// # Errors
/// If the bytes are no rich text, larger or deeper nested than a document is, or cut off before
/// any text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of the file".into(), limit });
    }
    if !bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Err(ExtractError::NotADocument { detail: "it does not begin as rich text".into() });
    }
    let (outcome, allowance) = Reader::read(bytes, limits)?;
    let mut notes: Vec<Note> = allowance.note().into_iter().collect();
    let is_cut = outcome.cut && notes.is_empty();
    if is_cut && outcome.body.is_empty() {
        let (part, detail) = ("the text".to_owned(), "it ends too early".to_owned());
        return Err(ExtractError::Malformed { part, detail });
    }
    if is_cut {
        let message = "The file ends too early; what there is was read.";
        notes.push(Note::new(NoteCode::E002, message));
    }
    if outcome.changes {
        notes.push(Note::new(NoteCode::E006, "Text with tracked deletion was left out."));
    }
    let title = Some(outcome.title.trim().to_owned()).filter(|t| !t.is_empty());
    let blocks = assemble(outcome.body, outcome.stories);
    Ok(LayoutDoc { format: Format::Rtf, property_title: title, blocks, pages: vec![], notes })
}
