//! The builder: walks the outline and fills the document.

use super::field::labelled;
use super::flow::Past;
use super::grid::Head;
use super::heading;
use super::leaf::{Grid, Leaf, Look, Node, Outline};
use super::ledger::Ledger;
use super::own_levels::{Heads, own_steps};
use super::pay::grade_of_field;
use super::title::{Title, dissect, is_level_label, job_title, level_and_grade};
use super::unit::{Unit, units_of};
use super::{Chunk, Document, LevelDraft, Part, RoleDraft, Section};
use crate::lexicon::{Column, Lexicon, Meaning};
use crate::model::{
    Basis, BasisKind, Category, Class, Field, LayoutDoc, Necessity, Note, NoteCode, Place, Shape,
    Span,
};
use crate::text::mark::{Mark, typed_mark};
use crate::text::{clean, fold, squash};
use std::collections::{BTreeMap, BTreeSet};

/// Longest line that another line may have been glued to, in bytes.
const GLUE_BYTES: usize = 160;

/// The line right above a grid, and what it may name for the whole of it.
#[derive(Clone, Copy, Debug)]
pub struct AboveGrid {
    /// The line's leaf.
    pub leaf: usize,
    /// The grid's statements are all of one job.
    pub role: bool,
    /// They are all of one level.
    pub level: bool,
}

/// What is in force where the walk stands.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Role in force.
    pub role: Option<usize>,
    /// Level of that role.
    pub level: usize,
    /// How deep a heading named that role; smaller is further out.
    pub role_rank: u8,
    /// Level named by a heading, for the roles below it.
    pub level_label: Option<String>,
    /// Its heading stands inside a role: another role ends it.
    pub level_in_role: bool,
    /// Number of sections that levels stand in: the heading of a level right below theirs says so.
    pub over_levels: usize,
    /// Number of sections that roles stand in, likewise.
    pub over_roles: usize,
    /// Rank of numbered headings that part the section they stand in.
    pub numbers_rank: Option<u32>,
    /// A grid's column or row names the level.
    pub by_level: bool,
    /// Headings in force, outermost first.
    pub sections: Vec<Section>,
    /// Necessity by column or tick.
    pub necessity: Option<(Necessity, Basis)>,
    /// Rank of the heading that says it; headings below it leave it in force.
    pub necessity_rank: u32,
    /// So do headings of that rank: they stand in it.
    pub necessity_holds: bool,
    /// What a heading further out says, with its rank, while one below it says it anew.
    pub necessity_above: Option<(Necessity, Basis, u32)>,
    /// Option in force.
    pub option: Option<String>,
    /// The last unit was a heading.
    pub after_heading: bool,
    /// Chunk that the next line may continue.
    pub open_chunk: Option<usize>,
    /// That chunk is a label in a list; its text stands below it.
    pub label: bool,
    /// Code printed in a column of its own.
    pub code: Option<String>,
    /// How the row is assessed, by a column of its own.
    pub assessed_by: Option<(String, Place)>,
}

impl Context {
    /// Returns what the sections decide.
    pub fn decision(&self) -> Option<super::Decision> {
        super::deciding(&self.sections).map(|(d, _)| d)
    }

    /// Takes the name from the innermost section if a section around it has one, fields aside.
    fn unname_where_named_around(&mut self) {
        let names = |s: &Section| s.titled && !matches!(s.meaning, Some(Meaning::Field(_)));
        if let Some((last, around)) = self.sections.split_last_mut() {
            last.titled &= !around.iter().any(names);
        }
    }

    /// Lets a lead-in right above a heading run into everything below that heading and its like: "They
    /// must be able to:", "1. Practise safely", "1.1 know their limits".
    pub fn lead_over(&mut self, rank: u32) {
        let led =
            self.sections.last_mut().filter(|s| s.rank == heading::LEAD_IN && s.lead.is_some());
        if let Some(lead) = led.filter(|_| self.after_heading) {
            lead.rank = lead.rank.min(rank.saturating_sub(1));
        }
    }

    /// Returns what the sections around a heading of a rank decide: those of its own rank end with it.
    pub fn decision_around(&self, rank: u32) -> Option<super::Decision> {
        let outer = self.sections.iter().take_while(|s| s.rank < rank).count();
        super::deciding(&self.sections[..outer]).map(|(d, _)| d)
    }

