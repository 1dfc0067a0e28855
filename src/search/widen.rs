//! What a search looks for beside what was typed: other names, words begun, words misspelt.
//!
//! Acronyms and what they stand for always stand for each other; synonyms only where the asker
//! wants them. Beginnings and slips are for a query that finds little. Whatever is added weighs
//! less than what was typed, and is told.

use super::IndexError;
use super::analyse::Analysers;
use super::query::{Clause, MIN_BEGINNING, Parsed, Part, Sign};
use super::vocabulary::Vocabulary;
use crate::data::Data;
use crate::lexicon::{self, Alias, AliasKind, LexiconError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was looked for beside what was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Also {
    /// What was typed.
    pub typed: String,
    /// Why.
    pub because: Because,
    /// What was looked for too.
    pub searched: Vec<String>,
}

/// Why something is looked for that was not typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// An acronym and what it stands for.
    Acronym,
    /// Another word for it.
    Synonym,
    /// Words that begin so.
    Beginning,
    /// Words that are spelt alike.
    Spelling,
}

/// A query with what is looked for beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Widened {
    pub(super) parsed: Parsed,
    pub(super) also: Vec<Also>,
}

/// Acronyms and synonyms.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    /// Those of the data file, by their stems.
    by_stems: HashMap<Vec<String>, Vec<Meaning>>,
    /// Most words of any term of the data file.
    longest: usize,
    /// Acronyms that documents explain, sorted.
    defined: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Meaning {
    /// The other name.
    words: String,
    stems: Vec<String>,
    because: Because,
    /// How it must be typed: "IT" in capitals, because it is a word too.
    typed: Option<String>,
}

impl Meanings {
    /// Reads the word list, and takes the acronyms that documents explain: those must be typed as
    /// they are printed.
    pub(super) fn read(data: &Data, defined: Vec<(String, String)>) -> Result<Self, LexiconError> {
        let mut meanings = Self { defined, ..Self::default() };
        let mut analysers = Analysers::new();
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for Alias { term, means, kind } in lexicon::aliases(data)? {
            match kind {
                AliasKind::Acronym => {
                    meanings.add(&mut analysers, &means, &term, Because::Acronym, None);
                    meanings.add(&mut analysers, &term, &means, Because::Acronym, None);
                }
                AliasKind::Capitals => {
                    let typed = Some(term.clone());
                    meanings.add(&mut analysers, &term, &means, Because::Acronym, typed);
                }
                AliasKind::Synonym => {
                    let group = groups.entry(means.clone()).or_default();
                    group.extend([term, means]);
                }
            }
        }
        for (term, other) in groups.values().flat_map(pairs) {
            meanings.add(&mut analysers, term, other, Because::Synonym, None);
        }
        Ok(meanings)
    }

    fn add(
        &mut self,
        analysers: &mut Analysers,
        term: &str,
        other: &str,
        because: Because,
        typed: Option<String>,
    ) {
        let (key, stems) = (analysers.stems(term), analysers.stems(other));
        self.longest = self.longest.max(key.len());
        let known = self.by_stems.entry(key).or_default();
        if known.iter().all(|m| m.stems != stems) {
            known.push(Meaning { words: other.to_owned(), stems, because, typed });
        }
    }

    /// Returns the other names of what was typed.
    fn of(&self, analysers: &mut Analysers, typed: &str, broad: bool) -> Vec<(&str, Because)> {
        let known = self.by_stems.get(&analysers.stems(typed));
        let fits = |m: &&Meaning| {
            (broad || m.because == Because::Acronym) && m.typed.as_ref().is_none_or(|t| t == typed)
        };
        let known = known.into_iter().flatten().filter(fits).map(|m| (m.words.as_str(), m.because));
        let first = self.defined.partition_point(|(acronym, _)| acronym.as_str() < typed);
        let defined = self.defined[first..].iter().take_while(|(acronym, _)| acronym == typed);
        let defined = defined.map(|(_, expansion)| (expansion.as_str(), Because::Acronym));
        known.chain(defined).collect()
    }
}

