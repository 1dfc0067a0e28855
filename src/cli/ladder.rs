//! `rungs ladder`: what a person needs for the next level or role.

use super::args::{Global, LadderArgs};
use super::compare::sections;
use super::sides;
use super::{Exit, Stop, data, list, select, stored};
use crate::concept::compare::Relation;
use crate::concept::ladder::{Ladder, between_levels, between_roles, names};
use crate::lexicon::Lexicon;
use crate::model::Framework;
use std::collections::BTreeSet;

/// Prints the steps; exit code 1 if no role or document has both ends.
///
/// # Errors
/// If an employer, level or role is not known, or the store cannot be read.
pub fn run(global: &Global, args: LadderArgs) -> anyhow::Result<Exit> {
    let store = stored::open(global)?;
    let lexicon = Lexicon::parse(&data(global)?)?;
    let mut frameworks = store.frameworks().map_err(stored::stop)?;
    let (from, to) = match args.steps.as_slice() {
        [employer, from, to] => {
            let employer = select::resolve("employer", employer, &list::employers(&store))?;
            frameworks.retain(|f| f.employer.as_ref() == Some(&employer));
            (from, to)
        }
        [from, to] => (from, to),
        _ => return Err(Stop::new(Exit::Usage, "name what is left and what is reached").into()),
    };
    let ladders = ladders(&frameworks, args.role.as_deref(), (from, to), &lexicon)?;
    if ladders.is_empty() {
        let message = format!("no role or document has both {from:?} and {to:?}");
        let hint = "`rungs list levels` and `rungs list roles` list them";
        return Err(Stop::new(Exit::NotFound, message).hint(hint).into());
    }
    let mut printed = Vec::new();
    for ladder in &ladders {
        let mut found = sections(ladder.pairs.clone(), title);
        if let Some(first) = found.first_mut() {
            first.title = format!("{}\n\n{}", headline(ladder), first.title);
        }
        printed.append(&mut found);
    }
    sides::print(global, &args.printing, &ladders, &printed)?;
    Ok(Exit::Done)
}

fn ladders(
    frameworks: &[Framework],
    role: Option<&str>,
    (from, to): (&str, &str),
    lexicon: &Lexicon,
) -> Result<Vec<Ladder>, Stop> {
    let (levels, roles) = names(frameworks);
    let listed = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>();
    let (levels, roles) = (listed(&levels), listed(&roles));
    let role = role.map(|r| select::resolve("role", r, &roles)).transpose()?;
    let both = |what: &str, names: &[String]| {
        let from = select::resolve(what, from, names)?;
        Ok::<_, Stop>((from, select::resolve(what, to, names)?))
    };
    match (both("level", &levels), both("role", &roles)) {
        (Ok((from, to)), _) => Ok(between_levels(frameworks, role.as_deref(), &from, &to, lexicon)),
        (_, Ok((from, to))) => Ok(between_roles(frameworks, &from, &to, lexicon)),
        (Err(of_levels), Err(of_roles)) => {
            // Several candidates are worth more to a reader than none.
            let several = of_levels.exit == Exit::Usage;
            Err(if several { of_levels } else { of_roles })
        }
    }
}

fn headline(ladder: &Ladder) -> String {
    let role = ladder.role.as_ref().map(|r| format!("{r}: ")).unwrap_or_default();
    let way = if ladder.by_way_of.is_empty() {
        String::new()
    } else {
        format!(", by way of {}", ladder.by_way_of.join(", "))
    };
    let whose = ladder.employer.as_ref().map(|e| format!("{e}, ")).unwrap_or_default();
    format!("{role}{} \u{2192} {}{way}  ({whose}{})", ladder.from, ladder.to, ladder.source)
}

fn title(relation: Relation) -> String {
    match relation {
        Relation::OnlySecond => "New",
        Relation::StrongerInSecond => "Strengthened",
        Relation::StrongerInFirst => "Weakened",
        Relation::OtherWording => "Worded in another way",
        Relation::Shared => "Unchanged",
        Relation::OnlyFirst => "Dropped",
    }
    .to_owned()
}
