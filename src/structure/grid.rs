//! Which table is a grid, and what its columns hold.

use super::build::Context;
use super::heading::{formed_meaning, heading_meaning};
use super::leaf::{Grid, GridCell, Node, leaves_of};
use super::pay::grade;
use super::rows::{is_content, need_in_cell};
use super::title::{
    Title, Transition, dissect, is_level_label, job_title, may_be_title, transition,
};
use super::{Builder, Decision, Section};
use crate::lexicon::{Column, Lexicon, Meaning, OwnWord};
use crate::text::mark::is_method_code;
use crate::text::{fold, has_letters};
use std::collections::BTreeSet;

/// Most words of a row's label.
pub(super) const LABEL_WORDS: usize = 5;
/// Rows among which the header of a table stands, but for those of facts above it.
const HEADER_ROWS: usize = 3;
/// Most rows of facts above a header.
const FACT_ROWS: usize = 8;
/// Cells from which on codes name their column.
pub(super) const CODED_CELLS: usize = 2;

/// What one column of a grid holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A kind named by its header's words.
    Column(Column),
    /// Statements of a level.
    Level(String),
    /// Statements of a role.
    Role(Title, Option<Transition>),
    /// Statements of one section.
    Section(String, Meaning),
    /// Labels of rows.
    Label,
    /// Not known from its header.
    Unknown,
}

/// A column with what is in force in it.
#[derive(Clone, Debug)]
pub struct ColumnState {
    /// What it holds.
    pub kind: Kind,
    /// What is in force in it, carried from row to row.
    pub context: Context,
    /// Chunks of its last cell with text.
    pub chunks: Vec<usize>,
}

/// A grid's header with its state, carried over tables that go on without one.
#[derive(Clone, Debug)]
pub struct Head {
    /// Columns from the left.
    pub columns: Vec<ColumnState>,
    /// Header texts, folded, for header rows that are repeated.
    pub texts: Vec<String>,
    /// Columns of levels or roles that hold marks only: the row's statement holds where one is.
    pub ticked: Vec<usize>,
    /// Columns by which the last short row was moved to the right.
    pub shift: usize,
    /// Row label in force.
    pub label: Option<Section>,
    /// Role in force in the cells that hold statements.
    pub role: Option<usize>,
    /// Role named last by a role column; ahead of `role` while cells of the role before go on.
    pub frame_role: Option<usize>,
}

impl Head {
    /// Returns a head of columns whose kinds are known.
    pub(super) fn of_kinds(
        kinds: impl Iterator<Item = Kind>,
        texts: Vec<String>,
        context: &Context,
    ) -> Self {
        let base = Context { open_chunk: None, after_heading: false, ..context.clone() };
        let column = |kind| ColumnState { kind, context: base.clone(), chunks: Vec::new() };
        Self {
            columns: kinds.map(column).collect(),
            texts,
            ticked: Vec::new(),
            shift: 0,
            label: None,
            role: context.role,
            frame_role: context.role,
        }
    }

    /// Returns the indices of columns that hold statements of levels.
    pub fn levels(&self) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|c| matches!(self.columns[*c].kind, Kind::Level(_)))
            .collect()
    }

    /// Tells whether statements of the grid belong to roles named in its header.
    pub fn is_map(&self) -> bool {
        self.columns.iter().any(|c| matches!(c.kind, Kind::Role(..)))
    }

    /// Tells whether a column is of a role and of one of its levels.
    pub fn has_levels_of_roles(&self) -> bool {
        self.columns.iter().any(|c| matches!(&c.kind, Kind::Role(t, _) if t.level.is_some()))
    }

    /// Tells whether a column of this kind is there.
    pub fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|c| c.kind == Kind::Column(column))
    }
}

/// A row of cells, each with the column of the header it stands under.
pub type Row<'g> = Vec<(usize, &'g GridCell)>;

/// Returns the cells that start in a row, by column.
pub fn row_of(grid: &Grid, row: usize) -> Row<'_> {
    grid.in_row(row).iter().map(|c| (c.col, c)).collect()
}

