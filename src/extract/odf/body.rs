//! Stories: the blocks of the text, a header, a note, a text box.

use super::super::Limits;
use super::super::story::{Allowance, block, push_para};
use super::inline::Line;
use super::lists::{Counters, Lists, Open, numbered_paragraph};
use super::names::{Name, Node, attribute, elements, name, number};
use super::styles::Styles;
use crate::model::{Block, Body, ListMark, Para};

/// Bytes that a paragraph counts against the limit of text besides its letters.
const PARAGRAPH_BYTES: usize = 96;

/// What the paragraphs of a part refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Definitions {
    /// Styles.
    pub styles: Styles,
    /// Lists.
    pub lists: Lists,
}

impl Definitions {
    /// Adds what stands below the root element of a part.
    pub fn add(&mut self, root: Node) {
        self.styles.add(root);
        self.lists.add(root, &self.styles);
    }
}

/// Reads stories one after the other.
pub(super) struct Reader<'d> {
    /// Styles and lists in force.
    pub definitions: &'d Definitions,
    /// Where the lists have got to.
    pub counters: Counters,
    /// What may still be delivered.
    pub allowance: Allowance,
    /// Whether there is text with tracked deletion.
    pub changes: bool,
    /// Footnotes and endnotes so far.
    pub notes: Vec<Block>,
}

/// The list item that the next paragraph begins.
struct Item<'o> {
    open: &'o Open,
    /// Number that the item states.
    start: Option<u32>,
}

impl<'d> Reader<'d> {
    /// Returns a reader within limits.
    pub fn new(definitions: &'d Definitions, limits: &Limits) -> Self {
        Self {
            definitions,
            counters: Counters::default(),
            allowance: Allowance::new(limits),
            changes: false,
            notes: vec![],
        }
    }

    /// Returns the blocks of a story, a cell or a text box.
    pub fn container(&mut self, node: Node) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.blocks(node, &mut blocks);
        blocks.shrink_to_fit();
        blocks
    }

    fn blocks(&mut self, node: Node, out: &mut Vec<Block>) {
        for child in elements(node) {
            if self.allowance.is_spent() {
                return;
            }
            match name(child) {
                Name::Text("p" | "h") => self.paragraph(child, None, out),
                Name::Text("list") => self.list(child, None, out),
                Name::Text("numbered-paragraph") => self.numbered(child, out),
                Name::Text("tracked-changes") => self.note_changes(child),
                Name::Text("section") if self.is_shut(child) => {}
                Name::Text(local) if local.ends_with("-source") || local.ends_with("-decls") => {}
                Name::Table("table") if !self.is_hidden_table(child) => {
                    out.extend(self.table(child).map(Body::Table).map(block));
                }
                Name::Draw(_) => self.drawing(child, out),
                Name::Text(_) | Name::Office("text") => self.blocks(child, out),
                _ => {}
            }
        }
    }

    /// Tells whether a section is hidden.
    fn is_shut(&self, node: Node) -> bool {
        let style = self.definitions.styles.get("section", attribute(node, "style-name"));
        attribute(node, "display") == Some("none") || style.shown == Some(false)
    }

    fn is_hidden_table(&self, node: Node) -> bool {
        let style = self.definitions.styles.get("table", attribute(node, "style-name"));
        style.shown == Some(false)
    }

    /// Reads the paragraphs of text boxes and shapes.
    pub fn drawing(&mut self, node: Node, out: &mut Vec<Block>) {
        match name(node) {
            Name::Draw("text-box") => self.blocks(node, out),
            _ => {
                for child in elements(node) {
                    match name(child) {
                        Name::Text("p" | "h") => self.paragraph(child, None, out),
                        Name::Text("list") => self.list(child, None, out),
                        Name::Draw(_) => self.drawing(child, out),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Remembers tracked deletions that hold text.
    fn note_changes(&mut self, node: Node) {
        let deleted = node.descendants().filter(|n| name(*n) == Name::Text("deletion"));
        let is_text = |n: Node| n.is_text() && n.text().is_some_and(|t| !t.trim().is_empty());
        let is_comment = |n: &Node| n.ancestors().any(|a| name(a) == Name::Office("change-info"));
        let mut texts = deleted.flat_map(|d| d.descendants()).filter(|n| is_text(*n));
        self.changes = self.changes || texts.any(|n| !is_comment(&n));
    }

    fn list(&mut self, node: Node, within: Option<&Open>, out: &mut Vec<Block>) {
        let open = self.counters.open(node, within);
        for item in elements(node) {
            match name(item) {
                Name::Text("list-item") => {
                    let start = number(item, "start-value");
                    self.item(item, &open, Some(start), out);
                }
                Name::Text("list-header") => self.item(item, &open, None, out),
                _ => {}
            }
        }
    }

    /// Reads an item; `start` is absent if it prints no label, else the number it states.
    fn item(&mut self, node: Node, open: &Open, start: Option<Option<u32>>, out: &mut Vec<Block>) {
        let mut label = start.map(|start| Item { open, start });
        for child in elements(node) {
            if self.allowance.is_spent() {
                return;
            }
            match name(child) {
                Name::Text("p" | "h") => self.paragraph(child, label.take(), out),
                Name::Text("list") => self.list(child, Some(open), out),
                Name::Draw(_) => self.drawing(child, out),
                _ => self.blocks(child, out),
            }
        }
    }

    /// A paragraph that names its list itself.
    fn numbered(&mut self, node: Node, out: &mut Vec<Block>) {
        let Some(paragraph) = numbered_paragraph(node) else { return };
        let mut open = self.counters.open(node, None);
        open.level = number::<usize>(node, "level").unwrap_or(1).max(1) - 1;
        let item = Item { open: &open, start: number(node, "start-value") };
        self.paragraph(paragraph, Some(item), out);
    }

    fn paragraph(&mut self, node: Node, item: Option<Item>, out: &mut Vec<Block>) {
        let style = self.definitions.styles.paragraph(attribute(node, "style-name"));
        let is_heading = name(node) == Name::Text("h");
        let outline = is_heading.then(|| number::<u8>(node, "outline-level").unwrap_or(1));
        let heading = outline.filter(|l| (1..=9).contains(l)).or(style.heading);
        self.allowance.charge(PARAGRAPH_BYTES);
        let list = self.label(item, outline);
        let mut line = Line::new();
        self.inline(node, &style.look, &mut line);
        push_para(Para { heading, list, runs: line.finish(), ..Para::default() }, out);
        out.append(&mut line.side);
    }

    fn label(&mut self, item: Option<Item>, outline: Option<u8>) -> Option<ListMark> {
        let cap = self.allowance.label_bytes;
        let lists = &self.definitions.lists;
        match (item, outline) {
            (Some(item), _) => {
                let label = self.counters.count(lists, item.open, item.start, cap);
                Some(self.allowance.mark(label))
            }
            (None, Some(level)) => {
                let label = self.counters.count_heading(lists, level, cap);
                label.map(|label| self.allowance.mark(label))
            }
            (None, None) => None,
        }
    }
}
