//! Tables whose rows are filled in turns: a header and every other row, every other row alone, or all,
//! cell beside cell. The edges of the filled cells are those of the columns, also in the white rows
//! between, above and below.

use super::content::{Area, PageContent};
use super::geometry::Rect;
use super::grid::{Detector, Grid, GridCell, Told};
use super::words::{self, Line, Word};

/// Edges of cells within this are one edge, in points.
const EDGE_PT: f64 = 2.0;
/// Farthest two cells of a row lie apart, in points.
const APART_PT: f64 = 3.0;
/// Least width and height of a filled cell, in points.
const CELL_PT: (f64, f64) = (10.0, 7.0);
/// A page with more filled areas is a drawing.
const MOST_AREAS: usize = 1_000;
/// Pause between lines that ends a white row below the last filled one or above the first, in font
/// sizes.
const PAUSE_EM: f64 = 1.0;
/// Farthest that row begins below or ends above it, in font sizes.
const BESIDE_EM: f64 = 1.6;
/// Text larger than that above by this factor is a heading.
const HEADING_SIZE: f64 = 1.12;
/// Fewest edges of filled cells that leave cells at one side white.
const EDGES: usize = 3;
/// Most words on a line of labels left of the filled cells, and the share of the width they take.
const LABELS: (usize, f64) = (4, 0.34);

/// Finds tables by their filled cells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tiled<'g> {
    /// The last table of the page before: what has its columns may go on with it.
    pub before: Option<&'g Grid>,
}

impl Detector for Tiled<'_> {
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid> {
        let mut bands = bands(&page.areas);
        let mut grids = Vec::new();
        while let Some(first) = bands.first() {
            let (count, edges) = stack(&bands, first.colour, words);
            let below = bands.split_off(count);
            grids.extend(self.grid(&bands, edges, words));
            bands = below;
        }
        grids
    }
}

/// Filled cells side by side.
#[derive(Clone, Debug)]
struct Band {
    /// Down to where the first of its cells ends.
    at: Rect,
    /// Left edges of its cells, from the left, and the right edge of the last one.
    edges: Vec<f64>,
    colour: [u8; 3],
    /// Those of its cells that reach down over further rows.
    tall: Vec<Rect>,
}

impl Band {
    fn of(cells: &[&Area]) -> Option<Self> {
        let at = Rect::around(cells.iter().map(|a| a.at))?;
        let bottom = cells.iter().map(|a| a.at.bottom).fold(f64::MAX, f64::min);
        let tall = cells.iter().map(|a| a.at).filter(|a| a.bottom > bottom + EDGE_PT).collect();
        let edges = cells.iter().map(|a| a.at.left).chain([at.right]).collect();
        Some(Self { at: Rect { bottom, ..at }, edges, colour: cells.first()?.colour, tall })
    }
}

/// Returns the rows of filled cells, from top to bottom.
fn bands(areas: &[Area]) -> Vec<Band> {
    let is_cell =
        |a: &&Area| a.is_tinted() && a.at.width() > CELL_PT.0 && a.at.height() > CELL_PT.1;
    let mut cells: Vec<&Area> = areas.iter().filter(is_cell).collect();
    if cells.len() > MOST_AREAS {
        return Vec::new();
    }
    cells.sort_by(|a, b| a.at.top.total_cmp(&b.at.top).then(a.at.left.total_cmp(&b.at.left)));
    let level = |a: &&Area, b: &&Area| (a.at.top - b.at.top).abs() < EDGE_PT;
    let beside =
        |a: &&Area, b: &&Area| (b.at.left - a.at.right).abs() < APART_PT && a.colour == b.colour;
    let mut bands = Vec::new();
    for row in cells.chunk_by(level) {
        let mut row = row.to_vec();
        row.sort_by(|a, b| a.at.left.total_cmp(&b.at.left));
        row.dedup_by(|b, a| (a.at.left - b.at.left).abs() < EDGE_PT);
        bands.extend(row.chunk_by(beside).filter_map(Band::of));
    }
    bands
}

