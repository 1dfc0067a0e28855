//! Grades and pay: a grade in a title or beside a sum, and the grade that only pay tells.

use super::build::Builder;
use crate::text::{clean, pattern};

// Grades seen: MPR3, MPR 6, Band 3, Grade 4D, SCP 6 - 11, NJC 12, PO1, SO2, Scale 4, AfC Band 8a,
// Grades A-C, Grades D & E.
pattern!(
    pub(super) GRADE,
    r"(?i)\b(?:AfC\s+)?(?:(?:pay\s+)?(?:band|grade|scale|scp|njc(?:\s+scp)?|spinal\s+point)s?\s*(?:(?-i:[A-Z])\s*(?:[-–—/&]|to|and)\s*(?-i:[A-Z])\b|[0-9]{1,2}[a-z]?|[A-Z]{1,3}[0-9]{0,2})(?:\s*(?:[-–—/]|to)\s*(?:(?:scp|band|grade|scale)\s*)?[0-9]{1,2}[a-z]?){0,2}|(?-i:MPR|UPR|PO|SO|TM|SM)\s?[0-9]{1,2}(?:\s*[-–—/]\s*(?:(?-i:MPR|UPR|PO|SO)\s?)?[0-9]{1,2})?)\b"
);
// Seen: "Salary range £26,822 to £29,323", "£30,153 to £32,486", "£12.40 an hour".
pattern!(
    SUM,
    r"(?i)^(?:salary|pay)?(?:\s+(?:range|scale|band))?\s*:?\s*£[0-9][0-9,.]*k?(?:\s*(?:-|–|—|to)\s*£?[0-9][0-9,.]*k?)?(?:\s*(?:an?|per)\s+(?:annum|hour|year))?$"
);
/// Bytes of the longest grade, "AfC pay spinal points 12a to grade 14a", and what may surround it.
const GRADE_BYTES: usize = 40;

/// Returns the grade if the whole text is one ("MPR 6", "SCP 6 - 11").
pub fn grade(text: &str) -> Option<String> {
    let text = clean(text);
    (text.len() <= GRADE_BYTES).then_some(())?;
    let found = GRADE.find(&text)?;
    let around = text.len() - found.len();
    (around <= 2).then(|| found.as_str().to_owned())
}

/// Tells whether a text is nothing but pay.
pub fn is_sum(text: &str) -> bool {
    SUM.is_match(text)
}

/// Returns the grades that stand beside a sum, as printed: "Grade 6, SCP 12-17" of "Grade 6, SCP 12-17
/// (£24,027 - £26,421 a year)".
pub fn grade_beside_pay(text: &str) -> Option<String> {
    let text = clean(text);
    // "On a scale to be agreed" names none.
    let tells = |grade: &str| {
        let last = grade.split(' ').next_back().unwrap_or_default();
        last.contains(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    let mut found = GRADE.find_iter(&text).filter(|m| tells(m.as_str()));
    let first = found.next()?;
    let joined = |gap: &str| !gap.contains(|c: char| c.is_alphanumeric() || c == '£');
    let end =
        found.fold(
            first.end(),
            |end, next| {
                if joined(&text[end..next.start()]) { next.end() } else { end }
            },
        );
    Some(text[first.start()..end].to_owned())
}

/// Returns what the value of a field of grades says without the pay beside it; nothing if it is a
/// sum alone.
pub fn grade_of_field(value: &str) -> Option<String> {
    if !value.contains('£') {
        return Some(value.to_owned()).filter(|v| !v.is_empty());
    }
    let before = value.split('£').next().unwrap_or_default();
    let before = before.trim_matches(|c: char| c.is_whitespace() || "(-–—:,;|/".contains(c));
    grade_beside_pay(value).or_else(|| Some(before.to_owned()).filter(|b| !b.is_empty()))
}

impl Builder<'_> {
    /// Gives roles whose grade nothing names the one that stands beside their pay: "Salary/Grade:
    /// Scale 5", "Salary: £24,000 (Band 4)".
    pub fn grades_by_pay(&mut self) {
        let alone = self.doc.roles.len() == 1;
        for role in &mut self.doc.roles {
            if role.grade.is_some() || role.levels.iter().any(|l| l.grade.is_some()) {
                continue;
            }
            let of_document = self.doc.fields.iter().filter(|_| alone);
            let mut pay = role.fields.iter().chain(of_document).filter(|f| f.name == "salary");
            role.grade = pay.find_map(|f| grade_beside_pay(&f.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        for yes in ["Salary range £26,822 to £29,323", "£30,153 - £32,486", "£12.40 an hour"] {
            assert!(is_sum(yes), "{yes}");
        }
        assert!(!is_sum("Holds a budget of £5,000") && !is_sum("Grade 8"));
    }

    #[test]
    fn grades() {
        assert_eq!(grade("MPR 6").as_deref(), Some("MPR 6"));
        assert_eq!(grade("SCP 6 - 11").as_deref(), Some("SCP 6 - 11"));
    }

    #[test]
    fn grades_beside_pay() {
        let check = |text: &str, grade: Option<&str>| {
            assert_eq!(grade_beside_pay(text).as_deref(), grade, "{text}");
        };
        check("Scale 5", Some("Scale 5"));
        check("Band 5 (£29,970–£36,483)", Some("Band 5"));
        check("Grade 6, SCP 12-17 (£24,027 - £26,421)", Some("Grade 6, SCP 12-17"));
        check("£24,000 per annum, Grade D", Some("Grade D"));
        check("£24,000 (Band 4), then £26,000 (Band 5)", Some("Band 4"));
        check("Scale 5 – SCP 12-17 £24,000", Some("Scale 5 – SCP 12-17"));
        check("£23,000 to £25,000 on a scale to be agreed", None);
    }

    #[test]
    fn grades_of_fields() {
        let check = |text: &str, grade: Option<&str>| {
            assert_eq!(grade_of_field(text).as_deref(), grade, "{text}");
        };
        check("MPR 6", Some("MPR 6"));
        check("6 (£25,000)", Some("6"));
        check("Lecturer B – £41,000", Some("Lecturer B"));
        check("£23,000 - £25,000", None);
        check("", None);
    }
}
