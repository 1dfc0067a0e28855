//! Job titles with the level and grade printed in them.

use super::employer::is_organisation;
use super::pay::GRADE;
use crate::lexicon::{Lexicon, Meaning, OwnWord, WordClass};
use crate::text::pattern;
use crate::text::{clean, fold};
use regex::Match;

/// A job title taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Title without level, grade and the word "Standard".
    pub title: String,
    /// As printed.
    pub printed: String,
    /// Level inside the title: "Level 3".
    pub level: Option<String>,
    /// Grade inside the title: "Band 3".
    pub grade: Option<String>,
    /// Nothing tells that it is one but the kind of document beside it: it may be a department's
    /// name ("Job description – Highways").
    pub by_kind: bool,
}

// Seen: "Driver x 3 posts", "Support Worker - 37.5 hours per week".
pattern!(
    TERMS_BEHIND,
    r"(?i)(?:[\s,(–—-]+(?:x\s?[0-9]{1,2}(?:\s+posts?)?|[0-9]{1,2}\s+(?:posts|vacancies)|[0-9]{1,2}(?:\.[0-9]{1,2})?\s*(?:hours|hrs)(?:\s+(?:per|a)\s+week|/week)?)[\s)]*)+$"
);
pattern!(LEVEL, r"(?i)\blevel\s+(?:[0-9]{1,2}|[A-H]|one|two|three|four|five|I{1,3}|IV|V)\b");
// Seen: "Stage 2: Newly Qualified Social Worker". A year or a phase is a class in schools.
pattern!(
    STEP_IN_FRONT,
    r"(?i)^(?:stage|tier|step)\s+(?:[0-9]{1,2}|[A-H]|one|two|three|four|five|I{1,3}|IV|V)\b[\s:–—-]*"
);
// Pay behind a level: "Level 1 £22,000 - £24,500", "Level 2 (£12.40 an hour)".
pattern!(
    PAY_BEHIND,
    r"(?i)[\s:;,–—|(-]+£[0-9,.]+k?(?:\s*(?:-|–|—|to)\s*£?[0-9,.]+k?)?(?:\s+(?:an?|per)\s+(?:annum|hour|year))?[\s)]*$"
);
// No qualification's name: "Level 3 Diploma in baking".
pattern!(
    LEVEL_LINE,
    r"(?i)^(?:occupational\s+)?(level\s*:?\s*[0-9]{1,2})\s*(?:[:–—|(,-].*|\b.*\boccupation)?$"
);
pattern!(
    LEVEL_LABEL,
    r"(?i)^(?:level|stage|tier|step|band|grade|phase|year)\s+(?:[0-9]{1,2}[a-z]?|[A-H]|one|two|three|four|five|I{1,3}|IV|V)\b\s*[:–—-]?\s*(\(?[A-Za-zÀ-ɏ\s/&-]{0,40}\)?)$"
);
// Seen: "Progression from Grade 8 to Grade 9 (main grade Social Worker)".
pattern!(
    STEP,
    r"(?i)^(?:(?:progress(?:ion|ing)|promotion|moving|step)\s+)?(?:from\s+)?(.{1,30}?)\s+to\s+(.{1,30}?)\s*(?:\([^()]*\))?\s*:?$"
);
// Seen: "TECHNICAL GRADE 1" above the profile of a university's job family.
pattern!(
    FAMILY_STEP,
    r"(?i)^([A-Za-zÀ-ɏ,/&' -]{1,50}\s(?:level|stage|tier|step|band|grade))\s+([0-9]{1,2}[a-z]?|[A-H]|I{1,3}|IV|V)$"
);
pattern!(
    KIND_PREFIX,
    r"(?i)^\s*(?:job\s+description|role\s+profile|person\s+specification|job\s+profile|job\s+title|role|post(?:\s+title)?)\s*[:–—-]\s*"
);
pattern!(
    KIND_SUFFIX,
    r"(?i)[\s:–—-]+(?:standard|job\s+description|role\s+profile|person\s+specification|job\s+profile|job\s+specification)\s*$"
);
// Seen: "Housing Allocations Officer Ref: 48-25".
pattern!(
    REFERENCE_BEHIND,
    r"(?i)[\s,;(\[–—-]+(?:(?:job|post|vacancy)\s+)?ref(?:erence)?\b\.?\s*(?:no|number)?\.?[\s:#]*[a-z]{0,6}[\s/-]?[0-9][\w/.-]*[)\]]?\s*$"
);
pattern!(BESIDE_KIND, r":|\s-\s|[–—|]");
pattern!(BESIDE_LEVEL, r"\s*(?:[:,–—|]|\s-)\s+");
pattern!(KIND_FOR, r"(?i)\sfor(?:\s+the\s+(?:post|role|position|job)\s+of)?(?:\s+an?|\s+the)?\s");
pattern!(EDGES, r"^[\s:;,–—|/()\[\]-]+|[\s:;,–—|/(\[-]+$");
pattern!(EMPTY_BRACKETS, r"\(\s*\)|\[\s*\]");
pattern!(TRANSITION, r"^(.+?)\s+to\s+(.+)$");

