//! Which languages a document is written in, and which one a statement.
//!
//! The word lists know English only: a category that they give to words of another language would be
//! a guess. Documents of Welsh employers say everything twice.

use crate::lexicon::Lexicon;
use crate::text::fold;
use whatlang::{Detector, Lang};

/// Stretches of text that are looked at, evenly from the first to the last.
const LOOKED_AT: usize = 120;
/// Letters from which on a stretch of text is enough to tell its language.
const ENOUGH: usize = 40;
/// Share of a stretch's words that are among the commonest of English, from which on it is English.
const ENGLISH: f64 = 0.1;
/// Letters of a language from which on a document is in it.
const LEAST: usize = 150;
/// Share of a document's letters from which on a document is in a language.
const SHARE: f64 = 0.2;
/// Letters below which a statement is in the language of the one before it.
const TOO_SHORT: usize = 12;

/// The languages of a document.
#[derive(Debug)]
pub struct Languages {
    /// The commonest first; empty if there is too little text to tell.
    spoken: Vec<Lang>,
    /// Tells between them; absent unless there are several.
    detector: Option<Detector>,
}

impl Languages {
    /// Returns the languages of the stretches of text of a document: English, another one, or both.
    ///
    /// The commonest words of English settle nearly every stretch at once. The rest is looked at as
    /// one text, because short ones are told badly, and then stretch by stretch for that language or
    /// English, because lists of names have no common words in any language.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>, lexicon: &Lexicon) -> Self {
        let texts: Vec<&str> = texts.filter(|t| letters(t) >= ENOUGH).collect();
        let step = texts.len().div_ceil(LOOKED_AT).max(1);
        let (english, rest): (Vec<&str>, Vec<&str>) =
            texts.into_iter().step_by(step).partition(|t| is_english(t, lexicon));
        let count = |texts: &[&str]| texts.iter().map(|t| letters(t)).sum::<usize>();
        let (ours, unsettled) = (count(&english), count(&rest));
        let all = ours + unsettled;
        let counts = |n: usize| n * step >= LEAST && n as f64 >= SHARE * all as f64;
        let other = counts(unsettled).then(|| whatlang::detect(&rest.join("\n"))).flatten();
        let other = other.filter(whatlang::Info::is_reliable).map(|o| o.lang());
        let other = other.filter(|o| *o != Lang::Eng);
        let theirs = other.map_or(0, |other| {
            let between = Detector::with_allowlist(vec![Lang::Eng, other]);
            let told = rest.iter().filter(|t| between.detect_lang(t) == Some(other));
            told.map(|t| letters(t)).sum()
        });
        let spoken = [(ours, Some(Lang::Eng)), (theirs, other)];
        let mut spoken: Vec<(usize, Lang)> =
            spoken.into_iter().filter_map(|(n, lang)| Some((n, lang?))).collect();
        // Beside another language, little English is enough: short documents say everything twice.
        let beside = theirs > 0 && ours >= ENOUGH && ours as f64 >= SHARE * all as f64;
        spoken.retain(|(n, lang)| counts(*n) || *lang == Lang::Eng && beside);
        spoken.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        let spoken: Vec<Lang> = spoken.into_iter().map(|(_, lang)| lang).collect();
        let detector = (spoken.len() > 1).then(|| Detector::with_allowlist(spoken.clone()));
        Self { spoken, detector }
    }

    /// Returns the code of the commonest language, ISO 639-3; nothing if there is too little text.
    pub fn main(&self) -> Option<&'static str> {
        self.spoken.first().map(Lang::code)
    }

    /// Returns the names of all languages; nothing if there is none but English.
    pub fn named(&self) -> Vec<&'static str> {
        let foreign = self.spoken.iter().any(|l| *l != Lang::Eng);
        self.spoken.iter().filter(|_| foreign).map(|l| l.eng_name()).collect()
    }

    /// Returns the language of a text that follows one in the language `before`.
    fn told(&self, text: &str, before: Option<Lang>) -> Option<Lang> {
        let Some(detector) = &self.detector else { return self.spoken.first().copied() };
        let told = || detector.detect_lang(text);
        let short = letters(text) < TOO_SHORT;
        before.filter(|_| short).or_else(told).or(before)
    }

    /// Returns the languages of texts in reading order, as codes of ISO 639-3, and whether each is
    /// English or unknown; nothing if all are.
    pub fn of_each<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
    ) -> Option<Vec<(&'static str, bool)>> {
        if self.spoken.iter().all(|l| *l == Lang::Eng) {
            return None;
        }
        let mut before = None;
        let each = texts.map(|text| {
            before = self.told(text, before);
            let lang = before.unwrap_or(Lang::Eng);
            (lang.code(), lang == Lang::Eng)
        });
        Some(each.collect())
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Tells whether enough of a text's words are among the commonest of English.
fn is_english(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    let (mut words, mut english) = (0_u32, 0_u32);
    for word in folded.split(' ') {
        words += 1;
        english += u32::from(lexicon.is_common_english(word));
    }
    f64::from(english) >= ENGLISH * f64::from(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use proptest::prelude::*;

    const ENGLISH_TEXT: [&str; 3] = [
        "You will wash the pans of the kitchen and put them back on the shelves in the evening.",
        "Keep a record of each delivery and tell the cook about everything that is missing.",
        "Ability to lift heavy boxes, and patience with the people who come to the counter.",
    ];
    const WELSH_TEXT: [&str; 3] = [
        "Byddwch yn golchi sosbenni'r gegin ac yn eu rhoi yn ôl ar y silffoedd gyda'r nos.",
        "Cadw cofnod o bob danfoniad a dweud wrth y cogydd am bopeth sydd ar goll o'r blychau.",
        "Y gallu i godi blychau trwm, ac amynedd gyda'r bobl sy'n dod at y cownter bob dydd.",
    ];
    const GERMAN_TEXT: [&str; 3] = [
        "Sie spülen abends die Töpfe der Küche und stellen sie in die Regale zurück, bevor Sie gehen.",
        "Jede Lieferung wird aufgeschrieben, und was fehlt, wird dem Koch noch am selben Tag gesagt.",
        "Die Fähigkeit, schwere Kisten zu heben, und Geduld mit den Menschen an der Theke im Laden.",
    ];

    fn languages(texts: &[&str]) -> Languages {
        let lexicon = Lexicon::parse(&Data::default()).expect("the shipped lists");
        Languages::of(texts.iter().copied(), &lexicon)
    }

    #[test]
    fn a_document_is_in_one_language_or_in_several() {
        assert_eq!(languages(&ENGLISH_TEXT).main(), Some("eng"));
        assert_eq!(languages(&GERMAN_TEXT).main(), Some("deu"));
        assert_eq!(languages(&WELSH_TEXT).named(), ["Welsh"]);
        let both = [WELSH_TEXT, ENGLISH_TEXT].concat();
        assert_eq!(languages(&both).named(), ["English", "Welsh"]);
        assert_eq!(languages(&["Too short to tell"]).main(), None);
    }

    #[test]
    fn statements_are_told_apart_between_the_languages_of_the_document() {
        let both = [WELSH_TEXT, ENGLISH_TEXT].concat();
        let told = languages(&both).of_each(
            ["Golchi dwylo cyn gweini", "NVQ 2", "Washes hands before serving", "NVQ 2"]
                .into_iter(),
        );
        let codes: Vec<&str> = told.expect("two languages").into_iter().map(|t| t.0).collect();
        assert_eq!(codes, ["cym", "cym", "eng", "eng"]);
        assert_eq!(languages(&ENGLISH_TEXT).of_each(["Spült Töpfe"].into_iter()), None);
    }

    #[test]
    fn lists_of_nouns_are_no_other_language() {
        let list = [
            "Word, Excel, PowerPoint, SharePoint, Teams, Outlook, SQL, Python, Power BI, Tableau",
            "Kitchen hygiene, allergens, cross-contamination, temperature control, pest control",
        ];
        assert_eq!(languages(&[&list[..], &ENGLISH_TEXT].concat()).named(), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at(texts in proptest::collection::vec("\\PC{0,90}", 0..6)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let told = languages(&texts).of_each(texts.iter().copied());
            prop_assert!(told.is_none_or(|t| t.len() == texts.len()));
        }
    }
}
