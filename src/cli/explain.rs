//! `rungs explain`: from a requirement back to its document, and why it was read so.

use super::args::{ExplainArgs, Global};
use super::lookup::{self, Found};
use super::show::{document_json, fact, name_of, parts};
use super::terminal::{display_line, display_safe};
use super::{Exit, Stop, output, stored};
use crate::model::{
    Basis, BasisKind, Framework, LawLink, Level, Place, QualificationLink, Requirement, Role, Span,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// A derived fact and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Derived {
    fact: &'static str,
    value: String,
    /// Absent if the fact was recorded without its evidence.
    kind: Option<BasisKind>,
    phrase: Option<String>,
    at: Option<Place>,
}

/// Traces a requirement.
///
/// # Errors
/// If the id means no requirement or several, or the store cannot be read.
pub fn run(global: &Global, args: ExplainArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let (framework, id) = match lookup::find(&store, &args.id)? {
        Found::Requirement(framework, id) => (framework, id),
        other => return Err(not_one(&other).into()),
    };
    let found = parts(&framework, &id);
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            return output::json(out, &as_json(&framework, found));
        }
        Ok(print(out, &framework, found)?)
    })?;
    Ok(Exit::Done)
}

/// Returns the advice for an id that stands for something else.
fn not_one(found: &Found) -> Stop {
    let (what, hint) = match found {
        Found::Document(f) => {
            ("a document", format!("`rungs show {}` lists its requirements", f.id))
        }
        Found::Concept(id, _) => {
            ("a concept", format!("`rungs show {id}` lists where it is stated"))
        }
        Found::Inherited(row) => (
            "a requirement that a level takes over",
            format!(
                "it is stated for {}; search for its words",
                row.inherited_from.as_deref().unwrap_or("another")
            ),
        ),
        Found::Requirement(..) => ("a requirement", String::new()),
    };
    Stop::new(Exit::Usage, format!("this is the id of {what}")).hint(hint)
}

type Parts<'a> = (&'a Role, &'a Level, &'a Requirement);

