//! Golden files: what each stage makes of the smallest document that shows a mechanism.
//!
//! A folder per case below `tests/golden`: `README.md` (origin, what it pins, what is known to be
//! wrong), `input.<ext>` (Word files and workbooks are built in [`made`] instead, and PDF files by
//! [`sheet`] from the description `input.page`), and what each stage is expected to give in
//! `expected/`. `RUNGS_REGENERATE=1` writes the expected files anew;
//! the difference is then to be read like code. `tests/golden/raw` holds what the shipped
//! documents must yield, typed by hand.

use crate::made;
use crate::sheet;
use crate::support::{Root, repo};
use rungs::data::Data;
use rungs::dataset;
use rungs::extract::InProcess;
use rungs::interpret::Identity;
use rungs::lexicon::Lexicon;
use rungs::model::{Format, Framework, Row};
use rungs::pipeline::{self, Engines};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A golden folder.
pub struct Case {
    pub name: String,
    dir: PathBuf,
}

impl Case {
    /// Returns the input's file name and bytes.
    pub fn input(&self) -> (String, Vec<u8>) {
        let files = fs::read_dir(&self.dir).expect("the case's folder").flatten();
        let mut inputs = files.filter(|f| f.file_name().to_string_lossy().starts_with("input."));
        if let Some(file) = inputs.next() {
            let name = file.file_name().to_string_lossy().into_owned();
            let bytes = fs::read(file.path()).expect("the input");
            return match name.as_str() {
                "input.page" => {
                    ("input.pdf".into(), sheet::pdf(&String::from_utf8(bytes).expect("UTF-8")))
                }
                _ => (name, bytes),
            };
        }
        made::input(&self.name).unwrap_or_else(|| panic!("{} has no input", self.name))
    }
}

/// Returns all cases, sorted by name.
pub fn cases() -> Vec<Case> {
    let folders = fs::read_dir(repo("tests/golden")).expect("tests/golden").flatten();
    let mut cases: Vec<Case> = folders
        .filter(|f| f.path().is_dir() && f.file_name() != "raw")
        .map(|f| Case { name: f.file_name().to_string_lossy().into_owned(), dir: f.path() })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Tells whether expected files are to be written instead of compared.
pub fn regenerates() -> bool {
    std::env::var_os("RUNGS_REGENERATE").is_some_and(|v| v == "1")
}

fn identity(file: &str, bytes: &[u8]) -> Identity {
    Identity {
        file: file.to_owned(),
        paths: vec![file.to_owned()],
        employers: Vec::new(),
        blake3: blake3::hash(bytes).to_hex().to_string(),
        bytes: bytes.len() as u64,
        format: Format::Text,
        employer: None,
    }
}

/// Returns what each stage makes of an input, by the name of the expected file.
fn stages(root: &Root, lexicon: &Lexicon, case: &Case) -> BTreeMap<&'static str, String> {
    let (name, bytes) = case.input();
    let path = format!("{}/{name}", case.name);
    root.write(&path, &bytes);
    let inspect = |stage: &str| {
        let run = root.run(&["inspect", &path, "--stage", stage]);
        assert_eq!(run.code, 0, "{path} {stage}: {}", run.err);
        run.out
    };
    let identity = identity(&name, &bytes);
    let framework =
        pipeline::process(&bytes, &identity, lexicon, Engines::plain(&InProcess::default()));
    let framework = framework.unwrap_or_else(|o| panic!("{path}: {:?}", o.reason));
    BTreeMap::from([
        ("layout.txt", inspect("layout")),
        ("document.txt", inspect("document")),
        ("coverage.txt", inspect("coverage")),
        ("requirements.jsonl", requirements(&framework)),
        ("notes.txt", notes(&framework)),
    ])
}

/// Columns of the flat row that a reader of the expected file needs.
const COLUMNS: &[&str] = &[
    "role",
    "grade",
    "level",
    "adds_to",
    "option",
    "category",
    "necessity",
    "section",
    "code",
    "text",
    "same_as",
    "legislation",
    "lines",
    "qualifications",
];

