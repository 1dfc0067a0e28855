//! `rungs search`: who requires it, at which level, in which words.

use super::args::{Global, SearchArgs};
use super::terminal::{display_line, wants_colour};
use super::{Exit, Stop, data, output, select, stored};
use crate::model::Category;
use crate::search::{
    self, Also, Answer, Because, Filter, GroupOf, Hit, IndexError, Named, Origin, Question, Reason,
    SearchIndex,
};
use std::io::{self, Write};

/// Letters of a query that are printed when it found nothing.
const SHOWN_QUERY: usize = 100;
/// Letters of an id that are printed; `show` and `explain` take them.
const ID_LETTERS: usize = 8;
/// Values of a count that are printed.
const COUNTS_LISTED: usize = 8;
/// Employers who say the same that are printed.
const EMPLOYERS_LISTED: usize = 3;

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
    let data = data(global)?;
    let index = search::open(&global.root, &store, &data)?;
    remark_on(&index, global);
    let question = question(&args, &index)?;
    let answer = search::ask(&global.root, &store, &data, &index, &question).map_err(too_far)?;
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
    if global.quiet {
        return;
    }
    answer.remarks.iter().for_each(|remark| eprintln!("note: {}", display_line(remark)));
    answer.also.iter().for_each(|also| eprintln!("note: {}", display_line(&told(also))));
    if let Some(query) = &answer.did_you_mean {
        eprintln!("note: did you mean {} ?", display_line(query));
    }
}

