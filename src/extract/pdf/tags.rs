//! The structure tree of a tagged file: headings, paragraphs, lists and tables as its author's
//! program meant them (ISO 32000-1, 14.7 and 14.8).

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object};
use std::collections::HashMap;

/// Nesting beyond which a tree is no document.
const DEPTH: usize = 64;
/// Elements of a tree at most.
const ELEMENTS: usize = 400_000;
/// Rows or columns that a cell may cover at most.
const SPAN: i32 = 1_000;

/// Marked content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Object number of the page.
    pub page: u32,
    /// Object number of the form that holds it, zero if the page itself does.
    pub form: u32,
    /// Its number in the page or form.
    pub id: i32,
}

/// An element of the tree, reduced to what reading needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A paragraph or heading.
    Para(TaggedPara),
    /// A table.
    Table(TaggedTable),
}

/// A paragraph or heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaggedPara {
    /// Outline level of a heading.
    pub heading: Option<u8>,
    /// Nesting of a list item, 0 for the outermost list.
    pub item: Option<u8>,
    /// Its lines are one paragraph; not so for text directly in a division or cell.
    pub whole: bool,
    /// Its text.
    pub marks: Vec<Mark>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaggedTable {
    pub rows: Vec<Vec<TaggedCell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaggedCell {
    pub header: bool,
    pub row_span: usize,
    pub col_span: usize,
    pub content: Vec<Node>,
}

/// Reads the structure tree; empty if the file has none.
pub fn read(pdf: &Pdf) -> Vec<Node> {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(tree) = root.and_then(|r| r.get::<Dict<'_>>(b"StructTreeRoot".as_slice())) else {
        return Vec::new();
    };
    let mut walk = Walk { roles: roles(&tree), left: ELEMENTS };
    let mut nodes = Vec::new();
    walk.children(&tree, &Context::default(), &mut nodes);
    nodes
}

/// Returns the file's own names of elements with the standard ones they stand for.
fn roles(tree: &Dict<'_>) -> HashMap<String, String> {
    let Some(map) = tree.get::<Dict<'_>>(b"RoleMap".as_slice()) else { return HashMap::new() };
    map.keys()
        .filter_map(|key| {
            let standard = map.get::<Name<'_>>(key.as_ref() as &[u8])?;
            Some((key.as_str().to_owned(), standard.as_str().to_owned()))
        })
        .collect()
}

/// What is known on the way down.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    page: Option<u32>,
    depth: usize,
    /// Lists around.
    lists: usize,
}

struct Walk {
    roles: HashMap<String, String>,
    left: usize,
}

/// A child of an element.
enum Kid<'a> {
    Mark(Mark),
    Element(Dict<'a>, String, Context),
}

impl Walk {
    /// Returns the standard name of an element.
    fn kind(&self, element: &Dict<'_>) -> String {
        let name = element.get::<Name<'_>>(b"S".as_slice());
        let mut kind = name.map(|n| n.as_str().to_owned()).unwrap_or_default();
        for _ in 0..4 {
            match self.roles.get(&kind) {
                Some(standard) if *standard != kind && !is_standard(&kind) => {
                    kind.clone_from(standard)
                }
                _ => break,
            }
        }
        kind
    }

