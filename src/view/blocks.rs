//! A document without pages: its blocks as text, marked in the colours of their classes.

use super::escape::text;
use super::stretch::Stretches;
use super::{link, name_of};
use crate::model::{Block, Body, Cell, LayoutDoc, Para, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Returns the document's blocks; the numbers of the stretches shown go to `drawn`.
pub fn document(layout: &LayoutDoc, stretches: &Stretches, drawn: &mut BTreeSet<usize>) -> String {
    let mut writer = Writer { stretches, drawn, out: String::new() };
    writer.blocks(&layout.blocks);
    writer.out
}

struct Writer<'a> {
    stretches: &'a Stretches,
    drawn: &'a mut BTreeSet<usize>,
    out: String,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.body {
                Body::Para(para) if para.is_blank() => {}
                Body::Para(para) => self.para(para, block),
                Body::Table(table) => self.table(table),
            }
        }
    }

    fn para(&mut self, para: &Para, block: &Block) {
        let class = if para.heading.is_some() { "para title" } else { "para" };
        write!(self.out, "<p class=\"{class}\">").expect("a string takes all");
        if let Some(label) = para.list.as_ref().map(|l| l.label.as_str()).filter(|l| !l.is_empty())
        {
            write!(self.out, "<span class=\"label\">{}</span> ", text(label))
                .expect("a string takes all");
        }
        let words = para.text();
        let mut done = 0;
        for stretch in self.stretches.at(&block.at) {
            let range = stretch.span.range();
            let (Some(before), Some(marked)) =
                (words.get(done..range.start), words.get(range.clone()))
            else {
                continue;
            };
            write!(
                self.out,
                "{}<a class=\"box {}\" title=\"{}\" {}>{}</a>",
                text(before),
                stretch.class.name(),
                name_of(stretch.class),
                link(stretch, self.drawn),
                text(marked)
            )
            .expect("a string takes all");
            done = range.end;
        }
        self.out.push_str(&text(&words[done..]));
        self.out.push_str("</p>\n");
    }

    fn table(&mut self, table: &Table) {
        let grid = Grid::of(table);
        self.out.push_str("<div class=\"table\"><table>\n");
        let mut busy: Vec<(usize, usize, usize)> = Vec::new();
        for (row, cells) in grid.rows.iter().enumerate() {
            self.out.push_str("<tr>");
            busy.retain(|(_, _, last)| *last > row);
            busy.sort_unstable();
            let mut above = busy.clone().into_iter().peekable();
            let mut col = 0;
            for cell in cells {
                let (left, right) = (grid.col(cell.col), grid.col_end(cell));
                while let Some((from, to, _)) = above.next_if(|b| b.0 < left) {
                    self.gap(col, from);
                    col = col.max(to);
                }
                self.gap(col, left);
                let last = grid.row_end(cell);
                self.cell(cell, right - left, last - row);
                col = col.max(right);
                if last > row + 1 {
                    busy.push((left, right, last));
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</table></div>\n");
    }

    /// Fills the columns that no cell covers.
    fn gap(&mut self, from: usize, to: usize) {
        if to > from {
            write!(self.out, "<td colspan=\"{}\"></td>", to - from).expect("a string takes all");
        }
    }

    fn cell(&mut self, cell: &Cell, cols: usize, rows: usize) {
        let tag = if cell.header { "th" } else { "td" };
        write!(self.out, "<{tag} colspan=\"{cols}\" rowspan=\"{rows}\">")
            .expect("a string takes all");
        self.blocks(&cell.blocks);
        write!(self.out, "</{tag}>").expect("a string takes all");
    }
}

/// A table without the rows and columns in which no cell begins: a sheet may leave out thousands.
struct Grid<'a> {
    rows: Vec<Vec<&'a Cell>>,
    row_numbers: Vec<u32>,
    cols: Vec<u32>,
}

impl<'a> Grid<'a> {
    fn of(table: &'a Table) -> Self {
        let mut by_row: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        for cell in &table.cells {
            by_row.entry(cell.row).or_default().push(cell);
        }
        by_row.values_mut().for_each(|cells| cells.sort_by_key(|c| c.col));
        let cols: BTreeSet<u32> = table.cells.iter().map(|c| c.col).collect();
        Self {
            row_numbers: by_row.keys().copied().collect(),
            rows: by_row.into_values().collect(),
            cols: cols.into_iter().collect(),
        }
    }

    /// Returns the place of a column among those left.
    fn col(&self, col: u32) -> usize {
        self.cols.partition_point(|c| *c < col)
    }

    fn col_end(&self, cell: &Cell) -> usize {
        self.col(cell.col.saturating_add(cell.col_span.max(1)))
    }

    /// Returns one past the last row that a cell covers, among those left.
    fn row_end(&self, cell: &Cell) -> usize {
        let end = cell.row.saturating_add(cell.row_span.max(1));
        self.row_numbers.partition_point(|r| *r < end)
    }
}
