//! Chunks to statements: cut, cleaned, named.

use super::{classify, letters, qualifiers, split};
use crate::lexicon::{Lexicon, WordClass};
use crate::model::{Basis, Category, Necessity, Place, Qualifier, Span};
use crate::structure::{Chunk, Document, Part};
use crate::text::{clean, fold};

/// One statement before it gets its id.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Index of the role.
    pub role: usize,
    /// Index of its level.
    pub level: usize,
    /// Words, cleaned.
    pub text: String,
    /// Words as delivered.
    pub verbatim: String,
    /// Language, ISO 639-3, in a document that is not in English alone.
    pub language: Option<&'static str>,
    /// Category with its basis.
    pub category: Option<Category>,
    /// What the category rests on.
    pub category_basis: Option<Basis>,
    /// Necessity.
    pub necessity: Option<Necessity>,
    /// What the necessity rests on.
    pub necessity_basis: Option<Basis>,
    /// Conditions, times, equivalents, strength, ways of assessing.
    pub qualifiers: Vec<Qualifier>,
    /// Titles of the sections, outermost first.
    pub sections: Vec<String>,
    /// Printed code.
    pub code: Option<String>,
    /// Option.
    pub option: Option<String>,
    /// For a "Same" cell: what it stands for.
    pub same: Option<Same>,
    /// Where it stands.
    pub places: Vec<Place>,
    /// The stretches it is made of.
    pub parts: Vec<Part>,
    /// Flags.
    pub flags: Vec<&'static str>,
}

/// What a "Same" cell stands for.
#[derive(Clone, Debug)]
pub struct Same {
    /// Role that states the words.
    pub role: usize,
    /// Its level.
    pub level: usize,
    /// The words.
    pub text: String,
    /// The cell's own words.
    pub phrase: String,
}

impl Statement {
    /// Adds a flag once.
    pub fn flag(&mut self, flag: &'static str) {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }
}

/// Cuts every chunk of a document into statements.
pub fn statements(document: &Document, lexicon: &Lexicon) -> Vec<Statement> {
    let mut by_chunk: Vec<Vec<Statement>> = Vec::with_capacity(document.chunks.len());
    for chunk in &document.chunks {
        let made = match &chunk.same {
            Some(of) => of
                .iter()
                .flat_map(|i| by_chunk.get(*i))
                .flatten()
                .map(|s| same(document, chunk, s))
                .collect(),
            None => cut(document, chunk, lexicon),
        };
        by_chunk.push(made);
    }
    by_chunk.into_iter().flatten().collect()
}

/// Makes the statement of a "Same" cell: the words of another cell, under the cell's own role.
fn same(document: &Document, chunk: &Chunk, of: &Statement) -> Statement {
    let verbatim = raw(document, &chunk.parts);
    let phrase = clean(&verbatim);
    let stated = of.same.clone().unwrap_or(Same {
        role: of.role,
        level: of.level,
        text: of.text.clone(),
        phrase: String::new(),
    });
    Statement {
        role: chunk.role,
        level: chunk.level,
        verbatim,
        necessity: chunk.necessity.as_ref().map(|n| n.0).or(of.necessity),
        sections: titles(chunk),
        same: Some(Same { phrase, ..stated }),
        places: chunk.parts.iter().map(|p| place(document, *p)).collect(),
        parts: chunk.parts.clone(),
        flags: Vec::new(),
        ..of.clone()
    }
}

fn cut(document: &Document, chunk: &Chunk, lexicon: &Lexicon) -> Vec<Statement> {
    let whole = joined(document, &chunk.parts);
    let spans = if chunk.flattened {
        split::statements(&whole.text, lexicon)
    } else if is_guessed(document, chunk) {
        split::openings(&whole.text, lexicon)
    } else {
        letters::cut(&whole.text)
    };
    let last = spans.len().saturating_sub(1);
    spans
        .into_iter()
        .enumerate()
        .filter_map(|(index, span)| {
            statement(document, chunk, &whole, span, index == last, lexicon)
        })
        .collect()
}

/// Tells whether a chunk stands in a cell on a page and is no item of a list: there, lines that end
/// with a sentence may be paragraphs of their own, and nothing but their words tells it.
fn is_guessed(document: &Document, chunk: &Chunk) -> bool {
    let on_page = |p: &Part| {
        let leaf = &document.leaves[p.leaf];
        let marked = leaf.list.is_some() || !leaf.text.starts_with(char::is_alphanumeric);
        leaf.at.page.is_some() && leaf.at.row.is_some() && !marked && p.span.start == 0
    };
    chunk.parts.iter().all(on_page)
}

fn statement(
    document: &Document,
    chunk: &Chunk,
    whole: &Joined,
    span: Span,
    last: bool,
    lexicon: &Lexicon,
) -> Option<Statement> {
    let parts = whole.parts(span);
    let text = words(&whole.text[span.range()], lexicon);
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let (category, category_basis) = classify::category(&text, chunk, lexicon);
    let (necessity, necessity_basis) = classify::necessity(&text, category, chunk, lexicon);
    let mut places: Vec<Place> = parts.iter().map(|p| place(document, *p)).collect();
    places.extend(chunk.repeats.iter().cloned());
    let mut statement = Statement {
        role: chunk.role,
        level: chunk.level,
        verbatim: raw(document, &parts),
        language: None,
        category,
        category_basis,
        necessity,
        necessity_basis,
        qualifiers: qualifiers::qualifiers(&text, chunk, lexicon),
        sections: titles(chunk),
        code: chunk.code.clone(),
        option: chunk.option.clone(),
        same: None,
        places,
        flags: chunk.flags.iter().copied().filter(|f| *f != "broken" || parts.len() > 1).collect(),
        parts,
        text,
    };
    if !chunk.repeats.is_empty() {
        statement.flag("repeated");
    }
    if last && chunk.flattened && is_cut_off(&statement.text, lexicon) {
        statement.flag("truncated");
    }
    Some(statement)
}

/// Cleans a statement's words and takes off icon names and stray marks at its ends.
fn words(text: &str, lexicon: &Lexicon) -> String {
    let mut text = text.trim();
    while let Some(icon) = lexicon.icon(text) {
        text = text[icon.len()..].trim_start();
    }
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '•' | '*' | '\u{f0b7}'));
    clean(text)
}

