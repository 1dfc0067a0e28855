//! The index over all requirements, and questions to it.
//!
//! Comes in: the store's current frameworks. Goes out: hits with their rows, exact counts and the
//! byte ranges of the matched words. The index is derived: [`refresh`] rebuilds it whenever the
//! store's generation or this module's version differs, and [`open`] falls back to an index in
//! memory where nothing can be written. This module alone knows the search engine.

mod counts;
mod highlight;
pub mod query;
mod schema;
mod write;

pub use schema::Exact;
pub use write::{IndexSummary, refresh};

use crate::model::Row;
use crate::store::{Store, StoreError};
use counts::{CountBy, Tally};
use query::{Compiler, Mode, Parsed};
use schema::{Fields, Named};
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::schema::Value as _;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocAddress, Order, Searcher, TantivyDocument};

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
    /// Whole values that must hold.
    pub exact: Vec<(Exact, String)>,
    /// Words that must stand in the level.
    pub level: Option<String>,
    /// Hits on a page.
    pub limit: usize,
    /// Hits before the page.
    pub offset: usize,
}

/// The answer, as printed with `--json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// All hits, not only this page's.
    pub total: u64,
    /// Whether rows that hold only some of the words are shown, because none holds all.
    pub partial: bool,
    /// What of the query was not used, as sentences.
    pub remarks: Vec<String>,
    /// Hits before this page.
    pub offset: usize,
    /// Hits a page holds.
    pub limit: usize,
    /// Exact counts over all hits.
    pub counts: Counts,
    /// This page's hits, by score, then id.
    pub hits: Vec<Hit>,
}

/// Hits by employer and by category, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// By employer.
    pub employer: Vec<ValueCount>,
    /// By category.
    pub category: Vec<ValueCount>,
}

/// A value and how many hits have it; the value is null where none is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueCount {
    /// The value.
    pub value: Option<String>,
    /// How many hits.
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
    searcher: Searcher,
    fields: Fields,
    analyser: TextAnalyzer,
    origin: Origin,
}

/// Opens the index of a store, building it first if it is missing, damaged or outdated.
///
/// # Errors
/// If the store cannot be read, or no index can be built even in memory.
pub fn open(root: &Path, store: &Store) -> Result<SearchIndex, IndexError> {
    if let Some(index) = from_disk(root, store, Origin::Current) {
        return Ok(index);
    }
    let why = match write::forget(root).and_then(|()| write::refresh(root, store)) {
        Ok(_) => match from_disk(root, store, Origin::Rebuilt) {
            Some(index) => return Ok(index),
            None => "the new index could not be read".to_owned(),
        },
        Err(IndexError::Store(error)) => return Err(error.into()),
        Err(error) => error.to_string(),
    };
    SearchIndex::new(&write::in_memory(write::documents(store))?, Origin::InMemory(why))
}

/// Returns the index on disk if it is current and can be read.
///
/// The engine trusts its files and may panic on flipped bits; the index is derived, so a failure
/// of any kind is answered by building it again.
fn from_disk(root: &Path, store: &Store, origin: Origin) -> Option<SearchIndex> {
    let open = || {
        let index = write::open_current(root, &store.manifest().generation)?;
        SearchIndex::new(&index, origin).ok()
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
    index: &SearchIndex,
    question: &Question,
) -> Result<Answer, IndexError> {
    check_page(question)?;
    match catch_unwind(AssertUnwindSafe(|| index.ask(question))) {
        Ok(Ok(answer)) => Ok(answer),
        _ => rebuilt(root, store)?.ask(question),
    }
}

fn rebuilt(root: &Path, store: &Store) -> Result<SearchIndex, IndexError> {
    if write::forget(root).is_ok() {
        return open(root, store);
    }
    let why = "the index is damaged and cannot be replaced".to_owned();
    SearchIndex::new(&write::in_memory(write::documents(store))?, Origin::InMemory(why))
}

impl SearchIndex {
    fn new(index: &tantivy::Index, origin: Origin) -> Result<Self, IndexError> {
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual);
        let searcher = reader.try_into()?.searcher();
        Ok(Self { searcher, fields: Fields::new().1, analyser: schema::analyser(), origin })
    }

    /// Returns where the index came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the values of a field, sorted, each once.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn values(&self, field: Exact) -> Result<Vec<String>, IndexError> {
        let all = tantivy::query::AllQuery;
        let tally = self.searcher.search(&all, &CountBy(field.field_name()))?;
        Ok(tally.into_keys().flatten().collect())
    }

    /// Answers a question; falls back to rows with only some of the words if none has all.
    ///
    /// # Errors
    /// If the page is too far away or the index cannot be read. No query is an error.
    pub fn ask(&self, question: &Question) -> Result<Answer, IndexError> {
        check_page(question)?;
        let parsed = query::parse(&question.query);
        let all = self.collect(question, &parsed, Mode::All)?;
        let partial = all.total == 0 && query::can_be_partial(&parsed);
        let found = if partial { self.collect(question, &parsed, Mode::Any)? } else { all };
        Ok(Answer {
            query: question.query.clone(),
            total: found.total,
            partial: partial && found.total > 0,
            offset: question.offset,
            limit: question.limit,
            counts: Counts {
                employer: by_count(found.employers),
                category: by_count(found.categories),
            },
            hits: self.hits(&parsed, &found.page)?,
            remarks: parsed.remarks,
        })
    }

    fn collect(
        &self,
        question: &Question,
        parsed: &Parsed,
        mode: Mode,
    ) -> Result<Found, IndexError> {
        let named: Vec<(Named, String)> =
            question.level.iter().map(|level| (Named::Level, level.clone())).collect();
        let query = self.compiler().compile(parsed, &question.exact, &named, mode);
        let top =
            TopDocs::with_limit(question.limit.max(1)).and_offset(question.offset).order_by((
                (SortBySimilarityScore, Order::Desc),
                (SortByStaticFastValue::<u64>::for_field(schema::RANK), Order::Asc),
            ));
        let counts = (CountBy(Exact::Employer.field_name()), CountBy(Exact::Category.field_name()));
        let (total, top, (employers, categories)) =
            self.searcher.search(&query, &(Count, top, counts))?;
        let page = top.into_iter().take(question.limit);
        let page = page.map(|((score, _), address)| (score, address)).collect();
        Ok(Found { total: total as u64, page, employers, categories })
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler { fields: &self.fields, analyser: self.analyser.clone() }
    }

    fn hits(&self, parsed: &Parsed, page: &[(f32, DocAddress)]) -> Result<Vec<Hit>, IndexError> {
        let sought = self.compiler().sought(parsed);
        let mut analyser = self.analyser.clone();
        let hit = |&(score, address): &(f32, DocAddress)| {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let stored = |field| document.get_first(field).and_then(|v| v.as_str());
            let row: Row = serde_json::from_str(stored(self.fields.row).unwrap_or(""))?;
            let ranges = highlight::highlights(&mut analyser, &sought, &row.text);
            let highlights = ranges.into_iter().map(|r| (r.start, r.end)).collect();
            let place = stored(self.fields.place).map(str::to_owned);
            Ok(Hit { score, row, place, highlights })
        };
        page.iter().map(hit).collect()
    }
}

/// What the collectors bring.
struct Found {
    total: u64,
    page: Vec<(f32, DocAddress)>,
    employers: Tally,
    categories: Tally,
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
