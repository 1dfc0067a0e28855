//! Words of `field:value` in the values of a field that has few: the values that have them.

use super::IndexError;
use super::analyse::Analysers;
use super::compile::Filter;
use super::field::Named;
use super::gather::Shelf;
use super::query::{Clause, Parsed, Part};

/// Looks up values.
pub(super) struct Values<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) analysers: Analysers,
}

impl Values<'_> {
    /// Returns the query with the words of fields of few values replaced by the values.
    pub(super) fn resolve(&mut self, parsed: &Parsed) -> Result<Parsed, IndexError> {
        Ok(Parsed { clauses: self.clauses(&parsed.clauses)?, ..parsed.clone() })
    }

    /// Returns the filter with words replaced by the values that have them.
    pub(super) fn resolve_filter(&mut self, filter: &Filter) -> Result<Filter, IndexError> {
        if filter.whole || !filter.field.is_listed() {
            return Ok(filter.clone());
        }
        let mut values = Vec::new();
        for words in &filter.values {
            values.extend(self.with_words(filter.field, words)?);
        }
        Ok(Filter { field: filter.field, values, whole: true })
    }

    fn clauses(&mut self, clauses: &[Clause]) -> Result<Vec<Clause>, IndexError> {
        let clause = |c: &Clause| -> Result<Clause, IndexError> {
            let any = c.any.iter().map(|part| self.part(part)).collect::<Result<_, _>>()?;
            Ok(Clause { sign: c.sign, any })
        };
        clauses.iter().map(clause).collect()
    }

    fn part(&mut self, part: &Part) -> Result<Part, IndexError> {
        Ok(match part {
            Part::Filter(field, words)
                if field.is_listed() && !self.analysers.stems(words).is_empty() =>
            {
                Part::OneOf(*field, self.with_words(*field, words)?)
            }
            Part::Group(clauses) => Part::Group(self.clauses(clauses)?),
            Part::Beside(part) => Part::Beside(Box::new(self.part(part)?)),
            part => part.clone(),
        })
    }

    /// Returns the values in which the words follow each other.
    fn with_words(&mut self, field: Named, words: &str) -> Result<Vec<String>, IndexError> {
        let sought = self.analysers.stems(words);
        let mut values = self.shelf.values(field)?;
        values.retain(|value| {
            let stems = self.analysers.stems(value);
            !sought.is_empty() && stems.windows(sought.len()).any(|w| w == sought)
        });
        Ok(values.into_iter().collect())
    }
}
