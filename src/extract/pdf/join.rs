//! One table over many pages: repeated header rows, rows broken by the page's end, labels that
//! span pages.

use super::geometry::Rect;
use super::grid::Told;
use super::item::{Item, PdfCell, PdfTable, Placed};
use super::para::{Habits, continues};
use crate::model::Layer;

/// Edges of columns that differ by less are one edge.
const EDGE_PT: f64 = 7.0;
/// Header rows that may be repeated on every page.
const HEADER_ROWS: usize = 4;

/// Joins each table that begins a page to the one that ends the page before.
pub fn join(items: Vec<Placed>, habits: &Habits) -> Vec<Placed> {
    let mut done: Vec<Placed> = Vec::new();
    for placed in items.into_iter().flat_map(|p| parted(p, habits)) {
        match placed.item {
            Item::Table(next) if placed.layer == Layer::Body => {
                let rest = match last_body(&mut done) {
                    Some(Item::Table(table)) => append(table, next, habits),
                    _ => Err(Box::new(next)),
                };
                match rest {
                    Ok(repeats) => done.extend(repeats),
                    Err(next) => done.push(Placed { item: Item::Table(*next), ..placed }),
                }
            }
            Item::Para(next) if placed.layer == Layer::Body && placed.heading.is_none() => {
                let goes_on = match last_body(&mut done) {
                    Some(Item::Para(last)) => {
                        last.last_page() < next.page() && continues(last, &next, true)
                    }
                    _ => false,
                };
                match last_body(&mut done) {
                    Some(Item::Para(last)) if goes_on => last.append(next),
                    _ => done.push(Placed { item: Item::Para(next), ..placed }),
                }
            }
            item => done.push(Placed { item, ..placed }),
        }
    }
    done
}

/// Parts tables that stand below each other in one frame: each begins with a bold row that has the
/// first one's label and other columns.
fn parted(placed: Placed, habits: &Habits) -> Vec<Placed> {
    let Item::Table(mut table) = placed.item else { return vec![placed] };
    let starts: Vec<usize> = (1..table.rows).filter(|r| heads_anew(&table, *r, habits)).collect();
    let mut parts: Vec<PdfTable> = starts.iter().rev().map(|s| cut(&mut table, *s)).collect();
    parts.push(table);
    if parts.len() > 1 {
        parts.iter_mut().for_each(narrow);
    }
    let (layer, heading) = (placed.layer, placed.heading);
    let item = |table| Placed { layer, heading, item: Item::Table(table) };
    parts.into_iter().rev().map(item).collect()
}

/// Tells whether a row inside a table is the header of another table.
fn heads_anew(table: &PdfTable, row: usize, habits: &Habits) -> bool {
    let spanned = table.cells.iter().any(|c| c.row < row && c.row + c.row_span > row);
    let mut texts = table.cells.iter().filter(|c| c.row == row).flat_map(PdfCell::paragraphs);
    if spanned || !texts.all(|p| p.all(|w| w.bold)) {
        return false;
    }
    let (first, here) = (row_text(table, 0, habits), row_text(table, row, habits));
    let same_label = first.first().is_some_and(|t| !t.is_empty() && Some(t) == here.first());
    same_label && first != here && here.iter().filter(|t| !t.is_empty()).count() > 1
}

/// Cuts the rows from `start` off as a table of their own.
fn cut(table: &mut PdfTable, start: usize) -> PdfTable {
    let cells = std::mem::take(&mut table.cells);
    let mut lower = PdfTable { rows: table.rows - start, header_rows: 0, ..table.clone() };
    (table.cells, lower.cells) = cells.into_iter().partition(|c| c.row < start);
    table.rows = start;
    lower.cells.iter_mut().for_each(|c| c.row -= start);
    for part in [table, &mut lower] {
        let boxes = part.cells.iter().flat_map(|c| &c.boxes).map(|(_, at)| *at);
        part.at = Rect::around(boxes).unwrap_or(part.at);
        part.last_at = part.at;
    }
    lower
}

/// Leaves out the columns that no cell begins: another table of the frame had them.
fn narrow(table: &mut PdfTable) {
    let begins = |col: &usize| table.cells.iter().any(|c| c.col == *col);
    let kept: Vec<usize> = (0..table.cols).filter(begins).collect();
    let position = |col: usize| kept.iter().filter(|k| **k < col).count();
    for cell in &mut table.cells {
        let end = position(cell.col + cell.col_span);
        cell.col = position(cell.col);
        cell.col_span = end.saturating_sub(cell.col).max(1);
    }
    let edges = kept.iter().filter_map(|k| table.edges.get(*k)).chain(table.edges.last());
    table.edges = edges.copied().collect();
    table.cols = kept.len();
}

fn last_body(items: &mut [Placed]) -> Option<&mut Item> {
    items.iter_mut().rev().find(|p| p.layer == Layer::Body).map(|p| &mut p.item)
}

