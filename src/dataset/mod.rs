//! Frameworks in, flat rows out: the dataset that analysts take away.
//!
//! [`stated`] gives one [`Row`] per requirement, where it is stated; [`expanded`] adds those that a
//! level or role takes over from the ones it builds on. Rows are sorted by organisation, source
//! path and reading order, so the same documents give the same bytes whatever the order of import.
//! Writing files is left to the caller: [`mod@write`] knows only a `Write`.

pub mod calibration;
mod inherit;
pub mod write;

pub use write::{write_csv, write_jsonl};

use crate::model::{Basis, Framework, Level, QualifierKind, Requirement, Role, Row};

/// Returns one row per stated requirement and per resolved "Same" cell.
pub fn stated(frameworks: &[Framework]) -> Vec<Row> {
    sorted(frameworks).into_iter().flat_map(rows_of).collect()
}

/// Returns the rows of [`stated`], each level followed by what it inherits.
pub fn expanded(frameworks: &[Framework]) -> Vec<Row> {
    sorted(frameworks).into_iter().flat_map(inherit::rows_with_inherited).collect()
}

/// Returns the rows of one document in reading order.
pub fn rows_of(framework: &Framework) -> impl Iterator<Item = Row> + '_ {
    framework.requirements().map(|(role, level, r)| row(framework, role, level, r))
}

/// Returns the rows of one document with the inherited ones.
pub fn expanded_rows_of(framework: &Framework) -> Vec<Row> {
    inherit::rows_with_inherited(framework)
}

/// Returns the inherited rows of one document alone, each with the requirement that states it.
pub fn inherited_rows_of(framework: &Framework) -> Vec<(Row, &Requirement)> {
    inherit::inherited(framework)
}

fn sorted(frameworks: &[Framework]) -> Vec<&Framework> {
    let mut refs: Vec<&Framework> = frameworks.iter().collect();
    refs.sort_by_key(|f| (f.employer.as_deref(), f.source.paths.first(), f.id.as_str()));
    refs
}

/// Returns the row of one requirement as stated for a role and level.
fn row(framework: &Framework, role: &Role, level: &Level, r: &Requirement) -> Row {
    let source = &framework.source;
    Row {
        id: r.id.clone(),
        concept_id: r.concept_id.clone(),
        subject_id: r.subject_id.clone(),
        doc: source.file.clone(),
        source: source.paths.first().unwrap_or(&source.file).clone(),
        outcome: framework.outcome.status.name().to_owned(),
        organisation: framework.employer.clone(),
        framework: framework.title.clone(),
        role: role.title.clone(),
        role_printed: role.printed.clone(),
        grade: level.grade_in(role).map(str::to_owned),
        level: level.label.clone(),
        adds_to: level.adds_to.clone(),
        adds_to_roles: role.adds_to_roles.clone(),
        option: r.option.clone(),
        category: r.category.map(|c| c.name().to_owned()),
        section: r.section.clone(),
        code: r.code.clone(),
        necessity: r.necessity.map(|n| n.name().to_owned()),
        category_basis: r.category_basis.as_ref().map(basis),
        necessity_basis: r.necessity_basis.as_ref().map(basis),
        condition: qualified(r, QualifierKind::Condition).collect(),
        timeframe: qualified(r, QualifierKind::Timeframe).collect(),
        equivalent: qualified(r, QualifierKind::Equivalent).next().is_some(),
        experience: qualified(r, QualifierKind::Years).next(),
        strength: qualified(r, QualifierKind::Strength).next(),
        assessed_by: qualified(r, QualifierKind::AssessedBy).next(),
        language: r.language.as_ref().or(framework.language.as_ref()).cloned(),
        text: r.text.clone(),
        verbatim: r.same_as.as_ref().map_or(&r.verbatim, |s| &s.phrase).clone(),
        same_as: r.same_as.as_ref().and_then(|s| s.role.clone()),
        legislation: once(r.legislation.iter().map(|l| l.title.clone())),
        qualifications: once(r.qualifications.iter().flat_map(|q| q.names.iter().cloned())),
        pages: distinct(r.places.iter().filter_map(|p| p.page)),
        lines: source.format.has_lines().then(|| distinct(r.places.iter().filter_map(|p| p.line))),
        confidence: r.confidence,
        inherited_from: None,
    }
}

