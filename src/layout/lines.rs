//! Paragraphs whose authors ended lines by hand, cut into those lines.
//!
//! Word's Shift+Enter, `<br>` and `text:line-break` set lists and headings into one paragraph as
//! often as paragraphs of their own: a bullet typed after a line break starts an item, and a bold
//! line above text is its heading. A break inside a sentence (an address, a title over two lines)
//! stays white space.

use crate::lexicon::{Lexicon, WordClass};
use crate::model::{Block, Body, Para, Run};
use crate::text::mark::{Mark, typed_mark};
use std::collections::BTreeMap;
use std::ops::Range;

/// Fewest words of each line for unmarked, unpunctuated lines to count as statements of their own.
const WORDS_OF_A_STATEMENT: usize = 4;

/// Fewest such lines that may be shorter, but of more than a word each.
const LINES_OF_A_LIST: usize = 3;

/// Cuts the paragraphs of the blocks, those in table cells too, at the breaks that end a line.
///
/// Paragraphs are numbered anew, in the order that they had, where one became several.
pub fn cut(blocks: Vec<Block>, lexicon: &Lexicon) -> Vec<Block> {
    let mut out = cut_all(blocks, lexicon);
    let mut counts = BTreeMap::new();
    each(&mut out, &mut |block| *counts.entry(block.at.block).or_insert(0u32) += 1);
    if counts.values().all(|n| *n == 1) {
        return out;
    }
    let mut next = counts.first_key_value().map_or(0, |(first, _)| *first);
    let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
    for (old, count) in counts {
        next = next.max(old);
        numbers.insert(old, next);
        next += count;
    }
    each(&mut out, &mut |block| {
        if let Some(number) = numbers.get_mut(&block.at.block) {
            block.at.block = *number;
            *number += 1;
        }
    });
    out
}

/// Calls `act` for each paragraph, in reading order.
fn each(blocks: &mut [Block], act: &mut impl FnMut(&mut Block)) {
    for block in blocks {
        match &mut block.body {
            Body::Para(_) => act(block),
            Body::Table(table) => {
                table.cells.iter_mut().for_each(|cell| each(&mut cell.blocks, act));
            }
        }
    }
}

fn cut_all(blocks: Vec<Block>, lexicon: &Lexicon) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        match &mut block.body {
            Body::Table(table) => {
                for cell in &mut table.cells {
                    cell.blocks = cut_all(std::mem::take(&mut cell.blocks), lexicon);
                }
                out.push(block);
            }
            Body::Para(para) => match pieces(para, lexicon) {
                Some(pieces) => out.extend(pieces.into_iter().map(|p| Block {
                    layer: block.layer,
                    at: block.at.clone(),
                    body: Body::Para(p),
                })),
                None => out.push(block),
            },
        }
    }
    out
}

/// Returns the lines of a paragraph as paragraphs; none if it is to stay whole.
fn pieces(para: &Para, lexicon: &Lexicon) -> Option<Vec<Para>> {
    if !para.runs.iter().any(|r| r.text.contains('\n')) {
        return None;
    }
    let text = para.text();
    let lines = lines(&text);
    let starts = |pair: &[Range<usize>]| {
        let (above, below) = (&text[pair[0].clone()], &text[pair[1].clone()]);
        let apart = text[pair[0].end..pair[1].start].matches('\n').count() > 1;
        apart || is_marked(below) || is_headed(para, pair, above, below)
    };
    let mut begins = Vec::new();
    for group in lines.chunk_by(|above, below| !starts(&[above.clone(), below.clone()])) {
        let each = para.heading.is_none() && are_statements(&text, group, lexicon);
        let count = if each { group.len() } else { 1 };
        begins.extend(group.iter().take(count).map(|l| l.start));
    }
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    let piece = |(index, (from, to)): (usize, (usize, usize))| Para {
        heading: para.heading.filter(|_| index == 0 || !is_marked(&text[from..to])),
        list: para.list.clone().filter(|_| index == 0),
        runs: runs_of(para, from..to),
        ..Para::default()
    };
    (begins.len() > 1).then(|| begins.iter().copied().zip(ends).enumerate().map(piece).collect())
}

/// Tells whether a line starts with the typed mark of an item.
fn is_marked(line: &str) -> bool {
    typed_mark(line).0 != Mark::None
}

/// Returns the stretches of the lines that hold text, without the white space around them.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split('\n') {
        let start = at + line.len() - line.trim_start().len();
        let end = at + line.trim_end().len();
        if start < end {
            out.push(start..end);
        }
        at += line.len() + 1;
    }
    out
}

/// Tells whether every line starts a sentence and none goes on in the next: the lines close with
/// a stop, all are long enough to say something each, all open with the same word ("Able to cook",
/// "Able to bake"), or they are several of which none is a single word.
fn are_statements(text: &str, lines: &[Range<usize>], lexicon: &Lexicon) -> bool {
    let starts = lines.iter().all(|l| {
        text[l.clone()].chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    });
    let words = |l: &Range<usize>| text[l.clone()].split_whitespace().count();
    let opening = |l: &Range<usize>| text[l.clone()].split_whitespace().next();
    let alike = lines.iter().all(|l| opening(l) == opening(&lines[0]));
    let phrases = lines.len() >= LINES_OF_A_LIST && lines.iter().all(|l| words(l) > 1);
    let least = if alike || phrases { 2 } else { WORDS_OF_A_STATEMENT };
    let ends = lines[..lines.len() - 1].iter().all(|l| {
        let line = &text[l.clone()];
        let last = line.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        let stops = line.ends_with(['.', ';', '!', '?']);
        let whole = words(l) >= least
            && !line.ends_with([',', '-', '–', '/', ':'])
            && !lexicon.is_in(WordClass::OpenEnd, &last);
        stops || whole
    });
    starts && ends
}

