//! What goes between parent and worker: frames of a length and so many bytes.
//!
//! A request is a frame with a [`Request`] and one with the document; the answer is a frame with an
//! [`Answer`] and, for a picture or documents out of a container, one with their bytes. Messages are MessagePack: unlike JSON it
//! carries every float, and its nesting is limited by a number of ours.

use super::Budget;
use crate::container::Holding;
use crate::extract::{ExtractError, Limits, Wish};
use crate::model::{Format, LayoutDoc};
use crate::source::Ignore;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Bytes of a frame that holds a message or a picture.
pub const MESSAGE_BYTES: usize = 64 << 20;
/// Bytes that are reserved on the word of a frame's length alone.
const RESERVED_BYTES: usize = 1 << 20;
/// Nesting of a message. A table in a table takes seven levels, and `Limits::depth` allows for 85.
const MESSAGE_DEPTH: usize = 1_024;

/// What a worker is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The question.
    pub ask: Ask,
    /// Limits of the readers.
    pub limits: Limits,
    /// Limits of the process.
    pub budget: Budget,
}

/// A question about a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Its text.
    Layout {
        /// Format by content.
        format: Format,
        /// What is wanted besides the text.
        wish: Wish,
    },
    /// The picture of a page.
    Picture {
        /// Format by content.
        format: Format,
        /// Page, from 1.
        page: u32,
        /// Pixels per inch.
        dpi: f32,
        /// Passwords to try.
        passwords: Vec<String>,
    },
    /// What a container holds.
    List {
        /// Names that are passed over.
        ignore: Ignore,
    },
    /// Documents out of a container.
    Take {
        /// Their paths in it.
        paths: Vec<String>,
    },
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The text.
    Layout(LayoutDoc),
    /// A picture; its PNG file is the next frame.
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// What a container holds.
    Held(Holding),
    /// Lengths of documents out of a container, nothing for one that is not there; their bytes, one
    /// after the other, are the next frame.
    Taken(Vec<Option<u64>>),
    /// The document cannot be read.
    Failed(ExtractError),
}

/// Returns a message as bytes.
///
/// # Errors
/// Never for the messages above: memory takes all.
pub fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    rmp_serde::to_vec_named(message).map_err(invalid)
}

/// Returns the message that `bytes` hold.
///
/// # Errors
/// With `InvalidData` if they hold none, or one that is nested too deeply.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    reader.set_max_depth(MESSAGE_DEPTH);
    T::deserialize(&mut reader).map_err(invalid)
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Writes a frame.
///
/// # Errors
/// If it is longer than a length can say, or `out` does not take it.
pub fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(invalid)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a frame; nothing if the input ends before it.
///
/// Memory grows with the bytes that come, not with the length that was announced.
///
/// # Errors
/// With `InvalidData` if it is longer than `most`, with `UnexpectedEof` if it is cut.
pub fn read_frame(input: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = read_length(input)? else { return Ok(None) };
    if length > most {
        return Err(invalid(format!("a frame of {length} bytes, at most {most} are taken")));
    }
    let mut bytes = Vec::with_capacity(length.min(RESERVED_BYTES));
    input.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(bytes)) }
}