/// Words that end the head of a title: "Head of Service", "Leader in adult care".
const PREPOSITIONS: &[&str] = &["of", "in", "for", "to", "at", "with", "within"];

/// Other words that open a phrase about jobs, not the title of one: "Every Cook", "As a Cook".
const OPENINGS: &[&str] =
    &["all", "any", "as", "by", "each", "every", "from", "our", "these", "this"];

/// Words that no title holds.
const SENTENCE: &[&str] =
    &["must", "will", "should", "can", "is", "are", "has", "have", "you", "your", "who", "may"];

/// Words that stand beside a kind of document and say what it is, not whose job it describes.
const OF_A_DOCUMENT: &[&str] = &[
    "confidential",
    "draft",
    "example",
    "final",
    "form",
    "guidance",
    "guide",
    "internal",
    "notes",
    "sample",
    "summary",
    "template",
    "updated",
    "version",
];

/// Takes a title apart, whatever it says.
pub fn dissect(text: &str) -> Title {
    let printed = clean(text);
    let rest = KIND_PREFIX.replace(&printed, "").into_owned();
    let rest = REFERENCE_BEHIND.replace(&rest, "").into_owned();
    let rest = without_terms(rest);
    let level = LEVEL.find(&rest).or_else(|| STEP_IN_FRONT.find(&rest));
    let cut = level.map_or(0..0, |m| m.range());
    let level = level.map(|m| m.as_str().trim_end_matches([' ', ':', '–', '—', '-']).to_owned());
    let rest = format!("{}{}", &rest[..cut.start], &rest[cut.end..]);
    let grade = GRADE.find(&rest).map(|m| m.as_str().to_owned());
    let rest = GRADE.replace(&rest, "").into_owned();
    let rest = KIND_SUFFIX.replace(&rest, "").into_owned();
    let rest = EMPTY_BRACKETS.replace_all(&rest, "").into_owned();
    let title = clean(&EDGES.replace_all(clean(&rest).as_str(), ""));
    let title = if title.matches('(').count() > title.matches(')').count() {
        format!("{title})")
    } else {
        title
    };
    Title { title, printed, level, grade, by_kind: false }
}

/// Returns a title without the number of posts and the hours behind it.
fn without_terms(title: String) -> String {
    if !title.contains(|c: char| c.is_ascii_digit()) {
        return title;
    }
    TERMS_BEHIND.replace(&title, "").into_owned()
}

