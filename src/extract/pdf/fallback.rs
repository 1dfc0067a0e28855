//! Other engines, for pages that the first one cannot read.
//!
//! Comes in: the file, and the pages it was read to. Goes out: the same pages, some of them read by
//! `pdfni` or, as the last resort, by `pdf-extract`, which tells lines without places. Every change
//! of engine is a note.

use super::content::{ASCENT_EM, DESCENT_EM, Engine, Face, Glyph, PageContent, Turn, UNKNOWN};
use super::device::expand;
use super::garble;
use super::geometry::Rect;
use crate::extract::Limits;
use crate::model::{Note, NoteCode};
use crate::text::pages::named;
use pdfni::{ExtractQuery, ReaderSettings, TextChar, TextPage};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Size of letters whose size is not known, in points.
const PLAIN_SIZE_PT: f64 = 10.0;
/// Width of letters whose width is not known, in font sizes.
const PLAIN_WIDTH_EM: f64 = 0.5;
/// Distance of lines whose place is not known, in font sizes.
const PLAIN_PITCH_EM: f64 = 1.2;
/// Margin around text whose place is not known, in points.
const PLAIN_MARGIN_PT: f64 = 50.0;

/// Why a page is to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// Too many of its letters cannot be told.
    Letters,
    /// It shows text, and none was found.
    Text,
    /// Reading it failed.
    Page,
}

impl Want {
    fn reason(self) -> &'static str {
        match self {
            Self::Letters => "hayro cannot tell its letters",
            Self::Text => "hayro finds none of its text",
            Self::Page => "hayro cannot read it",
        }
    }
}

/// A file and what is needed to read it again.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub bytes: &'a [u8],
    pub passwords: &'a [String],
    pub limits: &'a Limits,
}

/// Reads the wanted pages with other engines and takes those that are legible then.
///
/// Returns the pages that no engine could read.
pub fn replace(
    pages: &mut [PageContent],
    wanted: &BTreeMap<u32, Want>,
    source: Source,
    notes: &mut Vec<Note>,
) -> BTreeMap<u32, Want> {
    let mut open = wanted.clone();
    for engine in [Engine::Pdfni, Engine::PdfExtract] {
        if engine == Engine::PdfExtract {
            open.retain(|_, want| *want != Want::Text);
        }
        if open.is_empty() {
            break;
        }
        let numbers: BTreeSet<u32> = open.keys().copied().collect();
        let mut read = read(engine, Some(&numbers), source);
        garble::settle(&mut read);
        let mut taken: BTreeMap<Want, BTreeSet<u32>> = BTreeMap::new();
        for page in read {
            let Some(want) = open.get(&page.number).copied() else { continue };
            let Some(old) = pages.iter_mut().find(|p| p.number == page.number) else { continue };
            if is_better(&page, want) {
                taken.entry(want).or_default().insert(page.number);
                open.remove(&page.number);
                take(old, page);
            }
        }
        notes.extend(taken.iter().map(|(want, pages)| note(engine, pages, want.reason())));
    }
    open
}

/// Reads a whole file that the first engine cannot open; none if no text comes of it.
pub fn read_all(source: Source, notes: &mut Vec<Note>) -> Option<Vec<PageContent>> {
    let mut pages = read(Engine::Pdfni, None, source);
    garble::settle(&mut pages);
    let numbers: BTreeSet<u32> = pages.iter().map(|p| p.number).collect();
    let has_text = pages.iter().any(|p| !p.glyphs.is_empty());
    has_text.then(|| {
        notes.push(note(Engine::Pdfni, &numbers, "hayro cannot open the file"));
        pages
    })
}

fn note(engine: Engine, pages: &BTreeSet<u32>, reason: &str) -> Note {
    let message = format!("{} read by {}, because {reason}", named(pages), engine.name());
    Note::new(NoteCode::E010, message)
}

