//! Text that does not stand upright: labels that run up a cell, words laid across a page.

use super::content::{DESCENT_EM, Glyph, PageContent, Turn};
use super::flow::fragments;
use super::geometry::Rect;
use super::words::{self, Line, Word};

/// Distance of the middles of two letters laid across the page from which a new word begins, in
/// font sizes.
const WORD_STEP_EM: f64 = 1.3;
/// Likewise a new text.
const TEXT_STEP_EM: f64 = 3.0;

/// Returns each stretch of text that is not upright as one word, which may hold spaces.
///
/// `glyphs` come with their position in the order of drawing; upright ones are left out.
pub fn texts<'g>(
    page: &PageContent,
    glyphs: impl Iterator<Item = (usize, &'g Glyph)>,
) -> Vec<Word> {
    let glyphs: Vec<(usize, &Glyph)> = glyphs.filter(|(_, g)| g.turn != Turn::Upright).collect();
    if glyphs.is_empty() {
        return Vec::new();
    }
    let of = |turn: Turn| glyphs.iter().copied().filter(move |(_, g)| g.turn == turn);
    let mut texts = across(of(Turn::Askew));
    for turn in [Turn::Up, Turn::Down, Turn::Over] {
        let quarters = turn.quarters_to_upright().unwrap_or_default();
        texts.extend(plumb(page, of(turn), quarters));
    }
    texts
}

/// Tells whether most of a page's letters lie askew, as on a scan put in crooked.
pub fn is_askew(page: &PageContent) -> bool {
    let letters = || page.glyphs.iter().filter(|g| !g.letter.is_whitespace());
    2 * letters().filter(|g| g.turn == Turn::Askew).count() > letters().count()
}

/// Reads text that `quarters` clockwise quarter turns of the page make upright.
fn plumb<'g>(
    page: &PageContent,
    glyphs: impl Iterator<Item = (usize, &'g Glyph)>,
    quarters: u8,
) -> Vec<Word> {
    let upright = |(order, glyph): (usize, &Glyph)| {
        let at = glyph.at.turned(quarters, page.width, page.height);
        let baseline = at.bottom - DESCENT_EM * glyph.size;
        (order, Glyph { at, baseline, turn: Turn::Upright, ..glyph.clone() })
    };
    let glyphs: Vec<(usize, Glyph)> = glyphs.map(upright).collect();
    let lines = words::lines(words::words(glyphs.iter().map(|(order, g)| (*order, g))));
    let (width, height) = match quarters % 2 {
        0 => (page.width, page.height),
        _ => (page.height, page.width),
    };
    let back = |line: Line| text(&line, line.at.turned(4 - quarters, width, height));
    lines.into_iter().flat_map(fragments).map(back).collect()
}

/// Returns a line as one word at a place of the page.
fn text(line: &Line, at: Rect) -> Word {
    /// Depth of a letter's middle above its baseline, in font sizes: by it words find their cell.
    const MIDDLE_EM: f64 = 0.3;
    Word {
        text: line.text().into(),
        at,
        baseline: at.center_y() + MIDDLE_EM * line.size,
        size: line.size,
        bold: line.all(|w| w.bold),
        italic: line.all(|w| w.italic),
        underline: false,
        pictured: line.all(|w| w.pictured),
        artifact: line.all(|w| w.artifact),
        order: line.words.iter().map(|w| w.order).min().unwrap_or_default(),
    }
}

/// Reads text at any angle by the order in which it is drawn.
fn across<'g>(glyphs: impl Iterator<Item = (usize, &'g Glyph)>) -> Vec<Word> {
    let mut words: Vec<Vec<Word>> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for (order, glyph) in glyphs.filter(|(_, g)| !g.letter.is_whitespace()) {
        let step = last.map_or(f64::MAX, |last| {
            let dx = glyph.at.center_x() - last.at.center_x();
            let dy = glyph.at.center_y() - last.at.center_y();
            dx.hypot(dy) / glyph.size.max(last.size)
        });
        last = Some(glyph);
        let letter = letter(order, glyph);
        match words.last_mut() {
            Some(text) if step < TEXT_STEP_EM => match text.last_mut() {
                Some(word) if step < WORD_STEP_EM => {
                    word.text.push(glyph.letter);
                    word.at = word.at.union(&letter.at);
                }
                _ => text.push(letter),
            },
            _ => words.push(vec![letter]),
        }
    }
    words.into_iter().filter_map(Line::of).map(|line| text(&line, line.at)).collect()
}

fn letter(order: usize, glyph: &Glyph) -> Word {
    Word {
        text: std::iter::once(glyph.letter).collect(),
        at: glyph.at,
        baseline: glyph.baseline,
        size: glyph.size,
        bold: glyph.face.bold,
        italic: glyph.face.italic,
        underline: false,
        pictured: glyph.face.pictures,
        artifact: glyph.artifact,
        order,
    }
}
