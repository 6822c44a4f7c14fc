use super::plan::CampaignFile;
use super::{Failure, Folder, Plan, ShardError, ShardName, merge, share};
use crate::store::Journal;

/// How far a campaign is.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// How many experiments it has.
    pub experiments: usize,
    /// How many replicates of arms its store has.
    pub stored: usize,
    /// The last round that was planned.
    pub round: usize,
    /// How many replicates of arms that round draws.
    pub planned: usize,
    /// How many of these are in shards.
    pub drawn: usize,
    /// How long the rest is expected to take on one processor, in seconds.
    pub seconds: f64,
    /// The shards of that round that are there.
    pub shards: Vec<ShardName>,
    /// Those that are not, where some are.
    pub missing: Vec<ShardName>,
    /// How many shards of any round the store does not have yet.
    pub unmerged: usize,
    /// What failed in that round.
    pub failures: Vec<Failure>,
}

/// Says how far the campaign of a folder is, by what files there are.
///
/// # Errors
/// If the folder holds no plan, or cannot be read.
pub fn status(folder: &Folder) -> Result<Status, ShardError> {
    let campaign = CampaignFile::read(folder)?;
    let plan = Plan::read(folder, None)?;
    let shards: Vec<ShardName> = (folder.shards()?.into_iter())
        .filter(|shard| shard.round == plan.round)
        .collect();
    let (mut drawn, mut seconds) = (0, plan.seconds());
    for shard in &shards {
        for piece in share(&plan.tasks, shard.index.saturating_sub(1), shard.count) {
            let task = &plan.tasks[piece.task];
            drawn += piece.replicates.len() * task.arms.len();
            seconds -= piece.replicates.len() as f64 * task.seconds;
        }
    }
    let stored = if folder.store().is_file() {
        Journal::sealed(&folder.store())?.replicates()?
    } else {
        0
    };
    Ok(Status {
        experiments: campaign.studies.len(),
        stored,
        round: plan.round,
        planned: plan.replicates(),
        drawn,
        seconds: seconds.max(0.0),
        missing: merge::missing(folder)?,
        unmerged: merge::unmerged(folder)?.len(),
        failures: (Failure::all(folder)?.into_iter())
            .filter(|failure| failure.shard.round == plan.round)
            .collect(),
        shards,
    })
}
