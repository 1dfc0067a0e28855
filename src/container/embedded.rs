//! Documents inside a Word document: embedded files, and parts that Word would insert.
//!
//! Only what the text itself refers to counts: the workbook behind a chart belongs to the chart.

use super::naming::Names;
use super::{Item, Level, Walk};
use crate::extract::ExtractError;
use crate::extract::package::Package;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// Relations from a text to a document inside.
const INSIDE: &[&str] = &["package", "oleObject", "aFChunk"];
/// Relations from the main text to other texts, which may refer to documents too.
const TEXTS: &[&str] = &["header", "footer", "footnotes", "endnotes"];
/// Where the main text usually stands.
const USUAL_MAIN: &[&str] = &["word/document.xml"];
/// Endings of parts that may be documents inside.
const ENDINGS: &[&str] = &[
    ".bin", ".csv", ".dat", ".doc", ".docm", ".docx", ".dotx", ".htm", ".html", ".mht", ".mhtml",
    ".odt", ".pdf", ".rtf", ".txt", ".xhtml", ".xls", ".xlsb", ".xlsm", ".xlsx", ".zip",
];
/// Streams of an embedded object that hold the file itself.
const STREAMS: &[&str] = &["Package", "CONTENTS"];
/// Stream of an embedded object that holds a file with its name before it ([MS-OLEDS] 2.3.6).
const NATIVE: &str = "\u{1}Ole10Native";

/// Tells cheaply whether a Word document may have documents inside, by the names of its parts.
pub fn may_embed(bytes: &[u8]) -> bool {
    let Ok(zip) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    zip.file_names().filter_map(Result::ok).any(|name| {
        let name = name.to_ascii_lowercase();
        ENDINGS.iter().any(|e| name.ends_with(e)) && !name.contains("printersettings")
    })
}

/// Visits the documents inside a Word document, by the names of their parts.
pub(super) fn visit(walk: &mut Walk, bytes: &[u8], level: &Level) -> Result<(), ExtractError> {
    let limits = walk.limits;
    let mut package = Package::open(bytes, limits)?;
    let parts = inside(&mut package);
    walk.count(parts.len())?;
    let mut names = Names::default();
    for part in parts {
        let item = Item { name: &part, format: None, documents_only: true };
        walk.item(level, &mut names, &item, &mut |most| {
            let bytes = package.bytes(&part, most)?.unwrap_or_default();
            Ok(unwrap(&bytes).unwrap_or(bytes))
        });
    }
    Ok(())
}

/// Returns the names of the parts that the texts refer to as documents, sorted.
fn inside(package: &mut Package) -> BTreeSet<String> {
    let Some(main) = package.main_part(USUAL_MAIN) else { return BTreeSet::new() };
    let mut relations = package.relations(&main).unwrap_or_default();
    let texts = relations.iter().filter(|r| TEXTS.contains(&r.kind.as_str()));
    let texts: BTreeSet<String> = texts.map(|r| r.target.clone()).collect();
    for text in texts {
        relations.extend(package.relations(&text).unwrap_or_default());
    }
    let inside = relations.into_iter().filter(|r| INSIDE.contains(&r.kind.as_str()));
    inside.map(|r| r.target).filter(|t| package.has(t)).collect()
}

/// Returns the file that an embedded object wraps, nothing if it wraps none or is the file itself.
fn unwrap(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut read = |name: &str| {
        let mut content = Vec::new();
        let stream = file.open_stream(name).ok()?;
        // A stream is no longer than the file it stands in.
        stream.take(bytes.len() as u64).read_to_end(&mut content).ok()?;
        Some(content)
    };
    let whole = STREAMS.iter().find_map(|name| read(name));
    whole.or_else(|| native(&read(NATIVE)?).map(<[u8]>::to_vec))
}

/// Returns the file behind its three names.
fn native(stream: &[u8]) -> Option<&[u8]> {
    let number = |at: &[u8]| at.first_chunk().map(|n| u32::from_le_bytes(*n) as usize);
    let after_name = |rest: &'_ [u8]| rest.iter().position(|b| *b == 0).map(|at| at + 1);
    let rest = stream.get(6..)?;
    let rest = &rest[after_name(rest)?..];
    let rest = &rest[after_name(rest)?..];
    let rest = rest.get(4..)?;
    let path = number(rest)?;
    let rest = rest.get(4_usize.checked_add(path)?..)?;
    let length = number(rest)?;
    rest.get(4..)?.get(..length)
}
