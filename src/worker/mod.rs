//! Readers in processes of their own: whatever a document does to its reader ends there.
//!
//! The parent's side is [`Workers`], an [`Extractor`](crate::extract::Extractor): it starts workers,
//! hands each one document at a time, watches the clock and says how a worker ended. The worker's
//! side is [`serve`]: it sets its own limits, reads, answers. Between them go the frames of
//! [`protocol`]. The caller names the program; nothing here asks the environment.

mod budget;
#[cfg(unix)]
mod limits;
mod pool;
mod process;
pub mod protocol;
mod serve;
mod watchdog;

pub use budget::{Budget, MEMORY_IS_LIMITED, PROCESSOR_IS_LIMITED};
pub use pool::Workers;
pub use process::{Process, Program};
pub use serve::{STACK_BYTES, limit_this_process, serve};
pub use watchdog::{Verdict, Watchdog};
