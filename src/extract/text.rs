//! Plain text.
use super::{ExtractError, Limits};
use crate::model::{Block, Body, Format, LayoutDoc, Layer, Para, Place};

/// Reads a text file.
///
/// # Errors
/// If the file is empty.
pub fn read(bytes: &[u8], _limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    let text = String::from_utf8_lossy(bytes);
    let blocks = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .enumerate()
        .map(|(block, (line, text))| Block {
            layer: Layer::Body,
            at: Place { line: Some(line as u32 + 1), block: block as u32, ..Place::default() },
            body: Body::Para(Para::plain(text)),
        })
        .collect();
    Ok(LayoutDoc { format: Format::Text, property_title: None, blocks, notes: vec![] })
}
