//! `rungs show`: one requirement, document or concept in full.

use super::args::{Global, ShowArgs};
use super::lookup::{self, Found};
use super::terminal::{display_line, display_safe};
use super::{Exit, output, stored};
use crate::model::{Field, Framework, Level, Requirement, Role, Row};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Prints what an id stands for.
///
/// # Errors
/// If the id means nothing or several things, or the store cannot be read.
pub fn run(global: &Global, args: ShowArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let found = lookup::find(&store, &args.id)?;
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            output::json(out, &as_json(&found))
        } else {
            Ok(print(out, &found)?)
        }
    })?;
    Ok(Exit::Done)
}

fn as_json(found: &Found) -> Value {
    match found {
        Found::Document(f) => json!({"kind": "document", "framework": f}),
        Found::Inherited(row) => json!({"kind": "inherited", "row": row}),
        Found::Concept(id, rows) => json!({"kind": "concept", "concept_id": id, "rows": rows}),
        Found::Requirement(f, id) => {
            let (role, level, requirement) = parts(f, id);
            json!({
                "kind": "requirement",
                "document": document_json(f),
                "role": role.title,
                "grade": level.grade_in(role),
                "level": level.label,
                "adds_to": level.adds_to,
                "requirement": requirement,
            })
        }
    }
}

/// Returns what is said of the document beside one of its requirements.
pub(super) fn document_json(f: &Framework) -> Value {
    json!({
        "id": f.id,
        "title": f.title,
        "employer": f.employer,
        "source": f.source,
        "outcome": f.outcome,
    })
}

/// Returns the requirement that [`lookup::find`] has found in its document.
pub(super) fn parts<'a>(f: &'a Framework, id: &str) -> (&'a Role, &'a Level, &'a Requirement) {
    lookup::requirement(f, id).expect("it was found in this document")
}

fn print(out: &mut dyn Write, found: &Found) -> io::Result<()> {
    match found {
        Found::Document(f) => document(out, f),
        Found::Inherited(row) => row_lines(out, row),
        Found::Requirement(f, id) => requirement(out, f, parts(f, id)),
        Found::Concept(id, rows) => {
            writeln!(out, "Concept {id}, stated {} times", rows.len())?;
            for row in rows {
                writeln!(out)?;
                row_lines(out, row)?;
            }
            Ok(())
        }
    }
}

/// Writes a label and a value, if there is one.
pub(super) fn fact(out: &mut dyn Write, label: &str, value: Option<&str>) -> io::Result<()> {
    match value.filter(|v| !v.is_empty()) {
        Some(value) => writeln!(out, "  {label:<12} {}", display_line(value)),
        None => Ok(()),
    }
}

fn row_lines(out: &mut dyn Write, row: &Row) -> io::Result<()> {
    writeln!(out, "{}", display_safe(&row.text))?;
    let facts = [
        ("id", Some(row.id.as_str())),
        ("employer", row.organisation.as_deref()),
        ("document", Some(row.source.as_str())),
        ("role", row.role.as_deref()),
        ("grade", row.grade.as_deref()),
        ("level", row.level.as_deref()),
        ("section", row.section.as_deref()),
        ("category", row.category.as_deref()),
        ("necessity", row.necessity.as_deref()),
        ("same as", row.same_as.as_deref()),
        ("inherited", row.inherited_from.as_deref()),
    ];
    facts.into_iter().try_for_each(|(label, value)| fact(out, label, value))
}

