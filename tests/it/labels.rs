//! Printed numbers of Word lists: typed by hand, read by us, printed by LibreOffice.
//!
//! Each case is a document and the lines that Word prints, label first: by ECMA-376 part 1, 17.9,
//! and where that is silent or Word departs from it, as a case says, by what Word does. LibreOffice
//! prints the same but where a case says otherwise. Its text leaves text boxes out, so those are not
//! compared. Without LibreOffice the comparison says so and passes; with `RUNGS_NO_SKIP=1` it fails.

use crate::family::soffice;
use crate::word::{Word, p, tbl};
use rungs::extract::{Limits, docx};
use rungs::model::{Block, Body};
use std::fs;

/// A document with lists.
struct Case {
    name: &'static str,
    word: Word,
    /// What Word prints, a line a paragraph: label and text.
    prints: Vec<&'static str>,
    /// Lines of Word that LibreOffice (7.4) prints in another way: Word's and LibreOffice's.
    differs: &'static [(&'static str, &'static str)],
}

fn lvl(level: u32, format: &str, text: &str, more: &str) -> String {
    lvl_from(1, level, format, text, more)
}

fn lvl_from(start: u32, level: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>"#
    )
}

fn list(id: u32, levels: &[String]) -> String {
    format!(
        r#"<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="multilevel"/>{}</w:abstractNum>"#,
        levels.concat()
    )
}

fn num(id: u32, list: u32, changes: &str) -> String {
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{list}"/>{changes}</w:num>"#)
}

