//! Columns of text by the gutters between them.

use super::row::{Row, is_mark, is_tick};
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::para::is_number;
use crate::extract::pdf::words::Word;

/// Least width of a gutter, in font sizes, over a few lines and over many.
const GUTTER_EM: (f64, f64) = (0.6, 0.35);
/// Lines over which a gutter of the lesser width is no accident.
const MANY_LINES: usize = 8;
/// Least width of a gutter that is no wider than a space, in font sizes.
const TIGHT_EM: f64 = 0.12;
/// Lines that must have words on both sides of such a gutter.
const TIGHT_LINES: usize = 6;
/// Share of those lines whose right side begins at the gutter, at the text or its hanging indent.
const TIGHT_STARTS: f64 = 0.8;
/// Least width of the text on either side of such a gutter, in font sizes.
const TIGHT_SIDES_EM: (f64, f64) = (2.0, 6.0);
/// Edges of text within this are one edge.
const EDGE_PT: f64 = 1.5;
/// Steps to a point in which gutters are measured.
const STEPS_PER_PT: f64 = 2.0;
/// Share of lines that may cross a gutter: headings over several columns.
const CROSSING_SHARE: f64 = 0.08;

/// A column: from its left edge to its right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub left: f64,
    pub right: f64,
}

impl Column {
    pub fn holds(&self, word: &Word) -> bool {
        (self.left - 1.0..self.right + 1.0).contains(&word.at.center_x())
    }

    pub fn words<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r Word> {
        row.words_in(self.left - 1.0, self.right + 1.0)
    }

    /// Tells whether a line has words in the column.
    pub fn meets(&self, row: &Row) -> bool {
        self.words(row).next().is_some()
    }
}

/// Finds the columns of a region; none if there is but one.
pub fn columns(rows: &[&Row], at: &Rect) -> Option<Vec<Column>> {
    let size = rows.iter().map(|r| r.line.size).fold(0.0, f64::max).min(14.0);
    let cover = Cover::of(rows, at);
    let least = if rows.len() >= MANY_LINES { GUTTER_EM.1 } else { GUTTER_EM.0 };
    let wide = cover.columns(|gap| gap >= least * size);
    let marked: Vec<Vec<Rect>> = rows.iter().map(|r| r.marked_words()).collect();
    let mut columns = Vec::new();
    for column in wide {
        columns.extend(split_tight(column, &marked, &cover, size));
    }
    join_marks(&mut columns, rows);
    columns.retain(|c| rows.iter().any(|r| c.meets(r)));
    (columns.len() > 1).then_some(columns)
}

/// How many lines cover each step of a region's width.
struct Cover {
    left: f64,
    steps: Vec<usize>,
    /// Lines that may cross a gutter.
    allowed: usize,
}

impl Cover {
    fn of(rows: &[&Row], at: &Rect) -> Self {
        let count = ((at.width() * STEPS_PER_PT).ceil() as usize).clamp(1, 6_000);
        let mut steps = vec![0_usize; count];
        let step = |x: f64| (((x - at.left).max(0.0) * STEPS_PER_PT) as usize).min(count - 1);
        for word in rows.iter().flat_map(|r| r.solid()) {
            steps[step(word.left)..=step(word.right)].iter_mut().for_each(|c| *c += 1);
        }
        let allowed = (rows.len() as f64 * CROSSING_SHARE).floor() as usize;
        let allowed = if rows.len() >= 5 { allowed.max(1) } else { allowed };
        Self { left: at.left, steps, allowed }
    }

    fn x(&self, step: usize) -> f64 {
        self.left + step as f64 / STEPS_PER_PT
    }

    /// Returns the columns between gaps that `is_gutter` by their width in points.
    fn columns(&self, is_gutter: impl Fn(f64) -> bool) -> Vec<Column> {
        let mut columns = Vec::new();
        let mut start = 0;
        for (from, to) in self.gaps() {
            if is_gutter((to - from) as f64 / STEPS_PER_PT) {
                let (from, to) = self.freest(from, to);
                columns.push(Column { left: self.x(start), right: self.x(from) });
                start = to;
            }
        }
        columns.push(Column { left: self.x(start), right: self.x(self.steps.len()) });
        columns
    }

    /// Returns the part of a gap that the fewest lines cross, the widest of equals.
    fn freest(&self, from: usize, to: usize) -> (usize, usize) {
        let least = self.steps[from..to].iter().copied().min().unwrap_or(0);
        let mut best = (from, from);
        let mut step = from;
        while step < to {
            let end = (step..to).find(|s| self.steps[*s] > least).unwrap_or(to);
            if end - step > best.1 - best.0 {
                best = (step, end);
            }
            step = end + 1;
        }
        best
    }

