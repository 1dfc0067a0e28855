//! The stages in their order, and the batch over many files: the only place with threads.
//!
//! Comes in: a root folder, data and options. Goes out: a stored generation of documents, a current
//! index, and a report. A bad file never stops the batch; a full disk does, and leaves what was
//! stored before as it was.

mod containers;
mod scans;

pub use scans::{Engines, NoRecogniser};

use crate::data::Data;
use crate::extract::{Ended, ExtractError, Limits, engine};
use crate::interpret::{self, Identity};
use crate::layout;
use crate::lexicon::{Lexicon, LexiconError};
use crate::model::{Coverage, Format, Framework, Note, NoteCode, Outcome, Status};
use crate::profile::{ProfileError, Profiles, Rules};
use crate::review::{self, Correction, CorrectionError, Corrections};
use crate::search::{self, IndexError, IndexSummary};
use crate::source::{self, Found, Ignore, SourceError, Walk, name};
use crate::store::{
    Change, Entry, Manifest, Member, Plan, Scanned, Situation, State, Store, StoreError, Work,
    Writer, object_path, plan,
};
use crate::structure;
use containers::Opener;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Stack of a thread that reads documents: deeply nested ones must not end the program.
const STACK_BYTES: usize = 64 << 20;
/// Beginning of the names of threads that read documents.
pub const THREAD_NAME: &str = "rungs-read";

/// What an import is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder that holds `raw/`, `normalized/` and `index/`.
    pub root: PathBuf,
    /// Files and folders; empty means the whole of `ROOT/raw`.
    pub paths: Vec<PathBuf>,
    /// Employer of files that lie in no employer's folder.
    pub employer: Option<String>,
    /// Read unchanged files again.
    pub force: bool,
    /// Remove documents whose file has vanished.
    pub prune: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// Documents to read at once; absent for one per processor.
    pub jobs: Option<usize>,
    /// Limits of the readers.
    pub limits: Limits,
}

/// Progress of an import, for a bar.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// So many documents will be read.
    Planned(u64),
    /// A document is being read.
    Begin(&'a str),
    /// A document has been read.
    Done(&'a str, Status),
}

/// The caller's side of a running import.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Receives progress, from any thread.
    pub event: &'a (dyn Fn(Event) + Sync),
    /// Once true, no further document is begun; those read so far are stored.
    pub stop: &'a AtomicBool,
}

impl Watch<'_> {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Why an import could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The input cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The word lists cannot be used.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// A profile of an employer cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A file of corrections cannot be used.
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The documents are stored; the index is not current.
    #[error("the documents are stored, but the search index could not be brought up to date")]
    Index(#[from] IndexError),
    /// The system gives no threads.
    #[error("the threads that read documents could not be started")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Stopped before any document was read.
    #[error("interrupted before a document was read; nothing was changed")]
    Interrupted,
}

/// One line of the report: a file and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Stored path of the file.
    pub path: String,
    /// Employer.
    pub employer: Option<String>,
    /// How its import ended.
    pub outcome: Status,
    /// Why, as a sentence.
    pub reason: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// How it stands to what was stored before.
    pub change: Change,
    /// Format by content.
    pub format: Option<Format>,
    /// Id of the document.
    pub document: Option<String>,
    /// Stored document, below `normalized/`.
    pub object: Option<String>,
    /// Roles.
    pub roles: u64,
    /// Requirements stated.
    pub requirements: u64,
    /// Where its text went; absent if it was rejected.
    pub coverage: Option<Shares>,
    /// Number of notes by code.
    pub notes: BTreeMap<String, u64>,
}

/// Shares of the characters that are not white space, 0 to 1, to four places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Characters in all.
    pub characters: u64,
    /// In requirements.
    pub requirement: f64,
    /// In headings.
    pub heading: f64,
    /// In named fields.
    pub metadata: f64,
    /// In furniture.
    pub furniture: f64,
    /// In repeats.
    pub repeat: f64,
    /// In nothing.
    pub unplaced: f64,
}

