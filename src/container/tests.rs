use super::*;
use crate::data::Data;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const PORTER: &str = "Porter\n\nSkills\n- Ability to carry bags\n";

fn zip_of<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes.as_ref()).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Sets a flag of the first entry, in both of its headers.
fn flagged(mut zip: Vec<u8>, flag: u8) -> Vec<u8> {
    let second = zip.windows(4).position(|w| w == b"PK\x01\x02").expect("a list");
    zip[6] |= flag;
    zip[second + 8] |= flag;
    zip
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    for at in 0..out.len() - from.len() {
        if out[at..].starts_with(from) {
            out[at..at + to.len()].copy_from_slice(to);
        }
    }
    out
}

fn listed(bytes: &[u8], limits: &Limits) -> Result<Holding, ExtractError> {
    list(bytes, limits, &Ignore::parse(&Data::default()).expect("the built-in list"))
}

/// Returns each path with how many bytes stand there, or why none.
fn shown(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let holding = match listed(bytes, limits) {
        Ok(holding) => holding,
        Err(error) => return vec![error.to_string()],
    };
    let what = |h: &Held| match (&h.content, &h.closed) {
        (Ok((_, bytes)), None) => bytes.to_string(),
        (Ok(_), Some(error)) | (Err(error), _) => error.to_string(),
    };
    let held = holding.held.iter().map(|h| format!("{}: {}", h.path, what(h)));
    held.chain(holding.ignored.iter().map(|p| format!("{p}: -"))).collect()
}

fn usual(bytes: &[u8]) -> Vec<String> {
    shown(bytes, &Limits::default())
}

#[test]
fn every_entry_is_named_inside_and_those_of_one_name_stay_apart() {
    let twice = zip_of(&[("a.txt", "one"), ("b.txt", "three")]);
    let bytes = replaced(&twice, b"b.txt", b"a.txt");
    assert_eq!(usual(&bytes), ["a.txt: 3", "a (2).txt: 5"]);
    let names = [
        ("../up.txt", "1"),
        ("/root.txt", "22"),
        ("C:\\disk\\x.txt", "333"),
        ("folder/", ""),
        ("~$lock.docx", "x"),
        ("__MACOSX/a.txt", "x"),
        ("jobs/Thumbs.db", "x"),
        ("README", "x"),
    ];
    let bytes = zip_of(&names);
    let expected = [
        "up.txt: 1",
        "root.txt: 2",
        "disk/x.txt: 3",
        "~$lock.docx: -",
        "__MACOSX/a.txt: -",
        "jobs/Thumbs.db: -",
        "README: -",
    ];
    assert_eq!(usual(&bytes), expected);
    let named = listed(&bytes, &Limits::default()).expect("a list").held;
    assert_eq!(named[0].named.as_deref(), Some("../up.txt"));
}

#[test]
fn names_are_read_as_utf_8_or_as_code_page_437() {
    let umlaut = flagged(zip_of(&[("gaertner.txt", "x")]), 0);
    let old = replaced(&umlaut, b"gaertner", b"g\x84rtner_");
    assert_eq!(usual(&old), ["g\u{e4}rtner_.txt: 1"]);
    let unflagged = replaced(&umlaut, b"gaertner", "g\u{e4}rtner".as_bytes());
    assert_eq!(usual(&unflagged), ["g\u{e4}rtner.txt: 1"]);
}

#[test]
fn what_is_sealed_or_a_link_is_refused_and_the_rest_is_listed() {
    let bytes = flagged(zip_of(&[("secret.txt", "x"), ("open.txt", "x")]), 1);
    let expected = ["secret.txt: the archive protects it by a password", "open.txt: 1"];
    assert_eq!(usual(&bytes), expected);
    let mut other = zip_of(&[("lzma.txt", "x"), ("open.txt", "x")]);
    let list = other.windows(4).position(|w| w == b"PK\x01\x02").expect("a list");
    (other[8], other[list + 10]) = (14, 14);
    let reason =
        "A document packed in another way than zip archives usually are cannot be read yet";
    assert_eq!(usual(&other), [format!("lzma.txt: {reason}"), "open.txt: 1".to_owned()]);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link.txt", "../../secret", SimpleFileOptions::default()).expect("a link");
    let bytes = zip.finish().expect("an archive").into_inner();
    assert_eq!(
        usual(&bytes),
        ["link.txt: this is not a regular file but a link; it was not opened"]
    );
}

