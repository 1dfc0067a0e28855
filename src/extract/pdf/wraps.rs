//! How far apart a document sets the lines of one paragraph, measured where a line surely goes on
//! with the one above it.
//!
//! Programs part the paragraphs of a cell by a point or two, which is less than lines of other
//! documents are apart. So the document itself has to tell: no line that begins small, below one
//! that is open, stands farther from it.

use super::words::{Line, Word};
use std::collections::BTreeMap;

/// Distances are counted in this share of the font size.
const STEP_EM: f64 = 0.02;
/// Lines that surely go on, from which their distances tell anything.
const ENOUGH: usize = 5;
/// Share of such lines that may stand farther apart, by other causes.
const STRAY_SHARE: f64 = 0.04;
/// Distance beyond the widest one from which a line is another paragraph's, in font sizes.
const BEYOND_EM: f64 = 0.07;
/// Gap between words that parts columns, in font sizes.
const COLUMN_GAP_EM: f64 = 1.2;
/// Gap between words of one column at most, as a rule, in font sizes.
const SPACE_EM: f64 = 0.4;
/// Left edges of lines of one column differ by no more, in font sizes.
const EDGE_EM: f64 = 0.3;
/// Distance of lines that may belong together at most, in font sizes.
const REACH_EM: f64 = 2.6;
/// Lines that may stand within that distance.
const NEAR: usize = 16;
/// Distance from which on words stand on two lines, in font sizes.
const LEAST_EM: f64 = 0.5;

/// Widest distance of the lines of one paragraph, by font size.
#[derive(Clone, Debug, Default)]
pub struct Wraps {
    widest: BTreeMap<i64, f64>,
}

/// Counts distances while a document's pages are gone through.
#[derive(Debug, Default)]
pub struct Measure {
    /// How many lines stand at a distance, by font size.
    counts: BTreeMap<i64, BTreeMap<i64, usize>>,
}

impl Measure {
    /// Counts a pair, if its second line surely goes on with the first.
    pub fn add(&mut self, pair: &Pair) {
        if pair.is_wrap() && pair.is_of_one_size() {
            let steps = (pair.em() / STEP_EM).round() as i64;
            let of_size = self.counts.entry(key(pair.above.first.size)).or_default();
            *of_size.entry(steps).or_default() += 1;
        }
    }

    pub fn done(self) -> Wraps {
        let widest = self.counts.into_iter().filter_map(|(size, c)| Some((size, widest(&c)?)));
        Wraps { widest: widest.collect() }
    }
}

impl Wraps {
    /// Tells whether lines of a size never stand so far apart within a paragraph.
    pub fn part(&self, pitch: f64, size: f64) -> bool {
        self.widest.get(&key(size)).is_some_and(|em| pitch > (em + BEYOND_EM) * size)
    }
}

/// Sizes as they are told apart: in half points.
fn key(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// Words of a line that stand in one column.
#[derive(Clone, Copy)]
struct Part<'w> {
    first: &'w Word,
    last: &'w Word,
}

/// Two lines that stand below each other in a column.
pub struct Pair<'w> {
    above: Part<'w>,
    /// First word of the line below.
    below: &'w Word,
}

impl Pair<'_> {
    /// Returns the distance of the baselines in font sizes.
    pub fn em(&self) -> f64 {
        (self.below.baseline - self.above.first.baseline) / self.above.first.size
    }

    pub fn is_of_one_size(&self) -> bool {
        key(self.above.first.size) == key(self.below.size)
    }

    /// Tells whether the second line surely goes on with the first.
    pub fn is_wrap(&self) -> bool {
        let first = &self.below.text;
        first.chars().count() > 1
            && first.starts_with(char::is_lowercase)
            && !self.above.last.text.ends_with(['.', ':', ';', '!', '?'])
    }
}

/// Returns the lines of a page, each with the next one below it in its column.
pub fn in_columns<'w>(lines: &[Line<&'w Word>]) -> Vec<Pair<'w>> {
    let mut pairs = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let near = lines[index + 1..]
            .iter()
            .take(NEAR)
            .take_while(|b| b.baseline - line.baseline < REACH_EM * line.size)
            .filter(|b| b.baseline - line.baseline > LEAST_EM * line.size);
        for above in parts(line) {
            let below = near.clone().find_map(|l| begins_at(l, above.first.at.left));
            pairs.extend(below.map(|below| Pair { above, below }));
        }
    }
    pairs
}

/// Returns the word that begins a line, or its part behind a gap, at a left edge.
fn begins_at<'w>(line: &Line<&'w Word>, left: f64) -> Option<&'w Word> {
    let at = line.words.partition_point(|w| w.at.left < left - EDGE_EM * w.size);
    let word = *line.words.get(at)?;
    let before = at.checked_sub(1).map(|i| line.words[i].at.right);
    let stands = (word.at.left - left).abs() < EDGE_EM * word.size;
    let begins = before.is_none_or(|right| word.at.left - right > SPACE_EM * word.size);
    (stands && begins).then_some(word)
}

fn parts<'w>(line: &Line<&'w Word>) -> Vec<Part<'w>> {
    let apart =
        |a: &&'w Word, b: &&'w Word| b.at.left - a.at.right < COLUMN_GAP_EM * a.size.max(b.size);
    let part = |words: &[&'w Word]| {
        let (first, last) = (*words.first()?, *words.last()?);
        Some(Part { first, last })
    };
    line.words.chunk_by(apart).filter_map(part).collect()
}

/// Returns the distance beyond which hardly any line stands.
fn widest(counts: &BTreeMap<i64, usize>) -> Option<f64> {
    let all: usize = counts.values().sum();
    let stray = (all as f64 * STRAY_SHARE) as usize;
    let mut beyond = 0;
    let widest = counts.iter().rev().find(|(_, n)| {
        beyond += **n;
        beyond > stray
    });
    widest.filter(|_| all >= ENOUGH).map(|(steps, _)| *steps as f64 * STEP_EM)
}
