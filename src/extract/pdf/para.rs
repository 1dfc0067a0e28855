//! Lines to paragraphs: list items with their marks, headings, hyphens at line ends.
//!
//! Comes in: the lines of one column or cell, from top to bottom. Goes out: the author's
//! paragraphs. What decides: a printed mark, the space between lines, the face, the indent, and
//! whether the next line's first word would still have fitted on the line.

use super::geometry::Rect;
use super::words::{Line, Word};
use super::wraps::Wraps;
use crate::model::{ListMark, Para, Run, Span, WordBox};
use std::collections::HashSet;

/// Characters that stand alone as bullets.
const BULLETS: &str = "•▪■□●○◦‣⁃∙·➢➤►▶–—-−*✓✔☐☑☒✗→❖◆◇♦§";
/// Line distance above which a new paragraph begins, as a multiple of the usual one.
const PARAGRAPH_GAP: f64 = 1.3;
/// Sizes that differ by less are one size, as a share.
const SIZE_SHARE: f64 = 0.07;
/// Indent that means something, in font sizes.
const INDENT_EM: f64 = 0.9;
/// Room that must be left beyond the next word before a line counts as ended early, in font sizes.
const SLACK_EM: f64 = 0.6;
/// Room left on a line from which even a small letter begins a paragraph, in font sizes.
const WIDE_SLACK_EM: f64 = 8.0;
/// Gap after a mark, in font sizes, from which a letter or number is a mark.
const MARK_GAP_EM: f64 = 0.45;

/// What the whole document says about its text.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// Usual distance of baselines in font sizes.
    pub pitch_em: f64,
    /// How far apart lines of one paragraph stand at most.
    pub wraps: Wraps,
    /// Words of the document in lower case, hyphened ones too.
    pub vocabulary: HashSet<String>,
    /// Compounds are set with the plain hyphen, so another one at a line end is a program's.
    pub plain_hyphens: bool,
    /// Font size of running text in points.
    pub body_size: f64,
}

/// A paragraph with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    pub mark: Option<ListMark>,
    pub lines: Vec<Line>,
    /// Page of each line.
    pub pages: Vec<u32>,
    /// Left edge of the text after the mark.
    pub text_left: f64,
    /// Left edge of the mark, or of the text if there is none.
    pub left: f64,
    /// Where lines of its column have to end.
    pub right: f64,
}

impl Paragraph {
    fn begin(line: MarkedLine, page: u32, right: f64) -> Self {
        let MarkedLine { mark, line, left, text_left } = line;
        Self { mark, lines: vec![line], pages: vec![page], text_left, left, right }
    }

    pub fn at(&self) -> Rect {
        Rect::around(self.lines.iter().map(|l| l.at)).unwrap_or_default()
    }

    pub fn page(&self) -> u32 {
        self.pages.first().copied().unwrap_or(1)
    }

    pub fn last_page(&self) -> u32 {
        self.pages.last().copied().unwrap_or(1)
    }

    pub fn first(&self) -> &Line {
        &self.lines[0]
    }

    fn last(&self) -> &Line {
        &self.lines[self.lines.len() - 1]
    }

    /// Tells whether every word has a quality.
    pub fn all(&self, quality: impl Fn(&Word) -> bool + Copy) -> bool {
        self.lines.iter().all(|l| l.all(quality))
    }

    pub fn size(&self) -> f64 {
        self.first().size
    }

    /// Returns the words with spaces between, lines joined.
    pub fn text(&self, habits: &Habits) -> String {
        self.para(habits, false).text()
    }

    /// Tells whether the text ends where a sentence may end.
    pub fn ends_sentence(&self) -> bool {
        self.last().words.last().is_some_and(|w| w.text.ends_with(['.', ':', ';', '!', '?']))
    }

    /// Takes over the lines of a paragraph that goes on with this one.
    pub fn append(&mut self, rest: Self) {
        self.lines.extend(rest.lines);
        self.pages.extend(rest.pages);
    }