fn start_again(level: u32, with: u32) -> String {
    format!(r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{with}"/></w:lvlOverride>"#)
}

fn at(num: u32, level: u32) -> String {
    format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>"#)
}

/// Returns paragraphs of instance 1 on these levels, each with the text `x`.
fn on_levels(levels: &[u32]) -> String {
    levels.iter().map(|l| p(&at(1, *l), "x")).collect()
}

/// Returns paragraphs on the first level of these instances, each with the text `x`.
fn of_instances(instances: &[u32]) -> String {
    instances.iter().map(|i| p(&at(*i, 0), "x")).collect()
}

fn style(id: &str, base: &str, properties: &str) -> String {
    format!(
        r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{id}"/><w:basedOn w:val="{base}"/><w:pPr>{properties}</w:pPr></w:style>"#
    )
}

fn styled(id: &str, more: &str) -> String {
    p(&format!(r#"<w:pStyle w:val="{id}"/>{more}"#), id)
}

fn outline() -> [String; 3] {
    [
        lvl(0, "decimal", "%1", ""),
        lvl(1, "decimal", "%1.%2", ""),
        lvl(2, "lowerLetter", "%1.%2.%3", ""),
    ]
}

/// Returns a case of one list in one format that counts to some numbers.
fn format_case(
    name: &'static str,
    format: &str,
    text: &str,
    start: u32,
    prints: &[&'static str],
) -> Case {
    let lists = list(0, &[lvl_from(start, 0, format, text, "")]) + &num(1, 0, "");
    let body = on_levels(&vec![0; prints.len()]);
    let word = Word::new(body).numbering(lists);
    Case { name, word, prints: prints.to_vec(), differs: &[] }
}

fn formats() -> Vec<Case> {
    vec![
        format_case("decimal", "decimal", "%1.", 1, &["1. x", "2. x", "3. x"]),
        format_case("decimal from 9", "decimal", "Duty %1:", 9, &["Duty 9: x", "Duty 10: x"]),
        format_case("decimal from 0", "decimal", "%1)", 0, &["0) x", "1) x"]),
        format_case("upperRoman", "upperRoman", "(%1)", 3, &["(III) x", "(IV) x", "(V) x"]),
        format_case("lowerRoman", "lowerRoman", "%1.", 8, &["viii. x", "ix. x", "x. x"]),
        format_case("upperLetter", "upperLetter", "%1.", 25, &["Y. x", "Z. x", "AA. x", "BB. x"]),
        format_case("lowerLetter", "lowerLetter", "%1)", 26, &["z) x", "aa) x", "bb) x"]),
        format_case("decimalZero", "decimalZero", "%1", 8, &["08 x", "09 x", "10 x"]),
        format_case("ordinal", "ordinal", "%1", 1, &["1st x", "2nd x", "3rd x", "4th x"]),
        Case {
            // LibreOffice writes the number without its dashes.
            differs: &[("- 1 - x", "1 x"), ("- 2 - x", "2 x")],
            ..format_case("numberInDash", "numberInDash", "%1", 1, &["- 1 - x", "- 2 - x"])
        },
        format_case("cardinalText", "cardinalText", "%1", 1, &["One x", "Two x"]),
        format_case("ordinalText", "ordinalText", "%1:", 1, &["First: x", "Second: x"]),
        format_case("chicago", "chicago", "%1", 3, &["‡ x", "§ x", "** x"]),
        format_case("circled", "decimalEnclosedCircle", "%1", 1, &["① x", "② x"]),
        Case {
            // LibreOffice writes decimals.
            differs: &[("A) x", "10) x")],
            ..format_case("hex", "hex", "%1)", 9, &["9) x", "A) x"])
        },
        format_case("no number", "none", "Note", 1, &["Note x", "Note x"]),
        format_case("bullet", "bullet", "•", 1, &["• x", "• x"]),
    ]
}

fn levels() -> Vec<Case> {
    let three = list(0, &outline()) + &num(1, 0, "");
    let legal = list(
        0,
        &[
            lvl(0, "upperRoman", "%1.", ""),
            lvl(1, "decimal", "%1.%2", "<w:isLgl/>"),
            lvl(2, "lowerLetter", "(%3)", ""),
        ],
    ) + &num(1, 0, "");
    let articles = list(
        0,
        &[
            lvl(0, "upperRoman", "Article %1.", ""),
            lvl(1, "decimalZero", "Section %1.%2", "<w:isLgl/>"),
        ],
    ) + &num(1, 0, "");
    let restarting = |restart: u32| {
        let restart = format!(r#"<w:lvlRestart w:val="{restart}"/>"#);
        list(
            0,
            &[
                lvl(0, "decimal", "%1", ""),
                lvl(1, "decimal", "%1.%2", ""),
                lvl(2, "decimal", "(%3)", &restart),
            ],
        ) + &num(1, 0, "")
    };
    let walk = [0, 1, 2, 1, 2, 0, 1, 2];
    vec![
        Case {
            name: "levels 1, 1.1, 1.1.a",
            word: Word::new(on_levels(&[0, 1, 2, 2, 1, 2, 0, 1])).numbering(three.clone()),
            prints: vec!["1 x", "1.1 x", "1.1.a x", "1.1.b x", "1.2 x", "1.2.a x", "2 x", "2.1 x"],
            differs: &[],
        },
        Case {
            // The standard is silent; in Word and LibreOffice what was left out has begun.
            name: "levels left out",
            word: Word::new(on_levels(&[0, 2, 2, 1, 0, 2, 1])).numbering(three.clone()),
            prints: vec!["1 x", "1.1.a x", "1.1.b x", "1.2 x", "2 x", "2.1.a x", "2.2 x"],
            differs: &[],
        },
        Case {
            name: "the first level comes late",
            word: Word::new(on_levels(&[1, 1, 0, 1])).numbering(three),
            prints: vec!["1.1 x", "1.2 x", "2 x", "2.1 x"],
            differs: &[],
        },
        Case {
            // By the standard (17.9.4) all numbers of the label are decimal, so "Section 1.1". Word
            // writes only the numbers of the levels above so, and keeps leading zeros.
            name: "isLgl beside a number with a zero",
            word: Word::new(on_levels(&[0, 1, 1])).numbering(articles),
            prints: vec!["Article I. x", "Section 1.01 x", "Section 1.02 x"],
            // LibreOffice does not know w:isLgl and keeps the Roman number.
            differs: &[("Section 1.01 x", "Section I.01 x"), ("Section 1.02 x", "Section I.02 x")],
        },
        Case {
            name: "isLgl",
            word: Word::new(on_levels(&[0, 1, 2, 0, 1])).numbering(legal),
            prints: vec!["I. x", "1.1 x", "(a) x", "II. x", "2.1 x"],
            // LibreOffice does not know w:isLgl (17.9.4) and keeps the Roman number.
            differs: &[("1.1 x", "I.1 x"), ("2.1 x", "II.1 x")],
        },
        Case {
            name: "lvlRestart 0",
            word: Word::new(on_levels(&walk)).numbering(restarting(0)),
            prints: vec!["1 x", "1.1 x", "(1) x", "1.2 x", "(2) x", "2 x", "2.1 x", "(3) x"],
            // LibreOffice does not know w:lvlRestart (17.9.10): each level starts again.
            differs: &[("(2) x", "(1) x"), ("(3) x", "(1) x")],
        },
        Case {
            name: "lvlRestart 1",
            word: Word::new(on_levels(&walk)).numbering(restarting(1)),
            prints: vec!["1 x", "1.1 x", "(1) x", "1.2 x", "(2) x", "2 x", "2.1 x", "(1) x"],
            differs: &[("(2) x", "(1) x")],
        },
    ]
}

fn instances() -> Vec<Case> {
    let one = |changes: &str| {
        list(0, &[lvl(0, "decimal", "%1.", ""), lvl(1, "lowerLetter", "%2)", "")])
            + &num(1, 0, "")
            + &num(2, 0, changes)
    };
    let redefined = format!(
        r#"<w:lvlOverride w:ilvl="0">{}</w:lvlOverride>"#,
        lvl(0, "upperLetter", "Part %1", "")
    );
    let two_lists = list(0, &[lvl(0, "decimal", "%1.", "")])
        + &list(1, &[lvl(0, "lowerRoman", "%1.", "")])
        + &num(1, 0, "")
        + &num(2, 1, "");
    let lower = [(1, 0), (1, 1), (1, 1), (2, 0), (2, 1), (2, 1)];
    let lower: String = lower.iter().map(|(n, l)| p(&at(*n, *l), "x")).collect();
    vec![
        Case {
            name: "a second instance goes on",
            word: Word::new(of_instances(&[1, 1, 2, 2, 1])).numbering(one("")),
            prints: vec!["1. x", "2. x", "3. x", "4. x", "5. x"],
            differs: &[],
        },
        Case {
            name: "a second instance starts again",
            word: Word::new(of_instances(&[1, 1, 2, 2])).numbering(one(&start_again(0, 1))),
            prints: vec!["1. x", "2. x", "1. x", "2. x"],
            differs: &[],
        },
        Case {
            name: "a second instance starts again with 7",
            word: Word::new(of_instances(&[1, 1, 2, 2])).numbering(one(&start_again(0, 7))),
            prints: vec!["1. x", "2. x", "7. x", "8. x"],
            differs: &[],
        },
        Case {
            name: "a lower level starts with another number",
            word: Word::new(lower).numbering(one(&start_again(1, 4))),
            prints: vec!["1. x", "a) x", "b) x", "2. x", "d) x", "e) x"],
            differs: &[],
        },
        Case {
            name: "an instance with a level of its own",
            word: Word::new(of_instances(&[1, 2, 2])).numbering(one(&redefined)),
            prints: vec!["1. x", "Part B x", "Part C x"],
            differs: &[],
        },
        Case {
            name: "two lists by turns",
            word: Word::new(of_instances(&[1, 2, 1, 2])).numbering(two_lists),
            prints: vec!["1. x", "i. x", "2. x", "ii. x"],
            differs: &[],
        },
    ]
}

fn styles() -> Vec<Case> {
    let numbered = r#"<w:numPr><w:numId w:val="1"/></w:numPr>"#;
    let lower = r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>"#;
    let plain = list(0, &outline()) + &num(1, 0, "");
    let scheme = r#"<w:style w:type="numbering" w:styleId="Scheme"><w:name w:val="Scheme"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
    let link = |id: u32, link: &str, levels: &str| {
        format!(
            r#"<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="multilevel"/><w:{link} w:val="Scheme"/>{levels}</w:abstractNum>"#
        )
    };
    let linked = link(0, "styleLink", &outline().concat())
        + &link(1, "numStyleLink", "")
        + &num(1, 0, "")
        + &num(2, 1, "");
    let headings = list(
        0,
        &[
            lvl(0, "decimal", "%1", r#"<w:pStyle w:val="Heading1"/>"#),
            lvl(1, "decimal", "%1.%2", r#"<w:pStyle w:val="Heading2"/>"#),
        ],
    ) + &num(1, 0, "");
    let heading = |id: &str, level: u32, more: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="heading {level}"/><w:pPr>{more}<w:outlineLvl w:val="{}"/></w:pPr></w:style>"#,
            level - 1
        )
    };
    let off = r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let ids = |ids: &[&str]| ids.iter().map(|id| styled(id, "")).collect::<String>();
    vec![
        Case {
            name: "numbering by a style, its heirs, and switched off",
            word: Word::new(
                ids(&["Duty", "Heir", "Part"]) + &styled("Duty", off) + &ids(&["Duty"]),
            )
            .styles(
                style("Duty", "", numbered)
                    + &style("Heir", "Duty", "")
                    + &style("Part", "", lower),
            )
            .numbering(plain.clone()),
            prints: vec!["1 Duty", "2 Heir", "2.1 Part", "Duty", "3 Duty"],
            differs: &[],
        },
        Case {
            name: "a level stated beside the style's list",
            word: Word::new(
                ids(&["Duty"])
                    + &styled(
                        "Duty",
                        r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>"#,
                    )
                    + &ids(&["Duty"]),
            )
            .styles(style("Duty", "", numbered))
            .numbering(plain),
            prints: vec!["1 Duty", "1.1 Duty", "2 Duty"],
            differs: &[],
        },
        Case {
            name: "numStyleLink",
            word: Word::new([0, 1, 1, 0, 1].iter().map(|l| p(&at(2, *l), "x")).collect::<String>())
                .styles(scheme)
                .numbering(linked.clone()),
            prints: vec!["1 x", "1.1 x", "1.2 x", "2 x", "2.1 x"],
            differs: &[],
        },
        Case {
            // The standard (17.9.21) is silent; in Word a linked list counts for itself.
            name: "numStyleLink beside its definition",
            word: Word::new(of_instances(&[1, 1, 2, 2, 1]))
                .styles(scheme)
                .numbering(linked.clone()),
            prints: vec!["1 x", "2 x", "1 x", "2 x", "3 x"],
            // LibreOffice counts on, so that only the first two agree.
            differs: &[("1 x", "3 x"), ("2 x", "4 x"), ("3 x", "5 x")],
        },
        Case {
            name: "numStyleLink without its style",
            word: Word::new(
                on_levels(&[0, 1]).replace(r#"w:numId w:val="1""#, r#"w:numId w:val="2""#),
            )
            .numbering(linked),
            prints: vec!["1 x", "1.1 x"],
            differs: &[],
        },
        Case {
            // The standard is silent; Word prints no number where the level is of another style.
            name: "a level of another style",
            word: Word::new(ids(&["Duty", "Part", "Part"]) + &p(&at(1, 0), "x"))
                .styles(style("Duty", "", numbered) + &style("Part", "", numbered))
                .numbering(
                    list(0, &[lvl(0, "decimal", "%1", r#"<w:pStyle w:val="Part"/>"#)])
                        + &num(1, 0, ""),
                ),
            prints: vec!["Duty", "1 Part", "2 Part", "3 x"],
            // LibreOffice numbers both styles.
            differs: &[
                ("Duty", "1 Duty"),
                ("1 Part", "2 Part"),
                ("2 Part", "3 Part"),
                ("3 x", "4 x"),
            ],
        },
        Case {
            name: "numbered headings",
            word: Word::new(
                styled("Heading1", "")
                    + &p("", "between")
                    + &ids(&["Heading2", "Heading2", "Heading1", "Heading2"]),
            )
            .styles(heading("Heading1", 1, numbered) + &heading("Heading2", 2, lower))
            .numbering(headings),
            prints: vec![
                "1 Heading1",
                "between",
                "1.1 Heading2",
                "1.2 Heading2",
                "2 Heading1",
                "2.1 Heading2",
            ],
            differs: &[],
        },
    ]
}

fn empty() -> Vec<Case> {
    let lists = list(0, &[lvl(0, "decimal", "K%1:", ""), lvl(1, "lowerLetter", "%2)", "")])
        + &num(1, 0, "");
    let number = p(&at(1, 0), "");
    let rows = tbl(&[
        &[&number, &p("", "Safety law")],
        &[&number, &p("", "Food hygiene")],
        &[&p(&at(1, 0), "x"), &p("", "Lifting")],
    ]);
    let between = [p(&at(1, 0), "x"), number.clone(), p(&at(1, 1), ""), p(&at(1, 1), "x"), number];
    let wrapped = format!(
        "{}<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>{}",
        p(&at(1, 0), "x"),
        p(&at(1, 0), "x"),
        p(&at(1, 0), "x")
    );
    vec![
        Case {
            name: "empty numbered paragraphs",
            word: Word::new(between.concat()).numbering(lists.clone()),
            prints: vec!["K1: x", "K2:", "a)", "b) x", "K3:"],
            differs: &[],
        },
        Case {
            name: "numbers alone in cells",
            word: Word::new(rows + &p(&at(1, 0), "x")).numbering(lists.clone()),
            prints: vec!["K1:", "Safety law", "K2:", "Food hygiene", "K3: x", "Lifting", "K4: x"],
            differs: &[],
        },
        Case {
            name: "a content control",
            word: Word::new(wrapped).numbering(lists),
            prints: vec!["K1: x", "K2: x", "K3: x"],
            differs: &[],
        },
    ]
}

/// Lists in text boxes count for themselves (standard silent, Word and LibreOffice alike).
fn boxes() -> Vec<Case> {
    let frame = |inside: &str| {
        format!(
            r#"<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="width:100pt;height:100pt"><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"#
        )
    };
    let two = on_levels(&[0, 0]);
    let lists = list(0, &[lvl(0, "decimal", "%1.", "")]) + &num(1, 0, "");
    vec![Case {
        name: "a list in a text box",
        word: Word::new(two.clone() + &frame(&two) + &two).numbering(lists),
        prints: vec!["1. x", "2. x", "1. x", "2. x", "3. x", "4. x"],
        differs: &[],
    }]
}

fn cases() -> Vec<Case> {
    [formats(), levels(), instances(), styles(), empty()].into_iter().flatten().collect()
}

/// Returns the lines that we print.
fn ours(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    print(&docx::read(bytes, &Limits::default()).expect("a Word file").blocks, &mut lines);
    lines
}

fn print(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match &block.body {
            Body::Para(para) => {
                let label = para.list.as_ref().map_or("", |l| l.label.as_str());
                lines.push(format!("{label} {}", para.text()).trim().to_owned());
            }
            Body::Table(table) => table.cells.iter().for_each(|c| print(&c.blocks, lines)),
        }
    }
}

#[test]
fn labels_are_those_of_word() {
    let faults: Vec<String> = cases()
        .iter()
        .chain(&boxes())
        .map(|case| (case, ours(&case.word.bytes())))
        .filter(|(case, lines)| *lines != case.prints)
        .map(|(case, lines)| format!("{}: {lines:?}, not {:?}", case.name, case.prints))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn labels_are_those_that_libreoffice_prints() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let cases = cases();
    let files: Vec<_> =
        (0..cases.len()).map(|i| scratch.path().join(format!("case{i}.docx"))).collect();
    for (case, file) in cases.iter().zip(&files) {
        fs::write(file, case.word.bytes()).expect("the case");
    }
    if !soffice("txt:Text (encoded):UTF8", scratch.path(), &files) {
        return;
    }
    let mut faults = Vec::new();
    for (case, file) in cases.iter().zip(&files) {
        let text = fs::read_to_string(file.with_extension("txt")).expect("the text");
        let text = text.trim_start_matches('\u{FEFF}');
        let lines: Vec<String> = text.lines().map(|l| l.trim().to_owned()).collect();
        let theirs: Vec<String> = lines.into_iter().filter(|l| !l.is_empty()).collect();
        let same =
            |ours: &str, theirs: &str| ours == theirs || case.differs.contains(&(ours, theirs));
        let expected = ours(&case.word.bytes());
        if expected.len() != theirs.len() || !expected.iter().zip(&theirs).all(|(o, t)| same(o, t))
        {
            faults.push(format!("{}: we {expected:?}, LibreOffice {theirs:?}", case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
