//! Occupational standards that came as data: nothing is guessed, the form says all.
//!
//! Comes in: the pages that [`crate::extract::standard`] prints, whose contract stands there. Words
//! of labels and sections are looked up in the lexicon like printed ones.

use super::heading::heading_meaning;
use super::leaf::{Leaf, Outline};
use super::ledger::Ledger;
use super::{Chunk, Document, LevelDraft, Part, RoleDraft, Section};
use crate::lexicon::{Lexicon, Meaning};
use crate::model::{Basis, BasisKind, Class, Field, LayoutDoc, Place, Progression, Shape, Span};
use crate::text::{clean, fold};
use std::collections::{BTreeMap, BTreeSet};

/// Rank of a title; sections are one deeper.
const TITLE: u8 = 1;

/// Reads the pages of standards.
pub fn build(outline: Outline, layout: &LayoutDoc, lexicon: &Lexicon) -> Document {
    let ledger = Ledger::new(outline.leaves.len());
    let doc = Document {
        shape: Shape::CodedStandard,
        title: None,
        employer: None,
        fields: Vec::new(),
        roles: Vec::new(),
        chunks: Vec::new(),
        progression: Vec::new(),
        notes: layout.notes.clone(),
        leaves: outline.leaves,
        ledger,
    };
    let mut reader = Reader { lexicon, doc, section: None, open: None, duties: Duties::default() };
    for leaf in 0..reader.doc.leaves.len() {
        reader.leaf(leaf);
    }
    reader.end_of_standard();
    reader.finish()
}

struct Reader<'l> {
    lexicon: &'l Lexicon,
    doc: Document,
    section: Option<Section>,
    /// Statement whose further paragraphs and facts may follow.
    open: Option<usize>,
    duties: Duties,
}

/// What the duties of a standard say about its statements.
#[derive(Debug, Default)]
struct Duties {
    /// First statement of the standard.
    first: usize,
    /// Options of the open duty and the codes it takes.
    options: BTreeMap<usize, String>,
    codes: BTreeMap<usize, Vec<String>>,
    /// Duties that are said not to be core.
    not_core: BTreeSet<usize>,
}

