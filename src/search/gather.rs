//! All rows that a query finds, and what is counted over them.
//!
//! Stated rows and inherited ones have an index each, so that the usual search never meets the
//! inherited. The engine knows how many rows have a word, and finds the best of them without looking
//! at the others; the rows of any other query are listed with their scores, once, because they must
//! be counted anyway.

use super::IndexError;
use super::compile::{Boxed, all_of, any_of};
use super::field::Named;
use super::schema::{CONCEPT, Fields, REQUIREMENT, whole_name};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;
use tantivy::collector::{Collector, TopDocs};
use tantivy::columnar::{Cardinality, Column, StrColumn};
use tantivy::query::{AllQuery, EnableScoring, Explanation, Occur, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, Term};

/// Rows above which their concepts are not counted: nobody turns that many pages.
const MOST_COUNTED: usize = 10_000;
/// Rows that are looked at for each concept of a page, at first.
const ROWS_PER_CONCEPT: usize = 4;
/// How many times as many rows are looked at if those have too few concepts.
const MORE_ROWS: usize = 16;
/// Listed rows above which those of a page's concepts are sought instead of looking at all.
const MOST_LOOKED_AT: usize = 2_000;
/// A column's values are kept once this part of them is asked for at a time.
const MOST_OF_ALL: usize = 8;
/// Rows whose values are read in one go.
const CHUNK: usize = 1_024;

/// Hits by value, the values sorted; `None`, last, for rows without one.
pub(super) type Tally = Vec<(Option<String>, u64)>;

/// The index of stated rows, and that of inherited ones.
pub(super) struct Shelf {
    parts: [Part; 2],
    /// Concepts in both.
    concepts: usize,
}

/// One index with its columns, which are opened when they are needed and stay open.
struct Part {
    searcher: Searcher,
    columns: Vec<Columns>,
}

#[derive(Default)]
struct Columns {
    strings: [OnceLock<Option<Strings>>; Named::WHOLE],
    concept: OnceLock<Column<u64>>,
    requirement: OnceLock<Column<u64>>,
}

/// A column of whole values.
struct Strings {
    column: StrColumn,
    /// All values in their order, once most have been asked for.
    all: OnceLock<Vec<String>>,
}

/// The rows a query finds.
pub(super) struct Gathered<'a> {
    shelf: &'a Shelf,
    query: Boxed,
    segments: Vec<Segment<'a>>,
    total: usize,
    /// Whether the segments list them.
    is_listed: bool,
}

struct Segment<'a> {
    part: &'a Part,
    number: usize,
    docs: Vec<DocId>,
    /// Scores of `docs`; empty if nobody needs them.
    scores: Vec<f32>,
}

/// How far rows are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// To be counted, listed and put in order.
    Ordered,
    /// To be counted and listed.
    Listed,
}

/// One hit with what orders it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Located {
    pub(super) score: f32,
    segment: usize,
    doc: DocId,
    /// Number of its concept.
    pub(super) concept: u64,
}

/// What is known of a concept among the hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Rows among the hits.
    pub(super) rows: u64,
    /// Employers among them, sorted.
    pub(super) employers: BTreeSet<String>,
}

impl Shelf {
    pub(super) fn new(stated: Searcher, inherited: Searcher, concepts: usize) -> Self {
        let part = |searcher: Searcher| {
            let columns = searcher.segment_readers().iter().map(|_| Columns::default()).collect();
            Part { searcher, columns }
        };
        Self { parts: [stated, inherited].map(part), concepts }
    }

    /// Returns the index of stated rows.
    pub(super) fn stated(&self) -> &Searcher {
        &self.parts[0].searcher
    }

