//! `rungs formats`: what is read and by which reader, what is refused or ignored, and the limits.

use super::args::{FormatsArgs, Global};
use super::engines::{self, HOW_TO_INSTALL};
use super::terminal::display_line;
use super::{Exit, data, output};
use crate::extract::{self, Limits};
use crate::model::Format;
use crate::ocr::{LANGUAGE, OcrError, Recogniser};
use crate::source::{self, Ignore, Known};
use crate::worker::protocol::MESSAGE_BYTES;
use crate::worker::{Budget, MEMORY_IS_LIMITED, PROCESSOR_IS_LIMITED};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Lists the formats.
///
/// # Errors
/// If the list of ignored names cannot be read.
pub fn run(global: &Global, args: FormatsArgs) -> anyhow::Result<Exit> {
    let ignore = Ignore::parse(&data(global)?)?;
    let recognition = Recognition::here();
    output::to(args.printing.output.as_deref(), |out| {
        if args.printing.json(global) {
            output::json(out, &as_json(&ignore, &recognition))
        } else {
            Ok(print(out, &ignore, &recognition)?)
        }
    })?;
    Ok(Exit::Done)
}

/// Returns a known format and how it is recognised, or nothing if it is refused.
fn reader(known: &Known) -> Option<(Format, &'static str)> {
    let (format, sign) = match known.key.as_str() {
        "text" => {
            (Format::Text, "readable characters in an encoding that is known or can be guessed")
        }
        "html" => (Format::Html, "a doctype or tags of a web page near its start"),
        "docx" => (Format::Docx, "a zip package with word/document.xml"),
        "doc" => (Format::Doc, "a compound file with a stream WordDocument"),
        "odt" => (Format::Odt, "a zip package, or one XML file, with the media type of such texts"),
        "rtf" => (Format::Rtf, "{\\rtf at its start"),
        "xlsx" => (Format::Xlsx, "a zip package with xl/workbook.xml"),
        "xlsb" => (Format::Xlsb, "a zip package with xl/workbook.bin"),
        "xls" => (Format::Xls, "a compound file with a stream Workbook or Book"),
        "ods" => {
            (Format::Ods, "a zip package, or one XML file, with the media type of such sheets")
        }
        "csv" => (Format::Csv, "lines of equally many cells parted by , ; tab or |"),
        "standard" => {
            (Format::Standard, "JSON objects with a title and lists of knowledges, skills, duties")
        }
        "jpeg" => (Format::Jpeg, "the bytes that begin every JPEG file"),
        "png" => (Format::Png, "the bytes that begin every PNG file"),
        "tiff" => (Format::Tiff, "the bytes that begin every TIFF file"),
        "pdf" => (Format::Pdf, "%PDF- near its start"),
        "mht" => (Format::Mht, "fields of a page that a program saved, then its parts"),
        "zip" => {
            (Format::Zip, "a zip file that is no package of a known kind; each document in it")
        }
        "eml" => (Format::Eml, "fields of a mail; its text and each attachment"),
        _ => return None,
    };
    (known.state == "read").then_some((format, sign))
}

/// Returns what has to be installed to read a format; what is read without is all the rest.
fn needs(format: Format) -> &'static str {
    match format {
        Format::Pdf => "nothing; Tesseract for pages that are pictures",
        Format::Jpeg | Format::Png | Format::Tiff => "Tesseract",
        _ => "nothing",
    }
}

