use super::*;
use crate::lexicon::{Column, Meaning};
use crate::model::Category;

fn lexicon() -> Lexicon {
    Lexicon::parse(&Data::default()).expect("the shipped tables parse")
}

fn parse(text: &str) -> Result<Profile, ProfileError> {
    Profile::parse(text, "p.toml", &lexicon())
}

fn rules(text: &str, document: &str) -> Rules {
    parse(text).expect(text).rules(document)
}

#[test]
fn every_key_is_taken() {
    let text = r#"
        employer = " Acme  Care "
        levels = ["Sapling", "Oak tree"]
        roles = ["Tree Whisperer"]
        skip_pages = [1, "3-4", "9–"]
        [columns]
        "Tree kind" = "role"
        [headings]
        "Our roots:" = "skill"
        "Bark" = "mixed"
        "Leaves" = "furniture"
        "Planted by" = "reports_to"
        "Soil" = "field:soil"
    "#;
    let rules = rules(text, "a.pdf");
    assert_eq!(rules.employer.as_deref(), Some("Acme Care"));
    assert_eq!(rules.own.levels, ["sapling", "oak tree"]);
    assert!(rules.own.roles.contains("tree whisperer"));
    assert_eq!(rules.own.columns["tree kind"], Column::Role);
    let heading = |h: &str| rules.own.headings[h].clone();
    assert_eq!(heading("our roots"), Meaning::Category(Category::Skill));
    assert_eq!((heading("bark"), heading("leaves")), (Meaning::Mixed, Meaning::Furniture));
    assert_eq!(heading("planted by"), Meaning::Field("reports_to".into()));
    assert_eq!(heading("soil"), Meaning::Field("soil".into()));
    let skipped: Vec<u32> = (1..=10).filter(|p| rules.skip_pages.holds(*p)).collect();
    assert_eq!(skipped, [1, 3, 4, 9, 10]);
}

#[test]
fn every_key_may_be_absent() {
    assert_eq!(rules("# nothing\n", "a.pdf"), Rules::default());
    assert_eq!(rules("[documents.\"a*\"]\n[columns]\n", "a.pdf"), Rules::default());
}

#[test]
fn documents_by_name_say_more_or_otherwise() {
    let text = r#"
        skip_pages = [1]
        levels = ["a", "b"]
        [headings]
        "Bark" = "skill"
        [documents."*MAP*.pdf"]
        skip_pages = []
        employer = "Elm"
        [documents."map-?.pdf"]
        levels = ["b", "a"]
        headings = { "Bark" = "mixed", "Leaf" = "skill" }
        [documents."*.zip/*"]
        employer = "Zipped"
    "#;
    let check = |document: &str, skips: bool, levels: [&str; 2], headings: usize, name| {
        let rules = rules(text, document);
        assert_eq!(rules.skip_pages.holds(1), skips, "{document}");
        assert_eq!(rules.own.levels, levels, "{document}");
        assert_eq!(rules.own.headings.len(), headings, "{document}");
        assert_eq!(rules.employer.as_deref(), name, "{document}");
    };
    check("driver.pdf", true, ["a", "b"], 1, None);
    check("Career Map 2.pdf", false, ["a", "b"], 1, Some("Elm"));
    check("map-2.pdf", false, ["b", "a"], 2, Some("Elm"));
    check("bundle.zip/driver.pdf", true, ["a", "b"], 1, Some("Zipped"));
}

#[test]
fn patterns_stand_for_whole_names() {
    let check = |pattern: &str, document: &str, expected: bool| {
        assert_eq!(names(pattern, document), expected, "{pattern} {document}");
    };
    check("a*b*c", "aXbXbc", true);
    check("a*b", "aXbX", false);
    check("*", "", true);
    check("?", "", false);
    check("a.pdf", "b/a.pdf", true);
    check("b/*", "b/a.pdf", true);
    check("B.PDF", "b.pdf", true);
    check("a", "ab", false);
}

