//! Tables of a text file whose columns are kept by spaces, read as if they had been printed: each letter
//! is as wide as the next one, and rules run where no line has a letter.

use super::aligned::{Column, is_mark, row_edges};
use super::content::{PageContent, Rule};
use super::emit::Emitter;
use super::geometry::Rect;
use super::habits::habits;
use super::page;
use super::para::{Habits, is_number};
use super::words::Word;
use crate::model::Block;
use crate::text::mark::is_method_code;
use std::ops::Range;

/// Font size in points.
const SIZE: f64 = 10.0;
/// Width of a letter, on average.
const LETTER: f64 = 0.44 * SIZE;
/// Width of a single blank: as narrow as in print, so that it parts no columns. The letters between gaps
/// are set as much wider.
const SPACE: f64 = 0.22 * SIZE;
/// Bytes of the longest line of a table.
const MOST_LETTERS: usize = 500;
/// Lines of a table that are read together; what goes on below has its columns.
const MOST_LINES: usize = 1_000;
/// Distance of lines.
const PITCH: f64 = 1.2 * SIZE;

/// A table whose columns are kept by spaces.
pub(in crate::extract) struct TypedTable {
    /// Its lines, from 0.
    pub lines: Range<usize>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// Finds the tables among lines.
pub(in crate::extract) fn typed_tables(lines: &[&str]) -> Vec<TypedTable> {
    let lines: Vec<Vec<char>> = lines.iter().map(|l| letters(l)).collect();
    let regions = regions(&lines);
    let pages: Vec<Vec<Word>> = regions.iter().map(|r| r.words(&lines)).collect();
    let habits = habits(&pages);
    let table = |(region, words): (&Region, Vec<Word>)| {
        let contents = [region.content(&lines, &words, &habits)];
        let items = page::items(&contents, vec![words], &habits);
        let blocks = Emitter::new(&habits, &contents, false).blocks(&items);
        TypedTable { lines: region.lines.clone(), blocks }
    };
    regions.iter().zip(pages).map(table).collect()
}

/// Returns a line's letters; none of one whose layout something else tells, or that is none of a table
/// that a person reads.
fn letters(line: &str) -> Vec<char> {
    let line = line.trim_end();
    // Labels and values in one line are no cells: "Title:   Cook     Grade: D".
    let facts = || line.matches(": ").count() > 1;
    match line.len() > MOST_LETTERS || line.contains(['\t', '<', '|']) || facts() {
        true => Vec::new(),
        false => line.chars().collect(),
    }
}

/// Lines through which rivers run in which none of them has a letter.
struct Region {
    lines: Range<usize>,
    rivers: Vec<Range<usize>>,
    /// Each label with its value is a row.
    form: bool,
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
    fn words(&self, lines: &[Vec<char>]) -> Vec<Word> {
        let mut words = Vec::new();
        for (row, line) in lines[self.lines.clone()].iter().enumerate() {
            for part in parts(line) {
                set(&line[part.clone()], part.start, row, &mut words);
            }
        }
        words
    }

    /// Returns the page of the table, with the edges of its cells for rules.
    fn content(&self, lines: &[Vec<char>], words: &[Word], habits: &Habits) -> PageContent {
        let widest = lines[self.lines.clone()].iter().map(Vec::len).max().unwrap_or_default();
        let (width, bottom) =
            (LETTER * (widest + 1) as f64, PITCH * (self.lines.len() as f64 + 0.4));
        let at = Rect { left: 0.0, top: 0.0, right: width, bottom };
        let starts = std::iter::once(0).chain(self.rivers.iter().map(|r| r.end));
        let ends = self.rivers.iter().map(|r| r.start).chain([widest]);
        let edge = |col: usize| LETTER * col as f64;
        let columns: Vec<Column> =
            starts.zip(ends).map(|(l, r)| Column { left: edge(l), right: edge(r) }).collect();
        let rule = |at, plumb| Rule { at, plumb, side: false };
        let inner = self.rivers.iter().map(|r| LETTER * (r.end as f64 - 0.5));
        let plumb = [at.left - 1.0].into_iter().chain(inner).chain([at.right]);
        let plumb = plumb.map(|x| rule(Rect { left: x, right: x, ..at }, true));
        let pauses = match self.form {
            true => self.facts(lines),
            false => self.pauses(lines),
        };
        let level = match pauses.is_empty() {
            true => row_edges(&at, &columns, words, habits),
            false => [vec![at.top, at.bottom], pauses].concat(),
        };
        let level = level.into_iter();
        let level = level.map(|y| rule(Rect { top: y, bottom: y, ..at }, false));
        let rules = plumb.chain(level).collect();
        PageContent { number: 1, width, height: bottom, rules, ..PageContent::default() }
    }

