//! Pages of a text file whose columns are kept by spaces, as if they had been printed: each letter is
//! as wide as the next one.

use super::aligned::{Column, is_mark, row_edges};
use super::content::{PageContent, Rule};
use super::emit::Emitter;
use super::geometry::Rect;
use super::habits::habits;
use super::page;
use super::para::{Habits, is_number};
use super::words::Word;
use crate::model::Block;
use std::ops::Range;

/// Font size in points.
const SIZE: f64 = 10.0;
/// Width of a letter, on average.
const LETTER: f64 = 0.44 * SIZE;
/// Width of a single blank: as narrow as in print, so that it parts no columns. The letters between gaps
/// are set as much wider.
const SPACE: f64 = 0.22 * SIZE;
/// Distance of lines.
const PITCH: f64 = 1.2 * SIZE;

/// Reads pages of text, one string each.
pub(in crate::extract) fn typed(pages: &[&str]) -> Vec<Block> {
    let pages: Vec<Typed> = pages.iter().map(|p| Typed::of(p)).collect();
    let words: Vec<Vec<Word>> = pages.iter().map(Typed::words).collect();
    let habits = habits(&words);
    let contents: Vec<PageContent> =
        (1..).zip(pages.iter().zip(&words)).map(|(n, (p, w))| p.content(n, w, &habits)).collect();
    let items = page::items(&contents, words, &habits);
    Emitter::new(&habits, &contents, false).blocks(&items)
}

/// A page's lines, and the tables in them.
struct Typed {
    lines: Vec<Vec<char>>,
    regions: Vec<Region>,
}

/// Lines through which rivers run in which none of them has a letter.
struct Region {
    lines: Range<usize>,
    rivers: Vec<Range<usize>>,
}

impl Typed {
    fn of(page: &str) -> Self {
        let lines: Vec<Vec<char>> = page.lines().map(|l| l.trim_end().chars().collect()).collect();
        let regions = regions(&lines);
        Self { lines, regions }
    }

    fn words(&self) -> Vec<Word> {
        let mut words = Vec::new();
        for (row, line) in self.lines.iter().enumerate() {
            for part in parts(line) {
                set(&line[part.clone()], part.start, row, &mut words);
            }
        }
        words
    }

    /// Returns the page with the edges of its tables' cells for rules.
    fn content(&self, number: u32, words: &[Word], habits: &Habits) -> PageContent {
        let widest = self.lines.iter().map(Vec::len).max().unwrap_or_default();
        let (width, height) = (LETTER * widest as f64, PITCH * (self.lines.len() + 1) as f64);
        let rules = self.regions.iter().flat_map(|r| r.rules(&self.lines, words, habits));
        PageContent { number, width, height, rules: rules.collect(), ..PageContent::default() }
    }
}

/// Sets a part of a line that begins at a column.
fn set(text: &[char], col: usize, row: usize, words: &mut Vec<Word>) {
    let baseline = PITCH * (row + 1) as f64;
    let gaps = text.iter().filter(|c| c.is_whitespace()).count();
    let room = LETTER * text.len() as f64 - SPACE * gaps as f64;
    let letter = room / (text.len() - gaps).max(1) as f64;
    let mut left = LETTER * col as f64;
    for word in text.split(|c| c.is_whitespace()) {
        let right = left + letter * word.len() as f64;
        let (top, bottom) = (baseline - 0.8 * SIZE, baseline + 0.2 * SIZE);
        let at = Rect { left, top, right, bottom };
        let text = word.iter().collect::<String>().into();
        let order = words.len();
        words.push(Word { text, at, baseline, size: SIZE, order, ..Word::default() });
        left = right + SPACE;
    }
}

impl Region {
    /// Returns the edges of the cells.
    fn rules(&self, lines: &[Vec<char>], words: &[Word], habits: &Habits) -> Vec<Rule> {
        let widest = lines[self.lines.clone()].iter().map(Vec::len).max().unwrap_or_default();
        let top = PITCH * (self.lines.start + 1) as f64 - SIZE;
        let bottom = PITCH * self.lines.end as f64 + 0.2 * SIZE;
        let at = Rect { left: 0.0, top, right: LETTER * (widest + 1) as f64, bottom };
        let starts = std::iter::once(0).chain(self.rivers.iter().map(|r| r.end));
        let ends = self.rivers.iter().map(|r| r.start).chain([widest]);
        let edge = |col: usize| LETTER * col as f64;
        let columns: Vec<Column> =
            starts.zip(ends).map(|(l, r)| Column { left: edge(l), right: edge(r) }).collect();
        let rows = row_edges(&at, &columns, words, habits);
        let inner = self.rivers.iter().map(|r| LETTER * (r.end as f64 - 0.5));
        let plumb = [at.left - 1.0].into_iter().chain(inner).chain([at.right]);
        let rule = |at, plumb| Rule { at, plumb, side: false };
        let plumb = plumb.map(|x| rule(Rect { left: x, right: x, ..at }, true));
        let level = rows.into_iter().map(|y| rule(Rect { top: y, bottom: y, ..at }, false));
        plumb.chain(level).collect()
    }
}

