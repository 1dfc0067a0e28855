//! Tables as text (.csv .tsv): which sign parts the cells, and the cells themselves.
//!
//! Comes in: bytes. Goes out: one table, or several where empty rows part them. A text is such a
//! table only if all its rows have the same number of cells; prose with commas is not.

use super::sheet::show::tidy;
use super::sheet::{Cells, Sheets, Value};
use super::{ExtractError, Limits, encoding};
use crate::model::{Format, LayoutDoc};

/// Signs that part cells, the likelier first.
const DELIMITERS: &[u8] = b",;\t|";
/// Records that decide whether a text is a table.
const RECORDS_LOOKED_AT: usize = 500;
/// Records that a table of two columns without quotation marks must have: two lines with a comma
/// each may be prose.
const LEAST_PLAIN_RECORDS: usize = 3;

/// Returns the sign that parts the cells of a text, if it is a table.
///
/// `is_whole` tells whether the text is all there is; else its last record may be cut off.
pub(crate) fn delimiter(text: &str, is_whole: bool) -> Option<u8> {
    DELIMITERS.iter().copied().find(|d| is_table(text, *d, is_whole))
}

fn is_table(text: &str, delimiter: u8, is_whole: bool) -> bool {
    let quoted = quoted_cells(text, delimiter);
    // Without quotation marks the text reader makes the same of tabs.
    if delimiter == b'\t' && !quoted {
        return false;
    }
    let mut records: Vec<csv::StringRecord> =
        reader(text, delimiter).records().take(RECORDS_LOOKED_AT).map_while(Result::ok).collect();
    if !is_whole && records.len() < RECORDS_LOOKED_AT {
        records.pop();
    }
    let columns = records.first().map_or(0, csv::StringRecord::len);
    let least = if columns > 2 || quoted { 2 } else { LEAST_PLAIN_RECORDS };
    columns >= 2
        && records.len() >= least
        && records.iter().all(|r| r.len() == columns)
        && !is_prose(&records, text, delimiter)
}

/// Tells whether a cell stands in quotation marks.
fn quoted_cells(text: &str, delimiter: u8) -> bool {
    let after = format!("{}\"", char::from(delimiter));
    text.starts_with('"') || text.contains(&after) || text.contains("\n\"")
}

/// Tells whether the signs are punctuation: white space follows most of them, or the lines are rows
/// of a Markdown table.
fn is_prose(records: &[csv::StringRecord], text: &str, delimiter: u8) -> bool {
    let inner = || records.iter().flat_map(|r| r.iter().skip(1)).filter(|c| !c.is_empty());
    let spaced = inner().filter(|c| c.starts_with(' ')).count();
    let bars = delimiter == b'|' && text.trim_start().starts_with('|');
    bars || spaced * 2 > inner().count()
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Reads a table that is text.
///
/// # Errors
/// If the text is larger than a document is, is no table, or holds nothing.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() > limits.text_bytes.saturating_mul(2) {
        let limit = format!("{} bytes", limits.text_bytes.saturating_mul(2));
        return Err(ExtractError::Limit { what: "the size of a text".into(), limit });
    }
    let (text, note) = encoding::decode(bytes);
    let no_table = || ExtractError::NotADocument { detail: "its lines are no table".into() };
    let delimiter = delimiter(&text, true).ok_or_else(no_table)?;
    let mut sheets = Sheets::new(limits);
    let cells = cells(&text, delimiter, &mut sheets);
    sheets.place("", true, cells, &[]);
    let (blocks, mut notes) = sheets.finish();
    if blocks.is_empty() {
        return Err(ExtractError::Empty);
    }
    notes.extend(note);
    Ok(LayoutDoc { format: Format::Csv, property_title: None, blocks, pages: vec![], notes })
}

fn cells(text: &str, delimiter: u8, sheets: &mut Sheets) -> Cells {
    let mut cells = Cells::new();
    // Rows and lines are counted here: the engine leaves out empty lines, which part tables.
    let (mut row, mut line, mut last) = (0_u32, 1_u32, 0_usize);
    for record in reader(text, delimiter).records().map_while(Result::ok) {
        let end_of_last = record.position().map_or(last, |p| p.byte() as usize).min(text.len());
        let start = text.len() - text[end_of_last..].trim_start_matches(['\r', '\n']).len();
        let end_of_last = text[..end_of_last].trim_end_matches(['\r', '\n']).len();
        row += u32::from(lines(&text[end_of_last..start]) > 1);
        line += lines(&text[last..start]);
        last = start;
        for (col, cell) in (0_u32..).zip(&record) {
            if cell.trim().is_empty() {
                continue;
            }
            let text = tidy(cell.to_owned());
            let value = Value { text, line: Some(line), ..Value::default() };
            if !sheets.take(&mut cells, "", (row, col), value) {
                return cells;
            }
        }
        row += 1;
    }
    cells
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Body;

    fn check(text: &str, expected: Option<u8>) {
        assert_eq!(delimiter(text, true), expected, "{text:?}");
    }

    #[test]
    fn the_sign_that_gives_equal_rows_parts_the_cells() {
        check("Role,Level,Skill\nCook,1,Bakes\n", Some(b','));
        check("Role;Skill\nCook;Bakes, fries\nDriver;Drives\n", Some(b';'));
        check("Role\tSkill\nCook\t\"Bakes\nfries\"\n", Some(b'\t'));
        check("Role|Skill\nCook|Bakes\nDriver|Drives", Some(b'|'));
        check("Role,Skill\nCook,\"Bakes, fries\"", Some(b','));
    }

    #[test]
    fn prose_lists_and_other_tables_are_no_such_table() {
        check("Skills\n- drive, lift\n- cook\n", None);
        check("You cook, bake and fry\nYou drive, lift and carry\nYou plan, do and check\n", None);
        check("Cook,Baker\nFried,Baked", None);
        check("Post\tPay\nCook\t10\n", None);
        check("| a | b |\n| c | d |\n| e | f |", None);
        check("Cook", None);
        check("", None);
    }

    #[test]
    fn cells_keep_their_place_and_line() {
        let text = "Role,Skill\r\nCook,\"Bakes\nFries\"\r\n\r\nDriver,\r\n";
        let doc = read(text.as_bytes(), &Limits::default()).expect("a table");
        let Body::Table(second) = &doc.blocks[1].body else { panic!("a table") };
        assert_eq!(second.cells[0].blocks[0].at.line, Some(5));
        let Body::Table(table) = &doc.blocks[0].body else { panic!("a table") };
        let shown: Vec<_> = table
            .cells
            .iter()
            .map(|c| (c.row, c.col, c.blocks[0].at.line, c.text().replace('\n', "|")))
            .collect();
        let want = [
            (0, 0, Some(1), "Role"),
            (0, 1, Some(1), "Skill"),
            (1, 0, Some(2), "Cook"),
            (1, 1, Some(2), "Bakes|Fries"),
        ];
        assert_eq!(shown, want.map(|(r, c, l, t)| (r, c, l, t.to_owned())));
        assert_eq!(doc.blocks.len(), 2, "an empty line parts tables of other columns");
    }

    #[test]
    fn the_limit_of_cells_stops_the_reading() {
        let limits = Limits { cells: 3, ..Limits::default() };
        let doc = read(b"a,b,c\nd,e,f\ng,h,i\n", &limits).expect("a table");
        assert_eq!(doc.notes.len(), 1);
        let limits = Limits { cells: 9, ..Limits::default() };
        let doc = read(b"a,b,c\nd,e,f\ng,h,i\n", &limits).expect("a table");
        assert!(doc.notes.is_empty());
    }
}
