mod linear;

use super::*;
use crate::model::build::framework;
use crate::model::{Category, Framework};
use proptest::prelude::*;

fn index_of(frameworks: Vec<Framework>) -> SearchIndex {
    let index = write::in_memory(frameworks.into_iter().map(Ok)).expect("memory takes an index");
    SearchIndex::new(index, &Data::default(), Origin::Current).expect("it was just built")
}

fn sample() -> SearchIndex {
    let mut alder = framework(
        "Alder Trust",
        "alder/a.txt",
        &[
            "Inspects fire doors weekly",
            "Keeps the caf\u{e9} till",
            "Reports fire and flood damage",
        ],
    );
    alder.roles[0].levels[0].requirements[0].category = Some(Category::Duty);
    alder.roles[0].levels[0].requirements[0].code = Some("K1".into());
    alder.roles[0].levels[0].label = Some("Level 2".into());
    let mut birch = framework("Birchwood Homes", "birch/b.txt", &["Knows the fire procedure"]);
    birch.roles[0].title = Some("Night Porter".into());
    birch.roles[0].levels[0].requirements[0].category = Some(Category::Knowledge);
    index_of(vec![alder, birch])
}

fn question(query: &str) -> Question {
    let facets = Named::FACETS.to_vec();
    Question { query: query.into(), limit: 20, flat: true, facets, ..Question::default() }
}

fn texts(answer: &Answer) -> Vec<&str> {
    let mut texts: Vec<&str> = answer.hits.iter().map(|h| h.row.text.as_str()).collect();
    texts.sort_unstable();
    texts
}

#[test]
fn law_and_qualifications_are_found_however_they_are_written() {
    let lexicon = crate::lexicon::Lexicon::parse(&crate::data::Data::default()).expect("tables");
    let (full, short) = ("Knows the Mental Capacity Act 2005", "Checks capacity by the MCA first");
    let (nvq, other) = ("NVQ 3 in Boat Care", "Level 3 Diploma in Rope Care, or equivalent");
    let gcse = "GCSE English at grade C";
    let mut f = framework("Alder Trust", "alder/a.txt", &[full, short, nvq, other, gcse]);
    crate::interpret::reference::refer(&mut f, &lexicon);
    let index = index_of(vec![f]);
    let cases: &[(&str, &[&str])] = &[
        ("law:\"Mental Capacity Act 2005\"", &[short, full]),
        ("law:\"mental capacity act\"", &[short, full]),
        ("law:MCA", &[short, full]),
        ("law:\"Care Act\"", &[]),
        ("qualification:level3", &[other, nvq]),
        ("qualification:nvq", &[nvq]),
        ("qualification:\"level 3 diploma\"", &[other]),
        ("qualification:gcse", &[gcse]),
        ("qualification:level2", &[gcse]),
    ];
    for (query, expected) in cases {
        let answer = index.ask(&question(query)).expect("every query is legal");
        assert_eq!(texts(&answer), *expected, "{query}");
    }
}

#[test]
fn queries_find_what_they_say() {
    let index = sample();
    let doors = "Inspects fire doors weekly";
    let cafe = "Keeps the caf\u{e9} till";
    let flood = "Reports fire and flood damage";
    let knows = "Knows the fire procedure";
    let cases: &[(&str, &[&str])] = &[
        ("inspecting", &[doors]),
        ("CAFE", &[cafe]),
        ("fire", &[doors, knows, flood]),
        ("fire flood", &[flood]),
        ("\"fire doors\"", &[doors]),
        ("\"doors fire\"", &[]),
        ("fire -flood", &[doors, knows]),
        ("-fire", &[cafe]),
        ("flood OR till", &[cafe, flood]),
        ("(flood OR till) OR procedures", &[cafe, knows, flood]),
        ("flood OR category:knowledge", &[knows, flood]),
        ("role:\"night porter\"", &[knows]),
        ("employer:birchwood fire", &[knows]),
        ("code:k1", &[doors]),
        ("level:2 fire", &[doors, flood]),
        ("porter", &[]),
        ("fire night", &[knows]),
        ("*", &[doors, cafe, knows, flood]),
        ("", &[]),
        ("!?", &[]),
    ];
    for (query, expected) in cases {
        let answer = index.ask(&question(query)).expect("every query is legal");
        assert_eq!(&texts(&answer), expected, "{query}");
        assert_eq!(answer.total, expected.len() as u64, "{query}");
        assert!(!answer.partial, "{query}");
    }
}

#[test]
fn no_row_with_all_words_gives_partial_matches_but_filters_hold() {
    let index = sample();
    let answer = index.ask(&question("flood procedure")).expect("legal");
    assert_eq!((answer.partial, answer.total), (true, 2));
    let answer = index.ask(&question("flood procedure employer:alder")).expect("legal");
    assert_eq!((answer.partial, answer.total), (true, 1));
    let answer = index.ask(&question("+flood procedure")).expect("legal");
    assert_eq!(answer.total, 0, "one word alone is not looked for in parts");
    let answer = index.ask(&question("unheard unseen")).expect("legal");
    assert_eq!((answer.partial, answer.total), (false, 0));
}

