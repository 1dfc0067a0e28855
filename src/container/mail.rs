//! Mails, and what has their form: parts with header fields, letters packed for old lines.

use super::naming::Names;
use super::{Item, Level, Walk};
use crate::extract::{ExtractError, encoding};
use crate::model::{Format, Note};
use encoding_rs::Encoding as Letters;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::collections::BTreeSet;

/// What begins a page that says nothing of itself: its kind and encoding are known from the mail.
pub(super) const PAGE: &str = "\u{feff}<!DOCTYPE html>\n";
/// Kinds of parts that are no documents: signatures, keys, addresses, appointments, receipts.
const PASSED: &[(&str, &str)] = &[
    ("application", "pgp-keys"),
    ("application", "pgp-signature"),
    ("application", "pkcs7-signature"),
    ("application", "x-pkcs7-signature"),
    ("message", "delivery-status"),
    ("message", "disposition-notification"),
    ("text", "calendar"),
    ("text", "vcard"),
    ("text", "x-vcard"),
];
/// Kinds of parts that hide an encrypted mail.
const SECRET: &[(&str, &str)] = &[
    ("application", "pgp-encrypted"),
    ("application", "pkcs7-mime"),
    ("application", "x-pkcs7-mime"),
];

/// A mail, taken apart.
pub struct Mail<'a> {
    message: Message<'a>,
}

/// What a part of a mail is.
enum Role {
    /// Text of the mail itself.
    Body,
    /// Something that was sent along.
    Attachment,
    /// No document.
    Passed,
    /// Holds other parts, or says what another part says.
    None,
}

impl<'a> Mail<'a> {
    /// Takes a mail apart; nothing if it has no header.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        (!message.parts.is_empty()).then_some(Self { message })
    }

    /// Returns the web pages among the parts, the one that the others belong to first.
    pub fn pages(&self) -> Vec<usize> {
        let is_page = |p: &&MessagePart| matches!(p.body, PartType::Html(_));
        let parts = self.message.parts.iter().enumerate();
        let mut pages: Vec<usize> = parts.filter(|(_, p)| is_page(p)).map(|(i, _)| i).collect();
        let start = self.message.parts[0].content_type().and_then(|c| c.attribute("start"));
        let id = |i: &usize| self.message.parts[*i].content_id().map(bare);
        if let Some(at) = start.and_then(|s| pages.iter().position(|i| id(i) == Some(bare(s)))) {
            let main = pages.remove(at);
            pages.insert(0, main);
        }
        pages
    }

    /// Returns the letters of a part, and a note if its encoding was guessed or letters are lost.
    pub fn text(&self, part: usize) -> (String, Option<Note>) {
        let Some(part) = self.message.parts.get(part) else { return (String::new(), None) };
        let label = part.content_type().and_then(|c| c.attribute("charset")).unwrap_or_default();
        let read = part.text_contents().unwrap_or_default();
        let Some(bytes) = self.unpacked(part) else { return (read.to_owned(), None) };
        // Word says ASCII of pages that name their encoding themselves.
        let letters = Letters::for_label(label.trim().as_bytes())
            .filter(|_| !label.trim().eq_ignore_ascii_case("us-ascii"));
        match letters {
            Some(letters) => encoding::decode_labelled(&bytes, letters),
            None if label.to_ascii_lowercase().starts_with("utf-7") => (read.to_owned(), None),
            None if part.is_text_html() => encoding::decode_html(&bytes),
            None => encoding::decode(&bytes),
        }
    }

    /// Returns a part as a file of its own.
    fn bytes(&self, part: &MessagePart) -> Vec<u8> {
        self.unpacked(part).unwrap_or_else(|| part.contents().to_vec())
    }

    /// Returns the bytes of a text or mail as they were before they were packed; nothing if they
    /// were packed wrongly, so that only the parser's own reading of them is to be had.
    fn unpacked(&self, part: &MessagePart) -> Option<Vec<u8>> {
        let (from, to) = (part.offset_body as usize, part.offset_end as usize);
        let raw = self.message.raw_message.get(from..to)?;
        match part.encoding {
            Encoding::None => (part.is_text() || part.is_message()).then(|| raw.to_vec()),
            _ if !part.is_text() => None,
            Encoding::Base64 => base64_decode(raw),
            Encoding::QuotedPrintable => quoted_printable_decode(raw),
        }
    }
}