impl Builder<'_> {
    /// Returns a cell's text, cleaned.
    pub fn cell_text<'c>(&self, cell: &'c GridCell) -> &'c str {
        cell.text(&self.doc.leaves)
    }

    /// Finds the header row of a table among its first rows.
    ///
    /// A header row has at least two cells that name a level, a role, a section or a kind of column,
    /// and they are at least half of its cells with text; or one that the employer's profile names.
    pub fn header(&self, grid: &Grid, context: &Context) -> Option<(Head, usize)> {
        if grid.cols < 2 || self.is_form(grid) {
            return None;
        }
        // Numbers in front of what is essential or desirable number criteria, no boxes.
        let boxed = self.is_box(grid);
        let needs = |h: &Head| h.columns.iter().any(|c| c.context.necessity.is_some());
        let criteria = |h: &Head| {
            h.has(Column::Essential) || h.has(Column::Desirable) || h.has(Column::Code) && needs(h)
        };
        let header = |row| {
            let found = self.header_row(grid, row, context).filter(|h| !boxed || criteria(h))?;
            (!self.lists_titles(grid, row, &found)).then_some(found)
        };
        // Facts of a form may stand above.
        let is_fact = |row: &usize| self.tells_fact(&row_of(grid, *row), grid);
        let rows = (0..grid.rows.min(HEADER_ROWS + FACT_ROWS)).filter(|row| !is_fact(row));
        rows.take(HEADER_ROWS).find_map(|row| header(row).map(|h| (h, row)))
    }

    /// Tells whether a row holds nothing but the label of a fact and its value: "Grade" beside "Band 3". In
    /// a table of more columns than these two, a title may be one in no list.
    pub(super) fn tells_fact(&self, cells: &Row<'_>, grid: &Grid) -> bool {
        let texts = cells.iter().map(|(col, c)| (*col, c.col_span, self.cell_text(c)));
        let filled: Vec<(usize, usize, &str)> = texts.filter(|t| !t.2.is_empty()).collect();
        let [(0, span, label), (col, _, value)] = filled.as_slice() else { return false };
        if col != span {
            return false;
        }
        match self.lexicon.field(label.trim_end_matches([':', ' '])) {
            Some("job_title") => {
                job_title(value, self.lexicon).is_some()
                    || grid.cols > 2
                        && may_be_title(value, self.lexicon)
                        && header_kind(value, *col, self.lexicon) == Kind::Unknown
            }
            Some("grade") => grade(value).is_some(),
            _ => false,
        }
    }

    /// Tells whether a row holds nothing but pairs of the label of a fact and its value: "Job title" beside
    /// "Cook", "Reports to" beside "Kitchen manager".
    pub(super) fn holds_fact_pairs(&self, cells: &Row<'_>) -> bool {
        let texts: Vec<&str> = cells.iter().map(|(_, c)| self.cell_text(c)).collect();
        let is_label = |t: &str| self.lexicon.field(t.trim_end_matches([':', ' '])).is_some();
        let pairs = texts.chunks_exact(2);
        texts.len() >= 2
            && pairs.remainder().is_empty()
            && pairs.clone().all(|p| is_label(p[0]) && !is_label(p[1]))
    }

    /// Tells whether a cell above roles or most cells below them are job titles too: the row is one of
    /// a list of jobs, no header.
    fn lists_titles(&self, grid: &Grid, row: usize, head: &Head) -> bool {
        let is_role = |col: usize| {
            head.columns.get(col).is_some_and(|c| matches!(c.kind, Kind::Role(_, None)))
        };
        let is_title = |c: &&GridCell| job_title(self.cell_text(c), self.lexicon).is_some();
        let cells = || grid.cells.iter().filter(|c| is_role(c.col));
        let below = cells().filter(|c| c.row > row && has_text(&c.nodes));
        let titles = below.clone().filter(is_title).count();
        titles * 2 > below.count() || cells().filter(|c| c.row < row).any(|c| is_title(&c))
    }

    /// Reads a row as a header. "Level" over several columns names none of them: the levels stand in
    /// the row below.
    fn header_row(&self, grid: &Grid, row: usize, context: &Context) -> Option<Head> {
        if !self.numbered_levels(grid, row + 1).is_empty() {
            return None;
        }
        let cells = row_of(grid, row);
        let mut kinds = vec![(Kind::Unknown, String::new(), String::new()); grid.cols];
        let (mut typed, mut filled, mut own) = (0, 0, false);
        for (col, cell) in &cells {
            let text = self.cell_text(cell);
            let kind = match header_kind(text, *col, self.lexicon) {
                Kind::Column(Column::Level) if cell.col_span > 1 => Kind::Unknown,
                _ if self.is_own_level(text) => Kind::Level(text.to_owned()),
                kind => kind,
            };
            own |= matches!(self.lexicon.own(text), Some(OwnWord::Column(_)));
            filled += usize::from(!text.is_empty());
            typed += usize::from(!matches!(kind, Kind::Unknown | Kind::Label));
            for slot in kinds.iter_mut().skip(*col).take(cell.col_span) {
                *slot = (kind.clone(), fold(text), text.to_owned());
            }
        }
        typed += self.name_by_cells(grid, row, &mut kinds);
        typed += self.name_groups(grid, row, &mut kinds);
        typed += self.name_own_levels(grid, row, &mut kinds);
        typed += self.name_graded(grid, row, &mut kinds);
        typed += self.name_numbered_levels(grid, row, &mut kinds);
        typed += self.name_counterpart(grid, row, &mut kinds);
        typed += self.formed_sections(grid, row, &kinds);
        if typed < 2
            && (self.name_steps(grid, row, &mut kinds)
                || self.heads_labels(grid, row, &kinds)
                || self.heads_codes(grid, row, &kinds)
                || self.name_level_column(grid, row, &mut kinds)
                || self.name_sections(grid, row, &mut kinds)
                || self.name_beside_list(grid, row, &mut kinds))
        {
            (typed, filled) = (2, 2);
        }
        let distinct: BTreeSet<&str> =
            kinds.iter().map(|k| k.1.as_str()).filter(|t| !t.is_empty()).collect();
        if !own && (typed < 2 || typed * 2 < filled) || distinct.len() < 2 {
            return None;
        }
        self.name_beside_roles(grid, row, &mut kinds);
        self.name_formed(&mut kinds);
        self.name_levels(grid, row, &mut kinds);
        self.name_roles(grid, row, &mut kinds);
        let over = self.name_label_column(grid, row, &mut kinds);
        self.name_areas(grid, row, &mut kinds);
        self.name_labels(grid, row, &mut kinds);
        self.name_numbers(grid, row, &mut kinds);
        self.name_criteria(grid, row, &mut kinds);
        self.name_stated(grid, row, &mut kinds);
        self.name_remarks(grid, row, &mut kinds);
        let ticked = self.name_ticked(grid, row, &mut kinds);
        let need = self.need_of_codes(grid, row, &mut kinds);
        if kinds[0].0 == Kind::Unknown && kinds[1..].iter().any(|k| is_content(&k.0)) {
            kinds[0].0 = Kind::Label;
        }
        let mut base = Context { open_chunk: None, after_heading: false, ..context.clone() };
        let criteria = [Column::Essential, Column::Desirable, Column::Necessity, Column::Assessed];
        if need.is_some() || criteria.iter().any(|c| kinds.iter().any(|k| k.0 == Kind::Column(*c)))
        {
            base.end_fields(0);
        }
        // What a step up asks for is required, though the heading tells of progression.
        let states = kinds.iter().any(|k| k.0 == Kind::Column(Column::Statement));
        if states && context.tells("progression") {
            base.end_fields(0);
        }
        base.sections.extend(over);
        base.necessity = need.or(base.necessity.take());
        Some(Head {
            texts: kinds.iter().map(|k| k.1.clone()).collect(),
            columns: kinds
                .into_iter()
                .map(|(kind, ..)| ColumnState { kind, context: base.clone(), chunks: Vec::new() })
                .collect(),
            ticked,
            shift: 0,
            label: None,
            role: context.role,
            frame_role: context.role,
        })
    }

    /// Reads a table without a header whose rows are labelled "Essential" and "Desirable", beside a
    /// column of labels or between two: the last column holds the statements.
    pub(super) fn need_labels(&self, grid: &Grid, context: &Context) -> Option<Head> {
        let says_need = |col: &usize| {
            let cells: Vec<&str> = self.texts_of(grid, *col).collect();
            cells.len() >= CODED_CELLS && cells.iter().all(|c| self.lexicon.need(c).is_some())
        };
        let last = grid.cols.checked_sub(1).filter(|last| *last >= 2)?;
        let need = (0..last).find(says_need)?;
        let labels = (0..last).filter(|c| *c != need);
        let labelled = labels.clone().flat_map(|c| self.texts_of(grid, c));
        let mut short = labelled.map(|t| t.split_whitespace().count() <= LABEL_WORDS).peekable();
        (short.peek().is_some() && short.all(|s| s)).then_some(())?;
        let kind = |col: usize| match col {
            _ if col == need => Kind::Column(Column::Necessity),
            _ if col == last => Kind::Unknown,
            _ => Kind::Label,
        };
        let texts = vec![String::new(); grid.cols];
        Some(Head::of_kinds((0..grid.cols).map(kind), texts, context))
    }

    /// Reads a table without a header whose rows are labelled with levels in front of their statements, or
    /// with jobs where no other job is in force; labels of sections may stand between.
    pub(super) fn owner_labels(&self, grid: &Grid, context: &Context) -> Option<Head> {
        let owners: Vec<&str> = self.texts_of(grid, 0).collect();
        let distinct: BTreeSet<String> = owners.iter().map(|l| fold(l)).collect();
        let is_job = |t: &&str| job_title(t, self.lexicon).is_some();
        let in_force = context.role.and_then(|r| self.doc.roles[r].title.as_deref()).map(fold);
        let told = matches!(context.decision(), Some(Decision::Field(_)));
        let free = in_force.is_none_or(|title| distinct.contains(&title)) && !told;
        let owner = if owners.iter().all(|l| self.is_level(l)) {
            Column::Level
        } else if free && owners.iter().all(is_job) {
            Column::Role
        } else {
            return None;
        };
        let holds = |col: usize| {
            let cells = || grid.cells.iter().filter(|c| c.col == col && has_text(&c.nodes));
            cells().filter(|c| self.is_more_than_label(c)).count() * 2 > cells().count()
        };
        let stated: Vec<usize> = (1..grid.cols).filter(|col| holds(*col)).collect();
        let labels = grid.cols.saturating_sub(1 + stated.len());
        let alone = distinct.len() == owners.len();
        if distinct.len() < 2 || stated.is_empty() || labels > 1 || !alone && labels == 0 {
            return None;
        }
        let kind = |col: usize| match col {
            0 => Kind::Column(owner),
            _ if stated.contains(&col) => Kind::Unknown,
            _ => Kind::Label,
        };
        let texts = vec![String::new(); grid.cols];
        Some(Head::of_kinds((0..grid.cols).map(kind), texts, context))
    }

    /// Reads a table of two columns of which one holds nothing but letters or words for essential and
    /// desirable, below its name if it has one: the other holds the statements. Returns the head and
    /// the first row below it.
    pub(super) fn need_letters(&self, grid: &Grid, context: &Context) -> Option<(Head, usize)> {
        let rows_of = |col: usize| -> Vec<(usize, &str)> {
            let cells = grid.cells.iter().filter(|c| c.col == col && !is_wide(c, grid));
            let texts = cells.map(|c| (c.row, self.cell_text(c)));
            texts.filter(|(_, t)| !t.is_empty()).collect()
        };
        (grid.cols == 2).then_some(())?;
        let (need, from) = [1, 0].into_iter().find_map(|col| {
            let texts = rows_of(col);
            let named =
                texts.first().is_some_and(|(row, t)| *row == 0 && self.lexicon.need(t).is_none());
            let mut letters = texts[usize::from(named)..].iter();
            (letters.len() >= CODED_CELLS && letters.all(|(_, t)| self.lexicon.need(t).is_some()))
                .then_some((col, usize::from(named)))
        })?;
        let kind = |col: usize| match col {
            _ if col == need => Kind::Column(Column::Necessity),
            _ => Kind::Unknown,
        };
        let head = Head::of_kinds((0..2).map(kind), vec![String::new(); 2], context);
        Some((head, from))
    }

    /// Returns the texts of a column but for rows over the whole width.
    fn texts_of<'g>(&'g self, grid: &'g Grid, col: usize) -> impl Iterator<Item = &'g str> {
        let cells = grid.cells.iter().filter(move |c| c.col == col && !is_wide(c, grid));
        cells.map(|c| self.cell_text(c)).filter(|t| !t.is_empty())
    }

    /// Takes the headers above levels that repeat from group to group for roles, if one of them is a
    /// job title: the others may be titles in no list. Returns how many were named.
    fn name_groups(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) -> usize {
        let below = row_of(grid, row + 1).into_iter().filter(|(col, _)| *col > 0);
        let labels: Vec<String> =
            below.map(|(_, c)| fold(self.cell_text(c))).filter(|t| !t.is_empty()).collect();
        let repeated = |t: &String| labels.iter().filter(|o| *o == t).count() > 1;
        let is_level = |t: &String| is_level_label(t, self.lexicon);
        let known = kinds.iter().any(|k| matches!(k.0, Kind::Role(_, None)));
        if !known || labels.is_empty() || !labels.iter().all(|t| repeated(t) && is_level(t)) {
            return 0;
        }
        let unlisted = |k: &&mut HeaderCell| k.0 == Kind::Unknown && has_letters(&k.1);
        let mut named = std::collections::BTreeSet::new();
        for kind in kinds.iter_mut().skip(1).filter(unlisted) {
            kind.0 = Kind::Role(dissect(&kind.2), None);
            named.insert(kind.1.clone());
        }
        named.len()
    }

    /// Takes the headers of a career map whose titles are in no list: steps "A to B" between columns
    /// that are headers themselves say that the columns are roles.
    fn name_steps(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) -> bool {
        let titles: Vec<String> =
            kinds.iter().map(|k| k.1.clone()).filter(|t| !t.is_empty()).collect();
        let is_step = |t: &String| {
            t.split_once(" to ").is_some_and(|(from, _)| {
                titles.iter().any(|o| o == from || o.ends_with(&format!(" to {from}")))
            })
        };
        let short = titles.iter().all(|t| t.split(' ').count() <= 12);
        if titles.len() < 2 || !short || !titles.iter().any(is_step) || grid.rows <= row + 1 {
            return false;
        }
        for kind in kinds.iter_mut().filter(|k| !k.1.is_empty()) {
            let title = dissect(&kind.2);
            let step = title
                .title
                .split_once(" to ")
                .map(|(from, to)| Transition { from: vec![from.to_owned()], to: to.to_owned() });
            kind.0 = Kind::Role(title, step);
        }
        true
    }

    /// Returns the texts of a column below a row.
    pub(super) fn below<'g>(
        &'g self,
        grid: &'g Grid,
        row: usize,
        col: usize,
    ) -> impl Iterator<Item = &'g str> {
        let cells = grid.cells.iter().filter(move |c| c.row > row && c.col == col);
        cells.map(|c| self.cell_text(c)).filter(|t| !t.is_empty())
    }

    /// Names columns whose headers say nothing by what their cells say: letters for essential and
    /// desirable, or codes of how a statement is assessed. Returns how many have a header in this row.
    fn name_by_cells(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) -> usize {
        let says_nothing = |k: &Kind| matches!(k, Kind::Unknown | Kind::Column(Column::Other));
        let mut named = 0;
        for (col, (kind, text, _)) in
            kinds.iter_mut().enumerate().filter(|(_, k)| says_nothing(&k.0))
        {
            let cells: Vec<&str> = self.below(grid, row, col).collect();
            let weighted = cells.iter().all(|c| self.weights.contains_key(*c));
            let found = if cells.len() < CODED_CELLS {
                continue;
            } else if weighted || cells.iter().all(|c| self.lexicon.need(c).is_some()) {
                Column::Necessity
            } else if cells.iter().all(|c| is_method_code(c) || self.lexicon.is_method(c)) {
                Column::Assessed
            } else if col > 0 && cells.iter().all(|c| !has_letters(c)) && !text.is_empty() {
                Column::Other
            } else if !text.is_empty() && self.are_categories(&cells) {
                Column::Category
            } else {
                continue;
            };
            // Figures alone make no header.
            let tells = *kind == Kind::Unknown && found != Column::Other;
            *kind = Kind::Column(found);
            named += usize::from(tells && !text.is_empty());
        }
        named
    }

    /// Tells whether cells are headings that name categories, of which some come again.
    fn are_categories(&self, cells: &[&str]) -> bool {
        let decides = |t: &&str| {
            matches!(heading_meaning(t, self.lexicon), Some(Meaning::Category(_) | Meaning::Mixed))
        };
        let distinct: BTreeSet<String> = cells.iter().map(|t| fold(t)).collect();
        distinct.len() < cells.len() && cells.iter().all(decides)
    }

    /// Tells whether the first column holds nothing but numbers of boxes.
    pub fn is_box(&self, grid: &Grid) -> bool {
        let first: Vec<&str> = self.first_column(grid);
        let mut numbered = first.iter().filter(|t| t.chars().any(char::is_alphanumeric)).peekable();
        grid.cols <= 4 && numbered.peek().is_some() && numbered.all(|t| is_box_number(t))
    }

    /// Tells whether a table without a header has codes in its first column and a statement beside
    /// each: "K1", or numbers in front of single sentences.
    pub fn has_codes(&self, grid: &Grid) -> bool {
        let first: Vec<&str> = grid
            .cells
            .iter()
            .filter(|c| c.col == 0 && !self.heads_rows(c, grid))
            .map(|c| self.cell_text(c))
            .collect();
        let filled = || first.iter().filter(|t| !t.is_empty());
        let beside: Vec<&str> =
            grid.cells.iter().filter(|c| c.col == 1).map(|c| self.cell_text(c)).collect();
        if grid.cols != 2 || filled().count() < CODED_CELLS || !filled().all(|t| is_code(t)) {
            return false;
        }
        let lettered = filled().all(|t| t.starts_with(|c: char| c.is_ascii_uppercase()));
        let single = grid.cells.iter().filter(|c| c.col == 1).all(|c| c.nodes.len() == 1);
        let says = |t: &&&str| {
            t.split_whitespace().count() > 2 && heading_meaning(t, self.lexicon).is_none()
        };
        lettered || single && beside.iter().filter(says).count() * 5 >= beside.len() * 4
    }

    /// Tells whether a cell stands alone in its row and names a section.
    fn heads_rows(&self, cell: &GridCell, grid: &Grid) -> bool {
        let mut beside = grid.in_row(cell.row).iter();
        let alone = beside.all(|c| c.col == cell.col || !has_text(&c.nodes));
        alone && heading_meaning(self.cell_text(cell), self.lexicon).is_some()
    }

    /// Tells whether the table is a form: its first column holds labels of fields, or two of them
    /// and otherwise headings of sections. Rows over the whole width are boxes between its lines.
    pub fn is_form(&self, grid: &Grid) -> bool {
        let beside = |c: &&GridCell| c.col == 0 && !is_wide(c, grid);
        let first: Vec<&str> =
            grid.cells.iter().filter(beside).map(|c| self.cell_text(c)).collect();
        let filled = first.iter().filter(|t| !t.is_empty()).count();
        let is_known = |t: &str| self.lexicon.field(t.trim_end_matches([':', ' '])).is_some();
        let known = first.iter().any(|t| is_known(t));
        // Beside known ones, others are labels that end like one.
        let ends = |t: &str| t.ends_with(':') && heading_meaning(t, self.lexicon).is_none();
        let is_label = |t: &&&str| is_known(t) || known && ends(t);
        let labels = first.iter().filter(is_label).count();
        let headings =
            first.iter().filter(|t| !is_label(t) && formed_meaning(t, self.lexicon).is_some());
        let form = labels * 2 > filled && matches!(grid.cols, 2 | 4);
        let boxed = labels >= 2 && (labels + headings.count()) * 5 >= filled * 4 && grid.cols == 2;
        filled > 0 && (form || boxed)
    }

    fn first_column<'g>(&self, grid: &'g Grid) -> Vec<&'g str> {
        grid.cells.iter().filter(|c| c.col == 0).map(|c| self.cell_text(c)).collect()
    }

    /// Tells whether a table goes on with the grid before it.
    pub fn is_continuation(&self, grid: &Grid) -> bool {
        let Some(head) = &self.head else { return false };
        let flattened = self.is_flattened(grid);
        let fits =
            grid.cols == head.columns.len() || (flattened && grid.cols <= head.columns.len());
        // Lists do not stand where remarks did.
        let other = |col: &usize| head.columns[*col].kind == Kind::Column(Column::Other);
        let lists =
            (0..head.columns.len()).filter(other).any(|col| self.holds_lists(grid, None, col));
        // Nor other words where each row said whether it is essential.
        let need = head.columns.iter().position(|c| c.kind == Kind::Column(Column::Necessity));
        let untold = need.is_some_and(|col| {
            let texts = self.texts_of(grid, col).next();
            texts.is_some_and(|t| need_in_cell(t, self.lexicon).is_none())
        });
        fits && !lists && !untold && !self.is_box(grid) && !self.is_form(grid)
    }

    /// Tells whether a table comes from a format that keeps no paragraphs in cells.
    pub fn is_flattened(&self, grid: &Grid) -> bool {
        let mut leaves = Vec::new();
        grid.cells.iter().for_each(|c| leaves_of(&c.nodes, &mut leaves));
        leaves.iter().any(|l| self.doc.leaves[*l].flattened)
    }
}

