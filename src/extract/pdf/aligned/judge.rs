//! Whether aligned text is a table, to be read across, or columns of running text.

use super::bounds::{LABEL_SHARE, shared_starts};
use super::column::Column;
use super::row::Row;
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
