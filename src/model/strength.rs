//! How strongly a requirement is worded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Classes of strength, from weak to strong. Openings of one class say the same; different classes
/// are the same subject at another strength.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Willing to learn.
    Learn,
    /// With guidance.
    Guided,
    /// Awareness, some knowledge.
    Basic,
    /// Familiar with.
    Familiar,
    /// Knows, is able.
    Able,
    /// Thorough, comprehensive, highly developed.
    Expert,
    /// Is able and leads others to be.
    Leads,
}

impl Strength {
    /// All classes, from weak to strong.
    pub const ALL: [Self; 7] = [
        Self::Learn,
        Self::Guided,
        Self::Basic,
        Self::Familiar,
        Self::Able,
        Self::Expert,
        Self::Leads,
    ];

    /// Returns the name in data and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Guided => "guided",
            Self::Basic => "basic",
            Self::Familiar => "familiar",
            Self::Able => "able",
            Self::Expert => "expert",
            Self::Leads => "leads",
        }
    }
}
