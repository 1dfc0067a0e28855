//! The reader's rules, each on the smallest document that shows it.

use super::super::story::fixture::lines;
use super::*;
use crate::model::Body;
use std::io::{Cursor, Write};

const NAMESPACES: &str = concat!(
    r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
    r#" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#,
    r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
    r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
    r#" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0""#,
    r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0""#,
    r#" xmlns:dc="http://purl.org/dc/elements/1.1/""#,
    r#" xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0""#,
);

/// Styles of the tests: a bold one, a hidden one, a heading by name, a numbered and a bulleted list.
const STYLES: &str = concat!(
    r#"<office:automatic-styles>"#,
    r#"<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>"#,
    r#"<style:style style:name="H" style:family="text"><style:text-properties t:display="none"/></style:style>"#,
    r#"<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_2"/>"#,
    r#"<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"><style:text-properties fo:font-style="italic"/></style:style>"#,
    r#"<style:style style:name="shut" style:family="table"><style:table-properties table:display="false"/></style:style>"#,
    r#"<t:list-style style:name="L"><t:list-level-style-number t:level="1" style:num-format="1" style:num-suffix="."/>"#,
    r#"<t:list-level-style-number t:level="2" style:num-format="a" style:num-suffix=")" t:display-levels="2"/></t:list-style>"#,
    r#"<t:list-style style:name="U"><t:list-level-style-bullet t:level="1" t:bullet-char="&#xF0B7;"><style:text-properties fo:font-family="Symbol"/></t:list-level-style-bullet></t:list-style>"#,
    r#"</office:automatic-styles>"#,
);

fn flat(kind: &str, body: &str) -> String {
    format!(
        "<office:document{NAMESPACES}>{STYLES}<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )
}

fn text(body: &str) -> LayoutDoc {
    read_text(flat("text", body).as_bytes(), &Limits::default()).expect("a text")
}

fn check(body: &str, expected: &[&str]) {
    assert_eq!(lines(&text(body)), expected, "{body}");
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn headings_by_element_and_by_the_name_of_their_style() {
    check(
        r#"<t:h t:outline-level="3">A</t:h><t:p t:style-name="P1">B</t:p><t:p t:style-name="Title">C</t:p>"#,
        &["#3 A", "#2 /B/", "C"],
    );
}

#[test]
fn white_space_looks_and_hidden_text() {
    check(
        "<t:p>  one\n  <t:span t:style-name='B'>two </t:span> three<t:s t:c='2'/>four<t:tab/>five<t:line-break/>six</t:p>",
        &["one *two *three  four\tfive\\nsix"],
    );
    check("<t:p>a<t:span t:style-name='H'>secret</t:span>b</t:p>", &["ab"]);
}

#[test]
fn lists_print_labels_go_on_and_start_again() {
    let item = |text| format!("<t:list-item><t:p>{text}</t:p></t:list-item>");
    let body = format!(
        "<t:list xml:id='x' t:style-name='L'>{}<t:list-item><t:p>B</t:p><t:p>more</t:p><t:list>{}{}</t:list></t:list-item></t:list>\
         <t:list t:style-name='L'>{}</t:list><t:list t:continue-list='x' t:style-name='L'>{}<t:list-item t:start-value='9'><t:p>F</t:p></t:list-item></t:list>\
         <t:list t:style-name='U'><t:list-header><t:p>H</t:p></t:list-header>{}</t:list>",
        item("A"),
        item("C"),
        item("D"),
        item("new"),
        item("E"),
        item("G"),
    );
    check(
        &body,
        &[
            "<0n1.> A",
            "<0n2.> B",
            "more",
            "<1n2.a)> C",
            "<1n2.b)> D",
            "<0n1.> new",
            "<0n3.> E",
            "<0n9.> F",
            "H",
            "<0b•> G",
        ],
    );
}

#[test]
fn tables_keep_spans_header_rows_and_inner_tables() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><t:p>{text}</t:p></table:table-cell>")
    };
    let covered = "<table:covered-table-cell><t:p>unseen</t:p></table:covered-table-cell>";
    let inner = "<table:table-cell><table:table><table:table-row><table:table-cell><t:p>in</t:p></table:table-cell></table:table-row></table:table></table:table-cell>";
    let body = format!(
        "<table:table><table:table-header-rows><table:table-row>{}{covered}{}</table:table-row></table:table-header-rows>\
         <table:table-row>{}{inner}{}</table:table-row></table:table>",
        cell("table:number-columns-spanned='2'", "A"),
        cell("table:number-rows-spanned='2'", "B"),
        cell("", "C"),
        covered,
    );
    let doc = text(&body);
    assert_eq!(lines(&doc), ["0,0+1x2h[A] 0,2+2x1h[B] 1,0[C] 1,1[0,0[in]]"]);
    let Body::Table(table) = &doc.blocks[0].body else { panic!("a table") };
    assert_eq!(table.header_rows, 1);
}

