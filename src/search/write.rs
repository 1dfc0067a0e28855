//! The index on disk: built beside the current one, then made current by one rename.
//!
//! `ROOT/index/current.json` names the folder that holds the index, the store's generation it was
//! built from, and the hash of the engine's own list of files, which has no checksum of its own.
//! A build writes to `building/`, renames it to `v1-<generation>`, makes both durable, and only
//! then replaces the pointer; what the pointer does not name is removed afterwards. Builders take
//! turns by a lock on `ROOT/index/.lock`, which the system drops with the process; readers need
//! none.

use super::IndexError;
use super::analyse::{Analysers, PLAIN, STEMMED};
use super::schema::{Fields, Numbers, REQUIREMENT, VERSION};
use crate::dataset;
use crate::model::{Framework, Row};
use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tantivy::index::SegmentId;
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument};

const POINTER: &str = "current.json";
const LOCK: &str = ".lock";
const BUILDING: &str = "building";
const PREFIX: &str = "v1-";
/// Parts of the folder of an index.
const STATED: &str = "stated";
const INHERITED: &str = "inherited";
const ABOUT: &str = "about.json";

/// Memory of the engine's writer before it writes out a segment; the least it takes is 15 MB.
const WRITER_BYTES: usize = 32 << 20;

/// Bytes of rows that are compressed together: a hit has to unpack all of them.
const BLOCK_BYTES: usize = 8192;

/// What a refresh did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexSummary {
    /// Requirements in the index.
    pub requirements: u64,
    /// Whether it was built anew; otherwise it was current.
    pub rebuilt: bool,
}

/// The pointer file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pointer {
    schema: String,
    generation: String,
    folder: String,
    rows: u64,
    files_blake3: String,
}

/// What is known of an index beside its rows.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    /// Concepts, which are numbered from 0.
    pub(super) concepts: usize,
    /// Acronyms that the documents explain, with what they stand for.
    pub(super) acronyms: Vec<(String, String)>,
}

/// An index that can be read.
pub(super) struct Opened {
    /// Rows where they are stated.
    pub(super) stated: Index,
    /// Rows that a level or role takes over.
    pub(super) inherited: Index,
    pub(super) about: About,
}

/// Documents to index, one at a time.
pub trait Documents: Iterator<Item = Result<Framework, StoreError>> {}

impl<I: Iterator<Item = Result<Framework, StoreError>>> Documents for I {}

/// Brings `ROOT/index` up to the store's generation; does nothing if it is.
///
/// # Errors
/// If the store cannot be read, or the index cannot be written.
pub fn refresh(root: &Path, store: &Store) -> Result<IndexSummary, IndexError> {
    refresh_from(root, &store.manifest().generation, documents(store))
}

/// Returns the current documents one by one, so that memory holds one at a time.
pub(super) fn documents(store: &Store) -> impl Documents + '_ {
    store.manifest().documents().map(|entry| store.framework(entry))
}

/// Brings `ROOT/index` up to a generation of these documents; does nothing if it is.
///
/// # Errors
/// If a document cannot be read, or the index cannot be written.
pub fn refresh_from(
    root: &Path,
    generation: &str,
    documents: impl Documents,
) -> Result<IndexSummary, IndexError> {
    let folder = root.join("index");
    fs::create_dir_all(&folder).map_err(file("written", &folder))?;
    let _lock = lock(&folder.join(LOCK))?;
    if let Some((pointer, _)) = current(root, generation) {
        return Ok(IndexSummary { requirements: pointer.rows, rebuilt: false });
    }
    let requirements = rebuild(&folder, generation, documents)?;
    Ok(IndexSummary { requirements, rebuilt: true })
}

/// Waits for other builders; the lock ends with the returned file.
fn lock(path: &Path) -> Result<File, IndexError> {
    let lock = File::options().create(true).truncate(false).write(true).open(path);
    let lock = lock.map_err(file("locked", path))?;
    lock.lock().map_err(file("locked", path))?;
    Ok(lock)
}

fn rebuild(folder: &Path, generation: &str, documents: impl Documents) -> Result<u64, IndexError> {
    let building = folder.join(BUILDING);
    remove(&building)?;
    fs::create_dir(&building).map_err(file("written", &building))?;
    let rows = write_index(&building, documents)?;
    let name = folder_name(generation);
    let target = folder.join(&name);
    let pointer = Pointer {
        schema: VERSION.to_owned(),
        generation: generation.to_owned(),
        folder: name,
        rows,
        files_blake3: files_hash(&building).map_err(file("read", &building))?,
    };
    remove(&target)?;
    fs::rename(&building, &target).map_err(file("written", &target))?;
    sync_folder(folder)?;
    write_pointer(folder, &pointer)?;
    remove_others(folder, &pointer.folder);
    Ok(rows)
}

