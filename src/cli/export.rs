//! `rungs export`: the dataset as one flat table.

use super::args::{ExportArgs, ExportFormat, Global};
use super::{Exit, list, output, select, stored};
use crate::dataset;
use crate::model::Row;
use crate::store::Store;
use std::path::Path;

/// Writes the rows.
///
/// # Errors
/// If the store cannot be read, the employer is no unique name, or the output cannot be written.
pub fn run(global: &Global, args: ExportArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let rows = rows(&store, &args)?;
    let format = args.format.unwrap_or_else(|| by_name(&args.output));
    output::to(Some(&args.output), |out| {
        match format {
            ExportFormat::Jsonl => dataset::write_jsonl(&rows, out)?,
            ExportFormat::Csv => dataset::write_csv(&rows, out)?,
        }
        Ok(())
    })?;
    if args.output != Path::new("-") && !global.quiet {
        eprintln!("{} rows written to {}", rows.len(), args.output.display());
    }
    Ok(Exit::Done)
}

fn rows(store: &Store, args: &ExportArgs) -> anyhow::Result<Vec<Row>> {
    let employer = match &args.employer {
        Some(typed) => Some(select::resolve("employer", typed, &list::employers(store))?),
        None => None,
    };
    let mut frameworks = store.frameworks().map_err(stored::stop)?;
    frameworks.retain(|f| employer.is_none() || f.employer == employer);
    frameworks.retain(|f| args.only.is_none() || f.outcome.status == crate::model::Status::Ok);
    Ok(if args.expanded { dataset::expanded(&frameworks) } else { dataset::stated(&frameworks) })
}

fn by_name(output: &Path) -> ExportFormat {
    match output.extension().and_then(|e| e.to_str()) {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => ExportFormat::Csv,
        _ => ExportFormat::Jsonl,
    }
}
