//! Fields that a query names, and what a row has in them.

use crate::model::{Framework, Instrument, Requirement, Row};

/// Levels of qualifications on the common scale, as a query names them.
const LEVELS: [&str; 9] =
    ["level0", "level1", "level2", "level3", "level4", "level5", "level6", "level7", "level8"];

/// A field that a query can name with `field:value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
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
    /// Outcome of the document.
    Outcome,
    /// Employer.
    Employer,
    /// Role without level and grade.
    Role,
    /// Statute.
    Law,
    /// Qualification.
    Qualification,
    /// Printed code or number.
    Code,
    /// Nearest heading.
    Section,
}

impl Named {
    /// All fields; each stands at its own number.
    pub const ALL: [Self; 12] = [
        Self::Level,
        Self::Grade,
        Self::Category,
        Self::Necessity,
        Self::Kind,
        Self::Outcome,
        Self::Employer,
        Self::Role,
        Self::Law,
        Self::Qualification,
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

    /// Fields whose whole values are kept: the first so many.
    pub(super) const WHOLE: usize = 10;
    /// Fields of few values: the first so many. Their words are looked for in the list of values,
    /// those of the others in the index.
    pub(super) const LISTED: usize = 6;

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

    /// Tells whether the field has few values.
    pub(super) fn is_listed(self) -> bool {
        (self as usize) < Self::LISTED
    }

    /// Returns the whole values of a row, each once.
    pub(super) fn whole<'a>(self, row: &'a Row, kind: &'a str) -> Vec<&'a str> {
        let one = |value: &'a Option<String>| value.as_deref().into_iter().collect();
        let many = |values: &'a [String]| values.iter().map(String::as_str).collect();
        match self {
            Self::Employer => one(&row.organisation),
            Self::Role => one(&row.role),
            Self::Level => one(&row.level),
            Self::Grade => one(&row.grade),
            Self::Category => one(&row.category),
            Self::Necessity => one(&row.necessity),
            Self::Kind => vec![kind],
            Self::Law => many(&row.legislation),
            Self::Qualification => many(&row.qualifications),
            Self::Outcome => vec![&row.outcome],
            Self::Code => one(&row.code),
            Self::Section => one(&row.section),
        }
    }

    /// Returns what words are looked for in beside the whole values: a law has all names of the
    /// instrument, so that one finds the others; a qualification has its family and its levels too.
    pub(super) fn sought_too<'a>(
        self,
        row: &Row,
        framework: &'a Framework,
        r: &'a Requirement,
    ) -> Vec<&'a str> {
        match self {
            Self::Law => {
                let meant = |i: &&Instrument| row.legislation.contains(&i.title);
                let meant = framework.legislation.iter().filter(meant);
                meant.flat_map(|i| i.also.iter().map(String::as_str)).collect()
            }
            Self::Qualification => {
                let families = r.qualifications.iter().map(|q| q.family.as_str());
                let levels = r.qualifications.iter().flat_map(|q| &q.levels);
                families
                    .chain(levels.filter_map(|l| LEVELS.get(usize::from(*l)).copied()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Returns the name of a framework's shape as it is stored: `job_description`.
pub(super) fn kind(framework: &Framework) -> String {
    let name = serde_json::to_value(framework.shape).ok();
    name.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
