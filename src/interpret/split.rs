//! Cutting runs of text whose bullets were lost back into the author's statements.

use crate::lexicon::Lexicon;
use crate::model::Span;
use crate::text::fold;

/// Characters that hold any opening phrase.
const OPENING_CHARS: usize = 60;

/// Returns the statements of a run: cut at the ends of sentences, and in front of an opening
/// phrase even without a stop before it (annotation guide, "Where bullets were lost").
///
/// Spans are of `text`, in order, without blanks at their ends; joined with what lies between
/// them (blanks only) they give the whole text back.
pub fn statements(text: &str, lexicon: &Lexicon) -> Vec<Span> {
    cut(text, |at| ends_sentence(text, at, lexicon) || opens(text, at, lexicon))
}

/// Returns the sentences of a text.
pub fn sentences(text: &str, lexicon: &Lexicon) -> Vec<Span> {
    cut(text, |at| ends_sentence(text, at, lexicon))
}

/// Returns the sentences of a text if each of them opens like a statement of its own ("Knowledge of
/// knots. Experience of sailing."), else the whole.
pub fn openings(text: &str, lexicon: &Lexicon) -> Vec<Span> {
    let sentences = sentences(text, lexicon);
    let opens = |span: &Span| {
        let head: String = text[span.range()].chars().take(OPENING_CHARS).collect();
        lexicon.cuts(&fold(&head))
    };
    match sentences.iter().all(opens) {
        true => sentences,
        false => trimmed(text, 0, text.len()).into_iter().collect(),
    }
}

/// Cuts in front of every word for which `before` says so.
fn cut(text: &str, before: impl Fn(usize) -> bool) -> Vec<Span> {
    let mut starts: Vec<usize> = word_starts(text).skip(1).filter(|at| before(*at)).collect();
    starts.insert(0, 0);
    starts.push(text.len());
    starts.windows(2).filter_map(|w| trimmed(text, w[0], w[1])).collect()
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut blank = true;
    text.char_indices().filter_map(move |(at, c)| {
        let starts = blank && !c.is_whitespace();
        blank = c.is_whitespace();
        starts.then_some(at)
    })
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let part = &text[start..end];
    let lead = part.len() - part.trim_start().len();
    let inner = part.trim();
    (!inner.is_empty()).then(|| Span::new(start + lead, start + lead + inner.len()))
}

/// Tells whether the word at `at` starts a sentence: a stop before it that is no abbreviation's,
/// and a capital.
fn ends_sentence(text: &str, at: usize, lexicon: &Lexicon) -> bool {
    let before = text[..at].trim_end();
    let capital = text[at..].chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if !capital || !before.ends_with(['.', '!', '?', ';']) || before.ends_with("...") {
        return false;
    }
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let stem = word.trim_end_matches('.');
    let initial = stem.chars().filter(|c| c.is_alphabetic()).count() == 1;
    let number = !stem.is_empty() && stem.chars().all(|c| c.is_ascii_digit()) && stem.len() <= 2;
    // "E.G Buccal": an abbreviation without its last stop never gets here; "e.g." does.
    !(lexicon.is_abbreviation(stem) || initial || number)
}

/// Tells whether the words at `at` open a statement: a capital and an opening phrase, and what
/// stands before does not run into them.
fn opens(text: &str, at: usize, lexicon: &Lexicon) -> bool {
    let rest = &text[at..];
    if !rest.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    let head: String = rest.chars().take(OPENING_CHARS).collect();
    if !lexicon.cuts(&fold(&head)) {
        return false;
    }
    let before = text[..at].trim_end();
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let bare = fold(last);
    let runs_in = [
        "a",
        "an",
        "the",
        "of",
        "in",
        "and",
        "or",
        "with",
        "to",
        "by",
        "for",
        "e g",
        "i e",
        "eg",
        "ie",
        "including",
        "level",
    ];
    let all_caps = last.chars().any(char::is_alphabetic)
        && last.chars().all(|c| !c.is_lowercase())
        && last.len() <= 3
        && last.ends_with('.');
    !(runs_in.contains(&bare.as_str())
        || before.ends_with([',', '(', '/', '-', '–', '&', ':'])
        || all_caps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use proptest::prelude::*;

    fn lexicon() -> Lexicon {
        Lexicon::parse(&Data::default()).expect("the shipped tables parse")
    }

    #[track_caller]
    fn is_cut(text: &str, spans: &[Span], expected: &[&str]) {
        let found: Vec<&str> = spans.iter().map(|s| &text[s.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lost_bullets_are_cut() {
        let l = lexicon();
        let check = |text: &str, expected: &[&str]| is_cut(text, &statements(text, &l), expected);
        check("Ability to bake. Able to sweep", &["Ability to bake.", "Able to sweep"]);
        check(
            "Ability to use the Oven Act Knowledge of flour (2014) A sound knowledge of rye",
            &[
                "Ability to use the Oven Act",
                "Knowledge of flour (2014)",
                "A sound knowledge of rye",
            ],
        );
        check(
            "Bakes bread e.g. Rye and spelt E.G Buns. Sweeps.",
            &["Bakes bread e.g. Rye and spelt E.G Buns.", "Sweeps."],
        );
        check("NVQ in Baking, NVQ in Pastry", &["NVQ in Baking, NVQ in Pastry"]);
    }

    #[test]
    fn sentences_are_statements_where_all_of_them_open_like_one() {
        let l = lexicon();
        let check = |text: &str, expected: &[&str]| is_cut(text, &openings(text, &l), expected);
        check(
            "Knowledge of knots. Experience of sailing.",
            &["Knowledge of knots.", "Experience of sailing."],
        );
        let one = "Knowledge of knots. The harbour has many.";
        check(one, &[one]);
    }

    proptest! {
        #[test]
        fn pieces_join_to_the_whole(text in "([A-Z]?[a-z.;()]{1,9}[ \\n]{1,2}){0,30}") {
            let l = lexicon();
            let spans = statements(&text, &l);
            let joined: String = spans.iter().flat_map(|s| text[s.range()].chars()).filter(|c| !c.is_whitespace()).collect();
            let whole: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(joined, whole);
        }

        #[test]
        fn spans_lie_inside_and_in_order(text in "\\PC{0,200}") {
            let l = lexicon();
            let mut last = 0;
            for s in statements(&text, &l) {
                prop_assert!(s.range().start >= last && s.range().end <= text.len());
                prop_assert!(text.is_char_boundary(s.range().start) && text.is_char_boundary(s.range().end));
                last = s.range().end;
            }
        }
    }
}
