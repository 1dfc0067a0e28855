//! The reader on a small document of our own, whole, cut and damaged, and its parts on bytes made
//! by hand.

use super::super::story::fixture::lines;
use super::super::story::{Merge, RowShape};
use super::look::{Letters, Paragraph};
use super::properties::changes;
use super::*;
use std::io::{Cursor, Write};

/// The document of a golden case: duties with numbers of two levels, a footnote, a table.
const DUTIES: &[u8] = include_bytes!("../../../tests/golden/doc-job-description/input.doc");

fn read_whole(bytes: &[u8]) -> LayoutDoc {
    read(bytes, &Limits::default()).expect("a Word document")
}

#[test]
fn stories_labels_and_tables_come_out_in_order() {
    assert_eq!(
        lines(&read_whole(DUTIES)),
        [
            "Header: Willow Waterways",
            "#1 <0n> *Job description*",
            "0,0[Job title] 0,1[Canal Keeper] 1,0[Grade] 1,1[4]",
            "#1 <0n> *Main duties*",
            "<0n1.> Keep the *locks* in order",
            "<1n1.1.> Grease the paddles each month",
            "<1n1.2.> Clear weed from the gates",
            "The keeper works alone.",
            "<0n2.> Record water levels daily",
            "#1 <0n> *Essential skills*",
            "<0b•> Ability to swim in cold water",
            "<0b•> Ability to handle a \\nnarrow boat",
            "Footer: Version 3",
            "Note: \tTwelve in all.",
        ]
    );
}

#[test]
fn damaged_documents_are_read_or_refused_but_never_crash() {
    let mut seed = 7_u32;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let (mut read_all, mut refused) = (0, 0);
    for _ in 0..400 {
        let mut bytes = DUTIES.to_vec();
        for _ in 0..=random(8) {
            let at = random(bytes.len());
            bytes[at] = u8::try_from(random(256)).expect("a byte");
        }
        if random(4) == 0 {
            bytes.truncate(random(bytes.len()));
        }
        match read(&bytes, &Limits::default()) {
            Ok(_) => read_all += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read_all > 100 && refused > 10, "{read_all} read, {refused} refused");
}

/// A container with these streams.
fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    for (name, bytes) in streams {
        file.create_stream(name).and_then(|mut s| s.write_all(bytes)).expect("a stream");
    }
    file.into_inner().into_inner()
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = |bytes: &[u8]| read(bytes, &Limits::default()).err().map(|e| e.to_string());
    assert!(error(b"\xd0\xcf\x11\xe0").is_some_and(|e| e.contains("damaged: its directory")));
    assert!(error(&container(&[("/Other", b"x")])).is_some_and(|e| e.contains("no Word text")));
    let mut head = vec![0; 1024];
    head[..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0x00]);
    let plain = container(&[("/WordDocument", &head)]);
    assert!(error(&plain).is_some_and(|e| e.contains("damaged: 0Table: missing")));
    let bare = container(&[("/WordDocument", &head), ("/0Table", b"")]);
    assert!(error(&bare).is_some_and(|e| e.contains("pieces")));
    head[11] = 1;
    let locked = container(&[("/WordDocument", &head)]);
    assert_eq!(error(&locked).as_deref(), Some("the file is protected by a password"));
}

#[test]
fn limits_stop_the_reading() {
    let read_in = |limits| read(DUTIES, &limits).expect("a Word document");
    let short = read_in(Limits { text_bytes: 600, ..Limits::default() });
    assert_eq!(short.notes[0].code, NoteCode::E001);
    assert!(short.blocks.len() < 8);
    let few = read_in(Limits { cells: 3, ..Limits::default() });
    assert_eq!(few.notes[0].code, NoteCode::E001);
    let enough = read_in(Limits { cells: 4, ..Limits::default() });
    assert_eq!(enough.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [NoteCode::E006]);
    let size = DUTIES.len() as u64;
    assert!(read(DUTIES, &Limits { file_bytes: size, ..Limits::default() }).is_ok());
    assert!(read(DUTIES, &Limits { file_bytes: size - 1, ..Limits::default() }).is_err());
}

#[test]
fn changes_are_told_by_the_length_their_number_says() {
    let list = [0x35, 0x08, 1, 0x0B, 0x46, 2, 0, 0x49, 0x66, 1, 0, 0, 0, 0x2B, 0xD6, 2, 1, 3, 0x16];
    let numbers: Vec<u16> = changes(&list).map(|(number, _)| number).collect();
    assert_eq!(numbers, [0x0835, 0x460B, 0x6649, 0xD62B]);
}

#[test]
fn toggles_follow_or_turn_over_what_the_style_says() {
    let bold = Letters { bold: true, ..Letters::default() };
    let apply = |value: u8| {
        let mut look = bold;
        look.apply((0x0835, &[value]), &bold);
        look.bold
    };
    assert_eq!([0, 1, 0x80, 0x81].map(apply), [false, true, true, false]);
    assert!(!bold.with_style(&bold).bold);
}

#[test]
fn rows_state_edges_and_merged_cells() {
    let mut row = vec![3];
    let edges: [i16; 4] = [-100, 900, 1900, 2900];
    row.extend(edges.into_iter().flat_map(i16::to_le_bytes));
    for flags in [0x60_u16, 0x02, 0x01] {
        row.extend(flags.to_le_bytes());
        row.extend([0; 18]);
    }
    let mut paragraph = Paragraph::default();
    paragraph.apply((properties::ROW, &row));
    paragraph.apply((0x3404, &[1]));
    let RowShape { left, header, cells } = paragraph.row;
    assert_eq!((left, header), (-100, true));
    let shape: Vec<_> = cells.iter().map(|c| (c.right, c.down, c.across)).collect();
    let want = [
        (900, Merge::Start, Merge::None),
        (1900, Merge::None, Merge::Start),
        (2900, Merge::None, Merge::Continue),
    ];
    assert_eq!(shape, want);
}
