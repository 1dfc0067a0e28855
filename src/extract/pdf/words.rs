//! Glyphs to words, words to lines.

use super::content::{Glyph, PageContent, Rule, Turn};
use super::geometry::Rect;
use compact_str::CompactString;
use std::borrow::Borrow;

/// Gap between letters that parts words, in font sizes: a third of the narrowest space in use.
const WORD_GAP_EM: f64 = 0.17;
/// A space after which the next letter begins nearer than this takes up no room, in font sizes.
const NO_SPACE_EM: f64 = 0.005;
/// Letters whose baselines differ by less belong to one line, in font sizes: raised ordinals stay
/// with their line, lines set solid stay apart.
const LINE_SHIFT_EM: f64 = 0.35;
/// A letter that covers this share of an equal letter is that letter drawn again for boldness.
const REDRAWN_SHARE: f64 = 0.7;
/// An equal letter that begins nearer than this is drawn again, in font sizes: no letter is so
/// narrow that two could stand beside each other.
const REDRAWN_SHIFT_EM: f64 = 0.1;
/// How far below a baseline an underline may lie, in font sizes.
const UNDERLINE_DEPTH_EM: f64 = 0.28;
/// How far an underline may reach beyond its words, in font sizes; table rules reach further.
const UNDERLINE_REACH_EM: f64 = 0.8;

/// A word with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    pub text: CompactString,
    pub at: Rect,
    pub baseline: f64,
    /// Font size in points.
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    /// Set in a font of pictures.
    pub pictured: bool,
    /// Marked by the file as page furniture.
    pub artifact: bool,
    /// Position of its first glyph in the order of drawing.
    pub order: usize,
}

/// Words on one baseline, from left to right; its own, or lent ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<W = Word> {
    pub words: Vec<W>,
    pub at: Rect,
    pub baseline: f64,
    /// Font size of most of its letters, in points.
    pub size: f64,
}

impl<W: Borrow<Word>> Line<W> {
    /// Returns the line of these words, which are sorted from left to right; none if there are none.
    pub fn of(words: Vec<W>) -> Option<Self> {
        let at = Rect::around(words.iter().map(|w| w.borrow().at))?;
        let main = words.iter().map(Borrow::borrow).max_by_key(|w: &&Word| w.text.len())?;
        let (size, baseline) = (main.size, main.baseline);
        Some(Self { words, at, baseline, size })
    }

