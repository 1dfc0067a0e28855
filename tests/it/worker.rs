//! Worker processes: what becomes of a document whose reader dies, hangs, grows or lies, and of its
//! neighbours. Stand-ins play the bad workers; the real one plays itself.

#![cfg(unix)]

use crate::floors::shared;
use crate::golden;
use crate::made;
use crate::support::{COOK, DRIVER, Root, repo};
use rungs::data::Data;
use rungs::extract::{Ended, ExtractError, Extractor, InProcess, Limits, Wish};
use rungs::model::{Format, LayoutDoc, Status};
use rungs::pipeline::{self, Batch, Engines, Options, Watch};
use rungs::source;
use rungs::worker::protocol::{Ask, Request, encode, write_frame};
use rungs::worker::{Budget, Program, Workers};
use std::fs;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const RUNGS: &str = env!("CARGO_BIN_EXE_rungs");

/// Returns a shell script as a worker; `$0` is `folder`, `$1` the real program.
fn script(text: &str, folder: &Root) -> Program {
    let folder = folder.path().as_os_str().to_owned();
    Program { path: "/bin/sh".into(), args: vec!["-c".into(), text.into(), folder, RUNGS.into()] }
}

fn real() -> Program {
    Program { path: RUNGS.into(), args: vec!["worker".into()] }
}

fn workers(program: Program, budget: Budget) -> Workers {
    Workers::new(program, Limits::default(), budget).expect("a pool")
}

fn read(reader: &dyn Extractor, text: &str) -> Result<LayoutDoc, ExtractError> {
    reader.layout(Format::Text, text.as_bytes(), &Wish::default())
}

/// Reads a document with a stand-in for the worker.
fn read_by(text: &str, budget: Budget) -> Result<LayoutDoc, ExtractError> {
    let folder = Root::new();
    read(&workers(script(text, &folder), budget), DRIVER)
}

#[test]
fn workers_read_what_the_readers_read() {
    let workers = workers(real(), Budget::default());
    let mut inputs: Vec<Vec<u8>> = golden::cases().iter().map(|c| c.input().1).collect();
    let root = Root::new();
    made::copy(&repo("raw"), &root.join("raw"));
    for folder in fs::read_dir(root.join("raw")).expect("raw/").flatten() {
        let files = fs::read_dir(folder.path()).into_iter().flatten().flatten();
        inputs.extend(files.filter_map(|f| fs::read(f.path()).ok()));
    }
    assert!(inputs.len() > 30, "only {} documents", inputs.len());
    for bytes in inputs {
        let Ok(format) = source::sniff(&bytes) else { continue };
        for boxes in [false, true] {
            let wish = Wish { boxes, ..Wish::default() };
            let here = InProcess::default().layout(format, &bytes, &wish);
            assert_eq!(workers.layout(format, &bytes, &wish), here);
        }
    }
}

#[test]
fn a_bad_end_is_told_by_its_cause() {
    let budget = || Budget { wall_s: 1, ..Budget::default() };
    let slow = || Budget::default();
    let cases = [
        ("kill -9 $$", slow(), Ended::Signal(9)),
        ("kill -SEGV $$", slow(), Ended::Signal(11)),
        ("exit 7", slow(), Ended::Exit(7)),
        (
            "ulimit -c 0; ulimit -S -t 1; while :; do :; done",
            slow(),
            Ended::Processor { seconds: 20 },
        ),
        ("exec sleep 100", budget(), Ended::Time { seconds: 1 }),
        ("sleep 100; true", budget(), Ended::Time { seconds: 1 }),
        (
            "ulimit -c 0; echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$",
            slow(),
            Ended::Memory { bytes: 1 << 30 },
        ),
        (
            "ulimit -c 0; echo \"thread 'x' has overflowed its stack\" >&2; kill -ABRT $$",
            slow(),
            Ended::Nesting,
        ),
        ("exec cat", slow(), Ended::Answer),
        (r"printf '\377\377\377\377'; exec cat >/dev/null", slow(), Ended::Answer),
    ];
    for (text, budget, expected) in cases {
        assert_eq!(read_by(text, budget), Err(expected.into()), "{text}");
    }
}

#[test]
fn a_document_that_does_not_fit_a_pipe_does_not_wait_for_a_worker_that_does_not_read() {
    let folder = Root::new();
    let budget = Budget { wall_s: 1, ..Budget::default() };
    let workers = workers(script("exec sleep 100", &folder), budget);
    let long = "Ability to wait. ".repeat(100_000);
    assert_eq!(read(&workers, &long), Err(Ended::Time { seconds: 1 }.into()));
}

#[test]
fn a_worker_that_cannot_be_started_is_not_the_documents_fault() {
    let program = Program { path: "/no/such/program".into(), args: Vec::new() };
    let workers = workers(program, Budget::default());
    assert!(matches!(read(&workers, DRIVER), Err(ExtractError::Ended(Ended::NotStarted(_)))));
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    let batch = import(&root, &workers);
    assert_eq!(batch.lines[0].outcome, Status::Rejected);
    root.import(&[]);
    assert_eq!(root.report()["acme/a.txt"]["outcome"], "ok", "the next import tries again");
}

