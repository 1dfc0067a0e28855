//! Names inside a container: never out of it, never two the same.

use std::collections::BTreeSet;

/// Bytes of a path inside a container.
const PATH_BYTES: usize = 1_000;
/// Name of what has none.
const UNNAMED: &str = "unnamed";

/// The names that a container has given so far.
#[derive(Default)]
pub struct Names {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Names {
    /// Returns the path for a stated name, and the stated name, or its start, if the path departs
    /// from it.
    pub fn of(&mut self, stated: &str) -> (String, Option<String>) {
        let mut path = inside(stated);
        if folders(&path).any(|folder| self.files.contains(folder)) {
            path = path.replace('/', "_");
        }
        let wanted = path.clone();
        for number in 2_u32.. {
            if !self.files.contains(&path) && !self.folders.contains(&path) {
                break;
            }
            path = numbered(&wanted, number);
        }
        self.files.insert(path.clone());
        self.folders.extend(folders(&path).map(str::to_owned));
        let start = &stated[..stated.floor_char_boundary(PATH_BYTES)];
        let named = (path != stated).then(|| start.to_owned());
        (path, named)
    }
}

/// Returns the folders of a path, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Returns a stated name as a path that stays inside: no drive, no way up, no empty step, no NUL.
fn inside(stated: &str) -> String {
    let stated = stated.replace('\\', "/").replace('\0', "%00");
    let bytes = stated.as_bytes();
    let drive = bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    let path = &stated[if drive { 2 } else { 0 }..];
    let from = path.ceil_char_boundary(path.len().saturating_sub(PATH_BYTES));
    let steps = path[from..].split('/').filter(|s| !matches!(*s, "" | "." | ".."));
    let steps: Vec<&str> = steps.collect();
    if steps.is_empty() { UNNAMED.to_owned() } else { steps.join("/") }
}

/// Returns the path with a number before its ending.
fn numbered(path: &str, number: u32) -> String {
    let file = path.rfind('/').map_or(0, |at| at + 1);
    match path[file..].rfind('.').filter(|at| *at > 0) {
        Some(at) => format!("{} ({number}){}", &path[..file + at], &path[file + at..]),
        None => format!("{path} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_name_leads_out_and_none_stands_twice() {
        let cases = [
            ("a/b.docx", "a/b.docx"),
            ("../x.docx", "x.docx"),
            ("a/../../x.docx", "a/x.docx"),
            ("/etc/passwd", "etc/passwd"),
            ("C:\\jobs\\x.docx", "jobs/x.docx"),
            ("..\\..\\x.docx", "x (2).docx"),
            ("nul\0.docx", "nul%00.docx"),
            ("", "unnamed"),
            ("..", "unnamed (2)"),
            ("x.docx", "x (3).docx"),
            (".docx", ".docx"),
            ("./.docx", ".docx (2)"),
            ("in.zip/a.txt", "in.zip/a.txt"),
            ("in.zip", "in (2).zip"),
            ("x.docx/y.docx", "x.docx_y.docx"),
        ];
        let mut names = Names::default();
        for (stated, path) in cases {
            let expected = (path.to_owned(), (path != stated).then(|| stated.to_owned()));
            assert_eq!(names.of(stated), expected);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_names_stay_inside_and_apart(stated in prop::collection::vec("[a./\\\\:C\\x00é]{0,12}|\\PC{0,1200}", 0..20)) {
            let mut names = Names::default();
            let named: Vec<_> = stated.iter().map(|s| names.of(s)).collect();
            let long = named.iter().filter_map(|n| n.1.as_ref()).any(|n| n.len() > PATH_BYTES);
            prop_assert!(!long, "a name costs what it likes");
            let paths: Vec<String> = named.into_iter().map(|n| n.0).collect();
            let apart: BTreeSet<&String> = paths.iter().collect();
            prop_assert_eq!(apart.len(), paths.len());
            for path in &paths {
                prop_assert!(path.split('/').all(|s| !matches!(s, "" | "." | "..")), "{}", path);
                prop_assert!(!path.contains(['\\', '\0']));
                let under = format!("{path}/");
                prop_assert!(!paths.iter().any(|p| p.starts_with(&under)), "{}", path);
            }
        }
    }
}
