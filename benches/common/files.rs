//! Which files are measured, and how often.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Rounds if the environment does not say.
const ROUNDS: usize = 5;

/// Returns the number of rounds: `RUNGS_BENCH_ROUNDS`, or 5.
pub fn rounds() -> usize {
    let told = std::env::var("RUNGS_BENCH_ROUNDS").ok();
    told.and_then(|n| n.parse().ok()).unwrap_or(ROUNDS).max(1)
}

/// Returns the files with one of these endings in the files and folders of the command line, those
/// of `raw/` if it names none; sorted.
///
/// # Errors
/// If a folder cannot be listed.
pub fn asked_for(endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    let told = std::env::args_os().skip(1).map(PathBuf::from);
    let mut paths: Vec<PathBuf> = told.filter(|p| !is_option(p)).collect();
    if paths.is_empty() {
        paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("raw"));
    }
    let mut found = Vec::new();
    paths.iter().try_for_each(|p| find(p, endings, &mut found))?;
    found.sort();
    Ok(found)
}

/// Cargo hands options of its own to a benchmark.
fn is_option(argument: &Path) -> bool {
    argument.as_os_str().as_encoded_bytes().starts_with(b"--")
}

fn find(path: &Path, endings: &[&str], found: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        return fs::read_dir(path)?.try_for_each(|entry| find(&entry?.path(), endings, found));
    }
    let wanted = |e: &std::ffi::OsStr| endings.iter().any(|w| e.eq_ignore_ascii_case(w));
    found.extend(path.extension().is_some_and(wanted).then(|| path.to_owned()));
    Ok(())
}
