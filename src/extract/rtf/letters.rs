//! Letters: bytes and numbers to text, and the text to where its group says.

use super::super::story::{LONGEST_NAME_BYTES, Look, capped, heading_by_name, push_run};
use super::fonts::Font;
use super::reader::Reader;
use super::state::Target;
use crate::text::symbols;

/// Bytes that a run counts against the limit of text besides its letters.
const RUN_BYTES: usize = 32;
/// Styles that are read.
const MOST_STYLES: usize = 20_000;

impl Reader<'_, '_> {
    /// Takes a character by its number, which may be half of one.
    pub fn unicode(&mut self, number: i32) {
        self.skip = self.group().fallback;
        // Numbers beyond 32,767 are written as negative ones.
        let unit = (number & 0xFFFF) as u16;
        let first = self.half.take();
        let units: Vec<u16> = first.into_iter().chain([unit]).collect();
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => self.emit(c.encode_utf8(&mut [0; 4])),
            _ if (0xD800..0xDC00).contains(&unit) => self.half = Some(unit),
            _ => {}
        }
    }

    /// Decodes the bytes that have come together.
    pub fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.group().letters.font;
        let text = if self.group().target == Target::LevelText {
            bytes.iter().copied().map(char::from).collect()
        } else if self.fonts.is_symbol(font) && self.is_text() {
            bytes.iter().map(|b| symbol_letter(*b)).collect()
        } else {
            self.fonts.encoding(font).decode_without_bom_handling(&bytes).0.into_owned()
        };
        self.emit(&text);
    }

    fn is_text(&mut self) -> bool {
        matches!(self.group().target, Target::Text | Target::Label)
    }

    /// Takes text to where the group's letters go.
    pub fn emit(&mut self, text: &str) {
        match self.group().target {
            Target::Text => self.push(text),
            Target::Label => {
                let text = self.as_shown(text);
                let cap = self.allowance.label_bytes;
                let label = self.open_story().label.get_or_insert_default();
                label.push_str(capped(&text, cap.saturating_sub(label.len())));
            }
            Target::Title => {
                let left = LONGEST_NAME_BYTES.saturating_sub(self.outcome.title.len());
                self.outcome.title.push_str(capped(text, left));
            }
            Target::LevelText => self.buffer.push_str(capped(text, LONGEST_NAME_BYTES)),
            Target::Fonts | Target::Styles => self.name(text),
            _ => {}
        }
    }

    /// Takes letters of the name of a font or style; a semicolon ends it.
    fn name(&mut self, text: &str) {
        for c in text.chars() {
            if c != ';' {
                if self.buffer.len() < LONGEST_NAME_BYTES {
                    self.buffer.push(c);
                }
                continue;
            }
            let name = std::mem::take(&mut self.buffer).trim().to_owned();
            if self.group().target == Target::Fonts {
                let font = Font { name, ..std::mem::take(&mut self.font) };
                self.fonts.add(self.font_number, font);
            } else {
                self.end_style(&name);
            }
        }
    }

    fn end_style(&mut self, name: &str) {
        let (number, outline) = std::mem::take(&mut self.style);
        let stated = outline.map(|o| (o < 9).then_some(o + 1));
        let heading = stated.unwrap_or_else(|| heading_by_name(name));
        if let Some(level) = heading.filter(|_| self.headings.len() < MOST_STYLES) {
            self.headings.insert(number, level);
        }
    }

    /// Returns the text as its font prints it.
    fn as_shown(&mut self, text: &str) -> String {
        let font = self.group().letters.font;
        let font = self.fonts.name(font);
        match symbols::needs_decoding(text, font) {
            true => symbols::decode(text, font),
            false => text.to_owned(),
        }
    }

    fn push(&mut self, text: &str) {
        let letters = self.group().letters;
        if letters.deleted {
            self.outcome.changes |= !text.trim().is_empty();
            return;
        }
        if letters.hidden {
            return;
        }
        let text = self.as_shown(text);
        let text = self.allowance.allowed(&text).to_owned();
        let look = Look {
            bold: Some(letters.bold),
            italic: Some(letters.italic),
            underline: Some(letters.underline),
            ..Look::default()
        };
        if push_run(&mut self.frame().runs, &text, &look) {
            self.allowance.charge(RUN_BYTES);
        }
    }
}

/// Returns the letter of a picture font at a place of its code page.
fn symbol_letter(byte: u8) -> char {
    match byte {
        b' ' => ' ',
        byte => char::from_u32(0xF000 + u32::from(byte)).unwrap_or(' '),
    }
}
