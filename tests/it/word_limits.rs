//! Word files at the limits, from both sides, and files that are none: each a named reason with a
//! next step.

use crate::support::Root;
use crate::word::{Word, element, p, tbl, zipped};
use rungs::extract::{ExtractError, Limits, docx};
use rungs::model::{Block, Body, LayoutDoc, NoteCode};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    docx::read(bytes, limits)
}

/// Expects a document that is read whole.
fn whole(bytes: &[u8], limits: &Limits) -> LayoutDoc {
    let doc = read(bytes, limits).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(doc.notes, []);
    doc
}

/// Expects a limit of that name and size.
fn over(bytes: &[u8], limits: &Limits, what: &str, limit: &str) {
    let error = read(bytes, limits).expect_err(what);
    let expected = ExtractError::Limit { what: what.into(), limit: limit.into() };
    assert_eq!(error, expected);
    assert!(!error.hint().is_empty());
}

/// Expects a document that is read up to a limit, which a note names.
fn noted(bytes: &[u8], limits: &Limits, code: NoteCode, message: &str) -> LayoutDoc {
    let doc = read(bytes, limits).unwrap_or_else(|e| panic!("{e}"));
    let notes: Vec<_> = doc.notes.iter().map(|n| (n.code, n.message.as_str())).collect();
    assert_eq!(notes, [(code, message)]);
    doc
}

/// Expects that bytes are refused with a reason and a next step.
fn refused(bytes: &[u8], reason: &str) {
    let error = read(bytes, &Limits::default()).expect_err(reason);
    assert_eq!(error.to_string(), reason);
    assert!(!error.hint().is_empty(), "{reason}");
}

/// Returns the least number with which a file is read without a word.
fn least(bytes: &[u8], most: usize, limits: impl Fn(usize) -> Limits) -> usize {
    let (mut under, mut enough) = (0, most);
    while enough - under > 1 {
        let middle = usize::midpoint(under, enough);
        match read(bytes, &limits(middle)) {
            Ok(doc) if doc.notes.is_empty() => enough = middle,
            _ => under = middle,
        }
    }
    enough
}

fn texts(doc: &LayoutDoc) -> Vec<String> {
    let text = |b: &Block| match &b.body {
        Body::Para(para) => para.text(),
        Body::Table(table) => table.cells.iter().map(|c| c.text()).collect::<Vec<_>>().join("|"),
    };
    doc.blocks.iter().map(text).collect()
}

fn size(word: &Word, part: &str) -> u64 {
    let parts = word.parts();
    let (_, content) = parts.iter().find(|(name, _)| name == part).expect("the part");
    content.len() as u64
}

#[test]
fn the_size_of_the_file() {
    let bytes = Word::new(p("", "text")).bytes();
    let file_bytes = bytes.len() as u64;
    whole(&bytes, &Limits { file_bytes, ..Limits::default() });
    let less = Limits { file_bytes: file_bytes - 1, ..Limits::default() };
    over(&bytes, &less, "the size of the file", &format!("{} bytes", file_bytes - 1));
}

#[test]
fn the_number_of_entries() {
    let mut parts = Word::new(p("", "text")).parts();
    let limits = Limits { package_entries: parts.len(), ..Limits::default() };
    whole(&zipped(&parts), &limits);
    parts.push(("word/media/picture.png".into(), vec![]));
    let limit = format!("{} entries", limits.package_entries);
    over(&zipped(&parts), &limits, "entries of the package", &limit);
}

#[test]
fn the_size_of_a_part() {
    let word = Word::new(p("", "text").repeat(40));
    let part_bytes = size(&word, "word/document.xml");
    whole(&word.bytes(), &Limits { part_bytes, ..Limits::default() });
    let less = Limits { part_bytes: part_bytes - 1, ..Limits::default() };
    let what = "the unpacked size of word/document.xml";
    over(&word.bytes(), &less, what, &format!("{} bytes", part_bytes - 1));
}

