//! Career frameworks and job descriptions in, one searchable competency dataset out.
//!
//! The library has no terminal, no clock and no environment: it takes bytes and settings and
//! returns values plus notes. `pipeline` alone orders the stages and reads in parallel; `worker` runs
//! the readers in processes of their own; `cli` is the only user of the terminal.
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod concept;
pub mod container;
pub mod data;
pub mod dataset;
pub mod extract;
pub mod interpret;
pub mod layout;
pub mod lexicon;
pub mod lint;
pub mod model;
pub mod ocr;
pub mod pipeline;
pub mod profile;
pub mod review;
pub mod schema;
pub mod search;
pub mod source;
pub mod store;
pub mod structure;
pub mod text;
pub mod view;
pub mod worker;
