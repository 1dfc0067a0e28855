//! Mentions of qualifications in statements: family, level, subject, grades.
//!
//! "Level 3" alone may be a qualification's, a job's or an occupation's: it counts only beside a word
//! that names a qualification, or in front of a subject of qualifications.

use crate::lexicon::{Lexicon, Needs, QualificationPhrase, Qualifications};
use crate::model::{QualificationLink, Span};
use crate::text::{Token, fold, tokens};
use std::ops::Range;

/// Most words between a qualification and its level.
const GAP: usize = 6;
/// Words that mean that something less will do for a time.
const WORKING_TOWARDS: &[&str] = &[
    "commitment to complete",
    "prepared to undertake",
    "study towards",
    "studying towards",
    "to be completed",
    "towards achieving",
    "towards completing",
    "willing to complete",
    "willing to undertake",
    "willing to work towards",
    "willingness to complete",
    "willingness to undertake",
    "willingness to work towards",
    "work towards",
    "working toward",
    "working towards",
];
/// Words after which a subject has ended.
const SUBJECT_ENDS: &[&str] = &[
    "at",
    "by",
    "desirable",
    "essential",
    "level",
    "or",
    "plus",
    "preferably",
    "preferred",
    "such",
    "that",
    "to",
    "which",
    "with",
    "within",
];

/// Returns the mentions of qualifications in a text, in order.
pub fn qualifications(text: &str, tokens: &[Token], lexicon: &Lexicon) -> Vec<QualificationLink> {
    let known = lexicon.qualifications();
    let mut mentions = mentions(text, tokens, known);
    let levels = levels(text, tokens, &mentions);
    if mentions.is_empty() && levels.is_empty() {
        return Vec::new();
    }
    for mention in &mut mentions {
        mention.attach(tokens, &levels, lexicon);
    }
    mentions.retain(|m| match m.phrase.needs {
        Needs::Level => m.level.is_some() || m.own.is_some(),
        Needs::Opening => {
            m.at.start == 0 || m.at.start == 1 && matches!(tokens[0].word.as_str(), "a" | "an")
        }
        Needs::Never => false,
        Needs::Nothing | Needs::Capital | Needs::Capitals => true,
    });
    drop_doubles(&mut mentions, text, tokens, &levels);
    let taken: Vec<usize> = mentions.iter().filter_map(|m| m.level).collect();
    let reader = Reader { text, tokens, levels: &levels, known };
    let mut links: Vec<QualificationLink> = mentions.iter().map(|m| reader.link(m)).collect();
    let bare = (0..levels.len()).filter(|l| !taken.contains(l));
    links.extend(bare.filter_map(|l| reader.bare(&levels[l])));
    links.sort_by_key(|l| l.span.start);
    let folded = fold(text);
    let towards = WORKING_TOWARDS.iter().any(|w| folded.contains(w));
    let equivalent = folded.contains("equivalent") || folded.contains("comparable");
    for link in &mut links {
        link.working_towards = towards;
        link.equivalent = equivalent;
    }
    links
}

/// Words that name a qualification, with the level beside them.
#[derive(Debug)]
struct Mention<'l> {
    at: Range<usize>,
    phrase: &'l QualificationPhrase,
    /// Level printed in the word itself: `NVQ3`.
    own: Option<u8>,
    /// Index of the level beside it.
    level: Option<usize>,
}

/// Levels printed: "Level 3", "levels 2 to 4".
#[derive(Debug)]
struct Levels {
    at: Range<usize>,
    numbers: Vec<u8>,
}

fn mentions<'l>(text: &str, tokens: &[Token], known: &'l Qualifications) -> Vec<Mention<'l>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((phrase, words)) = known.at(text, &tokens[at..]) {
            found.push(Mention { at: at..at + words, phrase, own: None, level: None });
            at += words;
            continue;
        }
        let word = tokens[at].word.as_str();
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let own = word[letters.len()..].parse().ok().filter(|_| letters.len() + 1 == word.len());
        if let Some((own, phrase)) = own.zip(known.of_word(letters))
            && known.common(&phrase.family, own).is_some()
            && phrase.name.contains('#')
        {
            found.push(Mention { at: at..at + 1, phrase, own: Some(own), level: None });
        }
        at += 1;
    }
    found
}

