//! What control words do.

use super::fonts::Font;
use super::lists::is_on;
use super::reader::Reader;
use super::state::{Kind, Letters, Paragraph, Target};
use crate::model::Layer;

/// Groups whose letters are no text, whether or not they are marked as ones to be ignored.
const UNREAD: &[&str] = &[
    "colortbl",
    "pict",
    "nonshppict",
    "shprslt",
    "sp",
    "filetbl",
    "xe",
    "tc",
    "rxe",
    "txe",
    "objclass",
    "objname",
    "nonesttables",
    "levelnumbers",
    "listname",
    "listpicture",
    "liststylename",
    "annotation",
    "atnid",
    "atnauthor",
    "falt",
    "panose",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "aftnsep",
    "aftnsepc",
    "aftncn",
    "template",
    "fldtype",
    "pgdsctbl",
];

impl<'b> Reader<'_, 'b> {
    /// Takes a control word.
    pub fn word(&mut self, word: &'b str, number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        let first = self.group().word.is_empty();
        if first {
            self.group().word = word;
        }
        match self.group().target {
            Target::Nowhere => return,
            Target::Twin if word == "ud" => return self.group().target = Target::Text,
            Target::Twin => return,
            _ => {}
        }
        if (first || starred) && self.destination(word) {
            return;
        }
        if starred {
            self.group().target = Target::Nowhere;
            return;
        }
        if word == "u" {
            return self.unicode(number.unwrap_or(0));
        }
        match self.group().target {
            Target::Fonts => self.font_word(word, number),
            Target::Styles => self.style_word(word, number),
            Target::Lists | Target::LevelText => {
                let fonts = &self.fonts;
                self.lists.word(word, number, |n| fonts.name(n).to_owned());
            }
            Target::Field => self.field_word(word, number),
            _ => self.text_word(word, number),
        }
    }

    /// Takes the first word of a group; tells whether it says where its letters go.
    fn destination(&mut self, word: &'b str) -> bool {
        let within = self.group().target;
        let target = match word {
            "fonttbl" => Target::Fonts,
            "stylesheet" => Target::Styles,
            "listtable" | "listoverridetable" => {
                self.lists.begin_table(word == "listoverridetable");
                Target::Lists
            }
            "leveltext" if within == Target::Lists => {
                self.buffer.clear();
                Target::LevelText
            }
            "info" => Target::Info,
            "title" if within == Target::Info => Target::Title,
            "listtext" | "pntext" => {
                self.open_story().label = None;
                Target::Label
            }
            "fldinst" => {
                self.form = Form::default();
                Target::Field
            }
            "formfield" if within == Target::Field => Target::Field,
            "shpinst" | "do" | "object" | "shpgrp" => Target::Shape,
            "pn" | "nesttableprops" => return self.properties(word),
            "result" => Target::Text,
            "upr" => Target::Twin,
            "shptxt" | "dptxbxtext" => return self.begin(Kind::Box),
            "footnote" => return self.begin(Kind::Apart(Layer::Note)),
            "header" | "headerl" | "headerr" | "headerf" => {
                return self.begin(Kind::Apart(Layer::Header));
            }
            "footer" | "footerl" | "footerr" | "footerf" => {
                return self.begin(Kind::Apart(Layer::Footer));
            }
            word if UNREAD.contains(&word) => Target::Nowhere,
            _ => return false,
        };
        self.group().target = target;
        true
    }

    /// Begins a group that holds properties only, marked as one to be ignored by old programs.
    fn properties(&mut self, word: &str) -> bool {
        if word == "nesttableprops" {
            self.outer_shape = Some(self.shape.clone());
        } else {
            self.group().target = Target::Text;
        }
        true
    }

    fn begin(&mut self, kind: Kind) -> bool {
        self.begin_frame(kind);
        let font = self.default_font;
        let group = self.group();
        group.target = Target::Text;
        group.letters = Letters { font, ..Letters::default() };
        group.paragraph = Paragraph::default();
        true
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "f" => {
                self.font = Font::default();
                self.font_number = number.unwrap_or(0);
            }
            "fcharset" => self.font.charset = number,
            "cpg" => self.font.code_page = number,
            _ => {}
        }
    }

    fn style_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "s" => self.style = (number.unwrap_or(0), None),
            "outlinelevel" => self.style.1 = number.and_then(|n| u8::try_from(n).ok()),
            _ => {}
        }
    }

    fn field_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "fftype" => self.form.is_box = number == Some(1),
            "ffres" => self.form.result = number.filter(|n| *n <= 1),
            "ffdefres" => self.form.usual = number,
            _ => {}
        }
    }

    fn text_word(&mut self, word: &str, number: Option<i32>) {
        if self.document_word(word, number)
            || self.letter_word(word, number)
            || self.paragraph_word(word, number)
            || self.shape.word(word, number)
        {
            return;
        }
        match word {
            "par" | "sect" => {
                let depth = self.group().paragraph.depth();
                self.end_paragraph(depth);
            }
            "cell" => self.end_cell(1),
            "nestcell" => {
                let depth = self.group().paragraph.depth().max(2);
                self.end_cell(depth);
            }
            "row" => self.end_row(1),
            "nestrow" => {
                let depth = self.group().paragraph.depth().max(2);
                self.end_row(depth);
            }
            _ => {
                if let Some(text) = printed(word) {
                    self.emit(text);
                }
            }
        }
    }

    fn document_word(&mut self, word: &str, number: Option<i32>) -> bool {
        match word {
            "ansicpg" => self.fonts.code_page = number.unwrap_or(1252),
            "mac" => self.fonts.code_page = 10_000,
            "deff" => self.default_font = number.unwrap_or(0),
            "uc" => {
                let bytes = number.and_then(|n| usize::try_from(n).ok());
                self.group().fallback = bytes.unwrap_or(1).min(16);
            }
            _ => return false,
        }
        true
    }

    fn letter_word(&mut self, word: &str, number: Option<i32>) -> bool {
        let (on, font) = (is_on(number), self.default_font);
        let letters = &mut self.group().letters;
        match word {
            "plain" => *letters = Letters { font, deleted: letters.deleted, ..Letters::default() },
            "f" => letters.font = number.unwrap_or(0),
            "b" => letters.bold = on,
            "i" => letters.italic = on,
            "ulnone" => letters.underline = false,
            "ul" | "ulw" | "uld" | "uldb" | "ulth" | "uldash" | "uldashd" | "uldashdd"
            | "ulwave" | "ulhwave" | "ululdbwave" | "ulthd" | "ulthdash" | "ulldash" => {
                letters.underline = on
            }
            "v" => letters.hidden = on,
            "deleted" => letters.deleted = on,
            _ => return false,
        }
        true
    }

    fn paragraph_word(&mut self, word: &str, number: Option<i32>) -> bool {
        let natural = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let paragraph = &mut self.group().paragraph;
        match word {
            "pard" => *paragraph = Paragraph::default(),
            "intbl" => paragraph.in_table = is_on(number),
            "itap" => paragraph.nesting = natural,
            "s" => paragraph.style = number,
            "outlinelevel" => paragraph.outline = u8::try_from(natural).ok(),
            "ls" => paragraph.list = number,
            "ilvl" => paragraph.level = natural,
            "pnlvl" => paragraph.level = natural.saturating_sub(1),
            "pnlvlblt" => paragraph.old_bullet = true,
            _ => return false,
        }
        true
    }
}

/// Returns what a word prints.
fn printed(word: &str) -> Option<&'static str> {
    let text = match word {
        "tab" => "\t",
        "line" | "page" | "column" | "lbr" => "\n",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201C}",
        "rdblquote" => "\u{201D}",
        "bullet" => "\u{2022}",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    };
    Some(text)
}

/// A form field of the old kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    is_box: bool,
    result: Option<i32>,
    usual: Option<i32>,
}

impl Form {
    /// Returns what a check box shows; nothing for other fields.
    pub fn tick(self) -> &'static str {
        match (self.is_box, self.result.or(self.usual)) {
            (false, _) => "",
            (true, Some(1)) => "☒",
            (true, _) => "☐",
        }
    }
}
