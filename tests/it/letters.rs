//! PDF files whose fonts tell other letters than they show.

use crate::support::{Root, pdf_file};
use serde_json::Value;
use std::fmt::Write;

const LINES: [&str; 6] = [
    "Warehouse Driver",
    "Skills",
    "Ability to load a lorry so that its weight is spread evenly",
    "Ability to plan a route and to keep a record of every delivery",
    "Ability to speak with customers in a calm and friendly manner",
    "Knowledge of the rules about hours at the wheel and rest",
];

/// Returns a PDF page of lines of text in one font, whose map tells each letter as `told`.
fn pdf(told: impl Fn(u8) -> u8) -> Vec<u8> {
    let mut content = String::new();
    for (line, text) in LINES.iter().enumerate() {
        let (size, y) = (if line < 2 { 16 } else { 11 }, 260 - 30 * line);
        writeln!(content, "BT /F1 {size} Tf 40 {y} Td ({text}) Tj ET").expect("a string");
    }
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /Told def\n\
         1 begincodespacerange <00> <FF> endcodespacerange\n95 beginbfchar\n",
    );
    for code in b' '..=b'~' {
        writeln!(map, "<{code:02X}> <{:04X}>", told(code)).expect("a string");
    }
    map += "endbfchar endcmap end";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}endstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{map}\nendstream", map.len() + 1),
    ];
    pdf_file(&objects)
}

/// Imports a document; returns its line of the report and all exported rows.
fn import(bytes: &[u8]) -> (Value, String) {
    let root = Root::new();
    root.write("raw/acme/driver.pdf", bytes);
    root.import(&["--ocr", "off"]);
    let rows = root.run(&["export", "--format", "jsonl", "--output", "-"]).out;
    (root.report()["acme/driver.pdf"].clone(), rows)
}

#[test]
fn a_font_map_shifted_by_one_reads_like_an_honest_one() {
    let (honest, _) = import(&pdf(|c| c));
    let (shifted, rows) = import(&pdf(|c| c + 1));
    assert_eq!(honest["outcome"], "ok", "{honest}");
    assert_eq!(shifted["outcome"], "ok", "{shifted}");
    assert_eq!(honest["requirements"], shifted["requirements"]);
    for line in &LINES[2..] {
        assert!(rows.contains(line), "{line} is not in {rows}");
    }
    assert_eq!(honest["notes"]["E011"], Value::Null);
    assert_eq!(shifted["notes"]["E011"], 1);
}

#[test]
fn a_font_map_in_disorder_gives_no_statement_and_is_suspect() {
    let order = b"qjxzkvwbpghfdmylcurosntiae";
    let told = |c: u8| match c {
        b'a'..=b'z' => order[usize::from(c - b'a')],
        b'A'..=b'Z' => order[usize::from(c - b'A')].to_ascii_uppercase(),
        c => c,
    };
    let (line, rows) = import(&pdf(told));
    assert_eq!(line["outcome"], "suspect", "{line}");
    assert_eq!(line["reason"], "the letters of the text on page 1 cannot be told; it was not read");
    assert!(line["hint"].as_str().is_some_and(|h| h.contains("Word file")), "{line}");
    assert_eq!((line["requirements"].as_u64(), rows.as_str()), (Some(0), ""));
}