/// Counts the first bands that are of one table, and returns its edges: none repeats the header's
/// colour, those with fewer edges have edges of the others, and no word between them lies across one.
fn stack(bands: &[Band], header: [u8; 3], words: &[Word]) -> (usize, Vec<f64>) {
    let mut edges = bands.first().map(|b| b.edges.clone()).unwrap_or_default();
    let mut several = false;
    for (index, pair) in bands.windows(2).enumerate() {
        let [above, below] = pair else { break };
        let anew = several && below.colour == header;
        let follows = below.at.top > above.at.bottom - EDGE_PT;
        let goes_on =
            |t: &Rect| t.bottom > below.at.top + EDGE_PT && (t.left - edges[0]).abs() < EDGE_PT;
        let covered = bands[..=index].iter().flat_map(|b| &b.tall).any(goes_on);
        let common = common(&edges, &below.edges, covered);
        let between = (above.at.bottom, below.at.top);
        let fits = common.as_ref().is_some_and(|edges| fits(between, edges, words));
        let Some(common) = common.filter(|_| !anew && follows && fits) else {
            return (index + 1, edges);
        };
        several |= below.colour != header;
        edges = common;
    }
    (bands.len(), edges)
}

/// Returns the edges of two rows of which one has all edges of the other, the outer ones in any case;
/// one of them may leave cells at one side white that go on from the row above, surely if such a cell
/// is filled there and reaches down (`covered`).
fn common(a: &[f64], b: &[f64], covered: bool) -> Option<Vec<f64>> {
    let near = |x: f64, y: f64| (x - y).abs() < EDGE_PT;
    let (left, right) = (near(*a.first()?, *b.first()?), near(*a.last()?, *b.last()?));
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let within = few.iter().all(|x| many.iter().any(|y| near(*x, *y)));
    let outer = left && right || (few.len() >= EDGES || covered) && (left || right);
    (outer && within).then(|| many.to_vec())
}

/// Tells whether no word between two heights lies across an edge or beyond the right one.
fn fits((top, bottom): (f64, f64), edges: &[f64], words: &[Word]) -> bool {
    let right = edges.last().copied().unwrap_or(f64::MAX);
    let level = |w: &&Word| (top..bottom).contains(&w.at.center_y());
    words.iter().filter(level).all(|w| {
        let crosses = |e: &f64| w.at.left < e - EDGE_PT && w.at.right > e + EDGE_PT;
        w.at.right < right + EDGE_PT && !edges.iter().any(crosses)
    })
}

/// A row between two heights.
struct Strip {
    top: f64,
    bottom: f64,
    /// Edges of its cells; all others of the table are those of white ones.
    edges: Vec<f64>,
    tall: Vec<Rect>,
}

impl Strip {
    fn white(top: f64, bottom: f64, edges: &[f64]) -> Self {
        Self { top, bottom, edges: edges.to_vec(), tall: Vec::new() }
    }
}

