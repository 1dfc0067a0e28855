//! A typed query to a tree.
//!
//! Every string is a query: what cannot be understood is read as words, what is too long or too
//! deep is cut with a remark. The tree is built by this module instead of the engine's own parser,
//! so nesting and the number of terms are bounded before any recursion and no input can fail.
//!
//! Words must all occur; `OR` between two makes either enough; `-word` and `NOT word` exclude;
//! `+word` stays required when the search falls back to partial matches; `"..."` is a phrase;
//! `word*` is the beginning of a word; `field:value` filters, and so does `field:2..5` where the
//! field has numbers. `*` alone means every row.

use super::field::Named;
use super::range::{Measured, Range};

/// Bytes of a query that are read.
pub const MAX_BYTES: usize = 1024;
/// Nesting of parentheses that is followed.
pub const MAX_DEPTH: usize = 32;
/// Words, phrases and filters that are used.
pub const MAX_TERMS: usize = 64;
/// Letters that a beginning of a word needs: fewer would begin too many.
pub const MIN_BEGINNING: usize = 3;
/// Edits from a field's name to what is taken for it misspelt.
const NAME_EDITS: usize = 2;
/// Letters that a misspelt field's name needs.
const MIN_NAME: usize = 3;

/// A query as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parsed {
    pub(super) clauses: Vec<Clause>,
    /// What was left out, as sentences.
    pub(super) remarks: Vec<String>,
    /// Names that are no field, with the fields they may be meant for.
    pub(super) meant: Vec<(String, &'static str)>,
}

/// One demand of a query, met by any of its parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    pub(super) sign: Sign,
    pub(super) any: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plain,
    Required,
    Excluded,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A word, or the words of a phrase.
    Words(String),
    /// The first letters of a word.
    Beginning(String),
    /// `field:value`.
    Filter(Named, String),
    /// Values of a field of few values, any of them.
    OneOf(Named, Vec<String>),
    /// `field:2..5`.
    Within(Measured, Range),
    /// Parentheses.
    Group(Vec<Clause>),
    /// `*`.
    Everything,
    /// What the search itself looks for beside what was typed, with less weight.
    Beside(Box<Part>),
}

/// Whether all words are asked for, or any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    All,
    Any,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Or,
    Sign(Sign),
    Part(Part),
}

/// Reads a query.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let text = cut(text, &mut parsed.remarks);
    let tokens = tokens(text, &mut parsed);
    let tokens = flatten(tokens, &mut parsed.remarks);
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    while !parser.is_done() {
        parsed.clauses.extend(parser.clauses()); // a stray `)` ends a group that was never opened
    }
    parsed
}

fn cut<'a>(text: &'a str, remarks: &mut Vec<String>) -> &'a str {
    if text.len() <= MAX_BYTES {
        return text;
    }
    remarks.push(format!("only the first {MAX_BYTES} bytes of the query were used"));
    let end = (0..=MAX_BYTES).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    &text[..end]
}

fn tokens(text: &str, notes: &mut Parsed) -> Vec<Token> {
    let mut rest = text.trim_start();
    let (mut tokens, mut parts) = (Vec::new(), 0);
    while !rest.is_empty() {
        let (token, after) = token(rest, notes);
        parts += token.iter().filter(|t| matches!(t, Token::Part(_))).count();
        if parts > MAX_TERMS {
            notes.remarks.push(format!("only the first {MAX_TERMS} words of the query were used"));
            break;
        }
        tokens.extend(token);
        rest = after.trim_start();
    }
    for (name, _) in &notes.meant {
        notes
            .remarks
            .push(format!("there is no field {name}: what was typed was searched as words"));
    }
    tokens
}

/// Returns the tokens at the start of `rest` and what follows; always consumes something.
fn token<'a>(rest: &'a str, notes: &mut Parsed) -> (Vec<Token>, &'a str) {
    let first = rest.chars().next().unwrap_or(' ');
    let after = &rest[first.len_utf8()..];
    match first {
        '(' => (vec![Token::Open], after),
        ')' => (vec![Token::Close], after),
        '+' => (sign_before(after, Sign::Required), after),
        '-' => (sign_before(after, Sign::Excluded), after),
        c if is_quote(c) => {
            let (phrase, after) = quoted(after);
            (vec![Token::Part(Part::Words(phrase.to_owned()))], after)
        }
        _ => word(rest, notes),
    }
}

