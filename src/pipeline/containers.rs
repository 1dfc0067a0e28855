//! Files that hold documents: opened to see what is in them, and again for those to be read.
//!
//! A file whose bytes, and all that decides what is found in it, are as before is not opened: the
//! store knows what it holds.

use super::rejection;
use crate::container::{self, Held, Holding};
use crate::data::Data;
use crate::extract::{Ended, ExtractError, Extractor, Limits, engine};
use crate::model::{Format, Outcome, Status};
use crate::source::{self, Hashed, Ignore};
use crate::store::{Container, Entry, Opened, Scanned, State, Work};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Bytes of documents that are taken out of a container at a time, if there is more than one.
const TAKEN_BYTES: u64 = 32 << 20;

/// Opens files to see what they hold.
pub(super) struct Opener<'a> {
    pub extractor: &'a dyn Extractor,
    pub ignore: &'a Ignore,
    pub limits: &'a Limits,
    /// Everything besides its bytes that decides what is found in a file.
    pub stamp: String,
    known: Known<'a>,
}

/// What the store knows of files and of what they hold.
#[derive(Default)]
struct Known<'a> {
    files: BTreeMap<&'a str, &'a Entry>,
    held: BTreeMap<&'a str, Vec<&'a Entry>>,
}

impl<'a> Opener<'a> {
    /// Returns an opener that believes what is `stored`; with nothing stored it opens everything.
    pub fn new(
        extractor: &'a dyn Extractor,
        ignore: &'a Ignore,
        limits: &'a Limits,
        data: &Data,
        stored: &'a [Entry],
    ) -> Self {
        let mut known = Known::default();
        for entry in stored.iter().filter(|e| e.state == State::Current) {
            match &entry.inside {
                Some(outer) => known.held.entry(outer).or_default().push(entry),
                None => drop(known.files.insert(&entry.path, entry)),
            }
        }
        Self { extractor, ignore, limits, stamp: stamp(data, limits), known }
    }

    /// Returns a file with what it holds, the file first.
    ///
    /// # Errors
    /// If the import was interrupted.
    pub fn expand(&self, file: Scanned, hashed: &Hashed) -> Result<Vec<Scanned>, ExtractError> {
        if !hashed.may_hold {
            return Ok(vec![file]);
        }
        match self.remembered(&file, hashed) {
            Some(files) => Ok(files),
            None => self.open(file, hashed),
        }
    }

    /// Returns what the store knows, if the file is as it was when it was opened.
    fn remembered(&self, file: &Scanned, hashed: &Hashed) -> Option<Vec<Scanned>> {
        let entry = self.known.files.get(file.path.as_str())?;
        let opened = entry.opened.as_ref().filter(|o| o.stamp == self.stamp)?;
        let held = self.known.held.get(file.path.as_str()).map_or(&[][..], Vec::as_slice);
        if entry.blake3 != hashed.blake3 || opened.members != held.len() as u64 {
            return None;
        }
        let outer = Scanned {
            opened: entry.opened.clone(),
            container: container_of(entry, opened.members == 0),
            ..file.clone()
        };
        let member = |e: &&Entry| remembered_member(file, e, &self.known);
        Some(std::iter::once(outer).chain(held.iter().map(member)).collect())
    }

    fn open(&self, file: Scanned, hashed: &Hashed) -> Result<Vec<Scanned>, ExtractError> {
        let bytes = match source::read_file(&file.file, self.limits.file_bytes) {
            Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() == hashed.blake3 => bytes,
            Ok(_) => return Ok(vec![refused(file, super::changed_meanwhile())]),
            Err(outcome) => return Ok(vec![refused(file, outcome)]),
        };
        let format = source::sniff(&bytes).ok();
        let container = format.filter(|f| f.is_container());
        let holds =
            container.is_some() || format == Some(Format::Docx) && container::may_embed(&bytes);
        let holding = if holds { self.list(&bytes) } else { Ok(Holding::default()) };
        let holding = match holding {
            Err(ExtractError::Interrupted) => return Err(ExtractError::Interrupted),
            Err(e @ ExtractError::Ended(Ended::NotStarted(_))) => {
                return Ok(vec![refused(file, rejection(&e))]);
            }
            holding => holding,
        };
        Ok(self.opened(file, container, holding))
    }

    fn list(&self, bytes: &[u8]) -> Result<Holding, ExtractError> {
        self.extractor.list(bytes, self.ignore)
    }

    /// Joins a file with what was found in it.
    fn opened(
        &self,
        file: Scanned,
        container: Option<Format>,
        holding: Result<Holding, ExtractError>,
    ) -> Vec<Scanned> {
        let error = holding.as_ref().err().map(rejection);
        let holding = holding.unwrap_or_default();
        let nothing = || holding.held.is_empty().then(nothing_in_it);
        let container = container.map(|format| {
            let refused = error.or_else(nothing);
            Container { format, refused }
        });
        let opened = Opened {
            stamp: self.stamp.clone(),
            members: holding.held.len() as u64,
            ignored: joined(&file.path, &holding.ignored),
        };
        let members = members(&file, &holding.held);
        let outer = Scanned { opened: Some(opened), container, ..file };
        std::iter::once(outer).chain(members).collect()
    }
}

