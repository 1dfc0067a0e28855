//! The ledger: what became of every character.

use super::leaf::Leaf;
use crate::model::{Class, Coverage, Piece, Span};
use crate::text::is_blank_char;

#[derive(Clone, Debug, PartialEq)]
struct Claim {
    span: Span,
    class: Class,
    detail: Option<String>,
}

/// Claims on stretches of leaves. What nobody claims is unplaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    claims: Vec<Vec<Claim>>,
}

impl Ledger {
    /// Returns an empty ledger over `leaves` leaves.
    pub fn new(leaves: usize) -> Self {
        Self { claims: vec![Vec::new(); leaves] }
    }

    /// Claims a stretch. Where stretches overlap, the first claim holds.
    pub fn claim(&mut self, leaf: usize, span: Span, class: Class, detail: Option<&str>) {
        if let Some(claims) = self.claims.get_mut(leaf).filter(|_| !span.is_empty()) {
            claims.push(Claim { span, class, detail: detail.map(str::to_owned) });
        }
    }

    /// Replaces every claim on a stretch by another class.
    pub fn reclaim(&mut self, leaf: usize, span: Span, class: Class, detail: Option<&str>) {
        if let Some(claims) = self.claims.get_mut(leaf) {
            claims.retain(|c| c.span.end <= span.start || c.span.start >= span.end);
        }
        self.claim(leaf, span, class, detail);
    }

    /// Tells whether something of a leaf is claimed for a class.
    pub fn holds(&self, leaf: usize, class: Class) -> bool {
        self.claims.get(leaf).is_some_and(|claims| claims.iter().any(|c| c.class == class))
    }

    /// Tells whether something of a leaf is claimed with this detail.
    pub fn says(&self, leaf: usize, detail: &str) -> bool {
        let says = |c: &Claim| c.detail.as_deref() == Some(detail);
        self.claims.get(leaf).is_some_and(|claims| claims.iter().any(says))
    }

    /// Tells whether nothing of a leaf is claimed.
    pub fn is_free(&self, leaf: usize) -> bool {
        self.claims.get(leaf).is_none_or(Vec::is_empty)
    }

    /// Returns the class and place of every piece of text, in reading order.
    ///
    /// Every character that is not blank stands in exactly one piece. A gap of punctuation only
    /// goes with the piece before it (or after it, at the start of a leaf).
    pub fn pieces(&self, leaves: &[Leaf]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (leaf, claims) in leaves.iter().zip(&self.claims) {
            leaf_pieces(leaf, claims, &mut pieces);
        }
        pieces
    }
}

/// Counts pieces by class.
pub fn coverage(pieces: &[Piece]) -> Coverage {
    let mut coverage = Coverage::default();
    for piece in pieces {
        let chars = piece.text.chars().filter(|c| !is_blank_char(*c)).count();
        coverage.add(piece.class, chars as u64);
    }
    coverage
}

/// Gives every byte of the leaf its claim, then cuts where the claim changes.
fn leaf_pieces(leaf: &Leaf, claims: &[Claim], out: &mut Vec<Piece>) {
    let mut owner: Vec<Option<usize>> = vec![None; leaf.text.len()];
    for (index, claim) in claims.iter().enumerate() {
        let range = claim.span.range();
        let end = range.end.min(owner.len());
        for slot in owner.get_mut(range.start.min(end)..end).unwrap_or_default() {
            slot.get_or_insert(index);
        }
    }
    close_gaps(&leaf.text, &mut owner);
    let mut start = 0;
    while start < owner.len() {
        let end = (start..owner.len()).find(|i| owner[*i] != owner[start]).unwrap_or(owner.len());
        if let Some(text) = leaf.text.get(start..end).filter(|t| !t.chars().all(is_blank_char)) {
            let claim = owner[start].map(|i| &claims[i]);
            out.push(Piece {
                class: claim.map_or(Class::Unplaced, |c| c.class),
                detail: claim.and_then(|c| c.detail.clone()),
                at: leaf.at.at(Span::new(start, end)),
                text: text.to_owned(),
            });
        }
        start = end;
    }
}

/// Hands gaps without letters or digits to their neighbour.
fn close_gaps(text: &str, owner: &mut [Option<usize>]) {
    let mut at = 0;
    while at < owner.len() {
        if owner[at].is_some() {
            at += 1;
            continue;
        }
        let end = (at..owner.len()).find(|i| owner[*i].is_some()).unwrap_or(owner.len());
        let words = text.get(at..end).is_none_or(|t| t.chars().any(char::is_alphanumeric));
        let neighbour = if at > 0 { owner[at - 1] } else { owner.get(end).copied().flatten() };
        if !words {
            owner[at..end].fill(neighbour);
        }
        at = end;
    }
}