/// Dies once, then works.
const DIES_ONCE: &str = "if mkdir \"$0/once\" 2>/dev/null; then kill -9 $$; fi; exec \"$1\" worker";
/// Notes that it starts, and works.
const COUNTED: &str = "echo $$ >> \"$0/starts\"; exec \"$1\" worker";

fn starts(folder: &Root) -> Vec<u32> {
    let text = fs::read_to_string(folder.join("starts")).unwrap_or_default();
    text.lines().map(|l| l.parse().expect("a process")).collect()
}

#[test]
fn a_death_costs_one_more_try_in_a_fresh_worker() {
    let folder = Root::new();
    let workers = workers(script(DIES_ONCE, &folder), Budget::default());
    assert_eq!(read(&workers, DRIVER), read(&InProcess::default(), DRIVER));
    assert!(folder.join("once").exists(), "it never died");

    let folder = Root::new();
    let dies = "echo $$ >> \"$0/starts\"; kill -9 $$";
    let workers = self::workers(script(dies, &folder), Budget::default());
    assert_eq!(read(&workers, DRIVER), Err(Ended::Signal(9).into()));
    assert_eq!(starts(&folder).len(), 2, "two tries and no more");
}

#[test]
fn a_worker_that_was_killed_while_idle_costs_nothing() {
    let folder = Root::new();
    let workers = workers(script(COUNTED, &folder), Budget::default());
    assert!(read(&workers, DRIVER).is_ok());
    let kill = Command::new("kill").args(["-9", &starts(&folder)[0].to_string()]).status();
    assert!(kill.expect("kill").success());
    assert!(read(&workers, COOK).is_ok());
    assert_eq!(starts(&folder).len(), 2);
}

#[test]
fn workers_are_used_again_and_replaced_after_so_many_documents() {
    for (documents, expected) in [(500, 1), (2, 3), (1, 5)] {
        let folder = Root::new();
        let budget = Budget { documents, ..Budget::default() };
        let workers = workers(script(COUNTED, &folder), budget);
        for n in 0..5 {
            assert!(read(&workers, &format!("{n} {DRIVER}")).is_ok());
        }
        assert_eq!(starts(&folder).len(), expected, "{documents} documents a worker");
    }
}

#[test]
fn what_a_worker_prints_reaches_no_one_and_blocks_nothing() {
    let chatter = "head -c 1000000 /dev/zero >&2; exec \"$1\" worker";
    assert_eq!(read_by(chatter, Budget::default()), read(&InProcess::default(), DRIVER));
}

#[test]
fn a_stop_ends_what_is_being_read() {
    let folder = Root::new();
    let hangs = "echo $$ >> \"$0/starts\"; exec sleep 100";
    let workers = workers(script(hangs, &folder), Budget::default());
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| read(&workers, DRIVER));
        while starts(&folder).is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        workers.stop_after(Duration::ZERO);
        assert_eq!(reading.join().expect("no panic"), Err(ExtractError::Interrupted));
    });
    assert_eq!(read(&workers, DRIVER), Err(ExtractError::Interrupted));
    assert_eq!(starts(&folder).len(), 1, "no second try after a stop");
}

/// Returns a Word file with so many MiB of empty paragraphs, packed to next to nothing.
fn empty_paragraphs(mib: usize) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let head = format!("<w:document xmlns:w=\"{namespace}\"><w:body>");
    zip.write_all(head.as_bytes()).expect("its head");
    let block = "<w:p/>".repeat((1 << 20) / 6);
    (0..mib).for_each(|_| zip.write_all(block.as_bytes()).expect("its text"));
    zip.write_all(b"</w:body></w:document>").expect("its end");
    zip.finish().expect("an archive").into_inner()
}

/// Returns limits that let a bomb go off.
fn no_limits() -> Limits {
    Limits {
        part_bytes: 1 << 30,
        package_bytes: 1 << 30,
        ratio: u64::MAX,
        nodes: u32::MAX,
        ..Limits::default()
    }
}

#[test]
fn a_document_that_makes_the_reader_grow_is_refused_and_the_next_is_read() {
    let budget = Budget { memory_bytes: 256 << 20, ..Budget::default() };
    let workers = Workers::new(real(), no_limits(), budget).expect("a pool");
    let bomb = empty_paragraphs(48);
    let answer = workers.layout(Format::Docx, &bomb, &Wish::default());
    assert_eq!(answer, Err(Ended::Memory { bytes: 256 << 20 }.into()));
    assert!(read(&workers, DRIVER).is_ok());
}

