//! The sheet that a person fills in: rows out, decisions back.

use super::correction::{Action, Correction, Document, Kind, State, Target};
use super::doubt::Doubt;
use crate::dataset::write::{guarded, unguarded};
use crate::model::{Category, Necessity};
use crate::text::{clean, near};
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};
use std::io::{self, Write};

/// Columns of a sheet. The first seven are the person's; the rest is for reading and for finding the
/// statement again.
pub const COLUMNS: [&str; 17] = [
    "action",
    "text",
    "category",
    "necessity",
    "role",
    "level",
    "comment",
    "why",
    "employer",
    "document",
    "place",
    "section",
    "printed",
    "before",
    "confidence",
    "id",
    "state",
];

/// Columns that a person may not leave out.
const NEEDED: [&str; 8] =
    ["action", "text", "category", "necessity", "role", "level", "id", "state"];
/// Widths of the columns, in characters.
const WIDTHS: [u16; 17] = [10, 60, 16, 12, 24, 12, 20, 20, 20, 28, 16, 24, 40, 40, 11, 12, 12];
/// Height of a line of text, in points: that of a row of one line in the writer's default font.
const LINE_HEIGHT: f64 = 15.0;
/// Most lines of a row that are shown: a row is at most 409 points high.
const MOST_LINES: usize = 27;
/// Longest text of a cell, in characters: the limit of workbooks.
const LONGEST_CELL: usize = 32_767;

/// Characters of a text that tell whether it was changed: fewer than a cell holds.
const LONGEST_STAMPED: usize = 30_000;

/// A row of a sheet that goes out.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Employer's name.
    pub employer: Option<&'a str>,
    /// Stored path of the document.
    pub document: &'a str,
    /// What is doubtful.
    pub doubt: &'a Doubt,
}

impl Row<'_> {
    fn cells(&self) -> [String; 17] {
        let (d, s) = (self.doubt, &self.doubt.state);
        let name = |t: Option<&String>| t.cloned().unwrap_or_default();
        [
            String::new(),
            s.text.join("\n"),
            s.category.map_or("", Category::name).to_owned(),
            s.necessity.map_or("", Necessity::name).to_owned(),
            name(s.role.as_ref()),
            name(s.level.as_ref()),
            String::new(),
            d.why.join(", "),
            self.employer.unwrap_or_default().to_owned(),
            self.document.to_owned(),
            d.place.as_ref().map(ToString::to_string).unwrap_or_default(),
            name(d.section.as_ref()),
            d.snippet.clone(),
            name(d.before.as_ref()),
            d.confidence.map(|c| c.to_string()).unwrap_or_default(),
            d.target.id.clone(),
            stamp(s),
        ]
        .map(|cell| cell.chars().take(LONGEST_CELL).collect())
    }
}

/// Returns a mark of what a row said when it went out, which tells rows that were changed from rows
/// that were not. It starts with a letter, so that no program takes it for a number.
fn stamp(state: &State) -> String {
    let category = state.category.map_or("", Category::name);
    let necessity = state.necessity.map_or("", Necessity::name);
    let text: String = clean(&state.text.join(" ")).chars().take(LONGEST_STAMPED).collect();
    let [role, level] = [&state.role, &state.level].map(|t| clean(t.as_deref().unwrap_or("")));
    let key = [text.as_str(), category, necessity, &role, &level].join("\u{1f}");
    format!("s{}", &blake3::hash(key.as_bytes()).to_hex()[..8])
}

