//! The format of a file by its bytes; its name never decides.
//!
//! Comes in: the bytes. Goes out: a [`Format`] that has a reader, or why there is none and what to
//! do, in the words of `data/formats.csv`.

mod web;

use super::mime;
use crate::data::Data;
use crate::extract::standard::{self, Probe};
use crate::extract::{ExtractError, Limits, delimited, encoding};
use crate::model::Format;
use serde::Deserialize;
use std::io::{Cursor, Read};
use std::sync::LazyLock;
use zip::read::Config;
use zip::unstable::read::ZipIterable;

/// Bytes at the start among which `%PDF-` may stand, as PDF readers have it.
const PDF_WINDOW_BYTES: usize = 1024;
/// Bytes at the start that decide whether a text is a web page.
const HTML_WINDOW_BYTES: usize = 16 * 1024;
/// Control characters that a text file may hold for no reason: this many, or one in a hundred.
const STRAY_CONTROLS: usize = 2;
/// Bytes of a package's table of contents that are looked at.
const CONTENT_TYPES_BYTES: u64 = 1 << 20;

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A row of `data/formats.csv`: a format that is read, or refused with advice.
#[derive(Clone, Debug, Deserialize)]
pub struct Known {
    /// Short name.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// First bytes in hexadecimal, `??` for any; empty if they do not decide alone.
    magic: String,
    /// `read` or `refused`.
    pub state: String,
    /// What to do with a file that is refused.
    pub hint: String,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let data = Data::default();
    let mut reader = csv::Reader::from_reader(data.get("formats.csv").as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("a test parses the built-in table")
});

/// Returns the formats that are known, read or refused.
pub fn known() -> &'static [Known] {
    &KNOWN
}

/// Finds the format of a file's bytes.
///
/// # Errors
/// If the bytes are empty, protected, damaged, no document, or of a format that has no reader.
pub fn sniff(bytes: &[u8]) -> Result<Format, ExtractError> {
    if is_blank(bytes) {
        return Err(ExtractError::Empty);
    }
    if bytes.starts_with(OLE) {
        return sniff_ole(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return sniff_zip(bytes);
    }
    if find(&bytes[..bytes.len().min(PDF_WINDOW_BYTES)], b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Ok(Format::Rtf);
    }
    if let Some(known) = KNOWN.iter().find(|k| k.starts(bytes)) {
        return picture(&known.key).ok_or_else(|| known.refusal());
    }
    match mime::kind(bytes) {
        Some(mime::Kind::Mail) => return Ok(Format::Eml),
        Some(mime::Kind::Page) => return Ok(Format::Mht),
        Some(mime::Kind::Mailbox) => return Err(refuse("mbox")),
        None => {}
    }
    sniff_text(bytes)
}

/// Returns the format of a kind of picture that is read.
fn picture(key: &str) -> Option<Format> {
    match key {
        "jpeg" => Some(Format::Jpeg),
        "png" => Some(Format::Png),
        "tiff" => Some(Format::Tiff),
        _ => None,
    }
}

impl Known {
    fn starts(&self, bytes: &[u8]) -> bool {
        let pairs = self.magic.as_bytes().chunks(2);
        !self.magic.is_empty()
            && self.magic.len() <= bytes.len() * 2
            && pairs.zip(bytes).all(|(pair, byte)| {
                pair == b"??" || std::str::from_utf8(pair).is_ok_and(|p| format!("{byte:02x}") == p)
            })
    }

    fn refusal(&self) -> ExtractError {
        ExtractError::Unsupported { what: self.name.clone(), hint: self.hint.clone() }
    }
}

fn refuse(key: &str) -> ExtractError {
    match KNOWN.iter().find(|k| k.key == key) {
        Some(known) => known.refusal(),
        None => ExtractError::Unsupported { what: key.to_owned(), hint: String::new() },
    }
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).iter().all(u8::is_ascii_whitespace)
}

