//! A typed query to a tree, and the tree to an index query.
//!
//! Every string is a query: what cannot be understood is read as words, what is too long or too
//! deep is cut with a remark. The tree is built by this module instead of the engine's own parser,
//! so nesting and the number of terms are bounded before any recursion and no input can fail.
//!
//! Words must all occur; `OR` between two makes either enough; `-word` and `NOT word` exclude;
//! `+word` stays required when the search falls back to partial matches; `"..."` is a phrase;
//! `field:value` filters. `*` alone means every row.

use super::schema::{Exact, Fields, Named};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::TextAnalyzer;

/// Bytes of a query that are read.
pub const MAX_BYTES: usize = 1024;
/// Nesting of parentheses that is followed.
pub const MAX_DEPTH: usize = 32;
/// Words, phrases and filters that are used.
pub const MAX_TERMS: usize = 64;

/// Weight of a match in the heading or role, beside 1 for the text.
const AROUND_WEIGHT: f32 = 0.3;

/// A query as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parsed {
    pub(super) clauses: Vec<Clause>,
    /// What was left out, as sentences.
    pub(super) remarks: Vec<String>,
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
    /// `field:value`.
    Filter(Named, String),
    /// Parentheses.
    Group(Vec<Clause>),
    /// `*`.
    Everything,
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
    let mut remarks = Vec::new();
    let text = cut(text, &mut remarks);
    let tokens = flatten(tokens(text, &mut remarks), &mut remarks);
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let mut clauses = Vec::new();
    while !parser.is_done() {
        clauses.extend(parser.clauses()); // a stray `)` ends a group that was never opened
    }
    Parsed { clauses, remarks }
}

fn cut<'a>(text: &'a str, remarks: &mut Vec<String>) -> &'a str {
    if text.len() <= MAX_BYTES {
        return text;
    }
    remarks.push(format!("only the first {MAX_BYTES} bytes of the query were used"));
    let end = (0..=MAX_BYTES).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    &text[..end]
}

fn tokens(text: &str, remarks: &mut Vec<String>) -> Vec<Token> {
    let mut rest = text.trim_start();
    let (mut tokens, mut parts) = (Vec::new(), 0);
    while !rest.is_empty() {
        let (token, after) = token(rest);
        parts += token.iter().filter(|t| matches!(t, Token::Part(_))).count();
        if parts > MAX_TERMS {
            remarks.push(format!("only the first {MAX_TERMS} words of the query were used"));
            break;
        }
        tokens.extend(token);
        rest = after.trim_start();
    }
    tokens
}

/// Returns the tokens at the start of `rest` and what follows; always consumes something.
fn token(rest: &str) -> (Vec<Token>, &str) {
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
        _ => word(rest),
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

fn word(rest: &str) -> (Vec<Token>, &str) {
    let ends = |c: char| c.is_whitespace() || is_quote(c) || c == '(' || c == ')';
    let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    match word {
        "OR" | "||" => return (vec![Token::Or], after),
        "AND" | "&&" => return (Vec::new(), after),
        "NOT" => return (vec![Token::Sign(Sign::Excluded)], after),
        "*" | "*:*" => return (vec![Token::Part(Part::Everything)], after),
        _ => {}
    }
    filter(word, after).unwrap_or_else(|| (plain_words(word), after))
}

/// Reads `field:value` and `field:"several words"`.
fn filter<'a>(word: &str, after: &'a str) -> Option<(Vec<Token>, &'a str)> {
    let (name, value) = word.split_once(':')?;
    let named = Named::from_name(name)?;
    let (value, after) = match after.chars().next().filter(|c| value.is_empty() && is_quote(*c)) {
        Some(quote) => quoted(&after[quote.len_utf8()..]),
        None => (value, after),
    };
    let part = Part::Filter(named, value.to_owned());
    (!value.trim().is_empty()).then(|| (vec![Token::Part(part)], after))
}

