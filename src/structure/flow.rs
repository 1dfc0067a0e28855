//! Linear text: paragraphs one after another, under headings, fields and lead-ins.

use super::build::{Builder, Context};
use super::employer::{is_organisation, organisation_in, organisation_told_of};
use super::field::{is_date, is_legend, is_reference, is_signature, labelled};
use super::heading::{self, Heading, heading};
use super::leaf::{Leaf, Look};
use super::letter::{is_contact, is_mail};
use super::marker::is_marker;
use super::pay::grade;
use super::prose::{Prose, prose};
use super::title::{
    Title, family_and_step, is_level_label, job_title, level_line, level_reached, opens_with_kind,
};
use super::unit::Unit;
use super::{Decision, Part, Section, deciding};
use crate::lexicon::{LeadIn, Meaning, WordClass, contains_words, starts_with_words};
use crate::model::{Category, Class, Field, Necessity, NoteCode, Span};
use crate::text::mark::Mark;
use crate::text::pattern;
use crate::text::{fold, has_letters, squash};
use std::collections::BTreeMap;

/// A unit passed, for finding blocks that stand twice.
#[derive(Clone, Debug)]
pub struct Past {
    /// Squashed words.
    key: String,
    /// What was in force after it.
    after: Context,
    /// Chunk it made, if it made one.
    chunk: Option<usize>,
    /// Whether it was a heading.
    heading: bool,
}

/// Longest run of repeated units that is compared; longer ones differ in nothing that matters.
const RUN: usize = 40;

/// Most earlier places of a line at which a block is compared: a line that stands more often heads
/// many blocks, and its first places tell as much.
const PLACES: usize = 200;

/// Depth of a line that the format marks as no heading.
const UNMARKED: u8 = 10;

/// Weight of signs from which a sentence tells something else under a heading that leaves it open.
const TELLS: u32 = 4;
/// The same under a heading that names a category.
const TELLS_MORE: u32 = 8;

/// Shortest unit that counts in a repeated run, in letters and digits.
const RUN_LETTERS: usize = 5;

/// Most words of a heading that runs into its statement, where nothing but its words tells it.
const RUN_IN_WORDS: usize = 4;

/// Most words of one that is bold or underlined while its statement is not.
const RUN_IN_WORDS_SET_OFF: usize = 8;

/// Tells whether a line says of something that it is needed: "The following skills are essential".
fn is_predicated(title: &str) -> bool {
    let folded = fold(title);
    contains_words(&folded, "are") || contains_words(&folded, "is")
}

/// Tells whether a line gives examples of what its heading means.
fn is_example(text: &str) -> bool {
    let lower = text.trim_start_matches('(').to_lowercase();
    ["eg ", "eg. ", "e.g. ", "e.g "].iter().any(|o| lower.starts_with(o))
}

// Seen in job descriptions of the United States.
pattern!(
    ANNOUNCED,
    r"(?i)^([a-z][a-z ,/&-]{3,60}?)\s+((?:include|includes|are)\s+(?:the\s+following|as\s+follows)\b[^.:]{0,40}[.:]?(?:\s+other\s[^.]{1,80}\.)?\s*)$"
);

