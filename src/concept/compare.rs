//! Two sets of statements side by side, by what they say: what both have, at which strength, and what
//! only one has.

use super::key::concept;
use crate::lexicon::Lexicon;
use crate::model::{Category, Row, Strength};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How the statements of a pair stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Only the second side has it.
    OnlySecond,
    /// The same subject, worded more strongly on the second side.
    StrongerInSecond,
    /// The same subject, worded more strongly on the first side.
    StrongerInFirst,
    /// The same subject at strengths that cannot be ordered, as where one has no opening.
    OtherWording,
    /// Both say the same.
    Shared,
    /// Only the first side has it.
    OnlyFirst,
}

/// A statement of each side, or of one.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// How they stand to each other.
    pub relation: Relation,
    /// The first side's.
    pub first: Option<Side>,
    /// The second side's.
    pub second: Option<Side>,
}

/// A statement of one side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The row; the first one of the concept in reading order.
    pub row: Row,
    /// How strongly it is worded.
    pub strength: Option<Strength>,
    /// Rows of the side that say the same.
    pub occurrences: u32,
}

impl Side {
    /// Returns the concepts of rows, each once, in the order of the rows.
    pub fn each(rows: &[Row], lexicon: &Lexicon) -> Vec<Self> {
        Set::of(rows, lexicon).sides
    }
}

/// One side: its concepts in the order of the rows, and where each subject is.
struct Set {
    sides: Vec<Side>,
    by_concept: BTreeMap<String, usize>,
    by_subject: BTreeMap<String, Vec<usize>>,
}

impl Set {
    fn of(rows: &[Row], lexicon: &Lexicon) -> Self {
        let mut set =
            Self { sides: Vec::new(), by_concept: BTreeMap::new(), by_subject: BTreeMap::new() };
        for row in rows {
            if let Some(known) = set.by_concept.get(&row.concept_id) {
                set.sides[*known].occurrences += 1;
                continue;
            }
            let at = set.sides.len();
            set.by_concept.insert(row.concept_id.clone(), at);
            set.by_subject.entry(row.subject_id.clone()).or_default().push(at);
            let strength = concept(&row.text, lexicon).strength;
            set.sides.push(Side { row: row.clone(), strength, occurrences: 1 });
        }
        set
    }

    /// Returns the most strongly worded statement on a subject.
    fn strongest(&self, subject: &str) -> Option<usize> {
        let of_subject = self.by_subject.get(subject)?.iter().copied();
        of_subject.max_by_key(|at| (self.sides[*at].strength, std::cmp::Reverse(*at)))
    }
}

/// Puts two sets of rows side by side; qualifications come first, then relations in their order.
///
/// Where a level only inherits a statement and words its subject more strongly itself, the stronger
/// one is what the first side's becomes.
pub fn compare(first: &[Row], second: &[Row], lexicon: &Lexicon) -> Vec<Pair> {
    let (a, b) = (Set::of(first, lexicon), Set::of(second, lexicon));
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut pairs = Vec::new();
    for side in &a.sides {
        let same = b.by_concept.get(&side.row.concept_id).copied();
        // What the first side has in these words too is no other strength of this statement.
        let strongest = b
            .strongest(&side.row.subject_id)
            .filter(|at| !a.by_concept.contains_key(&b.sides[*at].row.concept_id));
        let outgrown = |at: &usize| {
            b.sides[*at].row.inherited_from.is_some()
                && strongest.is_some_and(|s| b.sides[s].strength > side.strength)
        };
        let other = same.filter(|at| !outgrown(at)).or(strongest);
        used.extend(same.into_iter().chain(other));
        let second = other.map(|at| b.sides[at].clone());
        let relation = second.as_ref().map_or(Relation::OnlyFirst, |s| relation(side, s));
        pairs.push(Pair { relation, first: Some(side.clone()), second });
    }
    let rest = b.sides.iter().enumerate().filter(|(at, _)| !used.contains(at));
    pairs.extend(rest.map(|(_, side)| Pair {
        relation: Relation::OnlySecond,
        first: None,
        second: Some(side.clone()),
    }));
    pairs.sort_by_key(|p| (p.relation, !p.is_qualification()));
    pairs
}

fn relation(first: &Side, second: &Side) -> Relation {
    if first.row.concept_id == second.row.concept_id {
        return Relation::Shared;
    }
    match (first.strength, second.strength) {
        (Some(a), Some(b)) if a < b => Relation::StrongerInSecond,
        (Some(a), Some(b)) if a > b => Relation::StrongerInFirst,
        _ => Relation::OtherWording,
    }
}

impl Pair {
    fn is_qualification(&self) -> bool {
        let named = |s: &Option<Side>| {
            s.as_ref()
                .is_some_and(|s| s.row.category.as_deref() == Some(Category::Qualification.name()))
        };
        named(&self.first) || named(&self.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::tests::rows;

    fn told(first: &[&str], second: &[&str]) -> Vec<(Relation, String, String)> {
        let (lexicon, a) = rows("Alder Trust", first);
        let (_, b) = rows("Birchwood Homes", second);
        let text = |s: Option<Side>| s.map(|s| s.row.text).unwrap_or_default();
        let pairs = compare(&a, &b, &lexicon).into_iter();
        pairs.map(|p| (p.relation, text(p.first), text(p.second))).collect()
    }

    #[test]
    fn each_statement_finds_its_like() {
        let pairs = told(
            &[
                "Able to splice ropes",
                "Awareness of tides",
                "Expert knowledge of knots",
                "Bakes bread",
            ],
            &[
                "Ability to splice a rope",
                "Thorough knowledge of tides",
                "Knowledge of knots",
                "Sings",
            ],
        );
        let relations: Vec<(Relation, &str)> = pairs.iter().map(|p| (p.0, p.1.as_str())).collect();
        assert_eq!(
            relations,
            [
                (Relation::OnlySecond, ""),
                (Relation::StrongerInSecond, "Awareness of tides"),
                (Relation::StrongerInFirst, "Expert knowledge of knots"),
                (Relation::Shared, "Able to splice ropes"),
                (Relation::OnlyFirst, "Bakes bread"),
            ]
        );
    }

    #[test]
    fn every_statement_of_both_sides_is_in_a_pair() {
        let pairs = told(
            &["Able to row", "Willing to learn how to row", "Able to row"],
            &["Able to row, and to coach others to do the same", "Able to row"],
        );
        let first: BTreeSet<&str> = pairs.iter().map(|p| p.1.as_str()).collect();
        let second: BTreeSet<&str> = pairs.iter().map(|p| p.2.as_str()).collect();
        assert!(first.contains("Willing to learn how to row") && first.contains("Able to row"));
        assert!(second.contains("Able to row, and to coach others to do the same"), "{pairs:?}");
    }
}
