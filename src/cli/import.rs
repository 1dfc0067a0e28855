//! `rungs import`: runs the pipeline and says what became of every file.

use super::args::{Global, ImportArgs, TextFormat};
use super::engines::Readers;
use super::progress::Progress;
use super::terminal::display_line;
use super::{Exit, Stop};
use crate::extract::Limits;
use crate::model::{NoteCode, Status};
use crate::pipeline::{self, Batch, ImportError, Line, Options, THREAD_NAME, Watch};
use crate::source::SourceError;
use crate::store::Change;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// After an interrupt, documents that are being read have so long to finish.
const GRACE: Duration = Duration::from_secs(1);

/// Runs the command.
///
/// # Errors
/// If nothing could be done: see [`Stop`] for the exit code.
pub fn run(global: &Global, args: ImportArgs) -> anyhow::Result<Exit> {
    let json = args.format.map_or(global.json, |f| f == TextFormat::Json);
    let reading = args.reading.clone();
    let options = options(global, args)?;
    let data = super::data(global)?;
    let progress = Progress::new(global);
    mute_readers(global);
    let readers = Arc::new(Readers::new(&reading)?);
    let stop_flag = stop_on_interrupt(&readers);
    let watch = Watch { event: &|event| progress.show(event), stop: &stop_flag };
    let batch = pipeline::import(&options, &data, readers.engines(), watch);
    progress.finish();
    let batch = batch.map_err(|e| stop(e, &options))?;
    if json {
        print_report(&batch)?;
    }
    let text = if global.quiet { String::new() } else { summary(&batch, &options, global.verbose) };
    let _ = io::stderr().write_all(text.as_bytes());
    Ok(exit_of(&batch))
}

fn options(global: &Global, args: ImportArgs) -> Result<Options, Stop> {
    let employer = args.employer.map(|e| e.trim().to_owned());
    if employer.as_deref() == Some("") {
        return Err(Stop::new(Exit::Usage, "--employer needs a name"));
    }
    Ok(Options {
        root: global.root.clone(),
        paths: args.paths,
        employer,
        force: args.force,
        prune: args.prune,
        dry_run: args.dry_run,
        jobs: args.jobs.map(usize::from),
        limits: Limits::default(),
    })
}

/// Returns a flag that the first interrupt sets; a second one ends the program at once.
///
/// A document that takes its time is not waited for.
fn stop_on_interrupt(readers: &Arc<Readers>) -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let readers = Arc::downgrade(readers);
    // Without a handler an interrupt ends the program the usual way, which is safe as well.
    let _ = ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        if let Some(readers) = readers.upgrade() {
            readers.stop_after(GRACE);
        }
    });
    flag
}

/// A reader that fails is reported as the outcome of its file; its cry is for `--verbose`.
fn mute_readers(global: &Global) {
    if global.verbose {
        return;
    }
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|n| n.starts_with(THREAD_NAME)) {
            usual(panic);
        }
    }));
}

/// Turns an import that could not be done into its exit code and advice.
fn stop(error: ImportError, options: &Options) -> anyhow::Error {
    let raw = pipeline::raw_folder(&options.root).display().to_string();
    let (exit, hint) = match &error {
        ImportError::Source(SourceError::NoSuchPath(_)) => {
            (Exit::Usage, "Check the spelling; put names with spaces in quotation marks.".into())
        }
        ImportError::Source(SourceError::NoRaw(_)) => (Exit::Failed, how_to_begin(&raw)),
        ImportError::Source(SourceError::Io { .. }) => {
            (Exit::Failed, "Ask for permission to read it, then import again.".into())
        }
        ImportError::Lexicon(_) => (Exit::Failed, "Correct that line, or remove the file.".into()),
        ImportError::Profile(_) | ImportError::Correction(_) => {
            (Exit::Failed, "Correct that line and import again; nothing was changed.".into())
        }
        ImportError::Store(e) => (Exit::Failed, e.hint()),
        ImportError::Index(_) => {
            (Exit::Failed, "Run `rungs import` again; only the index will be written.".into())
        }
        ImportError::Interrupted => (Exit::Interrupted, "Import again.".into()),
        ImportError::Threads(_) => (Exit::Failed, "Try again with --jobs 1.".into()),
    };
    let causes: Vec<String> = anyhow::Error::from(error).chain().map(ToString::to_string).collect();
    Stop::new(exit, causes.join(": ")).hint(hint).into()
}

