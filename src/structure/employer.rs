//! Whose document it is, where the document prints it: a line or a part of the title, else the
//! page header or footer.

use super::build::Builder;
use super::title::job_title;
use crate::lexicon::Lexicon;
use crate::model::{Field, Place};
use crate::text::clean;
use regex::Regex;
use std::sync::LazyLock;

/// Marks between an organisation's name and the rest of a title or footer.
static PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\s[-–—|·]\s|[,\t\n:]|\s{3,}").expect("a literal pattern"));

/// Page numbers, dates and references that share a footer with the name.
static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:page\s+\d+(?:\s+of\s+\d+)?|\bv(?:ersion)?\s*\d[\d.]*|\d{1,4})\s*$")
        .expect("a literal pattern")
});

/// Tells whether a line is an organisation's name: two to eight words, the last one a head of
/// organisations' names ("Council", "Trust").
pub fn is_organisation(text: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=8).contains(&words.len())
        && words.last().is_some_and(|w| lexicon.is_organisation_noun(w))
        && words[0].chars().next().is_some_and(char::is_uppercase)
        && !text.ends_with(['.', ':'])
        && job_title(text, lexicon).is_none()
}

/// Finds an organisation's name among the parts of a title.
pub fn organisation_in(text: &str, lexicon: &Lexicon) -> Option<String> {
    let mut parts = PARTS.split(text).map(clean);
    parts.find(|part| part.len() < text.trim().len() && is_organisation(part, lexicon))
}

impl Builder<'_> {
    /// Records the employer's printed name, unless one is known.
    pub fn set_employer(&mut self, name: &str, at: Place) {
        let field = Field { name: "employer".into(), label: None, text: name.to_owned(), at };
        self.doc.employer.get_or_insert(field);
    }

    /// Looks for the employer in page headers and footers.
    pub fn employer_in_furniture(&mut self, furniture: &[usize]) {
        for leaf in furniture {
            let leaf = self.doc.leaves[*leaf].clone();
            if leaf.at.part.is_none() {
                continue;
            }
            let found = PARTS.split(&leaf.text).map(clean).find_map(|part| {
                let name = FOOTER.replace(&part, "").trim().to_owned();
                is_organisation(&name, self.lexicon).then_some(name)
            });
            if let Some(name) = found {
                self.set_employer(&name, leaf.at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn names() {
        let l = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
        assert!(
            is_organisation("Oakhill Bakery Trust", &l) && !is_organisation("Trust your oven.", &l)
        );
        assert_eq!(
            organisation_in("Oakhill Council - Career map", &l).as_deref(),
            Some("Oakhill Council")
        );
        assert_eq!(organisation_in("Career map", &l), None);
    }
}
