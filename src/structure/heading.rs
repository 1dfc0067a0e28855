//! Which lines are headings, and how deep.

use super::leaf::Leaf;
use super::unit::Unit;
use crate::lexicon::{Lexicon, Meaning};
use crate::model::Category;
use crate::text::mark::{Mark, typed_mark};
use crate::text::{around_dash, fold};
use std::cell::LazyCell;

/// Rank of the title of a numbered box, or of a line in capitals.
pub const BOX: u32 = 15;
/// Rank of a lead-in that stands for a heading.
pub const LEAD_IN: u32 = 20;
/// Rank of a bold line, or of a line whose words name a section.
pub const NAMED: u32 = 25;
/// Rank of an underlined line.
pub const UNDERLINED: u32 = 30;
/// Rank of a plain line in front of a list.
pub const PLAIN: u32 = 35;
/// Rank of a lettered group of numbered items, and of a label with values below it.
pub const GROUP: u32 = 45;
/// Rank of the label of a fact that the same line tells: the next label or a table ends it.
pub const RUN_IN: u32 = 50;

/// Most words of a heading that nothing but its form marks.
const WORDS: usize = 12;

/// Most words of an item that says nothing but that what follows is essential or desirable: a
/// heading that an editor took into the list ("• Desirable").
const NECESSITY_WORDS: usize = 3;

/// Most words of a line with a colon at its end that introduces a list.
const INTRODUCTION: usize = 24;

/// Most words of a label with a colon that stands alone above its text.
const LABEL_WORDS: usize = 5;

/// A line taken for a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Depth; smaller is further out.
    pub rank: u32,
    /// What its words say, if they say anything.
    pub meaning: Option<Meaning>,
}

/// Decides whether a unit is a heading, from its words, its form and the unit after it.
pub fn heading(
    unit: &Unit,
    leaf: &Leaf,
    next: Option<&Unit>,
    lexicon: &Lexicon,
) -> Option<Heading> {
    let text = unit.text.as_str();
    let meaning = LazyCell::new(|| heading_meaning(text, lexicon));
    let formed = || (*meaning).clone().or_else(|| formed_meaning(text, lexicon));
    let found = |rank| Some(Heading { rank, meaning: formed() });
    let words = text.split_whitespace().count();
    if unit.heading {
        return found(if matches!(unit.mark, Mark::Letter(_)) { GROUP } else { BOX });
    }
    let group = matches!(unit.mark, Mark::Letter(_)) && next.is_some_and(|n| n.mark.is_item());
    let is_sentence = text.ends_with('.') || (words > WORDS && !text.ends_with(':'));
    let shown = leaf.list.as_ref().is_none_or(|l| l.bullet && !l.label.is_empty());
    let item = unit.mark == Mark::Bullet && shown && (is_sentence || !has_items(next, lexicon));
    if let Some(level) = leaf.heading.filter(|_| !group && !item) {
        return found(u32::from(level));
    }
    let named = || meaning.is_some() && (!text.ends_with('.') || lexicon.is_heading_phrase(text));
    let list_next = || {
        next.is_some_and(|n| {
            n.mark.is_item() && !is_numbered_section(n, lexicon)
                || lexicon.lead_in(&n.text).is_some()
        })
    };
    match &unit.mark {
        Mark::Bullet if words <= NECESSITY_WORDS => {
            let heads = meaning.is_some() && lexicon.heading_necessity(text).is_some();
            return (heads && list_next()).then(|| found(NAMED))?;
        }
        Mark::Bullet | Mark::Code(_) => return None,
        Mark::Letter(_) => {
            let over_text = next.is_some_and(|n| n.mark == Mark::None);
            let shown = !is_sentence && over_text && (leaf.bold || leaf.underline);
            return match () {
                () if group => found(GROUP),
                () if named() || is_caps(text) => found(BOX),
                () if shown => found(GROUP),
                () => None,
            };
        }
        Mark::Number(_) => {
            let strong = || named() || is_caps(text) || leaf.bold || leaf.underline;
            let group = next.is_some_and(|n| n.mark == Mark::Bullet);
            return (!is_sentence && (group || strong())).then(|| found(BOX))?;
        }
        Mark::Section(_) => return found(BOX),
        Mark::None => {}
    }
    if named() {
        return found(if is_caps(text) { BOX } else { NAMED });
    }
    if is_sentence {
        return None;
    }
    if is_caps(text) && !is_qualification(text, lexicon) {
        return found(BOX);
    }
    let words_fit = words <= WORDS;
    if leaf.underline && words_fit {
        return found(UNDERLINED);
    }
    if leaf.bold && words_fit {
        return found(NAMED);
    }
    // Seen: "Language Skills:" above its text, in a file that marks nothing.
    let label = text.ends_with(':') && words <= LABEL_WORDS && is_title_case(text);
    let below = next.is_some_and(|n| n.mark == Mark::None && !n.text.ends_with(':'));
    if label && below && formed().is_some_and(|m| m != Meaning::Open(None)) {
        return found(NAMED);
    }
    let open_end = !text.ends_with([',', ';', '?', '!']);
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    let introduces = text.ends_with(':') && words <= INTRODUCTION;
    if !(open_end && capital && (words <= 8 || introduces) && list_next()) {
        return None;
    }
    // A known name stands beside other named sections, not inside the one above.
    let meaning = formed();
    Some(Heading { rank: if meaning.is_some() { NAMED } else { PLAIN }, meaning })
}

