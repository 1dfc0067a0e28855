//! Pages that are pictures, and files with passwords. Stand-ins play programs that recognise badly;
//! where Tesseract is installed, it plays itself. The two locked files were saved with pikepdf: AES-256
//! with a password to open, AES-128 with one to change.

use crate::support::{Root, pdf_file, repo};
use rungs::extract::{Extractor, InProcess};
use rungs::model::Format;
use serde_json::Value;
use std::process::Command;

const LINES: [(u32, u32, &str); 5] = [
    (20, 260, "Van Driver"),
    (14, 210, "Skills"),
    (11, 180, "Ability to drive a van safely in towns"),
    (11, 150, "Ability to read a map and to plan a route"),
    (11, 120, "Ability to speak with customers in a friendly manner"),
];
const PASSWORD: &str = "swordfish";

/// Returns a PDF file of pages of 420 by 300 points: the content of each, and what it draws.
fn pdf(pages: &[(String, Vec<u8>)]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 4 + 3 * n)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    for (content, picture) in pages {
        let first = objects.len() + 1;
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents {} 0 R\
             /Resources<</Font<</F1 3 0 R>>/XObject<</I1 {} 0 R>>>>>>",
            first + 1,
            first + 2
        );
        let content = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
        objects.extend([page.into_bytes(), content.into_bytes(), picture.clone()]);
    }
    pdf_file(&objects)
}

/// A page that sets its lines as text.
fn typed() -> (String, Vec<u8>) {
    let line =
        |(size, y, text): &(u32, u32, &str)| format!("BT /F1 {size} Tf 40 {y} Td ({text}) Tj ET\n");
    (LINES.iter().map(line).collect(), b"null".to_vec())
}

/// A page that shows the picture of the typed one, with a page number set below it.
fn scanned() -> (String, Vec<u8>) {
    let drawn = InProcess::default()
        .picture(Format::Pdf, &pdf(&[typed()]), 1, 200.0, &[])
        .expect("a picture");
    let mut reader =
        png::Decoder::new(std::io::Cursor::new(drawn.png)).read_info().expect("a PNG file");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    let samples = info.color_type.samples();
    let grey: Vec<u8> = pixels.chunks(samples).map(|pixel| pixel[0]).collect();
    let (width, height) = (info.width, info.height);
    let mut picture = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
         /BitsPerComponent 8/Length {}>>\nstream\n",
        grey.len()
    )
    .into_bytes();
    picture.extend(grey);
    picture.extend(b"\nendstream");
    let content = "q 420 0 0 300 0 0 cm /I1 Do Q BT /F1 9 Tf 200 12 Td (7) Tj ET";
    (content.to_owned(), picture)
}

/// Imports a document with `PATH` as given; returns its line of the report and its exported texts.
fn import(root: &Root, path: Option<&str>, args: &[&str]) -> (Value, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
    command.arg("import").args(args).current_dir(root.path());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let run = command.output().expect("the program starts");
    assert!(matches!(run.status.code(), Some(0 | 3)), "{run:?}");
    let rows = root.run(&["export", "--format", "jsonl", "--output", "-"]).out;
    let text = |row: &str| {
        let row: Value = serde_json::from_str(row).expect("a row");
        row["text"].as_str().expect("a text").to_owned()
    };
    (root.report()["acme/job.pdf"].clone(), rows.lines().map(text).collect())
}

fn root(document: &[u8]) -> Root {
    let root = Root::new();
    root.write("raw/acme/job.pdf", document);
    root
}

fn statements() -> Vec<String> {
    LINES[2..].iter().map(|(_, _, text)| (*text).to_owned()).collect()
}

#[test]
fn a_picture_without_recognition_is_suspect_and_named() {
    for (path, args, why) in [
        (None, vec!["--ocr", "off"], "text recognition is off"),
        (Some(""), vec![], "tesseract was not found"),
    ] {
        let (line, texts) = import(&root(&pdf(&[typed(), scanned()])), path, &args);
        assert_eq!(line["outcome"], "suspect", "{line}");
        assert_eq!(line["reason"], format!("page 2 is a picture without text: {why}"));
        assert!(line["hint"].as_str().is_some_and(|h| h.contains("tesseract-ocr-eng")), "{line}");
        assert_eq!(texts, statements(), "what was read is there all the same");
    }
}

/// Tells whether Tesseract is installed; without it the test is skipped, but never in CI.
fn has_tesseract() -> bool {
    let found = Command::new("tesseract").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("RUNGS_NO_SKIP").is_none(), "tesseract is not installed");
    if !found {
        eprintln!("skipped: tesseract is not installed");
    }
    found
}

