//! Tables of wrapped text without plumb rules: columns by gutters that stay free over many lines,
//! rows by level rules, stripes, or gaps that run through all columns.
//!
//! Detectors made for figures take every line of such a table for a row. Here a cell may hold many
//! lines, so a row ends only where all columns pause, or where a rule says so.

use super::content::PageContent;
use super::geometry::Rect;
use super::grid::{Detector, Grid, Told};
use super::lattice::{self, Segment};
use super::para::Habits;
use super::words::{Line, Word, lines};

/// Gap that parts fragments of a line, in font sizes.
const FRAGMENT_GAP_EM: f64 = 1.1;
/// Gap up to which words belong together in any case, in font sizes.
const SPACE_EM: f64 = 0.36;
/// Least width of a gutter, in font sizes, over a few lines and over many.
const GUTTER_EM: (f64, f64) = (0.6, 0.35);
/// Lines over which a gutter of the lesser width is no accident.
const MANY_LINES: usize = 8;
/// Steps to a point in which gutters are measured.
const STEPS_PER_PT: f64 = 2.0;
/// Share of lines that may cross a gutter: headings over several columns.
const CROSSING_SHARE: f64 = 0.08;
/// Share of the text's width from which a line that begins at its left edge is running text.
const WIDE_SHARE: f64 = 0.6;
/// Blank between two rows beyond that between lines, in font sizes.
const ROW_GAP_EM: f64 = 0.3;
/// Share of its table's width up to which a first column is a column of labels.
const LABEL_SHARE: f64 = 0.34;
/// Level rules that share a table end within this of each other.
const SIDE_PT: f64 = 8.0;

/// Finds tables of wrapped text that are not ruled on all sides.
#[derive(Clone, Copy, Debug)]
pub struct Aligned<'h> {
    pub habits: &'h Habits,
}

impl Detector for Aligned<'_> {
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid> {
        let rows: Vec<Row> = lines(words.to_vec()).into_iter().map(Row::of).collect();
        let level = lattice::level(page);
        let mut grids: Vec<Grid> = Vec::new();
        for region in banded_regions(&level, &rows) {
            grids.extend(self.grid(&region, &rows, &level, true));
        }
        let free: Vec<Row> =
            rows.into_iter().filter(|r| !grids.iter().any(|g| g.at.meets(&r.line.at))).collect();
        for region in self.open_regions(&free) {
            let below = grids.iter().all(|g| !g.at.meets(&region));
            grids.extend(self.grid(&region, &free, &level, false).filter(|_| below));
        }
        grids
    }
}

/// A line over the whole page, cut at its wide gaps.
#[derive(Clone, Debug)]
struct Row {
    line: Line,
    fragments: Vec<Rect>,
    /// First words of the fragments.
    heads: Vec<String>,
}

impl Row {
    fn of(line: Line) -> Self {
        let (mut fragments, mut heads, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        let mut last: Option<&Word> = None;
        for word in &line.words {
            let near = last.is_some_and(|l: &Word| {
                word.at.left - l.at.right <= FRAGMENT_GAP_EM * word.size.max(l.size)
            });
            let after_mark = marks.last() == Some(&true);
            match fragments.last_mut() {
                Some(at) if near || after_mark => {
                    let at: &mut Rect = at;
                    *at = at.union(&word.at);
                    if let Some(mark) = marks.last_mut() {
                        *mark = false;
                    }
                }
                _ => {
                    fragments.push(word.at);
                    heads.push(word.text.clone());
                    marks.push(is_mark(&word.text));
                }
            }
            last = Some(word);
        }
        Self { line, fragments, heads }
    }

    fn is_multi(&self) -> bool {
        self.fragments.len() > 1
    }

    /// Returns its words put together where only spaces part them.
    fn solid(&self) -> Vec<Rect> {
        let mut solid: Vec<Rect> = Vec::new();
        for word in &self.line.words {
            match solid.last_mut() {
                Some(last) if word.at.left - last.right < SPACE_EM * word.size => {
                    *last = last.union(&word.at);
                }
                _ => solid.push(word.at),
            }
        }
        solid
    }
}

/// Tells whether a word is a bullet; numbers may be a column of their own.
fn is_mark(text: &str) -> bool {
    text == "o" || text.chars().count() <= 2 && !text.chars().any(char::is_alphanumeric)
}

/// A column: from its left edge to the next one's.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    left: f64,
    right: f64,
}

