//! Tables told by their header: a line of bold names with gaps between, or names in shaded cells,
//! over text that keeps the gutters below those gaps free.
//!
//! Borderless grids of career frameworks and person specifications are set so. The header says how
//! many columns there are, so cells may wrap, stay empty or hold several paragraphs.

use super::column::Column;
use super::head::{HEADER_PITCH_EM, Head, heads, heads_anew, is_bold};
use super::judge::{is_lettered, is_side_bar};
use super::region::{HEADING_SIZE, filled};
use super::row::{Row, bottoms_above};
use super::shaded::Shaded;
use super::starts::starts;
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::para::Habits;

/// Farthest the next line lies below the last one, in font sizes: with text beyond the first column,
/// and in that alone.
const REACH_EM: (f64, f64) = (6.0, 3.2);
/// The same where a rule parts the two lines.
const RULED_REACH_EM: f64 = 9.0;
/// Farthest such a rule begins behind the first column's edge, in points.
const RULE_END_PT: f64 = 6.0;
/// Least width of a gutter in font sizes, and where the text right of it begins at its header's
/// left edge.
const GUTTER_EM: (f64, f64) = (0.45, 0.03);
/// Edges of text within this are one edge.
const EDGE_PT: f64 = 1.5;
/// How far before its header the text of a column may begin, in points: under a name that is set
/// in the middle.
const BEFORE_PT: f64 = 12.0;
/// Nearest line above a header that the page before had too, in font sizes: a running line.
const REPEATED_EM: f64 = 3.0;
/// Share of its table's width that a rule between rows spans.
const RULE_SHARE: f64 = 0.5;
/// Rules from which on they say where rows end.
const RULES: usize = 2;

/// Least gutters of a table of which only the first column is filled.
const FORM_GUTTERS: usize = 2;

/// A table: its place, its columns, and the heights at which its rows begin.
#[derive(Debug)]
pub struct Headed {
    pub at: Rect,
    pub columns: Vec<Column>,
    pub bounds: Vec<Segment>,
    /// Some cells run over several columns.
    pub merged: bool,
}

/// Finds the tables that stand below headers and have no rules between their rows.
pub fn headed(rows: &[Row], shaded: &[Shaded], level: &[Segment], habits: &Habits) -> Vec<Headed> {
    let heads = heads(rows, shaded);
    let mut found: Vec<Headed> = Vec::new();
    for (index, head) in heads.iter().enumerate() {
        if found.last().is_some_and(|f| rows[head.from].line.baseline < f.at.bottom) {
            continue;
        }
        let next = heads[index + 1..].iter().find(|h| heads_anew(rows, head, h));
        let next = next.map_or(rows.len(), |h| h.from);
        let coarse = || head.coarse(rows);
        found.extend(
            table(head, rows, next, level, habits)
                .or_else(|| table(&coarse()?, rows, next, level, habits)),
        );
    }
    found
}

/// What lies below a header: its lines and the gutters between its columns.
#[derive(Debug)]
struct Body<'r> {
    rows: Vec<&'r Row>,
    /// The cells of the header.
    cells: Vec<Rect>,
    gutters: Vec<Gutter>,
    /// Some lines run over several columns.
    merged: bool,
}

/// Room between two header cells, and what of it lines take up.
#[derive(Clone, Debug)]
struct Gutter {
    from: f64,
    to: f64,
    taken: Vec<(f64, f64)>,
    /// Two columns are known to part here.
    sure: bool,
}

impl Gutter {
    fn between(left: &Rect, right: &Rect, sure: bool) -> Self {
        Self { from: left.right, to: right.left, taken: Vec::new(), sure }
    }

    fn take(&mut self, row: &Row) {
        let near = |w: &Rect| w.right > self.from && w.left < self.to;
        self.taken.extend(row.items().iter().filter(|w| near(w)).map(|w| (w.left, w.right)));
        self.taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// Returns the widest part that no line takes up; none if what is left is but a space.
    fn free(&self, size: f64) -> Option<(f64, f64)> {
        let mut parts = Vec::new();
        let mut from = self.from;
        for (left, right) in self.taken.iter().chain([&(self.to, self.to)]) {
            if *left > from {
                parts.push((from, *left));
            }
            from = from.max(*right);
        }
        let wide = |p: &(f64, f64)| {
            let beside = self.sure || (p.1 - self.to).abs() < EDGE_PT;
            let least = if beside { GUTTER_EM.1 } else { GUTTER_EM.0 };
            p.1 - p.0 >= least * size
        };
        parts.into_iter().filter(wide).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
    }
}

/// Returns the lines from a header on that leave its gutters free, `next` being where another
/// header begins.
fn body<'r>(
    rows: &'r [Row],
    head: &Head,
    next: usize,
    level: &[Segment],
    habits: &Habits,
) -> Body<'r> {
    let cells = with_unnamed(&rows[head.to..next], &head.cells);
    let mut body = Body {
        rows: Vec::new(),
        gutters: cells.windows(2).map(|c| Gutter::between(&c[0], &c[1], head.shaded)).collect(),
        cells,
        merged: false,
    };
    let head_line = &rows[head.to - 1].line;
    let most = HEADING_SIZE * habits.body_size.max(head_line.size);
    let mut reached = head_line.baseline;
    for index in head.to..next {
        let row = &rows[index];
        let size = row.line.size;
        let parts = body.parts(row);
        let inside = parts > 1 || !body.is_first(row);
        // A rule across the table parts its rows, however far they lie apart.
        let across = body.cells[0].left..body.cells[body.cells.len() - 1].left;
        let parted = level.iter().any(|s| {
            (reached..row.line.at.top).contains(&s.across)
                && s.from <= across.start + RULE_END_PT
                && s.to >= across.end
        });
        let reach = match () {
            () if parted => RULED_REACH_EM,
            () if inside => REACH_EM.0,
            () => REACH_EM.1,
        };
        if row.line.baseline - reached > reach * size || parts < 2 && size > most {
            break;
        }
        let follows = rows[index + 1..next].first().is_some_and(|r| body.parts(r) > 1);
        if !(body.take(row) || follows && is_bold(row) && !row.is_multi()) {
            break;
        }
        reached = row.line.baseline;
        body.rows.push(row);
    }
    body.trim();
    body
}

