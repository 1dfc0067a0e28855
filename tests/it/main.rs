//! The one integration-test binary; a module per subject.

mod import;
mod read;
mod support;
