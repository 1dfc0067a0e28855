//! Which statements a person should look at.

use super::correction::{Kind, State, Target};
use super::{ACCEPTED, CORRECTED};
use crate::interpret::id;
use crate::model::{Framework, NoteCode, Place, Requirement};

/// What is wanted of the doubtful rows.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Statements less sure than this, 0 to 1.
    pub below: f64,
    /// Whether statements that a person has dealt with come again.
    pub again: bool,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// What it is, and what it says now.
    pub target: Target,
    /// The same as values to change.
    pub state: State,
    /// Why it is doubtful.
    pub why: Vec<String>,
    /// Words as printed.
    pub snippet: String,
    /// Words of the statement before it.
    pub before: Option<String>,
    /// Heading it stands under.
    pub section: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
    /// How sure it is.
    pub confidence: Option<f64>,
}

/// Flags that make a statement doubtful.
const DOUBTFUL: [&str; 3] = ["garbled", "truncated", "uncertain"];

/// Returns the doubtful statements of a document in reading order, then its text without a place.
pub fn doubtful(f: &Framework, wanted: Wanted) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut before: Option<&Requirement> = None;
    for (role, level, r) in f.requirements() {
        let why = reasons(f, r, wanted);
        if !why.is_empty() {
            doubts.push(Doubt {
                target: Target {
                    kind: Kind::Statement,
                    id: r.id.clone(),
                    role: role.title.clone(),
                    level: level.label.clone(),
                    text: r.text.clone(),
                },
                state: State::of(role, level, r),
                why,
                snippet: r.verbatim.clone(),
                before: before.map(|b| b.text.clone()),
                section: r.section.clone(),
                place: r.places.first().cloned(),
                confidence: Some(r.confidence),
            });
        }
        before = Some(r);
    }
    doubts.extend(f.unplaced.iter().map(|u| Doubt {
        target: Target {
            kind: Kind::Unplaced,
            id: id("unplaced", &[&f.id, &u.at.block.to_string(), &u.text]),
            role: None,
            level: None,
            text: u.text.clone(),
        },
        state: State { text: vec![u.text.clone()], ..State::default() },
        why: vec!["text without a place".to_owned()],
        snippet: u.text.clone(),
        before: None,
        section: None,
        place: Some(u.at.clone()),
        confidence: None,
    }));
    doubts
}

fn reasons(f: &Framework, r: &Requirement, wanted: Wanted) -> Vec<String> {
    let mut why: Vec<String> = Vec::new();
    let settled = r.flags.iter().any(|flag| flag == ACCEPTED || flag == CORRECTED);
    if settled && !wanted.again {
        return why;
    }
    why.extend(r.flags.iter().filter(|flag| DOUBTFUL.contains(&flag.as_str())).cloned());
    let here = |p: &Place| r.places.iter().any(|q| q.block == p.block);
    let unresolved = |n: &&crate::model::Note| {
        matches!(n.code, NoteCode::I001) && n.at.as_ref().is_some_and(here)
    };
    why.extend(f.notes.iter().find(unresolved).map(|n| n.code.title().to_owned()));
    if r.category.is_none() {
        why.push("no category".to_owned());
    }
    if r.confidence < wanted.below && why.is_empty() {
        why.push("low confidence".to_owned());
    }
    if settled && why.is_empty() {
        why.push("reviewed".to_owned());
    }
    why
}