fn find(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

/// Finds what an OLE container (Office 97 to 2003, protected Office, mail) holds.
fn sniff_ole(bytes: &[u8]) -> Result<Format, ExtractError> {
    let mut file = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(e) => return Err(malformed("its directory", &e.to_string())),
    };
    let kinds = [("PowerPoint Document", "ppt"), ("__properties_version1.0", "msg")];
    if file.is_stream("EncryptedPackage") || word_is_encrypted(&mut file) {
        return Err(ExtractError::Encrypted);
    }
    if file.is_stream("WordDocument") {
        return Ok(Format::Doc);
    }
    if file.is_stream("Workbook") || file.is_stream("Book") {
        return Ok(Format::Xls);
    }
    Err(kinds.into_iter().find(|(stream, _)| file.is_stream(stream)).map_or_else(
        || not_a_document("it is a container of Office 97 to 2003 without a document in it"),
        |(_, key)| refuse(key),
    ))
}

/// Reads the flag `fEncrypted` of the file information block ([MS-DOC] 2.5.2).
fn word_is_encrypted(file: &mut cfb::CompoundFile<Cursor<&[u8]>>) -> bool {
    let mut head = [0_u8; 12];
    let read = file.open_stream("WordDocument").and_then(|mut s| s.read_exact(&mut head));
    read.is_ok() && head[11] & 0x01 != 0
}

fn sniff_zip(bytes: &[u8]) -> Result<Format, ExtractError> {
    let missing = |_| malformed("its list of parts", "missing; the file may have been cut off");
    let most = Limits::default().container_entries;
    let entries = ZipIterable::try_new(Cursor::new(bytes), Config::default()).map_err(missing)?;
    if entries.len() > most {
        let (what, limit) = ("entries of an archive".to_owned(), format!("{most} entries"));
        return Err(ExtractError::ContainerLimit { what, limit });
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(missing)?;
    if let Some(types) = read_part(&mut zip, "[Content_Types].xml") {
        return sniff_office(&types);
    }
    if let Some(kind) = read_part(&mut zip, "mimetype").filter(|k| k.starts_with("application/")) {
        return sniff_open_document(&kind);
    }
    sniff_parts(&zip)
}

fn read_part(zip: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let part = zip.by_name(name).ok()?;
    let mut text = Vec::new();
    part.take(CONTENT_TYPES_BYTES).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// Decides by the content type of the main part (ECMA-376 part 1, annex A and the macro variants).
fn sniff_office(types: &str) -> Result<Format, ExtractError> {
    let has = |kind: &str| types.contains(kind);
    if has("wordprocessingml.document.main")
        || has("wordprocessingml.template.main")
        || has("ms-word.document.macroEnabled.main")
        || has("ms-word.template.macroEnabledTemplate.main")
    {
        return Ok(Format::Docx);
    }
    if has("ms-excel.sheet.binary.macroEnabled.main") {
        return Ok(Format::Xlsb);
    }
    if has("spreadsheetml.sheet.main")
        || has("spreadsheetml.template.main")
        || has("ms-excel.sheet.macroEnabled.main")
        || has("ms-excel.template.macroEnabled.main")
    {
        return Ok(Format::Xlsx);
    }
    if has("presentationml") || has("ms-powerpoint") {
        return Err(refuse("pptx"));
    }
    Err(not_a_document("it is a package of a kind that is not known"))
}

/// Decides by the media type of an OpenDocument package, or the one that a flat document states.
fn sniff_open_document(mimetype: &str) -> Result<Format, ExtractError> {
    if mimetype.contains("opendocument.text") {
        return Ok(Format::Odt);
    }
    if mimetype.contains("opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    let kinds = [("opendocument.presentation", "odp"), ("epub", "epub")];
    let found = kinds.into_iter().find(|(kind, _)| mimetype.contains(kind));
    found.map_or(Err(not_a_document("its kind is not known")), |(_, key)| Err(refuse(key)))
}

fn sniff_parts(zip: &zip::ZipArchive<Cursor<&[u8]>>) -> Result<Format, ExtractError> {
    let has = |name: &str| zip.file_names().any(|n| n.is_ok_and(|n| n == name));
    if has("word/document.xml") {
        return Ok(Format::Docx);
    }
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if has("Index/Document.iwa") { Err(refuse("iwork")) } else { Ok(Format::Zip) }
}

fn sniff_text(bytes: &[u8]) -> Result<Format, ExtractError> {
    let text = decode_start(bytes)?;
    let start = text.trim_start().to_ascii_lowercase();
    if start.starts_with(['{', '['])
        && let Some(verdict) = sniff_json(bytes, &start)
    {
        return verdict;
    }
    if web::is_page(&start) {
        return Ok(Format::Html);
    }
    if start.starts_with("<?xml") || start.starts_with("<svg") || is_flat(&start) {
        return sniff_xml(&start);
    }
    let is_whole = bytes.len() <= HTML_WINDOW_BYTES;
    let is_table = delimited::delimiter(&text, is_whole).is_some();
    Ok(if is_table { Format::Csv } else { Format::Text })
}

/// Tells occupational standards from other data; nothing if the text is no data at all.
fn sniff_json(bytes: &[u8], start: &str) -> Option<Result<Format, ExtractError>> {
    match standard::probe(&encoding::decode(bytes).0) {
        Probe::Standard => Some(Ok(Format::Standard)),
        Probe::Other => Some(Err(refuse("json"))),
        Probe::Broken(e) => begins_as_data(start).then(|| Err(standard::refusal(&e))),
    }
}

/// Tells whether a text that is no JSON was meant to be: prose has no quoted key after a brace.
fn begins_as_data(start: &str) -> bool {
    let inner = start.trim_start_matches(|c: char| c == '[' || c.is_ascii_whitespace());
    inner.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
}

/// Tells whether lower-case text begins as an OpenDocument document that is one XML file.
fn is_flat(start: &str) -> bool {
    start.starts_with("<office:document")
}

fn sniff_xml(start: &str) -> Result<Format, ExtractError> {
    if let Some((_, rest)) = start.split_once("<office:document") {
        let tag = rest.split('>').next().unwrap_or_default();
        return sniff_open_document(tag.split("mimetype=").nth(1).unwrap_or_default());
    }
    Err(if start.contains("<w:worddocument") || start.contains("<pkg:package") {
        refuse("wordxml")
    } else if start.contains("<svg") {
        refuse("svg")
    } else {
        not_a_document("it is XML data")
    })
}

/// Returns the beginning of a text, or why the bytes are none.
fn decode_start(bytes: &[u8]) -> Result<String, ExtractError> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let start = &bytes[..bytes.len().min(2 * HTML_WINDOW_BYTES)];
        return Ok(encoding.decode(start).0.into_owned());
    }
    if is_bare_utf16(bytes) {
        return Ok(encoding::decode(&bytes[..bytes.len().min(HTML_WINDOW_BYTES)]).0);
    }
    let controls = bytes.iter().filter(|b| is_stray_control(**b)).count();
    if controls > STRAY_CONTROLS.max(bytes.len() / 100) {
        return Err(not_a_document("its bytes are no text and no known format"));
    }
    Ok(String::from_utf8_lossy(&bytes[..bytes.len().min(HTML_WINDOW_BYTES)]).into_owned())
}

fn is_stray_control(byte: u8) -> bool {
    byte == 0x7f || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c))
}