    /// Puts in force what a heading or lead-in says of necessity; one that says nothing ends what a
    /// heading of its rank or a lower one said.
    pub fn say_necessity(&mut self, says: Option<Necessity>, rank: u32, title: &str, at: &Place) {
        if let Some(n) = says {
            let basis =
                Basis { kind: BasisKind::Heading, phrase: title.to_owned(), at: Some(at.clone()) };
            let inside = self.necessity_rank < rank;
            let under = self.necessity.take().filter(|_| inside && rank < heading::GROUP);
            self.necessity_above = under.map(|(n, b)| (n, b, self.necessity_rank));
            self.necessity = Some((n, basis));
            self.necessity_rank = rank;
            self.necessity_holds = false;
        } else if rank <= self.necessity_rank.min(heading::NAMED)
            && !(self.necessity_holds && rank == self.necessity_rank)
            && self.necessity.as_ref().is_some_and(|n| n.1.kind == BasisKind::Heading)
        {
            let above = self.necessity_above.take().filter(|a| a.2 < rank);
            self.necessity_rank = above.as_ref().map_or(0, |a| a.2);
            self.necessity = above.map(|(n, basis, _)| (n, basis));
        }
    }

    /// Lets headings like this one stand in what the heading right above says of necessity, if that says
    /// nothing else ("Essential", "Experience", "Training"); duties are no criteria.
    fn stand_in_need(&mut self, found: &heading::Heading) {
        let last = self.sections.last().and_then(|s| s.meaning.as_ref());
        let needs = matches!(last, Some(Meaning::Necessity(_)));
        if found.meaning == Some(Meaning::Category(Category::Duty)) {
            self.necessity_holds = false;
        } else if self.after_heading && needs && found.rank == self.necessity_rank {
            self.necessity_holds = true;
        }
    }

    /// Tells whether a heading in force says that what stands below it tells a fact of this name.
    pub fn tells(&self, field: &str) -> bool {
        matches!(self.decision(), Some(super::Decision::Field(name)) if name == field)
    }

    /// Ends the sections that tell facts, from a rank inwards.
    pub fn end_fields(&mut self, rank: u32) {
        let tells = |s: &Section| matches!(s.meaning, Some(Meaning::Field(_)));
        self.sections.retain(|s| !tells(s) || s.rank < rank);
    }

    /// Ends the sections of the level before. Those that levels stand in ("Teamwork" above "Level 1")
    /// go on: their headings are further out, label the row that the level stands in, or the heading
    /// of a level came right below.
    pub fn enter_level(&mut self, rank: Option<u32>, level_at: &Place) {
        let most = if self.after_heading { usize::MAX } else { self.over_levels };
        let holds = |s: &Section, at: usize| {
            let further_out = rank.is_some_and(|r| s.rank < r);
            let above = at < most && rank.is_none_or(|r| s.rank == r);
            let told = matches!(s.meaning, Some(Meaning::Field(_) | Meaning::Furniture));
            let row = |p: &Place| (p.table, p.row);
            let labels = s.at.row.is_some() && row(&s.at) == row(level_at);
            (further_out || above || labels) && !told
        };
        let mut at = 0..;
        self.sections.retain(|s| at.next().is_some_and(|i| holds(s, i)));
        self.over_levels = self.sections.len();
        self.open_chunk = None;
    }

    /// Returns the categories that go on over the heading of a role: their headings are further out, and
    /// the heading of a role came right below ("Duties", "Cook", "Porter", "Skills", "Cook").
    pub fn over_role(&mut self, rank: Option<u32>) -> Vec<Section> {
        let most = if self.after_heading { usize::MAX } else { self.over_roles };
        let category = |s: &Section| {
            rank.is_some_and(|r| s.rank < r)
                && matches!(s.meaning, Some(Meaning::Category(_) | Meaning::Mixed))
        };
        self.sections.drain(..).take(most).filter(category).collect()
    }

