//! Bytes in, [`LayoutDoc`] out: one reader per format.
//!
//! Every reader is a pure function from bytes and limits to a serialisable value, so that it can
//! run in a worker process. Reading and decoding may fail; no later stage may.

pub(crate) mod delimited;
pub mod doc;
pub mod docx;
pub mod encoding;
mod ended;
pub mod html;
pub mod mht;
pub mod odf;
pub mod package;
pub mod pdf;
pub mod picture;
pub mod rtf;
mod sheet;
pub mod standard;
mod story;
pub mod text;
pub mod workbook;

pub use ended::Ended;

use crate::container::{self, Holding};
use crate::model::{Format, LayoutDoc, PageBox};
use crate::source::Ignore;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Limits of the readers.
///
/// Each default is at least four times what the largest honest document seen needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of a file.
    pub file_bytes: u64,
    /// Bytes of one unpacked part of a zip package.
    pub part_bytes: u64,
    /// Bytes of all unpacked parts together.
    pub package_bytes: u64,
    /// Entries in a zip package.
    pub package_entries: usize,
    /// Unpacked bytes per packed byte, for parts above 1 MiB.
    pub ratio: u64,
    /// Nesting of elements in XML and HTML.
    pub depth: usize,
    /// Nodes of an XML part.
    pub nodes: u32,
    /// Bytes of text delivered.
    pub text_bytes: usize,
    /// Cells of one table or sheet: as many, full of text up to its limit, as fit an answer of a
    /// worker (64 MiB) with what is said of each.
    pub cells: usize,
    /// Bytes of one printed list label; a damaged level text can ask for megabytes.
    pub label_bytes: usize,
    /// Pages of a document.
    pub pages: usize,
    /// Glyphs, and as many lines and areas, of one page.
    pub glyphs: usize,
    /// Width and height of a drawn page, in pixels.
    pub picture_pixels: u32,
    /// Containers in each other: a zip archive in a mail in a zip archive is three.
    pub container_depth: usize,
    /// Entries of a container and of all containers in it together.
    pub container_entries: usize,
    /// Bytes of all that is unpacked from a container and from all containers in it together.
    pub container_bytes: u64,
    /// Bytes of one document in a container; more than a frame between the processes holds is none.
    pub member_bytes: u64,
    /// Pixels of a picture of a page: an A3 page at 600 dots per inch has 70 million.
    pub scan_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            part_bytes: 64 << 20,
            package_bytes: 128 << 20,
            package_entries: 20_000,
            ratio: 500,
            depth: 256,
            nodes: 4_000_000,
            text_bytes: 32 << 20,
            cells: 300_000,
            label_bytes: 256,
            pages: 5_000,
            glyphs: 400_000,
            picture_pixels: 8_000,
            container_depth: 3,
            container_entries: 20_000,
            container_bytes: 512 << 20,
            member_bytes: 64 << 20,
            scan_pixels: 100_000_000,
        }
    }
}

/// What a reader is asked for, besides the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Say where each word and cell stands on its page.
    #[serde(default)]
    pub boxes: bool,
    /// Passwords to try on a protected file, after none.
    #[serde(default)]
    pub passwords: Vec<String>,
    /// Words recognised on pictures of pages, by page from 1: text of pages that have none.
    #[serde(default)]
    pub recognised: BTreeMap<u32, Vec<RecognisedWord>>,
}

/// A word that text recognition found on the picture of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecognisedWord {
    /// The word.
    pub text: String,
    /// Where its ink stands.
    pub at: PageBox,
    /// Number of its line on the page: words of one number stand on one line, from left to right.
    #[serde(default)]
    pub line: u32,
    /// How sure the recognition is, 0 to 1.
    pub confidence: f32,
}

/// The picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// PNG file.
    pub png: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Whoever runs the readers: this process, or workers.
pub trait Extractor: Sync {
    /// Reads a document.
    ///
    /// # Errors
    /// If the bytes are not a readable document of that format, or exceed a limit.
    fn layout(&self, format: Format, bytes: &[u8], wish: &Wish) -> Result<LayoutDoc, ExtractError>;

    /// Draws a page of a file that has pages, `page` from 1, at `dpi` pixels per inch.
    ///
    /// # Errors
    /// If the file cannot be read, has no such page, or the picture exceeds a limit.
    fn picture(
        &self,
        format: Format,
        bytes: &[u8],
        page: u32,
        dpi: f32,
        passwords: &[String],
    ) -> Result<Picture, ExtractError>;

    /// Lists what a container holds, and what the containers in it hold.
    ///
    /// # Errors
    /// If the bytes are no container, damaged, or exceed a limit.
    fn list(&self, bytes: &[u8], ignore: &Ignore) -> Result<Holding, ExtractError>;

    /// Takes documents out of a container by the paths that [`list`](Self::list) gave them; nothing
    /// for one that is not there.
    ///
    /// # Errors
    /// If the bytes are no container, damaged, or exceed a limit.
    fn take(&self, bytes: &[u8], paths: &[String]) -> Result<Vec<Option<Vec<u8>>>, ExtractError>;
}

/// Runs the readers in this process: for tests, and inside a worker.
#[derive(Clone, Debug, Default)]
pub struct InProcess {
    /// Limits of the readers.
    pub limits: Limits,
}

impl Extractor for InProcess {
    fn layout(&self, format: Format, bytes: &[u8], wish: &Wish) -> Result<LayoutDoc, ExtractError> {
        extract(format, bytes, &self.limits, wish)
    }

