//! What the benchmarks share: runs and what they use up, files to measure, printed figures.

pub mod cpu;
pub mod figures;
pub mod files;
pub mod usage;
