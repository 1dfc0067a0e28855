//! The reader's rules, each on the smallest page that shows it.

use super::*;
use crate::model::{Layer, Table};

fn page(html: &str) -> LayoutDoc {
    read(html.as_bytes(), &Limits::default()).expect("any text is a page")
}

/// Prints blocks one a line: layer unless body, level, label with depth, text with emphasis.
fn lines(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(line).collect()
}

fn line(block: &Block) -> String {
    let layer = match block.layer {
        Layer::Body => "",
        Layer::Furniture => "~",
        Layer::Repeat => "=",
        _ => "?",
    };
    match &block.body {
        Body::Para(p) => {
            let level = p.heading.map(|h| format!("h{h} ")).unwrap_or_default();
            let list =
                p.list.as_ref().map(|l| format!("{}@{} ", l.label, l.depth)).unwrap_or_default();
            format!("{layer}{level}{list}{}", p.runs.iter().map(marked).collect::<String>())
        }
        Body::Table(t) => format!("{layer}{}", grid(t)),
    }
}

fn marked(run: &crate::model::Run) -> String {
    let marks = [(run.bold, "*"), (run.italic, "/"), (run.underline, "_")];
    let marks: String = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
    let back: String = marks.chars().rev().collect();
    format!("{marks}{}{back}", run.text)
}

fn grid(table: &Table) -> String {
    let cell = |c: &crate::model::Cell| {
        let span = if (c.row_span, c.col_span) == (1, 1) {
            String::new()
        } else {
            format!("+{}x{}", c.row_span, c.col_span)
        };
        let head = if c.header { "!" } else { "" };
        format!("{},{}{span}{head}[{}]", c.row, c.col, lines(&c.blocks).join("|"))
    };
    let cells: Vec<_> = table.cells.iter().map(cell).collect();
    format!("table{} {}", table.header_rows, cells.join(" "))
}

fn check(html: &str, expected: &[&str]) {
    assert_eq!(lines(&page(html).blocks), expected, "{html}");
}

#[test]
fn headings_and_paragraphs() {
    check(
        "<h1>Cook</h1><p>Cooks  for\n forty.<h3>Duties</h3>",
        &["h1 Cook", "Cooks for forty.", "h3 Duties"],
    );
    check("<div>Plain text<p>Own</p>after <b>it</b></div>", &["Plain text", "Own", "after *it*"]);
    check("<p>one<br>two<br></p>", &["one\ntwo"]);
    check("<pre>a\n  b</pre>", &["a\n  b"]);
    check("<p>x<script>no()</script><style>p{}</style><svg><text>no</text></svg>y</p>", &["xy"]);
    check("<p><img alt=logo> </p><p> </p>", &[]);
}

#[test]
fn emphasis_by_tag_and_style() {
    check(
        "<p><b>a</b> <i>b</i> <u>c</u> <span style='FONT-WEIGHT:700'>d</span> \
         <span style='text-decoration: underline'>e</span> <b style='font-weight:normal'>f</b></p>",
        &["*a* /b/ _c_ *d* _e_ f"],
    );
}

#[test]
fn list_labels_are_computed() {
    check("<ul><li>a<ul><li>b</ul></ul>", &["\u{2022}@0 a", "\u{2022}@1 b"]);
    check("<ol start=3><li>a<li>b</ol>", &["3.@0 a", "4.@0 b"]);
    check("<ol type=a><li>a<li value=4>b<li>c</ol>", &["a.@0 a", "d.@0 b", "e.@0 c"]);
    check("<ol type=i reversed><li>a<li>b</ol>", &["ii.@0 a", "i.@0 b"]);
    check("<ol style='list-style-type:upper-roman'><li>a</ol>", &["I.@0 a"]);
    check("<ol><li><h2>Safety</h2><p>You should:</ol>", &["h2 1.@0 Safety", "You should:"]);
    check("<ol start=2147483647><li>a<li>b</ol>", &["2147483647.@0 a", "2147483648.@0 b"]);
}

#[test]
fn definition_lists() {
    check("<dl><dt>Grade</dt><dd>Band 4</dd></dl>", &["*Grade*", "Band 4"]);
}

#[test]
fn tables_keep_spans_and_header() {
    check(
        "<table><caption>Scale</caption><thead><tr><th colspan=2>A<th>B</thead>\
         <tr><td rowspan=0>c<td>d<td>e<tr><td>f<td>g</table>",
        &["Scale", "table1 0,0+1x2![A] 0,2![B] 1,0+2x1[c] 1,1[d] 1,2[e] 2,1[f] 2,2[g]"],
    );
    check(
        "<table><tr><th>A<th>B<tr><th>c<td>d</table>",
        &["table1 0,0![A] 0,1![B] 1,0![c] 1,1[d]"],
    );
    check(
        "<table><tr><td><p>a<ul><li>b</ul><td><table><tr><td>c<td>d</table></table>",
        &["table0 0,0[a|\u{2022}@0 b] 0,1[table0 0,0[c] 0,1[d]]"],
    );
}

