//! Letters around a document, and how people are reached: who is written to, how they are greeted, who
//! signs, addresses and numbers.

use super::build::Builder;
use super::unit::Unit;
use crate::text::mark::Mark;
use crate::text::pattern;
use std::collections::BTreeMap;

/// Lines of an address above its postcode: the name, the post, the house, the street.
const ADDRESS_LINES: usize = 4;
/// Lines between the postcode and the greeting: the date, the subject.
const LINES_BELOW: usize = 3;
/// Lines below a closing: the name, the post, the house.
const SIGNED_LINES: usize = 3;
/// Words of such a line.
const LINE_WORDS: usize = 8;

pattern!(GREETING, r"(?i)^dear\s+\S+(?:\s+\S+){0,4}[,:]?$");
pattern!(
    CLOSING,
    r"(?i)^(?:(?:yours\s+)?(?:sincerely|faithfully|truly)(?:\s+yours)?|(?:with\s+)?(?:(?:kind|best|warm)(?:est)?\s+)?regards|(?:with\s+)?best\s+wishes)[,.]?$"
);
// Postcodes at the end of a short line: "Northport LB1 2AB", "Northport, LB 12345".
pattern!(
    POSTCODE,
    r"\b(?:[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z]{2} [0-9]{5}(?:-[0-9]{4})?|[0-9]{5}-[0-9]{4})$"
);
// "12 High Street", "12b Mill Lane, Northport", "PO Box 12".
pattern!(
    STREET,
    r"^(?:[0-9]{1,5}[A-Za-z]?,?\s+(?:(?:[A-Z]|[0-9]{1,3}(?:st|nd|rd|th)\b)[A-Za-z'’.-]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Drive|Lane|Close|Court|Square|Terrace|Crescent|Boulevard|Blvd|Way|Row|Gardens|Parade|Quay)\b\.?(?:,\s.{1,40})?|(?i:p\.?\s?o\.?\s?b(?:ox)?)\s+[0-9]+(?:,\s.{1,60})?)$"
);
// A number told with what it is, which a line holds beside what else: "Phone: 01234 567890".
pattern!(
    NUMBER,
    r"(?i)\b(?:tel|telephone|phone|fax|mobile)(?:\s+(?:no|number))?\b[.:\s]{1,3}\+?[0-9(][0-9() -]{7,}"
);

impl Builder<'_> {
    /// Returns the units that are no part of the document but of a letter around it, with what they tell.
    pub(super) fn around_letters(&self, units: &[Unit]) -> BTreeMap<usize, &'static str> {
        let mut found = BTreeMap::new();
        for (at, unit) in units.iter().enumerate().filter(|(_, u)| u.mark == Mark::None) {
            if GREETING.is_match(&unit.text) {
                found.extend((self.written_to(units, at)..=at).map(|at| (at, "contacts")));
            } else if CLOSING.is_match(&unit.text) {
                let signed = units[at + 1..].iter().take(SIGNED_LINES);
                let lines = signed.take_while(|u| self.may_be_name(u)).count();
                found.extend((at..=at + lines).map(|at| (at, "contacts")));
            }
        }
        found
    }

    /// Returns the first line of the address above a greeting; that of the greeting if there is none.
    fn written_to(&self, units: &[Unit], greeting: usize) -> usize {
        let above = units[..greeting].iter().rev();
        let lines = above.take(ADDRESS_LINES + LINES_BELOW).take_while(|u| self.is_line(u)).count();
        let from = greeting - lines;
        let coded = |at: &usize| POSTCODE.is_match(&units[*at].text);
        match (from..greeting).rev().take(LINES_BELOW).find(coded) {
            Some(code) => code.saturating_sub(ADDRESS_LINES).max(from),
            None => greeting,
        }
    }

    /// Tells whether a line may be one of an address.
    fn is_line(&self, unit: &Unit) -> bool {
        unit.mark == Mark::None
            && self.doc.leaves[unit.leaf].heading.is_none()
            && unit.text.split_whitespace().count() <= LINE_WORDS
            && !unit.text.ends_with('.')
    }

    /// Tells whether a line may be the name, the post or the house of who signs.
    fn may_be_name(&self, unit: &Unit) -> bool {
        self.is_line(unit)
            && !unit.text.ends_with(':')
            && unit.text.starts_with(char::is_uppercase)
            && self.lexicon.heading(&unit.text).is_none()
    }
}

/// Tells whether a line is how somebody is reached: an address of mails, a telephone number, or a part
/// of a postal address.
pub fn is_contact(text: &str) -> bool {
    /// Digits of the shortest number, area code included.
    const DIGITS: usize = 7;
    /// Letters beside it ("Tel.", "ext").
    const LETTERS: usize = 6;
    /// Words of a line with an address of mails, of one of a postal address, and of one with a number.
    const WORDS: (usize, usize, usize) = (4, 9, 24);
    let words = text.split_whitespace().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let sum = text.contains(['£', '$', '€', '%']);
    words <= WORDS.0 && text.split_whitespace().any(is_mail)
        || words <= WORDS.1 && (POSTCODE.is_match(text) || STREET.is_match(text))
        || words <= WORDS.2 && NUMBER.is_match(text)
        || !sum && digits >= DIGITS && letters <= LETTERS
}

/// Tells whether a word is an address of mails.
pub fn is_mail(word: &str) -> bool {
    let parts = word.split_once('@').filter(|_| !word.contains(' '));
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts() {
        for yes in [
            "Northport LB1 2AB",
            "Northport, LB 12345-6789",
            "12 Mill Street",
            "7b Old Quay Road, Northport",
            "PO Box 12, Northport",
            "Office: 1 Mill Lane | Tel: 01234 567890 | Fax: 01234 567891",
            "cook@skerry.example",
        ] {
            assert!(is_contact(yes), "{yes}");
        }
        for no in [
            "12 hours of driving on the street",
            "2 years on a court",
            "Answers the phone within 20 seconds",
            "3 references",
            "5 years in a cook's way of working",
        ] {
            assert!(!is_contact(no), "{no}");
        }
    }

    #[test]
    fn greetings_and_closings() {
        for yes in ["Dear applicant", "Dear Ms Finch:", "Dear Sir or Madam,"] {
            assert!(GREETING.is_match(yes), "{yes}");
        }
        assert!(!GREETING.is_match("Dear friends of the museum, we write to you about"));
        for yes in ["Yours sincerely", "Sincerely yours,", "Kind regards,", "With best wishes"] {
            assert!(CLOSING.is_match(yes), "{yes}");
        }
        assert!(!CLOSING.is_match("Regards all people alike"));
    }
}
