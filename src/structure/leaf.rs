//! Paragraphs of a layout in reading order, numbered, with the tables around them.

use super::heading::is_caps;
use crate::model::{Block, Body, Format, Layer, LayoutDoc, ListMark, Para, Place, Run};
use crate::text::clean;
use serde::Serialize;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

/// One paragraph, wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Leaf {
    /// Verbatim text.
    pub text: String,
    /// Where it stands.
    pub at: Place,
    /// Stream it belongs to.
    pub layer: Layer,
    /// Heading level the format marks.
    pub heading: Option<u8>,
    /// List mark the format prints.
    pub list: Option<ListMark>,
    /// Bold as a whole.
    pub bold: bool,
    /// Underlined as a whole.
    pub underline: bool,
    /// Italic as a whole.
    pub italic: bool,
    /// Bytes at its start that are bold or underlined while the rest is not; 0 if none are or all.
    pub set_off: usize,
    /// Stands in a table cell of a format that keeps no paragraphs inside cells, so that its
    /// bullets and headings may have been lost into one run of text.
    pub flattened: bool,
}

/// How a heading without a style is set apart from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    bold: bool,
    caps: bool,
}

impl Look {
    /// Returns how a line is set apart; none if it is not.
    pub fn of(leaf: &Leaf, text: &str) -> Option<Self> {
        let look = Self { bold: leaf.bold, caps: is_caps(text) };
        (look.bold || look.caps).then_some(look)
    }
}

/// A paragraph or a table in reading order.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Index of a leaf.
    Leaf(usize),
    /// A table of nodes.
    Table(Grid),
}

/// A table whose cells hold nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Cells by row, then column.
    pub cells: Vec<GridCell>,
    /// Rows covered.
    pub rows: usize,
    /// Columns covered.
    pub cols: usize,
    /// Leading rows the format marks as header.
    pub header_rows: usize,
}

impl Grid {
    /// Returns the cells that start in a row.
    pub fn in_row(&self, row: usize) -> &[GridCell] {
        &self.cells[self.before(row)..self.before(row + 1)]
    }

    /// Returns the last cell of a column that starts above a row.
    pub fn last_above(&self, row: usize, col: usize) -> Option<&GridCell> {
        self.cells[..self.before(row)].iter().rfind(|c| c.col == col)
    }

    /// Returns some of the rows as a table of their own, without columns in which no cell of them begins.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let own = &self.cells[self.before(rows.start)..self.before(rows.end)];
        let starts: BTreeSet<usize> = own.iter().map(|c| c.col).collect();
        let below = |col: usize| starts.range(..col).count();
        let cell = |c: &GridCell| GridCell {
            row: c.row - rows.start,
            col: below(c.col),
            row_span: c.row_span.min(rows.end - c.row),
            col_span: (below(c.col + c.col_span) - below(c.col)).max(1),
            nodes: c.nodes.clone(),
            text: c.text.clone(),
        };
        Self {
            cells: own.iter().map(cell).collect(),
            rows: rows.len(),
            cols: starts.len(),
            header_rows: 0,
        }
    }

    /// Returns the number of cells that start above a row.
    fn before(&self, row: usize) -> usize {
        self.cells.partition_point(|c| c.row < row)
    }
}

/// A cell of a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridCell {
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub col: usize,
    /// Rows covered.
    pub row_span: usize,
    /// Columns covered.
    pub col_span: usize,
    /// Content.
    pub nodes: Vec<Node>,
    /// Its text, once somebody has asked for it: many rules look at the same cells.
    text: OnceCell<String>,
}

impl GridCell {
    /// Returns the text of the cell, cleaned.
    pub fn text(&self, leaves: &[Leaf]) -> &str {
        self.text.get_or_init(|| {
            let mut found = Vec::new();
            leaves_of(&self.nodes, &mut found);
            match found.as_slice() {
                [leaf] => clean(&leaves[*leaf].text),
                _ => {
                    let texts = found.iter().map(|l| leaves[*l].text.as_str());
                    clean(&texts.collect::<Vec<_>>().join(" "))
                }
            }
        })
    }
}

