//! A root folder of its own for each test, and the program run in it.

use rungs::store::{Entry, Manifest, State, Store};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A job description that any reading finds requirements in.
pub const DRIVER: &str = "Van Driver\n\nSkills\n- Ability to drive a van safely\n- Ability to lift heavy boxes\n- Ability to read a map\n";
/// Another one.
pub const COOK: &str = "Cook\n\nSkills\n- Ability to plan a menu\n- Ability to keep a kitchen clean\n- Ability to order supplies\n";

/// Returns a path in this repository.
pub fn repo(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A temporary root folder.
pub struct Root {
    dir: tempfile::TempDir,
}

/// What a run of the program printed, and its exit code.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Root {
    /// Returns an empty root with an empty `raw/`.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(dir.path().join("raw")).expect("raw/");
        Self { dir }
    }

    /// Returns a root with these files below it.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let root = Self::new();
        files.iter().for_each(|(path, text)| root.write(path, text));
        root
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn join(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file below the root, its folders included.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("its folders");
        fs::write(path, bytes).expect("the file");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.join(path)).expect("the file is there");
    }

    /// Runs the program in the root folder.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_rungs"))
            .args(args)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .output()
            .expect("the program starts");
        Run::of(&output)
    }

    /// Runs `import` and expects it to do its work, with or without faulty documents.
    pub fn import(&self, args: &[&str]) -> Run {
        let run = self.run(&[&["import"], args].concat());
        assert!(run.code == 0 || run.code == 3, "exit {}: {}", run.code, run.err);
        run
    }

    /// Returns the report of the last import by path.
    pub fn report(&self) -> BTreeMap<String, Value> {
        let text = fs::read_to_string(self.join("normalized/report.jsonl")).expect("a report");
        by_path(&text)
    }

    pub fn store(&self) -> Store {
        Store::open(self.path()).expect("the store opens")
    }

    pub fn manifest(&self) -> Manifest {
        self.store().manifest().clone()
    }

    /// Returns the entries of a path with their states.
    pub fn entries(&self, path: &str) -> Vec<(State, Entry)> {
        let entries = self.manifest().entries.into_iter();
        entries.filter(|e| e.path == path).map(|e| (e.state, e)).collect()
    }

    /// Returns the only entry of a path.
    pub fn entry(&self, path: &str) -> Entry {
        let mut entries = self.entries(path);
        assert_eq!(entries.len(), 1, "{path}");
        entries.remove(0).1
    }

    /// Returns the paths of the documents that exports and searches see.
    pub fn documents(&self) -> Vec<String> {
        let frameworks = self.store().frameworks().expect("all objects are whole");
        frameworks.into_iter().map(|f| f.source.paths[0].clone()).collect()
    }

    /// Returns every stored file with its bytes, the lock and the run's report apart.
    pub fn normalized(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.join("normalized"), "", &mut files);
        files.remove(".lock");
        files.remove("report.jsonl");
        files
    }
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("not killed"),
            out: String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8"),
            err: String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8"),
        }
    }
}

/// Returns a PDF file of these objects, numbered from 1; the first is the catalogue.
pub fn pdf_file(objects: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let (mut file, mut starts) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(objects) {
        starts.push(file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object.as_ref());
        file.extend(b"\nendobj\n");
    }
    let (count, table) = (starts.len() + 1, file.len());
    let entries: String = starts.iter().map(|s| format!("{s:010} 00000 n \n")).collect();
    let table = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{entries}\
         trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    );
    file.extend(table.into_bytes());
    file
}

/// Returns JSON lines by their `path`.
pub fn by_path(jsonl: &str) -> BTreeMap<String, Value> {
    let lines = jsonl.lines().map(|l| serde_json::from_str::<Value>(l).expect("a JSON line"));
    lines.map(|v| (v["path"].as_str().expect("a path").to_owned(), v)).collect()
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("a stored file"));
        }
    }
}
