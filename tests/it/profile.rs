//! Profiles of employers through the program: what they change, when, and what a bad one does.

use crate::sheet;
use crate::support::{COOK, DRIVER, Root};
use rungs::model::Framework;
use serde_json::Value;

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
