//! Names and ids as people type them: the beginning is enough where it is unique.

use super::{Exit, Stop};

/// Candidates that are listed when a name is not unique.
const LISTED: usize = 20;

/// Returns the value that `typed` names: itself, whatever its case, or the only one it begins.
///
/// # Errors
/// With exit code 2 and the candidates if several begin with it, with 1 and all values if none.
pub fn resolve(what: &str, typed: &str, values: &[String]) -> Result<String, Stop> {
    let folded = typed.trim().to_lowercase();
    let exact = values.iter().find(|v| v.as_str() == typed);
    if let Some(value) = exact.or_else(|| only(values, |v| v.to_lowercase() == folded)) {
        return Ok(value.clone());
    }
    let begins = |v: &str| v.to_lowercase().starts_with(&folded);
    if let Some(value) = only(values, begins) {
        return Ok(value.clone());
    }
    let candidates: Vec<&str> = values.iter().map(String::as_str).filter(|v| begins(v)).collect();
    Err(match candidates.len() {
        0 => Stop::new(Exit::NotFound, format!("no {what} begins with {typed:?}"))
            .hint(list(&values.iter().map(String::as_str).collect::<Vec<_>>())),
        n => Stop::new(Exit::Usage, format!("{n} {what}s begin with {typed:?}"))
            .hint(list(&candidates)),
    })
}

fn only(values: &[String], holds: impl Fn(&str) -> bool) -> Option<&String> {
    let mut found = values.iter().filter(|v| holds(v));
    found.next().filter(|_| found.next().is_none())
}

/// Returns the candidates, one on a line.
pub fn list(candidates: &[&str]) -> String {
    if candidates.is_empty() {
        return "there are none; `rungs import` reads documents".to_owned();
    }
    let mut lines = vec!["type more of one of these:"];
    lines.extend(candidates.iter().take(LISTED));
    let more = candidates.len().saturating_sub(LISTED);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    format!("{}{rest}", lines.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_enough_if_unique() {
        let values = ["Alder Trust", "Alder", "Birchwood Homes"].map(str::to_owned);
        let resolved = |typed: &str| resolve("employer", typed, &values).map_err(|s| s.exit);
        let cases = [
            ("birch", Ok("Birchwood Homes")),
            ("ALDER", Ok("Alder")),
            ("alder t", Ok("Alder Trust")),
            ("al", Err(Exit::Usage)),
            ("", Err(Exit::Usage)),
            ("oak", Err(Exit::NotFound)),
        ];
        for (typed, expected) in cases {
            assert_eq!(resolved(typed), expected.map(str::to_owned), "{typed}");
        }
    }
}