impl From<Coverage> for Shares {
    fn from(c: Coverage) -> Self {
        let share = |n: u64| (n as f64 / c.total.max(1) as f64 * 1e4).round() / 1e4;
        Self {
            characters: c.total,
            requirement: share(c.requirement),
            heading: share(c.heading),
            metadata: share(c.metadata),
            furniture: share(c.furniture),
            repeat: share(c.repeat),
            unplaced: share(c.unplaced),
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The files, by path.
    pub lines: Vec<Line>,
    /// Paths that vanished since they were stored.
    pub gone: Vec<String>,
    /// Paths removed for good.
    pub pruned: Vec<String>,
    /// Paths passed over because of their name.
    pub ignored: Vec<String>,
    /// Corrections that are about no stored document: its path and the words.
    pub lost: Vec<(String, String)>,
    /// Documents that were not read because the import was stopped.
    pub unread: usize,
    /// What the index holds now; absent after a dry run.
    pub index: Option<IndexSummary>,
}

/// Reads one document: all stages in their order.
///
/// The identity's format is replaced by what the bytes are.
///
/// # Errors
/// With a `rejected` outcome if the bytes cannot be read.
pub fn process(
    bytes: &[u8],
    identity: &Identity,
    lexicon: &Lexicon,
    engines: Engines,
) -> Result<Framework, Outcome> {
    run_stages(bytes, identity, lexicon, &Ways::default(), engines).map_err(|e| rejection(&e))
}

/// What counts for one document besides the word lists.
#[derive(Default)]
struct Ways<'a> {
    rules: Rules,
    corrections: Vec<&'a Correction>,
}

/// Runs the stages; one that panics is a fault of ours, not of the batch.
fn run_stages(
    bytes: &[u8],
    identity: &Identity,
    lexicon: &Lexicon,
    ways: &Ways,
    engines: Engines,
) -> Result<Framework, ExtractError> {
    let run = || stages(bytes, identity, lexicon, ways, engines);
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(ExtractError::Fault))
}

fn stages(
    bytes: &[u8],
    identity: &Identity,
    lexicon: &Lexicon,
    ways: &Ways,
    engines: Engines,
) -> Result<Framework, ExtractError> {
    let format = source::sniff(bytes)?;
    let layout = layout::repair(engines.layout(format, bytes, false)?, lexicon);
    let layout = ways.rules.skip_pages.skipped_in(layout);
    let lexicon = ways.rules.lexicon(lexicon);
    let document = structure::structure(&layout, &lexicon);
    let identity = Identity { format, ..identity.clone() };
    let mut reading = interpret::interpret(document, &identity, &lexicon);
    review::apply(&mut reading, &ways.corrections, &lexicon);
    let mut framework = reading.framework;
    framework.outcome = outcome_of(&framework);
    Ok(framework)
}

fn rejection(error: &ExtractError) -> Outcome {
    Outcome {
        status: Status::Rejected,
        reason: Some(error.to_string()),
        hint: Some(error.hint()).filter(|h| !h.is_empty()),
    }
}

/// Decides the outcome of a document that was read.
///
/// Pages that were not read or cannot be trusted, or no requirement, make it `suspect`; a limit
/// reached or a part not read makes it `partial`; an interpretation that already doubts its text
/// keeps its reason. Where there is no requirement, a part that was not read is the reason.
pub fn outcome_of(framework: &Framework) -> Outcome {
    let find = |codes: &[NoteCode]| framework.notes.iter().find(|n| codes.contains(&n.code));
    if let Some(note) = find(&[NoteCode::E008, NoteCode::E009, NoteCode::E013]) {
        return because_of(note, Status::Suspect);
    }
    let unread = find(&[NoteCode::E002, NoteCode::E001]);
    if framework.requirements().next().is_none() {
        return unread.map_or_else(
            || without_requirement(framework),
            |note| because_of(note, Status::Suspect),
        );
    }
    if framework.outcome.status == Status::Suspect {
        return framework.outcome.clone();
    }
    match unread {
        Some(note) => because_of(note, Status::Partial),
        None => Outcome { status: Status::Ok, reason: None, hint: None },
    }
}