/// Returns the limits that a format has besides those of every document.
fn limits_of(format: Format) -> Vec<(&'static str, String)> {
    let names: &[&str] = match format {
        Format::Text => &["text of a document"],
        Format::Html => &["nesting of elements", "text of a document", "cells of a table or sheet"],
        Format::Csv => &["text of a document", "cells of a table or sheet"],
        Format::Doc => &["text of a document", "cells of a table or sheet"],
        Format::Rtf => &["nesting of elements", "text of a document", "cells of a table or sheet"],
        Format::Docx | Format::Odt => &[
            "one unpacked part of a package",
            "all unpacked parts of a package",
            "parts of a package",
            "nesting of elements",
            "text of a document",
        ],
        Format::Xlsx | Format::Xlsb | Format::Ods => &[
            "one unpacked part of a package",
            "all unpacked parts of a package",
            "parts of a package",
            "cells of a table or sheet",
        ],
        Format::Xls => &["cells of a table or sheet"],
        Format::Standard => &["data (JSON)", "text of a document"],
        Format::Pdf => &["pages of a document", "letters of a page", "side of a page's picture"],
        Format::Mht => &["nesting of elements", "text of a document", "cells of a table or sheet"],
        Format::Zip | Format::Eml => &[
            "containers in each other",
            "entries of a container, with those in it",
            "all that is unpacked from a container",
            "a document in a container",
        ],
        Format::Jpeg | Format::Png => &["pixels of a picture", "side of a page's picture"],
        Format::Tiff => &["pixels of a picture", "side of a page's picture", "pages of a document"],
    };
    let is_of = |l: &(&str, String)| l.0 == "size of a file" || names.contains(&l.0);
    limits().into_iter().filter(is_of).collect()
}

fn limits() -> Vec<(&'static str, String)> {
    let limits = Limits::default();
    let mib = |bytes: u64| format!("{} MiB", bytes >> 20);
    vec![
        ("size of a file", mib(limits.file_bytes)),
        ("one unpacked part of a package", mib(limits.part_bytes)),
        ("all unpacked parts of a package", mib(limits.package_bytes)),
        ("parts of a package", limits.package_entries.to_string()),
        ("unpacked bytes per packed byte", limits.ratio.to_string()),
        ("nesting of elements", limits.depth.to_string()),
        ("elements of a part", limits.nodes.to_string()),
        ("text of a document", mib(limits.text_bytes as u64)),
        ("cells of a table or sheet", limits.cells.to_string()),
        ("containers in each other", limits.container_depth.to_string()),
        ("entries of a container, with those in it", limits.container_entries.to_string()),
        ("all that is unpacked from a container", mib(limits.container_bytes)),
        ("a document in a container", mib(limits.member_bytes)),
        ("data (JSON)", mib(limits.package_bytes)),
        ("pages of a document", limits.pages.to_string()),
        ("letters of a page", limits.glyphs.to_string()),
        ("side of a page's picture", format!("{} pixels", limits.picture_pixels)),
        ("pixels of a picture", format!("{} million", limits.scan_pixels / 1_000_000)),
    ]
}

/// Returns what reading a document may use up on this platform.
fn budget() -> Vec<(&'static str, String)> {
    let budget = Budget::default();
    let here = |is_limited: bool, limit: String| {
        if is_limited { limit } else { "not limited on this system".to_owned() }
    };
    vec![
        (
            "processor time of a document",
            here(PROCESSOR_IS_LIMITED, format!("{} s", budget.processor_s)),
        ),
        (
            "memory of a worker process",
            here(MEMORY_IS_LIMITED, format!("{} MiB", budget.memory_bytes >> 20)),
        ),
        ("time of a document", format!("{} s, then once more", budget.wall_s)),
        ("what is read from a document", format!("{} MiB", MESSAGE_BYTES >> 20)),
        ("documents of a worker process", budget.documents.to_string()),
    ]
}

/// What there is to read pages that are pictures.
#[derive(Debug, Default)]
struct Recognition {
    /// Name and version; absent if pages that are pictures stay unread.
    engine: Option<String>,
    program: Option<String>,
    /// Why not.
    fault: Option<String>,
}

impl Recognition {
    fn here() -> Self {
        let failed = |e: OcrError| Self { fault: Some(e.to_string()), ..Self::default() };
        let tesseract = match engines::tesseract() {
            Some(Ok(tesseract)) => tesseract,
            Some(Err(e)) => return failed(e),
            None => {
                return Self { fault: Some("tesseract was not found".into()), ..Self::default() };
            }
        };
        let program = Some(tesseract.program().display().to_string());
        match tesseract.has_language() {
            Ok(true) => Self { engine: Some(tesseract.engine().to_owned()), program, fault: None },
            Ok(false) => {
                let fault = Some(format!("it lacks the language {LANGUAGE}"));
                Self { engine: None, program, fault }
            }
            Err(e) => Self { program, ..failed(e) },
        }
    }