#[test]
fn a_table_of_one_cell_is_a_frame() {
    check("<table><tr><td><h2>Role</h2><p>Text</table>", &["h2 Role", "Text"]);
}

#[test]
fn huge_spans_are_cut() {
    check(
        "<table><tr><td rowspan=4294967295 colspan=99999999>a<td>b<tr><td>c</table>",
        &["table0 0,0+2x1[a] 0,1[b] 1,1[c]"],
    );
}

#[test]
fn places_count_paragraphs_and_tables() {
    let doc = page("<p>a<table><tr><td>b<td><p>c<p>d</table><p>e");
    assert_eq!(doc.blocks.iter().map(|b| b.at.block).collect::<Vec<_>>(), [0, 1, 4]);
    let Body::Table(table) = &doc.blocks[1].body else { panic!("a table") };
    let at = &table.cells[1].blocks[1].at;
    assert_eq!((at.block, at.table, at.row, at.col), (3, Some(0), Some(0), Some(1)));
}

#[test]
fn the_title_is_a_property() {
    assert_eq!(
        page("<title> Care \n roles </title><p>x").property_title.as_deref(),
        Some("Care roles")
    );
    assert_eq!(page("<p>x").property_title, None);
}

#[test]
fn furniture_is_demoted() {
    check(
        "<body><a class=skip-link href=#c>Skip to content</a><header><nav>Home</nav>Site</header>\
         <div class='cookie-banner'><h2>Cookies here</h2><button>Accept</button></div>\
         <ol class=breadcrumb><li>Jobs</ol><div role=search>Find</div><h2>Duties</h2>\
         <p>A long sentence that says what the work of the post holder is.\
         <p>Another long sentence about the people the post holder works with.\
         <footer>Imprint</footer>",
        &[
            "~Skip to content",
            "~Home",
            "~Site",
            "~h2 Cookies here",
            "~Accept",
            "~1.@0 Jobs",
            "~Find",
            "h2 Duties",
            "A long sentence that says what the work of the post holder is.",
            "Another long sentence about the people the post holder works with.",
            "~Imprint",
        ],
    );
}

#[test]
fn words_of_the_trade_are_no_furniture() {
    check(
        "<div class='social-care'>Cares</div><section id=consent><h2>Consent</h2><p>Asks first\
         </section><div class=has-sidebar>Text</div><h1>x</h1>",
        &["Cares", "h2 Consent", "Asks first", "Text", "h1 x"],
    );
}

#[test]
fn outside_main_is_furniture_unless_it_holds_the_heading() {
    check(
        "<div>Aside</div><div><h1>Cook</h1><p>Intro</div><main><p>Cooks meals</main><div>After</div>",
        &["~Aside", "h1 Cook", "Intro", "Cooks meals", "~After"],
    );
    check(
        "<div>All there is of text on the page</div><main></main>",
        &["All there is of text on the page"],
    );
}

#[test]
fn link_lists_are_menus_only_without_prose() {
    let long = "<p>".to_owned() + &"Plans care with people. ".repeat(20);
    let html = format!("<ul><li><a>One</a><li><a>Two</a><li><a>Three</a></ul>{long}");
    assert_eq!(page(&html).blocks[0].layer, Layer::Furniture);
    let html = format!("<ul><li><a>One</a> knows<li>Two<li>Three</ul>{long}");
    assert_eq!(page(&html).blocks[0].layer, Layer::Body);
}

#[test]
fn controls_head_their_panels() {
    check(
        "<h2>Skills</h2><button aria-controls=p>Knowledge</button><div id=p hidden>Knows law</div>\
         <details><summary>Values</summary>Kind</details><h3><button>Care</button></h3>\
         <button>Print</button><button aria-controls=m>Menu</button>",
        &[
            "h2 Skills",
            "h3 *Knowledge*",
            "Knows law",
            "h3 *Values*",
            "Kind",
            "h3 Care",
            "~Print",
            "~Menu",
        ],
    );
}

#[test]
fn icon_ligatures_do_not_glue_to_words() {
    check(
        "<p>Status: <i class=material-icons>done_all</i>Approved <span aria-hidden=true>arrow_back</span></p>",
        &["Status: Approved", "~done_all", "~arrow_back"],
    );
    check("<p><span class=icon>home</span> care</p>", &["home care"]);
}

/// Five lines long enough to be a twin.
const PANEL: &str = "<p>Plans the week with the team</p><p>Keeps the stock of the kitchen</p>\
     <p>Writes the menu for each day</p><p>Knows the rules on hygiene</p><p>Trains new members of staff</p>";

