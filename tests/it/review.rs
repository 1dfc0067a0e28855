//! Review through the program: sheets out, decisions in, and their effect on later imports.

use crate::family::soffice;
use crate::support::Root;
use serde_json::Value;
use std::fs;

/// A notice whose second line will be cut in two.
const NOTICE: &str = "Porter\n\nDuties\n\n- Carry your badge and show it at every door.\n\
    - Push the trolleys to the wards.\n- Lift nothing alone.\n";
const PATH: &str = "raw/acme/porter.txt";
const KEPT: &str = "raw/acme/corrections.jsonl";

fn imported() -> Root {
    let root = Root::with(&[(PATH, NOTICE)]);
    root.import(&[]);
    root
}

/// Exports every statement as CSV, lets `change` edit the table, header first, and writes `sheet.csv`.
fn reviewed(root: &Root, change: impl Fn(&mut [Vec<String>])) {
    let run = root.run(&["review", "export", "--below", "1", "-o", "sheet.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read(root.join("sheet.csv")).expect("the sheet");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&text[..]);
    let cells = |r: csv::StringRecord| r.iter().map(ToOwned::to_owned).collect::<Vec<_>>();
    let mut table: Vec<_> = reader.records().map(|r| cells(r.expect("a record"))).collect();
    change(&mut table);
    let mut writer = csv::Writer::from_writer(Vec::new());
    table.iter().for_each(|r| writer.write_record(r).expect("a record"));
    root.write("sheet.csv", writer.into_inner().expect("the bytes"));
}

/// Finds the row whose text has these words.
fn row<'a>(table: &'a mut [Vec<String>], words: &str) -> &'a mut Vec<String> {
    table.iter_mut().find(|r| r[1].contains(words)).expect("a row with these words")
}

fn texts(root: &Root) -> Vec<String> {
    let out = root.run(&["export", "--format", "jsonl", "-o", "-"]).out;
    let rows = out.lines().map(|l| serde_json::from_str::<Value>(l).expect("a row"));
    let mut texts: Vec<_> = rows.map(|v| v["text"].as_str().expect("text").to_owned()).collect();
    texts.sort();
    texts
}

fn decide(table: &mut [Vec<String>]) {
    row(table, "badge")
        .splice(0..2, ["split", "Carry your badge.\nShow it at every door."].map(Into::into));
    row(table, "trolleys")[1] = "Push the trolleys to every ward.".into();
    row(table, "Lift")[0] = "reject".into();
}

const DECIDED: [&str; 3] =
    ["Carry your badge.", "Push the trolleys to every ward.", "Show it at every door."];

