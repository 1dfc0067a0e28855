//! Which JSON is an occupational standard, by its keys alone.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;

/// Keys of the title.
pub(super) const TITLES: [&str; 2] = ["title", "name"];
/// Keys of the lists that a standard consists of; each under one of its names.
const LISTS: [&[&str]; 4] =
    [&["knowledges", "knowledge"], &["skills"], &["behaviours", "behaviors"], &["duties"]];
/// Lists that make an object a standard: many objects have skills.
const LEAST_LISTS: usize = 2;

/// What a text that may be JSON is.
#[derive(Debug)]
pub(crate) enum Probe {
    /// A standard, or a list with at least one.
    Standard,
    /// Other JSON.
    Other,
    /// No JSON.
    Broken(serde_json::Error),
}

/// Tells what a text is. Values are passed over without building them, whatever their nesting.
pub(crate) fn probe(text: &str) -> Probe {
    let mut parser = serde_json::Deserializer::from_str(text);
    let look = Look { inside: false };
    match look.deserialize(&mut parser).and_then(|is| parser.end().map(|()| is)) {
        Ok(true) => Probe::Standard,
        Ok(false) => Probe::Other,
        Err(e) => Probe::Broken(e),
    }
}

/// Tells whether an object with these keys is a standard.
pub(super) fn is_standard<'k>(keys: impl Iterator<Item = &'k str>) -> bool {
    let mut seen = Seen::default();
    keys.for_each(|k| seen.add(k));
    seen.is_standard()
}

#[derive(Default)]
struct Seen {
    title: bool,
    lists: [bool; LISTS.len()],
}

impl Seen {
    fn add(&mut self, key: &str) {
        let is = |name: &&str| key.eq_ignore_ascii_case(name);
        self.title |= TITLES.iter().any(is);
        for (seen, names) in self.lists.iter_mut().zip(LISTS) {
            *seen |= names.iter().any(is);
        }
    }

    fn is_standard(&self) -> bool {
        self.title && self.lists.iter().filter(|l| **l).count() >= LEAST_LISTS
    }
}

/// Looks at the keys of an object, or of the objects of a list.
struct Look {
    inside: bool,
}

impl<'de> DeserializeSeed<'de> for Look {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<bool, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look {
    type Value = bool;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let mut seen = Seen::default();
        while let Some(key) = entries.next_key::<Cow<'de, str>>()? {
            seen.add(&key);
            entries.next_value::<IgnoredAny>()?;
        }
        Ok(seen.is_standard())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let mut found = false;
        if self.inside {
            while items.next_element::<IgnoredAny>()?.is_some() {}
        } else {
            while let Some(is) = items.next_element_seed(Self { inside: true })? {
                found |= is;
            }
        }
        Ok(found)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_and_two_of_the_lists_make_a_standard() {
        let is = |text: &str| matches!(probe(text), Probe::Standard);
        assert!(is(r#"{"title": "Dyer", "knowledges": [], "skills": []}"#));
        assert!(is(r#"{"NAME": 1, "Duties": null, "behaviours": {}}"#));
        assert!(is(r#"[null, 7, "x", [1], {"title": "Dyer", "skills": [], "duties": []}]"#));
        for other in [
            r#"{"title": "Dyer", "skills": []}"#,
            r#"{"knowledges": [], "skills": []}"#,
            r#"{"title": "Dyer", "knowledges": [], "knowledge": []}"#,
            r#"[[{"title": "Dyer", "skills": [], "duties": []}]]"#,
            r#""title, skills, duties""#,
            "[]",
            "-1.5",
        ] {
            assert!(matches!(probe(other), Probe::Other), "{other}");
        }
    }

    #[test]
    fn nesting_is_passed_over_and_damage_is_told() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(matches!(probe(&deep), Probe::Other));
        for broken in ["{", "[1,", r#"{"title": "Dyer" "skills"}"#, "[1] 2", "", "[draft] Cook"] {
            assert!(matches!(probe(broken), Probe::Broken(_)), "{broken}");
        }
    }
}
