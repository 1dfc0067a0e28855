//! Placeholder of `formats`.

use super::Exit;
use super::args::{FormatsArgs, Global};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: FormatsArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`formats` is not there yet")
}
