//! One content in many formats: LibreOffice saves a shipped document in each of them, and the same
//! requirements must come out.
//!
//! Without LibreOffice these tests say so and pass; with `RUNGS_NO_SKIP=1` they fail.

use crate::support::{Root, repo};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Columns that must be the same; places and ids differ by nature.
const COLUMNS: &[&str] =
    &["role", "grade", "level", "adds_to", "category", "necessity", "section", "code", "text"];

/// Lets LibreOffice save files in another format below the folder; tells whether it is there.
///
/// # Panics
/// If it is not there and nothing may be skipped, or if it leaves a file unsaved (a LibreOffice
/// without Writer or Calc does).
pub fn soffice(format: &str, folder: &Path, files: &[PathBuf]) -> bool {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", format, "--outdir"])
        .arg(folder)
        .args(files)
        .output();
    let Ok(run) = run else {
        assert!(
            std::env::var_os("RUNGS_NO_SKIP").is_none_or(|v| v != "1"),
            "soffice of LibreOffice is not installed"
        );
        eprintln!("skipped: soffice of LibreOffice is not installed");
        return false;
    };
    let ending = format.split(':').next().unwrap_or(format);
    for file in files {
        let saved = folder.join(file.file_name().expect("a name")).with_extension(ending);
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(saved.is_file(), "LibreOffice (has it Writer and Calc?) wrote no {ending}: {said}");
    }
    true
}

/// Returns a document saved in another format; `None` if LibreOffice is not there.
fn saved(document: &Path, format: &str, folder: &Path) -> Option<Vec<u8>> {
    if !soffice(format, folder, &[document.to_owned()]) {
        return None;
    }
    let ending = format.split(':').next().unwrap_or(format);
    let stem = document.file_stem().expect("a name").to_string_lossy();
    let path = folder.join(format!("{stem}.{ending}"));
    Some(fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

/// Returns what is exported of a document that is imported alone.
fn requirements(name: &str, bytes: &[u8]) -> Vec<String> {
    let root = Root::new();
    root.write(&format!("raw/employer/{name}"), bytes);
    root.import(&["--quiet"]);
    let run = root.run(&["export", "--format", "jsonl"]);
    run.out.lines().map(|l| columns(&serde_json::from_str(l).expect("a row"))).collect()
}

fn columns(row: &Value) -> String {
    COLUMNS.iter().map(|c| format!("{c}={} ", row[*c])).collect()
}

/// Compares what a document yields with what it yields in other formats.
fn check(document: &str, formats: &[&str]) {
    let path = repo(document);
    let name = path.file_name().expect("a name").to_string_lossy();
    let expected = requirements(&name, &fs::read(&path).expect("the document"));
    assert!(expected.len() >= 20, "{document}: only {} requirements", expected.len());
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let mut faults = Vec::new();
    for format in formats {
        let Some(bytes) = saved(&path, format, scratch.path()) else { return };
        let got = requirements(&format!("saved.{format}"), &bytes);
        if got != expected {
            let only = |these: &[String], those: &[String], mark| {
                let lines =
                    these.iter().filter(|l| !those.contains(l)).map(|l| format!("  {mark} {l}"));
                lines.collect::<Vec<_>>().join("\n")
            };
            let (lost, new) = (only(&expected, &got, '-'), only(&got, &expected, '+'));
            faults.push(format!("{document} as .{format}:\n{lost}\n{new}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_word_document_yields_the_same_in_every_format_of_texts() {
    let document = "raw/meadowlark-homes/senior-support-worker-job-description.docx";
    check(document, &["odt", "fodt", "rtf", "doc", "html", "pdf"]);
}

#[test]
fn a_person_specification_yields_the_same_in_every_format_of_texts() {
    let document = "raw/meadowlark-homes/senior-support-worker-person-specification.docx";
    check(document, &["odt", "fodt", "rtf", "doc", "html", "pdf"]);
}

#[test]
fn a_career_map_yields_the_same_in_every_format_of_texts() {
    check("raw/bramble-court-care/career-map.docx", &["odt", "rtf", "doc", "html", "pdf"]);
}

#[test]
fn a_workbook_yields_the_same_in_every_format_of_sheets() {
    check("raw/pennine-day-services/competency-matrix.xlsx", &["ods", "fods", "xls"]);
}
