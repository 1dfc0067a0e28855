//! `rungs inspect`: what one stage makes of a file, nothing stored.

use super::args::{Global, InspectArgs, InspectFormat, Stage};
use super::engines::Readers;
use super::inside::{self, Named};
use super::read::{Read, Ways};
use super::terminal::display_line;
use super::{Exit, Stop, data, output, show};
use crate::container;
use crate::lexicon::Lexicon;
use crate::model::{Block, Body, Format, LayoutDoc, Para, Piece, Table};
use crate::pipeline::Engines;
use crate::profile::suggest;
use crate::source;
use crate::structure::Document;
use crate::view::{self, Sheet, Shown};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Prints a stage.
///
/// # Errors
/// If the file does not exist or cannot be read as a document.
pub fn run(global: &Global, args: InspectArgs) -> anyhow::Result<Exit> {
    let html = args.form(global) == InspectFormat::Html;
    if html && args.stage.is_some() {
        let stop = Stop::new(Exit::Usage, "--format html shows every stage on one page");
        return Err(stop.hint("Leave --stage out.").into());
    }
    if args.suggest_profile && global.json {
        return Err(Stop::new(Exit::Usage, "a profile is no JSON")
            .hint("Leave --json out.")
            .into());
    }
    let data = data(global)?;
    let lexicon = Lexicon::parse(&data)?;
    let readers = Readers::new(&args.reading)?;
    let engines = readers.engines();
    let json = args.form(global) == InspectFormat::Json;
    let named = inside::read(&args.file, engines)?;
    let format = source::sniff(&named.bytes).map_err(|e| inside::refused(&args.file, &e))?;
    if format.is_container() {
        return list(global, &args, &named, engines, json);
    }
    say_what_is_inside(global, &args.file, format, &named, engines);
    let ways = Ways { global, data: &data, lexicon: &lexicon, engines };
    let read = Read::open(ways, (&args.file, args.profile.as_deref()), named, format, html)?;
    say_what_cannot_be_skipped(global, &read);
    output::to(args.output.as_deref(), |out| match args.stage.unwrap_or(Stage::Framework) {
        _ if args.suggest_profile => Ok(out.write_all(suggestion(&read).as_bytes())?),
        _ if html => Ok(out.write_all(page(&read, engines).as_bytes())?),
        Stage::Layout if json => output::json(out, &read.layout),
        Stage::Layout => Ok(print_layout(out, &read.layout)?),
        Stage::Tables if json => output::json(out, &tables(&read.layout)),
        Stage::Tables => Ok(print_tables(out, &tables(&read.layout))?),
        Stage::Document if json => output::json(out, &read.document()),
        Stage::Document => Ok(print_document(out, &read.document())?),
        Stage::Framework if json => output::json(out, &read.reading().framework),
        Stage::Framework => Ok(show::document(out, &read.reading().framework)?),
        Stage::Coverage if json => output::json(out, &read.reading().pieces),
        Stage::Coverage => Ok(print_pieces(out, &read.reading().pieces)?),
    })?;
    Ok(Exit::Done)
}

/// Lists what a container holds.
fn list(
    global: &Global,
    args: &InspectArgs,
    named: &Named,
    engines: Engines,
    json: bool,
) -> anyhow::Result<Exit> {
    let of_document = args.stage.is_some() || args.suggest_profile;
    if of_document || args.form(global) == InspectFormat::Html {
        let message = format!("{} holds documents and is none itself", args.file.display());
        let hint = "Leave --stage, --format html and --suggest-profile out to list them; then name one of them.";
        return Err(Stop::new(Exit::Usage, message).hint(hint).into());
    }
    let holding = inside::list(global, &args.file, &named.bytes, engines)?;
    output::to(args.output.as_deref(), |out| match json {
        true => output::json(out, &inside::as_json(&holding)),
        false => Ok(inside::print(out, &args.file, &holding)?),
    })?;
    Ok(Exit::Done)
}

/// Names the documents inside a Word document on the standard error.
fn say_what_is_inside(
    global: &Global,
    path: &Path,
    format: Format,
    named: &Named,
    engines: Engines,
) {
    if global.quiet || format != Format::Docx || !container::may_embed(&named.bytes) {
        return;
    }
    let holding = inside::list(global, path, &named.bytes, engines).unwrap_or_default();
    for held in &holding.held {
        let inner = display_line(&format!("{}/{}", path.display(), held.path));
        eprintln!("note: there is a document inside: {inner}");
    }
}

/// Says so if pages are to be skipped in a document that has none.
fn say_what_cannot_be_skipped(global: &Global, read: &Read) {
    if !global.quiet && read.layout.pages.is_empty() && !read.said.rules.skip_pages.is_empty() {
        eprintln!("note: skip_pages of the profile does nothing here: this format has no pages");
    }
}

/// Returns a profile to start from.
fn suggestion(read: &Read) -> String {
    suggest(&read.file, &read.layout, &read.document(), &read.lexicon)
}

/// Returns the page for a browser.
fn page(read: &Read, engines: Engines) -> String {
    let draw = |number: u32| {
        let dpi = view::PICTURE_DPI;
        let (format, passwords) = (read.format, engines.passwords);
        let picture = engines.extractor.picture(format, &read.bytes, number, dpi, passwords);
        let sheet = match picture {
            Ok(picture) => Sheet::Png(picture.png),
            Err(error) => Sheet::Undrawn(error.to_string()),
        };
        (number, sheet)
    };
    let sheets = view::pages_to_draw(&read.layout).into_iter().map(draw).collect();
    view::page(&Shown { layout: &read.layout, reading: &read.reading(), sheets: &sheets })
}

