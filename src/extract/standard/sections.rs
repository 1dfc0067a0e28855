//! A standard as a page: its sections in the order in which the service prints them.

use super::codes::{Names, Style};
use super::fields::{self, first};
use super::page::Page;
use super::words::{self, Words};
use super::{Object, probe};
use crate::model::Run;
use serde_json::Value;
use std::collections::BTreeSet;

/// Sections of text or of plain lists above the statements: title, keys.
const BEFORE: &[(&str, &[&str])] = &[
    ("Occupation summary", &["occupationalSummary", "occupationSummary", "summary"]),
    ("Overview of the role", &["overviewOfRole", "overview"]),
    ("Typical job titles", &["typicalJobTitles", "jobRoles"]),
    ("Keywords", &["keywords"]),
    ("Entry requirements", &["entryRequirements"]),
];
/// Sections below the statements.
const AFTER: &[(&str, &[&str])] = &[
    ("English and maths qualifications", &["englishAndMathsQualifications"]),
    ("Professional recognition", &["professionalRecognition"]),
    ("Occupational progression", &["occupationalProgression", "progression"]),
    ("Employers involved in creating the standard", &["involvedEmployers"]),
];
/// Keys under which an entry of a plain list has its words.
const ENTRY: &[&str] = &["title", "name", "detail", "description"];

/// A list of coded statements.
struct Kind {
    title: &'static str,
    keys: &'static [&'static str],
    id: &'static str,
    /// Key in a duty under which statements of this list stand.
    mapped: &'static [&'static str],
    style: Style,
}

const KINDS: [Kind; 3] = [
    Kind {
        title: "Knowledge",
        keys: &["knowledges", "knowledge"],
        id: "knowledgeId",
        mapped: &["mappedKnowledge", "mappedKnowledges"],
        style: Style { prefix: "K", short: "K" },
    },
    Kind {
        title: "Skills",
        keys: &["skills"],
        id: "skillId",
        mapped: &["mappedSkills", "mappedSkill"],
        style: Style { prefix: "S", short: "S" },
    },
    Kind {
        title: "Behaviours",
        keys: &["behaviours", "behaviors"],
        id: "behaviourId",
        mapped: &["mappedBehaviour", "mappedBehaviours"],
        style: Style { prefix: "B", short: "B" },
    },
];
const DUTY: Style = Style { prefix: "Duty ", short: "D" };

/// A coded statement, ready to be printed.
struct Item<'v> {
    code: String,
    words: Vec<Words>,
    /// Pointer of its words.
    at: String,
    /// The object it stands in, with its pointer; absent for a bare text.
    object: Option<(&'v Object, String)>,
}

/// Prints a standard whose pointer is `at`.
pub(super) fn print(page: &mut Page, at: &str, standard: &Object) {
    match first(standard, &probe::TITLES, at) {
        Some((title, at)) if words::line(title, page.limits).is_some() => {
            let title = words::line(title, page.limits).unwrap_or_default();
            page.heading(1, &title, &at);
        }
        _ => {
            page.heading(1, "", at);
            page.unread(&format!("{at}/title"), "is no title");
        }
    }
    fields::print(page, at, standard);
    BEFORE.iter().for_each(|(title, keys)| plain(page, at, standard, title, keys));
    let (options, option_names) = options(page, at, standard);
    let mut names = [Names::default(), Names::default(), Names::default()];
    let mut lists = Vec::new();
    for (kind, names) in KINDS.iter().zip(&mut names) {
        lists.push(items(page, at, standard, kind.keys, (kind.id, "detail"), kind.style, names));
    }
    duties(page, at, standard, &names, &option_names);
    for (kind, (list_at, list)) in KINDS.iter().zip(lists) {
        if !list.is_empty() {
            page.heading(2, kind.title, &list_at);
        }
        list.into_iter().for_each(|item| page.item(&item.code, item.words, &item.at));
    }
    qualifications(page, at, standard);
    AFTER.iter().for_each(|(title, keys)| plain(page, at, standard, title, keys));
    if let Some((list_at, list)) = options {
        page.heading(2, "Options", &list_at);
        list.into_iter().for_each(|item| page.item("", item.words, &item.at));
    }
}

