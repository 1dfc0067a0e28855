//! Occupational standards as data: the JSON of the English service that publishes them.
//!
//! Comes in: bytes that hold one standard or a list of them. Goes out: one page a standard, as a
//! reader of the service would print it: title, facts, sections. The contract with
//! [`crate::structure`] is its form alone:
//!
//! - a heading of rank 1 is the title of a standard, one of rank 2 a section;
//! - in front of the first section, each paragraph is a fact, `Label: words`;
//! - a list item of depth 0 is a statement or a fact of its section, its label the code; items
//!   below it are its further paragraphs, and a paragraph that is no item is a fact about it;
//! - other paragraphs of a section are its text.
//!
//! Each paragraph's part is the JSON pointer (RFC 6901) of the value it was read from.

mod codes;
mod fields;
mod page;
mod probe;
mod sections;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use probe::{Probe, probe};

use super::{ExtractError, Limits, encoding};
use crate::model::{Format, LayoutDoc};
use page::Page;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// An object, as its parser delivers it.
type Object = Map<String, Value>;

/// Reads standards.
///
/// # Errors
/// If the bytes are larger than a document is, no JSON, nested too deeply, or hold no standard.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    if bytes.len() as u64 > limits.package_bytes {
        let limit = format!("{} bytes", limits.package_bytes);
        return Err(ExtractError::Limit { what: "the size of data".into(), limit });
    }
    let (text, note) = encoding::decode(bytes);
    let mut page = Page::new(limits);
    let mut parser = serde_json::Deserializer::from_str(&text);
    let found =
        Standards(&mut page).deserialize(&mut parser).and_then(|n| parser.end().map(|()| n));
    if found.map_err(|e| refusal(&e))? == 0 {
        return Err(ExtractError::NotADocument {
            detail: "it is data (JSON) without the fields of an occupational standard".into(),
        });
    }
    let (blocks, mut notes) = page.finish();
    notes.extend(note);
    Ok(LayoutDoc { format: Format::Standard, property_title: None, blocks, pages: vec![], notes })
}

/// Says why a text is no JSON that can be read.
pub(crate) fn refusal(error: &serde_json::Error) -> ExtractError {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return ExtractError::Limit {
            what: "the nesting of data".into(),
            limit: "127 levels".into(),
        };
    }
    ExtractError::Malformed { part: "its data (JSON)".into(), detail: message }
}

/// Reads a standard, or a list of them one by one: a list of all that are published is larger than
/// a worker may be. Gives the number of standards.
struct Standards<'p, 'l>(&'p mut Page<'l>);

impl<'de> DeserializeSeed<'de> for Standards<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<usize, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Standards<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an occupational standard or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<usize, A::Error> {
        let mut standard = Object::new();
        while let Some((key, value)) = entries.next_entry()? {
            standard.insert(key, value);
        }
        let is_standard = probe::is_standard(standard.keys().map(String::as_str));
        if is_standard {
            sections::print(self.0, "", &standard);
        }
        Ok(usize::from(is_standard))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<usize, A::Error> {
        let (mut index, mut found) = (0_usize, 0);
        while let Some(item) = items.next_element::<Value>()? {
            let at = format!("/{index}");
            index += 1;
            match item.as_object().filter(|o| probe::is_standard(o.keys().map(String::as_str))) {
                Some(standard) => {
                    found += 1;
                    sections::print(self.0, &at, standard);
                }
                None => self.0.unread(&at, "is no occupational standard"),
            }
        }
        Ok(found)
    }
}
