//! Instruments of law (`statutes.csv`, `statute_names.csv`) and where a text names one.

use super::Map;
use crate::text::{Token, fold, squash, tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Words of names that are written small.
const SMALL: &[&str] =
    &["a", "and", "at", "by", "etc", "for", "from", "in", "of", "on", "or", "the", "to", "with"];
/// Last words of names that a reader takes for law whatever their case, if the year fits.
const FIRM: &[&str] = &["act", "code", "measure", "order", "regulations"];
/// Names of fewer letters are not sought in damaged text.
const REPAIRED_LETTERS: usize = 7;

/// A statute, regulations, a code: official title, dates, what replaced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statute {
    /// Official title with its year: `Mental Capacity Act 2005`.
    pub title: String,
    /// `act`, `regulations`, `order`, `code`, `standards`, `scheme` and others.
    pub kind: String,
    /// Year of making; absent for what is not dated.
    pub year: Option<u16>,
    /// Number in the national collections of law: `ukpga/2005/9`; absent if not sure.
    pub identifier: Option<String>,
    /// `UK`, `GB`, `EW`, `England`, `Wales`, `Scotland`, `NI`.
    pub jurisdiction: String,
    /// Day or year on which it ceased to be in force.
    pub valid_to: Option<String>,
    /// What replaced it.
    pub superseded_by: Option<String>,
}

/// How a text may name an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// By a name beside the title.
    Name,
    /// By a name that several instruments bear; without a year this one is meant.
    Usual,
    /// By an acronym.
    Acronym,
    /// By an acronym that may mean other things; a cue must stand in the text.
    Cued,
}

/// A name cut into words, with the instruments it may mean.
#[derive(Clone, Debug)]
struct Name {
    words: Vec<String>,
    squashed: String,
    titles: BTreeSet<(String, Option<u16>)>,
    usual: Option<String>,
}

#[derive(Clone, Debug)]
struct AcronymOf {
    title: String,
    cues: Vec<String>,
}

/// All instruments, with the names by which texts cite them.
#[derive(Clone, Debug, Default)]
pub struct Statutes {
    by_title: Map<Statute>,
    /// Names by their first word's stem, the longest first.
    names: Map<Vec<Name>>,
    /// Those stems by their first letter, sorted.
    stems: BTreeMap<char, BTreeSet<String>>,
    acronyms: Map<Vec<AcronymOf>>,
    also: BTreeMap<String, BTreeSet<String>>,
}

