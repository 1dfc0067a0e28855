//! Tables of wrapped text without plumb rules: columns by gutters that stay free over many lines,
//! rows by level rules, stripes, or gaps that run through all columns.
//!
//! Detectors made for figures take every line of such a table for a row. Here a cell may hold many
//! lines, so a row ends only where all columns pause, or where a rule says so.

mod beside;
mod bounds;
mod carried;
mod column;
mod head;
mod headed;
mod judge;
mod listed;
mod parted;
mod region;
mod row;
mod shaded;
mod starts;

use super::content::PageContent;
use super::geometry::Rect;
use super::grid::{Detector, Grid, Told};
use super::lattice::{self, Segment};
use super::para::Habits;
use super::words::{Word, lines};
use beside::{Beside, beside};
use bounds::bounds;
pub use carried::Carried;
pub use column::Column;
use column::columns;
use headed::{ends, headed};
use judge::{is_side_bar, is_table};
use listed::listed;
use parted::parted;
use row::Row;
pub use row::is_mark;
pub use shaded::{Shaded, shaded};

/// A page with more lines is none that a person reads.
const MOST_LINES: usize = 2_000;

/// Finds tables of wrapped text that are not ruled on all sides.
#[derive(Clone, Copy, Debug)]
pub struct Aligned<'h> {
    pub habits: &'h Habits,
    /// The table that the page before ends with.
    pub carried: Option<&'h Carried>,
    /// The headers that shading tells.
    pub shaded: &'h [Shaded],
}

impl Detector for Aligned<'_> {
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid> {
        let rows: Vec<Row> = lines(words.to_vec()).into_iter().map(Row::of).collect();
        if rows.len() > MOST_LINES {
            return Vec::new();
        }
        let level = lattice::level(page);
        let mut grids: Vec<Grid> = headed(&rows, self.shaded, &level, self.habits)
            .iter()
            .filter_map(|h| {
                let (rows, plumb) = (inside(&h.at, &rows), plumb_of(&h.columns, &h.at));
                table(&plumb, &rows, &h.bounds, h.merged)
            })
            .collect();
        let rows = outside(rows, &grids);
        grids.extend(self.rest(page.height, &rows, &level));
        let rows = outside(rows, &grids);
        grids.extend(of_labels(&parted(&level, &rows, self.habits), &rows));
        let rows = outside(rows, &grids);
        for region in region::banded(&level, &rows) {
            grids.extend(self.grid(&region, &rows, &level, true));
        }
        let rows = outside(rows, &grids);
        grids.extend(of_labels(&listed(&rows, self.habits), &rows));
        let rows = outside(rows, &grids);
        grids.extend(of_labels(&beside(&rows, self.habits), &rows));
        let free = outside(rows, &grids);
        for region in region::open(&free, self.habits) {
            let below = grids.iter().all(|g| !g.at.meets(&region));
            grids.extend(self.grid(&region, &free, &level, false).filter(|_| below));
        }
        grids
    }
}

impl Aligned<'_> {
    /// Builds what goes on of the table of the page before.
    fn rest(&self, height: f64, rows: &[Row], level: &[Segment]) -> Option<Grid> {
        let carried = self.carried?;
        let at = carried.region(rows, height, self.habits)?;
        let inside = inside(&at, rows);
        let bounds = bounds(&inside, &carried.columns, &at, level, self.habits);
        table(&plumb_of(&carried.columns, &at), &inside, &bounds, false)
    }

    /// Builds the table of a region; none if its text is no table.
    fn grid(&self, at: &Rect, rows: &[Row], level: &[Segment], banded: bool) -> Option<Grid> {
        let columns = columns(&inside(at, rows), at)?;
        let at = &region::extend(*at, &columns, rows, self.habits, banded);
        let inside = inside(at, rows);
        let columns = self::columns(&inside, at)?;
        if !banded && is_side_bar(&inside, &columns) {
            return table(&plumb_of(&columns, at), &inside, &ends(at), false);
        }
        let bounds = bounds(&inside, &columns, at, level, self.habits);
        is_table(&inside, &columns, &bounds, banded)
            .then(|| table(&plumb_of(&columns, at), &inside, &bounds, false))?
    }
}

