//! Layout to meaning: which shape, which sections, roles and levels, and whose each stretch of
//! text is.
//!
//! Comes in: [`LayoutDoc`] and the lexicon. Goes out: [`Document`]: chunks of requirement text,
//! each with its role, level, sections and column, plus fields, links between cells and a ledger
//! of every character. Cutting chunks into statements and naming their category is left to
//! [`crate::interpret`].

mod build;
mod cell;
mod content;
mod employer;
mod field;
mod flow;
mod grid;
mod heading;
pub mod leaf;
pub mod ledger;
mod letter;
pub mod marker;
pub mod met;
mod naming;
mod order;
mod own_levels;
mod pay;
mod prose;
mod records;
mod row_labels;
mod rows;
mod standard;
mod table;
mod ticks;
mod title;
mod unit;

use crate::lexicon::{LeadIn, Lexicon, Meaning, WordClass};
use crate::model::{
    Basis, Category, Field, Format, LayoutDoc, Necessity, Note, Piece, Place, Progression, Shape,
    Span,
};
use crate::text::clean;
use build::Builder;
use leaf::{Leaf, Outline};
use ledger::Ledger;
use serde::Serialize;

/// A document with its structure known.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Kind of document by its layout.
    pub shape: Shape,
    /// Title printed.
    pub title: Option<Field>,
    /// Employer printed.
    pub employer: Option<Field>,
    /// Facts about the document.
    pub fields: Vec<Field>,
    /// Roles in order of appearance.
    pub roles: Vec<RoleDraft>,
    /// Requirement text in reading order.
    pub chunks: Vec<Chunk>,
    /// Links between roles.
    pub progression: Vec<Progression>,
    /// What was noticed.
    pub notes: Vec<Note>,
    /// All paragraphs.
    pub leaves: Vec<Leaf>,
    /// What became of every character.
    #[serde(skip)]
    pub ledger: Ledger,
}

impl Document {
    /// Returns the text of stretches, joined by a space and cleaned.
    pub fn text_of(&self, parts: &[Part]) -> String {
        let texts = parts.iter().map(|p| &self.leaves[p.leaf].text[p.span.range()]);
        clean(&texts.collect::<Vec<_>>().join(" "))
    }

    /// Returns the class and place of every piece of text.
    pub fn pieces(&self) -> Vec<Piece> {
        self.ledger.pieces(&self.leaves)
    }
}

/// A role as the document prints it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RoleDraft {
    /// Title without level and grade; null when the document names no job.
    pub title: Option<String>,
    /// As printed.
    pub printed: Option<String>,
    /// Nothing but the kind of document beside it tells that the title is one.
    #[serde(skip)]
    pub by_kind: bool,
    /// Grade as printed.
    pub grade: Option<String>,
    /// Facts about the role.
    pub fields: Vec<Field>,
    /// Levels in document order.
    pub levels: Vec<LevelDraft>,
}

/// A level of a role.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelDraft {
    /// Label as printed, without a grade or pay.
    pub label: Option<String>,
    /// Grade of this level, if the document gives each its own.
    pub grade: Option<String>,
    /// The phrase that says what the level builds on, not yet resolved.
    pub marker: Option<(String, Place)>,
}

/// A stretch of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Leaf.
    pub leaf: usize,
    /// Stretch of its text.
    pub span: Span,
}

/// One author's unit of requirement text, or a run of them whose bullets were lost.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chunk {
    /// Index of the role.
    pub role: usize,
    /// Index of the role's level.
    pub level: usize,
    /// Stretches that make up the text; more than one if a page or row end broke it.
    pub parts: Vec<Part>,
    /// Headings from the outermost to the nearest.
    pub sections: Vec<Section>,
    /// Printed code or number.
    pub code: Option<String>,
    /// Option it belongs to.
    pub option: Option<String>,
    /// Essential or desirable by column, tick or heading.
    pub necessity: Option<(Necessity, Basis)>,
    /// How it is assessed, by a column beside it.
    pub assessed_by: Option<(String, Place)>,
    /// Stands in a column or row of a level.
    pub by_level: bool,
    /// Bullets were lost: the text is to be cut at opening phrases and sentence ends.
    pub flattened: bool,
    /// For a "Same" cell: the chunks it stands for.
    pub same: Option<Vec<usize>>,
    /// Flags for the requirement.
    pub flags: Vec<&'static str>,
    /// Other places of the same text.
    pub repeats: Vec<Place>,
}

