//! Placeholder of `show`.

use super::Exit;
use super::args::{Global, ShowArgs};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: ShowArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`show` is not there yet")
}