fn pairs(group: &BTreeSet<String>) -> impl Iterator<Item = (&String, &String)> {
    group.iter().flat_map(move |a| group.iter().filter(move |b| *b != a).map(move |b| (a, b)))
}

/// Adds the other names of words and phrases.
pub(super) fn with_meanings(parsed: Parsed, meanings: &Meanings, broad: bool) -> Widened {
    let mut widener =
        Widener { meanings, broad, analysers: Analysers::new(), also: BTreeSet::new() };
    let clauses = widener.clauses(parsed.clauses);
    let also = widener.also.into_iter().collect();
    Widened { parsed: Parsed { clauses, remarks: parsed.remarks, meant: parsed.meant }, also }
}

struct Widener<'a> {
    meanings: &'a Meanings,
    broad: bool,
    analysers: Analysers,
    also: BTreeSet<Also>,
}

impl Widener<'_> {
    /// Widens each phrase and each run of words that is a term.
    fn clauses(&mut self, clauses: Vec<Clause>) -> Vec<Clause> {
        let mut widened = Vec::with_capacity(clauses.len());
        let mut rest = clauses.as_slice();
        while let Some(first) = rest.first() {
            let run = self.run(rest);
            if run.len() > 1 {
                let (typed, beside) = self.beside(&typed_words(run).unwrap_or_default());
                debug_assert!(!beside.is_empty(), "{typed} is a term");
                let together = Part::Group(run.to_vec());
                let any = std::iter::once(together).chain(beside).collect();
                widened.push(Clause { sign: first.sign, any });
            } else {
                widened.push(self.clause(first.clone()));
            }
            rest = &rest[run.len()..];
        }
        widened
    }

    /// Returns the longest run of words at the start that is a term, else the first clause.
    fn run<'c>(&mut self, rest: &'c [Clause]) -> &'c [Clause] {
        let most = self.meanings.longest.min(rest.len());
        let is_term = |this: &mut Self, run: &[Clause]| {
            let same_sign = run.iter().all(|c| c.sign == run[0].sign);
            let typed = typed_words(run).filter(|_| same_sign);
            typed.is_some_and(|t| !this.meanings.of(&mut this.analysers, &t, this.broad).is_empty())
        };
        let longest = (2..=most).rev().find(|n| is_term(self, &rest[..*n]));
        &rest[..longest.unwrap_or(1)]
    }

    fn clause(&mut self, clause: Clause) -> Clause {
        if clause.sign == Sign::Excluded {
            return clause;
        }
        let mut any = Vec::with_capacity(clause.any.len());
        for part in clause.any {
            match part {
                Part::Words(words) => {
                    let (words, beside) = self.beside(&words);
                    any.push(Part::Words(words));
                    any.extend(beside);
                }
                Part::Group(clauses) => any.push(Part::Group(self.clauses(clauses))),
                other => any.push(other),
            }
        }
        Clause { sign: clause.sign, any }
    }

    /// Returns what was typed, and what is looked for beside it.
    fn beside(&mut self, typed: &str) -> (String, Vec<Part>) {
        let meanings = self.meanings.of(&mut self.analysers, typed, self.broad);
        for (because, searched) in by_reason(&meanings) {
            self.also.insert(Also { typed: typed.to_owned(), because, searched });
        }
        let beside = meanings.iter().map(|(words, _)| beside(Part::Words((*words).to_owned())));
        (typed.to_owned(), beside.collect())
    }
}

fn by_reason(meanings: &[(&str, Because)]) -> BTreeMap<Because, Vec<String>> {
    let mut by_reason: BTreeMap<Because, Vec<String>> = BTreeMap::new();
    for (words, because) in meanings {
        by_reason.entry(*because).or_default().push((*words).to_owned());
    }
    by_reason
}

fn beside(part: Part) -> Part {
    Part::Beside(Box::new(part))
}

/// Returns the words of clauses that ask for one word or phrase each, as typed.
fn typed_words(clauses: &[Clause]) -> Option<String> {
    let words: Option<Vec<&str>> = clauses
        .iter()
        .map(|clause| match clause.any.as_slice() {
            [Part::Words(words)] if clause.sign != Sign::Excluded => Some(words.as_str()),
            _ => None,
        })
        .collect();
    words.map(|w| w.join(" "))
}