/// Returns `v1-` and the first letters and digits of the generation.
fn folder_name(generation: &str) -> String {
    let prefix = generation.chars().filter(char::is_ascii_alphanumeric).take(16);
    format!("{PREFIX}{}", prefix.collect::<String>())
}

fn write_index(folder: &Path, documents: impl Documents) -> Result<u64, IndexError> {
    let index = |name: &str| -> Result<Index, IndexError> {
        let folder = folder.join(name);
        fs::create_dir(&folder).map_err(file("written", &folder))?;
        let kept = IndexSettings { docstore_blocksize: BLOCK_BYTES, ..IndexSettings::default() };
        Ok(Index::builder().schema(Fields::new().0).settings(kept).create_in_dir(folder)?)
    };
    let (stated, inherited) = (index(STATED)?, index(INHERITED)?);
    let (rows, about) = fill(&stated, &inherited, documents)?;
    let path = folder.join(ABOUT);
    let write = || -> std::io::Result<()> {
        let mut out = File::create(&path)?;
        serde_json::to_writer(&mut out, &about)?;
        out.sync_all()
    };
    write().map_err(file("written", &path))?;
    for name in [STATED, INHERITED] {
        sync_folder(&folder.join(name))?;
    }
    sync_folder(folder)?;
    Ok(rows)
}

/// Returns an index in memory.
pub(super) fn in_memory(documents: impl Documents) -> Result<Opened, IndexError> {
    let index = || registered(Index::create_in_ram(Fields::new().0));
    let (stated, inherited) = (index(), index());
    let (_, about) = fill(&stated, &inherited, documents)?;
    Ok(Opened { stated, inherited, about })
}

fn registered(index: Index) -> Index {
    let analysers = Analysers::new();
    index.tokenizers().register(STEMMED, analysers.stemmed);
    index.tokenizers().register(PLAIN, analysers.plain);
    index
}

/// Writes all rows, those of each index in one commit; returns how many are stated.
fn fill(
    stated: &Index,
    inherited: &Index,
    documents: impl Documents,
) -> Result<(u64, About), IndexError> {
    let mut writers = [Segments::of(stated), Segments::of(inherited)];
    let mut filler = Filler { fields: Fields::new().1, concepts: HashMap::new(), requirements: 0 };
    let mut acronyms = BTreeSet::new();
    for framework in documents {
        let framework = framework?;
        filler.add(&framework, &mut writers)?;
        acronyms.extend(framework.acronyms.into_iter().map(|a| (a.acronym, a.expansion)));
    }
    for segments in writers {
        segments.finish()?;
    }
    let concepts = filler.concepts.len();
    Ok((filler.requirements, About { concepts, acronyms: acronyms.into_iter().collect() }))
}

/// What is written of one index. The engine's writer begins with the first row: its threads and
/// tables cost more than a small dataset.
struct Segments<'i> {
    index: &'i Index,
    writer: Option<IndexWriter>,
}

impl<'i> Segments<'i> {
    fn of(index: &'i Index) -> Self {
        Self { index, writer: None }
    }

    /// Hands over the rows of a document at once.
    fn add_all(&mut self, batch: Vec<TantivyDocument>) -> Result<(), IndexError> {
        if batch.is_empty() {
            return Ok(());
        }
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(writer(self.index)?),
        };
        writer.run(batch.into_iter().map(UserOperation::Add))?;
        Ok(())
    }

    fn finish(self) -> Result<(), IndexError> {
        let Some(mut writer) = self.writer else { return Ok(()) };
        writer.commit()?;
        join(&mut writer)?;
        writer.wait_merging_threads()?;
        Ok(())
    }
}

