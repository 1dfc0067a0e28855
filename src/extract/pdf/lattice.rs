//! Tables ruled on all sides, by the rules alone.
//!
//! The detectors of `pdfni` leave out some of them: grids whose rows fill the page, cells with many
//! lines. A grid whose cells are all drawn needs no judgement.

use super::content::{PageContent, Rule};
use super::geometry::Rect;
use super::grid::{Detector, Grid, GridCell, Told};
use super::words::{self, Word};

/// Rules this near to each other are one; borders of neighbouring cells are drawn apart.
const SNAP_PT: f64 = 2.5;
/// A rule that ends this near to another meets it.
const REACH_PT: f64 = 3.5;
/// Share of a cell's side that must be ruled.
const RULED_SHARE: f64 = 0.6;
/// More rules than this in one direction are a drawing.
const MOST_RULES: usize = 1_500;
/// Share of cells that hold text in any table.
const FILLED_SHARE: f64 = 0.15;
/// Least height of a row that a page's end cut.
const ROW_PT: f64 = 9.0;
/// Least width and height of a cell.
const CELL_PT: f64 = 4.0;

/// Finds tables whose cells are ruled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lattice<'g> {
    /// The last table of the page before.
    pub before: Option<&'g Grid>,
}

impl Detector for Lattice<'_> {
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid> {
        let plumb = merge(page.rules.iter().filter(|r| r.plumb));
        let level = level(page);
        if plumb.len() > MOST_RULES || level.len() > MOST_RULES {
            return Vec::new();
        }
        let mut grids: Vec<Grid> = components(&plumb, &level)
            .into_iter()
            .map(|(plumb, level)| close_broken(plumb, level, page, words))
            .filter_map(|(plumb, level)| grid(&plumb, &level))
            .filter(|g| holds_text(g, words) || self.is_rest(g, words))
            .filter(|g| !is_chart(g, page))
            .collect();
        grids.sort_by(|a, b| a.at.top.total_cmp(&b.at.top));
        grids
    }
}

impl Lattice<'_> {
    /// Tells whether a grid is what is left of the table on the page before: of its last row only
    /// one cell may go on.
    fn is_rest(&self, grid: &Grid, words: &[Word]) -> bool {
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= REACH_PT;
        let same_columns = self.before.filter(|b| b.told == Told::Rules).is_some_and(|before| {
            let (a, b) = (before.edges(), grid.edges());
            a.len() == b.len() && a.iter().zip(&b).all(near)
        });
        same_columns && words.iter().any(|w| grid.at.holds(&w.at))
    }
}

/// A rule along one axis: where it lies across, and from where to where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub across: f64,
    pub from: f64,
    pub to: f64,
}

impl Segment {
    pub fn length(&self) -> f64 {
        self.to - self.from
    }
}

/// Returns the level rules of a page, joined, from top to bottom.
pub fn level(page: &PageContent) -> Vec<Segment> {
    merge(page.rules.iter().filter(|r| !r.plumb))
}

/// Puts rules on one line and joins those that touch.
fn merge<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = rules.map(segment).collect();
    segments.sort_by(|a, b| a.across.total_cmp(&b.across));
    let mut merged = Vec::new();
    let mut group: Vec<Segment> = Vec::new();
    for segment in segments {
        if group.first().is_some_and(|g| segment.across - g.across > SNAP_PT) {
            join_collinear(&mut group, &mut merged);
        }
        group.push(segment);
    }
    join_collinear(&mut group, &mut merged);
    merged
}

fn segment(rule: &Rule) -> Segment {
    if rule.plumb {
        Segment { across: rule.at.left, from: rule.at.top, to: rule.at.bottom }
    } else {
        Segment { across: rule.at.top, from: rule.at.left, to: rule.at.right }
    }
}

fn join_collinear(group: &mut Vec<Segment>, merged: &mut Vec<Segment>) {
    let across = group.iter().map(|s| s.across).sum::<f64>() / group.len().max(1) as f64;
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let start = merged.len();
    for segment in group.drain(..) {
        match merged[start..].last_mut() {
            Some(last) if segment.from <= last.to + REACH_PT => last.to = last.to.max(segment.to),
            _ => merged.push(Segment { across, ..segment }),
        }
    }
}

