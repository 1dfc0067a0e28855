//! Columns of levels and roles whose names are in no list: an employer's own ("Bronze", "Silver",
//! "Gold").

use super::Builder;
use super::grid::{HeaderCell, Kind, LABEL_WORDS, has_text, is_wide, row_of};
use super::heading::{formed_meaning, is_category};
use super::leaf::{Grid, GridCell, Leaf, Node, leaves_of};
use super::title::{Title, dissect, graded_label, is_level_label, job_title};
use crate::lexicon::{Column, Lexicon};
use crate::text::{fold, has_letters};
use std::collections::{BTreeMap, BTreeSet};

/// Columns from which on they are levels by their place alone.
const LEAST: usize = 3;
/// Most words of such a name.
const NAME_WORDS: usize = 2;
/// Bytes of the longest such name, or category beside it.
const NAME_BYTES: usize = 40;
/// Most words of a name among levels that are known.
const BESIDE_WORDS: usize = 3;

/// What a heading, or a label in the first column of a table, is for the search for steps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kin {
    /// A category.
    Category,
    /// A short name of nothing known.
    Name,
    /// Something else.
    Other,
}

/// Such a heading or label.
struct Landmark {
    kin: Kin,
    /// Its words, folded.
    text: String,
    in_table: bool,
}

/// Finds the names of steps that are in no list by how they stand in a document that goes by levels:
/// the same ones in the same order below several categories, or each over the same categories.
pub fn own_steps(leaves: &[Leaf], lexicon: &Lexicon) -> BTreeSet<String> {
    let marks: Vec<Landmark> = leaves.iter().filter_map(|l| landmark(l, lexicon)).collect();
    // One of them may be called like a job ("Trainee"); several are jobs. Beside levels that are known
    // they are teams.
    let known = known_levels(leaves, lexicon);
    let steps = |names: &Vec<String>| {
        let distinct: BTreeSet<&String> = names.iter().collect();
        names.len() >= LEAST
            && distinct.len() == names.len()
            && names.iter().filter(|n| lexicon.is_job_noun(n)).count() <= 1
            && (known.len() < 2 || known.iter().all(|k| names.contains(k)))
    };
    let below = runs(&marks, Kin::Category, Kin::Name);
    let repeated = below.into_iter().filter(|(_, over)| over.len() > 1).map(|(names, _)| names);
    let over = runs(&marks, Kin::Name, Kin::Category);
    let alike = over.into_iter().filter(|(categories, _)| categories.len() > 1);
    repeated.chain(alike.map(|(_, names)| names)).filter(|n| steps(n)).flatten().collect()
}

/// Returns the levels of the lists that headings and names of columns bear, folded.
fn known_levels(leaves: &[Leaf], lexicon: &Lexicon) -> BTreeSet<String> {
    let heads = |l: &&Leaf| l.heading.is_some() || l.bold || l.at.row == Some(0);
    let short = leaves.iter().filter(heads).filter(|l| l.text.len() <= NAME_BYTES);
    short.filter(|l| is_level_label(&l.text, lexicon)).map(|l| fold(&l.text)).collect()
}

/// Returns the lists of landmarks of one kin, which are all headings or all labels, with the landmarks
/// of another kin right behind which each stands.
fn runs(marks: &[Landmark], heads: Kin, items: Kin) -> BTreeMap<Vec<String>, Vec<String>> {
    let mut runs: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for (at, head) in marks.iter().enumerate().filter(|(_, m)| m.kin == heads) {
        let behind = &marks[at + 1..];
        let alike = |m: &&Landmark| m.kin == items && m.in_table == behind[0].in_table;
        let run = behind.iter().take_while(alike).map(|m| m.text.clone()).collect();
        runs.entry(run).or_default().push(head.text.clone());
    }
    runs
}

