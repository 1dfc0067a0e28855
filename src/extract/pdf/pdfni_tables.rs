//! Tables by the detectors of `pdfni`: ruled, half ruled and aligned.

use super::content::{PageContent, Turn, UNKNOWN};
use super::geometry::Rect;
use super::grid::{Detector, Grid, GridCell, Told};
use super::words::Word;
use pdfni::{EdgePart, ExtractOptions, GlyphPart, GraphicPart, Orientation, PagePart};

/// The detectors of `pdfni` in their default settings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pdfni;

impl Detector for Pdfni {
    fn find(&self, page: &PageContent, _: &[Word]) -> Vec<Grid> {
        let document = pdfni::extract_from_parts(vec![part(page)], &ExtractOptions::default());
        let tables = document.pages.into_iter().flat_map(|p| p.tables);
        tables.filter(|t| !is_list(t)).filter_map(|t| grid(&t)).collect()
    }
}

fn part(page: &PageContent) -> PagePart {
    let rotation = |turn: Turn| match turn {
        Turn::Upright | Turn::Askew => 0,
        Turn::Down => 90,
        Turn::Over => 180,
        Turn::Up => 270,
    };
    let glyphs = page.glyphs.iter().filter(|g| g.letter != UNKNOWN || !g.artifact);
    let glyphs = glyphs.map(|g| GlyphPart {
        ch: g.letter,
        left: g.at.left,
        right: g.at.right,
        top: g.at.top,
        bottom: g.at.bottom,
        font_size: Some(g.size),
        upright: g.turn == Turn::Upright,
        rot: rotation(g.turn),
    });
    let edges = page.rules.iter().map(|r| EdgePart {
        orientation: if r.plumb { Orientation::Vertical } else { Orientation::Horizontal },
        left: r.at.left,
        right: r.at.right,
        top: r.at.top,
        bottom: r.at.bottom,
    });
    let graphics = page.drawings.iter().map(|(at, length)| GraphicPart {
        left: at.left,
        right: at.right,
        top: at.top,
        bottom: at.bottom,
        curve_len: *length,
    });
    PagePart {
        width: page.width,
        height: page.height,
        glyphs: glyphs.collect(),
        edges: edges.collect(),
        norm_rotate: 0,
        graphics: graphics.collect(),
    }
}

/// Tells whether a table is a list: beside its texts stand nothing but marks and numbers. Lines
/// between the items, which have nothing beside them, are headings.
fn is_list(table: &pdfni::Table) -> bool {
    let rows = || table.data.iter().filter_map(|r| Some((r.first()?.text.trim(), r.get(1)?)));
    let items = || rows().filter(|(_, text)| !text.text.trim().is_empty()).map(|(mark, _)| mark);
    let mark = |t: &str| {
        let inner = t.trim_matches(|c: char| !c.is_alphanumeric());
        let number = inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit());
        t == "o" || (number && inner.len() < t.len()) || inner.is_empty()
    };
    table.n_cols == 2 && items().any(|t| !t.is_empty()) && items().all(mark)
}

fn rect(b: &pdfni::BBox) -> Rect {
    Rect { left: b.x0, top: b.top, right: b.x1, bottom: b.bottom }
}

/// Takes a table over. A merged cell stands at its top left; the positions it covers are empty.
fn grid(table: &pdfni::Table) -> Option<Grid> {
    let told = match table.extraction_method {
        "lattice" => Told::Rules,
        "hybrid" => Told::Bands,
        _ => Told::Gaps,
    };
    if told == Told::Gaps {
        return aligned(table);
    }
    let mut cells = Vec::new();
    for (row, line) in table.data.iter().enumerate() {
        for (col, cell) in line.iter().enumerate() {
            let at = rect(&cell.bbox);
            if is_covered(cell) {
                continue;
            }
            let col_span = 1 + line[col + 1..].iter().take_while(|c| is_covered(c)).count();
            let below = table.data[row + 1..].iter();
            let covered = |l: &&Vec<pdfni::Cell>| {
                l.get(col..col + col_span).is_some_and(|part| part.iter().all(is_covered))
            };
            let row_span = 1 + below.take_while(covered).count();
            cells.push(GridCell { row, col, row_span, col_span, at });
        }
    }
    let at = rect(&table.bbox);
    (!cells.is_empty()).then_some(Grid { at, rows: table.n_rows, cols: table.n_cols, cells, told })
}

/// Tells whether a position belongs to a merged cell that stands further up or left.
fn is_covered(cell: &pdfni::Cell) -> bool {
    cell.bbox.width() <= 0.0 && cell.bbox.height() <= 0.0
}

/// Takes a table over that aligned text told. Its empty cells have the table's box, and so may
/// cells that were put together; their place follows from their row and column.
fn aligned(table: &pdfni::Table) -> Option<Grid> {
    let at = rect(&table.bbox);
    let own = |cell: &pdfni::Cell| {
        Some(rect(&cell.bbox)).filter(|b| !cell.text.is_empty() && b.height() < at.height())
    };
    let column =
        |col: usize| Rect::around(table.data.iter().filter_map(|l| l.get(col)).filter_map(own));
    let cols: Vec<Option<Rect>> = (0..table.n_cols).map(column).collect();
    let mut cells = Vec::new();
    for (row, line) in table.data.iter().enumerate() {
        let band = Rect::around(line.iter().filter_map(own)).unwrap_or(at);
        for (col, cell) in line.iter().enumerate().filter(|(_, c)| !c.text.is_empty()) {
            let beside = cols.get(col).copied().flatten().unwrap_or(at);
            let at = own(cell).unwrap_or(Rect { top: band.top, bottom: band.bottom, ..beside });
            cells.push(GridCell { row, col, row_span: 1, col_span: 1, at });
        }
    }
    let (rows, cols) = (table.n_rows, table.n_cols);
    (!cells.is_empty()).then_some(Grid { at, rows, cols, cells, told: Told::Gaps })
}
