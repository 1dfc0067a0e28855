//! What the index finds is what a plain walk over all rows finds, for every kind of query.

use super::*;
use crate::dataset;
use crate::interpret::reference::refer;
use crate::lexicon::Lexicon;
use crate::model::build::requirement;
use crate::model::{
    Acronym, Basis, BasisKind, Field, Place, Qualifier, QualifierKind, Requirement,
};
use crate::model::{Necessity, Shape};
use std::collections::BTreeSet;

const DOCUMENTS: usize = 2_000;

const WORDS: &[&str] = &[
    "tiller",
    "lantern",
    "moorings",
    "ledger",
    "ballast",
    "quarters",
    "signals",
    "harbour",
    "records",
    "recording",
    "visitors",
    "visitor",
    "clients",
    "service",
    "user",
    "ropes",
    "checks",
    "checked",
    "plans",
    "planning",
    "weekly",
    "rope",
    "painting",
    "medication",
];
const LAWS: &[&str] = &["the Mental Capacity Act 2005", "the Care Act 2014", "the MCA"];
const QUALIFICATIONS: &[&str] = &["an NVQ level 3", "a level 2 diploma", "a degree"];

/// Numbers that follow each other as if by chance, the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

fn statement(numbers: &mut Numbers) -> Requirement {
    let count = 2 + numbers.below(4);
    let mut words: Vec<&str> = (0..count).map(|_| numbers.one(WORDS)).collect();
    match numbers.below(12) {
        0 => words.push(numbers.one(LAWS)),
        1 => words.push(numbers.one(QUALIFICATIONS)),
        2 => words.push("the HBR"),
        3 => words.push("harbour byelaws"),
        _ => {}
    }
    let mut r = requirement(&words.join(" "));
    r.category = [None, Some(Category::Skill), Some(Category::Duty)][numbers.below(3)];
    r.necessity = [None, Some(Necessity::Essential), Some(Necessity::Desirable)][numbers.below(3)];
    r.section = [None, Some("Ballast and tillers".to_owned())][numbers.below(2)].clone();
    r.code = [None, Some("K1".to_owned()), Some("S12".to_owned())][numbers.below(3)].clone();
    r.places = vec![Place { page: Some(1 + numbers.below(4) as u32), ..Place::default() }];
    r.confidence = [0.4, 0.75, 1.0][numbers.below(3)];
    if numbers.below(3) == 0 {
        let basis = Basis { kind: BasisKind::Phrase, phrase: "years".into(), at: None };
        let value = format!("{} years", 1 + numbers.below(5));
        r.qualifiers.push(Qualifier { kind: QualifierKind::Years, value, basis });
    }
    r
}

fn document(number: usize, numbers: &mut Numbers, lexicon: &Lexicon) -> Framework {
    let employer = numbers.one(&["Alder Trust", "Birchwood Homes", "Cedar Council", "Elm Care"]);
    let path = format!("docs/{number}.txt");
    let mut f = framework(employer, &path, &[]);
    f.shape = [Shape::ProgressionGrid, Shape::JobDescription][numbers.below(2)];
    f.acronyms = vec![Acronym { acronym: "HBR".into(), expansion: "harbour byelaws".into() }];
    let date = format!("3 May {}", 2018 + numbers.below(6));
    f.fields = vec![Field { name: "date".into(), label: None, text: date, at: Place::default() }];
    let role = &mut f.roles[0];
    role.title = Some(numbers.one(&["Night Porter", "Lantern Keeper"]).to_owned());
    role.grade =
        [None, Some("Band 4".to_owned()), Some("Band 6".to_owned())][numbers.below(3)].clone();
    role.levels = ["Level A", "Level B", "Level C"]
        .iter()
        .enumerate()
        .map(|(i, label)| {
            let mut level = role.levels[0].clone();
            level.label = Some((*label).to_owned());
            level.adds_to = ["Level A", "Level B"][..i].iter().map(|l| (*l).to_owned()).collect();
            level.requirements = (0..numbers.below(3)).map(|_| statement(numbers)).collect();
            level
        })
        .collect();
    for (i, r) in role.levels.iter_mut().flat_map(|l| &mut l.requirements).enumerate() {
        r.id = uuid::Uuid::new_v5(&crate::interpret::NAMESPACE, format!("{path} {i}").as_bytes())
            .to_string();
    }
    refer(&mut f, lexicon);
    f
}