impl Mail<'_> {
    /// Returns the parts that are the mail's own text, pages before the plain copies of them.
    fn bodies(&self) -> BTreeSet<usize> {
        let of = |ids: &[u32]| -> BTreeSet<usize> {
            let ids = ids.iter().map(|id| *id as usize);
            ids.filter(|id| self.message.parts.get(*id).is_some_and(|p| p.is_text())).collect()
        };
        let pages = of(&self.message.html_body);
        let says = |id: &usize| !self.text(*id).0.trim().is_empty();
        if pages.iter().any(says) { pages } else { of(&self.message.text_body) }
    }

    /// Returns what each part is, in the order of the mail.
    fn roles(&self) -> Vec<Role> {
        let bodies = self.bodies();
        let shown = self.shown(&bodies);
        let copies: BTreeSet<usize> = [&self.message.html_body, &self.message.text_body]
            .into_iter()
            .flatten()
            .map(|id| *id as usize)
            .collect();
        let role = |(id, part): (usize, &MessagePart)| match &part.body {
            PartType::Multipart(_) => Role::None,
            _ if bodies.contains(&id) => Role::Body,
            _ if part.is_text() && copies.contains(&id) => Role::None,
            _ if is_kind(part, PASSED) || is_shown(part, &shown) => Role::Passed,
            _ => Role::Attachment,
        };
        self.message.parts.iter().enumerate().map(role).collect()
    }

    /// Returns the names by which the mail's own pages show its parts, all in one text.
    fn shown(&self, bodies: &BTreeSet<usize>) -> String {
        bodies.iter().map(|id| self.text(*id).0).collect::<Vec<_>>().join("\n")
    }

    /// Returns the name of a part, or one made of its number and kind.
    fn name(&self, id: usize, part: &MessagePart) -> String {
        let ending = match &part.body {
            PartType::Html(_) => ".html",
            PartType::Text(_) => ".txt",
            PartType::Message(_) => ".eml",
            _ => "",
        };
        match part.attachment_name().map(str::trim).filter(|n| !n.is_empty()) {
            Some(name) => name.to_owned(),
            None => format!("part-{id}{ending}"),
        }
    }

    /// Returns a text of the mail itself as a file: in UTF-8, and a page begins as one.
    fn body(&self, id: usize) -> (&'static str, Vec<u8>) {
        let text = self.text(id).0;
        match self.message.parts.get(id).is_some_and(MessagePart::is_text_html) {
            true => ("body.html", format!("{PAGE}{text}").into_bytes()),
            false => ("body.txt", text.into_bytes()),
        }
    }
}

/// Visits the texts of a mail and what was sent along.
pub(super) fn visit(walk: &mut Walk, bytes: &[u8], level: &Level) -> Result<(), ExtractError> {
    let mail = Mail::parse(bytes).ok_or_else(|| ExtractError::Malformed {
        part: "the mail".into(),
        detail: "it has no header".into(),
    })?;
    walk.count(mail.message.parts.len())?;
    let mut names = Names::default();
    for (id, role) in mail.roles().into_iter().enumerate() {
        let part = &mail.message.parts[id];
        match role {
            Role::None => {}
            Role::Passed => {
                let name = names.of(&mail.name(id, part)).0;
                walk.sink.pass(format!("{}{name}", level.prefix));
            }
            Role::Body => {
                let (name, text) = mail.body(id);
                if !mail.text(id).0.trim().is_empty() {
                    let item = Item { name, format: None, documents_only: false };
                    walk.item(level, &mut names, &item, &mut |_| Ok(text.clone()));
                }
            }
            Role::Attachment => {
                let name = mail.name(id, part);
                let format = part.is_message().then_some(Format::Eml);
                let item = Item { name: &name, format, documents_only: false };
                walk.item(level, &mut names, &item, &mut |_| match is_kind(part, SECRET) {
                    true => Err(secret()),
                    false => Ok(mail.bytes(part)),
                });
            }
        }
    }
    Ok(())
}

fn is_kind(part: &MessagePart, kinds: &[(&str, &str)]) -> bool {
    kinds.iter().any(|(kind, subkind)| part.is_content_type(kind, subkind))
}

/// Tells whether a part is a picture that the mail's page shows.
fn is_shown(part: &MessagePart, pages: &str) -> bool {
    let id = part.content_id().map(|id| format!("cid:{}", bare(id)));
    let place = part.content_location().map(str::to_owned);
    let is_picture = part.content_type().is_some_and(|c| c.ctype() == "image");
    is_picture && [id, place].into_iter().flatten().any(|name| pages.contains(&name))
}

fn secret() -> ExtractError {
    ExtractError::Unsupported {
        what: "A mail that is encrypted or wrapped (S/MIME, PGP)".into(),
        hint: "Open it in the mail program, save its text and attachments, and import those."
            .into(),
    }
}

fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}
