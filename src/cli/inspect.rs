//! Placeholder of `inspect`.

use super::Exit;
use super::args::{Global, InspectArgs};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: InspectArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`inspect` is not there yet")
}
