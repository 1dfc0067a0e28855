//! Rows of grids: whose each cell is.

use super::build::{Builder, Context};
use super::field::is_fact;
use super::grid::{ColumnState, Head, Kind, Row, has_text, row_of};
use super::heading::{self, Heading, heading, heading_meaning, label_meaning};
use super::leaf::{Grid, GridCell, leaves_of};
use super::marker::{marker, names};
use super::pay::{grade, is_sum};
use super::row_labels::LABELS;
use super::table::{ROW_GROUP, ROW_LABEL, heading_text, row_label};
use super::title::{dissect, is_act, job_title};
use super::{Chunk, Section};
use crate::lexicon::{Column, Lexicon, Meaning, Reference, contains_words};
use crate::model::{Basis, BasisKind, Class, Necessity, Note, NoteCode, Place};
use crate::text::mark::is_method_code;
use crate::text::{clean, fold, pattern};
use std::collections::BTreeSet;

/// Most words of a cell that is a title, not text.
pub(super) const TITLE_WORDS: usize = 12;

/// What the narrow columns of a row say about its statements.
pub(super) struct RowMarks {
    /// By a tick or a letter.
    necessity: Option<(Necessity, Basis)>,
    /// Number or code.
    code: Option<String>,
}

// Seen: "12 months", "2 – 3 years".
pattern!(
    DURATION,
    r"(?i)^[0-9]+(?:\.[0-9]+)?(?:\s*(?:[-–—]|to)\s*[0-9]+(?:\.[0-9]+)?)?\+?\s*(?:hours?|days?|weeks?|months?|years?)$"
);

