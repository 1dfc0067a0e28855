//! Characters of a document: the pieces in which its text is stored ([MS-DOC] 2.8.35).

use super::bytes::{byte, long, slice, word};

/// One piece: characters that stand together in the main stream.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// First character, and one past the last.
    first: u32,
    end: u32,
    /// Place of the first one in the stream.
    at: usize,
    /// Whether a character is one byte of Windows-1252, not two of UTF-16.
    narrow: bool,
}

/// A character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The character.
    pub c: char,
    /// Its number in the document.
    pub number: u32,
    /// Its place in the main stream: the key of its properties.
    pub at: usize,
    /// Bytes it takes there.
    pub width: usize,
}

/// The pieces of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    /// Reads the table of pieces; `None` if there is none.
    pub fn read(table: &[u8]) -> Option<Self> {
        let mut at = 0;
        // Property changes stand before it.
        while byte(table, at)? == 1 {
            at += 3 + usize::from(word(table, at + 1)?);
        }
        if byte(table, at)? != 2 {
            return None;
        }
        let table = table.get(at + 5..)?;
        let count = table.len().checked_sub(4)? / 12;
        let piece = |i: usize| {
            let stored = long(table, 4 * (count + 1) + 8 * i + 2)?;
            let (narrow, place) = (stored & 0x4000_0000 != 0, stored & 0x3FFF_FFFF);
            let at = usize::try_from(if narrow { place / 2 } else { place }).ok()?;
            let [first, end] = [long(table, 4 * i)?, long(table, 4 * (i + 1))?];
            (first < end).then_some(Piece { first, end, at, narrow })
        };
        Some(Self((0..count).filter_map(piece).collect()))
    }

    /// Returns the characters with these numbers, in order. Those past the end of the stream are
    /// left out.
    pub fn letters<'a>(
        &'a self,
        main: &'a [u8],
        from: u32,
        to: u32,
    ) -> impl Iterator<Item = Letter> + 'a {
        self.0.iter().flat_map(move |piece| {
            let (first, end) = (piece.first.max(from), piece.end.min(to));
            let width = if piece.narrow { 1 } else { 2 };
            let mut number = first;
            std::iter::from_fn(move || {
                if number >= end {
                    return None;
                }
                let at = piece.at + (number - piece.first) as usize * width;
                let letter = Letter { c: '\u{FFFD}', number, at, width };
                let (c, taken) =
                    if piece.narrow { (narrow(byte(main, at)?), 1) } else { wide(main, at)? };
                number += taken;
                Some(Letter { c, width: width * taken as usize, ..letter })
            })
        })
    }
}

fn narrow(byte: u8) -> char {
    match byte {
        // Windows-1252 has letters where Latin-1 has control characters.
        0x80..=0x9F => {
            let bytes = [byte];
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
            text.chars().next().unwrap_or('\u{FFFD}')
        }
        byte => char::from(byte),
    }
}

/// Returns the character at a place, and how many units of UTF-16 it takes.
fn wide(main: &[u8], at: usize) -> Option<(char, u32)> {
    let units = slice(main, at, 4).or_else(|| slice(main, at, 2))?;
    let units = units.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]]));
    match char::decode_utf16(units).next()? {
        Ok(c) => Some((c, if u32::from(c) > 0xFFFF { 2 } else { 1 })),
        Err(_) => Some(('\u{FFFD}', 1)),
    }
}
