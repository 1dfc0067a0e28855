//! Word packages made in memory, for tests.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const NAMESPACES: &str = concat!(
    r#" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#,
    r#" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#,
    r#" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#,
    r#" xmlns:x="urn:other""#,
);

/// A package under construction. XML snippets use the prefix `w`.
#[derive(Clone, Debug)]
pub(crate) struct Docx {
    main: String,
    document: Vec<u8>,
    /// Relation kind, file name below `word`, content.
    parts: Vec<(String, String, String)>,
    title: Option<String>,
}

impl Docx {
    /// Returns a package whose body holds the XML given.
    pub fn new(body: &str) -> Self {
        Self::raw(element("document", &format!("<w:body>{body}</w:body>")).into_bytes())
    }

    /// Returns a package with that main part, byte for byte.
    pub fn raw(document: Vec<u8>) -> Self {
        Self { main: "word/document.xml".into(), document, parts: vec![], title: None }
    }

    /// Names the main part.
    pub fn main(self, name: &str) -> Self {
        Self { main: name.into(), ..self }
    }

    /// Sets the title of the core properties.
    pub fn title(self, title: &str) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// Adds a part of a relation kind, with root element and content.
    pub fn part(self, kind: &str, file: &str, root: &str, content: &str) -> Self {
        self.raw_part(kind, file, &element(root, content))
    }

    /// Adds a part of a relation kind, byte for byte.
    pub fn raw_part(mut self, kind: &str, file: &str, xml: &str) -> Self {
        self.parts.push((kind.into(), file.into(), xml.into()));
        self
    }

    /// Adds the styles part.
    pub fn styles(self, content: &str) -> Self {
        self.part("styles", "styles.xml", "styles", content)
    }

    /// Adds the numbering part.
    pub fn numbering(self, content: &str) -> Self {
        self.part("numbering", "numbering.xml", "numbering", content)
    }

    /// Returns the package's bytes. Relations are numbered `rId1` and on, in order of addition.
    pub fn build(&self) -> Vec<u8> {
        let (folder, file) = self.main.rsplit_once('/').unwrap_or(("", &self.main));
        let mut entries = vec![("_rels/.rels".to_owned(), self.package_relations().into_bytes())];
        let links = self.parts.iter().map(|(kind, file, _)| (kind.as_str(), file.as_str()));
        let links = relations(links).into_bytes();
        entries.push((format!("{folder}/_rels/{file}.rels"), links));
        entries.push((self.main.clone(), self.document.clone()));
        for (_, file, content) in &self.parts {
            entries.push((format!("{folder}/{file}"), content.clone().into_bytes()));
        }
        if let Some(title) = &self.title {
            let xml = format!("<p xmlns:dc=\"urn:dc\"><dc:title>{title}</dc:title></p>");
            entries.push(("docProps/core.xml".into(), xml.into_bytes()));
        }
        zipped(&entries)
    }

    fn package_relations(&self) -> String {
        let main = [("officeDocument", self.main.as_str())];
        let title = self.title.iter().map(|_| ("core-properties", "docProps/core.xml"));
        relations(main.into_iter().chain(title))
    }
}

/// Returns an element of the Word namespace with the usual declarations.
fn element(name: &str, content: &str) -> String {
    format!("<w:{name} xmlns:w=\"{WORD}\"{NAMESPACES}>{content}</w:{name}>")
}

fn relations<'a>(links: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let links = links.enumerate().map(|(i, (kind, target))| {
        format!(r#"<Relationship Id="rId{}" Type="{OFFICE}/{kind}" Target="{target}"/>"#, i + 1)
    });
    format!(r#"<Relationships xmlns="{PACKAGE}">{}</Relationships>"#, links.collect::<String>())
}

/// Returns a zip file with the entries given.
pub(crate) fn zipped(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a new entry");
        zip.write_all(content).expect("memory takes it");
    }
    zip.finish().expect("a complete zip").into_inner()
}

/// Returns a paragraph with properties and text.
pub(crate) fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// Returns numbering properties.
pub(crate) fn num(list: u32, level: u32) -> String {
    format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#)
}
