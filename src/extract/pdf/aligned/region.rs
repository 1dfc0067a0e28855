//! Where on a page tables of wrapped text may stand.

use super::column::Column;
use super::row::{Row, SPACE_EM};
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;

/// Share of the text's width from which a line that begins at its left edge is running text.
const WIDE_SHARE: f64 = 0.6;
/// Level rules that share a table end within this of each other.
const SIDE_PT: f64 = 8.0;
/// Farthest the next line of a table lies below the last one, in usual line distances.
const NEXT_PITCH: f64 = 2.4;
/// Most lines of a header above the first rule of a table.
const HEADER_LINES: usize = 3;
/// Text larger than the document's by this factor is a heading.
pub const HEADING_SIZE: f64 = 1.12;
/// Edges of text within this are one edge.
pub const EDGE_PT: f64 = 2.0;

/// Returns the places of tables that level rules or stripes show: at least three of them end
/// together on the right, and lines between them have gaps.
pub fn banded(level: &[Segment], rows: &[Row]) -> Vec<Rect> {
    let mut regions: Vec<Rect> = Vec::new();
    let mut used = vec![false; level.len()];
    for first in 0..level.len() {
        if used[first] || level[first].length() < 60.0 {
            continue;
        }
        let group = rules_beside(first, level, &used);
        if group.len() < 3 {
            continue;
        }
        group.iter().for_each(|g| used[*g] = true);
        let at = |g: &usize| {
            let s = &level[*g];
            Rect { left: s.from, right: s.to, top: s.across, bottom: s.across }
        };
        let Some(region) = Rect::around(group.iter().map(at)) else { continue };
        let inside = rows.iter().filter(|r| region.holds(&r.line.at));
        if inside.filter(|r| r.is_multi()).count() >= 2 {
            regions.push(region);
        }
    }
    regions.sort_by(|a, b| a.top.total_cmp(&b.top));
    regions.dedup_by(|b, a| {
        let meets = a.meets(b);
        if meets {
            *a = a.union(b);
        }
        meets
    });
    regions
}

/// Returns the rules that belong to a table with the first one.
fn rules_beside(first: usize, level: &[Segment], used: &[bool]) -> Vec<usize> {
    let mut group = vec![first];
    for (index, segment) in level.iter().enumerate().skip(first + 1) {
        let mates = |g: &usize| {
            let mate = &level[*g];
            (mate.to - segment.to).abs() < SIDE_PT
                && (mate.from - segment.from).abs() < SIDE_PT.max(0.45 * mate.length())
        };
        let reach = group.last().map_or(0.0, |g| segment.across - level[*g].across);
        if !used[index] && group.iter().any(mates) && reach < 320.0 {
            group.push(index);
        }
    }
    group
}

/// Returns the places of tables that nothing but their text shows.
pub fn open(rows: &[Row], habits: &Habits) -> Vec<Rect> {
    let left = rows.iter().map(|r| r.line.at.left).fold(f64::MAX, f64::min);
    let right = rows.iter().map(|r| r.line.at.right).fold(f64::MIN, f64::max);
    let mut regions = Vec::new();
    let mut run: Vec<&Row> = Vec::new();
    for row in rows {
        if ends_region(row, left, right, habits) {
            regions.extend(region_of(&run, habits));
            run.clear();
        } else {
            run.push(row);
        }
    }
    regions.extend(region_of(&run, habits));
    regions
}

/// Running text and headings in a larger size stand in no table.
fn ends_region(row: &Row, left: f64, right: f64, habits: &Habits) -> bool {
    let size = row.line.size;
    let first = row.solid().first().copied().unwrap_or_default();
    let wide = !row.is_multi()
        && row.line.at.left < left + 2.0 * size
        && row.line.at.width() > WIDE_SHARE * (right - left);
    let filled = row.is_multi()
        && row.line.at.left < left + 2.0 * size
        && first.width() > 0.85 * (right - left);
    wide || filled || !row.is_multi() && size > HEADING_SIZE * habits.body_size
}

