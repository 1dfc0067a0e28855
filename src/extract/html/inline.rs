//! Inline text of one paragraph: runs, with white space as a browser shows it.

use crate::model::Run;

/// Emphasis of a stretch of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Emphasis {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underline: bool,
}

/// The paragraph being read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
    /// A space read but not yet written; it disappears at the edges of a line.
    pending_space: Option<Emphasis>,
    link_chars: usize,
    chars: usize,
}

impl Inline {
    /// Tells whether nothing visible has been read.
    pub(super) fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// Tells whether all of the text is link text.
    pub(super) fn is_all_link(&self) -> bool {
        self.chars > 0 && self.link_chars == self.chars
    }

    /// Adds text, white space collapsed unless `keep_lines`.
    pub(super) fn push(&mut self, text: &str, emphasis: Emphasis, keep_lines: bool, link: bool) {
        let visible = text.chars().filter(|c| !c.is_whitespace()).count();
        self.chars += visible;
        self.link_chars += if link { visible } else { 0 };
        if keep_lines {
            self.write_space();
            self.write(&text.replace("\r\n", "\n"), emphasis);
        } else {
            self.push_collapsed(text, emphasis);
        }
    }

    fn push_collapsed(&mut self, text: &str, emphasis: Emphasis) {
        let is_space = |c: char| c.is_ascii_whitespace();
        if text.starts_with(is_space) {
            self.space(emphasis);
        }
        for word in text.split(is_space).filter(|w| !w.is_empty()) {
            self.write_space();
            self.write(word, emphasis);
            self.space(emphasis);
        }
        if !text.ends_with(is_space) {
            self.pending_space = None;
        }
    }

    /// Adds a forced line break.
    pub(super) fn line_break(&mut self, emphasis: Emphasis) {
        self.pending_space = None;
        if !self.runs.is_empty() {
            self.write("\n", emphasis);
        }
    }

    /// Notes that the words before and after are not one word.
    pub(super) fn space(&mut self, emphasis: Emphasis) {
        let ended = self.runs.last().is_none_or(|r| r.text.ends_with(['\n', ' ']));
        if !ended {
            self.pending_space.get_or_insert(emphasis);
        }
    }

    fn write_space(&mut self) {
        if let Some(emphasis) = self.pending_space.take() {
            self.write(" ", emphasis);
        }
    }

    fn write(&mut self, text: &str, emphasis: Emphasis) {
        let Emphasis { bold, italic, underline } = emphasis;
        match self.runs.last_mut() {
            Some(run) if (run.bold, run.italic, run.underline) == (bold, italic, underline) => {
                run.text.push_str(text);
            }
            _ => self.runs.push(Run { text: text.into(), bold, italic, underline }),
        }
    }

    /// Returns the runs without white space at the edges, and starts anew.
    pub(super) fn take(&mut self) -> Vec<Run> {
        let mut runs = std::mem::take(self).runs;
        Run::trim_end(&mut runs);
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_across_runs() {
        let bold = Emphasis { bold: true, ..Emphasis::default() };
        let mut inline = Inline::default();
        inline.push("\n  Level ", Emphasis::default(), false, false);
        inline.push(" two\n", bold, false, false);
        inline.line_break(bold);
        inline.push("  three\u{a0} ", Emphasis::default(), false, false);
        let runs = inline.take();
        let texts: Vec<_> = runs.iter().map(|r| (r.text.as_str(), r.bold)).collect();
        assert_eq!(texts, [("Level ", false), ("two\n", true), ("three\u{a0}", false)]);
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        let mut inline = Inline::default();
        inline.push("a\r\n  b\n", Emphasis::default(), true, false);
        assert_eq!(inline.take()[0].text, "a\n  b");
    }
}
