//! What the search index costs to build and to ask, beside SQLite FTS5.
//!
//! `cargo bench --bench search_cost -- [REQUIREMENTS]` makes that many requirements (100,000 by
//! default) of 5,000 employers, the same ones each time, and prints the pace of building, the bytes
//! of each field, CPU per query of several kinds when the index is warm, and what a whole `rungs
//! search` takes. If `python3` with SQLite is there, FTS5 is asked the same questions about the same
//! rows. It judges nothing.

#[path = "../common/cpu.rs"]
mod cpu;
#[path = "../common/figures.rs"]
mod figures;
mod maker;

use maker::{Chance, Maker, PER_DOCUMENT};
use rungs::data::Data;
use rungs::search::{self, Named, Question, SearchIndex};
use rungs::store::{Entry, Manifest, Store, Writer, object_path};
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The program measured.
const RUNGS: &str = env!("CARGO_BIN_EXE_rungs");
/// The script that asks SQLite.
const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/search_cost/peer.py");
/// Queries of each kind, and how many of them FTS5 is asked.
const QUERIES: usize = 300;
const PEER_QUERIES: usize = 40;
/// Letters of a word that is asked for.
const MIN_LETTERS: usize = 3;
/// Runs of the whole program.
const RUNS: usize = 40;
/// Requirements of the store that the whole program is asked about.
const COLD: usize = 100_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let asked = std::env::args().skip(1).find_map(|a| a.parse::<usize>().ok());
    let documents = asked.unwrap_or(100_000).div_ceil(PER_DOCUMENT);
    let maker = Maker::new();
    let root = tempfile::tempdir()?;
    let index = build(root.path(), &maker, documents)?;
    let kinds = questions(&maker, documents);
    let own = warm(&index, &kinds)?;
    match peer(root.path(), &maker, documents, &kinds) {
        Ok(peer) => compare(&kinds, &own, &peer, documents * PER_DOCUMENT),
        Err(error) => println!("SQLite FTS5 was not asked: {error}"),
    }
    cold(&maker)
}

/// Returns the CPU time that a clock has counted, in seconds.
fn seconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Builds the index over made documents and prints what it costs.
fn build(root: &Path, maker: &Maker, documents: usize) -> Outcome<SearchIndex> {
    let start = seconds(ClockId::ProcessCPUTime);
    let (mut rows, mut letters) = (0, 0);
    for framework in maker.documents(documents) {
        for (_, _, r) in framework.requirements() {
            (rows, letters) = (rows + 1, letters + r.text.len());
        }
    }
    let made = seconds(ClockId::ProcessCPUTime) - start;
    Writer::lock(root)?.commit(&Manifest::default())?;
    let store = Store::open(root)?;
    let (start, clock) = (seconds(ClockId::ProcessCPUTime), Instant::now());
    search::refresh_from(root, &store.manifest().generation, maker.documents(documents).map(Ok))?;
    let spent = seconds(ClockId::ProcessCPUTime) - start - made;
    println!("{rows} requirements in {documents} documents, {} bytes of text each", letters / rows);
    println!("  build         {spent:.1} s CPU, {:.0} a CPU second", rows as f64 / spent);
    println!("  by the clock  {:.1} s, the making of them included", clock.elapsed().as_secs_f64());
    print_sizes(&root.join("index"), rows)?;
    Ok(search::open(root, &store, &Data::default())?)
}

/// Prints the bytes of the index by field and kind.
fn print_sizes(index: &Path, rows: usize) -> Outcome<()> {
    let built = fs::read_dir(index)?.filter_map(|e| e.ok().map(|e| e.path())).find(|p| p.is_dir());
    let stated = built.ok_or("there is no index")?.join("stated");
    let files: u64 =
        fs::read_dir(&stated)?.filter_map(|e| e.ok()?.metadata().ok()).map(|m| m.len()).sum();
    let index = tantivy::Index::open_in_dir(stated)?;
    let searcher = index.reader()?.searcher();
    println!("  segments      {}", searcher.segment_readers().len());
    let mut sizes: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for segment in searcher.space_usage()?.segments() {
        let parts = [
            ("terms", segment.termdict()),
            ("postings", segment.postings()),
            ("positions", segment.positions()),
            ("columns", segment.fast_fields()),
            ("lengths", segment.fieldnorms()),
        ];
        for (part, usage) in parts {
            for usage in usage.fields() {
                let name = usage.field_name().to_owned();
                *sizes.entry((name, part)).or_default() += usage.total().get_bytes();
            }
        }
        let store = ("(stored row)".to_owned(), "store");
        *sizes.entry(store).or_default() += segment.store().total().get_bytes();
    }
    let each = |bytes: u64| bytes as f64 / rows as f64;
    println!("  bytes each    {:.1}", each(files));
    for ((field, part), bytes) in sizes.iter().filter(|(_, bytes)| each(**bytes) >= 0.05) {
        println!("    {field:<20}{part:<10}{:>8.1}", each(*bytes));
    }
    Ok(())
}

