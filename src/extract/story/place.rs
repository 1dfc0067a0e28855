//! Ordinals of paragraphs and tables, given once the order is settled.

use crate::model::{Block, Body, Layer, Place};
use std::collections::HashMap;

/// Where marked paragraphs stand, by mark.
pub(in crate::extract) type Places = HashMap<u32, Place>;

/// The next ordinals.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Ordinals {
    paragraph: u32,
    table: u32,
    /// Places of the paragraphs that came with a mark.
    pub places: Places,
}

impl Ordinals {
    /// Gives each block of a story its layer and place, cells included.
    ///
    /// A table carries the ordinal of its first paragraph.
    pub fn number(&mut self, blocks: &mut [Block], layer: Layer, part: Option<&str>) {
        let outside = Place { part: part.map(str::to_owned), ..Place::default() };
        self.descend(blocks, layer, &outside);
    }

    /// `within` is the place of the cell that the blocks stand in.
    fn descend(&mut self, blocks: &mut [Block], layer: Layer, within: &Place) {
        for block in blocks {
            block.layer = layer;
            let mark = block.at.block;
            block.at = Place { block: self.paragraph, ..within.clone() };
            if mark > 0 {
                self.places.insert(mark, block.at.clone());
            }
            let Body::Table(table) = &mut block.body else {
                self.paragraph = self.paragraph.saturating_add(1);
                continue;
            };
            let number = Some(self.table);
            self.table = self.table.saturating_add(1);
            block.at = Place { table: number, row: None, col: None, ..block.at.clone() };
            for cell in &mut table.cells {
                let within = Place { row: Some(cell.row), col: Some(cell.col), ..block.at.clone() };
                self.descend(&mut cell.blocks, layer, &within);
            }
        }
    }
}
