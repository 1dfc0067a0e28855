//! Placeholder until its reader lands.
use super::{ExtractError, Limits};
use crate::model::LayoutDoc;

/// Reads a document.
///
/// # Errors
/// Always, until the reader lands.
pub fn read(_bytes: &[u8], _limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    Err(ExtractError::Empty)
}
