//! `rungs schema`: the JSON Schema of a stored document.

use super::args::{Global, SchemaArgs};
use super::{Exit, output};

/// Prints the schema.
///
/// # Errors
/// If the output cannot be written.
pub fn run(_global: &Global, args: SchemaArgs) -> anyhow::Result<Exit> {
    let text = crate::schema::framework_text();
    output::to(args.output.as_deref(), |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}
