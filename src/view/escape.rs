//! What makes foreign text and bytes safe inside a page.

use std::fmt::Write;

/// Returns text that is text wherever it stands in a page: between tags or inside an attribute.
///
/// Characters that mean something in HTML become references. Control characters and those that
/// turn the reading direction round become `U+FFFD`, so that it shows that something was there;
/// a carriage return or form feed becomes a space.
pub fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len() + raw.len() / 8);
    for c in raw.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            '\r' | '\u{c}' => safe.push(' '),
            c if c.is_control() || turns_direction(c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

fn turns_direction(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Appends bytes in base 64, padded.
pub fn base64(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.reserve(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = bits >> (18 - 6 * place) & 63;
            out.push(if place > group.len() { '=' } else { char::from(DIGITS[digit as usize]) });
        }
    }
}

/// Appends a length in points to a tenth; what is no number becomes 0.
pub fn points(length: f32, out: &mut String) {
    let length = if length.is_finite() { length } else { 0.0 };
    write!(out, "{length:.1}").expect("a string takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let cases = [
            ("plain, with äöü, £ and •", "plain, with äöü, £ and •"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;"),
            ("abc\u{202e}fdp\u{2066}.\u{0}\u{1b}[2J", "abc\u{fffd}fdp\u{fffd}.\u{fffd}\u{fffd}[2J"),
            ("a\r\nb\tc", "a \nb\tc"),
        ];
        for (raw, safe) in cases {
            assert_eq!(text(raw), safe);
        }
    }

    #[test]
    fn base64_is_padded() {
        let cases: [(&[u8], &str); 5] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (&[0xfb, 0xef, 0xff, 0x00], "++//AA=="),
        ];
        for (bytes, expected) in cases {
            let mut out = String::new();
            base64(bytes, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn a_length_is_always_a_number() {
        let shown = |length| {
            let mut out = String::new();
            points(length, &mut out);
            out
        };
        assert_eq!(shown(12.345), "12.3");
        assert_eq!(shown(f32::NAN), "0.0");
        assert_eq!(shown(f32::INFINITY), "0.0");
    }
}
