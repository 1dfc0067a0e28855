//! PNG pictures.

use super::grey::{Grey, luma, on_white};
use super::{Decoded, Head, exif, malformed};
use crate::extract::{ExtractError, Limits};
use png::{ColorType, Decoder, DecodingError, Transformations, Unit};
use std::io::Cursor;

/// Inches of a metre.
const INCHES_PER_METRE: f32 = 39.370_08;
/// Channels of a picture in colour that one can see through.
const CHANNELS: u64 = 4;

fn fault(error: &DecodingError) -> ExtractError {
    malformed(&error.to_string())
}

/// Returns what a picture says about itself, its size checked before the pixels' beginning is met.
pub(super) fn head(bytes: &[u8], limits: &Limits) -> Result<Head, ExtractError> {
    let mut decoder = open(bytes, limits);
    let info = decoder.read_header_info().map_err(|e| fault(&e))?;
    let (width, height) = (info.width, info.height);
    let head = Head { width, height, dpi: (0.0, 0.0), orientation: 1 }.check(limits)?;
    let reader = decoder.read_info().map_err(|e| fault(&e))?;
    let info = reader.info();
    let metres = info.pixel_dims.filter(|d| d.unit == Unit::Meter);
    let dpi = |per_metre: u32| per_metre as f32 / INCHES_PER_METRE;
    Ok(Head {
        dpi: metres.map_or((0.0, 0.0), |d| (dpi(d.xppu), dpi(d.yppu))),
        orientation: info.exif_metadata.as_deref().map_or(1, exif::orientation),
        ..head
    })
}

fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Decoder<Cursor<&'b [u8]>> {
    let limits = png::Limits { bytes: most(limits) };
    Decoder::new_with_limits(Cursor::new(bytes), limits)
}

/// Returns the bytes that the pixels of a picture may take.
fn most(limits: &Limits) -> usize {
    usize::try_from(limits.scan_pixels.saturating_mul(CHANNELS)).unwrap_or(usize::MAX)
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, ExtractError> {
    let mut decoder = open(bytes, limits);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|e| fault(&e))?;
    let size = reader.output_buffer_size().filter(|s| *s <= most(limits));
    let mut pixels = vec![0; size.ok_or_else(|| malformed("it is too large"))?];
    let info = reader.next_frame(&mut pixels).map_err(|e| fault(&e))?;
    pixels.truncate(info.buffer_size());
    let pixels = match info.color_type {
        ColorType::Grayscale | ColorType::Indexed => pixels,
        ColorType::GrayscaleAlpha => pixels.chunks_exact(2).map(|p| on_white(p[0], p[1])).collect(),
        ColorType::Rgb => pixels.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect(),
        ColorType::Rgba => {
            pixels.chunks_exact(4).map(|p| on_white(luma(p[0], p[1], p[2]), p[3])).collect()
        }
    };
    let grey = Grey::new(info.width, info.height, pixels);
    let grey = grey.ok_or_else(|| malformed("pixels are missing"))?;
    Ok(Decoded { grey, damaged: false })
}
