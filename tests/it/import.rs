//! `rungs import`: outcomes, editions, duplicates, and what a second run does.

use crate::made;
use crate::support::{COOK, DRIVER, Root, by_path, repo};
use rungs::data::Data;
use rungs::extract::{InProcess, Limits};
use rungs::pipeline::{self, Batch, Engines, Event, ImportError, Options, Watch};
use rungs::store::State;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

fn docx_cut_in_half() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    zip.write_all(DRIVER.as_bytes()).expect("its text");
    let bytes = zip.finish().expect("an archive").into_inner();
    bytes[..bytes.len() / 2].to_vec()
}

#[test]
fn every_bad_file_has_one_outcome_with_reason_and_advice() {
    let root = Root::with(&[("raw/acme/good.txt", DRIVER), ("raw/acme/~$good.docx", "lock")]);
    let noise: Vec<u8> =
        (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("binary.bin", noise.clone(), "not a document"),
        ("blank.txt", b" \r\n\n".to_vec(), "empty"),
        ("cut.docx", docx_cut_in_half(), "damaged"),
        ("empty.docx", Vec::new(), "empty"),
        ("noise.docx", noise, "not a document"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "damaged"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "damaged: its picture"),
        ("broken.txt", b"{\"title\": \"Dyer\", \"skills\": [".to_vec(), "damaged: its data (JSON)"),
        ("other.txt", b"{\"title\": \"Dyer\", \"wool\": []}".to_vec(), "Data (JSON) other than"),
        ("portable.pdf", b"%PDF-1.7\n%\xe2\xe3\n".to_vec(), "damaged"),
        ("rich.docx", b"{\\rtf1\\ansi{\\fonttbl".to_vec(), "ends too early"),
    ];
    for (name, bytes, _) in &cases {
        root.write(&format!("raw/acme/{name}"), bytes);
    }
    let run = root.import(&[]);
    assert_eq!(run.code, 3);
    let report = root.report();
    assert_eq!(report.len(), cases.len() + 1, "one line per file, none for what is no document");
    for (name, _, reason) in cases {
        let line = &report[&format!("acme/{name}")];
        assert_eq!(line["outcome"], "rejected", "{name}");
        assert!(line["reason"].as_str().is_some_and(|r| r.contains(reason)), "{line}");
        assert!(line["hint"].as_str().is_some_and(|h| h.len() > 10), "{line}");
        assert!(run.err.contains(name), "{name} is in the summary");
    }
    assert_ne!(report["acme/good.txt"]["outcome"], "rejected");
    assert_eq!(root.documents(), ["acme/good.txt"]);
}

#[test]
fn the_name_of_a_file_does_not_decide() {
    let root = Root::with(&[("raw/acme/text.docx", DRIVER), ("raw/acme/no-ending", COOK)]);
    root.import(&[]);
    assert_eq!(root.report()["acme/text.docx"]["format"], "text");
    assert_eq!(root.report()["acme/no-ending"]["format"], "text");
}

/// A small document of each format, by its name and the ending it usually has. Two are refused.
fn one_of_each() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let file = |path: &str| fs::read(repo(&format!("tests/{path}"))).expect("the input");
    let golden = |case: &str| file(&format!("golden/{case}"));
    let built = |case: &str| made::input(case).expect("an input").1;
    let page = String::from_utf8(golden("pdf-bullets/input.page")).expect("UTF-8");
    let mut png = Vec::new();
    let mut writer = png::Encoder::new(&mut png, 8, 8).write_header().expect("a header");
    writer.write_image_data(&[255; 64]).expect("pixels");
    writer.finish().expect("its end");
    vec![
        ("docx", "docx", built("docx-grid")),
        ("doc", "doc", golden("doc-job-description/input.doc")),
        ("odt", "odt", golden("odt-job-description/input.fodt")),
        ("rtf", "rtf", golden("rtf-person-specification/input.rtf")),
        ("xlsx", "xlsx", built("xlsx-role-rows")),
        ("xls", "xls", golden("xls-role-rows/input.xls")),
        ("ods", "ods", golden("ods-role-rows/input.fods")),
        ("csv", "csv", golden("csv-role-rows/input.csv")),
        ("html", "html", golden("html-menu/input.html")),
        ("standard", "json", golden("standard-json/input.json")),
        ("pdf", "pdf", crate::sheet::pdf(&page)),
        ("jpeg", "jpg", file("sources/pictures/scan.jpg")),
        ("png", "png", png),
        ("tiff", "tif", file("sources/pictures/fax.tif")),
        ("text", "txt", DRIVER.into()),
        ("Picture (GIF)", "gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
        ("Drawing (SVG)", "svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>".to_vec()),
    ]
}

