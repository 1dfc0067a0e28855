//! Tables whose rows are filled in turns: a header and every other row, or all, cell beside cell. The
//! edges of the filled cells are those of the columns, also in the white rows between.

use super::content::{Area, PageContent};
use super::geometry::Rect;
use super::grid::{Detector, Grid, GridCell, Told};
use super::words::{self, Word};

/// Edges of cells within this are one edge, in points.
const EDGE_PT: f64 = 2.0;
/// Farthest two cells of a row lie apart, in points.
const APART_PT: f64 = 3.0;
/// Least width and height of a filled cell, in points.
const CELL_PT: (f64, f64) = (10.0, 7.0);
/// A page with more filled areas is a drawing.
const MOST_AREAS: usize = 1_000;
/// Pause between lines that ends a white row below the last filled one, in font sizes.
const PAUSE_EM: f64 = 1.0;
/// Farthest that row begins below it, in font sizes.
const BELOW_EM: f64 = 1.6;
/// Text larger than that above by this factor is a heading.
const HEADING_SIZE: f64 = 1.12;

/// Finds tables by their filled cells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tiled;

impl Detector for Tiled {
    fn find(&self, page: &PageContent, words: &[Word]) -> Vec<Grid> {
        let mut bands = bands(&page.areas);
        let mut grids = Vec::new();
        while let Some(first) = bands.first() {
            let (count, edges) = stack(&bands, first.colour, words);
            let below = bands.split_off(count);
            grids.extend(grid(&bands, &edges, words));
            bands = below;
        }
        grids
    }
}

/// Filled cells side by side.
#[derive(Clone, Debug)]
struct Band {
    at: Rect,
    /// Left edges of its cells, from the left, and the right edge of the last one.
    edges: Vec<f64>,
    colour: [u8; 3],
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
    let level = |a: &&Area, b: &&Area| {
        (a.at.top - b.at.top).abs() < EDGE_PT && (a.at.bottom - b.at.bottom).abs() < EDGE_PT
    };
    let beside =
        |a: &&Area, b: &&Area| (b.at.left - a.at.right).abs() < APART_PT && a.colour == b.colour;
    let mut bands = Vec::new();
    for row in cells.chunk_by(level) {
        let mut row = row.to_vec();
        row.sort_by(|a, b| a.at.left.total_cmp(&b.at.left));
        row.dedup_by(|b, a| (a.at.left - b.at.left).abs() < EDGE_PT);
        for run in row.chunk_by(beside) {
            let Some(at) = Rect::around(run.iter().map(|a| a.at)) else { continue };
            let edges = run.iter().map(|a| a.at.left).chain([at.right]).collect();
            bands.push(Band { at, edges, colour: run[0].colour });
        }
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
        let common = common(&edges, &below.edges);
        let between = Rect { top: above.at.bottom, bottom: below.at.top, ..above.at };
        let fits = common.as_ref().is_some_and(|edges| fits(&between, edges, words));
        let Some(common) = common.filter(|_| !anew && follows && fits) else {
            return (index + 1, edges);
        };
        several |= below.colour != header;
        edges = common;
    }
    (bands.len(), edges)
}

/// Returns the edges of two rows of which one has all edges of the other, the outer ones in any case.
fn common(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let near = |x: f64, y: f64| (x - y).abs() < EDGE_PT;
    let outer = near(*a.first()?, *b.first()?) && near(*a.last()?, *b.last()?);
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let within = few.iter().all(|x| many.iter().any(|y| near(*x, *y)));
    (outer && within).then(|| many.to_vec())
}

/// Tells whether no word between two heights lies across an edge or beyond the outer ones.
fn fits(at: &Rect, edges: &[f64], words: &[Word]) -> bool {
    let level = |w: &&Word| (at.top..at.bottom).contains(&w.at.center_y());
    words.iter().filter(level).all(|w| {
        let crosses = |e: &f64| w.at.left < e - EDGE_PT && w.at.right > e + EDGE_PT;
        at.left - EDGE_PT < w.at.left
            && w.at.right < at.right + EDGE_PT
            && !edges.iter().any(crosses)
    })
}