    /// Gathers the rows of a query.
    pub(super) fn gather(
        &self,
        query: Boxed,
        expanded: bool,
        depth: Depth,
    ) -> Result<Gathered<'_>, IndexError> {
        let segments = self.segments(expanded).collect();
        let mut gathered = Gathered { shelf: self, query, segments, total: 0, is_listed: false };
        if depth == Depth::Ordered && is_counted(gathered.query.as_ref()) {
            for part in &self.parts[..1 + usize::from(expanded)] {
                gathered.total += gathered.query.count(&part.searcher)?;
            }
        } else {
            gathered.list_with(depth)?;
        }
        Ok(gathered)
    }

    fn segments(&self, expanded: bool) -> impl Iterator<Item = Segment<'_>> {
        self.parts[..1 + usize::from(expanded)].iter().flat_map(|part| {
            let numbers = 0..part.columns.len();
            numbers.map(|number| Segment { part, number, docs: Vec::new(), scores: Vec::new() })
        })
    }

    /// Weighs a query by the words of the stated rows, so that scores of both compare.
    fn weight(
        &self,
        query: &dyn Query,
        searcher: &Searcher,
        scored: bool,
    ) -> Result<Box<dyn Weight>, IndexError> {
        let scoring = if scored {
            EnableScoring::enabled_from_statistics_provider(self.stated(), searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        Ok(query.weight(scoring)?)
    }

    /// Returns the whole values of a field, sorted, each once.
    pub(super) fn values(&self, field: Named) -> Result<BTreeSet<String>, IndexError> {
        let mut found = BTreeSet::new();
        for segment in self.segments(true) {
            let Some(column) = segment.strings(field)? else { continue };
            let all: Vec<u64> = (0..column.column.num_terms() as u64).collect();
            found.extend(column.values(&all)?);
        }
        Ok(found)
    }
}

/// Tells whether the engine knows how many rows a query has without looking for them.
fn is_counted(query: &dyn Query) -> bool {
    query.is::<TermQuery>() || query.is::<AllQuery>()
}

impl Gathered<'_> {
    /// Returns how many rows there are.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Lists the rows, for what has to look at each.
    pub(super) fn list(&mut self) -> Result<(), IndexError> {
        if self.is_listed { Ok(()) } else { self.list_with(Depth::Listed) }
    }

    fn list_with(&mut self, depth: Depth) -> Result<(), IndexError> {
        let scored = depth == Depth::Ordered;
        for segment in &mut self.segments {
            let weight = self.shelf.weight(self.query.as_ref(), &segment.part.searcher, scored)?;
            let reader = segment.reader();
            if scored {
                let (docs, scores) = (&mut segment.docs, &mut segment.scores);
                weight.for_each(reader, &mut |doc, score| {
                    docs.push(doc);
                    scores.push(score);
                })?;
            } else {
                segment.docs = docs(weight.as_ref(), reader)?;
            }
        }
        self.total = self.segments.iter().map(|s| s.docs.len()).sum();
        self.is_listed = true;
        Ok(())
    }

    /// Returns how many concepts they have, unless there are too many rows.
    pub(super) fn concepts(&mut self) -> Result<Option<u64>, IndexError> {
        if self.total > MOST_COUNTED {
            return Ok(None);
        }
        self.list()?;
        self.distinct(Number::Concept).map(Some)
    }

    /// Returns how many requirements they state or inherit.
    pub(super) fn requirements(&mut self) -> Result<u64, IndexError> {
        self.list()?;
        self.distinct(Number::Requirement)
    }

    /// Counts the different numbers of the rows that are listed.
    fn distinct(&self, number: Number) -> Result<u64, IndexError> {
        let mut numbers = Vec::with_capacity(self.total);
        for segment in &self.segments {
            each_first(segment.numbers(number)?, &segment.docs, |_, n| numbers.extend(n));
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers.len() as u64)
    }

    /// Returns a page of rows: by score, then where they stand.
    pub(super) fn page(&self, offset: usize, limit: usize) -> Result<Vec<Located>, IndexError> {
        let best = self.best(offset.saturating_add(limit))?;
        Ok(best.into_iter().skip(offset).collect())
    }

    /// Returns a page of concepts, each by its best row.
    pub(super) fn page_of_concepts(
        &self,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Located>, IndexError> {
        let wanted = offset.saturating_add(limit);
        let mut looked_at = wanted.saturating_mul(ROWS_PER_CONCEPT);
        loop {
            let mut seen = HashSet::new();
            let mut best = self.best(looked_at)?;
            best.retain(|hit| seen.insert(hit.concept));
            if best.len() >= wanted || looked_at >= self.total {
                best.truncate(wanted);
                return Ok(best.into_iter().skip(offset).collect());
            }
            looked_at = looked_at.saturating_mul(MORE_ROWS);
        }
    }

    /// Returns the best rows in order; among equals, what stands first comes first.
    fn best(&self, wanted: usize) -> Result<Vec<Located>, IndexError> {
        let wanted = wanted.min(self.total);
        if wanted == 0 {
            return Ok(Vec::new());
        }
        let least = self.least_of_best(wanted);
        let mut best = Vec::new();
        for (segment, part) in self.segments.iter().enumerate() {
            let concepts = part.numbers(Number::Concept)?;
            for (score, doc) in self.best_of(part, wanted, least)? {
                let concept = concepts.first(doc).unwrap_or(u64::MAX);
                best.push(Located { score, segment, doc, concept });
            }
        }
        best.sort_unstable_by(Located::order);
        best.truncate(wanted);
        Ok(best)
    }

    /// Returns the rows of a segment that may be among the best.
    fn best_of(
        &self,
        segment: &Segment,
        wanted: usize,
        least: f32,
    ) -> Result<Vec<(f32, DocId)>, IndexError> {
        if self.is_scored() {
            let all = segment.scores.iter().copied().zip(segment.docs.iter().copied());
            return Ok(all.filter(|(score, _)| *score >= least).collect());
        }
        let weight = self.shelf.weight(self.query.as_ref(), &segment.part.searcher, true)?;
        let top = TopDocs::with_limit(wanted).order_by_score();
        let found = top.collect_segment(weight.as_ref(), 0, segment.reader())?;
        let top = top.merge_fruits(vec![found])?;
        Ok(top.into_iter().map(|(score, address)| (score, address.doc_id)).collect())
    }

    fn is_scored(&self) -> bool {
        self.segments.iter().any(|s| !s.scores.is_empty())
    }

    /// Returns the lowest score that the wanted number of best rows can have.
    fn least_of_best(&self, wanted: usize) -> f32 {
        let scores = self.segments.iter().flat_map(|s| &s.scores).copied();
        let mut scores: Vec<f32> = scores.collect();
        if scores.len() <= wanted {
            return f32::NEG_INFINITY;
        }
        *scores.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a)).1
    }

    /// Returns rows and employers of some concepts.
    pub(super) fn groups(
        &self,
        page: &[Located],
        fields: &Fields,
    ) -> Result<HashMap<u64, Group>, IndexError> {
        let mut groups: HashMap<u64, Group> =
            page.iter().map(|hit| (hit.concept, Group::default())).collect();
        let is_sought = !self.is_listed || self.total > MOST_LOOKED_AT;
        let narrowed = is_sought.then(|| self.narrowed(groups.keys(), fields));
        for segment in &self.segments {
            let found = match &narrowed {
                Some(query) => {
                    let searcher = &segment.part.searcher;
                    let weight = self.shelf.weight(query.as_ref(), searcher, false)?;
                    &docs(weight.as_ref(), segment.reader())?
                }
                None => &segment.docs,
            };
            self.add_to_groups(segment, found, &mut groups)?;
        }
        Ok(groups)
    }

    /// Returns the query for rows of some concepts only.
    fn narrowed<'c>(&self, concepts: impl Iterator<Item = &'c u64>, fields: &Fields) -> Boxed {
        let of_concept = |concept: &u64| -> Boxed {
            let term = Term::from_field_u64(fields.concept, *concept);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        let one = any_of(concepts.map(of_concept).collect());
        let demands = std::iter::once(self.query.box_clone()).chain(one);
        all_of(demands.map(|query| (Occur::Must, query)).collect())
    }

    fn add_to_groups(
        &self,
        segment: &Segment,
        docs: &[DocId],
        groups: &mut HashMap<u64, Group>,
    ) -> Result<(), IndexError> {
        let mut is_asked_for = vec![false; self.shelf.concepts];
        for concept in groups.keys().filter_map(|c| usize::try_from(*c).ok()) {
            if let Some(asked_for) = is_asked_for.get_mut(concept) {
                *asked_for = true;
            }
        }
        let mut members: Vec<(u64, DocId)> = Vec::new();
        each_first(segment.numbers(Number::Concept)?, docs, |doc, concept| {
            let index = concept.and_then(|c| usize::try_from(c).ok());
            if index.and_then(|c| is_asked_for.get(c)).copied().unwrap_or(false) {
                members.extend(concept.map(|c| (c, doc)));
            }
        });
        let column = segment.strings(Named::Employer)?;
        let mut employers: BTreeSet<(u64, u64)> = BTreeSet::new();
        for (concept, doc) in members {
            groups.entry(concept).or_default().rows += 1;
            let employer = column.and_then(|c| c.column.ords().first(doc));
            employers.extend(employer.map(|e| (e, concept)));
        }
        let mut ordinals: Vec<u64> = employers.iter().map(|(employer, _)| *employer).collect();
        ordinals.dedup();
        let names = column.map_or(Ok(Vec::new()), |c| c.values(&ordinals))?;
        let names: HashMap<u64, String> = ordinals.into_iter().zip(names).collect();
        for (employer, concept) in employers {
            groups.entry(concept).or_default().employers.extend(names.get(&employer).cloned());
        }
        Ok(())
    }

    /// Counts the rows by the values of a field.
    pub(super) fn tally(&mut self, field: Named) -> Result<Tally, IndexError> {
        self.list()?;
        let tallies = self.segments.iter().map(|segment| segment.tally(field));
        Ok(merged(tallies.collect::<Result<_, _>>()?))
    }

    /// Counts the requirements by the values of a field: one that several rows state or inherit
    /// counts once for each value.
    pub(super) fn tally_requirements(&mut self, field: Named) -> Result<Tally, IndexError> {
        self.list()?;
        let mut by_value: BTreeMap<Option<String>, HashSet<u64>> = BTreeMap::new();
        for segment in &self.segments {
            let (column, requirements) =
                (segment.strings(field)?, segment.numbers(Number::Requirement)?);
            let mut by_ordinal: BTreeMap<Option<u64>, HashSet<u64>> = BTreeMap::new();
            for doc in &segment.docs {
                let requirement = requirements.first(*doc).unwrap_or(u64::MAX);
                for ordinal in ordinals(column.map(|c| &c.column), *doc) {
                    by_ordinal.entry(ordinal).or_default().insert(requirement);
                }
            }
            for (ordinal, found) in by_ordinal {
                let value = column.zip(ordinal).map(|(c, o)| c.values(&[o]));
                let value = value.transpose()?.into_iter().flatten().next();
                by_value.entry(value).or_default().extend(found);
            }
        }
        let counts = by_value.into_iter().map(|(value, found)| (value, found.len() as u64));
        Ok(unknown_last(counts.collect()))
    }

    /// Returns where a hit is stored.
    pub(super) fn stored(&self, hit: Located) -> (&Searcher, DocAddress) {
        let segment = &self.segments[hit.segment];
        let number = u32::try_from(segment.number).unwrap_or(u32::MAX);
        (&segment.part.searcher, DocAddress::new(number, hit.doc))
    }

    /// Returns how the score of a hit comes about.
    pub(super) fn explanation(&self, hit: Located) -> Result<Explanation, IndexError> {
        let segment = &self.segments[hit.segment];
        let searcher = &segment.part.searcher;
        let weight = self.shelf.weight(self.query.as_ref(), searcher, true)?;
        Ok(weight.explain(segment.reader(), hit.doc)?)
    }
}

