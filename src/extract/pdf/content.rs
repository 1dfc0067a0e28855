//! What is drawn on a page: glyphs, rules, filled areas, pictures.

use super::geometry::Rect;

/// Stands for a glyph whose letter the file does not tell.
pub const UNKNOWN: char = '\u{FFFD}';

/// One letter with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// The letter; [`UNKNOWN`] if the file does not tell it.
    pub letter: char,
    /// Code that the file shows the glyph by.
    pub code: u32,
    /// From advance start to advance end, from ascender to descender.
    pub at: Rect,
    /// Baseline.
    pub baseline: f64,
    /// Font size as shown, in points.
    pub size: f64,
    /// Direction of the text.
    pub turn: Turn,
    /// Font face.
    pub face: Face,
    /// Innermost marked content that the glyph belongs to.
    pub mark: Option<Marked>,
    /// Marked by the file as page furniture (an artifact).
    pub artifact: bool,
    /// Drawn invisibly, as text recognition lays it under a picture.
    pub invisible: bool,
}

/// Direction of text on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// From left to right.
    #[default]
    Upright,
    /// From top to bottom: turned clockwise once.
    Down,
    /// Upside down.
    Over,
    /// From bottom to top.
    Up,
    /// Neither level nor plumb.
    Askew,
}

impl Turn {
    /// Returns the direction of an advance on the page.
    pub fn of(dx: f64, dy: f64) -> Self {
        /// Sine of the angle below which text counts as level: half a degree more than a scan is
        /// straightened to.
        const LEVEL: f64 = 0.035;
        if dy == 0.0 {
            return if dx < 0.0 { Self::Over } else { Self::Upright };
        }
        let length = dx.hypot(dy);
        if dy.abs() <= LEVEL * length {
            if dx < 0.0 { Self::Over } else { Self::Upright }
        } else if dx.abs() <= LEVEL * length {
            if dy > 0.0 { Self::Down } else { Self::Up }
        } else {
            Self::Askew
        }
    }

    /// Returns the clockwise quarter turns that make the text upright; none if it is askew.
    pub fn quarters_to_upright(self) -> Option<u8> {
        match self {
            Self::Upright => Some(0),
            Self::Up => Some(1),
            Self::Over => Some(2),
            Self::Down => Some(3),
            Self::Askew => None,
        }
    }

    /// Returns the direction after the page was turned clockwise by `quarters` quarter turns.
    #[must_use]
    pub fn turned(self, quarters: u8) -> Self {
        let order = [Self::Upright, Self::Down, Self::Over, Self::Up];
        match order.iter().position(|t| *t == self) {
            Some(at) => order[(at + quarters as usize) % 4],
            None => self,
        }
    }
}

/// What matters of a font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Face {
    /// Number of the font within the document.
    pub font: u16,
    /// Weight of 600 or more.
    pub bold: bool,
    /// Bold by the thickness of its stems, measured on what the file calls a letter with a stem.
    pub by_stem: bool,
    /// Italic or oblique.
    pub italic: bool,
    /// A font of pictures (Symbol, Wingdings).
    pub pictures: bool,
}

/// A program library that reads pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    #[default]
    Hayro,
    Pdfni,
    PdfExtract,
}

impl Engine {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hayro => "hayro",
            Self::Pdfni => "pdfni",
            Self::PdfExtract => "pdf-extract",
        }
    }
}

/// A thin level or plumb line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Plumb, not level.
    pub plumb: bool,
    /// Its line: the thickness is lost, one side is zero.
    pub at: Rect,
    /// Side of a filled area, not a line of its own.
    pub side: bool,
}

/// Marked content as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Marked {
    /// Number of the group that holds it, in the order of drawing; zero if the page itself does.
    pub group: u32,
    /// Its number in the page or in the form that the group is.
    pub id: i32,
}

/// A small drawing about as high as wide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub at: Rect,
    /// Innermost marked content that it belongs to.
    pub mark: Option<Marked>,
    /// Marked by the file as page furniture.
    pub artifact: bool,
}

/// A filled rectangle that is not thin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub at: Rect,
    /// Red, green, blue.
    pub colour: [u8; 3],
}

impl Area {
    /// Tells whether it can be seen on paper.
    pub fn is_tinted(&self) -> bool {
        /// A fill is white, or nearly, from this value of all three colours.
        const WHITE: u8 = 0xF8;
        self.colour.iter().any(|c| *c < WHITE)
    }
}

