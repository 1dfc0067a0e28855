//! Names of OpenDocument: elements and attributes by namespace and local name.

use super::super::story::capped;
use std::str::FromStr;

/// A node of a part.
pub(super) type Node<'a> = roxmltree::Node<'a, 'a>;

/// What all namespaces of OpenDocument begin with.
const FAMILY: &str = "urn:oasis:names:tc:opendocument:xmlns:";
/// The namespace of form fields that came from Word.
const FIELD: &str = "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0";

/// Bytes of an attribute's value that are read; styles are named by people.
const LONGEST_VALUE_BYTES: usize = 1024;

/// An element's vocabulary and local name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// The frame of the document: body, styles, comments.
    Office(&'a str),
    /// Text.
    Text(&'a str),
    /// Tables.
    Table(&'a str),
    /// Styles.
    Style(&'a str),
    /// Drawings and frames.
    Draw(&'a str),
    /// Form fields.
    Field(&'a str),
    /// All else.
    Other,
}

/// Returns the name of an element.
pub(super) fn name(node: Node<'_>) -> Name<'_> {
    let (uri, local) = (node.tag_name().namespace().unwrap_or_default(), node.tag_name().name());
    if uri == FIELD {
        return Name::Field(local);
    }
    match uri.strip_prefix(FAMILY).and_then(|rest| rest.split(':').next()) {
        Some("office") => Name::Office(local),
        Some("text") => Name::Text(local),
        Some("table") => Name::Table(local),
        Some("style") => Name::Style(local),
        Some("drawing") => Name::Draw(local),
        _ => Name::Other,
    }
}

/// Returns the element children.
pub(super) fn elements(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.children().filter(roxmltree::Node::is_element)
}

/// Returns the first child element of that name.
pub(super) fn child<'a>(node: Node<'a>, wanted: Name) -> Option<Node<'a>> {
    elements(node).find(|c| name(*c) == wanted)
}

/// Returns an attribute by its local name, whichever vocabulary it is of.
pub(super) fn attribute<'a>(node: Node<'a>, local: &str) -> Option<&'a str> {
    let found = node.attributes().find(|a| a.name() == local)?;
    Some(capped(found.value(), LONGEST_VALUE_BYTES))
}

/// Returns an attribute as a number.
pub(super) fn number<T: FromStr>(node: Node, local: &str) -> Option<T> {
    attribute(node, local)?.trim().parse().ok()
}

/// Tells whether an attribute says "true".
pub(super) fn is_true(node: Node, local: &str) -> bool {
    attribute(node, local) == Some("true")
}