    /// Puts a numbered heading that names nothing known below the category whose heading the first
    /// of them follows: "Key accountabilities", "1. People", "2. Money"; and a lettered one beside the
    /// one before it: "F. Brakes", "G. HVAC".
    pub fn below_category(&mut self, mark: &Mark, found: heading::Heading) -> heading::Heading {
        if let Mark::Letter(_) = mark {
            let lettered = |s: &&Section| matches!(typed_mark(&s.title).0, Mark::Letter(_));
            let mut silent = self.sections.iter().rev().filter(|s| s.meaning.is_none());
            let rank = silent.find(lettered).filter(|_| found.meaning.is_none()).map(|s| s.rank);
            return heading::Heading { rank: rank.unwrap_or(found.rank), ..found };
        }
        let Mark::Number(number) = mark else { return found };
        if !matches!(found.meaning, None | Some(Meaning::Open(None))) {
            return found;
        }
        let above = self.sections.last().filter(|s| self.after_heading && s.rank >= found.rank);
        let category = above.filter(|s| matches!(s.meaning, Some(Meaning::Category(_))));
        if number == "1" {
            self.numbers_rank = category.map(|s| s.rank + 1);
        }
        let inside = |rank: &u32| self.sections.iter().any(|s| s.rank + 1 == *rank);
        let rank = self.numbers_rank.filter(inside).unwrap_or(found.rank);
        heading::Heading { rank, ..found }
    }

    /// Puts a section in force, ending those of its rank or deeper.
    pub fn enter(&mut self, section: Section) {
        let silent = section.meaning.is_none() && section.lead.is_none();
        self.sections.retain(|s| s.rank < section.rank && !(silent && s.ends_before(&section)));
        self.over_levels = self.over_levels.min(self.sections.len());
        self.over_roles = self.over_roles.min(self.sections.len());
        self.sections.push(section);
        self.open_chunk = None;
    }
}

/// Fills a [`Document`] from an [`Outline`].
pub struct Builder<'a> {
    /// Word tables.
    pub lexicon: &'a Lexicon,
    /// The document so far.
    pub doc: Document,
    /// Cleaned texts of short lines, for lines glued to them.
    pub known: BTreeSet<String>,
    /// Units passed in linear text, for repeats.
    pub history: Vec<Past>,
    /// Where in `history` a text of a role stands.
    pub index: BTreeMap<(Option<usize>, String), Vec<usize>>,
    /// Roles by their folded titles; a role whose title gave way to another stands at both.
    pub titles: BTreeMap<String, Vec<usize>>,
    /// Header of the last grid, for tables that go on without one.
    pub head: Option<Head>,
    /// Number of the box whose title comes next.
    pub box_open: bool,
    /// The line right above the grid that comes next.
    pub above_grid: Option<AboveGrid>,
    /// How the last heading that names a role is set.
    pub role_look: Option<Look>,
    /// Field and label of the line before, whose value is still to come.
    pub value_of: Option<(String, String)>,
    /// What kinds of frames were met, for the shape.
    pub frames: Frames,
    /// Text is read in reading order; false inside the cells of a grid.
    pub linear: bool,
    /// Lines inside the cell of a grid may name levels: nothing around it does.
    pub cell_levels: bool,
    /// Level that a row label of the grid names.
    pub row_level: Option<String>,
    /// A name above the kind of document, and that kind: the employer's, or the job's.
    pub name_above: Option<(Field, String)>,
    /// Header rows of all tables.
    pub heads: Heads,
    /// A line of the document leads to what nobody should do.
    pub counters: bool,
    /// A heading of the document says that it goes by levels.
    pub graded: bool,
    /// Headings that begin with the label of a level and stand several times, folded: they name
    /// levels, whatever stands behind the label ("Level 1 – Practitioner").
    pub repeated_levels: BTreeSet<String>,
    /// Grade that stands right above the heading of the next job.
    pub grade_above: Option<String>,
    /// What numbers say of need, by a legend of the document's own ("1. desirable").
    pub weights: BTreeMap<String, Necessity>,
    /// Folded names of levels that no list knows: staff that the document's statements are for, if one of
    /// them is all staff, and steps that stand again and again.
    pub own_levels: BTreeSet<String>,
}

