//! Lines: the runs of one paragraph.

use super::super::story::{Look, push_run};
use super::body::Reader;
use super::names::{
    Name, Node, attribute, check_box, child, chosen, elements, is, name, number, switch, value,
};
use crate::model::{Block, Run};
use crate::text::symbols;
use std::borrow::Cow;

/// Bytes that a run counts against the limit of text besides its letters.
const RUN_BYTES: usize = 32;

/// A paragraph being read.
pub(super) struct Line {
    /// Its runs so far.
    pub runs: Vec<Run>,
    /// Blocks of the text boxes that hang on it.
    pub side: Vec<Block>,
    look: Look,
    /// For each open field where its code began; `None` once its result has begun.
    fields: Vec<Option<Mark>>,
}

/// A point in a line.
#[derive(Clone, Copy)]
struct Mark {
    runs: usize,
    bytes: usize,
}

impl Line {
    /// Returns an empty line with the look of its paragraph's style.
    pub fn new(look: Look) -> Self {
        Self { runs: vec![], side: vec![], look, fields: vec![] }
    }

    fn mark(&self) -> Mark {
        Mark { runs: self.runs.len(), bytes: self.runs.last().map_or(0, |r| r.text.len()) }
    }

    /// Drops what was read since a mark: nested fields print into the code of an outer one.
    fn cut(&mut self, mark: Mark) {
        self.runs.truncate(mark.runs);
        if let Some(run) = self.runs.last_mut() {
            run.text.truncate(mark.bytes);
        }
    }

    fn begin_field(&mut self) {
        self.fields.push(Some(self.mark()));
    }

    fn begin_result(&mut self) {
        if let Some(mark) = self.fields.last_mut().and_then(Option::take) {
            self.cut(mark);
        }
    }

    fn end_field(&mut self) {
        if let Some(mark) = self.fields.pop().flatten() {
            self.cut(mark);
        }
    }
}

impl Reader<'_> {
    /// Reads what stands on a line below an element.
    pub fn inline(&mut self, node: Node, line: &mut Line) {
        for child in elements(node) {
            match name(child) {
                Name::Word("r") => self.run(child, line),
                Name::Word("del" | "moveFrom") => self.note_dropped(child),
                Name::Word("sdt") => {
                    self.check_box = check_box(child).or(self.check_box);
                    self.inline(child, line);
                    self.end_check_box(line);
                }
                Name::Word("txbxContent") => {
                    let mut blocks = self.text_box(child);
                    line.side.append(&mut blocks);
                }
                Name::Word("pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "rt" | "fldData") => {}
                Name::Math("t") => self.push(line, &text(child), &Look::default()),
                Name::Compatibility("AlternateContent") => {
                    chosen(child).into_iter().for_each(|branch| self.inline(branch, line));
                }
                _ => self.inline(child, line),
            }
            if self.allowance.is_spent() {
                return;
            }
        }
    }

    fn run(&mut self, node: Node, line: &mut Line) {
        let properties = child(node, "rPr");
        let style = properties.and_then(|p| value(p, "rStyle"));
        let character = &self.definitions.styles.character(style).look;
        let look = Look::stated(properties).of_run(character, &line.look);
        if look.is_hidden() {
            return;
        }
        for child in elements(node) {
            self.run_content(child, &look, line);
        }
    }

    fn run_content(&mut self, node: Node, look: &Look, line: &mut Line) {
        match name(node) {
            Name::Word("t") => self.push(line, &printed(&text(node), look), look),
            Name::Word("tab" | "ptab") => self.push(line, "\t", look),
            Name::Word("br" | "cr") => self.push(line, "\n", look),
            Name::Word("noBreakHyphen") => self.push(line, "-", look),
            Name::Word("sym") => self.push(line, &symbol(node), look),
            Name::Word("fldChar") => self.field(node, look, line),
            Name::Word("delText") => self.remarks.deletion(&text(node)),
            Name::Word("txbxContent") => {
                let mut blocks = self.text_box(node);
                line.side.append(&mut blocks);
            }
            Name::Word("commentReference") => self.note_comment(node),
            Name::Word("rPr" | "instrText" | "delInstrText" | "softHyphen") => {}
            Name::Compatibility("AlternateContent") => {
                let nodes = chosen(node).into_iter().flat_map(elements);
                nodes.for_each(|n| self.run_content(n, look, line));
            }
            _ => self.inline(node, line),
        }
    }

    fn field(&mut self, node: Node, look: &Look, line: &mut Line) {
        match attribute(node, "fldCharType") {
            Some("begin") => {
                self.push(line, &form_field(node), look);
                line.begin_field();
            }
            Some("separate") => line.begin_result(),
            Some("end") => line.end_field(),
            _ => {}
        }
    }

    /// Appends the mark of a check box that shows none.
    pub fn end_check_box(&mut self, line: &mut Line) {
        if self.check_box.is_some() {
            let look = line.look.clone();
            self.push(line, "•", &look);
        }
    }

    /// Appends text, as much of it as may still be delivered.
    fn push(&mut self, line: &mut Line, text: &str, look: &Look) {
        let text = match self.check_box.take_if(|_| !text.trim().is_empty()) {
            Some(on) => mark_of(on, text),
            None => text,
        };
        let text = self.allowance.allowed(text);
        if push_run(&mut line.runs, text, look) {
            self.allowance.charge(RUN_BYTES);
        }
    }
}

/// Returns the text of an element. Line ends in the file are no line breaks in Word.
fn text(node: Node<'_>) -> Cow<'_, str> {
    let mut pieces = node.children().filter(roxmltree::Node::is_text).filter_map(|c| c.text());
    let first = pieces.next().unwrap_or_default();
    let text = pieces.fold(Cow::Borrowed(first), |all, piece| all + piece);
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { text }
}

/// Returns the text as its font prints it.
fn printed<'t>(text: &'t str, look: &Look) -> Cow<'t, str> {
    let font = look.font.as_deref().unwrap_or_default();
    match symbols::needs_decoding(text, font) {
        true => Cow::Owned(symbols::decode(text, font)),
        false => Cow::Borrowed(text),
    }
}

/// Returns the mark of a check box: what it shows, if that fits its state.
fn mark_of(on: bool, shown: &str) -> &str {
    match (on, shown.trim()) {
        (false, _) => "☐",
        (true, "•" | "☐" | "□" | "\u{FFFD}") => "☒",
        (true, _) => shown,
    }
}

fn symbol(node: Node) -> String {
    let code = attribute(node, "char").and_then(|c| u32::from_str_radix(c, 16).ok());
    let font = attribute(node, "font").unwrap_or_default();
    let pictured = |code| symbols::picture(code, font).or_else(|| char::from_u32(code));
    code.map_or(Some('•'), pictured).unwrap_or('\u{FFFD}').to_string()
}

/// Returns what a form field of the old kind shows and no run says: the state of a check box, the
/// choice of a list.
fn form_field(begin: Node) -> String {
    let Some(data) = child(begin, "ffData") else { return String::new() };
    if let Some(check) = child(data, "checkBox") {
        let on = switch(check, "checked").or_else(|| switch(check, "default"));
        return if on.unwrap_or(false) { "☒" } else { "☐" }.to_owned();
    }
    let Some(list) = child(data, "ddList") else { return String::new() };
    let chosen = number(list, "result").or_else(|| number(list, "default")).unwrap_or(0);
    let mut entries = elements(list).filter(|n| is(*n, "listEntry"));
    let entry = entries.nth(chosen).and_then(|n| attribute(n, "val"));
    entry.unwrap_or_default().to_owned()
}
