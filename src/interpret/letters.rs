//! Letters or words in brackets that say of each statement whether it is essential or desirable, and
//! how it is assessed.

use super::statement::Statement;
use crate::model::{Basis, BasisKind, Category, Necessity, Qualifier, QualifierKind, Span};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Marks of a document from which on they mean necessity; one "(D)" alone may mean anything.
const ENOUGH: usize = 2;
/// Marks of nothing but ways of assessing from which on they mean that: "(A/I)".
const ENOUGH_WAYS: usize = 3;

/// Letters in brackets: "(E)", "(E, A/I)".
const BRACKET: &str = r"[(\[]\s*CODES\s*[)\]]";
const CODES: &str = r"[A-Z]{1,2}(?:\s*[/,&+;:]\s*[A-Z]{1,2}|\s+[A-Z]{1,2})*";

/// More may stand behind the bracket: "(D) A/I", "[A] [D]".
static AT_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s(BRACKET(?:[\s,:–-]*(?:BRACKET|CODES))?)[.;,\s]*$"));
/// What stands behind the bracket may be a word of the statement: "(E) IT skills".
static AT_START: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(BRACKET(?:\s*BRACKET)?)\s"));
/// In full: "(desirable)" at either end, and behind a dash at the end, as letters may stand too.
static IN_FULL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^([(\[]\s*(?:essential|desirable)\s*[)\]])[\s:]|\s([(\[]\s*(?:essential|desirable)\s*[)\]]|[–—-]\s*(?:essential|desirable|(?-i:[ED])))[.;,\s]*$",
    )
});

/// A mark for necessity anywhere in a text, with the stop behind it.
static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[(\[]\s*(?:([ED])|(?i:(essential)|desirable))\s*[)\]][.;,]*(?:\s+(?:and|&)\s)?\s*")
});

fn pattern(re: &str) -> Regex {
    let re = re.replace("BRACKET", BRACKET).replace("CODES", CODES);
    Regex::new(&re).expect("a literal pattern")
}

/// The letters at one end of a text, and what they say.
#[derive(Debug, PartialEq)]
struct Mark {
    at: Range<usize>,
    necessity: Option<Necessity>,
    /// Ways of assessing, as printed: "A/I".
    ways: Option<String>,
}

/// Names the necessity of statements that begin or end with letters like "(E)" or "(D) A/I", where
/// nothing else does, and how they are assessed.
///
/// The letters count if there are several in the document and one of them is an E, or several that
/// say only how, one of them in two ways: person specifications of councils mark their lines so.
/// They are marks then, no words of the statement; the verbatim text keeps them.
pub fn read(statements: &mut [Statement]) {
    let found: Vec<Option<Mark>> = statements.iter().map(|s| mark(&s.text)).collect();
    let needs = found.iter().flatten().filter_map(|m| m.necessity);
    let by_need =
        needs.clone().count() >= ENOUGH && needs.clone().any(|n| n == Necessity::Essential);
    let ways = || found.iter().flatten().filter(|m| m.necessity.is_none());
    let several = |m: &Mark| m.ways.as_ref().is_some_and(|w| w.contains(['/', ',']));
    let by_way = by_need || ways().count() >= ENOUGH_WAYS && ways().any(several);
    for (statement, found) in statements.iter_mut().zip(found) {
        let counts = |m: &Mark| if m.necessity.is_some() { by_need } else { by_way };
        if let Some(mark) = found.filter(counts) {
            apply(statement, mark);
        }
    }
}

/// Cuts a text behind each mark for necessity, if it has several, one of them an E, and ends with one:
/// "Mends nets (E). Sails boats (D)."
pub fn cut(text: &str) -> Vec<Span> {
    let whole = || vec![Span::new(0, text.len())];
    if text.matches(['(', '[']).count() < ENOUGH {
        return whole();
    }
    let (mut spans, mut start, mut essential) = (Vec::new(), 0, false);
    for mark in INSIDE.captures_iter(text) {
        let (Some(all), letter) = (mark.get(0), mark.get(1)) else { continue };
        // What is one word or none is no statement of its own.
        if text[start..all.start()].split_whitespace().nth(1).is_none() {
            return whole();
        }
        essential |= letter.is_some_and(|l| l.as_str() == "E") || mark.get(2).is_some();
        let stop = text[all.range()].find([')', ']']).map_or(all.end(), |at| all.start() + at + 1);
        spans.push(Span::new(start, stop));
        start = all.end();
    }
    if spans.len() < ENOUGH || !essential || start < text.len() { whole() } else { spans }
}

fn apply(statement: &mut Statement, mark: Mark) {
    let phrase = statement.text[mark.at.clone()].to_owned();
    let basis = Basis { kind: BasisKind::Phrase, phrase, at: None };
    let (before, behind) = (&statement.text[..mark.at.start], &statement.text[mark.at.end..]);
    statement.text = format!("{}{}", before.trim_end(), behind.trim());
    if statement.necessity.is_none() && mark.necessity.is_some() {
        statement.necessity = mark.necessity;
        statement.necessity_basis = Some(basis.clone());
        let by_wording = |b: &Basis| b.kind == BasisKind::Classifier;
        let duty = statement.category == Some(Category::Duty);
        if duty && statement.category_basis.as_ref().is_some_and(by_wording) {
            // A person is asked for: no gold document has a duty there.
            statement.category = Some(Category::Behaviour);
        }
    }
    let known = statement.qualifiers.iter().any(|q| q.kind == QualifierKind::AssessedBy);
    if let Some(value) = mark.ways.filter(|_| !known) {
        statement.qualifiers.push(Qualifier { kind: QualifierKind::AssessedBy, value, basis });
    }
}

