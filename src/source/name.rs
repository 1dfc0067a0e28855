//! Paths as text, without loss.
//!
//! A stored path is relative to `raw/` and uses `/`. A file that lies elsewhere is stored as it
//! was given; a relative one then begins with `./` or `../`, so that it cannot be mistaken for one
//! below `raw/`. Bytes that are no UTF-8 are written `%FF`; a `%` that would read as such an
//! escape is itself escaped.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// Returns a file name as text; [`unescape`] turns it back.
pub fn escape(name: &OsStr) -> String {
    let bytes = name.as_encoded_bytes();
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        for (at, c) in valid.char_indices() {
            let escapes = c == '%' && hex_pair(&valid.as_bytes()[at + 1..]).is_some();
            if escapes { out.push_str("%25") } else { out.push(c) }
        }
        chunk.invalid().iter().for_each(|b| out.push_str(&format!("%{b:02X}")));
    }
    out
}

/// Returns the file name that [`escape`] wrote as text.
#[cfg(unix)]
pub fn unescape(text: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(unescape_bytes(text.as_bytes()))
}

/// Returns the file name that [`escape`] wrote as text.
#[cfg(not(unix))]
pub fn unescape(text: &str) -> OsString {
    String::from_utf8_lossy(&unescape_bytes(text.as_bytes())).into_owned().into()
}

fn unescape_bytes(mut text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    while let [first, rest @ ..] = text {
        let escaped = if *first == b'%' { hex_pair(rest) } else { None };
        out.push(escaped.unwrap_or(*first));
        text = if escaped.is_some() { &rest[2..] } else { rest };
    }
    out
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |b: &u8| (*b as char).to_digit(16);
    let (high, low) = (digit(bytes.first()?)?, digit(bytes.get(1)?)?);
    u8::try_from(high * 16 + low).ok()
}

/// Returns the stored form of a path below `raw/`.
pub fn below_raw(relative: &Path) -> String {
    let parts = relative.components().filter_map(|c| match c {
        Component::Normal(name) => Some(escape(name)),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns the stored form of a path that does not lie below `raw/`.
pub fn elsewhere(path: &Path) -> String {
    let given: PathBuf = path.components().filter(|c| *c != Component::CurDir).collect();
    let text = escape(given.as_os_str()).replace(std::path::MAIN_SEPARATOR, "/");
    let marked = path.is_absolute() || text == ".." || text.starts_with("../");
    match (marked, text.is_empty()) {
        (true, _) => text,
        (false, true) => ".".into(),
        (false, false) => format!("./{text}"),
    }
}

/// Tells whether a stored path lies below `raw/`.
pub fn is_below_raw(stored: &str) -> bool {
    let elsewhere = stored.starts_with("./") || stored.starts_with("../");
    !(elsewhere || Path::new(stored).is_absolute())
}

/// Returns where the file of a stored path lies.
pub fn locate(raw: &Path, stored: &str) -> PathBuf {
    let path = unescape(stored);
    if is_below_raw(stored) { raw.join(path) } else { PathBuf::from(path) }
}

/// Returns the employer whose folder holds a stored path.
pub fn folder_employer(stored: &str) -> Option<&str> {
    let (folder, _) = stored.split_once('/')?;
    is_below_raw(stored).then_some(folder)
}

/// Returns the file name of a stored path.
pub fn file_name(stored: &str) -> &str {
    stored.rsplit_once('/').map_or(stored, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_kind_and_their_employer() {
        let cases = [
            ("acme/jobs/a.txt", true, Some("acme"), "a.txt"),
            ("a.txt", true, None, "a.txt"),
            ("./acme/a.txt", false, None, "a.txt"),
            ("../a.txt", false, None, "a.txt"),
            ("/tmp/a.txt", false, None, "a.txt"),
        ];
        for (stored, below, employer, file) in cases {
            assert_eq!(is_below_raw(stored), below, "{stored}");
            assert_eq!(folder_employer(stored), employer, "{stored}");
            assert_eq!(file_name(stored), file, "{stored}");
        }
        assert_eq!(elsewhere(Path::new("docs/a.txt")), "./docs/a.txt");
    }

    #[cfg(unix)]
    #[test]
    fn names_survive_whatever_their_bytes() {
        use std::os::unix::ffi::{OsStrExt, OsStringExt};
        let cases: [&[u8]; 7] = [
            b"plain.txt",
            b"\xff\xfe.pdf",
            b"100%.txt",
            b"%41",
            b"%\xff",
            b"%4\xff1",
            "ä%25".as_bytes(),
        ];
        for bytes in cases {
            let text = escape(OsStr::from_bytes(bytes));
            assert_eq!(unescape(&text).into_vec(), bytes, "{text}");
        }
    }
}
