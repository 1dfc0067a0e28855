//! Levels that a role names and does not describe.

use super::{Finding, Rule, title};
use crate::model::{Framework, Level, Role};

/// Returns the levels without a statement, of roles that describe another one.
pub fn empty(framework: &Framework) -> Vec<Finding> {
    let described = |r: &&Role| r.levels.iter().any(|l| !l.requirements.is_empty());
    framework.roles.iter().filter(described).flat_map(of_role).collect()
}

fn of_role(role: &Role) -> impl Iterator<Item = Finding> + '_ {
    role.levels.iter().filter(|l| l.requirements.is_empty()).filter_map(|level| {
        let label = level.label.as_deref()?;
        Some(Finding {
            rule: Rule::EmptyLevel,
            message: message(role, label, level),
            text: level.adds_basis.as_ref().map(|b| b.phrase.clone()),
            places: level.adds_basis.iter().filter_map(|b| b.at.clone()).collect(),
            role: role.title.clone(),
            level: level.label.clone(),
        })
    })
}

fn message(role: &Role, label: &str, level: &Level) -> String {
    match level.adds_to.last() {
        Some(lower) => format!("{label} of {} adds nothing to {lower}.", title(role)),
        None => format!("{label} of {} requires nothing.", title(role)),
    }
}
