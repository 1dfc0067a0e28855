//! Web pages saved as one file (MHTML), by browsers and by Word.
//!
//! Comes in: the bytes of the file. Goes out: its main page, read by the reader of web pages. Frames
//! and other pages of the file are named in a note; pictures and style sheets are left out.

use super::{ExtractError, Limits, html};
use crate::container::mail::Mail;
use crate::model::{Format, LayoutDoc, Note, NoteCode};

/// Reads a saved web page.
///
/// # Errors
/// If the file is no such page, holds none, or is larger than `limits.file_bytes`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        let limit = format!("{} bytes", limits.file_bytes);
        return Err(ExtractError::Limit { what: "the size of a file".into(), limit });
    }
    let missing = || ExtractError::NotADocument { detail: "there is no web page in it".into() };
    let mail = Mail::parse(bytes).ok_or_else(missing)?;
    let pages = mail.pages();
    let (main, others) = pages.split_first().ok_or_else(missing)?;
    let (text, note) = mail.text(*main);
    let mut layout = LayoutDoc { format: Format::Mht, ..html::read_text(&text, note, limits) };
    let others = others.iter().filter(|p| !mail.text(**p).0.trim().is_empty()).count();
    if others > 0 {
        let message = format!("{others} other pages in the file (frames, sheets) were not read.");
        layout.notes.push(Note::new(NoteCode::E002, message));
    }
    Ok(layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_page(text: &str) -> Result<LayoutDoc, ExtractError> {
        read(text.replace('\n', "\r\n").as_bytes(), &Limits::default())
    }

    fn lines(layout: &LayoutDoc) -> Vec<String> {
        let para = |b: &crate::model::Block| match &b.body {
            crate::model::Body::Para(p) => p.text(),
            crate::model::Body::Table(_) => "table".into(),
        };
        layout.blocks.iter().map(para).collect()
    }

    const HEAD: &str =
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\n";

    #[test]
    fn the_encoding_of_the_part_counts_and_not_what_the_page_says() {
        let page = "Content-Type: text/html; charset=\"windows-1252\"\nContent-Transfer-Encoding: quoted-printable\n\n<meta charset=3Dutf-8><p>Pay =A310 =96 a=\nnd more</p>\n--b\nContent-Type: image/png\n\nx\n--b--\n";
        let layout = read_page(&format!("{HEAD}{page}")).expect("a page");
        assert_eq!(lines(&layout), ["Pay \u{a3}10 \u{2013} and more"]);
        assert!(layout.notes.is_empty(), "{:?}", layout.notes);
    }

    #[test]
    fn the_start_part_is_the_page_and_others_are_named() {
        let text = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; start=\"<two>\"\n\n--b\nContent-Type: text/html\nContent-ID: <one>\n\n<p>One\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\nContent-ID: <two>\n\nPHA+VHdv\n--b--\n";
        let layout = read_page(text).expect("a page");
        assert_eq!(lines(&layout), ["Two"]);
        assert_eq!(layout.notes[0].code, NoteCode::E002);
    }

    #[test]
    fn a_file_without_a_page_is_refused() {
        assert!(read_page(&format!("{HEAD}Content-Type: image/png\n\nx\n--b--\n")).is_err());
        assert!(read_page("").is_err());
    }
}
