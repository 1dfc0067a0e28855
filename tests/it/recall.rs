//! Words of Word files: what a walk over the bare XML finds, the reader must deliver.
//!
//! The walk below knows nothing of the reader: it takes every visible `w:t` of the body, the notes,
//! text boxes, headers and footers. Left out are tracked deletions, text moved away, field codes,
//! fallbacks, hidden runs, readings above ruby text, and runs in picture fonts. A word is a stretch of
//! letters and digits, so that neither marks nor the way symbols are decoded matter.

use crate::floors::shared;
use crate::support::Root;
use crate::word::{self, p};
use rungs::extract::{Limits, docx};
use rungs::model::{Block, Body};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

type Node<'a> = roxmltree::Node<'a, 'a>;
type Words = BTreeMap<String, usize>;

/// Folders of the shared corpus whose Word files are read.
const FOLDERS: &[&str] = &["corpus/docs", "hostile/docx", "seeds-rebuilt", "bench/dev/docs"];

/// Least share of the words, over all files. All are delivered now.
const FLOOR: f64 = 0.9999;

/// Files that must be measured, so that an empty folder is no success.
const FEWEST_FILES: usize = 25;

/// Parts that hold text, by the last segment of their relation's type.
const STORIES: &[&str] = &["header", "footer", "footnotes", "endnotes"];

/// A Word file, unpacked.
struct Unpacked {
    parts: HashMap<String, String>,
    main: String,
}

impl Unpacked {
    /// Unpacks a file; `None` if it is no zip package or names no main part.
    fn open(bytes: Vec<u8>) -> Option<Self> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = HashMap::new();
        for i in 0..zip.len() {
            let mut file = zip.by_index(i).ok()?;
            let name = file.name().ok()?.into_owned();
            if !name.ends_with(".xml") && !name.ends_with(".rels") {
                continue;
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).ok()?;
            let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
            parts.insert(name, text.into_owned());
        }
        let mut word = Self { parts, main: String::new() };
        word.main = word.related("", &["officeDocument"]).into_iter().next()?;
        Some(word)
    }

    /// Returns the parts that a part is related to in one of these ways.
    fn related(&self, part: &str, kinds: &[&str]) -> Vec<String> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{file}.rels");
        let Some(text) = self.parts.get(name.trim_start_matches('/')) else { return vec![] };
        let Ok(xml) = roxmltree::Document::parse(text) else { return vec![] };
        let is_kind = |n: &Node| {
            let kind = n.attribute("Type").and_then(|t| t.rsplit('/').next());
            kind.is_some_and(|k| kinds.contains(&k))
        };
        let links = xml.root_element().children().filter(is_kind);
        let target = |n: Node| {
            let target = n.attribute("Target")?;
            let inside = target.strip_prefix('/').map(str::to_owned);
            Some(inside.unwrap_or_else(|| format!("{folder}/{target}")))
        };
        let targets = links.filter_map(target);
        targets.map(|t| t.trim_start_matches('/').to_owned()).collect()
    }

    /// Counts the visible words; `None` if a part with text is not well-formed.
    fn words(&self) -> Option<Words> {
        let styles = self.related(&self.main, &["styles"]);
        let styles = styles.first().and_then(|s| self.parts.get(s)).map(String::as_str);
        let styles = roxmltree::Document::parse(styles.unwrap_or("<none/>")).ok()?;
        let hiding = Hiding::of(styles.root_element());
        let mut names = vec![self.main.clone()];
        names.extend(self.related(&self.main, STORIES));
        names.dedup();
        let mut words = Words::new();
        for name in &names {
            let Some(text) = self.parts.get(name) else { continue };
            let xml = roxmltree::Document::parse(text.trim_start()).ok()?;
            let paragraphs = xml.root_element().descendants().filter(|n| is(*n, "p"));
            paragraphs.for_each(|p| count(&paragraph(p, &hiding), &mut words));
        }
        Some(words)
    }
}

fn is(node: Node, name: &str) -> bool {
    let uri = node.tag_name().namespace().unwrap_or("");
    node.tag_name().name() == name && uri.ends_with("wordprocessingml/2006/main")
        || node.tag_name().name() == name && uri.ends_with("ooxml/wordprocessingml/main")
}

