//! Typed tables of `data/lexicon`: the words of the field.
//!
//! Comes in: [`Data`]. Goes out: look-ups by folded words (see [`crate::text::fold()`]). Mechanisms
//! live in the stages; no phrase of a document stands in code.

mod alias;
mod cited;
mod own;
mod qualified;
mod wording;

pub use alias::{Alias, AliasKind, aliases};
pub use cited::{Citation, NameForm, Statute, Statutes};
pub use own::{Own, OwnWord};
pub use qualified::{Needs, QualificationPhrase, Qualifications};
pub use wording::{Kind, Use, Wording};

use crate::data::Data;
use crate::model::{Category, Necessity, QualifierKind};
use crate::text::{around_dash, fold, near};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::BTreeMap;

/// What phrases mean. They come from the project's own files, so that nobody can make them collide.
type Map<T> = FxHashMap<String, T>;
/// Phrases that mean one thing.
type Set = FxHashSet<String>;

/// A row of a data file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("data/{file}, line {line}: {detail}")]
pub struct LexiconError {
    /// Path below `data/`.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub detail: String,
}

/// What a heading says about the text below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Meaning {
    /// Statements of one category.
    Category(Category),
    /// Statements of several categories: the wording decides.
    Mixed,
    /// Statements of none in particular: the headings around it decide, else the wording. The
    /// category named, if any, is taken when the wording is not clear.
    Open(Option<Category>),
    /// Essential or desirable statements.
    Necessity(Necessity),
    /// A named field, not statements.
    Field(String),
    /// Page furniture.
    Furniture,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Role titles.
    Role,
    /// Grades.
    Grade,
    /// Levels.
    Level,
    /// Purposes of roles.
    Purpose,
    /// Salaries.
    Salary,
    /// Statements.
    Statement,
    /// Headings of statements.
    Category,
    /// Codes or numbers of statements.
    Code,
    /// Essential statements, or marks that say so.
    Essential,
    /// Desirable statements, or marks that say so.
    Desirable,
    /// Letters or words that say essential or desirable.
    Necessity,
    /// How a statement is assessed.
    Assessed,
    /// Something else.
    Other,
}

impl Column {
    /// Returns the column of statements that are needed so.
    pub fn of_need(need: Necessity) -> Self {
        match need {
            Necessity::Essential => Self::Essential,
            Necessity::Desirable => Self::Desirable,
        }
    }
}

/// What a phrase of reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The same words as another cell.
    Same,
    /// Builds on the levels or roles it names.
    Level,
    /// Starts a level that builds on nothing.
    Start,
}

/// What a lead-in says about the items it runs into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadIn {
    /// The phrase found.
    pub phrase: String,
    /// Category of the items.
    pub category: Option<Category>,
    /// Necessity of the items.
    pub necessity: Option<Necessity>,
    /// Field the items belong to, if they are no statements.
    pub field: Option<String>,
}

/// Classes of strength, from the weakest.
pub const STRENGTHS: [&str; 7] =
    ["learn", "guided", "basic", "familiar", "able", "expert", "leads"];

/// How a statement opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opening {
    /// Category it speaks for.
    category: Option<Category>,
    /// Where bullets were lost, a new statement begins at it.
    cuts: bool,
}

/// What a word does in a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct HeadingWord {
    /// Category it names, if it names one.
    category: Option<Category>,
    /// It counts only in a line that is a heading by its form.
    formed: bool,
}

/// Where in a statement a cue counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CueAt {
    /// At its start only.
    Start,
    /// Anywhere.
    Any,
}

/// A phrase that speaks for a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Folded phrase.
    pub phrase: String,
    /// Category it speaks for.
    pub category: Category,
    /// Where it counts.
    pub at: CueAt,
    /// How strongly, 1 to 9.
    pub weight: u32,
}

/// What a phrase says of the sentence it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// It states a requirement.
    Statement,
    /// It tells something else, by the name of the field: "application", "benefits".
    Field(String),
}

/// A phrase that tells what a sentence in running text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it speaks for.
    pub says: Sentence,
    /// Where it counts.
    pub at: CueAt,
    /// How strongly, 1 to 9.
    pub weight: u32,
}

/// Folded phrases with what they say, found by their first word.
#[derive(Clone, Debug)]
struct Phrases<T> {
    by_first: Map<Vec<(String, T)>>,
    /// For each first byte, the lengths of first words as bits: nearly every word of a text starts
    /// no phrase, and this tells so without a look-up.
    lengths: [u64; 256],
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: Map::default(), lengths: [0; 256] }
    }
}

/// Returns the first byte of a word, and its length as a bit.
fn sieve(word: &str) -> (usize, u64) {
    let first = word.as_bytes().first().copied().unwrap_or_default();
    (usize::from(first), 1 << word.len().min(63))
}

impl<T> Phrases<T> {
    fn new(phrases: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut new = Self::default();
        for (phrase, value) in phrases {
            let first = first_word(&phrase).to_owned();
            let (byte, length) = sieve(&first);
            new.lengths[byte] |= length;
            new.by_first.entry(first).or_default().push((phrase, value));
        }
        new
    }

    /// Returns the phrases that folded text starts with.
    fn at_start<'a>(&'a self, folded: &str) -> impl Iterator<Item = (&'a str, &'a T)> {
        let first = first_word(folded);
        let (byte, length) = sieve(first);
        let known = self.lengths[byte] & length != 0;
        let candidates = known.then(|| self.by_first.get(first)).flatten();
        let candidates = candidates.map_or(&[][..], Vec::as_slice);
        candidates
            .iter()
            .filter(move |(phrase, _)| starts_with_words(folded, phrase))
            .map(|(phrase, value)| (phrase.as_str(), value))
    }

    /// Returns the phrases that stand anywhere in folded text, in order, with their offsets.
    fn anywhere<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = (usize, &'a str, &'a T)> {
        word_offsets(folded).flat_map(move |at| {
            self.at_start(&folded[at..]).map(move |(phrase, value)| (at, phrase, value))
        })
    }
}

fn word_offsets(folded: &str) -> impl Iterator<Item = usize> {
    let gaps = folded.bytes().enumerate().filter(|(_, b)| *b == b' ');
    std::iter::once(0).chain(gaps.map(|(at, _)| at + 1))
}

/// Words are short: a loop finds their end sooner than a search is set up.
fn first_word(folded: &str) -> &str {
    let end = folded.bytes().position(|b| b == b' ').unwrap_or(folded.len());
    &folded[..end]
}

fn last_word(folded: &str) -> &str {
    let start = folded.bytes().rposition(|b| b == b' ').map_or(0, |gap| gap + 1);
    &folded[start..]
}

fn word_count(folded: &str) -> usize {
    1 + folded.bytes().filter(|b| *b == b' ').count()
}

