//! What is left out of the text on purpose, tracked deletions and comments, as notes with their
//! words and their place.
//!
//! A place is known only when all stories are in order, so a remark marks the paragraph that it
//! stands in; the mark is exchanged for the place at the end.

use super::super::story::{Places, capped};
use super::names::{Name, Node, attribute, elements, is, name};
use crate::model::{Block, Body, Note, NoteCode};
use std::collections::BTreeMap;

/// Notes of one kind; further ones are counted in a last one.
const MOST_NOTES: usize = 50;

/// Bytes of the words that a note quotes.
const LONGEST_QUOTE_BYTES: usize = 200;

/// Words of a comment, by its identifier.
pub(super) type Comments = BTreeMap<String, String>;

/// Reads the root element of the part with the comments.
pub(super) fn comments(root: Node) -> Comments {
    let comments = elements(root).filter(|n| is(*n, "comment"));
    comments.filter_map(|n| Some((attribute(n, "id")?.to_owned(), words(n)))).collect()
}

/// Returns the start of the words below an element, deleted ones included.
pub(super) fn words(node: Node) -> String {
    let mut words = String::new();
    for node in node.descendants() {
        match name(node) {
            Name::Word("t" | "delText") => words.push_str(node.text().unwrap_or_default()),
            Name::Word("p" | "tab" | "br" | "cr") if !words.is_empty() => words.push(' '),
            _ => {}
        }
        if words.len() > LONGEST_QUOTE_BYTES {
            break;
        }
    }
    words
}

/// What was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Deletion,
    Comment,
}

/// One thing left out.
#[derive(Debug)]
struct Remark {
    kind: Kind,
    text: String,
    /// Mark of the paragraph it stands in.
    mark: Option<u32>,
}

/// What was left out so far.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    all: Vec<Remark>,
    /// Those whose paragraph is not marked yet.
    open: Vec<usize>,
    /// Deletions and comments beyond the number of notes.
    further: [usize; 2],
    /// The deletion of the present paragraph.
    present: Option<usize>,
    last_mark: u32,
    /// Whether an end of a paragraph, or a cell without words, was deleted.
    pub wordless: bool,
    /// Whether text was moved.
    pub moved: bool,
}

impl Remarks {
    /// Says that what follows stands in another paragraph.
    pub fn begin_paragraph(&mut self) {
        self.present = None;
    }

    /// Remembers deleted words; those of one paragraph make one note.
    pub fn deletion(&mut self, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            self.wordless = true;
            return;
        }
        match self.present.and_then(|at| self.all.get_mut(at)) {
            Some(remark) if remark.text.len() > LONGEST_QUOTE_BYTES => {}
            Some(remark) => remark.text += &format!(" … {}", capped(words, LONGEST_QUOTE_BYTES)),
            None => {
                self.present = Some(self.all.len());
                self.add(Kind::Deletion, words);
            }
        }
    }

    /// Remembers a comment.
    pub fn comment(&mut self, words: &str) {
        self.add(Kind::Comment, words.trim());
    }

    fn add(&mut self, kind: Kind, words: &str) {
        if self.all.iter().filter(|r| r.kind == kind).count() >= MOST_NOTES {
            self.further[kind as usize] += 1;
            self.present = None;
            return;
        }
        self.open.push(self.all.len());
        let text = capped(words, LONGEST_QUOTE_BYTES + 4).to_owned();
        self.all.push(Remark { kind, text, mark: None });
    }

    /// Puts aside what has no paragraph yet, while a text box is read.
    pub fn put_aside(&mut self) -> (Vec<usize>, Option<usize>) {
        (std::mem::take(&mut self.open), self.present.take())
    }

    /// Takes back what was put aside.
    pub fn take_back(&mut self, (mut open, present): (Vec<usize>, Option<usize>)) {
        self.open.append(&mut open);
        self.present = present;
    }

    /// Marks a paragraph as the one that the remarks without one stand in.
    pub fn settle(&mut self, block: Option<&mut Block>) {
        let Some(block) = block.filter(|_| !self.open.is_empty()) else { return };
        self.last_mark += 1;
        let mark = Some(mark_last(block, self.last_mark));
        self.open.drain(..).for_each(|at| self.all[at].mark = mark);
    }

    /// Forgets the paragraph of the remarks without one: their story ended without any.
    pub fn end_story(&mut self, blocks: &mut [Block]) {
        self.settle(blocks.last_mut());
        self.open.clear();
        self.present = None;
    }

    /// Returns the notes, deletions first. `places` tells where the marked paragraphs stand.
    pub fn notes(&self, places: &Places) -> Vec<Note> {
        let mut notes = Vec::new();
        for kind in [Kind::Deletion, Kind::Comment] {
            let remarks = self.all.iter().filter(|r| r.kind == kind);
            notes.extend(remarks.map(|r| r.note(places)));
            let further = self.further[kind as usize];
            if further > 0 {
                let message = match kind {
                    Kind::Deletion => format!(
                        "Words with tracked deletion were left out in {further} further paragraphs."
                    ),
                    Kind::Comment => format!("{further} further comments were left out."),
                };
                notes.push(Note::new(kind.code(), message));
            }
        }
        if self.moved {
            let message = "Text that was moved is read at its new place only.";
            notes.push(Note::new(NoteCode::E006, message));
        }
        if self.wordless && notes.iter().all(|n| n.code != NoteCode::E006) {
            let message = "A tracked deletion without words was read as accepted.";
            notes.push(Note::new(NoteCode::E006, message));
        }
        notes
    }
}

impl Kind {
    fn code(self) -> NoteCode {
        match self {
            Self::Deletion => NoteCode::E006,
            Self::Comment => NoteCode::E014,
        }
    }
}

impl Remark {
    fn note(&self, places: &Places) -> Note {
        let message = match self.kind {
            Kind::Deletion => "Words with tracked deletion were left out.",
            Kind::Comment => "A comment was left out.",
        };
        let note = Note::new(self.kind.code(), message).quoting(quote(&self.text));
        match self.mark.and_then(|mark| places.get(&mark)) {
            Some(place) => note.at(place.clone()),
            None => note,
        }
    }
}

fn quote(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match capped(&text, LONGEST_QUOTE_BYTES) {
        whole if whole.len() == text.len() => text,
        start => format!("{start}…"),
    }
}

/// Marks the last paragraph of a block unless it is marked; returns its mark.
fn mark_last(block: &mut Block, mark: u32) -> u32 {
    if let Body::Table(table) = &mut block.body
        && let Some(last) = table.cells.iter_mut().rev().find_map(|c| c.blocks.last_mut())
    {
        return mark_last(last, mark);
    }
    if block.at.block == 0 {
        block.at.block = mark;
    }
    block.at.block
}
