//! What a level or role takes over from those it builds on, as rows of its own.

use super::row;
use crate::interpret::NAMESPACE;
use crate::model::{Framework, Level, Requirement, Role, Row};
use std::collections::BTreeSet;

/// A level of a role, with its place in the document.
#[derive(Clone, Copy)]
struct Holder<'a> {
    role: &'a Role,
    level: &'a Level,
    at: (usize, usize),
}

/// Returns the stated rows, each level's followed by the inherited ones, lowest level first.
pub(super) fn rows_with_inherited(framework: &Framework) -> Vec<Row> {
    holders(framework).flat_map(|holder| rows_of_level(framework, holder)).collect()
}

fn holders(framework: &Framework) -> impl Iterator<Item = Holder<'_>> {
    framework.roles.iter().enumerate().flat_map(|(i, role)| {
        role.levels.iter().enumerate().map(move |(j, level)| Holder { role, level, at: (i, j) })
    })
}

/// Returns the inherited rows alone, each with the requirement that states it.
pub(super) fn inherited(framework: &Framework) -> Vec<(Row, &Requirement)> {
    holders(framework).flat_map(|holder| inherited_by(framework, holder)).collect()
}

fn rows_of_level(framework: &Framework, holder: Holder) -> Vec<Row> {
    let own = holder.level.requirements.iter();
    let own = own.map(|r| row(framework, holder.role, holder.level, r));
    let inherited = inherited_by(framework, holder).into_iter().map(|(row, _)| row);
    own.chain(inherited).collect()
}

fn inherited_by<'a>(framework: &'a Framework, holder: Holder<'a>) -> Vec<(Row, &'a Requirement)> {
    let mut rows = Vec::new();
    let mut seen: BTreeSet<&str> = holder.level.requirements.iter().map(origin).collect();
    for (from_role, from) in lower_levels(framework, holder) {
        for r in from.requirements.iter().filter(|r| seen.insert(origin(r))) {
            rows.push((inherited_row(framework, holder, (from_role, from), r), r));
        }
    }
    rows
}

/// Returns the id of the requirement that states the words: a "Same" cell and the cell it means
/// are one requirement, and a level that repeats the reference does not inherit it again.
fn origin(r: &Requirement) -> &str {
    r.same_as.as_ref().map_or(&r.id, |s| &s.requirement)
}

/// Returns the levels that a level builds on: of its own role, then of the roles below.
fn lower_levels<'a>(framework: &'a Framework, holder: Holder<'a>) -> Vec<(&'a Role, &'a Level)> {
    let own = labelled(holder.role, &holder.level.adds_to);
    let below = holder.role.adds_to_roles.iter().flat_map(|title| {
        let roles = framework.roles.iter().filter(move |r| r.title.as_ref() == Some(title));
        roles.flat_map(|role| matching_levels(role, holder.level))
    });
    own.chain(below).collect()
}

fn labelled<'a>(
    role: &'a Role,
    labels: &'a [String],
) -> impl Iterator<Item = (&'a Role, &'a Level)> {
    labels.iter().flat_map(move |label| {
        role.levels.iter().filter(move |l| l.label.as_ref() == Some(label)).map(move |l| (role, l))
    })
}

/// Returns the level of the same label in a lower role with all it builds on, else all its levels.
fn matching_levels<'a>(role: &'a Role, level: &Level) -> Vec<(&'a Role, &'a Level)> {
    let same = role.levels.iter().find(|l| l.label.is_some() && l.label == level.label);
    match same {
        Some(found) => labelled(role, &found.adds_to).chain([(role, found)]).collect(),
        None => role.levels.iter().map(|l| (role, l)).collect(),
    }
}

fn inherited_row(
    framework: &Framework,
    holder: Holder,
    (from_role, from): (&Role, &Level),
    r: &Requirement,
) -> Row {
    let stated = row(framework, holder.role, holder.level, r);
    Row {
        id: inherited_id(&r.id, holder),
        inherited_from: Some(label(holder.role, from_role, from)),
        ..stated
    }
}

/// Returns the level's label, with the role's title before it when that is another role.
fn label(holder: &Role, role: &Role, level: &Level) -> String {
    let other = if std::ptr::eq(holder, role) { None } else { role.title.as_deref() };
    let parts: Vec<&str> = other.into_iter().chain(level.label.as_deref()).collect();
    parts.join(", ")
}

/// Returns the UUIDv5 of requirement, role and level (titles, and places among equals).
fn inherited_id(requirement: &str, holder: Holder) -> String {
    let key = format!(
        "inherited:{requirement}:{:?}:{:?}:{:?}",
        holder.role.title, holder.level.label, holder.at
    );
    uuid::Uuid::new_v5(&NAMESPACE, key.as_bytes()).to_string()
}
