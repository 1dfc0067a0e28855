//! Units: what a line says once its printed mark is taken off and glued parts are cut.

use super::leaf::Leaf;
use crate::model::Span;
use crate::text::clean;
use crate::text::mark::{Mark, typed_mark};
use crate::text::pattern;
use std::collections::BTreeSet;

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

pattern!(GLUED_ITEM, r"[a-z)]([0-9]{1,2})\.\s+[A-Z]");

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
        let heading = first && cuts.len() > 2 && behind_quote(text).is_none();
        let unit = unit(leaf, source, pair[0], pair[1], heading);
        if !unit.text.is_empty() || unit.mark != Mark::None {
            units.push(unit);
        }
    }
    units
}

/// Returns where a glued line has to be cut.
fn glued_at(text: &str, headings: &BTreeSet<String>) -> Option<usize> {
    if matches!(typed_mark(text).0, Mark::Letter(_))
        && let Some(found) = GLUED_ITEM.captures(text).and_then(|c| c.get(1))
        && found.as_str() == "1"
    {
        return Some(found.start());
    }
    behind_quote(text).or_else(|| behind_heading(text, headings))
}

/// Returns where a word begins right behind a quotation that opens the text, if it is cut there.
fn behind_quote(text: &str) -> Option<usize> {
    const QUOTES: [char; 3] = ['\'', '‘', '’'];
    /// Fewest and most letters of a quotation.
    const FEWEST: usize = 20;
    const MOST: usize = 400;
    let quoted = text.trim_start().strip_prefix(QUOTES)?;
    let start = text.len() - quoted.len();
    let line = &quoted[..quoted.find('\n').unwrap_or(quoted.len())];
    let within = line.char_indices().take(MOST + 1).skip(FEWEST);
    let ends = within.filter(|(_, c)| ['\'', '’'].contains(c)).map(|(at, c)| at + c.len_utf8());
    ends.map(|end| start + end).find(|end| match text.as_bytes()[*end..] {
        [first, second, ..] => first.is_ascii_uppercase() && second.is_ascii_lowercase(),
        _ => false,
    })
}

/// Returns where a word begins right behind a known heading.
fn behind_heading(text: &str, headings: &BTreeSet<String>) -> Option<usize> {
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
        // A heading has no bullet, so that its first letter is none ("oAuth").
        None => match typed_mark(text) {
            (Mark::Bullet, _) if source.heading.is_some() && text.starts_with('o') => {
                (Mark::None, 0)
            }
            typed => typed,
        },
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
}