/// Everything on a page that reading needs, turned so that most of its text is upright.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageContent {
    /// Number, from 1.
    pub number: u32,
    /// Width in points, after turning.
    pub width: f64,
    /// Height in points, after turning.
    pub height: f64,
    /// Clockwise quarter turns made after the page's own rotation.
    pub turned: u8,
    /// In the order of drawing.
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    pub areas: Vec<Area>,
    /// Places of pictures.
    pub pictures: Vec<Rect>,
    /// Boxes around drawings that are no rules, with the length of their lines.
    pub drawings: Vec<(Rect, f64)>,
    /// Object number of the page, which the structure tree names it by.
    pub object: Option<u32>,
    /// Small marks that are drawn, not set: bullets, if text follows.
    pub dots: Vec<Dot>,
    /// Its glyphs were recognised on its picture.
    pub recognised: bool,
    /// The limit of glyphs, rules or areas was reached: the page holds more.
    pub cut: bool,
    /// Too many of its letters cannot be told.
    pub illegible: bool,
    /// Who read it.
    pub engine: Engine,
}

impl PageContent {
    /// Makes a bullet of each dot that stands in front of a line: browsers draw them.
    pub fn read_dots(&mut self) {
        let dots = std::mem::take(&mut self.dots);
        for dot in dots {
            let (x, y) = (dot.at.right, dot.at.center_y());
            let follows = |g: &&Glyph| {
                let height = g.baseline - y;
                g.turn == Turn::Upright
                    && !g.letter.is_whitespace()
                    && (DOT_HEIGHT_EM.0 * g.size..DOT_HEIGHT_EM.1 * g.size).contains(&height)
                    && dot.at.height() < DOT_SIZE_EM * g.size
            };
            let on_line = || self.glyphs.iter().filter(follows);
            let next = on_line()
                .filter(|g| g.at.left >= x - 0.5 && g.at.left < x + DOT_GAP_EM * g.size)
                .min_by(|a, b| a.at.left.total_cmp(&b.at.left));
            let Some(next) = next else { continue };
            let crowded = on_line()
                .any(|g| g.at.right > dot.at.left - DOT_ROOM_EM * g.size && g.at.right < x + 0.5);
            if crowded {
                continue;
            }
            let at = Rect { left: dot.at.left, right: x, ..next.at };
            let bullet = Glyph {
                letter: '•',
                at,
                mark: dot.mark,
                artifact: dot.artifact && next.artifact,
                ..next.clone()
            };
            self.glyphs.push(bullet);
        }
    }

    /// Turns the page so that most of its text is upright.
    pub fn set_upright(&mut self) {
        let mut counts = [0_usize; 4];
        for glyph in self.glyphs.iter().filter(|g| !g.letter.is_whitespace()) {
            if let Some(quarters) = glyph.turn.quarters_to_upright() {
                counts[quarters as usize] += 1;
            }
        }
        let quarters = (1..4).max_by_key(|q| counts[*q]).unwrap_or(0);
        if counts[quarters] > counts[0] {
            self.turn(quarters as u8);
        }
    }

    fn turn(&mut self, quarters: u8) {
        let (width, height) = (self.width, self.height);
        let turned = |r: &Rect| r.turned(quarters, width, height);
        for glyph in &mut self.glyphs {
            glyph.at = turned(&glyph.at);
            glyph.turn = glyph.turn.turned(quarters);
            if glyph.turn == Turn::Upright {
                glyph.baseline = glyph.at.bottom - DESCENT_EM * glyph.size;
            }
        }
        for rule in &mut self.rules {
            rule.at = turned(&rule.at);
            rule.plumb ^= quarters % 2 == 1;
        }
        self.areas.iter_mut().for_each(|a| a.at = turned(&a.at));
        self.pictures.iter_mut().for_each(|p| *p = turned(p));
        self.drawings.iter_mut().for_each(|d| d.0 = turned(&d.0));
        if quarters % 2 == 1 {
            std::mem::swap(&mut self.width, &mut self.height);
        }
        self.turned = quarters;
    }

    /// Returns a rectangle as it stands on the page as shown.
    pub fn as_shown(&self, at: &Rect) -> Rect {
        at.turned((4 - self.turned) % 4, self.width, self.height)
    }
}

/// Height of a drawn bullet's middle above the baseline, in font sizes.
const DOT_HEIGHT_EM: (f64, f64) = (0.05, 0.65);
/// Size of a drawn bullet, in font sizes.
const DOT_SIZE_EM: f64 = 0.7;
/// Least gap between a drawn bullet and text in front of it, that of a cell beside, in font sizes.
const DOT_ROOM_EM: f64 = 0.45;
/// Gap between a drawn bullet and its text, in font sizes.
const DOT_GAP_EM: f64 = 2.5;
/// Height of a glyph's box above its baseline, in font sizes.
pub const ASCENT_EM: f64 = 0.9;
/// Depth of a glyph's box below its baseline, in font sizes.
pub const DESCENT_EM: f64 = 0.22;
