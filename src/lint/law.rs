//! Law that is no longer in force, and years that no instrument of the name bears.

use super::{Finding, Rule, Stated, about};
use crate::model::{Framework, Instrument, LawLink};

/// Returns the citations of statements that an author should bring up to date.
pub fn cited(framework: &Framework) -> Vec<Finding> {
    let stated = framework.requirements().filter(|s| s.2.same_as.is_none());
    let of_one = |s: Stated| {
        let told = s.2.legislation.iter().filter_map(|l| told(l, &s.2.text, framework));
        told.map(|(rule, message)| about(rule, message, &[s])).collect::<Vec<_>>()
    };
    stated.flat_map(of_one).collect()
}

fn told(link: &LawLink, text: &str, framework: &Framework) -> Option<(Rule, String)> {
    let title = &link.title;
    if link.year_mismatch.is_some() {
        let words = &text[link.span.range()];
        return Some((Rule::WrongYear, format!("“{words}”: known by this name is {title}.")));
    }
    let of_title = |i: &&Instrument| i.title == *title;
    let instrument = framework.legislation.iter().find(of_title).filter(|_| link.superseded)?;
    let ended = instrument.valid_to.as_ref()?;
    let instead =
        instrument.superseded_by.as_ref().map(|by| format!("; see {by}")).unwrap_or_default();
    Some((Rule::SupersededLaw, format!("{title} ceased to be in force in {ended}{instead}.")))
}
