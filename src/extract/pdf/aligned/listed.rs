//! Tables without lines or header whose labels stand beside the first item of a list.

use super::beside::Beside;
use super::column::Column;
use super::region::{EDGE_PT, HEADING_SIZE};
use super::row::{Row, bottoms_above, is_mark, is_tick};
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;
use crate::extract::pdf::words::Word;

/// Fewest labels that prove such a table.
const LABELS: usize = 2;
/// Most words of a label.
const LABEL_WORDS: usize = 8;
/// Least gap between a label and the bullet beside it, in font sizes.
const GAP_EM: f64 = 0.4;
/// Distance of two lines of one label, in font sizes.
const LABEL_PITCH_EM: f64 = 1.4;

/// Finds the tables of labels beside lists ("Skills   • Able to sail", "• Able to row" below it): a
/// bullet stands in the middle of a line where those of the lines below begin.
pub fn listed(rows: &[Row], habits: &Habits) -> Vec<Beside> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < rows.len() {
        let count = run(&rows[from..], habits);
        let table = table(&rows[from..from + count]);
        from += if table.is_some() { count } else { 1 };
        found.extend(table);
    }
    found
}

/// Returns the left edge of the bullet that stands behind a label on a line.
fn edge(row: &Row) -> Option<f64> {
    let words = &row.line.words;
    let is_bullet = |w: &Word| is_mark(&w.text) && !is_tick(&w.text) && w.text != "o";
    let at = words.iter().skip(1).position(is_bullet)? + 1;
    let gap = words[at].at.left - words[at - 1].at.right;
    let lettered = words[0].text.starts_with(char::is_uppercase);
    (lettered && at <= LABEL_WORDS && at + 1 < words.len() && gap >= GAP_EM * row.line.size)
        .then_some(words[at].at.left)
}

/// Counts the lines from the first one on that keep to the edges of its label and its list.
fn run(rows: &[Row], habits: &Habits) -> usize {
    let Some((first, edge)) = rows.first().and_then(|r| Some((r, edge(r)?))) else { return 0 };
    let left = first.line.at.left;
    let mut above = first.line.baseline;
    let keeps = |row: &&Row| {
        let crosses = |w: &Word| w.at.left < edge - EDGE_PT && w.at.right > edge + EDGE_PT;
        let plain = row.line.size <= HEADING_SIZE * habits.body_size;
        let pitch = row.line.baseline - above;
        let goes_on = pitch < LABEL_PITCH_EM * row.line.size;
        let labelled = self::edge(row).is_some_and(|e| (e - edge).abs() < EDGE_PT);
        let starts = row.line.at.left > edge - EDGE_PT
            || (row.line.at.left - left).abs() < EDGE_PT && (labelled || goes_on);
        above = row.line.baseline;
        plain && starts && !row.line.words.iter().any(crosses)
    };
    let count = 1 + rows[1..].iter().take_while(keeps).count();
    rows[..count].iter().rposition(|r| r.line.at.right > edge).map_or(0, |last| last + 1)
}

fn table(rows: &[Row]) -> Option<Beside> {
    let at = Rect::around(rows.iter().map(|r| r.line.at))?;
    let list = rows.first().and_then(edge)?;
    let starts: Vec<usize> = (0..rows.len()).filter(|i| edge(&rows[*i]).is_some()).collect();
    if starts.len() < LABELS {
        return None;
    }
    let labels = rows.iter().flat_map(|r| r.words_in(f64::MIN, list)).map(|w| w.at.right);
    let right = labels.fold(at.left, f64::max);
    let bottoms = bottoms_above(&rows.iter().collect::<Vec<&Row>>());
    let above = |row: &usize| f64::midpoint(bottoms[*row], rows[*row].line.at.top);
    let heights = starts[1..].iter().map(above);
    let heights = std::iter::once(at.top).chain(heights).chain([at.bottom]);
    let bounds = heights.map(|across| Segment { across, from: at.left, to: at.right });
    let columns = vec![Column { left: at.left, right }, Column { left: list, right: at.right }];
    Some(Beside { at, columns, bounds: bounds.collect() })
}
