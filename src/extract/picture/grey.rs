//! Pictures in shades of grey.

/// A picture: a byte a pixel, 0 black to 255 white, row after row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pixels: Vec<u8>,
}

impl Grey {
    /// Returns a picture of these pixels; none if there are not as many as its sides say.
    pub(super) fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let count = (width as usize).checked_mul(height as usize)?;
        (count == pixels.len() && count > 0).then_some(Self { width, height, pixels })
    }

    /// Returns the picture at another size: each pixel is the mean of those it covers.
    pub(super) fn resized(self, width: u32, height: u32) -> Self {
        if (width, height) == (self.width, self.height) {
            return self;
        }
        let across = shares(self.width, width);
        let rows = self.pixels.chunks_exact(self.width as usize);
        let narrow: Vec<u8> = rows
            .flat_map(|row| across.iter().map(|(from, w)| mean(w, |i| row[from + i])))
            .collect();
        let side = width as usize;
        let down = shares(self.height, height);
        let pixels = down
            .iter()
            .flat_map(|(from, w)| {
                let narrow = &narrow;
                (0..side).map(move |x| mean(w, |i| narrow[(from + i) * side + x]))
            })
            .collect();
        Self { width, height, pixels }
    }

    /// Returns the picture turned and mirrored as EXIF numbers it.
    pub(super) fn turned(self, orientation: u8) -> Self {
        let (w, h) = (self.width as usize, self.height as usize);
        // Where the pixel at x, y of the turned picture stands in this one.
        let source: fn(usize, usize, usize, usize) -> (usize, usize) = match orientation {
            2 => |x, y, w, _| (w - 1 - x, y),
            3 => |x, y, w, h| (w - 1 - x, h - 1 - y),
            4 => |x, y, _, h| (x, h - 1 - y),
            5 => |x, y, _, _| (y, x),
            6 => |x, y, _, h| (y, h - 1 - x),
            7 => |x, y, w, h| (w - 1 - y, h - 1 - x),
            8 => |x, y, w, _| (w - 1 - y, x),
            _ => return self,
        };
        let swaps = super::exif::swaps_sides(orientation);
        let (width, height) = if swaps { (h, w) } else { (w, h) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            pixels.extend((0..width).map(|x| {
                let (x, y) = source(x, y, w, h);
                self.pixels[y * w + x]
            }));
        }
        Self { width: width as u32, height: height as u32, pixels }
    }

    /// Returns the picture as a PNG file.
    pub(super) fn png(&self) -> Result<Vec<u8>, String> {
        let mut file = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(::png::ColorType::Grayscale);
        encoder.set_depth(::png::BitDepth::Eight);
        encoder.set_compression(::png::Compression::Fast);
        let written = encoder.write_header().and_then(|mut w| {
            w.write_image_data(&self.pixels)?;
            w.finish()
        });
        written.map(|()| file).map_err(|e| e.to_string())
    }
}

/// Returns for each of `to` pixels the first of `from` pixels it covers, and how much of each.
fn shares(from: u32, to: u32) -> Vec<(usize, Vec<f32>)> {
    let step = f64::from(from) / f64::from(to);
    let share = |index: u32| {
        let start = f64::from(index) * step;
        let end = (start + step).min(f64::from(from));
        let first = (start as u32).min(from - 1);
        let last = (end.ceil() as u32).clamp(first + 1, from);
        let part = |i: u32| {
            let (left, right) = (start.max(f64::from(i)), end.min(f64::from(i) + 1.0));
            (right - left).max(0.0) as f32
        };
        (first as usize, (first..last).map(part).collect())
    };
    (0..to).map(share).collect()
}

fn mean(weights: &[f32], pixel: impl Fn(usize) -> u8) -> u8 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for (index, w) in weights.iter().enumerate() {
        sum += w * f32::from(pixel(index));
        weight += w;
    }
    if weight > 0.0 { (sum / weight).round() as u8 } else { pixel(0) }
}

/// Returns the grey of a colour, as seen.
pub(super) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    ((sum + 500) / 1_000) as u8
}

/// Returns a grey as it shows on white paper, 255 of `alpha` being opaque.
pub(super) fn on_white(grey: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(grey) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
