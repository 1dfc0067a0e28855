//! Statements that a level makes twice, or that it has from a lower one already.

use super::{Finding, Rule, Stated, about, title};
use crate::model::{Framework, Level, NoteCode, Place, Role};
use std::collections::BTreeMap;

/// Returns the statements that are made more than once for one level, or again for a level that
/// takes them over.
///
/// Statements are the same if they have one concept. What a "Same" cell takes over is no repeat, nor
/// is a part of the page that stands twice, as the long and the short form of a web page do.
pub fn duplicated(framework: &Framework) -> Vec<Finding> {
    let copied = framework.notes.iter().any(|n| n.code == NoteCode::S004);
    framework.roles.iter().flat_map(|role| of_role(role, copied)).collect()
}

fn of_role(role: &Role, copied: bool) -> Vec<Finding> {
    let levels: Vec<BTreeMap<&str, Vec<Stated>>> =
        role.levels.iter().map(|l| by_concept(role, l)).collect();
    let mut findings = Vec::new();
    for (level, concepts) in role.levels.iter().zip(&levels) {
        let lower = || role.levels.iter().zip(&levels).filter(|(l, _)| builds_on(level, l));
        for (concept, stated) in concepts {
            if is_repeated(stated, copied) {
                let message = format!("{} states this more than once.", whose(role, level));
                findings.push(Finding {
                    places: places(stated),
                    ..about(Rule::DuplicatedDuty, message, stated)
                });
            }
            for (below, found) in lower().filter_map(|(l, c)| Some((l, c.get(concept)?))) {
                let label = below.label.as_deref().unwrap_or_default();
                let message =
                    format!("{} states again what it has from {label}.", whose(role, level));
                let both = [stated[0], found[0]];
                findings.push(about(Rule::DuplicatedDuty, message, &both));
            }
        }
    }
    findings.sort_by(|a, b| a.places.first().cmp(&b.places.first()));
    folded(findings)
}

/// Statements that stand twice one after the other, from which on they are one finding.
const RUN: usize = 3;

/// Folds runs of statements that stand twice in the same order: a part of the page was copied.
fn folded(findings: Vec<Finding>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let mut rest = findings.as_slice();
    while let Some(first) = rest.first() {
        let goes_on = |pair: &&[Finding]| follows(&pair[0].places, &pair[1].places);
        let length = 1 + rest.windows(2).take_while(goes_on).count();
        let (run, behind) = rest.split_at(length);
        rest = behind;
        if length < RUN {
            out.extend_from_slice(run);
            continue;
        }
        let whose = first.role.as_deref().unwrap_or("the document");
        let message =
            format!("{whose} states {length} things in a row more than once; this is the first.");
        out.push(Finding { message, ..first.clone() });
    }
    out
}

/// Most paragraphs between two statements of a run: headings stand between them.
const APART: u32 = 4;

/// Tells whether the places of a statement follow those of another, each close behind its own.
fn follows(before: &[Place], after: &[Place]) -> bool {
    let close = |(a, b): (&Place, &Place)| b.block > a.block && b.block - a.block <= APART;
    before.len() > 1 && before.len() == after.len() && before.iter().zip(after).all(close)
}

fn by_concept<'f>(role: &'f Role, level: &'f Level) -> BTreeMap<&'f str, Vec<Stated<'f>>> {
    let mut concepts: BTreeMap<&str, Vec<Stated>> = BTreeMap::new();
    for r in level.requirements.iter().filter(|r| r.same_as.is_none()) {
        concepts.entry(&r.concept_id).or_default().push((role, level, r));
    }
    concepts
}

fn builds_on(level: &Level, other: &Level) -> bool {
    other.label.as_ref().is_some_and(|label| level.adds_to.contains(label))
}

/// Tells whether the words stand for the level more than once.
///
/// The parts of a standard that have codes may use each other's words.
fn is_repeated(stated: &[Stated], copied: bool) -> bool {
    let flagged = |s: &Stated| s.2.flags.iter().any(|f| f == "repeated");
    match stated {
        [one] => !copied && flagged(one),
        many => many.iter().any(|s| s.2.code.is_none()),
    }
}

fn places(stated: &[Stated]) -> Vec<Place> {
    let mut places: Vec<Place> = stated.iter().flat_map(|s| s.2.places.iter().cloned()).collect();
    places.sort();
    places
}

fn whose(role: &Role, level: &Level) -> String {
    match &level.label {
        Some(label) => format!("{label} of {}", title(role)),
        None => title(role).to_owned(),
    }
}
