//! Corrections put into effect.

use super::correction::{Action, Correction, Kind, State};
use super::{ACCEPTED, CORRECTED};
use crate::concept::concept;
use crate::interpret::{Reading, id, qualifiers, reference};
use crate::lexicon::Lexicon;
use crate::model::{
    Basis, BasisKind, Class, Framework, Level, Note, NoteCode, Piece, Place, QualifierKind,
    Requirement, Role, Unplaced,
};
use crate::structure::{Chunk, ledger};
use crate::text::squash;

/// Longest quotation of a correction that finds no place, in characters.
const QUOTED: usize = 120;

/// Applies corrections in their order; one that finds no place becomes a note.
///
/// What a person says is sure: the confidence of a statement they dealt with is 1.
pub fn apply(reading: &mut Reading, corrections: &[&Correction], lexicon: &Lexicon) {
    for correction in corrections {
        let found = match correction.of.kind {
            Kind::Statement => on_statement(reading, correction, lexicon),
            Kind::Unplaced => on_unplaced(reading, correction, lexicon),
        };
        if found.is_none() {
            reading.framework.notes.push(lost(correction));
        }
    }
    if !corrections.is_empty() {
        let f = &mut reading.framework;
        f.coverage = ledger::coverage(&reading.pieces);
        f.roles.retain(|r| {
            r.title.is_some()
                || !r.fields.is_empty()
                || r.levels.iter().any(|l| !l.requirements.is_empty())
        });
        reference::refer(f, lexicon);
    }
}

fn lost(correction: &Correction) -> Note {
    let text: String = correction.of.text.chars().take(QUOTED).collect();
    let message = format!(
        "A correction ({}) finds no place: the document no longer says this.",
        correction.action.name()
    );
    Note::new(NoteCode::I011, message).quoting(text)
}

/// Where a requirement stands: role, level and position.
type At = (usize, usize, usize);

/// Returns the places of all requirements in reading order.
fn places(f: &Framework) -> Vec<At> {
    let mut places = Vec::new();
    for (r, role) in f.roles.iter().enumerate() {
        for (l, level) in role.levels.iter().enumerate() {
            places.extend((0..level.requirements.len()).map(|n| (r, l, n)));
        }
    }
    places
}

fn at(f: &mut Framework, (r, l, n): At) -> &mut Requirement {
    &mut f.roles[r].levels[l].requirements[n]
}

fn take(f: &mut Framework, (r, l, n): At) -> Requirement {
    f.roles[r].levels[l].requirements.remove(n)
}

fn on_statement(reading: &mut Reading, correction: &Correction, lexicon: &Lexicon) -> Option<()> {
    let f = &mut reading.framework;
    let statements: Vec<(&Role, &Level, &Requirement)> = f.requirements().collect();
    let index = correction.of.find(&statements)?;
    let places = places(f);
    let place = *places.get(index)?;
    match correction.action {
        Action::Accept => settle(at(f, place), ACCEPTED),
        Action::Reject => {
            let gone = take(f, place);
            reclassify(&mut reading.pieces, &gone.places, Class::Requirement, Class::Furniture);
        }
        Action::Merge => {
            let before = *places.get(index.checked_sub(1)?)?;
            let text = correction.to.as_ref().map(|to| to.text.join(" "));
            let rest = take(f, place);
            let joined = at(f, before);
            joined.verbatim = format!("{} {}", joined.verbatim, rest.verbatim);
            joined.places.extend(rest.places);
            let text = format!("{} {}", joined.text, text.unwrap_or(rest.text));
            reword(joined, text, lexicon);
        }
        Action::Correct | Action::Split => {
            let to = correction.to.as_ref()?;
            let old = take(f, place);
            put(f, parts(&old, to, lexicon), to, place);
        }
    }
    Some(())
}

