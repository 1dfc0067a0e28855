//! Files that hold documents: archives, mails, Word files with documents inside.
//!
//! Comes in: the bytes of one file, and limits. Goes out: what it holds, and what the containers in
//! it hold, by paths inside it; or the bytes of some of them. Nothing is written to a disk, no name
//! leads out of the file, no size, count or name of the file is believed, and one budget counts for
//! all containers in each other. What the documents say is left to their readers.

mod archive;
mod embedded;
pub mod mail;
mod naming;

pub use embedded::may_embed;

use crate::extract::{ExtractError, Limits};
use crate::model::Format;
use crate::source::{Ignore, sniff};
use naming::Names;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of what is listed: raised whenever the same bytes would give other paths.
pub const VERSION: u32 = 1;

/// What a container holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// Documents, and containers before what they hold, in the order of the file.
    pub held: Vec<Held>,
    /// Paths of what was passed over because of its name or kind.
    pub ignored: Vec<String>,
}

/// A document or container in a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Path inside the container, parts joined by `/`.
    pub path: String,
    /// Name as the container states it, if the path departs from it.
    pub named: Option<String>,
    /// BLAKE3 (hexadecimal) and length in bytes, or why it cannot be had.
    pub content: Result<(String, u64), ExtractError>,
    /// Format of a container; absent for a document.
    pub container: Option<Format>,
    /// Why a container could not be opened.
    pub closed: Option<ExtractError>,
}

/// Lists what a container or a document with documents inside holds.
///
/// # Errors
/// If the bytes are neither, are damaged, or exceed a limit.
pub fn list(bytes: &[u8], limits: &Limits, ignore: &Ignore) -> Result<Holding, ExtractError> {
    let mut list = List { ignore, holding: Holding::default() };
    Walk::new(limits, &mut list).open(sniff(bytes)?, bytes, &Level::top())?;
    Ok(list.holding)
}

/// Takes out what stands at these paths, as [`list`] gave them; nothing where nothing stands.
///
/// # Errors
/// If the bytes are no container, are damaged, or exceed a limit.
pub fn take(
    bytes: &[u8],
    limits: &Limits,
    paths: &[String],
) -> Result<Vec<Option<Vec<u8>>>, ExtractError> {
    let mut take = Take { wanted: paths.iter().map(|p| (p.clone(), None)).collect() };
    Walk::new(limits, &mut take).open(sniff(bytes)?, bytes, &Level::top())?;
    Ok(paths.iter().map(|p| take.wanted.get_mut(p).and_then(Option::take)).collect())
}

/// What is done with what is found.
trait Sink {
    /// Tells whether the thing at a path, or something in it, is of use; notes it if not.
    fn wants(&mut self, path: &str) -> bool;
    /// Takes in a document or container, with its bytes or why there are none.
    fn put(&mut self, found: Found, bytes: Result<Vec<u8>, ExtractError>) -> Vec<u8>;
    /// Takes in why the container that was put last could not be opened.
    fn closed(&mut self, path: &str, error: ExtractError);
    /// Takes in the path of something that is no document.
    fn pass(&mut self, path: String);
}

/// Something in a container.
struct Found {
    path: String,
    named: Option<String>,
    container: Option<Format>,
}

struct List<'a> {
    ignore: &'a Ignore,
    holding: Holding,
}

impl Sink for List<'_> {
    fn wants(&mut self, path: &str) -> bool {
        let ignored = path.split('/').any(|step| self.ignore.rule(step).is_some());
        if ignored {
            self.pass(path.to_owned());
        }
        !ignored
    }

    fn put(&mut self, found: Found, bytes: Result<Vec<u8>, ExtractError>) -> Vec<u8> {
        let hash = |b: &Vec<u8>| (blake3::hash(b).to_hex().to_string(), b.len() as u64);
        self.holding.held.push(Held {
            path: found.path,
            named: found.named,
            content: bytes.as_ref().map(hash).map_err(Clone::clone),
            container: found.container,
            closed: None,
        });
        bytes.unwrap_or_default()
    }

    fn closed(&mut self, path: &str, error: ExtractError) {
        let inside = |p: &str| p.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        self.holding.held.retain(|h| !inside(&h.path));
        if let Some(held) = self.holding.held.iter_mut().find(|h| h.path == path) {
            held.closed = Some(error);
        }
    }

    fn pass(&mut self, path: String) {
        self.holding.ignored.push(path);
    }
}

struct Take {
    wanted: BTreeMap<String, Option<Vec<u8>>>,
}

impl Sink for Take {
    fn wants(&mut self, path: &str) -> bool {
        let inside = format!("{path}/");
        self.wanted.contains_key(path)
            || self.wanted.range(inside.clone()..).next().is_some_and(|w| w.0.starts_with(&inside))
    }

    fn put(&mut self, found: Found, bytes: Result<Vec<u8>, ExtractError>) -> Vec<u8> {
        if let (Some(slot), Ok(bytes)) = (self.wanted.get_mut(&found.path), &bytes) {
            *slot = Some(bytes.clone());
        }
        bytes.unwrap_or_default()
    }

