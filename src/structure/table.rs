//! Tables: a grid with its header, the rest of one, a form, numbered boxes, or cells in order.

use super::build::{Builder, Context};
use super::field::is_fact;
use super::grid::{Head, Kind, LABEL_WORDS, Row, is_box_number, is_code, is_wide, row_of};
use super::heading::{RUN_IN, formed_meaning, heading, heading_meaning, is_category};
use super::leaf::{Grid, GridCell, leaves_of};
use super::rows::is_content;
use super::title::{Title, dissect, is_level_label, job_title};
use super::unit::Unit;
use super::{Decision, Section};
use crate::lexicon::{Column, Meaning, WordClass};
use crate::model::{Basis, BasisKind, Class, NoteCode, Place, Progression};
use crate::text::{clean, fold, has_letters};
use std::collections::BTreeSet;

/// What the cells of header rows are claimed as.
pub(super) const COLUMN_HEADER: &str = "column header";

/// Rank of a row label.
pub(super) const ROW_LABEL: u32 = 18;

/// Rank of a row over the whole width: it holds for the row labels below it.
pub(super) const ROW_GROUP: u32 = 16;

/// Rank of a second header row: it stays in force in its column from role to role.
pub(super) const COLUMN_PART: u32 = 1;

/// Most paragraphs between two parts of one grid.
pub(super) const BETWEEN: usize = 4;

/// What the rows of a table without a header are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// Numbered boxes of a form.
    Boxes,
    /// A name and the statements it is over.
    Labels,
    /// Cells in order; a name of something known is over the cell beside it.
    Cells,
}