/// Tells whether a text names one category or several.
pub fn is_category(text: &str, lexicon: &Lexicon) -> bool {
    matches!(heading_meaning(text, lexicon), Some(Meaning::Category(_) | Meaning::Mixed))
}

/// Tells whether a numbered line names the next section: it is no item of what stands above it.
fn is_numbered_section(unit: &Unit, lexicon: &Lexicon) -> bool {
    matches!(unit.mark, Mark::Number(_)) && heading_meaning(&unit.text, lexicon).is_some()
}

/// Tells whether a list begins below a bulleted line, so that it heads it.
fn has_items(next: Option<&Unit>, lexicon: &Lexicon) -> bool {
    next.is_some_and(|n| n.mark.is_item() || lexicon.lead_in(&n.text).is_some())
}

/// Signs behind a heading that lead to what stands below it.
pub const HEADING_ENDS: [char; 5] = [':', ' ', '-', '–', '—'];

/// Returns what a heading's words say, without brackets behind them.
pub fn heading_meaning(text: &str, lexicon: &Lexicon) -> Option<Meaning> {
    outside_brackets(text, |t| lexicon.heading(t))
}

/// Returns what the label of a row says, without its number and without what explains it behind a
/// dash ("2. Knowledge – Apply knowledge of the law"): a label is a heading by its form, so that one of
/// its words may name the category ("Academic qualifications").
pub fn label_meaning(text: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let (_, mark) = typed_mark(text);
    let words = text[mark..].trim_start();
    // "Team responsibilities" labels what they are about.
    let category = |m: &Meaning| {
        matches!(m, Meaning::Category(c) if *c != Category::Duty) && lexicon.names_category(words)
    };
    let formed = || formed_meaning(words, lexicon);
    heading_meaning(words, lexicon)
        .or_else(|| formed().filter(|m| around_dash(words).is_some() || category(m)))
}

/// Returns what the words of a line say that is a heading by its form.
pub fn formed_meaning(text: &str, lexicon: &Lexicon) -> Option<Meaning> {
    outside_brackets(text, |t| lexicon.formed_heading(t)).or_else(|| {
        // Seen: "Working relationships: external and internal".
        let (head, rest) = text.split_once(": ")?;
        let field = |m: &Meaning| matches!(m, Meaning::Field(_));
        lexicon.formed_heading(head).filter(|m| rest.starts_with(char::is_lowercase) && field(m))
    })
}

fn outside_brackets(text: &str, read: impl Fn(&str) -> Option<Meaning>) -> Option<Meaning> {
    let text = text.trim_end_matches(HEADING_ENDS);
    read(text).or_else(|| {
        let outside = text.split(['(', '[']).next().unwrap_or("").trim();
        (outside.len() >= 4 && outside.len() < text.len()).then(|| read(outside)).flatten()
    })
}

/// Tells whether a text is but the name of a qualification, which is printed in capitals anyway: "NVQ 1".
fn is_qualification(text: &str, lexicon: &Lexicon) -> bool {
    let mut words = text.split_whitespace();
    let named = |w: &str| lexicon.qualifications().of_word(&fold(w)).is_some();
    words.next().is_some_and(named) && words.count() <= 2
}

/// Tells whether all words of more than three letters begin with a capital.
fn is_title_case(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
        && words.all(|w| w.len() <= 3 || w.starts_with(|c: char| !c.is_lowercase()))
}

/// Tells whether all letters are capitals, with at least one word of three.
pub fn is_caps(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 3
        && letters().all(|c| !c.is_lowercase())
        && fold(text).split(' ').any(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 3)
}
