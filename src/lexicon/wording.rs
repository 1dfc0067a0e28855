//! Words by which the same requirement is said in other words (`concept_words.csv`).

use super::Map;
use crate::model::Strength;
use crate::text::fold;

/// What a requirement is about: whether something is done, known, mastered or lived through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Something to do or to be.
    #[default]
    Plain,
    /// Something to know.
    Know,
    /// Something to be able to do.
    Able,
    /// Something to have done.
    Experience,
}

impl Kind {
    /// Returns the name that ids are made of.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Know => "know",
            Self::Able => "able",
            Self::Experience => "experience",
        }
    }
}

/// What a phrase is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// The noun or adjective of an opening: "knowledge", "ability", with its own strength.
    Head(Kind, Strength),
    /// A word in front of it that says how strong: "thorough".
    Grade(Strength),
    /// Words before an opening that say nothing: "demonstrates".
    Carrier,
    /// Words behind it that mean help: "with guidance".
    Guided,
    /// Words about experience that any kind of it will do: "however gained".
    Gained,
    /// An opening that means that it is still to be learned.
    Learn,
    /// "At least", before years.
    Least,
    /// What one does for others at the end: "coach".
    Coach,
    /// Whom one does it for: "others".
    Others,
    /// "To do the same".
    Doing,
    /// Means nothing in a key.
    Filler,
    /// Means the same as another phrase.
    Same(Vec<String>),
}

/// Phrases with what they are used for.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// By the first word, the longest first.
    phrases: Map<Vec<(Vec<String>, Use)>>,
}

impl Wording {
    /// Adds a row of `concept_words.csv`.
    ///
    /// # Errors
    /// If a cell holds none of the values it may hold.
    pub fn add(&mut self, phrase: &str, use_: &str, value: &str) -> Result<(), String> {
        let used = match use_ {
            "head" => {
                let (kind, strength) = value.split_once(':').ok_or("a head is kind:strength")?;
                Use::Head(self::kind(kind)?, strength_of(strength)?)
            }
            "grade" => Use::Grade(strength_of(value)?),
            "carrier" => Use::Carrier,
            "guided" => Use::Guided,
            "gained" => Use::Gained,
            "learn" => Use::Learn,
            "least" => Use::Least,
            "coach" => Use::Coach,
            "others" => Use::Others,
            "doing" => Use::Doing,
            "filler" => Use::Filler,
            "same" => Use::Same(words(value)),
            other => return Err(format!("“{other}” is no use of words")),
        };
        let words = words(phrase);
        let first = words.first().cloned().unwrap_or_default();
        let bucket = self.phrases.entry(first).or_default();
        let at = bucket.partition_point(|(w, _)| w.len() >= words.len());
        bucket.insert(at, (words, used));
        Ok(())
    }

    /// Returns what the longest phrase that words begin with is used for, of those wanted, and its
    /// number of words.
    pub fn at<T: AsRef<str>>(
        &self,
        words: &[T],
        wanted: impl Fn(&Use) -> bool,
    ) -> Option<(&Use, usize)> {
        let bucket = self.phrases.get(words.first()?.as_ref())?;
        let begins = |phrase: &[String]| {
            words.len() >= phrase.len() && phrase.iter().zip(words).all(|(p, w)| p == w.as_ref())
        };
        let (phrase, used) = bucket.iter().find(|(p, u)| wanted(u) && begins(p))?;
        Some((used, phrase.len()))
    }
}

fn words(phrase: &str) -> Vec<String> {
    fold(phrase).split(' ').map(str::to_owned).collect()
}

fn kind(name: &str) -> Result<Kind, String> {
    match name {
        "know" => Ok(Kind::Know),
        "able" => Ok(Kind::Able),
        "exp" => Ok(Kind::Experience),
        _ => Err(format!("“{name}” is no kind of requirement")),
    }
}

fn strength_of(name: &str) -> Result<Strength, String> {
    Strength::ALL
        .into_iter()
        .find(|s| s.name() == name)
        .ok_or_else(|| format!("“{name}” is no strength"))
}
