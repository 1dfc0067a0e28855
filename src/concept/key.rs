//! From a statement to its key, with the steps it took.

use super::opening::{self, Opening};
use super::words::{Word, words};
use crate::interpret::id;
use crate::lexicon::{Kind, Lexicon, Use, Wording};
use crate::model::Strength;
use std::collections::BTreeSet;

/// Words that turn a meaning round: clauses are not sorted beside them.
const NEGATIONS: &[&str] =
    &["but", "cannot", "except", "never", "no", "nor", "not", "only", "then", "unless", "without"];
/// Words that no item of a list begins with: a comma in front of one parts no clauses.
const NO_ITEMS: &[&str] = &[
    "as",
    "at",
    "both",
    "by",
    "for",
    "from",
    "in",
    "including",
    "on",
    "so",
    "such",
    "that",
    "to",
    "when",
    "where",
    "which",
    "while",
    "who",
    "with",
];
/// Word endings whose "s" is none of a plural.
const NO_PLURALS: &[&str] = &["ss", "us", "is"];

/// A step by which a text became its key; texts of one concept differ by their steps only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// An opening was read for its strength.
    Opening,
    /// Words that mean nothing in a key were left out.
    Filler,
    /// Plural and genitive endings were left out.
    Plural,
    /// A phrase was replaced by one that means the same.
    SameWords,
    /// Clauses were sorted.
    ClauseOrder,
}

impl Step {
    /// Returns the name as stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Filler => "filler",
            Self::Plural => "plural",
            Self::SameWords => "same_words",
            Self::ClauseOrder => "clause_order",
        }
    }
}

/// What a statement says, apart from where it says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Id of all statements that say the same as strongly.
    pub id: String,
    /// Id of all statements on the same subject, at any strength.
    pub subject: String,
    /// How strongly; absent for statements without an opening.
    pub strength: Option<Strength>,
    /// The steps that the text took to its key.
    pub steps: BTreeSet<Step>,
}

/// Returns the concept of a statement.
pub fn concept(text: &str, lexicon: &Lexicon) -> Concept {
    let wording = lexicon.wording();
    let all = words(text);
    let (opening, rest) = opening::read(&all, wording);
    let mut steps = BTreeSet::new();
    if rest.len() < all.len() {
        steps.insert(Step::Opening);
    }
    let kept = reduced(rest, wording, &mut steps);
    let subject = key(&kept, &mut steps);
    let Opening { kind, strength, least } = opening;
    let class = strength.map_or("", Strength::name);
    let least = least.unwrap_or_default();
    Concept {
        id: id("concept", &[kind.name(), class, &least, &subject]),
        subject: id("subject", &[about(kind).name(), &subject]),
        strength,
        steps,
    }
}

/// Returns the words of a statement that carry its meaning, as keys have them.
pub(super) fn content(text: &str, lexicon: &Lexicon) -> BTreeSet<String> {
    let wording = lexicon.wording();
    let all = words(text);
    let (_, rest) = opening::read(&all, wording);
    let kept = reduced(rest, wording, &mut BTreeSet::new()).into_iter();
    kept.map(|w| w.text).filter(|t| !matches!(t.as_str(), "and" | "of" | "or")).collect()
}

/// Things to do and things to be able to do are one subject.
fn about(kind: Kind) -> Kind {
    match kind {
        Kind::Plain | Kind::Able => Kind::Able,
        Kind::Know | Kind::Experience => kind,
    }
}

/// Leaves out fillers, puts one phrase for all that mean the same, cuts plurals.
fn reduced(words: &[Word], wording: &Wording, steps: &mut BTreeSet<Step>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::new();
    let mut marked = false;
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        marked |= rest[0].after_mark && !NO_ITEMS.contains(&rest[0].text.as_str());
        let (texts, length) = match wording.at(rest, |u| matches!(u, Use::Same(_) | Use::Filler)) {
            Some((Use::Same(same), length)) => {
                steps.insert(Step::SameWords);
                (same.clone(), length)
            }
            Some((_, length)) => {
                steps.insert(Step::Filler);
                (Vec::new(), length)
            }
            None => (vec![rest[0].text.clone()], 1),
        };
        for text in texts {
            let singular = singular(&text);
            if singular != text {
                steps.insert(Step::Plural);
            }
            kept.push(Word { text: singular, after_mark: std::mem::take(&mut marked) });
        }
        at += length;
    }
    kept
}