/// Prints a section of text, or of a list of texts.
fn plain(page: &mut Page, at: &str, standard: &Object, title: &str, keys: &[&str]) {
    let Some((value, list_at)) = first(standard, keys, at) else { return };
    let at = list_at.as_str();
    let Some(list) = value.as_array() else {
        let paragraphs = words::paragraphs(value, page.limits);
        match value {
            Value::Object(_) | Value::Bool(_) => page.unread(at, "is no text"),
            _ if paragraphs.is_empty() => {}
            _ => {
                page.heading(2, title, at);
                page.text(paragraphs, at);
            }
        }
        return;
    };
    let mut headed = false;
    for (index, entry) in list.iter().enumerate() {
        let at = format!("{at}/{index}");
        let (words, at) = match entry.as_object() {
            Some(object) => match first(object, ENTRY, &at) {
                Some((value, at)) => (words::paragraphs(value, page.limits), at),
                None => (Vec::new(), at),
            },
            None => (words::paragraphs(entry, page.limits), at),
        };
        if words.is_empty() {
            if !is_nothing(entry) {
                page.unread(&at, "has no words");
            }
            continue;
        }
        if !std::mem::replace(&mut headed, true) {
            page.heading(2, title, &list_at);
        }
        page.item("", words, &at);
    }
}

/// Tells whether a value says that there is none.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|t| t.trim().is_empty())
}

/// Returns the entries of a list, with the list's pointer; says so if it is none.
fn list<'v>(
    page: &mut Page,
    at: &str,
    object: &'v Object,
    keys: &[&str],
) -> (String, Vec<(&'v Value, String)>) {
    let Some((value, at)) = first(object, keys, at) else { return (at.to_owned(), Vec::new()) };
    let Some(list) = value.as_array() else {
        page.unread(&at, "is no list");
        return (at, Vec::new());
    };
    let entries = list.iter().enumerate().map(|(i, v)| (v, format!("{at}/{i}"))).collect();
    (at, entries)
}

/// Returns the statements of a list with their codes, and adds their names.
fn items<'v>(
    page: &mut Page,
    at: &str,
    standard: &'v Object,
    keys: &[&str],
    (id, detail): (&str, &str),
    style: Style,
    names: &mut Names,
) -> (String, Vec<Item<'v>>) {
    let (list_at, entries) = list(page, at, standard, keys);
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for (index, (entry, at)) in entries.into_iter().enumerate() {
        let object = entry.as_object();
        let (value, words_at) = match object {
            Some(object) => match first(object, &[detail], &at) {
                Some(found) => found,
                None => {
                    page.unread(&at, &format!("has no {detail}"));
                    continue;
                }
            },
            None => (entry, at.clone()),
        };
        let mut words = words::paragraphs(value, page.limits);
        if words.is_empty() || !value.is_string() {
            page.unread(&words_at, "is no text");
            continue;
        }
        let name = object.and_then(|o| fields::value(o, id, &at)).and_then(|(v, _)| v.as_str());
        let printed = words.first_mut().and_then(|first| style.take(first));
        let code = printed.or_else(|| style.by_id(name?)).unwrap_or_else(|| style.code(index + 1));
        if !seen.insert(code.clone()) {
            page.used_twice(&code, &words_at);
        }
        names.add(name.unwrap_or(&code), &code);
        names.add(&code, &code);
        items.push(Item { code, words, at: words_at, object: object.map(|o| (o, at)) });
    }
    (list_at, items)
}

