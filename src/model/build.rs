//! Small frameworks for tests, built by hand.

use super::{
    Coverage, Format, Framework, Level, Outcome, Place, Requirement, Role, Shape, Source, Status,
};

/// Returns a document of one role without levels that states `texts`.
pub fn framework(employer: &str, path: &str, texts: &[&str]) -> Framework {
    let blake3 = blake3::hash(path.as_bytes()).to_hex().to_string();
    let requirements = texts.iter().enumerate().map(|(i, t)| stated(path, i, t)).collect();
    Framework {
        schema: super::framework::SCHEMA.into(),
        id: crate::interpret::document_id(&blake3),
        employer: Some(employer.into()),
        employer_basis: None,
        title: Some(format!("Roles at {employer}")),
        language: None,
        shape: Shape::Unknown,
        source: Source {
            file: path.rsplit('/').next().unwrap_or(path).into(),
            paths: vec![path.into()],
            employers: vec![employer.into()],
            blake3,
            bytes: 1,
            format: Format::Text,
            engine: "test/1".into(),
        },
        outcome: Outcome { status: Status::Ok, reason: None, hint: None },
        fields: vec![],
        roles: vec![Role {
            title: Some("Porter".into()),
            levels: vec![Level { requirements, ..Level::default() }],
            ..Role::default()
        }],
        progression: vec![],
        legislation: Vec::new(),
        acronyms: Vec::new(),
        unplaced: vec![],
        notes: vec![],
        coverage: Coverage::default(),
    }
}

/// Returns a requirement of these words and nothing else known.
pub fn requirement(text: &str) -> Requirement {
    stated("", 0, text)
}

fn stated(path: &str, index: usize, text: &str) -> Requirement {
    let uuid =
        |key: String| uuid::Uuid::new_v5(&crate::interpret::NAMESPACE, key.as_bytes()).to_string();
    let line = u32::try_from(index).expect("a test is short") + 1;
    Requirement {
        id: uuid(format!("{path}:{index}:{text}")),
        concept_id: uuid(text.to_lowercase()),
        subject_id: String::new(),
        concept_steps: Vec::new(),
        text: text.into(),
        verbatim: text.into(),
        language: None,
        category: None,
        category_basis: None,
        necessity: None,
        necessity_basis: None,
        qualifiers: vec![],
        legislation: Vec::new(),
        qualifications: Vec::new(),
        section: None,
        section_path: vec![],
        code: None,
        option: None,
        same_as: None,
        places: vec![Place { line: Some(line), block: line - 1, ..Place::default() }],
        flags: vec![],
        confidence: 1.0,
    }
}