/// A row with all that a walk looks at.
struct Scanned<'a> {
    row: Row,
    framework: &'a Framework,
    requirement: &'a Requirement,
    text: Vec<String>,
    words: Vec<String>,
    around: Vec<String>,
}

impl Scanned<'_> {
    fn has(&self, stem: &str) -> bool {
        self.text.iter().chain(&self.around).any(|s| s == stem)
    }

    fn states(&self, stem: &str) -> bool {
        self.text.iter().any(|s| s == stem)
    }

    fn says(&self, phrase: &[&str]) -> bool {
        self.text.windows(phrase.len()).any(|w| w == phrase)
    }

    fn begins(&self, letters: &str) -> bool {
        self.words.iter().any(|w| w.starts_with(letters))
    }

    fn law(&self, title: &str) -> bool {
        self.row.legislation.iter().any(|t| t == title)
    }

    fn qualification_level(&self, level: u8) -> bool {
        self.requirement.qualifications.iter().any(|q| q.levels.contains(&level))
    }

    fn years(&self) -> Option<u64> {
        self.row.experience.as_ref()?.split(' ').next()?.parse().ok()
    }

    fn year(&self) -> u64 {
        self.framework.fields[0].text[6..].parse().expect("a year")
    }
}

fn scanned<'a>(
    (row, requirement): (Row, &'a Requirement),
    framework: &'a Framework,
    analysers: &mut Analysers,
) -> Scanned<'a> {
    let around = [row.section.as_deref(), row.role.as_deref()].map(Option::unwrap_or_default);
    Scanned {
        text: analysers.stems(&row.text),
        words: analysers.words(&row.text),
        around: analysers.stems(&around.join(" . ")),
        row,
        framework,
        requirement,
    }
}

/// Returns the stated rows, then the inherited ones.
fn walk(frameworks: &[Framework]) -> (Vec<Scanned<'_>>, Vec<Scanned<'_>>) {
    let mut analysers = Analysers::new();
    let (mut stated, mut inherited) = (Vec::new(), Vec::new());
    for f in frameworks {
        let requirements = f.requirements().map(|(_, _, r)| r);
        for row in dataset::rows_of(f).zip(requirements) {
            stated.push(scanned(row, f, &mut analysers));
        }
        for row in dataset::inherited_rows_of(f) {
            inherited.push(scanned(row, f, &mut analysers));
        }
    }
    (stated, inherited)
}

type Holds = fn(&Scanned) -> bool;

