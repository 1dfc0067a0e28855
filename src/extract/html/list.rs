//! Printed labels of list items.

use crate::model::ListMark;
use scraper::node::Element;

/// Bullet of an unordered list; which of the browser's three bullets is printed says nothing.
const BULLET: &str = "\u{2022}";

/// How the items of one list are labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Bullet,
    Decimal,
    Alpha { upper: bool },
    Roman { upper: bool },
    None,
}

/// An open list: its label style and the number of its next item.
#[derive(Clone, Debug)]
pub(super) struct List {
    style: Style,
    next: i64,
    step: i64,
    depth: u8,
}

impl List {
    /// Returns the list an `ol`, `ul` or `menu` element opens; `items` are its own `li` children.
    pub(super) fn open(element: &Element, items: usize, depth: usize) -> Self {
        let reversed = element.name() == "ol" && element.attr("reversed").is_some();
        let first = if reversed { i64::try_from(items).unwrap_or(1) } else { 1 };
        let start = element.attr("start").and_then(integer).unwrap_or(first);
        Self {
            style: style_of(element, default_style(element)),
            next: start,
            step: if reversed { -1 } else { 1 },
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
        }
    }

    /// Returns the mark of the next item and counts on.
    pub(super) fn item(&mut self, element: &Element) -> ListMark {
        if let Some(value) = element.attr("value").and_then(integer) {
            self.next = value;
        }
        let number = self.next;
        self.next = number.saturating_add(self.step);
        let style = style_of(element, self.style);
        let bullet = matches!(style, Style::Bullet | Style::None);
        ListMark { label: label(style, number), depth: self.depth, bullet }
    }
}

/// Returns the mark of an item that stands in no list.
pub(super) fn orphan() -> ListMark {
    ListMark { label: BULLET.into(), depth: 0, bullet: true }
}

fn integer(text: &str) -> Option<i64> {
    text.trim().parse::<i32>().ok().map(i64::from)
}

fn default_style(element: &Element) -> Style {
    if element.name() == "ol" { Style::Decimal } else { Style::Bullet }
}

/// Returns the label style an element asks for by `list-style` or `type`, else `inherited`.
fn style_of(element: &Element, inherited: Style) -> Style {
    let css = super::css::value(element, &["list-style-type", "list-style"]);
    let by_css = css.and_then(|v| v.split_whitespace().find_map(css_style));
    by_css.or_else(|| element.attr("type").and_then(type_style)).unwrap_or(inherited)
}

fn css_style(word: &str) -> Option<Style> {
    Some(match word {
        "disc" | "circle" | "square" => Style::Bullet,
        "decimal" | "decimal-leading-zero" => Style::Decimal,
        "lower-alpha" | "lower-latin" => Style::Alpha { upper: false },
        "upper-alpha" | "upper-latin" => Style::Alpha { upper: true },
        "lower-roman" => Style::Roman { upper: false },
        "upper-roman" => Style::Roman { upper: true },
        "none" => Style::None,
        _ => return None,
    })
}

fn type_style(word: &str) -> Option<Style> {
    Some(match word.trim() {
        "1" => Style::Decimal,
        "a" => Style::Alpha { upper: false },
        "A" => Style::Alpha { upper: true },
        "i" => Style::Roman { upper: false },
        "I" => Style::Roman { upper: true },
        word => return css_style(&word.to_ascii_lowercase()),
    })
}

fn label(style: Style, number: i64) -> String {
    let cased = |text: String, upper: bool| if upper { text.to_uppercase() } else { text };
    match style {
        Style::Bullet => BULLET.into(),
        Style::None => String::new(),
        Style::Alpha { upper } if number > 0 => cased(alpha(number), upper) + ".",
        Style::Roman { upper } if (1..4000).contains(&number) => cased(roman(number), upper) + ".",
        _ => format!("{number}."),
    }
}

/// Returns 1 as `a`, 26 as `z`, 27 as `aa`.
fn alpha(mut number: i64) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    letters.iter().rev().collect()
}

fn roman(mut number: i64) -> String {
    const PIECES: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, piece) in PIECES {
        while number >= value {
            text.push_str(piece);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_browsers_print_them() {
        let alpha = Style::Alpha { upper: false };
        let roman = Style::Roman { upper: true };
        for (style, number, expected) in [
            (Style::Decimal, 3, "3."),
            (alpha, 2, "b."),
            (alpha, 27, "aa."),
            (alpha, 0, "0."),
            (roman, 14, "XIV."),
            (roman, 4000, "4000."),
            (Style::None, 1, ""),
        ] {
            assert_eq!(label(style, number), expected);
        }
    }
}
