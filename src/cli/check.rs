//! `rungs check`: the word lists and the stored documents against their rules; notes explained.

use super::args::{CheckArgs, Global};
use super::terminal::display_line;
use super::{Exit, Stop, data, output, stored};
use crate::check::{self, Fault, Schema};
use crate::lexicon::Lexicon;
use crate::model::{Framework, NoteCode};
use crate::pipeline::raw_folder;
use crate::profile::{ProfileError, Profiles};
use crate::review::{CorrectionError, Corrections};
use crate::source::{Ignore, read_corrections, read_profiles};
use crate::store::{self, Entry, Store};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;

/// A fault with its file.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Finding {
    file: String,
    #[serde(flatten)]
    fault: Fault,
}

impl Finding {
    fn new(file: &str, fault: Fault) -> Self {
        Self { file: file.to_owned(), fault }
    }
}

/// Checks everything, or explains a note.
///
/// # Errors
/// If the store's manifest or the data files cannot be read, or no note has the code.
pub fn run(global: &Global, args: CheckArgs) -> anyhow::Result<Exit> {
    if let Some(code) = &args.explain {
        return explain(global, &args, code);
    }
    let mut findings = of_data(global)?;
    let store = stored::open(global)?;
    findings.extend(of_store(global, &store));
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            return output::json(out, &findings);
        }
        Ok(findings.iter().try_for_each(|f| print(out, f))?)
    })?;
    if !global.quiet {
        let documents = store.manifest().documents().count();
        eprintln!(
            "{documents} stored documents and the word lists checked, {} faults",
            findings.len()
        );
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Faults })
}

fn print(out: &mut dyn Write, finding: &Finding) -> std::io::Result<()> {
    let Finding { file, fault } = finding;
    let at = if fault.at.is_empty() { String::new() } else { format!("{}: ", fault.at) };
    writeln!(out, "{}: {}{}", display_line(file), display_line(&at), display_line(&fault.detail))
}

fn of_data(global: &Global) -> anyhow::Result<Vec<Finding>> {
    let data = data(global)?;
    let faults = [Lexicon::parse(&data).err(), Ignore::parse(&data).err()];
    let finding = |e: crate::lexicon::LexiconError| {
        Finding::new(&format!("data/{}", e.file), Fault::new(format!("line {}", e.line), e.detail))
    };
    let mut findings: Vec<Finding> = faults.into_iter().flatten().map(finding).collect();
    if let Ok(lexicon) = Lexicon::parse(&data) {
        let found = read_profiles(&raw_folder(&global.root))?;
        let fault = Profiles::parse(&data, &found, &lexicon).err();
        let finding = |e: ProfileError| {
            Finding::new(&e.file, Fault::new(format!("line {}", e.line), e.detail))
        };
        findings.extend(fault.map(finding));
    }
    let corrections = read_corrections(&raw_folder(&global.root))?;
    let finding = |e: CorrectionError| {
        Finding::new(&e.file, Fault::new(format!("line {}", e.line), e.detail))
    };
    findings.extend(Corrections::parse(&corrections).err().map(finding));
    Ok(findings)
}

fn of_store(global: &Global, store: &Store) -> Vec<Finding> {
    let schema = Schema::new();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut findings = Vec::new();
    for entry in store.manifest().documents() {
        let file = format!("{}/{}", store::FOLDER, entry.object.as_deref().unwrap_or("?"));
        let faults = of_entry(global, store, entry, &schema, &mut owners);
        findings.extend(faults.into_iter().map(|fault| Finding::new(&file, fault)));
    }
    findings
}

/// Returns the faults of one stored document; `owners` knows the requirement ids of the others.
fn of_entry(
    global: &Global,
    store: &Store,
    entry: &Entry,
    schema: &Schema,
    owners: &mut BTreeMap<String, String>,
) -> Vec<Fault> {
    let framework = match store.framework(entry) {
        Ok(framework) => framework,
        Err(error) => return vec![unreadable(&error)],
    };
    let mut faults = stored_json(global, entry, &framework)
        .map_or_else(|fault| vec![fault], |value| schema.faults(&value));
    faults.extend(check::faults(&framework));
    faults.extend(against_manifest(entry, &framework));
    for (_, _, r) in framework.requirements() {
        if let Some(other) = owners.insert(r.id.clone(), entry.path.clone())
            && other != entry.path
        {
            faults.push(Fault::new("", format!("requirement {} also stands in {other}", r.id)));
        }
    }
    faults
}

fn unreadable(error: &dyn std::error::Error) -> Fault {
    let chain = std::iter::successors(Some(error), |e| e.source());
    Fault::new("", chain.map(ToString::to_string).collect::<Vec<_>>().join(": "))
}

/// Returns the stored bytes as JSON, so that the schema sees what a reader of the file sees; an
/// object that an import has not renamed yet is taken from its value.
fn stored_json(
    global: &Global,
    entry: &Entry,
    framework: &Framework,
) -> Result<serde_json::Value, Fault> {
    let object = entry.object.as_deref().unwrap_or_default();
    let bytes = std::fs::read(global.root.join(store::FOLDER).join(object)).unwrap_or_default();
    let is_it = Some(blake3::hash(&bytes).to_hex().to_string()) == entry.object_blake3;
    let value =
        if is_it { serde_json::from_slice(&bytes) } else { serde_json::to_value(framework) };
    value.map_err(|e| Fault::new("", e.to_string()))
}

fn against_manifest(entry: &Entry, framework: &Framework) -> Vec<Fault> {
    let requirements = framework.requirements().count() as u64;
    let roles = framework.roles.iter().filter(|r| r.title.is_some()).count() as u64;
    let rules = [
        (entry.document == framework.id, "/id", "the manifest names another document"),
        (entry.blake3 == framework.source.blake3, "/source/blake3", "the manifest has other bytes"),
        (entry.requirements == requirements, "/roles", "the manifest counts other requirements"),
        (entry.roles == roles, "/roles", "the manifest counts other roles"),
        (entry.outcome == framework.outcome, "/outcome", "the manifest has another outcome"),
    ];
    rules.into_iter().filter(|r| !r.0).map(|(_, at, detail)| Fault::new(at, detail)).collect()
}

fn explain(global: &Global, args: &CheckArgs, code: &str) -> anyhow::Result<Exit> {
    let known = NoteCode::ALL.iter().find(|c| c.code().eq_ignore_ascii_case(code.trim()));
    let Some(note) = known else {
        let all: Vec<String> =
            NoteCode::ALL.iter().map(|c| format!("{}  {}", c.code(), c.title())).collect();
        let hint = format!("the codes are:\n  {}", all.join("\n  "));
        return Err(Stop::new(Exit::Usage, format!("no note has the code {code:?}"))
            .hint(hint)
            .into());
    };
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            let value = json!({
                "code": note.code(), "title": note.title(),
                "meaning": note.meaning(), "action": note.action(),
            });
            return output::json(out, &value);
        }
        writeln!(out, "{}: {}\n", note.code(), note.title())?;
        writeln!(out, "{}", note.meaning())?;
        writeln!(out, "What to do: {}", note.action())?;
        Ok(())
    })?;
    Ok(Exit::Done)
}