/// All word tables, parsed, and in front of them the words of one employer, if it has some.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    own: Own,
    headings: Map<Meaning>,
    /// Headings that count only in a line that is one by its form.
    formed_headings: Map<Meaning>,
    heading_phrases: Phrases<Meaning>,
    /// In order: damaged words are compared with all of them.
    heading_words: BTreeMap<String, HeadingWord>,
    fields: Map<String>,
    /// Labels of fields that open a sentence, with the fields they name.
    field_openings: Vec<(String, String)>,
    /// First words of listed headings of what nobody should do.
    counter_openings: Set,
    levels: Map<u32>,
    columns: Map<Column>,
    job_nouns: Set,
    /// Heads of organisations' names; whether they count anywhere or on page edges only.
    organisation_nouns: Map<bool>,
    document_kinds: Set,
    openings: Phrases<Opening>,
    qualifiers: Phrases<QualifierKind>,
    strengths: Phrases<(CueAt, String)>,
    cues: Phrases<Cue>,
    signs: Phrases<Sign>,
    /// By their last word, the longest first.
    lead_ins: Map<Vec<LeadIn>>,
    /// Those that may open the sentence, the longest first.
    lead_openings: Vec<LeadIn>,
    necessity: Phrases<Necessity>,
    inherit: Phrases<Reference>,
    furniture_whole: Set,
    furniture_start: Phrases<()>,
    furniture_any: Phrases<()>,
    furniture_end: Vec<String>,
    signatures: Set,
    icons: Vec<String>,
    abbreviations: Set,
    english: Set,
    verbs: Map<bool>,
    classes: Map<Vec<WordClass>>,
    /// Acronyms in capitals.
    everyday_acronyms: Set,
    statutes: Statutes,
    qualifications: Qualifications,
    wording: Wording,
}

/// A class of words that say nothing by themselves (`word_classes.csv`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordClass {
    /// A sentence cannot end behind it.
    OpenEnd,
    /// It grades a statement without naming its kind: "proven", "sound".
    Grading,
    /// It stands in front of the verb of a duty: "to", "never".
    BeforeVerb,
    /// An acronym leaves it out: "of".
    Minor,
    /// It names a kind of document beside what the document is about: "framework", "profile".
    Document,
    /// What such a document is about: "career", "competency".
    OfDocument,
    /// It names what a job is for: "purpose", "summary".
    Purpose,
    /// It may stand beside such a word: "main", "of the post".
    OfPurpose,
    /// A heading that it opens asks what is seen of people: "what".
    Asks,
    /// It turns such a heading round: "not".
    Negation,
    /// A heading that it ends asks for what is seen of people: "want to see".
    Seen,
    /// A line that has it leads to what numbers mean for need: "weighted".
    Weighing,
    /// A document in whose headings it stands goes by levels: "matrix", "progression".
    Graded,
    /// It names who holds a post: "employees", "postholder".
    Holder,
    /// A heading that it ends runs into what stands below it: "will".
    RunOn,
    /// It stands in references to other levels and says nothing itself: "requirements", "as".
    Refers,
    /// It refers to what stands before: "above", "previous".
    Earlier,
    /// It says that there is more than what is referred to: "plus", "also".
    Adds,
    /// It names what a label is about where it explains itself to applicants: "criteria", "qualities".
    Explains,
    /// It speaks of who is chosen for a job: "shortlisted", "candidates".
    Selecting,
    /// It names a way of assessing: "interview", "references".
    Method,
    /// Behind "I", it says what somebody is, has or knows, not how he or she acts: "am", "can".
    Stative,
    /// It names the staff that some of a document's statements are for: "line managers".
    Audience,
    /// It names all staff, beside whom audiences are levels: "all employees".
    Everyone,
    /// It is a part of a job's name as often as the name of a level: "senior".
    Rank,
    /// It opens the name of a department or a service, not that of an employer: "adult", "community".
    Department,
    /// It stands in lines that ask for signatures: "signature", "employee", "date".
    Signing,
    /// It names a language: "english", "cymraeg".
    Language,
}

fn word_class(name: &str) -> Result<WordClass, String> {
    match name {
        "open-end" => Ok(WordClass::OpenEnd),
        "grading" => Ok(WordClass::Grading),
        "before-verb" => Ok(WordClass::BeforeVerb),
        "minor" => Ok(WordClass::Minor),
        "document" => Ok(WordClass::Document),
        "of-document" => Ok(WordClass::OfDocument),
        "purpose" => Ok(WordClass::Purpose),
        "of-purpose" => Ok(WordClass::OfPurpose),
        "asks" => Ok(WordClass::Asks),
        "negation" => Ok(WordClass::Negation),
        "seen" => Ok(WordClass::Seen),
        "weighing" => Ok(WordClass::Weighing),
        "graded" => Ok(WordClass::Graded),
        "holder" => Ok(WordClass::Holder),
        "run-on" => Ok(WordClass::RunOn),
        "refers" => Ok(WordClass::Refers),
        "earlier" => Ok(WordClass::Earlier),
        "adds" => Ok(WordClass::Adds),
        "explains" => Ok(WordClass::Explains),
        "selecting" => Ok(WordClass::Selecting),
        "method" => Ok(WordClass::Method),
        "stative" => Ok(WordClass::Stative),
        "audience" => Ok(WordClass::Audience),
        "everyone" => Ok(WordClass::Everyone),
        "rank" => Ok(WordClass::Rank),
        "department" => Ok(WordClass::Department),
        "signing" => Ok(WordClass::Signing),
        "language" => Ok(WordClass::Language),
        _ => Err(format!("“{name}” is no class of words")),
    }
}

/// Calls `row` for each data row of a file.
fn each_row(
    data: &Data,
    file: &str,
    mut row: impl FnMut(&csv::StringRecord) -> Result<(), String>,
) -> Result<(), LexiconError> {
    let path = format!("lexicon/{file}.csv");
    let mut reader = csv::ReaderBuilder::new().from_reader(data.get(&path).as_bytes());
    for (index, record) in reader.records().enumerate() {
        let line = index as u64 + 2;
        let fault = |detail: String| LexiconError { file: path.clone(), line, detail };
        let record = record.map_err(|e| fault(e.to_string()))?;
        row(&record).map_err(fault)?;
    }
    Ok(())
}

fn cell(record: &csv::StringRecord, column: usize) -> Result<&str, String> {
    record.get(column).map(str::trim).ok_or_else(|| format!("column {} is missing", column + 1))
}

fn category(name: &str) -> Result<Category, String> {
    Category::from_name(name).ok_or_else(|| format!("“{name}” is no category"))
}

fn cue_at(place: &str) -> Result<CueAt, String> {
    match place {
        "start" => Ok(CueAt::Start),
        "any" => Ok(CueAt::Any),
        _ => Err(format!("“{place}” is no place in a sentence")),
    }
}

