//! `rungs search`: who requires it, at which level, in which words.

use super::args::{Global, SearchArgs};
use super::terminal::{display_line, wants_colour};
use super::{Exit, Stop, output, select, stored};
use crate::model::Category;
use crate::search::{self, Answer, Exact, Hit, IndexError, Origin, Question, SearchIndex};
use std::io::{self, Write};

/// Letters of an id that are printed; `show` and `explain` take them.
const ID_LETTERS: usize = 8;
/// Values of a count that are printed.
const COUNTS_LISTED: usize = 8;

const BOLD: (&str, &str) = ("\u{1b}[1m", "\u{1b}[0m");

/// Answers a query.
///
/// # Errors
/// If an option names nothing, the page is too far, or neither store nor index can be read.
pub fn run(global: &Global, args: SearchArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    if store.manifest().documents().next().is_none() {
        let hint = "run `rungs import` to read the documents in raw/<employer>/";
        return Err(Stop::new(Exit::NotFound, "no document is stored yet").hint(hint).into());
    }
    let index = search::open(&global.root, &store)?;
    remark_on(&index, global);
    let question = question(&args, &index)?;
    let answer = search::ask(&global.root, &store, &index, &question).map_err(too_far)?;
    remarks(&answer, global);
    let file = args.printing.output.as_deref();
    if args.printing.json(global) {
        output::to(file, |out| output::json(out, &answer))?;
    } else {
        let bold = file.is_none() && wants_colour(&io::stdout());
        output::to(file, |out| Ok(print(out, &answer, bold)?))?;
    }
    Ok(if answer.total == 0 { Exit::NotFound } else { Exit::Done })
}

fn remark_on(index: &SearchIndex, global: &Global) {
    if let Origin::InMemory(why) = index.origin()
        && !global.quiet
    {
        eprintln!("note: {}; searched in memory instead", display_line(why));
    }
}

fn remarks(answer: &Answer, global: &Global) {
    if !global.quiet {
        answer.remarks.iter().for_each(|remark| eprintln!("note: {remark}"));
    }
}

fn too_far(error: IndexError) -> anyhow::Error {
    match error {
        IndexError::TooFar { .. } => Stop::new(Exit::Usage, error.to_string())
            .hint("add words or a filter to find fewer, or use `rungs export`")
            .into(),
        other => other.into(),
    }
}

fn question(args: &SearchArgs, index: &SearchIndex) -> anyhow::Result<Question> {
    let mut exact = Vec::new();
    for (what, field, typed) in
        [("employer", Exact::Employer, &args.employer), ("role", Exact::Role, &args.role)]
    {
        if let Some(typed) = typed {
            exact.push((field, select::resolve(what, typed, &index.values(field)?)?));
        }
    }
    let categories = Category::ALL.map(|c| c.name().to_owned());
    let necessities = ["desirable".to_owned(), "essential".to_owned()];
    for (what, field, typed, values) in [
        ("category", Exact::Category, &args.category, &categories[..]),
        ("necessity", Exact::Necessity, &args.necessity, &necessities[..]),
    ] {
        if let Some(typed) = typed {
            exact.push((field, known(what, typed, values)?));
        }
    }
    exact.extend(args.only.map(|_| (Exact::Outcome, "ok".to_owned())));
    let (level, query) = (args.level.clone(), args.query.join(" "));
    Ok(Question { query, exact, level, limit: args.limit, offset: args.offset })
}

/// Returns a value of a closed set; one that is not in it is wrong usage.
fn known(what: &str, typed: &str, values: &[String]) -> Result<String, Stop> {
    select::resolve(what, typed, values).map_err(|stop| Stop { exit: Exit::Usage, ..stop })
}

fn print(out: &mut dyn Write, answer: &Answer, bold: bool) -> io::Result<()> {
    if answer.total == 0 {
        return writeln!(out, "Nothing found for {}.", display_line(&answer.query));
    }
    writeln!(out, "{}", headline(answer))?;
    for (number, hit) in (answer.offset + 1..).zip(&answer.hits) {
        writeln!(out)?;
        writeln!(out, "{number:>3}. {}", words(hit, bold))?;
        writeln!(out, "     {}", context(hit))?;
    }
    print_counts(out, answer)
}

