//! Units: what a line says once its printed mark is taken off and glued parts are cut.

use super::leaf::Leaf;
use crate::model::Span;
use crate::text::clean;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The printed mark in front of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// None.
    None,
    /// A bullet.
    Bullet,
    /// A number, as printed without its punctuation: `24`, `1.2`, `iv`.
    Number(String),
    /// A capital letter.
    Letter(char),
    /// A code of an occupational standard: `K1`.
    Code(String),
    /// The number of a section: "Section 2:".
    Section(String),
}

impl Mark {
    /// Tells whether the mark makes the line an item of a list.
    pub fn is_item(&self) -> bool {
        matches!(self, Self::Bullet | Self::Number(_) | Self::Code(_))
    }
}

/// A stretch of a leaf that says one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Leaf.
    pub leaf: usize,
    /// The words, without mark.
    pub span: Span,
    /// The printed mark.
    pub mark: Mark,
    /// Where the mark is printed, if in the text.
    pub mark_span: Span,
    /// Known to be a heading (first part of a glued line, first line of a numbered box).
    pub heading: bool,
    /// The words, cleaned.
    pub text: String,
}

macro_rules! pattern {
    ($name:ident, $re:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($re).expect("a literal pattern"));
    };
}

pattern!(BULLET, r"^\s*(?:[-–—•●▪■◦‣∙·*➢➤✓✔\u{f0b7}\u{f0a7}\u{f0d8}]+|o)[\s\u{a0}]+(?:\S)");
pattern!(CODE, r"^\s*([KSBDT]\d{1,3})(?:\s*[:.)–-]\s*|\s+)\S");
pattern!(DUTY, r"^\s*((?i:duty)\s+\d{1,3})\s*[:.–-]?\s+\S");
pattern!(SECTION, r"^\s*(?i:section|part)\s+([0-9]{1,2}|[A-Z])\s*[:.–-]\s*\S");
pattern!(NUMBER, r"^\s*\(?(\d{1,3}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-z])[.)]\)?\s+\S");
pattern!(TIGHT_NUMBER, r"^\s*(\d{1,2})[.)]\p{Lu}");
pattern!(OUTLINE_NUMBER, r"^\s*(\d{1,2}(?:\.\d{1,2}){1,3})\s+\S");
pattern!(LETTER, r"^\s*\(?([A-Z])[.):]\s+\S");
pattern!(GLUED_ITEM, r"[a-z)](\d{1,2})\.\s+[A-Z]");
pattern!(GLUED_QUOTE, r"^\s*['‘’][^\n]{20,400}?['’]([A-Z][a-z])");

/// Reads the units of a leaf.
///
/// `headings` holds the cleaned texts of short lines of the document: a line that starts with one
/// of them and goes on without a space was glued together by a converter.
pub fn units_of(leaf: usize, source: &Leaf, headings: &BTreeSet<String>) -> Vec<Unit> {
    let text = &source.text;
    let mut cuts = vec![0];
    if let Some(at) = glued_at(text, headings) {
        cuts.push(at);
    }
    cuts.push(text.len());
    let mut units = Vec::new();
    for pair in cuts.windows(2) {
        let first = pair[0] == 0;
        let heading = first && cuts.len() > 2 && !GLUED_QUOTE.is_match(text);
        let unit = unit(leaf, source, pair[0], pair[1], heading);
        if !unit.text.is_empty() || unit.mark != Mark::None {
            units.push(unit);
        }
    }
    units
}

/// Returns where a glued line has to be cut.
fn glued_at(text: &str, headings: &BTreeSet<String>) -> Option<usize> {
    if LETTER.is_match(text)
        && let Some(found) = GLUED_ITEM.captures(text).and_then(|c| c.get(1))
        && found.as_str() == "1"
    {
        return Some(found.start());
    }
    if let Some(found) = GLUED_QUOTE.captures(text).and_then(|c| c.get(1)) {
        return Some(found.start());
    }
    text.match_indices(|c: char| c.is_uppercase())
        .map(|(at, _)| at)
        .take_while(|at| *at <= 160)
        .filter(|at| *at > 12 && !text[..*at].ends_with(char::is_whitespace))
        .filter(|at| !text[..*at].ends_with(['-', '/', '(', '‘', '“', '"', '\'', '.']))
        .find(|at| headings.contains(text[..*at].trim()))
}

