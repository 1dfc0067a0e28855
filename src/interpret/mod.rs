//! Structure to requirements: statements, categories, necessity, inheritance, ids.
//!
//! Comes in: [`Document`] and what is known of the file. Goes out: [`Framework`], the canonical
//! object, and the class of every piece of text. Nothing here can fail.

pub mod classify;
mod confidence;
mod inherit;
mod language;
mod letters;
pub mod qualifiers;
pub mod reference;
pub mod split;
mod statement;

use crate::concept::concept;
use crate::lexicon::Lexicon;
use crate::model::{
    Basis, BasisKind, Class, Field, Format, Framework, Level, Note, NoteCode, Outcome, Piece,
    Place, Requirement, Role, SameAs, Source, Status, Unplaced,
};
use crate::structure::{Document, RoleDraft, ledger, marker};
use crate::text::{clean, squash};
use language::Languages;
use statement::Statement;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Version of extraction, structure and interpretation together: part of what "unchanged" means.
/// It is raised whenever the same bytes would give another framework.
pub const VERSION: u32 = 9;

/// What is known of a document before it is read.
#[derive(Clone, Debug)]
pub struct Identity {
    /// File name without folders; in a container the container's, and the path in it.
    pub file: String,
    /// Paths at which the bytes were found, sorted; the first is the primary one.
    pub paths: Vec<String>,
    /// Employers whose folders hold the bytes, sorted.
    pub employers: Vec<String>,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Format by content.
    pub format: Format,
    /// Employer by folder or option, with its basis; the document may name one if this is absent.
    pub employer: Option<(String, Basis)>,
}

/// Namespace of all ids of this project.
pub const NAMESPACE: Uuid = Uuid::from_bytes([
    0x8f, 0x1d, 0x6c, 0x52, 0x3a, 0x0e, 0x5b, 0x7d, 0x9c, 0x41, 0x72, 0x75, 0x6e, 0x67, 0x73, 0x31,
]);

/// Returns the UUIDv5 of the parts, which are set apart so that no two lists of parts collide.
pub fn id(kind: &str, parts: &[&str]) -> String {
    let key = std::iter::once(&kind).chain(parts).copied().collect::<Vec<_>>().join("\u{1f}");
    Uuid::new_v5(&NAMESPACE, key.as_bytes()).to_string()
}

/// Returns the id of a document: UUIDv5 of its BLAKE3.
pub fn document_id(blake3: &str) -> String {
    id("document", &[blake3])
}

/// The canonical object with the class of every piece of the document's text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The canonical object.
    pub framework: Framework,
    /// What became of every character.
    pub pieces: Vec<Piece>,
}

/// Turns a structured document into the canonical object.
pub fn interpret(document: Document, identity: &Identity, lexicon: &Lexicon) -> Reading {
    let mut document = document;
    let mut statements = statement::statements(&document, lexicon);
    letters::read(&mut statements);
    let (mut kept, repeats) = merge(statements);
    let languages = Languages::of(document.leaves.iter().map(|l| l.text.as_str()), lexicon);
    mark_languages(&mut kept, &languages);
    for part in repeats {
        document.ledger.reclaim(part.leaf, part.span, Class::Repeat, None);
    }
    let pieces = document.pieces();
    let coverage = ledger::coverage(&pieces);
    let doc_id = document_id(&identity.blake3);
    let employer =
        identity.employer.clone().or_else(|| printed_employer(document.employer.as_ref()));
    let mut notes = std::mem::take(&mut document.notes);
    let acronyms = reference::explained(document.leaves.iter().map(|l| l.text.as_str()));
    let roles = roles(&document, &kept, &doc_id, lexicon);
    notes.extend(document.roles.iter().flat_map(|role| undefined_levels(role, lexicon)));
    closing_notes(&kept, coverage.unplaced, &mut notes);
    notes.extend(language_note(&languages));
    let mut framework = Framework {
        schema: crate::model::framework::SCHEMA.into(),
        id: doc_id,
        employer: employer.as_ref().map(|e| e.0.clone()),
        employer_basis: employer.map(|e| e.1),
        title: document.title.as_ref().map(|t| t.text.clone()),
        language: languages.main().map(str::to_owned),
        shape: document.shape,
        source: source(identity),
        outcome: outcome(&kept, &notes),
        fields: document.fields,
        legislation: Vec::new(),
        acronyms,
        roles,
        progression: document.progression,
        unplaced: unplaced(&pieces),
        notes,
        coverage,
    };
    reference::refer(&mut framework, lexicon);
    Reading { framework, pieces }
}

