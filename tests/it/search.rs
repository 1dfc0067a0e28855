//! `rungs search` as it is typed: groups, heirs, guesses, counts, order.

use crate::support::{Root, Run};
use serde_json::Value;

const ALDER: &str = "Job title: Lock Keeper\n\nSkills\n\n- Ability to repair the lock gates\n\
    - Helps clients into the boat\n- Works with the Harbour Board of Repairs (HBR)\n";
const BIRCH: &str = "Job title: Lock Keeper\n\nSkills\n\n- Able to repair lock gates\n\
    - Writes to the Harbour Board of Repairs\n- Listens to every service user\n";
const LEVELS: &str = "<h1>Cedar Trust</h1><h2>Deputy Manager</h2><table><tr><th></th>\
    <th>Level A (Developing)</th><th>Level B (Practising)</th></tr>\
    <tr><td>Skills</td><td><ul><li>Able to row</li><li>Awareness of tides</li></ul></td>\
    <td>In addition to level A:<ul><li>Steers at night</li></ul></td></tr></table>";

fn root() -> Root {
    let root = Root::with(&[
        ("raw/alder/keeper.txt", ALDER),
        ("raw/birch/keeper.txt", BIRCH),
        ("raw/cedar/levels.html", LEVELS),
    ]);
    root.import(&[]);
    root
}

fn json(root: &Root, args: &[&str]) -> Value {
    let run = root.run(&[&["search", "--json"], args].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.err))
}

fn texts(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"].as_array().expect("hits");
    let mut texts: Vec<&str> = hits.iter().filter_map(|h| h["text"].as_str()).collect();
    texts.sort_unstable();
    texts
}

fn told(run: &Run, what: &str) {
    assert!(run.err.contains(what), "{what:?} is not told: {}", run.err);
}

#[test]
fn what_says_the_same_stands_together_unless_flat() {
    let root = root();
    let run = root.run(&["search", "lock gates", "--facets", "none"]);
    assert!(run.out.starts_with("2 requirements that say 1 different thing\n"), "{}", run.out);
    assert!(run.out.contains("2 employers say this: alder, birch"), "{}", run.out);
    let grouped = json(&root, &["lock gates"]);
    assert_eq!((grouped["total"].as_u64(), grouped["concepts"].as_u64()), (Some(2), Some(1)));
    assert_eq!(grouped["hits"][0]["group"]["rows"], 2);
    let flat = json(&root, &["lock gates", "--flat"]);
    assert_eq!(texts(&flat), ["Ability to repair the lock gates", "Able to repair lock gates"]);
    assert!(flat["hits"][0].get("group").is_none());
}

#[test]
fn a_requirement_is_found_where_it_is_inherited_and_counted_once_there() {
    let root = root();
    assert_eq!(texts(&json(&root, &["row level:B"])), Vec::<&str>::new());
    let run = root.run(&["search", "row level:B", "--expanded"]);
    assert!(
        run.out.contains("Level B (Practising) \u{b7} from Level A (Developing)"),
        "{}",
        run.out
    );
    let answer = json(&root, &["row", "--expanded"]);
    assert_eq!((answer["total"].as_u64(), answer["requirements"].as_u64()), (Some(2), Some(1)));
    let levels = answer["counts"]["level"].as_array().expect("counts");
    assert!(levels.len() == 2 && levels.iter().all(|l| l["count"] == 1), "{levels:?}");
    assert_eq!(answer["counts"]["employer"][0]["count"], 1);
}

#[test]
fn other_names_are_searched_and_told() {
    let root = root();
    let board = "Writes to the Harbour Board of Repairs";
    let run = root.run(&["search", "HBR"]);
    told(&run, "HBR was searched as Harbour Board of Repairs too");
    assert_eq!(texts(&json(&root, &["HBR"])).len(), 2);
    assert!(texts(&json(&root, &["HBR"])).contains(&board));
    let (clients, user) = ("Helps clients into the boat", "Listens to every service user");
    assert_eq!(texts(&json(&root, &["service user"])), [user]);
    assert_eq!(texts(&json(&root, &["service user", "--broad"])), [clients, user]);
    assert_eq!(texts(&json(&root, &["client", "--broad"])), [clients, user]);
    told(&root.run(&["search", "client", "--broad"]), "synonyms of client were searched too");
}

#[test]
fn slips_and_beginnings_help_where_little_is_found_and_are_told() {
    let root = root();
    let run = root.run(&["search", "nihgt"]);
    assert!(run.out.contains("Steers at night"), "{}", run.out);
    told(&run, "words spelt like nihgt were searched too: night");
    let run = root.run(&["search", "Steer night"]);
    assert!(!run.err.contains("spelt"), "{}", run.err);
    told(&root.run(&["search", "liste"]), "words that begin with liste were searched too: listens");
    assert_eq!(texts(&json(&root, &["liste*"])), ["Listens to every service user"]);
    let run = root.run(&["search", "rpw"]);
    told(&run, "did you mean row ?");
    assert_eq!(run.code, 1, "three letters are suggested for, not searched for");
    let run = root.run(&["search", "emplyer:alder gates"]);
    told(&run, "there is no field emplyer");
    told(&run, "did you mean employer:alder gates ?");
}

#[test]
fn facets_are_chosen_and_leave_their_own_filter_out() {
    let root = root();
    let answer = json(&root, &["lock gates", "--employer", "alder", "--facets", "employer,role"]);
    assert_eq!(answer["total"], 1);
    let employers: Vec<&str> = answer["counts"]["employer"]
        .as_array()
        .expect("counts")
        .iter()
        .filter_map(|c| c["value"].as_str())
        .collect();
    assert_eq!(employers, ["alder", "birch"]);
    assert_eq!(answer["counts"]["role"][0]["count"], 1);
    assert!(answer["counts"].get("level").is_none());
    let both = json(&root, &["gates", "--employer", "alder", "--employer", "birch", "--flat"]);
    assert_eq!(both["total"], 2);
    let run = root.run(&["search", "gates", "--facets", "colour"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("colour") && run.err.contains("category"), "{}", run.err);
}

#[test]
fn a_score_is_explained_by_its_words() {
    let run = root().run(&["search", "tides", "--explain-score"]);
    assert!(run.out.contains("tide in text"), "{}", run.out);
    let answer = json(&root(), &["tides", "--explain-score"]);
    let hit = &answer["hits"][0];
    let (score, reason) = (hit["score"].as_f64(), hit["explanation"]["value"].as_f64());
    assert!(score.zip(reason).is_some_and(|(a, b)| (a - b).abs() < 1e-4), "{score:?} {reason:?}");
}