    /// Returns the paragraph as the model has it.
    pub fn para(&self, habits: &Habits, boxes: bool) -> Para {
        let mut writer = Writer::default();
        for (index, line) in self.lines.iter().enumerate() {
            let next = self.lines.get(index + 1).and_then(|l| l.words.first());
            let broken = next.is_some_and(|n| breaks_word(line, n, self.right, habits));
            writer.line(line, self.pages[index], next, habits);
            writer.joined |= broken;
        }
        let words = if boxes { writer.boxes } else { Vec::new() };
        Para { heading: None, list: self.mark.clone(), runs: writer.runs, words }
    }
}

/// Writes words as runs of one emphasis.
#[derive(Default)]
struct Writer {
    runs: Vec<Run>,
    bytes: usize,
    boxes: Vec<WordBox>,
    /// The last word goes on with the next one, its hyphen dropped or kept.
    joined: bool,
}

impl Writer {
    fn line(&mut self, line: &Line, page: u32, next: Option<&Word>, habits: &Habits) {
        let labels = label_starts(line);
        let usual = usual_gap(line);
        for (index, word) in line.words.iter().enumerate() {
            let before = index.checked_sub(1).map(|i| &line.words[i]);
            if self.bytes > 0 && !self.joined {
                self.space(before, word, usual, labels.contains(&index));
            }
            self.joined = false;
            let is_last = index + 1 == line.words.len();
            let text = match next.filter(|_| is_last).map(|n| hyphen(&word.text, n, habits)) {
                Some(Hyphen::Drop) => {
                    self.joined = true;
                    &word.text[..word.text.len() - last_len(&word.text)]
                }
                Some(Hyphen::Keep) => {
                    self.joined = true;
                    word.text.as_str()
                }
                Some(Hyphen::None) | None => word.text.as_str(),
            };
            self.word(text, word, page);
        }
    }

    /// Writes the gap before a word: a tab where the line jumps, three spaces where it is parted
    /// wider than other words of the line, a space elsewhere.
    fn space(&mut self, before: Option<&Word>, word: &Word, usual: f64, begins_label: bool) {
        /// Gap that is a jump to a tab stop, in font sizes.
        const JUMP_EM: f64 = 1.6;
        /// Gap of several spaces, in font sizes and in usual gaps of the line.
        const WIDE: (f64, f64) = (0.6, 2.2);
        let gap = before.map_or(0.0, |b| word.at.left - b.at.right);
        let jumps = begins_label || gap > JUMP_EM * word.size;
        let wide = gap > WIDE.0 * word.size && gap > WIDE.1 * usual;
        let gap = if jumps {
            "\t"
        } else if wide {
            "   "
        } else {
            " "
        };
        match self.runs.last_mut() {
            Some(last) => last.text.push_str(gap),
            None => return,
        }
        self.bytes += gap.len();
    }

    fn word(&mut self, text: &str, word: &Word, page: u32) {
        let start = self.bytes;
        self.bytes += text.len();
        match self.runs.last_mut() {
            Some(run)
                if run.bold == word.bold
                    && run.italic == word.italic
                    && run.underline == word.underline =>
            {
                run.text.push_str(text);
            }
            _ => self.runs.push(Run {
                text: text.to_owned(),
                bold: word.bold,
                italic: word.italic,
                underline: word.underline,
            }),
        }
        let span = Span::new(start, self.bytes);
        self.boxes.push(WordBox { span, at: word.at.on_page(page) });
    }
}

/// Returns the median gap between the words of a line.
fn usual_gap(line: &Line) -> f64 {
    let mut gaps: Vec<f64> = line.words.windows(2).map(|w| w[1].at.left - w[0].at.right).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or_default()
}

/// Returns the words at which a further bold label begins on a line of labels and values:
/// "**Job title:** Driver **Grade:** 4".
fn label_starts(line: &Line) -> Vec<usize> {
    /// Words of a label at most.
    const WORDS: usize = 5;
    let words = &line.words;
    let opens = |from: usize| {
        let bold = words[from..].iter().take(WORDS).take_while(|w| w.bold);
        bold.clone().any(|w| w.text.ends_with(':'))
    };
    if !words.first().is_some_and(|w| w.bold) || !opens(0) {
        return Vec::new();
    }
    let begins = |i: &usize| words[*i].bold && !words[*i - 1].bold && opens(*i);
    (1..words.len()).filter(begins).collect()
}

fn last_len(text: &str) -> usize {
    text.chars().next_back().map_or(0, char::len_utf8)
}

