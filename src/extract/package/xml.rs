//! XML parts parsed within limits.

use super::super::{ExtractError, Limits};
use super::scan::{Tag, Token, Tokens, attributes};
use super::{limit, malformed, mend};
use roxmltree::{Document, ParsingOptions};

/// Attributes of one tag. Word writes at most about 40; the parser compares each with each.
const ATTRIBUTES_PER_TAG: usize = 128;

/// Namespace declarations in force at one element. Word declares about 35; the parser looks
/// through all of them for every name.
const NAMESPACES_IN_FORCE: usize = 256;

/// Namespace declarations handed down over the whole part; the parser copies them.
const NAMESPACES_COPIED: usize = 16 << 20;

/// Parses an XML text.
///
/// # Errors
/// If it exceeds a limit, declares a document type or is not well-formed.
pub fn parse<'t>(text: &'t str, part: &str, limits: &Limits) -> Result<Document<'t>, ExtractError> {
    if text.trim_start().is_empty() {
        return Err(malformed(part, "the part is empty"));
    }
    check(text, part, limits)?;
    let options = ParsingOptions { nodes_limit: limits.nodes, ..ParsingOptions::default() };
    Document::parse_with_options(text.trim_start(), options).map_err(|e| match e {
        roxmltree::Error::NodesLimitReached => nodes_limit(part, limits),
        roxmltree::Error::DtdDetected => {
            malformed(part, "it declares a document type, as no Office document does")
        }
        e => malformed(part, e),
    })
}

/// Parses an XML text; if it is not well-formed, mends it into `mended` and parses that.
///
/// Returns the document and, if it had to be mended, what was wrong.
///
/// # Errors
/// If the text exceeds a limit, declares a document type or is past mending.
pub fn parse_or_mend<'t>(
    text: &'t str,
    part: &str,
    mended: &'t mut String,
    limits: &Limits,
) -> Result<(Document<'t>, Option<String>), ExtractError> {
    let error = match parse(text, part, limits) {
        Ok(document) => return Ok((document, None)),
        Err(error @ ExtractError::Malformed { .. }) => error,
        Err(error) => return Err(error),
    };
    let Some(text) = mend::mend(text, limits.depth) else { return Err(error) };
    *mended = text;
    match (parse(mended, part, limits), error) {
        (Ok(document), ExtractError::Malformed { detail, .. }) => Ok((document, Some(detail))),
        (_, error) => Err(error),
    }
}

fn nodes_limit(part: &str, limits: &Limits) -> ExtractError {
    limit(&format!("the content of {part}"), u64::from(limits.nodes), "elements and attributes")
}

/// Bounds depth, nodes, attributes and namespaces before the parser allocates for them.
fn check(text: &str, part: &str, limits: &Limits) -> Result<(), ExtractError> {
    // The parser reserves room for an attribute per equals sign, wherever it stands.
    if text.bytes().filter(|b| *b == b'=').count() > limits.nodes as usize {
        return Err(nodes_limit(part, limits));
    }
    let mut load = Load::default();
    for token in Tokens::new(text) {
        match token {
            Token::Open(tag) => load.open(tag),
            Token::Close(_) => load.close(),
            _ => load.nodes += 1,
        }
        if load.open.len() > limits.depth {
            let what = format!("nested elements of {part}");
            return Err(limit(&what, limits.depth as u64, "levels"));
        }
        if load.nodes > limits.nodes as usize {
            return Err(nodes_limit(part, limits));
        }
        if load.excessive() {
            let what = format!("attributes of one element of {part}");
            return Err(limit(&what, ATTRIBUTES_PER_TAG as u64, "attributes"));
        }
    }
    Ok(())
}

/// What a part asks of the parser up to some point.
#[derive(Default)]
struct Load {
    /// Elements, attributes, texts and comments so far.
    nodes: usize,
    /// For each open element, the namespace declarations in force in it.
    open: Vec<usize>,
    /// Attributes of the last tag.
    attributes: usize,
    /// Namespace declarations in force in the last tag.
    namespaces: usize,
    /// Namespace declarations handed down so far.
    copied: usize,
}

impl Load {
    fn open(&mut self, tag: Tag) {
        let handed_down = self.open.last().copied().unwrap_or(0);
        let (mut all, mut declared) = (0, 0);
        for (name, _) in attributes(tag.inside) {
            all += 1;
            declared += usize::from(name.starts_with("xmlns"));
        }
        self.attributes = all;
        if declared > 0 {
            self.copied += handed_down;
        }
        self.nodes += 1 + self.attributes;
        self.namespaces = handed_down + declared;
        if !tag.empty {
            self.open.push(self.namespaces);
        }
    }

    fn close(&mut self) {
        self.open.pop();
    }

    fn excessive(&self) -> bool {
        self.attributes > ATTRIBUTES_PER_TAG
            || self.namespaces > NAMESPACES_IN_FORCE
            || self.copied > NAMESPACES_COPIED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_limit(text: &str, expected: &str) {
        let error = parse(text, "a.xml", &Limits::default()).err();
        let is_limit = matches!(error, Some(ExtractError::Limit { .. }));
        let message = error.map(|e| e.to_string()).unwrap_or_default();
        assert!(is_limit && message.contains(expected), "{message}");
    }

    #[test]
    fn depth_is_bounded_whatever_comments_say() {
        check_limit(&"<a>".repeat(300), "nested elements");
        check_limit(&"<a><!--</a>-->".repeat(300), "nested elements");
        check_limit(&"<a b='</a>'>".repeat(300), "nested elements");
    }

    #[test]
    fn attributes_and_namespaces_are_bounded() {
        let attributes: String = (0..600).map(|i| format!(" a{i}=''")).collect();
        check_limit(&format!("<a{attributes}/>"), "attributes");
        let namespaces: String = (0..300).map(|i| format!(" xmlns:a{i}='u'")).collect();
        check_limit(&format!("<a{namespaces}/>"), "attributes");
    }

    #[test]
    fn nodes_are_bounded_before_parsing() {
        let limits = Limits { nodes: 10, ..Limits::default() };
        let text = format!("<a>{}</a>", "<b c=''/>".repeat(6));
        assert!(matches!(parse(&text, "a.xml", &limits), Err(ExtractError::Limit { .. })));
    }

    #[test]
    fn a_document_type_is_refused_and_not_mended() {
        let text = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
        let mut mended = String::new();
        let got = parse_or_mend(text, "a.xml", &mut mended, &Limits::default());
        assert!(matches!(got, Err(ExtractError::Malformed { .. })));
    }
}
