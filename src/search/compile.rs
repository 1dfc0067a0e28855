//! The tree of a query to a query of the engine.

use super::analyse::Analysers;
use super::field::Named;
use super::query::{Clause, Mode, Parsed, Part, Sign};
use super::range::{Measured, Range};
use super::schema::Fields;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
    FuzzyTermQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Weight of a match in the heading or role, beside 1 for the text.
const AROUND_WEIGHT: f32 = 0.3;
/// Words of which each may stand in the text or around it in the quick form: there are as many ways
/// as subsets.
const MOST_COMBINED: usize = 4;
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
        let values = filter.values.iter().filter_map(|value| match (whole, named) {
            (Some(field), _) => Some(term(field, value)),
            (None, Some(field)) => self.words_in(field, value),
            (None, None) => None,
        });
        any_of(values.collect()).unwrap_or_else(|| Box::new(EmptyQuery))
    }

    /// Returns what the whole query demands: at least one word must be in the text itself, so that
    /// a role's name or a heading alone is no hit.
    fn top(&mut self, clauses: &[Clause], mode: Mode) -> Vec<(Occur, Boxed)> {
        let is_worded = |c: &&Clause| c.sign != Sign::Excluded && c.has_words();
        let worded: Vec<&Clause> = clauses.iter().filter(is_worded).collect();
        let is_plain = |c: &&Clause| c.is_words() && !has_group(c);
        if mode == Mode::All && worded.len() <= MOST_COMBINED && worded.iter().all(is_plain) {
            let others: Vec<Clause> = clauses.iter().filter(|c| !is_worded(c)).cloned().collect();
            let mut demands = self.demands(&others, mode);
            demands.extend(self.combined(&worded).map(|q| (Occur::Must, q)));
            return demands;
        }
        let mut demands = self.demands(clauses, mode);
        demands.extend(self.one_in_text(clauses).map(|q| (Occur::Must, unscored(q))));
        demands
    }

    /// Returns the demand for all of these words, each in the text or around it, not all around it.
    ///
    /// It is written out, "both in the text, or one here and the other there": the engine skips
    /// through conjunctions of words, but must walk through every row of "here or there".
    fn combined(&mut self, clauses: &[&Clause]) -> Option<Boxed> {
        let mut words: Vec<[Option<Boxed>; 2]> = Vec::new();
        for clause in clauses {
            let places = [Scope::Text, Scope::Around].map(|scope| {
                any_of(clause.any.iter().filter_map(|p| self.words_of(p, scope)).collect())
            });
            words.extend(Some(places).filter(|p| p.iter().any(Option::is_some)));
        }
        let all_around = (1_usize << words.len()) - 1;
        let mut ways: Vec<Boxed> = Vec::new();
        for way in 0..all_around {
            let places = words.iter().enumerate().map(|(i, places)| places[way >> i & 1].as_ref());
            if let Some(parts) = places.collect::<Option<Vec<&Boxed>>>() {
                ways.push(all_of(parts.iter().map(|q| (Occur::Must, q.box_clone())).collect()));
            }
        }
        best_of(ways)
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
                best_of(scopes.into_iter().filter_map(|s| self.words_of(part, s)).collect())
            }
            Part::Filter(named, value) => {
                self.words_in(self.fields.named(*named)?, value).map(unscored)
            }
            Part::OneOf(named, values) => {
                let (field, values) = (*named, values.clone());
                Some(unscored(self.filter(&Filter { field, values, whole: true })))
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

pub(super) fn any_of(mut queries: Vec<Boxed>) -> Option<Boxed> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

/// Returns a union in which a row has the best of its scores.
fn best_of(mut queries: Vec<Boxed>) -> Option<Boxed> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(DisjunctionMaxQuery::new(queries))),
    }
}

/// Returns the conjunction; exclusions alone are exclusions from everything. A demand alone is
/// itself: the engine is quickest with plain words.
pub(super) fn all_of(mut demands: Vec<(Occur, Boxed)>) -> Boxed {
    if demands.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        demands.push((Occur::Must, unscored(Box::new(AllQuery))));
    }
    if demands.len() == 1 {
        return demands.swap_remove(0).1;
    }
    Box::new(BooleanQuery::new(demands))
}
