//! Tables of texts: cells state how far they reach, the places they cover are named.

use super::body::Reader;
use super::names::{Name, Node, elements, name, number};
use crate::model::{Cell, Table};

/// Rows and columns of a table of text; a damaged file may claim billions.
const MOST_LINES: u32 = 20_000;

impl Reader<'_> {
    /// Returns a table, `None` if it has no cell.
    pub fn table(&mut self, node: Node) -> Option<Table> {
        let mut table = Table::default();
        let mut row = 0;
        self.rows(node, false, &mut row, &mut table);
        (!table.cells.is_empty()).then_some(table)
    }

    fn rows(&mut self, node: Node, header: bool, row: &mut u32, table: &mut Table) {
        for child in elements(node) {
            if self.allowance.is_spent() || *row >= MOST_LINES {
                return;
            }
            match name(child) {
                Name::Table("table-header-rows") => self.rows(child, true, row, table),
                Name::Table("table-rows" | "table-row-group") => {
                    self.rows(child, header, row, table);
                }
                Name::Table("table-row") => {
                    let header = header && table.header_rows == *row;
                    self.row(child, *row, header, table);
                    let repeated = number(child, "number-rows-repeated").unwrap_or(1_u32);
                    *row = row.saturating_add(repeated.clamp(1, MOST_LINES));
                    table.header_rows += u32::from(header);
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, node: Node, row: u32, header: bool, table: &mut Table) {
        let mut col = 0_u32;
        for child in elements(node) {
            let repeated = number(child, "number-columns-repeated").unwrap_or(1_u32);
            match name(child) {
                Name::Table("table-cell") => {
                    if col >= MOST_LINES || !self.allowance.charge_cell() {
                        return;
                    }
                    let span = |local| number(child, local).unwrap_or(1).clamp(1, MOST_LINES);
                    table.cells.push(Cell {
                        row,
                        col,
                        row_span: span("number-rows-spanned"),
                        col_span: span("number-columns-spanned"),
                        header,
                        blocks: self.container(child),
                        ..Cell::default()
                    });
                }
                Name::Table("covered-table-cell") => {}
                _ => continue,
            }
            col = col.saturating_add(repeated.clamp(1, MOST_LINES));
        }
    }
}
