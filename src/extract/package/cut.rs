//! Elements cut out of an XML text before it is parsed.
//!
//! Word writes every table style it knows into each file, ten times the text of the document; a
//! reader that has no use for an element saves the parser most of its work.

use super::scan::{Token, Tokens};
use memchr::memmem;
use std::borrow::Cow;

/// Returns the prefix of the root element, its colon included: `w:`, or nothing.
fn prefix(text: &str) -> Option<&str> {
    let root = Tokens::new(text.trim_start()).find_map(|token| match token {
        Token::Open(tag) => Some(tag.name),
        _ => None,
    })?;
    Some(root.find(':').map_or("", |colon| &root[..=colon]))
}

/// Returns an XML text without the elements of a local name, under the prefix of the root, whose
/// attributes `useless` tells to drop.
///
/// It looks for end tags as they are written. An element that holds one of its own name, or one in a
/// comment, leaves text that is not well-formed, so a caller who finds such text parses the whole.
pub fn without<'t>(text: &'t str, local: &str, useless: impl Fn(&str) -> bool) -> Cow<'t, str> {
    let Some(prefix) = prefix(text) else { return text.into() };
    let (open, close) = (format!("<{prefix}{local}"), format!("</{prefix}{local}>"));
    let close = memmem::Finder::new(close.as_bytes());
    let mut kept = String::new();
    let mut copied = 0;
    for start in memmem::find_iter(text.as_bytes(), open.as_bytes()) {
        if start < copied {
            continue;
        }
        let Some(Token::Open(tag)) = Tokens::new(&text[start..]).next() else { continue };
        if tag.name.len() + 1 != open.len() || tag.empty || !useless(tag.inside) {
            continue;
        }
        let Some(end) = close.find(&text.as_bytes()[start..]) else { break };
        kept.push_str(&text[copied..start]);
        copied = start + end + close.needle().len();
    }
    if copied == 0 {
        return text.into();
    }
    kept.push_str(&text[copied..]);
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        assert_eq!(without(text, "b", |inside| inside.contains("x='1'")), want);
    }

    #[test]
    fn elements_are_cut_by_name_and_attribute() {
        check("<a><b x='1'>2</b><b x='2'>3</b><b x='1'><c/></b>4</a>", "<a><b x='2'>3</b>4</a>");
        check("<?xml?><w:a><w:b x='1'>2</w:b><b x='1'/></w:a>", "<?xml?><w:a><b x='1'/></w:a>");
        check("<a><bb x='1'>2</bb><b x='1'/>é</a>", "<a><bb x='1'>2</bb><b x='1'/>é</a>");
    }

    #[test]
    fn damage_is_left_to_the_parser() {
        check("", "");
        check("<a><b x='1'>2", "<a><b x='1'>2");
        check("<a><b x='1", "<a><b x='1");
    }
}
