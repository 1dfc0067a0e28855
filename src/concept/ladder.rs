//! What a person needs for the next level or role.

use super::compare::{Pair, Side, compare};
use crate::dataset;
use crate::lexicon::Lexicon;
use crate::model::{Framework, Row};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A step up, of one role or between two.
#[derive(Clone, Debug, Serialize)]
pub struct Ladder {
    /// Employer; null where the documents name none, and each document then stands alone.
    pub employer: Option<String>,
    /// Documents with one of the ends.
    pub sources: Vec<String>,
    /// Role within which the levels are; null between roles.
    pub role: Option<String>,
    /// Level or role left.
    pub from: String,
    /// Level or role reached.
    pub to: String,
    /// Statements side by side: the first is what is left, the second what is reached.
    pub pairs: Vec<Pair>,
    /// Roles on the way, by the fewest links of progression; empty if none lead there.
    pub by_way_of: Vec<Landing>,
}

/// A role on the way to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Landing {
    /// The role.
    pub role: String,
    /// What only this role of the whole way requires.
    pub only_here: Vec<Side>,
}

/// Returns the names of levels of documents, and of roles and what leads to them; names that differ
/// in the case of letters are one.
pub fn names(frameworks: &[Framework]) -> (Vec<String>, Vec<String>) {
    let roles = || frameworks.iter().flat_map(|f| &f.roles);
    let levels = roles().flat_map(|r| &r.levels).filter_map(|l| l.label.clone());
    let steps = frameworks.iter().flat_map(|f| &f.progression);
    let steps = steps.flat_map(|s| [s.from.clone(), s.to.clone()]);
    (unique(levels), unique(roles().filter_map(|r| r.title.clone()).chain(steps)))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let by_fold: BTreeMap<String, String> = names.map(|n| (n.to_lowercase(), n)).collect();
    by_fold.into_values().collect()
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Returns the step from one level to another in each role that has both; inherited statements count.
pub fn between_levels(
    frameworks: &[Framework],
    role: Option<&str>,
    from: &str,
    to: &str,
    lexicon: &Lexicon,
) -> Vec<Ladder> {
    let mut ladders = Vec::new();
    for f in frameworks {
        let mut by_role: BTreeMap<Option<String>, (Vec<Row>, Vec<Row>)> = BTreeMap::new();
        let asked =
            |r: &Row| role.is_none_or(|role| r.role.as_deref().is_some_and(|r| same(r, role)));
        for row in dataset::expanded_rows_of(f).into_iter().filter(asked) {
            let sides = by_role.entry(row.role.clone()).or_default();
            match row.level.as_deref() {
                Some(level) if same(level, from) => sides.0.push(row),
                Some(level) if same(level, to) => sides.1.push(row),
                _ => {}
            }
        }
        let both = by_role.into_iter().filter(|(_, (a, b))| !a.is_empty() && !b.is_empty());
        ladders.extend(both.map(|(role, (a, b))| Ladder {
            role,
            pairs: compare(&a, &b, lexicon),
            ..ladder(&[f], from, to)
        }));
    }
    ladders
}

/// Returns the step from one role to another at each employer that has both.
///
/// What a step is printed for ("Care Worker to Senior Care Worker") is what the role it reaches
/// requires.
pub fn between_roles(
    frameworks: &[Framework],
    from: &str,
    to: &str,
    lexicon: &Lexicon,
) -> Vec<Ladder> {
    let employers = by_employer(frameworks);
    employers.iter().filter_map(|fs| between(fs, from, to, lexicon)).collect()
}

fn between(frameworks: &[&Framework], from: &str, to: &str, lexicon: &Lexicon) -> Option<Ladder> {
    let (a, b) = (required(frameworks, from), required(frameworks, to));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let way = way(frameworks, from, to);
    let rows: Vec<Vec<Row>> = way.iter().map(|role| required(frameworks, role)).collect();
    let only_here = |at: usize| {
        let others = rows.iter().enumerate().filter(|(i, _)| *i != at).flat_map(|(_, r)| r);
        let others: BTreeSet<&str> =
            others.chain(&a).chain(&b).map(|r| r.subject_id.as_str()).collect();
        let own = rows[at].iter().filter(|r| !others.contains(r.subject_id.as_str())).cloned();
        Side::each(&own.collect::<Vec<_>>(), lexicon)
    };
    let landings = way
        .iter()
        .enumerate()
        .map(|(at, role)| Landing { role: role.clone(), only_here: only_here(at) });
    Some(Ladder {
        by_way_of: landings.collect(),
        pairs: compare(&a, &b, lexicon),
        ..ladder(frameworks, from, to)
    })
}

fn by_employer(frameworks: &[Framework]) -> Vec<Vec<&Framework>> {
    let mut groups: BTreeMap<(Option<&str>, Option<&str>), Vec<&Framework>> = BTreeMap::new();
    for f in frameworks {
        let alone = f.employer.is_none().then_some(f.id.as_str());
        groups.entry((f.employer.as_deref(), alone)).or_default().push(f);
    }
    groups.into_values().collect()
}

/// Returns what a role requires: its own statements, those it inherits, and those of steps to it.
fn required(frameworks: &[&Framework], role: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for f in frameworks {
        let steps: Vec<&str> = f
            .progression
            .iter()
            .filter(|s| same(&s.to, role))
            .map(|s| s.basis.phrase.as_str())
            .collect();
        let is = |title: &str| same(title, role) || steps.iter().any(|s| same(s, title));
        let all = dataset::expanded_rows_of(f).into_iter();
        rows.extend(all.filter(|r| r.role.as_deref().is_some_and(is)));
    }
    rows
}

fn ladder(frameworks: &[&Framework], from: &str, to: &str) -> Ladder {
    let ends = |f: &&&Framework| {
        frameworks.len() == 1 || [from, to].iter().any(|end| !required(&[f], end).is_empty())
    };
    let path = |f: &&Framework| f.source.paths.first().unwrap_or(&f.source.file).clone();
    Ladder {
        employer: frameworks.first().and_then(|f| f.employer.clone()),
        sources: frameworks.iter().filter(ends).map(path).collect(),
        role: None,
        from: from.to_owned(),
        to: to.to_owned(),
        by_way_of: Vec::new(),
        pairs: Vec::new(),
    }
}

/// Returns the roles between two, by the fewest links of progression.
fn way(frameworks: &[&Framework], from: &str, to: &str) -> Vec<String> {
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    let mut next = VecDeque::from([from.to_owned()]);
    while let Some(role) = next.pop_front() {
        let steps = frameworks.iter().flat_map(|f| &f.progression);
        for step in steps.filter(|s| same(&s.from, &role)) {
            if !same(&step.to, from) && !before.contains_key(&step.to.to_lowercase()) {
                before.insert(step.to.to_lowercase(), role.clone());
                next.push_back(step.to.clone());
            }
        }
    }
    let mut way = Vec::new();
    let mut at = to.to_lowercase();
    while let Some(role) = before.get(&at).filter(|r| !same(r, from)) {
        way.insert(0, role.clone());
        at = role.to_lowercase();
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::framework;
    use crate::model::{Basis, BasisKind, Progression};

    #[test]
    fn the_way_follows_links_over_several_steps() {
        let mut f = framework("Alder Trust", "alder/a.txt", &["Rows"]);
        let link = |from: &str, to: &str| Progression {
            from: from.into(),
            to: to.into(),
            basis: Basis { kind: BasisKind::Heading, phrase: String::new(), at: None },
        };
        f.progression =
            vec![link("Hand", "Mate"), link("Mate", "Skipper"), link("Skipper", "Hand")];
        assert_eq!(way(&[&f], "hand", "Skipper"), ["Mate"]);
        assert!(way(&[&f], "Hand", "Mate").is_empty() && way(&[&f], "Hand", "Cook").is_empty());
    }
}
