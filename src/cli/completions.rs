//! Placeholder of `completions`.

use super::Exit;
use super::args::{CompletionsArgs, Global};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: CompletionsArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`completions` is not there yet")
}