fn child<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.children().find(|c| is(*c, name))
}

fn attribute<'a>(node: Node<'a>, name: &str) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == name).map(|a| a.value())
}

fn value<'a>(node: Node<'a>, name: &str) -> Option<&'a str> {
    attribute(child(node, name)?, "val")
}

fn on(properties: Node, name: &str) -> Option<bool> {
    child(properties, name)?;
    Some(!matches!(value(properties, name), Some("0" | "false" | "off")))
}

/// Styles that hide their text.
struct Hiding(HashMap<String, bool>);

impl Hiding {
    fn of(styles: Node) -> Self {
        let all: HashMap<&str, Node> = styles
            .children()
            .filter(|n| is(*n, "style"))
            .filter_map(|n| Some((attribute(n, "styleId")?, n)))
            .collect();
        let hides = |first: &str| {
            let mut at = Some(first);
            for _ in 0..20 {
                let Some(style) = at.and_then(|id| all.get(id)) else { return false };
                if let Some(hidden) = child(*style, "rPr").and_then(|p| on(p, "vanish")) {
                    return hidden;
                }
                at = value(*style, "basedOn");
            }
            false
        };
        Self(all.keys().map(|id| ((*id).to_owned(), hides(id))).collect())
    }

    fn hides(&self, style: Option<&str>) -> bool {
        style.and_then(|s| self.0.get(s)).copied().unwrap_or(false)
    }
}

