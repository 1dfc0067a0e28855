//! The streams of a document and where its tables stand in them ([MS-DOC] 2.5).

use super::super::ExtractError;
use super::bytes::{long, slice, word};
use std::io::{Cursor, Read};

/// The first number of every document.
const MAGIC: u16 = 0xA5EC;
/// The first version whose tables stand where they are looked for: Word 97.
const WORD_97: u16 = 0x00C1;
/// Where the lengths of the stories stand, and where the places of the tables begin.
const LENGTHS: usize = 76;
const TABLES: usize = 154;

/// Numbers of the tables among their places.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Styles = 1,
    Headers = 11,
    Letters = 12,
    Paragraphs = 13,
    Fonts = 15,
    Pieces = 33,
    BoxAnchors = 40,
    Boxes = 56,
    Lists = 73,
    ListUses = 74,
}

/// Lengths of the stories, in characters, in the order in which they stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lengths {
    pub text: u32,
    pub footnotes: u32,
    pub headers: u32,
    pub macros: u32,
    pub comments: u32,
    pub endnotes: u32,
    pub boxes: u32,
}

/// An open document.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The main stream: letters, and pages of properties.
    pub main: Vec<u8>,
    /// The stream of tables.
    tables: Vec<u8>,
    /// The stream of pictures, form fields and long properties.
    pub data: Vec<u8>,
    /// Lengths of the stories.
    pub lengths: Lengths,
}

impl File {
    /// Opens a document; `None` if it is older than Word 97.
    ///
    /// # Errors
    /// If the container is damaged or protected, or holds no Word text.
    pub fn open(bytes: &[u8]) -> Result<Option<Self>, ExtractError> {
        let mut container = cfb::CompoundFile::open(Cursor::new(bytes))
            .map_err(|e| malformed("its directory", &e.to_string()))?;
        let missing = || ExtractError::NotADocument { detail: "it holds no Word text".into() };
        let main = stream(&mut container, "/WordDocument", bytes.len()).ok_or_else(missing)?;
        if word(&main, 0) != Some(MAGIC) || word(&main, 2).is_some_and(|v| v < WORD_97) {
            return Ok(None);
        }
        let flags = word(&main, 10).ok_or_else(|| malformed("its first page", "cut off"))?;
        if flags & 0x0100 != 0 {
            return Err(ExtractError::Encrypted);
        }
        let name = if flags & 0x0200 != 0 { "/1Table" } else { "/0Table" };
        let tables = stream(&mut container, name, bytes.len());
        let tables = tables.ok_or_else(|| malformed(&name[1..], "missing"))?;
        let data = stream(&mut container, "/Data", bytes.len()).unwrap_or_default();
        let lengths = lengths(&main).ok_or_else(|| malformed("its first page", "cut off"))?;
        Ok(Some(Self { main, tables, data, lengths }))
    }

    /// Returns a table, empty if there is none or it lies outside its stream.
    pub fn table(&self, table: Table) -> &[u8] {
        self.table_and_rest(table).map_or(&[], |(start, length)| &start[..length])
    }

    /// Returns the stream from a table on, and the table's length.
    pub fn table_and_rest(&self, table: Table) -> Option<(&[u8], usize)> {
        let at = TABLES + 8 * table as usize;
        let [start, length] = [long(&self.main, at)?, long(&self.main, at + 4)?];
        let (start, length) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
        slice(&self.tables, start, length)?;
        Some((&self.tables[start..], length))
    }
}

fn lengths(main: &[u8]) -> Option<Lengths> {
    let length = |number: usize| long(main, LENGTHS + 4 * number);
    Some(Lengths {
        text: length(0)?,
        footnotes: length(1)?,
        headers: length(2)?,
        macros: length(3)?,
        comments: length(4)?,
        endnotes: length(5)?,
        boxes: length(6)?,
    })
}

fn stream(
    container: &mut cfb::CompoundFile<Cursor<&[u8]>>,
    name: &str,
    most: usize,
) -> Option<Vec<u8>> {
    let mut stream = container.open_stream(name).ok()?;
    let mut bytes = Vec::new();
    // What can be read of a damaged stream is better than nothing.
    let _ = stream.by_ref().take(most as u64).read_to_end(&mut bytes);
    Some(bytes)
}

fn malformed(part: &str, detail: &str) -> ExtractError {
    ExtractError::Malformed { part: part.into(), detail: detail.into() }
}