/// What becomes of a hyphen at a line end.
#[derive(Debug, PartialEq, Eq)]
enum Hyphen {
    /// There is none.
    None,
    /// It parts a word: dropped, and the halves joined.
    Drop,
    /// It belongs to the word: kept, and the halves joined.
    Keep,
}

/// First halves that keep their hyphen.
const HYPHEN_PREFIXES: &[&str] = &[
    "self", "non", "well", "co", "pre", "post", "multi", "long", "short", "full", "part", "day",
    "up", "on", "off", "in", "out", "re", "ex", "anti", "inter", "person", "high", "low", "front",
    "follow", "face", "problem", "decision", "one", "two", "three", "work", "cross", "end", "user",
    "e", "third", "first", "second", "hands", "trauma", "evidence", "solution", "values",
];

fn hyphen(word: &str, next: &Word, habits: &Habits) -> Hyphen {
    let Some(mark) = word.chars().next_back() else { return Hyphen::None };
    let half = &word[..word.len() - mark.len_utf8()];
    let goes_on = next.text.chars().next().is_some_and(char::is_lowercase);
    let first_is_word = half.chars().next_back().is_some_and(char::is_alphabetic);
    match mark {
        '\u{AD}' if first_is_word => Hyphen::Drop,
        '\u{2010}' if first_is_word && goes_on && habits.plain_hyphens => Hyphen::Drop,
        '-' | '\u{2010}' if first_is_word && goes_on => choose(half, &next.text, habits),
        '/' if first_is_word && goes_on => Hyphen::Keep,
        _ => Hyphen::None,
    }
}

/// How long words end; what is left of one behind a break is one of these or its end.
const WORD_ENDS: &[&str] = &[
    "able", "ably", "ances", "ations", "ation", "ences", "ance", "ence", "ibility", "ability",
    "ical", "ically", "ities", "ings", "ing", "ments", "ment", "ness", "ships", "ship", "tional",
    "ative", "ated",
];
/// Ends of [`WORD_ENDS`] that are words.
const WORDS: &[&str] = &["able", "ably", "ally", "call", "on", "ship", "ships"];

/// Tells whether a line ends inside a word: programs break a word that is wider than its cell
/// wherever the cell ends.
fn breaks_word(line: &Line, next: &Word, right: f64, habits: &Habits) -> bool {
    let [word] = line.words.as_slice() else { return false };
    let letters = |text: &str| text.chars().all(char::is_alphabetic);
    let (first, second) = (plain(&word.text), plain(&next.text));
    let goes_on = next.text.starts_with(char::is_lowercase);
    let room = right - word.at.right;
    let letter = next.at.width() / next.text.chars().count().max(1) as f64;
    let is_no_word = !second.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        || is_word_end(&second)
        || habits.vocabulary.contains(&format!("{first}{second}"));
    goes_on && letters(&word.text) && room < 1.5 * letter && is_no_word
}

fn is_word_end(text: &str) -> bool {
    WORD_ENDS.iter().any(|e| e.ends_with(text)) && !WORDS.contains(&text)
}

fn choose(half: &str, next: &str, habits: &Habits) -> Hyphen {
    let first = plain(half);
    let second = plain(next);
    let has = |word: &str| habits.vocabulary.contains(word);
    if has(&format!("{first}-{second}")) {
        Hyphen::Keep
    } else if has(&format!("{first}{second}")) {
        Hyphen::Drop
    } else {
        let stem = first.rsplit('-').next().unwrap_or(&first);
        let compound = first.contains('-')
            || HYPHEN_PREFIXES.contains(&stem)
            || has(stem) && has(&second) && stem.len() > 2 && second.len() > 2;
        if compound { Hyphen::Keep } else { Hyphen::Drop }
    }
}

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A line with its mark taken off.
struct MarkedLine {
    mark: Option<ListMark>,
    line: Line,
    left: f64,
    text_left: f64,
}

/// Tells of each line whether its first word counts on from that of an earlier line at the same
/// left edge, or is counted on from: `1.` above `2.`.
fn counted(lines: &[Line]) -> Vec<bool> {
    /// Edges of numbers of one list differ by no more.
    const EDGE_PT: f64 = 1.0;
    let mut counted = vec![false; lines.len()];
    let mut last: Option<(usize, (&str, u32))> = None;
    for (index, line) in lines.iter().enumerate() {
        let Some(number) = item_number(line) else { continue };
        if let Some((at, before)) = last
            && number == (before.0, before.1 + 1)
            && (lines[at].at.left - line.at.left).abs() <= EDGE_PT
        {
            counted[at] = true;
            counted[index] = true;
        }
        last = Some((index, number));
    }
    counted
}

