//! What an import of Word and HTML files costs, beside text-only extraction by kreuzberg.
//!
//! `cargo bench --bench word_cost -- [PATH…]` measures the Word and HTML files of these files and
//! folders, the project's own `raw/` by default; `RUNGS_BENCH_ROUNDS` is the number of rounds, 5 by
//! default, `RUNGS_BENCH_PYTHON` the Python that has kreuzberg, `python3` by default, and
//! `RUNGS_BENCH_PROGRAM` another build of rungs to measure than the one just made. The programs take
//! turns, so that what else the computer does falls on both. It prints figures and judges none:
//! nothing here fails on a timing.

#[path = "../common/mod.rs"]
mod common;
mod vary;

use common::figures::{head, row};
use common::files;
use common::usage::{Usage, run};
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program measured if the environment does not say.
const RUNGS: &str = env!("CARGO_BIN_EXE_rungs");
/// What is measured; the endings tell it.
const ENDINGS: [&str; 5] = ["docx", "docm", "dotx", "html", "htm"];
/// Versions of each file in the greater of both imports.
const VERSIONS: usize = 10;
/// Word files in the import whose memory is read.
const MANY: usize = 1_000;
/// Extracts the text of all files of a folder, one after the other, without a cache.
const PEER: &str = "import sys, pathlib, kreuzberg
config = kreuzberg.ExtractionConfig(use_cache=False)
for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    kreuzberg.extract_file_sync(str(file), config=config)
";

fn main() -> Result<(), Box<dyn Error>> {
    let found = files::asked_for(&ENDINGS)?;
    println!("{} Word and HTML files", found.len());
    let [once, often] = [Batch::write(&found, 1)?, Batch::write(&found, VERSIONS)?];
    let mut rounds = Rounds::default();
    for _ in 0..files::rounds() {
        rounds.once.push(once.import()?);
        rounds.often.push(often.import()?);
        rounds.peer_once.extend(once.peer()?);
        rounds.peer_often.extend(often.peer()?);
    }
    rounds.print(found.len());
    match found.iter().find(|f| vary::is_word(f)) {
        Some(word) => print_memory(&Batch::write(std::slice::from_ref(word), MANY)?)?,
        None => println!("no Word file to vary: memory not measured"),
    }
    Ok(())
}

/// Files below a folder of their own, which is removed with it.
struct Batch {
    root: tempfile::TempDir,
}

impl Batch {
    /// Writes versions of files that differ in their bytes, under names that differ.
    fn write(found: &[PathBuf], versions: usize) -> io::Result<Self> {
        let batch = Self { root: tempfile::tempdir()? };
        fs::create_dir_all(batch.folder())?;
        for (index, file) in found.iter().enumerate() {
            let ending = file.extension().unwrap_or_default().to_string_lossy();
            let bytes = fs::read(file)?;
            for version in 0..versions {
                let name = format!("{index:05}-{version:04}.{ending}");
                fs::write(batch.folder().join(name), vary::version(file, &bytes, version))?;
            }
        }
        Ok(batch)
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("raw").join("bench")
    }

    /// Imports everything from nothing, then the index alone.
    fn import(&self) -> io::Result<Import> {
        self.forget(&["normalized", "index"])?;
        let whole = self.run()?;
        self.forget(&["index"])?;
        Ok(Import { whole, index: self.run()? })
    }

    /// Puts what an import wrote aside. It is removed with the rest at the end: file systems look for
    /// room with more care in the seconds after much was removed, and that would count as ours.
    fn forget(&self, folders: &[&str]) -> io::Result<()> {
        let aside = self.root.path().join("aside");
        fs::create_dir_all(&aside)?;
        let aside = tempfile::Builder::new().disable_cleanup(true).tempdir_in(aside)?;
        let there = folders.iter().filter(|f| self.root.path().join(f).exists());
        there
            .into_iter()
            .try_for_each(|f| fs::rename(self.root.path().join(f), aside.path().join(f)))
    }

    fn run(&self) -> io::Result<Usage> {
        let told = std::env::var_os("RUNGS_BENCH_PROGRAM");
        let mut command = Command::new(told.unwrap_or_else(|| RUNGS.into()));
        command.args(["import", "--ocr", "off", "--quiet", "--root"]).arg(self.root.path());
        run(&mut command)
    }