    /// Returns the heights above the lines that begin with a label, but for the first.
    fn facts(&self, lines: &[Vec<char>]) -> Vec<f64> {
        let lines = lines[self.lines.clone()].iter().enumerate().skip(1);
        let labelled = lines.filter(|(_, line)| line.first().is_some_and(|c| !c.is_whitespace()));
        labelled.map(|(row, _)| PITCH * row as f64 + 0.2 * SIZE).collect()
    }

    /// Returns the heights of the empty lines: they part rows wherever there are some.
    fn pauses(&self, lines: &[Vec<char>]) -> Vec<f64> {
        let lines = &lines[self.lines.clone()];
        let empty = (1..lines.len()).filter(|i| lines[*i].is_empty() && !lines[*i - 1].is_empty());
        empty.map(|i| PITCH * (i as f64 + 1.0)).collect()
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
        let facts = facts(&lines[at..end]);
        let end = facts.map_or(end, |count| at + count);
        let rivers = parting(rivers, &lines[at..end], facts.is_some());
        let region = Region { rivers, lines: at..end, form: facts.is_some() };
        at = end.max(at + 1);
        if !region.rivers.is_empty() {
            regions.push(region);
        }
    }
    regions
}

/// Counts the first lines if they are facts and the only ones of two columns: a label and its value on
/// each, or more of the value.
fn facts(lines: &[Vec<char>]) -> Option<usize> {
    /// Fewest facts, and fewest statements with a letter behind them.
    const FACTS: (usize, usize) = (3, 2);
    /// Most words of a label.
    const WORDS: usize = 5;
    let begins = |line: &[char]| line.first().is_some_and(|c| !c.is_lowercase());
    let is_label = |line: &[char]| {
        let words = line.split(|c| c.is_whitespace()).filter(|w| !w.is_empty());
        words.count() <= WORDS && begins(line)
    };
    // Letters for essential and desirable, codes of methods, ticks.
    let is_answer = |value: &[char]| {
        value.len() == 1 && value[0] != '£' || is_method_code(&value.iter().collect::<String>())
    };
    let is_fact = |line: &Vec<char>| match parts(line).as_slice() {
        [label, value] if label.start == 0 => {
            let (label, value) = (&line[label.clone()], &line[value.clone()]);
            begins(value) && (is_label(label) || begins(label) && is_answer(value))
        }
        [rest] => rest.start > 1,
        _ => false,
    };
    let count = lines.iter().take_while(|l| is_fact(l)).count();
    let (told, below) = lines.split_at(count);
    let labels = told.iter().filter(|l| l.first().is_some_and(|c| !c.is_whitespace())).count();
    let alone = || below.iter().all(|l| parts(l).len() < 2);
    let answered = |line: &Vec<char>| matches!(parts(line).as_slice(), [_, value] if is_answer(&line[value.clone()]));
    let answered = labels >= FACTS.1 && told.iter().all(answered);
    (answered || labels >= FACTS.0 && alone()).then_some(count)
}

/// Follows the rivers that begin in a line down, as long as none of them dries up. Returns them and
/// the first line behind.
fn flow(blanks: &[Vec<Range<usize>>], first: usize) -> (Vec<Range<usize>>, usize) {
    let mut rivers = blanks[first].clone();
    rivers.pop();
    let (mut end, mut below) = (first + 1, first + 1);
    while !rivers.is_empty() && below < blanks.len().min(first + MOST_LINES) {
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
    matches!(blanks, [all] if *all == (0..usize::MAX))
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

/// Returns the rivers that part columns: lines have text on both sides, and what is left of them is
/// more than the marks of a list. Of facts (`form`) two are enough.
fn parting(rivers: Vec<Range<usize>>, lines: &[Vec<char>], form: bool) -> Vec<Range<usize>> {
    /// Fewest lines with text on both sides of the only river, and of one of several.
    const BOTH: (usize, usize) = (3, 1);
    /// Fewest lines with text on either side.
    const SIDE: usize = 2;
    let mut from = 0;
    let mut kept = Vec::new();
    let rivers = rivers.into_iter().filter(|r| r.start > 0);
    for river in rivers {
        let left = |line: &Vec<char>| -> String {
            line[from.min(line.len())..river.start.min(line.len())].iter().collect()
        };
        let cells: Vec<(String, bool)> =
            lines.iter().map(|l| (left(l).trim().to_owned(), l.len() > river.end)).collect();
        let labels = || cells.iter().filter(|(left, _)| !left.is_empty());
        let both = labels().filter(|(_, right)| *right).count();
        let right = cells.iter().filter(|(_, right)| *right).count();
        let marks = labels().all(|(left, _)| is_mark(left) || is_number(left));
        if both >= BOTH.1 && labels().count() >= SIDE && right >= SIDE && !marks {
            from = river.end;
            kept.push((river, both));
        }
    }
    match kept.as_slice() {
        [(_, both)] if *both < BOTH.0 && !form => Vec::new(),
        _ => kept.into_iter().map(|(river, _)| river).collect(),
    }
}