/// Reads a job title: its head must be a job noun ("Worker", "Manager").
///
/// Returns `None` for anything that is not one: sentences, headings, qualifications.
pub fn job_title(text: &str, lexicon: &Lexicon) -> Option<Title> {
    let trimmed = text.trim();
    let ends = trimmed.ends_with(['.', ':', ';', ',', '?', '!']);
    if trimmed.len() > 110 || ends || trimmed.contains("? ") {
        return None;
    }
    if !lexicon.has_own() && !has_job_noun(trimmed, lexicon) && !says_kind_of_job(trimmed) {
        return None;
    }
    let beside = beside_kind(trimmed, lexicon);
    let cut = beside_level(beside, lexicon);
    let title = dissect(cut.map_or(beside, |(job, _)| job));
    let level = cut.map(|(_, level)| level.to_owned()).or(title.level);
    let title = Title { printed: clean(trimmed), level, ..title };
    match lexicon.own(trimmed).or_else(|| lexicon.own(&title.title)) {
        Some(OwnWord::Role) => return Some(title),
        Some(_) => return None,
        None => {}
    }
    let named = |text: &str| head_word(text).is_some_and(|w| lexicon.is_job_noun(w));
    let first = title.title.split(',').next().unwrap_or("");
    let words = title.title.split_whitespace().count();
    let capital = title.title.chars().next().is_some_and(char::is_uppercase);
    let most = if title.title.contains(" of ") { 12 } else { 9 };
    let kind = trimmed.strip_suffix(beside).or_else(|| trimmed.strip_prefix(beside));
    let by_kind = !(named(&title.title) || named(first));
    let told = || kind.is_some_and(says_kind_of_job) && may_be_title(&title.title, lexicon);
    (words <= most
        && capital
        && !is_phrase(&title.title)
        && !is_act(&title.title, lexicon)
        && !does_for_people(&title.title, lexicon)
        && !title.title.contains(':')
        && (!by_kind || told()))
    .then_some(Title { by_kind, ..title })
}

/// Cuts a job's name from a level in words beside it: "Cook – Level A (Developing)", "Cook
/// (Established)", "Expert: Cook". What may be a part of the name is none ("Cook, Senior").
fn beside_level<'t>(text: &'t str, lexicon: &Lexicon) -> Option<(&'t str, &'t str)> {
    let named = |job: &str| head_word(job).is_some_and(|w| lexicon.is_job_noun(w));
    let ranks = |label: &str| lexicon.is_in(WordClass::Rank, &fold(label));
    let level = |label: &str| {
        is_level_label(label, lexicon) && !ranks(label) && GRADE.find(label).is_none()
    };
    let in_brackets = || {
        let (job, label) = text.strip_suffix(')')?.rsplit_once(" (")?;
        (level(label) && named(job)).then_some((job, label))
    };
    let beside = |at: Match<'_>| {
        let (left, right) = (text[..at.start()].trim(), text[at.end()..].trim());
        let behind = || (level(right) && named(left)).then_some((left, right));
        // A comma in front is one of the name: "Level 5 Children, Young People and Families Manager".
        let opens = !at.as_str().contains(',');
        behind().or_else(|| (opens && level(left) && named(right)).then_some((right, left)))
    };
    BESIDE_LEVEL.find_iter(text).find_map(beside).or_else(in_brackets)
}

/// Tells whether words are part of a sentence, not a title.
fn is_phrase(text: &str) -> bool {
    let mut words = text.split_whitespace().map(str::to_lowercase);
    let opening = words.clone().next().unwrap_or_default();
    let opens = |list: &[&str]| list.contains(&opening.as_str());
    opens(PREPOSITIONS) || opens(OPENINGS) || words.any(|w| SENTENCE.contains(&w.as_str()))
}

/// Tells whether words say what somebody does: "Supervises students", "Leads with care"; in "Records
/// Officer" the verb is a noun in front of another one.
pub fn is_act(text: &str, lexicon: &Lexicon) -> bool {
    let first = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    lexicon.third_person(first).is_some_and(|noun| !noun || head_word(text) == Some(first))
}

