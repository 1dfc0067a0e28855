//! Format-independent repair of a [`LayoutDoc`].
//!
//! Comes in: what a reader saw. Goes out: the same blocks with page furniture demoted, and with
//! lines that were ended by hand as paragraphs of their own. Meaning is left to
//! [`crate::structure`].

mod lines;

use crate::lexicon::Lexicon;
use crate::model::{Body, Format, Layer, LayoutDoc};
use regex::Regex;
use std::sync::LazyLock;

/// Page numbers as lines of their own: "Page 3", "3 of 12", "- 3 -".
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:page\s+[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?|[0-9]{1,4}\s*(?:of|/)\s*[0-9]{1,4}|-\s*[0-9]{1,4}\s*-)$")
        .expect("a literal pattern")
});

/// Cuts lines that were ended by hand; demotes page numbers and ruled lines that stand in the body.
pub fn repair(mut layout: LayoutDoc, lexicon: &Lexicon) -> LayoutDoc {
    if is_written_in_paragraphs(layout.format) {
        layout.blocks = lines::cut(layout.blocks, lexicon);
    }
    for block in &mut layout.blocks {
        if let Body::Para(para) = &block.body
            && block.layer == Layer::Body
            && is_furniture(para.text().trim())
        {
            block.layer = Layer::Furniture;
        }
    }
    layout
}

/// Tells whether a line break in a paragraph is its author's: elsewhere a converter, the page or the
/// reader ended the line.
fn is_written_in_paragraphs(format: Format) -> bool {
    matches!(
        format,
        Format::Html
            | Format::Mht
            | Format::Docx
            | Format::Doc
            | Format::Odt
            | Format::Rtf
            | Format::Eml
    )
}

fn is_furniture(line: &str) -> bool {
    !line.is_empty() && (!line.chars().any(char::is_alphanumeric) || PAGE_NUMBER.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_rules_are_furniture() {
        for yes in ["Page 3 of 12", "3 / 12", "- 4 -", "-----", "--"] {
            assert!(is_furniture(yes), "{yes}");
        }
        for no in ["3 years", "Page turner", "- Bake"] {
            assert!(!is_furniture(no), "{no}");
        }
    }
}