fn weight(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|w| (1..=9).contains(w))
        .ok_or_else(|| format!("“{text}” is no weight"))
}

fn necessity(name: &str) -> Result<Necessity, String> {
    match name {
        "essential" => Ok(Necessity::Essential),
        "desirable" => Ok(Necessity::Desirable),
        _ => Err(format!("“{name}” is neither essential nor desirable")),
    }
}

fn meaning(text: &str) -> Result<Meaning, String> {
    match text.split_once(':') {
        Some(("category", name)) => category(name).map(Meaning::Category),
        Some(("open", "")) => Ok(Meaning::Open(None)),
        Some(("open", name)) => category(name).map(|c| Meaning::Open(Some(c))),
        Some(("necessity", name)) => necessity(name).map(Meaning::Necessity),
        Some(("field", name)) if !name.is_empty() => Ok(Meaning::Field(name.to_owned())),
        None if text == "furniture" => Ok(Meaning::Furniture),
        _ => Err(format!("“{text}” is no meaning of a heading")),
    }
}

fn heading_word(role: &str) -> Result<HeadingWord, String> {
    let (formed, name) = match role.split_once(':') {
        Some((kind, name)) => (kind == "formed", Some(name)),
        None => (role == "formed", None),
    };
    if !formed && !matches!(role.split(':').next(), Some("neutral" | "category")) {
        return Err(format!("“{role}” is neither a category nor neutral"));
    }
    Ok(HeadingWord { category: name.map(category).transpose()?, formed })
}

fn column(name: &str) -> Result<Column, String> {
    Ok(match name {
        "role" => Column::Role,
        "grade" => Column::Grade,
        "level" => Column::Level,
        "purpose" => Column::Purpose,
        "salary" => Column::Salary,
        "statement" => Column::Statement,
        "category" => Column::Category,
        "code" => Column::Code,
        "essential" => Column::Essential,
        "desirable" => Column::Desirable,
        "necessity" => Column::Necessity,
        "assessed" => Column::Assessed,
        "other" => Column::Other,
        _ => return Err(format!("“{name}” is no kind of column")),
    })
}

fn qualifier(name: &str) -> Result<QualifierKind, String> {
    match name {
        "condition" => Ok(QualifierKind::Condition),
        "timeframe" => Ok(QualifierKind::Timeframe),
        "equivalent" => Ok(QualifierKind::Equivalent),
        _ => Err(format!("“{name}” is no kind of qualifier")),
    }
}

fn reference(name: &str) -> Result<Reference, String> {
    match name {
        "same" => Ok(Reference::Same),
        "level" => Ok(Reference::Level),
        "start" => Ok(Reference::Start),
        _ => Err(format!("“{name}” is no kind of reference")),
    }
}

fn lead_in(phrase: &str, effect: &str) -> Result<LeadIn, String> {
    let mut lead =
        LeadIn { phrase: phrase.to_owned(), category: None, necessity: None, field: None };
    let parts: Vec<&str> = effect.split(':').collect();
    match parts.as_slice() {
        ["none"] => {}
        ["field", name] => lead.field = Some((*name).to_owned()),
        ["category", name] => lead.category = Some(category(name)?),
        ["category", name, need] => {
            lead.category = Some(category(name)?);
            lead.necessity = Some(necessity(need)?);
        }
        _ => return Err(format!("“{effect}” is no effect of a lead-in")),
    }
    Ok(lead)
}

/// Reads a file of one folded phrase per row into a set.
fn set(data: &Data, file: &str) -> Result<Set, LexiconError> {
    let mut out = Set::default();
    each_row(data, file, |r| {
        out.insert(fold(cell(r, 0)?));
        Ok(())
    })?;
    Ok(out)
}

/// Reads a file of phrase and value into a map.
fn map<T>(
    data: &Data,
    file: &str,
    value: impl Fn(&str) -> Result<T, String>,
) -> Result<Map<T>, LexiconError> {
    let mut out = Map::default();
    each_row(data, file, |r| {
        out.insert(fold(cell(r, 0)?), value(cell(r, 1)?)?);
        Ok(())
    })?;
    Ok(out)
}

impl Lexicon {
    /// Parses the tables of `data`.
    ///
    /// # Errors
    /// On the first row that cannot be used.
    pub fn parse(data: &Data) -> Result<Self, LexiconError> {
        let mut lexicon = Self {
            heading_phrases: Phrases::new(map(data, "heading_phrases", meaning)?),
            heading_words: map(data, "heading_words", heading_word)?.into_iter().collect(),
            fields: map(data, "fields", |v| Ok(v.to_owned()))?,
            levels: map(data, "levels", |v| v.parse().map_err(|_| format!("“{v}” is no number")))?,
            columns: map(data, "columns", column)?,
            job_nouns: set(data, "job_nouns")?,
            organisation_nouns: map(data, "organisation_nouns", |v| match v {
                "any" => Ok(true),
                "furniture" => Ok(false),
                _ => Err(format!("“{v}” is no place of a name")),
            })?,
            document_kinds: set(data, "document_kinds")?,
            necessity: Phrases::new(map(data, "necessity", necessity)?),
            inherit: Phrases::new(map(data, "inherit", reference)?),
            signatures: set(data, "signatures")?,
            abbreviations: set(data, "abbreviations")?,
            english: set(data, "english_words")?.into_iter().collect(),
            qualifiers: Phrases::new(map(data, "qualifiers", qualifier)?),
            verbs: map(data, "verbs", |v| Ok(v == "yes"))?,
            ..Self::default()
        };
        each_row(data, "word_classes", |r| {
            let class = word_class(cell(r, 1)?)?;
            lexicon.classes.entry(fold(cell(r, 0)?)).or_default().push(class);
            Ok(())
        })?;
        each_row(data, "everyday_acronyms", |r| {
            cell(r, 1)?;
            lexicon.everyday_acronyms.insert(cell(r, 0)?.to_uppercase());
            Ok(())
        })?;
        aliases(data)?; // kept by the search alone; a broken list stops every command
        lexicon.parse_statutes(data)?;
        lexicon.parse_qualifications(data)?;
        each_row(data, "concept_words", |r| {
            lexicon.wording.add(cell(r, 0)?, cell(r, 1)?, cell(r, 2)?)
        })?;
        let opens = |(label, _): &(&String, &String)| label.ends_with(" include");
        let openings = lexicon.fields.iter().filter(opens);
        lexicon.field_openings = openings.map(|(l, name)| (l.clone(), name.clone())).collect();
        lexicon.field_openings.sort();
        let counter = |m: &Meaning| matches!(m, Meaning::Field(name) if name == COUNTER_EXAMPLES);
        let counters = lexicon.headings.iter().filter(|(_, m)| counter(m));
        lexicon.counter_openings = counters.map(|(h, _)| first_word(h).to_owned()).collect();
        lexicon.parse_phrases(data)?;
        Ok(lexicon)
    }

