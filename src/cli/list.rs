//! `rungs list`: what is in the dataset, counted.

use super::args::{Global, ListArgs, ListKind};
use super::terminal::display_line;
use super::{Exit, output, select, stored};
use crate::model::Framework;
use crate::store::{Entry, State, Store};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// What stands where the employer is not known.
const NOT_NAMED: &str = "(not named)";

/// Employer, document, role or level with what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Line {
    employer: Option<String>,
    /// Role title or level label; for documents the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    documents: u64,
    roles: u64,
    requirements: u64,
}

/// Lists employers, documents, roles or levels.
///
/// # Errors
/// If the store cannot be read or the employer is not a unique name.
pub fn run(global: &Global, args: ListArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let employer = match &args.employer {
        Some(typed) => Some(select::resolve("employer", typed, &employers(&store))?),
        None => None,
    };
    let lines = lines(&store, args.kind, employer.as_deref())?;
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            return output::json(out, &lines);
        }
        Ok(print(out, args.kind, &lines)?)
    })?;
    if lines.is_empty() && !global.quiet {
        eprintln!("note: nothing is stored yet; `rungs import` reads documents");
    }
    Ok(Exit::Done)
}

/// Returns the employers of all documents, sorted, each once.
pub(super) fn employers(store: &Store) -> Vec<String> {
    let names = store.manifest().documents().filter_map(|e| e.employer.clone());
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

fn lines(store: &Store, kind: ListKind, employer: Option<&str>) -> anyhow::Result<Vec<Line>> {
    let wanted = |e: &&Entry| employer.is_none() || e.employer.as_deref() == employer;
    let documents = store.manifest().documents().filter(wanted);
    Ok(match kind {
        ListKind::Employers => by_employer(documents),
        ListKind::Documents => {
            let entries = store.manifest().entries.iter().filter(wanted);
            entries.filter(|e| e.state != State::Superseded).map(document).collect()
        }
        ListKind::Roles | ListKind::Levels => {
            let mut counted = Counted::default();
            for entry in documents {
                counted.add(&store.framework(entry).map_err(stored::stop)?, kind);
            }
            counted.lines()
        }
    })
}

fn by_employer<'a>(documents: impl Iterator<Item = &'a Entry>) -> Vec<Line> {
    let mut lines: BTreeMap<Option<String>, Line> = BTreeMap::new();
    for entry in documents {
        let line = lines.entry(entry.employer.clone()).or_default();
        line.employer.clone_from(&entry.employer);
        line.documents += 1;
        line.roles += entry.roles;
        line.requirements += entry.requirements;
    }
    lines.into_values().collect()
}

fn document(entry: &Entry) -> Line {
    let gone = if entry.state == State::Gone { ", file gone" } else { "" };
    Line {
        employer: entry.employer.clone(),
        name: Some(entry.path.clone()),
        id: (!entry.document.is_empty()).then(|| entry.document.clone()),
        outcome: Some(format!("{}{gone}", entry.outcome.status.name())),
        documents: 1,
        roles: entry.roles,
        requirements: entry.requirements,
    }
}

/// Employer and title or label.
type Name = (Option<String>, Option<String>);

/// Roles or levels by employer and name, with the ids of the documents they occur in.
#[derive(Default)]
struct Counted {
    lines: BTreeMap<Name, (Line, BTreeSet<String>)>,
}

impl Counted {
    fn add(&mut self, framework: &Framework, kind: ListKind) {
        for role in &framework.roles {
            for (i, level) in role.levels.iter().enumerate() {
                let (name, is_first) = match kind {
                    ListKind::Levels => (&level.label, true),
                    _ => (&role.title, i == 0),
                };
                let key = (framework.employer.clone(), name.clone());
                let (line, documents) = self.lines.entry(key).or_default();
                documents.insert(framework.id.clone());
                line.roles += u64::from(is_first);
                line.requirements += level.requirements.len() as u64;
            }
        }
    }

    fn lines(self) -> Vec<Line> {
        let lines = self.lines.into_iter().filter(|((_, name), _)| name.is_some());
        let line = lines.map(|((employer, name), (line, documents))| Line {
            employer,
            name,
            documents: documents.len() as u64,
            ..line
        });
        line.collect()
    }
}

fn print(out: &mut dyn Write, kind: ListKind, lines: &[Line]) -> io::Result<()> {
    let employer = |l: &Line| l.employer.as_deref().map_or(NOT_NAMED.to_owned(), display_line);
    let name = |l: &Line| l.name.as_deref().map_or(String::new(), display_line);
    match kind {
        ListKind::Employers => {
            let row = |l: &Line| {
                [
                    employer(l),
                    l.documents.to_string(),
                    l.roles.to_string(),
                    l.requirements.to_string(),
                ]
            };
            let rows: Vec<_> = lines.iter().map(row).collect();
            output::table(out, ["employer", "documents", "roles", "requirements"], &rows)
        }
        ListKind::Documents => {
            let outcome = |l: &Line| l.outcome.clone().unwrap_or_default();
            let row = |l: &Line| {
                [name(l), employer(l), outcome(l), l.roles.to_string(), l.requirements.to_string()]
            };
            let rows: Vec<_> = lines.iter().map(row).collect();
            output::table(out, ["document", "employer", "outcome", "roles", "requirements"], &rows)
        }
        ListKind::Roles => {
            let row = |l: &Line| {
                [name(l), employer(l), l.documents.to_string(), l.requirements.to_string()]
            };
            let rows: Vec<_> = lines.iter().map(row).collect();
            output::table(out, ["role", "employer", "documents", "requirements"], &rows)
        }
        ListKind::Levels => {
            let row = |l: &Line| {
                [
                    name(l),
                    employer(l),
                    l.documents.to_string(),
                    l.roles.to_string(),
                    l.requirements.to_string(),
                ]
            };
            let rows: Vec<_> = lines.iter().map(row).collect();
            output::table(out, ["level", "employer", "documents", "roles", "requirements"], &rows)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::framework;

    #[test]
    fn roles_and_levels_are_counted_by_employer() {
        let mut f = framework("Alder Trust", "alder/a.txt", &["Checks lifts"]);
        f.roles[0].levels[0].label = Some("Level 1".into());
        let mut upper = f.roles[0].levels[0].clone();
        upper.label = Some("Level 2".into());
        f.roles[0].levels.push(upper);
        let count = |kind| {
            let mut counted = Counted::default();
            counted.add(&f, kind);
            counted.add(&f, kind);
            let of = |l: Line| (l.name.unwrap_or_default(), l.documents, l.roles, l.requirements);
            counted.lines().into_iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(count(ListKind::Roles), [("Porter".into(), 1, 2, 4)]);
        assert_eq!(
            count(ListKind::Levels),
            [("Level 1".into(), 1, 2, 2), ("Level 2".into(), 1, 2, 2)]
        );
    }
}
