//! What statements refer to: law, qualifications, acronyms.

use super::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A statement's mention of an instrument of law: a statute, regulations, a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LawLink {
    /// Official title with its year: `Mental Capacity Act 2005`.
    pub title: String,
    /// The words that name it, as bytes of the statement's `text`.
    pub span: Span,
    /// How it was recognised.
    pub by: LawBasis,
    /// The year that is printed, if it is another than the instrument's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_mismatch: Option<u16>,
    /// It is no longer in force.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// No year is printed and several instruments in force bear the name: the usual or newest one
    /// is taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
}

/// How a mention of law was recognised.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LawBasis {
    /// Its title, with or without the year, or another name on the list.
    Title,
    /// An acronym on the list.
    Acronym,
    /// An acronym that the document itself explains.
    Defined,
    /// A damaged title that can be one only.
    Repaired,
}

impl LawBasis {
    /// Returns how it was recognised, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Title => "named by its title",
            Self::Acronym => "named by its acronym",
            Self::Defined => "named by an acronym that the document explains",
            Self::Repaired => "named by damaged letters that can be one title only",
        }
    }
}

/// An instrument of law that a document mentions, as listed in `statutes.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instrument {
    /// Official title with its year.
    pub title: String,
    /// `act`, `regulations`, `order`, `code` and others of the list.
    pub kind: String,
    /// Year of making; absent for what is not dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// As the national collections of law number it: `ukpga/2005/9`; absent if not known for sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// `UK`, `GB`, `EW`, `England`, `Wales`, `Scotland`, `NI`.
    pub jurisdiction: String,
    /// Year or day on which it ceased to be in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// What replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
    /// Other names of it, acronyms among them, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A statement's mention of a qualification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationLink {
    /// Readable and stable, one for each printed level: `NVQ level 3`.
    pub names: Vec<String>,
    /// The words that name it, as bytes of the statement's `text`.
    pub span: Span,
    /// `nvq`, `gcse`, `degree`, `registration` and others of `qualifications.csv`.
    pub family: String,
    /// Levels on the scale of the Regulated Qualifications Framework, 1 to 8; several for a choice,
    /// or where a level of another scale spans several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<u8>,
    /// Subject as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Grades as printed: `A*-C`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grades: Option<String>,
    /// Working towards it is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub working_towards: bool,
    /// Something equal is accepted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub equivalent: bool,
}

/// An acronym that a document explains: "Care Quality Commission (CQC)".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acronym {
    /// As printed.
    pub acronym: String,
    /// What it stands for, as printed.
    pub expansion: String,
}
