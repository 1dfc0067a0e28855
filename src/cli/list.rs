//! Placeholder of `list`.

use super::Exit;
use super::args::{Global, ListArgs};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: ListArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`list` is not there yet")
}
