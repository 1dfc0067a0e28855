//! What one employer does in its own way: words, the order of levels, pages that do not count.
//!
//! Comes in: `data/profile/<employer>.toml`, or `profile.toml` in the folder of the employer's
//! documents, which wins. Goes out: the [`Rules`] for a document, which the lexicon and the layout
//! take in. A profile says differences only; what it does not say stays as the word lists say.

mod pages;
mod parse;
mod suggest;

pub use pages::Pages;
pub use suggest::suggest;

use crate::data::Data;
use crate::lexicon::{Lexicon, Own};
use crate::source::EmployerFile;
use crate::text::fold;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Name of a profile in the folder of an employer's documents.
pub const FILE: &str = "profile.toml";
/// Folder of the other profiles, below `data/`.
pub const FOLDER: &str = "profile";

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {detail}")]
pub struct ProfileError {
    /// The file, as it is to be shown.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong with it, the key included.
    pub detail: String,
}

/// What holds for a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Name of the employer.
    pub employer: Option<String>,
    /// The employer's own words.
    pub own: Own,
    /// Pages that do not count.
    pub skip_pages: Pages,
}

/// What a profile says, of all documents or of some: an absent key says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    employer: Option<String>,
    own: Own,
    levels: Option<Vec<String>>,
    skip_pages: Option<Pages>,
}

/// The profile of an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    said: Said,
    /// What is said of documents by a pattern of their names, in the order of the file.
    documents: Vec<(String, Said)>,
    /// BLAKE3 of the file.
    digest: String,
}

impl Profile {
    /// Parses a profile; `file` names it in errors.
    ///
    /// # Errors
    /// On the first line that cannot be used: no TOML, an unknown key, a value of the wrong kind.
    pub fn parse(text: &str, file: &str, lexicon: &Lexicon) -> Result<Self, ProfileError> {
        let digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        let (said, documents) = parse::parse(text, file, lexicon)?;
        Ok(Self { said, documents, digest })
    }

    /// Returns the BLAKE3 of the file: part of what "unchanged" means.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Returns what holds for a document of that name: what is said of all, then, in their order,
    /// what the patterns say that its name fits.
    ///
    /// A pattern with `/` is compared with the whole name ("bundle.zip/porter.docx"), another one
    /// with its last part; `*` stands for any letters, `?` for one, and capitals do not count.
    pub fn rules(&self, document: &str) -> Rules {
        let mut rules = Rules::default();
        rules.add(&self.said);
        let fitting = self.documents.iter().filter(|(pattern, _)| names(pattern, document));
        fitting.for_each(|(_, said)| rules.add(said));
        rules
    }
}

impl Rules {
    /// Returns the tables with the employer's own words in front of them.
    pub fn lexicon<'l>(&self, lexicon: &'l Lexicon) -> Cow<'l, Lexicon> {
        if self.own.is_empty() {
            return Cow::Borrowed(lexicon);
        }
        Cow::Owned(lexicon.with(self.own.clone()))
    }

    fn add(&mut self, said: &Said) {
        let Said { employer, own, levels, skip_pages } = said.clone();
        self.employer = employer.or(self.employer.take());
        self.own.columns.extend(own.columns);
        self.own.headings.extend(own.headings);
        self.own.roles.extend(own.roles);
        self.own.levels = levels.unwrap_or_else(|| std::mem::take(&mut self.own.levels));
        self.skip_pages = skip_pages.unwrap_or_else(|| std::mem::take(&mut self.skip_pages));
    }
}

/// Tells whether a pattern fits the name of a document.
fn names(pattern: &str, document: &str) -> bool {
    let last = document.rsplit('/').next().unwrap_or(document);
    let name = if pattern.contains('/') { document } else { last };
    let letters = |t: &str| t.to_lowercase().chars().collect::<Vec<_>>();
    fits(&letters(pattern), &letters(name))
}

/// Compares in one pass: after a mismatch the last `*` takes one letter more.
fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// All profiles.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    /// By the employer's folder.
    folders: BTreeMap<String, Profile>,
    /// By the employer's folded name: those of `data/`, where no folder has one.
    names: BTreeMap<String, Profile>,
}

impl Profiles {
    /// Parses the profiles of `data` and those found in the folders of employers.
    ///
    /// # Errors
    /// On the first line of the first file that cannot be used.
    pub fn parse(
        data: &Data,
        found: &[EmployerFile],
        lexicon: &Lexicon,
    ) -> Result<Self, ProfileError> {
        let mut profiles = Self::default();
        for name in data.names() {
            let Some(stem) = name.strip_prefix("profile/").and_then(|n| n.strip_suffix(".toml"))
            else {
                continue;
            };
            let profile = Profile::parse(data.get(name), &format!("data/{name}"), lexicon)?;
            profiles.names.insert(fold(stem), profile);
        }
        for found in found {
            let profile = Profile::parse(&found.text, &found.file, lexicon)?;
            profiles.names.insert(fold(&found.employer), profile.clone());
            profiles.folders.insert(found.employer.clone(), profile);
        }
        Ok(profiles)
    }

    /// Returns the profile of an employer, by its folder, else by the words of its name.
    pub fn of(&self, employer: &str) -> Option<&Profile> {
        self.folders.get(employer).or_else(|| self.names.get(&fold(employer)))
    }
}

#[cfg(test)]
mod tests;
