//! Stories: the blocks of the text, a header, a note.

use super::super::Limits;
use super::super::story::numbering::{Counters, Label, Numbering};
use super::super::story::{Allowance, Look, block, push_para};
use super::inline::Line;
use super::names::{
    Name, Node, attribute, check_box, child, chosen, elements, name, number, switch, value,
};
use super::remarks::{Comments, Remarks, words};
use super::styles::{Outline, Style, Styles};
use crate::model::{Block, Body, Para, Run};

/// Bytes that a paragraph counts against the limit of text besides its letters, so that millions
/// of empty ones are bounded too. About half of what one takes in memory.
const PARAGRAPH_BYTES: usize = 96;

/// What paragraphs refer to.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// Styles.
    pub styles: Styles,
    /// Lists.
    pub numbering: Numbering,
    /// Comments.
    pub comments: Comments,
}

/// Reads stories one after the other.
pub(super) struct Reader<'d> {
    /// Styles and lists of the document.
    pub definitions: &'d Definitions,
    /// Where the lists of the present story have got to.
    pub counters: Counters,
    /// What may still be delivered.
    pub allowance: Allowance,
    /// What was left out.
    pub remarks: Remarks,
    /// State of the check box whose mark comes next.
    pub check_box: Option<bool>,
    /// Runs of paragraphs whose end was deleted; they belong to the next paragraph.
    carried: Vec<Run>,
}

impl<'d> Reader<'d> {
    /// Returns a reader within limits.
    pub fn new(definitions: &'d Definitions, limits: &Limits) -> Self {
        Self {
            definitions,
            counters: Counters::default(),
            allowance: Allowance::new(limits),
            remarks: Remarks::default(),
            check_box: None,
            carried: vec![],
        }
    }

    /// Returns the blocks below the root element of a part. Their places are not set yet.
    pub fn story(&mut self, root: Node) -> Vec<Block> {
        let mut blocks = self.container(root);
        self.remarks.end_story(&mut blocks);
        blocks
    }

    /// Returns the blocks of a story, a cell or a text box.
    pub fn container(&mut self, node: Node) -> Vec<Block> {
        let outside = std::mem::take(&mut self.carried);
        let mut blocks = Vec::new();
        self.blocks(node, &mut blocks);
        let runs = std::mem::replace(&mut self.carried, outside);
        self.push_para(Para { runs, ..Para::default() }, &mut blocks);
        blocks.shrink_to_fit();
        blocks
    }

    /// Returns the blocks of a text box. Its lists count for themselves: Word prints them so, and
    /// so does LibreOffice.
    pub fn text_box(&mut self, node: Node) -> Vec<Block> {
        let remarks = self.remarks.put_aside();
        let counters = std::mem::take(&mut self.counters);
        let mut blocks = self.container(node);
        self.counters = counters;
        self.remarks.end_story(&mut blocks);
        self.remarks.take_back(remarks);
        blocks
    }

    fn blocks(&mut self, node: Node, out: &mut Vec<Block>) {
        for child in elements(node) {
            if self.allowance.is_spent() {
                return;
            }
            match name(child) {
                Name::Word("p") => self.paragraph(child, out),
                Name::Word("tbl") => out.extend(self.table(child).map(Body::Table).map(block)),
                Name::Word("del" | "moveFrom") => self.note_dropped(child),
                Name::Word("footnote" | "endnote") if is_separator(child) => {}
                Name::Word("sdt") => {
                    self.check_box = check_box(child);
                    self.blocks(child, out);
                    self.check_box = None;
                }
                Name::Word(
                    "body" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag"
                    | "footnote" | "endnote",
                ) => self.blocks(child, out),
                Name::Compatibility("AlternateContent") => {
                    chosen(child).into_iter().for_each(|branch| self.blocks(branch, out));
                }
                Name::Math(_) => self.formula(child, out),
                _ => {}
            }
        }
    }