fn repeats(html: &str) -> (usize, usize) {
    let doc = page(html);
    let notes = doc.notes.iter().filter(|n| n.code == NoteCode::S004).count();
    (doc.blocks.iter().filter(|b| b.layer == Layer::Repeat).count(), notes)
}

#[test]
fn the_poorer_twin_container_is_a_repeat() {
    let tabs = PANEL.replace("<p>", "<div>").replace("</p>", "</div>");
    let html = format!(
        "<h2>Cook</h2><div class='d-none d-md-block'>{tabs}</div><h3>Also</h3><p>Between</p>\
         <div class=d-md-none><ol>{}</ol></div>",
        PANEL.replace("<p>", "<li>").replace("</p>", "")
    );
    let doc = page(&html);
    assert_eq!(repeats(&html), (5, 1));
    assert_eq!(doc.blocks[1].layer, Layer::Repeat, "the list is richer");
    assert_eq!(doc.notes[0].at.as_ref().map(|p| p.block), Some(1));
}

#[test]
fn a_tab_list_before_the_panels_is_part_of_the_twin() {
    let (one, two) = (PANEL, PANEL.replace("the ", "every "));
    let html = format!(
        "<div class=tabs><a role=tab>Know</a><a role=tab>Do</a><div>{one}</div><div>{two}</div></div>\
         <div class=accordion><h3>Know</h3><div>{one}</div><h3>Do</h3><div>{two}</div></div>"
    );
    assert_eq!(repeats(&html), (12, 1));
    assert_eq!(page(&html).blocks[0].layer, Layer::Repeat, "the tabs stand apart from their text");
}

/// Only the structure stage knows whose the text is, so it finds repeated runs of plain blocks.
#[test]
fn a_run_without_container_is_left_to_the_structure() {
    assert_eq!(repeats(&format!("<h2>Cook</h2>{PANEL}{PANEL}<p>End")), (0, 0));
}

#[test]
fn what_two_roles_share_is_no_repeat() {
    assert_eq!(repeats(&format!("<h2>Cook</h2>{PANEL}<h2>Chef</h2>{PANEL}")), (0, 0));
    let panel = |role| format!("<h2>{role}</h2><div class=accordion hidden>{PANEL}</div>");
    assert_eq!(repeats(&(panel("Cook") + &panel("Chef"))), (0, 0));
    assert_eq!(repeats(&"<p>Same</p>".repeat(40)), (0, 0));
    assert_eq!(repeats(&"<p>Yes</p><p>No</p>".repeat(20)), (0, 0));
}

#[test]
fn hidden_text_alone_is_body() {
    check("<div hidden class=collapse>The only copy</div>", &["The only copy"]);
}

#[test]
fn deep_pages_end_and_keep_their_text() {
    let doc = page(&("<div>".repeat(40_000) + "deep" + &"</div>".repeat(40_000) + "<p>end"));
    assert_eq!(lines(&doc.blocks), ["deep", "end"]);
    assert_eq!(doc.notes[0].code, NoteCode::E001);
    let tables = "<table><tr><td>x<td>".repeat(200);
    assert!(lines(&page(&tables).blocks).join(" ").matches('x').count() == 200);
}

#[test]
fn any_page_serialises() {
    let html = "<ul><li><table><tr><td>a<td>".repeat(300);
    let json = serde_json::to_string(&page(&html)).expect("blocks are plain data");
    serde_json::from_str::<LayoutDoc>(&json).expect("nesting stays below the parser's limit");
}

#[test]
fn limits_stop_reading_with_a_note() {
    let limits = Limits { text_bytes: 10, ..Limits::default() };
    let doc = read(b"<p>12345</p><p>1234567</p><p>x</p>", &limits).expect("a page");
    assert_eq!(lines(&doc.blocks), ["12345"]);
    assert_eq!(doc.notes[0].code, NoteCode::E001);
    let limits = Limits { cells: 2, ..Limits::default() };
    let doc = read(b"<table><tr><td>a<td>b<td>c</table><p>d", &limits).expect("a page");
    assert_eq!(lines(&doc.blocks), ["table0 0,0[a] 0,1[b]"]);
}

#[test]
fn odd_bytes_are_pages_too() {
    assert!(matches!(read(b"", &Limits::default()), Err(ExtractError::Empty)));
    let limits = Limits { file_bytes: 3, ..Limits::default() };
    assert!(matches!(read(b"long", &limits), Err(ExtractError::Limit { .. })));
    for bytes in [
        &b"\0\xFF<"[..],
        b"<",
        b"</",
        b"<a",
        b"<table><td",
        b"</td></table>",
        b"<!--",
        b"<li></ol>",
    ] {
        assert!(read(bytes, &Limits::default()).is_ok(), "{bytes:?}");
    }
}