/// Tells whether a page read again can be trusted more than before.
fn is_better(page: &PageContent, want: Want) -> bool {
    let has_text = page.glyphs.iter().any(|g| !g.letter.is_whitespace());
    let sure = || match garble::reads_well(page) {
        Some(well) => well,
        None => page.engine == Engine::Pdfni && want != Want::Letters,
    };
    has_text && !page.illegible && sure()
}

/// Puts the letters of a page into its place. Rules stay where letters have true places.
fn take(old: &mut PageContent, page: PageContent) {
    let same_size = (old.width - page.width).abs() < 1.0 && (old.height - page.height).abs() < 1.0;
    let object = old.object;
    if page.engine == Engine::Pdfni && same_size {
        old.glyphs = page.glyphs;
        old.dots.clear();
        old.illegible = false;
        old.engine = page.engine;
    } else {
        *old = PageContent { object, ..page };
    }
}

fn read(engine: Engine, numbers: Option<&BTreeSet<u32>>, source: Source) -> Vec<PageContent> {
    match engine {
        Engine::Hayro => Vec::new(),
        Engine::Pdfni => by_pdfni(numbers, source),
        Engine::PdfExtract => by_pdf_extract(numbers, source),
    }
}

/// Reads with `pdfni`: all pages at once, and one by one if that fails.
fn by_pdfni(numbers: Option<&BTreeSet<u32>>, source: Source) -> Vec<PageContent> {
    let listed = |n: &BTreeSet<u32>| n.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let Some(numbers) = numbers else {
        let pages = pdfni_pages(None, source).unwrap_or_default();
        return numbered(1.., pages, source.limits);
    };
    match pdfni_pages(Some(&listed(numbers)), source) {
        Some(pages) => numbered(numbers.iter().copied(), pages, source.limits),
        None if numbers.len() > 1 => numbers
            .iter()
            .flat_map(|n| {
                let pages = pdfni_pages(Some(&n.to_string()), source).unwrap_or_default();
                numbered([*n], pages, source.limits)
            })
            .collect(),
        None => Vec::new(),
    }
}

fn numbered(
    numbers: impl IntoIterator<Item = u32>,
    pages: Vec<TextPage>,
    limits: &Limits,
) -> Vec<PageContent> {
    let pages = numbers.into_iter().zip(pages).take(limits.pages);
    pages.map(|(number, page)| content(number, &page, limits)).collect()
}

fn pdfni_pages(pages: Option<&str>, source: Source) -> Option<Vec<TextPage>> {
    let query = ExtractQuery { pages: pages.and_then(|p| p.parse().ok()), region: None };
    let settings = ReaderSettings {
        max_decoded_bytes: usize::try_from(source.limits.package_bytes).unwrap_or(usize::MAX),
        ..ReaderSettings::default()
    };
    let read = |password: Option<&str>| {
        let query =
            || pdfni::extract_text_from_bytes_with_query(source.bytes, password, &settings, &query);
        catch_unwind(AssertUnwindSafe(query)).ok()?.ok()
    };
    let given = source.passwords.iter().map(|p| Some(p.as_str()));
    std::iter::once(None).chain(given).find_map(read).map(|d| d.pages)
}

fn content(number: u32, page: &TextPage, limits: &Limits) -> PageContent {
    let mut names: Vec<&str> = Vec::new();
    let faces: Vec<Face> = page
        .fonts
        .iter()
        .map(|font| {
            let known = names.iter().position(|n| *n == font.name);
            let at = known.unwrap_or_else(|| {
                names.push(&font.name);
                names.len() - 1
            });
            let font_number = u16::try_from(at + 1).unwrap_or(u16::MAX);
            Face { font: font_number, bold: font.bold, italic: font.italic, ..Face::default() }
        })
        .collect();
    let mut content = PageContent {
        number,
        width: page.width,
        height: page.height,
        engine: Engine::Pdfni,
        ..PageContent::default()
    };
    for c in &page.chars {
        let face = faces.get(c.font as usize).copied().unwrap_or_default();
        letters(c, face, &mut content.glyphs);
        if content.glyphs.len() >= limits.glyphs {
            content.cut = true;
            break;
        }
    }
    content
}

