//! Pictures of pages (.jpg, .png, .tif): scans and photos, each picture a page.
//!
//! Comes in: bytes, and the words that text recognition found on the pages. Goes out: those words as
//! a [`LayoutDoc`], laid out like a scanned PDF page, and the pages as grey pictures for the
//! recognition, upright and of the size asked for. Sizes are checked before a pixel is decoded, and
//! no foreign picture reaches another program: what is handed on was written here.

mod exif;
mod grey;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod tiff;

use super::{ExtractError, Limits, Picture, Wish, pdf};
use crate::model::{Format, LayoutDoc, Note, NoteCode};
use grey::Grey;

/// Pixels per inch taken for a picture that does not say, or says what cannot be: then its pixels
/// are recognised as they are.
const PLAIN_DPI: f32 = 200.0;
/// Pixels per inch that a scan may say; programs write 72 and 96 into pictures of any kind.
const SAID_DPI: std::ops::RangeInclusive<f32> = 150.0..=1_200.0;
/// Most by which a fax has more pixels an inch across than down, or fewer.
const UNEVEN: f32 = 3.0;
/// Points in an inch.
const POINTS_PER_INCH: f32 = 72.0;
/// Name of the reader of a page that is not recognised.
const ENGINE: &str = "rungs-picture";

/// What a picture says about itself before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Head {
    /// Pixels across, as stored.
    width: u32,
    /// Pixels down, as stored.
    height: u32,
    /// Pixels per inch across and down; zero if it does not say.
    dpi: (f32, f32),
    /// How it is to be turned, as EXIF numbers it: 1 for not at all.
    orientation: u8,
}

impl Head {
    /// Refuses a picture that is larger than a page ever is.
    fn check(self, limits: &Limits) -> Result<Self, ExtractError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels == 0 {
            return Err(malformed("it has no pixels"));
        }
        if pixels > limits.scan_pixels {
            let limit = format!("{} million pixels", limits.scan_pixels / 1_000_000);
            return Err(ExtractError::Limit { what: "the size of a picture".into(), limit });
        }
        Ok(self)
    }

    /// Returns the pixels per inch that are taken, across and down.
    fn resolution(&self) -> (f32, f32) {
        let (across, down) = self.dpi;
        let even = down >= across / UNEVEN && down <= across * UNEVEN;
        if SAID_DPI.contains(&across) && even { self.dpi } else { (PLAIN_DPI, PLAIN_DPI) }
    }

    /// Returns the page's width and height in points, as shown.
    fn points(&self) -> (f32, f32) {
        let (across, down) = self.resolution();
        let width = self.width as f32 / across * POINTS_PER_INCH;
        let height = self.height as f32 / down * POINTS_PER_INCH;
        if exif::swaps_sides(self.orientation) { (height, width) } else { (width, height) }
    }
}

/// Pixels of a picture, and whether some of them were lost.
struct Decoded {
    grey: Grey,
    damaged: bool,
}

/// Reads pictures of pages: the words recognised on them, if any.
///
/// # Errors
/// If the picture is damaged beyond reading, of a kind that is not read, or exceeds a limit.
pub fn read(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    wish: &Wish,
) -> Result<LayoutDoc, ExtractError> {
    let heads = heads(format, bytes, limits)?;
    let mut notes = Vec::new();
    // The first picture tells damage before anything is recognised; the others tell it then.
    if decode(format, bytes, 0, limits)?.damaged {
        let message = "the picture is damaged; a part of it may be missing";
        notes.push(Note::new(NoteCode::E002, message));
    }
    let pages: Vec<(f32, f32)> = heads.iter().take(limits.pages).map(Head::points).collect();
    if heads.len() > limits.pages {
        let message = format!("only the first {} pages were read", limits.pages);
        notes.push(Note::new(NoteCode::E001, message));
    }
    let (blocks, mut pages) = pdf::recognised_pages(&pages, limits, wish);
    pages.iter_mut().for_each(|p| ENGINE.clone_into(&mut p.engine));
    Ok(LayoutDoc { format, property_title: None, blocks, pages, notes })
}

/// Returns page `page`, from 1, in grey at `dpi` pixels per inch.
///
/// # Errors
/// If it cannot be decoded, there is no such page, or the picture would exceed a limit.
pub fn picture(
    format: Format,
    bytes: &[u8],
    page: u32,
    dpi: f32,
    limits: &Limits,
) -> Result<Picture, ExtractError> {
    let index = page.checked_sub(1).map_or(usize::MAX, |p| p as usize);
    let heads = heads(format, bytes, limits)?;
    let head = heads.get(index).ok_or_else(|| malformed("there is no such page"))?;
    let (across, down) = head.resolution();
    let size = |pixels: u32, per_inch: f32| (pixels as f32 * dpi / per_inch).round().max(1.0);
    let (width, height) = (size(head.width, across), size(head.height, down));
    if width.max(height) > limits.picture_pixels as f32 {
        let limit = format!("{} pixels", limits.picture_pixels);
        return Err(ExtractError::Limit { what: "the size of a page's picture".into(), limit });
    }
    let decoded = decode(format, bytes, index, limits)?;
    let grey = decoded.grey.resized(width as u32, height as u32).turned(head.orientation);
    let png = grey.png().map_err(|e| malformed(&e))?;
    Ok(Picture { png, width: grey.width, height: grey.height })
}

/// Returns what the pictures of a file say about themselves; never none.
fn heads(format: Format, bytes: &[u8], limits: &Limits) -> Result<Vec<Head>, ExtractError> {
    match format {
        Format::Png => Ok(vec![png::head(bytes, limits)?]),
        Format::Tiff => tiff::heads(bytes, limits),
        _ => Ok(vec![jpeg::head(bytes)?.check(limits)?]),
    }
}

fn decode(
    format: Format,
    bytes: &[u8],
    index: usize,
    limits: &Limits,
) -> Result<Decoded, ExtractError> {
    match format {
        Format::Png => png::decode(bytes, limits),
        Format::Tiff => tiff::decode(bytes, index, limits),
        _ => jpeg::decode(bytes),
    }
}

fn malformed(detail: &str) -> ExtractError {
    ExtractError::Malformed { part: "its picture".into(), detail: detail.into() }
}
