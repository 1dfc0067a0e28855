//! The device that pages are drawn on: it keeps what reading needs and draws nothing.

use super::content::{
    ASCENT_EM, Area, DESCENT_EM, Dot, Face, Glyph, Marked, PageContent, Rule, Turn, UNKNOWN,
};
use super::geometry::Rect;
use super::stem::Stems;
use super::unread::is_strip;
use crate::text::symbols;
use hayro_interpret::font::{Glyph as Drawn, GlyphRun, OutlineFontData};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro_syntax::object::Dict;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Font units in an em, as the interpreter scales glyphs.
const UNITS_PER_EM: f64 = 1000.0;
/// A filled rectangle thinner than this is a rule (pdfni and the tables of ICDAR-2013).
const RULE_THICKNESS_PT: f64 = 3.5;
/// A line shorter than this is a dash or part of a drawing.
const RULE_LENGTH_PT: f64 = 2.0;
/// A line that leaves its direction by more than this is neither level nor plumb.
const RULE_SLANT_PT: f64 = 1.0;
/// Least sides of a filled area whose sides bound cells.
const AREA_SIDES_PT: (f64, f64) = (8.0, 6.0);
/// A picture of fewer pixels is a colour stretched over an area.
const PICTURE_PIXELS: f64 = 64.0;
/// Glyphs of a page of text, for which there is room from the start.
const GLYPHS: usize = 2_000;
/// Weight from which a font is bold.
const BOLD_WEIGHT: u32 = 600;

/// Fonts of a document by their identity, numbered in order of appearance.
#[derive(Debug, Default)]
pub struct Fonts {
    known: HashMap<u128, Font>,
    stems: Stems,
}

/// What is known of a font.
#[derive(Clone, Debug, Default)]
struct Font {
    face: Face,
    /// Name in lower case; empty if the file does not tell it.
    name: Rc<str>,
    signs: Signs,
    /// Nothing tells its weight so far.
    weight_open: bool,
}

/// What the signs of a font are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Signs {
    /// What their codes say.
    #[default]
    Letters,
    /// Nothing but bullets.
    Bullets,
    /// Pictures that are no text.
    Icons,
}

/// The codes of a run of glyphs, which are all of one font, with what they stand for.
///
/// Telling that takes the interpreter a search of tables and names; a line of text has each of its
/// letters several times.
#[derive(Debug, Default)]
struct Codes {
    known: Vec<Code>,
    /// What all of them stand for, one after the other.
    letters: String,
}

#[derive(Clone, Debug)]
struct Code {
    code: u32,
    advance: Option<f32>,
    /// Bytes of its letters.
    letters: Range<usize>,
}

impl Codes {
    /// Returns a glyph's advance and letters.
    fn of(&mut self, glyph: &Drawn<'_>, font: &Font) -> (Option<f32>, &str) {
        let code = glyph.char_code();
        let at = self.known.iter().position(|k| k.code == code).unwrap_or_else(|| {
            let start = self.letters.len();
            letters_of(glyph.as_unicode(), code, font, &mut self.letters);
            let advance = match glyph {
                Drawn::Outline(g) => g.advance_width(),
                Drawn::Type3(g) => g.advance_width(),
            };
            self.known.push(Code { code, advance, letters: start..self.letters.len() });
            self.known.len() - 1
        });
        let known = &self.known[at];
        (known.advance, &self.letters[known.letters.clone()])
    }
}

/// Collects the content of one page.
pub struct Collector<'f> {
    pub content: PageContent,
    fonts: &'f mut Fonts,
    /// Marked content begun and not ended: its id, and whether it is furniture.
    marks: Vec<(Option<Marked>, bool)>,
    /// Numbers of the groups around, from the outermost.
    groups: Vec<u32>,
    /// Groups drawn so far.
    group_count: u32,
    limit: usize,
}

impl<'f> Collector<'f> {
    /// Returns a collector for a page of that size.
    pub fn new(number: u32, size: (f32, f32), fonts: &'f mut Fonts, limit: usize) -> Self {
        let content = PageContent {
            number,
            width: f64::from(size.0),
            height: f64::from(size.1),
            glyphs: Vec::with_capacity(GLYPHS),
            ..PageContent::default()
        };
        Self { content, fonts, marks: Vec::new(), groups: Vec::new(), group_count: 0, limit }
    }

