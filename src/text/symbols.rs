//! Letters of picture fonts as the Unicode characters they look like.

/// Returns the character that a code of a font prints as, `None` if the font is an ordinary one
/// and the code prints as itself.
///
/// Codes U+F000 to U+F0FF are the private range that Word moves picture fonts to. Without a
/// known picture for it such a code becomes a bullet: that is what they mostly are.
pub(crate) fn picture(code: u32, font: &str) -> Option<char> {
    let private = (0xF000..=0xF0FF).contains(&code);
    let low = if private { code - 0xF000 } else { code };
    let font = font.trim().to_ascii_lowercase();
    match font.as_str() {
        "symbol" => symbol(low).or(private.then_some('•')),
        "wingdings" => Some(wingdings(low)),
        "wingdings 2" => Some(wingdings_2(low)),
        "webdings" => Some(webdings(low)),
        "marlett" if matches!(low, 0x61 | 0x62) => Some('✓'),
        "wingdings 3" => Some('•'),
        _ => private.then_some('•'),
    }
}

/// Returns the text with the letters of a picture font replaced.
pub(crate) fn decode(text: &str, font: &str) -> String {
    let pictured = |c: char| match c {
        c if c.is_whitespace() => c,
        c => picture(c as u32, font).unwrap_or(c),
    };
    text.chars().map(pictured).collect()
}

/// Tells whether text in that font may need [`decode`].
pub(crate) fn needs_decoding(text: &str, font: &str) -> bool {
    let private = |c: char| ('\u{F000}'..='\u{F0FF}').contains(&c);
    is_picture_font(font) || text.chars().any(private)
}

fn is_picture_font(font: &str) -> bool {
    let font = font.trim().to_ascii_lowercase();
    font == "symbol" || font == "webdings" || font == "marlett" || font.starts_with("wingdings")
}

fn symbol(low: u32) -> Option<char> {
    const GREEK_UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const GREEK_LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    let letter = |row: &str, first: u32| row.chars().nth((low - first) as usize);
    match low {
        0x41..=0x5A => letter(GREEK_UPPER, 0x41),
        0x61..=0x7A => letter(GREEK_LOWER, 0x61),
        0x2D => Some('−'),
        0xA3 => Some('≤'),
        0xA5 => Some('∞'),
        0xAB => Some('↔'),
        0xAC => Some('←'),
        0xAD => Some('↑'),
        0xAE => Some('→'),
        0xAF => Some('↓'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBB => Some('≈'),
        0xBC => Some('…'),
        0xD6 => Some('√'),
        0xDE => Some('⇒'),
        0xE5 => Some('∑'),
        0x20..=0x7E => char::from_u32(low),
        _ => None,
    }
}

fn wingdings(low: u32) -> char {
    match low {
        0x6F | 0x71 | 0x72 | 0xA8 => '☐',
        0x78 | 0xFD => '☒',
        0xFE => '☑',
        0xFB => '✗',
        0xFC => '✓',
        0xE0 | 0xE8 | 0xF0 => '→',
        0xDF | 0xE7 | 0xEF => '←',
        _ => '•',
    }
}

fn wingdings_2(low: u32) -> char {
    match low {
        0x50 => '✓',
        0x4F => '✗',
        0x52 => '☑',
        0x51 | 0x53 | 0x54 => '☒',
        0x30 | 0x35 | 0xA3 => '☐',
        _ => '•',
    }
}

fn webdings(low: u32) -> char {
    match low {
        0x61 => '✓',
        0x72 => '✗',
        0x63 => '☐',
        _ => '•',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_become_what_they_look_like() {
        let cases = [
            (0xF0B7, "Symbol", Some('•')),
            (0xF0A7, "Wingdings", Some('•')),
            (0xF0B3, "Symbol", Some('≥')),
            (0xFE, "Wingdings", Some('☑')),
            (0x61, "Symbol", Some('α')),
            (0x61, "Webdings", Some('✓')),
            (0x50, "Wingdings 2", Some('✓')),
            (0xF0FF, "Calibri", Some('•')),
            (0x41, "Calibri", None),
        ];
        let got: Vec<_> = cases.iter().map(|(code, font, _)| picture(*code, font)).collect();
        assert_eq!(got, cases.map(|(_, _, want)| want));
        assert_eq!(decode("ü a", "Wingdings"), "✓ •");
    }
}