    fn hint(&self) -> Option<&'static str> {
        self.engine.is_none().then_some(HOW_TO_INSTALL)
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let program = self.program.as_deref().map(|p| format!(" ({})", display_line(p)));
        let program = program.unwrap_or_default();
        match (&self.engine, &self.fault) {
            (Some(engine), _) => {
                let engine = display_line(engine);
                writeln!(out, "Pages that are pictures are read by {engine}{program}.\n")
            }
            (None, fault) => {
                let fault = display_line(fault.as_deref().unwrap_or_default());
                writeln!(out, "Pages that are pictures are not read: {fault}{program}.")?;
                writeln!(out, "How to install it: {HOW_TO_INSTALL}.\n")
            }
        }
    }
}

fn all_limits() -> impl Iterator<Item = (&'static str, String)> {
    limits().into_iter().chain(budget())
}

/// Returns the formats; one with several first bytes stands once.
fn known() -> Vec<&'static Known> {
    let mut known: Vec<&Known> = source::known().iter().collect();
    known.dedup_by_key(|k| &k.key);
    known
}

fn as_json(ignore: &Ignore, recognition: &Recognition) -> Value {
    let limit = |(what, limit)| json!({"what": what, "limit": limit});
    let formats = known().into_iter().map(|known| {
        let reader = reader(known);
        let limits = reader.map(|r| limits_of(r.0).into_iter().map(limit).collect::<Vec<_>>());
        json!({
            "key": known.key, "name": known.name, "state": known.state,
            "reader": reader.map(|r| extract::engine(r.0)), "recognised_by": reader.map(|r| r.1),
            "needs": reader.map(|r| needs(r.0)), "limits": limits,
            "hint": (!known.hint.is_empty()).then_some(&known.hint),
        })
    });
    let ignored = ignore.rules().iter().map(|r| json!({"name": r.pattern, "why": r.why}));
    let limits = all_limits().map(limit);
    json!({
        "formats": formats.collect::<Vec<_>>(),
        "ignored": ignored.collect::<Vec<_>>(),
        "limits": limits.collect::<Vec<_>>(),
        "text_recognition": {
            "engine": recognition.engine, "program": recognition.program,
            "fault": recognition.fault, "hint": recognition.hint(),
        },
    })
}

fn print(out: &mut dyn Write, ignore: &Ignore, recognition: &Recognition) -> io::Result<()> {
    let read = known().into_iter().filter_map(|known| {
        let (format, sign) = reader(known)?;
        Some([known.name.clone(), extract::engine(format).to_owned(), sign.to_owned()])
    });
    output::table(out, ["read", "by", "recognised by"], &read.collect::<Vec<_>>())?;
    writeln!(out, "\nThe name of a file never decides; its bytes do.\n")?;
    let limited = known().into_iter().filter_map(|known| {
        let (format, _) = reader(known)?;
        let limits = limits_of(format).into_iter().map(|(what, limit)| format!("{what}: {limit}"));
        let limits = limits.collect::<Vec<_>>().join("; ");
        Some([known.name.clone(), needs(format).to_owned(), limits])
    });
    output::table(out, ["read", "needs", "at most"], &limited.collect::<Vec<_>>())?;
    writeln!(out)?;
    recognition.print(out)?;
    let refused = known().into_iter().filter(|known| reader(known).is_none());
    let refused = refused.map(|known| [known.name.clone(), known.hint.clone()]);
    output::table(out, ["refused", "what to do"], &refused.collect::<Vec<_>>())?;
    writeln!(out)?;
    let ignored = ignore.rules().iter().map(|r| [r.pattern.clone(), r.why.clone()]);
    output::table(out, ["ignored", "because it is"], &ignored.collect::<Vec<_>>())?;
    writeln!(out)?;
    let limits = all_limits().map(|(what, limit)| [what.to_owned(), limit]);
    output::table(out, ["limit", "at most"], &limits.collect::<Vec<_>>())
}
