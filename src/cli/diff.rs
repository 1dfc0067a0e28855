//! `rungs diff`: what changed between two editions of a document.

use super::args::{DiffArgs, Global};
use super::engines::Readers;
use super::lookup::{self, Found};
use super::read::{self, Ways};
use super::sides::{self, Line, Section};
use super::{Exit, Stop, data, stored};
use crate::concept::compare::Side;
use crate::concept::concept;
use crate::concept::edition::{Change, Edited, diff};
use crate::dataset;
use crate::lexicon::Lexicon;
use crate::model::{Framework, Row};
use serde_json::json;
use std::path::Path;

/// Prints the changes.
///
/// # Errors
/// If a side is neither a file nor a stored document, or cannot be read.
pub fn run(global: &Global, args: DiffArgs) -> anyhow::Result<Exit> {
    let data = data(global)?;
    let lexicon = Lexicon::parse(&data)?;
    let readers = Readers::new(&args.reading)?;
    let ways = Ways { global, data: &data, lexicon: &lexicon, engines: readers.engines() };
    let rows = |typed: &str| -> anyhow::Result<Vec<Row>> {
        Ok(dataset::rows_of(&edition(ways, typed)?).collect())
    };
    let (old, new) = (rows(&args.old)?, rows(&args.new)?);
    let edited = diff(&old, &new, &lexicon);
    if !global.quiet {
        let count = |change| edited.iter().filter(|e| e.change == change).count();
        let told = ORDER.map(|c| format!("{} {}", count(c), title(c).to_lowercase()));
        eprintln!("{}", told.join(", "));
    }
    let listed: Vec<&Edited> =
        edited.iter().filter(|e| args.all || e.change != Change::Unchanged).collect();
    let json = json!({"old": args.old, "new": args.new, "changes": listed});
    let sections = ORDER.map(|change| section(change, &listed, &lexicon));
    let sections: Vec<Section> = sections.into_iter().filter(|s| !s.lines.is_empty()).collect();
    sides::print(global, &args.printing, &json, &sections)?;
    Ok(Exit::Done)
}

/// Changes in the order in which they are printed.
const ORDER: [Change; 5] =
    [Change::Added, Change::Changed, Change::Moved, Change::Removed, Change::Unchanged];

fn edition(ways: Ways, typed: &str) -> anyhow::Result<Framework> {
    if read::is_file(typed) {
        return Ok(read::framework(ways, Path::new(typed), None)?);
    }
    match lookup::find(&stored::open(ways.global)?, typed) {
        Ok(Found::Document(f)) => Ok(*f),
        Err(e) if e.downcast_ref::<Stop>().is_none_or(|s| s.exit != Exit::NotFound) => Err(e),
        _ => {
            let message = format!("{typed:?} is neither a file nor the id of a stored document");
            let hint = "`rungs list documents --json` prints ids";
            Err(Stop::new(Exit::NotFound, message).hint(hint).into())
        }
    }
}

fn section(change: Change, listed: &[&Edited], lexicon: &Lexicon) -> Section {
    let side = |row: &Row| Side {
        strength: concept(&row.text, lexicon).strength,
        row: row.clone(),
        occurrences: 1,
    };
    let of_change = listed.iter().filter(|e| e.change == change);
    let lines: Vec<Line> = of_change
        .map(|e| Line {
            relation: name(change),
            first: e.old.as_ref().map(side),
            second: e.new.as_ref().map(side),
        })
        .collect();
    Section { title: format!("{} ({})", title(change), lines.len()), lines }
}

fn title(change: Change) -> &'static str {
    match change {
        Change::Added => "Added",
        Change::Changed => "Changed",
        Change::Moved => "Moved",
        Change::Removed => "Removed",
        Change::Unchanged => "Unchanged",
    }
}

fn name(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Moved => "moved",
        Change::Removed => "removed",
        Change::Unchanged => "unchanged",
    }
}
