//! Levels in the order that the employer's own words give.

use super::Document;
use crate::lexicon::Lexicon;

/// Puts the levels of every role in the employer's order, lowest first.
///
/// Levels that it does not name stay where they are; the others change places among themselves.
pub fn order_levels(doc: &mut Document, lexicon: &Lexicon) {
    for role in 0..doc.roles.len() {
        let levels = &doc.roles[role].levels;
        let rank = |at: &usize| levels[*at].label.as_deref().and_then(|l| lexicon.own_level(l));
        let order = order((0..levels.len()).map(|at| rank(&at)).collect());
        if order.is_sorted() {
            continue;
        }
        let sorted = order.iter().map(|at| levels[*at].clone()).collect();
        doc.roles[role].levels = sorted;
        for chunk in doc.chunks.iter_mut().filter(|c| c.role == role) {
            let at = order.iter().position(|old| *old == chunk.level);
            chunk.level = at.unwrap_or(chunk.level);
        }
    }
}

/// Returns which of the ranked places stands where; places without a rank keep theirs.
fn order(ranks: Vec<Option<usize>>) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..ranks.len()).filter(|at| ranks[*at].is_some()).collect();
    ranked.sort_by_key(|at| ranks[*at]);
    let mut next = ranked.into_iter();
    let place = |at: usize| ranks[at].and_then(|_| next.next()).unwrap_or(at);
    (0..ranks.len()).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranked_places_change_among_themselves() {
        let check = |ranks: &[Option<usize>], expected: &[usize]| {
            assert_eq!(order(ranks.to_vec()), expected, "{ranks:?}");
        };
        check(&[], &[]);
        check(&[None, None], &[0, 1]);
        check(&[None, Some(2), Some(0), None, Some(1)], &[0, 2, 4, 3, 1]);
        check(&[Some(0), Some(1)], &[0, 1]);
    }
}
