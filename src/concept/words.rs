//! Words of a statement as keys are made of: numbers whole, signs of programming languages kept.

/// A word with what stands in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case; no apostrophes; `-` only between digits.
    pub text: String,
    /// A comma, semicolon, stroke or colon stands in front of it.
    pub after_mark: bool,
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Numbers that are written as words.
const NUMBERS: &[(&str, &str)] = &[
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
];

/// Cuts a text into words.
///
/// `3.5`, `2-3` and `10,000` are one word each, `3+`, `C#` and `C++` keep their signs; `&` is "and";
/// hyphens part words.
pub fn words(text: &str) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let mut marked = false;
    let mut finish = |word: &mut String, marked: &mut bool| {
        if !word.is_empty() {
            let text = std::mem::take(word);
            let number = NUMBERS.iter().find(|(name, _)| *name == text);
            let text = number.map_or(text, |(_, digits)| (*digits).to_owned());
            words.push(Word { text, after_mark: std::mem::take(marked) });
        }
    };
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| chars[i]);
        let behind = chars.get(at + 1).copied();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{ad}' | '\u{200b}') {
            // Inside a word it vanishes.
        } else if matches!(c, '.' | ',' | '-' | '\u{2013}' | '/') && digit(before) && digit(behind)
        {
            word.push(if c == '\u{2013}' { '-' } else { c });
        } else if matches!(c, '+' | '#') && before.is_some_and(|b| b.is_alphanumeric() || b == c) {
            word.push(c);
        } else {
            finish(&mut word, &mut marked);
            match c {
                '&' => finish(&mut "and".to_owned(), &mut marked),
                ',' | ';' | ':' | '/' => marked = true,
                '%' | '\u{a3}' => finish(&mut c.to_string(), &mut marked),
                _ => {}
            }
        }
    }
    finish(&mut word, &mut marked);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_signs_are_kept_apart() {
        let read =
            |text: &str| -> Vec<String> { words(text).into_iter().map(|w| w.text).collect() };
        assert_eq!(read("C, C++ & C#"), ["c", "c++", "and", "c#"]);
        assert_eq!(
            read("1.5 or 2\u{2013}3 years, 10,000"),
            ["1.5", "or", "2-3", "years", "10,000"]
        );
        assert_eq!(read("3+ Years\u{2019} multi-task"), ["3+", "years", "multi", "task"]);
        assert_eq!(read("Two at 5%"), ["2", "at", "5", "%"]);
    }
}