/// Returns the places of tables that level rules or stripes show: at least three of them end
/// together on the right, and lines between them have gaps.
fn banded_regions(level: &[Segment], rows: &[Row]) -> Vec<Rect> {
    let mut regions: Vec<Rect> = Vec::new();
    let mut used = vec![false; level.len()];
    for first in 0..level.len() {
        if used[first] || level[first].length() < 60.0 {
            continue;
        }
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
        if group.len() < 3 {
            continue;
        }
        group.iter().for_each(|g| used[*g] = true);
        let at = |g: &usize| {
            let s = &level[*g];
            Rect { left: s.from, right: s.to, top: s.across, bottom: s.across }
        };
        let Some(region) = Rect::around(group.iter().map(at)) else { continue };
        let region = with_head(region, rows);
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

/// Takes a head above the first rule in: a line close above it whose fragments lie within.
fn with_head(region: Rect, rows: &[Row]) -> Rect {
    let above = rows.iter().rfind(|r| r.line.at.bottom <= region.top + 3.0);
    match above {
        Some(row)
            if row.is_multi()
                && region.top - row.line.baseline < 1.6 * row.line.size
                && row.line.at.left >= region.left - SIDE_PT
                && row.line.at.right <= region.right + SIDE_PT =>
        {
            Rect { top: row.line.at.top - 1.0, ..region }
        }
        _ => region,
    }
}

impl Aligned<'_> {
    /// Returns the places of tables that nothing but their text shows.
    fn open_regions(&self, rows: &[Row]) -> Vec<Rect> {
        let left = rows.iter().map(|r| r.line.at.left).fold(f64::MAX, f64::min);
        let right = rows.iter().map(|r| r.line.at.right).fold(f64::MIN, f64::max);
        let mut regions = Vec::new();
        let mut run: Vec<&Row> = Vec::new();
        for row in rows {
            if self.ends_region(row, left, right) {
                regions.extend(self.region_of(&run));
                run.clear();
            } else {
                run.push(row);
            }
        }
        regions.extend(self.region_of(&run));
        regions
    }

    /// Running text and headings in a larger size stand in no table.
    fn ends_region(&self, row: &Row, left: f64, right: f64) -> bool {
        let size = row.line.size;
        let first = row.solid().first().copied().unwrap_or_default();
        let wide = !row.is_multi()
            && row.line.at.left < left + 2.0 * size
            && row.line.at.width() > WIDE_SHARE * (right - left);
        let filled = row.is_multi()
            && row.line.at.left < left + 2.0 * size
            && first.width() > 0.85 * (right - left);
        wide || filled || !row.is_multi() && size > 1.12 * self.habits.body_size
    }

    /// Cuts a run of lines down to its table: from the first line with gaps to the last line that
    /// stands in a column.
    fn region_of(&self, run: &[&Row]) -> Option<Rect> {
        let first = run.iter().position(|r| r.is_multi())?;
        let last = run.iter().rposition(|r| r.is_multi())?;
        let multi = run[first..=last].iter().filter(|r| r.is_multi()).count();
        if multi < 2 {
            return None;
        }
        let mut end = last;
        for next in last + 1..run.len() {
            let (above, below) = (&run[next - 1].line, &run[next].line);
            let close = below.baseline - above.baseline < 1.35 * self.habits.pitch_em * below.size;
            if !close {
                break;
            }
            end = next;
        }
        Rect::around(run[first..=end].iter().map(|r| r.line.at))
    }

    /// Builds the table of a region; none if its text is no table.
    fn grid(&self, at: &Rect, rows: &[Row], level: &[Segment], banded: bool) -> Option<Grid> {
        let inside: Vec<&Row> = rows
            .iter()
            .filter(|r| r.line.at.center_y() > at.top && r.line.at.center_y() < at.bottom)
            .filter(|r| r.line.at.overlap_x(at) > 0.0)
            .collect();
        let columns = columns(&inside, at)?;
        let bounds = self.bounds(&inside, &columns, at, level, banded);
        if !self.is_table(&inside, &columns, &bounds, banded) {
            return None;
        }
        let plumb = plumb_of(&columns, at);
        let plumb = open_crossed(plumb, &inside, &bounds);
        let grid = lattice::grid(&plumb, &bounds)?;
        Some(Grid { told: Told::Bands, ..grid })
    }

    /// Returns the level bounds of the rows: rules and stripe edges, else pauses of all columns.
    fn bounds(
        &self,
        rows: &[&Row],
        columns: &[Column],
        at: &Rect,
        level: &[Segment],
        banded: bool,
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
        let between = bounds.iter().filter(|s| {
            let above = rows.iter().filter(|r| r.line.at.center_y() < s.across).count();
            above > 1 && above < rows.len()
        });
        if !banded || between.count() < 2 {
            bounds.extend(self.pauses(rows, columns).into_iter().map(whole));
        }
        bounds.push(whole(at.top));
        bounds.push(whole(at.bottom));
        bounds.sort_by(|a, b| a.across.total_cmp(&b.across));
        bounds
    }

    /// Returns the heights at which a row ends: all columns pause there, or a label begins.
    fn pauses(&self, rows: &[&Row], columns: &[Column]) -> Vec<f64> {
        let mut pauses = Vec::new();
        let mut bottom = f64::MIN;
        let mut last_baseline = f64::MIN;
        let mut last_label = f64::MIN;
        let labels = columns.first().filter(|c| {
            let (left, right) = (columns[0].left, columns[columns.len() - 1].right);
            c.right - c.left < LABEL_SHARE * (right - left)
        });
        let usual = self.habits.pitch_em;
        for row in rows {
            let (size, line) = (row.line.size, &row.line);
            let pause = line.baseline - last_baseline > (usual + ROW_GAP_EM) * size;
            let label =
                labels.and_then(|c| row.fragments.iter().position(|f| f.center_x() < c.right));
            let begins = label.is_some_and(|l| {
                let head = row.heads[l].chars().next();
                let gap = line.baseline - last_label > (usual + ROW_GAP_EM) * size;
                gap && !head.is_some_and(char::is_lowercase) && row.is_multi()
            });
            let carries =
                row.heads.iter().any(|h| h.chars().next().is_some_and(char::is_lowercase));
            if bottom > f64::MIN && (pause || begins && !carries) {
                pauses.push(f64::midpoint(bottom.min(line.at.top), line.at.top));
            }
            if label.is_some() {
                last_label = line.baseline;
            }
            bottom = bottom.max(line.at.bottom);
            last_baseline = last_baseline.max(line.baseline);
        }
        pauses
    }

    /// Tells whether columns are columns of a table, to be read across.
    fn is_table(
        &self,
        rows: &[&Row],
        columns: &[Column],
        bounds: &[Segment],
        banded: bool,
    ) -> bool {
        let multi = rows.iter().filter(|r| r.is_multi()).count();
        let words = rows.iter().map(|r| r.line.words.len()).sum::<usize>();
        let lettered = rows
            .iter()
            .flat_map(|r| &r.line.words)
            .filter(|w| w.text.chars().any(char::is_alphabetic))
            .count();
        if lettered * 10 < words * 7 || multi < 2 || !columns.iter().any(|c| is_prose(rows, c)) {
            return false;
        }
        let bands = bounds.len() - 1;
        let wrapped = bands * 4 <= rows.len() * 3;
        if banded {
            return wrapped || columns.len() > 1;
        }
        let width = columns[columns.len() - 1].right - columns[0].left;
        let labels = columns[0].right - columns[0].left < LABEL_SHARE * width;
        let starts = shared_starts(rows, columns, bounds);
        match columns.len() {
            0 | 1 => false,
            2 if is_bold_form(rows, columns) => true,
            2 if labels => wrapped && starts >= 2 && !is_form(rows),
            2 => wrapped && starts >= 2 && starts * 10 >= bands * 7,
            _ => wrapped && starts >= 2,
        }
    }
}

/// Tells whether the lines of a column hold phrases, not names or figures.
fn is_prose(rows: &[&Row], column: &Column) -> bool {
    /// Words with letters on a line of the column, in the mean.
    const WORDS: f64 = 2.8;
    let lettered = |w: &&Word| is_in(column, w) && w.text.chars().any(char::is_alphabetic);
    let counts = rows.iter().map(|r| r.line.words.iter().filter(lettered).count());
    let counts: Vec<usize> = counts.filter(|n| *n > 0).collect();
    counts.iter().sum::<usize>() as f64 >= WORDS * counts.len() as f64
}

/// Labels with a colon in front of values are lines of a form.
fn is_form(rows: &[&Row]) -> bool {
    let labelled = rows.iter().filter(|r| {
        let first = r.fragments.first().map_or(0.0, |f| f.right);
        r.line
            .words
            .iter()
            .rfind(|w| w.at.right <= first + 0.5)
            .is_some_and(|w| w.text.ends_with(':'))
    });
    labelled.count() * 2 > rows.len()
}

/// Bold labels in front of values, each on a line of its own, are a form.
fn is_bold_form(rows: &[&Row], columns: &[Column]) -> bool {
    rows.iter().all(|r| {
        let (label, value): (Vec<&Word>, Vec<&Word>) =
            r.line.words.iter().partition(|w| is_in(&columns[0], w));
        !label.is_empty()
            && !value.is_empty()
            && label.len() <= 4
            && label.iter().all(|w| w.bold && !w.text.ends_with(':'))
            && !value.iter().all(|w| w.bold)
    })
}

/// Counts the rows in which at least two columns begin on the first line.
fn shared_starts(rows: &[&Row], columns: &[Column], bounds: &[Segment]) -> usize {
    bounds
        .windows(2)
        .filter(|b| {
            let mut inside =
                rows.iter().filter(|r| (b[0].across..b[1].across).contains(&r.line.at.center_y()));
            inside.next().is_some_and(|first| {
                let filled = columns.iter().filter(|c| {
                    first.fragments.iter().any(|f| f.left >= c.left - 3.0 && f.left < c.right)
                });
                filled.count() >= 2
            })
        })
        .count()
}

/// Tells whether a rule underlines a line's words.
fn underlines(rule: &Segment, row: &Row) -> bool {
    let depth = rule.across - row.line.baseline;
    (0.0..0.28 * row.line.size).contains(&depth)
        && row.fragments.iter().any(|f| rule.from >= f.left - 4.0 && rule.to <= f.right + 4.0)
}

/// Finds the columns of a region by the gutters between them.
fn columns(rows: &[&Row], at: &Rect) -> Option<Vec<Column>> {
    let size = rows.iter().map(|r| r.line.size).fold(0.0, f64::max).min(14.0);
    let steps = ((at.width() * STEPS_PER_PT).ceil() as usize).clamp(1, 6_000);
    let mut covered = vec![0_usize; steps];
    for solid in rows.iter().flat_map(|r| r.solid()) {
        let step = |x: f64| (((x - at.left).max(0.0) * STEPS_PER_PT) as usize).min(steps - 1);

        covered[step(solid.left)..=step(solid.right)].iter_mut().for_each(|c| *c += 1);
    }
    let allowed = (rows.len() as f64 * CROSSING_SHARE).floor() as usize;
    let allowed = if rows.len() >= 5 { allowed.max(1) } else { allowed };
    let least = if rows.len() >= MANY_LINES { GUTTER_EM.1 } else { GUTTER_EM.0 };
    let least = least * size * STEPS_PER_PT;
    let mut columns: Vec<Column> = Vec::new();
    let mut start = 0;
    let mut step = 0;
    while step < steps {
        let end = (step..steps).find(|s| covered[*s] > allowed).unwrap_or(steps);
        if (end - step) as f64 >= least && step > 0 && end < steps {
            columns.push(column(at, start, step));
            start = end;
        }
        step = end.max(step) + 1;
        while step < steps && covered[step] > allowed {
            step += 1;
        }
    }
    columns.push(column(at, start, steps));
    join_marks(&mut columns, rows);
    columns.retain(|c| count_in(rows, c) > 0);
    (columns.len() > 1).then_some(columns)
}

fn column(at: &Rect, start: usize, end: usize) -> Column {
    Column {
        left: at.left + start as f64 / STEPS_PER_PT,
        right: at.left + end as f64 / STEPS_PER_PT,
    }
}

/// Counts the lines that begin in a column.
fn count_in(rows: &[&Row], column: &Column) -> usize {
    rows.iter().filter(|r| r.line.words.iter().any(|w| is_in(column, w))).count()
}

fn is_in(column: &Column, word: &Word) -> bool {
    (column.left - 1.0..column.right + 1.0).contains(&word.at.center_x())
}

/// A column of nothing but list marks belongs to the text on its right; so do numbers without a
/// head of their own.
fn join_marks(columns: &mut Vec<Column>, rows: &[&Row]) {
    let mut index = 0;
    while index + 1 < columns.len() {
        let words =
            || rows.iter().flat_map(|r| &r.line.words).filter(|w| is_in(&columns[index], w));
        let head = words().next();
        let numbered =
            |w: &Word| w.text.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit());
        let marks = words().all(|w| is_mark(&w.text));
        let numbers = words().all(numbered) && head.is_some();
        if marks || numbers {
            columns[index + 1].left = columns[index].left;
            columns.remove(index);
        } else {
            index += 1;
        }
    }
}