fn letters(c: &TextChar, face: Face, glyphs: &mut Vec<Glyph>) {
    let mut text = String::new();
    match c.text.is_empty() {
        true => text.push(UNKNOWN),
        false => c.text.chars().for_each(|l| expand(l, &mut text)),
    }
    let turn = match (c.rot, c.upright) {
        (90, _) => Turn::Down,
        (180, _) => Turn::Over,
        (270, _) => Turn::Up,
        (_, true) => Turn::Upright,
        _ => Turn::Askew,
    };
    let told = c.transform[5];
    let baseline =
        if (c.top..=c.bottom).contains(&told) { told } else { c.bottom - DESCENT_EM * c.font_size };
    let count = text.chars().count().max(1) as f64;
    for (index, letter) in (0..).zip(text.chars()) {
        let width = (c.right - c.left) / count;
        let left = c.left + width * f64::from(index);
        let mut at = Rect::between((left, c.top), (left + width, c.bottom));
        if turn == Turn::Upright {
            at.top = baseline - ASCENT_EM * c.font_size;
            at.bottom = baseline + DESCENT_EM * c.font_size;
        }
        glyphs.push(glyph(letter, at, baseline, c.font_size, turn, face));
    }
}

fn glyph(letter: char, at: Rect, baseline: f64, size: f64, turn: Turn, face: Face) -> Glyph {
    Glyph {
        letter,
        code: u32::from(letter),
        at,
        baseline,
        size,
        turn,
        face,
        mark: None,
        artifact: false,
        invisible: false,
    }
}

/// Reads with `pdf-extract`, which panics on fonts that it does not know.
fn by_pdf_extract(numbers: Option<&BTreeSet<u32>>, source: Source) -> Vec<PageContent> {
    let read = |password: Option<&str>| {
        let read = || match password {
            None => pdf_extract::extract_text_from_mem_by_pages(source.bytes),
            Some(p) => pdf_extract::extract_text_from_mem_by_pages_encrypted(source.bytes, p),
        };
        catch_unwind(AssertUnwindSafe(read)).ok()?.ok()
    };
    let given = source.passwords.iter().map(|p| Some(p.as_str()));
    let pages = std::iter::once(None).chain(given).find_map(read).unwrap_or_default();
    let wanted = |n: &u32| numbers.is_none_or(|w| w.contains(n));
    let pages = (1..).zip(pages).take(source.limits.pages).filter(|(n, _)| wanted(n));
    pages.map(|(number, text)| plain(number, &text, source.limits)).collect()
}

