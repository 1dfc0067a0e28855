//! The `rungs` program.

fn main() {}
