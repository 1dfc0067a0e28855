//! Columns of levels and roles whose names are in no list: an employer's own ("Bronze", "Silver",
//! "Gold").

use super::Builder;
use super::grid::{HeaderCell, Kind, LABEL_WORDS, has_text, row_of};
use super::leaf::{Grid, GridCell, Node, leaves_of};
use super::title::{dissect, graded_label, job_title};
use crate::lexicon::Column;
use crate::text::has_letters;
use std::collections::{BTreeMap, BTreeSet};

/// Columns from which on they are levels by their place alone.
const LEAST: usize = 3;
/// Most words of such a name.
const NAME_WORDS: usize = 2;
/// Most words of a name among levels that are known.
const BESIDE_WORDS: usize = 3;

/// Header rows of a document's tables: the folded texts, and how many tables have them.
pub type Heads = BTreeMap<Vec<String>, usize>;

impl Builder<'_> {
    /// Counts the first rows of all tables.
    pub(super) fn heads_of(&self, nodes: &[Node], heads: &mut Heads) {
        for node in nodes {
            let Node::Table(grid) = node else { continue };
            let first: Vec<String> = row_of(grid, 0)
                .into_iter()
                .map(|(_, cell)| crate::text::fold(&self.cell_text(cell)))
                .collect();
            if first.len() >= LEAST && first.len() == grid.cols {
                *heads.entry(first).or_default() += 1;
            }
            grid.cells.iter().for_each(|cell| self.heads_of(&cell.nodes, heads));
        }
    }

    /// Takes short headers among levels for levels too ("Exemplar"), the first column's if it holds
    /// statements.
    pub(super) fn name_levels(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let is_level = |k: &HeaderCell| matches!(k.0, Kind::Level(_));
        let Some(first) = kinds.iter().position(is_level) else { return };
        if kinds.iter().filter(|k| is_level(k)).count() < 2 {
            return;
        }
        let roles = kinds.iter().filter(|k| matches!(k.0, Kind::Role(..))).count();
        for (col, kind) in kinds.iter_mut().enumerate().skip(1) {
            // One job's name among levels ("Assistant Practitioner") is one of them.
            if roles == 1 && matches!(kind.0, Kind::Role(_, None)) && col > first {
                kind.0 = Kind::Level(kind.2.clone());
            }
        }
        let from = if first == 1 && self.holds_statements(grid, row, 0) { 0 } else { first };
        for kind in &mut kinds[from..] {
            name(kind, BESIDE_WORDS);
        }
    }

    /// Takes short headers among roles for roles too ("Team member"), if their columns hold statements.
    pub(super) fn name_roles(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let roles = || kinds.iter().filter(|k| matches!(k.0, Kind::Role(_, None)));
        let at_steps = roles().filter(|k| matches!(&k.0, Kind::Role(t, _) if t.level.is_some()));
        let at_steps = at_steps.count();
        if roles().count() < 2 {
            return;
        }
        // Among jobs at steps, "Stage 2: Planner" is one as well.
        for kind in kinds.iter_mut().filter(|k| at_steps >= 2 && matches!(k.0, Kind::Level(_))) {
            if let Some(title) = job_title(&kind.2, self.lexicon).filter(|t| t.level.is_some()) {
                kind.0 = Kind::Role(title, None);
            }
        }
        for (col, kind) in kinds.iter_mut().enumerate() {
            let holds = match col {
                0 => self.holds_lists(grid, Some(row), col),
                _ => self.holds_statements(grid, row, col),
            };
            if is_nameless(kind, BESIDE_WORDS) && holds {
                kind.0 = Kind::Role(dissect(&kind.2), None);
            }
        }
    }

    /// Takes columns for levels if all headers end with grades in brackets ("Team member (Grades A-C)",
    /// "Manager (Grades F & G)") and not all of them are titles of jobs. Returns how many were named.
    pub(super) fn name_graded(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) -> usize {
        let graded = |k: &HeaderCell| k.2.ends_with(')') && graded_label(&k.2).is_some();
        let from = usize::from(!graded(&kinds[0]));
        let columns = &kinds[from..];
        let all = columns.len() > 1
            && columns.iter().all(graded)
            && (from..kinds.len()).all(|col| self.holds_statements(grid, row, col));
        let open = |k: &HeaderCell| k.0 == Kind::Unknown;
        if !all || !columns.iter().any(open) {
            return 0;
        }
        let named = columns.iter().filter(|k| open(k)).count();
        for kind in &mut kinds[from..] {
            kind.0 = Kind::Level(kind.2.clone());
        }
        named
    }

    /// Takes columns whose headers say nothing for levels where the statements of a competency stand
    /// side by side in a document that says that it goes by levels: beside a column of labels, or
    /// under a header that other tables have as well. Returns how many were named.
    pub(super) fn name_own_levels(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> usize {
        let first = &kinds[0].0;
        let labelled = matches!(first, Kind::Label | Kind::Column(Column::Category));
        let from = usize::from(labelled);
        let texts: Vec<String> = kinds.iter().map(|k| k.1.clone()).collect();
        let repeated = self.heads.get(&texts).is_some_and(|n| *n > 1);
        let own = &kinds[from..];
        let distinct: BTreeSet<&str> = own.iter().map(|k| k.1.as_str()).collect();
        let nameless = own.iter().all(|k| is_nameless(k, NAME_WORDS));
        let plural = own.iter().any(|k| is_plural(&k.1));
        if own.len() < LEAST || distinct.len() < own.len() || !nameless || plural {
            return 0;
        }
        if !self.graded || !(labelled || repeated) {
            return 0;
        }
        let short = |t: String| t.split_whitespace().count() <= LABEL_WORDS;
        let told = (from..grid.cols).all(|col| self.holds_statements(grid, row, col))
            && (!labelled || self.below(grid, row, 0).all(short));
        if !told {
            return 0;
        }
        kinds[from..].iter_mut().for_each(|kind| name(kind, NAME_WORDS));
        kinds.len() - from
    }

    /// Tells whether all cells of a column, below a row if one is given, hold several paragraphs, as no
    /// label does.
    pub(super) fn holds_lists(&self, grid: &Grid, row: Option<usize>, col: usize) -> bool {
        let below = |at: usize| row.is_none_or(|row| at > row);
        let cells = grid.cells.iter().filter(|c| below(c.row) && c.col == col);
        let paragraphs = |nodes: &[Node]| {
            let mut leaves = Vec::new();
            leaves_of(nodes, &mut leaves);
            leaves.len()
        };
        let mut filled = cells.map(|c| paragraphs(&c.nodes)).filter(|n| *n > 0).peekable();
        filled.peek().is_some() && filled.all(|n| n > 1)
    }

    /// Tells whether most cells of a column below a row hold items or sentences, not labels.
    pub(super) fn holds_statements(&self, grid: &Grid, row: usize, col: usize) -> bool {
        let cells = grid.cells.iter().filter(|c| c.row > row && c.col == col);
        let filled: Vec<&GridCell> = cells.filter(|c| has_text(&c.nodes)).collect();
        filled.iter().filter(|c| self.is_more_than_label(c)).count() * 2 > filled.len()
    }

    /// Tells whether a cell holds items or a sentence, not a label.
    pub(super) fn is_more_than_label(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let text = self.cell_text(cell);
        leaves.len() > 1 || text.ends_with('.') || text.split_whitespace().count() > LABEL_WORDS
    }
}

/// Tells whether a header is short and says nothing known.
fn is_nameless(kind: &HeaderCell, words: usize) -> bool {
    kind.0 == Kind::Unknown && has_letters(&kind.1) && kind.1.split(' ').count() <= words
}

/// Tells whether folded words end in a plural: "Actions" and "Outcomes" are no steps.
fn is_plural(folded: &str) -> bool {
    folded.ends_with('s') && !folded.ends_with("ss")
}

fn name(kind: &mut HeaderCell, words: usize) {
    if is_nameless(kind, words) {
        kind.0 = Kind::Level(kind.2.clone());
    }
}
