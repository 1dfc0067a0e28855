//! Styles: what a paragraph, a run or a cell takes over from the style it names.
//!
//! Comes in: the elements that hold styles. Goes out: each style with everything that it inherits
//! filled in, by family and name.

use super::super::story::{Look, heading_by_name};
use super::names::{Name, Node, attribute, child, elements, name};
use std::collections::HashMap;

/// Styles of a chain that are followed; longer chains are damage or a circle.
const LONGEST_CHAIN: usize = 20;

/// Styles that are read; a document of a thousand pages has some thousands.
const MOST_STYLES: usize = 50_000;

/// A style as it is stated.
#[derive(Clone, Debug, Default)]
struct Stated {
    parent: Option<String>,
    style: Style,
}

/// A style, inherited properties filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Look of its runs.
    pub look: Look,
    /// Outline level by the style's name, from 1.
    pub heading: Option<u8>,
    /// Whether a table or section of that style is shown.
    pub shown: Option<bool>,
}

impl Style {
    fn over(self, base: &Self) -> Self {
        Self {
            look: self.look.over(&base.look),
            heading: self.heading.or(base.heading),
            shown: self.shown.or(base.shown),
        }
    }
}

/// The styles in force in a part.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    stated: HashMap<(String, String), Stated>,
    default_paragraph: Look,
    fonts: HashMap<String, String>,
}

impl Styles {
    /// Adds the styles and fonts below the root element of a part. Those of the same name that
    /// were there before are replaced.
    pub fn add(&mut self, root: Node) {
        for group in elements(root) {
            match name(group) {
                Name::Office("font-face-decls") => elements(group).for_each(|n| self.add_font(n)),
                Name::Office("styles" | "automatic-styles") => {
                    elements(group).for_each(|n| self.add_style(n));
                }
                _ => {}
            }
        }
    }

    fn add_font(&mut self, node: Node) {
        if let (Some(name), Some(family)) =
            (attribute(node, "name"), attribute(node, "font-family"))
        {
            self.fonts.insert(name.to_owned(), unquoted(family));
        }
    }

    fn add_style(&mut self, node: Node) {
        let family = attribute(node, "family").unwrap_or_default();
        match (name(node), attribute(node, "name")) {
            (Name::Style("style"), Some(name)) if self.stated.len() < MOST_STYLES => {
                let stated = self.stated(name, node);
                self.stated.insert((family.to_owned(), name.to_owned()), stated);
            }
            (Name::Style("default-style"), _) if family == "paragraph" => {
                self.default_paragraph = Look { hidden: None, ..self.look(node) };
            }
            _ => {}
        }
    }

    fn stated(&self, name: &str, node: Node) -> Stated {
        let printed = attribute(node, "display-name").unwrap_or(name).replace("_20_", " ");
        let group = |kind| child(node, Name::Style(kind));
        let table = group("table-properties").or_else(|| group("section-properties"));
        Stated {
            parent: attribute(node, "parent-style-name").map(str::to_owned),
            style: Style {
                look: self.look(node),
                heading: heading_by_name(&printed),
                shown: table
                    .and_then(|t| attribute(t, "display"))
                    .map(|d| d != "false" && d != "none"),
            },
        }
    }

    /// Returns the look that the text properties of a style state.
    pub fn look(&self, style: Node) -> Look {
        let Some(text) = child(style, Name::Style("text-properties")) else {
            return Look::default();
        };
        let said = |local| attribute(text, local);
        let named =
            said("font-name").map(|f| self.fonts.get(f).map_or(f, String::as_str).to_owned());
        Look {
            bold: said("font-weight").map(is_bold),
            italic: said("font-style").map(|s| s != "normal"),
            underline: said("text-underline-style").map(|u| u != "none"),
            hidden: said("display").map(|d| d == "none"),
            font: named.or_else(|| said("font-family").map(unquoted)),
        }
    }

    /// Returns a style by family and name with all it inherits; an empty one if there is none.
    pub fn get(&self, family: &str, name: Option<&str>) -> Style {
        let mut style = Style::default();
        let mut next = name.map(str::to_owned);
        for _ in 0..LONGEST_CHAIN {
            let Some(name) = next.take() else { break };
            let Some(stated) = self.stated.get(&(family.to_owned(), name)) else { break };
            style = style.over(&stated.style);
            next.clone_from(&stated.parent);
        }
        style
    }

    /// Returns a paragraph's style over the document's default.
    pub fn paragraph(&self, name: Option<&str>) -> Style {
        let style = self.get("paragraph", name);
        Style { look: style.look.over(&self.default_paragraph), ..style }
    }
}

fn is_bold(weight: &str) -> bool {
    weight == "bold" || weight.parse::<u16>().is_ok_and(|w| w >= 600)
}

fn unquoted(family: &str) -> String {
    family.split(',').next().unwrap_or_default().trim().trim_matches(['\'', '"']).to_owned()
}