/// Returns the sign if something stands right behind it; a lone dash is only a dash.
fn sign_before(after: &str, sign: Sign) -> Vec<Token> {
    let stands_alone = after.chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
    if stands_alone { Vec::new() } else { vec![Token::Sign(sign)] }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn quoted(after: &str) -> (&str, &str) {
    match after.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((end, quote)) => (&after[..end], &after[end + quote.len_utf8()..]),
        None => (after, ""),
    }
}

fn word<'a>(rest: &'a str, notes: &mut Parsed) -> (Vec<Token>, &'a str) {
    let ends = |c: char| c.is_whitespace() || is_quote(c) || c == '(' || c == ')';
    let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    match word {
        "OR" | "||" => return (vec![Token::Or], after),
        "AND" | "&&" => return (Vec::new(), after),
        "NOT" => return (vec![Token::Sign(Sign::Excluded)], after),
        "*" | "*:*" => return (vec![Token::Part(Part::Everything)], after),
        _ => {}
    }
    filter(word, after).unwrap_or_else(|| {
        notes.meant.extend(meant_field(word));
        (plain_words(word), after)
    })
}

/// Reads `field:value`, `field:"several words"` and ranges.
fn filter<'a>(word: &str, after: &'a str) -> Option<(Vec<Token>, &'a str)> {
    let (name, value) = word.split_once(':')?;
    let (named, measured) = (Named::from_name(name), Measured::from_name(name));
    if named.is_none() && measured.is_none() {
        return None;
    }
    let (value, after) = value_of(value, after);
    if value.trim().is_empty() {
        return None;
    }
    let range = measured.and_then(|m| Some(Part::Within(m, Range::read(m, &value)?)));
    let words = || named.map(|n| Part::Filter(n, value.clone()));
    let only = || measured.and_then(|m| Some(Part::Within(m, Range::only(m, &value)?)));
    let part = range.or_else(words).or_else(only)?;
    Some((vec![Token::Part(part)], after))
}

/// Returns the value of a filter: the rest of the word, a phrase, or a range in brackets.
fn value_of<'a>(value: &str, after: &'a str) -> (String, &'a str) {
    if value.is_empty()
        && let Some(quote) = after.chars().next().filter(|c| is_quote(*c))
    {
        let (value, after) = quoted(&after[quote.len_utf8()..]);
        return (value.to_owned(), after);
    }
    let is_open = value.starts_with('[') && !value.ends_with(']');
    match after.split_once(']').filter(|_| is_open) {
        Some((inner, after)) => (format!("{value}{inner}]"), after),
        None => (value.to_owned(), after),
    }
}

/// Returns a word, or both sides of a colon as words when no field has that name.
fn plain_words(word: &str) -> Vec<Token> {
    let sides = word.split(':').filter(|side| !side.is_empty());
    sides
        .map(|side| Token::Part(beginning(side).unwrap_or_else(|| Part::Words(side.to_owned()))))
        .collect()
}

/// Reads `word*`; one that is too short is a word.
fn beginning(word: &str) -> Option<Part> {
    let letters = word.strip_suffix('*')?;
    let is_word = letters.chars().all(char::is_alphanumeric);
    let long = letters.chars().count() >= MIN_BEGINNING;
    (is_word && long).then(|| Part::Beginning(letters.to_owned()))
}

/// Returns the field that `name:value` may be meant for when there is none of that name.
fn meant_field(word: &str) -> Option<(String, &'static str)> {
    let (name, value) = word.split_once(':')?;
    let looks_meant = name.len() >= MIN_NAME && !value.is_empty() && !value.starts_with("//");
    let lower = name.to_lowercase();
    let names = Named::ALL.map(Named::name).into_iter().chain(Measured::ALL.map(Measured::name));
    let near = names.map(|n| (strsim::osa_distance(n, &lower), n));
    let near = near.filter(|(edits, _)| looks_meant && (1..=NAME_EDITS).contains(edits)).min();
    near.map(|(_, field)| (name.to_owned(), field))
}

/// Returns the query with the fields that were meant, if any were misspelt.
pub(super) fn with_meant_fields(typed: &str, parsed: &Parsed) -> Option<String> {
    let meant = parsed.meant.iter().fold(typed.to_owned(), |query, (name, field)| {
        query.replace(&format!("{name}:"), &format!("{field}:"))
    });
    (!parsed.meant.is_empty()).then_some(meant)
}