impl Builder<'_> {
    /// Reads the rows of a grid from `from` on.
    pub(super) fn grid_rows(&mut self, grid: &Grid, from: usize, context: &mut Context) {
        let Some(mut head) = self.head.take() else { return };
        let handover = self.handover(grid, from, &head);
        let before = context.role;
        for row in from..grid.rows {
            let cells = self.aligned(grid, row, &mut head);
            let keep = handover.is_some_and(|until| row < until);
            self.row(&cells, grid, &mut head, keep);
        }
        // What stands below a table of several jobs is of none of them, but of the job before.
        let named = head.columns.iter().position(|c| c.kind == Kind::Column(Column::Role));
        let cells = grid.cells.iter().filter(|c| c.row >= from && Some(c.col) == named);
        let titles: BTreeSet<String> =
            cells.map(|c| fold(self.cell_text(c))).filter(|t| !t.is_empty()).collect();
        let several = titles.len() > 1;
        context.role = before.filter(|_| several).or(head.role).or(context.role);
        context.open_chunk = None;
        self.head = Some(head);
    }

    /// Finds the row up to which level cells still belong to the role before.
    ///
    /// After a page break the left columns of a row may start the next role while its level cells
    /// go on with the last one; the new role's level cells then start further down, at
    /// "Required for this level" or "In addition to …".
    pub(super) fn handover(&self, grid: &Grid, from: usize, head: &Head) -> Option<usize> {
        let levels = head.levels();
        if levels.is_empty() || !head.has(Column::Role) {
            return None;
        }
        let starts = |row: usize| {
            row_of(grid, row).iter().any(|(_, c)| {
                let text = self.cell_text(c);
                matches!(
                    self.lexicon.reference_start(&fold(text)),
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
    pub(super) fn aligned<'g>(&mut self, grid: &'g Grid, row: usize, head: &mut Head) -> Row<'g> {
        let cells = spanned(grid, row, head);
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

    pub(super) fn row(&mut self, cells: &Row<'_>, grid: &Grid, head: &mut Head, keep_role: bool) {
        let texts: Vec<(usize, &str)> =
            cells.iter().map(|(c, cell)| (*c, self.cell_text(cell))).collect();
        let filled: Vec<usize> = (0..cells.len()).filter(|i| !texts[*i].1.is_empty()).collect();
        if filled.is_empty() {
            return;
        }
        if is_header_again(&texts, head)
            || self.take_header_anew(&texts, head)
            || self.take_need_anew(cells, &texts, head)
        {
            return self.claim_row(cells, Class::Heading, super::table::COLUMN_HEADER);
        }
        if self.row_of_facts(cells, &texts, head) {
            return;
        }
        if let [only] = filled.as_slice()
            && self.whole_row(cells[*only].1, texts[*only].1, grid, head)
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

    /// Takes a row that is the header again but for the name of the section ("Experience" where
    /// "Knowledge" stood, beside "Essential" and "Desirable").
    fn take_header_anew(&self, texts: &[(usize, &str)], head: &mut Head) -> bool {
        let is_same = |(col, text): &&(usize, &str)| {
            head.texts.get(*col).is_some_and(|h| !h.is_empty() && *h == fold(text))
        };
        let filled = || texts.iter().filter(|(_, t)| !t.is_empty());
        let mut others = filled().filter(|t| !is_same(t));
        let (Some((col, text)), None) = (others.next(), others.next()) else { return false };
        let names = head
            .columns
            .get(*col)
            .is_some_and(|c| matches!(c.kind, Kind::Section(..) | Kind::Unknown));
        let meaning = heading_meaning(text, self.lexicon).filter(|_| names);
        let Some(meaning) = meaning.filter(|_| filled().filter(is_same).count() > 0) else {
            return false;
        };
        head.texts[*col] = fold(text);
        head.columns[*col].kind = Kind::Section((*text).to_owned(), meaning);
        true
    }

    /// Takes a row that says of the rows below it what the header said of those above, in its first
    /// column ("Desirable criteria" where "Essential criteria" stood).
    fn take_need_anew(&self, cells: &Row<'_>, texts: &[(usize, &str)], head: &mut Head) -> bool {
        let Some((0, text)) = texts.first() else { return false };
        let Some(need) = self.lexicon.need(text) else { return false };
        let said = |c: &ColumnState| {
            let basis = c.context.necessity.as_ref().map(|(_, basis)| basis.kind);
            basis == Some(BasisKind::Column)
        };
        let is_header = |(col, text): &(usize, &str)| {
            text.is_empty() || head.texts.get(*col).is_some_and(|h| *h == fold(text))
        };
        if !head.columns.iter().all(said) || !texts[1..].iter().all(is_header) {
            return false;
        }
        let at = cells.first().and_then(|(_, c)| self.first_place(c));
        let basis = Basis { kind: BasisKind::Column, phrase: fold(text), at };
        for column in &mut head.columns {
            column.context.necessity = Some((need, basis.clone()));
        }
        true
    }

    /// Takes a row of facts about the levels or roles of a grid ("Grade", "Salary range", "Next job").
    fn row_of_facts(&mut self, cells: &Row<'_>, texts: &[(usize, &str)], head: &mut Head) -> bool {
        let whose = |c: &ColumnState| matches!(c.kind, Kind::Level(_) | Kind::Role(..));
        let own = head.columns.first().is_some_and(whose);
        let (label, values) = match texts {
            [(0, label), values @ ..] if !own => (label.trim_end_matches([':', ' ']), values),
            values => ("", values),
        };
        let known = self.lexicon.field(label).filter(|n| is_fact(n));
        let others = || self.are_details(label, values).then_some("detail");
        let Some(name) =
            known.or_else(others).or_else(|| own_fact(values)).map(str::to_owned).filter(|_| {
                let holds = values.iter().filter(|(_, t)| !t.is_empty());
                let mut columns = holds.map(|(col, _)| head.columns.get(*col)).peekable();
                columns.peek().is_some() && columns.all(|c| c.is_some_and(whose))
            })
        else {
            return false;
        };
        let label = Some(label.to_owned()).filter(|l| !l.is_empty());
        for ((col, cell), (_, text)) in cells.iter().zip(texts).filter(|(_, (_, t))| !t.is_empty())
        {
            self.claim_cell(cell, Class::Metadata, &name);
            if *col == 0 && !own {
                continue;
            }
            let at = self.first_place(cell).unwrap_or_default();
            self.column_in_force(head, *col, Some(at.clone()));
            let mut context = head.columns[*col].context.clone();
            // A role at several levels may have a grade at each.
            if matches!(&head.columns[*col].kind, Kind::Role(t, _) if t.level.is_none()) {
                self.apply_field(&name, text, &at, &mut context);
            } else if name == "grade" {
                let role = self.role_in_force(&mut context);
                let grade = &mut self.doc.roles[role].levels[context.level].grade;
                *grade = grade.take().or_else(|| Some((*text).to_owned()));
            }
            self.field(&name, label.as_deref(), (*text).to_owned(), at, &context);
        }
        true
    }

    /// Tells whether a row says nothing but jobs, or nothing but durations, under a label that does not
    /// decide ("Where next?", "Time in role").
    fn are_details(&self, label: &str, texts: &[(usize, &str)]) -> bool {
        let decides = matches!(heading_meaning(label, self.lexicon), Some(Meaning::Category(_)));
        let filled = || texts.iter().filter(|(_, t)| !t.is_empty());
        let is_title = |t: &str| {
            job_title(t, self.lexicon).is_some_and(|title| !title.by_kind)
                && !self.lexicon.is_job_plural(t)
        };
        let lasts = |t: &str| DURATION.is_match(t.trim());
        let open = |t: &str| t.chars().all(|c| matches!(c, '-' | '–' | '—'));
        let durations =
            || filled().any(|(_, t)| lasts(t)) && filled().all(|(_, t)| lasts(t) || open(t.trim()));
        !decides
            && !label.is_empty()
            && filled().count() > 1
            && (filled().all(|(_, t)| is_title(t)) || durations())
    }

    /// Takes a row with one cell over its whole width: a heading or a role for the rows below.
    pub(super) fn whole_row(
        &mut self,
        cell: &GridCell,
        text: &str,
        grid: &Grid,
        head: &mut Head,
    ) -> bool {
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
        let label_column = label_column || !head.ticked.is_empty();
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
        // A fact about the role above ("Grade: 5").
        let mut told = Context { role: head.role, ..Context::default() };
        if wide && head.role.is_some() && units.len() == 1 && self.labelled(unit, &mut told) {
            return true;
        }
        let source = self.doc.leaves[*leaf].clone();
        let found = heading(unit, &source, None, self.lexicon).or_else(|| {
            ((wide || !head.ticked.is_empty())
                && !text.ends_with('.')
                && text.split_whitespace().count() <= 8)
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
    pub(super) fn row_role(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, &str)],
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
    pub(super) fn row_frame(&mut self, cells: &Row<'_>, texts: &[(usize, &str)], head: &mut Head) {
        let is_level = |col: usize| {
            head.columns.get(col).is_some_and(|c| c.kind == Kind::Column(Column::Level))
        };
        let levels =
            cells.iter().zip(texts).filter(|((col, _), (_, t))| is_level(*col) && !t.is_empty());
        let levels: Vec<&GridCell> = levels.map(|((_, cell), _)| *cell).collect();
        levels.into_iter().for_each(|cell| self.level_cell(cell, head));
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
                Kind::Section(_, Meaning::Field(name)) => self.frame_field(cell, &name, head),
                _ => {}
            }
        }
    }

    pub(super) fn restart(&mut self, head: &mut Head) {
        head.label = None;
        for column in &mut head.columns {
            column.context.sections.retain(|s| s.rank < heading::BOX);
            column.context.open_chunk = None;
            column.context.necessity = None;
        }
    }

    pub(super) fn role_cell(&mut self, cell: &GridCell, text: &str, head: &mut Head) {
        if is_act(text, self.lexicon) {
            return self.claim_cell(cell, Class::Metadata, "detail");
        }
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
        let several = self.lists_jobs(cell);
        if several && head.has(Column::Level) {
            return self.frame_field(cell, "other_title", head);
        }
        self.claim_cell(cell, Class::Heading, "role");
        let mut title = dissect(&title.join(if several { " / " } else { " " }));
        title.grade = title.grade.take().or(scale);
        match title.grade {
            // The cell goes on behind the end of a page.
            Some(grade) if title.title.is_empty() => self.frame_grade(&grade, head),
            _ if title.title.is_empty() => {}
            _ => head.frame_role = Some(self.role(&title)),
        }
    }

    pub(super) fn grade_cell(&mut self, cell: &GridCell, text: &str, head: &Head) {
        self.claim_cell(cell, Class::Metadata, "grade");
        self.frame_grade(text, head);
    }

    fn frame_grade(&mut self, grade: &str, head: &Head) {
        let Some(role) = head.frame_role else { return };
        if head.has(Column::Level)
            && let Some(label) = self.row_level.clone()
        {
            let level = self.level(role, Some(&label));
            let slot = &mut self.doc.roles[role].levels[level].grade;
            *slot = slot.take().or_else(|| Some(grade.to_owned()));
        }
        // A grade over several levels stands beside the first of them.
        let slot = &mut self.doc.roles[role].grade;
        *slot = slot.take().or_else(|| Some(grade.to_owned()));
    }

    pub(super) fn frame_field(&mut self, cell: &GridCell, name: &str, head: &Head) {
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

    pub(super) fn label_cell(&mut self, cell: &GridCell, text: &str, head: &mut Head) {
        if self.is_level(text) && head.levels().is_empty() {
            return self.level_cell(cell, head);
        }
        // Beside a level, several titles are examples of who is at it.
        if head.has(Column::Level) && self.lists_jobs(cell) {
            return self.frame_field(cell, "other_title", head);
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
        let meaning = label_meaning(text, self.lexicon).filter(|_| !grouped);
        let names = |k: &Kind| matches!(k, Kind::Label | Kind::Column(Column::Category));
        let outer = head.columns.iter().skip(cell.col + cell.col_span).any(|c| names(&c.kind));
        let rank = if outer { ROW_GROUP } else { ROW_LABEL };
        let label = Section { rank, ..row_label(&heading_text(text), meaning, at) };
        head.columns.iter_mut().for_each(|c| c.context.enter(label.clone()));
        head.label = Some(label);
    }

    /// Tells whether a cell holds several paragraphs, each the title of a job.
    fn lists_jobs(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let is_title =
            |leaf: &usize| job_title(&self.doc.leaves[*leaf].text, self.lexicon).is_some();
        leaves.len() > 1 && leaves.iter().all(is_title)
    }

    pub(super) fn level_cell(&mut self, cell: &GridCell, head: &mut Head) {
        let label = self.level_label(cell);
        self.claim_cell(cell, Class::Heading, "level");
        head.columns.iter_mut().for_each(|c| c.context.open_chunk = None);
        self.row_level = Some(label);
    }

    /// Puts the role and level of a column in force in its context.
    pub(super) fn column_in_force(&mut self, head: &mut Head, col: usize, at: Option<Place>) {
        let kind = head.columns[col].kind.clone();
        let mut context = std::mem::take(&mut head.columns[col].context);
        let before = context.role;
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
                } else if before != Some(role) || context.level >= self.doc.roles[role].levels.len()
                {
                    // The level that a heading names is that of each role of the table below it.
                    let label = context.level_label.clone();
                    context.level = self.level(role, label.as_deref());
                }
            }
        }
        if let Kind::Section(title, meaning) = &head.columns[col].kind
            && (*meaning != Meaning::Open(None) || head.label.is_none())
            && !context.sections.iter().any(|s| s.title == *title)
        {
            let section = row_label(title, Some(meaning.clone()), at.unwrap_or_default());
            match meaning {
                // What is open leaves the say to the labels of the rows; what a label says nothing of
                // is told by the column.
                _ if head.label.as_ref().is_some_and(|l| {
                    l.meaning.is_none() || matches!(meaning, Meaning::Open(_))
                }) =>
                {
                    let inside = |s: &Section| s.rank > LABELS;
                    let place = context.sections.iter().position(inside);
                    let place = place.unwrap_or(context.sections.len());
                    context.sections.insert(place, Section { rank: LABELS, ..section });
                }
                _ => context.enter(section),
            }
        }
        let of_level = match &head.columns[col].kind {
            Kind::Level(_) => true,
            Kind::Role(title, _) => title.level.is_some(),
            _ => false,
        };
        context.by_level = of_level || self.row_level.is_some();
        head.columns[col].context = context;
    }

    /// Reads the cells that hold statements.
    pub(super) fn row_content(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, &str)],
        head: &mut Head,
    ) {
        let frame = self.row_marks(cells, texts, head);
        let assessed_by = self.row_assessment(cells, texts, head);
        let headed = self.row_heading(cells, head);
        let mut left: Option<Vec<usize>> = None;
        let first = self.doc.chunks.len();
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let col = *col;
            if head.columns.get(col).is_none_or(|c| !is_content(&c.kind))
                || head.ticked.contains(&col)
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
            head.columns[col].context.assessed_by.clone_from(&assessed_by);
            if let Some(marks) = &frame {
                let says_need =
                    [Column::Essential, Column::Desirable, Column::Necessity].map(|c| head.has(c));
                let context = &mut head.columns[col].context;
                if says_need.contains(&true) {
                    context.necessity.clone_from(&marks.necessity);
                }
                context.code.clone_from(&marks.code);
            }
            self.column_necessity(head, col, cell);
            let before = self.doc.chunks.len();
            if let Some(named) = self.same_cell(text, head, col) {
                let roles_down = head.has(Column::Role) && head.levels().is_empty();
                let above = roles_down || contains_words(&fold(text), "above");
                let found = if let Some(named) = named {
                    Some(head.columns[named].chunks.clone()).filter(|c| !c.is_empty())
                } else if above {
                    Some(head.columns[col].chunks.clone()).filter(|c| !c.is_empty())
                } else {
                    left.clone()
                };
                self.same(cell, text, found, head, col);
            } else {
                self.content_cell(cell, head, col);
            }
            let made: Vec<usize> = (before..self.doc.chunks.len()).collect();
            self.spanned(cell, head, &made);
            if !made.is_empty() {
                left = Some(made.clone());
                head.columns[col].chunks = made;
            }
        }
        if !head.ticked.is_empty() {
            let made: Vec<usize> = (first..self.doc.chunks.len()).collect();
            self.ticked_row(cells, texts, head, &made);
        }
    }

    /// Tells whether a cell of a column says that it is the same as another one, and the column that it
    /// names: "Same", "As Level 1".
    fn same_cell(&self, text: &str, head: &Head, col: usize) -> Option<Option<usize>> {
        let level = |kind: &Kind| match kind {
            Kind::Level(label) => Some(label.clone()),
            _ => None,
        };
        let labels: Vec<String> = head.columns.iter().filter_map(|c| level(&c.kind)).collect();
        if marker(text, &labels, self.lexicon) != Some(Reference::Same) {
            return None;
        }
        let folded = fold(text);
        let names = |kind: &Kind| {
            level(kind).is_some_and(|label| folded.split(' ').any(|w| names(&label, w)))
        };
        let named = (0..head.columns.len()).find(|c| *c != col && names(&head.columns[*c].kind));
        // One that names none is the same as the cell beside it.
        let nameless = folded.is_empty() || self.lexicon.reference(&folded).is_some();
        (named.is_some() || nameless).then_some(named)
    }

    /// Gives the statements of a merged cell to the other levels or roles that it stands under.
    fn spanned(&mut self, cell: &GridCell, head: &mut Head, made: &[usize]) {
        let whose = |k: &Kind| matches!(k, Kind::Level(_) | Kind::Role(..));
        let mut under = cell.col..cell.col + cell.col_span;
        let all = head.columns.get(under.clone()).unwrap_or(&[]);
        if cell.col_span < 2 || all.is_empty() || !all.iter().all(|c| whose(&c.kind)) {
            return;
        }
        under.start += 1;
        for col in under {
            self.column_in_force(head, col, self.first_place(cell));
            let context = head.columns[col].context.clone();
            let given = made.iter().map(|chunk| Chunk {
                role: context.role.unwrap_or(self.doc.chunks[*chunk].role),
                level: context.level,
                by_level: context.by_level,
                ..self.doc.chunks[*chunk].clone()
            });
            let given: Vec<Chunk> = given.collect();
            head.columns[col].chunks =
                (0..given.len()).map(|i| self.doc.chunks.len() + i).collect();
            self.doc.chunks.extend(given);
        }
    }

    pub(super) fn is_claimed(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.iter().all(|l| !self.doc.ledger.is_free(*l))
    }

    /// Reads ticks, letters, numbers and methods of assessment of a row.
    pub(super) fn row_marks(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, &str)],
        head: &Head,
    ) -> Option<RowMarks> {
        let (mut necessity, mut code, mut any) = (None, None, false);
        let mut surest = 0;
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let Some(Kind::Column(column)) = head.columns.get(*col).map(|c| c.kind.clone()) else {
                continue;
            };
            if text.is_empty() {
                continue;
            }
            let coded = is_method_code(text) && self.states(cells, head, *col);
            let sure = tick(text).or(coded.then_some(2));
            if matches!(column, Column::Essential | Column::Desirable) {
                match sure {
                    Some(sure) if sure > 0 && sure >= surest => surest = sure,
                    Some(_) => {
                        any = true;
                        self.claim_cell(cell, Class::Metadata, "necessity");
                        continue;
                    }
                    None => {}
                }
            }
            let said = match column {
                Column::Essential if sure.is_some() => Some(Necessity::Essential),
                Column::Desirable if sure.is_some() => Some(Necessity::Desirable),
                Column::Necessity => {
                    let weighed = self.weights.get(text.trim()).copied();
                    weighed.or_else(|| need_in_cell(text, self.lexicon))
                }
                _ => None,
            };
            if let Some(said) = said {
                any = true;
                self.claim_cell(cell, Class::Metadata, "necessity");
                let phrase = head
                    .texts
                    .get(*col)
                    .filter(|_| sure.is_some())
                    .cloned()
                    .unwrap_or_else(|| (*text).to_owned());
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
                Column::Other => self.claim_cell(cell, Class::Metadata, "other_column"),
                _ => {}
            }
        }
        (any || head.has(Column::Code)).then_some(RowMarks { necessity, code })
    }

    /// Tells whether another cell of the row holds its statement.
    fn states(&self, cells: &Row<'_>, head: &Head, col: usize) -> bool {
        let need = |k: &Kind| matches!(k, Kind::Column(Column::Essential | Column::Desirable));
        let holds = |k: &Kind| is_content(k) && !need(k);
        let others = cells.iter().filter(|(c, cell)| *c != col && has_text(&cell.nodes));
        others.filter_map(|(c, _)| head.columns.get(*c)).any(|c| holds(&c.kind))
    }

    /// Reads how a row is assessed.
    fn row_assessment(
        &mut self,
        cells: &Row<'_>,
        texts: &[(usize, &str)],
        head: &Head,
    ) -> Option<(String, Place)> {
        let (mut said, mut at) = (Vec::new(), None);
        for ((col, cell), (_, text)) in cells.iter().zip(texts) {
            let Some(kind) = head.columns.get(*col).map(|c| &c.kind) else { continue };
            let need = matches!(kind, Kind::Column(Column::Essential | Column::Desirable));
            // What says how it is assessed may stand where it says that it is needed.
            let told = *kind == Kind::Column(Column::Assessed)
                || need && is_way(text) && self.states(cells, head, *col);
            if !text.is_empty() && told {
                at = at.or_else(|| self.first_place(cell));
                said.push(*text);
                self.claim_cell(cell, Class::Metadata, "assessed_by");
            }
        }
        at.map(|at| (said.join(", "), at))
    }

    pub(super) fn column_necessity(&self, head: &mut Head, col: usize, cell: &GridCell) {
        let state = &head.columns[col];
        let said = match &state.kind {
            Kind::Column(Column::Essential) => Some(Necessity::Essential),
            Kind::Column(Column::Desirable) => Some(Necessity::Desirable),
            // "Desirable skills"; what a row says goes before.
            Kind::Section(title, _) if state.context.necessity.is_none() => {
                self.lexicon.heading_necessity(title)
            }
            _ => None,
        };
        let Some(said) = said else { return };
        let phrase = head.texts[col].clone();
        let basis = Basis { kind: BasisKind::Column, phrase, at: self.first_place(cell) };
        head.columns[col].context.necessity = Some((said, basis));
    }
}

