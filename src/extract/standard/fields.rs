//! Values by their keys, and the labels that facts are printed with.

use super::Object;
use super::page::Page;
use super::words;
use serde_json::Value;

/// Facts in the order they are printed: label, and the paths of keys of which the first that has a
/// value is taken. The label's meaning is in the word lists.
const FACTS: &[(&str, &[&[&str]])] = &[
    ("Level", &[&["level"]]),
    ("Reference", &[&["referenceNumber"]]),
    ("Occupation code", &[&["stdCode"], &["occupationCode"]]),
    ("LARS code", &[&["larsCode"]]),
    ("Version", &[&["version"], &["versionNumber"], &["versionNo"]]),
    ("Status", &[&["status"], &["statusName"]]),
    ("Last updated", &[&["lastUpdated"], &["statusLastUpdated"]]),
    ("Route", &[&["route"], &["mapHierarchy", "routeName"]]),
    ("Pathway", &[&["pathway"], &["mapHierarchy", "pathwayName"]]),
    ("Cluster", &[&["cluster"], &["mapHierarchy", "clusterName"]]),
    ("SOC 2020 code", &[&["soc", "soc2020Code"], &["soc2020Code"]]),
    ("SOC 2020 description", &[&["soc", "soc2020Description"], &["soc2020Description"]]),
    ("SOC 2010 code", &[&["soc", "soc2010Code"], &["soc2010Code"]]),
    ("Typical duration", &[&["typicalDuration"]]),
    ("Maximum funding", &[&["maxFunding"]]),
    ("Average salary", &[&["medianAnnualSalaryinGBP"]]),
    ("Regulated body", &[&["regulatedBody"]]),
];

/// Prints the facts that have a value.
pub(super) fn print(page: &mut Page, at: &str, standard: &Object) {
    for (label, paths) in FACTS {
        let found = paths.iter().find_map(|path| {
            let (value, at) = follow(standard, path, at)?;
            Some((words::line(value, page.limits)?, at))
        });
        if let Some((text, at)) = found {
            page.fact(label, &text, &at);
        }
    }
}

/// Returns the value of a key, capitals or not, with its pointer.
pub(super) fn value<'v>(object: &'v Object, key: &str, at: &str) -> Option<(&'v Value, String)> {
    let exact = object.get_key_value(key);
    let found = exact.or_else(|| object.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)))?;
    let token = found.0.replace('~', "~0").replace('/', "~1");
    Some((found.1, format!("{at}/{token}")))
}

/// Returns the first of several keys that is there and not null.
pub(super) fn first<'v>(
    object: &'v Object,
    keys: &[&str],
    at: &str,
) -> Option<(&'v Value, String)> {
    keys.iter().find_map(|k| value(object, k, at).filter(|(v, _)| !v.is_null()))
}

fn follow<'v>(object: &'v Object, path: &[&str], at: &str) -> Option<(&'v Value, String)> {
    let (key, rest) = path.split_first()?;
    let (found, at) = value(object, key, at)?;
    if rest.is_empty() { Some((found, at)) } else { follow(found.as_object()?, rest, &at) }
}
