//! Law that is no longer in force, and years that no instrument of the name bears.

use super::{Finding, Rule, Stated, about};
use crate::lexicon::{Citation, Lexicon, Statutes};
use crate::model::Framework;

/// Returns the citations of statements that an author should bring up to date.
pub fn cited(framework: &Framework, lexicon: &Lexicon) -> Vec<Finding> {
    let statutes = lexicon.statutes();
    let stated = framework.requirements().filter(|s| s.2.same_as.is_none());
    let of_one = |s: Stated| {
        let citations = statutes.citations(&s.2.text);
        let told = citations.iter().filter_map(|c| told(c, statutes));
        told.map(|(rule, message)| about(rule, message, &[s])).collect::<Vec<_>>()
    };
    stated.flat_map(of_one).collect()
}

fn told(citation: &Citation, statutes: &Statutes) -> Option<(Rule, String)> {
    if citation.has_wrong_year(statutes) {
        let message = format!(
            "“{}”: known by this name is {}.",
            citation.words,
            citation.titles.join(" and ")
        );
        return Some((Rule::WrongYear, message));
    }
    let found: Vec<_> = citation.titles.iter().filter_map(|t| statutes.statute(t)).collect();
    let [statute] = found.as_slice() else { return None };
    let ended = statute.valid_to.as_ref()?;
    let instead =
        statute.superseded_by.as_ref().map(|by| format!("; see {by}")).unwrap_or_default();
    let title = &statute.title;
    Some((Rule::SupersededLaw, format!("{title} ceased to be in force in {ended}{instead}.")))
}
