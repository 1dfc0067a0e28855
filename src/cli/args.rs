//! The command line as types: what can be said, nothing of what is done.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  rungs import                                   read everything in raw/<employer>/
  rungs search \"medication administration\"       who requires it, at which level
  rungs list employers                           what is in the dataset
  rungs export --format csv -o requirements.csv  take the dataset away";

/// Career frameworks and job descriptions in, one searchable competency dataset out.
#[derive(Debug, Parser)]
#[command(name = "rungs", version, before_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes, before or after its name.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Folder that holds raw/, normalized/ and index/
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub root: PathBuf,
    /// Folder whose files replace the built-in word lists of the same name [default: ROOT/data]
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Print only what was asked for, and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more: notes of each document, places, reasons
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print JSON; the same as --format json
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read documents into the dataset
    Import(ImportArgs),
    /// List employers, documents, roles or levels, with counts
    List(ListArgs),
    /// Find requirements by their words
    Search(SearchArgs),
    /// Show one requirement, role or document by its id
    Show(ShowArgs),
    /// Trace a requirement back to its document, and say why it was read so
    Explain(ExplainArgs),
    /// Find what is said like a requirement: the same, at other strengths, in similar words
    Similar(SimilarArgs),
    /// Put what two employers require side by side
    Compare(CompareArgs),
    /// Show what a person needs for the next level or role
    Ladder(LadderArgs),
    /// Show what changed between two editions of a document
    Diff(DiffArgs),
    /// Show what one stage makes of a file, without storing anything
    Inspect(InspectArgs),
    /// Write the dataset as one flat table
    Export(ExportArgs),
    /// Tell the author of a framework what to mend in it
    Lint(LintArgs),
    /// Give doubtful statements to a person, and take corrections back
    Review(ReviewArgs),
    /// Show what confidence is worth, beside statements that a person has checked
    Calibrate(CalibrateArgs),
    /// Check the word lists and the stored documents; explain a note
    Check(CheckArgs),
    /// Print the JSON Schema of a stored document
    Schema(SchemaArgs),
    /// List what can be read, what is refused and what is ignored
    Formats(FormatsArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Read documents for the program that started this one
    #[command(hide = true)]
    Worker,
}

/// Text for people or JSON for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
}

/// How and where to print.
#[derive(Clone, Debug, Args)]
pub struct Printing {
    /// Form of the output [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<TextFormat>,
    /// File to write to; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl Printing {
    /// Tells whether JSON is asked for, by either flag.
    pub fn json(&self, global: &Global) -> bool {
        self.format.map_or(global.json, |f| f == TextFormat::Json)
    }
}

/// When pictures of pages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ocr {
    /// Where a page has no text of its own, if Tesseract is there.
    Auto,
    /// Never.
    Off,
}

/// How files are read.
#[derive(Clone, Debug, Args)]
pub struct ReadingArgs {
    /// Recognise the text of pages that are pictures, if Tesseract is installed
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Ocr::Auto)]
    pub ocr: Ocr,
    /// File with passwords of protected PDF files, one a line
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// Arguments of `import`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs import                                everything in raw/<employer>/, unchanged files skipped
  rungs import raw/acme/driver.docx           one file, nothing else is touched
  rungs import ~/mail/jd.docx --employer Acme a file from elsewhere
  rungs import --dry-run                      say what would happen, write nothing")]
pub struct ImportArgs {
    /// Files or folders [default: ROOT/raw]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Employer of files that lie in no employer's folder
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
    /// Read unchanged files again
    #[arg(long)]
    pub force: bool,
    /// Remove documents whose file has vanished
    #[arg(long)]
    pub prune: bool,
    /// Say what would happen and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Documents to read at once [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Form of the report on the standard output; `text` prints none [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<TextFormat>,
}

/// What `list` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// Employers with their documents and requirements.
    Employers,
    /// Documents with their outcome.
    Documents,
    /// Roles.
    Roles,
    /// Levels.
    Levels,
}