/// Adds a cell in front of a header that leaves the column of labels unnamed: some lines begin far
/// left of the first name, and what stands below that name is other text.
fn with_unnamed(below: &[Row], cells: &[Rect]) -> Vec<Rect> {
    /// Lines below the header that may show the column.
    const LINES: usize = 12;
    let below = &below[..below.len().min(LINES)];
    let (first, second) = (cells[0], cells[1].left);
    let is_label = |row: &&Row| {
        let (part, size) = (row.fragments[0], row.line.size);
        part.right < first.left - 0.3 * size && first.left - part.left > 2.0 * size
    };
    let right =
        below.iter().filter(is_label).map(|r| r.fragments[0].right).fold(f64::MIN, f64::max);
    let own = |r: &Row| r.fragments.iter().any(|f| f.left > right && f.left < second);
    let left = below.iter().filter(is_label).map(|r| r.line.at.left).fold(f64::MAX, f64::min);
    let mut cells = cells.to_vec();
    if left < f64::MAX && below.iter().any(own) {
        cells.insert(0, Rect { left, right: left + EDGE_PT, ..first });
    }
    cells
}

impl Body<'_> {
    /// Counts the columns in which a line has words.
    fn parts(&self, row: &Row) -> usize {
        let column = |f: &Rect| {
            let before = |g: &&Gutter| f.left > f64::midpoint(g.from, g.to).max(g.to - BEFORE_PT);
            self.gutters.iter().filter(before).count()
        };
        let mut columns: Vec<usize> = row.fragments.iter().map(column).collect();
        columns.dedup();
        columns.len()
    }

    /// Takes in a line if it leaves the gutters free, but for cells over several columns.
    fn take(&mut self, row: &Row) -> bool {
        let mut gutters = self.gutters.clone();
        gutters.iter_mut().for_each(|g| g.take(row));
        let crossed: Vec<usize> =
            (0..gutters.len()).filter(|i| gutters[*i].free(row.line.size).is_none()).collect();
        if !crossed.iter().all(|gutter| self.is_merged(row, *gutter)) {
            return false;
        }
        for gutter in &crossed {
            gutters[*gutter] = self.gutters[*gutter].clone();
        }
        self.merged |= !crossed.is_empty();
        self.gutters = gutters;
        true
    }

    /// Tells whether the part of a line that crosses a gutter begins where a column behind the labels
    /// does and leaves another part of the line to other columns: a cell over several of them.
    fn is_merged(&self, row: &Row, gutter: usize) -> bool {
        let (from, to) = (self.cells[gutter].right, self.cells[gutter + 1].left);
        let begins = |part: &Rect| {
            self.cells[1..=gutter].iter().any(|c| (c.left - part.left).abs() < EDGE_PT)
        };
        let crosses = |part: &&Rect| part.left < from && part.right > to;
        let mut crossing = row.fragments.iter().filter(crosses);
        row.fragments.len() > 1 && crossing.next().is_some_and(begins)
    }

    /// Tells whether all lines stand in the first of several columns: the others are filled in by
    /// hand.
    fn is_form(&self) -> bool {
        self.gutters.len() >= FORM_GUTTERS
            && self.rows.len() > 1
            && self.rows.iter().all(|r| self.parts(r) == 1 && self.is_first(r))
    }

    /// Lets go of the lines at the end that stand in the first column alone: they head or begin
    /// what comes next.
    fn trim(&mut self) {
        let Some(last) = self.rows.iter().rposition(|r| self.parts(r) > 1 || !self.is_first(r))
        else {
            if !self.is_form() {
                self.rows.clear();
            }
            return;
        };
        let mut kept = last + 1;
        while let [above, below, ..] = &self.rows[kept - 1..]
            && below.line.baseline - above.line.baseline < HEADER_PITCH_EM * below.line.size
        {
            kept += 1;
        }
        self.rows.truncate(kept);
    }

    /// Tells whether a line begins in the first column.
    fn is_first(&self, row: &Row) -> bool {
        self.gutters.first().is_some_and(|g| row.line.at.left < g.from.max(g.to - BEFORE_PT))
    }

    fn columns(&self, at: &Rect, size: f64) -> Option<Vec<Column>> {
        let mut columns = vec![Column { left: at.left, right: at.right }];
        for gutter in &self.gutters {
            let (from, to) = gutter.free(size)?;
            columns.last_mut()?.right = from;
            columns.push(Column { left: to, right: at.right });
        }
        Some(columns)
    }
}

