//! Markup told apart from text, without building anything.
//!
//! Runs before the parser, to bound what the parser is given, and over damaged parts, which the
//! parser refuses. It reports markup, it does not judge it.

/// A stretch of an XML text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text between tags, references not decoded.
    Text(&'t str),
    /// Content of a CDATA section.
    Cdata(&'t str),
    /// Start tag or empty-element tag.
    Open(Tag<'t>),
    /// End tag with its name.
    Close(&'t str),
    /// Comment or processing instruction.
    Aside,
    /// Document type declaration; nothing after it is reported.
    Doctype,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Name with its prefix.
    pub name: &'t str,
    /// All between the name and the closing bracket.
    pub inside: &'t str,
    /// Whether the element ends with this tag.
    pub empty: bool,
}

/// The tokens of a text; they end where the markup breaks off.
pub(super) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    /// Returns the tokens of a text.
    pub fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Returns what stands between an opening and the next closing mark, and goes on after it.
    fn enclosed(&mut self, open: &str, close: &str) -> Option<&'t str> {
        let inside = self.rest.get(open.len()..)?;
        let length = inside.find(close)?;
        self.rest = &inside[length + close.len()..];
        Some(&inside[..length])
    }

    fn tag(&mut self) -> Option<Token<'t>> {
        let end = tag_end(self.rest.as_bytes())?;
        let raw = &self.take(end + 1)[1..end];
        let (raw, empty) = raw.strip_suffix('/').map_or((raw, false), |raw| (raw, true));
        let split = raw.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(raw.len());
        Some(Token::Open(Tag { name: &raw[..split], inside: &raw[split..], empty }))
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let next = self.rest.as_bytes().get(1).copied();
        match self.rest.as_bytes().first()? {
            b'<' if self.rest.starts_with("<!--") => {
                self.enclosed("<!--", "-->").map(|_| Token::Aside)
            }
            b'<' if self.rest.starts_with("<![CDATA[") => {
                self.enclosed("<![CDATA[", "]]>").map(Token::Cdata)
            }
            b'<' if next == Some(b'!') => {
                self.rest = "";
                Some(Token::Doctype)
            }
            b'<' if next == Some(b'?') => self.enclosed("<?", "?>").map(|_| Token::Aside),
            b'<' if next == Some(b'/') => {
                self.enclosed("</", ">").map(|name| Token::Close(name.trim()))
            }
            b'<' if next.is_some_and(starts_name) => self.tag(),
            _ => {
                // The first byte may be a stray bracket, so the search starts after it.
                let next = self.rest.bytes().skip(1).position(|b| b == b'<');
                Some(Token::Text(self.take(next.map_or(self.rest.len(), |n| n + 1))))
            }
        }
    }
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80
}

/// Returns the position of the bracket that closes the tag at the start, quotes respected.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (i, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(i),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Returns the attributes of a tag as name and raw value, up to the first that is damaged.
pub(super) fn attributes(inside: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        rest = after;
        Some((name.trim(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_into_tokens() {
        let text = "<?xml?><a b='>' c=\"/\"><!-- </a> -->é<d/>1 < 2<![CDATA[<e>]]></a ><f g='";
        let open = |name, inside, empty| Token::Open(Tag { name, inside, empty });
        let want = vec![
            Token::Aside,
            open("a", " b='>' c=\"/\"", false),
            Token::Aside,
            Token::Text("é"),
            open("d", "", true),
            Token::Text("1 "),
            Token::Text("< 2"),
            Token::Cdata("<e>"),
            Token::Close("a"),
        ];
        assert_eq!(Tokens::new(text).collect::<Vec<_>>(), want);
    }

    #[test]
    fn attributes_end_at_damage() {
        let got: Vec<_> = attributes(" a='1'  b = \"2\" c=3 d='4'").collect();
        assert_eq!(got, [("a", "1"), ("b", "2")]);
    }
}
