//! Small PDF files from a readable description of their pages.
//!
//! One order a line; `#` begins a remark. Places are in points from the page's top left corner, and
//! the place of a text is the start of its baseline.
//!
//! | order | what it does |
//! |---|---|
//! | `page W H [turned DEGREES]` | begins a page |
//! | `paper W H` | makes the page's paper larger, to the top and the right |
//! | `font NAME SIZE` | `plain`, `bold`, `italic`, `symbol`, `wingdings` or `shifted`, whose map lies by one |
//! | `text X Y WORDS` | shows words |
//! | `hidden X Y WORDS` | shows words invisibly |
//! | `tilted DEGREES X Y WORDS` | shows words turned against the clock |
//! | `line X Y X Y` | draws a line |
//! | `box X Y W H GREY` | fills a rectangle; grey is 0 to 1 |
//! | `grid X Y cols W… rows H…` | draws the lines of a table |
//! | `tag KIND`, `end` | opens and closes an element of the structure tree |
//! | `matrix A B C D E F` | changes the coordinates of the rest of the page |
//! | `split N` | from here on shows words N letters at a time |

use crate::support::pdf_file;
use std::fmt::Write;

/// Fonts by the name they have in descriptions.
const FONTS: [(&str, &str); 6] = [
    (
        "plain",
        "/Subtype/Type1/BaseFont/Helvetica\
         /Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/fi/fl]>>",
    ),
    ("bold", "/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding"),
    ("italic", "/Subtype/Type1/BaseFont/Helvetica-Oblique/Encoding/WinAnsiEncoding"),
    ("symbol", "/Subtype/Type1/BaseFont/Symbol"),
    (
        "wingdings",
        "/Subtype/TrueType/BaseFont/Wingdings-Regular/FirstChar 167/LastChar 167/Widths[458]",
    ),
    ("shifted", "/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 9 0 R"),
];
/// Number of the first font's object.
const FIRST_FONT: usize = 3;
/// Number of the first page's object; its content is the next one.
const FIRST_PAGE: usize = 10;

/// An element of the structure tree.
struct Element {
    kind: String,
    parent: Option<usize>,
    kids: Vec<Kid>,
}

enum Kid {
    Element(usize),
    Mark { page: usize, id: usize },
}

#[derive(Default)]
struct Sheet {
    height: f64,
    paper: (f64, f64),
    turned: u32,
    content: String,
    marks: usize,
}

#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    elements: Vec<Element>,
    open: Vec<usize>,
    font: usize,
    size: f64,
    split: Option<usize>,
}

/// Returns the PDF file that a description describes.
pub fn pdf(description: &str) -> Vec<u8> {
    let mut book = Book { size: 11.0, ..Book::default() };
    for line in description.lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with('#') {
            book.order(line);
        }
    }
    book.file()
}

/// Takes `count` numbers off the front of a text.
fn numbers(text: &str, count: usize) -> (Vec<f64>, &str) {
    let (mut rest, mut found) = (text.trim_start(), Vec::new());
    for _ in 0..count {
        let (number, after) = rest.split_once(' ').unwrap_or((rest, ""));
        found.push(number.parse().unwrap_or_else(|_| panic!("no number: {number} in {text}")));
        rest = after.trim_start();
    }
    (found, rest)
}

