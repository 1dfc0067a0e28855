//! `rungs ladder`: what a person needs for the next level or role.

use super::args::{Global, LadderArgs};
use super::compare;
use super::sides::{self, Line, Section};
use super::{Exit, Stop, data, list, select, stored};
use crate::concept::compare::{Relation, Side};
use crate::concept::ladder::{Ladder, between_levels, between_roles, names};
use crate::lexicon::Lexicon;
use crate::model::Framework;

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
        let message = "no role has both levels, and no employer both roles";
        let hint = "`rungs list levels` and `rungs list roles` say whose they are";
        return Err(Stop::new(Exit::NotFound, message).hint(hint).into());
    }
    let printed: Vec<Section> = ladders.iter().flat_map(printed).collect();
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

fn printed(ladder: &Ladder) -> Vec<Section> {
    let mut sections = vec![Section { title: headline(ladder), lines: Vec::new() }];
    sections.extend(compare::sections(ladder.pairs.clone(), title));
    let landings = ladder.by_way_of.iter().filter(|l| !l.only_here.is_empty());
    sections.extend(landings.map(|landing| {
        let of =
            |side: &Side| Line { relation: ON_THE_WAY, first: None, second: Some(side.clone()) };
        let lines: Vec<Line> = landing.only_here.iter().map(of).collect();
        Section { title: format!("Only on the way, as {} ({})", landing.role, lines.len()), lines }
    }));
    sections
}

/// Relation of what only a role between the two requires.
const ON_THE_WAY: &str = "on_the_way";

fn headline(ladder: &Ladder) -> String {
    let role = ladder.role.as_ref().map(|r| format!("{r}: ")).unwrap_or_default();
    let way = ladder.by_way_of.iter().map(|l| format!("{} \u{2192} ", l.role)).collect::<String>();
    let whose = ladder.employer.iter().chain(&ladder.sources).cloned().collect::<Vec<_>>();
    format!("{role}{} \u{2192} {way}{}  ({})", ladder.from, ladder.to, whose.join(", "))
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
