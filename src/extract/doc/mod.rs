//! Word documents of 97 to 2003 (.doc), and with less of their layout those of Word 6 and 95.
//!
//! Comes in: the bytes of a compound file. Goes out: paragraphs and tables in reading order, with
//! the labels that Word prints, as if all tracked changes were accepted. Hidden text, comments and
//! pictures are left out. What a heading or a table means is left to later stages.

mod bytes;
mod file;
mod lists;
mod look;
mod old;
mod properties;
mod reader;
mod styles;
mod text;

#[cfg(test)]
mod tests;

use super::story::{Allowance, LONGEST_NAME_BYTES, Story, assemble, capped};
use super::{ExtractError, Limits};
use crate::model::{Block, Format, Layer, LayoutDoc, Note, NoteCode};
use bytes::{long, slice};
use file::{File, Table};
use properties::Index;
use reader::{Definitions, Reader};
use std::collections::HashMap;
use text::Pieces;

/// Stories of headers and footers for each section, and those before the first: the lines that part
/// notes.
const MARGINS: [Layer; 6] =
    [Layer::Header, Layer::Header, Layer::Footer, Layer::Footer, Layer::Header, Layer::Footer];
/// Bytes of what is stated about a text box, and of what is stated about where a drawing hangs.
const BOX_BYTES: usize = 22;
const ANCHOR_BYTES: usize = 26;
/// Fonts that are read.
const MOST_FONTS: usize = 10_000;

/// Reads a Word document.
///
/// # Errors
/// If the file is larger than a document is, protected, damaged, or holds no Word text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of the file".into(), limit });
    }
    let Some(file) = File::open(bytes)? else { return old::read(bytes, limits) };
    let cut = || ExtractError::Malformed {
        part: "its text".into(),
        detail: "the table of its pieces is missing or cut off".into(),
    };
    let pieces = Pieces::read(file.table(Table::Pieces)).ok_or_else(cut)?;
    let definitions = definitions(file, pieces);
    let mut reader = Reader::new(&definitions, Allowance::new(limits));
    let (body, stories) = stories(&definitions, &mut reader);
    let mut notes: Vec<Note> = reader.allowance.note().into_iter().collect();
    if reader.changes {
        notes.push(Note::new(NoteCode::E006, "Text with tracked deletion was left out."));
    }
    let blocks = assemble(body, stories);
    let property_title = title(bytes);
    Ok(LayoutDoc { format: Format::Doc, property_title, blocks, pages: vec![], notes })
}

fn definitions(file: File, pieces: Pieces) -> Definitions {
    let fonts = fonts(file.table(Table::Fonts)).unwrap_or_default();
    let uses = file.table(Table::ListUses);
    Definitions {
        paragraphs: Index::read(&file.main, file.table(Table::Paragraphs), true),
        letters: Index::read(&file.main, file.table(Table::Letters), false),
        styles: styles::read(file.table(Table::Styles)),
        numbering: lists::read(file.table_and_rest(Table::Lists), uses, &fonts),
        fonts,
        pieces,
        file,
    }
}

/// Returns the names of the fonts in order ([MS-DOC] 2.9.285).
fn fonts(table: &[u8]) -> Option<Vec<String>> {
    let count = usize::from(bytes::word(table, 0)?).min(MOST_FONTS);
    let (mut at, mut fonts) = (4, Vec::new());
    for _ in 0..count {
        let length = usize::from(bytes::byte(table, at)?);
        let font = slice(table, at + 1, length)?;
        let name = font.get(39..).unwrap_or_default();
        let name = encoding_rs::UTF_16LE.decode_without_bom_handling(name).0;
        fonts.push(name.split('\0').next().unwrap_or_default().to_owned());
        at += 1 + length;
    }
    Some(fonts)
}

/// Reads all stories: text boxes first, because they stand in the text where they hang.
fn stories(definitions: &Definitions, reader: &mut Reader) -> (Vec<Block>, Vec<Story>) {
    let lengths = definitions.file.lengths;
    let mut next = 0_u32;
    let mut take = |length: u32| {
        let start = next;
        next = next.saturating_add(length);
        start
    };
    let [text, footnotes, headers, _, _, endnotes, boxes] = [
        lengths.text,
        lengths.footnotes,
        lengths.headers,
        lengths.macros,
        lengths.comments,
        lengths.endnotes,
        lengths.boxes,
    ]
    .map(&mut take);
    reader.boxes = self::boxes(definitions, boxes, reader);
    let mut body = reader.story(text, footnotes);
    let mut left: Vec<_> = std::mem::take(&mut reader.boxes).into_iter().collect();
    left.sort_by_key(|(number, _)| *number);
    body.extend(left.into_iter().flat_map(|(_, blocks)| blocks));
    let mut notes = reader.story(footnotes, headers);
    notes.extend(reader.story(endnotes, boxes));
    let mut stories = margins(definitions, headers, reader);
    stories.push(Story { layer: Layer::Note, file: None, blocks: notes });
    (body, stories)
}