fn writer(index: &Index) -> Result<IndexWriter, IndexError> {
    let writer = registered(index.clone()).writer_with_num_threads(1, WRITER_BYTES)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// Joins the segments to one, in the order of the documents: so equal scores have the same order
/// after every build.
fn join(writer: &mut IndexWriter) -> Result<(), IndexError> {
    let reader = writer.index().reader_builder().reload_policy(ReloadPolicy::Manual);
    let reader: IndexReader = reader.try_into()?;
    let mut parts = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let first = segment.fast_fields().u64(REQUIREMENT)?.min_value();
        parts.push((first, segment.segment_id()));
    }
    if parts.len() > 1 {
        parts.sort_unstable();
        let parts: Vec<SegmentId> = parts.into_iter().map(|(_, id)| id).collect();
        writer.merge(&parts).wait()?;
    }
    Ok(())
}

/// Gives concepts and requirements their numbers.
struct Filler {
    fields: Fields,
    /// Numbers of concepts by their ids; an id has 128 bits.
    concepts: HashMap<u128, u64>,
    requirements: u64,
}

impl Filler {
    /// Adds the stated rows of a document to the first index, the inherited ones to the second.
    fn add(
        &mut self,
        framework: &Framework,
        writers: &mut [Segments<'_>; 2],
    ) -> Result<(), IndexError> {
        let mut numbered: HashMap<&str, u64> = HashMap::new();
        let mut batch = Vec::new();
        for (row, (_, _, r)) in dataset::rows_of(framework).zip(framework.requirements()) {
            let numbers = Numbers { concept: self.concept(&row), requirement: self.requirements };
            numbered.insert(&r.id, self.requirements);
            self.requirements += 1;
            batch.push(self.fields.document(row, framework, r, numbers)?);
        }
        writers[0].add_all(batch)?;
        let mut batch = Vec::new();
        for (row, r) in dataset::inherited_rows_of(framework) {
            let requirement = numbered.get(r.id.as_str()).copied().unwrap_or(0);
            let numbers = Numbers { concept: self.concept(&row), requirement };
            batch.push(self.fields.document(row, framework, r, numbers)?);
        }
        writers[1].add_all(batch)
    }

    fn concept(&mut self, row: &Row) -> u64 {
        let id = if row.concept_id.is_empty() { &row.id } else { &row.concept_id };
        let digits = id.chars().filter_map(|c| c.to_digit(16));
        let key = digits.fold(0_u128, |sum, digit| (sum << 4) | u128::from(digit));
        let next = self.concepts.len() as u64;
        *self.concepts.entry(key).or_insert(next)
    }
}

/// Returns the index on disk if it is sound and of this generation and version.
pub(super) fn open_current(root: &Path, generation: &str) -> Option<Opened> {
    current(root, generation).map(|(_, opened)| opened)
}

fn current(root: &Path, generation: &str) -> Option<(Pointer, Opened)> {
    let folder = root.join("index");
    let pointer: Pointer = serde_json::from_slice(&fs::read(folder.join(POINTER)).ok()?).ok()?;
    if pointer.generation != generation
        || pointer.schema != VERSION
        || pointer.folder != folder_name(generation)
    {
        return None;
    }
    let folder = folder.join(&pointer.folder);
    if files_hash(&folder).ok()? != pointer.files_blake3 {
        return None;
    }
    let schema = Fields::new().0;
    let index = |name: &str| {
        let index = Index::open_in_dir(folder.join(name)).ok()?;
        (index.schema() == schema).then(|| registered(index))
    };
    let about = serde_json::from_slice(&fs::read(folder.join(ABOUT)).ok()?).ok()?;
    let opened = Opened { stated: index(STATED)?, inherited: index(INHERITED)?, about };
    Some((pointer, opened))
}

/// Returns the hash of what names the files of both parts, and of the files' lengths.
///
/// The segment files carry checksums themselves; a file cut short or missing is seen here.
fn files_hash(folder: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&fs::read(folder.join(ABOUT))?);
    for part in [STATED, INHERITED] {
        let part = folder.join(part);
        hasher.update(&fs::read(part.join("meta.json"))?);
        let mut names = Vec::new();
        for entry in fs::read_dir(&part)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                names.push(format!("{name}:{}", entry.metadata()?.len()));
            }
        }
        names.sort_unstable();
        hasher.update(names.join("\n").as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

fn write_pointer(folder: &Path, pointer: &Pointer) -> Result<(), IndexError> {
    let path = folder.join(POINTER);
    let write = || -> std::io::Result<()> {
        let mut draft = tempfile::Builder::new().prefix(".current").tempfile_in(folder)?;
        serde_json::to_writer_pretty(&mut draft, pointer)?;
        draft.write_all(b"\n")?;
        draft.as_file().sync_all()?;
        draft.persist(&path)?;
        Ok(())
    };
    write().map_err(file("written", &path))?;
    sync_folder(folder)
}

/// Takes the pointer away, so that the next look at the index builds it again.
pub(super) fn forget(root: &Path) -> Result<(), IndexError> {
    let path = root.join("index").join(POINTER);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(file("removed", &path)(error))
        }
        _ => Ok(()),
    }
}

