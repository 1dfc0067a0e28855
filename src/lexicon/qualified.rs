//! Qualifications (`qualifications.csv`), the scales of their levels (`qualification_levels.csv`) and
//! subjects (`qualification_subjects.csv`).

use super::Map;
use crate::text::{Token, fold};
use std::collections::{BTreeMap, BTreeSet};

/// What must be so for a phrase to name a qualification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A level beside it.
    Level,
    /// A capital at its beginning.
    Capital,
    /// Capitals throughout its first word.
    Capitals,
    /// The beginning of the text, an article aside.
    Opening,
    /// It names none, though a part of it would.
    Never,
}

/// A phrase that names a qualification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualificationPhrase {
    words: Vec<String>,
    /// Family, as filters name it: `nvq`, `gcse`, `degree`.
    pub family: String,
    /// Name in the dataset; `#` stands for the level.
    pub name: String,
    /// Lowest and highest level on the scale of the Regulated Qualifications Framework.
    pub levels: Option<(u8, u8)>,
    /// What else must be so.
    pub needs: Needs,
}

/// All phrases, scales and subjects.
#[derive(Clone, Debug, Default)]
pub struct Qualifications {
    /// By the first word, the longest first.
    phrases: Map<Vec<QualificationPhrase>>,
    scales: BTreeMap<String, BTreeMap<u8, (u8, u8)>>,
    subjects: BTreeSet<String>,
}

impl Qualifications {
    /// Adds a row of `qualifications.csv`.
    ///
    /// # Errors
    /// If a cell holds none of the values it may hold.
    pub fn add(
        &mut self,
        phrase: &str,
        family: &str,
        name: &str,
        levels: &str,
        needs: &str,
    ) -> Result<(), String> {
        let needs = match needs {
            "" => Needs::Nothing,
            "level" => Needs::Level,
            "capital" => Needs::Capital,
            "capitals" => Needs::Capitals,
            "opening" => Needs::Opening,
            "never" => Needs::Never,
            other => return Err(format!("“{other}” is nothing that a qualification needs")),
        };
        let levels = Some(levels).filter(|l| !l.is_empty()).map(range).transpose()?;
        let words: Vec<String> = fold(phrase).split(' ').map(str::to_owned).collect();
        let first = words.first().cloned().unwrap_or_default();
        let (family, name) = (family.to_owned(), name.to_owned());
        let bucket = self.phrases.entry(first).or_default();
        let at = bucket.partition_point(|p| p.words.len() >= words.len());
        bucket.insert(at, QualificationPhrase { words, family, name, levels, needs });
        Ok(())
    }

    /// Adds a row of `qualification_levels.csv`.
    ///
    /// # Errors
    /// If a level is no number.
    pub fn add_level(&mut self, scale: &str, level: &str, rqf: &str) -> Result<(), String> {
        let level = level.parse().map_err(|_| format!("“{level}” is no level"))?;
        self.scales.entry(scale.to_owned()).or_default().insert(level, range(rqf)?);
        Ok(())
    }

    /// Adds a row of `qualification_subjects.csv`.
    pub fn add_subject(&mut self, phrase: &str) {
        self.subjects.insert(fold(phrase));
    }

    /// Returns the longest phrase that tokens begin with, and its number of words.
    pub fn at(&self, text: &str, tokens: &[Token]) -> Option<(&QualificationPhrase, usize)> {
        let bucket = self.phrases.get(&tokens.first()?.word)?;
        let phrase = bucket.iter().find(|p| {
            tokens.get(..p.words.len()).is_some_and(|span| {
                span.iter().zip(&p.words).all(|(t, w)| t.word == *w)
                    && span[1..].iter().all(|t| t.follows)
                    && p.is_set_right(&text[span[0].at.clone()])
            })
        })?;
        Some((phrase, phrase.words.len()))
    }

    /// Returns the phrase that is a single word.
    pub fn of_word(&self, word: &str) -> Option<&QualificationPhrase> {
        self.phrases.get(word)?.iter().find(|p| p.words.len() == 1)
    }

    /// Returns the levels on the common scale of a level of a family's own scale; none if there is no
    /// such level.
    pub fn common(&self, family: &str, level: u8) -> Option<(u8, u8)> {
        match self.scales.get(family) {
            Some(scale) => scale.get(&level).copied(),
            None => (1..=8).contains(&level).then_some((level, level)),
        }
    }

    /// Tells whether tokens begin with a subject of qualifications.
    pub fn begins_with_subject(&self, tokens: &[Token]) -> bool {
        /// Words of the longest subject.
        const WORDS: usize = 6;
        let mut phrase = String::new();
        tokens.iter().take(WORDS).enumerate().take_while(|(i, t)| *i == 0 || t.follows).any(
            |(index, token)| {
                if index > 0 {
                    phrase.push(' ');
                }
                phrase.push_str(&token.word);
                self.subjects.contains(&phrase)
            },
        )
    }
}

impl QualificationPhrase {
    fn is_set_right(&self, first: &str) -> bool {
        match self.needs {
            Needs::Nothing | Needs::Level | Needs::Opening | Needs::Never => true,
            Needs::Capital => first.starts_with(char::is_uppercase),
            Needs::Capitals => !first.contains(char::is_lowercase),
        }
    }
}

/// Reads `3` or `4-6`.
fn range(cell: &str) -> Result<(u8, u8), String> {
    let (low, high) = cell.split_once('-').unwrap_or((cell, cell));
    let number = |n: &str| n.parse::<u8>().map_err(|_| format!("“{cell}” is no range of levels"));
    Ok((number(low)?, number(high)?))
}
