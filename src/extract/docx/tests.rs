//! Each test makes its document in memory and compares a printed outline of what was read.

use super::fixture::{Docx, num, p, zipped};
use super::*;
use crate::model::{Body, Para, Table};
use std::fmt::Write as _;
use std::io::Write as _;

fn read_all(docx: &Docx) -> LayoutDoc {
    read(&docx.build(), &Limits::default()).expect("a readable document")
}

/// Prints one line per paragraph: cell, layer, heading, label and text.
fn outline(doc: &LayoutDoc) -> Vec<String> {
    let mut lines = Vec::new();
    doc.blocks.iter().for_each(|b| outline_block(b, &mut lines));
    lines
}

fn outline_block(block: &Block, lines: &mut Vec<String>) {
    match &block.body {
        Body::Para(para) => lines.push(outline_para(block, para)),
        Body::Table(table) => {
            table.cells.iter().flat_map(|c| &c.blocks).for_each(|b| outline_block(b, lines));
        }
    }
}

fn outline_para(block: &Block, para: &Para) -> String {
    let mut line = String::new();
    if let (Some(table), Some(row), Some(col)) = (block.at.table, block.at.row, block.at.col) {
        let _ = write!(line, "{table}/{row}/{col} ");
    }
    if block.layer != Layer::Body {
        let _ = write!(line, "{:?} ", block.layer);
    }
    if let Some(level) = para.heading {
        let _ = write!(line, "H{level} ");
    }
    if let Some(list) = &para.list {
        let _ = write!(line, "[{}] ", list.label);
    }
    line + &para.text()
}

fn check(docx: &Docx, expected: &[&str]) {
    assert_eq!(outline(&read_all(docx)), expected);
}

fn codes(doc: &LayoutDoc) -> Vec<NoteCode> {
    doc.notes.iter().map(|n| n.code).collect()
}

fn first_table(doc: &LayoutDoc) -> &Table {
    let table = doc.blocks.iter().find_map(|b| match &b.body {
        Body::Table(table) => Some(table),
        Body::Para(_) => None,
    });
    table.expect("a table")
}

/// Prints each cell as row, column, rows covered, columns covered.
fn grid(table: &Table) -> Vec<(u32, u32, u32, u32)> {
    table.cells.iter().map(|c| (c.row, c.col, c.row_span, c.col_span)).collect()
}

fn t(text: &str) -> String {
    p("", text)
}

fn tc(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

fn tr(properties: &str, cells: &[String]) -> String {
    format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat())
}

fn tbl(rows: &[String]) -> String {
    format!("<w:tbl><w:tblGrid/>{}</w:tbl>", rows.concat())
}