/// Imports the documents, each under the ending that `ending` gives its place in the list; returns
/// what became of each, but for its path.
fn outcomes(
    files: &[(&str, &str, Vec<u8>)],
    ending: impl Fn(usize) -> &'static str,
) -> Vec<serde_json::Value> {
    let root = Root::new();
    let path = |at: usize| format!("acme/{at}.{}", ending(at));
    for (at, (_, _, bytes)) in files.iter().enumerate() {
        root.write(&format!("raw/{}", path(at)), bytes);
    }
    root.import(&["--ocr", "off"]);
    let report = root.report();
    let line = |at: usize| {
        let mut line = report[&path(at)].clone();
        let fields = line.as_object_mut().expect("an object");
        fields.remove("path");
        line
    };
    (0..files.len()).map(line).collect()
}

#[test]
fn every_format_is_told_by_its_bytes_under_the_name_of_every_other() {
    let files = one_of_each();
    let endings: Vec<&str> = files.iter().map(|f| f.1).collect();
    let own = outcomes(&files, |at| endings[at]);
    for ((format, _, _), line) in files.iter().zip(&own) {
        if line["outcome"] == "rejected" {
            let reason = line["reason"].as_str().expect("a reason");
            assert_eq!(reason, format!("{format} cannot be read yet"));
            continue;
        }
        assert_eq!(line["format"], *format, "{line}");
        let is_read = line["requirements"].as_u64().is_some_and(|n| n > 0);
        assert_eq!(is_read, !["jpeg", "png", "tiff"].contains(format), "{line}");
    }
    let mut faults = Vec::new();
    for ending in &endings {
        let wrong = outcomes(&files, |_| ending);
        for ((format, ..), pair) in files.iter().zip(own.iter().zip(wrong)) {
            if *pair.0 != pair.1 {
                faults.push(format!("{format} as .{ending}: {}", pair.1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_file_above_the_limit_is_refused_before_it_is_read() {
    let root = Root::with(&[("raw/acme/good.txt", DRIVER)]);
    let huge = File::create(root.join("raw/acme/huge.txt")).expect("a file");
    huge.set_len(300 << 20).expect("a sparse file");
    assert_eq!(root.import(&[]).code, 3);
    let line = &root.report()["acme/huge.txt"];
    assert!(line["reason"].as_str().is_some_and(|r| r.contains("too large")), "{line}");
    assert_eq!(root.documents(), ["acme/good.txt"]);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_never_opened() {
    let root = Root::with(&[("raw/acme/good.txt", DRIVER), ("secret.txt", "Skills\n- SECRET")]);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, root.join(at)).expect("a link");
    link("../../secret.txt", "raw/acme/link.txt");
    link("nowhere", "raw/acme/dangling.txt");
    link(".", "raw/acme/loop");
    let made = std::process::Command::new("mkfifo").arg(root.join("raw/acme/pipe.txt")).status();
    assert!(made.is_ok_and(|s| s.success()), "mkfifo");
    assert_eq!(root.import(&[]).code, 3);
    let report = root.report();
    for name in ["link.txt", "dangling.txt", "loop", "pipe.txt"] {
        let line = &report[&format!("acme/{name}")];
        assert_eq!(line["outcome"], "rejected", "{line}");
        assert!(
            line["reason"].as_str().is_some_and(|r| r.contains("not a regular file")),
            "{line}"
        );
    }
    let stored = root.normalized();
    assert!(!stored.values().any(|b| String::from_utf8_lossy(b).contains("SECRET")));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_or_folder_does_not_stop_the_others() {
    use std::os::unix::fs::PermissionsExt;
    let root = Root::with(&[
        ("raw/acme/good.txt", DRIVER),
        ("raw/acme/closed.txt", COOK),
        ("raw/shut/a.txt", COOK),
    ]);
    let close = |path: &str, mode| {
        fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    close("raw/acme/closed.txt", 0);
    close("raw/shut", 0);
    if File::open(root.join("raw/acme/closed.txt")).is_ok() {
        eprintln!("skipped: this user may read every file");
        close("raw/shut", 0o755);
        return;
    }
    assert_eq!(root.import(&[]).code, 3);
    assert_eq!(root.report()["acme/closed.txt"]["outcome"], "rejected");
    assert_eq!(root.report()["shut"]["outcome"], "rejected");
    assert_eq!(root.documents(), ["acme/good.txt"]);
    close("raw/shut", 0o755);
}

#[cfg(unix)]
#[test]
fn names_of_any_bytes_are_kept_and_shown_harmless() {
    use std::os::unix::ffi::OsStrExt;
    let root = Root::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff\x1b]0;x\x07.txt");
    fs::create_dir(root.join("raw/acme")).expect("a folder");
    fs::write(root.join("raw/acme").join(name), DRIVER).expect("a file");
    let run = root.import(&["--verbose"]);
    assert!(!run.err.contains(['\u{1b}', '\u{7}']), "{:?}", run.err);
    assert_eq!(root.documents(), ["acme/%FF\u{1b}]0;x\u{7}.txt"]);
    assert_eq!(root.import(&["raw/acme"]).code, run.code);
    assert_eq!(root.report().len(), 1);
}

#[test]
fn changed_bytes_replace_the_older_edition() {
    let root = Root::with(&[("raw/acme/job.txt", DRIVER)]);
    root.import(&[]);
    let first = root.entry("acme/job.txt");
    root.write("raw/acme/job.txt", COOK);
    root.import(&[]);
    assert_eq!(root.report()["acme/job.txt"]["change"], "changed");
    let entries = root.entries("acme/job.txt");
    let states: Vec<State> = entries.iter().map(|(s, _)| *s).collect();
    assert_eq!(states, [State::Current, State::Superseded]);
    assert_eq!(entries[1].1.blake3, first.blake3);
    let old = root.store().framework(&entries[1].1).expect("the old edition stays");
    assert_eq!(old.id, first.document);
    let shown = root.store().frameworks().expect("objects");
    assert_eq!(shown.len(), 1);
    assert_ne!(shown[0].id, first.document);

    root.write("raw/acme/job.txt", DRIVER);
    root.import(&[]);
    let states: Vec<_> =
        root.entries("acme/job.txt").into_iter().map(|(s, e)| (s, e.blake3)).collect();
    assert_eq!(states[0], (State::Current, first.blake3));
    assert_eq!(states.len(), 2, "an edition that is back is no past one");
}

#[test]
fn a_vanished_file_stays_until_it_is_pruned() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER), ("raw/acme/b.txt", COOK)]);
    root.import(&[]);
    let object = root.entry("acme/b.txt").object.expect("stored");
    root.remove("raw/acme/b.txt");
    let run = root.import(&[]);
    assert!(run.err.contains("vanished: acme/b.txt"), "{}", run.err);
    assert_eq!(root.entry("acme/b.txt").state, State::Gone);
    assert_eq!(root.documents(), ["acme/a.txt", "acme/b.txt"]);
    root.import(&[]);
    assert_eq!(root.entry("acme/b.txt").state, State::Gone, "a later run changes nothing");

    root.import(&["--prune"]);
    assert!(root.entries("acme/b.txt").is_empty());
    assert_eq!(root.documents(), ["acme/a.txt"]);
    assert!(!root.join("normalized").join(object).exists());
}

#[test]
fn a_file_that_comes_back_is_current_again() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    root.remove("raw/acme/a.txt");
    root.import(&[]);
    root.write("raw/acme/a.txt", DRIVER);
    root.import(&[]);
    assert_eq!(root.normalized(), before);
}

#[test]
fn a_moved_file_is_not_lost_and_not_twice() {
    let root = Root::with(&[("raw/acme/old.txt", DRIVER)]);
    root.import(&[]);
    fs::rename(root.join("raw/acme/old.txt"), root.join("raw/acme/new.txt")).expect("moved");
    root.import(&[]);
    assert_eq!(root.documents(), ["acme/new.txt"]);
    assert!(root.entries("acme/old.txt").is_empty());
    let fresh = Root::with(&[("raw/acme/new.txt", DRIVER)]);
    fresh.import(&[]);
    assert_eq!(root.normalized(), fresh.normalized());
}

#[test]
fn single_paths_touch_nothing_else() {
    let root = Root::with(&[
        ("raw/acme/a.txt", DRIVER),
        ("raw/acme/b.txt", COOK),
        ("raw/beta/c.txt", "Clerk\n\nSkills\n- Ability to type\n- Ability to file\n"),
    ]);
    root.import(&[]);
    root.remove("raw/acme/b.txt");
    root.write("raw/beta/c.txt", "changed, but not named");
    root.import(&["raw/acme/a.txt"]);
    assert_eq!(root.report().len(), 1);
    assert_eq!(root.entry("acme/b.txt").state, State::Current);
    assert_eq!(root.entries("beta/c.txt").len(), 1);
    root.import(&["raw/acme", "--prune"]);
    assert!(root.entries("acme/b.txt").is_empty(), "a folder that is walked notices what vanished");
    assert_eq!(root.entries("beta/c.txt").len(), 1);
}

/// Files of which several hold the same bytes.
const MANY: [(&str, &str); 6] = [
    ("raw/acme/driver.txt", DRIVER),
    ("raw/acme/sub/Driver copy.txt", DRIVER),
    ("raw/beta/cook.txt", COOK),
    ("raw/beta/driver.txt", DRIVER),
    ("raw/loose cook.txt", COOK),
    ("raw/zeta/empty.txt", ""),
];

#[test]
fn the_same_bytes_are_one_document_with_all_its_places() {
    let root = Root::with(&MANY);
    root.import(&[]);
    let report = root.report();
    assert_eq!(report["acme/sub/Driver copy.txt"]["outcome"], "duplicate");
    assert_eq!(report["beta/driver.txt"]["outcome"], "duplicate");
    assert_eq!(report["loose cook.txt"]["outcome"], "duplicate");
    assert_eq!(report["beta/driver.txt"]["employer"], "beta");
    let frameworks = root.store().frameworks().expect("objects");
    assert_eq!(frameworks.len(), 2);
    let driver = &frameworks[0].source;
    assert_eq!(driver.paths, ["acme/driver.txt", "acme/sub/Driver copy.txt", "beta/driver.txt"]);
    assert_eq!(driver.employers, ["acme", "beta"]);
    assert_eq!(frameworks[1].employer.as_deref(), Some("beta"));
}

#[test]
fn threads_and_order_change_no_byte() {
    let batch = Root::with(&MANY);
    batch.import(&["--jobs", "2"]);
    let expected = batch.normalized();
    assert!(expected.len() >= 3);
    let single = Root::with(&MANY);
    single.import(&["--jobs", "1"]);
    assert_eq!(single.normalized(), expected, "--jobs 1");
    let orders = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 5, 1, 4, 0, 2]];
    for order in orders {
        let root = Root::with(&MANY);
        order.into_iter().for_each(|i| drop(root.import(&[MANY[i].0])));
        assert_eq!(root.normalized(), expected, "one by one in the order {order:?}");
        root.import(&[]);
        assert_eq!(root.normalized(), expected, "and once more as a batch");
    }
}

