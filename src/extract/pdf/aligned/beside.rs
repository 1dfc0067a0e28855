//! Tables without lines whose labels stand in the middle beside their text.

use super::bounds::LABEL_SHARE;
use super::column::Column;
use super::region::{EDGE_PT, HEADING_SIZE};
use super::row::Row;
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;
use crate::extract::pdf::words::Word;

/// Least distance of the text's edge from that of the labels, in font sizes.
const INDENT_EM: f64 = 4.0;
/// Fewest labels that prove such a table.
const LABELS: usize = 3;
/// Most words of a label.
const LABEL_WORDS: usize = 8;
/// How far labels may stand from where the first of them says, in font sizes.
const SLACK_EM: f64 = 0.3;
/// How far from the middle labels may stand all together, in font sizes: cells have unlike margins.
const SHIFT_EM: f64 = 0.8;
/// Distance of two lines of one label, in font sizes.
const LABEL_PITCH_EM: f64 = 1.5;
/// Words on a line of text, in the mean.
const TEXT_WORDS: f64 = 2.8;

/// A table of labels and text: its two columns and where its rows end.
pub struct Beside {
    pub at: Rect,
    pub columns: Vec<Column>,
    pub bounds: Vec<Segment>,
}

/// Finds the tables of labels that stand in the middle of their rows.
///
/// Nothing says where a row ends but this: every label stands at the same height beside the middle
/// of its lines, and the lines of all labels together are all lines there are.
pub fn beside(rows: &[Row], habits: &Habits) -> Vec<Beside> {
    let mut found: Vec<Beside> = Vec::new();
    let mut from = 0;
    while from < rows.len() {
        let run = Run::longest(&rows[from..], habits);
        let table = run.as_ref().and_then(|r| r.table());
        from += table.as_ref().map_or(1, |_| run.map_or(1, |r| r.rows.len()));
        found.extend(table);
    }
    found
}

/// Lines that keep to two edges: labels at the left one, text at the right one.
struct Run<'r> {
    rows: &'r [Row],
    /// Left edge of the text.
    edge: f64,
}

impl<'r> Run<'r> {
    /// Returns the lines from the first one on, which is text without a label.
    fn longest(rows: &'r [Row], habits: &Habits) -> Option<Self> {
        let first = rows.first()?;
        let edge = first.line.at.left;
        let label = rows.iter().skip(1).find(|r| r.line.at.left < edge - EDGE_PT)?;
        let left = label.line.at.left;
        if edge - left < INDENT_EM * first.line.size {
            return None;
        }
        let keeps = |row: &Row| {
            let plain = row.line.size <= HEADING_SIZE * habits.body_size;
            let starts =
                |w: &Word| (w.at.left - left).abs() < EDGE_PT || w.at.left > edge - EDGE_PT;
            let crosses = |w: &Word| w.at.left < edge - EDGE_PT && w.at.right > edge + EDGE_PT;
            let text = row.line.words.iter().find(|w| w.at.left > edge - EDGE_PT);
            let at_edge = text.is_none_or(|w| {
                row.line.at.left > edge - EDGE_PT || (w.at.left - edge).abs() < EDGE_PT
            });
            plain
                && at_edge
                && row.line.words.first().is_some_and(starts)
                && !row.line.words.iter().any(crosses)
        };
        let count = rows.iter().take_while(|r| keeps(r)).count();
        let text = |r: &&Row| r.line.at.right > edge;
        let end = rows[..count].iter().rposition(|r| text(&r))? + 1;
        Some(Self { rows: &rows[..end], edge })
    }

