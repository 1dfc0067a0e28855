//! Profiles of employers through the program: what they change, when, and what a bad one does.

use crate::sheet;
use crate::support::{COOK, DRIVER, Root, repo};
use rungs::data::Data;
use rungs::extract::InProcess;
use rungs::lexicon::Lexicon;
use rungs::model::Framework;
use rungs::pipeline::Engines;
use rungs::profile::{Profile, suggest};
use rungs::structure::{Document, structure};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A table whose first header no list knows.
const CREW: &str = "Nickname,Duties,Skills\n\
    Tree Whisperer,Plant the saplings of the nursery,Ability to climb safely\n\
    Root Friend,Water the roots of old trees,Ability to carry water\n";
/// What makes it a column of roles.
const NICKNAMES: &str = "[columns]\n\"Nickname\" = \"role\"\n";

fn framework(root: &Root, path: &str) -> Framework {
    root.store().framework(&root.entry(path)).expect("the document is whole")
}

fn titles(root: &Root, path: &str) -> Vec<String> {
    framework(root, path).roles.into_iter().filter_map(|r| r.title).collect()
}

fn changes(root: &Root) -> Vec<(String, String)> {
    let change = |(path, line): (String, Value)| (path, line["change"].as_str().unwrap().into());
    root.report().into_iter().map(change).collect()
}

#[test]
fn an_unknown_header_becomes_a_column_of_roles() {
    let root = Root::with(&[("raw/acme/crew.csv", CREW)]);
    root.import(&[]);
    assert_eq!(titles(&root, "acme/crew.csv"), [""; 0]);
    root.write("raw/acme/profile.toml", NICKNAMES);
    root.import(&[]);
    assert_eq!(titles(&root, "acme/crew.csv"), ["Tree Whisperer", "Root Friend"]);
    assert_eq!(root.manifest().entries.len(), 1, "the profile is no document");
}

#[test]
fn one_named_column_makes_a_header_and_its_table_a_grid() {
    let table = "Nickname,What,Why\nTree Whisperer,Ability to plant trees,It is needed\n\
        Root Friend,Ability to water trees,They are thirsty\n";
    let root = Root::with(&[("raw/acme/crew.csv", table)]);
    root.write("raw/acme/profile.toml", format!("{NICKNAMES}\"Why\" = \"other\"\n"));
    root.import(&[]);
    assert_eq!(titles(&root, "acme/crew.csv"), ["Tree Whisperer", "Root Friend"]);
    let framework = framework(&root, "acme/crew.csv");
    let texts: Vec<&str> = framework.requirements().map(|(_, _, r)| r.text.as_str()).collect();
    assert_eq!(texts, ["Ability to plant trees", "Ability to water trees"]);
}

#[test]
fn headers_that_no_list_knows_become_levels_or_roles() {
    let table = "Area,Sapling,Oak\nPlanting,Ability to plant,Ability to lead planting\n\
        Watering,Ability to water,Ability to plan watering\n";
    let root = Root::with(&[("raw/acme/trees.csv", table)]);
    let check = |profile: &str, expected: [[&str; 2]; 2]| {
        root.write("raw/acme/profile.toml", profile);
        root.import(&[]);
        let framework = framework(&root, "acme/trees.csv");
        let mut found: Vec<[&str; 2]> = framework
            .requirements()
            .map(|(role, level, _)| [&role.title, &level.label])
            .map(|names| names.map(|n| n.as_deref().unwrap_or("")))
            .collect();
        found.dedup();
        assert_eq!(found, expected, "{profile}");
    };
    check("levels = [\"Sapling\", \"Oak\"]\n", [["", "Sapling"], ["", "Oak"]]);
    check("levels = [\"OAK\", \"SAPLING\"]\n", [["", "Oak"], ["", "Sapling"]]);
    check("roles = [\"Sapling\", \"Oak\"]\n", [["Sapling", ""], ["Oak", ""]]);
}

