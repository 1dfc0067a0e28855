//! Fields of the index and how their text is cut into terms.
//!
//! Every field of words but one uses the same English stemming, so that a word means the same in
//! the text, in a filter and in highlighting; the unstemmed one holds the words as typed, for
//! beginnings of words and for words misspelt. Whole values are kept for counts and for the options
//! of the command line.

use super::analyse::{PLAIN, STEMMED};
use super::field::{Named, kind};
use super::packed::{PackError, pack};
use super::range::Measured;
use crate::model::{Framework, Requirement, Row};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// Version of fields and analysis: an index of another version is rebuilt.
pub(super) const VERSION: &str = "search/4";

/// Name of the engine's analyser that takes a value as one term.
const WHOLE: &str = "raw";

/// Name of the field with the number of a row's concept.
pub(super) const CONCEPT: &str = "concept";
/// Name of the field with the number of the requirement that a row states or inherits.
pub(super) const REQUIREMENT: &str = "requirement";

/// Handles of the fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// Words of the text, stemmed.
    pub(super) text: Field,
    /// Words of the text as they are.
    pub(super) plain: Field,
    /// Words of heading and role, stemmed: they find a row too, if some word is in its text.
    pub(super) around: Field,
    named: [Field; Named::ALL.len() - Named::LISTED],
    whole: [Field; Named::WHOLE],
    measured: [Field; Measured::ALL.len()],
    /// Number of the concept.
    pub(super) concept: Field,
    requirement: Field,
    /// The row and where it stands first.
    pub(super) row: Field,
}

/// Numbers that the builder of an index gives a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// Number of the concept, from 0, each once.
    pub(super) concept: u64,
    /// Number of the requirement, from 0, each once.
    pub(super) requirement: u64,
}

impl Fields {
    /// Returns the schema and the handles of its fields.
    pub(super) fn new() -> (Schema, Self) {
        let mut b = Schema::builder();
        let stemmed = words(STEMMED, IndexRecordOption::WithFreqsAndPositions, true);
        let filter = words(STEMMED, IndexRecordOption::WithFreqsAndPositions, false);
        let plain = words(PLAIN, IndexRecordOption::Basic, false);
        let whole = words(WHOLE, IndexRecordOption::Basic, false).set_fast(WHOLE);
        let concept = NumericOptions::default().set_fast().set_indexed();
        let worded = &Named::ALL[Named::LISTED..];
        let kept = &Named::ALL[..Named::WHOLE];
        let fields = Self {
            text: b.add_text_field("text", stemmed.clone()),
            plain: b.add_text_field("plain", plain),
            around: b.add_text_field("around", stemmed),
            named: std::array::from_fn(|i| b.add_text_field(worded[i].name(), filter.clone())),
            whole: std::array::from_fn(|i| b.add_text_field(&whole_name(kept[i]), whole.clone())),
            measured: Measured::ALL.map(|m| b.add_u64_field(&number_name(m), FAST)),
            concept: b.add_u64_field(CONCEPT, concept),
            requirement: b.add_u64_field(REQUIREMENT, FAST),
            row: b.add_bytes_field("row", STORED),
        };
        (b.build(), fields)
    }

    /// Returns the field of the words of `field:value`; a field of few values has none.
    pub(super) fn named(&self, field: Named) -> Option<Field> {
        self.named.get((field as usize).checked_sub(Named::LISTED)?).copied()
    }

    /// Returns the field of the whole values; codes and headings have none.
    pub(super) fn whole(&self, field: Named) -> Option<Field> {
        self.whole.get(field as usize).copied()
    }

    /// Returns the field of a number.
    pub(super) fn measured(&self, measured: Measured) -> Field {
        self.measured[measured as usize]
    }

    /// Returns the index document of the row of a document's requirement.
    pub(super) fn document(
        &self,
        row: Row,
        framework: &Framework,
        r: &Requirement,
        numbers: Numbers,
    ) -> Result<TantivyDocument, PackError> {
        let kind = kind(framework);
        let mut document = TantivyDocument::default();
        document.add_text(self.text, &row.text);
        document.add_text(self.plain, &row.text);
        for value in row.section.iter().chain(&row.role) {
            document.add_text(self.around, value);
        }
        for named in Named::ALL {
            let values = named.whole(&row, &kind);
            if let Some(field) = self.named(named) {
                let too = named.sought_too(&row, framework, r);
                values.iter().chain(&too).for_each(|value| document.add_text(field, value));
            }
            if let Some(field) = self.whole(named) {
                values.iter().for_each(|value| document.add_text(field, value));
            }
        }
        for (measured, field) in Measured::ALL.into_iter().zip(self.measured) {
            for number in measured.of(&row, framework, r) {
                document.add_u64(field, number);
            }
        }
        document.add_u64(self.concept, numbers.concept);
        document.add_u64(self.requirement, numbers.requirement);
        let place = r.places.first().map(ToString::to_string);
        document.add_bytes(self.row, &pack(row, place)?);
        Ok(document)
    }
}

/// Returns a field of words; lengths are kept where hits are scored.
fn words(analyser: &str, kept: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(analyser)
        .set_index_option(kept)
        .set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}

/// Returns the name of the field with whole values.
pub(super) fn whole_name(field: Named) -> String {
    format!("{}_whole", field.name())
}

fn number_name(measured: Measured) -> String {
    format!("{}_number", measured.name())
}
