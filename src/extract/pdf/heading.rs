//! Headings that nothing but their size marks.

use super::item::{Item, Placed};
use super::para::{Habits, Paragraph};
use crate::model::Layer;

/// A heading is larger than running text by this share.
const LARGER: f64 = 1.09;
/// Lines of a heading at most.
const LINES: usize = 3;
/// Words of a heading at most.
const WORDS: usize = 24;
/// Outline levels told apart.
const LEVELS: u8 = 6;

/// Gives headings their outline levels: the largest size is level 1.
///
/// Files that mark headings themselves keep their marks.
pub fn mark(items: &mut [Placed], habits: &Habits) {
    if items.iter().any(|i| i.heading.is_some()) {
        return;
    }
    let mut sizes: Vec<i64> =
        items.iter().filter_map(|i| heading_of(i, habits)).map(|p| step(p.size())).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    for item in items {
        let level = heading_of(item, habits)
            .and_then(|p| sizes.iter().position(|s| *s == step(p.size())))
            .map(|at| u8::try_from(at + 1).unwrap_or(LEVELS).min(LEVELS));
        item.heading = level;
    }
}

/// Returns the size in half points: headings of one level are set in one size.
fn step(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

fn heading_of<'i>(item: &'i Placed, habits: &Habits) -> Option<&'i Paragraph> {
    let Item::Para(para) = &item.item else { return None };
    let words: usize = para.lines.iter().map(|l| l.words.len()).sum();
    let lettered =
        para.lines.iter().flat_map(|l| &l.words).any(|w| w.text.chars().any(char::is_alphabetic));
    (item.layer == Layer::Body
        && para.mark.is_none()
        && lettered
        && para.size() > LARGER * habits.body_size
        && para.lines.len() <= LINES
        && words <= WORDS)
        .then_some(para)
}
