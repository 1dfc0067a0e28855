//! Where the rows of a headed table begin: by what its first columns say.

use super::bounds::{LABEL_SHARE, OVERLAP_EM};
use super::column::Column;
use super::head::is_bold;
use super::row::{Row, SPACE_EM, bottoms_above, is_mark, is_tick};
use crate::extract::pdf::geometry::Rect;
use crate::extract::pdf::para::{Habits, is_dangling};
use crate::extract::pdf::words::Word;
use crate::text::mark::is_method_code;

/// Distance of wrapped lines where no line shows that it wraps, in font sizes.
const PITCH_EM: f64 = 1.25;
/// Distance beyond that of wrapped lines from which text begins anew, in font sizes.
const PAUSE_EM: f64 = 0.25;
/// Room that must be left beyond the next word before a line counts as ended early, in font sizes.
const SLACK_EM: f64 = 0.6;
/// Share of labels that stand level with the first line of their row, from which all do.
const LEVEL_SHARE: f64 = 0.8;
/// How much wider than others the pause is that ends the rest of a row of the page before.
const REST_PAUSE: f64 = 1.15;
/// Words on a line of a column of names, in the mean.
const NAME_WORDS: f64 = 3.5;
/// Words on a line of a column of answers, in the mean.
const ANSWER_WORDS: f64 = 1.6;

/// Tells whether a word is a tick, or a sign or letter in place of one.
fn is_answer(word: &str) -> bool {
    is_tick(word) || matches!(word, "X" | "x" | "E" | "D" | "Y" | "N" | "●" | "•" | "*")
}

/// Returns the ticks of a line, and what says instead of one how a statement is assessed.
pub fn answers(words: &[Word]) -> Vec<Rect> {
    let joined = |a: &Word, b: &Word| b.at.left - a.at.right <= SPACE_EM * a.size.max(b.size);
    let runs = words.chunk_by(joined);
    let text = |run: &[Word]| run.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let told = runs.filter(|run| {
        let text = text(run);
        is_answer(&text) || is_method_code(&text)
    });
    told.filter_map(|run| Rect::around(run.iter().map(|w| w.at))).collect()
}

/// Tells whether a word begins a remark in brackets, not the letter of an item: "(at", no "(a)".
fn is_remark(word: &str) -> bool {
    word.strip_prefix('(').is_some_and(|rest| {
        rest.chars().take_while(|c| c.is_alphabetic()).count() > 1 && !rest.starts_with("ii")
    })
}

/// Returns the number that a word is: "3", "12.".
fn count(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(['.', ')']);
    (digits.len() <= 3).then(|| digits.parse().ok()).flatten()
}

/// Returns the lines that begin rows; none if no column says where. With `carried` the first lines
/// may be the rest of a row of the page before.
pub fn starts(
    rows: &[&Row],
    columns: &[Column],
    carried: bool,
    habits: &Habits,
) -> Option<Vec<usize>> {
    let cells = CellLines::of(rows, columns, habits);
    if let Some(starts) = cells.mark_starts() {
        return Some(starts);
    }
    let labels: Vec<usize> = (0..rows.len()).filter(|i| cells.begins(0, *i)).collect();
    if cells.are_level(&labels, carried) {
        return Some(cells.level_starts(&labels));
    }
    if let Some(starts) = cells.section_starts(&labels) {
        return Some(starts);
    }
    if cells.are_lists() {
        return Some(vec![0]);
    }
    cells.is_label_column().then(|| cells.starts_between(&labels, carried))
}

/// The lines of a table, cut at its columns.
struct CellLines<'r> {
    rows: &'r [&'r Row],
    columns: &'r [Column],
    /// How far down the lines above each line reach.
    bottoms: Vec<f64>,
    /// The first and the last word of each line in each column.
    words: Vec<Vec<Option<(&'r Word, &'r Word)>>>,
    /// Mean number of words on a line, by column.
    counts: Vec<f64>,
    /// Distance of wrapped lines in font sizes.
    pitch_em: f64,
}

