//! Web pages: the document object model of a browser, walked into blocks.
//!
//! In: bytes of a page. Out: headings, paragraphs, list items with their printed labels and
//! tables, in reading order. Menus, banners and the like are demoted to [`Layer::Furniture`](crate::model::Layer::Furniture), the
//! second of two equal containers to [`Layer::Repeat`](crate::model::Layer::Repeat); nothing visible is left out. Style sheets
//! and scripts are not run, so what they add or hide does not count.

mod css;
mod furniture;
mod inline;
mod list;
mod nesting;
mod table;
#[cfg(test)]
mod tests;
mod twin;
mod walk;

use super::{ExtractError, Limits, encoding};
use crate::model::{Block, Body, Format, LayoutDoc, Note, NoteCode, Place};
use ego_tree::NodeRef;
use scraper::{Html, Node};

/// Elements that may be open at once per level of nesting allowed: each list or table takes
/// several elements.
const TAGS_PER_LEVEL: usize = 2;

/// Reads a web page.
///
/// # Errors
/// If the file is empty or larger than `limits.file_bytes`. Any other bytes make a page.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of a file".into(), limit });
    }
    let (text, encoding_note) = encoding::decode_html(bytes);
    Ok(read_text(&text, encoding_note, limits))
}

/// Reads a web page whose bytes are decoded already.
pub(crate) fn read_text(text: &str, encoding_note: Option<Note>, limits: &Limits) -> LayoutDoc {
    let (capped, dropped) = nesting::cap_depth(text, limits.depth.saturating_mul(TAGS_PER_LEVEL));
    let page = Html::parse_document(&capped);
    let mut notes: Vec<Note> = encoding_note.into_iter().chain(depth_note(dropped)).collect();
    let walked = walk::walk(page.tree.root(), limits);
    notes.extend(walked.notes);
    let mut blocks = walked.blocks;
    Numbering::default().number(&mut blocks, &Place::default());
    notes.extend(twin::mark(&mut blocks, &walked.containers));
    let property_title = title(page.tree.root());
    LayoutDoc { format: Format::Html, property_title, blocks, pages: vec![], notes }
}

/// Reads a piece of a page that stands inside other data: its blocks, whatever their layer.
pub(super) fn fragment(text: &str, limits: &Limits) -> Vec<Block> {
    let (capped, _) = nesting::cap_depth(text, limits.depth.saturating_mul(TAGS_PER_LEVEL));
    walk::walk(Html::parse_document(&capped).tree.root(), limits).blocks
}

fn depth_note(dropped: usize) -> Option<Note> {
    let message = format!(
        "The page is nested too deeply; {dropped} tags were left out, their text was read."
    );
    (dropped > 0).then(|| Note::new(NoteCode::E001, message))
}

/// Returns the page's `<title>`, white space collapsed.
fn title(root: NodeRef<'_, Node>) -> Option<String> {
    let is_title = |n: &NodeRef<'_, Node>| {
        let in_svg =
            || n.parent().and_then(|p| p.value().as_element()).is_some_and(|e| e.name() == "svg");
        n.value().as_element().is_some_and(|e| e.name() == "title") && !in_svg()
    };
    let node = root.descendants().find(is_title)?;
    let text: String = node.children().filter_map(|c| c.value().as_text()).map(|t| &**t).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Returns the level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Tells whether nothing in an element of this name is text of the page.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "canvas"
            | "head"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "script"
            | "style"
            | "svg"
            | "template"
            | "title"
            | "video"
    )
}

/// Gives every block its place: paragraphs and tables are counted in reading order.
#[derive(Default)]
struct Numbering {
    block: u32,
    table: u32,
}

impl Numbering {
    /// Numbers blocks that stand in the cell `at` says, if in any.
    fn number(&mut self, blocks: &mut [Block], at: &Place) {
        for block in blocks {
            block.at = Place { block: self.block, ..at.clone() };
            match &mut block.body {
                Body::Para(_) => self.block += 1,
                Body::Table(table) => {
                    block.at.table = Some(self.table);
                    self.table += 1;
                    for cell in &mut table.cells {
                        let (row, col) = (Some(cell.row), Some(cell.col));
                        let at = Place { table: block.at.table, row, col, ..Place::default() };
                        self.number(&mut cell.blocks, &at);
                    }
                }
            }
        }
    }
}
