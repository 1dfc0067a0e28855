//! Tables that a program wrote: a row of names nobody knows over rows of records.
//!
//! Which column holds the statements is told by the cells, as the names are any system's own:
//! "Skill Title", "Work Process Title". A single record is a form whose labels stand above its values.

use super::Section;
use super::build::{Builder, Context};
use super::field::labelled;
use super::grid::{Head, Kind, Row, has_text, row_of};
use super::heading::is_category;
use super::leaf::{Grid, GridCell, leaves_of};
use super::prose::{Prose, prose};
use super::table::row_label;
use crate::lexicon::{Column, Meaning};
use crate::model::{Class, Place};
use crate::text::{fold, has_letters};
use std::collections::BTreeSet;

/// Columns from which on a table may be one of records.
const COLUMNS: usize = 3;
/// Records from which on their cells tell which column holds statements.
const RECORDS: usize = 3;
/// Most words of a column's name.
const NAME_WORDS: usize = 6;
/// Words in the mean from which on the cells of a column are statements.
const STATEMENT_WORDS: f64 = 6.0;
/// Words in the mean up to which they are names of the statements' groups.
const GROUP_WORDS: f64 = 5.0;
/// Statements from which on cells without anything beside them are a list of them.
const LISTED: usize = 5;
/// Least words of each of those.
const LISTED_WORDS: f64 = 3.0;
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
    /// All begin with the same words and a number: labels of a series ("Time period 3: …").
    counted: bool,
}

impl Cells {
    /// Tells whether they are sentences, each its own, in most of so many rows.
    fn are_statements(&self, rows: usize) -> bool {
        self.is_worded(rows)
            && self.words >= STATEMENT_WORDS
            && self.distinct * 10 >= self.filled * 9
            && !self.counted
    }

    /// Tells whether they are short names in most of so many rows.
    fn are_names(&self, rows: usize) -> bool {
        self.is_worded(rows) && self.words <= GROUP_WORDS
    }

    fn is_worded(&self, rows: usize) -> bool {
        self.filled * 2 > rows && self.worded == self.filled
    }
}

