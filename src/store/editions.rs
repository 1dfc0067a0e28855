//! Which files must be read, and what becomes of the editions before.
//!
//! Comes in: what is stored, and what was found. Goes out: entries that stay, and documents to
//! read. A document is a set of bytes with all the paths it stands at; nothing here depends on the
//! order in which files were found or imported, and nothing touches a file.

use super::{Entry, Opened, State};
use crate::interpret::{Identity, document_id};
use crate::model::{Basis, BasisKind, Format, Note, NoteCode, Outcome, Status};
use crate::profile::{Profile, Profiles, Rules};
use crate::review::Corrections;
use crate::source::name;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// Stored path.
    pub path: String,
    /// Where it lies; for a document in a container where the container lies.
    pub file: PathBuf,
    /// BLAKE3 and length, or why it was not read.
    pub content: Result<(String, u64), Outcome>,
    /// Path of the file that holds it, if it lies in a container.
    pub inside: Option<String>,
    /// Its name as the container states it, if the path departs from it.
    pub named: Option<String>,
    /// What was found in it, if it was opened to see whether it holds documents.
    pub opened: Option<Opened>,
    /// Set if it holds documents and is none itself.
    pub container: Option<Container>,
}

/// A file that holds documents and is none itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Format by content.
    pub format: Format,
    /// Why it could not be opened.
    pub refused: Option<Outcome>,
}

/// What the plan is made for, apart from the files.
pub struct Situation<'a> {
    /// Entries stored so far.
    pub stored: &'a [Entry],
    /// Tells whether a file at that path would have been found if it were there.
    pub covers: &'a dyn Fn(&str) -> bool,
    /// Tells whether the object of an entry is there.
    pub holds: &'a dyn Fn(&Entry) -> bool,
    /// Employer of files that lie in no employer's folder.
    pub employer: Option<&'a str>,
    /// Everything besides bytes, names and profiles that decides what a document is read as.
    pub stamp: &'a str,
    /// Profiles of employers.
    pub profiles: &'a Profiles,
    /// What people corrected.
    pub corrections: &'a Corrections,
    /// Whether unchanged files are read again.
    pub force: bool,
    /// Whether documents of vanished files are removed.
    pub prune: bool,
}

/// How a file stands to what was stored at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nothing was stored.
    New,
    /// Other bytes were stored.
    Changed,
    /// The same bytes, read again: other words, rules, options or duplicates, or `--force`.
    Reread,
    /// The same in every respect; not read again.
    Unchanged,
}

/// One file of a document.
#[derive(Clone, Debug)]
pub struct Member {
    /// Stored path.
    pub path: String,
    /// Where it, or the file that holds it, lies, if it was found in this import.
    pub file: Option<PathBuf>,
    /// Path of the file that holds it, if it lies in a container.
    pub inside: Option<String>,
    /// Its name as the container states it, if the path departs from it.
    pub named: Option<String>,
    /// What was found in it, if it was opened to see whether it holds documents.
    pub opened: Option<Opened>,
    /// Employer by option, if the option counts for this file.
    pub employer_option: Option<String>,
    /// Name of the employer that its profile gives.
    pub profile_name: Option<String>,
    /// What was stored for these bytes at this path.
    pub before: Option<Entry>,
    /// BLAKE3 of the other bytes that were stored at this path.
    pub replaced: Option<String>,
}

impl Member {
    /// Returns the path of the file itself, or of the one that holds it.
    pub fn outer(&self) -> &str {
        self.inside.as_deref().unwrap_or(&self.path)
    }

    /// Returns the file's name; in a container the container's, and the path in it.
    fn file_name(&self) -> &str {
        let outer = self.outer();
        &self.path[outer.len() - name::file_name(outer).len()..]
    }

    /// Returns an entry for the file of which nothing is known but how its import ended.
    pub fn unread(&self, outcome: Outcome) -> Entry {
        Entry {
            employer: self.employer_name(),
            employer_option: self.employer_option.clone(),
            inside: self.inside.clone(),
            named: self.named.clone(),
            opened: self.opened.clone(),
            ..Entry::unread(&self.path, outcome)
        }
    }

