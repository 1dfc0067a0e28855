//! Lines that are named facts: "Reports to: …", a label above its fact, dates, references,
//! signatures.

use super::build::{Builder, Context};
use super::heading::{self, Heading};
use super::pay::grade;
use super::title::job_title;
use super::unit::Unit;
use crate::lexicon::{Lexicon, Meaning, WordClass};
use crate::model::{Class, Span};
use crate::text::mark::Mark;
use crate::text::pattern;
use crate::text::{clean, fold};

/// A label with its value on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// Field the label names.
    pub name: String,
    /// Label as printed.
    pub label: String,
    /// Value, cleaned; empty if none follows on the line.
    pub value: String,
    /// Stretch of the line.
    pub span: Span,
}

pattern!(GAPS, r"\t+|\n+|[ \u{a0}]{3,}");
pattern!(
    DATE,
    r"(?i)^(?:[0-9]{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)[0-9][0-9]$|^[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9][0-9]){1,2}$|^(?:19|20)[0-9][0-9](?:\s*[/–-]\s*[0-9][0-9](?:[0-9][0-9])?)?$"
);

/// Splits a line into labelled values, if its first segment is one.
///
/// Two or three values may share a line, set apart by tabs, line breaks or three spaces ("Grade:
/// MPR 3      Reports to: …"). `None` if the line does not start with a known label.
pub fn labelled(text: &str, lexicon: &Lexicon) -> Option<Vec<Labelled>> {
    if let Some(pairs) = in_pairs(text, lexicon) {
        return Some(pairs);
    }
    let mut found: Vec<Labelled> = Vec::new();
    for (start, end) in segments(text).into_iter().flat_map(|s| at_labels(text, s, lexicon)) {
        match one(&text[start..end], lexicon) {
            Some((name, label, value)) => {
                found.push(Labelled { name, label, value, span: Span::new(start, end) });
            }
            None => {
                let last = found.last_mut()?;
                last.value = clean(&format!("{} {}", last.value, &text[start..end]));
                last.span.end = Span::new(start, end).end;
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Reads labels without colons, each set apart from its value as in a form without rules: "Grade
/// [tab] Grade 8 [tab] Hours [tab] 37". A label in no list between them is of the field `detail`.
fn in_pairs(text: &str, lexicon: &Lexicon) -> Option<Vec<Labelled>> {
    let segments = segments(text);
    let known = |at: &(usize, usize)| lexicon.field(&text[at.0..at.1]);
    let pairs = segments.chunks_exact(2);
    if segments.len() < 2 || !pairs.remainder().is_empty() || known(&segments[0]).is_none() {
        return None;
    }
    let fits = |pair: &[(usize, usize)]| {
        !text[pair[0].0..pair[0].1].contains(':') && known(&pair[1]).is_none()
    };
    let named = pairs.clone().filter(|p| known(&p[0]).is_some()).count();
    let fits = pairs.clone().all(fits) && named * 2 >= pairs.len();
    let pair = |pair: &[(usize, usize)]| Labelled {
        name: known(&pair[0]).unwrap_or("detail").to_owned(),
        label: clean(&text[pair[0].0..pair[0].1]),
        value: clean(&text[pair[1].0..pair[1].1]),
        span: Span::new(pair[0].0, pair[1].1),
    };
    fits.then(|| pairs.map(pair).collect())
}

fn segments(text: &str) -> Vec<(usize, usize)> {
    if !text.contains(['\t', '\n', '\u{a0}']) && !text.contains("   ") {
        return if text.trim().is_empty() { Vec::new() } else { vec![(0, text.len())] };
    }
    let mut out = Vec::new();
    let mut start = 0;
    for gap in GAPS.find_iter(text) {
        out.push((start, gap.start()));
        start = gap.end();
    }
    out.push((start, text.len()));
    out.retain(|(s, e)| !text[*s..*e].trim().is_empty());
    out
}

/// Cuts a segment that begins with a known label where further known labels begin: "Job title:
/// Driver Grade: 4".
fn at_labels(text: &str, (start, end): (usize, usize), lexicon: &Lexicon) -> Vec<(usize, usize)> {
    /// Words of a further label at most.
    const WORDS: usize = 3;
    let segment = &text[start..end];
    let known = |label: &str| lexicon.field(label).is_some();
    let mut cuts = vec![start];
    if !segment.contains(':') {
        cuts.extend(grade_behind_title(segment, lexicon).map(|at| start + at));
    }
    let colons: Vec<usize> = segment.match_indices(": ").map(|(at, _)| at).collect();
    if colons.first().is_some_and(|c| known(&segment[..*c])) {
        for pair in colons.windows(2) {
            let between = &segment[pair[0] + 1..pair[1]];
            let starts = between.char_indices().filter(|(at, c)| {
                c.is_uppercase() && between[..*at].ends_with(char::is_whitespace)
            });
            let label = starts
                .map(|(at, _)| at)
                .filter(|at| between[*at..].split_whitespace().count() <= WORDS)
                .find(|at| *at > 1 && known(&between[*at..]));
            cuts.extend(label.map(|at| start + pair[0] + 1 + at));
        }
    }
    let ends = cuts.iter().skip(1).copied().chain([end]);
    cuts.iter().copied().zip(ends).collect()
}

fn one(segment: &str, lexicon: &Lexicon) -> Option<(String, String, String)> {
    let Some((label, value)) = segment.split_once(':') else {
        if let Some(found) = behind_label(segment, lexicon) {
            return Some(found);
        }
        let name = lexicon.field_start(segment)?;
        return Some((name.to_owned(), String::new(), clean(segment)));
    };
    let outside = label.split('(').next().unwrap_or(label);
    let name = lexicon.field(label).or_else(|| lexicon.field(outside)).or_else(|| {
        fold(label)
            .strip_prefix("average")
            .and_then(|_| lexicon.field(&label.replace(['(', ')'], " ")))
    })?;
    Some((name.to_owned(), clean(label), clean(value)))
}

/// Reads a job title or grade that stands behind its label without a colon, as forms print them:
/// "Job title Visitor Assistant", "Grade Grade D".
fn behind_label(segment: &str, lexicon: &Lexicon) -> Option<(String, String, String)> {
    let (end, name) = label_in_front(segment, lexicon)?;
    let (label, value) = (segment[..end].trim(), segment[end..].trim());
    let holds = match name {
        "job_title" => job_title(value, lexicon).is_some(),
        _ => grade(value).is_some(),
    };
    holds.then(|| (name.to_owned(), clean(label), clean(value)))
}

/// Returns the length and field of the label of a job title or grade that a text begins with.
fn label_in_front<'a>(text: &str, lexicon: &'a Lexicon) -> Option<(usize, &'a str)> {
    let ends = text.match_indices(' ').map(|(at, _)| at).take(2);
    let mut found = None;
    for end in ends {
        let name = lexicon.field(&text[..end]);
        let fits = if text[..end].contains(' ') { "job_title" } else { "grade" };
        found = name.filter(|n| *n == fits).map(|n| (end, n)).or(found);
    }
    found
}

/// Returns where a grade's label begins in a text that a job title's label opens.
fn grade_behind_title(segment: &str, lexicon: &Lexicon) -> Option<usize> {
    label_in_front(segment, lexicon).filter(|(_, name)| *name == "job_title")?;
    let words = segment.match_indices(' ').map(|(at, _)| at + 1);
    words
        .skip(2)
        .find(|at| behind_label(&segment[*at..], lexicon).is_some_and(|(n, ..)| n == "grade"))
}

/// Fields whose value is one short line, so that it may stand below its label.
const FACTS: [&str; 11] = [
    "job_title",
    "grade",
    "salary",
    "hours",
    "location",
    "department",
    "reports_to",
    "contract",
    "employer",
    "reference",
    "level",
];

/// Tells whether a field's value is one short line.
pub(super) fn is_fact(name: &str) -> bool {
    FACTS.contains(&name)
}

/// Longest such value, in characters.
const FACT_CHARS: usize = 80;

impl Builder<'_> {
    /// Takes labelled values: "Reports to: …", or a label with its values below it.
    pub fn labelled(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let text = &self.doc.leaves[unit.leaf].text[unit.span.range()];
        let Some(values) = labelled(text, self.lexicon) else { return false };
        if let [only] = values.as_slice()
            && only.value.is_empty()
        {
            let meaning = Some(Meaning::Field(only.name.clone()));
            self.enter_heading(unit, Heading { rank: heading::GROUP, meaning }, context);
            return true;
        }
        let base = self.doc.leaves[unit.leaf].at.clone();
        for value in values {
            let start = unit.span.start + value.span.start;
            let span = Span { start, end: unit.span.start + value.span.end };
            self.doc.ledger.claim(unit.leaf, span, Class::Metadata, Some(&value.name));
            let at = base.at(span);
            let text = self.without_icons(&value.value);
            self.apply_field(&value.name, &text, &at, context);
            self.field(&value.name, Some(&value.label), text, at, context);
        }
        context.open_chunk = None;
        true
    }

    /// Takes a line that is nothing but the label of a fact ("Job title") above the fact itself.
    pub fn label_above(&mut self, unit: &Unit, next: Option<&Unit>) -> bool {
        let label = unit.text.trim_end_matches([':', ' ']);
        let Some(name) = self.lexicon.field(label).filter(|n| is_fact(n)) else {
            return false;
        };
        let is_fact = |next: &Unit| {
            is_unmarked(next)
                && next.text.chars().count() <= FACT_CHARS
                && labelled(&next.text, self.lexicon).is_none()
                && heading::heading_meaning(&next.text, self.lexicon).is_none()
        };
        if unit.mark != Mark::None || !next.is_some_and(is_fact) {
            return false;
        }
        let name = name.to_owned();
        self.claim(unit, Class::Metadata, Some(&name));
        self.value_of = Some((name, label.to_owned()));
        true
    }

    /// Takes the fact below its label.
    pub fn value(&mut self, unit: &Unit, context: &mut Context) -> bool {
        let Some((name, label)) = self.value_of.take() else { return false };
        let at = self.place(unit);
        let printed = match unit.mark {
            Mark::Number(_) => Span { start: unit.mark_span.start, end: unit.span.end },
            _ => unit.span,
        };
        let text = clean(&self.doc.leaves[unit.leaf].text[printed.range()]);
        let text = self.without_icons(&text);
        self.claim(unit, Class::Metadata, Some(&name));
        self.apply_field(&name, &text, &at, context);
        self.field(&name, Some(&label), text, at, context);
        context.open_chunk = None;
        true
    }

    /// Takes off names of icon-font pictures glued to words.
    pub fn without_icons(&self, text: &str) -> String {
        match self.lexicon.icon(text) {
            Some(icon) => text[icon.len()..].trim_start().to_owned(),
            None => text.to_owned(),
        }
    }
}

/// Tells whether a line has no list mark; a figure such as the 18.5 of "18.5 hours" is none.
fn is_unmarked(unit: &Unit) -> bool {
    let decimal = |n: &str| n.split_once('.').is_some_and(|(_, d)| d.parse::<u32>().is_ok());
    match &unit.mark {
        Mark::None => true,
        Mark::Number(n) => decimal(n),
        _ => false,
    }
}

/// Tells whether a line asks for a signature or a name.
pub fn is_signature(text: &str, lexicon: &Lexicon) -> bool {
    text.split_once(':').is_some_and(|(label, _)| lexicon.is_signature(label))
        || lexicon.is_signature(text.trim_end_matches(['.', '_', '…', ' ']))
        || asks_to_sign(&fold(text), lexicon)
}

/// Tells whether a line asks for signatures in words of its own: "Signature of employee   Date".
fn asks_to_sign(folded: &str, lexicon: &Lexicon) -> bool {
    let signs = |w: &str| w.starts_with("signature") || w == "signed";
    folded.split(' ').any(signs) && folded.split(' ').all(|w| lexicon.is_in(WordClass::Signing, w))
}

/// Tells whether a line is nothing but a date.
pub fn is_date(text: &str) -> bool {
    DATE.is_match(text.trim())
}

/// Tells whether a line is nothing but a document reference ("PS3389").
pub fn is_reference(text: &str) -> bool {
    REFERENCE_SHAPE.is_match(text.trim())
}

/// Tells whether a line explains the letters of a form: "E = Essential, D = Desirable", "A – Application
/// form; I – Interview; T – Test".
pub fn is_legend(text: &str) -> bool {
    text.len() <= LEGEND_BYTES && LEGEND.is_match(text)
}

/// Longest line that explains letters.
const LEGEND_BYTES: usize = 300;

// Letters with "=" explain whatever stands behind them; with a dash or colon, which also number
// items, only words of necessity and ways of assessing.
pattern!(
    LEGEND,
    r"^[*\s]*(?i:key|note|legend|where|evidence|assessed by|assessment|methods? of assessment)?[\s:*(]*(?:[A-Z]\.?){1,4}\s*(?:=\s*[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ /’'-]+|[:–-]\s*(?i:essential|desirable|application|interview|test|reference|certificate|presentation|assessment|exercise|observation|portfolio)[A-Za-zÀ-ɏ /’'-]*)(?:[\s,;|/]+(?i:and\s+)?\(?[A-Z]{1,3}\s*[=:–-]\s*[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ /’'-]+)+[\s.)]*$"
);

pattern!(REFERENCE_SHAPE, r"^[A-Z]{2,6}[/ -]?[0-9]{2,8}(?:[/-][A-Z0-9]+)*$");

#[cfg(test)]
mod tests {
    use super::*;

    use crate::data::Data;

    #[test]
    fn legends() {
        for yes in [
            "E = Essential, D = Desirable",
            "Key: A – Application form; I – Interview; T – Test",
            "(AF = Application Form / I = Interview)",
            "*Evidence: A – application, I – interview, C – certificate",
            "* M.O.A. = Method of assessment (A = Application form, I = Interview)",
        ] {
            assert!(is_legend(yes), "{yes}");
        }
        for no in [
            "IT - ability to use it",
            "E-mail: bake@example.org",
            "Bakes bread",
            "A: Bakes bread; B: Serves",
        ] {
            assert!(!is_legend(no), "{no}");
        }
    }

    #[test]
    fn values_share_a_line() {
        let l = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let found = labelled("Job Title : Cook\t\tDate: May 2019", &l).expect("fields");
        let names: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
        assert_eq!(names, [("job_title", "Cook"), ("date", "May 2019")]);
        assert!(labelled("Safe: keep the ovens clean", &l).is_none());
        let found = labelled("Grade\tGrade 8\tWing\tEast\tHours\t37", &l).expect("fields");
        let names: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
        assert_eq!(names, [("grade", "Grade 8"), ("detail", "East"), ("hours", "37")]);
        assert!(labelled("Grade\tHours", &l).is_none(), "a header");
        assert_eq!(
            labelled("Average (median) salary: £20", &l).map(|f| f[0].name.clone()).as_deref(),
            Some("salary")
        );
    }

    #[test]
    fn lone_facts() {
        assert!(is_date("April 2025") && is_date("12/03/2019") && !is_date("May contain nuts"));
        assert!(is_reference("PS3389") && !is_reference("GCSE"));
    }
}
