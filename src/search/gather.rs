//! All rows that a query finds, and what is counted over them.
//!
//! Stated rows and inherited ones have an index each, so that the usual search never meets the
//! inherited. A search walks all its hits anyway, because it counts them; they are gathered once,
//! and the order, the groups and the counts are made from the list.

use super::IndexError;
use super::field::Named;
use super::schema::{CONCEPT, RANK, REQUIREMENT, whole_name};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Explanation, Query, Weight};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

/// Hits by value; `None` for rows without one.
pub(super) type Tally = BTreeMap<Option<String>, u64>;

/// The index of stated rows, and that of inherited ones.
pub(super) struct Shelf {
    pub(super) stated: Searcher,
    pub(super) inherited: Searcher,
    /// Concepts in both.
    pub(super) concepts: usize,
}

/// All rows a query found.
pub(super) struct Gathered<'a> {
    shelf: &'a Shelf,
    query: &'a dyn Query,
    segments: Vec<Segment<'a>>,
}

struct Segment<'a> {
    searcher: &'a Searcher,
    reader: &'a SegmentReader,
    ordinal: u32,
    hits: Vec<(DocId, f32)>,
}

/// One hit with what orders it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Located {
    pub(super) score: f32,
    rank: u64,
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
    /// Gathers the hits of a query, with scores if they are to be ordered.
    pub(super) fn gather<'a>(
        &'a self,
        query: &'a dyn Query,
        expanded: bool,
        scored: bool,
    ) -> Result<Gathered<'a>, IndexError> {
        let mut segments = Vec::new();
        for searcher in self.searchers(expanded) {
            let weight = self.weight(query, searcher, scored)?;
            for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
                let mut hits = Vec::new();
                weight.for_each(reader, &mut |doc, score| hits.push((doc, score)))?;
                segments.push(Segment { searcher, reader, ordinal, hits });
            }
        }
        Ok(Gathered { shelf: self, query, segments })
    }

    /// Counts the hits of a query.
    pub(super) fn count(&self, query: &dyn Query, expanded: bool) -> Result<usize, IndexError> {
        let counts = self.searchers(expanded).map(|searcher| Ok(query.count(searcher)?));
        counts.sum()
    }

    fn searchers(&self, expanded: bool) -> impl Iterator<Item = &Searcher> {
        std::iter::once(&self.stated).chain(Some(&self.inherited).filter(|_| expanded))
    }

    /// Weighs a query by the words of the stated rows, so that scores of both compare.
    fn weight(
        &self,
        query: &dyn Query,
        searcher: &Searcher,
        scored: bool,
    ) -> Result<Box<dyn Weight>, IndexError> {
        let scoring = if scored {
            EnableScoring::enabled_from_statistics_provider(&self.stated, searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        Ok(query.weight(scoring)?)
    }

    /// Returns the whole values of a field, sorted, each once.
    pub(super) fn values(&self, field: Named) -> Result<BTreeSet<String>, IndexError> {
        let mut values = BTreeSet::new();
        for reader in self.searchers(true).flat_map(Searcher::segment_readers) {
            let Some(column) = strings(reader, field)? else { continue };
            for ordinal in 0..column.num_terms() as u64 {
                values.insert(value(&column, ordinal)?);
            }
        }
        Ok(values)
    }
}

impl Gathered<'_> {
    /// Returns how many rows there are.
    pub(super) fn total(&self) -> usize {
        self.segments.iter().map(|s| s.hits.len()).sum()
    }

    /// Returns how many concepts they have.
    pub(super) fn concepts(&self) -> Result<u64, IndexError> {
        self.distinct(CONCEPT, self.shelf.concepts)
    }

    /// Returns how many requirements they state or inherit.
    pub(super) fn requirements(&self) -> Result<u64, IndexError> {
        let most = self.segments.iter().map(|s| s.searcher.num_docs()).sum::<u64>();
        self.distinct(REQUIREMENT, usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// Counts the different numbers, of which there are `most` at most.
    fn distinct(&self, name: &str, most: usize) -> Result<u64, IndexError> {
        let mut seen = vec![false; most];
        let mut count = 0;
        for segment in &self.segments {
            let numbers = segment.numbers(name)?;
            for (doc, _) in &segment.hits {
                let number = numbers.first(*doc).and_then(|n| usize::try_from(n).ok());
                if let Some(slot) = number.and_then(|n| seen.get_mut(n)) {
                    count += u64::from(!*slot);
                    *slot = true;
                }
            }
        }
        Ok(count)
    }

    /// Returns a page of rows: by score, then id.
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
        let mut looked_at = wanted.saturating_mul(4);
        loop {
            let mut seen = HashSet::new();
            let mut best = self.best(looked_at)?;
            best.retain(|hit| seen.insert(hit.concept));
            if best.len() >= wanted || looked_at >= self.total() {
                best.truncate(wanted);
                return Ok(best.into_iter().skip(offset).collect());
            }
            looked_at = looked_at.saturating_mul(8);
        }
    }

    /// Returns the best rows in order.
    fn best(&self, wanted: usize) -> Result<Vec<Located>, IndexError> {
        if wanted == 0 {
            return Ok(Vec::new());
        }
        let least = self.least_of_best(wanted);
        let mut best = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let (ranks, concepts) = (segment.numbers(RANK)?, segment.numbers(CONCEPT)?);
            for &(doc, score) in segment.hits.iter().filter(|(_, score)| *score >= least) {
                let rank = ranks.first(doc).unwrap_or(u64::MAX);
                let concept = concepts.first(doc).unwrap_or(u64::MAX);
                best.push(Located { score, rank, segment: number, doc, concept });
            }
        }
        if best.len() > wanted {
            best.select_nth_unstable_by(wanted - 1, Located::order);
            best.truncate(wanted);
        }
        best.sort_unstable_by(Located::order);
        Ok(best)
    }

    /// Returns the lowest score that the wanted number of best rows can have.
    fn least_of_best(&self, wanted: usize) -> f32 {
        let scores = self.segments.iter().flat_map(|s| &s.hits).map(|(_, score)| *score);
        let mut scores: Vec<f32> = scores.collect();
        if scores.len() <= wanted {
            return f32::NEG_INFINITY;
        }
        *scores.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a)).1
    }

    /// Returns rows and employers of some concepts.
    pub(super) fn groups(&self, page: &[Located]) -> Result<HashMap<u64, Group>, IndexError> {
        let mut groups: HashMap<u64, Group> =
            page.iter().map(|hit| (hit.concept, Group::default())).collect();
        for segment in &self.segments {
            let concepts = segment.numbers(CONCEPT)?;
            let employers = strings(segment.reader, Named::Employer)?;
            for (doc, _) in &segment.hits {
                let concept = concepts.first(*doc).unwrap_or(u64::MAX);
                let Some(group) = groups.get_mut(&concept) else { continue };
                group.rows += 1;
                if let Some(column) = &employers
                    && let Some(ordinal) = column.ords().first(*doc)
                {
                    group.employers.insert(value(column, ordinal)?);
                }
            }
        }
        Ok(groups)
    }

    /// Counts the rows by the values of a field.
    pub(super) fn tally(&self, field: Named) -> Result<Tally, IndexError> {
        let mut all = Tally::new();
        for segment in &self.segments {
            for (value, count) in segment.tally(field)? {
                *all.entry(value).or_default() += count;
            }
        }
        Ok(all)
    }

    /// Counts the requirements by the values of a field: one that several rows state or inherit
    /// counts once for each value.
    pub(super) fn tally_requirements(&self, field: Named) -> Result<Tally, IndexError> {
        let mut by_value: BTreeMap<Option<String>, HashSet<u64>> = BTreeMap::new();
        for segment in &self.segments {
            let (column, requirements) =
                (strings(segment.reader, field)?, segment.numbers(REQUIREMENT)?);
            let mut by_ordinal: HashMap<Option<u64>, HashSet<u64>> = HashMap::new();
            for (doc, _) in &segment.hits {
                let requirement = requirements.first(*doc).unwrap_or(u64::MAX);
                for ordinal in ordinals(column.as_ref(), *doc) {
                    by_ordinal.entry(ordinal).or_default().insert(requirement);
                }
            }
            for (ordinal, found) in by_ordinal {
                let value = named(column.as_ref(), ordinal)?;
                by_value.entry(value).or_default().extend(found);
            }
        }
        Ok(by_value.into_iter().map(|(value, found)| (value, found.len() as u64)).collect())
    }

    /// Returns where a hit is stored.
    pub(super) fn stored(&self, hit: Located) -> (&Searcher, DocAddress) {
        let segment = &self.segments[hit.segment];
        (segment.searcher, DocAddress::new(segment.ordinal, hit.doc))
    }

    /// Returns how the score of a hit comes about.
    pub(super) fn explanation(&self, hit: Located) -> Result<Explanation, IndexError> {
        let segment = &self.segments[hit.segment];
        let weight = self.shelf.weight(self.query, segment.searcher, true)?;
        Ok(weight.explain(segment.reader, hit.doc)?)
    }
}

