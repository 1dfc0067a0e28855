//! Pages that do not count: their text becomes furniture, and stays to be audited.

use crate::model::{Block, Body, Layer, LayoutDoc};

/// Numbers of pages, from 1: stretches with both ends, in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages(Vec<(u32, u32)>);

impl Pages {
    /// Returns the pages of these stretches, each with its first and last page.
    pub fn new(stretches: Vec<(u32, u32)>) -> Self {
        Self(stretches)
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether a page is among them.
    pub fn holds(&self, page: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&page))
    }

    /// Returns the layout with the blocks on these pages demoted to furniture.
    ///
    /// Of a table that goes over several pages, the cells on these pages are demoted.
    #[must_use]
    pub fn skipped_in(&self, layout: LayoutDoc) -> LayoutDoc {
        let mut layout = layout;
        if !self.is_empty() {
            self.skip(&mut layout.blocks, None);
        }
        layout
    }

    fn skip(&self, blocks: &mut [Block], outer: Option<u32>) {
        for block in blocks {
            let page = block.at.page.or(outer);
            match &mut block.body {
                Body::Para(_) if page.is_some_and(|p| self.holds(p)) => {
                    block.layer = Layer::Furniture;
                }
                Body::Para(_) => {}
                Body::Table(table) => {
                    table.cells.iter_mut().for_each(|c| self.skip(&mut c.blocks, page));
                    if table.cells.iter().all(|c| is_furniture(&c.blocks)) {
                        block.layer = Layer::Furniture;
                    }
                }
            }
        }
    }
}

fn is_furniture(blocks: &[Block]) -> bool {
    blocks.iter().all(|b| b.layer == Layer::Furniture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Format, Para, Place, Table};

    fn block(page: Option<u32>, body: Body) -> Block {
        Block { layer: Layer::Body, at: Place { page, ..Place::default() }, body }
    }

    fn para(page: Option<u32>) -> Block {
        block(page, Body::Para(Para::plain("words")))
    }

    fn table(page: u32, cells: [Option<u32>; 2]) -> Block {
        let cell = |page| Cell { blocks: vec![para(page)], ..Cell::default() };
        let cells = cells.into_iter().map(cell).collect();
        block(Some(page), Body::Table(Table { header_rows: 0, cells }))
    }

    fn layers(blocks: &[Block], out: &mut String) {
        for block in blocks {
            out.push(if block.layer == Layer::Furniture { 'f' } else { 'b' });
            if let Body::Table(table) = &block.body {
                table.cells.iter().for_each(|c| layers(&c.blocks, out));
            }
        }
    }

    #[test]
    fn blocks_on_skipped_pages_are_furniture() {
        let check = |blocks: Vec<Block>, expected: &str| {
            let (pages, notes) = (Vec::new(), Vec::new());
            let layout =
                LayoutDoc { format: Format::Pdf, property_title: None, blocks, pages, notes };
            let pages = Pages::new(vec![(1, 1), (3, 4)]);
            let mut found = String::new();
            layers(&pages.skipped_in(layout).blocks, &mut found);
            assert_eq!(found, expected);
        };
        check(vec![para(Some(1)), para(Some(2)), para(Some(4)), para(None)], "fbfb");
        check(vec![table(3, [None, Some(4)])], "fff");
        check(vec![table(2, [None, Some(3)])], "bbf");
        check(vec![table(1, [Some(1), Some(2)])], "bfb");
    }
}
