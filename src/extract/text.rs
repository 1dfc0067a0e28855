//! Text and Markdown files, often flattened from other formats.
//!
//! Comes in: bytes. Goes out: one paragraph per line, or one table per run of lines with tabs (or
//! Markdown bars), with HTML tags left inside the text read as layout. Meaning is left to later
//! stages; a typed mark ("3.", "-") stays in the text, because Word files have typed marks too.

use super::pdf::typed_tables;
use super::{ExtractError, Limits};
use crate::model::{
    Block, Body, Cell, Format, Layer, LayoutDoc, ListMark, Note, NoteCode, Para, Place, Run, Table,
};
use crate::text::is_blank_char;
use crate::text::mark::{Mark, typed_mark};

/// Lines that one bold passage may run over: row labels of flattened tables take up to five.
const BOLD_LINES: usize = 6;

/// Reads a text file.
///
/// # Errors
/// If the file holds no text.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    let (text, note) = super::encoding::decode(bytes);
    let mut reader = Reader { notes: note.into_iter().collect(), ..Reader::default() };
    let text = reader.limited(&text, limits.text_bytes);
    reader.lines(text, limits.cells);
    if reader.blocks.is_empty() {
        return Err(ExtractError::Empty);
    }
    Ok(LayoutDoc {
        format: Format::Text,
        property_title: None,
        blocks: reader.blocks,
        pages: vec![],
        notes: reader.notes,
    })
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    notes: Vec<Note>,
    next_block: u32,
    next_table: u32,
    cells: usize,
}

impl Reader {
    fn limited<'a>(&mut self, text: &'a str, limit: usize) -> &'a str {
        if text.len() <= limit {
            return text;
        }
        let end = (0..=limit).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let message =
            format!("The text is longer than {} MiB; the rest was not read.", limit >> 20);
        self.notes.push(Note::new(NoteCode::E001, message));
        &text[..end]
    }

    fn lines(&mut self, text: &str, limit: usize) {
        let lines: Vec<&str> =
            text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
        let mut typed = typed_tables(&lines).into_iter().peekable();
        let mut at = 0;
        while at < lines.len() {
            while typed.next_if(|t| t.lines.start < at).is_some() {}
            let taken = if is_blank(lines[at]) {
                1
            } else if let Some(table) = typed.next_if(|t| t.lines.start == at) {
                self.typed(table.blocks, at);
                table.lines.end - at
            } else if let Some(n) = table_lines(&lines[at..]) {
                self.table(&lines[at..at + n], at);
                n
            } else {
                let n = bold_lines(&lines[at..]).max(item_lines(&lines[at..]));
                self.paragraph(&lines[at..at + n].join("\n"), at);
                n
            };
            at += taken;
            if self.cells > limit {
                let message =
                    format!("The tables have more than {limit} cells; the rest was not read.");
                self.notes.push(Note::new(NoteCode::E001, message));
                return;
            }
        }
    }

    /// Takes over the blocks of a table whose columns are kept by spaces. Its cells hold paragraphs, which
    /// those of one line do not.
    fn typed(&mut self, mut blocks: Vec<Block>, line: usize) {
        let (block, table) = (self.next_block, self.next_table);
        self.place(&mut blocks, block, table);
        if let Some(first) = blocks.first_mut() {
            first.at.line = Some(line_number(line));
        }
        self.next_table += 1;
        self.blocks.extend(blocks);
    }

    fn place(&mut self, blocks: &mut [Block], first: u32, table: u32) {
        for Block { at, body, .. } in blocks {
            *at = Place { page: None, block: first + at.block, ..at.clone() };
            at.table = at.table.map(|_| table);
            self.next_block = self.next_block.max(at.block + 1);
            if let Body::Table(inner) = body {
                self.cells += inner.cells.len();
                inner.cells.iter_mut().for_each(|c| self.place(&mut c.blocks, first, table));
            }
        }
    }

    fn paragraph(&mut self, text: &str, line: usize) {
        let at = Place { line: Some(line_number(line)), ..Place::default() };
        let blocks = self.paras(text, &at);
        self.blocks.extend(blocks);
    }

    fn table(&mut self, lines: &[&str], first: usize) {
        let number = self.next_table;
        self.next_table += 1;
        let start = self.next_block;
        let mut cells = Vec::new();
        for (row, line) in lines.iter().enumerate() {
            let place = |col: usize| Place {
                line: Some(line_number(first + row)),
                table: Some(number),
                row: Some(row as u32),
                col: Some(col as u32),
                ..Place::default()
            };
            for (col, text) in cells_of(line).into_iter().enumerate() {
                self.cells += 1;
                let blocks = self.paras(text, &place(col));
                cells.push(Cell {
                    row: row as u32,
                    col: col as u32,
                    row_span: 1,
                    col_span: 1,
                    blocks,
                    ..Cell::default()
                });
            }
        }
        self.blocks.push(Block {
            layer: Layer::Body,
            at: Place {
                line: Some(line_number(first)),
                table: Some(number),
                block: start,
                ..Place::default()
            },
            body: Body::Table(Table { header_rows: 0, cells }),
        });
    }

    /// Cuts a line or cell into paragraphs at tags and bullets.
    fn paras(&mut self, text: &str, at: &Place) -> Vec<Block> {
        let mut out = Vec::new();
        for para in Inline::read(text) {
            let block = self.next_block;
            self.next_block += 1;
            out.push(Block {
                layer: Layer::Body,
                at: Place { block, ..at.clone() },
                body: Body::Para(para),
            });
        }
        out
    }
}

