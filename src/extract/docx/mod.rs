//! Word documents, 2007 and later.
//!
//! Comes in: the bytes of a package. Goes out: paragraphs and tables in reading order, with the
//! labels that Word prints, as if all tracked changes were accepted. Pictures and the text of
//! diagrams are left out; so are tracked deletions and comments, with notes where they stood. What a heading or a table means is left to later stages.

mod body;
mod inline;
mod names;
mod numbering;
mod remarks;
mod styles;

mod table;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

use super::package::{Package, Part, Relation, xml};
use super::story::numbering::{Counters, Numbering};
use super::story::{LONGEST_NAME_BYTES, Story, assemble_with_places, capped};
use super::{ExtractError, Limits};
use crate::model::{Block, Format, Layer, LayoutDoc, Note, NoteCode};
use body::{Definitions, Reader};
use names::{Name, Node, attribute, name};
use std::collections::{HashMap, HashSet};
use styles::Styles;

/// Where the text stands if the package does not say it.
const USUAL_MAIN: &[&str] = &["word/document.xml", "word/document2.xml", "word/document1.xml"];

/// Reads a Word document.
///
/// # Errors
/// If the bytes are no Word package, encrypted, beyond a limit, or if the main part is damaged so
/// that nothing of it can be read. Damage elsewhere becomes a note.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<LayoutDoc, ExtractError> {
    let mut package = Package::open(bytes, limits)?;
    let main = main_part(&mut package)?;
    let mut source = Source { package, limits, notes: vec![] };
    source.note_damage(&main);
    let relations = source.relations(&main.name);
    let definitions = source.definitions(&relations);
    let mut reader = Reader::new(&definitions, limits);
    let body = source.body(&main, &relations, &mut reader)?;
    let stories = source.stories(&body.relations, &mut reader);
    source.note_unread(&relations, &reader);
    let property_title = source.title();
    let (blocks, places) = assemble_with_places(body.blocks, stories);
    source.notes.append(&mut reader.remarks.notes(&places));
    Ok(LayoutDoc {
        format: Format::Docx,
        property_title,
        blocks,
        pages: vec![],
        notes: source.notes,
    })
}

fn main_part(package: &mut Package) -> Result<Part, ExtractError> {
    let missing = || ExtractError::NotADocument { detail: "the package holds no main part".into() };
    let name = package.main_part(USUAL_MAIN).ok_or_else(missing)?;
    package.part(&name)?.ok_or_else(missing)
}

/// The main part, read.
struct Main {
    blocks: Vec<Block>,
    /// Relations to the parts that hold other stories, in the order to read them.
    relations: Vec<Relation>,
}

/// The package with the notes about it.
struct Source<'a> {
    package: Package<'a>,
    limits: &'a Limits,
    notes: Vec<Note>,
}

