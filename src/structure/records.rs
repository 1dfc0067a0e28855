//! Tables that a program wrote: a row of names nobody knows over rows of records.
//!
//! Which column holds the statements is told by the cells, as the names are any system's own:
//! "Skill Title", "Work Process Title". A single record is a form whose labels stand above its values.

use super::build::{Builder, Context};
use super::grid::{ColumnState, Head, Kind, Row, row_of};
use super::leaf::{Grid, GridCell};
use crate::lexicon::Column;
use crate::text::{fold, has_letters};
use std::collections::BTreeSet;

/// Columns from which on a table may be one of records.
const COLUMNS: usize = 3;
/// Records from which on their cells tell which column holds statements.
const RECORDS: usize = 3;
/// Most words of a column's name.
const NAME_WORDS: usize = 6;
/// Words in the mean from which on the cells of a column are statements, and up to which they are
/// names of their groups.
const STATEMENT_WORDS: f64 = 6.0;
const GROUP_WORDS: f64 = 5.0;
/// Labels that must be known for a record to be a form.
const KNOWN_LABELS: usize = 2;

/// What the cells of a column below its name are like.
struct Cells {
    filled: usize,
    /// Words of a cell in the mean.
    words: f64,
    /// Different texts.
    distinct: usize,
    /// Cells that hold more than figures and codes.
    worded: usize,
    /// All begin with the same two words: they are labels of a series ("Time period 3: …").
    alike: bool,
}

impl Builder<'_> {
    /// Reads the header of a table of records; none if it is not one.
    pub(super) fn records(&self, grid: &Grid, context: &Context) -> Option<Head> {
        let names = self.names_of_columns(grid)?;
        (grid.cols >= COLUMNS && grid.rows > RECORDS).then_some(())?;
        let cells: Vec<Cells> = (0..grid.cols).map(|col| self.cells_below(grid, col)).collect();
        let records = grid.rows - 1;
        let states = |c: &Cells| {
            c.filled * 2 > records
                && c.worded == c.filled
                && c.words >= STATEMENT_WORDS
                && c.distinct * 10 >= c.filled * 9
                && !c.alike
        };
        let known: Vec<Option<Column>> = names.iter().map(|n| self.lexicon.column(n)).collect();
        let longest = |a: &usize, b: &usize| cells[*a].words.total_cmp(&cells[*b].words);
        let free = (0..grid.cols).filter(|c| known[*c].is_none_or(|k| k == Column::Statement));
        let statement = free.filter(|c| states(&cells[*c])).max_by(longest)?;
        let groups =
            |c: &Cells| c.filled * 2 > records && c.worded == c.filled && c.words <= GROUP_WORDS;
        let group = (0..statement).rfind(|c| groups(&cells[*c]) && cells[*c].distinct < records);
        let kind = |col: usize| match col {
            _ if col == statement => Kind::Column(Column::Statement),
            _ if Some(col) == group => Kind::Column(known[col].unwrap_or(Column::Category)),
            _ => Kind::Column(known[col].unwrap_or(Column::Other)),
        };
        let base = Context { open_chunk: None, after_heading: false, ..context.clone() };
        let column =
            |col| ColumnState { kind: kind(col), context: base.clone(), chunks: Vec::new() };
        Some(Head {
            columns: (0..grid.cols).map(column).collect(),
            texts: names,
            ticked: Vec::new(),
            shift: 0,
            label: None,
            role: context.role,
            frame_role: context.role,
        })
    }

    /// Reads a single record below the names of its fields; tells whether it is one.
    pub(super) fn record(&mut self, grid: &Grid, context: &mut Context) -> bool {
        let Some(names) = self.names_of_columns(grid).filter(|_| grid.rows == 2) else {
            return false;
        };
        let known = names.iter().filter(|n| self.lexicon.field(n).is_some()).count();
        if grid.cols < COLUMNS || known < KNOWN_LABELS {
            return false;
        }
        let values = row_of(grid, 1);
        let pairs: Row<'_> = row_of(grid, 0)
            .into_iter()
            .flat_map(|(col, name)| {
                let value = values.iter().find(|(c, _)| *c == col).map(|(_, cell)| (1, *cell));
                [(0, name)].into_iter().chain(value)
            })
            .collect();
        for pair in pairs.chunk_by(|_, next| next.0 == 1) {
            self.form_row(&pair.to_vec(), context);
        }
        true
    }

    /// Returns the names in the first row, folded, if it has nothing but short ones, each once, and at
    /// least as many as any row below has cells.
    fn names_of_columns(&self, grid: &Grid) -> Option<Vec<String>> {
        let is_name = |text: &str| {
            has_letters(text)
                && text.split_whitespace().count() <= NAME_WORDS
                && !text.ends_with(['.', ':'])
        };
        let mut names = vec![String::new(); grid.cols];
        for cell in grid.in_row(0) {
            let text = self.cell_text(cell);
            if text.is_empty() {
                continue;
            }
            (cell.col_span == 1 && cell.row_span == 1 && is_name(&text)).then_some(())?;
            names[cell.col] = fold(&text);
        }
        let filled: Vec<&String> = names.iter().filter(|n| !n.is_empty()).collect();
        let distinct: BTreeSet<&String> = filled.iter().copied().collect();
        let most = (1..grid.rows).map(|row| {
            let texts = grid.in_row(row).iter().map(|c: &GridCell| self.cell_text(c));
            texts.filter(|t| !t.is_empty()).count()
        });
        let complete = filled.len() >= most.max().unwrap_or(0);
        (complete && distinct.len() == filled.len() && filled.len() >= COLUMNS).then_some(names)
    }

    fn cells_below(&self, grid: &Grid, col: usize) -> Cells {
        let cells = grid.cells.iter().filter(|c| c.row > 0 && c.col == col);
        let texts: Vec<String> =
            cells.map(|c| self.cell_text(c)).filter(|t| !t.is_empty()).collect();
        let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
        let opening = |t: &String| t.split_whitespace().take(2).map(fold).collect::<Vec<_>>();
        let is_worded = |t: &&String| t.split_whitespace().any(is_word);
        Cells {
            filled: texts.len(),
            words: words as f64 / texts.len().max(1) as f64,
            distinct: texts.iter().collect::<BTreeSet<_>>().len(),
            worded: texts.iter().filter(is_worded).count(),
            alike: texts.windows(2).all(|t| opening(&t[0]) == opening(&t[1])),
        }
    }
}

/// Tells whether letters are a word, not a code.
fn is_word(word: &str) -> bool {
    word.chars().filter(|c| c.is_lowercase()).count() >= 3
}