    fn parse_statutes(&mut self, data: &Data) -> Result<(), LexiconError> {
        each_row(data, "statutes", |r| {
            let filled =
                |column| cell(r, column).map(|c| Some(c.to_owned()).filter(|c| !c.is_empty()));
            let title = cell(r, 0)?.to_owned();
            let year = filled(2)?.map(|y| y.parse().map_err(|_| format!("“{y}” is no year")));
            let statute = Statute {
                title,
                kind: cell(r, 1)?.to_owned(),
                year: year.transpose()?,
                identifier: filled(3)?,
                jurisdiction: cell(r, 4)?.to_owned(),
                valid_to: filled(6)?,
                superseded_by: filled(7)?,
            };
            self.statutes.add(statute);
            Ok(())
        })?;
        each_row(data, "statute_names", |r| {
            let form = match cell(r, 2)? {
                "name" => NameForm::Name,
                "usual" => NameForm::Usual,
                "acronym" => NameForm::Acronym,
                "cued" => NameForm::Cued,
                other => return Err(format!("“{other}” is no form of a name")),
            };
            self.statutes.add_name(cell(r, 0)?, cell(r, 1)?, form, cell(r, 3)?)
        })
    }

    fn parse_qualifications(&mut self, data: &Data) -> Result<(), LexiconError> {
        let known = &mut self.qualifications;
        each_row(data, "qualifications", |r| {
            known.add(cell(r, 0)?, cell(r, 1)?, cell(r, 2)?, cell(r, 3)?, cell(r, 4)?)
        })?;
        each_row(data, "qualification_levels", |r| {
            known.add_level(cell(r, 0)?, cell(r, 1)?, cell(r, 2)?)
        })?;
        each_row(data, "qualification_subjects", |r| {
            known.add_subject(cell(r, 0)?);
            Ok(())
        })
    }

    fn parse_phrases(&mut self, data: &Data) -> Result<(), LexiconError> {
        let mut cues = Vec::new();
        each_row(data, "cues", |r| {
            let (at, weight) = (cue_at(cell(r, 2)?)?, weight(cell(r, 3)?)?);
            let phrase = fold(cell(r, 0)?);
            let cue = Cue { phrase: phrase.clone(), category: category(cell(r, 1)?)?, at, weight };
            cues.push((phrase, cue));
            Ok(())
        })?;
        self.cues = Phrases::new(cues);
        each_row(data, "headings", |r| {
            let list = match cell(r, 2)? {
                "any" => &mut self.headings,
                "formed" => &mut self.formed_headings,
                other => return Err(format!("“{other}” is no form of a heading")),
            };
            list.insert(fold(cell(r, 0)?), meaning(cell(r, 1)?)?);
            Ok(())
        })?;
        let mut openings = Vec::new();
        each_row(data, "openings", |r| {
            let name = cell(r, 1)?;
            let category = if name.is_empty() { None } else { Some(category(name)?) };
            let cuts = match cell(r, 2)? {
                "yes" => true,
                "no" => false,
                other => return Err(format!("“{other}” is neither yes nor no")),
            };
            openings.push((fold(cell(r, 0)?), Opening { category, cuts }));
            Ok(())
        })?;
        self.openings = Phrases::new(openings);
        let mut strengths = Vec::new();
        each_row(data, "strengths", |r| {
            let strength = cell(r, 1)?.to_owned();
            if !STRENGTHS.contains(&strength.as_str()) {
                return Err(format!("“{strength}” is no strength"));
            }
            strengths.push((fold(cell(r, 0)?), (cue_at(cell(r, 2)?)?, strength)));
            Ok(())
        })?;
        self.strengths = Phrases::new(strengths);
        let mut signs = Vec::new();
        each_row(data, "sentences", |r| {
            let says = match cell(r, 1)?.split_once(':') {
                Some(("field", name)) if !name.is_empty() => Sentence::Field(name.to_owned()),
                None if cell(r, 1)? == "statement" => Sentence::Statement,
                _ => return Err(format!("“{}” says nothing of a sentence", cell(r, 1)?)),
            };
            let (at, weight) = (cue_at(cell(r, 2)?)?, weight(cell(r, 3)?)?);
            signs.push((fold(cell(r, 0)?), Sign { says, at, weight }));
            Ok(())
        })?;
        self.signs = Phrases::new(signs);
        let mut lead_ins = Vec::new();
        each_row(data, "leadins", |r| {
            lead_ins.push(lead_in(&fold(cell(r, 0)?), cell(r, 1)?)?);
            Ok(())
        })?;
        self.arrange_lead_ins(lead_ins);
        let (mut starts, mut anywhere) = (Vec::new(), Vec::new());
        each_row(data, "furniture", |r| {
            let phrase = fold(cell(r, 0)?);
            match cell(r, 1)? {
                "whole" => {
                    self.furniture_whole.insert(phrase);
                }
                "start" => starts.push((phrase, ())),
                "any" => anywhere.push((phrase, ())),
                "end" => self.furniture_end.push(format!(" {phrase}")),
                other => return Err(format!("“{other}” is no way to match furniture")),
            }
            Ok(())
        })?;
        self.furniture_start = Phrases::new(starts);
        self.furniture_any = Phrases::new(anywhere);
        each_row(data, "icons", |r| {
            self.icons.push(cell(r, 0)?.to_owned());
            Ok(())
        })
    }

    /// Returns what a heading says, by its whole wording or by the words it consists of.
    ///
    /// A heading that consists of category words and neutral words only ("Skills/Abilities
    /// required") names a category if all its category words agree, and is open if they differ
    /// ("Experience/Knowledge"; annotation guide, category rules a and b). A single word damaged
    /// by OCR ("Enowledge") is read as the word it is near to.
    pub fn heading(&self, text: &str) -> Option<Meaning> {
        if let Some(meaning) = self.own_heading(text) {
            return Some(meaning.clone());
        }
        let folded = fold(text);
        if folded.is_empty() || word_count(&folded) > 40 {
            return None;
        }
        if let Some((_, _, meaning)) = self.heading_phrases.anywhere(&folded).next() {
            return Some(meaning.clone());
        }
        self.headings
            .get(&folded)
            .cloned()
            .or_else(|| self.purpose(&folded))
            .or_else(|| self.counter_examples(&folded))
            .or_else(|| self.need_explained(&folded).map(Meaning::Necessity))
            .or_else(|| self.heading_by_words(&folded))
            .or_else(|| self.heading_damaged(&folded))
    }

