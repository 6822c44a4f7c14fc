//! The arguments of what works on messages and rules, without an experiment.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::adversary_flags::AdversaryFlags;
use super::args::Format;
use super::rule_flags::RuleFlags;

#[derive(Debug, Args)]
pub struct AggregateArguments {
    /// The aggregator (see `sweep list aggregators`).
    #[arg(long, value_name = "NAME")]
    pub rule: String,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub parameters: RuleFlags,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct InputArguments {
    /// A .npy file, or text with a row of numbers a worker; - is standard input. NaN and infinities are that worker's message.
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// The format of the input [default: what its content and name say].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Whether text begins with column names.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHETHER")]
    pub header: Header,
}

#[derive(Debug, Args)]
pub struct CorruptArguments {
    #[command(flatten)]
    pub adversary: AdversaryFlags,
    /// b, how many Byzantine workers there are besides the honest ones.
    #[arg(long, value_name = "B")]
    pub byzantine: usize,
    #[command(flatten)]
    pub input: InputArguments,
    /// The aggregator that an adversary tries its messages out on, with f = b and β = b/m [default: median].
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// n, the samples of each worker.
    #[arg(short = 'n', long, value_name = "N", default_value = "1")]
    pub samples: usize,
    /// σ, the noise of one sample: a coordinate of a message deviates by σ/√n.
    #[arg(long, value_name = "S", default_value = "1", allow_negative_numbers = true)]
    pub sigma: f64,
    /// The seed of what an adversary draws.
    #[arg(long, default_value = "1")]
    pub seed: u64,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct AttackArguments {
    /// The aggregator (see `sweep list aggregators`); --byzantine is the number of Byzantine workers, and what the rule is told.
    #[arg(long, value_name = "NAME")]
    pub rule: String,
    /// What the rule is told instead of the number of Byzantine workers.
    #[arg(long, value_name = "F")]
    pub told: Option<usize>,
    /// What is learned (see `sweep list problems`).
    #[arg(long, value_name = "NAME", default_value = "gaussian-mean")]
    pub problem: String,
    /// A key of the problem with its value as in a spec, such as --set optimum=1; may be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub keys: Vec<String>,
    /// How master and workers proceed (see `sweep list algorithms`).
    #[arg(long, value_name = "NAME", default_value = "one-round")]
    pub algorithm: String,
    /// Samples of each worker.
    #[arg(short = 'n', long = "samples", value_name = "N", default_value = "1")]
    pub samples: usize,
    /// The number of workers.
    #[arg(short = 'm', long = "workers", value_name = "M")]
    pub workers: usize,
    /// The dimension.
    #[arg(long, value_name = "D", default_value = "1")]
    pub dim: usize,
    /// How often the rule may be evaluated.
    #[arg(long, value_name = "K", default_value = "60000")]
    pub budget: u64,
    /// The seed of the data.
    #[arg(long, default_value = "1")]
    pub seed: u64,
    /// Write what all workers send in one replicate under the worst attack to this file, a row a worker; the last b are Byzantine.
    #[arg(long, value_name = "FILE")]
    pub messages: Option<PathBuf>,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    #[command(flatten)]
    pub parameters: RuleFlags,
}

#[derive(Debug, Args)]
pub struct KappaArguments {
    /// The aggregator (see `sweep list aggregators`); --byzantine is f, the number of messages outside the set, and what it is told.
    #[arg(long, value_name = "NAME")]
    pub rule: String,
    /// What the rule is told instead of f.
    #[arg(long, value_name = "F")]
    pub told: Option<usize>,
    /// The number of messages.
    #[arg(short = 'm', long = "workers", value_name = "M")]
    pub workers: usize,
    /// The dimension in which messages are looked for.
    #[arg(long, value_name = "D", default_value = "2")]
    pub dim: usize,
    /// How often the rule may be evaluated.
    #[arg(long, value_name = "K", default_value = "500000")]
    pub budget: u64,
    /// The seed of the search.
    #[arg(long, default_value = "1")]
    pub seed: u64,
    /// Write the messages to this file, a row a worker.
    #[arg(long, value_name = "FILE")]
    pub messages: Option<PathBuf>,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    #[command(flatten)]
    pub parameters: RuleFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One array as numpy.save writes it.
    Npy,
    /// Rows of numbers, apart by commas, tabs or spaces.
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Header {
    /// Where nothing in the first row may be a number.
    Auto,
    /// The first row names columns, whatever it looks like.
    Yes,
    /// The first row is a message.
    No,
}
