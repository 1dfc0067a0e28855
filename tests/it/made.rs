//! Word files and workbooks of the golden cases, built in memory.

use crate::word::{Word, p};
use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering,
    NumberingId, Paragraph, Run, Start, Style, StyleType, Table, TableCell, TableRow, VMergeType,
};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

/// Cases whose input is built here.
pub const NAMES: &[&str] = &[
    "docx-grid",
    "docx-job-description",
    "docx-person-specification",
    "docx-ticks",
    "xlsx-career-map",
    "xlsx-role-rows",
    "xlsx-second-header",
];

/// Returns the file name and bytes of a case's input.
pub fn input(case: &str) -> Option<(String, Vec<u8>)> {
    let (ending, bytes) = match case {
        "docx-grid" => ("docx", word(docx_grid())),
        "docx-job-description" => ("docx", word(docx_job_description())),
        "docx-person-specification" => ("docx", word(docx_person_specification())),
        "docx-ticks" => ("docx", docx_ticks().bytes()),
        "xlsx-career-map" => ("xlsx", workbook(career_map)),
        "xlsx-role-rows" => ("xlsx", workbook(role_rows)),
        "xlsx-second-header" => ("xlsx", workbook(second_header)),
        _ => return None,
    };
    Some((format!("input.{ending}"), bytes))
}

/// Copies a folder with all below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder");
    for entry in fs::read_dir(from).expect("the folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the copy");
        }
    }
}

fn word(docx: Docx) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).expect("a Word file");
    bytes.into_inner()
}

fn workbook(fill: fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().expect("a workbook")
}

fn para(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn bold(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).bold())
}

fn heading(text: &str) -> Paragraph {
    para(text).style("Heading1")
}

/// Returns an item of the document's list: bullets in list 1, numbers in list 2.
fn item(text: &str, list: usize) -> Paragraph {
    para(text).numbering(NumberingId::new(list), IndentLevel::new(0))
}

fn cell(paragraphs: Vec<Paragraph>) -> TableCell {
    paragraphs.into_iter().fold(TableCell::new(), TableCell::add_paragraph)
}

fn text_row(texts: &[&str]) -> TableRow {
    TableRow::new(texts.iter().map(|t| cell(vec![para(t)])).collect())
}

/// Returns an empty document with a heading style and the two lists.
fn document() -> Docx {
    let level = |format: &str, text: &str| {
        Level::new(
            0,
            Start::new(1),
            NumberFormat::new(format),
            LevelText::new(text),
            LevelJc::new("left"),
        )
    };
    Docx::new()
        .add_style(Style::new("Heading1", StyleType::Paragraph).name("heading 1").outline_lvl(0))
        .add_abstract_numbering(AbstractNumbering::new(1).add_level(level("bullet", "•")))
        .add_abstract_numbering(AbstractNumbering::new(2).add_level(level("decimal", "%1.")))
        .add_numbering(Numbering::new(1, 1))
        .add_numbering(Numbering::new(2, 2))
}

/// A grid of levels with headings and bullets inside its cells and the role merged over two rows.
fn docx_grid() -> Docx {
    let level = |heading: &str, first: &str, second: &str| {
        cell(vec![bold(heading), item(first, 1), item(second, 1)])
    };
    let role = |text: &str| cell(vec![para(text)]).vertical_merge(VMergeType::Restart);
    let below = || cell(vec![para("")]).vertical_merge(VMergeType::Continue);
    document().add_paragraph(heading("Gardens career grid")).add_table(Table::new(vec![
        text_row(&["Job Title", "Grade", "Level A", "Level B"]),
        TableRow::new(vec![
            role("Gardener"),
            role("G2"),
            level("Skills", "Ability to prune roses", "Ability to edge a lawn"),
            level("Skills", "Ability to graft fruit trees", "Ability to train climbers"),
        ]),
        TableRow::new(vec![
            below(),
            below(),
            level("Knowledge", "Knowledge of common weeds", "Knowledge of soil types"),
            level("Knowledge", "Knowledge of plant pests", "Knowledge of drainage"),
        ]),
    ]))
}

/// Headings by style, automatic numbers, and fields in a table of two columns.
fn docx_job_description() -> Docx {
    document()
        .add_paragraph(heading("Job description"))
        .add_table(Table::new(vec![
            text_row(&["Job title", "Ferry Deckhand"]),
            text_row(&["Grade", "3"]),
            text_row(&["Reports to", "Ferry Master"]),
        ]))
        .add_paragraph(heading("Purpose of the job"))
        .add_paragraph(para("To bring foot passengers over the river."))
        .add_paragraph(heading("Main duties"))
        .add_paragraph(item("Moor the ferry at both banks", 2))
        .add_paragraph(item("Check the life jackets each morning", 2))
        .add_paragraph(heading("Essential skills"))
        .add_paragraph(item("Ability to swim", 1))
        .add_paragraph(item("Ability to tie and splice ropes", 1))
}

/// Statements in an essential and a desirable column, several to a cell.
fn docx_person_specification() -> Docx {
    let items = |texts: &[&str]| cell(texts.iter().map(|t| item(t, 1)).collect());
    document()
        .add_paragraph(heading("Person specification"))
        .add_paragraph(para("Post title: Museum Attendant"))
        .add_table(Table::new(vec![
            text_row(&["", "Essential", "Desirable"]),
            TableRow::new(vec![
                cell(vec![bold("Experience")]),
                items(&["Experience of greeting the public", "Experience of handling cash"]),
                items(&["Experience of guiding school groups"]),
            ]),
            TableRow::new(vec![
                cell(vec![bold("Knowledge")]),
                items(&["Knowledge of fire procedures"]),
                items(&["Knowledge of local history"]),
            ]),
        ]))
}