    fn kids<'a>(&mut self, element: &Dict<'a>, context: &Context) -> Vec<Kid<'a>> {
        if context.depth > DEPTH {
            return Vec::new();
        }
        let page = page_of(element).or(context.page);
        let objects: Vec<Object<'a>> = match element.get::<Object<'a>>(b"K".as_slice()) {
            Some(Object::Array(array)) => {
                let array: Array<'a> = array;
                array.iter::<Object<'a>>().collect()
            }
            Some(object) => vec![object],
            None => Vec::new(),
        };
        let mut kids = Vec::new();
        for object in objects {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            match object {
                Object::Number(number) => {
                    let id = number.as_f64() as i32;
                    kids.extend(page.map(|page| Kid::Mark(Mark { page, form: 0, id })));
                }
                Object::Dict(kid) => match kid.get::<i32>(b"MCID".as_slice()) {
                    Some(id) => {
                        let form = object_of(&kid, b"Stm").unwrap_or_default();
                        let page = page_of(&kid).or(page);
                        kids.extend(page.map(|page| Kid::Mark(Mark { page, form, id })));
                    }
                    None if kid.contains_key(b"S".as_slice()) => {
                        let kind = self.kind(&kid);
                        let depth = context.depth + 1;
                        kids.push(Kid::Element(kid, kind, Context { page, depth, ..*context }));
                    }
                    None => {}
                },
                _ => {}
            }
        }
        kids
    }

    /// Reads what stands in a container.
    fn children(&mut self, element: &Dict<'_>, context: &Context, out: &mut Vec<Node>) {
        let mut loose = TaggedPara::default();
        for kid in self.kids(element, context) {
            match kid {
                Kid::Mark(mark) => loose.marks.push(mark),
                Kid::Element(kid, kind, context) if is_inline(&kind) => {
                    self.inline(&kid, &context, &mut loose.marks, out);
                }
                Kid::Element(kid, kind, context) => {
                    flush(&mut loose, out);
                    self.block(&kid, &kind, &context, out);
                }
            }
        }
        flush(&mut loose, out);
    }

    fn block(&mut self, element: &Dict<'_>, kind: &str, context: &Context, out: &mut Vec<Node>) {
        match kind {
            "Table" => {
                let mut table = TaggedTable::default();
                self.rows(element, context, &mut table);
                if !table.rows.is_empty() {
                    out.push(Node::Table(table));
                }
            }
            "L" => self.list(element, context, out),
            "LI" => self.item(element, context, out),
            _ if is_paragraph(kind) => {
                let heading = heading_level(kind);
                let mut para = TaggedPara { heading, whole: true, ..TaggedPara::default() };
                let mut after = Vec::new();
                self.inline(element, context, &mut para.marks, &mut after);
                flush(&mut para, out);
                out.extend(after);
            }
            _ => self.children(element, context, out),
        }
    }

    /// Gathers the text of a paragraph; blocks inside it come after it.
    fn inline(
        &mut self,
        element: &Dict<'_>,
        context: &Context,
        marks: &mut Vec<Mark>,
        after: &mut Vec<Node>,
    ) {
        for kid in self.kids(element, context) {
            match kid {
                Kid::Mark(mark) => marks.push(mark),
                Kid::Element(kid, kind, context) if matches!(kind.as_str(), "Table" | "L") => {
                    self.block(&kid, &kind, &context, after);
                }
                Kid::Element(kid, _, context) => self.inline(&kid, &context, marks, after),
            }
        }
    }

    fn list(&mut self, element: &Dict<'_>, context: &Context, out: &mut Vec<Node>) {
        let inside = Context { lists: context.lists + 1, ..*context };
        let mut loose = TaggedPara::default();
        for kid in self.kids(element, &inside) {
            match kid {
                Kid::Mark(mark) => loose.marks.push(mark),
                Kid::Element(kid, kind, context) => {
                    flush(&mut loose, out);
                    match kind.as_str() {
                        "L" => self.list(&kid, &context, out),
                        "LI" => self.item(&kid, &context, out),
                        _ => self.block(&kid, &kind, &context, out),
                    }
                }
            }
        }
        flush(&mut loose, out);
    }

    /// Reads a list item: its label and first paragraph are one, the rest follows.
    fn item(&mut self, element: &Dict<'_>, context: &Context, out: &mut Vec<Node>) {
        let depth = u8::try_from(context.lists.saturating_sub(1)).unwrap_or(u8::MAX);
        let mut parts = Vec::new();
        let mut label = Vec::new();
        for kid in self.kids(element, context) {
            match kid {
                Kid::Mark(mark) => label.push(mark),
                Kid::Element(kid, kind, context) if kind == "Lbl" => {
                    self.inline(&kid, &context, &mut label, &mut parts);
                }
                Kid::Element(kid, kind, context) if kind == "LBody" => {
                    self.children(&kid, &context, &mut parts);
                }
                Kid::Element(kid, kind, context) if is_inline(&kind) => {
                    self.inline(&kid, &context, &mut label, &mut parts);
                }
                Kid::Element(kid, kind, context) => self.block(&kid, &kind, &context, &mut parts),
            }
        }
        let mut first = TaggedPara { item: Some(depth), whole: true, marks: label, heading: None };
        let mut rest = parts.into_iter().peekable();
        if let Some(Node::Para(body)) = rest.peek()
            && body.item.is_none()
        {
            first.marks.extend(body.marks.iter().copied());
            rest.next();
        }
        flush(&mut first, out);
        out.extend(rest);
    }

    fn rows(&mut self, element: &Dict<'_>, context: &Context, table: &mut TaggedTable) {
        for kid in self.kids(element, context) {
            let Kid::Element(kid, kind, context) = kid else { continue };
            match kind.as_str() {
                "TR" => {
                    let row = self.cells(&kid, &context);
                    table.rows.push(row);
                }
                _ => self.rows(&kid, &context, table),
            }
        }
    }

    fn cells(&mut self, row: &Dict<'_>, context: &Context) -> Vec<TaggedCell> {
        let mut cells = Vec::new();
        for kid in self.kids(row, context) {
            let Kid::Element(kid, kind, context) = kid else { continue };
            let mut content = Vec::new();
            self.children(&kid, &Context { lists: 0, ..context }, &mut content);
            cells.push(TaggedCell {
                header: kind == "TH",
                row_span: span(&kid, b"RowSpan"),
                col_span: span(&kid, b"ColSpan"),
                content,
            });
        }
        cells
    }
}