/// Tells whether a cell holds letters for ways of assessing that are no ticks.
fn is_way(text: &str) -> bool {
    is_method_code(text) && !matches!(text.trim(), "X" | "Y" | "N" | "E" | "D")
}

/// Returns the cells that start in a row, and those from further up that say for it too whether its
/// statement is essential.
fn spanned<'g>(grid: &'g Grid, row: usize, head: &Head) -> Row<'g> {
    let mut cells = row_of(grid, row);
    let kinds = head.columns.iter().map(|c| &c.kind).enumerate();
    let says_need = kinds.filter(|(_, kind)| **kind == Kind::Column(Column::Necessity));
    let above = says_need.filter_map(|(col, _)| grid.last_above(row, col));
    cells.extend(above.filter(|c| row < c.row + c.row_span).map(|c| (c.col, c)));
    cells.sort_by_key(|(col, _)| *col);
    cells
}

/// Tells whether rows of a table with one cell less than its header start with text.
pub(super) fn lost_labels(grid: &Grid, want: usize) -> bool {
    (0..grid.rows)
        .map(|r| row_of(grid, r))
        .any(|cells| cells.len() + 1 == want && has_text(&cells[0].1.nodes))
}

/// Tells whether a section is a row group that names a category: a label below it does not.
pub(super) fn names_category(section: &Section) -> bool {
    section.rank == ROW_GROUP && matches!(section.meaning, Some(Meaning::Category(_)))
}

