//! Rows to JSON lines and to CSV.
//!
//! In CSV, lists are joined by ` | `, and a value that a spreadsheet would run as a formula gets an
//! apostrophe in front: one that begins, after spaces and apostrophes, with `=`, `+`, `-`, `@`, a
//! tab, a line end, NUL or a full-width form of these. [`unguarded`] takes exactly that apostrophe
//! away again. JSON lines are never altered.

use crate::model::Row;
use serde_json::Value;
use std::io::{self, Write};

/// Columns of the CSV file, in order: the fields of [`Row`].
pub const COLUMNS: [&str; 37] = [
    "id",
    "concept_id",
    "subject_id",
    "doc",
    "source",
    "outcome",
    "organisation",
    "framework",
    "role",
    "role_printed",
    "grade",
    "level",
    "adds_to",
    "adds_to_roles",
    "option",
    "category",
    "section",
    "code",
    "necessity",
    "category_basis",
    "necessity_basis",
    "condition",
    "timeframe",
    "equivalent",
    "experience",
    "strength",
    "assessed_by",
    "language",
    "text",
    "verbatim",
    "same_as",
    "legislation",
    "qualifications",
    "pages",
    "lines",
    "confidence",
    "inherited_from",
];

/// Writes one JSON object per line.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_jsonl(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes a header and one record per row, in UTF-8 with `\r\n` between records (RFC 4180).
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    writer.write_record(COLUMNS).map_err(cause)?;
    for row in rows {
        let value = serde_json::to_value(row)?;
        let record = COLUMNS.map(|column| guarded(&cell(&value[column])));
        writer.write_record(record).map_err(cause)?;
    }
    writer.flush()
}

/// Returns the system's error, so that a caller can tell a closed pipe from a full disk.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}

/// Returns the value as written to CSV: with an apostrophe in front if it could be a formula.
pub fn guarded(value: &str) -> String {
    if looks_like_formula(value) { format!("'{value}") } else { value.to_owned() }
}

/// Returns the value that [`guarded`] was given.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).unwrap_or(cell)
}

fn looks_like_formula(value: &str) -> bool {
    value.trim_start_matches([' ', '\'']).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::stated;
    use crate::model::build::framework;
    use proptest::prelude::*;

    fn csv_of(rows: &[Row]) -> String {
        let mut out = Vec::new();
        write_csv(rows, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("rows are UTF-8")
    }

    #[test]
    fn columns_are_the_fields_of_a_row() {
        let mut row = stated(&[framework("Alder Trust", "a.txt", &["x"])]).remove(0);
        row.lines = Some(vec![1]);
        row.inherited_from = Some("Level 1".into());
        let json = serde_json::to_string(&row).expect("a row is JSON");
        let mut from = 0;
        for column in COLUMNS {
            let at = json[from..].find(&format!("\"{column}\":"));
            from += at.unwrap_or_else(|| panic!("{column} is missing or out of order"));
        }
        let value: Value = serde_json::from_str(&json).expect("just written");
        assert_eq!(value.as_object().map(serde_json::Map::len), Some(COLUMNS.len()));
    }

    #[test]
    fn formulas_are_guarded() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("  @here", "'  @here"),
            ("- item", "'- item"),
            ("'=x", "''=x"),
            ("\tx", "'\tx"),
            ("plain", "plain"),
            ("it's", "it's"),
            ("'quoted'", "'quoted'"),
        ];
        for (value, written) in cases {
            assert_eq!(guarded(value), written);
            assert_eq!(unguarded(written), value);
        }
    }

    #[test]
    fn lists_are_joined() {
        let mut row = stated(&[framework("Alder Trust", "a.txt", &["x"])]).remove(0);
        row.adds_to = vec!["Level 1".into(), "Level 2".into()];
        assert!(csv_of(&[row]).contains(",Level 1 | Level 2,"));
    }

    proptest! {
        #[test]
        fn csv_gives_the_words_back(text in any::<String>(), verbatim in "[=+'@ -]{0,3}[a-z\",\n]{0,6}") {
            let mut row = stated(&[framework("Alder Trust", "a.txt", &["x"])]).remove(0);
            row.text = text.clone();
            row.verbatim = verbatim.clone();
            let written = csv_of(&[row]);
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            let record = reader.records().next().expect("one row").expect("valid csv");
            let at = COLUMNS.iter().position(|c| *c == "text").expect("a column");
            prop_assert_eq!(unguarded(&record[at]), text);
            prop_assert_eq!(unguarded(&record[at + 1]), verbatim);
        }

        #[test]
        fn guard_is_undone(value in "[='+ @-]{0,4}[a-z]{0,2}") {
            let written = guarded(&value);
            prop_assert_eq!(unguarded(&written), value.as_str());
        }
    }
}
