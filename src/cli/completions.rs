//! `rungs completions`: the completion script of a shell.

use super::args::{Cli, CompletionsArgs, Global};
use super::{Exit, output};
use clap::CommandFactory;

/// Prints the script.
///
/// # Errors
/// If the output cannot be written.
pub fn run(_global: &Global, args: CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rungs", &mut script);
    output::to(None, |out| Ok(out.write_all(&script)?))?;
    Ok(Exit::Done)
}
