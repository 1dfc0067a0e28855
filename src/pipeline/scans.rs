//! Pages without readable text: their pictures are recognised, and the document is read again.
//!
//! The reader says which pages need it. What cannot be recognised stays unread, and is named.

use crate::extract::{ExtractError, Extractor, RecognisedWord, Wish};
use crate::model::{Format, LayoutDoc, Note, NoteCode, Page, PageText};
use crate::ocr::{OcrError, Recogniser};
use crate::text::pages::named;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Pixels per inch of a picture to be recognised: 0.99 of the words of a clean page are right.
const DPI: f32 = 200.0;
/// Pixels of a picture's longer side at most: an A3 page at 300 dots per inch. Some scanners take
/// each pixel for a point, and their pages measure yards.
const SIDE_PX: f32 = 5_000.0;
/// How much coarser a page is drawn that could not be drawn so: at 100 dots per inch 0.95 of the words
/// of a clean page are still those of 200.
const COARSER: f32 = 2.0;
/// Points in an inch.
const POINTS_PER_INCH: f32 = 72.0;
/// Pages of a document that are recognised at most, some seconds each.
const PAGES: usize = 300;
/// Confidence from which a word is sure, and that a page must have in the mean, 0 to 1.
const SURE: f32 = 0.6;
/// Share of a page's words that must be sure.
const SURE_SHARE: f32 = 0.5;
/// Words below which a page does not tell how well it was recognised.
const FEW_WORDS: usize = 5;

/// Who reads documents, and what they need for it.
#[derive(Clone, Copy)]
pub struct Engines<'a> {
    /// Runs the readers.
    pub extractor: &'a dyn Extractor,
    /// Reads pictures of pages.
    pub recogniser: Result<&'a dyn Recogniser, NoRecogniser>,
    /// Passwords to try on a protected file, after none.
    pub passwords: &'a [String],
}

/// Why no picture is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRecogniser {
    /// The user does not want it.
    #[error("text recognition is off")]
    Off,
    /// There is no program for it.
    #[error("tesseract was not found")]
    Missing,
}

/// What came of the pictures of pages.
#[derive(Default)]
struct Recognition {
    words: BTreeMap<u32, Vec<RecognisedWord>>,
    /// Pages that were not read, by the reason.
    unread: BTreeMap<String, BTreeSet<u32>>,
}

impl<'a> Engines<'a> {
    /// Returns readers without passwords and without text recognition.
    pub fn plain(extractor: &'a dyn Extractor) -> Self {
        Self { extractor, recogniser: Err(NoRecogniser::Off), passwords: &[] }
    }

    /// Returns what decides how pictures are read.
    pub fn stamp(&self) -> &str {
        self.recogniser.map_or("no text recognition", Recogniser::engine)
    }

    /// Reads a document, pages that are pictures included where possible.
    ///
    /// # Errors
    /// If the bytes are not a readable document of that format, or exceed a limit.
    pub fn layout(
        &self,
        format: Format,
        bytes: &[u8],
        boxes: bool,
    ) -> Result<LayoutDoc, ExtractError> {
        let passwords = self.passwords.to_vec();
        let mut wish = Wish { boxes, passwords, ..Wish::default() };
        let layout = self.extractor.layout(format, bytes, &wish)?;
        let unread: Vec<&Page> = layout.pages.iter().filter(|p| is_unread(p)).collect();
        if unread.is_empty() {
            return Ok(layout);
        }
        let Recognition { words, unread } = self.recognise(&unread, format, bytes)?;
        let mut layout = layout;
        if !words.is_empty() {
            wish.recognised = words;
            layout = self.extractor.layout(format, bytes, &wish)?;
        }
        self.describe(&mut layout, &wish.recognised, unread);
        Ok(layout)
    }

    /// Reads the pictures of pages.
    fn recognise(
        &self,
        pages: &[&Page],
        format: Format,
        bytes: &[u8],
    ) -> Result<Recognition, ExtractError> {
        let read = |(index, page): (usize, &&Page)| {
            let words = match self.recogniser {
                Err(none) => Err(none.to_string()),
                Ok(_) if index >= PAGES => Err(format!("at most {PAGES} pages are recognised")),
                Ok(recogniser) => self.recognise_page(recogniser, page, format, bytes)?,
            };
            Ok((page.number, words))
        };
        let read: Result<Vec<_>, ExtractError> = pages.par_iter().enumerate().map(read).collect();
        let mut recognition = Recognition::default();
        for (page, words) in read? {
            match words {
                Ok(words) => {
                    recognition.words.insert(page, words);
                }
                Err(reason) => {
                    recognition.unread.entry(reason).or_default().insert(page);
                }
            }
        }
        Ok(recognition)
    }

