//! TIFF pictures: a file may hold many, each a page.

use super::grey::{Grey, luma, on_white};
use super::{Decoded, Head, malformed};
use crate::extract::{ExtractError, Limits};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

/// Bytes of a pixel at most: four channels of 16 bits.
const PIXEL_BYTES: u64 = 8;
/// Bytes of a value in a directory at most.
const VALUE_BYTES: usize = 1 << 20;
/// Bytes of a decoded picture at most: a picture of a page in colour that takes more is refused.
const PICTURE_BYTES: u64 = 512 << 20;
/// Unit of the resolution: centimetres. Otherwise it is inches.
const CENTIMETRES: u32 = 3;
/// Centimetres of an inch.
const CM_PER_INCH: f32 = 2.54;
/// Bit that says that a picture is a small copy of another one.
const REDUCED: u32 = 1;

type Source<'b> = Decoder<Cursor<&'b [u8]>>;

fn fault(error: &TiffError) -> ExtractError {
    match error {
        TiffError::UnsupportedError(what) => ExtractError::Unsupported {
            what: format!("a TIFF picture of this kind ({what})"),
            hint: "Open it in a program for pictures and save it as PNG; then import that.".into(),
        },
        TiffError::LimitsExceeded => ExtractError::Limit {
            what: "the size of a picture".into(),
            limit: format!("{} MiB", PICTURE_BYTES >> 20),
        },
        other => malformed(&other.to_string()),
    }
}

fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Source<'b>, ExtractError> {
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(|e| fault(&e))?;
    let most = (limits.scan_pixels.saturating_mul(PIXEL_BYTES)).min(PICTURE_BYTES);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bounds = tiff::decoder::Limits::default();
    bounds.decoding_buffer_size = most;
    bounds.intermediate_buffer_size = most;
    bounds.ifd_value_size = VALUE_BYTES;
    Ok(decoder.with_limits(bounds))
}

/// Goes from page to page, small copies passed over; `see` ends the walk with true.
fn walk(
    decoder: &mut Source,
    most: usize,
    mut see: impl FnMut(&mut Source) -> Result<bool, ExtractError>,
) -> Result<(), ExtractError> {
    let mut pages = 0;
    loop {
        let kind: Option<u32> = decoder.find_tag_unsigned(Tag::NewSubfileType).unwrap_or_default();
        if kind.unwrap_or_default() & REDUCED == 0 {
            pages += 1;
            if see(decoder)? || pages > most {
                return Ok(());
            }
        }
        if !decoder.more_images() {
            return Ok(());
        }
        decoder.next_image().map_err(|e| fault(&e))?;
    }
}

/// Returns the heads of the pages, one more than the limit at most.
pub(super) fn heads(bytes: &[u8], limits: &Limits) -> Result<Vec<Head>, ExtractError> {
    let mut decoder = open(bytes, limits)?;
    let mut heads = Vec::new();
    walk(&mut decoder, limits.pages, |page| {
        heads.push(head(page)?.check(limits)?);
        Ok(false)
    })?;
    if heads.is_empty() {
        return Err(malformed("there is no picture in it"));
    }
    Ok(heads)
}

fn head(page: &mut Source) -> Result<Head, ExtractError> {
    let (width, height) = page.dimensions().map_err(|e| fault(&e))?;
    let unit: Option<u32> = page.find_tag_unsigned(Tag::ResolutionUnit).unwrap_or_default();
    let per_inch = if unit == Some(CENTIMETRES) { CM_PER_INCH } else { 1.0 };
    let mut dpi = |tag| page.get_tag_f32(tag).unwrap_or_default() * per_inch;
    let dpi = (dpi(Tag::XResolution), dpi(Tag::YResolution));
    let orientation: Option<u8> = page.find_tag_unsigned(Tag::Orientation).unwrap_or_default();
    let orientation = orientation.filter(|o| (1..=8).contains(o)).unwrap_or(1);
    Ok(Head { width, height, dpi, orientation })
}

/// Decodes page `index`, from 0.
pub(super) fn decode(bytes: &[u8], index: usize, limits: &Limits) -> Result<Decoded, ExtractError> {
    let mut decoder = open(bytes, limits)?;
    let (mut at, mut found) = (0, None);
    walk(&mut decoder, limits.pages, |page| {
        if at == index {
            head(page)?.check(limits)?;
            found = Some(grey(page)?);
        }
        at += 1;
        Ok(found.is_some())
    })?;
    let grey = found.ok_or_else(|| malformed("there is no such page"))?;
    Ok(Decoded { grey, damaged: false })
}

fn grey(page: &mut Source) -> Result<Grey, ExtractError> {
    let (width, height) = page.dimensions().map_err(|e| fault(&e))?;
    let colours = page.colortype().map_err(|e| fault(&e))?;
    let samples = match page.read_image().map_err(|e| fault(&e))? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples.into_iter().map(|s| (s >> 8) as u8).collect(),
        _ => return Err(unread(colours)),
    };
    let pixels: Vec<u8> = match colours {
        ColorType::Gray(bits @ (1 | 2 | 4)) => unpack(&samples, width, bits),
        ColorType::Gray(8 | 16) => samples,
        ColorType::GrayA(8 | 16) => samples.chunks_exact(2).map(|p| on_white(p[0], p[1])).collect(),
        ColorType::RGB(8 | 16) => samples.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect(),
        ColorType::RGBA(8 | 16) => {
            samples.chunks_exact(4).map(|p| on_white(luma(p[0], p[1], p[2]), p[3])).collect()
        }
        ColorType::YCbCr(8) => samples.chunks_exact(3).map(|p| p[0]).collect(),
        ColorType::CMYK(8) => samples.chunks_exact(4).map(ink).collect(),
        other => return Err(unread(other)),
    };
    Grey::new(width, height, pixels).ok_or_else(|| malformed("pixels are missing"))
}

fn unread(colours: ColorType) -> ExtractError {
    ExtractError::Unsupported {
        what: format!("a TIFF picture of this kind ({colours:?})"),
        hint: "Open it in a program for pictures and save it as PNG; then import that.".into(),
    }
}

/// Returns shades of less than a byte as shades of a byte; each row begins with a byte of its own.
fn unpack(samples: &[u8], width: u32, bits: u8) -> Vec<u8> {
    let per_byte = 8 / usize::from(bits);
    let row = (width as usize).div_ceil(per_byte);
    let white = u8::MAX >> (8 - bits);
    let shade = |bytes: &[u8], x: usize| {
        let shift = 8 - usize::from(bits) * (x % per_byte + 1);
        (bytes[x / per_byte] >> shift & white) * (u8::MAX / white)
    };
    let rows = samples.chunks_exact(row.max(1));
    rows.flat_map(|bytes| (0..width as usize).map(move |x| shade(bytes, x))).collect()
}

fn ink(cmyk: &[u8]) -> u8 {
    let light = |ink: u8| ((255 - u32::from(ink)) * (255 - u32::from(cmyk[3])) / 255) as u8;
    luma(light(cmyk[0]), light(cmyk[1]), light(cmyk[2]))
}
