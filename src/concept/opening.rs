//! Openings: "Ability to", "A good understanding of", "At least 2 years' experience of".
//!
//! An opening is read by its grammar: words that say nothing, words that grade, a head, help, a
//! preposition. What it says goes into kind and strength; what is left is the subject.

use super::words::Word;
use crate::lexicon::{Kind, Use, Wording};
use crate::model::Strength;

/// What the opening and the end of a statement say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// What it is about.
    pub kind: Kind,
    /// How strongly; absent without an opening.
    pub strength: Option<Strength>,
    /// Least experience as printed, with its unit: `2 year`.
    pub least: Option<String>,
}

/// Articles that may stand in an opening.
const ARTICLES: &[&str] = &["a", "an", "the"];
/// Prepositions behind the head of each kind.
const OF_KNOW: &[&str] = &["of", "about", "in", "with", "on", "around", "regarding"];
const OF_EXPERIENCE: &[&str] = &["of", "in", "with", "within"];

/// Reads the opening and the end; returns them and the words between.
pub fn read<'w>(words: &'w [Word], wording: &'w Wording) -> (Opening, &'w [Word]) {
    let (mut opening, rest) = read_start(words, wording);
    let (leads, rest) = read_end(rest, wording);
    if leads {
        opening.strength = Some(Strength::Leads);
    }
    (opening, rest)
}

fn read_start<'w>(words: &'w [Word], wording: &'w Wording) -> (Opening, &'w [Word]) {
    let mut reader = Reader { words, at: 0, wording };
    reader.skip_carriers();
    if reader.take(|u| *u == Use::Learn).is_some() {
        let opening =
            Opening { kind: Kind::Able, strength: Some(Strength::Learn), ..Opening::default() };
        return (opening, reader.rest());
    }
    match reader.opening() {
        Some(opening) if !reader.rest().is_empty() => (opening, reader.rest()),
        _ => {
            let to = words.first().is_some_and(|w| w.text == "to") && words.len() > 1;
            (Opening::default(), &words[usize::from(to)..])
        }
    }
}

struct Reader<'w> {
    words: &'w [Word],
    at: usize,
    wording: &'w Wording,
}

impl<'w> Reader<'w> {
    fn rest(&self) -> &'w [Word] {
        &self.words[self.at..]
    }

    fn take(&mut self, wanted: impl Fn(&Use) -> bool) -> Option<&'w Use> {
        let (used, length) = self.wording.at(self.rest(), wanted)?;
        self.at += length;
        Some(used)
    }

    fn take_word(&mut self, any: &[&str]) -> bool {
        let found = self.rest().first().is_some_and(|w| any.contains(&w.text.as_str()));
        self.at += usize::from(found);
        found
    }

    fn skip_carriers(&mut self) {
        while self.take_word(ARTICLES) || self.take(|u| *u == Use::Carrier).is_some() {}
    }

    /// Reads grades, least experience and heads up to the preposition.
    fn opening(&mut self) -> Option<Opening> {
        let mut grades = Vec::new();
        let mut any_kind = false;
        let least = self.least();
        loop {
            if self.take(|u| *u == Use::Gained).is_some() {
                any_kind = true;
            } else if let Some(Use::Grade(grade)) = self.take(|u| matches!(u, Use::Grade(_))) {
                grades.push(*grade);
            } else if !(!grades.is_empty() && self.take_word(&["and", "or"])
                || self.take_word(ARTICLES))
            {
                break;
            }
        }
        let Use::Head(kind, mut base) = self.take(|u| matches!(u, Use::Head(..)))?.clone() else {
            return None;
        };
        while let Some((head, length)) = self.second_head(kind) {
            base = base.min(head);
            self.at += length;
        }
        any_kind |= self.take(|u| *u == Use::Gained).is_some();
        let guided = self.take(|u| *u == Use::Guided).is_some();
        match kind {
            Kind::Able => self.take_word(&["to"]).then_some(())?,
            Kind::Know => drop(self.take_word(OF_KNOW)),
            Kind::Experience => {
                self.take_word(OF_EXPERIENCE);
            }
            Kind::Plain => return None,
        }
        let strength = if guided {
            Strength::Guided
        } else if any_kind {
            Strength::Basic
        } else {
            graded(base, &grades)
        };
        Some(Opening { kind, strength: Some(strength), least })
    }

    /// Returns the strength and length of "and understanding" behind "knowledge".
    fn second_head(&self, kind: Kind) -> Option<(Strength, usize)> {
        let rest = self.rest();
        let and = usize::from(rest.first()?.text == "and");
        let marked = rest[0].after_mark;
        (and == 1 || marked).then_some(())?;
        let graded = |at: usize| {
            let grade = self.wording.at(rest.get(at..)?, |u| matches!(u, Use::Grade(_)));
            Some(at + grade.map_or(0, |(_, length)| length))
        };
        let at = graded(and)?;
        match self.wording.at(rest.get(at..)?, |u| matches!(u, Use::Head(..)))? {
            (Use::Head(other, strength), length) if *other == kind => {
                Some((*strength, at + length))
            }
            _ => None,
        }
    }

    /// Reads "At least 2 years'", "A minimum of three years".
    fn least(&mut self) -> Option<String> {
        let start = self.at;
        let named = self.take(|u| *u == Use::Least).is_some();
        let (number, unit) = (self.rest().first()?, self.rest().get(1)?);
        let digits = number.text.trim_end_matches('+');
        let counts = digits.parse::<u32>().is_ok() || digits == "one" || digits == "a";
        let unit = unit.text.trim_end_matches('s');
        if !counts || !matches!(unit, "year" | "month") {
            self.at = start;
            return None;
        }
        let sign = if named || number.text.ends_with('+') { "+" } else { "" };
        let digits = if digits.parse::<u32>().is_ok() { digits } else { "1" };
        self.at += 2;
        Some(format!("{digits}{sign} {unit}"))
    }
}

/// Returns the strength of a head behind words that grade it.
fn graded(base: Strength, grades: &[Strength]) -> Strength {
    if grades.contains(&Strength::Basic) {
        base.min(Strength::Basic)
    } else if grades.contains(&Strength::Expert) && base >= Strength::Able {
        Strength::Expert
    } else {
        base
    }
}

/// Takes "and to coach others to do the same" off the end.
fn read_end<'w>(words: &'w [Word], wording: &'w Wording) -> (bool, &'w [Word]) {
    for from in 1..words.len() {
        let mut reader = Reader { words, at: from, wording };
        let joined = reader.take_word(&["and"]) || words[from].after_mark;
        if !joined {
            continue;
        }
        reader.take_word(&["to"]);
        if reader.take(|u| *u == Use::Coach).is_some()
            && reader.take(|u| *u == Use::Others).is_some()
            && reader.take(|u| *u == Use::Doing).is_some()
            && reader.rest().is_empty()
        {
            return (true, &words[..from]);
        }
    }
    (false, words)
}
