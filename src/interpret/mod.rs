//! Structure to requirements: statements, categories, necessity, inheritance, ids.

use crate::lexicon::Lexicon;
use crate::model::{Basis, Coverage, Format, Framework, Outcome, Shape, Source, Status};
use crate::structure::Document;

/// What is known of a document before it is read.
#[derive(Clone, Debug)]
pub struct Identity {
    /// File name without folders.
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

/// Returns the id of a document: UUIDv5 of its BLAKE3.
pub fn document_id(blake3: &str) -> String {
    uuid::Uuid::new_v5(&NAMESPACE, format!("document:{blake3}").as_bytes()).to_string()
}

/// Namespace of all ids of this project.
pub const NAMESPACE: uuid::Uuid = uuid::Uuid::from_bytes([
    0x8f, 0x1d, 0x6c, 0x52, 0x3a, 0x0e, 0x5b, 0x7d, 0x9c, 0x41, 0x72, 0x75, 0x6e, 0x67, 0x73, 0x31,
]);

/// Turns a structured document into the canonical object.
pub fn interpret(_document: &Document, identity: &Identity, _lexicon: &Lexicon) -> Framework {
    Framework {
        schema: crate::model::framework::SCHEMA.into(),
        id: document_id(&identity.blake3),
        employer: identity.employer.as_ref().map(|e| e.0.clone()),
        employer_basis: identity.employer.as_ref().map(|e| e.1.clone()),
        title: None,
        shape: Shape::Unknown,
        source: Source {
            file: identity.file.clone(),
            paths: identity.paths.clone(),
            employers: identity.employers.clone(),
            blake3: identity.blake3.clone(),
            bytes: identity.bytes,
            format: identity.format,
            engine: crate::extract::engine(identity.format).into(),
        },
        outcome: Outcome { status: Status::Suspect, reason: Some("no requirement was found".into()), hint: None },
        fields: vec![],
        roles: vec![],
        progression: vec![],
        notes: vec![],
        coverage: Coverage::default(),
    }
}
