//! The worker's side: one question after the other, until the parent closes the pipe.

use super::Budget;
use super::protocol::{
    Answer, Ask, MESSAGE_BYTES, Request, decode, encode, read_frame, write_frame,
};
use crate::extract::{ExtractError, Extractor, InProcess, Picture};
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Stack of the thread that serves: deeply nested documents must not end the worker.
pub const STACK_BYTES: usize = 64 << 20;

/// Answers the questions of `input` on `output` until the input ends.
///
/// The process is limited before a document's first byte is read. A reader that panics is an answer
/// like any other.
///
/// # Errors
/// If the parent says what is no question, takes no answer, or a limit cannot be set.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    while let Some(head) = read_frame(input, MESSAGE_BYTES)? {
        let request: Request = decode(&head)?;
        limit(&request.budget)?;
        let most = usize::try_from(request.limits.file_bytes).unwrap_or(usize::MAX);
        let document = read_frame(input, most)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let run = || answer(request, &document);
        let (answer, png) = catch_unwind(AssertUnwindSafe(run))
            .unwrap_or_else(|_| (Answer::Failed(ExtractError::Fault), None));
        write_answer(output, &answer, png.as_deref())?;
        output.flush()?;
    }
    Ok(())
}

#[cfg(unix)]
fn limit(budget: &Budget) -> io::Result<()> {
    super::limits::apply(budget)
}

/// Other systems have no limits that a process sets on itself: the parent watches the clock.
#[cfg(not(unix))]
fn limit(_budget: &Budget) -> io::Result<()> {
    Ok(())
}

/// Runs the reader; returns its answer and, for a picture, its PNG file.
fn answer(request: Request, document: &[u8]) -> (Answer, Option<Vec<u8>>) {
    let reader = InProcess { limits: request.limits };
    let answer = match request.ask {
        Ask::Layout { format, wish } => {
            reader.layout(format, document, &wish).map(|layout| (Answer::Layout(layout), None))
        }
        Ask::Picture { page, dpi, passwords } => reader
            .picture(document, page, dpi, &passwords)
            .map(|Picture { png, width, height }| (Answer::Picture { width, height }, Some(png))),
    };
    answer.unwrap_or_else(|e| (Answer::Failed(e), None))
}

/// Writes an answer, or that it is too large for one.
fn write_answer(out: &mut impl Write, answer: &Answer, png: Option<&[u8]>) -> io::Result<()> {
    let message = encode(answer)?;
    if message.len().max(png.map_or(0, <[u8]>::len)) > MESSAGE_BYTES {
        return write_frame(out, &encode(&Answer::Failed(too_large()))?);
    }
    write_frame(out, &message)?;
    png.map_or(Ok(()), |png| write_frame(out, png))
}

fn too_large() -> ExtractError {
    ExtractError::Limit {
        what: "what is read from it".into(),
        limit: format!("{} MiB", MESSAGE_BYTES >> 20),
    }
}