/// Numbers that each row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Concept,
    Requirement,
}

impl<'a> Segment<'a> {
    fn reader(&self) -> &'a SegmentReader {
        &self.part.searcher.segment_readers()[self.number]
    }

    fn numbers(&self, number: Number) -> Result<&'a Column<u64>, IndexError> {
        let columns = &self.part.columns[self.number];
        let (cell, name) = match number {
            Number::Concept => (&columns.concept, CONCEPT),
            Number::Requirement => (&columns.requirement, REQUIREMENT),
        };
        if let Some(column) = cell.get() {
            return Ok(column);
        }
        let column = self.reader().fast_fields().u64(name)?;
        Ok(cell.get_or_init(|| column))
    }

    /// Returns the column of a field's whole values; none if no row has any.
    fn strings(&self, field: Named) -> Result<Option<&'a Strings>, IndexError> {
        let Some(cell) = self.part.columns[self.number].strings.get(field as usize) else {
            return Ok(None);
        };
        if let Some(column) = cell.get() {
            return Ok(column.as_ref());
        }
        let column = self.reader().fast_fields().str(&whole_name(field))?;
        let strings = column.map(|column| Strings { column, all: OnceLock::new() });
        Ok(cell.get_or_init(|| strings).as_ref())
    }

    fn tally(&self, field: Named) -> Result<Tally, IndexError> {
        let Some(strings) = self.strings(field)? else {
            let all = self.docs.len() as u64;
            return Ok(if all > 0 { vec![(None, all)] } else { Vec::new() });
        };
        let column = &strings.column;
        let (mut by_ordinal, mut without) = (vec![0_u64; column.num_terms()], 0);
        let mut count = |ordinal: Option<u64>| {
            let slot = ordinal.and_then(|o| by_ordinal.get_mut(usize::try_from(o).ok()?));
            *slot.unwrap_or(&mut without) += 1;
        };
        match column.ords().get_cardinality() {
            Cardinality::Full => each_only(column.ords(), &self.docs, |o| count(Some(o))),
            Cardinality::Optional => {
                each_first(column.ords(), &self.docs, |_, ordinal| count(ordinal));
            }
            Cardinality::Multivalued => {
                let all = self.docs.iter().flat_map(|doc| ordinals(Some(column), *doc));
                all.for_each(&mut count);
            }
        }
        let found: Vec<(u64, u64)> = (0..).zip(by_ordinal).filter(|(_, rows)| *rows > 0).collect();
        let names: Vec<u64> = found.iter().map(|(ordinal, _)| *ordinal).collect();
        let names = strings.values(&names)?.into_iter().map(Some);
        let mut tally: Tally = names.zip(found).map(|(name, (_, rows))| (name, rows)).collect();
        if without > 0 {
            tally.push((None, without));
        }
        Ok(tally)
    }
}

