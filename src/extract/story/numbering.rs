//! List labels as Word prints them: definitions and running counters, shared by the readers of
//! text documents.
//!
//! Comes in: what a format's list definitions say, then one call per numbered paragraph in reading
//! order. Goes out: the printed label. The counters belong to the list definition, not to its
//! instances, so a list goes on over paragraphs, cells and text boxes until an instance restarts it.

use super::capped;
use crate::text::symbols;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// Levels of a list; Word knows no more.
pub(in crate::extract) const LEVELS: usize = 9;

/// How a level's number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) enum Format {
    /// 1, 2, 3.
    #[default]
    Decimal,
    /// With leading zeros up to a number of digits.
    Padded(usize),
    /// a, b, ..., z, aa, bb.
    LowerLetter,
    /// A, B.
    UpperLetter,
    /// i, ii.
    LowerRoman,
    /// I, II.
    UpperRoman,
    /// 1st, 2nd.
    Ordinal,
    /// - 1 -.
    Dashed,
    /// One, two.
    Cardinal,
    /// First, second.
    OrdinalWords,
    /// 9, A, B.
    Hexadecimal,
    /// *, †, ‡, §, **.
    Footnote,
    /// ①, ②.
    Circled,
    /// No number but a mark.
    Bullet,
    /// No number.
    None,
}

impl Format {
    /// Returns the format of a number that a legal label inherits: leading zeros are kept
    /// ([MS-DOC] 2.9.150, `fLegal`; ECMA-376 17.9.4 is silent about them).
    fn legal(self) -> Self {
        if matches!(self, Self::Padded(_)) { self } else { Self::Decimal }
    }

    /// Returns the format of a number in Word's binary and rich-text files ([MS-OSHARED] 2.2.1.3).
    pub fn of_word(code: u32) -> Self {
        match code {
            1 => Self::UpperRoman,
            2 => Self::LowerRoman,
            3 => Self::UpperLetter,
            4 => Self::LowerLetter,
            5 => Self::Ordinal,
            6 => Self::Cardinal,
            7 => Self::OrdinalWords,
            8 => Self::Hexadecimal,
            9 => Self::Footnote,
            18 => Self::Circled,
            22 => Self::Padded(2),
            23 => Self::Bullet,
            57 => Self::Dashed,
            255 => Self::None,
            _ => Self::Decimal,
        }
    }
}

/// A level of a list.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Level {
    /// Number of its first item.
    pub start: u32,
    /// How its number is written.
    pub format: Format,
    /// Label with `%1` to `%9` for the numbers of the levels.
    pub text: String,
    /// Whether the numbers of the levels above are written as decimals.
    pub legal: bool,
    /// The level, from 1, after which this one starts again; 0 for never, absent for any above.
    pub restart: Option<u32>,
    /// Paragraph style linked to the level.
    pub style: Option<String>,
    /// Font of the label.
    pub font: String,
}

/// A list definition.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct List {
    /// Its levels, outermost first.
    pub levels: Vec<Option<Level>>,
    /// Numbering style in which the levels really stand.
    pub link: Option<String>,
}

/// What an instance changes about one level of its list.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Override {
    /// Number to start again with.
    pub start: Option<u32>,
    /// Another definition of the level.
    pub level: Option<Level>,
}

/// A use of a list definition, with changes of its own.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Instance {
    /// Its definition.
    pub list: String,
    /// The definition whose counter it shares, if not the same: one linked to a numbering style
    /// counts for itself.
    pub counter: Option<String>,
    /// Its changes, by level.
    pub overrides: HashMap<usize, Override>,
}

/// The list definitions of a document.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Numbering {
    /// Definitions by name.
    pub lists: HashMap<String, List>,
    /// Instances by name.
    pub instances: HashMap<String, Instance>,
}

/// Where a list has got to, by level; nothing for levels that have not begun.
pub(in crate::extract) type Counts = [Option<u32>; LEVELS];

/// Where the lists of a story have got to.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Counters {
    by_list: HashMap<String, Counts>,
    started: HashSet<(String, usize)>,
}

/// A printed label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Label {
    /// The label without white space around it.
    pub text: String,
    /// Level, from 0.
    pub level: usize,
    /// Whether it is a bullet.
    pub bullet: bool,
    /// Whether it was longer than allowed.
    pub cut: bool,
}

impl Numbering {
    /// Returns the level of a list that is linked to a paragraph style.
    pub fn level_of_style(&self, instance: &str, style: &str) -> Option<usize> {
        let list = self.lists.get(&self.instances.get(instance)?.list)?;
        let linked =
            |l: &Option<Level>| l.as_ref().is_some_and(|l| l.style.as_deref() == Some(style));
        list.levels.iter().position(linked)
    }