impl Tiled<'_> {
    /// Builds the table of a stack of bands; none of a header alone, or of headers of several tables.
    fn grid(&self, bands: &[Band], mut edges: Vec<f64>, words: &[Word]) -> Option<Grid> {
        let (first, last) = (bands.first()?, bands.last()?);
        let top = lines_above(first, &edges, words).first().map_or(first.at.top, |l| l.at.top);
        let bottom = below(last, &edges, words).unwrap_or(last.at.bottom);
        if let Some(left) = labels_beside((top, bottom), &edges, words)? {
            edges.insert(0, left);
        }
        let known = self.before.is_some_and(|g| same(&g.edges(), &edges));
        if edges.len() < EDGES || bands.len() < 2 && !known {
            return None;
        }
        let coloured = bands.iter().any(|b| b.colour != first.colour);
        let gaps = || bands.windows(2).map(|b| (b[0].at.bottom, b[1].at.top));
        let holds = |(top, bottom)| filled((top, bottom), &edges, words) > 0;
        let striped = !coloured && (gaps().any(holds) || known);
        if striped && !gaps().all(|gap| filled(gap, &edges, words) > 1) {
            return None;
        }
        let mut strips = Vec::new();
        if striped {
            strips.extend(self.above(first, &edges, words, known));
        }
        for (index, band) in bands.iter().enumerate() {
            let (top, bottom) = (band.at.top, band.at.bottom);
            let (own, tall) = (band.edges.clone(), band.tall.clone());
            strips.push(Strip { top, bottom, edges: own, tall });
            let below = bands.get(index + 1).map_or(bottom, |b| b.at.top);
            if holds((bottom, below)) {
                strips.push(Strip::white(bottom, below, &edges));
            }
        }
        if coloured || striped {
            let white = below(last, &edges, words);
            strips.extend(white.map(|bottom| Strip::white(last.at.bottom, bottom, &edges)));
        }
        let at = Rect {
            left: edges[0],
            right: edges[edges.len() - 1],
            top: strips.first()?.top,
            bottom: strips.last()?.bottom,
        };
        let cells = cells(&strips, &edges);
        Some(Grid { at, rows: strips.len(), cols: edges.len() - 1, cells, told: Told::Rules })
    }

    /// Returns the rows above the first of stripes of one colour: the header, and a white one below it.
    fn above(&self, first: &Band, edges: &[f64], words: &[Word], known: bool) -> Vec<Strip> {
        /// Distance of lines of one header at most, in font sizes.
        const PITCH_EM: f64 = 1.45;
        let lines = lines_above(first, edges, words);
        let columns = |line: &Line<&Word>| filled_by(line.words.iter().copied(), edges) > 1;
        let Some(from) = lines.iter().position(columns) else { return Vec::new() };
        let lines = &lines[from..];
        let bold = lines.iter().take_while(|l| l.words.iter().all(|w| w.bold)).count();
        let apart =
            |pair: &[Line<&Word>]| pair[1].baseline - pair[0].baseline > PITCH_EM * pair[1].size;
        let head = match bold {
            0 if known => 0,
            0 => lines.windows(2).position(apart).map_or(lines.len(), |at| at + 1),
            bold => bold,
        };
        let part = |from: usize| match lines.get(from) {
            Some(line) if from > 0 => f64::midpoint(lines[from - 1].at.bottom, line.at.top),
            Some(line) => line.at.top - 1.0,
            None => first.at.top,
        };
        let mut tops = vec![part(0), part(head), first.at.top];
        tops.dedup_by(|a, b| (*a - *b).abs() < 0.1);
        tops.windows(2).map(|t| Strip::white(t[0], t[1], edges)).collect()
    }
}

/// Returns the lines above a band that may be of its table, from the top.
fn lines_above<'w>(first: &Band, edges: &[f64], words: &'w [Word]) -> Vec<Line<&'w Word>> {
    let size = size_in(first, words);
    let above = words.iter().filter(|w| w.at.center_y() < first.at.top);
    let mut lines: Vec<Line<&Word>> = Vec::new();
    for line in words::lines(above.collect()).into_iter().rev() {
        let to = lines.last().map_or(first.at.top, |l| l.at.top);
        let pause = if lines.is_empty() { BESIDE_EM } else { PAUSE_EM };
        let near = to - line.at.bottom < pause * line.size;
        let level = (line.at.top, line.at.bottom);
        if !near || line.size > HEADING_SIZE * size || !fits(level, edges, words) {
            break;
        }
        lines.push(line);
    }
    lines.reverse();
    lines
}

/// Returns the left edge of labels that stand left of the filled cells between two heights, if there
/// are any; none if other text stands there.
fn labels_beside((top, bottom): (f64, f64), edges: &[f64], words: &[Word]) -> Option<Option<f64>> {
    let (from, to) = (*edges.first()?, *edges.last()?);
    let beside = |w: &&Word| {
        let level = (top..bottom).contains(&w.at.center_y());
        level && w.at.right < from + EDGE_PT && w.at.left < from - EDGE_PT
    };
    let lines = words::lines(words.iter().filter(beside).collect());
    let Some(left) = lines.iter().map(|l| l.at.left).min_by(f64::total_cmp) else {
        return Some(None);
    };
    let short = lines.iter().all(|l| l.words.len() <= LABELS.0);
    (short && from - left < LABELS.1 * (to - left)).then_some(Some(left - EDGE_PT))
}

