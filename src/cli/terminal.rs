//! What may reach a terminal.

use std::borrow::Cow;
use std::io::IsTerminal;

/// Returns text without what could steer a terminal or turn the reading direction round.
///
/// Control characters (line break and tab excepted), bidirectional overrides and the line
/// separators of Unicode are replaced by `U+FFFD`, so that a name shows that something was there.
pub fn display_safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_unsafe, "\u{fffd}"))
}

/// Returns text safe to print within one line.
pub fn display_line(text: &str) -> String {
    display_safe(text).replace(['\n', '\t'], " ")
}

fn is_unsafe(c: char) -> bool {
    let bidi = matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    bidi || (c.is_control() && c != '\n' && c != '\t')
}

/// Tells whether the standard error is a terminal, so that a bar may be drawn.
pub fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Tells whether colour is wanted on an output: it is a terminal and `NO_COLOR` is not set.
pub fn wants_colour(output: &impl IsTerminal) -> bool {
    output.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        let cases = [
            ("plain, with äöü and £", "plain, with äöü and £"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("\u{9b}2J\u{7f}", "\u{fffd}2J\u{fffd}"),
            ("abc\u{202e}fdp.exe", "abc\u{fffd}fdp.exe"),
        ];
        for (text, safe) in cases {
            assert_eq!(display_safe(text), safe);
        }
        assert_eq!(display_line("a\r\nb"), "a\u{fffd} b");
    }
}