/// Arguments of `list`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs list employers
  rungs list roles --employer acme
  rungs list documents --json")]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub kind: ListKind,
    /// Only this employer; the beginning of the name will do
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// The outcome that rows are limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Documents read in full and without doubt.
    Ok,
}

/// Arguments of `search`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs search \"medication administration\"
  rungs search safeguarding --employer acme --level 3
  rungs search 'role:manager \"risk assessment\"' --json")]
pub struct SearchArgs {
    /// Words, \"phrases\", begin* and field:value (employer role level grade category necessity kind code section law qualification outcome), also field:2..5
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Results to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Results to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Each requirement alone, not together with those that say the same
    #[arg(long)]
    pub flat: bool,
    /// Find a requirement at the levels and roles that inherit it too
    #[arg(long)]
    pub expanded: bool,
    /// Search synonyms too: service user finds client
    #[arg(long)]
    pub broad: bool,
    /// Tell how each score comes about
    #[arg(long)]
    pub explain_score: bool,
    /// Count by these: employer role level grade category necessity kind law qualification, or none
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub facets: Vec<String>,
    /// Only this employer; the beginning of the name will do; several are any of them
    #[arg(long, value_name = "NAME")]
    pub employer: Vec<String>,
    /// Only this role; the beginning of the title will do
    #[arg(long, value_name = "TITLE")]
    pub role: Vec<String>,
    /// Only this level, as printed in the document
    #[arg(long, value_name = "LEVEL")]
    pub level: Vec<String>,
    /// Only this grade, as printed in the document
    #[arg(long, value_name = "GRADE")]
    pub grade: Vec<String>,
    /// Only this category, for example skill or qualification
    #[arg(long, value_name = "CATEGORY")]
    pub category: Vec<String>,
    /// Only essential or desirable requirements
    #[arg(long, value_name = "NECESSITY")]
    pub necessity: Vec<String>,
    /// Only this kind of document, for example job_description
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Only rows of documents with this outcome
    #[arg(long, value_enum)]
    pub only: Option<Only>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `show`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs show 5b1c9f2e       the beginning of an id is enough
  rungs show 5b1c9f2e --json")]
pub struct ShowArgs {
    /// Id of a requirement or document, or its beginning
    pub id: String,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs explain 5b1c9f2e    document, cell or line, and the phrase behind each derived fact")]
pub struct ExplainArgs {
    /// Id of a requirement, or its beginning
    pub id: String,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `similar`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs similar 5b1c9f2e                       who else requires it, in which words
  rungs similar \"able to administer medication\"
  rungs similar 5b1c9f2e --json")]
pub struct SimilarArgs {
    /// Id of a requirement or its beginning, or words
    #[arg(required = true, value_name = "ID|TEXT")]
    pub of: Vec<String>,
    /// Similar requirements to print at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Form of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SidesFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
    /// Comma-separated values, for spreadsheets.
    Csv,
}

/// How and where to print a comparison.
#[derive(Clone, Debug, Args)]
pub struct SidesPrinting {
    /// Form of the output [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<SidesFormat>,
    /// File to write to; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl SidesPrinting {
    /// Returns the form asked for, by either flag.
    pub fn form(&self, global: &Global) -> SidesFormat {
        let plain = if global.json { SidesFormat::Json } else { SidesFormat::Text };
        self.format.unwrap_or(plain)
    }
}

/// Arguments of `compare`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs compare acme birchwood                     all that the two require
  rungs compare acme birchwood --role \"care assistant\"
  rungs compare acme birchwood --format csv -o both.csv")]
pub struct CompareArgs {
    /// The first employer
    #[arg(value_name = "EMPLOYER_A")]
    pub first: String,
    /// The second employer
    #[arg(value_name = "EMPLOYER_B")]
    pub second: String,
    /// Only roles whose title has these words
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: SidesPrinting,
}

/// Arguments of `ladder`.
#[derive(Clone, Debug, Args)]
#[command(override_usage = "rungs ladder [OPTIONS] [EMPLOYER] <FROM> <TO>")]
#[command(before_help = "\
Examples:
  rungs ladder \"Level A\" \"Level B\" --role \"support worker\"
  rungs ladder acme \"Care Assistant\" \"Senior Care Assistant\"")]
pub struct LadderArgs {
    /// Employer, if there are three; then the level or role that is left, and the one that is reached
    #[arg(num_args = 2..=3, required = true, value_name = "NAME")]
    pub steps: Vec<String>,
    /// Role within which the levels are
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: SidesPrinting,
}

/// Arguments of `diff`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs diff old/grid.docx new/grid.docx           two files, nothing is stored
  rungs diff 3f2a77b1 new/grid.docx                a stored document and a file")]
pub struct DiffArgs {
    /// The old edition: a file, or the id of a stored document
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The new edition: a file, or the id of a stored document
    #[arg(value_name = "NEW")]
    pub new: String,
    /// List what is unchanged too
    #[arg(long)]
    pub all: bool,
    /// How files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// How and where to print.
    #[command(flatten)]
    pub printing: SidesPrinting,
}

/// Stages that `inspect` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Blocks in reading order.
    Layout,
    /// Tables, cell by cell.
    Tables,
    /// Structure.
    Document,
    /// Roles, levels and requirements.
    Framework,
    /// The class of every piece of text.
    Coverage,
}

