//! `rungs compare`: what two employers require, side by side.

use super::args::{CompareArgs, Global};
use super::sides::{self, Line, Section};
use super::{Exit, Stop, data, list, select, stored};
use crate::concept::compare::{Pair, Relation, compare};
use crate::dataset;
use crate::lexicon::Lexicon;
use crate::model::{Framework, Row};
use crate::text::fold;
use serde_json::json;

/// Prints the comparison; exit code 1 if one of the two requires nothing.
///
/// # Errors
/// If an employer or role is not known, or the store cannot be read.
pub fn run(global: &Global, args: CompareArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let lexicon = Lexicon::parse(&data(global)?)?;
    let known = list::employers(&store);
    let first = select::resolve("employer", &args.first, &known)?;
    let second = select::resolve("employer", &args.second, &known)?;
    let frameworks = store.frameworks().map_err(stored::stop)?;
    let rows = |employer: &str| rows(&frameworks, employer, args.role.as_deref());
    let (a, b) = (rows(&first), rows(&second));
    for (rows, employer) in [(&a, &first), (&b, &second)] {
        if rows.is_empty() {
            let message = format!("no requirement of {employer} is of that role");
            let hint = "`rungs list roles --employer NAME` lists its roles";
            return Err(Stop::new(Exit::NotFound, message).hint(hint).into());
        }
    }
    let pairs = compare(&a, &b, &lexicon);
    let json = json!({"first": first, "second": second, "role": args.role, "pairs": pairs});
    let sections = sections(pairs, |r| match r {
        Relation::Shared => "Both require".to_owned(),
        Relation::StrongerInSecond => format!("Worded more strongly by {second}"),
        Relation::StrongerInFirst => format!("Worded more strongly by {first}"),
        Relation::OtherWording => "The same subject, worded in another way".to_owned(),
        Relation::OnlyFirst => format!("Only {first}"),
        Relation::OnlySecond => format!("Only {second}"),
    });
    sides::print(global, &args.printing, &json, &sections)?;
    Ok(Exit::Done)
}

/// Returns what an employer requires, of roles that have the words if some are named.
fn rows(frameworks: &[Framework], employer: &str, role: Option<&str>) -> Vec<Row> {
    let words: Vec<String> =
        role.map(|r| fold(r).split(' ').map(str::to_owned).collect()).unwrap_or_default();
    let has = |title: Option<&str>| {
        let title = fold(title.unwrap_or_default());
        words.iter().all(|w| title.split(' ').any(|t| t == w))
    };
    let mut rows = dataset::stated(frameworks);
    rows.retain(|r| r.organisation.as_deref() == Some(employer) && has(r.role.as_deref()));
    rows
}

/// Groups pairs by relation, in their order, under titles with counts.
pub(super) fn sections(pairs: Vec<Pair>, title: impl Fn(Relation) -> String) -> Vec<Section> {
    let mut sections: Vec<(Relation, Section)> = Vec::new();
    for Pair { relation, first, second } in pairs {
        if sections.last().is_none_or(|s| s.0 != relation) {
            sections.push((relation, Section { title: title(relation), lines: Vec::new() }));
        }
        if let Some((_, section)) = sections.last_mut() {
            section.lines.push(Line { relation: name(relation), first, second });
        }
    }
    let counted = |(_, mut s): (Relation, Section)| {
        s.title = format!("{} ({})", s.title, s.lines.len());
        s
    };
    sections.into_iter().map(counted).collect()
}

fn name(relation: Relation) -> &'static str {
    match relation {
        Relation::OnlySecond => "only_second",
        Relation::StrongerInSecond => "stronger_in_second",
        Relation::StrongerInFirst => "stronger_in_first",
        Relation::OtherWording => "other_wording",
        Relation::Shared => "shared",
        Relation::OnlyFirst => "only_first",
    }
}
