//! The role of a document in which no line says that it names one.

use super::build::Builder;
use super::heading::is_caps;
use super::leaf::Leaf;
use super::title::{Title, dissect, job_title, may_be_title, says_kind_of_job};
use crate::lexicon::Lexicon;
use crate::model::{Class, Field, Layer, LayoutDoc};
use crate::text::fold;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest line that may name a role, in bytes.
const LINE_BYTES: usize = 110;

/// Marks that a line names the document's role, from which on it is taken.
const ENOUGH: u32 = 2;

static FILE_ENDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\.(?:docx?|pdf|odt|rtf|html?)\s*$").expect("a literal pattern")
});

/// What stands between what is told and the job that it is told of.
static TOLD_OF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*:\s+|\s(?:for|of)\s+(?:an?|the|our)\s+").expect("a literal pattern")
});

static ARTICLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^(?:an?|the|our)\s+").expect("a literal pattern"));

static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:looking for|seeking|recruiting|recruit|appoint|hiring|hire|as|role of|position of|post of|back.?fill the role of)\s+(?:an?\s+|the\s+|our\s+)?(?:new\s+|experienced\s+|talented\s+|dedicated\s+|motivated\s+|fixed-term\s+|full-time\s+|part-time\s+|permanent\s+)*((?:[A-Z][A-Za-zÀ-ɏ/&.'-]*|of|and|for)(?:\s+(?:[A-Z][A-Za-zÀ-ɏ/&.'-]*|of|and|for))*)",
    )
    .expect("a literal pattern")
});

impl Builder<'_> {
    /// Names the only role if nothing did: by the line above the first statement that reads like a
    /// job title and looks like one, by the file's properties, or by the sentence that says who is
    /// wanted.
    pub fn role_by_default(&mut self, layout: &LayoutDoc) {
        let [role] = self.doc.roles.as_slice() else { return };
        if role.title.is_some() {
            return;
        }
        // A title that names a category besides ("Gardener competencies") was taken for its heading.
        let heading = || self.doc.leaves.iter().find(|l| l.heading == Some(1)).map(|l| &l.text);
        let title = self.doc.title.as_ref().map(|t| &t.text).or_else(heading);
        let told = title.and_then(|t| job_told_of(t, self.lexicon));
        if told.is_none() && role.levels.iter().any(|l| l.label.is_some()) {
            return;
        }
        let property = layout.property_title.as_deref().unwrap_or_default();
        let title = told
            .or_else(|| self.title_above(property))
            .or_else(|| named_by_property(property, self.lexicon))
            .or_else(|| self.title_in_furniture())
            .or_else(|| self.title_wanted())
            .or_else(|| self.title_above_kind());
        let Some(title) = title else { return };
        let role = &mut self.doc.roles[0];
        role.grade = role.grade.take().or(title.grade);
        role.title = Some(title.title);
        role.printed = Some(title.printed);
        if let (Some(label), [level]) = (title.level, role.levels.as_mut_slice()) {
            level.label = Some(label);
        }
    }

    /// Takes the name above a kind of document about one job, if no other title is printed: such a
    /// document names its job.
    fn title_above_kind(&mut self) -> Option<Title> {
        let of_job = |(name, kind): &mut (Field, String)| {
            says_kind_of_job(kind) && may_be_title(&name.text, self.lexicon)
        };
        self.name_above.take_if(of_job).map(|(name, _)| dissect(&name.text))
    }

    /// Takes the name above the kind of document for the employer's, if nothing else names one.
    pub fn employer_by_default(&mut self) {
        if let Some((name, _)) = self.name_above.take() {
            self.set_employer(&name.text, name.at);
        }
        self.employer_beside_facts();
    }

    /// Finds the line above the first statement that names the role.
    fn title_above(&self, property: &str) -> Option<Title> {
        let end = self.doc.chunks.iter().filter_map(|c| c.parts.first()).map(|p| p.leaf).min()?;
        let mut best: Option<(u32, Title)> = None;
        for leaf in self.doc.leaves.iter().take(end).filter(|l| l.text.len() <= LINE_BYTES) {
            let Some(title) = self.title_of(leaf) else { continue };
            let marks = self.marks(leaf, &title, property);
            if marks >= ENOUGH && best.as_ref().is_none_or(|(most, _)| marks > *most) {
                best = Some((marks, title));
            }
        }
        best.map(|(_, title)| title)
    }

    /// Reads a line as a job title; one that begins with its noun ("Manager Collections") must stand
    /// elsewhere too.
    fn title_of(&self, leaf: &Leaf) -> Option<Title> {
        job_title(&leaf.text, self.lexicon).or_else(|| {
            let head = leaf.text.split(['–', '—', '|', '(']).next()?.trim();
            let mut words = head.split_whitespace();
            let noun = words.next().filter(|w| self.lexicon.is_job_noun(w))?;
            let named = words.clone().count() <= 5
                && words.all(|w| w.chars().next().is_some_and(char::is_uppercase))
                && head.len() > noun.len();
            let others = self.doc.leaves.iter().filter(|l| !std::ptr::eq(*l, leaf));
            let again = others.filter(|l| l.text.contains(head)).count() > 0;
            (named && again).then(|| dissect(head))
        })
    }

    /// Finds the job title that browsers print above or below each page.
    fn title_in_furniture(&self) -> Option<Title> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for leaf in self.doc.leaves.iter().filter(|l| l.layer != Layer::Body) {
            *seen.entry(leaf.text.as_str()).or_default() += 1;
        }
        let mut lines = seen.into_iter().filter(|(_, count)| *count > 1).map(|(text, _)| text);
        lines.find_map(|text| named_by_property(text, self.lexicon))
    }

    /// Counts what speaks for a line as the name of the document's role.
    fn marks(&self, leaf: &Leaf, title: &Title, property: &str) -> u32 {
        let key = fold(&title.title);
        let stands_in = |text: &str| fold(text).contains(&key);
        let formed = leaf.heading.is_some() || leaf.bold || is_caps(&leaf.text);
        let is_title = self.doc.title.as_ref().is_some_and(|t| t.text == leaf.text);
        let others = self.doc.leaves.iter().filter(|l| l.text.len() > leaf.text.len());
        let repeated = others.filter(|l| stands_in(&l.text)).count();
        u32::from(formed) * 2
            + u32::from(is_title) * 2
            + u32::from(stands_in(property)) * 2
            + u32::from(repeated > 0)
            + u32::from(repeated > 2)
    }

    /// Finds the role in a sentence that says who is wanted.
    fn title_wanted(&self) -> Option<Title> {
        let told = |leaf: &usize| self.doc.ledger.holds(*leaf, Class::Metadata);
        let leaves = (0..self.doc.leaves.len()).filter(told);
        leaves
            .filter_map(|leaf| {
                let text = &self.doc.leaves[leaf].text;
                let found = WANTED.captures_iter(text);
                found.filter_map(|c| c.get(1)).find_map(|m| job_title(m.as_str(), self.lexicon))
            })
            .next()
    }
}

