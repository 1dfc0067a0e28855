//! PDF files: glyphs, rules and the structure tree in, [`LayoutDoc`] out.

mod content;
mod device;
mod geometry;
mod open;
mod picture;
mod stem;
mod words;

use super::{ExtractError, Limits, Wish};
use crate::model::LayoutDoc;
pub use picture::picture;

/// Reads a PDF file.
///
/// # Errors
/// If it is protected or no page of it can be found.
pub fn read(bytes: &[u8], limits: &Limits, wish: &Wish) -> Result<LayoutDoc, ExtractError> {
    let pdf = open::open(bytes, &wish.passwords)?;
    let _ = (pdf, limits);
    Err(ExtractError::Unsupported { what: "PDF".into(), hint: String::new() })
}
