//! The index over all requirements, and questions to it.
//!
//! Comes in: the store's current frameworks. Goes out: hits with their rows, exact counts and the
//! byte ranges of the matched words. The index is derived: [`refresh`] rebuilds it whenever the
//! store's generation or this module's version differs, and [`open`] falls back to an index in
//! memory where nothing can be written. This module alone knows the search engine.

mod compile;
mod field;
mod gather;
mod highlight;
pub mod query;
mod range;
mod schema;
mod score;
mod vocabulary;
mod widen;
mod write;

pub use compile::Filter;
pub use field::Named;
pub use score::Reason;
pub use widen::{Also, Because};
pub use write::{Documents, IndexSummary, refresh, refresh_from};

use crate::data::Data;
use crate::lexicon::LexiconError;
use crate::model::Row;
use crate::store::{Store, StoreError};
use compile::{Boxed, Compiler};
use gather::{Gathered, Located, Shelf, Tally};
use query::Mode;
use schema::{Analysers, Fields};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::schema::Value as _;
use tantivy::{Searcher, TantivyDocument};
use vocabulary::Vocabulary;
use widen::{Meanings, Widened};
use write::Opened;

/// Largest `--offset`.
pub const MAX_OFFSET: usize = 1_000_000;
/// Largest `--limit`.
pub const MAX_LIMIT: usize = 10_000;

/// Why the index could not be built or asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The store could not be read.
    #[error("the store could not be read")]
    Store(#[from] StoreError),
    /// A word list could not be read.
    #[error("a word list could not be read")]
    Lexicon(#[from] LexiconError),
    /// The engine failed.
    #[error("the search index failed")]
    Engine(#[from] tantivy::TantivyError),
    /// A file of the index could not be read or written.
    #[error("{} could not be {action}", path.display())]
    File {
        /// `read`, `written`, `locked`, `removed`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row of the index is no row.
    #[error("a row of the search index could not be read")]
    Row(#[from] serde_json::Error),
    /// A page beyond what is served.
    #[error("{what} is {asked}; the largest is {largest}")]
    TooFar {
        /// `--offset` or `--limit`.
        what: &'static str,
        /// What was asked for.
        asked: usize,
        /// What is allowed.
        largest: usize,
    },
}

/// A question: words with filters, and which page of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed; any string.
    pub query: String,
    /// What must hold beside it.
    pub filters: Vec<Filter>,
    /// Whether each row stands alone; otherwise rows of one concept stand together.
    pub flat: bool,
    /// Whether a requirement is found at the levels and roles that inherit it too.
    pub expanded: bool,
    /// Whether synonyms are looked for too.
    pub broad: bool,
    /// Whether each hit tells how its score comes about.
    pub explain: bool,
    /// Fields by whose values hits are counted.
    pub facets: Vec<Named>,
    /// Hits on a page.
    pub limit: usize,
    /// Hits before the page.
    pub offset: usize,
}

/// The answer, as printed with `--json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// All rows that were found, not only this page's.
    pub total: u64,
    /// How many requirements they state or inherit: less than the rows only with `expanded`.
    pub requirements: u64,
    /// How many concepts they have.
    pub concepts: u64,
    /// Whether each row stands alone; otherwise a hit is the best row of its concept.
    pub flat: bool,
    /// Whether inherited rows are among them.
    pub expanded: bool,
    /// Whether rows that hold only some of the words are shown, because none holds all.
    pub partial: bool,
    /// What was looked for beside what was typed.
    pub also: Vec<Also>,
    /// The query with unknown words replaced by the nearest known ones.
    pub did_you_mean: Option<String>,
    /// What of the query was not used, as sentences.
    pub remarks: Vec<String>,
    /// Hits before this page.
    pub offset: usize,
    /// Hits a page holds.
    pub limit: usize,
    /// Requirements by the values of each facet, most first, over all rows; a facet's counts leave
    /// its own filter out, so that they show what else could be chosen.
    pub counts: BTreeMap<&'static str, Vec<ValueCount>>,
    /// This page's hits, by score, then id.
    pub hits: Vec<Hit>,
}

/// A value and how many requirements have it; the value is null where none is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueCount {
    /// The value.
    pub value: Option<String>,
    /// How many.
    pub count: u64,
}

/// One row that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// How well it matches: higher is better, comparable within one answer.
    pub score: f32,
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// Where it stands first, in words.
    pub place: Option<String>,
    /// Half-open byte ranges of `text` that matched.
    pub highlights: Vec<(usize, usize)>,
    /// What else was found of its concept, unless each row stands alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupOf>,
    /// How its score comes about, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Reason>,
}