fn without_requirement(framework: &Framework) -> Outcome {
    let (reason, hint) = match framework.coverage.total {
        0 => {
            ("there is no text in it", "Look at the file: if it shows text, ask for the original.")
        }
        _ => ("no requirement was found in it", NoteCode::I004.action()),
    };
    let status = Status::Suspect;
    Outcome { status, reason: Some(reason.into()), hint: Some(hint.into()) }
}

fn because_of(note: &Note, status: Status) -> Outcome {
    Outcome { status, reason: Some(note.message.clone()), hint: Some(note.code.action().into()) }
}

/// Imports files: finds, reads, interprets, stores and indexes them. `engines` read.
///
/// # Errors
/// If nothing could be done: no input, bad word lists or profiles, a locked or unwritable store.
/// Then what was stored before is as it was.
pub fn import(
    options: &Options,
    data: &Data,
    engines: Engines,
    watch: Watch,
) -> Result<Batch, ImportError> {
    let lexicon = Lexicon::parse(data)?;
    let ignore = Ignore::parse(data)?;
    let found = source::read_profiles(&raw_folder(&options.root))?;
    let profiles = Profiles::parse(data, &found, &lexicon)?;
    let corrections = Corrections::parse(&source::read_corrections(&raw_folder(&options.root))?)?;
    let walk = find_files(options, &ignore)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .stack_size(STACK_BYTES)
        .thread_name(|n| format!("{THREAD_NAME}-{n}"))
        .build()?;
    let writer = if options.dry_run { None } else { Some(Writer::lock(&options.root)?) };
    let store = Store::open(&options.root)?;
    let stored = if options.force { &[][..] } else { store.manifest().entries.as_slice() };
    let opener = Opener::new(engines.extractor, &ignore, &options.limits, data, stored);
    let scanned = pool.install(|| scan(&walk.found, &opener, watch))?;
    let stamp = stamp(data, engines, &options.limits);
    let decides = Decides { stamp: &stamp, profiles: &profiles, corrections: &corrections };
    let plan = make_plan(options, &decides, engines, &walk, &scanned, &store);
    let lexicon = &lexicon;
    let reader = Reader { options, lexicon, decides, engines, writer: writer.as_ref(), watch };
    (watch.event)(Event::Planned(plan.work.len() as u64));
    let groups = containers::groups(&plan.work);
    let read = pool.install(|| {
        groups.par_iter().map(|g| reader.read_group(g)).collect::<Result<Vec<_>, _>>()
    })?;
    let read: Vec<_> = read.into_iter().flatten().collect();
    let unread = read.iter().filter(|r| r.is_none()).count();
    let manifest = assemble(&plan, read);
    let mut batch = report(&plan, &manifest, &scanned);
    batch.lost = lost(&manifest, &corrections);
    batch.unread = unread;
    batch.ignored = walk.ignored;
    let opened = scanned.iter().filter_map(|s| s.opened.as_ref());
    batch.ignored.extend(opened.flat_map(|o| o.ignored.iter().cloned()));
    batch.ignored.sort();
    if let Some(writer) = writer {
        let changed = manifest.generation != store.manifest().generation || !plan.work.is_empty();
        if changed {
            writer.commit(&manifest)?;
        }
        writer.report(&report_lines(&batch.lines))?;
        batch.index = Some(search::refresh(&options.root, &Store::open(&options.root)?)?);
    }
    Ok(batch)
}

