//! The tree of a query to a query of the engine.

use super::field::Named;
use super::query::{Clause, Mode, Parsed, Part, Sign};
use super::range::{Measured, Range};
use super::schema::{Analysers, Fields};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Weight of a match in the heading or role, beside 1 for the text.
const AROUND_WEIGHT: f32 = 0.3;
/// Weight of what the search itself looks for, beside 1 for what was typed.
const BESIDE_WEIGHT: f32 = 0.3;

/// Values of a field of which a row must have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The field.
    pub field: Named,
    /// The values, any of them.
    pub values: Vec<String>,
    /// Whether they are whole values; otherwise words that stand in the value.
    pub whole: bool,
}

/// Makes queries of the engine.
pub(super) struct Compiler<'a> {
    pub(super) fields: &'a Fields,
    pub(super) analysers: Analysers,
}

pub(super) type Boxed = Box<dyn Query>;

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Text,
    Around,
}

impl Compiler<'_> {
    /// Returns the query of the engine with the filters beside it.
    pub(super) fn compile(&mut self, parsed: &Parsed, filters: &[Filter], mode: Mode) -> Boxed {
        let filters: Vec<Boxed> = filters.iter().map(|f| self.filter(f)).collect();
        let mut demands = self.top(&parsed.clauses, mode);
        if demands.is_empty() && filters.is_empty() {
            return Box::new(EmptyQuery);
        }
        demands.extend(filters.into_iter().map(|q| (Occur::Must, unscored(q))));
        all_of(demands)
    }

    fn filter(&mut self, filter: &Filter) -> Boxed {
        let whole = self.fields.whole(filter.field).filter(|_| filter.whole);
        let named = self.fields.named(filter.field);
        let values = filter.values.iter().filter_map(|value| match whole {
            Some(field) => Some(term(field, value)),
            None => self.words_in(named, value),
        });
        any_of(values.collect()).unwrap_or_else(|| Box::new(EmptyQuery))
    }

    /// Returns what the whole query demands: at least one word must be in the text itself, so that
    /// a role's name or a heading alone is no hit.
    fn top(&mut self, clauses: &[Clause], mode: Mode) -> Vec<(Occur, Boxed)> {
        let positive = || clauses.iter().filter(|c| c.sign != Sign::Excluded);
        let mut worded = positive().filter(|c| c.has_words());
        match (worded.next(), worded.next()) {
            (Some(only), None) if only.is_words() && !has_group(only) => {
                let others: Vec<Clause> = clauses.iter().filter(|c| *c != only).cloned().collect();
                let mut demands = self.demands(&others, mode);
                demands.extend(self.in_text_alone(only));
                demands
            }
            _ => {
                let mut demands = self.demands(clauses, mode);
                demands.extend(self.one_in_text(clauses).map(|q| (Occur::Must, unscored(q))));
                demands
            }
        }
    }

    /// Returns the only words that are asked for: in the text, scored in heading and role too.
    fn in_text_alone(&mut self, clause: &Clause) -> Vec<(Occur, Boxed)> {
        let mut within = |scope| {
            let parts = clause.any.iter().filter_map(|p| self.words_of(p, scope));
            any_of(parts.collect())
        };
        let text = within(Scope::Text).map(|q| (Occur::Must, q));
        let around = within(Scope::Around).filter(|_| text.is_some());
        text.into_iter().chain(around.map(|q| (Occur::Should, q))).collect()
    }

    fn demands(&mut self, clauses: &[Clause], mode: Mode) -> Vec<(Occur, Boxed)> {
        let (mut demands, mut optional) = (Vec::new(), Vec::new());
        for clause in clauses {
            let Some(query) = self.clause(clause) else { continue };
            match clause.sign {
                Sign::Excluded => demands.push((Occur::MustNot, excluded(query))),
                Sign::Plain if mode == Mode::Any && clause.is_words() => optional.push(query),
                Sign::Plain | Sign::Required => demands.push((Occur::Must, query)),
            }
        }
        demands.extend(any_of(optional).map(|q| (Occur::Must, q)));
        demands
    }

    fn clause(&mut self, clause: &Clause) -> Option<Boxed> {
        let parts: Vec<Boxed> = clause.any.iter().filter_map(|p| self.part(p)).collect();
        any_of(parts)
    }

    fn part(&mut self, part: &Part) -> Option<Boxed> {
        match part {
            Part::Words(_) | Part::Beginning(_) => {
                let scopes = [Scope::Text, Scope::Around];
                any_of(scopes.into_iter().filter_map(|s| self.words_of(part, s)).collect())
            }
            Part::Filter(named, value) => {
                self.words_in(self.fields.named(*named), value).map(unscored)
            }
            Part::Within(measured, range) => Some(unscored(self.within(*measured, *range))),
            Part::Group(clauses) => {
                let demands = self.demands(clauses, Mode::All);
                (!demands.is_empty()).then(|| all_of(demands))
            }
            Part::Everything => Some(unscored(Box::new(AllQuery))),
            Part::Beside(part) => self.part(part).map(|q| boosted(q, BESIDE_WEIGHT)),
        }
    }

    /// Returns the words of a part in one place.
    fn words_of(&mut self, part: &Part, scope: Scope) -> Option<Boxed> {
        match (part, scope) {
            (Part::Words(words), Scope::Text) => self.words_in(self.fields.text, words),
            (Part::Words(words), Scope::Around) => {
                self.words_in(self.fields.around, words).map(|q| boosted(q, AROUND_WEIGHT))
            }
            (Part::Beginning(letters), Scope::Text) => self.beginning(letters),
            (Part::Beside(part), _) => {
                self.words_of(part, scope).map(|q| boosted(q, BESIDE_WEIGHT))
            }
            _ => None,
        }
    }

    fn words_in(&mut self, field: Field, words: &str) -> Option<Boxed> {
        let stems = self.analysers.stems(words);
        let terms: Vec<Term> = stems.iter().map(|s| Term::from_field_text(field, s)).collect();
        match terms.len() {
            0 => None,
            1 => {
                let term = terms.into_iter().next()?;
                Some(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            }
            _ => Some(Box::new(PhraseQuery::new(terms))),
        }
    }

    fn beginning(&mut self, letters: &str) -> Option<Boxed> {
        let words = self.analysers.words(letters);
        let [word] = words.as_slice() else { return None };
        let first = Term::from_field_text(self.fields.plain, word);
        Some(Box::new(FuzzyTermQuery::new_prefix(first, 0, true)))
    }

    fn within(&self, measured: Measured, range: Range) -> Boxed {
        let field = self.fields.measured(measured);
        let bound = |n: Option<u64>| {
            n.map_or(Bound::Unbounded, |n| Bound::Included(Term::from_field_u64(field, n)))
        };
        if range.least.zip(range.most).is_some_and(|(least, most)| least > most) {
            return Box::new(EmptyQuery);
        }
        Box::new(RangeQuery::new(bound(range.least), bound(range.most)))
    }

    /// Returns the demand that one of the words stands in the text. A query that mixes words and
    /// filters in one `OR` has none.
    fn one_in_text(&mut self, clauses: &[Clause]) -> Option<Boxed> {
        let positive = || clauses.iter().filter(|c| c.sign != Sign::Excluded);
        if !positive().all(|c| c.is_words() || !c.has_words()) {
            return None;
        }
        let words: Vec<&Part> = positive().flat_map(Clause::words).collect();
        any_of(words.into_iter().filter_map(|w| self.words_of(w, Scope::Text)).collect())
    }
}

fn has_group(clause: &Clause) -> bool {
    clause.any.iter().any(|part| match part {
        Part::Beside(part) => matches!(**part, Part::Group(_)),
        part => matches!(part, Part::Group(_)),
    })
}

fn term(field: Field, value: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

fn boosted(query: Boxed, weight: f32) -> Boxed {
    Box::new(BoostQuery::new(query, weight))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Returns the same query as a union of it with itself.
///
/// The engine asks what is excluded about rows before its first match, and its phrases assert that
/// nobody does (tantivy 0.27, `PhraseScorer::seek_danger`); a union answers.
fn excluded(query: Boxed) -> Boxed {
    Box::new(BooleanQuery::union(vec![query.box_clone(), query]))
}

fn any_of(mut queries: Vec<Boxed>) -> Option<Boxed> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

/// Returns the conjunction; exclusions alone are exclusions from everything.
fn all_of(mut demands: Vec<(Occur, Boxed)>) -> Boxed {
    if demands.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        demands.push((Occur::Must, unscored(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(demands))
}
