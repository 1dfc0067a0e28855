//! Words that were recognised on a page's picture to glyphs, as if the page had set them.
//!
//! A recognised word comes with the box of its ink, which says nothing of fonts. Size and baseline
//! follow from which of its letters are high and which reach below the line; the words of a line
//! agree on both, and lines of nearly the usual size have the usual size.

use super::content::{ASCENT_EM, DESCENT_EM, Face, Glyph, PageContent, Turn};
use super::geometry::Rect;
use crate::extract::RecognisedWord;

/// Height of capitals, digits and stems in font sizes: between Times (0.66) and Arial (0.72).
const HIGH_EM: f64 = 0.7;
/// Height of the other small letters: between Times (0.45) and Arial (0.52).
const LOW_EM: f64 = 0.5;
/// Depth of letters that reach below the line.
const DEEP_EM: f64 = 0.21;
/// Lines whose size differs from the page's usual one by less have the usual one: ink is measured to
/// half a pixel, and letters differ between fonts.
const SAME_SIZE_SHARE: f64 = 0.15;
/// Size taken for a page without a letter, in points.
const PLAIN_SIZE_PT: f64 = 10.0;
/// What a bullet is recognised as, if it stands alone at the start of a line.
const BULLETS_READ: &str = "•e¢©®«»*°·.¤§";
/// Gap after a bullet in font sizes; that between words is half as wide.
const BULLET_GAP_EM: f64 = 0.5;

/// Replaces the text of a page by what was recognised on its picture.
pub fn place(content: &mut PageContent, words: &[RecognisedWord]) {
    content.glyphs = glyphs(words);
    content.recognised = true;
}

fn glyphs(words: &[RecognisedWord]) -> Vec<Glyph> {
    let mut lines: Vec<Line> = words.chunk_by(|a, b| a.line == b.line).map(Line::of).collect();
    let usual = weighted_median(lines.iter().filter_map(|l| Some((l.size?, l.letters()))));
    let usual = usual.unwrap_or(PLAIN_SIZE_PT);
    let mut glyphs = Vec::new();
    for line in &mut lines {
        let own = line.size.unwrap_or(usual);
        let is_usual = (own - usual).abs() < SAME_SIZE_SHARE * usual;
        line.set(if is_usual { usual } else { (own * 2.0).round() / 2.0 }, &mut glyphs);
    }
    glyphs
}

/// Words on one line.
struct Line<'a> {
    words: &'a [RecognisedWord],
    /// Font size in points; absent if no letter tells it.
    size: Option<f64>,
}

impl<'a> Line<'a> {
    fn of(words: &'a [RecognisedWord]) -> Self {
        let sizes = words.iter().filter_map(|w| {
            let ink = Ink::of(&w.text)?;
            Some((ink_box(w).height() / (ink.above + ink.below), w.text.chars().count()))
        });
        Self { words, size: weighted_median(sizes) }
    }

    fn letters(&self) -> usize {
        self.words.iter().map(|w| w.text.chars().count()).sum()
    }

    /// Adds the line's glyphs, spaces between words included.
    fn set(&self, size: f64, glyphs: &mut Vec<Glyph>) {
        let bottoms = self.words.iter().filter_map(|w| {
            let ink = Ink::of(&w.text)?;
            Some((ink_box(w).bottom - ink.below * size, w.text.chars().count()))
        });
        let Some(last) = self.words.iter().map(ink_box).next_back() else { return };
        let baseline = weighted_median(bottoms).unwrap_or(last.bottom);
        for (index, word) in self.words.iter().enumerate() {
            let at = ink_box(word);
            let next = self.words.get(index + 1).map(ink_box);
            let bulleted = index == 0
                && next.is_some_and(|n| n.left - at.right > BULLET_GAP_EM * size)
                && word.text.chars().count() == 1
                && word.text.chars().all(|c| BULLETS_READ.contains(c));
            let text = if bulleted { "•" } else { &word.text };
            set_word(text, &at, baseline, size, glyphs);
            if let Some(next) = next {
                let gap = Rect { left: at.right, right: next.left.max(at.right), ..at };
                set_word(" ", &gap, baseline, size, glyphs);
            }
        }
    }
}

/// Splits a box evenly among the letters of a word.
fn set_word(text: &str, at: &Rect, baseline: f64, size: f64, glyphs: &mut Vec<Glyph>) {
    let step = at.width() / text.chars().count().max(1) as f64;
    for (index, letter) in text.chars().enumerate() {
        let left = at.left + step * index as f64;
        glyphs.push(Glyph {
            letter,
            code: letter.into(),
            at: Rect {
                left,
                top: baseline - ASCENT_EM * size,
                right: left + step,
                bottom: baseline + DESCENT_EM * size,
            },
            baseline,
            size,
            turn: Turn::Upright,
            face: Face::default(),
            mark: None,
            artifact: false,
            invisible: false,
        });
    }
}