fn find_files(options: &Options, ignore: &Ignore) -> Result<Walk, SourceError> {
    let raw = raw_folder(&options.root);
    if options.paths.is_empty() {
        source::walk_raw(&raw, ignore)
    } else {
        source::walk_paths(&raw, &options.paths, ignore)
    }
}

/// Hashes the files, and finds what those that hold documents hold; no bytes are kept.
fn scan(found: &[Found], opener: &Opener, watch: Watch) -> Result<Vec<Scanned>, ImportError> {
    let scan = |f: &Found| {
        if watch.stopped() {
            return Err(ImportError::Interrupted);
        }
        let hashed = match &f.refused {
            Some(outcome) => Err(outcome.clone()),
            None => source::hash_file(&f.file, opener.limits.file_bytes),
        };
        let content = hashed.as_ref().map(|h| (h.blake3.clone(), h.bytes)).map_err(Clone::clone);
        let file = Scanned {
            path: f.path.clone(),
            file: f.file.clone(),
            content,
            inside: None,
            named: None,
            opened: None,
            container: None,
        };
        match hashed {
            Ok(hashed) => opener.expand(file, &hashed).map_err(|_| ImportError::Interrupted),
            Err(_) => Ok(vec![file]),
        }
    };
    let scanned: Vec<Vec<Scanned>> = found.par_iter().map(scan).collect::<Result<_, _>>()?;
    let mut scanned: Vec<Scanned> = scanned.into_iter().flatten().collect();
    scanned.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(scanned)
}

/// Tells whether a document at a stored path would have been found if it were there, in a folder or
/// in a file that was opened.
fn covers(walk: &Walk, scanned: &[Scanned]) -> impl Fn(&str) -> bool {
    let outer = |wanted: bool| -> BTreeSet<String> {
        let files = scanned.iter().filter(|s| s.inside.is_none());
        files.filter(|s| s.content.is_ok() == wanted).map(|s| s.path.clone()).collect()
    };
    let (opened, unopened) = (outer(true), outer(false));
    move |path| {
        let inside = |files: &BTreeSet<String>| {
            path.match_indices('/').any(|(at, _)| files.contains(&path[..at]))
        };
        inside(&opened) || walk.covers(path) && !inside(&unopened)
    }
}

/// What decides, besides bytes and names, what documents are read as.
#[derive(Clone, Copy)]
struct Decides<'a> {
    stamp: &'a str,
    profiles: &'a Profiles,
    corrections: &'a Corrections,
}

fn make_plan(
    options: &Options,
    decides: &Decides,
    engines: Engines,
    walk: &Walk,
    scanned: &[Scanned],
    store: &Store,
) -> Plan {
    let situation = Situation {
        stored: &store.manifest().entries,
        covers: &covers(walk, scanned),
        holds: &|entry| store.holds(entry) && (engines.passwords.is_empty() || !is_locked(entry)),
        employer: options.employer.as_deref(),
        stamp: decides.stamp,
        profiles: decides.profiles,
        corrections: decides.corrections,
        force: options.force,
        prune: options.prune,
    };
    plan(scanned, &situation)
}

/// Tells whether a document was refused for want of a password: it is tried again with new ones.
fn is_locked(entry: &Entry) -> bool {
    entry.outcome.reason == Some(ExtractError::Encrypted.to_string())
}

/// Returns everything besides bytes, names and profiles that decides what a document is read as.
///
/// Not the passwords: what is read does not depend on them, and nothing of them is stored.
fn stamp(data: &Data, engines: Engines, limits: &Limits) -> String {
    let readers = Format::ALL.map(engine).join(" ");
    let recogniser = engines.stamp();
    format!("{} {} {readers} {recogniser} {limits:?}", interpret::VERSION, data.digest())
}

/// What the threads share.
struct Reader<'a> {
    options: &'a Options,
    lexicon: &'a Lexicon,
    decides: Decides<'a>,
    engines: Engines<'a>,
    writer: Option<&'a Writer>,
    watch: Watch<'a>,
}

