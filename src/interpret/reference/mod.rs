//! What statements refer to: law, qualifications, and the acronyms that a document explains.
//!
//! The words of the document stay as they are; a link says which of them name what.

mod acronym;
mod law;
mod qualification;

use crate::lexicon::Lexicon;
use crate::model::{Acronym, Framework, NoteCode, Requirement};
use crate::text::tokens;
use std::collections::BTreeMap;

pub use acronym::explained;
pub use law::law;
pub use qualification::qualifications;

/// Links all statements of a document anew, and says of it which law they name.
pub fn refer(framework: &mut Framework, lexicon: &Lexicon) {
    let defined = defined(&framework.acronyms);
    let main = framework.language.clone();
    let levels = framework.roles.iter_mut().flat_map(|r| &mut r.levels);
    for r in levels.flat_map(|l| &mut l.requirements) {
        link(r, &defined, main.as_deref(), lexicon);
    }
    framework.legislation = law::instruments(&framework.roles, lexicon);
    framework.notes.retain(|n| !matches!(n.code, NoteCode::I012 | NoteCode::I013));
    framework.notes.extend(law::notes(&framework.roles, lexicon));
}

/// Returns acronyms by name, as the finders take them.
fn defined(acronyms: &[Acronym]) -> BTreeMap<String, String> {
    acronyms.iter().map(|a| (a.acronym.clone(), a.expansion.clone())).collect()
}

/// Links one statement; qualifications are known in English only.
fn link(
    r: &mut Requirement,
    defined: &BTreeMap<String, String>,
    main: Option<&str>,
    lexicon: &Lexicon,
) {
    let tokens = tokens(&r.text);
    r.legislation = law(&r.text, &tokens, defined, lexicon);
    r.qualifications = match r.language.as_deref().or(main) {
        None | Some("eng") => qualifications(&r.text, &tokens, lexicon),
        Some(_) => Vec::new(),
    };
}