/// Returns the number that a line begins with, as an item does: closed or of several parts, and text
/// behind it. What it counts in stands apart: `2.` of `2.1`.
fn item_number(line: &Line) -> Option<(&str, u32)> {
    let (first, second) = (line.words.first()?, line.words.get(1)?);
    let number = first.text.trim_end_matches(['.', ')']);
    let parts = number.rfind('.').map_or(0, |dot| dot + 1);
    let itemised = number.len() < first.text.len() || parts > 0 && is_number(number);
    let (outer, number) = number.split_at(parts);
    let counts = itemised && second.text.starts_with(char::is_alphabetic);
    counts.then(|| Some((outer, number.parse().ok()?)))?
}

/// Takes the printed mark off a line; `counted` if its number is known to be one.
fn take_mark(mut line: Line, counted: bool) -> MarkedLine {
    let left = line.at.left;
    if let Some(mark) = mark_of(&line, counted) {
        let label = line.words.remove(0);
        let words = std::mem::take(&mut line.words);
        if let Some(rest) = Line::of(words) {
            let text_left = rest.at.left;
            return MarkedLine { mark: Some(mark), line: rest, left, text_left };
        }
        line.words.push(label);
    }
    let mark = line.words.first_mut().and_then(take_glued);
    let text_left = line.words.first().filter(|_| mark.is_some()).map_or(left, |w| w.at.left);
    MarkedLine { mark, text_left, line, left }
}

/// Takes a bullet off the word that it stands at without a gap: "•Keep", "oKeep".
fn take_glued(word: &mut Word) -> Option<ListMark> {
    /// Bullets that are nothing else in front of a word.
    const SURE: &str = "•▪■●◦‣∙➢➤✓✔❖◆";
    let mut chars = word.text.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let sure = SURE.contains(first) && second.is_alphanumeric();
    let drawn =
        first == 'o' && second.is_uppercase() && chars.next().is_some_and(char::is_lowercase);
    if !(sure || drawn) {
        return None;
    }
    let letters = word.text.chars().count() as f64;
    word.at.left += word.at.width() / letters;
    word.text = word.text[first.len_utf8()..].into();
    Some(ListMark { label: first.to_string(), depth: 0, bullet: true })
}

fn mark_of(line: &Line, counted: bool) -> Option<ListMark> {
    let (first, second) = (line.words.first()?, line.words.get(1)?);
    let gap = second.at.left - first.at.right;
    let text = first.text.as_str();
    let mut chars = text.chars();
    let single = chars.next().filter(|_| chars.next().is_none());
    let wide = gap > MARK_GAP_EM * first.size.min(second.size);
    let is_bullet = match single {
        Some('o') => true,
        Some(c) if "–—-−*".contains(c) => starts_item(&second.text),
        Some(c) => BULLETS.contains(c) || first.pictured && !c.is_alphanumeric(),
        None => text.chars().count() <= 4 && text.chars().all(|c| "*•-".contains(c)),
    };
    if is_bullet {
        return Some(ListMark { label: text.to_owned(), depth: 0, bullet: true });
    }
    let closed = text.ends_with(')') && second.text.starts_with(char::is_uppercase);
    ((wide || closed || counted) && is_number(text)).then(|| ListMark {
        label: text.to_owned(),
        depth: 0,
        bullet: false,
    })
}

fn starts_item(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphanumeric() || "(\"“‘'£".contains(c))
}

/// Tells whether a word is a list number: `3.`, `(iv)`, `b)`, `2.1.`, `2.1`.
pub fn is_number(text: &str) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let closed = inner.len() < text.len();
    let digits = !inner.is_empty()
        && inner.len() <= 8
        && inner
            .split('.')
            .all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    let roman = (1..=5).contains(&inner.len()) && inner.bytes().all(|b| b"ivxIVX".contains(&b));
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_alphabetic());
    digits && (closed || inner.contains('.') || inner.len() <= 2) || closed && (roman || letter)
}

