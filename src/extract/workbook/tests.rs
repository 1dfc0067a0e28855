//! The reader's rules, each on the smallest workbook that shows it.

use super::super::{ExtractError, Limits};
use super::xlsx::read;
use super::{xls, xlsb};
use crate::model::{Block, Body, Cell, LayoutDoc, NoteCode};
use rust_xlsxwriter::{ExcelDateTime as Date, Format as Style, Workbook as Writer, Worksheet};
use std::io::{Cursor, Read, Write};

fn workbook(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    fill(&mut writer);
    writer.save_to_buffer().expect("a workbook in memory")
}

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> LayoutDoc {
    doc(&workbook(|w| fill(w.add_worksheet())))
}

fn doc(bytes: &[u8]) -> LayoutDoc {
    read(bytes, &Limits::default()).expect("a readable workbook")
}

/// Prints a block: headings as `# name`, tables cell by cell, lines joined by `|`.
fn lines(doc: &LayoutDoc) -> Vec<String> {
    let of = |b: &Block| match &b.body {
        Body::Para(p) => format!("# {}", p.text()),
        Body::Table(t) => t.cells.iter().map(cell).collect::<Vec<_>>().join(" "),
    };
    doc.blocks.iter().map(of).collect()
}

fn cell(c: &Cell) -> String {
    let span = if (c.row_span, c.col_span) == (1, 1) {
        String::new()
    } else {
        format!("+{}x{}", c.row_span, c.col_span)
    };
    format!("{},{}{span}[{}]", c.row, c.col, c.text().replace('\n', "|"))
}

fn write(sheet: &mut Worksheet, cells: &[(u32, u16, &str)]) {
    for (row, col, text) in cells {
        sheet.write(*row, *col, *text).expect("a cell");
    }
}

#[test]
fn one_sheet_is_one_table_without_heading() {
    let doc =
        sheet(|s| write(s, &[(1, 1, "Skill"), (1, 2, "Level"), (2, 1, "Baking"), (2, 2, "Good")]));
    assert_eq!(lines(&doc), ["0,0[Skill] 0,1[Level] 1,0[Baking] 1,1[Good]"]);
    let Body::Table(table) = &doc.blocks[0].body else { panic!("a table") };
    let at = &table.cells[3].blocks[0].at;
    assert_eq!((at.row, at.col, at.block, at.table), (Some(2), Some(2), 3, Some(0)));
    assert_eq!(at.part.as_deref(), Some("Sheet1"));
}

#[test]
fn sheets_have_headings_if_their_names_tell() {
    let bytes = workbook(|w| {
        for (name, text) in [("Cook", "a"), ("Empty", ""), ("Chef", "b")] {
            let sheet = w.add_worksheet();
            sheet.set_name(name).expect("a name");
            write(sheet, &[(0, 0, text)]);
        }
    });
    assert_eq!(lines(&doc(&bytes)), ["# Cook", "0,0[a]", "# Chef", "0,0[b]"]);
    let one = sheet(|s| {
        s.set_name("Matrix").expect("a name");
        write(s, &[(0, 0, "x")]);
    });
    assert_eq!(lines(&one), ["# Matrix", "0,0[x]"]);
    assert_eq!(one.blocks[1].at.block, 1);
}

#[test]
fn values_read_as_shown() {
    let doc = sheet(|s| {
        s.write(0, 0, 3.0).expect("a cell");
        s.write(0, 1, 0.1 + 0.2).expect("a cell");
        s.write(0, 2, true).expect("a cell");
        let (day, time) =
            (Style::new().set_num_format("yyyy-mm-dd"), Style::new().set_num_format("hh:mm"));
        s.write_with_format(0, 3, Date::from_ymd(2024, 3, 1).expect("a day"), &day)
            .expect("a cell");
        s.write_with_format(0, 4, Date::from_hms(9, 30, 0).expect("a time"), &time)
            .expect("a cell");
        s.write_with_format(0, 5, 1e15, &day).expect("a cell");
        s.write_blank(0, 6, &day).expect("a cell");
    });
    assert_eq!(
        lines(&doc),
        ["0,0[3] 0,1[0.3] 0,2[TRUE] 0,3[2024-03-01] 0,4[09:30] 0,5[1000000000000000]"]
    );
}

