//! What the author of a framework should mend: a document's own slips, not the reading's doubts.
//!
//! Comes in: [`Framework`]. Goes out: findings, in the order of their rules. Nothing here can fail.

mod acronym;
mod law;
mod level;
mod necessity;
mod repeat;

use crate::lexicon::Lexicon;
use crate::model::{Framework, Level, Note, NoteCode, Place, Requirement, Role};
use serde::{Serialize, Serializer};

/// Something an author should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule that is not kept.
    pub rule: Rule,
    /// What is the matter, as a sentence.
    pub message: String,
    /// The document's own words concerned.
    pub text: Option<String>,
    /// Where they stand; several places if they stand against each other.
    pub places: Vec<Place>,
    /// Role concerned.
    pub role: Option<String>,
    /// Level concerned.
    pub level: Option<String>,
}

macro_rules! rules {
    ($($rule:ident $name:literal $advice:literal;)*) => {
        /// What a well-made framework keeps to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = $advice] $rule,)* }

        impl Rule {
            /// All rules, in the order in which findings are listed.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// Returns the name as typed and printed.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// Returns what to do.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$rule => $advice,)* }
            }
        }
    };
}

rules! {
    UndefinedLevel "undefined-level"
        "Name a level that the role has, or describe the one that is meant.";
    EmptyLevel "empty-level"
        "Say what the level requires, or leave it out for this role.";
    EmptySame "empty-same"
        "Write the words out, or name the level or role whose words are meant.";
    DuplicatedDuty "duplicated-duty"
        "State it once; a level that adds to another has its statements already.";
    MixedNecessity "mixed-necessity"
        "Decide whether it is essential or desirable, and make two statements of one that is both.";
    SupersededLaw "superseded-law"
        "Name the law that is in force now.";
    WrongYear "wrong-year"
        "Correct the year, or name the instrument that is meant.";
    UnexplainedAcronym "unexplained-acronym"
        "Write it out where it stands first: Continuing Professional Development (CPD).";
    CodeUsedTwice "code-used-twice"
        "Give each statement a code of its own.";
    EmptyPrompt "empty-prompt"
        "Fill it in, or take it out of the form.";
    Unfinished "unfinished-statement"
        "Complete the sentence.";
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Returns what the author of a document should mend, in the order of the rules, then of reading.
pub fn lint(framework: &Framework, lexicon: &Lexicon) -> Vec<Finding> {
    let mut findings: Vec<Finding> = framework.notes.iter().filter_map(noted).collect();
    findings.extend(level::empty(framework));
    findings.extend(repeat::duplicated(framework));
    findings.extend(necessity::mixed(framework, lexicon));
    findings.extend(law::cited(framework));
    findings.extend(acronym::unexplained(framework, lexicon));
    findings.sort_by_key(|f| f.rule);
    findings
}

/// Turns a note into a finding, if it is about a slip of the author.
fn noted(note: &Note) -> Option<Finding> {
    let rule = match note.code {
        NoteCode::S005 => Rule::UndefinedLevel,
        NoteCode::I001 => Rule::EmptySame,
        NoteCode::I003 => Rule::EmptyPrompt,
        NoteCode::I006 => Rule::Unfinished,
        NoteCode::I009 => Rule::CodeUsedTwice,
        _ => return None,
    };
    Some(Finding {
        rule,
        message: note.message.clone(),
        text: note.text.clone(),
        places: note.at.iter().cloned().collect(),
        role: None,
        level: None,
    })
}

/// A requirement with whose it is.
type Stated<'f> = (&'f Role, &'f Level, &'f Requirement);

/// Returns a finding about statements of one role and level.
fn about(rule: Rule, message: String, stated: &[Stated]) -> Finding {
    let first = stated.first();
    Finding {
        rule,
        message,
        text: first.map(|s| s.2.text.clone()),
        places: stated.iter().filter_map(|s| s.2.places.first()).cloned().collect(),
        role: first.and_then(|s| s.0.title.clone()),
        level: first.and_then(|s| s.1.label.clone()),
    }
}

/// Returns a role's title, or what stands for it in a sentence.
fn title(role: &Role) -> &str {
    role.title.as_deref().unwrap_or("the document")
}

#[cfg(test)]
mod tests;
