//! What it costs to find the concept of each statement.
//!
//! `cargo bench --bench concept_cost -- [STATEMENTS]` makes that many statements (100,000 by
//! default) of openings, verbs and things, the same ones each time, and prints CPU, pace, memory and
//! the number of concepts. It judges nothing.

use rungs::concept::concept;
use rungs::data::Data;
use rungs::lexicon::Lexicon;
use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

const OPENINGS: &[&str] = &[
    "Ability to",
    "Able to",
    "Demonstrates the ability to",
    "Willing to learn how to",
    "To",
    "Highly developed ability to",
    "Able, with support, to",
    "Confident and able to",
];
const VERBS: &[&str] = &[
    "plan", "review", "repair", "count", "report", "draw", "store", "move", "teach", "record",
    "compare", "prepare", "weigh", "order", "inspect", "explain",
];
const THINGS: &[&str] = &[
    "lock gates",
    "the tide tables",
    "ropes",
    "a boat's log",
    "lamps",
    "spare parts",
    "charts",
    "fire doors",
    "keys",
    "the rota",
    "paint",
    "engines",
    "moorings",
    "signals",
    "permits",
    "fuel",
];
const PLACES: &[&str] = &[
    "at night",
    "with two colleagues",
    "for up to 12 visitors",
    "within 3 hours",
    "in line with the harbour's rules",
    "before each trip, in writing and by radio",
    "every day",
    "without delay",
];

/// Numbers that follow each other as if by chance, the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn statement(numbers: &mut Numbers) -> String {
    let mut one = |of: &[&'static str]| of[numbers.below(of.len())];
    let (opening, verb, thing) = (one(OPENINGS), one(VERBS), one(THINGS));
    let (second, third, place) = (one(THINGS), one(THINGS), one(PLACES));
    format!("{opening} {verb} {thing}, {second} and {third} {place} {}", numbers.below(40))
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().skip(1).find_map(|a| a.parse::<usize>().ok());
    let count = asked.unwrap_or(100_000);
    let lexicon = Lexicon::parse(&Data::default())?;
    let mut numbers = Numbers(1);
    let texts: Vec<String> = (0..count).map(|_| statement(&mut numbers)).collect();
    let start = Instant::now();
    let mut concepts: HashMap<String, u32> = HashMap::new();
    for text in &texts {
        *concepts.entry(concept(text, &lexicon).id).or_default() += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{count} statements, {} concepts", concepts.len());
    println!("  one thread, by the clock   {seconds:.2} s, {:.0} a second", count as f64 / seconds);
    if let Some(peak) = peak_memory() {
        println!("  peak memory                {peak:.0} MiB, the statements included");
    }
    Ok(())
}

/// Returns the most memory this process has held, in MiB; none where the system does not tell.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
