//! How text is cut into words, and words into terms.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};

/// Name under which the stemming analyser is registered.
pub(super) const STEMMED: &str = "english";
/// Name under which the analyser that keeps words as they are is registered.
pub(super) const PLAIN: &str = "words";

/// Bytes above which a word is not indexed: no word of a document is that long.
const WORD_BYTES: usize = 64;

/// The two analysers: both cut at the same places.
#[derive(Clone)]
pub(super) struct Analysers {
    /// Letters and digits, lower case, without accents, English stems.
    pub(super) stemmed: TextAnalyzer,
    /// The same without stemming.
    pub(super) plain: TextAnalyzer,
}

impl Analysers {
    pub(super) fn new() -> Self {
        let plain = || {
            TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(RemoveLongFilter::limit(WORD_BYTES))
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
        };
        let stemmed = plain().filter(Stemmer::new(Language::English)).build();
        Self { stemmed, plain: plain().build() }
    }

    /// Returns the stems of the words.
    pub(super) fn stems(&mut self, words: &str) -> Vec<String> {
        tokens(&mut self.stemmed, words)
    }

    /// Returns the words in lower case without accents.
    pub(super) fn words(&mut self, words: &str) -> Vec<String> {
        tokens(&mut self.plain, words)
    }
}

fn tokens(analyser: &mut TextAnalyzer, words: &str) -> Vec<String> {
    let mut stream = analyser.token_stream(words);
    let mut tokens = Vec::new();
    while stream.advance() {
        tokens.push(stream.token().text.clone());
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_cut_folded_and_stemmed() {
        let mut analysers = Analysers::new();
        assert_eq!(analysers.stems("Residents' Cafés, K1"), ["resid", "cafe", "k1"]);
        assert_eq!(analysers.words("Residents' Cafés, K1"), ["residents", "cafes", "k1"]);
    }

    proptest! {
        /// What is marked in a text relies on it.
        #[test]
        fn a_stem_begins_as_its_word_does(word in "[a-z][a-z']{0,12}") {
            let mut analysers = Analysers::new();
            for (stem, word) in analysers.stems(&word).iter().zip(analysers.words(&word)) {
                prop_assert_eq!(stem.chars().next(), word.chars().next());
            }
        }
    }
}