/// Groups rules that meet.
fn components(plumb: &[Segment], level: &[Segment]) -> Vec<(Vec<Segment>, Vec<Segment>)> {
    let mut parent: Vec<usize> = (0..plumb.len() + level.len()).collect();
    for (i, p) in plumb.iter().enumerate() {
        for (j, l) in level.iter().enumerate() {
            if meet(p, l) {
                let (a, b) = (root(&mut parent, i), root(&mut parent, plumb.len() + j));
                parent[a] = b;
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Segment>, Vec<Segment>)> =
        std::collections::BTreeMap::new();
    for (i, p) in plumb.iter().enumerate() {
        groups.entry(root(&mut parent, i)).or_default().0.push(*p);
    }
    for (j, l) in level.iter().enumerate() {
        groups.entry(root(&mut parent, plumb.len() + j)).or_default().1.push(*l);
    }
    groups.into_values().filter(|(p, l)| p.len() >= 2 && !l.is_empty()).collect()
}

/// Closes the rows that the page's ends cut: the plumb rules run on to where no level one lies.
fn close_broken(
    plumb: Vec<Segment>,
    mut level: Vec<Segment>,
    page: &PageContent,
    words: &[Word],
) -> (Vec<Segment>, Vec<Segment>) {
    let least =
        |at: &dyn Fn(&Segment) -> f64, of: &[Segment]| of.iter().map(at).fold(f64::MAX, f64::min);
    let most = |at: &dyn Fn(&Segment) -> f64, of: &[Segment]| of.iter().map(at).fold(0.0, f64::max);
    let (first, last) = (least(&|l| l.across, &level), most(&|l| l.across, &level));
    let (top, bottom) = (least(&|p| p.from, &plumb), most(&|p| p.to, &plumb));
    let (from, to) = (least(&|p| p.across, &plumb), most(&|p| p.across, &plumb));
    let above = words.iter().filter(|w| w.at.bottom <= top);
    let below = words.iter().filter(|w| w.at.top >= bottom);
    let cut_above = first - top > ROW_PT && is_margin(top, above, page);
    let cut_below = bottom - last > ROW_PT && is_margin(page.height - bottom, below, page);
    if cut_above && all_end(&plumb, |p| p.from, top) {
        level.push(Segment { across: top, from, to });
    }
    if cut_below && all_end(&plumb, |p| p.to, bottom) {
        level.push(Segment { across: bottom, from, to });
    }
    (plumb, level)
}

/// Tells whether a strip along the edge of a page is its margin: narrow, and with no more than the lines
/// of a header or footer.
fn is_margin<'w>(height: f64, words: impl Iterator<Item = &'w Word>, page: &PageContent) -> bool {
    /// Share of the page's height that a margin takes at most.
    const SHARE: f64 = 0.2;
    /// Most lines of a header or footer.
    const LINES: usize = 2;
    height < SHARE * page.height && words::lines(words.collect()).len() <= LINES
}

/// Tells whether the outer plumb rules and one between end at a height.
fn all_end(plumb: &[Segment], end: impl Fn(&Segment) -> f64, at: f64) -> bool {
    let ending = plumb.iter().filter(|p| (end(p) - at).abs() <= SNAP_PT).copied();
    let (ends, edges) = (positions(&ending.collect::<Vec<_>>()), positions(plumb));
    let same =
        |a: Option<&f64>, b: Option<&f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= SNAP_PT);
    ends.len() > 2 && same(ends.first(), edges.first()) && same(ends.last(), edges.last())
}

