//! What a program and the processes it starts use up.
//!
//! Linux tells it in `/proc`; elsewhere the clock alone is read.

use super::cpu::of_children;
use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time between two looks at the memory of a running program.
const MOMENT: Duration = Duration::from_millis(4);

/// What one or more runs used up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// User and system time in seconds, those of all child processes included.
    pub cpu_s: Option<f64>,
    /// Time by the clock in seconds.
    pub wall_s: f64,
    /// Most memory that the program itself had.
    pub own_kib: Option<u64>,
    /// Most memory that one of its child processes had.
    pub child_kib: Option<u64>,
}

/// Runs a program to its end, without its outputs; how it ends does not matter.
///
/// # Errors
/// If it cannot be started or waited for.
pub fn run(command: &mut Command) -> io::Result<Usage> {
    let (before, start) = (of_children(), Instant::now());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut usage = Usage::default();
    while child.try_wait()?.is_none() {
        usage.own_kib = usage.own_kib.max(peak(child.id()));
        let workers = children(child.id()).into_iter().filter_map(peak).max();
        usage.child_kib = usage.child_kib.max(workers);
        std::thread::sleep(MOMENT);
    }
    usage.wall_s = start.elapsed().as_secs_f64();
    usage.cpu_s = of_children().zip(before).map(|(after, before)| after - before);
    Ok(usage)
}

/// Returns the most memory a process had so far; nothing once it has ended.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Returns the processes that the threads of a process started and that still run.
fn children(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let started = threads.filter_map(|t| fs::read_to_string(t.path().join("children")).ok());
    started
        .flat_map(|c| c.split_whitespace().filter_map(|n| n.parse().ok()).collect::<Vec<_>>())
        .collect()
}
