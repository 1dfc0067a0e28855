//! Documents far longer than any that an employer writes: each is read whole within the limits that
//! hold by default, by a worker, and what it says is found.

use crate::sheet;
use crate::word::{Word, p};
use rungs::data::Data;
use rungs::extract::{Extractor, Limits, Wish};
use rungs::lexicon::Lexicon;
use rungs::model::Format;
use rungs::structure::structure;
use rungs::worker::{Budget, Program, Workers};
use std::fmt::Write;

/// Statements of a long document.
const STATEMENTS: usize = 6_000;
/// Statements on a page.
const ON_PAGE: usize = 30;

/// Returns a statement that no other number has, in other words than the one at its place on the
/// page before: lines that stand on all pages are taken for running ones.
fn statement(number: usize) -> String {
    const COLOURS: [&str; 7] = ["red", "green", "white", "amber", "blue", "pale", "violet"];
    format!("Tend the {} lamps of tower {number} each day", COLOURS[number % COLOURS.len()])
}

/// Expects that a worker reads a document whole and that all its statements are found.
fn is_read(format: Format, bytes: &[u8]) {
    let program = Program { path: env!("CARGO_BIN_EXE_rungs").into(), args: vec!["worker".into()] };
    let workers = Workers::new(program, Limits::default(), Budget::default()).expect("a pool");
    let layout = workers.layout(format, bytes, &Wish::default()).expect("a document");
    assert_eq!(layout.notes, [], "{format:?}");
    let lexicon = Lexicon::parse(&Data::default()).expect("the word lists");
    let document = structure(&layout, &lexicon);
    assert_eq!(document.chunks.len(), STATEMENTS, "{format:?}");
    let last = document.chunks.last().expect("a statement");
    assert_eq!(document.text_of(&last.parts), statement(STATEMENTS), "{format:?}");
}

#[test]
fn a_pdf_file_of_two_hundred_pages() {
    let mut text = String::new();
    for page in 0..STATEMENTS / ON_PAGE {
        writeln!(text, "page 595 842\nfont plain 10").expect("memory");
        if page == 0 {
            writeln!(text, "text 60 40 Job title: Lamplighter\ntext 60 60 Duties").expect("memory");
        }
        for line in 1..=ON_PAGE {
            let (y, words) = (80 + 24 * line, statement(page * ON_PAGE + line));
            writeln!(text, "text 60 {y} - {words}").expect("memory");
        }
    }
    is_read(Format::Pdf, &sheet::pdf(&text));
}

#[test]
fn a_word_file_of_thousands_of_items() {
    let items = (1..=STATEMENTS).map(|n| p("", &format!("• {}", statement(n))));
    let body = [p("", "Job title: Lamplighter"), p("", "Duties")].into_iter().chain(items);
    is_read(Format::Docx, &Word::new(body.collect::<String>()).bytes());
}

#[test]
fn a_web_page_with_a_table_of_thousands_of_rows() {
    let mut page = "<h1>Lamplighter</h1><table><tr><th>Topic<th>Level 1<th>Level 2".to_owned();
    for row in 0..STATEMENTS / 2 {
        let (one, other) = (statement(2 * row + 1), statement(2 * row + 2));
        write!(page, "<tr><td>Light {row}<td>{one}<td>{other}").expect("memory");
    }
    is_read(Format::Html, page.as_bytes());
}
