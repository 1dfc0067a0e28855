//! Walks the page's tree, without recursion, and builds blocks in reading order.

use super::furniture::{self, Page};
use super::inline::{Emphasis, Inline};
use super::list::{self, List};
use super::table::Grid;
use super::twin::Container;
use super::{css, heading_level, is_skipped};
use crate::extract::Limits;
use crate::model::{Block, Body, Layer, ListMark, Note, NoteCode, Para, Place, Run};
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Tables inside tables that are delivered as tables; deeper ones become paragraphs.
const NESTED_TABLES: usize = 8;
/// Outline levels there are.
const LEVELS: u8 = 9;

/// What a walk delivers.
pub(super) struct Walked {
    pub(super) blocks: Vec<Block>,
    /// Elements that hold several blocks, for the search for twins.
    pub(super) containers: Vec<Container>,
    pub(super) notes: Vec<Note>,
}

/// Walks the whole page.
pub(super) fn walk(root: NodeRef<'_, Node>, limits: &Limits) -> Walked {
    let page = Page::survey(root);
    let mut walker = Walker::new(&page, limits);
    let mut node = root;
    loop {
        let descend = walker.open(node);
        if let Some(child) = node.first_child().filter(|_| descend) {
            node = child;
            continue;
        }
        if descend {
            walker.close();
        }
        loop {
            if let Some(next) = node.next_sibling().filter(|_| node.id() != root.id()) {
                node = next;
                break;
            }
            match node.parent().filter(|_| node.id() != root.id()) {
                Some(parent) => node = parent,
                None => return walker.finish(),
            }
            walker.close();
        }
    }
}

/// What holds for all text inside an element.
#[derive(Clone, Copy, Debug, Default)]
struct Scope {
    emphasis: Emphasis,
    keep_lines: bool,
    link: bool,
    button: bool,
    heading: Option<u8>,
    /// Text names the panel it opens.
    control: bool,
    /// Outside the page's main part.
    outside: bool,
    /// Inside a menu, banner and the like.
    demoted: bool,
    /// Open list and item, as indices.
    list: Option<usize>,
    item: Option<usize>,
    list_depth: usize,
    /// Inside a table too deep to be one.
    flat: bool,
}

impl Scope {
    fn layer(&self) -> Layer {
        if self.outside || self.demoted { Layer::Furniture } else { Layer::Body }
    }
}

/// What is to do when an element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Inline,
    Block,
    List,
    Item,
    Group,
    Cell(usize),
    Table,
}

struct Open {
    scope: Scope,
    end: End,
    /// Index in `containers` if the element may turn out to be one.
    container: Option<Container>,
}

struct Walker<'p> {
    page: &'p Page,
    limits: &'p Limits,
    open: Vec<Open>,
    /// Blocks of the page, then those of each open cell.
    sinks: Vec<Vec<Block>>,
    tables: Vec<Grid>,
    lists: Vec<List>,
    items: Vec<Option<ListMark>>,
    inline: Inline,
    /// Scope of the first visible text of the paragraph being read.
    para: Scope,
    icons: Vec<String>,
    last_level: u8,
    text_bytes: usize,
    stopped: bool,
    containers: Vec<Container>,
    notes: Vec<Note>,
}

impl<'p> Walker<'p> {
    fn new(page: &'p Page, limits: &'p Limits) -> Self {
        let scope = Scope { outside: page.has_main(), ..Scope::default() };
        Self {
            page,
            limits,
            open: vec![Open { scope, end: End::Inline, container: None }],
            sinks: vec![vec![]],
            tables: vec![],
            lists: vec![],
            items: vec![],
            inline: Inline::default(),
            para: scope,
            icons: vec![],
            last_level: 0,
            text_bytes: 0,
            stopped: false,
            containers: vec![],
            notes: vec![],
        }
    }

    fn scope(&self) -> Scope {
        self.open.last().map_or_else(Scope::default, |o| o.scope)
    }

