//! Lines over the whole page, cut where columns may part.

use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::para::is_number;
use crate::extract::pdf::words::{Line, Word};

/// Gap that parts fragments of a line, in font sizes.
const FRAGMENT_GAP_EM: f64 = 1.1;
/// Gap up to which words belong together in any case, in font sizes.
pub const SPACE_EM: f64 = 0.36;
/// Farthest text of a list item from its mark, in font sizes.
const MARK_GAP_EM: f64 = 4.0;
/// The same for a tick, which may also be the answer in a column of its own.
const TICK_GAP_EM: f64 = 2.0;

/// A line over the whole page, cut at its wide gaps.
#[derive(Clone, Debug)]
pub struct Row {
    pub line: Line,
    pub fragments: Vec<Rect>,
}

impl Row {
    pub fn of(line: Line) -> Self {
        let fragments = runs(&line.words, FRAGMENT_GAP_EM);
        Self { line, fragments }
    }

    /// Tells whether wide gaps part the line.
    pub fn is_multi(&self) -> bool {
        self.fragments.len() > 1
    }

    /// Returns its words put together where they are no more than `gap_em` font sizes apart.
    pub fn apart(&self, gap_em: f64) -> Vec<Rect> {
        runs(&self.line.words, gap_em)
    }

    /// Returns its words put together where only spaces part them.
    pub fn solid(&self) -> Vec<Rect> {
        runs(&self.line.words, SPACE_EM)
    }

    /// Returns its words, each list mark together with the word after it.
    pub fn marked_words(&self) -> Vec<Rect> {
        runs(&self.line.words, 0.0)
    }

    /// Returns its words, each list mark or number together with the word after it.
    pub fn items(&self) -> Vec<Rect> {
        let mut items: Vec<Rect> = Vec::new();
        let mut opens = false;
        for word in &self.line.words {
            let gap = items.last().map_or(f64::MAX, |l| word.at.left - l.right);
            let number = is_number(&word.text) && word.text.ends_with(['.', ')']);
            match items.last_mut() {
                Some(last) if opens && gap < MARK_GAP_EM * word.size => {
                    *last = last.union(&word.at)
                }
                _ => items.push(word.at),
            }
            opens = number && gap > FRAGMENT_GAP_EM * word.size
                || is_mark(&word.text) && !is_tick(&word.text) && gap > SPACE_EM * word.size;
        }
        items
    }

    /// Returns its words between two edges.
    pub fn words_in(&self, left: f64, right: f64) -> impl Iterator<Item = &Word> {
        self.line.words.iter().filter(move |w| (left..right).contains(&w.at.center_x()))
    }
}

/// Returns for each line how far down the lines above it reach.
pub fn bottoms_above(rows: &[&Row]) -> Vec<f64> {
    let mut reached = f64::MIN;
    let mut bottom = |row: &&Row| {
        let above = reached;
        reached = reached.max(row.line.at.bottom);
        above
    };
    rows.iter().map(&mut bottom).collect()
}

/// Puts words together that no more than `gap_em` font sizes part; a mark keeps what follows it,
/// unless it is a dash behind a word.
fn runs(words: &[Word], gap_em: f64) -> Vec<Rect> {
    let mut runs: Vec<Rect> = Vec::new();
    let mut last: Option<&Word> = None;
    let mut only_mark = false;
    for word in words {
        let near = last.is_some_and(|l| {
            let gap = word.at.left - l.at.right;
            let size = word.size.max(l.size);
            let reach = || if is_tick(&l.text) { TICK_GAP_EM } else { MARK_GAP_EM };
            gap <= gap_em * size || only_mark && gap < reach() * size && !is_mark(&word.text)
        });
        match runs.last_mut() {
            Some(run) if near => {
                *run = run.union(&word.at);
                only_mark = false;
            }
            _ => {
                let opens = last.is_none_or(|l| word.at.left - l.at.right > SPACE_EM * word.size);
                runs.push(word.at);
                only_mark = opens && is_mark(&word.text);
            }
        }
        last = Some(word);
    }
    runs
}

/// Tells whether a word is a tick or a cross.
pub fn is_tick(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    first.is_some_and(|c| ('\u{2713}'..='\u{2718}').contains(&c) || "☐☑☒√×\u{f0fc}".contains(c))
        && chars.next().is_none()
}

/// Tells whether a word is a bullet; numbers may be a column of their own.
pub fn is_mark(text: &str) -> bool {
    let is_letterless = |c: char| !c.is_alphanumeric() && (!c.is_ascii() || "-*+>".contains(c));
    text == "o" || text.chars().count() <= 2 && text.chars().all(is_letterless)
}