fn nested(containers: usize) -> Vec<u8> {
    (1..containers).fold(zip_of(&[("a.txt", "x")]), |inner, _| zip_of(&[("in.zip", inner)]))
}

#[test]
fn three_containers_in_each_other_are_opened_and_a_fourth_is_not() {
    let three = ["in.zip", "in.zip/in.zip", "in.zip/in.zip/a.txt"];
    let paths = |bytes: &[u8]| {
        let held = listed(bytes, &Limits::default()).expect("a list").held;
        held.into_iter().map(|h| (h.path, h.closed.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(paths(&nested(3)), three.map(|p| (p.to_owned(), false)));
    let four = paths(&nested(4));
    assert_eq!(four.len(), 3);
    assert_eq!(four[2], ("in.zip/in.zip/in.zip".to_owned(), true));
}

#[test]
fn one_budget_counts_for_all_containers_in_each_other() {
    let inner = zip_of(&[("b.txt", "12345"), ("c.txt", "123")]);
    let bytes = zip_of(&[("a.txt", &b"1234"[..]), ("in.zip", &inner)]);
    let entries = |n| shown(&bytes, &Limits { container_entries: n, ..Limits::default() });
    assert_eq!(entries(4).len(), 4);
    assert_eq!(
        entries(3)[1],
        "in.zip: it exceeds the limit for entries of a container (3 entries)"
    );
    assert_eq!(entries(1), ["it exceeds the limit for entries of a container (1 entries)"]);
    let all = 4 + inner.len() as u64 + 8;
    let whole = |n| shown(&bytes, &Limits { container_bytes: n, ..Limits::default() });
    assert_eq!(whole(all)[3], "in.zip/c.txt: 3");
    let limit = "it exceeds the limit for all that is unpacked from a container (0 MiB)";
    assert_eq!(whole(all - 1)[3], format!("in.zip/c.txt: {limit}"));
    assert_eq!(whole(all - 1)[2], "in.zip/b.txt: 5");
    let one = |n| shown(&bytes, &Limits { member_bytes: n, ..Limits::default() });
    assert_eq!(one(4)[0], "a.txt: 4");
    assert!(one(3)[0].contains("a document in a container"), "{:?}", one(3));
}

#[test]
fn a_bomb_costs_itself_and_not_its_neighbours() {
    let large = vec![b' '; 4 << 20];
    let bytes = zip_of(&[("bomb.txt", &large[..]), ("ok.txt", b"x")]);
    let packed = bytes.len() as u64;
    assert!(packed < 8 << 10, "{packed} bytes");
    let with = |ratio| shown(&bytes, &Limits { ratio, ..Limits::default() });
    let limit = "it exceeds the limit for unpacked bytes per packed byte (500)";
    assert_eq!(with(500), [format!("bomb.txt: {limit}"), "ok.txt: 1".to_owned()]);
    assert_eq!(with(5_000), ["bomb.txt: 4194304", "ok.txt: 1"]);
}

#[test]
fn sizes_that_the_list_claims_are_not_believed() {
    let bytes = zip_of(&[("a.txt", "12345")]);
    let list = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("a list");
    let name = list + 46 + "a.txt".len();
    // The sizes stand in a field of 64 bits: 2^60 bytes unpacked.
    let field = [&[1, 0, 8, 0][..], &(1_u64 << 60).to_le_bytes()].concat();
    let mut lie = bytes.clone();
    lie[list + 24..list + 28].copy_from_slice(&[0xff; 4]);
    lie[list + 30] = field.len() as u8;
    lie.splice(name..name, field.iter().copied());
    let end = lie.windows(4).position(|w| w == b"PK\x05\x06").expect("an end");
    let size = u32::from_le_bytes(lie[end + 12..end + 16].try_into().expect("four bytes"));
    lie[end + 12..end + 16].copy_from_slice(&(size + field.len() as u32).to_le_bytes());
    assert_eq!(usual(&lie), ["a.txt: 5"]);
}

#[test]
fn what_is_listed_can_be_taken_and_nothing_else() {
    let inner = zip_of(&[("b.txt", "inner"), ("c.txt", "other")]);
    let bytes = zip_of(&[("a.txt", &b"outer"[..]), ("in.zip", &inner)]);
    let paths = ["in.zip/b.txt", "a.txt", "../a.txt", "in.zip", "in.zip/no"].map(String::from);
    let taken = take(&bytes, &Limits::default(), &paths).expect("documents");
    let expected = [Some(b"inner".to_vec()), Some(b"outer".to_vec()), None, Some(inner), None];
    assert_eq!(taken, expected);
}

fn mail(parts: &str) -> Vec<u8> {
    let head = "From: Jo <jo@elsewhere.example>\nTo: hr@here.example\nSubject: Jobs\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
    format!("{head}{parts}--b--\n").replace('\n', "\r\n").into_bytes()
}

fn taken(bytes: &[u8], path: &str) -> String {
    let taken = take(bytes, &Limits::default(), &[path.to_owned()]).expect("a container");
    String::from_utf8(taken.into_iter().flatten().next().expect(path)).expect("UTF-8")
}

#[test]
fn a_mail_holds_its_text_what_was_sent_along_and_the_mails_in_it() {
    let bytes = mail(
        "--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nCaf=E9 =\nworker\n\
         --b\nContent-Type: application/octet-stream; name=\"=?utf-8?q?p=C3=B6rter.txt?=\"\nContent-Transfer-Encoding: base64\n\nUG9ydGVy\n\
         --b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nxx\n\
         --b\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: inner\n\nInner text\n",
    );
    let listed = usual(&bytes);
    let paths: Vec<&str> = listed.iter().map(|l| l.split(": ").next().expect("a path")).collect();
    let expected =
        ["body.txt", "p\u{f6}rter.txt", "part-4.eml", "part-4.eml/body.txt", "smime.p7s"];
    assert_eq!(paths, expected);
    assert_eq!(taken(&bytes, "body.txt").trim(), "Caf\u{e9} worker");
    assert_eq!(taken(&bytes, "p\u{f6}rter.txt"), "Porter");
    assert_eq!(taken(&bytes, "part-4.eml/body.txt").trim(), "Inner text");
}

#[test]
fn the_page_of_a_mail_counts_and_its_plain_copy_and_its_pictures_do_not() {
    let alternative = "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\nPlain\n--c\nContent-Type: text/html; charset=utf-8\n\n<p>Rich<img src=\"cid:logo@x\">\n--c--\n";
    let picture = "--b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@x>\n\nx\n";
    let scan = "--b\nContent-Type: image/png; name=scan.png\nContent-Disposition: attachment\nContent-ID: <other@x>\n\nx\n";
    let bytes = mail(&format!("{alternative}{picture}{scan}"));
    let listed = usual(&bytes);
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert!(listed[0].starts_with("body.html: ") && listed[1].starts_with("scan.png: "));
    assert_eq!(listed[2], "logo.png: -");
    let body = taken(&bytes, "body.html");
    assert!(body.starts_with(mail::PAGE) && body.contains("Rich"), "{body}");
    let blank = alternative.replace("<p>Rich<img src=\"cid:logo@x\">", "");
    assert!(usual(&mail(&blank))[0].starts_with("body.txt: "));
}

#[test]
fn a_mail_without_text_holds_what_was_sent_along_only() {
    let bytes = mail(
        "--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nx\n",
    );
    assert_eq!(
        usual(&bytes),
        ["smime.p7m: A mail that is encrypted or wrapped (S/MIME, PGP) cannot be read yet"]
    );
}

fn ole_of(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    for (name, bytes) in streams {
        file.create_stream(name).and_then(|mut s| s.write_all(bytes)).expect("a stream");
    }
    file.into_inner().into_inner()
}

/// Returns a Word file whose text refers to these parts by these relations.
fn word_with(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/package/2006/relationships";
    let of = |kind: &str, target: &str| {
        format!("<Relationship Id=\"r{target}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let related = parts.iter().filter(|p| !p.0.is_empty());
    let relations: String = related.map(|(kind, name, _)| of(kind, name)).collect();
    let all = |inner: &str| format!("<Relationships xmlns=\"{space}\">{inner}</Relationships>");
    let text = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>Outer</w:t></w:r></w:p></w:body></w:document>";
    let (top, main) = (all(&of("officeDocument", "word/document.xml")), all(&relations));
    let mut all: Vec<(String, &[u8])> = vec![
        ("_rels/.rels".into(), top.as_bytes()),
        ("word/document.xml".into(), text.as_bytes()),
        ("word/_rels/document.xml.rels".into(), main.as_bytes()),
    ];
    all.extend(parts.iter().map(|(_, name, bytes)| (format!("word/{name}"), *bytes)));
    zip_of(&all)
}

#[test]
fn a_word_file_holds_what_its_text_refers_to() {
    let inner = word_with(&[]);
    let mut native =
        [&[0; 6][..], b"pack.txt\0C:\\pack.txt\0", &[0, 0, 3, 0, 2, 0, 0, 0, b'x', 0]].concat();
    native.extend((PORTER.len() as u32).to_le_bytes());
    native.extend(PORTER.as_bytes());
    let native = ole_of(&[("\u{1}Ole10Native", &native)]);
    let package = ole_of(&[("Package", &inner)]);
    let equation = ole_of(&[("Equation Native", b"x")]);
    let bytes = word_with(&[
        ("package", "embeddings/a.docx", &inner),
        ("oleObject", "embeddings/oleObject1.bin", &native),
        ("oleObject", "embeddings/oleObject2.bin", &package),
        ("oleObject", "embeddings/oleObject3.bin", &equation),
        ("aFChunk", "chunk.html", b"<html><body><p>Chunk"),
        ("", "embeddings/behind-a-chart.xlsx", &inner),
    ]);
    let expected = [
        "word/chunk.html: 20".to_owned(),
        format!("word/embeddings/a.docx: {}", inner.len()),
        format!("word/embeddings/oleObject1.bin: {}", PORTER.len()),
        format!("word/embeddings/oleObject2.bin: {}", inner.len()),
        "word/embeddings/oleObject3.bin: -".to_owned(),
    ];
    assert_eq!(usual(&bytes), expected);
    assert_eq!(taken(&bytes, "word/embeddings/oleObject1.bin"), PORTER);
    assert!(may_embed(&bytes) && !may_embed(&inner));
}

#[test]
fn a_document_that_lies_too_deep_in_a_document_is_named() {
    let word = word_with(&[("package", "embeddings/a.docx", &word_with(&[]))]);
    let in_two = zip_of(&[("in.zip", zip_of(&[("a.docx", &word)]))]);
    let in_three = zip_of(&[("in.zip", &in_two)]);
    let last = |bytes: &[u8]| listed(bytes, &Limits::default()).expect("a list").held.pop();
    assert!(last(&in_two).expect("a document").content.is_ok());
    let deep = last(&in_three).expect("a document");
    assert_eq!(deep.path, "in.zip/in.zip/a.docx/word/embeddings/a.docx");
    assert!(deep.content.is_err());
}

/// Whatever the bytes: no panic, every path inside and once, and what is listed can be taken.
fn laws(bytes: &[u8]) -> Result<(), TestCaseError> {
    let limits = Limits { container_bytes: 1 << 20, ..Limits::default() };
    let Ok(holding) = listed(bytes, &limits) else { return Ok(()) };
    let readable = holding.held.iter().filter(|h| h.content.is_ok());
    let paths: Vec<String> = readable.clone().map(|h| h.path.clone()).collect();
    for path in &paths {
        prop_assert!(path.split('/').all(|s| !matches!(s, "" | "." | "..")), "{}", path);
        prop_assert_eq!(paths.iter().filter(|p| *p == path).count(), 1);
    }
    let taken = take(bytes, &limits, &paths).expect("it was listed");
    for (held, bytes) in readable.zip(taken) {
        let hash = bytes.map(|b| blake3::hash(&b).to_hex().to_string());
        prop_assert_eq!(hash.as_ref(), held.content.as_ref().ok().map(|c| &c.0));
    }
    Ok(())
}

/// Changes some bytes of a file.
fn damaged(bytes: &[u8], changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, byte) in changes {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_an_archive(tail in prop::collection::vec(any::<u8>(), 0..300)) {
        laws(&[b"PK\x03\x04", tail.as_slice()].concat())?;
        laws(&[tail.as_slice(), b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0"].concat())?;
    }

    #[test]
    fn no_damage_breaks_an_archive(changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut in any::<usize>()) {
        let inner = zip_of(&[("b.txt", "inner"), ("../c.txt", "other")]);
        let bytes = zip_of(&[("a.txt", &b"outer"[..]), ("in.zip", &inner)]);
        laws(&damaged(&bytes, &changes))?;
        laws(&bytes[..cut % bytes.len()])?;
    }

    #[test]
    fn no_text_breaks_a_mail(tail in "[\\PC\\r\\n:;=\"<>-]{0,300}", changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        laws(format!("Message-ID: <1@x>\n{tail}").as_bytes())?;
        let parts = "--b\nContent-Type: text/html; charset=x\n\n<p>One\n--b\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Transfer-Encoding: base64\n\nUG9y\n--c--\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQ==\n";
        laws(&damaged(&mail(parts), &changes))?;
        laws(&mail(&format!("{parts}{tail}")))?;
    }
}