fn unit(leaf: usize, source: &Leaf, start: usize, end: usize, heading: bool) -> Unit {
    let text = &source.text[start..end];
    let printed = if start == 0 { printed_mark(source) } else { None };
    let (mark, skip) = match printed {
        Some(mark) => (mark, 0),
        None => typed_mark(text),
    };
    let heading = heading || matches!(mark, Mark::Section(_));
    Unit {
        leaf,
        span: Span::new(start + skip, end),
        mark,
        mark_span: Span::new(start, start + skip),
        heading,
        text: clean(&text[skip..]),
    }
}

/// Reads the mark that the format itself prints. Tagged PDF files say that a paragraph is an item
/// and may print its number as part of it: the text tells then.
fn printed_mark(source: &Leaf) -> Option<Mark> {
    let list = source.list.as_ref()?;
    if list.label.is_empty() && matches!(typed_mark(&source.text).0, Mark::Number(_) | Mark::Bullet)
    {
        return None;
    }
    if list.bullet || list.label.is_empty() {
        return Some(Mark::Bullet);
    }
    let label = format!("{} x", list.label.trim());
    match typed_mark(&label).0 {
        Mark::None => Some(Mark::Number(list.label.trim().to_owned())),
        mark => Some(mark),
    }
}

/// Reads a mark typed into the text; returns it with the bytes it takes.
fn typed_mark(text: &str) -> (Mark, usize) {
    let group = |re: &Regex| {
        let found = re.captures(text)?;
        let end = found.get(0)?.end();
        let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
        Some((found.get(1).map_or("", |g| g.as_str()).to_owned(), end - last))
    };
    if let Some((_, end)) = group(&BULLET) {
        return (Mark::Bullet, end);
    }
    if let Some((code, end)) = group(&CODE).or_else(|| group(&DUTY)) {
        return (Mark::Code(code), end);
    }
    if let Some((number, end)) = group(&SECTION) {
        return (Mark::Section(number), end);
    }
    if let Some((letter, end)) = group(&LETTER) {
        return (Mark::Letter(letter.chars().next().unwrap_or('A')), end);
    }
    let number = || group(&NUMBER).or_else(|| group(&OUTLINE_NUMBER));
    if let Some((number, end)) = number().or_else(|| group(&TIGHT_NUMBER)) {
        return (Mark::Number(number), end);
    }
    (Mark::None, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ListMark;

    #[test]
    fn an_item_without_label_prints_its_number_in_the_text() {
        let list = Some(ListMark { label: String::new(), depth: 0, bullet: true });
        let item = |text: &str| Leaf { text: text.into(), list: list.clone(), ..Leaf::default() };
        let read = |text: &str| units_of(0, &item(text), &BTreeSet::new()).remove(0);
        assert_eq!(read("2. Bake bread").mark, Mark::Number("2".into()));
        assert_eq!(read("2. Bake bread").text, "Bake bread");
        assert_eq!(read("Bake bread").mark, Mark::Bullet);
    }

    #[test]
    fn marks() {
        let check = |text: &str, mark: Mark, rest: &str| {
            let (found, skip) = typed_mark(text);
            assert_eq!((found, text[skip..].trim()), (mark, rest), "{text}");
        };
        check("- Bake bread", Mark::Bullet, "Bake bread");
        check("•\tBake bread", Mark::Bullet, "Bake bread");
        check("12. Bake bread", Mark::Number("12".into()), "Bake bread");
        check("3.Oven care", Mark::Number("3".into()), "Oven care");
        check("(iv) Bake", Mark::Number("iv".into()), "Bake");
        check("1.2 Bake", Mark::Number("1.2".into()), "Bake");
        check("K12: Yeast", Mark::Code("K12".into()), "Yeast");
        check("A. The bakery", Mark::Letter('A'), "The bakery");
        check("Section 2: THE JOB", Mark::Section("2".into()), "THE JOB");
        check("12-18 months", Mark::None, "12-18 months");
        check("2 years in a bakery", Mark::None, "2 years in a bakery");
        check("over ovens", Mark::None, "over ovens");
    }
}
