//! Pure functions over text, shared by all stages: `clean` loses nothing, `fold` is for matching
//! only and is never published.

pub mod clean;
pub mod fold;
pub mod mark;
pub mod pages;
mod pattern;
pub(crate) mod symbols;
pub mod words;

pub use clean::{clean, is_blank_char};
pub use fold::{fold, near, squash};
pub(crate) use pattern::pattern;
pub use words::{Token, around_dash, has_letters, tokens};