fn on_unplaced(reading: &mut Reading, correction: &Correction, lexicon: &Lexicon) -> Option<()> {
    let key = squash(&correction.of.text);
    let f = &mut reading.framework;
    let index = f.unplaced.iter().position(|u| squash(&u.text) == key)?;
    let Unplaced { text, at } = f.unplaced.remove(index);
    let class = match (correction.action, &correction.to) {
        (Action::Accept | Action::Reject | Action::Merge, _) | (_, None) => Class::Furniture,
        (Action::Correct | Action::Split, Some(to)) => {
            let old = stated(&correction.of.id, &text, &at);
            let last = f.roles.len().saturating_sub(1);
            put(f, parts(&old, to, lexicon), to, (last, 0, usize::MAX));
            Class::Requirement
        }
    };
    reclassify(&mut reading.pieces, &[at], Class::Unplaced, class);
    Some(())
}

/// Returns a statement that consists of its words.
fn stated(id: &str, text: &str, at: &Place) -> Requirement {
    Requirement {
        id: id.to_owned(),
        concept_id: String::new(),
        text: text.to_owned(),
        verbatim: text.to_owned(),
        places: vec![at.clone()],
        ..Requirement::default()
    }
}

/// Returns the statements that a statement becomes: itself changed, or its parts.
fn parts(old: &Requirement, to: &State, lexicon: &Lexicon) -> Vec<Requirement> {
    let part = |(n, text): (usize, &String)| {
        let mut new = old.clone();
        if to.text.len() > 1 {
            new.id = id("part", &[&old.id, &n.to_string()]);
        }
        let basis = || Basis { kind: BasisKind::Review, phrase: CORRECTED.to_owned(), at: None };
        if new.category != to.category {
            (new.category, new.category_basis) = (to.category, to.category.map(|_| basis()));
        }
        if new.necessity != to.necessity {
            (new.necessity, new.necessity_basis) = (to.necessity, to.necessity.map(|_| basis()));
        }
        reword(&mut new, text.clone(), lexicon);
        new
    };
    to.text.iter().enumerate().map(part).collect()
}

/// Gives a statement its words, and what follows from them.
fn reword(r: &mut Requirement, text: String, lexicon: &Lexicon) {
    if r.text != text || r.concept_id.is_empty() {
        let concept = concept(&text, lexicon);
        (r.concept_id, r.subject_id) = (concept.id, concept.subject);
        r.concept_steps = concept.steps.into_iter().map(|s| s.name().to_owned()).collect();
        r.qualifiers.retain(|q| q.kind == QualifierKind::AssessedBy);
        r.qualifiers.extend(qualifiers::qualifiers(&text, &Chunk::default(), lexicon));
        r.qualifiers.sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
        r.text = text;
    }
    settle(r, CORRECTED);
}

fn settle(r: &mut Requirement, flag: &str) {
    r.flags.retain(|f| f != ACCEPTED && f != CORRECTED);
    r.flags.push(flag.to_owned());
    r.confidence = 1.0;
}

/// Puts statements where a state says: where the old one stood if role and level are the same, else
/// at the end of that level, which is made if there is none.
fn put(f: &mut Framework, new: Vec<Requirement>, to: &State, old: At) {
    let (r, l, n) = old;
    let here = f.roles.get(r).is_some_and(|role| {
        role.title == to.role && role.levels.get(l).is_some_and(|level| level.label == to.level)
    });
    if here {
        let level = &mut f.roles[r].levels[l].requirements;
        let n = n.min(level.len());
        level.splice(n..n, new);
        return;
    }
    let role = f.roles.iter().position(|role| role.title == to.role).unwrap_or_else(|| {
        f.roles.push(Role { title: to.role.clone(), printed: to.role.clone(), ..Role::default() });
        f.roles.len() - 1
    });
    let levels = &mut f.roles[role].levels;
    let level = levels.iter().position(|level| level.label == to.level).unwrap_or_else(|| {
        levels.push(Level { label: to.level.clone(), ..Level::default() });
        levels.len() - 1
    });
    levels[level].requirements.extend(new);
}

/// Gives the pieces at some places another class.
fn reclassify(pieces: &mut [Piece], places: &[Place], from: Class, to: Class) {
    let overlap = |a: &Place, b: &Place| match (a.span, b.span) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        _ => true,
    };
    let hit = |p: &Place| places.iter().any(|q| q.block == p.block && overlap(p, q));
    for piece in pieces.iter_mut().filter(|p| p.class == from && hit(&p.at)) {
        piece.class = to;
        piece.detail = None;
    }
}
