//! Statements side by side, as text, JSON or a table for spreadsheets.

use super::args::{Global, SidesFormat, SidesPrinting};
use super::output;
use super::terminal::display_line;
use crate::concept::compare::Side;
use crate::dataset::write::guarded;
use crate::model::Strength;
use serde::Serialize;
use std::io::{self, Write};

/// Letters of an id that are printed; `show` and `explain` take them.
const ID_LETTERS: usize = 8;

/// A statement of each side with what they are to each other.
#[derive(Debug)]
pub(super) struct Line {
    /// Name of the relation for programs: `only_first`.
    pub(super) relation: &'static str,
    pub(super) first: Option<Side>,
    pub(super) second: Option<Side>,
}

/// Lines of one relation under a title.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// Prints sections as text or a table, `json` as JSON.
///
/// # Errors
/// If the output cannot be written.
pub(super) fn print(
    global: &Global,
    printing: &SidesPrinting,
    json: &impl Serialize,
    sections: &[Section],
) -> anyhow::Result<()> {
    output::to(printing.output.as_deref(), |out| match printing.form(global) {
        SidesFormat::Json => output::json(out, json),
        SidesFormat::Text => Ok(text(out, sections)?),
        SidesFormat::Csv => Ok(table(out, sections)?),
    })
}

fn text(out: &mut dyn Write, sections: &[Section]) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", display_line(&section.title))?;
        for line in &section.lines {
            lines(out, line)?;
        }
    }
    Ok(())
}

/// Prints a statement that only one side has, or both; what is the same of both is not repeated.
fn lines(out: &mut dyn Write, line: &Line) -> io::Result<()> {
    match (&line.first, &line.second) {
        (Some(first), None) => side(out, "\u{2212}", first),
        (None, Some(second)) => side(out, "+", second),
        (Some(first), Some(second)) => {
            side(out, " ", first)?;
            if first.row.text != second.row.text {
                writeln!(out, "  \u{2192} {}", display_line(&second.row.text))?;
            }
            let (known, facts) = (facts(first), facts(second));
            let other = facts.into_iter().filter(|f| !known.contains(f)).collect();
            context(out, other, second)
        }
        (None, None) => Ok(()),
    }
}

fn side(out: &mut dyn Write, sign: &str, side: &Side) -> io::Result<()> {
    writeln!(out, "  {sign} {}", display_line(&side.row.text))?;
    context(out, facts(side), side)
}

fn context(out: &mut dyn Write, mut facts: Vec<String>, side: &Side) -> io::Result<()> {
    facts.push(side.row.id.chars().take(ID_LETTERS).collect());
    writeln!(out, "        {}", display_line(&facts.join(" \u{b7} ")))
}

fn facts(side: &Side) -> Vec<String> {
    let row = &side.row;
    let facts = [
        row.organisation.clone(),
        row.role.clone(),
        row.level.clone(),
        row.section.clone(),
        row.category.clone(),
        row.necessity.clone(),
        side.strength.map(|s| s.name().to_owned()),
        row.inherited_from.as_ref().map(|_| "inherited".to_owned()),
        (side.occurrences > 1).then(|| format!("{} times", side.occurrences)),
    ];
    facts.into_iter().flatten().collect()
}

/// Columns of each side in the table.
const COLUMNS: [&str; 8] =
    ["id", "organisation", "role", "level", "category", "necessity", "strength", "text"];

fn table(out: &mut dyn Write, sections: &[Section]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let named = |side: &str| COLUMNS.map(|c| format!("{side}_{c}"));
    let mut head = vec!["relation".to_owned()];
    head.extend(named("first"));
    head.extend(named("second"));
    csv.write_record(&head)?;
    for line in sections.iter().flat_map(|s| &s.lines) {
        let sides = cells(line.first.as_ref()).into_iter().chain(cells(line.second.as_ref()));
        let relation = std::iter::once(line.relation.to_owned());
        csv.write_record(relation.chain(sides.map(|cell| guarded(&cell))))?;
    }
    csv.flush()
}

fn cells(side: Option<&Side>) -> [String; 8] {
    let Some(side) = side else { return Default::default() };
    let row = &side.row;
    let told = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        row.id.clone(),
        told(&row.organisation),
        told(&row.role),
        told(&row.level),
        told(&row.category),
        told(&row.necessity),
        side.strength.map(Strength::name).unwrap_or_default().to_owned(),
        row.text.clone(),
    ]
}