/// Reads the length of a frame; nothing if the input ends before its first byte.
fn read_length(input: &mut impl Read) -> io::Result<Option<usize>> {
    let mut bytes = Vec::with_capacity(4);
    input.take(4).read_to_end(&mut bytes)?;
    match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(length) => usize::try_from(u32::from_le_bytes(length)).map(Some).map_err(invalid),
        Err(_) if bytes.is_empty() => Ok(None),
        Err(_) => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Block, Body, Cell, Layer, Page, PageBox, PageText, Para, Place, Run, Table,
    };
    use proptest::prelude::*;

    /// A reader that remembers the largest buffer it was given.
    struct Watched<'a>(&'a [u8], usize);

    impl Read for Watched<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1.max(buffer.len());
            self.0.read(buffer)
        }
    }

    fn kind(result: io::Result<Option<Vec<u8>>>) -> io::ErrorKind {
        result.expect_err("no frame").kind()
    }

    #[test]
    fn a_length_that_lies_is_neither_believed_nor_paid_for() {
        let lie = b"\xff\xff\xff\xffabc";
        assert_eq!(kind(read_frame(&mut &lie[..], MESSAGE_BYTES)), io::ErrorKind::InvalidData);
        let mut input = Watched(lie, 0);
        assert_eq!(kind(read_frame(&mut input, usize::MAX)), io::ErrorKind::UnexpectedEof);
        assert!(input.1 <= RESERVED_BYTES, "a buffer of {} bytes for three", input.1);
    }

    #[test]
    fn the_end_of_the_input_is_told_from_a_cut_frame() {
        assert!(read_frame(&mut &[][..], 9).expect("an end").is_none());
        for cut in [&b"\x02"[..], b"\x02\0\0\0", b"\x02\0\0\0a"] {
            assert_eq!(kind(read_frame(&mut &*cut, 9)), io::ErrorKind::UnexpectedEof, "{cut:?}");
        }
    }

    fn tables_in_tables(depth: usize) -> Answer {
        let block = |body| Block { layer: Layer::Body, at: Place::default(), body };
        let mut inner = block(Body::Para(Para::plain("text")));
        for _ in 0..depth {
            let cell = Cell { row_span: 1, col_span: 1, blocks: vec![inner], ..Cell::default() };
            inner = block(Body::Table(Table { header_rows: 0, cells: vec![cell] }));
        }
        Answer::Layout(layout(vec![inner], Vec::new()))
    }

    fn layout(blocks: Vec<Block>, pages: Vec<Page>) -> LayoutDoc {
        LayoutDoc { format: Format::Html, property_title: None, blocks, pages, notes: Vec::new() }
    }

    /// Runs on a stack of the size that a program's first thread has.
    fn with_stack(run: impl FnOnce() + Send + 'static) {
        let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(run);
        thread.expect("a thread").join().expect("no panic");
    }

    #[test]
    fn tables_in_tables_pass_as_deep_as_readers_go_and_no_deeper() {
        with_stack(deep_tables);
    }

    fn deep_tables() {
        let deepest = tables_in_tables(Limits::default().depth / 3);
        let bytes = encode(&deepest).expect("bytes");
        assert_eq!(decode::<Answer>(&bytes).expect("the same"), deepest);
        let bytes = encode(&tables_in_tables(MESSAGE_DEPTH / 4)).expect("bytes");
        let error = decode::<Answer>(&bytes).expect_err("too deep");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    prop_compose! {
        fn page_box()(page in 1_u32..9, n in any::<[f32; 4]>()) -> PageBox {
            PageBox { page, left: n[0], top: n[1], right: n[2], bottom: n[3] }
        }
    }

    fn para() -> impl Strategy<Value = Body> {
        let run = ("\\PC*", any::<[bool; 3]>()).prop_map(|(text, [bold, italic, underline])| Run {
            text,
            bold,
            italic,
            underline,
        });
        (prop::option::of(1_u8..9), prop::collection::vec(run, 0..3))
            .prop_map(|(heading, runs)| Body::Para(Para { heading, runs, ..Para::default() }))
    }

    fn body() -> impl Strategy<Value = Body> {
        para().prop_recursive(3, 12, 3, |inner| {
            let boxes = prop::collection::vec(page_box(), 0..2);
            let cell = (0_u32..9, any::<bool>(), prop::collection::vec(inner, 0..3), boxes);
            let cell = cell.prop_map(|(row, header, bodies, boxes)| Cell {
                row,
                header,
                blocks: bodies.into_iter().map(block).collect(),
                boxes,
                ..Cell::default()
            });
            prop::collection::vec(cell, 0..3)
                .prop_map(|cells| Body::Table(Table { header_rows: 1, cells }))
        })
    }

    fn block(body: Body) -> Block {
        Block { layer: Layer::Header, at: Place::default(), body }
    }

    fn page() -> impl Strategy<Value = Page> {
        any::<[f32; 2]>().prop_map(|[width_pt, height_pt]| Page {
            number: 1,
            width_pt,
            height_pt,
            text: PageText::Own,
            engine: "any".into(),
        })
    }

    proptest! {
        #[test]
        fn frames_come_out_as_they_went_in(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..99), 0..9)) {
            let mut pipe = Vec::new();
            frames.iter().try_for_each(|f| write_frame(&mut pipe, f))?;
            let mut input = pipe.as_slice();
            for frame in &frames {
                prop_assert_eq!(&read_frame(&mut input, 99)?, &Some(frame.clone()));
            }
            prop_assert_eq!(read_frame(&mut input, 99)?, None);
        }

        /// As bytes, because a number that is none differs from itself.
        #[test]
        fn layouts_come_out_as_they_went_in(
            bodies in prop::collection::vec(body(), 0..4),
            pages in prop::collection::vec(page(), 0..3),
        ) {
            let answer = Answer::Layout(layout(bodies.into_iter().map(block).collect(), pages));
            let bytes = encode(&answer)?;
            let back: Answer = decode(&bytes)?;
            prop_assert_eq!(encode(&back)?, bytes);
            prop_assert_eq!(format!("{back:?}"), format!("{answer:?}"));
        }

        #[test]
        fn no_bytes_break_the_decoder(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode::<Answer>(&bytes);
            let _ = decode::<Request>(&bytes);
        }
    }
}
