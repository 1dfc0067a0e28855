//! Ids as people type them: what in the store a beginning of an id means.

use super::{Exit, Stop, select, stored};
use crate::dataset;
use crate::model::{Framework, Level, Requirement, Role, Row};
use crate::store::Store;
use std::collections::BTreeMap;

/// Letters of an id that are at least needed.
const MIN_LETTERS: usize = 6;

/// What an id stands for.
pub(super) enum Found {
    /// A document.
    Document(Box<Framework>),
    /// A requirement in its document.
    Requirement(Box<Framework>, String),
    /// A row that a level takes over from another.
    Inherited(Box<Row>),
    /// The same words wherever they stand.
    Concept(String, Vec<Row>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Requirement,
    Document,
    Concept,
    Inherited,
}

/// Finds the one thing whose id is `typed` or begins with it.
///
/// # Errors
/// With 2 if it is too short or means several things, with 1 if it means none.
pub(super) fn find(store: &Store, typed: &str) -> anyhow::Result<Found> {
    let prefix = typed.trim().to_lowercase();
    if prefix.chars().count() < MIN_LETTERS {
        let message =
            format!("{typed:?} is too short: type at least {MIN_LETTERS} letters of the id");
        return Err(Stop::new(Exit::Usage, message).into());
    }
    let frameworks = store.frameworks().map_err(stored::stop)?;
    let matches = matches(&frameworks, &prefix);
    let (id, kind) = single(typed, matches)?;
    Ok(take(frameworks, id, kind))
}

/// Returns what matches, by id; inherited rows only where nothing stated does.
fn matches(frameworks: &[Framework], prefix: &str) -> BTreeMap<String, (Kind, String)> {
    let mut found = BTreeMap::new();
    let mut add = |id: &str, kind: Kind, label: &str| {
        if id.starts_with(prefix) {
            found.entry(id.to_owned()).or_insert_with(|| (kind, label.to_owned()));
        }
    };
    for f in frameworks {
        add(&f.id, Kind::Document, &f.source.file);
        for (_, _, r) in f.requirements() {
            add(&r.id, Kind::Requirement, &r.text);
            add(&r.concept_id, Kind::Concept, &r.text);
        }
    }
    if found.is_empty() {
        for row in dataset::expanded(frameworks).iter().filter(|r| r.id.starts_with(prefix)) {
            found.insert(row.id.clone(), (Kind::Inherited, row.text.clone()));
        }
    }
    found
}

fn single(typed: &str, matches: BTreeMap<String, (Kind, String)>) -> Result<(String, Kind), Stop> {
    if matches.len() > 1 {
        let line = |(id, (kind, label)): (&String, &(Kind, String))| {
            let start: String = label.chars().take(60).collect();
            format!("{id}  {}  {start}", format!("{kind:?}").to_lowercase())
        };
        let lines: Vec<String> = matches.iter().map(line).collect();
        let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
        let message = format!("{} ids begin with {typed:?}", refs.len());
        return Err(Stop::new(Exit::Usage, message).hint(select::list(&refs)));
    }
    let nothing = || {
        Stop::new(Exit::NotFound, format!("no id begins with {typed:?}"))
            .hint("`rungs search` and `rungs list documents --json` print ids")
    };
    matches.into_iter().next().map(|(id, (kind, _))| (id, kind)).ok_or_else(nothing)
}

fn take(frameworks: Vec<Framework>, id: String, kind: Kind) -> Found {
    match kind {
        Kind::Concept => {
            let mut rows = dataset::stated(&frameworks);
            rows.retain(|row| row.concept_id == id);
            Found::Concept(id, rows)
        }
        Kind::Inherited => {
            let mut rows = dataset::expanded(&frameworks).into_iter();
            let row = rows.find(|row| row.id == id).expect("it was found among these rows");
            Found::Inherited(Box::new(row))
        }
        Kind::Document | Kind::Requirement => {
            let holds = |f: &Framework| f.id == id || requirement(f, &id).is_some();
            let found = frameworks.into_iter().find(holds).expect("it was found among these");
            match kind {
                Kind::Document => Found::Document(Box::new(found)),
                _ => Found::Requirement(Box::new(found), id),
            }
        }
    }
}

/// Returns a requirement of a document with its role and level.
pub(super) fn requirement<'a>(
    framework: &'a Framework,
    id: &str,
) -> Option<(&'a Role, &'a Level, &'a Requirement)> {
    framework.requirements().find(|(_, _, r)| r.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::framework;

    #[test]
    fn a_beginning_means_one_thing_or_lists_several() {
        let f = framework("Alder Trust", "alder/a.txt", &["Checks lifts", "Opens gates"]);
        let (document, first) = (f.id.clone(), f.roles[0].levels[0].requirements[0].clone());
        let all = [f];
        let kind = |prefix: &str| single(prefix, matches(&all, prefix)).map_err(|s| s.exit);
        assert_eq!(kind(&document[..8]), Ok((document.clone(), Kind::Document)));
        assert_eq!(kind(&first.id), Ok((first.id.clone(), Kind::Requirement)));
        assert_eq!(kind(&first.concept_id), Ok((first.concept_id.clone(), Kind::Concept)));
        assert_eq!(kind("zzzzzz"), Err(Exit::NotFound));
        assert_eq!(kind(""), Err(Exit::Usage));
    }
}
