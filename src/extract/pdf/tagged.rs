//! Tagged files to items: the structure tree says what belongs together, the glyphs what it says.

use super::content::{Glyph, Marked, PageContent, Turn};
use super::furniture::{Candidate, layers};
use super::geometry::Rect;
use super::grid::{Detector, Told};
use super::item::{Item, PdfCell, PdfTable, Placed};
use super::lattice::Lattice;
use super::para::{Habits, Paragraph, paragraphs, whole};
use super::tags::{Mark, Node, TaggedCell, TaggedPara, TaggedTable};
use super::turned;
use super::words::{self, Line, Word};
use crate::model::Layer;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Share of a page's letters that the tree must reach to be trusted.
const REACHED_SHARE: f64 = 0.9;
/// Letters below which a page does not decide.
const FEW_LETTERS: usize = 20;
/// Share of paragraphs that may go on in mid-sentence in the next one; trees above it take every
/// line for a paragraph.
const TORN_SHARE: f64 = 0.1;

/// Returns the items of a tagged file; none if its tree cannot be trusted.
pub fn items(nodes: &[Node], pages: &[PageContent], habits: &Habits) -> Option<Vec<Placed>> {
    if nodes.is_empty() {
        return None;
    }
    let mut marks = HashSet::new();
    collect_marks(nodes, &mut marks);
    let forms = Forms::of(pages, &marks);
    let glyphs = Glyphs::of(pages, &forms);
    let reached = |p: &PageContent| is_reached(p, &forms, &marks);
    if !pages.iter().all(reached) || misses_tables(nodes, pages, &glyphs) {
        return None;
    }
    let reader = Reader { glyphs: &glyphs, pages, habits };
    let mut items = reader.items(nodes);
    if is_torn(&items) || is_tangled(&items) || is_abreast(&items) {
        return None;
    }
    let rest: Vec<Vec<Placed>> =
        pages.iter().map(|page| reader.unreached(page, &forms, &marks)).collect();
    insert(&mut items, rest);
    demote_running(&mut items, pages);
    Some(items)
}

/// Glyphs by their mark.
struct Glyphs {
    by_mark: HashMap<Mark, Vec<usize>>,
    /// Index of a page by its object number.
    page_of: HashMap<u32, usize>,
}

/// Object numbers of the forms that groups on pages are.
///
/// What is drawn does not tell them, so they follow from the order: programs number forms as they draw
/// them. Where the tree names as many as there are groups with marks, and each draws what the tree
/// names in its form, they are these.
struct Forms(HashMap<(u32, u32), u32>);

impl Forms {
    fn of(pages: &[PageContent], marks: &HashSet<Mark>) -> Self {
        let mut forms = HashMap::new();
        for page in pages {
            let Some(object) = page.object else { continue };
            let mut groups: BTreeMap<u32, BTreeSet<i32>> = BTreeMap::new();
            for marked in page.glyphs.iter().filter_map(|g| g.mark).filter(|m| m.group > 0) {
                groups.entry(marked.group).or_default().insert(marked.id);
            }
            let mut named: BTreeMap<u32, BTreeSet<i32>> = BTreeMap::new();
            for mark in marks.iter().filter(|m| m.page == object && m.form > 0) {
                named.entry(mark.form).or_default().insert(mark.id);
            }
            let pairs = || groups.iter().zip(&named);
            if named.is_empty() {
                forms.extend(groups.keys().map(|group| ((object, *group), 0)));
            } else if named.len() == groups.len() && pairs().all(|(g, n)| !g.1.is_disjoint(n.1)) {
                forms.extend(pairs().map(|(g, n)| ((object, *g.0), *n.0)));
            }
        }
        Self(forms)
    }

    /// Returns how the tree names what a page draws; nothing if that cannot be told.
    fn mark(&self, page: &PageContent, marked: Option<Marked>) -> Option<Mark> {
        let (object, Marked { group, id }) = (page.object?, marked?);
        let form = if group == 0 { 0 } else { *self.0.get(&(object, group))? };
        Some(Mark { page: object, form, id })
    }
}

