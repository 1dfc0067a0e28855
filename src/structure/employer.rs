//! Whose document it is, where the document prints it: a line or a part of the title, else the
//! page header or footer.

use super::build::Builder;
use super::title::job_title;
use super::unit::Unit;
use crate::lexicon::{Lexicon, WordClass};
use crate::model::{Class, Field, Layer, Place};
use crate::text::{around_dash, clean, fold};
use regex::Regex;
use std::sync::LazyLock;

/// Marks between an organisation's name and the rest of a title or footer.
static PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\s[-–—|·]\s|[,\t\n:]|\s{3,}").expect("a literal pattern"));

/// Page numbers, dates and references that share a footer with the name.
static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\s*(?:page\s+[0-9]+(?:\s+of\s+[0-9]+)?|\bv(?:ersion)?\s*[0-9][0-9.]*|[0-9]{1,4})\s*$",
    )
    .expect("a literal pattern")
});

/// What stands in front of a name that owns the text: "© 2019 Oakhill Trust".
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:copyright|©|\(c\)|\s|(?:19|20)[0-9][0-9])+").expect("a literal pattern")
});

/// Tells whether a line is an organisation's name: two to eight words, the last one a head of
/// organisations' names ("Council", "Trust", "Rescue Service") or such a head in front of a place
/// ("London Borough of Oakhill").
pub fn is_organisation(text: &str, lexicon: &Lexicon) -> bool {
    is_name(text, lexicon, false)
}

fn is_name(text: &str, lexicon: &Lexicon, running: bool) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=8).contains(&words.len())
        && head(&words).is_some_and(|w| {
            let two = || words[words.len() - 2..].join(" ");
            lexicon.is_organisation_noun(w, running)
                || lexicon.is_organisation_noun(w, true)
                    && lexicon.is_organisation_noun(&two(), running)
        })
        && words[0].chars().next().is_some_and(char::is_uppercase)
        && !text.ends_with(['.', ':'])
        && around_dash(text).is_none()
        && !text.contains(" | ")
        && job_title(text, lexicon).is_none()
        && !lexicon.is_document_kind(text)
}

/// Returns the head of a name: the word in front of "of" and nothing but capitals, else the last.
fn head<'w>(words: &[&'w str]) -> Option<&'w str> {
    let of = words.iter().position(|w| *w == "of").filter(|of| *of > 0);
    let capital = |w: &&str| w.starts_with(char::is_uppercase) || matches!(*w, "and" | "the" | "&");
    let before = of.filter(|of| of + 1 < words.len() && words[of + 1..].iter().all(capital));
    words.get(before.unwrap_or(words.len()) - 1).copied()
}

/// Finds the organisation that a heading "About the …" tells of.
pub fn organisation_told_of(text: &str, lexicon: &Lexicon) -> Option<String> {
    let rest = ABOUT.captures(text)?.get(1)?.as_str();
    is_organisation(rest, lexicon).then(|| rest.to_owned())
}

/// Finds an organisation's name among the parts of a title; beside a part that names a kind of
/// document, a name is to be expected.
pub fn organisation_in(text: &str, lexicon: &Lexicon) -> Option<String> {
    let parts = || PARTS.split(text).map(clean);
    let expected = parts().any(|part| lexicon.is_document_kind(&part));
    let part = parts().find(|p| p.len() < text.trim().len() && is_name(p, lexicon, expected));
    let is_own = |h: &&str| is_name(h, lexicon, false) && h.split_whitespace().all(is_capital);
    part.or_else(|| lexicon.before_kind(text).filter(is_own).map(clean))
}

static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:about|working for)\s+(?i:the\s+)?(.+?)\s*:?$").expect("a literal pattern")
});

impl Builder<'_> {
    /// Records the employer's printed name, unless one is known.
    pub fn set_employer(&mut self, name: &str, at: Place) {
        let field = Field { name: "employer".into(), label: None, text: name.to_owned(), at };
        self.doc.employer.get_or_insert(field);
    }

    /// Looks for the employer in page headers and footers; the menus of web pages name none.
    pub fn employer_in_furniture(&mut self, furniture: &[usize]) {
        for leaf in furniture {
            let leaf = self.doc.leaves[*leaf].clone();
            if leaf.at.part.is_none() && leaf.at.page.is_none() && leaf.layer == Layer::Furniture {
                continue;
            }
            let found = PARTS.split(&leaf.text).map(clean).find_map(|part| {
                let name = FOOTER.replace(&part, "");
                let name = OWNER.replace(name.trim(), "").trim().to_owned();
                is_name(&name, self.lexicon, true).then_some(name)
            });
            if let Some(name) = found {
                self.set_employer(&name, leaf.at);
            }
        }
    }
}

