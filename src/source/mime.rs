//! What the header fields at the start of a text make it: a mail, a mailbox, a saved web page.
//!
//! A job description may begin with "Date:" and "Reports to:", and a typed note with "From:" and
//! "Subject:". So a text counts only if a program's field stands among its fields, and nothing but
//! fields stands before the first empty line.

/// Bytes at the start in which the fields are looked for; real mails have some kilobytes.
const WINDOW_BYTES: usize = 64 * 1024;
/// Bytes of a field's name at most.
const NAME_BYTES: usize = 76;
/// Fields that no person types.
const MACHINE: &[&str] =
    &["mime-version", "message-id", "received", "return-path", "delivered-to", "dkim-signature"];
/// Fields that a page saved by a program does not have.
const POSTED: &[&str] = &["message-id", "received", "return-path", "delivered-to", "to"];
/// What browsers write as the sender of a page that they save.
const SAVED: &str = "<saved by";

/// What a text with header fields is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One mail.
    Mail,
    /// Several mails, one after the other.
    Mailbox,
    /// A web page with all it needs.
    Page,
}

/// Returns what the header fields say, nothing if the bytes do not begin with such fields.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !begins_with_a_field(bytes) {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(WINDOW_BYTES)]);
    let head = head.trim_start_matches(['\r', '\n']);
    let boxed = is_mailbox(head.lines().next().unwrap_or_default());
    let fields = fields(if boxed { head.split_once('\n')?.1 } else { head })?;
    let value = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let has = |names: &[&str]| names.iter().any(|n| value(n).is_some());
    if !has(MACHINE) {
        return None;
    }
    let sender = value("from").map(str::to_ascii_lowercase);
    let saved = sender.is_none_or(|s| s.starts_with(SAVED));
    let content = value("content-type").unwrap_or_default().to_ascii_lowercase();
    let page = content.starts_with("multipart/related")
        || content.starts_with("multipart/alternative")
        || content.starts_with("text/html");
    Some(match boxed {
        true => Kind::Mailbox,
        false if saved && page && !has(POSTED) => Kind::Page,
        false => Kind::Mail,
    })
}

/// Tells cheaply, for every file there is, whether the first line may be a field or part mails.
fn begins_with_a_field(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(NAME_BYTES + 1)].trim_ascii_start();
    let name = head.split(|b| *b == b':').next().unwrap_or_default();
    head.starts_with(b"From ") || name.len() < head.len() && name.iter().all(u8::is_ascii_graphic)
}

/// Tells whether a line parts the mails of a mailbox: from whom, and when.
fn is_mailbox(line: &str) -> bool {
    line.strip_prefix("From ").is_some_and(|rest| {
        let sender = rest.split(' ').next().unwrap_or_default();
        (sender == "-" || sender.contains('@') || sender.contains("MAILER")) && rest.contains(':')
    })
}

/// Returns the fields before the first empty line, names in lower case; nothing if another line
/// stands among them.
fn fields(head: &str) -> Option<Vec<(String, String)>> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.lines().take_while(|l| !l.trim_end().is_empty()) {
        if line.starts_with([' ', '\t']) {
            let (_, value) = fields.last_mut()?;
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let Some((name, value)) = line.split_once(':').filter(|(n, _)| is_name(n)) else {
            // The last line of the window may be cut.
            return Some(fields).filter(|_| head.len() >= WINDOW_BYTES && head.ends_with(line));
        };
        fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(fields)
}

fn is_name(name: &str) -> bool {
    (1..=NAME_BYTES).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_programs_make_a_mail_and_fields_of_people_do_not() {
        let page = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n";
        let mail = format!("To: a@b.example\nFrom: c@d.example\n{page}");
        let saved = format!("From: <Saved by Blink>\nSubject: Porter\n{page}");
        let folded = "Received: from a\n by b\nSubject: x\n\nText";
        let boxed = format!("From a@b.example Thu Jan  1 00:00:00 2026\n{mail}");
        let cases = [
            (mail.as_str(), Some(Kind::Mail)),
            (folded, Some(Kind::Mail)),
            (&boxed, Some(Kind::Mailbox)),
            (&saved, Some(Kind::Page)),
            (page, Some(Kind::Page)),
            ("Message-ID: <1@b>\r\nSubject: x\r\n\r\nText", Some(Kind::Mail)),
            ("From: HR\nTo: all staff\nSubject: Porter\nDate: today\n\nDuties", None),
            ("Job title: Porter\nReceived: today\n\nDuties", None),
            ("Date: 3 May\nReports to: Matron\n\nSkills", None),
            ("From the ward\nMIME-Version: 1.0\n", None),
            ("", None),
            ("\u{feff}", None),
        ];
        for (text, expected) in cases {
            assert_eq!(kind(text.as_bytes()), expected, "{text:?}");
        }
    }
}
