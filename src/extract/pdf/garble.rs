//! Fonts that lie: the file tells letters that are not the ones it shows, or none at all.
//!
//! Comes in: pages as drawn. Goes out: the same pages, with letters restored where it can be proven
//! that all codes of a font are shifted by one number, and otherwise marked as not legible.

use super::content::{Face, Glyph, PageContent, UNKNOWN};
use super::device::expand;
use super::letters::Pairs;
use super::words;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Letters of a font below which nothing can be said about it.
const LEAST_LETTERS: usize = 40;
/// Least standing of honest text, by the number of letters from which it holds. The lowest ones
/// measured are 2.5 with 40 letters (Finnish), 3.6 with 80 and 3.9 with 150; 19 of 20 permuted texts
/// stay below 1.8, 99 of 100 below 2.5.
const HONEST: [(usize, f64); 3] = [(100, 2.7), (60, 2.2), (LEAST_LETTERS, 1.6)];
/// Least standing of text whose codes were shifted back; that of English is 3.9 with 40 letters.
const RESTORED_STANDING: f64 = 3.8;
/// Most bits a pair may cost in text whose codes were shifted back: English costs up to 4.1.
const RESTORED_BITS: f64 = 4.3;
/// Bits a pair must cost less than under any other shift, and than unshifted.
const RESTORED_MARGIN: f64 = 0.4;
/// Bits a pair costs in text that is honest without further proof: no permuted text of 40 letters
/// came below 4.35.
const HONEST_BITS: f64 = 4.0;
/// Largest shift tried: from one end of the printable codes to the other.
const LARGEST_SHIFT: i32 = 94;
/// Distance of capital and small letters in ASCII.
const CASE_DISTANCE: i32 = 32;
/// Pairs from which a font with few letters may follow the shift of another font.
const FEW_LETTERS: usize = 6;
/// Share of the characters of a shifted font that must become letters, figures and signs.
const PRINTABLE_SHARE: f64 = 0.9;
/// Characters of a font after which no more are looked at.
const ENOUGH: usize = 1_500;
/// Share of letters beyond a to z from which the order of letters is not judged: another script, or
/// mostly accents.
const FOREIGN_SHARE: f64 = 0.3;
/// Share of control characters from which a font lies: no text has any.
const CONTROL_SHARE: f64 = 0.05;
/// Share of a page's letters that may be unknown or lie; above it the page is not legible.
pub const BAD_SHARE: f64 = 0.05;
/// Letters that may be unknown or lie on any page: a few signs that nobody misses.
const BAD_LETTERS: usize = 8;
/// Gap between letters that parts words, in font sizes.
const WORD_GAP_EM: f64 = 0.17;

/// Where the value of a glyph comes from: the letter that the file tells, or the bare code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Letter,
    Code,
}

type Key = (Face, Source);

fn key(glyph: &Glyph) -> Key {
    (font(glyph.face), if glyph.letter == UNKNOWN { Source::Code } else { Source::Letter })
}

/// Returns what tells a font from others: its number, or what is known if it has none.
fn font(face: Face) -> Face {
    if face.font == 0 { face } else { Face { font: face.font, ..Face::default() } }
}

fn value(glyph: &Glyph) -> u32 {
    if glyph.letter == UNKNOWN { glyph.code } else { u32::from(glyph.letter) }
}

/// What was found in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Pages with letters that were shifted back.
    pub restored: BTreeSet<u32>,
    /// Pages with letters that lie: every engine reads the same wrong ones.
    pub lying: BTreeSet<u32>,
    /// Legible pages with a few letters that lied or were not restored; they are unknown now.
    pub patchy: BTreeSet<u32>,
}

/// Restores and removes letters of fonts that lie, and tells of each page whether it is legible.
///
/// Control characters that no lying font explains are removed; those that part words become spaces.
pub fn settle(pages: &mut [PageContent]) -> Findings {
    let samples = samples(pages);
    let mut verdicts = verdicts(&samples, pages);
    verdicts.retain(|_, v| matches!(v, Verdict::Shifted(_) | Verdict::Lies));
    let mut findings = Findings::default();
    for page in pages {
        settle_page(page, &verdicts, &mut findings);
    }
    findings
}

/// What is known of a font's letters.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// Too few letters, or another script.
    Open,
    Honest,
    /// This number must be added to its codes.
    Shifted(i32),
    Lies,
}

