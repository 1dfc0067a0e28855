//! The one outcome every file ends with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the import of a file ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All text accounted for, at least one requirement, no limit reached.
    Ok,
    /// A named part was not read, or a limit was reached.
    Partial,
    /// The text cannot be trusted, or there is no requirement in it.
    Suspect,
    /// Not read at all.
    Rejected,
    /// The same bytes as another file.
    Duplicate,
}

impl Status {
    /// Returns the name used in rows, reports and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Suspect => "suspect",
            Self::Rejected => "rejected",
            Self::Duplicate => "duplicate",
        }
    }

    /// Tells whether the document makes an import end with exit code 3.
    pub fn is_fault(self) -> bool {
        matches!(self, Self::Suspect | Self::Rejected)
    }
}

/// Status with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Why, as a sentence; absent for `ok`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the user can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}
