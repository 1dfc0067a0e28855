//! Columns that label rows, and what their headers say of all rows.

use super::grid::{CODED_CELLS, HeaderCell, Kind, LABEL_WORDS, has_text, is_code, is_wide};
use super::heading::{formed_meaning, heading_meaning, is_category};
use super::leaf::{Grid, GridCell, leaves_of};
use super::title::is_level_label;
use super::{Builder, Section};
use crate::lexicon::{COUNTER_EXAMPLES, Column, Meaning};
use crate::model::{Basis, BasisKind, Category, Necessity, Place};
use crate::text::{clean, has_letters};
use std::collections::BTreeSet;

/// Rank of what a column of labels is named: outside the labels, inside the headings of the page.
pub(super) const LABELS: u32 = super::heading::BOX - 1;

impl Builder<'_> {
    /// Tells whether a header names its first column as that of labels, which its cells are, whatever
    /// the others are called ("Capability", "In practice"; "Responsibilities", "Key components").
    pub(super) fn heads_labels(&self, grid: &Grid, row: usize, kinds: &[HeaderCell]) -> bool {
        let Some((first, others)) = kinds.split_first() else { return false };
        let short = |k: &HeaderCell| k.1.split(' ').count() <= LABEL_WORDS && !k.2.ends_with('.');
        let open = others
            .iter()
            .all(|k| k.0 == Kind::Column(Column::Other) || k.0 == Kind::Unknown && short(k));
        let told = match first.0 {
            Kind::Section(..) => self.names_labels(grid, row, kinds),
            _ if self.sorts_rows(grid, row) => true,
            Kind::Column(Column::Category) => others.len() == 1 && self.are_labels(grid, row),
            _ => self.names_labels(grid, row, kinds),
        };
        let told = open && others.iter().any(|k| !k.1.is_empty()) && told;
        row == 0 && (told || self.heads_areas(grid, row, kinds))
    }

    /// Tells whether at least half the labels below a row, and two of them, name a category: they sort what
    /// stands beside them ("Area", "On appointment", "Within a year").
    fn sorts_rows(&self, grid: &Grid, row: usize) -> bool {
        /// Fewest such labels.
        const SORTED: usize = 2;
        let cells = grid.cells.iter().filter(|c| c.row > row && c.col == 0 && !is_wide(c, grid));
        let labels: Vec<&str> =
            cells.map(|c| self.cell_text(c)).filter(|t| !t.is_empty()).collect();
        let sorted = labels.iter().filter(|t| is_category(t, self.lexicon)).count();
        sorted >= SORTED && sorted * 2 >= labels.len()
    }

    /// Tells whether a first column that is named like nothing known holds labels, because the column
    /// of a section holds statements beside them ("Key result area", "Key activities").
    fn heads_areas(&self, grid: &Grid, row: usize, kinds: &[HeaderCell]) -> bool {
        let named = |k: &HeaderCell| {
            matches!(&k.0, Kind::Section(_, Meaning::Category(_) | Meaning::Mixed))
        };
        let holds = |col: &usize| named(&kinds[*col]) && self.holds_statements(grid, row, *col);
        let mut labels = self.below(grid, row, 0).peekable();
        kinds[0].0 == Kind::Unknown
            && has_letters(&kinds[0].1)
            && labels.peek().is_some()
            && labels.all(|t| has_letters(t) && !is_code(t))
            && self.are_labels(grid, row)
            && (1..kinds.len()).any(|col| holds(&col))
    }

    /// Returns the label of a cell that names a level: its first line, if that is one alone.
    pub(super) fn level_label(&self, cell: &GridCell) -> String {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let first = leaves.first().map(|l| clean(&self.doc.leaves[*l].text));
        let alone = first.filter(|t| leaves.len() > 1 && is_level_label(t, self.lexicon));
        alone.unwrap_or_else(|| self.cell_text(cell).to_owned())
    }

    /// Takes a first column of nothing but levels for what says whose each row is, if statements stand
    /// beside them, whatever their columns are called ("Level", "Descriptor"). Where there are several
    /// such columns, each is a section of that name.
    pub(super) fn name_level_column(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> bool {
        /// Levels from which on they make a column.
        const LEVELS: usize = 2;
        /// Most words of the header beside them ("Examples of actions shown at each level").
        const HEADER_WORDS: usize = 10;
        let cells = grid.cells.iter().filter(|c| c.row > row && c.col == 0 && has_text(&c.nodes));
        let levels: Vec<String> = cells.map(|c| self.level_label(c)).collect();
        let distinct: BTreeSet<&String> = levels.iter().collect();
        let are_levels = levels.iter().all(|t| self.is_level(t));
        let open = |k: &HeaderCell| {
            k.0 == Kind::Unknown && has_letters(&k.1) && k.1.split(' ').count() <= HEADER_WORDS
        };
        let others: Vec<usize> = (1..kinds.len()).filter(|col| open(&kinds[*col])).collect();
        let holds = || others.iter().all(|col| self.holds_statements(grid, row, *col));
        // A level in front of a statement is a row like those below it.
        if matches!(kinds[0].0, Kind::Level(_))
            || distinct.len() < LEVELS
            || !are_levels
            || others.is_empty()
            || !holds()
        {
            return false;
        }
        kinds[0].0 = Kind::Column(Column::Level);
        if others.len() > 1 {
            for col in others {
                kinds[col].0 = Kind::Section(kinds[col].2.clone(), Meaning::Open(None));
            }
        }
        true
    }

    /// Tells whether a header names its first column as that of codes, which its cells are, beside one
    /// that holds the statements ("No", "Responsibility").
    pub(super) fn heads_codes(&self, grid: &Grid, row: usize, kinds: &[HeaderCell]) -> bool {
        let codes = || self.below(grid, row, 0);
        kinds[0].0 == Kind::Column(Column::Code)
            && codes().count() >= CODED_CELLS
            && codes().all(is_code)
            && (1..kinds.len()).any(|col| self.holds_statements(grid, row, col))
    }

    /// Tells whether the first column is named like a section and holds labels, because another one
    /// holds the statements and is named like none.
    fn names_labels(&self, grid: &Grid, row: usize, kinds: &[HeaderCell]) -> bool {
        let Some((first, others)) = kinds.split_first() else { return false };
        let section = matches!(&first.0, Kind::Section(_, m) if !matches!(m, Meaning::Field(_)));
        let named = |k: &HeaderCell| {
            matches!(&k.0, Kind::Section(_, Meaning::Category(_) | Meaning::Mixed))
        };
        let stated = |k: &HeaderCell| k.0 == Kind::Column(Column::Statement);
        let holds = |at: usize| stated(&others[at]) || self.holds_statements(grid, row, at + 1);
        let is_section = |t: &str| heading_meaning(t, self.lexicon).is_some();
        section
            && !others.iter().any(named)
            && (0..others.len()).any(holds)
            && self.are_labels(grid, row)
            && !self.below(grid, row, 0).any(is_section)
    }

    /// Takes a column beside counter-examples for the behaviours they are the counterpart of. Returns
    /// how many were named.
    pub(super) fn name_counterpart(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> usize {
        let counter = |k: &HeaderCell| matches!(&k.0, Kind::Section(_, Meaning::Field(name)) if name == COUNTER_EXAMPLES);
        let Some(at) = kinds.iter().position(counter) else { return 0 };
        let open = |k: &HeaderCell| k.0 == Kind::Unknown && has_letters(&k.1);
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let first = beside.into_iter().find(|col| kinds.get(*col).is_some_and(open));
        // Others say what is seen as well: "Would love to see", "Expect to see".
        let asks = |k: &HeaderCell| self.lexicon.asks(&k.2);
        let holds = |col: usize| self.holds_statements(grid, row, col);
        let mut named = 0;
        for (col, kind) in kinds.iter_mut().enumerate().filter(|(_, k)| open(k)) {
            if Some(col) == first || asks(kind) && holds(col) {
                kind.0 = Kind::Section(kind.2.clone(), Meaning::Open(Some(Category::Behaviour)));
                named += 1;
            }
        }
        named
    }

    /// Counts the columns whose headers name a category by their form if all headers name one: lists side
    /// by side below "Training and development" and "Skills".
    pub(super) fn formed_sections(&self, grid: &Grid, row: usize, kinds: &[HeaderCell]) -> usize {
        let formed = |k: &HeaderCell| {
            k.0 == Kind::Unknown
                && matches!(formed_meaning(&k.2, self.lexicon), Some(Meaning::Category(_)))
        };
        let told = |k: &HeaderCell| formed(k) || matches!(k.0, Kind::Section(..));
        let lists = (0..kinds.len()).all(|col| self.holds_lists(grid, Some(row), col));
        let all = row == 0 && kinds.iter().all(told) && lists;
        kinds.iter().filter(|k| all && formed(k)).count()
    }

    /// Takes columns for sections whose headers name a category where they are surely headers, beside one
    /// that is known ("Academic qualifications"), and what may name the column of statements ("What you
    /// will do") beside another section.
    pub(super) fn name_formed(&self, kinds: &mut [HeaderCell]) {
        let beside = kinds.iter().any(|k| matches!(k.0, Kind::Section(..)));
        let open = |kind: &Kind| {
            *kind == Kind::Unknown || beside && *kind == Kind::Column(Column::Statement)
        };
        for kind in kinds.iter_mut().filter(|k| open(&k.0)) {
            if let Some(meaning @ Meaning::Category(_)) = formed_meaning(&kind.2, self.lexicon) {
                kind.0 = Kind::Section(kind.2.clone(), meaning);
            }
        }
    }

    /// Takes columns of lists below a row of short headings that say nothing for sections of these
    /// names, whatever the first one holds. Tells whether there are such.
    pub(super) fn name_sections(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) -> bool {
        let first = usize::from(kinds[0].1.is_empty());
        let columns = &kinds[first..];
        let distinct: BTreeSet<&String> = columns.iter().map(|k| &k.1).collect();
        let short = |k: &HeaderCell| {
            let open = k.0 == Kind::Unknown && has_letters(&k.1);
            open && k.1.split(' ').count() <= LABEL_WORDS && self.lexicon.field(&k.2).is_none()
        };
        let headed = row < grid.header_rows || self.is_bold_row(grid, row);
        let lists = || (first..kinds.len()).all(|col| self.holds_lists(grid, Some(row), col));
        let named = distinct.len() == columns.len() && columns.len() > 1;
        if row > 0 || !named || !headed || !columns.iter().all(short) || !lists() {
            return false;
        }
        for kind in &mut kinds[first..] {
            kind.0 = Kind::Section(kind.2.clone(), Meaning::Open(None));
        }
        true
    }

    /// Takes the columns behind one of lists that is named for a category for remarks, if their cells are
    /// as short as labels ("Main duties", "Frequency"). Tells whether there are such.
    pub(super) fn name_beside_list(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> bool {
        let Some((first, others)) = kinds.split_first_mut() else { return false };
        let named = matches!(first.0, Kind::Section(_, Meaning::Category(_)));
        let open = |k: &HeaderCell| k.0 == Kind::Unknown && has_letters(&k.1);
        let is_short = |t: &str| t.split_whitespace().count() <= LABEL_WORDS && !t.ends_with('.');
        let remarks = others
            .iter()
            .enumerate()
            .all(|(at, k)| open(k) && self.below(grid, row, at + 1).all(is_short));
        let headed = row == 0 && (grid.header_rows > 0 || self.is_bold_row(grid, row));
        if !named || !remarks || !headed || !self.holds_lists(grid, Some(row), 0) {
            return false;
        }
        for kind in others {
            kind.0 = Kind::Column(Column::Other);
        }
        true
    }

    /// Takes a column in front of the statements for one of labels, if its cells are as short and it is
    /// named for nothing known or for the same as they ("Key result area", "Main activities").
    pub(super) fn name_areas(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let category = |k: &HeaderCell| match &k.0 {
            Kind::Section(_, Meaning::Category(category)) => Some(*category),
            _ => None,
        };
        let is_short = |t: &str| t.split_whitespace().count() <= LABEL_WORDS && !t.ends_with('.');
        if kinds.iter().any(|k| matches!(k.0, Kind::Label | Kind::Column(Column::Category))) {
            return;
        }
        let area = (0..kinds.len()).find(|col| {
            let own = category(&kinds[*col]);
            let open = kinds[*col].0 == Kind::Unknown && has_letters(&kinds[*col].1);
            let stated = (col + 1..kinds.len()).any(|other| {
                let named = category(&kinds[other]);
                (open || own == named) && named.is_some() && self.holds_statements(grid, row, other)
            });
            let may_state = |k: &Kind| {
                matches!(k, Kind::Section(..) | Kind::Unknown | Kind::Column(Column::Statement))
            };
            let states =
                |at: usize| may_state(&kinds[at].0) && self.holds_statements(grid, row, at);
            let first = !(0..*col).any(states);
            let short = || self.below(grid, row, *col).all(is_short);
            (own.is_some() || open) && first && stated && short()
        });
        if let Some(area) = area {
            kinds[area].0 = Kind::Label;
        }
    }

    /// Tells whether all texts of a row are bold.
    fn is_bold_row(&self, grid: &Grid, row: usize) -> bool {
        let mut leaves = Vec::new();
        grid.in_row(row).iter().for_each(|c| leaves_of(&c.nodes, &mut leaves));
        leaves.iter().all(|l| self.doc.leaves[*l].bold)
    }

    /// Tells whether the cells of the first column are as short as labels.
    fn are_labels(&self, grid: &Grid, row: usize) -> bool {
        let is_short = |t: &str| t.split_whitespace().count() <= LABEL_WORDS && !t.ends_with('.');
        self.below(grid, row, 0).all(is_short)
    }

    /// Takes a first column that is named like a section and holds labels for what it is. Returns the
    /// section, which goes for all rows.
    pub(super) fn name_label_column(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> Option<Section> {
        self.names_labels(grid, row, kinds).then_some(())?;
        let Kind::Section(title, meaning) = std::mem::replace(&mut kinds[0].0, Kind::Label) else {
            return None;
        };
        let cell = grid.cells.iter().find(|c| c.row == row && c.col == 0);
        let at = cell.and_then(|c| self.first_place(c)).unwrap_or_else(Place::default);
        let meaning = Some(meaning);
        Some(Section { title, titled: true, rank: LABELS, meaning, lead: None, at })
    }

    /// Takes columns between the first one and the levels for labels, if their headers say nothing and
    /// their cells are as short as labels: topics of a category.
    pub(super) fn name_labels(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let Some(levels) = kinds.iter().position(|k| matches!(k.0, Kind::Level(_))) else { return };
        let is_short = |t: &str| t.split_whitespace().count() <= LABEL_WORDS;
        let unknown = kinds[..levels].iter_mut().enumerate().skip(1);
        for (col, kind) in unknown.filter(|(_, k)| k.0 == Kind::Unknown) {
            let mut cells = self.below(grid, row, col).peekable();
            if cells.peek().is_some() && cells.all(is_short) {
                kind.0 = Kind::Label;
            }
        }
    }

    /// Takes columns behind the statements whose headers say nothing and whose cells are a word or two
    /// for remarks on them ("Frequency").
    pub(super) fn name_remarks(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        /// Most words of a remark.
        const WORDS: usize = 2;
        let Some(from) = (0..kinds.len()).find(|col| self.holds_statements(grid, row, *col)) else {
            return;
        };
        for (col, kind) in kinds.iter_mut().enumerate().skip(from + 1) {
            let mut cells = self.below(grid, row, col).peekable();
            let short = |t: &str| t.split_whitespace().count() <= WORDS && !t.ends_with('.');
            if kind.0 == Kind::Unknown && cells.peek().is_some() && cells.all(short) {
                kind.0 = Kind::Column(Column::Other);
            }
        }
    }

    /// Takes a first column whose header says nothing for codes, if it holds nothing else beside rows
    /// over the whole width.
    pub(super) fn name_numbers(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let first = grid.cells.iter().filter(|c| c.row > row && c.col == 0 && !is_wide(c, grid));
        let texts: Vec<&str> = first.map(|c| self.cell_text(c)).filter(|t| !t.is_empty()).collect();
        let says_nothing = matches!(kinds[0].0, Kind::Unknown | Kind::Label);
        if says_nothing && texts.len() >= CODED_CELLS && texts.iter().all(|t| is_code(t)) {
            kinds[0].0 = Kind::Column(Column::Code);
        }
    }

    /// Takes a first column called essential or desirable that holds numbers for codes; returns what it
    /// says of all rows.
    pub(super) fn need_of_codes(
        &self,
        grid: &Grid,
        row: usize,
        kinds: &mut [HeaderCell],
    ) -> Option<(Necessity, Basis)> {
        let need = match kinds[0].0 {
            Kind::Column(Column::Essential) => Necessity::Essential,
            Kind::Column(Column::Desirable) => Necessity::Desirable,
            _ => return None,
        };
        // "Desirable criteria" may stand between the numbers.
        let below = self.below(grid, row, 0).filter(|t| self.lexicon.need(t).is_none());
        let mut codes = below.peekable();
        if codes.peek().is_none() || !codes.all(is_code) {
            return None;
        }
        let named = kinds[0].clone();
        kinds.iter_mut().filter(|k| **k == named).for_each(|k| {
            k.0 = Kind::Column(Column::Statement);
        });
        kinds[0].0 = Kind::Column(Column::Code);
        let cell = grid.in_row(row).first();
        let at = cell.and_then(|c| self.first_place(c));
        Some((need, Basis { kind: BasisKind::Column, phrase: kinds[0].1.clone(), at }))
    }

    /// Takes a second column that is named like one of labels ("Domain", "Capability") for that of the
    /// statements, if it holds them and no other column does by its name; so is the first one of a form
    /// whose other columns are empty ("Outcome", "Evidence", "Date").
    pub(super) fn name_stated(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let states = |k: &Kind| match k {
            Kind::Column(c) => {
                matches!(c, Column::Statement | Column::Essential | Column::Desirable)
            }
            Kind::Level(_) | Kind::Role(..) | Kind::Section(..) => true,
            Kind::Label | Kind::Unknown => false,
        };
        let label = |k: &Kind| matches!(k, Kind::Label | Kind::Column(Column::Category));
        if kinds.iter().any(|k| states(&k.0))
            || !(label(&kinds[0].0) || kinds[0].0 == Kind::Unknown)
        {
            return;
        }
        // The other columns are filled in by hand.
        if (1..kinds.len()).all(|col| self.below(grid, row, col).next().is_none())
            && self.holds_statements(grid, row, 0)
        {
            kinds[0].0 = Kind::Column(Column::Statement);
            return;
        }
        for (col, kind) in kinds.iter_mut().enumerate().skip(1) {
            if kind.0 == Kind::Column(Column::Category) && self.holds_statements(grid, row, col) {
                kind.0 = Kind::Column(Column::Statement);
                return;
            }
        }
    }

    /// Takes a first column of criteria for row labels where another column holds the statements, or
    /// where the essential and desirable columns hold words, not ticks: the words are the statements
    /// then.
    pub(super) fn name_criteria(&self, grid: &Grid, row: usize, kinds: &mut [HeaderCell]) {
        let is_need = |k: &Kind| matches!(k, Kind::Column(Column::Essential | Column::Desirable));
        if kinds[0].0 != Kind::Column(Column::Statement) {
            return;
        }
        let other = kinds.iter().skip(1).any(|k| k.0 == Kind::Column(Column::Statement));
        if other && self.below(grid, row, 0).all(|t| t.split_whitespace().count() <= LABEL_WORDS) {
            kinds[0].0 = Kind::Column(Column::Category);
        }
        let whose = kinds.iter().any(|k| matches!(k.0, Kind::Level(_) | Kind::Role(..)));
        if whose && self.are_labels(grid, row) {
            kinds[0].0 = Kind::Column(Column::Category);
        }
        if !kinds.iter().any(|k| is_need(&k.0)) {
            return;
        }
        let needs = grid
            .cells
            .iter()
            .filter(|c| c.row > row && kinds.get(c.col).is_some_and(|k| is_need(&k.0)));
        let texts: Vec<&str> = needs.map(|c| self.cell_text(c)).filter(|t| !t.is_empty()).collect();
        let words = texts.iter().filter(|t| t.split_whitespace().count() > 1).count();
        if words * 2 > texts.len() {
            kinds[0].0 = Kind::Column(Column::Category);
        }
    }
}