/// Each kind of query, and what its rows have.
const CASES: &[(&str, Holds)] = &[
    ("tiller", |s| s.states("tiller")),
    ("RECORDINGS", |s| s.states("record")),
    ("ropes lanterns", |s| {
        s.has("rope") && s.has("lantern") && (s.states("rope") || s.states("lantern"))
    }),
    ("ropes AND ledger", |s| s.has("rope") && s.has("ledger")),
    ("ropes OR ledger", |s| s.states("rope") || s.states("ledger")),
    ("(ropes ledger) OR (signals weekly)", |s| {
        (s.has("rope") && s.has("ledger")) || (s.has("signal") && s.has("week"))
    }),
    ("tiller -ropes", |s| s.states("tiller") && !s.has("rope")),
    ("NOT tiller", |s| !s.has("tiller")),
    ("+tiller ropes", |s| {
        s.has("tiller") && s.has("rope") && (s.states("tiller") || s.states("rope"))
    }),
    ("\"service user\"", |s| s.says(&["servic", "user"])),
    ("\"user service\"", |s| s.says(&["user", "servic"])),
    ("tiller -\"service user\"", |s| s.states("tiller") && !s.says(&["servic", "user"])),
    ("rec*", |s| s.begins("rec")),
    ("tiller vis*", |s| s.has("tiller") && s.begins("vis")),
    ("*", |_| true),
    ("employer:alder", |s| s.row.organisation.as_deref() == Some("Alder Trust")),
    ("role:\"night porter\"", |s| s.row.role.as_deref() == Some("Night Porter")),
    ("level:b", |s| s.row.level.as_deref() == Some("Level B")),
    ("grade:4", |s| s.row.grade.as_deref() == Some("Band 4")),
    ("category:skill", |s| s.row.category.as_deref() == Some("skill")),
    ("necessity:essential", |s| s.row.necessity.as_deref() == Some("essential")),
    ("kind:\"job description\"", |s| s.framework.shape == Shape::JobDescription),
    ("code:k1", |s| s.row.code.as_deref() == Some("K1")),
    ("section:tillers", |s| s.row.section.is_some()),
    ("outcome:ok", |_| true),
    ("law:MCA", |s| s.law("Mental Capacity Act 2005")),
    ("law:\"mental capacity act\"", |s| s.law("Mental Capacity Act 2005")),
    ("qualification:level3", |s| s.qualification_level(3)),
    ("qualification:degree", |s| s.requirement.qualifications.iter().any(|q| q.family == "degree")),
    ("tiller OR category:skill", |s| s.has("tiller") || s.row.category.as_deref() == Some("skill")),
    ("tiller employer:alder level:c", |s| {
        s.states("tiller")
            && s.row.organisation.as_deref() == Some("Alder Trust")
            && s.row.level.as_deref() == Some("Level C")
    }),
    ("level:A..B", |s| s.row.level.as_deref() != Some("Level C")),
    ("grade:>4", |s| s.row.grade.as_deref() == Some("Band 6")),
    ("experience:[2 TO 3]", |s| s.years().is_some_and(|y| (2..=3).contains(&y))),
    ("experience:5", |s| s.years() == Some(5)),
    ("qualification:level2..level3", |s| s.qualification_level(2) || s.qualification_level(3)),
    ("page:<=2", |s| s.row.pages[0] <= 2),
    ("year:2019..2020", |s| (2019..=2020).contains(&s.year())),
    ("confidence:>=0.75", |s| s.row.confidence >= 0.75),
    ("confidence:3..2", |_| false),
    ("tiller -level:A..B", |s| s.states("tiller") && s.row.level.as_deref() == Some("Level C")),
    // An acronym that the documents explain, in both spellings of the statements.
    ("HBR", |s| s.states("hbr") || s.says(&["harbour", "byelaw"])),
    // Words that nobody wrote: misspelt, begun, and in parts.
    ("medicaton", |s| s.states("medic")),
    ("lanter", |s| s.states("lantern")),
    ("\"servise user\"", |s| s.says(&["servic", "user"])),
    ("unheard balast tiller", |s| {
        s.has("ballast") && (s.states("ballast") || s.states("tiller"))
            || s.has("tiller") && s.states("tiller")
            || s.has("ballast") && s.states("tiller")
    }),
    ("K9", |_| false),
    ("2031", |_| false),
];

fn ids<'a>(rows: impl Iterator<Item = &'a Scanned<'a>>, holds: Holds) -> BTreeSet<String> {
    rows.filter(|s| holds(s)).map(|s| s.row.id.clone()).collect()
}

fn found(index: &SearchIndex, question: &Question) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut offset = 0;
    loop {
        let asked = Question { limit: MAX_LIMIT, offset, ..question.clone() };
        let answer = index.ask(&asked).expect("legal");
        ids.extend(answer.hits.into_iter().map(|h| h.row.id));
        offset += MAX_LIMIT;
        if offset as u64 >= answer.total {
            assert_eq!(ids.len() as u64, answer.total, "{}", question.query);
            return ids;
        }
    }
}

#[test]
fn the_index_finds_what_a_walk_over_all_rows_finds() {
    let lexicon = Lexicon::parse(&Data::default()).expect("the shipped tables parse");
    let mut numbers = Numbers(7);
    let frameworks: Vec<Framework> =
        (0..DOCUMENTS).map(|n| document(n, &mut numbers, &lexicon)).collect();
    let (stated, inherited) = walk(&frameworks);
    let index = index_of(frameworks.clone());
    for (query, holds) in CASES {
        let asked = Question { facets: vec![], ..question(query) };
        let expected = ids(stated.iter(), *holds);
        assert_eq!(found(&index, &asked), expected, "{query}");
        let expected = ids(stated.iter().chain(&inherited), *holds);
        let expanded = Question { expanded: true, ..asked };
        assert_eq!(found(&index, &expanded), expected, "{query}, expanded");
    }
    broad_finds_synonyms(&index, &stated);
    groups_are_concepts(&index, &stated);
    facets_leave_their_own_filter_out(&index, &stated);
    expanded_facets_count_once_for_each_value(&index, &stated, &inherited);
}

