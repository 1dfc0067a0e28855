//! Lists: their styles, and which list goes on with which.

use super::super::story::numbering::{Counts, Format, Label, Level, List};
use super::names::{Name, Node, attribute, child, elements, is_true, name, number};
use super::styles::Styles;
use std::collections::HashMap;

/// Levels of a list that are told apart; OpenDocument has one more.
const LEVELS: usize = super::super::story::numbering::LEVELS;

/// The list styles of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    by_name: HashMap<String, List>,
    /// Numbers of headings.
    outline: Option<List>,
}

impl Lists {
    /// Adds the list styles below the root element of a part.
    pub fn add(&mut self, root: Node, styles: &Styles) {
        let groups = elements(root)
            .filter(|g| matches!(name(*g), Name::Office("styles" | "automatic-styles")));
        for node in groups.flat_map(elements) {
            match (name(node), attribute(node, "name")) {
                (Name::Text("list-style"), Some(name)) => {
                    self.by_name.insert(name.to_owned(), list(node, styles));
                }
                (Name::Text("outline-style"), _) => self.outline = Some(list(node, styles)),
                _ => {}
            }
        }
    }
}

fn list(node: Node, styles: &Styles) -> List {
    let mut levels: Vec<Option<Level>> = Vec::new();
    for node in elements(node) {
        let Some(at) = number::<usize>(node, "level").and_then(|l| l.checked_sub(1)) else {
            continue;
        };
        if at >= LEVELS {
            continue;
        }
        if levels.len() <= at {
            levels.resize(at + 1, None);
        }
        levels[at] = Some(level(node, at, styles));
    }
    List { levels, link: None }
}

fn level(node: Node, at: usize, styles: &Styles) -> Level {
    let start = number(node, "start-value").unwrap_or(1);
    let font = styles.look(node).font.unwrap_or_default();
    match name(node) {
        Name::Text("list-level-style-bullet") => {
            let text = attribute(node, "bullet-char").unwrap_or("•").to_owned();
            Level { start, format: Format::Bullet, text, font, ..Level::default() }
        }
        Name::Text("list-level-style-image") => {
            Level { start, format: Format::Bullet, text: "•".to_owned(), ..Level::default() }
        }
        _ => {
            let format = format(attribute(node, "num-format").unwrap_or_default());
            let text = pattern(node, at, format);
            // The font of a number's style is for its digits, which are ordinary ones.
            Level { start, format, text, ..Level::default() }
        }
    }
}

/// Returns the label with `%1` to `%9` for the numbers of the levels.
fn pattern(node: Node, at: usize, format: Format) -> String {
    if let Some(pattern) = attribute(node, "num-list-format") {
        // Here a number stands as `%1%`.
        return (1..=LEVELS).fold(pattern.to_owned(), |text, level| {
            text.replace(&format!("%{level}%"), &format!("%{level}"))
        });
    }
    let [prefix, suffix] =
        ["num-prefix", "num-suffix"].map(|a| attribute(node, a).unwrap_or_default());
    if format == Format::None {
        return format!("{prefix}{suffix}");
    }
    let shown = number::<usize>(node, "display-levels").unwrap_or(1).clamp(1, at + 1);
    let numbers: Vec<String> = (at + 1 - shown..=at).map(|l| format!("%{}", l + 1)).collect();
    format!("{prefix}{}{suffix}", numbers.join("."))
}

fn format(stated: &str) -> Format {
    match stated {
        "" => Format::None,
        "a" => Format::LowerLetter,
        "A" => Format::UpperLetter,
        "i" => Format::LowerRoman,
        "I" => Format::UpperRoman,
        text if text.starts_with("1st") => Format::Ordinal,
        text if text.starts_with("01") => Format::Padded(2),
        text if text.starts_with("001") => Format::Padded(3),
        _ => Format::Decimal,
    }
}

/// A list that is being read: its style, where it has got to, and how deep.
#[derive(Clone, Debug)]
pub(super) struct Open {
    style: String,
    /// Which list of the document it is, or goes on with.
    number: usize,
    /// Level, from 0.
    pub level: usize,
}

/// Where the lists of a story have got to.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    lists: Vec<Counts>,
    by_id: HashMap<String, usize>,
    by_style: HashMap<String, usize>,
    outline: Counts,
}

impl Counters {
    /// Enters a list, within another one or not.
    pub fn open(&mut self, node: Node, within: Option<&Open>) -> Open {
        let named = attribute(node, "style-name");
        if let Some(outer) = within {
            let style = named.unwrap_or(&outer.style).to_owned();
            return Open { style, number: outer.number, level: outer.level + 1 };
        }
        let style = named.unwrap_or_default().to_owned();
        let continued = attribute(node, "continue-list").and_then(|id| self.by_id.get(id));
        let same = || self.by_style.get(&style).filter(|_| is_true(node, "continue-numbering"));
        let number = continued.or_else(same).copied().unwrap_or_else(|| {
            self.lists.push(Counts::default());
            self.lists.len() - 1
        });
        self.by_style.insert(style.clone(), number);
        if let Some(id) = attribute(node, "id") {
            self.by_id.insert(id.to_owned(), number);
        }
        Open { style, number, level: 0 }
    }

    /// Counts an item and returns its label, at most `cap` bytes of it.
    ///
    /// `start` is the number that the item itself states.
    pub fn count(&mut self, lists: &Lists, open: &Open, start: Option<u32>, cap: usize) -> Label {
        let level = open.level.min(LEVELS - 1);
        let unknown = Label { level, ..Label::default() };
        let (Some(list), Some(counts)) =
            (lists.by_name.get(&open.style), self.lists.get_mut(open.number))
        else {
            return unknown;
        };
        if let Some(start) = start {
            counts[level] = start.checked_sub(1);
        }
        list.count(counts, level, cap)
    }

    /// Counts a heading outside lists; `None` if headings of its level print no number.
    pub fn count_heading(&mut self, lists: &Lists, level: u8, cap: usize) -> Option<Label> {
        let label = lists.outline.as_ref()?.count(
            &mut self.outline,
            usize::from(level.max(1) - 1).min(LEVELS - 1),
            cap,
        );
        Some(label).filter(|l| !l.text.is_empty())
    }
}

/// Returns the paragraph of a numbered paragraph that stands outside lists.
pub(super) fn numbered_paragraph(node: Node<'_>) -> Option<Node<'_>> {
    child(node, Name::Text("p")).or_else(|| child(node, Name::Text("h")))
}
