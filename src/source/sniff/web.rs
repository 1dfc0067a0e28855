//! Which texts are web pages, whole or in part.

/// Tags near the start from which on a text that begins with one is a piece of a web page; and
/// lines that begin with one, in a template of a page. Flattened tables of real documents have at
/// most three such lines.
const HTML_FRAGMENT_TAGS: usize = 5;
/// One line in so many must begin with a tag in a template of a page; real ones have three in four.
const HTML_TAG_LINES_ONE_IN: usize = 4;

/// Tells whether lower-case text is a web page, whole or in part.
///
/// Flattened tables often carry a few tags inside their cells; those are text.
pub(super) fn is_page(start: &str) -> bool {
    let frame = ["<!doctype html", "<html", "<head", "<body"];
    let begins = frame.iter().any(|tag| start.starts_with(tag));
    let framed = frame.iter().filter(|tag| has_tag(start, tag)).count() >= 2;
    begins || framed || is_fragment(start) || is_template(start)
}

fn has_tag(text: &str, tag: &str) -> bool {
    text.match_indices(tag).any(|(at, _)| {
        text[at + tag.len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace())
    })
}

fn is_fragment(start: &str) -> bool {
    let blocks = [
        "<!--", "<div", "<p", "<table", "<section", "<article", "<main", "<nav", "<header", "<h1",
        "<h2", "<h3", "<ul", "<ol", "<meta", "<title", "<link", "<script", "<style",
    ];
    let begins = blocks.iter().any(|tag| {
        let rest = start.strip_prefix(tag);
        rest.is_some_and(|r| *tag == "<!--" || r.starts_with(|c: char| !c.is_alphanumeric()))
    });
    begins && start.matches('<').count() >= HTML_FRAGMENT_TAGS
}

/// Tells whether a good part of the lines begin with a tag, as in a page's template.
fn is_template(start: &str) -> bool {
    let lines = || start.lines().map(str::trim_start).filter(|l| !l.is_empty());
    let tagged = lines().filter(|l| begins_with_tag(l)).count();
    tagged >= HTML_FRAGMENT_TAGS && tagged * HTML_TAG_LINES_ONE_IN >= lines().count()
}

fn begins_with_tag(line: &str) -> bool {
    let name = line.strip_prefix('<').map(|l| l.trim_start_matches('/'));
    name.is_some_and(|n| {
        let rest = n.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        n.starts_with(|c: char| c.is_ascii_alphabetic())
            && (rest.is_empty() || rest.starts_with(['>', '/', ' ', '\t']))
    })
}