    /// Returns the employer that folder or option say, which its profile may name otherwise.
    fn given_employer(&self) -> Option<(&str, BasisKind)> {
        let folder = name::folder_employer(self.outer()).map(|e| (e, BasisKind::Folder));
        folder.or_else(|| self.employer_option.as_deref().map(|e| (e, BasisKind::Option)))
    }

    /// Returns the employer that profile, folder or option name for this file.
    pub fn employer_name(&self) -> Option<String> {
        self.profile_name.clone().or_else(|| self.given_employer().map(|(e, _)| e.to_owned()))
    }

    /// Returns the member with the employer's name as its profile gives it.
    fn named_by(self, profiles: &Profiles) -> Self {
        let profile = self.given_employer().and_then(|(employer, _)| profiles.of(employer));
        let profile_name = profile.and_then(|p| p.rules(self.file_name()).employer);
        Self { profile_name, ..self }
    }
}

/// A document to read.
#[derive(Clone, Debug)]
pub struct Work {
    /// What is known of it; the format is found by reading.
    pub identity: Identity,
    /// See [`Entry::fingerprint`].
    pub fingerprint: String,
    /// Its files; the first is the primary one, the others are duplicates.
    pub members: Vec<Member>,
}

/// What an import has to do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Entries that stay, with their new states, and those of files that cannot be read.
    pub kept: Vec<Entry>,
    /// Documents to read, by the path of their first file.
    pub work: Vec<Work>,
    /// How each file that was looked at stands to what was stored.
    pub changes: BTreeMap<String, Change>,
    /// Paths that vanished since they were stored.
    pub gone: Vec<String>,
    /// Paths removed for good.
    pub pruned: Vec<String>,
}

/// A file as it is now.
#[derive(Clone, Debug)]
struct Live {
    bytes: u64,
    member: Member,
}

#[derive(Default)]
struct Draft {
    /// Files as they are now, by BLAKE3, then path.
    live: BTreeMap<String, BTreeMap<String, Live>>,
    /// Entries of earlier editions and vanished files.
    past: Vec<Entry>,
    /// Contents whose set of files may have changed, or that were looked at.
    touched: BTreeSet<String>,
    plan: Plan,
}

/// Makes the plan.
pub fn plan(scanned: &[Scanned], situation: &Situation) -> Plan {
    let mut draft = Draft::default();
    let mut before = BTreeMap::new();
    for entry in situation.stored {
        if entry.state == State::Current {
            before.insert(entry.path.clone(), entry.clone());
        } else {
            draft.past.push(entry.clone());
        }
    }
    for file in scanned {
        draft.take(file, before.remove(&file.path), situation);
    }
    for entry in before.into_values() {
        draft.take_unscanned(entry, situation);
    }
    draft.drop_moved();
    if situation.prune {
        draft.prune(situation);
    }
    draft.finish(situation)
}

impl Draft {
    /// Takes in a file that was looked at.
    fn take(&mut self, file: &Scanned, current: Option<Entry>, situation: &Situation) {
        let gone = self.take_past(|e| e.path == file.path && e.state == State::Gone);
        let before = current.or(gone);
        let blake3 = file.content.as_ref().map_or("", |(b, _)| b.as_str());
        let same = before.as_ref().is_some_and(|e| e.blake3 == blake3);
        let change = match &before {
            None => Change::New,
            Some(_) if !same => Change::Changed,
            Some(e) if file.content.as_ref().is_err_and(|o| *o == e.outcome) => Change::Unchanged,
            Some(e) if file.container.is_some() && e.opened == file.opened && !situation.force => {
                Change::Unchanged
            }
            Some(_) => Change::Reread,
        };
        self.plan.changes.insert(file.path.clone(), change);
        let replaced = before.as_ref().filter(|_| !same).map(|e| e.blake3.clone());
        let before = if same { before } else { self.supersede(before) };
        let outer = file.inside.as_deref().unwrap_or(&file.path);
        let in_folder = name::folder_employer(outer).is_some();
        let member = Member {
            path: file.path.clone(),
            file: Some(file.file.clone()),
            inside: file.inside.clone(),
            named: file.named.clone(),
            opened: file.opened.clone(),
            employer_option: situation.employer.filter(|_| !in_folder).map(str::to_owned),
            profile_name: None,
            before,
            replaced,
        };
        let member = member.named_by(situation.profiles);
        match (&file.content, &file.container) {
            (Err(outcome), _) => self.plan.kept.push(member.unread(outcome.clone())),
            (Ok((blake3, bytes)), Some(container)) => {
                self.plan.kept.push(hold(&member, blake3, *bytes, container));
            }
            (Ok((blake3, bytes)), None) => {
                self.take_past(|e| e.path == file.path && e.blake3 == *blake3);
                self.touched.insert(blake3.clone());
                self.add(blake3, *bytes, member);
            }
        }
    }

