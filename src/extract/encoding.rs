//! Bytes to text.
use crate::model::Note;

/// Decodes a text file's bytes.
pub fn decode(bytes: &[u8]) -> (String, Option<Note>) {
    (String::from_utf8_lossy(bytes).into_owned(), None)
}