fn settle_page(page: &mut PageContent, verdicts: &BTreeMap<Key, Verdict>, found: &mut Findings) {
    let verdict = |g: &Glyph| verdicts.get(&key(g)).copied().unwrap_or(Verdict::Open);
    let changes =
        |g: &Glyph| g.letter.is_control() || !verdicts.is_empty() && verdict(g) != Verdict::Open;
    let (mut lying, mut lost) = (false, false);
    if page.glyphs.iter().any(changes) {
        let mut settled = Vec::with_capacity(page.glyphs.len());
        for glyph in std::mem::take(&mut page.glyphs) {
            match verdict(&glyph) {
                Verdict::Shifted(shift) => {
                    found.restored.insert(page.number);
                    restore(glyph, shift, &mut settled);
                    lost |= settled.last().is_some_and(|g| g.letter == UNKNOWN);
                }
                Verdict::Lies if glyph.letter != ' ' => {
                    lying = true;
                    settled.push(Glyph { letter: UNKNOWN, ..glyph });
                }
                _ if glyph.letter.is_control() => {
                    if glyph.letter.is_whitespace() {
                        settled.push(Glyph { letter: ' ', ..glyph });
                    }
                }
                _ => settled.push(glyph),
            }
        }
        page.glyphs = settled;
    }
    page.illegible = is_illegible(&page.glyphs);
    if lying {
        found.lying.insert(page.number);
    }
    if (lying || lost) && !page.illegible {
        found.patchy.insert(page.number);
    }
}

/// Tells whether too many letters are unknown.
fn is_illegible(glyphs: &[Glyph]) -> bool {
    let bad = glyphs.iter().filter(|g| g.letter == UNKNOWN && !g.face.pictures).count();
    if bad == 0 {
        return false;
    }
    let all = glyphs.iter().filter(|g| !g.letter.is_whitespace()).count();
    bad == all || bad > BAD_LETTERS && bad as f64 > BAD_SHARE * all as f64
}

/// Adds a glyph with its letter shifted. A space that the shift would make unprintable is a space.
fn restore(glyph: Glyph, shift: i32, out: &mut Vec<Glyph>) {
    let mut letters = String::new();
    match shifted(value(&glyph), shift) {
        _ if glyph.letter == ' ' => letters.push(' '),
        Some(c) if glyph.letter != UNKNOWN || c.is_ascii() => expand(c, &mut letters),
        _ => letters.push(UNKNOWN),
    }
    // Its stems were measured on other letters.
    let face = Face { bold: glyph.face.bold && !glyph.face.by_stem, ..glyph.face };
    let count = letters.chars().count().max(1) as f64;
    for (index, letter) in (0..).zip(letters.chars()) {
        let width = glyph.at.width() / count;
        let left = glyph.at.left + width * f64::from(index);
        let at = super::geometry::Rect { left, right: left + width, ..glyph.at };
        out.push(Glyph { letter, at, face, ..glyph.clone() });
    }
}

/// Returns the printable character at a shifted code.
fn shifted(value: u32, shift: i32) -> Option<char> {
    let c = char::from_u32(value.checked_add_signed(shift)?)?;
    (!c.is_control()).then_some(c)
}

/// Words of one font, each once: what repeats says nothing more.
#[derive(Debug, Default)]
struct Sample {
    words: HashSet<Vec<u32>>,
    /// Characters of all words kept.
    count: usize,
}

impl Sample {
    fn add(&mut self, word: &mut Vec<u32>) {
        let count = word.len();
        if count > 0 && self.count < ENOUGH && self.words.insert(std::mem::take(word)) {
            self.count += count;
        }
        word.clear();
    }

    fn pairs(&self, shift: i32) -> Pairs {
        let letter = move |v: &u32| shifted(*v, shift).unwrap_or(' ');
        Pairs::of(self.words.iter().map(|w| w.iter().map(letter)))
    }

    fn share(&self, quality: impl Fn(u32) -> bool) -> f64 {
        let count = self.words.iter().flatten().filter(|v| quality(**v)).count();
        count as f64 / self.count.max(1) as f64
    }
}

