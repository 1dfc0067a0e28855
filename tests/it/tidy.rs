//! What a reviewer would otherwise check by eye: word lists, module edges, words of the house,
//! and the README's help.

use crate::golden::regenerates;
use crate::support::{Root, repo};
use clap::CommandFactory;
use regex::Regex;
use rungs::cli::args::Cli;
use rungs::data::Data;
use rungs::lexicon::Lexicon;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Columns of word lists that may be empty, as file and column from 0.
const MAY_BE_EMPTY: &[(&str, usize)] = &[
    ("concept_words", 2),
    ("openings", 1),
    ("qualifications", 3),
    ("qualifications", 4),
    ("statute_names", 3),
    ("statutes", 2),
    ("statutes", 3),
    ("statutes", 5),
    ("statutes", 6),
    ("statutes", 7),
];

/// Columns, from the first, that together make a row's key; one unless listed.
const KEY_COLUMNS: &[(&str, usize)] = &[
    ("concept_words", 2),
    ("cues", 3),
    ("qualification_levels", 2),
    ("sentences", 3),
    ("statute_names", 2),
    ("word_classes", 2),
];

/// Returns the files below a folder, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn word_lists_are_tidy() {
    let lists = files(&repo("data/lexicon"), "csv");
    assert!(lists.len() > 10, "only {} word lists", lists.len());
    let mut faults = Vec::new();
    for path in lists {
        sort_if_asked(&path);
        faults.extend(list_faults(&stem(&path), &read(&path)));
    }
    assert!(faults.is_empty(), "RUNGS_REGENERATE=1 sorts them\n{}", faults.join("\n"));
}

/// Sorts the rows of a word list below its header.
fn sort_if_asked(path: &Path) {
    if regenerates() {
        let text = read(path);
        let mut lines: Vec<&str> = text.lines().filter(|l| !l.is_empty()).collect();
        lines[1..].sort_unstable();
        fs::write(path, lines.join("\n") + "\n").expect("the sorted list");
    }
}

fn list_faults(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let fault =
        |line: usize, what: &str| format!("data/lexicon/{name}.csv, line {}: {what}", line + 1);
    let mut faults = Vec::new();
    let header: Vec<&str> = lines.first().map(|l| l.split(',').collect()).unwrap_or_default();
    if header.last() != Some(&"seen") {
        faults.push(fault(0, "the last column is not `seen`"));
    }
    let unsorted = (2..lines.len()).filter(|i| lines[*i - 1] >= lines[*i]);
    faults.extend(unsorted.map(|i| fault(i, &format!("out of order: {}", lines[i]))));
    let mut keys = BTreeSet::new();
    for (line, cells) in rows(text) {
        if cells.len() != header.len() {
            faults.push(fault(line, "another number of cells than the header"));
        }
        if is_cut(&cells[0]) {
            faults
                .push(fault(line, &format!("matches nothing, as folding joins it: {}", cells[0])));
        }
        if !keys.insert(key(name, &cells)) {
            faults.push(fault(line, &format!("stands twice: {}", cells[0])));
        }
        faults.extend(
            empty_cells(name, &cells).map(|c| fault(line, &format!("column {c} is empty"))),
        );
    }
    faults
}

/// Returns the rows below the header with their line, from 0.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let records = reader.records().map(|r| r.expect("a row in UTF-8"));
    (1..).zip(records.map(|r| r.iter().map(str::to_owned).collect())).collect()
}

fn key(name: &str, cells: &[String]) -> Vec<String> {
    let columns = KEY_COLUMNS.iter().find(|(n, _)| *n == name).map_or(1, |(_, columns)| *columns);
    cells.iter().take(columns).map(|c| rungs::text::fold(c)).collect()
}

/// Tells whether a word stands apart from what follows its apostrophe ("you ll"): folded text never
/// does.
fn is_cut(phrase: &str) -> bool {
    let words: Vec<&str> = phrase.split(' ').collect();
    words.windows(2).any(|w| w[0].len() > 1 && matches!(w[1], "s" | "ll" | "re" | "ve"))
}

fn empty_cells<'a>(name: &'a str, cells: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let empty = cells.iter().enumerate().filter(|(_, c)| c.trim().is_empty()).map(|(i, _)| i);
    empty.filter(move |i| !MAY_BE_EMPTY.contains(&(name, *i))).map(|i| i + 1)
}

