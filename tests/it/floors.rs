//! Accuracy floors on the shared corpus: figures that were reached once and may only rise.
//!
//! The corpus is looked up in `RUNGS_SHARED`, else beside this repository. Without it these tests
//! say so and pass, unless `RUNGS_NO_SKIP=1`.

use crate::support::{Root, repo};
use rungs::model::{Class, Piece};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Suites that are measured.
const SUITES: &[&str] = &["seeds", "seeds-rebuilt", "corpus", "bench-dev"];

/// The seeds by the name of their annotations.
const SEEDS: &[&str] =
    &["home-group", "leader-in-adult-care", "medway", "skills-for-care", "tlc-rotherham"];

/// Suite, in `floors.tsv`, of the seeds' coverage.
const COVERAGE: &str = "coverage";

/// Returns the folder of the shared corpus.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("RUNGS_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| repo("../shared"));
    if folder.join("eval/evaluate.py").is_file() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("RUNGS_NO_SKIP").is_none_or(|v| v != "1"),
        "no shared corpus at {}",
        folder.display()
    );
    eprintln!("skipped: no shared corpus at {}", folder.display());
    None
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A row of `floors.tsv`.
struct Floor {
    suite: String,
    document: String,
    measure: String,
    least: f64,
}

fn floors() -> Vec<Floor> {
    let text = fs::read_to_string(repo("tests/floors.tsv")).expect("tests/floors.tsv");
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(floor).collect()
}

fn floor(line: &str) -> Floor {
    let cells: Vec<&str> = line.split('\t').collect();
    let [suite, document, measure, least] = cells.as_slice() else {
        panic!("tests/floors.tsv: four columns, not {line:?}")
    };
    let least = least.parse().unwrap_or_else(|_| panic!("tests/floors.tsv: a number in {line:?}"));
    let own = |text: &str| text.to_owned();
    Floor { suite: own(suite), document: own(document), measure: own(measure), least }
}