#[test]
fn files_that_arrive_later_change_no_byte_either() {
    let expected = Root::with(&MANY);
    expected.import(&[]);
    let root = Root::new();
    for (path, text) in MANY.iter().rev() {
        root.write(path, text);
        root.import(&[]);
    }
    assert_eq!(root.normalized(), expected.normalized());
}

#[test]
fn losing_the_first_of_two_equal_files_keeps_the_document() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER), ("raw/beta/b.txt", DRIVER)]);
    root.import(&[]);
    root.write("raw/acme/a.txt", COOK);
    root.import(&["raw/acme/a.txt"]);
    assert_eq!(root.documents(), ["acme/a.txt", "beta/b.txt"]);
    let kept = root.entry("beta/b.txt");
    assert_ne!(kept.outcome.status.name(), "duplicate");
    assert_eq!(root.store().framework(&kept).expect("stored").source.employers, ["beta"]);
    let old = &root.entries("acme/a.txt")[1];
    assert_eq!((old.0, &old.1.object), (State::Superseded, &kept.object));
}

#[test]
fn unchanged_files_are_skipped_and_keep_their_outcome() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER), ("raw/acme/empty.txt", "")]);
    assert_eq!(root.import(&[]).code, 3);
    let before = (root.normalized(), root.report());
    let run = root.import(&[]);
    assert_eq!(run.code, 3, "a rejected file stays a fault");
    assert!(run.err.contains("2 unchanged"), "{}", run.err);
    assert_eq!(root.normalized(), before.0);
    for (path, line) in root.report() {
        assert_eq!(line["change"], "unchanged", "{path}");
        assert_eq!(line["outcome"], before.1[&path]["outcome"], "{path}");
        assert_eq!(line["requirements"], before.1[&path]["requirements"], "{path}");
    }
    root.import(&["--force"]);
    assert_eq!(root.report()["acme/a.txt"]["change"], "reread");
    assert_eq!(root.normalized(), before.0, "reading again gives the same bytes");
}

