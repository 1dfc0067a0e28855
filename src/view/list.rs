//! The list beside the document: statements by role and level, then everything else by class.

use super::escape::text;
use super::stretch::{Stretches, Target};
use super::{CLASSES, Shown, counted};
use crate::model::{Basis, Class, Level, Note, Requirement, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Returns the list. Items link to the stretches in `drawn`.
pub fn list(shown: &Shown, stretches: &Stretches, drawn: &BTreeSet<usize>) -> String {
    let ends = ends(shown, stretches, drawn);
    let mut out = String::new();
    let mut number = 0;
    for role in &shown.reading.framework.roles {
        if role.levels.iter().any(|l| !l.requirements.is_empty()) {
            self::role(role, &ends, &mut number, &mut out);
        } else {
            number += role.levels.iter().map(|l| l.requirements.len()).sum::<usize>();
        }
    }
    if number == 0 {
        out.push_str("<p class=\"limit\">No statement was found in this document.</p>\n");
    }
    CLASSES.iter().for_each(|(class, name, _)| others(*class, name, stretches, &ends, &mut out));
    notes(&shown.reading.framework.notes, &mut out);
    out
}

/// Returns the number of the first stretch drawn for each target.
fn ends(shown: &Shown, stretches: &Stretches, drawn: &BTreeSet<usize>) -> BTreeMap<Target, usize> {
    let mut ends = BTreeMap::new();
    super::each_para(&shown.layout.blocks, &mut |_, block| {
        for stretch in stretches.at(&block.at).iter().filter(|s| drawn.contains(&s.number)) {
            for target in &stretch.to {
                ends.entry(*target).or_insert(stretch.number);
            }
        }
    });
    ends
}

fn role(role: &Role, ends: &BTreeMap<Target, usize>, number: &mut usize, out: &mut String) {
    let title = role.title.as_deref().map_or_else(|| "No role named".to_owned(), text);
    let grade = grade(role.grade.as_deref());
    write!(out, "<section class=\"role\">\n<h2><bdi>{title}</bdi>{grade}</h2>\n")
        .expect("a string takes all");
    for level in &role.levels {
        self::level(level, ends, number, out);
    }
    out.push_str("</section>\n");
}

fn grade(grade: Option<&str>) -> String {
    grade.map(|g| format!(" <small>{}</small>", text(g))).unwrap_or_default()
}

fn level(level: &Level, ends: &BTreeMap<Target, usize>, number: &mut usize, out: &mut String) {
    if level.requirements.is_empty() {
        return;
    }
    if let Some(label) = &level.label {
        let adds = if level.adds_to.is_empty() {
            String::new()
        } else {
            format!(" <small>adds to {}</small>", text(&level.adds_to.join(", ")))
        };
        let grade = grade(level.grade.as_deref());
        writeln!(out, "<h3><bdi>{}</bdi>{grade}{adds}</h3>", text(label))
            .expect("a string takes all");
    }
    out.push_str("<ul>\n");
    for requirement in &level.requirements {
        let target = Target::Statement(*number);
        *number += 1;
        item(target, "requirement", &requirement.text, &facts(requirement), ends, out);
    }
    out.push_str("</ul>\n");
}

fn item(
    target: Target,
    class: &str,
    words: &str,
    facts: &str,
    ends: &BTreeMap<Target, usize>,
    out: &mut String,
) {
    let words = text(words);
    let words = match ends.get(&target) {
        Some(stretch) => format!("<a href=\"#b{stretch}\"><bdi>{words}</bdi></a>"),
        None => format!("<bdi>{words}</bdi>"),
    };
    writeln!(out, "<li id=\"{target}\" class=\"item {class}\">{words}{facts}</li>")
        .expect("a string takes all");
}

/// Returns what is known of a statement, as a line.
fn facts(requirement: &Requirement) -> String {
    let because = |basis: &Option<Basis>| {
        basis.as_ref().map(|b| format!(" title=\"because of: {}\"", text(&b.phrase)))
    };
    let mut facts = Vec::new();
    let category = requirement.category.map_or("no category", |c| c.name()).replace('_', " ");
    let why = because(&requirement.category_basis).unwrap_or_default();
    facts.push(format!("<b{why}>{category}</b>"));
    if let Some(necessity) = requirement.necessity {
        let why = because(&requirement.necessity_basis).unwrap_or_default();
        facts.push(format!("<b{why}>{}</b>", necessity.name()));
    }
    facts.extend(requirement.code.as_ref().map(|c| format!("code {}", text(c))));
    facts.extend(requirement.option.as_ref().map(|o| format!("option {}", text(o))));
    facts.extend(section(requirement).map(|s| text(&s)));
    if let Some(same) = &requirement.same_as {
        let role = same.role.as_deref().unwrap_or("another role");
        facts.push(format!("“{}”: as {}", text(&same.phrase), text(role)));
    }
    facts.extend(requirement.places.first().map(|p| match p.page {
        Some(page) => format!("page {page}"),
        None => text(&p.to_string()),
    }));
    facts.extend(requirement.flags.iter().map(|f| format!("<em>{}</em>", text(f))));
    format!("<p class=\"facts\">{}</p>", facts.join(" · "))
}

fn section(requirement: &Requirement) -> Option<String> {
    if requirement.section_path.is_empty() {
        return requirement.section.clone();
    }
    Some(requirement.section_path.join(" › "))
}

/// Lists the text of a class that is in no statement; unplaced text is shown at once.
fn others(
    class: Class,
    name: &str,
    stretches: &Stretches,
    ends: &BTreeMap<Target, usize>,
    out: &mut String,
) {
    let all = (0..).zip(&stretches.others);
    let here: Vec<_> = all.filter(|(_, other)| other.class == class).collect();
    if here.is_empty() {
        return;
    }
    let open = if class == Class::Unplaced { " open" } else { "" };
    let count = counted(here.len(), "stretch").replace("stretchs", "stretches");
    let name = if class == Class::Requirement { "Statement text in no statement" } else { name };
    write!(
        out,
        "<details class=\"others {0}\"{open}>\n<summary><i></i>{name} <small>{count}</small></summary>\n<ul>\n",
        class.name()
    )
    .expect("a string takes all");
    for (number, other) in here {
        let detail = other.detail.as_deref().map(|d| text(&d.replace('_', " ")));
        let place = match other.at.page {
            Some(page) => format!("page {page}"),
            None => text(&other.at.to_string()),
        };
        let facts: Vec<String> = detail.into_iter().chain([place]).collect();
        let facts = format!("<p class=\"facts\">{}</p>", facts.join(" · "));
        item(Target::Other(number), class.name(), &other.text, &facts, ends, out);
    }
    out.push_str("</ul>\n</details>\n");
}

fn notes(notes: &[Note], out: &mut String) {
    if notes.is_empty() {
        return;
    }
    let count = counted(notes.len(), "note");
    write!(
        out,
        "<details class=\"others\">\n<summary>Notes <small>{count}</small></summary>\n<ul>\n"
    )
    .expect("a string takes all");
    for note in notes {
        let quoted = note.text.as_deref().map(|t| format!(" “{}”", text(t))).unwrap_or_default();
        let at = note.at.as_ref().map(|p| format!(" · {}", text(&p.to_string())));
        writeln!(
            out,
            "<li class=\"item\">{}{quoted}<p class=\"facts\">{} · {}{}</p></li>",
            text(&note.message),
            note.code.code(),
            text(note.code.title()),
            at.unwrap_or_default()
        )
        .expect("a string takes all");
    }
    out.push_str("</ul>\n</details>\n");
}
