//! Finds parts of a page that stand twice: desktop tabs and the mobile accordion with the same
//! text.
//!
//! The second copy is marked [`Layer::Repeat`], never dropped. That text is hidden says nothing,
//! since tabs and accordions hide the only copy too. Two runs of blocks are twins if they hold the
//! same texts in the same order and stand in two containers of which the class names say that they
//! are shown in turn. Runs of plain blocks are left to the structure stage, which knows whose they
//! are.

use super::furniture::{plain, words};
use crate::model::{Block, Body, Layer, Note, NoteCode};
use scraper::node::Element;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Blocks a twin has at least; fewer may be a list that two sections rightly share.
const BLOCKS: usize = 5;
/// Visible characters a twin has at least.
const CHARS: usize = 120;
/// Share of equal blocks in twins.
const EQUAL_SHARE: (usize, usize) = (9, 10);
/// Earlier places of a text at which a twin is looked for.
const PLACES: usize = 12;
/// Blocks one side may have more than the other within a run.
const SKIP: usize = 2;

/// An element that holds several blocks.
#[derive(Clone, Debug)]
pub(super) struct Container {
    blocks: Range<usize>,
    /// When the element is shown, as its class words say.
    shown: BTreeSet<&'static str>,
}

impl Container {
    /// Starts a container at the block to come.
    pub(super) fn open(element: &Element, start: usize) -> Self {
        let shown = element.classes().chain(element.id()).filter_map(shown).collect();
        Self { blocks: start..start, shown }
    }

    /// Returns the container if it holds enough blocks for a twin.
    pub(super) fn close(mut self, end: usize) -> Option<Self> {
        self.blocks.end = end;
        (self.blocks.len() >= BLOCKS).then_some(self)
    }
}

/// Returns what a class says about when its element is shown, in one word per device or widget.
fn shown(class: &str) -> Option<&'static str> {
    let words = words(class);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let responsive = has(&["xs", "sm", "md", "lg", "xl"])
        && has(&["none", "hidden", "block", "visible", "flex"]);
    if has(&["mobile", "phone", "small"]) {
        Some("mobile")
    } else if has(&["desktop", "large"]) {
        Some("desktop")
    } else if responsive {
        Some(if has(&["none", "hidden"]) { "narrow" } else { "wide" })
    } else if has(&["accordion", "accordions"]) {
        Some("accordion")
    } else if has(&["tab", "tabs"]) {
        Some("tabs")
    } else {
        None
    }
}

/// What is compared of one block.
struct Item {
    /// Index of the block.
    block: usize,
    text: String,
    heading: bool,
    rich: usize,
}

/// A pair of runs, as ranges of items, with the number of equal texts.
#[derive(Clone, Debug)]
struct Pair {
    first: Range<usize>,
    second: Range<usize>,
    equal: usize,
}

/// Marks the poorer of two equal parts as [`Layer::Repeat`] and returns one note for each.
pub(super) fn mark(blocks: &mut [Block], containers: &[Container]) -> Vec<Note> {
    let items: Vec<Item> = blocks.iter().enumerate().filter_map(|(i, b)| item(i, b)).collect();
    let finder = Finder { containers: to_items(containers, &items), items };
    let mut notes = Vec::new();
    for copy in finder.copies() {
        let of = |i: usize| finder.items[i].block;
        let (first, last) = (of(copy.start), of(copy.end - 1));
        let message =
            format!("{} blocks stand twice on the page; this copy was left aside.", copy.len());
        notes.push(Note::new(NoteCode::S004, message).at(blocks[first].at.clone()));
        let body = |b: &&mut Block| b.layer == Layer::Body;
        blocks[first..=last].iter_mut().filter(body).for_each(|b| b.layer = Layer::Repeat);
    }
    notes
}

fn item(block: usize, of: &Block) -> Option<Item> {
    if of.layer != Layer::Body {
        return None;
    }
    let (text, heading, rich) = match &of.body {
        Body::Para(p) => {
            let numbered = p.list.as_ref().is_some_and(|l| !l.bullet);
            let bold = p.runs.iter().all(|r| r.bold);
            let rich = usize::from(p.heading.is_some()) * 2 + usize::from(numbered);
            (plain(&p.text()), p.heading.is_some() || bold, rich)
        }
        Body::Table(t) => {
            let cells: Vec<String> = t.cells.iter().map(|c| plain(&c.text())).collect();
            (cells.join(" | "), false, 1)
        }
    };
    (!text.is_empty()).then_some(Item { block, text, heading, rich })
}

/// Turns ranges of blocks into ranges of items.
fn to_items(containers: &[Container], items: &[Item]) -> Vec<Container> {
    let rank = |block: usize| items.partition_point(|i| i.block < block);
    let convert = |c: &Container| {
        let blocks = rank(c.blocks.start)..rank(c.blocks.end);
        Container { blocks, shown: c.shown.clone() }
    };
    containers.iter().map(convert).filter(|c| c.blocks.len() >= BLOCKS).collect()
}

struct Finder {
    items: Vec<Item>,
    containers: Vec<Container>,
}