#[test]
fn a_lost_object_or_another_word_list_is_reason_to_read_again() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    let object = root.entry("acme/a.txt").object.expect("stored");
    root.remove(&format!("normalized/{object}"));
    root.import(&[]);
    assert_eq!(root.normalized(), before);

    root.write("data/ignore.csv", "pattern,case,why,seen\n*.bak,any,backup,this test\n");
    root.write("raw/acme/a.bak", COOK);
    root.import(&[]);
    assert_eq!(root.report().len(), 1);
    assert_eq!(root.report()["acme/a.txt"]["change"], "reread");
    root.write("data/ignore.csv", "pattern,case,why,seen\n*.bak,sometimes,backup,this test\n");
    let run = root.run(&["import"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("data/ignore.csv, line 2"), "{}", run.err);
}

#[test]
fn a_dry_run_writes_nothing() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    let run = root.import(&["--dry-run"]);
    assert!(run.err.contains("nothing was written"), "{}", run.err);
    assert!(!root.join("normalized").exists() && !root.join("index").exists());
    root.import(&[]);
    let before = root.normalized();
    root.write("raw/acme/a.txt", COOK);
    let run = root.import(&["--dry-run", "--json"]);
    assert_eq!(by_path(&run.out)["acme/a.txt"]["change"], "changed");
    assert_eq!(root.normalized(), before);
}