/// Arguments of `inspect`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs inspect raw/acme/driver.docx --stage framework
  rungs inspect raw/acme/driver.docx --stage coverage    what every line was taken for
  rungs inspect raw/acme/map.xlsx --stage tables --json
  rungs inspect raw/acme/bundle.zip                      lists what is in it
  rungs inspect raw/acme/bundle.zip/porter.docx          one of them
  rungs inspect raw/acme/jd.pdf --format html -o page.html  the pages, with what was found marked
  rungs inspect raw/acme/jd.pdf --suggest-profile        a profile of the employer to start from")]
pub struct InspectArgs {
    /// The file, or a document in a container: `outer.zip/inner.docx`
    pub file: PathBuf,
    /// How files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// The stage to show; `--format html` shows all on one page [default: framework]
    #[arg(long, value_enum)]
    pub stage: Option<Stage>,
    /// Profile of the employer [default: the one that `import` would take]
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Print a profile to start from, with what was found in the file
    #[arg(long, conflicts_with_all = ["stage", "format"])]
    pub suggest_profile: bool,
    /// Form of the output [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<InspectFormat>,
    /// File to write to; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Forms of what `inspect` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
    /// A page for a browser: the document with what was found marked, the statements beside it.
    Html,
}

impl InspectArgs {
    /// Returns the form asked for, by either flag.
    pub fn form(&self, global: &Global) -> InspectFormat {
        let usual = if global.json { InspectFormat::Json } else { InspectFormat::Text };
        self.format.unwrap_or(usual)
    }
}

/// Forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object per line.
    Jsonl,
    /// Comma-separated values, for spreadsheets.
    Csv,
}

/// Arguments of `export`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs export --format csv -o requirements.csv
  rungs export --format jsonl | head
  rungs export --expanded --only ok -o - --format csv")]
pub struct ExportArgs {
    /// Form of the rows [default: by the name of the output, else jsonl]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<ExportFormat>,
    /// File to write to; `-` is the standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Add the requirements that a level or role takes over from others, marked
    #[arg(long)]
    pub expanded: bool,
    /// Only rows of documents with this outcome
    #[arg(long, value_enum)]
    pub only: Option<Only>,
    /// Only this employer; the beginning of the name will do
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
}

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs check                  word lists and stored documents
  rungs check --explain I001   what a note means and what to do")]
pub struct CheckArgs {
    /// Explain a note by its code
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `review`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs review export -o review.xlsx   doubtful statements, to be corrected in Excel or LibreOffice
  rungs review apply review.xlsx       keep the corrections; they count on every later import")]
pub struct ReviewArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ReviewCommand,
}

