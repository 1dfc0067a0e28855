//! Files that are no documents, by name: `data/ignore.csv`.

use crate::data::Data;
use crate::lexicon::LexiconError;
use serde::{Deserialize, Serialize};

/// Path of the table below `data/`.
const FILE: &str = "ignore.csv";

/// One kind of file that is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Name; one `*` at the start or the end stands for anything.
    pub pattern: String,
    /// Whether capitals matter.
    case: Case,
    /// What such files are.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Case {
    Exact,
    Any,
}

/// The list of files that are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    rules: Vec<Rule>,
}

impl Ignore {
    /// Parses the list.
    ///
    /// # Errors
    /// On the first row that cannot be used.
    pub fn parse(data: &Data) -> Result<Self, LexiconError> {
        let mut reader = csv::Reader::from_reader(data.get(FILE).as_bytes());
        let rules = reader.deserialize().collect::<Result<_, _>>().map_err(fault)?;
        Ok(Self { rules })
    }

    /// Returns the rule that a file or folder name falls under.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.matches(name))
    }

    /// Returns all rules in the order of the list.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

impl Rule {
    fn matches(&self, name: &str) -> bool {
        match self.case {
            Case::Exact => matches_pattern(&self.pattern, name),
            Case::Any => matches_pattern(&self.pattern.to_lowercase(), &name.to_lowercase()),
        }
    }
}

fn matches_pattern(pattern: &str, name: &str) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(start), _) => name.starts_with(start),
        (None, Some(end)) => name.ends_with(end),
        (None, None) => pattern == name,
    }
}

fn fault(error: csv::Error) -> LexiconError {
    let line = error.position().map_or(0, csv::Position::line);
    LexiconError { file: FILE.into(), line, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_knows_what_is_no_document() {
        let ignore = Ignore::parse(&Data::default()).expect("the built-in list parses");
        let cases = [
            (".DS_Store", true),
            ("~$driver.docx", true),
            ("__MACOSX", true),
            ("Thumbs.db", true),
            ("thumbs.db", true),
            ("README.md", true),
            ("readme.txt", true),
            ("profile.toml", true),
            ("corrections.jsonl", true),
            ("driver.docx", false),
            ("please read.txt", false),
        ];
        for (name, ignored) in cases {
            assert_eq!(ignore.rule(name).is_some(), ignored, "{name}");
        }
    }
}