#[test]
fn the_employer_comes_from_the_folder_then_the_option() {
    let root = Root::with(&[
        ("raw/acme/deep/er/a.txt", DRIVER),
        ("raw/loose.txt", COOK),
        ("mail/c.txt", "Clerk\n\nSkills\n- Ability to type\n- Ability to file\n"),
    ]);
    root.import(&[".", "mail/c.txt", "--employer", "Beta & Sons"]);
    let employers: Vec<_> =
        root.manifest().entries.into_iter().map(|e| (e.path, e.employer)).collect();
    let expected = [
        ("./mail/c.txt", "Beta & Sons"),
        ("acme/deep/er/a.txt", "acme"),
        ("loose.txt", "Beta & Sons"),
    ];
    let expected = expected.map(|(p, e)| (p.to_owned(), Some(e.to_owned())));
    assert_eq!(employers, expected);
    let object = root.entry("loose.txt").object.expect("stored");
    assert!(object.starts_with("beta-sons/loose-"), "{object}");

    let unnamed = Root::with(&[("raw/loose.txt", COOK)]);
    unnamed.import(&[]);
    let object = unnamed.entry("loose.txt").object.expect("stored");
    assert!(object.starts_with("_unknown/loose-"), "{object}");
}

#[test]
fn a_second_importer_ends_at_once() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let lock =
        File::options().write(true).open(root.join("normalized/.lock")).expect("the lock file");
    lock.lock().expect("the lock");
    let run = root.run(&["import"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("another import is running"), "{}", run.err);
    drop(lock);
    assert_ne!(root.run(&["import"]).code, 4);
}

