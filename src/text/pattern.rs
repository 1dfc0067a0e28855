//! Patterns that stand in the code.

/// Defines a pattern that is compiled when it is first used.
macro_rules! pattern {
    ($vis:vis $name:ident, $re:literal) => {
        $vis static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($re).expect("a literal pattern"));
    };
}

pub(crate) use pattern;