fn how_to_begin(raw: &str) -> String {
    format!(
        "Put each employer's documents into a folder of its own, {raw}/<employer>/, then run `rungs import`."
    )
}

/// Prints the report; a reader that closed the pipe does not undo the import.
fn print_report(batch: &Batch) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(&pipeline::report_lines(&batch.lines)).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

fn exit_of(batch: &Batch) -> Exit {
    let unsettled = !batch.lost.is_empty() || batch.lines.iter().any(|l| misplaced(l) > 0);
    match unsettled || batch.lines.iter().any(|l| l.outcome.is_fault()) {
        _ if batch.unread > 0 => Exit::Interrupted,
        true => Exit::Faults,
        false => Exit::Done,
    }
}

/// Returns the number of corrections that find no place in a document.
fn misplaced(line: &Line) -> u64 {
    line.notes.get(NoteCode::I011.code()).copied().unwrap_or_default()
}

/// Writes the corrections that have no effect.
fn corrections(out: &mut String, batch: &Batch) {
    for line in batch.lines.iter().filter(|l| misplaced(l) > 0) {
        let (n, path) = (misplaced(line), display_line(&line.path));
        let _ = writeln!(out, "\n{} without a place: {path}", count(n, "correction"));
        let _ = writeln!(out, "  hint: {}", NoteCode::I011.action());
    }
    for (path, text) in &batch.lost {
        let (path, text) = (display_line(path), display_line(text));
        let _ = writeln!(out, "\na correction without its document {path}: “{text}”");
    }
}

/// Returns the summary: a table, then reasons, then what vanished, then the total.
fn summary(batch: &Batch, options: &Options, verbose: bool) -> String {
    if batch.lines.is_empty() && batch.gone.is_empty() && batch.pruned.is_empty() {
        return nothing_found(batch, options);
    }
    let mut out = String::new();
    table(&mut out, &batch.lines);
    reasons(&mut out, &batch.lines);
    if verbose {
        details(&mut out, batch);
    }
    corrections(&mut out, batch);
    vanished(&mut out, batch, options);
    total(&mut out, batch, options);
    out
}

fn nothing_found(batch: &Batch, options: &Options) -> String {
    let raw = pipeline::raw_folder(&options.root).display().to_string();
    let place = if options.paths.is_empty() { raw.as_str() } else { "these paths" };
    let ignored = match batch.ignored.len() {
        0 => String::new(),
        n => format!(" ({} passed over because of the name)", count(n as u64, "file")),
    };
    format!("There is no document in {place}{ignored}.\nhint: {}\n", how_to_begin(&raw))
}

/// Writes one aligned row per file.
fn table(out: &mut String, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "{:<10} {:>5} {:>12} {:>8} {:>5}  document",
        "outcome", "roles", "requirements", "coverage", "notes"
    );
    for line in lines {
        let notes: u64 = line.notes.values().sum();
        let mark = if line.change == Change::Unchanged { "  (unchanged)" } else { "" };
        let _ = writeln!(
            out,
            "{:<10} {:>5} {:>12} {:>8} {:>5}  {}{mark}",
            line.outcome.name(),
            figure(line, line.roles),
            figure(line, line.requirements),
            coverage(line),
            figure(line, notes),
            display_line(&line.path),
        );
    }
}

/// Returns a figure, or a dash for a file that has none of its own.
fn figure(line: &Line, n: u64) -> String {
    let none = matches!(line.outcome, Status::Rejected | Status::Duplicate) || line.is_opened();
    if none { "-".into() } else { n.to_string() }
}

/// Returns the share of the text that has a place, never rounded up to all of it.
fn coverage(line: &Line) -> String {
    match line.coverage {
        Some(shares) if line.outcome != Status::Duplicate => {
            format!("{:.1} %", ((1.0 - shares.unplaced) * 1000.0).floor() / 10.0)
        }
        _ => "-".into(),
    }
}