/// Returns a word, or both sides of a colon as words when no field has that name.
fn plain_words(word: &str) -> Vec<Token> {
    let sides = word.split(':').filter(|side| !side.is_empty());
    sides.map(|side| Token::Part(Part::Words(side.to_owned()))).collect()
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

/// Makes index queries of parsed ones.
pub(super) struct Compiler<'a> {
    pub(super) fields: &'a Fields,
    pub(super) analyser: TextAnalyzer,
}

type Boxed = Box<dyn Query>;

impl Compiler<'_> {
    /// Returns the index query with exact filters and filters on words beside it.
    pub(super) fn compile(
        &mut self,
        parsed: &Parsed,
        exact: &[(Exact, String)],
        named: &[(Named, String)],
        mode: Mode,
    ) -> Boxed {
        let filters = self.filters(exact, named);
        let mut demands = self.demands(&parsed.clauses, mode, true);
        if demands.is_empty() && filters.is_empty() {
            return Box::new(EmptyQuery);
        }
        demands.extend(filters.into_iter().map(|q| (Occur::Must, unscored(q))));
        all_of(demands)
    }

    fn filters(&mut self, exact: &[(Exact, String)], named: &[(Named, String)]) -> Vec<Boxed> {
        let exact = exact.iter().map(|(field, value)| {
            let term = Term::from_field_text(self.fields.exact(*field), value);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Boxed
        });
        let mut filters: Vec<Boxed> = exact.collect();
        for (field, value) in named {
            filters.push(
                self.words_in(self.fields.named(*field), value).unwrap_or(Box::new(EmptyQuery)),
            );
        }
        filters
    }

    /// Returns what the clauses demand; at the top level at least one word must be in the text.
    fn demands(&mut self, clauses: &[Clause], mode: Mode, top: bool) -> Vec<(Occur, Boxed)> {
        let (mut demands, mut optional) = (Vec::new(), Vec::new());
        for clause in clauses {
            let Some(query) = self.clause(clause) else { continue };
            match clause.sign {
                Sign::Excluded => demands.push((Occur::MustNot, excluded(query))),
                Sign::Plain if mode == Mode::Any && is_words(clause) => optional.push(query),
                Sign::Plain | Sign::Required => demands.push((Occur::Must, query)),
            }
        }
        if !optional.is_empty() {
            demands.push((Occur::Must, Box::new(BooleanQuery::union(optional))));
        }
        if top {
            demands.extend(self.in_text(clauses).map(|q| (Occur::Must, unscored(q))));
        }
        demands
    }

    fn clause(&mut self, clause: &Clause) -> Option<Boxed> {
        let parts: Vec<Boxed> = clause.any.iter().filter_map(|p| self.part(p)).collect();
        any_of(parts)
    }

    fn part(&mut self, part: &Part) -> Option<Boxed> {
        match part {
            Part::Words(words) => self.anywhere(words),
            Part::Filter(named, value) => {
                self.words_in(self.fields.named(*named), value).map(unscored)
            }
            Part::Group(clauses) => {
                let demands = self.demands(clauses, Mode::All, false);
                (!demands.is_empty()).then(|| all_of(demands))
            }
            Part::Everything => Some(unscored(Box::new(AllQuery))),
        }
    }

    /// Returns the words in the text, or with less weight in the heading or role.
    fn anywhere(&mut self, words: &str) -> Option<Boxed> {
        let mut places = vec![self.words_in(self.fields.text, words)?];
        for named in [Named::Section, Named::Role] {
            let around = self.words_in(self.fields.named(named), words);
            places.extend(around.map(|q| Box::new(BoostQuery::new(q, AROUND_WEIGHT)) as Boxed));
        }
        any_of(places)
    }

    fn words_in(&mut self, field: Field, words: &str) -> Option<Boxed> {
        let terms: Vec<Term> = stems(&mut self.analyser, words)
            .iter()
            .map(|stem| Term::from_field_text(field, stem))
            .collect();
        match terms.len() {
            0 => None,
            1 => Some(Box::new(TermQuery::new(
                terms.into_iter().next()?,
                IndexRecordOption::WithFreqs,
            ))),
            _ => Some(Box::new(PhraseQuery::new(terms))),
        }
    }

    /// Returns the demand that one of the words stands in the text itself, so that a role's name
    /// or a heading alone is no hit. A query that mixes words and filters in one `OR` has none.
    fn in_text(&mut self, clauses: &[Clause]) -> Option<Boxed> {
        let positive = || clauses.iter().filter(|c| c.sign != Sign::Excluded);
        if !positive().all(|c| is_words(c) || !has_words(c)) {
            return None;
        }
        let words: Vec<&str> = positive().flat_map(|c| words_of(&c.any)).collect();
        let queries = words.iter().filter_map(|w| self.words_in(self.fields.text, w));
        any_of(queries.collect())
    }

    /// Returns the stems of each word and phrase that the query looks for, for highlighting.
    pub(super) fn sought(&mut self, parsed: &Parsed) -> Vec<Vec<String>> {
        let positive = parsed.clauses.iter().filter(|c| c.sign != Sign::Excluded);
        let words: Vec<&str> = positive.flat_map(|c| words_of(&c.any)).collect();
        let stems = words.iter().map(|w| stems(&mut self.analyser, w));
        stems.filter(|s| !s.is_empty()).collect()
    }
}