#[test]
fn notes_boxes_comments_changes_and_hidden_parts() {
    let doc = text(
        "<t:tracked-changes><t:changed-region><t:deletion><office:change-info><dc:date>2024</dc:date></office:change-info><t:p>gone</t:p></t:deletion></t:changed-region></t:tracked-changes>\
         <t:p>a<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>foot</t:p></t:note-body></t:note>\
         <draw:frame><draw:text-box><t:p>boxed</t:p></draw:text-box></draw:frame>\
         <office:annotation><t:p>comment</t:p></office:annotation>b</t:p>\
         <t:section t:display='none'><t:p>shut</t:p></t:section><t:section><t:p>open</t:p></t:section>\
         <table:table table:style-name='shut'><table:table-row><table:table-cell><t:p>shut</t:p></table:table-cell></table:table-row></table:table>\
         <t:table-of-content><t:table-of-content-source><t:index-title-template>no</t:index-title-template></t:table-of-content-source><t:index-body><t:p>yes</t:p></t:index-body></t:table-of-content>",
    );
    assert_eq!(lines(&doc), ["ab", "boxed", "open", "yes", "Note: foot"]);
    let codes: Vec<_> = doc.notes.iter().map(|n| n.code).collect();
    assert_eq!(codes, [NoteCode::E006]);
    let clean = text("<t:tracked-changes/><t:p>a</t:p>");
    assert!(clean.notes.is_empty());
}

#[test]
fn check_boxes_show_their_state() {
    let mark = |value: &str| {
        format!(
            "<field:fieldmark field:type='vnd.oasis.opendocument.field.FORMCHECKBOX'><field:param field:name='Checkbox_Checked' field:value='{value}'/></field:fieldmark>"
        )
    };
    check(&format!("<t:p>{} yes {} no</t:p>", mark("true"), mark("false")), &["☒ yes ☐ no"]);
}

