//! Text recognition on pictures of pages.
//!
//! Comes in: the picture of a page. Goes out: words with their places, in points. The engine is a
//! program that the user may or may not have; the caller says where it lies, nothing here asks the
//! environment, and a document that needs it is never lost without it.

mod tesseract;
mod tsv;

pub use tesseract::{LANGUAGE, PAGE_SECONDS, Tesseract};

use crate::extract::{Picture, RecognisedWord};

/// Whoever reads words off pictures.
pub trait Recogniser: Sync {
    /// Returns the engine's name, version and language, which decide what it reads.
    fn engine(&self) -> &str;

    /// Reads the picture of page `page`, from 1, drawn at `dpi` pixels per inch.
    ///
    /// # Errors
    /// If the engine does not answer.
    fn read(&self, picture: &Picture, page: u32, dpi: f32)
    -> Result<Vec<RecognisedWord>, OcrError>;
}

/// Why a picture was not read.
#[derive(Debug, thiserror::Error)]
pub enum OcrError {
    /// The program cannot be run.
    #[error("tesseract could not be started")]
    NotStarted(#[source] std::io::Error),
    /// The program failed.
    #[error("tesseract failed: {0}")]
    Failed(String),
    /// The program took too long.
    #[error("tesseract took more than {seconds} s for a page")]
    TooLong {
        /// Seconds that a page may take.
        seconds: u64,
    },
    /// Stopped on request.
    #[error("text recognition was interrupted")]
    Interrupted,
}
