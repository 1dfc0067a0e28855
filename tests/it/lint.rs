//! `rungs lint`: what the author of a framework should mend.

use crate::support::Root;
use serde_json::Value;

/// A grid with slips: a level that is not there, a "Same" with nothing before it, a duty twice, an
/// acronym.
const GRID: &str = "Job title,Level A (Starter),Level B (Skilled)\n\
    Gardener,\"Ability to plant saplings\nAbility to keep the CPG log\nAbility to plant saplings\",\
    \"In addition to level D\nAbility to prune old trees\"\n\
    Cook,Same,\"In addition to level A\nAbility to plan a menu for a week\"\n";

fn rules(json: &str) -> Vec<String> {
    let linted: Vec<Value> = serde_json::from_str(json).expect("JSON");
    let findings = linted.iter().flat_map(|l| l["findings"].as_array().expect("findings"));
    findings.map(|f| f["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn the_slips_of_a_grid_are_told_with_their_places() {
    let root = Root::with(&[("grid.csv", GRID)]);
    let file = root.join("grid.csv").display().to_string();
    let run = root.run(&["lint", &file]);
    assert_eq!(run.code, 3, "{}{}", run.out, run.err);
    for said in [
        "undefined-level: line 2, table 1, row 2, column 3: Level B (Skilled) of Gardener builds on level D",
        "“In addition to level D”",
        "row 3, column 2: “Same” for Cook: nothing",
        "duplicated-duty: line 2, table 1, row 2, column 2: Level A",
        "CPG is never written out",
    ] {
        assert!(run.out.contains(said), "{said} is missing:\n{}", run.out);
    }
    assert!(run.err.contains("5 findings in 1 of 1 documents"), "{}", run.err);
    assert!(!root.join("normalized/manifest.json").exists(), "nothing is stored");
    let run = root.run(&["lint", &file, "--rule", "empty-same", "--json"]);
    assert_eq!((rules(&run.out), run.code), (vec!["empty-same".to_owned()], 3));
}

#[test]
fn stored_documents_are_linted_by_employer() {
    let clean = "Job title: Cook\n\nDuties\n\n- Plan a menu for a week\n- Order the food\n";
    let root = Root::with(&[("raw/acme/grid.csv", GRID), ("raw/birch/cook.txt", clean)]);
    root.import(&[]);
    let run = root.run(&["lint", "bir"]);
    assert_eq!((run.out.as_str(), run.code), ("", 0), "{}", run.err);
    assert!(run.err.contains("0 findings in 0 of 1 documents"), "{}", run.err);
    let all = root.run(&["lint", "--json"]);
    assert_eq!((rules(&all.out).len(), all.code), (5, 3));
    let one = root.run(&["lint", "acme", "--json"]);
    assert_eq!(rules(&one.out), rules(&all.out));
}

#[test]
fn what_cannot_be_linted_is_said() {
    let root = Root::with(&[("raw/acme/grid.csv", GRID)]);
    root.import(&[]);
    let run = root.run(&["lint", "oak"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("\"oak\" is no file; no employer begins with"), "{}", run.err);
    let run = root.run(&["lint", "--rule", "spelling"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("there is no rule \"spelling\""), "{}", run.err);
    let run = root.run(&["lint", "--rules"]);
    assert!(run.code == 0 && run.out.contains("unexplained-acronym"), "{}", run.out);
}
