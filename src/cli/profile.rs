//! The profile of an employer for one file: the one named, or the one that an import would take.

use super::args::Global;
use super::{Exit, Stop};
use crate::data::Data;
use crate::lexicon::Lexicon;
use crate::model::{Basis, BasisKind};
use crate::pipeline::raw_folder;
use crate::profile::{Profile, ProfileError, Profiles, Rules};
use crate::review::{CorrectionError, Corrections};
use crate::source::{SourceError, name, read_corrections, read_profile, read_profiles};
use std::fs;
use std::path::Path;

/// What a profile says of a file.
#[derive(Default)]
pub struct Said {
    /// What holds for the file.
    pub rules: Rules,
    /// The folder that led to the profile; absent if the user named it.
    folder: Option<String>,
    /// Stored path of the file below `raw/`.
    pub stored: Option<String>,
}

impl Said {
    /// Returns the employer's name, if the profile gives one, with its basis.
    pub fn employer(&self) -> Option<(String, Basis)> {
        let name = self.rules.employer.clone()?;
        let (kind, phrase) = match &self.folder {
            Some(folder) => (BasisKind::Folder, folder.clone()),
            None => (BasisKind::Option, name.clone()),
        };
        Some((name, Basis { kind, phrase, at: None }))
    }
}

/// Returns what the profile for a file says: the one that `profile` names, or the one that an import
/// would take; `document` is its name with what it lies in.
///
/// # Errors
/// If the profile, or one that an import would read, cannot be used.
pub fn of(
    global: &Global,
    (file, profile): (&Path, Option<&Path>),
    document: &str,
    data: &Data,
    lexicon: &Lexicon,
) -> Result<Said, Stop> {
    let raw = raw_folder(&global.root);
    let stored = stored_path(file, &raw);
    if let Some(path) = profile {
        let text = read_profile(path).map_err(|e| unread(&e))?;
        let profile = Profile::parse(&text, &path.display().to_string(), lexicon);
        let rules = profile.map_err(|e| faulty(&e))?.rules(document);
        return Ok(Said { rules, folder: None, stored });
    }
    let Some(stored) = stored else { return Ok(Said::default()) };
    let Some(folder) = name::folder_employer(&stored).map(str::to_owned) else {
        return Ok(Said { stored: Some(stored), ..Said::default() });
    };
    let found = read_profiles(&raw).map_err(|e| unread(&e))?;
    let profiles = Profiles::parse(data, &found, lexicon).map_err(|e| faulty(&e))?;
    let rules = profiles.of(&folder).map(|p| p.rules(document)).unwrap_or_default();
    Ok(Said { rules, folder: Some(folder), stored: Some(stored) })
}

/// Returns the stored path of a file below `raw/`, whichever way its path is written.
fn stored_path(file: &Path, raw: &Path) -> Option<String> {
    let raw = fs::canonicalize(raw).ok()?;
    let outer = file.ancestors().find_map(|p| fs::canonicalize(p).ok())?;
    Some(name::below_raw(outer.strip_prefix(raw).ok()?))
}

/// Returns what people corrected, if the file lies below `raw/`.
///
/// # Errors
/// If a file of corrections cannot be used.
pub fn corrections(global: &Global, said: &Said) -> Result<Corrections, Stop> {
    if said.stored.is_none() {
        return Ok(Corrections::default());
    }
    let found = read_corrections(&raw_folder(&global.root)).map_err(|e| unread(&e))?;
    let faulty = |e: CorrectionError| Stop::new(Exit::Failed, e.to_string());
    Corrections::parse(&found).map_err(|e| faulty(e).hint("Correct that line."))
}

fn unread(error: &SourceError) -> Stop {
    let cause = std::error::Error::source(error).map(|s| format!(": {s}")).unwrap_or_default();
    Stop::new(Exit::Usage, format!("{error}{cause}"))
}

fn faulty(error: &ProfileError) -> Stop {
    Stop::new(Exit::Failed, error.to_string()).hint("Correct that line.")
}
