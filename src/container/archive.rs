//! Zip archives.

use super::naming::Names;
use super::{Item, Level, Walk};
use crate::extract::{ExtractError, Limits};
use std::io::{Cursor, Read};
use zip::CompressionMethod;
use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// Bytes that an entry may unpack to however well it is packed.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Ways of packing that are read; all programs use them unless told otherwise.
const METHODS: [CompressionMethod; 2] = [CompressionMethod::Stored, CompressionMethod::Deflated];

/// Visits the entries of an archive in the order of its list, those of one name one by one.
pub(super) fn visit(walk: &mut Walk, bytes: &[u8], level: &Level) -> Result<(), ExtractError> {
    let mut zip = ZipIterable::try_new(Cursor::new(bytes), Config::default())
        .map_err(|e| damaged(&e.to_string()))?;
    walk.count(zip.len())?;
    let mut names = Names::default();
    let limits = walk.limits;
    for entry in zip.files().map_err(|e| damaged(&e.to_string()))? {
        let entry = entry.map_err(|e| damaged(&e.to_string()))?;
        let raw = entry.name_raw();
        let name = match std::str::from_utf8(raw) {
            // Some programs write UTF-8 without saying so; letters of CP 437 hardly ever look so.
            Ok(name) => name.to_owned(),
            Err(_) => entry.name().map_or_else(|_| escaped(raw), |n| n.into_owned()),
        };
        if entry.is_dir() || name.ends_with(['/', '\\']) {
            continue;
        }
        let item = Item { name: &name, format: None, documents_only: false };
        let (link, packed) = (entry.is_symlink(), entry.compressed_size());
        let sealed = entry.encrypted();
        let method = entry.compression();
        let mut entry = Some(entry);
        walk.item(level, &mut names, &item, &mut |most| match entry.take() {
            _ if link => Err(ExtractError::Link),
            _ if sealed => Err(ExtractError::Sealed),
            _ if !METHODS.contains(&method) => Err(packed_otherwise()),
            None => Err(ExtractError::Fault),
            Some(entry) => {
                let most = by_ratio(packed, most, limits)?;
                let mut reader = Cursor::new(bytes);
                let file = entry
                    .with_reader(&mut reader, ZipReadOptions::new())
                    .map_err(|e| broken(&e))?;
                unpack(file, most)
            }
        });
    }
    Ok(())
}

/// Bytes to unpack at most, and whether it is the ratio that says so.
struct Most {
    bytes: u64,
    ratio: Option<u64>,
}

fn by_ratio(packed: u64, most: u64, limits: &Limits) -> Result<Most, ExtractError> {
    let ratio = packed.saturating_mul(limits.ratio).max(RATIO_FREE_BYTES);
    Ok(Most { bytes: most.min(ratio), ratio: (ratio < most).then_some(limits.ratio) })
}

/// Unpacks an entry, one byte more than it may have, so that the caller sees that it is too large.
fn unpack(file: impl Read, most: Most) -> Result<Vec<u8>, ExtractError> {
    let mut bytes = Vec::new();
    let read = file.take(most.bytes.saturating_add(1)).read_to_end(&mut bytes);
    match (read, most.ratio) {
        (_, Some(ratio)) if bytes.len() as u64 > most.bytes => Err(ExtractError::ContainerLimit {
            what: "unpacked bytes per packed byte".into(),
            limit: ratio.to_string(),
        }),
        (Err(e), _) => Err(damaged(&e.to_string())),
        (Ok(_), _) => Ok(bytes),
    }
}

fn escaped(raw: &[u8]) -> String {
    raw.escape_ascii().to_string().replace('\\', "%")
}

fn broken(error: &ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ExtractError::Sealed,
        ZipError::UnsupportedArchive(_) => packed_otherwise(),
        error => damaged(&error.to_string()),
    }
}

fn packed_otherwise() -> ExtractError {
    ExtractError::Unsupported {
        what: "A document packed in another way than zip archives usually are".into(),
        hint: "Unpack the archive, put its documents into the employer's folder and import again."
            .into(),
    }
}

fn damaged(detail: &str) -> ExtractError {
    ExtractError::Malformed { part: "the archive".into(), detail: detail.to_owned() }
}