/// A place where a text names an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation<'t> {
    /// Bytes of the words, the year included.
    pub at: Range<usize>,
    /// The year printed.
    pub year: Option<u16>,
    /// The titles of that name, those of the printed year alone if there are some.
    pub titles: Vec<&'t str>,
    /// The title meant if no year tells.
    pub usual: Option<&'t str>,
    /// Letters of the name are damaged.
    pub repaired: bool,
    /// Named by an acronym.
    pub acronym: bool,
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
        let (name, _) = without_year(&statute.title);
        self.name(name, &statute.title, None, false);
        self.by_title.insert(statute.title.clone(), statute);
    }

    /// Adds a name of the instrument of a title; `cues` are the words of which one must stand in a
    /// text that uses a [`NameForm::Cued`] acronym.
    ///
    /// # Errors
    /// If there is no instrument of that title.
    pub fn add_name(
        &mut self,
        name: &str,
        title: &str,
        form: NameForm,
        cues: &str,
    ) -> Result<(), String> {
        if !self.by_title.contains_key(title) {
            return Err(format!("“{title}” is not in statutes.csv"));
        }
        self.also.entry(title.to_owned()).or_default().insert(name.to_owned());
        match form {
            NameForm::Name | NameForm::Usual => {
                let (name, year) = without_year(name);
                self.name(name, title, year, form == NameForm::Usual);
            }
            NameForm::Acronym | NameForm::Cued => {
                let cues = cues.split_whitespace().map(str::to_owned).collect();
                let meant = AcronymOf { title: title.to_owned(), cues };
                self.acronyms.entry(name.to_owned()).or_default().push(meant);
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str, title: &str, year: Option<u16>, usual: bool) {
        let words: Vec<String> = tokens(name).into_iter().map(|t| t.word).collect();
        let Some(first) = words.first() else { return };
        let first = stem(first);
        let initial = first.chars().next().unwrap_or_default();
        self.stems.entry(initial).or_default().insert(first.to_owned());
        let bucket = self.names.entry(first.to_owned()).or_default();
        let known = bucket.iter().position(|n| n.words == words).unwrap_or_else(|| {
            let squashed = squash(&fold(name));
            let (titles, usual) = (BTreeSet::new(), None);
            let at = bucket.partition_point(|n| n.words.len() >= words.len());
            bucket.insert(at, Name { words, squashed, titles, usual });
            at
        });
        bucket[known].titles.insert((title.to_owned(), year));
        if usual {
            bucket[known].usual = Some(title.to_owned());
        }
    }

    /// Returns the instrument of an official title.
    pub fn statute(&self, title: &str) -> Option<&Statute> {
        self.by_title.get(title)
    }

    /// Returns the other names of an instrument, sorted.
    pub fn also(&self, title: &str) -> impl Iterator<Item = &str> {
        self.also.get(title).into_iter().flatten().map(String::as_str)
    }

    fn year(&self, title: &str) -> Option<u16> {
        self.statute(title)?.year
    }

    /// Returns where a text names instruments, in order; `defined` are acronyms that the document
    /// explains, which mean nothing else there.
    ///
    /// The longest name counts; a year may stand behind it, in brackets or after a comma, and a
    /// second one after "and". Words of the name are capitals as in a title, unless a year of that
    /// very name stands behind.
    pub fn citations<'t>(
        &'t self,
        text: &str,
        tokens: &[Token],
        defined: &BTreeMap<String, String>,
    ) -> Vec<Citation<'t>> {
        let dated = tokens.iter().any(|t| year_of(&t.word).is_some());
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if !(dated || text[tokens[at].at.clone()].contains(char::is_uppercase)) {
                at += 1;
                continue;
            }
            let named = self.named_at(text, tokens, at);
            let named = named.or_else(|| self.acronym_at(text, tokens, at, defined));
            let named = named.or_else(|| self.repaired_at(text, tokens, at));
            match named {
                Some((mut citations, end)) => {
                    found.append(&mut citations);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Returns what is cited from a word on, and the first word behind.
    fn named_at<'t>(
        &'t self,
        text: &str,
        tokens: &[Token],
        at: usize,
    ) -> Option<(Vec<Citation<'t>>, usize)> {
        let bucket = self.names.get(stem(&tokens[at].word))?;
        bucket.iter().find_map(|name| {
            let end = at + name.words.len();
            let span = tokens.get(at..end)?;
            let same = |(token, word): (&Token, &String)| stem(&token.word) == stem(word);
            let joined = span[1..].iter().all(|t| t.follows);
            (joined && span.iter().zip(&name.words).all(same)).then_some(())?;
            self.cited(text, tokens, at..end, name, false)
        })
    }

    /// Reads the years behind a name and decides whether it is one.
    fn cited<'t>(
        &'t self,
        text: &str,
        tokens: &[Token],
        span: Range<usize>,
        name: &'t Name,
        repaired: bool,
    ) -> Option<(Vec<Citation<'t>>, usize)> {
        let words = &tokens[span.clone()];
        let years = self.years(tokens, span.end, name);
        let first = years.first().map(|(_, year)| *year);
        let exact = first.is_some_and(|y| name.titles.iter().any(|t| self.year(&t.0) == Some(y)));
        let firm = name.words.last().is_some_and(|w| FIRM.contains(&w.as_str()));
        let titled = words.iter().all(|t| t.capital || SMALL.contains(&t.word.as_str()));
        if !(titled || firm && exact) || !words[0].capital && !exact {
            return None;
        }
        let from = words[0].at.start;
        let citation = |to: usize, from: usize, year: Option<u16>| {
            let meant = name.titles.iter().filter(|(_, of)| of.is_none() || *of == year);
            let all: Vec<&str> = meant.map(|(title, _)| title.as_str()).collect();
            let exact: Vec<&str> = all.iter().copied().filter(|t| self.year(t) == year).collect();
            let titles = if exact.is_empty() { all } else { exact };
            let usual = name.usual.as_deref();
            let at = from..to;
            let acronym = false;
            (!titles.is_empty()).then_some(Citation { at, year, titles, usual, repaired, acronym })
        };
        let Some((index, year)) = years.first().copied() else {
            return Some((vec![citation(words.last()?.at.end, from, None)?], span.end));
        };
        let mut found = vec![citation(year_end(text, &tokens[index]), from, Some(year))?];
        let mut end = index + 1;
        for (index, year) in &years[1..] {
            let token = &tokens[*index];
            found.extend(citation(year_end(text, token), token.at.start, Some(*year)));
            end = index + 1;
        }
        Some((found, end))
    }

    /// Returns the years behind a name: one at once, more if instruments of the name bear them.
    fn years(&self, tokens: &[Token], from: usize, name: &Name) -> Vec<(usize, u16)> {
        let mut years = Vec::new();
        let mut at = from;
        while let Some(token) = tokens.get(at).filter(|t| t.follows) {
            let borne =
                |year: &u16| name.titles.iter().any(|(title, _)| self.year(title) == Some(*year));
            match year_of(&token.word) {
                Some(year) if years.is_empty() || borne(&year) => years.push((at, year)),
                None if matches!(token.word.as_str(), "and" | "of") && at <= from + 1 => {}
                _ => break,
            }
            at += 1;
        }
        years
    }

    /// Returns the names whose first word begins with a letter.
    fn names_from(&self, initial: char) -> impl Iterator<Item = &Name> {
        let stems = self.stems.get(&initial).into_iter().flatten();
        stems.filter_map(|stem| self.names.get(stem)).flatten()
    }

    fn acronym_at<'t>(
        &'t self,
        text: &str,
        tokens: &[Token],
        at: usize,
        defined: &BTreeMap<String, String>,
    ) -> Option<(Vec<Citation<'t>>, usize)> {
        let token = &tokens[at];
        let printed = text[token.at.clone()].trim_end_matches("'s").trim_end_matches("’s");
        let capitals = printed.chars().filter(|c| c.is_uppercase()).count();
        if defined.contains_key(printed) || capitals * 2 < printed.chars().count() {
            return None;
        }
        let meant = self.acronyms.get(&printed.to_uppercase())?.iter().find(|a| {
            a.cues.is_empty() || tokens.iter().any(|t| t.at != token.at && a.cues.contains(&t.word))
        })?;
        let year = tokens.get(at + 1).filter(|t| t.follows).and_then(|t| year_of(&t.word));
        let end = if year.is_some() { at + 2 } else { at + 1 };
        let to = if year.is_some() { year_end(text, &tokens[at + 1]) } else { token.at.end };
        let citation = Citation {
            at: token.at.start..to,
            year,
            titles: vec![meant.title.as_str()],
            usual: None,
            repaired: false,
            acronym: true,
        };
        Some((vec![citation], end))
    }

    /// Returns what damaged words are, if they are one name only and a sign of damage or the right
    /// year stands there.
    fn repaired_at<'t>(
        &'t self,
        text: &str,
        tokens: &[Token],
        at: usize,
    ) -> Option<(Vec<Citation<'t>>, usize)> {
        let first = &tokens[at];
        first.capital.then_some(())?;
        let initial = first.word.chars().next().map(mended)?;
        let mut letters = String::new();
        let mut best: Option<(usize, usize, &Name)> = None;
        let mut several = false;
        let mut damaged = false;
        for (count, token) in tokens[at..].iter().enumerate().take(12) {
            if count > 0 && !token.follows {
                break;
            }
            letters.extend(token.word.chars().map(mended));
            damaged |= is_damaged(token);
            let next = tokens.get(at + count + 1).filter(|t| t.follows);
            let year = next.and_then(|t| year_of(&t.word));
            if !damaged && year.is_none() {
                continue;
            }
            let near = self.names_from(initial).filter(|n| {
                n.squashed.len() >= REPAIRED_LETTERS
                    && n.squashed.starts_with(initial)
                    && n.words.last().is_some_and(|w| FIRM.contains(&w.as_str()))
                    && n.squashed.len().abs_diff(letters.len()) <= 1
            });
            for name in near {
                let fits = || name.titles.iter().any(|t| self.year(&t.0) == year);
                let Some(edits) = edits(&letters, &name.squashed) else { continue };
                if !damaged && !fits() {
                    continue;
                }
                match best {
                    Some((least, ..)) if edits > least => {}
                    Some((least, _, other)) if edits == least => {
                        several |= other.words != name.words;
                    }
                    _ => (best, several) = (Some((edits, count + 1, name)), false),
                }
            }
        }
        let (_, count, name) = best.filter(|_| !several)?;
        self.cited(text, tokens, at..at + count, name, true)
    }
}