    /// Takes in the entry of a file that was not looked at: elsewhere, or vanished.
    fn take_unscanned(&mut self, entry: Entry, situation: &Situation) {
        if (situation.covers)(&entry.path) {
            self.touched.insert(entry.blake3.clone());
            if entry.object.is_some() {
                self.plan.gone.push(entry.path.clone());
                self.past.push(Entry { state: State::Gone, ..entry });
            }
        } else if entry.blake3.is_empty() || entry.is_container() {
            self.plan.kept.push(entry);
        } else {
            let member = Member {
                path: entry.path.clone(),
                file: None,
                inside: entry.inside.clone(),
                named: entry.named.clone(),
                opened: entry.opened.clone(),
                employer_option: entry.employer_option.clone(),
                profile_name: None,
                before: Some(entry.clone()),
                replaced: None,
            };
            self.add(&entry.blake3, entry.bytes, member.named_by(situation.profiles));
        }
    }

    fn add(&mut self, blake3: &str, bytes: u64, member: Member) {
        let files = self.live.entry(blake3.to_owned()).or_default();
        files.insert(member.path.clone(), Live { bytes, member });
    }

    fn take_past(&mut self, wanted: impl Fn(&Entry) -> bool) -> Option<Entry> {
        let at = self.past.iter().position(wanted)?;
        Some(self.past.remove(at))
    }

    /// Puts an edition among the past ones; one without a stored document leaves nothing.
    fn supersede(&mut self, before: Option<Entry>) -> Option<Entry> {
        let before = before?;
        self.touched.insert(before.blake3.clone());
        if before.object.is_some() {
            self.past.push(Entry { state: State::Superseded, ..before });
        }
        None
    }

    /// Forgets vanished files whose bytes stand at another path now: they were moved, not lost.
    fn drop_moved(&mut self) {
        let live = &self.live;
        self.past.retain(|e| e.state != State::Gone || !live.contains_key(&e.blake3));
        let past = &self.past;
        self.plan.gone.retain(|path| past.iter().any(|e| e.path == *path));
    }

    /// Removes vanished files, all their editions included.
    fn prune(&mut self, situation: &Situation) {
        let gone = self.past.iter().filter(|e| e.state == State::Gone);
        let paths: BTreeSet<String> =
            gone.map(|e| e.path.clone()).filter(|p| (situation.covers)(p)).collect();
        self.past.retain(|e| !paths.contains(&e.path));
        self.plan.pruned = paths.into_iter().collect();
    }

    fn finish(mut self, situation: &Situation) -> Plan {
        for (blake3, files) in std::mem::take(&mut self.live) {
            let bytes = files.values().next().map_or(0, |f| f.bytes);
            let mut members: Vec<Member> = files.into_values().map(|f| f.member).collect();
            members.sort_by_key(|m| (!name::is_below_raw(&m.path), m.path.clone()));
            let identity = identify(&blake3, bytes, &members);
            let profile = profile(&members, situation.profiles).map(Profile::digest);
            let corrections = situation.corrections.digest(&identity.paths, &blake3);
            let decides = (situation.stamp, profile, corrections.as_deref());
            let fingerprint = fingerprint(decides, &identity, &members);
            let touched = self.touched.contains(&blake3);
            if touched && (situation.force || !is_current(&members, &fingerprint, situation)) {
                self.plan.work.push(Work { identity, fingerprint, members });
            } else {
                self.keep(members);
            }
        }
        self.plan.work.sort_by(|a, b| a.members[0].path.cmp(&b.members[0].path));
        self.plan.kept.append(&mut self.past);
        self.plan
    }

