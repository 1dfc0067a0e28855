//! Same input, same bytes out: whatever the number of threads and the order of the files.

use crate::golden;
use crate::made;
use crate::support::{Root, repo};
use std::collections::BTreeMap;

/// Returns the inputs of the golden cases by name. Those built in memory carry the time at which
/// they were built, so each is built once.
fn inputs() -> Vec<(String, Vec<u8>)> {
    let named = |case: golden::Case| {
        let (name, bytes) = case.input();
        (format!("raw/golden/{}-{name}", case.name), bytes)
    };
    golden::cases().into_iter().map(named).collect()
}

/// Fills `raw/` with the shipped documents and the inputs of the golden cases.
fn filled(inputs: &[(String, Vec<u8>)]) -> Root {
    let root = Root::new();
    if repo("raw").is_dir() {
        made::copy(&repo("raw"), &root.join("raw"));
    }
    inputs.iter().for_each(|(path, bytes)| root.write(path, bytes));
    root
}

/// What an import leaves behind: the stored files and both exports, as stated and expanded.
fn result(root: &Root) -> BTreeMap<String, Vec<u8>> {
    let mut files = root.normalized();
    for form in
        [&["--format", "jsonl"][..], &["--format", "csv"], &["--format", "jsonl", "--expanded"]]
    {
        let run = root.run(&[&["export"], form].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        files.insert(form.join(" "), run.out.into_bytes());
    }
    assert!(files["--format jsonl"].len() > 10_000, "hardly anything was imported");
    files
}

fn assert_same(what: &str, one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = one.keys().chain(other.keys()).filter(|n| one.get(*n) != other.get(*n));
    let names: std::collections::BTreeSet<&String> = names.collect();
    assert!(names.is_empty(), "{what}: these differ: {names:?}");
}

/// Imports the files of `raw/` one at a time, the last one first.
fn import_one_by_one(root: &Root) {
    let mut paths: Vec<String> = source_paths(root);
    paths.sort();
    assert!(paths.len() >= 30, "only {} files", paths.len());
    for path in paths.iter().rev() {
        root.import(&["--quiet", &format!("raw/{path}")]);
    }
}

/// Returns the paths of the files that an import of the whole folder reports.
fn source_paths(root: &Root) -> Vec<String> {
    let run = root.import(&["--dry-run", "--json"]);
    let lines = crate::support::by_path(&run.out);
    lines.into_keys().collect()
}

#[test]
fn threads_and_order_change_no_byte() {
    let inputs = inputs();
    let (one, two, single) = (filled(&inputs), filled(&inputs), filled(&inputs));
    one.import(&["--quiet", "--jobs", "1"]);
    two.import(&["--quiet", "--jobs", "2"]);
    import_one_by_one(&single);
    let expected = result(&one);
    assert_same("one thread and two", &expected, &result(&two));
    assert_same("a batch and single files", &expected, &result(&single));
}
