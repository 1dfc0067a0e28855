//! Pages as pictures with what was found drawn on them.

use super::escape::{base64, points, text};
use super::stretch::{Stretch, Stretches};
use super::{PAGES_SHOWN, Sheet, Shown, each_para, link, name_of, outline};
use crate::model::{Block, Body, Page, PageBox, PageText};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Returns the document as its pages; the numbers of the stretches drawn go to `drawn`.
pub fn document(shown: &Shown, stretches: &Stretches, drawn: &mut BTreeSet<usize>) -> String {
    let mut cells = BTreeMap::new();
    cells_by_page(&shown.layout.blocks, &mut cells);
    let words = words_by_page(shown, stretches);
    let mut out = left_out(shown);
    for page in &shown.layout.pages {
        if let Some(sheet) = shown.sheets.get(&page.number) {
            let cells = cells.get(&page.number).map_or(&[] as &[_], Vec::as_slice);
            let words = words.get(&page.number).map_or(&[] as &[_], Vec::as_slice);
            figure(page, sheet, cells, words, drawn, &mut out);
        }
    }
    out
}

/// Says which pages are not shown.
fn left_out(shown: &Shown) -> String {
    let (all, here) = (shown.layout.pages.len(), shown.sheets.len());
    if here >= all {
        return String::new();
    }
    format!(
        "<p class=\"limit\">{here} of {all} pages are shown: the first {PAGES_SHOWN} at most that \
         hold text. The statements of the others are in the list all the same.</p>\n"
    )
}

fn cells_by_page<'a>(blocks: &'a [Block], found: &mut BTreeMap<u32, Vec<&'a PageBox>>) {
    for block in blocks {
        if let Body::Table(table) = &block.body {
            for cell in &table.cells {
                for at in cell.boxes.iter().filter(|b| outline::is_drawable(b)) {
                    found.entry(at.page).or_default().push(at);
                }
                cells_by_page(&cell.blocks, found);
            }
        }
    }
}

/// A stretch on one page: its lines there.
type OnPage<'a> = (&'a Stretch, Vec<PageBox>);

fn words_by_page<'a>(shown: &Shown, stretches: &'a Stretches) -> BTreeMap<u32, Vec<OnPage<'a>>> {
    let mut found: BTreeMap<u32, Vec<OnPage>> = BTreeMap::new();
    each_para(&shown.layout.blocks, &mut |para, block| {
        for stretch in stretches.at(&block.at) {
            let lines = outline::lines(&para.words, stretch.span);
            for lines in lines.chunk_by(|a, b| a.page == b.page) {
                found.entry(lines[0].page).or_default().push((stretch, lines.to_vec()));
            }
        }
    });
    found
}

fn figure(
    page: &Page,
    sheet: &Sheet,
    cells: &[&PageBox],
    words: &[OnPage],
    drawn: &mut BTreeSet<usize>,
    out: &mut String,
) {
    let number = page.number;
    let fault = match sheet {
        Sheet::Png(_) => String::new(),
        Sheet::Undrawn(reason) => format!(" · <em>no picture: {}</em>", text(reason)),
    };
    write!(
        out,
        "<figure id=\"page-{number}\">\n<figcaption>Page {number}{}{fault}</figcaption>\n\
         <svg viewBox=\"0 0 ",
        source(page.text)
    )
    .expect("a string takes all");
    let size = [side(page.width_pt), side(page.height_pt)];
    points(size[0], out);
    out.push(' ');
    points(size[1], out);
    writeln!(out, "\" role=\"group\" aria-label=\"Page {number}\">").expect("a string takes all");
    picture(sheet, size, out);
    cells.iter().for_each(|at| cell(at, out));
    words.iter().for_each(|(stretch, lines)| marked(stretch, lines, drawn, out));
    out.push_str("</svg>\n</figure>\n");
}

/// Returns a side of a page that can be drawn.
fn side(length_pt: f32) -> f32 {
    if length_pt.is_finite() && length_pt >= 1.0 { length_pt } else { 1.0 }
}

/// Says where the text of a page comes from, unless it is the page's own.
fn source(text: PageText) -> &'static str {
    match text {
        PageText::Own => "",
        PageText::Recognised => " · text recognised from the picture",
        PageText::Blank => " · blank",
        PageText::Picture => " · not read: the page is a picture",
        PageText::Garbled => " · not read: its letters cannot be told",
    }
}

fn size_of(size: [f32; 2], out: &mut String) {
    out.push_str(" width=\"");
    points(size[0], out);
    out.push_str("\" height=\"");
    points(size[1], out);
    out.push('"');
}

fn picture(sheet: &Sheet, size: [f32; 2], out: &mut String) {
    match sheet {
        Sheet::Png(png) => {
            out.push_str("<image aria-hidden=\"true\" preserveAspectRatio=\"none\"");
            size_of(size, out);
            out.push_str(" href=\"data:image/png;base64,");
            base64(png, out);
            out.push_str("\"/>\n");
        }
        Sheet::Undrawn(_) => {
            out.push_str("<rect class=\"paper\"");
            size_of(size, out);
            out.push_str("/>\n");
        }
    }
}

fn cell(at: &PageBox, out: &mut String) {
    out.push_str("<rect class=\"cell\" x=\"");
    points(at.left, out);
    out.push_str("\" y=\"");
    points(at.top, out);
    out.push('"');
    size_of([at.right - at.left, at.bottom - at.top], out);
    out.push_str("/>\n");
}

fn marked(stretch: &Stretch, lines: &[PageBox], drawn: &mut BTreeSet<usize>, out: &mut String) {
    let class = stretch.class;
    let detail = stretch.detail.as_deref().map(|d| format!(" ({})", text(d))).unwrap_or_default();
    writeln!(
        out,
        "<a class=\"box {}\" {}><title>{}{detail}: {}</title><path d=\"{}\"/></a>",
        class.name(),
        link(stretch, drawn),
        name_of(class),
        text(&stretch.text),
        outline::path(lines)
    )
    .expect("a string takes all");
}
