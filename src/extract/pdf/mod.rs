//! PDF files: glyphs, rules and the structure tree in, [`LayoutDoc`] out.

mod aligned;
mod content;
mod damage;
mod device;
mod emit;
mod fallback;
mod flow;
mod furniture;
mod garble;
mod geometry;
mod grid;
mod habits;
mod heading;
mod item;
mod join;
mod lattice;
mod letters;
mod loose;
mod mended;
mod open;
mod page;
mod panel;
mod para;
mod pdfni_tables;
mod picture;
mod prose;
mod recognised;
mod running;
mod stacked;
mod stem;
mod tagged;
mod tags;
mod tiled;
mod turned;
mod typed;
mod unread;
mod words;
mod wraps;

use super::{ExtractError, Limits, RecognisedWord, Wish};
use crate::model::{Block, Format, LayoutDoc, Note, NoteCode, Page};
use crate::text::pages::named;
use content::{Engine, PageContent};
use device::{Collector, Fonts};
use fallback::{Source, Want};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;
pub use picture::picture;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
pub(super) use typed::typed_tables;

/// Reads a PDF file.
///
/// # Errors
/// If it is protected or no page of it can be found.
pub fn read(bytes: &[u8], limits: &Limits, wish: &Wish) -> Result<LayoutDoc, ExtractError> {
    let mut notes = Vec::new();
    let source = Source { bytes, passwords: &wish.passwords, limits };
    let (pdf, contents) = match open::open(bytes, &wish.passwords) {
        Ok(pdf) => {
            let contents = legible(&pdf, source, &wish.recognised, &mut notes);
            notes.extend(damage::notes(&pdf, limits.pages));
            (Some(pdf), contents)
        }
        Err(e @ ExtractError::Malformed { .. }) => {
            let mut contents = fallback::read_all(source, &mut notes).ok_or(e)?;
            finish(&mut contents, limits, &mut notes);
            (None, contents)
        }
        Err(e) => return Err(e),
    };
    let pages = contents.iter().map(describe).collect();
    let blocks = blocks(pdf.as_ref(), &contents, wish.boxes);
    Ok(LayoutDoc { format: Format::Pdf, property_title: None, blocks, pages, notes })
}

/// Reads pages that are pictures and nothing else, each of this width and height in points: what was
/// recognised on them.
pub(super) fn recognised_pages(
    sizes: &[(f32, f32)],
    limits: &Limits,
    wish: &Wish,
) -> (Vec<Block>, Vec<Page>) {
    let page = |(number, size): (u32, &(f32, f32))| {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let whole = geometry::Rect { left: 0.0, top: 0.0, right: width, bottom: height };
        let pictures = vec![whole];
        let mut page = PageContent { number, width, height, pictures, ..PageContent::default() };
        if let Some(words) = wish.recognised.get(&number) {
            recognised::place(&mut page, words);
        }
        page
    };
    let mut contents: Vec<PageContent> = (1..).zip(sizes).map(page).collect();
    finish(&mut contents, limits, &mut Vec::new());
    let pages = contents.iter().map(describe).collect();
    (blocks(None, &contents, wish.boxes), pages)
}

fn blocks(pdf: Option<&Pdf>, contents: &[PageContent], boxes: bool) -> Vec<Block> {
    let words: Vec<_> = contents.iter().map(words::of_page).collect();
    let habits = habits::habits(&words);
    let tagged = pdf.and_then(|pdf| tagged::items(&tags::read(pdf), contents, &habits));
    let items = tagged.unwrap_or_else(|| page::items(contents, words, &habits));
    emit::Emitter::new(&habits, contents, boxes).blocks(&items)
}

