//! One requirement across employers: what a statement says, whoever says it.
//!
//! A concept is a key made of the statement's text and the word lists alone, so one document gives
//! the same concepts as a thousand. Nothing is merged by likeness: every step to the key is one
//! that keeps the meaning, and each step that a text needed is told. Necessity, category, role and
//! level are facts of the occurrence and no part of it.

mod key;
mod opening;
pub mod similar;
mod words;

pub use key::{Concept, Step, concept};
pub use similar::{Related, related};
