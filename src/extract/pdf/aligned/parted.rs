//! Tables of labels and text whose rows are parted by rules, and whose labels stand higher than the
//! lists beside them.

use super::beside::Beside;
use super::column::Column;
use super::region::HEADING_SIZE;
use super::row::Row;
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;

/// Fewest rules of such a table.
const RULES: usize = 3;
/// Rules whose ends lie within this are rules of one table, in points.
const SIDE_PT: f64 = 4.0;
/// Edges of text within this are one edge, in points.
const EDGE_PT: f64 = 2.0;
/// Least distance of the text's edge from that of the labels, in font sizes.
const INDENT_EM: f64 = 5.0;
/// Least room between a label and the text's edge, in font sizes.
const GAP_EM: f64 = 0.8;
/// Most words of a line of a label, and most lines of a label.
const LABEL_WORDS: usize = 5;
const LABEL_LINES: usize = 3;
/// Farthest the first line of a row lies below its rule, and lines of a row from each other, in font
/// sizes.
const REACH_EM: f64 = 4.0;

/// Finds such tables.
pub fn parted(level: &[Segment], rows: &[Row], habits: &Habits) -> Vec<Beside> {
    let mut rest: Vec<&Segment> = level.iter().collect();
    let mut found = Vec::new();
    while let Some(first) = rest.first().copied() {
        let alike = |s: &&Segment| {
            (s.from - first.from).abs() < SIDE_PT && (s.to - first.to).abs() < SIDE_PT
        };
        let (group, other): (Vec<&Segment>, Vec<&Segment>) = rest.into_iter().partition(alike);
        rest = other;
        if group.len() >= RULES {
            found.extend(table(&group, rows, habits));
        }
    }
    found
}

/// Builds the table of some rules; none if a line says otherwise.
fn table(rules: &[&Segment], rows: &[Row], habits: &Habits) -> Option<Beside> {
    let (left, right) = (rules[0].from, rules[0].to);
    let within = |r: &&Row| r.line.at.left > left - SIDE_PT && r.line.at.right < right + SIDE_PT;
    let below = rows.iter().filter(within).filter(|r| r.line.at.center_y() > rules[0].across);
    let mut inside: Vec<&Row> = Vec::new();
    let mut reached = rules[0].across;
    for row in below {
        let size = row.line.size;
        let ruled = rules.iter().any(|s| (reached..row.line.at.top).contains(&s.across));
        let far = row.line.at.top - reached > REACH_EM * size;
        if far && !ruled || size > HEADING_SIZE * habits.body_size {
            break;
        }
        reached = row.line.at.bottom;
        inside.push(row);
    }
    let labels = inside.iter().map(|r| r.line.at.left).fold(f64::MAX, f64::min);
    let at_labels = |r: &Row| (r.line.at.left - labels).abs() < EDGE_PT;
    let text = inside.iter().filter(|r| !at_labels(r)).map(|r| r.line.at.left);
    let text = text.chain(inside.iter().filter_map(|r| Some(r.fragments.get(1)?.left)));
    let edge = text.fold(f64::MAX, f64::min);
    let size = habits.body_size;
    let keeps = |r: &&Row| match at_labels(r) {
        false => r.line.at.left > edge - EDGE_PT,
        true => {
            let label = r.line.words.iter().filter(|w| w.at.left < edge - EDGE_PT);
            let end = label.clone().map(|w| w.at.right).fold(f64::MIN, f64::max);
            label.count() <= LABEL_WORDS && end < edge - GAP_EM * size
        }
    };
    if edge == f64::MAX || edge - labels < INDENT_EM * size || !inside.iter().all(keeps) {
        return None;
    }
    let mut tops: Vec<f64> = rules.iter().map(|s| s.across).filter(|y| *y < reached).collect();
    tops.push(reached + 1.0);
    let is_row = |band: &[f64]| {
        let held = || {
            let inside =
                inside.iter().filter(|r| (band[0]..band[1]).contains(&r.line.at.center_y()));
            inside.copied()
        };
        let labelled = held().filter(|r| at_labels(r)).count();
        let told = held().any(|r| r.line.at.right > edge);
        held().next().is_some_and(at_labels) && labelled <= LABEL_LINES && told
    };
    if tops.len() < RULES || !tops.windows(2).all(is_row) {
        return None;
    }
    let at = Rect { left, top: tops[0], right, bottom: reached + 1.0 };
    let whole = |across: &f64| Segment { across: *across, from: left, to: right };
    Some(Beside {
        at,
        columns: vec![
            Column { left: labels, right: edge - GAP_EM * size },
            Column { left: edge, right },
        ],
        bounds: tops.iter().map(whole).collect(),
    })
}