impl Source<'_> {
    fn note(&mut self, code: NoteCode, message: String) {
        self.notes.push(Note::new(code, message));
    }

    fn note_damage(&mut self, part: &Part) {
        if let Some(damage) = &part.damage {
            let message =
                format!("{} is damaged ({damage}); what could be unpacked was read.", part.name);
            self.note(NoteCode::E002, message);
        }
        if part.replaced {
            let message = format!("{} holds bytes that are no letters.", part.name);
            self.note(NoteCode::E004, message);
        }
    }

    fn note_mended(&mut self, part: &str, damage: Option<String>) {
        if let Some(damage) = damage {
            let message =
                format!("{part} is damaged ({damage}); what could be recovered was read.");
            self.note(NoteCode::E002, message);
        }
    }

    fn relations(&mut self, part: &str) -> Vec<Relation> {
        let name = if part.is_empty() { "the package" } else { part };
        match self.package.relations_and_damage(part) {
            Ok((relations, damage)) => {
                self.note_mended(&format!("The list of relations of {name}"), damage);
                relations
            }
            Err(e) => {
                self.note(NoteCode::E002, format!("The relations of {name} were not read: {e}."));
                vec![]
            }
        }
    }

    /// Reads a part that the document can do without, and gives its root element to `f`.
    fn side_part<T>(&mut self, name: &str, f: impl FnOnce(Node) -> T) -> Option<T> {
        let outcome = self.try_side_part(name, f);
        outcome.unwrap_or_else(|e| {
            self.note(NoteCode::E002, format!("{name} was not read: {e}."));
            None
        })
    }

    fn try_side_part<T>(
        &mut self,
        name: &str,
        f: impl FnOnce(Node) -> T,
    ) -> Result<Option<T>, ExtractError> {
        let Some(part) = self.package.part(name)? else {
            self.note(NoteCode::E002, format!("{name} is missing from the file."));
            return Ok(None);
        };
        self.note_damage(&part);
        let mut mended = String::new();
        let (document, damage) =
            xml::parse_or_mend(&part.text, &part.name, &mut mended, self.limits)?;
        self.note_mended(&part.name, damage);
        Ok(Some(f(document.root_element())))
    }

    fn definitions(&mut self, relations: &[Relation]) -> Definitions {
        let target = |kind| relations.iter().find(|r| r.kind == kind).map(|r| r.target.as_str());
        let styles = target("styles").and_then(|t| self.styles(t)).unwrap_or_default();
        let load = |root: Node| Numbering::load(root, &styles);
        let numbering = target("numbering").and_then(|t| self.side_part(t, load));
        let comments = target("comments").and_then(|t| self.side_part(t, remarks::comments));
        let comments = comments.unwrap_or_default();
        Definitions { numbering: numbering.unwrap_or_default(), styles, comments }
    }

    fn styles(&mut self, name: &str) -> Option<Styles> {
        // An error is told by the second look, at the whole part.
        let part = self.package.part(name).ok().flatten();
        let usable = part.as_ref().filter(|p| p.damage.is_none() && !p.replaced);
        let styles = usable.and_then(|p| Styles::of_usable(&p.text, name, self.limits));
        styles.or_else(|| self.side_part(name, Styles::load))
    }

    fn body(
        &mut self,
        main: &Part,
        relations: &[Relation],
        reader: &mut Reader,
    ) -> Result<Main, ExtractError> {
        let mut mended = String::new();
        let (document, damage) =
            xml::parse_or_mend(&main.text, &main.name, &mut mended, self.limits)?;
        let root = document.root_element();
        if !matches!(name(root), Name::Word(_)) {
            let detail = format!("the main part {} holds no Word text", main.name);
            return Err(ExtractError::NotADocument { detail });
        }
        let blocks = reader.story(root);
        if let (true, Some(detail)) = (blocks.is_empty(), damage.clone()) {
            return Err(ExtractError::Malformed { part: main.name.clone(), detail });
        }
        self.note_mended(&main.name, damage);
        Ok(Main { blocks, relations: in_order(root, relations) })
    }

    fn stories(&mut self, relations: &[Relation], reader: &mut Reader) -> Vec<Story> {
        let mut seen = HashSet::new();
        let mut counted = None;
        let mut stories = Vec::new();
        for relation in relations {
            let Some(layer) = layer(&relation.kind) else { continue };
            if !seen.insert(relation.target.to_ascii_lowercase()) {
                continue;
            }
            if counted.replace(counting(&relation.kind)) != Some(counting(&relation.kind)) {
                reader.counters = Counters::default();
            }
            let Some(blocks) = self.side_part(&relation.target, |root| reader.story(root)) else {
                continue;
            };
            let file = relation.target.rsplit('/').next().unwrap_or_default();
            let file = Some(capped(file, LONGEST_NAME_BYTES).to_owned());
            stories.push(Story { layer, file, blocks });
        }
        stories
    }

    fn note_unread(&mut self, relations: &[Relation], reader: &Reader) {
        self.notes.extend(reader.allowance.note());
        if relations.iter().any(|r| r.kind == "diagramData") {
            self.note(NoteCode::E002, "The text of a diagram (SmartArt) was not read.".to_owned());
        }
        // One that is there is a document of its own: see `container`.
        if relations.iter().any(|r| r.kind == "aFChunk" && !self.package.has(&r.target)) {
            self.note(NoteCode::E002, "A document embedded in the text is missing.".to_owned());
        }
    }

    fn title(&mut self) -> Option<String> {
        let relations = self.relations("");
        let core = relations.into_iter().find(|r| r.kind == "core-properties")?;
        let title = self.side_part(&core.target, title)??;
        Some(title.trim().to_owned()).filter(|t| !t.is_empty())
    }
}

fn title(root: Node) -> Option<String> {
    let node = root.children().find(|n| n.tag_name().name() == "title")?;
    node.text().map(|t| capped(t, LONGEST_NAME_BYTES).to_owned())
}

fn layer(kind: &str) -> Option<Layer> {
    match kind {
        "header" => Some(Layer::Header),
        "footer" => Some(Layer::Footer),
        "footnotes" | "endnotes" => Some(Layer::Note),
        _ => None,
    }
}

/// Returns the kind of parts whose lists count together: headers and footers do.
fn counting(kind: &str) -> &str {
    if kind == "header" { "footer" } else { kind }
}

/// Returns the relations with the headers and footers first, in the order the text refers to them.
fn in_order(root: Node, relations: &[Relation]) -> Vec<Relation> {
    let refers = |n: &Node| matches!(name(*n), Name::Word("headerReference" | "footerReference"));
    let ids = root.descendants().filter(refers).filter_map(relation_id);
    let mut order = HashMap::new();
    for (i, id) in ids.enumerate() {
        order.entry(id).or_insert(i);
    }
    let mut ordered = relations.to_vec();
    let rank = |r: &Relation| order.get(r.id.as_str()).copied().unwrap_or(usize::MAX);
    ordered.sort_by_key(|r| (layer(&r.kind), r.kind != "footnotes", rank(r)));
    ordered
}

/// The identifier stands in the namespace of relations, which has several names.
fn relation_id(node: Node<'_>) -> Option<&str> {
    let foreign = node.attributes().find(|a| a.name() == "id" && a.namespace().is_some());
    foreign.map(|a| a.value()).or_else(|| attribute(node, "id"))
}