    /// Tells whether a level is linked to another style than the one that brought the numbering:
    /// Word then prints no label and does not count.
    pub fn is_of_another_style(&self, instance: &str, level: usize, style: &str) -> bool {
        let list = self.instances.get(instance).and_then(|i| self.lists.get(&i.list));
        let level = list.and_then(|l| l.levels.get(level)?.as_ref());
        level.and_then(|l| l.style.as_deref()).is_some_and(|linked| linked != style)
    }

    /// Counts one paragraph and returns its label, at most `cap` bytes of it; `None` if there is
    /// no such list.
    pub fn count(
        &self,
        counters: &mut Counters,
        instance: &str,
        level: usize,
        cap: usize,
    ) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let found = self.instances.get(instance)?;
        let levels = Levels { list: self.lists.get(&found.list)?, instance: Some(found) };
        let counter = found.counter.as_ref().unwrap_or(&found.list);
        let counts = counters.by_list.entry(counter.clone()).or_default();
        let numbered = levels.get(level).is_some_and(|l| l.format != Format::Bullet);
        let first = numbered && counters.started.insert((instance.to_owned(), level));
        let restart = first && levels.restarts(level);
        Some(levels.count(counts, level, restart, cap))
    }
}

impl List {
    /// Counts one item and returns its label, at most `cap` bytes of it.
    pub fn count(&self, counts: &mut Counts, level: usize, cap: usize) -> Label {
        Levels { list: self, instance: None }.count(counts, level.min(LEVELS - 1), false, cap)
    }
}

/// The levels of a list as one instance sees them.
struct Levels<'n> {
    list: &'n List,
    instance: Option<&'n Instance>,
}

impl<'n> Levels<'n> {
    fn count(&self, counts: &mut Counts, level: usize, restart: bool, cap: usize) -> Label {
        let Some(definition) = self.get(level) else {
            return Label { level, ..Label::default() };
        };
        if definition.format == Format::Bullet {
            return Label { text: bullet(definition, cap), level, bullet: true, cut: false };
        }
        step(counts, self, level, restart);
        let label = write_label(definition, self, counts, level, cap);
        let label = label.trim();
        Label { text: capped(label, cap).to_owned(), level, bullet: false, cut: label.len() > cap }
    }

    fn stated(&self, level: usize) -> Option<&'n Override> {
        self.instance?.overrides.get(&level)
    }

    fn get(&self, level: usize) -> Option<&'n Level> {
        let changed = self.stated(level).and_then(|o| o.level.as_ref());
        changed.or_else(|| self.list.levels.get(level)?.as_ref())
    }

    fn restarts(&self, level: usize) -> bool {
        self.start_override(level).is_some()
    }

    fn start_override(&self, level: usize) -> Option<u32> {
        self.stated(level)?.start
    }

    fn start(&self, level: usize) -> u32 {
        let stated = || self.get(level).map_or(1, |l| l.start);
        self.start_override(level).unwrap_or_else(stated)
    }

    /// Tells whether `deeper` starts again after a paragraph on `level`.
    fn resets(&self, deeper: usize, level: usize) -> bool {
        match self.get(deeper).and_then(|l| l.restart) {
            None => true,
            Some(after) => level < after as usize,
        }
    }
}

/// Moves the counter of a level on and resets those below it. Levels above it that were left out
/// count as begun.
fn step(counts: &mut Counts, levels: &Levels, level: usize, restart: bool) {
    for (above, count) in counts.iter_mut().enumerate().take(level) {
        count.get_or_insert_with(|| levels.start(above));
    }
    counts[level] = match counts[level] {
        Some(count) if !restart => Some(count.saturating_add(1)),
        _ => Some(levels.start(level)),
    };
    for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
        if levels.resets(deeper, level) {
            *count = None;
        }
    }
}

fn bullet(level: &Level, cap: usize) -> String {
    let text = symbols::decode(&level.text, &level.font);
    let text = if text.contains('%') { "•" } else { text.trim() };
    capped(text, cap).to_owned()
}

/// Returns the label with the numbers filled in, a little more than `cap` bytes of it at most.
fn write_label(
    definition: &Level,
    levels: &Levels,
    counts: &Counts,
    level: usize,
    cap: usize,
) -> String {
    let mut label = String::new();
    let mut rest = definition.text.chars().peekable();
    while let Some(c) = rest.next() {
        let digit = rest.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && *d > 0);
        match digit {
            Some(digit) => {
                rest.next();
                let at = digit as usize - 1;
                if at <= level {
                    let format = levels.get(at).map_or(Format::Decimal, |l| l.format);
                    let inherited = definition.legal && at < level;
                    let format = if inherited { format.legal() } else { format };
                    let count = counts[at].unwrap_or_else(|| levels.start(at));
                    label.push_str(&written(count, format, cap));
                }
            }
            None => label.push(symbols::picture(c as u32, &definition.font).unwrap_or(c)),
        }
        if label.trim_start().len() > cap {
            break;
        }
    }
    label
}