/// Reads the job off a document's title whose other words say what is told of it: "Cook career
/// levels", "Capabilities for the Cook", "Competencies: Cook", "The role of a Cook". Jobs in the plural
/// are whom a document is for.
fn job_told_of(text: &str, lexicon: &Lexicon) -> Option<Title> {
    (text.len() <= LINE_BYTES).then_some(())?;
    let told = |words: &str| lexicon.tells_of_jobs(words);
    let job = |name: &str| {
        let name = ARTICLE.replace(name.trim(), "");
        let last = name.split_whitespace().next_back()?;
        let one = lexicon.is_job_noun(last) && !lexicon.is_job_plural(last);
        one.then(|| job_title(&name, lexicon)).flatten().filter(|t| !t.by_kind)
    };
    let behind = || {
        let gaps = text.match_indices(' ').map(|(at, _)| text.split_at(at));
        gaps.filter(|(_, rest)| told(rest)).find_map(|(name, _)| job(name))
    };
    let before = || {
        let (said, name) = TOLD_OF.find(text).map(|m| (&text[..m.start()], &text[m.end()..]))?;
        told(said).then(|| job(name)).flatten()
    };
    before().or_else(behind)
}

/// Reads a job title off the file's properties.
fn named_by_property(property: &str, lexicon: &Lexicon) -> Option<Title> {
    let property = FILE_ENDING.replace(property, "");
    job_title(&property, lexicon).or_else(|| {
        let parts = property.split(['|', '–', '—']).chain(property.split(" - "));
        parts.map(dissect).find_map(|t| job_title(&t.title, lexicon))
    })
}
