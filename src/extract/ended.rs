//! How a reader can end before it has read its document.

use serde::{Deserialize, Serialize};

/// Why a worker ended, or was ended, before it had read its document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Ended {
    /// It computed for too long.
    #[error("reading it took more than {seconds} s of processor time")]
    Processor {
        /// Seconds that a document may take.
        seconds: u64,
    },
    /// It took too long by the clock, computing or not.
    #[error("reading it took more than {seconds} s")]
    Time {
        /// Seconds that a document may take.
        seconds: u64,
    },
    /// It grew too large.
    #[error("reading it needed more than {} MiB of memory", bytes >> 20)]
    Memory {
        /// Bytes that a worker may use.
        bytes: u64,
    },
    /// It ran out of stack.
    #[error("it is nested too deeply to be read")]
    Nesting,
    /// It was ended by a signal.
    #[error("the reader ended with signal {0}")]
    Signal(i32),
    /// It ended by itself, without an answer.
    #[error("the reader ended with exit code {0}")]
    Exit(i32),
    /// It answered what is no answer.
    #[error("the reader's answer cannot be understood")]
    Answer,
    /// It could not be started; the document is not at fault.
    #[error("a reader could not be started: {0}")]
    NotStarted(String),
}

impl Ended {
    /// Returns what the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Processor { .. } | Self::Memory { .. } => {
                "Split the document, or save it again in its own program and import the new copy."
            }
            Self::Time { .. } => {
                "Import it again with --force when the computer is less busy, or split the document."
            }
            Self::Nesting => {
                "Open it in its own program, save it as plain text and import that copy."
            }
            Self::Signal(_) | Self::Exit(_) | Self::Answer => {
                "Save a copy in another format and import that; please report the fault."
            }
            Self::NotStarted(_) => "Import again with --jobs 1, or when the computer is less busy.",
        }
    }
}