/// Returns the heights at which the rows of a table with known columns begin and end.
pub fn row_edges(at: &Rect, columns: &[Column], words: &[Word], habits: &Habits) -> Vec<f64> {
    let rows: Vec<Row> = lines(words.to_vec()).into_iter().map(Row::of).collect();
    let bounds = bounds(&inside(at, &rows), columns, at, &[], habits);
    bounds.into_iter().map(|b| b.across).collect()
}

fn of_labels(found: &[Beside], rows: &[Row]) -> Vec<Grid> {
    let grid =
        |b: &Beside| table(&plumb_of(&b.columns, &b.at), &inside(&b.at, rows), &b.bounds, false);
    found.iter().filter_map(grid).collect()
}

/// Builds a table; with `merged` some of its cells run over several columns.
fn table(plumb: &[Segment], rows: &[&Row], bounds: &[Segment], merged: bool) -> Option<Grid> {
    let plumb = open_crossed(plumb, rows, bounds, merged);
    let grid = lattice::grid(&plumb, bounds)?;
    Some(Grid { told: Told::Bands, ..grid })
}

/// Returns the lines that stand in no table yet.
fn outside(rows: Vec<Row>, grids: &[Grid]) -> Vec<Row> {
    rows.into_iter().filter(|r| !grids.iter().any(|g| g.at.meets(&r.line.at))).collect()
}

/// Returns the lines of a region.
fn inside<'r>(at: &Rect, rows: &'r [Row]) -> Vec<&'r Row> {
    rows.iter()
        .filter(|r| r.line.at.center_y() > at.top && r.line.at.center_y() < at.bottom)
        .filter(|r| r.line.at.overlap_x(at) > 0.0)
        .collect()
}

/// Returns plumb lines around and between columns: text is set from the left, so a line lies
/// shortly before what begins right of it.
fn plumb_of(columns: &[Column], at: &Rect) -> Vec<Segment> {
    let line = |across: f64| Segment { across, from: at.top, to: at.bottom };
    let before = |c: &[Column]| c[1].left - ((c[1].left - c[0].right) / 2.0).clamp(0.0, 2.0);
    let between = columns.windows(2).map(|c| line(before(c)));
    let mut plumb: Vec<Segment> = between.collect();
    plumb.insert(0, line(at.left - 1.0));
    plumb.push(line(at.right + 1.0));
    plumb
}

/// Opens plumb lines in rows whose text runs across them, as headings over columns do, and where the
/// table has cells over several columns.
fn open_crossed(
    plumb: &[Segment],
    rows: &[&Row],
    bounds: &[Segment],
    merged: bool,
) -> Vec<Segment> {
    let mut opened = Vec::new();
    let last = plumb.len().saturating_sub(1);
    for (index, line) in plumb.iter().enumerate() {
        if index == 0 || index == last {
            opened.push(*line);
            continue;
        }
        for band in bounds.windows(2) {
            let crossed = rows.iter().any(|r| {
                (band[0].across..band[1].across).contains(&r.line.at.center_y())
                    && (crosses(&r.marked_words(), line.across)
                        || merged && is_merged(r, line.across))
            });
            if !crossed {
                opened.push(Segment { from: band[0].across, to: band[1].across, ..*line });
            }
        }
    }
    opened
}

/// Tells whether one of the parts of a line runs across a plumb line.
fn crosses(parts: &[Rect], line: f64) -> bool {
    parts.iter().any(|s| s.left < line - 2.0 && s.right > line + 2.0)
}

/// Tells whether words a space apart stand on both sides of a plumb line, and none begins where the
/// text of the column right of it does.
fn is_merged(row: &Row, line: f64) -> bool {
    /// Farthest the text of a column begins behind its line, in points.
    const BEHIND_PT: f64 = 4.0;
    let own = row.line.words.iter().any(|w| (line - 0.5..line + BEHIND_PT).contains(&w.at.left));
    !own && crosses(&row.solid(), line)
}
