//! Damaged XML made well-formed again, as far as it goes.
//!
//! Everything up to the point where the markup breaks off is kept and the open elements are
//! closed. Stray end tags, characters that XML forbids and references to nothing are dropped;
//! names of HTML entities are decoded. No word is invented.

use super::scan::{Tag, Token, Tokens, attributes};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Names that writers of broken XML borrow from HTML: those of U+00A0 to U+00FF, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr \
    deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest \
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
    Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
    THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// Other names that such writers borrow.
const HTML_ENTITIES: &[(&str, char)] = &[
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("fnof", 'ƒ'),
    ("circ", 'ˆ'),
    ("tilde", '˜'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("bull", '•'),
    ("hellip", '…'),
    ("permil", '‰'),
    ("prime", '′'),
    ("Prime", '″'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("euro", '€'),
    ("trade", '™'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("harr", '↔'),
    ("rArr", '⇒'),
    ("minus", '−'),
    ("infin", '∞'),
    ("asymp", '≈'),
    ("ne", '≠'),
    ("le", '≤'),
    ("ge", '≥'),
    ("check", '✓'),
    ("cross", '✗'),
];

fn html_entity(name: &str) -> Option<char> {
    let latin = (0xA0..).zip(LATIN.split_whitespace()).find(|(_, known)| *known == name);
    let other = || HTML_ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    latin.and_then(|(code, _)| char::from_u32(code)).or_else(other)
}

/// Ampersands of a text worth mending; each may have to be escaped.
const MOST_REFERENCES: usize = 4 << 20;

/// Prefixes whose declaration is known should it be lost.
const KNOWN_PREFIXES: &[(&str, &str)] =
    &[("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main")];

/// Returns a well-formed version of a damaged text.
///
/// `None` if nothing can be saved, if it declares a document type, or if it is not worth saving:
/// nested deeper than `depth`, or mostly marks that would have to be escaped.
pub(super) fn mend(text: &str, depth: usize) -> Option<String> {
    if text.bytes().filter(|b| *b == b'&').count() > MOST_REFERENCES {
        return None;
    }
    let mut mender = Mender::default();
    for token in Tokens::new(text) {
        if mender.open.len() > depth || mender.out.len() > text.len() * 2 + 4096 {
            return None;
        }
        match token {
            Token::Doctype => return None,
            Token::Open(tag) if !mender.complete() && is_name(tag.name) => mender.start(tag),
            Token::Close(name) => mender.end(name),
            Token::Text(text) => mender.text(text),
            Token::Cdata(text) => mender.text(&text.replace('&', "&amp;")),
            _ => {}
        }
    }
    mender.finish()
}

#[derive(Default)]
struct Mender<'t> {
    out: String,
    open: Vec<&'t str>,
    /// Where the attributes of the root element end.
    root_inside: Option<usize>,
    declared: BTreeSet<&'t str>,
    used: BTreeSet<&'t str>,
}

impl<'t> Mender<'t> {
    fn complete(&self) -> bool {
        self.root_inside.is_some() && self.open.is_empty()
    }

    fn start(&mut self, tag: Tag<'t>) {
        self.out.push('<');
        self.out.push_str(tag.name);
        self.used.extend(prefix(tag.name));
        let mut seen = BTreeSet::new();
        for (name, value) in attributes(tag.inside).filter(|(n, _)| is_name(n)) {
            if seen.insert(name) {
                self.attribute(name, value);
            }
        }
        self.root_inside.get_or_insert(self.out.len());
        self.out.push_str(if tag.empty { "/>" } else { ">" });
        if !tag.empty {
            self.open.push(tag.name);
        }
    }

    fn attribute(&mut self, name: &'t str, value: &str) {
        match name.strip_prefix("xmlns:") {
            Some(prefix) => drop(self.declared.insert(prefix)),
            None => self.used.extend(prefix(name)),
        }
        let _ = write!(self.out, " {name}=\"");
        clean(value, &mut self.out);
        self.out.push('"');
    }

    /// Closes elements down to the one named; an end tag that ends nothing is dropped.
    fn end(&mut self, name: &str) {
        let Some(depth) = self.open.iter().rposition(|open| *open == name) else { return };
        self.close_to(depth);
    }

    fn close_to(&mut self, depth: usize) {
        for name in self.open.drain(depth..).rev() {
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn text(&mut self, text: &str) {
        if !self.open.is_empty() {
            clean(text, &mut self.out);
        }
    }

    /// Closes what is open and declares the prefixes whose declaration is lost.
    fn finish(mut self) -> Option<String> {
        let at = self.root_inside?;
        self.close_to(0);
        let mut declarations = String::new();
        for prefix in self.used.difference(&self.declared).filter(|p| !is_reserved(p)) {
            let known = KNOWN_PREFIXES.iter().find(|(known, _)| known == prefix);
            let uri = known.map_or("urn:undeclared", |(_, uri)| uri);
            let _ = write!(declarations, " xmlns:{prefix}=\"{uri}\"");
        }
        self.out.insert_str(at, &declarations);
        Some(self.out)
    }
}

fn prefix(name: &str) -> Option<&str> {
    name.split_once(':').map(|(prefix, _)| prefix)
}

fn is_reserved(prefix: &str) -> bool {
    matches!(prefix, "xml" | "xmlns")
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ":_-.".contains(c);
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(allowed)
}

/// Appends text with its references made valid and forbidden characters dropped.
fn clean(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        push_allowed(&rest[..at], out);
        let (mark, after) = rest[at..].split_at(1);
        rest = after;
        match mark {
            "&" => rest = reference(after, out),
            "<" => out.push_str("&lt;"),
            ">" => out.push_str("&gt;"),
            _ => out.push_str("&quot;"),
        }
    }
    push_allowed(rest, out);
}

/// Appends the reference that starts after an ampersand and returns what follows it.
fn reference<'t>(after: &'t str, out: &mut String) -> &'t str {
    let end = after.bytes().take(12).position(|b| b == b';');
    let Some((name, rest)) = end.map(|end| (&after[..end], &after[end + 1..])) else {
        out.push_str("&amp;");
        return after;
    };
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        let _ = write!(out, "&{name};");
    } else if let Some(number) = name.strip_prefix('#') {
        if character(number).is_some_and(is_allowed) {
            let _ = write!(out, "&#{number};");
        }
    } else if let Some(c) = html_entity(name) {
        out.push(c);
    } else {
        out.push_str("&amp;");
        return after;
    }
    rest
}

