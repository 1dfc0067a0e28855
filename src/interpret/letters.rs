//! Letters in brackets that say of each statement whether it is essential or desirable.

use super::statement::Statement;
use crate::model::{Basis, BasisKind, Necessity};

/// Letters of a document from which on they mean necessity; one "(D)" alone may mean anything.
const ENOUGH: usize = 2;

/// Names the necessity of statements that begin or end with "(E)" or "(D)", where nothing else does.
///
/// The letters count if there are several in the document and one of them is an E: person
/// specifications of councils mark their lines so. They are marks then, no words of the statement;
/// the verbatim text keeps them.
pub fn read(statements: &mut [Statement]) {
    let found: Vec<Option<(Necessity, &'static str)>> =
        statements.iter().map(|s| letter(&s.text)).collect();
    let is_essential = |f: &(Necessity, &str)| f.0 == Necessity::Essential;
    let count = found.iter().flatten().count();
    if count < ENOUGH || !found.iter().flatten().any(is_essential) {
        return;
    }
    for (statement, found) in statements.iter_mut().zip(found) {
        let Some((necessity, phrase)) = found else { continue };
        statement.text = without(&statement.text, phrase);
        if statement.necessity.is_some() {
            continue;
        }
        statement.necessity = Some(necessity);
        statement.necessity_basis =
            Some(Basis { kind: BasisKind::Phrase, phrase: phrase.to_owned(), at: None });
    }
}

/// Takes a mark off the end of a text where it stands.
fn without(text: &str, mark: &str) -> String {
    let open = text.trim_end_matches(['.', ';', ',', ' ']);
    match (open.strip_suffix(mark), text.strip_prefix(mark)) {
        (Some(words), _) => format!("{}{}", words.trim_end(), text[open.len()..].trim()),
        (None, Some(words)) => words.trim_start().to_owned(),
        (None, None) => text.to_owned(),
    }
}

/// Returns the letter at one end of a text, and what it says.
fn letter(text: &str) -> Option<(Necessity, &'static str)> {
    let text = text.trim_end_matches(['.', ';', ',', ' ']);
    let marks = [
        ("(E)", Necessity::Essential),
        ("[E]", Necessity::Essential),
        ("(D)", Necessity::Desirable),
        ("[D]", Necessity::Desirable),
    ];
    marks
        .into_iter()
        .find(|(mark, _)| text.ends_with(mark) || text.starts_with(mark))
        .map(|(mark, necessity)| (necessity, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        for (text, words) in [
            ("Bakes bread (E)", "Bakes bread"),
            ("Bakes bread (E).", "Bakes bread."),
            ("[D] Bakes bread", "Bakes bread"),
        ] {
            let (_, mark) = letter(text).expect("a mark");
            assert_eq!(without(text, mark), words);
        }
        assert_eq!(letter("Bakes (E) bread"), None);
    }
}