/// Returns the levels in a text: behind "level", or right behind a qualification that counts them.
fn levels(text: &str, tokens: &[Token], mentions: &[Mention]) -> Vec<Levels> {
    let mut found: Vec<Levels> = Vec::new();
    for at in 0..tokens.len() {
        let named = matches!(tokens[at].word.as_str(), "level" | "levels" | "lvl");
        let counted = mentions.iter().any(|m| {
            m.at.end == at + 1 && m.phrase.name.contains('#') && m.phrase.name != "level # diploma"
        });
        let taken = found.last().is_some_and(|l| l.at.end > at + 1);
        if !(named || counted) || taken {
            continue;
        }
        let (numbers, end) = numbers(text, tokens, at + 1);
        if !numbers.is_empty() {
            let from = if named { at } else { at + 1 };
            found.push(Levels { at: from..end, numbers });
        }
    }
    found
}

/// Reads numbers joined by "or", "and", "to", strokes and dashes; returns the token behind them.
fn numbers(text: &str, tokens: &[Token], from: usize) -> (Vec<u8>, usize) {
    let mut numbers: Vec<u8> = Vec::new();
    let (mut at, mut end) = (from, from);
    let mut up_to = false;
    while let Some(token) = tokens.get(at).filter(|t| t.follows) {
        let between = &text[tokens[at - 1].at.end..token.at.start];
        match number(&text[token.at.clone()]) {
            Some(n) => {
                let ranged = up_to || !numbers.is_empty() && between.contains(['-', '–']);
                match numbers.last().copied().filter(|l| ranged && *l < n) {
                    Some(last) => numbers.extend(last + 1..=n),
                    None => numbers.push(n),
                }
                end = at + 1;
                up_to = false;
            }
            None if !numbers.is_empty() && matches!(token.word.as_str(), "or" | "and" | "to") => {
                up_to = token.word == "to";
            }
            None => break,
        }
        at += 1;
    }
    (numbers, end)
}

fn number(word: &str) -> Option<u8> {
    match word {
        "II" => Some(2),
        "III" => Some(3),
        "IV" => Some(4),
        _ => word.parse().ok().filter(|n| (1..=12).contains(n)),
    }
}

impl Mention<'_> {
    /// Takes the nearest level that nothing parts from it.
    fn attach(&mut self, tokens: &[Token], levels: &[Levels], lexicon: &Lexicon) {
        if !self.phrase.name.contains('#') || self.own.is_some() {
            return;
        }
        let gap = |level: &Levels| {
            if level.at.start >= self.at.end {
                (self.at.end..level.at.start, level.at.start)
            } else {
                (level.at.end..self.at.start, self.at.start)
            }
        };
        let open = |level: &&Levels| {
            let (between, last) = gap(level);
            let first = between.start;
            between.len() <= GAP
                && (first..=last).all(|i| tokens[i].follows)
                && !between.clone().any(|i| parts(tokens, i, lexicon))
        };
        let nearest = levels.iter().enumerate().filter(|(_, l)| open(l));
        self.level = nearest.min_by_key(|(_, l)| gap(l).0.len()).map(|(index, _)| index);
    }
}

/// Tells whether a word parts a level from a qualification: a person's, or a new thing's.
fn parts(tokens: &[Token], at: usize, lexicon: &Lexicon) -> bool {
    let word = tokens[at].word.as_str();
    let article = || tokens.get(at + 1).is_some_and(|t| matches!(t.word.as_str(), "a" | "an"));
    matches!(word, "with" | "who" | "plus")
        || word == "and" && article()
        || lexicon.is_job_noun(word)
}

