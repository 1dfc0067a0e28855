//! `rungs calibrate`: what confidence is worth, beside statements that a person has checked.

use super::args::{CalibrateArgs, Global};
use super::terminal::display_line;
use super::{Exit, Stop, output, stored};
use crate::dataset::{self, calibration};
use calibration::{Bins, Checked};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// The table of one file.
#[derive(Debug, Serialize)]
struct Table {
    file: String,
    rows: u64,
    bins: Vec<Line>,
}

/// One tenth.
#[derive(Debug, Serialize)]
struct Line {
    from: f64,
    to: f64,
    rows: u64,
    right: u64,
    /// `right` / `rows`; null without rows.
    share: Option<f64>,
}

/// Prints one table per file of checked statements.
///
/// # Errors
/// If a file cannot be read or a line of it is no statement (exit code 2), or the store cannot be
/// read.
pub fn run(global: &Global, args: CalibrateArgs) -> anyhow::Result<Exit> {
    let mut checked = Vec::new();
    for file in &args.files {
        checked.push((file.display().to_string(), read(file, args.doc.as_deref())?));
    }
    let frameworks = stored::open(global)?.frameworks().map_err(stored::stop)?;
    let rows = dataset::stated(&frameworks);
    let tables: Vec<Table> = checked
        .into_iter()
        .map(|(file, truth)| table(file, &calibration::calibration(&rows, &truth)))
        .collect();
    let any = tables.iter().any(|t| t.rows > 0);
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            return output::json(out, &tables);
        }
        Ok(tables.iter().try_for_each(|t| print(out, t))?)
    })?;
    if !any {
        let hint = "import the documents first, or name the stored one with --doc";
        return Err(Stop::new(Exit::NotFound, "no stored document is one of these")
            .hint(hint)
            .into());
    }
    Ok(Exit::Done)
}

fn read(file: &Path, doc: Option<&str>) -> Result<Vec<Checked>, Stop> {
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|e| Stop::new(Exit::Usage, format!("{name}: {e}")))?;
    let mut checked = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let mut truth: Checked = serde_json::from_str(line).map_err(|e| {
            Stop::new(Exit::Usage, format!("{name}:{}: {e}", index + 1))
                .hint("each line is one statement as `rungs export --format jsonl` writes it")
        })?;
        if let Some(doc) = doc {
            truth.doc = doc.to_owned();
        }
        checked.push(truth);
    }
    Ok(checked)
}

fn table(file: String, bins: &Bins) -> Table {
    let line = |(index, bin): (usize, &calibration::Bin)| Line {
        from: index as f64 / 10.0,
        to: (index + 1) as f64 / 10.0,
        rows: bin.rows,
        right: bin.right,
        share: (bin.rows > 0).then(|| bin.right as f64 / bin.rows as f64),
    };
    Table {
        file,
        rows: bins.iter().map(|b| b.rows).sum(),
        bins: bins.iter().enumerate().map(line).collect(),
    }
}

fn print(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    writeln!(out, "{}: {} rows", display_line(&table.file), table.rows)?;
    writeln!(out, "confidence   rows  share  right  right share")?;
    for line in &table.bins {
        let of_all = 100.0 * line.rows as f64 / table.rows.max(1) as f64;
        let share = line.share.map_or("-".into(), |s| format!("{:.1} %", 100.0 * s));
        writeln!(
            out,
            "{:.1} to {:.1}  {:>6} {:>4.0} % {:>6}  {share:>11}",
            line.from, line.to, line.rows, of_all, line.right
        )?;
    }
    writeln!(out)
}
