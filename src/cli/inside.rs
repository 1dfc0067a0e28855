//! A file that a user names, also one in a container: `outer.zip/inner.docx`.

use super::args::Global;
use super::terminal::display_line;
use super::{Exit, Stop, data, output, show};
use crate::container::{Held, Holding};
use crate::extract::{ExtractError, Limits};
use crate::model::Outcome;
use crate::pipeline::Engines;
use crate::source::{self, Ignore};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The bytes that a path names.
pub struct Named {
    /// The file's name; in a container the container's, and the path in it.
    pub file: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Reads the file that a path names, or the document of a container.
///
/// # Errors
/// If there is none, or the file or the container cannot be read.
pub fn read(path: &Path, engines: Engines) -> Result<Named, Stop> {
    let most = Limits::default().file_bytes;
    let (outer, inner) = split(path)
        .ok_or_else(|| Stop::new(Exit::Usage, format!("there is no file {}", path.display())))?;
    let name = outer.file_name().unwrap_or(outer.as_os_str()).to_string_lossy().into_owned();
    let bytes = source::read_file(&outer, most).map_err(|o| rejected(&outer, o))?;
    let Some(inner) = inner else { return Ok(Named { file: name, bytes }) };
    let taken = engines.extractor.take(&bytes, std::slice::from_ref(&inner));
    let taken = taken.map_err(|e| refused(&outer, &e))?.into_iter().flatten().next();
    let missing = || {
        let message = format!("there is no document {inner} in {}", outer.display());
        let hint = format!("`rungs inspect {}` lists what is in it", outer.display());
        Stop::new(Exit::Usage, message).hint(hint)
    };
    Ok(Named { file: format!("{name}/{inner}"), bytes: taken.ok_or_else(missing)? })
}

/// Splits a path into that of a file and the path in that file; nothing if there is no such file.
fn split(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let outer = path.ancestors().find(|p| p.exists() && !p.as_os_str().is_empty())?;
    if outer == path {
        return Some((outer.to_owned(), None));
    }
    let inner = path.strip_prefix(outer).ok().filter(|_| outer.is_file())?;
    let steps: Vec<_> = inner.iter().map(|s| s.to_string_lossy()).collect();
    Some((outer.to_owned(), Some(steps.join("/"))))
}

/// Returns the end of the command for a file that cannot be opened.
fn rejected(path: &Path, outcome: Outcome) -> Stop {
    let reason = outcome.reason.unwrap_or_else(|| "it could not be read".to_owned());
    let stop = Stop::new(Exit::Faults, format!("{}: {reason}", path.display()));
    Stop { hint: outcome.hint, ..stop }
}

/// Returns the end of the command for a file that cannot be read as what it is.
pub fn refused(path: &Path, error: &ExtractError) -> Stop {
    Stop::new(Exit::Faults, format!("{}: {error}", path.display())).hint(error.hint())
}

/// Lists what a container, or a document with documents inside, holds.
///
/// # Errors
/// If the list of ignored names cannot be read, or the container cannot be opened.
pub fn list(
    global: &Global,
    path: &Path,
    bytes: &[u8],
    engines: Engines,
) -> anyhow::Result<Holding> {
    let ignore = Ignore::parse(&data(global)?)?;
    Ok(engines.extractor.list(bytes, &ignore).map_err(|e| refused(path, &e))?)
}

/// Prints what a container holds.
///
/// # Errors
/// If `out` takes no more.
pub fn print(out: &mut dyn Write, path: &Path, holding: &Holding) -> io::Result<()> {
    let row = |held: &Held| {
        let (kind, bytes) = match (&held.content, &held.closed) {
            (Ok((_, bytes)), None) => (kind(held), bytes.to_string()),
            (Ok((_, bytes)), Some(error)) => (error.to_string(), bytes.to_string()),
            (Err(error), _) => (error.to_string(), String::new()),
        };
        [format!("{}/{}", path.display(), held.path), kind, bytes]
    };
    let ignored = holding
        .ignored
        .iter()
        .map(|p| [format!("{}/{p}", path.display()), "passed over".to_owned(), String::new()]);
    let rows: Vec<[String; 3]> = holding.held.iter().map(row).chain(ignored).collect();
    let rows: Vec<[String; 3]> = rows.into_iter().map(|r| r.map(|c| display_line(&c))).collect();
    output::table(out, ["document", "is", "bytes"], &rows)
}

fn kind(held: &Held) -> String {
    held.container.map_or_else(|| "document".to_owned(), |format| show::name_of(&format))
}

/// Returns what a container holds as JSON.
pub fn as_json(holding: &Holding) -> Value {
    let error = |held: &Held| held.content.as_ref().err().or(held.closed.as_ref()).cloned();
    let held = holding.held.iter().map(|h| {
        json!({
            "path": h.path, "named": h.named, "container": h.container,
            "blake3": h.content.as_ref().ok().map(|c| &c.0),
            "bytes": h.content.as_ref().ok().map(|c| c.1),
            "reason": error(h).map(|e| e.to_string()), "hint": error(h).map(|e| e.hint()),
        })
    });
    json!({ "held": held.collect::<Vec<_>>(), "ignored": holding.ignored })
}