/// Tells whether words say what is done for people ("Serving residents"), which no capital makes a job
/// of ("Teaching Assistants").
fn does_for_people(text: &str, lexicon: &Lexicon) -> bool {
    let mut words = text.split_whitespace();
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
    lexicon.is_gerund(first) && last.starts_with(char::is_lowercase) && lexicon.is_job_plural(last)
}

/// Tells whether a line names a kind of document that is about one job: what stands beside it is
/// the job then, whatever it is called ("Person specification: Beekeeper").
pub fn says_kind_of_job(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["description", "specification", "profile"].iter().any(|kind| lower.contains(kind))
}

/// Tells whether a line names the kind of document in front of the job: "Role profile: Cook".
pub fn opens_with_kind(text: &str) -> bool {
    KIND_PREFIX.is_match(text)
}

/// Tells whether words in no list may name a job: few, all with capitals, no figure, neither a
/// section's heading nor an organisation.
pub fn may_be_title(text: &str, lexicon: &Lexicon) -> bool {
    /// Most words of such a title.
    const WORDS: usize = 5;
    let document = |w: &str| OF_A_DOCUMENT.contains(&fold(w).as_str());
    let small = |w: &str| PREPOSITIONS.contains(&w) || matches!(w, "and" | "&" | "the");
    let words = || text.split_whitespace();
    let capital = |w: &str| small(w) || w.starts_with(|c: char| c.is_uppercase() || c == '(');
    let last = words().next_back().unwrap_or_default();
    (1..=WORDS).contains(&words().count())
        && words().all(|w| capital(w) && !document(w))
        && !text.contains(|c: char| c.is_ascii_digit())
        && !lexicon.is_organisation_noun(last, true)
        && !lexicon.is_document_kind(text)
        && lexicon.formed_heading(text).is_none()
}

/// Tells whether any word of a line may be the head of a job title: most lines have none.
fn has_job_noun(text: &str, lexicon: &Lexicon) -> bool {
    let apart = |c: char| c.is_whitespace() || "()[]–—|,:;".contains(c);
    let bare = |word: &str| lexicon.is_job_noun(word.trim_matches(|c: char| !c.is_alphanumeric()));
    text.split(apart).any(bare)
}

/// Returns what stands beside the kind of document in a line that names both ("Position description:
/// Cook", "Cook – Role profile", "Cook: competencies by level"); else the line.
fn beside_kind<'t>(text: &'t str, lexicon: &Lexicon) -> &'t str {
    let parts = |sep: Match<'_>| (text[..sep.start()].trim(), text[sep.end()..].trim());
    // A title may name several things told of a job: "Key duties and required skills for Cook".
    let told = |kind: &str| matches!(lexicon.formed_heading(kind), Some(Meaning::Mixed));
    if let Some((kind, rest)) = KIND_FOR.find(text).map(parts)
        && (lexicon.is_document_kind(kind) || told(kind))
    {
        // A framework for several jobs is of none of them.
        let last = rest.split_whitespace().next_back().unwrap_or_default();
        return if says_kind_of_job(kind) || !lexicon.is_job_plural(last) { rest } else { text };
    }
    let is_kind = |part: &str| {
        lexicon.is_document_kind(part)
            || part.starts_with(char::is_lowercase) && lexicon.formed_heading(part).is_some()
    };
    let beside = BESIDE_KIND.find_iter(text).map(parts).find_map(|(left, right)| {
        match (is_kind(left), is_kind(right)) {
            (true, false) => Some(right),
            (false, true) => Some(left),
            _ => None,
        }
    });
    // What is told of a job behind a colon begins small ("Cook: what we expect"), but for who does it
    // ("Supervisor: the registered manager").
    let told_of = || {
        let (job, told) = text.split_once(": ")?;
        let named = head_word(job).is_some_and(|w| lexicon.is_job_noun(w));
        let person = has_job_noun(told, lexicon);
        (named && !person && told.starts_with(char::is_lowercase)).then_some(job)
    };
    let before = || lexicon.before_kind(text).filter(|head| has_job_noun(head, lexicon));
    beside
        .filter(|rest| !rest.is_empty())
        .or_else(told_of)
        .or_else(before)
        .or_else(|| beside_organisation(text, lexicon))
        .unwrap_or(text)
}

