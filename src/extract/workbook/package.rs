//! Packages of workbooks, measured before anything of them is kept in memory.

use super::super::{ExtractError, Limits};
use std::io::{Cursor, Read};

/// First bytes of the old Office container, which also wraps encrypted workbooks.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";
/// Unpacked bytes of a part up to which its ratio to the packed bytes says nothing.
const RATIO_FREE: u64 = 1 << 20;
/// Bytes at the start of the shared strings in which their declared number stands.
const HEAD: usize = 4096;

/// Refuses what cannot be a package.
pub(super) fn check_container(bytes: &[u8], limits: &Limits) -> Result<(), ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(limit("the size of a file", format!("{} bytes", limits.file_bytes)));
    }
    if bytes.starts_with(OLE) {
        return Err(ole_error(bytes));
    }
    if !bytes.starts_with(b"PK") {
        let detail = "it is no zip package".into();
        return Err(ExtractError::NotADocument { detail });
    }
    Ok(())
}

/// Says what an old Office container holds instead of a workbook.
fn ole_error(bytes: &[u8]) -> ExtractError {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return ExtractError::NotADocument { detail: "it is a broken Office container".into() };
    };
    if file.exists("/EncryptedPackage") || file.exists("/EncryptionInfo") {
        ExtractError::Encrypted
    } else {
        ExtractError::NotADocument { detail: "it is no zip package".into() }
    }
}

fn limit(what: &str, limit: String) -> ExtractError {
    ExtractError::Limit { what: what.into(), limit }
}

/// Unpacks every part that is read once, counting, before anything is kept in memory; returns the title
/// from the core properties.
pub(super) fn check_package(bytes: &[u8], limits: &Limits) -> Result<Option<String>, ExtractError> {
    let damaged = |e: zip::result::ZipError| ExtractError::Malformed {
        part: "package".into(),
        detail: e.to_string(),
    };
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if package.len() > limits.package_entries {
        return Err(limit("the entries of a package", limits.package_entries.to_string()));
    }
    let (mut total, mut title) = (0, None);
    for index in 0..package.len() {
        let Ok(mut part) = package.by_index(index) else { continue };
        let name =
            part.name().map(|n| n.replace('\\', "/").to_ascii_lowercase()).unwrap_or_default();
        if ![".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let packed = part.compressed_size().max(1);
        let (head, size) = count(&mut part, limits.part_bytes);
        total += size;
        check_sizes(&name, size, packed, total, limits)?;
        if name.ends_with("sharedstrings.xml") {
            check_declared_strings(&head, size)?;
        }
        if name == "docprops/core.xml" {
            title = core_title(&head);
        }
    }
    Ok(title)
}

/// Returns the first bytes of a part and its size, one more than `most` if it is larger. A part
/// that cannot be unpacked to its end counts as far as it goes.
fn count(part: &mut impl Read, most: u64) -> (Vec<u8>, u64) {
    let mut head = Vec::new();
    let mut part = part.take(most.saturating_add(1));
    let in_head = part.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let mut size = head.len() as u64;
    let mut buffer = [0; 16 << 10];
    while in_head.is_ok() {
        match part.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => size += n as u64,
        }
    }
    (head, size)
}

fn check_sizes(
    name: &str,
    size: u64,
    packed: u64,
    total: u64,
    limits: &Limits,
) -> Result<(), ExtractError> {
    if size > limits.part_bytes {
        return Err(limit(
            &format!("the unpacked size of {name}"),
            format!("{} bytes", limits.part_bytes),
        ));
    }
    if size > RATIO_FREE && size / packed > limits.ratio {
        return Err(limit(&format!("the packing of {name}"), format!("{} to 1", limits.ratio)));
    }
    if total > limits.package_bytes {
        return Err(limit(
            "the unpacked size of a package",
            format!("{} bytes", limits.package_bytes),
        ));
    }
    Ok(())
}

/// Refuses shared strings that declare more strings than they have bytes: the parser reserves
/// memory for as many as are declared.
fn check_declared_strings(head: &[u8], size: u64) -> Result<(), ExtractError> {
    let head = String::from_utf8_lossy(head);
    let declared = head.split("Count").skip(1).filter_map(|after| {
        let value = after.trim_start().strip_prefix('=')?.trim_start().get(1..)?;
        let digits = value.split(|c: char| !c.is_ascii_digit()).next()?;
        (!digits.is_empty()).then(|| digits.parse::<u64>().unwrap_or(u64::MAX))
    });
    let reserves = head.split("uniqueCount").count() > 1;
    if reserves && declared.max().is_some_and(|n| n > size.max(1 << 20)) {
        return Err(limit("the shared strings of a workbook", format!("{size} strings")));
    }
    Ok(())
}

fn core_title(xml: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(xml).ok()?;
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{FEFF}')).ok()?;
    let title = document.descendants().find(|n| n.tag_name().name() == "title")?.text()?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}