#[test]
fn what_cannot_be_done_says_why() {
    let root = Root::new();
    let cases: [(&[&str], i32, &str); 6] = [
        (&["import"], 0, "There is no document in"),
        (&["import", "nowhere.txt"], 2, "there is no file or folder nowhere.txt"),
        (&["import", "--no-such-flag"], 2, "unexpected argument"),
        (&["import", "--employer", " "], 2, "--employer needs a name"),
        (&["import", "--root", "elsewhere"], 4, "there is no folder elsewhere"),
        (&["import", "--data", "elsewhere"], 2, "there is no folder elsewhere"),
    ];
    for (args, code, message) in cases {
        let run = root.run(args);
        assert_eq!(run.code, code, "{args:?}: {}", run.err);
        assert!(run.err.contains(message), "{args:?}: {}", run.err);
        assert!(run.out.is_empty(), "{args:?}");
    }
    assert!(root.run(&["import", "--help"]).out.starts_with("Examples:"));
}

#[test]
fn the_report_goes_to_stdout_on_request_and_the_rest_to_stderr() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER), ("raw/acme/b.txt", "")]);
    let run = root.import(&["--json", "--quiet"]);
    assert_eq!(run.err, "");
    assert_eq!(by_path(&run.out), root.report());
    let run = root.import(&[]);
    assert_eq!(run.out, "");
    assert!(run.err.contains("2 files:"), "{}", run.err);
}

/// Puts the store into the state in which an import was cut off right after its turning point.
fn cut_off(root: &Root) {
    let rename = |from: &str, to: &str| {
        fs::rename(root.join("normalized").join(from), root.join("normalized").join(to))
            .expect("renamed");
    };
    let object = root.entry("acme/a.txt").object.expect("stored");
    rename(&object, &format!("{object}.new"));
    rename("manifest.json", "manifest.new.json");
    root.write("normalized/manifest.json", "{\"schema\":\"older\"}");
    root.write("normalized/acme/half.json.new", "{\"half");
}

#[test]
fn an_import_that_was_cut_off_is_whole_for_readers_and_finished_by_the_next() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    cut_off(&root);
    root.write("normalized/acme/orphan-0123abcd.json", "{}");
    assert_eq!(root.documents(), ["acme/a.txt"]);
    root.import(&[]);
    assert_eq!(root.normalized(), before);
}