impl Glyphs {
    fn of(pages: &[PageContent], forms: &Forms) -> Self {
        let mut by_mark: HashMap<Mark, Vec<usize>> = HashMap::new();
        let mut page_of = HashMap::new();
        for (index, page) in pages.iter().enumerate() {
            let Some(object) = page.object else { continue };
            page_of.insert(object, index);
            let mut start = 0;
            for run in page.glyphs.chunk_by(|a, b| a.mark == b.mark) {
                let end = start + run.len();
                if let Some(mark) = forms.mark(page, run[0].mark) {
                    by_mark.entry(mark).or_default().extend(start..end);
                }
                start = end;
            }
        }
        Self { by_mark, page_of }
    }
}

fn collect_marks(nodes: &[Node], marks: &mut HashSet<Mark>) {
    for node in nodes {
        match node {
            Node::Para(para) => marks.extend(para.marks.iter().copied()),
            Node::Table(table) => {
                let cells = table.rows.iter().flatten();
                cells.for_each(|c| collect_marks(&c.content, marks));
            }
        }
    }
}

fn is_reached(page: &PageContent, forms: &Forms, marks: &HashSet<Mark>) -> bool {
    let (mut all, mut reached) = (0_usize, 0_usize);
    for run in page.glyphs.chunk_by(|a, b| a.mark == b.mark) {
        let letters = run.iter().filter(|g| !g.artifact && !g.letter.is_whitespace()).count();
        let is_known = forms.mark(page, run[0].mark).is_some_and(|m| marks.contains(&m));
        all += letters;
        reached += if is_known { letters } else { 0 };
    }
    all < FEW_LETTERS || reached as f64 >= REACHED_SHARE * all as f64
}

/// Tells whether a page shows a ruled table of several rows and columns and the tree has none on
/// it.
fn misses_tables(nodes: &[Node], pages: &[PageContent], glyphs: &Glyphs) -> bool {
    let mut tabled: HashSet<Mark> = HashSet::new();
    for node in nodes {
        if let Node::Table(_) = node {
            collect_marks(std::slice::from_ref(node), &mut tabled);
        }
    }
    let with_table: HashSet<usize> =
        tabled.iter().filter_map(|m| glyphs.page_of.get(&m.page).copied()).collect();
    pages.iter().enumerate().any(|(index, page)| {
        !with_table.contains(&index) && page.rules.len() >= 6 && {
            let upright = page.glyphs.iter().enumerate().filter(|(_, g)| g.turn == Turn::Upright);
            let words = words::words(upright);
            Lattice::default().find(page, &words).iter().any(|g| g.rows >= 2 && g.cols >= 2)
        }
    })
}

struct Reader<'r> {
    glyphs: &'r Glyphs,
    pages: &'r [PageContent],
    habits: &'r Habits,
}