    /// Returns the free steps between covered ones, as half-open ranges.
    fn gaps(&self) -> Vec<(usize, usize)> {
        let is_free = |s: &usize| self.steps[*s] <= self.allowed;
        let mut gaps = Vec::new();
        let mut step = 0;
        while step < self.steps.len() {
            let end = (step..self.steps.len()).find(|s| !is_free(s)).unwrap_or(self.steps.len());
            if end > step && step > 0 && end < self.steps.len() {
                gaps.push((step, end));
            }
            step = end + 1;
        }
        gaps
    }
}

/// Cuts a column at gutters no wider than a space, which are told by how many lines respect them
/// and by what begins right after them.
///
/// `rows` are the words of the lines, each list mark together with the word after it.
fn split_tight(column: Column, rows: &[Vec<Rect>], cover: &Cover, size: f64) -> Vec<Column> {
    let inside = |w: &&Rect| (column.left - 1.0..column.right + 1.0).contains(&w.center_x());
    let lines = rows.iter().map(|words| words.iter().filter(inside).copied().collect());
    let lines: Vec<Vec<Rect>> = lines.filter(|words: &Vec<Rect>| !words.is_empty()).collect();
    let mut columns = vec![column];
    for edge in common_starts(&lines) {
        if let Some(gutter) = tight_gutter(&lines, edge, cover.allowed)
            && gutter >= TIGHT_EM * size
            && let Some(last) = columns.last_mut()
            && edge - gutter > last.left + TIGHT_SIDES_EM.0 * size
            && last.right > edge + TIGHT_SIDES_EM.1 * size
        {
            let right = last.right;
            last.right = edge - gutter;
            columns.push(Column { left: edge, right });
        }
    }
    columns
}

/// Returns the left edges at which many words begin after a first one, from left to right.
fn common_starts(lines: &[Vec<Rect>]) -> Vec<f64> {
    let mut starts: Vec<f64> =
        lines.iter().flat_map(|l| l.iter().skip(1)).map(|w| w.left).collect();
    starts.sort_by(f64::total_cmp);
    let mut common: Vec<f64> = Vec::new();
    let mut from = 0;
    while from < starts.len() {
        let to = starts[from..].iter().take_while(|x| **x - starts[from] <= EDGE_PT).count() + from;
        if to - from >= TIGHT_LINES / 2 {
            common.push(starts[from]);
        }
        from = to;
    }
    common
}

/// Returns the width of the gutter that ends at an edge; none if lines run across it or too few
/// lines have words on both sides.
fn tight_gutter(lines: &[Vec<Rect>], edge: f64, allowed: usize) -> Option<f64> {
    let mut lefts: Vec<f64> = Vec::new();
    let (mut crossing, mut both) = (0, 0);
    let mut reach = f64::MIN;
    for words in lines {
        let last = words.iter().rfind(|w| w.left < edge - 0.5);
        let first = words.iter().find(|w| w.left >= edge - 0.5);
        match (last, first) {
            (Some(last), _) if last.right > edge - 0.5 => crossing += 1,
            (last, Some(first)) => {
                lefts.push(first.left - edge);
                both += usize::from(last.is_some());
                reach = last.map_or(reach, |l| reach.max(l.right));
            }
            (Some(last), None) => reach = reach.max(last.right),
            (None, None) => {}
        }
    }
    let at_edge = lefts.iter().filter(|l| **l <= EDGE_PT).count();
    let hanging = lefts.iter().filter(|l| **l > EDGE_PT).map(|l| (l / EDGE_PT).round() as i64);
    let mut counts = std::collections::BTreeMap::new();
    hanging.for_each(|l| *counts.entry(l).or_insert(0_usize) += 1);
    let hanging = counts.values().copied().max().unwrap_or(0);
    let starts = (at_edge + hanging) as f64 >= TIGHT_STARTS * lefts.len() as f64;
    (crossing <= allowed && both >= TIGHT_LINES && starts).then_some(edge - reach)
}

/// A column of nothing but list marks belongs to the text on its right; so do numbers without a
/// head of their own.
fn join_marks(columns: &mut Vec<Column>, rows: &[&Row]) {
    let mut index = 0;
    while index + 1 < columns.len() {
        let words = || rows.iter().flat_map(|r| columns[index].words(r));
        let marks = words().filter(|w| is_mark(&w.text) && !is_tick(&w.text)).count();
        let mostly = marks * 10 >= words().count() * 9;
        let numbers = words().next().is_some() && words().all(|w| is_label(&w.text));
        if mostly || numbers {
            columns[index + 1].left = columns[index].left;
            columns.remove(index);
        } else {
            index += 1;
        }
    }
}

/// Tells whether a word numbers what follows it: `3.`, `1.2`, `b)`, or is its code: `K1`.
fn is_label(text: &str) -> bool {
    let digits =
        text.trim_end_matches([':', '.']).trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_code = text.len() > digits.len() && !digits.is_empty() && text.len() - digits.len() <= 3;
    is_number(text) || is_code && digits.bytes().all(|b| b.is_ascii_digit())
}
