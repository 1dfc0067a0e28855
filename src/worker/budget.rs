//! What a worker may use up.

use serde::{Deserialize, Serialize};

/// Whether this platform limits a worker's processor time.
pub const PROCESSOR_IS_LIMITED: bool = cfg!(unix);
/// Whether this platform limits a worker's memory.
pub const MEMORY_IS_LIMITED: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What a worker may use up before it is ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Seconds of processor time for a document; the kernel counts whole seconds, so that up to one
    /// more may pass.
    pub processor_s: u64,
    /// Bytes of address space of a worker: program, stacks and all.
    pub memory_bytes: u64,
    /// Seconds by the clock for a document: the backstop for a worker that waits.
    pub wall_s: u64,
    /// Documents after which a worker is replaced.
    pub documents: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { processor_s: 20, memory_bytes: 1 << 30, wall_s: 60, documents: 500 }
    }
}
