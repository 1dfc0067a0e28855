//! Bounds on what a reader delivers, counted while it reads.

use super::super::Limits;
use super::capped;
use super::numbering::Label;
use crate::model::{ListMark, Note, NoteCode};

/// The limit at which reading stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Text,
    Cells,
}

/// What may still be delivered.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Allowance {
    text_bytes: usize,
    cells: usize,
    text_left: usize,
    cells_left: usize,
    /// Bytes of one printed list label.
    pub label_bytes: usize,
    stopped: Option<Stop>,
    /// Whether a list label was longer than allowed.
    label_cut: bool,
}

impl Allowance {
    /// Returns all that the limits allow.
    pub fn new(limits: &Limits) -> Self {
        Self {
            text_bytes: limits.text_bytes,
            cells: limits.cells,
            text_left: limits.text_bytes,
            cells_left: limits.cells,
            label_bytes: limits.label_bytes,
            stopped: None,
            label_cut: false,
        }
    }

    /// Tells whether a limit was reached: nothing more is to be read.
    pub fn is_spent(&self) -> bool {
        self.stopped.is_some()
    }

    /// Takes bytes from what may still be delivered.
    pub fn charge(&mut self, bytes: usize) {
        if bytes > self.text_left {
            self.stopped = Some(Stop::Text);
        }
        self.text_left = self.text_left.saturating_sub(bytes);
    }

    /// Takes a text from what may still be delivered, and returns as much of it as was left.
    pub fn allowed<'t>(&mut self, text: &'t str) -> &'t str {
        let allowed = capped(text, self.text_left);
        self.charge(text.len());
        allowed
    }

    /// Takes a label from what may still be delivered, and returns it as a mark.
    pub fn mark(&mut self, label: Label) -> ListMark {
        self.charge(label.text.len());
        self.label_cut |= label.cut;
        let depth = u8::try_from(label.level).unwrap_or(u8::MAX);
        ListMark { label: label.text, depth, bullet: label.bullet }
    }

    /// Takes one cell from those that may still be delivered; tells whether one was left.
    pub fn charge_cell(&mut self) -> bool {
        match self.cells_left.checked_sub(1) {
            Some(left) => self.cells_left = left,
            None => self.stopped = Some(Stop::Cells),
        }
        self.stopped.is_none()
    }

    /// Returns the note that says which limit was reached, if one was.
    pub fn note(&self) -> Option<Note> {
        let (what, limit, unit) = match self.stopped {
            Some(Stop::Text) => ("the text", self.text_bytes, "bytes"),
            Some(Stop::Cells) => ("tables", self.cells, "cells"),
            None if self.label_cut => ("the label of a list item", self.label_bytes, "bytes"),
            None => return None,
        };
        let message = format!("The limit for {what} was reached ({limit} {unit}).");
        Some(Note::new(NoteCode::E001, message))
    }
}
