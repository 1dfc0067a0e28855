//! `rungs review`: doubtful statements out to a person, and what the person decided back.

use super::args::{
    Global, ImportArgs, Ocr, ReadingArgs, ReviewApplyArgs, ReviewArgs, ReviewCommand,
    ReviewExportArgs,
};
use super::engines::Readers;
use super::terminal::display_line;
use super::{Exit, Stop, import, list, output, select, stored};
use crate::extract::{ExtractError, Limits};
use crate::model::{Body, Framework, LayoutDoc};
use crate::pipeline::raw_folder;
use crate::review::{
    self, Correction, CorrectionError, Corrections, Decisions, Document, Doubt, Row, Subject,
    Wanted,
};
use crate::source::{self, name};
use crate::store::{Entry, State as EntryState, Store};
use crate::text::squash;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// If the store cannot be read, or a sheet or a file of corrections cannot be used; then nothing is
/// changed.
pub fn run(global: &Global, args: ReviewArgs) -> anyhow::Result<Exit> {
    match args.command {
        ReviewCommand::Export(args) => export(global, &args),
        ReviewCommand::Apply(args) => apply(global, &args),
    }
}

fn export(global: &Global, args: &ReviewExportArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let employer = match &args.employer {
        Some(typed) => Some(select::resolve("employer", typed, &list::employers(&store))?),
        None => None,
    };
    let mut frameworks = store.frameworks().map_err(stored::stop)?;
    frameworks.retain(|f| employer.is_none() || f.employer == employer);
    let wanted = Wanted { below: args.below, again: args.again };
    let doubts: Vec<(&Framework, Vec<Doubt>)> =
        frameworks.iter().map(|f| (f, review::doubtful(f, wanted))).collect();
    let rows: Vec<Row> = doubts.iter().flat_map(|(f, doubts)| rows_of(f, doubts)).collect();
    let is_workbook = args.output.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    output::to(Some(&args.output), |out| {
        if is_workbook {
            out.write_all(&review::write_xlsx(&rows)?)?;
        } else {
            review::write_csv(&rows, out)?;
        }
        Ok(())
    })?;
    if args.output != Path::new("-") && !global.quiet {
        let output = args.output.display();
        eprintln!("{} rows of {} documents written to {output}", rows.len(), frameworks.len());
    }
    Ok(Exit::Done)
}

fn rows_of<'a>(f: &'a Framework, doubts: &'a [Doubt]) -> impl Iterator<Item = Row<'a>> {
    let document = f.source.paths.first().unwrap_or(&f.source.file);
    doubts.iter().map(move |doubt| Row { employer: f.employer.as_deref(), document, doubt })
}

fn apply(global: &Global, args: &ReviewApplyArgs) -> anyhow::Result<Exit> {
    let readers = Readers::new(&ReadingArgs { ocr: Ocr::Off, password_file: None })?;
    let sheet = read_sheet(&args.file, &readers)?;
    let store = stored::open(global)?;
    let frameworks = store.frameworks().map_err(stored::stop)?;
    let raw = raw_folder(&global.root);
    let earlier = source::read_corrections(&raw)?;
    let earlier = Corrections::parse(&earlier).map_err(faulty)?;
    let known = Known::new(&frameworks, &earlier);
    let decisions = review::corrections_of(&sheet, |id, path, words| known.find(id, path, words));
    let decisions = decisions.map_err(|faults| refused(&args.file, &faults))?;
    let (fresh, again) = split_known(&decisions, &earlier);
    drop(readers);
    let touched = store_corrections(&raw, &store, &fresh)?;
    if !global.quiet {
        eprintln!(
            "{} corrections stored, {again} stored before, {} rows without a decision",
            fresh.len(),
            decisions.untouched
        );
    }
    tell_lost(&args.file, &decisions);
    let read = match (args.no_import, touched.is_empty()) {
        (false, false) => import::run(global, import_of(touched, args.reading.clone()))?,
        _ => Exit::Done,
    };
    Ok(if decisions.lost.is_empty() { read } else { Exit::Faults })
}

/// Returns the rows of the first table of a sheet, whichever program saved it.
fn read_sheet(file: &Path, readers: &Readers) -> Result<Vec<Vec<String>>, Stop> {
    let name = file.display();
    let unread = |detail: String| Stop::new(Exit::Usage, format!("{name}: {detail}"));
    let read = source::read_file(file, Limits::default().file_bytes);
    let bytes = read.map_err(|o| unread(o.reason.unwrap_or_default()))?;
    let layout = |bytes: &[u8]| -> Result<LayoutDoc, ExtractError> {
        readers.engines().layout(source::sniff(bytes)?, bytes, false)
    };
    let layout = layout(&bytes).map_err(|e| unread(e.to_string()).hint(e.hint()))?;
    let table = layout.blocks.iter().find_map(|b| match &b.body {
        Body::Table(table) => Some(table),
        Body::Para(_) => None,
    });
    let no_table = || {
        unread("there is no table in it".into())
            .hint("Give the file that `rungs review export` wrote, saved as .xlsx, .ods or .csv.")
    };
    let table = table.ok_or_else(no_table)?;
    let (first, width) = (table.cells.iter().map(|c| c.row).min().unwrap_or(0), table.cols());
    let empty = || vec![String::new(); width as usize];
    let mut rows: Vec<Vec<String>> = (first..table.rows()).map(|_| empty()).collect();
    for cell in &table.cells {
        rows[(cell.row - first) as usize][cell.col as usize] = cell.text();
    }
    Ok(rows)
}

