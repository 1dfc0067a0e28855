//! Lossy forms for matching: words in lower case, nothing else.

use std::cell::RefCell;
use std::ops::Range;

/// Returns the words of the text in lower case, joined by single spaces.
///
/// Letters and digits count, `&` reads as "and", apostrophes vanish inside a word, everything
/// else separates.
///
/// ```
/// assert_eq!(rungs::text::fold("**Skills/Abilities** & Driver's"), "skills abilities and drivers");
/// ```
pub fn fold(text: &str) -> String {
    if !REMEMBERED_BYTES.contains(&text.len()) {
        return folded(text);
    }
    LAST.with_borrow_mut(|last| last.get(text).to_owned())
}

/// Bytes of a text that is worth remembering.
const REMEMBERED_BYTES: Range<usize> = 24..4096;
/// Texts remembered.
const REMEMBERED: usize = 8;

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last::NONE) };
}

/// The last texts and what they fold to: a line is looked up in many word lists one after the other.
struct Last {
    texts: [(String, String); REMEMBERED],
    next: usize,
}

impl Last {
    const NONE: Self =
        Self { texts: [const { (String::new(), String::new()) }; REMEMBERED], next: 0 };

    fn get(&mut self, text: &str) -> &str {
        let at = self.texts.iter().position(|(t, _)| t == text).unwrap_or_else(|| {
            let at = self.next;
            self.next = (at + 1) % REMEMBERED;
            self.texts[at].0.clear();
            self.texts[at].0.push_str(text);
            self.texts[at].1 = folded(text);
            at
        });
        &self.texts[at].1
    }
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Nearly all text is ASCII words: they are copied whole and lowered at the end.
        let word = ascii_word(rest);
        if word > 0 {
            separate(&mut out, &mut gap);
            out.push_str(&rest[..word]);
            rest = &rest[word..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            c if c.is_alphanumeric() => {
                separate(&mut out, &mut gap);
                out.extend(c.to_lowercase());
            }
            '&' => {
                gap = true;
                separate(&mut out, &mut gap);
                out.push_str("and");
                gap = true;
            }
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' | '\u{ad}' | '\u{200b}' => {}
            _ => gap = true,
        }
    }
    out.make_ascii_lowercase();
    out
}

/// Returns the length of the ASCII letters and digits that a text starts with.
fn ascii_word(text: &str) -> usize {
    text.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len())
}

fn separate(out: &mut String, gap: &mut bool) {
    if std::mem::take(gap) && !out.is_empty() {
        out.push(' ');
    }
}

/// Returns the letters and digits of the text in lower case, without any separator.
///
/// The merge key of statements: spacing, punctuation and case do not count.
pub fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// Tells whether two words differ by at most `most` edits (insert, delete, replace).
///
/// Used for headings damaged by OCR; both words are short, so the plain table is fast enough for
/// what is left of them without a common start.
pub fn near(a: &str, b: &str, most: usize) -> bool {
    if a.is_ascii() && b.is_ascii() {
        // An edit takes one letter away and brings one in at most.
        let other = (letters(a) ^ letters(b)).count_ones() as usize;
        return other <= 2 * most && are_near(a.as_bytes(), b.as_bytes(), most);
    }
    let chars = |text: &str| text.chars().collect::<Vec<char>>();
    are_near(&chars(a), &chars(b), most)
}

/// Returns the set of the letters of an ASCII text, as bits.
fn letters(text: &str) -> u32 {
    text.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

fn are_near<T: PartialEq>(a: &[T], b: &[T], most: usize) -> bool {
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replace = diagonal + usize::from(one != other);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_counts_edits() {
        assert!(near("winowledge", "knowledge", 2));
        assert!(near("enowledge", "knowledge", 1));
        assert!(!near("skills", "knowledge", 2));
        assert!(near("", "", 0) && near("ability", "abilty", 1) && !near("ability", "abi", 3));
        assert!(near("café", "cafe", 1) && !near("café", "cafe", 0) && !near("éa", "aé", 1));
    }

    proptest::proptest! {
        #[test]
        fn near_ascii_is_near_letter_by_letter(a in "[a-d]{0,8}", b in "[a-d]{0,8}", most in 0_usize..3) {
            let chars = |t: &str| t.chars().collect::<Vec<char>>();
            proptest::prop_assert_eq!(near(&a, &b, most), are_near(&chars(&a), &chars(&b), most));
        }
    }

    #[test]
    fn fold_reads_ampersand_as_a_word() {
        assert_eq!(fold("Budgets&KPIs"), "budgets and kpis");
        assert_eq!(fold("K1: Law"), "k1 law");
    }
}