/// Marks statements with their language where a document is not in English alone, and takes back
/// what English word lists made of other languages.
fn mark_languages(kept: &mut [Statement], languages: &Languages) {
    let Some(told) = languages.of_each(kept.iter().map(|s| s.text.as_str())) else { return };
    for (statement, (code, is_english)) in kept.iter_mut().zip(told) {
        statement.language = Some(code);
        if !is_english {
            (statement.category, statement.category_basis) = (None, None);
            (statement.necessity, statement.necessity_basis) = (None, None);
            statement.qualifiers.clear();
        }
    }
}

fn language_note(languages: &Languages) -> Option<Note> {
    let named = languages.named();
    let said = || format!("The document is in {}.", named.join(" and "));
    (!named.is_empty()).then(|| Note::new(NoteCode::I010, said()))
}

fn undefined_levels(role: &RoleDraft, lexicon: &Lexicon) -> Vec<Note> {
    let note = |u: inherit::Undefined| {
        let word = u.word.to_uppercase();
        let whose = role.title.as_deref().map(|t| format!(" of {t}")).unwrap_or_default();
        let message = if marker::names(&u.by, &u.word) {
            format!("{}{whose} builds on itself.", u.by)
        } else {
            format!("{}{whose} builds on level {word}, which is not there.", u.by)
        };
        Note::new(NoteCode::S005, message).at(u.at).quoting(u.phrase)
    };
    inherit::undefined(&role.levels, lexicon).into_iter().map(note).collect()
}

fn unplaced(pieces: &[Piece]) -> Vec<Unplaced> {
    let unplaced = pieces.iter().filter(|p| p.class == Class::Unplaced);
    let stretch = |p: &Piece| Unplaced { text: clean(&p.text), at: p.at.clone() };
    unplaced.map(stretch).filter(|u| !u.text.is_empty()).collect()
}

fn printed_employer(field: Option<&Field>) -> Option<(String, Basis)> {
    let field = field?;
    let basis =
        Basis { kind: BasisKind::Heading, phrase: field.text.clone(), at: Some(field.at.clone()) };
    Some((field.text.clone(), basis))
}

fn source(identity: &Identity) -> Source {
    Source {
        file: identity.file.clone(),
        paths: identity.paths.clone(),
        employers: identity.employers.clone(),
        blake3: identity.blake3.clone(),
        bytes: identity.bytes,
        format: identity.format,
        engine: crate::extract::engine(identity.format).into(),
    }
}

/// Merges statements of the same role, level, category, necessity, option, code of a standard and
/// words; returns what is kept and the parts that are repeats.
fn merge(statements: Vec<Statement>) -> (Vec<Statement>, Vec<crate::structure::Part>) {
    let mut kept: Vec<Statement> = Vec::new();
    let mut repeats = Vec::new();
    let mut index = BTreeMap::new();
    for statement in statements {
        let key = (
            statement.role,
            statement.level,
            statement.category,
            statement.necessity,
            coded(&statement),
            statement.option.clone(),
            squash(&statement.text),
        );
        match index.get(&key) {
            Some(at) => {
                let first: &mut Statement = &mut kept[*at];
                first.places.extend(statement.places);
                first.flag("repeated");
                repeats.extend(statement.parts);
            }
            None => {
                index.insert(key, kept.len());
                kept.push(statement);
            }
        }
    }
    (kept, repeats)
}

/// Returns the code if it is one of an occupational standard, which tells statements apart; printed
/// numbers do not.
fn coded(statement: &Statement) -> Option<String> {
    let is_code = statement.category_basis.as_ref().is_some_and(|b| b.kind == BasisKind::Code);
    statement.code.clone().filter(|_| is_code)
}

fn outcome(kept: &[Statement], notes: &[Note]) -> Outcome {
    if kept.is_empty() {
        let hint = NoteCode::I004.action().to_owned();
        let reason = Some("no requirement was found in its text".to_owned());
        return Outcome { status: Status::Suspect, reason, hint: Some(hint) };
    }
    match notes.iter().find(|n| matches!(n.code, NoteCode::E001 | NoteCode::E002)) {
        Some(note) => Outcome {
            status: Status::Partial,
            reason: Some(note.message.clone()),
            hint: Some(note.code.action().to_owned()),
        },
        None => Outcome { status: Status::Ok, reason: None, hint: None },
    }
}

fn closing_notes(kept: &[Statement], unplaced: u64, notes: &mut Vec<Note>) {
    if kept.is_empty() {
        notes.push(Note::new(NoteCode::I004, "No requirement was found."));
    }
    if unplaced > 0 {
        notes.push(Note::new(
            NoteCode::I005,
            format!("{unplaced} characters were given no meaning."),
        ));
    }
    for statement in kept.iter().filter(|s| s.flags.contains(&"truncated")) {
        let note = Note::new(NoteCode::I006, "The statement ends in mid-sentence.")
            .quoting(&statement.text);
        notes.push(match statement.places.first() {
            Some(place) => note.at(place.clone()),
            None => note,
        });
    }
}

