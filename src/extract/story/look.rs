//! How runs look, and how they are joined.

use crate::model::Run;

/// How a run looks; absent is "not said".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Look {
    /// Bold.
    pub bold: Option<bool>,
    /// Italic.
    pub italic: Option<bool>,
    /// Underlined.
    pub underline: Option<bool>,
    /// Hidden.
    pub hidden: Option<bool>,
    /// Font of Latin letters.
    pub font: Option<String>,
}

impl Look {
    /// Returns this look with what it leaves open taken from another one.
    pub fn over(self, base: &Self) -> Self {
        Self {
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            underline: self.underline.or(base.underline),
            hidden: self.hidden.or(base.hidden),
            font: self.font.or_else(|| base.font.clone()),
        }
    }

    /// Tells whether text of this look is hidden.
    pub fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }
}

/// Appends text to the last run if it looks the same, else as a new run; tells whether it is new.
pub(in crate::extract) fn push_run(runs: &mut Vec<Run>, text: &str, look: &Look) -> bool {
    if text.is_empty() {
        return false;
    }
    let [bold, italic, underline] =
        [look.bold, look.italic, look.underline].map(|t| t.unwrap_or(false));
    let same = |r: &&mut Run| (r.bold, r.italic, r.underline) == (bold, italic, underline);
    match runs.last_mut().filter(same) {
        Some(run) => run.text.push_str(text),
        None => {
            runs.push(Run { text: text.to_owned(), bold, italic, underline });
            return true;
        }
    }
    false
}