/// Drops parentheses below the depth that is followed.
fn flatten(tokens: Vec<Token>, remarks: &mut Vec<String>) -> Vec<Token> {
    let (mut depth, mut dropped) = (0_usize, false);
    let mut kept = Vec::with_capacity(tokens.len());
    for token in tokens {
        let keep = match token {
            Token::Open => {
                depth += 1;
                depth <= MAX_DEPTH
            }
            Token::Close => {
                depth = depth.saturating_sub(1);
                depth < MAX_DEPTH
            }
            _ => true,
        };
        dropped |= !keep;
        kept.extend(keep.then_some(token));
    }
    if dropped {
        remarks.push(format!("parentheses more than {MAX_DEPTH} deep were ignored"));
    }
    kept
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn is_done(&mut self) -> bool {
        self.tokens.peek().is_none()
    }

    /// Reads clauses up to the end or a closing parenthesis.
    fn clauses(&mut self) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        let (mut sign, mut or) = (Sign::Plain, false);
        while let Some(token) = self.tokens.next() {
            let part = match token {
                Token::Close => break,
                Token::Sign(next) => {
                    sign = next;
                    continue;
                }
                Token::Or => {
                    or = true;
                    continue;
                }
                Token::Open => Part::Group(self.clauses()),
                Token::Part(part) => part,
            };
            add(&mut clauses, sign, or, part);
            (sign, or) = (Sign::Plain, false);
        }
        clauses
    }
}

fn add(clauses: &mut Vec<Clause>, sign: Sign, or: bool, part: Part) {
    match clauses.last_mut() {
        Some(last) if or && sign == Sign::Plain && last.sign != Sign::Excluded => {
            last.any.push(part);
        }
        _ => clauses.push(Clause { sign, any: vec![part] }),
    }
}

impl Clause {
    /// Tells whether it asks for words alone.
    pub(super) fn is_words(&self) -> bool {
        self.any.iter().all(Part::is_words)
    }

    /// Tells whether it asks for words among others.
    pub(super) fn has_words(&self) -> bool {
        !self.words().is_empty()
    }

    /// Returns the words, phrases and beginnings it asks for.
    pub(super) fn words(&self) -> Vec<&Part> {
        self.any.iter().flat_map(Part::words).collect()
    }
}

impl Part {
    fn is_words(&self) -> bool {
        match self {
            Self::Words(_) | Self::Beginning(_) => true,
            Self::Filter(..) | Self::OneOf(..) | Self::Within(..) | Self::Everything => false,
            Self::Group(clauses) => clauses.iter().all(Clause::is_words),
            Self::Beside(part) => part.is_words(),
        }
    }

    fn words(&self) -> Vec<&Self> {
        match self {
            Self::Words(_) | Self::Beginning(_) => vec![self],
            Self::Filter(..) | Self::OneOf(..) | Self::Within(..) | Self::Everything => Vec::new(),
            Self::Group(clauses) => {
                let positive = clauses.iter().filter(|c| c.sign != Sign::Excluded);
                positive.flat_map(Clause::words).collect()
            }
            Self::Beside(part) => part.words(),
        }
    }
}

impl Parsed {
    /// Tells whether two or more words could be looked for one by one.
    pub(super) fn can_be_partial(&self) -> bool {
        let words = self.clauses.iter().filter(|c| c.sign == Sign::Plain && c.is_words());
        words.count() > 1
    }

    /// Returns the words, phrases and beginnings it asks for.
    pub(super) fn words(&self) -> Vec<&Part> {
        let positive = self.clauses.iter().filter(|c| c.sign != Sign::Excluded);
        positive.flat_map(Clause::words).collect()
    }