/// Tells whether a word is what text recognition leaves of one: a lone letter, digits among letters.
fn is_damaged(token: &Token) -> bool {
    let lone = token.word.len() == 1 && !matches!(token.word.as_str(), "a" | "i");
    let digits = token.word.contains(|c: char| c.is_ascii_digit());
    lone || digits && token.word.contains(char::is_alphabetic)
}

/// Returns a word without a plural's or a genitive's end.
fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|s| s.len() > 2).unwrap_or(word)
}

/// Returns the letter that a digit is read for by text recognition.
fn mended(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' => 'l',
        '5' => 's',
        other => other,
    }
}

/// Returns how many letters must be put in, left out or changed, one at most, to make `a` of `b`.
fn edits(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    crate::text::near(a, b, 1).then_some(1)
}

fn year_of(word: &str) -> Option<u16> {
    let year = word.parse().ok().filter(|_| word.len() == 4)?;
    (1800..2100).contains(&year).then_some(year)
}

/// Returns where a year ends, its closing bracket included.
fn year_end(text: &str, year: &Token) -> usize {
    let opened = text[..year.at.start].ends_with('(');
    year.at.end + usize::from(opened && text[year.at.end..].starts_with(')'))
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
    use crate::text::tokens;
    use std::collections::BTreeMap;

    /// What is cited: the words, the titles, whether the year is wrong.
    fn found(text: &str) -> Vec<(String, String, bool)> {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let statutes = lexicon.statutes();
        let citations = statutes.citations(text, &tokens(text), &BTreeMap::new()).into_iter();
        citations
            .map(|c| {
                let wrong = c.has_wrong_year(statutes);
                (text[c.at.clone()].to_owned(), c.titles.join("; "), wrong)
            })
            .collect()
    }

    #[track_caller]
    fn cites(text: &str, expected: &[(&str, &str, bool)]) {
        let expected: Vec<_> =
            expected.iter().map(|(w, t, y)| ((*w).to_owned(), (*t).to_owned(), *y)).collect();
        assert_eq!(found(text), expected, "{text}");
    }

    #[test]
    fn instruments_are_found_with_the_year_that_is_printed() {
        cites("Knows the Care Act 2014", &[("Care Act 2014", "Care Act 2014", false)]);
        cites(
            "Knows the Mental Capacity Act (2014).",
            &[("Mental Capacity Act (2014)", "Mental Capacity Act 2005", true)],
        );
        cites(
            "Equality  Act, 2010, and more",
            &[("Equality  Act, 2010", "Equality Act 2010", false)],
        );
        cites(
            "Data Protection Act 1998",
            &[("Data Protection Act 1998", "Data Protection Act 1998", false)],
        );
        let any = "Data Protection Act 1984; Data Protection Act 1998; Data Protection Act 2018";
        cites("Data Protection Act", &[("Data Protection Act", any, false)]);
        cites(
            "NHS & Community Care Act 1990",
            &[(
                "NHS & Community Care Act 1990",
                "National Health Service and Community Care Act 1990",
                false,
            )],
        );
        cites(
            "Knows the Children’s Act 2004",
            &[("Children’s Act 2004", "Children Act 2004", false)],
        );
        cites("the care act 2014", &[("care act 2014", "Care Act 2014", false)]);
    }

    #[test]
    fn two_years_behind_one_name_are_two_instruments() {
        cites(
            "The Children Acts 1989 and 2004 apply",
            &[
                ("Children Acts 1989", "Children Act 1989", false),
                ("2004", "Children Act 2004", false),
            ],
        );
        cites(
            "Care Act 2014 and Mental Capacity Act 2005",
            &[
                ("Care Act 2014", "Care Act 2014", false),
                ("Mental Capacity Act 2005", "Mental Capacity Act 2005", false),
            ],
        );
        cites("Care Act 2014 and 2023 rotas", &[("Care Act 2014", "Care Act 2014", false)]);
    }

    #[test]
    fn words_that_are_no_title_cite_nothing() {
        for text in [
            "care act as before",
            "Care Actuary 2014",
            "The 2014 rota",
            "Children acts out what they saw",
            "Valuing people and their choices",
            "Care. Act 2014",
            "Keep the MCA flag dry",
        ] {
            cites(text, &[]);
        }
    }

    #[test]
    fn acronyms_count_in_capitals_and_beside_their_cues() {
        cites(
            "Works within the MCA and DoLS when capacity is in doubt",
            &[
                ("MCA", "Mental Capacity Act 2005", false),
                ("DoLS", "Deprivation of Liberty Safeguards", false),
            ],
        );
        cites(
            "Stores cleaning fluids by COSHH",
            &[("COSHH", "Control of Substances Hazardous to Health Regulations 2002", false)],
        );
        cites("Keeps a steady pace", &[]);
    }

    #[test]
    fn damaged_titles_are_found_where_one_only_can_be_meant() {
        cites("Knows the Care A t (2014) well", &[("Care A t (2014)", "Care Act 2014", false)]);
        cites("Menta1 Capacity Act", &[("Menta1 Capacity Act", "Mental Capacity Act 2005", false)]);
        cites("Equalty Act 2010", &[("Equalty Act 2010", "Equality Act 2010", false)]);
        cites("Car Art exhibition", &[]);
    }
}