impl Reader<'_> {
    fn items(&self, nodes: &[Node]) -> Vec<Placed> {
        let mut items = Vec::new();
        for node in nodes {
            match node {
                Node::Para(para) => items.extend(self.para(para)),
                Node::Table(table) => items.extend(self.table(table)),
            }
        }
        items
    }

    /// Returns the lines of marked content, page by page.
    fn lines(&self, marks: &[Mark]) -> Vec<(u32, Vec<Line>)> {
        let mut by_page: Vec<(usize, Vec<usize>)> = Vec::new();
        for mark in marks {
            let (Some(glyphs), Some(page)) =
                (self.glyphs.by_mark.get(mark), self.glyphs.page_of.get(&mark.page))
            else {
                continue;
            };
            match by_page.last_mut() {
                Some((last, all)) if last == page => all.extend(glyphs),
                _ => by_page.push((*page, glyphs.clone())),
            }
        }
        by_page
            .into_iter()
            .map(|(index, glyphs)| {
                let page = &self.pages[index];
                let glyph = |at: usize| (at, &page.glyphs[at]);
                (page.number, lines_of(page, glyphs.into_iter().map(glyph)))
            })
            .filter(|(_, lines)| !lines.is_empty())
            .collect()
    }

    fn para(&self, tagged: &TaggedPara) -> Vec<Placed> {
        let lines = self.lines(&tagged.marks);
        let place = |p: Paragraph| Placed {
            layer: Layer::Body,
            heading: tagged.heading,
            item: Item::Para(p),
        };
        let text = |lines: &[Line]| lines.iter().map(Line::text).collect::<Vec<_>>();
        let first = lines.first().map(|(_, lines)| text(lines)).unwrap_or_default();
        let (lines, again): (Vec<_>, Vec<_>) = lines
            .into_iter()
            .enumerate()
            .partition(|(index, (_, lines))| *index == 0 || text(lines) != first);
        let lines: Vec<(u32, Vec<Line>)> = lines.into_iter().map(|(_, part)| part).collect();
        let mut found: Vec<Placed> = again
            .into_iter()
            .flat_map(|(_, part)| whole(vec![part], tagged.item))
            .map(|p| Placed { layer: Layer::Repeat, ..place(p) })
            .collect();
        if tagged.whole {
            found.splice(0..0, whole(lines, tagged.item).into_iter().map(place));
            return found;
        }
        for (page, lines) in lines {
            let right = lines.iter().map(|l| l.at.right).fold(0.0, f64::max);
            found.extend(paragraphs(lines, page, right, self.habits).into_iter().map(place));
        }
        found
    }

    fn table(&self, tagged: &TaggedTable) -> Option<Placed> {
        let width = |line: &Vec<TaggedCell>| line.iter().map(|c| c.col_span).sum::<usize>();
        let widest = tagged.rows.iter().map(width).max()?;
        let lefts = self.column_lefts(tagged, widest);
        let mut cells: Vec<PdfCell> = Vec::new();
        let mut taken: HashSet<(usize, usize)> = HashSet::new();
        let mut cols = widest;
        for (row, line) in tagged.rows.iter().enumerate() {
            let mut col = 0;
            let free = (0..widest).filter(|c| !taken.contains(&(row, *c))).count();
            let short = width(line) < free;
            for cell in line {
                while taken.contains(&(row, col)) {
                    col += 1;
                }
                let content = self.items(&cell.content);
                if short && let Some(left) = left_of(&content) {
                    let fits = |c: &usize| lefts.get(c + 1).is_none_or(|next| left < next - 3.0);
                    col = (col..widest)
                        .filter(|c| !taken.contains(&(row, *c)))
                        .find(fits)
                        .unwrap_or(col);
                }
                let row_span = cell.row_span.min(tagged.rows.len() - row);
                for below in row..row + row_span {
                    taken.extend((col..col + cell.col_span).map(|c| (below, c)));
                }
                cells.push(PdfCell {
                    row,
                    col,
                    row_span,
                    col_span: cell.col_span,
                    header: cell.header,
                    boxes: boxes(&content),
                    content,
                });
                col += cell.col_span;
                cols = cols.max(col);
            }
        }
        let heads = |row: &Vec<_>| !row.is_empty() && row.iter().all(|c: &TaggedCell| c.header);
        let header_rows = tagged.rows.iter().take_while(|r| heads(r)).count();
        let all: Vec<(u32, Rect)> = cells.iter().flat_map(|c| c.boxes.iter().copied()).collect();
        let (first, last) = (all.iter().map(|b| b.0).min()?, all.iter().map(|b| b.0).max()?);
        let on = |page: u32| Rect::around(all.iter().filter(|b| b.0 == page).map(|b| b.1));
        let table = PdfTable {
            rows: tagged.rows.len(),
            cols,
            header_rows: if header_rows < tagged.rows.len() { header_rows } else { 0 },
            cells,
            edges: Vec::new(),
            told: Told::Tags,
            at: on(first)?,
            page: first,
            last_at: on(last)?,
            last_page: last,
        };
        Some(Placed::body(Item::Table(table)))
    }

    /// Returns where the columns of a table begin, by its rows that leave no cell out: browsers
    /// leave empty cells out of the tree.
    fn column_lefts(&self, tagged: &TaggedTable, cols: usize) -> Vec<f64> {
        let mut lefts = vec![f64::MAX; cols];
        let full = tagged.rows.iter().filter(|r| r.len() == cols);
        for row in full {
            for (col, cell) in row.iter().enumerate() {
                let left = left_of(&self.items(&cell.content)).unwrap_or(f64::MAX);
                lefts[col] = lefts[col].min(left);
            }
        }
        lefts
    }

    /// Returns what the tree does not reach: furniture, and text that must not be lost.
    fn unreached(&self, page: &PageContent, forms: &Forms, marks: &HashSet<Mark>) -> Vec<Placed> {
        let outside = |g: &Glyph| forms.mark(page, g.mark).is_none_or(|m| !marks.contains(&m));
        let mut items = Vec::new();
        for artifact in [false, true] {
            let glyphs = page.glyphs.iter().enumerate();
            let glyphs = glyphs.filter(|(_, g)| outside(g) && g.artifact == artifact);
            let lines = lines_of(page, glyphs);
            let right = lines.iter().map(|l| l.at.right).fold(0.0, f64::max);
            for found in paragraphs(lines, page.number, right, self.habits) {
                let at = found.at();
                let layer = match artifact {
                    false => Layer::Body,
                    true if at.center_y() < 0.25 * page.height => Layer::Header,
                    true if at.center_y() > 0.75 * page.height => Layer::Footer,
                    true => Layer::Furniture,
                };
                items.push(Placed { layer, heading: None, item: Item::Para(found) });
            }
        }
        items
    }
}