/// Returns the rows of a query in one segment, in their order.
fn docs(weight: &dyn Weight, reader: &SegmentReader) -> Result<Vec<DocId>, IndexError> {
    let mut found = Vec::new();
    weight.for_each_no_score(reader, &mut |docs| found.extend_from_slice(docs))?;
    Ok(found)
}

/// Calls with each row and its first value.
fn each_first(column: &Column<u64>, docs: &[DocId], mut call: impl FnMut(DocId, Option<u64>)) {
    let mut buffer = [None; CHUNK];
    for docs in docs.chunks(CHUNK) {
        let read = &mut buffer[..docs.len()];
        read.fill(None);
        column.first_vals(docs, read);
        docs.iter().zip(read).for_each(|(doc, value)| call(*doc, *value));
    }
}

/// Calls with the value of each row, of a column that has one for every row.
fn each_only(column: &Column<u64>, docs: &[DocId], mut call: impl FnMut(u64)) {
    let mut buffer = [0; CHUNK];
    for docs in docs.chunks(CHUNK) {
        let read = &mut buffer[..docs.len()];
        column.values.get_vals(docs, read);
        read.iter().for_each(|value| call(*value));
    }
}

/// Adds up the counts of several segments.
fn merged(mut tallies: Vec<Tally>) -> Tally {
    if tallies.len() <= 1 {
        return tallies.pop().unwrap_or_default();
    }
    let mut all: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for (value, count) in tallies.into_iter().flatten() {
        *all.entry(value).or_default() += count;
    }
    unknown_last(all.into_iter().collect())
}

