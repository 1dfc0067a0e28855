//! Laws of PDF pages: every word lands in one place, and what a page looks like decides how it is
//! read, not how the file draws it.

use crate::sheet;
use proptest::prelude::*;
use rungs::extract::{Limits, Wish, extract};
use rungs::model::{Block, Format};
use serde_json::Value;

/// Words that stand once each on a page.
const WORDS: &[&str] = &[
    "anchor", "barrel", "candle", "dinner", "engine", "feather", "garden", "hammer", "island",
    "jacket", "kettle", "ladder", "market", "needle", "orchard", "pencil", "quarry", "ribbon",
    "saddle", "ticket", "umbrella", "valley", "window", "yellow", "zipper", "apron", "bridge",
    "copper", "dragon", "elbow", "forest", "guitar", "harbour", "insect", "jungle", "kitchen",
    "lantern", "mirror", "nectar", "oyster", "parcel", "quiver", "rabbit", "silver", "timber",
    "urchin", "velvet", "walnut", "yonder", "zebra", "almond", "button", "canvas", "desert",
    "ember", "falcon", "ginger", "hollow", "ivory", "jigsaw", "kernel", "lemon", "magnet",
    "nutmeg", "onion", "pebble", "quartz", "rocket", "shovel", "turnip", "uncle", "violin",
    "wagon", "yogurt", "zither", "acorn", "basket", "cement", "dolphin", "eagle",
];
/// Height of a line of a cell, in points.
const PITCH: usize = 14;
/// Width of a column, in points.
const COLUMN: usize = 130;

/// A table to be drawn: words in each cell, row by row.
#[derive(Clone, Debug)]
struct Table {
    cols: usize,
    cells: Vec<usize>,
    frame: Frame,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Frame {
    Grid,
    Level,
    None,
}

impl Table {
    /// Returns the orders that draw its lines, and those that show its words.
    fn orders(&self) -> (Vec<String>, Vec<String>) {
        let (mut lines, mut texts) = (Vec::new(), Vec::new());
        let mut words = WORDS.iter();
        let (mut top, mut heights) = (40, Vec::new());
        for row in self.cells.chunks(self.cols) {
            let most = row.iter().max().map_or(1, |n| n.div_ceil(2).max(1));
            let height = PITCH * most + 12;
            for (col, count) in row.iter().enumerate() {
                let words: Vec<&str> = words.by_ref().take(*count).copied().collect();
                for (line, pair) in words.chunks(2).enumerate() {
                    let (x, y) = (46 + COLUMN * col, top + 15 + PITCH * line);
                    texts.push(format!("text {x} {y} {}", pair.join(" ")));
                }
            }
            lines.push(top);
            heights.push(height.to_string());
            top += height;
        }
        lines.push(top);
        let right = 40 + COLUMN * self.cols;
        let lines = match self.frame {
            Frame::Grid => {
                let cols = vec![COLUMN.to_string(); self.cols].join(" ");
                vec![format!("grid 40 40 cols {cols} rows {}", heights.join(" "))]
            }
            Frame::Level => lines.iter().map(|y| format!("line 40 {y} {right} {y}")).collect(),
            Frame::None => Vec::new(),
        };
        (lines, texts)
    }

    fn page(&self, before: &str) -> String {
        let (lines, texts) = self.orders();
        format!("page 620 620\n{before}\n{}\n{}", lines.join("\n"), texts.join("\n"))
    }
}

fn table(frames: &'static [Frame]) -> impl Strategy<Value = Table> {
    let frame = prop::sample::select(frames);
    (2..=4_usize, 2..=5_usize, frame).prop_flat_map(|(cols, rows, frame)| {
        let cells = prop::collection::vec(1..=4_usize, cols * rows);
        cells.prop_map(move |cells| Table { cols, cells, frame })
    })
}

const ALL: &[Frame] = &[Frame::Grid, Frame::Level, Frame::None];

fn blocks(description: &str) -> Vec<Block> {
    let bytes = sheet::pdf(description);
    let doc = extract(Format::Pdf, &bytes, &Limits::default(), &Wish::default());
    doc.expect("a PDF file").blocks
}

/// Returns all words of blocks, tables included, sorted.
fn words(blocks: &[Block]) -> Vec<String> {
    fn collect(value: &Value, words: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match value {
                Value::String(text) if key == "text" => {
                    words.extend(text.split_whitespace().map(str::to_owned));
                }
                value => collect(value, words),
            }),
            Value::Array(values) => values.iter().for_each(|v| collect(v, words)),
            _ => {}
        }
    }
    let mut words = Vec::new();
    collect(&serde_json::to_value(blocks).expect("blocks are JSON"), &mut words);
    words.sort();
    words
}