    fn keep(&mut self, members: Vec<Member>) {
        for member in members {
            let Member { inside, named, opened, before: Some(entry), .. } = member else {
                continue;
            };
            let entry = Entry { inside, named, opened, ..entry };
            if let Some(change) = self.plan.changes.get_mut(&entry.path) {
                *change = Change::Unchanged;
            }
            self.plan.kept.push(Entry { state: State::Current, ..entry });
        }
    }
}

/// Returns the entry of a container; its outcome is settled when those of its members are known.
fn hold(member: &Member, blake3: &str, bytes: u64, container: &Container) -> Entry {
    let outcome = container.refused.clone();
    let ok = || Outcome { status: Status::Ok, reason: None, hint: None };
    Entry {
        blake3: blake3.to_owned(),
        bytes,
        format: Some(container.format),
        ..member.unread(outcome.unwrap_or_else(ok))
    }
}

fn is_current(members: &[Member], fingerprint: &str, situation: &Situation) -> bool {
    members.iter().all(|m| {
        m.before.as_ref().is_some_and(|e| e.fingerprint == fingerprint && (situation.holds)(e))
    })
}

fn identify(blake3: &str, bytes: u64, members: &[Member]) -> Identity {
    let employers: BTreeSet<String> = members.iter().filter_map(Member::employer_name).collect();
    let employer = members.iter().find(|m| m.given_employer().is_some());
    Identity {
        file: members.first().map_or("", Member::file_name).to_owned(),
        paths: members.iter().map(|m| m.path.clone()).collect(),
        employers: employers.into_iter().collect(),
        blake3: blake3.to_owned(),
        bytes,
        format: Format::Text,
        employer: employer.and_then(|member| {
            let (given, kind) = member.given_employer()?;
            Some((member.employer_name()?, Basis { kind, phrase: given.to_owned(), at: None }))
        }),
    }
}

/// Returns the profile that counts for a document: that of the first employer given for it.
fn profile<'p>(members: &[Member], profiles: &'p Profiles) -> Option<&'p Profile> {
    members.iter().find_map(Member::given_employer).and_then(|(e, _)| profiles.of(e))
}

/// Returns the BLAKE3 over the stamp, the content and all names the document goes by.
fn fingerprint(
    stamp: (&str, Option<&str>, Option<&str>),
    identity: &Identity,
    members: &[Member],
) -> String {
    let employer = identity.employer.as_ref().map(|(name, basis)| (name, basis.kind));
    let named: Vec<&str> = members.iter().filter_map(|m| m.named.as_deref()).collect();
    let parts = (stamp, &identity.blake3, &identity.paths, &identity.employers, employer, named);
    let json = serde_json::to_vec(&parts).expect("names and enums serialise");
    super::hash(&json)
}

impl Work {
    /// Returns the id of the document.
    pub fn document(&self) -> String {
        document_id(&self.identity.blake3)
    }

    /// Returns what its employer's profile says of it.
    pub fn rules(&self, profiles: &Profiles) -> Rules {
        let profile = profile(&self.members, profiles);
        profile.map(|p| p.rules(&self.identity.file)).unwrap_or_default()
    }

    /// Returns what is to be said about its names in containers.
    pub fn notes(&self) -> Vec<Note> {
        let note = |m: &Member| {
            let named = m.named.as_deref()?;
            let message = format!("The container names it {named:?}; it is stored as {}.", m.path);
            Some(Note::new(NoteCode::F001, message))
        };
        self.members.iter().filter_map(note).collect()
    }
}
