//! What the readers of text documents share: the order of stories, printed list labels, tables by
//! merge marks, runs of one look, and the bounds on what is delivered.

mod allowance;
#[cfg(test)]
pub(crate) mod fixture;
mod grid;
mod look;
pub(super) mod numbering;
mod place;
mod rows;

pub(super) use allowance::Allowance;
pub(super) use grid::{Grid, MOST_COLUMNS, Merge};
pub(super) use look::{Look, push_run};
pub(super) use rows::{CellShape, DEEPEST_TABLE, Frame, RowShape};

use crate::model::{Block, Body, Layer, Para, Place};
use place::Ordinals;
pub(super) use place::Places;

/// Bytes of a part's or the document's name that are passed on; each block carries the part's.
pub(super) const LONGEST_NAME_BYTES: usize = 255;

/// A stretch of text that stands apart from the body: a header, a footer, the notes.
pub(super) struct Story {
    /// Its stream.
    pub layer: Layer,
    /// The part it stands in, if the format has parts.
    pub file: Option<String>,
    /// Its paragraphs and tables, not numbered yet.
    pub blocks: Vec<Block>,
}

/// Joins the stories, headers first, footers and notes last, and numbers all paragraphs and tables.
pub(super) fn assemble(body: Vec<Block>, stories: Vec<Story>) -> Vec<Block> {
    assemble_with_places(body, stories).0
}

/// Joins the stories like [`assemble`] and tells where the marked paragraphs stand. A reader marks
/// one by a number above 0 in its place.
pub(super) fn assemble_with_places(
    mut body: Vec<Block>,
    stories: Vec<Story>,
) -> (Vec<Block>, Places) {
    let mut ordinals = Ordinals::default();
    let (headers, mut others): (Vec<_>, Vec<_>) =
        stories.into_iter().partition(|s| s.layer == Layer::Header);
    others.sort_by_key(|s| s.layer);
    let mut blocks = Vec::with_capacity(body.len());
    let place_story = |blocks: &mut Vec<Block>, ordinals: &mut Ordinals, mut story: Story| {
        ordinals.number(&mut story.blocks, story.layer, story.file.as_deref());
        blocks.append(&mut story.blocks);
    };
    headers.into_iter().for_each(|s| place_story(&mut blocks, &mut ordinals, s));
    ordinals.number(&mut body, Layer::Body, None);
    blocks.append(&mut body);
    others.into_iter().for_each(|s| place_story(&mut blocks, &mut ordinals, s));
    (blocks, ordinals.places)
}

/// Returns a block; its layer and place follow when the order is settled.
pub(super) fn block(body: Body) -> Block {
    Block { layer: Layer::Body, at: Place::default(), body }
}

/// Adds a paragraph if it holds text, or if its label alone is worth printing.
pub(super) fn push_para(mut para: Para, out: &mut Vec<Block>) {
    let blank = para.is_blank();
    if blank {
        para.runs.clear();
    }
    para.runs.shrink_to_fit();
    let numbered = para.list.as_ref().is_some_and(|l| !l.bullet && !l.label.is_empty());
    if !blank || numbered {
        out.push(block(Body::Para(para)));
    }
}

/// Returns the start of a text, at most `bytes` bytes of it.
pub(super) fn capped(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Returns the outline level that the built-in name of a paragraph style means: `Heading 2`,
/// `Title`.
pub(super) fn heading_by_name(name: &str) -> Option<u8> {
    let name = name.trim().to_ascii_lowercase();
    if name == "title" {
        return Some(1);
    }
    let level = name.strip_prefix("heading")?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}