/// Ends a paragraph, if it has text.
fn flush(para: &mut TaggedPara, out: &mut Vec<Node>) {
    let done = std::mem::take(para);
    if !done.marks.is_empty() {
        out.push(Node::Para(done));
    }
}

fn page_of(element: &Dict<'_>) -> Option<u32> {
    object_of(element, b"Pg")
}

fn object_of(element: &Dict<'_>, key: &[u8]) -> Option<u32> {
    element.get_ref(key).map(|r| r.obj_number)
}

/// Returns a number of a cell's attributes, which are a dictionary or a list of them.
fn span(cell: &Dict<'_>, key: &[u8]) -> usize {
    let attributes: Vec<Dict<'_>> = match cell.get::<Object<'_>>(b"A".as_slice()) {
        Some(Object::Dict(one)) => vec![one],
        Some(Object::Array(many)) => many.iter::<Dict<'_>>().collect(),
        _ => Vec::new(),
    };
    let number = attributes.iter().find_map(|a| a.get::<i32>(key));
    usize::try_from(number.unwrap_or(1).clamp(1, SPAN)).unwrap_or(1)
}

fn is_inline(kind: &str) -> bool {
    const INLINE: &[&str] = &[
        "Span",
        "Link",
        "Quote",
        "Em",
        "Strong",
        "Code",
        "Reference",
        "Annot",
        "Form",
        "Sub",
        "Ruby",
        "Warichu",
        "BibEntry",
        "Lbl",
    ];
    INLINE.contains(&kind)
}

fn is_paragraph(kind: &str) -> bool {
    matches!(kind, "P" | "Title" | "Caption" | "TOCI" | "Note" | "FENote" | "Figure" | "Formula")
        || heading_level(kind).is_some()
}

fn heading_level(kind: &str) -> Option<u8> {
    let level = kind.strip_prefix('H')?;
    if level.is_empty() {
        Some(1)
    } else {
        level.parse::<u8>().ok().filter(|l| (1..=9).contains(l))
    }
}

fn is_standard(kind: &str) -> bool {
    const BLOCKS: &[&str] = &[
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "TOC",
        "Index",
        "NonStruct",
        "L",
        "LI",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
    ];
    is_inline(kind) || is_paragraph(kind) || BLOCKS.contains(&kind)
}
