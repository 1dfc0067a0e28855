//! The reader's rules, each on the smallest text that shows it.

use super::super::story::fixture::lines;
use super::*;

fn rich(body: &str) -> LayoutDoc {
    let text = format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0{body}}}");
    read(text.as_bytes(), &Limits::default()).expect("a rich text")
}

fn check(body: &str, expected: &[&str]) {
    assert_eq!(lines(&rich(body)), expected, "{body}");
}

#[test]
fn letters_of_all_kinds() {
    check("Caf\\'e9 \\u8211?x\\emdash y\\~z\\_a\\-b\\par", &["Café –x—y\u{A0}z-ab"]);
    check("\\uc2\\u8217\\'81\\'66s \\uc0\\u233 e\\par", &["’s ée"]);
    check("\\u-10179?\\u-8704?\\par", &["😀"]);
    check("a\\{b\\}c\\\\d\\tab e\\line f", &["a{b}c\\d\te\\nf"]);
    check("one\r\ntwo\\\nthree", &["onetwo", "three"]);
}

#[test]
fn fonts_decide_code_page_and_pictures() {
    check(
        "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset238 Arial CE;}{\\f2\\fcharset128 Mincho{\\*\\falt X};}{\\f3\\fcharset2 Wingdings;}}\
         \\f1 \\'b9\\f2 \\'82\\'a0\\f3 \\'fc \\f0 a",
        &["ąあ✓ a"],
    );
}

#[test]
fn looks_end_with_their_group_and_hidden_text_is_left_out() {
    check("a{\\b b{\\i c}\\b0 d}\\ul e\\ulnone f\\plain g{\\v no}", &["a*b**/c/*d_e_fg"]);
}

#[test]
fn headings_by_level_and_by_the_name_of_their_style() {
    check(
        "{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}{\\s2\\outlinelevel2 Sub;}{\\*\\cs3 heading 4;}}\
         \\pard\\s1 A\\par\\pard\\s2 B\\par\\pard\\outlinelevel0 C\\par\\pard\\s1\\outlinelevel9 D\\par\\pard E\\par",
        &["#1 A", "#3 B", "#1 C", "D", "E"],
    );
}

#[test]
fn labels_are_those_printed_else_those_counted() {
    let tables = "{\\*\\listtable{\\list{\\listlevel\\levelnfc0\\levelstartat3{\\leveltext\\'02\\'00.;}{\\levelnumbers\\'01;}}\
        {\\listlevel\\levelnfc4\\levelstartat1{\\leveltext\\'03\\'00\\'01);}{\\levelnumbers\\'01\\'02;}}\\listid7}\
        {\\list{\\listlevel\\levelnfc23{\\leveltext\\'01\\u8226 ?;}{\\levelnumbers;}}\\listid8}}\
        {\\*\\listoverridetable{\\listoverride\\listid7\\ls1}{\\listoverride\\listid8\\ls2}\
        {\\listoverride\\listid7{\\lfolevel\\listoverridestartat\\levelstartat9}\\ls3}}";
    check(
        &format!(
            "{tables}\\pard\\ls1 A\\par B\\par\\ilvl1 C\\par\\pard\\ls2 D\\par\\pard\\ls3 E\\par\
             {{\\listtext\\pard\\plain K1:\\tab}}\\pard\\ls1 F\\par{{\\pntext\\'95\\tab}}\\pard G\\par\\pard H\\par"
        ),
        &["<0n3.> A", "<0n4.> B", "<1n4a)> C", "<0b•> D", "<0n9.> E", "<0nK1:> F", "<0b•> G", "H"],
    );
}