fn roles(document: &Document, kept: &[Statement], doc_id: &str, lexicon: &Lexicon) -> Vec<Role> {
    let ids = ids(document, kept, doc_id);
    let mut by_level: BTreeMap<(usize, usize), Vec<Requirement>> = BTreeMap::new();
    for (index, statement) in kept.iter().enumerate() {
        let same = statement.same.as_ref().map(|same| same_as(document, same, kept, &ids));
        let named = document.roles[statement.role].title.is_some();
        let sure = confidence::of(statement, named);
        let made = requirement(statement, ids[index].clone(), same, sure, lexicon);
        by_level.entry((statement.role, statement.level)).or_default().push(made);
    }
    let mut roles = Vec::new();
    for (index, draft) in document.roles.iter().enumerate() {
        let adds = inherit::adds_to(&draft.levels, lexicon);
        let levels = draft.levels.iter().zip(adds).enumerate().map(
            |(at, (level, (adds_to, adds_basis)))| Level {
                label: level.label.clone(),
                grade: level.grade.clone(),
                adds_to,
                adds_basis,
                requirements: by_level.remove(&(index, at)).unwrap_or_default(),
            },
        );
        let levels: Vec<Level> =
            levels.filter(|l| l.label.is_some() || !l.requirements.is_empty()).collect();
        let role = Role {
            title: draft.title.clone(),
            printed: draft.printed.clone(),
            grade: draft.grade.clone(),
            adds_to_roles: Vec::new(),
            fields: draft.fields.clone(),
            levels,
        };
        let says =
            !role.fields.is_empty() || role.levels.iter().any(|l| !l.requirements.is_empty());
        if says || role.title.is_some() {
            roles.push(role);
        }
    }
    roles
}

/// Gives every statement its id: the count among equals keeps equal ones apart.
fn ids(document: &Document, kept: &[Statement], doc_id: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    kept.iter()
        .map(|s| {
            let role = document.roles[s.role].title.as_deref().unwrap_or("");
            let level = document.roles[s.role]
                .levels
                .get(s.level)
                .and_then(|l| l.label.as_deref())
                .unwrap_or("");
            let section = s.sections.last().map_or("", String::as_str);
            let text = squash(&s.text);
            let count = counts.entry(id("key", &[role, level, section, &text])).or_default();
            *count += 1;
            id("requirement", &[doc_id, role, level, section, &text, &count.to_string()])
        })
        .collect()
}

fn same_as(
    document: &Document,
    same: &statement::Same,
    kept: &[Statement],
    ids: &[String],
) -> SameAs {
    let key = squash(&same.text);
    let stated = kept.iter().position(|s| {
        s.same.is_none() && s.role == same.role && s.level == same.level && squash(&s.text) == key
    });
    let role = &document.roles[same.role];
    SameAs {
        role: role.title.clone(),
        level: role.levels.get(same.level).and_then(|l| l.label.clone()),
        requirement: stated.map_or(String::new(), |i| ids[i].clone()),
        phrase: same.phrase.clone(),
    }
}

fn requirement(
    statement: &Statement,
    id_: String,
    same_as: Option<SameAs>,
    confidence: f64,
    lexicon: &Lexicon,
) -> Requirement {
    let concept = concept(&statement.text, lexicon);
    Requirement {
        id: id_,
        concept_id: concept.id,
        subject_id: concept.subject,
        concept_steps: concept.steps.into_iter().map(|s| s.name().to_owned()).collect(),
        text: statement.text.clone(),
        verbatim: statement.verbatim.clone(),
        language: statement.language.map(str::to_owned),
        category: statement.category,
        category_basis: statement.category_basis.clone(),
        necessity: statement.necessity,
        necessity_basis: statement.necessity_basis.clone(),
        qualifiers: statement.qualifiers.clone(),
        legislation: Vec::new(),
        qualifications: Vec::new(),
        section: statement.sections.last().cloned(),
        section_path: statement.sections.clone(),
        code: statement.code.clone(),
        option: statement.option.clone(),
        same_as,
        places: places(statement),
        flags: statement.flags.iter().map(|f| (*f).to_owned()).collect(),
        confidence,
    }
}

fn places(statement: &Statement) -> Vec<Place> {
    let mut places = Vec::new();
    for place in &statement.places {
        if !places.contains(place) {
            places.push(place.clone());
        }
    }
    places
}
