//! Acronyms that a document explains: "Care Quality Commission (CQC)", "CQC (Care Quality
//! Commission)".

use crate::model::Acronym;
use crate::text::{Token, tokens};
use std::collections::BTreeMap;

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// Words without a letter in the acronym.
const SMALL: &[&str] =
    &["a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"];

/// Returns the acronyms that texts explain, sorted, with the words that they stand for as printed;
/// the first explanation counts.
pub fn explained<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Acronym> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for text in texts {
        for (open, _) in text.match_indices('(') {
            let Some(close) = text[open..].find(')').map(|at| open + at) else { continue };
            let (before, inside) = (text[..open].trim_end(), text[open + 1..close].trim());
            let pair = if is_acronym(inside) {
                words_for(inside, before).map(|words| (inside, words))
            } else {
                let acronym = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
                let whole = is_acronym(acronym).then(|| words_for(acronym, inside)).flatten();
                whole.filter(|w| *w == inside).map(|words| (acronym, words))
            };
            if let Some((acronym, words)) = pair {
                found.entry(acronym.to_owned()).or_insert_with(|| words.to_owned());
            }
        }
    }
    found.into_iter().map(|(acronym, expansion)| Acronym { acronym, expansion }).collect()
}

/// Tells whether a word is made of capitals, a small letter between or behind aside.
fn is_acronym(word: &str) -> bool {
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    let letters = word.chars().all(|c| c.is_ascii_alphabetic());
    letters && LETTERS.contains(&word.len()) && capitals >= 2 && capitals * 3 >= word.len() * 2
}

/// Returns the words at the end of a text whose initials are an acronym's letters.
fn words_for<'t>(acronym: &str, text: &'t str) -> Option<&'t str> {
    let tokens = tokens(text);
    let plural = acronym.strip_suffix('s').unwrap_or(acronym);
    let letters: Vec<char> = plural.to_lowercase().chars().collect();
    let mut next = tokens.len();
    for letter in letters.iter().rev() {
        let starts = |t: &Token| t.word.starts_with(*letter);
        let skipped = |t: &Token| is_small(t) || t.word.bytes().all(|b| b.is_ascii_digit());
        let at = tokens[..next].iter().rposition(|t| starts(t) || !skipped(t))?;
        let at = if starts(&tokens[at]) { at } else { return None };
        next = at;
    }
    let behind = &tokens[next..];
    let joined = behind[1..].iter().all(|t| t.follows);
    let titled = behind[0].capital || behind.iter().filter(|t| !is_small(t)).count() >= 3;
    (joined && titled && behind.len() > 1).then(|| &text[behind[0].at.start..])
}

fn is_small(token: &Token) -> bool {
    SMALL.contains(&token.word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_explained_by_words_with_their_initials() {
        let texts = [
            "Inspected by the Quarry Safety Board (QSB) each year",
            "Uses the TLM (Tidal Lock Manual) daily",
            "A person (PQR) and rope (of hemp)",
            "Director of Works (DoW), Head of Boats and Locks (HBL)",
            "the lamp and oil register (LOR)",
            "by night (BN)",
            "Harbour Lights Order 1921 (HLO)",
        ];
        let found = explained(texts);
        let pairs: Vec<(&str, &str)> =
            found.iter().map(|a| (a.acronym.as_str(), a.expansion.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("DoW", "Director of Works"),
                ("HBL", "Head of Boats and Locks"),
                ("HLO", "Harbour Lights Order 1921"),
                ("LOR", "lamp and oil register"),
                ("QSB", "Quarry Safety Board"),
                ("TLM", "Tidal Lock Manual"),
            ]
        );
    }
}
