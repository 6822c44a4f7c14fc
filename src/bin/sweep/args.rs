//! The arguments, as people type them.

use std::path::PathBuf;

use byzrate::experiment::Profile;
use byzrate::report::plot::{Layout, Width};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::rule_args::{AggregateArguments, AttackArguments, CorruptArguments, KappaArguments};
use super::shard_args::{DrawArguments, MergeArguments, PlanArguments, SlurmArguments, StatusArguments};

/// Measures how the error of Byzantine-robust distributed estimators scales, and judges the theory by it.
///
/// Without arguments: runs every built-in experiment on the quick profile, prints the ledger of verdicts and writes the figures.
#[derive(Debug, Parser)]
#[command(name = "byzrate", version, args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: RunArguments,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    no claim is contradicted
  1    an unexpected error
  2    bad arguments or a bad spec
  3    a claim is contradicted
  4    a check is inconclusive (only with --strict)
  5    a plan lacks something (only sweep plan)
  6    the store is damaged in part, and the rest was used
  130  interrupted; what was drawn is kept";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw and judge experiments (the default).
    Run(RunArguments),
    /// Say what theory says of a setting, or of every combination of lists: theorems, exact errors, the best aggregator.
    Explain(ExplainArguments),
    /// Draw tables and figures again from stored replicates, without simulating.
    Report(ReportArguments),
    /// Print the table of cells of stored replicates: what every estimator made under every adversary, beside what theory says.
    Table(TableArguments),
    /// Write every stored replicate that counts, or a summary of every arm, to standard output.
    Export(ExportArguments),
    /// Check every block of a store, and draw replicates again from their seeds.
    Verify(VerifyArguments),
    /// Drop from a store what no experiment uses any more.
    Gc(GcArguments),
    /// Write a spec of your own to begin with.
    Init {
        /// The file, which must not be there; - is standard output [default: experiment.toml].
        #[arg(value_name = "FILE.toml")]
        file: Option<PathBuf>,
    },
    /// List what specs may name, and every key they may have.
    List {
        /// What to list; every name if not given.
        #[arg(value_enum)]
        what: Option<ListWhat>,
        /// How the list is written.
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Print what makes a shell complete the commands.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, to be read with `man -l -`.
    Man {
        /// A command; the whole program if not given.
        command: Option<String>,
    },
    /// Apply an aggregator to messages dumped from another system: one row a worker.
    Aggregate(AggregateArguments),
    /// Look for the worst attack on an aggregator, and show it beside median and trimmed mean.
    Attack(AttackArguments),
    /// Look for the messages that take an aggregator farthest from the honest mean: its kappa.
    Kappa(KappaArguments),
    /// Write what Byzantine workers would send next to honest messages of another system: one row a worker.
    Corrupt(CorruptArguments),
    /// Plan what a campaign lacks, for other machines to draw.
    Plan(PlanArguments),
    /// Draw one share of a plan, anywhere.
    Draw(DrawArguments),
    /// Put together the shards that were drawn.
    Merge(MergeArguments),
    /// Say how far a campaign in shards is.
    Status(StatusArguments),
    /// Submit a campaign as a chain of Slurm jobs.
    Slurm(SlurmArguments),
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Built-in experiments (see `sweep list experiments`) or spec files; every built-in one if none is given.
    #[arg(value_name = "EXPERIMENT | FILE.toml")]
    pub experiments: Vec<String>,
    /// How much is drawn.
    #[arg(long, value_enum, default_value = "quick")]
    pub profile: ProfileName,
    /// The folder for the store, the report and the figures [default: results; the plain quick run draws its figures into
    /// the folder figures].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The seed of every random stream, instead of the spec's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many threads work; the results do not depend on it [default: one a processor].
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    /// Say how many cells, arms and replicates would be drawn, and what memory, disk and time they would take; draw nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub show: ShowArguments,
    #[command(flatten)]
    pub drawn: FigureArguments,
    #[command(flatten)]
    pub grid: GridArguments,
}

