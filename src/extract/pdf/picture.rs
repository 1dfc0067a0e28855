//! Pictures of pages.

use super::open;
use crate::extract::{ExtractError, Limits, Picture};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;

/// Points in an inch.
const POINTS_PER_INCH: f32 = 72.0;

/// Draws a page, `page` from 1, at `dpi` pixels per inch, on white.
///
/// # Errors
/// If the file cannot be opened, has no such page, or the picture would exceed the limit.
pub fn picture(
    bytes: &[u8],
    page: u32,
    dpi: f32,
    passwords: &[String],
    limits: &Limits,
) -> Result<Picture, ExtractError> {
    let pdf = open::open(bytes, passwords)?;
    let missing = || ExtractError::Malformed {
        part: format!("page {page}"),
        detail: "there is no such page".into(),
    };
    let index = page.checked_sub(1).ok_or_else(missing)? as usize;
    let page = pdf.pages().get(index).ok_or_else(missing)?;
    let scale = dpi / POINTS_PER_INCH;
    let (width, height) = page.render_dimensions();
    let most = limits.picture_pixels as f32;
    if !(1.0..=most).contains(&(width * scale)) || !(1.0..=most).contains(&(height * scale)) {
        return Err(ExtractError::Limit {
            what: "the size of a page's picture".into(),
            limit: format!("{} pixels", limits.picture_pixels),
        });
    }
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let interpreter = InterpreterSettings::default();
    let pixmap = render(page, &cache, &interpreter, &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let png = pixmap.into_png().map_err(|e| ExtractError::Malformed {
        part: "the picture of a page".into(),
        detail: e.to_string(),
    })?;
    Ok(Picture { png, width, height })
}
