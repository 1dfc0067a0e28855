//! Spreadsheets: cells with the values they state, repeats and all.

use super::super::sheet::show::{number as shown_number, tidy};
use super::super::sheet::{Cells, Position, Region, Sheets, Value};
use super::names::{Name, Node, attribute, elements, name, number};
use super::styles::Styles;

/// Rows that Excel and LibreOffice know; a file may claim that more are repeated.
const MOST_ROWS: u32 = 1 << 20;
/// Columns that they know.
const MOST_COLUMNS: u32 = 1 << 14;
/// Times that a row or cell with text may say that it is repeated; one that claims more is taken
/// once.
const MOST_REPEATS: u32 = 256;

/// Reads all sheets below the body.
pub(super) fn read(body: Node, styles: &Styles, sheets: &mut Sheets) {
    let tables: Vec<Node> = elements(body).filter(|n| name(*n) == Name::Table("table")).collect();
    for table in &tables {
        if sheets.is_full() {
            return;
        }
        let title = attribute(*table, "name").unwrap_or_default();
        if styles.get("table", attribute(*table, "style-name")).shown == Some(false) {
            sheets.note_hidden(title);
        }
        let mut sheet = Sheet { styles, title, cells: Cells::new(), merges: vec![], row: 0 };
        sheet.rows(*table, sheets);
        let Sheet { cells, merges, .. } = sheet;
        sheets.place(title, tables.len() == 1, cells, &merges);
    }
}

/// A sheet being read.
struct Sheet<'s> {
    styles: &'s Styles,
    title: &'s str,
    cells: Cells,
    merges: Vec<Region>,
    row: u32,
}

impl Sheet<'_> {
    fn rows(&mut self, node: Node, sheets: &mut Sheets) {
        for child in elements(node) {
            if sheets.is_full() || self.row >= MOST_ROWS {
                return;
            }
            match name(child) {
                Name::Table("table-row") => {
                    let repeated = number(child, "number-rows-repeated").unwrap_or(1_u32).max(1);
                    let filled = self.row(child, sheets);
                    let more = if filled { times(repeated) - 1 } else { 0 };
                    for below in 1..=more {
                        if sheets.is_full() {
                            return;
                        }
                        self.repeat(self.row, self.row + below, sheets);
                    }
                    self.row = self.row.saturating_add(repeated).min(MOST_ROWS);
                }
                Name::Table("table-header-rows" | "table-rows" | "table-row-group") => {
                    self.rows(child, sheets);
                }
                _ => {}
            }
        }
    }

    /// Takes the cells of a row once more.
    fn repeat(&mut self, from: u32, to: u32, sheets: &mut Sheets) {
        let row: Vec<(u32, Value)> = self
            .cells
            .range((from, 0)..=(from, MOST_COLUMNS))
            .map(|((_, col), value)| (*col, value.clone()))
            .collect();
        for (col, value) in row {
            if !sheets.take(&mut self.cells, self.title, (to, col), value) {
                return;
            }
        }
    }

    /// Reads a row; tells whether a cell of it shows something.
    fn row(&mut self, node: Node, sheets: &mut Sheets) -> bool {
        let (mut col, mut filled) = (0_u32, false);
        for child in elements(node) {
            if !matches!(name(child), Name::Table("table-cell" | "covered-table-cell")) {
                continue;
            }
            let repeated = number(child, "number-columns-repeated").unwrap_or(1_u32).max(1);
            // What stands in a covered cell shows nothing.
            if name(child) == Name::Table("table-cell") && col < MOST_COLUMNS {
                filled |= self.cell(child, (self.row, col), repeated, sheets);
            }
            col = col.saturating_add(repeated).min(MOST_COLUMNS);
        }
        filled
    }

    fn cell(&mut self, node: Node, at: Position, repeated: u32, sheets: &mut Sheets) -> bool {
        let Some(text) = shown(node) else { return false };
        let look = self.styles.get("table-cell", attribute(node, "style-name")).look;
        let value = Value {
            text,
            bold: look.bold.unwrap_or(false),
            italic: look.italic.unwrap_or(false),
            line: None,
        };
        let reach = |local| number(node, local).unwrap_or(1_u32).clamp(1, MOST_ROWS) - 1;
        let (down, across) = (reach("number-rows-spanned"), reach("number-columns-spanned"));
        if down + across > 0 {
            self.merges.push((at, (at.0 + down, at.1 + across)));
        }
        for col in at.1..at.1.saturating_add(times(repeated)).min(MOST_COLUMNS) {
            if !sheets.take(&mut self.cells, self.title, (at.0, col), value.clone()) {
                break;
            }
        }
        true
    }
}

/// Returns how often something is taken that says it is repeated so many times.
fn times(repeated: u32) -> u32 {
    if repeated > MOST_REPEATS { 1 } else { repeated }
}

/// Returns what a cell shows; `None` if it shows nothing.
fn shown(node: Node) -> Option<String> {
    let value = || attribute(node, "value").and_then(|v| v.parse::<f64>().ok());
    let stated = match attribute(node, "value-type")? {
        "float" | "percentage" | "currency" => value().map(shown_number),
        "boolean" => attribute(node, "boolean-value").map(str::to_ascii_uppercase),
        "date" => attribute(node, "date-value").map(date),
        _ => None,
    };
    let text = stated.unwrap_or_else(|| tidy(printed(node)));
    (!text.trim().is_empty()).then_some(text)
}

/// Returns a date as workbooks show it: `2024-03-01`, with the time if it has one.
fn date(stated: &str) -> String {
    let (day, time) = stated.split_once('T').unwrap_or((stated, ""));
    let time = time.split('.').next().unwrap_or_default();
    let time = time.strip_suffix(":00").unwrap_or(time);
    if time.is_empty() || time == "00:00" { day.to_owned() } else { format!("{day} {time}") }
}

/// Returns the paragraphs of a cell, one a line; comments left out.
fn printed(node: Node) -> String {
    let mut text = String::new();
    for paragraph in elements(node).filter(|n| name(*n) == Name::Text("p")) {
        if !text.is_empty() {
            text.push('\n');
        }
        gather(paragraph, &mut text);
    }
    text
}

fn gather(node: Node, out: &mut String) {
    for child in node.children() {
        match name(child) {
            _ if child.is_text() => {
                let words = child.text().unwrap_or_default();
                words.chars().for_each(|c| out.push(if c == '\n' { ' ' } else { c }));
            }
            Name::Text("s") => {
                let count = number(child, "c").unwrap_or(1_usize).min(1000);
                out.extend(std::iter::repeat_n(' ', count));
            }
            Name::Text("tab") => out.push('\t'),
            Name::Text("line-break") => out.push('\n'),
            Name::Office("annotation") => {}
            _ => gather(child, out),
        }
    }
}