fn broad_finds_synonyms(index: &SearchIndex, stated: &[Scanned]) {
    let holds: Holds = |s| s.states("client") || s.says(&["servic", "user"]);
    let asked = Question { broad: true, facets: vec![], ..question("clients") };
    assert_eq!(found(index, &asked), ids(stated.iter(), holds));
    let narrow = Question { broad: false, ..asked };
    assert_eq!(found(index, &narrow), ids(stated.iter(), |s| s.states("client")));
}

fn groups_are_concepts(index: &SearchIndex, stated: &[Scanned]) {
    let hits = || stated.iter().filter(|s| s.states("tiller"));
    let concepts: BTreeSet<&str> = hits().map(|s| s.row.concept_id.as_str()).collect();
    let asked = Question { flat: false, limit: MAX_LIMIT, ..question("tiller") };
    let answer = index.ask(&asked).expect("legal");
    assert_eq!(answer.concepts, Some(concepts.len() as u64));
    assert_eq!(answer.hits.len(), concepts.len());
    for hit in &answer.hits {
        let same = || hits().filter(|s| s.row.concept_id == hit.row.concept_id);
        let employers: BTreeSet<String> =
            same().filter_map(|s| s.row.organisation.clone()).collect();
        let group = hit.group.as_ref().expect("not flat");
        assert_eq!(group.rows, same().count() as u64);
        assert_eq!(group.employers, employers.into_iter().collect::<Vec<_>>());
    }
    let page = |offset| Question { offset, limit: 7, ..asked.clone() };
    let pages = [0, 7, 14].map(|offset| index.ask(&page(offset)).expect("legal").hits);
    let joined: Vec<String> = pages.concat().into_iter().map(|h| h.row.id).collect();
    let whole: Vec<String> = answer.hits.into_iter().take(21).map(|h| h.row.id).collect();
    assert_eq!(joined, whole, "pages of groups join to the whole");
}

fn facets_leave_their_own_filter_out(index: &SearchIndex, stated: &[Scanned]) {
    let filter = |field, value: &str| Filter { field, values: vec![value.to_owned()], whole: true };
    let asked = Question {
        filters: vec![filter(Named::Employer, "Alder Trust")],
        ..question("tiller level:b")
    };
    let counts = index.ask(&asked).expect("legal").counts;
    let employer = |s: &Scanned| s.row.organisation.as_deref() == Some("Alder Trust");
    let level = |s: &Scanned| s.row.level.as_deref() == Some("Level B");
    let tiller = |s: &&Scanned| s.states("tiller");
    let by = |kept: &dyn Fn(&Scanned) -> bool, value: fn(&Scanned) -> Option<String>| {
        let mut tally: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for row in stated.iter().filter(tiller).filter(|s| kept(s)) {
            *tally.entry(value(row)).or_default() += 1;
        }
        by_count(tally.into_iter().collect())
    };
    assert_eq!(counts["employer"], by(&level, |s| s.row.organisation.clone()));
    assert_eq!(counts["level"], by(&employer, |s| s.row.level.clone()));
    let both = |s: &Scanned| employer(s) && level(s);
    assert_eq!(counts["category"], by(&both, |s| s.row.category.clone()));
    assert_eq!(counts["role"], by(&both, |s| s.row.role.clone()));
}

fn expanded_facets_count_once_for_each_value(
    index: &SearchIndex,
    stated: &[Scanned],
    inherited: &[Scanned],
) {
    let asked = Question { expanded: true, ..question("tiller") };
    let answer = index.ask(&asked).expect("legal");
    let rows = || stated.iter().chain(inherited).filter(|s| s.states("tiller"));
    let mut levels: BTreeMap<Option<String>, BTreeSet<&str>> = BTreeMap::new();
    for s in rows() {
        levels.entry(s.row.level.clone()).or_default().insert(&s.requirement.id);
    }
    let levels = levels.into_iter().map(|(level, ids)| (level, ids.len() as u64)).collect();
    assert_eq!(answer.counts["level"], by_count(levels));
    let requirements: BTreeSet<&str> = rows().map(|s| s.requirement.id.as_str()).collect();
    assert_eq!(answer.requirements, requirements.len() as u64);
    let employers: u64 = answer.counts["employer"].iter().map(|c| c.count).sum();
    assert_eq!(employers, answer.requirements, "a requirement has one employer");
}
