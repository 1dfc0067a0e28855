//! Placeholder of `explain`.

use super::Exit;
use super::args::{ExplainArgs, Global};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: ExplainArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`explain` is not there yet")
}
