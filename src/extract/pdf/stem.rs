//! Boldness of fonts that do not tell their weight, by the thickness of their stems.

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{PathEl, Point};
use std::collections::HashMap;

/// Letters whose leftmost ink at [`HEIGHT`] is a plumb stem; arms and bows of k, B, E and F make it look thicker.
const LETTERS: &str = "lihnmrbptIHLDPR";
/// Height above the baseline at which stems are measured, in thousandths of an em: half the
/// x-height of text faces, clear of serifs.
const HEIGHT: f64 = 250.0;
/// Stem from which a face is bold, in thousandths of an em. Of the standard faces the upright ones
/// have 41 to 88, the bold ones 100 to 140.
const BOLD_STEM: f64 = 99.0;

/// Stems measured so far, by their glyphs.
#[derive(Debug, Default)]
pub struct Stems {
    measured: HashMap<u128, Option<f64>>,
    /// Whether the face is bold that a glyph is of.
    told: HashMap<u128, bool>,
}

impl Stems {
    /// Tells whether the first letter with a stem has a bold one; where no letter has one, what a run
    /// of the same glyphs told. The glyphs are those of one run, and so of one face.
    pub fn are_bold<'g>(
        &mut self,
        glyphs: impl Iterator<Item = &'g OutlineGlyph> + Clone,
    ) -> Option<bool> {
        let key = |glyph: &OutlineGlyph| glyph.identifier().cache_key();
        let first = glyphs.clone().next()?;
        if let Some(told) = self.told.get(&key(first)) {
            return Some(*told);
        }
        let known = |stems: &Self| glyphs.clone().find_map(|g| stems.told.get(&key(g)).copied());
        let bold = self.measure(glyphs.clone()).or_else(|| known(self))?;
        self.told.extend(glyphs.map(|g| (key(g), bold)));
        Some(bold)
    }

    fn measure<'g>(&mut self, glyphs: impl Iterator<Item = &'g OutlineGlyph>) -> Option<bool> {
        for glyph in glyphs {
            let Some(BfString::Char(letter)) = glyph.as_unicode() else { continue };
            if !LETTERS.contains(letter) {
                continue;
            }
            let key = glyph.identifier().cache_key();
            let stem = self.measured.entry(key).or_insert_with(|| stem(glyph));
            if let Some(stem) = *stem {
                return Some(stem >= BOLD_STEM);
            }
        }
        None
    }
}

/// Measures the leftmost ink of a glyph at [`HEIGHT`].
fn stem(glyph: &OutlineGlyph) -> Option<f64> {
    let mut crossings = Vec::new();
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    hayro_interpret::kurbo::flatten(glyph.outline(), 1.0, |element| match element {
        PathEl::MoveTo(p) => (start, last) = (p, p),
        PathEl::LineTo(p) => {
            crossings.extend(crossing(last, p));
            last = p;
        }
        PathEl::ClosePath => {
            crossings.extend(crossing(last, start));
            last = start;
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    crossings.sort_by(f64::total_cmp);
    (crossings.len() >= 2).then(|| crossings[1] - crossings[0])
}

fn crossing(a: Point, b: Point) -> Option<f64> {
    let crosses = (a.y < HEIGHT) != (b.y < HEIGHT);
    crosses.then(|| a.x + (HEIGHT - a.y) / (b.y - a.y) * (b.x - a.x))
}
