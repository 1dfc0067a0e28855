//! Rows of grids: whose each cell is.

use super::build::{Builder, Context};
use super::cell::{Piece, scan};
use super::flow::goes_on;
use super::grid::{Head, Kind, Row, has_text, is_box_number, row_of};
use super::heading::{self, Heading, heading, heading_meaning};
use super::leaf::{Grid, GridCell, Node, leaves_of};
use super::title::{dissect, grade, is_level_label, job_title};
use super::unit::{Mark, Unit};
use super::{Chunk, Part, Section};
use crate::lexicon::{Column, Meaning, Reference, contains_words};
use crate::model::{Basis, BasisKind, Class, Necessity, Note, NoteCode, Place, Progression, Span};
use crate::text::{clean, fold};

/// Rank of a row label.
const ROW_LABEL: u32 = 18;

/// Rank of a row over the whole width: it holds for the row labels below it.
const ROW_GROUP: u32 = 16;

/// Rank of a second header row: it stays in force in its column from role to role.
const COLUMN_PART: u32 = 1;

/// Most paragraphs between two parts of one grid.
const BETWEEN: usize = 4;

/// Most words of a cell that is a title, not text.
const TITLE_WORDS: usize = 12;

/// What the narrow columns of a row say about its statements.
struct RowMarks {
    /// By a tick or a letter.
    necessity: Option<(Necessity, Basis)>,
    /// Number or code.
    code: Option<String>,
}

