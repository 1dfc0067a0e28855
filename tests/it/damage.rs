//! PDF files that are damaged, locked, endless or absurd: a named reason, and nothing lost in
//! silence. Each damage has its twin: the same file whole is read without a word.

use crate::sheet;
use crate::support::pdf_file;
use rungs::data::Data;
use rungs::extract::{ExtractError, InProcess, Limits, Wish, extract};
use rungs::interpret::Identity;
use rungs::lexicon::Lexicon;
use rungs::model::{Format, Framework, LayoutDoc, NoteCode, Outcome, Status};
use rungs::pipeline::{self, Engines};

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
/// What the pages below show.
const SKILL: &str = "BT /F1 14 Tf 40 250 Td (Skills) Tj /F1 11 Tf 0 -30 Td (Ability to sail) Tj ET";

/// Returns a page object with content, resources and box.
fn page(contents: &str, more: &str) -> String {
    format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents {contents}\
         /Resources<</Font<</F1 5 0 R>>{more}>>>>"
    )
}

fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dict}/Length {}>>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// Returns a file of one page: page object, content, further objects from 6.
fn file(page: &str, content: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![
        CATALOGUE.into(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
        page.into(),
        content.to_vec(),
        FONT.into(),
    ];
    objects.extend_from_slice(more);
    pdf_file(&objects)
}

/// Packs content by the rules of zlib without making it smaller.
fn packed(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short content");
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(content);
    let (a, b) = content.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    extract(Format::Pdf, bytes, limits, &Wish::default())
}

/// Returns codes and messages of the notes about reading.
fn notes(bytes: &[u8], limits: &Limits) -> Vec<(NoteCode, String)> {
    let doc = read(bytes, limits).expect("a file that can be read");
    doc.notes.into_iter().map(|n| (n.code, n.message)).collect()
}

fn import(bytes: &[u8]) -> Result<Framework, Outcome> {
    let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
    let identity = Identity {
        file: "a.pdf".into(),
        paths: vec!["a.pdf".into()],
        employers: Vec::new(),
        blake3: blake3::hash(bytes).to_hex().to_string(),
        bytes: bytes.len() as u64,
        format: Format::Pdf,
        employer: None,
    };
    pipeline::process(bytes, &identity, &lexicon, Engines::plain(&InProcess::default()))
}

fn outcome(bytes: &[u8]) -> Outcome {
    import(bytes).map_or_else(|outcome| outcome, |framework| framework.outcome)
}

const LOST: &str = "a part of page 1 is damaged; text of it may be missing or wrong";

#[test]
fn a_content_that_is_damaged_or_missing_is_said() {
    let flate = "/Filter/FlateDecode";
    let whole = packed(SKILL.as_bytes());
    let mut flipped = whole.clone();
    flipped[20] ^= 0x01;
    let cut = &whole[..whole.len() - 30];
    let plain = page("4 0 R", "");
    let parts = page("[4 0 R 6 0 R]", "");
    let end = stream("", b"BT /F1 11 Tf 40 180 Td (Ability to row) Tj ET");
    let good = stream("", SKILL.as_bytes());
    let cases = [
        ("plain", file(&plain, &good, &[]), false),
        ("packed", file(&plain, &stream(flate, &whole), &[]), false),
        (
            "packed and ended by a line end",
            {
                let ended = [whole.as_slice(), b"\r\n"].concat();
                file(&plain, &stream(flate, &ended), &[])
            },
            false,
        ),
        (
            "one letter of the packed bytes differs",
            file(&plain, &stream(flate, &flipped), &[]),
            true,
        ),
        ("the packed bytes are cut off", file(&plain, &stream(flate, cut), &[]), true),
        ("an unknown packing", file(&plain, &stream("/Filter/Nonesuch", &whole), &[]), true),
        (
            "a picture's packing",
            file(&plain, &stream("/Filter/DCTDecode", SKILL.as_bytes()), &[]),
            true,
        ),
        ("two parts", file(&parts, &good, &[end]), false),
        ("the second part is missing", file(&parts, &good, &[]), true),
        ("the second part is no content", file(&parts, &good, &[b"(words)".to_vec()]), true),
        ("no content at all", file(&plain.replace("/Contents 4 0 R", ""), &good, &[]), false),
        ("the content is missing", file(&page("9 0 R", ""), &good, &[]), true),
    ];
    for (what, bytes, is_lost) in cases {
        let expected = if is_lost { vec![(NoteCode::E002, LOST.to_owned())] } else { Vec::new() };
        assert_eq!(notes(&bytes, &Limits::default()), expected, "{what}");
    }
}

#[test]
fn a_form_that_is_damaged_or_missing_is_said_if_it_is_drawn() {
    let draws = format!("{SKILL} /X Do");
    let forms = "/XObject<</X 6 0 R>>";
    let form = |filter: &str| {
        stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 420 300]{filter}"),
            b"BT /F1 11 Tf 40 180 Td (Ability to row) Tj ET",
        )
    };
    let broken = form("/Filter/FlateDecode");
    let around = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 420 300]/Resources<</XObject<</Y 7 0 R>>>>",
        b"/Y Do",
    );
    let cases = [
        ("a form", draws.as_str(), vec![form("")], false),
        ("a form in a form", &draws, vec![around.clone(), form("")], false),
        ("a damaged form", &draws, vec![broken.clone()], true),
        ("a damaged form in a form", &draws, vec![around, broken], true),
        ("a missing form", &draws, Vec::new(), true),
        ("a missing form that is not drawn", SKILL, Vec::new(), false),
    ];
    for (what, content, more, is_lost) in cases {
        let bytes = file(&page("4 0 R", forms), &stream("", content.as_bytes()), &more);
        let expected = if is_lost { vec![(NoteCode::E002, LOST.to_owned())] } else { Vec::new() };
        assert_eq!(notes(&bytes, &Limits::default()), expected, "{what}");
    }
}

