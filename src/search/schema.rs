//! Fields of the index and how their text is cut into terms.
//!
//! Every tokenised field uses the same English stemming, so that a word means the same in the text,
//! in a filter and in highlighting. Exact fields hold whole values for counts and for the options
//! of the command line.

use crate::model::{Framework, Instrument, Requirement, Row};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};

/// Version of fields and analysis: an index of another version is rebuilt.
pub(super) const VERSION: &str = "search/2";

/// Name under which the analyser is registered.
pub(super) const ANALYSER: &str = "english";

/// Bytes above which a word is not indexed: no word of a document is that long.
const WORD_BYTES: usize = 64;

/// Levels of qualifications on the common scale, as a query names them.
const LEVELS: [&str; 9] =
    ["level0", "level1", "level2", "level3", "level4", "level5", "level6", "level7", "level8"];

/// Fields a query can name with `field:value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Employer,
    Role,
    Level,
    Grade,
    Category,
    Necessity,
    Code,
    Section,
    Law,
    Qualification,
}

impl Named {
    pub(super) const ALL: [Self; 10] = [
        Self::Employer,
        Self::Role,
        Self::Level,
        Self::Grade,
        Self::Category,
        Self::Necessity,
        Self::Code,
        Self::Section,
        Self::Law,
        Self::Qualification,
    ];

    /// Returns the name as typed in a query.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Role => "role",
            Self::Level => "level",
            Self::Grade => "grade",
            Self::Category => "category",
            Self::Necessity => "necessity",
            Self::Code => "code",
            Self::Section => "section",
            Self::Law => "law",
            Self::Qualification => "qualification",
        }
    }

    /// Returns the field of that name, whatever its case.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }

    /// Returns the values of a row; law has all names of the instruments, so that one finds the
    /// others.
    fn values<'a>(
        self,
        row: &'a Row,
        framework: &'a Framework,
        r: &'a Requirement,
    ) -> Vec<&'a str> {
        match self {
            Self::Law => {
                let meant = |i: &&Instrument| row.legislation.contains(&i.title);
                let meant = framework.legislation.iter().filter(meant);
                let names = |i: &'a Instrument| {
                    std::iter::once(&i.title).chain(&i.also).map(String::as_str)
                };
                meant.flat_map(names).collect()
            }
            Self::Qualification => {
                let families = r.qualifications.iter().map(|q| q.family.as_str());
                let levels = r.qualifications.iter().flat_map(|q| &q.levels);
                let levels = levels.filter_map(|l| LEVELS.get(usize::from(*l)).copied());
                let names = row.qualifications.iter().map(String::as_str);
                names.chain(families).chain(levels).collect()
            }
            _ => self.value(row).into_iter().collect(),
        }
    }

    fn value(self, row: &Row) -> Option<&str> {
        match self {
            Self::Law | Self::Qualification => None,
            Self::Employer => row.organisation.as_deref(),
            Self::Role => row.role.as_deref(),
            Self::Level => row.level.as_deref(),
            Self::Grade => row.grade.as_deref(),
            Self::Category => row.category.as_deref(),
            Self::Necessity => row.necessity.as_deref(),
            Self::Code => row.code.as_deref(),
            Self::Section => row.section.as_deref(),
        }
    }
}

/// Fields whose whole values are kept, for counts and exact filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exact {
    /// Employer.
    Employer,
    /// Role without level and grade.
    Role,
    /// Category.
    Category,
    /// `essential` or `desirable`.
    Necessity,
    /// Outcome of the document.
    Outcome,
}

impl Exact {
    const ALL: [Self; 5] =
        [Self::Employer, Self::Role, Self::Category, Self::Necessity, Self::Outcome];

    /// Returns the name of the field in the index.
    pub(super) fn field_name(self) -> &'static str {
        match self {
            Self::Employer => "employer_exact",
            Self::Role => "role_exact",
            Self::Category => "category_exact",
            Self::Necessity => "necessity_exact",
            Self::Outcome => "outcome_exact",
        }
    }

    fn value(self, row: &Row) -> Option<&str> {
        match self {
            Self::Employer => row.organisation.as_deref(),
            Self::Role => row.role.as_deref(),
            Self::Category => row.category.as_deref(),
            Self::Necessity => row.necessity.as_deref(),
            Self::Outcome => Some(&row.outcome),
        }
    }
}

/// Handles of the fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) text: Field,
    named: [Field; 10],
    exact: [Field; 5],
    /// First half of the id as a number: the order among equal scores.
    pub(super) rank: Field,
    /// The row as JSON.
    pub(super) row: Field,
    /// Where it stands first, in words.
    pub(super) place: Field,
}

/// Name of the field that orders equal scores.
pub(super) const RANK: &str = "rank";

impl Fields {
    /// Returns the schema and the handles of its fields.
    pub(super) fn new() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(ANALYSER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            text: builder.add_text_field("text", words.clone()),
            named: Named::ALL.map(|f| builder.add_text_field(f.name(), words.clone())),
            exact: Exact::ALL.map(|f| builder.add_text_field(f.field_name(), STRING | FAST)),
            rank: builder.add_u64_field(RANK, FAST),
            row: builder.add_text_field("row", STORED),
            place: builder.add_text_field("place", STORED),
        };
        (builder.build(), fields)
    }

    pub(super) fn named(&self, field: Named) -> Field {
        self.named[field as usize]
    }

    pub(super) fn exact(&self, field: Exact) -> Field {
        self.exact[field as usize]
    }

    /// Returns the index document of the row of a document's requirement.
    pub(super) fn document(
        &self,
        row: &Row,
        framework: &Framework,
        r: &Requirement,
    ) -> serde_json::Result<TantivyDocument> {
        let mut document = TantivyDocument::default();
        document.add_text(self.text, &row.text);
        for (named, field) in Named::ALL.into_iter().zip(self.named) {
            for value in named.values(row, framework, r) {
                document.add_text(field, value);
            }
        }
        for (exact, field) in Exact::ALL.into_iter().zip(self.exact) {
            if let Some(value) = exact.value(row) {
                document.add_text(field, value);
            }
        }
        document.add_u64(self.rank, rank(&row.id));
        document.add_text(self.row, serde_json::to_string(row)?);
        if let Some(place) = r.places.first() {
            document.add_text(self.place, place.to_string());
        }
        Ok(document)
    }
}

/// Returns the first sixteen hexadecimal digits of an id as a number, so that numbers sort as ids.
fn rank(id: &str) -> u64 {
    let digits = id.chars().filter_map(|c| c.to_digit(16)).take(16);
    digits.fold(0, |sum, digit| (sum << 4) | u64::from(digit))
}

/// Returns the analyser: letters and digits, lower case, without accents, English stems.
pub(super) fn analyser() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}