/// Makes the names in a folder durable; Windows does that by itself and opens no folders.
fn sync_folder(folder: &Path) -> Result<(), IndexError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|f| f.sync_all()).map_err(file("written", folder))
}

/// Removes the folders of older builds; one that cannot go now goes with the next build.
fn remove_others(folder: &Path, keep: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(PREFIX) && name != keep {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn remove(folder: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(file("removed", folder)(error))
        }
        _ => Ok(()),
    }
}

fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> IndexError {
    let path: PathBuf = path.to_owned();
    move |source| IndexError::File { action, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::framework;

    fn build(root: &Path, generation: &str) -> IndexSummary {
        let documents = [Ok(framework("Alder Trust", "alder/a.txt", &["Checks lifts"]))];
        refresh_from(root, generation, documents.into_iter())
            .expect("a temporary folder can be written")
    }

    fn folders(root: &Path) -> Vec<String> {
        let entries = fs::read_dir(root.join("index")).expect("it was just built");
        let names =
            entries.map(|e| e.expect("readable").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn an_index_is_built_once_per_generation_and_leaves_the_readme() {
        let root = tempfile::tempdir().expect("temporary folder");
        fs::create_dir(root.path().join("index")).expect("new folder");
        fs::write(root.path().join("index/README.md"), "kept").expect("new file");
        assert!(build(root.path(), "aaa").rebuilt);
        assert!(!build(root.path(), "aaa").rebuilt);
        assert!(build(root.path(), "bbb").rebuilt);
        assert_eq!(folders(root.path()), [".lock", "README.md", "current.json", "v1-bbb"]);
        assert!(open_current(root.path(), "aaa").is_none());
        assert!(open_current(root.path(), "bbb").is_some());
    }

    #[test]
    fn damage_is_noticed_and_repaired() {
        let damages: [fn(&Path); 5] = [
            |index| fs::write(index.join("current.json"), "{").expect("writable"),
            |index| fs::remove_dir_all(index.join("v1-aaa")).expect("removable"),
            |index| fs::write(index.join("v1-aaa/stated/meta.json"), "[]").expect("writable"),
            |index| fs::write(index.join("v1-aaa/about.json"), "{}").expect("writable"),
            |index| {
                let files = fs::read_dir(index.join("v1-aaa/stated")).expect("readable").flatten();
                let store =
                    files.map(|f| f.path()).find(|p| p.extension() == Some("store".as_ref()));
                fs::write(store.expect("a segment has one"), "cut").expect("writable");
            },
        ];
        for damage in damages {
            let root = tempfile::tempdir().expect("temporary folder");
            build(root.path(), "aaa");
            damage(&root.path().join("index"));
            assert!(open_current(root.path(), "aaa").is_none());
            assert!(build(root.path(), "aaa").rebuilt);
            assert!(open_current(root.path(), "aaa").is_some());
        }
    }

    #[test]
    fn segments_are_joined_in_the_order_of_the_documents() {
        let index = registered(Index::create_in_ram(Fields::new().0));
        let inherited = registered(Index::create_in_ram(Fields::new().0));
        let mut writers = [Segments::of(&index), Segments::of(&inherited)];
        let mut filler =
            Filler { fields: Fields::new().1, concepts: HashMap::new(), requirements: 0 };
        for path in ["c.txt", "a.txt", "d.txt", "b.txt"] {
            let document = framework("Alder Trust", path, &["Checks lifts"]);
            filler.add(&document, &mut writers).expect("a sound document");
            writers[0].writer.as_mut().expect("rows").commit().expect("in memory");
        }
        let [stated, nothing] = writers;
        assert!(nothing.writer.is_none());
        stated.finish().expect("in memory");
        let reader = index.reader().expect("in memory").searcher();
        let [segment] = reader.segment_readers() else { panic!("there is one segment") };
        let numbers = segment.fast_fields().u64(REQUIREMENT).expect("the field is there");
        let numbers: Vec<Option<u64>> = (0..4).map(|doc| numbers.first(doc)).collect();
        assert_eq!(numbers, [Some(0), Some(1), Some(2), Some(3)]);
    }
}
