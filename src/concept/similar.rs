//! What is said like a statement: the same, the same at another strength, and what shares most words.
//!
//! Likeness never makes two statements one: it only shows them side by side, with the words in which
//! they differ.

use super::key::{concept, content};
use crate::dataset;
use crate::lexicon::Lexicon;
use crate::model::{Framework, Row, Strength};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Share of the words of two statements that both have, from which they are shown as similar:
/// measured as the least at which most pairs are of one subject.
pub const LEAST_SHARED: f64 = 0.6;

/// A statement's occurrences and its relatives.
#[derive(Clone, Debug, Serialize)]
pub struct Related {
    /// The words asked for.
    pub text: String,
    /// Id of the concept.
    pub concept_id: String,
    /// Id of the subject.
    pub subject_id: String,
    /// How strongly it is worded; null without an opening.
    pub strength: Option<Strength>,
    /// Occurrences of the concept, with the steps that led there.
    pub same: Vec<Occurrence>,
    /// The same subject at other strengths, from weak to strong.
    pub other_strengths: Vec<Occurrence>,
    /// Other concepts that share most of the words, the most alike first.
    pub similar: Vec<Likeness>,
}

/// A row with its strength and the steps that led from its words to the concept.
#[derive(Clone, Debug, Serialize)]
pub struct Occurrence {
    /// The row.
    pub row: Row,
    /// How strongly it is worded.
    pub strength: Option<Strength>,
    /// Steps from its words to the concept.
    pub steps: Vec<String>,
}

/// Another concept by one of its occurrences.
#[derive(Clone, Debug, Serialize)]
pub struct Likeness {
    /// Words that both have, as a share of the words that one of them has, 0 to 1.
    pub score: f64,
    /// Words that only the statement asked for has, sorted.
    pub without: Vec<String>,
    /// Words that only this one has, sorted.
    pub with: Vec<String>,
    /// The occurrence with the least id.
    pub row: Row,
    /// Occurrences of that concept.
    pub occurrences: u32,
}

impl Related {
    /// Tells whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.other_strengths.is_empty() && self.similar.is_empty()
    }
}

/// Finds what is said like `text` in documents; `but` is the id of a row that is not to be listed.
///
/// At most `limit` concepts are listed as similar.
pub fn related(
    text: &str,
    but: Option<&str>,
    frameworks: &[Framework],
    limit: usize,
    lexicon: &Lexicon,
) -> Related {
    let asked = concept(text, lexicon);
    let words = content(text, lexicon);
    let mut related = Related {
        text: text.to_owned(),
        concept_id: asked.id,
        subject_id: asked.subject,
        strength: asked.strength,
        same: Vec::new(),
        other_strengths: Vec::new(),
        similar: Vec::new(),
    };
    let mut alike: BTreeMap<String, Likeness> = BTreeMap::new();
    for framework in frameworks {
        for (row, (_, _, r)) in dataset::rows_of(framework).zip(framework.requirements()) {
            if but == Some(row.id.as_str()) {
                continue;
            }
            let occurrence = |row: Row| Occurrence {
                strength: concept(&row.text, lexicon).strength,
                steps: r.concept_steps.clone(),
                row,
            };
            if r.concept_id == related.concept_id {
                related.same.push(occurrence(row));
            } else if r.subject_id == related.subject_id {
                related.other_strengths.push(occurrence(row));
            } else if let Some(known) = alike.get_mut(&r.concept_id) {
                known.occurrences += 1;
                if row.id < known.row.id {
                    known.row = row;
                }
            } else if let Some(likeness) = likeness(&words, row, lexicon) {
                alike.insert(r.concept_id.clone(), likeness);
            }
        }
    }
    let order = |o: &Occurrence| (o.row.organisation.clone(), o.row.source.clone());
    related.same.sort_by_key(order);
    related.other_strengths.sort_by_key(|o| (o.strength, order(o)));
    related.similar = alike.into_values().collect();
    related
        .similar
        .sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.row.text.cmp(&b.row.text)));
    related.similar.truncate(limit);
    related
}

fn likeness(words: &BTreeSet<String>, row: Row, lexicon: &Lexicon) -> Option<Likeness> {
    let others = content(&row.text, lexicon);
    let shared = words.intersection(&others).count();
    let all = words.len() + others.len() - shared;
    let score = shared as f64 / all.max(1) as f64;
    (score >= LEAST_SHARED).then(|| Likeness {
        score: (score * 100.0).round() / 100.0,
        without: words.difference(&others).cloned().collect(),
        with: others.difference(words).cloned().collect(),
        row,
        occurrences: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::model::build::framework;

    fn stored(employer: &str, path: &str, texts: &[&str], lexicon: &Lexicon) -> Framework {
        let mut f = framework(employer, path, texts);
        for r in f.roles.iter_mut().flat_map(|r| &mut r.levels).flat_map(|l| &mut l.requirements) {
            let concept = concept(&r.text, lexicon);
            (r.concept_id, r.subject_id) = (concept.id, concept.subject);
        }
        f
    }

    #[test]
    fn the_same_other_strengths_and_what_is_alike_are_told_apart() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let alder = stored(
            "Alder Trust",
            "alder/a.txt",
            &["Ability to repair the lock gates", "Highly developed ability to repair lock gates"],
            &lexicon,
        );
        let birch = stored(
            "Birchwood Homes",
            "birch/b.txt",
            &["Able to repair lock gates", "Able to repair lock gates at night", "Bakes bread"],
            &lexicon,
        );
        let forth = related(
            "Can demonstrate the ability to repair lock gates",
            None,
            &[alder.clone(), birch.clone()],
            5,
            &lexicon,
        );
        let texts =
            |o: &[Occurrence]| -> Vec<String> { o.iter().map(|o| o.row.text.clone()).collect() };
        assert_eq!(
            texts(&forth.same),
            ["Ability to repair the lock gates", "Able to repair lock gates"]
        );
        assert_eq!(
            texts(&forth.other_strengths),
            ["Highly developed ability to repair lock gates"]
        );
        let [alike] = forth.similar.as_slice() else { panic!("{:?}", forth.similar) };
        assert_eq!(
            (alike.score, alike.with.as_slice()),
            (0.6, &["at".to_owned(), "night".into()][..])
        );
        let back = related(&forth.text, None, &[birch, alder], 5, &lexicon);
        assert_eq!(serde_json::to_value(&forth).ok(), serde_json::to_value(&back).ok());
        assert!(related("Sings", None, &[], 5, &lexicon).is_empty());
    }
}