    /// Returns what a line says that is a heading by its form (bold, a style, capitals, a list
    /// below it).
    ///
    /// More words count there than in a plain line, and its head may decide: the last word in front
    /// of a preposition, with what "and" joins to it ("Core leadership skills", "Leadership outcomes
    /// expected", "Skills and attributes for this post"). One that begins with what is done
    /// ("Achieving commercial outcomes") is a competence of that name and decides nothing.
    pub fn formed_heading(&self, text: &str) -> Option<Meaning> {
        self.heading(text).or_else(|| {
            let parted = around_dash(text);
            let folded = fold(parted.map_or(text, |(head, _)| head));
            let kind = || self.kind_behind_dash(parted?.1);
            self.formed_headings
                .get(&folded)
                .cloned()
                .or_else(|| self.heading_of_words(&folded, true))
                .or_else(kind)
                .or_else(|| self.heading_by_head(&folded))
        })
    }

    /// Returns the category that a heading has by what stands behind its dash ("Honesty – value").
    fn kind_behind_dash(&self, kind: &str) -> Option<Meaning> {
        let folded = fold(kind);
        let known = self.formed_headings.get(&folded).or_else(|| self.headings.get(&folded));
        known.filter(|m| matches!(m, Meaning::Category(_))).cloned()
    }

    /// Returns the purpose of the job if folded words name nothing else ("Purpose of job", "Summary of
    /// post").
    fn purpose(&self, folded: &str) -> Option<Meaning> {
        let names = |w: &str| self.is_in(WordClass::Purpose, w);
        let only = folded.split(' ').all(|w| names(w) || self.is_in(WordClass::OfPurpose, w));
        (only && folded.split(' ').any(names)).then(|| Meaning::Field("purpose".to_owned()))
    }

    /// Returns what nobody should do if folded words ask for it ("What we don't expect", "Don't want to
    /// see") or begin to say it ("We will not").
    fn counter_examples(&self, folded: &str) -> Option<Meaning> {
        /// Most words of a line that breaks off behind "not".
        const WORDS: usize = 4;
        let turned = || folded.split(' ').any(|w| self.is_in(WordClass::Negation, w));
        let begins = || {
            (2..=WORDS).contains(&word_count(folded))
                && self.is_in(WordClass::Negation, last_word(folded))
        };
        let counters = self.is_asking(folded) && turned() || begins();
        counters.then(|| Meaning::Field(COUNTER_EXAMPLES.to_owned()))
    }

    /// Tells whether a short line leads to what nobody should do.
    pub fn is_counter_heading(&self, text: &str) -> bool {
        /// Bytes of the longest such line.
        const LONGEST: usize = 80;
        let first = || fold(text.split_whitespace().next().unwrap_or(""));
        let opens =
            |w: String| self.is_in(WordClass::Asks, &w) || self.counter_openings.contains(&w);
        let meant = || self.heading(text.trim_end_matches([':', ' ']));
        text.len() <= LONGEST
            && opens(first())
            && matches!(meant(), Some(Meaning::Field(name)) if name == COUNTER_EXAMPLES)
    }

    /// Tells whether a heading asks for what is seen of people ("What great looks like").
    pub fn asks(&self, text: &str) -> bool {
        self.is_asking(&fold(text))
    }

    /// Tells whether a heading says that its document goes by levels ("Career matrix").
    pub fn is_graded(&self, text: &str) -> bool {
        fold(text).split(' ').any(|w| self.is_in(WordClass::Graded, w))
    }

    fn is_asking(&self, folded: &str) -> bool {
        /// Most words of such a heading.
        const WORDS: usize = 10;
        /// Words of "want to see".
        const SEEN: usize = 3;
        let seen = || {
            let from = folded.rmatch_indices(' ').nth(SEEN - 1).map_or(0, |(at, _)| at + 1);
            self.is_in(WordClass::Seen, &folded[from..])
        };
        (self.is_in(WordClass::Asks, first_word(folded)) || seen()) && word_count(folded) <= WORDS
    }

    /// Tells whether a heading breaks off in front of a verb: it runs into what stands below it ("We
    /// will", "You are able to"; not "What you will do").
    pub fn breaks_off(&self, text: &str) -> bool {
        let folded = fold(text);
        folded.contains(' ') && self.is_in(WordClass::RunOn, last_word(&folded))
    }

    /// Tells whether a text is nothing but ways of assessing ("Application form, questions at
    /// interview").
    pub fn is_method(&self, text: &str) -> bool {
        let folded = fold(text);
        let is_method = |w: &str| self.is_in(WordClass::Method, w);
        let small = |w: &str| self.is_in(WordClass::Minor, w);
        is_method(first_word(&folded)) && folded.split(' ').all(|w| is_method(w) || small(w))
    }

    /// Tells whether a short text names staff that statements are for ("Line managers").
    pub fn is_audience(&self, text: &str) -> bool {
        let folded = fold(text);
        self.is_in(WordClass::Audience, &folded) || self.is_in(WordClass::Everyone, &folded)
    }

    /// Tells whether a short text names all staff ("All employees").
    pub fn is_everyone(&self, text: &str) -> bool {
        self.is_in(WordClass::Everyone, &fold(text))
    }

    fn heading_by_words(&self, folded: &str) -> Option<Meaning> {
        self.heading_of_words(folded, false)
    }

    fn heading_of_words(&self, folded: &str, formed: bool) -> Option<Meaning> {
        let mut found: Vec<Category> = Vec::new();
        for word in folded.split(' ') {
            let role = self.heading_words.get(word).filter(|w| formed || !w.formed)?;
            found.extend(role.category);
        }
        agreed(&found)
    }

    fn heading_by_head(&self, folded: &str) -> Option<Meaning> {
        if self.is_gerund(first_word(folded)) {
            return None;
        }
        let named = |word: &&str| self.heading_words.get(*word).and_then(|w| w.category);
        let inner: Vec<&str> = folded.split(' ').take_while(|w| !HEAD_ENDS.contains(w)).collect();
        let mut words = inner.iter().rev().skip_while(|w| HEAD_TAILS.contains(*w)).peekable();
        let mut found = Vec::new();
        found.extend(named(words.next()?));
        while words.next_if(|w| **w == "and" || **w == "or").is_some() {
            found.extend(words.next().and_then(named));
        }
        agreed(&found)
    }

    fn heading_damaged(&self, folded: &str) -> Option<Meaning> {
        if folded.contains(' ') || folded.chars().count() < 7 {
            return None;
        }
        let plain = self.heading_words.iter().filter(|(_, w)| !w.formed);
        let words = plain.filter_map(|(w, role)| role.category.map(|c| (w, c)));
        words
            .filter(|(w, _)| w.chars().count() >= 7)
            .find(|(w, _)| is_damaged(folded, w))
            .map(|(_, c)| Meaning::Category(c))
    }

