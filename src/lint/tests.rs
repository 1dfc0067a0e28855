//! Tests of the rules.

use super::*;
use crate::data::Data;
use crate::interpret::reference;
use crate::model::build::framework;
use crate::model::{Basis, BasisKind, Necessity};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(&Data::default()).expect("the shipped tables parse"));

fn document(texts: &[&str]) -> Framework {
    framework("Alder Trust", "alder/a.txt", texts)
}

/// Returns the rules and messages of what is found.
fn found(f: &Framework) -> Vec<(Rule, String)> {
    lint(f, &LEXICON).into_iter().map(|f| (f.rule, f.message)).collect()
}

fn rules(f: &Framework) -> Vec<Rule> {
    lint(f, &LEXICON).into_iter().map(|f| f.rule).collect()
}

fn requirements(f: &mut Framework) -> &mut Vec<Requirement> {
    &mut f.roles[0].levels[0].requirements
}

/// Gives the role levels A, B and C, each with the requirements of one document.
fn levels(texts: [&[&str]; 3]) -> Framework {
    let mut f = document(&[]);
    f.roles[0].levels = ["A", "B", "C"]
        .iter()
        .zip(texts)
        .map(|(letter, texts)| Level {
            label: Some(format!("Level {letter}")),
            requirements: document(texts).roles[0].levels[0].requirements.clone(),
            ..Level::default()
        })
        .collect();
    f
}

#[test]
fn a_clean_document_has_no_findings() {
    assert_eq!(found(&document(&["Checks lifts", "Opens the gates in the morning"])), []);
}

#[test]
fn notes_about_the_author_s_slips_are_findings_and_others_are_not() {
    let mut f = document(&["Checks lifts"]);
    let note = |code| Note::new(code, "So it is.").quoting("Same");
    f.notes = vec![note(NoteCode::I006), note(NoteCode::I001), note(NoteCode::E003)];
    assert_eq!(rules(&f), [Rule::EmptySame, Rule::Unfinished]);
}

#[test]
fn levels_that_say_nothing_are_found() {
    let mut f = levels([&["Checks lifts"], &[], &["Opens gates"]]);
    f.roles[0].levels[1].adds_to = vec!["Level A".into()];
    assert_eq!(
        found(&f),
        [(Rule::EmptyLevel, "Level B of Porter adds nothing to Level A.".into())]
    );
    f.roles[0].levels[1].adds_to.clear();
    assert_eq!(found(&f)[0].1, "Level B of Porter requires nothing.");
    assert_eq!(rules(&levels([&[], &[], &[]])), [], "a role that is only named");
}

#[test]
fn duties_stated_twice_or_again_above_are_found() {
    let twice = document(&["Checks lifts", "Opens gates", "checks lifts"]);
    assert_eq!(
        found(&twice),
        [(Rule::DuplicatedDuty, "Porter states this more than once.".into())]
    );
    let mut merged = document(&["Checks lifts"]);
    requirements(&mut merged)[0].flags = vec!["repeated".into()];
    assert_eq!(rules(&merged), [Rule::DuplicatedDuty]);
    merged.notes = vec![Note::new(NoteCode::S004, "A part of the page stands twice.")];
    assert_eq!(rules(&merged), [], "the page stands twice, not the duty");
    let mut above = levels([&["Checks lifts"], &["Opens gates"], &["Checks lifts"]]);
    assert_eq!(rules(&above), [], "Level C does not take Level A over");
    above.roles[0].levels[2].adds_to = vec!["Level A".into(), "Level B".into()];
    assert_eq!(found(&above)[0].1, "Level C of Porter states again what it has from Level A.");
}

