use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{json, read_json, write_new};
use super::task::Planned;
use super::{Failure, Folder, ShardError, ShardName, Task, merge, share};
use crate::claim::{Campaign, Judged, Study};
use crate::experiment::{Catalog, Engine, Event, Experiment, Need, Source, time_of_replicate};
use crate::store::Journal;

/// What a round draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The campaign it belongs to.
    pub campaign: String,
    /// The round, counted from 1.
    pub round: usize,
    /// What is to be drawn.
    pub tasks: Vec<Task>,
}

/// The campaign of a folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CampaignFile {
    /// A hash of the studies and of everything that determines what they draw.
    pub campaign: String,
    /// The version that planned it.
    pub version: String,
    /// The studies.
    pub studies: Vec<StudyFile>,
}

/// A study of a campaign.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StudyFile {
    /// The hash of what it draws.
    hash: String,
    /// The study, as a store keeps it.
    text: String,
}

/// What [`plan`] found.
#[derive(Debug)]
pub enum Planning {
    /// Nothing is lacking: the campaign can be reported.
    Complete,
    /// Something is, and this is what is to be drawn.
    Lacking {
        /// The plan that was written, or that stands.
        plan: Plan,
        /// The experiments that lack something, and at which look each of them is.
        experiments: Vec<(String, usize)>,
    },
}

impl Plan {
    /// Reads the plan of a round, or of the last one.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn read(folder: &Folder, round: Option<usize>) -> Result<Self, ShardError> {
        let last = folder.last_round()?;
        if last == 0 {
            return Err(ShardError::NoPlan {
                folder: folder.path().to_owned(),
            });
        }
        let round = round.unwrap_or(last);
        if !folder.plan(round).is_file() {
            return Err(ShardError::NoRound {
                folder: folder.path().to_owned(),
                round,
                last,
            });
        }
        read_json(&folder.plan(round))
    }

    /// How many replicates it draws, of all arms together.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.tasks.iter().map(|task| task.replicates() * task.arms.len()).sum()
    }

    /// How long it is expected to take on one processor, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.tasks.iter().map(Task::cost).sum()
    }

    fn draws_the_same(&self, tasks: &[Task]) -> bool {
        let what = |task: &Task| (task.study, task.cell, task.arms.clone(), task.first, task.end);
        self.tasks.iter().map(what).eq(tasks.iter().map(what))
    }
}

impl CampaignFile {
    pub fn of(studies: &[Study]) -> Self {
        let study = |study: &Study| StudyFile {
            hash: study.experiment.hash(),
            text: study.stored_text(),
        };
        let studies: Vec<StudyFile> = studies.par_iter().map(study).collect();
        let mut hash = Sha256::new();
        for StudyFile { hash: own, text } in &studies {
            hash.update(own);
            hash.update(text);
        }
        let digits = hash.finalize();
        Self {
            campaign: digits.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            studies,
        }
    }

    pub fn read(folder: &Folder) -> Result<Self, ShardError> {
        if !folder.campaign().is_file() {
            return Err(ShardError::NoPlan {
                folder: folder.path().to_owned(),
            });
        }
        read_json(&folder.campaign())
    }

    /// The studies of the folder, if this version draws what its planner did.
    pub fn restore(&self, folder: &Folder) -> Result<Vec<Study>, ShardError> {
        let catalog = Catalog::default();
        let restore = |file: &StudyFile| -> Result<Study, ShardError> {
            let study = Study::restore(&file.text, &catalog)?;
            self.refuse_other(folder, file, &study.experiment)?;
            Ok(study)
        };
        self.studies.par_iter().map(restore).collect()
    }

    /// What the studies draw of which `is_needed` says so by their numbers.
    pub fn experiments(
        &self,
        folder: &Folder,
        is_needed: impl Fn(usize) -> bool + Sync,
    ) -> Result<Vec<Option<Experiment>>, ShardError> {
        let catalog = Catalog::default();
        let restore = |(index, file): (usize, &StudyFile)| -> Result<Option<Experiment>, ShardError> {
            if !is_needed(index) {
                return Ok(None);
            }
            let experiment = Study::restore_experiment(&file.text, &catalog)?;
            self.refuse_other(folder, file, &experiment)?;
            Ok(Some(experiment))
        };
        self.studies.par_iter().enumerate().map(restore).collect()
    }

