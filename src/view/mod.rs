//! One HTML page that shows what was read of a document.
//!
//! Comes in: the layout, the reading, pictures of pages. Goes out: a page that needs nothing but
//! itself: the document on the left, with everything that was found marked in the colour of its
//! class, the statements on the right, and each linked to the other. It works from a folder,
//! without a network, and without its script (which only follows the pointer). Everything that
//! comes from the document is escaped, and the page's policy allows no other style or script than
//! its own.

mod blocks;
mod escape;
mod list;
mod outline;
mod sheet;
mod stretch;

use crate::interpret::Reading;
use crate::model::{Block, Body, Class, Coverage, LayoutDoc, Para};
use escape::text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use stretch::Stretches;

/// Pixels per inch of a page's picture: small print stays readable, a page stays below 300 KB.
pub const PICTURE_DPI: f32 = 110.0;
/// Pages that are shown of a document: at this number the page stays below some 15 MB.
pub const PAGES_SHOWN: usize = 60;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// SHA-256 of [`STYLE`] in base 64, as the page's policy names it.
const STYLE_SHA256: &str = "ghUe3SXZ84sFDBLNioKvc2H8cUxFTFAzpREfqvUSDT8=";
/// SHA-256 of [`SCRIPT`] in base 64.
const SCRIPT_SHA256: &str = "KyWruZGjfVL1GO62H2nQRhHVLgF4fh7bq0cnFNv51LA=";

/// Classes in the order of the legend, with their names for people and what they mean.
const CLASSES: [(Class, &str, &str); 6] = [
    (Class::Requirement, "Statement", "Words of a statement, its printed number included"),
    (Class::Heading, "Heading", "Headings, column headers, and lead-ins that say how to read on"),
    (Class::Metadata, "Fact", "Named facts: title, grade, purpose, contact"),
    (Class::Furniture, "Furniture", "Page numbers, menus, running headers, empty prompts"),
    (Class::Repeat, "Repeat", "A second copy of text that stands elsewhere"),
    (Class::Unplaced, "Unplaced", "Text that found no place"),
];

/// The picture of a page, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// PNG file.
    Png(Vec<u8>),
    /// It could not be drawn, for this reason.
    Undrawn(String),
}

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The document as it was laid out.
    pub layout: &'a LayoutDoc,
    /// What was made of it.
    pub reading: &'a Reading,
    /// Pictures by page, from 1: those of [`pages_to_draw`].
    pub sheets: &'a BTreeMap<u32, Sheet>,
}

/// Returns the pages that are worth a picture, in order.
///
/// All of them, up to [`PAGES_SHOWN`]; of a longer document the first so many that hold text.
pub fn pages_to_draw(layout: &LayoutDoc) -> Vec<u32> {
    let pages = layout.pages.iter().map(|p| p.number);
    if layout.pages.len() <= PAGES_SHOWN {
        return pages.collect();
    }
    let mut with_text = BTreeSet::new();
    each_para(&layout.blocks, &mut |para, _| {
        with_text.extend(para.words.iter().map(|w| w.at.page));
    });
    pages.filter(|p| with_text.contains(p)).take(PAGES_SHOWN).collect()
}

/// Calls `see` with each paragraph and its block, cells included.
fn each_para<'a>(blocks: &'a [Block], see: &mut impl FnMut(&'a Para, &'a Block)) {
    for block in blocks {
        match &block.body {
            Body::Para(para) => see(para, block),
            Body::Table(table) => table.cells.iter().for_each(|c| each_para(&c.blocks, see)),
        }
    }
}

