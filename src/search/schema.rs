//! Fields of the index and how their text is cut into terms.
//!
//! Every field of words but one uses the same English stemming, so that a word means the same in
//! the text, in a filter and in highlighting; the unstemmed one holds the words as typed, for
//! beginnings of words and for words misspelt. Whole values are kept for counts and for the options
//! of the command line.

use super::field::{Named, kind};
use super::range::Measured;
use crate::model::{Framework, Requirement, Row};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};

/// Version of fields and analysis: an index of another version is rebuilt.
pub(super) const VERSION: &str = "search/3";

/// Name under which the stemming analyser is registered.
pub(super) const STEMMED: &str = "english";
/// Name under which the analyser that keeps words as they are is registered.
pub(super) const PLAIN: &str = "words";
/// Name of the engine's analyser that takes a value as one term.
const WHOLE: &str = "raw";

/// Bytes above which a word is not indexed: no word of a document is that long.
const WORD_BYTES: usize = 64;

/// Name of the field that orders equal scores.
pub(super) const RANK: &str = "rank";
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
    named: [Field; Named::ALL.len()],
    whole: [Field; Named::WHOLE],
    measured: [Field; Measured::ALL.len()],
    rank: Field,
    concept: Field,
    requirement: Field,
    /// The row as JSON.
    pub(super) row: Field,
    /// Where it stands first, in words.
    pub(super) place: Field,
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
        let kept = &Named::ALL[..Named::WHOLE];
        let fields = Self {
            text: b.add_text_field("text", stemmed.clone()),
            plain: b.add_text_field("plain", plain),
            around: b.add_text_field("around", stemmed),
            named: Named::ALL.map(|f| b.add_text_field(f.name(), filter.clone())),
            whole: std::array::from_fn(|i| b.add_text_field(&whole_name(kept[i]), whole.clone())),
            measured: Measured::ALL.map(|m| b.add_u64_field(&number_name(m), FAST)),
            rank: b.add_u64_field(RANK, FAST),
            concept: b.add_u64_field(CONCEPT, FAST),
            requirement: b.add_u64_field(REQUIREMENT, FAST),
            row: b.add_text_field("row", STORED),
            place: b.add_text_field("place", STORED),
        };
        (b.build(), fields)
    }

    /// Returns the field of the words of `field:value`.
    pub(super) fn named(&self, field: Named) -> Field {
        self.named[field as usize]
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
        row: &Row,
        framework: &Framework,
        r: &Requirement,
        numbers: Numbers,
    ) -> serde_json::Result<TantivyDocument> {
        let kind = kind(framework);
        let mut document = TantivyDocument::default();
        document.add_text(self.text, &row.text);
        document.add_text(self.plain, &row.text);
        for value in row.section.iter().chain(&row.role) {
            document.add_text(self.around, value);
        }
        for (named, field) in Named::ALL.into_iter().zip(self.named) {
            for value in named.sought(row, &kind, framework, r) {
                document.add_text(field, value);
            }
        }
        for (named, field) in Named::ALL.into_iter().zip(self.whole) {
            for value in named.whole(row, &kind) {
                document.add_text(field, value);
            }
        }
        for (measured, field) in Measured::ALL.into_iter().zip(self.measured) {
            for number in measured.of(row, framework, r) {
                document.add_u64(field, number);
            }
        }
        document.add_u64(self.rank, rank(&row.id));
        document.add_u64(self.concept, numbers.concept);
        document.add_u64(self.requirement, numbers.requirement);
        document.add_text(self.row, serde_json::to_string(row)?);
        if let Some(place) = r.places.first() {
            document.add_text(self.place, place.to_string());
        }
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

/// Returns the first sixteen hexadecimal digits of an id as a number, so that numbers sort as ids.
fn rank(id: &str) -> u64 {
    let digits = id.chars().filter_map(|c| c.to_digit(16)).take(16);
    digits.fold(0, |sum, digit| (sum << 4) | u64::from(digit))
}

/// The two analysers: both cut at the same places.
#[derive(Clone)]
pub(super) struct Analysers {
    /// Letters and digits, lower case, without accents, English stems.
    pub(super) stemmed: TextAnalyzer,
    /// The same without stemming.
    pub(super) plain: TextAnalyzer,
}

impl Analysers {
    pub(super) fn new() -> Self {
        let plain = || {
            TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(RemoveLongFilter::limit(WORD_BYTES))
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
        };
        let stemmed = plain().filter(Stemmer::new(Language::English)).build();
        Self { stemmed, plain: plain().build() }
    }

    /// Returns the stems of the words.
    pub(super) fn stems(&mut self, words: &str) -> Vec<String> {
        tokens(&mut self.stemmed, words)
    }

    /// Returns the words in lower case without accents.
    pub(super) fn words(&mut self, words: &str) -> Vec<String> {
        tokens(&mut self.plain, words)
    }
}

fn tokens(analyser: &mut TextAnalyzer, words: &str) -> Vec<String> {
    let mut stream = analyser.token_stream(words);
    let mut tokens = Vec::new();
    while stream.advance() {
        tokens.push(stream.token().text.clone());
    }
    tokens
}
