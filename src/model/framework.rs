//! The canonical object `competency-framework/1`: Framework > roles > levels > requirements.

use super::{
    Acronym, Coverage, Format, Instrument, LawLink, Note, Outcome, Place, QualificationLink,
    Qualifier,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the stored form.
pub const SCHEMA: &str = "competency-framework/1";

/// Everything one document says, as stored in `normalized/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Framework {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// UUIDv5 of the document's BLAKE3.
    pub id: String,
    /// Employer's name; null when neither the folder nor the document names one.
    pub employer: Option<String>,
    /// Where the employer's name comes from.
    pub employer_basis: Option<Basis>,
    /// Title the document prints.
    pub title: Option<String>,
    /// Language of most of its text, ISO 639-3: `eng`; null if there is too little to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What kind of document it is.
    pub shape: Shape,
    /// The file, and every path it was found at.
    pub source: Source,
    /// How its import ended.
    pub outcome: Outcome,
    /// Named facts about the document as a whole: date, reference, status, keywords.
    pub fields: Vec<Field>,
    /// Roles in reading order.
    pub roles: Vec<Role>,
    /// Links from role to role.
    pub progression: Vec<Progression>,
    /// Instruments of law that its statements mention, by title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legislation: Vec<Instrument>,
    /// Acronyms that it explains, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acronyms: Vec<Acronym>,
    /// Text that was given no meaning, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<Unplaced>,
    /// What was noticed.
    pub notes: Vec<Note>,
    /// Characters by class.
    pub coverage: Coverage,
}

/// The kind of document, by its layout.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Roles by levels.
    ProgressionGrid,
    /// One column per role or transition.
    CareerMap,
    /// Numbered or headed sections of one job.
    JobDescription,
    /// One or more standards with headed lists.
    StandardPage,
    /// Statements coded K1, S1, B1.
    CodedStandard,
    /// Essential and desirable criteria.
    PersonSpecification,
    /// Statements without a known frame around them.
    Unknown,
}

/// The file a framework was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// File name without folders; in a container the container's, and the path in it.
    pub file: String,
    /// Paths below `raw/` (or as given) at which these bytes were found, sorted.
    pub paths: Vec<String>,
    /// Employers whose folders hold these bytes, sorted.
    pub employers: Vec<String>,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Format by content.
    pub format: Format,
    /// Reader that delivered the text.
    pub engine: String,
}

/// A named fact with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// Name from `data/lexicon/fields.csv`: `grade`, `purpose`, `salary`, `reports_to`.
    pub name: String,
    /// Label as printed, if one is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The document's own words.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// Text without a meaning, kept so that nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unplaced {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub at: Place,
}

/// A job, or a step between jobs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// Title without level, grade and the word "Standard"; null when the document describes levels, not a job.
    pub title: Option<String>,
    /// Title as printed.
    pub printed: Option<String>,
    /// Grade as printed.
    pub grade: Option<String>,
    /// Roles this one builds on, transitively.
    pub adds_to_roles: Vec<String>,
    /// Named facts about the role: purpose, salary, typical titles.
    pub fields: Vec<Field>,
    /// Levels in the document's order; one without label if the role has none.
    pub levels: Vec<Level>,
}

/// A level of a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    /// Label as printed; null when the role has no levels.
    pub label: Option<String>,
    /// Grade of this level as printed, if each level has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Labels this level builds on, transitively, lowest first.
    pub adds_to: Vec<String>,
    /// The phrase that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adds_basis: Option<Basis>,
    /// Requirements stated for this level, in reading order.
    pub requirements: Vec<Requirement>,
}

impl Level {
    /// Returns the grade of what is stated at this level of a role: its own, else the role's.
    pub fn grade_in<'a>(&'a self, role: &'a Role) -> Option<&'a str> {
        self.grade.as_deref().or(role.grade.as_deref())
    }
}