impl Builder<'_> {
    /// Reads the header of a table of records; none if it is not one, or if statements stand in more
    /// columns than one.
    pub(super) fn records(&self, grid: &Grid, context: &Context) -> Option<Head> {
        (grid.cols >= COLUMNS && grid.rows > RECORDS).then_some(())?;
        let names = self.names_of_columns(grid)?;
        let known: Vec<Option<Column>> = names.iter().map(|n| self.lexicon.column(n)).collect();
        let cells: Vec<Cells> = (0..grid.cols).map(|col| self.cells_below(grid, col)).collect();
        let is_free = |col: &usize| known[*col].is_none_or(|k| k == Column::Statement);
        let mut long = (0..grid.cols).filter(is_free).filter(|c| cells[*c].words > GROUP_WORDS);
        let (statement, None) = (long.next()?, long.next()) else { return None };
        if !cells[statement].are_statements(grid.rows - 1) {
            return None;
        }
        let beside = |col: &usize| *col != statement && known[*col].is_none();
        if (0..grid.cols).filter(beside).any(|col| self.states_or_sorts(grid, col)) {
            return None;
        }
        let group = (0..statement).rfind(|c| cells[*c].are_names(grid.rows - 1));
        let kind = |col: usize| match known[col] {
            _ if col == statement => Column::Statement,
            Some(column) => column,
            None if Some(col) == group => Column::Category,
            None => Column::Other,
        };
        Some(Head::of_kinds((0..grid.cols).map(|c| Kind::Column(kind(c))), names, context))
    }

    /// Tells whether half the cells of a column say what is done or needed, or name a category: a grid of
    /// criteria has such columns beside the one with the longest sentences.
    fn states_or_sorts(&self, grid: &Grid, col: usize) -> bool {
        let texts = self.texts_below(grid, col);
        let sorts = texts.iter().filter(|t| is_category(t, self.lexicon)).count();
        let states = texts.iter().filter(|t| prose(t, self.lexicon) == Prose::Statement).count();
        !texts.is_empty() && sorts.max(states) * 2 >= texts.len()
    }

    /// Reads a table without known names, under no heading that decides, of which one column at most
    /// has words: a list of statements, or what stands beside hours, sums or codes; tells whether it is
    /// such a table. Sentences that say what is done are statements, names ("Diesel brakes – 108") are
    /// not.
    pub(super) fn figures(&mut self, grid: &Grid, context: &mut Context) -> bool {
        if grid.rows < RECORDS || context.decision().is_some() {
            return false;
        }
        let (figures, mut others): (Vec<usize>, Vec<usize>) = (0..grid.cols)
            .filter(|col| self.cells_below(grid, *col).filled > 0)
            .partition(|col| self.holds_figures(grid, *col));
        // Beside such a column, sums and numbers of groups need not stand in each row.
        others.retain(|col| figures.is_empty() || !self.are_figures(grid, *col));
        // Numbers alone may be those of boxes.
        let boxed = self.is_box(grid) && figures.iter().all(|col| *col == 0);
        if boxed || others.len() > 1 {
            return false;
        }
        let worded = |c: &&GridCell| others.contains(&c.col) && has_text(&c.nodes);
        let cells: Vec<&GridCell> = grid.cells.iter().filter(worded).collect();
        let statements = self.are_stated(&cells, !figures.is_empty());
        let plain = cells.iter().all(|c| self.is_plain(c));
        if !plain || !statements && figures.is_empty() {
            return false;
        }
        if statements {
            let first = cells.first().and_then(|c| self.first_place(c));
            context.enter(wording_decides(first.unwrap_or_default()));
        }
        for cell in &grid.cells {
            if statements && others.contains(&cell.col) {
                context.open_chunk = None;
                self.nodes(&cell.nodes, context, false);
            } else {
                self.claim_cell(cell, Class::Metadata, "figures");
            }
        }
        context.sections.retain(|s| s.titled || !s.title.is_empty());
        true
    }

    /// Tells whether a cell is one paragraph without a labelled fact.
    fn is_plain(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.len() == 1 && labelled(self.cell_text(cell), self.lexicon).is_none()
    }

    /// Tells whether cells are a list of statements by their words. Beside figures only long ones
    /// count: names of courses begin like short ones ("Reading drawings – 20").
    fn are_stated(&self, cells: &[&GridCell], beside_figures: bool) -> bool {
        let least = if beside_figures { STATEMENT_WORDS } else { LISTED_WORDS };
        let states = |cell: &&&GridCell| {
            let text = self.cell_text(cell);
            let long = text.split_whitespace().count() as f64 >= least;
            long && matches!(prose(text, self.lexicon), Prose::Statement)
        };
        let stated = cells.iter().filter(states).count();
        if beside_figures {
            stated > 0 && stated * 2 >= cells.len()
        } else {
            stated >= LISTED && stated * 10 >= cells.len() * 7
        }
    }

    /// Tells whether half the rows have a figure in a column, and it holds nothing else.
    fn holds_figures(&self, grid: &Grid, col: usize) -> bool {
        let figures = self.texts_below(grid, col).iter().filter(|t| is_figure(t)).count();
        figures * 2 >= grid.rows.saturating_sub(1) && self.are_figures(grid, col)
    }

    /// Tells whether nearly all filled cells of a column hold figures, but for its names at the top.
    fn are_figures(&self, grid: &Grid, col: usize) -> bool {
        /// Share of such cells.
        const SHARE: f64 = 0.8;
        let texts = self.texts_below(grid, col);
        let figures = texts.iter().filter(|t| is_figure(t)).count();
        figures as f64 >= SHARE * texts.len() as f64
    }

    /// Reads a single record below the names of its fields; tells whether it is one. Labels in the second
    /// row too are those of a form, each beside its value.
    pub(super) fn record(&mut self, grid: &Grid, context: &mut Context) -> bool {
        let Some(names) = self.names_of_columns(grid).filter(|_| grid.rows == 2) else {
            return false;
        };
        let known = names.iter().filter(|n| self.lexicon.field(n).is_some()).count();
        if grid.cols < COLUMNS || known < KNOWN_LABELS {
            return false;
        }
        let values = row_of(grid, 1);
        let is_label = |(_, cell): &(usize, &GridCell)| {
            self.lexicon.field(self.cell_text(cell).trim_end_matches([':', ' '])).is_some()
        };
        if values.iter().any(is_label) {
            return false;
        }
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
            (cell.col_span == 1 && cell.row_span == 1 && is_name(text)).then_some(())?;
            names[cell.col] = fold(text);
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

    fn texts_below<'g>(&self, grid: &'g Grid, col: usize) -> Vec<&'g str> {
        let cells = grid.cells.iter().filter(|c| c.row > 0 && c.col == col);
        cells.map(|c| self.cell_text(c)).filter(|t| !t.is_empty()).collect()
    }

    fn cells_below(&self, grid: &Grid, col: usize) -> Cells {
        let texts = self.texts_below(grid, col);
        let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
        let opening = |t: &str| t.split(|c: char| c.is_ascii_digit()).next().map(fold);
        let is_counted = |t: &&&str| {
            t.split_whitespace().take(3).any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        };
        let is_worded = |t: &&&str| t.split_whitespace().any(is_word);
        Cells {
            filled: texts.len(),
            words: words as f64 / texts.len().max(1) as f64,
            distinct: texts.iter().collect::<BTreeSet<_>>().len(),
            worded: texts.iter().filter(is_worded).count(),
            counted: texts.iter().all(|t| is_counted(&t))
                && texts.windows(2).all(|t| opening(t[0]) == opening(t[1])),
        }
    }
}

/// Returns a section without a name in which the wording of each statement decides.
fn wording_decides(at: Place) -> Section {
    let meaning = Some(Meaning::Open(None));
    Section { titled: false, ..row_label("", meaning, at) }
}

/// Tells whether a text is a figure or a code with little beside it: "1,000", "$ 31.17 /hour", "7-12
/// months".
fn is_figure(text: &str) -> bool {
    /// Most words beside a figure.
    const BESIDE: usize = 2;
    let words = text.split_whitespace().filter(|w| w.chars().all(|c| !c.is_ascii_digit()));
    text.contains(|c: char| c.is_ascii_digit())
        && words.filter(|w| has_letters(w)).count() <= BESIDE
}

/// Tells whether letters are a word, not a code.
fn is_word(word: &str) -> bool {
    word.chars().filter(|c| c.is_lowercase()).count() >= 3
}
