//! Filled labels above each other beside text: the first column of a table whose other one has no
//! rules.

use super::geometry::Rect;
use super::grid::{Grid, GridCell, Told};
use super::words::{self, Line, Word};

/// Fewest labels.
const LABELS: usize = 3;
/// Most words of a label, in the mean.
const LABEL_WORDS: usize = 6;
/// Farthest the text beside a label begins below the label's edge, in font sizes.
const BELOW_EM: f64 = 3.0;
/// Share of labels beside which text begins so.
const SHARE: f64 = 0.8;
/// What a line may stand over an edge, in points.
const OVER_PT: f64 = 1.0;

/// Adds the column of text beside a stack of labels, if its lines keep to the labels' edges.
pub fn with_text_beside(mut grid: Grid, words: &[Word]) -> Grid {
    if grid.told != Told::Rules || grid.cols != 1 || grid.rows < LABELS {
        return grid;
    }
    let labels = words.iter().filter(|w| grid.at.holds(&w.at)).count();
    let level = |w: &&Word| (grid.at.top..grid.at.bottom).contains(&w.at.center_y());
    let outside = words.iter().filter(level).filter(|w| !grid.at.holds(&w.at));
    let (right, other): (Vec<&Word>, Vec<&Word>) =
        outside.partition(|w| w.at.left >= grid.at.right - OVER_PT);
    let lines = words::lines(right);
    if labels > LABEL_WORDS * grid.rows || !other.is_empty() || !keeps_to(&lines, &grid.cells) {
        return grid;
    }
    let text = Rect::around(lines.iter().map(|l| l.at));
    let Some(end) = text.map(|t| t.right + OVER_PT) else { return grid };
    let beside = |c: &GridCell| {
        let at = Rect { left: grid.at.right, right: end, ..c.at };
        GridCell { col: 1, at, ..c.clone() }
    };
    let cells: Vec<GridCell> = grid.cells.iter().map(beside).collect();
    grid.cells.extend(cells);
    grid.cells.sort_by_key(|c| (c.row, c.col));
    grid.cols = 2;
    grid.at.right = end;
    grid
}

/// Tells whether most labels have text beside them that begins at their edge, and no line runs from
/// one to the next.
fn keeps_to(lines: &[Line<&Word>], labels: &[GridCell]) -> bool {
    let crosses = |l: &Line<&Word>| {
        let over =
            |c: &GridCell| l.at.top + OVER_PT < c.at.bottom && l.at.bottom - OVER_PT > c.at.bottom;
        labels[..labels.len() - 1].iter().any(over)
    };
    let first = |c: &GridCell| {
        let inside = lines.iter().filter(|l| (c.at.top..c.at.bottom).contains(&l.at.center_y()));
        inside.min_by(|a, b| a.at.top.total_cmp(&b.at.top)).map(|l| (l.at.top - c.at.top) / l.size)
    };
    let begins: Vec<f64> = labels.iter().filter_map(first).collect();
    let near = begins.iter().filter(|em| **em < BELOW_EM).count() as f64;
    begins.len() * 2 > labels.len()
        && near >= SHARE * begins.len() as f64
        && !lines.iter().any(crosses)
}
