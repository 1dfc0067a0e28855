//! Who reads: the workers, the passwords of the user, and Tesseract if it is installed.

use super::args::{Ocr, ReadingArgs};
use super::{Exit, Stop, worker};
use crate::ocr::{OcrError, Recogniser, Tesseract};
use crate::pipeline::{Engines, NoRecogniser};
use crate::worker::Workers;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the program that recognises text.
const TESSERACT: &str = "tesseract";
/// How to get it.
pub const HOW_TO_INSTALL: &str = "Debian and Ubuntu: apt install tesseract-ocr tesseract-ocr-eng; \
    macOS: brew install tesseract; Windows: the installer of UB Mannheim, then add its folder to PATH";

/// Everything that reads.
#[derive(Debug)]
pub struct Readers {
    /// Runs the readers.
    pub workers: Workers,
    tesseract: Result<Tesseract, NoRecogniser>,
    passwords: Vec<String>,
}

impl Readers {
    /// Makes ready what the arguments ask for.
    ///
    /// # Errors
    /// If the file of passwords cannot be read, or the workers cannot be started.
    pub fn new(args: &ReadingArgs) -> anyhow::Result<Self> {
        let passwords = args.password_file.as_deref().map(passwords).transpose()?;
        let tesseract = match args.ocr {
            Ocr::Off => Err(NoRecogniser::Off),
            // One that cannot be run is as good as none; `rungs formats` says what is wrong with it.
            Ocr::Auto => tesseract().and_then(Result::ok).ok_or(NoRecogniser::Missing),
        };
        let passwords = passwords.unwrap_or_default();
        Ok(Self { workers: worker::pool()?, tesseract, passwords })
    }

    /// Returns them as the pipeline takes them.
    pub fn engines(&self) -> Engines<'_> {
        Engines {
            extractor: &self.workers,
            recogniser: match &self.tesseract {
                Ok(tesseract) => Ok(tesseract as &dyn Recogniser),
                Err(none) => Err(*none),
            },
            passwords: &self.passwords,
        }
    }

    /// Ends `grace` from now what is being read then.
    pub fn stop_after(&self, grace: Duration) {
        self.workers.stop_after(grace);
        if let Ok(tesseract) = &self.tesseract {
            tesseract.stop_after(grace);
        }
    }
}

/// Looks for Tesseract in the folders of `PATH`; absent if none has it, an error if it cannot be
/// run.
pub fn tesseract() -> Option<Result<Tesseract, OcrError>> {
    let name = format!("{TESSERACT}{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH")?;
    let found = |folder: PathBuf| Some(folder.join(&name)).filter(|p| p.is_file());
    let program = std::env::split_paths(&folders).find_map(found)?;
    Some(Tesseract::new(program))
}

/// Reads passwords, one a line; line ends of any system, empty lines left out.
fn passwords(file: &Path) -> Result<Vec<String>, Stop> {
    let bytes = std::fs::read(file).map_err(|e| {
        let message = format!("--password-file: {} cannot be read: {e}", file.display());
        let stop = Stop::new(Exit::Usage, message);
        stop.hint("Name a text file that holds one password a line.")
    })?;
    Ok(lines_of(bytes))
}

/// Splits a text of passwords; one that is not UTF-8 is taken for Latin-1.
fn lines_of(bytes: Vec<u8>) -> Vec<String> {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|e| e.as_bytes().iter().copied().map(char::from).collect());
    let lines = text.trim_start_matches('\u{FEFF}').split(['\n', '\r']);
    lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stand_one_a_line_whatever_ends_it() {
        let split = |text: &str| lines_of(text.as_bytes().to_vec());
        assert_eq!(split("\u{FEFF}one\r\n two \r\n\r\nthree"), ["one", " two ", "three"]);
        assert_eq!(split("a\nb\rc\n"), ["a", "b", "c"]);
        assert_eq!(lines_of(b"caf\xe9\n".to_vec()), ["café"]);
        assert!(split("").is_empty());
    }
}