fn print_layout(out: &mut dyn Write, layout: &LayoutDoc) -> io::Result<()> {
    print_blocks(out, &layout.blocks, 0)
}

fn print_blocks(out: &mut dyn Write, blocks: &[Block], depth: usize) -> io::Result<()> {
    let indent = "  ".repeat(depth.min(16));
    for block in blocks {
        let head = format!("{indent}[{}] {}", show::name_of(&block.layer), block.at);
        match &block.body {
            Body::Para(para) => {
                writeln!(out, "{}: {}", display_line(&head), display_line(&words(para)))?
            }
            Body::Table(table) => {
                writeln!(
                    out,
                    "{}: table of {} by {}",
                    display_line(&head),
                    table.rows(),
                    table.cols()
                )?;
                for cell in &table.cells {
                    writeln!(out, "{indent}  row {} column {}", cell.row + 1, cell.col + 1)?;
                    print_blocks(out, &cell.blocks, depth + 2)?;
                }
            }
        }
    }
    Ok(())
}

fn words(para: &Para) -> String {
    let heading = para.heading.map(|h| format!("h{h} ")).unwrap_or_default();
    let label = para.list.as_ref().map(|l| format!("{} ", l.label)).unwrap_or_default();
    format!("{heading}{label}{}", para.text())
}

/// Prints the requirement text of a document, each stretch below its role, level and headings.
fn print_document(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let title = document.title.as_ref().map_or("no title", |t| t.text.as_str());
    writeln!(out, "{} · {}", display_line(title), show::name_of(&document.shape))?;
    let mut last = String::new();
    for chunk in &document.chunks {
        let role = &document.roles[chunk.role];
        let level = role.levels.get(chunk.level).and_then(|l| l.label.as_deref());
        let mut frame = vec![role.title.as_deref().unwrap_or("no role")];
        frame.extend(level);
        frame.extend(chunk.sections.iter().map(|s| s.title.as_str()));
        let frame = frame.join(" › ");
        if frame != last {
            writeln!(out, "\n{}", display_line(&frame))?;
            last = frame;
        }
        writeln!(out, "  - {}", display_line(&document.text_of(&chunk.parts)))?;
    }
    Ok(())
}

/// A table as printed in JSON.
#[derive(Serialize)]
struct TableView {
    page: Option<u32>,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    row: u32,
    col: u32,
    row_span: u32,
    col_span: u32,
    text: String,
}

/// Returns all tables in reading order, an outer one before those in its cells.
fn tables(layout: &LayoutDoc) -> Vec<TableView> {
    let mut found = Vec::new();
    collect_tables(&layout.blocks, None, &mut found);
    found
}

fn collect_tables(blocks: &[Block], outer_page: Option<u32>, found: &mut Vec<TableView>) {
    for block in blocks {
        if let Body::Table(table) = &block.body {
            let page = block.at.page.or(outer_page);
            found.push(table_view(table, page));
            table.cells.iter().for_each(|cell| collect_tables(&cell.blocks, page, found));
        }
    }
}

fn table_view(table: &Table, page: Option<u32>) -> TableView {
    let cells = table.cells.iter().map(|cell| CellView {
        row: cell.row,
        col: cell.col,
        row_span: cell.row_span,
        col_span: cell.col_span,
        text: cell.text(),
    });
    TableView { page, cells: cells.collect() }
}

fn print_tables(out: &mut dyn Write, tables: &[TableView]) -> io::Result<()> {
    for (number, table) in (1..).zip(tables) {
        let page = table.page.map(|p| format!(", page {p}")).unwrap_or_default();
        writeln!(out, "table {number}{page}")?;
        for cell in &table.cells {
            let over = match (cell.row_span, cell.col_span) {
                (0 | 1, 0 | 1) => String::new(),
                (rows, cols) => format!(" over {rows} by {cols}"),
            };
            let text = display_line(&cell.text);
            writeln!(out, "  row {}, column {}{over}: {text}", cell.row + 1, cell.col + 1)?;
        }
    }
    Ok(())
}

fn print_pieces(out: &mut dyn Write, pieces: &[Piece]) -> io::Result<()> {
    for piece in pieces {
        let detail = piece.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default();
        let class = format!("{}{detail}", piece.class.name());
        let at = display_line(&piece.at.to_string());
        writeln!(out, "{}\t{at}\t{}", display_line(&class), display_line(&piece.text))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Layer, Place};

    fn block(body: Body) -> Block {
        Block { layer: Layer::Body, at: Place { page: Some(3), ..Place::default() }, body }
    }

    #[test]
    fn nested_tables_follow_the_outer_one() {
        let cell = |blocks| Cell { row_span: 1, col_span: 1, blocks, ..Cell::default() };
        let para = block(Body::Para(Para::plain("inner")));
        let mut inner = block(Body::Table(Table { header_rows: 0, cells: vec![cell(vec![para])] }));
        inner.at.page = None;
        let outer = block(Body::Table(Table { header_rows: 0, cells: vec![cell(vec![inner])] }));
        let layout = LayoutDoc {
            format: Format::Docx,
            property_title: None,
            blocks: vec![outer],
            pages: vec![],
            notes: vec![],
        };
        let json = serde_json::to_string(&tables(&layout)).expect("JSON");
        let table =
            r#"{"page":3,"cells":[{"row":0,"col":0,"row_span":1,"col_span":1,"text":"inner"}]}"#;
        assert_eq!(json, format!("[{table},{table}]"));
    }
}
