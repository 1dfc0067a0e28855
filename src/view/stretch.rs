//! Which words belong to what: paragraphs cut into stretches, and what each stretch leads to.
//!
//! A stretch is a run of a paragraph's text that ended in one class and belongs to the same
//! statements. Statements are numbered in reading order, and so is all other text.

use crate::interpret::Reading;
use crate::model::{Class, Piece, Place, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Where a stretch leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A statement, by its number in the framework.
    Statement(usize),
    /// Text that is in no statement, by its number in [`Stretches::others`].
    Other(usize),
}

/// Prints the target as the id of its element.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Statement(number) => write!(f, "s{number}"),
            Self::Other(number) => write!(f, "o{number}"),
        }
    }
}

/// A run of a paragraph's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Number in the document.
    pub number: usize,
    /// Bytes of the paragraph's text.
    pub span: Span,
    /// What became of it.
    pub class: Class,
    /// Field, heading kind or other detail.
    pub detail: Option<String>,
    /// Its words.
    pub text: String,
    /// Where it leads to; never empty.
    pub to: Vec<Target>,
}

/// Text that is in no statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What became of it.
    pub class: Class,
    /// Field, heading kind or other detail.
    pub detail: Option<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// All stretches of a document by their paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretches {
    by_paragraph: BTreeMap<Place, Vec<Stretch>>,
    /// Text in no statement, in reading order.
    pub others: Vec<Other>,
}

impl Stretches {
    /// Cuts the text of a document.
    pub fn of(reading: &Reading) -> Self {
        let mut claims: BTreeMap<Place, Vec<(Span, usize)>> = BTreeMap::new();
        for (number, (_, _, requirement)) in reading.framework.requirements().enumerate() {
            for place in &requirement.places {
                let span = place.span.unwrap_or(Span { start: 0, end: u32::MAX });
                claims.entry(paragraph(place)).or_default().push((span, number));
            }
        }
        let mut all = Self::default();
        let mut next = 0;
        for pieces in reading.pieces.chunk_by(|a, b| paragraph(&a.at) == paragraph(&b.at)) {
            let key = paragraph(&pieces[0].at);
            let mut stretches = cut(pieces, claims.get(&key).map_or(&[], Vec::as_slice));
            stretches.iter_mut().for_each(|s| all.settle(s, &key, &mut next));
            all.by_paragraph.entry(key).or_default().extend(stretches);
        }
        all
    }

    /// Returns the stretches of the paragraph at a place, in order.
    pub fn at(&self, place: &Place) -> &[Stretch] {
        self.by_paragraph.get(&paragraph(place)).map_or(&[], Vec::as_slice)
    }

    /// Numbers a stretch and gives it a target if it has none.
    fn settle(&mut self, stretch: &mut Stretch, key: &Place, next: &mut usize) {
        stretch.number = *next;
        *next += 1;
        if stretch.to.is_empty() {
            stretch.to.push(Target::Other(self.others.len()));
            self.others.push(Other {
                class: stretch.class,
                detail: stretch.detail.clone(),
                text: stretch.text.clone(),
                at: key.at(stretch.span),
            });
        }
    }
}

/// Returns the place of the whole paragraph.
fn paragraph(place: &Place) -> Place {
    Place { span: None, ..place.clone() }
}

/// Cuts the pieces of one paragraph where statements begin or end.
fn cut(pieces: &[Piece], claims: &[(Span, usize)]) -> Vec<Stretch> {
    let mut edges: Vec<(u32, bool, usize)> = Vec::with_capacity(2 * claims.len());
    for (span, number) in claims.iter().filter(|(span, _)| !span.is_empty()) {
        edges.push((span.start, true, *number));
        edges.push((span.end, false, *number));
    }
    edges.sort_unstable();
    let mut edges = edges.into_iter().peekable();
    let mut open = BTreeSet::new();
    let mut stretches = Vec::new();
    for piece in pieces {
        let span = piece.at.span.unwrap_or_else(|| Span::new(0, piece.text.len()));
        let mut start = span.start;
        while start < span.end {
            while let Some((_, begins, number)) = edges.next_if(|e| e.0 <= start) {
                if begins {
                    open.insert(number)
                } else {
                    open.remove(&number)
                };
            }
            let end = edges.peek().map_or(span.end, |e| e.0.min(span.end));
            stretches.extend(stretch(piece, span, Span { start, end }, &open));
            start = end;
        }
    }
    adopt(&mut stretches);
    stretches.dedup_by(|next, last| joined(last, next));
    stretches
}