/// Returns a run of a form field of the old kind: a check box.
fn form_box(on: bool) -> String {
    let state = u8::from(on);
    format!(
        r#"<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked w:val="{state}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#
    )
}

/// Returns a content control that is a check box, around some content.
fn control(on: bool, content: &str) -> String {
    let state = u8::from(on);
    format!(
        r#"<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"#
    )
}

/// Marks of every kind in an essential and a desirable column, and both in one cell.
fn docx_ticks() -> Word {
    let symbol = |font: &str, code: &str| {
        format!(r#"<w:p><w:r><w:sym w:font="{font}" w:char="{code}"/></w:r></w:p>"#)
    };
    let letter = |font: &str, letter: &str| {
        format!(
            r#"<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{letter}</w:t></w:r></w:p>"#
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let inside = |on: bool, text: &str| format!("<w:p>{}</w:p>", control(on, &run(text)));
    let td = |content: &str| format!("<w:tc><w:tcPr/>{content}</w:tc>");
    let row = |cells: [String; 3]| format!("<w:tr>{}</w:tr>", cells.map(|c| td(&c)).concat());
    let t = |text: &str| p("", text);
    let around = |on: bool, text: &str| control(on, &td(&t(text)));
    let rows = [
        row([t("Criteria"), t("Essential"), t("Desirable")]),
        row([t("Ability to file a small gear"), symbol("Wingdings", "F0FC"), t("")]),
        row([t("Ability to engrave brass"), t(""), symbol("Wingdings 2", "0050")]),
        row([
            t("Ability to cast a bell"),
            letter("Wingdings", "\u{FE}"),
            letter("Wingdings", "\u{A8}"),
        ]),
        row([t("Ability to gild a dial"), form_box(true), form_box(false)]),
        row([t("Ability to paint a dial"), form_box(false), form_box(true)]),
        row([t("Knowledge of pendulum clocks"), inside(true, "☒"), inside(false, "☐")]),
        row([t("Knowledge of water clocks"), inside(false, "☐"), inside(true, "☒")]),
        row([t("Knowledge of marine clocks"), inside(true, ""), inside(false, "")]),
        format!(
            "<w:tr>{}{}{}</w:tr>",
            td(&t("Knowledge of tower clocks")),
            around(false, "☐"),
            around(true, "☒")
        ),
        row([t("Knowledge of sundials"), t("No"), t("Yes")]),
        row([t("Knowledge of hourglasses"), t("✓"), t("✗")]),
        row([t("Knowledge of chimes"), t("X"), t("–")]),
    ];
    let both = |on: [bool; 2]| {
        let [essential, desirable] = on.map(|on| control(on, &run(if on { "☒" } else { "☐" })));
        format!("<w:p>{essential}{}{desirable}{}</w:p>", run(" Essential "), run(" Desirable"))
    };
    let pair = |cells: [String; 2]| format!("<w:tr>{}</w:tr>", cells.map(|c| td(&c)).concat());
    let second = [
        pair([t("Criteria"), t("Essential or desirable")]),
        pair([t("Experience of wet markets"), both([true, false])]),
        pair([t("Experience of antique fairs"), both([false, true])]),
    ];
    let table = |rows: &[String]| format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat());
    let title = t("Person specification") + &t("Post: Clock Repairer");
    Word::new(title + &table(&rows) + &t("") + &table(&second))
}

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    let header = Format::new().set_bold();
    for (row, cells) in (0_u32..).zip(rows) {
        for (col, text) in (0_u16..).zip(*cells) {
            let written = if row == 0 {
                sheet.write_string_with_format(row, col, *text, &header)
            } else {
                sheet.write_string(row, col, *text)
            };
            written.expect("a cell");
        }
    }
}

/// A career map with "Same" cells and a label merged over its rows.
fn career_map(sheet: &mut Worksheet) {
    fill(
        sheet,
        &[
            &["", "Porter", "Porter to Head Porter"],
            &["Duties", "Carry trays to the wards", "Plan the round of trays"],
            &["", "Keep the trolley clean", "Same"],
            &["Skills", "Able to lift safely", "Same"],
        ],
    );
    sheet.merge_range(1, 0, 2, 0, "Duties", &Format::new()).expect("merged cells");
}

/// Rows of roles: the second takes over the first one's words.
fn role_rows(sheet: &mut Worksheet) {
    fill(
        sheet,
        &[
            &["Role", "Knowledge", "Skills"],
            &["Kennel Hand", "Knowledge of dog breeds", "Ability to groom long coats"],
            &["Senior Kennel Hand", "Ditto", "Ability to give first aid to dogs"],
        ],
    );
}

/// Level names over two columns each, the kinds of statements below them.
fn second_header(sheet: &mut Worksheet) {
    fill(
        sheet,
        &[
            &["Job Title", "Level 1", "", "Level 2", ""],
            &["", "Knowledge", "Skills", "Knowledge", "Skills"],
            &[
                "Stage Technician",
                "Types of lamp",
                "Hangs a lamp",
                "Laws of rigging",
                "Plans a rig",
            ],
        ],
    );
    let plain = Format::new();
    sheet.merge_range(0, 0, 1, 0, "Job Title", &plain).expect("merged cells");
    sheet.merge_range(0, 1, 0, 2, "Level 1", &plain).expect("merged cells");
    sheet.merge_range(0, 3, 0, 4, "Level 2", &plain).expect("merged cells");
}
