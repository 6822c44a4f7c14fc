use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::folder::replace_by_copy;
use super::plan::CampaignFile;
use super::scratch::Scratch;
use super::{Failure, Folder, Piece, Plan, ShardError, ShardName, host_name, share};
use crate::experiment::{Engine, Event, Experiment, RunError, Source};
use crate::store::{ExperimentRecord, Journal};

/// One share of a plan, to be drawn.
pub struct Draw<'a> {
    /// Where the plan is.
    pub folder: &'a Folder,
    /// Of which round; of the last one if none.
    pub round: Option<usize>,
    /// Which share, counted from 1.
    pub index: usize,
    /// Of how many.
    pub count: usize,
    /// A folder on a local disk for what is not whole yet; the system's for what is temporary if none.
    pub scratch: Option<&'a Path>,
    /// Set from elsewhere to stop at the next replicate.
    pub stop: &'a AtomicBool,
    /// Told what happens.
    pub observer: &'a (dyn Fn(Event) + Sync),
}

/// What [`draw`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which shard.
    pub shard: ShardName,
    /// How many replicates of arms it has, the canary aside.
    pub replicates: usize,
    /// Whether it was there before, and nothing was drawn.
    pub was_there: bool,
}

/// What a shard says of itself, in the place of an experiment.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub campaign: String,
    pub version: String,
    pub shard: String,
}

impl Manifest {
    /// The name of its record.
    const NAME: &'static str = "shard";

    fn record(&self) -> ExperimentRecord {
        ExperimentRecord {
            name: Self::NAME.to_owned(),
            hash: format!("shard {} of {}", self.shard, self.campaign),
            spec: serde_json::to_string(self).unwrap_or_default(),
            places: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// That of a shard, if it is one.
    pub fn read(journal: &Journal) -> Result<Option<Self>, ShardError> {
        let (records, _) = journal.experiments()?;
        let own = records.iter().find(|record| record.name == Self::NAME);
        Ok(own.and_then(|own| serde_json::from_str(&own.spec).ok()))
    }
}

/// Draws a share of a plan on a local disk, and moves it into the folder by one rename: it may run twice, be killed, and run at the same
/// time as others. Shares cut the tasks into parts of equal expected cost; each draws the first replicate of the next one, too, as a
/// canary: two machines that draw other values are found out when they are put together.
///
/// Why it failed is written into the folder, for whoever plans next.
///
/// # Errors
/// If there is no such share or plan, the folder holds a campaign that this version draws otherwise, a disk is full, or `stop` is set.
pub fn draw(draw: &Draw) -> Result<Drawn, ShardError> {
    if draw.index == 0 || draw.index > draw.count {
        return Err(ShardError::Share {
            index: draw.index,
            count: draw.count,
        });
    }
    let plan = Plan::read(draw.folder, draw.round)?;
    let shard = ShardName {
        round: plan.round,
        index: draw.index,
        count: draw.count,
    };
    let result = draw_share(draw, &plan, shard);
    match &result {
        Ok(_) => {
            let _ = std::fs::remove_file(draw.folder.failure(shard));
        }
        // Whoever asked it to stop knows why.
        Err(ShardError::Run(RunError::Interrupted)) => {}
        Err(error) => {
            let reason = error.to_string();
            // Where not even that can be written, it lacks without a reason.
            let _ = Failure { shard, reason }.write(draw.folder);
        }
    }
    result
}

fn draw_share(draw: &Draw, plan: &Plan, shard: ShardName) -> Result<Drawn, ShardError> {
    let pieces = share(&plan.tasks, draw.index - 1, draw.count);
    let arms = |piece: &Piece| piece.replicates.len() * plan.tasks[piece.task].arms.len();
    let drawn = Drawn {
        shard,
        replicates: pieces.iter().map(arms).sum(),
        was_there: draw.folder.shard(shard).is_file(),
    };
    if drawn.was_there {
        return Ok(drawn);
    }
    let file = CampaignFile::read(draw.folder)?;
    if plan.campaign != file.campaign {
        return Err(ShardError::Foreign {
            path: draw.folder.plan(plan.round),
            found: format!("campaign {}", plan.campaign),
            expected: file.campaign,
        });
    }
    let canary = canary(plan, draw.index, draw.count);
    let all = || pieces.iter().chain(&canary);
    let is_needed = |study: usize| all().any(|piece| plan.tasks[piece.task].study == study);
    let experiments = file.experiments(draw.folder, is_needed)?;
    let scratch = Scratch::new(draw.scratch).map_err(|error| ShardError::File {
        path: draw.scratch.map_or_else(std::env::temp_dir, Path::to_owned),
        reason: error.to_string(),
    })?;
    let path = scratch.path("shard.sqlite");
    let journal = Journal::create(&path)?.drawn_on(&host_name());
    let manifest = Manifest {
        campaign: file.campaign,
        version: file.version,
        shard: shard.to_string(),
    };
    journal.register(&manifest.record())?;
    let engine = Engine {
        journal: &journal,
        source: Source::StoreAndDraw,
        stop: draw.stop,
        observer: draw.observer,
    };
    for piece in all() {
        draw_piece(&engine, &experiments, plan, piece)?;
    }
    journal.seal()?;
    replace_by_copy(&draw.folder.shard(shard), &path)?;
    Ok(drawn)
}

/// The first replicate of the next share that has one, the first one following the last.
fn canary(plan: &Plan, index: usize, count: usize) -> Option<Piece> {
    // Shares are numbered from 0 here, so that this is the next one.
    let next = (index..index + count - 1).map(|next| share(&plan.tasks, next % count, count));
    let piece = next.flatten().next()?;
    Some(Piece {
        replicates: piece.replicates.start..piece.replicates.start + 1,
        ..piece
    })
}

fn draw_piece(
    engine: &Engine,
    experiments: &[Option<Experiment>],
    plan: &Plan,
    piece: &Piece,
) -> Result<(), ShardError> {
    let task = &plan.tasks[piece.task];
    let experiment = experiments.get(task.study).and_then(Option::as_ref);
    let whole = experiment.filter(|experiment| {
        let cell = experiment.cells.get(task.cell);
        cell.is_some_and(|cell| task.arms.iter().all(|arm| *arm < cell.arms.len()))
    });
    let Some(experiment) = whole else {
        return Err(ShardError::File {
            path: Path::new("plan").to_owned(),
            reason: format!("task {} names what the campaign has not", piece.task),
        });
    };
    engine.draw_range(experiment, task.cell, &task.arms, piece.replicates.clone())?;
    Ok(())
}