/// A document as leaves and nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// All paragraphs.
    pub leaves: Vec<Leaf>,
    /// Body in reading order.
    pub body: Vec<Node>,
    /// Second copies of containers.
    pub repeats: Vec<usize>,
    /// Leaves of headers, footers, menus.
    pub furniture: Vec<usize>,
    /// Leaves of notes.
    pub notes: Vec<usize>,
}

impl Outline {
    /// Numbers the paragraphs of a layout.
    pub fn new(layout: &LayoutDoc) -> Self {
        let mut outline = Self::default();
        let flat = layout.format == Format::Text;
        outline.body = outline.nodes(&layout.blocks, flat, false);
        outline
    }

    fn nodes(&mut self, blocks: &[Block], flat: bool, in_cell: bool) -> Vec<Node> {
        let mut nodes = Vec::new();
        for block in blocks {
            match &block.body {
                Body::Para(para) => {
                    let index = self.leaf(para, block, flat && in_cell && para.list.is_none());
                    match block.layer {
                        Layer::Body => nodes.push(Node::Leaf(index)),
                        Layer::Repeat => self.repeats.push(index),
                        Layer::Note => self.notes.push(index),
                        Layer::Header | Layer::Footer | Layer::Furniture => {
                            self.furniture.push(index)
                        }
                    }
                }
                Body::Table(table) => {
                    let mut grid = Grid {
                        rows: table.rows() as usize,
                        cols: table.cols() as usize,
                        header_rows: table.header_rows as usize,
                        cells: Vec::with_capacity(table.cells.len()),
                    };
                    for cell in &table.cells {
                        let nodes = self.nodes(&cell.blocks, flat, true);
                        grid.cells.push(GridCell {
                            row: cell.row as usize,
                            col: cell.col as usize,
                            row_span: cell.row_span.max(1) as usize,
                            col_span: cell.col_span.max(1) as usize,
                            nodes,
                            text: OnceCell::new(),
                        });
                    }
                    grid.cells.sort_by_key(|c| (c.row, c.col));
                    if block.layer == Layer::Body {
                        nodes.push(Node::Table(grid));
                    } else {
                        self.demote(&grid, block.layer);
                    }
                }
            }
        }
        nodes
    }

    /// Sends the leaves of a table that is not body text where its layer belongs.
    fn demote(&mut self, grid: &Grid, layer: Layer) {
        let mut found = Vec::new();
        grid.cells.iter().for_each(|c| leaves_of(&c.nodes, &mut found));
        match layer {
            Layer::Repeat => self.repeats.extend(found),
            Layer::Note => self.notes.extend(found),
            _ => self.furniture.extend(found),
        }
    }

    fn leaf(&mut self, para: &Para, block: &Block, flattened: bool) -> usize {
        let inked = || para.runs.iter().filter(|r| !r.text.trim().is_empty());
        self.leaves.push(Leaf {
            text: para.text(),
            at: block.at.clone(),
            layer: block.layer,
            heading: para.heading,
            list: para.list.clone(),
            bold: inked().all(|r| r.bold) && inked().next().is_some(),
            underline: inked().all(|r| r.underline) && inked().next().is_some(),
            italic: inked().all(|r| r.italic) && inked().next().is_some(),
            set_off: set_off(para),
            flattened,
        });
        self.leaves.len() - 1
    }
}

/// Measures the beginning of a paragraph that is set apart from its rest, in bytes.
fn set_off(para: &Para) -> usize {
    let apart = |r: &Run| r.bold || r.underline || r.text.trim().is_empty();
    let start = para.runs.iter().take_while(|r| apart(r));
    let bytes = start.map(|r| r.text.len()).sum();
    if bytes < para.runs.iter().map(|r| r.text.len()).sum() { bytes } else { 0 }
}

/// Collects the leaves of nodes in reading order.
pub fn leaves_of(nodes: &[Node], out: &mut Vec<usize>) {
    for node in nodes {
        match node {
            Node::Leaf(leaf) => out.push(*leaf),
            Node::Table(grid) => grid.cells.iter().for_each(|c| leaves_of(&c.nodes, out)),
        }
    }
}
