//! Codes of statements: printed in their words, given as their id, or told by their order.

use super::words::{Words, text_of};
use std::collections::BTreeMap;

/// Digits of a code at most.
const DIGITS: usize = 3;

/// What codes of a list look like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// In front of the number: `K`, `Duty `.
    pub(super) prefix: &'static str,
    /// What may stand in front of it instead, in ids.
    pub(super) short: &'static str,
}

impl Style {
    /// Returns the code of number `n`.
    pub(super) fn code(self, n: usize) -> String {
        format!("{}{n}", self.prefix)
    }

    /// Returns the code that an id is, if it is one: `K1`, `k01`, but no long identifier.
    pub(super) fn by_id(self, id: &str) -> Option<String> {
        let id = id.trim();
        let rest = [self.prefix, self.short].iter().find_map(|p| strip(id, p.trim_end()))?;
        self.number(rest.trim_start(), |after| after.is_empty()).map(|(code, _)| code)
    }

    /// Takes the code off the beginning of a statement, if one is printed there.
    pub(super) fn take(self, words: &mut Words) -> Option<String> {
        let text = text_of(words);
        let start = text.trim_start();
        let rest = strip(start, self.prefix.trim_end())?;
        let spaced = rest.trim_start();
        let ends = |after: &str| after.starts_with([':', '.', ')', '-', '–', ' ', '\u{a0}']);
        let (code, after) = self.number(spaced, ends)?;
        let after = after.trim_start_matches(|c: char| c.is_whitespace() || ":.)-–".contains(c));
        if after.is_empty() {
            return None;
        }
        drop_front(words, text.len() - after.len());
        Some(code)
    }

    /// Reads the number at the start of a text if `ends` agrees to what follows it.
    fn number(self, text: &str, ends: impl Fn(&str) -> bool) -> Option<(String, &str)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = text.split_at(digits);
        let number: usize = number.parse().ok().filter(|_| (1..=DIGITS).contains(&digits))?;
        ends(after).then(|| (self.code(number), after))
    }
}

/// Takes a prefix off, capitals or not.
fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Takes so many bytes off the front of runs.
fn drop_front(words: &mut Words, bytes: usize) {
    let mut left = bytes;
    for run in words.iter_mut() {
        let cut = left.min(run.text.len());
        run.text.drain(..cut);
        left -= cut;
    }
    words.retain(|r| !r.text.is_empty());
}

/// Codes by what duties call them: the id of a statement, or its code.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Adds a name; the first of equal ones holds.
    pub(super) fn add(&mut self, name: &str, code: &str) {
        self.0.entry(key(name)).or_insert_with(|| code.to_owned());
    }

    /// Returns the code of that name.
    pub(super) fn code(&self, name: &str) -> Option<&str> {
        self.0.get(&key(name)).map(String::as_str)
    }
}

fn key(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Run;

    const SKILL: Style = Style { prefix: "S", short: "S" };
    const DUTY: Style = Style { prefix: "Duty ", short: "D" };

    #[test]
    fn ids_that_are_codes_are_told_from_others() {
        assert_eq!(SKILL.by_id(" s07 ").as_deref(), Some("S7"));
        assert_eq!(DUTY.by_id("D3").as_deref(), Some("Duty 3"));
        assert_eq!(DUTY.by_id("duty 12").as_deref(), Some("Duty 12"));
        for other in ["", "K1", "S", "S1a", "S1234", "5b3c-77", "Säge", "d9f0c2aa"] {
            assert_eq!(SKILL.by_id(other).or(DUTY.by_id(other)), None, "{other}");
        }
    }

    #[test]
    fn a_printed_code_leaves_the_words() {
        let take = |style: Style, runs: &[&str]| {
            let mut words: Words = runs.iter().map(|r| Run::plain(*r)).collect();
            let code = style.take(&mut words);
            (code.unwrap_or_default(), text_of(&words))
        };
        let is = |code: &str, rest: &str| (code.to_owned(), rest.to_owned());
        assert_eq!(take(SKILL, &["S3: ", "Stir the vat"]), is("S3", "Stir the vat"));
        assert_eq!(take(SKILL, &["S", "3 Stir"]), is("S3", "Stir"));
        assert_eq!(take(DUTY, &["DUTY 2 - Rinse"]), is("Duty 2", "Rinse"));
        for (style, plain) in
            [(SKILL, "S3"), (SKILL, "S3D vats"), (DUTY, "Duty rotas"), (SKILL, "")]
        {
            assert_eq!(take(style, &[plain]), is("", plain));
        }
    }
}