/// Collects the words of each font in the order of drawing.
fn samples(pages: &[PageContent]) -> BTreeMap<Key, Sample> {
    let mut samples: BTreeMap<Key, Sample> = BTreeMap::new();
    let mut word = Vec::new();
    let mut full: Vec<Key> = Vec::new();
    for page in pages {
        let runs = page.glyphs.chunk_by(|a, b| key(a) == key(b)).filter(|r| !r[0].face.pictures);
        for run in runs {
            let key = key(&run[0]);
            if full.contains(&key) {
                continue;
            }
            let sample = samples.entry(key).or_default();
            let mut last: Option<&Glyph> = None;
            for glyph in run {
                if last.is_some_and(|l| is_redrawn(l, glyph)) {
                    continue;
                }
                if last.is_some_and(|l| glyph.letter == ' ' || !adjoins(l, glyph)) {
                    sample.add(&mut word);
                }
                if glyph.letter != ' ' {
                    word.push(value(glyph));
                }
                last = Some(glyph);
            }
            sample.add(&mut word);
            if sample.count >= ENOUGH {
                full.push(key);
            }
        }
    }
    samples
}

fn adjoins(a: &Glyph, b: &Glyph) -> bool {
    let gap = WORD_GAP_EM * a.size.max(b.size);
    -a.at.overlap_x(&b.at) < gap && -a.at.overlap_y(&b.at) < gap && a.turn == b.turn
}

fn is_redrawn(a: &Glyph, b: &Glyph) -> bool {
    let shared = a.at.overlap_x(&b.at).min(a.at.width());
    a.letter == b.letter
        && a.code == b.code
        && shared > 0.7 * a.at.width().max(0.1)
        && a.at.overlap_y(&b.at) > 0.7 * a.at.height()
}

fn verdicts(samples: &BTreeMap<Key, Sample>, pages: &[PageContent]) -> BTreeMap<Key, Verdict> {
    let mut verdicts: BTreeMap<Key, Verdict> =
        samples.iter().map(|(key, sample)| (*key, verdict(*key, sample, pages))).collect();
    for source in [Source::Letter, Source::Code] {
        let shifts: BTreeSet<i32> = verdicts
            .iter()
            .filter(|((_, s), _)| *s == source)
            .filter_map(|(_, v)| if let Verdict::Shifted(by) = v { Some(*by) } else { None })
            .collect();
        let Some(shift) = shifts.first().filter(|_| shifts.len() == 1) else { continue };
        let honest = verdicts.values().any(|v| *v == Verdict::Honest);
        for (key, verdict) in &mut verdicts {
            let open = matches!(verdict, Verdict::Open | Verdict::Lies) && key.1 == source;
            if open && samples.get(key).is_some_and(|s| follows(s, *shift, source, honest)) {
                *verdict = Verdict::Shifted(*shift);
            }
        }
    }
    verdicts
}

fn verdict(key: Key, sample: &Sample, pages: &[PageContent]) -> Verdict {
    let (face, source) = key;
    match source {
        Source::Code => proven_shift(sample, source).map_or(Verdict::Open, Verdict::Shifted),
        Source::Letter => match honesty(sample) {
            Verdict::Lies => match proven_shift(sample, source) {
                Some(shift) => Verdict::Shifted(shift),
                None if is_honest_as_placed(pages, face) => Verdict::Honest,
                None => Verdict::Lies,
            },
            other => other,
        },
    }
}

fn honesty(sample: &Sample) -> Verdict {
    let control = |v: u32| char::from_u32(v).is_none_or(|c| c.is_control() && !c.is_whitespace());
    let controls = sample.share(control);
    if controls > CONTROL_SHARE && controls * sample.count as f64 > BAD_LETTERS as f64 {
        return Verdict::Lies;
    }
    let letter = |v: &u32| char::from_u32(*v).unwrap_or(' ');
    let words = sample.words.iter().map(|w| w.iter().map(letter).collect::<String>());
    judge(words.filter(|w| !is_abbreviation(w)))
}

/// Tells whether a word may be an abbreviation or a code, whose letters stand in any order.
fn is_abbreviation(word: &str) -> bool {
    /// Letters of the longest abbreviations.
    const LONGEST: usize = 5;
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() <= LONGEST && letters.all(char::is_uppercase)
}