/// Returns what stands beside an organisation's name ("Cook – Oakhill Trust").
fn beside_organisation<'t>(text: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let at = BESIDE_KIND.find(text)?;
    let (left, right) = (text[..at.start()].trim(), text[at.end()..].trim());
    match (is_organisation(left, lexicon), is_organisation(right, lexicon)) {
        (true, false) => Some(right).filter(|r| !r.is_empty()),
        (false, true) => Some(left).filter(|l| !l.is_empty()),
        _ => None,
    }
}

/// Returns the last word before the first preposition, bracket or dash, without the
/// step in a series ("Curator II").
fn head_word(title: &str) -> Option<&str> {
    let cut = title.split(['(', '–', '—', '|']).next()?.split(" - ").next()?;
    let mut last = None;
    for word in cut.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if last.is_some() && is_step(bare) {
            break;
        }
        if last.is_some() && PREPOSITIONS.contains(&bare.to_lowercase().as_str()) {
            break;
        }
        if !bare.is_empty() {
            last = Some(bare);
        }
    }
    last
}

fn is_step(word: &str) -> bool {
    let roman = !word.is_empty() && word.chars().all(|c| "IVX".contains(c));
    let letter = word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase());
    roman || letter || (!word.is_empty() && word.chars().all(|c| c.is_ascii_digit()))
}

/// A step between jobs, as a column header prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Jobs left: one or more.
    pub from: Vec<String>,
    /// Job reached.
    pub to: String,
}

/// Reads "Care Worker & Senior Care Worker to Care Coordinator".
pub fn transition(title: &str, lexicon: &Lexicon) -> Option<Transition> {
    let found = TRANSITION.captures(title)?;
    let to = job_title(found.get(2)?.as_str(), lexicon)?.title;
    let from: Option<Vec<String>> = found[1]
        .split(['&', '/', ','])
        .flat_map(|p| p.split(" and "))
        .map(|p| job_title(p, lexicon).map(|t| t.title))
        .collect();
    from.filter(|f| !f.is_empty()).map(|from| Transition { from, to })
}

/// Returns the level that opens a line: "Level 5 - Higher Technical Occupation".
pub fn level_line(text: &str) -> Option<String> {
    let text = clean(text);
    (text.len() <= 60 && !text.ends_with('.')).then_some(())?;
    let found = LEVEL_LINE.captures(&text)?;
    let number: String = found[1].chars().filter(char::is_ascii_digit).collect();
    Some(format!("Level {number}"))
}

/// Takes the heading of a step of a family of jobs apart: "Technical Grade" and "1".
pub fn family_and_step(text: &str) -> Option<(&str, &str)> {
    let found = FAMILY_STEP.captures(text.trim())?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}

/// Returns the level that a heading leads to: "Progression from Grade 8 to Grade 9 (main grade)".
pub fn level_reached(text: &str, lexicon: &Lexicon) -> Option<String> {
    let text = clean(text);
    (text.len() <= 90).then_some(())?;
    let found = STEP.captures(&text)?;
    let is_level = |at: usize| is_level_label(&found[at], lexicon);
    (is_level(1) && is_level(2)).then(|| found[2].to_owned())
}

/// Tells whether a column header or row label names a level, alone or with its grade or pay.
pub fn is_level_label(text: &str, lexicon: &Lexicon) -> bool {
    names_level(text, lexicon) || names_level(&without_pay(text).0, lexicon)
}

/// Takes a level's label apart: the level, and the grade behind it ("Level 1 (Scale 2)").
pub fn level_and_grade(text: &str, lexicon: &Lexicon) -> (String, Option<String>) {
    let (level, grade) = without_pay(text);
    match names_level(&level, lexicon) || text.ends_with(')') && grade.is_some() {
        true => (level, grade),
        false => (text.to_owned(), None),
    }
}

