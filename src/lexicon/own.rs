//! Words that one employer uses in its own sense: they win over the tables.

use super::{Column, Lexicon, Meaning, category, column, meaning, necessity};
use crate::model::Category;
use crate::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Words of one employer. All of them are folded (see [`fold()`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Headers of columns.
    pub columns: BTreeMap<String, Column>,
    /// Headings of sections, and labels of rows and fields.
    pub headings: BTreeMap<String, Meaning>,
    /// Titles of roles that the tables do not know for titles.
    pub roles: BTreeSet<String>,
    /// Labels of levels, the lowest first.
    pub levels: Vec<String>,
}

/// What a header is in the employer's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnWord<'a> {
    /// The header of a column of this kind.
    Column(Column),
    /// The label of a level.
    Level,
    /// The title of a role.
    Role,
    /// A heading.
    Heading(&'a Meaning),
}

/// All kinds of columns.
const COLUMNS: [Column; 13] = [
    Column::Role,
    Column::Grade,
    Column::Level,
    Column::Purpose,
    Column::Salary,
    Column::Statement,
    Column::Category,
    Column::Code,
    Column::Essential,
    Column::Desirable,
    Column::Necessity,
    Column::Assessed,
    Column::Other,
];

impl Column {
    /// Returns the names of all kinds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        COLUMNS.into_iter().map(Self::name)
    }

    /// Returns the kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        column(name).ok()
    }

    /// Returns the name as the tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Grade => "grade",
            Self::Level => "level",
            Self::Purpose => "purpose",
            Self::Salary => "salary",
            Self::Statement => "statement",
            Self::Category => "category",
            Self::Code => "code",
            Self::Essential => "essential",
            Self::Desirable => "desirable",
            Self::Necessity => "necessity",
            Self::Assessed => "assessed",
            Self::Other => "other",
        }
    }
}

impl Meaning {
    /// Returns the meaning of that name: a category, `mixed`, `open`, `furniture`, `essential` or
    /// `desirable`, one of the `fields`, or what the tables write ("field:pets").
    pub fn from_name(name: &str, fields: &BTreeSet<&str>) -> Option<Self> {
        match name {
            "mixed" => return Some(Self::Mixed),
            "open" => return Some(Self::Open(None)),
            _ => {}
        }
        let plain = || category(name).map(Self::Category).or(necessity(name).map(Self::Necessity));
        let field = || fields.contains(name).then(|| Self::Field(name.to_owned()));
        plain().ok().or_else(field).or_else(|| meaning(name).ok())
    }

    /// Returns the name, as [`Meaning::from_name`] reads it.
    pub fn name(&self, fields: &BTreeSet<&str>) -> String {
        match self {
            Self::Category(category) => category.name().to_owned(),
            Self::Mixed => "mixed".to_owned(),
            Self::Open(None) => "open".to_owned(),
            Self::Open(Some(category)) => format!("open:{}", category.name()),
            Self::Necessity(necessity) => necessity.name().to_owned(),
            Self::Field(name) if fields.contains(name.as_str()) => name.clone(),
            Self::Field(name) => format!("field:{name}"),
            Self::Furniture => "furniture".to_owned(),
        }
    }

    /// Returns the names that need no field.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let others = ["mixed", "open", "furniture", "essential", "desirable"];
        Category::ALL.into_iter().map(Category::name).chain(others)
    }
}

impl Meaning {
    /// Returns the name of the field, if it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            _ => None,
        }
    }
}

impl Own {
    /// Tells whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Lexicon {
    /// Returns the tables with the words of one employer in front of them.
    #[must_use]
    pub fn with(&self, own: Own) -> Self {
        Self { own, ..self.clone() }
    }

    /// Tells whether the employer has words of its own.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Returns what a header is in the employer's own words.
    pub fn own(&self, header: &str) -> Option<OwnWord<'_>> {
        if self.own.is_empty() {
            return None;
        }
        let folded = fold(header);
        if let Some(column) = self.own.columns.get(&folded) {
            return Some(OwnWord::Column(*column));
        }
        if self.own.levels.contains(&folded) {
            return Some(OwnWord::Level);
        }
        if self.own.roles.contains(&folded) {
            return Some(OwnWord::Role);
        }
        self.own.headings.get(&folded).map(OwnWord::Heading)
    }

    /// Returns what a heading says in the employer's own words.
    pub fn own_heading(&self, text: &str) -> Option<&Meaning> {
        if self.own.headings.is_empty() {
            return None;
        }
        self.own.headings.get(&fold(text))
    }

    /// Returns the place of a level in the employer's own order, from the lowest.
    pub fn own_level(&self, label: &str) -> Option<usize> {
        let folded = fold(label);
        self.own.levels.iter().position(|l| *l == folded)
    }

    /// Returns the names of the fields that labels and headings of the tables name.
    pub fn field_names(&self) -> BTreeSet<&str> {
        let headings = self.headings.values().chain(self.formed_headings.values());
        let headings = headings.filter_map(Meaning::field);
        self.fields.values().map(String::as_str).chain(headings).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    fn lexicon() -> Lexicon {
        Lexicon::parse(&Data::default()).expect("the shipped tables parse")
    }

    #[test]
    fn names_are_read_back() {
        for name in Column::names() {
            assert_eq!(Column::from_name(name).map(Column::name), Some(name));
        }
        let lexicon = lexicon();
        let fields = lexicon.field_names();
        let others = ["open:skill", "field:pets", "reports_to"];
        for name in Meaning::names().chain(others) {
            let meaning = Meaning::from_name(name, &fields).expect(name);
            assert_eq!(meaning.name(&fields), name);
        }
        assert_eq!(Meaning::from_name("skil", &fields), None);
        assert_eq!(
            Meaning::from_name("category:skill", &fields),
            Some(Meaning::Category(Category::Skill))
        );
    }

    #[test]
    fn own_words_win_over_the_tables() {
        let plain = lexicon();
        let skill = Meaning::Category(Category::Skill);
        assert_ne!(plain.heading("Main duties"), Some(skill.clone()));
        assert!(plain.field("Line manager").is_some() && plain.column("Grade").is_some());
        let own = Own {
            headings: [("main duties", skill.clone()), ("line manager", skill.clone())]
                .map(|(h, m)| (h.to_owned(), m))
                .into(),
            columns: [("grade".to_owned(), Column::Role)].into(),
            levels: vec!["sapling".into(), "oak".into()],
            ..Own::default()
        };
        let own = plain.with(own);
        assert_eq!(own.heading("MAIN DUTIES:"), Some(skill));
        assert_eq!(own.field("Line manager"), None);
        assert_eq!(own.own("Grade"), Some(OwnWord::Column(Column::Role)));
        assert_eq!(own.own("Oak"), Some(OwnWord::Level));
        assert_eq!((own.own_level("Oak"), own.own_level("Elm")), (Some(1), None));
        assert_eq!(plain.own("Oak"), None);
    }
}