#[test]
fn an_edited_profile_reads_the_files_of_its_employer_again() {
    let root = Root::with(&[
        ("raw/acme/driver.txt", DRIVER),
        ("raw/birch/cook.txt", COOK),
        ("raw/birch/profile.toml", "employer = \"Birch\"\n"),
        ("data/profile/acme.toml", "employer = \"Acme Ltd\"\n"),
    ]);
    let again = |expected: [&str; 2]| {
        root.import(&[]);
        let found: Vec<String> = changes(&root).into_iter().map(|(_, change)| change).collect();
        assert_eq!(found, expected);
    };
    again(["new", "new"]);
    again(["unchanged", "unchanged"]);
    root.write("data/profile/acme.toml", "employer = \"Acme Limited\"\n");
    again(["reread", "unchanged"]);
    root.write("raw/birch/profile.toml", "employer = \"Birch\"\nlevels = []\n");
    again(["unchanged", "reread"]);
    root.write("data/profile/other.toml", "employer = \"Other\"\n");
    again(["unchanged", "unchanged"]);
    root.remove("raw/birch/profile.toml");
    again(["unchanged", "reread"]);
    again(["unchanged", "unchanged"]);
}

#[test]
fn the_profile_names_the_employer_everywhere() {
    let root = Root::with(&[
        ("raw/acme/driver.txt", DRIVER),
        ("raw/acme/profile.toml", "employer = \"Acme Care Ltd\"\n"),
        ("data/profile/acme.toml", "employer = \"Not this one\"\n"),
    ]);
    root.import(&[]);
    let framework = framework(&root, "acme/driver.txt");
    assert_eq!(framework.employer.as_deref(), Some("Acme Care Ltd"));
    assert_eq!(framework.employer_basis.expect("a basis").phrase, "acme");
    assert_eq!(framework.source.employers, ["Acme Care Ltd"]);
    assert_eq!(root.entry("acme/driver.txt").employer.as_deref(), Some("Acme Care Ltd"));
    assert!(root.run(&["list", "employers"]).out.contains("Acme Care Ltd"));
    let found = root.run(&["search", "van", "--employer", "acme care", "--json"]);
    assert!(found.code == 0 && found.out.contains("Acme Care Ltd"), "{}", found.out);
    assert_eq!(root.run(&["check"]).code, 0);
}

#[test]
fn an_option_finds_the_profile_too() {
    let root = Root::with(&[
        ("else/crew.csv", CREW),
        ("data/profile/tree-care.toml", &format!("employer = \"Tree Care Ltd\"\n{NICKNAMES}")),
    ]);
    root.import(&["else/crew.csv", "--employer", "Tree care"]);
    assert_eq!(titles(&root, "./else/crew.csv"), ["Tree Whisperer", "Root Friend"]);
    assert_eq!(root.entry("./else/crew.csv").employer.as_deref(), Some("Tree Care Ltd"));
}

