//! What confidence is worth: rows beside rows that a person has checked.

use crate::model::Row;
use crate::text::fold;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A checked statement: a line of an export that a person has corrected. Other keys are ignored.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Checked {
    /// Source file's name, with or without its ending.
    pub doc: String,
    /// The words.
    pub text: String,
    /// Other forms of the words that are right too.
    #[serde(default)]
    pub alt_texts: Vec<String>,
    /// Role.
    #[serde(default)]
    pub role: Option<String>,
    /// Level.
    #[serde(default)]
    pub level: Option<String>,
    /// Category.
    #[serde(default)]
    pub category: Option<String>,
    /// Other categories that are right too.
    #[serde(default)]
    pub category_alt: Vec<String>,
    /// Attributes that nobody can be sure of: any value is right.
    #[serde(default)]
    pub uncertain: Vec<String>,
    /// A statement that may be there or not: it counts neither way.
    #[serde(default)]
    pub optional: bool,
}

/// Rows whose confidence lies in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    /// Rows.
    pub rows: u64,
    /// Rows that are right in words, role, level and category.
    pub right: u64,
}

/// Ten bins, from confidence 0 to 0.1 up to 0.9 to 1.
pub type Bins = [Bin; 10];

/// Counts the rows of every document that was checked, by confidence.
///
/// A row is right if a checked statement of its document has the same words (case and punctuation
/// aside), role, level and category; each checked statement serves one row.
pub fn calibration(rows: &[Row], checked: &[Checked]) -> Bins {
    let mut left: BTreeMap<(String, String), Vec<&Checked>> = BTreeMap::new();
    let mut docs = std::collections::BTreeSet::new();
    for truth in checked {
        docs.insert(stem(&truth.doc));
        left.entry((stem(&truth.doc), fold(&truth.text))).or_default().push(truth);
    }
    let mut bins = Bins::default();
    for row in rows.iter().filter(|r| docs.contains(&stem(&r.doc))) {
        let verdict = verdict(row, &mut left, checked);
        if let Some(right) = verdict {
            let bin = &mut bins[tenth(row.confidence)];
            bin.rows += 1;
            bin.right += u64::from(right);
        }
    }
    bins
}

/// Tells whether a row is right; `None` for one that counts neither way.
fn verdict<'a>(
    row: &Row,
    left: &mut BTreeMap<(String, String), Vec<&'a Checked>>,
    checked: &'a [Checked],
) -> Option<bool> {
    let doc = stem(&row.doc);
    let words = fold(&row.text);
    let by_other_words = || {
        let other =
            |c: &&Checked| stem(&c.doc) == doc && c.alt_texts.iter().any(|t| fold(t) == words);
        checked.iter().find(other).map(|c| (doc.clone(), fold(&c.text)))
    };
    let direct = (doc.clone(), words.clone());
    let key = if left.contains_key(&direct) { Some(direct) } else { by_other_words() };
    let same = key.and_then(|k| left.get_mut(&k));
    let Some(same) = same.filter(|s| !s.is_empty()) else { return Some(false) };
    let at = same.iter().position(|c| agrees(row, c));
    let optional = same.iter().any(|c| c.optional);
    match at {
        Some(at) => {
            let truth = same.swap_remove(at);
            (!truth.optional).then_some(true)
        }
        None => (!optional).then_some(false),
    }
}

fn agrees(row: &Row, truth: &Checked) -> bool {
    let free = |name: &str| truth.uncertain.iter().any(|u| u == name);
    let same = |a: &Option<String>, b: &Option<String>| {
        a.as_deref().map(fold).unwrap_or_default() == b.as_deref().map(fold).unwrap_or_default()
    };
    let category = same(&row.category, &truth.category)
        || truth.category_alt.iter().any(|c| row.category.as_ref() == Some(c));
    (free("role") || same(&row.role, &truth.role) || same(&row.role_printed, &truth.role))
        && (free("level") || same(&row.level, &truth.level))
        && (free("category") || category)
}

fn tenth(confidence: f64) -> usize {
    ((confidence * 10.0).floor().clamp(0.0, 9.0)) as usize
}

/// Returns a file's name without its ending, in lower case.
fn stem(name: &str) -> String {
    let cut = name.rfind('.').filter(|at| name.len() - at <= 6).unwrap_or(name.len());
    name[..cut].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::stated;
    use crate::model::build::framework;

    fn checked(text: &str) -> Checked {
        Checked {
            doc: "a".into(),
            text: text.into(),
            role: Some("Porter".into()),
            ..Checked::default()
        }
    }

    #[test]
    fn rows_are_right_or_wrong_in_the_bin_of_their_confidence() {
        let texts = ["Opens the gate", "Opens the gate", "Tests tills", "Sweeps", "May sweep"];
        let mut rows = stated(&[framework("Alder Trust", "a.txt", &texts)]);
        rows[2].confidence = 0.35;
        rows[3].confidence = 0.0;
        let truth = [
            checked("opens the gate."),
            Checked { level: Some("Level 2".into()), ..checked("Tests tills") },
            Checked { alt_texts: vec!["Sweeps".into()], ..checked("Sweeps up") },
            Checked { optional: true, ..checked("May sweep") },
        ];
        let bins = calibration(&rows, &truth);
        assert_eq!(bins[9], Bin { rows: 2, right: 1 }); // one statement serves one row
        assert_eq!(bins[3], Bin { rows: 1, right: 0 });
        assert_eq!(bins[0], Bin { rows: 1, right: 1 });
        assert_eq!(bins.iter().map(|b| b.rows).sum::<u64>(), 4);
    }

    #[test]
    fn documents_that_nobody_checked_do_not_count() {
        let rows = stated(&[framework("Alder Trust", "b.txt", &["Opens the gate"])]);
        assert_eq!(calibration(&rows, &[checked("Opens the gate")]), Bins::default());
    }
}