    /// Returns the words with spaces between them.
    pub fn text(&self) -> String {
        self.words.iter().map(|w| w.borrow().text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Line {
    /// Tells whether all words have a quality.
    pub fn all(&self, quality: impl Fn(&Word) -> bool) -> bool {
        self.words.iter().all(quality)
    }
}

/// Returns the words of a page's upright text.
pub fn of_page(page: &PageContent) -> Vec<Word> {
    words(page.glyphs.iter().enumerate().filter(|(_, g)| g.turn == Turn::Upright))
}

/// Joins glyphs to words.
///
/// `glyphs` come with their position in the order of drawing and are all upright.
pub fn words<'g>(glyphs: impl IntoIterator<Item = (usize, &'g Glyph)>) -> Vec<Word> {
    let mut glyphs: Vec<(usize, &Glyph)> = glyphs.into_iter().collect();
    glyphs.sort_by(|a, b| a.1.baseline.total_cmp(&b.1.baseline).then(a.0.cmp(&b.0)));
    let mut words = Vec::new();
    let mut row: Vec<(usize, &Glyph)> = Vec::new();
    for glyph in glyphs {
        if let Some(first) = row.first()
            && glyph.1.baseline - first.1.baseline > LINE_SHIFT_EM * glyph.1.size.max(first.1.size)
        {
            words_of_row(&mut row, &mut words);
        }
        row.push(glyph);
    }
    words_of_row(&mut row, &mut words);
    words
}

fn words_of_row(row: &mut Vec<(usize, &Glyph)>, words: &mut Vec<Word>) {
    row.sort_by(|a, b| a.1.at.left.total_cmp(&b.1.at.left).then(a.0.cmp(&b.0)));
    let mut building: Vec<(usize, &Glyph)> = Vec::new();
    let mut redrawn = false;
    let mut space: Option<&Glyph> = None;
    for (order, glyph) in row.drain(..) {
        if glyph.letter == ' ' {
            let covered =
                building.last().is_some_and(|(_, l)| is_at(l, glyph) || is_under(glyph, l));
            space = space.or_else(|| Some(glyph).filter(|_| !covered));
            continue;
        }
        let near = building
            .last()
            .is_some_and(|(_, last)| glyph.at.left - last.at.right < NO_SPACE_EM * glyph.size);
        if space.take().is_some_and(|s| !near || !is_at(s, glyph)) {
            finish(&mut building, redrawn, words);
            redrawn = false;
        }
        if building.iter().rev().take(3).any(|(_, last)| is_redrawn(last, glyph)) {
            redrawn = true;
            continue;
        }
        if let [(_, mark)] = building.as_slice()
            && is_mark_of(mark, glyph)
        {
            finish(&mut building, redrawn, words);
        }
        if let Some((_, last)) = building.last() {
            let gap = glyph.at.left - last.at.right;
            if gap > WORD_GAP_EM * glyph.size.max(last.size) {
                finish(&mut building, redrawn, words);
                redrawn = false;
            }
        }
        building.push((order, glyph));
    }
    finish(&mut building, redrawn, words);
}

/// Tells whether two glyphs begin at one place: then a space is none, but stands for a soft hyphen
/// that is not shown.
fn is_at(a: &Glyph, b: &Glyph) -> bool {
    (a.at.left - b.at.left).abs() < NO_SPACE_EM * a.size.max(b.size)
}

/// Tells whether a space lies under a letter: programs draw some for the line under a word.
fn is_under(space: &Glyph, letter: &Glyph) -> bool {
    space.at.left < letter.at.right - WORD_GAP_EM * letter.size / 2.0
        && space.at.right < letter.at.right + WORD_GAP_EM * letter.size / 2.0
}

/// Tells whether a glyph is drawn over an equal one, as poor man's bold is.
fn is_redrawn(last: &Glyph, glyph: &Glyph) -> bool {
    if last.letter != glyph.letter {
        return false;
    }
    let covered = last.at.overlap_x(&glyph.at);
    let shift = (last.at.left - glyph.at.left).abs();
    let same = covered >= REDRAWN_SHARE * last.at.width().min(glyph.at.width()).max(0.1);
    (same || shift < REDRAWN_SHIFT_EM * glyph.size)
        && (last.baseline - glyph.baseline).abs() < 0.2 * glyph.size
}

/// Tells whether a glyph is a bullet of a font of pictures with text set right behind it.
fn is_mark_of(mark: &Glyph, next: &Glyph) -> bool {
    mark.face.pictures && mark.letter == '•' && next.letter != '•'
}

fn finish(building: &mut Vec<(usize, &Glyph)>, redrawn: bool, words: &mut Vec<Word>) {
    let Some((_, first)) = building.first() else { return };
    let half = building.len().div_ceil(2);
    let one_face = building.iter().all(|(_, g)| g.face == first.face);
    let most = |quality: fn(&Glyph) -> bool| match one_face {
        true => quality(first),
        false => building.iter().filter(|(_, g)| quality(g)).count() >= half,
    };
    let largest = building.iter().map(|(_, g)| g.size).fold(first.size, f64::max);
    let at = Rect::around(building.iter().map(|(_, g)| g.at)).unwrap_or(first.at);
    let baseline = building
        .iter()
        .filter(|(_, g)| g.size >= largest - 0.1)
        .map(|(_, g)| g.baseline)
        .fold(f64::MIN, f64::max);
    words.push(Word {
        text: building.iter().map(|(_, g)| g.letter).collect(),
        at,
        baseline,
        size: largest,
        bold: redrawn || most(|g| g.face.bold),
        italic: most(|g| g.face.italic),
        underline: false,
        pictured: most(|g| g.face.pictures),
        artifact: building.iter().all(|(_, g)| g.artifact),
        order: building.iter().map(|(order, _)| *order).min().unwrap_or(0),
    });
    building.clear();
}

/// Marks the words that a rule underlines; returns the rules that did.
///
/// A rule underlines when it runs close below a baseline and begins and ends with words.
pub fn underline(words: &mut [Word], rules: &[Rule]) -> Vec<usize> {
    let mut used = Vec::new();
    let mut by_baseline: Vec<usize> = (0..words.len()).collect();
    by_baseline.sort_by(|a, b| words[*a].baseline.total_cmp(&words[*b].baseline));
    for (index, rule) in rules.iter().enumerate().filter(|(_, r)| !r.plumb && !r.side) {
        let from = by_baseline.partition_point(|w| words[*w].baseline < rule.at.top - 12.0);
        let near = by_baseline[from..].iter().copied();
        let near = near.take_while(|w| words[*w].baseline <= rule.at.top + 1.0);
        let above: Vec<usize> = near.filter(|w| lies_on(&words[*w], &rule.at)).collect();
        let Some(span) = Rect::around(above.iter().map(|w| words[*w].at)) else { continue };
        let reach = above.iter().map(|w| words[*w].size).fold(0.0, f64::max) * UNDERLINE_REACH_EM;
        if rule.at.left >= span.left - reach && rule.at.right <= span.right + reach {
            above.iter().for_each(|w| words[*w].underline = true);
            used.push(index);
        }
    }
    used
}

fn lies_on(word: &Word, rule: &Rect) -> bool {
    let depth = rule.top - word.baseline;
    (-0.05 * word.size..=UNDERLINE_DEPTH_EM * word.size).contains(&depth)
        && word.at.overlap_x(rule) >= 0.7 * word.at.width()
}

/// Groups words into lines, from top to bottom.
pub fn lines<W: Borrow<Word>>(mut words: Vec<W>) -> Vec<Line<W>> {
    sort(&mut words, |w| w.baseline);
    let mut lines = Vec::new();
    let mut row: Vec<W> = Vec::new();
    for word in words {
        if let Some(first) = row.first().map(Borrow::borrow)
            && word.borrow().baseline - first.baseline
                > LINE_SHIFT_EM * word.borrow().size.max(first.size)
        {
            lines.extend(line(std::mem::take(&mut row)));
        }
        row.push(word);
    }
    lines.extend(line(row));
    lines
}

fn line<W: Borrow<Word>>(mut words: Vec<W>) -> Option<Line<W>> {
    sort(&mut words, |w| w.at.left);
    Line::of(words)
}

/// Sorts words by their place, those at one place by the order of drawing.
fn sort<W: Borrow<Word>>(words: &mut [W], place: impl Fn(&Word) -> f64) {
    words.sort_by(|a, b| {
        let (a, b) = (a.borrow(), b.borrow());
        place(a).total_cmp(&place(b)).then(a.order.cmp(&b.order))
    });
}

#[cfg(test)]
mod tests {
    use super::super::content::Face;
    use super::*;

