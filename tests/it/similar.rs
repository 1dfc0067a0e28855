//! `rungs similar`: the same requirement in other words, at other strengths, and what is alike; and
//! the figures of concepts on the shared corpus.

use crate::floors::shared;
use crate::support::Root;
use serde_json::Value;
use std::fs;
use std::process::Command;

const ALDER: &str = "Job title: Lock Keeper\n\nSkills\n\n- Ability to repair the lock gates\n\
    - Knowledge of tides\n";
const BIRCH: &str = "Job title: Ferry Hand\n\nSkills\n\n- Able to repair lock gates\n\
    - Thorough knowledge of tides\n- Able to repair lock gates at night\n";

fn root() -> Root {
    let root = Root::with(&[("raw/alder/keeper.txt", ALDER), ("raw/birch/hand.txt", BIRCH)]);
    root.import(&[]);
    root
}

#[test]
fn relatives_are_told_with_employer_strength_and_reason() {
    let root = root();
    let run = root.run(&["similar", "Demonstrates the ability to repair lock gates"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for said in [
        "The same (2)",
        "alder \u{b7} Lock Keeper \u{b7} able \u{b7} by opening, filler, plural",
        "birch \u{b7} Ferry Hand \u{b7} able \u{b7} by opening, plural",
        "Similar, but not the same (1)",
        "0.60 \u{b7} + at night",
    ] {
        assert!(run.out.contains(said), "{said} is missing:\n{}", run.out);
    }
    let run = root.run(&["similar", "knowledge", "of", "tides", "--json"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(told["other_strengths"][0]["strength"], "expert");
    let id = told["same"][0]["row"]["id"].as_str().expect("an id").to_owned();
    let run = root.run(&["similar", &id[..8]]);
    assert!(
        !run.out.contains("The same (") && run.out.contains("at another strength (1)"),
        "{}",
        run.out
    );
}

#[test]
fn nothing_alike_is_exit_code_1_and_an_unknown_id_is_said() {
    let root = root();
    let run = root.run(&["similar", "Bakes bread"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("Nothing else is said like it."), "{}", run.out);
    let run = root.run(&["similar", "00ff00ff"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("no id begins with"), "{}", run.err);
    assert_eq!(root.run(&["similar"]).code, 2);
}

/// Least share of pairs said to be the same that are, and of pairs that are the same that are said
/// to be; reached once, they only rise.
const LEAST: (f64, f64) = (0.999, 0.96);

#[test]
fn concepts_of_the_shared_corpus_stay_as_good_as_they_were() {
    let Some(shared) = shared() else { return };
    let root = Root::new();
    let bench = shared.join("bench/dev");
    root.run(&["import", "--quiet", "--ocr", "off", &bench.join("docs").display().to_string()]);
    let rows = root.run(&["export", "--format", "jsonl"]);
    fs::write(root.join("rows.jsonl"), &rows.out).expect("writable");
    let run = Command::new("python3")
        .args([shared.join("eval/score_more.py"), bench, root.join("rows.jsonl")])
        .output()
        .expect("python3 starts");
    let said = String::from_utf8_lossy(&run.stdout);
    let line = said.lines().find(|l| l.starts_with("de-duplication")).expect("a line on pairs");
    let number = |name: &str| -> f64 {
        let behind = line.split_once(name).expect(name).1;
        let number: String =
            behind.trim().chars().take_while(|c| "0123456789.".contains(*c)).collect();
        number.parse().expect("a number")
    };
    assert!(number("precision") >= LEAST.0 && number("recall") >= LEAST.1, "{line}");
    assert!(line.contains("wrongly merged 0 of"), "{line}");
}

#[test]
fn one_standard_in_two_files_is_the_same_concepts() {
    let Some(shared) = shared() else { return };
    let root = Root::new();
    root.run(&["import", "--quiet", &shared.join("seeds").display().to_string()]);
    let rows = root.run(&["export", "--format", "jsonl"]).out;
    let rows: Vec<Value> = rows.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let elsewhere =
        |r: &Value| rows.iter().any(|o| o["concept_id"] == r["concept_id"] && o["doc"] != r["doc"]);
    let coded = |letter: &str| {
        let found = rows.iter().filter(|r| r["doc"].as_str().is_some_and(|d| d.starts_with("004")));
        let found = found.filter(|r| r["code"].as_str().is_some_and(|c| c.starts_with(letter)));
        found.filter(|r| elsewhere(r)).count()
    };
    assert_eq!((coded("K"), coded("S"), coded("B")), (14, 21, 6));
}