/// Returns a label without the grade at its end, and that grade.
pub fn graded_label(text: &str) -> Option<(String, String)> {
    let (label, grade) = without_pay(text);
    grade.filter(|_| !label.is_empty()).map(|g| (label, g))
}

/// Returns a text without the grade and the pay at its end, and that grade.
fn without_pay(text: &str) -> (String, Option<String>) {
    let text = clean(text);
    let may_pay = text.contains(|c: char| c.is_ascii_digit()) || text.ends_with(')');
    if !may_pay || text.len() > LEVEL_BYTES {
        return (text, None);
    }
    let unpaid = PAY_BEHIND.replace(&text, "").into_owned();
    let last = GRADE.find_iter(&unpaid).last();
    let at_end = last
        .filter(|m| m.start() > 0 && unpaid[m.end()..].trim_matches([')', ']', ' ']).is_empty());
    match at_end {
        Some(found) => {
            let level = clean(&EDGES.replace_all(&unpaid[..found.start()], ""));
            (level, Some(found.as_str().to_owned()))
        }
        None => (unpaid, None),
    }
}

/// Bytes of the longest label of a level with its grade and pay.
const LEVEL_BYTES: usize = 100;

fn names_level(text: &str, lexicon: &Lexicon) -> bool {
    let text = clean(text);
    match lexicon.own(&text) {
        Some(OwnWord::Level) => return true,
        Some(_) => return false,
        None => {}
    }
    let words = fold(&text);
    let count = words.split(' ').count();
    if count == 1 && lexicon.level_word(&words).is_some() {
        return true;
    }
    if count <= 3 && words.split(' ').all(|w| lexicon.level_word(w).is_some()) {
        return true;
    }
    let named = count <= 3 && lexicon.level_word(words.split(' ').next().unwrap_or("")).is_some();
    named && (words.ends_with(" level") || words.ends_with(" stage"))
        || LEVEL_LABEL.is_match(&text)
        || is_step_code(&text)
        || names_step(&text, lexicon)
}

/// Tells whether a text is a letter for level and its number: "L3".
fn is_step_code(text: &str) -> bool {
    matches!(text.as_bytes(), [b'L', digit] if digit.is_ascii_digit())
}

