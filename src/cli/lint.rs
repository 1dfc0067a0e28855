//! `rungs lint`: what the author of a framework should mend.

use super::args::{Global, LintArgs};
use super::engines::Readers;
use super::read::{self, Ways};
use super::terminal::{display_line, display_safe};
use super::{Exit, Stop, data, list, output, select, stored};
use crate::data::Data;
use crate::lexicon::Lexicon;
use crate::lint::{self, Finding, Rule};
use crate::model::Framework;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// A document with what is to be mended in it.
#[derive(Serialize)]
struct Linted {
    document: String,
    employer: Option<String>,
    findings: Vec<Finding>,
}

/// Prints the findings; exit code 3 if there are some.
///
/// # Errors
/// If a target is neither a file nor an employer, a file or the store cannot be read, or a rule is
/// unknown.
pub fn run(global: &Global, args: LintArgs) -> anyhow::Result<Exit> {
    if args.rules {
        return rules(global, &args);
    }
    let wanted = wanted(&args.rule)?;
    let data = data(global)?;
    let lexicon = Lexicon::parse(&data)?;
    let linted: Vec<Linted> = frameworks(global, &args, &data, &lexicon)?
        .iter()
        .map(|(document, f)| of(document, f, &lexicon, &wanted))
        .collect();
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            return output::json(out, &linted);
        }
        Ok(linted.iter().try_for_each(|l| print(out, l))?)
    })?;
    if !global.quiet {
        sum_up(&linted);
    }
    let clean = linted.iter().all(|l| l.findings.is_empty());
    Ok(if clean { Exit::Done } else { Exit::Faults })
}

fn of(document: &str, f: &Framework, lexicon: &Lexicon, wanted: &[Rule]) -> Linted {
    let mut findings = lint::lint(f, lexicon);
    findings.retain(|finding| wanted.contains(&finding.rule));
    Linted { document: document.to_owned(), employer: f.employer.clone(), findings }
}

fn wanted(typed: &[String]) -> Result<Vec<Rule>, Stop> {
    if typed.is_empty() {
        return Ok(Rule::ALL.to_vec());
    }
    let named = |name: &String| {
        let unknown = || {
            let names: Vec<&str> = Rule::ALL.iter().map(|r| r.name()).collect();
            Stop::new(Exit::Usage, format!("there is no rule {name:?}"))
                .hint(format!("the rules are:\n  {}", names.join("\n  ")))
        };
        Rule::ALL.iter().copied().find(|r| r.name() == name).ok_or_else(unknown)
    };
    typed.iter().map(named).collect()
}

/// Returns the documents that the targets name, each once, with what they are called.
fn frameworks(
    global: &Global,
    args: &LintArgs,
    data: &Data,
    lexicon: &Lexicon,
) -> anyhow::Result<Vec<(String, Framework)>> {
    let (files, employers): (Vec<&String>, Vec<&String>) =
        args.targets.iter().partition(|t| read::is_file(t));
    let mut found = Vec::new();
    if !files.is_empty() {
        let readers = Readers::new(&args.reading)?;
        let ways = Ways { global, data, lexicon, engines: readers.engines() };
        for file in files {
            found.push((
                file.clone(),
                read::framework(ways, Path::new(file), args.profile.as_deref())?,
            ));
        }
    }
    if args.targets.is_empty() || !employers.is_empty() {
        found.extend(of_store(global, &employers)?);
    }
    Ok(found)
}

fn of_store(global: &Global, employers: &[&String]) -> Result<Vec<(String, Framework)>, Stop> {
    let store = stored::open(global)?;
    let known = list::employers(&store);
    let resolve = |typed: &&String| {
        select::resolve("employer", typed, &known).map_err(|stop| {
            let message = format!("{typed:?} is no file; {}", stop.message);
            Stop { message, ..stop }
        })
    };
    let wanted: Vec<String> = employers.iter().map(resolve).collect::<Result<_, _>>()?;
    let mut frameworks = store.frameworks().map_err(stored::stop)?;
    let is_wanted = |f: &Framework| f.employer.as_ref().is_some_and(|e| wanted.contains(e));
    frameworks.retain(|f| employers.is_empty() || is_wanted(f));
    let name = |f: &Framework| f.source.paths.first().unwrap_or(&f.source.file).clone();
    Ok(frameworks.into_iter().map(|f| (name(&f), f)).collect())
}

fn print(out: &mut dyn Write, linted: &Linted) -> io::Result<()> {
    if linted.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", display_line(&linted.document))?;
    for finding in &linted.findings {
        let mut places: Vec<String> = finding.places.iter().map(ToString::to_string).collect();
        places.dedup();
        let at = if places.is_empty() { String::new() } else { format!("{}: ", places.join("; ")) };
        let message = display_line(&finding.message);
        writeln!(out, "  {}: {}{message}", finding.rule.name(), display_line(&at))?;
        if let Some(text) = &finding.text {
            writeln!(out, "      “{}”", display_line(&start(text)))?;
        }
    }
    writeln!(out)
}

/// Most letters of a statement that are printed.
const QUOTED: usize = 120;

/// Returns the start of a text, enough to find it.
fn start(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Says how many findings of each rule there are, and what to do about them.
fn sum_up(linted: &[Linted]) {
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for finding in linted.iter().flat_map(|l| &l.findings) {
        *counts.entry(finding.rule).or_default() += 1;
    }
    for (rule, count) in &counts {
        eprintln!("{count:>5} {}: {}", rule.name(), display_safe(rule.advice()));
    }
    let with = linted.iter().filter(|l| !l.findings.is_empty()).count();
    let total: usize = counts.values().sum();
    eprintln!("{total} findings in {with} of {} documents", linted.len());
}

fn rules(global: &Global, args: &LintArgs) -> anyhow::Result<Exit> {
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            let rule = |r: &Rule| json!({ "rule": r.name(), "advice": r.advice() });
            return output::json(out, &Rule::ALL.iter().map(rule).collect::<Vec<_>>());
        }
        let row = |r: &Rule| [r.name().to_owned(), r.advice().to_owned()];
        let rows: Vec<[String; 2]> = Rule::ALL.iter().map(row).collect();
        Ok(output::table(out, ["rule", "what to do"], &rows)?)
    })?;
    Ok(Exit::Done)
}