/// Returns the bounds of stories that a table lists, `size` bytes being stated about each.
fn bounds(table: &[u8], size: usize) -> Vec<u32> {
    let count = table.len().saturating_sub(4) / (4 + size);
    (0..=count).filter_map(|i| long(table, 4 * i)).collect()
}

/// Returns the headers and footers, each text once.
fn margins(definitions: &Definitions, start: u32, reader: &mut Reader) -> Vec<Story> {
    let bounds = bounds(definitions.file.table(Table::Headers), 0);
    let mut stories: Vec<Story> = Vec::new();
    // The last bound ends nothing.
    let ranges = bounds.windows(2).skip(MARGINS.len()).zip(MARGINS.iter().cycle());
    for (range, layer) in ranges {
        let [from, to] = [range[0], range[1]].map(|b| start.saturating_add(b));
        let blocks =
            reader.story(from, to.min(start.saturating_add(definitions.file.lengths.headers)));
        if !blocks.is_empty() && !stories.iter().any(|s| s.blocks == blocks && s.layer == *layer) {
            stories.push(Story { layer: *layer, file: None, blocks });
        }
    }
    stories
}

/// Returns the text boxes by the number of the character they hang on; those that hang nowhere have
/// numbers past the text's.
fn boxes(definitions: &Definitions, start: u32, reader: &mut Reader) -> HashMap<u32, Vec<Block>> {
    let file = &definitions.file;
    let table = file.table(Table::Boxes);
    let bounds = bounds(table, BOX_BYTES);
    let anchors = anchors(file.table(Table::BoxAnchors));
    let mut found = HashMap::new();
    for (i, range) in bounds.windows(2).enumerate() {
        let shape = long(table, 4 * bounds.len() + BOX_BYTES * i + 14);
        let past = u32::MAX - u32::try_from(bounds.len() - i).unwrap_or(0);
        let anchor = shape.and_then(|s| anchors.get(&s)).copied().unwrap_or(past);
        let [from, to] = [range[0], range[1]].map(|b| start.saturating_add(b));
        let blocks = reader.story(from, to.min(start.saturating_add(file.lengths.boxes)));
        found.entry(anchor).or_insert_with(Vec::new).extend(blocks);
    }
    found
}

/// Returns the number of the character that each drawing hangs on.
fn anchors(table: &[u8]) -> HashMap<u32, u32> {
    let bounds = bounds(table, ANCHOR_BYTES);
    let shape = |i: usize| long(table, 4 * bounds.len() + ANCHOR_BYTES * i);
    bounds.iter().enumerate().filter_map(|(i, at)| Some((shape(i)?, *at))).collect()
}

/// Returns the title from the document's properties ([MS-OLEPS] 2.21).
fn title(bytes: &[u8]) -> Option<String> {
    use std::io::{Cursor, Read};
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = container.open_stream("/\u{5}SummaryInformation").ok()?;
    let mut set = Vec::new();
    stream.by_ref().take(1 << 20).read_to_end(&mut set).ok()?;
    let section = usize::try_from(long(&set, 44)?).ok()?;
    let count = long(&set, section + 4)?.min(1000) as usize;
    let property = |number: u32| {
        let entry = |i: usize| section + 8 + 8 * i;
        let found = (0..count).find(|i| long(&set, entry(*i)) == Some(number))?;
        Some(section + usize::try_from(long(&set, entry(found) + 4)?).ok()?)
    };
    let page = property(1).and_then(|at| bytes::word(&set, at + 4)).unwrap_or(1252);
    let at = property(2)?;
    let text = match long(&set, at)? {
        30 => {
            let text = slice(&set, at + 8, long(&set, at + 4)? as usize)?;
            super::rtf::encoding(i32::from(page)).decode_without_bom_handling(text).0.into_owned()
        }
        31 => {
            let text = slice(&set, at + 8, (long(&set, at + 4)? as usize).checked_mul(2)?)?;
            encoding_rs::UTF_16LE.decode_without_bom_handling(text).0.into_owned()
        }
        _ => return None,
    };
    let text = text.split('\0').next().unwrap_or_default().trim();
    Some(capped(text, LONGEST_NAME_BYTES).to_owned()).filter(|t| !t.is_empty())
}