/// Appends a table to the one it goes on with.
///
/// Returns the repeated header rows as paragraphs, or the table if it does not belong there.
fn append(
    table: &mut PdfTable,
    next: PdfTable,
    habits: &Habits,
) -> Result<Vec<Placed>, Box<PdfTable>> {
    let follows = next.page == table.last_page + 1;
    let fits = follows && !begins_anew(table, &next, habits);
    let Some(columns) = fits.then(|| columns(table, &next)).flatten() else {
        return Err(Box::new(next));
    };
    let mut next = next;
    columns.apply(table, &mut next);
    let repeats = take_header(table, &mut next, habits);
    let first_row = table.rows;
    let broken = is_broken(table, &next, habits);
    let shift = if broken { first_row - 1 } else { first_row };
    for cell in &mut next.cells {
        cell.row += shift;
    }
    if broken {
        join_rows(table, &mut next, shift);
    }
    carry_labels(table, &mut next, first_row, shift);
    table.rows = (shift + next.rows).max(table.rows);
    table.cells.extend(next.cells);
    table.cells.sort_by_key(|c| (c.row, c.col));
    table.last_at = next.last_at;
    table.last_page = next.last_page;
    Ok(repeats)
}

/// Tells whether a table has a header of its own: its first row is set like the header of the
/// table before and says something else, or its columns are other ones.
fn begins_anew(table: &PdfTable, next: &PdfTable, habits: &Habits) -> bool {
    let bold = |t: &PdfTable| {
        let mut first =
            t.cells.iter().filter(|c| c.row == 0).flat_map(PdfCell::paragraphs).peekable();
        first.peek().is_some() && first.all(|p| p.all(|w| w.bold))
    };
    if !bold(next) {
        return false;
    }
    let (a, b) = (row_text(table, 0, habits), row_text(next, 0, habits));
    let names = |row: &[String]| row.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>();
    if next.cols < table.cols && names(&a) == names(&b) {
        // The rest of a row leaves the column of labels empty.
        return false;
    }
    let same_label = a.first().is_some_and(|t| !t.is_empty() && Some(t) == b.first());
    table.cols != next.cols || bold(table) && same_label && a != b
}

/// How the columns of two tables become columns of one.
struct Columns {
    edges: Vec<f64>,
}

/// Finds the common columns, none if the tables do not fit together.
fn columns(table: &PdfTable, next: &PdfTable) -> Option<Columns> {
    let (a, b) = (&table.edges, &next.edges);
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let near = |x: f64, y: f64| (x - y).abs() <= EDGE_PT;
    if a.len() == b.len() && a.iter().zip(b).all(|(x, y)| near(*x, *y)) {
        return Some(Columns { edges: a.clone() });
    }
    let (first, last) = (a.first().zip(b.first())?, a.last().zip(b.last())?);
    let ruled = table.told == Told::Rules && next.told == Told::Rules;
    let ends = near(*first.0, *first.1) && near(*last.0, *last.1);
    let within = |few: &[f64], many: &[f64]| few.iter().all(|x| many.iter().any(|y| near(*x, *y)));
    if ruled && ends && (within(a, b) || within(b, a)) {
        return Some(Columns { edges: if a.len() >= b.len() { a.clone() } else { b.clone() } });
    }
    let lefts = |edges: &[f64]| edges[..edges.len() - 1].to_vec();
    let fits = !ruled && b.len() <= a.len() && b.len() > 2 && within(&lefts(b), &lefts(a));
    fits.then(|| Columns { edges: a.clone() })
}

impl Columns {
    /// Numbers the columns of both tables by the common edges.
    fn apply(&self, table: &mut PdfTable, next: &mut PdfTable) {
        for part in [table, next] {
            let old = std::mem::replace(&mut part.edges, self.edges.clone());
            let new = |index: usize| {
                let x = old.get(index).copied().unwrap_or(f64::MAX);
                let distance = |i: &usize| (self.edges[*i] - x).abs();
                (0..self.edges.len())
                    .min_by(|a, b| distance(a).total_cmp(&distance(b)))
                    .unwrap_or(0)
            };
            for cell in &mut part.cells {
                let (from, to) = (new(cell.col), new(cell.col + cell.col_span));
                cell.col = from;
                cell.col_span = to.saturating_sub(from).max(1);
            }
            part.cols = self.edges.len() - 1;
        }
    }
}

/// Takes the rows off the top of `next` that repeat the top of `table`.
fn take_header(table: &mut PdfTable, next: &mut PdfTable, habits: &Habits) -> Vec<Placed> {
    let same = |row: usize| {
        let (a, b) = (row_text(table, row, habits), row_text(next, row, habits));
        a == b && a.iter().any(|t| !t.is_empty())
    };
    let count = (0..HEADER_ROWS.min(next.rows)).take_while(|row| same(*row)).count();
    if count == 0 || count >= table.rows {
        return Vec::new();
    }
    table.header_rows = table.header_rows.max(count);
    let cells = std::mem::take(&mut next.cells);
    let (header, rest): (Vec<PdfCell>, Vec<PdfCell>) =
        cells.into_iter().partition(|c| c.row < count);
    next.cells = rest;
    next.cells.iter_mut().for_each(|c| c.row -= count);
    next.rows -= count;
    let repeated = header.into_iter().flat_map(|c| c.content);
    repeated.map(|p| Placed { layer: Layer::Repeat, ..p }).collect()
}

