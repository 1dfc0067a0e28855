//! Zip packages and their XML parts, shared by the Office readers.
//!
//! Comes in: bytes and limits. Goes out: decoded parts and the relations between them. What the
//! parts mean is left to the readers. Nothing here trusts a size, a name or a count of the file.

pub mod cut;
mod mend;
mod scan;
pub mod xml;

use super::{ExtractError, Limits};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::result::ZipError;

const OLE_MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Parts below this size may be packed as tightly as they like: repetitive XML packs well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Bytes of a parser's message that are passed on; it may quote the file.
const LONGEST_DETAIL_BYTES: usize = 200;

/// An open package.
pub struct Package<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    entries: HashMap<String, usize>,
    bytes_left: u64,
    limits: &'a Limits,
}

/// A part of a package, decoded to text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Name inside the package, without leading slash.
    pub name: String,
    /// The part's text without byte order mark.
    pub text: String,
    /// What was wrong with the packed bytes, if only a part of them could be unpacked or their
    /// checksum is wrong.
    pub damage: Option<String>,
    /// Whether bytes that are no letters in the part's encoding were replaced by U+FFFD.
    pub replaced: bool,
}

/// A relation from one part to another of the same package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Identifier that the source part refers to, `rId3`.
    pub id: String,
    /// Last segment of the relation's type: `officeDocument`, `styles`, `header`.
    pub kind: String,
    /// Name of the target part, resolved, without leading slash.
    pub target: String,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// If the bytes are empty, encrypted, no zip file, a damaged one, or exceed a limit.
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ExtractError> {
        if bytes.is_empty() {
            return Err(ExtractError::Empty);
        }
        if bytes.len() as u64 > limits.file_bytes {
            return Err(limit("the size of the file", limits.file_bytes, "bytes"));
        }
        if bytes.starts_with(&OLE_MAGIC) {
            return Err(compound_file(bytes));
        }
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| no_zip(bytes, &e))?;
        if zip.len() > limits.package_entries {
            return Err(limit("entries of the package", limits.package_entries as u64, "entries"));
        }
        let entries = index(&zip);
        Ok(Self { zip, entries, bytes_left: limits.package_bytes, limits })
    }

    /// Tells whether the package has a part of that name, letter case ignored.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    /// Returns the names of all parts in lower case, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.entries.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Returns a part, `None` if the package has none of that name.
    ///
    /// A part that unpacks only to a point is returned up to it, with
    /// [`damage`](Part::damage) set.
    ///
    /// # Errors
    /// If the part is encrypted, cannot be unpacked at all, or exceeds a limit.
    pub fn part(&mut self, name: &str) -> Result<Option<Part>, ExtractError> {
        let Some(&index) = self.entries.get(&key(name)) else { return Ok(None) };
        let name = name.trim_start_matches('/').to_owned();
        let (bytes, damage) = self.unpack(index, &name)?;
        let (text, replaced) = decode(bytes);
        Ok(Some(Part { name, text, damage, replaced }))
    }

    /// Returns a part as it is, `None` if the package has none of that name; at most one byte more
    /// than `most`.
    ///
    /// # Errors
    /// If the part is encrypted, damaged, or exceeds a limit.
    pub fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(&index) = self.entries.get(&key(name)) else { return Ok(None) };
        match self.unpack(index, name)? {
            (_, Some(damage)) => Err(malformed(name, damage)),
            (mut bytes, None) => {
                bytes.truncate(usize::try_from(most.saturating_add(1)).unwrap_or(usize::MAX));
                Ok(Some(bytes))
            }
        }
    }

    fn unpack(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<(Vec<u8>, Option<String>), ExtractError> {
        let file = self.zip.by_index(index).map_err(|e| unreadable(name, &e))?;
        let (cap, limit) = cap(self.limits, self.bytes_left, file.compressed_size(), name);
        let mut bytes = Vec::new();
        let outcome = file.take(cap.saturating_add(1)).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        if size > cap {
            return Err(limit);
        }
        self.bytes_left -= size;
        match outcome {
            Err(e) if bytes.is_empty() => Err(malformed(name, e)),
            outcome => Ok((bytes, outcome.err().map(|e| e.to_string()))),
        }
    }

    /// Returns the relations that start at a part, in file order; an empty name stands for the
    /// package itself. Links out of the package are left out.
    ///
    /// # Errors
    /// If the part that lists the relations cannot be read.
    pub fn relations(&mut self, of: &str) -> Result<Vec<Relation>, ExtractError> {
        self.relations_and_damage(of).map(|(relations, _)| relations)
    }

    /// Returns the relations like [`relations`](Self::relations) and what was wrong with the part
    /// that lists them, if only some of it could be read.
    ///
    /// # Errors
    /// If the part that lists the relations cannot be read.
    pub fn relations_and_damage(
        &mut self,
        of: &str,
    ) -> Result<(Vec<Relation>, Option<String>), ExtractError> {
        let of = of.trim_start_matches('/');
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(part) = self.part(&format!("{folder}{slash}_rels/{file}.rels"))? else {
            return Ok((vec![], None));
        };
        let mut mended = String::new();
        let (document, damage) =
            xml::parse_or_mend(&part.text, &part.name, &mut mended, self.limits)?;
        let nodes = document.root_element().children();
        let relations = nodes.filter_map(|n| relation(folder, n)).collect();
        Ok((relations, part.damage.or(damage)))
    }

    /// Returns the name of the part that the package is about.
    ///
    /// The relation of type `officeDocument` names it. If that is missing, the first part of
    /// `usual` that exists is taken.
    pub fn main_part(&mut self, usual: &[&str]) -> Option<String> {
        let relations = self.relations("").unwrap_or_default();
        let named = relations.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        let usual = || usual.iter().find(|n| self.has(n)).map(|n| (*n).to_owned());
        named.filter(|n| self.has(n)).or_else(usual)
    }
}

