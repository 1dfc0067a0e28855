//! Properties of paragraphs and letters: lists of changes, and the pages they stand on
//! ([MS-DOC] 2.6, 2.9.32, 2.9.174).

use super::bytes::{byte, long, slice, word};

/// Bytes of a page of properties.
const PAGE: usize = 512;
/// The change that defines the cells of a row; its length takes two bytes.
pub(super) const ROW: u16 = 0xD608;
/// Changes that stand in the stream of data because they are long.
const ELSEWHERE: [u16; 2] = [0x6645, 0x6646];

/// A change: its number and what it sets.
pub(super) type Change<'d> = (u16, &'d [u8]);

/// Returns the changes of a list; what is cut off ends it.
pub(super) fn changes(list: &[u8]) -> impl Iterator<Item = Change<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let number = word(list, at)?;
        let (start, length) = match number >> 13 {
            0 | 1 => (at + 2, 1),
            2 | 4 | 5 => (at + 2, 2),
            3 => (at + 2, 4),
            7 => (at + 2, 3),
            _ if number == ROW => (at + 4, usize::from(word(list, at + 2)?).saturating_sub(1)),
            _ => (at + 3, usize::from(byte(list, at + 2)?)),
        };
        let set = slice(list, start, length)?;
        at = start + length;
        Some((number, set))
    })
}

/// What holds for a stretch of the main stream.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: usize,
    to: usize,
    /// Style, for paragraphs.
    style: u16,
    /// Place and length of the changes in the main stream.
    at: usize,
    length: usize,
}

/// The properties of all paragraphs, or of all letters, by place in the main stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Index(Vec<Stretch>);

/// What is stated at a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated<'d> {
    /// One past the last byte that it holds for.
    pub to: usize,
    /// Style, for paragraphs.
    pub style: u16,
    /// Its changes.
    pub changes: &'d [u8],
}

impl Index {
    /// Reads the table of pages, and the pages of paragraphs or of letters.
    pub fn read(main: &[u8], table: &[u8], of_paragraphs: bool) -> Self {
        let count = table.len().saturating_sub(4) / 8;
        let mut index = Self::default();
        // A page is named once; a damaged table may name one a million times.
        for i in 0..count.min(main.len() / PAGE + 1) {
            let number = long(table, 4 * (count + 1) + 4 * i).unwrap_or(0) & 0x003F_FFFF;
            index.page(main, number as usize * PAGE, of_paragraphs);
        }
        index.0.sort_by_key(|s| s.from);
        index
    }

    fn page(&mut self, main: &[u8], start: usize, of_paragraphs: bool) {
        let Some(page) = slice(main, start, PAGE) else { return };
        let count = usize::from(page[PAGE - 1]);
        let entry = if of_paragraphs { 13 } else { 1 };
        for i in 0..count {
            let bounds = long(page, 4 * i).zip(long(page, 4 * (i + 1)));
            let offset = byte(page, 4 * (count + 1) + entry * i).map(|b| usize::from(b) * 2);
            let (Some((from, to)), Some(offset)) = (bounds, offset) else { return };
            let found = match of_paragraphs {
                _ if offset == 0 => None,
                true => of_paragraph(page, offset),
                false => byte(page, offset).map(|length| (0, offset + 1, usize::from(length))),
            };
            let (style, at, length) = found.unwrap_or_default();
            let length = length.min(PAGE.saturating_sub(at));
            let (from, to) = (from as usize, to as usize);
            self.0.push(Stretch { from, to, style, at: start + at, length });
        }
    }

    /// Returns what is stated at a place.
    pub fn at<'d>(&self, main: &'d [u8], at: usize) -> Stated<'d> {
        let next = self.0.partition_point(|s| s.from <= at);
        match next.checked_sub(1).and_then(|i| self.0.get(i)).filter(|s| at < s.to) {
            Some(s) => {
                let changes = slice(main, s.at, s.length).unwrap_or_default();
                Stated { to: s.to, style: s.style, changes }
            }
            // Nothing is stated up to the next stretch.
            None => {
                let to = self.0.get(next).map_or(usize::MAX, |s| s.from);
                Stated { to, ..Stated::default() }
            }
        }
    }
}

/// Returns style, place and length of the changes of a paragraph on its page.
fn of_paragraph(page: &[u8], offset: usize) -> Option<(u16, usize, usize)> {
    let words = usize::from(byte(page, offset)?);
    let (at, length) = match words {
        0 => (offset + 2, 2 * usize::from(byte(page, offset + 1)?)),
        words => (offset + 1, 2 * words - 1),
    };
    Some((word(page, at)?, at + 2, length.checked_sub(2)?))
}

/// Returns the list of changes that a change refers to in the stream of data.
pub(super) fn elsewhere<'d>((number, set): Change, data: &'d [u8]) -> Option<&'d [u8]> {
    if !ELSEWHERE.contains(&number) {
        return None;
    }
    let at = usize::try_from(long(set, 0)?).ok()?;
    slice(data, at + 2, usize::from(word(data, at)?))
}