/// Returns a part of a piece as a stretch, unless it is blank or cuts a character.
fn stretch(piece: &Piece, whole: Span, part: Span, open: &BTreeSet<usize>) -> Option<Stretch> {
    let from = (part.start - whole.start) as usize;
    let to = (part.end - whole.start) as usize;
    let text = piece.text.get(from..to).filter(|t| !t.trim().is_empty())?;
    Some(Stretch {
        number: 0,
        span: part,
        class: piece.class,
        detail: piece.detail.clone(),
        text: text.to_owned(),
        to: open.iter().copied().map(Target::Statement).collect(),
    })
}

/// Gives requirement text beside a statement to that statement: its printed code or number, which
/// stands before it, or the full stop after it.
fn adopt(stretches: &mut [Stretch]) {
    let orphan = |s: &Stretch| s.class == Class::Requirement && s.to.is_empty();
    let given: Vec<Vec<Target>> = (0..stretches.len())
        .map(|at| {
            let parent = |at: Option<usize>| {
                at.and_then(|i| stretches.get(i)).filter(|s| s.class == Class::Requirement)
            };
            let (before, after) = (parent(at.checked_sub(1)), parent(at.checked_add(1)));
            let words = stretches[at].text.contains(char::is_alphanumeric);
            let nearest = if words { after.or(before) } else { before.or(after) };
            match nearest.filter(|_| orphan(&stretches[at])) {
                Some(parent) => parent.to.clone(),
                None => stretches[at].to.clone(),
            }
        })
        .collect();
    stretches.iter_mut().zip(given).for_each(|(s, to)| s.to = to);
}

/// Joins a stretch to the one before it if nothing tells them apart.
fn joined(last: &mut Stretch, next: &mut Stretch) -> bool {
    let same = last.class == next.class
        && last.detail == next.detail
        && last.to == next.to
        && !last.to.is_empty()
        && last.span.end == next.span.start;
    if same {
        last.span.end = next.span.end;
        last.text.push_str(&next.text);
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use Target::Statement;

    /// Cuts one piece of requirement text.
    fn check(text: &str, claims: &[(usize, usize, usize)], expected: &[(&str, &[Target])]) {
        let piece = Piece {
            class: Class::Requirement,
            detail: None,
            at: Place::default().at(Span::new(5, 5 + text.len())),
            text: text.to_owned(),
        };
        let claims: Vec<(Span, usize)> =
            claims.iter().map(|(from, to, n)| (Span::new(5 + from, 5 + to), *n)).collect();
        let found = cut(&[piece], &claims);
        let found: Vec<(&str, &[Target])> =
            found.iter().map(|s| (s.text.as_str(), s.to.as_slice())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_piece_is_cut_where_statements_begin() {
        let two: &[(&str, &[Target])] =
            &[("Cooks.", &[Statement(0)]), ("Cleans.", &[Statement(1)])];
        check("Cooks. Cleans.", &[(0, 6, 0), (7, 14, 1)], two);
        check("K1 Cooks.", &[(3, 8, 4)], &[("K1 Cooks.", &[Statement(4)])]);
        check("Cooks", &[], &[("Cooks", &[])]);
        check("Same", &[(0, 4, 2), (0, 4, 3)], &[("Same", &[Statement(2), Statement(3)])]);
    }

    #[test]
    fn spans_outside_or_inside_a_character_do_no_harm() {
        check("é", &[(1, 9, 0)], &[]);
        check("é", &[(40, 50, 0)], &[("é", &[])]);
    }

    #[test]
    fn a_statement_open_before_the_piece_goes_on_in_it() {
        let piece = |start: usize, text: &str, class| Piece {
            class,
            detail: None,
            at: Place::default().at(Span::new(start, start + text.len())),
            text: text.to_owned(),
        };
        let pieces = [piece(0, "ab", Class::Heading), piece(3, "cd", Class::Repeat)];
        let found = cut(&pieces, &[(Span::new(3, 5), 7)]);
        let found: Vec<(Class, usize)> = found.iter().map(|s| (s.class, s.to.len())).collect();
        assert_eq!(found, [(Class::Heading, 0), (Class::Repeat, 1)]);
    }
}