/// Leaves out a general word that stands beside a special one of the same level: the "Diploma" of
/// "NVQ Level 3 Diploma".
fn drop_doubles(mentions: &mut Vec<Mention>, text: &str, tokens: &[Token], levels: &[Levels]) {
    let general = |m: &Mention| m.phrase.family == "rqf";
    let vague = |m: &Mention| m.phrase.name.ends_with("qualification");
    let doubled = |m: &Mention, other: &Mention| {
        let Some(level) = m.level.filter(|l| other.level == Some(*l)) else { return false };
        let less = general(m) && (!general(other) || vague(m) && !vague(other));
        let (first, second) = if m.at.start < other.at.start { (m, other) } else { (other, m) };
        let near = (first.at.end..second.at.start).all(|i| levels[level].at.contains(&i));
        let gap = &text[tokens[first.at.end - 1].at.end..tokens[second.at.start].at.start];
        less && near && !gap.contains(['/', ','])
    };
    let drop: Vec<bool> =
        mentions.iter().map(|m| mentions.iter().any(|o| o.at != m.at && doubled(m, o))).collect();
    let mut drop = drop.into_iter();
    mentions.retain(|_| !drop.next().unwrap_or(false));
}

struct Reader<'r> {
    text: &'r str,
    tokens: &'r [Token],
    levels: &'r [Levels],
    known: &'r Qualifications,
}