/// Tells whether a level's name stands in front of its step: "Developing (Level 1)", where "Driver
/// (Level 1)" is a job at a level.
fn names_step(text: &str, lexicon: &Lexicon) -> bool {
    /// Most words of such a name.
    const WORDS: usize = 2;
    let parted = text.strip_suffix(')').and_then(|t| t.split_once('('));
    parted.is_some_and(|(name, step)| {
        let name = name.trim();
        LEVEL_LABEL.is_match(step)
            && (1..=WORDS).contains(&name.split_whitespace().count())
            && !has_job_noun(name, lexicon)
            && lexicon.formed_heading(name).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    fn lexicon() -> Lexicon {
        Lexicon::parse(&Data::default()).expect("the shipped tables parse")
    }

    #[test]
    fn titles() {
        let l = lexicon();
        let check = |text: &str, title: &str, level: Option<&str>, grade: Option<&str>| {
            let found = job_title(text, &l).unwrap_or_else(|| panic!("{text} is a title"));
            assert_eq!(found.title, title);
            assert_eq!((found.level.as_deref(), found.grade.as_deref()), (level, grade), "{text}");
        };
        check("Position description: Night Porter", "Night Porter", None, None);
        check("Person specification for a Night Porter", "Night Porter", None, None);
        check("Night Porter: competencies by level", "Night Porter", None, None);
        check("Night Porter: steps of a career", "Night Porter", None, None);
        check("Serving Porters", "Serving Porters", None, None);
        check("Manager for training", "Manager for training", None, None);
        check("Person specification: Honey Taster", "Honey Taster", None, None);
        check("Role profile – Keeper of the Seal", "Keeper of the Seal", None, None);
        for no in [
            "For every Cook",
            "Our Cook",
            "Leads with care",
            "Supervises porters",
            "Serving porters",
            "Honey Taster",
            "Role profile – Adult Services",
            "Job description: Main duties",
        ] {
            assert!(job_title(no, &l).is_none(), "{no}");
        }
        assert!(job_title("Job Description (Draft)", &l).is_none());
        assert!(job_title("Job Description – Draft Version", &l).is_none());
        check(
            "Level 3 Night Support Worker Standard",
            "Night Support Worker",
            Some("Level 3"),
            None,
        );
        check(
            "Day Centre Co-ordinator – Level 2",
            "Day Centre Co-ordinator",
            Some("Level 2"),
            None,
        );
        check("Housing Officer (Band 4)", "Housing Officer", None, Some("Band 4"));
        check("Day Nurse (Band 4 / Band 5)", "Day Nurse", None, Some("Band 4 / Band 5"));
        check("Stage 2: Night Porter", "Night Porter", Some("Stage 2"), None);
        check("NIGHT PORTER – LEVEL THREE", "NIGHT PORTER", Some("LEVEL THREE"), None);
        check("Night Porter (Established)", "Night Porter", Some("Established"), None);
        check("Expert: Night Porter", "Night Porter", Some("Expert"), None);
        check("Porter, Level A (Developing)", "Porter", Some("Level A (Developing)"), None);
        check(
            "Level 5 Day, Night and Relief Porter",
            "Day, Night and Relief Porter",
            Some("Level 5"),
            None,
        );
        check("Night Porter (Senior)", "Night Porter (Senior)", None, None);
        check("Leader in day services", "Leader in day services", None, None);
        for no in
            ["Level 3 Diploma in Baking", "A worker will help.", "Knowledge", "to manage a worker"]
        {
            assert!(job_title(no, &l).is_none(), "{no}");
        }
    }

    #[test]
    fn a_level_may_print_its_grade_or_pay() {
        let l = lexicon();
        let check = |text: &str, level: &str, grade: Option<&str>| {
            assert!(is_level_label(text, &l), "{text}");
            let expected = (level.to_owned(), grade.map(str::to_owned));
            assert_eq!(level_and_grade(text, &l), expected, "{text}");
        };
        check("Level 1 Scale 2", "Level 1", Some("Scale 2"));
        check("Level 2 (Grade 6)", "Level 2", Some("Grade 6"));
        check("Grade 5 (SCP 9-12)", "Grade 5", Some("SCP 9-12"));
        check("Level 3 £24,100 - £26,900", "Level 3", None);
        check("Level A (Developing)", "Level A (Developing)", None);
        check("Band 5", "Band 5", None);
        assert!(!is_level_label("Cook Scale 2", &l) && !is_level_label("£24,100", &l));
        assert_eq!(family_and_step("TECHNICAL GRADE 1"), Some(("TECHNICAL GRADE", "1")));
        assert_eq!(family_and_step("Grade 1"), None);
    }

    #[test]
    fn transitions_and_levels() {
        let l = lexicon();
        let t = transition("Cook & Senior Cook to Kitchen Manager", &l).expect("a transition");
        assert_eq!((t.from.len(), t.to.as_str()), (2, "Kitchen Manager"));
        for yes in
            ["Level A (Developing)", "Foundation", "Level 2", "Stage 3", "Level 2 – Practitioner"]
        {
            assert!(is_level_label(yes, &l), "{yes}");
        }
        assert_eq!(level_line("Level 5 - Higher Occupation").as_deref(), Some("Level 5"));
        assert_eq!(level_line("Level 3 Diploma in baking, or like it"), None);
        for no in ["Level of risk", "Working with others", "Leading", "Senior Cook"] {
            assert_eq!(is_level_label(no, &l), no == "Leading", "{no}");
        }
    }
}
