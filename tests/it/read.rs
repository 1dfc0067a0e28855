//! The commands that read: list, search, show, explain, inspect, export, check and the rest.
//!
//! The documents are stored by hand, so that these tests do not depend on how text is interpreted.

use crate::support::{DRIVER, Root, Run};
use rungs::dataset::write::COLUMNS;
use rungs::interpret::document_id;
use rungs::model::{Coverage, Framework, NoteCode};
use rungs::store::{Entry, Manifest, Writer, object_path};
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};

/// Returns a requirement whose id and concept follow from `words`.
fn requirement(words: &str, line: u32, more: Value) -> Value {
    let id = |kind: &str| document_id(&format!("{kind}{words}{line}"));
    let mut value = json!({
        "id": id("r"), "concept_id": id("c"), "text": words, "verbatim": format!("- {words}"),
        "category": null, "necessity": null, "section": "Duties", "section_path": ["Duties"],
        "code": null, "option": null, "places": [{"line": line, "block": line}], "confidence": 1.0,
    });
    let fields = more.as_object().expect("an object").clone();
    value.as_object_mut().expect("an object").extend(fields);
    value
}

fn framework(employer: &str, path: &str, status: &str, roles: Value) -> Framework {
    let blake3 = blake3::hash(path.as_bytes()).to_hex().to_string();
    let reason = if status == "ok" { Value::Null } else { "a part was not read".into() };
    serde_json::from_value(json!({
        "schema": "competency-framework/1", "id": document_id(&blake3), "employer": employer,
        "employer_basis": {"kind": "folder", "phrase": employer.to_lowercase()},
        "title": format!("Jobs at {employer}"), "shape": "progression_grid",
        "source": {
            "file": path.rsplit('/').next(), "paths": [path], "employers": [employer],
            "blake3": blake3, "bytes": 1, "format": "text", "engine": "rungs-text/1",
        },
        "outcome": {"status": status, "reason": reason},
        "fields": [], "roles": roles, "progression": [], "notes": [], "coverage": Coverage::default(),
    }))
    .expect("a document")
}

fn larch() -> Framework {
    let tills = requirement(
        "Balances the caf\u{e9} tills",
        4,
        json!({
            "category": "skill",
            "category_basis": {"kind": "heading", "phrase": "Handling money", "at": {"line": 3, "block": 2}},
            "necessity": "essential",
            "necessity_basis": {"kind": "lead_in", "phrase": "You must be able to"},
        }),
    );
    let roles = json!([{
        "title": "Till Keeper", "printed": "Till Keeper (Grade 3)", "grade": "3",
        "adds_to_roles": [], "fields": [],
        "levels": [
            {"label": "Step 1", "adds_to": [], "requirements": [tills]},
            {"label": "Step 2", "adds_to": ["Step 1"],
             "adds_basis": {"kind": "phrase", "phrase": "on top of step 1"},
             "requirements": [requirement("=Trains new till staff", 7, json!({"category": "duty"}))]},
        ],
    }]);
    framework("Larch Stores", "larch/tills.txt", "ok", roles)
}

fn laurel() -> Framework {
    let roles = json!([{
        "title": "Gardener", "printed": null, "grade": null, "adds_to_roles": [], "fields": [],
        "levels": [{"label": null, "adds_to": [], "requirements": [
            requirement("Trains the roses on wires", 2, json!({})),
        ]}],
    }]);
    framework("Laurel Parks", "laurel/garden.txt", "partial", roles)
}

fn entry(f: &Framework, object: &[u8]) -> Entry {
    Entry {
        employer: f.employer.clone(),
        blake3: f.source.blake3.clone(),
        bytes: f.source.bytes,
        format: Some(f.source.format),
        document: f.id.clone(),
        object: Some(object_path(f)),
        object_blake3: Some(blake3::hash(object).to_hex().to_string()),
        object_bytes: Some(object.len() as u64),
        roles: f.roles.len() as u64,
        requirements: f.requirements().count() as u64,
        ..Entry::unread(&f.source.paths[0], f.outcome.clone())
    }
}

fn store(root: &Root, frameworks: &[Framework]) {
    let writer = Writer::lock(root.path()).expect("nobody else writes");
    let mut entries = Vec::new();
    for f in frameworks {
        let object = serde_json::to_vec(f).expect("JSON");
        writer.stage(&object_path(f), &object).expect("writable");
        entries.push(entry(f, &object));
    }
    writer.commit(&Manifest::new(entries)).expect("writable");
}

fn stored() -> Root {
    let root = Root::new();
    store(&root, &[larch(), laurel()]);
    root
}