impl Builder<'_> {
    /// Takes lines that nothing else took for what they are: the foot of a single page, which holds
    /// a name and a page number.
    pub fn employer_in_foot(&mut self) {
        for index in 0..self.doc.leaves.len() {
            let leaf = self.doc.leaves[index].clone();
            let text = leaf.text.trim();
            let name = FOOTER.replace(text, "").trim().to_owned();
            let is_foot = name.len() < text.len() && is_name(&name, self.lexicon, true);
            if leaf.at.page.is_some() && is_foot && self.doc.ledger.is_free(index) {
                self.demote(&[index], Class::Furniture, None);
                self.set_employer(&name, leaf.at);
            }
        }
    }
}

impl Builder<'_> {
    /// Takes the name that stands in one line with facts of a job, in front of all statements: "Oakhill
    /// Trust | Permanent | 37 hours".
    pub fn employer_beside_facts(&mut self) {
        for leaf in self.leaves_above() {
            let found = {
                let leaf = &self.doc.leaves[leaf];
                let parts = || leaf.text.split(['|', '·', '•', '\t']).map(clean);
                let name = parts().find(|part| is_organisation(part, self.lexicon));
                name.filter(|_| parts().count() > 1).map(|name| (name, leaf.at.clone()))
            };
            if let Some((name, at)) = found {
                return self.set_employer(&name, at);
            }
        }
    }

    /// Takes the first line of a document for its employer's name, right above a heading or a job's title,
    /// if it ends like one and begins with a word that no department begins with: "Oakhill Community
    /// Services".
    pub(super) fn employer_at_top(&mut self, unit: &Unit) -> bool {
        let mut body = self.doc.leaves.iter().enumerate().filter(|(_, l)| l.layer == Layer::Body);
        let (Some((first, line)), Some((_, next))) = (body.next(), body.next()) else {
            return false;
        };
        let opening = unit.text.split_whitespace().next().map(fold).unwrap_or_default();
        let is_title = next.heading.is_some() || job_title(&next.text, self.lexicon).is_some();
        let named = first == unit.leaf
            && self.doc.employer.is_none()
            && is_title
            && line.at.table.is_none()
            && unit.text.split_whitespace().all(is_capital)
            && !self.lexicon.is_in(WordClass::Department, &opening)
            && is_name(&unit.text, self.lexicon, true);
        if named {
            self.claim(unit, Class::Heading, Some("employer"));
            let at = self.place(unit);
            self.set_employer(&without_department(&unit.text, self.lexicon), at);
        }
        named
    }

    /// Returns the paragraphs of the text in front of all statements.
    fn leaves_above(&self) -> Vec<usize> {
        /// Most of them that are looked at.
        const LINES: usize = 12;
        let first = self.doc.chunks.iter().filter_map(|c| c.parts.first()).map(|p| p.leaf).min();
        let body = |leaf: &usize| self.doc.leaves[*leaf].layer == Layer::Body;
        (0..first.unwrap_or_default()).filter(body).take(LINES).collect()
    }
}

/// Returns a name without the department behind it: "Oakhill Council" of "Oakhill Council Adult Care".
fn without_department(name: &str, lexicon: &Lexicon) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let inner = &words[1..words.len() - 1];
    let ends = inner.iter().position(|w| lexicon.is_organisation_noun(w, false));
    words[..ends.map_or(words.len(), |at| at + 2)].join(" ")
}

fn is_capital(word: &str) -> bool {
    word.len() <= 3 || word.starts_with(char::is_uppercase)
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
        assert_eq!(
            organisation_in("Oakhill Care: role profiles", &l).as_deref(),
            Some("Oakhill Care")
        );
        assert_eq!(
            organisation_in("Oakhill Council Competency Framework", &l).as_deref(),
            Some("Oakhill Council")
        );
        assert_eq!(organisation_in("Care home career map", &l), None);
        let borough = "London Borough of Oakhill";
        assert_eq!(
            organisation_in(&format!("{borough} – Career map"), &l).as_deref(),
            Some(borough)
        );
        assert!(is_organisation("University of Oakhill and Elms", &l));
        assert!(!is_organisation("Head of Baking Services", &l));
        assert!(!is_organisation("A charity of our own", &l));
        assert_eq!(organisation_in("Career map", &l), None);
        let about = |text: &str| organisation_told_of(text, &l);
        assert_eq!(
            about("About the Oakhill Bread Museum:").as_deref(),
            Some("Oakhill Bread Museum")
        );
        assert_eq!(about("About the role"), None);
        assert_eq!(without_department("Oakhill Council Adult Care", &l), "Oakhill Council");
        assert_eq!(without_department("Oakhill Community Care", &l), "Oakhill Community Care");
        assert!(is_name("Oakhill Care", &l, true) && !is_organisation("Oakhill Care", &l));
    }
}
