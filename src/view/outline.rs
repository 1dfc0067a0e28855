//! Words to the outline of the stretch they make up.

use super::escape::points;
use crate::model::{PageBox, Span, WordBox};

/// Share of the lower word's height that two words of one line have in common.
const LINE_SHARE: f32 = 0.5;
/// Room between an outline and the letters, left and right, in points.
const ROOM_PT: f32 = 1.0;
/// Gap between lines of one outline, in heights of the upper line.
const LINE_GAP: f32 = 0.9;

/// Returns the boxes of the words that overlap a stretch, merged by line, in reading order.
pub fn lines(words: &[WordBox], span: Span) -> Vec<PageBox> {
    let from = words.partition_point(|w| w.span.end <= span.start);
    let inside = words[from..].iter().take_while(|w| w.span.start < span.end);
    let mut lines: Vec<PageBox> = Vec::new();
    for at in inside.map(|w| w.at).filter(is_drawable) {
        match lines.last_mut().filter(|line| shares_line(line, &at)) {
            Some(line) => *line = union(line, &at),
            None => lines.push(at),
        }
    }
    lines
}

/// Tells whether a box has an area on a page.
pub fn is_drawable(at: &PageBox) -> bool {
    let sides = [at.left, at.top, at.right, at.bottom];
    sides.iter().all(|s| s.is_finite()) && at.right > at.left && at.bottom > at.top
}

fn shares_line(line: &PageBox, word: &PageBox) -> bool {
    let common = line.bottom.min(word.bottom) - line.top.max(word.top);
    let lower = (line.bottom - line.top).min(word.bottom - word.top);
    line.page == word.page && word.left >= line.left && common >= LINE_SHARE * lower
}

fn union(a: &PageBox, b: &PageBox) -> PageBox {
    PageBox {
        page: a.page,
        left: a.left.min(b.left),
        top: a.top.min(b.top),
        right: a.right.max(b.right),
        bottom: a.bottom.max(b.bottom),
    }
}

/// Returns the outlines of lines on one page as the data of an SVG path: one around each run of
/// lines that follow each other closely.
pub fn path(lines: &[PageBox]) -> String {
    let mut out = String::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let closed = rest.windows(2).position(|pair| !follows(&pair[0], &pair[1]));
        let (run, after) = rest.split_at(closed.map_or(rest.len(), |at| at + 1));
        around(run, &mut out);
        rest = after;
    }
    out
}

/// Tells whether a line stands close below another.
fn follows(upper: &PageBox, lower: &PageBox) -> bool {
    let height = upper.bottom - upper.top;
    let gap = lower.top - upper.bottom;
    let common = upper.right.min(lower.right) - upper.left.max(lower.left);
    lower.top > upper.top && gap < LINE_GAP * height && common > 0.0
}

/// Appends the outline of a run of lines: down its right side, up its left.
fn around(run: &[PageBox], out: &mut String) {
    let edge = |at: usize| match (at.checked_sub(1).map(|i| run[i]), run.get(at)) {
        (None, Some(first)) => first.top,
        (Some(last), None) => last.bottom,
        (Some(upper), Some(lower)) => f32::midpoint(upper.bottom, lower.top),
        (None, None) => 0.0,
    };
    let right = run.iter().enumerate().map(|(i, l)| (l.right + ROOM_PT, edge(i), edge(i + 1)));
    let left = run.iter().enumerate().map(|(i, l)| (l.left - ROOM_PT, edge(i + 1), edge(i)));
    for (index, (x, from, to)) in right.chain(left.rev()).enumerate() {
        for y in [from, to] {
            out.push(if index == 0 && y == from { 'M' } else { 'L' });
            points(x, out);
            out.push(' ');
            points(y, out);
        }
    }
    out.push('Z');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(left: f32, top: f32, right: f32, bottom: f32) -> PageBox {
        PageBox { page: 1, left, top, right, bottom }
    }

    /// Three words on two lines: "ab cd" above "ef".
    fn words() -> Vec<WordBox> {
        vec![
            WordBox { span: Span::new(0, 2), at: at(10.0, 20.0, 30.0, 32.0) },
            WordBox { span: Span::new(3, 5), at: at(34.0, 21.0, 60.0, 31.0) },
            WordBox { span: Span::new(6, 8), at: at(10.0, 34.0, 25.0, 46.0) },
        ]
    }

    #[test]
    fn words_of_a_line_are_one_box() {
        let cases: [(Span, &[PageBox]); 5] = [
            (Span::new(0, 8), &[at(10.0, 20.0, 60.0, 32.0), at(10.0, 34.0, 25.0, 46.0)]),
            (Span::new(0, 2), &[at(10.0, 20.0, 30.0, 32.0)]),
            (Span::new(2, 3), &[]),
            (Span::new(4, 7), &[at(34.0, 21.0, 60.0, 31.0), at(10.0, 34.0, 25.0, 46.0)]),
            (Span::new(8, 9), &[]),
        ];
        for (span, expected) in cases {
            assert_eq!(lines(&words(), span), expected, "{span:?}");
        }
    }

    #[test]
    fn boxes_on_other_pages_and_without_area_stay_apart() {
        let mut words = words();
        words[1].at.page = 2;
        words[2].at.right = f32::NAN;
        assert_eq!(lines(&words, Span::new(0, 8)), [words[0].at, words[1].at]);
    }

    #[test]
    fn lines_close_together_share_an_outline() {
        let close = [at(10.0, 20.0, 60.0, 32.0), at(10.0, 34.0, 25.0, 46.0)];
        let one = "M61.0 20.0L61.0 33.0L26.0 33.0L26.0 46.0L9.0 46.0L9.0 33.0L9.0 33.0L9.0 20.0Z";
        assert_eq!(path(&close), one);
        let apart = [at(10.0, 20.0, 60.0, 32.0), at(10.0, 134.0, 25.0, 146.0)];
        assert_eq!(path(&apart).matches('M').count(), 2);
        let beside = [at(10.0, 20.0, 60.0, 32.0), at(90.0, 34.0, 125.0, 46.0)];
        assert_eq!(path(&beside).matches('Z').count(), 2);
        assert_eq!(path(&[]), "");
    }
}