fn left_of(content: &[Placed]) -> Option<f64> {
    boxes(content).iter().map(|b| b.1.left).min_by(f64::total_cmp)
}

fn lines_of<'g>(page: &PageContent, glyphs: impl Iterator<Item = (usize, &'g Glyph)>) -> Vec<Line> {
    let glyphs: Vec<(usize, &Glyph)> = glyphs.collect();
    let upright = glyphs.iter().copied().filter(|(_, g)| g.turn == Turn::Upright);
    let mut words: Vec<Word> = words::words(upright);
    words::underline(&mut words, &page.rules);
    words.extend(turned::texts(page, glyphs.into_iter()));
    words::lines(words)
}

/// Returns the rectangles around content, one for each page.
fn boxes(content: &[Placed]) -> Vec<(u32, Rect)> {
    let mut boxes: Vec<(u32, Rect)> = Vec::new();
    let mut add = |page: u32, at: Rect| match boxes.iter_mut().find(|b| b.0 == page) {
        Some(found) => found.1 = found.1.union(&at),
        None => boxes.push((page, at)),
    };
    for placed in content {
        match &placed.item {
            Item::Para(para) => {
                para.lines.iter().zip(&para.pages).for_each(|(line, page)| add(*page, line.at));
            }
            Item::Table(table) => {
                table.cells.iter().flat_map(|c| &c.boxes).for_each(|(page, at)| add(*page, *at));
            }
        }
    }
    boxes
}

/// Tells whether the tree takes lines for paragraphs.
fn is_torn(items: &[Placed]) -> bool {
    let mut paras: Vec<&Paragraph> = Vec::new();
    collect(items, &mut paras);
    let torn = paras.windows(2).filter(|p| {
        let below = p[0].at().bottom - p[1].at().top;
        p[0].page() == p[1].page()
            && below.abs() < p[0].size()
            && super::para::continues(p[0], p[1], true)
            && !p[0].ends_sentence()
    });
    torn.count() as f64 > TORN_SHARE * paras.len() as f64 && paras.len() > 4
}

fn collect<'i>(items: &'i [Placed], paras: &mut Vec<&'i Paragraph>) {
    for placed in items {
        match &placed.item {
            Item::Para(para) => paras.push(para),
            Item::Table(table) => table.cells.iter().for_each(|c| collect(&c.content, paras)),
        }
    }
}

/// Tells whether a cell holds paragraphs that stand beside each other: some programs put the lists
/// of a whole row into its first list.
fn is_tangled(items: &[Placed]) -> bool {
    let beside = |a: &Paragraph, b: &Paragraph| {
        a.page() == b.page() && a.at().overlap_x(&b.at()) < -a.size()
    };
    let tables = items.iter().filter_map(|i| match &i.item {
        Item::Table(table) => Some(table),
        Item::Para(_) => None,
    });
    tables.flat_map(|t| &t.cells).any(|cell| {
        let paras: Vec<&Paragraph> = cell.paragraphs().collect();
        paras.windows(2).any(|p| beside(p[0], p[1])) || is_tangled(&cell.content)
    })
}