#[test]
fn lines_of_a_cell_are_paragraphs_with_marks() {
    let doc = sheet(|s| {
        let bold = Style::new().set_bold();
        s.write_with_format(
            0,
            0,
            "Knows:\n\u{2022} law\no rules\n\n- 5-day week\n-5 degrees",
            &bold,
        )
        .expect("a cell");
    });
    let Body::Table(table) = &doc.blocks[0].body else { panic!("a table") };
    let paras: Vec<_> = table.cells[0]
        .blocks
        .iter()
        .filter_map(|b| if let Body::Para(p) = &b.body { Some(p) } else { None })
        .collect();
    let marks: Vec<_> =
        paras.iter().map(|p| p.list.as_ref().map_or("", |l| l.label.as_str())).collect();
    assert_eq!(marks, ["", "\u{2022}", "o", "-", ""]);
    assert_eq!(paras[2].text(), "rules");
    assert!(paras.iter().all(|p| p.runs[0].bold));
}

#[test]
fn merged_regions_are_spans() {
    let doc = sheet(|s| {
        let plain = Style::new();
        s.merge_range(0, 0, 0, 2, "Title", &plain).expect("a region");
        s.merge_range(1, 0, 2, 0, "Group", &plain).expect("a region");
        s.merge_range(3, 0, 900, 9, "Wide", &plain).expect("a region");
        write(s, &[(1, 1, "a"), (2, 2, "b")]);
    });
    assert_eq!(lines(&doc), ["0,0+1x3[Title] 1,0+2x1[Group] 1,1[a] 2,2[b] 3,0+1x3[Wide]"]);
}

#[test]
fn far_apart_cells_cost_two_cells() {
    let doc = sheet(|s| write(s, &[(0, 0, "a"), (1_048_575, 16_383, "b")]));
    assert_eq!(lines(&doc), ["0,0[a]", "0,0[b]"]);
    assert_eq!(doc.blocks[1].at.block, 1);
}

#[test]
fn empty_rows_split_tables_of_other_columns() {
    let doc =
        sheet(|s| write(s, &[(0, 0, "Title"), (2, 0, "A"), (2, 1, "B"), (4, 0, "c"), (4, 1, "d")]));
    assert_eq!(lines(&doc), ["0,0[Title]", "0,0[A] 0,1[B] 2,0[c] 2,1[d]"]);
}

#[test]
fn hidden_sheets_are_read_with_a_note() {
    let bytes = workbook(|w| {
        write(w.add_worksheet(), &[(0, 0, "a")]);
        let hidden = w.add_worksheet();
        write(hidden, &[(0, 0, "b")]);
        hidden.set_hidden(true);
    });
    let doc = doc(&bytes);
    assert_eq!(lines(&doc), ["# Sheet1", "0,0[a]", "# Sheet2", "0,0[b]"]);
    assert_eq!(doc.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [NoteCode::E007]);
}

#[test]
fn the_title_is_a_property() {
    let bytes = workbook(|w| {
        w.set_properties(&rust_xlsxwriter::DocProperties::new().set_title("Skills of cooks"));
        write(w.add_worksheet(), &[(0, 0, "a")]);
    });
    assert_eq!(doc(&bytes).property_title.as_deref(), Some("Skills of cooks"));
}

#[test]
fn limits_stop_reading_with_a_note() {
    let bytes =
        workbook(|w| write(w.add_worksheet(), &[(0, 0, "aaa"), (0, 1, "bbb"), (0, 2, "ccc")]));
    for limits in
        [Limits { cells: 2, ..Limits::default() }, Limits { text_bytes: 7, ..Limits::default() }]
    {
        let doc = read(&bytes, &limits).expect("a part of the workbook");
        assert_eq!(lines(&doc), ["0,0[aaa] 0,1[bbb]"]);
        assert_eq!(doc.notes[0].code, NoteCode::E001);
    }
    for limits in [
        Limits { file_bytes: 9, ..Limits::default() },
        Limits { package_entries: 3, ..Limits::default() },
        Limits { part_bytes: 200, ..Limits::default() },
        Limits { package_bytes: 900, ..Limits::default() },
    ] {
        assert!(matches!(read(&bytes, &limits), Err(ExtractError::Limit { .. })), "{limits:?}");
    }
}

/// Packs parts into a zip package.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("its bytes");
    }
    zip.finish().expect("a package").into_inner()
}

