//! The lines of a cell as paragraphs.

use super::Value;
use crate::model::{ListMark, Para, Run};

/// Marks that make a line of a cell a list item when white space follows.
const BULLETS: [char; 13] = [
    '\u{2022}', '\u{25E6}', '\u{25AA}', '\u{25CF}', '\u{25CB}', '\u{2023}', '\u{2043}', '\u{B7}',
    '\u{2013}', '\u{2014}', '-', '*', 'o',
];

/// Returns one paragraph per line of the cell.
pub(super) fn cell_paras(value: &Value) -> impl Iterator<Item = Para> + '_ {
    value.text.lines().filter(|l| !l.trim().is_empty()).map(|line| para(line, value))
}

/// Turns a line of a cell into a paragraph, a leading bullet into its list mark.
fn para(line: &str, value: &Value) -> Para {
    let line = line.trim();
    let run = |text: &str| Run {
        text: text.into(),
        bold: value.bold,
        italic: value.italic,
        underline: false,
    };
    match bullet(line) {
        Some((label, text)) => Para {
            list: Some(ListMark { label: label.into(), depth: 0, bullet: true }),
            runs: vec![run(text)],
            ..Para::default()
        },
        None => Para { runs: vec![run(line)], ..Para::default() },
    }
}

fn bullet(line: &str) -> Option<(char, &str)> {
    let mark = line.chars().next().filter(|c| BULLETS.contains(c))?;
    let rest = &line[mark.len_utf8()..];
    let text = rest.trim_start();
    (text.len() < rest.len() && !text.is_empty()).then_some((mark, text))
}