/// What takes the place of a spec's grid.
#[derive(Debug, Args)]
pub struct GridArguments {
    /// Samples of each worker, instead of the spec's: 100,1000.
    #[arg(
        short = 'n',
        long = "samples",
        value_delimiter = ',',
        value_name = "N,...",
        help_heading = "Grid"
    )]
    pub samples: Option<Vec<usize>>,
    /// Numbers of workers, instead of the spec's.
    #[arg(
        short = 'm',
        long = "workers",
        value_delimiter = ',',
        value_name = "M,...",
        help_heading = "Grid"
    )]
    pub workers: Option<Vec<usize>>,
    /// Byzantine fractions, instead of the spec's.
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "A,...",
        help_heading = "Grid",
        allow_negative_numbers = true
    )]
    pub alpha: Option<Vec<f64>>,
    /// Dimensions, instead of the spec's.
    #[arg(long, value_delimiter = ',', value_name = "D,...", help_heading = "Grid")]
    pub dim: Option<Vec<usize>>,
    /// The trim fraction of every trimmed mean, instead of the spec's.
    #[arg(long, value_name = "B", help_heading = "Grid", allow_negative_numbers = true)]
    pub beta: Option<f64>,
    /// Allow more Byzantine workers than a rule withstands, to see the blow-up.
    #[arg(long, help_heading = "Grid")]
    pub allow_breakdown: bool,
}

#[derive(Debug, Args)]
pub struct ShowArguments {
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// A row of the ledger for every single comparison.
    #[arg(long)]
    pub details: bool,
    /// The table of cells below the ledger: a row for every estimator under every adversary in every cell. JSON always has it.
    #[arg(long)]
    pub table: bool,
    /// End with exit code 4 if a check is inconclusive.
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// What is learned (see `sweep list problems`).
    #[arg(long, value_name = "NAME", default_value = "gaussian-mean")]
    pub problem: String,
    /// Samples of each worker: 100,1000.
    #[arg(
        short = 'n',
        long = "samples",
        value_delimiter = ',',
        value_name = "N,...",
        required = true
    )]
    pub samples: Vec<usize>,
    /// Numbers of workers.
    #[arg(
        short = 'm',
        long = "workers",
        value_delimiter = ',',
        value_name = "M,...",
        required = true
    )]
    pub workers: Vec<usize>,
    /// Byzantine fractions; within 1e-9 of b/m means b workers.
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "A,...",
        required = true,
        allow_negative_numbers = true
    )]
    pub alpha: Vec<f64>,
    /// β, the trim fraction of the trimmed mean: ⌈βm⌉ values at each end [default: α].
    #[arg(long, value_name = "B", allow_negative_numbers = true)]
    pub beta: Option<f64>,
    /// Dimensions.
    #[arg(long, value_delimiter = ',', value_name = "D,...", default_value = "1")]
    pub dim: Vec<usize>,
    /// The noise of one sample [default: 1].
    #[arg(long, allow_negative_numbers = true)]
    pub sigma: Option<f64>,
    /// The radius of the parameter space W [default: the problem's].
    #[arg(long, allow_negative_numbers = true)]
    pub radius: Option<f64>,
    /// A key of the problem with its value as in a spec, such as --set potential=cosine; may be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub keys: Vec<String>,
    /// The folder of a run of the league (`sweep league --out DIR`), by which other rules are ranked at the same m, b and d.
    #[arg(long, value_name = "DIR")]
    pub league: Option<PathBuf>,
    /// An rms error that is wanted: how large must n or m be?
    #[arg(long, value_name = "E", allow_negative_numbers = true)]
    pub target_error: Option<f64>,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// The store, or the folder it is in [default: results].
    pub store: Option<PathBuf>,
    /// The folder for the report and the figures [default: the store's].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draw this figure and nothing else, a stored experiment's or one of theory, and print the names of its files.
    #[arg(long, value_name = "NAME", help_heading = "Figures", conflicts_with_all = ["format", "details", "table", "strict"])]
    pub figure: Option<String>,
    #[command(flatten)]
    pub show: ShowArguments,
    #[command(flatten)]
    pub drawn: FigureArguments,
}

#[derive(Debug, Args)]
pub struct FigureArguments {
    /// The formats that figures are written in.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "FORMAT,...",
        default_value = "svg,png",
        help_heading = "Figures"
    )]
    pub figures: Vec<FigureFormat>,
    /// Leave out title, subtitle and footer: in a paper the caption says what they do.
    #[arg(long, help_heading = "Figures")]
    pub plain: bool,
    /// The page that figures are laid out for.
    #[arg(long, value_enum, default_value = "screen", help_heading = "Figures")]
    pub width: WidthName,
}

impl FigureArguments {
    pub fn layout(&self) -> Layout {
        let width = match self.width {
            WidthName::Screen => Width::Screen,
            WidthName::Single => Width::SingleColumn,
            WidthName::Double => Width::DoubleColumn,
        };
        Layout {
            width,
            plain: self.plain,
        }
    }