impl Builder<'_> {
    /// Reads paragraphs in order.
    pub fn flow(&mut self, leaves: &[usize], context: &mut Context) {
        let units = self.units(leaves);
        let keys: Vec<String> = match self.linear {
            true => units.iter().map(|u| squash(&u.text)).collect(),
            false => Vec::new(),
        };
        let letter = if self.linear { self.around_letters(&units) } else { BTreeMap::new() };
        let mut last = None;
        for at in 0..units.len() {
            if let Some(name) = letter.get(&at) {
                self.field_text(&units[at], name, context);
                continue;
            }
            last = self.unit(&units, at, keys.get(at..).unwrap_or_default(), context, last);
        }
    }

    /// Reads one unit; returns the history entry it repeats, if any.
    ///
    /// `keys` are the squashed words of this unit and of those behind it, none inside cells.
    fn unit(
        &mut self,
        units: &[Unit],
        at: usize,
        keys: &[String],
        context: &mut Context,
        last: Option<usize>,
    ) -> Option<usize> {
        let unit = &units[at];
        if self.value(unit, context) {
            return None;
        }
        if self.furniture(unit) || self.inside_menu(units, at) {
            return last;
        }
        if self.role_heading(unit, units.get(at + 1), context) {
            return None;
        }
        if let Some(past) = self.repeated(keys, context, last) {
            self.repeat(unit, past, context);
            return Some(past);
        }
        let chunks = self.doc.chunks.len();
        let is_heading = self.meaningful(units, at, context);
        let chunk = (self.doc.chunks.len() > chunks).then_some(chunks);
        if let [key, ..] = keys {
            self.remember(key.clone(), context, chunk, is_heading);
        }
        None
    }

    fn remember(&mut self, key: String, context: &Context, chunk: Option<usize>, heading: bool) {
        self.index.entry((context.role, key.clone())).or_default().push(self.history.len());
        self.history.push(Past { key, after: context.clone(), chunk, heading });
    }

    /// Finds the earlier block of the same role that this unit goes on repeating.
    ///
    /// Pages with a desktop and a mobile copy of the same text repeat blocks, not lines, so a line
    /// counts only if its neighbour repeats too. Every level may begin with the same headings, and
    /// what another level says is its own, unless the block says again which level it is of.
    fn repeated(&self, keys: &[String], context: &Context, last: Option<usize>) -> Option<usize> {
        let key = keys.first()?;
        let goes_on = |next: &usize| self.history.get(*next).is_some_and(|p| p.key == *key);
        if let Some(next) = last.map(|l| l + 1).filter(goes_on) {
            return Some(next);
        }
        if key.len() < RUN_LETTERS {
            return None;
        }
        let candidates = self.index.get(&(context.role, key.clone()))?;
        let (run, past) = candidates
            .iter()
            .take(PLACES)
            .map(|past| (self.run(keys, *past), *past))
            .filter(|(run, past)| self.is_block(*past, *run, context))
            .max_by_key(|(run, past)| (*run, std::cmp::Reverse(*past)))?;
        (run >= 2).then_some(past)
    }

    /// Tells whether a run of earlier units is a block that may stand again: it tells more than
    /// headings and is of the level in force, or states something below the label of its own.
    fn is_block(&self, past: usize, run: usize, context: &Context) -> bool {
        let block = &self.history[past..past + run];
        let level = |p: &Past| p.after.level_label.clone();
        let mut before = past.checked_sub(1).and_then(|at| level(&self.history[at]));
        let enters = |p: &Past| {
            let now = level(p);
            let enters = now.is_some() && now != before;
            before = now;
            enters
        };
        if block.first().is_some_and(|p| level(p) == context.level_label) {
            return block.iter().any(|p| !p.heading);
        }
        block.iter().any(enters) && block.iter().any(|p| p.chunk.is_some())
    }

    fn run(&self, keys: &[String], past: usize) -> usize {
        let ahead = keys.iter().take(RUN).zip(&self.history[past..]);
        ahead.take_while(|(key, past)| **key == past.key && key.len() >= RUN_LETTERS).count()
    }

    fn repeat(&mut self, unit: &Unit, past: usize, context: &mut Context) {
        let Past { after, chunk, heading, .. } = self.history[past].clone();
        self.claim(unit, if heading { Class::Heading } else { Class::Repeat }, None);
        if let Some(chunk) = chunk {
            let place = self.place(unit);
            self.doc.chunks[chunk].repeats.push(place);
        }
        *context = Context { open_chunk: None, ..after };
    }

    /// Takes furniture: icons, page numbers, menus, signature lines, lines without a word.
    fn furniture(&mut self, unit: &Unit) -> bool {
        let text = unit.text.as_str();
        let icon = self.lexicon.icon(text).is_some_and(|i| i.len() == text.len());
        let bare = !text.chars().any(char::is_alphanumeric) || is_template(text);
        let signature = is_signature(text, self.lexicon);
        if bare || icon || signature || self.lexicon.is_furniture(text) {
            self.claim(unit, Class::Furniture, signature.then_some("signature"));
            return true;
        }
        false
    }

    /// Takes a short line between two lines of a menu.
    fn inside_menu(&mut self, units: &[Unit], at: usize) -> bool {
        let is_menu = |u: Option<&Unit>| u.is_some_and(|u| self.lexicon.is_furniture(&u.text));
        let (before, after) = (at.checked_sub(1).and_then(|i| units.get(i)), units.get(at + 1));
        let is_short = units[at].text.split_whitespace().count() <= 4;
        let inside = is_short && is_menu(before) && is_menu(after);
        if inside {
            self.claim(&units[at], Class::Furniture, None);
        }
        inside
    }

    /// Takes a heading that names a role; "Level 2 – Officers" names a level and who is at it.
    fn role_heading(&mut self, unit: &Unit, next: Option<&Unit>, context: &mut Context) -> bool {
        if unit.mark != Mark::None || !self.linear {
            return false;
        }
        let Some(title) = job_title(self.for_whom(unit), self.lexicon) else { return false };
        if labelled(&unit.text, self.lexicon).is_some()
            || self.repeated_levels.contains(&fold(&unit.text))
            || self.is_own_level(&unit.text)
        {
            return false;
        }
        let leaf = &self.doc.leaves[unit.leaf];
        if self.is_level_of_role(unit, leaf, context) {
            return false;
        }
        let levelled = title.level.is_some() && title.printed.to_lowercase().starts_with("level");
        if levelled && self.lexicon.is_job_plural(&title.title) {
            return false;
        }
        let preamble = context.sections.is_empty()
            && !self.doc.chunks.iter().any(|c| Some(c.role) == context.role);
        let rank = leaf.heading.map_or(u32::MAX, u32::from);
        let in_field = matches!(context.decision_around(rank), Some(Decision::Field(_)));
        let formatted = leaf.heading.is_some() && !in_field;
        let corner = leaf.at.row == Some(0) && leaf.at.col == Some(0) && !in_field;
        let look = Look::of(leaf, &unit.text);
        let alike = look.is_some() && look == self.role_look && !in_field;
        let above_grid = self.above_grid.filter(|a| a.role && a.leaf == unit.leaf);
        let above_grid = above_grid.is_some() && !in_field && !title.by_kind;
        let told = !title.by_kind && opens_with_kind(&unit.text) && !in_field;
        // Levels of another job begin right below, as those of the one before did.
        let over_level = !in_field
            && context.level_label.is_some()
            && next.is_some_and(|n| n.mark == Mark::None && self.is_level(&n.text));
        let set = levelled || formatted || preamble || corner || alike;
        if !(set || above_grid || told || over_level) {
            return false;
        }
        let rank = leaf.heading.unwrap_or(UNMARKED);
        let named = context.role.and_then(|r| self.doc.roles[r].title.as_deref());
        let other = named.is_some_and(|t| fold(t) != fold(&title.title));
        if other && preamble && self.gives_way(context, &title) {
            self.claim(unit, Class::Heading, Some("role"));
            return true;
        }
        if other && context.after_heading && preamble && rank >= context.role_rank {
            let text = unit.text.clone();
            self.claim(unit, Class::Metadata, Some("job_title"));
            let at = self.place(unit);
            self.field("other_title", None, text, at, context);
            return true;
        }
        self.claim(unit, Class::Heading, Some("role"));
        if let Some(name) = organisation_in(&unit.text, self.lexicon) {
            let at = self.place(unit);
            self.set_employer(&name, at);
        }
        self.role_look = look;
        let mut title = title;
        title.grade = title.grade.take().or_else(|| self.grade_above.take());
        let beside = other && !context.after_heading && rank <= context.role_rank;
        let over = context.over_role(self.doc.leaves[unit.leaf].heading.map(u32::from));
        *context = Context {
            over_roles: over.len(),
            sections: over,
            level_label: context.level_label.take().filter(|_| !(context.level_in_role && beside)),
            level_in_role: context.level_in_role && !beside,
            role_rank: rank,
            ..Context::default()
        };
        self.enter_role(&title, context);
        context.after_heading = true;
        self.section_of_role(unit, rank, context);
        true
    }

    /// Returns a line without the "For" that joins it to the kind of document above it ("Competency
    /// framework", "For Staff Nurses").
    fn for_whom<'t>(&self, unit: &'t Unit) -> &'t str {
        let below_kind =
            self.doc.title.as_ref().is_some_and(|t| self.lexicon.is_document_kind(&t.text));
        let joined = unit.text.strip_prefix("For ").filter(|_| below_kind);
        joined.filter(|_| self.doc.chunks.is_empty()).unwrap_or(&unit.text)
    }

    /// Enters the section that the heading of a role names behind it ("Cook: main duties").
    fn section_of_role(&self, unit: &Unit, rank: u8, context: &mut Context) {
        let Some((_, title)) = unit.text.split_once(':') else { return };
        let title = title.trim().to_owned();
        let meaning = heading::heading_meaning(&title, self.lexicon);
        let meaning = meaning.filter(|m| matches!(m, Meaning::Category(_) | Meaning::Mixed));
        if meaning.is_some() {
            let (rank, at) = (u32::from(rank), self.place(unit));
            context.enter(Section { title, titled: true, rank, meaning, lead: None, at });
        }
    }

    /// Lets the title in force give way to one that reads like a job, if only the kind of document
    /// beside it told it.
    fn gives_way(&mut self, context: &Context, title: &Title) -> bool {
        let index = context.role.filter(|r| self.doc.roles[*r].by_kind && !title.by_kind);
        let Some(index) = index else { return false };
        self.titles.entry(fold(&title.title)).or_default().push(index);
        let role = &mut self.doc.roles[index];
        role.title = Some(title.title.clone());
        role.printed = Some(title.printed.clone());
        role.grade = role.grade.take().or_else(|| title.grade.clone());
        role.by_kind = false;
        true
    }

    /// Tells whether a heading that reads like a job ("Practitioner") names a level: it is the name
    /// of one and stands below the heading of a role, or beside one of its levels.
    fn is_level_of_role(&self, unit: &Unit, leaf: &Leaf, context: &Context) -> bool {
        let named = context.role.is_some_and(|r| self.doc.roles[r].title.is_some());
        let below = leaf.heading.is_some_and(|rank| rank > context.role_rank);
        (context.level_label.is_some() || named && below)
            && is_level_label(&unit.text, self.lexicon)
    }

    /// Reads a unit that is neither furniture nor repeat; tells whether it was a heading.
    fn meaningful(&mut self, units: &[Unit], at: usize, context: &mut Context) -> bool {
        let (unit, next) = (&units[at], units.get(at + 1));
        // A sentence is no title of a box.
        let opens = std::mem::take(&mut self.box_open) && !unit.text.ends_with('.');
        if opens && !self.labelled(unit, context) {
            let found = Heading {
                rank: heading::BOX,
                meaning: heading::heading_meaning(&unit.text, self.lexicon),
            };
            self.enter_heading(unit, found, context);
            return true;
        }
        if self.label_above(unit, next) {
            return true;
        }
        if self.is_figure(unit) {
            if !self.lone_grade(unit, context) {
                self.text(unit, next, context);
            }
            return false;
        }
        if is_legend(&unit.text) || self.weight(units, at) {
            self.claim(unit, Class::Metadata, Some("legend"));
            return false;
        }
        if unit.mark == Mark::None || unit.mark == Mark::Bullet {
            if self.option_heading(unit, context) {
                return true;
            }
            if self.labelled(unit, context) {
                return false;
            }
        }
        if self.label_that_leads(unit, next, context) {
            return true;
        }
        if self.marker(unit, context) {
            return true;
        }
        let lead = self.lexicon.lead_in(&unit.text).filter(|_| unit.mark == Mark::None);
        if let Some(lead) = lead
            && (context.after_heading || !self.is_named_lead_in(unit, next))
        {
            let lead = lead.clone();
            self.lead_in(unit, &lead, context);
            return true;
        }
        let leaf = self.doc.leaves[unit.leaf].clone();
        if self.grade_above(unit, next, context) {
            return true;
        }
        if self.lone_grade(unit, context) {
            return false;
        }
        if self.level_heading(unit, &leaf, next, context)
            || self.announces(unit, context)
            || self.run_in(unit, next, context)
        {
            return true;
        }
        if self.is_rest(unit) && self.continues(unit, context) {
            return false;
        }
        let found = heading(unit, &leaf, next, self.lexicon)
            .or_else(|| self.heads_items(unit, &leaf, next));
        if let Some(found) = found {
            let found = context.below_category(&unit.mark, self.counterpart(unit, found));
            if let Some(name) = organisation_told_of(&unit.text, self.lexicon) {
                let at = self.place(unit);
                self.set_employer(&name, at);
            }
            if self.title(unit, &found, context) {
                return true;
            }
            if found.meaning.is_none() && self.leads_in_field(unit, next, context) {
                self.claim(unit, Class::Heading, Some("lead-in"));
                return true;
            }
            self.enter_heading(unit, found, context);
            return true;
        }
        self.text(unit, next, context);
        false
    }

    /// Tells whether a line that names nothing leads to a list of what the heading tells of, which is no
    /// requirement and does not begin like one: right below the heading, or in plain words below one that tells how to apply
    /// ("Required documents", "Your application has to hold:").
    fn leads_in_field(&self, unit: &Unit, next: Option<&Unit>, context: &Context) -> bool {
        let leaf = &self.doc.leaves[unit.leaf];
        let states = |n: &Unit| matches!(prose(&n.text, self.lexicon), Prose::Statement);
        let leads =
            unit.text.ends_with(':') && next.is_some_and(|n| n.mark.is_item() && !states(n));
        let plain = !leaf.bold && leaf.heading.is_none();
        match context.decision() {
            Some(Decision::Field(name)) => {
                leads && (context.after_heading || plain && name == "application")
            }
            Some(Decision::Furniture) => leads && (context.after_heading || plain),
            _ => false,
        }
    }

    /// Takes a numbered line that says what its number means for need, below one that says that numbers
    /// do ("Each is weighted:", "1. desirable, but not necessary", "2. essential").
    fn weight(&mut self, units: &[Unit], at: usize) -> bool {
        let Mark::Number(number) = &units[at].mark else { return false };
        let numbered = |u: &&Unit| matches!(u.mark, Mark::Number(_));
        let weighs = |word: &str| self.lexicon.is_in(WordClass::Weighing, word);
        let is_legend = || {
            let above = units[..at].iter().rev().find(|u| !numbered(u));
            above.is_some_and(|u| fold(&u.text).split(' ').any(weighs))
        };
        let folded = fold(&units[at].text);
        let said = self.lexicon.necessities(&folded).next().filter(|(start, ..)| *start == 0);
        let Some((.., need)) = said.filter(|_| is_legend()) else { return false };
        self.weights.insert(number.clone(), need);
        true
    }

    /// Takes a heading that asks for what is seen of people for behaviours, where another one asks for
    /// what is not ("What we want to see").
    fn counterpart(&self, unit: &Unit, found: Heading) -> Heading {
        let asked = found.meaning.is_none() && self.counters && self.lexicon.asks(&unit.text);
        let meaning = found.meaning.or(asked.then_some(Meaning::Category(Category::Behaviour)));
        Heading { meaning, ..found }
    }

    /// Tells whether a lead-in is the known name of a section and stands like one ("You will need"),
    /// says what follows ("The following skills are essential:"), or has no list below it.
    fn is_named_lead_in(&self, unit: &Unit, next: Option<&Unit>) -> bool {
        let leaf = &self.doc.leaves[unit.leaf];
        let shown = leaf.heading.is_some() || leaf.bold || !unit.text.ends_with(':');
        let unlisted = next.is_some_and(|n| n.mark == Mark::None);
        let shown = shown || unlisted || starts_with_words(&fold(&unit.text), "the following");
        shown && heading::formed_meaning(&unit.text, self.lexicon).is_some()
    }

    /// Takes an item for a heading that names a section and has items of its own below it.
    fn heads_items(&self, unit: &Unit, leaf: &Leaf, next: Option<&Unit>) -> Option<Heading> {
        let depth = |leaf: &Leaf| leaf.list.as_ref().map(|l| l.depth);
        let deeper = depth(leaf)? < depth(&self.doc.leaves[next?.leaf])?;
        let formed = || heading::formed_meaning(&unit.text, self.lexicon);
        let meaning = heading::heading_meaning(&unit.text, self.lexicon)
            .or_else(|| formed().filter(|_| unit.text.ends_with(':')))?;
        deeper.then_some(Heading { rank: heading::NAMED, meaning: Some(meaning) })
    }

    /// Tells whether a unit is a plain figure in a table: it names nothing, so that nobody need look
    /// for what it names.
    fn is_figure(&self, unit: &Unit) -> bool {
        let leaf = &self.doc.leaves[unit.leaf];
        let plain = leaf.at.table.is_some() && leaf.heading.is_none() && !leaf.bold;
        plain && !leaf.underline && unit.mark == Mark::None && !has_letters(&unit.text)
    }

    /// Takes a line that is nothing but a grade, next to a job title.
    fn lone_grade(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let Some(found) = grade(&unit.text).filter(|_| context.role.is_some() && self.linear)
        else {
            return false;
        };
        if self.is_formed(unit) && self.has_grades_beside(unit) {
            return false;
        }
        let at = self.place(unit);
        self.claim(unit, Class::Metadata, Some("grade"));
        self.apply_field("grade", &found, &at, context);
        self.field("grade", None, found, at, context);
        true
    }

    /// Takes a grade that stands by itself right above the heading of a job for the grade of that job.
    fn grade_above(&mut self, unit: &Unit, next: Option<&Unit>, context: &Context) -> bool {
        let Some(found) = grade(&unit.text).filter(|_| self.linear) else { return false };
        let titles = next.is_some_and(|n| {
            let heads = self.doc.leaves[n.leaf].heading.is_some();
            heads && job_title(&n.text, self.lexicon).is_some_and(|t| t.grade.is_none())
        });
        let inside = self.doc.leaves[unit.leaf].heading.is_some();
        if !titles || inside || context.level_in_role {
            return false;
        }
        self.claim(unit, Class::Metadata, Some("grade"));
        self.grade_above = Some(found);
        true
    }

    /// Tells whether a line has the form of a heading.
    fn is_formed(&self, unit: &Unit) -> bool {
        let leaf = &self.doc.leaves[unit.leaf];
        leaf.heading.is_some() || leaf.bold || heading::is_caps(&unit.text)
    }

    /// Tells whether headings name other grades before another job is named: then each has its own
    /// statements, as levels have.
    fn has_grades_beside(&self, unit: &Unit) -> bool {
        let (before, behind) = (&self.doc.leaves[..unit.leaf], &self.doc.leaves[unit.leaf + 1..]);
        let other = |leaf: &Leaf| {
            let formed = leaf.heading.is_some() || leaf.bold;
            let outside = leaf.text.split('(').next().unwrap_or_default();
            let found = grade(outside).filter(|_| formed);
            let told = || job_title(&leaf.text, self.lexicon).is_some();
            match found {
                Some(found) => Some(fold(&found) != fold(&unit.text)),
                None => (formed && told()).then_some(false),
            }
        };
        before.iter().rev().find_map(other) == Some(true)
            || behind.iter().find_map(other) == Some(true)
    }

    /// Takes a heading that is the label of a level: what follows belongs to that level.
    fn level_heading(
        &mut self,
        unit: &Unit,
        leaf: &Leaf,
        next: Option<&Unit>,
        context: &mut Context,
    ) -> bool {
        let formed = leaf.heading.is_some() || leaf.bold;
        let numbered = matches!(unit.mark, Mark::Number(_)) && formed;
        // What opens a part of a page is printed as the bullet of its heading.
        let opens = || unit.mark == Mark::Bullet && next.is_some_and(|n| self.heads_section(n));
        let may_head = unit.mark == Mark::None || numbered || opens();
        if !(self.linear || self.cell_levels) || !may_head {
            return false;
        }
        if !self.is_formed(unit) && !self.heads_level(unit, next, context) {
            return false;
        }
        // "Level 1 and" is no level but what one builds on.
        if context.role.is_some_and(|r| is_marker(&unit.text, &self.labels(r), self.lexicon)) {
            return false;
        }
        let named = is_level_label(&unit.text, self.lexicon) && self.has_levels_beside(&unit.text);
        let named = named || self.is_counted_family(&unit.text);
        let named = named || self.is_own_level(&unit.text);
        let named = named.then(|| unit.text.clone());
        let Some(label) = named.or_else(|| level_reached(&unit.text, self.lexicon)) else {
            return false;
        };
        let (label, adds) = self.without_marker(label);
        self.claim(unit, Class::Heading, Some("level"));
        context.enter_level(leaf.heading.map(u32::from), &leaf.at);
        context.level_in_role = context.role.is_some();
        if let Some(role) = context.role {
            context.level = self.level(role, Some(&label));
            if let Some(adds) = adds {
                let marker = &mut self.doc.roles[role].levels[context.level].marker;
                marker.get_or_insert((adds, leaf.at.clone()));
            }
        }
        context.level_label = Some(label);
        context.after_heading = true;
        true
    }

    /// Takes what a level adds to off its label: "Band 3 (in addition to the above)".
    fn without_marker(&self, label: String) -> (String, Option<String>) {
        let inner = label.split_once('(').and_then(|(l, rest)| Some((l, rest.strip_suffix(')')?)));
        match inner {
            Some((level, adds)) if is_marker(adds, &[], self.lexicon) => {
                (level.trim().to_owned(), Some(adds.to_owned()))
            }
            _ => (label, None),
        }
    }

    /// Tells whether a heading is a step of a family of jobs ("Technical Grade 1"): another heading says
    /// the same but for the number.
    fn is_counted_family(&self, text: &str) -> bool {
        let Some((family, step)) = family_and_step(text) else { return false };
        let beside = |l: &Leaf| {
            let other = family_and_step(&l.text).filter(|_| l.heading.is_some() || l.bold);
            other.is_some_and(|(f, s)| fold(f) == fold(family) && fold(s) != fold(step))
        };
        job_title(text, self.lexicon).is_none() && self.doc.leaves.iter().any(beside)
    }

    /// Tells whether a level's label counts its step ("Level 2") or a line names another level of the
    /// same kind: a heading "Leading" alone is no level.
    fn has_levels_beside(&self, label: &str) -> bool {
        /// Longest label of a level, in bytes.
        const LABEL_BYTES: usize = 40;
        let folded = fold(label);
        if folded.split(' ').count() > 1 {
            return true;
        }
        let short = self.doc.leaves.iter().filter(|l| l.text.len() <= LABEL_BYTES);
        let mut others = short.filter(|l| fold(&l.text) != folded);
        others.any(|l| is_level_label(&l.text, self.lexicon))
    }

    /// Tells whether a plain line that names a level has its statements below it.
    fn heads_level(&self, unit: &Unit, next: Option<&Unit>, context: &Context) -> bool {
        let Some(next) = next else {
            return self.above_grid.is_some_and(|a| a.level && a.leaf == unit.leaf);
        };
        let in_field = matches!(context.decision(), Some(Decision::Field(_)));
        if in_field || unit.text.split_whitespace().count() > 3 {
            return false;
        }
        next.mark.is_item()
            || is_marker(&next.text, &[], self.lexicon)
            || heading(next, &self.doc.leaves[next.leaf], None, self.lexicon).is_some()
    }

    /// Tells whether a line without a mark is the heading of a section.
    fn heads_section(&self, unit: &Unit) -> bool {
        let found = heading(unit, &self.doc.leaves[unit.leaf], None, self.lexicon);
        unit.mark == Mark::None && found.is_some_and(|f| f.meaning.is_some())
    }

    /// Takes a label that is set off from what leads to a list behind it ("What they do: A porter's
    /// main duties include:") for the heading of the list.
    fn label_that_leads(
        &mut self,
        unit: &Unit,
        next: Option<&Unit>,
        context: &mut Context,
    ) -> bool {
        let leads = unit.mark == Mark::None
            && unit.text.ends_with(':')
            && next.is_some_and(|n| n.mark.is_item());
        let Some((head, rest)) = self.at_colon(unit).filter(|_| leads) else { return false };
        let label_end = head.span.start as usize + head.text.len();
        let set_off = self.doc.leaves[unit.leaf].set_off >= label_end;
        if !set_off || matches!(context.decision(), Some(Decision::Field(_))) {
            return false;
        }
        let meaning = heading::formed_meaning(&head.text, self.lexicon);
        self.enter_heading(&head, Heading { rank: heading::NAMED, meaning }, context);
        match self.lexicon.lead_in(&rest.text).cloned() {
            Some(lead) => self.lead_in(&rest, &lead, context),
            None => self.claim(&rest, Class::Heading, Some("lead-in")),
        }
        true
    }

    /// Takes a heading that runs into its statement: "Main duties: Load the van.", "Skills – Able to
    /// load a van".
    fn run_in(&mut self, unit: &Unit, next: Option<&Unit>, context: &mut Context) -> bool {
        let cut = self.at_colon(unit).or_else(|| self.at_dash(unit));
        let Some((head, rest)) = cut.filter(|_| unit.mark == Mark::None) else { return false };
        let leaf = &self.doc.leaves[unit.leaf];
        // "Skills: Cook" as a heading tells of a job and states nothing.
        if leaf.heading.is_some() && job_title(&rest.text, self.lexicon).is_some() {
            return false;
        }
        let label_end = head.span.start as usize + head.text.len();
        let set_off = leaf.set_off >= label_end;
        if set_off {
            context.end_fields(heading::RUN_IN);
        }
        let told = matches!(context.decision(), Some(Decision::Field(_)));
        let (meaning, most) = if set_off && !told {
            (heading::formed_meaning(&head.text, self.lexicon), RUN_IN_WORDS_SET_OFF)
        } else {
            (heading::heading_meaning(&head.text, self.lexicon), RUN_IN_WORDS)
        };
        let phrase = |text: &str| self.lexicon.is_heading_phrase(text);
        let names = match meaning {
            Some(Meaning::Category(_)) => true,
            Some(Meaning::Open(None)) | None => false,
            Some(_) => set_off,
        } && head.text.split_whitespace().count() <= most
            && (set_off && phrase(&head.text) || !phrase(&unit.text));
        if !names {
            let listed = set_off && next.is_some_and(|n| n.mark.is_item());
            return listed && self.explained(&head, &rest, context);
        }
        let rank = match meaning {
            Some(Meaning::Field(_)) => heading::RUN_IN,
            _ => heading::NAMED,
        };
        self.enter_heading(&head, Heading { rank, meaning }, context);
        let listed = next.is_some_and(|n| n.mark.is_item());
        let told = self.tells(&rest, TELLS_MORE).filter(|_| listed);
        match (context.decision(), told) {
            (Some(Decision::Field(_) | Decision::Furniture), _) => self.text(&rest, None, context),
            (_, Some(name)) => self.claim(&rest, Class::Metadata, Some(&name)),
            _ => self.statement(&rest, context),
        }
        true
    }

    /// Takes a sentence that announces what a heading would name: "Essential duties and responsibilities
    /// include the following. Other duties may be assigned."
    fn announces(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let text = &self.doc.leaves[unit.leaf].text[unit.span.range()];
        let found = ANNOUNCED.captures(text).filter(|_| unit.mark == Mark::None);
        let Some((label, value)) = found.as_ref().and_then(|c| c.get(1).zip(c.get(2))) else {
            return false;
        };
        let (label, value) = (label.as_str(), value.as_str());
        let Some(meaning) = heading::formed_meaning(label, self.lexicon) else { return false };
        if matches!(meaning, Meaning::Field(_) | Meaning::Furniture) {
            return false;
        }
        let (head, rest) = self.cut(unit, label, value);
        context.end_fields(0);
        let found = Heading { rank: heading::NAMED, meaning: Some(meaning) };
        self.enter_heading(&head, found, context);
        self.claim(&rest, Class::Heading, Some("lead-in"));
        true
    }

    /// Takes a heading over a list that explains itself in the same line: "Summary of tasks: The tasks
    /// listed are only those that take most of the time."
    fn explained(&mut self, head: &Unit, rest: &Unit, context: &mut Context) -> bool {
        let meaning = heading::formed_meaning(&head.text, self.lexicon);
        let short = head.text.split_whitespace().count() <= RUN_IN_WORDS_SET_OFF;
        if !short || !rest.text.ends_with('.') || matches!(meaning, Some(Meaning::Field(_))) {
            return false;
        }
        context.end_fields(0);
        self.enter_heading(head, Heading { rank: heading::NAMED, meaning }, context);
        self.claim(rest, Class::Metadata, Some("introduction"));
        true
    }

    /// Cuts a line behind its first colon; the label is without it. A question that is set off is a label
    /// as well ("Where next? Cook"). Nothing if no words follow.
    fn at_colon(&self, unit: &Unit) -> Option<(Unit, Unit)> {
        let leaf = &self.doc.leaves[unit.leaf];
        let text = &leaf.text[unit.span.range()];
        let asked = || {
            let (label, value) = text.split_once("? ")?;
            let end = unit.span.start as usize + label.len();
            (leaf.set_off >= end).then_some((label, value))
        };
        let (label, value) = text.split_once(':').or_else(asked)?;
        has_letters(value).then(|| self.cut(unit, label, value))
    }

    /// Cuts a line behind its first dash, where the words in front of it alone are set off or the
    /// others state something and name no part of it ("Duties – Kitchen and stores").
    fn at_dash(&self, unit: &Unit) -> Option<(Unit, Unit)> {
        let leaf = &self.doc.leaves[unit.leaf];
        let text = &leaf.text[unit.span.range()];
        let (label, value) = [" – ", " — ", " - "].iter().find_map(|dash| text.split_once(dash))?;
        let end = unit.span.start as usize + label.len();
        let runs_on = match leaf.set_off >= end {
            true => leaf.set_off < unit.span.end as usize,
            false => !self.is_formed(unit) && self.is_statement_like(value),
        };
        (runs_on && has_letters(value)).then(|| self.cut(unit, label, value))
    }

    /// Cuts a line between a label and the value at its end.
    fn cut(&self, unit: &Unit, label: &str, value: &str) -> (Unit, Unit) {
        let value = value.trim_start();
        let cut = unit.span.end - value.len() as u32;
        let head = Unit {
            span: Span { end: cut, ..unit.span },
            text: crate::text::clean(label),
            ..unit.clone()
        };
        let rest = Unit {
            span: Span { start: cut, ..unit.span },
            mark_span: Span { start: cut, end: cut },
            text: crate::text::clean(value),
            ..unit.clone()
        };
        (head, rest)
    }

    /// Takes "Required for this level" and "In addition to level A" inside a cell, also where the
    /// first statement follows in the same line: "In addition to level A: able to …".
    fn marker(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let Some(role) = context.role else { return false };
        if context.level >= self.doc.roles[role].levels.len() {
            return false;
        }
        let labels = self.labels(role);
        let told = |unit: &Unit| is_marker(&unit.text, &labels, self.lexicon);
        let (head, rest) = match self.at_colon(unit) {
            _ if told(unit) => (unit.clone(), None),
            Some((head, rest)) if told(&head) => (head, Some(rest)),
            _ => return false,
        };
        self.claim(&head, Class::Heading, Some("inheritance"));
        let place = self.place(&head);
        let level = &mut self.doc.roles[role].levels[context.level];
        level.marker.get_or_insert((head.text, place));
        if let Some(rest) = rest {
            self.statement(&rest, context);
        }
        true
    }

    /// Returns the labels of a role's levels.
    pub fn labels(&self, role: usize) -> Vec<String> {
        self.doc.roles[role].levels.iter().filter_map(|l| l.label.clone()).collect()
    }

    /// Takes "Option 1: …": a heading whose text below describes the option.
    fn option_heading(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let Some((label, _)) = unit.text.split_once(':') else { return false };
        let folded = fold(label);
        let is_option = folded.strip_prefix("option ").is_some_and(|n| n.len() <= 2);
        if is_option {
            let meaning = Some(Meaning::Field("option".into()));
            self.enter_heading(unit, Heading { rank: heading::GROUP, meaning }, context);
        }
        is_option
    }

    /// Takes a lead-in: it runs into the items and may say what they are.
    fn lead_in(&mut self, unit: &Unit, lead: &LeadIn, context: &mut Context) {
        self.claim(unit, Class::Heading, Some("lead-in"));
        let at = self.place(unit);
        let says = lead.category.is_some() || lead.field.is_some();
        let attached = context.after_heading;
        let leaf = &self.doc.leaves[unit.leaf];
        let tells = matches!(context.decision(), Some(Decision::Field(_)));
        // Bold behind the text of a field, it leads to something else.
        let ends = leaf.bold && tells && !attached && !says;
        if ends {
            context.end_fields(0);
        }
        let rank = leaf.heading.map(u32::from).or(ends.then_some(heading::LEAD_IN));
        let rank = rank.filter(|_| !attached);
        let title = unit.text.trim_end_matches(heading::HEADING_ENDS);
        // "The employee must:" runs into each item, as the annotation guide has it.
        let must = fold(title).ends_with(" must").then_some(Necessity::Essential);
        let need = self.lexicon.heading_necessity(&unit.text).or(must);
        if need.is_some() {
            context.say_necessity(need, rank.unwrap_or(heading::PLAIN), title, &at);
        }
        if need.is_some() && !says && !attached {
            let (title, meaning) = (title.to_owned(), Some(Meaning::Open(None)));
            let rank = rank.unwrap_or(heading::PLAIN);
            let is_led = |s: &Section| s.rank >= heading::NAMED && is_predicated(&s.title);
            context.sections.retain(|s| !is_led(s));
            context.enter(Section { title, titled: true, rank, meaning, lead: None, at });
            context.after_heading = true;
            return;
        }
        if !says && rank.is_none() {
            context.open_chunk = None;
            let describes =
                deciding(&context.sections).is_some_and(|(_, s)| s.describes_job(self.lexicon));
            let Some(top) = context.sections.last_mut().filter(|_| attached) else { return };
            if top.is_beside_job() {
                top.meaning = None;
            } else if describes && !top.says_why(self.lexicon) {
                top.meaning = Some(Meaning::Open(Some(Category::Duty)));
            }
            return;
        }
        let open = ends.then_some(Meaning::Open(None));
        let meaning = lead.field.clone().map(Meaning::Field).or(open);
        if let Some(top) = context.sections.last_mut().filter(|_| attached) {
            top.lead = Some((lead.clone(), unit.text.clone()));
            top.meaning = meaning.or(top.meaning.take());
        } else {
            let lead = says.then(|| (lead.clone(), unit.text.clone()));
            let title = unit.text.trim_end_matches(':').to_owned();
            let rank = rank.unwrap_or(heading::LEAD_IN);
            context.enter(Section { title, titled: true, rank, meaning, lead, at });
        }
        context.after_heading = true;
    }

    /// Takes the document's title, employer and kind, printed above everything else.
    fn title(&mut self, unit: &Unit, found: &Heading, context: &mut Context) -> bool {
        let preamble = context.sections.is_empty() && self.doc.chunks.is_empty();
        let tells = matches!(found.meaning, Some(Meaning::Field(_) | Meaning::Category(_)));
        if !preamble || tells && !self.lexicon.is_document_kind(&unit.text) {
            return false;
        }
        if self.employer(unit, Class::Heading) || self.employer_at_top(unit) {
            return true;
        }
        self.name_above_kind(unit);
        if self.kind_below_name(unit) {
            return true;
        }
        if is_date(&unit.text) {
            self.field_text(unit, "date", context);
            return true;
        }
        let small = unit.text.chars().next().is_some_and(char::is_lowercase);
        if small
            || context.role.is_some()
            || self.doc.title.is_some()
            || self.doc.leaves[unit.leaf].at.table.is_some()
        {
            return false;
        }
        self.claim(unit, Class::Heading, Some("title"));
        self.set_title(unit);
        true
    }

    /// Takes the kind of document printed below a name.
    fn kind_below_name(&mut self, unit: &Unit) -> bool {
        let Some(above) = self.doc.title.clone() else { return false };
        let named = self.name_above.is_none()
            && above.text.split_whitespace().count() <= 6
            && !self.lexicon.is_document_kind(&above.text);
        if !named || !self.lexicon.is_document_kind(&unit.text) {
            return false;
        }
        self.claim(unit, Class::Heading, Some("title"));
        self.name_above = Some((above, unit.text.clone()));
        self.set_title(unit);
        true
    }

    /// Takes the line right above the kind of document for a name.
    fn name_above_kind(&mut self, unit: &Unit) {
        let above = self.doc.fields.last().filter(|f| f.name == "subject").cloned();
        let Some(above) = above.filter(|_| self.lexicon.is_document_kind(&unit.text)) else {
            return;
        };
        let next_to =
            unit.leaf.checked_sub(1).is_some_and(|l| self.doc.leaves[l].text == above.text);
        let named = above.text.split_whitespace().count() <= 6
            && !above.text.contains(|c: char| c.is_ascii_digit() || c == ':')
            && !self.lexicon.is_document_kind(&above.text);
        if next_to && named {
            self.name_above.get_or_insert((above, unit.text.clone()));
        }
    }

    fn set_title(&mut self, unit: &Unit) {
        let at = self.place(unit);
        if let Some(name) = organisation_in(&unit.text, self.lexicon) {
            self.set_employer(&name, at.clone());
        }
        self.doc.title =
            Some(Field { name: "title".into(), label: None, text: unit.text.clone(), at });
    }

    /// Tells whether no heading is in force but the first one of the document, its title.
    pub(super) fn is_under_title(&self, context: &Context) -> bool {
        let title = self.doc.leaves.iter().find(|l| l.heading.is_some());
        title.is_some_and(|title| context.sections.iter().all(|s| s.title == title.text))
    }

    /// Takes a line in front of all statements that is an organisation's name.
    fn names_employer(&mut self, unit: &Unit) -> bool {
        unit.mark == Mark::None
            && self.linear
            && self.doc.chunks.is_empty()
            && self.employer(unit, Class::Heading)
    }

    /// Takes a line that is an organisation's name.
    fn employer(&mut self, unit: &Unit, class: Class) -> bool {
        if self.doc.employer.is_some() || !is_organisation(&unit.text, self.lexicon) {
            return false;
        }
        self.claim(unit, class, Some("employer"));
        let at = self.place(unit);
        self.set_employer(&unit.text.clone(), at);
        true
    }

    /// Reads text that is no heading.
    fn text(&mut self, unit: &Unit, next: Option<&Unit>, context: &mut Context) {
        if self.continues(unit, context)
            || self.below_label(unit, context)
            || self.prompt(unit, next, context)
            || self.introduction(unit, next, context)
        {
            return;
        }
        match context.decision() {
            Some(Decision::Furniture) => self.claim(unit, Class::Furniture, None),
            Some(_) if self.is_under_title(context) && self.names_employer(unit) => {}
            Some(Decision::Field(name)) if self.escapes(unit, &name) => {
                self.chunk(unit, context, false);
            }
            Some(Decision::Field(name)) => self.field_text(unit, &name, context),
            Some(_) if self.linear && unit.mark == Mark::None && is_contact(&unit.text) => {
                self.field_text(unit, "contacts", context);
            }
            Some(decision) => {
                let sure = if matches!(decision, Decision::Open(_)) { TELLS } else { TELLS_MORE };
                match self.tells(unit, sure) {
                    Some(name) => self.field_text(unit, &name, context),
                    None => self.statement(unit, context),
                }
            }
            None => self.loose(unit, context),
        }
        context.after_heading = false;
    }

    /// Returns what a sentence in running text tells if it states no requirement, weighed at least
    /// so much.
    fn tells(&self, unit: &Unit, least: u32) -> Option<String> {
        match prose(&unit.text, self.lexicon) {
            Prose::Field(name, weight) if self.linear && unit.mark == Mark::None => {
                (weight >= least).then_some(name)
            }
            _ => None,
        }
    }

    /// Joins the text below a label in a list to it: both are one item.
    fn below_label(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let leaf = &self.doc.leaves[unit.leaf];
        let plain = unit.mark == Mark::None && !leaf.bold && leaf.heading.is_none();
        let label = std::mem::take(&mut context.label);
        let Some(open) = context.open_chunk.filter(|_| label && plain) else { return false };
        self.claim(unit, Class::Requirement, None);
        self.doc.chunks[open].parts.push(Part { leaf: unit.leaf, span: unit.span });
        true
    }

    fn statement(&mut self, unit: &Unit, context: &mut Context) {
        if !has_letters(&unit.text) {
            return;
        }
        if is_quote(&unit.text) {
            return self.field_text(unit, "people_statements", context);
        }
        if is_nothing(&unit.text) {
            return self.field_text(unit, "dimensions", context);
        }
        let code = match &unit.mark {
            Mark::Number(n) | Mark::Code(n) => Some(n.clone()),
            _ => None,
        };
        if matches!(unit.mark, Mark::Code(_)) {
            self.frames.codes += 1;
        }
        let chunk = self.chunk(unit, context, false);
        if code.is_some() {
            self.doc.chunks[chunk].code = code;
        }
        let leaf = &self.doc.leaves[unit.leaf];
        context.label = unit.mark == Mark::Bullet
            && (leaf.bold || leaf.heading.is_some())
            && !unit.text.ends_with(['.', ';', ':']);
    }

    fn field_text(&mut self, unit: &Unit, name: &str, context: &mut Context) {
        self.claim(unit, Class::Metadata, Some(name));
        let at = self.place(unit);
        let text = self.without_icons(&unit.text);
        if name == "purpose" && fold(&text).starts_with("see ") {
            self.note(NoteCode::I008, "The document points to another one.", at.clone(), &text);
        }
        self.field(name, None, text, at, context);
    }

    /// Tells whether a line inside a field states a requirement all the same.
    ///
    /// "Individuals without … will need to achieve …" under "What could this lead to?" is an entry
    /// requirement by meaning (annotation guide).
    fn escapes(&self, unit: &Unit, field: &str) -> bool {
        let folded = fold(&unit.text);
        field == "leads_to"
            && ["will need to", "must", "minimum requirement", "are required to"]
                .iter()
                .any(|p| contains_words(&folded, p))
    }

    /// Tells whether a line may be the last words of the one above, however it is set: recognised words
    /// without high letters look smaller or bolder than others.
    fn is_rest(&self, unit: &Unit) -> bool {
        /// Most words of such a line.
        const WORDS: usize = 2;
        unit.text.split_whitespace().count() <= WORDS
            && heading::formed_meaning(&unit.text, self.lexicon).is_none()
    }

    /// Joins a line that goes on in mid-sentence to the statement before it.
    fn continues(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let Some(open) = context.open_chunk.filter(|_| unit.mark == Mark::None) else {
            return false;
        };
        let before = self.doc.text_of(&self.doc.chunks[open].parts);
        if !goes_on(&before, &unit.text) || is_mail(&unit.text) {
            return false;
        }
        self.join(open, unit);
        true
    }

    /// Adds a unit to a chunk that was broken off.
    pub fn join(&mut self, chunk: usize, unit: &Unit) {
        self.claim(unit, Class::Requirement, None);
        let at = self.place(unit);
        let chunk = &mut self.doc.chunks[chunk];
        chunk.parts.push(Part { leaf: unit.leaf, span: unit.span });
        if !chunk.flags.contains(&"broken") {
            chunk.flags.push("broken");
            self.note(
                NoteCode::S003,
                "A statement broken over two places was rejoined.",
                at,
                &unit.text,
            );
        }
    }

    /// Takes a prompt of a form that nobody filled in.
    fn prompt(&mut self, unit: &Unit, next: Option<&Unit>, context: &Context) -> bool {
        let open =
            unit.text.ends_with(':') && unit.mark != Mark::Bullet && !context.sections.is_empty();
        let filled = next.is_some_and(|n| {
            n.mark.is_item() || heading(n, &self.doc.leaves[n.leaf], None, self.lexicon).is_none()
        });
        if !open || filled {
            return false;
        }
        self.claim(unit, Class::Furniture, Some("prompt"));
        let at = self.place(unit);
        self.note(NoteCode::I003, "A prompt of the form was not filled in.", at, &unit.text);
        true
    }

    /// Takes what tells of a list between its heading and itself: a sentence in italics there or in
    /// front of the next heading, or examples ("eg professional qualifications").
    fn introduction(&mut self, unit: &Unit, next: Option<&Unit>, context: &Context) -> bool {
        let between = context.after_heading
            && next.is_some_and(|n| {
                n.mark.is_item()
                    || heading(n, &self.doc.leaves[n.leaf], None, self.lexicon).is_some()
            });
        let leaf = &self.doc.leaves[unit.leaf];
        let exemplifies = || context.after_heading && next.is_some() && is_example(&unit.text);
        let found = unit.mark == Mark::None && (between && leaf.italic || exemplifies());
        if found {
            self.claim(unit, Class::Heading, Some("lead-in"));
        }
        found
    }

    /// Reads text under no heading: items are statements, the rest is what stands above a document.
    fn loose(&mut self, unit: &Unit, context: &mut Context) {
        let text = unit.text.as_str();
        if unit.mark != Mark::None || !self.linear || self.is_statement_like(text) {
            return self.statement(unit, context);
        }
        if let Some(level) = level_line(text) {
            self.apply_level(&level, context);
            return self.field_text(unit, "level", context);
        }
        if is_date(text) {
            return self.field_text(unit, "date", context);
        }
        if is_reference(text) {
            return self.field_text(unit, "reference", context);
        }
        if self.names_employer(unit) {
            return;
        }
        let stated = self.doc.chunks.iter().any(|c| context.role.is_none_or(|r| r == c.role));
        if context.sections.is_empty() && !stated {
            self.above_document(unit, context);
        } else {
            self.running_text(unit, context);
        }
    }

    /// Reads a line in front of the first heading and statement of a role.
    fn above_document(&mut self, unit: &Unit, context: &mut Context) {
        if self.employer_at_top(unit) {
            return;
        }
        let text = unit.text.as_str();
        self.name_above_kind(unit);
        let short = text.split_whitespace().count() <= 14 && !text.ends_with('.');
        let capital = text.chars().next().is_some_and(|c| !c.is_lowercase());
        if self.doc.title.is_none() && short && capital && context.role.is_none() {
            self.claim(unit, Class::Heading, Some("title"));
            return self.set_title(unit);
        }
        let told = self.tells(unit, TELLS);
        let name = match (&told, short, context.role) {
            (Some(name), false, _) => name,
            (_, true, _) => "subject",
            (None, false, Some(_)) => "summary",
            (None, false, None) => "introduction",
        };
        self.field_text(unit, name, context);
    }

    /// Reads running text under a heading that decides nothing: what tells something else, or states
    /// nothing in a full sentence, is no requirement. What stays is unplaced.
    fn running_text(&mut self, unit: &Unit, context: &mut Context) {
        match prose(&unit.text, self.lexicon) {
            _ if is_contact(&unit.text) => self.field_text(unit, "contacts", context),
            _ if is_line_of_contents(&unit.text) => self.claim(unit, Class::Furniture, None),
            Prose::Statement if self.doc.leaves[unit.leaf].at.table.is_none() => {
                self.statement(unit, context);
            }
            Prose::Field(name, _) => self.field_text(unit, &name, context),
            _ if is_quote(&unit.text) => self.field_text(unit, "people_statements", context),
            Prose::Unknown if is_detail(&unit.text) => self.field_text(unit, "detail", context),
            Prose::Unknown if is_sentence(&unit.text) => {
                self.field_text(unit, "description", context);
            }
            Prose::Statement | Prose::Unknown => {}
        }
    }

    fn is_statement_like(&self, text: &str) -> bool {
        let folded = fold(text);
        let modal = [
            "you will",
            "you must",
            "to be able to",
            "must be able to",
            "the post holder will",
            "must have",
        ];
        self.lexicon.cuts(&folded) || modal.iter().any(|m| folded.starts_with(m))
    }
}

