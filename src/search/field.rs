//! Fields that a query names, and what a row has in them.

use crate::model::{Framework, Instrument, Requirement, Row};

/// Levels of qualifications on the common scale, as a query names them.
const LEVELS: [&str; 9] =
    ["level0", "level1", "level2", "level3", "level4", "level5", "level6", "level7", "level8"];

/// A field that a query can name with `field:value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// Employer.
    Employer,
    /// Role without level and grade.
    Role,
    /// Level as printed.
    Level,
    /// Grade as printed.
    Grade,
    /// Category.
    Category,
    /// `essential` or `desirable`.
    Necessity,
    /// Kind of document: `job_description`.
    Kind,
    /// Statute.
    Law,
    /// Qualification.
    Qualification,
    /// Outcome of the document.
    Outcome,
    /// Printed code or number.
    Code,
    /// Nearest heading.
    Section,
}

impl Named {
    /// All fields; each stands at its own number.
    pub const ALL: [Self; 12] = [
        Self::Employer,
        Self::Role,
        Self::Level,
        Self::Grade,
        Self::Category,
        Self::Necessity,
        Self::Kind,
        Self::Law,
        Self::Qualification,
        Self::Outcome,
        Self::Code,
        Self::Section,
    ];

    /// Fields by whose values hits are counted.
    pub const FACETS: [Self; 9] = [
        Self::Employer,
        Self::Role,
        Self::Level,
        Self::Grade,
        Self::Category,
        Self::Necessity,
        Self::Kind,
        Self::Law,
        Self::Qualification,
    ];

    /// Fields whose whole values are kept, in the order of [`Named::ALL`].
    pub(super) const WHOLE: usize = 10;

    /// Returns the name as typed in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Role => "role",
            Self::Level => "level",
            Self::Grade => "grade",
            Self::Category => "category",
            Self::Necessity => "necessity",
            Self::Kind => "kind",
            Self::Law => "law",
            Self::Qualification => "qualification",
            Self::Outcome => "outcome",
            Self::Code => "code",
            Self::Section => "section",
        }
    }

    /// Returns the field of that name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }

    /// Tells whether a row may have several values.
    pub(super) fn is_many(self) -> bool {
        matches!(self, Self::Law | Self::Qualification)
    }

    /// Returns the whole values of a row, each once.
    pub(super) fn whole(self, row: &Row, kind: &str) -> Vec<String> {
        let one = |value: &Option<String>| value.iter().cloned().collect();
        match self {
            Self::Employer => one(&row.organisation),
            Self::Role => one(&row.role),
            Self::Level => one(&row.level),
            Self::Grade => one(&row.grade),
            Self::Category => one(&row.category),
            Self::Necessity => one(&row.necessity),
            Self::Kind => vec![kind.to_owned()],
            Self::Law => row.legislation.clone(),
            Self::Qualification => row.qualifications.clone(),
            Self::Outcome => vec![row.outcome.clone()],
            Self::Code => one(&row.code),
            Self::Section => one(&row.section),
        }
    }

    /// Returns what words are looked for in: a law has all names of the instrument, so that one
    /// finds the others; a qualification has its family and its levels too.
    pub(super) fn sought(
        self,
        row: &Row,
        kind: &str,
        framework: &Framework,
        r: &Requirement,
    ) -> Vec<String> {
        let mut values = self.whole(row, kind);
        match self {
            Self::Law => {
                let meant = |i: &&Instrument| row.legislation.contains(&i.title);
                let meant = framework.legislation.iter().filter(meant);
                values.extend(meant.flat_map(|i| i.also.iter().cloned()));
            }
            Self::Qualification => {
                values.extend(r.qualifications.iter().map(|q| q.family.clone()));
                let levels = r.qualifications.iter().flat_map(|q| &q.levels);
                let levels = levels.filter_map(|l| LEVELS.get(usize::from(*l)));
                values.extend(levels.map(|l| (*l).to_owned()));
            }
            _ => {}
        }
        values
    }
}

/// Returns the name of a framework's shape as it is stored: `job_description`.
pub(super) fn kind(framework: &Framework) -> String {
    let name = serde_json::to_value(framework.shape).ok();
    name.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