/// Returns the text of a paragraph without that of text boxes in it.
fn paragraph(node: Node, hiding: &Hiding) -> String {
    if node.ancestors().any(is_left_out) {
        return String::new();
    }
    let style = child(node, "pPr").and_then(|p| value(p, "pStyle"));
    let (mut text, mut fields) = (String::new(), Vec::new());
    for n in node.descendants().filter(|n| own(*n, node)) {
        let name = n.tag_name().name();
        match name {
            "fldChar" => match attribute(n, "fldCharType") {
                Some("begin") => fields.push(true),
                Some("separate") => {
                    fields.pop();
                    fields.push(false);
                }
                _ => drop(fields.pop()),
            },
            "t" | "tab" | "br" | "cr" | "sym" | "noBreakHyphen" => {
                let run = n.ancestors().find(|a| is(*a, "r"));
                let shown = run.is_some_and(|r| !is_hidden(r, style, hiding));
                let code = fields.contains(&true);
                match (name, shown && !code) {
                    ("t", true) => text.push_str(n.text().unwrap_or("")),
                    (_, true) => text.push(' '),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    text
}

/// Tells whether a node is of this paragraph, not of one inside it.
fn own(node: Node, paragraph: Node) -> bool {
    let of_word = node.is_element() && is(node, node.tag_name().name());
    of_word
        && node.ancestors().skip(1).find(|a| is(*a, "p")) == Some(paragraph)
        && !node.ancestors().take_while(|a| *a != paragraph).any(is_left_out)
        && !node.ancestors().take_while(|a| *a != paragraph).any(|a| is(a, "pPr"))
}

fn is_left_out(node: Node) -> bool {
    let deleted = ["del", "moveFrom", "rt"].iter().any(|n| is(node, n));
    let separator = (is(node, "footnote") || is(node, "endnote"))
        && attribute(node, "type").is_some_and(|t| t != "normal");
    let marked = |properties: &str, mark: &str| {
        child(node, properties).is_some_and(|p| child(p, mark).is_some())
    };
    let row = is(node, "tr") && marked("trPr", "del");
    let cell = is(node, "tc") && marked("tcPr", "cellDel");
    deleted || separator || row || cell || node.tag_name().name() == "Fallback"
}

fn is_hidden(run: Node, style: Option<&str>, hiding: &Hiding) -> bool {
    let properties = child(run, "rPr");
    let own = properties.and_then(|p| on(p, "vanish"));
    let named = properties.and_then(|p| value(p, "rStyle"));
    let fonts = properties.and_then(|p| child(p, "rFonts"));
    let font = fonts.and_then(|f| attribute(f, "ascii"));
    let pictures = font.is_some_and(|f| f.starts_with("Wingdings") || f == "Symbol");
    pictures || own.unwrap_or_else(|| hiding.hides(named) != hiding.hides(style))
}

fn count(text: &str, words: &mut Words) {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
}

fn count_blocks(blocks: &[Block], words: &mut Words) {
    for block in blocks {
        match &block.body {
            Body::Para(para) => count(&para.text(), words),
            Body::Table(table) => table.cells.iter().for_each(|c| count_blocks(&c.blocks, words)),
        }
    }
}

fn word_files(shared: &Path) -> Vec<PathBuf> {
    let entries = FOLDERS.iter().flat_map(|f| {
        let folder = shared.join(f);
        fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
    });
    let paths = entries.flatten().map(|e| e.path());
    let mut files: Vec<_> = paths.filter(|p| p.extension().is_some_and(|e| e == "docx")).collect();
    files.sort();
    files
}

#[test]
fn the_words_of_word_files_are_delivered() {
    let Some(shared) = shared() else { return };
    let (mut files, mut wanted, mut lost, mut report) = (0, 0, 0, String::new());
    for path in word_files(&shared) {
        let bytes = fs::read(&path).expect("the file");
        let Some(reference) = Unpacked::open(bytes.clone()).and_then(|w| w.words()) else {
            continue;
        };
        let doc = docx::read(&bytes, &Limits::default());
        let doc = doc.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut got = Words::new();
        count_blocks(&doc.blocks, &mut got);
        files += 1;
        for (word, times) in reference {
            let missing = times.saturating_sub(got.get(&word).copied().unwrap_or(0));
            wanted += times;
            lost += missing;
            if missing > 0 {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                report += &format!("{name}: {word:?} is missing {missing} of {times} times\n");
            }
        }
    }
    let recall = 1.0 - lost as f64 / f64::from(u32::try_from(wanted).expect("not so many"));
    println!("word recall {recall:.5}: {lost} of {wanted} words of {files} files are missing");
    print!("{report}");
    assert!(files >= FEWEST_FILES, "only {files} Word files at {}", shared.display());
    assert!(recall >= FLOOR, "word recall {recall:.5} is below {FLOOR}\n{report}");
}

/// Returns a document with one word of each kind that counts, named `kept…`, and that does not.
fn samples() -> word::Word {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let field = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p("", text));
    let choice = format!(
        "<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>",
        boxed("kept3"),
        boxed("fallback")
    );
    let pieces = [
        run("", "kep") + &run("<w:b/>", "t1"),
        "<w:ins><w:r><w:t> kept2 </w:t></w:r></w:ins>".into(),
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>".into(),
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>".into(),
        choice,
        run("<w:vanish/>", "hidden"),
        run(r#"<w:rStyle w:val="Hidden"/>"#, "hidden"),
        field("begin") + &run("", "code") + &field("separate") + &run("", "kept4") + &field("end"),
        r#"<w:r><w:commentReference w:id="1"/></w:r>"#.into(),
    ];
    let styles =
        r#"<w:style w:type="character" w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>"#;
    word::Word::new(format!("<w:p>{}</w:p>", pieces.concat()))
        .styles(styles)
        .comments(format!(r#"<w:comment w:id="1">{}</w:comment>"#, p("", "remark")))
}

#[test]
fn the_walk_counts_what_is_visible_and_so_does_the_reader() {
    let bytes = samples().bytes();
    let expected: Words = (1..=4).map(|n| (format!("kept{n}"), 1)).collect();
    let walked = Unpacked::open(bytes.clone()).and_then(|w| w.words());
    assert_eq!(walked.as_ref(), Some(&expected));
    let mut got = Words::new();
    count_blocks(&docx::read(&bytes, &Limits::default()).expect("a document").blocks, &mut got);
    assert_eq!(got, expected);
}

#[test]
fn what_is_left_out_is_reported() {
    let root = Root::new();
    root.write("raw/a.docx", samples().bytes());
    root.import(&["--quiet"]);
    let notes = &root.report()["a.docx"]["notes"];
    // Deleted words, moved words, and the comment.
    assert_eq!((&notes["E006"], &notes["E014"]), (&2.into(), &1.into()), "{notes}");
}