/// Bytes of documents in containers, by their stored paths.
type Taken = BTreeMap<String, Vec<u8>>;

impl Reader<'_> {
    /// Reads documents, those of one container together: it is opened once for all of them.
    fn read_group(&self, group: &[Work]) -> Result<Vec<Option<Vec<Entry>>>, StoreError> {
        let members: Vec<&Member> = group.iter().map(|w| &w.members[0]).collect();
        let taken = match members.first() {
            Some(first) if first.inside.is_some() && !self.watch.stopped() => self.take(&members),
            _ => Ok(Taken::new()),
        };
        match taken {
            Err(ExtractError::Interrupted) => Ok(vec![None; group.len()]),
            // What could not be taken out together is tried one by one.
            taken => {
                let taken = taken.unwrap_or_default();
                group.par_iter().map(|work| self.read(work, &taken)).collect()
            }
        }
    }

    /// Takes documents out of the container that holds the first of them.
    fn take(&self, members: &[&Member]) -> Result<Taken, ExtractError> {
        let Some(first) = members.first() else { return Ok(Taken::new()) };
        let paths: Vec<&str> = members.iter().map(|m| m.path.as_str()).collect();
        let limits = &self.options.limits;
        let file = self.locate(first);
        containers::take(self.engines.extractor, &file, first.outer(), &paths, limits)
    }

    /// Returns where a document, or the file that holds it, lies.
    fn locate(&self, member: &Member) -> PathBuf {
        let raw = raw_folder(&self.options.root);
        member.file.clone().unwrap_or_else(|| name::locate(&raw, member.outer()))
    }

    /// Reads one document and stages it; returns the entries of its files, none when stopped.
    fn read(&self, work: &Work, taken: &Taken) -> Result<Option<Vec<Entry>>, StoreError> {
        if self.watch.stopped() {
            return Ok(None);
        }
        let path = &work.members[0].path;
        (self.watch.event)(Event::Begin(path));
        let entries = match self.bytes(work, taken) {
            Ok(bytes) => match self.framework(work, &bytes) {
                Ok(mut framework) => {
                    framework.notes.extend(work.notes());
                    self.stage(work, &framework)?
                }
                Err(ExtractError::Interrupted) => return Ok(None),
                Err(e @ ExtractError::Ended(Ended::NotStarted(_))) => {
                    unread_entries(work, &rejection(&e))
                }
                Err(e) => rejected_entries(work, &rejection(&e), &work.fingerprint),
            },
            // Not the document's fault: an empty fingerprint makes the next import try again.
            Err(outcome) => unread_entries(work, &outcome),
        };
        (self.watch.event)(Event::Done(path, entries[0].outcome.status));
        Ok(Some(entries))
    }

    fn framework(&self, work: &Work, bytes: &[u8]) -> Result<Framework, ExtractError> {
        let Identity { paths, blake3, .. } = &work.identity;
        let ways = Ways {
            rules: work.rules(self.decides.profiles),
            corrections: self.decides.corrections.about(paths, blake3),
        };
        run_stages(bytes, &work.identity, self.lexicon, &ways, self.engines)
    }

    /// Returns the document's bytes from the first of its files that still holds them.
    fn bytes<'t>(&self, work: &Work, taken: &'t Taken) -> Result<Cow<'t, [u8]>, Outcome> {
        let mut last = changed_meanwhile();
        for member in &work.members {
            match self.bytes_of(member, taken) {
                Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() == work.identity.blake3 => {
                    return Ok(bytes);
                }
                Ok(_) => last = changed_meanwhile(),
                Err(outcome) => last = outcome,
            }
        }
        Err(last)
    }

    fn bytes_of<'t>(&self, member: &Member, taken: &'t Taken) -> Result<Cow<'t, [u8]>, Outcome> {
        if member.inside.is_none() {
            let most = self.options.limits.file_bytes;
            return source::read_file(&self.locate(member), most).map(Cow::Owned);
        }
        if let Some(bytes) = taken.get(&member.path) {
            return Ok(Cow::Borrowed(bytes));
        }
        let mut taken = self.take(&[member]).map_err(|e| rejection(&e))?;
        taken.remove(&member.path).map(Cow::Owned).ok_or_else(changed_meanwhile)
    }

    fn stage(&self, work: &Work, framework: &Framework) -> Result<Vec<Entry>, StoreError> {
        let object = object_path(framework);
        let bytes = crate::store::pretty(framework);
        if let Some(writer) = self.writer {
            writer.stage(&object, &bytes)?;
        }
        let model = Entry {
            object: Some(object),
            object_blake3: Some(blake3::hash(&bytes).to_hex().to_string()),
            object_bytes: Some(bytes.len() as u64),
            ..describe(work, framework)
        };
        let entry = |(at, member): (usize, &Member)| Entry {
            path: member.path.clone(),
            inside: member.inside.clone(),
            named: member.named.clone(),
            opened: member.opened.clone(),
            employer: member.employer_name().or_else(|| framework.employer.clone()),
            employer_option: member.employer_option.clone(),
            outcome: if at == 0 {
                framework.outcome.clone()
            } else {
                duplicate(&work.members[0].path)
            },
            ..model.clone()
        };
        Ok(work.members.iter().enumerate().map(entry).collect())
    }
}