#[test]
fn damage_is_noticed_and_repaired() {
    let root = Root::with(&[("raw/acme/a.txt", DRIVER)]);
    root.import(&[]);
    let before = root.normalized();
    let object = root.entry("acme/a.txt").object.expect("stored");
    let text = String::from_utf8(before[&object].clone()).expect("JSON");
    root.write(&format!("normalized/{object}"), text.replacen("competency", "Competency", 1));
    assert!(root.store().frameworks().is_err());
    root.import(&["--force"]);
    assert_eq!(root.normalized(), before);

    root.write("normalized/manifest.json", "{\"half");
    let run = root.run(&["import"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("Delete the folder normalized"), "{}", run.err);
}

/// Imports by library, and stops as soon as `documents` have been read.
fn import_and_stop_after(root: &Root, documents: usize) -> Result<Batch, ImportError> {
    let (done, stop) = (AtomicUsize::new(0), AtomicBool::new(documents == 0));
    let event = |event: Event| {
        let is_done = matches!(event, Event::Done(..));
        if is_done && done.fetch_add(1, Ordering::Relaxed) + 1 == documents {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let options = Options {
        root: root.path().to_owned(),
        paths: Vec::new(),
        employer: None,
        force: false,
        prune: false,
        dry_run: false,
        jobs: Some(1),
        limits: Limits::default(),
    };
    let watch = Watch { event: &event, stop: &stop };
    pipeline::import(&options, &Data::default(), Engines::plain(&InProcess::default()), watch)
}

#[test]
fn an_interrupted_import_keeps_what_it_read_and_what_was_there() {
    let texts = |n: u32| format!("Job {n}\n\nSkills\n- Ability to do {n} things at once\n");
    let change = |root: &Root| {
        (0..4).for_each(|n| root.write(&format!("raw/acme/{n}.txt"), texts(n + 2)));
    };
    let (root, whole) = (Root::new(), Root::new());
    for root in [&root, &whole] {
        (0..4).for_each(|n| root.write(&format!("raw/acme/{n}.txt"), texts(n)));
        root.import(&[]);
        change(root);
    }
    whole.import(&[]);
    let before = root.normalized();
    assert!(matches!(import_and_stop_after(&root, 0), Err(ImportError::Interrupted)));
    assert_eq!(root.normalized(), before);

    let batch = import_and_stop_after(&root, 1).expect("what was read is stored");
    assert!(batch.unread > 0);
    let paths: Vec<String> = root
        .manifest()
        .entries
        .into_iter()
        .filter(|e| e.state == State::Current)
        .map(|e| e.path)
        .collect();
    assert_eq!(paths, ["acme/0.txt", "acme/1.txt", "acme/2.txt", "acme/3.txt"]);
    assert!(root.store().frameworks().is_ok());
    root.import(&[]);
    assert_eq!(root.normalized(), whole.normalized());
}

#[test]
fn a_levels_own_grade_is_shown_and_labels_stand_apart_from_values() {
    let root = Root::new();
    root.write(
        "raw/park/levels.html",
        fs::read(repo("tests/golden/html-levels-with-pay/input.html")).expect("the case"),
    );
    assert_eq!(root.run(&["import"]).code, 0);
    let rows = root.run(&["export", "--format", "jsonl"]).out;
    let rows: Vec<Value> =
        rows.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let id = |level: &str| {
        let stated = |r: &&Value| r["level"] == level && r["category"] == "qualification";
        rows.iter().find(stated).and_then(|r| r["id"].as_str()).expect("a qualification")
    };
    let shown = |level: &str| root.run(&["show", id(level)]).out;
    assert!(shown("Level 1").contains("\n  grade        Scale 2\n"), "{}", shown("Level 1"));
    assert!(shown("Level 3").contains("\n  qualification "), "{}", shown("Level 3"));
    let json = root.run(&["show", id("Level 1"), "--json"]).out;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["grade"], "Scale 2");
}
