//! Acronyms that the document never writes out.

use super::{Finding, Rule, Stated, about};
use crate::lexicon::{Lexicon, WordClass};
use crate::model::Framework;
use std::collections::BTreeMap;

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;

/// Letters from which on words anywhere in the document count as the acronym written out; two
/// letters fit too many words by chance, so they must stand in brackets behind theirs.
const TELLING: usize = 3;

/// Returns the acronyms of statements that are written out nowhere in the document, each once.
///
/// Left alone: those of `everyday_acronyms.csv`, capitals of the employer's name, and words of a
/// text that is in capitals altogether.
pub fn unexplained(framework: &Framework, lexicon: &Lexicon) -> Vec<Finding> {
    let texts = texts(framework);
    let mut met: BTreeMap<&str, Vec<Stated>> = BTreeMap::new();
    for stated in framework.requirements().filter(|s| s.2.same_as.is_none()) {
        for acronym in acronyms(&stated.2.text) {
            met.entry(acronym).or_default().push(stated);
        }
    }
    met.retain(|acronym, _| {
        !lexicon.is_everyday_acronym(acronym)
            && !texts.iter().any(|t| explains(t, acronym, lexicon))
    });
    let mut findings: Vec<Finding> = met.iter().map(|(a, stated)| finding(a, stated)).collect();
    findings.sort_by(|a, b| a.places.cmp(&b.places));
    findings
}

fn finding(acronym: &str, stated: &[Stated]) -> Finding {
    let times = match stated.len() {
        1 => String::new(),
        n => format!(" and {} other statements", n - 1),
    };
    let message = format!("{acronym} is never written out; it stands in this{times}.");
    about(Rule::UnexplainedAcronym, message, &stated[..1])
}

/// Returns every text of a document that may write an acronym out.
fn texts(f: &Framework) -> Vec<&str> {
    let of_roles = f.roles.iter().flat_map(|role| {
        let fields = role.fields.iter().map(|field| field.text.as_str());
        fields.chain(role.printed.as_deref())
    });
    let mut texts: Vec<&str> =
        f.title.as_deref().into_iter().chain(f.employer.as_deref()).collect();
    texts.extend(f.fields.iter().map(|field| field.text.as_str()).chain(of_roles));
    texts.extend(f.unplaced.iter().map(|u| u.text.as_str()));
    let mut last: &[String] = &[];
    for (_, _, r) in f.requirements() {
        texts.push(&r.text);
        if r.section_path != last {
            texts.extend(r.section_path.iter().map(String::as_str));
            last = &r.section_path;
        }
    }
    texts
}

/// Returns the acronyms of a text, each once.
///
/// A word with a full stop inside or in front is a name of something else: "GOV.UK", ".NET".
fn acronyms(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    if !text.chars().any(char::is_lowercase) {
        return found;
    }
    for word in text.split_whitespace() {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if word.contains('.') {
            continue;
        }
        for part in word.split(|c: char| !c.is_alphanumeric()) {
            let part = part.strip_suffix('s').unwrap_or(part);
            let letters = part.bytes().all(|b| b.is_ascii_uppercase()) && !is_roman(part);
            if letters && LETTERS.contains(&part.len()) && !found.contains(&part) {
                found.push(part);
            }
        }
    }
    found
}

fn is_roman(word: &str) -> bool {
    word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// Tells whether a text writes an acronym out.
fn explains(text: &str, acronym: &str, lexicon: &Lexicon) -> bool {
    let bracketed =
        text.contains(&format!("({acronym})")) || text.contains(&format!("{acronym} ("));
    bracketed || (acronym.len() >= TELLING && spells(text, acronym, lexicon))
}

/// Tells whether the first letters of words that follow each other give the acronym.
fn spells(text: &str, acronym: &str, lexicon: &Lexicon) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let initials = |words: &mut dyn Iterator<Item = &str>| -> String {
        words
            .filter(|w| *w != acronym)
            .filter_map(|w| w.chars().next())
            .collect::<String>()
            .to_uppercase()
    };
    let is_minor = |w: &&str| lexicon.is_in(WordClass::Minor, &w.to_lowercase());
    initials(&mut words()).contains(acronym)
        || initials(&mut words().filter(|w| !is_minor(w))).contains(acronym)
}