impl Reader<'_> {
    fn link(&self, mention: &Mention) -> QualificationLink {
        let phrase = mention.phrase;
        let level = mention.level.map(|l| &self.levels[l]);
        let numbers: Vec<u8> = match (mention.own, level) {
            (Some(own), _) => vec![own],
            (None, Some(level)) => level.numbers.clone(),
            (None, None) => Vec::new(),
        };
        let from = level.map_or(mention.at.start, |l| l.at.start.min(mention.at.start));
        let end = level.map_or(mention.at.end, |l| l.at.end.max(mention.at.end));
        let grades = matches!(phrase.family.as_str(), "gcse" | "o_level")
            .then(|| self.grades(mention.at.end))
            .flatten();
        let mut levels = self.common(phrase, &numbers);
        if phrase.family == "gcse"
            && let Some(grades) = &grades
        {
            levels = vec![if is_pass(grades) { 2 } else { 1 }];
        }
        let subject = self.subject(mention.at.end).or_else(|| self.subject(end));
        self.made(phrase, &numbers, levels, from..end, subject, grades)
    }

    /// Returns the link of a level in front of a subject, with no word for the qualification.
    fn bare(&self, level: &Levels) -> Option<QualificationLink> {
        let mut behind = self.tokens.get(level.at.end..)?;
        if let Some(("in", rest)) = behind.split_first().map(|(t, rest)| (t.word.as_str(), rest)) {
            behind = rest;
        }
        let opens = behind.first().is_some_and(|t| t.follows && t.capital);
        (opens && self.known.begins_with_subject(behind)).then_some(())?;
        let phrase = self.known.of_word("qualification")?;
        let levels = self.common(phrase, &level.numbers);
        let start = self.tokens.len() - behind.len();
        let subject = self.subject_from(start);
        Some(self.made(phrase, &level.numbers, levels, level.at.clone(), subject, None))
    }

    fn made(
        &self,
        phrase: &QualificationPhrase,
        numbers: &[u8],
        levels: Vec<u8>,
        at: Range<usize>,
        subject: Option<String>,
        grades: Option<String>,
    ) -> QualificationLink {
        let plain = || phrase.name.replace("level #", "").trim().replace("  ", " ");
        let names = if numbers.is_empty() || !phrase.name.contains('#') {
            vec![plain()]
        } else {
            numbers.iter().map(|n| phrase.name.replace('#', &n.to_string())).collect()
        };
        QualificationLink {
            names,
            span: Span::new(self.tokens[at.start].at.start, self.tokens[at.end - 1].at.end),
            family: phrase.family.clone(),
            levels,
            subject,
            grades,
            working_towards: false,
            equivalent: false,
        }
    }

    /// Returns the levels on the common scale, sorted.
    fn common(&self, phrase: &QualificationPhrase, numbers: &[u8]) -> Vec<u8> {
        let of_numbers = numbers.iter().filter_map(|n| self.known.common(&phrase.family, *n));
        let ranges = of_numbers.chain(phrase.levels.filter(|_| numbers.is_empty()));
        let mut levels: Vec<u8> = ranges.flat_map(|(low, high)| low..=high).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// Returns the subject behind a word, if "in" stands there.
    fn subject(&self, at: usize) -> Option<String> {
        self.tokens.get(at).filter(|t| t.word == "in" && t.follows)?;
        self.subject_from(at + 1)
    }

    fn subject_from(&self, from: usize) -> Option<String> {
        /// Words of a subject at most.
        const WORDS: usize = 10;
        let behind = self.tokens.get(from..)?;
        let goes_on = |at: usize| {
            let token = &behind[at];
            let gap = &self.text[self.tokens[from + at - 1].at.end..token.at.start];
            let ends = gap.contains([',', '/']) || SUBJECT_ENDS.contains(&token.word.as_str());
            token.follows && !ends && self.known.at(self.text, &behind[at..]).is_none()
        };
        let count = (0..behind.len().min(WORDS)).take_while(|at| goes_on(*at)).count();
        let words = behind.get(..count).filter(|w| !w.is_empty())?;
        let trailing = |t: &&Token| matches!(t.word.as_str(), "and" | "a" | "an" | "the");
        let kept = count - words.iter().rev().take_while(trailing).count();
        let last = words.get(kept.checked_sub(1)?)?;
        let start = words[0].at.start;
        let opened = self.text[start..last.at.end].contains('(');
        let closes = opened && self.text[last.at.end..].starts_with(')');
        Some(self.text[start..last.at.end + usize::from(closes)].to_owned())
    }

    /// Returns the grades printed behind a word: "(grade C or above)", "A*-C".
    fn grades(&self, from: usize) -> Option<String> {
        /// Words between the qualification and its grades.
        const WORDS: usize = 9;
        let behind = self.tokens.get(from..)?;
        let word = |at: usize| behind[at].word.as_str();
        let joined = behind.iter().take(WORDS).take_while(|t| t.follows).count();
        let named = (0..joined).find(|at| matches!(word(*at), "grade" | "grades"));
        let start = match named {
            Some(at) => at + 1,
            None => (0..joined.min(2)).find(|at| is_grade(word(*at)) && behind[*at].capital)?,
        };
        let part = |t: &Token| {
            is_grade(&t.word)
                || matches!(t.word.as_str(), "to" | "or" | "and" | "above" | "higher" | "better")
        };
        let count = behind.get(start..)?.iter().take_while(|t| part(t)).count();
        let words = behind.get(start..start + count)?;
        let last = words.iter().rposition(|t| is_grade(&t.word) || t.word.len() > 3)?;
        let end = words[last].at.end;
        let star = usize::from(self.text[end..].starts_with('*'));
        Some(self.text[words[0].at.start..end + star].to_owned())
    }
}

fn is_grade(word: &str) -> bool {
    matches!(word.as_bytes(), [b'a'..=b'g' | b'1'..=b'9'])
}