impl Builder<'_> {
    /// Reads a table: a grid with its header, the rest of one, a form or boxes. What the label of a fact
    /// says of text behind it does not hold inside, nor that the title is a role's outline.
    pub fn table(&mut self, grid: &Grid, context: &mut Context) {
        if self.is_boxed_form(grid) {
            return self.boxed_form(grid, context);
        }
        if let Some(name) = self.told_by_table(grid, context) {
            return self.told_table(grid, name, context);
        }
        let outlined = context.tells("purpose");
        context.end_fields(if outlined && self.is_under_title(context) { 0 } else { RUN_IN });
        let by_rows = self.need_labels(grid, context).or_else(|| self.owner_labels(grid, context));
        if let Some(head) = by_rows {
            self.count_frame(&head);
            self.row_level = None;
            self.head = Some(head);
            self.grid_rows(grid, 0, context);
        } else if let Some((head, row)) = self.header(grid, context) {
            let again = self
                .head
                .as_ref()
                .is_some_and(|known| known.texts == head.texts && known.label.is_none());
            if again && row == 0 {
                self.claim_row(&row_of(grid, row), Class::Heading, COLUMN_HEADER);
                return self.grid_rows(grid, row + 1, context);
            }
            // What stands above the header is in force in its columns.
            let numbers = !self.numbered_levels(grid, row).is_empty();
            self.above_header(grid, row - usize::from(numbers), context);
            if numbers {
                self.claim_row(&row_of(grid, row - 1), Class::Heading, COLUMN_HEADER);
            }
            let head = self.header(grid, context).filter(|_| row > 0).map_or(head, |(h, _)| h);
            self.claim_row(&row_of(grid, row), Class::Heading, COLUMN_HEADER);
            self.count_frame(&head);
            context.after_heading = false;
            self.row_level = None;
            let mut head = self.with_links(head, grid, row);
            let below = self.second_header(grid, row, &mut head);
            self.head = Some(head);
            self.grid_rows(grid, below, context);
        } else if let Some((head, row)) = self.need_letters(grid, context)
            && !(row == 0 && self.is_rest_of_criteria(grid))
        {
            if row > 0 {
                self.claim_row(&row_of(grid, 0), Class::Heading, COLUMN_HEADER);
            }
            self.count_frame(&head);
            self.row_level = None;
            self.head = Some(head);
            self.grid_rows(grid, row, context);
        } else if self.is_continuation(grid) {
            self.grid_rows(grid, 0, context);
        } else if let Some(head) = self.records(grid, context) {
            self.claim_row(&row_of(grid, 0), Class::Heading, COLUMN_HEADER);
            self.row_level = None;
            self.head = Some(head);
            self.grid_rows(grid, 1, context);
        } else if !self.record(grid, context) && !self.figures(grid, context) {
            self.head = None;
            self.plain_table(grid, context);
        }
    }

    /// Returns the fact that a table tells as a whole, by the heading right above it: nothing in it says whose
    /// requirements it holds, of what kind they are, or how needed.
    fn told_by_table(&self, grid: &Grid, context: &Context) -> Option<&'static str> {
        /// Facts that employers put into tables.
        const FACTS: [&str; 4] = ["application", "benefits", "contacts", "notices"];
        let below = context.after_heading && !self.is_box(grid) && !self.is_form(grid);
        let name = FACTS.into_iter().find(|f| below && context.tells(f))?;
        let states = |kind: &Kind| match kind {
            Kind::Level(_) | Kind::Role(..) | Kind::Section(_, Meaning::Category(_)) => true,
            Kind::Column(c) => {
                matches!(c, Column::Essential | Column::Desirable | Column::Necessity)
            }
            _ => false,
        };
        let header = self.header(grid, context);
        let stated = header.is_some_and(|(h, _)| h.columns.iter().any(|c| states(&c.kind)));
        let category = |c: &GridCell| is_category(self.cell_text(c), self.lexicon);
        let labelled = || grid.cells.iter().any(category);
        (!stated && !labelled()).then_some(name)
    }

    /// Takes all of a table for a fact, a paragraph each.
    fn told_table(&mut self, grid: &Grid, name: &str, context: &Context) {
        let mut leaves = Vec::new();
        grid.cells.iter().for_each(|c| leaves_of(&c.nodes, &mut leaves));
        self.head = None;
        for leaf in leaves {
            let source = self.doc.leaves[leaf].clone();
            self.demote(&[leaf], Class::Metadata, Some(name));
            self.field(name, None, clean(&source.text), source.at, context);
        }
    }

    /// Tells whether a table is a whole job description: facts in pairs, and below them headings over
    /// its width above boxes of other columns.
    fn is_boxed_form(&self, grid: &Grid) -> bool {
        let facts = || self.holds_fact_pairs(&row_of(grid, 0));
        let heads = |c: &GridCell| {
            is_wide(c, grid) && formed_meaning(self.cell_text(c), self.lexicon).is_some()
        };
        grid.cols > 2 && facts() && grid.cells.iter().any(heads)
    }

    /// Reads such a form: what stands between two rows over the whole width is a table of its own.
    fn boxed_form(&mut self, grid: &Grid, context: &mut Context) {
        let wide = |row: usize| match grid.in_row(row) {
            [cell] if is_wide(cell, grid) => Some(cell),
            _ => None,
        };
        let mut row = 0;
        while row < grid.rows {
            self.head = None;
            if let Some(cell) = wide(row) {
                self.nodes(&cell.nodes, context, false);
                row += 1;
                continue;
            }
            let end = (row..grid.rows).find(|r| wide(*r).is_some()).unwrap_or(grid.rows);
            self.table(&grid.part(row..end), context);
            row = end;
        }
        self.head = None;
    }

    /// Tells whether a table goes on with criteria beside what is said of need.
    fn is_rest_of_criteria(&self, grid: &Grid) -> bool {
        let criteria = self.head.as_ref().is_some_and(|head| head.has(Column::Necessity));
        criteria && self.is_continuation(grid)
    }

    /// Reads header rows below the first one: a header cell over two rows says that there are two.
    ///
    /// Their cells name parts of the column group above them. Returns the first row below.
    pub(super) fn second_header(&mut self, grid: &Grid, row: usize, head: &mut Head) -> usize {
        let span = row_of(grid, row).iter().map(|(_, c)| c.row_span).max().unwrap_or(1);
        let named = self.level_row(grid, row + 1, head);
        let parts = self.is_part_row(grid, row);
        let below = (row + span).max(row + 1 + usize::from(named || parts)).min(grid.rows);
        for deeper in row + 1..below {
            for (col, cell) in row_of(grid, deeper) {
                let title = self.cell_text(cell);
                if title.is_empty() || named {
                    self.claim_cell(cell, Class::Heading, COLUMN_HEADER);
                    continue;
                }
                self.claim_cell(cell, Class::Heading, COLUMN_HEADER);
                let at = self.first_place(cell).unwrap_or_default();
                let meaning = heading_meaning(title, self.lexicon);
                let section = Section { rank: COLUMN_PART, ..row_label(title, meaning, at) };
                for state in head.columns.iter_mut().skip(col).take(cell.col_span) {
                    state.context.sections.push(section.clone());
                }
            }
        }
        below
    }

    /// Tells whether the row below a header names a category for each column of its groups.
    fn is_part_row(&self, grid: &Grid, row: usize) -> bool {
        let groups: Vec<&GridCell> =
            grid.in_row(row).iter().filter(|c| c.col > 0 && c.col_span > 1).collect();
        let filled = row_of(grid, row + 1).into_iter().map(|(col, c)| (col, self.cell_text(c)));
        let filled: Vec<(usize, &str)> = filled.filter(|(_, t)| !t.is_empty()).collect();
        let grouped =
            |col: usize| groups.iter().any(|g| (g.col..g.col + g.col_span).contains(&col));
        let decides =
            |t: &str| matches!(heading_meaning(t, self.lexicon), Some(Meaning::Category(_)));
        filled.len() > 1 && filled.iter().all(|(col, t)| grouped(*col) && decides(t))
    }

    /// Takes a row of nothing but level labels below section or role headers: each column is of that
    /// section or role and of that level. So is a row of nothing but job titles below levels.
    pub(super) fn level_row(&self, grid: &Grid, row: usize, head: &mut Head) -> bool {
        let cells = row_of(grid, row);
        let texts: Vec<(usize, &str, Option<Place>)> = cells
            .iter()
            .map(|(c, cell)| (*c, self.cell_text(cell), self.first_place(cell)))
            .filter(|(_, t, _)| !t.is_empty())
            .collect();
        // "Grade" in front of grades says that they are facts.
        let fact = texts.first().filter(|t| t.0 == 0);
        let fact = fact.and_then(|t| self.lexicon.field(t.1.trim_end_matches([':', ' '])));
        if fact.is_some_and(is_fact) {
            return false;
        }
        let is_level = |t: &str| is_level_label(t, self.lexicon);
        let unnamed = |c: usize| head.texts.get(c).is_some_and(String::is_empty);
        // The name of the column of labels may stand beside the levels.
        let texts: Vec<(usize, &str, Option<Place>)> =
            texts.into_iter().filter(|(c, t, _)| *c > 0 || !unnamed(0) || is_level(t)).collect();
        if texts.iter().all(|(_, t, _)| is_level(t)) {
            let labels: Vec<(usize, String)> =
                texts.iter().map(|(c, t, _)| (*c, fold(t))).collect();
            spread_roles(head, &labels);
        }
        let fits = texts.len() >= 2
            && texts.iter().all(|(c, t, _)| match head.columns.get(*c).map(|c| &c.kind) {
                Some(Kind::Section(..) | Kind::Unknown) => head.levels().is_empty() && is_level(t),
                Some(Kind::Role(title, None)) => title.level.is_none() && is_level(t),
                Some(Kind::Level(_)) => !is_level(t) && job_title(t, self.lexicon).is_some(),
                _ => false,
            });
        if fits {
            for (col, text, at) in texts {
                let state = &mut head.columns[col];
                let kind = std::mem::replace(&mut state.kind, Kind::Unknown);
                if let Kind::Section(title, meaning) = &kind {
                    let label = row_label(title, Some(meaning.clone()), at.unwrap_or_default());
                    state.context.sections.push(Section { rank: COLUMN_PART, ..label });
                }
                state.kind = over(kind, text.to_owned());
            }
        }
        fits
    }

    pub(super) fn count_frame(&mut self, head: &Head) {
        let levels = head.levels().len();
        let spec = head.has(Column::Essential)
            || head.has(Column::Desirable)
            || head.has(Column::Necessity);
        self.frames.specifications += u32::from(spec);
        self.frames.grids += u32::from(levels > 0 || head.has_levels_of_roles());
        self.frames.maps += u32::from(head.is_map() && levels == 0);
    }

    pub(super) fn above_header(&mut self, grid: &Grid, row: usize, context: &mut Context) {
        for above in 0..row {
            let cells = row_of(grid, above);
            if self.tells_fact(&cells, grid) {
                self.form_row(&cells, context);
                continue;
            }
            for (_, cell) in cells {
                self.nodes(&cell.nodes, context, false);
            }
        }
    }

    /// Records the steps between roles that a header names.
    pub(super) fn with_links(&mut self, head: Head, grid: &Grid, row: usize) -> Head {
        for (col, cell) in row_of(grid, row) {
            let Some(Kind::Role(title, Some(step))) = head.columns.get(col).map(|c| c.kind.clone())
            else {
                continue;
            };
            let at = self.first_place(cell);
            for from in step.from {
                let basis = Basis {
                    kind: BasisKind::Column,
                    phrase: title.printed.clone(),
                    at: at.clone(),
                };
                self.doc.progression.push(Progression { from, to: step.to.clone(), basis });
            }
        }
        head
    }

    pub(super) fn first_place(&self, cell: &GridCell) -> Option<Place> {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.first().map(|l| self.doc.leaves[*l].at.clone())
    }

    pub(super) fn claim_row(&mut self, row: &Row<'_>, class: Class, detail: &str) {
        for (_, cell) in row {
            self.claim_cell(cell, class, detail);
        }
    }

    pub(super) fn claim_cell(&mut self, cell: &GridCell, class: Class, detail: &str) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        self.demote(&leaves, class, Some(detail));
    }

    /// Tells whether the paragraphs in front of a table stand inside the grid that goes on in it.
    pub fn grid_goes_on(&self, run: &[usize], next: &Grid, context: &Context) -> bool {
        run.is_empty()
            || (run.len() <= BETWEEN
                && self.is_flattened(next)
                && self.header(next, context).is_none()
                && self.is_continuation(next))
    }

    /// Reads paragraphs between two parts of a grid: row labels, and cells that lost their row.
    pub fn inside_grid(&mut self, run: &[usize]) {
        for unit in self.units(run) {
            let leaf = self.doc.leaves[unit.leaf].clone();
            if let Some(found) = heading(&unit, &leaf, None, self.lexicon) {
                self.claim(&unit, Class::Heading, None);
                let at = self.place(&unit);
                let title = unit.text.trim_matches(['*', ' ']).to_owned();
                let label = row_label(&title, found.meaning, at);
                self.set_label(Some(Section { rank: ROW_GROUP, ..label }));
            } else {
                self.lost_cell(&unit);
            }
        }
    }

    /// Reads a cell that stands outside its row: it goes on in the first column of statements.
    pub(super) fn lost_cell(&mut self, unit: &Unit) {
        let Some(mut head) = self.head.take() else { return };
        let first = (0..head.columns.len()).find(|c| is_content(&head.columns[*c].kind));
        if let Some(col) = first {
            let before = self.doc.chunks.len();
            self.column_in_force(&mut head, col, None);
            self.run_of_text(unit.leaf, unit.span, &mut head, col);
            for chunk in &mut self.doc.chunks[before..] {
                chunk.flags.push("uncertain");
            }
            let at = self.place(unit);
            self.note(
                NoteCode::I007,
                "A cell stands outside its row; it was read into the first level.",
                at,
                &unit.text,
            );
        }
        self.head = Some(head);
    }

    pub(super) fn set_label(&mut self, label: Option<Section>) {
        if let Some(head) = &mut self.head {
            head.label.clone_from(&label);
            if let Some(label) = label {
                head.columns.iter_mut().for_each(|c| c.context.enter(label.clone()));
            }
        }
    }

    /// Reads a table that is no grid: numbered boxes, forms, labels with text, cells in order.
    pub(super) fn plain_table(&mut self, grid: &Grid, context: &mut Context) {
        let coded = self.has_codes(grid);
        let form = !coded && self.is_form(grid);
        let boxed = !coded && self.is_box(grid);
        let stated = matches!(context.decision(), Some(Decision::Category(_) | Decision::Open(_)));
        let rows = match () {
            () if boxed => Rows::Boxes,
            () if stated && self.labels_statements(grid) => Rows::Labels,
            () => Rows::Cells,
        };
        for row in 0..grid.rows {
            let cells = row_of(grid, row);
            if coded {
                self.coded_row(&cells, context);
            } else if form && cells.iter().any(|(_, c)| is_wide(c, grid)) {
                self.plain_row(&cells, Rows::Cells, grid.cols, context);
            } else if form || !boxed && self.tells_fact(&cells, grid) {
                self.form_row(&cells, context);
            } else {
                self.plain_row(&cells, rows, grid.cols, context);
            }
        }
        context.open_chunk = context.open_chunk.filter(|_| boxed || grid.cols == 1);
    }

    /// Tells whether a table without a header has names in its first column, short and each another,
    /// and statements beside all of them.
    fn labels_statements(&self, grid: &Grid) -> bool {
        let texts = |col: usize| {
            let cells = grid.cells.iter().filter(move |c| c.col == col);
            cells.map(|c| self.cell_text(c)).collect::<Vec<&str>>()
        };
        let is_name = |t: &&str| {
            has_letters(t)
                && t.split_whitespace().count() <= LABEL_WORDS
                && !t.ends_with(['.', ';'])
        };
        let names = texts(0);
        let distinct: BTreeSet<&&str> = names.iter().collect();
        grid.cols == 2
            && grid.rows > 1
            && grid.cells.len() == 2 * grid.rows
            && distinct.len() == grid.rows
            && names.iter().all(is_name)
            && grid.cells.iter().filter(|c| c.col == 1).all(|c| self.is_more_than_label(c))
    }

    /// Reads a row of a code and its statement.
    fn coded_row(&mut self, cells: &Row<'_>, context: &mut Context) {
        for (col, cell) in cells {
            let text = self.cell_text(cell);
            if *col == 0 && is_code(text) {
                self.claim_cell(cell, Class::Requirement, "code");
                context.code = Some(text.trim_end_matches(['.', ')', ':']).to_owned());
                context.open_chunk = None;
                self.frames.codes += 1;
            } else {
                self.nodes(&cell.nodes, context, false);
            }
        }
        context.code = None;
    }

    pub(super) fn form_row(&mut self, cells: &Row<'_>, context: &mut Context) {
        for pair in cells.chunks(2) {
            let label = self.cell_text(pair[0].1);
            let label = label.trim_end_matches([':', ' ']);
            let value = pair.get(1).map(|(_, c)| self.cell_text(c)).unwrap_or_default();
            let at = pair.get(1).and_then(|(_, c)| self.first_place(c));
            let known = self.lexicon.field(label).map(|name| Meaning::Field(name.to_owned()));
            let meaning = known.or_else(|| formed_meaning(label, self.lexicon));
            if let Some(Meaning::Category(_) | Meaning::Mixed | Meaning::Open(_)) = meaning {
                self.claim_cell(pair[0].1, Class::Heading, "row label");
                let section =
                    row_label(label, meaning, self.first_place(pair[0].1).unwrap_or_default());
                context.enter(section);
                pair[1..].iter().for_each(|(_, c)| self.nodes(&c.nodes, context, false));
                continue;
            }
            let name = match meaning {
                Some(Meaning::Field(name)) => name,
                _ => "detail".to_owned(),
            };
            self.claim_cell(pair[0].1, Class::Metadata, &name);
            if let Some((_, cell)) = pair.get(1).filter(|_| !value.is_empty()) {
                self.claim_cell(cell, Class::Metadata, &name);
                let at = at.unwrap_or_default();
                self.apply_field(&name, value, &at, context);
                self.field(&name, Some(label), value.to_owned(), at, context);
            }
        }
    }

    pub(super) fn plain_row(
        &mut self,
        cells: &Row<'_>,
        rows: Rows,
        cols: usize,
        context: &mut Context,
    ) {
        if self.names_languages(cells) {
            return self.claim_row(cells, Class::Heading, COLUMN_HEADER);
        }
        let first = cells.first().map(|(_, c)| self.cell_text(c)).unwrap_or_default();
        let boxed = rows == Rows::Boxes;
        let names = match rows {
            Rows::Boxes => false,
            Rows::Labels => true,
            Rows::Cells => heading_meaning(first, self.lexicon).is_some(),
        };
        let labelled = names && cols == 2 && cells.len() == 2;
        for (index, (col, cell)) in cells.iter().enumerate() {
            if boxed && *col == 0 && is_box_number(self.cell_text(cell)) {
                self.claim_cell(cell, Class::Heading, "box number");
                self.box_open = true;
                self.frames.boxes += 1;
            } else if labelled && index == 0 {
                self.claim_cell(cell, Class::Heading, "row label");
                let at = self.first_place(cell).unwrap_or_default();
                let meaning = heading_meaning(first, self.lexicon);
                context.enter(row_label(&heading_text(first), meaning, at));
            } else {
                self.nodes(&cell.nodes, context, false);
            }
        }
    }

    /// Tells whether the first row says which column is in which language ("Cymraeg", "English").
    fn names_languages(&self, cells: &Row<'_>) -> bool {
        let names = |(_, c): &(usize, &GridCell)| {
            c.row == 0 && self.lexicon.is_in(WordClass::Language, &fold(self.cell_text(c)))
        };
        cells.len() > 1 && cells.iter().all(names)
    }
}