/// Writes a sheet as CSV in UTF-8.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    writer.write_record(COLUMNS).map_err(io::Error::other)?;
    for row in rows {
        writer.write_record(row.cells().map(|c| guarded(&c))).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// Returns a sheet as a workbook: header fixed, choices as lists.
///
/// # Errors
/// If a workbook cannot hold so many rows.
pub fn write_xlsx(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Review")?;
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap());
    for (column, (name, width)) in (0..).zip(COLUMNS.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (index, row) in (1..).zip(rows) {
        let cells = row.cells();
        sheet.set_row_height(index, height(&cells))?;
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(index, column, cell, &wrap)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).clamp(1, 1_048_575);
    sheet.autofilter(0, 0, last, 16)?;
    let actions = Action::ALL.map(Action::name);
    let categories = Category::ALL.map(Category::name);
    let necessities = [Necessity::Essential.name(), Necessity::Desirable.name()];
    for (column, choices) in [(0, &actions[..]), (2, &categories[..]), (3, &necessities[..])] {
        let list = DataValidation::new().allow_list_strings(choices)?;
        sheet.add_data_validation(1, column, last, column, &list)?;
    }
    workbook.save_to_buffer()
}

/// Returns the height of a row that shows its wrapped cells, in points: not every program finds it
/// on its own.
fn height(cells: &[String; 17]) -> f64 {
    let lines = cells.iter().zip(WIDTHS).map(|(cell, width)| wrapped(cell, usize::from(width)));
    let lines = lines.max().unwrap_or(1).clamp(1, MOST_LINES);
    LINE_HEIGHT * f64::from(u32::try_from(lines).unwrap_or(1))
}

/// Returns how many lines a text takes, broken between words where it can be.
pub(super) fn wrapped(text: &str, width: usize) -> usize {
    let lines = text.split('\n').map(|line| {
        let (mut lines, mut filled) = (1, 0);
        for word in line.split(' ') {
            let length = word.chars().count();
            if filled > 0 && filled + 1 + length > width {
                (lines, filled) = (lines + 1, 0);
            }
            filled += length + usize::from(filled > 0);
            lines += filled.saturating_sub(1) / width;
            filled = if filled > width { (filled - 1) % width + 1 } else { filled };
        }
        lines
    });
    lines.sum()
}

/// A cell of a filled-in sheet that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, column {column}: {detail}")]
pub struct SheetError {
    /// Row as the program shows it, the header being 1.
    pub row: u32,
    /// Name of the column.
    pub column: String,
    /// What is wrong.
    pub detail: String,
}

/// What a filled-in sheet says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    /// Corrections, each with its row.
    pub corrections: Vec<(u32, Correction)>,
    /// Rows about which nothing was decided.
    pub untouched: usize,
    /// Rows whose statement is no longer there, with its words.
    pub lost: Vec<(u32, String)>,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its document.
    pub document: Document,
    /// The text; of one that was dealt with before, as it was then.
    pub target: Target,
    /// Whether it says what a person made of it.
    pub changed: bool,
}

/// Reads a filled-in sheet: its rows from the top, cells by column, empty rows included.
///
/// `find` returns the text with an id; the document and the words as printed help
/// where the id has changed.
///
/// # Errors
/// All cells that cannot be used; then nothing is decided.
pub fn corrections_of(
    rows: &[Vec<String>],
    find: impl Fn(&str, &str, &str) -> Option<Subject>,
) -> Result<Decisions, Vec<SheetError>> {
    let Some(header) = rows.first() else {
        return Err(vec![fault(1, "action", "the sheet is empty")]);
    };
    let columns = columns(header)?;
    let (mut decisions, mut faults) = (Decisions::default(), Vec::new());
    for (number, cells) in (2..).zip(rows.iter().skip(1)) {
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let filled = Filled { number, columns: &columns, cells };
        match filled.decision(&find) {
            Ok(Some(Decided::Correction(c))) => decisions.corrections.push((number, *c)),
            Ok(Some(Decided::Lost)) => {
                decisions.lost.push((number, filled.get("printed").to_owned()));
            }
            Ok(None) => decisions.untouched += 1,
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(decisions) } else { Err(faults) }
}

fn fault(row: u32, column: &str, detail: impl Into<String>) -> SheetError {
    SheetError { row, column: column.to_owned(), detail: detail.into() }
}

/// Returns the position of each known column.
fn columns(header: &[String]) -> Result<Vec<(&'static str, usize)>, Vec<SheetError>> {
    let names: Vec<String> = header.iter().map(|n| clean(n).to_lowercase()).collect();
    let mut faults = Vec::new();
    for name in names.iter().filter(|n| !n.is_empty() && !COLUMNS.contains(&n.as_str())) {
        let meant = COLUMNS.iter().find(|c| near(c, name, 2));
        let meant = meant.map(|c| format!("; did you mean “{c}”?")).unwrap_or_default();
        faults.push(fault(1, name, format!("there is no such column{meant}")));
    }
    let find = |column: &'static str| Some((column, names.iter().position(|n| n == column)?));
    let found: Vec<_> = COLUMNS.into_iter().filter_map(find).collect();
    for needed in NEEDED.into_iter().filter(|n| found.iter().all(|(c, _)| c != n)) {
        faults.push(fault(1, needed, "the column is missing"));
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// What a row comes to.
enum Decided {
    Correction(Box<Correction>),
    Lost,
}

/// A row of a filled-in sheet.
struct Filled<'a> {
    number: u32,
    columns: &'a [(&'static str, usize)],
    cells: &'a [String],
}

