//! Files in, bytes and their format out.
//!
//! Comes in: `ROOT/raw` or the paths a user named. Goes out: what was found, sorted, each with its
//! stored path, its bytes' BLAKE3 or the reason why it was not opened. Links, pipes and devices are
//! never opened, no file is mapped into memory, and what is too large is refused before reading.

pub mod ignore;
mod mime;
pub mod name;
mod sniff;

pub use ignore::Ignore;
pub use sniff::{Known, known, sniff};

use crate::data::Data;
use crate::model::{Outcome, Status};
use crate::{profile, review};
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of a profile at most.
const PROFILE_BYTES: u64 = 1 << 20;
/// Bytes of a file of corrections at most.
const CORRECTIONS_BYTES: u64 = 256 << 20;
/// Bytes hashed at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// Why the input as a whole cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no `raw/`.
    #[error("there is no folder {}", .0.display())]
    NoRaw(PathBuf),
    /// A path that the user named does not exist.
    #[error("there is no file or folder {}", .0.display())]
    NoSuchPath(PathBuf),
    /// A folder or file cannot be read.
    #[error("{} cannot be read", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Something found at a path: a file to read, or what must not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Stored path: below `raw/`, or as given (see [`name`]).
    pub path: String,
    /// Where it lies.
    pub file: PathBuf,
    /// Why it is not opened; absent for a regular file.
    pub refused: Option<Outcome>,
}

/// Everything found, sorted by stored path, and what was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Files and what must not be opened.
    pub found: Vec<Found>,
    /// Stored paths of what was passed over because of its name, sorted.
    pub ignored: Vec<String>,
    /// Stored paths of folders that were walked; empty text for the whole of `raw/`.
    pub folders: Vec<String>,
    /// Stored paths of folders that could not be opened.
    pub unopened: Vec<String>,
}

impl Walk {
    /// Tells whether a file at a stored path would have been found if it were there.
    pub fn covers(&self, path: &str) -> bool {
        let inside = |folders: &[String]| folders.iter().any(|f| is_inside(f, path));
        inside(&self.folders) && !inside(&self.unopened)
    }

    fn finish(mut self) -> Self {
        self.found.sort_by(|a, b| a.path.cmp(&b.path));
        self.found.dedup_by(|a, b| a.path == b.path);
        self.ignored.sort();
        self.ignored.dedup();
        self
    }
}

fn is_inside(folder: &str, path: &str) -> bool {
    if folder.is_empty() {
        return name::is_below_raw(path);
    }
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Finds the files of the whole of `raw`.
///
/// # Errors
/// If there is no such folder or it cannot be opened.
pub fn walk_raw(raw: &Path, ignore: &Ignore) -> Result<Walk, SourceError> {
    if !raw.is_dir() {
        return Err(SourceError::NoRaw(raw.to_owned()));
    }
    fs::read_dir(raw).map_err(|source| SourceError::Io { path: raw.to_owned(), source })?;
    let mut walk = Walk::default();
    walk_folder(&mut walk, ignore, raw.to_owned(), String::new());
    Ok(walk.finish())
}

/// Finds the files at the paths a user named.
///
/// The folder that holds `raw` stands for `raw` itself: what is stored beside it is no document.
///
/// # Errors
/// If one of them does not exist.
pub fn walk_paths(raw: &Path, paths: &[PathBuf], ignore: &Ignore) -> Result<Walk, SourceError> {
    let raw = fs::canonicalize(raw).ok();
    let mut walk = Walk::default();
    for path in paths {
        let kind = fs::symlink_metadata(path).map_err(|e| missing(path, e))?.file_type();
        let path = raw.as_ref().filter(|r| is_root_of(path, r)).unwrap_or(path);
        let stored = stored_path(raw.as_deref(), path, kind);
        if kind.is_dir() {
            walk_folder(&mut walk, ignore, path.clone(), stored);
        } else {
            add_file(&mut walk, ignore, path.clone(), stored, kind);
        }
    }
    Ok(walk.finish())
}

fn is_root_of(path: &Path, raw: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|p| raw.parent() == Some(p.as_path()))
}

fn missing(path: &Path, source: io::Error) -> SourceError {
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            SourceError::NoSuchPath(path.to_owned())
        }
        _ => SourceError::Io { path: path.to_owned(), source },
    }
}

/// Returns the stored form of a path the user named, whichever way it was written.
fn stored_path(raw: Option<&Path>, path: &Path, kind: FileType) -> String {
    let full = match (kind.is_dir(), path.file_name()) {
        (false, Some(name)) => {
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
            fs::canonicalize(parent.unwrap_or(Path::new("."))).map(|p| p.join(name))
        }
        _ => fs::canonicalize(path),
    };
    let below =
        full.ok().and_then(|f| raw.and_then(|r| f.strip_prefix(r).ok().map(Path::to_owned)));
    below.map_or_else(|| name::elsewhere(path), |p| name::below_raw(&p))
}

