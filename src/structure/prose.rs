//! What a sentence in running text is: a requirement, or something else that documents tell.
//!
//! Where no heading decides, the words of the sentence do. `sentences.csv` holds the signs, each
//! with a weight; the way a requirement opens and the verb it begins with speak for it as well.

use crate::lexicon::{CueAt, Lexicon, Sentence};
use crate::text::fold;
use std::collections::BTreeMap;

/// Weight of an opening phrase, or of a verb in front.
const OPENING: u32 = 4;
/// Weight from which a sentence states a requirement.
const STATES: u32 = 4;
/// Weight from which a sentence tells something else.
const TELLS: u32 = 4;

/// What a sentence in running text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prose {
    /// A requirement.
    Statement,
    /// Something else, by the name of its field, with the weight of the signs.
    Field(String, u32),
    /// Neither can be told.
    Unknown,
}

/// Weighs the signs of a sentence.
pub fn prose(text: &str, lexicon: &Lexicon) -> Prose {
    let folded = fold(text);
    let quoted = text.starts_with(['\'', '"', '‘', '’', '“', '”']);
    let mut states = if quoted { 0 } else { opening(&folded, lexicon) };
    let mut fields: BTreeMap<&str, u32> = BTreeMap::new();
    for sign in lexicon.signs(&folded) {
        match &sign.says {
            Sentence::Statement => states += sign.weight,
            Sentence::Field(name) => *fields.entry(name).or_insert(0) += sign.weight,
        }
    }
    let told: u32 = fields.values().sum();
    let most = fields.into_iter().max_by_key(|(name, weight)| (*weight, std::cmp::Reverse(*name)));
    match most {
        Some((name, _)) if told >= TELLS && told > states => Prose::Field(name.to_owned(), told),
        _ if states >= STATES => Prose::Statement,
        _ => Prose::Unknown,
    }
}

/// Weighs how a sentence begins.
fn opening(folded: &str, lexicon: &Lexicon) -> u32 {
    let cue =
        lexicon.cues_at_start(folded).filter(|c| c.at == CueAt::Start).map(|c| c.weight).max();
    let opens = lexicon.opening(folded).is_some() || begins_with_verb(folded, lexicon);
    cue.unwrap_or(0).max(if opens { OPENING } else { 0 })
}

/// What people say when they sign, not what they do.
const SIGNS: [&str; 6] = ["accept", "acknowledge", "agree", "certify", "confirm", "consent"];

/// Tells whether a sentence says at once what is done: "Manages", "Managing", "Actively manage", or
/// in the words of who does it: "I act in the interest of the public".
pub fn begins_with_verb(folded: &str, lexicon: &Lexicon) -> bool {
    let own = folded.strip_prefix("i ").filter(|t| !SIGNS.iter().any(|d| t.starts_with(d)));
    let mut words = own.unwrap_or(folded).split(' ').skip_while(|w| w.ends_with("ly"));
    let first = words.next().unwrap_or("");
    (lexicon.is_verb(first) || lexicon.is_gerund(first)) && words.next() != Some("of")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn sentences() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let cases = [
            ("You will be expected to keep the van clean.", Prose::Statement),
            ("Building rapport with tenants", Prose::Statement),
            ("The cook is responsible for the cold store.", Prose::Statement),
            (
                "We were founded in 1911 and are a leading provider of boats.",
                Prose::Field("about_employer".into(), 0),
            ),
            (
                "Please send your CV to the office before the closing date.",
                Prose::Field("application".into(), 0),
            ),
            (
                "Under the general direction of the head cook, the post runs the kitchen.",
                Prose::Field("purpose".into(), 0),
            ),
            ("I keep promises made to tenants.", Prose::Statement),
            ("I agree to the terms above.", Prose::Unknown),
            ("‘Record keeping’ is part of the trade.", Prose::Unknown),
            ("The harbour lies to the north.", Prose::Unknown),
        ];
        for (text, expected) in cases {
            let found = match prose(text, &lexicon) {
                Prose::Field(name, _) => Prose::Field(name, 0),
                other => other,
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