    /// Opens a node; tells whether to go into it (and to close it afterwards).
    fn open(&mut self, node: NodeRef<'_, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Element(element) => self.element(node, element),
            Node::Document | Node::Fragment => {
                let scope = self.scope();
                self.push(scope, End::Inline);
                true
            }
            _ => false,
        }
    }

    fn text(&mut self, text: &str) {
        if self.stopped {
            return;
        }
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.text_bytes {
            return self.stop("the text of a page", self.limits.text_bytes, "bytes");
        }
        let scope = self.scope();
        if self.inline.is_empty() && !text.trim().is_empty() {
            self.para = scope;
        }
        self.inline.push(text, scope.emphasis, scope.keep_lines, scope.link || scope.button);
    }

    fn stop(&mut self, what: &str, limit: usize, unit: &str) {
        self.stopped = true;
        let message = format!("Reading stopped at the limit for {what} ({limit} {unit}).");
        self.notes.push(Note::new(NoteCode::E001, message));
    }

    fn element(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let name = element.name();
        if self.stopped || is_skipped(name) {
            return false;
        }
        if name == "br" {
            self.inline.line_break(self.scope().emphasis);
            return false;
        }
        if let Some(icon) = icon_text(node, element) {
            self.icons.push(icon);
            self.inline.space(self.scope().emphasis);
            return false;
        }
        let scope = self.inner_scope(node, element);
        if self.is_block(element, &scope) {
            self.flush();
            return self.block(node, element, scope);
        }
        self.push(scope, End::Inline);
        true
    }

    /// Returns the scope inside the element.
    fn inner_scope(&self, node: NodeRef<'_, Node>, element: &Element) -> Scope {
        let mut scope = self.scope();
        let name = element.name();
        emphasise(&mut scope.emphasis, element);
        scope.link |= name == "a";
        scope.keep_lines = match name {
            "pre" | "textarea" => true,
            _ => css::preserves_lines(element).unwrap_or(scope.keep_lines),
        };
        if let Some(level) = heading_level(name) {
            scope.heading = Some(level);
        }
        scope.outside &= !self.page.enters_body(node, element);
        scope.demoted |= self.page.demotes(node, element);
        if is_control(element) && scope.heading.is_none() {
            scope.control = true;
            scope.button = true;
        } else if name == "button" && scope.heading.is_none() && !scope.control {
            scope.demoted = true;
            scope.button = true;
        }
        scope
    }

    fn is_block(&self, element: &Element, scope: &Scope) -> bool {
        let outer = self.scope();
        is_block_name(element.name())
            || css::block(element) == Some(true)
            || scope.demoted != outer.demoted
            || scope.outside != outer.outside
            || scope.control != outer.control
    }

    fn block(&mut self, node: NodeRef<'_, Node>, element: &Element, mut scope: Scope) -> bool {
        let name = element.name();
        let end = match name {
            "ol" | "ul" | "menu" | "dir" => self.open_list(node, element, &mut scope),
            "li" => self.open_item(element, &mut scope),
            "table" => self.open_table(&mut scope),
            "thead" | "tbody" | "tfoot" if !scope.flat => self.open_group(name),
            "tr" if !scope.flat => self.open_row(),
            "td" | "th" if !scope.flat => match self.open_cell(element, &mut scope) {
                Some(end) => end,
                None => return false,
            },
            _ => End::Block,
        };
        self.push(scope, end);
        if let Some(open) = self.open.last_mut()
            && self.tables.is_empty()
        {
            open.container = Some(Container::open(element, self.sinks[0].len()));
        }
        true
    }

    fn open_list(&mut self, node: NodeRef<'_, Node>, element: &Element, scope: &mut Scope) -> End {
        let is_item =
            |n: &NodeRef<'_, Node>| n.value().as_element().is_some_and(|e| e.name() == "li");
        let items = node.children().filter(is_item).count();
        self.lists.push(List::open(element, items, scope.list_depth));
        scope.list = Some(self.lists.len() - 1);
        scope.list_depth += 1;
        End::List
    }

    fn open_item(&mut self, element: &Element, scope: &mut Scope) -> End {
        let list = scope.list.and_then(|i| self.lists.get_mut(i));
        self.items.push(Some(list.map_or_else(list::orphan, |l| l.item(element))));
        scope.item = Some(self.items.len() - 1);
        End::Item
    }

    fn open_table(&mut self, scope: &mut Scope) -> End {
        if self.tables.len() >= NESTED_TABLES {
            scope.flat = true;
            return End::Block;
        }
        self.tables.push(Grid::default());
        End::Table
    }

    fn open_group(&mut self, name: &str) -> End {
        let Some(grid) = self.tables.last_mut() else { return End::Block };
        grid.open_group(name);
        End::Group
    }

    fn open_row(&mut self) -> End {
        if let Some(grid) = self.tables.last_mut() {
            grid.open_row();
        }
        End::Block
    }

    /// Opens a cell; `None` if the table has as many as it may.
    fn open_cell(&mut self, element: &Element, scope: &mut Scope) -> Option<End> {
        let Some(grid) = self.tables.last_mut() else { return Some(End::Block) };
        if grid.len() >= self.limits.cells {
            self.stop("the cells of a table", self.limits.cells, "cells");
            return None;
        }
        (scope.list, scope.item, scope.list_depth, scope.heading) = (None, None, 0, None);
        let index = grid.open_cell(element);
        self.sinks.push(vec![]);
        Some(End::Cell(index))
    }

    fn push(&mut self, scope: Scope, end: End) {
        self.open.push(Open { scope, end, container: None });
    }

    /// Closes the innermost open element.
    fn close(&mut self) {
        let Some(Open { scope, end, container }) = self.open.pop() else { return };
        if end != End::Inline {
            self.flush();
        }
        match end {
            End::Inline | End::Block => {}
            End::List => drop(self.lists.pop()),
            End::Item => drop(self.items.pop()),
            End::Group => self.tables.last_mut().into_iter().for_each(Grid::close_group),
            End::Cell(index) => self.close_cell(index),
            End::Table => self.close_table(scope),
        }
        if let Some(container) = container {
            self.containers.extend(container.close(self.sinks[0].len()));
        }
    }

    fn close_cell(&mut self, index: usize) {
        let blocks = if self.sinks.len() > 1 { self.sinks.pop() } else { None };
        if let (Some(grid), Some(blocks)) = (self.tables.last_mut(), blocks) {
            grid.fill(index, blocks);
        }
    }

    /// Delivers a table; one of a single cell is a frame around its content.
    fn close_table(&mut self, scope: Scope) {
        let Some(grid) = self.tables.pop() else { return };
        let mut table = grid.finish();
        if table.cells.iter().all(|c| c.blocks.is_empty()) {
            return;
        }
        match table.cells.as_mut_slice() {
            [only] if !only.header => {
                let blocks = std::mem::take(&mut only.blocks);
                self.sink().extend(blocks);
            }
            _ => self.deliver(scope.layer(), Body::Table(table)),
        }
    }

    fn sink(&mut self) -> &mut Vec<Block> {
        if self.sinks.is_empty() {
            self.sinks.push(vec![]);
        }
        let last = self.sinks.len() - 1;
        &mut self.sinks[last]
    }

    fn deliver(&mut self, layer: Layer, body: Body) {
        self.sink().push(Block { layer, at: Place::default(), body });
    }

    /// Ends the paragraph being read.
    fn flush(&mut self) {
        let button = self.inline.is_all_link();
        let (visible, runs) = (!self.inline.is_empty(), self.inline.take());
        if visible {
            self.deliver_para(runs, button);
        }
        for icon in std::mem::take(&mut self.icons) {
            self.deliver(Layer::Furniture, Body::Para(Para::plain(icon)));
        }
    }

    fn deliver_para(&mut self, runs: Vec<Run>, button: bool) {
        let scope = self.para;
        let list = scope.item.and_then(|i| self.items.get_mut(i)).and_then(Option::take);
        let mut para = Para { heading: scope.heading, list, runs, ..Para::default() };
        let acts = button && furniture::is_ui_text(&para.text());
        let layer = if acts { Layer::Furniture } else { scope.layer() };
        if layer == Layer::Body {
            self.set_level(&mut para, scope.control);
        }
        self.deliver(layer, Body::Para(para));
    }

    /// Gives the name of a panel its level, below the last heading.
    fn set_level(&mut self, para: &mut Para, control: bool) {
        if let Some(level) = para.heading {
            self.last_level = level;
        } else if control {
            para.heading = Some((self.last_level + 1).min(LEVELS));
            para.runs.iter_mut().for_each(|r| r.bold = true);
        }
    }

    fn finish(mut self) -> Walked {
        while !self.open.is_empty() {
            self.close();
        }
        self.flush();
        let blocks = std::mem::take(self.sink());
        Walked { blocks, containers: self.containers, notes: self.notes }
    }
}

