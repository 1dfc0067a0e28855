//! JPEG pictures.

use super::grey::{Grey, luma};
use super::{Decoded, Head, exif, malformed};
use crate::extract::ExtractError;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Side of a picture at most; the format has no longer ones.
const SIDE: usize = 65_535;
/// Centimetres of an inch.
const CM_PER_INCH: f32 = 2.54;

type Decoder<'b> = JpegDecoder<ZCursor<&'b [u8]>>;

fn open(bytes: &[u8], strict: bool, colours: ColorSpace) -> Decoder<'_> {
    let options = DecoderOptions::default().set_max_width(SIDE).set_max_height(SIDE);
    let options = options.set_strict_mode(strict).jpeg_set_out_colorspace(colours);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
}

pub(super) fn head(bytes: &[u8]) -> Result<Head, ExtractError> {
    let mut decoder = open(bytes, false, ColorSpace::Luma);
    decoder.decode_headers().map_err(|e| malformed(&e.to_string()))?;
    let info = decoder.info().ok_or_else(|| malformed("it has no header"))?;
    let per_inch = match info.pixel_density {
        1 => 1.0,
        2 => CM_PER_INCH,
        _ => 0.0,
    };
    let dpi = |density: u16| f32::from(density) * per_inch;
    Ok(Head {
        width: info.width.into(),
        height: info.height.into(),
        dpi: (dpi(info.x_density), dpi(info.y_density)),
        orientation: decoder.exif().map_or(1, |data| exif::orientation(data)),
    })
}

/// Decodes a picture, also one with faults: what is lost is grey.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ExtractError> {
    match grey(bytes, true) {
        Ok(grey) => Ok(Decoded { grey, damaged: false }),
        Err(_) => grey(bytes, false).map(|grey| Decoded { grey, damaged: true }),
    }
}

fn grey(bytes: &[u8], strict: bool) -> Result<Grey, ExtractError> {
    let fault = |e: zune_jpeg::errors::DecodeErrors| malformed(&e.to_string());
    let mut decoder = open(bytes, strict, ColorSpace::Luma);
    decoder.decode_headers().map_err(fault)?;
    let is_grey = matches!(decoder.input_colorspace(), Some(ColorSpace::Luma | ColorSpace::YCbCr));
    if !is_grey {
        decoder = open(bytes, strict, ColorSpace::RGB);
    }
    let mut pixels = decoder.decode().map_err(fault)?;
    if !is_grey {
        pixels = pixels.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect();
    }
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or_default();
    Grey::new(side(width), side(height), pixels).ok_or_else(|| malformed("pixels are missing"))
}
