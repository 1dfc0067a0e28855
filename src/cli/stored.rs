//! The store as commands read it: its errors with advice.

use super::args::Global;
use super::{Exit, Stop};
use crate::store::{Store, StoreError};

/// Opens the store below the root.
///
/// # Errors
/// With exit code 4 and advice if it cannot be read.
pub(super) fn open(global: &Global) -> Result<Store, Stop> {
    Store::open(&global.root).map_err(stop)
}

/// Returns the end of a command that could not read the store.
pub(super) fn stop(error: StoreError) -> Stop {
    let hint = error.hint();
    let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source());
    let message = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    Stop::new(Exit::Failed, message).hint(hint)
}