/// Builds the table below a header; none if too little text keeps to its columns, or if rules say
/// where its rows end.
fn table(
    head: &Head,
    rows: &[Row],
    next: usize,
    level: &[Segment],
    habits: &Habits,
) -> Option<Headed> {
    let header = &rows[head.from..head.to];
    let body = body(rows, head, next, level, habits);
    let lines = header.iter().chain(body.rows.iter().copied()).map(|r| r.line.at);
    let text = Rect::around(lines)?;
    let at = Rect { top: text.top - 0.5, bottom: text.bottom + 0.5, ..text };
    let columns = body.columns(&at, habits.body_size)?;
    let multi = body.rows.iter().filter(|r| filled(r, &columns) > 1).count();
    let told = multi >= 2 || multi == 1 && columns.len() > 2 || body.is_form();
    if !told || !is_lettered(&body.rows) {
        return None;
    }
    let ruled = rules(level, &body.rows, &at);
    if ruled.len() >= RULES {
        let bounds = ruled_bounds(header, &body.rows, &ruled, &at)?;
        return Some(Headed { at, columns, bounds, merged: body.merged });
    }
    let all: Vec<&Row> = header.iter().chain(body.rows.iter().copied()).collect();
    if is_side_bar(&all, &columns) {
        return Some(Headed { bounds: ends(&at), at, columns, merged: false });
    }
    let starts = starts(&body.rows, &columns, is_repeated(head, rows), habits);
    if columns.len() == 2 && starts.is_none() {
        return None;
    }
    let mut bounds = bounds(header, &body.rows, &starts.unwrap_or_default(), &at);
    let inner = head.lines.iter().map(|y| Segment { across: *y, from: at.left, to: at.right });
    bounds.extend(inner);
    bounds.sort_by(|a, b| a.across.total_cmp(&b.across));
    Some(Headed { at, columns, bounds, merged: body.merged })
}

/// Returns the level lines around a table of one row.
pub fn ends(at: &Rect) -> Vec<Segment> {
    [at.top, at.bottom].map(|across| Segment { across, from: at.left, to: at.right }).to_vec()
}

/// Tells whether a header may be that of a table which the page before began: no line stands right
/// above it.
fn is_repeated(head: &Head, rows: &[Row]) -> bool {
    let top = rows[head.from].line.at.top;
    let above = head.from.checked_sub(1).map(|i| &rows[i].line);
    above.is_none_or(|l| top - l.at.bottom > REPEATED_EM * l.size)
}

/// Returns the level lines around a header and above each line that begins a row.
fn bounds(header: &[Row], rows: &[&Row], starts: &[usize], at: &Rect) -> Vec<Segment> {
    let whole = |across: f64| Segment { across, from: at.left, to: at.right };
    let mut bottoms = bottoms_above(rows);
    if let (Some(first), Some(last)) = (bottoms.first_mut(), header.last()) {
        *first = last.line.at.bottom;
    }
    let above = |index: usize| {
        let top = rows[index].line.at.top;
        whole(f64::midpoint(bottoms[index].min(top), top))
    };
    let mut bounds = vec![whole(at.top), above(0)];
    bounds.extend(starts.iter().filter(|s| **s > 0).map(|s| above(*s)));
    bounds.push(whole(at.bottom));
    bounds
}

/// Returns the heights of rules that part the rows: where there are some, they say where rows end.
fn rules(level: &[Segment], rows: &[&Row], at: &Rect) -> Vec<f64> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
    let between = level.iter().filter(|s| {
        s.across > first.line.baseline
            && s.across < last.line.at.top
            && s.to.min(at.right) - s.from.max(at.left) > RULE_SHARE * at.width()
    });
    between.map(|s| s.across).collect()
}

/// Returns the level lines around a header and at each rule; none if a line runs across one.
fn ruled_bounds(header: &[Row], rows: &[&Row], rules: &[f64], at: &Rect) -> Option<Vec<Segment>> {
    let whole = |across: f64| Segment { across, from: at.left, to: at.right };
    let (above, below) = (&header.last()?.line.at, &rows.first()?.line.at);
    let crossed = |y: &f64| {
        let inside = |r: &&Row| r.line.at.top + 1.0 < *y && r.line.at.bottom - 1.0 > *y;
        rows.iter().copied().any(|r| inside(&r))
    };
    if rules.iter().any(crossed) {
        return None;
    }
    let mut bounds = vec![whole(at.top), whole(f64::midpoint(above.bottom, below.top))];
    bounds.extend(rules.iter().map(|y| whole(*y)));
    bounds.push(whole(at.bottom));
    Some(bounds)
}