impl Finder {
    /// Returns the copies to mark, in order, disjoint.
    fn copies(&self) -> Vec<Range<usize>> {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut copies: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            let text = self.items[at].text.as_str();
            let earlier = places.get(text).map_or(&[][..], |p| p.as_slice());
            let found = self.best(earlier, at, &copies);
            let next = found.as_ref().map_or(at + 1, |pair| pair.second.end);
            if let Some(pair) = found {
                copies.push(self.poorer(&pair));
            }
            for i in at..next {
                places.entry(self.items[i].text.as_str()).or_default().push(i);
            }
            at = next;
        }
        copies.sort_by_key(|c| c.start);
        copies
    }

    /// Returns the longest twin whose second copy starts at `at`.
    fn best(&self, earlier: &[usize], at: usize, taken: &[Range<usize>]) -> Option<Pair> {
        let free = |i: &&usize| !taken.iter().any(|t| t.contains(i));
        let starts = |i: &&usize| **i == 0 || self.items[**i - 1].text != self.items[at - 1].text;
        let near = earlier.iter().rev().take(PLACES).filter(free).filter(starts);
        let pairs = near.map(|i| self.extend(*i, at)).filter(|p| self.is_twin(p));
        let pair = pairs.max_by_key(|p| p.equal)?;
        Some(self.widen(pair))
    }

    /// Follows two runs as long as they say the same, up to [`SKIP`] extra blocks on one side.
    fn extend(&self, first: usize, second: usize) -> Pair {
        let (mut i, mut j, mut equal) = (first, second, 0);
        let (mut end_i, mut end_j) = (first, second);
        while i < second && j < self.items.len() {
            if self.items[i].text == self.items[j].text {
                (i, j, equal) = (i + 1, j + 1, equal + 1);
                (end_i, end_j) = (i, j);
            } else if let Some((di, dj)) = self.skip(i, j, second) {
                (i, j) = (i + di, j + dj);
            } else {
                break;
            }
        }
        Pair { first: first..end_i, second: second..end_j, equal }
    }

    /// Returns how far to go on each side to the next equal texts.
    fn skip(&self, i: usize, j: usize, limit: usize) -> Option<(usize, usize)> {
        let steps = (0..=SKIP).flat_map(|di| (0..=SKIP).map(move |dj| (di, dj)));
        let mut steps: Vec<_> = steps.filter(|s| *s != (0, 0)).collect();
        steps.sort_by_key(|(di, dj)| (di + dj, *di));
        steps.into_iter().find(|(di, dj)| {
            let (a, b) = (i + di, j + dj);
            let same = |n: usize| {
                a + n < limit
                    && self.items.get(b + n).is_some_and(|x| x.text == self.items[a + n].text)
            };
            same(0) && same(1)
        })
    }

    fn is_twin(&self, pair: &Pair) -> bool {
        let texts: BTreeSet<&str> = self.texts(&pair.second).collect();
        let chars: usize = texts.iter().map(|t| t.len()).sum();
        let large = texts.len() >= BLOCKS && pair.equal >= BLOCKS && chars >= CHARS;
        large && self.in_turn(pair).is_some()
    }

    fn texts(&self, range: &Range<usize>) -> impl Iterator<Item = &str> {
        self.items[range.clone()].iter().map(|i| i.text.as_str())
    }

    /// Returns two disjoint containers around the runs that hold the same and are shown in turn.
    fn in_turn(&self, pair: &Pair) -> Option<(Range<usize>, Range<usize>)> {
        let (first, first_shown) = self.around(&pair.first, pair.second.start)?;
        let (second, second_shown) = self.around(&pair.second, pair.first.end - 1)?;
        let disjoint = first.end <= second.start;
        let in_turn = first_shown != second_shown;
        (disjoint && in_turn && self.same(&first, &second)).then_some((first, second))
    }

    /// Returns the largest container that holds the run but not `other` and is not much larger,
    /// and what the containers up to there say about when they are shown.
    fn around(&self, run: &Range<usize>, other: usize) -> Option<(Range<usize>, BTreeSet<&str>)> {
        let overlaps = |c: &&Container| c.blocks.start < run.end && c.blocks.end > run.start;
        let apart = |c: &&Container| !c.blocks.contains(&other);
        let close =
            |c: &&Container| c.blocks.len() <= run.len() * 2 && run.len() <= c.blocks.len() * 2;
        let mut around: Vec<&Container> =
            self.containers.iter().filter(overlaps).filter(apart).filter(close).collect();
        around.sort_by_key(|c| c.blocks.len());
        let shown = around.iter().flat_map(|c| c.shown.iter().copied()).collect();
        around.last().map(|c| (c.blocks.clone(), shown))
    }

    /// Tells whether two ranges hold the same texts, up to [`EQUAL_SHARE`].
    fn same(&self, first: &Range<usize>, second: &Range<usize>) -> bool {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        self.texts(first).for_each(|t| *counts.entry(t).or_default() += 1);
        let mut equal = 0;
        for text in self.texts(second) {
            if let Some(n) = counts.get_mut(text).filter(|n| **n > 0) {
                *n -= 1;
                equal += 1;
            }
        }
        equal * EQUAL_SHARE.1 >= first.len().max(second.len()) * EQUAL_SHARE.0
    }

    /// Extends a pair to its containers if they are twins as a whole.
    fn widen(&self, pair: Pair) -> Pair {
        match self.in_turn(&pair) {
            Some((first, second)) => Pair { first, second, equal: pair.equal },
            None => pair,
        }
    }

    /// Returns the copy with less structure; the second if both have the same.
    fn poorer(&self, pair: &Pair) -> Range<usize> {
        let (first, second) = (self.richness(&pair.first), self.richness(&pair.second));
        if second > first { pair.first.clone() } else { pair.second.clone() }
    }

    /// Counts headings, numbered items and tables; headings with text below them count more than
    /// headings in a row.
    fn richness(&self, range: &Range<usize>) -> usize {
        let items = &self.items[range.clone()];
        let below = items.windows(2).filter(|w| w[0].heading && !w[1].heading).count();
        below + items.iter().map(|i| i.rich).sum::<usize>()
    }
}
