//! Category and necessity of a statement, with what each rests on.

use crate::lexicon::{Cue, CueAt, Lexicon, WordClass};
use crate::model::{Basis, BasisKind, Category, Necessity, Place};
use crate::structure::{Chunk, Decision, Section, deciding};
use crate::text::{fold, pattern};
use std::collections::BTreeMap;

/// Weight of cues that it takes to decide for a category.
///
/// One clear cue ("experience of" at the start) has 5 or 6; a single weak word does not decide.
const ENOUGH: u32 = 2;

/// Weight that it takes to decide against the category a heading takes by default.
const CLEAR: u32 = 5;

/// Weight of a verb at the start: "Respond to partners …" says what is done.
const VERB: u32 = 4;

/// Weight of what somebody says of his or her own acts.
const PLEDGE: u32 = 3;

/// Names a statement's category.
///
/// In this order (annotation guide): the code's letter; the heading or lead-in that names one
/// category; the wording; the category that the heading takes when the wording does not decide.
pub fn category(text: &str, chunk: &Chunk, lexicon: &Lexicon) -> (Option<Category>, Option<Basis>) {
    // Below "Desirable", D1 numbers what is desirable.
    let of_need = |code: &str| chunk.necessity.is_some() && code.starts_with('D');
    let code = chunk.code.as_deref().filter(|code| !of_need(code));
    if let Some((category, code)) = code.and_then(by_code) {
        let basis = Basis { kind: BasisKind::Code, phrase: code, at: None };
        return (Some(category), Some(basis));
    }
    let acts = action(chunk);
    let by_words = || {
        by_wording(text, acts, lexicon).map(|(category, phrase)| {
            (category, Basis { kind: BasisKind::Classifier, phrase, at: None })
        })
    };
    match deciding(&chunk.sections) {
        Some((Decision::Category(category), section)) if !escapes(text, section, lexicon) => {
            (Some(category), Some(section_basis(section)))
        }
        Some((Decision::Category(_), section)) => {
            let basis = Basis { kind: BasisKind::Classifier, phrase: first_word(text), at: None };
            let _ = section;
            (Some(Category::Skill), Some(basis))
        }
        Some((Decision::Open(default), section)) => {
            match by_words().filter(|_| default.is_none() || is_clear(text, acts, lexicon)) {
                Some((category, basis)) => (Some(category), Some(basis)),
                None if default.is_some() => (default, Some(section_basis(section))),
                None => by_level(chunk).map_or((None, None), |(c, b)| (Some(c), Some(b))),
            }
        }
        _ => {
            by_words().or_else(|| by_level(chunk)).map_or((None, None), |(c, b)| (Some(c), Some(b)))
        }
    }
}

/// Names what a grid of levels describes where nothing else says it: what somebody is able to do.
fn by_level(chunk: &Chunk) -> Option<(Category, Basis)> {
    chunk.by_level.then(|| {
        (Category::Skill, Basis { kind: BasisKind::Column, phrase: "level".into(), at: None })
    })
}

/// Reads the category off a code of an occupational standard.
fn by_code(code: &str) -> Option<(Category, String)> {
    let letter = code.chars().next()?;
    let digits = &code[letter.len_utf8()..];
    let category = match letter {
        'K' => Category::Knowledge,
        'S' => Category::Skill,
        'B' => Category::Behaviour,
        'D' | 'T' => Category::Duty,
        _ => return None,
    };
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
        .then(|| (category, code.to_owned()))
}

fn section_basis(section: &Section) -> Basis {
    match &section.lead {
        Some((lead, words)) if lead.category.is_some() => {
            Basis { kind: BasisKind::LeadIn, phrase: words.clone(), at: Some(section.at.clone()) }
        }
        _ => Basis {
            kind: BasisKind::Heading,
            phrase: section.title.clone(),
            at: Some(section.at.clone()),
        },
    }
}

/// Tells whether a statement cannot go on from its heading by grammar.
///
/// "Knowledge and understanding of:" needs a noun behind it. "Communicates in a way that …" is a
/// sentence of its own, so the heading above it was lost, and a verb in the third person says
/// what the person does. A word that may be noun or verb ("models") is a noun in front of a
/// preposition or "and".
fn escapes(text: &str, section: &Section, lexicon: &Lexicon) -> bool {
    let title = fold(&section.title);
    if !title.ends_with(" of") {
        return false;
    }
    let folded = fold(text);
    let mut words = folded.split(' ');
    let mut first = words.next().unwrap_or("");
    let adverb = first.ends_with("ly");
    if adverb {
        first = words.next().unwrap_or("");
    }
    let next = words.next().unwrap_or("");
    match lexicon.third_person(first) {
        Some(false) => true,
        Some(true) => {
            adverb
                || !["for", "of", "to", "in", "and", "or", "that", "which", "underpinning"]
                    .contains(&next)
        }
        None => false,
    }
}

