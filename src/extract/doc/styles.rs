//! The style sheet ([MS-DOC] 2.9.271): styles with everything that they inherit filled in.

use super::super::story::heading_by_name;
use super::bytes::{counted, slice, word};
use super::look::{Letters, Paragraph};
use super::properties::changes;

/// Styles of a chain that are followed; longer chains are damage or a circle.
const LONGEST_CHAIN: usize = 20;
/// Styles that are read; the format knows no more.
const MOST_STYLES: usize = 4095;
/// Kinds of styles.
const OF_PARAGRAPHS: u16 = 1;
const OF_LETTERS: u16 = 2;

/// A style as it is stated.
#[derive(Clone, Debug, Default)]
struct Stated<'t> {
    base: usize,
    heading: Option<u8>,
    paragraph: &'t [u8],
    letters: &'t [u8],
}

/// A style, inherited properties filled in.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// Outline level by its name, from 1.
    pub heading: Option<u8>,
    /// What it says about paragraphs.
    pub paragraph: Paragraph,
    /// What it says about letters.
    pub letters: Letters,
}

/// Reads the style sheet; what cannot be read of it is left out.
pub(super) fn read(table: &[u8]) -> Vec<Style> {
    let stated = stated(table).unwrap_or_default();
    (0..stated.len()).map(|i| resolve(i, &stated)).collect()
}

fn stated(table: &[u8]) -> Option<Vec<Stated<'_>>> {
    let head = usize::from(word(table, 0)?);
    let (count, base) = (usize::from(word(table, 2)?), usize::from(word(table, 4)?));
    let (mut at, mut styles) = (2 + head, Vec::new());
    for _ in 0..count.min(MOST_STYLES) {
        let Some(length) = word(table, at).map(usize::from) else { break };
        let style = slice(table, at + 2, length).unwrap_or_default();
        styles.push(one(style, base).unwrap_or_default());
        at += 2 + length;
    }
    Some(styles)
}

fn one(style: &[u8], base: usize) -> Option<Stated<'_>> {
    let (kind, parent) = (word(style, 2)? & 0xF, word(style, 2)? >> 4);
    let name = counted(style, base)?;
    // Name, its end, then lists of changes, each on an even place.
    let mut at = base + 2 + 2 * usize::from(word(style, base)?) + 2;
    let mut next = || {
        at += at % 2;
        let length = usize::from(word(style, at)?);
        let list = slice(style, at + 2, length)?;
        at += 2 + length;
        Some(list)
    };
    // The list for paragraphs begins with the style's own number.
    let paragraph = if kind == OF_PARAGRAPHS { next()?.get(2..)? } else { &[] };
    let letters = if [OF_PARAGRAPHS, OF_LETTERS].contains(&kind) { next() } else { None };
    Some(Stated {
        base: usize::from(parent),
        heading: heading_by_name(name.split(',').next().unwrap_or_default()),
        paragraph,
        letters: letters.unwrap_or_default(),
    })
}

fn resolve(style: usize, stated: &[Stated]) -> Style {
    let mut chain = Vec::new();
    let mut next = style;
    while let Some(found) = stated.get(next).filter(|_| chain.len() < LONGEST_CHAIN) {
        chain.push(found);
        next = found.base;
    }
    let mut resolved = Style::default();
    for found in chain.into_iter().rev() {
        changes(found.paragraph).for_each(|c| resolved.paragraph.apply(c));
        let base = resolved.letters;
        changes(found.letters).for_each(|c| resolved.letters.apply(c, &base));
        resolved.heading = found.heading.or(resolved.heading);
    }
    resolved
}
