//! Laws that hold of every input: nothing lost, nothing invented, no panic, same result twice.

use proptest::prelude::*;
use rungs::data::Data;
use rungs::extract::{Limits, Wish, extract};
use rungs::interpret::{Identity, Reading, interpret};
use rungs::layout::repair;
use rungs::lexicon::Lexicon;
use rungs::model::{Format, Framework, Piece, Requirement};
use rungs::structure::leaf::Leaf;
use rungs::structure::structure;
use rungs::text::{is_blank_char, squash};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(&Data::default()).expect("the shipped tables parse"));

/// Pieces of text documents: headings, levels, cells, references, bullets, furniture, prose.
const TEXT: &[&str] = &[
    "\n",
    "\n\n",
    "\t",
    " ",
    " | ",
    "Job Title",
    "Level A",
    "Level B (Practising)",
    "Skills",
    "Knowledge:",
    "Essential",
    "Desirable",
    "Criteria",
    "Same",
    "Ditto",
    "In addition to level A",
    "Porter",
    "Porter to Manager",
    "- Ability to bake bread",
    "\u{2022} Experience of ovens",
    "Knowledge of flour. Ability to knead",
    "1. Load the van",
    "2) Sweep",
    "K1: Yeast",
    "S1",
    "B2:",
    "You will:",
    "must know and understand",
    "must be able to",
    "Job title: Baker",
    "Grade\t3",
    "Signature: ......",
    "Page 3 of 4",
    "-----",
    "(a) weigh\u{a0}flour",
    "\u{201c}We like it\u{201d}",
    "<p>Duties</p>",
    "<li>Wash up</li>",
    "<u>Experience</u>",
    "**Skills**",
    "&amp;",
    "\u{ad}",
    "\u{200b}",
    "\u{2713}",
    "E",
    "D",
    "caf\u{e9} \u{df} \u{130}",
    "continued in lower case",
];

/// Pieces of rich texts.
const RICH: &[&str] = &[
    "{",
    "}",
    "\\par ",
    "\\pard",
    "\\intbl",
    "\\cell ",
    "\\row ",
    "\\trowd",
    "\\cellx900",
    "\\cellx-5",
    "\\clvmgf",
    "\\clvmrg",
    "\\clmrg",
    "\\itap2",
    "\\nestcell ",
    "{\\*\\nesttableprops",
    "\\nestrow ",
    "\\b ",
    "\\plain ",
    "\\u8217 ?",
    "\\u-10179 ?",
    "\\'e9",
    "\\uc0 ",
    "\\f1 ",
    "{\\fonttbl{\\f1\\fcharset2 Symbol;}}",
    "{\\listtext\\tab 1.}",
    "\\ls1 ",
    "\\ilvl3 ",
    "{\\header ",
    "{\\footnote ",
    "{\\*\\shpinst{\\shptxt ",
    "{\\field{\\*\\fldinst X}{\\fldrslt ",
    "\\deleted ",
    "\\v ",
    "\\outlinelevel1 ",
    "\\s2 ",
    "Skills",
    "Essential",
    "Ability to bake bread",
    "Job Title",
    "Level A",
    " ",
    "\n",
];

/// Pieces of tables as text.
const CELLS: &[&str] = &[
    ";",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    ",",
    "Baker",
    "Skills",
    "Level 1",
    "Ability to bake bread",
    "- ",
    " ",
    "Essential",
    "Baker;Ability to bake bread\n",
    "Cook;\"Ability to cook;\nAbility to plan\"\n",
];

/// Pieces of web pages.
const HTML: &[&str] = &[
    "<html>",
    "<body>",
    "<h1>Baker</h1>",
    "<h2>",
    "</h2>",
    "<h3>Skills</h3>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<ol start=\"4\">",
    "</ol>",
    "<li>",
    "</li>",
    "Ability to bake bread",
    "Knowledge of flour",
    "Same",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<td rowspan=2>",
    "<td colspan=3>",
    "<nav>",
    "</nav>",
    "<footer>",
    "Level 2",
    "Essential",
    "<div class=\"mobile\">",
    "</div>",
    "<p>",
    "<script>x</script>",
    "<!-- no -->",
    "&nbsp;",
    "&#x2022;",
    "<br>",
    "Job title: Baker",
    "must be able to",
];