fn basis(basis: &Basis) -> String {
    format!("{}: {}", basis.kind.name(), basis.phrase)
}

/// Returns the values of a requirement's qualifiers of one kind.
fn qualified(r: &Requirement, kind: QualifierKind) -> impl Iterator<Item = String> + '_ {
    r.qualifiers.iter().filter(move |q| q.kind == kind).map(|q| q.value.clone())
}

/// Returns names without repeats, in their order.
fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|n| seen.insert(n.clone())).collect()
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let set: std::collections::BTreeSet<u32> = numbers.collect();
    set.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::{framework, requirement};
    use crate::model::{Format, Place, SameAs};

    #[test]
    fn rows_are_sorted_by_employer_path_and_reading_order() {
        let b = framework("Birchwood Homes", "birchwood/b.txt", &["second", "first"]);
        let a = framework("Alder Trust", "alder/a.txt", &["only"]);
        let forth = stated(&[b.clone(), a.clone()]);
        assert_eq!(forth, stated(&[a, b]));
        let texts: Vec<&str> = forth.iter().map(|r| r.text.as_str()).collect();
        assert_eq!(texts, ["only", "second", "first"]);
    }

    #[test]
    fn a_same_cell_shows_the_words_and_keeps_the_cell() {
        let mut f = framework("Alder Trust", "alder/map.txt", &["Hold a first aid certificate"]);
        let r = &mut f.roles[0].levels[0].requirements[0];
        r.same_as = Some(SameAs {
            role: Some("Porter".into()),
            level: None,
            requirement: "x".into(),
            phrase: "As before".into(),
        });
        let row = &stated(&[f])[0];
        assert_eq!(
            (row.text.as_str(), row.verbatim.as_str()),
            ("Hold a first aid certificate", "As before")
        );
        assert_eq!(row.same_as.as_deref(), Some("Porter"));
    }

    #[test]
    fn lines_are_distinct_and_only_for_text() {
        let mut f = framework("Alder Trust", "alder/a.txt", &["one"]);
        let place = |line| Place { line: Some(line), page: Some(2), ..Place::default() };
        f.roles[0].levels[0].requirements[0].places = vec![place(9), place(4), place(9)];
        assert_eq!(stated(&[f.clone()])[0].lines, Some(vec![4, 9]));
        assert_eq!(stated(&[f.clone()])[0].pages, [2]);
        f.source.format = Format::Docx;
        assert_eq!(stated(&[f])[0].lines, None);
    }

    #[test]
    fn a_level_takes_over_the_levels_it_adds_to() {
        let mut f = framework("Alder Trust", "alder/a.txt", &["greets visitors"]);
        f.roles[0].levels[0].label = Some("Level 1".into());
        let mut upper = f.roles[0].levels[0].clone();
        upper.label = Some("Level 2".into());
        upper.adds_to = vec!["Level 1".into()];
        upper.requirements = vec![requirement("plans the rota")];
        f.roles[0].levels.push(upper);
        let rows = expanded(&[f.clone()]);
        let seen: Vec<_> = rows
            .iter()
            .map(|r| (r.text.as_str(), r.level.as_deref(), r.inherited_from.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                ("greets visitors", Some("Level 1"), None),
                ("plans the rota", Some("Level 2"), None),
                ("greets visitors", Some("Level 2"), Some("Level 1")),
            ]
        );
        assert_ne!(rows[0].id, rows[2].id);
        assert_eq!(rows, expanded(&[f]));
    }
}
