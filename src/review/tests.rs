use super::*;
use crate::data::Data;
use crate::extract::Wish;
use crate::interpret::Reading;
use crate::lexicon::Lexicon;
use crate::model::build::framework;
use crate::model::{Category, Class, Framework, NoteCode, Piece, Place, Unplaced};
use crate::source::EmployerFile;
use proptest::prelude::*;
use std::sync::LazyLock;

const PATH: &str = "alder/porter.txt";

fn sample() -> Framework {
    let mut f = framework("Alder Trust", PATH, &["Carries trays", "and trolleys", "Page 3"]);
    let at = Place { block: 9, ..Place::default() };
    f.unplaced = vec![Unplaced { text: "Keys of the lift".into(), at }];
    for r in &mut f.roles[0].levels[0].requirements {
        r.confidence = 0.5;
    }
    f
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(&Data::default()).expect("the shipped lists"));

/// Returns a reading whose pieces are its statements and its text without a place.
fn reading(framework: Framework) -> Reading {
    let piece = |class, text: &str, at: &Place| Piece {
        class,
        detail: None,
        at: at.clone(),
        text: text.to_owned(),
    };
    let stated = framework.requirements();
    let mut pieces: Vec<Piece> =
        stated.map(|(_, _, r)| piece(Class::Requirement, &r.text, &r.places[0])).collect();
    pieces.extend(framework.unplaced.iter().map(|u| piece(Class::Unplaced, &u.text, &u.at)));
    Reading { framework, pieces }
}

/// Returns the sheet of a framework as its cells come back, edited.
fn sheet(f: &Framework, edit: impl Fn(&mut [String])) -> Vec<Vec<String>> {
    let doubts = doubtful(f, Wanted { below: 0.9, again: false });
    let rows: Vec<Row> = doubts
        .iter()
        .map(|doubt| Row { employer: f.employer.as_deref(), document: PATH, doubt })
        .collect();
    let mut csv = Vec::new();
    write_csv(&rows, &mut csv).expect("memory takes all");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    let records =
        reader.records().map(|r| r.expect("a record").iter().map(str::to_owned).collect());
    let mut cells: Vec<Vec<String>> = records.collect();
    cells.iter_mut().skip(1).for_each(|row| edit(row));
    cells
}

fn decide(f: &Framework, cells: &[Vec<String>]) -> Result<Decisions, Vec<SheetError>> {
    let known = doubtful(f, Wanted { below: f64::INFINITY, again: true });
    corrections_of(cells, |id, _, _| {
        let document = Document { path: PATH.into(), blake3: f.source.blake3.clone() };
        let found = known.iter().find(|d| d.target.id == id)?;
        Some(Subject { document, target: found.target.clone(), changed: false })
    })
}

/// Applies an edit of the sheet to the document; returns the statements and the document.
fn edited(edit: impl Fn(&mut [String])) -> (Vec<String>, Framework) {
    let f = sample();
    let decisions = decide(&f, &sheet(&f, edit)).expect("a sheet without faults");
    let corrections: Vec<&Correction> = decisions.corrections.iter().map(|(_, c)| c).collect();
    let mut reading = reading(f);
    apply(&mut reading, &corrections, &LEXICON);
    let texts = reading.framework.requirements().map(|(_, _, r)| r.text.clone()).collect();
    (texts, reading.framework)
}

/// Returns an edit that gives the row with a text other cells.
fn on<'a>(text: &'a str, cells: &'a [(&'a str, &'a str)]) -> impl Fn(&mut [String]) + 'a {
    move |row| {
        if row[1] == text {
            for (column, value) in cells {
                let at = COLUMNS.iter().position(|c| c == column).expect("a column");
                row[at] = (*value).to_owned();
            }
        }
    }
}