    /// Fails if this version draws something else.
    fn refuse_other(&self, folder: &Folder, file: &StudyFile, experiment: &Experiment) -> Result<(), ShardError> {
        if experiment.hash() == file.hash {
            return Ok(());
        }
        Err(ShardError::OtherCampaign {
            folder: folder.path().to_owned(),
            version: self.version.clone(),
        })
    }
}

/// Plans the next round of a campaign: of `studies`, or of those of the folder where there are none.
///
/// The whole campaign is gone through, since the level of its intervals hangs on all of it, on what the folder's store has; nothing is
/// drawn but a replicate of each cell that lacks some, to see how long it takes. A plan of which nothing was drawn yet stands as it is.
///
/// # Errors
/// If the folder holds another campaign, shards that are not merged, or the same replicates failed twice for the same reason; if a file
/// cannot be read or written, or `stop` is set.
pub fn plan(
    folder: &Folder,
    studies: Vec<Study>,
    stop: &AtomicBool,
    observer: &(dyn Fn(Event) + Sync),
) -> Result<Planning, ShardError> {
    let studies = if studies.is_empty() {
        CampaignFile::read(folder)?.restore(folder)?
    } else {
        studies
    };
    let campaign_hash = found_campaign(folder, &studies)?;
    let unmerged = merge::unmerged(folder)?.len();
    if unmerged > 0 {
        return Err(ShardError::Unmerged {
            folder: folder.path().to_owned(),
            count: unmerged,
        });
    }
    let campaign = Campaign { studies };
    let (tasks, experiments, judged) = lacking(folder, &campaign, stop, observer)?;
    if experiments.is_empty() {
        let judged: Vec<_> = campaign.studies.iter().zip(judged).collect();
        merge::settle(folder, &judged)?;
        return Ok(Planning::Complete);
    }
    let last = folder.last_round()?;
    if last > 0 {
        let before = Plan::read(folder, Some(last))?;
        let failures = Failure::all(folder)?;
        let drawn = folder.shards()?.iter().any(|shard| shard.round == last);
        if !drawn && !failures.iter().any(|failure| failure.shard.round == last) && before.draws_the_same(&tasks) {
            return Ok(Planning::Lacking {
                plan: before,
                experiments,
            });
        }
        refuse_second_failure(folder, &before, &failures)?;
    }
    let plan = Plan {
        campaign: campaign_hash,
        round: last + 1,
        tasks,
    };
    let path = folder.plan(plan.round);
    if !write_new(&path, &json(&plan))? {
        return Err(ShardError::TwoPlans { path });
    }
    Ok(Planning::Lacking { plan, experiments })
}

/// Writes into the folder what is to be drawn: `studies`, or what the folder has where there are none. Nothing is planned yet.
///
/// # Errors
/// If the folder holds another campaign, or no study is given and it holds none.
pub fn found(folder: &Folder, studies: Vec<Study>) -> Result<(), ShardError> {
    let studies = if studies.is_empty() {
        CampaignFile::read(folder)?.restore(folder)?
    } else {
        studies
    };
    found_campaign(folder, &studies)?;
    Ok(())
}

/// The same; gives the hash of the campaign.
fn found_campaign(folder: &Folder, studies: &[Study]) -> Result<String, ShardError> {
    let file = CampaignFile::of(studies);
    if !write_new(&folder.campaign(), &json(&file))? {
        let there: CampaignFile = read_json(&folder.campaign())?;
        if there.campaign != file.campaign {
            return Err(ShardError::OtherCampaign {
                folder: folder.path().to_owned(),
                version: there.version,
            });
        }
    }
    Ok(file.campaign)
}

/// The tasks that bring what the campaign lacks, at which look each experiment is that lacks some, and what the others found.
type Lacking = (Vec<Task>, Vec<(String, usize)>, Vec<Judged>);

