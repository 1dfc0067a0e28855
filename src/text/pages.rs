//! Page numbers for people.

use std::collections::BTreeSet;

/// Names pages in words: `page 4`, `pages 2, 5 to 7 and 9`.
pub fn named(pages: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => ranges.push((*page, *page)),
        }
    }
    let range = |(from, to): &(u32, u32)| match from == to {
        true => from.to_string(),
        false => format!("{from} to {to}"),
    };
    let mut listed: Vec<String> = ranges.iter().map(range).collect();
    let last = listed.pop().unwrap_or_default();
    let noun = if pages.len() == 1 { "page" } else { "pages" };
    match listed.is_empty() {
        true => format!("{noun} {last}"),
        false => format!("{noun} {} and {last}", listed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_range() {
        let name = |pages: &[u32]| named(&pages.iter().copied().collect());
        assert_eq!(name(&[4]), "page 4");
        assert_eq!(name(&[5, 6, 7]), "pages 5 to 7");
        assert_eq!(name(&[2, 7, 6, 5]), "pages 2 and 5 to 7");
        assert_eq!(name(&[1, 3, 5]), "pages 1, 3 and 5");
    }
}
