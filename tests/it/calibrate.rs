//! `rungs calibrate`: confidence beside checked statements.

use crate::support::Root;
use serde_json::Value;

const JOB: &str = "Job title: Lock Keeper\n\nKey duties\n- Opens the lock for boats\n- Oils the \
                   gates every month\n\nExperience\n- Experience of working by water\n";

fn tables(root: &Root, args: &[&str]) -> Value {
    let run = root.run(&[&["calibrate", "--json"], args].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("tables")
}

#[test]
fn an_export_checked_by_hand_shows_what_was_right() {
    let root = Root::with(&[("raw/alder/lock.txt", JOB)]);
    root.import(&[]);
    let rows = root.run(&["export", "--format", "jsonl", "--output", "-"]).out;
    assert_eq!(rows.lines().count(), 3, "{rows}");
    root.write("checked.jsonl", rows.replace("Oils the gates", "Greases the gates"));
    let checked = root.join("checked.jsonl").display().to_string();
    let table = &tables(&root, &[&checked])[0];
    assert_eq!(table["rows"], 3);
    let right: u64 =
        table["bins"].as_array().into_iter().flatten().filter_map(|b| b["right"].as_u64()).sum();
    assert_eq!(right, 2);
    let named = rows.replace("lock.txt", "other");
    root.write("named.jsonl", named);
    let named = root.join("named.jsonl").display().to_string();
    let none = root.run(&["calibrate", &named]);
    assert_eq!(none.code, 1, "{}", none.err);
    assert_eq!(tables(&root, &["--doc", "lock.txt", &named])[0]["rows"], 3);
}

#[test]
fn a_line_that_is_no_statement_is_named() {
    let root =
        Root::with(&[("checked.jsonl", "{\"doc\": \"a\", \"text\": \"x\"}\n{\"doc\": 1}\n")]);
    let checked = root.join("checked.jsonl").display().to_string();
    let run = root.run(&["calibrate", &checked]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("checked.jsonl:2:"), "{}", run.err);
}
