//! Which bytes of a text a query found, by the same analysis as the index.

use super::analyse::Analysers;
use super::query::Part;
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::tokenizer::TextAnalyzer;

/// What is marked in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// The stems of a word, or of a phrase that is marked where it stands as a whole.
    Stems(Vec<String>),
    /// The first letters of a word.
    Beginning(String),
}

/// Returns what a query's words, phrases and beginnings mark.
pub(super) fn sought(analysers: &mut Analysers, parts: &[&Part]) -> Vec<Sought> {
    let mut sought = Vec::new();
    for part in parts {
        match part {
            Part::Words(words) => sought.push(Sought::Stems(analysers.stems(words))),
            Part::Beginning(letters) => {
                sought.push(Sought::Beginning(analysers.words(letters).concat()));
            }
            _ => {}
        }
    }
    sought.retain(|s| *s != Sought::Stems(Vec::new()));
    sought
}

/// Returns the byte ranges of what is sought in `text`, sorted and disjoint.
pub(super) fn highlights(
    analysers: &mut Analysers,
    sought: &[Sought],
    text: &str,
) -> Vec<Range<usize>> {
    let words = tokens(&mut analysers.plain, text);
    let stems = stems(analysers, sought, &words);
    let mut ranges: Vec<Range<usize>> =
        sought.iter().flat_map(|sought| occurrences(&stems, &words, sought)).collect();
    ranges.sort_by_key(|r| (r.start, r.end));
    joined(ranges)
}

type Token = (String, Range<usize>);

fn tokens(analyser: &mut TextAnalyzer, text: &str) -> Vec<Token> {
    let mut stream = analyser.token_stream(text);
    let mut tokens = Vec::new();
    while stream.advance() {
        let token = stream.token();
        tokens.push((token.text.clone(), token.offset_from..token.offset_to));
    }
    tokens
}

/// Returns the words' stems, empty for those that cannot be sought: a stem begins as its word does,
/// and finding it takes longest.
fn stems(analysers: &mut Analysers, sought: &[Sought], words: &[Token]) -> Vec<Token> {
    let mut first = BTreeSet::new();
    for sought in sought {
        if let Sought::Stems(stems) = sought {
            first.extend(stems.iter().filter_map(|s| s.chars().next()));
        }
    }
    let stem = |(word, range): &Token| {
        let is_candidate = word.chars().next().is_some_and(|c| first.contains(&c));
        let stem = if is_candidate { analysers.stems(word).concat() } else { String::new() };
        (stem, range.clone())
    };
    words.iter().map(stem).collect()
}

fn occurrences(stems: &[Token], words: &[Token], sought: &Sought) -> Vec<Range<usize>> {
    match sought {
        Sought::Stems(sought) => {
            let windows = stems.windows(sought.len().max(1));
            let hits = windows.filter(|w| w.iter().map(|t| &t.0).eq(sought));
            hits.map(|w| w[0].1.start..w[w.len() - 1].1.end).collect()
        }
        Sought::Beginning(letters) => {
            let begun = words.iter().filter(|(word, _)| word.starts_with(letters.as_str()));
            begun.map(|(_, range)| range.clone()).collect()
        }
    }
}

fn joined(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(queries: &[&str], text: &str, expected: &[&str]) {
        let mut analysers = Analysers::new();
        let parsed = crate::search::query::parse(&queries.join(" "));
        let sought = sought(&mut analysers, &parsed.words());
        let ranges = highlights(&mut analysers, &sought, text);
        let marked: Vec<&str> = ranges.into_iter().map(|r| &text[r]).collect();
        assert_eq!(marked, expected, "{queries:?}");
    }

    #[test]
    fn words_are_marked_by_stem_and_phrases_as_a_whole() {
        check(
            &["inspect"],
            "Inspects beds; inspecting \u{201c}lifts\u{201d}",
            &["Inspects", "inspecting"],
        );
        check(&["cafe"], "The caf\u{e9} till", &["caf\u{e9}"]);
        check(&["\"fire doors\""], "Fire doors and a fire alarm", &["Fire doors"]);
        check(&["fire", "\"fire doors\""], "fire doors", &["fire doors"]);
        check(&["insp*"], "Inspectors and respect", &["Inspectors"]);
        check(&[], "nothing", &[]);
    }
}