/// Returns the letter that the number of a reference means.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

fn push_allowed(text: &str, out: &mut String) {
    out.extend(text.chars().filter(|c| is_allowed(*c)));
}

fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, expected: Option<&str>) {
        let got = mend(damaged, 256);
        assert_eq!(got.as_deref(), expected, "{damaged}");
        if let Some(text) = got {
            assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn damage_is_mended() {
        let cases = [
            ("<a><b>one</b><b>tw", Some("<a><b>one</b><b>tw</b></a>")),
            ("<a><b>one</b><b c='1", Some("<a><b>one</b></a>")),
            ("<a><b>one</a>", Some("<a><b>one</b></a>")),
            ("<a>one</b></a><c/>", Some("<a>one</a>")),
            (
                "<a>&nbsp;&#0;&pound;5 & more &zzz;</a>",
                Some("<a>\u{A0}£5 &amp; more &amp;zzz;</a>"),
            ),
            ("<a>&Eacute;&yuml;&times;&euro;&Nbsp;</a>", Some("<a>Éÿ×€&amp;Nbsp;</a>")),
            ("<a>1 < 2\u{1}</a>", Some("<a>1 &lt; 2</a>")),
            ("<a b='1' b='2'/>", Some("<a b=\"1\"/>")),
            (
                "<q:a r:id='x'/>",
                Some("<q:a r:id=\"x\" xmlns:q=\"urn:undeclared\" xmlns:r=\"urn:undeclared\"/>"),
            ),
            ("<a><![CDATA[&<]]></a", Some("<a>&amp;&lt;</a>")),
            ("no markup", None),
            ("<!DOCTYPE a><a/>", None),
        ];
        cases.iter().for_each(|(damaged, expected)| check(damaged, *expected));
    }
}
