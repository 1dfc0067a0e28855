//! Text to profile, with the line and key of what cannot be used.

use super::{Pages, ProfileError, Said};
use crate::lexicon::{Column, Lexicon, Meaning};
use crate::text::{clean, fold, near};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Keys that hold for all documents or, in a table of `documents`, for some.
const KEYS: [&str; 6] = ["columns", "employer", "headings", "levels", "roles", "skip_pages"];
/// Key of what holds for some documents.
const DOCUMENTS: &str = "documents";
/// Most edits between a word and the one it was meant to be.
const EDITS: usize = 2;

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;
/// What is wrong, and where in the text.
type Fault = (Range<usize>, String);

/// Parses what is said of all documents, and of some by a pattern of their names.
pub(super) fn parse(
    text: &str,
    file: &str,
    lexicon: &Lexicon,
) -> Result<(Said, Vec<(String, Said)>), ProfileError> {
    let error = |(span, detail): Fault| {
        let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
        let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
        ProfileError { file: file.to_owned(), line, detail }
    };
    let table = DeTable::parse(text).map_err(|e| {
        error((e.span().unwrap_or_default(), format!("this is no TOML: {}", e.message())))
    })?;
    let parser = Parser { fields: lexicon.field_names() };
    parser.profile(table.get_ref()).map_err(error)
}

struct Parser<'l> {
    fields: BTreeSet<&'l str>,
}

impl Parser<'_> {
    fn profile(&self, table: &DeTable) -> Result<(Said, Vec<(String, Said)>), Fault> {
        let (mut said, mut documents) = (Said::default(), Vec::new());
        for (key, value) in in_order(table) {
            if key.get_ref() == DOCUMENTS {
                documents = self.documents(value)?;
            } else {
                self.key(&mut said, key, value, true)?;
            }
        }
        Ok((said, documents))
    }

    fn documents(&self, value: &Value) -> Result<Vec<(String, Said)>, Fault> {
        let table = table(DOCUMENTS, value)?;
        let one = |(pattern, value): (&Key, &Value)| {
            let mut said = Said::default();
            for (key, value) in in_order(self::table(pattern.get_ref(), value)?) {
                self.key(&mut said, key, value, false)?;
            }
            Ok((pattern.get_ref().to_string(), said))
        };
        in_order(table).into_iter().map(one).collect()
    }

    /// Takes in one key; at the top of the file there may be one more.
    fn key(&self, said: &mut Said, key: &Key, value: &Value, top: bool) -> Result<(), Fault> {
        match key.get_ref().as_ref() {
            "employer" => said.employer = Some(name("employer", value)?),
            "columns" => said.own.columns = each("columns", value, column)?,
            "headings" => said.own.headings = each("headings", value, |t| self.meaning(t))?,
            "roles" => said.own.roles = words("roles", value)?.into_iter().collect(),
            "levels" => said.levels = Some(words("levels", value)?),
            "skip_pages" => said.skip_pages = Some(pages(value)?),
            unknown => {
                let also = top.then_some(DOCUMENTS);
                let known = || KEYS.into_iter().chain(also);
                let advice = instead(unknown, known());
                let advice = advice.unwrap_or_else(|| {
                    format!("the keys are {}", known().collect::<Vec<_>>().join(", "))
                });
                return Err((key.span(), format!("there is no key “{unknown}”; {advice}")));
            }
        }
        Ok(())
    }

    fn meaning(&self, text: &str) -> Result<Meaning, String> {
        Meaning::from_name(text, &self.fields).ok_or_else(|| {
            let names: Vec<&str> = Meaning::names().collect();
            let fields = self.fields.iter().copied();
            let advice = instead(text, names.iter().copied().chain(fields));
            let advice = advice.unwrap_or_else(|| {
                let names = names.join(", ");
                format!("it may be {names}, a field like reports_to, or a new one: field:name")
            });
            format!("“{text}” is no meaning of a heading; {advice}")
        })
    }
}

fn column(text: &str) -> Result<Column, String> {
    Column::from_name(text).ok_or_else(|| {
        let names = || Column::names().collect::<Vec<_>>().join(", ");
        let advice = instead(text, Column::names());
        let advice = advice.unwrap_or_else(|| format!("the kinds are {}", names()));
        format!("“{text}” is no kind of column; {advice}")
    })
}