    /// A formula may stand between paragraphs in damaged or generated files.
    fn formula(&mut self, node: Node, out: &mut Vec<Block>) {
        let mut line = Line::new(Look::default());
        self.inline(node, &mut line);
        self.push_para(Para { runs: line.runs, ..Para::default() }, out);
    }

    /// Adds a paragraph worth keeping; what was left out before it is noted there.
    fn push_para(&mut self, para: Para, out: &mut Vec<Block>) {
        let before = out.len();
        push_para(para, out);
        self.remarks.settle(out[before..].last_mut());
    }

    fn paragraph(&mut self, node: Node, out: &mut Vec<Block>) {
        let properties = child(node, "pPr");
        let style = properties.and_then(|p| value(p, "pStyle"));
        let style = self.definitions.styles.paragraph(style);
        let mut line = Line::new(style.look.clone());
        self.allowance.charge(PARAGRAPH_BYTES);
        self.remarks.begin_paragraph();
        self.inline(node, &mut line);
        self.end_check_box(&mut line);
        let mark = properties.and_then(|p| child(p, "rPr"));
        if mark.is_some_and(is_deleted) {
            self.remarks.wordless |= mark.is_some_and(|m| child(m, "del").is_some());
            self.carried.append(&mut line.runs);
        } else {
            let hidden = mark.and_then(|m| switch(m, "vanish")).unwrap_or(false);
            let mut runs = std::mem::take(&mut self.carried);
            runs.append(&mut line.runs);
            self.finish(properties, &style, runs, hidden, out);
        }
        out.append(&mut line.side);
    }

    fn finish(
        &mut self,
        properties: Option<Node>,
        style: &Style,
        runs: Vec<Run>,
        hidden: bool,
        out: &mut Vec<Block>,
    ) {
        let blank = runs.iter().all(|r| r.text.trim().is_empty());
        if blank && hidden {
            return;
        }
        let list = self.label(properties, style).map(|label| self.allowance.mark(label));
        let outline = properties.and_then(Outline::stated).or(style.outline);
        let heading = match outline {
            Some(Outline::Heading(level)) => Some(level),
            _ => None,
        };
        self.push_para(Para { heading, list, runs, ..Para::default() }, out);
    }

    /// Counts the paragraph if it is numbered and returns its label.
    fn label(&mut self, properties: Option<Node>, style: &Style) -> Option<Label> {
        let own = properties.and_then(|p| child(p, "numPr"));
        let stated = own.and_then(|n| value(n, "numId"));
        let list = stated.or(style.list.as_deref()).filter(|id| *id != "0")?;
        let numbering = &self.definitions.numbering;
        let owner = style.list_owner.as_deref().filter(|_| stated.is_none());
        let linked = || numbering.level_of_style(list, owner?);
        let level = own.and_then(|n| number(n, "ilvl")).or(style.level).or_else(linked);
        let level = level.unwrap_or(0);
        let foreign = |owner| numbering.is_of_another_style(list, level, owner);
        if own.is_none() && owner.is_some_and(foreign) {
            return None;
        }
        let cap = self.allowance.label_bytes;
        numbering.count(&mut self.counters, list, level, cap)
    }

    /// Remembers an element that was dropped because its words were deleted or moved.
    pub fn note_dropped(&mut self, node: Node) {
        match name(node) {
            Name::Word("moveFrom") => self.remarks.moved |= !words(node).is_empty(),
            _ => self.remarks.deletion(&words(node)),
        }
    }

    /// Remembers a comment on the present words.
    pub fn note_comment(&mut self, reference: Node) {
        let id = attribute(reference, "id");
        if let Some(comment) = id.and_then(|id| self.definitions.comments.get(id)) {
            self.remarks.comment(comment);
        }
    }
}

/// Tells whether the properties of a paragraph mark say that it was deleted or moved away.
fn is_deleted(mark: Node) -> bool {
    child(mark, "del").or_else(|| child(mark, "moveFrom")).is_some()
}

/// The lines that part notes from text stand among the notes.
fn is_separator(note: Node) -> bool {
    attribute(note, "type").is_some_and(|t| t != "normal")
}
