//! Lines: the runs of one paragraph.

use super::super::story::{Look, push_run};
use super::body::Reader;
use super::names::{Name, Node, attribute, elements, is_true, name, number};
use crate::model::{Block, Run};
use crate::text::symbols;

/// Bytes that a run counts against the limit of text besides its letters.
const RUN_BYTES: usize = 32;
/// Spaces that one element may stand for.
const MOST_SPACES: usize = 1000;

/// A paragraph being read.
pub(super) struct Line {
    runs: Vec<Run>,
    /// Blocks of the text boxes that hang on it.
    pub side: Vec<Block>,
    /// Whether white space that follows prints nothing: there was some before, or nothing yet.
    spaced: bool,
}

impl Line {
    /// Returns an empty line.
    pub fn new() -> Self {
        Self { runs: vec![], side: vec![], spaced: true }
    }

    /// Returns its runs.
    pub fn finish(&mut self) -> Vec<Run> {
        std::mem::take(&mut self.runs)
    }
}

impl Reader<'_> {
    /// Reads what stands on a line below an element.
    pub fn inline(&mut self, node: Node, look: &Look, line: &mut Line) {
        for child in node.children() {
            if self.allowance.is_spent() {
                return;
            }
            if child.is_text() {
                self.text(child.text().unwrap_or_default(), look, line);
            } else if child.is_element() {
                self.element(child, look, line);
            }
        }
    }

    fn element(&mut self, node: Node, look: &Look, line: &mut Line) {
        match name(node) {
            Name::Text("s") => {
                let count = number(node, "c").unwrap_or(1_usize).min(MOST_SPACES);
                self.push(&" ".repeat(count), look, line);
            }
            Name::Text("tab") => self.push("\t", look, line),
            Name::Text("line-break") => self.push("\n", look, line),
            Name::Text("span") => {
                let style = self.definitions.styles.get("text", attribute(node, "style-name"));
                self.inline(node, &style.look.over(look), line);
            }
            Name::Text("note") => self.note(node),
            Name::Text("hidden-text" | "hidden-paragraph" | "conditional-text")
                if is_true(node, "is-hidden") => {}
            Name::Text("ruby-text" | "script" | "tracked-changes")
            | Name::Office("annotation" | "annotation-end" | "event-listeners" | "forms") => {}
            Name::Draw(_) => {
                let mut side = std::mem::take(&mut line.side);
                self.drawing(node, &mut side);
                line.side = side;
            }
            Name::Field("fieldmark") => self.push(tick(node), look, line),
            // Blocks inside a paragraph occur in frames only; they are read there.
            Name::Table(_) => {}
            _ => self.inline(node, look, line),
        }
    }

    fn note(&mut self, node: Node) {
        let body = elements(node).find(|n| name(*n) == Name::Text("note-body"));
        let Some(body) = body else { return };
        let mut blocks = self.container(body);
        self.notes.append(&mut blocks);
    }

    /// White space in the file is one space, and none at the start of a paragraph.
    fn text(&mut self, text: &str, look: &Look, line: &mut Line) {
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if line.spaced => {}
                ' ' | '\t' | '\n' | '\r' => {
                    plain.push(' ');
                    line.spaced = true;
                }
                // Soft hyphens print where lines break only.
                '\u{AD}' => {}
                '\u{2011}' => {
                    plain.push('-');
                    line.spaced = false;
                }
                c => {
                    plain.push(c);
                    line.spaced = false;
                }
            }
        }
        self.push_kept(&plain, look, line);
    }

    /// Appends what the file expressly says to print.
    fn push(&mut self, text: &str, look: &Look, line: &mut Line) {
        self.push_kept(text, look, line);
        line.spaced = false;
    }

    fn push_kept(&mut self, text: &str, look: &Look, line: &mut Line) {
        if look.is_hidden() {
            return;
        }
        let font = look.font.as_deref().unwrap_or_default();
        let decoded = symbols::needs_decoding(text, font).then(|| symbols::decode(text, font));
        let text = self.allowance.allowed(decoded.as_deref().unwrap_or(text));
        if push_run(&mut line.runs, text, look) {
            self.allowance.charge(RUN_BYTES);
        }
    }
}

/// Returns what a form field of Word's shows and no text says: the state of a check box.
fn tick(node: Node) -> &'static str {
    if !attribute(node, "type").is_some_and(|t| t.ends_with("FORMCHECKBOX")) {
        return "";
    }
    let checked = elements(node).any(|p| {
        attribute(p, "name") == Some("Checkbox_Checked")
            && attribute(p, "value").is_some_and(|v| v == "true" || v == "1")
    });
    if checked { "☒" } else { "☐" }
}