/// Walks a folder and all below it, without recursion: folders may be nested very deep.
fn walk_folder(walk: &mut Walk, ignore: &Ignore, folder: PathBuf, stored: String) {
    walk.folders.push(stored.clone());
    let mut left = vec![(folder, stored)];
    while let Some((folder, stored)) = left.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) => {
                walk.unopened.push(stored.clone());
                walk.found.push(Found { path: stored, file: folder, refused: Some(unopened(&e)) });
                continue;
            }
        };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let path = join(&stored, &name::escape(&entry.file_name()));
            if !kind.is_dir() {
                add_file(walk, ignore, entry.path(), path, kind);
            } else if ignore.rule(name::file_name(&path)).is_none() {
                left.push((entry.path(), path));
            }
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn add_file(walk: &mut Walk, ignore: &Ignore, file: PathBuf, path: String, kind: FileType) {
    if ignore.rule(name::file_name(&path)).is_some() {
        walk.ignored.push(path);
        return;
    }
    let refused = (!kind.is_file()).then(|| irregular(kind));
    walk.found.push(Found { path, file, refused });
}

fn rejected(reason: impl Into<String>, hint: impl Into<String>) -> Outcome {
    Outcome { status: Status::Rejected, reason: Some(reason.into()), hint: Some(hint.into()) }
}

fn irregular(kind: FileType) -> Outcome {
    let what = if kind.is_symlink() { "a link" } else { "a pipe, socket or device" };
    rejected(
        format!("this is not a regular file but {what}; it was not opened"),
        "Put a copy of the document itself in its place.",
    )
}

fn unopened(error: &io::Error) -> Outcome {
    rejected(
        format!("the folder could not be opened: {error}"),
        "Ask for permission to read the folder, then import again.",
    )
}

fn unread(error: &io::Error) -> Outcome {
    let (reason, hint) = match error.kind() {
        io::ErrorKind::PermissionDenied => (
            "you may not read this file".to_owned(),
            "Ask for permission to read it, then import again.",
        ),
        io::ErrorKind::NotFound => {
            ("the file vanished before it was read".to_owned(), "Put it back and import again.")
        }
        _ => (
            format!("the file could not be read: {error}"),
            "Copy it to this computer and import again.",
        ),
    };
    rejected(reason, hint)
}

/// Opens a regular file; never follows a link and never waits for a pipe.
fn open_regular(path: &Path) -> Result<(File, u64), Outcome> {
    let kind = fs::symlink_metadata(path).map_err(|e| unread(&e))?.file_type();
    if !kind.is_file() {
        return Err(irregular(kind));
    }
    let file = open_unfollowed(path).map_err(|e| unread(&e))?;
    let metadata = file.metadata().map_err(|e| unread(&e))?;
    if !metadata.is_file() {
        return Err(irregular(metadata.file_type()));
    }
    Ok((file, metadata.len()))
}

#[cfg(unix)]
fn open_unfollowed(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_unfollowed(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn too_large(limit_bytes: u64) -> Outcome {
    rejected(
        format!("the file is too large: the limit is {} MiB", limit_bytes >> 20),
        "Split the document, or save it again without its pictures.",
    )
}

/// Feeds a regular file of at most `limit_bytes` to `take`, piece by piece.
fn read_through(
    path: &Path,
    limit_bytes: u64,
    mut take: impl FnMut(&[u8]),
) -> Result<u64, Outcome> {
    let (mut file, length) = open_regular(path)?;
    if length > limit_bytes {
        return Err(too_large(limit_bytes));
    }
    let mut chunk = vec![0; CHUNK_BYTES.min(length as usize + 1)];
    let mut total = 0;
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(total),
            Ok(n) => {
                total += n as u64;
                if total > limit_bytes {
                    return Err(too_large(limit_bytes));
                }
                take(&chunk[..n]);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(unread(&e)),
        }
    }
}

/// A file that was read through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// BLAKE3 of its bytes, hexadecimal.
    pub blake3: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Whether it may hold documents, by how it begins.
    pub may_hold: bool,
}

/// Reads a regular file through; nothing of it is kept.
///
/// # Errors
/// With a `rejected` outcome if it is no regular file, too large, or cannot be read.
pub fn hash_file(path: &Path, limit_bytes: u64) -> Result<Hashed, Outcome> {
    let mut hasher = blake3::Hasher::new();
    let mut may_hold = None;
    let bytes = read_through(path, limit_bytes, |chunk| {
        may_hold.get_or_insert_with(|| {
            chunk.starts_with(b"PK") || mime::kind(chunk) == Some(mime::Kind::Mail)
        });
        hasher.update(chunk);
    })?;
    let blake3 = hasher.finalize().to_hex().to_string();
    Ok(Hashed { blake3, bytes, may_hold: may_hold.unwrap_or(false) })
}