/// Tells whether the line above is set apart from the line below, or closes with a colon above a
/// line that starts anew.
fn is_headed(para: &Para, pair: &[Range<usize>], above: &str, below: &str) -> bool {
    let look = |line: &Range<usize>| {
        let (mut bold, mut underline, mut at) = (true, true, 0);
        for run in &para.runs {
            let covers = at < line.end && line.start < at + run.text.len();
            let inked = covers && {
                let from = line.start.max(at) - at;
                let to = line.end.min(at + run.text.len()) - at;
                run.text.get(from..to).is_some_and(|t| !t.trim().is_empty())
            };
            if inked {
                bold &= run.bold;
                underline &= run.underline;
            }
            at += run.text.len();
        }
        (bold, underline)
    };
    let starts_anew = below.chars().next().is_some_and(|c| !c.is_lowercase());
    let (over, under) = (look(&pair[0]), look(&pair[1]));
    starts_anew && (above.ends_with(':') || over != under)
}

/// Returns the runs of a stretch of the paragraph, without white space at its ends.
fn runs_of(para: &Para, range: Range<usize>) -> Vec<Run> {
    let mut at = 0;
    let mut out: Vec<Run> = Vec::new();
    for run in &para.runs {
        let from = range.start.max(at);
        let to = range.end.min(at + run.text.len());
        if from < to {
            out.push(Run { text: run.text[from - at..to - at].to_owned(), ..run.clone() });
        }
        at += run.text.len();
    }
    Run::trim_end(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    fn para(runs: &[(&str, bool)]) -> Para {
        let runs = runs.iter().map(|(t, bold)| Run { bold: *bold, ..Run::plain(*t) }).collect();
        Para { runs, ..Para::default() }
    }

    fn cut_texts(runs: &[(&str, bool)]) -> Vec<String> {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        let whole = para(runs);
        match pieces(&whole, &lexicon) {
            Some(found) => found.iter().map(Para::text).collect(),
            None => vec![whole.text()],
        }
    }

    #[test]
    fn marks_typed_after_a_break_start_items() {
        assert_eq!(
            cut_texts(&[("• Bakes bread\n• Serves\nthe guests", false)]),
            ["• Bakes bread", "• Serves\nthe guests"]
        );
        assert_eq!(
            cut_texts(&[("Duties:\n- bakes\n- serves", false)]),
            ["Duties:", "- bakes", "- serves"]
        );
        assert_eq!(cut_texts(&[("1. Bakes\n2. Serves", false)]), ["1. Bakes", "2. Serves"]);
    }

    #[test]
    fn a_line_set_apart_is_a_line_of_its_own() {
        assert_eq!(
            cut_texts(&[("Skills", true), ("\nBakes bread", false)]),
            ["Skills", "Bakes bread"]
        );
        assert_eq!(cut_texts(&[("Skills:\nBakes bread", false)]), ["Skills:", "Bakes bread"]);
    }

    #[test]
    fn lines_below_a_heading_are_cut() {
        let text = "Skills:\nAble to bake white bread\nAble to serve the guests";
        assert_eq!(cut_texts(&[(text, false)]).len(), 3);
    }

    #[test]
    fn lines_that_say_something_each_are_cut() {
        let text = "Able to bake white bread\nAble to serve the guests\nKnows the oven by heart";
        assert_eq!(cut_texts(&[(text, false)]).len(), 3);
        assert_eq!(cut_texts(&[("Bakes.\nServes.", false)]).len(), 2);
        assert_eq!(cut_texts(&[("Bakes\n\nServes", false)]).len(), 2);
    }

    #[test]
    fn short_lines_that_open_alike_or_are_several_phrases_are_cut() {
        assert_eq!(cut_texts(&[("Able to bake\nAble to serve", false)]).len(), 2);
        assert_eq!(cut_texts(&[("Oven safety\nFirst aid\nBread making", false)]).len(), 3);
        for text in
            ["Oven safety\nFirst aid", "The Mill,\nBread Lane,\nOakhill", "Head\nBaker\nNights"]
        {
            assert_eq!(cut_texts(&[(text, false)]), [text]);
        }
    }

    #[test]
    fn a_break_inside_a_sentence_is_white_space() {
        for text in [
            "Assistant\nBaker",
            "Bakes bread and\nServes it",
            "Bakes bread for the\nguests",
            "Level A\n(Developing)",
        ] {
            assert_eq!(cut_texts(&[(text, false)]), [text]);
        }
    }

    #[test]
    fn nothing_but_white_space_is_lost() {
        let ink = |s: &str| s.split_whitespace().collect::<String>();
        let runs =
            [("Skills ", true), ("\n • Bakes\n\n", false), ("• Ser", false), ("ves \n", true)];
        let whole: String = runs.iter().map(|(t, _)| *t).collect();
        assert_eq!(ink(&cut_texts(&runs).concat()), ink(&whole));
    }
}
