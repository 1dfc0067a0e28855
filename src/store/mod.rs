//! The stored documents, `normalized/`: the truth from which index and exports are derived.
//!
//! Comes in: canonical objects. Goes out: the same, whole generations only. `manifest.json` says
//! which object stands for which file. An import first writes its objects beside the old ones
//! (`*.json.new`), then puts the next manifest in place as `manifest.new.json`: from that moment the
//! new generation counts, and a reader finds its objects under either name. Renaming is finished by
//! the import itself or, after a crash, by the next one.

mod editions;
mod manifest;
mod writer;

pub use editions::{Change, Container, Member, Plan, Scanned, Situation, Work, plan};
pub use manifest::{Entry, Manifest, Opened, State};
pub(crate) use writer::pretty;
pub use writer::{Writer, object_path};

use crate::model::{Framework, Status};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the folder below the root.
pub const FOLDER: &str = "normalized";
/// Name of the manifest in that folder.
pub const MANIFEST: &str = "manifest.json";
/// Name of the report of the last import in that folder.
pub const REPORT: &str = "report.jsonl";
/// The manifest of a generation whose objects may still have to be renamed.
const NEXT_MANIFEST: &str = "manifest.new.json";
/// Ending of an object that was written but not yet renamed.
const STAGED: &str = ".new";

/// Why stored documents cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another import holds the lock.
    #[error("another import is running in {}", .0.display())]
    Locked(PathBuf),
    /// A file of the store is not what was written.
    #[error("{} is damaged: {detail}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How that shows.
        detail: String,
    },
    /// The system refused.
    #[error("{} cannot be {verb}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        verb: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreError {
    /// Returns what the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked(_) => "Wait until it has finished, then try again.".into(),
            Self::Damaged { path, .. } if is_manifest(path) => {
                "Delete the folder normalized and import again; raw/ holds all that is needed.".into()
            }
            Self::Damaged { .. } => "Run `rungs import --force`; it reads the documents again.".into(),
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "Free some space on the disk and import again; what was stored before is intact.".into()
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "Ask for permission to write there, or choose another folder with --root.".into()
                }
                _ => "Import again; what was stored before is intact.".into(),
            },
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == MANIFEST || n == NEXT_MANIFEST)
}

fn cannot_read(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io { path, verb: "read", source }
}

fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io { path, verb: "written", source }
}

/// One generation of stored documents, for reading.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    manifest: Manifest,
}

impl Store {
    /// Opens the store below `root`; a folder that is not there is an empty store.
    ///
    /// # Errors
    /// If the manifest cannot be read or is damaged.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let folder = root.join(FOLDER);
        let manifest = match read_manifest(&folder.join(NEXT_MANIFEST))? {
            Some(next) => next,
            None => read_manifest(&folder.join(MANIFEST))?.unwrap_or_default(),
        };
        Ok(Self { folder, manifest })
    }

    /// Returns what is stored.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns every current document once, by the path of its first file.
    ///
    /// # Errors
    /// If an object cannot be read or is damaged.
    pub fn frameworks(&self) -> Result<Vec<Framework>, StoreError> {
        self.manifest.documents().map(|e| self.framework(e)).collect()
    }

    /// Returns the document of an entry.
    ///
    /// # Errors
    /// If the entry has no object, or it cannot be read or is damaged.
    pub fn framework(&self, entry: &Entry) -> Result<Framework, StoreError> {
        let object = entry.object.as_deref().ok_or_else(|| {
            damaged(Path::new(&entry.path), "it was rejected, so nothing of it is stored")
        })?;
        let path = self.folder.join(object);
        let bytes = self.object_bytes(&path, entry)?;
        serde_json::from_slice(&bytes).map_err(|e| damaged(&path, &e.to_string()))
    }

    /// Reads an object under its own name or, while an import ends, under its staged one.
    fn object_bytes(&self, path: &Path, entry: &Entry) -> Result<Vec<u8>, StoreError> {
        let matches = |bytes: &Vec<u8>| Some(hash(bytes)) == entry.object_blake3;
        let read = fs::read(path);
        if let Ok(bytes) = &read
            && matches(bytes)
        {
            return read.map_err(cannot_read(path));
        }
        if let Some(bytes) = fs::read(staged(path)).ok().filter(matches) {
            return Ok(bytes);
        }
        read.map_err(cannot_read(path))?;
        Err(damaged(path, "it is not what was written"))
    }

    /// Tells whether the object of an entry is there in its full length.
    pub fn holds(&self, entry: &Entry) -> bool {
        let Some(object) = &entry.object else { return entry.outcome.status == Status::Rejected };
        fs::metadata(self.folder.join(object)).is_ok_and(|m| Some(m.len()) == entry.object_bytes)
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn staged(object: &Path) -> PathBuf {
    let mut name = object.as_os_str().to_owned();
    name.push(STAGED);
    name.into()
}

fn damaged(path: &Path, detail: &str) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), detail: detail.to_owned() }
}

fn read_manifest(path: &Path) -> Result<Option<Manifest>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(cannot_read(path)(e)),
    };
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|e| damaged(path, &e.to_string()))?;
    manifest.verify().map_err(|detail| damaged(path, detail))?;
    Ok(Some(manifest))
}