    /// Returns the necessity that the words of a heading or lead-in say: "Essential skills", "It would
    /// be an advantage if you have", "You must have". What a person must do is a duty and no more.
    pub fn heading_necessity(&self, text: &str) -> Option<Necessity> {
        let folded = fold(text);
        let mut told = self.necessities(&folded).filter(|(at, phrase, _)| {
            let behind = folded[at + phrase.len()..].trim_start();
            let duty = BEFORE_DUTIES.contains(phrase) && !starts_with_words(behind, "have");
            !duty && !self.names_courses(phrase, behind)
        });
        let first = told.next()?.2;
        told.all(|(_, _, other)| other == first).then_some(first)
    }

    /// Tells whether words are the name of courses, not a demand: "Mandatory training".
    fn names_courses(&self, need: &str, behind: &str) -> bool {
        let next = behind.split(' ').next().and_then(|w| self.heading_words.get(w));
        need == "mandatory" && next.is_some_and(|w| w.category == Some(Category::Training))
    }

    /// Tells whether the whole wording is a known heading.
    pub fn is_heading(&self, text: &str) -> bool {
        self.headings.contains_key(&fold(text)) || self.own_heading(text).is_some()
    }

    /// Returns the undamaged spelling of a one-word heading read with OCR slips.
    pub fn heading_repaired(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        if self.heading_words.contains_key(&folded) || folded.contains(' ') {
            return None;
        }
        self.heading_words
            .iter()
            .filter(|(w, r)| !r.formed && r.category.is_some() && w.chars().count() >= 7)
            .map(|(w, _)| w.as_str())
            .find(|w| is_damaged(&folded, w))
    }

    /// Returns the category a single heading word names.
    pub fn heading_word(&self, word: &str) -> Option<Category> {
        self.heading_words.get(&fold(word)).filter(|w| !w.formed).and_then(|w| w.category)
    }

    /// Returns the field that a label names; the first one if it names two ("Grade/Salary").
    pub fn field(&self, label: &str) -> Option<&str> {
        match self.own_heading(label) {
            Some(Meaning::Field(name)) => return Some(name),
            Some(_) => return None,
            None => {}
        }
        let listed = |label: &str| self.fields.get(&fold(label)).map(String::as_str);
        listed(label).or_else(|| {
            let joined = Some(label).filter(|l| l.len() <= JOINT_LABEL_BYTES)?;
            let mut joints = ["/", "&", "(", " and "].into_iter();
            let (first, second) = joints.find_map(|joint| joined.split_once(joint))?;
            listed(second)?;
            listed(first)
        })
    }

    /// Returns the field whose label ("Typical job titles include") a sentence starts with, and the
    /// label's length in words.
    pub fn field_start(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let found = self.field_openings.iter().find(|(l, _)| starts_with_words(&folded, l));
        found.map(|(_, name)| name.as_str())
    }

    /// Tells whether a line holds a phrase that makes it a heading whatever its form.
    pub fn is_heading_phrase(&self, text: &str) -> bool {
        let folded = fold(text);
        self.heading_phrases.anywhere(&folded).next().is_some()
    }

    /// Returns the rank of a level's name, for example 2 for "Practising".
    pub fn level_word(&self, word: &str) -> Option<u32> {
        self.levels.get(&fold(word)).copied()
    }

    /// Returns what a column under this header holds.
    pub fn column(&self, header: &str) -> Option<Column> {
        self.columns.get(&fold(header)).copied()
    }

    /// Returns the need that a label says and nothing more: "E", "Desirable criteria", "Essential: the
    /// qualities without which nobody can be appointed".
    pub fn need(&self, label: &str) -> Option<Necessity> {
        let folded = fold(label);
        self.need_listed(&folded).or_else(|| self.need_explained(&folded))
    }

    fn need_listed(&self, folded: &str) -> Option<Necessity> {
        match (self.columns.get(folded), self.headings.get(folded)) {
            (Some(Column::Essential), _) => Some(Necessity::Essential),
            (Some(Column::Desirable), _) => Some(Necessity::Desirable),
            (None, Some(Meaning::Necessity(need))) => Some(*need),
            _ => None,
        }
    }

    /// Reads a label that explains to applicants what it means. Seen on councils' pages about person
    /// specifications, and above the columns of these.
    fn need_explained(&self, folded: &str) -> Option<Necessity> {
        /// Most words of the label itself.
        const WORDS: usize = 3;
        /// Words behind it among which one says what is explained: "i.e. those qualities".
        const OPENING: usize = 4;
        let gaps = folded.match_indices(' ').map(|(at, _)| at).take(WORDS);
        let mut parted = gaps.map(|at| (&folded[..at], &folded[at + 1..]));
        let explains = |rest: &str| {
            rest.split(' ').take(OPENING).any(|w| self.is_in(WordClass::Explains, w))
                && rest.split(' ').any(|w| self.is_in(WordClass::Selecting, w))
        };
        parted.find_map(|(label, rest)| self.need_listed(label).filter(|_| explains(rest)))
    }

    /// Tells whether a word is the head of job titles; plurals count.
    pub fn is_job_noun(&self, word: &str) -> bool {
        let word = fold(word);
        self.job_nouns.contains(&word)
            || word.strip_suffix('s').is_some_and(|w| self.job_nouns.contains(w))
    }

    /// Tells whether words end with a plural of a head of job titles: they name a group of people.
    pub fn is_job_plural(&self, words: &str) -> bool {
        let folded = fold(words);
        let last = last_word(&folded);
        let one = last.strip_suffix('s').filter(|one| self.job_nouns.contains(*one));
        one.is_some() && !self.job_nouns.contains(last)
    }

    /// Tells whether a word is the head of organisations' names; some ("Care") only where names are
    /// to be expected, in the running lines of pages.
    pub fn is_organisation_noun(&self, word: &str, running: bool) -> bool {
        self.organisation_nouns.get(&fold(word)).is_some_and(|anywhere| *anywhere || running)
    }

    /// Tells whether a line names a kind of document ("Job Description").
    pub fn is_document_kind(&self, text: &str) -> bool {
        let folded = fold(text);
        let is_kind = |t: &str| self.document_kinds.contains(t) || self.is_composed_kind(t);
        is_kind(&folded) || folded.split(" and ").all(is_kind)
    }

