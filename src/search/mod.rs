//! The index over all requirements, and questions to it.
//!
//! Comes in: the store's current frameworks. Goes out: hits with their rows, exact counts and the
//! byte ranges of the matched words. The index is derived: [`refresh`] rebuilds it whenever the
//! store's generation or this module's version differs, and [`open`] falls back to an index in
//! memory where nothing can be written. This module alone knows the search engine.

mod analyse;
mod compile;
mod field;
mod gather;
mod highlight;
mod packed;
pub mod query;
mod range;
mod schema;
mod score;
mod values;
mod vocabulary;
mod widen;
mod write;

pub use compile::Filter;
pub use field::Named;
pub use packed::PackError;
pub use score::Reason;
pub use widen::{Also, Because};
pub use write::{Documents, IndexSummary, refresh, refresh_from};

use crate::data::Data;
use crate::lexicon::LexiconError;
use crate::model::Row;
use crate::store::{Store, StoreError};
use analyse::Analysers;
use compile::{Boxed, Compiler};
use gather::{Depth, Gathered, Located, Shelf, Tally};
use query::{Mode, Parsed};
use schema::Fields;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::schema::Value as _;
use tantivy::{Searcher, TantivyDocument};
use values::Values;
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
    Row(#[from] packed::PackError),
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
    /// How many concepts they have; null above 10,000 rows, which nobody pages through.
    pub concepts: Option<u64>,
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
    /// This page's hits, by score, then by document and reading order.
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
        let shelf = Shelf::new(stated, inherited, opened.about.concepts);
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
        let mut found = self.best_search(question, typed)?;
        let page = if question.flat {
            found.rows.page(question.offset, question.limit)?
        } else {
            found.rows.page_of_concepts(question.offset, question.limit)?
        };
        let total = found.rows.total() as u64;
        let requirements = if question.expanded { found.rows.requirements()? } else { total };
        Ok(Answer {
            query: question.query.clone(),
            total,
            requirements,
            concepts: found.rows.concepts()?,
            flat: question.flat,
            expanded: question.expanded,
            partial: found.mode == Mode::Any && total > 0,
            did_you_mean: self.suggestion(question, &found, total)?,
            counts: self.counts(question, &mut found)?,
            hits: self.hits(question, &found, &page)?,
            also: found.widened.also,
            remarks: found.widened.parsed.remarks,
            offset: question.offset,
            limit: question.limit,
        })
    }

    /// Returns the narrowest search that finds something.
    fn best_search(&self, question: &Question, widened: Widened) -> Result<Search<'_>, IndexError> {
        let typed = self.search(question, widened, Mode::All)?;
        let found = typed.rows.total();
        if found >= FEW {
            return Ok(typed);
        }
        let guessed = widen::with_guesses(typed.widened.clone(), &self.vocabulary())?;
        if guessed != typed.widened {
            let guessed = self.search(question, guessed.clone(), Mode::All)?;
            if guessed.rows.total() > found {
                return Ok(guessed);
            }
        }
        if found > 0 || !typed.widened.parsed.can_be_partial() {
            return Ok(typed);
        }
        let exact = self.search(question, typed.widened, Mode::Any)?;
        let partial = self.search(question, guessed, Mode::Any)?;
        Ok(if partial.rows.total() > exact.rows.total() { partial } else { exact })
    }

    fn search(
        &self,
        question: &Question,
        widened: Widened,
        mode: Mode,
    ) -> Result<Search<'_>, IndexError> {
        let query = self.compiled(&widened.parsed, &question.filters, mode)?;
        let rows = self.shelf.gather(query, question.expanded, Depth::Ordered)?;
        Ok(Search { widened, mode, rows })
    }

    fn compiled(
        &self,
        parsed: &Parsed,
        filters: &[Filter],
        mode: Mode,
    ) -> Result<Boxed, IndexError> {
        let mut values = Values { shelf: &self.shelf, analysers: Analysers::new() };
        let parsed = values.resolve(parsed)?;
        let filters = filters.iter().map(|f| values.resolve_filter(f));
        let filters = filters.collect::<Result<Vec<Filter>, _>>()?;
        let mut compiler = Compiler { fields: &self.fields, analysers: values.analysers };
        Ok(compiler.compile(&parsed, &filters, mode))
    }

    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { searcher: self.shelf.stated(), plain: self.fields.plain }
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
        search: &mut Search,
    ) -> Result<BTreeMap<&'static str, Vec<ValueCount>>, IndexError> {
        let mut counts = BTreeMap::new();
        for &facet in &question.facets {
            let tally = match self.without_own_filter(question, search, facet)? {
                None => tally(question, &mut search.rows, facet)?,
                Some(query) => {
                    let mut free = self.shelf.gather(query, question.expanded, Depth::Listed)?;
                    tally(question, &mut free, facet)?
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
    ) -> Result<Option<Boxed>, IndexError> {
        let mut filters = question.filters.clone();
        filters.retain(|f| f.field != facet);
        let mut parsed = search.widened.parsed.clone();
        let own: Vec<usize> =
            parsed.filters().filter(|(_, f)| *f == facet).map(|(place, _)| place).collect();
        if own.is_empty() && filters.len() == question.filters.len() {
            return Ok(None);
        }
        for place in own.into_iter().rev() {
            parsed.clauses.remove(place);
        }
        if parsed.clauses.is_empty() {
            parsed = query::parse("*");
        }
        self.compiled(&parsed, &filters, search.mode).map(Some)
    }

    fn hits(
        &self,
        question: &Question,
        search: &Search,
        page: &[Located],
    ) -> Result<Vec<Hit>, IndexError> {
        let mut groups =
            if question.flat { HashMap::new() } else { search.rows.groups(page, &self.fields)? };
        let mut analysers = Analysers::new();
        let sought = highlight::sought(&mut analysers, &search.widened.parsed.words());
        let mut hits = Vec::with_capacity(page.len());
        for &found in page {
            let (searcher, address) = search.rows.stored(found);
            let document: TantivyDocument = searcher.doc(address)?;
            let stored = document.get_first(self.fields.row).and_then(|v| v.as_bytes());
            let (row, place) = packed::unpack(stored.unwrap_or_default())?;
            let ranges = highlight::highlights(&mut analysers, &sought, &row.text);
            let explain =
                || search.rows.explanation(found).map(|e| score::reason(&e, searcher.schema()));
            hits.push(Hit {
                score: found.score,
                row,
                place,
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

/// A query as it is asked of the engine, with the rows it finds.
struct Search<'a> {
    widened: Widened,
    mode: Mode,
    rows: Gathered<'a>,
}

fn tally(question: &Question, rows: &mut Gathered, facet: Named) -> Result<Tally, IndexError> {
    if question.expanded { rows.tally_requirements(facet) } else { rows.tally(facet) }
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
