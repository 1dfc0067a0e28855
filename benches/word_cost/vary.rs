//! Versions of a file that say nearly the same in other bytes; equal bytes would be read once.

use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Where the text of a Word file is.
const MAIN_PART: &str = "word/document.xml";

/// Returns whether a file's name is that of a Word file.
pub fn is_word(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default();
    ["docx", "docm", "dotx"].iter().any(|e| ending.eq_ignore_ascii_case(e))
}

/// Returns one version of a file; the first is the file itself.
///
/// A Word file that cannot be rewritten gets bytes behind its end instead, which readers of zip files
/// take for a comment or pass over.
pub fn version(file: &Path, bytes: &[u8], version: usize) -> Vec<u8> {
    if version == 0 {
        return bytes.to_vec();
    }
    let word = format!("version{version} ");
    if is_word(file) {
        return word_file(bytes, &word).unwrap_or_else(|_| [bytes, word.as_bytes()].concat());
    }
    page(bytes, &word)
}

/// Rewrites a Word file with one word more in its first text; the other parts are copied as they are.
fn word_file(bytes: &[u8], word: &str) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        if part.name()? != MAIN_PART {
            out.raw_copy_file(part)?;
            continue;
        }
        drop(part);
        let mut text = Vec::new();
        archive.by_index(index)?.read_to_end(&mut text)?;
        out.start_file(MAIN_PART, SimpleFileOptions::default())?;
        out.write_all(&with_word(&text, word).ok_or(io::ErrorKind::InvalidData)?)?;
    }
    Ok(out.finish()?.into_inner())
}

/// Adds a word where the first `w:t` begins; nothing if there is none.
fn with_word(xml: &[u8], word: &str) -> Option<Vec<u8>> {
    let opens = |w: &[u8]| w.starts_with(b"<w:t>") || w.starts_with(b"<w:t ");
    let tag = xml.windows(5).position(opens)?;
    let text = tag + xml[tag..].iter().position(|b| *b == b'>')? + 1;
    Some([&xml[..text], word.as_bytes(), &xml[text..]].concat())
}

/// Adds a paragraph before the end of a page's body, or behind it.
fn page(html: &[u8], word: &str) -> Vec<u8> {
    let end = html.windows(7).rposition(|w| w.eq_ignore_ascii_case(b"</body>"));
    let (before, after) = html.split_at(end.unwrap_or(html.len()));
    [before, b"<p>", word.trim_end().as_bytes(), b"</p>", after].concat()
}