impl Segment<'_> {
    fn numbers(&self, name: &str) -> Result<Column<u64>, IndexError> {
        Ok(self.reader.fast_fields().u64(name)?)
    }

    fn tally(&self, field: Named) -> Result<Tally, IndexError> {
        let column = strings(self.reader, field)?;
        let values = column.as_ref().map_or(0, |c| c.num_terms());
        let (mut by_ordinal, mut without) = (vec![0_u64; values], 0);
        let mut count = |ordinal: Option<u64>| {
            let slot = ordinal.and_then(|o| by_ordinal.get_mut(usize::try_from(o).ok()?));
            *slot.unwrap_or(&mut without) += 1;
        };
        for (doc, _) in &self.hits {
            match &column {
                Some(c) if field.is_many() => {
                    ordinals(Some(c), *doc).into_iter().for_each(&mut count)
                }
                Some(c) => count(c.ords().first(*doc)),
                None => count(None),
            }
        }
        let mut tally = Tally::new();
        for (ordinal, &rows) in (0..).zip(&by_ordinal).filter(|(_, rows)| **rows > 0) {
            tally.insert(named(column.as_ref(), Some(ordinal))?, rows);
        }
        if without > 0 {
            tally.insert(None, without);
        }
        Ok(tally)
    }
}

impl Located {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.score.total_cmp(&a.score).then(a.rank.cmp(&b.rank))
    }
}

fn strings(reader: &SegmentReader, field: Named) -> Result<Option<StrColumn>, IndexError> {
    Ok(reader.fast_fields().str(&whole_name(field))?)
}

/// Returns the numbers of a row's values; one `None` if it has none.
fn ordinals(column: Option<&StrColumn>, doc: DocId) -> Vec<Option<u64>> {
    let values: Vec<Option<u64>> =
        column.into_iter().flat_map(|c| c.ords().values_for_doc(doc)).map(Some).collect();
    if values.is_empty() { vec![None] } else { values }
}

fn named(column: Option<&StrColumn>, ordinal: Option<u64>) -> Result<Option<String>, IndexError> {
    column.zip(ordinal).map(|(column, ordinal)| value(column, ordinal)).transpose()
}

fn value(column: &StrColumn, ordinal: u64) -> Result<String, IndexError> {
    let mut value = String::new();
    column.ord_to_str(ordinal, &mut value).map_err(tantivy::TantivyError::from)?;
    Ok(value)
}
