//! Format-independent repair of a [`LayoutDoc`]: furniture, repeats, tables joined over pages.

use crate::lexicon::Lexicon;
use crate::model::LayoutDoc;

/// Repairs the layout.
pub fn repair(layout: LayoutDoc, _lexicon: &Lexicon) -> LayoutDoc {
    layout
}