fn changed_meanwhile() -> Outcome {
    Outcome {
        status: Status::Rejected,
        reason: Some("the file changed while it was being read".into()),
        hint: Some("Import again when nobody is saving it.".into()),
    }
}

fn duplicate(primary: &str) -> Outcome {
    Outcome {
        status: Status::Duplicate,
        reason: Some(format!("the same bytes as {primary}")),
        hint: None,
    }
}

fn describe(work: &Work, framework: &Framework) -> Entry {
    let mut notes = BTreeMap::new();
    for note in &framework.notes {
        *notes.entry(note.code.code().to_owned()).or_default() += 1;
    }
    Entry {
        blake3: work.identity.blake3.clone(),
        bytes: work.identity.bytes,
        format: Some(framework.source.format),
        document: framework.id.clone(),
        fingerprint: work.fingerprint.clone(),
        roles: framework.roles.iter().filter(|r| r.title.is_some()).count() as u64,
        requirements: framework.requirements().count() as u64,
        coverage: framework.coverage,
        notes,
        ..Entry::unread("", framework.outcome.clone())
    }
}

/// Returns the entries of a document that cannot be read: each of its files must be replaced.
fn rejected_entries(work: &Work, outcome: &Outcome, fingerprint: &str) -> Vec<Entry> {
    let entry = |member: &Member| Entry {
        blake3: work.identity.blake3.clone(),
        bytes: work.identity.bytes,
        document: work.document(),
        fingerprint: fingerprint.to_owned(),
        ..member.unread(outcome.clone())
    };
    work.members.iter().map(entry).collect()
}

/// Returns the entries of a document whose files cannot be opened now.
///
/// If none of them belongs to this import, what was stored stays, under its first file.
fn unread_entries(work: &Work, outcome: &Outcome) -> Vec<Entry> {
    let before: Option<Vec<Entry>> = work.members.iter().map(|m| m.before.clone()).collect();
    let elsewhere = work.members.iter().all(|m| m.file.is_none());
    match before {
        Some(mut entries) if elsewhere => {
            if entries[0].outcome.status == Status::Duplicate {
                entries[0].outcome = doubt(outcome);
            }
            entries
        }
        _ => rejected_entries(work, outcome, ""),
    }
}

/// The document's other file is gone and this one could not be opened: keep it, and say so.
fn doubt(outcome: &Outcome) -> Outcome {
    Outcome { status: Status::Suspect, ..outcome.clone() }
}

