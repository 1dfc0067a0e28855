//! Which elements are the page's furniture: menus, banners, share links, footers.
//!
//! Furniture is demoted, never dropped. Where a sign is weak (a class word, a link-dense list),
//! an element that holds the page's heading, its main part or a large share of its text is never
//! furniture.

use ego_tree::{NodeId, NodeRef, iter::Edge};
use scraper::Node;
use scraper::node::Element;
use std::collections::HashMap;

/// Class and id words of furniture, sorted.
const WORDS: [&str; 22] = [
    "breadcrumb",
    "breadcrumbs",
    "consent",
    "cookie",
    "cookiebar",
    "cookies",
    "gdpr",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "offcanvas",
    "pagination",
    "share",
    "sharing",
    "sidebar",
    "sidenav",
    "skip",
    "skiplink",
    "skiplinks",
    "social",
    "toolbar",
];
/// Words above that are also words of the trade (`social-care`, `consent`); they count only on an
/// element without a heading.
const AMBIGUOUS: [&str; 7] =
    ["consent", "menu", "navigation", "share", "sharing", "skip", "social"];
/// Words after which `social` is the name of a sector.
const SECTOR: [&str; 7] = ["care", "housing", "science", "services", "value", "work", "worker"];
/// Words that turn the next one into a statement about the layout around (`has-sidebar`).
const ABOUT: [&str; 4] = ["has", "no", "with", "without"];
/// Elements a class word may demote.
const BY_CLASS: [&str; 14] = [
    "a", "aside", "button", "dialog", "div", "footer", "form", "header", "nav", "ol", "p",
    "section", "span", "ul",
];
/// Roles that are furniture by definition.
const ROLES: [&str; 9] = [
    "alertdialog",
    "contentinfo",
    "dialog",
    "menu",
    "menubar",
    "navigation",
    "search",
    "searchbox",
    "toolbar",
];
/// Texts of buttons and links that act on the page, sorted; compared as [`plain`] returns them.
const UI_TEXTS: [&str; 52] = [
    "accept",
    "accept all",
    "accept all cookies",
    "accept cookies",
    "back",
    "back to top",
    "cancel",
    "close",
    "close all",
    "close menu",
    "collapse all",
    "contents",
    "copy link",
    "dismiss",
    "download",
    "download pdf",
    "expand all",
    "favourite",
    "feedback",
    "help",
    "hide",
    "home",
    "log in",
    "login",
    "menu",
    "more",
    "next",
    "ok",
    "open all",
    "open menu",
    "previous",
    "print",
    "print page",
    "print this page",
    "read more",
    "reject",
    "reject all",
    "reject all cookies",
    "save",
    "search",
    "share",
    "share this page",
    "show all",
    "show all sections",
    "show less",
    "show more",
    "sign in",
    "skip to content",
    "skip to main content",
    "submit",
    "toggle navigation",
    "top",
];
/// Above this share of the page's text an element is not furniture by a weak sign.
const WEAK_SHARE_0_1: f64 = 0.4;
/// `article` elements are the page's main part if they hold at least this share of its text.
const ARTICLE_SHARE_0_1: f64 = 0.5;
/// A `main` element with less than this share of the page's text is a shell.
const MAIN_SHARE_0_1: f64 = 0.1;
/// A list is link-dense from this share of link text on.
const LINK_SHARE_0_1: f64 = 0.9;
/// Letters per item above which a list of links is more than a menu.
const MENU_ITEM_CHARS: usize = 40;

/// What a subtree holds. Text is counted in visible characters, those of `nav` left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    chars: usize,
    link_chars: usize,
    items: usize,
    h1: bool,
    heading: bool,
    nav: bool,
    main: bool,
    article: bool,
}

impl Facts {
    fn add(&mut self, child: Self) {
        self.chars += child.chars;
        self.link_chars += child.link_chars;
        self.items += child.items;
        self.h1 |= child.h1;
        self.heading |= child.heading;
        self.nav |= child.nav;
        self.main |= child.main;
        self.article |= child.article;
    }
}

