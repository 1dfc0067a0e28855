//! What narrows a requirement beside its words' kind: conditions, times, equivalents, strength.

use super::Basis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing a requirement's wording, or a column beside it, says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Qualifier {
    /// What it says.
    pub kind: QualifierKind,
    /// Its value: `2 years`, `expert`, `where applicable`, `interview`.
    pub value: String,
    /// What it rests on.
    pub basis: Basis,
}

/// The kinds of qualifiers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum QualifierKind {
    /// Holds only under a condition: "where applicable".
    Condition,
    /// To be met by a time: "within 2 years".
    Timeframe,
    /// Something equal is accepted: "or equivalent".
    Equivalent,
    /// Least length of experience: "at least two years' experience".
    Years,
    /// Strength of the opening: `learn guided basic familiar able expert leads`.
    Strength,
    /// How it is assessed: "interview".
    AssessedBy,
}

impl QualifierKind {
    /// Returns the name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Timeframe => "timeframe",
            Self::Equivalent => "equivalent",
            Self::Years => "experience",
            Self::Strength => "strength",
            Self::AssessedBy => "assessed by",
        }
    }
}