/// Tells whether a cell of a table of several columns spans them all.
pub fn is_wide(cell: &GridCell, grid: &Grid) -> bool {
    grid.cols > 1 && cell.col_span >= grid.cols
}

/// Tells whether a text is the number of a box: "5", "Section 5", "5.".
pub fn is_box_number(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ')', ':']);
    let bare = bare.strip_prefix("Section ").unwrap_or(bare);
    !bare.is_empty() && bare.len() <= 2 && bare.chars().all(|c| c.is_ascii_digit())
}

/// Tells whether a cell holds nothing but the code or number of a statement: "K1", "3.", "1.2"; no
/// year.
pub fn is_code(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ')', ':']);
    let number = bare.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_short =
        |part: &str| matches!(part.len(), 1..=3) && part.bytes().all(|b| b.is_ascii_digit());
    bare.len() - number.len() <= 3 && number.split('.').all(is_short)
}

/// A header cell: what its column holds, its words folded and as printed.
pub(super) type HeaderCell = (Kind, String, String);

/// Reads a job's title behind its grade ("Band 5 Staff Nurse"); a level's own name behind its step
/// ("Level 2 (Practitioner)") is none.
fn graded_title(text: &str, lexicon: &Lexicon) -> Option<Title> {
    let title = job_title(text, lexicon).filter(|t| t.grade.is_some() || t.level.is_some())?;
    let named = title.title.contains(' ') && !text.contains('(');
    (named && !is_level_label(&title.title, lexicon)).then_some(title)
}

