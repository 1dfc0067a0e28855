//! `rungs completions`: the completion script of a shell.

use super::args::{Cli, CompletionsArgs, Global};
use super::{Exit, output};
use clap::{Command, CommandFactory};

/// Prints the script.
///
/// # Errors
/// If the output cannot be written.
pub fn run(_global: &Global, args: CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut shown(&Cli::command()), "rungs", &mut script);
    output::to(None, |out| Ok(out.write_all(&script)?))?;
    Ok(Exit::Done)
}

/// Returns the command without what its help hides: scripts offer hidden commands too.
fn shown(full: &Command) -> Command {
    let commands = full.get_subcommands().filter(|c| !c.is_hide_set()).cloned();
    Command::new("rungs").args(full.get_arguments().cloned()).subcommands(commands)
}
