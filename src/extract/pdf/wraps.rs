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
const ENOUGH: usize = 12;
/// Share of such lines that may stand farther apart, by other causes.
const STRAY_SHARE: f64 = 0.02;
/// Distance beyond the widest one from which a line is another paragraph's, in font sizes.
const BEYOND_EM: f64 = 0.07;
/// Gap between words that parts columns, in font sizes.
const COLUMN_GAP_EM: f64 = 1.2;
/// Left edges of lines of one column differ by no more, in font sizes.
const EDGE_EM: f64 = 0.3;
/// Distance of lines that may belong together at most, in font sizes.
const REACH_EM: f64 = 2.2;

/// Widest distance of the lines of one paragraph, by font size.
#[derive(Clone, Debug, Default)]
pub struct Wraps {
    widest: BTreeMap<i64, f64>,
}

impl Wraps {
    /// Measures a document by the lines of its pages.
    pub fn of(pages: &[Vec<Line<&Word>>]) -> Self {
        let mut counts: BTreeMap<i64, BTreeMap<i64, usize>> = BTreeMap::new();
        for lines in pages {
            let parts: Vec<Part> = lines.iter().flat_map(parts).collect();
            for (index, part) in parts.iter().enumerate() {
                let Some(em) = wrap(part, &parts[index + 1..]) else { continue };
                let steps = (em / STEP_EM).round() as i64;
                *counts.entry(key(part.size)).or_default().entry(steps).or_default() += 1;
            }
        }
        let widest = counts.into_iter().filter_map(|(size, c)| Some((size, widest(&c)?)));
        Self { widest: widest.collect() }
    }

    /// Tells whether lines of a size never stand so far apart within a paragraph.
    pub fn part(&self, pitch: f64, size: f64) -> bool {
        self.widest.get(&key(size)).is_some_and(|em| pitch > (em + BEYOND_EM) * size)
    }
}

fn key(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// Words of a line that stand in one column.
struct Part<'w> {
    first: &'w Word,
    last: &'w Word,
    size: f64,
    baseline: f64,
}

fn parts<'w>(line: &Line<&'w Word>) -> Vec<Part<'w>> {
    let apart =
        |a: &&'w Word, b: &&'w Word| b.at.left - a.at.right < COLUMN_GAP_EM * a.size.max(b.size);
    let part = |words: &[&'w Word]| {
        let (first, last) = (*words.first()?, *words.last()?);
        Some(Part { first, last, size: first.size, baseline: first.baseline })
    };
    line.words.chunk_by(apart).filter_map(part).collect()
}

/// Returns the distance to the line right below in the column, if it surely goes on with this one.
fn wrap(part: &Part, below: &[Part]) -> Option<f64> {
    let near = below.iter().take_while(|b| b.baseline - part.baseline < REACH_EM * part.size);
    let in_column = |b: &&Part| {
        (b.first.at.left - part.first.at.left).abs() < EDGE_EM * part.size
            && b.baseline - part.baseline > 0.5 * part.size
    };
    let next = near.clone().find(in_column)?;
    let goes_on = next.first.text.chars().count() > 1
        && next.first.text.starts_with(char::is_lowercase)
        && !part.last.text.ends_with(['.', ':', ';', '!', '?'])
        && key(next.size) == key(part.size);
    goes_on.then(|| (next.baseline - part.baseline) / part.size)
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