fn line_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| is_blank_char(c) && c != '\t')
}

/// Returns how many lines from the first on form one table, if it starts one.
fn table_lines(lines: &[&str]) -> Option<usize> {
    let is_row = |l: &&str| !is_blank(l) && (l.contains('\t') || is_bar_row(l));
    let n = lines.iter().take_while(|l| is_row(l)).count();
    let letters =
        lines[..n].iter().any(|l| l.chars().any(char::is_alphanumeric) || l.contains('|'));
    (n > 0 && (letters || lines[0].contains('\t'))).then_some(n)
}

/// Tells whether a line is a Markdown table row.
fn is_bar_row(line: &str) -> bool {
    let line = line.trim().trim_start_matches("- ").trim();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|')
}

fn cells_of(line: &str) -> Vec<&str> {
    if line.contains('\t') {
        return line.split('\t').collect();
    }
    let Some(first) = line.find('|') else { return vec![line] };
    let inner = line[first + 1..].trim_end();
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    std::iter::once(&line[..first])
        .filter(|l| !l.trim().is_empty())
        .chain(inner.split('|'))
        .collect()
}

/// Returns how many lines from the first on form one paragraph: more than one only for a Markdown
/// bold passage that is opened on the first line and closed on a later one.
fn bold_lines(lines: &[&str]) -> usize {
    let first = lines[0].trim_start();
    if !first.starts_with("**") || first[2..].contains("**") {
        return 1;
    }
    let open = |l: &&str| !is_blank(l) && !l.contains('\t');
    let run: Vec<&&str> = lines.iter().take(BOLD_LINES).take_while(|l| open(l)).collect();
    run.iter()
        .position(|l| l.trim_end().ends_with("**") && l.trim() != "**")
        .filter(|n| *n > 0)
        .map_or(1, |n| n + 1)
}

/// Returns how many lines from the first on form one item of a list: its text goes on below where it
/// began.
fn item_lines(lines: &[&str]) -> usize {
    // "1. PURPOSE" heads the text below it.
    let hang = lines.get(1).map_or(0, |l| indent(l));
    let caps = !lines[0].contains(char::is_lowercase) && lines[0].contains(char::is_uppercase);
    let heads = caps && lines.get(1).is_some_and(|l| l.contains(char::is_lowercase));
    if hang == 0 || heads || text_column(lines[0]) != Some(hang) {
        return 1;
    }
    let goes_on = |l: &&&str| indent(l) == hang && text_column(l).is_none() && !is_blank(l);
    let below = lines[1..].iter().take_while(goes_on);
    // What goes on small is joined later, with the places of all its lines.
    let small = |l: &&str| l.trim_start().starts_with(char::is_lowercase);
    if below.clone().all(small) { 1 } else { 1 + below.count() }
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| *c == ' ').count()
}

/// Returns the column at which the text of a line with a typed mark begins.
fn text_column(line: &str) -> Option<usize> {
    let (mark, end) = typed_mark(line);
    (mark != Mark::None).then(|| line[..end].chars().count())
}

/// Tags that end a paragraph.
const BLOCK_TAGS: &[&str] = &[
    "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
];

/// Tags that set emphasis or nothing.
const RUN_TAGS: &[&str] =
    &["a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"];

/// Characters that converters print for bullets.
const BULLETS: &[char] = &['•', '●', '▪', '■', '◦', '‣', '∙', '\u{f0b7}', '\u{f0a7}', '\u{f0d8}'];

/// Reads the inside of one line or cell.
#[derive(Default)]
struct Inline {
    done: Vec<Para>,
    runs: Vec<Run>,
    list: Option<ListMark>,
    heading: Option<u8>,
    bold: u32,
    italic: u32,
    underline: u32,
}

