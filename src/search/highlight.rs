//! Which bytes of a text a query found, by the same analysis as the index.

use std::ops::Range;
use tantivy::tokenizer::TextAnalyzer;

/// Returns the byte ranges of the sought words and phrases in `text`, sorted and disjoint.
///
/// Each element of `sought` is a sequence of stems; a phrase is marked where it stands as a whole.
pub(super) fn highlights(
    analyser: &mut TextAnalyzer,
    sought: &[Vec<String>],
    text: &str,
) -> Vec<Range<usize>> {
    let tokens = tokens(analyser, text);
    let mut ranges: Vec<Range<usize>> =
        sought.iter().flat_map(|stems| occurrences(&tokens, stems)).collect();
    ranges.sort_by_key(|r| (r.start, r.end));
    joined(ranges)
}

fn tokens(analyser: &mut TextAnalyzer, text: &str) -> Vec<(String, Range<usize>)> {
    let mut stream = analyser.token_stream(text);
    let mut tokens = Vec::new();
    while stream.advance() {
        let token = stream.token();
        tokens.push((token.text.clone(), token.offset_from..token.offset_to));
    }
    tokens
}

fn occurrences(tokens: &[(String, Range<usize>)], stems: &[String]) -> Vec<Range<usize>> {
    let windows = tokens.windows(stems.len().max(1));
    let hits = windows.filter(|w| w.iter().map(|t| &t.0).eq(stems));
    hits.map(|w| w[0].1.start..w[w.len() - 1].1.end).collect()
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
    use crate::search::query::stems;
    use crate::search::schema::analyser;

    fn check(queries: &[&str], text: &str, expected: &[&str]) {
        let mut analyser = analyser();
        let sought: Vec<_> = queries.iter().map(|q| stems(&mut analyser, q)).collect();
        let ranges = highlights(&mut analyser, &sought, text);
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
        check(&["fire doors"], "Fire doors and a fire alarm", &["Fire doors"]);
        check(&["fire", "fire doors"], "fire doors", &["fire doors"]);
        check(&[], "nothing", &[]);
    }
}