#[test]
fn a_run_of_statements_that_stands_twice_is_one_finding() {
    let texts = ["Checks lifts", "Opens gates", "Sweeps yards", "Paints doors"];
    let mut f = document(&texts);
    for (n, r) in (0..).zip(requirements(&mut f)) {
        r.flags = vec!["repeated".into()];
        r.places = [10 + n, 50 + n]
            .map(|line| Place { line: Some(line), block: line, ..Place::default() })
            .into();
    }
    let found = lint(&f, &LEXICON);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].message,
        "Porter states 4 things in a row more than once; this is the first."
    );
    assert_eq!(found[0].places[1].line, Some(50));
    requirements(&mut f)[2..].iter_mut().for_each(|r| r.flags.clear());
    assert_eq!(lint(&f, &LEXICON).len(), 2, "two are no run");
}

#[test]
fn parts_of_a_standard_may_share_words() {
    let mut f = document(&["Infection control", "Infection control"]);
    for (r, code) in requirements(&mut f).iter_mut().zip(["K4", "S7"]) {
        r.code = Some(code.into());
    }
    assert_eq!(rules(&f), []);
}

#[test]
fn mixed_necessity_is_found_within_a_statement_under_a_heading_and_between_two() {
    let both = document(&["A driving licence is essential, a trailer licence is desirable"]);
    assert_eq!(
        found(&both),
        [(Rule::MixedNecessity, "One statement says “essential” and “desirable”.".into())]
    );
    let mut under = document(&["Must hold a driving licence, which is essential"]);
    let basis = |phrase: &str| Basis { kind: BasisKind::Column, phrase: phrase.into(), at: None };
    requirements(&mut under)[0].necessity = Some(Necessity::Desirable);
    requirements(&mut under)[0].necessity_basis = Some(basis("Desirable"));
    let said = &found(&under)[0];
    assert_eq!(said.0, Rule::MixedNecessity);
    assert!(said.1.starts_with("It stands under “Desirable” and says"), "{}", said.1);
    let mut between = document(&["A driving licence", "A driving licence"]);
    for (r, n) in
        requirements(&mut between).iter_mut().zip([Necessity::Essential, Necessity::Desirable])
    {
        r.necessity = Some(n);
    }
    assert!(rules(&between).contains(&Rule::MixedNecessity));
}

#[test]
fn acronyms_are_found_unless_they_are_written_out_somewhere() {
    let cases: [(&[&str], &[&str]); 10] = [
        (&["Reads GOV.UK and runs .NET", "Reads GOV.UK."], &[]),
        (&["Keeps CPD records", "Plans CPD"], &["CPD"]),
        (&["Keeps continuing professional development (CPD) records"], &[]),
        (&["Keeps CPD records", "Joins in continuing professional development"], &[]),
        (&["Reports to the head of the estate", "Keeps the HOTE log"], &[]),
        (&["Uses IT and knows the NHS"], &[]),
        (&["MOVES BEDS AND TABLES"], &[]),
        (&["Leads stage II and III"], &[]),
        (&["Tells MDTs what is planned"], &["MDT"]),
        (&["Uses the AT catalogue", "Asks for a table"], &["AT"]),
    ];
    for (texts, expected) in cases {
        let findings = lint(&document(texts), &LEXICON);
        let named: Vec<&str> =
            findings.iter().map(|f| f.message.split(' ').next().unwrap_or("")).collect();
        assert_eq!(named, expected, "{texts:?}");
    }
}

#[test]
fn names_of_rules_are_words_to_type() {
    for rule in Rule::ALL {
        assert!(rule.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{rule:?}");
        assert!(rule.advice().ends_with('.'), "{rule:?}");
    }
}

#[test]
fn old_law_and_wrong_years_are_found() {
    let mut f = document(&[
        "Knows the Care Act 2014 and the Data Protection Act 1998",
        "Works within the Mental Capacity Act (2014)",
        "Acts with care and keeps the Equality Act 2010 in mind",
    ]);
    reference::refer(&mut f, &LEXICON);
    let found = found(&f);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].0, Rule::SupersededLaw);
    assert!(found[0].1.starts_with("Data Protection Act 1998 ceased"), "{}", found[0].1);
    assert_eq!(
        found[1],
        (
            Rule::WrongYear,
            "“Mental Capacity Act (2014)”: known by this name is Mental Capacity Act 2005.".into()
        )
    );
}
