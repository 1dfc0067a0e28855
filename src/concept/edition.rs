//! Two editions of a document: what was added, changed, moved, removed.

use super::key::content;
use super::similar::LEAST_SHARED;
use crate::lexicon::Lexicon;
use crate::model::Row;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The new edition alone has it.
    Added,
    /// It is worded otherwise, or another word is essential or desirable.
    Changed,
    /// It stands under another role, level or heading.
    Moved,
    /// The old edition alone has it.
    Removed,
    /// It is the same.
    Unchanged,
}

/// A statement in both editions, or in one.
#[derive(Clone, Debug, Serialize)]
pub struct Edited {
    /// What became of it.
    pub change: Change,
    /// The old edition's.
    pub old: Option<Row>,
    /// The new edition's.
    pub new: Option<Row>,
}

/// Compares the rows of two editions. Each row is in one entry; a row finds the one that is most
/// like it: first the same words at the same place, then the same words elsewhere, then the same
/// subject, then most of the words, at the same role and level.
pub fn diff(old: &[Row], new: &[Row], lexicon: &Lexicon) -> Vec<Edited> {
    let mut matching = Matching { old, new, pairs: Vec::new(), taken: BTreeSet::new() };
    matching.pair(Change::Unchanged, |r| (&r.text, place(r), &r.section, &r.necessity));
    matching.pair(Change::Moved, |r| (&r.text, &r.necessity));
    matching.pair(Change::Changed, |r| (&r.concept_id, place(r)));
    matching.pair(Change::Changed, |r| (&r.subject_id, place(r)));
    let contents = |rows: &[Row]| -> Vec<BTreeSet<String>> {
        rows.iter().map(|r| content(&r.text, lexicon)).collect()
    };
    let (olds, news) = (contents(old), contents(new));
    matching.pair_alike(&olds, &news);
    matching.finish()
}

fn place(row: &Row) -> (&Option<String>, &Option<String>) {
    (&row.role, &row.level)
}

struct Matching<'r> {
    old: &'r [Row],
    new: &'r [Row],
    pairs: Vec<(usize, usize, Change)>,
    /// New rows that are in a pair.
    taken: BTreeSet<usize>,
}

impl<'r> Matching<'r> {
    fn free_old(&self) -> Vec<usize> {
        let paired: BTreeSet<usize> = self.pairs.iter().map(|p| p.0).collect();
        (0..self.old.len()).filter(|i| !paired.contains(i)).collect()
    }

    /// Pairs free rows that have the same key, in reading order.
    fn pair<'k, K: Ord>(&mut self, change: Change, key: impl Fn(&'k Row) -> K)
    where
        'r: 'k,
    {
        let mut free = self.free_new(&key);
        for at in self.free_old() {
            if let Some(found) = free.get_mut(&key(&self.old[at])).and_then(VecDeque::pop_front) {
                self.taken.insert(found);
                self.pairs.push((at, found, change));
            }
        }
    }

    fn free_new<'k, K: Ord>(&self, key: impl Fn(&'k Row) -> K) -> BTreeMap<K, VecDeque<usize>>
    where
        'r: 'k,
    {
        let mut free: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for (at, row) in self.new.iter().enumerate().filter(|(at, _)| !self.taken.contains(at)) {
            free.entry(key(row)).or_default().push_back(at);
        }
        free
    }

    fn pair_alike(&mut self, olds: &[BTreeSet<String>], news: &[BTreeSet<String>]) {
        let free = self.free_new(place);
        let mut likely = Vec::new();
        for at in self.free_old() {
            for n in free.get(&place(&self.old[at])).into_iter().flatten().copied() {
                let shared = olds[at].intersection(&news[n]).count();
                let all = olds[at].len() + news[n].len() - shared;
                let score = shared as f64 / all.max(1) as f64;
                if score >= LEAST_SHARED {
                    likely.push((score, at, n));
                }
            }
        }
        likely.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut done: BTreeSet<usize> = BTreeSet::new();
        for (_, at, n) in likely {
            if done.contains(&at) || self.taken.contains(&n) {
                continue;
            }
            done.insert(at);
            self.taken.insert(n);
            self.pairs.push((at, n, Change::Changed));
        }
    }

    fn finish(self) -> Vec<Edited> {
        let removed = self.free_old();
        let paired = self.pairs.iter().map(|(old, new, change)| Edited {
            change: *change,
            old: Some(self.old[*old].clone()),
            new: Some(self.new[*new].clone()),
        });
        let mut edited: Vec<(usize, Edited)> = self.pairs.iter().map(|p| p.1).zip(paired).collect();
        let added = (0..self.new.len()).filter(|n| !self.taken.contains(n));
        edited.extend(added.map(|n| {
            (n, Edited { change: Change::Added, old: None, new: Some(self.new[n].clone()) })
        }));
        edited.extend(removed.into_iter().map(|o| {
            (o, Edited { change: Change::Removed, old: Some(self.old[o].clone()), new: None })
        }));
        edited.sort_by_key(|(at, e)| (e.change, *at));
        edited.into_iter().map(|(_, e)| e).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::tests::rows;

    #[test]
    fn each_row_is_in_one_entry_with_what_became_of_it() {
        let (lexicon, old) = rows(
            "Alder Trust",
            &["Opens the gates at dawn", "Able to row", "Counts the boats each night", "Sings"],
        );
        let (_, mut new) = rows(
            "Alder Trust",
            &[
                "Counts the boats",
                "Opens the gates at dawn",
                "Able to row, and to coach others to do the same",
                "Counts the boats each night and day",
            ],
        );
        new[1].section = Some("Morning".into());
        let told: Vec<(Change, String)> = diff(&old, &new, &lexicon)
            .into_iter()
            .map(|e| (e.change, e.new.or(e.old).map(|r| r.text).unwrap_or_default()))
            .collect();
        let expected = [
            (Change::Added, "Counts the boats"),
            (Change::Changed, "Able to row, and to coach others to do the same"),
            (Change::Changed, "Counts the boats each night and day"),
            (Change::Moved, "Opens the gates at dawn"),
            (Change::Removed, "Sings"),
        ];
        let told: Vec<(Change, &str)> = told.iter().map(|(c, t)| (*c, t.as_str())).collect();
        assert_eq!(told, expected);
        let same = diff(&old, &old, &lexicon);
        assert!(same.iter().all(|e| e.change == Change::Unchanged) && same.len() == old.len());
    }
}