/// Returns the page.
pub fn page(shown: &Shown) -> String {
    let stretches = Stretches::of(shown.reading);
    let mut drawn = BTreeSet::new();
    let document = if shown.layout.pages.is_empty() {
        blocks::document(shown.layout, &stretches, &mut drawn)
    } else {
        sheet::document(shown, &stretches, &mut drawn)
    };
    let list = list::list(shown, &stretches, &drawn);
    let mut out = head(shown);
    out.push_str(&header(shown));
    let kind = if shown.layout.pages.is_empty() { "text" } else { "pages" };
    write!(
        out,
        "<main>\n<section id=\"document\" class=\"{kind}\" aria-label=\"The document\" \
         tabindex=\"-1\">\n{document}</section>\n\
         <section id=\"statements\" aria-label=\"What was found\" tabindex=\"-1\">\n{list}</section>\n\
         </main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
    .expect("a string takes all");
    out
}

fn head(shown: &Shown) -> String {
    let file = text(&shown.reading.framework.source.file);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
         style-src 'sha256-{STYLE_SHA256}'; script-src 'sha256-{SCRIPT_SHA256}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{file} · what was read</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    )
}

/// Returns the top of the page: what the document is, how its reading ended, and the legend.
fn header(shown: &Shown) -> String {
    let framework = &shown.reading.framework;
    let file = text(&framework.source.file);
    let title = framework.title.as_deref().map_or_else(|| file.clone(), text);
    let status = framework.outcome.status.name();
    let reason = framework.outcome.reason.as_deref().map(text);
    let reason = reason.map(|r| format!(" <span>{r}</span>")).unwrap_or_default();
    let count = framework.requirements().count();
    let roles = framework.roles.iter().filter(|r| r.title.is_some()).count();
    format!(
        "<a class=\"skip\" href=\"#statements\">Skip to what was found</a>\n<header>\n\
         <div class=\"what\">\n<h1><bdi>{title}</bdi></h1>\n\
         <p><bdi>{file}</bdi> · {} · {} · <strong class=\"outcome {status}\">{status}</strong>{reason}</p>\n\
         </div>\n{}</header>\n",
        counted(count, "statement"),
        counted(roles, "role"),
        legend(shown)
    )
}

/// Returns a number with its noun.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Returns the legend, whose boxes show and hide a class.
fn legend(shown: &Shown) -> String {
    let coverage = &shown.reading.framework.coverage;
    let entry = |(class, name, meaning): &(Class, &str, &str)| {
        let share = share(coverage, *class);
        toggle(class.name(), name, meaning, &format!(" <small>{share}</small>"))
    };
    let mut entries: String = CLASSES.iter().map(entry).collect();
    if !shown.layout.pages.is_empty() {
        entries += &toggle("cell", "Table cell", "Cells of tables, as they were found", "");
    }
    format!(
        "<fieldset class=\"legend\">\n<legend>Show, with the share of the text</legend>\n\
         {entries}</fieldset>\n"
    )
}

fn toggle(class: &str, name: &str, meaning: &str, share: &str) -> String {
    format!(
        "<label class=\"{class}\" title=\"{meaning}\"><input type=\"checkbox\" \
         id=\"show-{class}\" checked autocomplete=\"off\"><i></i>{name}{share}</label>\n"
    )
}

/// Returns the share of a class of all characters, as printed; a trace is never printed as none.
fn share(coverage: &Coverage, class: Class) -> String {
    let part = match class {
        Class::Requirement => coverage.requirement,
        Class::Heading => coverage.heading,
        Class::Metadata => coverage.metadata,
        Class::Furniture => coverage.furniture,
        Class::Repeat => coverage.repeat,
        Class::Unplaced => coverage.unplaced,
    };
    let percent = 100.0 * part as f64 / coverage.total.max(1) as f64;
    match part {
        0 => "0 %".to_owned(),
        _ if percent < 0.05 => "&lt; 0.1 %".to_owned(),
        _ => format!("{percent:.1} %"),
    }
}

/// Returns the name of a class for people.
fn name_of(class: Class) -> &'static str {
    CLASSES.iter().find(|c| c.0 == class).map_or("Text", |c| c.1)
}

/// Returns the attributes that link a stretch to its targets, and make it the end of their links
/// if it is drawn for the first time.
fn link(stretch: &stretch::Stretch, drawn: &mut BTreeSet<usize>) -> String {
    let targets: Vec<String> = stretch.to.iter().map(ToString::to_string).collect();
    let first = targets.first().map_or("", String::as_str);
    let id = if drawn.insert(stretch.number) {
        format!(" id=\"b{}\"", stretch.number)
    } else {
        String::new()
    };
    format!("href=\"#{first}\" data-to=\"{}\"{id}", targets.join(" "))
}

#[cfg(test)]
mod tests;