/// Tells whether two tables have the same columns.
fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 2.0 * EDGE_PT)
}

/// Counts the columns with words between two heights.
fn filled((top, bottom): (f64, f64), edges: &[f64], words: &[Word]) -> usize {
    filled_by(words.iter().filter(|w| (top..bottom).contains(&w.at.center_y())), edges)
}

fn filled_by<'w>(words: impl Iterator<Item = &'w Word> + Clone, edges: &[f64]) -> usize {
    let has = |e: &&[f64]| words.clone().any(|w| (e[0]..e[1]).contains(&w.at.center_x()));
    edges.windows(2).filter(has).count()
}

/// Returns the cells of rows; those that reach down cover the ones below them.
fn cells(strips: &[Strip], edges: &[f64]) -> Vec<GridCell> {
    let near = |x: f64, y: f64| (x - y).abs() < EDGE_PT;
    let mut covered: Vec<f64> = vec![f64::MIN; edges.len() - 1];
    let mut cells = Vec::new();
    for (row, strip) in strips.iter().enumerate() {
        let is_own = |e: &f64| strip.edges.iter().any(|o| near(*o, *e));
        let outside = |e: f64| {
            strip.edges.first().is_some_and(|o| e < *o + EDGE_PT)
                || strip.edges.last().is_some_and(|o| e > *o - EDGE_PT)
        };
        let cuts = |e: &f64| is_own(e) || outside(*e);
        let mut col = 0;
        while col + 1 < edges.len() {
            let to = (col + 1..edges.len()).find(|c| cuts(&edges[*c])).unwrap_or(edges.len() - 1);
            if strip.bottom > covered[col] + EDGE_PT {
                let tall = strip.tall.iter().find(|t| near(t.left, edges[col]));
                let bottom = tall.map_or(strip.bottom, |t| t.bottom);
                covered[col..to].fill(tall.map_or(f64::MIN, |t| t.bottom));
                let spans = strips[row..].iter().take_while(|s| s.bottom < bottom + EDGE_PT);
                let at = Rect { left: edges[col], right: edges[to], top: strip.top, bottom };
                let row_span = spans.count().max(1);
                cells.push(GridCell { row, col, row_span, col_span: to - col, at });
            }
            col = to;
        }
    }
    cells
}

/// Returns the size of the text in a band.
fn size_in(band: &Band, words: &[Word]) -> f64 {
    let inside = words.iter().filter(|w| band.at.holds(&w.at) && !w.text.is_empty());
    inside.map(|w| w.size).fold(0.0, f64::max)
}