/// Returns a page with lines of text below each other.
fn plain(number: u32, text: &str, limits: &Limits) -> PageContent {
    let (size, pitch) = (PLAIN_SIZE_PT, PLAIN_SIZE_PT * PLAIN_PITCH_EM);
    let step = PLAIN_WIDTH_EM * size;
    let mut page = PageContent { number, engine: Engine::PdfExtract, ..PageContent::default() };
    let mut baseline = PLAIN_MARGIN_PT;
    for line in text.lines() {
        baseline += pitch;
        let mut letters = String::new();
        line.chars().for_each(|c| expand(c, &mut letters));
        for (index, letter) in (0..).zip(letters.chars()) {
            let left = PLAIN_MARGIN_PT + step * f64::from(index);
            let (top, bottom) = (baseline - ASCENT_EM * size, baseline + DESCENT_EM * size);
            let at = Rect { left, top, right: left + step, bottom };
            page.glyphs.push(glyph(letter, at, baseline, size, Turn::Upright, Face::default()));
            page.width = page.width.max(at.right + PLAIN_MARGIN_PT);
        }
        if page.glyphs.len() >= limits.glyphs {
            page.cut = true;
            break;
        }
    }
    page.height = baseline + PLAIN_MARGIN_PT;
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_places_stand_below_each_other() {
        let page = plain(7, "Job title\nVan driver", &Limits::default());
        let lines =
            super::super::words::lines(super::super::words::words(page.glyphs.iter().enumerate()));
        let texts: Vec<String> = lines.iter().map(super::super::words::Line::text).collect();
        assert_eq!(texts, ["Job title", "Van driver"]);
        assert!(page.glyphs.iter().all(|g| g.at.bottom < page.height && g.at.right < page.width));
    }

    const SENTENCE: &str =
        "The driver plans the route and keeps the van clean and safe at all times";

    /// A PDF page with one line of Helvetica.
    fn pdf() -> Vec<u8> {
        let content = format!("BT /F1 10 Tf 20 200 Td ({SENTENCE}) Tj ET");
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>>>"
                .to_owned(),
            format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        let mut file = "%PDF-1.4\n".to_owned();
        let mut starts = Vec::new();
        for (number, object) in (1..).zip(&objects) {
            starts.push(file.len());
            file += &format!("{number} 0 obj\n{object}\nendobj\n");
        }
        let table = file.len();
        file += "xref\n0 6\n0000000000 65535 f \n";
        starts.iter().for_each(|s| file += &format!("{s:010} 00000 n \n"));
        file += &format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        file.into_bytes()
    }

    fn text(page: &PageContent) -> String {
        let words = super::super::words::words(page.glyphs.iter().enumerate());
        words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_engine_reads_the_words_of_a_page() {
        let (bytes, limits) = (pdf(), Limits::default());
        let source = Source { bytes: &bytes, passwords: &[], limits: &limits };
        for engine in [Engine::Pdfni, Engine::PdfExtract] {
            let pages = read(engine, Some(&BTreeSet::from([1])), source);
            assert_eq!(pages.iter().map(text).collect::<Vec<_>>(), [SENTENCE], "{engine:?}");
            assert!(read(engine, Some(&BTreeSet::from([9])), source).is_empty(), "{engine:?}");
        }
    }

    #[test]
    fn a_page_that_failed_is_taken_from_the_next_engine_with_a_note() {
        let (bytes, limits) = (pdf(), Limits::default());
        let source = Source { bytes: &bytes, passwords: &[], limits: &limits };
        let mut notes = Vec::new();
        let mut pages = vec![PageContent { number: 1, object: Some(3), ..PageContent::default() }];
        let wanted = BTreeMap::from([(1, Want::Page)]);
        let open = replace(&mut pages, &wanted, source, &mut notes);
        assert!(open.is_empty());
        assert_eq!((text(&pages[0]), pages[0].engine), (SENTENCE.to_owned(), Engine::Pdfni));
        assert_eq!((pages[0].width, pages[0].height, pages[0].object), (420.0, 300.0, Some(3)));
        let first = &pages[0].glyphs[0];
        assert!((first.baseline - 100.0).abs() < 0.5, "{first:?}");
        assert!((first.at.left - 20.0).abs() < 0.5, "{first:?}");
        let messages: Vec<&str> = notes.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(messages, ["page 1 read by pdfni, because hayro cannot read it"]);
    }

    #[test]
    fn a_whole_file_can_be_read_by_the_second_engine() {
        let (bytes, limits) = (pdf(), Limits::default());
        let source = Source { bytes: &bytes, passwords: &[], limits: &limits };
        let mut notes = Vec::new();
        let pages = read_all(source, &mut notes).expect("a page");
        assert_eq!(text(&pages[0]), SENTENCE);
        assert_eq!(notes[0].code, NoteCode::E010);
        let nothing = Source { bytes: b"%PDF-1.4 nothing", ..source };
        assert!(read_all(nothing, &mut notes).is_none());
    }
}
