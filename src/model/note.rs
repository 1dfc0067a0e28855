//! What was noticed on the way: a note never stops a document.

use super::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something a stage noticed about a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Stable code; `check --explain CODE` tells what it means and what to do.
    pub code: NoteCode,
    /// What happened, as a sentence.
    pub message: String,
    /// Where, if at one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// The document's own words concerned, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Note {
    /// Returns a note about the document as a whole.
    pub fn new(code: NoteCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None, text: None }
    }

    /// Returns the note with its place.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { at: Some(place), ..self }
    }

    /// Returns the note with the words it is about.
    #[must_use]
    pub fn quoting(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }
}

macro_rules! catalogue {
    ($($code:ident $title:literal $meaning:literal $action:literal;)*) => {
        /// Stable codes of notes: `E` extraction, `S` structure, `I` interpretation, `F` files.
        ///
        /// The catalogue (title, meaning, what to do) stands with the enum so that none can be
        /// added without its explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum NoteCode { $(#[doc = $meaning] $code,)* }

        impl NoteCode {
            /// All codes in catalogue order.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// Returns the code as printed.
            pub fn code(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// Returns the short title.
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)* }
            }

            /// Returns what the note means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }

            /// Returns what to do about it.
            pub fn action(self) -> &'static str {
                match self { $(Self::$code => $action,)* }
            }
        }
    };
}

catalogue! {
    E001 "limit reached" "A limit of the reader was reached; the text after it was not read."
        "Split the document, or import the part you need.";
    E002 "part not read" "A part of the file could not be read; the rest was."
        "Open the file in its own program, save it again and import the new copy.";
    E003 "encoding guessed" "The text names no encoding; it was guessed from its bytes."
        "Check that dashes, quotation marks and the pound sign look right; save as UTF-8 if not.";
    E004 "letters replaced" "Some bytes are no letters in the file's encoding and were replaced by a mark."
        "Save the file as UTF-8 and import it again.";
    E005 "markup inside text" "Tags were found inside the text and read as layout."
        "Nothing, unless words are missing.";
    E006 "tracked changes" "The document holds tracked changes; the text is read as if they were accepted, so deleted words are left out."
        "Accept or reject the changes in Word if that is not meant.";
    E007 "hidden sheet" "A sheet of the workbook is hidden; it was read all the same."
        "Delete the sheet if it should not count.";
    E008 "page is a picture" "A page is a picture without text, a scan; its words were not read."
        "Install Tesseract with English (Debian: tesseract-ocr, tesseract-ocr-eng; `rungs formats` says whether it is found) and import with --ocr auto, or ask for the original file.";
    E009 "page not legible" "The letters of a page cannot be told: its fonts name other letters than they show, or none."
        "Ask for the original Word file, or print it to a new PDF; with tesseract installed such pages are read from their pictures.";
    E010 "other engine" "The first engine could not read a page; another one did, which knows less of its layout."
        "Compare the page with the document.";
    E011 "letters restored" "All codes of a font were shifted by one number; the letters were restored by shifting them back."
        "Compare a few words with the document.";
    E012 "text recognised" "Text of a page was recognised from its picture; single letters may be wrong."
        "Compare a few statements with the document; import the original file if there is one.";
    E013 "recognition unsure" "The text recognised from the picture of a page is so unsure that it cannot be trusted."
        "Scan the page again, straight and at 300 dots per inch, or ask for the original file.";
    E014 "comment left out" "The document holds a comment; it is no part of the text."
        "Look whether the comment says something that belongs into the document.";
    F001 "name changed" "The name of a document in a container leads out of it, is used twice or cannot be a file's name; the document is stored under another one."
        "Nothing.";
    S001 "unknown shape" "The document has none of the known shapes; its statements were taken paragraph by paragraph."
        "Look at `rungs inspect FILE --stage document`.";
    S002 "row aligned" "Rows of a table had lost a cell; they were aligned to the table's columns."
        "Compare the row with the document.";
    S003 "rows joined" "Cells broken over rows or pages were rejoined."
        "Compare the statement with the document.";
    S004 "repeated container" "A part of the page stands twice; it was taken once, with both places."
        "Nothing.";
    S005 "undefined level" "A level says that it builds on another one, which the role does not have."
        "Look at the document; `rungs lint` lists what its author should mend.";
    I001 "unresolved reference" "A cell says that it is the same as another, and there is none it could mean."
        "Look at the document; add the words in a copy of it if you know them.";
    I002 "garbled text" "The text at this place is out of order or damaged; the words are kept as they are."
        "Import a better copy of the document (the original instead of a scan).";
    I003 "empty prompt" "A prompt of the form was not filled in."
        "Nothing, or ask the employer for the missing part.";
    I004 "no requirement" "The document yields no requirement."
        "See whether it is the right document; `rungs inspect FILE --stage coverage` shows what its text was taken for.";
    I005 "text without a place" "Some text could not be given a meaning; it is kept as unplaced."
        "`rungs inspect FILE --stage coverage` shows it.";
    I006 "truncated statement" "A statement ends in mid-sentence in the document itself."
        "Import a complete copy if there is one.";
    I007 "uncertain level or section" "The level or the section was inferred from the layout around it."
        "Compare the statements with the document.";
    I008 "reference to another document" "The document points to another one for more."
        "Import that one too.";
    I009 "code used twice" "Two statements of one standard have the same code; both were kept."
        "Tell them apart by their words; ask the publisher which code is right.";
    I010 "other language" "The document, or a part of it, is not in English; the categories of its statements are left empty."
        "Import the English version if there is one.";
    I011 "correction without a place" "A correction that a person made finds no text that it is about; it was kept, but changes nothing."
        "Run `rungs review export` and decide about the new text; take the old line out of corrections.jsonl.";
    I012 "law with another year" "The year printed behind a title of law is not the year of that law; it was linked to the law of that title."
        "Tell the owner of the document, who may have meant another law.";
    I013 "law no longer in force" "The document names a law, a code or a scheme that has been replaced."
        "Tell the owner of the document what replaced it.";
}