fn json_of(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.err))
}

fn tills_id() -> String {
    larch().roles[0].levels[0].requirements[0].id.clone()
}

#[test]
fn search_builds_the_index_and_prints_hits_with_their_source() {
    let root = stored();
    let run = root.run(&["search", "cafe", "till"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let expected = format!(
        "1 requirement\n\n  1. Balances the caf\u{e9} tills\n     Larch Stores \u{b7} Till Keeper \u{b7} \
         Step 1 \u{b7} skill \u{b7} essential \u{b7} larch/tills.txt, line 4 \u{b7} {}\n\n\
         employer       Larch Stores 1\nrole           Till Keeper 1\nlevel          Step 1 1\n\
         grade          3 1\ncategory       skill 1\nnecessity      essential 1\n\
         kind           progression_grid 1\n",
        &tills_id()[..8]
    );
    assert_eq!(run.out, expected);
    assert!(root.join("index/current.json").exists());
}

#[test]
fn search_in_json_has_counts_rows_and_highlights() {
    let root = stored();
    let answer = json_of(&root.run(&["search", "training", "--json", "--limit", "1"]));
    assert_eq!((answer["total"].as_u64(), answer["partial"].as_bool()), (Some(2), Some(false)));
    assert_eq!(answer["hits"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["counts"]["employer"][0], json!({"value": "Larch Stores", "count": 1}));
    let hit = &answer["hits"][0];
    let text = hit["text"].as_str().expect("the words");
    let range =
        |i| usize::try_from(hit["highlights"][0][i].as_u64().expect("a byte")).expect("small");
    assert_eq!(&text[range(0)..range(1)], "Trains");
    for column in ["id", "concept_id", "doc", "source", "outcome", "score"] {
        assert!(!hit[column].is_null(), "{column}");
    }
}

#[test]
fn search_options_filter_and_unique_beginnings_are_enough() {
    let root = stored();
    let cases: &[(&[&str], i32)] = &[
        (&["trains"], 0),
        (&["trains", "--employer", "lau"], 0),
        (&["trains", "--employer", "la"], 2),
        (&["trains", "--employer", "oak"], 1),
        (&["trains", "--role", "garden", "--only", "ok"], 1),
        (&["trains", "--level", "2", "--category", "duty"], 0),
        (&["trains", "--category", "hobby"], 2),
        (&["unheard-of"], 1),
        (&["(((\"role:", "--json"], 1),
        (&["trains", "--offset", "1000001"], 2),
        (&["-trains", "--limit", "3"], 2),
        (&["--", "-trains"], 0),
        (&["trains unheard"], 0),
    ];
    for (args, code) in cases {
        let run = root.run(&[&["search"], *args].concat());
        assert_eq!(run.code, *code, "{args:?}: {}{}", run.out, run.err);
    }
    let ambiguous = root.run(&["search", "trains", "--employer", "la"]);
    assert!(ambiguous.err.contains("Larch Stores") && ambiguous.err.contains("Laurel Parks"));
    let partial = root.run(&["search", "trains unheard"]);
    assert!(partial.out.starts_with("No requirement has all the words. Partial matches: 2"));
}

#[test]
fn search_follows_the_store_and_survives_a_damaged_index() {
    let root = stored();
    assert_eq!(root.run(&["search", "roses"]).code, 0);
    store(&root, &[larch()]);
    assert_eq!(root.run(&["search", "roses"]).code, 1);
    root.write("index/current.json", "{");
    assert_eq!(root.run(&["search", "tills"]).code, 0);
    fs::remove_dir_all(root.join("index")).expect("removable");
    root.write("index", "a file where the folder should be");
    let run = root.run(&["search", "tills"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("searched in memory"), "{}", run.err);
}

#[test]
fn an_index_with_flipped_bytes_is_built_again() {
    let root = stored();
    assert_eq!(root.run(&["search", "roses"]).code, 0);
    let mut folders =
        fs::read_dir(root.join("index")).expect("an index").flatten().map(|e| e.path());
    let folder = folders.find(|p| p.is_dir()).expect("its folder");
    let files = fs::read_dir(folder).expect("files").flatten().map(|e| e.path());
    let stores = files.filter(|p| p.extension().is_some_and(|e| e == "store"));
    for path in stores {
        let flipped = fs::read(&path).expect("readable").iter().map(|b| !b).collect::<Vec<u8>>();
        fs::write(&path, flipped).expect("writable");
    }
    let run = root.run(&["search", "roses"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Trains the roses on wires"));
    assert_eq!(root.run(&["search", "tills"]).err, "");
}

#[test]
fn an_empty_store_says_what_to_do() {
    let root = Root::new();
    let run = root.run(&["search", "anything"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("rungs import"));
    assert!(!root.join("index").exists());
    assert_eq!(root.run(&["export"]).out, "");
    assert_eq!(root.run(&["check"]).code, 0);
}

#[test]
fn lists_count() {
    let root = stored();
    let list = |args: &[&str]| root.run(&[&["list"], args].concat()).out;
    assert_eq!(
        list(&["employers"]),
        "employer      documents  roles  requirements\n\
         ------------  ---------  -----  ------------\n\
         Larch Stores          1      1             2\n\
         Laurel Parks          1      1             1\n"
    );
    assert!(list(&["documents"]).contains("laurel/garden.txt  Laurel Parks  partial"));
    assert!(
        list(&["roles", "--employer", "LARCH"])
            .ends_with("Till Keeper  Larch Stores          1             2\n")
    );
    let levels: Value = serde_json::from_str(&list(&["levels", "--json"])).expect("JSON");
    assert_eq!(levels[1]["name"], "Step 2");
    assert_eq!(levels.as_array().map(Vec::len), Some(2));
}

#[test]
fn ids_are_shown_in_full_by_their_beginning() {
    let root = stored();
    let id = tills_id();
    let run = root.run(&["show", &id[..8]]);
    for line in ["Balances the caf\u{e9} tills", "category     skill", "place        line 4"] {
        assert!(run.out.contains(line), "{line}: {}", run.out);
    }
    assert_eq!(json_of(&root.run(&["show", &id, "--json"]))["requirement"]["id"], id.as_str());
    let document = larch().id;
    assert_eq!(json_of(&root.run(&["show", &document, "--json"]))["kind"], "document");
    assert!(root.run(&["show", &document]).out.contains("Step 2 (in addition to Step 1)"));
    let concept = &larch().roles[0].levels[0].requirements[0].concept_id;
    assert_eq!(json_of(&root.run(&["show", concept, "--json"]))["rows"][0]["id"], id.as_str());
    assert_eq!(root.run(&["show", "zzzzzz"]).code, 1);
    assert_eq!(root.run(&["show", &id[..3]]).code, 2);
}

#[test]
fn explain_names_place_and_phrase_of_each_fact() {
    let root = stored();
    let out = root.run(&["explain", &tills_id()]).out;
    for part in [
        "file         larch/tills.txt",
        "place        line 4",
        "as printed   - Balances",
        "category       skill: it stands under the heading \u{201c}Handling money\u{201d} (line 3)",
        "necessity      essential: it follows the words \u{201c}You must be able to\u{201d}",
        "employer       Larch Stores: the file lies in the folder \u{201c}larch stores\u{201d}",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let upper = larch().roles[0].levels[1].requirements[0].id.clone();
    let json = json_of(&root.run(&["explain", &upper, "--json"]));
    let facts = json["derived"].as_array().expect("facts");
    assert!(facts.iter().any(|f| f["phrase"] == "on top of step 1"));
    assert_eq!(root.run(&["explain", &larch().id]).code, 2);
}

#[test]
fn exports_hold_every_row_with_all_columns() {
    let root = stored();
    let jsonl = root.run(&["export", "--format", "jsonl", "--output", "-"]).out;
    let rows: Vec<Value> = jsonl.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(rows.len(), 3);
    for column in COLUMNS.iter().filter(|c| !["lines", "inherited_from"].contains(c)) {
        assert!(rows[0].get(column).is_some(), "{column}");
    }
    assert_eq!((&rows[1]["adds_to"], &rows[1]["lines"]), (&json!(["Step 1"]), &json!([7])));
    let expanded = root.run(&["export", "--expanded"]).out;
    assert_eq!(expanded.lines().count(), 4);
    assert!(expanded.contains(r#""inherited_from":"Step 1""#));
    assert_eq!(root.run(&["export", "--only", "ok"]).out.lines().count(), 2);
    assert_eq!(root.run(&["export", "--employer", "laurel"]).out.lines().count(), 1);
}

#[test]
fn an_export_to_a_file_takes_its_form_from_the_name_and_guards_formulas() {
    let root = stored();
    let run = root.run(&["export", "-o", "rows.csv"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    let csv = fs::read_to_string(root.join("rows.csv")).expect("written");
    assert!(csv.starts_with("id,concept_id,subject_id,doc,"));
    assert!(csv.contains(",'=Trains new till staff,'- =Trains new till staff,"));
    assert_eq!(csv.lines().count(), 4);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let root = stored();
    let many: Vec<Value> =
        (0..4000).map(|n| requirement(&"word ".repeat(9), n + 1, json!({}))).collect();
    let roles = json!([{"title": "Clerk", "printed": null, "grade": null, "adds_to_roles": [],
        "fields": [], "levels": [{"label": null, "adds_to": [], "requirements": many}]}]);
    store(&root, &[framework("Maple Ltd", "maple/a.txt", "ok", roles)]);
    let commands: [&[&str]; 4] = [
        &["export"],
        &["export", "--format", "csv"],
        &["search", "word", "--limit", "9999"],
        &["list", "documents"],
    ];
    for command in commands {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rungs"))
            .args(command)
            .arg("--root")
            .arg(root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command:?}");
        assert_eq!(output.status.code(), Some(0), "{command:?}");
    }
}

#[test]
fn check_finds_what_does_not_hold() {
    let root = stored();
    let run = root.run(&["check"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let mut broken = larch();
    broken.coverage.total = 5;
    store(&root, &[broken.clone(), laurel()]);
    let run = root.run(&["check"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("/coverage: the classes add up to 0 characters"), "{}", run.out);
    let object = format!("normalized/{}", object_path(&laurel()));
    root.write(&object, "{}");
    let findings = json_of(&root.run(&["check", "--json"]));
    assert_eq!(findings.as_array().map(Vec::len), Some(2), "{findings}");
    assert_eq!(findings[1]["file"], object.as_str());
}

#[test]
fn every_note_is_explained() {
    let root = Root::new();
    for code in NoteCode::ALL {
        let run = root.run(&["check", "--explain", &code.code().to_lowercase()]);
        assert!(run.out.contains(code.meaning()) && run.out.contains(code.action()));
    }
    let unknown = root.run(&["check", "--explain", "X999"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("E001") && unknown.err.contains("I008"));
}

#[test]
fn every_stage_of_a_file_can_be_inspected() {
    let root = Root::with(&[("driver.txt", DRIVER), ("empty.txt", "")]);
    for stage in ["layout", "tables", "document", "framework", "coverage"] {
        let run = root.run(&["inspect", "driver.txt", "--stage", stage]);
        assert_eq!(run.code, 0, "{stage}: {}", run.err);
        let json = root.run(&["inspect", "driver.txt", "--stage", stage, "--format", "json"]);
        json_of(&json);
    }
    let layout = root.run(&["inspect", "driver.txt", "--stage", "layout"]).out;
    assert!(layout.starts_with("[body] line 1: Van Driver\n"), "{layout}");
    assert_eq!(
        json_of(&root.run(&["inspect", "driver.txt", "--stage", "tables", "--json"])),
        json!([])
    );
    assert_eq!(root.run(&["inspect", "empty.txt"]).code, 3);
    assert_eq!(root.run(&["inspect", "nowhere.txt"]).code, 2);
    assert!(!root.join("normalized").exists() && !root.join("index").exists());
}

#[test]
fn schema_formats_and_completions_are_printed() {
    let root = Root::new();
    let schema = json_of(&root.run(&["schema"]));
    assert_eq!(schema["title"], "competency-framework/1");
    let formats = root.run(&["formats"]).out;
    for part in ["rungs-docx/1", "Thumbs.db", "256 MiB"] {
        assert!(formats.contains(part), "{part}: {formats}");
    }
    let json = json_of(&root.run(&["formats", "--json"]));
    let listed = json["formats"].as_array().expect("a list");
    let read: Vec<_> = listed.iter().filter(|f| f["state"] == "read").collect();
    assert!(read.len() >= 16, "{read:?}");
    for format in read {
        let key = format["key"].as_str().expect("a key");
        for part in ["name", "reader", "recognised_by", "needs"] {
            assert!(format[part].as_str().is_some_and(|t| !t.is_empty()), "{key}: {part}");
        }
        let limits = format["limits"].as_array().expect("limits");
        assert!(limits.len() > 1, "{key}: {limits:?}");
        for limit in limits {
            let text = limit["limit"].as_str().expect("a limit");
            assert!(formats.contains(text), "{key}: {text} is printed");
        }
        let needs_tesseract = ["jpeg", "pdf", "png", "tiff"].contains(&key);
        assert_eq!(
            format["needs"].as_str().is_some_and(|n| n.contains("esseract")),
            needs_tesseract
        );
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = root.run(&["completions", shell]).out;
        for offered in ["rungs", "import", "completions", "dry-run", "quiet"] {
            assert!(script.contains(offered), "{shell}: {offered}");
        }
        assert!(!script.contains("worker"), "{shell} offers a hidden command");
    }
}