/// Runs the evaluation over all suites and returns its figures.
fn figures(shared: &Path) -> Value {
    let run = Command::new("python3")
        .arg(shared.join("eval/evaluate.py"))
        .arg(env!("CARGO_BIN_EXE_rungs"))
        .args(SUITES)
        .arg("--json")
        .output()
        .expect("python3 starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("JSON figures")
}

/// Returns a measure of a document: `f1`, `strict_f1`, or an attribute as `attributes.text`.
fn measure(document: &Value, name: &str) -> Option<f64> {
    name.split('.').try_fold(document, |at, key| at.get(key))?.as_f64()
}

#[test]
fn accuracy_does_not_fall_below_its_floors() {
    let Some(shared) = shared() else { return };
    let figures = figures(&shared);
    let floors = floors();
    let mut faults = without_floor(&shared, &floors);
    for floor in floors.iter().filter(|f| f.suite != COVERAGE) {
        let at = format!("{}/{} {}", floor.suite, floor.document, floor.measure);
        match measure(&figures[&floor.suite]["documents"][&floor.document], &floor.measure) {
            Some(got) if got >= floor.least => {}
            Some(got) => faults.push(format!("{at}: {got:.4}, floor {}", floor.least)),
            None => faults.push(format!("{at}: no such figure")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the documents of the suites that no floor is set for.
fn without_floor(shared: &Path, floors: &[Floor]) -> Vec<String> {
    let held: BTreeSet<(&str, &str)> =
        floors.iter().map(|f| (f.suite.as_str(), f.document.as_str())).collect();
    let mut faults = Vec::new();
    for suite in SUITES {
        let path = shared.join(format!("eval/suites/{suite}.tsv"));
        let text = fs::read_to_string(&path).expect("the suite");
        for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let file = line.split('\t').next().and_then(|p| p.rsplit('/').next()).unwrap_or("");
            if !held.contains(&(*suite, file.replace('.', "_").as_str())) {
                faults.push(format!("{suite}/{file}: no floor in tests/floors.tsv"));
            }
        }
    }
    faults
}

/// A seed with its annotations and what the program exports for it.
struct Seed {
    name: &'static str,
    file: PathBuf,
    meta: Value,
    gold: Vec<Value>,
}

impl Seed {
    fn read(shared: &Path, name: &'static str) -> Self {
        let meta = read_json(&shared.join(format!("gold/{name}.meta.json")));
        let source = meta["source"].as_str().expect("a source");
        let text = fs::read_to_string(shared.join(format!("gold/{name}.jsonl"))).expect("gold");
        let gold = text.lines().map(|l| serde_json::from_str(l).expect("a JSON line")).collect();
        Self { name, file: shared.join("seeds").join(source), gold, meta }
    }

    /// Imports the seed alone; returns its root.
    fn import(&self) -> Root {
        let root = Root::new();
        let name = self.file.file_name().expect("a name").to_string_lossy().into_owned();
        root.write(&format!("raw/{name}"), fs::read(&self.file).expect("the seed"));
        root.import(&["--quiet"]);
        root
    }

    fn rows(&self) -> Vec<Value> {
        let run = self.import().run(&["export", "--format", "jsonl"]);
        run.out.lines().map(|l| serde_json::from_str(l).expect("a row")).collect()
    }

    fn pieces(&self) -> Vec<Piece> {
        let file = self.file.to_string_lossy();
        let run = Root::new().run(&["inspect", &file, "--stage", "coverage", "--format", "json"]);
        serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{}: {e}: {}", self.name, run.err))
    }

    /// Returns the lines listed under a key of the meta file.
    fn lines(&self, key: &str) -> BTreeSet<u32> {
        numbers(&self.meta[key])
    }

    /// Returns the lines that hold a statement, garbled ones included.
    fn statement_lines(&self) -> BTreeSet<u32> {
        self.gold
            .iter()
            .flat_map(|g| numbers(&g["lines"]))
            .chain(self.lines("garbled_lines"))
            .collect()
    }
}

fn numbers(list: &Value) -> BTreeSet<u32> {
    let numbers = list.as_array().into_iter().flatten().filter_map(Value::as_u64);
    numbers.filter_map(|n| u32::try_from(n).ok()).collect()
}

fn seeds() -> Vec<Seed> {
    shared().map(|s| SEEDS.iter().map(|n| Seed::read(&s, n)).collect()).unwrap_or_default()
}

#[test]
fn every_row_of_a_seed_builds_on_the_levels_the_annotators_named() {
    let mut faults = Vec::new();
    let mut seen = 0;
    let seeds = seeds();
    for seed in &seeds {
        let known = levels(&seed.meta);
        for row in seed.rows() {
            let key = [&row["role"], &row["level"]].map(|v| v.as_str().unwrap_or("").to_owned());
            let expected = known.get(&key).cloned().unwrap_or_else(|| Value::Array(Vec::new()));
            seen += usize::from(expected != Value::Array(Vec::new()));
            if row["adds_to"] != expected {
                let (got, text) = (&row["adds_to"], &row["text"]);
                faults.push(format!("{}: {key:?}: {got}, not {expected}: {text}", seed.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seeds.is_empty() || seen > 0, "no row builds on a level: nothing was compared");
}

/// Returns what each level builds on, by role and level.
fn levels(meta: &Value) -> BTreeMap<[String; 2], Value> {
    let mut known = BTreeMap::new();
    for role in meta["roles"].as_array().into_iter().flatten() {
        for level in role["levels"].as_array().into_iter().flatten() {
            let key =
                [&role["title"], &level["label"]].map(|v| v.as_str().unwrap_or("").to_owned());
            known.insert(key, level["adds_to"].clone());
        }
    }
    known
}

#[test]
fn same_stands_for_the_right_words_or_for_a_note() {
    let Some(shared) = shared() else { return };
    let seed = Seed::read(&shared, "tlc-rotherham");
    let expected: Vec<_> =
        seed.gold.iter().filter(|g| !g["same_as"].is_null()).map(same_key).collect();
    let got: Vec<_> =
        seed.rows().iter().filter(|r| !r["same_as"].is_null()).map(same_key).collect();
    let mut faults = one_sided(&expected, &got, "a Same cell not resolved so");
    faults.extend(one_sided(&got, &expected, "a false Same"));
    let unresolved: Vec<String> = unresolved_lines(&seed);
    let listed = seed.meta["unresolved"].as_array().expect("a list").iter();
    let listed: Vec<String> = listed.map(|u| u["line"].to_string()).collect();
    faults.extend(one_sided(&listed, &unresolved, "no note I001 at line"));
    faults.extend(one_sided(&unresolved, &listed, "a false note I001 at line"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns role, words, origin and line of a resolved "Same".
fn same_key(row: &Value) -> String {
    let words = rungs::text::squash(row["text"].as_str().unwrap_or(""));
    format!("{} | {words} | {} | {}", row["role"], row["same_as"], row["lines"])
}

/// Returns the items of one list that the other lacks, counting equal ones.
fn one_sided(these: &[String], those: &[String], what: &str) -> Vec<String> {
    let count = |list: &[String], item: &String| list.iter().filter(|i| *i == item).count();
    let distinct: BTreeSet<&String> = these.iter().collect();
    let missing = distinct.into_iter().filter(|i| count(these, i) > count(those, i));
    missing.map(|i| format!("{what}: {i}")).collect()
}

fn unresolved_lines(seed: &Seed) -> Vec<String> {
    let frameworks = seed.import().store().frameworks().expect("all objects are whole");
    let notes = frameworks.into_iter().flat_map(|f| f.notes);
    let unresolved = notes.filter(|n| n.code.code() == "I001");
    unresolved.filter_map(|n| Some(n.at?.line?.to_string())).collect()
}

#[test]
fn every_line_of_a_seed_is_accounted_for_as_the_annotators_did() {
    let mut faults = Vec::new();
    for seed in seeds() {
        let text = fs::read_to_string(&seed.file).expect("the seed in UTF-8");
        let lines: Vec<&str> = text.split('\n').collect();
        let by_line = by_line(&seed.pieces());
        faults.extend(uncovered(&seed, &lines, &by_line));
        faults.extend(false_statements(&seed, &by_line));
        faults.extend(misclassed(&seed, &by_line));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the pieces that stand on each line; a piece over several lines stands on all of them.
fn by_line(pieces: &[Piece]) -> BTreeMap<u32, Vec<Piece>> {
    let mut found: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
    for piece in pieces {
        let Some(first) = piece.at.line else { continue };
        for (line, text) in (first..).zip(piece.text.split('\n')) {
            let part = Piece { text: text.to_owned(), ..piece.clone() };
            found.entry(line).or_default().push(part);
        }
    }
    found
}

type ByLine = BTreeMap<u32, Vec<Piece>>;

/// Returns the lines with letters or digits (tags apart) that no piece stands on.
fn uncovered(seed: &Seed, lines: &[&str], by_line: &ByLine) -> Vec<String> {
    let numbered = (1_u32..).zip(lines);
    let missing = numbered.filter(|(n, l)| !l.trim().is_empty() && !by_line.contains_key(n));
    missing.map(|(n, l)| format!("{} line {n}: in no piece: {l}", seed.name)).collect()
}

fn quote(seed: &Seed, line: u32, piece: &Piece) -> String {
    let words: String = piece.text.chars().take(80).collect();
    format!("{} line {line}: {}: {words}", seed.name, piece.class.name())
}

/// Returns what was taken for a requirement, or for nothing, on lines that hold no statement.
fn false_statements(seed: &Seed, by_line: &ByLine) -> Vec<String> {
    let statements = seed.statement_lines();
    let lists = ["headings", "metadata_lines", "boilerplate"];
    let listed: BTreeSet<u32> = lists.iter().flat_map(|key| seed.lines(key)).collect();
    let mut faults = Vec::new();
    for line in listed.difference(&statements) {
        let pieces = by_line.get(line).into_iter().flatten();
        let bad = pieces.filter(|p| matches!(p.class, Class::Requirement | Class::Unplaced));
        faults.extend(bad.map(|p| quote(seed, *line, p)));
    }
    faults
}

/// Returns the classes that a list of the annotators allows.
fn allowed(list: &str) -> &'static [Class] {
    match list {
        "headings" => &[Class::Heading],
        "metadata_lines" => &[Class::Metadata, Class::Repeat, Class::Heading],
        _ => &[Class::Furniture, Class::Metadata, Class::Repeat, Class::Heading],
    }
}

/// Returns the lines with a class that none of their lists allows, if they are more than the floor.
fn misclassed(seed: &Seed, by_line: &ByLine) -> Vec<String> {
    let statements = seed.statement_lines();
    let mut classes: BTreeMap<u32, BTreeSet<Class>> = BTreeMap::new();
    for list in ["headings", "metadata_lines", "boilerplate"] {
        for line in seed.lines(list).difference(&statements) {
            classes.entry(*line).or_default().extend(allowed(list));
        }
    }
    let mut wrong = Vec::new();
    for (line, allowed) in &classes {
        let pieces = by_line.get(line).into_iter().flatten();
        wrong.extend(
            pieces.filter(|p| !allowed.contains(&p.class)).map(|p| (*line, quote(seed, *line, p))),
        );
    }
    let lines: BTreeSet<u32> = wrong.iter().map(|(line, _)| *line).collect();
    let share = 1.0 - lines.len() as f64 / classes.len().max(1) as f64;
    let floor = class_floor(seed.name);
    eprintln!("{}: {share:.4} of {} listed lines have their class", seed.name, classes.len());
    let head =
        format!("{}: {share:.4} of the listed lines have their class, floor {floor}", seed.name);
    let below = share < floor;
    let report = std::iter::once(head).chain(wrong.into_iter().map(|(_, w)| w));
    report.filter(|_| below).collect()
}

fn class_floor(seed: &str) -> f64 {
    let mut floors = floors().into_iter();
    let found =
        floors.find(|f| f.suite == COVERAGE && f.document == seed && f.measure == "class_share");
    found.unwrap_or_else(|| panic!("tests/floors.tsv: no class_share of {seed}")).least
}

/// Measure, in `floors.tsv`, of the share of all characters of the corpus that has found its place.
const PLACED: &str = "placed_share";

#[test]
fn hardly_any_text_of_the_corpus_ends_unplaced() {
    let Some(shared) = shared() else { return };
    let root = Root::new();
    let docs = shared.join("corpus/docs");
    for entry in fs::read_dir(&docs).expect("the corpus").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        root.write(&format!("raw/{name}"), fs::read(entry.path()).expect("a document"));
    }
    root.import(&["--quiet"]);
    let (mut total, mut unplaced, mut documents) = (0, 0, 0);
    for (path, bytes) in root.normalized() {
        let document: Value = match path.ends_with(".json") {
            true => serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{path}: {e}")),
            false => continue,
        };
        let count = |name: &str| document["coverage"][name].as_u64();
        if let (Some(all), Some(open)) = (count("total"), count("unplaced")) {
            (total, unplaced, documents) = (total + all, unplaced + open, documents + 1);
        }
    }
    assert!(documents > 30 && total > 100_000, "{documents} documents of {total} characters");
    let placed = 1.0 - unplaced as f64 / total as f64;
    let floor = floors().into_iter().find(|f| f.suite == COVERAGE && f.measure == PLACED);
    let least = floor.expect("tests/floors.tsv: a share of placed text").least;
    assert!(placed >= least, "{placed:.4} of {total} characters are placed, floor {least}");
}