    fn is_full(&mut self, count: usize) -> bool {
        self.content.cut |= count >= self.limit;
        count >= self.limit
    }

    fn rule(&mut self, a: Point, b: Point, side: bool) {
        let at = Rect::between((a.x, a.y), (b.x, b.y));
        let plumb = at.width() < RULE_SLANT_PT && at.height() > RULE_LENGTH_PT;
        let level = at.height() < RULE_SLANT_PT && at.width() > RULE_LENGTH_PT;
        if !(plumb || level) || self.is_full(self.content.rules.len()) {
            return;
        }
        let at = if plumb {
            Rect { left: at.center_x(), right: at.center_x(), ..at }
        } else {
            Rect { top: at.center_y(), bottom: at.center_y(), ..at }
        };
        self.content.rules.push(Rule { plumb, at, side });
    }

    fn sides(&mut self, at: &Rect) {
        let corner = |x: f64, y: f64| Point::new(x, y);
        let corners = [
            corner(at.left, at.top),
            corner(at.right, at.top),
            corner(at.right, at.bottom),
            corner(at.left, at.bottom),
        ];
        (0..4).for_each(|i| self.rule(corners[i], corners[(i + 1) % 4], true));
    }

    /// Takes a filled rectangle as a rule if it is thin, else as an area.
    fn filled(&mut self, at: &Rect, paint: &Paint<'_>) {
        let (width, height) = (at.width(), at.height());
        if width < RULE_THICKNESS_PT && height > 2.0 * width.max(1.0) {
            let x = at.center_x();
            self.rule(Point::new(x, at.top), Point::new(x, at.bottom), false);
        } else if height < RULE_THICKNESS_PT && width > 2.0 * height.max(1.0) {
            let y = at.center_y();
            self.rule(Point::new(at.left, y), Point::new(at.right, y), false);
        } else if width > AREA_SIDES_PT.0 && height > AREA_SIDES_PT.1 {
            if !self.is_full(self.content.areas.len()) {
                self.content.areas.push(Area { at: *at, colour: colour_of(paint) });
            }
            self.sides(at);
        }
    }

    fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode, paint: &Paint<'_>) {
        let (fills, strokes) = match mode {
            DrawMode::Fill(_) => (true, false),
            DrawMode::Stroke(_) => (false, true),
            DrawMode::FillAndStroke(..) => (true, true),
            DrawMode::Invisible => return,
        };
        let outlines = Outline::all_of(path, transform);
        for outline in &outlines {
            if strokes && !outline.curved {
                outline.points.windows(2).for_each(|p| self.rule(p[0], p[1], false));
            }
            if fills && let Some(at) = outline.rectangle() {
                self.filled(&at, paint);
            }
        }
        self.dot(&outlines);
        if outlines.iter().any(|o| o.curved || o.slants()) {
            self.drawing(&outlines);
        }
    }

    /// Keeps a small drawing about as high as wide.
    fn dot(&mut self, outlines: &[Outline]) {
        /// Sides of drawn bullets in points.
        const SIDES: std::ops::Range<f64> = 1.0..9.0;
        let boxes = outlines.iter().flat_map(|o| &o.points).map(|p| point(*p));
        let Some(at) = Rect::around(boxes) else { return };
        let square = (0.6..1.7).contains(&(at.width() / at.height()));
        if square && SIDES.contains(&at.width()) && !self.is_full(self.content.dots.len()) {
            let (mark, artifact) = self.mark();
            self.content.dots.push(Dot { at, mark, artifact });
        }
    }

    fn drawing(&mut self, outlines: &[Outline]) {
        let boxes = outlines.iter().flat_map(|o| &o.points).map(|p| point(*p));
        if let Some(at) = Rect::around(boxes)
            && !self.is_full(self.content.drawings.len())
        {
            let length = outlines.iter().map(Outline::slanted_length).sum();
            self.content.drawings.push((at, length));
        }
    }

    fn glyphs(&mut self, run: &GlyphRun<'_, '_>, transform: Affine, invisible: bool) {
        let Some(first) = run.glyphs().first() else { return };
        let font = match &**first {
            Drawn::Outline(_) => self.fonts.font_of(run),
            Drawn::Type3(_) => Font::default(),
        };
        let (mark, artifact) = self.mark();
        let mut codes = Codes::default();
        for glyph in run.glyphs() {
            if self.is_full(self.content.glyphs.len()) {
                return;
            }
            let (advance, letters) = codes.of(glyph, &font);
            let place = Placed::of(transform * glyph.transform(), advance);
            if !place.is_on_page(self.content.width, self.content.height) {
                continue;
            }
            // The letters of one glyph share its width.
            let count = letters.chars().count();
            self.content.glyphs.extend(letters.chars().enumerate().map(|(index, letter)| Glyph {
                letter,
                code: glyph.char_code(),
                at: place.part(index, count),
                baseline: place.origin.y,
                size: place.size,
                turn: place.turn,
                face: font.face,
                mark,
                artifact,
                invisible,
            }));
        }
    }

    /// Returns the innermost marked content, and whether what is drawn is furniture.
    fn mark(&self) -> (Option<Marked>, bool) {
        let id = self.marks.iter().rev().find_map(|m| m.0);
        (id, self.marks.iter().any(|m| m.1))
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, props.transform, mode, &props.paint);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.glyphs(run, props.transform, matches!(mode, DrawMode::Invisible));
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = (f64::from(image.width()), f64::from(image.height()));
        let corners = [(0.0, 0.0), (size.0, 0.0), size, (0.0, size.1)];
        let corners = corners.map(|c| point(props.transform * Point::new(c.0, c.1)));
        // A line of text may be a patch of colour under a mask of its letters.
        let told = |at: &Rect| size.0 * size.1 >= PICTURE_PIXELS || is_strip(at);
        if let Some(at) = Rect::around(corners).filter(told)
            && !self.is_full(self.content.pictures.len())
        {
            self.content.pictures.push(at);
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let id = properties.and_then(|d| d.get::<i32>(b"MCID".as_slice()));
        let group = self.groups.last().copied().unwrap_or_default();
        self.marks.push((id.map(|id| Marked { group, id }), tag == b"Artifact"));
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.group_count += 1;
        self.groups.push(self.group_count);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn pop_clip(&mut self) {}
}

fn point(p: Point) -> Rect {
    Rect::between((p.x, p.y), (p.x, p.y))
}

/// Returns the colour of a paint; of four inks only so near as shades need to be told apart, as the
/// table that tells it exactly takes longer to make than most pages take to read.
fn colour_of(paint: &Paint<'_>) -> [u8; 3] {
    match paint {
        Paint::Color(colour) if let [c, m, y, k] = *colour.components() => {
            [c, m, y].map(|ink| (255.0 * (1.0 - ink) * (1.0 - k)).round() as u8)
        }
        Paint::Color(colour) => {
            let rgba = colour.to_rgba().to_rgba8();
            [rgba[0], rgba[1], rgba[2]]
        }
        Paint::Pattern(_) => [0x80; 3],
    }
}

/// Adds what a glyph stands for: letters of picture fonts as what they look like, ligatures as
/// their letters, icons as nothing.
fn letters_of(unicode: Option<BfString>, code: u32, font: &Font, letters: &mut String) {
    if font.signs == Signs::Icons {
        return;
    }
    let pictures = font.face.pictures;
    let mut add = |c: char| {
        if font.signs == Signs::Bullets {
            return letters.push('•');
        }
        let private = ('\u{E000}'..='\u{F8FF}').contains(&c);
        let pictured = (private || pictures && (c as u32) < 0x100 && !c.is_whitespace())
            .then(|| symbols::picture(c as u32, &font.name));
        match pictured.flatten() {
            Some(picture) => letters.push(picture),
            None if private => letters.push(UNKNOWN),
            None => expand(c, letters),
        }
    };
    match unicode {
        Some(BfString::Char(c)) => add(c),
        Some(BfString::String(text)) => text.chars().for_each(add),
        None if pictures => char::from_u32(code).into_iter().for_each(add),
        None => letters.push(UNKNOWN),
    }
}