#[test]
fn a_sheet_that_comes_back_as_it_went_out_decides_nothing() {
    let f = sample();
    let decisions = decide(&f, &sheet(&f, |_| {})).expect("no faults");
    assert_eq!((decisions.corrections.len(), decisions.untouched), (0, 4));
}

#[test]
fn each_action_has_its_effect() {
    let rest = ["and trolleys", "Page 3"];
    let (texts, f) = edited(on("Carries trays", &[("action", "Accept")]));
    let first = &f.roles[0].levels[0].requirements[0];
    assert_eq!(first.flags, [ACCEPTED]);
    assert!((first.confidence - 1.0).abs() < f64::EPSILON && texts[1..] == rest);

    let cells = [("text", "Carries hot trays"), ("category", "duty"), ("role", "Runner")];
    let (texts, f) = edited(on("Carries trays", &cells));
    assert_eq!(texts, ["and trolleys", "Page 3", "Carries hot trays"]);
    let moved = &f.roles[1].levels[0].requirements[0];
    assert_eq!(
        (f.roles[1].title.as_deref(), moved.category),
        (Some("Runner"), Some(Category::Duty))
    );
    assert_eq!(moved.verbatim, "Carries trays");

    let split = [("action", "split"), ("text", "Carries\ntrays")];
    assert_eq!(edited(on("Carries trays", &split)).0, ["Carries", "trays", rest[0], rest[1]]);

    let (texts, f) = edited(on("and trolleys", &[("action", "merge")]));
    assert_eq!(texts, ["Carries trays and trolleys", "Page 3"]);
    assert_eq!(f.roles[0].levels[0].requirements[0].places.len(), 2);

    let (texts, f) = edited(on("Page 3", &[("action", "reject")]));
    assert_eq!(texts, ["Carries trays", "and trolleys"]);
    assert_eq!((f.coverage.furniture, f.coverage.unplaced), (5, 13));
}

#[test]
fn text_without_a_place_becomes_a_statement_or_is_settled() {
    let cells = [("action", "correct"), ("category", "knowledge"), ("role", "Porter")];
    let (texts, f) = edited(on("Keys of the lift", &cells));
    assert_eq!(texts[3], "Keys of the lift");
    assert_eq!((f.coverage.unplaced, f.unplaced.len()), (0, 0));
    let (texts, f) = edited(on("Keys of the lift", &[("action", "accept")]));
    assert_eq!((texts.len(), f.coverage.furniture, f.coverage.unplaced), (3, 13, 0));
}

#[test]
fn a_correction_is_found_again_by_its_words() {
    let f = sample();
    let cells = sheet(&f, on("Page 3", &[("action", "reject")]));
    let decisions = decide(&f, &cells).expect("no faults");
    let corrections: Vec<&Correction> = decisions.corrections.iter().map(|(_, c)| c).collect();
    let mut anew = framework("Alder Trust", "alder/new.txt", &["Mops", "Page 3"]);
    anew.roles[0].title = Some("Hall Porter".into());
    let mut now = reading(anew);
    apply(&mut now, &corrections, &LEXICON);
    assert_eq!(now.framework.requirements().count(), 1);
    assert_eq!(now.framework.notes.len(), 0);
    apply(&mut now, &corrections, &LEXICON);
    assert_eq!(now.framework.notes[0].code, NoteCode::I011);
    assert_eq!(now.framework.notes[0].text.as_deref(), Some("Page 3"));
}

#[test]
fn faults_name_row_and_column() {
    let f = sample();
    let check = |cells: &[(&str, &str)], message: &str| {
        let faults = decide(&f, &sheet(&f, on("Page 3", cells))).expect_err("a fault");
        assert_eq!(faults[0].to_string(), message);
    };
    let actions = "accept, correct, split, merge, reject";
    check(&[("action", "delete")], &format!("row 4, column action: “delete” is none of {actions}"));
    check(
        &[("necessity", "nice")],
        "row 4, column necessity: “nice” is neither essential nor desirable",
    );
    check(&[("text", "")], "row 4, column text: a statement needs words; use the action reject");
    let how = "put each part on a line of its own in this cell (Alt+Enter)";
    check(&[("action", "split")], &format!("row 4, column text: {how}"));
    let mut cells = sheet(&f, |_| {});
    cells[0][2] = "categry".into();
    let faults = decide(&f, &cells).expect_err("a fault");
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let unknown = "row 1, column categry: there is no such column; did you mean “category”?";
    assert_eq!(said, [unknown, "row 1, column category: the column is missing"]);
}

