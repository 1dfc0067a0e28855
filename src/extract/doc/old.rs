//! Word documents of 97 to 2003, and of Word 6 and 95.
//!
//! Comes in: the bytes of a compound file. Goes out: paragraphs and tables as `undoc` finds them.
//! The engine knows no merged cells, no header rows and of a list label its number only.

use super::super::story::{
    Allowance, Grid, Look, Merge, Story, assemble, block, push_para, push_run,
};
use super::super::{ExtractError, Limits};
use crate::model::{Block, Body, Format, Layer, LayoutDoc, ListMark, Note, NoteCode, Para, Table};
use undoc::doc::DocParser;
use undoc::model::{self, ListType, RevisionType};

/// Bytes that a paragraph counts against the limit of text besides its letters.
const PARAGRAPH_BYTES: usize = 96;

/// Reads a Word document.
///
/// # Errors
/// If the file is larger than a document is, protected, damaged, or holds no Word text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of the file".into(), limit });
    }
    let document = DocParser::from_bytes(bytes.to_vec()).and_then(|mut p| p.parse());
    let document = document.map_err(|e| error(&e))?;
    let mut reader = Reader { allowance: Allowance::new(limits), changes: false, notes: vec![] };
    let (mut body, mut stories) = (Vec::new(), Vec::new());
    for section in &document.sections {
        body.extend(reader.blocks(&section.content));
        let margins = [(Layer::Header, &section.header), (Layer::Footer, &section.footer)];
        for (layer, paragraphs) in margins {
            let blocks = reader.paragraphs(paragraphs.as_deref().unwrap_or_default());
            stories.push(Story { layer, file: None, blocks });
        }
    }
    let blocks = std::mem::take(&mut reader.notes);
    stories.push(Story { layer: Layer::Note, file: None, blocks });
    let mut notes: Vec<Note> = reader.allowance.note().into_iter().collect();
    if reader.changes {
        notes.push(Note::new(NoteCode::E006, "Text with tracked deletion was left out."));
    }
    let property_title = document.metadata.title.filter(|t| !t.trim().is_empty());
    let blocks = assemble(body, stories);
    Ok(LayoutDoc { format: Format::Doc, property_title, blocks, pages: vec![], notes })
}

fn error(error: &undoc::Error) -> ExtractError {
    match error {
        undoc::Error::Encrypted => ExtractError::Encrypted,
        error => ExtractError::Malformed { part: "the text".into(), detail: error.to_string() },
    }
}

struct Reader {
    allowance: Allowance,
    changes: bool,
    notes: Vec<Block>,
}

impl Reader {
    fn blocks(&mut self, blocks: &[model::Block]) -> Vec<Block> {
        let mut out = Vec::new();
        for found in blocks {
            if self.allowance.is_spent() {
                break;
            }
            match found {
                model::Block::Paragraph(paragraph) => self.paragraph(paragraph, &mut out),
                model::Block::Table(table) => {
                    out.extend(self.table(table).map(Body::Table).map(block));
                }
                model::Block::Note { content, .. } => {
                    let mut note = self.paragraphs(content);
                    self.notes.append(&mut note);
                }
                _ => {}
            }
        }
        out
    }

    fn paragraphs(&mut self, paragraphs: &[model::Paragraph]) -> Vec<Block> {
        let mut out = Vec::new();
        paragraphs.iter().for_each(|p| self.paragraph(p, &mut out));
        out
    }

    fn paragraph(&mut self, found: &model::Paragraph, out: &mut Vec<Block>) {
        self.allowance.charge(PARAGRAPH_BYTES);
        let mut runs = Vec::new();
        for run in &found.runs {
            if run.revision == RevisionType::Deleted {
                self.changes = true;
                continue;
            }
            let look = Look {
                bold: Some(run.style.bold),
                italic: Some(run.style.italic),
                underline: Some(run.style.underline),
                ..Look::default()
            };
            push_run(&mut runs, self.allowance.allowed(&run.text), &look);
            if run.line_break || run.page_break {
                push_run(&mut runs, "\n", &look);
            }
        }
        let heading = Some(found.heading.level()).filter(|l| *l > 0);
        let list = found.list_info.as_ref().map(list_mark);
        push_para(Para { heading, list, runs, ..Para::default() }, out);
    }

    fn table(&mut self, found: &model::Table) -> Option<Table> {
        let mut grid = Grid::default();
        for row in &found.rows {
            grid.begin_row(0, row.is_header);
            for cell in &row.cells {
                if !self.allowance.charge_cell() {
                    return grid.finish();
                }
                let mut blocks = self.paragraphs(&cell.content);
                for inner in &cell.nested_tables {
                    blocks.extend(self.table(inner).map(Body::Table).map(block));
                }
                grid.add(cell.col_span, blocks, Merge::None, Merge::None);
            }
            grid.end_row();
        }
        grid.finish()
    }
}

fn list_mark(found: &model::ListInfo) -> ListMark {
    let bullet = found.list_type == ListType::Bullet;
    let label = match found.number {
        Some(number) if !bullet => format!("{number}."),
        _ => "•".to_owned(),
    };
    ListMark { label, depth: found.level, bullet }
}