pub(super) fn is_content(kind: &Kind) -> bool {
    match kind {
        Kind::Level(_) | Kind::Role(..) | Kind::Unknown => true,
        Kind::Section(_, meaning) => !matches!(meaning, Meaning::Field(_)),
        Kind::Column(c) => matches!(c, Column::Statement | Column::Essential | Column::Desirable),
        Kind::Label => false,
    }
}

pub(super) fn is_header_again(texts: &[(usize, &str)], head: &Head) -> bool {
    let filled = texts.iter().filter(|(_, t)| !t.is_empty());
    let (mut same, mut all) = (0, 0);
    for (col, text) in filled {
        all += 1;
        same += usize::from(head.texts.get(*col).is_some_and(|h| *h == fold(text)));
    }
    all >= 2 && same * 10 >= all * 8
}

/// Returns how sure a mark is a tick, `None` if the cell holds words: an empty box or a dash is none
/// (0), a cross gives way (1) to a tick (2) in the same row.
fn tick(text: &str) -> Option<u8> {
    let text = text.trim();
    match text {
        "☐" | "□" | "◻" | "-" | "–" | "—" => return Some(0),
        "✗" | "✘" | "✕" | "✖" | "☒" => return Some(1),
        _ => {}
    }
    match fold(text).as_str() {
        "no" | "n a" | "none" => Some(0),
        "yes" | "tick" | "essential" | "desirable" => Some(2),
        _ => (text.chars().count() <= 3).then_some(2),
    }
}

/// Reads "E", "D", "Essential", "Desirable criteria", "☒ Essential ☐ Desirable".
pub(super) fn need_in_cell(text: &str, lexicon: &Lexicon) -> Option<Necessity> {
    let ticked = text.split_inclusive(['☐', '☒', '☑']).collect::<Vec<_>>();
    if let [before, .., _] = ticked.as_slice()
        && before.trim().chars().count() == 1
    {
        let mut ticked = ticked.windows(2).filter(|w| w[0].ends_with(['☒', '☑']));
        let words = ticked.next()?[1].trim_end_matches(['☐', '☒', '☑']);
        return ticked.next().is_none().then(|| need_in_cell(words, lexicon)).flatten();
    }
    lexicon.need(text)
}
/// Names the fact that all of several values are by themselves: grades or sums.
fn own_fact(values: &[(usize, &str)]) -> Option<&'static str> {
    let filled = || values.iter().map(|(_, t)| *t).filter(|t| !t.is_empty());
    let are = |fact: fn(&str) -> bool| filled().count() > 1 && filled().all(fact);
    match () {
        () if are(|t| grade(t).is_some()) => Some("grade"),
        () if are(is_sum) => Some("salary"),
        () => None,
    }
}
