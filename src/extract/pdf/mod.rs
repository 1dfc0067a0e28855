//! PDF files: glyphs, rules and the structure tree in, [`LayoutDoc`] out.

mod aligned;
mod content;
mod device;
mod emit;
mod flow;
mod furniture;
mod geometry;
mod grid;
mod habits;
mod heading;
mod item;
mod join;
mod lattice;
mod open;
mod page;
mod para;
mod pdfni_tables;
mod picture;
mod stem;
mod tagged;
mod tags;
mod words;

use super::{ExtractError, Limits, Wish};
use crate::model::{Format, LayoutDoc, Note, NoteCode, Page, PageText};
use content::PageContent;
use device::{Collector, Fonts};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::Pdf;
pub use picture::picture;

/// Reads a PDF file.
///
/// # Errors
/// If it is protected or no page of it can be found.
pub fn read(bytes: &[u8], limits: &Limits, wish: &Wish) -> Result<LayoutDoc, ExtractError> {
    let pdf = open::open(bytes, &wish.passwords)?;
    let mut notes = Vec::new();
    let contents = contents(&pdf, limits, &mut notes);
    let pages = contents.iter().map(describe).collect();
    let habits = habits::habits(&contents);
    let items = tagged::items(&tags::read(&pdf), &contents, &habits);
    let items = items.unwrap_or_else(|| page::items(&contents, &habits));
    let blocks = emit::Emitter::new(&habits, wish.boxes).blocks(&items);
    Ok(LayoutDoc { format: Format::Pdf, property_title: None, blocks, pages, notes })
}

/// Collects what is drawn on each page.
fn contents(pdf: &Pdf, limits: &Limits, notes: &mut Vec<Note>) -> Vec<PageContent> {
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::default();
    let mut contents = Vec::new();
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        if contents.len() >= limits.pages {
            notes.push(Note::new(
                NoteCode::E001,
                format!("only the first {} pages were read", limits.pages),
            ));
            break;
        }
        let size = page.render_dimensions();
        let bounds = hayro_interpret::kurbo::Rect::new(0.0, 0.0, size.0.into(), size.1.into());
        let transform = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings);
        let mut collector = Collector::new(number, size, &mut fonts, limits.glyphs);
        interpret_page(page, &mut context, &mut collector);
        let mut content = collector.content;
        content.object = page.raw().obj_id().map(|id| id.obj_number);
        content.read_dots();
        content.set_upright();
        contents.push(content);
    }
    contents
}

fn describe(content: &PageContent) -> Page {
    Page {
        number: content.number,
        width_pt: content.width as f32,
        height_pt: content.height as f32,
        text: if content.glyphs.is_empty() { PageText::Blank } else { PageText::Own },
        engine: "hayro".into(),
    }
}
