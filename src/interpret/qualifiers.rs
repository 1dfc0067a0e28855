//! Conditions, times, equivalents, years and strength that a statement's wording names.

use crate::lexicon::Lexicon;
use crate::model::{Basis, BasisKind, Qualifier, QualifierKind};
use crate::structure::Chunk;
use crate::text::fold;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A number as job descriptions print it.
const NUMBER: &str =
    r"[0-9]{1,2}(?:\.5)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen";

fn pattern(re: &str) -> Regex {
    Regex::new(&re.replace("NUMBER", NUMBER)).expect("a literal pattern")
}

/// "At least two years' experience", "3-5 years post-qualification experience".
static YEARS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<n>NUMBER)(?:\s*\+|\s+or more|\s+plus)?(?:\s*(?:-|–|to)\s*(?:NUMBER))?\s+(?P<unit>year|month)s?['’]?s?\+?\s+(?:(?-i:[A-Za-zÀ-ɏ-]+)\s+){0,4}?experience\b",
    )
});

/// "Experience of at least two years".
static YEARS_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bexperience\b[^.;]{0,50}?\b(?:at least|minimum(?: of)?|more than|over|min\.?)\s+(?P<n>NUMBER)\s*\+?\s+(?P<unit>year|month)s?\b",
    )
});

/// "Within 2 years of appointment", "in the first six months".
static TIMEFRAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:within|in|during|after|by the end of)\s+(?:(?:the|your|a|their|first|next|initial|period of|maximum of)\s+){0,3}(?P<n>NUMBER)[\s-]+(?P<unit>week|month|year)s?\b",
    )
});

/// Units of time in every pattern above.
const TIME_UNITS: [&str; 3] = ["week", "month", "year"];

/// Returns what a statement's wording, and a column of assessment beside it, say about it.
pub fn qualifiers(text: &str, chunk: &Chunk, lexicon: &Lexicon) -> Vec<Qualifier> {
    let folded = fold(text);
    let mut found: Vec<Qualifier> = lexicon
        .qualifiers(&folded)
        .map(|(phrase, kind)| by_phrase(kind, phrase.to_owned(), phrase))
        .collect();
    // The patterns are dear and few statements hold the words without which none matches.
    if TIME_UNITS.iter().any(|unit| folded.contains(unit)) {
        found.extend(TIMEFRAME.captures(text).and_then(|c| timed(QualifierKind::Timeframe, &c)));
        let years = YEARS_BEFORE.captures(text).or_else(|| YEARS_BEHIND.captures(text));
        found.extend(years.and_then(|c| timed(QualifierKind::Years, &c)));
    }
    found.extend(
        lexicon
            .strength(&folded)
            .map(|(phrase, value)| by_phrase(QualifierKind::Strength, value.to_owned(), phrase)),
    );
    found.extend(chunk.assessed_by.as_ref().map(|(said, at)| Qualifier {
        kind: QualifierKind::AssessedBy,
        value: said.clone(),
        basis: Basis { kind: BasisKind::Column, phrase: said.clone(), at: Some(at.clone()) },
    }));
    found.sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    found.dedup_by(|a, b| (a.kind, &a.value) == (b.kind, &b.value));
    found
}

fn by_phrase(kind: QualifierKind, value: String, phrase: &str) -> Qualifier {
    Qualifier {
        kind,
        value,
        basis: Basis { kind: BasisKind::Phrase, phrase: phrase.into(), at: None },
    }
}

/// Reads a length of time: "two years" is `2 years`.
fn timed(kind: QualifierKind, found: &Captures<'_>) -> Option<Qualifier> {
    let number = number(found.name("n")?.as_str());
    let unit = found.name("unit")?.as_str().to_lowercase();
    let plural = if number == "1" { "" } else { "s" };
    Some(by_phrase(kind, format!("{number} {unit}{plural}"), found.get(0)?.as_str()))
}

fn number(word: &str) -> String {
    let number = match word.to_lowercase().as_str() {
        "a" | "an" | "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        "twelve" => "12",
        "eighteen" => "18",
        _ => word,
    };
    number.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<(QualifierKind, String)> {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped lists");
        let found = qualifiers(text, &Chunk::default(), &lexicon);
        found.into_iter().map(|q| (q.kind, q.value)).collect()
    }

    fn one(text: &str, kind: QualifierKind) -> Option<String> {
        said(text).into_iter().find(|(k, _)| *k == kind).map(|(_, v)| v)
    }

    #[test]
    fn years_of_experience_are_the_least_that_is_asked() {
        let years = |text| one(text, QualifierKind::Years);
        assert_eq!(
            years("At least two years' experience in a kitchen").as_deref(),
            Some("2 years")
        );
        assert_eq!(years("3-5 years post-qualification experience").as_deref(), Some("3 years"));
        assert_eq!(years("2+ years of management experience").as_deref(), Some("2 years"));
        assert_eq!(years("Experience of nights, minimum of 6 months").as_deref(), Some("6 months"));
        assert_eq!(years("One year's experience").as_deref(), Some("1 year"));
        assert_eq!(years("Experience of caring for children of 5 years"), None);
    }

    #[test]
    fn times_are_read_where_something_is_due() {
        let time = |text| one(text, QualifierKind::Timeframe);
        assert_eq!(time("Diploma within 2 years of appointment").as_deref(), Some("2 years"));
        assert_eq!(time("Induction in the first six weeks").as_deref(), Some("6 weeks"));
        assert_eq!(time("Two years in a shop"), None);
    }

    #[test]
    fn the_opening_gives_the_strength() {
        let strength = |text| one(text, QualifierKind::Strength);
        assert_eq!(strength("Thorough knowledge of ovens").as_deref(), Some("expert"));
        assert_eq!(strength("An awareness of allergens").as_deref(), Some("basic"));
        assert_eq!(strength("A good knowledge of ovens").as_deref(), Some("able"));
        assert_eq!(strength("Willingness to learn to bake").as_deref(), Some("learn"));
        assert_eq!(strength("Ovens and hobs"), None);
    }

    #[test]
    fn conditions_and_equivalents_are_phrases() {
        assert_eq!(
            one("Signs for keys where applicable", QualifierKind::Condition).as_deref(),
            Some("where applicable")
        );
        assert!(one("Degree or equivalent", QualifierKind::Equivalent).is_some());
        assert_eq!(said("Opens the gate"), []);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_phrases_are_its_own(text in "\\PC{0,80}") {
            let lexicon = Lexicon::parse(&Data::default()).expect("the shipped lists");
            for q in qualifiers(&text, &Chunk::default(), &lexicon) {
                prop_assert!(fold(&text).contains(&fold(&q.basis.phrase)));
            }
        }
    }
}