fn document(words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let word =
        prop_oneof![9 => proptest::sample::select(words).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.concat().into_bytes())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..400)
}

/// A document through all stages.
struct Through {
    leaves: Vec<Leaf>,
    reading: Reading,
}

/// Takes bytes through all stages; `None` if the reader refuses them.
fn through(format: Format, bytes: &[u8]) -> Option<Through> {
    let layout = extract(format, bytes, &Limits::default(), &Wish::default()).ok()?;
    let layout = repair(layout, &LEXICON);
    let document = structure(&layout, &LEXICON);
    let leaves = document.leaves.clone();
    let identity = Identity {
        file: "any".into(),
        paths: vec!["any".into()],
        employers: Vec::new(),
        blake3: blake3::hash(bytes).to_hex().to_string(),
        bytes: bytes.len() as u64,
        format,
        employer: None,
    };
    Some(Through { leaves, reading: interpret(document, &identity, &LEXICON) })
}

fn visible(text: &str) -> u64 {
    text.chars().filter(|c| !is_blank_char(*c)).count() as u64
}

/// Every character that is not blank stands in one piece, and in one class.
fn nothing_is_lost(through: &Through) -> Result<(), TestCaseError> {
    let all: u64 = through.leaves.iter().map(|l| visible(&l.text)).sum();
    let in_pieces: u64 = through.reading.pieces.iter().map(|p: &Piece| visible(&p.text)).sum();
    let c = through.reading.framework.coverage;
    prop_assert_eq!(c.total, all, "characters counted and characters read");
    prop_assert_eq!(in_pieces, all, "characters in pieces and characters read");
    prop_assert_eq!(
        c.requirement + c.heading + c.metadata + c.furniture + c.repeat + c.unplaced,
        all
    );
    Ok(())
}

/// Every requirement's words stand, in order, in the paragraphs that it points to.
fn nothing_is_invented(through: &Through) -> Result<(), TestCaseError> {
    let framework = &through.reading.framework;
    let leaves: BTreeMap<u32, &str> =
        through.leaves.iter().map(|l| (l.at.block, l.text.as_str())).collect();
    prop_assert_eq!(leaves.len(), through.leaves.len(), "two paragraphs share a number");
    for (_, _, requirement) in framework.requirements() {
        let origin = origin(framework, requirement);
        prop_assert!(is_drawn_from(&origin.text, origin, &leaves), "{:?}", origin);
        prop_assert_eq!(squash(&requirement.text), squash(&origin.text), "{:?}", requirement);
        let first = requirement.places.first();
        let (block, span) = first.map(|p| (p.block, p.span)).expect("a place");
        let text = leaves.get(&block).copied().unwrap_or_default();
        let inside = span.is_none_or(|s| !s.is_empty() && text.get(s.range()).is_some());
        prop_assert!(inside, "{:?} outside {:?}", span, text);
    }
    Ok(())
}

/// Returns the requirement that states the words: itself, or the one that "Same" stands for.
fn origin<'a>(framework: &'a Framework, requirement: &'a Requirement) -> &'a Requirement {
    let Some(same) = &requirement.same_as else { return requirement };
    let found = framework.requirements().map(|(_, _, r)| r).find(|r| r.id == same.requirement);
    found.unwrap_or(requirement)
}

fn is_drawn_from(words: &str, requirement: &Requirement, leaves: &BTreeMap<u32, &str>) -> bool {
    let blocks: Vec<u32> = requirement.places.iter().map(|p| p.block).collect();
    let texts = blocks.iter().filter_map(|b| leaves.get(b)).map(|t| squash(t)).collect::<String>();
    let mut rest = texts.chars();
    squash(words).chars().all(|c| rest.any(|r| r == c))
}

