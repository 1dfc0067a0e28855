//! Where the text of a page comes from, and which pages are pictures of text.

use super::content::{Glyph, PageContent, UNKNOWN};
use super::geometry::Rect;
use crate::model::PageText;
use std::collections::BTreeSet;

/// Share of a page that pictures cover if the page may be a scan: logos and signatures cover less,
/// and a scan that is cropped to its text or set between margins covers more.
const PICTURE_SHARE: f64 = 0.3;
/// Letters outside the margins from which a page has text of its own: fewer are a stamp, a number
/// or a caption.
const FEW_LETTERS: usize = 20;
/// Height of the margins in which page numbers, headers and stamps stand, as a share of the page.
const MARGIN_SHARE: f64 = 0.1;
/// Drawn outlines from which a page without a letter is text turned into drawings.
const MANY_DRAWINGS: usize = 100;
/// Pictures as low and wide as a line from which a page is text turned into pictures, line by line.
const MANY_STRIPS: usize = 8;
/// Heights of a picture that may be a line of text, in points.
const STRIP_PT: std::ops::Range<f64> = 5.0..40.0;
/// Points of a side at which the cover of a page is measured.
const SAMPLES: u32 = 50;

/// Says where the text of a page comes from.
pub fn text_of(page: &PageContent) -> PageText {
    let written = |g: &&Glyph| g.letter.is_alphanumeric() && g.letter != UNKNOWN;
    let letters = || page.glyphs.iter().filter(written);
    if page.recognised {
        return PageText::Recognised;
    }
    if page.illegible {
        return PageText::Garbled;
    }
    // Text that was laid invisibly over a scan was recognised before: it is the file's own.
    let has_layer = letters().filter(|g| g.invisible).count() >= FEW_LETTERS;
    let own = letters().filter(|g| !is_in_margin(&g.at, page)).count();
    if has_layer || own >= FEW_LETTERS {
        return PageText::Own;
    }
    let is_drawn = letters().next().is_none() && page.drawings.len() >= MANY_DRAWINGS;
    if is_drawn
        || is_in_strips(&page.pictures)
        || cover(&page.pictures, page.width, page.height) >= PICTURE_SHARE
    {
        return PageText::Picture;
    }
    if letters().next().is_some() { PageText::Own } else { PageText::Blank }
}

fn is_in_margin(at: &Rect, page: &PageContent) -> bool {
    let share = at.center_y() / page.height;
    !(MARGIN_SHARE..=1.0 - MARGIN_SHARE).contains(&share)
}

/// Tells whether pictures are the lines of a text: printers of transparent text make such pages.
fn is_in_strips(pictures: &[Rect]) -> bool {
    let strips = pictures.iter().filter(|p| is_strip(p));
    let heights: BTreeSet<i64> = strips.map(|p| p.top as i64).collect();
    heights.len() >= MANY_STRIPS
}

/// Tells whether a picture is as low and wide as a line of text.
pub fn is_strip(at: &Rect) -> bool {
    STRIP_PT.contains(&at.height()) && at.width() > 2.0 * at.height()
}

