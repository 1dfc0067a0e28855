//! What people say about doubtful statements: sheets to fill in, corrections kept with the employer's
//! documents, and their effect on a document each time it is read.
//!
//! Comes in: stored frameworks, a sheet as a table of cells, the lines of `corrections.jsonl`. Goes
//! out: the rows of a sheet, corrections to keep, a corrected reading. Files are left to the caller.

mod apply;
mod correction;
mod doubt;
mod sheet;

pub use apply::apply;
pub use correction::{
    Action, Correction, CorrectionError, Corrections, Document, Kind, State, Target,
};
pub use doubt::{Doubt, Wanted, doubtful};
pub use sheet::{
    COLUMNS, Decisions, Row, SheetError, Subject, corrections_of, write_csv, write_xlsx,
};

/// Name of the file with an employer's corrections, in the folder of its documents.
pub const FILE: &str = "corrections.jsonl";

/// Flag of a statement that a person accepted as it is.
pub const ACCEPTED: &str = "accepted";
/// Flag of a statement that a person changed.
pub const CORRECTED: &str = "corrected";

#[cfg(test)]
mod tests;
