//! What a document's own pages say about its text: line distance, size, vocabulary.

use super::para::Habits;
use super::words::{self, Word};
use super::wraps::{Measure, Pair, in_columns};
use std::collections::{BTreeMap, HashSet};

/// Line distance taken when there is nothing to measure, in font sizes.
const PITCH_EM: f64 = 1.2;
/// Share of all line distances that a cluster must have to be the usual one.
const USUAL_SHARE: f64 = 0.12;

/// Line distance from which on it takes a line that surely goes on to tell that lines of one
/// paragraph are so far apart, in font sizes.
const WIDE_EM: f64 = 1.6;

/// How often lines stand at a distance, and how many of them surely go on with the line above.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    wrapped: usize,
}

/// Measures a document by the words of its pages.
pub fn habits(pages: &[Vec<Word>]) -> Habits {
    let mut distances: BTreeMap<i64, Count> = BTreeMap::new();
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    let mut vocabulary = HashSet::new();
    let mut plain = String::new();
    let mut wraps = Measure::default();
    for page in pages {
        for pair in in_columns(&words::lines(page.iter().collect())) {
            wraps.add(&pair);
            let Some(at) = distance(&pair) else { continue };
            let count = distances.entry(at).or_default();
            count.all += 1;
            count.wrapped += usize::from(pair.is_wrap());
        }
        for word in page {
            *sizes.entry((word.size * 2.0).round() as i64).or_default() += word.text.len();
            let letters = word.text.trim_matches(|c: char| !c.is_alphanumeric());
            plain.clear();
            if letters.is_ascii() {
                plain.push_str(letters);
                plain.make_ascii_lowercase();
            } else {
                plain.extend(letters.chars().flat_map(char::to_lowercase));
            }
            if plain.len() > 1 && !vocabulary.contains(&plain) {
                vocabulary.insert(plain.clone());
            }
        }
    }
    let body = sizes.iter().max_by_key(|(_, letters)| **letters).map_or(20, |(size, _)| *size);
    let plain_hyphens = vocabulary.iter().any(|w| w.contains('-'));
    Habits {
        pitch_em: usual(&distances),
        wraps: wraps.done(),
        vocabulary,
        plain_hyphens,
        body_size: body as f64 / 2.0,
    }
}

/// Returns the distance of two lines of one size below each other, in twentieths of the size.
fn distance(pair: &Pair<'_>) -> Option<i64> {
    let em = pair.em();
    (pair.is_of_one_size() && (0.8..2.6).contains(&em)).then(|| (em * 20.0).round() as i64)
}

/// Returns the smallest distance that is common enough to be that of wrapped lines.
fn usual(distances: &BTreeMap<i64, Count>) -> f64 {
    let all: usize = distances.values().map(|c| c.all).sum();
    let near = |at: i64| distances.range(at - 1..=at + 1).map(|(_, c)| c);
    let common =
        |at: i64| near(at).map(|c| c.all).sum::<usize>() as f64 >= USUAL_SHARE * all as f64;
    let wraps = |at: i64| (at as f64) < WIDE_EM * 20.0 || near(at).any(|c| c.wrapped > 0);
    let first = distances.keys().find(|at| common(**at) && wraps(**at));
    let peak = first.and_then(|f| distances.range(*f..=f + 2).max_by_key(|(_, c)| c.all));
    peak.map_or(PITCH_EM, |(at, _)| *at as f64 / 20.0)
}