/// The page as a whole.
pub(super) struct Page {
    facts: HashMap<NodeId, Facts>,
    chars: usize,
    main: Option<Main>,
}

/// Which elements are the page's main part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Main {
    Main,
    Article,
}

impl Page {
    /// Surveys the page.
    pub(super) fn survey(root: NodeRef<'_, Node>) -> Self {
        let mut page = Self { facts: HashMap::new(), chars: 0, main: None };
        let (mut open, mut in_main, mut in_article) = (vec![Facts::default()], 0, 0);
        for edge in root.traverse() {
            match edge {
                Edge::Open(node) => open.push(own_facts(node)),
                Edge::Close(node) => {
                    let facts = close_facts(node, open.pop().unwrap_or_default());
                    let (main, article) = parts_of(node, facts);
                    in_main += main;
                    in_article += article;
                    page.facts.insert(node.id(), facts);
                    if let Some(parent) = open.last_mut() {
                        parent.add(facts);
                    }
                }
            }
        }
        page.chars = open.first().map_or(0, |f| f.chars);
        page.main = page.choose_main(in_main, in_article);
        page
    }

    fn choose_main(&self, in_main: usize, in_article: usize) -> Option<Main> {
        if in_main > 0 && share(in_main, self.chars) >= MAIN_SHARE_0_1 {
            Some(Main::Main)
        } else if in_article > 0 && share(in_article, self.chars) >= ARTICLE_SHARE_0_1 {
            Some(Main::Article)
        } else {
            None
        }
    }

    /// Tells whether the page has a main part, so that what stands outside is furniture.
    pub(super) fn has_main(&self) -> bool {
        self.main.is_some()
    }

    /// Tells whether text becomes body text when this element opens outside the main part: it is
    /// the main part, or it holds the page's heading.
    pub(super) fn enters_body(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let facts = self.of(node);
        match self.main {
            Some(Main::Main) => is_main(element) || (facts.h1 && !facts.main),
            Some(Main::Article) => element.name() == "article" || (facts.h1 && !facts.article),
            None => true,
        }
    }

    /// Tells whether the element is furniture, whatever stands around it.
    pub(super) fn demotes(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let facts = self.of(node);
        if facts.main || matches!(element.name(), "html" | "body") {
            return false;
        }
        match element.name() {
            "nav" | "search" | "dialog" | "select" => return true,
            "footer" => return !within_content(node),
            "header" if !within_content(node) => return is_site_header(facts),
            _ => {}
        }
        match element.attr("role") {
            Some("banner") => return is_site_header(facts),
            Some(role) if ROLES.contains(&role) => return true,
            _ => {}
        }
        self.is_weak(facts) && (by_words(element, facts) || self.is_menu_list(element, facts))
    }

    /// Tells whether a weak sign is enough to demote an element.
    fn is_weak(&self, facts: Facts) -> bool {
        !facts.h1 && !facts.article && share(facts.chars, self.chars) <= WEAK_SHARE_0_1
    }

    fn is_menu_list(&self, element: &Element, facts: Facts) -> bool {
        self.main.is_none()
            && matches!(element.name(), "ul" | "ol" | "menu")
            && facts.items >= 3
            && share(facts.link_chars, facts.chars) >= LINK_SHARE_0_1
            && facts.chars <= facts.items * MENU_ITEM_CHARS
    }

    fn of(&self, node: NodeRef<'_, Node>) -> Facts {
        self.facts.get(&node.id()).copied().unwrap_or_default()
    }
}