fn emphasise(emphasis: &mut Emphasis, element: &Element) {
    match element.name() {
        "b" | "strong" | "dt" => emphasis.bold = true,
        "i" | "em" | "cite" | "dfn" | "var" => emphasis.italic = true,
        "u" | "ins" => emphasis.underline = true,
        _ => {}
    }
    emphasis.bold = css::bold(element).unwrap_or(emphasis.bold);
    emphasis.italic = css::italic(element).unwrap_or(emphasis.italic);
    emphasis.underline |= css::underline(element).unwrap_or(false);
}

fn is_block_name(name: &str) -> bool {
    const BLOCKS: [&str; 49] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
    ];
    BLOCKS.binary_search(&name).is_ok() || matches!(name, "thead" | "tr" | "ul")
}

/// Tells whether the element names a panel that it opens: a tab, an accordion's button.
fn is_control(element: &Element) -> bool {
    const TARGETS: [&str; 3] = ["aria-controls", "data-bs-target", "data-target"];
    const TOGGLES: [&str; 2] = ["data-bs-toggle", "data-toggle"];
    let name = element.name();
    let toggles = |v: &str| matches!(v, "collapse" | "tab" | "pill");
    let clickable = matches!(name, "button" | "a");
    name == "summary"
        || element.attr("role") == Some("tab")
        || element.classes().any(|c| c == "accordion-button")
        || (clickable && TARGETS.iter().any(|a| element.attr(a).is_some()))
        || (clickable && TOGGLES.iter().any(|a| element.attr(a).is_some_and(toggles)))
        || (name == "button" && element.classes().any(opens_panel))
}

fn opens_panel(class: &str) -> bool {
    let words = furniture::words(class);
    words.iter().any(|w| {
        matches!(w.as_str(), "accordion" | "collapsible" | "expander" | "tab" | "tablinks")
    })
}

/// Returns the name of a picture that an icon font draws from the element's text.
fn icon_text(node: NodeRef<'_, Node>, element: &Element) -> Option<String> {
    let in_font = element
        .classes()
        .any(|c| c.starts_with("material-icons") || c.starts_with("material-symbols"));
    let hidden = element.attr("aria-hidden") == Some("true");
    let named =
        || element.classes().flat_map(furniture::words).any(|w| w == "icon" || w == "icons");
    if !in_font && !hidden && !named() {
        return None;
    }
    let mut children = node.children();
    let text = children.next()?.value().as_text()?.trim().to_owned();
    let ligature = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let sure = in_font || text.contains('_');
    (children.next().is_none() && ligature && sure).then_some(text)
}
