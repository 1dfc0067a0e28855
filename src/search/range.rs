//! Numbers that a query bounds: `level:A..C`, `grade:>=5`, `experience:[2 TO 5]`.

use crate::model::{Framework, Requirement, Row};

/// A number that rows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    /// Number or letter of the level: `Level B` is 2.
    Level,
    /// Number of the grade: `Band 5` is 5.
    Grade,
    /// Level of a qualification on the common scale.
    Qualification,
    /// Least experience asked for, in whole years.
    Experience,
    /// Page, from 1.
    Page,
    /// Year of a date that the document prints.
    Year,
    /// Confidence in hundredths.
    Confidence,
}

impl Measured {
    pub(super) const ALL: [Self; 7] = [
        Self::Level,
        Self::Grade,
        Self::Qualification,
        Self::Experience,
        Self::Page,
        Self::Year,
        Self::Confidence,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Grade => "grade",
            Self::Qualification => "qualification",
            Self::Experience => "experience",
            Self::Page => "page",
            Self::Year => "year",
            Self::Confidence => "confidence",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name().eq_ignore_ascii_case(name))
    }

    /// Returns the numbers of a row.
    pub(super) fn of(self, row: &Row, framework: &Framework, r: &Requirement) -> Vec<u64> {
        match self {
            Self::Level => row.level.as_deref().and_then(ordinal).into_iter().collect(),
            Self::Grade => row.grade.as_deref().and_then(ordinal).into_iter().collect(),
            Self::Qualification => {
                let levels = r.qualifications.iter().flat_map(|q| &q.levels);
                levels.map(|l| u64::from(*l)).collect()
            }
            Self::Experience => row.experience.as_deref().and_then(years).into_iter().collect(),
            Self::Page => row.pages.iter().map(|p| u64::from(*p)).collect(),
            Self::Year => {
                let dates = framework.fields.iter().filter(|f| f.name == "date");
                dates.filter_map(|f| year(&f.text)).collect()
            }
            Self::Confidence => vec![hundredths(row.confidence)],
        }
    }

    /// Reads one bound: a number, for levels and grades also a letter or `level3`.
    fn bound(self, typed: &str) -> Option<u64> {
        match self {
            Self::Confidence => {
                typed.parse().ok().filter(|c| (0.0..=1.0).contains(c)).map(hundredths)
            }
            Self::Level | Self::Grade | Self::Qualification => {
                let bare = typed.trim_start_matches(|c: char| c.is_alphabetic());
                let digits = if bare.is_empty() { typed } else { bare };
                ordinal(digits)
            }
            _ => typed.parse().ok(),
        }
    }
}

/// Bounds, both included; an open side is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: Option<u64>,
    pub(super) most: Option<u64>,
}

impl Range {
    /// Reads `2..5`, `2..`, `..5`, `>=2`, `>2`, `<=5`, `<5` or `[2 TO 5]`.
    pub(super) fn read(measured: Measured, typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if let Some(inner) = typed.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            let (least, most) = inner.split_once(" TO ")?;
            return Self::between(measured, least.trim(), most.trim());
        }
        if let Some((least, most)) = typed.split_once("..") {
            return Self::between(measured, least.trim(), most.trim());
        }
        let number = |sign: &str| measured.bound(typed.strip_prefix(sign)?.trim());
        let from = |least| Self { least: Some(least), most: None };
        let up_to = |most| Self { least: None, most: Some(most) };
        None.or_else(|| number(">=").map(from))
            .or_else(|| number("<=").map(up_to))
            .or_else(|| number(">").map(|n| from(n.saturating_add(1))))
            .or_else(|| number("<").map(Self::below))
    }

    /// Reads a number that must be met exactly.
    pub(super) fn only(measured: Measured, typed: &str) -> Option<Self> {
        measured.bound(typed.trim()).map(|n| Self { least: Some(n), most: Some(n) })
    }

    fn between(measured: Measured, least: &str, most: &str) -> Option<Self> {
        let side = |typed: &str| match typed {
            "" | "*" => Some(None),
            _ => measured.bound(typed).map(Some),
        };
        let range = Self { least: side(least)?, most: side(most)? };
        (range.least.is_some() || range.most.is_some()).then_some(range)
    }

    fn below(n: u64) -> Self {
        match n.checked_sub(1) {
            Some(most) => Self { least: None, most: Some(most) },
            None => Self { least: Some(1), most: Some(0) }, // nothing is less than zero
        }
    }
}

/// Returns the first number of a label, else its first single letter as a number: A is 1.
fn ordinal(label: &str) -> Option<u64> {
    let words = || label.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let letter = |word: &str| match word.as_bytes() {
        [b] if b.is_ascii_alphabetic() => Some(u64::from(b.to_ascii_lowercase() - b'a') + 1),
        _ => None,
    };
    words().find_map(|w| w.parse().ok()).or_else(|| words().find_map(letter))
}

/// Returns the whole years of `2 years` or `18 months`.
fn years(experience: &str) -> Option<u64> {
    let (number, unit) = experience.split_once(' ')?;
    let number: u64 = number.parse().ok()?;
    if unit.starts_with("year") {
        return Some(number);
    }
    unit.starts_with("month").then_some(number / 12)
}

/// Returns the first year from 1900 to 2099 of a date as printed.
fn year(date: &str) -> Option<u64> {
    let numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 4);
    numbers.filter_map(|n| n.parse().ok()).find(|y| (1900..2100).contains(y))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1 by contract")]
fn hundredths(confidence: f64) -> u64 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_numbers_or_letters() {
        let cases = [
            ("Level A (Developing)", Some(1)),
            ("Band 5", Some(5)),
            ("Level 3: Lead", Some(3)),
            ("Foundation", None),
            ("", None),
        ];
        for (label, expected) in cases {
            assert_eq!(ordinal(label), expected, "{label}");
        }
        assert_eq!((years("2 years"), years("18 months"), years("long")), (Some(2), Some(1), None));
        assert_eq!((year("3 May 2021"), year("03/05/21")), (Some(2021), None));
    }

    #[test]
    fn ranges_are_read_as_people_type_them() {
        let range = |least, most| Some(Range { least, most });
        let cases = [
            (Measured::Level, "A..C", range(Some(1), Some(3))),
            (Measured::Level, "2..", range(Some(2), None)),
            (Measured::Grade, ">=5", range(Some(5), None)),
            (Measured::Grade, "<5", range(None, Some(4))),
            (Measured::Grade, "<0", range(Some(1), Some(0))),
            (Measured::Experience, "[2 TO 5]", range(Some(2), Some(5))),
            (Measured::Experience, "[* TO 5]", range(None, Some(5))),
            (Measured::Qualification, "level3..level5", range(Some(3), Some(5))),
            (Measured::Confidence, ">0.8", range(Some(81), None)),
            (Measured::Confidence, ">8", None),
            (Measured::Experience, "two..five", None),
            (Measured::Experience, "..", None),
            (Measured::Level, "B", None),
        ];
        for (measured, typed, expected) in cases {
            assert_eq!(Range::read(measured, typed), expected, "{typed}");
        }
        assert_eq!(Range::only(Measured::Year, "2021"), range(Some(2021), Some(2021)));
    }
}