/// Returns the mark at one end of a text. Without a letter for necessity, it must be single letters
/// ("A/I", "A, I", "T"): one bracket of capitals may be an acronym.
fn mark(text: &str) -> Option<Mark> {
    if let Some(mark) = mark_in_full(text) {
        return Some(mark);
    }
    if !text.contains(['(', '[']) {
        return None;
    }
    let at = AT_END.captures(text).or_else(|| AT_START.captures(text))?.get(1)?.range();
    let letters = &text[at.clone()];
    let codes = || letters.split(|c: char| !c.is_ascii_uppercase()).filter(|c| !c.is_empty());
    let mut needs = codes().filter_map(|c| match c {
        "E" => Some(Necessity::Essential),
        "D" => Some(Necessity::Desirable),
        _ => None,
    });
    let necessity = needs.next();
    let ways = ways(letters);
    let told = match necessity {
        Some(_) => needs.next().is_none(),
        None => codes().all(|c| c.len() == 1),
    };
    told.then_some(Mark { at, necessity, ways })
}

fn mark_in_full(text: &str) -> Option<Mark> {
    if !text.contains(['(', '[', '-', '–', '—']) {
        return None;
    }
    let found = IN_FULL.captures(text)?;
    let at = found.get(1).or_else(|| found.get(2))?;
    let first = at.as_str().chars().find(|c| c.is_alphabetic())?;
    let essential = first.eq_ignore_ascii_case(&'e');
    let necessity = if essential { Necessity::Essential } else { Necessity::Desirable };
    Some(Mark { at: at.range(), necessity: Some(necessity), ways: None })
}

/// Returns the letters of a mark that say how, as printed.
fn ways(letters: &str) -> Option<String> {
    let is_letter = |c: char| c.is_ascii_uppercase();
    let pieces = letters.split(['(', ')', '[', ']', ':']).flat_map(|p| p.split(','));
    let kept: Vec<&str> = pieces
        .map(|p| p.trim_matches(|c: char| !is_letter(c)))
        .map(|p| p.trim_start_matches("E/").trim_start_matches("D/"))
        .map(|p| p.trim_end_matches("/E").trim_end_matches("/D"))
        .filter(|p| !p.is_empty() && *p != "E" && *p != "D")
        .collect();
    (!kept.is_empty()).then(|| kept.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_marks_cut_a_text() {
        let check = |text: &str, parts: &[&str]| {
            let cut: Vec<&str> = cut(text).into_iter().map(|s| &text[s.range()]).collect();
            assert_eq!(cut, parts, "{text}");
        };
        check("Mends nets (E). Sails boats (D).", &["Mends nets (E)", "Sails boats (D)"]);
        check("Able to swim (E) and able to dive [D]", &["Able to swim (E)", "able to dive [D]"]);
        check(
            "Ties knots (essential); counts corks (Desirable)",
            &["Ties knots (essential)", "counts corks (Desirable)"],
        );
        for whole in [
            "Mends nets (E)",
            "Licence (E) (D)",
            "Licence (D), or a lorry one (D)",
            "Mends nets (E) and sails boats (D) in all weathers",
            "Group (D) or group (E)",
        ] {
            check(whole, &[whole]);
        }
    }

    #[test]
    fn marks_say_need_and_way() {
        use Necessity::{Desirable, Essential};
        for (text, at, necessity, ways) in [
            ("Bakes bread (E)", 12..15, Some(Essential), None),
            ("Bakes bread (E).", 12..15, Some(Essential), None),
            ("[D] Bakes bread", 0..3, Some(Desirable), None),
            ("(E) IT skills", 0..3, Some(Essential), None),
            ("(E) A driving licence", 0..3, Some(Essential), None),
            ("(E) [A/I] Bakes bread", 0..9, Some(Essential), Some("A/I")),
            ("Bakes bread. (D) T", 13..18, Some(Desirable), Some("T")),
            ("Bakes bread (E) A/I", 12..19, Some(Essential), Some("A/I")),
            ("Bakes bread (E, A, I)", 12..21, Some(Essential), Some("A, I")),
            ("Bakes bread (E/A/I)", 12..19, Some(Essential), Some("A/I")),
            ("Bakes bread [AF] [D]", 12..20, Some(Desirable), Some("AF")),
            ("Bakes bread (A/D)", 12..17, Some(Desirable), Some("A")),
            ("Bakes bread (A/I)", 12..17, None, Some("A/I")),
            ("Bakes bread. (A, I)", 13..19, None, Some("A, I")),
            ("Bakes bread (T)", 12..15, None, Some("T")),
            ("Bakes bread (Essential).", 12..23, Some(Essential), None),
            ("Bakes bread – desirable", 12..25, Some(Desirable), None),
            ("Bakes bread - D", 12..15, Some(Desirable), None),
            ("[essential] Bakes bread", 0..11, Some(Essential), None),
        ] {
            let ways = ways.map(str::to_owned);
            assert_eq!(mark(text), Some(Mark { at, necessity, ways }), "{text}");
        }
    }

    #[test]
    fn words_are_no_marks() {
        for text in [
            "Bakes (E) bread",
            "(E)",
            "Knows the Mental Capacity Act (MCA)",
            "Uses artificial intelligence (AI)",
            "Category (E) (D)",
            "Drives category D",
            "A licence is desirable",
            "Well-desirable",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
