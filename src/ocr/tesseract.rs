//! Tesseract: a program of its own, one run a page.

use super::{OcrError, Recogniser, tsv};
use crate::extract::{Picture, RecognisedWord};
use crate::worker::{Process, Verdict, Watchdog};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Language of the words, as Tesseract names it.
pub const LANGUAGE: &str = "eng";
/// Seconds by the clock that a page may take; a dense page took 16 on a busy computer.
pub const PAGE_SECONDS: u64 = 120;
/// Seconds by the clock that a question about the program itself may take.
const ANSWER_SECONDS: u64 = 10;
/// Time between two looks at a program that is about to end.
const MOMENT: Duration = Duration::from_millis(2);
/// Bytes of an answer at most.
const ANSWER_BYTES: u64 = 64 << 20;

/// The program.
#[derive(Debug)]
pub struct Tesseract {
    program: PathBuf,
    engine: String,
    watchdog: Watchdog,
}

impl Tesseract {
    /// Asks the program for its version.
    ///
    /// # Errors
    /// If it cannot be run or does not say.
    pub fn new(program: PathBuf) -> Result<Self, OcrError> {
        let watchdog = Watchdog::start().map_err(OcrError::NotStarted)?;
        let mut tesseract = Self { program, engine: String::new(), watchdog };
        let answer = tesseract.run(&["--version"], &[], ANSWER_SECONDS)?;
        let first = answer.lines().next().unwrap_or_default().trim();
        if !first.starts_with("tesseract ") {
            return Err(OcrError::Failed("it does not tell its version".into()));
        }
        tesseract.engine = first.to_owned();
        Ok(tesseract)
    }

    /// Returns the program's file.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Tells whether the program has the language that it is asked for.
    ///
    /// # Errors
    /// If it cannot be run.
    pub fn has_language(&self) -> Result<bool, OcrError> {
        let answer = self.run(&["--list-langs"], &[], ANSWER_SECONDS)?;
        Ok(answer.lines().any(|l| l.trim() == LANGUAGE))
    }

    /// Ends `grace` from now what is being read then, and reads nothing more.
    pub fn stop_after(&self, grace: Duration) {
        self.watchdog.stop_after(grace);
    }

    /// Runs the program on `input` and returns what it prints; both its outputs if it prints to
    /// the wrong one, as older versions do.
    fn run(&self, args: &[&str], input: &[u8], seconds: u64) -> Result<String, OcrError> {
        let mut command = Command::new(&self.program);
        command.args(args).env("OMP_THREAD_LIMIT", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Process::group(&mut command).spawn().map_err(OcrError::NotStarted)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let process = Arc::new(Mutex::new(Process::new(child)));
        let watch = self.watchdog.begin(&process, Duration::from_secs(seconds));
        let told = match pipes {
            (Some(stdin), Some(stdout), Some(stderr)) => talk(input, stdin, stdout, stderr),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        };
        let status = wait(&process, told.is_ok());
        match (self.watchdog.end(watch), told, status) {
            (Verdict::Stopped, ..) => Err(OcrError::Interrupted),
            (Verdict::TooLong, ..) => Err(OcrError::TooLong { seconds }),
            (Verdict::InTime, Ok((out, err)), Ok(status)) if status.success() => {
                Ok(if out.is_empty() { err } else { out })
            }
            (Verdict::InTime, Ok((_, err)), _) => Err(OcrError::Failed(last_line(&err))),
            (Verdict::InTime, Err(e), _) => Err(OcrError::Failed(e.to_string())),
        }
    }
}

impl Recogniser for Tesseract {
    fn engine(&self) -> &str {
        &self.engine
    }

    fn read(
        &self,
        picture: &Picture,
        page: u32,
        dpi: f32,
    ) -> Result<Vec<RecognisedWord>, OcrError> {
        let resolution = format!("{dpi:.0}");
        let args = ["stdin", "stdout", "--psm", "3", "--dpi", &resolution, "-l", LANGUAGE, "tsv"];
        let table = self.run(&args, &picture.png, PAGE_SECONDS)?;
        Ok(tsv::words(&table, page, dpi))
    }
}

/// Gives the program its input and takes its outputs: it answers only after it has read all, and
/// complains in few words, so that no pipe fills up.
fn talk(
    input: &[u8],
    mut stdin: impl Write,
    stdout: impl Read,
    stderr: impl Read,
) -> io::Result<(String, String)> {
    // A program that ends early says why; the broken pipe does not matter then.
    let _ = stdin.write_all(input);
    drop(stdin);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    stdout.take(ANSWER_BYTES).read_to_end(&mut out)?;
    stderr.take(ANSWER_BYTES).read_to_end(&mut err)?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok((text(out), text(err)))
}

/// Waits for a program whose outputs are closed, which is a matter of moments; the clock that
/// watches it must reach it meanwhile. One that could not be talked to is killed.
fn wait(process: &Mutex<Process>, talked: bool) -> io::Result<ExitStatus> {
    let lock = || process.lock().unwrap_or_else(PoisonError::into_inner);
    if !talked {
        lock().kill();
    }
    loop {
        let ended = lock().try_wait()?;
        match ended {
            Some(status) => return Ok(status),
            None => std::thread::sleep(MOMENT),
        }
    }
}

fn last_line(text: &str) -> String {
    let line = text.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("it does not say why");
    line.trim().trim_end_matches('.').to_owned()
}