/// The commands of `review`.
#[derive(Clone, Debug, Subcommand)]
pub enum ReviewCommand {
    /// Write doubtful statements and text without a place as a sheet
    Export(ReviewExportArgs),
    /// Keep what a filled-in sheet says, in `raw/<employer>/corrections.jsonl`
    Apply(ReviewApplyArgs),
}

/// Arguments of `review export`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs review export -o review.xlsx
  rungs review export -o review.csv --employer acme --below 0.8

In the sheet change text, category, necessity, role or level, or fill in the column action:
  accept   it is right as it is
  correct  it is as you changed it (the same as changing it and no action)
  split    it is several statements: put each on a line of its own in the cell
  merge    it goes on with the statement before it (column before)
  reject   it is no statement")]
pub struct ReviewExportArgs {
    /// File to write to, .xlsx or .csv; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Statements less sure than this count as doubtful
    #[arg(long, value_name = "SHARE", default_value_t = 0.9, value_parser = share)]
    pub below: f64,
    /// Also those that were reviewed before
    #[arg(long)]
    pub again: bool,
    /// Only this employer; the beginning of the name will do
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
}

/// Arguments of `review apply`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs review apply review.xlsx
  rungs review apply review.csv --no-import   only keep the corrections")]
pub struct ReviewApplyArgs {
    /// The sheet, filled in: .xlsx, .ods or .csv
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Do not read the documents again now
    #[arg(long)]
    pub no_import: bool,
    /// How they are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

fn share(typed: &str) -> Result<f64, String> {
    let share = typed.parse().ok().filter(|s: &f64| (0.0..=1.0).contains(s));
    share.ok_or_else(|| "it must be a number from 0 to 1".to_owned())
}

/// Arguments of `calibrate`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs export --format jsonl -o checked.jsonl     then correct the lines by hand
  rungs calibrate checked.jsonl                    how often each tenth of confidence is right
  rungs calibrate --doc plan.pdf checked.jsonl     the lines are about the stored plan.pdf")]
pub struct CalibrateArgs {
    /// Checked statements: JSON lines like those of `export`, of all statements of their documents
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Stored document that the lines are about [default: the one each line names]
    #[arg(long, value_name = "NAME")]
    pub doc: Option<String>,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `lint`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs lint raw/acme/grid.docx                   a file, nothing is stored
  rungs lint acme                                 all documents of an employer
  rungs lint --rule empty-same --rule undefined-level
  rungs lint --rules                              what is looked for, and what to do about it")]
pub struct LintArgs {
    /// Files, or employers whose documents are stored [default: all that is stored]
    #[arg(value_name = "FILE|EMPLOYER")]
    pub targets: Vec<String>,
    /// Only findings of this rule; may be given several times
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// List the rules
    #[arg(long, conflicts_with_all = ["targets", "rule"])]
    pub rules: bool,
    /// Profile of the employer, for a file [default: the one that `import` would take]
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// How files are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `schema`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs schema -o competency-framework-1.schema.json")]
pub struct SchemaArgs {
    /// File to write to; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `formats`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs formats")]
pub struct FormatsArgs {
    /// How and where to print.
    #[command(flatten)]
    pub printing: Printing,
}

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
#[command(before_help = "\
Examples:
  rungs completions bash > ~/.local/share/bash-completion/completions/rungs")]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together_and_shows_examples_first() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        for sub in
            command.get_subcommands_mut().filter(|c| c.get_name() != "help" && !c.is_hide_set())
        {
            let help = sub.render_help().to_string();
            assert!(help.starts_with("Examples:\n  rungs "), "{help}");
        }
    }

    #[test]
    fn global_flags_may_stand_on_either_side_of_the_command() {
        for line in ["rungs --json --root r list roles", "rungs list roles --root r --json"] {
            let cli = Cli::try_parse_from(line.split(' ')).expect(line);
            assert!(cli.global.json && cli.global.root.as_os_str() == "r", "{line}");
        }
    }
}