/// Puts the kind of a column together with the level or role that stands below its header.
fn over(kind: Kind, below: String) -> Kind {
    match kind {
        Kind::Role(title, step) => Kind::Role(Title { level: Some(below), ..title }, step),
        Kind::Level(level) => Kind::Role(Title { level: Some(level), ..dissect(&below) }, None),
        _ => Kind::Level(below),
    }
}

/// Gives the unnamed columns right of a role to that role where levels stand below that repeat from
/// role to role: the role's name stands in the first of its columns, or was set in the middle.
fn spread_roles(head: &mut Head, labels: &[(usize, String)]) {
    let repeated = |(c, t): &(usize, String)| labels.iter().any(|(o, u)| o != c && u == t);
    if !labels.iter().all(repeated) {
        return;
    }
    for (col, _) in labels.iter().filter(|(c, _)| *c > 0) {
        let Some([left, own]) = head.columns.get_mut(col - 1..=*col) else { continue };
        let unnamed = own.kind == Kind::Unknown && head.texts[*col].is_empty();
        if unnamed && matches!(left.kind, Kind::Role(_, None)) {
            own.kind = left.kind.clone();
        }
    }
}

pub(super) fn row_label(title: &str, meaning: Option<Meaning>, at: Place) -> Section {
    Section { title: title.to_owned(), titled: true, rank: ROW_LABEL, meaning, lead: None, at }
}

pub(super) fn heading_text(text: &str) -> String {
    text.trim_matches(['*', '_', ' ']).trim_end_matches(':').to_owned()
}
