//! Placeholder of `export`.

use super::Exit;
use super::args::{ExportArgs, Global};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: ExportArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`export` is not there yet")
}