/// Tells whether paragraphs that follow each other stand beside each other line by line, right of one
/// edge: the cells of a table that the tree does not tell. Chromium takes tables without rules and
/// header cells for mere layout.
fn is_abreast(items: &[Placed]) -> bool {
    /// Lines from which on such paragraphs are rows.
    const ROWS: usize = 3;
    /// Edges of text within this are one edge, in points.
    const EDGE_PT: f64 = 2.0;
    let beside = |pair: &[Placed]| match [&pair[0].item, &pair[1].item] {
        [Item::Para(a), Item::Para(b)] if a.page() == b.page() => {
            let (left, right) = (a.at(), b.at());
            let drop = b.first().baseline - a.first().baseline;
            // Text that stands higher up is that of the next cell; once a page it may be that of the
            // next column of text, and a heading begins a box.
            let heads = pair[1].heading.is_some() || b.first().all(|w| w.bold);
            let level = drop.abs() < 0.2 * a.size();
            let page = if level { Some(0) } else { (!heads && drop < 0.0).then_some(a.page()) };
            page.filter(|_| right.left - left.right > a.size()).map(|page| (page, right.left))
        }
        _ => None,
    };
    let mut edges: Vec<(u32, f64)> = items.windows(2).filter_map(beside).collect();
    edges.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    edges.windows(ROWS).any(|e| e[0].0 == e[ROWS - 1].0 && e[ROWS - 1].1 - e[0].1 < EDGE_PT)
}

/// Demotes running lines that the file marks as text.
fn demote_running(items: &mut [Placed], pages: &[PageContent]) {
    let mut found = Vec::new();
    for (index, placed) in items.iter().enumerate() {
        if let Item::Para(para) = &placed.item
            && placed.layer == Layer::Body
            && para.lines.len() == 1
            && let Some(page) = (para.page() as usize).checked_sub(1)
            && let Some(content) = pages.get(page)
        {
            found.push((
                index,
                Candidate { page, height: content.height, line: para.first(), in_table: false },
            ));
        }
    }
    let (at, candidates): (Vec<usize>, Vec<Candidate>) = found.into_iter().unzip();
    let layers = layers(&candidates, pages.len());
    at.into_iter().zip(layers).for_each(|(index, layer)| items[index].layer = layer);
}

/// Puts the rest of each page where it stands: before the first item further down.
fn insert(items: &mut Vec<Placed>, rest: Vec<Vec<Placed>>) {
    let place = |placed: &Placed| match &placed.item {
        Item::Para(para) => (para.page(), para.at().top),
        Item::Table(table) => (table.page, table.at.top),
    };
    for placed in rest.into_iter().flatten() {
        let (page, top) = place(&placed);
        let at = items.iter().position(|i| {
            let other = place(i);
            other.0 > page || other.0 == page && other.1 > top
        });
        items.insert(at.unwrap_or(items.len()), placed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::content::Face;

    /// A page that draws marked content of these groups, each with the number zero.
    fn page(groups: &[u32]) -> PageContent {
        let glyph = |group: &u32| Glyph {
            letter: 'a',
            code: 97,
            at: Rect { left: 0.0, top: 0.0, right: 5.0, bottom: 10.0 },
            baseline: 8.0,
            size: 10.0,
            turn: Turn::Upright,
            face: Face::default(),
            mark: Some(Marked { group: *group, id: 0 }),
            artifact: false,
            invisible: false,
        };
        let glyphs = groups.iter().map(glyph).collect();
        PageContent { number: 1, object: Some(7), glyphs, ..PageContent::default() }
    }

    fn marks(forms: &[u32]) -> HashSet<Mark> {
        forms.iter().map(|form| Mark { page: 7, form: *form, id: 0 }).collect()
    }

    #[test]
    fn marks_of_forms_are_told_from_those_of_the_page() {
        let drawn = page(&[0, 2, 5]);
        let told = |forms: &Forms| -> Vec<Option<u32>> {
            drawn.glyphs.iter().map(|g| forms.mark(&drawn, g.mark).map(|m| m.form)).collect()
        };
        let of = |named: &[u32]| Forms::of(std::slice::from_ref(&drawn), &marks(named));
        assert_eq!(told(&of(&[0, 31, 12])), [Some(0), Some(12), Some(31)]);
        assert_eq!(told(&of(&[0, 31])), [Some(0), None, None], "which one is not told");
        assert_eq!(told(&of(&[0])), [Some(0), Some(0), Some(0)], "the tree knows no forms");
    }
}