/// Tells whether a header is the site's, not the text's: no heading, or none but those of a menu.
fn is_site_header(facts: Facts) -> bool {
    !facts.h1 && (facts.nav || !facts.heading)
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no exact count")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn own_facts(node: NodeRef<'_, Node>) -> Facts {
    match node.value() {
        Node::Text(text) => {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count();
            Facts { chars, ..Facts::default() }
        }
        Node::Element(element) => Facts {
            h1: element.name() == "h1",
            heading: super::heading_level(element.name()).is_some(),
            items: usize::from(element.name() == "li"),
            ..Facts::default()
        },
        _ => Facts::default(),
    }
}

/// Completes the facts of an element with what its own name says.
fn close_facts(node: NodeRef<'_, Node>, mut facts: Facts) -> Facts {
    let Some(element) = node.value().as_element() else { return facts };
    match element.name() {
        name if super::is_skipped(name) => facts = Facts::default(),
        "nav" => facts = Facts { nav: true, ..Facts::default() },
        "a" => facts.link_chars = facts.chars,
        _ => {}
    }
    facts.main |= is_main(element);
    facts.article |= element.name() == "article";
    facts
}

/// Returns the characters this element adds to the main part and to the articles.
fn parts_of(node: NodeRef<'_, Node>, facts: Facts) -> (usize, usize) {
    let Some(element) = node.value().as_element() else { return (0, 0) };
    let nested = |is: fn(&Element) -> bool| ancestors(node).any(is);
    let main = is_main(element) && !nested(is_main);
    let article = element.name() == "article" && !nested(|e| e.name() == "article");
    (if main { facts.chars } else { 0 }, if article { facts.chars } else { 0 })
}

fn is_main(element: &Element) -> bool {
    element.name() == "main" || element.attr("role") == Some("main")
}

fn ancestors<'a>(node: NodeRef<'a, Node>) -> impl Iterator<Item = &'a Element> {
    node.ancestors().filter_map(|n| n.value().as_element())
}

/// Tells whether a header or footer belongs to a part of the text, not to the page.
fn within_content(node: NodeRef<'_, Node>) -> bool {
    ancestors(node)
        .any(|e| is_main(e) || matches!(e.name(), "article" | "section" | "blockquote" | "td"))
}

fn by_words(element: &Element, facts: Facts) -> bool {
    if !BY_CLASS.contains(&element.name()) {
        return false;
    }
    let names = element.classes().chain(element.id());
    names.flat_map(furniture_words).any(|w| !facts.heading || !AMBIGUOUS.contains(&w))
}

/// Returns the furniture words in a class or id: `cookie` of `gov-cookie-banner`, none of
/// `social-care` or `has-sidebar`.
fn furniture_words(name: &str) -> Vec<&'static str> {
    let words = words(name);
    let neighbour =
        |i: usize, list: &[&str]| words.get(i).is_some_and(|w| list.contains(&w.as_str()));
    (0..words.len())
        .filter(|i| !(*i > 0 && neighbour(i - 1, &ABOUT)))
        .filter(|i| !(words[*i] == "social" && neighbour(i + 1, &SECTOR)))
        .filter_map(|i| WORDS.iter().find(|w| **w == words[i]).copied())
        .collect()
}

/// Splits a class or id at hyphens, underscores and capitals; the words in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && after_lower);
        if starts {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Tells whether a button's or link's whole text acts on the page and is not part of the text.
pub(super) fn is_ui_text(text: &str) -> bool {
    UI_TEXTS.contains(&plain(text).as_str())
}

/// Returns the words of a text in lower case, one space between them.
pub(super) fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(WORDS.is_sorted());
        assert!(UI_TEXTS.is_sorted());
        assert!(AMBIGUOUS.iter().all(|w| WORDS.contains(w)));
    }

    #[test]
    fn class_words_match_whole_words_only() {
        assert_eq!(furniture_words("gem-c-cookie-banner"), ["cookie"]);
        assert_eq!(furniture_words("siteNavbar"), ["navbar"]);
        for name in ["social-care-role", "has-sidebar", "shareholder", "skipper", "navy", "menus"] {
            assert!(furniture_words(name).is_empty(), "{name}");
        }
    }
}