#[test]
fn packages_bring_headers_of_their_own_styles_and_a_title() {
    let content = flat("text", "<t:p t:style-name='P1'>body</t:p>");
    let styles = format!(
        "<office:document-styles{NAMESPACES}><office:automatic-styles><style:style style:name='P1' style:family='paragraph'><style:text-properties fo:font-weight='bold'/></style:style></office:automatic-styles>\
         <office:master-styles><style:master-page><style:header><t:p t:style-name='P1'>top</t:p></style:header><style:footer><t:p>end</t:p></style:footer></style:master-page>\
         <style:master-page><style:header><t:p t:style-name='P1'>top</t:p></style:header></style:master-page></office:master-styles></office:document-styles>"
    );
    let meta = format!(
        "<office:document-meta{NAMESPACES}><office:meta><dc:title>Cook</dc:title></office:meta></office:document-meta>"
    );
    let bytes = package(&[("content.xml", &content), ("styles.xml", &styles), ("meta.xml", &meta)]);
    let doc = read_text(&bytes, &Limits::default()).expect("a text");
    assert_eq!(lines(&doc), ["Header: *top*", "#2 /body/", "Footer: end"]);
    assert_eq!(doc.property_title.as_deref(), Some("Cook"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = |bytes: &[u8]| read_text(bytes, &Limits::default()).err().map(|e| e.to_string());
    let locked = package(&[
        ("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>"),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    assert_eq!(error(&locked).as_deref(), Some("the file is protected by a password"));
    let empty = package(&[("mimetype", "x")]);
    assert!(error(&empty).is_some_and(|e| e.contains("no content.xml")));
    let sheet = flat("spreadsheet", "");
    assert!(error(sheet.as_bytes()).is_some_and(|e| e.contains("another kind")));
    let entity = "<!DOCTYPE a [<!ENTITY b 'c'>]><office:document>&b;</office:document>";
    assert!(error(entity.as_bytes()).is_some_and(|e| e.contains("damaged")));
    let cut = &flat("text", "<t:p>first</t:p><t:p>second</t:p>");
    let cut = &cut[..cut.find("second").expect("the word") + 3];
    let doc = read_text(cut.as_bytes(), &Limits::default()).expect("what there is");
    assert_eq!(lines(&doc)[0], "first");
    assert_eq!(doc.notes[0].code, NoteCode::E002);
}

#[test]
fn limits_stop_the_reading() {
    let body = "<t:p>one</t:p>".repeat(50);
    let limits = Limits { text_bytes: 1000, ..Limits::default() };
    let doc = read_text(flat("text", &body).as_bytes(), &limits).expect("a text");
    assert!(doc.blocks.len() < 20 && doc.notes[0].code == NoteCode::E001);
    let limits = Limits { text_bytes: 50 * 140, ..Limits::default() };
    let doc = read_text(flat("text", &body).as_bytes(), &limits).expect("a text");
    assert!(doc.blocks.len() == 50 && doc.notes.is_empty());
}

#[test]
fn sheets_show_values_repeats_and_merged_cells() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><t:p>{text}</t:p></table:table-cell>")
    };
    let string = "office:value-type='string'";
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let body = format!(
        "<table:table table:name='Matrix'>{}{}<table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='1024'/></table:table-row></table:table>\
         <table:table table:name='Aside' table:style-name='shut'>{}</table:table>",
        row(cell(&format!("{string} table:number-columns-spanned='2'"), "Role")
            + "<table:covered-table-cell/>"
            + &cell("office:value-type='date' office:date-value='2024-03-01T09:30:00'", "1 March")),
        row(cell("office:value-type='float' office:value='0.30000000000000004'", "30 %")
            + &cell(
                &format!("{string} table:number-columns-repeated='2'"),
                "• Bakes<t:line-break/>Fries"
            )),
        row(cell(string, "x")),
    );
    let doc = read_sheets(flat("spreadsheet", &body).as_bytes(), &Limits::default());
    let doc = doc.expect("a spreadsheet");
    assert_eq!(
        lines(&doc),
        [
            "#2 Matrix",
            "0,0+1x2[Role] 0,2[2024-03-01 09:30] 1,0[0.3] 1,1[<0b•> Bakes|Fries] 1,2[<0b•> Bakes|Fries]",
            "#2 Aside",
            "0,0[x]",
        ]
    );
    let codes: Vec<_> = doc.notes.iter().map(|n| n.code).collect();
    assert_eq!(codes, [NoteCode::E007]);
}

#[test]
fn a_cell_that_claims_a_billion_repeats_is_one() {
    let body = "<table:table table:name='Sheet1'><table:table-row table:number-rows-repeated='999999999'><table:table-cell table:number-columns-repeated='999999999' office:value-type='string'><t:p>X</t:p></table:table-cell></table:table-row></table:table>";
    let doc = read_sheets(flat("spreadsheet", body).as_bytes(), &Limits::default());
    assert_eq!(lines(&doc.expect("a spreadsheet")), ["0,0[X]"]);
}