/// Joins what stays and what was read; past editions of a document follow its object.
///
/// A document that was not read because the import was stopped keeps its former entries.
fn assemble(plan: &Plan, read: Vec<Option<Vec<Entry>>>) -> Manifest {
    let mut entries = plan.kept.clone();
    for fresh in read.iter().flatten().filter_map(|e| e.first()).filter(|e| e.object.is_some()) {
        let past = |e: &&mut Entry| e.state != State::Current && e.blake3 == fresh.blake3;
        for entry in entries.iter_mut().filter(past) {
            entry.object.clone_from(&fresh.object);
            entry.object_blake3.clone_from(&fresh.object_blake3);
            entry.object_bytes = fresh.object_bytes;
        }
    }
    for (work, fresh) in plan.work.iter().zip(read) {
        match fresh {
            Some(fresh) => entries.extend(fresh),
            None => work.members.iter().for_each(|m| restore(&mut entries, m)),
        }
    }
    containers::settle(&mut entries);
    Manifest::new(entries)
}

/// Brings back what stood at a path before its new content could be read.
fn restore(entries: &mut Vec<Entry>, member: &Member) {
    if let Some(before) = &member.before {
        entries.push(Entry { state: State::Current, ..before.clone() });
    } else if let Some(last) = &member.replaced {
        let same = |e: &&mut Entry| e.path == member.path && e.blake3 == *last;
        entries.iter_mut().filter(same).for_each(|e| e.state = State::Current);
    }
}

/// Returns the corrections whose document is not there, under no path and with no such bytes.
fn lost(manifest: &Manifest, corrections: &Corrections) -> Vec<(String, String)> {
    let current = manifest.entries.iter().filter(|e| e.state == State::Current);
    let known: BTreeSet<&str> = current.flat_map(|e| [e.path.as_str(), &e.blake3]).collect();
    let is_lost = |c: &&Correction| {
        !known.contains(c.document.path.as_str()) && !known.contains(c.document.blake3.as_str())
    };
    let lost = corrections.all().filter(is_lost);
    lost.map(|c| (c.document.path.clone(), c.of.text.clone())).collect()
}

fn report(plan: &Plan, manifest: &Manifest, scanned: &[Scanned]) -> Batch {
    let current = manifest.entries.iter().filter(|e| e.state == State::Current);
    let current: BTreeMap<&str, &Entry> = current.map(|e| (e.path.as_str(), e)).collect();
    let line = |s: &Scanned| {
        let change = plan.changes.get(&s.path).copied().unwrap_or(Change::New);
        current.get(s.path.as_str()).map(|e| Line::of(e, change))
    };
    Batch {
        lines: scanned.iter().filter_map(line).collect(),
        gone: plan.gone.clone(),
        pruned: plan.pruned.clone(),
        ..Batch::default()
    }
}

impl Line {
    /// Tells whether the line is about a file that holds documents, each with a line of its own.
    pub fn is_opened(&self) -> bool {
        self.format.is_some_and(Format::is_container) && self.hint.is_none()
    }

    fn of(entry: &Entry, change: Change) -> Self {
        Self {
            path: entry.path.clone(),
            employer: entry.employer.clone(),
            outcome: entry.outcome.status,
            reason: entry.outcome.reason.clone(),
            hint: entry.outcome.hint.clone(),
            change,
            format: entry.format,
            document: Some(entry.document.clone()).filter(|d| !d.is_empty()),
            object: entry.object.clone(),
            roles: entry.roles,
            requirements: entry.requirements,
            coverage: entry.object.as_ref().map(|_| entry.coverage.into()),
            notes: entry.notes.clone(),
        }
    }
}

/// Returns the report as JSON, one line per file.
pub fn report_lines(lines: &[Line]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut out, line).expect("a line has string keys only");
        out.push(b'\n');
    }
    out
}

/// Returns the folder with the documents below a root.
pub fn raw_folder(root: &Path) -> PathBuf {
    root.join("raw")
}
