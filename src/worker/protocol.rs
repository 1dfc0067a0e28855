//! What goes between parent and worker: frames of a length and so many bytes.
//!
//! A request is a frame with a [`Request`] and one with the document; the answer is a frame with an
//! [`Answer`] and, for a picture, one with its PNG file. Messages are MessagePack: unlike JSON it
//! carries every float, and its nesting is limited by a number of ours.

use super::Budget;
use crate::extract::{ExtractError, Limits, Wish};
use crate::model::{Format, LayoutDoc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Bytes of a frame that holds a message or a picture.
pub const MESSAGE_BYTES: usize = 64 << 20;
/// Bytes that are reserved on the word of a frame's length alone.
const RESERVED_BYTES: usize = 1 << 20;
/// Nesting of a message. A table in a table takes seven levels, and `Limits::depth` allows for 85.
const MESSAGE_DEPTH: usize = 1_024;

/// What a worker is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The question.
    pub ask: Ask,
    /// Limits of the readers.
    pub limits: Limits,
    /// Limits of the process.
    pub budget: Budget,
}

/// A question about a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Its text.
    Layout {
        /// Format by content.
        format: Format,
        /// What is wanted besides the text.
        wish: Wish,
    },
    /// The picture of a page.
    Picture {
        /// Page, from 1.
        page: u32,
        /// Pixels per inch.
        dpi: f32,
        /// Passwords to try.
        passwords: Vec<String>,
    },
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The text.
    Layout(LayoutDoc),
    /// A picture; its PNG file is the next frame.
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The document cannot be read.
    Failed(ExtractError),
}

/// Returns a message as bytes.
///
/// # Errors
/// Never for the messages above: memory takes all.
pub fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    rmp_serde::to_vec_named(message).map_err(invalid)
}

/// Returns the message that `bytes` hold.
///
/// # Errors
/// With `InvalidData` if they hold none, or one that is nested too deeply.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    reader.set_max_depth(MESSAGE_DEPTH);
    T::deserialize(&mut reader).map_err(invalid)
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Writes a frame.
///
/// # Errors
/// If it is longer than a length can say, or `out` does not take it.
pub fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(invalid)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a frame; nothing if the input ends before it.
///
/// Memory grows with the bytes that come, not with the length that was announced.
///
/// # Errors
/// With `InvalidData` if it is longer than `most`, with `UnexpectedEof` if it is cut.
pub fn read_frame(input: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = read_length(input)? else { return Ok(None) };
    if length > most {
        return Err(invalid(format!("a frame of {length} bytes, at most {most} are taken")));
    }
    let mut bytes = Vec::with_capacity(length.min(RESERVED_BYTES));
    input.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(bytes)) }
}

/// Reads the length of a frame; nothing if the input ends before its first byte.
fn read_length(input: &mut impl Read) -> io::Result<Option<usize>> {
    let mut bytes = Vec::with_capacity(4);
    input.take(4).read_to_end(&mut bytes)?;
    match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(length) => usize::try_from(u32::from_le_bytes(length)).map(Some).map_err(invalid),
        Err(_) if bytes.is_empty() => Ok(None),
        Err(_) => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
