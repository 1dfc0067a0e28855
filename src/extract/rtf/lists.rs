//! Lists: the tables of definitions and of their uses.

use super::super::story::capped;
use super::super::story::numbering::{Format, Instance, LEVELS, Level, List, Numbering, Override};

/// Definitions and uses that are read.
const MOST_LISTS: usize = 20_000;
/// Bytes of a level's text.
const LONGEST_TEXT_BYTES: usize = 1024;

/// The list tables while they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct ListTables {
    list: List,
    level: Level,
    override_level: Option<usize>,
    /// Whether the present use starts the level again.
    restarts: bool,
    instance: Instance,
    /// Whether the table of uses is read, not that of definitions.
    uses: bool,
    /// Everything read so far.
    pub numbering: Numbering,
}

impl ListTables {
    /// Begins the table of definitions or that of uses.
    pub fn begin_table(&mut self, uses: bool) {
        self.uses = uses;
    }

    /// Takes a control word inside the tables.
    pub fn word(&mut self, word: &str, number: Option<i32>, font: impl Fn(i32) -> String) {
        let value = number.unwrap_or(0);
        let natural = u32::try_from(value).unwrap_or(0);
        match word {
            "list" => self.list = List::default(),
            "listlevel" => self.level = Level { start: 1, ..Level::default() },
            "levelnfc" | "levelnfcn" => self.level.format = Format::of_word(natural),
            "levelstartat" => self.level.start = natural,
            "levellegal" => self.level.legal = is_on(number),
            "levelnorestart" => self.level.restart = is_on(number).then_some(0),
            "f" => self.level.font = font(value),
            "listid" if self.uses => self.instance.list = value.to_string(),
            "listid" => self.end_list(value),
            "listoverride" => {
                self.instance = Instance::default();
                self.override_level = None;
            }
            "listoverridestartat" => self.restarts = is_on(number),
            "lfolevel" => {
                let next = self.override_level.map_or(0, |l| l + 1);
                self.override_level = Some(next);
                self.restarts = false;
                self.level = Level { start: 1, ..Level::default() };
            }
            "ls" if self.uses => self.end_use(value),
            _ => {}
        }
    }

    /// Takes the text of a level: its length, then its letters with numbers for the levels.
    pub fn level_text(&mut self, text: &str) {
        let mut letters = text.chars();
        let length = letters.next().map_or(0, |c| c as usize);
        let mut pattern = String::new();
        for c in letters.take(length) {
            match u32::from(c) {
                level @ 0..=8 => pattern.push_str(&format!("%{}", level + 1)),
                _ => pattern.push(c),
            }
        }
        self.level.text = capped(&pattern, LONGEST_TEXT_BYTES).to_owned();
    }

    /// Ends a group inside the tables, by the word it began with.
    pub fn end_group(&mut self, word: &str) {
        match word {
            "listlevel" if self.uses => {
                let level = self.level.clone();
                self.change(|change| change.level = Some(level));
            }
            "listlevel" if self.list.levels.len() < LEVELS => {
                self.list.levels.push(Some(self.level.clone()));
            }
            "lfolevel" if self.restarts => {
                let start = self.level.start;
                self.change(|change| change.start = Some(start));
            }
            _ => {}
        }
    }

    fn change(&mut self, f: impl FnOnce(&mut Override)) {
        let Some(at) = self.override_level.filter(|l| *l < LEVELS) else { return };
        f(self.instance.overrides.entry(at).or_default());
    }

    fn end_list(&mut self, id: i32) {
        if self.numbering.lists.len() < MOST_LISTS {
            self.numbering.lists.insert(id.to_string(), std::mem::take(&mut self.list));
        }
    }

    fn end_use(&mut self, number: i32) {
        if self.numbering.instances.len() < MOST_LISTS {
            self.numbering.instances.insert(number.to_string(), self.instance.clone());
        }
    }
}

/// A switch without a number is on.
pub(super) fn is_on(number: Option<i32>) -> bool {
    number != Some(0)
}