    fn words(&self, row: &'r Row, label: bool) -> impl Iterator<Item = &'r Word> {
        let edge = self.edge - EDGE_PT;
        row.line.words.iter().filter(move |w| (w.at.left < edge) == label)
    }

    /// Returns the boxes of the labels; lines near each other are one.
    fn labels(&self) -> Vec<Rect> {
        let mut labels: Vec<Rect> = Vec::new();
        let mut last = f64::MIN;
        for row in self.rows {
            let Some(at) = Rect::around(self.words(row, true).map(|w| w.at)) else { continue };
            match labels.last_mut() {
                Some(label) if row.line.baseline - last < LABEL_PITCH_EM * row.line.size => {
                    *label = label.union(&at);
                }
                _ => labels.push(at),
            }
            last = row.line.baseline;
        }
        labels
    }

    /// Returns the boxes of the lines of text.
    fn lines(&self) -> Vec<Rect> {
        self.rows.iter().filter_map(|r| Rect::around(self.words(r, false).map(|w| w.at))).collect()
    }

    fn table(&self) -> Option<Beside> {
        let at = Rect::around(self.rows.iter().map(|r| r.line.at))?;
        let (labels, lines) = (self.labels(), self.lines());
        let right = labels.iter().map(|l| l.right).fold(f64::MIN, f64::max);
        let size = self.rows[0].line.size;
        let narrow = self.edge - at.left < LABEL_SHARE * at.width().max(1.0)
            || right - at.left < LABEL_SHARE * at.width();
        if labels.len() < LABELS || !narrow || !self.reads_so(&labels, &lines) {
            return None;
        }
        let ends = ends(&labels, &lines, size)?;
        let between = |end: &usize| {
            let (above, below) = (&lines[*end - 1], &lines[*end]);
            f64::midpoint(above.bottom.min(below.top), below.top.max(above.bottom))
        };
        let heights = ends[..ends.len() - 1].iter().map(between);
        let heights = std::iter::once(at.top).chain(heights).chain([at.bottom]);
        let bounds = heights.map(|across| Segment { across, from: at.left, to: at.right });
        let columns =
            vec![Column { left: at.left, right }, Column { left: self.edge, right: at.right }];
        Some(Beside { at, columns, bounds: bounds.collect() })
    }

    /// Tells whether labels are short and the text is more than names and figures.
    fn reads_so(&self, labels: &[Rect], lines: &[Rect]) -> bool {
        let lettered = |w: &&Word| w.text.chars().any(char::is_alphabetic);
        let count = |label: bool| {
            self.rows.iter().flat_map(|r| self.words(r, label)).filter(lettered).count()
        };
        let capital = |w: &Word| w.text.starts_with(char::is_uppercase);
        count(true) <= LABEL_WORDS * labels.len()
            && count(false) as f64 >= TEXT_WORDS * lines.len() as f64
            && self.rows.iter().find_map(|r| self.words(r, true).next()).is_some_and(capital)
    }
}

/// Returns for each label the number of the first line that is no longer beside it; none if no
/// choice puts all of them into the middle.
fn ends(labels: &[Rect], lines: &[Rect], size: f64) -> Option<Vec<usize>> {
    let choices = (1..=lines.len()).filter_map(|first| {
        let shift = labels[0].center_y() - middle(&lines[..first]);
        (shift.abs() <= SHIFT_EM * size).then(|| fit(labels, lines, shift, size)).flatten()
    });
    let pause = |at: usize| lines[at].top - lines[at - 1].bottom;
    let least = |ends: &Vec<usize>| {
        ends[..ends.len() - 1].iter().map(|e| pause(*e)).fold(f64::MAX, f64::min)
    };
    let best = choices.max_by(|a, b| least(a).total_cmp(&least(b)))?;
    let longest = best.windows(2).map(|w| w[1] - w[0]).chain([best[0]]).max();
    (longest > Some(1)).then_some(best)
}

/// Gives each label the lines whose middle lies nearest, if all lines are used up so.
fn fit(labels: &[Rect], lines: &[Rect], shift: f64, size: f64) -> Option<Vec<usize>> {
    let mut ends = Vec::new();
    let mut from = 0;
    for label in labels {
        if from == lines.len() {
            return None;
        }
        let off = |end: &usize| (label.center_y() - shift - middle(&lines[from..*end])).abs();
        let mut end = from + 1;
        while end < lines.len() && off(&(end + 1)) < off(&end) {
            end += 1;
        }
        if off(&end) > SLACK_EM * size {
            return None;
        }
        ends.push(end);
        from = end;
    }
    (from == lines.len()).then_some(ends)
}

fn middle(lines: &[Rect]) -> f64 {
    f64::midpoint(lines[0].top, lines[lines.len() - 1].bottom)
}
