use super::*;
use crate::model::{Body, NoteCode};

/// A standard with so many skills.
fn standard(skills: usize) -> String {
    let skills: Vec<String> = (1..=skills)
        .map(|n| format!("{{\"skillId\": \"S{n}\", \"detail\": \"Dye {n}\"}}"))
        .collect();
    format!("{{\"title\": \"Dyer\", \"duties\": [], \"skills\": [{}]}}", skills.join(","))
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let layout = read(bytes, &Limits::default()).expect("a standard");
    let line = |body: &Body| match body {
        Body::Para(p) => {
            let label = p.list.as_ref().map_or("", |l| l.label.as_str());
            format!("{label} {}", p.text()).trim().to_owned()
        }
        Body::Table(_) => panic!("no tables"),
    };
    layout.blocks.iter().map(|b| line(&b.body)).collect()
}

fn fault(bytes: &[u8]) -> String {
    read(bytes, &Limits::default()).expect_err("no standard").to_string()
}

#[test]
fn any_encoding_is_read() {
    let text = standard(1).replace("Dyer", "Dyer – é");
    let expected = ["Dyer – é", "Skills", "S1 Dye 1"];
    assert_eq!(lines(text.as_bytes()), expected);
    assert_eq!(lines(format!("\u{FEFF}{text}").as_bytes()), expected);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(lines(&[b"\xff\xfe", little.as_slice()].concat()), expected);
    assert_eq!(lines(&[b"\xfe\xff", big.as_slice()].concat()), expected);
    assert_eq!(lines(&little), expected);
}

#[test]
fn what_is_no_standard_is_refused_with_its_reason() {
    for other in ["{}", "[]", "7", "{\"title\": \"Dyer\", \"skills\": []}", "[[1]]"] {
        let found = fault(other.as_bytes());
        assert!(
            found.starts_with("the file is not a document") || found.contains("expected"),
            "{found}"
        );
    }
    let whole = standard(3);
    for end in (1..whole.len()).step_by(7) {
        assert!(fault(&whole.as_bytes()[..end]).starts_with("the file is damaged"), "{end}");
    }
    assert!(fault(format!("{whole} {whole}").as_bytes()).contains("trailing characters"));
}

#[test]
fn nesting_is_limited_wherever_it_stands() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for text in [
        standard(1).replace("\"Dyer\"", &deep(100_000)),
        standard(1).replace("\"duties\": []", &format!("\"duties\": {}", deep(100_000))),
        format!("[{}, {}]", standard(1), deep(100_000)),
        standard(1).replace("\"Dyer\"", &"{\"a\":".repeat(100_000)),
    ] {
        assert_eq!(
            fault(text.as_bytes()),
            "the file exceeds the limit for the nesting of data (127 levels)"
        );
    }
    let shallow = standard(1).replace("\"duties\": []", &format!("\"duties\": {}", deep(50)));
    assert_eq!(lines(shallow.as_bytes()), ["Dyer", "Skills", "S1 Dye 1"]);
}

#[test]
fn more_text_than_a_document_may_have_is_left_out_and_said() {
    let check = |limits: Limits| {
        let layout = read(standard(100).as_bytes(), &limits).expect("its beginning");
        let notes: Vec<NoteCode> = layout.notes.iter().map(|n| n.code).collect();
        (layout.blocks.len(), notes)
    };
    assert_eq!(check(Limits { cells: 12, ..Limits::default() }), (12, vec![NoteCode::E001]));
    // "Dyer", "Skills" and nine of "Dye 1" are 55 bytes.
    assert_eq!(check(Limits { text_bytes: 55, ..Limits::default() }), (11, vec![NoteCode::E001]));
    let small = Limits { package_bytes: 100, ..Limits::default() };
    assert!(matches!(read(standard(100).as_bytes(), &small), Err(ExtractError::Limit { .. })));
}

#[test]
fn many_faults_are_counted_not_listed() {
    let nulls = vec!["null"; 1000].join(",");
    let layout = read(format!("[{nulls},{}]", standard(1)).as_bytes(), &Limits::default());
    let notes = layout.expect("one standard").notes;
    assert_eq!(notes.len(), 21);
    assert_eq!(notes[20].message, "980 more values were not read");
}