impl Book {
    fn order(&mut self, line: &str) {
        let (order, rest) = line.split_once(' ').unwrap_or((line, ""));
        match order {
            "page" => {
                let (n, rest) = numbers(rest, 2);
                let turned =
                    rest.strip_prefix("turned ").map_or(0, |d| d.parse().expect("degrees"));
                let paper = (n[0], n[1]);
                let sheet = Sheet { height: n[1], paper, turned, ..Sheet::default() };
                self.sheets.push(sheet);
            }
            "paper" => {
                let n = numbers(rest, 2).0;
                self.sheet().paper = (n[0], n[1]);
            }
            "font" => {
                let (name, size) = rest.split_once(' ').expect("a name and a size");
                self.font = FONTS.iter().position(|f| f.0 == name).expect("a known font");
                self.size = size.parse().expect("a size");
            }
            "text" => self.text(0.0, numbers(rest, 2), 0),
            "hidden" => self.text(0.0, numbers(rest, 2), 3),
            "tilted" => {
                let (n, rest) = numbers(rest, 1);
                self.text(n[0], numbers(rest, 2), 0);
            }
            "line" => {
                let n = numbers(rest, 4).0;
                self.line((n[0], n[1]), (n[2], n[3]));
            }
            "box" => {
                let n = numbers(rest, 5).0;
                let y = self.sheet().height - n[1] - n[3];
                self.draw(&format!("q {} g {} {y} {} {} re f Q", n[4], n[0], n[2], n[3]));
            }
            "grid" => self.grid(rest),
            "tag" => self.tag(rest),
            "end" => drop(self.open.pop().expect("an open element")),
            "matrix" => self.draw(&format!("{rest} cm")),
            "split" => self.split = Some(rest.parse().expect("a number of letters")),
            _ => panic!("no such order: {line}"),
        }
    }

    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a page before what is on it")
    }

    fn draw(&mut self, operators: &str) {
        writeln!(self.sheet().content, "{operators}").expect("a string");
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let height = self.sheet().height;
        self.draw(&format!(
            "0.5 w {} {} m {} {} l S",
            from.0,
            height - from.1,
            to.0,
            height - to.1
        ));
    }

    fn grid(&mut self, rest: &str) {
        let (place, rest) = numbers(rest, 2);
        let (cols, rows) =
            rest.strip_prefix("cols ").and_then(|r| r.split_once(" rows ")).expect("cols and rows");
        let edges = |start: f64, steps: &str| {
            steps.split_whitespace().fold(vec![start], |mut edges, step| {
                edges.push(edges[edges.len() - 1] + step.parse::<f64>().expect("a length"));
                edges
            })
        };
        let (xs, ys) = (edges(place[0], cols), edges(place[1], rows));
        let (right, bottom) = (xs[xs.len() - 1], ys[ys.len() - 1]);
        xs.iter().for_each(|x| self.line((*x, place[1]), (*x, bottom)));
        ys.iter().for_each(|y| self.line((place[0], *y), (right, *y)));
    }

    fn text(&mut self, degrees: f64, (place, words): (Vec<f64>, &str), mode: u8) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let y = self.sheet().height - place[1];
        let letters: Vec<u8> = words.chars().map(code).collect();
        let pieces = letters.chunks(self.split.unwrap_or(letters.len()).max(1));
        let shown: String = pieces.map(|p| format!("({}) Tj ", escaped(p))).collect();
        let (font, size) = (self.font, self.size);
        let turned = format!("{cos:.4} {sin:.4} {:.4} {cos:.4} {} {y} Tm", -sin, place[0]);
        let text = format!("BT /F{font} {size} Tf {mode} Tr {turned} {shown}ET");
        match self.mark() {
            Some((kind, id)) => self.draw(&format!("/{kind} <</MCID {id}>> BDC {text} EMC")),
            None => self.draw(&text),
        }
    }

    /// Gives what comes next to the innermost open element.
    fn mark(&mut self) -> Option<(String, usize)> {
        let element = *self.open.last()?;
        let (page, sheet) = (self.sheets.len() - 1, self.sheet());
        let id = sheet.marks;
        sheet.marks += 1;
        let element = &mut self.elements[element];
        element.kids.push(Kid::Mark { page, id });
        Some((element.kind.clone(), id))
    }

    fn tag(&mut self, kind: &str) {
        let (number, parent) = (self.elements.len(), self.open.last().copied());
        if let Some(parent) = parent {
            self.elements[parent].kids.push(Kid::Element(number));
        }
        self.elements.push(Element { kind: kind.into(), parent, kids: Vec::new() });
        self.open.push(number);
    }

    fn file(&self) -> Vec<u8> {
        assert!(self.open.is_empty(), "an element is not closed");
        let tree = FIRST_PAGE + 2 * self.sheets.len();
        let tagged = match self.elements.is_empty() {
            true => String::new(),
            false => format!("/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R"),
        };
        let page = |n: usize| FIRST_PAGE + 2 * n;
        let kids: String = (0..self.sheets.len()).map(|n| format!("{} 0 R ", page(n))).collect();
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R{tagged}>>"),
            format!("<</Type/Pages/Count {}/Kids[{kids}]>>", self.sheets.len()),
        ];
        objects.extend(FONTS.iter().map(|(_, font)| format!("<</Type/Font{font}>>")));
        objects.push(stream(&map_shifted_by_one()));
        let fonts: String =
            (0..FONTS.len()).map(|n| format!("/F{n} {} 0 R", FIRST_FONT + n)).collect();
        for (number, sheet) in self.sheets.iter().enumerate() {
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Rotate {}/Contents {} 0 R\
                 /StructParents {number}/Resources<</Font<<{fonts}>>>>>>",
                sheet.paper.0,
                sheet.paper.1,
                sheet.turned,
                page(number) + 1
            ));
            objects.push(stream(&sheet.content));
        }
        if !self.elements.is_empty() {
            objects.extend(self.tree(tree, page));
        }
        pdf_file(&objects)
    }

    /// Returns the objects of the structure tree, whose root has number `root`.
    fn tree(&self, root: usize, page: impl Fn(usize) -> usize) -> Vec<String> {
        let object = |element: usize| root + 1 + element;
        let tops = (0..self.elements.len()).filter(|n| self.elements[*n].parent.is_none());
        let tops: String = tops.map(|n| format!("{} 0 R ", object(n))).collect();
        let mut objects = vec![format!("<</Type/StructTreeRoot/K[{tops}]>>")];
        for element in &self.elements {
            let kids = element.kids.iter().map(|kid| match kid {
                Kid::Element(n) => format!("{} 0 R ", object(*n)),
                Kid::Mark { page: n, id } => {
                    format!("<</Type/MCR/Pg {} 0 R/MCID {id}>> ", page(*n))
                }
            });
            let (kind, kids) = (&element.kind, kids.collect::<String>());
            let parent = element.parent.map_or(root, object);
            objects.push(format!("<</Type/StructElem/S/{kind}/P {parent} 0 R/K[{kids}]>>"));
        }
        objects
    }
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// Returns a font's map that names for each letter the next one.
fn map_shifted_by_one() -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /Told def\n\
         1 begincodespacerange <00> <FF> endcodespacerange\n95 beginbfchar\n",
    );
    for code in b' '..=b'~' {
        writeln!(map, "<{code:02X}> <{:04X}>", code + 1).expect("a string");
    }
    map + "endbfchar endcmap end"
}

/// Returns the code of a letter in the fonts above.
fn code(letter: char) -> u8 {
    match letter {
        'ﬁ' => 1,
        'ﬂ' => 2,
        '•' => 0x95,
        '–' => 0x96,
        '’' => 0x92,
        _ => u8::try_from(u32::from(letter)).expect("a letter of the fonts"),
    }
}

fn escaped(codes: &[u8]) -> String {
    codes.iter().fold(String::new(), |mut text, code| {
        match code {
            b'(' | b')' | b'\\' => write!(text, "\\{}", char::from(*code)),
            b' '..=b'~' => write!(text, "{}", char::from(*code)),
            _ => write!(text, "\\{code:03o}"),
        }
        .expect("a string");
        text
    })
}