fn refused(file: &Path, faults: &[review::SheetError]) -> Stop {
    let lines: Vec<String> = faults.iter().map(|f| format!("{}: {f}", file.display())).collect();
    Stop::new(Exit::Usage, lines.join("\n"))
        .hint("Correct these cells and apply again; nothing was changed.")
}

fn faulty(error: CorrectionError) -> Stop {
    Stop::new(Exit::Failed, error.to_string())
        .hint("Correct that line and try again; nothing was changed.")
}

/// What the dataset says now, every statement and all text without a place, and what was decided.
struct Known<'f> {
    all: Vec<(&'f Framework, Doubt)>,
    by_id: HashMap<String, usize>,
    decided: HashMap<&'f str, &'f Correction>,
}

impl<'f> Known<'f> {
    fn new(frameworks: &'f [Framework], earlier: &'f Corrections) -> Self {
        let everything = Wanted { below: f64::INFINITY, again: true };
        let of =
            |f: &'f Framework| review::doubtful(f, everything).into_iter().map(move |d| (f, d));
        let all: Vec<(&Framework, Doubt)> = frameworks.iter().flat_map(of).collect();
        let ids = all.iter().enumerate().map(|(at, (_, d))| (d.target.id.clone(), at));
        let decided = earlier.all().map(|c| (c.of.id.as_str(), c)).collect();
        Self { by_id: ids.collect(), all, decided }
    }

    /// Returns the text with an id, which a decision may have taken away, else the one with these
    /// words in the document of that path. What is decided anew keeps the words it was found by.
    fn find(&self, id: &str, path: &str, words: &str) -> Option<Subject> {
        let now = self.by_id.get(id).map(|at| subject(&self.all[*at]));
        if let Some(earlier) = self.decided.get(id) {
            let document = now.map_or_else(|| earlier.document.clone(), |s| s.document);
            return Some(Subject {
                document,
                target: earlier.of.clone(),
                changed: earlier.to.is_some(),
            });
        }
        if now.is_some() {
            return now;
        }
        let key = squash(words);
        let here = |f: &Framework| f.source.paths.iter().any(|p| p == path);
        let mut same = self.all.iter().filter(|(f, d)| here(f) && squash(&d.snippet) == key);
        let found = same.next()?;
        same.next().is_none().then(|| subject(found))
    }
}

fn subject((f, doubt): &(&Framework, Doubt)) -> Subject {
    let path = f.source.paths.first().unwrap_or(&f.source.file).clone();
    let document = Document { path, blake3: f.source.blake3.clone() };
    Subject { document, target: doubt.target.clone(), changed: false }
}

/// Returns the corrections that are not kept yet, and the number of those that are.
fn split_known<'d>(
    decisions: &'d Decisions,
    earlier: &Corrections,
) -> (Vec<&'d Correction>, usize) {
    let all = decisions.corrections.iter().map(|(_, c)| c);
    let (known, fresh): (Vec<_>, Vec<_>) = all.partition(|c| earlier.last(&c.of.id) == Some(c));
    (fresh, known.len())
}

fn tell_lost(file: &Path, decisions: &Decisions) {
    for (row, text) in &decisions.lost {
        let text = display_line(text);
        eprintln!("{}: row {row} finds no place: “{text}” is no longer there", file.display());
    }
}

/// Adds corrections to the files of their employers; returns the files of the documents concerned.
fn store_corrections(
    raw: &Path,
    store: &Store,
    fresh: &[&Correction],
) -> anyhow::Result<Vec<PathBuf>> {
    let mut by_file: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    let mut documents = BTreeSet::new();
    for correction in fresh {
        let path = &correction.document.path;
        let entries = store.manifest().entries.iter();
        let entry = entries.filter(|e| e.state == EntryState::Current).find(|e| e.path == *path);
        let folder = folder_of(raw, path, entry);
        let lines = by_file.entry(folder.join(review::FILE)).or_default();
        serde_json::to_writer(&mut *lines, correction)?;
        lines.push(b'\n');
        documents.extend(entry.map(|e| name::locate(raw, outer(e))));
    }
    for (file, lines) in by_file {
        append(&file, &lines)
            .with_context(|| format!("{} could not be written", file.display()))?;
    }
    Ok(documents.into_iter().collect())
}

/// Returns the folder whose corrections are about a document: its employer's, or that of all.
fn folder_of(raw: &Path, path: &str, entry: Option<&Entry>) -> PathBuf {
    let option = entry.and_then(|e| e.employer_option.as_deref()).map(Path::new);
    let folder = name::folder_employer(path).map(name::unescape).map(PathBuf::from);
    let option = option.filter(|o| o.components().count() == 1 && raw.join(o).is_dir());
    folder.or_else(|| option.map(Path::to_owned)).map_or_else(|| raw.to_owned(), |f| raw.join(f))
}

/// Returns the path of the file itself, of a document in a container that of the container.
fn outer(entry: &Entry) -> &str {
    let inside = entry.inside.as_deref().unwrap_or_default();
    entry.path.strip_suffix(inside).map_or(&entry.path, |outer| outer.trim_end_matches('/'))
}

/// Appends to a file, on a line of its own.
fn append(file: &Path, lines: &[u8]) -> std::io::Result<()> {
    let before = match fs::read(file) {
        Ok(before) => before,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(e),
    };
    let mut out = File::options().create(true).append(true).open(file)?;
    if before.last().is_some_and(|b| *b != b'\n') {
        out.write_all(b"\n")?;
    }
    out.write_all(lines)?;
    out.sync_all()
}

fn import_of(paths: Vec<PathBuf>, reading: ReadingArgs) -> ImportArgs {
    ImportArgs {
        paths,
        employer: None,
        force: false,
        prune: false,
        dry_run: false,
        jobs: None,
        reading,
        format: None,
    }
}
