//! What changes make of letters and paragraphs.

use super::super::story::{CellShape, MOST_COLUMNS, Merge, RowShape};
use super::bytes::{byte, long, word};
use super::properties::{Change, ROW};

/// How letters look, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub bold: bool,
    pub italic: bool,
    pub hidden: bool,
    pub underline: bool,
    pub deleted: bool,
    pub font: Option<u16>,
    /// Font and code of a symbol that stands for the letter.
    pub symbol: Option<(u16, u16)>,
    /// Place in the stream of data.
    pub data: Option<u32>,
}

impl Letters {
    /// Applies a change; `style` is what the letter's style says.
    pub fn apply(&mut self, (number, set): Change, style: &Self) {
        let on = |usual: bool| match set.first() {
            Some(0x80) => usual,
            Some(0x81) => !usual,
            Some(value) => *value != 0,
            None => usual,
        };
        match number {
            0x0835 => self.bold = on(style.bold),
            0x0836 => self.italic = on(style.italic),
            0x083C => self.hidden = on(style.hidden),
            0x0800 => self.deleted = on(false),
            0x2A3E => self.underline = set.first().is_some_and(|v| *v != 0),
            0x4A4F => self.font = word(set, 0),
            0x6A09 => self.symbol = word(set, 0).zip(word(set, 2)),
            0x6A03 => self.data = long(set, 0),
            _ => {}
        }
    }

    /// Applies a character style, whose toggles turn those of the paragraph's style over.
    pub fn with_style(mut self, style: &Self) -> Self {
        self.bold ^= style.bold;
        self.italic ^= style.italic;
        self.hidden ^= style.hidden;
        self.underline |= style.underline;
        self.font = style.font.or(self.font);
        self
    }
}

/// What paragraphs say about themselves.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub in_table: bool,
    pub nesting: usize,
    /// Whether its mark ends a row, a cell of an inner table, a row of an inner table.
    pub row_end: bool,
    pub inner_cell_end: bool,
    pub inner_row_end: bool,
    /// Outline level, from 0; 9 for running text.
    pub outline: Option<u8>,
    /// Number of the list's use, from 1.
    pub list: u16,
    pub level: u8,
    /// The row that its mark ends.
    pub row: RowShape,
}

impl Paragraph {
    /// Applies a change.
    pub fn apply(&mut self, change: Change) {
        let (number, set) = change;
        let first = set.first().copied().unwrap_or(0);
        match number {
            0x2416 => self.in_table = first != 0,
            0x2417 => self.row_end = first != 0,
            0x244B => self.inner_cell_end = first != 0,
            0x244C => self.inner_row_end = first != 0,
            0x6649 => self.nesting = long(set, 0).map_or(0, |n| n as usize),
            0x2640 => self.outline = Some(first),
            0x260A => self.level = first,
            0x460B => self.list = word(set, 0).filter(|l| *l < 0xF801).unwrap_or(0),
            0x3404 => self.row.header = first != 0,
            ROW => self.row.cells = cells(set, &mut self.row.left).unwrap_or_default(),
            0xD62B => self.merge_down(set),
            0x5624 => self.merge_across(set),
            _ => {}
        }
    }

    /// Returns how many tables it stands in.
    pub fn depth(&self) -> usize {
        let least = usize::from(self.in_table);
        self.nesting.clamp(least, super::super::story::DEEPEST_TABLE)
    }

    fn merge_down(&mut self, set: &[u8]) {
        let cell = set.first().and_then(|c| self.row.cells.get_mut(usize::from(*c)));
        if let (Some(cell), Some(value)) = (cell, byte(set, 1)) {
            cell.down = down(u16::from(value));
        }
    }

    fn merge_across(&mut self, set: &[u8]) {
        let (Some(first), Some(end)) = (byte(set, 0), byte(set, 1)) else { return };
        for (at, cell) in self.row.cells.iter_mut().enumerate() {
            if (usize::from(first)..usize::from(end)).contains(&at) {
                cell.across = if at == usize::from(first) { Merge::Start } else { Merge::Continue };
            }
        }
    }
}

fn down(value: u16) -> Merge {
    match value {
        1 => Merge::Continue,
        3 => Merge::Start,
        _ => Merge::None,
    }
}

/// Reads the definition of a row's cells: their number, their edges, then twenty bytes for each.
fn cells(set: &[u8], left: &mut i32) -> Option<Vec<CellShape>> {
    let count = usize::from(*set.first()?).min(MOST_COLUMNS as usize);
    let stated = usize::from(*set.first()?);
    let edge = |i: usize| word(set, 1 + 2 * i).map(|e| i32::from(e.cast_signed()));
    *left = edge(0)?;
    let cell = |i: usize| {
        let flags = word(set, 1 + 2 * (stated + 1) + 20 * i).unwrap_or(0);
        let across = match flags & 3 {
            0 => Merge::None,
            1 => Merge::Continue,
            _ => Merge::Start,
        };
        Some(CellShape { right: edge(i + 1)?, down: down(flags >> 5 & 3), across })
    };
    (0..count).map(cell).collect()
}
