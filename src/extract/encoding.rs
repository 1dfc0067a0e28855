//! Bytes to text: which encoding, and what was lost.
//!
//! In: the bytes of a text or HTML file. Out: the text and at most one note. Order of evidence:
//! byte order mark, what the page says about itself (HTML only), valid UTF-8, the NUL pattern of
//! UTF-16, a guess from letter frequencies.

use crate::model::{Note, NoteCode};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// Bytes at the start of a page in which its own word about the encoding is looked for.
const META_BYTES: usize = 1024;
/// Bytes at the start of a file whose NUL pattern tells UTF-16.
const PATTERN_BYTES: usize = 4096;
/// Top-level domain told to the detector: in short texts a pound sign must not become a Polish Ł.
const HOME: &[u8] = b"uk";
/// A file is damaged UTF-8, not another encoding, if at least this many of its sequences of more
/// than one byte are sound for each one that is not.
const SOUND_PER_BROKEN: usize = 8;

/// Returns the text of a file without markup, and a note if its encoding was guessed (E003) or
/// letters were replaced (E004).
///
/// A byte order mark is not part of the text. Any bytes are accepted.
pub fn decode(bytes: &[u8]) -> (String, Option<Note>) {
    decode_as(bytes, None)
}

/// Returns the text of a web page: as [`decode`], but a `<meta charset>` within the first 1024
/// bytes wins over guessing.
pub fn decode_html(bytes: &[u8]) -> (String, Option<Note>) {
    decode_as(bytes, meta_charset(bytes))
}

/// Returns the text of a file whose encoding is stated outside of it: as [`decode`], but the
/// statement wins over guessing.
pub fn decode_labelled(bytes: &[u8], encoding: &'static Encoding) -> (String, Option<Note>) {
    decode_as(bytes, Some(encoding))
}

fn decode_as(bytes: &[u8], declared: Option<&'static Encoding>) -> (String, Option<Note>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return convert(&bytes[mark..], encoding, false);
    }
    if let Some(encoding) = declared {
        return declared_or_utf8(bytes, encoding);
    }
    if let Some(encoding) = utf16_by_pattern(bytes) {
        return convert(bytes, encoding, true);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) if mostly_utf8(bytes) => convert(bytes, UTF_8, false),
        Err(_) => convert(bytes, guess(bytes), true),
    }
}

/// Decodes by the declared encoding, unless the declaration is plainly wrong: it says UTF-8 and
/// the bytes are not.
fn declared_or_utf8(bytes: &[u8], encoding: &'static Encoding) -> (String, Option<Note>) {
    if encoding == UTF_8 && std::str::from_utf8(bytes).is_err() && !mostly_utf8(bytes) {
        return convert(bytes, guess(bytes), true);
    }
    convert(bytes, encoding, false)
}

fn convert(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> (String, Option<Note>) {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let note = note(encoding, guessed, replaced);
    (text.into_owned(), note)
}

fn note(encoding: &'static Encoding, guessed: bool, replaced: bool) -> Option<Note> {
    let name = encoding.name();
    match (guessed, replaced) {
        (_, true) => {
            let message =
                format!("Some bytes are no letters in {name} and were replaced by \u{FFFD}.");
            Some(Note::new(NoteCode::E004, message))
        }
        (true, false) => {
            let message = format!("The file names no encoding that fits; {name} was taken.");
            Some(Note::new(NoteCode::E003, message))
        }
        (false, false) => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(HOME), Utf8Detection::Deny)
}

/// Tells UTF-16 without a mark: in Latin text every other byte is NUL.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PATTERN_BYTES)];
    let nul_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (nul_at(0), nul_at(1), head.len() / 2);
    if pairs < 2 {
        None
    } else if odd * 2 > pairs && even * 8 < pairs {
        Some(UTF_16LE)
    } else if even * 2 > pairs && odd * 8 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Tells whether bytes that are not valid UTF-8 are UTF-8 with some damage.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound >= broken.saturating_mul(SOUND_PER_BROKEN)
}

/// Returns the encoding named by `<meta charset=…>` or `<meta … content="…; charset=…">`.
///
/// As in browsers, a page that can be read up to its declaration cannot be UTF-16, so such a
/// word is read as UTF-8.
fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(META_BYTES)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head).into_owned();
    let label = head.match_indices("<meta").find_map(|(at, _)| {
        let tag = &head[at..];
        charset_in(&tag[..tag.find('>').unwrap_or(tag.len())])
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(match encoding {
        e if e == UTF_16LE || e == UTF_16BE => UTF_8,
        e if e == X_USER_DEFINED => WINDOWS_1252,
        e => e,
    })
}

fn charset_in(tag: &str) -> Option<String> {
    let after = &tag[tag.find("charset")? + "charset".len()..];
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| c.is_whitespace() || "\"';>/".contains(c));
    Some(value[..end.unwrap_or(value.len())].to_owned()).filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, code: Option<NoteCode>) {
        let (got, note) = decode(bytes);
        assert_eq!((got.as_str(), note.map(|n| n.code)), (text, code), "{bytes:?}");
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_dropped() {
        check(b"\xEF\xBB\xBFPay \xC2\xA3", "Pay £", None);
        check(b"\xFF\xFEP\0a\0", "Pa", None);
        check(b"\xFE\xFF\0P\0a", "Pa", None);
    }

    #[test]
    fn valid_utf8_needs_no_note() {
        check("Caf\u{e9} \u{2013} rota".as_bytes(), "Caf\u{e9} \u{2013} rota", None);
        check(b"", "", None);
    }

    #[test]
    fn utf16_without_mark_is_told_by_its_nuls() {
        let le: Vec<u8> = "Duties of the post".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "Duties of the post".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&le, "Duties of the post", Some(NoteCode::E003));
        check(&be, "Duties of the post", Some(NoteCode::E003));
    }

    #[test]
    fn windows_1252_is_guessed_with_a_note() {
        let bytes = b"The role\x92s pay is \xA310 \x96 plus \x93on call\x94 time.";
        check(
            bytes,
            "The role\u{2019}s pay is \u{a3}10 \u{2013} plus \u{201c}on call\u{201d} time.",
            Some(NoteCode::E003),
        );
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "\u{2013}".repeat(20).into_bytes();
        bytes.push(0xE2);
        let expected = format!("{}\u{FFFD}", "\u{2013}".repeat(20));
        check(&bytes, &expected, Some(NoteCode::E004));
    }

    #[test]
    fn a_page_says_its_own_encoding() {
        let page = b"<head><META http-equiv=x content='text/html; charset=iso-8859-2'></head>\xB1";
        let (text, note) = decode_html(page);
        assert!(text.ends_with('\u{105}'), "{text}");
        assert_eq!(note, None);
        let (text, _) = decode_html(b"<meta charset=\"windows-1252\">\x80");
        assert!(text.ends_with('\u{20ac}'));
    }

    #[test]
    fn a_wrong_or_unknown_declaration_does_not_stop_the_page() {
        let (text, note) = decode_html(b"<meta charset=utf-8>It\x92s paid \xA39 an hour, \x96 ok");
        assert!(text.contains("It\u{2019}s paid \u{a3}9"), "{text}");
        assert_eq!(note.map(|n| n.code), Some(NoteCode::E003));
        let (text, _) = decode_html(b"<meta charset=klingon>plain");
        assert!(text.ends_with("plain"));
        let (text, _) = decode_html("<meta charset=utf-16>caf\u{e9}".as_bytes());
        assert!(text.ends_with("caf\u{e9}"));
    }
}
