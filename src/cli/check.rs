//! Placeholder of `check`.

use super::Exit;
use super::args::{CheckArgs, Global};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: CheckArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`check` is not there yet")
}
