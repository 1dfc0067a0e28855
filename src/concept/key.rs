//! From a statement to its key, with the steps it took.

use super::opening::{self, Opening};
use super::words::{Word, words};
use crate::interpret::id;
use crate::lexicon::{Kind, Lexicon, Use, Wording};
use crate::model::Strength;
use std::collections::BTreeSet;

/// Words that turn a meaning round: clauses are not sorted beside them.
const NEGATIONS: &[&str] =
    &["but", "cannot", "except", "never", "no", "nor", "not", "only", "then", "unless", "without"];
/// Word endings whose "s" is none of a plural.
const NO_PLURALS: &[&str] = &["ss", "us", "is"];

/// A step by which a text became its key; texts of one concept differ by their steps only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// An opening was read for its strength.
    Opening,
    /// Words that mean nothing in a key were left out.
    Filler,
    /// Plural and genitive endings were left out.
    Plural,
    /// A phrase was replaced by one that means the same.
    SameWords,
    /// Clauses were sorted.
    ClauseOrder,
}

impl Step {
    /// Returns the name as stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Filler => "filler",
            Self::Plural => "plural",
            Self::SameWords => "same_words",
            Self::ClauseOrder => "clause_order",
        }
    }
}

/// What a statement says, apart from where it says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Id of all statements that say the same as strongly.
    pub id: String,
    /// Id of all statements on the same subject, at any strength.
    pub subject: String,
    /// How strongly; absent for statements without an opening.
    pub strength: Option<Strength>,
    /// The steps that the text took to its key.
    pub steps: BTreeSet<Step>,
}

/// Returns the concept of a statement.
pub fn concept(text: &str, lexicon: &Lexicon) -> Concept {
    let wording = lexicon.wording();
    let all = words(text);
    let (opening, rest) = opening::read(&all, wording);
    let mut steps = BTreeSet::new();
    if rest.len() < all.len() {
        steps.insert(Step::Opening);
    }
    let kept = reduced(rest, wording, &mut steps);
    let subject = key(&kept, &mut steps);
    let Opening { kind, strength, least } = opening;
    let class = strength.map_or("", Strength::name);
    let least = least.unwrap_or_default();
    Concept {
        id: id("concept", &[kind.name(), class, &least, &subject]),
        subject: id("subject", &[about(kind).name(), &subject]),
        strength,
        steps,
    }
}

/// Things to do and things to be able to do are one subject.
fn about(kind: Kind) -> Kind {
    match kind {
        Kind::Plain | Kind::Able => Kind::Able,
        Kind::Know | Kind::Experience => kind,
    }
}

/// Leaves out fillers, puts one phrase for all that mean the same, cuts plurals.
fn reduced(words: &[Word], wording: &Wording, steps: &mut BTreeSet<Step>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::new();
    let mut marked = false;
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        marked |= rest[0].after_mark;
        let (texts, length) = match wording.at(rest, |u| matches!(u, Use::Same(_) | Use::Filler)) {
            Some((Use::Same(same), length)) => {
                steps.insert(Step::SameWords);
                (same.clone(), length)
            }
            Some((_, length)) => {
                steps.insert(Step::Filler);
                (Vec::new(), length)
            }
            None => (vec![rest[0].text.clone()], 1),
        };
        for text in texts {
            let singular = singular(&text);
            if singular != text {
                steps.insert(Step::Plural);
            }
            kept.push(Word { text: singular, after_mark: std::mem::take(&mut marked) });
        }
        at += length;
    }
    kept
}

/// Returns a word without the ending of a plural, a genitive or a verb's third person.
fn singular(word: &str) -> String {
    let short = word.len() < 4 || NO_PLURALS.iter().any(|e| word.ends_with(e));
    if short || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Joins the words of each clause without spaces, and the clauses in alphabetical order unless a
/// word stands there that turns their meaning.
fn key(words: &[Word], steps: &mut BTreeSet<Step>) -> String {
    let mut clauses: Vec<String> = vec![String::new()];
    let mut ors = 0_u32;
    let mut turned = false;
    for word in words {
        let text = word.text.as_str();
        turned |= NEGATIONS.contains(&text);
        let joins = matches!(text, "and" | "or");
        ors += u32::from(text == "or");
        let open = clauses.last().is_some_and(|c| !c.is_empty());
        if (joins || word.after_mark) && open {
            clauses.push(String::new());
        }
        if joins {
            continue;
        }
        if let Some(clause) = clauses.last_mut() {
            // Digits side by side would become another number.
            let digit = |c: char| c.is_ascii_digit();
            if clause.ends_with(digit) && text.starts_with(digit) {
                clause.push('_');
            }
            clause.push_str(text);
        }
    }
    clauses.retain(|c| !c.is_empty());
    if !turned && !clauses.is_sorted() {
        clauses.sort_unstable();
        steps.insert(Step::ClauseOrder);
    }
    let or = if ors > 0 { "or|" } else { "" };
    format!("{or}{}", clauses.join("|"))
}