/// Questions of one kind.
struct Kind {
    name: &'static str,
    facets: Vec<Named>,
    /// What is asked; FTS5 writes conjunctions otherwise.
    queries: Vec<String>,
}

/// Makes a query of words that follow each other in a text.
type Query = fn(&[&str]) -> String;

/// Makes questions from the words of documents, so that common words are asked for often.
fn questions(maker: &Maker, documents: usize) -> Vec<Kind> {
    let facets = vec![Named::Category, Named::Level, Named::Employer];
    let kinds: [(&str, &[Named], Query); 6] = [
        ("term", &[], |w| w[0].to_owned()),
        ("phrase", &[], |w| format!("\"{}\"", w.join(" "))),
        ("two words", &[], |w| w[..2].join(" ")),
        ("prefix", &[], |w| format!("{}*", w[0].chars().take(3).collect::<String>())),
        ("term, 3 facets", &facets, |w| w[0].to_owned()),
        ("two words, 3 facets", &facets, |w| w[..2].join(" ")),
    ];
    let mut chance = Chance::new(77);
    let mut queries = |query: Query| {
        let query = || {
            let document = maker.document(chance.below(documents));
            let (_, _, r) = document.requirements().nth(chance.below(PER_DOCUMENT))?;
            let words: Vec<&str> = r.text.split(' ').collect();
            let (first, count) = (chance.below(words.len() - 2), 2 + chance.below(2));
            let words = &words[first..first + count];
            (words[0].len() >= MIN_LETTERS).then(|| query(words).to_lowercase())
        };
        std::iter::repeat_with(query).flatten().take(QUERIES).collect()
    };
    kinds
        .map(|(name, facets, query)| Kind {
            name,
            facets: facets.to_vec(),
            queries: queries(query),
        })
        .into()
}

/// What was measured of one kind of question.
#[derive(Debug, Default, Deserialize)]
struct Measured {
    /// Milliseconds of CPU of each.
    ms: Vec<f64>,
    /// Hits of each.
    hits: Vec<u64>,
}

impl Measured {
    fn at(&self, part: f64) -> f64 {
        let mut sorted = self.ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * part).round() as usize]
    }
}

/// Asks everything twice and measures the second time.
fn warm(index: &SearchIndex, kinds: &[Kind]) -> Outcome<Vec<Measured>> {
    println!("{:<34}{:>10}{:>10}{:>10}", "ms CPU of a query, warm", "median", "99 %", "hits");
    let mut all = Vec::new();
    for kind in kinds {
        let mut measured = Measured::default();
        for round in 0..2 {
            measured = Measured::default();
            for query in &kind.queries {
                let question = Question {
                    query: query.clone(),
                    facets: kind.facets.clone(),
                    limit: 20,
                    ..Question::default()
                };
                let start = seconds(ClockId::ThreadCPUTime);
                let answer = index.ask(&question)?;
                measured.ms.push((seconds(ClockId::ThreadCPUTime) - start) * 1000.0);
                measured.hits.push(answer.total);
                if round == 1 && answer.total == 0 {
                    return Err(format!("{query}: found nothing, though a document has it").into());
                }
            }
        }
        let hits = measured.hits.iter().sum::<u64>() / measured.hits.len() as u64;
        println!(
            "  {:<32}{:>10.2}{:>10.2}{hits:>10}",
            kind.name,
            measured.at(0.5),
            measured.at(0.99)
        );
        all.push(measured);
    }
    Ok(all)
}

/// What the script prints.
#[derive(Deserialize)]
struct Peer {
    build_s: f64,
    bytes: u64,
    kinds: BTreeMap<String, Measured>,
}