/// Returns all pages with letters that can be trusted, by whatever engine tells them.
fn legible(
    pdf: &Pdf,
    source: Source,
    words: &BTreeMap<u32, Vec<RecognisedWord>>,
    notes: &mut Vec<Note>,
) -> Vec<PageContent> {
    let mut wanted = BTreeMap::new();
    let mut contents = contents(pdf, source.limits, &mut wanted, notes);
    for content in &mut contents {
        if let Some(words) = words.get(&content.number) {
            recognised::place(content, words);
            wanted.remove(&content.number);
        }
    }
    let found = garble::settle(&mut contents);
    let untold = |c: &&PageContent| c.illegible && !found.lying.contains(&c.number);
    let garbled = contents.iter().filter(untold);
    wanted.extend(garbled.map(|c| (c.number, Want::Letters)));
    let open = fallback::replace(&mut contents, &wanted, source, notes);
    let own: BTreeSet<u32> =
        contents.iter().filter(|c| c.engine == Engine::Hayro).map(|c| c.number).collect();
    let mut about = |code: NoteCode, pages: BTreeSet<u32>, what: &str| {
        if !pages.is_empty() {
            notes.push(Note::new(code, what.replace("PAGES", &named(&pages))));
        }
    };
    let failed = open.iter().filter(|(_, want)| **want == Want::Page).map(|(n, _)| *n);
    about(NoteCode::E002, failed.collect(), "PAGES could not be read");
    let restored = found.restored.intersection(&own).copied();
    about(NoteCode::E011, restored.collect(), "letters on PAGES were restored");
    let patchy = "some words on PAGES cannot be told: a font names other letters than it shows";
    about(NoteCode::E009, found.patchy, patchy);
    finish(&mut contents, source.limits, notes);
    contents
}

/// Takes the text off pages that are not legible; turns the others and marks their bullets.
fn finish(contents: &mut [PageContent], limits: &Limits, notes: &mut Vec<Note>) {
    let cut: BTreeSet<u32> = contents.iter().filter(|c| c.cut).map(|c| c.number).collect();
    if !cut.is_empty() {
        let (pages, most) = (named(&cut), limits.glyphs);
        let message =
            format!("only the first {most} letters, lines and areas of {pages} were read");
        notes.push(Note::new(NoteCode::E001, message));
    }
    let loose: BTreeSet<u32> =
        contents.iter().filter(|c| loose::is_loose(c)).map(|c| c.number).collect();
    if !loose.is_empty() {
        let pages = named(&loose);
        let message = format!("the words of {pages} cannot be told: their letters stand apart");
        notes.push(Note::new(NoteCode::E009, message));
    }
    let mut garbled = BTreeSet::new();
    for content in contents {
        if content.illegible {
            garbled.insert(content.number);
            content.glyphs.clear();
        }
        content.read_dots();
        content.set_upright();
    }
    if !garbled.is_empty() {
        let pages = named(&garbled);
        let message = format!("the letters of the text on {pages} cannot be told; it was not read");
        notes.push(Note::new(NoteCode::E009, message));
    }
}

/// Collects what is drawn on each page; names the pages that another engine should read.
fn contents(
    pdf: &Pdf,
    limits: &Limits,
    wanted: &mut BTreeMap<u32, Want>,
    notes: &mut Vec<Note>,
) -> Vec<PageContent> {
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
        let draw = || draw(pdf, page, number, &cache, &mut fonts, limits.glyphs);
        let content = catch_unwind(AssertUnwindSafe(draw)).unwrap_or_else(|_| {
            wanted.insert(number, Want::Page);
            PageContent { number, ..PageContent::default() }
        });
        if content.glyphs.is_empty() && shows_text(page) {
            wanted.entry(number).or_insert(Want::Text);
        }
        contents.push(content);
    }
    contents
}

fn draw<'p>(
    pdf: &'p Pdf,
    page: &'p hayro_syntax::page::Page<'p>,
    number: u32,
    cache: &InterpreterCache<'p>,
    fonts: &mut Fonts,
    glyphs: usize,
) -> PageContent {
    let size = page.render_dimensions();
    let bounds = hayro_interpret::kurbo::Rect::new(0.0, 0.0, size.0.into(), size.1.into());
    let transform = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), settings);
    let mut collector = Collector::new(number, size, fonts, glyphs);
    interpret_page(page, &mut context, &mut collector);
    let mut content = collector.content;
    content.object = page.raw().obj_id().map(|id| id.obj_number);
    content
}

/// Tells whether the page's own content holds an operator that shows text.
fn shows_text(page: &hayro_syntax::page::Page<'_>) -> bool {
    let content = page.page_stream().unwrap_or_default();
    content.windows(2).any(|w| w == b"Tj" || w == b"TJ")
}

fn describe(content: &PageContent) -> Page {
    let size = match content.turned % 2 {
        0 => (content.width, content.height),
        _ => (content.height, content.width),
    };
    Page {
        number: content.number,
        width_pt: size.0 as f32,
        height_pt: size.1 as f32,
        text: unread::text_of(content),
        engine: content.engine.name().into(),
    }
}