/// Returns the entries of a table in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Key<'i>, &'t Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// Returns "did you mean" with the known word that is nearest, if one is near.
fn instead<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<String> {
    let known: Vec<&str> = known.collect();
    let word = word.to_lowercase();
    let most = EDITS.min(word.chars().count() / 2);
    let found = (0..=most).find_map(|edits| known.iter().find(|k| near(&word, k, edits)))?;
    Some(format!("did you mean “{found}”?"))
}

fn table<'t, 'i>(key: &str, value: &'t Value<'i>) -> Result<&'t DeTable<'i>, Fault> {
    let wrong =
        || (value.span(), format!("“{key}” must be a table of its own, not {}", kind(value)));
    value.get_ref().as_table().ok_or_else(wrong)
}

fn text<'t>(key: &str, value: &'t Value) -> Result<&'t str, Fault> {
    let wrong =
        || (value.span(), format!("“{key}” must be text in quotation marks, not {}", kind(value)));
    value.get_ref().as_str().ok_or_else(wrong)
}

fn list<'t, 'i>(key: &str, value: &'t Value<'i>) -> Result<&'t [Value<'i>], Fault> {
    let wrong =
        || (value.span(), format!("“{key}” must be a list in brackets, not {}", kind(value)));
    value.get_ref().as_array().map(|a| &a[..]).ok_or_else(wrong)
}

fn kind(value: &Value) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn name(key: &str, value: &Value) -> Result<String, Fault> {
    let name = clean(text(key, value)?);
    if name.is_empty() {
        return Err((value.span(), format!("“{key}” is empty")));
    }
    Ok(name)
}

/// Reads a table from words to what `read` makes of their values.
fn each<T>(
    key: &str,
    value: &Value,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<BTreeMap<String, T>, Fault> {
    let mut found = BTreeMap::new();
    for (word, value) in in_order(table(key, value)?) {
        let shown = word.get_ref();
        let folded = fold(shown);
        if folded.is_empty() {
            return Err((word.span(), format!("“{shown}” in “{key}” holds no word")));
        }
        let said = read(text(shown, value)?)
            .map_err(|e| (value.span(), format!("“{shown}” in “{key}”: {e}")))?;
        if found.insert(folded, said).is_some() {
            let detail =
                format!("“{shown}” stands in “{key}” twice; capitals and marks do not count");
            return Err((word.span(), detail));
        }
    }
    Ok(found)
}

/// Reads a list of words, each folded.
fn words(key: &str, value: &Value) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    for value in list(key, value)? {
        let shown = text(key, value)?;
        let folded = fold(shown);
        let wrong = match folded.as_str() {
            "" => Some(format!("“{shown}” in “{key}” holds no word")),
            _ if found.contains(&folded) => Some(format!("“{shown}” stands in “{key}” twice")),
            _ => None,
        };
        if let Some(detail) = wrong {
            return Err((value.span(), detail));
        }
        found.push(folded);
    }
    Ok(found)
}

/// Reads a list of pages: numbers, and stretches as text.
fn pages(value: &Value) -> Result<Pages, Fault> {
    let stretch = |value: &Value| {
        let found = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => {
                page(number.as_str()).map(|p| (p, p))
            }
            DeValue::String(text) => stretch(text),
            _ => None,
        };
        let wrong = || {
            let hint = "write a page as 3, a stretch as \"3-5\", and \"3-\" for all from there";
            (value.span(), format!("this is no page in “skip_pages”; {hint}"))
        };
        found.ok_or_else(wrong)
    };
    let stretches = list("skip_pages", value)?.iter().map(stretch);
    Ok(Pages::new(stretches.collect::<Result<_, _>>()?))
}

fn stretch(text: &str) -> Option<(u32, u32)> {
    let Some((first, last)) = text.split_once(['-', '–', '—']) else {
        return page(text).map(|p| (p, p));
    };
    let first = page(first)?;
    let last = if last.trim().is_empty() { u32::MAX } else { page(last)? };
    (first <= last).then_some((first, last))
}

fn page(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|p| *p > 0)
}