/// Frames met on the way; they decide the document's shape.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frames {
    /// Tables of roles by levels.
    pub grids: u32,
    /// Tables of one column per role.
    pub maps: u32,
    /// Tables with essential and desirable.
    pub specifications: u32,
    /// Numbered boxes.
    pub boxes: u32,
    /// Coded statements.
    pub codes: u32,
    /// Statements under a heading that decides.
    pub headed: u32,
    /// Statements under none.
    pub loose: u32,
}

/// Walks the outline.
pub fn build(outline: Outline, layout: &LayoutDoc, lexicon: &Lexicon) -> Document {
    let Outline { leaves, body, repeats, furniture, notes } = outline;
    let known = short_lines(&leaves);
    let ledger = Ledger::new(leaves.len());
    let doc = Document {
        shape: Shape::Unknown,
        title: None,
        employer: None,
        fields: Vec::new(),
        roles: Vec::new(),
        chunks: Vec::new(),
        progression: Vec::new(),
        notes: layout.notes.clone(),
        leaves,
        ledger,
    };
    let mut builder = Builder {
        lexicon,
        doc,
        known,
        history: Vec::new(),
        index: BTreeMap::new(),
        titles: BTreeMap::new(),
        head: None,
        box_open: false,
        above_grid: None,
        role_look: None,
        value_of: None,
        frames: Frames::default(),
        linear: true,
        cell_levels: false,
        row_level: None,
        name_above: None,
        heads: Heads::default(),
        counters: false,
        graded: false,
        repeated_levels: BTreeSet::new(),
        grade_above: None,
        weights: BTreeMap::new(),
        own_levels: BTreeSet::new(),
    };
    let mut heads = Heads::default();
    builder.heads_of(&body, &mut heads);
    builder.heads = heads;
    builder.counters = builder.doc.leaves.iter().any(|l| lexicon.is_counter_heading(&l.text));
    let mut headings = builder.doc.leaves.iter().filter(|l| l.heading.is_some() || l.bold);
    builder.graded = headings.any(|l| lexicon.is_graded(&l.text));
    builder.repeated_levels = repeated_levels(&builder.doc.leaves, lexicon);
    builder.own_levels = audiences(&builder.doc.leaves, lexicon);
    if builder.graded {
        builder.own_levels.extend(own_steps(&builder.doc.leaves, lexicon));
    }
    builder.demote(&furniture, Class::Furniture, None);
    builder.demote(&notes, Class::Metadata, Some("footnote"));
    let mut context = Context::default();
    builder.nodes(&body, &mut context, true);
    builder.twins(&repeats);
    builder.employer_in_furniture(&furniture);
    builder.employer_in_foot();
    builder.role_by_default(layout);
    builder.grades_by_pay();
    builder.employer_by_default();
    builder.title_by_default(layout);
    builder.finish()
}

/// Finds the headings of levels that stand several times.
fn repeated_levels(leaves: &[Leaf], lexicon: &Lexicon) -> BTreeSet<String> {
    let formed = leaves.iter().filter(|l| l.heading.is_some() || l.bold);
    let labels = formed.filter(|l| l.text.len() <= GLUE_BYTES && is_level_label(&l.text, lexicon));
    let mut seen = BTreeSet::new();
    labels.map(|l| fold(&l.text)).filter(|t| !seen.insert(t.clone())).collect()
}

/// Finds who statements are for by headings and names of columns: all staff, and others beside them.
fn audiences(leaves: &[Leaf], lexicon: &Lexicon) -> BTreeSet<String> {
    let heads = |l: &&Leaf| l.heading.is_some() || l.bold || l.at.row == Some(0);
    let short = leaves.iter().filter(heads).filter(|l| l.text.len() <= GLUE_BYTES);
    let found: Vec<&Leaf> = short.filter(|l| lexicon.is_audience(&l.text)).collect();
    let names: BTreeSet<String> = found.iter().map(|l| fold(&l.text)).collect();
    let graded = names.len() > 1 && found.iter().any(|l| lexicon.is_everyone(&l.text));
    if graded { names } else { BTreeSet::new() }
}

fn short_lines(leaves: &[Leaf]) -> BTreeSet<String> {
    let short = leaves.iter().filter(|l| l.text.len() <= GLUE_BYTES);
    short.map(|l| clean(&l.text)).filter(|t| t.len() >= 12 && !t.ends_with('.')).collect()
}

