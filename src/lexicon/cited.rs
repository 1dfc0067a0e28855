//! Instruments of law (`statutes.csv`, `statute_names.csv`) and where a text names one.

use crate::text::fold;
use regex::{Regex, RegexBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A statute, regulations, a code: official title, dates, what replaced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statute {
    /// Official title with its year: `Mental Capacity Act 2005`.
    pub title: String,
    /// Year of making; absent for what is not dated.
    pub year: Option<u16>,
    /// Day or year on which it ceased to be in force.
    pub valid_to: Option<String>,
    /// What replaced it.
    pub superseded_by: Option<String>,
}

/// All instruments, with the names by which texts cite them.
#[derive(Clone, Debug, Default)]
pub struct Statutes {
    by_title: BTreeMap<String, Statute>,
    /// Folded names without a year, with the titles they may mean, and the year that must stand
    /// behind the name to mean it, if only one does.
    names: BTreeMap<String, BTreeSet<(String, Option<u16>)>>,
    pattern: OnceLock<Option<Regex>>,
}

/// A place where a text names an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation<'t> {
    /// The words, the year included.
    pub words: &'t str,
    /// The year printed.
    pub year: Option<u16>,
    /// The titles of that name, those of the printed year alone if there are some.
    pub titles: Vec<&'t str>,
}

impl Citation<'_> {
    /// Tells whether a year is printed that none of the titles bears.
    pub fn has_wrong_year(&self, statutes: &Statutes) -> bool {
        self.year.is_some() && self.titles.iter().all(|t| statutes.year(t) != self.year)
    }
}

impl Statutes {
    /// Adds an instrument.
    pub fn add(&mut self, statute: Statute) {
        self.name(without_year(&statute.title).0, &statute.title, None);
        self.by_title.insert(statute.title.clone(), statute);
    }

    /// Adds a name of the instrument of a title.
    ///
    /// # Errors
    /// If there is no instrument of that title.
    pub fn add_name(&mut self, name: &str, title: &str) -> Result<(), String> {
        if !self.by_title.contains_key(title) {
            return Err(format!("“{title}” is not in statutes.csv"));
        }
        let (name, year) = without_year(name);
        self.name(name, title, year);
        Ok(())
    }

    fn name(&mut self, name: &str, title: &str, year: Option<u16>) {
        self.names.entry(fold(name)).or_default().insert((title.to_owned(), year));
    }

    /// Returns the instrument of an official title.
    pub fn statute(&self, title: &str) -> Option<&Statute> {
        self.by_title.get(title)
    }

    fn year(&self, title: &str) -> Option<u16> {
        self.statute(title)?.year
    }

    /// Returns where a text names instruments, in order.
    ///
    /// A name counts if its first letter is a capital, the longest one first; a year may stand behind
    /// it, in brackets or after a comma.
    pub fn citations<'t>(&'t self, text: &'t str) -> Vec<Citation<'t>> {
        let Some(pattern) = self.pattern.get_or_init(|| self.compiled()) else { return Vec::new() };
        let capital = |words: &str| words.starts_with(char::is_uppercase);
        let found = pattern.captures_iter(text).filter_map(|found| {
            let (whole, name) = (found.get(0)?.as_str(), found.get(1)?.as_str());
            let year = found.get(2).and_then(|y| y.as_str().parse().ok());
            capital(name).then(|| self.citation(whole, name, year))?
        });
        found.collect()
    }

    fn citation<'t>(
        &'t self,
        words: &'t str,
        name: &str,
        year: Option<u16>,
    ) -> Option<Citation<'t>> {
        let meant =
            self.names.get(&fold(name))?.iter().filter(|(_, of)| of.is_none() || *of == year);
        let all: Vec<&str> = meant.map(|(title, _)| title.as_str()).collect();
        let exact: Vec<&str> = all.iter().copied().filter(|t| self.year(t) == year).collect();
        let titles = if exact.is_empty() { all } else { exact };
        if titles.is_empty() {
            return None;
        }
        Some(Citation { words, year, titles })
    }

    /// Returns a pattern of all names, the longest first; none if a list is empty.
    fn compiled(&self) -> Option<Regex> {
        let mut names: Vec<&String> = self.names.keys().collect();
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        let word = |word: &str| match word.strip_suffix('s') {
            _ if word == "and" => "(?:and|&)".to_owned(),
            Some(stem) => format!("{}['’]?s['’]?", regex::escape(stem)),
            None => regex::escape(word),
        };
        let words = |name: &String| {
            let words: Vec<String> = name.split(' ').map(word).collect();
            words.join(r"[\s(),–-]+")
        };
        let any: Vec<String> = names.into_iter().map(words).collect();
        let pattern = format!(r"\b({})(?:\s*,?\s*\(?((?:19|20)[0-9]{{2}})\b\)?|\b)", any.join("|"));
        let built = RegexBuilder::new(&pattern).case_insensitive(true).size_limit(64 << 20).build();
        built.ok().filter(|_| !any.is_empty())
    }
}

/// Returns a title or name without the year at its end, and the year.
fn without_year(title: &str) -> (&str, Option<u16>) {
    let parts = title.rsplit_once(' ').filter(|(_, year)| year.len() == 4);
    match parts.and_then(|(name, year)| Some((name, year.parse().ok()?))) {
        Some((name, year)) => (name, Some(year)),
        None => (title, None),
    }
}

#[cfg(test)]
mod tests {
    use crate::data::Data;
    use crate::lexicon::Lexicon;

    #[test]
    fn instruments_are_found_with_the_year_that_is_printed() {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let statutes = lexicon.statutes();
        let found = |text: &str| -> Vec<(String, Option<u16>, bool)> {
            let citations = statutes.citations(text).into_iter();
            citations.map(|c| (c.titles.join("; "), c.year, c.has_wrong_year(statutes))).collect()
        };
        let one = |title: &str, year, wrong| vec![(title.to_owned(), year, wrong)];
        let cases = [
            ("Knows the Care Act 2014", one("Care Act 2014", Some(2014), false)),
            (
                "Knows the Mental Capacity Act (2014).",
                one("Mental Capacity Act 2005", Some(2014), true),
            ),
            ("Equality  Act, 2010, and more", one("Equality Act 2010", Some(2010), false)),
            ("Data Protection Act 1998", one("Data Protection Act 1998", Some(1998), false)),
            (
                "Data Protection Act",
                vec![(
                    "Data Protection Act 1984; Data Protection Act 1998; Data Protection Act 2018"
                        .into(),
                    None,
                    false,
                )],
            ),
            (
                "NHS & Community Care Act 1990",
                one("National Health Service and Community Care Act 1990", Some(1990), false),
            ),
            ("Knows the Children’s Act 2004", one("Children Act 2004", Some(2004), false)),
            ("care act as before", vec![]),
            ("Care Actuary 2014", vec![]),
            ("The 2014 rota", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
