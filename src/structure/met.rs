//! Which headers, headings and levels a document was found to have, and what they were taken for.

use super::Document;
use super::grid::{Kind, header_kind};
use super::heading::{formed_meaning, heading_meaning};
use super::leaf::{Grid, GridCell, Leaf, Node, Outline, leaves_of};
use super::table::COLUMN_HEADER;
use super::unit::units_of;
use crate::lexicon::{Column, Lexicon, Meaning};
use crate::model::{Class, LayoutDoc};
use crate::text::{clean, fold};
use std::collections::BTreeSet;

/// Most words of a cell that may be a header.
const HEADER_WORDS: usize = 6;
/// Fewest columns of a table without a known header whose first row may be one; with less it is
/// more likely a form.
const COLUMNS: usize = 3;
/// Bytes of a heading at most; what is longer is no name.
const HEADING_BYTES: usize = 120;

/// What a header or heading was taken for.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// The header of a column of this kind.
    Column(Column),
    /// The title of a role.
    Role,
    /// A heading with this meaning.
    Heading(Meaning),
    /// The header over labels of rows.
    Labels,
    /// Nothing.
    Unknown,
}

/// Words met in a document, each once, as they stand first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Met {
    /// Headers of tables, but those of levels and sections.
    pub headers: Vec<(String, Taken)>,
    /// Headings of sections, headers and labels of rows that are sections.
    pub headings: Vec<(String, Taken)>,
    /// Labels of levels.
    pub levels: Vec<String>,
}

/// Returns what was met in a document.
pub fn met(layout: &LayoutDoc, document: &Document, lexicon: &Lexicon) -> Met {
    let outline = Outline::new(layout);
    let mut headers = Vec::new();
    tables(&outline.body, &mut |grid| headers.extend(headers_of(grid, document, lexicon)));
    let labels = document.roles.iter().flat_map(|r| &r.levels).filter_map(|l| l.label.clone());
    let levels = labels.map(|label| (label, Taken::Unknown)).collect();
    let sections = headers.iter().filter(|(_, taken)| matches!(taken, Taken::Heading(_)));
    let headings = headings(document, lexicon).into_iter().chain(sections.cloned()).collect();
    headers.retain(|(_, taken)| !matches!(taken, Taken::Heading(_)));
    Met {
        headers: once(headers),
        headings: once(headings),
        levels: once(levels).into_iter().map(|(label, _)| label).collect(),
    }
}

/// Keeps the first of each wording that has letters.
fn once(words: Vec<(String, Taken)>) -> Vec<(String, Taken)> {
    let mut seen = BTreeSet::from([String::new()]);
    let has_letters = |text: &str| text.chars().any(char::is_alphabetic);
    words.into_iter().filter(|(text, _)| has_letters(text) && seen.insert(fold(text))).collect()
}

fn tables(nodes: &[Node], take: &mut impl FnMut(&Grid)) {
    for node in nodes {
        if let Node::Table(grid) = node {
            take(grid);
            grid.cells.iter().for_each(|cell| tables(&cell.nodes, take));
        }
    }
}

/// Returns the cells of the rows that were read as headers, or of a first row that looks like one.
fn headers_of(grid: &Grid, document: &Document, lexicon: &Lexicon) -> Vec<(String, Taken)> {
    let is_header = |cell: &&GridCell| {
        leaves(cell).iter().any(|leaf| document.ledger.says(*leaf, COLUMN_HEADER))
    };
    let mut cells: Vec<&GridCell> = grid.cells.iter().filter(is_header).collect();
    if cells.is_empty() && grid.cols >= COLUMNS && grid.rows > 1 {
        cells = grid.cells.iter().filter(|c| c.row == 0).collect();
        let short = |c: &&GridCell| text_of(c, document).split(' ').count() <= HEADER_WORDS;
        if !cells.iter().all(short) {
            cells.clear();
        }
    }
    let header = |cell: &GridCell| {
        let text = text_of(cell, document);
        let taken = match header_kind(&text, cell.col, lexicon) {
            Kind::Level(_) => return None,
            Kind::Column(column) => Taken::Column(column),
            Kind::Role(..) => Taken::Role,
            Kind::Section(_, meaning) => Taken::Heading(meaning),
            Kind::Unknown if cell.col == 0 => Taken::Labels,
            Kind::Label | Kind::Unknown => Taken::Unknown,
        };
        Some((text, taken))
    };
    cells.into_iter().filter_map(header).collect()
}

fn leaves(cell: &GridCell) -> Vec<usize> {
    let mut found = Vec::new();
    leaves_of(&cell.nodes, &mut found);
    found
}

fn text_of(cell: &GridCell, document: &Document) -> String {
    let texts = leaves(cell).into_iter().map(|leaf| document.leaves[leaf].text.as_str());
    clean(&texts.collect::<Vec<_>>().join(" "))
}

/// Returns the headings of sections and rows, without printed marks.
fn headings(document: &Document, lexicon: &Lexicon) -> Vec<(String, Taken)> {
    let names_section =
        |detail: Option<&str>| matches!(detail, None | Some("row label" | "section"));
    let pieces = document.pieces().into_iter();
    let pieces = pieces.filter(|p| p.class == Class::Heading && names_section(p.detail.as_deref()));
    let heading = |text: &str| {
        let leaf = Leaf { text: text.to_owned(), ..Leaf::default() };
        let text = units_of(0, &leaf, &BTreeSet::new()).into_iter().next()?.text;
        let text = text.trim_end_matches([':', ' ']).to_owned();
        let meaning = heading_meaning(&text, lexicon).or_else(|| formed_meaning(&text, lexicon));
        let is_name = text.len() <= HEADING_BYTES;
        is_name.then(|| (text, meaning.map_or(Taken::Unknown, Taken::Heading)))
    };
    pieces.filter_map(|p| heading(&p.text)).collect()
}
