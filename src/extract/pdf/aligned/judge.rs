//! Whether aligned text is a table, to be read across, or columns of running text.

use super::bounds::{LABEL_SHARE, shared_starts};
use super::column::Column;
use super::row::{Row, is_mark};
use crate::extract::pdf::lattice::Segment;
use crate::extract::pdf::words::Word;

/// Tells whether columns are columns of a table.
pub fn is_table(rows: &[&Row], columns: &[Column], bounds: &[Segment], banded: bool) -> bool {
    let multi = rows.iter().filter(|r| r.is_multi()).count();
    let form = columns.len() == 2 && !banded && is_bold_form(rows, columns);
    let prose = form && multi > 2 || columns.iter().any(|c| is_prose(rows, c));
    if !is_lettered(rows) || multi < 2 || !prose {
        return false;
    }
    let bands = bounds.len() - 1;
    let wrapped = bands * 4 <= rows.len() * 3;
    if banded {
        return wrapped || columns.len() > 1;
    }
    let width = columns[columns.len() - 1].right - columns[0].left;
    let labels = columns[0].right - columns[0].left < LABEL_SHARE * width;
    let starts = shared_starts(rows, columns, bounds);
    match columns.len() {
        0 | 1 => false,
        2 if form => true,
        2 if labels => wrapped && starts >= 2 && !is_form(rows),
        2 => wrapped && starts >= 2 && starts * 10 >= bands * 7,
        _ => wrapped && starts >= 2,
    }
}

/// Tells whether the first of two columns is a bar of facts beside running text: bold labels, each
/// above its own value, half of them where nothing begins beside them, and the text has headings of
/// its own. A row's label begins beside its text, and sections over both columns are over lists.
pub fn is_side_bar(rows: &[&Row], columns: &[Column]) -> bool {
    /// Labels from which on a bar is told from a row's name with a remark below it.
    const LABELS: usize = 2;
    let [bar, text] = columns else { return false };
    let labels = bold_above_plain(rows, bar);
    let begins = |row: &&&Row| {
        let mut words = text.words(row);
        words.next().is_some_and(|w| !w.text.starts_with(char::is_lowercase))
    };
    let beside = labels.iter().filter(begins).count();
    let lists = rows.iter().any(|r| bar.words(r).next().is_some_and(|w| is_mark(&w.text)));
    let heads = bold_above_plain(rows, text);
    let own_heads = heads.iter().filter(|h| !rows.first().is_some_and(|r| std::ptr::eq(*r, **h)));
    labels.len() >= LABELS && beside * 2 <= labels.len() && !lists && own_heads.count() > 0
}

/// Returns the lines of a column that are bold above one that is not.
fn bold_above_plain<'r>(rows: &[&'r Row], column: &Column) -> Vec<&'r Row> {
    let own: Vec<&Row> =
        rows.iter().copied().filter(|r| column.words(r).next().is_some()).collect();
    let is_bold = |row: &Row| column.words(row).all(|w| w.bold);
    let pairs = own.windows(2).filter(|p| is_bold(p[0]) && !is_bold(p[1]));
    pairs.map(|p| p[0]).collect()
}

/// Tells whether most words have letters: tables of figures are found by other detectors.
pub fn is_lettered(rows: &[&Row]) -> bool {
    let words = rows.iter().map(|r| r.line.words.len()).sum::<usize>();
    let lettered = rows
        .iter()
        .flat_map(|r| &r.line.words)
        .filter(|w| w.text.chars().any(char::is_alphabetic))
        .count();
    lettered * 10 >= words * 7
}

/// Tells whether the lines of a column hold phrases, not names or figures.
fn is_prose(rows: &[&Row], column: &Column) -> bool {
    /// Words with letters on a line of the column, in the mean.
    const WORDS: f64 = 2.8;
    let lettered = |w: &&Word| w.text.chars().any(char::is_alphabetic);
    let counts = rows.iter().map(|r| column.words(r).filter(lettered).count());
    let counts: Vec<usize> = counts.filter(|n| *n > 0).collect();
    counts.iter().sum::<usize>() as f64 >= WORDS * counts.len() as f64
}

/// Labels with a colon in front of values are lines of a form.
fn is_form(rows: &[&Row]) -> bool {
    let labelled = rows.iter().filter(|r| {
        let first = r.fragments.first().map_or(0.0, |f| f.right);
        r.line
            .words
            .iter()
            .rfind(|w| w.at.right <= first + 0.5)
            .is_some_and(|w| w.text.ends_with(':'))
    });
    labelled.count() * 2 > rows.len()
}

/// Bold labels in front of values, each on a line of its own, are a form.
fn is_bold_form(rows: &[&Row], columns: &[Column]) -> bool {
    rows.iter().all(|r| {
        let (label, value): (Vec<&Word>, Vec<&Word>) =
            r.line.words.iter().partition(|w| columns[0].holds(w));
        !label.is_empty()
            && !value.is_empty()
            && label.len() <= 4
            && label.iter().all(|w| w.bold && !w.text.ends_with(':'))
            && !value.iter().all(|w| w.bold)
    })
}
