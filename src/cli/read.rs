//! A file that a user names, read as an import would read it, nothing stored.

use super::args::Global;
use super::inside::{self, Named};
use super::profile::{self, Said};
use super::{Exit, Stop};
use crate::data::Data;
use crate::interpret::{self, Identity, Reading};
use crate::layout;
use crate::lexicon::Lexicon;
use crate::model::{Format, Framework, LayoutDoc};
use crate::pipeline::{self, Engines};
use crate::review::{self, Corrections};
use crate::source;
use crate::structure::{self, Document};
use std::borrow::Cow;
use std::path::Path;

/// What every reading of a file needs.
#[derive(Clone, Copy)]
pub struct Ways<'a> {
    /// Flags of the program.
    pub global: &'a Global,
    /// The data files.
    pub data: &'a Data,
    /// The word lists.
    pub lexicon: &'a Lexicon,
    /// The readers.
    pub engines: Engines<'a>,
}

/// A file up to its repaired layout, pages that do not count demoted.
pub struct Read<'a> {
    path: &'a Path,
    /// The file's name; in a container the container's, and the path in it.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Format by content.
    pub format: Format,
    /// Layout, furniture demoted.
    pub layout: LayoutDoc,
    /// What the employer's profile says.
    pub said: Said,
    /// The word lists, with the words of the profile in front.
    pub lexicon: Cow<'a, Lexicon>,
    corrections: Corrections,
}

impl<'a> Read<'a> {
    /// Reads a file with the profile and the corrections that are its own; `boxes` keeps where each
    /// letter stands.
    ///
    /// # Errors
    /// If it cannot be read as what it is, or its profile or corrections cannot be used.
    pub fn open(
        ways: Ways<'a>,
        (path, profile): (&'a Path, Option<&Path>),
        named: Named,
        format: Format,
        boxes: bool,
    ) -> Result<Self, Stop> {
        let Named { file, bytes } = named;
        let said = profile::of(ways.global, (path, profile), &file, ways.data, ways.lexicon)?;
        let lexicon = said.rules.lexicon(ways.lexicon);
        let corrections = profile::corrections(ways.global, &said)?;
        let layout = ways.engines.layout(format, &bytes, boxes);
        let layout = layout.map_err(|e| inside::refused(path, &e))?;
        let layout = said.rules.skip_pages.skipped_in(layout::repair(layout, &lexicon));
        Ok(Self { path, file, bytes, format, layout, said, lexicon, corrections })
    }

    /// Returns the structure.
    pub fn document(&self) -> Document {
        structure::structure(&self.layout, &self.lexicon)
    }

    /// Returns what an import would store.
    pub fn reading(&self) -> Reading {
        let identity = Identity {
            file: self.file.clone(),
            paths: vec![self.path.to_string_lossy().into_owned()],
            employers: Vec::new(),
            blake3: blake3::hash(&self.bytes).to_hex().to_string(),
            bytes: self.bytes.len() as u64,
            format: self.format,
            employer: self.said.employer(),
        };
        let mut reading = interpret::interpret(self.document(), &identity, &self.lexicon);
        let stored: Vec<String> = self.said.stored.iter().cloned().collect();
        let corrections = self.corrections.about(&stored, &identity.blake3);
        review::apply(&mut reading, &corrections, &self.lexicon);
        reading.framework.outcome = pipeline::outcome_of(&reading.framework);
        reading
    }
}

/// Reads one document from a file, as an import would.
///
/// # Errors
/// If it cannot be read, or holds documents and is none itself.
pub fn framework(ways: Ways, file: &Path, profile: Option<&Path>) -> Result<Framework, Stop> {
    let named = inside::read(file, ways.engines)?;
    let format = source::sniff(&named.bytes).map_err(|e| inside::refused(file, &e))?;
    if format.is_container() {
        let message = format!("{} holds documents and is none itself", file.display());
        let hint = format!("`rungs inspect {}` lists them; name one.", file.display());
        return Err(Stop::new(Exit::Usage, message).hint(hint));
    }
    Ok(Read::open(ways, (file, profile), named, format, false)?.reading().framework)
}

/// Tells whether a target is a file, or a document in one; anything else is an employer.
pub fn is_file(target: &str) -> bool {
    Path::new(target).ancestors().any(Path::is_file)
}