/// Tells whether grades are of the upper level: C or 4 and better.
fn is_pass(grades: &str) -> bool {
    tokens(grades).iter().any(|t| matches!(t.word.as_bytes(), [b'a'..=b'c' | b'4'..=b'9']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<QualificationLink> {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        qualifications(text, &tokens(text), &lexicon)
    }

    /// Names, then levels on the common scale.
    #[track_caller]
    fn reads(text: &str, expected: &[(&str, &[u8])]) {
        let found = read(text);
        let told: Vec<(String, Vec<u8>)> =
            found.iter().map(|l| (l.names.join("; "), l.levels.clone())).collect();
        let expected: Vec<(String, Vec<u8>)> =
            expected.iter().map(|(n, l)| ((*n).to_owned(), l.to_vec())).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn levels_stand_before_behind_and_inside_the_words() {
        reads("NVQ Level 3 in Health and Social Care", &[("NVQ level 3", &[3])]);
        reads("Level 2 NVQ", &[("NVQ level 2", &[2])]);
        reads("NVQ2 or above", &[("NVQ level 2", &[2])]);
        reads("NVQ 4", &[("NVQ level 4", &[4, 5, 6])]);
        reads("NVQ Level III", &[("NVQ level 3", &[3])]);
        reads("Level 5 Diploma in Leadership and Management", &[("level 5 diploma", &[5])]);
        reads("Diploma in Health & Social Care at Level 3", &[("level 3 diploma", &[3])]);
        reads("NVQ or Diploma at Level 2", &[("NVQ level 2", &[2]), ("level 2 diploma", &[2])]);
        reads("NVQ Level 3 Diploma", &[("NVQ level 3", &[3])]);
        reads("QCF Level 3 Diploma in Adult Care", &[("level 3 diploma", &[3])]);
        reads("NVQ Level 2/3", &[("NVQ level 2; NVQ level 3", &[2, 3])]);
        reads(
            "a qualification at levels 2 to 4",
            &[("level 2 qualification; level 3 qualification; level 4 qualification", &[2, 3, 4])],
        );
        reads("SCQF level 7 award", &[("SCQF level 7", &[4])]);
        reads("Level 3 Health and Social Care", &[("level 3 qualification", &[3])]);
    }

    #[test]
    fn families_have_their_own_levels() {
        reads("Degree in social work", &[("degree", &[6])]);
        reads("HNC or HND", &[("HNC", &[4]), ("HND", &[5])]);
        reads("Two A levels, or a Masters", &[("A level", &[3]), ("master's degree", &[7])]);
        reads("Care Certificate within 12 weeks", &[("Care Certificate", &[])]);
        reads("Registered with the NMC", &[("NMC registration", &[])]);
        reads("A registered nurse", &[("NMC registration", &[])]);
        reads("Level 3 Diploma or equivalent qualification", &[("level 3 diploma", &[3])]);
        reads("Functional Skills Level 2 in English", &[("functional skills level 2", &[2])]);
    }

    #[test]
    fn grades_tell_the_level_of_a_gcse() {
        let links = read("GCSE English and Maths at grade C or above");
        assert_eq!(
            (links[0].grades.as_deref(), links[0].levels.as_slice()),
            (Some("C or above"), &[2][..])
        );
        let links = read("Five GCSEs A*-C or equivalent");
        assert_eq!(links[0].grades.as_deref(), Some("A*-C"));
        assert!(links[0].equivalent && !links[0].working_towards);
        assert_eq!(read("GCSE grades D to G")[0].levels, [1]);
        assert_eq!(read("GCSE woodwork")[0].levels, [1, 2]);
    }

    #[test]
    fn subjects_are_kept_as_printed() {
        let subject = |text: &str| read(text)[0].subject.clone();
        let care = Some("Health & Social Care (Adults)".to_owned());
        assert_eq!(subject("Level 3 Diploma in Health & Social Care (Adults) or equivalent"), care);
        assert_eq!(
            subject("Degree in Marine Biology, or 3 years at sea"),
            Some("Marine Biology".into())
        );
        assert_eq!(subject("NVQ Level 2"), None);
    }

    #[test]
    fn levels_of_jobs_and_everyday_words_are_no_qualifications() {
        for text in [
            "Supports Level 3 staff on each shift",
            "Level 3 Support Worker with a qualification to gain",
            "Give the annual award to a gardener",
            "First aid certificate",
            "In addition to Level 2",
            "A level floor",
            "To a degree level-headed",
        ] {
            let found = read(text);
            let only_degree = found.iter().all(|l| l.family == "degree");
            assert!(
                found.is_empty() || text.contains("degree") && only_degree,
                "{text}: {found:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn spans_lie_within_the_text(text in "([A-Za-z0-9 /,()’&-]|NVQ|level|Level 3|GCSE| in ){0,24}\\PC{0,12}") {
            for link in read(&text) {
                let (from, to) = (link.span.start as usize, link.span.end as usize);
                prop_assert!(text.get(from..to).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