#[test]
fn decisions_count_now_and_on_every_later_import() {
    let root = imported();
    reviewed(&root, decide);
    let run = root.run(&["review", "apply", "sheet.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(texts(&root), DECIDED);
    let again = root.run(&["review", "apply", "sheet.csv"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.starts_with("0 corrections stored, 3 stored before"), "{}", again.err);
    fs::remove_dir_all(root.join("normalized")).expect("the store");
    root.import(&[]);
    assert_eq!(texts(&root), DECIDED);
    // The file changes elsewhere: other bytes, another identity of the document.
    root.write(PATH, format!("{NOTICE}- Sweep the yard.\n"));
    assert_eq!(root.import(&[]).code, 0);
    assert_eq!(texts(&root)[..2], DECIDED[..2]);
    assert_eq!(texts(&root).len(), 4);
}

#[test]
fn a_correction_without_its_place_is_reported_and_kept() {
    let root = imported();
    reviewed(&root, decide);
    root.run(&["review", "apply", "sheet.csv"]);
    let kept = fs::read(root.join(KEPT)).expect("corrections");
    root.write(PATH, NOTICE.replace("- Lift nothing alone.\n", "- Sweep the yard.\n"));
    let run = root.run(&["import"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("1 correction without a place: acme/porter.txt"), "{}", run.err);
    assert_eq!(fs::read(root.join(KEPT)).expect("corrections"), kept);
    let run = root.run(&["import"]);
    assert_eq!(run.code, 3, "of an unchanged document too: {}", run.err);
    root.remove(PATH);
    let run = root.run(&["import", "--prune"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("a correction without its document acme/porter.txt"), "{}", run.err);
}

#[test]
fn the_last_decision_about_a_text_counts() {
    let root = imported();
    reviewed(&root, decide);
    root.run(&["review", "apply", "sheet.csv"]);
    // The sheet of then, decided otherwise: what was split and rejected is one and kept.
    let sheet = fs::read_to_string(root.join("sheet.csv")).expect("the sheet");
    let sheet = sheet.replace(
        "split,\"Carry your badge.\nShow it at every door.\"",
        "accept,Carry your badge and show it at every door.",
    );
    root.write("sheet.csv", sheet.replace("reject,", "accept,"));
    let run = root.run(&["review", "apply", "sheet.csv"]);
    assert!(run.err.starts_with("2 corrections stored, 1 stored before"), "{}", run.err);
    assert_eq!(run.code, 0, "{}", run.err);
    let badge = "Carry your badge and show it at every door.";
    assert_eq!(texts(&root), [badge, "Lift nothing alone.", "Push the trolleys to every ward."]);
    // What was corrected is exported as it is now, and corrected once more.
    let run = root.run(&["review", "export", "--again", "--below", "1", "-o", "sheet.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let sheet = fs::read_to_string(root.join("sheet.csv")).expect("the sheet");
    let once = sheet.replacen(",Push the trolleys to every ward.", ",Push every trolley.", 1);
    root.write("sheet.csv", once.replacen(",Lift", "accept,Lift", 1));
    let run = root.run(&["review", "apply", "sheet.csv"]);
    assert!(run.err.starts_with("1 corrections stored, 1 stored before"), "{}", run.err);
    assert_eq!(texts(&root), [badge, "Lift nothing alone.", "Push every trolley."]);
    root.write(PATH, format!("{NOTICE}- Sweep the yard.\n"));
    assert_eq!(root.import(&[]).code, 0);
    assert_eq!(texts(&root)[..3], [badge, "Lift nothing alone.", "Push every trolley."]);
}

#[test]
fn a_sheet_with_a_mistake_changes_nothing() {
    let root = imported();
    reviewed(&root, |table| {
        decide(table);
        row(table, "badge")[0] = "spilt".into();
    });
    let before = root.normalized();
    let run = root.run(&["review", "apply", "sheet.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("column action") && run.err.contains("spilt"), "{}", run.err);
    assert!(!root.join(KEPT).exists());
    assert_eq!(root.normalized(), before);
}

#[test]
fn a_bad_line_of_corrections_stops_the_import_and_is_named() {
    let root = imported();
    let before = root.normalized();
    root.write(KEPT, "{\"document\": 7}\n");
    let run = root.run(&["import"]);
    assert_eq!(run.code, 4);
    let says = "corrections.jsonl, line 1: document: invalid type: integer `7`";
    assert!(run.err.contains(says), "{}", run.err);
    let run = root.run(&["check"]);
    assert!(run.code == 3 && run.out.contains("line 1: document:"), "{}", run.out);
    assert_eq!(root.normalized(), before);
}

#[test]
fn a_workbook_passes_through_libreoffice() {
    let root = imported();
    reviewed(&root, decide);
    let sheet = root.join("sheet.csv");
    // As a person would: opened and saved in another form.
    if !soffice("xlsx", root.path(), &[sheet]) {
        return;
    }
    let run = root.run(&["review", "apply", "sheet.xlsx"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(texts(&root), DECIDED);
    let run = root.run(&["review", "export", "--again", "--below", "1", "-o", "again.xlsx"]);
    assert_eq!(run.code, 0, "{}", run.err);
    fs::create_dir(root.join("saved")).expect("a folder");
    assert!(soffice("ods", &root.join("saved"), &[root.join("again.xlsx")]));
    let run = root.run(&["review", "apply", "saved/again.ods"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(texts(&root), DECIDED);
}