impl Builder<'_> {
    /// Reads a table: a grid with its header, the rest of one, a form or boxes.
    pub fn table(&mut self, grid: &Grid, context: &mut Context) {
        if let Some((head, row)) = self.header(grid, context) {
            if self
                .head
                .as_ref()
                .is_some_and(|known| known.texts == head.texts && known.label.is_none())
            {
                self.claim_row(&row_of(grid, row), Class::Heading, "column header");
                return self.grid_rows(grid, row + 1, context);
            }
            self.above_header(grid, row, context);
            self.claim_row(&row_of(grid, row), Class::Heading, "column header");
            self.count_frame(&head);
            self.row_level = None;
            let mut head = self.with_links(head, grid, row);
            let below = self.second_header(grid, row, &mut head);
            self.head = Some(head);
            self.grid_rows(grid, below, context);
        } else if self.is_continuation(grid) {
            self.grid_rows(grid, 0, context);
        } else {
            self.head = None;
            self.plain_table(grid, context);
        }
    }

    /// Reads header rows below the first one: a header cell over two rows says that there are two.
    ///
    /// Their cells name parts of the column group above them. Returns the first row below.
    fn second_header(&mut self, grid: &Grid, row: usize, head: &mut Head) -> usize {
        let span = row_of(grid, row).iter().map(|(_, c)| c.row_span).max().unwrap_or(1);
        let named = self.level_row(grid, row + 1, head);
        let below = (row + span).max(row + 1 + usize::from(named)).min(grid.rows);
        for deeper in row + 1..below {
            for (col, cell) in row_of(grid, deeper) {
                let title = self.cell_text(cell);
                if title.is_empty() || named {
                    self.claim_cell(cell, Class::Heading, "column header");
                    continue;
                }
                self.claim_cell(cell, Class::Heading, "column header");
                let at = self.first_place(cell).unwrap_or_default();
                let meaning = heading_meaning(&title, self.lexicon);
                let section = Section { rank: COLUMN_PART, ..row_label(&title, meaning, at) };
                for state in head.columns.iter_mut().skip(col).take(cell.col_span) {
                    state.context.sections.push(section.clone());
                }
            }
        }
        below
    }

    /// Takes a row of nothing but level labels below section headers: each column is of that section
    /// and that level.
    fn level_row(&self, grid: &Grid, row: usize, head: &mut Head) -> bool {
        let cells = row_of(grid, row);
        let texts: Vec<(usize, String, Option<Place>)> = cells
            .iter()
            .map(|(c, cell)| (*c, self.cell_text(cell), self.first_place(cell)))
            .filter(|(_, t, _)| !t.is_empty())
            .collect();
        let fits = texts.len() >= 2
            && head.levels().is_empty()
            && texts.iter().all(|(c, t, _)| {
                is_level_label(t, self.lexicon)
                    && matches!(
                        head.columns.get(*c).map(|c| &c.kind),
                        Some(Kind::Section(..) | Kind::Unknown)
                    )
            });
        if fits {
            for (col, text, at) in texts {
                let state = &mut head.columns[col];
                let kind = std::mem::replace(&mut state.kind, Kind::Level(text));
                if let Kind::Section(title, meaning) = kind {
                    let label = row_label(&title, Some(meaning), at.unwrap_or_default());
                    state.context.sections.push(Section { rank: COLUMN_PART, ..label });
                }
            }
        }
        fits
    }

    fn count_frame(&mut self, head: &Head) {
        let levels = head.levels().len();
        let spec = head.has(Column::Essential)
            || head.has(Column::Desirable)
            || head.has(Column::Necessity);
        self.frames.specifications += u32::from(spec);
        self.frames.grids += u32::from(levels > 0);
        self.frames.maps += u32::from(head.is_map() && levels == 0);
    }

    fn above_header(&mut self, grid: &Grid, row: usize, context: &mut Context) {
        for above in 0..row {
            for (_, cell) in row_of(grid, above) {
                self.nodes(&cell.nodes, context, false);
            }
        }
    }

    /// Records the steps between roles that a header names.
    fn with_links(&mut self, head: Head, grid: &Grid, row: usize) -> Head {
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

    fn first_place(&self, cell: &GridCell) -> Option<Place> {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.first().map(|l| self.doc.leaves[*l].at.clone())
    }

    fn claim_row(&mut self, row: &Row<'_>, class: Class, detail: &str) {
        for (_, cell) in row {
            self.claim_cell(cell, class, detail);
        }
    }

    fn claim_cell(&mut self, cell: &GridCell, class: Class, detail: &str) {
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
    fn lost_cell(&mut self, unit: &Unit) {
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

    fn set_label(&mut self, label: Option<Section>) {
        if let Some(head) = &mut self.head {
            head.label.clone_from(&label);
            if let Some(label) = label {
                head.columns.iter_mut().for_each(|c| c.context.enter(label.clone()));
            }
        }
    }

    /// Reads the rows of a grid from `from` on.
    fn grid_rows(&mut self, grid: &Grid, from: usize, context: &mut Context) {
        let Some(mut head) = self.head.take() else { return };
        let handover = self.handover(grid, from, &head);
        for row in from..grid.rows {
            let cells = self.aligned(grid, row, &mut head);
            let keep = handover.is_some_and(|until| row < until);
            self.row(&cells, grid, &mut head, keep);
        }
        context.role = head.role.or(context.role);
        context.open_chunk = None;
        self.head = Some(head);
    }

    /// Finds the row up to which level cells still belong to the role before.
    ///
    /// After a page break the left columns of a row may start the next role while its level cells
    /// go on with the last one; the new role's level cells then start further down, at
    /// "Required for this level" or "In addition to …".
    fn handover(&self, grid: &Grid, from: usize, head: &Head) -> Option<usize> {
        let levels = head.levels();
        if levels.is_empty() || !head.has(Column::Role) {
            return None;
        }
        let starts = |row: usize| {
            row_of(grid, row).iter().any(|(_, c)| {
                let text = self.cell_text(c);
                matches!(
                    self.lexicon.reference_start(&fold(&text)),
                    Some((_, Reference::Start | Reference::Level))
                )
            })
        };
        let names_role =
            |row: usize| row_of(grid, row).iter().any(|(col, c)| *col == 0 && has_text(&c.nodes));
        let first = (from..grid.rows).find(|r| names_role(*r))?;
        let known = head.role.is_some();
        let later = (first + 1..grid.rows).take_while(|r| !names_role(*r)).find(|r| starts(*r))?;
        (known && !starts(first)).then_some(later)
    }

    /// Sets a short row's cells under the columns they belong to.
    ///
    /// Converters drop empty cells at the left: where a row with one cell less than a header whose
    /// first column has no title starts with text, such rows lost their label cell; a row with as many cells (after an empty one) as
    /// there are levels stands under the levels; later shorter rows follow the row above them.
    fn aligned<'g>(&mut self, grid: &'g Grid, row: usize, head: &mut Head) -> Row<'g> {
        let cells = row_of(grid, row);
        let (have, want) = (cells.len(), head.columns.len());
        let flattened = cells.iter().any(|(_, c)| {
            let mut leaves = Vec::new();
            leaves_of(&c.nodes, &mut leaves);
            leaves.iter().any(|l| self.doc.leaves[*l].at.line.is_some())
        });
        if !flattened || have >= want || have == 0 {
            return cells;
        }
        let first_empty = !has_text(&cells[0].1.nodes);
        let levels = head.levels().len();
        let shift =
            if have + 1 == want && head.columns[0].kind == Kind::Label && lost_labels(grid, want) {
                1
            } else if first_empty && levels > 0 && have == levels + 1 {
                head.shift = want - have;
                head.shift
            } else if first_empty && have <= levels {
                head.shift.min(want - have)
            } else {
                0
            };
        if shift > 0 && !self.doc.notes.iter().any(|n| n.code == NoteCode::S002) {
            let note = Note::new(
                NoteCode::S002,
                "Rows of a table had lost a cell; they were aligned to its columns.",
            );
            self.doc.notes.push(
                match self
                    .first_place(cells[0].1)
                    .or_else(|| cells.last().and_then(|c| self.first_place(c.1)))
                {
                    Some(at) => note.at(at),
                    None => note,
                },
            );
        }
        cells.into_iter().map(|(c, cell)| (c + shift, cell)).collect()
    }

    fn row(&mut self, cells: &Row<'_>, grid: &Grid, head: &mut Head, keep_role: bool) {
        let texts: Vec<(usize, String)> =
            cells.iter().map(|(c, cell)| (*c, self.cell_text(cell))).collect();
        let filled: Vec<usize> = (0..cells.len()).filter(|i| !texts[*i].1.is_empty()).collect();
        if filled.is_empty() {
            return;
        }
        if is_header_again(&texts, head) {
            return self.claim_row(cells, Class::Heading, "column header");
        }
        if let [only] = filled.as_slice()
            && self.whole_row(cells[*only].1, &texts[*only].1, grid, head)
        {
            return;
        }
        if self.is_mixed_up(&texts, head) {
            return cells.iter().for_each(|(_, cell)| self.garbled(cell, head));
        }
        self.row_role(cells, &texts, head, keep_role);
        self.row_frame(cells, &texts, head);
        self.row_content(cells, &texts, head);
    }

    /// Takes a row with one cell over its whole width: a heading or a role for the rows below.
    fn whole_row(&mut self, cell: &GridCell, text: &str, grid: &Grid, head: &mut Head) -> bool {
        let wide = cell.col_span * 2 > grid.cols;
        let label_column = matches!(
            head.columns.first().map(|c| &c.kind),
            Some(Kind::Label | Kind::Column(Column::Category | Column::Code))
        );
        let named = cell.col == 0
            && matches!(
                heading_meaning(text, self.lexicon),
                Some(Meaning::Category(_) | Meaning::Mixed)
            );
        if !wide && !named && (cell.col > 0 || !label_column) {
            return false;
        }
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let [leaf] = leaves.as_slice() else { return false };
        if !head.is_map()
            && (wide || head.role.is_none())
            && let Some(title) = job_title(text, self.lexicon)
        {
            self.claim_cell(cell, Class::Heading, "role");
            let role = self.role(&title);
            (head.role, head.frame_role) = (Some(role), Some(role));
            self.restart(head);
            return true;
        }
        let units = self.units(&[*leaf]);
        let Some(unit) = units.first() else { return false };
        let source = self.doc.leaves[*leaf].clone();
        let found = heading(unit, &source, None, self.lexicon).or_else(|| {
            (wide && !text.ends_with('.') && text.split_whitespace().count() <= 8)
                .then_some(Heading { rank: ROW_LABEL, meaning: None })
        });
        let Some(found) = found else { return false };
        self.claim_cell(cell, Class::Heading, "row group");
        let at = self.place(unit);
        let label =
            Section { rank: ROW_GROUP, ..row_label(&heading_text(text), found.meaning, at) };
        head.label = Some(label.clone());
        head.columns.iter_mut().for_each(|c| c.context.enter(label.clone()));
        true
    }

    /// Reads the role column; puts a new role in force unless the row's level cells still belong
    /// to the role before.
    fn row_role(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, String)],
        head: &mut Head,
        keep: bool,
    ) {
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let is_role =
                head.columns.get(*col).is_some_and(|c| c.kind == Kind::Column(Column::Role));
            if is_role && !text.is_empty() {
                self.role_cell(cell, text, head);
            }
        }
        if !keep && head.frame_role.is_some() && head.frame_role != head.role {
            head.role = head.frame_role;
            self.restart(head);
        }
    }

    /// Reads the other columns that say whose the row is.
    fn row_frame(&mut self, cells: &Row<'_>, texts: &[(usize, String)], head: &mut Head) {
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let Some(kind) = head.columns.get(*col).map(|c| c.kind.clone()) else { continue };
            if text.is_empty() {
                continue;
            }
            match kind {
                Kind::Column(Column::Grade) => self.grade_cell(cell, text, head),
                Kind::Column(Column::Purpose) => self.frame_field(cell, "purpose", head),
                Kind::Column(Column::Salary) => self.frame_field(cell, "salary", head),
                Kind::Column(Column::Category) | Kind::Label => self.label_cell(cell, text, head),
                Kind::Column(Column::Level) => self.level_cell(cell, text, head),
                _ => {}
            }
        }
    }

    fn restart(&mut self, head: &mut Head) {
        head.label = None;
        for column in &mut head.columns {
            column.context.sections.retain(|s| s.rank < heading::BOX);
            column.context.open_chunk = None;
            column.context.necessity = None;
        }
    }

    fn role_cell(&mut self, cell: &GridCell, text: &str, head: &mut Head) {
        let current = head.frame_role.and_then(|r| self.doc.roles[r].title.clone());
        let goes_on = current.is_some_and(|t| fold(&t).ends_with(&fold(text)));
        if goes_on {
            return self.claim_cell(cell, Class::Heading, "role");
        }
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let (mut title, mut scale) = (Vec::new(), None);
        for leaf in &leaves {
            let text = clean(&self.doc.leaves[*leaf].text);
            match grade(&text) {
                Some(found) => scale = Some(found),
                None => title.push(text),
            }
        }
        self.claim_cell(cell, Class::Heading, "role");
        let mut title = dissect(&title.join(" "));
        title.grade = title.grade.take().or(scale);
        if title.title.is_empty() {
            return;
        }
        head.frame_role = Some(self.role(&title));
    }

    fn grade_cell(&mut self, cell: &GridCell, text: &str, head: &Head) {
        self.claim_cell(cell, Class::Metadata, "grade");
        if let Some(role) = head.frame_role {
            let slot = &mut self.doc.roles[role].grade;
            *slot = slot.take().or_else(|| Some(text.to_owned()));
        }
    }

    fn frame_field(&mut self, cell: &GridCell, name: &str, head: &Head) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let context = Context { role: head.frame_role, ..Context::default() };
        for leaf in leaves {
            let source = self.doc.leaves[leaf].clone();
            let text = clean(&source.text);
            if fold(&text).starts_with("see ") {
                self.note(
                    NoteCode::I008,
                    "The document points to another one.",
                    source.at.clone(),
                    &text,
                );
            }
            self.demote(&[leaf], Class::Metadata, Some(name));
            self.field(name, None, text, source.at, &context);
        }
    }

    fn label_cell(&mut self, cell: &GridCell, text: &str, head: &mut Head) {
        if is_level_label(text, self.lexicon) && head.levels().is_empty() {
            return self.level_cell(cell, text, head);
        }
        if !head.is_map()
            && head.levels().is_empty()
            && !head.has(Column::Statement)
            && let Some(title) = job_title(text, self.lexicon)
        {
            self.claim_cell(cell, Class::Heading, "role");
            head.role = Some(self.role(&title));
            head.frame_role = head.role;
            return self.restart(head);
        }
        self.claim_cell(cell, Class::Heading, "row label");
        let at = self.first_place(cell).unwrap_or_default();
        let grouped = head.columns.iter().any(|c| c.context.sections.iter().any(names_category));
        let meaning = heading_meaning(text, self.lexicon).filter(|_| !grouped);
        let label = row_label(&heading_text(text), meaning, at);
        head.columns.iter_mut().for_each(|c| c.context.enter(label.clone()));
        head.label = Some(label);
    }

    fn level_cell(&mut self, cell: &GridCell, text: &str, head: &mut Head) {
        self.claim_cell(cell, Class::Heading, "level");
        head.columns.iter_mut().for_each(|c| c.context.open_chunk = None);
        self.row_level = Some(text.to_owned());
    }

    /// Puts the role and level of a column in force in its context.
    fn column_in_force(&mut self, head: &mut Head, col: usize, at: Option<Place>) {
        let kind = head.columns[col].kind.clone();
        let mut context = std::mem::take(&mut head.columns[col].context);
        match kind {
            Kind::Role(title, _) => self.enter_role(&title, &mut context),
            _ => {
                context.role = head.role.or(context.role);
                self.role_in_force(&mut context);
            }
        }
        let role = context.role.unwrap_or_default();
        for column in head.levels() {
            if let Kind::Level(label) = &head.columns[column].kind {
                self.level(role, Some(label));
            }
        }
        match &head.columns[col].kind {
            Kind::Level(label) => context.level = self.level(role, Some(label)),
            Kind::Role(..) => {}
            _ => {
                if let Some(label) = self.row_level.clone() {
                    context.level = self.level(role, Some(&label));
                } else if context.level >= self.doc.roles[role].levels.len() {
                    context.level = self.level(role, None);
                }
            }
        }
        if let Kind::Section(title, meaning) = &head.columns[col].kind
            && !context.sections.iter().any(|s| s.title == *title)
        {
            let at = at.unwrap_or_default();
            context.enter(row_label(title, Some(meaning.clone()), at));
        }
        context.by_level =
            matches!(head.columns[col].kind, Kind::Level(_)) || self.row_level.is_some();
        head.columns[col].context = context;
    }

    /// Reads the cells that hold statements.
    fn row_content(&mut self, cells: &Row<'_>, texts: &[(usize, String)], head: &mut Head) {
        let frame = self.row_marks(cells, texts, head);
        let headed = self.row_heading(cells, head);
        let mut left: Option<Vec<usize>> = None;
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let col = *col;
            if head.columns.get(col).is_none_or(|c| !is_content(&c.kind))
                || text.is_empty()
                || self.is_claimed(cell)
            {
                continue;
            }
            self.column_in_force(head, col, self.first_place(cell));
            if let Some((_, section)) =
                headed.as_ref().filter(|(from, _)| *from != col && !self.heads_itself(cell))
            {
                head.columns[col].context.enter(section.clone());
            }
            if let Some(marks) = &frame {
                let context = &mut head.columns[col].context;
                context.necessity.clone_from(&marks.necessity);
                context.code.clone_from(&marks.code);
            }
            self.column_necessity(head, col, cell);
            let before = self.doc.chunks.len();
            if self.lexicon.reference(&fold(text)) == Some(Reference::Same) {
                let roles_down = head.has(Column::Role) && head.levels().is_empty();
                let above = roles_down || contains_words(&fold(text), "above");
                let found = if above {
                    Some(head.columns[col].chunks.clone()).filter(|c| !c.is_empty())
                } else {
                    left.clone()
                };
                self.same(cell, text, found, head, col);
            } else {
                self.content_cell(cell, head, col);
            }
            let made: Vec<usize> = (before..self.doc.chunks.len()).collect();
            if !made.is_empty() {
                left = Some(made.clone());
                head.columns[col].chunks = made;
            }
        }
    }

    fn is_claimed(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.iter().all(|l| !self.doc.ledger.is_free(*l))
    }

    /// Reads ticks, letters, numbers and methods of assessment of a row.
    fn row_marks(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, String)],
        head: &Head,
    ) -> Option<RowMarks> {
        let (mut necessity, mut code, mut any) = (None, None, false);
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let Some(Kind::Column(column)) = head.columns.get(*col).map(|c| c.kind.clone()) else {
                continue;
            };
            if text.is_empty() {
                continue;
            }
            let said = match column {
                Column::Essential if is_tick(text) => Some(Necessity::Essential),
                Column::Desirable if is_tick(text) => Some(Necessity::Desirable),
                Column::Necessity => necessity_letter(text),
                _ => None,
            };
            if let Some(said) = said {
                any = true;
                self.claim_cell(cell, Class::Metadata, "necessity");
                let phrase = head
                    .texts
                    .get(*col)
                    .filter(|_| is_tick(text))
                    .cloned()
                    .unwrap_or_else(|| text.clone());
                necessity = Some((
                    said,
                    Basis { kind: BasisKind::Column, phrase, at: self.first_place(cell) },
                ));
            }
            match column {
                Column::Code => {
                    any = true;
                    self.claim_cell(cell, Class::Requirement, "code");
                    code = Some(text.trim_end_matches(['.', ')', ':']).to_owned());
                }
                Column::Assessed => self.claim_cell(cell, Class::Metadata, "assessed_by"),
                Column::Other => self.claim_cell(cell, Class::Metadata, "other_column"),
                _ => {}
            }
        }
        (any || head.has(Column::Code)).then_some(RowMarks { necessity, code })
    }

    fn column_necessity(&self, head: &mut Head, col: usize, cell: &GridCell) {
        let said = match head.columns[col].kind {
            Kind::Column(Column::Essential) => Necessity::Essential,
            Kind::Column(Column::Desirable) => Necessity::Desirable,
            _ => return,
        };
        let phrase = head.texts[col].clone();
        let basis = Basis { kind: BasisKind::Column, phrase, at: self.first_place(cell) };
        head.columns[col].context.necessity = Some((said, basis));
    }

    /// Finds the heading at the start of one cell that holds for the whole row.
    ///
    /// Converters lose headings in some of a row's cells; a row of a grid whose first level cell
    /// starts with "Skills" holds skills in all of them.
    fn row_heading(&self, cells: &Row<'_>, head: &Head) -> Option<(usize, Section)> {
        let mut found = None;
        for (col, cell) in cells
            .iter()
            .filter(|(c, _)| head.columns.get(*c).is_some_and(|c| matches!(c.kind, Kind::Level(_))))
        {
            let [Node::Leaf(leaf), ..] = cell.nodes.as_slice() else { continue };
            let source = &self.doc.leaves[*leaf];
            if !source.flattened || source.text.trim().is_empty() {
                continue;
            }
            let pieces = scan(&source.text, &[], self.lexicon);
            let first = pieces.iter().find(|p| !matches!(p, Piece::Marker(_)));
            match first {
                Some(Piece::Heading(span, meaning)) if found.is_none() => {
                    let title = clean(&source.text[span.range()]);
                    let title =
                        self.lexicon.heading_repaired(&title).map_or(title.clone(), |_| title);
                    let section = Section {
                        title,
                        titled: true,
                        rank: heading::NAMED,
                        meaning: meaning.clone(),
                        lead: None,
                        at: source.at.at(*span),
                    };
                    found = Some((*col, section));
                }
                _ => {}
            }
        }
        found
    }

    /// Tells whether a cell prints a heading of its own.
    fn heads_itself(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.iter().any(|l| {
            let pieces = scan(&self.doc.leaves[*l].text, &[], self.lexicon);
            pieces.iter().any(|p| matches!(p, Piece::Heading(..)))
        })
    }

    fn content_cell(&mut self, cell: &GridCell, head: &mut Head, col: usize) {
        for node in &cell.nodes {
            match node {
                Node::Leaf(leaf) if self.doc.leaves[*leaf].flattened => {
                    let end = self.doc.leaves[*leaf].text.len();
                    self.run_of_text(*leaf, Span::new(0, end), head, col);
                }
                Node::Leaf(leaf) => {
                    // A cell's paragraphs are read together: a heading looks at the line after it.
                    if self.doc.ledger.is_free(*leaf) {
                        let rest = free_leaves(&cell.nodes, *leaf, &self.doc);
                        let mut context = std::mem::take(&mut head.columns[col].context);
                        self.cell_flow(&rest, &mut context);
                        head.columns[col].context = context;
                    }
                }
                Node::Table(inner) => {
                    let mut context = std::mem::take(&mut head.columns[col].context);
                    let saved = self.head.take();
                    self.plain_table(inner, &mut context);
                    self.head = saved;
                    head.columns[col].context = context;
                }
            }
        }
    }

    fn cell_flow(&mut self, leaves: &[usize], context: &mut Context) {
        let linear = std::mem::replace(&mut self.linear, false);
        self.flow(leaves, context);
        self.linear = linear;
    }

    /// Reads a cell whose bullets were lost.
    fn run_of_text(&mut self, leaf: usize, span: Span, head: &mut Head, col: usize) {
        let source = self.doc.leaves[leaf].clone();
        let text = &source.text[span.range()];
        let lost_bullets = matches!(head.columns[col].kind, Kind::Level(_));
        let mut context = std::mem::take(&mut head.columns[col].context);
        let role = context.role.unwrap_or_default();
        let labels: Vec<String> = head
            .columns
            .iter()
            .filter_map(|c| match &c.kind {
                Kind::Level(l) => Some(l.clone()),
                _ => None,
            })
            .collect();
        let pieces = if lost_bullets {
            scan(text, &labels, self.lexicon)
        } else {
            vec![Piece::Text(Span::new(0, text.len()))]
        };
        for piece in pieces {
            let (Piece::Marker(part) | Piece::Heading(part, _) | Piece::Text(part)) = &piece;
            let part = Span { start: span.start + part.start, end: span.start + part.end };
            let unit = plain_unit(leaf, part, &source.text);
            match piece {
                Piece::Marker(_) => {
                    self.claim(&unit, Class::Heading, Some("inheritance"));
                    let place = self.place(&unit);
                    let level = &mut self.doc.roles[role].levels[context.level];
                    level.marker.get_or_insert((unit.text.clone(), place));
                }
                Piece::Heading(_, meaning) => {
                    self.enter_heading(
                        &unit,
                        Heading { rank: heading::NAMED, meaning },
                        &mut context,
                    );
                }
                Piece::Text(_) => self.text_piece(&unit, &mut context, lost_bullets),
            }
        }
        head.columns[col].context = context;
    }

    fn text_piece(&mut self, unit: &Unit, context: &mut Context, lost_bullets: bool) {
        if !unit.text.chars().any(char::is_alphanumeric) {
            return self.claim(unit, Class::Furniture, None);
        }
        if let Some(open) = context.open_chunk
            && goes_on(&self.doc.text_of(&self.doc.chunks[open].parts), &unit.text)
        {
            return self.join(open, unit);
        }
        self.chunk(unit, context, lost_bullets);
    }

    /// Resolves a "Same" cell: the nearest text to its left where columns are roles or levels, the
    /// text above where rows are roles.
    fn same(
        &mut self,
        cell: &GridCell,
        text: &str,
        stands_for: Option<Vec<usize>>,
        head: &mut Head,
        col: usize,
    ) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let Some(leaf) = leaves.first().copied() else { return };
        let span = Span::new(0, self.doc.leaves[leaf].text.len());
        let context = &head.columns[col].context;
        let Some(mut stands_for) = stands_for else {
            let role =
                context.role.and_then(|r| self.doc.roles[r].title.clone()).unwrap_or_default();
            let message = format!("“{text}” for {role}: nothing it could mean stands before it.");
            let at = self.doc.leaves[leaf].at.clone();
            self.doc.notes.push(Note::new(NoteCode::I001, message).at(at).quoting(text));
            return;
        };
        stands_for = stands_for
            .iter()
            .flat_map(|c| self.doc.chunks[*c].same.clone().unwrap_or_else(|| vec![*c]))
            .collect();
        let role = context.role.unwrap_or_default();
        self.doc.ledger.claim(leaf, span, Class::Requirement, Some("same"));
        self.doc.chunks.push(Chunk {
            role,
            level: context.level,
            parts: vec![Part { leaf, span }],
            sections: context.sections.clone(),
            code: None,
            option: context.option.clone(),
            necessity: context.necessity.clone(),
            by_level: context.by_level,
            flattened: false,
            same: Some(stands_for),
            flags: Vec::new(),
            repeats: Vec::new(),
        });
    }

    /// Tells whether a row's columns were mixed up: running text where a role's title should be.
    fn is_mixed_up(&self, texts: &[(usize, String)], head: &Head) -> bool {
        texts.iter().any(|(col, text)| {
            let is_role =
                head.columns.get(*col).is_some_and(|c| c.kind == Kind::Column(Column::Role));
            is_role && text.split_whitespace().count() > TITLE_WORDS
        })
    }

    /// Reads text that lost its columns: statements are taken where an opening phrase proves them.
    fn garbled(&mut self, cell: &GridCell, head: &mut Head) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        for leaf in leaves {
            let source = self.doc.leaves[leaf].clone();
            let message = "The columns of this text were mixed up before it was saved.";
            self.note(NoteCode::I002, message, source.at.clone(), &clean(&source.text));
            let Some(col) = head.levels().first().copied() else { continue };
            self.column_in_force(head, col, None);
            for span in proven(&source.text, self.lexicon) {
                let unit = plain_unit(leaf, span, &source.text);
                let mut context = head.columns[col].context.clone();
                context.sections.retain(|s| s.rank < heading::NAMED);
                let chunk = self.chunk(&unit, &mut context, false);
                self.doc.chunks[chunk].flags.push("garbled");
            }
        }
    }

    /// Reads a table that is no grid: numbered boxes, forms, labels with text, cells in order.
    fn plain_table(&mut self, grid: &Grid, context: &mut Context) {
        let form = self.is_form(grid);
        let boxed = self.is_box(grid);
        for row in 0..grid.rows {
            let cells = row_of(grid, row);
            if form {
                self.form_row(&cells, context);
            } else {
                self.plain_row(&cells, boxed, grid.cols, context);
            }
        }
        context.open_chunk = context.open_chunk.filter(|_| boxed || grid.cols == 1);
    }

    fn form_row(&mut self, cells: &Row<'_>, context: &mut Context) {
        for pair in cells.chunks(2) {
            let label = self.cell_text(pair[0].1);
            let label = label.trim_end_matches([':', ' ']);
            let value = pair.get(1).map(|(_, c)| self.cell_text(c)).unwrap_or_default();
            let at = pair.get(1).and_then(|(_, c)| self.first_place(c));
            if self.lexicon.field(label).is_none()
                && let Some(meaning @ (Meaning::Category(_) | Meaning::Mixed)) =
                    heading_meaning(label, self.lexicon)
            {
                self.claim_cell(pair[0].1, Class::Heading, "row label");
                let section = row_label(
                    label,
                    Some(meaning),
                    self.first_place(pair[0].1).unwrap_or_default(),
                );
                context.enter(section);
                pair[1..].iter().for_each(|(_, c)| self.nodes(&c.nodes, context, false));
                continue;
            }
            let name = self.lexicon.field(label).unwrap_or("detail").to_owned();
            self.claim_cell(pair[0].1, Class::Metadata, &name);
            if let Some((_, cell)) = pair.get(1).filter(|_| !value.is_empty()) {
                self.claim_cell(cell, Class::Metadata, &name);
                let at = at.unwrap_or_default();
                self.apply_field(&name, &value, &at, context);
                self.field(&name, Some(label), value, at, context);
            }
        }
    }

    fn plain_row(&mut self, cells: &Row<'_>, boxed: bool, cols: usize, context: &mut Context) {
        let first = cells.first().map(|(_, c)| self.cell_text(c)).unwrap_or_default();
        let labelled = cols == 2
            && cells.len() == 2
            && !boxed
            && heading_meaning(&first, self.lexicon).is_some();
        for (index, (col, cell)) in cells.iter().enumerate() {
            if boxed && *col == 0 && is_box_number(&self.cell_text(cell)) {
                self.claim_cell(cell, Class::Heading, "box number");
                self.box_open = true;
                self.frames.boxes += 1;
            } else if labelled && index == 0 {
                self.claim_cell(cell, Class::Heading, "row label");
                let at = self.first_place(cell).unwrap_or_default();
                let meaning = heading_meaning(&first, self.lexicon);
                context.enter(row_label(&heading_text(&first), meaning, at));
            } else {
                self.nodes(&cell.nodes, context, false);
            }
        }
    }
}