fn requirements(framework: &Framework) -> String {
    let rows = dataset::rows_of(framework);
    rows.fold(String::new(), |text, row| text + &short(&row).to_string() + "\n")
}

/// Returns the row's filled columns; the verbatim words only where they differ.
fn short(row: &Row) -> Value {
    let Ok(Value::Object(full)) = serde_json::to_value(row) else { panic!("a row is an object") };
    let is_filled = |v: &Value| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty());
    let mut short: Map<String, Value> = COLUMNS
        .iter()
        .filter_map(|c| Some(((*c).to_owned(), full.get(*c).filter(|v| is_filled(v))?.clone())))
        .collect();
    if let Some(language) = row.language.as_deref().filter(|l| *l != "eng") {
        short.insert("language".to_owned(), language.into());
    }
    if row.verbatim != row.text {
        short.insert("verbatim".to_owned(), row.verbatim.clone().into());
    }
    Value::Object(short)
}

/// Returns outcome, shape, title, employer, fields, links and notes.
fn notes(framework: &Framework) -> String {
    let mut text = format!("outcome: {}\n", framework.outcome.status.name());
    let mut line = |label: &str, value: &str| {
        writeln!(text, "{label}: {value}").expect("a string takes all");
    };
    line("shape", &json_name(&framework.shape));
    line("title", framework.title.as_deref().unwrap_or("-"));
    line("employer", framework.employer.as_deref().unwrap_or("-"));
    framework.fields.iter().for_each(|f| line(&format!("field {}", f.name), &f.text));
    for role in &framework.roles {
        let title = role.title.as_deref().unwrap_or("-");
        line("role", title);
        role.fields.iter().for_each(|f| line(&format!("  field {}", f.name), &f.text));
    }
    framework.progression.iter().for_each(|p| line("step", &format!("{} -> {}", p.from, p.to)));
    for note in &framework.notes {
        let at = note.at.as_ref().map(|p| format!(" [{p}]")).unwrap_or_default();
        let quote = note.text.as_ref().map(|t| format!(" “{t}”")).unwrap_or_default();
        line(note.code.code(), &format!("{}{at}{quote}", note.message));
    }
    text
}

fn json_name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("a name");
    value.as_str().expect("a name").to_owned()
}

/// Compares one file with what came out, or writes it.
fn compare(path: &Path, got: &str, faults: &mut Vec<String>) {
    if regenerates() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, got).expect("the expected file");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != got {
        let path = path.strip_prefix(repo("")).unwrap_or(path).display();
        faults.push(format!("{path}\n{}", difference(&expected, got)));
    }
}

/// Returns the lines that stand in one text only, marked `-` (expected) and `+` (got).
fn difference(expected: &str, got: &str) -> String {
    let only = |mark: &str, these: &str, those: &str| {
        let lines = these.lines().filter(|l| !those.lines().any(|o| o == *l));
        lines.map(|l| format!("  {mark} {l}\n")).collect::<String>()
    };
    let lines = only("-", expected, got) + &only("+", got, expected);
    if lines.is_empty() {
        "  the same lines in another order or number\n".to_owned()
    } else {
        lines
    }
}