/// Tells whether a text goes on in the next one: it ends without a stop, the next starts small.
pub fn goes_on(before: &str, after: &str) -> bool {
    let open = !before.ends_with(['.', ':', ';', '!', '?']);
    open && after.chars().next().is_some_and(char::is_lowercase)
}

/// Tells whether a line holds instructions of a web template that was saved unfilled.
fn is_template(text: &str) -> bool {
    ["{%", "%}", "{{", "}}"].iter().any(|mark| text.contains(mark))
}

pattern!(LEADERS, r"\.{4,}|…{2,}");

/// Tells whether a line leads to a page by dots, as in a list of contents.
fn is_line_of_contents(text: &str) -> bool {
    LEADERS.is_match(text)
}

/// Tells whether a line is a short label with a figure or a name ("Industry: Public Sector"); what
/// goes on in small words may be asked for ("Planning: good organiser").
fn is_detail(text: &str) -> bool {
    /// Words of the label, and of the value.
    const WORDS: (usize, usize) = (4, 6);
    let Some((label, value)) = text.split_once(": ") else { return false };
    let count = |part: &str| part.split_whitespace().count();
    let figure = value.contains(|c: char| c.is_ascii_digit());
    let name = value.split_whitespace().all(|w| !w.starts_with(char::is_lowercase));
    (1..=WORDS.0).contains(&count(label))
        && (1..=WORDS.1).contains(&count(value))
        && (figure || name)
        && !value.ends_with(['.', ':', ';', '?', '!'])
}

/// Tells whether a text is a whole sentence or several, or longer than any heading, label or item that
/// were to be looked at.
fn is_sentence(text: &str) -> bool {
    /// Fewest words of a sentence, and of text that is running whatever it ends with.
    const WORDS: (usize, usize) = (5, 15);
    let capital = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let words = text.split_whitespace().count();
    capital && (words >= WORDS.0 && text.ends_with(['.', '!', '?']) || words >= WORDS.1)
}

/// Tells whether a line is a quotation as a whole: what people say, not what is required.
fn is_quote(text: &str) -> bool {
    let open = text.starts_with(['\'', '‘', '“', '"']);
    open && text.ends_with(['\'', '’', '”', '"']) && text.split_whitespace().count() >= 4
}

/// Tells whether a line says that there is none: "No direct responsibility for a budget."
fn is_nothing(text: &str) -> bool {
    let folded = fold(text);
    matches!(folded.as_str(), "none" | "n a" | "not applicable" | "nil")
        || (folded.starts_with("no ")
            && ["responsibility", "budget", "held", "supervisory"]
                .iter()
                .any(|w| contains_words(&folded, w)))
}
