//! What is stored, file by file.

use crate::model::{Coverage, Format, Outcome, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name and version of the manifest's form.
const SCHEMA: &str = "rungs-manifest/1";

/// The list of all files and what became of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name and version of this form.
    pub schema: String,
    /// BLAKE3 over the entries, hexadecimal: names this state of the store.
    pub generation: String,
    /// Files, by path, then state.
    pub entries: Vec<Entry>,
}

/// Where an edition of a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file is as it was read.
    Current,
    /// The file has vanished; its document stays until `--prune`.
    Gone,
    /// The file has other content now; this edition is in no export.
    Superseded,
}

/// One edition of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Path below `raw/`, or as given.
    pub path: String,
    /// Where this edition stands.
    pub state: State,
    /// Path of the file that holds it, if it lies in a container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// Its name as the container states it, if the path departs from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// What was found in it, if it was opened to see whether it holds documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
    /// Employer by folder or option, else as the document prints it.
    pub employer: Option<String>,
    /// Employer by option, if the option counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_option: Option<String>,
    /// BLAKE3 of the file, hexadecimal; empty if it could not be read.
    pub blake3: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Format by content; absent if the file was rejected.
    pub format: Option<Format>,
    /// Id of the document; empty if the file could not be read.
    pub document: String,
    /// How the import of the file ended.
    pub outcome: Outcome,
    /// Path of the stored document below `normalized/`; absent if the file was rejected.
    pub object: Option<String>,
    /// BLAKE3 of the stored document.
    pub object_blake3: Option<String>,
    /// Length of the stored document in bytes.
    pub object_bytes: Option<u64>,
    /// BLAKE3 over all that decides what the document is read as: see `pipeline`.
    pub fingerprint: String,
    /// Roles in the document.
    pub roles: u64,
    /// Requirements stated in the document.
    pub requirements: u64,
    /// Characters by class.
    pub coverage: Coverage,
    /// Number of notes by code.
    pub notes: BTreeMap<String, u64>,
}

/// A file that was opened to see whether it holds documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// BLAKE3 over all that decides what is found, its bytes apart.
    pub stamp: String,
    /// Documents and containers in it, those in the containers included.
    pub members: u64,
    /// Paths of what was passed over in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

impl Entry {
    /// Returns an entry for a file of which nothing is known but how its import ended.
    pub fn unread(path: &str, outcome: Outcome) -> Self {
        Self {
            path: path.to_owned(),
            state: State::Current,
            inside: None,
            named: None,
            opened: None,
            employer: None,
            employer_option: None,
            blake3: String::new(),
            bytes: 0,
            format: None,
            document: String::new(),
            outcome,
            object: None,
            object_blake3: None,
            object_bytes: None,
            fingerprint: String::new(),
            roles: 0,
            requirements: 0,
            coverage: Coverage::default(),
            notes: BTreeMap::new(),
        }
    }

    /// Tells whether the entry stands for a file that holds documents and is none itself.
    pub fn is_container(&self) -> bool {
        self.format.is_some_and(Format::is_container)
    }

    /// Tells whether the entry stands for a document of searches and exports.
    ///
    /// Of several files with the same bytes only the first does.
    pub fn is_document(&self) -> bool {
        let counted = !matches!(self.outcome.status, Status::Rejected | Status::Duplicate);
        counted && self.object.is_some() && self.state != State::Superseded
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Manifest {
    /// Returns the manifest of these entries.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| (&a.path, a.state, &a.blake3).cmp(&(&b.path, b.state, &b.blake3)));
        Self { schema: SCHEMA.into(), generation: generation(&entries), entries }
    }

    /// Returns the entries that stand for documents, by path.
    pub fn documents(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|e| e.is_document())
    }

    /// Checks the form and that the entries are those that were written.
    pub(super) fn verify(&self) -> Result<(), &'static str> {
        if self.schema != SCHEMA {
            return Err("it was written by another version of rungs");
        }
        if generation(&self.entries) != self.generation {
            return Err("its entries are not what was written");
        }
        Ok(())
    }
}

fn generation(entries: &[Entry]) -> String {
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        let json = serde_json::to_vec(entry).expect("an entry has string keys only");
        hasher.update(&(json.len() as u64).to_le_bytes());
        hasher.update(&json);
    }
    hasher.finalize().to_hex().to_string()
}
