//! What must hold of a stored document beyond its schema.
//!
//! Comes in: a document as JSON or as a value. Goes out: faults, each with its place in the
//! document as a JSON pointer. Reading files and the manifest is left to the command.

use crate::interpret::document_id;
use crate::model::{Coverage, Framework, Place, Requirement, Status, framework::SCHEMA};
use serde_json::Value;
use std::collections::BTreeSet;

/// Something that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Fault {
    /// JSON pointer into the document; empty for the document as a whole.
    pub at: String,
    /// What is wrong, as a sentence.
    pub detail: String,
}

impl Fault {
    /// Returns a fault at a place of the document.
    pub fn new(at: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { at: at.into(), detail: detail.into() }
    }
}

/// Compares documents with the JSON Schema.
pub struct Schema(jsonschema::Validator);

impl Schema {
    /// Returns the schema of this version, compiled once for many documents.
    pub fn new() -> Self {
        let schema = crate::schema::framework();
        Self(jsonschema::validator_for(&schema).expect("the generated schema is a schema"))
    }

    /// Returns where the document departs from the schema.
    pub fn faults(&self, document: &Value) -> Vec<Fault> {
        let errors = self.0.iter_errors(document);
        errors.map(|e| Fault::new(e.instance_path().to_string(), e.to_string())).collect()
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns what does not hold of a document, in its order.
pub fn faults(framework: &Framework) -> Vec<Fault> {
    let mut faults = whole(framework);
    faults.extend(coverage(&framework.coverage));
    faults.extend(requirements(framework));
    faults
}

fn whole(f: &Framework) -> Vec<Fault> {
    let is_ok = f.outcome.status == Status::Ok;
    let rules = [
        (f.schema == SCHEMA, "/schema", format!("it is {:?}, not {SCHEMA:?}", f.schema)),
        (
            f.id == document_id(&f.source.blake3),
            "/id",
            "it is not the id of the bytes in /source/blake3".to_owned(),
        ),
        (!f.source.paths.is_empty(), "/source/paths", "no path is named".to_owned()),
        (f.source.paths.is_sorted(), "/source/paths", "they are not sorted".to_owned()),
        (
            !is_ok || f.requirements().next().is_some(),
            "/outcome",
            "it is ok, but there is no requirement".to_owned(),
        ),
        (
            is_ok || f.outcome.reason.is_some(),
            "/outcome",
            "it is not ok and gives no reason".to_owned(),
        ),
    ];
    broken(rules)
}

fn broken<const N: usize>(rules: [(bool, &str, String); N]) -> Vec<Fault> {
    rules.into_iter().filter(|r| !r.0).map(|(_, at, detail)| Fault::new(at, detail)).collect()
}

fn coverage(c: &Coverage) -> Option<Fault> {
    let parts = [c.requirement, c.heading, c.metadata, c.furniture, c.repeat, c.unplaced];
    let sum: u64 = parts.iter().sum();
    let detail = || format!("the classes add up to {sum} characters, the document has {}", c.total);
    (sum != c.total).then(|| Fault::new("/coverage", detail()))
}

fn requirements(framework: &Framework) -> Vec<Fault> {
    let ids: BTreeSet<&str> = framework.requirements().map(|(_, _, r)| r.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (i, role) in framework.roles.iter().enumerate() {
        for (j, level) in role.levels.iter().enumerate() {
            for (k, requirement) in level.requirements.iter().enumerate() {
                let at = format!("/roles/{i}/levels/{j}/requirements/{k}");
                let is_new = seen.insert(requirement.id.as_str());
                faults.extend(of_requirement(requirement, is_new, &ids, &at));
            }
        }
    }
    faults
}

fn of_requirement(r: &Requirement, is_new: bool, ids: &BTreeSet<&str>, at: &str) -> Vec<Fault> {
    let refers = r.same_as.as_ref().is_none_or(|s| ids.contains(s.requirement.as_str()));
    let rules = [
        (is_new, "/id", format!("{} stands twice", r.id)),
        (is_uuid(&r.id), "/id", format!("{:?} is not a UUID of version 5", r.id)),
        (
            is_uuid(&r.concept_id),
            "/concept_id",
            format!("{:?} is not a UUID of version 5", r.concept_id),
        ),
        (!r.text.trim().is_empty(), "/text", "it has no words".to_owned()),
        (!r.places.is_empty(), "/places", "it has no place".to_owned()),
        (
            r.places.iter().all(is_place),
            "/places",
            "a span ends before it begins, or a page or line is 0".to_owned(),
        ),
        (
            (0.0..=1.0).contains(&r.confidence),
            "/confidence",
            format!("{} is not from 0 to 1", r.confidence),
        ),
        (refers, "/same_as", "the requirement it means is not in the document".to_owned()),
    ];
    let faults = broken(rules).into_iter();
    faults.map(|f| Fault { at: format!("{at}{}", f.at), ..f }).collect()
}

fn is_uuid(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok_and(|u| u.get_version_num() == 5)
}

fn is_place(place: &Place) -> bool {
    place.span.is_none_or(|s| s.start <= s.end) && place.page != Some(0) && place.line != Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::model::build::framework;

    #[test]
    fn a_sound_document_has_no_fault() {
        let f = framework("Alder Trust", "alder/a.txt", &["Checks lifts", "Checks doors"]);
        assert_eq!(faults(&f), []);
        assert_eq!(Schema::new().faults(&serde_json::to_value(&f).expect("JSON")), []);
    }

    #[test]
    fn each_rule_is_noticed_at_its_place() {
        type Break = fn(&mut Framework);
        let first = "/roles/0/levels/0/requirements/0";
        let cases: [(Break, String); 7] = [
            (|f| f.id = "x".into(), "/id".into()),
            (|f| f.coverage.total = 1, "/coverage".into()),
            (|f| f.roles.clear(), "/outcome".into()),
            (|f| f.roles[0].levels[0].requirements[0].text = " ".into(), format!("{first}/text")),
            (
                |f| f.roles[0].levels[0].requirements[0].confidence = f64::NAN,
                format!("{first}/confidence"),
            ),
            (
                |f| {
                    f.roles[0].levels[0].requirements[0].places[0].span =
                        Some(Span { start: 2, end: 1 })
                },
                format!("{first}/places"),
            ),
            (
                |f| {
                    let r = f.roles[0].levels[0].requirements[0].clone();
                    f.roles[0].levels[0].requirements.push(r);
                },
                "/roles/0/levels/0/requirements/1/id".into(),
            ),
        ];
        for (change, at) in cases {
            let mut f = framework("Alder Trust", "alder/a.txt", &["Checks lifts"]);
            change(&mut f);
            let found: Vec<String> = faults(&f).into_iter().map(|f| f.at).collect();
            assert_eq!(found, [at]);
        }
    }

    #[test]
    fn the_schema_names_the_place() {
        let f = framework("Alder Trust", "alder/a.txt", &["Checks lifts"]);
        let mut value = serde_json::to_value(&f).expect("JSON");
        value["roles"][0]["levels"][0]["requirements"][0]["category"] = "hobby".into();
        let faults = Schema::new().faults(&value);
        assert_eq!(faults[0].at, "/roles/0/levels/0/requirements/0/category");
    }
}