impl Filled<'_> {
    fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().find(|(c, _)| *c == column).map(|(_, at)| *at);
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| unguarded(cell).trim())
    }

    fn fault(&self, column: &str, detail: impl Into<String>) -> SheetError {
        fault(self.number, column, detail)
    }

    fn action(&self) -> Result<Option<Action>, SheetError> {
        let name = self.get("action").to_lowercase();
        let action = Action::ALL.into_iter().find(|a| a.name() == name);
        match (action, name.as_str()) {
            (None, "") => Ok(None),
            (None, _) => {
                let all = Action::ALL.map(Action::name).join(", ");
                Err(self.fault("action", format!("“{name}” is none of {all}")))
            }
            (action, _) => Ok(action),
        }
    }

    /// Returns what the cells say, the text cut at its line breaks.
    fn state(&self) -> Result<State, SheetError> {
        let named = |column| Some(clean(self.get(column))).filter(|t| !t.is_empty());
        let choice = |column| named(column).map(|t| t.to_lowercase().replace(' ', "_"));
        let category = choice("category").map(|name| {
            Category::from_name(&name).ok_or_else(|| {
                let all = Category::ALL.map(Category::name).join(", ");
                self.fault("category", format!("“{name}” is none of {all}"))
            })
        });
        let necessity = choice("necessity").map(|name| match name.as_str() {
            "essential" => Ok(Necessity::Essential),
            "desirable" => Ok(Necessity::Desirable),
            _ => {
                Err(self.fault("necessity", format!("“{name}” is neither essential nor desirable")))
            }
        });
        let lines = self.get("text").lines().map(clean).filter(|l| !l.is_empty());
        Ok(State {
            text: lines.collect(),
            category: category.transpose()?,
            necessity: necessity.transpose()?,
            role: named("role"),
            level: named("level"),
        })
    }

    fn decision(
        &self,
        find: impl Fn(&str, &str, &str) -> Option<Subject>,
    ) -> Result<Option<Decided>, SheetError> {
        let (action, mut to) = (self.action()?, self.state()?);
        let edited = stamp(&to) != self.get("state");
        if action.is_none() && !edited {
            return Ok(None);
        }
        if to.text.is_empty() && !matches!(action, Some(Action::Reject | Action::Accept)) {
            return Err(self.fault("text", "a statement needs words; use the action reject"));
        }
        let found = find(self.get("id"), self.get("document"), self.get("printed"));
        let Some(Subject { document, target: of, changed }) = found else {
            return Ok(Some(Decided::Lost));
        };
        let action = match action {
            None => Action::Correct,
            Some(Action::Accept) if edited || changed => Action::Correct,
            Some(Action::Correct) if !edited && of.kind == Kind::Statement => Action::Accept,
            Some(action) => action,
        };
        match action {
            Action::Split if to.text.len() < 2 => {
                let how = "put each part on a line of its own in this cell (Alt+Enter)";
                return Err(self.fault("text", how));
            }
            Action::Split => {}
            _ => to.text = vec![to.text.join(" ")],
        }
        let with_values = match action {
            Action::Correct | Action::Split => true,
            Action::Merge => edited || changed,
            Action::Accept | Action::Reject => false,
        };
        let comment = Some(clean(self.get("comment"))).filter(|c| !c.is_empty());
        let to = with_values.then_some(to);
        Ok(Some(Decided::Correction(Box::new(Correction { document, of, action, to, comment }))))
    }
}
