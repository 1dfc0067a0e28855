//! Caps the nesting of tags before the parser sees the page.
//!
//! The HTML parser takes time quadratic in the depth of open elements, so a page of forty thousand
//! open tags would never end. This pass over the raw text tracks open elements the way the parser
//! does, a little pessimistically, and leaves out the tags that would go deeper. Text is never
//! left out.

use std::borrow::Cow;
use std::collections::HashMap;

/// Formatting elements (`b`, `font`, …) that may be open at once. The parser reopens all of them
/// in every following block, so they are capped well below the depth.
const OPEN_FORMATTING: usize = 32;

/// Attributes of one tag; the parser compares each with all before it.
const ATTRIBUTES: usize = 1000;

const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
];
const RAW_TEXT: [&str; 9] =
    ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
/// Elements whose end tag may be missing; a new one closes the open one.
const OPTIONAL_END: [&str; 15] = [
    "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot",
    "th", "thead", "tr",
];
const TABLE_PART: [&str; 6] = ["tbody", "td", "tfoot", "th", "thead", "tr"];
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements an end tag of another name does not reach across.
const BARRIER: [&str; 8] =
    ["applet", "caption", "marquee", "math", "object", "svg", "table", "template"];
/// Inline elements: their end tags do not close blocks around them.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "label", "nobr", "s", "small",
    "span", "strike", "strong", "sub", "sup", "tt", "u",
];

/// Returns the page with at most `cap` elements open at once, and the number of tags left out.
pub(super) fn cap_depth(html: &str, cap: usize) -> (Cow<'_, str>, usize) {
    let mut scan = Scan { html, cap, ..Scan::default() };
    scan.run();
    if scan.dropped == 0 {
        return (Cow::Borrowed(html), 0);
    }
    scan.out.push_str(&html[scan.copied..]);
    (Cow::Owned(scan.out), scan.dropped)
}

#[derive(Default)]
struct Scan<'a> {
    html: &'a str,
    cap: usize,
    out: String,
    copied: usize,
    dropped: usize,
    open: Vec<&'a str>,
    formatting: usize,
    /// Left-out start tags by name, whose end tags are left out too.
    owed: HashMap<String, usize>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(step) = self.html[at..].find('<') {
            at = self.markup(at + step);
        }
    }

    /// Reads the markup that starts at `at`; returns where to go on.
    fn markup(&mut self, at: usize) -> usize {
        let rest = &self.html[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            return comment.find("-->").map_or(self.html.len(), |n| at + 4 + n + 3);
        }
        let closing = rest.starts_with('/');
        let name_at = at + 1 + usize::from(closing);
        let Some(name) = tag_name(&self.html[name_at..]) else { return at + 1 };
        let Some((end, attributes)) = tag_end(self.html, name_at + name.len()) else {
            return self.html.len();
        };
        if attributes > ATTRIBUTES {
            self.drop_tag(at, end);
            return end;
        }
        if closing {
            self.end_tag(name, at, end);
            return end;
        }
        let self_closing = self.html[..end].ends_with("/>");
        self.start_tag(name, at, end, self_closing);
        if is_in(&RAW_TEXT, name) { skip_raw(self.html, end, name) } else { end }
    }

    fn start_tag(&mut self, name: &'a str, at: usize, end: usize, self_closing: bool) {
        if is_in(&VOID, name) || is_in(&RAW_TEXT, name) {
            return;
        }
        if self_closing && self.open.iter().any(|n| is_in(&["math", "svg"], n)) {
            return;
        }
        if is_in(&OPTIONAL_END, name) {
            self.close_implied(name);
        }
        let formatting = is_in(&FORMATTING, name);
        if self.open.len() >= self.cap || (formatting && self.formatting >= OPEN_FORMATTING) {
            *self.owed.entry(name.to_ascii_lowercase()).or_default() += 1;
            return self.drop_tag(at, end);
        }
        self.formatting += usize::from(formatting);
        self.open.push(name);
    }

    fn end_tag(&mut self, name: &str, at: usize, end: usize) {
        if !self.owed.is_empty()
            && let Some(owed) = self.owed.get_mut(&name.to_ascii_lowercase())
        {
            *owed -= 1;
            if *owed == 0 {
                self.owed.remove(&name.to_ascii_lowercase());
            }
            return self.drop_tag(at, end);
        }
        if is_in(&FORMATTING, name) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        let stops =
            |open: &str| is_in(&BARRIER, open) || (is_in(&INLINE, name) && !is_in(&INLINE, open));
        self.close_to(name, stops);
    }

    /// Closes an open element of the same name whose end tag may be missing.
    fn close_implied(&mut self, name: &str) {
        let in_table = is_in(&TABLE_PART, name);
        let passes = |open: &str| {
            in_table && !is_in(&BARRIER, open)
                || is_in(&INLINE, open)
                || is_in(&["address", "div", "p"], open)
        };
        self.close_to(name, |open| !passes(open));
    }

    fn close_to(&mut self, name: &str, stops: impl Fn(&str) -> bool) {
        for (i, open) in self.open.iter().enumerate().rev() {
            if open.eq_ignore_ascii_case(name) {
                self.open.truncate(i);
                return;
            }
            if stops(open) {
                return;
            }
        }
    }

    fn drop_tag(&mut self, at: usize, end: usize) {
        self.out.push_str(&self.html[self.copied..at]);
        self.copied = end;
        self.dropped += 1;
    }
}