fn judge<W: AsRef<str>>(words: impl Iterator<Item = W>) -> Verdict {
    let words: Vec<W> = words.collect();
    let pairs = Pairs::of(words.iter().map(|w| w.as_ref().chars()));
    let all = pairs.letters + pairs.foreign;
    if pairs.foreign as f64 > FOREIGN_SHARE * all as f64 {
        return Verdict::Open;
    }
    match HONEST.iter().find(|(letters, _)| pairs.letters >= *letters) {
        None => Verdict::Open,
        Some(_) if pairs.bits() <= HONEST_BITS => Verdict::Honest,
        Some((_, least)) if pairs.standing() < *least => Verdict::Lies,
        Some(_) => Verdict::Honest,
    }
}

/// Judges the words as they stand on the page: the letters may be drawn in any order.
fn is_honest_as_placed(pages: &[PageContent], face: Face) -> bool {
    let mut seen = BTreeSet::new();
    for page in pages {
        let glyphs = page.glyphs.iter().enumerate();
        let own = glyphs.filter(|(_, g)| font(g.face) == face && !g.letter.is_control());
        seen.extend(words::words(own).into_iter().map(|w| w.text));
    }
    judge(seen.into_iter().filter(|w| !is_abbreviation(w))) != Verdict::Lies
}

/// Returns the one shift that makes English of a font's words, if there is one.
fn proven_shift(sample: &Sample, source: Source) -> Option<i32> {
    let tried = (-LARGEST_SHIFT..=LARGEST_SHIFT).filter(|by| source == Source::Code || *by != 0);
    let mut best: Vec<(f64, i32)> = tried
        .filter_map(|by| {
            let pairs = sample.pairs(by);
            (pairs.letters >= LEAST_LETTERS && pairs.letters * 2 > sample.count)
                .then(|| (pairs.bits(), by))
        })
        .collect();
    best.sort_by(|a, b| a.0.total_cmp(&b.0));
    let clear = |bits: f64, other: f64| other - bits >= RESTORED_MARGIN;
    let (bits, first) = *best.first()?;
    let twin = |by: i32| (by - first).abs() == CASE_DISTANCE;
    let shift = match best.iter().find(|(other, by)| twin(*by) && !clear(bits, *other)) {
        Some((_, other)) => likelier(sample, first, *other)?,
        None => first,
    };
    let alone = best[1..].iter().all(|(other, by)| twin(*by) || clear(bits, *other));
    let unshifted = sample.pairs(0);
    let better = source == Source::Code
        || unshifted.letters < LEAST_LETTERS
        || clear(bits, unshifted.bits());
    let english = bits <= RESTORED_BITS && sample.pairs(shift).standing() >= RESTORED_STANDING;
    (alone && better && english && is_printable(sample, shift, source)).then_some(shift)
}

/// Returns that of two shifts which gives fewer odd characters; none if they give the same number.
///
/// Capital and small letters lie [`CASE_DISTANCE`] apart, so that the wrong shift gives the same
/// letters in the other case, and strange signs.
fn likelier(sample: &Sample, a: i32, b: i32) -> Option<i32> {
    let odd = |by: i32| {
        let odd = |word: &Vec<u32>| {
            let mut before = ' ';
            let mut count = 0;
            for c in word.iter().map(|v| shifted(*v, by).unwrap_or(UNKNOWN)) {
                let changed = before.is_ascii_lowercase() && c.is_ascii_uppercase();
                count += usize::from(changed || c == UNKNOWN || "`@[\\]^_{|}~\"#$<>".contains(c));
                before = c;
            }
            count
        };
        sample.words.iter().map(odd).sum::<usize>()
    };
    match odd(a).cmp(&odd(b)) {
        std::cmp::Ordering::Less => Some(a),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(b),
    }
}

/// Tells whether a font with few letters reads better with the shift of the document's other fonts,
/// or has no `honest` font to keep company with.
fn follows(sample: &Sample, shift: i32, source: Source, honest: bool) -> bool {
    let pairs = sample.pairs(shift);
    let better = source == Source::Code
        || !honest && pairs.letters <= FEW_LETTERS
        || pairs.letters >= FEW_LETTERS && {
            let as_told = sample.pairs(0);
            as_told.letters * 2 < pairs.letters || pairs.bits() + RESTORED_MARGIN < as_told.bits()
        };
    better && is_printable(sample, shift, source)
}

fn is_printable(sample: &Sample, shift: i32, source: Source) -> bool {
    let printable = |v: u32| {
        let plain = |c: char| source == Source::Letter || (' '..='~').contains(&c);
        shifted(v, shift).is_some_and(plain)
    };
    sample.share(printable) >= PRINTABLE_SHARE
}