/// A heading in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// As printed, cleaned.
    pub title: String,
    /// Whether it names the section of a statement; lead-ins below a heading do not.
    pub titled: bool,
    /// Depth: a heading ends all sections of its own rank or more.
    pub rank: u32,
    /// What the heading says.
    pub meaning: Option<Meaning>,
    /// Lead-in that runs into the items.
    pub lead: Option<(LeadIn, String)>,
    /// Where it stands.
    pub at: Place,
}

/// Fields of what a document tells beside the job: a heading that says nothing may begin the job
/// again behind them, while lists of contacts have sub-headings of their own.
const BESIDE_THE_JOB: [&str; 7] = [
    "about_employer",
    "application",
    "apprenticeship_terms",
    "background",
    "benefits",
    crate::lexicon::COUNTER_EXAMPLES,
    "notices",
];

impl Section {
    /// Tells whether a section of no requirements ends before a heading that says nothing.
    ///
    /// Only a heading that the format itself sets below it is a part of it: how far apart a bold
    /// line and a line in capitals stand is a guess, and requirements must not be lost to it.
    fn ends_before(&self, next: &Self) -> bool {
        self.is_beside_job() && !(self.rank < next.rank && next.rank < heading::BOX)
    }

    /// Tells whether the text below describes the job at large ("Job description", "About the role"),
    /// not what it is for: a list that "you will" opens holds duties there. Words that stand beside
    /// "description" and beside "purpose" alike name the job.
    fn describes_job(&self, lexicon: &Lexicon) -> bool {
        let field = matches!(&self.meaning, Some(Meaning::Field(name)) if name == "purpose");
        let title = crate::text::fold(&self.title);
        let names_job = |w: &str| {
            [WordClass::OfDocument, WordClass::OfPurpose].iter().all(|c| lexicon.is_in(*c, w))
        };
        field && !self.says_why(lexicon) && title.split(' ').any(names_job)
    }

    /// Tells whether the words of the heading ask what the job is for, or for its outline.
    fn says_why(&self, lexicon: &Lexicon) -> bool {
        let title = crate::text::fold(&self.title);
        title.split(' ').any(|w| lexicon.is_in(WordClass::Purpose, w))
    }

    /// Tells whether the text below is beside the job.
    fn is_beside_job(&self) -> bool {
        match &self.meaning {
            Some(Meaning::Field(name)) => BESIDE_THE_JOB.contains(&name.as_str()),
            Some(Meaning::Furniture) => true,
            _ => false,
        }
    }
}

/// Returns what the sections decide, with the section that does: the nearest one that says
/// something. A heading that names nothing in particular ("Health and safety") leaves it to the
/// headings around it.
pub fn deciding(sections: &[Section]) -> Option<(Decision, &Section)> {
    let says = |s: &Section| {
        if let Some(category) = s.lead.as_ref().and_then(|(l, _)| l.category) {
            return Some(Decision::Category(category));
        }
        match s.meaning.as_ref()? {
            Meaning::Category(c) => Some(Decision::Category(*c)),
            Meaning::Mixed => Some(Decision::Open(None)),
            Meaning::Open(default) => Some(Decision::Open(*default)),
            Meaning::Field(name) => Some(Decision::Field(name.clone())),
            Meaning::Furniture => Some(Decision::Furniture),
            Meaning::Necessity(_) => None,
        }
    };
    let mut open = None;
    for section in sections.iter().rev() {
        match says(section) {
            Some(Decision::Open(None)) if section.meaning != Some(Meaning::Mixed) => {
                open = open.or(Some((Decision::Open(None), section)));
            }
            Some(decision) => {
                let field = matches!(decision, Decision::Field(_) | Decision::Furniture);
                return open.filter(|_| field).or(Some((decision, section)));
            }
            None => {}
        }
    }
    open
}

/// What the sections decide about text below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Statements of this category.
    Category(Category),
    /// Statements whose wording decides, with the category to take if it does not.
    Open(Option<Category>),
    /// A named field.
    Field(String),
    /// Furniture.
    Furniture,
}

/// Finds the structure of a document.
pub fn structure(layout: &LayoutDoc, lexicon: &Lexicon) -> Document {
    let outline = Outline::new(layout);
    let mut document = match layout.format {
        Format::Standard => standard::build(outline, layout, lexicon),
        _ => build::build(outline, layout, lexicon),
    };
    order::order_levels(&mut document, lexicon);
    document
}