fn unknown_last(mut tally: Tally) -> Tally {
    tally.sort_by_key(|(value, _)| value.is_none());
    tally
}

impl Located {
    fn order(a: &Self, b: &Self) -> Ordering {
        let places = (a.segment, a.doc).cmp(&(b.segment, b.doc));
        b.score.total_cmp(&a.score).then(places)
    }
}

/// Returns the numbers of a row's values; one `None` if it has none.
fn ordinals(column: Option<&StrColumn>, doc: DocId) -> Vec<Option<u64>> {
    let values: Vec<Option<u64>> =
        column.into_iter().flat_map(|c| c.ords().values_for_doc(doc)).map(Some).collect();
    if values.is_empty() { vec![None] } else { values }
}

impl Strings {
    /// Returns the values of some ordinals, which are sorted.
    fn values(&self, ordinals: &[u64]) -> Result<Vec<String>, IndexError> {
        let terms = self.column.num_terms();
        let all = match self.all.get() {
            Some(all) => all,
            None if ordinals.len() < terms / MOST_OF_ALL => return self.read(ordinals),
            None => {
                let all = self.read(&(0..terms as u64).collect::<Vec<_>>())?;
                self.all.get_or_init(|| all)
            }
        };
        let value = |ordinal: &u64| all.get(usize::try_from(*ordinal).ok()?).cloned();
        Ok(ordinals.iter().filter_map(value).collect())
    }

    fn read(&self, ordinals: &[u64]) -> Result<Vec<String>, IndexError> {
        let mut values = Vec::with_capacity(ordinals.len());
        let push = |bytes: &[u8]| values.push(String::from_utf8_lossy(bytes).into_owned());
        let read = self.column.dictionary().sorted_ords_to_term_cb(ordinals, push);
        read.map_err(tantivy::TantivyError::from)?;
        Ok(values)
    }
}