impl Inline {
    fn read(text: &str) -> Vec<Para> {
        let mut inline = Self::default();
        let text = inline.markdown(text);
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c == '<' || BULLETS.contains(&c)) {
            inline.push(&rest[..at]);
            rest = &rest[at..];
            if let Some((tag, after)) = tag(rest) {
                inline.tag(&tag);
                rest = after;
            } else {
                let c = rest.chars().next().unwrap_or('<');
                if BULLETS.contains(&c) {
                    inline.bullet(c)
                } else {
                    inline.push(&rest[..1])
                }
                rest = &rest[c.len_utf8()..];
            }
        }
        inline.push(rest);
        inline.end();
        inline.done
    }

    /// Takes Markdown's heading and bold marks around the whole text.
    fn markdown<'a>(&mut self, text: &'a str) -> &'a str {
        let trimmed = text.trim();
        let marks = trimmed.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&marks) && trimmed[marks..].starts_with(' ') {
            self.heading = u8::try_from(marks).ok();
            return trimmed[marks..].trim_end_matches('#');
        }
        let inner = trimmed.strip_prefix("**").and_then(|t| t.strip_suffix("**"));
        match inner.filter(|t| !t.contains("**") && !t.is_empty()) {
            Some(inner) => {
                self.bold = 1;
                inner
            }
            None => text,
        }
    }

    fn push(&mut self, text: &str) {
        let run = Run {
            text: text.to_owned(),
            bold: self.bold > 0,
            italic: self.italic > 0,
            underline: self.underline > 0,
        };
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last)
                if (last.bold, last.italic, last.underline)
                    == (run.bold, run.italic, run.underline) =>
            {
                last.text.push_str(text);
            }
            _ => self.runs.push(run),
        }
    }

    fn end(&mut self) {
        let para = Para {
            heading: self.heading.take(),
            list: self.list.take(),
            runs: std::mem::take(&mut self.runs),
            ..Para::default()
        };
        if !para.is_blank() {
            self.done.push(para);
        }
    }

    fn bullet(&mut self, mark: char) {
        self.end();
        let label = if mark < '\u{e000}' { mark } else { '•' };
        self.list = Some(ListMark { label: label.to_string(), depth: 0, bullet: true });
    }

    fn tag(&mut self, tag: &Tag) {
        let step = |n: &mut u32| *n = if tag.close { n.saturating_sub(1) } else { *n + 1 };
        match tag.name.as_str() {
            "b" | "strong" => step(&mut self.bold),
            "i" | "em" => step(&mut self.italic),
            "u" => step(&mut self.underline),
            name if BLOCK_TAGS.contains(&name) => {
                self.end();
                if name == "li" && !tag.close {
                    self.bullet('•');
                }
                if let Some(level) = name.strip_prefix('h').and_then(|n| n.parse().ok()) {
                    self.heading = (!tag.close).then_some(level);
                }
            }
            _ => {}
        }
    }
}

struct Tag {
    name: String,
    close: bool,
}

/// Reads the tag that the text starts with, if it is one that HTML knows.
///
/// Anything else that starts with `<` ("<5 years") is text.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let end = text.find('>').filter(|end| text.starts_with('<') && *end < 400)?;
    let inner = text[1..end].trim_end_matches('/');
    let (close, inner) = inner.strip_prefix('/').map_or((false, inner), |i| (true, i));
    let name: String =
        inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let rest = &inner[name.len()..];
    let known = BLOCK_TAGS.contains(&name.as_str()) || RUN_TAGS.contains(&name.as_str());
    let attributes = rest.trim().is_empty() || (rest.starts_with(' ') && rest.contains('='));
    (known && attributes).then(|| (Tag { name, close }, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let doc = read(text.as_bytes(), &Limits::default()).expect("text");
        let mut out = Vec::new();
        for block in &doc.blocks {
            match &block.body {
                Body::Para(p) => out.push(show(p)),
                Body::Table(t) => out.extend(t.cells.iter().map(|c| {
                    let paras: Vec<String> = c
                        .blocks
                        .iter()
                        .filter_map(|b| match &b.body {
                            Body::Para(p) => Some(show(p)),
                            Body::Table(_) => None,
                        })
                        .collect();
                    format!("{}/{}[{}]", c.row, c.col, paras.join("|"))
                })),
            }
        }
        out
    }

    fn show(p: &Para) -> String {
        let mark = p.list.as_ref().map_or(String::new(), |l| format!("{} ", l.label));
        let u = if p.runs.iter().all(|r| r.underline) { "_" } else { "" };
        let b = if p.runs.iter().all(|r| r.bold) { "*" } else { "" };
        format!("{mark}{u}{b}{}", p.text().trim())
    }

    #[test]
    fn tabs_make_tables_and_tags_make_paragraphs() {
        assert_eq!(
            shown("Post\tPay\nCook\t<u>Skills</u>\n\nAfter"),
            ["0/0[Post]", "0/1[Pay]", "1/0[Cook]", "1/1[_Skills]", "After"]
        );
        assert_eq!(
            shown("2\t<p>THE JOB</p> <ul style=\"x\"> • Bake bread • Sweep <5 rooms"),
            ["0/0[2]", "0/1[THE JOB|• Bake bread|• Sweep <5 rooms]"]
        );
    }

    #[test]
    fn bold_passages_over_lines_are_one_paragraph() {
        assert_eq!(shown("**Training\n- see the\nother list**\n\nBake\tSame").len(), 3);
    }

    #[test]
    fn markdown_tables_and_headings() {
        assert_eq!(shown("# Cook\n| a | b |\n|---|---|\n- | | |")[0], "Cook");
        assert_eq!(shown("| a | b |"), ["0/0[a]", "0/1[b]"]);
    }
}