/// Joins the lines of a column or cell into paragraphs.
///
/// `right` is where lines have to end: the column's or cell's edge.
pub fn paragraphs(lines: Vec<Line>, page: u32, right: f64, habits: &Habits) -> Vec<Paragraph> {
    let mut done: Vec<Paragraph> = Vec::new();
    let counted = counted(&lines);
    for (line, counted) in lines.into_iter().zip(counted) {
        let line = take_mark(line, counted);
        match done.last_mut() {
            Some(last) if goes_on(last, &line, right, habits) => {
                last.lines.push(unmark(line));
                last.pages.push(page);
            }
            _ => done.push(Paragraph::begin(line, page, right)),
        }
    }
    set_depths(&mut done);
    done
}

/// Makes one paragraph of lines that the file says are one; a bullet within begins another.
///
/// `item` is the nesting of a list item.
pub fn whole(pages: Vec<(u32, Vec<Line>)>, item: Option<u8>) -> Vec<Paragraph> {
    let mut done: Vec<Paragraph> = Vec::new();
    for (page, lines) in pages {
        let right = lines.iter().map(|l| l.at.right).fold(0.0, f64::max);
        for line in lines {
            let line = take_mark(line, false);
            let bullet = line.mark.as_ref().is_some_and(|m| m.bullet);
            match done.last_mut() {
                Some(last) if !bullet => {
                    last.lines.push(unmark(line));
                    last.pages.push(page);
                }
                _ => done.push(Paragraph::begin(line, page, right)),
            }
        }
    }
    if let Some(depth) = item {
        for paragraph in &mut done {
            let mark = paragraph.mark.get_or_insert_with(|| ListMark {
                label: String::new(),
                depth,
                bullet: true,
            });
            mark.depth = depth;
        }
    }
    done
}

/// Puts a mark back that turned out to be text.
fn unmark(line: MarkedLine) -> Line {
    let Some(mark) = line.mark else { return line.line };
    let mut words = line.line.words;
    if let Some(first) = words.first() {
        let at = Rect { left: line.left, right: line.text_left - 1.0, ..first.at };
        let label = Word { text: mark.label.into(), at, ..first.clone() };
        words.insert(0, label);
    }
    let at = Rect { left: line.left, ..line.line.at };
    Line { words, at, ..line.line }
}

/// Tells whether a line goes on with the paragraph above it.
fn goes_on(last: &Paragraph, next: &MarkedLine, right: f64, habits: &Habits) -> bool {
    let (above, below) = (last.last(), &next.line);
    let size = above.size.max(below.size);
    let pitch = below.baseline - above.baseline;
    if pitch > PARAGRAPH_GAP * habits.pitch_em * size || pitch < 0.3 * size {
        return false;
    }
    if next.mark.is_some() && !wraps_into_mark(last, next) && !wraps_into_dash(last, next, right) {
        return false;
    }
    if habits.wraps.part(pitch, size) && !starts_small(below) && !ends_dangling(above) {
        return false;
    }
    if last.ends_sentence() && opens_run_in(below) && !above.words.last().is_some_and(|w| w.bold) {
        return false;
    }
    if are_facts(last.first(), below) || opens_alike(last, below) {
        return false;
    }
    let room = Room::after(above, below, right);
    looks_alike(last, next) && room.lets_go_on(above, below) && stands_below(last, next, &room)
}

/// Tells whether a line begins with the capital word that its paragraph begins with, and a small one
/// behind it, as one item after another does: "Able to write", "Able to listen". Names go on with
/// capitals ("Oakhill Council").
fn opens_alike(last: &Paragraph, next: &Line) -> bool {
    let opening = |line: &Line| {
        let [first, second, ..] = line.words.as_slice() else { return None };
        let is_word = first.text.len() > 2 && first.text.chars().all(char::is_alphabetic);
        (is_word && second.text.starts_with(char::is_lowercase)).then(|| first.text.clone())
    };
    let own = opening(next);
    own.is_some()
        && own == opening(last.first())
        && !starts_small(next)
        && !last.ends_sentence()
        && !ends_dangling(last.last())
}