/// The rows found of one concept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupOf {
    /// Rows.
    pub rows: u64,
    /// Employers, sorted.
    pub employers: Vec<String>,
}

/// Where the index that answers came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was there and current.
    Current,
    /// It was missing, damaged or of another generation, and was built again.
    Rebuilt,
    /// It could not be written for this reason, and was built in memory.
    InMemory(String),
}

/// An index that can be asked.
pub struct SearchIndex {
    shelf: Shelf,
    fields: Fields,
    meanings: Meanings,
    origin: Origin,
}

/// Hits below which words that begin or are spelt like those typed are looked for too.
const FEW: usize = 3;

/// Opens the index of a store, building it first if it is missing, damaged or outdated.
///
/// # Errors
/// If the store cannot be read, or no index can be built even in memory.
pub fn open(root: &Path, store: &Store, data: &Data) -> Result<SearchIndex, IndexError> {
    if let Some(index) = from_disk(root, store, data, Origin::Current) {
        return Ok(index);
    }
    let why = match write::forget(root).and_then(|()| write::refresh(root, store)) {
        Ok(_) => match from_disk(root, store, data, Origin::Rebuilt) {
            Some(index) => return Ok(index),
            None => "the new index could not be read".to_owned(),
        },
        Err(error @ (IndexError::Store(_) | IndexError::Lexicon(_))) => return Err(error),
        Err(error) => error.to_string(),
    };
    SearchIndex::new(write::in_memory(write::documents(store))?, data, Origin::InMemory(why))
}

/// Returns the index on disk if it is current and can be read.
///
/// The engine trusts its files and may panic on flipped bits; the index is derived, so a failure
/// of any kind is answered by building it again.
fn from_disk(root: &Path, store: &Store, data: &Data, origin: Origin) -> Option<SearchIndex> {
    let open = || {
        let index = write::open_current(root, &store.manifest().generation)?;
        SearchIndex::new(index, data, origin).ok()
    };
    catch_unwind(AssertUnwindSafe(open)).ok().flatten()
}

/// Answers a question; an index that fails while it is read is built again, once.
///
/// # Errors
/// If the page is too far away, or store and index cannot be read.
pub fn ask(
    root: &Path,
    store: &Store,
    data: &Data,
    index: &SearchIndex,
    question: &Question,
) -> Result<Answer, IndexError> {
    check_page(question)?;
    match catch_unwind(AssertUnwindSafe(|| index.ask(question))) {
        Ok(Ok(answer)) => Ok(answer),
        _ => rebuilt(root, store, data)?.ask(question),
    }
}

fn rebuilt(root: &Path, store: &Store, data: &Data) -> Result<SearchIndex, IndexError> {
    if write::forget(root).is_ok() {
        return open(root, store, data);
    }
    let why = "the index is damaged and cannot be replaced".to_owned();
    SearchIndex::new(write::in_memory(write::documents(store))?, data, Origin::InMemory(why))
}

