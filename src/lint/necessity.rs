//! Statements that are essential in one place and desirable in another.

use super::{Finding, Rule, Stated, about, title};
use crate::interpret::classify;
use crate::lexicon::Lexicon;
use crate::model::{BasisKind, Framework, Necessity, Role};
use std::collections::BTreeMap;

/// Returns the statements whose necessity contradicts itself: within their words, against their
/// column or heading, or against the same statement elsewhere for the role and level.
pub fn mixed(framework: &Framework, lexicon: &Lexicon) -> Vec<Finding> {
    let stated = framework.requirements().filter(|s| s.2.same_as.is_none());
    let mut findings: Vec<Finding> = stated.filter_map(|s| within(s, lexicon)).collect();
    findings.extend(framework.roles.iter().flat_map(between));
    findings
}

/// Looks at the words of one statement.
fn within(stated: Stated, lexicon: &Lexicon) -> Option<Finding> {
    let said = classify::said_necessities(&stated.2.text, lexicon);
    let phrase = |n: Necessity| said.iter().find(|(_, found)| *found == n).map(|(p, _)| p);
    let both = phrase(Necessity::Essential).zip(phrase(Necessity::Desirable));
    let message = match both {
        Some((one, other)) => format!("One statement says “{one}” and “{other}”."),
        None => against_frame(stated, &said)?,
    };
    Some(about(Rule::MixedNecessity, message, &[stated]))
}

/// Says how the words of a statement contradict the column or heading it stands under.
fn against_frame(stated: Stated, said: &[(String, Necessity)]) -> Option<String> {
    let basis = stated.2.necessity_basis.as_ref()?;
    let framed = matches!(basis.kind, BasisKind::Column | BasisKind::Heading | BasisKind::RowLabel);
    let necessity = stated.2.necessity.filter(|_| framed)?;
    let (phrase, _) = said.iter().find(|(_, n)| *n != necessity)?;
    Some(format!("It stands under “{}” and says “{phrase}”.", basis.phrase))
}

/// Looks for one statement that is made twice for a level, with both necessities.
fn between(role: &Role) -> Vec<Finding> {
    let mut findings = Vec::new();
    for level in &role.levels {
        let mut concepts: BTreeMap<&str, [Option<Stated>; 2]> = BTreeMap::new();
        for r in level.requirements.iter().filter(|r| r.same_as.is_none()) {
            let Some(necessity) = r.necessity else { continue };
            let which = usize::from(necessity == Necessity::Desirable);
            concepts.entry(&r.concept_id).or_default()[which].get_or_insert((role, level, r));
        }
        for found in concepts.into_values() {
            let [Some(essential), Some(desirable)] = found else { continue };
            let message = format!("{} has this as essential and as desirable.", title(role));
            findings.push(about(Rule::MixedNecessity, message, &[essential, desirable]));
        }
    }
    findings.sort_by(|a, b| a.places.cmp(&b.places));
    findings
}
