//! The terminal's side: arguments in, exit code out.
//!
//! Only this module and those below it know the terminal, the environment and the process. Data
//! goes to the standard output, everything else to the standard error.

pub mod args;
pub mod calibrate;
mod check;
mod compare;
pub mod completions;
mod diff;
pub mod engines;
pub mod explain;
pub mod export;
pub mod formats;
pub mod import;
mod inside;
pub mod inspect;
mod ladder;
mod lint;
pub mod list;
mod lookup;
pub mod output;
mod profile;
pub mod progress;
mod read;
pub mod review;
pub mod schema;
pub mod search;
pub mod select;
pub mod show;
mod sides;
mod similar;
mod stored;
pub mod terminal;
pub mod worker;

use crate::data::Data;
use args::{Cli, Command, Global};
use clap::Parser;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use terminal::display_safe;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A search, or a look-up by id or name, found nothing.
    NotFound = 1,
    /// Wrong usage, or a PATH that does not exist.
    Usage = 2,
    /// Finished, but with faults: rejected or suspect documents, findings of `check`.
    Faults = 3,
    /// Nothing could be done: locked, full, no permission.
    Failed = 4,
    /// Interrupted.
    Interrupted = 130,
}

/// An end of a command with its own exit code, a message and what to do next.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Stop {
    /// Exit code.
    pub exit: Exit,
    /// What happened, and where.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Stop {
    /// Returns an error that ends the program with `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hint: None }
    }

    /// Returns the same end with advice.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Runs the program with its arguments, the program's name included.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let exit = match Cli::try_parse_from(args) {
        Ok(cli) => dispatch(cli).unwrap_or_else(|e| complain(&e)),
        Err(e) => explain_usage(&e),
    };
    ExitCode::from(exit as u8)
}

fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    let g = &cli.global;
    match cli.command {
        Command::Import(a) => import::run(g, a),
        Command::List(a) => list::run(g, a),
        Command::Search(a) => search::run(g, a),
        Command::Show(a) => show::run(g, a),
        Command::Explain(a) => explain::run(g, a),
        Command::Similar(a) => similar::run(g, a),
        Command::Compare(a) => compare::run(g, a),
        Command::Ladder(a) => ladder::run(g, a),
        Command::Diff(a) => diff::run(g, a),
        Command::Inspect(a) => inspect::run(g, a),
        Command::Export(a) => export::run(g, a),
        Command::Lint(a) => lint::run(g, a),
        Command::Review(a) => review::run(g, a),
        Command::Calibrate(a) => calibrate::run(g, a),
        Command::Check(a) => check::run(g, a),
        Command::Schema(a) => schema::run(g, a),
        Command::Formats(a) => formats::run(g, a),
        Command::Completions(a) => completions::run(g, a),
        Command::Worker => worker::run(),
    }
}

/// Prints help, version or the mistake in the arguments; a closed pipe is nobody's fault.
fn explain_usage(error: &clap::Error) -> Exit {
    let _ = error.print();
    if error.exit_code() == 0 { Exit::Done } else { Exit::Usage }
}

/// Prints why a command ended early. A reader that closed the pipe has what it wanted.
fn complain(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Done;
    }
    let message = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    let stop = error.downcast_ref::<Stop>();
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "error: {}", display_safe(&message));
    if let Some(hint) = stop.and_then(|s| s.hint.as_deref()) {
        let _ = writeln!(err, "hint: {}", display_safe(hint));
    }
    stop.map_or(Exit::Failed, |s| s.exit)
}

/// Tells whether an error comes from an output that was closed, as by `| head`.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|e| {
        e.downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Returns the word lists: built in, or replaced by `--data DIR` or `ROOT/data`.
///
/// # Errors
/// If `--data` names no folder, or a file in it cannot be read.
pub fn data(global: &Global) -> anyhow::Result<Data> {
    let dir = global.data.clone().unwrap_or_else(|| global.root.join("data"));
    if global.data.is_some() && !dir.is_dir() {
        let message = format!("--data: there is no folder {}", dir.display());
        return Err(Stop::new(Exit::Usage, message).into());
    }
    Ok(crate::source::read_data(&dir)?)
}