fn first_word(text: &str) -> String {
    text.split_whitespace().next().unwrap_or("").to_owned()
}

/// Names the category that the words of a statement speak for, with the phrase that weighs most.
pub fn by_wording(text: &str, acts: Category, lexicon: &Lexicon) -> Option<(Category, String)> {
    weigh(text, acts, lexicon).map(|(category, _, phrase)| (category, phrase))
}

/// Returns what a statement that starts with a verb is: a skill where a grid describes levels, a
/// behaviour where a person is asked for (what is essential or desirable is no duty in any gold
/// document), a duty where a document describes a job.
fn action(chunk: &Chunk) -> Category {
    match (chunk.by_level, &chunk.necessity) {
        (true, _) => Category::Skill,
        (false, Some(_)) => Category::Behaviour,
        (false, None) => Category::Duty,
    }
}

fn starts_with_verb(folded: &str, lexicon: &Lexicon) -> bool {
    let mut words = folded
        .split(' ')
        .skip_while(|w| w.ends_with("ly") || lexicon.is_in(WordClass::BeforeVerb, w));
    let first = words.next().unwrap_or("");
    (lexicon.is_verb(first) || lexicon.is_gerund(first)) && words.next() != Some("of")
}

pattern!(
    ASKED,
    r"^(?:all |the )?(?:job |post )?(\w+) (?:must|will|(?:will be|are|is) (?:expected|required) to) "
);

/// Returns what the holder of a post is told to do: "The post holder must keep records".
fn asked<'t>(folded: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let told = ASKED.captures(folded)?;
    lexicon.is_in(WordClass::Holder, &told[1]).then(|| &folded[told[0].len()..])
}

/// Tells whether somebody says how he or she acts: "I take responsibility for my own actions", as
/// frameworks of values put it.
fn is_pledge(folded: &str, lexicon: &Lexicon) -> bool {
    let said = folded.strip_prefix("i ").and_then(|rest| rest.split(' ').next());
    said.is_some_and(|word| !lexicon.is_in(WordClass::Stative, word))
}

fn is_clear(text: &str, acts: Category, lexicon: &Lexicon) -> bool {
    weigh(text, acts, lexicon).is_some_and(|(_, weight, _)| weight >= CLEAR)
}

fn weigh(text: &str, acts: Category, lexicon: &Lexicon) -> Option<(Category, u32, String)> {
    let folded = fold(text);
    let mut scores: BTreeMap<Category, (u32, u32, &str)> = BTreeMap::new();
    for cue in met(&folded, lexicon) {
        let entry = scores.entry(cue.category).or_insert((0, 0, ""));
        entry.0 += cue.weight;
        if cue.weight > entry.1 {
            (entry.1, entry.2) = (cue.weight, &cue.phrase);
        }
    }
    if let Some((_, Some(category))) = lexicon.opening(&folded) {
        let entry = scores.entry(category).or_insert((0, 0, ""));
        entry.0 += 4;
    }
    if starts_with_verb(asked(&folded, lexicon).unwrap_or(&folded), lexicon) {
        scores.entry(acts).or_insert((0, 0, "")).0 += VERB;
    }
    if is_pledge(&folded, lexicon) {
        scores.entry(Category::Behaviour).or_insert((0, 0, "")).0 += PLEDGE;
    }
    scores
        .into_iter()
        .max_by_key(|(category, (score, _, _))| (*score, std::cmp::Reverse(*category)))
        .filter(|(_, (score, _, _))| *score >= ENOUGH)
        .map(|(category, (score, _, phrase))| {
            (category, score, if phrase.is_empty() { first_word(text) } else { phrase.to_owned() })
        })
}

