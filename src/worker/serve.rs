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
/// `limit` is called before a document's first byte is read; a worker gives
/// [`limit_this_process`]. A reader that panics is an answer like any other.
///
/// # Errors
/// If the parent says what is no question, takes no answer, or a limit cannot be set.
pub fn serve(
    input: &mut impl Read,
    output: &mut impl Write,
    limit: impl Fn(&Budget) -> io::Result<()>,
) -> io::Result<()> {
    while let Some(head) = read_frame(input, MESSAGE_BYTES)? {
        let request: Request = decode(&head)?;
        limit(&request.budget)?;
        let most = usize::try_from(request.limits.file_bytes).unwrap_or(usize::MAX);
        let document = read_frame(input, most)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let run = || answer(request, &document);
        let (answer, bytes) = catch_unwind(AssertUnwindSafe(run))
            .unwrap_or((Answer::Failed(ExtractError::Fault), None));
        write_answer(output, &answer, bytes.as_deref())?;
        output.flush()?;
    }
    Ok(())
}

/// Limits this process for good to what a worker may use.
///
/// # Errors
/// If the system refuses.
#[cfg(unix)]
pub fn limit_this_process(budget: &Budget) -> io::Result<()> {
    super::limits::apply(budget)
}

/// Other systems have no limits that a process sets on itself: the parent watches the clock.
#[cfg(not(unix))]
pub fn limit_this_process(_budget: &Budget) -> io::Result<()> {
    Ok(())
}

/// Runs the reader; returns its answer and the bytes that go with it, if any.
fn answer(request: Request, document: &[u8]) -> (Answer, Option<Vec<u8>>) {
    let reader = InProcess { limits: request.limits };
    let answer = match request.ask {
        Ask::Layout { format, wish } => {
            reader.layout(format, document, &wish).map(|layout| (Answer::Layout(layout), None))
        }
        Ask::Picture { format, page, dpi, passwords } => reader
            .picture(format, document, page, dpi, &passwords)
            .map(|Picture { png, width, height }| (Answer::Picture { width, height }, Some(png))),
        Ask::List { ignore } => reader.list(document, &ignore).map(|h| (Answer::Held(h), None)),
        Ask::Take { paths } => reader.take(document, &paths).map(|taken| {
            let lengths = taken.iter().map(|t| t.as_ref().map(|b| b.len() as u64)).collect();
            (Answer::Taken(lengths), Some(taken.into_iter().flatten().flatten().collect()))
        }),
    };
    answer.unwrap_or_else(|e| (Answer::Failed(e), None))
}

/// Writes an answer, or that it is too large for one.
fn write_answer(out: &mut impl Write, answer: &Answer, bytes: Option<&[u8]>) -> io::Result<()> {
    let message = encode(answer)?;
    if message.len().max(bytes.map_or(0, <[u8]>::len)) > MESSAGE_BYTES {
        return write_frame(out, &encode(&Answer::Failed(too_large()))?);
    }
    write_frame(out, &message)?;
    bytes.map_or(Ok(()), |bytes| write_frame(out, bytes))
}

fn too_large() -> ExtractError {
    ExtractError::Limit {
        what: "what is read from it".into(),
        limit: format!("{} MiB", MESSAGE_BYTES >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Limits, Wish};
    use crate::model::Format;

    fn question(ask: Ask, document: &[u8]) -> Vec<u8> {
        let request = Request { ask, limits: Limits::default(), budget: Budget::default() };
        let mut pipe = Vec::new();
        write_frame(&mut pipe, &encode(&request).expect("bytes")).expect("memory");
        write_frame(&mut pipe, document).expect("memory");
        pipe
    }

    fn text() -> Ask {
        Ask::Layout { format: Format::Text, wish: Wish::default() }
    }

    fn answers(pipe: &[u8], limit: impl Fn(&Budget) -> io::Result<()>) -> (Vec<Answer>, bool) {
        let mut out = Vec::new();
        let end = serve(&mut &*pipe, &mut out, limit);
        let (mut input, mut answers) = (out.as_slice(), Vec::new());
        while let Some(frame) = read_frame(&mut input, MESSAGE_BYTES).expect("whole frames") {
            answers.push(decode(&frame).expect("an answer"));
        }
        (answers, end.is_ok())
    }

    #[test]
    fn each_question_has_one_answer_and_a_bad_document_ends_nothing() {
        let format = Format::Pdf;
        let picture = Ask::Picture { format, page: 1, dpi: 72.0, passwords: Vec::new() };
        let word = Ask::Layout { format: Format::Docx, wish: Wish::default() };
        let pipe = [
            question(text(), b"One"),
            question(word, b"no package"),
            question(picture, b"no PDF file"),
            question(text(), b"Two"),
        ];
        let (answers, is_ok) = answers(&pipe.concat(), |_| Ok(()));
        assert!(is_ok);
        let kinds: Vec<_> = answers.iter().map(|a| matches!(a, Answer::Layout(_))).collect();
        assert_eq!(kinds, [true, false, false, true]);
        let Answer::Layout(layout) = &answers[3] else { panic!("{:?}", answers[3]) };
        let expected = InProcess::default().layout(Format::Text, b"Two", &Wish::default());
        assert_eq!(Ok(layout), expected.as_ref());
    }

    #[test]
    fn nothing_is_read_by_a_process_without_limits() {
        let pipe = question(text(), b"One");
        let (answers, is_ok) = answers(&pipe, |_| Err(io::ErrorKind::PermissionDenied.into()));
        assert!(answers.is_empty() && !is_ok);
    }

    #[test]
    fn a_parent_that_breaks_off_is_an_error() {
        let pipe = question(text(), b"One");
        for cut in [3, 9, pipe.len() - 1] {
            let (answers, is_ok) = answers(&pipe[..cut], |_| Ok(()));
            assert!(answers.is_empty() && !is_ok, "{cut}");
        }
    }
}
