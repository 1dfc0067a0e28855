//! Values to paragraphs: markup inside strings is read as layout.

use crate::extract::{Limits, html};
use crate::model::{Block, Body, Run};
use serde_json::Value;

/// Tags whose names tell that markup was escaped once more.
const ESCAPED: [&str; 6] = ["</p>", "</li>", "</ul>", "<br", "</div>", "</span>"];

/// A paragraph of a value.
pub(super) type Words = Vec<Run>;

/// Returns the paragraphs of a value; none if it holds no words.
pub(super) fn paragraphs(value: &Value, limits: &Limits) -> Vec<Words> {
    match value {
        Value::String(text) => of_text(text, limits),
        Value::Number(number) => vec![vec![Run::plain(number.to_string())]],
        _ => Vec::new(),
    }
}

/// Returns the words of a value on one line; none if it holds none.
pub(super) fn line(value: &Value, limits: &Limits) -> Option<String> {
    let paragraphs = paragraphs(value, limits);
    let texts: Vec<String> = paragraphs.iter().map(text_of).collect();
    let line = crate::text::clean(&texts.join(" "));
    (!line.is_empty()).then_some(line)
}

pub(super) fn text_of(words: &Words) -> String {
    words.iter().map(|r| r.text.as_str()).collect()
}

fn of_text(text: &str, limits: &Limits) -> Vec<Words> {
    if !has_markup(text) {
        return text.lines().filter(|l| !is_blank(l)).map(|l| vec![Run::plain(l)]).collect();
    }
    let read = of_markup(text, limits);
    let plain = read.iter().map(text_of).collect::<Vec<_>>().join("\n");
    if ESCAPED.iter().any(|tag| plain.contains(tag)) { of_markup(&plain, limits) } else { read }
}

fn of_markup(text: &str, limits: &Limits) -> Vec<Words> {
    let mut out = Vec::new();
    collect(html::fragment(text, limits), &mut out);
    out
}

fn collect(blocks: Vec<Block>, out: &mut Vec<Words>) {
    for block in blocks {
        match block.body {
            Body::Para(para) if para.is_blank() => {}
            Body::Para(para) => out.push(para.runs),
            Body::Table(table) => table.cells.into_iter().for_each(|c| collect(c.blocks, out)),
        }
    }
}

/// Tells whether a text holds a tag or a character reference.
fn has_markup(text: &str) -> bool {
    let after = |sign: char| text.match_indices(sign).map(|(at, _)| &text[at + 1..]);
    let tag = |rest: &str| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
    let reference = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
        end.is_some_and(|end| end > 1 && rest[end..].starts_with(';'))
    };
    after('<').any(tag) || after('&').any(reference)
}

fn is_blank(line: &str) -> bool {
    line.chars().all(crate::text::is_blank_char)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(value: &Value, expected: &[&str]) {
        let found: Vec<String> =
            paragraphs(value, &Limits::default()).iter().map(text_of).collect();
        assert_eq!(found, expected, "{value}");
    }

    #[test]
    fn markup_is_layout_and_references_are_letters() {
        check(&json!("Mix dyes"), &["Mix dyes"]);
        check(&json!("Mix\r\n\r\n  \nDry"), &["Mix", "Dry"]);
        check(
            &json!("<p>Mix &amp; stir</p><ul><li>Red</li><li>Blue</li></ul>"),
            &["Mix & stir", "Red", "Blue"],
        );
        check(&json!("Vats &pound;5&nbsp;each"), &["Vats £5\u{a0}each"]);
        check(&json!("&lt;p&gt;Mix&lt;/p&gt;&lt;p&gt;Dry&lt;/p&gt;"), &["Mix", "Dry"]);
        check(&json!("<table><tr><td>Mix</td><td>Dry</td></tr></table>"), &["Mix", "Dry"]);
    }

    #[test]
    fn signs_that_are_no_markup_stay() {
        check(&json!("Heat < 40 & stir; then dry"), &["Heat < 40 & stir; then dry"]);
        check(&json!(3), &["3"]);
        for none in [json!(null), json!(true), json!([]), json!({}), json!(" \n"), json!("<p></p>")]
        {
            check(&none, &[]);
        }
    }
}
