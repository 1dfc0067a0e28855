//! Pages and contents of pages that the file names and does not hold whole.
//!
//! The engine skips them without a word; here they become notes, so that no text is lost in silence.

use crate::model::{Note, NoteCode};
use crate::text::pages::named;
use hayro_syntax::Pdf;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::{Filter, object::dict::keys};
use std::collections::{BTreeSet, HashSet};

/// Bytes at the end of a packed stream among which its check value stands: writers count line ends
/// after it into the stream.
const TAIL_BYTES: usize = 12;
/// Forms within forms that are looked into.
const FORM_DEPTH: usize = 4;
/// Forms of a document that are looked into.
const FORMS: usize = 5_000;

/// Names what the file lacks of the first `pages` pages.
pub fn notes(pdf: &Pdf, pages: usize) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut about = |message: String| notes.push(Note::new(NoteCode::E002, message));
    match missing_pages(pdf) {
        Some(0) => {}
        Some(1) => about("1 page that the file lists is not in it".into()),
        Some(n) => about(format!("{n} pages that the file lists are not in it")),
        None => {
            about("the list of pages is damaged; only pages found by a search were read".into())
        }
    }
    let mut forms = Forms::default();
    let damaged = |(number, page): (u32, &Page<'_>)| {
        (!has_whole_contents(page) || !forms.are_whole(page)).then_some(number)
    };
    let damaged: BTreeSet<u32> =
        (1..).zip(pdf.pages().iter()).take(pages).filter_map(damaged).collect();
    if !damaged.is_empty() {
        about(format!(
            "a part of {} is damaged; text of it may be missing or wrong",
            named(&damaged)
        ));
    }
    notes
}

/// Counts entries of the page tree that lead nowhere; none if there is no tree.
fn missing_pages(pdf: &Pdf) -> Option<usize> {
    let xref = pdf.xref();
    let tree = xref.get::<Dict<'_>>(xref.root_id())?.get::<Dict<'_>>(b"Pages".as_slice())?;
    let kids = |node: &Dict<'_>| node.get::<Array<'_>>(b"Kids".as_slice()).is_some();
    if !kids(&tree) {
        return None;
    }
    let mut visited: HashSet<ObjectIdentifier> = tree.obj_id().into_iter().collect();
    let (mut missing, mut open) = (0, vec![tree]);
    while let Some(node) = open.pop() {
        for kid in node.get::<Array<'_>>(b"Kids".as_slice()).iter().flat_map(Array::raw_iter) {
            let kid = match kid {
                MaybeRef::Ref(id) if !visited.insert(id.into()) => continue,
                MaybeRef::Ref(id) => xref.get::<Dict<'_>>(id.into()),
                MaybeRef::NotRef(object) => object.into_dict(),
            };
            match kid {
                None => missing += 1,
                Some(kid) if kid.get::<Name<'_>>(keys::TYPE).as_deref() != Some(b"Pages") => {}
                Some(kid) if kids(&kid) => open.push(kid),
                Some(_) => missing += 1,
            }
        }
    }
    Some(missing)
}

/// Tells whether everything that the page names as its content is there and can be unpacked.
fn has_whole_contents(page: &Page<'_>) -> bool {
    let contents = b"Contents".as_slice();
    match page.raw().get::<Object<'_>>(contents) {
        Some(Object::Stream(stream)) => {
            page.page_stream().is_some_and(|data| is_whole(&stream, data))
        }
        Some(Object::Array(parts)) => parts.raw_iter().all(|part| match resolve(page, part) {
            Some(Object::Stream(part)) => unpacks_whole(&part),
            Some(Object::Null(_)) => true,
            _ => false,
        }),
        Some(Object::Null(_)) => true,
        Some(_) => false,
        None => !page.raw().contains_key(contents),
    }
}

fn resolve<'a>(page: &Page<'a>, object: MaybeRef<Object<'a>>) -> Option<Object<'a>> {
    match object {
        MaybeRef::Ref(id) => page.xref().get::<Object<'_>>(id.into()),
        MaybeRef::NotRef(object) => Some(object),
    }
}

