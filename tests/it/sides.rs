//! `rungs compare`, `ladder` and `diff`: two employers, two levels or roles, two editions.

use crate::support::Root;
use serde_json::Value;

const ALDER: &str = "Job title: Lock Keeper\n\nSkills\n\n- Ability to repair the lock gates\n\
    - Awareness of tides\n- Whistles\n\nQualifications\n\n- GCSE in English\n";
const BIRCH: &str = "Job title: Lock Keeper\n\nSkills\n\n- Able to repair lock gates\n\
    - Thorough knowledge of tides\n- =Paints boats\n";
const LEVELS: &str = "<h1>Alder Trust</h1><h2>Deputy Manager</h2><table><tr><th></th>\
    <th>Level A (Developing)</th><th>Level B (Practising)</th></tr>\
    <tr><td>Skills</td><td><ul><li>Able to row</li><li>Awareness of tides</li></ul></td>\
    <td>In addition to level A:<ul><li>Thorough knowledge of tides</li><li>Steers at night</li></ul>\
    </td></tr></table>";
const STEPS: &str = "<h1>Career progression map</h1><table><tr><th></th><th>Hand</th>\
    <th>Hand to Mate</th><th>Mate to Skipper</th></tr>\
    <tr><td>Duties</td><td>Coils ropes</td><td>Counts the crew</td><td>Steers the ship</td></tr>\
    <tr><td>Qualifications</td><td>Swimming badge</td><td>Same</td><td>Master's ticket</td></tr></table>";

fn root(files: &[(&str, &str)]) -> Root {
    let root = Root::with(files);
    root.import(&[]);
    root
}

fn pairs(json: &Value) -> Vec<(String, String, String)> {
    let text = |side: &Value| side["row"]["text"].as_str().unwrap_or_default().to_owned();
    let told = |p: &Value| {
        (
            p["relation"].as_str().unwrap_or_default().to_owned(),
            text(&p["first"]),
            text(&p["second"]),
        )
    };
    json["pairs"].as_array().expect("pairs").iter().map(told).collect()
}

#[test]
fn two_employers_stand_side_by_side() {
    let root = root(&[("raw/alder/keeper.txt", ALDER), ("raw/birch/keeper.txt", BIRCH)]);
    let run = root.run(&["compare", "ald", "birch", "--json"]);
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let pairs = pairs(&json);
    let told: Vec<(&str, &str, &str)> = pairs.iter().map(|(r, a, b)| (&**r, &**a, &**b)).collect();
    let expected = [
        ("only_second", "", "=Paints boats"),
        ("stronger_in_second", "Awareness of tides", "Thorough knowledge of tides"),
        ("shared", "Ability to repair the lock gates", "Able to repair lock gates"),
        ("only_first", "GCSE in English", ""),
        ("only_first", "Whistles", ""),
    ];
    assert_eq!(told, expected);
    let run = root.run(&["compare", "alder", "birch"]);
    for said in ["Only birch (1)", "Worded more strongly by birch (1)", "Both require (1)"] {
        assert!(run.out.contains(said), "{said} is missing:\n{}", run.out);
    }
    let csv = root.run(&["compare", "alder", "birch", "--format", "csv"]).out;
    assert!(csv.starts_with("relation,first_id,first_organisation,"), "{csv}");
    assert!(csv.contains(",'=Paints boats") && csv.lines().count() == 6, "{csv}");
    assert_eq!(root.run(&["compare", "alder", "birch", "--role", "keeper"]).code, 0);
    assert_eq!(root.run(&["compare", "alder", "birch", "--role", "pilot"]).code, 1);
    assert_eq!(root.run(&["compare", "alder", "cedar"]).code, 1);
}

#[test]
fn the_next_level_shows_what_is_new_stronger_and_the_same() {
    let root = root(&[("raw/alder/hand.html", LEVELS)]);
    let run = root.run(&["ladder", "Level A", "Level B", "--json"]);
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(1), "{}", run.out);
    let pairs = pairs(&json[0]);
    let told: Vec<(&str, &str, &str)> = pairs.iter().map(|(r, a, b)| (&**r, &**a, &**b)).collect();
    // The level keeps what it adds to: awareness of tides is inherited, and its expert form is new.
    let expected = [
        ("only_second", "", "Steers at night"),
        ("stronger_in_second", "Awareness of tides", "Thorough knowledge of tides"),
        ("shared", "Able to row", "Able to row"),
    ];
    assert_eq!(told, expected);
    let run = root.run(&["ladder", "alder", "level a", "level b", "--role", "deputy"]);
    let text = format!("{}{}", run.out, run.err);
    assert!(text.contains("Strengthened (1)") && text.contains("New (1)"), "{text}");
}

#[test]
fn the_next_role_follows_the_progression_over_several_steps() {
    let root = root(&[("raw/alder/map.html", STEPS)]);
    let run = root.run(&["ladder", "hand", "skipper"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for said in [
        "Hand \u{2192} Mate \u{2192} Skipper  (",
        "New (2)\n  + Master's ticket",
        "Dropped (2)\n  \u{2212} Swimming badge",
        "Only on the way, as Mate (1)\n  + Counts the crew",
    ] {
        assert!(run.out.contains(said), "{said} is missing:\n{}", run.out);
    }
    assert_eq!(root.run(&["ladder", "hand", "pilot"]).code, 1);
    assert_eq!(root.run(&["ladder", "hand"]).code, 2);
}

#[test]
fn two_editions_of_a_document_show_what_became_of_each_statement() {
    let newer = ALDER.replace("- Whistles\n", "- Whistles and sings\n- Feeds the swans\n");
    let root = root(&[("raw/alder/keeper.txt", ALDER), ("new/keeper.txt", &newer)]);
    let run = root.run(&["diff", "raw/alder/keeper.txt", "new/keeper.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Added (") && run.out.contains("Feeds the swans"), "{}", run.out);
    assert!(
        !run.out.contains("Awareness of tides"),
        "what is unchanged is not listed: {}",
        run.out
    );
    let all = root.run(&["diff", "raw/alder/keeper.txt", "new/keeper.txt", "--all", "--json"]).out;
    let json: Value = serde_json::from_str(&all).expect("JSON");
    let unchanged = json["changes"].as_array().expect("changes").iter();
    assert_eq!(unchanged.filter(|c| c["change"] == "unchanged").count(), 3, "{all}");
    let id = root.entry("alder/keeper.txt").document;
    let stored = root.run(&["diff", &id[..8], "new/keeper.txt"]).out;
    assert_eq!(stored.replace("alder \u{b7} ", ""), run.out);
    let run = root.run(&["diff", "no such", "new/keeper.txt"]);
    assert!(run.code == 1 && run.err.contains("neither a file nor"), "{}", run.err);
}