/// Writes why files did not end `ok`, and what to do, once for all files of the same reason.
fn reasons(out: &mut String, lines: &[Line]) {
    let mut seen: Vec<(&Line, Vec<&str>)> = Vec::new();
    let is_fine = |l: &&Line| matches!(l.outcome, Status::Ok | Status::Duplicate) || l.is_opened();
    for line in lines.iter().filter(|l| !is_fine(l)) {
        let same = |(first, _): &&mut (&Line, _)| {
            (first.outcome, &first.reason, &first.hint) == (line.outcome, &line.reason, &line.hint)
        };
        match seen.iter_mut().find(same) {
            Some((_, paths)) => paths.push(&line.path),
            None => seen.push((line, vec![&line.path])),
        }
    }
    for (line, paths) in seen {
        let reason = line.reason.as_deref().unwrap_or_default();
        let _ = writeln!(out, "\n{}: {}", line.outcome.name(), display_line(reason));
        paths.iter().for_each(|p| out.push_str(&format!("    {}\n", display_line(p))));
        if let Some(hint) = &line.hint {
            let _ = writeln!(out, "  hint: {}", display_line(hint));
        }
    }
}

/// Writes the notes of each document by code, and what was passed over.
fn details(out: &mut String, batch: &Batch) {
    out.push('\n');
    for line in batch.lines.iter().filter(|l| !l.notes.is_empty()) {
        let notes: Vec<String> =
            line.notes.iter().map(|(code, n)| format!("{code} x{n}")).collect();
        let _ = writeln!(out, "notes: {}: {}", display_line(&line.path), notes.join(", "));
    }
    for path in &batch.ignored {
        let _ = writeln!(out, "ignored: {}", display_line(path));
    }
}

fn vanished(out: &mut String, batch: &Batch, options: &Options) {
    if batch.gone.is_empty() && batch.pruned.is_empty() {
        return;
    }
    out.push('\n');
    let kept = batch.gone.iter().filter(|p| !batch.pruned.contains(p));
    kept.clone().for_each(|p| out.push_str(&format!("vanished: {}\n", display_line(p))));
    let removed = if options.dry_run { "would be removed" } else { "removed" };
    batch.pruned.iter().for_each(|p| out.push_str(&format!("{removed}: {}\n", display_line(p))));
    if kept.count() > 0 {
        out.push_str(
            "  hint: Their documents stay in the dataset; `rungs import --prune` removes them.\n",
        );
    }
}

/// Writes the last line: files by outcome, requirements, what was skipped.
fn total(out: &mut String, batch: &Batch, options: &Options) {
    let (opened, files): (Vec<&Line>, Vec<&Line>) = batch.lines.iter().partition(|l| l.is_opened());
    let of = |status: Status| files.iter().filter(|l| l.outcome == status).count();
    let statuses =
        [Status::Ok, Status::Partial, Status::Suspect, Status::Rejected, Status::Duplicate];
    let outcomes: Vec<String> = statuses
        .into_iter()
        .filter(|s| of(*s) > 0)
        .map(|s| format!("{} {}", of(s), s.name()))
        .collect();
    let own = files.iter().filter(|l| l.outcome != Status::Duplicate);
    let requirements: u64 = own.map(|l| l.requirements).sum();
    let unchanged = files.iter().filter(|l| l.change == Change::Unchanged).count();
    let _ = write!(out, "\n{}", count(files.len() as u64, "file"));
    if !opened.is_empty() {
        let _ = write!(out, " and {} opened", count(opened.len() as u64, "container"));
    }
    if !outcomes.is_empty() {
        let _ = write!(out, ": {}", outcomes.join(", "));
    }
    let _ = write!(out, "; {}", count(requirements, "requirement"));
    if unchanged > 0 {
        let _ = write!(out, "; {unchanged} unchanged");
    }
    if !batch.ignored.is_empty() {
        let _ = write!(out, "; {} passed over", batch.ignored.len());
    }
    if batch.unread > 0 {
        let unread = count(batch.unread as u64, "document");
        let _ = write!(out, "; interrupted, {unread} not read: import again for the rest");
    }
    out.push_str(if options.dry_run { "; nothing was written (--dry-run).\n" } else { ".\n" });
}

fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