/// Asks SQLite FTS5 the first questions of each kind about the same rows.
fn peer(root: &Path, maker: &Maker, documents: usize, kinds: &[Kind]) -> Outcome<Peer> {
    let (rows, queries) = (root.join("rows.jsonl"), root.join("queries.json"));
    let mut out = BufWriter::new(File::create(&rows)?);
    for framework in maker.documents(documents) {
        for (_, level, r) in framework.requirements() {
            let category = r.category.map(|c| c.name());
            serde_json::to_writer(
                &mut out,
                &(&r.id, &framework.employer, &level.label, category, &r.text),
            )?;
            out.write_all(b"\n")?;
        }
    }
    out.into_inner()?.sync_all()?;
    let asked: BTreeMap<&str, Vec<String>> = kinds.iter().map(|k| (k.name, k.for_peer())).collect();
    fs::write(&queries, serde_json::to_vec(&asked)?)?;
    let output = Command::new("python3").arg(PEER).args([&rows, &queries]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

impl Kind {
    fn for_peer(&self) -> Vec<String> {
        let first = self.queries.iter().take(PEER_QUERIES);
        let is_words = |q: &str| !q.starts_with('"');
        first.map(|q| if is_words(q) { q.replace(' ', " AND ") } else { q.clone() }).collect()
    }
}

/// Prints both beside each other, over the questions that both were asked.
fn compare(kinds: &[Kind], own: &[Measured], peer: &Peer, rows: usize) {
    println!(
        "SQLite FTS5: built in {:.1} s CPU, {:.0} bytes each",
        peer.build_s,
        peer.bytes as f64 / rows as f64
    );
    println!(
        "{:<34}{:>10}{:>10}{:>10}{:>10}",
        "ms CPU of the same questions", "rungs", "FTS5", "times", "hits of"
    );
    for (kind, own) in kinds.iter().zip(own) {
        let Some(other) = peer.kinds.get(kind.name) else { continue };
        let first = other.ms.len().min(own.ms.len());
        let same = Measured { ms: own.ms[..first].to_vec(), hits: own.hits[..first].to_vec() };
        let share = same.hits.iter().sum::<u64>() as f64 / other.hits.iter().sum::<u64>() as f64;
        let (a, b) = (same.at(0.5), other.at(0.5));
        println!("  {:<32}{a:>10.2}{b:>10.1}{:>10.0}{share:>10.3}", kind.name, b / a);
    }
}

/// Runs the whole program over a store of 100,000 requirements; it counts by all facets.
fn cold(maker: &Maker) -> Outcome<()> {
    let documents = COLD / PER_DOCUMENT;
    let root = tempfile::tempdir()?;
    store(root.path(), maker, documents)?;
    let kinds = questions(maker, documents);
    println!("a whole `rungs search` at {COLD} requirements");
    figures::head();
    for kind in kinds.iter().filter(|k| k.facets.is_empty()) {
        let (mut clock, before) = (Vec::new(), cpu::of_children());
        for query in kind.queries.iter().take(RUNS) {
            let start = Instant::now();
            let output =
                Command::new(RUNGS).args(["search", query, "--root"]).arg(root.path()).output()?;
            clock.push(start.elapsed().as_secs_f64() * 1000.0);
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
            }
        }
        figures::row(&format!("  {}, ms by the clock", kind.name), clock, 1);
        if let (Some(before), Some(after)) = (before, cpu::of_children()) {
            println!(
                "  {:<32}{:>20.1}",
                "ms CPU on average",
                (after - before) * 1000.0 / RUNS as f64
            );
        }
    }
    Ok(())
}

/// Stores made documents and their index.
fn store(root: &Path, maker: &Maker, documents: usize) -> Outcome<()> {
    let writer = Writer::lock(root)?;
    let mut entries = Vec::new();
    for framework in maker.documents(documents) {
        let bytes = serde_json::to_vec_pretty(&framework)?;
        let object = object_path(&framework);
        writer.stage(&object, &bytes)?;
        let mut entry = Entry::unread(&framework.source.paths[0], framework.outcome.clone());
        entry.employer = framework.employer.clone();
        entry.blake3 = framework.source.blake3.clone();
        entry.document = framework.id.clone();
        entry.format = Some(framework.source.format);
        entry.object_blake3 = Some(blake3::hash(&bytes).to_hex().to_string());
        entry.object_bytes = Some(bytes.len() as u64);
        entry.object = Some(object);
        entries.push(entry);
    }
    writer.commit(&Manifest::new(entries))?;
    drop(writer);
    search::refresh(root, &Store::open(root)?)?;
    Ok(())
}
