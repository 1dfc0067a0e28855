//! Pages whose words fall apart into letters, because their fonts tell no width that fits.

use super::content::{Glyph, PageContent, Turn};

/// Pairs of letters that follow each other on a line, from which a page is judged.
const LEAST_PAIRS: usize = 60;
/// Share of pairs with a gap between them from which the words of a page cannot be told: an
/// ordinary page has one in six, a heading in spaced letters is too short to count.
const LOOSE_SHARE: f64 = 0.6;
/// Gap that parts letters, in font sizes: as words are parted.
const GAP_EM: f64 = 0.17;
/// Gap from which two letters do not follow each other, in font sizes.
const FAR_EM: f64 = 2.0;

/// Tells whether most letters of a page stand apart from the next one.
pub fn is_loose(page: &PageContent) -> bool {
    let letters: Vec<&Glyph> = page
        .glyphs
        .iter()
        .filter(|g| g.turn == Turn::Upright && g.letter.is_alphabetic())
        .collect();
    let follow = |a: &Glyph, b: &Glyph| {
        (a.baseline - b.baseline).abs() < 0.1 * a.size && b.at.left > a.at.left
    };
    let gaps = letters
        .windows(2)
        .filter(|p| follow(p[0], p[1]))
        .map(|p| (p[1].at.left - p[0].at.right) / p[0].size)
        .filter(|gap| *gap < FAR_EM);
    let (mut all, mut loose) = (0_usize, 0_usize);
    for gap in gaps {
        all += 1;
        loose += usize::from(gap > GAP_EM);
    }
    all >= LEAST_PAIRS && loose as f64 >= LOOSE_SHARE * all as f64
}