fn laws(format: Format, bytes: &[u8]) -> Result<(), TestCaseError> {
    let Some(first) = through(format, bytes) else { return Ok(()) };
    nothing_is_lost(&first)?;
    nothing_is_invented(&first)?;
    let second = through(format, bytes).expect("read once, read twice");
    let json = |t: &Through| serde_json::to_string(&t.reading.framework).expect("JSON");
    prop_assert_eq!(json(&first), json(&second));
    prop_assert_eq!(rungs::check::faults(&first.reading.framework), []);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn hold_for_text(bytes in document(TEXT)) {
        laws(Format::Text, &bytes)?;
    }

    #[test]
    fn hold_for_web_pages(bytes in document(HTML)) {
        laws(Format::Html, &bytes)?;
        let head = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n";
        laws(Format::Mht, &[head.as_slice(), &bytes].concat())?;
    }

    #[test]
    fn hold_for_rich_text(bytes in document(RICH)) {
        laws(Format::Rtf, &[b"{\\rtf1", bytes.as_slice()].concat())?;
    }

    #[test]
    fn hold_for_tables_as_text(bytes in document(CELLS)) {
        laws(Format::Csv, &[b"Role;Skills\n", bytes.as_slice()].concat())?;
    }

    #[test]
    fn hold_for_standards(
        texts in proptest::collection::vec(document(HTML), 4),
        ids in proptest::collection::vec("[KSB]?[0-9a-f]{1,3}", 4),
        core in 0..2,
    ) {
        let text: Vec<_> = texts.iter().map(|t| String::from_utf8_lossy(t)).collect();
        let standard = serde_json::json!({
            "title": text[0], "level": core, "overviewOfRole": text[1],
            "options": [{"optionId": ids[0], "title": text[0]}],
            "knowledges": [{"knowledgeId": ids[1], "detail": text[1]}, {"detail": text[2]}],
            "skills": [{"skillId": ids[2], "detail": text[3]}, text[0]],
            "duties": [{
                "dutyID": ids[3], "dutyDetail": text[2], "isThisACoreDuty": core,
                "mappedKnowledge": [ids[1], ids[3]], "mappedSkills": [ids[2]],
                "mappedOptions": [ids[0]],
            }],
            "progression": [{"name": text[3]}],
        });
        laws(Format::Standard, standard.to_string().as_bytes())?;
        laws(Format::Standard, serde_json::json!([standard, text[0], standard]).to_string().as_bytes())?;
    }

    #[test]
    fn hold_for_any_bytes(bytes in bytes()) {
        laws(Format::Text, &bytes)?;
        laws(Format::Html, &bytes)?;
        laws(Format::Docx, &bytes)?;
        laws(Format::Xlsx, &bytes)?;
        laws(Format::Doc, &bytes)?;
        laws(Format::Odt, &bytes)?;
        laws(Format::Rtf, &bytes)?;
        laws(Format::Ods, &bytes)?;
        laws(Format::Csv, &bytes)?;
        laws(Format::Mht, &bytes)?;
        laws(Format::Standard, &bytes)?;
        laws(Format::Jpeg, &[b"\xff\xd8\xff", bytes.as_slice()].concat())?;
        laws(Format::Png, &[b"\x89PNG\r\n\x1a\n", bytes.as_slice()].concat())?;
        laws(Format::Tiff, &[b"II*\0\x08\0\0\0", bytes.as_slice()].concat())?;
    }
}

#[test]
fn the_pieces_of_documents_yield_requirements() {
    let text = "Porter\n\nSkills\n- Ability to bake bread\n".as_bytes();
    let found = through(Format::Text, text).expect("a document").reading.framework;
    assert_eq!(found.requirements().count(), 1, "the laws would hold of nothing");
}
