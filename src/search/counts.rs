//! Exact counts of whole values over all hits.

use std::collections::BTreeMap;
use std::io;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Hits by value; `None` for rows without one.
pub(super) type Tally = BTreeMap<Option<String>, u64>;

/// Counts the hits by the values of a fast field.
pub(super) struct CountBy(pub(super) &'static str);

/// Counts of one segment, by the number of the value in its dictionary.
pub(super) struct SegmentCounts {
    column: Option<StrColumn>,
    by_ordinal: Vec<u64>,
    without: u64,
}

impl Collector for CountBy {
    type Fruit = Tally;
    type Child = SegmentCounts;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentCounts> {
        let column = segment.fast_fields().str(self.0)?;
        let values = column.as_ref().map_or(0, |c| c.num_terms());
        Ok(SegmentCounts { column, by_ordinal: vec![0; values], without: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<io::Result<Tally>>) -> tantivy::Result<Tally> {
        let mut all = Tally::new();
        for segment in segments {
            for (value, count) in segment? {
                *all.entry(value).or_default() += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = io::Result<Tally>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let ordinal = self.column.as_ref().and_then(|c| c.ords().first(doc));
        let slot = ordinal.and_then(|o| self.by_ordinal.get_mut(usize::try_from(o).ok()?));
        *slot.unwrap_or(&mut self.without) += 1;
    }

    fn harvest(self) -> io::Result<Tally> {
        let mut tally = Tally::new();
        for (ordinal, &count) in (0_u64..).zip(&self.by_ordinal).filter(|(_, count)| **count > 0) {
            let mut value = String::new();
            if let Some(column) = &self.column {
                column.ord_to_str(ordinal, &mut value)?;
            }
            tally.insert(Some(value), count);
        }
        if self.without > 0 {
            tally.insert(None, self.without);
        }
        Ok(tally)
    }
}