#[test]
fn tables_take_their_grid_from_the_edges() {
    let row =
        |shape: &str, cells: &str| format!("\\trowd\\trleft0{shape}\\pard\\intbl {cells}\\row");
    let body = row("\\trhdr\\cellx1000\\cellx3000", "A\\cell B\\cell")
        + &row("\\clvmgf\\cellx1000\\cellx2010\\cellx3000", "C\\cell D\\cell E\\par F\\cell")
        + &row("\\clvmrg\\cellx1000\\cellx1990\\cellx3000", "\\cell G\\cell H\\cell")
        + "\\pard after\\par";
    let doc = rich(&body);
    let table = "0,0h[A] 0,1+1x2h[B] 1,0+2x1[C] 1,1[D] 1,2[E|F] 2,1[G] 2,2[H]";
    assert_eq!(lines(&doc), [table, "after"]);
}

#[test]
fn inner_tables_stay_in_their_cell() {
    check(
        "\\trowd\\cellx1000\\cellx2000\\pard\\intbl\\itap1 A\\par\\pard\\intbl\\itap2 x\\nestcell y\\nestcell\
         {\\*\\nesttableprops\\trowd\\cellx400\\cellx800\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 B\\cell C\\cell\\row\\pard end",
        &["0,0[A|0,0[x] 0,1[y]|B] 0,1[C]", "end"],
    );
}

#[test]
fn side_stories_are_told_apart() {
    let doc = rich(
        "{\\info{\\title Cook}{\\author Me}}{\\header top\\par}{\\footer\\pard end\\par}{\\header top\\par}\
         a{\\footnote\\pard foot}b{\\*\\annotation no}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}\
         {\\shp{\\*\\shpinst{\\sp{\\sn n}{\\sv v}}{\\shptxt\\pard boxed\\par}}{\\shprslt{\\*\\do{\\dptxbxtext twice\\par}}}}\
         {\\*\\unknown no}{\\pict 0aff}{\\upr{x}{\\*\\ud{y}}}\\par",
    );
    assert_eq!(lines(&doc), ["Header: top", "ablinky", "boxed", "Footer: end", "Note: foot"]);
    assert_eq!(doc.property_title.as_deref(), Some("Cook"));
}

#[test]
fn check_boxes_show_their_state_and_deletions_are_noted() {
    let mark = |result| {
        format!(
            "{{\\field{{\\*\\fldinst FORMCHECKBOX {{\\*\\formfield{{\\fftype1\\ffres{result}\\ffdefres1}}}}}}{{\\fldrslt}}}}"
        )
    };
    check(&format!("{} a {} b {} c", mark(0), mark(1), mark(25)), &["☐ a ☒ b ☒ c"]);
    let doc = rich("a{\\deleted gone}b");
    assert_eq!((lines(&doc), doc.notes[0].code), (vec!["ab".to_owned()], NoteCode::E006));
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = |text: &str| read(text.as_bytes(), &Limits::default()).err().map(|e| e.to_string());
    assert!(error("plain").is_some_and(|e| e.contains("does not begin as rich text")));
    assert!(error("{\\rtf1{\\fonttbl").is_some_and(|e| e.contains("ends too early")));
    let deep = format!("{{\\rtf1{}", "{".repeat(100_000));
    assert!(error(&deep).is_some_and(|e| e.contains("nested groups")));
    let cut = read(b"{\\rtf1 one\\par two", &Limits::default()).expect("what there is");
    assert_eq!((lines(&cut).len(), cut.notes[0].code), (2, NoteCode::E002));
    let past = read(b"{\\rtf1 one}two", &Limits::default()).expect("a text");
    assert_eq!(lines(&past), ["one"]);
}

#[test]
fn limits_stop_the_reading() {
    let body = format!("{{\\rtf1 {}}}", "one\\par ".repeat(50));
    let read_in = |text_bytes| {
        let limits = Limits { text_bytes, ..Limits::default() };
        read(body.as_bytes(), &limits).expect("a text")
    };
    let (stopped, whole) = (read_in(1000), read_in(50 * 140));
    assert!(stopped.blocks.len() < 20 && stopped.notes[0].code == NoteCode::E001);
    assert!(whole.blocks.len() == 50 && whole.notes.is_empty());
}