    /// Reads the picture of a page; the inner error says why it cannot be.
    fn recognise_page(
        &self,
        recogniser: &dyn Recogniser,
        page: &Page,
        format: Format,
        bytes: &[u8],
    ) -> Result<Result<Vec<RecognisedWord>, String>, ExtractError> {
        let draw = |dpi: f32| {
            let picture =
                self.extractor.picture(format, bytes, page.number, dpi, self.passwords)?;
            Ok((picture, dpi))
        };
        let whole = resolution(page);
        // Each of many masked pictures takes as long as the page is large.
        let drawn = draw(whole).or_else(|e| match e {
            ExtractError::Ended(_) => draw(whole / COARSER),
            other => Err(other),
        });
        let (picture, dpi) = match drawn {
            Ok(drawn) => drawn,
            Err(ExtractError::Interrupted) => return Err(ExtractError::Interrupted),
            Err(e) => return Ok(Err(format!("it cannot be drawn: {e}"))),
        };
        match recogniser.read(&picture, page.number, dpi) {
            Err(OcrError::Interrupted) => Err(ExtractError::Interrupted),
            answer => Ok(answer.map_err(|e| e.to_string())),
        }
    }

    /// Says in the layout which pages were recognised, how well, and which stay unread.
    fn describe(
        &self,
        layout: &mut LayoutDoc,
        words: &BTreeMap<u32, Vec<RecognisedWord>>,
        unread: BTreeMap<String, BTreeSet<u32>>,
    ) {
        let engine = self.stamp();
        for page in layout.pages.iter_mut().filter(|p| p.text == PageText::Recognised) {
            engine.clone_into(&mut page.engine);
        }
        let pages = |wanted: &dyn Fn(&[RecognisedWord]) -> bool| -> BTreeSet<u32> {
            words.iter().filter(|(_, w)| wanted(w)).map(|(page, _)| *page).collect()
        };
        let mut note = |code, message: String| layout.notes.push(Note::new(code, message));
        let read = pages(&|w| !w.is_empty());
        if !read.is_empty() {
            let pages = named(&read);
            note(NoteCode::E012, format!("the text of {pages} was recognised by {engine}"));
        }
        let wordless = pages(&<[_]>::is_empty);
        if !wordless.is_empty() {
            let pages = named(&wordless);
            note(NoteCode::E012, format!("no text was recognised on {pages} by {engine}"));
        }
        let unsure = pages(&is_unsure);
        if !unsure.is_empty() {
            let pages = named(&unsure);
            note(NoteCode::E013, format!("the text recognised on {pages} is unsure"));
        }
        for (reason, numbers) in unread {
            if let Some(message) = unread_message(&layout.pages, &numbers, &reason) {
                layout.notes.push(Note::new(NoteCode::E008, message));
            }
        }
    }
}

fn is_unread(page: &Page) -> bool {
    matches!(page.text, PageText::Picture | PageText::Garbled)
}

/// Returns the pixels per inch at which a page is drawn.
fn resolution(page: &Page) -> f32 {
    let side = page.width_pt.max(page.height_pt).max(1.0);
    DPI.min(SIDE_PX * POINTS_PER_INCH / side).max(1.0)
}

/// Tells whether a page's words cannot be trusted.
fn is_unsure(words: &[RecognisedWord]) -> bool {
    let count = words.len().max(1) as f32;
    let mean = words.iter().map(|w| w.confidence).sum::<f32>() / count;
    let sure = words.iter().filter(|w| w.confidence >= SURE).count() as f32 / count;
    words.len() >= FEW_WORDS && (mean < SURE || sure < SURE_SHARE)
}

