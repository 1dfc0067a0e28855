//! Names of WordprocessingML: elements and attributes by namespace and local name.
//!
//! The prefix never decides; both the transitional and the strict namespaces count.

use super::super::story::capped;
use std::str::FromStr;

/// A node of a part.
pub(super) type Node<'a> = roxmltree::Node<'a, 'a>;

const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
];
const WORD_2010: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/// An element's vocabulary and local name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// WordprocessingML.
    Word(&'a str),
    /// Office mathematics.
    Math(&'a str),
    /// Alternatives for programs of different age.
    Compatibility(&'a str),
    /// Drawings and all else.
    Other,
}

/// Returns the name of an element.
pub(super) fn name(node: Node<'_>) -> Name<'_> {
    let name = node.tag_name();
    match name.namespace() {
        Some(uri) if WORD.contains(&uri) => Name::Word(name.name()),
        Some(uri) if MATH.contains(&uri) => Name::Math(name.name()),
        Some(COMPATIBILITY) => Name::Compatibility(name.name()),
        _ => Name::Other,
    }
}

/// Tells whether a node is the WordprocessingML element of that name.
pub(super) fn is(node: Node, local: &str) -> bool {
    name(node) == Name::Word(local)
}

/// Returns the element children.
pub(super) fn elements(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.children().filter(roxmltree::Node::is_element)
}

/// Returns the first child element of that name.
pub(super) fn child<'a>(node: Node<'a>, local: &str) -> Option<Node<'a>> {
    node.children().find(|c| is(*c, local))
}

/// Returns the child element at the end of a path of names.
pub(super) fn descend<'a>(node: Node<'a>, path: &[&str]) -> Option<Node<'a>> {
    path.iter().try_fold(node, |node, local| child(node, local))
}

/// Bytes of an attribute's value that are read. Word's own names have at most 253 letters; a
/// damaged one of megabytes would be copied for each paragraph.
const LONGEST_VALUE_BYTES: usize = 1024;

/// Returns an attribute; one without namespace counts as well.
pub(super) fn attribute<'a>(node: Node<'a>, local: &str) -> Option<&'a str> {
    let known = |uri: Option<&str>| uri.is_none_or(|uri| WORD.contains(&uri));
    let found = node.attributes().find(|a| a.name() == local && known(a.namespace()))?;
    Some(capped(found.value(), LONGEST_VALUE_BYTES))
}

/// Returns the `val` attribute of a child element.
pub(super) fn value<'a>(node: Node<'a>, local: &str) -> Option<&'a str> {
    attribute(child(node, local)?, "val")
}

/// Returns the `val` attribute of a child element as a number.
pub(super) fn number<T: FromStr>(node: Node, local: &str) -> Option<T> {
    value(node, local)?.trim().parse().ok()
}

/// Returns whether a child element switches something on, `None` if it is not there.
pub(super) fn switch(node: Node, local: &str) -> Option<bool> {
    child(node, local).map(|c| !matches!(attribute(c, "val"), Some("0" | "false" | "off" | "none")))
}

/// Returns the state of the check box that a content control is, `None` if it is another control.
pub(super) fn check_box(control: Node) -> Option<bool> {
    let named = |node: Node, local| node.has_tag_name((WORD_2010, local));
    let properties = child(control, "sdtPr")?;
    let check_box = properties.children().find(|n| named(*n, "checkbox"))?;
    let checked = check_box.children().find(|n| named(*n, "checked"));
    let value = checked.map(|n| n.attributes().find(|a| a.name() == "val").map(|a| a.value()));
    Some(value.is_some_and(|v| !matches!(v, Some("0" | "false" | "off"))))
}

/// Returns the branch of an `AlternateContent` to read: the first choice, else the fallback.
pub(super) fn chosen(node: Node<'_>) -> Option<Node<'_>> {
    let branch = |local| node.children().find(|c| name(*c) == Name::Compatibility(local));
    branch("Choice").or_else(|| branch("Fallback"))
}