/// Builds the table of a stack of bands; none of a header alone, or of headers of several tables.
fn grid(bands: &[Band], edges: &[f64], words: &[Word]) -> Option<Grid> {
    let (first, last) = (bands.first()?, bands.last()?);
    let empty = |top: f64, bottom: f64| {
        !words
            .iter()
            .any(|w| (top..bottom).contains(&w.at.center_y()) && w.at.overlap_x(&first.at) > 0.0)
    };
    let gaps = || bands.windows(2).map(|b| (b[0].at.bottom, b[1].at.top));
    let coloured = bands.iter().any(|b| b.colour != first.colour);
    if bands.len() < 2
        || edges.len() < 3
        || !coloured && !gaps().all(|(top, bottom)| empty(top, bottom))
    {
        return None;
    }
    let mut rows: Vec<(f64, f64, &[f64])> = Vec::new();
    for (index, band) in bands.iter().enumerate() {
        rows.push((band.at.top, band.at.bottom, &band.edges));
        let below = bands.get(index + 1).map_or(band.at.bottom, |b| b.at.top);
        if !empty(band.at.bottom, below) {
            rows.push((band.at.bottom, below, edges));
        }
    }
    if coloured {
        let white = white_row(last, edges, words);
        rows.extend(white.map(|bottom| (last.at.bottom, bottom, edges)));
    }
    let bottom = rows.last()?.1;
    let col = |x: f64| edges.iter().position(|e| (e - x).abs() < EDGE_PT).unwrap_or_default();
    let cells = rows.iter().enumerate().flat_map(|(row, (top, bottom, own))| {
        own.windows(2).map(move |e| {
            let at = Rect { left: e[0], right: e[1], top: *top, bottom: *bottom };
            let (from, to) = (col(e[0]), col(e[1]));
            GridCell { row, col: from, row_span: 1, col_span: to.saturating_sub(from).max(1), at }
        })
    });
    let cells: Vec<GridCell> = cells.collect();
    let at = Rect { bottom, ..first.at };
    Some(Grid { at, rows: rows.len(), cols: edges.len() - 1, cells, told: Told::Rules })
}

/// Returns the end of a white row below the last band: lines in several of its columns.
fn white_row(last: &Band, edges: &[f64], words: &[Word]) -> Option<f64> {
    let inside: Vec<&Word> =
        words.iter().filter(|w| last.at.holds(&w.at) && !w.text.is_empty()).collect();
    let size = inside.iter().map(|w| w.size).fold(0.0, f64::max);
    let below = words.iter().filter(|w| w.at.center_y() > last.at.bottom);
    let mut end: Option<f64> = None;
    let mut columns = vec![false; edges.len() - 1];
    for line in words::lines(below.collect()) {
        let from = end.map_or(last.at.bottom, |e| e);
        let pause = if end.is_none() { BELOW_EM } else { PAUSE_EM };
        let at = Rect { top: line.at.top, bottom: line.at.bottom, ..last.at };
        let near = line.at.top - from < pause * line.size;
        if !near || line.size > HEADING_SIZE * size || !fits(&at, edges, words) {
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
        let grids = Tiled.find(&page, &words);
        assert_eq!(rows(&grids), [(3, 2)]);
        assert!(grids[0].at.bottom < 200.0);
    }

    #[test]
    fn the_header_of_another_table_begins_one() {
        let page = page(&[
            row(100.0, 120.0, HEADER),
            row(120.0, 140.0, STRIPE),
            row(200.0, 220.0, HEADER),
            row(220.0, 240.0, STRIPE),
        ]);
        assert_eq!(rows(&Tiled.find(&page, &[])), [(2, 2), (2, 2)]);
    }

    #[test]
    fn headers_alone_are_no_table() {
        let page = page(&[row(100.0, 120.0, HEADER), row(200.0, 220.0, HEADER)]);
        let between = [word("Sings", 5.0, 150.0)];
        assert!(Tiled.find(&page, &between).is_empty());
    }
}
