//! What an import of PDF files costs, beside `pdftotext` called once a file.
//!
//! `cargo bench --bench pdf_cost -- [PATH…]` measures the PDF files of these files and folders, the
//! project's own `raw/` by default; `RUNGS_BENCH_ROUNDS` is the number of rounds, 5 by default. Both
//! programs take turns, so that what else the computer does falls on both. It prints figures and
//! judges none: nothing here fails on a timing.

#[path = "../common/mod.rs"]
mod common;

use common::figures::{head, row};
use common::files;
use common::usage::{Usage, run};
use rungs::extract::{Extractor, Limits, Wish};
use rungs::model::Format;
use rungs::worker::{Budget, Program, Workers};
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program measured.
const RUNGS: &str = env!("CARGO_BIN_EXE_rungs");
/// The program it is measured against.
const PDFTOTEXT: &str = "pdftotext";

fn main() -> Result<(), Box<dyn Error>> {
    let found = files::asked_for(&["pdf"])?;
    let root = tempfile::tempdir()?;
    let files = copy(&found, root.path())?;
    let pages = pages(&files)?;
    println!("{} PDF files, {pages} pages", files.len());
    let mut rounds = Rounds::default();
    for _ in 0..files::rounds() {
        rounds.imports.push(import(root.path())?);
        rounds.texts.extend(texts(&files, &root.path().join("text"))?);
    }
    rounds.print(pages);
    Ok(())
}

/// Copies files into an employer's folder, under names that differ.
fn copy(files: &[PathBuf], root: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = root.join("raw").join("bench");
    fs::create_dir_all(&folder)?;
    let copied = files.iter().enumerate().map(|(index, file)| {
        let copy = folder.join(format!("{index:05}.pdf"));
        fs::copy(file, &copy).map(|_| copy)
    });
    copied.collect()
}

/// Counts the pages of all files that can be read, in a process apart.
fn pages(files: &[PathBuf]) -> Result<usize, Box<dyn Error>> {
    let program = Program { path: RUNGS.into(), args: vec!["worker".into()] };
    let workers = Workers::new(program, Limits::default(), Budget::default())?;
    let mut pages = 0;
    for file in files {
        let layout = workers.layout(Format::Pdf, &fs::read(file)?, &Wish::default());
        pages += layout.map_or(0, |l| l.pages.len());
    }
    Ok(pages)
}

/// Imports everything from nothing, index included.
fn import(root: &Path) -> io::Result<Usage> {
    for folder in ["normalized", "index"] {
        let folder = root.join(folder);
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    let mut command = Command::new(RUNGS);
    command.args(["import", "--ocr", "off", "--quiet", "--root"]).arg(root);
    run(&mut command)
}

/// Calls the other program once a file; nothing if it is not installed.
fn texts(files: &[PathBuf], out: &Path) -> io::Result<Option<Usage>> {
    let asked = Command::new(PDFTOTEXT).arg("-v").stderr(Stdio::null()).status();
    if asked.is_err() {
        return Ok(None);
    }
    let mut sum = Usage::default();
    for file in files {
        add(&mut sum, &run(Command::new(PDFTOTEXT).arg(file).arg(out))?);
    }
    Ok(Some(sum))
}

/// Adds a run that came after others.
fn add(sum: &mut Usage, next: &Usage) {
    sum.cpu_s = next.cpu_s.map(|s| s + sum.cpu_s.unwrap_or(0.0));
    sum.wall_s += next.wall_s;
    sum.own_kib = sum.own_kib.max(next.own_kib);
    sum.child_kib = sum.child_kib.max(next.child_kib);
}

/// What each round cost.
#[derive(Default)]
struct Rounds {
    imports: Vec<Usage>,
    texts: Vec<Usage>,
}

impl Rounds {
    fn print(&self, pages: usize) {
        head();
        self.print_one("rungs import --ocr off", &self.imports, pages);
        if self.texts.is_empty() {
            println!("{PDFTOTEXT} is not on PATH: nothing to compare with");
            return;
        }
        self.print_one("pdftotext, once a file", &self.texts, pages);
        let pairs = self.imports.iter().zip(&self.texts);
        let ratio = pairs.filter_map(|(a, b)| Some(a.cpu_s? / b.cpu_s?.max(f64::MIN_POSITIVE)));
        row("ratio of user and system CPU", ratio.collect(), 2);
    }

    fn print_one(&self, name: &str, rounds: &[Usage], pages: usize) {
        println!("{name}");
        let cpu: Vec<f64> = rounds.iter().filter_map(|u| u.cpu_s).collect();
        let per_s = |s: &f64| pages as f64 / s.max(f64::MIN_POSITIVE);
        row("  user and system CPU, s", cpu.clone(), 2);
        row("  pages per CPU second", cpu.iter().map(per_s).collect(), 0);
        let wall: Vec<f64> = rounds.iter().map(|u| u.wall_s).collect();
        row("  by the clock, s", wall.clone(), 2);
        row("  pages per second", wall.iter().map(per_s).collect(), 0);
        let mib = |kib: u64| kib as f64 / 1024.0;
        row("  peak memory, MiB", rounds.iter().filter_map(|u| u.own_kib).map(mib).collect(), 1);
        let workers = rounds.iter().filter_map(|u| u.child_kib).map(mib);
        row("  peak memory of a worker, MiB", workers.collect(), 1);
    }
}