fn landmark(leaf: &Leaf, lexicon: &Lexicon) -> Option<Landmark> {
    let in_table = leaf.at.row.is_some();
    let formed = leaf.heading.is_some() || leaf.bold;
    if in_table && leaf.at.col != Some(0) || !in_table && !formed || leaf.list.is_some() {
        return None;
    }
    let text = leaf.text.trim_end_matches([':', ' ']);
    let kin = kin(text, lexicon);
    // Other cells of a first column part nothing.
    (kin != Kin::Other || !in_table).then(|| Landmark { kin, text: fold(text), in_table })
}

fn kin(text: &str, lexicon: &Lexicon) -> Kin {
    if text.len() > NAME_BYTES {
        return Kin::Other;
    }
    if is_category(text, lexicon) {
        return Kin::Category;
    }
    let words = text.split_whitespace().count();
    let nameless = words <= NAME_WORDS
        && has_letters(text)
        && !text.ends_with('.')
        && lexicon.field(text).is_none()
        && formed_meaning(text, lexicon).is_none()
        && (words == 1 || job_title(text, lexicon).is_none());
    if nameless { Kin::Name } else { Kin::Other }
}

/// Header rows of a document's tables: the folded texts, and how many tables have them.
pub type Heads = BTreeMap<Vec<String>, usize>;