    /// Returns the words before the kind of document that ends a line ("Cook" of "Cook progression
    /// framework").
    pub fn before_kind<'t>(&self, text: &'t str) -> Option<&'t str> {
        let gaps = text.match_indices(' ').map(|(at, _)| text.split_at(at));
        gaps.map(|(head, kind)| (head.trim(), kind.trim()))
            .find(|(_, kind)| self.is_document_kind(kind))
            .map(|(head, _)| head)
    }

    /// Returns the category that a title's kind of document is about ("Oakhill behaviours framework"),
    /// if its words name one and no other.
    pub fn category_of_kind(&self, title: &str) -> Option<Category> {
        let folded = fold(title);
        let (about, head) = folded.rsplit_once(' ')?;
        self.is_in(WordClass::Document, head).then_some(())?;
        let about = about.rsplit(' ').take_while(|w| self.is_of_kind(w));
        let named: Vec<_> = about.filter_map(|w| self.heading_words.get(w)).collect();
        let plain = named.iter().any(|w| !w.formed && w.category.is_some());
        match agreed(&named.iter().filter_map(|w| w.category).collect::<Vec<_>>())? {
            Meaning::Category(category) if plain => Some(category),
            _ => None,
        }
    }

    /// Tells whether a word of a heading names a category: one of "Desirable qualifications", none of
    /// "Desirable criteria".
    pub fn names_category(&self, heading: &str) -> bool {
        let named = |w: &str| self.heading_words.get(w).is_some_and(|h| h.category.is_some());
        fold(heading).split(' ').any(named)
    }

    /// Tells whether words say what is told of jobs, and nothing else: "career levels", "the role",
    /// "responsibilities and skills".
    pub fn tells_of_jobs(&self, words: &str) -> bool {
        let folded = fold(words);
        let kind = |w: &str| self.is_in(WordClass::Document, w) || self.is_in(WordClass::Graded, w);
        let tells = |w: &str| kind(w) || self.is_of_kind(w);
        let mut said = folded.split(' ').peekable();
        said.peek().is_some_and(|w| !w.is_empty()) && said.all(tells)
    }

    fn is_of_kind(&self, word: &str) -> bool {
        word == "and"
            || self.is_in(WordClass::OfDocument, word)
            || self.heading_words.contains_key(word)
    }

    /// Tells whether folded words name a kind of document by what it is about and what it is
    /// ("competency grid").
    fn is_composed_kind(&self, folded: &str) -> bool {
        let Some((about, head)) = folded.rsplit_once(' ') else { return false };
        self.is_in(WordClass::Document, head)
            && about.split(' ').all(|w| self.is_in(WordClass::OfDocument, w))
    }

    /// Returns the opening phrase (and its category) that folded text starts with.
    ///
    /// An article in front of it does not count ("A sound knowledge of").
    pub fn opening<'a>(&'a self, folded: &str) -> Option<(&'a str, Option<Category>)> {
        self.opening_where(folded, |_| true)
    }

    /// Tells whether a new statement begins at folded text where bullets were lost.
    pub fn cuts(&self, folded: &str) -> bool {
        self.opening_where(folded, |o| o.cuts).is_some()
    }

    fn opening_where<'a>(
        &'a self,
        folded: &str,
        wanted: impl Fn(&Opening) -> bool + Copy,
    ) -> Option<(&'a str, Option<Category>)> {
        let bare =
            ["a ", "an ", "the "].iter().find_map(|a| folded.strip_prefix(a)).unwrap_or(folded);
        let longest = |text: &str| {
            let found = self.openings.at_start(text).filter(|(_, o)| wanted(o));
            found.max_by_key(|(phrase, _)| phrase.len()).map(|(phrase, o)| (phrase, o.category))
        };
        longest(folded).or_else(|| longest(bare))
    }

    /// Returns the phrases in folded text that name a condition, a time or an equivalent.
    pub fn qualifiers<'a>(
        &'a self,
        folded: &'a str,
    ) -> impl Iterator<Item = (&'a str, QualifierKind)> {
        self.qualifiers.anywhere(folded).map(|(_, phrase, kind)| (phrase, *kind))
    }

    /// Returns the phrase that says how strong a requirement is, and its class; one that may stand
    /// anywhere ("under supervision") decides before the opening does.
    pub fn strength<'a>(&'a self, folded: &'a str) -> Option<(&'a str, &'a str)> {
        let bare =
            ["a ", "an ", "the "].iter().find_map(|a| folded.strip_prefix(a)).unwrap_or(folded);
        let anywhere = self.strengths.anywhere(folded).filter(|(_, _, s)| s.0 == CueAt::Any);
        let opening = self.strengths.at_start(bare).max_by_key(|(phrase, _)| phrase.len());
        let found = anywhere.map(|(_, phrase, s)| (phrase, s)).next().or(opening);
        found.map(|(phrase, s)| (phrase, s.1.as_str()))
    }

    /// Returns the cues that folded text starts with.
    pub fn cues_at_start<'a>(&'a self, folded: &str) -> impl Iterator<Item = &'a Cue> {
        self.cues.at_start(folded).map(|(_, cue)| cue)
    }

    /// Returns the cues that stand anywhere in folded text; one that stands twice comes twice.
    pub fn cues_in<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a Cue> {
        self.cues.anywhere(folded).map(|(_, _, cue)| cue)
    }

    /// Returns the signs in folded text of what the sentence is; one that stands twice comes twice.
    pub fn signs<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a Sign> {
        self.signs
            .anywhere(folded)
            .filter(|(at, _, sign)| *at == 0 || sign.at == CueAt::Any)
            .map(|(_, _, sign)| sign)
    }

    fn arrange_lead_ins(&mut self, mut lead_ins: Vec<LeadIn>) {
        lead_ins.sort_by_key(|l| std::cmp::Reverse(l.phrase.len()));
        let opening = lead_ins.iter().filter(|l| l.category.is_none());
        self.lead_openings = opening.cloned().collect();
        for lead in lead_ins {
            self.lead_ins.entry(last_word(&lead.phrase).to_owned()).or_default().push(lead);
        }
    }

    /// Returns the lead-in that the text is, if it is one.
    ///
    /// A lead-in runs into what follows, so its phrase stands at its end; "You will:" and
    /// "Detailed below are …" may also open the sentence.
    pub fn lead_in(&self, text: &str) -> Option<&LeadIn> {
        let folded = fold(text);
        if word_count(&folded) > 30 || self.own_heading(text).is_some() {
            return None;
        }
        let endings = self.lead_ins.get(last_word(&folded)).map_or(&[][..], Vec::as_slice);
        let open = text.trim_end().ends_with(':');
        // A line that was cut off may end with any single word.
        let told = |l: &&LeadIn| open || l.phrase.contains(' ');
        let ending = endings.iter().filter(told).find(|l| ends_with_words(&folded, &l.phrase));
        let opening = self.lead_openings.iter().find(|l| {
            (open || l.phrase.starts_with("detailed")) && starts_with_words(&folded, &l.phrase)
        });
        opening.into_iter().chain(ending).max_by_key(|l| l.phrase.len())
    }

    /// Returns the words for essential or desirable in folded text, in order, with their offsets.
    pub fn necessities<'a>(
        &'a self,
        folded: &'a str,
    ) -> impl Iterator<Item = (usize, &'a str, Necessity)> {
        self.necessity.anywhere(folded).map(|(at, phrase, n)| (at, phrase, *n))
    }

    /// Returns the reference that folded text is as a whole.
    pub fn reference(&self, folded: &str) -> Option<Reference> {
        self.inherit.at_start(folded).find(|(phrase, _)| *phrase == folded).map(|(_, kind)| *kind)
    }

    /// Returns the longest phrase of reference that folded text starts with.
    pub fn reference_start<'a>(&'a self, folded: &str) -> Option<(&'a str, Reference)> {
        self.inherit
            .at_start(folded)
            .max_by_key(|(phrase, _)| phrase.len())
            .map(|(phrase, kind)| (phrase, *kind))
    }

    /// Tells whether a line is page furniture.
    pub fn is_furniture(&self, text: &str) -> bool {
        if self.own_heading(text).is_some() {
            return false;
        }
        let folded = fold(text);
        self.furniture_whole.contains(&folded)
            || self.furniture_start.at_start(&folded).next().is_some()
            || self.furniture_any.anywhere(&folded).next().is_some()
            || self.furniture_end.iter().any(|end| folded.ends_with(end.as_str()))
    }

    /// Tells whether a label asks for a signature.
    pub fn is_signature(&self, label: &str) -> bool {
        self.signatures.contains(&fold(label))
    }

    /// Returns the icon name that the text starts with.
    ///
    /// Icon fonts print pictures for ligature names; converters leave the names glued to words.
    pub fn icon<'a>(&'a self, text: &str) -> Option<&'a str> {
        self.icons.iter().map(String::as_str).find(|i| text.starts_with(i))
    }

    /// Tells whether a folded word is among the commonest of English that other languages lack.
    pub fn is_common_english(&self, word: &str) -> bool {
        self.english.contains(word)
    }

    /// Tells whether a folded word belongs to a class.
    pub fn is_in(&self, class: WordClass, word: &str) -> bool {
        self.classes.get(word).is_some_and(|classes| classes.contains(&class))
    }

    /// Returns the instruments of law.
    pub fn statutes(&self) -> &Statutes {
        &self.statutes
    }

    /// Returns the words by which the same is said in other words.
    pub fn wording(&self) -> &Wording {
        &self.wording
    }

    /// Returns the qualifications, their levels and subjects.
    pub fn qualifications(&self) -> &Qualifications {
        &self.qualifications
    }

    /// Tells whether an acronym in capitals needs no explanation.
    pub fn is_everyday_acronym(&self, acronym: &str) -> bool {
        self.everyday_acronyms.contains(acronym)
    }

    /// Tells whether a word ends with a full stop without ending a sentence.
    pub fn is_abbreviation(&self, word: &str) -> bool {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        self.abbreviations.contains(&fold(word))
    }

    /// Tells whether a word is a verb of duties, plain or in the third person.
    pub fn is_verb(&self, word: &str) -> bool {
        let word = fold(word);
        let third =
            [format!("{word}s"), format!("{word}es"), format!("{}ies", word.trim_end_matches('y'))];
        self.verbs.contains_key(&word) || third.iter().any(|t| self.verbs.contains_key(t))
    }

    /// Tells whether a word is a verb of duties in its form with "-ing": "Managing".
    ///
    /// "Training" and "Understanding" name categories and are none.
    pub fn is_gerund(&self, word: &str) -> bool {
        let word = fold(word);
        let Some(stem) = word.strip_suffix("ing").filter(|s| s.len() > 1) else { return false };
        let single =
            stem.chars().next_back().filter(|c| stem[..stem.len() - c.len_utf8()].ends_with(*c));
        let single = single.map(|c| &stem[..stem.len() - c.len_utf8()]);
        self.heading_word(&word).is_none()
            && (self.is_verb(stem)
                || self.is_verb(&format!("{stem}e"))
                || single.is_some_and(|s| self.is_verb(s)))
    }

    /// Tells whether a word is a verb in the third person; `Some(true)` if it may be a noun too.
    pub fn third_person(&self, word: &str) -> Option<bool> {
        self.verbs.get(&fold(word)).copied()
    }
}

