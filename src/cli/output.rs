//! Where data goes: the standard output, or a file that appears only when it is complete.

use anyhow::Context;
use serde::Serialize;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Runs `print` with the standard output, or with the file that `output` names.
///
/// A regular file is written beside its place and renamed, so that nobody sees half of it.
///
/// # Errors
/// If `print` fails or the output cannot be written.
pub fn to(
    output: Option<&Path>,
    print: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    match output.filter(|path| *path != Path::new("-")) {
        None => to_stdout(print),
        Some(path) => {
            to_file(path, print).with_context(|| format!("{} could not be written", path.display()))
        }
    }
}

fn to_stdout(print: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    print(&mut out)?;
    out.flush()?;
    Ok(())
}

fn to_file(
    path: &Path,
    print: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()); // follow a link
    if fs::metadata(&target).is_ok_and(|m| !m.is_file()) {
        return print(&mut fs::File::options().write(true).open(&target)?); // a pipe or device
    }
    let mut draft = draft_beside(&target)?;
    let mut out = BufWriter::new(draft.as_file_mut());
    print(&mut out)?;
    out.flush()?;
    drop(out);
    draft.as_file().sync_all()?;
    draft.persist(&target)?;
    Ok(())
}

fn draft_beside(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rungs-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // the umask takes its share
    }
    builder.tempfile_in(folder)
}

/// Writes a value as indented JSON with a line end.
///
/// # Errors
/// If `out` cannot be written.
pub fn json(out: &mut dyn Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes columns side by side, numbers to the right, the first row underlined as a header.
///
/// # Errors
/// If `out` cannot be written.
pub fn table<const N: usize>(
    out: &mut dyn Write,
    header: [&str; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().map(|r| r[column].chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let numeric: [bool; N] = std::array::from_fn(|c| {
        !rows.is_empty() && rows.iter().all(|r| r[c].bytes().all(|b| b.is_ascii_digit()))
    });
    table_line(out, &header, &widths, &numeric)?;
    let rules = widths.map(|w| "-".repeat(w));
    table_line(out, &rules.each_ref().map(String::as_str), &widths, &numeric)?;
    for row in rows {
        table_line(out, &row.each_ref().map(String::as_str), &widths, &numeric)?;
    }
    Ok(())
}

fn table_line<const N: usize>(
    out: &mut dyn Write,
    cells: &[&str; N],
    widths: &[usize; N],
    numeric: &[bool; N],
) -> io::Result<()> {
    let padded = (0..N).map(|c| {
        let (cell, width) = (cells[c], widths[c]);
        if numeric[c] { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    let line = padded.collect::<Vec<_>>().join("  ");
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [["caf\u{e9}".to_owned(), "7".to_owned()], ["b".to_owned(), "12".to_owned()]];
        let mut out = Vec::new();
        table(&mut out, ["name", "n"], &rows).expect("memory takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "name   n\n----  --\ncaf\u{e9}   7\nb     12\n");
    }

    #[test]
    fn a_failed_print_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("out.csv");
        to(Some(&path), |out| Ok(out.write_all(b"old")?)).expect("writable");
        to(Some(&path), |_| anyhow::bail!("no")).expect_err("it failed");
        assert_eq!(fs::read(&path).expect("readable"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }
}