impl Builder<'_> {
    /// Counts the first rows of all tables.
    pub(super) fn heads_of(&self, nodes: &[Node], heads: &mut Heads) {
        for node in nodes {
            let Node::Table(grid) = node else { continue };
            let first: Vec<String> =
                row_of(grid, 0).into_iter().map(|(_, cell)| fold(self.cell_text(cell))).collect();
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
        for (col, kind) in kinds.iter_mut().enumerate() {
            // One job's name among levels ("Assistant Practitioner") is one of them, and a single word
            // in front of them ("Trainee") above statements.
            let among =
                col > first || !kind.1.contains(' ') && self.holds_statements(grid, row, col);
            if roles == 1 && matches!(kind.0, Kind::Role(_, None)) && among {
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
        // Among jobs at steps, "Stage 2: Planner" and "Advanced Practitioner" are jobs as well.
        for kind in kinds.iter_mut().filter(|k| at_steps >= 2 && matches!(k.0, Kind::Level(_))) {
            let told = |t: &Title| t.level.is_some() || t.title.contains(' ');
            if let Some(title) = job_title(&kind.2, self.lexicon).filter(told) {
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

    /// Takes columns called like jobs ("Trainee", "Senior Practitioner") for levels where other jobs
    /// stand beside or between their rows: a statement is of one job.
    pub(super) fn name_beside_roles(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let plain = |k: &HeaderCell| matches!(&k.0, Kind::Role(t, None) if t.level.is_none());
        let heads: BTreeSet<&str> =
            kinds.iter().filter(|k| plain(k)).map(|k| k.1.as_str()).collect();
        let levels = kinds.iter().filter(|k| matches!(k.0, Kind::Level(_))).count();
        let steps = kinds.iter().any(|k| matches!(k.0, Kind::Role(_, Some(_))));
        if heads.is_empty() || heads.len() + levels < 2 || steps {
            return;
        }
        let is_job = |text: &str| {
            job_title(text, self.lexicon).is_some() && !heads.contains(fold(text).as_str())
        };
        let wide = || {
            let cells = grid.cells.iter().filter(|c| c.row > row && is_wide(c, grid));
            cells.map(|c| self.cell_text(c))
        };
        let owned = match kinds.iter().position(|k| k.0 == Kind::Column(Column::Role)) {
            Some(col) => self.below(grid, row, col).next().is_some_and(is_job),
            None => wide().count() > 1 && wide().all(is_job),
        };
        for kind in kinds.iter_mut().filter(|k| owned && plain(k)) {
            kind.0 = Kind::Level(kind.2.clone());
        }
    }

    /// Returns the levels that numbers or letters below "Level" over several columns name, with their
    /// columns: "Level 1", "Level 2". The numbers stand in the given row.
    pub(super) fn numbered_levels(&self, grid: &Grid, row: usize) -> Vec<(usize, String)> {
        let Some(above) = row.checked_sub(1) else { return Vec::new() };
        let name = |c: &GridCell| self.cell_text(c).trim_end_matches('s').to_owned();
        let says_level =
            |c: &&GridCell| c.col_span > 1 && self.lexicon.column(&name(c)) == Some(Column::Level);
        let Some(over) = grid.in_row(above).iter().find(says_level) else { return Vec::new() };
        let span = over.col..over.col + over.col_span;
        let below = row_of(grid, row).into_iter().filter(|(col, _)| span.contains(col));
        let labels: Vec<(usize, &str)> = below.map(|(col, c)| (col, self.cell_text(c))).collect();
        let distinct: BTreeSet<&str> = labels.iter().map(|l| l.1).collect();
        if distinct.len() < over.col_span || !labels.iter().all(|l| is_bare(l.1)) {
            return Vec::new();
        }
        labels.into_iter().map(|(col, label)| (col, format!("{} {label}", name(over)))).collect()
    }

    /// Names the columns of such levels. Returns how many there are.
    pub(super) fn name_numbered_levels(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> usize {
        let levels = self.numbered_levels(grid, row);
        let named = levels.len();
        for (col, level) in levels {
            kinds[col].0 = Kind::Level(level);
        }
        named
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
        let is_job = |k: &HeaderCell| matches!(k.0, Kind::Role(_, None)) && !k.1.contains(' ');
        let is_step = |k: &HeaderCell| {
            is_nameless(k, NAME_WORDS) || matches!(k.0, Kind::Level(_)) || is_job(k)
        };
        let nameless = own.iter().all(is_step) && own.iter().filter(|k| is_job(k)).count() <= 1;
        let plural = own.iter().any(|k| is_plural(&k.1));
        if own.len() < LEAST || distinct.len() < own.len() || !nameless || plural {
            return 0;
        }
        if !self.graded || !(labelled || repeated || self.is_grouped(grid, row)) {
            return 0;
        }
        let short = |t: &str| t.split_whitespace().count() <= LABEL_WORDS;
        let told = (from..grid.cols).all(|col| self.holds_statements(grid, row, col))
            && (!labelled || self.below(grid, row, 0).all(short));
        if !told {
            return 0;
        }
        // One step may be called like a job ("Trainee").
        let mut named = 0;
        for kind in kinds[from..].iter_mut().filter(|k| !matches!(k.0, Kind::Level(_))) {
            kind.0 = Kind::Level(kind.2.clone());
            named += 1;
        }
        named
    }

    /// Tells whether rows over the whole width name categories, one of them right below the header.
    fn is_grouped(&self, grid: &Grid, row: usize) -> bool {
        /// Fewest such rows.
        const GROUPS: usize = 2;
        let wide = grid.cells.iter().filter(|c| c.row > row && is_wide(c, grid));
        let groups: Vec<&GridCell> =
            wide.filter(|c| is_category(self.cell_text(c), self.lexicon)).collect();
        groups.len() >= GROUPS && groups[0].row == row + 1
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
        let cells = grid.cells.iter().filter(|c| c.row > row && c.col == col && !is_wide(c, grid));
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
/// Tells whether a label is but a number or a letter.
fn is_bare(label: &str) -> bool {
    let digits = label.chars().all(|c| c.is_ascii_digit());
    (1..=2).contains(&label.len()) && digits
        || label.len() == 1 && label.chars().all(|c| c.is_ascii_uppercase())
}

fn is_plural(folded: &str) -> bool {
    folded.ends_with('s') && !folded.ends_with("ss")
}

fn name(kind: &mut HeaderCell, words: usize) {
    if is_nameless(kind, words) {
        kind.0 = Kind::Level(kind.2.clone());
    }
}