/// Tells whether two lines are labels with values that stand below each other, as in a form without
/// rules.
fn are_facts(one: &Line, other: &Line) -> bool {
    /// Words of a label at most.
    const WORDS: usize = 5;
    /// Values that differ by less stand below each other, in points.
    const ALIGNED_PT: f64 = 1.5;
    let value = |line: &Line| {
        let label = line.words.iter().take(WORDS).position(|w| w.text.ends_with(':'))?;
        line.words.get(label + 1).map(|w| w.at.left)
    };
    value(one).zip(value(other)).is_some_and(|(a, b)| (a - b).abs() < ALIGNED_PT)
}

/// Tells whether a line opens with a bold heading that its text follows: "**Experience:** Has led",
/// "**Experience** – Has led".
fn opens_run_in(line: &Line) -> bool {
    /// Words of such a heading at most.
    const WORDS: usize = 7;
    let bold = line.words.iter().take_while(|w| w.bold).count();
    let dash = |w: &Word| matches!(w.text.as_str(), "–" | "—" | "-");
    let closed = line.words[..bold].last().is_some_and(|w| w.text.ends_with(':') || dash(w))
        || line.words.get(bold).is_some_and(dash);
    (1..=WORDS).contains(&bold) && closed && bold < line.words.len()
}

/// Tells whether a paragraph goes on with one on an earlier page or in an earlier part of its cell:
/// the same without the distance of lines.
///
/// `surely` asks for proof: a small letter, an open end, or the indent of an item's text.
pub fn continues(last: &Paragraph, next: &Paragraph, surely: bool) -> bool {
    if next.mark.is_some() || last.lines.is_empty() || next.lines.is_empty() {
        return false;
    }
    let first = MarkedLine {
        mark: None,
        line: next.first().clone(),
        left: next.left,
        text_left: next.text_left,
    };
    let (above, below) = (last.last(), next.first());
    let room = Room::after(above, below, last.right);
    let small = starts_small(below) || begins_joined(below);
    let hangs = last.mark.is_some() && last.text_left > last.left + 0.5 * below.size;
    let indented = (next.left - last.text_left).abs() < 0.35 * below.size;
    let ended = last.ends_sentence() || room.ended_early;
    looks_alike(last, &first)
        && (small && !room.is_wide
            || ends_dangling(above)
            || hangs && indented
            || !surely && !ended && last.lines.len() > 1)
}

/// Tells whether what looks like a mark is text of a wrapped item.
fn wraps_into_mark(last: &Paragraph, next: &MarkedLine) -> bool {
    next.mark.as_ref().is_some_and(|m| !m.bullet) && hangs(last, next) && !opens_sibling(last, next)
}

/// Tells whether what looks like a bullet is a dash between words: the line above is open and has no room
/// for it, and a small letter goes on.
fn wraps_into_dash(last: &Paragraph, next: &MarkedLine, right: f64) -> bool {
    let dash = |mark: &ListMark| matches!(mark.label.as_str(), "–" | "—" | "-");
    let listed = last.mark.as_ref().is_some_and(dash);
    let mark = Rect { left: next.left, right: next.text_left, ..next.line.at };
    let room = right - last.last().at.right > mark.width() + next.line.words[0].at.width();
    next.mark.as_ref().is_some_and(dash)
        && !listed
        && !room
        && !last.ends_sentence()
        && starts_small(&next.line)
}

fn hangs(last: &Paragraph, next: &MarkedLine) -> bool {
    last.mark.is_some() && (next.left - last.text_left).abs() < 0.35 * next.line.size
}

/// Tells whether a line has the size and face of the paragraph above.
fn looks_alike(last: &Paragraph, next: &MarkedLine) -> bool {
    let (above, below) = (last.last(), &next.line);
    let size = above.size.max(below.size);
    let same_face = |quality: fn(&Word) -> bool| {
        let (a, b) = (above.all(quality), below.all(quality));
        let runs_on = above.words.last().is_some_and(quality);
        a == b || a && last.lines.len() > 1 && !last.all(quality) || b && runs_on
    };
    (above.size - below.size).abs() <= SIZE_SHARE * size
        && same_face(|w| w.bold)
        && same_face(|w| w.underline)
        && !is_next_code(&last.first().words[0].text, &below.words[0].text)
}

