//! Tables on their grid.

use super::super::story::{Grid, Merge};
use super::body::Reader;
use super::names::{Name, Node, attribute, check_box, child, elements, is, name, number, switch};
use crate::model::Table;

/// Returns what the properties of a cell say about its merge.
fn merge(properties: Option<Node>, local: &str) -> Merge {
    match properties.and_then(|p| child(p, local)) {
        None => Merge::None,
        Some(node) if attribute(node, "val") == Some("restart") => Merge::Start,
        Some(_) => Merge::Continue,
    }
}

/// Returns the content control that stands around a cell.
fn around(cell: Node<'_>) -> Option<Node<'_>> {
    cell.parent().filter(|n| is(*n, "sdtContent"))?.parent()
}

impl Reader<'_> {
    /// Returns a table, `None` if it has no cell.
    pub fn table(&mut self, node: Node) -> Option<Table> {
        let mut grid = Grid::default();
        let mut rows = Vec::new();
        gather(node, "tr", &mut rows);
        for row in rows {
            if self.allowance.is_spent() {
                break;
            }
            self.row(row, &mut grid);
        }
        grid.finish()
    }

    fn row(&mut self, node: Node, grid: &mut Grid) {
        let properties = child(node, "trPr");
        if properties.is_some_and(|p| child(p, "del").is_some()) {
            self.remarks.begin_paragraph();
            self.note_dropped(node);
            return;
        }
        let before = properties.and_then(|p| number::<u32>(p, "gridBefore")).unwrap_or(0);
        let header = properties.and_then(|p| switch(p, "tblHeader")).unwrap_or(false);
        grid.begin_row(before, header);
        let mut cells = Vec::new();
        gather(node, "tc", &mut cells);
        for cell in cells {
            if !self.allowance.charge_cell() {
                break;
            }
            self.cell(cell, grid);
        }
        grid.end_row();
    }

    fn cell(&mut self, node: Node, grid: &mut Grid) {
        let properties = child(node, "tcPr");
        let span = properties.and_then(|p| number::<u32>(p, "gridSpan")).unwrap_or(1);
        let deleted = properties.is_some_and(|p| child(p, "cellDel").is_some());
        let blocks = match deleted {
            true => {
                self.remarks.begin_paragraph();
                self.note_dropped(node);
                vec![]
            }
            false => {
                self.check_box = around(node).and_then(check_box);
                let blocks = self.container(node);
                self.check_box = None;
                blocks
            }
        };
        let down = merge(properties, "vMerge");
        let across = merge(properties, "hMerge");
        grid.add(span, blocks, down, across);
    }
}

/// Collects rows or cells, through the wrappers that may stand around them.
fn gather<'a>(node: Node<'a>, local: &str, out: &mut Vec<Node<'a>>) {
    for child in elements(node) {
        match name(child) {
            Name::Word("sdt" | "sdtContent" | "customXml" | "ins" | "moveTo") => {
                gather(child, local, out);
            }
            _ if is(child, local) => out.push(child),
            _ => {}
        }
    }
}