    fn picture(
        &self,
        format: Format,
        bytes: &[u8],
        page: u32,
        dpi: f32,
        passwords: &[String],
    ) -> Result<Picture, ExtractError> {
        match format {
            Format::Jpeg | Format::Png | Format::Tiff => {
                picture::picture(format, bytes, page, dpi, &self.limits)
            }
            _ => pdf::picture(bytes, page, dpi, passwords, &self.limits),
        }
    }

    fn list(&self, bytes: &[u8], ignore: &Ignore) -> Result<Holding, ExtractError> {
        container::list(bytes, &self.limits, ignore)
    }

    fn take(&self, bytes: &[u8], paths: &[String]) -> Result<Vec<Option<Vec<u8>>>, ExtractError> {
        container::take(bytes, &self.limits, paths)
    }
}

/// Why a document could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExtractError {
    /// Protected by a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// Protected by the password of the container that it lies in.
    #[error("the archive protects it by a password")]
    Sealed,
    /// A link, a device or the like in a container.
    #[error("this is not a regular file but a link; it was not opened")]
    Link,
    /// A format that no reader takes yet.
    #[error("{what} cannot be read yet")]
    Unsupported {
        /// The format's name for people.
        what: String,
        /// What to do instead.
        hint: String,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Bytes that are no document.
    #[error("the file is not a document: {detail}")]
    NotADocument {
        /// What was found.
        detail: String,
    },
    /// Damaged beyond reading.
    #[error("the file is damaged: {part}: {detail}")]
    Malformed {
        /// Part of the file.
        part: String,
        /// What the parser said.
        detail: String,
    },
    /// Larger, deeper or more packed than a document ever is.
    #[error("the file exceeds the limit for {what} ({limit})")]
    Limit {
        /// What is limited.
        what: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// A container, or something in it, that is larger, deeper or more packed than they ever are.
    #[error("it exceeds the limit for {what} ({limit})")]
    ContainerLimit {
        /// What is limited.
        what: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// The worker ended before it had read the document.
    #[error(transparent)]
    Ended(#[from] Ended),
    /// A mistake in a reader.
    #[error("reading it failed because of a fault in rungs")]
    Fault,
    /// Stopped on request before it was read: no word about the document.
    #[error("reading it was interrupted")]
    Interrupted,
}

impl ExtractError {
    /// Returns what the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Encrypted => {
                "For a PDF file, name a file of passwords, one a line: `--password-file FILE`. Or save a copy without password and import that.".into()
            }
            Self::Sealed => {
                "Unpack the archive with its password, put the documents into the employer's folder and import again.".into()
            }
            Self::Link => "Put a copy of the document itself in its place.".into(),
            Self::Unsupported { hint, .. } => hint.clone(),
            Self::Empty => "Ask for the file again; nothing is in this one.".into(),
            Self::NotADocument { .. } => "Import a document: see `rungs formats`.".into(),
            Self::Malformed { .. } => {
                "Open it in its own program, save it again and import the new copy.".into()
            }
            Self::Limit { .. } => "Split the document, or save it again in its own program.".into(),
            Self::ContainerLimit { .. } => {
                "Unpack it, put the documents that you need into the employer's folder and import again.".into()
            }
            Self::Ended(ended) => ended.hint().into(),
            Self::Fault => {
                "Save a copy in another format and import that; please report the fault.".into()
            }
            Self::Interrupted => "Import again.".into(),
        }
    }
}

/// Reads a document.
///
/// # Errors
/// If the bytes are not a readable document of that format, or exceed a limit.
pub fn extract(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    wish: &Wish,
) -> Result<LayoutDoc, ExtractError> {
    match format {
        Format::Text => text::read(bytes, limits),
        Format::Html => html::read(bytes, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Doc => doc::read(bytes, limits),
        Format::Odt => odf::read_text(bytes, limits),
        Format::Rtf => rtf::read(bytes, limits),
        Format::Xlsx => workbook::xlsx::read(bytes, limits),
        Format::Xlsb => workbook::xlsb::read(bytes, limits),
        Format::Xls => workbook::xls::read(bytes, limits),
        Format::Ods => odf::read_sheets(bytes, limits),
        Format::Csv => delimited::read(bytes, limits),
        Format::Standard => standard::read(bytes, limits),
        Format::Pdf => pdf::read(bytes, limits, wish),
        Format::Mht => mht::read(bytes, limits),
        Format::Zip | Format::Eml => Err(ExtractError::NotADocument {
            detail: "it holds documents; they are read one by one".into(),
        }),
        Format::Jpeg | Format::Png | Format::Tiff => picture::read(format, bytes, limits, wish),
    }
}

/// Returns the reader's name and version for a format, as stored with each document.
pub fn engine(format: Format) -> &'static str {
    match format {
        Format::Text => "rungs-text/1",
        Format::Html => "rungs-html/1",
        Format::Docx => "rungs-docx/1",
        Format::Doc => "rungs-doc/1",
        Format::Odt => "rungs-odt/1",
        Format::Rtf => "rungs-rtf/1",
        Format::Xlsx => "rungs-xlsx/1",
        Format::Xlsb => "rungs-xlsb/1",
        Format::Xls => "rungs-xls/1",
        Format::Ods => "rungs-ods/1",
        Format::Csv => "rungs-csv/1",
        Format::Standard => "rungs-standard/1",
        Format::Pdf => "rungs-pdf/1",
        Format::Mht => "rungs-mht/1",
        Format::Zip => "rungs-zip/1",
        Format::Eml => "rungs-eml/1",
        Format::Jpeg | Format::Png | Format::Tiff => "rungs-picture/1",
    }
}
