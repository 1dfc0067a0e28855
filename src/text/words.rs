//! Words of a text with their places, for matching that must tell where it matched.

use super::fold;
use std::ops::Range;

/// Tells whether a text says anything in words: a figure, a date in digits, a dash do not.
pub fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Returns what stands before the first dash between spaces, and what behind it.
///
/// ```
/// assert_eq!(rungs::text::around_dash("Level 2 – Officer"), Some(("Level 2", "Officer")));
/// ```
pub fn around_dash(text: &str) -> Option<(&str, &str)> {
    let dashes = [" - ", " – ", " — "].into_iter();
    dashes.filter_map(|dash| text.split_once(dash)).min_by_key(|(before, _)| before.len())
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Lower case, without apostrophes; `and` for `&`.
    pub word: String,
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Begins with a capital letter.
    pub capital: bool,
    /// Only space, commas, brackets, stars, slashes and dashes part it from the word before.
    pub follows: bool,
}

/// Returns the words of a text: letters and digits, apostrophes inside.
///
/// ```
/// use rungs::text::tokens;
/// let words: Vec<String> = tokens("Driver’s log & map.").into_iter().map(|t| t.word).collect();
/// assert_eq!(words, ["drivers", "log", "and", "map"]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start: Option<usize> = None;
    let mut end = 0;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_part(c) && (start.is_some() || c.is_alphanumeric()) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            push(&mut tokens, text, from..at, &mut end);
        }
        if c == '&' {
            push(&mut tokens, text, at..at + 1, &mut end);
        }
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, text: &str, at: Range<usize>, end: &mut usize) {
    let printed = &text[at.clone()];
    let shortened = tokens.last().is_some_and(|t| t.word == "etc");
    let mild = |c: char| c.is_whitespace() || "(),/[]*–—-".contains(c) || c == '.' && shortened;
    let follows = !tokens.is_empty() && text[*end..at.start].chars().all(mild);
    *end = at.end;
    let capital = printed.starts_with(char::is_uppercase);
    tokens.push(Token { word: fold(printed), at, capital, follows });
}