    /// Lets the peer read the files; nothing if it is not installed.
    fn peer(&self) -> io::Result<Option<Usage>> {
        if !peer_is_there() {
            return Ok(None);
        }
        run(python().args(["-c", PEER]).arg(self.folder())).map(Some)
    }
}

fn python() -> Command {
    Command::new(std::env::var_os("RUNGS_BENCH_PYTHON").unwrap_or_else(|| "python3".into()))
}

fn peer_is_there() -> bool {
    let mut command = python();
    command.args(["-c", "import kreuzberg"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|s| s.success())
}

/// What an import cost.
struct Import {
    /// All of it.
    whole: Usage,
    /// A second one that finds all files unchanged and no index: starting, looking, and the index.
    index: Usage,
}

impl Import {
    /// Returns the CPU seconds of reading, without the index.
    ///
    /// The start of the parent and the look at unchanged files stand in both runs, so they are taken
    /// off as well; starting the workers is not.
    fn reading_s(&self) -> Option<f64> {
        Some(self.whole.cpu_s? - self.index.cpu_s?)
    }
}

/// What each round cost: every file once, and several versions of every file.
#[derive(Default)]
struct Rounds {
    once: Vec<Import>,
    often: Vec<Import>,
    peer_once: Vec<Usage>,
    peer_often: Vec<Usage>,
}

impl Rounds {
    fn print(&self, files: usize) {
        head();
        println!("rungs import --ocr off, CPU in ms");
        let whole = self.once.iter().filter_map(|i| i.whole.cpu_s);
        row("  a file, index included", whole.map(|s| ms_each(s, files)).collect(), 2);
        let once: Vec<f64> = self.once.iter().filter_map(Import::reading_s).collect();
        let often: Vec<f64> = self.often.iter().filter_map(Import::reading_s).collect();
        print_split(&once, &often, files);
        let peer_once: Vec<f64> = self.peer_once.iter().filter_map(|u| u.cpu_s).collect();
        let peer_often: Vec<f64> = self.peer_often.iter().filter_map(|u| u.cpu_s).collect();
        if peer_once.is_empty() {
            println!("kreuzberg is not installed, or its CPU unknown: nothing to compare with");
            return;
        }
        println!("kreuzberg, text only, CPU in ms");
        print_split(&peer_once, &peer_often, files);
        println!("ratio of CPU, ours to its");
        row("  every file once", ratios(&once, &peer_once), 2);
        row("  without the start", ratios(&rise(&once, &often), &rise(&peer_once, &peer_often)), 2);
    }
}

/// Prints the cost of a file with its share of the start, the cost of one more file, and the start.
fn print_split(once: &[f64], often: &[f64], files: usize) {
    let more = rise(once, often);
    row("  a file, with its share of start", once.iter().map(|s| ms_each(*s, files)).collect(), 2);
    let added = files * (VERSIONS - 1);
    row("  one file more", more.iter().map(|s| ms_each(*s, added)).collect(), 2);
    let start = once.iter().zip(&more).map(|(s, m)| (s - m / (VERSIONS - 1) as f64) * 1e3);
    row("  the start", start.collect(), 0);
}

/// Returns what the further versions cost, round by round.
fn rise(once: &[f64], often: &[f64]) -> Vec<f64> {
    once.iter().zip(often).map(|(a, b)| b - a).collect()
}

fn ratios(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter().zip(theirs).map(|(a, b)| a / b.max(f64::MIN_POSITIVE)).collect()
}

fn ms_each(s: f64, files: usize) -> f64 {
    s * 1e3 / files.max(1) as f64
}

fn print_memory(many: &Batch) -> io::Result<()> {
    let usage = many.import()?.whole;
    let mb = |kib: u64| vec![kib as f64 * 1024.0 / 1e6];
    println!("{MANY} versions of one Word file, one import");
    row("  peak memory of the parent, MB", usage.own_kib.map(mb).unwrap_or_default(), 1);
    row("  peak memory of a worker, MB", usage.child_kib.map(mb).unwrap_or_default(), 1);
    report_outcomes(many.root.path())
}

/// Prints how many files were read at all, so that a cheap failure is not taken for speed.
fn report_outcomes(root: &Path) -> io::Result<()> {
    let report = fs::read_to_string(root.join("normalized").join("report.jsonl"))?;
    let read = report.lines().filter(|l| l.contains("\"object\"")).count();
    println!("  {read} of {MANY} were read to an object");
    Ok(())
}