#[test]
fn the_rooms_that_the_architecture_names_are_there() {
    let text = read(&repo("ARCHITECTURE.md"));
    let rooms = text.lines().filter(|l| l.starts_with("| `")).filter_map(|l| l.split('|').nth(1));
    let named: Vec<&str> = rooms.flat_map(|r| r.split('`').skip(1).step_by(2)).collect();
    let paths: Vec<&&str> = named.iter().filter(|n| n.contains('/')).collect();
    assert!(paths.len() > 10, "only {} paths in the table of rooms", paths.len());
    let gone: Vec<_> = paths.into_iter().filter(|p| !repo(p).exists()).collect();
    assert!(gone.is_empty(), "named in ARCHITECTURE.md, but not there: {gone:?}");
}

#[test]
fn every_word_list_is_built_in_and_parsed() {
    let lists = files(&repo("data/lexicon"), "csv");
    let on_disk: BTreeSet<String> =
        lists.iter().map(|p| format!("lexicon/{}.csv", stem(p))).collect();
    let data = Data::default();
    let built_in: BTreeSet<String> =
        data.names().filter(|n| n.starts_with("lexicon/")).map(str::to_owned).collect();
    assert_eq!(on_disk, built_in);
    for name in built_in {
        let mut broken = Data::default();
        broken.replace(&name, "a,b,seen\nonly one cell\n".to_owned());
        assert!(Lexicon::parse(&broken).is_err(), "{name} is not parsed: a broken one is accepted");
    }
}

/// A source file below `src` without its tests and comments.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
}

/// Returns the program's own source lines.
fn sources() -> Vec<Source> {
    let src = repo("src");
    let found = files(&src, "rs").into_iter().filter(|p| !is_test_file(p));
    found.map(|p| source(&src, &p)).collect()
}

/// Tells whether a file is compiled for tests only, by its name.
fn is_test_file(path: &Path) -> bool {
    ["tests", "fixture", "build"].contains(&stem(path).as_str()) && gated(path)
}

/// Tells whether the module that declares the file does so under `cfg(test)`.
fn gated(path: &Path) -> bool {
    let folder = path.parent().expect("a folder");
    let parents = [folder.join("mod.rs"), folder.with_extension("rs"), folder.join("lib.rs")];
    let declared =
        Regex::new(&format!(r"#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))? )?mod {};", stem(path)));
    let declared = declared.expect("a pattern");
    parents.iter().filter_map(|p| fs::read_to_string(p).ok()).any(|text| declared.is_match(&text))
}

fn source(src: &Path, path: &Path) -> Source {
    let text = read(path);
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let numbered = (1..).zip(code.lines().map(str::to_owned));
    let lines = numbered.filter(|(_, l)| !l.trim_start().starts_with("//")).collect();
    let path = path.strip_prefix(src).expect("below src").to_string_lossy().replace('\\', "/");
    Source { path, lines }
}

/// Returns every line that matches, in files that `here` names.
fn matches(sources: &[Source], pattern: &str, here: impl Fn(&str) -> bool) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let files = sources.iter().filter(|s| here(&s.path));
    let lines = files.flat_map(|s| s.lines.iter().map(|(n, l)| (&s.path, n, l)));
    let hits = lines.filter(|(_, _, line)| pattern.is_match(line));
    hits.map(|(path, n, line)| format!("src/{path}:{n}: {}", line.trim())).collect()
}

