//! List definitions of `numbering.xml`.

use super::super::story::numbering::{Format, Instance, LEVELS, Level, List, Numbering, Override};
use super::names::{Node, attribute, child, chosen, descend, elements, is, number, switch, value};
use super::styles::Styles;
use std::collections::HashMap;

/// Style links that are followed from a list to its definition.
const LONGEST_LINK: usize = 8;

impl Numbering {
    /// Reads the root element of `numbering.xml`.
    pub(super) fn load(root: Node, styles: &Styles) -> Self {
        let mut numbering = Self::default();
        let mut defined = HashMap::new();
        for node in elements(root) {
            if let (true, Some(id)) = (is(node, "abstractNum"), attribute(node, "abstractNumId")) {
                if let Some(style) = value(node, "styleLink") {
                    defined.insert(style, id);
                }
                numbering.lists.insert(id.to_owned(), List::stated(node));
            }
            if let (true, Some(id)) = (is(node, "num"), attribute(node, "numId")) {
                numbering.instances.insert(id.to_owned(), Instance::stated(node));
            }
        }
        numbering.follow_links(styles, &defined);
        numbering
    }

    /// Points instances of linked lists to the list in which the levels stand. `defined` tells
    /// which list says that it defines a numbering style.
    fn follow_links(&mut self, styles: &Styles, defined: &HashMap<&str, &str>) {
        let targets: Vec<_> = self
            .instances
            .iter()
            .map(|(id, i)| (id.clone(), self.linked(&i.list, styles, defined)))
            .collect();
        for (id, list) in targets {
            if let Some(instance) = self.instances.get_mut(&id)
                && list != instance.list
            {
                instance.counter = Some(std::mem::replace(&mut instance.list, list));
            }
        }
    }

    fn linked(&self, list: &str, styles: &Styles, defined: &HashMap<&str, &str>) -> String {
        let mut list = list;
        for _ in 0..LONGEST_LINK {
            let Some(style) = self.lists.get(list).and_then(|l| l.link.as_deref()) else { break };
            let instance = styles.list_of(style).and_then(|id| self.instances.get(id));
            let named = instance.map(|i| i.list.as_str());
            let Some(next) = named.or_else(|| defined.get(style).copied()) else { break };
            list = next;
        }
        list.to_owned()
    }
}

impl List {
    fn stated(node: Node) -> Self {
        let mut levels: Vec<Option<Level>> = Vec::new();
        for (at, level) in elements(node).filter(|n| is(*n, "lvl")).filter_map(Level::indexed) {
            if levels.len() <= at {
                levels.resize(at + 1, None);
            }
            levels[at] = Some(level);
        }
        Self { levels, link: value(node, "numStyleLink").map(str::to_owned) }
    }
}

impl Instance {
    fn stated(node: Node) -> Self {
        let overrides = elements(node).filter(|n| is(*n, "lvlOverride"));
        let overrides = overrides.filter_map(|n| {
            let level = child(n, "lvl").map(Level::stated);
            Some((index(n)?, Override { start: number(n, "startOverride"), level }))
        });
        Self {
            list: value(node, "abstractNumId").unwrap_or_default().to_owned(),
            overrides: overrides.collect(),
            counter: None,
        }
    }
}

fn index(node: Node) -> Option<usize> {
    attribute(node, "ilvl")?.trim().parse().ok().filter(|i| *i < LEVELS)
}

impl Level {
    fn indexed(node: Node) -> Option<(usize, Self)> {
        Some((index(node)?, Self::stated(node)))
    }

    fn stated(node: Node) -> Self {
        let fonts = descend(node, &["rPr", "rFonts"]);
        let picture = child(node, "lvlPicBulletId").is_some();
        let text = if picture { "•" } else { value(node, "lvlText").unwrap_or_default() };
        Self {
            start: number(node, "start").unwrap_or(0),
            format: Format::stated(node),
            text: text.to_owned(),
            legal: switch(node, "isLgl").unwrap_or(false),
            restart: number(node, "lvlRestart"),
            style: value(node, "pStyle").map(str::to_owned),
            font: fonts.and_then(|f| attribute(f, "ascii")).unwrap_or_default().to_owned(),
        }
    }
}

impl Format {
    fn stated(level: Node) -> Self {
        let plain = child(level, "numFmt");
        let alternative = || elements(level).filter_map(chosen).find_map(|n| child(n, "numFmt"));
        let Some(node) = plain.or_else(alternative) else { return Self::Decimal };
        match attribute(node, "val").unwrap_or_default() {
            "custom" => Self::custom(attribute(node, "format").unwrap_or_default()),
            "decimalZero" => Self::Padded(2),
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "ordinal" => Self::Ordinal,
            "numberInDash" => Self::Dashed,
            "cardinalText" => Self::Cardinal,
            "ordinalText" => Self::OrdinalWords,
            "hex" => Self::Hexadecimal,
            "chicago" => Self::Footnote,
            "decimalEnclosedCircle" => Self::Circled,
            "bullet" => Self::Bullet,
            "none" => Self::None,
            _ => Self::Decimal,
        }
    }

    /// Word writes number formats with leading zeros as their first numbers: `001, 002, ...`.
    fn custom(sample: &str) -> Self {
        let digits = sample.chars().take_while(char::is_ascii_digit).count();
        if digits > 1 { Self::Padded(digits.min(8)) } else { Self::Decimal }
    }
}