/// Returns the bytes of a regular file.
///
/// # Errors
/// With a `rejected` outcome if it is no regular file, too large, or cannot be read.
pub fn read_file(path: &Path, limit_bytes: u64) -> Result<Vec<u8>, Outcome> {
    let mut bytes = Vec::new();
    read_through(path, limit_bytes, |chunk| bytes.extend_from_slice(chunk))?;
    Ok(bytes)
}

/// Returns the built-in data files, each replaced by the one of the same name below `dir`.
///
/// Profiles (`profile/*.toml`) are added. A folder that does not exist replaces nothing.
///
/// # Errors
/// If a file is there and cannot be read as UTF-8.
pub fn read_data(dir: &Path) -> Result<Data, SourceError> {
    let mut data = Data::default();
    let mut names: Vec<String> = data.names().map(str::to_owned).collect();
    names.extend(profile_names(dir));
    for name in names {
        let path = dir.join(&name);
        match fs::read_to_string(&path) {
            Ok(text) => data.replace(&name, text),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) if e.kind() == io::ErrorKind::NotADirectory => {}
            Err(source) => return Err(SourceError::Io { path, source }),
        }
    }
    Ok(data)
}

fn profile_names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir.join("profile")).into_iter().flatten().flatten();
    let names = entries.filter_map(|e| e.file_name().into_string().ok());
    names.filter(|n| n.ends_with(".toml")).map(|n| format!("profile/{n}")).collect()
}

/// A file that people keep in the folder of an employer's documents, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployerFile {
    /// Name of the folder, as in stored paths; empty for `raw` itself.
    pub employer: String,
    /// The file, as it is to be shown.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Returns the profiles that lie in the folders of employers below `raw`, by folder.
///
/// A folder that cannot be opened has none: that it cannot is told of its documents.
///
/// # Errors
/// If a profile is there and cannot be read as a text file.
pub fn read_profiles(raw: &Path) -> Result<Vec<EmployerFile>, SourceError> {
    read_each(of_employers(raw, profile::FILE), PROFILE_BYTES)
}

/// Returns the corrections that lie in `raw` and in the folders of employers below it, by folder.
///
/// # Errors
/// If a file of corrections is there and cannot be read as a text file.
pub fn read_corrections(raw: &Path) -> Result<Vec<EmployerFile>, SourceError> {
    let mut found = of_employers(raw, review::FILE);
    let common = raw.join(review::FILE);
    if fs::symlink_metadata(&common).is_ok() {
        found.insert(0, (String::new(), common));
    }
    read_each(found, CORRECTIONS_BYTES)
}

fn read_each(found: Vec<(String, PathBuf)>, most: u64) -> Result<Vec<EmployerFile>, SourceError> {
    let read = |(employer, path): (String, PathBuf)| {
        let file = path.display().to_string();
        Ok(EmployerFile { employer, file, text: read_text(&path, most)? })
    };
    found.into_iter().map(read).collect()
}

/// Returns the files of one name in the folders of employers below `raw`, by folder.
fn of_employers(raw: &Path, file: &str) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(raw).into_iter().flatten().flatten();
    let folders = entries.filter(|e| e.file_type().is_ok_and(|kind| kind.is_dir()));
    let named = folders.map(|f| (name::escape(&f.file_name()), f.path().join(file)));
    let mut found: Vec<_> = named.filter(|(_, p)| fs::symlink_metadata(p).is_ok()).collect();
    found.sort();
    found
}

/// Returns the text of a profile.
///
/// # Errors
/// If it is no regular file, too large, not UTF-8, or cannot be read.
pub fn read_profile(path: &Path) -> Result<String, SourceError> {
    read_text(path, PROFILE_BYTES)
}

fn read_text(path: &Path, most: u64) -> Result<String, SourceError> {
    let refused = |reason: String| SourceError::Io {
        path: path.to_owned(),
        source: io::Error::other(reason),
    };
    let bytes = read_file(path, most);
    let bytes = bytes.map_err(|outcome| refused(outcome.reason.unwrap_or_default()))?;
    String::from_utf8(bytes).map_err(|_| refused("it is no text in UTF-8".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_covers_its_folders_only() {
        let walk = Walk {
            folders: vec!["acme".into(), "./docs".into()],
            unopened: vec!["acme/closed".into()],
            ..Walk::default()
        };
        let cases = [
            ("acme/a.txt", true),
            ("acme/closed/a.txt", false),
            ("acmeville/a.txt", false),
            ("./docs/a.txt", true),
            ("docs/a.txt", false),
        ];
        for (path, covered) in cases {
            assert_eq!(walk.covers(path), covered, "{path}");
        }
        let all = Walk { folders: vec![String::new()], ..Walk::default() };
        assert!(all.covers("acme/a.txt") && !all.covers("./docs/a.txt"));
    }
}
