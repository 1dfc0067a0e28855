//! Fonts and the code pages that their character sets mean.

use encoding_rs::Encoding;
use std::collections::HashMap;

/// Character set of fonts whose letters are pictures.
const SYMBOL_CHARSET: i32 = 2;
/// Fonts that are read.
const MOST_FONTS: usize = 10_000;

/// A font.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Font {
    /// Its name.
    pub name: String,
    /// Its character set, if it is said.
    pub charset: Option<i32>,
    /// Its code page, if it is said.
    pub code_page: Option<i32>,
}

/// The fonts of a document by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Fonts {
    by_number: HashMap<i32, Font>,
    /// Code page of text in fonts that name none; 0 if the file does not say, for Windows-1252.
    pub code_page: i32,
}

impl Fonts {
    /// Adds a font.
    pub fn add(&mut self, number: i32, font: Font) {
        if self.by_number.len() < MOST_FONTS {
            self.by_number.insert(number, font);
        }
    }

    /// Returns a font's name.
    pub fn name(&self, number: i32) -> &str {
        self.by_number.get(&number).map_or("", |f| f.name.as_str())
    }

    /// Tells whether the letters of a font are pictures.
    pub fn is_symbol(&self, number: i32) -> bool {
        self.by_number.get(&number).is_some_and(|f| f.charset == Some(SYMBOL_CHARSET))
    }

    /// Returns the encoding of text in a font.
    pub fn encoding(&self, number: i32) -> &'static Encoding {
        let font = self.by_number.get(&number);
        let said = font.and_then(|f| f.code_page.or_else(|| f.charset.and_then(of_charset)));
        encoding(said.unwrap_or(self.code_page))
    }
}

/// Returns the code page of a character set; `None` for those that follow the document's.
fn of_charset(charset: i32) -> Option<i32> {
    let pages = [
        (77, 10_000),
        (128, 932),
        (129, 949),
        (130, 1361),
        (134, 936),
        (136, 950),
        (161, 1253),
        (162, 1254),
        (163, 1258),
        (177, 1255),
        (178, 1256),
        (186, 1257),
        (204, 1251),
        (222, 874),
        (238, 1250),
    ];
    pages.into_iter().find(|(set, _)| *set == charset).map(|(_, page)| page)
}

/// Returns the encoding of a code page, Windows-1252 for those that are not known.
pub(in crate::extract) fn encoding(code_page: i32) -> &'static Encoding {
    match code_page {
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 | 1361 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 => encoding_rs::MACINTOSH,
        65_001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}
