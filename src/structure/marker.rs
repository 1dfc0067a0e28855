//! Markers of inheritance: short texts that say that a level builds on others or a cell is the same as
//! another one.

use crate::lexicon::{Lexicon, Reference, WordClass};
use crate::text::fold;

/// Marks that stand for "the same" in a cell.
const DITTO: [&str; 6] = ["\"", "〃", "″", "”", "“", "''"];
/// Most words of a marker.
const WORDS: usize = 14;

/// Reads a text that is nothing but a marker; `labels` are those of the levels that it may name.
///
/// Either it is a phrase of the list with levels behind it ("In addition to levels A and B"), or all its
/// words refer to levels and it names one or what stands before: "All the requirements of Level 1, as
/// well as:", "Builds on Foundation", "Same as Level 2". What adds nothing is the same.
pub fn marker(text: &str, labels: &[String], lexicon: &Lexicon) -> Option<Reference> {
    if DITTO.contains(&text.trim()) {
        return Some(Reference::Same);
    }
    let folded = fold(text);
    let plus = text.trim().starts_with('+') || text.trim().ends_with('+');
    let is_level = || !plus && labels.iter().any(|l| fold(l) == folded);
    if folded.is_empty() || folded.split(' ').count() > WORDS || is_level() {
        return None;
    }
    if let Some(whole) = lexicon.reference(&folded) {
        return Some(whole);
    }
    let is_label = |word: &str| names_some(word, labels);
    let is_in = |class| move |word: &str| lexicon.is_in(class, word);
    let (refers, earlier) = (is_in(WordClass::Refers), is_in(WordClass::Earlier));
    let adds = is_in(WordClass::Adds);
    let words = || folded.split(' ');
    let same = matches!(words().next(), Some("same" | "as" | "see"));
    if let Some((phrase, kind @ (Reference::Start | Reference::Level))) =
        lexicon.reference_start(&folded)
        && folded[phrase.len()..].split_whitespace().all(|w| is_label(w) || refers(w))
        && !(same && kind == Reference::Level)
    {
        return Some(kind);
    }
    // "Band 3 (in addition to the above)" is a level that says what it builds on.
    let outside = text.split('(').next().map(fold).filter(|o| !o.is_empty());
    if outside.is_some_and(|o| !same && o != folded && !o.split(' ').any(adds)) {
        return None;
    }
    let named = words().any(|w| is_label(w) || earlier(w));
    if !named || !words().all(|w| is_label(w) || earlier(w) || adds(w) || refers(w)) {
        return None;
    }
    let open = plus || folded.ends_with(" and");
    // All that stands before is asked as well: "All of the above".
    let whole = words().next() == Some("all");
    match open || whole || words().any(adds) {
        true => Some(Reference::Level),
        false => same.then_some(Reference::Same),
    }
}

/// Tells whether a text says that a level builds on others, or on none; "same" alone says nothing of a
/// level.
pub fn is_marker(text: &str, labels: &[String], lexicon: &Lexicon) -> bool {
    match marker(text, labels, lexicon) {
        Some(Reference::Start | Reference::Level) => true,
        Some(Reference::Same) => !fold(text).is_empty() && lexicon.reference(&fold(text)).is_none(),
        None => false,
    }
}

/// Tells whether a word is a letter or number, which may be a level's, or names the level of a label.
fn names_some(word: &str, labels: &[String]) -> bool {
    word.chars().count() == 1
        || word.bytes().all(|b| b.is_ascii_digit())
        || labels.iter().any(|l| names(l, word))
}

/// Returns the words that name a level: all of its label but "level" and its like.
pub fn keys(label: &str) -> Vec<String> {
    let generic =
        ["level", "stage", "tier", "step", "band", "grade", "phase", "year", "and", "the", "of"];
    fold(label)
        .split(' ')
        .filter(|w| !w.is_empty() && !generic.contains(w))
        .map(str::to_owned)
        .collect()
}

/// Tells whether a word names the level of that label.
pub fn names(label: &str, word: &str) -> bool {
    keys(label).iter().any(|k| k == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn markers_say_what_is_added() {
        let l = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let labels = ["Level 1", "Level 2 (Baking)", "Foundation", "All bakers"].map(str::to_owned);
        let check = |text: &str, expected: Option<Reference>| {
            assert_eq!(marker(text, &labels, &l), expected, "{text}");
        };
        for adds in [
            "In addition to Level 1:",
            "As Foundation, plus:",
            "All of Level 1 and:",
            "Everything at Level 1, and:",
            "Builds on Baking",
            "+ Level 1",
            "All the requirements of Level 1 as well as:",
            "You will meet the Level 1 criteria and also:",
            "As previous level, plus",
            "In addition",
            "All of the above",
            "In addition to Level 2 (Baking)",
            "(Level 1 plus the following)",
        ] {
            check(adds, Some(Reference::Level));
        }
        for same in [
            "Same",
            "Same as Level 1",
            "See Foundation",
            "As at Level 2",
            "As Level 1",
            "No change",
            "〃",
        ] {
            check(same, Some(Reference::Same));
        }
        check("Required for this level", Some(Reference::Start));
        for no in [
            "Level 1",
            "All bakers",
            "Level 2 and above",
            "NVQ Level 2 plus",
            "Level 2 (in addition to the above)",
            "You will also:",
            "Builds on what was learnt",
            "See the manager",
            "Additional requirements",
        ] {
            check(no, None);
        }
    }
}
