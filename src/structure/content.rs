//! Cells that hold statements: paragraphs, runs whose bullets were lost, "Same", mixed-up text.

use super::build::{Builder, Context};
use super::cell::{Piece, scan};
use super::flow::goes_on;
use super::grid::{Head, Kind, Row};
use super::heading::{self, Heading};
use super::leaf::{GridCell, Node, leaves_of};
use super::rows::TITLE_WORDS;
use super::unit::Unit;
use super::{Chunk, Part, Section};
use crate::lexicon::Column;
use crate::model::{Class, Note, NoteCode, Span};
use crate::text::mark::Mark;
use crate::text::{clean, fold};

impl Builder<'_> {
    /// Finds the heading at the start of one cell that holds for the whole row.
    ///
    /// Converters lose headings in some of a row's cells; a row of a grid whose first level cell
    /// starts with "Skills" holds skills in all of them.
    pub(super) fn row_heading(&self, cells: &Row<'_>, head: &Head) -> Option<(usize, Section)> {
        let mut found = None;
        for (col, cell) in cells
            .iter()
            .filter(|(c, _)| head.columns.get(*c).is_some_and(|c| matches!(c.kind, Kind::Level(_))))
        {
            let [Node::Leaf(leaf), ..] = cell.nodes.as_slice() else { continue };
            let source = &self.doc.leaves[*leaf];
            if !source.flattened || source.text.trim().is_empty() {
                continue;
            }
            let pieces = scan(&source.text, &[], self.lexicon);
            let first = pieces.iter().find(|p| !matches!(p, Piece::Marker(_)));
            match first {
                Some(Piece::Heading(span, meaning)) if found.is_none() => {
                    let title = clean(&source.text[span.range()]);
                    let title =
                        self.lexicon.heading_repaired(&title).map_or(title.clone(), |_| title);
                    let section = Section {
                        title,
                        titled: true,
                        rank: heading::NAMED,
                        meaning: meaning.clone(),
                        lead: None,
                        at: source.at.at(*span),
                    };
                    found = Some((*col, section));
                }
                _ => {}
            }
        }
        found
    }

    /// Tells whether a cell prints a heading of its own.
    pub(super) fn heads_itself(&self, cell: &GridCell) -> bool {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        leaves.iter().any(|l| {
            let pieces = scan(&self.doc.leaves[*l].text, &[], self.lexicon);
            pieces.iter().any(|p| matches!(p, Piece::Heading(..)))
        })
    }

    pub(super) fn content_cell(&mut self, cell: &GridCell, head: &mut Head, col: usize) {
        let outside =
            (head.columns[col].context.level_label.clone(), head.columns[col].context.level);
        self.cell_levels = head.levels().is_empty() && self.row_level.is_none();
        self.cell_nodes(cell, head, col);
        if std::mem::take(&mut self.cell_levels) {
            let context = &mut head.columns[col].context;
            (context.level_label, context.level) = outside;
        }
    }

    fn cell_nodes(&mut self, cell: &GridCell, head: &mut Head, col: usize) {
        for node in &cell.nodes {
            match node {
                Node::Leaf(leaf) if self.doc.leaves[*leaf].flattened => {
                    let end = self.doc.leaves[*leaf].text.len();
                    self.run_of_text(*leaf, Span::new(0, end), head, col);
                }
                Node::Leaf(leaf) => {
                    // A cell's paragraphs are read together: a heading looks at the line after it.
                    if self.doc.ledger.is_free(*leaf) {
                        let rest = free_leaves(&cell.nodes, *leaf, &self.doc);
                        let mut context = std::mem::take(&mut head.columns[col].context);
                        self.cell_flow(&rest, &mut context);
                        head.columns[col].context = context;
                    }
                }
                Node::Table(inner) => {
                    let mut context = std::mem::take(&mut head.columns[col].context);
                    let saved = self.head.take();
                    self.plain_table(inner, &mut context);
                    self.head = saved;
                    head.columns[col].context = context;
                }
            }
        }
    }

    pub(super) fn cell_flow(&mut self, leaves: &[usize], context: &mut Context) {
        let linear = std::mem::replace(&mut self.linear, false);
        self.flow(leaves, context);
        self.linear = linear;
    }

    /// Reads a cell whose bullets were lost.
    pub(super) fn run_of_text(&mut self, leaf: usize, span: Span, head: &mut Head, col: usize) {
        let source = self.doc.leaves[leaf].clone();
        let text = &source.text[span.range()];
        let lost_bullets = matches!(head.columns[col].kind, Kind::Level(_));
        let mut context = std::mem::take(&mut head.columns[col].context);
        let role = context.role.unwrap_or_default();
        let labels: Vec<String> = head
            .columns
            .iter()
            .filter_map(|c| match &c.kind {
                Kind::Level(l) => Some(l.clone()),
                _ => None,
            })
            .collect();
        let pieces = if lost_bullets {
            scan(text, &labels, self.lexicon)
        } else {
            vec![Piece::Text(Span::new(0, text.len()))]
        };
        for piece in pieces {
            let (Piece::Marker(part) | Piece::Heading(part, _) | Piece::Text(part)) = &piece;
            let part = Span { start: span.start + part.start, end: span.start + part.end };
            let unit = plain_unit(leaf, part, &source.text);
            match piece {
                Piece::Marker(_) => {
                    self.claim(&unit, Class::Heading, Some("inheritance"));
                    let place = self.place(&unit);
                    let level = &mut self.doc.roles[role].levels[context.level];
                    level.marker.get_or_insert((unit.text.clone(), place));
                }
                Piece::Heading(_, meaning) => {
                    self.enter_heading(
                        &unit,
                        Heading { rank: heading::NAMED, meaning },
                        &mut context,
                    );
                }
                Piece::Text(_) => self.text_piece(&unit, &mut context, lost_bullets),
            }
        }
        head.columns[col].context = context;
    }

    pub(super) fn text_piece(&mut self, unit: &Unit, context: &mut Context, lost_bullets: bool) {
        if !unit.text.chars().any(char::is_alphanumeric) {
            return self.claim(unit, Class::Furniture, None);
        }
        if let Some(open) = context.open_chunk
            && goes_on(&self.doc.text_of(&self.doc.chunks[open].parts), &unit.text)
        {
            return self.join(open, unit);
        }
        self.chunk(unit, context, lost_bullets);
    }

    /// Resolves a "Same" cell: the nearest text to its left where columns are roles or levels, the
    /// text above where rows are roles.
    pub(super) fn same(
        &mut self,
        cell: &GridCell,
        text: &str,
        stands_for: Option<Vec<usize>>,
        head: &mut Head,
        col: usize,
    ) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        let Some(leaf) = leaves.first().copied() else { return };
        let span = Span::new(0, self.doc.leaves[leaf].text.len());
        let context = &head.columns[col].context;
        let Some(mut stands_for) = stands_for else {
            let role =
                context.role.and_then(|r| self.doc.roles[r].title.clone()).unwrap_or_default();
            let message = format!("“{text}” for {role}: nothing it could mean stands before it.");
            let at = self.doc.leaves[leaf].at.clone();
            self.doc.notes.push(Note::new(NoteCode::I001, message).at(at).quoting(text));
            return;
        };
        stands_for = stands_for
            .iter()
            .flat_map(|c| self.doc.chunks[*c].same.clone().unwrap_or_else(|| vec![*c]))
            .collect();
        let role = context.role.unwrap_or_default();
        self.doc.ledger.claim(leaf, span, Class::Requirement, Some("same"));
        self.doc.chunks.push(Chunk {
            role,
            level: context.level,
            parts: vec![Part { leaf, span }],
            sections: context.sections.clone(),
            code: None,
            option: context.option.clone(),
            necessity: context.necessity.clone(),
            assessed_by: context.assessed_by.clone(),
            by_level: context.by_level,
            flattened: false,
            same: Some(stands_for),
            flags: Vec::new(),
            repeats: Vec::new(),
        });
    }

    /// Tells whether a row's columns were mixed up: running text where a role's title should be.
    pub(super) fn is_mixed_up(&self, texts: &[(usize, &str)], head: &Head) -> bool {
        texts.iter().any(|(col, text)| {
            let is_role =
                head.columns.get(*col).is_some_and(|c| c.kind == Kind::Column(Column::Role));
            is_role && text.split_whitespace().count() > TITLE_WORDS
        })
    }

    /// Reads text that lost its columns: statements are taken where an opening phrase proves them.
    pub(super) fn garbled(&mut self, cell: &GridCell, head: &mut Head) {
        let mut leaves = Vec::new();
        leaves_of(&cell.nodes, &mut leaves);
        for leaf in leaves {
            let source = self.doc.leaves[leaf].clone();
            let message = "The columns of this text were mixed up before it was saved.";
            self.note(NoteCode::I002, message, source.at.clone(), &clean(&source.text));
            let Some(col) = head.levels().first().copied() else { continue };
            self.column_in_force(head, col, None);
            for span in proven(&source.text, self.lexicon) {
                let unit = plain_unit(leaf, span, &source.text);
                let mut context = head.columns[col].context.clone();
                context.sections.retain(|s| s.rank < heading::NAMED);
                let chunk = self.chunk(&unit, &mut context, false);
                self.doc.chunks[chunk].flags.push("garbled");
            }
        }
    }
}

pub(super) fn plain_unit(leaf: usize, span: Span, text: &str) -> Unit {
    Unit {
        leaf,
        span,
        mark: Mark::None,
        mark_span: Span { start: span.start, end: span.start },
        heading: false,
        text: clean(&text[span.range()]),
    }
}

/// Returns the leaves of a cell from `from` on that can be read together.
pub(super) fn free_leaves(nodes: &[Node], from: usize, doc: &super::Document) -> Vec<usize> {
    let rest = nodes.iter().skip_while(|n| **n != Node::Leaf(from));
    rest.map_while(|n| match n {
        Node::Leaf(leaf) if !doc.leaves[*leaf].flattened => Some(*leaf),
        _ => None,
    })
    .collect()
}

/// Returns the sentences of mixed-up text that start with an opening phrase, each once.
pub(super) fn proven(text: &str, lexicon: &crate::lexicon::Lexicon) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for sentence in crate::interpret::split::statements(text, lexicon) {
        let folded = fold(&text[sentence.range()]);
        if lexicon.cuts(&folded) && seen.insert(folded) {
            spans.push(sentence);
        }
    }
    spans
}
