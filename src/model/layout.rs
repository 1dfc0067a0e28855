//! What a reader delivers: the document's text in reading order, with layout but without meaning.

use super::{Note, Place, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// File formats by content. The name of a file never decides.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text or Markdown.
    Text,
    /// Web page.
    Html,
    /// Word 2007 and later.
    Docx,
    /// Word 97 to 2003.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 2007 and later with binary parts.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Table as text: cells parted by commas, semicolons, tabs or bars.
    Csv,
    /// Occupational standards as data: JSON.
    Standard,
    /// Portable Document Format.
    Pdf,
    /// Web page saved as one file (MHTML).
    Mht,
    /// Zip archive: a container, no document.
    Zip,
    /// E-mail: a container, no document.
    Eml,
    /// Picture of a page: JPEG.
    Jpeg,
    /// Picture of a page: PNG.
    Png,
    /// Pictures of pages: TIFF.
    Tiff,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 19] = [
        Self::Text,
        Self::Html,
        Self::Docx,
        Self::Doc,
        Self::Odt,
        Self::Rtf,
        Self::Xlsx,
        Self::Xlsb,
        Self::Xls,
        Self::Ods,
        Self::Csv,
        Self::Standard,
        Self::Pdf,
        Self::Mht,
        Self::Zip,
        Self::Eml,
        Self::Jpeg,
        Self::Png,
        Self::Tiff,
    ];

    /// Tells whether a file of this format holds documents and is none itself.
    pub fn is_container(self) -> bool {
        matches!(self, Self::Zip | Self::Eml)
    }

    /// Tells whether a file of this format is lines of text, so that places in it are lines.
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Text | Self::Csv)
    }
}

/// A document as its reader saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LayoutDoc {
    /// Format the bytes turned out to be.
    pub format: Format,
    /// Title from the file's own properties (`<title>`, core properties), not from its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property_title: Option<String>,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Pages of a format that has them, in order; empty for the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// What the reader noticed: damage, limits, parts not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// A page of a document that has pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Number, from 1.
    pub number: u32,
    /// Width as shown, in points of 1/72 inch.
    pub width_pt: f32,
    /// Height as shown, in points.
    pub height_pt: f32,
    /// Where its text comes from.
    pub text: PageText,
    /// Name of the engine that read it.
    pub engine: String,
}

/// Where the text of a page comes from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PageText {
    /// From the file's own text.
    Own,
    /// Recognised from the page's picture.
    Recognised,
    /// The page is blank.
    Blank,
    /// Not read: the page is a picture.
    Picture,
    /// Not read: the letters of its text cannot be told.
    Garbled,
}

/// A rectangle on a page, in points from the page's top left as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageBox {
    /// Page, from 1.
    pub page: u32,
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

/// Where a word of a paragraph stands on its page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WordBox {
    /// Bytes of the paragraph's text.
    pub span: Span,
    /// Rectangle around its letters.
    pub at: PageBox,
}

/// Which stream of the document a block belongs to.
///
/// Furniture is demoted, never deleted, so that coverage can be audited.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// The text itself.
    #[default]
    Body,
    /// Page header.
    Header,
    /// Page footer.
    Footer,
    /// Menus, cookie banners, skip links, breadcrumbs.
    Furniture,
    /// Footnotes and endnotes.
    Note,
    /// A second copy of a container that stands elsewhere (desktop and mobile twins).
    Repeat,
}

/// One block: a paragraph or a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Stream the block belongs to.
    #[serde(default)]
    pub layer: Layer,
    /// Where it stands.
    pub at: Place,
    /// Its content.
    pub body: Body,
}

/// Content of a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Heading, list item or running paragraph.
    Para(Para),
    /// Table.
    Table(Table),
}

/// A paragraph: heading, list item or running text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Para {
    /// Outline level 1 to 9 if the format itself marks a heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<u8>,
    /// List mark if the format itself marks a list item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListMark>,
    /// The text in runs of one emphasis. Joined, they are the paragraph's verbatim text: tags
    /// removed, entities decoded, white space as in the file, list label not included.
    pub runs: Vec<Run>,
    /// Where its words stand, in reading order; only when asked for, and only for formats with
    /// pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<WordBox>,
}

impl Para {
    /// Returns a paragraph of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { runs: vec![Run::plain(text)], ..Self::default() }
    }

    /// Returns the verbatim text: all runs joined.
    pub fn text(&self) -> String {
        self.runs.iter().map(|r| r.text.as_str()).collect()
    }

    /// Tells whether the paragraph holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|r| r.text.trim().is_empty())
    }
}

/// The printed mark of a list item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListMark {
    /// Label as printed: `•`, `3.`, `K1:`, `(iv)`. Empty when the item prints none.
    pub label: String,
    /// Nesting depth, 0 for the outermost list.
    pub depth: u8,
    /// Whether the label is a bullet, not a number or letter.
    pub bullet: bool,
}

/// A stretch of text of one emphasis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Text, white space as in the file; a soft line break is `\n`, a tab `\t`.
    pub text: String,
    /// Bold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub bold: bool,
    /// Italic.
    #[serde(default, skip_serializing_if = "is_false")]
    pub italic: bool,
    /// Underlined.
    #[serde(default, skip_serializing_if = "is_false")]
    pub underline: bool,
}

impl Run {
    /// Takes white space off the end of runs; no-break spaces stay.
    pub fn trim_end(runs: &mut Vec<Self>) {
        while let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches([' ', '\n', '\t', '\r']).len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
    }

    /// Returns a run without emphasis.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(b: &bool) -> bool {
    !*b
}

/// A table on a grid of rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Number of leading rows that the format itself marks as header; 0 if it marks none.
    #[serde(default)]
    pub header_rows: u32,
    /// Cells by row, then column. A merged cell stands once, at its top left; empty cells may be
    /// left out.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// First row, from 0.
    pub row: u32,
    /// First column, from 0.
    pub col: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Columns covered, at least 1.
    pub col_span: u32,
    /// Marked as a header cell by the format (`th`, header row).
    #[serde(default, skip_serializing_if = "is_false")]
    pub header: bool,
    /// Paragraphs and nested tables in the cell.
    pub blocks: Vec<Block>,
    /// Rectangles of the cell, one for each page it stands on; only when asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boxes: Vec<PageBox>,
}

impl Cell {
    /// Returns the cell's text: its paragraphs joined by line breaks, nested tables included.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        collect_lines(&self.blocks, &mut lines);
        lines.join("\n")
    }
}

fn collect_lines(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match &block.body {
            Body::Para(p) => {
                let label = p.list.as_ref().map_or("", |l| l.label.as_str());
                lines.push(if label.is_empty() {
                    p.text()
                } else {
                    format!("{label} {}", p.text())
                });
            }
            Body::Table(t) => t.cells.iter().for_each(|c| collect_lines(&c.blocks, lines)),
        }
    }
}

impl Table {
    /// Returns the number of rows the cells cover.
    pub fn rows(&self) -> u32 {
        self.cells.iter().map(|c| c.row.saturating_add(c.row_span)).max().unwrap_or(0)
    }

    /// Returns the number of columns the cells cover.
    pub fn cols(&self) -> u32 {
        self.cells.iter().map(|c| c.col.saturating_add(c.col_span)).max().unwrap_or(0)
    }
}