/// Returns what was searched beside what was typed, as a sentence.
fn told(also: &Also) -> String {
    let (typed, searched) = (&also.typed, also.searched.join(", "));
    match also.because {
        Because::Acronym => format!("{typed} was searched as {searched} too"),
        Because::Synonym => format!("synonyms of {typed} were searched too: {searched}"),
        Because::Beginning => {
            format!("little was found; words that begin with {typed} were searched too: {searched}")
        }
        Because::Spelling => {
            format!("little was found; words spelt like {typed} were searched too: {searched}")
        }
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
    let mut filters = Vec::new();
    for (field, typed) in
        [(Named::Employer, &args.employer), (Named::Role, &args.role), (Named::Grade, &args.grade)]
    {
        let values = if typed.is_empty() { Vec::new() } else { index.values(field)? };
        let resolve = |typed: &String| select::resolve(field.name(), typed, &values);
        filters.push(whole(field, typed.iter().map(resolve).collect::<Result<_, Stop>>()?));
    }
    let categories = Category::ALL.map(|c| c.name().to_owned());
    let necessities = ["desirable".to_owned(), "essential".to_owned()];
    let kinds = if args.kind.is_empty() { Vec::new() } else { index.values(Named::Kind)? };
    for (field, typed, values) in [
        (Named::Category, &args.category, &categories[..]),
        (Named::Necessity, &args.necessity, &necessities[..]),
        (Named::Kind, &args.kind, &kinds[..]),
    ] {
        let known = |typed: &String| known(field.name(), typed, values);
        filters.push(whole(field, typed.iter().map(known).collect::<Result<_, Stop>>()?));
    }
    filters.push(Filter { field: Named::Level, values: args.level.clone(), whole: false });
    filters.extend(args.only.map(|_| whole(Named::Outcome, vec!["ok".to_owned()])));
    filters.retain(|f| !f.values.is_empty());
    Ok(Question {
        query: args.query.join(" "),
        filters,
        flat: args.flat,
        expanded: args.expanded,
        broad: args.broad,
        explain: args.explain_score,
        facets: facets(&args.facets)?,
        limit: args.limit,
        offset: args.offset,
    })
}

fn whole(field: Named, values: Vec<String>) -> Filter {
    Filter { field, values, whole: true }
}

/// Returns the facets to count by: all if none are named.
fn facets(typed: &[String]) -> Result<Vec<Named>, Stop> {
    match typed {
        [] => return Ok(Named::FACETS.to_vec()),
        [none] if none == "none" => return Ok(Vec::new()),
        _ => {}
    }
    let names: Vec<String> = Named::FACETS.iter().map(|f| f.name().to_owned()).collect();
    let mut facets: Vec<Named> = Vec::new();
    for typed in typed {
        let name = known("facet", typed, &names)?;
        facets.extend(Named::from_name(&name).filter(|f| !facets.contains(f)));
    }
    Ok(facets)
}

/// Returns a value of a closed set; one that is not in it is wrong usage.
fn known(what: &str, typed: &str, values: &[String]) -> Result<String, Stop> {
    select::resolve(what, typed, values).map_err(|stop| Stop { exit: Exit::Usage, ..stop })
}

fn print(out: &mut dyn Write, answer: &Answer, bold: bool) -> io::Result<()> {
    if answer.total == 0 {
        return writeln!(out, "Nothing found for {}.", display_line(&beginning(&answer.query)));
    }
    writeln!(out, "{}", headline(answer))?;
    for (number, hit) in (answer.offset + 1..).zip(&answer.hits) {
        writeln!(out)?;
        writeln!(out, "{number:>3}. {}", words(hit, bold))?;
        writeln!(out, "     {}", context(hit))?;
        if let Some(others) = hit.group.as_ref().and_then(others) {
            writeln!(out, "     {others}")?;
        }
        if let Some(reason) = &hit.explanation {
            print_reason(out, reason, 5)?;
        }
    }
    print_counts(out, answer)
}

/// Returns as much of a query as is worth printing.
fn beginning(query: &str) -> String {
    let mut shown: String = query.chars().take(SHOWN_QUERY).collect();
    if shown.len() < query.len() {
        shown.push('…');
    }
    shown
}

fn headline(answer: &Answer) -> String {
    let mut total = counted(answer.requirements, "requirement");
    if answer.expanded {
        total = format!("{total} at {} where they hold", counted(answer.total, "place"));
    }
    let all = if answer.flat { Some(answer.total) } else { answer.concepts };
    let concepts = answer.concepts.filter(|c| !answer.flat && *c < answer.requirements);
    if let Some(concepts) = concepts {
        total = format!("{total} that say {}", counted(concepts, "different thing"));
    }
    let shown = match answer.hits.len() {
        0 => format!("{total}, none after the first {}", answer.offset),
        n if Some(n as u64) == all => total,
        n => format!("{total}, {} to {} shown", answer.offset + 1, answer.offset + n),
    };
    if answer.partial {
        format!("No requirement has all the words. Partial matches: {shown}")
    } else {
        shown
    }
}

fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Returns who says the same, unless this row alone does.
fn others(group: &GroupOf) -> Option<String> {
    let employers: Vec<&str> = group.employers.iter().map(String::as_str).collect();
    let who = match employers.len() {
        _ if group.rows < 2 => return None,
        0 | 1 => format!("said {} times by this employer", group.rows),
        n => format!("{n} employers say this: {}", listed(&employers)),
    };
    Some(display_line(&who))
}

fn listed(names: &[&str]) -> String {
    let mut listed = names[..names.len().min(EMPLOYERS_LISTED)].join(", ");
    if names.len() > EMPLOYERS_LISTED {
        listed.push_str(&format!(" and {} more", names.len() - EMPLOYERS_LISTED));
    }
    listed
}

fn print_reason(out: &mut dyn Write, reason: &Reason, indent: usize) -> io::Result<()> {
    let (value, what) = (reason.value, display_line(&reason.what));
    writeln!(out, "{:indent$}{value:.3}  {what}", "")?;
    reason.parts.iter().try_for_each(|part| print_reason(out, part, indent + 2))
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
        row.inherited_from.as_ref().map(|from| format!("from {from}")),
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

/// Prints the counts of facets in which some value is known.
fn print_counts(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    writeln!(out)?;
    for facet in Named::FACETS {
        let Some(counts) = answer.counts.get(facet.name()) else { continue };
        if counts.iter().all(|c| c.value.is_none()) {
            continue;
        }
        let value = |v: &Option<String>| v.as_deref().map_or("not known".to_owned(), display_line);
        let mut listed: Vec<String> = counts
            .iter()
            .take(COUNTS_LISTED)
            .map(|c| format!("{} {}", value(&c.value), c.count))
            .collect();
        let more = counts.len().saturating_sub(COUNTS_LISTED);
        listed.extend((more > 0).then(|| format!("and {more} more")));
        writeln!(out, "{:<15}{}", facet.name(), listed.join(" \u{b7} "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_found_nothing_is_printed_in_part_if_it_is_long() {
        let answer = Answer { query: "(".repeat(10_000), ..Answer::default() };
        let mut out = Vec::new();
        print(&mut out, &answer, false).expect("memory can be written");
        let printed = String::from_utf8(out).expect("it is text");
        assert_eq!(printed, format!("Nothing found for {}….\n", "(".repeat(SHOWN_QUERY)));
    }
    use crate::dataset;
    use crate::model::build::framework;
    use crate::search::ValueCount;

    fn answer() -> Answer {
        let row =
            dataset::stated(&[framework("Alder Trust", "alder/a.txt", &["Checks \u{1b}lifts"])])
                .remove(0);
        let counts =
            |value: Option<&str>| vec![ValueCount { value: value.map(str::to_owned), count: 3 }];
        Answer {
            query: "lift".into(),
            total: 3,
            requirements: 3,
            concepts: Some(2),
            partial: true,
            offset: 1,
            limit: 1,
            counts: [("employer", counts(Some("Alder Trust"))), ("category", counts(None))].into(),
            hits: vec![Hit {
                score: 1.0,
                row,
                place: Some("line 1".into()),
                highlights: vec![(8, 13)],
                group: Some(GroupOf {
                    rows: 2,
                    employers: vec!["Alder Trust".into(), "Birch".into()],
                }),
                explanation: None,
            }],
            ..Answer::default()
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
            "No requirement has all the words. Partial matches: 3 requirements that say 2 different \
             things, 2 to 2 shown\n\n  \
             2. Checks \u{fffd}lifts\n     Alder Trust \u{b7} Porter \u{b7} alder/a.txt, line 1 \u{b7} {id}\n     \
             2 employers say this: Alder Trust, Birch\n\n\
             employer       Alder Trust 3\n"
        );
        assert_eq!(printed(false), expected);
    }

    #[test]
    fn matches_are_bold_at_a_terminal_and_nothing_else_steers_it() {
        assert!(printed(true).contains("Checks \u{fffd}\u{1b}[1mlifts\u{1b}[0m"));
    }
}
