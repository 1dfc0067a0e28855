//! Styles: what a paragraph or run takes over from the style it names.
//!
//! Comes in: `styles.xml`. Goes out: each style with everything that it inherits filled in.

use super::super::Limits;
use super::super::package::{cut, xml};
use super::super::story::{Look, heading_by_name};
use super::names::{Node, attribute, child, descend, elements, is, number, switch, value};
use std::collections::HashMap;

/// Styles of a chain that are followed; longer chains are damage or a circle.
const LONGEST_CHAIN: usize = 20;

/// Styles that are read; a large template has about a thousand.
const MOST_STYLES: usize = 20_000;

/// Whether a paragraph stands in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outline {
    /// Heading of level 1 to 9.
    Heading(u8),
    /// Running text, said expressly.
    Text,
}

impl Outline {
    /// Returns the outline level that paragraph properties state, `w:outlineLvl` from 0.
    pub fn stated(properties: Node) -> Option<Self> {
        match number::<u8>(properties, "outlineLvl")? {
            level @ 0..=8 => Some(Self::Heading(level + 1)),
            _ => Some(Self::Text),
        }
    }

    /// Returns the level that the built-in name of a style means.
    fn of_name(name: &str) -> Option<Self> {
        heading_by_name(name).map(Self::Heading)
    }
}

impl Look {
    /// Returns what run properties say.
    pub fn stated(properties: Option<Node>) -> Self {
        let Some(properties) = properties else { return Self::default() };
        let fonts = child(properties, "rFonts");
        let font = |local| fonts.and_then(|f| attribute(f, local)).map(str::to_owned);
        Self {
            bold: switch(properties, "b"),
            italic: switch(properties, "i"),
            underline: switch(properties, "u"),
            hidden: switch(properties, "vanish"),
            font: font("ascii").or_else(|| font("hAnsi")),
        }
    }

    /// Returns the look of a run: its own properties win; else the toggles of its paragraph's and
    /// its character style cancel each other out, as Word has it, and the nearer style decides
    /// the rest.
    pub fn of_run(self, character: &Self, paragraph: &Self) -> Self {
        let toggle = |own: Option<bool>, a: Option<bool>, b: Option<bool>| {
            own.or_else(|| Some(a.unwrap_or(false) != b.unwrap_or(false)))
        };
        Self {
            bold: toggle(self.bold, character.bold, paragraph.bold),
            italic: toggle(self.italic, character.italic, paragraph.italic),
            hidden: toggle(self.hidden, character.hidden, paragraph.hidden),
            underline: self.underline.or(character.underline).or(paragraph.underline),
            font: self.font.or_else(|| character.font.clone()).or_else(|| paragraph.font.clone()),
        }
    }
}

/// A style, inherited properties filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Place in the outline.
    pub outline: Option<Outline>,
    /// Look of its runs.
    pub look: Look,
    /// Numbering instance, `w:numId`.
    pub list: Option<String>,
    /// Level of the numbering, from 0.
    pub level: Option<usize>,
    /// The style, here or up the chain, that names the numbering; its level may be linked to it.
    pub list_owner: Option<String>,
}

impl Style {
    fn stated(id: &str, node: Node) -> Self {
        let paragraph = child(node, "pPr");
        let numbering = paragraph.and_then(|p| child(p, "numPr"));
        let list = numbering.and_then(|n| value(n, "numId")).map(str::to_owned);
        let outline = paragraph.and_then(Outline::stated);
        Self {
            outline: outline.or_else(|| value(node, "name").and_then(Outline::of_name)),
            look: Look::stated(child(node, "rPr")),
            level: numbering.and_then(|n| number(n, "ilvl")),
            list_owner: list.is_some().then(|| id.to_owned()),
            list,
        }
    }

    fn over(self, base: &Self) -> Self {
        Self {
            outline: self.outline.or(base.outline),
            look: self.look.over(&base.look),
            list: self.list.or_else(|| base.list.clone()),
            level: self.level.or(base.level),
            list_owner: self.list_owner.or_else(|| base.list_owner.clone()),
        }
    }
}

/// The styles of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default_paragraph: Style,
    plain: Style,
}

impl Styles {
    /// Reads the text of `styles.xml` without the styles of tables, which say nothing that is read;
    /// nothing if that fails.
    pub fn of_usable(text: &str, part: &str, limits: &Limits) -> Option<Self> {
        let text = cut::without(text, "latentStyles", |_| true);
        let text = cut::without(&text, "style", |inside| inside.contains("type=\"table\""));
        xml::parse(&text, part, limits).ok().map(|d| Self::load(d.root_element()))
    }

    /// Reads the root element of `styles.xml`.
    pub fn load(root: Node) -> Self {
        let mut stated: HashMap<&str, (Option<&str>, Style)> = HashMap::new();
        let mut default = None;
        for node in elements(root).filter(|c| is(*c, "style")).take(MOST_STYLES) {
            let Some(id) = attribute(node, "styleId") else { continue };
            if is_default_paragraph(node) {
                default = Some(id);
            }
            stated.insert(id, (value(node, "basedOn"), Style::stated(id, node)));
        }
        let base = document_defaults(root);
        let resolved = |id: &str| resolve(id, &stated);
        let by_id = stated.keys().map(|id| ((*id).to_owned(), resolved(id))).collect();
        let default_paragraph = default.map(resolved).unwrap_or_default().over(&base);
        Self { by_id, default_paragraph, plain: Style::default() }
    }

    /// Returns a paragraph's style; the document's default style if it names none.
    ///
    /// A style that the document does not define still counts by its name if that is a built-in
    /// one: `Heading2`.
    pub fn paragraph(&self, id: Option<&str>) -> Style {
        let Some(id) = id else { return self.default_paragraph.clone() };
        let undefined = || Style { outline: Outline::of_name(id), ..Style::default() };
        self.by_id.get(id).cloned().unwrap_or_else(undefined)
    }

    /// Returns a run's style, an empty one if it names none.
    pub fn character(&self, id: Option<&str>) -> &Style {
        id.and_then(|id| self.by_id.get(id)).unwrap_or(&self.plain)
    }

    /// Returns the numbering instance that a numbering style names.
    pub fn list_of(&self, id: &str) -> Option<&str> {
        self.by_id.get(id)?.list.as_deref()
    }
}

fn is_default_paragraph(node: Node) -> bool {
    matches!(attribute(node, "default"), Some("1" | "true" | "on"))
        && attribute(node, "type").is_none_or(|t| t == "paragraph")
}

fn document_defaults(root: Node) -> Style {
    let run = descend(root, &["docDefaults", "rPrDefault", "rPr"]);
    Style { look: Look { hidden: None, ..Look::stated(run) }, ..Style::default() }
}

fn resolve(id: &str, stated: &HashMap<&str, (Option<&str>, Style)>) -> Style {
    let mut style = Style::default();
    let mut next = Some(id);
    for _ in 0..LONGEST_CHAIN {
        let Some((base, own)) = next.and_then(|id| stated.get(id)) else { break };
        style = style.over(own);
        next = *base;
    }
    style
}