#[test]
fn pages_that_the_list_names_and_the_file_lacks_are_counted() {
    let kids = |kids: &str| {
        let list = format!("<</Type/Pages/Kids[{kids}]/Count 1>>");
        let objects = [
            CATALOGUE.as_bytes().to_vec(),
            list.into_bytes(),
            page("4 0 R", "").into_bytes(),
            stream("", SKILL.as_bytes()),
            FONT.into(),
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 6 0 R]/Count 1>>".to_vec(),
        ];
        pdf_file(&objects)
    };
    let cases = [
        ("3 0 R", None),
        ("3 0 R 6 0 R", None),
        ("3 0 R 8 0 R", Some("1 page that the file lists is not in it")),
        ("3 0 R 8 0 R 9 0 R", Some("2 pages that the file lists are not in it")),
    ];
    for (list, expected) in cases {
        let expected: Vec<_> =
            expected.map(|m| (NoteCode::E002, m.to_owned())).into_iter().collect();
        assert_eq!(notes(&kids(list), &Limits::default()), expected, "{list}");
    }
    let part = outcome(&kids("3 0 R 8 0 R"));
    assert_eq!(part.status, Status::Partial);
    assert_eq!(part.reason.as_deref(), cases[2].1);
    for list in ["", "2 0 R", "6 0 R 6 0 R"] {
        let none = outcome(&kids(list));
        assert_eq!(none.status, Status::Rejected, "{list}");
        let reason = "the file is damaged: its structure: no page could be found in it";
        assert_eq!(none.reason.as_deref(), Some(reason), "{list}");
    }
}

#[test]
fn without_a_list_pages_are_searched_and_that_is_said() {
    let bytes = file(&page("4 0 R", ""), &stream("", SKILL.as_bytes()), &[]);
    let text = String::from_utf8(bytes).expect("ASCII").replace("/Kids[3 0 R]", "/Kinds[3 0 R]");
    let framework = import(text.as_bytes()).expect("read");
    assert_eq!(framework.requirements().count(), 1);
    assert_eq!(framework.outcome.status, Status::Partial);
}

