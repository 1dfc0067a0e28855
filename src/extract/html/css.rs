//! The few style declarations that change what a reader delivers.
//!
//! Only `style` attributes count; style sheets are not evaluated.

use scraper::node::Element;

/// Returns the value of the last declaration of any of these properties, in lower case.
pub(super) fn value(element: &Element, properties: &[&str]) -> Option<String> {
    let style = element.attr("style")?;
    let mut declared = style.split(';').filter_map(|d| d.split_once(':'));
    let wanted = |name: &str| properties.contains(&name.trim().to_ascii_lowercase().as_str());
    let (_, value) = declared.rfind(|(name, _)| wanted(name))?;
    Some(value.replace("!important", "").trim().to_ascii_lowercase())
}

/// Returns whether the element turns bold on or off.
pub(super) fn bold(element: &Element) -> Option<bool> {
    let value = value(element, &["font-weight"])?;
    match value.as_str() {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<u16>().ok().map(|n| n >= 600),
    }
}

/// Returns whether the element turns italics on or off.
pub(super) fn italic(element: &Element) -> Option<bool> {
    let value = value(element, &["font-style"])?;
    Some(value == "italic" || value.starts_with("oblique"))
}

/// Returns whether the element underlines its text.
pub(super) fn underline(element: &Element) -> Option<bool> {
    let value = value(element, &["text-decoration", "text-decoration-line"])?;
    Some(value.contains("underline"))
}

/// Returns whether the element keeps or drops line breaks of the source.
pub(super) fn preserves_lines(element: &Element) -> Option<bool> {
    let value = value(element, &["white-space"])?;
    Some(value.starts_with("pre") || value == "break-spaces")
}

/// Returns whether the element starts a block of its own, if it says so.
pub(super) fn block(element: &Element) -> Option<bool> {
    let value = value(element, &["display"])?;
    match value.as_str() {
        "block" | "flex" | "grid" | "list-item" => Some(true),
        _ => None,
    }
}