#[test]
fn a_bad_profile_is_named_and_changes_nothing() {
    let root = Root::with(&[("raw/acme/driver.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    root.write("raw/acme/cook.txt", COOK);
    root.write("raw/acme/profile.toml", "employer = \"Acme\"\n\n[colums]\n\"A\" = \"role\"\n");
    for command in [&["import"][..], &["import", "--dry-run"], &["import", "raw/acme/cook.txt"]] {
        let run = root.run(command);
        assert_eq!(run.code, 4, "{}", run.err);
        for part in ["acme/profile.toml, line 3:", "“colums”", "did you mean “columns”?"] {
            assert!(run.err.contains(part), "{part} not in {}", run.err);
        }
    }
    assert!(root.normalized() == before, "something was stored");
    let check = root.run(&["check"]);
    assert!(check.code == 3 && check.out.contains("profile.toml: line 3: "), "{}", check.out);
    root.remove("raw/acme/profile.toml");
    root.write("data/profile/birch.toml", "levels = 3\n");
    let run = root.run(&["import"]);
    assert!(run.code == 4 && run.err.contains("data/profile/birch.toml, line 1:"), "{}", run.err);
    assert!(root.normalized() == before, "something was stored");
}

#[cfg(unix)]
#[test]
fn a_profile_that_is_no_text_file_is_refused() {
    let root = Root::with(&[("raw/acme/driver.txt", DRIVER), ("p.toml", "levels = []\n")]);
    let profile = root.join("raw/acme/profile.toml");
    std::os::unix::fs::symlink(root.join("p.toml"), &profile).expect("a link");
    let refused = |why: &str| {
        let run = root.run(&["import"]);
        assert!(run.code == 4 && run.err.contains(why), "{}", run.err);
        assert!(run.err.contains("acme/profile.toml"), "{}", run.err);
    };
    refused("a link");
    root.remove("raw/acme/profile.toml");
    root.write("raw/acme/profile.toml", b"levels = [\"\xff\"]");
    refused("UTF-8");
}

#[test]
fn levels_stand_and_build_on_each_other_in_the_order_of_the_profile() {
    let text = "Baker\n\nSkills\n- Ability to count\n\n# Oak\n\nIn addition to the previous level\n\nSkills\n\n- Ability to lead a bakery\n\n\
        # Sapling\n\nSkills\n\n- Ability to knead dough\n- Ability to light an oven\n";
    let root = Root::with(&[("raw/acme/baker.md", text)]);
    root.write("raw/acme/profile.toml", "levels = [\"Sapling\", \"Oak\"]\n");
    root.import(&[]);
    let framework = framework(&root, "acme/baker.md");
    let levels = framework.roles[0].levels.iter();
    let levels: Vec<(&str, usize, &[String])> = levels
        .map(|l| (l.label.as_deref().unwrap_or(""), l.requirements.len(), l.adds_to.as_slice()))
        .collect();
    assert_eq!(
        levels,
        [("", 1, &[][..]), ("Sapling", 2, &[]), ("Oak", 1, &["Sapling".to_owned()][..])]
    );
}

#[test]
fn headings_mean_what_the_profile_says() {
    let text = "Baker\n\nOur promise\n- Ability to knead dough\n- Ability to light an oven\n\n\
        Skills\n- Ability to sweep the floor\n";
    let root = Root::with(&[("raw/acme/baker.txt", text)]);
    let check = |profile: &str, expected: &[&str]| {
        root.write("raw/acme/profile.toml", profile);
        root.import(&[]);
        let framework = framework(&root, "acme/baker.txt");
        let found = framework.requirements().filter_map(|(_, _, r)| r.category);
        assert_eq!(found.map(|c| c.name()).collect::<Vec<_>>(), expected, "{profile}");
    };
    check("[headings]\n\"Our promise\" = \"duty\"\n", &["duty", "duty", "skill"]);
    check("[headings]\n\"our promise:\" = \"knowledge\"\n", &["knowledge", "knowledge", "skill"]);
    check("[headings]\n\"Our promise\" = \"furniture\"\n", &["skill"]);
    check("[headings]\n\"Our promise\" = \"benefits\"\n", &["skill"]);
    let both = "[headings]\n\"Our promise\" = \"duty\"\n\"Skills\" = \"experience\"\n";
    check(both, &["duty", "duty", "experience"]);
}

#[test]
fn skipped_pages_are_furniture() {
    let page = |top: u32, title: &str, section: &str, skill: &str| {
        let lines = [("bold 14", 0, title), ("bold 12", 30, section)];
        let head = lines
            .map(|(font, down, words)| format!("font {font}\ntext 60 {} {words}\n", top + down));
        let items =
            ["with great care", "in the dark"].map(|how| format!("• Ability to {skill} {how}"));
        let (y, z) = (top + 55, top + 75);
        let [a, b] = items;
        format!("page 595 842\n{}font plain 11\ntext 60 {y} {a}\ntext 60 {z} {b}\n", head.concat())
    };
    let cook = page(80, "Cook", "Skills", "plan a menu");
    let pages = page(80, "Van Driver", "Skills", "load a van")
        + &page(200, "Other things", "Knowledge", "read a map");
    let root = Root::new();
    root.write("raw/acme/driver.pdf", sheet::pdf(&pages));
    root.write("raw/acme/other.pdf", sheet::pdf(&cook));
    root.write("raw/acme/profile.toml", "[documents.\"d*.pdf\"]\nskip_pages = [\"2-\"]\n");
    root.import(&[]);
    let kept = framework(&root, "acme/driver.pdf");
    assert_eq!(kept.requirements().count(), 2);
    assert!(kept.requirements().all(|(_, _, r)| r.text.contains("load a van")));
    assert!(kept.coverage.furniture > 60 && kept.coverage.unplaced == 0, "{:?}", kept.coverage);
    root.write("raw/acme/profile.toml", "skip_pages = []\n");
    root.import(&[]);
    let all = framework(&root, "acme/driver.pdf");
    assert_eq!((all.requirements().count(), all.coverage.furniture), (4, 0));
    assert_eq!(all.coverage.total, kept.coverage.total);
}

/// Uncovers every fact that a suggested profile holds behind `#`.
fn uncovered(profile: &str) -> String {
    let uncover = |line: &str| {
        let is_fact = line.starts_with("# ") && line.contains(" = ") || line.starts_with("# [");
        line.strip_prefix("# ").filter(|_| is_fact).unwrap_or(line).to_owned() + "\n"
    };
    profile.lines().map(uncover).collect()
}

/// Returns the example documents of invented employers.
fn examples() -> Vec<PathBuf> {
    let folders = fs::read_dir(repo("raw")).expect("raw/").flatten();
    let files = folders.flat_map(|f| fs::read_dir(f.path()).expect("a folder").flatten());
    let mut files: Vec<PathBuf> = files.map(|f| f.path()).collect();
    files.retain(|f| !f.ends_with("README.md"));
    files.sort();
    files
}

#[test]
fn a_suggested_profile_is_valid_and_changes_nothing() {
    let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
    let reader = InProcess::default();
    let (mut facts, mut faults) = (0, Vec::new());
    for file in examples() {
        let bytes = fs::read(&file).expect("an example");
        let format = rungs::source::sniff(&bytes).expect("a known format");
        let layout = Engines::plain(&reader).layout(format, &bytes, false).expect("a layout");
        let layout = rungs::layout::repair(layout, &lexicon);
        let document = structure(&layout, &lexicon);
        let text = suggest("a \"name\"\n.docx", &layout, &document, &lexicon);
        let all = uncovered(&text);
        facts += all.lines().filter(|l| l.contains(" = ")).count();
        if let Err(error) = Profile::parse(&all, "uncovered", &lexicon) {
            faults.push(format!("{}: {error}\n{all}", file.display()));
        }
        let rules = Profile::parse(&text, "suggested", &lexicon).expect(&text).rules("a.docx");
        assert!(rules.skip_pages.is_empty() && rules.own.columns.is_empty());
        let again = structure(&layout, &rules.lexicon(&lexicon));
        let json = |d: &Document| serde_json::to_string(d).expect("JSON");
        if json(&again) != json(&document) {
            faults.push(format!("{}: read otherwise with\n{text}", file.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(facts > 100, "{facts} facts were suggested");
}

#[test]
fn inspect_suggests_what_it_found_and_takes_a_profile() {
    let root = Root::with(&[("raw/acme/crew.csv", CREW), ("p.toml", NICKNAMES)]);
    let inspect = |args: &[&str]| root.run(&[&["inspect", "raw/acme/crew.csv"], args].concat());
    let suggested = inspect(&["--suggest-profile"]);
    assert_eq!(suggested.code, 0, "{}", suggested.err);
    for line in ["# \"Nickname\" = \"category\"  # labels of rows", "# \"Skills\" = \"skill\""] {
        assert!(suggested.out.lines().any(|l| l == line), "{line} not in\n{}", suggested.out);
    }
    root.write("wrong.toml", "\n\ncolums = 1\n");
    let wrong = inspect(&["--profile", "wrong.toml"]);
    assert_eq!(wrong.code, 4);
    assert!(wrong.err.contains("wrong.toml, line 3: there is no key “colums”"), "{}", wrong.err);
    assert_eq!(inspect(&["--profile", "none.toml"]).code, 2);
    assert_eq!(inspect(&["--suggest-profile", "--stage", "layout"]).code, 2);
    let roles = |run: crate::support::Run| {
        let framework: Value = serde_json::from_str(&run.out).expect("JSON");
        let roles = framework["roles"].as_array().expect("roles");
        roles.iter().map(|r| r["title"].clone()).collect::<Vec<_>>()
    };
    let named = ["Tree Whisperer", "Root Friend"];
    assert_ne!(roles(inspect(&["--json"])), named);
    assert_eq!(roles(inspect(&["--json", "--profile", "p.toml"])), named);
    root.write("raw/acme/profile.toml", NICKNAMES);
    assert_eq!(roles(inspect(&["--json"])), named, "the profile that an import takes");
    let uncovered =
        uncovered(&suggested.out).replace("\"Nickname\" = \"category\"", "\"Nickname\" = \"role\"");
    root.write("raw/acme/profile.toml", uncovered);
    root.import(&[]);
    assert_eq!(titles(&root, "acme/crew.csv"), named);
}

#[test]
fn the_profile_in_the_readme_is_valid() {
    let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
    let readme = fs::read_to_string(repo("README.md")).expect("the README");
    let (_, rest) = readme.split_once("```toml\n").expect("a profile in the README");
    let (text, _) = rest.split_once("```").expect("its end");
    let profile = Profile::parse(text, "README.md", &lexicon).expect(text);
    let rules = profile.rules("roles.docx");
    assert!(rules.skip_pages.holds(99) && rules.own.levels.len() == 3);
    assert!(profile.rules("Career map.pdf").skip_pages.is_empty());
}
