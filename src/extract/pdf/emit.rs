//! Items to blocks: numbers every paragraph, table, row and column.

use super::content::PageContent;
use super::geometry::Rect;
use super::item::{Item, PdfTable, Placed};
use super::para::Habits;
use crate::model::{Block, Body, Cell, Layer, PageBox, Place, Table};

/// Writes items as blocks of the model.
pub struct Emitter<'h> {
    habits: &'h Habits,
    pages: &'h [PageContent],
    boxes: bool,
    next_block: u32,
    next_table: u32,
}

impl<'h> Emitter<'h> {
    pub fn new(habits: &'h Habits, pages: &'h [PageContent], boxes: bool) -> Self {
        Self { habits, pages, boxes, next_block: 0, next_table: 0 }
    }

    pub fn blocks(&mut self, items: &[Placed]) -> Vec<Block> {
        items.iter().map(|i| self.block(i, &Place::default())).collect()
    }

    fn block(&mut self, placed: &Placed, outer: &Place) -> Block {
        match &placed.item {
            Item::Para(paragraph) => {
                let at =
                    Place { page: Some(paragraph.page()), block: self.next_block, ..outer.clone() };
                self.next_block += 1;
                let mut para = paragraph.para(self.habits, self.boxes);
                para.heading = placed.heading;
                para.words.iter_mut().for_each(|w| w.at = self.as_shown(&w.at));
                Block { layer: placed.layer, at, body: Body::Para(para) }
            }
            Item::Table(table) => self.table(table, placed.layer, outer),
        }
    }

    fn table(&mut self, table: &PdfTable, layer: Layer, outer: &Place) -> Block {
        let at = Place {
            page: Some(table.page),
            table: Some(self.next_table),
            block: self.next_block,
            ..outer.clone()
        };
        self.next_table += 1;
        let cells = table.cells.iter().map(|cell| {
            let place = Place {
                row: u32::try_from(cell.row).ok(),
                col: u32::try_from(cell.col).ok(),
                ..at.clone()
            };
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            Cell {
                row: number(cell.row),
                col: number(cell.col),
                row_span: number(cell.row_span.max(1)),
                col_span: number(cell.col_span.max(1)),
                header: cell.header,
                blocks: cell.content.iter().map(|c| self.block(c, &place)).collect(),
                boxes: self.cell_boxes(&cell.boxes),
            }
        });
        let cells = cells.collect();
        let header_rows = u32::try_from(table.header_rows).unwrap_or(0);
        Block { layer, at, body: Body::Table(Table { header_rows, cells }) }
    }

    fn cell_boxes(&self, boxes: &[(u32, Rect)]) -> Vec<PageBox> {
        match self.boxes {
            true => boxes.iter().map(|(page, at)| self.as_shown(&at.on_page(*page))).collect(),
            false => Vec::new(),
        }
    }

    /// Returns a box as it stands on the page as shown, which may have been turned for reading.
    fn as_shown(&self, at: &PageBox) -> PageBox {
        let page = self.pages.iter().find(|p| p.number == at.page && p.turned > 0);
        page.map_or(*at, |page| {
            let corner = (f64::from(at.left), f64::from(at.top));
            let rect = Rect::between(corner, (f64::from(at.right), f64::from(at.bottom)));
            page.as_shown(&rect).on_page(at.page)
        })
    }
}
