//! Files that hold documents: outcomes, paths, employers, and what a second import does.

use crate::support::{COOK, DRIVER, Root};
use rungs::container::Holding;
use rungs::data::Data;
use rungs::extract::{ExtractError, Extractor, InProcess, Limits, Picture, Wish};
use rungs::model::{Format, LayoutDoc, NoteCode, Status};
use rungs::pipeline::{self, Engines, Options, Watch};
use rungs::source::Ignore;
use rungs::store::State;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const PORTER: &str = "Porter\n\nSkills\n- Ability to carry bags\n- Ability to open doors\n";
const LETTER: &str = "Dear all, see what I send along. Kind regards, Jo";

pub fn zip_of<B: AsRef<[u8]>>(parts: &[(&str, B)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // Without a time, so that the same documents make the same archive.
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(bytes.as_ref()).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

fn mail_of(body: &str, attachments: &[(&str, &str)]) -> Vec<u8> {
    let part = |(name, text): &(&str, &str)| {
        format!(
            "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"\n\n{text}\n"
        )
    };
    let parts: String = attachments.iter().map(part).collect();
    let head = "From: Jo <jo@elsewhere.example>\nTo: hr@here.example\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n";
    format!("{head}{body}\n{parts}--b--\n").into_bytes()
}

/// Returns a Word file with a text, and a Word file inside it.
fn word_with(text: &str, inside: Option<&[u8]>) -> Vec<u8> {
    let relations = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let relation = |kind: &str, target: &str| {
        format!("<Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let para = |line: &str| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    let paras: String = text.lines().map(para).collect();
    let body = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paras}</w:body></w:document>"
    );
    let top = relations(&relation("officeDocument", "word/document.xml"));
    let inner = inside.map_or(String::new(), |_| relation("package", "embeddings/in.docx"));
    let main = relations(&inner);
    let mut parts = vec![
        ("_rels/.rels", top.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", main.as_bytes()),
    ];
    parts.extend(inside.map(|bytes| ("word/embeddings/in.docx", bytes)));
    zip_of(&parts)
}

/// Returns the outcomes of the last import by path.
fn outcomes(root: &Root) -> BTreeMap<String, String> {
    let of = |v: &serde_json::Value| v["outcome"].as_str().expect("an outcome").to_owned();
    root.report().iter().map(|(path, line)| (path.clone(), of(line))).collect()
}

fn paths(root: &Root) -> Vec<String> {
    outcomes(root).into_keys().collect()
}

#[test]
fn every_document_in_a_container_has_its_own_outcome_and_the_container_the_worst() {
    let root = Root::new();
    let inner: [(&str, &[u8]); 3] =
        [("c.txt", COOK.as_bytes()), ("logo.gif", b"GIF89a"), ("e.txt", b"")];
    let inner = zip_of(&inner);
    let parts: [(&str, &[u8]); 4] = [
        ("jobs/d.txt", DRIVER.as_bytes()),
        ("in.zip", &inner),
        ("README.txt", b"x"),
        ("../p.txt", PORTER.as_bytes()),
    ];
    root.write("raw/acme/all.zip", zip_of(&parts));
    root.write("raw/acme/none.zip", zip_of(&[("README.txt", "x")]));
    let run = root.import(&[]);
    assert_eq!(run.code, 3);
    let expected = [
        ("acme/all.zip", "rejected"),
        ("acme/all.zip/in.zip", "rejected"),
        ("acme/all.zip/in.zip/c.txt", "ok"),
        ("acme/all.zip/in.zip/e.txt", "rejected"),
        ("acme/all.zip/in.zip/logo.gif", "rejected"),
        ("acme/all.zip/jobs/d.txt", "ok"),
        ("acme/all.zip/p.txt", "ok"),
        ("acme/none.zip", "rejected"),
    ];
    assert_eq!(outcomes(&root), expected.map(|(p, o)| (p.to_owned(), o.to_owned())).into());
    let report = root.report();
    assert_eq!(report["acme/all.zip"]["reason"], "2 of 5 documents in it: rejected");
    assert_eq!(report["acme/all.zip"]["format"], "zip");
    assert_eq!(report["acme/none.zip"]["reason"], "there is no document in it");
    assert!(run.err.contains("6 files and 2 containers opened: 3 ok, 3 rejected"), "{}", run.err);
    assert!(run.err.contains("; 2 passed over"), "{}", run.err);
    let noted = root.store().framework(&root.entry("acme/all.zip/p.txt")).expect("a document");
    assert_eq!(noted.source.file, "all.zip/p.txt");
    assert!(noted.notes.iter().any(|n| n.code == NoteCode::F001 && n.message.contains("../p.txt")));
    let check = root.run(&["check"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
}

#[test]
fn rows_searches_and_explanations_name_the_place_in_the_container() {
    let root = Root::new();
    root.write("raw/acme/all.zip", zip_of(&[("jobs/driver.txt", DRIVER)]));
    root.import(&[]);
    let export = root.run(&["export", "--format", "jsonl", "-o", "-"]).out;
    let row: serde_json::Value =
        serde_json::from_str(export.lines().next().expect("a row")).expect("JSON");
    assert_eq!(row["doc"], "all.zip/jobs/driver.txt");
    assert_eq!(row["source"], "acme/all.zip/jobs/driver.txt");
    assert_eq!(row["organisation"], "acme");
    let id = row["id"].as_str().expect("an id");
    for args in [&["search", "van"][..], &["explain", id], &["list", "documents"]] {
        let run = root.run(args);
        assert!(run.out.contains("acme/all.zip/jobs/driver.txt"), "{args:?}: {}", run.out);
    }
}

#[test]
fn a_mail_is_its_text_and_what_was_sent_along() {
    let root = Root::new();
    root.write("raw/acme/mail.eml", mail_of(LETTER, &[("driver.txt", DRIVER)]));
    root.write("raw/acme/plain.eml", mail_of(PORTER, &[]));
    root.import(&[]);
    let expected = [
        ("acme/mail.eml", "suspect"),
        ("acme/mail.eml/body.txt", "suspect"),
        ("acme/mail.eml/driver.txt", "ok"),
        ("acme/plain.eml", "ok"),
        ("acme/plain.eml/body.txt", "ok"),
    ];
    assert_eq!(outcomes(&root), expected.map(|(p, o)| (p.to_owned(), o.to_owned())).into());
}

#[test]
fn the_folder_under_raw_names_the_employer_and_no_name_in_a_container_does() {
    let root = Root::new();
    let archive = zip_of(&[("elsewhere/driver.txt", DRIVER)]);
    root.write("raw/acme/all.zip", &archive);
    root.write("raw/top.zip", zip_of(&[("acme/cook.txt", COOK)]));
    root.write("raw/top.eml", mail_of(PORTER, &[]));
    root.write(
        "out/all.zip",
        zip_of(&[("acme/porter.txt", format!("{PORTER}- Ability to whistle\n"))]),
    );
    root.import(&[]);
    root.import(&["--employer", "Birch", "out/all.zip"]);
    let employer = |path: &str| root.entry(path).employer;
    assert_eq!(employer("acme/all.zip/elsewhere/driver.txt").as_deref(), Some("acme"));
    assert_eq!(employer("top.zip/acme/cook.txt"), None);
    assert_eq!(employer("top.eml/body.txt"), None);
    assert_eq!(employer("./out/all.zip/acme/porter.txt").as_deref(), Some("Birch"));
}

#[test]
fn the_same_bytes_in_containers_and_beside_them_are_one_document() {
    let root = Root::new();
    let archive = zip_of(&[("driver.txt", DRIVER)]);
    root.write("raw/acme/all.zip", &archive);
    root.write("raw/birch/copy.zip", &archive);
    root.write("raw/birch/driver.txt", DRIVER);
    root.import(&[]);
    let expected = [
        ("acme/all.zip", "ok"),
        ("acme/all.zip/driver.txt", "ok"),
        ("birch/copy.zip", "duplicate"),
        ("birch/copy.zip/driver.txt", "duplicate"),
        ("birch/driver.txt", "duplicate"),
    ];
    assert_eq!(outcomes(&root), expected.map(|(p, o)| (p.to_owned(), o.to_owned())).into());
    let document = root.store().frameworks().expect("one document").remove(0);
    assert_eq!(document.source.employers, ["acme", "birch"]);
    root.remove("raw/acme/all.zip");
    root.import(&["--prune"]);
    assert_eq!(root.documents(), ["birch/copy.zip/driver.txt"]);
    assert_eq!(root.entry("birch/copy.zip").outcome.status, Status::Ok);
}

#[test]
fn a_document_that_left_its_container_is_gone_like_a_file() {
    let root = Root::new();
    let whole = zip_of(&[("driver.txt", DRIVER), ("cook.txt", COOK)]);
    root.write("raw/acme/all.zip", &whole);
    root.import(&[]);
    root.write("raw/acme/all.zip", zip_of(&[("driver.txt", DRIVER)]));
    let run = root.import(&["raw/acme/all.zip"]);
    assert!(run.err.contains("vanished: acme/all.zip/cook.txt"), "{}", run.err);
    assert_eq!(root.entry("acme/all.zip/cook.txt").state, State::Gone);
    assert_eq!(root.entry("acme/all.zip/driver.txt").state, State::Current);
    root.import(&["--prune"]);
    assert!(root.entries("acme/all.zip/cook.txt").is_empty());
    root.write("raw/acme/all.zip", &whole);
    root.import(&[]);
    assert_eq!(root.documents().len(), 2);
    root.write("raw/acme/all.zip", PORTER);
    root.import(&["--prune"]);
    assert_eq!(root.documents(), ["acme/all.zip"]);
    root.remove("raw/acme/all.zip");
    root.import(&["--prune"]);
    assert!(root.manifest().entries.is_empty(), "{:?}", root.manifest().entries);
}

#[cfg(unix)]
#[test]
fn documents_of_a_container_that_cannot_be_opened_stay() {
    let root = Root::new();
    root.write("raw/acme/all.zip", zip_of(&[("driver.txt", DRIVER)]));
    root.import(&[]);
    fs::rename(root.join("raw/acme/all.zip"), root.join("all.zip")).expect("moved");
    std::os::unix::fs::symlink(root.join("all.zip"), root.join("raw/acme/all.zip"))
        .expect("a link");
    root.import(&["--prune"]);
    assert_eq!(outcomes(&root)["acme/all.zip"], "rejected");
    assert_eq!(root.documents(), ["acme/all.zip/driver.txt"]);
}

#[test]
fn a_document_inside_a_word_file_is_one_of_its_own() {
    let root = Root::new();
    let inner = word_with(COOK, None);
    root.write("raw/acme/outer.docx", word_with(DRIVER, Some(&inner)));
    root.import(&[]);
    let expected = [("acme/outer.docx", "ok"), ("acme/outer.docx/word/embeddings/in.docx", "ok")];
    assert_eq!(outcomes(&root), expected.map(|(p, o)| (p.to_owned(), o.to_owned())).into());
    assert_eq!(root.documents().len(), 2);
    root.write("raw/acme/outer.docx", word_with(DRIVER, None));
    root.import(&["--prune"]);
    assert_eq!(root.documents(), ["acme/outer.docx"]);
}

#[test]
fn a_saved_web_page_is_one_document_whatever_its_name() {
    let root = Root::new();
    let page = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Location: file:///C:/x.htm\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/html; charset=\"windows-1252\"\n\n<html><h1>Porter</h1><h2>Skills</h2><ul><li>Ability to earn =A310=<li>Ability to carry b=\nags</ul>\n--b\nContent-Location: file:///C:/x.png\nContent-Type: image/png\n\nx\n--b--\n";
    root.write("raw/acme/porter.doc", page);
    root.import(&[]);
    let entry = root.entry("acme/porter.doc");
    assert_eq!((entry.format, entry.requirements), (Some(Format::Mht), 2));
    assert_eq!(root.manifest().entries.len(), 1);
    let text = root.run(&["show", &entry.document]).out;
    assert!(text.contains("earn \u{a3}10") && text.contains("carry bags"), "{text}");
}

#[test]
fn inspect_lists_a_container_and_shows_what_is_in_it() {
    let root = Root::new();
    let inner = zip_of(&[("cook.txt", COOK)]);
    let parts: [(&str, &[u8]); 2] = [("driver.txt", DRIVER.as_bytes()), ("in.zip", &inner)];
    root.write("all.zip", zip_of(&parts));
    let list = root.run(&["inspect", "all.zip"]);
    for path in ["all.zip/driver.txt", "all.zip/in.zip ", "all.zip/in.zip/cook.txt"] {
        assert!(list.out.contains(path), "{}", list.out);
    }
    let json = root.run(&["inspect", "all.zip", "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["held"][1]["container"], "zip");
    assert!(root.run(&["inspect", "all.zip/in.zip"]).out.contains("all.zip/in.zip/cook.txt"));
    let shown = root.run(&["inspect", "all.zip/in.zip/cook.txt", "--json"]).out;
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(shown["source"]["file"], "all.zip/in.zip/cook.txt");
    let cases = [("all.zip/no.txt", 2), ("no.zip/a.txt", 2), ("all.zip/driver.txt/x", 2)];
    for (path, code) in cases {
        assert_eq!(root.run(&["inspect", path]).code, code, "{path}");
    }
    assert_eq!(root.run(&["inspect", "all.zip", "--stage", "layout"]).code, 2);
}

#[test]
fn nothing_is_ever_written_beside_the_store() {
    let root = Root::new();
    let names =
        ["../../up.txt", "/tmp/../root.txt", "C:\\disk.txt", "..\\..\\back.txt", "a\0b.txt"];
    let parts: Vec<(&str, String)> =
        names.iter().map(|n| (*n, format!("{DRIVER}- Ability to name {n:?}\n"))).collect();
    root.write("raw/acme/all.zip", zip_of(&parts));
    root.import(&[]);
    let mut top: Vec<String> = fs::read_dir(root.path())
        .expect("the root")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    top.sort();
    assert_eq!(top, ["index", "normalized", "raw"]);
    assert_eq!(fs::read_dir(root.join("raw/acme")).expect("the folder").count(), 1);
    assert_eq!(paths(&root).len(), 1 + names.len());
    assert!(paths(&root).iter().all(|p| p.starts_with("acme/all.zip")));
}

fn filled() -> Root {
    let root = Root::new();
    let inner = zip_of(&[("c.txt", COOK), ("d.txt", DRIVER)]);
    let parts: [(&str, &[u8]); 3] =
        [("d.txt", DRIVER.as_bytes()), ("in.zip", &inner), ("p.txt", PORTER.as_bytes())];
    root.write("raw/acme/all.zip", zip_of(&parts));
    root.write(
        "raw/acme/mail.eml",
        mail_of(LETTER, &[("d.txt", DRIVER), ("x.bin", "\0\u{1}\u{2}")]),
    );
    root.write("raw/birch/in.zip", &inner);
    root.write("raw/birch/p.txt", PORTER);
    root.write("raw/birch/w.docx", word_with(DRIVER, Some(&word_with(COOK, None))));
    root
}

#[test]
fn threads_and_the_order_of_files_change_no_byte() {
    let (one, two, single) = (filled(), filled(), filled());
    one.import(&["--jobs", "1"]);
    two.import(&["--jobs", "2"]);
    for file in ["birch/w.docx", "birch/p.txt", "birch/in.zip", "acme/mail.eml", "acme/all.zip"] {
        single.import(&[&format!("raw/{file}")]);
    }
    let files = one.normalized();
    assert!(files.len() > 5 && files.keys().any(|f| f.contains("all-zip")), "{:?}", files.keys());
    assert!(files == two.normalized(), "one thread and two");
    assert!(files == single.normalized(), "a batch and single files");
}

/// Counts how often containers are opened to see what they hold, and to take documents out.
#[derive(Default)]
struct Counting {
    listed: AtomicUsize,
    taken: AtomicUsize,
    reader: InProcess,
}

impl Extractor for Counting {
    fn layout(&self, format: Format, bytes: &[u8], wish: &Wish) -> Result<LayoutDoc, ExtractError> {
        self.reader.layout(format, bytes, wish)
    }

    fn picture(
        &self,
        format: Format,
        b: &[u8],
        page: u32,
        dpi: f32,
        p: &[String],
    ) -> Result<Picture, ExtractError> {
        self.reader.picture(format, b, page, dpi, p)
    }

    fn list(&self, bytes: &[u8], ignore: &Ignore) -> Result<Holding, ExtractError> {
        self.listed.fetch_add(1, Ordering::Relaxed);
        self.reader.list(bytes, ignore)
    }

    fn take(&self, bytes: &[u8], paths: &[String]) -> Result<Vec<Option<Vec<u8>>>, ExtractError> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        self.reader.take(bytes, paths)
    }
}

/// Imports, and returns how often containers were opened for either reason.
fn opened(root: &Root, force: bool, stop: &AtomicBool, stop_after: usize) -> (usize, usize) {
    let options = Options {
        root: root.path().to_owned(),
        paths: Vec::new(),
        employer: None,
        force,
        prune: false,
        dry_run: false,
        jobs: Some(1),
        limits: Limits::default(),
    };
    let begun = AtomicUsize::new(0);
    let event = |event: pipeline::Event| {
        if matches!(event, pipeline::Event::Done(..))
            && begun.fetch_add(1, Ordering::Relaxed) + 1 == stop_after
        {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let counting = Counting::default();
    let watch = Watch { event: &event, stop };
    pipeline::import(&options, &Data::default(), Engines::plain(&counting), watch)
        .expect("an import");
    (counting.listed.into_inner(), counting.taken.into_inner())
}

#[test]
fn a_container_is_opened_once_for_all_its_documents_and_not_again() {
    let root = filled();
    let stop = AtomicBool::new(false);
    assert_eq!(opened(&root, false, &stop, 0), (4, 3), "each once; one has duplicates only");
    let before = root.normalized();
    assert_eq!(opened(&root, false, &stop, 0), (0, 0));
    assert!(before == root.normalized(), "nothing has changed");
    let all: Vec<String> = root.manifest().entries.into_iter().map(|e| e.path).collect();
    assert_eq!(paths(&root), all, "the report names everything all the same");
    assert_eq!(opened(&root, true, &stop, 0), (4, 3));
    assert!(before == root.normalized(), "force reads the same");
    root.write("data/ignore.csv", "pattern,case,why,seen\np.txt,exact,a test,this test\n");
    root.import(&[]);
    assert!(!paths(&root).contains(&"acme/all.zip/p.txt".to_owned()));
}

#[test]
fn an_interrupted_import_leaves_no_document_behind() {
    let (root, whole) = (filled(), filled());
    opened(&root, false, &AtomicBool::new(false), 2);
    let first = root.documents().len();
    opened(&root, false, &AtomicBool::new(false), 0);
    opened(&whole, false, &AtomicBool::new(false), 0);
    assert!(first < root.documents().len(), "it was interrupted");
    assert!(root.normalized() == whole.normalized(), "the rest was read");
}