/// Tells whether rows of a table with one cell less than its header start with text.
fn lost_labels(grid: &Grid, want: usize) -> bool {
    (0..grid.rows)
        .map(|r| row_of(grid, r))
        .any(|cells| cells.len() + 1 == want && has_text(&cells[0].1.nodes))
}

/// Tells whether a section is a row group that names a category: a label below it does not.
fn names_category(section: &Section) -> bool {
    section.rank == ROW_GROUP && matches!(section.meaning, Some(Meaning::Category(_)))
}

fn row_label(title: &str, meaning: Option<Meaning>, at: Place) -> Section {
    Section { title: title.to_owned(), titled: true, rank: ROW_LABEL, meaning, lead: None, at }
}

fn heading_text(text: &str) -> String {
    text.trim_matches(['*', '_', ' ']).trim_end_matches(':').to_owned()
}

fn is_content(kind: &Kind) -> bool {
    match kind {
        Kind::Level(_) | Kind::Role(..) | Kind::Unknown => true,
        Kind::Section(_, meaning) => !matches!(meaning, Meaning::Field(_)),
        Kind::Column(c) => matches!(c, Column::Statement | Column::Essential | Column::Desirable),
        Kind::Label => false,
    }
}

fn is_header_again(texts: &[(usize, String)], head: &Head) -> bool {
    let filled = texts.iter().filter(|(_, t)| !t.is_empty());
    let (mut same, mut all) = (0, 0);
    for (col, text) in filled {
        all += 1;
        same += usize::from(head.texts.get(*col).is_some_and(|h| *h == fold(text)));
    }
    all >= 2 && same * 10 >= all * 8
}

