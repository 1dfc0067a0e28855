//! Mentions of law in statements, and what a document should be told about them.

use crate::lexicon::{Citation, Lexicon, Statute, Statutes};
use crate::model::{Instrument, LawBasis, LawLink, Note, NoteCode, Requirement, Role, Span};
use crate::text::{Token, fold, tokens};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the mentions of law in a text and its words, in order; `acronyms` are those that the
/// document explains.
pub fn law(
    text: &str,
    tokens: &[Token],
    acronyms: &BTreeMap<String, String>,
    lexicon: &Lexicon,
) -> Vec<LawLink> {
    let statutes = lexicon.statutes();
    let mut links: Vec<LawLink> = statutes
        .citations(text, tokens, acronyms)
        .into_iter()
        .filter_map(|citation| link(&citation, statutes))
        .collect();
    links.extend(explained(text, acronyms, statutes));
    links.sort_by_key(|l| l.span.start);
    links
}

fn link(citation: &Citation, statutes: &Statutes) -> Option<LawLink> {
    let found: Vec<&Statute> = citation.titles.iter().filter_map(|t| statutes.statute(t)).collect();
    let valid: Vec<&Statute> = found.iter().copied().filter(|s| s.valid_to.is_none()).collect();
    let newest =
        |of: &[&Statute]| of.iter().copied().max_by_key(|s| (s.year, s.title.len())).cloned();
    let wrong = citation.has_wrong_year(statutes);
    let usual = citation.usual.filter(|_| citation.year.is_none() || wrong);
    let usual = usual.and_then(|t| statutes.statute(t)).cloned();
    let statute = usual.or_else(|| newest(&valid)).or_else(|| newest(&found))?;
    let by = match (citation.repaired, citation.acronym) {
        (true, _) => LawBasis::Repaired,
        (_, true) => LawBasis::Acronym,
        _ => LawBasis::Title,
    };
    Some(LawLink {
        span: Span::new(citation.at.start, citation.at.end),
        by,
        year_mismatch: citation.year.filter(|y| wrong && statute.year.is_some_and(|s| s != *y)),
        superseded: statute.valid_to.is_some(),
        several: citation.year.is_none() && valid.len() > 1,
        title: statute.title,
    })
}

/// Returns the mentions by acronyms that the document explains as law.
fn explained(text: &str, acronyms: &BTreeMap<String, String>, statutes: &Statutes) -> Vec<LawLink> {
    let mut links = Vec::new();
    for (acronym, words) in acronyms {
        let places = places(text, acronym);
        if places.is_empty() {
            continue;
        }
        let of_words = statutes.citations(words, &tokens(words), &BTreeMap::new());
        let Some(meant) = of_words.first().and_then(|c| link(c, statutes)) else { continue };
        links.extend(places.into_iter().map(|span| LawLink {
            span,
            by: LawBasis::Defined,
            ..meant.clone()
        }));
    }
    links
}

/// Returns where a word stands by itself, its explanation in brackets aside.
fn places(text: &str, word: &str) -> Vec<Span> {
    let part = |c: char| c.is_alphanumeric();
    let whole = |at: &usize| {
        let (before, behind) = (&text[..*at], &text[at + word.len()..]);
        !before.ends_with(part) && !behind.starts_with(part) && !before.ends_with('(')
    };
    let found = text.match_indices(word).map(|(at, _)| at).filter(whole);
    found.map(|at| Span::new(at, at + word.len())).collect()
}

/// Returns the instruments that statements mention, by title.
pub(super) fn instruments(roles: &[Role], lexicon: &Lexicon) -> Vec<Instrument> {
    let statutes = lexicon.statutes();
    let titles: BTreeSet<&str> = links(roles).map(|(_, l)| l.title.as_str()).collect();
    let instrument = |title: &str| {
        let statute = statutes.statute(title)?.clone();
        let also: Vec<String> = statutes.also(title).map(str::to_owned).collect();
        Some(Instrument {
            title: statute.title,
            kind: statute.kind,
            year: statute.year,
            identifier: statute.identifier,
            jurisdiction: statute.jurisdiction,
            valid_to: statute.valid_to,
            superseded_by: statute.superseded_by,
            also,
        })
    };
    titles.into_iter().filter_map(instrument).collect()
}

/// Returns the notes on wrong years and law no longer in force, one for each instrument and words.
pub(super) fn notes(roles: &[Role], lexicon: &Lexicon) -> Vec<Note> {
    let mut told = BTreeSet::new();
    let mut notes = Vec::new();
    for (r, link) in links(roles) {
        let words = &r.text[link.span.range()];
        let Some(said) = said(link, words, lexicon.statutes()) else { continue };
        if told.insert((link.title.as_str(), fold(words))) {
            let note = Note::new(said.0, said.1).quoting(&r.text);
            notes.push(match r.places.first() {
                Some(place) => note.at(place.clone()),
                None => note,
            });
        }
    }
    notes
}

fn said(link: &LawLink, words: &str, statutes: &Statutes) -> Option<(NoteCode, String)> {
    let title = &link.title;
    if link.year_mismatch.is_some() {
        return Some((NoteCode::I012, format!("“{words}” was linked to the {title}.")));
    }
    let statute = statutes.statute(title)?;
    let ended = statute.valid_to.as_ref()?;
    let instead = statute.superseded_by.as_ref().map(|by| format!("; see {by}"));
    let instead = instead.unwrap_or_default();
    Some((NoteCode::I013, format!("{title} ceased to be in force in {ended}{instead}.")))
}

fn links(roles: &[Role]) -> impl Iterator<Item = (&Requirement, &LawLink)> {
    let stated = roles.iter().flat_map(|r| &r.levels).flat_map(|l| &l.requirements);
    let stated = stated.filter(|r| r.same_as.is_none());
    stated.flat_map(|r| r.legislation.iter().map(move |l| (r, l)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    fn linked(text: &str, acronyms: &[(&str, &str)]) -> Vec<LawLink> {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let acronyms = acronyms.iter().map(|(a, w)| ((*a).to_owned(), (*w).to_owned())).collect();
        law(text, &tokens(text), &acronyms, &lexicon)
    }

    #[test]
    fn a_wrong_year_links_to_the_law_in_force() {
        let links = linked("Knows the Mental Capacity Act (2014)", &[]);
        let [link] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!(
            (link.title.as_str(), link.year_mismatch),
            ("Mental Capacity Act 2005", Some(2014))
        );
    }

    #[test]
    fn law_that_was_replaced_is_linked_and_marked() {
        let links = linked("Keeps records by the Data Protection Act 1998", &[]);
        assert!(links[0].superseded && links[0].year_mismatch.is_none(), "{links:?}");
        let links = linked("Keeps records by the Data Protection Act", &[]);
        assert_eq!(links[0].title, "Data Protection Act 2018");
    }

    #[test]
    fn a_document_s_own_acronym_comes_before_the_list() {
        let own = [("MCA", "Mooring Chain Assessment")];
        assert!(linked("Renews the MCA, as the Act on capacity says", &own).is_empty());
        let own = [("CAF", "Care Act 2014")];
        let links = linked("Follows the CAF", &own);
        assert_eq!((links[0].title.as_str(), links[0].by), ("Care Act 2014", LawBasis::Defined));
    }
}