/// Returns the share of a page that pictures cover together, 0 to 1.
fn cover(pictures: &[Rect], width: f64, height: f64) -> f64 {
    if pictures.is_empty() {
        return 0.0;
    }
    let middle = |i: u32, side: f64| (f64::from(i) + 0.5) / f64::from(SAMPLES) * side;
    let covered = (0..SAMPLES * SAMPLES).filter(|i| {
        let (x, y) = (middle(i % SAMPLES, width), middle(i / SAMPLES, height));
        pictures.iter().any(|p| p.left <= x && x <= p.right && p.top <= y && y <= p.bottom)
    });
    covered.count() as f64 / f64::from(SAMPLES * SAMPLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::content::{Face, Turn};

    fn rect(left: f64, top: f64, right: f64, bottom: f64) -> Rect {
        Rect { left, top, right, bottom }
    }

    /// A page of 600 by 800 points with pictures and lines: number of letters, top, invisible.
    fn page(pictures: &[Rect], lines: &[(usize, f64, bool)]) -> PageContent {
        let glyph = |index: usize, top: f64, invisible: bool| {
            let left = 50.0 + 5.0 * index as f64;
            Glyph {
                letter: 'n',
                code: 110,
                at: rect(left, top, left + 5.0, top + 10.0),
                baseline: top + 8.0,
                size: 10.0,
                turn: Turn::Upright,
                face: Face::default(),
                mark: None,
                artifact: false,
                invisible,
            }
        };
        let glyphs =
            lines.iter().flat_map(|(n, top, i)| (0..*n).map(|index| glyph(index, *top, *i)));
        PageContent {
            number: 1,
            width: 600.0,
            height: 800.0,
            glyphs: glyphs.collect(),
            pictures: pictures.to_vec(),
            ..PageContent::default()
        }
    }

    #[test]
    fn a_scan_is_told_from_a_page_with_a_picture() {
        let whole = rect(0.0, 0.0, 600.0, 800.0);
        let logo = rect(400.0, 20.0, 580.0, 100.0);
        let strips: Vec<Rect> = (0..40)
            .map(|n| rect(0.0, 20.0 * f64::from(n), 600.0, 20.0 * f64::from(n + 1)))
            .collect();
        let stacked = [logo; 9];
        let line = |top: u32| rect(60.0, f64::from(top), 400.0, f64::from(top) + 9.0);
        let written: Vec<Rect> = (100..280).step_by(20).map(line).collect();
        let cases = [
            ("nothing", page(&[], &[]), PageText::Blank),
            ("a logo alone", page(&[logo], &[]), PageText::Blank),
            ("a logo drawn nine times", page(&stacked, &[]), PageText::Blank),
            ("a scan", page(&[whole], &[]), PageText::Picture),
            ("a scan in strips", page(&strips, &[]), PageText::Picture),
            ("lines as pictures", page(&written, &[(9, 770.0, false)]), PageText::Picture),
            ("a scan with page number", page(&[whole], &[(2, 770.0, false)]), PageText::Picture),
            ("a scan with header", page(&[whole], &[(70, 20.0, false)]), PageText::Picture),
            ("a scan with a stamp", page(&[whole], &[(12, 300.0, false)]), PageText::Picture),
            ("recognised before", page(&[whole], &[(80, 300.0, true)]), PageText::Own),
            ("text on a background", page(&[whole], &[(80, 300.0, false)]), PageText::Own),
            ("text and logo", page(&[logo], &[(80, 300.0, false)]), PageText::Own),
            ("a short line", page(&[logo], &[(3, 300.0, false)]), PageText::Own),
        ];
        for (what, page, expected) in cases {
            assert_eq!(text_of(&page), expected, "{what}");
        }
    }

    #[test]
    fn unknown_letters_spaces_and_bullets_are_no_text() {
        let mut scan = page(&[rect(0.0, 0.0, 600.0, 800.0)], &[(80, 300.0, false)]);
        scan.glyphs.iter_mut().step_by(2).for_each(|g| g.letter = UNKNOWN);
        scan.glyphs.iter_mut().skip(1).step_by(4).for_each(|g| g.letter = ' ');
        scan.glyphs.iter_mut().skip(3).step_by(4).for_each(|g| g.letter = '•');
        assert_eq!(text_of(&scan), PageText::Picture);
    }

    #[test]
    fn text_turned_into_outlines_is_a_picture() {
        let mut drawn = page(&[], &[]);
        drawn.drawings = vec![(rect(50.0, 50.0, 55.0, 60.0), 20.0); MANY_DRAWINGS];
        assert_eq!(text_of(&drawn), PageText::Picture);
        drawn.drawings.truncate(MANY_DRAWINGS / 2);
        assert_eq!(text_of(&drawn), PageText::Blank);
    }

    #[test]
    fn what_was_recognised_or_cannot_be_told_is_said_so() {
        let text = page(&[], &[(80, 300.0, false)]);
        let garbled = PageContent { illegible: true, ..text.clone() };
        assert_eq!(text_of(&garbled), PageText::Garbled);
        assert_eq!(text_of(&PageContent { recognised: true, ..garbled }), PageText::Recognised);
    }
}
