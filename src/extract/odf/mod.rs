//! OpenDocument: texts (.odt) and spreadsheets (.ods), as packages or as one flat XML file.
//!
//! Comes in: bytes. Goes out: for a text its paragraphs and tables in reading order with printed
//! list labels, tracked deletions and comments left out; for a spreadsheet its tables. What a
//! heading or a table means is left to later stages.

mod body;
mod inline;
mod lists;
mod names;
mod sheet;
mod styles;
mod table;

#[cfg(test)]
mod tests;

use super::package::{Package, Part, xml};
use super::sheet::Sheets;
use super::story::{LONGEST_NAME_BYTES, Story, assemble, capped};
use super::{ExtractError, Limits, encoding};
use crate::model::{Block, Format, Layer, LayoutDoc, Note, NoteCode};
use body::{Definitions, Reader};
use names::{Name, Node, child, elements, name};

/// What the names of parts that belong to a master page mean.
const MARGINS: &[(&str, Layer)] = &[
    ("header", Layer::Header),
    ("header-first", Layer::Header),
    ("header-left", Layer::Header),
    ("footer", Layer::Footer),
    ("footer-first", Layer::Footer),
    ("footer-left", Layer::Footer),
];

/// Reads a text.
///
/// # Errors
/// If the bytes are no OpenDocument text, encrypted, beyond a limit, or damaged so that nothing can
/// be read. Damage elsewhere than in the text itself becomes a note.
pub fn read_text(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    let mut file = File::open(bytes, limits)?;
    let mut mended = [String::new(), String::new()];
    let [mended_styles, mended_text] = &mut mended;
    let parts = std::mem::take(&mut file.parts);
    let styles = file.side(parts.styles.as_ref(), mended_styles, limits);
    let text = file.main(&parts.content, mended_text, limits)?;
    let mut common = Definitions::default();
    let styles = styles.as_ref().map(roxmltree::Document::root_element);
    styles.into_iter().for_each(|root| common.add(root));
    // Both parts call their automatic styles P1, P2; each is to find its own.
    let mut own = common.clone();
    own.add(text.root_element());
    let body = body_of(text.root_element(), Name::Office("text"))?;
    let mut reader = Reader::new(&own, limits);
    let blocks = reader.container(body);
    let notes = std::mem::take(&mut reader.notes);
    let mut stories = vec![story(Layer::Note, notes)];
    let Reader { allowance, changes, .. } = reader;
    let mut margins = Reader::new(&common, limits);
    margins.allowance = allowance;
    let roots = styles.unwrap_or_else(|| text.root_element());
    stories.extend(self::margins(roots, &mut margins));
    file.notes.extend(margins.allowance.note());
    if changes {
        let message = "Text with tracked deletion was left out.";
        file.notes.push(Note::new(NoteCode::E006, message));
    }
    Ok(file.finish(Format::Odt, assemble(blocks, stories)))
}

/// Reads a spreadsheet.
///
/// # Errors
/// As [`read_text`].
pub fn read_sheets(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    let mut file = File::open(bytes, limits)?;
    let mut mended = String::new();
    let parts = std::mem::take(&mut file.parts);
    let text = file.main(&parts.content, &mut mended, limits)?;
    let mut own = Definitions::default();
    own.add(text.root_element());
    let body = body_of(text.root_element(), Name::Office("spreadsheet"))?;
    let mut sheets = Sheets::new(limits);
    sheet::read(body, &own.styles, &mut sheets);
    let (blocks, mut notes) = sheets.finish();
    file.notes.append(&mut notes);
    Ok(file.finish(Format::Ods, blocks))
}

fn story(layer: Layer, blocks: Vec<Block>) -> Story {
    Story { layer, file: None, blocks }
}

/// Returns the headers and footers of all master pages, each text once.
fn margins(root: Node, reader: &mut Reader) -> Vec<Story> {
    let masters = elements(root)
        .filter(|n| name(*n) == Name::Office("master-styles"))
        .flat_map(elements)
        .filter(|n| name(*n) == Name::Style("master-page"));
    let mut stories: Vec<Story> = Vec::new();
    for part in masters.flat_map(elements) {
        let Name::Style(local) = name(part) else { continue };
        let Some((_, layer)) = MARGINS.iter().find(|(name, _)| *name == local) else { continue };
        let blocks = reader.container(part);
        if !blocks.is_empty() && !stories.iter().any(|s| s.blocks == blocks && s.layer == *layer) {
            stories.push(story(*layer, blocks));
        }
    }
    stories
}

