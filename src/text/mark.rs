//! Printed marks of list items and headings: bullets, numbers, letters, codes.

use crate::text::pattern;
use regex::Regex;

/// The printed mark in front of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// None.
    None,
    /// A bullet.
    Bullet,
    /// A number, as printed without its punctuation: `24`, `1.2`, `iv`.
    Number(String),
    /// A capital letter.
    Letter(char),
    /// A code of an occupational standard: `K1`.
    Code(String),
    /// The number of a section: "Section 2:".
    Section(String),
}

impl Mark {
    /// Tells whether the mark makes the line an item of a list.
    pub fn is_item(&self) -> bool {
        matches!(self, Self::Bullet | Self::Number(_) | Self::Code(_))
    }
}

/// Tells whether a text is nothing but letters for ways of assessing: "A", "A/I", "AF, I, T".
pub fn is_method_code(text: &str) -> bool {
    let mut codes =
        text.split(['/', ',', '&', '+', ' ', ';', '.']).filter(|c| !c.is_empty()).peekable();
    codes.peek().is_some()
        && text.len() <= 14
        && codes.all(|c| c.len() <= 2 && c.chars().all(|c| c.is_ascii_uppercase()))
}

pattern!(BULLET, r"^\s*(?:[-–—•●▪■◦‣∙·*➢➤✓✔\u{f0b7}\u{f0a7}\u{f0d8}]+|o)[\s\u{a0}]+(?:\S)");
// Letters and signs that converters leave of the bullets of symbol fonts: "Ø Keep records".
pattern!(SYMBOL_BULLET, r"^\s*[¨§Øü][\s\u{a0}]+\p{Lu}");
// Bullets whose gap was lost: "oKeep records", "•keep records".
pattern!(TIGHT_BULLET, r"^\s*(?:o\p{Lu}|[•●▪■◦‣➢➤\u{f0b7}\u{f0a7}\u{f0d8}]+[\p{L}\p{N}(“‘])");
pattern!(CODE, r"^\s*([KSBT][0-9]{1,3})(?:\s*[:.)–-]\s*|\s+)\S");
// Without a stop they are no numbers: "D1 driving licence", "E10 petrol".
pattern!(STOPPED_CODE, r"^\s*([DE][0-9]{1,3})\s*[:.)–-]\s*\S");
pattern!(DUTY, r"^\s*((?i:duty)\s+[0-9]{1,3})\s*[:.–-]?\s+\S");
pattern!(SECTION, r"^\s*(?i:section|part)\s+([0-9]{1,2}|[A-Z])\s*[:.–-]\s*\S");
// Seen: "1 b) DUTIES".
pattern!(
    NUMBER,
    r"^\s*\(?([0-9]{1,3}(?:\.[0-9]{1,2}){0,3}|[0-9]{1,2}\s?[a-z]|[ivx]{1,5}|[a-z])[.)]\)?\s+\S"
);
pattern!(TIGHT_NUMBER, r"^\s*([0-9]{1,2})[.)]\p{Lu}");
// A letter whose gap was lost needs its bracket: "a)Keep records", not "e.G".
pattern!(TIGHT_LETTER, r"^\s*\(?([a-z])\)\p{Lu}");
pattern!(OUTLINE_NUMBER, r"^\s*([0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\s+\S");
pattern!(LETTER, r"^\s*\(?([A-Z])[.):]\s+\S");

/// Tells from its first characters that a text begins with no mark, as most do.
fn is_unmarked(text: &str) -> bool {
    /// Words in front of a number: "Duty 1", "Section 2", "Part A".
    const NAMED: [&str; 3] = ["duty", "section", "part"];
    let text = text.trim_start();
    let word = &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())];
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some('o'), Some(second)) if second.is_uppercase() => false,
        (Some('i' | 'v' | 'x'), Some('i' | 'v' | 'x')) => false,
        (Some(_), Some(_)) => !NAMED.iter().any(|n| word.eq_ignore_ascii_case(n)),
        (Some(_), None) => false,
        (None, _) if text.starts_with(|c: char| c.is_ascii_digit()) => !text.contains(['.', ')']),
        (None, _) => false,
    }
}

/// Reads a mark typed into the text; returns it with the bytes it takes.
pub fn typed_mark(text: &str) -> (Mark, usize) {
    if is_unmarked(text) {
        return (Mark::None, 0);
    }
    let group = |re: &Regex| {
        let found = re.captures(text)?;
        let end = found.get(0)?.end();
        let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
        Some((found.get(1).map_or("", |g| g.as_str()).to_owned(), end - last))
    };
    let bullet =
        || group(&BULLET).or_else(|| group(&TIGHT_BULLET)).or_else(|| group(&SYMBOL_BULLET));
    if let Some((_, end)) = bullet() {
        return (Mark::Bullet, end);
    }
    if let Some((code, end)) =
        group(&CODE).or_else(|| group(&STOPPED_CODE)).or_else(|| group(&DUTY))
    {
        return (Mark::Code(code), end);
    }
    if let Some((number, end)) = group(&SECTION) {
        return (Mark::Section(number), end);
    }
    if let Some((letter, end)) = group(&LETTER) {
        return (Mark::Letter(letter.chars().next().unwrap_or('A')), end);
    }
    let number = || group(&NUMBER).or_else(|| group(&OUTLINE_NUMBER));
    if let Some((number, end)) =
        number().or_else(|| group(&TIGHT_NUMBER)).or_else(|| group(&TIGHT_LETTER))
    {
        return (Mark::Number(number), end);
    }
    (Mark::None, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_begins_with_no_mark_matches_no_pattern(
            s in "[ \\t]?[A-Za-z0-9(•é-]{1,4}[ .):–-]{0,2}[A-Za-z0-9]{0,3}[ .):]{0,2}[A-Za-z]{0,2}"
        ) {
            let patterns = [
                &BULLET, &SYMBOL_BULLET, &TIGHT_BULLET, &CODE, &STOPPED_CODE, &DUTY, &SECTION, &NUMBER, &TIGHT_NUMBER, &TIGHT_LETTER, &OUTLINE_NUMBER, &LETTER,
            ];
            let matched = patterns.iter().any(|p| p.is_match(&s));
            prop_assert!(!(matched && is_unmarked(&s)), "{s}");
        }
    }

    #[test]
    fn marks() {
        let check = |text: &str, mark: Mark, rest: &str| {
            let (found, skip) = typed_mark(text);
            assert_eq!((found, text[skip..].trim()), (mark, rest), "{text}");
        };
        check("- Bake bread", Mark::Bullet, "Bake bread");
        check("•\tBake bread", Mark::Bullet, "Bake bread");
        check("••Bake bread", Mark::Bullet, "Bake bread");
        check("12. Bake bread", Mark::Number("12".into()), "Bake bread");
        check("3.Oven care", Mark::Number("3".into()), "Oven care");
        check("(iv) Bake", Mark::Number("iv".into()), "Bake");
        check("1.2 Bake", Mark::Number("1.2".into()), "Bake");
        check("K12: Yeast", Mark::Code("K12".into()), "Yeast");
        check("A. The bakery", Mark::Letter('A'), "The bakery");
        check("Section 2: THE JOB", Mark::Section("2".into()), "THE JOB");
        check("12-18 months", Mark::None, "12-18 months");
        check("2 years in a bakery", Mark::None, "2 years in a bakery");
        check("over ovens", Mark::None, "over ovens");
    }
}