fn lacking(
    folder: &Folder,
    campaign: &Campaign,
    stop: &AtomicBool,
    observer: &(dyn Fn(Event) + Sync),
) -> Result<Lacking, ShardError> {
    let journal = if folder.store().is_file() {
        Journal::sealed(&folder.store())?
    } else {
        let empty = Journal::in_memory()?;
        merge::register(&empty, &campaign.studies)?;
        empty
    };
    let engine = Engine {
        journal: &journal,
        source: Source::StoreOnly,
        stop,
        observer,
    };
    let planned = campaign.studies.par_iter().map(|study| campaign.plan(study, &engine));
    let planned: Vec<_> = planned.collect::<Result<_, _>>()?;
    let (mut tasks, mut known) = (Vec::new(), Planned::default());
    let (mut experiments, mut judged) = (Vec::new(), Vec::new());
    for (index, (study, planned)) in campaign.studies.iter().zip(planned).enumerate() {
        if planned.needs.is_empty() {
            judged.extend(planned.judged);
            continue;
        }
        let costs = costs(&study.experiment, &planned.needs);
        let mut seconds = |cell: usize, arms: usize| {
            let own = costs
                .iter()
                .find(|(known, _)| *known == cell)
                .map_or(1e-3, |(_, seconds)| *seconds);
            own * arms as f64 / study.experiment.cells[cell].arms.len() as f64
        };
        tasks.extend(known.tasks((index, study), &planned.needs, &mut seconds));
        experiments.push((study.experiment.name.clone(), planned.look));
    }
    Ok((tasks, experiments, judged))
}

/// How long a replicate of all arms takes of every cell that needs some: measured, the faster of two.
fn costs(experiment: &Experiment, needs: &[Need]) -> Vec<(usize, f64)> {
    let mut cells: Vec<usize> = needs.iter().map(|need| need.cell).collect();
    cells.dedup();
    let measured = cells.into_par_iter().map(|cell| {
        // Far away from those that count.
        let once = |replicate: u64| time_of_replicate(experiment, cell, replicate).as_secs_f64();
        (cell, once(FAR).min(once(FAR + 1)).max(SHORTEST))
    });
    measured.collect()
}

/// The number of a replicate that no experiment draws.
const FAR: u64 = 1 << 40;

/// Less is not measured, in seconds.
const SHORTEST: f64 = 1e-7;

/// A share that failed in the last round, for the reason for which one failed before that was to draw some of the same.
fn refuse_second_failure(folder: &Folder, last: &Plan, failures: &[Failure]) -> Result<(), ShardError> {
    for failure in failures.iter().filter(|failure| failure.shard.round == last.round) {
        let own = drawn_by(last, failure.shard);
        for earlier in failures.iter().filter(|earlier| earlier.shard.round + 1 == last.round) {
            if !failure.is_like(earlier) {
                continue;
            }
            let theirs = drawn_by(&Plan::read(folder, Some(earlier.shard.round))?, earlier.shard);
            let meets = |one: &Task, other: &Task| {
                (one.study, one.cell) == (other.study, other.cell)
                    && one.arms.iter().any(|arm| other.arms.contains(arm))
                    && one.first < other.end
                    && other.first < one.end
            };
            if own.iter().any(|one| theirs.iter().any(|other| meets(one, other))) {
                return Err(ShardError::FailsTwice {
                    round: last.round,
                    index: failure.shard.index,
                    count: failure.shard.count,
                    reason: failure.reason.clone(),
                    log: folder.failure(failure.shard),
                });
            }
        }
    }
    Ok(())
}

/// What a share of a plan draws.
fn drawn_by(plan: &Plan, shard: ShardName) -> Vec<Task> {
    let pieces = share(&plan.tasks, shard.index.saturating_sub(1), shard.count.max(1));
    let task = |piece: super::Piece| Task {
        first: piece.replicates.start,
        end: piece.replicates.end,
        ..plan.tasks[piece.task].clone()
    };
    pieces.into_iter().map(task).collect()
}