/// Returns the end of a white row below the last band: lines in several of its columns.
fn below(last: &Band, edges: &[f64], words: &[Word]) -> Option<f64> {
    let size = size_in(last, words);
    let below = words.iter().filter(|w| w.at.center_y() > last.at.bottom);
    let mut end: Option<f64> = None;
    let mut columns = vec![false; edges.len() - 1];
    for line in words::lines(below.collect()) {
        let from = end.map_or(last.at.bottom, |e| e);
        let pause = if end.is_none() { BESIDE_EM } else { PAUSE_EM };
        let near = line.at.top - from < pause * line.size;
        let level = (line.at.top, line.at.bottom);
        if !near || line.size > HEADING_SIZE * size || !fits(level, edges, words) {
            break;
        }
        for (filled, e) in columns.iter_mut().zip(edges.windows(2)) {
            *filled |= line.words.iter().any(|w| (e[0]..e[1]).contains(&w.at.center_x()));
        }
        end = Some(line.at.bottom + 1.0);
    }
    end.filter(|_| columns.iter().filter(|f| **f).count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 3] = [0xCF, 0xD8, 0xE3];
    const STRIPE: [u8; 3] = [0xE8, 0xEE, 0xF4];

    /// Cells of a row from 0 to 90 to 300.
    fn row(top: f64, bottom: f64, colour: [u8; 3]) -> [Area; 2] {
        [(0.0, 90.0), (90.0, 300.0)]
            .map(|(left, right)| Area { at: Rect { left, top, right, bottom }, colour })
    }

    fn word(text: &str, left: f64, top: f64) -> Word {
        let at = Rect { left, top, right: left + 30.0, bottom: top + 10.0 };
        Word { text: text.into(), at, baseline: top + 8.0, size: 10.0, ..Word::default() }
    }

    fn page(areas: &[[Area; 2]]) -> PageContent {
        let areas = areas.iter().flatten().copied().collect();
        PageContent { width: 300.0, height: 500.0, areas, ..PageContent::default() }
    }

    fn rows(grids: &[Grid]) -> Vec<(usize, usize)> {
        grids.iter().map(|g| (g.rows, g.cols)).collect()
    }

    #[test]
    fn white_rows_between_and_below_stripes_have_their_columns() {
        let page = page(&[row(100.0, 120.0, HEADER), row(120.0, 140.0, STRIPE)]);
        let words = [
            word("Level", 5.0, 105.0),
            word("Skills", 95.0, 105.0),
            word("One", 5.0, 125.0),
            word("Sings", 95.0, 125.0),
            word("Two", 5.0, 145.0),
            word("Dances", 95.0, 145.0),
            word("Notes", 5.0, 200.0),
        ];
        let grids = Tiled::default().find(&page, &words);
        assert_eq!(rows(&grids), [(3, 2)]);
        assert!(grids[0].at.bottom < 200.0);
    }

    #[test]
    fn stripes_of_one_colour_have_white_rows_above_between_and_below() {
        let page = page(&[row(140.0, 160.0, STRIPE), row(180.0, 200.0, STRIPE)]);
        let both = |a: &str, b: &str, top: f64| [word(a, 5.0, top), word(b, 95.0, top)];
        let mut words: Vec<Word> = [
            both("Level", "Skills", 108.0),
            both("One", "Sings", 125.0),
            both("Two", "Dances", 145.0),
            both("Three", "Draws", 165.0),
            both("Four", "Writes", 185.0),
            both("Five", "Plays", 205.0),
        ]
        .concat();
        let grids = Tiled::default().find(&page, &words);
        assert_eq!(rows(&grids), [(6, 2)]);
        words.iter_mut().filter(|w| w.at.center_y() > 160.0).for_each(|w| w.at.right += 80.0);
        assert!(Tiled::default().find(&page, &words).is_empty(), "text lies across the columns");
    }

    #[test]
    fn a_filled_cell_that_reaches_down_covers_those_below_it() {
        let (mut above, below) = (row(100.0, 120.0, HEADER), row(120.0, 140.0, STRIPE));
        above[0].at.bottom = 140.0;
        let page = page(&[above, [below[1], below[1]]]);
        let grids = Tiled::default().find(&page, &[]);
        let spans: Vec<_> = grids[0].cells.iter().map(|c| (c.row, c.col, c.row_span)).collect();
        assert_eq!(spans, [(0, 0, 2), (0, 1, 1), (1, 1, 1)]);
    }

    #[test]
    fn the_header_of_another_table_begins_one() {
        let page = page(&[
            row(100.0, 120.0, HEADER),
            row(120.0, 140.0, STRIPE),
            row(200.0, 220.0, HEADER),
            row(220.0, 240.0, STRIPE),
        ]);
        assert_eq!(rows(&Tiled::default().find(&page, &[])), [(2, 2), (2, 2)]);
    }

    #[test]
    fn headers_alone_are_no_table() {
        let page = page(&[row(100.0, 120.0, HEADER), row(200.0, 220.0, HEADER)]);
        let between = [word("Sings", 5.0, 150.0)];
        assert!(Tiled::default().find(&page, &between).is_empty());
    }
}
