//! The arguments of what is drawn beyond one machine.

use std::path::PathBuf;

use clap::Args;

use super::args::{Format, GridArguments, ProfileName, threads};

#[derive(Debug, Args)]
pub struct PlanArguments {
    #[command(flatten)]
    pub campaign: CampaignArguments,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct CampaignArguments {
    /// Built-in experiments or spec files; if none is given, those that the folder holds, or else every built-in one.
    #[arg(value_name = "EXPERIMENT | FILE.toml")]
    pub experiments: Vec<String>,
    /// The folder of the campaign, which all machines see.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How much is drawn.
    #[arg(long, value_enum, default_value = "quick")]
    pub profile: ProfileName,
    /// The seed of every random stream, instead of the spec's.
    #[arg(long)]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub grid: GridArguments,
}

#[derive(Debug, Args)]
pub struct DrawArguments {
    /// The folder of the campaign.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Which share of how many, counted from 1: 3/16.
    #[arg(long, value_name = "I/N", value_parser = share)]
    pub shard: (usize, usize),
    /// Of which round [default: the last one].
    #[arg(long, value_name = "R")]
    pub round: Option<usize>,
    /// A folder on a local disk for what is not whole yet [default: where the system keeps what is temporary].
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
    /// How many threads work [default: one a processor].
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    /// Draw nothing, and write down why the share could not be drawn.
    #[arg(long, value_name = "REASON", hide = true)]
    pub failed: Option<String>,
}

/// I/N.
fn share(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/');
    let numbers = numbers.and_then(|(index, count)| Some((index.trim().parse().ok()?, count.trim().parse().ok()?)));
    numbers.ok_or_else(|| "it is a share and how many there are, such as 3/16".to_owned())
}

/// The most shards of a round: what no array of jobs is as large as.
const MOST_SHARDS: usize = 1_000_000;

fn shards(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_SHARDS).contains(count));
    count.ok_or_else(|| format!("it must be a whole number from 1 to {MOST_SHARDS}"))
}

#[derive(Debug, Args)]
pub struct MergeArguments {
    /// The folder of the campaign.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// A folder on a local disk for what is not whole yet [default: where the system keeps what is temporary].
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct StatusArguments {
    /// The folder of the campaign.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Say nothing but how many shares are worth starting for the last plan, and no more than this.
    #[arg(long, value_name = "MOST", value_parser = shards)]
    pub shares: Option<usize>,
}

#[derive(Debug, Args)]
pub struct SlurmArguments {
    #[command(flatten)]
    pub campaign: CampaignArguments,
    /// In how many shards each round is drawn: the size of the array.
    #[arg(long, value_name = "N", value_parser = shards)]
    pub shards: usize,
    /// The most time of a share, as sbatch takes it.
    #[arg(long, value_name = "TIME")]
    pub time: Option<String>,
    /// The partition.
    #[arg(long, value_name = "NAME")]
    pub partition: Option<String>,
    /// The account.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// The memory of a share, as sbatch takes it.
    #[arg(long, value_name = "SIZE")]
    pub mem: Option<String>,
    /// The processors of a share.
    #[arg(long, value_name = "C", default_value = "1", value_parser = threads)]
    pub cpus: usize,
    /// Anything else that sbatch is told for every job, such as --sbatch=--qos=long; may be repeated.
    #[arg(long, value_name = "FLAG", allow_hyphen_values = true)]
    pub sbatch: Vec<String>,
    /// A folder on every machine's own disk [default: where its system keeps what is temporary].
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
    /// Write the scripts, and submit nothing.
    #[arg(long)]
    pub print: bool,
}
