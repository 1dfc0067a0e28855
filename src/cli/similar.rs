//! `rungs similar`: who else requires it, how strongly, in which words.

use super::args::{Global, SimilarArgs};
use super::lookup::{self, Found};
use super::show::parts;
use super::terminal::{display_line, display_safe};
use super::{Exit, Stop, data, output, stored};
use crate::concept::similar::{Likeness, Occurrence};
use crate::concept::{Related, related};
use crate::lexicon::Lexicon;
use crate::model::{Row, Strength};
use crate::store::Store;
use std::io::{self, Write};

/// Letters of an id that are printed; `show` and `explain` take them.
const ID_LETTERS: usize = 8;

/// Prints the relatives of a requirement; exit code 1 if there are none.
///
/// # Errors
/// If an id means nothing or several things, or the store cannot be read.
pub fn run(global: &Global, args: SimilarArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let lexicon = Lexicon::parse(&data(global)?)?;
    let (text, but) = asked(&store, &args.of)?;
    let frameworks = store.frameworks().map_err(stored::stop)?;
    let related = related(&text, but.as_deref(), &frameworks, args.limit, &lexicon);
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            output::json(out, &related)
        } else {
            Ok(print(out, &related)?)
        }
    })?;
    Ok(if related.is_empty() { Exit::NotFound } else { Exit::Done })
}

/// Returns the words asked for, and the id of the requirement that has them.
fn asked(store: &Store, typed: &[String]) -> anyhow::Result<(String, Option<String>)> {
    let [one] = typed else { return Ok((typed.join(" "), None)) };
    if !is_id(one) {
        return Ok((one.clone(), None));
    }
    match lookup::find(store, one)? {
        Found::Requirement(f, id) => {
            let (_, _, r) = parts(&f, &id);
            Ok((r.text.clone(), Some(id)))
        }
        Found::Inherited(row) => Ok((row.text.clone(), Some(row.id.clone()))),
        Found::Concept(_, rows) => {
            let text = rows.first().map(|r| r.text.clone()).unwrap_or_default();
            Ok((text, None))
        }
        Found::Document(_) => Err(Stop::new(Exit::Usage, "this is the id of a document")
            .hint("`rungs search` prints the ids of requirements")
            .into()),
    }
}

/// Tells whether a word looks like an id or its beginning: words of a language do not.
fn is_id(word: &str) -> bool {
    let hex = word.len() >= 6 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    hex && word.contains(|c: char| c.is_ascii_digit())
}

fn print(out: &mut dyn Write, related: &Related) -> io::Result<()> {
    writeln!(out, "{}", display_safe(&related.text))?;
    if let Some(strength) = related.strength {
        writeln!(out, "  {:<13}{}", "strength", strength.name())?;
    }
    writeln!(out, "  {:<13}{}", "concept", related.concept_id)?;
    if related.is_empty() {
        return writeln!(out, "\nNothing else is said like it.");
    }
    section(out, "The same", &related.same, occurrence)?;
    section(out, "The same subject at another strength", &related.other_strengths, occurrence)?;
    section(out, "Similar, but not the same", &related.similar, likeness)
}

fn section<T>(
    out: &mut dyn Write,
    title: &str,
    items: &[T],
    print: fn(&mut dyn Write, &T) -> io::Result<()>,
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title} ({})", items.len())?;
    items.iter().try_for_each(|item| print(out, item))
}

fn occurrence(out: &mut dyn Write, found: &Occurrence) -> io::Result<()> {
    let steps = found.steps.join(", ").replace('_', " ");
    let told = (!steps.is_empty()).then(|| format!("by {steps}"));
    let strength = found.strength.map(Strength::name).map(str::to_owned);
    row(out, &found.row, [strength, told])
}

fn likeness(out: &mut dyn Write, found: &Likeness) -> io::Result<()> {
    let listed = |sign: &str, words: &[String]| {
        (!words.is_empty()).then(|| format!("{sign} {}", words.join(" ")))
    };
    let differ = [listed("\u{2212}", &found.without), listed("+", &found.with)];
    let differ: Vec<String> = differ.into_iter().flatten().collect();
    row(out, &found.row, [Some(format!("{:.2}", found.score)), Some(differ.join("; "))])
}

fn row(out: &mut dyn Write, row: &Row, more: [Option<String>; 2]) -> io::Result<()> {
    let id: String = row.id.chars().take(ID_LETTERS).collect();
    let facts = [&row.organisation, &row.role, &row.level, &row.necessity];
    let facts = facts.into_iter().flatten().cloned();
    let facts: Vec<String> =
        facts.chain(more.into_iter().flatten().filter(|m| !m.is_empty())).chain([id]).collect();
    writeln!(out, "  {}", display_line(&row.text))?;
    writeln!(out, "      {}", display_line(&facts.join(" \u{b7} ")))
}