/// Returns the parts of a line between gaps of several blanks.
fn parts(line: &[char]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.iter().enumerate().filter(|(_, c)| !c.is_whitespace()) {
        match parts.last_mut() {
            Some(last) if at <= last.end + 1 => last.end = at + 1,
            _ => parts.push(at..at + 1),
        }
    }
    parts
}

/// Finds the tables of a page.
fn regions(lines: &[Vec<char>]) -> Vec<Region> {
    let blanks: Vec<Vec<Range<usize>>> = lines.iter().map(|l| blanks(l)).collect();
    let mut regions = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (rivers, mut end) = flow(&blanks, at);
        while end > at && alone(&blanks, end - 1) {
            end -= 1;
        }
        let region = Region { rivers: parting(rivers, &lines[at..end]), lines: at..end };
        at = end.max(at + 1);
        if !region.rivers.is_empty() {
            regions.push(region);
        }
    }
    regions
}

/// Follows the rivers that begin in a line down, as long as none of them dries up. Returns them and
/// the first line behind.
fn flow(blanks: &[Vec<Range<usize>>], first: usize) -> (Vec<Range<usize>>, usize) {
    let mut rivers = blanks[first].clone();
    rivers.pop();
    let (mut end, mut below) = (first + 1, first + 1);
    while !rivers.is_empty() && below < blanks.len() {
        if is_empty(&blanks[below]) {
            below += 1;
            continue;
        }
        let narrowed = shared(&rivers, &blanks[below]);
        let runs = |r: &Range<usize>| narrowed.iter().any(|n| r.start <= n.start && n.end <= r.end);
        // What stands alone behind several empty lines heads another table.
        let anew = below - end > 1 && is_part_in_front(&blanks[below]);
        if anew || !rivers.iter().all(runs) {
            break;
        }
        rivers = narrowed;
        below += 1;
        end = below;
    }
    (rivers, end)
}

/// Returns the ranges of blanks that are wide enough for a river; the last one is what is behind the
/// line.
fn blanks(line: &[char]) -> Vec<Range<usize>> {
    let parts = parts(line);
    let starts = std::iter::once(0).chain(parts.iter().map(|p| p.end));
    let ends = parts.iter().map(|p| p.start).chain([usize::MAX]);
    starts.zip(ends).map(|(from, to)| from..to).filter(|r| r.len() > 1).collect()
}

fn is_empty(blanks: &[Range<usize>]) -> bool {
    blanks == [0..usize::MAX]
}

/// Tells whether a line has but one part, at its beginning.
fn is_part_in_front(blanks: &[Range<usize>]) -> bool {
    matches!(blanks, [behind] if behind.start > 0)
}

/// Tells whether a line is empty or stands alone behind an empty one.
fn alone(blanks: &[Vec<Range<usize>>], line: usize) -> bool {
    let behind_empty = || line > 0 && is_empty(&blanks[line - 1]);
    is_empty(&blanks[line]) || is_part_in_front(&blanks[line]) && behind_empty()
}

/// Returns where ranges overlap, if widely enough.
fn shared(rivers: &[Range<usize>], blanks: &[Range<usize>]) -> Vec<Range<usize>> {
    let overlap = |r: &Range<usize>, b: &Range<usize>| r.start.max(b.start)..r.end.min(b.end);
    let all = rivers.iter().flat_map(|r| blanks.iter().map(move |b| overlap(r, b)));
    all.filter(|r| r.start < r.end && r.len() > 1).collect()
}

/// Returns the rivers that part columns: several lines have text on both sides, and what is left of
/// them is more than the marks of a list.
fn parting(rivers: Vec<Range<usize>>, lines: &[Vec<char>]) -> Vec<Range<usize>> {
    /// Fewest lines with text on both sides.
    const LINES: usize = 2;
    let mut from = 0;
    let mut kept = Vec::new();
    for river in rivers.into_iter().filter(|r| r.start > 0) {
        let cells = lines.iter().filter_map(|line| {
            let left: String = line.get(from..river.start.min(line.len()))?.iter().collect();
            let left = left.trim().to_owned();
            (!left.is_empty()).then_some((left, line.len() > river.end))
        });
        let cells: Vec<(String, bool)> = cells.collect();
        let both = cells.iter().filter(|(_, right)| *right).count();
        let marks = cells.iter().all(|(left, _)| is_mark(left) || is_number(left));
        if both >= LINES && !marks {
            from = river.end;
            kept.push(river);
        }
    }
    kept
}