/// Decides what a column holds from its header.
pub(super) fn header_kind(text: &str, col: usize, lexicon: &Lexicon) -> Kind {
    if text.is_empty() {
        return if col == 0 { Kind::Label } else { Kind::Unknown };
    }
    if text.len() > 120 && lexicon.need(text).is_none() {
        return Kind::Unknown;
    }
    match lexicon.own(text) {
        Some(OwnWord::Column(column)) => return Kind::Column(column),
        Some(OwnWord::Level) => return Kind::Level(text.to_owned()),
        Some(OwnWord::Role) => return Kind::Role(dissect(text), None),
        Some(OwnWord::Heading(meaning)) => {
            return Kind::Section(text.to_owned(), meaning.clone());
        }
        None if !has_letters(text) => return Kind::Unknown,
        None => {}
    }
    if let Some(column) = lexicon.column(text).or_else(|| lexicon.need(text).map(Column::of_need)) {
        return Kind::Column(column);
    }
    if let Some(title) = graded_title(text, lexicon) {
        return Kind::Role(title, None);
    }
    if is_level_label(text, lexicon) {
        return Kind::Level(text.to_owned());
    }
    let taken = dissect(text);
    if let Some(step) = transition(&taken.title, lexicon) {
        return Kind::Role(taken, Some(step));
    }
    if let Some(title) = job_title(text, lexicon) {
        return Kind::Role(title, None);
    }
    match heading_meaning(text, lexicon) {
        Some(
            meaning @ (Meaning::Category(_)
            | Meaning::Field(_)
            | Meaning::Mixed
            | Meaning::Open(None)),
        ) => Kind::Section(text.to_owned(), meaning),
        _ => Kind::Unknown,
    }
}

/// Returns whether a node list holds text.
pub fn has_text(nodes: &[Node]) -> bool {
    let mut leaves = Vec::new();
    leaves_of(nodes, &mut leaves);
    !leaves.is_empty()
}
