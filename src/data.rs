//! The files of `data/`, compiled in, each replaceable by one of the same name.

use std::collections::BTreeMap;

macro_rules! builtin {
    ($($name:literal),* $(,)?) => {
        const BUILTIN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../data/", $name))),)*];
    };
}

builtin! {
    "formats.csv",
    "ignore.csv",
    "lexicon/abbreviations.csv",
    "lexicon/columns.csv",
    "lexicon/concept_words.csv",
    "lexicon/cues.csv",
    "lexicon/document_kinds.csv",
    "lexicon/english_words.csv",
    "lexicon/everyday_acronyms.csv",
    "lexicon/fields.csv",
    "lexicon/furniture.csv",
    "lexicon/heading_phrases.csv",
    "lexicon/heading_words.csv",
    "lexicon/headings.csv",
    "lexicon/icons.csv",
    "lexicon/inherit.csv",
    "lexicon/job_nouns.csv",
    "lexicon/leadins.csv",
    "lexicon/levels.csv",
    "lexicon/necessity.csv",
    "lexicon/openings.csv",
    "lexicon/organisation_nouns.csv",
    "lexicon/qualification_levels.csv",
    "lexicon/qualification_subjects.csv",
    "lexicon/qualifications.csv",
    "lexicon/qualifiers.csv",
    "lexicon/sentences.csv",
    "lexicon/signatures.csv",
    "lexicon/statute_names.csv",
    "lexicon/statutes.csv",
    "lexicon/strengths.csv",
    "lexicon/synonyms.csv",
    "lexicon/verbs.csv",
    "lexicon/word_classes.csv",
}

/// Beginning of the names of profiles of employers.
const PROFILES: &str = "profile/";

/// Data files by path below `data/`, as compiled in or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    files: BTreeMap<String, String>,
}

impl Default for Data {
    fn default() -> Self {
        let files = BUILTIN.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Self { files }
    }
}

impl Data {
    /// Returns the paths of all data files, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns the text of a data file; empty if there is none of that name.
    pub fn get(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// Replaces one data file.
    pub fn replace(&mut self, name: &str, text: String) {
        self.files.insert(name.to_owned(), text);
    }

    /// Returns the BLAKE3 over all names and texts: part of what "unchanged" means.
    ///
    /// Profiles are left out: each counts for the documents of its employer only.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let shared = self.files.iter().filter(|(name, _)| !name.starts_with(PROFILES));
        for (name, text) in shared {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}