    fn closed(&mut self, _: &str, _: ExtractError) {}

    fn pass(&mut self, _: String) {}
}

/// One container among those in each other.
struct Level {
    /// Path of the container with a `/` behind it; empty for the file itself.
    prefix: String,
    /// How many containers it is in, itself included.
    depth: usize,
}

impl Level {
    fn top() -> Self {
        Self { prefix: String::new(), depth: 1 }
    }
}

/// Something that a container offers.
struct Item<'a> {
    /// Its name as stated.
    name: &'a str,
    /// Its format, if the container alone decides it.
    format: Option<Format>,
    /// Whether what is no document at all is passed over.
    documents_only: bool,
}

/// The walk through containers in each other, with what is left of the budget.
struct Walk<'a> {
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
    entries_left: usize,
    bytes_left: u64,
}

impl<'a> Walk<'a> {
    fn new(limits: &'a Limits, sink: &'a mut dyn Sink) -> Self {
        let (entries_left, bytes_left) = (limits.container_entries, limits.container_bytes);
        Self { limits, sink, entries_left, bytes_left }
    }

    fn open(&mut self, format: Format, bytes: &[u8], level: &Level) -> Result<(), ExtractError> {
        match format {
            Format::Zip => archive::visit(self, bytes, level),
            Format::Eml => mail::visit(self, bytes, level),
            Format::Docx => embedded::visit(self, bytes, level),
            _ => Err(ExtractError::NotADocument { detail: "it holds no documents".into() }),
        }
    }

    /// Takes so many entries from the budget.
    fn count(&mut self, entries: usize) -> Result<(), ExtractError> {
        let left = self.entries_left.checked_sub(entries).ok_or_else(|| {
            let most = self.limits.container_entries;
            limit("entries of a container", format!("{most} entries"))
        })?;
        self.entries_left = left;
        Ok(())
    }

    /// Takes in one thing that a container offers; `load` returns its bytes, at most so many.
    fn item(
        &mut self,
        level: &Level,
        names: &mut Names,
        item: &Item,
        load: &mut dyn FnMut(u64) -> Result<Vec<u8>, ExtractError>,
    ) {
        let (name, named) = names.of(item.name);
        let path = format!("{}{name}", level.prefix);
        if !self.sink.wants(&path) {
            return;
        }
        let bytes = self.load(level, load);
        let sniffed = bytes.as_ref().map(|b| item.format.map_or_else(|| sniff(b), Ok));
        let is_nothing =
            matches!(sniffed, Ok(Err(ExtractError::NotADocument { .. } | ExtractError::Empty)));
        if item.documents_only && is_nothing {
            return self.sink.pass(path);
        }
        let format = sniffed.ok().and_then(Result::ok);
        let container = format.filter(|f| f.is_container());
        let found = Found { path: path.clone(), named, container };
        let bytes = self.sink.put(found, bytes);
        if let Some(format) = format.filter(|f| holds(*f, &bytes)) {
            self.descend(format, &bytes, path, level.depth + 1);
        }
    }

    fn load(
        &mut self,
        level: &Level,
        load: &mut dyn FnMut(u64) -> Result<Vec<u8>, ExtractError>,
    ) -> Result<Vec<u8>, ExtractError> {
        if level.depth > self.limits.container_depth {
            return Err(self.too_deep());
        }
        let (member, whole) = (self.limits.member_bytes, self.limits.container_bytes);
        let bytes = load(member.min(self.bytes_left));
        let size = bytes.as_ref().map_or(0, Vec::len) as u64;
        if size > member {
            self.bytes_left = self.bytes_left.saturating_sub(member);
            return Err(limit("a document in a container", format!("{} MiB", member >> 20)));
        }
        if size > self.bytes_left {
            self.bytes_left = 0;
            let most = format!("{} MiB", whole >> 20);
            return Err(limit("all that is unpacked from a container", most));
        }
        self.bytes_left -= size;
        bytes
    }

    fn descend(&mut self, format: Format, bytes: &[u8], path: String, depth: usize) {
        let level = Level { prefix: format!("{path}/"), depth };
        let opened = if depth > self.limits.container_depth && format.is_container() {
            Err(self.too_deep())
        } else {
            self.open(format, bytes, &level)
        };
        if let Err(error) = opened {
            self.sink.closed(&path, error);
        }
    }

    fn too_deep(&self) -> ExtractError {
        limit("containers in each other", self.limits.container_depth.to_string())
    }
}

/// Tells whether bytes of a format may hold documents.
fn holds(format: Format, bytes: &[u8]) -> bool {
    format.is_container() || format == Format::Docx && may_embed(bytes)
}

fn limit(what: &str, limit: String) -> ExtractError {
    ExtractError::ContainerLimit { what: what.into(), limit }
}

#[cfg(test)]
mod tests;
