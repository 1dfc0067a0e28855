//! The flat row: one line per stated requirement, the contract with analysts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of an export. All columns exist in every row; what is not known is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// Requirement id.
    pub id: String,
    /// Id to join years and employers on.
    pub concept_id: String,
    /// Id of the subject, shared by rows that say the same at any strength.
    #[serde(default)]
    pub subject_id: String,
    /// Source file's name.
    pub doc: String,
    /// Path below `raw/`, or as given.
    pub source: String,
    /// Outcome of the document.
    pub outcome: String,
    /// Employer.
    pub organisation: Option<String>,
    /// Title of the document.
    pub framework: Option<String>,
    /// Role without level and grade.
    pub role: Option<String>,
    /// Role as printed.
    pub role_printed: Option<String>,
    /// Grade as printed.
    pub grade: Option<String>,
    /// Level as printed.
    pub level: Option<String>,
    /// Levels the row's level builds on, transitively, lowest first.
    pub adds_to: Vec<String>,
    /// Roles the row's role builds on.
    pub adds_to_roles: Vec<String>,
    /// Option the statement belongs to.
    pub option: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// Nearest heading.
    pub section: Option<String>,
    /// Printed code or number.
    pub code: Option<String>,
    /// `essential` or `desirable`.
    pub necessity: Option<String>,
    /// What the category rests on: `heading: Knowledge`.
    pub category_basis: Option<String>,
    /// What the necessity rests on.
    pub necessity_basis: Option<String>,
    /// Conditions: `where applicable`.
    pub condition: Vec<String>,
    /// Times by which it is to be met: `2 years`.
    pub timeframe: Vec<String>,
    /// Whether something equal is accepted.
    pub equivalent: bool,
    /// Least length of experience asked for: `2 years`.
    pub experience: Option<String>,
    /// `learn`, `guided`, `basic`, `familiar`, `able`, `expert` or `leads`.
    pub strength: Option<String>,
    /// How it is assessed, as printed.
    pub assessed_by: Option<String>,
    /// Language of the words, ISO 639-3: `eng`.
    pub language: Option<String>,
    /// The words.
    pub text: String,
    /// The words as printed; for a "Same" cell, the cell.
    pub verbatim: String,
    /// Role that holds the words of a "Same" cell.
    pub same_as: Option<String>,
    /// Statutes named in the text.
    pub legislation: Vec<String>,
    /// Qualifications named in the text.
    pub qualifications: Vec<String>,
    /// Pages, from 1.
    pub pages: Vec<u32>,
    /// Lines of a text file, from 1; absent for other formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<u32>>,
    /// 0 to 1.
    pub confidence: f64,
    /// With `--expanded`: `inherited` for a row that a level or role takes over; else null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<String>,
}