    /// Returns the field that alone is demanded by a clause, and its place among the clauses.
    pub(super) fn filters(&self) -> impl Iterator<Item = (usize, Named)> + '_ {
        let demanded = self.clauses.iter().enumerate().filter(|(_, c)| c.sign != Sign::Excluded);
        demanded.filter_map(|(i, clause)| {
            let mut fields = clause.any.iter().map(|part| match part {
                Part::Filter(named, _) => Some(*named),
                Part::Within(measured, _) => Named::from_name(measured.name()),
                _ => None,
            });
            let first = fields.next()??;
            fields.all(|f| f == Some(first)).then_some((i, first))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Part {
        Part::Words(words.into())
    }

    fn check(query: &str, expected: &[(Sign, &[Part])]) {
        let parsed = parse(query);
        let clauses: Vec<Clause> =
            expected.iter().map(|(sign, any)| Clause { sign: *sign, any: any.to_vec() }).collect();
        assert_eq!(parsed.clauses, clauses, "{query}");
        assert_eq!(parsed.remarks, Vec::<String>::new(), "{query}");
    }

    #[test]
    fn queries_are_read_as_people_type_them() {
        use Sign::{Excluded, Plain, Required};
        check("", &[]);
        check("  - ", &[]);
        check("fire safety", &[(Plain, &[words("fire")]), (Plain, &[words("safety")])]);
        check("fire AND safety", &[(Plain, &[words("fire")]), (Plain, &[words("safety")])]);
        check("fire OR flood", &[(Plain, &[words("fire"), words("flood")])]);
        check("\"fire safety", &[(Plain, &[words("fire safety")])]);
        check("+fire -flood", &[(Required, &[words("fire")]), (Excluded, &[words("flood")])]);
        check("fire - flood", &[(Plain, &[words("fire")]), (Plain, &[words("flood")])]);
        check("NOT fire", &[(Excluded, &[words("fire")])]);
        check("and/or", &[(Plain, &[words("and/or")])]);
        check("*", &[(Plain, &[Part::Everything])]);
        check("role:porter", &[(Plain, &[Part::Filter(Named::Role, "porter".into())])]);
        check(
            "Role:\u{201c}night porter\u{201d} -x",
            &[
                (Plain, &[Part::Filter(Named::Role, "night porter".into())]),
                (Excluded, &[words("x")]),
            ],
        );
        check("insp*", &[(Plain, &[Part::Beginning("insp".into())])]);
        check("in*", &[(Plain, &[words("in*")])]);
        let within = |measured, least, most| Part::Within(measured, Range { least, most });
        check("level:A..C", &[(Plain, &[within(Measured::Level, Some(1), Some(3))])]);
        check("year:[2019 TO 2021]", &[(Plain, &[within(Measured::Year, Some(2019), Some(2021))])]);
        check("experience:2", &[(Plain, &[within(Measured::Experience, Some(2), Some(2))])]);
        check("page:x", &[(Plain, &[words("page")]), (Plain, &[words("x")])]);
        check("role: porter", &[(Plain, &[words("role")]), (Plain, &[words("porter")])]);
        check("site:north", &[(Plain, &[words("site")]), (Plain, &[words("north")])]);
    }

    #[test]
    fn parentheses_group_and_need_not_match() {
        let group = |w: &str| Part::Group(vec![Clause { sign: Sign::Plain, any: vec![words(w)] }]);
        check("(fire)", &[(Sign::Plain, &[group("fire")])]);
        check("(fire", &[(Sign::Plain, &[group("fire")])]);
        check("fire) flood", &[(Sign::Plain, &[words("fire")]), (Sign::Plain, &[words("flood")])]);
        check("-(fire)", &[(Sign::Excluded, &[group("fire")])]);
    }

    #[test]
    fn a_misspelt_field_is_told_with_the_one_that_may_be_meant() {
        let parsed = parse("emplyer:alder http://x a:b");
        assert_eq!(parsed.meant, [("emplyer".to_owned(), "employer")]);
        assert_eq!(parsed.remarks.len(), 1);
        let meant = with_meant_fields("emplyer:alder fire", &parsed);
        assert_eq!(meant.as_deref(), Some("employer:alder fire"));
    }

    #[test]
    fn long_and_deep_queries_are_cut_with_a_remark() {
        let long = parse(&"\u{e9}".repeat(MAX_BYTES));
        assert_eq!(long.remarks.len(), 1);
        let deep = parse(&format!("{}fire{}", "(".repeat(400), ")".repeat(400)));
        assert_eq!(deep.remarks.len(), 1);
        let many = parse(&"a ".repeat(MAX_TERMS + 1));
        assert_eq!((many.clauses.len(), many.remarks.len()), (MAX_TERMS, 1));
    }
}