/// One requirement, recorded once, where it is stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// UUIDv5 of document, role, level, section, squashed text and count among equals.
    pub id: String,
    /// UUIDv5 of the merge key: equal for the same words wherever they stand.
    pub concept_id: String,
    /// Id of the subject, shared by statements that say the same at any strength.
    #[serde(default)]
    pub subject_id: String,
    /// Steps that led from the words to the concept: `opening`, `filler`, `plural`, `same_words`,
    /// `clause_order`; without any, all occurrences have the same words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concept_steps: Vec<String>,
    /// The document's words, white space cleaned, bullet, number and markup removed.
    pub text: String,
    /// The words exactly as the reader delivered them.
    pub verbatim: String,
    /// Language, ISO 639-3, in a document that is not in English alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Category; null when not known.
    pub category: Option<Category>,
    /// What the category rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_basis: Option<Basis>,
    /// Essential or desirable; null when the document does not say.
    pub necessity: Option<Necessity>,
    /// What the necessity rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub necessity_basis: Option<Basis>,
    /// Conditions, times, equivalents, strength, ways of assessing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifiers: Vec<Qualifier>,
    /// Mentions of law, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legislation: Vec<LawLink>,
    /// Mentions of qualifications, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<QualificationLink>,
    /// Nearest heading as printed (cleaned).
    pub section: Option<String>,
    /// Headings from the outermost to the nearest.
    pub section_path: Vec<String>,
    /// Printed code or number: `K1`, `24`.
    pub code: Option<String>,
    /// Option the statement belongs to.
    pub option: Option<String>,
    /// For a "Same" cell: whose words these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<SameAs>,
    /// Where it stands; the first is where it is stated, the rest are repeats or rejoined pieces.
    pub places: Vec<Place>,
    /// `garbled`, `truncated`, `broken`, `repeated`, `uncertain`; `accepted` or `corrected` by a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// How sure the attributes are, 0 to 1.
    pub confidence: f64,
}

/// Categories of the annotation guide.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Certificates, diplomas, degrees, education.
    Qualification,
    /// Courses to attend.
    Training,
    /// What to know and understand.
    Knowledge,
    /// What to be able to do.
    Skill,
    /// What to have done before.
    Experience,
    /// Attitudes and values.
    Behaviour,
    /// What the job does.
    Duty,
    /// Conditions to start a programme.
    EntryRequirement,
    /// Known to be none of these: hours, licences, places.
    Other,
}

impl Category {
    /// All categories, in the order above.
    pub const ALL: [Self; 9] = [
        Self::Qualification,
        Self::Training,
        Self::Knowledge,
        Self::Skill,
        Self::Experience,
        Self::Behaviour,
        Self::Duty,
        Self::EntryRequirement,
        Self::Other,
    ];

    /// Returns the name as serialised.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Training => "training",
            Self::Knowledge => "knowledge",
            Self::Skill => "skill",
            Self::Experience => "experience",
            Self::Behaviour => "behaviour",
            Self::Duty => "duty",
            Self::EntryRequirement => "entry_requirement",
            Self::Other => "other",
        }
    }

    /// Returns the category of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// Whether a requirement must be met.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Necessity {
    /// Must be met.
    Essential,
    /// Welcome.
    Desirable,
}

impl Necessity {
    /// Returns the name as serialised.
    pub fn name(self) -> &'static str {
        match self {
            Self::Essential => "essential",
            Self::Desirable => "desirable",
        }
    }
}

/// What a derived fact rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Basis {
    /// The kind of evidence.
    pub kind: BasisKind,
    /// The document's words (or the folder's name) that caused the fact.
    pub phrase: String,
    /// Where they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// Kinds of evidence.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    /// A column header.
    Column,
    /// A row label.
    RowLabel,
    /// A heading.
    Heading,
    /// A lead-in that runs into the items.
    LeadIn,
    /// Words in the statement.
    Phrase,
    /// The prefix of a code (K, S, B).
    Code,
    /// A rule over the wording as a whole.
    Classifier,
    /// The folder the file lies in.
    Folder,
    /// The command line.
    Option,
    /// A person who reviewed it.
    Review,
}

impl BasisKind {
    /// Returns the name as serialised.
    pub fn name(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::RowLabel => "row_label",
            Self::Heading => "heading",
            Self::LeadIn => "lead_in",
            Self::Phrase => "phrase",
            Self::Code => "code",
            Self::Classifier => "classifier",
            Self::Folder => "folder",
            Self::Option => "option",
            Self::Review => "review",
        }
    }
}

/// The reference of a "Same" cell, resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SameAs {
    /// Role that holds the words.
    pub role: Option<String>,
    /// Level that holds the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Id of the requirement that states the words.
    pub requirement: String,
    /// The cell's own words.
    pub phrase: String,
}

/// A step from one role to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Progression {
    /// Role left.
    pub from: String,
    /// Role reached.
    pub to: String,
    /// The words that say so.
    pub basis: Basis,
}

impl Framework {
    /// Returns every requirement with its role and level, in reading order.
    pub fn requirements(&self) -> impl Iterator<Item = (&Role, &Level, &Requirement)> {
        self.roles.iter().flat_map(|role| {
            role.levels
                .iter()
                .flat_map(move |level| level.requirements.iter().map(move |r| (role, level, r)))
        })
    }
}
