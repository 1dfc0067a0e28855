use super::*;
use crate::data::Data;
use crate::interpret::{Identity, interpret};
use crate::lexicon::Lexicon;
use crate::model::{
    Cell, Format, Layer, ListMark, Page, PageBox, PageText, Place, Span, Table, WordBox,
};
use crate::structure::structure;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

/// What hostile text tries: to close an element or attribute, to run, to turn round.
const HOSTILE: &str =
    "</title></svg><script>document.title='x'</script>\" onfocus='x' \u{202e}&lt;";

fn reading(layout: &LayoutDoc, file: &str) -> Reading {
    let lexicon = Lexicon::parse(&Data::default()).expect("the built-in lists");
    let identity = Identity {
        file: file.to_owned(),
        paths: vec![file.to_owned()],
        employers: Vec::new(),
        blake3: "00".repeat(32),
        bytes: 1,
        format: layout.format,
        employer: None,
    };
    interpret(structure(layout, &lexicon), &identity, &lexicon)
}

fn show(layout: &LayoutDoc, file: &str) -> Html {
    let picture = |n: u32| (n, Sheet::Undrawn(HOSTILE.to_owned()));
    let sheets = pages_to_draw(layout).into_iter().map(picture).collect();
    let reading = reading(layout, file);
    Html::parse_document(&page(&Shown { layout, reading: &reading, sheets: &sheets }))
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn words_of(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph on a line of its own of a page, ten points a letter.
fn line(block: u32, page: u32, text: &str, item: bool) -> Block {
    let top = 20.0 + 20.0 * block as f32;
    let mut para = Para::plain(text);
    para.list = item.then(|| ListMark { label: "•".into(), depth: 0, bullet: true });
    let starts = text.match_indices(|c: char| !c.is_whitespace()).map(|(i, _)| i);
    let starts = starts.filter(|i| *i == 0 || text[..*i].ends_with(char::is_whitespace));
    para.words = starts
        .map(|start| {
            let end = text[start..].find(char::is_whitespace).map_or(text.len(), |n| start + n);
            let (left, right) = (10.0 * start as f32, 10.0 * end as f32);
            let at = PageBox { page, left, top, right, bottom: top + 12.0 };
            WordBox { span: Span::new(start, end), at }
        })
        .collect();
    let at = Place { page: Some(page), block, ..Place::default() };
    Block { layer: Layer::Body, at, body: Body::Para(para) }
}

fn paged(pages: u32, blocks: Vec<Block>) -> LayoutDoc {
    let page = |number| Page {
        number,
        width_pt: 400.0,
        height_pt: 300.0,
        text: PageText::Own,
        engine: "test".into(),
    };
    LayoutDoc {
        format: Format::Pdf,
        property_title: None,
        blocks,
        pages: (1..=pages).map(page).collect(),
        notes: Vec::new(),
    }
}

fn job(page: u32) -> Vec<Block> {
    let lines = ["Van Driver", "Skills", "Ability to drive a van safely", "Ability to read a map"];
    (0..).zip(lines).map(|(n, text)| line(n, page, text, n > 1)).collect()
}

#[test]
fn the_policy_names_the_style_and_script_of_the_page() {
    let digest = |part: &str| {
        let mut out = String::new();
        escape::base64(&Sha256::digest(part), &mut out);
        out
    };
    assert_eq!((STYLE_SHA256, SCRIPT_SHA256), (&*digest(STYLE), &*digest(SCRIPT)));
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    assert!(!SCRIPT.contains("</") && !SCRIPT.contains("innerHTML"));
}

#[test]
fn marks_and_items_lead_to_each_other() {
    for layout in [paged(1, job(1)), LayoutDoc { pages: Vec::new(), ..paged(0, job(1)) }] {
        let html = show(&layout, "job.pdf");
        let ids: BTreeSet<&str> = all(&html, "[id]").iter().filter_map(|e| e.attr("id")).collect();
        assert_eq!(ids.len(), all(&html, "[id]").len(), "an id stands twice");
        let ends = all(&html, "a[href]");
        let dead: Vec<_> =
            ends.iter().filter_map(|e| e.attr("href")).filter(|h| !ids.contains(&h[1..])).collect();
        assert!(dead.is_empty(), "{dead:?}");
        let marks = all(&html, ".box.requirement");
        let to: Vec<_> = marks.iter().filter_map(|m| m.attr("data-to")).collect();
        assert_eq!(to, ["s0", "s1"]);
        let items = all(&html, ".role .item > a");
        let words: Vec<String> = items.iter().map(words_of).collect();
        assert_eq!(words, ["Ability to drive a van safely", "Ability to read a map"]);
        assert_eq!(items[0].attr("href"), marks[0].attr("id").map(|i| format!("#{i}")).as_deref());
        assert_eq!(all(&html, ".box.heading, .box.metadata").len(), 2);
        assert_eq!(all(&html, ".others .item > a").len(), 2);
    }
}

#[test]
fn a_mark_lies_around_its_words() {
    let html = show(&paged(1, job(1)), "job.pdf");
    let paths = all(&html, ".box.requirement path");
    // The third paragraph of 29 letters; a point of room left and right.
    assert_eq!(paths[0].attr("d"), Some("M291.0 60.0L291.0 72.0L-1.0 72.0L-1.0 60.0Z"));
}

#[test]
fn nothing_in_a_document_becomes_markup() {
    let mut blocks = job(1);
    blocks.push(line(4, 1, &format!("Ability to {HOSTILE}"), true));
    blocks.push(line(5, 1, HOSTILE, false));
    let mut cell = Cell { row_span: 1, col_span: 1, ..Cell::default() };
    cell.boxes = vec![PageBox { page: 1, left: f32::NAN, top: 0.0, right: 9.0, bottom: 9.0 }];
    cell.blocks = vec![line(6, 1, HOSTILE, false)];
    let table = Body::Table(Table { header_rows: 0, cells: vec![cell] });
    blocks.push(Block { layer: Layer::Body, at: Place::default(), body: table });
    let mut layout = paged(1, blocks);
    layout.pages[0].width_pt = f32::NAN;
    for layout in [layout.clone(), LayoutDoc { pages: Vec::new(), ..layout }] {
        let html = show(&layout, HOSTILE);
        assert_eq!(all(&html, "script").len(), 1);
        let handlers = all(&html, "*").iter().flat_map(|e| e.value().attrs()).count_handlers();
        assert_eq!(handlers, 0);
        assert!(!html.html().contains(['\u{202e}', '\u{2066}']));
        assert!(!html.html().contains("NaN"));
        assert!(words_of(&all(&html, "#statements")[0]).contains("document.title='x'"));
        assert!(words_of(&all(&html, "title")[0]).starts_with("</title></svg><script>"));
    }
}

/// Counts attributes that would run something.
trait Handlers {
    fn count_handlers(self) -> usize;
}

impl<'a, I: Iterator<Item = (&'a str, &'a str)>> Handlers for I {
    fn count_handlers(self) -> usize {
        self.filter(|(name, value)| name.starts_with("on") || value.contains("javascript:")).count()
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let html = show(&paged(1, job(1)), "job.pdf");
    let links = all(&html, "[src], [href], link, iframe, object");
    let out: Vec<_> =
        links.iter().filter(|e| e.attr("href").is_none_or(|h| !h.starts_with('#'))).collect();
    assert!(!links.is_empty() && out.is_empty(), "{out:?}");
}

#[test]
fn long_documents_show_the_first_pages_with_text() {
    assert_eq!(pages_to_draw(&paged(3, job(2))), [1, 2, 3]);
    let count = PAGES_SHOWN as u32 + 5;
    assert_eq!(pages_to_draw(&paged(count, job(62))), [62]);
    let everywhere = (1..=count).flat_map(job).collect();
    let layout = paged(count, everywhere);
    assert_eq!(pages_to_draw(&layout), (1..=PAGES_SHOWN as u32).collect::<Vec<_>>());
    let html = show(&layout, "long.pdf");
    assert_eq!(all(&html, "figure").len(), PAGES_SHOWN);
    assert!(words_of(&all(&html, ".limit")[0]).starts_with("60 of 65 pages are shown"));
}

#[test]
fn the_text_of_a_document_without_pages_is_all_there() {
    let mut blocks = job(1);
    blocks.push(line(4, 1, "Page 3 of 4", false));
    let layout = LayoutDoc { pages: Vec::new(), ..paged(0, blocks) };
    let html = show(&layout, "job.txt");
    let text =
        "Van Driver Skills • Ability to drive a van safely • Ability to read a map Page 3 of 4";
    assert_eq!(words_of(&all(&html, "#document")[0]), text);
}

#[test]
fn cells_keep_their_columns_when_empty_ones_are_left_out() {
    let cell = |row, col, row_span, text: &str| Cell {
        row,
        col,
        row_span,
        col_span: 1,
        blocks: vec![line(row * 10 + col, 1, text, false)],
        ..Cell::default()
    };
    // a b c   Rows 5 and 9, columns 0, 3 and 70 of a sheet; a goes over both rows.
    // a . d
    let cells =
        vec![cell(5, 0, 5, "a"), cell(5, 3, 1, "b"), cell(5, 70, 1, "c"), cell(9, 70, 1, "d")];
    let body = Body::Table(Table { header_rows: 0, cells });
    let table = Block { layer: Layer::Body, at: Place::default(), body };
    let layout = LayoutDoc { pages: Vec::new(), ..paged(0, vec![table]) };
    let html = show(&layout, "sheet.xlsx");
    let rows = all(&html, "tr");
    let row = |row: &ElementRef| {
        let cell = Selector::parse("td").expect("a selector");
        let span = |e: &ElementRef, name| e.attr(name).unwrap_or("1").to_owned();
        let cells = row.select(&cell);
        cells
            .map(|c| format!("{}:{}x{}", words_of(&c), span(&c, "colspan"), span(&c, "rowspan")))
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = rows.iter().map(row).collect();
    assert_eq!(found, [vec!["a:1x2", "b:1x1", "c:1x1"], vec![":1x1", "d:1x1"]]);
}