/// Adds a character, a ligature as its letters (Unicode block "Alphabetic Presentation Forms"),
/// no-break spaces as spaces. Control characters stay: they tell of fonts that lie.
pub fn expand(c: char, out: &mut String) {
    match c {
        '\u{FB00}' => out.push_str("ff"),
        '\u{FB01}' => out.push_str("fi"),
        '\u{FB02}' => out.push_str("fl"),
        '\u{FB03}' => out.push_str("ffi"),
        '\u{FB04}' => out.push_str("ffl"),
        '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
        '\u{A0}' => out.push(' '),
        '\u{200B}' | '\u{FEFF}' => {}
        c => out.push(c),
    }
}

/// Where a glyph is drawn.
struct Placed {
    origin: Point,
    end: Point,
    up: Point,
    size: f64,
    turn: Turn,
}

impl Placed {
    fn of(transform: Affine, advance: Option<f32>) -> Self {
        /// Advance taken for a glyph that has none: half an em.
        const UNTOLD: f64 = 500.0;
        let advance = advance.map_or(UNTOLD, f64::from);
        let [along_x, along_y, up_x, up_y, x, y] = transform.as_coeffs();
        let up = Point::new(up_x * UNITS_PER_EM, up_y * UNITS_PER_EM);
        let turn = Turn::of(along_x, along_y);
        Self {
            origin: Point::new(x, y),
            end: Point::new(x + advance * along_x, y + advance * along_y),
            up,
            size: if up.x == 0.0 { up.y.abs() } else { up.x.hypot(up.y) },
            turn,
        }
    }

    fn is_on_page(&self, width: f64, height: f64) -> bool {
        let sane = self.size.is_finite() && self.size > 0.0 && self.size < 10.0 * height.max(width);
        let inside =
            |p: &Point| (-1.0..=width + 1.0).contains(&p.x) && (-1.0..=height + 1.0).contains(&p.y);
        sane && (inside(&self.origin) || inside(&self.end))
    }

    /// Returns the box of the letter at `index` of `count` letters.
    fn part(&self, index: usize, count: usize) -> Rect {
        let (from, to) = (index as f64 / count as f64, (index + 1) as f64 / count as f64);
        let span = |origin: f64, end: f64, up: f64| {
            let (a, b) = (origin + from * (end - origin), origin + to * (end - origin));
            let (rise, fall) = (ASCENT_EM * up, -DESCENT_EM * up);
            (a.min(b) + rise.min(fall), a.max(b) + rise.max(fall))
        };
        let (left, right) = span(self.origin.x, self.end.x, self.up.x);
        let (top, bottom) = span(self.origin.y, self.end.y, self.up.y);
        Rect { left, top, right, bottom }
    }
}

/// One outline of a path, on the page.
#[derive(Default)]
struct Outline {
    points: Vec<Point>,
    curved: bool,
}

impl Outline {
    fn all_of(path: &BezPath, transform: Affine) -> Vec<Self> {
        /// Points of a rectangle that is closed twice.
        const CORNERS: usize = 6;
        let mut all: Vec<Self> = Vec::new();
        for element in path.elements() {
            let mut add = |p: Point, curved: bool| {
                if all.is_empty() {
                    all.push(Self::default());
                }
                if let Some(last) = all.last_mut() {
                    last.points.push(transform * p);
                    last.curved |= curved;
                }
            };
            match *element {
                PathEl::MoveTo(p) => {
                    let mut points = Vec::with_capacity(CORNERS);
                    points.push(transform * p);
                    all.push(Self { points, curved: false });
                }
                PathEl::LineTo(p) => add(p, false),
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => add(p, true),
                PathEl::ClosePath => {
                    if let Some(last) = all.last_mut()
                        && let Some(start) = last.points.first().copied()
                    {
                        last.points.push(start);
                    }
                }
            }
        }
        all.retain(|o| o.points.len() > 1 && o.points.iter().all(|p| p.is_finite()));
        all
    }

