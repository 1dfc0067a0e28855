//! The bar while an import runs.

use super::args::Global;
use super::terminal::{display_line, stderr_is_terminal};
use crate::pipeline::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on the standard error if that is a terminal and not `--quiet`; else nothing.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Returns a bar that waits for its first event.
    pub fn new(global: &Global) -> Self {
        let shown = stderr_is_terminal() && !global.quiet;
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: ProgressBar::with_draw_target(None, target).with_style(style) }
    }

    /// Shows an event; may be called from any thread.
    pub fn show(&self, event: Event) {
        match event {
            Event::Planned(documents) => self.bar.set_length(documents),
            Event::Begin(path) => self.bar.set_message(display_line(path)),
            Event::Done(..) => self.bar.inc(1),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