impl SearchIndex {
    fn new(opened: Opened, data: &Data, origin: Origin) -> Result<Self, IndexError> {
        let searcher = |index: &tantivy::Index| -> Result<Searcher, IndexError> {
            let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual);
            Ok(reader.try_into()?.searcher())
        };
        let (stated, inherited) = (searcher(&opened.stated)?, searcher(&opened.inherited)?);
        let shelf = Shelf { stated, inherited, concepts: opened.about.concepts };
        let meanings = Meanings::read(data, opened.about.acronyms)?;
        Ok(Self { shelf, fields: Fields::new().1, meanings, origin })
    }

    /// Returns where the index came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the whole values of a field, sorted, each once; codes and headings have none.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn values(&self, field: Named) -> Result<Vec<String>, IndexError> {
        Ok(self.shelf.values(field)?.into_iter().collect())
    }

    /// Answers a question.
    ///
    /// What was typed is looked for first, with the other names of its words. Where that finds
    /// little, words that begin or are spelt like it are looked for too, and where no row has all
    /// the words, rows with some of them.
    ///
    /// # Errors
    /// If the page is too far away or the index cannot be read. No query is an error.
    pub fn ask(&self, question: &Question) -> Result<Answer, IndexError> {
        check_page(question)?;
        let parsed = query::parse(&question.query);
        let typed = widen::with_meanings(parsed, &self.meanings, question.broad);
        let found = self.best_search(question, typed)?;
        let gathered = self.shelf.gather(found.query.as_ref(), question.expanded, true)?;
        let page = if question.flat {
            gathered.page(question.offset, question.limit)?
        } else {
            gathered.page_of_concepts(question.offset, question.limit)?
        };
        let total = gathered.total() as u64;
        let requirements = if question.expanded { gathered.requirements()? } else { total };
        Ok(Answer {
            query: question.query.clone(),
            total,
            requirements,
            concepts: gathered.concepts()?,
            flat: question.flat,
            expanded: question.expanded,
            partial: found.mode == Mode::Any && total > 0,
            did_you_mean: self.suggestion(question, &found, total)?,
            counts: self.counts(question, &found, &gathered)?,
            hits: self.hits(question, &found, &gathered, &page)?,
            also: found.widened.also,
            remarks: found.widened.parsed.remarks,
            offset: question.offset,
            limit: question.limit,
        })
    }

    /// Returns the narrowest search that finds something.
    fn best_search(&self, question: &Question, typed: Widened) -> Result<Search, IndexError> {
        let typed = self.search(question, typed, Mode::All);
        let found = self.count(question, &typed)?;
        if found >= FEW {
            return Ok(typed);
        }
        let guessed = widen::with_guesses(typed.widened.clone(), &self.vocabulary())?;
        let guessed = self.search(question, guessed, Mode::All);
        let guesses_help = self.count(question, &guessed)? > found;
        if found > 0 || guesses_help {
            return Ok(if guesses_help { guessed } else { typed });
        }
        if !typed.widened.parsed.can_be_partial() {
            return Ok(typed);
        }
        let partial = self.search(question, guessed.widened, Mode::Any);
        let exact = self.search(question, typed.widened.clone(), Mode::Any);
        let found = self.count(question, &exact)?;
        Ok(if self.count(question, &partial)? > found { partial } else { exact })
    }

    fn search(&self, question: &Question, widened: Widened, mode: Mode) -> Search {
        let query = self.compiler().compile(&widened.parsed, &question.filters, mode);
        Search { widened, mode, query }
    }

    fn count(&self, question: &Question, search: &Search) -> Result<usize, IndexError> {
        self.shelf.count(search.query.as_ref(), question.expanded)
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler { fields: &self.fields, analysers: Analysers::new() }
    }

    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { searcher: &self.shelf.stated, plain: self.fields.plain }
    }

    fn suggestion(
        &self,
        question: &Question,
        search: &Search,
        total: u64,
    ) -> Result<Option<String>, IndexError> {
        let parsed = &search.widened.parsed;
        if let Some(meant) = query::with_meant_fields(&question.query, parsed) {
            return Ok(Some(meant));
        }
        let is_helped = search.widened.also.iter().any(|a| a.because == Because::Spelling);
        if is_helped || (total >= FEW as u64 && search.mode == Mode::All) {
            return Ok(None);
        }
        widen::suggestion(&question.query, parsed, &self.vocabulary())
    }

    /// Counts by each facet, without the facet's own filter.
    fn counts(
        &self,
        question: &Question,
        search: &Search,
        gathered: &Gathered,
    ) -> Result<BTreeMap<&'static str, Vec<ValueCount>>, IndexError> {
        let mut counts = BTreeMap::new();
        for &facet in &question.facets {
            let tally = match self.without_own_filter(question, search, facet) {
                None => tally(question, gathered, facet)?,
                Some(query) => {
                    let free = self.shelf.gather(query.as_ref(), question.expanded, false)?;
                    tally(question, &free, facet)?
                }
            };
            counts.insert(facet.name(), by_count(tally));
        }
        Ok(counts)
    }

    /// Returns the query without the filters on a facet's field; nothing if there are none.
    fn without_own_filter(
        &self,
        question: &Question,
        search: &Search,
        facet: Named,
    ) -> Option<Boxed> {
        let mut filters = question.filters.clone();
        filters.retain(|f| f.field != facet);
        let mut parsed = search.widened.parsed.clone();
        let own: Vec<usize> =
            parsed.filters().filter(|(_, f)| *f == facet).map(|(place, _)| place).collect();
        if own.is_empty() && filters.len() == question.filters.len() {
            return None;
        }
        for place in own.into_iter().rev() {
            parsed.clauses.remove(place);
        }
        if parsed.clauses.is_empty() {
            parsed = query::parse("*");
        }
        Some(self.compiler().compile(&parsed, &filters, search.mode))
    }

    fn hits(
        &self,
        question: &Question,
        search: &Search,
        gathered: &Gathered,
        page: &[Located],
    ) -> Result<Vec<Hit>, IndexError> {
        let mut groups = if question.flat { HashMap::new() } else { gathered.groups(page)? };
        let mut analysers = Analysers::new();
        let sought = highlight::sought(&mut analysers, &search.widened.parsed.words());
        let mut hits = Vec::with_capacity(page.len());
        for &found in page {
            let (searcher, address) = gathered.stored(found);
            let document: TantivyDocument = searcher.doc(address)?;
            let stored = |field| document.get_first(field).and_then(|v| v.as_str());
            let row: Row = serde_json::from_str(stored(self.fields.row).unwrap_or(""))?;
            let ranges = highlight::highlights(&mut analysers, &sought, &row.text);
            let explain =
                || gathered.explanation(found).map(|e| score::reason(&e, searcher.schema()));
            hits.push(Hit {
                score: found.score,
                row,
                place: stored(self.fields.place).map(str::to_owned),
                highlights: ranges.into_iter().map(|r| (r.start, r.end)).collect(),
                group: groups.remove(&found.concept).map(|g| GroupOf {
                    rows: g.rows,
                    employers: g.employers.into_iter().collect(),
                }),
                explanation: question.explain.then(explain).transpose()?,
            });
        }
        Ok(hits)
    }
}

/// A query as it is asked of the engine.
struct Search {
    widened: Widened,
    mode: Mode,
    query: Boxed,
}

fn tally(question: &Question, gathered: &Gathered, facet: Named) -> Result<Tally, IndexError> {
    if question.expanded { gathered.tally_requirements(facet) } else { gathered.tally(facet) }
}

fn check_page(question: &Question) -> Result<(), IndexError> {
    let pages = [("--offset", question.offset, MAX_OFFSET), ("--limit", question.limit, MAX_LIMIT)];
    match pages.into_iter().find(|(_, asked, largest)| asked > largest) {
        Some((what, asked, largest)) => Err(IndexError::TooFar { what, asked, largest }),
        None => Ok(()),
    }
}

/// Returns the counts, most first, then by value, the unknown ones last among equals.
fn by_count(tally: Tally) -> Vec<ValueCount> {
    let counts = tally.into_iter().map(|(value, count)| ValueCount { value, count });
    let mut counts: Vec<ValueCount> = counts.collect();
    counts.sort_by_key(|c| (std::cmp::Reverse(c.count), c.value.is_none()));
    counts
}

#[cfg(test)]
mod tests;