impl Reader<'_> {
    fn leaf(&mut self, index: usize) {
        let leaf = self.doc.leaves[index].clone();
        let item = leaf.list.as_ref().map(|l| l.depth);
        match (leaf.heading, item) {
            (Some(TITLE), _) => self.title(index, &leaf),
            (Some(_), _) => self.heading(index, &leaf),
            (None, Some(0)) => self.entry(index, &leaf),
            (None, Some(_)) => self.further(index, &leaf),
            (None, None) => self.paragraph(index, &leaf),
        }
    }

    fn title(&mut self, index: usize, leaf: &Leaf) {
        self.end_of_standard();
        self.claim(index, Class::Heading, "role");
        let title = Some(clean(&leaf.text)).filter(|t| !t.is_empty());
        let levels = vec![LevelDraft::default()];
        let printed = title.clone();
        self.doc.roles.push(RoleDraft { title, printed, levels, ..RoleDraft::default() });
        (self.section, self.open) = (None, None);
    }

    fn heading(&mut self, index: usize, leaf: &Leaf) {
        self.claim(index, Class::Heading, "section");
        let title = clean(&leaf.text);
        let meaning = heading_meaning(&title, self.lexicon)
            .unwrap_or_else(|| Meaning::Field(name_of(&title)));
        let rank = leaf.heading.map_or(0, u32::from);
        let (meaning, at) = (Some(meaning), whole(leaf));
        self.section = Some(Section { title, titled: true, rank, meaning, lead: None, at });
        self.open = None;
    }

    /// Reads an item: a statement, or a fact of its section.
    fn entry(&mut self, index: usize, leaf: &Leaf) {
        self.open = None;
        match self.field() {
            Some(name) => {
                if name == "progression" {
                    self.step(leaf);
                }
                self.fact(index, leaf, &name);
            }
            None => {
                let code = leaf.list.as_ref().map(|l| l.label.clone()).filter(|l| !l.is_empty());
                self.open = Some(self.statement(index, leaf, code));
            }
        }
    }

    /// Reads a further paragraph of an item.
    fn further(&mut self, index: usize, leaf: &Leaf) {
        match (self.open, self.field()) {
            (Some(chunk), _) => {
                self.claim(index, Class::Requirement, "");
                let span = Span::new(0, leaf.text.len());
                self.doc.chunks[chunk].parts.push(Part { leaf: index, span });
            }
            (None, Some(name)) => self.fact(index, leaf, &name),
            (None, None) => drop(self.statement(index, leaf, None)),
        }
    }

    /// Reads a paragraph that is no item: text of its section, or a labelled fact.
    fn paragraph(&mut self, index: usize, leaf: &Leaf) {
        match (self.open, &self.section) {
            (Some(chunk), _) => self.fact_of_duty(index, leaf, chunk),
            (None, None) => self.labelled(index, leaf),
            (None, Some(_)) => match self.field() {
                Some(name) => self.fact(index, leaf, &name),
                None => drop(self.statement(index, leaf, None)),
            },
        }
    }

    /// Returns the field whose words stand in the section, if it holds no statements.
    fn field(&self) -> Option<String> {
        match &self.section.as_ref()?.meaning {
            Some(Meaning::Field(name)) => Some(name.clone()),
            _ => None,
        }
    }

    fn statement(&mut self, index: usize, leaf: &Leaf, code: Option<String>) -> usize {
        self.claim(index, Class::Requirement, "");
        let role = self.role();
        self.doc.chunks.push(Chunk {
            role,
            level: 0,
            parts: vec![Part { leaf: index, span: Span::new(0, leaf.text.len()) }],
            sections: self.section.iter().cloned().collect(),
            code,
            option: None,
            necessity: None,
            assessed_by: None,
            by_level: false,
            flattened: false,
            same: None,
            flags: Vec::new(),
            repeats: Vec::new(),
        });
        self.doc.chunks.len() - 1
    }

    fn role(&mut self) -> usize {
        if self.doc.roles.is_empty() {
            let levels = vec![LevelDraft::default()];
            self.doc.roles.push(RoleDraft { levels, ..RoleDraft::default() });
        }
        self.doc.roles.len() - 1
    }

    /// Reads a fact with its label, in front of the first section.
    fn labelled(&mut self, index: usize, leaf: &Leaf) {
        let Some((label, value, span)) = split(&leaf.text) else {
            return self.fact(index, leaf, "detail");
        };
        let name = self.name(label);
        if name == "level" {
            let number = value.chars().all(|c| c.is_ascii_digit());
            let label = if number { format!("Level {value}") } else { value.clone() };
            let role = self.role();
            self.doc.roles[role].levels[0].label = Some(label);
        }
        self.claim(index, Class::Metadata, &name);
        let label = Some(label.to_owned());
        self.add(Field { name, label, text: value, at: leaf.at.at(span) });
    }

    /// Reads what is said about a duty: which statements it takes, and for which options it is.
    fn fact_of_duty(&mut self, index: usize, leaf: &Leaf, chunk: usize) {
        let Some((label, value, span)) = split(&leaf.text) else {
            return self.fact(index, leaf, "detail");
        };
        let name = self.name(label);
        match name.as_str() {
            "ksbs" => {
                let codes = value.split(", ").map(str::to_owned).collect();
                self.duties.codes.insert(chunk, codes);
            }
            "option" => {
                self.duties.options.insert(chunk, value.clone());
            }
            "core_duty" => {
                self.duties.not_core.insert(chunk);
            }
            _ => {}
        }
        self.claim(index, Class::Metadata, &name);
        let label = self.doc.chunks[chunk].code.clone();
        self.add(Field { name, label, text: value, at: leaf.at.at(span) });
    }

    fn fact(&mut self, index: usize, leaf: &Leaf, name: &str) {
        self.claim(index, Class::Metadata, name);
        let (name, text) = (name.to_owned(), clean(&leaf.text));
        self.add(Field { name, label: None, text, at: whole(leaf) });
    }

    fn add(&mut self, field: Field) {
        let role = self.role();
        self.doc.roles[role].fields.push(field);
    }

    /// Records a step to the occupation that an entry of the progression names.
    fn step(&mut self, leaf: &Leaf) {
        let Some(from) = self.doc.roles.last().and_then(|r| r.title.clone()) else { return };
        let phrase = self.section.as_ref().map(|s| s.title.clone()).unwrap_or_default();
        let basis = Basis { kind: BasisKind::Heading, phrase, at: Some(whole(leaf)) };
        self.doc.progression.push(Progression { from, to: clean(&leaf.text), basis });
    }

    fn name(&self, label: &str) -> String {
        self.lexicon.field(label).map_or_else(|| name_of(label), str::to_owned)
    }

    fn claim(&mut self, index: usize, class: Class, detail: &str) {
        let span = Span::new(0, self.doc.leaves[index].text.len());
        let detail = Some(detail).filter(|d| !d.is_empty());
        self.doc.ledger.claim(index, span, class, detail);
    }

    /// Gives statements their options: duties as they say, others by the duties that take them.
    fn end_of_standard(&mut self) {
        let duties = std::mem::take(&mut self.duties);
        let is_core = |duty: &usize| !duties.not_core.contains(duty);
        let (mut core, mut optional) = (BTreeSet::new(), BTreeMap::new());
        for (duty, codes) in &duties.codes {
            for code in codes {
                match duties.options.get(duty).filter(|_| !is_core(duty)) {
                    Some(options) => {
                        let titles: &mut BTreeSet<&str> =
                            optional.entry(code.as_str()).or_default();
                        titles.extend(options.split("; "));
                    }
                    None => drop(core.insert(code.as_str())),
                }
            }
        }
        for (index, chunk) in self.doc.chunks.iter_mut().enumerate().skip(duties.first) {
            let Some(code) = chunk.code.as_deref() else { continue };
            chunk.option = match duties.options.get(&index).filter(|_| !is_core(&index)) {
                Some(options) => Some(options.clone()),
                None => optional
                    .get(code)
                    .filter(|_| !core.contains(code))
                    .map(|titles| titles.iter().copied().collect::<Vec<_>>().join("; ")),
            };
        }
        self.duties.first = self.doc.chunks.len();
    }

    /// Takes the title, references and dates of a lone standard for those of the document.
    fn finish(mut self) -> Document {
        if let [role] = self.doc.roles.as_mut_slice() {
            let of_document = |f: &Field| f.name == "reference" || f.name == "date";
            let (document, own) =
                std::mem::take(&mut role.fields).into_iter().partition(of_document);
            role.fields = own;
            self.doc.fields = document;
            let at = self.doc.leaves.first().map(whole).unwrap_or_default();
            self.doc.title = role.title.clone().map(|text| Field {
                name: "title".into(),
                label: None,
                text,
                at,
            });
        }
        self.doc
    }
}

/// Splits a labelled fact; the span is that of its words.
fn split(text: &str) -> Option<(&str, String, Span)> {
    let (label, value) = text.split_once(": ")?;
    Some((label, clean(value), Span::new(text.len() - value.len(), text.len())))
}

fn name_of(label: &str) -> String {
    fold(label).replace(' ', "_")
}

fn whole(leaf: &Leaf) -> Place {
    leaf.at.at(Span::new(0, leaf.text.len()))
}