    /// Returns the box if the outline is a rectangle with level sides.
    fn rectangle(&self) -> Option<Rect> {
        let at = Rect::around(self.points.iter().map(|p| point(*p)))?;
        let corners = self.points.len();
        (!self.curved && (4..=6).contains(&corners) && !self.slants()).then_some(at)
    }

    fn steps(&self) -> impl Iterator<Item = (f64, f64)> {
        self.points.windows(2).map(|p| ((p[1].x - p[0].x).abs(), (p[1].y - p[0].y).abs()))
    }

    fn slants(&self) -> bool {
        self.steps().any(|(dx, dy)| dx > RULE_SLANT_PT && dy > RULE_SLANT_PT)
    }

    fn slanted_length(&self) -> f64 {
        self.steps()
            .filter(|(dx, dy)| *dx > RULE_SLANT_PT && *dy > RULE_SLANT_PT)
            .map(|(dx, dy)| dx.hypot(dy))
            .sum()
    }
}

impl Fonts {
    /// Returns the font a run is set in.
    fn font_of(&mut self, run: &GlyphRun<'_, '_>) -> Font {
        let outlines = run.glyphs().iter().filter_map(|g| match &**g {
            Drawn::Outline(glyph) => Some(glyph),
            Drawn::Type3(_) => None,
        });
        let Some(first) = outlines.clone().next() else { return Font::default() };
        let Some(data) = first.font_data() else {
            let by_stem = self.stems.are_bold(outlines).unwrap_or_default();
            return Font::default().of_stem(by_stem);
        };
        let next = u16::try_from(self.known.len() + 1).unwrap_or(u16::MAX);
        let font = self.known.entry(data.cache_key).or_insert_with(|| Font::of(&data, next));
        if font.weight_open
            && let Some(by_stem) = self.stems.are_bold(outlines)
        {
            *font = font.clone().of_stem(by_stem);
        }
        font.clone()
    }
}

impl Font {
    /// Reads what a font program tells of itself; `number` is its number in the document.
    fn of(data: &OutlineFontData, number: u16) -> Self {
        let name = plain_name(data.postscript_name.as_deref().unwrap_or_default());
        let signs = if is_icon_font(&name) {
            Signs::Icons
        } else if is_bullet_font(&name) {
            Signs::Bullets
        } else {
            Signs::Letters
        };
        let face = Face {
            font: number,
            bold: data.weight.is_some_and(|w| w >= BOLD_WEIGHT) || says_bold(&name),
            by_stem: false,
            italic: data.is_italic,
            pictures: is_picture_font(&name) || signs != Signs::Letters,
        };
        let weight_open = data.weight.is_none() && !face.bold && !face.pictures;
        Self { face, name: name.into(), signs, weight_open }
    }

    /// Settles the weight by what was measured on a letter.
    fn of_stem(self, bold: bool) -> Self {
        let face = Face { bold, by_stem: bold, ..self.face };
        Self { face, weight_open: false, ..self }
    }
}

/// Returns a PostScript name without its subset tag, in lower case, as picture fonts are listed.
fn plain_name(name: &str) -> String {
    let plain = name.split_once('+').map_or(name, |(_, plain)| plain).to_ascii_lowercase();
    match plain.as_str() {
        "symbolmt" | "symbol" | "opensymbol" => "symbol".into(),
        "wingdings-regular" => "wingdings".into(),
        "wingdings2" => "wingdings 2".into(),
        "wingdings3" => "wingdings 3".into(),
        _ => plain,
    }
}

fn is_picture_font(name: &str) -> bool {
    name == "symbol" || name.starts_with("wingdings") || name.starts_with("webdings")
}

/// Tells whether a font holds nothing but bullets: Firefox sets those of lists in one of its own,
/// and gives its codes any meaning.
fn is_bullet_font(name: &str) -> bool {
    name.contains("bullet")
}

/// Tells whether a font draws pictures of web pages (an envelope, an arrow) that are no text.
fn is_icon_font(name: &str) -> bool {
    ["fontawesome", "glyphicon", "materialicon", "icomoon", "dashicon"]
        .iter()
        .any(|f| name.contains(f))
}

fn says_bold(name: &str) -> bool {
    ["bold", "black", "heavy"].iter().any(|word| name.contains(word))
}
