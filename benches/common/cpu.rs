//! Processor time.

use std::fs;

/// Units of processor time in a second, as `/proc` tells them on every Linux in use.
const TICKS_PER_S: f64 = 100.0;

/// Returns the processor time in seconds of all children that have ended, and of theirs.
pub fn of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name before the last bracket may hold anything; the 14th and 15th field after it are those
    // of the children.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.map(str::parse::<u64>).sum::<Result<_, _>>().ok()?;
    Some(ticks as f64 / TICKS_PER_S)
}