#[test]
fn a_picture_is_recognised_and_read_like_text() {
    if !has_tesseract() {
        return;
    }
    let root = root(&pdf(&[scanned()]));
    let (line, mut texts) = import(&root, None, &[]);
    assert_eq!((&line["outcome"], &line["notes"]["E012"]), (&"ok".into(), &1.into()), "{line}");
    texts.sort();
    assert_eq!(texts, statements());
    let object = line["object"].as_str().expect("stored");
    let stored = std::fs::read_to_string(root.join("normalized").join(object)).expect("an object");
    assert!(stored.contains("the text of page 1 was recognised by tesseract "), "{stored}");
    assert_eq!(import(&root, None, &[]).0["change"], "unchanged");
    let (line, _) = import(&root, None, &["--ocr", "off"]);
    assert_eq!((&line["change"], &line["outcome"]), (&"reread".into(), &"suspect".into()));
}

/// A picture of the typed page, and of pages of its lines below the title: JPEG, and TIFF of two.
fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let file =
        |name: &str| std::fs::read(repo("tests/sources/pictures").join(name)).expect("a file");
    let page = pdf(&[typed()]);
    let png =
        InProcess::default().picture(Format::Pdf, &page, 1, 200.0, &[]).expect("a picture").png;
    vec![("png", png), ("jpeg", file("scan.jpg")), ("tiff", file("fax.tif"))]
}

#[test]
fn a_file_that_is_a_picture_is_a_page_to_recognise() {
    for (format, bytes) in pictures() {
        for (path, args, why) in [
            (None, vec!["--ocr", "off"], "text recognition is off"),
            (Some(""), vec![], "tesseract was not found"),
        ] {
            let (line, texts) = import(&root(&bytes), path, &args);
            assert_eq!((&line["outcome"], &line["format"]), (&"suspect".into(), &format.into()));
            let pages =
                if format == "tiff" { "pages 1 to 2 are pictures" } else { "page 1 is a picture" };
            assert_eq!(line["reason"], format!("{pages} without text: {why}"));
            assert!(
                line["hint"].as_str().is_some_and(|h| h.contains("tesseract-ocr-eng")),
                "{line}"
            );
            assert!(texts.is_empty(), "{texts:?}");
        }
    }
    if !has_tesseract() {
        return;
    }
    for (format, bytes) in pictures() {
        let root = root(&bytes);
        let (line, mut texts) = import(&root, None, &[]);
        texts.sort();
        assert_eq!((&line["outcome"], texts), (&"ok".into(), statements()), "{format}: {line}");
        assert_eq!(import(&root, None, &[]).0["change"], "unchanged");
        let shown = root.run(&["inspect", "raw/acme/job.pdf", "--format", "html"]);
        assert!(shown.code == 0 && shown.out.contains("data:image/png;base64,"), "{}", shown.err);
    }
}

#[test]
fn a_damaged_or_boundless_picture_is_rejected_and_one_with_a_part_missing_is_not_trusted() {
    for (format, bytes) in pictures() {
        let (line, _) = import(&root(&bytes[..60]), None, &[]);
        assert_eq!(
            (&line["outcome"], &line["object"]),
            (&"rejected".into(), &Value::Null),
            "{format}"
        );
        let reason = line["reason"].as_str().expect("a reason");
        assert!(reason.starts_with("the file is damaged: its picture: "), "{format}: {reason}");
    }
    let mut huge = Vec::new();
    drop(png::Encoder::new(&mut huge, 90_000, 90_000).write_header().expect("a header"));
    let (line, _) = import(&root(&huge), None, &[]);
    assert_eq!(
        line["reason"],
        "the file exceeds the limit for the size of a picture (100 million pixels)"
    );
    let [_, (_, scan), _] = pictures().try_into().expect("three");
    let (line, _) = import(&root(&scan[..scan.len() * 2 / 3]), None, &["--ocr", "off"]);
    assert_eq!(line["notes"]["E002"], 1, "{line}");
}

/// Imports a scan with a shell script for Tesseract.
#[cfg(unix)]
fn import_with(script: &str) -> Value {
    use std::os::unix::fs::PermissionsExt;
    let root = root(&pdf(&[scanned()]));
    let version = "case \"$*\" in --version) echo 'tesseract 0.1'; exit;; esac\n";
    root.write("bin/tesseract", format!("#!/bin/sh\n{version}{script}"));
    let program = root.join("bin/tesseract");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let path = format!("{}:/usr/bin:/bin", root.join("bin").display());
    import(&root, Some(&path), &[]).0
}

