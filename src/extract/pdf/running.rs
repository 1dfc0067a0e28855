//! Running lines of all pages: which they are, and that no table takes them for a row.

use super::content::PageContent;
use super::furniture::{Candidate, layers};
use super::geometry::Rect;
use super::grid::{Grid, Told};
use super::page::Parts;
use super::words::{self, Line, Word};
use crate::model::Layer;

/// A running line: where it stands and the layer it goes to.
pub struct Running {
    pub at: Rect,
    pub layer: Layer,
}

/// Returns the running lines of each page that stand in no table.
pub fn running_lines(pages: &[PageContent], parts: &[Parts]) -> Vec<Vec<Running>> {
    let lines: Vec<Vec<Line<&Word>>> = parts.iter().map(free_lines).collect();
    let candidates = candidates(pages, &lines, false);
    let mut running: Vec<Vec<Running>> = pages.iter().map(|_| Vec::new()).collect();
    for (candidate, layer) in candidates.iter().zip(layers(&candidates, pages.len())) {
        if layer != Layer::Body {
            running[candidate.page].push(Running { at: candidate.line.at, layer });
        }
    }
    running
}

fn candidates<'l, W>(
    pages: &[PageContent],
    lines: &'l [Vec<Line<W>>],
    in_table: bool,
) -> Vec<Candidate<'l, W>> {
    let pages = pages.iter().enumerate().zip(lines);
    let of_page = |((page, content), lines): ((usize, &PageContent), &'l Vec<Line<W>>)| {
        let height = content.height;
        lines.iter().map(move |line| Candidate { page, height, line, in_table })
    };
    pages.flat_map(of_page).collect()
}

/// Takes running lines out of the tables around which no rules are: a header over such a table looks
/// like its first row, a footer like its last. What has no other row of several cells is no table.
pub fn free_running(pages: &[PageContent], parts: &mut [Parts]) {
    if pages.len() < 3 || !parts.iter().any(|p| p.grids.iter().any(is_open)) {
        return;
    }
    let is_told = |parts: &Parts, grid: &Grid| !is_open(grid) || wide_rows(grid, &parts.words) > 1;
    let told: Vec<Vec<&Grid>> =
        parts.iter().map(|p| p.grids.iter().filter(|g| is_told(p, g)).collect()).collect();
    let lines = |inside: bool| -> Vec<Vec<Line<&Word>>> {
        parts.iter().zip(&told).map(|(p, told)| lines_of(&p.words, told, inside)).collect()
    };
    let (free, inside) = (lines(false), lines(true));
    let mut all = candidates(pages, &free, false);
    all.extend(candidates(pages, &inside, true));
    let running = all.iter().zip(layers(&all, pages.len())).filter(|(_, l)| *l != Layer::Body);
    let running: Vec<(usize, Rect)> = running.map(|(c, _)| (c.page, c.line.at)).collect();
    for (page, Parts { words, grids, .. }) in parts.iter_mut().enumerate() {
        let runs = |w: &Word| running.iter().any(|(p, at)| *p == page && at.holds(&w.at));
        grids.retain_mut(|grid| {
            let rows = grid.rows;
            if is_open(grid) {
                grid.drop_outer_rows(|cells| {
                    let held = |w: &&Word| cells.iter().any(|c| c.holds(&w.at));
                    let mut held = words.iter().filter(held).peekable();
                    held.peek().is_some() && held.all(runs)
                });
            }
            grid.rows == rows || wide_rows(grid, words) > 0
        });
    }
}

/// Returns the lines of a page inside those tables that no rules close, or outside all of them.
fn lines_of<'w>(words: &'w [Word], tables: &[&Grid], inside: bool) -> Vec<Line<&'w Word>> {
    let is_in = |w: &&Word| match tables.iter().find(|g| g.at.holds(&w.at)) {
        Some(grid) => inside && is_open(grid),
        None => !inside,
    };
    words::lines(words.iter().filter(is_in).collect())
}

/// Tells whether no rules close a table.
fn is_open(grid: &Grid) -> bool {
    grid.told != Told::Rules
}

/// Counts the rows of which more than one cell holds text.
fn wide_rows(grid: &Grid, words: &[Word]) -> usize {
    let filled = grid.cells.iter().filter(|c| words.iter().any(|w| c.at.holds(&w.at)));
    let mut cells = vec![0_usize; grid.rows];
    for cell in filled {
        if let Some(count) = cells.get_mut(cell.row) {
            *count += 1;
        }
    }
    cells.iter().filter(|n| **n > 1).count()
}

/// Returns the lines that stand in no table.
fn free_lines(parts: &Parts) -> Vec<Line<&Word>> {
    let free = |w: &&Word| !parts.grids.iter().any(|g| g.at.holds(&w.at));
    words::lines(parts.words.iter().filter(free).collect())
}
