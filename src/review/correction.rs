//! Corrections as they are kept: one JSON object a line, found again by the words they are about.

use crate::model::{Category, Level, Necessity, Requirement, Role};
use crate::source::EmployerFile;
use crate::text::squash;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a person decided about a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is right as it is; or text without a place is rightly none.
    Accept,
    /// It is what the new values say.
    Correct,
    /// It is several statements.
    Split,
    /// It goes on with the statement before it.
    Merge,
    /// It is no statement.
    Reject,
}

impl Action {
    /// All actions, in the order above.
    pub const ALL: [Self; 5] =
        [Self::Accept, Self::Correct, Self::Split, Self::Merge, Self::Reject];

    /// Returns the name as written in sheets and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Correct => "correct",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Reject => "reject",
        }
    }
}

/// What kind of text a correction is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A statement.
    #[default]
    Statement,
    /// Text that was given no meaning.
    Unplaced,
}

/// The document a correction is about: either will do to find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a document: path and blake3")]
pub struct Document {
    /// Stored path.
    pub path: String,
    /// BLAKE3 of its bytes when it was reviewed.
    pub blake3: String,
}

/// The text a correction is about, by what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a text: id, role, level and text")]
pub struct Target {
    /// Statement or text without a place.
    #[serde(default)]
    pub kind: Kind,
    /// Its id, the same as long as the document's bytes are.
    pub id: String,
    /// Title of its role.
    pub role: Option<String>,
    /// Label of its level.
    pub level: Option<String>,
    /// Its words.
    pub text: String,
}

/// All that a person may change of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "new values: text, category, necessity, role and level")]
pub struct State {
    /// Words; for a split one a part.
    pub text: Vec<String>,
    /// Category; null for not known.
    pub category: Option<Category>,
    /// Necessity; null for not said.
    pub necessity: Option<Necessity>,
    /// Title of the role.
    pub role: Option<String>,
    /// Label of the level.
    pub level: Option<String>,
}

impl State {
    /// Returns what a statement says now.
    pub fn of(role: &Role, level: &Level, r: &Requirement) -> Self {
        Self {
            text: vec![r.text.clone()],
            category: r.category,
            necessity: r.necessity,
            role: role.title.clone(),
            level: level.label.clone(),
        }
    }
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a correction: document, of and action")]
pub struct Correction {
    /// The document.
    pub document: Document,
    /// The text in it.
    pub of: Target,
    /// What was decided.
    pub action: Action,
    /// The new values; of `correct`, `split` and `merge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<State>,
    /// The person's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A line of a file of corrections that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {detail}")]
pub struct CorrectionError {
    /// The file, as it is to be shown.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it, the key included.
    pub detail: String,
}

/// The corrections of all employers, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    by_employer: BTreeMap<String, Vec<Correction>>,
}

impl Corrections {
    /// Parses files of corrections.
    ///
    /// # Errors
    /// On the first line that is no correction.
    pub fn parse(found: &[EmployerFile]) -> Result<Self, CorrectionError> {
        let mut by_employer = BTreeMap::new();
        for file in found {
            let lines = file.text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
            let parse = |(index, line): (usize, &str)| {
                parse_line(line).map_err(|detail| CorrectionError {
                    file: file.file.clone(),
                    line: index + 1,
                    detail,
                })
            };
            let parsed: Vec<Correction> = lines.map(parse).collect::<Result<_, _>>()?;
            by_employer.insert(file.employer.clone(), parsed);
        }
        Ok(Self { by_employer })
    }

    /// Returns all of them, by employer.
    pub fn all(&self) -> impl Iterator<Item = &Correction> {
        self.by_employer.values().flatten()
    }

    /// Returns those that count for a document that goes by these paths or has these bytes: of
    /// several about one text the last.
    pub fn about(&self, paths: &[String], blake3: &str) -> Vec<&Correction> {
        let about =
            |c: &&Correction| c.document.blake3 == blake3 || paths.contains(&c.document.path);
        let mut about: Vec<&Correction> = self.all().filter(about).collect();
        about.reverse();
        let mut decided = BTreeSet::new();
        about.retain(|c| decided.insert((c.of.kind, &c.of.id)));
        about.reverse();
        about
    }

    /// Returns the last one about the text with an id.
    pub fn last(&self, id: &str) -> Option<&Correction> {
        self.all().filter(|c| c.of.id == id).last()
    }

    /// Returns the BLAKE3 of those about a document, nothing if there are none: part of what
    /// "unchanged" means.
    pub fn digest(&self, paths: &[String], blake3: &str) -> Option<String> {
        let about = self.about(paths, blake3);
        let json = serde_json::to_vec(&about).expect("corrections have string keys only");
        (!about.is_empty()).then(|| blake3::hash(&json).to_hex().to_string())
    }
}

/// Parses a correction; what is wrong with it names the key.
fn parse_line(line: &str) -> Result<Correction, String> {
    let mut json = serde_json::Deserializer::from_str(line);
    let correction = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        // The parser counts lines of the text it is given, which is always one.
        let detail = e.inner().to_string().replace(" at line 1 column ", ", column ");
        match e.path().to_string().as_str() {
            "." => detail,
            key => format!("{key}: {detail}"),
        }
    })?;
    json.end().map_err(|_| "there is more after the correction".to_owned())?;
    Ok(correction)
}

impl Target {
    /// Returns the position of the text among statements: by its id, else by role, level and words,
    /// else by the words if they stand once.
    pub fn find(&self, statements: &[(&Role, &Level, &Requirement)]) -> Option<usize> {
        let key = squash(&self.text);
        let same_words: Vec<usize> =
            (0..statements.len()).filter(|i| squash(&statements[*i].2.text) == key).collect();
        let same_place = |i: &&usize| {
            let (role, level, _) = statements[**i];
            role.title == self.role && level.label == self.level
        };
        let by_id = statements.iter().position(|(_, _, r)| r.id == self.id);
        by_id.or_else(|| same_words.iter().find(same_place).copied()).or(match same_words[..] {
            [only] => Some(only),
            _ => None,
        })
    }
}