/// Phrases of need behind which stands what a person does, unless it is "have".
const BEFORE_DUTIES: [&str; 2] = ["must", "you are required to"];
/// Bytes of the longest label that names two fields.
const JOINT_LABEL_BYTES: usize = 60;
/// Words behind which a heading says what its head is about.
const HEAD_ENDS: [&str; 11] =
    ["of", "for", "in", "to", "at", "with", "within", "that", "which", "are", "is"];
/// Name of the field of what nobody should do.
pub const COUNTER_EXAMPLES: &str = "counter_examples";
/// Words behind the head that add nothing.
const HEAD_TAILS: [&str; 6] = ["expected", "needed", "required", "desired", "include", "sought"];

/// Returns the category that all agree on; mixed if they differ. Training beside qualifications
/// ("Education and training") is what was learnt, so both are qualifications.
fn agreed(found: &[Category]) -> Option<Meaning> {
    let learnt = found.contains(&Category::Qualification);
    let mut left = found.iter().filter(|c| !learnt || **c != Category::Training);
    let first = *left.next()?;
    let all = left.all(|c| *c == first);
    Some(if all { Meaning::Category(first) } else { Meaning::Mixed })
}

/// Tells whether a word is another one with an OCR slip; a singular is no damaged plural.
fn is_damaged(word: &str, of: &str) -> bool {
    let number = |a: &str, b: &str| a.strip_suffix('s') == Some(b);
    near(word, of, 1) && !number(word, of) && !number(of, word)
}

/// Tells whether folded text starts with a folded phrase, whole words only.
pub fn starts_with_words(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Tells whether folded text ends with a folded phrase, whole words only.
pub fn ends_with_words(text: &str, phrase: &str) -> bool {
    text.strip_suffix(phrase).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

/// Tells whether folded text holds a folded phrase, whole words only.
pub fn contains_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + phrase.len()..]);
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon::parse(&Data::default()).expect("the shipped tables parse")
    }

    #[test]
    fn headings_by_words() {
        let l = lexicon();
        let check =
            |text: &str, expected: Option<Meaning>| assert_eq!(l.heading(text), expected, "{text}");
        check("Skills/Abilities required", Some(Meaning::Category(Category::Skill)));
        check("Experience/Knowledge", Some(Meaning::Mixed));
        check("Knowledge_", Some(Meaning::Category(Category::Knowledge)));
        check("Enowledge", Some(Meaning::Category(Category::Knowledge)));
        check("Medication", None);
        check("ENTRY REQUIREMENTS", Some(Meaning::Category(Category::EntryRequirement)));
        check("The importance of communication", None);
        check("Safe", None);
    }

    #[test]
    fn lead_ins() {
        let l = lexicon();
        let found =
            l.lead_in("A home support officer must know and understand").expect("a lead-in");
        assert_eq!(found.category, Some(Category::Knowledge));
        assert!(l.lead_in("You must know and understand the fire plan of the building").is_none());
        assert!(l.lead_in("You will:").is_some());
    }
}
