//! What the Word documents have in common: styles, bullets, cells, saving.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result};
use docx_rs::{
    AbstractNumbering, Docx, Footer, Header, IndentLevel, Level, LevelJc, LevelText, NumberFormat,
    Numbering, NumberingId, Paragraph, Run, SpecialIndentType, Start, Style, StyleType, TableCell,
    VMergeType,
};

/// When every document says that it was made.
const DATE: &str = "2025-06-02T09:00:00Z";

/// The numbering definition that stands for a bullet.
const BULLETS: usize = 2;

/// An empty document with the house styles, a header and a footer.
pub fn blank(employer: &str, footer: &str) -> Docx {
    Docx::new()
        .created_at(DATE)
        .updated_at(DATE)
        .add_style(heading_style("Title", "Title", 36))
        .add_style(heading_style("Heading1", "heading 1", 28))
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet_level()))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .header(Header::new().add_paragraph(plain(employer)))
        .footer(Footer::new().add_paragraph(plain(footer)))
}

/// Saves a document, together with the folder it belongs to.
pub fn write(document: Docx, path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    document.pack(file).with_context(|| format!("cannot write {}", path.display()))
}

/// A paragraph of one run.
pub fn plain(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

/// A paragraph in bold, as documents write headings without a style.
pub fn bold(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).bold())
}

/// A paragraph in italics, as documents write a lead-in.
pub fn italic(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).italic())
}

/// A paragraph in a named style.
pub fn styled(style: &str, text: &str) -> Paragraph {
    plain(text).style(style)
}

/// A bullet of Word's own numbering.
pub fn bullet(text: &str) -> Paragraph {
    plain(text).numbering(NumberingId::new(BULLETS), IndentLevel::new(0))
}

/// A table cell of one paragraph.
pub fn cell(paragraph: Paragraph) -> TableCell {
    TableCell::new().add_paragraph(paragraph)
}

/// A table cell of several paragraphs.
pub fn cell_of(paragraphs: impl IntoIterator<Item = Paragraph>) -> TableCell {
    paragraphs.into_iter().fold(TableCell::new(), TableCell::add_paragraph)
}

/// A cell at the head of a column of cells merged downwards.
pub fn cell_above(paragraph: Paragraph) -> TableCell {
    cell(paragraph).vertical_merge(VMergeType::Restart)
}

/// A cell that goes on with the one above it.
pub fn cell_below() -> TableCell {
    cell(Paragraph::new()).vertical_merge(VMergeType::Continue)
}

fn heading_style(id: &str, name: &str, half_points: usize) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).size(half_points).bold()
}

fn bullet_level() -> Level {
    Level::new(
        0,
        Start::new(1),
        NumberFormat::new("bullet"),
        LevelText::new("•"),
        LevelJc::new("left"),
    )
    .indent(Some(720), Some(SpecialIndentType::Hanging(360)), None, None)
}