#[test]
fn bombs_are_refused_before_they_are_read() {
    let spaces = vec![b' '; 4 << 20];
    let error = read(&package(&[("xl/sharedStrings.xml", &spaces)]), &Limits::default());
    assert!(matches!(error, Err(ExtractError::Limit { .. })), "{error:?}");
    let sst = b"<sst count='1' uniqueCount='99999999999'/>";
    let error = read(&package(&[("xl/sharedStrings.xml", sst)]), &Limits::default());
    assert!(matches!(error, Err(ExtractError::Limit { .. })), "{error:?}");
}

#[test]
fn a_damaged_sheet_leaves_the_others() {
    let bytes = workbook(|w| {
        write(w.add_worksheet(), &[(0, 0, "a")]);
        write(w.add_worksheet(), &[(0, 0, "b")]);
    });
    let mut old = zip::ZipArchive::new(Cursor::new(&bytes[..])).expect("a package");
    let mut parts = Vec::new();
    for i in 0..old.len() {
        let mut part = old.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its bytes");
        if name.ends_with("sheet1.xml") {
            content.truncate(content.len() / 2);
        }
        parts.push((name, content));
    }
    let parts: Vec<_> = parts.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    let doc = doc(&package(&parts));
    assert!(lines(&doc).contains(&"0,0[b]".to_owned()), "{doc:?}");
    assert_eq!(doc.notes[0].code, NoteCode::E002);
}

/// Wraps one stream into an old Office container.
fn container(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream(stream).expect("a stream").write_all(b"x").expect("its bytes");
    file.flush().expect("to memory");
    file.into_inner().into_inner()
}

#[test]
fn other_files_are_clean_errors() {
    let limits = Limits::default();
    assert!(matches!(read(b"", &limits), Err(ExtractError::Empty)));
    assert!(matches!(read(b"Skill,Level", &limits), Err(ExtractError::NotADocument { .. })));
    assert!(matches!(read(b"PK\x03\x04rest", &limits), Err(ExtractError::Malformed { .. })));
    assert!(matches!(read(&container("/EncryptedPackage"), &limits), Err(ExtractError::Encrypted)));
    assert!(matches!(
        read(&container("/Workbook"), &limits),
        Err(ExtractError::NotADocument { .. })
    ));
    assert!(matches!(read(&container("/Other"), &limits), Err(ExtractError::NotADocument { .. })));
    assert!(matches!(read(b"\xD0\xCF\x11\xE0", &limits), Err(ExtractError::NotADocument { .. })));
    assert!(read(&package(&[("word/document.xml", b"<w/>")]), &limits).is_err());
}

#[test]
fn cut_workbooks_never_panic() {
    let bytes = workbook(|w| write(w.add_worksheet(), &[(0, 0, "a"), (1, 1, "b")]));
    for end in (0..bytes.len()).step_by(97) {
        let _ = read(&bytes[..end], &Limits::default());
    }
}