#[test]
fn every_stage_of_every_case_comes_out_as_expected() {
    let root = Root::new();
    let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
    let mut faults = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 30, "only {} golden cases were found", cases.len());
    for case in &cases {
        for (file, got) in stages(&root, &lexicon, case) {
            compare(&case.dir.join("expected").join(file), &got, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{} files differ\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_case_says_where_it_comes_from_and_what_it_pins() {
    let mut faults = Vec::new();
    for case in cases() {
        let text = fs::read_to_string(case.dir.join("README.md")).unwrap_or_default();
        for label in ["Origin: ", "Pins: "] {
            if !text.lines().any(|l| l.len() > label.len() + 10 && l.starts_with(label)) {
                faults.push(format!("{}: README.md has no line `{label}…`", case.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_document_built_here_has_its_case() {
    let names: Vec<String> = cases().into_iter().map(|c| c.name).collect();
    let orphans: Vec<_> = made::NAMES.iter().filter(|n| !names.iter().any(|c| c == *n)).collect();
    assert!(orphans.is_empty(), "no folder in tests/golden for {orphans:?}");
}

#[test]
fn expected_files_are_never_written_in_ci() {
    assert!(
        !(regenerates() && std::env::var_os("CI").is_some()),
        "RUNGS_REGENERATE is set in CI: nothing would be compared"
    );
}

/// Columns of the hand-typed tables in `tests/golden/raw`.
const RAW_COLUMNS: &str = "role\tlevel\tcategory\tnecessity\tsection\tcode\ttext";

/// Differences that are known to be wrong in the program, as the test prints them. A line that no
/// longer comes up must go.
const RAW_KNOWN_WRONG: &[&str] = &[];

#[test]
fn the_shipped_documents_yield_what_was_read_in_them_by_hand() {
    let (tables, raw) = (repo("tests/golden/raw"), repo("raw"));
    if !tables.is_dir() || !raw.is_dir() {
        assert!(std::env::var_os("RUNGS_NO_SKIP").is_none(), "tests/golden/raw or raw/ is missing");
        eprintln!("skipped: no tests/golden/raw or no raw/");
        return;
    }
    let root = Root::new();
    made::copy(&raw, &root.join("raw"));
    root.import(&["--quiet"]);
    let frameworks = root.store().frameworks().expect("all objects are whole");
    let mut faults = Vec::new();
    for (stem, table) in tables_by_stem(&tables) {
        let found: Vec<_> =
            frameworks.iter().filter(|f| is_of(&stem, &f.source.paths[0])).collect();
        match found.as_slice() {
            [framework] => faults.extend(table_faults(&stem, &table, framework)),
            _ => faults.push(format!("{stem}: {} documents of that name in raw/", found.len())),
        }
    }
    let known = |fault: &String| RAW_KNOWN_WRONG.contains(&fault.as_str());
    let gone = RAW_KNOWN_WRONG.iter().filter(|k| !faults.iter().any(|f| f == *k));
    let gone: Vec<String> =
        gone.map(|k| format!("no longer wrong, take it off the list: {k}")).collect();
    faults.retain(|f| !known(f));
    faults.extend(gone);
    assert!(faults.is_empty(), "{} differences\n{}", faults.len(), faults.join("\n"));
}

/// Tells whether a table is of a document: named like the file, like the employer's folder, or like
/// the folder and the end of the file's name.
fn is_of(table: &str, path: &str) -> bool {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let rest = table.strip_prefix(folder).and_then(|r| r.strip_prefix('-'));
    table == stem || table == folder || rest.is_some_and(|r| stem.ends_with(r))
}

fn tables_by_stem(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).expect("the folder").flatten();
    let tables = files.filter(|f| f.path().extension().is_some_and(|e| e == "tsv"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a table in UTF-8");
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), text)
    };
    tables.map(|f| read(f.path())).collect()
}

/// Returns the rows that stand in the table or in the export only. The colon that ends a heading
/// does not count.
fn table_faults(stem: &str, table: &str, framework: &Framework) -> Vec<String> {
    let mut lines = table.lines().filter(|l| !l.trim().is_empty());
    if lines.next() != Some(RAW_COLUMNS) {
        return vec![format!("{stem}: the first line is not the header")];
    }
    let mut missing: Vec<String> = lines.map(|l| l.replace(":\t", "\t")).collect();
    let mut extra = Vec::new();
    for row in dataset::rows_of(framework).map(|row| raw_row(&row)) {
        match missing.iter().position(|m| *m == row) {
            Some(at) => drop(missing.remove(at)),
            None => extra.push(row),
        }
    }
    let show = |mark: &str, row: &String| format!("{stem}: {mark} {}", row.replace('\t', " | "));
    missing.iter().map(|r| show("-", r)).chain(extra.iter().map(|r| show("+", r))).collect()
}

fn raw_row(row: &Row) -> String {
    let cells = [&row.role, &row.level, &row.category, &row.necessity, &row.section, &row.code];
    let cells = cells.map(|c| c.as_deref().unwrap_or_default().trim_end_matches(':'));
    format!("{}\t{}", cells.join("\t"), row.text)
}