/// Returns everything besides its bytes that decides what is found in a file.
fn stamp(data: &Data, limits: &Limits) -> String {
    let engines = [Format::Zip, Format::Eml, Format::Docx].map(engine).join(" ");
    let text = format!("{} {engines} {limits:?} {}", container::VERSION, data.get("ignore.csv"));
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

fn joined(outer: &str, paths: &[String]) -> Vec<String> {
    paths.iter().map(|p| format!("{outer}/{p}")).collect()
}

fn refused(file: Scanned, outcome: Outcome) -> Scanned {
    Scanned { content: Err(outcome), ..file }
}

fn nothing_in_it() -> Outcome {
    Outcome {
        status: Status::Rejected,
        reason: Some("there is no document in it".into()),
        hint: Some("Look into it; ask for the documents if they should be there.".into()),
    }
}

fn members(file: &Scanned, held: &[Held]) -> Vec<Scanned> {
    let holds: BTreeSet<&str> =
        held.iter().filter_map(|h| h.path.rsplit_once('/')).flat_map(|(p, _)| above(p)).collect();
    let member = |held: &Held| {
        let closed = held.closed.as_ref().map(rejection);
        let nothing = || (!holds.contains(held.path.as_str())).then(nothing_in_it);
        let container = |format| Container { format, refused: closed.clone().or_else(nothing) };
        Scanned {
            path: format!("{}/{}", file.path, held.path),
            file: file.file.clone(),
            content: held.content.clone().map_err(|e| rejection(&e)),
            inside: Some(file.path.clone()),
            named: held.named.clone(),
            opened: None,
            container: held.container.map(container),
        }
    };
    held.iter().map(member).collect()
}

/// Returns a path and the folders above it.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |p| p.rsplit_once('/').map(|(above, _)| above))
}

/// Returns the container that an entry stands for, if it does.
fn container_of(entry: &Entry, is_empty: bool) -> Option<Container> {
    let format = entry.format.filter(|f| f.is_container())?;
    Some(Container { format, refused: is_empty.then(|| entry.outcome.clone()) })
}

fn remembered_member(file: &Scanned, entry: &Entry, known: &Known) -> Scanned {
    let inside = format!("{}/", entry.path);
    let held = known.held.get(file.path.as_str()).map_or(&[][..], Vec::as_slice);
    let is_empty = entry.is_container() && !held.iter().any(|e| e.path.starts_with(&inside));
    let content = if entry.blake3.is_empty() {
        Err(entry.outcome.clone())
    } else {
        Ok((entry.blake3.clone(), entry.bytes))
    };
    Scanned {
        path: entry.path.clone(),
        file: file.file.clone(),
        content,
        inside: entry.inside.clone(),
        named: entry.named.clone(),
        opened: None,
        container: container_of(entry, is_empty),
    }
}

/// Returns the documents to read in groups: those of one container together, the others alone.
pub(super) fn groups(work: &[Work]) -> Vec<&[Work]> {
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for at in 1..=work.len() {
        bytes += work[at - 1].identity.bytes;
        let together = work.get(at).is_some_and(|next| {
            let inside = &next.members[0].inside;
            inside.is_some()
                && *inside == work[start].members[0].inside
                && bytes + next.identity.bytes <= TAKEN_BYTES
        });
        if !together {
            groups.push(&work[start..at]);
            (start, bytes) = (at, 0);
        }
    }
    groups
}

/// Takes documents out of a file by their stored paths.
pub(super) fn take(
    extractor: &dyn Extractor,
    file: &Path,
    outer: &str,
    paths: &[&str],
    limits: &Limits,
) -> Result<BTreeMap<String, Vec<u8>>, ExtractError> {
    let Ok(bytes) = source::read_file(file, limits.file_bytes) else { return Ok(BTreeMap::new()) };
    let inside = |path: &&str| path.get(outer.len() + 1..).unwrap_or_default().to_owned();
    let wanted: Vec<String> = paths.iter().map(inside).collect();
    let taken = extractor.take(&bytes, &wanted)?;
    let named = paths.iter().zip(taken).filter_map(|(p, t)| Some(((*p).to_owned(), t?)));
    Ok(named.collect())
}

/// Gives every container the outcome of its worst member.
pub(super) fn settle(entries: &mut [Entry]) {
    let current = || entries.iter().filter(|e| e.state == State::Current && e.inside.is_some());
    let holding: BTreeSet<&str> = current().flat_map(|e| above(&e.path).skip(1)).collect();
    let statuses: BTreeMap<String, Status> = current()
        .filter(|e| !e.is_container() || !holding.contains(e.path.as_str()))
        .map(|e| (e.path.clone(), e.outcome.status))
        .collect();
    let is_container = |e: &&mut Entry| e.state == State::Current && e.is_container();
    for entry in entries.iter_mut().filter(is_container) {
        let inside = format!("{}/", entry.path);
        let members = statuses.range(inside.clone()..).take_while(|(p, _)| p.starts_with(&inside));
        let members: Vec<Status> = members.map(|(_, status)| *status).collect();
        if !members.is_empty() {
            entry.outcome = worst(&members);
        }
    }
    twins(entries);
}

/// Returns the outcome of a container with these members: a duplicate is no fault of its.
fn worst(members: &[Status]) -> Outcome {
    let own = members.iter().copied().filter(|s| *s != Status::Duplicate);
    let status = own.max().unwrap_or(Status::Ok);
    let count = members.iter().filter(|s| **s == status).count();
    let reason = format!("{count} of {} documents in it: {}", members.len(), status.name());
    Outcome { status, reason: (status != Status::Ok).then_some(reason), hint: None }
}

/// Calls a container with the bytes of another one its duplicate.
fn twins(entries: &mut [Entry]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| {
        let path = &entries[*at].path;
        (!source::name::is_below_raw(path), path.clone())
    });
    for at in order {
        let entry = &mut entries[at];
        if entry.state != State::Current || !entry.is_container() {
            continue;
        }
        match first.get(&entry.blake3) {
            Some(other) => entry.outcome = super::duplicate(other),
            None => drop(first.insert(entry.blake3.clone(), entry.path.clone())),
        }
    }
}