fn ink_box(word: &RecognisedWord) -> Rect {
    let corner = |x: f32, y: f32| (f64::from(x), f64::from(y));
    Rect::between(corner(word.at.left, word.at.top), corner(word.at.right, word.at.bottom))
}

/// How far the letters of a word reach above and below the line, in font sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ink {
    above: f64,
    below: f64,
}

impl Ink {
    /// Returns none for a word without letters and digits: dashes and dots stand anywhere.
    fn of(text: &str) -> Option<Self> {
        if !text.chars().any(char::is_alphanumeric) {
            return None;
        }
        let low = |c: char| "acegmnopqrsuvwxyz.,;:-–—•".contains(c);
        let deep = |c: char| "gjpqyQ()[]{}|/,;".contains(c);
        Some(Self {
            above: if text.chars().all(low) { LOW_EM } else { HIGH_EM },
            below: if text.chars().any(deep) { DEEP_EM } else { 0.0 },
        })
    }
}

/// Returns the middle value by weight.
fn weighted_median(values: impl Iterator<Item = (f64, usize)>) -> Option<f64> {
    let mut values: Vec<(f64, usize)> = values.collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|v| v.1).sum::<usize>().div_ceil(2);
    let mut sum = 0;
    values
        .iter()
        .find(|v| {
            sum += v.1;
            sum >= half
        })
        .map(|v| v.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::words;
    use crate::model::PageBox;

    /// A word of Arial: ink of 0.72 or 0.52 above the baseline, of 0.21 below.
    fn word(line: u32, text: &str, left: f32, baseline: f32, size: f32) -> RecognisedWord {
        let ink = Ink::of(text).unwrap_or(Ink { above: 0.4, below: -0.3 });
        let (above, below) = (ink.above as f32 * size, ink.below as f32 * size);
        let right = left + 0.5 * size * text.chars().count() as f32;
        let at = PageBox { page: 1, left, top: baseline - above, right, bottom: baseline + below };
        RecognisedWord { text: text.into(), at, line, confidence: 0.9 }
    }

    fn lines(recognised: &[RecognisedWord]) -> Vec<(String, f64, f64)> {
        let glyphs = glyphs(recognised);
        let lines = words::lines(words::words(glyphs.iter().enumerate()));
        let tenth = |x: f64| (x * 10.0).round() / 10.0;
        lines.iter().map(|l| (l.text(), tenth(l.size), tenth(l.baseline))).collect()
    }

    #[test]
    fn words_of_a_line_agree_on_size_and_baseline() {
        let read = lines(&[
            word(1, "Job", 50.0, 60.0, 20.0),
            word(1, "description", 90.0, 60.0, 20.0),
            word(2, "are", 50.0, 100.0, 10.6),
            word(2, "you", 75.0, 100.0, 9.6),
            word(2, "able", 100.0, 100.0, 10.0),
            word(3, "to", 50.0, 112.0, 10.3),
            word(3, "drive", 70.0, 112.0, 10.3),
        ]);
        let expected = [
            ("Job description", 20.0, 60.0),
            ("are you able", 10.0, 100.0),
            ("to drive", 10.0, 112.0),
        ];
        assert_eq!(read.len(), 3, "{read:?}");
        for (line, expected) in read.iter().zip(expected) {
            assert_eq!(line.0, expected.0);
            assert!((line.1 - expected.1).abs() < 0.5, "{line:?}");
            assert!((line.2 - expected.2).abs() < 0.5, "{line:?}");
        }
        assert_eq!(read[1].1, read[2].1, "one size of running text");
    }

    #[test]
    fn a_lone_mark_far_from_its_text_is_a_bullet() {
        let read = lines(&[
            word(1, "e", 50.0, 100.0, 10.0),
            word(1, "Ability", 66.0, 100.0, 10.0),
            word(2, "e", 50.0, 120.0, 10.0),
            word(2, "mail", 58.0, 120.0, 10.0),
            word(3, "A", 50.0, 140.0, 10.0),
            word(3, "driver", 66.0, 140.0, 10.0),
        ]);
        let texts: Vec<&str> = read.iter().map(|l| l.0.as_str()).collect();
        assert_eq!(texts, ["• Ability", "e mail", "A driver"]);
    }

    #[test]
    fn nothing_recognised_leaves_nothing() {
        let mut page = PageContent { illegible: true, ..PageContent::default() };
        page.glyphs = glyphs(&[word(1, "old", 0.0, 10.0, 10.0)]);
        place(&mut page, &[]);
        assert!(page.glyphs.is_empty() && page.recognised);
        assert_eq!(lines(&[word(1, "—", 50.0, 100.0, 10.0)])[0].0, "—");
    }
}