/// Adds words that begin like the last word, and words that are spelt like rare ones.
pub(super) fn with_guesses(
    widened: Widened,
    vocabulary: &Vocabulary,
) -> Result<Widened, IndexError> {
    let mut guesser = Guesser { vocabulary, analysers: Analysers::new(), also: widened.also };
    let mut clauses = guesser.clauses(widened.parsed.clauses.clone())?;
    guesser.begin(clauses.last_mut())?;
    let parsed = Parsed { clauses, ..widened.parsed };
    Ok(Widened { parsed, also: guesser.also })
}

struct Guesser<'a> {
    vocabulary: &'a Vocabulary<'a>,
    analysers: Analysers,
    also: Vec<Also>,
}

impl Guesser<'_> {
    fn clauses(&mut self, clauses: Vec<Clause>) -> Result<Vec<Clause>, IndexError> {
        clauses.into_iter().map(|clause| self.clause(clause)).collect()
    }

    fn clause(&mut self, clause: Clause) -> Result<Clause, IndexError> {
        if clause.sign == Sign::Excluded {
            return Ok(clause);
        }
        let mut any = Vec::with_capacity(clause.any.len());
        for part in clause.any {
            match part {
                Part::Words(words) => {
                    let alike = self.alike(&words)?;
                    any.push(Part::Words(words));
                    any.extend(alike.into_iter().map(|w| beside(Part::Words(w))));
                }
                Part::Group(clauses) => any.push(Part::Group(self.clauses(clauses)?)),
                other => any.push(other),
            }
        }
        Ok(Clause { sign: clause.sign, any })
    }

    /// Returns the words or phrases with a rare word replaced by one that is spelt alike; in a
    /// phrase, which is meant exactly, only a word that is in no row.
    fn alike(&mut self, typed: &str) -> Result<Vec<String>, IndexError> {
        let words = self.analysers.words(typed);
        let mut alike = Vec::new();
        for (place, word) in words.iter().enumerate() {
            if words.len() > 1 && self.vocabulary.rows(word)? > 0 {
                continue;
            }
            for other in self.vocabulary.alike(word)? {
                let mut replaced = words.clone();
                replaced[place] = other;
                alike.push(replaced.join(" "));
            }
        }
        if !alike.is_empty() {
            let (typed, searched) = (typed.to_owned(), alike.clone());
            self.also.push(Also { typed, because: Because::Spelling, searched });
        }
        Ok(alike)
    }

    /// Takes the last word as the beginning of words too.
    fn begin(&mut self, last: Option<&mut Clause>) -> Result<(), IndexError> {
        let Some(clause) = last.filter(|c| c.sign != Sign::Excluded) else { return Ok(()) };
        let Some(Part::Words(typed)) = clause.any.first().cloned() else { return Ok(()) };
        let is_word = typed.chars().all(char::is_alphabetic);
        if !is_word || typed.chars().count() < MIN_BEGINNING {
            return Ok(());
        }
        let letters = self.analysers.words(&typed).concat();
        let begun = self.vocabulary.begun(&letters)?;
        if !begun.is_empty() {
            clause.any.push(beside(Part::Beginning(typed.clone())));
            self.also.push(Also { typed, because: Because::Beginning, searched: begun });
        }
        Ok(())
    }
}

/// Returns the query with each unknown word replaced by the nearest known one, if that helps.
pub(super) fn suggestion(
    typed: &str,
    parsed: &Parsed,
    vocabulary: &Vocabulary,
) -> Result<Option<String>, IndexError> {
    let mut analysers = Analysers::new();
    let mut suggested = typed.to_owned();
    for part in parsed.words() {
        let Part::Words(words) = part else { continue };
        for word in words.split_whitespace() {
            let [one] = analysers.words(word).try_into().unwrap_or([String::new()]);
            if let Some(near) = vocabulary.suggestion(&one)? {
                suggested = suggested.replace(word, &near);
            }
        }
    }
    Ok((suggested != typed).then_some(suggested))
}