/// Tells whether a page's letters stand in an order that people write; none if there are too few of
/// them, or those of another script.
pub fn reads_well(page: &PageContent) -> Option<bool> {
    let glyphs = page.glyphs.iter().enumerate().filter(|(_, g)| g.letter != UNKNOWN);
    let words: BTreeSet<_> = words::words(glyphs).into_iter().map(|w| w.text).collect();
    match judge(words.into_iter().filter(|w| !is_abbreviation(w))) {
        Verdict::Open => None,
        other => Some(other == Verdict::Honest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::geometry::Rect;

    const ENGLISH: &str = "Every file ends with one outcome and, if refused, the reason and the next \
        step. Text of a document keeps its own words, and each of them says where it stands on the \
        page. Nothing is lost, nothing is made up, and what is not known stays open.";
    const WELSH: &str = "Bydd deiliad y swydd yn gweithio gyda phobl ifanc a'u teuluoedd i wella eu \
        hiechyd a'u lles. Rhaid iddo allu cyfathrebu'n glir yn Gymraeg a chadw cofnodion cywir.";
    const POLISH: &str = "Osoba na tym stanowisku prowadzi dokumentację, odpowiada na pytania \
        mieszkańców i dba o porządek w magazynie. Wymagamy dobrej znajomości przepisów.";
    const GERMAN: &str = "Die Stelle umfaßt die Betreuung der Besucher, das Beantworten von Anfragen \
        und die Pflege der Akten. Wir erwarten gute Kenntnisse der Vorschriften.";
    const FINNISH: &str = "Tehtävässä vastataan asiakkaiden kysymyksiin, pidetään kirjaa tavaroista \
        ja huolehditaan siitä, että tilat ovat siistit.";
    const GREEK: &str = "Ο υπάλληλος απαντά στις ερωτήσεις των κατοίκων και φροντίζει την αποθήκη.";
    const CAPITALS: &str = "JOB DESCRIPTION AND PERSON SPECIFICATION OF A SENIOR CARE WORKER";
    const FIGURES: &str = "12.4 13.9 1,204 Q1 Q2 Q3 Q4 2024/25 18% 3.2 kg 40 mm 7.5 h 1999 2003 55.1 \
        61.0 72.3 B12 A4 K1 K2 K3 S1 S2 S3 0.00 14.2 9.9 8.8 7.7 6.6 5.5 4.4 3.3 2.2 1.1";
    const NAMES: &str =
        "Mrs Gwyneth Pritchard-Okonkwo, Dr Zbigniew Krzysztofik, Siobhan O'Shaughnessy";
    const ABBREVIATIONS: &str = "NVQ RQF GCSE DBS CPD HCPC NMC GDPR COSHH RIDDOR SCP HMRC NHS BTEC \
        SENCO CQC PPE LGPS TUPE HR ICT";

    /// Draws words as fixed-width letters on lines, in one face. Letters are given as the file tells
    /// them; a code stands for a glyph without a letter.
    fn draw(page: &mut PageContent, font: u16, text: &str, told: impl Fn(char) -> Option<char>) {
        let face = Face { font, ..Face::default() };
        let top = 20.0 * (1.0 + page.glyphs.iter().map(|g| g.baseline / 20.0).fold(0.0, f64::max));
        for (index, c) in text.split_whitespace().collect::<Vec<_>>().join(" ").chars().enumerate()
        {
            let (column, row) = (index % 80, index / 80);
            let (left, baseline) = (20.0 + 5.0 * column as f64, top + 14.0 * row as f64);
            let at = Rect::between((left, baseline - 9.0), (left + 5.0, baseline + 2.2));
            page.glyphs.push(Glyph {
                letter: told(c).unwrap_or(UNKNOWN),
                code: u32::from(c).wrapping_sub(29),
                at,
                baseline,
                size: 10.0,
                turn: super::super::content::Turn::Upright,
                face,
                mark: None,
                artifact: false,
                invisible: false,
            });
        }
    }

    fn read(page: &PageContent) -> String {
        page.glyphs.iter().map(|g| g.letter).collect()
    }

    fn plain(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn shift(by: i32) -> impl Fn(char) -> Option<char> {
        move |c| char::from_u32((c as u32).saturating_add_signed(by))
    }

    /// Maps each letter to another one of its case.
    fn permuted(c: char) -> Option<char> {
        let order = b"qjxzkvwbpghfdmylcurosntiae";
        let other = |base: u8| order[(c as u8 - base) as usize] - b'a' + base;
        Some(match c {
            'a'..='z' => other(b'a') as char,
            'A'..='Z' => other(b'A') as char,
            c => c,
        })
    }

    #[test]
    fn honest_texts_stay_as_they_are() {
        let texts = [
            ENGLISH,
            WELSH,
            POLISH,
            GERMAN,
            FINNISH,
            GREEK,
            CAPITALS,
            FIGURES,
            NAMES,
            ABBREVIATIONS,
            "Xqz 12",
            "",
        ];
        for text in texts {
            let mut page = PageContent { number: 1, ..PageContent::default() };
            draw(&mut page, 1, text, Some);
            let found = settle(std::slice::from_mut(&mut page));
            assert_eq!((read(&page), found), (plain(text), Findings::default()));
            assert!(!page.illegible, "{text}");
        }
    }

    #[test]
    fn every_part_of_honest_english_is_honest() {
        let words: Vec<&str> = ENGLISH.split_whitespace().collect();
        for part in words.windows(10) {
            let verdict = judge(part.iter().map(|w| (*w).to_owned()));
            assert_ne!(verdict, Verdict::Lies, "{}", part.join(" "));
        }
    }

    #[test]
    fn shifted_letters_are_shifted_back() {
        for by in [1, -1, 3, -29, 31] {
            let mut page = PageContent { number: 4, ..PageContent::default() };
            draw(&mut page, 1, ENGLISH, shift(by));
            assert_ne!(read(&page), plain(ENGLISH));
            let found = settle(std::slice::from_mut(&mut page));
            assert_eq!(read(&page), plain(ENGLISH), "{by}");
            assert_eq!(found.restored, BTreeSet::from([4]));
            assert!(!page.illegible);
        }
    }

    #[test]
    fn a_short_heading_follows_the_shift_of_the_text() {
        let mut page = PageContent { number: 1, ..PageContent::default() };
        draw(&mut page, 1, "Key duties", shift(1));
        draw(&mut page, 2, ENGLISH, shift(1));
        settle(std::slice::from_mut(&mut page));
        assert_eq!(read(&page), format!("Key duties{}", plain(ENGLISH)));
    }

    #[test]
    fn bare_glyph_numbers_become_letters() {
        let mut page = PageContent { number: 1, ..PageContent::default() };
        draw(&mut page, 1, ENGLISH, |_| None);
        let found = settle(std::slice::from_mut(&mut page));
        assert_eq!(read(&page), plain(ENGLISH));
        assert_eq!(found.restored, BTreeSet::from([1]));
    }

    #[test]
    fn permuted_letters_make_a_page_illegible() {
        for text in [ENGLISH, WELSH, GERMAN, CAPITALS, &ENGLISH[..60]] {
            let mut page = PageContent { number: 1, ..PageContent::default() };
            draw(&mut page, 1, text, permuted);
            let found = settle(std::slice::from_mut(&mut page));
            assert!(page.illegible, "{text}");
            assert_eq!(found.lying, BTreeSet::from([1]), "{text}");
        }
    }

    #[test]
    fn one_lying_font_is_told_from_an_honest_one() {
        let text = ENGLISH.repeat(6);
        let mut page = PageContent { number: 1, ..PageContent::default() };
        draw(&mut page, 1, CAPITALS, permuted);
        draw(&mut page, 2, &text, Some);
        let found = settle(std::slice::from_mut(&mut page));
        assert!(!page.illegible);
        assert_eq!(found.patchy, BTreeSet::from([1]));
        let signs: String = CAPITALS.chars().map(|c| if c == ' ' { c } else { UNKNOWN }).collect();
        assert_eq!(read(&page), signs + &plain(&text));
    }

    #[test]
    fn control_characters_vanish_from_honest_text() {
        let mut page = PageContent { number: 1, ..PageContent::default() };
        draw(&mut page, 1, &ENGLISH.replacen("file", "fi\u{2}le", 1), Some);
        settle(std::slice::from_mut(&mut page));
        assert_eq!(read(&page), plain(ENGLISH));
    }
}
