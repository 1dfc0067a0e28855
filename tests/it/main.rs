//! The one integration-test binary; a module per subject.

mod determinism;
mod floors;
mod golden;
mod import;
mod laws;
mod letters;
mod made;
mod read;
mod scan;
mod sheet;
mod support;
mod tidy;
mod view;
mod worker;