/// Returns how many bytes a part may unpack to, and the error if it unpacks to more.
fn cap(limits: &Limits, left: u64, packed: u64, name: &str) -> (u64, ExtractError) {
    let by_ratio = packed.saturating_mul(limits.ratio).max(RATIO_FREE_BYTES);
    if left < by_ratio.min(limits.part_bytes) {
        let what = format!("the unpacked size of all parts up to {name}");
        return (left, limit(&what, limits.package_bytes, "bytes"));
    }
    if by_ratio < limits.part_bytes {
        let what = format!("how tightly {name} is packed");
        return (by_ratio, limit(&what, limits.ratio, "bytes from one"));
    }
    let what = format!("the unpacked size of {name}");
    (limits.part_bytes, limit(&what, limits.part_bytes, "bytes"))
}

fn relation(folder: &str, node: roxmltree::Node) -> Option<Relation> {
    let attribute = |name| node.attribute(name);
    let external = attribute("TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
    if node.tag_name().name() != "Relationship" || external {
        return None;
    }
    Some(Relation {
        id: attribute("Id").unwrap_or_default().to_owned(),
        kind: attribute("Type")?.rsplit('/').next()?.to_owned(),
        target: resolve(folder, attribute("Target")?),
    })
}

/// Returns the part name that a target means, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { vec![] } else { vec![folder] };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => leave(&mut path, folder),
            step => path.push(step),
        }
    }
    path.retain(|s| !s.is_empty());
    path.join("/")
}

fn leave<'p>(path: &mut Vec<&'p str>, folder: &'p str) {
    let above = match path.pop() {
        Some(step) if step == folder => folder.rsplit_once('/').map(|(above, _)| above),
        _ => None,
    };
    path.extend(above);
}

fn index(zip: &zip::ZipArchive<Cursor<&[u8]>>) -> HashMap<String, usize> {
    let mut entries = HashMap::new();
    for i in 0..zip.len() {
        if let Some(Ok(name)) = zip.name_for_index(i) {
            entries.entry(key(&name)).or_insert(i);
        }
    }
    entries
}

/// Part names ignore letter case; some writers use backslashes.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Returns the text of an XML part and whether letters had to be replaced.
fn decode(bytes: Vec<u8>) -> (String, bool) {
    let (encoding, mark) = match encoding_rs::Encoding::for_bom(&bytes) {
        Some(found) => found,
        None => (unmarked(&bytes), 0),
    };
    if encoding != encoding_rs::UTF_8 || mark > 0 {
        let (text, replaced) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), replaced);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(e) => (String::from_utf8_lossy(e.as_bytes()).into_owned(), true),
    }
}