#[test]
fn options_filter_by_whole_values() {
    let index = sample();
    let with = |field, value: &str| Question {
        filters: vec![Filter { field, values: vec![value.to_owned()], whole: true }],
        ..question("fire")
    };
    let total = |q: &Question| index.ask(q).expect("legal").total;
    assert_eq!(total(&with(Named::Employer, "Birchwood Homes")), 1);
    assert_eq!(total(&with(Named::Employer, "Birchwood")), 0);
    assert_eq!(total(&with(Named::Outcome, "ok")), 3);
    let level = Filter { field: Named::Level, values: vec!["2".into()], whole: false };
    assert_eq!(total(&Question { filters: vec![level], ..question("fire") }), 2);
    let all = Question { query: String::new(), ..with(Named::Category, "duty") };
    assert_eq!(total(&all), 1);
    assert_eq!(index.values(Named::Role).expect("readable"), ["Night Porter", "Porter"]);
}

#[test]
fn counts_are_exact_and_over_all_hits() {
    let answer = sample().ask(&Question { limit: 1, ..question("fire") }).expect("legal");
    let pairs = |counts: &[ValueCount]| -> Vec<(Option<String>, u64)> {
        counts.iter().map(|c| (c.value.clone(), c.count)).collect()
    };
    assert_eq!((answer.hits.len(), answer.total), (1, 3));
    assert_eq!(
        pairs(&answer.counts["employer"]),
        [(Some("Alder Trust".into()), 2), (Some("Birchwood Homes".into()), 1)]
    );
    assert_eq!(
        pairs(&answer.counts["category"]),
        [(Some("duty".into()), 1), (Some("knowledge".into()), 1), (None, 1)]
    );
}

#[test]
fn equal_scores_come_in_reading_order_and_pages_join_to_the_whole() {
    let same = framework("Alder Trust", "a.txt", &["Opens the gate"; 9]);
    let ids: Vec<String> = same.requirements().map(|(_, _, r)| r.id.clone()).collect();
    let index = index_of(vec![same]);
    let page = |offset, limit| {
        let asked = Question { offset, limit, ..question("gate") };
        index.ask(&asked).expect("legal").hits.into_iter().map(|h| h.row.id).collect::<Vec<_>>()
    };
    let all = page(0, 9);
    assert_eq!(all, ids);
    assert_eq!([page(0, 4), page(4, 4), page(8, 4)].concat(), all);
    assert!(page(0, 0).is_empty());
    assert!(page(1_000_000, 4).is_empty());
}

#[test]
fn pages_too_far_are_refused() {
    let far = Question { offset: MAX_OFFSET + 1, ..question("fire") };
    assert!(matches!(sample().ask(&far), Err(IndexError::TooFar { what: "--offset", .. })));
}

#[test]
fn highlights_are_ranges_of_the_text() {
    let answer = sample().ask(&question("caf\u{e9} tills")).expect("legal");
    let hit = &answer.hits[0];
    let marked: Vec<&str> = hit.highlights.iter().map(|&(a, b)| &hit.row.text[a..b]).collect();
    assert_eq!(marked, ["caf\u{e9}", "till"]);
}

#[test]
fn hostile_queries_are_answered() {
    let index = sample();
    let hostile = [
        "(".repeat(1_600),
        "(a ".repeat(300) + &")".repeat(300),
        "a ".repeat(100_000),
        "\"".repeat(999),
        "a OR ".repeat(500),
        "-(-(-(".to_owned(),
        "role:\"".to_owned(),
        "[a TO".to_owned(),
        "/x(/".to_owned(),
        "a^9999 b~7 {c".to_owned(),
        "\u{202e}\0\u{1f600}".to_owned(),
    ];
    for query in hostile {
        index.ask(&question(&query)).expect("every query is legal");
    }
}

#[test]
fn a_phrase_that_matches_later_or_nowhere_can_be_excluded() {
    let index = index_of(vec![framework("Alder Trust", "a.txt", &["Opens doors", "Tests tills"])]);
    let found = |query| index.ask(&question(query)).expect("legal").total;
    assert_eq!(found("* NOT \"tests tills\""), 1);
    assert_eq!(found("* -\"tests doors\""), 2);
    assert_eq!(found("NOT level:level:level:"), 2);
    assert_eq!(found("doors NOT (\"tests tills\" opens)"), 1);
}

#[test]
fn every_string_is_a_query() {
    let index = sample();
    proptest!(|(query in any::<String>())| {
        prop_assert!(index.ask(&question(&query)).is_ok());
    });
    proptest!(|(query in "([()\"+*: -]|OR |NOT |role:|level:|fire|a){0,40}")| {
        prop_assert!(index.ask(&question(&query)).is_ok());
    });
}

proptest! {
    // Each case builds an index; thirty-two take about two seconds without optimisation.
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn index_agrees_with_a_linear_scan(
        texts in prop::collection::vec(
            "(fire|doors?|tills?|caf\u{e9}|Checks|checking| |-|,){1,8}", 1..12),
        word in "(fire|door|doors|till|cafe|check)",
    ) {
        let refs: Vec<&str> = texts.iter().map(String::as_str).collect();
        let index = index_of(vec![framework("Alder Trust", "a.txt", &refs)]);
        let mut analysers = Analysers::new();
        let sought = analysers.stems(&word);
        let holds = |t: &&&str| analysers.stems(t).contains(&sought[0]);
        let scan = refs.iter().filter(holds).count();
        let answer = index.ask(&question(&word)).expect("legal");
        let guesses = answer.also.iter().any(|a| a.because != Because::Acronym);
        prop_assert!(answer.total == scan as u64 || (guesses && answer.total > scan as u64));
    }
}