#[test]
fn the_end_of_the_parent_ends_a_busy_worker() {
    let mut worker = Command::new(RUNGS)
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("a worker");
    let budget = Budget { processor_s: 1, memory_bytes: 1 << 40, ..Budget::default() };
    let ask = Ask::Layout { format: Format::Docx, wish: Wish::default() };
    let question = encode(&Request { ask, limits: no_limits(), budget }).expect("bytes");
    let mut pipe = worker.stdin.take().expect("its input");
    write_frame(&mut pipe, &question).expect("sent");
    write_frame(&mut pipe, &empty_paragraphs(64)).expect("sent");
    drop(pipe);
    let status = worker.wait().expect("its end");
    assert_eq!(status.code(), Some(0), "not by a limit: {status}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_limits_itself_and_ends_with_the_pool() {
    let folder = Root::new();
    let workers = workers(script(COUNTED, &folder), Budget::default());
    assert!(read(&workers, DRIVER).is_ok());
    let process = format!("/proc/{}", starts(&folder)[0]);
    let limits = fs::read_to_string(format!("{process}/limits")).expect("the worker lives");
    let soft = |name: &str| {
        let line = limits.lines().find(|l| l.starts_with(name)).expect(name);
        line[name.len()..].split_whitespace().next().expect("a limit").to_owned()
    };
    assert_eq!(soft("Max address space"), (1_u64 << 30).to_string());
    assert_eq!(soft("Max file size"), "0");
    assert_eq!(soft("Max core file size"), "0");
    assert_eq!(soft("Max open files"), "16");
    let processor: u64 = soft("Max cpu time").parse().expect("seconds");
    assert!((21..60).contains(&processor), "{processor}");
    let open = fs::read_dir(format!("{process}/fd")).expect("its files").flatten();
    let open: Vec<_> = open.filter_map(|f| fs::read_link(f.path()).ok()).collect();
    assert!(open.len() <= 8, "{open:?}");
    drop(workers);
    assert!(!fs::exists(&process).expect("a look"), "the worker outlives its pool");
}

fn import(root: &Root, reader: &dyn Extractor) -> Batch {
    let options = Options {
        root: root.path().to_owned(),
        paths: Vec::new(),
        employer: None,
        force: false,
        prune: false,
        dry_run: false,
        jobs: Some(2),
        limits: Limits::default(),
    };
    let watch = Watch { event: &|_| (), stop: &AtomicBool::new(false) };
    pipeline::import(&options, &Data::default(), Engines::plain(reader), watch).expect("an import")
}

#[test]
fn the_batch_does_not_notice_that_workers_die() {
    let (whole, root, folder) = (Root::new(), Root::new(), Root::new());
    for root in [&whole, &root] {
        made::copy(&repo("raw"), &root.join("raw"));
    }
    import(&whole, &InProcess::default());
    // The first worker dies of its first document; each of the others reads three.
    let budget = Budget { documents: 3, ..Budget::default() };
    let batch = import(&root, &workers(script(DIES_ONCE, &folder), budget));
    assert!(folder.join("once").exists(), "none died");
    assert!(batch.lines.len() >= 8, "only {} files", batch.lines.len());
    assert_eq!(root.normalized(), whole.normalized());
}

#[test]
fn an_interrupted_batch_keeps_what_was_stored() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    root.write("raw/acme/a.txt", COOK);
    let workers = workers(real(), Budget::default());
    workers.stop_after(Duration::ZERO);
    let batch = import(&root, &workers);
    assert_eq!(batch.unread, 1);
    let entry = root.entry("acme/a.txt");
    assert!(before.contains_key(&entry.object.expect("the former object")));
    assert_eq!(root.documents(), ["acme/a.txt"]);
    root.import(&[]);
    assert_eq!(root.entries("acme/a.txt").len(), 2, "the next import reads it");
}

#[test]
fn every_hostile_file_has_one_outcome_and_its_neighbours_are_read() {
    let Some(hostile) = shared().map(|s| s.join("hostile")).filter(|h| h.is_dir()) else {
        return eprintln!("skipped: no hostile files");
    };
    let root = Root::with(&[("raw/acme/driver.txt", DRIVER), ("raw/acme/cook.txt", COOK)]);
    made::copy(&hostile, &root.join("raw/hostile"));
    let budget = Budget { processor_s: 2, ..Budget::default() };
    let batch = import(&root, &workers(real(), budget));
    assert_eq!(batch.unread, 0);
    let files = count(&root.join("raw"));
    assert!(files > 50, "only {files} files");
    assert_eq!(batch.lines.len() + batch.ignored.len(), files);
    for line in &batch.lines {
        let explained = line.outcome == Status::Ok || line.reason.is_some();
        assert!(explained, "{}: {:?} without a reason", line.path, line.outcome);
        let neighbour = line.path.starts_with("acme/");
        assert!(!neighbour || line.outcome == Status::Ok, "{line:?}");
    }
}

fn count(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).expect("the folder").flatten();
    entries.map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
}