/// Returns the element that holds the document's content.
fn body_of<'a>(root: Node<'a>, wanted: Name) -> Result<Node<'a>, ExtractError> {
    let body = child(root, Name::Office("body")).and_then(|b| child(b, wanted));
    body.ok_or_else(|| ExtractError::NotADocument {
        detail: "its content is of another kind".into(),
    })
}

/// The parts that are read.
#[derive(Default)]
struct Parts {
    content: Part,
    styles: Option<Part>,
}

/// An open document.
struct File {
    parts: Parts,
    title: Option<String>,
    notes: Vec<Note>,
}

impl File {
    fn open(bytes: &[u8], limits: &Limits) -> Result<Self, ExtractError> {
        if !bytes.starts_with(b"PK") {
            return Self::flat(bytes, limits);
        }
        let mut package = Package::open(bytes, limits)?;
        let manifest = package.part("META-INF/manifest.xml").unwrap_or_default();
        if manifest.is_some_and(|m| m.text.contains("encryption-data")) {
            return Err(ExtractError::Encrypted);
        }
        let missing =
            || ExtractError::NotADocument { detail: "the package holds no content.xml".into() };
        let content = package.part("content.xml")?.ok_or_else(missing)?;
        let mut notes = Vec::new();
        let mut side = |name| {
            package.part(name).unwrap_or_else(|e| {
                let message = format!("{name} was not read: {e}.");
                notes.push(Note::new(NoteCode::E002, message));
                None
            })
        };
        let (styles, meta) = (side("styles.xml"), side("meta.xml"));
        let title = meta.and_then(|m| title(&m.text, limits));
        Ok(Self { parts: Parts { content, styles }, title, notes })
    }

    /// Opens a document that is one XML file.
    fn flat(bytes: &[u8], limits: &Limits) -> Result<Self, ExtractError> {
        if bytes.len() as u64 > limits.part_bytes {
            let limit = format!("{} bytes", limits.part_bytes);
            return Err(ExtractError::Limit { what: "the size of the file".into(), limit });
        }
        let (text, note) = encoding::decode(bytes);
        let title = title(&text, limits);
        let name = "the document".to_owned();
        let content = Part { name, text, ..Part::default() };
        let notes = note.into_iter().collect();
        Ok(Self { parts: Parts { content, styles: None }, title, notes })
    }

    fn note_damage(&mut self, part: &Part, damage: Option<&str>) {
        if let Some(damage) = part.damage.as_deref().or(damage) {
            let message =
                format!("{} is damaged ({damage}); what could be recovered was read.", part.name);
            self.notes.push(Note::new(NoteCode::E002, message));
        }
        if part.replaced {
            let message = format!("{} holds bytes that are no letters.", part.name);
            self.notes.push(Note::new(NoteCode::E004, message));
        }
    }

    /// Parses the part that the document cannot do without.
    fn main<'t>(
        &mut self,
        part: &'t Part,
        mended: &'t mut String,
        limits: &Limits,
    ) -> Result<roxmltree::Document<'t>, ExtractError> {
        let (document, damage) = xml::parse_or_mend(&part.text, &part.name, mended, limits)?;
        self.note_damage(part, damage.as_deref());
        Ok(document)
    }

    /// Parses a part that the document can do without.
    fn side<'t>(
        &mut self,
        part: Option<&'t Part>,
        mended: &'t mut String,
        limits: &Limits,
    ) -> Option<roxmltree::Document<'t>> {
        let part = part?;
        match xml::parse_or_mend(&part.text, &part.name, mended, limits) {
            Ok((document, damage)) => {
                self.note_damage(part, damage.as_deref());
                Some(document)
            }
            Err(e) => {
                let message = format!("{} was not read: {e}.", part.name);
                self.notes.push(Note::new(NoteCode::E002, message));
                None
            }
        }
    }

    fn finish(self, format: Format, blocks: Vec<Block>) -> LayoutDoc {
        let Self { title, notes, .. } = self;
        LayoutDoc { format, property_title: title, blocks, pages: vec![], notes }
    }
}

/// Returns the title that the document's properties state.
fn title(meta: &str, limits: &Limits) -> Option<String> {
    let document = xml::parse(meta, "meta.xml", limits).ok()?;
    let is_meta = |n: Node| n.ancestors().any(|a| name(a) == Name::Office("meta"));
    let mut titles = document.descendants().filter(|n| n.tag_name().name() == "title");
    let text = titles.find(|n| is_meta(*n))?.text()?.trim().to_owned();
    Some(capped(&text, LONGEST_NAME_BYTES).to_owned()).filter(|t| !t.is_empty())
}