/// A record of an old workbook: its number, length and content.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// An old workbook of one sheet with these cells; `extent` is what the sheet states: first row, one
/// past the last row, first column, one past the last column.
fn old_workbook(hidden: bool, extent: [u32; 4], cells: &[(u16, u16, &str)]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &[&[0, 6], &kind.to_le_bytes()[..], &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let globals = |offset: u32| {
        let name = "Matrix";
        let sheet = [&offset.to_le_bytes()[..], &[u8::from(hidden), 0, 6, 0], name.as_bytes()];
        [begin(5), record(0x0085, &sheet.concat()), end.clone()].concat()
    };
    let offset = u32::try_from(globals(0).len()).expect("a short stream");
    let [top, bottom, left, right] = extent;
    let columns = [left, right].map(|c| u16::try_from(c).expect("a column"));
    let extent = [
        &top.to_le_bytes()[..],
        &bottom.to_le_bytes(),
        &columns[0].to_le_bytes(),
        &columns[1].to_le_bytes(),
        &[0, 0],
    ];
    let label = |(row, col, text): &(u16, u16, &str)| {
        let length = u16::try_from(text.len()).expect("a short text");
        let head = [*row, *col, 0, length].map(u16::to_le_bytes).concat();
        record(0x0204, &[&head[..], &[0], text.as_bytes()].concat())
    };
    let cells: Vec<u8> = cells.iter().flat_map(label).collect();
    let stream =
        [globals(offset), begin(16), record(0x0200, &extent.concat()), cells, end].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream("/Workbook").and_then(|mut s| s.write_all(&stream)).expect("a stream");
    file.into_inner().into_inner()
}

#[test]
fn old_workbooks_give_the_same_tables() {
    let cells = [(1, 1, "Role"), (1, 2, "Skill"), (2, 1, "Cook"), (2, 2, "- Bakes")];
    let bytes = old_workbook(false, [1, 3, 1, 3], &cells);
    let doc = xls::read(&bytes, &Limits::default()).expect("an old workbook");
    assert_eq!(lines(&doc), ["# Matrix", "0,0[Role] 0,1[Skill] 1,0[Cook] 1,1[- Bakes]"]);
    assert!(doc.notes.is_empty());
    let bytes = old_workbook(true, [1, 3, 1, 3], &cells);
    let doc = xls::read(&bytes, &Limits::default()).expect("an old workbook");
    assert_eq!(doc.notes[0].code, NoteCode::E007);
}

/// Tells whether an old workbook is refused for the extent of a sheet.
fn is_too_large(bytes: &[u8], limits: &Limits) -> bool {
    match xls::read(bytes, limits) {
        Err(ExtractError::Limit { what, .. }) => what == "the extent of a sheet",
        Err(e) => panic!("{e}"),
        Ok(_) => false,
    }
}

#[test]
fn the_extent_of_old_sheets_is_bounded_before_a_grid_is_made() {
    let limits = Limits { cells: 25, ..Limits::default() };
    // A hundred places are allowed: ten by ten pass, eleven by ten do not.
    let corners = |row| [(0, 0, "a"), (row, 9, "b")];
    assert!(!is_too_large(&old_workbook(false, [0, 10, 0, 10], &corners(9)), &limits));
    assert!(is_too_large(&old_workbook(false, [0, 10, 0, 10], &corners(10)), &limits));
    assert!(is_too_large(&old_workbook(false, [0, 11, 0, 10], &corners(9)), &limits));
    let far = [(0, 0, "a"), (65_535, 255, "b")];
    assert!(is_too_large(&old_workbook(false, [0, 1, 0, 1], &far), &Limits::default()));
    let stated = old_workbook(false, [0, u32::MAX, 0, 256], &[(0, 0, "a")]);
    assert!(is_too_large(&stated, &Limits::default()));
}

#[test]
fn protected_and_cut_old_workbooks_are_named() {
    let bytes = old_workbook(false, [0, 1, 0, 1], &[(0, 0, "a")]);
    let cut = xls::read(&bytes[..bytes.len() / 2], &Limits::default());
    assert!(matches!(cut, Err(ExtractError::Malformed { .. })), "{cut:?}");
    let stream = [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &[1, 0, 0, 0])].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream("/Workbook").and_then(|mut s| s.write_all(&stream)).expect("a stream");
    let locked = xls::read(&file.into_inner().into_inner(), &Limits::default());
    assert_eq!(locked.err(), Some(ExtractError::Encrypted));
}

/// A record of a binary workbook.
fn part_record(kind: u16, data: &[u8]) -> Vec<u8> {
    let [low, high] = [kind & 0x7F, kind >> 7].map(|b| u8::try_from(b).expect("seven bits"));
    let kind = if high == 0 { vec![low] } else { vec![low | 0x80, high] };
    let length = u8::try_from(data.len()).expect("a short record");
    assert!(length < 0x80, "a short record");
    [kind, vec![length], data.to_vec()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [u32::try_from(text.len()).expect("a short text").to_le_bytes().to_vec(), units].concat()
}

#[test]
fn binary_workbooks_are_read_cell_by_cell() {
    let sheet = [vec![0; 8], wide("r1"), wide("Matrix")].concat();
    let book = [part_record(0x9C, &sheet), part_record(0x90, &[]), part_record(0x9D, &[])].concat();
    let row = |row: u32| part_record(0x00, &[row.to_le_bytes().to_vec(), vec![0; 13]].concat());
    let cell = |col: u32, text| {
        part_record(0x06, &[col.to_le_bytes().to_vec(), vec![0; 4], wide(text)].concat())
    };
    let cells = [row(0), cell(0, "Role"), row(1_048_575), cell(16_383, "far")].concat();
    let sheet = [
        part_record(0x81, &[]),
        part_record(0x94, &[0; 16]),
        part_record(0x91, &[]),
        cells,
        part_record(0x92, &[]),
    ];
    let relations =
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 3] = [
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    let bytes = zip.finish().expect("an archive").into_inner();
    let doc = xlsb::read(&bytes, &Limits::default()).expect("a binary workbook");
    assert_eq!(lines(&doc), ["# Matrix", "0,0[Role]", "0,0[far]"]);
}