impl<'r> CellLines<'r> {
    fn of(rows: &'r [&'r Row], columns: &'r [Column], habits: &Habits) -> Self {
        let ends = |row: &'r Row, column: &Column| {
            let mut words = column.words(row);
            let first = words.next()?;
            Some((first, words.last().unwrap_or(first)))
        };
        let words: Vec<Vec<_>> =
            columns.iter().map(|c| rows.iter().map(|r| ends(r, c)).collect()).collect();
        let mean = |column: &Column| {
            let counts = rows.iter().map(|r| column.words(r).count()).filter(|n| *n > 0);
            let counts: Vec<usize> = counts.collect();
            counts.iter().sum::<usize>() as f64 / counts.len().max(1) as f64
        };
        let counts = columns.iter().map(mean).collect();
        let bottoms = bottoms_above(rows);
        let pitch_em = PITCH_EM.min(habits.pitch_em);
        let mut cells = Self { rows, columns, bottoms, words, counts, pitch_em };
        cells.pitch_em = cells.wrapped_pitch().unwrap_or(pitch_em);
        cells
    }

    /// Returns the least distance of two lines of which the second surely goes on with the first.
    fn wrapped_pitch(&self) -> Option<f64> {
        let pitches = (0..self.columns.len()).flat_map(|column| {
            (1..self.rows.len()).filter_map(move |line| {
                let (last, (next, _)) = (self.above(column, line)?, self.words[column][line]?);
                let small = next.text.starts_with(char::is_lowercase) && !is_mark(&next.text);
                (small && !self.has_room(column, last, next)).then(|| distance(last, next))
            })
        });
        pitches.filter(|p| *p > 0.8).min_by(f64::total_cmp)
    }

    /// Returns the lines that have a tick, if a column holds nothing else and statements begin on
    /// most of them: each is a row. So are bold lines between them.
    fn mark_starts(&self) -> Option<Vec<usize>> {
        /// Ticks from which on a column is one of ticks.
        const TICKS: usize = 3;
        /// Share of the ticks beside which statements begin.
        const SHARE: f64 = 0.8;
        let ticks = |column: &usize| {
            let words = |row: &&Row| self.columns[*column].words(row).cloned().collect();
            let mut filled = self.rows.iter().map(words).filter(|w: &Vec<Word>| !w.is_empty());
            let all = |words: Vec<Word>| {
                let said = Rect::around(words.iter().map(|w| w.at));
                answers(&words).first() == said.as_ref()
            };
            self.words[*column].iter().any(Option::is_some) && filled.all(all)
        };
        let (marked, mut others): (Vec<usize>, Vec<usize>) =
            (1..self.columns.len()).partition(|column| ticks(column));
        if others.is_empty() {
            others.push(0);
        }
        let has = |line: &usize| marked.iter().any(|c| self.words[*c][*line].is_some());
        let lines: Vec<usize> = (0..self.rows.len()).filter(has).collect();
        let large = |(first, _): (&Word, &Word)| !first.text.starts_with(char::is_lowercase);
        let begins =
            |line: &&usize| others.iter().any(|c| self.words[*c][**line].is_some_and(large));
        let beside = lines.iter().filter(begins).count();
        let told = lines.len() >= TICKS && beside as f64 >= SHARE * lines.len() as f64;
        let starts = |line: &usize| has(line) || is_bold(self.rows[*line]);
        told.then(|| (0..self.rows.len()).filter(starts).collect())
    }

    /// Returns the last word of a column above a line.
    fn above(&self, column: usize, line: usize) -> Option<&'r Word> {
        self.words[column][..line].iter().rev().find_map(|w| w.map(|(_, last)| last))
    }

    /// Tells whether the first word of a line would have fitted on the line above.
    fn has_room(&self, column: usize, last: &Word, next: &Word) -> bool {
        let room = self.columns[column].right - last.at.right - next.at.width();
        room > (SLACK_EM + 0.25) * next.size
    }

    /// Tells whether text of a column begins on a line and does not go on from the line above.
    fn begins(&self, column: usize, line: usize) -> bool {
        let Some((first, _)) = self.words[column][line] else { return false };
        let Some(last) = self.above(column, line) else { return true };
        let small = first.text.starts_with(char::is_lowercase) || is_remark(&first.text);
        distance(last, first) > self.pitch_em + PAUSE_EM
            || is_mark(&first.text)
            || self.counts_on(column, line)
            || !small && self.has_room(column, last, first)
            || !small && column == 0 && !is_dangling(&last.text) && self.sentences_begin(line)
    }

    /// Tells whether all text beside the labels on a line begins a sentence behind another one.
    fn sentences_begin(&self, line: usize) -> bool {
        let mut told = (1..self.columns.len()).filter_map(|column| {
            let (first, _) = self.words[column][line]?;
            let last = self.above(column, line)?;
            Some(first.text.starts_with(char::is_uppercase) && last.text.ends_with('.'))
        });
        told.next().is_some_and(|begins| begins && told.all(|t| t))
    }

    /// Tells whether a line begins with the number behind that of the last line with one.
    fn counts_on(&self, column: usize, line: usize) -> bool {
        let count =
            |line: usize| self.words[column][line].and_then(|(first, _)| count(&first.text));
        let Some(own) = count(line) else { return false };
        (0..line).rev().find_map(count).is_some_and(|before| own == before + 1)
    }

    /// Tells whether no line above reaches down to a line.
    fn is_clear(&self, line: usize) -> bool {
        let line_at = &self.rows[line].line;
        line_at.at.top > self.bottoms[line] - OVERLAP_EM * line_at.size
    }

    /// Tells whether text begins in a column and in one right of it, on a line of their own.
    fn is_level(&self, column: usize, line: usize) -> bool {
        self.begins(column, line)
            && self.is_clear(line)
            && (column + 1..self.columns.len()).any(|c| self.begins(c, line))
    }

    /// Tells whether labels stand level with the first lines of their rows. A single one in the
    /// middle of all lines may do so by chance; hardly where the rest of a row of the page before may
    /// stand above it and all of several columns begin anew beside it.
    fn are_level(&self, labels: &[usize], carried: bool) -> bool {
        let level = labels.iter().filter(|i| self.is_level(0, **i)).count();
        let beside_text = labels.iter().filter(|i| !self.is_section(**i)).count();
        let by_chance = match *labels {
            [only] if only > 0 => {
                let anew = || (1..self.columns.len()).all(|c| self.begins(c, only));
                self.is_in_the_middle(only)
                    && !self.pauses_widest(only, self.rows.len())
                    && !(carried && self.columns.len() > 2 && anew())
            }
            _ => false,
        };
        level > 0 && !by_chance && level as f64 >= LEVEL_SHARE * beside_text as f64
    }

    /// Tells whether a line is the name of the rows below it. Bold tells it only where labels are
    /// plain.
    fn is_section(&self, line: usize) -> bool {
        let alone = (1..self.columns.len()).all(|c| self.words[c][line].is_none());
        let answers = self.counts[1..].iter().all(|c| *c <= ANSWER_WORDS);
        let plain = || self.words[0].iter().flatten().any(|(first, _)| !first.bold);
        let bold = || self.rows[line].line.all(|w| w.bold) && plain();
        alone && self.is_clear(line) && (answers || bold())
    }

    /// Returns the starts of rows below lines that stand alone and are no list items, where what
    /// begins elsewhere is: each of them names the row below it.
    fn section_starts(&self, labels: &[usize]) -> Option<Vec<usize>> {
        let alone = |line: &usize| (1..self.columns.len()).all(|c| self.words[c][*line].is_none());
        let sections: Vec<usize> =
            labels.iter().copied().filter(|i| alone(i) && !self.is_item(0, *i)).collect();
        let begun = (0..self.columns.len()).flat_map(|c| {
            (0..self.rows.len()).filter(move |i| self.begins(c, *i)).map(move |i| (c, i))
        });
        let others = || begun.clone().filter(|(c, i)| *c > 0 || !sections.contains(i));
        let items = others().filter(|(c, i)| self.is_item(*c, *i)).count();
        let told = sections.len() > 1
            && sections.iter().all(|i| self.is_clear(*i))
            && items > sections.len()
            && items as f64 >= LEVEL_SHARE * others().count() as f64;
        let starts = sections.iter().flat_map(|i| [*i, i + 1]);
        told.then(|| starts.filter(|i| *i < self.rows.len()).collect())
    }

    /// Tells whether lists stand side by side in all columns and nothing beside them says where rows
    /// begin.
    fn are_lists(&self) -> bool {
        (0..self.columns.len()).all(|c| {
            let mut begun = (0..self.rows.len()).filter(|i| self.begins(c, *i)).peekable();
            begun.peek().is_some() && begun.all(|i| self.is_item(c, i))
        })
    }

    /// Tells whether a line of a column begins with a bullet.
    fn is_item(&self, column: usize, line: usize) -> bool {
        self.words[column][line].is_some_and(|(first, _)| is_mark(&first.text))
    }

    /// Returns the starts of rows whose labels stand level with their first lines.
    fn level_starts(&self, labels: &[usize]) -> Vec<usize> {
        let label = |i: &usize| self.is_level(0, *i) || self.is_section(*i);
        let mut starts: Vec<usize> = labels.iter().copied().filter(label).collect();
        let lines = |c: usize| (0..self.rows.len()).filter(move |i| self.words[c][*i].is_some());
        // Names may wrap where all that begins in the column begins a row.
        let rows_begin = |c: usize| {
            let mut begun = lines(c).filter(|i| self.begins(c, *i)).peekable();
            begun.peek().is_some() && begun.all(|i| self.is_level(c, i) && !self.is_item(c, i))
        };
        let is_name = |c: &usize| {
            self.counts[*c] <= NAME_WORDS
                && (lines(*c).all(|i| self.begins(*c, i)) || rows_begin(*c))
        };
        let named = (1..self.columns.len() - 1).take_while(is_name);
        for column in named {
            starts.extend((0..self.rows.len()).filter(|i| self.is_level(column, *i)));
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    fn is_label_column(&self) -> bool {
        let (first, last) = (self.columns[0], self.columns[self.columns.len() - 1]);
        let narrow = first.right - first.left < LABEL_SHARE * (last.right - first.left);
        narrow || self.counts[0] <= NAME_WORDS
    }

    /// Returns the starts of rows whose labels stand somewhere beside them: the widest pause
    /// between two labels parts their rows.
    fn starts_between(&self, labels: &[usize], carried: bool) -> Vec<usize> {
        let pause = |line: usize| self.rows[line].line.at.top - self.bottoms[line];
        let widest = |lines: std::ops::RangeInclusive<usize>| {
            let clear = lines.filter(|i| self.is_clear(*i));
            clear.max_by(|a, b| pause(*a).total_cmp(&pause(*b)))
        };
        let between: Vec<usize> =
            labels.windows(2).filter_map(|pair| widest(pair[0] + 1..=pair[1])).collect();
        let end = between.first().copied().unwrap_or(self.rows.len());
        let ends_row =
            |rest: &usize| carried && self.lacks_column(*rest) && self.pauses_widest(*rest, end);
        let rest = labels.first().and_then(|first| widest(1..=*first)).filter(ends_row);
        rest.into_iter().chain(between).collect()
    }

    /// Tells whether the pause above a line is wider than any inside a column, down to line `end`.
    fn pauses_widest(&self, line: usize, end: usize) -> bool {
        let pause = |column: usize, line: usize| {
            let (first, _) = self.words[column][line]?;
            Some(distance(self.above(column, line)?, first))
        };
        let columns = 1..self.columns.len();
        let lines = (1..end).filter(|i| *i != line);
        let inside = lines.flat_map(|i| columns.clone().filter_map(move |c| pause(c, i)));
        let above = &self.rows[line - 1].line;
        let here = (self.rows[line].line.baseline - above.baseline) / above.size;
        here > REST_PAUSE * inside.fold(0.0, f64::max)
    }

    /// Tells whether a label stands in the middle of all lines.
    fn is_in_the_middle(&self, label: usize) -> bool {
        /// How far from the middle, in font sizes.
        const NEAR_EM: f64 = 2.0;
        let line = &self.rows[label].line;
        let bottom = self.rows.iter().map(|r| r.line.at.bottom).fold(f64::MIN, f64::max);
        let middle = f64::midpoint(self.rows[0].line.at.top, bottom);
        (line.at.center_y() - middle).abs() < NEAR_EM * line.size
    }

    /// Tells whether a column that others stand beside is empty above a line: what stands there is
    /// the rest of a row that the page before ends with.
    fn lacks_column(&self, line: usize) -> bool {
        let empty = |column: &&Vec<_>| column[..line].iter().all(Option::is_none);
        self.words[1..].iter().any(|c| empty(&c))
    }
}

/// Returns the distance of two words' baselines in font sizes.
fn distance(above: &Word, below: &Word) -> f64 {
    (below.baseline - above.baseline) / below.size
}