    /// Sets letters of 6 points' width from `left` on.
    fn set(text: &str, left: f64) -> Vec<Glyph> {
        let glyph = |(index, letter): (usize, char)| {
            let left = left + 6.0 * index as f64;
            Glyph {
                letter,
                code: 0,
                at: Rect { left, top: 0.0, right: left + 6.0, bottom: 12.0 },
                baseline: 10.0,
                size: 12.0,
                turn: Turn::Upright,
                face: Face::default(),
                mark: None,
                artifact: false,
                invisible: false,
            }
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn read(glyphs: &[Glyph]) -> Vec<String> {
        words(glyphs.iter().enumerate()).into_iter().map(|w| w.text.into()).collect()
    }

    #[test]
    fn spaces_drawn_under_a_word_for_its_underline_part_nothing() {
        let mut glyphs = set("Purpose", 90.0);
        let mut space = set(" ", 129.0);
        space[0].at.right = 132.0;
        glyphs.extend(space);
        glyphs.extend(set(".", 132.0));
        assert_eq!(read(&glyphs), ["Purpose."]);
    }

    #[test]
    fn narrow_spaces_between_words_part_them() {
        let mut glyphs = set("to", 90.0);
        let mut space = set(" ", 102.0);
        space[0].at.right = 102.2;
        glyphs.extend(space);
        glyphs.extend(set("do", 102.2));
        assert_eq!(read(&glyphs), ["to", "do"]);
    }
}