    /// Whether figures are written as they are where nothing is asked for.
    pub fn is_usual(&self) -> bool {
        self.figures == [FigureFormat::Svg, FigureFormat::Png] && self.layout() == Layout::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FigureFormat {
    /// Vectors for screens; text is text.
    Svg,
    /// Dots.
    Png,
    /// Vectors for papers, with the font embedded.
    Pdf,
}

impl FigureFormat {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WidthName {
    /// 1080 pixels.
    Screen,
    /// A column of a journal, 89 mm, with text of 7 pt or more; panels stand below one another.
    Single,
    /// Both columns of a journal, 183 mm, with text of 7 pt or more.
    Double,
}

#[derive(Debug, Args)]
pub struct TableArguments {
    /// The store, or the folder it is in [default: results].
    pub store: Option<PathBuf>,
    /// How the table is written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: TableFormat,
    /// This experiment only; may be given several times.
    #[arg(long = "experiment", value_name = "NAME")]
    pub experiments: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The store, or the folder it is in [default: results].
    pub store: Option<PathBuf>,
    /// How the rows are written.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: ExportFormat,
    /// Those of every experiment that was ever run, not only of the last one of each name.
    #[arg(long)]
    pub all: bool,
    /// This experiment only; may be given several times.
    #[arg(long = "experiment", value_name = "NAME")]
    pub experiments: Vec<String>,
    /// A row for every arm instead of every replicate: its coordinates, and what its replicates come to.
    #[arg(long)]
    pub summary: bool,
    /// All coordinates in every row, and not only the experiment and the number of the arm.
    #[arg(long, conflicts_with = "summary")]
    pub wide: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The store, or the folder it is in [default: results].
    pub store: Option<PathBuf>,
    /// Draw so many replicates again from their seeds, chosen at random, and compare every bit.
    #[arg(long, value_name = "K")]
    pub redraw: Option<usize>,
    /// Which ones are chosen.
    #[arg(long, default_value = "1")]
    pub seed: u64,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct GcArguments {
    /// The store, or the folder it is in [default: results].
    pub store: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Human,
    /// One JSON document, and nothing else.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Columns as wide as the page, or paragraphs.
    Text,
    /// Comma-separated values with a header, every number with all its digits.
    Csv,
    /// Tables of Markdown.
    Markdown,
    /// Tables of LaTeX, with booktabs, longtable and siunitx.
    Latex,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A Parquet file, where the program is built with the feature `parquet`.
    Parquet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListWhat {
    /// The built-in experiments.
    Experiments,
    /// What may be learned.
    Problems,
    /// How the master combines messages.
    Aggregators,
    /// What may be done to messages before.
    Transforms,
    /// How master and workers proceed.
    Algorithms,
    /// What Byzantine workers may send.
    Adversaries,
    /// What a replicate may record.
    Measures,
    /// The claims that checks may name, and where they are stated.
    Claims,
    /// The kinds of check.
    Checks,
    /// What formulas of claims may name.
    Variables,
    /// Every key of every table of a spec.
    Keys,
    /// The same as a JSON Schema, for editors.
    Schema,
}

impl ListWhat {
    /// Whether the list of that title is one of what is meant.
    pub fn holds(self, title: &str) -> bool {
        match self {
            Self::Experiments => title == "experiments",
            Self::Problems => title == "problems",
            Self::Aggregators => title == "aggregators",
            Self::Transforms => title == "transforms",
            Self::Algorithms => title == "algorithms",
            Self::Adversaries => title == "adversaries",
            Self::Measures => title == "measures",
            Self::Claims => title == "claims",
            Self::Checks => title == "checks",
            Self::Variables => title == "variables" || title == "functions",
            Self::Keys | Self::Schema => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Text for people.
    Human,
    /// Tables for a page.
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileName {
    /// Seconds: shows that everything runs.
    Smoke,
    /// Under a minute: decides every built-in check.
    Quick,
    /// Minutes: larger grids and narrower intervals.
    Paper,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Smoke => Self::Smoke,
            ProfileName::Quick => Self::Quick,
            ProfileName::Paper => Self::Paper,
        }
    }
}

/// The most threads that may be asked for.
const MOST_THREADS: usize = 1024;

pub fn threads(text: &str) -> Result<usize, String> {
    let threads: usize = text.parse().map_err(|_| "it must be a whole number".to_owned())?;
    if (1..=MOST_THREADS).contains(&threads) {
        Ok(threads)
    } else {
        Err(format!("it must be from 1 to {MOST_THREADS}"))
    }
}