#[test]
fn the_size_of_all_parts() {
    let word = Word::new(p("", "text").repeat(40));
    let bytes = word.bytes();
    let limits = |n: usize| Limits { package_bytes: n as u64, ..Limits::default() };
    let enough = least(&bytes, 1 << 20, limits);
    let all: usize = word.parts().iter().map(|(_, content)| content.len()).sum();
    assert!((all / 2..all * 2).contains(&enough), "{enough} of {all}");
    whole(&bytes, &limits(enough));
    let doc = read(&bytes, &limits(enough - 1)).expect("the main part fits");
    let expected =
        format!("the unpacked size of all parts up to _rels/.rels ({} bytes)", enough - 1);
    assert!(doc.notes[0].message.contains(&expected), "{:?}", doc.notes);
    let main = size(&word, "_rels/.rels") + size(&word, "word/document.xml");
    let less = Limits { package_bytes: main - 1, ..Limits::default() };
    let what = "the unpacked size of all parts up to word/document.xml";
    over(&bytes, &less, what, &format!("{} bytes", main - 1));
}

#[test]
fn how_tightly_a_part_is_packed() {
    let word = Word::new(p("", "text").repeat(30_000));
    let bytes = word.bytes();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a package");
    let main = zip.by_name("word/document.xml").expect("the main part");
    let (packed, unpacked) = (main.compressed_size(), main.size());
    assert!(unpacked > 1 << 20, "below that any ratio is fine");
    let ratio = unpacked.div_ceil(packed);
    whole(&bytes, &Limits { ratio, ..Limits::default() });
    let less = Limits { ratio: ratio - 1, ..Limits::default() };
    let what = "how tightly word/document.xml is packed";
    over(&bytes, &less, what, &format!("{} bytes from one", ratio - 1));
}

#[test]
fn nested_elements() {
    let bytes = Word::new(p("", "text")).bytes();
    whole(&bytes, &Limits { depth: 5, ..Limits::default() });
    let less = Limits { depth: 4, ..Limits::default() };
    over(&bytes, &less, "nested elements of word/document.xml", "4 levels");
}

#[test]
fn nested_tables() {
    let nest = |n: usize| {
        let (open, close) = ("<w:tbl><w:tr><w:tc>".repeat(n), "</w:tc></w:tr></w:tbl>".repeat(n));
        Word::new(format!("{open}{}{close}", p("", "core"))).bytes()
    };
    // Document, body, then three elements a table, then paragraph, run and text.
    let deepest = (Limits::default().depth - 5) / 3;
    assert_eq!(texts(&whole(&nest(deepest), &Limits::default())).concat(), "core");
    for n in [deepest + 1, 60_000] {
        let what = "nested elements of word/document.xml";
        over(&nest(n), &Limits::default(), what, "256 levels");
    }
}

#[test]
fn elements_and_attributes() {
    let bytes = Word::new(p("", "text").repeat(50)).bytes();
    let limits = |n: usize| Limits { nodes: u32::try_from(n).expect("few"), ..Limits::default() };
    let enough = least(&bytes, 100_000, limits);
    assert!((200..600).contains(&enough), "{enough} for 50 paragraphs of 5 nodes");
    whole(&bytes, &limits(enough));
    let limit = format!("{} elements and attributes", enough - 1);
    over(&bytes, &limits(enough - 1), "the content of word/document.xml", &limit);
}

/// Returns a Word file whose first paragraph has these attributes.
fn with_attributes(attributes: &str) -> Vec<u8> {
    let mut parts = Word::new("").parts();
    let text = format!("<w:p {attributes}><w:r><w:t>text</w:t></w:r></w:p>");
    for (name, content) in &mut parts {
        if name == "word/document.xml" {
            *content = element("document", &format!("<w:body>{text}</w:body>")).into_bytes();
        }
    }
    zipped(&parts)
}

#[test]
fn attributes_of_an_element() {
    let what = "attributes of one element of word/document.xml";
    let plain = |n: usize| (0..n).map(|i| format!(" a{i}=''")).collect::<String>();
    whole(&with_attributes(&plain(128)), &Limits::default());
    over(&with_attributes(&plain(129)), &Limits::default(), what, "128 attributes");
}