fn lvl(level: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn abstract_num(id: u32, levels: &[String]) -> String {
    format!(r#"<w:abstractNum w:abstractNumId="{id}">{}</w:abstractNum>"#, levels.concat())
}

fn instance(id: u32, list: u32, more: &str) -> String {
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{list}"/>{more}</w:num>"#)
}

fn legal_list() -> String {
    abstract_num(
        0,
        &[
            lvl(0, "upperRoman", "%1.", ""),
            lvl(1, "decimal", "%1.%2", "<w:isLgl/>"),
            lvl(2, "lowerLetter", "(%3)", ""),
        ],
    ) + &instance(1, 0, "")
}

#[test]
fn labels_of_several_levels_are_counted_and_reset() {
    let body = [
        p(&num(1, 0), "Care"),
        p(&num(1, 1), "Plans"),
        p(&num(1, 2), "Write"),
        p(&num(1, 2), "Review"),
        t("A remark between."),
        p(&num(1, 1), "Rotas"),
        p(&num(1, 2), "Publish"),
        p(&num(1, 0), "Team"),
        p(&num(1, 1), "Supervise"),
    ];
    check(
        &Docx::new(&body.concat()).numbering(&legal_list()),
        &[
            "[I.] Care",
            "[1.1] Plans",
            "[(a)] Write",
            "[(b)] Review",
            "A remark between.",
            "[1.2] Rotas",
            "[(a)] Publish",
            "[II.] Team",
            "[2.1] Supervise",
        ],
    );
}

#[test]
fn instances_of_a_list_share_its_counter_until_one_restarts() {
    let restart = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>"#;
    let lists = abstract_num(0, &[lvl(0, "decimal", "%1)", "")])
        + &instance(1, 0, "")
        + &instance(2, 0, "")
        + &instance(3, 0, restart);
    let body: String = [1, 1, 2, 3, 3, 1].iter().map(|list| p(&num(*list, 0), "x")).collect();
    check(
        &Docx::new(&body).numbering(&lists),
        &["[1)] x", "[2)] x", "[3)] x", "[7)] x", "[8)] x", "[9)] x"],
    );
}

#[test]
fn a_level_restarts_only_where_it_says() {
    let levels = |restart: u32| {
        let restart = format!(r#"<w:lvlRestart w:val="{restart}"/>"#);
        let levels = [
            lvl(0, "decimal", "%1", ""),
            lvl(1, "decimal", "%2", ""),
            lvl(2, "decimal", "%3", &restart),
        ];
        abstract_num(0, &levels) + &instance(1, 0, "")
    };
    let body: String = [0, 1, 2, 1, 2, 0, 1, 2].iter().map(|l| p(&num(1, *l), "x")).collect();
    let labels = |restart| {
        let doc = read_all(&Docx::new(&body).numbering(&levels(restart)));
        outline(&doc).concat().replace(" x", "")
    };
    assert_eq!(labels(0), "[1][1][1][2][2][2][1][3]");
    assert_eq!(labels(1), "[1][1][1][2][2][2][1][1]");
}

#[test]
fn numbers_run_on_through_cells_and_stand_in_empty_ones() {
    let lists = abstract_num(0, &[lvl(0, "decimal", "K%1:", "")]) + &instance(1, 0, "");
    let row = |text: &str| {
        tr("", &[tc("", &format!("<w:p><w:pPr>{}</w:pPr></w:p>", num(1, 0))), tc("", &t(text))])
    };
    let docx = Docx::new(&tbl(&[row("Safety law"), row("Food hygiene")])).numbering(&lists);
    check(&docx, &["0/0/0 [K1:] ", "0/0/1 Safety law", "0/1/0 [K2:] ", "0/1/1 Food hygiene"]);
    let doc = read_all(&docx);
    let Body::Para(para) = &first_table(&doc).cells[0].blocks[0].body else { panic!("a table") };
    assert_eq!(para.runs, []);
}

#[test]
fn bullets_print_as_bullets_and_empty_ones_not_at_all() {
    let symbol = r#"<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>"#;
    let lists = abstract_num(0, &[lvl(0, "bullet", "\u{F0B7}", symbol), lvl(1, "bullet", "-", "")])
        + &instance(1, 0, "");
    let empty = format!("<w:p><w:pPr>{}</w:pPr></w:p>", num(1, 0));
    let body = [p(&num(1, 0), "Listen"), empty, p(&num(1, 1), "Act")].concat();
    let doc = read_all(&Docx::new(&body).numbering(&lists));
    assert_eq!(outline(&doc), ["[•] Listen", "[-] Act"]);
    let Body::Para(para) = &doc.blocks[1].body else { panic!("a paragraph") };
    assert_eq!(para.list.as_ref().map(|l| (l.bullet, l.depth)), Some((true, 1)));
}

#[test]
fn numbering_comes_from_styles_and_linked_lists() {
    let style = |id: &str, level: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{id}"/><w:pPr><w:numPr>{level}<w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#
        )
    };
    let linked = r#"<w:style w:type="numbering" w:styleId="Scheme"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>"#;
    let styles = style("Duty", "") + &style("Part", "") + linked;
    let lists =
        r#"<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Scheme"/></w:abstractNum>"#
            .to_owned()
            + &abstract_num(
                1,
                &[
                    lvl(0, "decimal", "%1.", r#"<w:pStyle w:val="Duty"/>"#),
                    lvl(1, "decimal", "%1.%2", r#"<w:pStyle w:val="Part"/>"#),
                ],
            )
            + &instance(1, 1, "")
            + &instance(2, 1, "")
            + &instance(3, 0, "");
    let styled = |id: &str| p(&format!(r#"<w:pStyle w:val="{id}"/>"#), id);
    let off = p(r#"<w:pStyle w:val="Duty"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "none");
    let body = [styled("Duty"), styled("Part"), off, styled("Part"), p(&num(3, 0), "linked")];
    check(
        &Docx::new(&body.concat()).styles(&styles).numbering(&lists),
        &["[1.] Duty", "[1.1] Part", "none", "[1.2] Part", "[1.] linked"],
    );
}

#[test]
fn a_label_is_capped_and_unknown_lists_print_none() {
    let lists =
        abstract_num(0, &[lvl(0, "decimal", &"%1.".repeat(5000), "")]) + &instance(1, 0, "");
    let doc = read_all(
        &Docx::new(&(p(&num(1, 99), "deep") + &p(&num(1, 0), "long") + &p(&num(8, 0), "lost")))
            .numbering(&lists),
    );
    let lines = outline(&doc);
    assert_eq!((lines[0].as_str(), lines[2].as_str()), ("[] deep", "lost"));
    assert!(lines[1].len() <= Limits::default().label_bytes + "[] long".len());
}

#[test]
fn headings_follow_the_style_chain() {
    let styles = [
        ("Title", "Title", "", ""),
        ("Kop2", "heading 2", "", ""),
        ("Own", "House style", "Kop2", ""),
        ("Flat", "House text", "Kop2", r#"<w:outlineLvl w:val="9"/>"#),
        ("Level", "Third", "", r#"<w:outlineLvl w:val="2"/>"#),
        ("RoundA", "Round a", "RoundB", ""),
        ("RoundB", "Round b", "RoundA", ""),
    ];
    let styles: String = styles
        .iter()
        .map(|(id, name, base, more)| {
            format!(
                r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:pPr>{more}</w:pPr></w:style>"#
            )
        })
        .collect();
    let ids = ["Title", "Kop2", "Own", "Flat", "Level", "RoundA", "Heading4"];
    let mut body: String =
        ids.iter().map(|id| p(&format!(r#"<w:pStyle w:val="{id}"/>"#), id)).collect();
    body += &p(r#"<w:pStyle w:val="Own"/><w:outlineLvl w:val="0"/>"#, "direct");
    let expected =
        ["H1 Title", "H2 Kop2", "H2 Own", "Flat", "H3 Level", "RoundA", "H4 Heading4", "H1 direct"];
    check(&Docx::new(&body).styles(&styles), &expected);
}

#[test]
fn styles_of_tables_hide_no_other_style() {
    let table =
        |inside: &str| format!(r#"<w:style w:type="table" w:styleId="T">{inside}</w:style>"#);
    let own = r#"<w:style w:type="paragraph" w:styleId="O"><w:name w:val="heading 2"/></w:style>"#;
    let body = p(r#"<w:pStyle w:val="O"/>"#, "Own");
    for inside in ["<w:name w:val=\"Grid\"/>", "<!-- </w:style> -->", "<w:style/>"] {
        let styles = table(inside) + own + &table(inside);
        check(&Docx::new(&body).styles(&styles), &["H2 Own"]);
    }
}

#[test]
fn emphasis_comes_from_runs_and_styles() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="Loud"><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/><w:u w:val="single"/></w:rPr></w:style>"#;
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let runs = [
        run("", "loud "),
        run("", "still "),
        run(r#"<w:b w:val="0"/><w:i/>"#, "soft "),
        run(r#"<w:rStyle w:val="Strong"/>"#, "crossed "),
        run("<w:vanish/>", "hidden "),
    ];
    let body = format!(r#"<w:p><w:pPr><w:pStyle w:val="Loud"/></w:pPr>{}</w:p>"#, runs.concat());
    let doc = read_all(&Docx::new(&body).styles(styles));
    let Body::Para(para) = &doc.blocks[0].body else { panic!("a paragraph") };
    let got: Vec<_> =
        para.runs.iter().map(|r| (r.text.as_str(), r.bold, r.italic, r.underline)).collect();
    let expected = [
        ("loud still ", true, false, false),
        ("soft ", false, true, false),
        ("crossed ", false, false, true),
    ];
    assert_eq!(got, expected);
}

#[test]
fn what_a_run_prints_is_kept_and_its_code_is_not() {
    let body = r#"<w:p>
        <w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d </w:t></w:r>
        <w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>
        <w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>&#xFC;</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText>
          <w:fldChar w:fldCharType="separate"/><w:t>nested</w:t><w:fldChar w:fldCharType="end"/></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/><w:t> shown </w:t><w:fldChar w:fldCharType="end"/></w:r>
        <w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>
          <w:instrText>FORMCHECKBOX</w:instrText><w:fldChar w:fldCharType="end"/></w:r>
        <w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>
          <w:listEntry w:val="Essential"/><w:listEntry w:val="Desirable"/></w:ddList></w:ffData></w:fldChar>
          <w:fldChar w:fldCharType="end"/></w:r>
        <w:fldSimple w:instr="PAGE"><w:r><w:t> 3</w:t></w:r></w:fldSimple>
        <m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>
        <w:r><w:ruby><w:rt><w:r><w:t>above</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>
        </w:p>"#;
    check(&Docx::new(body), &["a\tb\nc-d ☑≥✓ shown ☒Desirable 3x=1base"]);
}

#[test]
fn an_unfinished_field_loses_no_text() {
    let body = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF x</w:instrText></w:r><w:r><w:t>kept</w:t></w:r></w:p>"#;
    check(&Docx::new(body), &["kept"]);
}

/// Prints each note: code, message, quoted words, place.
fn notes(doc: &LayoutDoc) -> Vec<String> {
    let print = |n: &Note| {
        let place = n.at.as_ref().map(|at| match (at.table, at.row, at.col, &at.part) {
            (Some(table), Some(row), Some(col), _) => format!("{table}/{row}/{col} {}", at.block),
            (.., Some(part)) => format!("{part} {}", at.block),
            _ => at.block.to_string(),
        });
        let (message, text) = (&n.message, n.text.as_deref().unwrap_or("-"));
        format!("{}: {message} [{text}] {}", n.code.code(), place.unwrap_or_default())
    };
    doc.notes.iter().map(print).collect()
}

#[test]
fn tracked_changes_read_as_accepted_with_notes_where_words_are_gone() {
    let body = r#"<w:p><w:r><w:t>Lead </w:t></w:r>
        <w:ins><w:r><w:t>two </w:t></w:r></w:ins><w:del><w:r><w:delText>three </w:delText></w:r></w:del>
        <w:moveTo><w:r><w:t>teams</w:t></w:r></w:moveTo><w:del><w:r><w:delText>daily</w:delText></w:r></w:del></w:p>
        <w:p><w:moveFrom><w:r><w:t>teams</w:t></w:r></w:moveFrom></w:p>
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>joined </w:t></w:r></w:p>"#;
    let body = body.to_owned()
        + &t("here")
        + &tbl(&[tr("<w:del/>", &[tc("", &t("gone"))]), tr("", &[tc("", &t("stays"))])]);
    let docx = Docx::new(&body);
    check(&docx, &["Lead two teams", "joined here", "0/0/0 stays"]);
    let expected = [
        "E006: Words with tracked deletion were left out. [three … daily] 0",
        "E006: Words with tracked deletion were left out. [gone] 0/0/0 2",
        "E006: Text that was moved is read at its new place only. [-] ",
    ];
    assert_eq!(notes(&read_all(&docx)), expected);
    assert_eq!(notes(&read_all(&Docx::new(&t("clean")))), [""; 0]);
    let mark = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>".to_owned() + &t("on");
    let expected = ["E006: A tracked deletion without words was read as accepted. [-] "];
    assert_eq!(notes(&read_all(&Docx::new(&mark))), expected);
}

#[test]
fn comments_are_no_text_but_notes_where_they_stand() {
    let comment = |id: u32, text: &str| {
        format!(r#"<w:comment w:id="{id}" w:author="A. Person">{}</w:comment>"#, t(text))
    };
    let remark = |id: u32| format!(r#"<w:r><w:commentReference w:id="{id}"/></w:r>"#);
    let body = t("first")
        + &format!("<w:p>{}<w:r><w:t>second</w:t></w:r></w:p>", remark(7))
        + &tbl(&[tr("", &[tc("", &format!("<w:p>{}</w:p>", remark(8))), tc("", &t("cell"))])])
        + &format!("<w:p>{}</w:p>", remark(9));
    let comments =
        comment(7, "Is this still so?") + &comment(8, "x&lt;y") + &comment(9, &"é".repeat(200));
    let docx = Docx::new(&body).part("comments", "comments.xml", "comments", &comments);
    check(&docx, &["first", "second", "0/0/1 cell"]);
    let long = format!("E014: A comment was left out. [{}…] 0/0/1 2", "é".repeat(100));
    let expected = [
        "E014: A comment was left out. [Is this still so?] 1",
        "E014: A comment was left out. [x<y] 0/0/1 2",
        long.as_str(),
    ];
    assert_eq!(notes(&read_all(&docx)), expected);
}

#[test]
fn deletions_in_headers_and_beyond_the_number_of_notes_are_counted() {
    let deletion =
        "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>";
    let docx = Docx::new(&deletion.repeat(60)).part("header", "header1.xml", "hdr", deletion);
    let notes = notes(&read_all(&docx));
    assert_eq!(notes.len(), 51);
    assert_eq!(notes[0], "E006: Words with tracked deletion were left out. [out] 1");
    let last = "E006: Words with tracked deletion were left out in 11 further paragraphs. [-] ";
    assert_eq!(notes[50], last);
    let docx = Docx::new(&t("text")).part("header", "header1.xml", "hdr", deletion);
    let expected = ["E006: Words with tracked deletion were left out. [out] header1.xml 0"];
    assert_eq!(self::notes(&read_all(&docx)), expected);
}

#[test]
fn merged_cells_cover_the_grid() {
    let start = r#"<w:vMerge w:val="restart"/>"#;
    let rows = [
        tr("<w:tblHeader/>", &[tc(r#"<w:gridSpan w:val="2"/>"#, &t("Role")), tc("", &t("Level"))]),
        tr("", &[tc(start, &t("Carer")), tc("", &t("Wash")), tc("", &t("1"))]),
        tr("", &[tc("<w:vMerge/>", &t("spill")), tc("", &t("Cook")), tc("", &t("2"))]),
        tr(r#"<w:gridBefore w:val="1"/>"#, &[tc("", &t("shifted"))]),
        tr("", &[tc("<w:vMerge/>", &t("orphan"))]),
    ];
    let doc = read_all(&Docx::new(&tbl(&rows)));
    let table = first_table(&doc);
    let expected = [
        (0, 0, 1, 2),
        (0, 2, 1, 1),
        (1, 0, 2, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
        (3, 1, 1, 1),
        (4, 0, 1, 1),
    ];
    assert_eq!(grid(table), expected);
    assert_eq!((table.header_rows, table.cells[1].header, table.cells[2].header), (1, true, false));
    assert_eq!(table.cells[2].text(), "Carer\nspill");
}

#[test]
fn absurd_spans_are_clamped() {
    let cells = ["2000000000", "-3", "many", "99999999999999999999"]
        .map(|span| tc(&format!(r#"<w:gridSpan w:val="{span}"/>"#), &t("x")));
    let rows = tr(r#"<w:gridBefore w:val="4000000000"/>"#, &cells);
    let doc = read_all(&Docx::new(&tbl(&[rows])));
    assert_eq!(
        grid(first_table(&doc)),
        [(0, 63, 1, 63), (0, 126, 1, 1), (0, 127, 1, 1), (0, 128, 1, 1)]
    );
}

#[test]
fn a_nested_table_stays_in_its_cell() {
    let inner = tbl(&[tr("", &[tc("", &t("inner"))])]);
    let outer =
        tbl(&[tr("", &[tc("", &(t("before") + &inner + &t("after"))), tc("", &t("next"))])]);
    let body = outer + &tbl(&[tr("", &[tc("", &t("second"))])]);
    let docx = Docx::new(&body);
    let expected = ["0/0/0 before", "1/0/0 inner", "0/0/0 after", "0/0/1 next", "2/0/0 second"];
    check(&docx, &expected);
    let doc = read_all(&docx);
    assert_eq!(doc.blocks.iter().map(|b| b.at.block).collect::<Vec<_>>(), [0, 4]);
}

#[test]
fn content_controls_are_seen_through() {
    let sdt = |content: &str| {
        format!(
            "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )
    };
    let run = "<w:r><w:t>run</w:t></w:r>";
    let body = sdt(&t("block"))
        + &format!("<w:p>{}</w:p>", sdt(run))
        + &tbl(&[sdt(&tr("", &[sdt(&tc("", &sdt(&t("cell"))))]))])
        + "<w:customXml><w:p><w:smartTag><w:r><w:t>tagged</w:t></w:r></w:smartTag></w:p></w:customXml>";
    check(&Docx::new(&body), &["block", "run", "0/0/0 cell", "tagged"]);
}

#[test]
fn a_text_box_is_read_once_after_its_paragraph() {
    let content = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", t(text));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><x:txbx>{}</x:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><x:textbox>{}</x:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>anchor</w:t></w:r><w:r><w:pict><x:textbox>{}</x:textbox></w:pict></w:r></w:p>",
        content("box"),
        content("box"),
        content("old box"),
    );
    check(&Docx::new(&body), &["anchor", "box", "old box"]);
}

#[test]
fn headers_footers_and_notes_stand_around_the_body() {
    let note = format!(
        r#"<w:footnote w:type="separator">{}</w:footnote><w:footnote>{}</w:footnote>"#,
        t("line"),
        t("as agreed")
    );
    let body = t("text")
        + r#"<w:sectPr><w:headerReference r:id="rId3"/><w:headerReference r:id="rId1"/><w:headerReference r:id="rId3"/></w:sectPr>"#;
    let docx = Docx::new(&body)
        .part("header", "header1.xml", "hdr", &t("running head"))
        .part("footer", "footer1.xml", "ftr", &t("page foot"))
        .part("header", "header2.xml", "hdr", &t("first head"))
        .part("footnotes", "footnotes.xml", "footnotes", &note)
        .part(
            "comments",
            "comments.xml",
            "comments",
            &format!("<w:comment>{}</w:comment>", t("why")),
        );
    let expected =
        ["Header first head", "Header running head", "text", "Footer page foot", "Note as agreed"];
    check(&docx, &expected);
    let doc = read_all(&docx);
    let places: Vec<_> = doc.blocks.iter().map(|b| (b.at.part.as_deref(), b.at.block)).collect();
    let expected = [
        (Some("header2.xml"), 0),
        (Some("header1.xml"), 1),
        (None, 2),
        (Some("footer1.xml"), 3),
        (Some("footnotes.xml"), 4),
    ];
    assert_eq!(places, expected);
}

#[test]
fn any_prefix_and_the_strict_namespace_are_read() {
    for uri in [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ] {
        let xml = format!(
            r#"<q:document xmlns:q="{uri}"><q:body><q:p><q:pPr><q:outlineLvl q:val="1"/></q:pPr><q:r><q:t>Duties</q:t></q:r></q:p></q:body></q:document>"#
        );
        check(&Docx::raw(xml.clone().into_bytes()), &["H2 Duties"]);
        let utf16: Vec<u8> = xml.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&Docx::raw([&[0xFE, 0xFF], utf16.as_slice()].concat()), &["H2 Duties"]);
    }
}

#[test]
fn the_main_part_and_the_title_are_found_by_relation() {
    let docx = Docx::new(&t("browser copy")).main("word/document7.xml").title(" Care post ");
    check(&docx, &["browser copy"]);
    assert_eq!(read_all(&docx).property_title.as_deref(), Some("Care post"));
    assert_eq!(read_all(&docx.title("  ")).property_title, None);
}

#[test]
fn a_cut_main_part_is_read_up_to_the_break() {
    let whole = Docx::new(&(t("first") + &t("second")));
    let xml = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    let cut = format!("{xml}{}<w:p><w:r><w:t>half a wo", t("first&nbsp;one"));
    let docx = Docx::raw(cut.into_bytes());
    check(&docx, &["first\u{A0}one", "half a wo"]);
    assert_eq!(codes(&read_all(&docx)), [NoteCode::E002]);
    assert_eq!(codes(&read_all(&whole)), []);
    for hopeless in ["", "no markup", xml, "<!DOCTYPE a><a/>"] {
        let error = read(&Docx::raw(hopeless.into()).build(), &Limits::default()).err();
        assert!(matches!(error, Some(ExtractError::Malformed { .. })), "{hopeless}: {error:?}");
    }
}

#[test]
fn damaged_side_parts_are_noted_and_left_out() {
    let docx = Docx::new(&p(&num(1, 0), "text"))
        .raw_part("styles", "styles.xml", "")
        .raw_part("numbering", "numbering.xml", "<!DOCTYPE a><a/>")
        .raw_part("header", "header1.xml", "not xml");
    check(&docx, &["text"]);
    assert_eq!(codes(&read_all(&docx)), [NoteCode::E002; 3]);
}

#[test]
fn limits_stop_the_reader_with_a_note() {
    let rows: Vec<_> = (0..20).map(|i| tr("", &[tc("", &t(&format!("cell {i}")))])).collect();
    let bytes = Docx::new(&tbl(&rows)).build();
    let stopped = |limits: Limits| {
        let doc = read(&bytes, &limits).expect("a readable document");
        (codes(&doc), outline(&doc).len())
    };
    let (codes, cells) = stopped(Limits { cells: 5, ..Limits::default() });
    assert_eq!((codes, cells), (vec![NoteCode::E001], 5));
    let (codes, cells) = stopped(Limits { text_bytes: 900, ..Limits::default() });
    assert_eq!(codes, [NoteCode::E001]);
    assert!((1..10).contains(&cells), "{cells}");
    let long = Docx::new(&t(&"é".repeat(500))).build();
    let doc = read(&long, &Limits { text_bytes: 501, ..Limits::default() });
    let length = doc.map(|d| outline(&d).concat().len()).expect("a readable document");
    assert!((300..=501).contains(&length), "{length}");
}

#[test]
fn deep_nesting_ends_in_an_error_not_in_the_stack() {
    let nest = |n: usize, open: &str, close: &str| {
        let xml = open.repeat(n) + &t("core") + &close.repeat(n);
        read(&Docx::new(&xml).build(), &Limits::default())
    };
    let table = ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>");
    let text_box = ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>");
    for (open, close) in [table, text_box, ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")] {
        let deepest = nest(250 / open.matches('<').count(), open, close);
        assert!(deepest.is_ok_and(|d| outline(&d).len() == 1), "{open}");
        assert!(matches!(nest(20_000, open, close), Err(ExtractError::Limit { .. })), "{open}");
    }
}

#[test]
fn what_is_no_word_package_is_refused() {
    let sheet =
        Docx::raw(b"<workbook xmlns='urn:sheet'/>".to_vec()).main("xl/workbook.xml").build();
    let whole = Docx::new(&t("text")).build();
    let empty = zipped(&[]);
    let cut = &whole[..whole.len() - 40];
    let error = |bytes: &[u8]| read(bytes, &Limits::default()).err();
    assert!(matches!(error(&sheet), Some(ExtractError::NotADocument { .. })));
    assert!(matches!(error(&empty), Some(ExtractError::NotADocument { .. })));
    assert!(matches!(error(b"{\\rtf1}"), Some(ExtractError::NotADocument { .. })));
    assert!(matches!(error(cut), Some(ExtractError::Malformed { .. })));
}

#[test]
fn ole_files_are_told_apart() {
    let ole = |stream: &str| {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("a file");
        file.create_stream(stream).and_then(|mut s| s.write_all(b"x")).expect("a stream");
        read(&file.into_inner().into_inner(), &Limits::default()).err()
    };
    assert!(matches!(ole("/EncryptedPackage"), Some(ExtractError::Encrypted)));
    assert!(matches!(ole("/WordDocument"), Some(ExtractError::NotADocument { .. })));
}

/// Every cut and many one-byte changes of a document give a document or an error.
#[test]
fn damaged_bytes_never_panic() {
    let lists = legal_list();
    let body = p(&num(1, 0), "a") + &tbl(&[tr("", &[tc("", &t("b"))])]);
    let bytes = Docx::new(&body).numbering(&lists).title("t").build();
    for cut in (0..bytes.len()).step_by(7) {
        let _ = read(&bytes[..cut], &Limits::default());
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let _ = read(&damaged, &Limits::default());
    }
}