/// Returns a word without the ending of a plural, a genitive or a verb's third person.
fn singular(word: &str) -> String {
    let short = word.len() < 4 || NO_PLURALS.iter().any(|e| word.ends_with(e));
    if short || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Joins the words of each clause without spaces, and the clauses in alphabetical order unless a
/// word stands there that turns their meaning.
fn key(words: &[Word], steps: &mut BTreeSet<Step>) -> String {
    let mut clauses: Vec<String> = vec![String::new()];
    let mut ors = 0_u32;
    let mut turned = false;
    for word in words {
        let text = word.text.as_str();
        turned |= NEGATIONS.contains(&text);
        let joins = matches!(text, "and" | "or");
        ors += u32::from(text == "or");
        let open = clauses.last().is_some_and(|c| !c.is_empty());
        if (joins || word.after_mark) && open {
            clauses.push(String::new());
        }
        if joins {
            continue;
        }
        if let Some(clause) = clauses.last_mut() {
            // Digits side by side would become another number.
            let digit = |c: char| c.is_ascii_digit();
            if clause.ends_with(digit) && text.starts_with(digit) {
                clause.push('_');
            }
            clause.push_str(text);
        }
    }
    clauses.retain(|c| !c.is_empty());
    if !turned && !clauses.is_sorted() {
        clauses.sort_unstable();
        steps.insert(Step::ClauseOrder);
    }
    let or = if ors > 0 { "or|" } else { "" };
    format!("{or}{}", clauses.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::parse(&Data::default()).expect("the shipped tables parse"));

    fn of(text: &str) -> Concept {
        concept(text, &LEXICON)
    }

    #[track_caller]
    fn same(texts: &[&str]) {
        let ids: BTreeSet<String> = texts.iter().map(|t| of(t).id).collect();
        assert_eq!(ids.len(), 1, "{texts:?}");
    }

    #[track_caller]
    fn apart(a: &str, b: &str) {
        assert_ne!(of(a).id, of(b).id, "{a} | {b}");
    }

    /// Different strengths of one subject.
    #[track_caller]
    fn ladder(texts: &[(&str, Strength)]) {
        let subjects: BTreeSet<String> = texts.iter().map(|(t, _)| of(t).subject).collect();
        assert_eq!(subjects.len(), 1, "{texts:?}");
        for (text, strength) in texts {
            assert_eq!(of(text).strength, Some(*strength), "{text}");
        }
    }

    #[test]
    fn openings_of_one_strength_say_the_same() {
        same(&[
            "Able to steer a barge",
            "Ability to steer a barge.",
            "The ability to steer barges",
            "Demonstrates the ability to steer a barge",
            "Demonstrable ability to steer a barge",
            "Confident and able to steer a barge",
        ]);
        same(&[
            "Knowledge of knots",
            "An understanding of knots",
            "Good working knowledge of knots",
            "Sound knowledge and understanding of knots",
            "Has up-to-date knowledge of knots",
        ]);
        same(&["Awareness of tides", "Some knowledge of tides", "A basic understanding of tides"]);
        same(&["Experience of night sailing", "Demonstrable experience in night sailing"]);
        same(&[
            "At least 2 years' experience of towing",
            "A minimum of two years experience of towing",
        ]);
        same(&[
            "Able to splice, and to coach others to do the same",
            "Proven ability to splice and to guide others in doing so",
        ]);
    }

    #[test]
    fn other_strengths_are_the_same_subject() {
        ladder(&[
            ("Willing to learn how to read a chart", Strength::Learn),
            ("Ability, with guidance, to read a chart", Strength::Guided),
            ("Able to read a chart", Strength::Able),
            ("Highly developed ability to read a chart", Strength::Expert),
            ("Able to read a chart, and to coach others to do the same", Strength::Leads),
        ]);
        ladder(&[
            ("Awareness of tides", Strength::Basic),
            ("Familiarity with tides", Strength::Familiar),
            ("Knowledge of tides", Strength::Able),
            ("Thorough understanding of tides", Strength::Expert),
        ]);
        assert_eq!(of("Read a chart").subject, of("Able to read charts").subject);
    }

    #[test]
    fn fillers_plurals_compounds_numbers_and_clauses_do_not_part() {
        same(&[
            "To follow all of the rules of the lock",
            "Follow the rules of the lock at all times",
        ]);
        same(&["Keeps records", "Keep record", "To keep the records."]);
        same(&["Multi-task", "Multitask", "multi task"]);
        same(&["Works two nights a week", "Work 2 nights a week"]);
        same(&["Sound in rope, sail and engine work", "Sound in rope, engine work & sail"]);
        same(&["Talk clearly, both by radio and by lamp", "Talk clearly by radio and by lamp"]);
        same(&["A GCSE in mathematics", "GCSE in maths"]);
    }

    #[test]
    fn what_changes_the_meaning_parts() {
        // Negation.
        apart("Lift and carry crates", "Do not lift and carry crates");
        apart("Do not lift and carry crates", "Carry and do not lift crates");
        apart("Work with supervision", "Work without supervision");
        // Numbers, decimals, ranges, years, grades, levels.
        apart("Row 3 miles", "Row 30 miles");
        apart("Row 1.5 miles", "Row 15 miles");
        apart("Crew of 1-2", "Crew of 12");
        apart("At least 2 years' experience of towing", "At least 5 years' experience of towing");
        apart("At least 2 years' experience of towing", "Experience of towing");
        apart("2 years' experience of towing", "2 months' experience of towing");
        apart("3 years' experience of towing", "3+ years' experience of towing");
        apart("Level 2 Certificate in Mooring", "Level 3 Certificate in Mooring");
        apart("GCSE at grade C", "GCSE at grade D");
        apart("Knows the Harbours Act 1964", "Knows the Harbours Act 1967");
        // Signs.
        apart("Programs in C", "Programs in C++");
        apart("Programs in C#", "Programs in C++");
        // Modal verbs and words of necessity.
        apart("Must hold a licence", "May hold a licence");
        apart("A licence is essential", "A licence is desirable");
        apart("A licence is preferred", "A licence is required");
        // Roles, antonyms.
        apart("Reports to the skipper", "Reports to the mate");
        apart("Supports each trainer", "Supports each trainee");
        apart("Effective use of oil", "Ineffective use of oil");
        apart("Internal audits", "External audits");
        // Who does what.
        apart("Skippers supervise mates", "Mates supervise skippers");
        // Or and and.
        apart("Oil or grease the winch", "Oil and grease the winch");
        // Strengths.
        apart("Awareness of tides", "Thorough understanding of tides");
        apart("Able to splice", "Able to splice and train other staff to do so");
        apart("Experience of towing", "Substantial experience of towing");
        apart("Some experience of towing", "Experience of towing");
        // A level alone is no opening's number.
        apart("Ability to work at Level 2", "Ability to work at Level 4");
    }

    #[test]
    fn the_steps_are_told() {
        assert!(of("steer").steps.is_empty());
        let steps = of("Ability to steer the barges, slowly and safely").steps;
        assert_eq!(
            steps,
            BTreeSet::from([Step::Opening, Step::Filler, Step::Plural, Step::ClauseOrder])
        );
        assert_eq!(of("Rest daily").steps, BTreeSet::new());
        assert_eq!(of("Rest every day").steps, BTreeSet::from([Step::SameWords]));
    }

    proptest! {
        #[test]
        fn case_space_and_marks_at_the_end_do_not_count(text in "[A-Za-z][A-Za-z ,0-9]{0,60}") {
            let a = of(&text);
            let spaced: String = text.split_whitespace().collect::<Vec<_>>().join("  ");
            prop_assert_eq!(&a.id, &of(&format!(" {spaced}. ")).id);
            prop_assert_eq!(&a.id, &of(&text.to_uppercase()).id);
        }

        #[test]
        fn any_text_has_a_concept(text in "\\PC{0,200}") {
            let (a, b) = (of(&text), of(&text));
            prop_assert_eq!(a, b);
        }
    }
}