#[test]
fn text_delivered() {
    let bytes = Word::new(p("", "Ability to sail").repeat(3)).bytes();
    let limits = |n: usize| Limits { text_bytes: n, ..Limits::default() };
    let enough = least(&bytes, 100_000, limits);
    assert_eq!(texts(&whole(&bytes, &limits(enough))), ["Ability to sail"; 3]);
    let message = format!("The limit for the text was reached ({} bytes).", enough - 1);
    let doc = noted(&bytes, &limits(enough - 1), NoteCode::E001, &message);
    assert_eq!(texts(&doc)[..2], ["Ability to sail"; 2]);
}

#[test]
fn cells_of_tables() {
    let cell = p("", "x");
    let bytes = Word::new(tbl(&[&[&cell, &cell], &[&cell, &cell]])).bytes();
    assert_eq!(texts(&whole(&bytes, &Limits { cells: 4, ..Limits::default() })), ["x|x|x|x"]);
    let less = Limits { cells: 3, ..Limits::default() };
    let message = "The limit for tables was reached (3 cells).";
    assert_eq!(texts(&noted(&bytes, &less, NoteCode::E001, message)), ["x|x|x"]);
}

#[test]
fn labels_of_list_items() {
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Duty %1 and %1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let item = p(r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#, "x");
    let bytes = Word::new(item).numbering(numbering).bytes();
    let label = |doc: LayoutDoc| match &doc.blocks[0].body {
        Body::Para(para) => para.list.as_ref().map(|l| l.label.clone()),
        Body::Table(_) => None,
    };
    let limits = |label_bytes: usize| Limits { label_bytes, ..Limits::default() };
    assert_eq!(label(whole(&bytes, &limits(12))).as_deref(), Some("Duty 1 and 1"));
    let message = "The limit for the label of a list item was reached (11 bytes).";
    let doc = noted(&bytes, &limits(11), NoteCode::E001, message);
    assert_eq!(label(doc).as_deref(), Some("Duty 1 and "));
}

#[test]
fn columns_of_a_table() {
    let wide = |span: &str| {
        let cell =
            |properties: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", "x"));
        let span = format!(r#"<w:gridSpan w:val="{span}"/>"#);
        let row = format!("<w:tr>{}{}</w:tr>", cell(&span), cell(""));
        let doc = whole(&Word::new(format!("<w:tbl>{row}</w:tbl>")).bytes(), &Limits::default());
        match &doc.blocks[0].body {
            Body::Table(table) => table.cells[1].col,
            Body::Para(_) => panic!("a table"),
        }
    };
    assert_eq!([wide("62"), wide("63"), wide("64"), wide("4000000000")], [62, 63, 63, 63]);
}

#[test]
fn entities_are_not_expanded() {
    let document = |declared: &str| {
        let mut parts = Word::new("").parts();
        let text = element("document", &format!("<w:body>{}</w:body>", p("", "&lol;")));
        let text = text.replacen("?>", &format!("?><!DOCTYPE d [{declared}]>"), 1);
        for (name, content) in &mut parts {
            if name == "word/document.xml" {
                *content = text.clone().into_bytes();
            }
        }
        zipped(&parts)
    };
    let reason = "the file is damaged: word/document.xml: it declares a document type, as no Office document does";
    refused(&document(r#"<!ENTITY lol "lol">"#), reason);
    refused(&document(r#"<!ENTITY a "lol"><!ENTITY lol "&a;&a;&a;&a;">"#), reason);
    refused(&document(r#"<!ENTITY lol SYSTEM "file:///etc/hostname">"#), reason);
}

#[test]
fn names_that_climb_out_stay_inside() {
    let mut parts = Word::new(p("", "text")).parts();
    parts.push(("../../outside.xml".into(), element("hdr", &p("", "outside")).into_bytes()));
    let target = |target: &str| {
        let mut parts = parts.clone();
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header";
        let link =
            format!(r#"<Relationship Id="rId9" Type="{kind}" Target="{target}"/></Relationships>"#);
        for (name, content) in &mut parts {
            if name == "word/_rels/document.xml.rels" {
                let text = String::from_utf8(content.clone()).expect("UTF-8");
                *content = text.replace("</Relationships>", &link).into_bytes();
            }
        }
        zipped(&parts)
    };
    for climbing in ["../../../../../etc/hostname", "file:///etc/hostname", "/etc/hostname"] {
        let doc = read(&target(climbing), &Limits::default()).expect(climbing);
        assert_eq!(texts(&doc), ["text"], "{climbing}");
        let [note] = doc.notes.as_slice() else { panic!("{climbing}: {:?}", doc.notes) };
        assert!(note.message.ends_with("etc/hostname is missing from the file."), "{note:?}");
    }
    whole(&zipped(&parts), &Limits::default());
}

#[test]
fn what_is_no_word_file_is_named() {
    let word = Word::new(p("", "text"));
    let with = |part: &str, content: &[u8]| {
        let mut parts = word.parts();
        parts.retain(|(name, _)| name != part);
        parts.push((part.to_owned(), content.to_vec()));
        zipped(&parts)
    };
    let without = |part: &str| {
        let mut parts = word.parts();
        parts.retain(|(name, _)| name != part);
        zipped(&parts)
    };
    refused(b"", "the file is empty");
    refused(b"text", "the file is not a document: it is no zip package");
    let main = "word/document.xml";
    refused(&without(main), "the file is not a document: the package holds no main part");
    let empty = "the file is damaged: word/document.xml: the part is empty";
    refused(&with(main, b""), empty);
    refused(&with(main, b" \n"), empty);
    let sheet = b"<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>";
    let other = "the file is not a document: the main part word/document.xml holds no Word text";
    refused(&with(main, sheet), other);
    let bytes = word.bytes();
    let cut = "the file is damaged: zip package: invalid Zip archive: Could not find EOCD";
    refused(&bytes[..bytes.len() / 2], cut);
}

#[test]
fn an_empty_side_part_is_named_and_the_text_read() {
    for part in ["word/styles.xml", "word/numbering.xml", "word/comments.xml"] {
        let mut parts = Word::new(p("", "text")).parts();
        for (name, content) in &mut parts {
            if name == part {
                content.clear();
            }
        }
        let message =
            format!("{part} was not read: the file is damaged: {part}: the part is empty.");
        let doc = noted(&zipped(&parts), &Limits::default(), NoteCode::E002, &message);
        assert_eq!(texts(&doc), ["text"]);
    }
}

#[test]
fn damaged_relations_are_mended_and_said() {
    let mut parts = Word::new(p("", "text")).parts();
    for (name, content) in &mut parts {
        if name == "word/_rels/document.xml.rels" {
            content.truncate(content.len() - "</Relationships>".len());
        }
    }
    let doc = read(&zipped(&parts), &Limits::default()).expect("the text is whole");
    assert_eq!(texts(&doc), ["text"]);
    let [note] = doc.notes.as_slice() else { panic!("{:?}", doc.notes) };
    assert_eq!(note.code, NoteCode::E002);
    let start = "The list of relations of word/document.xml is damaged";
    assert!(note.message.starts_with(start), "{note:?}");
}

/// Returns a Word file with parts and names as other programs write them.
fn written_otherwise() -> Vec<u8> {
    let strict = "http://purl.oclc.org/ooxml";
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-16"?><q:document xmlns:q="{strict}/wordprocessingml/main" xmlns:k="{strict}/officeDocument/relationships"><q:body><q:p><q:pPr><q:numPr><q:ilvl q:val="0"/><q:numId q:val="1"/></q:numPr></q:pPr><q:r><q:t>Ability to sail – well</q:t></q:r></q:p><q:sectPr><q:headerReference q:type="default" k:id="rId2"/></q:sectPr></q:body></q:document>"#
    );
    let numbering = format!(
        r#"<w:numbering xmlns:w="{strict}/wordprocessingml/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    let header = format!(
        r#"<hdr xmlns="{strict}/wordprocessingml/main"><p><r><t>Harbour Trust</t></r></p></hdr>"#
    );
    let links = |links: &[(&str, &str)]| {
        let links = links.iter().zip(1..).map(|((kind, target), i)| {
            format!(
                r#"<Relationship Id="rId{i}" Type="{strict}/officeDocument/relationships/{kind}" Target="{target}"/>"#
            )
        });
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"#,
            links.collect::<String>()
        )
    };
    let utf16 = |text: &str| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let of_main = links(&[("numbering", "NUMBERING.XML"), ("header", "/text/Header.xml")]);
    zipped(&[
        ("[Content_Types].xml".into(), types.into()),
        ("_rels/.rels".into(), utf16(&links(&[("officeDocument", "/text/Contents-7.xml")]))),
        ("TEXT/_RELS/CONTENTS-7.XML.RELS".into(), of_main.into_bytes()),
        ("text/contents-7.XML".into(), utf16(&body)),
        ("Text\\numbering.xml".into(), numbering.into_bytes()),
        ("text/header.xml".into(), header.into_bytes()),
    ])
}

#[test]
fn strict_files_with_other_prefixes_names_and_encodings_are_read() {
    let doc = whole(&written_otherwise(), &Limits::default());
    assert_eq!(texts(&doc), ["Harbour Trust", "Ability to sail – well"]);
    let Body::Para(item) = &doc.blocks[1].body else { panic!("a paragraph") };
    assert_eq!(item.list.as_ref().map(|l| l.label.as_str()), Some("(i)"));
    let root = Root::new();
    root.write("raw/a.docx", written_otherwise());
    root.import(&["--quiet"]);
    assert_eq!(root.report()["a.docx"]["format"], "docx");
}

#[test]
fn damaged_text_is_read_to_the_break_and_said() {
    let damaged = |text: &str| {
        let mut parts = Word::new("").parts();
        for (name, content) in &mut parts {
            if name == "word/document.xml" {
                let head = element("document", "").replace("</w:document>", "");
                *content = format!("{head}<w:body>{text}").into_bytes();
            }
        }
        zipped(&parts)
    };
    let cases = [
        ("references to nothing", p("", "a&#0;b&#x0;c"), vec!["abc"]),
        (
            "names of HTML",
            p("", "R&amp;D&nbsp;&ndash; caf&eacute; &pound;5"),
            vec!["R&D\u{A0}– café £5"],
        ),
        ("cut in a word", p("", "first") + "<w:p><w:r><w:t>sec", vec!["first", "sec"]),
        ("cut in a tag", p("", "first") + "<w:p><w:r><w:rPr><w:b w:va", vec!["first"]),
        ("a stray end", p("", "first") + "</w:tbl>" + &p("", "second"), vec!["first", "second"]),
    ];
    for (what, text, expected) in cases {
        let doc =
            read(&damaged(&text), &Limits::default()).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(texts(&doc), expected, "{what}");
        let [note] = doc.notes.as_slice() else { panic!("{what}: {:?}", doc.notes) };
        assert_eq!(note.code, NoteCode::E002, "{what}");
        assert!(note.message.starts_with("word/document.xml is damaged ("), "{what}: {note:?}");
    }
}

#[test]
fn a_workbook_named_docx_is_read_as_what_it_is() {
    let (_, bytes) = crate::made::input("xlsx-role-rows").expect("a workbook");
    let reason = "the file is not a document: the main part xl/workbook.xml holds no Word text";
    refused(&bytes, reason);
    let root = Root::new();
    root.write("raw/roles.docx", bytes);
    root.import(&["--quiet"]);
    let report = root.report();
    assert_eq!(
        (&report["roles.docx"]["format"], &report["roles.docx"]["outcome"]),
        (&"xlsx".into(), &"ok".into())
    );
}

#[test]
fn a_wrong_checksum_is_said() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in Word::new(p("", "Ability to sail")).parts() {
        zip.start_file(name, stored).expect("a new entry");
        zip.write_all(&content).expect("memory takes it");
    }
    let mut bytes = zip.finish().expect("a zip").into_inner();
    whole(&bytes, &Limits::default());
    let at = bytes.windows(4).position(|w| w == b"sail").expect("the word");
    bytes[at..at + 4].copy_from_slice(b"swim");
    let doc = read(&bytes, &Limits::default()).expect("the words are there");
    assert_eq!(texts(&doc), ["Ability to swim"]);
    let [note] = doc.notes.as_slice() else { panic!("{:?}", doc.notes) };
    assert_eq!(note.code, NoteCode::E002);
}