fn derived(f: &Framework, (role, level, r): Parts) -> Vec<Derived> {
    let mut facts = Vec::new();
    facts.extend(f.employer.as_ref().map(|e| on("employer", e, f.employer_basis.as_ref())));
    let adds = level.adds_to.join(", ");
    facts.extend((!adds.is_empty()).then(|| on("level adds to", &adds, level.adds_basis.as_ref())));
    for step in &f.progression {
        let concerns = |title: &String| role.title.as_ref() == Some(title);
        if concerns(&step.from) || concerns(&step.to) {
            facts.push(on(
                "progression",
                &format!("{} to {}", step.from, step.to),
                Some(&step.basis),
            ));
        }
    }
    let category = r.category.map(|c| on("category", c.name(), r.category_basis.as_ref()));
    let necessity = r.necessity.map(|n| on("necessity", n.name(), r.necessity_basis.as_ref()));
    facts.extend(category.into_iter().chain(necessity));
    facts.extend(r.legislation.iter().map(|l| law(r, l)));
    facts.extend(r.qualifications.iter().map(|q| qualification(r, q)));
    facts.extend(r.same_as.as_ref().map(|same| {
        Derived {
            fact: "same as",
            value: [same.role.as_deref(), same.level.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            kind: Some(BasisKind::Phrase),
            phrase: Some(same.phrase.clone()),
            at: r.places.first().cloned(),
        }
    }));
    facts
}

fn law(r: &Requirement, link: &LawLink) -> Derived {
    let mut value = format!("{}, {}", link.title, link.by.words());
    if link.year_mismatch.is_some() {
        value.push_str("; another year is printed");
    }
    if link.superseded {
        value.push_str("; no longer in force");
    }
    if link.several {
        value.push_str("; other instruments bear the name too");
    }
    named("law", value, r, link.span)
}

fn qualification(r: &Requirement, link: &QualificationLink) -> Derived {
    let mut value = link.names.join(", ");
    let levels: Vec<String> = link.levels.iter().map(u8::to_string).collect();
    if !levels.is_empty() {
        value.push_str(&format!("; level {} of the national framework", levels.join(", ")));
    }
    for (label, told) in [("in", &link.subject), ("grades", &link.grades)] {
        if let Some(told) = told {
            value.push_str(&format!("; {label} {told}"));
        }
    }
    for (told, words) in
        [(link.working_towards, "; working towards it"), (link.equivalent, "; or equal")]
    {
        if told {
            value.push_str(words);
        }
    }
    named("qualification", value, r, link.span)
}

fn named(fact: &'static str, value: String, r: &Requirement, span: Span) -> Derived {
    Derived {
        fact,
        value,
        kind: Some(BasisKind::Phrase),
        phrase: r.text.get(span.range()).map(str::to_owned),
        at: r.places.first().cloned(),
    }
}

fn on(fact: &'static str, value: &str, basis: Option<&Basis>) -> Derived {
    Derived {
        fact,
        value: value.to_owned(),
        kind: basis.map(|b| b.kind),
        phrase: basis.map(|b| b.phrase.clone()),
        at: basis.and_then(|b| b.at.clone()),
    }
}

fn as_json(f: &Framework, found: Parts) -> Value {
    let (role, level, r) = found;
    json!({
        "requirement": r,
        "role": role.title,
        "role_printed": role.printed,
        "level": level.label,
        "document": document_json(f),
        "places": r.places,
        "verbatim": r.verbatim,
        "derived": derived(f, found),
    })
}

fn print(out: &mut dyn Write, f: &Framework, found: Parts) -> io::Result<()> {
    let (role, level, r) = found;
    writeln!(out, "{}\n\nStated in", display_safe(&r.text))?;
    for path in &f.source.paths {
        fact(out, "file", Some(path))?;
    }
    fact(out, "document", f.title.as_deref())?;
    fact(
        out,
        "read as",
        Some(&format!(
            "{}, {} by {}",
            name_of(&f.shape),
            name_of(&f.source.format),
            f.source.engine
        )),
    )?;
    fact(out, "role", role.printed.as_deref().or(role.title.as_deref()))?;
    fact(out, "level", level.label.as_deref())?;
    fact(out, "under", Some(&r.section_path.join(" > ")))?;
    for place in &r.places {
        fact(out, "place", Some(&place.to_string()))?;
    }
    fact(out, "as printed", Some(&r.verbatim))?;
    fact(out, "flags", Some(&r.flags.join(", ")))?;
    let facts = derived(f, found);
    if !facts.is_empty() {
        writeln!(out, "\nBecause")?;
    }
    facts.iter().try_for_each(|d| writeln!(out, "  {}", display_line(&sentence(d))))
}

fn sentence(derived: &Derived) -> String {
    let fact = format!("{:<15}{}", derived.fact, derived.value);
    let (Some(kind), Some(phrase)) = (derived.kind, &derived.phrase) else {
        return format!("{fact}: no evidence recorded");
    };
    let at = derived.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
    format!("{fact}: {} \u{201c}{phrase}\u{201d}{at}", evidence(kind))
}

fn evidence(kind: BasisKind) -> &'static str {
    match kind {
        BasisKind::Column => "the column is headed",
        BasisKind::RowLabel => "the row is labelled",
        BasisKind::Heading => "it stands under the heading",
        BasisKind::LeadIn => "it follows the words",
        BasisKind::Phrase => "the document says",
        BasisKind::Code => "its code is",
        BasisKind::Classifier => "the wording, by the rule",
        BasisKind::Folder => "the file lies in the folder",
        BasisKind::Option => "the command line said",
        BasisKind::Review => "a reviewer said",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Category;
    use crate::model::build::framework;

    #[test]
    fn every_derived_fact_names_its_phrase() {
        let mut f = framework("Alder Trust", "alder/a.txt", &["Checks lifts"]);
        let basis = |kind, phrase: &str| Some(Basis { kind, phrase: phrase.into(), at: None });
        f.employer_basis = basis(BasisKind::Folder, "alder");
        let level = &mut f.roles[0].levels[0];
        level.adds_to = vec!["Level 1".into()];
        level.adds_basis = basis(BasisKind::Phrase, "on top of level 1");
        level.requirements[0].category = Some(Category::Duty);
        level.requirements[0].category_basis = basis(BasisKind::Heading, "Main tasks");
        let id = f.roles[0].levels[0].requirements[0].id.clone();
        let lines: Vec<String> = derived(&f, parts(&f, &id)).iter().map(sentence).collect();
        assert_eq!(
            lines,
            [
                "employer       Alder Trust: the file lies in the folder \u{201c}alder\u{201d}",
                "level adds to  Level 1: the document says \u{201c}on top of level 1\u{201d}",
                "category       duty: it stands under the heading \u{201c}Main tasks\u{201d}",
            ]
        );
    }
}