/// Tells whether nearly every second byte, and no other, is NUL.
fn is_bare_utf16(bytes: &[u8]) -> bool {
    let nuls = |first: usize| bytes.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (nuls(0), nuls(1), bytes.len() / 2);
    pairs >= 4 && even.max(odd) * 10 >= pairs * 8 && even.min(odd) * 50 <= pairs
}

fn malformed(part: &str, detail: &str) -> ExtractError {
    ExtractError::Malformed { part: part.into(), detail: detail.into() }
}

fn not_a_document(detail: &str) -> ExtractError {
    ExtractError::NotADocument { detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// Returns the format's key or the first words of the refusal.
    fn verdict(bytes: &[u8]) -> String {
        match sniff(bytes) {
            Ok(format) => format!("{format:?}"),
            Err(e) => e.to_string(),
        }
    }

    fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            zip.write_all(text.as_bytes()).expect("its text");
        }
        zip.finish().expect("an archive").into_inner()
    }

    fn ole_of(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
        for (name, bytes) in streams {
            file.create_stream(name).and_then(|mut s| s.write_all(bytes)).expect("a stream");
        }
        file.into_inner().into_inner()
    }

    #[test]
    fn the_built_in_table_is_sorted_and_complete() {
        let keys: Vec<&str> = known().iter().map(|k| k.key.as_str()).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        for known in known() {
            let digits = known.magic.bytes().all(|b| b == b'?' || b.is_ascii_hexdigit());
            assert!(known.magic.len() % 2 == 0 && digits, "{}", known.key);
            assert!(["read", "refused"].contains(&known.state.as_str()), "{}", known.key);
            assert_eq!(known.state == "refused", !known.hint.is_empty(), "{}", known.key);
        }
    }

    #[test]
    fn bytes_decide() {
        let word =
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        let cut = zip_of(&[("word/document.xml", "<w:document/>")]);
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (b"".to_vec(), "the file is empty"),
            (b" \r\n\t ".to_vec(), "the file is empty"),
            (b"\xef\xbb\xbf\n".to_vec(), "the file is empty"),
            (b"Skills\n- Ability to drive".to_vec(), "Text"),
            (b"junk\n%PDF-1.7\n".to_vec(), "Pdf"),
            (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "Png"),
            (b"\xff\xd8\xff\xe0".to_vec(), "Jpeg"),
            (b"MM\0*\0\0\0\x08".to_vec(), "Tiff"),
            (b"GIF89a".to_vec(), "Picture (GIF) cannot be read yet"),
            (b"{\\rtf1\\ansi}".to_vec(), "Rtf"),
            (b"MIME-Version: 1.0\r\n".to_vec(), "Eml"),
            (b"<!DOCTYPE html><p>x".to_vec(), "Html"),
            (b"\n <html><body>x".to_vec(), "Html"),
            (b"<div><p>a</p><p>b</p><p>c</p><p>d</p></div>".to_vec(), "Html"),
            (b"<div><div><div><div><div><div>deep".to_vec(), "Html"),
            (
                b"{% block %}\n<h1>A</h1>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n{% end %}".to_vec(),
                "Html",
            ),
            (b"<Name> to sign\nSkills\n- drive\n".to_vec(), "Text"),
            (b"Job\t<p>Purpose</p> <p>Duties</p>\n".to_vec(), "Text"),
            (b"Write a <body> tag".to_vec(), "Text"),
            (b"<?xml version='1.0'?><a/>".to_vec(), "the file is not a document: it is XML data"),
            (
                b"{\"a\": [1, 2]}".to_vec(),
                "Data (JSON) other than occupational standards cannot be read yet",
            ),
            (b"{\"title\": \"\", \"skills\": [], \"duties\": []}".to_vec(), "Standard"),
            (
                b"[ {\"name\": \"<html><body >\", \"skills\": 1, \"duties\": 2}]".to_vec(),
                "Standard",
            ),
            (b"{\0\"\0n\0a\0m\0e\0\"\0".to_vec(), "the file is damaged: its data (JSON): EOF"),
            (
                b"[{ \"title\": \"Dyer\" \"skills\": []}]".to_vec(),
                "the file is damaged: its data (JSON)",
            ),
            (b"{name} to sign\nSkills\n- drive\n".to_vec(), "Text"),
            (b"[draft] Care worker".to_vec(), "Text"),
            (b"S\0k\0i\0l\0l\0s\0".to_vec(), "Text"),
            (b"\xff\xfeS\0k\0i\0l\0l\0".to_vec(), "Text"),
            (
                (0..=255).collect(),
                "the file is not a document: its bytes are no text and no known format",
            ),
            (zip_of(&[("[Content_Types].xml", word)]), "Docx"),
            (zip_of(&[("[Content_Types].xml", sheet)]), "Xlsx"),
            (zip_of(&[("xl/workbook.xml", "")]), "Xlsx"),
            (zip_of(&[("mimetype", "application/vnd.oasis.opendocument.text")]), "Odt"),
            (zip_of(&[("a.txt", "x")]), "Zip"),
            (zip_of(&[]), "Zip"),
            (
                cut[..cut.len() / 2].to_vec(),
                "the file is damaged: its list of parts: missing; the file may have been cut off",
            ),
            (ole_of(&[("EncryptedPackage", b"x")]), "the file is protected by a password"),
            (ole_of(&[("WordDocument", &[0; 64])]), "Doc"),
            (ole_of(&[("WordDocument", &[0xff; 64])]), "the file is protected by a password"),
            (ole_of(&[("Workbook", b"x")]), "Xls"),
            (OLE.to_vec(), "the file is damaged: its directory"),
        ];
        let faults: Vec<_> = cases
            .iter()
            .filter(|(bytes, expected)| !verdict(bytes).starts_with(expected))
            .map(|(bytes, expected)| (*expected, verdict(bytes)))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