/// Returns the terms that a text is indexed under.
pub(super) fn stems(analyser: &mut TextAnalyzer, words: &str) -> Vec<String> {
    let mut stream = analyser.token_stream(words);
    let mut stems = Vec::new();
    while stream.advance() {
        stems.push(stream.token().text.clone());
    }
    stems
}

/// Tells whether two or more words could be looked for one by one.
pub(super) fn can_be_partial(parsed: &Parsed) -> bool {
    let words = parsed.clauses.iter().filter(|c| c.sign == Sign::Plain && is_words(c));
    words.count() > 1
}

fn is_words(clause: &Clause) -> bool {
    clause.any.iter().all(|part| match part {
        Part::Words(_) => true,
        Part::Filter(..) | Part::Everything => false,
        Part::Group(clauses) => clauses.iter().all(is_words),
    })
}

fn has_words(clause: &Clause) -> bool {
    !words_of(&clause.any).is_empty()
}

fn words_of(parts: &[Part]) -> Vec<&str> {
    parts.iter().flat_map(words_of_part).collect()
}

fn words_of_part(part: &Part) -> Vec<&str> {
    match part {
        Part::Words(words) => vec![words.as_str()],
        Part::Filter(..) | Part::Everything => Vec::new(),
        Part::Group(clauses) => {
            let positive = clauses.iter().filter(|c| c.sign != Sign::Excluded);
            positive.flat_map(|c| words_of(&c.any)).collect()
        }
    }
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Returns the same query as a union of it with itself.
///
/// The engine asks what is excluded about rows before its first match, and its phrases assert that
/// nobody does (tantivy 0.27, `PhraseScorer::seek_danger`); a union answers.
fn excluded(query: Boxed) -> Boxed {
    Box::new(BooleanQuery::union(vec![query.box_clone(), query]))
}

fn any_of(mut queries: Vec<Boxed>) -> Option<Boxed> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

/// Returns the conjunction; exclusions alone are exclusions from everything.
fn all_of(mut demands: Vec<(Occur, Boxed)>) -> Boxed {
    if demands.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        demands.push((Occur::Must, unscored(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(demands))
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
    fn long_and_deep_queries_are_cut_with_a_remark() {
        let long = parse(&"\u{e9}".repeat(MAX_BYTES));
        assert_eq!(long.remarks.len(), 1);
        let deep = parse(&format!("{}fire{}", "(".repeat(400), ")".repeat(400)));
        assert_eq!(deep.remarks.len(), 1);
        let many = parse(&"a ".repeat(MAX_TERMS + 1));
        assert_eq!((many.clauses.len(), many.remarks.len()), (MAX_TERMS, 1));
    }
}