/// Cuts a run of lines down to its table: from the first line with gaps to the last line that
/// stands in a column.
fn region_of(run: &[&Row], habits: &Habits) -> Option<Rect> {
    let first = run.iter().position(|r| r.is_multi())?;
    let last = run.iter().rposition(|r| r.is_multi())?;
    let multi = run[first..=last].iter().filter(|r| r.is_multi()).count();
    if multi < 2 {
        return None;
    }
    let mut end = last;
    for next in last + 1..run.len() {
        let (above, below) = (&run[next - 1].line, &run[next].line);
        let close = below.baseline - above.baseline < 1.35 * habits.pitch_em * below.size;
        if !close {
            break;
        }
        end = next;
    }
    Rect::around(run[first..=end].iter().map(|r| r.line.at))
}

/// Takes in the header above the first rule of a table and the lines below its last one that keep
/// to its columns.
pub fn extend(at: Rect, columns: &[Column], rows: &[Row], habits: &Habits, banded: bool) -> Rect {
    let headed = if banded { up(at, columns, rows) } else { at };
    let grown = down(headed, columns, rows, habits);
    Rect { left: grown.left.min(at.left), right: grown.right.max(at.right), ..grown }
}

/// A header may be wider than its column, as over ticks; no part of it lies over two.
fn up(at: Rect, columns: &[Column], rows: &[Row]) -> Rect {
    let mut grown = at;
    let mut reached = at.top;
    let above = rows.iter().rev().filter(|r| r.line.at.center_y() < at.top);
    for row in above.take(HEADER_LINES) {
        let near = reached - row.line.baseline < 1.6 * row.line.size;
        let within =
            row.line.at.left >= at.left - SIDE_PT && row.line.at.right <= at.right + SIDE_PT;
        let parts = row.solid();
        let over = |f: &&Rect, c: &Column| f.left < c.right && f.right > c.left;
        let alone = |f: &Rect| columns.iter().filter(|c| over(&f, c)).count() <= 1;
        let single = |c: &Column| parts.iter().filter(|f| over(f, c)).count() <= 1;
        if !near || !within || !parts.iter().all(alone) || !columns.iter().all(single) {
            break;
        }
        reached = row.line.at.top;
        if parts.len() > 1 {
            grown = Rect { top: row.line.at.top - 1.0, ..grown };
        }
    }
    grown
}

fn down(at: Rect, columns: &[Column], rows: &[Row], habits: &Habits) -> Rect {
    let mut grown = at;
    let mut reached = rows
        .iter()
        .filter(|r| at.holds(&r.line.at))
        .map(|r| r.line.baseline)
        .fold(at.bottom, f64::max);
    let inside: Vec<&Row> = rows.iter().filter(|r| at.holds(&r.line.at)).collect();
    for row in rows.iter().filter(|r| r.line.at.center_y() >= at.bottom) {
        let size = row.line.size;
        let near = row.line.baseline - reached < NEXT_PITCH * habits.pitch_em * size;
        let known = filled(row, columns) > 1 || begins_inside(row, columns, &inside);
        if !near || size > HEADING_SIZE * habits.body_size || !known || !keeps_to(row, columns) {
            break;
        }
        reached = row.line.baseline;
        grown = Rect { bottom: row.line.at.bottom + 0.5, ..grown };
    }
    grown
}

/// Tells whether a line begins in a column after the first where other lines of it begin.
fn begins_inside(row: &Row, columns: &[Column], inside: &[&Row]) -> bool {
    let left = row.line.at.left;
    columns.iter().skip(1).any(|c| {
        (c.left - 1.0..c.right).contains(&left)
            && inside
                .iter()
                .any(|r| c.words(r).next().is_some_and(|w| (w.at.left - left).abs() < EDGE_PT))
    })
}

/// Tells whether none of a line's words run from one column into the next.
///
/// Where but a space parts two columns, a word has to begin at the edge of the second one.
pub fn keeps_to(row: &Row, columns: &[Column]) -> bool {
    let (solid, words) = (row.solid(), row.marked_words());
    columns.windows(2).all(|c| {
        let edge = c[1].left;
        let tight = edge - c[0].right < SPACE_EM * row.line.size;
        let crosses = |r: &&Rect| r.left < edge - EDGE_PT && r.right > edge + EDGE_PT;
        !words.iter().any(|w| crosses(&w))
            && (!solid.iter().any(|s| crosses(&s))
                || tight && words.iter().any(|w| (w.left - edge).abs() < EDGE_PT))
    })
}

/// Counts the columns in which a line has words.
pub fn filled(row: &Row, columns: &[Column]) -> usize {
    columns.iter().filter(|c| c.meets(row)).count()
}
