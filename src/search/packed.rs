//! A row as the index stores it: in few bytes, quick to read.
//!
//! Fields stand in their order without names, ids as their 128 bits, and words that are printed as
//! they stand only once. What documents and levels share is left to the store's compression.

use crate::model::Row;
use serde::{Deserialize, Serialize};
use std::mem::take;
use uuid::Uuid;

/// Why a row cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// An id is none.
    #[error("an id of the row is no UUID")]
    Id(#[from] uuid::Error),
    /// The row cannot be written.
    #[error("the row cannot be written")]
    Write(#[from] rmp_serde::encode::Error),
    /// The bytes are no row.
    #[error("the stored row cannot be read")]
    Read(#[from] rmp_serde::decode::Error),
}

/// A row without what stands beside it.
#[derive(Debug, Serialize, Deserialize)]
struct Packed {
    /// Ids of requirement, concept and subject; nil for none.
    ids: [Uuid; 3],
    /// Whether the printed words are the words.
    as_printed: bool,
    /// Whether the format has lines: the field is left out of a row without.
    has_lines: bool,
    row: Row,
    place: Option<String>,
}

/// Returns the bytes of a row and of where it stands first, in words.
pub(super) fn pack(mut row: Row, place: Option<String>) -> Result<Vec<u8>, PackError> {
    let ids = [&mut row.id, &mut row.concept_id, &mut row.subject_id];
    let ids = ids.map(|id| if id.is_empty() { Ok(Uuid::nil()) } else { take(id).parse() });
    let [id, concept, subject] = ids;
    let as_printed = row.verbatim == row.text;
    if as_printed {
        row.verbatim.clear();
    }
    let has_lines = row.lines.is_some();
    row.lines.get_or_insert_default();
    row.inherited_from.get_or_insert_default();
    let packed = Packed { ids: [id?, concept?, subject?], as_printed, has_lines, row, place };
    Ok(rmp_serde::to_vec(&packed)?)
}

/// Returns the row and where it stands first.
pub(super) fn unpack(bytes: &[u8]) -> Result<(Row, Option<String>), PackError> {
    let Packed { ids, as_printed, has_lines, mut row, place } = rmp_serde::from_slice(bytes)?;
    let [id, concept, subject] =
        ids.map(|id| if id.is_nil() { String::new() } else { id.to_string() });
    (row.id, row.concept_id, row.subject_id) = (id, concept, subject);
    if as_printed {
        row.verbatim.clone_from(&row.text);
    }
    row.lines = row.lines.filter(|_| has_lines);
    row.inherited_from = row.inherited_from.filter(|from| !from.is_empty());
    Ok((row, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::rows_of;
    use crate::model::build::framework;

    fn row(change: impl FnOnce(&mut Row)) -> Row {
        let row = rows_of(&framework("Alder Trust", "alder/a.txt", &["Checks lifts"])).next();
        let mut row = row.expect("one is stated");
        change(&mut row);
        row
    }

    #[test]
    fn a_row_comes_back_as_it_was() {
        let rows = [
            row(|_| {}),
            row(|r| r.lines = None),
            row(|r| r.lines = Some(vec![])),
            row(|r| r.verbatim = "• Checks lifts".into()),
            row(|r| r.inherited_from = Some("Level A".into())),
            row(|r| r.subject_id = r.id.clone()),
            row(|r| r.legislation = vec!["Care Act 2014".into()]),
        ];
        for row in rows {
            for place in [None, Some("line 3".to_owned())] {
                let bytes = pack(row.clone(), place.clone()).expect("its ids are UUIDs");
                assert_eq!(unpack(&bytes).expect("just packed"), (row.clone(), place));
            }
        }
    }

    #[test]
    fn what_is_no_row_is_refused() {
        let bytes = pack(row(|_| {}), None).expect("its ids are UUIDs");
        assert!(unpack(&bytes[..bytes.len() - 4]).is_err());
        assert!(unpack(b"").is_err());
        assert!(pack(row(|r| r.id = "7".into()), None).is_err());
    }
}
