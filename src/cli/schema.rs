//! Placeholder of `schema`.

use super::Exit;
use super::args::{Global, SchemaArgs};

/// Reports that the command is not there yet.
///
/// # Errors
/// Always.
pub fn run(_global: &Global, _args: SchemaArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("`schema` is not there yet")
}