/// Returns the cues of a statement, each once.
fn met<'a>(folded: &'a str, lexicon: &'a Lexicon) -> Vec<&'a Cue> {
    let starts = starts(folded, lexicon).flat_map(|start| lexicon.cues_at_start(start));
    let mut cues: Vec<&Cue> = starts.filter(|c| c.at == CueAt::Start).collect();
    cues.extend(lexicon.cues_in(folded).filter(|c| c.at == CueAt::Any));
    let mut seen: Vec<*const Cue> = Vec::new();
    cues.retain(|c| {
        let new = !seen.contains(&std::ptr::from_ref(*c));
        seen.push(std::ptr::from_ref(*c));
        new
    });
    cues
}

/// Returns the text and what stands behind one to three words that only grade it: "Proven ability
/// to", "A good working knowledge of".
fn starts<'a>(folded: &'a str, lexicon: &'a Lexicon) -> impl Iterator<Item = &'a str> {
    let mut rest = Some(folded);
    let mut skipped = 0;
    std::iter::from_fn(move || {
        let now = rest?;
        rest = now
            .split_once(' ')
            .filter(|(w, _)| skipped < 3 && lexicon.is_in(WordClass::Grading, w))
            .map(|(_, r)| r);
        skipped += 1;
        Some(now)
    })
}

/// Says whether a statement is essential or desirable.
///
/// In this order (annotation guide): column, tick or heading; words of the statement; the lead-in
/// that runs into it. Nothing else makes a statement essential.
///
/// A lead-in governs what it can run into: "must know and understand" makes no behaviour essential.
pub fn necessity(
    text: &str,
    category: Option<Category>,
    chunk: &Chunk,
    lexicon: &Lexicon,
) -> (Option<Necessity>, Option<Basis>) {
    if let Some((necessity, basis)) = &chunk.necessity {
        return (Some(*necessity), Some(basis.clone()));
    }
    if let Some((necessity, phrase)) = by_words(text, lexicon) {
        return (Some(necessity), Some(Basis { kind: BasisKind::Phrase, phrase, at: None }));
    }
    let lead = chunk.sections.iter().rev().find_map(|s| {
        let (lead, words) = s.lead.as_ref()?;
        let governs = lead.category.is_none() || lead.category == category;
        governs.then_some(())?;
        Some((lead.necessity?, words.clone(), s.at.clone()))
    });
    match lead {
        Some((necessity, phrase, at)) => {
            (Some(necessity), Some(Basis { kind: BasisKind::LeadIn, phrase, at: Some(at) }))
        }
        None => (None, None),
    }
}

fn by_words(text: &str, lexicon: &Lexicon) -> Option<(Necessity, String)> {
    said_necessities(text, lexicon)
        .into_iter()
        .next()
        .map(|(phrase, necessity)| (necessity, phrase))
}

/// Returns the words of a statement that call it essential or desirable, in the lexicon's order.
pub fn said_necessities(text: &str, lexicon: &Lexicon) -> Vec<(String, Necessity)> {
    let folded = fold(text);
    let said = lexicon.necessities(&folded);
    let said = said.filter(|(at, phrase, _)| {
        !names_a_thing(&folded, *at, phrase) && !is_denied(&folded[..*at], lexicon)
    });
    said.map(|(_, phrase, necessity)| (phrase.to_owned(), necessity)).collect()
}

/// Tells whether the words in front of a demand deny it: "desirable but not essential".
fn is_denied(before: &str, lexicon: &Lexicon) -> bool {
    let last = before.trim_end().rsplit(' ').next().unwrap_or("");
    lexicon.is_in(WordClass::Negation, last)
}

/// Tells whether "essential" or "mandatory" is part of a name, not a demand: "Essential standards
/// of quality", "mandatory safeguarding training", "their preferred method".
fn names_a_thing(folded: &str, at: usize, phrase: &str) -> bool {
    let after = folded[at + phrase.len()..].trim_start();
    let next = after.split(' ').next().unwrap_or("");
    let last = folded[..at].trim_end().rsplit(' ').next().unwrap_or("");
    match phrase {
        "preferred" => {
            next == "by" || matches!(last, "the" | "their" | "a" | "your" | "his" | "her")
        }
        "essential" => matches!(
            next,
            "standards" | "standard" | "skills" | "services" | "lifestyle" | "car" | "user"
        ),
        "mandatory" => !matches!(next, "" | "attendance" | "for" | "requirement"),
        _ => false,
    }
}

/// Returns where the section of a chunk stands.
pub fn section(chunk: &Chunk) -> Option<(&Section, Option<Place>)> {
    chunk.sections.iter().rev().find(|s| s.titled).map(|s| (s, Some(s.at.clone())))
}
