//! Cells whose bullets were lost: markers and headings at the start of one run of text.

use super::heading::heading_meaning;
use super::marker::is_marker;
use crate::lexicon::{Lexicon, Meaning};
use crate::model::Span;
use crate::text::fold;

/// A piece of such a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// "In addition to level A".
    Marker(Span),
    /// "Qualifications".
    Heading(Span, Option<Meaning>),
    /// Statements.
    Text(Span),
}

/// Most words of a heading at the start of a run.
const HEADING_WORDS: usize = 5;

/// Cuts a cell into marker, headings and text.
pub fn scan(text: &str, labels: &[String], lexicon: &Lexicon) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = skip_blank(text, 0);
    while at < text.len() {
        if let Some(end) = marker_end(text, at, labels, lexicon) {
            pieces.push(Piece::Marker(Span::new(at, end)));
            at = skip_blank(text, end);
        } else if let Some((end, meaning)) = heading_end(text, at, lexicon) {
            pieces.push(Piece::Heading(Span::new(at, end), meaning));
            at = skip_blank(text, end);
        } else {
            let end = next_heading(text, at, lexicon).unwrap_or(text.len());
            pieces.push(Piece::Text(Span::new(at, end)));
            at = skip_blank(text, end);
        }
    }
    pieces
}

fn skip_blank(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    from + (rest.len() - rest.trim_start().len())
}

/// Returns the ends of the first words from `at` on.
fn word_ends(text: &str, at: usize, most: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = at;
    while ends.len() < most {
        let start = skip_blank(text, from);
        if start >= text.len() {
            break;
        }
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |n| start + n);
        ends.push(end);
        from = end;
    }
    ends
}

/// Returns where a marker ends: the longest run of first words that is one.
fn marker_end(text: &str, at: usize, labels: &[String], lexicon: &Lexicon) -> Option<usize> {
    let ends = word_ends(text, at, 10);
    ends.into_iter().rev().find(|end| {
        let words = &text[at..*end];
        is_marker(words, labels, lexicon) && starts_new(text, *end)
    })
}

/// Returns where a heading ends: the longest run of first words that names a section, with a
/// capital, a bullet or nothing behind it.
fn heading_end(text: &str, at: usize, lexicon: &Lexicon) -> Option<(usize, Option<Meaning>)> {
    let capital = text[at..].chars().next().is_some_and(char::is_uppercase);
    let ends = if capital { word_ends(text, at, HEADING_WORDS) } else { Vec::new() };
    ends.into_iter().rev().find_map(|end| {
        let words = &text[at..end];
        let meaning = heading_meaning(words, lexicon)?;
        let statements =
            matches!(meaning, Meaning::Category(_) | Meaning::Mixed | Meaning::Open(_));
        // "Qualifications Level 2 Diploma": a neutral word at the end belongs to what follows.
        let last = words.rsplit(char::is_whitespace).next().unwrap_or("");
        let named = lexicon.is_heading(words) || heading_meaning(last, lexicon).is_some();
        (statements && named && !words.ends_with(['.', ',']) && starts_new(text, end))
            .then_some((end, Some(meaning)))
    })
}

fn starts_new(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start();
    rest.is_empty()
        || rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "•-–(".contains(c))
}

/// Finds a heading inside a run: behind the end of a sentence, in front of an opening phrase.
fn next_heading(text: &str, at: usize, lexicon: &Lexicon) -> Option<usize> {
    text[at..].match_indices(". ").map(|(i, _)| at + i + 2).find(|start| {
        let start = skip_blank(text, *start);
        heading_end(text, start, lexicon).is_some_and(|(end, _)| lexicon.cuts(&fold(&text[end..])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn runs_are_cut_at_markers_and_headings() {
        let l = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let labels = vec!["Foundation".to_owned(), "Level A (Baking)".to_owned()];
        let shown = |text: &str| -> Vec<String> {
            scan(text, &labels, &l)
                .iter()
                .map(|p| match p {
                    Piece::Marker(s) => format!("M:{}", &text[s.range()]),
                    Piece::Heading(s, _) => format!("H:{}", &text[s.range()]),
                    Piece::Text(s) => format!("T:{}", &text[s.range()]),
                })
                .collect()
        };
        assert_eq!(
            shown(" In addition to level A Qualifications NVQ in Baking"),
            ["M:In addition to level A", "H:Qualifications", "T:NVQ in Baking"]
        );
        assert_eq!(shown("As Foundation, plus: Duties "), ["M:As Foundation, plus:", "H:Duties"]);
        assert_eq!(
            shown("Required for this level Qualifications Level 2 Diploma in Baking"),
            ["M:Required for this level", "H:Qualifications", "T:Level 2 Diploma in Baking"]
        );
        assert_eq!(shown("Experience of ovens"), ["T:Experience of ovens"]);
        assert_eq!(
            shown("Clean trays. Skills Ability to bake"),
            ["T:Clean trays. ", "H:Skills", "T:Ability to bake"]
        );
    }
}