impl Builder<'_> {
    /// Walks nodes in reading order; runs of paragraphs are read together.
    pub fn nodes(&mut self, nodes: &[Node], context: &mut Context, top: bool) {
        let mut run: Vec<usize> = Vec::new();
        for node in nodes {
            match node {
                Node::Leaf(leaf) => run.push(*leaf),
                Node::Table(grid) => {
                    self.between(&mut run, grid, context, top);
                    self.table(grid, context);
                }
            }
        }
        if top {
            self.head = self.head.take().filter(|_| run.is_empty());
        }
        self.flow(&run, context);
    }

    /// Reads the paragraphs in front of a table.
    fn between(&mut self, run: &mut Vec<usize>, next: &Grid, context: &mut Context, top: bool) {
        if top && self.head.is_some() && self.grid_goes_on(run, next, context) {
            self.inside_grid(run);
        } else {
            self.head = self.head.take().filter(|_| run.is_empty());
            let told = self.definition(run, next, context);
            self.above_grid =
                run.last().filter(|_| top).and_then(|l| self.above(*l, next, context));
            self.flow(&run[..run.len() - usize::from(told.is_some())], context);
            self.demote(told.as_slice(), Class::Metadata, Some("description"));
        }
        run.clear();
    }

    /// Tells what a line right above a grid may name for the whole of it, if it names a job or a level.
    fn above(&self, leaf: usize, grid: &Grid, context: &Context) -> Option<AboveGrid> {
        let text = &self.doc.leaves[leaf].text;
        (self.is_level(text) || job_title(text, self.lexicon).is_some()).then_some(())?;
        let (head, _) = self.header(grid, context)?;
        let of_levels = !head.levels().is_empty() || head.has(Column::Level);
        let of_roles = head.is_map() || head.has(Column::Role);
        let both = head.has_levels_of_roles();
        Some(AboveGrid { leaf, role: !of_roles && !both, level: !of_levels && !both })
    }

    /// Tells whether a text names a level of the document's own.
    pub fn is_own_level(&self, text: &str) -> bool {
        !self.own_levels.is_empty() && self.own_levels.contains(&fold(text))
    }

    /// Tells whether a text names a level, by the lists or in this document.
    pub fn is_level(&self, text: &str) -> bool {
        is_level_label(text, self.lexicon) || self.is_own_level(text)
    }

    /// Finds what a heading above a grid of levels means: a single sentence between them.
    fn definition(&self, run: &[usize], next: &Grid, context: &Context) -> Option<usize> {
        /// Most words of such a sentence.
        const WORDS: usize = 40;
        let [.., above, last] = run else { return None };
        let (above, text) = (&self.doc.leaves[*above], &self.doc.leaves[*last]);
        let headed = above.heading.is_some() || above.bold && above.list.is_none();
        // What stands below duties is one of them.
        let meaning = heading::formed_meaning(&above.text, self.lexicon);
        let headed = headed && meaning != Some(Meaning::Category(Category::Duty));
        let plain = text.heading.is_none() && !text.bold && text.list.is_none();
        let words = text.text.split_whitespace().count();
        let sentence = plain && text.text.trim_end().ends_with('.') && words <= WORDS;
        let (head, _) = self.header(next, context).filter(|_| headed && sentence)?;
        let by_level = head.levels().len() > 1 || head.has(Column::Level);
        (by_level && labelled(&text.text, self.lexicon).is_none()).then_some(*last)
    }

    /// Returns the units of leaves, in order.
    pub fn units(&self, leaves: &[usize]) -> Vec<Unit> {
        leaves.iter().flat_map(|l| units_of(*l, &self.doc.leaves[*l], &self.known)).collect()
    }

    /// Claims whole leaves.
    pub fn demote(&mut self, leaves: &[usize], class: Class, detail: Option<&str>) {
        for leaf in leaves {
            let end = self.doc.leaves[*leaf].text.len();
            self.doc.ledger.claim(*leaf, Span::new(0, end), class, detail);
        }
    }

    /// Claims a unit with its mark.
    pub fn claim(&mut self, unit: &Unit, class: Class, detail: Option<&str>) {
        let span = Span { start: unit.mark_span.start, end: unit.span.end };
        self.doc.ledger.claim(unit.leaf, span, class, detail);
    }

    /// Returns the place of a unit's words.
    pub fn place(&self, unit: &Unit) -> Place {
        self.doc.leaves[unit.leaf].at.at(unit.span)
    }

    /// Finds the statements that a second copy of a container repeats.
    fn twins(&mut self, repeats: &[usize]) {
        let mut by_text: BTreeMap<String, usize> = BTreeMap::new();
        for (index, chunk) in self.doc.chunks.iter().enumerate() {
            by_text.entry(squash(&self.doc.text_of(&chunk.parts))).or_insert(index);
        }
        for unit in self.units(repeats) {
            self.claim(&unit, Class::Repeat, None);
            if let Some(chunk) = by_text.get(&squash(&unit.text)) {
                let place = self.place(&unit);
                self.doc.chunks[*chunk].repeats.push(place);
            }
        }
    }

    /// Returns the index of a role, made if it is new: the same title at another grade is another
    /// role, and without a grade it is the last one of that title.
    pub fn role(&mut self, title: &Title) -> usize {
        let key = fold(&title.title);
        let grade = title.grade.as_deref().map(fold);
        let of_title = self.titles.get(&key).map_or(&[][..], Vec::as_slice);
        let known = of_title.iter().copied().rfind(|index| {
            let role = &self.doc.roles[*index];
            let other = role.grade.as_deref().map(fold);
            let same_grade = grade.is_none() || other.is_none() || grade == other;
            same_grade && role.title.as_deref().map(fold).as_deref() == Some(key.as_str())
        });
        let index = known.unwrap_or_else(|| {
            self.titles.entry(key).or_default().push(self.doc.roles.len());
            self.doc.roles.push(RoleDraft {
                title: Some(title.title.clone()),
                printed: Some(title.printed.clone()),
                by_kind: title.by_kind,
                ..RoleDraft::default()
            });
            self.doc.roles.len() - 1
        });
        let role = &mut self.doc.roles[index];
        role.grade = role.grade.take().or_else(|| title.grade.clone());
        index
    }

    /// Returns the index of a level of a role, made if it is new; a grade in its label is its own.
    pub fn level(&mut self, role: usize, label: Option<&str>) -> usize {
        let parted = label.map(|l| level_and_grade(l, self.lexicon));
        let label = parted.as_ref().map(|(level, _)| level.as_str());
        let grade = parted.as_ref().and_then(|(_, grade)| grade.clone());
        let levels = &mut self.doc.roles[role].levels;
        let same = levels.iter().position(|l| l.label.as_deref() == label);
        let alike = || {
            let key = label.map(fold);
            levels.iter().position(|l| l.label.as_deref().map(fold) == key)
        };
        if let Some(at) = same.or_else(alike) {
            levels[at].grade = levels[at].grade.take().or(grade);
            return at;
        }
        levels.push(LevelDraft { label: label.map(str::to_owned), grade, marker: None });
        levels.len() - 1
    }

    /// Puts a role in force, with the level its title prints.
    pub fn enter_role(&mut self, title: &Title, context: &mut Context) {
        let role = self.role(title);
        let label = title.level.clone().or_else(|| context.level_label.clone());
        context.level = self.level(role, label.as_deref());
        context.role = Some(role);
        context.option = None;
    }

    /// Returns the role in force; one without a title if there is none.
    pub fn role_in_force(&mut self, context: &mut Context) -> usize {
        if let Some(role) = context.role {
            return role;
        }
        let role = self.doc.roles.iter().position(|r| r.title.is_none()).unwrap_or_else(|| {
            self.doc.roles.push(RoleDraft::default());
            self.doc.roles.len() - 1
        });
        context.role = Some(role);
        let label = context.level_label.clone();
        context.level = self.level(role, label.as_deref());
        role
    }

    /// Records a fact about the role in force, or about the document if there is none.
    pub fn field(
        &mut self,
        name: &str,
        label: Option<&str>,
        text: String,
        at: Place,
        context: &Context,
    ) {
        let field = Field { name: name.to_owned(), label: label.map(str::to_owned), text, at };
        match context.role {
            Some(role) if name != "reference" && name != "date" => {
                self.doc.roles[role].fields.push(field);
            }
            _ => self.doc.fields.push(field),
        }
    }

    /// Acts on facts that change what is in force: job titles, grades, levels, employers.
    pub fn apply_field(&mut self, name: &str, value: &str, at: &Place, context: &mut Context) {
        match name {
            "job_title" if names_job(value) => self.enter_role(&dissect(value), context),
            "grade" if !value.is_empty() => {
                let role = self.role_in_force(context);
                let grade = &mut self.doc.roles[role].grade;
                *grade = grade.take().or_else(|| grade_of_field(value));
            }
            "level" if !value.is_empty() => self.apply_level(value, context),
            "employer" if self.doc.employer.is_none() && !value.is_empty() => {
                let (name, text) = ("employer".to_owned(), value.to_owned());
                self.doc.employer = Some(Field { name, label: None, text, at: at.clone() });
            }
            _ => {}
        }
    }

    /// Gives the role in force its level, unless statements stand under it already.
    pub fn apply_level(&mut self, value: &str, context: &mut Context) {
        let value = if value.chars().all(|c| c.is_ascii_digit()) {
            format!("Level {value}")
        } else {
            value.to_owned()
        };
        let role = self.role_in_force(context);
        let used = self.doc.chunks.iter().any(|c| c.role == role);
        let levels = &mut self.doc.roles[role].levels;
        if !used && levels.iter().all(|l| l.label.is_none()) {
            *levels = vec![LevelDraft { label: Some(value), ..LevelDraft::default() }];
            context.level = 0;
        }
    }

    /// Records a heading and puts it in force.
    pub fn enter_heading(&mut self, unit: &Unit, found: heading::Heading, context: &mut Context) {
        self.claim(unit, Class::Heading, None);
        let title = heading_title(unit, self.lexicon);
        let at = self.place(unit);
        let says = match found.meaning {
            Some(Meaning::Necessity(n)) => Some(n),
            _ => self.lexicon.heading_necessity(&title),
        };
        context.stand_in_need(&found);
        context.say_necessity(says, found.rank, &title, &at);
        let needs = matches!(found.meaning, Some(Meaning::Necessity(_)));
        let runs_on =
            self.breaks_off(&title, found.meaning.as_ref()) || self.introduces(unit, context);
        if needs {
            // What is needed is no part of what told a fact beside it or below it.
            context.end_fields(found.rank);
            // "Essential skills" ends at "Desirable qualifications", which stands in "Person specification".
            let says_need = |s: &Section| self.lexicon.heading_necessity(&s.title).is_some();
            context.sections.retain(|s| !s.titled || s.rank < found.rank || !says_need(s));
        }
        let titled = !needs || self.lexicon.names_category(&title);
        let rank = if needs { heading::GROUP + 1 } else { found.rank };
        let meaning = found.meaning.or(says.map(|_| Meaning::Open(None)));
        if self.lexicon.lead_in(&unit.text).is_some() {
            let led = |s: &Section| s.rank == heading::LEAD_IN && s.lead.is_some();
            context.sections.retain(|s| !led(s));
        }
        context.lead_over(rank);
        context.enter(Section { title, titled, rank, meaning, lead: None, at });
        context.after_heading = true;
        if runs_on {
            context.unname_where_named_around();
        }
    }

    /// Tells whether a heading breaks off and names nothing itself, as "The responsibilities of the
    /// committee shall be to" does.
    fn breaks_off(&self, title: &str, meaning: Option<&Meaning>) -> bool {
        /// Most words of one that says what its items are and names nothing ("You are able to").
        const WORDS: usize = 5;
        let short = title.split_whitespace().count() <= WORDS;
        (short || meaning.is_none()) && self.lexicon.breaks_off(title)
    }

    /// Tells whether a plain line right below a heading leads in to a list: the heading names it.
    fn introduces(&self, unit: &Unit, context: &Context) -> bool {
        /// Fewest words of such a line; fewer are a heading.
        const WORDS: usize = 6;
        let leaf = &self.doc.leaves[unit.leaf];
        let plain = leaf.heading.is_none() && !leaf.bold && !leaf.underline;
        let long = unit.text.split_whitespace().count() >= WORDS;
        let right_below = |s: &Section| leaf.at.block == s.at.block + 1;
        let below = context.after_heading && context.sections.last().is_some_and(right_below);
        plain && below && long && unit.text.ends_with(':')
    }

    /// Adds a chunk of requirement text.
    pub fn chunk(&mut self, unit: &Unit, context: &mut Context, flattened: bool) -> usize {
        let role = self.role_in_force(context);
        self.claim(unit, Class::Requirement, None);
        match context.decision() {
            Some(_) => self.frames.headed += 1,
            None => self.frames.loose += 1,
        }
        self.doc.chunks.push(Chunk {
            role,
            level: context.level,
            parts: vec![Part { leaf: unit.leaf, span: unit.span }],
            sections: context.sections.clone(),
            code: context.code.clone(),
            option: context.option.clone(),
            necessity: context.necessity.clone(),
            assessed_by: context.assessed_by.clone(),
            by_level: context.by_level,
            flattened,
            same: None,
            flags: Vec::new(),
            repeats: Vec::new(),
        });
        let index = self.doc.chunks.len() - 1;
        context.open_chunk = Some(index);
        context.label = false;
        context.after_heading = false;
        index
    }

    /// Adds a note.
    pub fn note(&mut self, code: NoteCode, message: &str, at: Place, text: &str) {
        self.doc.notes.push(Note::new(code, message).at(at).quoting(text));
    }

    /// Takes the only role's title for the document's, else the one in the file's properties, where
    /// nothing above the text prints one.
    fn title_by_default(&mut self, layout: &LayoutDoc) {
        if self.doc.title.is_some() {
            return;
        }
        let text = match self.doc.roles.as_slice() {
            [RoleDraft { printed: Some(printed), .. }] => Some(printed.clone()),
            _ => layout.property_title.clone(),
        };
        let at = Place::default();
        self.doc.title = text.map(|text| Field { name: "title".into(), label: None, text, at });
    }

    /// Takes the title for the outermost heading where it says what the document holds ("Behaviours
    /// framework").
    fn title_over_all(&mut self) {
        let Some(title) = &self.doc.title else { return };
        let Some(category) = self.lexicon.category_of_kind(&title.text) else { return };
        let section = Section {
            title: title.text.clone(),
            titled: false,
            rank: 0,
            meaning: Some(Meaning::Category(category)),
            lead: None,
            at: title.at.clone(),
        };
        self.doc.chunks.iter_mut().for_each(|c| c.sections.insert(0, section.clone()));
    }

    fn finish(mut self) -> Document {
        self.title_over_all();
        self.doc.shape = self.shape();
        if self.doc.shape == Shape::Unknown && !self.doc.chunks.is_empty() {
            let message = "The document has none of the known shapes.";
            self.doc.notes.push(Note::new(NoteCode::S001, message));
        }
        self.doc
    }

    fn shape(&self) -> Shape {
        let f = self.frames;
        if f.grids > 0 {
            Shape::ProgressionGrid
        } else if f.maps > 0 {
            Shape::CareerMap
        } else if f.codes >= 3 {
            Shape::CodedStandard
        } else if f.boxes > 1 {
            Shape::JobDescription
        } else if f.specifications > 0 {
            Shape::PersonSpecification
        } else if self.doc.roles.len() > 1 && f.headed > 0 {
            Shape::StandardPage
        } else if f.headed > f.loose {
            Shape::JobDescription
        } else {
            Shape::Unknown
        }
    }
}

/// Tells whether the value of a job title's label may be one: no date, number or address.
fn names_job(value: &str) -> bool {
    let first = value.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_alphabetic) && !value.contains(['@', '?']) && !value.contains("://")
}

/// Returns the title of a heading: cleaned, marks around it off, OCR slips of single words mended.
pub fn heading_title(unit: &Unit, lexicon: &Lexicon) -> String {
    let text = unit.text.trim_matches(['*', '_', ' ']).trim_end_matches(heading::HEADING_ENDS);
    let title = match lexicon.heading_repaired(text) {
        Some(word) => capitalised(word),
        None => text.to_owned(),
    };
    match unit.mark {
        crate::text::mark::Mark::Letter(letter) => format!("{letter}. {title}"),
        _ => title,
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
