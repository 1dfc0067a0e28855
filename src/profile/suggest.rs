//! A profile to start from: what was met in a document, and what it was taken for.

use crate::lexicon::{Column, Lexicon, Meaning};
use crate::model::LayoutDoc;
use crate::structure::Document;
use crate::structure::met::{Met, Taken, met};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Returns a profile that says what was found in a document named `file`.
///
/// It parses as it is, and changes nothing but the employer's name, if the document prints one; the
/// rest stands behind `#`, one fact a line, to be corrected and uncovered.
pub fn suggest(file: &str, layout: &LayoutDoc, document: &Document, lexicon: &Lexicon) -> String {
    let Met { headers, headings, levels } = met(layout, document, lexicon);
    let fields = lexicon.field_names();
    let mut out = format!(
        "# Profile of an employer: what its documents do in their own way. Made from {}.\n\
         # Take away the # in front of what you correct, and save this as profile.toml in the\n\
         # folder raw/<employer>/, or as data/profile/<employer>.toml; then import again.\n",
        quoted(file)
    );
    employer(&mut out, document);
    let levels: Vec<String> = levels.iter().map(|l| quoted(l)).collect();
    block(
        &mut out,
        "Levels, the lowest first.",
        match levels.len() {
            0 => "# levels = [\"Lowest\", \"Highest\"]  # none was found".to_owned(),
            _ => format!("levels = [{}]  # as they were found", levels.join(", ")),
        },
    );
    let roles: Vec<String> = headers
        .iter()
        .filter(|(_, taken)| *taken == Taken::Role)
        .map(|(text, _)| quoted(text))
        .collect();
    let roles = match roles.len() {
        0 => "# roles = [\"Title of a role\"]".to_owned(),
        _ => format!("# roles = [{}]  # headers taken for titles", roles.join(", ")),
    };
    block(&mut out, "Titles of roles that are not seen to be titles.", roles);
    let pages = match layout.pages.len() {
        0 => "this document has none".to_owned(),
        n => format!("this document has {n}"),
    };
    let skip = format!("# skip_pages = [1, \"3-4\"]  # {pages}");
    block(&mut out, "Pages that do not count: their text is kept as furniture.", skip);
    let kinds = Column::names().collect::<Vec<_>>().join(", ");
    section(&mut out, &format!("What columns hold, by their headers: {kinds}."), "columns");
    headers.iter().for_each(|(text, taken)| column(&mut out, text, taken));
    let names = Meaning::names().collect::<Vec<_>>().join(", ");
    let names = format!("What headings and labels say: {names}, or a field like reports_to.");
    section(&mut out, &names, "headings");
    headings.iter().for_each(|(text, taken)| heading(&mut out, text, taken, &fields));
    let some =
        "Other rules for some documents, by a pattern of their names; all keys may stand here.";
    let some = format!("\n# {some}\n# [documents.\"*map*.pdf\"]\n# skip_pages = [1]\n");
    out + &some
}

fn employer(out: &mut String, document: &Document) {
    let printed = document.employer.as_ref().filter(|e| !e.text.trim().is_empty());
    let line = match printed {
        Some(field) => format!("employer = {}  # printed in the document", quoted(&field.text)),
        None => {
            "# employer = \"Name of the employer\"  # none was found in the document".to_owned()
        }
    };
    block(out, "Name of the employer; without it that of the folder.", line);
}

fn block(out: &mut String, about: &str, line: String) {
    let _ = writeln!(out, "\n# {about}\n{line}");
}

fn section(out: &mut String, about: &str, key: &str) {
    let _ = writeln!(out, "\n# {about}\n[{key}]");
}

/// Writes what a column was taken for.
fn column(out: &mut String, text: &str, taken: &Taken) {
    let text = quoted(text);
    let _ = match taken {
        Taken::Column(column) => writeln!(out, "# {text} = \"{}\"", column.name()),
        Taken::Labels => writeln!(out, "# {text} = \"category\"  # labels of rows"),
        Taken::Unknown => writeln!(out, "# {text} = \"other\"  # not known"),
        Taken::Role | Taken::Heading(_) => Ok(()),
    };
}

/// Writes what a heading was taken for.
fn heading(out: &mut String, text: &str, taken: &Taken, fields: &BTreeSet<&str>) {
    let text = quoted(text);
    let _ = match taken {
        Taken::Heading(meaning) => writeln!(out, "# {text} = \"{}\"", meaning.name(fields)),
        Taken::Unknown => writeln!(out, "# {text} = \"mixed\"  # says nothing"),
        Taken::Column(_) | Taken::Role | Taken::Labels => Ok(()),
    };
}

/// Returns text in quotation marks, as TOML writes it on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::profile::Profile;

    #[test]
    fn quoted_text_is_read_back() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        for text in ["plain", "a \"b\" \\ c", "tab\tend", "bell\u{7}\u{9b}", "'’#ß\u{1f33f}"] {
            let profile = format!("employer = {}", quoted(text));
            let profile = Profile::parse(&profile, "p", &lexicon).expect(text);
            assert_eq!(profile.rules("").employer, Some(crate::text::clean(text)));
        }
    }
}