/// Returns plumb lines around and between columns.
fn plumb_of(columns: &[Column], at: &Rect) -> Vec<Segment> {
    let line = |across: f64| Segment { across, from: at.top, to: at.bottom };
    let between = columns.windows(2).map(|c| line(f64::midpoint(c[0].right, c[1].left)));
    let mut plumb: Vec<Segment> = between.collect();
    plumb.insert(0, line(at.left - 1.0));
    plumb.push(line(at.right + 1.0));
    plumb
}

/// Opens plumb lines in rows whose text runs across them, as headings over columns do.
fn open_crossed(plumb: Vec<Segment>, rows: &[&Row], bounds: &[Segment]) -> Vec<Segment> {
    let mut opened = Vec::new();
    let last = plumb.len().saturating_sub(1);
    for (index, line) in plumb.into_iter().enumerate() {
        if index == 0 || index == last {
            opened.push(line);
            continue;
        }
        for band in bounds.windows(2) {
            let crossed = rows.iter().any(|r| {
                (band[0].across..band[1].across).contains(&r.line.at.center_y())
                    && r.solid()
                        .iter()
                        .any(|s| s.left < line.across - 2.0 && s.right > line.across + 2.0)
            });
            if !crossed {
                opened.push(Segment { from: band[0].across, to: band[1].across, ..line });
            }
        }
    }
    opened
}
