//! One requirement across employers: what a statement says, whoever says it.
//!
//! A concept is a key made of the statement's text and the word lists alone, so one document gives
//! the same concepts as a thousand. Nothing is merged by likeness: every step to the key is one
//! that keeps the meaning, and each step that a text needed is told. Necessity, category, role and
//! level are facts of the occurrence and no part of it.

pub mod compare;
pub mod edition;
mod key;
pub mod ladder;
mod opening;
pub mod similar;
mod words;

pub use key::{Concept, Step, concept};
pub use similar::{Related, related};

#[cfg(test)]
mod tests {
    use super::concept;
    use crate::data::Data;
    use crate::dataset;
    use crate::lexicon::Lexicon;
    use crate::model::Row;
    use crate::model::build::framework;

    /// Returns the shipped word lists and the rows of statements.
    pub(super) fn rows(employer: &str, texts: &[&str]) -> (Lexicon, Vec<Row>) {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let mut f = framework(employer, "one/a.txt", texts);
        for r in f.roles.iter_mut().flat_map(|r| &mut r.levels).flat_map(|l| &mut l.requirements) {
            let concept = concept(&r.text, &lexicon);
            (r.concept_id, r.subject_id) = (concept.id, concept.subject);
        }
        (lexicon, dataset::stated(&[f]))
    }
}