/// Returns so many of the words, sorted.
fn first(count: usize) -> Vec<String> {
    let mut words: Vec<String> = WORDS.iter().take(count).map(|w| (*w).to_owned()).collect();
    words.sort();
    words
}

/// Returns a page of single words, each in a square of its own, turned by these degrees.
fn scattered(places: &[(usize, u32)]) -> String {
    let show = |(index, (square, degrees)): (usize, &(usize, u32))| {
        // Words turned over or down go back from where they start.
        let (x, y) = (95 + 110 * (square % 5), 95 + 110 * (square / 5));
        format!("tilted {degrees} {x} {y} {}\n", WORDS[index])
    };
    let texts: String = places.iter().enumerate().map(show).collect();
    format!("page 620 620\n{texts}")
}

#[test]
fn a_letter_alone_is_as_bold_as_its_word() {
    let is_read_bold = |font: &str, letter: char| {
        let page = format!("page 620 620\nfont {font} 11\ntext 40 60 {letter}");
        let json = serde_json::to_string(&blocks(&page)).expect("blocks are JSON");
        assert!(json.contains(&format!("\"{letter}\"")), "{font} {letter}: {json}");
        json.contains("\"bold\":true")
    };
    let mut faults = Vec::new();
    for letter in ('a'..='z').chain('A'..='Z') {
        let thin = ["plain", "italic"].into_iter().filter(|font| is_read_bold(font, letter));
        faults.extend(thin.map(|font| (font, letter)));
        // The thickness of a stem tells; not every letter has one.
        if "lihnmrIHLDP".contains(letter) && !is_read_bold("bold", letter) {
            faults.push(("bold", letter));
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn every_word_of_a_table_lands_once(table in table(ALL)) {
        prop_assert_eq!(words(&blocks(&table.page(""))), first(table.cells.iter().sum()));
    }

    #[test]
    fn every_word_lands_once_wherever_and_however_it_stands(
        squares in prop::sample::subsequence((0..25_usize).collect::<Vec<_>>(), 1..20),
        degrees in prop::collection::vec(prop::sample::select(&[0_u32, 0, 0, 90, 180, 270, 30][..]), 20),
    ) {
        let places: Vec<(usize, u32)> = squares.into_iter().zip(degrees).collect();
        prop_assert_eq!(words(&blocks(&scattered(&places))), first(places.len()));
    }

    #[test]
    fn a_page_that_is_moved_or_scaled_reads_the_same(
        table in table(ALL),
        scale in 80..=160_u32,
        shift in (0..=40_u32, 0..=40_u32),
    ) {
        let scale = f64::from(scale) / 100.0;
        let matrix = format!("matrix {scale} 0 0 {scale} {} {}", shift.0, shift.1);
        let changed = table.page(&format!("paper 1100 1100\n{matrix}"));
        prop_assert_eq!(blocks(&changed), blocks(&table.page("")));
    }

    #[test]
    fn words_shown_in_pieces_read_the_same(table in table(ALL), letters in 1..=4_usize) {
        prop_assert_eq!(blocks(&table.page(&format!("split {letters}"))), blocks(&table.page("")));
    }

    #[test]
    fn the_order_of_drawing_does_not_change_a_ruled_table(
        (table, order) in table(&[Frame::Grid]).prop_flat_map(|table| {
            let texts: Vec<usize> = (0..table.orders().1.len()).collect();
            (Just(table), Just(texts).prop_shuffle())
        })
    ) {
        let (lines, texts) = table.orders();
        let shuffled: Vec<&str> = order.iter().map(|n| texts[*n].as_str()).collect();
        let page = format!("page 620 620\n{}\n{}", shuffled.join("\n"), lines.join("\n"));
        prop_assert_eq!(blocks(&page), blocks(&table.page("")));
    }
}