#[test]
fn modules_keep_to_their_edges() {
    let sources = sources();
    assert!(sources.len() > 40, "only {} source files", sources.len());
    let in_cli = |path: &str| path.starts_with("cli/") || path == "main.rs";
    let rules: [(&str, Vec<String>); 8] = [
        (
            "model imports no other module",
            matches(&sources, r"crate::(?:[a-ln-z]|m[a-np-z])\w*", |p| p.starts_with("model/")),
        ),
        (
            "only search knows tantivy",
            matches(&sources, r"\btantivy::", |p| !p.starts_with("search/")),
        ),
        (
            "nothing but main imports cli",
            matches(&sources, r"\b(?:crate|rungs)::cli\b", |p| !in_cli(p)),
        ),
        (
            "only the pipeline reads in parallel",
            matches(&sources, r"\brayon::", |p| !p.starts_with("pipeline")),
        ),
        (
            "only pipeline.rs and the workers have threads",
            matches(&sources, r"\bthread::(?:spawn|scope|Builder)", |p| {
                p != "pipeline.rs" && !p.starts_with("worker/") && p != "cli/worker.rs"
            }),
        ),
        (
            "no reader runs in the parent",
            matches(
                &sources,
                r"\bInProcess\b|\bcontainer::(?:list|take)\(|\bextract::extract\b|\b(?:docx|html|pdf|text|xlsx)::(?:read|picture)\(",
                |p| !p.starts_with("extract/") && p != "worker/serve.rs",
            ),
        ),
        ("anyhow stays in cli", matches(&sources, r"\banyhow\b", |p| !in_cli(p))),
        ("no unwrap", matches(&sources, r"\.unwrap\(\)", |_| true)),
    ];
    let broken = rules.iter().filter(|(_, lines)| !lines.is_empty());
    let faults: Vec<String> =
        broken.map(|(rule, l)| format!("{rule}:\n  {}", l.join("\n  "))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the files under version control, or none outside a clone.
fn tracked() -> Vec<String> {
    let run = Command::new("git").args(["ls-files"]).current_dir(repo("")).output();
    let listed = run.ok().filter(|r| r.status.success()).map(|r| r.stdout).unwrap_or_default();
    String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect()
}

#[test]
fn no_tracked_file_names_where_it_was_made() {
    let places = [
        concat!(r"(?:^|[^\w./])/", r"work(?:/|\b)"),
        r"(?:^|[\s=(:])/(?:root|home/\w+)/",
        concat!(
            r"https?://[^/\s]*(?:local",
            r"host|\.internal\b|\.local\b|\d+\.\d+\.\d+\.\d+|proxy|artifactory|nexus)"
        ),
        concat!(r"sparse\+", r"http"),
    ];
    let places = places.map(|p| Regex::new(p).expect("a pattern"));
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    let mut faults = Vec::new();
    for file in tracked() {
        let Ok(text) = fs::read_to_string(repo(&file)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            let foreign = line.contains("registry+") && !line.contains(registry);
            if file != "tests/it/tidy.rs" && (foreign || places.iter().any(|p| p.is_match(line))) {
                faults.push(format!(
                    "{file}:{number}: {}",
                    line.chars().take(100).collect::<String>()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_readme_shows_the_help_and_names_every_command() {
    let Ok(readme) = fs::read_to_string(repo("README.md")) else {
        let strict = std::env::var_os("RUNGS_NO_SKIP").is_some_and(|v| v == "1");
        assert!(!strict, "README.md is missing");
        return eprintln!("skipped: no README.md");
    };
    let help = Root::new().run(&["--help"]).out;
    let blocks: Vec<&str> = readme.split("```").skip(1).step_by(2).collect();
    let shown = blocks.iter().any(|b| b.split_once('\n').is_some_and(|(_, t)| same_text(t, &help)));
    assert!(shown, "no block of README.md is what `rungs --help` prints:\n{help}");
    let commands: Vec<String> = Cli::command()
        .get_subcommands()
        .filter(|c| !c.is_hide_set())
        .map(|c| c.get_name().to_owned())
        .collect();
    let prose: String = readme.split("```").step_by(2).collect();
    let missing: Vec<&String> = commands.iter().filter(|c| !names(&prose, &readme, c)).collect();
    assert!(missing.is_empty(), "README.md names no {missing:?}");
}

/// Compares texts without the white space at line ends, and without a leading prompt line.
fn same_text(block: &str, help: &str) -> bool {
    let tidy =
        |t: &str| t.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    let block = match block.split_once('\n') {
        Some((first, rest)) if first.starts_with("$ ") => rest,
        _ => block,
    };
    tidy(block) == tidy(help)
}

/// Tells whether the README names a command outside its help block.
fn names(prose: &str, readme: &str, command: &str) -> bool {
    prose.contains(&format!("`{command}"))
        || [format!("rungs {command}"), format!("-- {command}")].iter().any(|c| readme.contains(c))
}