#[test]
fn what_cannot_be_used_is_named_with_its_line_and_key() {
    let check = |text: &str, line: u64, expected: &[&str]| {
        let error = parse(text).expect_err(text);
        assert_eq!(error.line, line, "{error}");
        expected.iter().for_each(|e| assert!(error.detail.contains(e), "{e:?} not in {error}"));
        assert!(error.to_string().starts_with(&format!("p.toml, line {line}: ")), "{error}");
    };
    check("employer = \"x\"\n[colums]\n", 2, &["no key “colums”", "did you mean “columns”?"]);
    check("[documents.\"a\"]\nlevel = []\n", 2, &["no key “level”", "did you mean “levels”?"]);
    check("[documents.\"a\"]\n[documents.\"a\".documents]\n", 2, &["no key “documents”"]);
    check("zebra = 1\n", 1, &["no key “zebra”", "the keys are columns, employer"]);
    check("[columns]\n\n\"Tree\" = \"rol\"\n", 3, &["“Tree”", "did you mean “role”?"]);
    check("[columns]\n\"Tree\" = \"banana\"\n", 2, &["the kinds are role, grade"]);
    check("[headings]\n\"Bark\" = \"skil\"\n", 2, &["“Bark”", "did you mean “skill”?"]);
    check("[headings]\n\"Bark\" = \"report_to\"\n", 2, &["did you mean “reports_to”?"]);
    check("[headings]\n\"Bark\" = \"banana split\"\n", 2, &["field:name"]);
    check("[headings]\n\"Bark\" = 3\n", 2, &["“Bark” must be text", "a number"]);
    check("[headings]\n\"Bark\" = \"skill\"\n\"bark:\" = \"skill\"\n", 3, &["“bark:”", "twice"]);
    check("[headings]\n\"--\" = \"skill\"\n", 2, &["“--”", "no word"]);
    check("employer = [\"x\"]\n", 1, &["“employer” must be text", "a list"]);
    check("employer = \" \"\n", 1, &["“employer” is empty"]);
    check("levels = \"a\"\n", 1, &["“levels” must be a list", "text"]);
    check("levels = [\n\"a\",\n\"A\"]\n", 3, &["“A” stands in “levels” twice"]);
    check("columns = 1\n", 1, &["“columns” must be a table"]);
    for page in ["0", "-1", "\"4-3\"", "\"x\"", "0x10", "1.5", "99999999999"] {
        check(&format!("skip_pages = [1,\n{page}]\n"), 2, &["no page in “skip_pages”"]);
    }
    check("employer = \"x\"\nlevels = [\"a\"\n", 2, &["no TOML"]);
    check("employer = \"x\"\nemployer = \"y\"\n", 2, &["no TOML"]);
}

#[test]
fn the_profile_of_the_folder_wins() {
    let mut data = Data::default();
    data.replace("profile/acme-care.toml", "employer = \"From data\"".into());
    data.replace("profile/elm.toml", "employer = \"Elm Ltd\"".into());
    let found = EmployerFile {
        employer: "acme_care".into(),
        file: "raw/acme_care/profile.toml".into(),
        text: "employer = \"From its folder\"".into(),
    };
    let profiles = Profiles::parse(&data, &[found], &lexicon()).expect("profiles");
    let name = |employer: &str| profiles.of(employer).and_then(|p| p.rules("").employer);
    assert_eq!(name("acme_care").as_deref(), Some("From its folder"));
    assert_eq!(name("Acme Care").as_deref(), Some("From its folder"));
    assert_eq!(name("Elm").as_deref(), Some("Elm Ltd"));
    assert_eq!(name("oak"), None);
    data.replace("profile/elm.toml", "\nelms = 1".into());
    let error = Profiles::parse(&data, &[], &lexicon()).expect_err("an unknown key");
    assert_eq!((error.file.as_str(), error.line), ("data/profile/elm.toml", 2));
}

#[test]
fn the_digest_is_of_the_text() {
    let digest = |text| parse(text).expect(text).digest().to_owned();
    assert_eq!(digest("levels = []"), digest("levels = []"));
    assert_ne!(digest("levels = []"), digest("levels = ['a']"));
}
