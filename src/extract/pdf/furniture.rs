//! Running headers and footers, page numbers, browser print furniture.

use super::words::{Line, Word};
use crate::model::Layer;
use regex::Regex;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Share of the page's height at its top and bottom in which running lines stand.
const MARGIN_SHARE: f64 = 0.14;
/// Running lines stand at the same height on every page, give or take this.
const HEIGHT_TOLERANCE_PT: f64 = 6.0;
/// Lines nearer to the page's edge than this lie where only printers write.
const EDGE_PT: f64 = 30.0;

/// A page number on its own, a web address, or a browser's time of printing.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?: (?:page\s*)?[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})? | -\s*[0-9]{1,4}\s*- | p\.?\s*[0-9]{1,4}
          | (?:https?|file)://\S+(?:\s+[0-9]+/[0-9]+)? | [0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4},?\s+[0-9]{1,2}:[0-9]{2}(?:\s*[AP]M)?.*
          )$",
    )
    .expect("a literal pattern")
});

/// A line that may be furniture, with what it needs to be compared.
pub struct Candidate<'l, W = Word> {
    /// Index of the page among all pages.
    pub page: usize,
    /// Height of that page in points.
    pub height: f64,
    pub line: &'l Line<W>,
    /// Whether it stands in a table that no rules close.
    pub in_table: bool,
}

/// Fewest other pages on which a line stands by itself, for it to be furniture in a table.
const OTHER_PAGES: usize = 2;

/// Where a line of some shape stands.
#[derive(Clone, Copy, Debug)]
struct Standing {
    page: usize,
    /// Distance from the page's nearer edge in points.
    from_edge: f64,
    in_table: bool,
}

/// Returns for each candidate the layer it belongs to; body if it is no furniture.
///
/// A line in a table is furniture if it stands by itself on other pages, and more often so.
pub fn layers<W: Borrow<Word>>(candidates: &[Candidate<W>], pages: usize) -> Vec<Layer> {
    let mut standing: BTreeMap<(String, bool), Vec<Standing>> = BTreeMap::new();
    for candidate in candidates.iter().filter(|c| zone(c).is_some()) {
        let (from_edge, top) = height_from_edge(candidate);
        standing.entry((shape_of(candidate.line), top)).or_default().push(Standing {
            page: candidate.page,
            from_edge,
            in_table: candidate.in_table,
        });
    }
    candidates
        .iter()
        .map(|candidate| {
            let Some(zone) = zone(candidate) else { return Layer::Body };
            let (from_edge, top) = height_from_edge(candidate);
            let same = &standing[&(shape_of(candidate.line), top)];
            let count = |in_table: bool| {
                let is_other = |s: &&Standing| {
                    let level = (s.from_edge - from_edge).abs() <= HEIGHT_TOLERANCE_PT;
                    s.page != candidate.page && level && s.in_table == in_table
                };
                same.iter().filter(is_other).count()
            };
            let free = count(false);
            if candidate.in_table {
                let repeats = free >= OTHER_PAGES.max(pages / 4) && free > count(true);
                return if repeats { zone } else { Layer::Body };
            }
            let repeats = free >= (pages / 4).max(1) && pages > 1;
            let printed = PRINTED.is_match(&candidate.line.text())
                && (from_edge < EDGE_PT || candidate.line.text().len() <= 14);
            if repeats || printed { zone } else { Layer::Body }
        })
        .collect()
}

fn height_from_edge<W>(candidate: &Candidate<W>) -> (f64, bool) {
    let (top, bottom) = (candidate.line.at.top, candidate.height - candidate.line.at.bottom);
    if top < bottom { (top, true) } else { (bottom, false) }
}

fn zone<W>(candidate: &Candidate<W>) -> Option<Layer> {
    let (from_edge, top) = height_from_edge(candidate);
    (from_edge < MARGIN_SHARE * candidate.height).then_some(if top {
        Layer::Header
    } else {
        Layer::Footer
    })
}

/// Returns a line's words with digits made equal.
fn shape_of<W: Borrow<Word>>(line: &Line<W>) -> String {
    let digit = |c: char| if c.is_ascii_digit() { '#' } else { c };
    let shape: String = line.text().chars().map(digit).collect();
    shape.replace("##", "#").replace("##", "#")
}
