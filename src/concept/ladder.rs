//! What a person needs for the next level or role.

use super::compare::{Pair, compare};
use crate::dataset;
use crate::lexicon::Lexicon;
use crate::model::{Framework, Row};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A step up, of one role or between two.
#[derive(Clone, Debug, Serialize)]
pub struct Ladder {
    /// Employer.
    pub employer: Option<String>,
    /// Document.
    pub source: String,
    /// Role within which the levels are; null between roles.
    pub role: Option<String>,
    /// Level or role left.
    pub from: String,
    /// Level or role reached.
    pub to: String,
    /// Roles on the way, by links of progression; empty if none lead there.
    pub by_way_of: Vec<String>,
    /// Statements side by side: the first is what is left, the second what is reached.
    pub pairs: Vec<Pair>,
}

/// Returns the names of levels of documents, and of roles.
pub fn names(frameworks: &[Framework]) -> (BTreeSet<String>, BTreeSet<String>) {
    let roles = || frameworks.iter().flat_map(|f| &f.roles);
    let levels = roles().flat_map(|r| &r.levels).filter_map(|l| l.label.clone()).collect();
    (levels, roles().filter_map(|r| r.title.clone()).collect())
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
        let rows = dataset::expanded_rows_of(f);
        let mut by_role: BTreeMap<Option<String>, (Vec<Row>, Vec<Row>)> = BTreeMap::new();
        for row in rows.into_iter().filter(|r| role.is_none() || r.role.as_deref() == role) {
            let sides = by_role.entry(row.role.clone()).or_default();
            match row.level.as_deref() {
                Some(level) if level == from => sides.0.push(row),
                Some(level) if level == to => sides.1.push(row),
                _ => {}
            }
        }
        let both = by_role.into_iter().filter(|(_, (a, b))| !a.is_empty() && !b.is_empty());
        ladders.extend(both.map(|(role, (a, b))| Ladder {
            role,
            pairs: compare(&a, &b, lexicon),
            ..ladder(f, from, to)
        }));
    }
    ladders
}

/// Returns the step from one role to another in each document that has both.
pub fn between_roles(
    frameworks: &[Framework],
    from: &str,
    to: &str,
    lexicon: &Lexicon,
) -> Vec<Ladder> {
    let mut ladders = Vec::new();
    for f in frameworks {
        let rows = dataset::stated(std::slice::from_ref(f));
        let of = |role: &str| -> Vec<Row> {
            rows.iter().filter(|r| r.role.as_deref() == Some(role)).cloned().collect()
        };
        let (a, b) = (of(from), of(to));
        if a.is_empty() || b.is_empty() {
            continue;
        }
        ladders.push(Ladder {
            by_way_of: way(f, from, to),
            pairs: compare(&a, &b, lexicon),
            ..ladder(f, from, to)
        });
    }
    ladders
}

fn ladder(f: &Framework, from: &str, to: &str) -> Ladder {
    Ladder {
        employer: f.employer.clone(),
        source: f.source.paths.first().unwrap_or(&f.source.file).clone(),
        role: None,
        from: from.to_owned(),
        to: to.to_owned(),
        by_way_of: Vec::new(),
        pairs: Vec::new(),
    }
}

/// Returns the roles between two, by the fewest links of progression.
fn way(f: &Framework, from: &str, to: &str) -> Vec<String> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([from]);
    while let Some(role) = next.pop_front() {
        for step in f.progression.iter().filter(|s| s.from == role) {
            if step.to != from && !before.contains_key(step.to.as_str()) {
                before.insert(&step.to, role);
                next.push_back(&step.to);
            }
        }
    }
    let mut way = Vec::new();
    let mut at = to;
    while let Some(role) = before.get(at).copied().filter(|r| *r != from) {
        way.insert(0, role.to_owned());
        at = role;
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
        assert_eq!(way(&f, "Hand", "Skipper"), ["Mate"]);
        assert!(way(&f, "Hand", "Mate").is_empty() && way(&f, "Hand", "Cook").is_empty());
    }
}