fn unpacks_whole(stream: &Stream<'_>) -> bool {
    stream.decoded_data().is_ok_and(|data| is_whole(stream, &data))
}

/// Tells whether every packing that a stream names is one that the engine knows: it skips others.
fn is_known(stream: &Stream<'_>) -> bool {
    let named = match stream.dict().get::<Object<'_>>(b"Filter".as_slice()) {
        Some(Object::Name(_)) => 1,
        Some(Object::Array(names)) => names.raw_iter().count(),
        _ => 0,
    };
    stream.filters().len() >= named
}

/// Tells whether a packed stream came out as it went in, by the check value at its end.
fn is_whole(stream: &Stream<'_>, data: &[u8]) -> bool {
    if !is_known(stream) {
        return false;
    }
    let has_parameters = stream.dict().contains_key(b"DecodeParms".as_slice());
    if stream.filters().as_slice() != [Filter::FlateDecode] || has_parameters {
        return true;
    }
    let raw = stream.raw_data();
    let tail = &raw[raw.len().saturating_sub(TAIL_BYTES)..];
    let check = adler(data).to_be_bytes();
    raw.is_empty() || tail.windows(check.len()).any(|w| w == check)
}

/// Returns the check value of zlib (RFC 1950).
fn adler(data: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    /// Bytes after which the sums may overflow.
    const STEP: usize = 5_552;
    let (mut a, mut b) = (1_u32, 0_u32);
    for bytes in data.chunks(STEP) {
        for byte in bytes {
            a += u32::from(*byte);
            b += a;
        }
        (a, b) = (a % BASE, b % BASE);
    }
    b << 16 | a
}

/// Forms that were looked into, with what came of it.
#[derive(Default)]
struct Forms {
    seen: HashSet<ObjectIdentifier>,
    damaged: HashSet<ObjectIdentifier>,
}

impl Forms {
    /// Tells whether the forms that a page draws are there and can be unpacked.
    fn are_whole(&mut self, page: &Page<'_>) -> bool {
        let mut dangling = HashSet::new();
        let whole = self.resources(page.resources(), FORM_DEPTH, &mut dangling);
        whole && !draws(page, &dangling)
    }

    /// Looks into the forms of resources; names of those that are not there go to `dangling`.
    fn resources(
        &mut self,
        resources: &Resources<'_>,
        depth: usize,
        dangling: &mut HashSet<Vec<u8>>,
    ) -> bool {
        let mut whole = true;
        for name in resources.x_objects.keys() {
            match resources.get_x_object(&name) {
                Some(stream) => whole &= self.form(&stream, depth),
                None => {
                    dangling.insert(name.to_vec());
                }
            }
        }
        whole
    }

    fn form(&mut self, stream: &Stream<'_>, depth: usize) -> bool {
        let dict = stream.dict();
        let is_form = dict.get::<Name<'_>>(b"Subtype".as_slice()).as_deref() == Some(b"Form");
        if !is_form || depth == 0 || self.seen.len() >= FORMS {
            return true;
        }
        let id = stream.obj_id();
        if !self.seen.insert(id) {
            return !self.damaged.contains(&id);
        }
        let inner = dict.get::<Dict<'_>>(b"Resources".as_slice()).map(Resources::new);
        let whole = unpacks_whole(stream)
            && inner.is_none_or(|r| self.resources(&r, depth - 1, &mut HashSet::new()));
        if !whole {
            self.damaged.insert(id);
        }
        whole
    }
}

/// Tells whether the page's own content draws one of these objects.
fn draws(page: &Page<'_>, names: &HashSet<Vec<u8>>) -> bool {
    if names.is_empty() {
        return false;
    }
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        if let TypedInstruction::XObject(x) = operation
            && names.contains(&x.0.to_vec())
        {
            return true;
        }
    }
    false
}
