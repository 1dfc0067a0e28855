//! Where the rows of a table of wrapped text end.

use super::column::Column;
use super::row::{Row, is_mark};
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;

/// Blank between two rows beyond that between lines, in font sizes.
const ROW_GAP_EM: f64 = 0.3;
/// Share of its table's width up to which a first column is a column of labels.
pub const LABEL_SHARE: f64 = 0.34;
/// Lines of one row that stand this near to each other begin together, in font sizes.
const LEVEL_EM: f64 = 0.7;
/// How far the boxes of lines above and below a bound may overlap, in font sizes.
pub const OVERLAP_EM: f64 = 0.35;
/// Most lines of a header.
const HEADER_LINES: usize = 4;

/// Returns the level bounds of the rows: rules and stripe edges, else pauses of all columns.
pub fn bounds(
    rows: &[&Row],
    columns: &[Column],
    at: &Rect,
    level: &[Segment],
    habits: &Habits,
) -> Vec<Segment> {
    let whole = |across: f64| Segment { across, from: at.left, to: at.right };
    let mut bounds: Vec<Segment> = level
        .iter()
        .filter(|s| {
            s.across > at.top - 2.0
                && s.across < at.bottom + 2.0
                && s.to.min(at.right) - s.from.max(at.left) > 20.0
                && !rows.iter().any(|r| underlines(s, r))
        })
        .map(|s| Segment { from: s.from.max(at.left), to: s.to.min(at.right), ..*s })
        .collect();
    let blocks = Blocks::of(rows, columns, habits);
    if !is_ruled(&bounds, rows, &blocks) {
        bounds.extend(blocks.pauses(rows, columns).into_iter().map(whole));
    }
    let unruled = |y: &f64| bounds.iter().all(|b| (b.across - y).abs() > habits.body_size);
    bounds.extend(header_end(rows, columns, habits).filter(unruled).map(whole));
    bounds.push(whole(at.top));
    bounds.push(whole(at.bottom));
    bounds.sort_by(|a, b| a.across.total_cmp(&b.across));
    bounds
}

/// Tells whether rules part the rows; a rule below the header and one at the end do not.
fn is_ruled(bounds: &[Segment], rows: &[&Row], blocks: &Blocks) -> bool {
    let between = bounds.iter().filter(|s| {
        let above = rows.iter().filter(|r| r.line.at.center_y() < s.across).count();
        above > 1 && above < rows.len()
    });
    let between = between.count();
    between >= 2 && blocks.labels() <= 2 * (between + 1)
}

/// Tells whether a rule underlines a line's words.
fn underlines(rule: &Segment, row: &Row) -> bool {
    let depth = rule.across - row.line.baseline;
    (0.0..0.28 * row.line.size).contains(&depth)
        && row.fragments.iter().any(|f| rule.from >= f.left - 4.0 && rule.to <= f.right + 4.0)
}

/// The lines of each column, in blocks that no pause parts.
struct Blocks {
    /// For each column the first and the last row of each block.
    columns: Vec<Vec<(usize, usize)>>,
    /// Tells whether the first column is one of labels.
    labelled: bool,
}

impl Blocks {
    fn of(rows: &[&Row], columns: &[Column], habits: &Habits) -> Self {
        let pause = |size: f64| (habits.pitch_em + ROW_GAP_EM) * size;
        let of_column = |column: &Column| {
            let mut blocks: Vec<(usize, usize)> = Vec::new();
            let mut last = f64::MIN;
            for (index, row) in rows.iter().enumerate() {
                let Some(word) = column.words(row).next() else { continue };
                match blocks.last_mut() {
                    Some(block) if word.baseline - last <= pause(word.size) => block.1 = index,
                    _ => blocks.push((index, index)),
                }
                last = word.baseline;
            }
            blocks
        };
        let labelled = columns.first().zip(columns.last()).is_some_and(|(first, last)| {
            first.right - first.left < LABEL_SHARE * (last.right - first.left)
        });
        Self { columns: columns.iter().map(of_column).collect(), labelled }
    }

    /// Counts the labels.
    fn labels(&self) -> usize {
        if self.labelled { self.columns.first().map_or(0, Vec::len) } else { 0 }
    }

    /// Returns the heights at which a row ends: all columns pause there, or a label begins.
    fn pauses(&self, rows: &[&Row], columns: &[Column]) -> Vec<f64> {
        let mut pauses = Vec::new();
        let mut bottom = f64::MIN;
        for (index, row) in rows.iter().enumerate() {
            let clear = row.line.at.top > bottom - OVERLAP_EM * row.line.size;
            let ends = self.all_pause(index) || self.label_begins(index, row, columns);
            if index > 0 && clear && ends {
                pauses.push(f64::midpoint(bottom.min(row.line.at.top), row.line.at.top));
            }
            bottom = bottom.max(row.line.at.bottom);
        }
        pauses
    }

    /// Tells whether no block of any column runs on from the row before, and what begins is more
    /// than the next paragraph of one cell.
    fn all_pause(&self, index: usize) -> bool {
        let runs_on = |block: &&(usize, usize)| block.0 < index && index <= block.1;
        let begins = |c: &&Vec<(usize, usize)>| c.iter().any(|b| b.0 == index || b.0 == index + 1);
        let label = self.columns.first().is_some_and(|c| begins(&c));
        self.columns.iter().flatten().find(runs_on).is_none()
            && (label || self.columns.iter().filter(begins).count() > 1)
    }

    fn label_begins(&self, index: usize, row: &Row, columns: &[Column]) -> bool {
        let begins = self.labelled
            && self.columns.first().is_some_and(|b| b.iter().any(|(first, _)| *first == index));
        let carries = columns
            .iter()
            .filter_map(|c| c.words(row).find(|w| !is_mark(&w.text)))
            .any(|w| w.text.starts_with(char::is_lowercase));
        begins && row.is_multi() && !carries
    }
}

/// Returns the end of a header whose lines are all bold while the text below is not.
fn header_end(rows: &[&Row], columns: &[Column], habits: &Habits) -> Option<f64> {
    let first = rows.first()?;
    if columns.iter().filter(|c| c.meets(first)).count() < 2 {
        return None;
    }
    let bold = |row: &&&Row| row.line.all(|w| w.bold);
    let count = rows.iter().take_while(bold).count();
    let (last, next) = (rows.get(count.checked_sub(1)?)?, rows.get(count)?);
    let near = next.line.baseline - last.line.baseline < 2.5 * habits.pitch_em * next.line.size;
    (count <= HEADER_LINES && near)
        .then(|| f64::midpoint(last.line.at.bottom.min(next.line.at.top), next.line.at.top))
}

/// Counts the rows in which at least two columns begin together.
pub fn shared_starts(rows: &[&Row], columns: &[Column], bounds: &[Segment]) -> usize {
    let begins = |band: &[Segment]| {
        let inside: Vec<&&Row> = rows
            .iter()
            .filter(|r| (band[0].across..band[1].across).contains(&r.line.at.center_y()))
            .collect();
        let Some(first) = inside.first() else { return false };
        let level = first.line.baseline + LEVEL_EM * first.line.size;
        let together = inside.iter().filter(|r| r.line.baseline <= level);
        let mut met: Vec<bool> = vec![false; columns.len()];
        for row in together {
            for (met, column) in met.iter_mut().zip(columns) {
                *met |= column.meets(row);
            }
        }
        met.into_iter().filter(|m| *m).count() >= 2
    };
    bounds.windows(2).filter(|b| begins(b)).count()
}