fn is_in(list: &[&str], name: &str) -> bool {
    list.iter().any(|n| n.eq_ignore_ascii_case(name))
}

fn tag_name(text: &str) -> Option<&str> {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    Some(&text[..text.find(ends).unwrap_or(text.len())])
}

/// Returns the byte after the tag's `>`, quoted attribute values skipped, and an upper bound of
/// the number of attributes.
fn tag_end(html: &str, from: usize) -> Option<(usize, usize)> {
    let (mut quote, mut before, mut attributes) = (None, b' ', 0);
    let mut after_equals = false;
    for (i, &b) in html.as_bytes().iter().enumerate().skip(from) {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some((i + 1, attributes)),
            (None, b'"' | b'\'') if after_equals => quote = Some(b),
            (None, _) if !is_separator(b) && is_separator(before) => attributes += 1,
            _ => {}
        }
        after_equals = b == b'=' || (after_equals && b.is_ascii_whitespace());
        before = b;
    }
    None
}

fn is_separator(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'')
}

/// Returns the place of the end tag of a raw text element, or the end of the page.
fn skip_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |at: usize| {
        let tail = &bytes[at + 2..];
        tail.len() >= name.len() && tail[..name.len()].eq_ignore_ascii_case(name.as_bytes())
    };
    html[from..]
        .match_indices("</")
        .map(|(n, _)| from + n)
        .find(|at| is_end(*at))
        .unwrap_or(html.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, cap: usize, expected: &str) {
        assert_eq!(cap_depth(html, cap).0, expected, "{html}");
    }

    #[test]
    fn tags_beyond_the_cap_go_and_text_stays() {
        check("<div><div><div>x</div>y</div></div>", 2, "<div><div>xy</div></div>");
        let kept = "<div><p>a<p>b<ul><li>c<li>d</ul></div>";
        check(kept, 4, kept);
    }

    #[test]
    fn tags_of_too_many_attributes_go() {
        let many: String = (0..2000).map(|i| format!(" a{i}=''")).collect();
        check(&format!("<p{many}>x</p>"), 9, "x</p>");
        check("<p a='1'b=2 c>x", 9, "<p a='1'b=2 c>x");
    }

    #[test]
    fn void_raw_and_comment_markup_counts_nothing() {
        let html = "<br><br><img><script>'<div><div>'</script><!-- <div> --><div a='>'>x</div>";
        check(html, 1, html);
    }

    #[test]
    fn unclosed_items_do_not_pile_up() {
        let html = format!("<ul>{}</ul>", "<li><a href=/>x</a>".repeat(500));
        check(&html, 4, &html);
    }

    #[test]
    fn items_of_two_kinds_do_not_close_each_other() {
        let html = "<dd><li>".repeat(100);
        let (out, _) = cap_depth(&html, 50);
        assert_eq!(out.matches("<dd>").count(), 25, "{out}");
    }

    #[test]
    fn end_tags_do_not_reach_out_of_tables() {
        let html = "<div><table><td></div>".repeat(50);
        let (out, _) = cap_depth(&html, 10);
        assert!(out.matches("<table>").count() <= 5, "{out}");
    }

    #[test]
    fn open_formatting_is_capped_across_blocks() {
        let html: String = (0..100).map(|i| format!("<p><b id={i}>x</p>")).collect();
        let (_, dropped) = cap_depth(&html, 512);
        assert_eq!(dropped, 100 - OPEN_FORMATTING);
    }
}
