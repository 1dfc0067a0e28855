//! Tesseract's table of words: one row a page, block, paragraph, line or word, separated by tabs.

use crate::extract::RecognisedWord;
use crate::model::PageBox;

/// Points in an inch.
const POINTS_PER_INCH: f32 = 72.0;
/// Level of the rows that hold a word.
const WORD: &str = "5";
/// Confidence of a word of which the engine is sure.
const SURE: f32 = 100.0;

/// Returns the words of a table whose boxes are in pixels of 1/`dpi` inch.
///
/// Rows that are not whole words are passed over: the table comes from outside.
pub fn words(table: &str, page: u32, dpi: f32) -> Vec<RecognisedWord> {
    let mut words = Vec::new();
    let mut line = Line::default();
    for row in table.lines() {
        let mut cells = row.splitn(12, '\t');
        let Some(cells) = Cells::of(&mut cells) else { continue };
        let number = line.number(cells.line);
        words.extend(cells.word(number, page, POINTS_PER_INCH / dpi));
    }
    words
}

/// Numbers lines in their order: the table counts them anew in each paragraph.
#[derive(Default)]
struct Line {
    last: Option<[String; 3]>,
    count: u32,
}

impl Line {
    fn number(&mut self, name: [&str; 3]) -> u32 {
        if self.last.as_ref().is_none_or(|last| *last != name) {
            self.last = Some(name.map(str::to_owned));
            self.count += 1;
        }
        self.count
    }
}

/// A row of a word.
struct Cells<'a> {
    /// Block, paragraph and line.
    line: [&'a str; 3],
    /// Left, top, width, height in pixels.
    at: [f32; 4],
    confidence: f32,
    text: &'a str,
}

impl<'a> Cells<'a> {
    fn of(cells: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let is_word = cells.next()? == WORD;
        let _page = cells.next()?;
        let line = [cells.next()?, cells.next()?, cells.next()?];
        let _word = cells.next()?;
        let mut figure = || cells.next()?.parse::<f32>().ok().filter(|f| f.is_finite());
        let at = [figure()?, figure()?, figure()?, figure()?];
        let confidence = figure()?;
        let text = cells.next()?.trim();
        let is_whole = is_word && !text.is_empty() && at[2] > 0.0 && at[3] > 0.0;
        is_whole.then_some(Self { line, at, confidence, text })
    }

    fn word(&self, line: u32, page: u32, scale: f32) -> Option<RecognisedWord> {
        let [left, top, width, height] = self.at.map(|px| px * scale);
        let at = PageBox { page, left, top, right: left + width, bottom: top + height };
        let confidence = (self.confidence / SURE).clamp(0.0, 1.0);
        let text: String = self.text.chars().filter(|c| !c.is_control()).collect();
        (!text.is_empty()).then_some(RecognisedWord { text, at, line, confidence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    #[test]
    fn words_have_boxes_in_points_and_lines_in_order() {
        let table = format!(
            "{HEAD}1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n\
             5\t1\t1\t1\t1\t1\t200\t100\t400\t50\t96.5\tVan\n\
             5\t1\t1\t1\t1\t2\t620\t100\t100\t50\t50\tDriver\n\
             5\t1\t2\t1\t1\t1\t200\t300\t100\t50\t120\t\"quoted\"\n"
        );
        let words = words(&table, 7, 200.0);
        let texts: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.line)).collect();
        assert_eq!(texts, [("Van", 1), ("Driver", 1), ("\"quoted\"", 2)]);
        let at = PageBox { page: 7, left: 72.0, top: 36.0, right: 216.0, bottom: 54.0 };
        assert_eq!(words[0].at, at);
        let sure: Vec<f32> = words.iter().map(|w| w.confidence).collect();
        assert_eq!(sure, [0.965, 0.5, 1.0]);
    }

    #[test]
    fn rows_that_are_no_words_are_passed_over() {
        let rows = [
            "",
            "5\t1\t1\t1\t1\t1\t200\t100\t400",
            "5\t1\t1\t1\t1\t1\t200\t100\t400\t50\t95\t  ",
            "5\t1\t1\t1\t1\t1\t200\t100\t0\t50\t95\tflat",
            "5\t1\t1\t1\t1\t1\tNaN\t100\t400\t50\t95\tlost",
            "4\t1\t1\t1\t1\t0\t200\t100\t400\t50\t-1\tline",
        ];
        assert_eq!(words(&(HEAD.to_owned() + &rows.join("\n")), 1, 200.0), []);
    }
}