#[test]
fn a_damaged_cross_reference_costs_nothing() {
    let whole = file(&page("4 0 R", ""), &stream("", SKILL.as_bytes()), &[]);
    let text = String::from_utf8(whole.clone()).expect("ASCII");
    let table = text.find("xref").expect("a table");
    let cases = [
        (
            "places are wrong",
            text.replace("00000 n", "00001 n").replacen("%PDF-1.4\n", "%PDF-1.4\n%\n%\n", 1),
        ),
        ("its start is wrong", text.replace(&format!("startxref\n{table}"), "startxref\n7")),
        ("it is missing", text[..table].to_owned()),
        ("rubbish in front", format!("rubbish\n{text}")),
        ("rubbish behind", format!("{text}\0\0\0rubbish")),
    ];
    let expected = read(&whole, &Limits::default()).expect("read").blocks;
    assert!(!expected.is_empty());
    for (what, text) in cases {
        let doc = read(text.as_bytes(), &Limits::default()).expect(what);
        assert_eq!((doc.blocks, doc.notes), (expected.clone(), Vec::new()), "{what}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_read_or_says_what_it_lacks() {
    let whole = file(&page("4 0 R", ""), &stream("", SKILL.as_bytes()), &[]);
    let expected = import(&whole).expect("read").outcome;
    assert_eq!(expected.status, Status::Ok);
    for length in (0..whole.len()).step_by(3) {
        let found = import(&whole[..length]);
        let is_whole =
            |f: &Framework| f.requirements().any(|(_, _, r)| r.text == "Ability to sail");
        let said = match &found {
            Ok(framework) => is_whole(framework) || framework.outcome.status != Status::Ok,
            Err(_) => true,
        };
        assert!(said, "{length} of {} bytes: {found:?}", whole.len());
    }
}

#[test]
fn a_page_without_text_says_so() {
    let empty = outcome(&file(&page("4 0 R", ""), &stream("", b"0 0 m 9 9 l S"), &[]));
    assert_eq!(empty.status, Status::Suspect);
    assert_eq!(empty.reason.as_deref(), Some("there is no text in it"));
}

#[test]
fn a_page_whose_words_fall_apart_into_letters_is_suspect() {
    let text = |apart: &str| {
        let words = "Ability to steer a ship by the stars and by the compass at night";
        let content =
            format!("BT /F1 11 Tf {apart} Tc 40 250 Td ({words}) Tj 0 -30 Td ({words}) Tj ET");
        let page = page("4 0 R", "").replace("[0 0 420 300]", "[0 0 900 300]");
        outcome(&file(&page, &stream("", content.as_bytes()), &[]))
    };
    assert_eq!(text("0").status, Status::Ok);
    assert_eq!(text("1").status, Status::Ok, "letters set a little apart");
    let apart = text("5");
    assert_eq!(apart.status, Status::Suspect);
    let reason = "the words of page 1 cannot be told: their letters stand apart";
    assert_eq!(apart.reason.as_deref(), Some(reason));
}

#[test]
fn protection_by_a_certificate_is_not_called_damage() {
    let bytes = file(&page("4 0 R", ""), &stream("", SKILL.as_bytes()), &[]);
    let locked = String::from_utf8(bytes).expect("ASCII").replace(
        "/Root 1 0 R",
        "/Root 1 0 R/Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>",
    );
    let locked = outcome(locked.as_bytes());
    assert_eq!(locked.status, Status::Rejected);
    let reason = "a PDF file whose protection is not by a password cannot be read yet";
    assert_eq!(locked.reason.as_deref(), Some(reason));
    assert!(locked.hint.is_some_and(|h| h.contains("save a copy without protection")));
}

#[test]
fn the_limit_of_pages_holds_from_both_sides() {
    let limits = Limits { pages: 3, ..Limits::default() };
    let pages = |n: usize| sheet::pdf(&"page 420 300\ntext 40 60 Ability to sail\n".repeat(n));
    assert_eq!(notes(&pages(3), &limits), []);
    let cut = vec![(NoteCode::E001, "only the first 3 pages were read".to_owned())];
    assert_eq!(notes(&pages(4), &limits), cut);
    assert_eq!(read(&pages(4), &limits).expect("read").pages.len(), 3);
}

#[test]
fn the_limit_of_letters_holds_from_both_sides() {
    let limits = Limits { glyphs: 15, ..Limits::default() };
    let line = |words: &str| sheet::pdf(&format!("page 420 300\ntext 40 60 {words}"));
    assert_eq!(notes(&line("Ability to sail"), &limits), []);
    let message = "only the first 15 letters, lines and areas of page 1 were read";
    assert_eq!(notes(&line("Ability to sails"), &limits), [(NoteCode::E001, message.to_owned())]);
}

#[test]
fn absurd_sizes_of_pages_lose_no_text() {
    let sized = |media: &str| {
        let page = page("4 0 R", "").replace("/MediaBox[0 0 420 300]", media);
        file(&page, &stream("", SKILL.as_bytes()), &[])
    };
    let boxes = [
        "/MediaBox[0 0 14400 14400]",
        "/MediaBox[0 0 2000000000 2000000000]",
        "/MediaBox[420 300 0 0]",
        "/MediaBox[0 0 0 0]",
        "/MediaBox[0 0 420 (high)]",
        "/MediaBox[0 0 420 300]/CropBox[900 900 950 950]",
        "/MediaBox[0 0 420 300]/UserUnit 1000000",
        "/MediaBox[0 0 420 300]/Rotate 77",
        "",
    ];
    for media in boxes {
        let framework = import(&sized(media)).expect(media);
        let texts: Vec<&str> = framework.requirements().map(|(_, _, r)| r.text.as_str()).collect();
        assert_eq!(texts, ["Ability to sail"], "{media}: {:?}", framework.outcome);
    }
}

/// Returns a file of one page that draws forms, each of which draws the next one twice.
fn doubling(forms: usize) -> Vec<u8> {
    let form = |n: usize| {
        let (inner, content) = match n + 1 < forms {
            true => (format!("/XObject<</X {} 0 R>>", n + 7), "/X Do /X Do"),
            false => ("/Font<</F1 5 0 R>>".into(), "BT /F1 11 Tf 40 180 Td (Ability to row) Tj ET"),
        };
        let dict = format!("/Type/XObject/Subtype/Form/BBox[0 0 420 300]/Resources<<{inner}>>");
        stream(&dict, content.as_bytes())
    };
    let forms: Vec<Vec<u8>> = (0..forms).map(form).collect();
    file(&page("4 0 R", "/XObject<</X 6 0 R>>"), &stream("", b"/X Do"), &forms)
}

#[test]
fn a_form_that_draws_itself_ends() {
    let own = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>";
    let content = format!("{SKILL} /X Do");
    let own = stream(own, b"/X Do");
    let bytes =
        file(&page("4 0 R", "/XObject<</X 6 0 R>>"), &stream("", content.as_bytes()), &[own]);
    assert_eq!(import(&bytes).expect("read").requirements().count(), 1);
    let few = read(&doubling(4), &Limits::default()).expect("read");
    assert!(!few.blocks.is_empty());
}

#[cfg(unix)]
mod in_a_worker {
    use super::{doubling, file, page, stream};
    use rungs::extract::{Ended, ExtractError, Extractor, Limits, Wish};
    use rungs::model::{Format, LayoutDoc};
    use rungs::worker::{Budget, Program, Workers};

    fn read(bytes: &[u8], budget: Budget) -> Result<LayoutDoc, ExtractError> {
        let program =
            Program { path: env!("CARGO_BIN_EXE_rungs").into(), args: vec!["worker".into()] };
        let workers = Workers::new(program, Limits::default(), budget).expect("a pool");
        workers.layout(Format::Pdf, bytes, &Wish::default())
    }

    #[test]
    fn forms_that_double_without_end_cost_a_named_time() {
        let budget = Budget { processor_s: 1, ..Budget::default() };
        let answer = read(&doubling(40), budget);
        assert_eq!(answer, Err(Ended::Processor { seconds: 1 }.into()));
    }

    /// Returns a page of so many MiB of spaces, packed to a 64th.
    fn bomb(mib: usize) -> Vec<u8> {
        let content = [129, b' '].repeat(mib << 13);
        file(&page("4 0 R", ""), &stream("/Filter/RunLengthDecode", &content), &[])
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_content_that_unpacks_to_more_than_the_memory_is_refused_by_name() {
        let budget = || Budget { memory_bytes: 384 << 20, ..Budget::default() };
        assert!(read(&bomb(1), budget()).is_ok());
        assert_eq!(read(&bomb(512), budget()), Err(Ended::Memory { bytes: 384 << 20 }.into()));
    }
}