fn headline(answer: &Answer) -> String {
    let noun = if answer.total == 1 { "requirement" } else { "requirements" };
    let total = format!("{} {noun}", answer.total);
    let shown = match answer.hits.len() {
        0 => format!("{total}, none after the first {}", answer.offset),
        n if n as u64 == answer.total => total,
        n => format!("{total}, {} to {} shown", answer.offset + 1, answer.offset + n),
    };
    if answer.partial {
        format!("No requirement has all the words. Partial matches: {shown}")
    } else {
        shown
    }
}

/// Returns the words on one line, matches in bold if wanted.
fn words(hit: &Hit, bold: bool) -> String {
    let text = &hit.row.text;
    if !bold {
        return display_line(text);
    }
    let (mut line, mut from) = (String::new(), 0);
    for &(start, end) in &hit.highlights {
        line.push_str(&display_line(&text[from..start]));
        line.push_str(BOLD.0);
        line.push_str(&display_line(&text[start..end]));
        line.push_str(BOLD.1);
        from = end;
    }
    line.push_str(&display_line(&text[from..]));
    line
}

fn context(hit: &Hit) -> String {
    let row = &hit.row;
    let place = match (&row.lines, &hit.place) {
        (Some(lines), _) if lines.len() > 1 => Some(format!("lines {}", numbers(lines))),
        (_, place) => place.clone(),
    };
    let document = match place {
        Some(place) => format!("{}, {place}", row.source),
        None => row.source.clone(),
    };
    let outcome = (row.outcome != "ok").then(|| row.outcome.clone());
    let id: String = row.id.chars().take(ID_LETTERS).collect();
    let parts = [
        row.organisation.clone(),
        row.role.clone(),
        row.level.clone(),
        row.category.clone(),
        row.necessity.clone(),
        Some(document),
        outcome,
        Some(id),
    ];
    display_line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} "))
}

fn numbers(numbers: &[u32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn print_counts(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    writeln!(out)?;
    for (title, counts) in
        [("Employers", &answer.counts.employer), ("Categories", &answer.counts.category)]
    {
        let value = |v: &Option<String>| v.as_deref().map_or("not known".to_owned(), display_line);
        let mut listed: Vec<String> = counts
            .iter()
            .take(COUNTS_LISTED)
            .map(|c| format!("{} {}", value(&c.value), c.count))
            .collect();
        let more = counts.len().saturating_sub(COUNTS_LISTED);
        listed.extend((more > 0).then(|| format!("and {more} more")));
        writeln!(out, "{title:<11}{}", listed.join(" \u{b7} "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset;
    use crate::model::build::framework;
    use crate::search::{Counts, ValueCount};

    fn answer() -> Answer {
        let row =
            dataset::stated(&[framework("Alder Trust", "alder/a.txt", &["Checks \u{1b}lifts"])])
                .remove(0);
        Answer {
            query: "lift".into(),
            total: 3,
            partial: true,
            remarks: vec![],
            offset: 1,
            limit: 1,
            counts: Counts {
                employer: vec![ValueCount { value: Some("Alder Trust".into()), count: 3 }],
                category: vec![ValueCount { value: None, count: 3 }],
            },
            hits: vec![Hit {
                score: 1.0,
                row,
                place: Some("line 1".into()),
                highlights: vec![(8, 13)],
            }],
        }
    }

    fn printed(bold: bool) -> String {
        let mut out = Vec::new();
        print(&mut out, &answer(), bold).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn hits_are_numbered_with_their_source_and_counts() {
        let id = &answer().hits[0].row.id[..8];
        let expected = format!(
            "No requirement has all the words. Partial matches: 3 requirements, 2 to 2 shown\n\n  \
             2. Checks \u{fffd}lifts\n     Alder Trust \u{b7} Porter \u{b7} alder/a.txt, line 1 \u{b7} {id}\n\n\
             Employers  Alder Trust 3\nCategories not known 3\n"
        );
        assert_eq!(printed(false), expected);
    }

    #[test]
    fn matches_are_bold_at_a_terminal_and_nothing_else_steers_it() {
        assert!(printed(true).contains("Checks \u{fffd}\u{1b}[1mlifts\u{1b}[0m"));
    }
}