#[test]
fn a_line_with_an_unknown_key_is_named() {
    let text = "\n{\"document\": {\"path\": \"a\", \"blake3\": \"b\"}, \"actoin\": \"accept\"}\n";
    let found = EmployerFile {
        employer: "alder".into(),
        file: "corrections.jsonl".into(),
        text: text.into(),
    };
    let error = Corrections::parse(&[found]).expect_err("a fault").to_string();
    assert!(
        error.starts_with("corrections.jsonl, line 2: actoin: unknown field `actoin`"),
        "{error}"
    );
}

#[test]
fn a_workbook_holds_the_same_cells() {
    let f = sample();
    let doubts = doubtful(&f, Wanted { below: 0.9, again: false });
    let rows: Vec<Row> =
        doubts.iter().map(|doubt| Row { employer: None, document: PATH, doubt }).collect();
    let bytes = write_xlsx(&rows).expect("a workbook");
    let limits = crate::extract::Limits::default();
    let layout =
        crate::extract::extract(crate::model::Format::Xlsx, &bytes, &limits, &Wish::default());
    let text = serde_json::to_string(&layout.expect("a workbook we can read")).expect("JSON");
    assert!(text.contains("Keys of the lift") && text.contains("confidence"));
}

#[test]
fn a_row_is_as_high_as_its_longest_cell() {
    let lines = |text: &str| sheet::wrapped(text, 10);
    assert_eq!((lines(""), lines("ten letter"), lines("ten letters")), (1, 1, 2));
    assert_eq!(
        (lines("one\ntwo"), lines("uninterruptedly"), lines("an uninterruptedly on")),
        (2, 2, 3)
    );
}

proptest! {
    #[test]
    fn any_sheet_is_read_or_refused(cells in proptest::collection::vec(
        proptest::collection::vec("(accept|split|essential|duty|\\PC{0,8})", 0..17), 0..5)) {
        let f = sample();
        let mut cells = cells;
        cells.insert(0, COLUMNS.map(str::to_owned).to_vec());
        if let Ok(decisions) = decide(&f, &cells) {
            let blank = cells[1..].iter().filter(|r| r.iter().all(|c| c.trim().is_empty())).count();
            let all = decisions.corrections.len() + decisions.lost.len() + decisions.untouched;
            prop_assert_eq!(all + blank, cells.len() - 1);
        }
    }

    #[test]
    fn any_corrections_leave_every_character_in_one_class(
        order in proptest::collection::vec((0..4usize, 0..5usize), 0..6)) {
        let f = sample();
        let texts = ["Carries trays", "and trolleys", "Page 3", "Keys of the lift"];
        let mut now = reading(f.clone());
        let total: u64 = crate::structure::ledger::coverage(&now.pieces).total;
        for (row, action) in order {
            let name = Action::ALL[action].name();
            let edit = [("action", name), ("text", "one\ntwo")];
            let Ok(decisions) = decide(&f, &sheet(&f, on(texts[row], &edit))) else { continue };
            let all: Vec<&Correction> = decisions.corrections.iter().map(|(_, c)| c).collect();
            apply(&mut now, &all, &LEXICON);
            let c = now.framework.coverage;
            let sum = c.requirement + c.heading + c.metadata + c.furniture + c.repeat + c.unplaced;
            prop_assert_eq!((c.total, sum), (total, total));
        }
    }
}