/// Tells whether a cell is a mark, not words.
fn is_tick(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 3
        || matches!(fold(text).as_str(), "yes" | "tick" | "essential" | "desirable")
}

/// Reads "E", "D", "Essential", "Desirable".
fn necessity_letter(text: &str) -> Option<Necessity> {
    match fold(text).as_str() {
        "e" | "essential" => Some(Necessity::Essential),
        "d" | "desirable" => Some(Necessity::Desirable),
        _ => None,
    }
}

fn plain_unit(leaf: usize, span: Span, text: &str) -> Unit {
    Unit {
        leaf,
        span,
        mark: Mark::None,
        mark_span: Span { start: span.start, end: span.start },
        heading: false,
        text: clean(&text[span.range()]),
    }
}

/// Returns the leaves of a cell from `from` on that can be read together.
fn free_leaves(nodes: &[Node], from: usize, doc: &super::Document) -> Vec<usize> {
    let rest = nodes.iter().skip_while(|n| **n != Node::Leaf(from));
    rest.map_while(|n| match n {
        Node::Leaf(leaf) if !doc.leaves[*leaf].flattened => Some(*leaf),
        _ => None,
    })
    .collect()
}

/// Returns the sentences of mixed-up text that start with an opening phrase, each once.
fn proven(text: &str, lexicon: &crate::lexicon::Lexicon) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for sentence in crate::interpret::split::statements(text, lexicon) {
        let folded = fold(&text[sentence.range()]);
        if lexicon.opening(&folded).is_some() && seen.insert(folded) {
            spans.push(sentence);
        }
    }
    spans
}
