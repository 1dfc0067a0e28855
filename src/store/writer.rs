//! Writing a generation: all of it or nothing.

use super::{
    FOLDER, MANIFEST, Manifest, NEXT_MANIFEST, REPORT, STAGED, StoreError, cannot_read,
    cannot_write, read_manifest, staged,
};
use crate::model::Framework;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the lock file below `normalized/`; it stays, only its lock counts.
const LOCK: &str = ".lock";
/// Ending of a file that is being written.
const TEMPORARY: &str = ".tmp";
/// Letters of a name in an object's path.
const SLUG_CHARS: usize = 60;
/// Digits of the document's id in an object's path.
const ID_DIGITS: usize = 8;
/// Folder of documents whose employer is not known.
const UNKNOWN: &str = "_unknown";

/// The right to write `normalized/`, held by one process at a time.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    _lock: File,
}

impl Writer {
    /// Takes the lock, ends an import that was cut off, and clears away what it left.
    ///
    /// # Errors
    /// If another import holds the lock, or the folder cannot be written.
    pub fn lock(root: &Path) -> Result<Self, StoreError> {
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder).map_err(cannot_write(&folder))?;
        let path = folder.join(LOCK);
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(cannot_write(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(folder)),
            Err(TryLockError::Error(e)) => return Err(cannot_write(&path)(e)),
        }
        let writer = Self { folder, _lock: lock };
        writer.recover()?;
        Ok(writer)
    }

    fn recover(&self) -> Result<(), StoreError> {
        if let Some(next) = read_manifest(&self.folder.join(NEXT_MANIFEST))? {
            self.finish(&next)?;
        }
        let left = |name: &str| name.ends_with(STAGED) || name.ends_with(TEMPORARY);
        for path in self.files(left)? {
            fs::remove_file(&path).map_err(cannot_write(&path))?;
        }
        let current = read_manifest(&self.folder.join(MANIFEST))?;
        current.map_or(Ok(()), |manifest| self.sweep(&manifest))
    }

    /// Writes an object beside the stored ones; it counts from the next commit on.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn stage(&self, object: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = staged(&self.folder.join(object));
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(cannot_write(parent))?;
        write_synced(&path, bytes)
    }

    /// Makes a manifest and the objects staged for it the current generation.
    ///
    /// # Errors
    /// If the disk refuses; then the old generation, or after the turning point the new one, is
    /// in force as a whole.
    pub fn commit(&self, manifest: &Manifest) -> Result<(), StoreError> {
        sync_folders_of(&self.staged_objects(manifest))?;
        self.replace(NEXT_MANIFEST, &pretty(manifest))?;
        self.finish(manifest)
    }

    /// Renames what a committed manifest speaks of, and clears away what it does not.
    fn finish(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let objects = self.staged_objects(manifest);
        for object in &objects {
            fs::rename(staged(object), object).map_err(cannot_write(object))?;
        }
        sync_folders_of(&objects)?;
        let path = self.folder.join(MANIFEST);
        fs::rename(self.folder.join(NEXT_MANIFEST), &path).map_err(cannot_write(&path))?;
        sync_folder(&self.folder)?;
        self.sweep(manifest)
    }

    /// Returns the objects of a manifest that wait beside their place.
    fn staged_objects(&self, manifest: &Manifest) -> BTreeSet<PathBuf> {
        let objects = manifest.entries.iter().filter_map(|e| e.object.as_deref());
        objects.map(|o| self.folder.join(o)).filter(|o| staged(o).exists()).collect()
    }

    /// Removes objects that no entry speaks of, and folders left empty.
    fn sweep(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let kept: BTreeSet<PathBuf> = manifest
            .entries
            .iter()
            .filter_map(|e| e.object.as_deref().map(|o| self.folder.join(o)))
            .collect();
        for path in self.files(is_object_name)? {
            if !kept.contains(&path) && path.parent() != Some(self.folder.as_path()) {
                fs::remove_file(&path).map_err(cannot_write(&path))?;
            }
        }
        for folder in self.folders()? {
            // Fails, as it should, for a folder that holds anything.
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }

    /// Writes the report of this import.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn report(&self, lines: &[u8]) -> Result<(), StoreError> {
        self.replace(REPORT, lines)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        let temporary = self.folder.join(format!("{name}{TEMPORARY}"));
        write_synced(&temporary, bytes)?;
        fs::rename(&temporary, &path).map_err(cannot_write(&path))?;
        sync_folder(&self.folder)
    }

    /// Returns the files of that kind of name in `normalized/` and its employers' folders.
    fn files(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, StoreError> {
        let mut files = Vec::new();
        for folder in self.folders()?.iter().chain([&self.folder]) {
            for entry in fs::read_dir(folder).map_err(cannot_read(folder))?.flatten() {
                let is_file = entry.file_type().is_ok_and(|t| t.is_file());
                if is_file && entry.file_name().to_str().is_some_and(&wanted) {
                    files.push(entry.path());
                }
            }
        }
        Ok(files)
    }

    fn folders(&self) -> Result<Vec<PathBuf>, StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(cannot_read(&self.folder))?.flatten();
        let folders = entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
        Ok(folders.map(|e| e.path()).collect())
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(cannot_write(path))
}

fn sync_folders_of(files: &BTreeSet<PathBuf>) -> Result<(), StoreError> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|f| f.parent()).collect();
    folders.into_iter().try_for_each(sync_folder)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|f| f.sync_all()).map_err(cannot_write(path))
}

/// Windows has no way to flush a folder; a rename there is durable by itself.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Returns JSON as stored: two spaces, fields in the order of the types, a line break at the end.
pub(crate) fn pretty(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("stored types have string keys only");
    bytes.push(b'\n');
    bytes
}

/// Returns where a document is stored, below `normalized/`.
pub fn object_path(framework: &Framework) -> String {
    let employer = framework.employer.as_deref().map_or_else(|| UNKNOWN.to_owned(), slug);
    let file = &framework.source.file;
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let id: String = framework.id.chars().take(ID_DIGITS).collect();
    format!("{employer}/{}-{id}.json", slug(stem))
}

/// Tells whether a file name is one that [`object_path`] makes.
fn is_object_name(name: &str) -> bool {
    let stem = name.strip_suffix(".json").and_then(|n| n.rsplit_once('-'));
    stem.is_some_and(|(_, id)| id.len() == ID_DIGITS && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Returns a name in lower-case letters, digits and hyphens, safe on every file system.
///
/// A name without any of these becomes a short hash of itself.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(SLUG_CHARS);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { super::hash(name.as_bytes())[..12].to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_safe_paths() {
        let cases = [
            ("TLC Rotherham", "tlc-rotherham"),
            ("Barnardo's & Co. ", "barnardo-s-co"),
            ("../../etc", "etc"),
            ("CON", "con"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected);
        }
        assert_eq!(slug("日本").len(), 12);
        assert_ne!(slug("日本"), slug("中国"));
        assert_eq!(slug(&"a".repeat(200)).len(), SLUG_CHARS);
    }

    #[test]
    fn only_our_own_names_are_swept() {
        let cases = [("driver-1a2b3c4d.json", true), ("notes.json", false), ("a-b.json", false)];
        for (name, ours) in cases {
            assert_eq!(is_object_name(name), ours, "{name}");
        }
    }
}
