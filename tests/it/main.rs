//! The one integration-test binary; a module per subject.

mod calibrate;
mod containers;
mod damage;
mod determinism;
mod family;
mod floors;
mod golden;
mod import;
mod labels;
mod laws;
mod letters;
mod lint;
mod made;
mod profile;
mod read;
mod recall;
mod review;
mod scan;
mod sheet;
mod sheet_laws;
mod support;
mod tidy;
mod view;
mod word;
mod word_limits;
mod worker;
