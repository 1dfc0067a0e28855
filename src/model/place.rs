//! Where a piece of text stands in its document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Half-open byte range inside the text of one block.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Span {
    /// First byte, counted from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span from `start` up to, not including, `end`.
    ///
    /// Offsets above 4 GiB are clamped; no reader delivers a block that long.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Returns the span as a range that indexes the block's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Tells whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A place in a document, as exact as the format allows.
///
/// Pages and lines count from 1 because people read them; blocks, tables, rows and columns count
/// from 0. What a format does not have is absent.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Place {
    /// Name of the part: the sheet of a workbook, `header1.xml` of a Word file, the JSON pointer of a
    /// value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Page, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Line of a text file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Table in reading order, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<u32>,
    /// Row of the table (of the sheet in a workbook), from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column of the table (of the sheet in a workbook), from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub col: Option<u32>,
    /// Paragraph in reading order over the whole document, cells included, from 0.
    #[serde(default)]
    pub block: u32,
    /// Bytes of that paragraph's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Place {
    /// Returns the same place narrowed to a byte range of the block's text.
    #[must_use]
    pub fn at(&self, span: Span) -> Self {
        Self { span: Some(span), ..self.clone() }
    }
}

/// Prints the place as `page 3, table 1, row 4, column 2`, rows and columns from 1.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if let Some(part) = &self.part {
            parts.push(part.clone());
        }
        let one = |name: &str, n: Option<u32>, plus: u32| n.map(|n| format!("{name} {}", n + plus));
        parts.extend(one("page", self.page, 0));
        parts.extend(one("line", self.line, 0));
        parts.extend(one("table", self.table, 1));
        parts.extend(one("row", self.row, 1));
        parts.extend(one("column", self.col, 1));
        if self.line.is_none() && self.row.is_none() {
            parts.push(format!("paragraph {}", self.block + 1));
        }
        f.write_str(&parts.join(", "))
    }
}
