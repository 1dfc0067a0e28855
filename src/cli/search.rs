//! Placeholder of `search`.

use super::Exit;
use super::args::{Global, SearchArgs};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: SearchArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`search` is not there yet")
}