/// Returns a number as a level's format writes it, about `cap` bytes at most.
fn written(number: u32, format: Format, cap: usize) -> String {
    match format {
        Format::Decimal => number.to_string(),
        Format::Padded(digits) => format!("{number:0digits$}"),
        Format::LowerLetter => letters(number, b'a', cap),
        Format::UpperLetter => letters(number, b'A', cap),
        Format::LowerRoman => roman(number).to_lowercase(),
        Format::UpperRoman => roman(number),
        Format::Ordinal => format!("{number}{}", ordinal_ending(number)),
        Format::Dashed => format!("- {number} -"),
        Format::Cardinal => capitalised(spelled(number)),
        Format::OrdinalWords => capitalised(spelled_ordinal(number)),
        Format::Hexadecimal => format!("{number:X}"),
        Format::Footnote => footnote_sign(number, cap),
        Format::Circled => circled(number),
        Format::Bullet | Format::None => String::new(),
    }
}

/// After `z` comes `aa`, then `bb`.
fn letters(number: u32, first: u8, cap: usize) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(first + (index % 26) as u8);
    let times = (index / 26 + 1) as usize;
    std::iter::repeat_n(letter, times.min(cap)).collect()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=9999).contains(&number) {
        return number.to_string();
    }
    let (mut left, mut out) = (number, String::new());
    for (worth, sign) in SIGNS {
        while left >= worth {
            let _ = write!(out, "{sign}");
            left -= worth;
        }
    }
    out
}

fn ordinal_ending(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Returns a number below a thousand in words, a larger one in digits.
fn spelled(number: u32) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    match (number, number as usize) {
        (0..=19, n) => SMALL[n].into(),
        (20..=99, n) if n % 10 == 0 => TENS[n / 10].into(),
        (20..=99, n) => format!("{}-{}", TENS[n / 10], SMALL[n % 10]),
        (100..=999, n) if n % 100 == 0 => format!("{} hundred", SMALL[n / 100]),
        (100..=999, n) => format!("{} hundred {}", SMALL[n / 100], spelled(number % 100)),
        _ => number.to_string(),
    }
}

fn spelled_ordinal(number: u32) -> String {
    const ODD: [(&str, &str); 7] = [
        ("one", "first"),
        ("two", "second"),
        ("three", "third"),
        ("five", "fifth"),
        ("eight", "eighth"),
        ("nine", "ninth"),
        ("twelve", "twelfth"),
    ];
    let words = spelled(number);
    if number > 999 {
        return words + ordinal_ending(number);
    }
    let odd = ODD.iter().find_map(|(from, to)| Some(words.strip_suffix(from)?.to_owned() + to));
    odd.unwrap_or_else(|| match words.strip_suffix('y') {
        Some(stem) => format!("{stem}ieth"),
        None => words + "th",
    })
}

fn capitalised(words: String) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The signs of footnotes, doubled after the fourth.
fn footnote_sign(number: u32, cap: usize) -> String {
    const SIGNS: [&str; 4] = ["*", "†", "‡", "§"];
    let Some(index) = number.checked_sub(1) else { return String::new() };
    SIGNS[index as usize % 4].repeat((index as usize / 4 + 1).min(cap))
}

fn circled(number: u32) -> String {
    let circle = (1..=20).contains(&number).then(|| char::from_u32(0x2460 + number - 1)).flatten();
    circle.map_or_else(|| number.to_string(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_format() {
        let cases = [
            (4, Format::LowerRoman, "iv"),
            (1994, Format::UpperRoman, "MCMXCIV"),
            (0, Format::UpperRoman, "0"),
            (26, Format::LowerLetter, "z"),
            (28, Format::UpperLetter, "BB"),
            (0, Format::LowerLetter, ""),
            (7, Format::Padded(2), "07"),
            (112, Format::Ordinal, "112th"),
            (22, Format::Ordinal, "22nd"),
            (3, Format::None, ""),
            (21, Format::Cardinal, "Twenty-one"),
            (340, Format::Cardinal, "Three hundred forty"),
            (12, Format::OrdinalWords, "Twelfth"),
            (30, Format::OrdinalWords, "Thirtieth"),
            (145, Format::OrdinalWords, "One hundred forty-fifth"),
            (1001, Format::OrdinalWords, "1001st"),
            (11, Format::Hexadecimal, "B"),
            (6, Format::Footnote, "††"),
            (20, Format::Circled, "⑳"),
            (21, Format::Circled, "21"),
        ];
        let got: Vec<_> = cases.iter().map(|(n, f, _)| written(*n, *f, 64)).collect();
        let want: Vec<_> = cases.iter().map(|(_, _, text)| (*text).to_owned()).collect();
        assert_eq!(got, want);
        assert!(written(u32::MAX, Format::LowerLetter, 64).len() <= 64);
    }
}