fn requirement(
    out: &mut dyn Write,
    f: &Framework,
    (role, level, r): (&Role, &Level, &Requirement),
) -> io::Result<()> {
    writeln!(out, "{}\n", display_safe(&r.text))?;
    fact(out, "id", Some(&r.id))?;
    fact(out, "concept", Some(&r.concept_id))?;
    fact(out, "employer", f.employer.as_deref())?;
    fact(out, "framework", f.title.as_deref())?;
    fact(out, "document", f.source.paths.first().map(String::as_str))?;
    fact(out, "outcome", Some(f.outcome.status.name()))?;
    fact(out, "role", role.printed.as_deref().or(role.title.as_deref()))?;
    fact(out, "grade", level.grade_in(role))?;
    fact(out, "level", level.label.as_deref())?;
    fact(out, "adds to", Some(&level.adds_to.join(", ")))?;
    fact(
        out,
        "section",
        Some(&r.section_path.join(" > ")).or(r.section.as_ref()).map(String::as_str),
    )?;
    fact(out, "option", r.option.as_deref())?;
    fact(out, "code", r.code.as_deref())?;
    fact(out, "category", r.category.map(crate::model::Category::name))?;
    fact(out, "necessity", r.necessity.map(crate::model::Necessity::name))?;
    for q in &r.qualifiers {
        fact(out, q.kind.name(), Some(&q.value))?;
    }
    for link in &r.legislation {
        fact(out, "law", Some(&link.title))?;
    }
    for link in &r.qualifications {
        fact(out, "qualification", Some(&link.names.join(", ")))?;
    }
    let same = r.same_as.as_ref();
    fact(out, "same as", same.and_then(|s| s.role.as_deref()))?;
    fact(out, "cell", same.map(|s| s.phrase.as_str()))?;
    for place in &r.places {
        fact(out, "place", Some(&place.to_string()))?;
    }
    fact(out, "flags", Some(&r.flags.join(", ")))?;
    fact(out, "confidence", Some(&r.confidence.to_string()))?;
    fact(out, "verbatim", (r.verbatim != r.text).then_some(r.verbatim.as_str()))
}

/// Writes a document in full.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn document(out: &mut dyn Write, f: &Framework) -> io::Result<()> {
    let title = f.title.as_deref().unwrap_or(&f.source.file);
    writeln!(out, "{}\n", display_line(title))?;
    fact(out, "id", Some(&f.id))?;
    fact(out, "employer", f.employer.as_deref())?;
    for path in &f.source.paths {
        fact(out, "file", Some(path))?;
    }
    fact(out, "shape", Some(&name_of(&f.shape)))?;
    fact(out, "outcome", Some(f.outcome.status.name()))?;
    fact(out, "reason", f.outcome.reason.as_deref())?;
    fact(
        out,
        "placed",
        Some(&format!(
            "{:.1} % of {} characters",
            f.coverage.placed_share() * 100.0,
            f.coverage.total
        )),
    )?;
    fields(out, &f.fields)?;
    f.roles.iter().try_for_each(|r| role(out, r))?;
    for step in &f.progression {
        writeln!(out, "\nFrom {} to {}", display_line(&step.from), display_line(&step.to))?;
    }
    notes(out, f)
}

/// Returns the name of an enum's value as serialised.
pub(super) fn name_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

fn fields(out: &mut dyn Write, fields: &[Field]) -> io::Result<()> {
    fields.iter().try_for_each(|f| fact(out, &f.name.replace('_', " "), Some(&f.text)))
}

fn role(out: &mut dyn Write, role: &Role) -> io::Result<()> {
    let title = role.title.as_deref().unwrap_or("(no role named)");
    let grade = role.grade.as_deref().map(|g| format!(", {g}")).unwrap_or_default();
    writeln!(out, "\n{}{}", display_line(title), display_line(&grade))?;
    fact(out, "adds to", Some(&role.adds_to_roles.join(", ")))?;
    fields(out, &role.fields)?;
    role.levels.iter().try_for_each(|l| self::level(out, l))
}

fn level(out: &mut dyn Write, level: &Level) -> io::Result<()> {
    if let Some(label) = &level.label {
        let adds = match level.adds_to.as_slice() {
            [] => String::new(),
            labels => format!(" (in addition to {})", labels.join(", ")),
        };
        let grade = level.grade.as_deref().map(|g| format!(", {g}")).unwrap_or_default();
        writeln!(
            out,
            "\n  {}{}{}",
            display_line(label),
            display_line(&grade),
            display_line(&adds)
        )?;
    }
    let mut section = None;
    for r in &level.requirements {
        if r.section != section {
            section.clone_from(&r.section);
            writeln!(out, "    {}", display_line(section.as_deref().unwrap_or("(no heading)")))?;
        }
        let id: String = r.id.chars().take(8).collect();
        let code = r.code.as_deref().map(|c| format!("{c} ")).unwrap_or_default();
        writeln!(out, "      {id}  {}{}", display_line(&code), display_line(&r.text))?;
    }
    Ok(())
}

fn notes(out: &mut dyn Write, f: &Framework) -> io::Result<()> {
    if !f.notes.is_empty() {
        writeln!(out, "\nNotes")?;
    }
    for note in &f.notes {
        let place = note.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        writeln!(
            out,
            "  {} {}{}",
            note.code.code(),
            display_line(&note.message),
            display_line(&place)
        )?;
    }
    Ok(())
}
