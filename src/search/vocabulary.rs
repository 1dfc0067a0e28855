//! The words that stand in the index, for words that were misspelt or only begun.

use super::IndexError;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

/// Letters from which on one slip is forgiven.
const ONE_SLIP_FROM: usize = 5;
/// Letters from which on two are.
const TWO_SLIPS_FROM: usize = 9;
/// Slips that are forgiven at most.
const MOST_SLIPS: u8 = 2;
/// Words that are looked for in the place of one misspelt.
const MOST_ALIKE: usize = 3;
/// Words that are told of those that begin alike; all of them are looked for.
const MOST_BEGUN: usize = 8;
/// How many times as common a word must be to stand in for one that is in the index itself.
const TIMES_AS_COMMON: u64 = 10;

/// Words of the index, in lower case and without accents.
pub(super) struct Vocabulary<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) plain: Field,
}

/// A word of the index, with its distance from one that was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    slips: usize,
    rows: Reverse<u64>,
    word: String,
}

impl Vocabulary<'_> {
    /// Returns how many rows have the word.
    pub(super) fn rows(&self, word: &str) -> Result<u64, IndexError> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.plain, word))?)
    }

    /// Returns the words that `word` may be a slip of: the nearest, and of those the commonest.
    ///
    /// One slip is forgiven in five letters and two in nine, as people expect of search boxes;
    /// none in a word with a digit, which is a code, a year or a level.
    pub(super) fn alike(&self, word: &str) -> Result<Vec<String>, IndexError> {
        let letters = word.chars().count();
        let slips = match letters {
            n if n >= TWO_SLIPS_FROM => MOST_SLIPS,
            n if n >= ONE_SLIP_FROM => 1,
            _ => 0,
        };
        if slips == 0 || !word.chars().all(char::is_alphabetic) {
            return Ok(Vec::new());
        }
        let least = self.rows(word)?.saturating_mul(TIMES_AS_COMMON);
        let near = self.near(word, slips, least)?;
        let fewest = near.first().map(|c| c.slips);
        let nearest = near.into_iter().take_while(|c| Some(c.slips) == fewest);
        Ok(nearest.take(MOST_ALIKE).map(|c| c.word).collect())
    }

    /// Returns the word to suggest for one that is in no row, whatever its length.
    pub(super) fn suggestion(&self, word: &str) -> Result<Option<String>, IndexError> {
        let letters = word.chars().count();
        if letters < 3 || !word.chars().all(char::is_alphabetic) || self.rows(word)? > 0 {
            return Ok(None);
        }
        let slips = if letters < ONE_SLIP_FROM { 1 } else { 2 };
        Ok(self.near(word, slips, 0)?.into_iter().next().map(|c| c.word))
    }

    /// Returns longer words that begin with these letters, the commonest first, a few of them.
    pub(super) fn begun(&self, letters: &str) -> Result<Vec<String>, IndexError> {
        let mut begun: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.plain)?;
            let from = index.terms().range().ge(letters.as_bytes());
            let mut terms = from.into_stream().map_err(tantivy::TantivyError::from)?;
            while terms.advance() && terms.key().starts_with(letters.as_bytes()) {
                if let Ok(word) = std::str::from_utf8(terms.key()) {
                    *begun.entry(word.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
        }
        begun.remove(letters);
        let mut begun: Vec<(Reverse<u64>, String)> =
            begun.into_iter().map(|(word, rows)| (Reverse(rows), word)).collect();
        begun.sort();
        Ok(begun.into_iter().take(MOST_BEGUN).map(|(_, word)| word).collect())
    }

    /// Returns the words within some slips that more than `least` rows have, nearest first.
    fn near(&self, word: &str, slips: u8, least: u64) -> Result<Vec<Candidate>, IndexError> {
        let automaton = Near::new(word, slips);
        let mut near: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.plain)?;
            let found = index.terms().search(&automaton).into_stream();
            let mut terms = found.map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                if term != word && term.chars().all(char::is_alphabetic) {
                    *near.entry(term.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
        }
        let near = near.into_iter().filter(|(_, rows)| *rows > least);
        let mut near: Vec<Candidate> = near
            .map(|(other, rows)| Candidate {
                slips: strsim::osa_distance(word, &other),
                rows: Reverse(rows),
                word: other,
            })
            .collect();
        near.sort();
        Ok(near)
    }
}

/// Accepts the words within some slips of one: letters put in, left out, replaced, or swapped with
/// the next.
struct Near(DFA);

/// The states of an automaton of the engine's dictionary.
impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

impl Near {
    fn new(word: &str, slips: u8) -> Self {
        static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 3] =
            [const { OnceLock::new() }; 3];
        let builder = &BUILDERS[usize::from(slips.min(MOST_SLIPS))];
        let builder = builder.get_or_init(|| LevenshteinAutomatonBuilder::new(slips, true));
        Self(builder.build_dfa(word))
    }
}
