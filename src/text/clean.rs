//! Lossless cleaning: white space only.

/// Tells whether a character prints nothing: white space, zero-width and byte-order marks, soft hyphen.
pub fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Returns the text with every run of blank characters as one space, and none at the ends.
///
/// Zero-width characters and soft hyphens inside a word vanish without leaving a space. No other
/// character changes, so that cleaning loses nothing a reader could see.
///
/// ```
/// assert_eq!(rungs::text::clean(" a\u{a0} b\n c\u{200b}d "), "a b cd");
/// ```
pub fn clean(text: &str) -> String {
    let kept = clean_start(text);
    if kept == text.len() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..kept]);
    let mut gap = false;
    for c in text[kept..].chars() {
        if c.is_whitespace() {
            gap = true;
        } else if c.is_ascii() || !is_blank_char(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

/// Measures the beginning of a text that is clean already and ends with a word, in bytes: nearly all
/// texts are clean as a whole.
fn clean_start(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            ' ' if at == end && at > 0 => {}
            c if c.is_ascii_graphic() || !(c.is_ascii() || is_blank_char(c)) => {
                end = at + c.len_utf8();
            }
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cleaning_twice_equals_once(s in "\\PC*[ \\n\\t\u{a0}]*\\PC*") {
            prop_assert_eq!(clean(&clean(&s)), clean(&s));
        }

        #[test]
        fn cleaning_keeps_every_visible_character(s in "\\PC*") {
            let seen = |t: &str| t.chars().filter(|c| !is_blank_char(*c)).collect::<String>();
            prop_assert_eq!(seen(&clean(&s)), seen(&s));
        }
    }
}