/// Names the pages that stay pictures; the reader itself has named those that are garbled.
fn unread_message(pages: &[Page], numbers: &BTreeSet<u32>, reason: &str) -> Option<String> {
    let is_picture = |p: &&Page| p.text == PageText::Picture && numbers.contains(&p.number);
    let pictures: BTreeSet<u32> = pages.iter().filter(is_picture).map(|p| p.number).collect();
    let pages = named(&pictures);
    match pictures.len() {
        0 => None,
        1 => Some(format!("{pages} is a picture without text: {reason}")),
        _ => Some(format!("{pages} are pictures without text: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::Holding;
    use crate::extract::{Ended, Picture};
    use crate::model::PageBox;
    use crate::source::Ignore;

    fn page(number: u32, text: PageText) -> Page {
        Page { number, width_pt: 595.0, height_pt: 842.0, text, engine: "hayro".into() }
    }

    /// Page that takes too long to draw in full.
    const HEAVY: u32 = 9;

    /// A document whose pages become recognised when words are given for them.
    struct Pages(Vec<PageText>);

    impl Extractor for Pages {
        fn layout(&self, format: Format, _: &[u8], wish: &Wish) -> Result<LayoutDoc, ExtractError> {
            let read = |(number, text): (u32, &PageText)| {
                let is_read = wish.recognised.contains_key(&number);
                page(number, if is_read { PageText::Recognised } else { *text })
            };
            let pages = (1..).zip(&self.0).map(read).collect();
            let (blocks, notes) = (Vec::new(), Vec::new());
            Ok(LayoutDoc { format, property_title: None, blocks, pages, notes })
        }

        fn picture(
            &self,
            _: Format,
            _: &[u8],
            page: u32,
            dpi: f32,
            _: &[String],
        ) -> Result<Picture, ExtractError> {
            match page {
                HEAVY if dpi > DPI / COARSER => Err(Ended::Processor { seconds: 20 }.into()),
                _ => Ok(Picture { png: Vec::new(), width: 1, height: 1 }),
            }
        }

        fn list(&self, _: &[u8], _: &Ignore) -> Result<Holding, ExtractError> {
            Ok(Holding::default())
        }

        fn take(&self, _: &[u8], _: &[String]) -> Result<Vec<Option<Vec<u8>>>, ExtractError> {
            Ok(Vec::new())
        }
    }

    /// Reads ten words of this confidence, fails on page 2, sees nothing on page 3.
    struct Reads(f32);

    impl Recogniser for Reads {
        fn engine(&self) -> &str {
            "eyes 1.0"
        }

        fn read(&self, _: &Picture, page: u32, _: f32) -> Result<Vec<RecognisedWord>, OcrError> {
            let at = PageBox { page, left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
            let word = RecognisedWord { text: "a".into(), at, line: 1, confidence: self.0 };
            match page {
                2 => Err(OcrError::TooLong { seconds: 7 }),
                3 => Ok(Vec::new()),
                _ => Ok(vec![word; 10]),
            }
        }
    }

    fn notes(pages: &[PageText], recogniser: Result<&dyn Recogniser, NoRecogniser>) -> Vec<String> {
        let pages = Pages(pages.to_vec());
        let engines = Engines { extractor: &pages, recogniser, passwords: &[] };
        let layout = engines.layout(Format::Pdf, b"", false).expect("a layout");
        for page in &layout.pages {
            let is_read = page.text == PageText::Recognised;
            assert_eq!(page.engine, if is_read { "eyes 1.0" } else { "hayro" });
        }
        layout.notes.iter().map(|n| format!("{} {}", n.code.code(), n.message)).collect()
    }

    #[test]
    fn a_page_that_takes_too_long_is_drawn_coarser() {
        use PageText::{Own, Picture};
        let pages = [Own, Own, Own, Own, Own, Own, Own, Own, Picture];
        let told = notes(&pages, Ok(&Reads(0.9)));
        assert_eq!(told, ["E012 the text of page 9 was recognised by eyes 1.0"]);
    }

    #[test]
    fn every_page_is_recognised_or_named() {
        use PageText::{Blank, Garbled, Own, Picture};
        let pages = [Picture, Picture, Picture, Own, Blank, Garbled, Picture];
        assert_eq!(
            notes(&pages, Ok(&Reads(0.9))),
            [
                "E012 the text of pages 1 and 6 to 7 was recognised by eyes 1.0",
                "E012 no text was recognised on page 3 by eyes 1.0",
                "E008 page 2 is a picture without text: tesseract took more than 7 s for a page",
            ]
        );
        for (none, why) in [
            (NoRecogniser::Off, "text recognition is off"),
            (NoRecogniser::Missing, "tesseract was not found"),
        ] {
            let expected = format!("E008 pages 1 to 3 and 7 are pictures without text: {why}");
            assert_eq!(notes(&pages, Err(none)), [expected]);
        }
        assert!(notes(&[Own, Blank], Err(NoRecogniser::Missing)).is_empty());
    }

    #[test]
    fn a_page_of_unsure_words_is_named() {
        let unsure = |confidence| {
            notes(&[PageText::Picture], Ok(&Reads(confidence)))
                .iter()
                .any(|n| n.starts_with("E013"))
        };
        assert!(unsure(0.3) && unsure(0.59) && !unsure(0.61));
    }

    #[test]
    fn pages_of_any_size_are_drawn_in_bounds() {
        let of = |width_pt, height_pt| {
            resolution(&Page { width_pt, height_pt, ..page(1, PageText::Picture) })
        };
        assert_eq!(of(595.0, 842.0), 200.0);
        let yards = of(2480.0, 3508.0);
        assert!((3508.0 * yards / 72.0 - SIDE_PX).abs() < 1.0, "{yards}");
        assert!(of(0.0, 0.0) == 200.0 && of(1e9, 1.0) >= 1.0);
    }
}
