//! Domain types, one module per stage.
//!
//! Comes in: nothing. Goes out: plain values that every other module passes on. This module knows
//! no files, no regular expressions and no index; it depends on serde and schemars only, and no
//! other module of the crate.

#[cfg(test)]
pub(crate) mod build;
pub mod coverage;
pub mod framework;
pub mod layout;
pub mod note;
pub mod outcome;
pub mod place;
pub mod qualifier;
pub mod reference;
pub mod row;
pub mod strength;

pub use coverage::{Class, Coverage, Piece};
pub use framework::{
    Basis, BasisKind, Category, Field, Framework, Level, Necessity, Progression, Requirement, Role,
    SameAs, Shape, Source, Unplaced,
};
pub use layout::{
    Block, Body, Cell, Format, Layer, LayoutDoc, ListMark, Page, PageBox, PageText, Para, Run,
    Table, WordBox,
};
pub use note::{Note, NoteCode};
pub use outcome::{Outcome, Status};
pub use place::{Place, Span};
pub use qualifier::{Qualifier, QualifierKind};
pub use reference::{Acronym, Instrument, LawBasis, LawLink, QualificationLink};
pub use row::Row;
pub use strength::Strength;