/// Returns the text of a row's cells by column.
fn row_text(table: &PdfTable, row: usize, habits: &Habits) -> Vec<String> {
    let mut texts = vec![String::new(); table.cols];
    for cell in table.cells.iter().filter(|c| c.row == row) {
        if let Some(text) = texts.get_mut(cell.col) {
            *text = cell.text(habits);
        }
    }
    texts
}

/// Returns the cell of a column that reaches down to the last row.
fn bottom_cell(table: &PdfTable, rows: usize, col: usize) -> Option<usize> {
    let covers = |c: &PdfCell| {
        (c.col..c.col + c.col_span).contains(&col) && c.row + c.row_span >= rows && c.row < rows
    };
    table.cells.iter().position(covers)
}

/// Tells whether the first row of `next` goes on with the last row of `table`.
///
/// It does when one of its cells goes on in mid-sentence below the same label, when most do, or when
/// it alone lacks the label that every other row has.
fn is_broken(table: &PdfTable, next: &PdfTable, habits: &Habits) -> bool {
    let first: Vec<&PdfCell> = next.cells.iter().filter(|c| c.row == 0 && !c.is_empty()).collect();
    let goes_on = |cell: &&PdfCell| {
        let above = bottom_cell(table, table.rows, cell.col).map(|i| &table.cells[i]);
        let last = above.and_then(|c| c.paragraphs().last());
        match (last, cell.paragraphs().next()) {
            (Some(last), Some(next)) => continues(last, next, true),
            _ => false,
        }
    };
    let labels = first.iter().find(|c| c.col == 0).zip(bottom_cell(table, table.rows, 0));
    let other_label = labels.is_some_and(|(next, above)| {
        let above = &table.cells[above];
        let same = next.text(habits) == above.text(habits);
        !above.is_empty() && above.row + above.row_span == table.rows && !same && !goes_on(next)
    });
    // A label of several words may break there too, where most of the row does.
    let beside = || first.iter().filter(|c| c.col > 0);
    let going_on = beside().filter(|c| goes_on(c)).count();
    let most = going_on > 1 && 2 * going_on >= beside().count();
    if most || !other_label && first.iter().any(goes_on) {
        return true;
    }
    let label = |table: &PdfTable, row: usize| {
        table
            .cells
            .iter()
            .any(|c| c.col == 0 && (c.row..c.row + c.row_span).contains(&row) && !c.is_empty())
    };
    let labelled = (table.header_rows.max(1)..table.rows).all(|row| label(table, row))
        && (1..next.rows).all(|row| label(next, row));
    let single = |t: &PdfTable, row: usize| {
        t.cells.iter().any(|c| c.col == 0 && c.row == row && c.row_span == 1)
    };
    labelled
        && table.rows > 2
        && !first.is_empty()
        && !label(next, 0)
        && single(table, table.rows - 1)
        && table.cells.iter().all(|c| c.col != 0 || c.row_span == 1)
}

/// Moves the first row of `next` into the cells above.
fn join_rows(table: &mut PdfTable, next: &mut PdfTable, row: usize) {
    let rows = table.rows;
    let (first, rest): (Vec<PdfCell>, Vec<PdfCell>) =
        std::mem::take(&mut next.cells).into_iter().partition(|c| c.row == row);
    next.cells = rest;
    for mut cell in first {
        match bottom_cell(table, rows, cell.col) {
            Some(above) => {
                let above = &mut table.cells[above];
                let end = (cell.row + cell.row_span).max(above.row + above.row_span);
                above.row_span = end - above.row;
                above.boxes.append(&mut cell.boxes);
                extend(above, cell.content);
            }
            None => next.cells.push(cell),
        }
    }
}

/// Appends content to a cell; a paragraph that goes on with the last one becomes part of it.
fn extend(cell: &mut PdfCell, content: Vec<Placed>) {
    for placed in content {
        match (cell.content.last_mut().map(|p| &mut p.item), placed.item) {
            (Some(Item::Para(last)), Item::Para(next))
                if last.last_page() < next.page() && continues(last, &next, false) =>
            {
                last.append(next);
            }
            (_, item) => cell.content.push(Placed { item, ..placed }),
        }
    }
}

/// Lets a label of the first column reach down over rows that print none after the page's end.
fn carry_labels(table: &mut PdfTable, next: &mut PdfTable, first_row: usize, shift: usize) {
    if table.told != Told::Rules {
        return;
    }
    let empty = next.cells.iter().position(|c| c.col == 0 && c.row == shift && c.is_empty());
    let empty = empty.filter(|_| shift == first_row);
    let above = bottom_cell(table, first_row, 0);
    if let (Some(empty), Some(above)) = (empty, above)
        && !table.cells[above].is_empty()
        && next.cells[empty].col_span == table.cells[above].col_span
    {
        let mut empty = next.cells.remove(empty);
        let above = &mut table.cells[above];
        above.row_span = empty.row + empty.row_span - above.row;
        above.boxes.append(&mut empty.boxes);
    }
}