/// Tells whether a word is the code after another one: `K4` and `K5`, `Duty 3` is no word.
fn is_next_code(last: &str, next: &str) -> bool {
    let split = |word: &str| {
        let plain = word.trim_end_matches(['.', ':', ')']);
        let digits = plain.find(|c: char| c.is_ascii_digit())?;
        let (letters, number) = plain.split_at(digits);
        let fits =
            (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
        fits.then_some((letters.to_owned(), number.parse::<u32>().ok()?))
    };
    match (split(last), split(next)) {
        (Some(a), Some(b)) => a.0 == b.0 && b.1 == a.1 + 1,
        _ => false,
    }
}

/// Room that a line leaves.
struct Room {
    /// The next line's first word would have fitted.
    ended_early: bool,
    /// Much more than that word would have fitted.
    is_wide: bool,
}

impl Room {
    fn after(above: &Line, below: &Line, right: f64) -> Self {
        let size = above.size.max(below.size);
        let needed = below.words[0].at.width() + 0.25 * size;
        let room = right - above.at.right - needed;
        Self { ended_early: room > SLACK_EM * size, is_wide: room > WIDE_SLACK_EM * size }
    }

    /// Tells whether the words allow that the line goes on.
    fn lets_go_on(&self, above: &Line, below: &Line) -> bool {
        !self.ended_early
            || starts_small(below) && !self.is_wide
            || ends_dangling(above)
            || begins_joined(below)
    }
}

/// Tells whether a line begins with a sign that stands between two words, or with a remark in brackets.
fn begins_joined(line: &Line) -> bool {
    let first = line.words[0].text.as_str();
    let remark = first.strip_prefix('(').is_some_and(|rest| {
        rest.chars().take_while(|c| c.is_lowercase()).count() > 1 && !is_number(first)
    });
    remark || matches!(first, "&" | "+" | "/") && line.words.len() > 1
}

/// Tells whether a line begins with a small letter.
pub fn starts_small(line: &Line) -> bool {
    line.words[0].text.chars().next().is_some_and(char::is_lowercase)
}

/// Tells whether a line stands where the next line of the paragraph would.
fn stands_below(last: &Paragraph, next: &MarkedLine, room: &Room) -> bool {
    let size = next.line.size;
    let expected = if last.lines.len() == 1 { last.text_left } else { last.last().at.left };
    let shift = next.left - expected;
    if shift.abs() < INDENT_EM * size {
        return true;
    }
    if last.mark.is_some() {
        let from = last.left - 0.35 * size;
        let opens = !starts_small(&next.line) && next.line.text().ends_with(':');
        return !opens && (from..last.text_left + 4.0 * size).contains(&next.left);
    }
    last.lines.len() == 1 && !room.ended_early && shift.abs() < 4.0 * size
}

/// Tells whether a number at the text edge of an item begins an item of its own: the item above
/// has ended, and a number of the same form stands there.
fn opens_sibling(last: &Paragraph, next: &MarkedLine) -> bool {
    let Some(mark) = &next.mark else { return false };
    mark.label.ends_with([')', '.']) || last.ends_sentence()
}

/// Tells whether a line ends in a word that cannot end a statement; the "A" of "Level A" can.
fn ends_dangling(line: &Line) -> bool {
    line.words.last().is_some_and(|w| is_dangling(&w.text))
}

/// Tells whether more must follow behind a word.
pub fn is_dangling(word: &str) -> bool {
    const DANGLING: &[&str] = &[
        "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "from", "at",
        "as", "is", "are", "that", "which", "their", "its", "our", "your", "&",
    ];
    let lower = word.to_lowercase();
    lower.ends_with(',') || word != "A" && DANGLING.contains(&lower.as_str())
}

/// Numbers the nesting of list items by their indents.
fn set_depths(paragraphs: &mut [Paragraph]) {
    let mut open: Vec<f64> = Vec::new();
    for paragraph in paragraphs {
        let (left, size) = (paragraph.left, paragraph.size());
        let Some(mark) = &mut paragraph.mark else {
            open.clear();
            continue;
        };
        while open.last().is_some_and(|o| left < o - 0.5 * size) {
            open.pop();
        }
        if open.last().is_none_or(|o| left > o + 0.5 * size) {
            open.push(left);
        }
        mark.depth = u8::try_from(open.len() - 1).unwrap_or(u8::MAX);
    }
}
