//! Levels that build on other levels.

use crate::lexicon::{Lexicon, Reference, WordClass};
use crate::model::{Basis, BasisKind, Place};
use crate::structure::LevelDraft;
use crate::structure::marker::keys;
use crate::text::fold;

/// Resolves the markers of a role's levels.
///
/// Returns, for each level, the labels it builds on, transitively, lowest first, and the phrase
/// that says so. A level named by its letter, number or name counts ("levels A and B", "As
/// Foundation, plus"); "all of the above" names every level before.
pub fn adds_to(levels: &[LevelDraft], lexicon: &Lexicon) -> Vec<(Vec<String>, Option<Basis>)> {
    let mut direct: Vec<Vec<usize>> = Vec::new();
    for (index, level) in levels.iter().enumerate() {
        let marker = level.marker.as_ref().map(|(m, _)| fold(m));
        direct.push(marker.map_or(Vec::new(), |m| named(&m, levels, index, lexicon)));
    }
    (0..levels.len())
        .map(|i| (labels(&closure(i, &direct), levels), basis(&levels[i], &direct[i])))
        .collect()
}

/// A level that another one builds on and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined {
    /// Label of the level that names it.
    pub by: String,
    /// The word that names it: `d`, `5`.
    pub word: String,
    /// The phrase that does.
    pub phrase: String,
    /// Where.
    pub at: Place,
}

/// Returns the levels that a role's markers name and the role does not have.
///
/// A level is named by a single letter or a number behind the marker's phrase ("In addition to
/// levels A and D"); one that names itself is not there either.
pub fn undefined(levels: &[LevelDraft], lexicon: &Lexicon) -> Vec<Undefined> {
    let mut found = Vec::new();
    for (own, level) in levels.iter().enumerate() {
        let Some(((phrase, at), by)) = level.marker.as_ref().zip(level.label.as_ref()) else {
            continue;
        };
        let others = levels.iter().enumerate().filter(|(i, _)| *i != own);
        let keys: Vec<String> =
            others.flat_map(|(_, l)| keys(l.label.as_deref().unwrap_or(""))).collect();
        let words = designators(&fold(phrase), lexicon);
        let missing = words.into_iter().filter(|w| !keys.contains(w));
        found.extend(missing.map(|word| Undefined {
            by: by.clone(),
            word,
            phrase: phrase.clone(),
            at: at.clone(),
        }));
    }
    found
}

/// Returns the letters and numbers that name levels in a folded marker.
fn designators(marker: &str, lexicon: &Lexicon) -> Vec<String> {
    if let Some((_, Reference::Start)) = lexicon.reference_start(marker) {
        return Vec::new();
    }
    let rest = marker.split(' ');
    let names = |w: &&str| {
        let mut chars = w.chars();
        let letter = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
        letter || (!w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()))
    };
    rest.filter(names).map(str::to_owned).collect()
}

fn named(marker: &str, levels: &[LevelDraft], own: usize, lexicon: &Lexicon) -> Vec<usize> {
    if let Some((_, Reference::Start)) = lexicon.reference_start(marker) {
        return Vec::new();
    }
    let words: Vec<&str> = marker.split(' ').collect();
    let all = words.iter().any(|w| lexicon.is_in(WordClass::Earlier, w));
    let named = (0..levels.len()).filter(|i| *i != own).filter(|i| {
        let keys = keys(levels[*i].label.as_deref().unwrap_or(""));
        (all && *i < own) || keys.iter().any(|k| words.contains(&k.as_str()))
    });
    let named: Vec<usize> = named.collect();
    // "In addition" names none: the one before.
    let before = own.checked_sub(1).filter(|_| named.is_empty());
    let nameless = designators(marker, lexicon).is_empty();
    before.filter(|_| nameless).map_or(named, |before| vec![before])
}

fn closure(start: usize, direct: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; direct.len()];
    let mut open = direct[start].clone();
    while let Some(next) = open.pop() {
        if next != start && !std::mem::replace(&mut seen[next], true) {
            open.extend(&direct[next]);
        }
    }
    (0..direct.len()).filter(|i| seen[*i]).collect()
}

fn labels(indices: &[usize], levels: &[LevelDraft]) -> Vec<String> {
    indices.iter().filter_map(|i| levels[*i].label.clone()).collect()
}

fn basis(level: &LevelDraft, named: &[usize]) -> Option<Basis> {
    let (phrase, at) = level.marker.as_ref()?;
    (!named.is_empty()).then(|| Basis {
        kind: BasisKind::Phrase,
        phrase: phrase.clone(),
        at: Some(at.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn markers_are_resolved_transitively() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let level = |label: &str, marker: &str| LevelDraft {
            label: Some(label.to_owned()),
            marker: (!marker.is_empty()).then(|| (marker.to_owned(), Place::default())),
            ..LevelDraft::default()
        };
        let check = |levels: &[LevelDraft], expected: &[&[&str]]| {
            let found: Vec<Vec<String>> =
                adds_to(levels, &lexicon).into_iter().map(|l| l.0).collect();
            assert_eq!(found, expected);
        };
        check(
            &[
                level("Level A (Trainee)", "Required for this level"),
                level("Level B (Baker)", "In addition to level A"),
                level("Level C", "In addition to level B"),
            ],
            &[&[], &["Level A (Trainee)"], &["Level A (Trainee)", "Level B (Baker)"]],
        );
        check(
            &[
                level("Foundation", ""),
                level("Intermediate", "As Foundation, plus:"),
                level("Advanced", "All of the above, plus"),
            ],
            &[&[], &["Foundation"], &["Foundation", "Intermediate"]],
        );
    }

    #[test]
    fn a_marker_that_names_no_level_of_the_role_is_told() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let level = |label: &str, marker: &str| LevelDraft {
            label: Some(label.to_owned()),
            marker: (!marker.is_empty()).then(|| (marker.to_owned(), Place::default())),
            ..LevelDraft::default()
        };
        let told = |marker: &str| -> Vec<String> {
            let levels = [level("Level A (Trainee)", ""), level("Level B", marker)];
            undefined(&levels, &lexicon).into_iter().map(|u| u.word).collect()
        };
        let cases: [(&str, &[&str]); 7] = [
            ("In addition to level A", &[]),
            ("In addition to levels A and D", &["d"]),
            ("In addition to Level 3", &["3"]),
            ("In addition to level B", &["b"]),
            ("All of the above, plus", &[]),
            ("Required for this level", &[]),
            ("As above, plus", &[]),
        ];
        for (marker, expected) in cases {
            assert_eq!(told(marker), expected, "{marker}");
        }
    }
}