fn meet(plumb: &Segment, level: &Segment) -> bool {
    (level.from - REACH_PT..=level.to + REACH_PT).contains(&plumb.across)
        && (plumb.from - REACH_PT..=plumb.to + REACH_PT).contains(&level.across)
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// Returns the distinct positions of rules, nearest ones taken together.
fn positions(segments: &[Segment]) -> Vec<f64> {
    let mut positions: Vec<f64> = segments.iter().map(|s| s.across).collect();
    positions.sort_by(f64::total_cmp);
    positions.dedup_by(|a, b| *a - *b < CELL_PT);
    positions
}

/// Builds the grid of one group of rules: neighbouring boxes with no rule between are one cell.
pub fn grid(plumb: &[Segment], level: &[Segment]) -> Option<Grid> {
    let (xs, ys) = (positions(plumb), positions(level));
    let (cols, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if rows * cols < 2 || rows * cols > 20_000 {
        return None;
    }
    let mut boxes = Boxes { xs: &xs, ys: &ys, parent: (0..rows * cols).collect() };
    for row in 0..rows {
        for col in 0..cols {
            if col + 1 < cols && !is_ruled(plumb, xs[col + 1], ys[row], ys[row + 1]) {
                boxes.unite(row * cols + col, row * cols + col + 1);
            }
            if row + 1 < rows && !is_ruled(level, ys[row + 1], xs[col], xs[col + 1]) {
                boxes.unite(row * cols + col, (row + 1) * cols + col);
            }
        }
    }
    let cells = boxes.cells(rows, cols)?;
    let at = Rect { left: xs[0], top: ys[0], right: xs[cols], bottom: ys[rows] };
    (cells.len() >= 2).then_some(Grid { at, rows, cols, cells, told: Told::Rules })
}

/// Tells whether a side from `from` to `to` is ruled for the most part.
fn is_ruled(segments: &[Segment], across: f64, from: f64, to: f64) -> bool {
    let near = segments.iter().filter(|s| (s.across - across).abs() < CELL_PT);
    let ruled: f64 = near.map(|s| (s.to.min(to) - s.from.max(from)).max(0.0)).sum();
    ruled >= RULED_SHARE * (to - from)
}

/// The boxes between all rules, united to cells.
struct Boxes<'p> {
    xs: &'p [f64],
    ys: &'p [f64],
    parent: Vec<usize>,
}

impl Boxes<'_> {
    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (root(&mut self.parent, a), root(&mut self.parent, b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// Returns the cells; none if one is no rectangle, as in a drawing.
    fn cells(&mut self, rows: usize, cols: usize) -> Option<Vec<GridCell>> {
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> =
            std::collections::BTreeMap::new();
        for index in 0..rows * cols {
            groups.entry(root(&mut self.parent, index)).or_default().push(index);
        }
        let cell = |members: Vec<usize>| {
            let row = members.iter().map(|i| i / cols).min()?;
            let col = members.iter().map(|i| i % cols).min()?;
            let row_span = members.iter().map(|i| i / cols).max()? + 1 - row;
            let col_span = members.iter().map(|i| i % cols).max()? + 1 - col;
            let at = Rect {
                left: self.xs[col],
                top: self.ys[row],
                right: self.xs[col + col_span],
                bottom: self.ys[row + row_span],
            };
            let cell = GridCell { row, col, row_span, col_span, at };
            (row_span * col_span == members.len()).then_some(cell)
        };
        groups.into_values().map(cell).collect()
    }
}

/// Tells whether a drawing runs through the cells, as a curve does through the grid of a chart.
fn is_chart(grid: &Grid, page: &PageContent) -> bool {
    /// Share of the grid's width that a curve spans.
    const SPANNED: f64 = 0.4;
    page.drawings.iter().any(|(at, length)| {
        *length > 0.0
            && grid.at.holds(at)
            && at.width() > SPANNED * grid.at.width()
            && at.height() > CELL_PT
    })
}

/// Tells whether enough cells hold text: fewer are a frame, a chart or a drawing.
fn holds_text(grid: &Grid, words: &[Word]) -> bool {
    let inside: Vec<&Word> = words.iter().filter(|w| grid.at.holds(&w.at)).collect();
    let filled = grid.cells.iter().filter(|c| inside.iter().any(|w| c.at.holds(&w.at)));
    let filled = filled.count();
    filled >= 2 && filled as f64 >= FILLED_SHARE * grid.cells.len() as f64
}