/// Returns the encoding of XML without byte order mark: by its first bytes, then by what its
/// declaration says.
fn unmarked(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    match bytes {
        [b'<', 0, ..] => return encoding_rs::UTF_16LE,
        [0, b'<', ..] => return encoding_rs::UTF_16BE,
        _ => {}
    }
    let declared = declared_encoding(&bytes[..bytes.len().min(256)]);
    declared.filter(|e| e.is_ascii_compatible()).unwrap_or(encoding_rs::UTF_8)
}

fn declared_encoding(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(head);
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Says what an OLE file is; none of them is a zip package.
fn compound_file(bytes: &[u8]) -> ExtractError {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return ExtractError::NotADocument { detail: "a damaged OLE file".into() };
    };
    if file.exists("/EncryptedPackage") || file.exists("/EncryptionInfo") {
        return ExtractError::Encrypted;
    }
    let detail = if file.exists("/WordDocument") {
        "a Word 97-2003 document"
    } else if file.exists("/Workbook") || file.exists("/Book") {
        "an Excel 97-2003 workbook"
    } else {
        "an OLE file of an unknown kind"
    };
    ExtractError::NotADocument { detail: detail.into() }
}

fn no_zip(bytes: &[u8], error: &ZipError) -> ExtractError {
    if bytes.starts_with(b"PK") {
        return malformed("zip package", error);
    }
    ExtractError::NotADocument { detail: "it is no zip package".into() }
}

fn unreadable(name: &str, error: &ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ExtractError::Encrypted,
        error => malformed(name, error),
    }
}

fn malformed(part: &str, detail: impl ToString) -> ExtractError {
    let mut detail = detail.to_string();
    detail.truncate(detail.floor_char_boundary(LONGEST_DETAIL_BYTES));
    ExtractError::Malformed { part: part.into(), detail }
}

fn limit(what: &str, limit: u64, unit: &str) -> ExtractError {
    ExtractError::Limit { what: what.into(), limit: format!("{limit} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_from_their_folder() {
        let cases = [
            ("word", "styles.xml", "word/styles.xml"),
            ("word", "/word/styles.xml", "word/styles.xml"),
            ("word", "../docProps/core.xml", "docProps/core.xml"),
            ("a/b", "../c.xml", "a/c.xml"),
            ("a/b", "x/../c.xml", "a/b/c.xml"),
            ("", "word/document.xml", "word/document.xml"),
            ("", "../../x.xml", "x.xml"),
            ("word", ".\\media\\x.xml", "word/media/x.xml"),
        ];
        let got: Vec<_> = cases.iter().map(|(folder, target, _)| resolve(folder, target)).collect();
        let want: Vec<_> = cases.iter().map(|(_, _, name)| (*name).to_owned()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn encodings_are_told_by_mark_bytes_and_declaration() {
        let utf16: Vec<u8> = "<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xFF, 0xFE], utf16.as_slice()].concat();
        let latin = b"<?xml version='1.0' encoding='windows-1252'?><a>\xE9</a>".to_vec();
        assert_eq!(decode(utf16), ("<a>é</a>".to_owned(), false));
        assert_eq!(decode(marked), ("<a>é</a>".to_owned(), false));
        assert!(decode(latin).0.ends_with("<a>é</a>"));
        assert_eq!(decode(b"\xEF\xBB\xBF<a/>".to_vec()), ("<a/>".to_owned(), false));
        assert_eq!(decode(b"<a>\xE9</a>".to_vec()), ("<a>\u{FFFD}</a>".to_owned(), true));
    }

    #[test]
    fn what_is_no_package_is_named() {
        let limits = Limits::default();
        let error = |bytes: &[u8]| Package::open(bytes, &limits).err().map(|e| e.to_string());
        assert_eq!(error(b"").as_deref(), Some("the file is empty"));
        assert_eq!(
            error(b"<html>").as_deref(),
            Some("the file is not a document: it is no zip package")
        );
        assert!(error(b"PK\x03\x04 and then nothing").is_some_and(|e| e.contains("damaged")));
        let ole = [OLE_MAGIC.as_slice(), b"too short"].concat();
        assert_eq!(error(&ole).as_deref(), Some("the file is not a document: a damaged OLE file"));
    }
}
