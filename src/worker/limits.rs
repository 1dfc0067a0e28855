//! The limits that a worker sets on itself.

use super::Budget;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::io;

/// Files a worker may have open: its two pipes, the standard three, and a few to spare.
const FILES: u64 = 16;

/// Limits this process to `budget`, from what it has used so far.
///
/// Only the processor's limit is soft, because it must rise with each document.
///
/// # Errors
/// If the system refuses: then no document may be read.
pub fn apply(budget: &Budget) -> io::Result<()> {
    if super::MEMORY_IS_LIMITED {
        lower(Resource::As, budget.memory_bytes)?;
    }
    lower(Resource::Fsize, 0)?;
    lower(Resource::Core, 0)?;
    lower(Resource::Nofile, FILES)?;
    allow_processor(budget.processor_s)
}

/// Lowers a limit for good; one that is lower already stays.
fn lower(resource: Resource, most: u64) -> io::Result<()> {
    let most = most.min(getrlimit(resource).maximum.unwrap_or(u64::MAX));
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// Allows so many more seconds of processor time; the kernel's limit counts from the start.
fn allow_processor(seconds: u64) -> io::Result<()> {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let maximum = getrlimit(Resource::Cpu).maximum;
    let most = used.saturating_add(1).saturating_add(seconds).min(maximum.unwrap_or(u64::MAX));
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(most), maximum })?)
}