/// Tells whether a text stops in mid-sentence.
fn is_cut_off(text: &str, lexicon: &Lexicon) -> bool {
    let last = fold(text.rsplit(' ').next().unwrap_or(""));
    text.ends_with(',') || (lexicon.is_in(WordClass::OpenEnd, &last) && !text.ends_with('.'))
}

fn titles(chunk: &Chunk) -> Vec<String> {
    chunk.sections.iter().filter(|s| s.titled).map(|s| s.title.clone()).collect()
}

fn place(document: &Document, part: Part) -> Place {
    document.leaves[part.leaf].at.at(part.span)
}

fn raw(document: &Document, parts: &[Part]) -> String {
    let texts = parts.iter().map(|p| &document.leaves[p.leaf].text[p.span.range()]);
    texts.collect::<Vec<_>>().join(" ")
}

/// The text of several parts with the way back.
struct Joined {
    text: String,
    /// Where each part starts in `text`.
    starts: Vec<usize>,
    parts: Vec<Part>,
}

fn joined(document: &Document, parts: &[Part]) -> Joined {
    let mut joined = Joined { text: String::new(), starts: Vec::new(), parts: parts.to_vec() };
    for part in parts {
        if !joined.text.is_empty() {
            joined.text.push(' ');
        }
        joined.starts.push(joined.text.len());
        joined.text.push_str(&document.leaves[part.leaf].text[part.span.range()]);
    }
    joined
}

impl Joined {
    /// Returns the stretches of the leaves that a span of the joined text covers.
    fn parts(&self, span: Span) -> Vec<Part> {
        let (from, to) = (span.start as usize, span.end as usize);
        let mut out = Vec::new();
        for (start, part) in self.starts.iter().zip(&self.parts) {
            let length = (part.span.end - part.span.start) as usize;
            let (low, high) = (from.max(*start), to.min(start + length));
            if low < high {
                let offset = part.span.start as usize;
                out.push(Part {
                    leaf: part.leaf,
                    span: Span::new(offset + low - start, offset + high - start),
                });
            }
        }
        out
    }
}
