//! Word files made of XML strings, for what no writer writes.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A Word file under construction: the content of the elements named, prefix `w`.
#[derive(Clone, Debug, Default)]
pub struct Word {
    body: String,
    styles: String,
    numbering: String,
    comments: String,
}

impl Word {
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    pub fn styles(self, styles: impl Into<String>) -> Self {
        Self { styles: styles.into(), ..self }
    }

    pub fn numbering(self, numbering: impl Into<String>) -> Self {
        Self { numbering: numbering.into(), ..self }
    }

    pub fn comments(self, comments: impl Into<String>) -> Self {
        Self { comments: comments.into(), ..self }
    }

    /// Returns the file's parts: name and content.
    pub fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let sides = ["styles", "numbering", "comments"];
        let kind = |name: &str| {
            format!(r#"<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{name}+xml"/>"#)
        };
        let types = format!(
            r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{}</Types>"#,
            sides.map(kind).concat()
        );
        let relations: Vec<String> =
            (1..).zip(sides).map(|(i, s)| relation(i, s, &format!("{s}.xml"))).collect();
        let body = format!("<w:body>{}<w:sectPr/></w:body>", self.body);
        let parts = [
            ("[Content_Types].xml", types),
            ("_rels/.rels", links(&relation(1, "officeDocument", "word/document.xml"))),
            ("word/_rels/document.xml.rels", links(&relations.concat())),
            ("word/document.xml", element("document", &body)),
            ("word/styles.xml", element("styles", &self.styles)),
            ("word/numbering.xml", element("numbering", &self.numbering)),
            ("word/comments.xml", element("comments", &self.comments)),
        ];
        parts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        zipped(&self.parts())
    }
}

/// Returns a Word element with the declarations that the tests use.
pub fn element(name: &str, content: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{name} xmlns:w="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{content}</w:{name}>"#
    )
}

fn relation(id: u32, kind: &str, target: &str) -> String {
    format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
}

fn links(relations: &str) -> String {
    format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>"#)
}

/// Returns a zip file with these entries.
pub fn zipped(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a new entry");
        zip.write_all(content).expect("memory takes it");
    }
    zip.finish().expect("a complete zip").into_inner()
}

/// Returns a paragraph with properties and text; without a run if there is no text.
pub fn p(properties: &str, text: &str) -> String {
    let run = match text {
        "" => String::new(),
        text => format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>"),
    };
    format!("<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>")
}

/// Returns a table of rows of cells.
pub fn tbl(rows: &[&[&str]]) -> String {
    let row = |cells: &&[&str]| {
        let cells: String = cells.iter().map(|c| format!("<w:tc><w:tcPr/>{c}</w:tc>")).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}