/// Prints the duties, each with what it takes: statements by their codes, and its options.
fn duties(page: &mut Page, at: &str, standard: &Object, names: &[Names; 3], options: &Names) {
    let mut own = Names::default();
    let keys = ("dutyId", "dutyDetail");
    let (list_at, list) = items(page, at, standard, &["duties"], keys, DUTY, &mut own);
    if !list.is_empty() {
        page.heading(2, "Duties", &list_at);
    }
    for item in list {
        page.item(&item.code, item.words, &item.at);
        let Some((duty, at)) = item.object else { continue };
        let mut codes = Vec::new();
        for (kind, names) in KINDS.iter().zip(names) {
            codes.extend(mapped(page, &at, duty, kind.mapped, names));
        }
        if !codes.is_empty() {
            page.fact("KSBs", &codes.join(", "), &at);
        }
        if let Some((_, at)) = first(duty, &["isThisACoreDuty"], &at).filter(|c| is_no(c.0)) {
            page.fact("Core duty", "no", &at);
        }
        let chosen = mapped(page, &at, duty, &["mappedOptions"], options);
        if !chosen.is_empty() {
            page.fact("For options", &chosen.join("; "), &at);
        }
        if let Some((criteria, at)) = first(duty, &["criteriaForMeasuringPerformance"], &at)
            && let Some(line) = words::line(criteria, page.limits)
        {
            page.fact("Criteria for measuring performance", &line, &at);
        }
    }
}

/// Returns the codes that a duty's list of names stands for.
fn mapped(page: &mut Page, at: &str, duty: &Object, keys: &[&str], names: &Names) -> Vec<String> {
    let (_, entries) = list(page, at, duty, keys);
    let mut codes: Vec<String> = Vec::new();
    for (entry, at) in entries {
        match entry.as_str().and_then(|name| names.code(name)) {
            Some(code) if codes.iter().all(|c| c != code) => codes.push(code.to_owned()),
            Some(_) => {}
            None => page.unread(&at, "names nothing that stands in this standard"),
        }
    }
    codes
}

fn is_no(value: &Value) -> bool {
    match value {
        Value::Bool(is) => !is,
        Value::Number(n) => n.as_f64() == Some(0.0),
        Value::String(text) => ["0", "false", "no"].contains(&text.trim().to_lowercase().as_str()),
        _ => false,
    }
}

type List<'v> = (String, Vec<Item<'v>>);

/// Returns the options, and their titles by their ids.
fn options<'v>(page: &mut Page, at: &str, standard: &'v Object) -> (Option<List<'v>>, Names) {
    let mut names = Names::default();
    let (list_at, entries) = list(page, at, standard, &["options"]);
    let mut items = Vec::new();
    for (entry, at) in entries {
        let (title, words_at) = match entry.as_object() {
            Some(object) => match first(object, ENTRY, &at) {
                Some(found) => found,
                None => (entry, at.clone()),
            },
            None => (entry, at.clone()),
        };
        let Some(line) = words::line(title, page.limits) else {
            page.unread(&at, "has no title");
            continue;
        };
        let id = entry.as_object().and_then(|o| fields::value(o, "optionId", &at));
        names.add(id.and_then(|(v, _)| v.as_str()).unwrap_or(&line), &line);
        names.add(&line, &line);
        let words = vec![vec![Run::plain(line)]];
        items.push(Item { code: String::new(), words, at: words_at, object: None });
    }
    let found = (!items.is_empty()).then_some((list_at, items));
    (found, names)
}

/// Prints the qualifications, each with its level in brackets.
fn qualifications(page: &mut Page, at: &str, standard: &Object) {
    let (list_at, entries) = list(page, at, standard, &["qualifications"]);
    let mut headed = false;
    for (entry, at) in entries {
        let empty = Object::new();
        let object = entry.as_object().unwrap_or(&empty);
        let (title, words_at) = first(object, ENTRY, &at).unwrap_or((entry, at.clone()));
        let mut words = words::paragraphs(title, page.limits);
        let Some(line) = words.first_mut() else {
            page.unread(&at, "has no title");
            continue;
        };
        let level = first(object, &["level"], &at).and_then(|l| words::line(l.0, page.limits));
        if let Some(level) = level {
            line.push(Run::plain(format!(" (level {level})")));
        }
        if let Some((more, _)) = first(object, &["anyAdditionalInformation"], &at) {
            words.extend(words::paragraphs(more, page.limits));
        }
        if !std::mem::replace(&mut headed, true) {
            page.heading(2, "Qualifications", &list_at);
        }
        page.item("", words, &words_at);
    }
}