#[cfg(unix)]
#[test]
fn a_program_that_recognises_badly_costs_its_pages_only() {
    let line = import_with("echo 'no such language' >&2; exit 1");
    assert_eq!(
        line["reason"],
        "page 1 is a picture without text: tesseract failed: no such language"
    );
    let line = import_with("kill -9 $$");
    assert!(line["reason"].as_str().is_some_and(|r| r.contains("tesseract failed")), "{line}");

    let words = "cat >/dev/null; n=0; while [ $n -lt 9 ]; do n=$((n + 1)); \
                 printf '5\\t1\\t1\\t1\\t%s\\t1\\t100\\t%s\\t300\\t40\\t30\\tword\\n' $n $((n * 80)); done";
    let line = import_with(words);
    assert_eq!(line["reason"], "the text recognised on page 1 is unsure", "{line}");
    assert_eq!((&line["outcome"], &line["notes"]["E013"]), (&"suspect".into(), &1.into()));

    let line = import_with("cat >/dev/null; echo nothing");
    assert_eq!((&line["outcome"], &line["notes"]["E012"]), (&"suspect".into(), &1.into()));
}

fn locked(name: &str) -> Root {
    root(&std::fs::read(repo("tests/sources/locked").join(name)).expect("a file"))
}

#[test]
fn a_protected_file_is_read_with_its_password_alone() {
    let root = locked("password.pdf");
    let protected = |line: &Value| {
        assert_eq!(line["outcome"], "rejected", "{line}");
        assert_eq!(line["reason"], "the file is protected by a password");
        assert!(line["hint"].as_str().is_some_and(|h| h.contains("--password-file")), "{line}");
    };
    protected(&import(&root, None, &[]).0);
    assert_eq!(import(&root, None, &[]).0["change"], "unchanged");
    root.write("wrong.txt", "sword\nfish\n");
    protected(&import(&root, None, &["--password-file", "wrong.txt"]).0);
    root.write("right.txt", format!("sword\r\n{PASSWORD}\r\n"));
    let (line, texts) = import(&root, None, &["--password-file", "right.txt"]);
    assert_eq!((&line["outcome"], texts.len()), (&"ok".into(), 2), "{line}");
    assert_eq!(import(&root, None, &[]).0["outcome"], "ok", "what was read stays read");
    for (path, bytes) in root.normalized() {
        let has = bytes.windows(PASSWORD.len()).any(|w| w == PASSWORD.as_bytes());
        assert!(!has, "the password stands in {path}");
    }
}

#[test]
fn inspect_takes_passwords_too_and_prints_none() {
    let root = locked("password.pdf");
    root.write("right.txt", PASSWORD);
    let args = ["inspect", "raw/acme/job.pdf"];
    let shut = root.run(&args);
    assert!(shut.code == 3 && shut.err.contains("--password-file"), "{}", shut.err);
    for form in ["text", "json", "html"] {
        let more = ["--format", form, "--password-file", "right.txt"];
        let run = root.run(&[&args[..], &more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains("drive a van safely"), "{form}");
        assert!(!run.out.contains(PASSWORD) && !run.err.contains(PASSWORD), "{form}");
    }
}

#[test]
fn a_file_that_only_its_owner_may_change_is_read() {
    let (line, texts) = import(&locked("owner-only.pdf"), None, &[]);
    assert_eq!((&line["outcome"], texts.len()), (&"ok".into(), 2), "{line}");
}

#[test]
fn a_password_file_that_is_not_there_is_wrong_usage() {
    let root = locked("password.pdf");
    for command in [&["import"][..], &["inspect", "raw/acme/job.pdf"]] {
        let run = root.run(&[command, &["--password-file", "none.txt"]].concat());
        assert!(run.code == 2 && run.err.contains("none.txt"), "{}: {}", run.code, run.err);
    }
}

#[test]
fn formats_tells_how_pictures_are_read() {
    let root = Root::new();
    let run = |path: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
        command.args(["formats", "--json"]).current_dir(root.path());
        if let Some(path) = path {
            command.env("PATH", path);
        }
        let out = command.output().expect("the program starts").stdout;
        let json: Value = serde_json::from_slice(&out).expect("JSON");
        json["text_recognition"].clone()
    };
    let none = run(Some(""));
    assert_eq!(
        (&none["engine"], &none["fault"]),
        (&Value::Null, &"tesseract was not found".into())
    );
    assert!(none["hint"].as_str().is_some_and(|h| h.contains("tesseract-ocr-eng")), "{none}");
    if has_tesseract() {
        let here = run(None);
        assert!(here["engine"].as_str().is_some_and(|e| e.starts_with("tesseract ")), "{here}");
        assert_eq!((&here["fault"], &here["hint"]), (&Value::Null, &Value::Null));
    }
}
