use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Cell, CellOutcomes, Event, Experiment, Precision, Response, RunError};
use crate::algorithm::{Buffers, Measure, Parties, record};
use crate::store::{CellKey, Journal, StoreError};
use crate::stream::ReplicateStreams;

/// Where replicates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// From the store as far as they are there, drawn otherwise.
    StoreAndDraw,
    /// From the store alone.
    StoreOnly,
}

/// Runs the replicates of experiments: in parallel over cells and replicates, batch by batch into the store.
///
/// Which replicates count depends on their values alone, never on threads, order or interruptions: a cell stops at the
/// first multiple of the batch size at which every arm is precise enough.
pub struct Engine<'a> {
    /// Where replicates are kept.
    pub journal: &'a Journal,
    /// Whether more may be drawn.
    pub source: Source,
    /// Set from elsewhere to stop the run at the next replicate.
    pub stop: &'a AtomicBool,
    /// Told what happens.
    pub observer: &'a (dyn Fn(Event) + Sync),
}

/// Replicates that one task runs, so that its buffers are reused.
const REPLICATES_PER_TASK: usize = 16;

/// A stop that nobody asks for.
static NEVER: AtomicBool = AtomicBool::new(false);

impl<'a> Engine<'a> {
    /// An engine that draws what the journal lacks, tells nobody, and is not stopped.
    #[must_use]
    pub fn new(journal: &'a Journal) -> Self {
        Self {
            journal,
            source: Source::StoreAndDraw,
            stop: &NEVER,
            observer: &|_| {},
        }
    }
    /// Registers the experiment, tells of a changed spec, and gives the experiment's number in the store.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn register(&self, experiment: &Experiment, spec: &str) -> Result<i64, StoreError> {
        let record = experiment.record(spec);
        let older = self.journal.experiments()?.into_iter().rev();
        let known: Vec<_> = older.filter(|old| old.name == record.name).collect();
        if let Some(old) = known.first()
            && known.iter().all(|old| old.hash != record.hash)
        {
            let lacking = |from: &str, other: &str| {
                let lines = from.lines().filter(|line| !other.lines().any(|o| o == *line));
                lines.map(str::to_owned).collect()
            };
            (self.observer)(Event::SpecChanged {
                experiment: &record.name,
                removed: lacking(&old.identity, &record.identity),
                added: lacking(&record.identity, &old.identity),
            });
        }
        self.journal.register(&record)
    }

    /// Brings every cell to its wanted precision. `outcomes` (one a cell) holds what earlier calls gave, or defaults.
    ///
    /// # Errors
    /// If the store fails, the run was told to stop, or nothing is stored where nothing may be drawn.
    pub fn run(
        &self,
        experiment: &Experiment,
        id: i64,
        wanted: &[Precision],
        outcomes: &mut [CellOutcomes],
    ) -> Result<(), RunError> {
        (experiment.cells.par_iter(), wanted.par_iter(), outcomes.par_iter_mut())
            .into_par_iter()
            .try_for_each(|(cell, wanted, outcomes)| self.run_cell(experiment, id, cell, *wanted, outcomes))
    }

    fn run_cell(
        &self,
        experiment: &Experiment,
        id: i64,
        cell: &Cell,
        wanted: Precision,
        outcomes: &mut CellOutcomes,
    ) -> Result<(), RunError> {
        let arms = cell.arms.len();
        let key = self.journal.cell(id, &cell.coordinates())?;
        if !outcomes.is_loaded() {
            *outcomes = CellOutcomes::stored(
                arms,
                &experiment.measures,
                self.journal.load(key, arms, &experiment.columns())?,
            );
        }
        let (before, first) = (outcomes.replicates(), outcomes.replicates() == 0);
        let replication = &experiment.replication;
        while outcomes.replicates() == 0 || !precise_enough(experiment, cell, wanted, outcomes) {
            if outcomes.replicates() >= replication.maximum {
                break;
            }
            let target = (outcomes.replicates() + replication.batch).min(replication.maximum);
            let available = outcomes.available();
            if available < target {
                if self.source == Source::StoreOnly {
                    outcomes.count_up_to(available.max(outcomes.replicates()));
                    break;
                }
                self.draw(experiment, cell, key, available..target, outcomes)?;
            }
            outcomes.count_up_to(target);
        }
        if outcomes.replicates() > before || first {
            (self.observer)(Event::CellFinished {
                experiment: &experiment.name,
                replicates: outcomes.replicates(),
            });
        }
        Ok(())
    }

    fn draw(
        &self,
        experiment: &Experiment,
        cell: &Cell,
        key: CellKey,
        replicates: std::ops::Range<usize>,
        outcomes: &mut CellOutcomes,
    ) -> Result<(), RunError> {
        let arms = cell.arms.len();
        let data_key = cell.data_key();
        let first = replicates.start;
        let stride = arms * experiment.measures.len();
        let mut batch = vec![f64::NAN; replicates.len() * stride];
        let spare: Mutex<Vec<Buffers>> = Mutex::new(Vec::new());
        batch
            .par_chunks_mut(REPLICATES_PER_TASK * stride)
            .enumerate()
            .try_for_each(|(task, chunk)| {
                let mut buffers = take(&spare);
                for (index, results) in chunk.chunks_mut(stride).enumerate() {
                    if self.stop.load(Ordering::Relaxed) {
                        return Err(RunError::Interrupted);
                    }
                    let replicate = first + task * REPLICATES_PER_TASK + index;
                    let streams = ReplicateStreams::new(experiment.seed, &data_key, replicate as u64);
                    run_replicate(cell, &experiment.measures, &streams, &mut buffers, results);
                }
                give_back(&spare, buffers);
                Ok(())
            })?;
        self.journal.append(key, arms, &experiment.columns(), first, &batch)?;
        outcomes.extend(&batch);
        (self.observer)(Event::BatchStored {
            experiment: &experiment.name,
            replicates: replicates.len(),
        });
        Ok(())
    }
}

fn take(spare: &Mutex<Vec<Buffers>>) -> Buffers {
    let popped = spare.lock().ok().and_then(|mut buffers| buffers.pop());
    popped.unwrap_or_default()
}

fn give_back(spare: &Mutex<Vec<Buffers>>, buffers: Buffers) {
    if let Ok(mut spare) = spare.lock() {
        spare.push(buffers);
    }
}

/// Draws one replicate's data and runs every arm on them; `results` takes the measures of every arm.
pub(super) fn run_replicate(
    cell: &Cell,
    measures: &[Measure],
    streams: &ReplicateStreams,
    buffers: &mut Buffers,
    results: &mut [f64],
) {
    let shards = cell.problem.draw(cell.samples, cell.workers, streams);
    let byzantine = cell.draw_byzantine(streams);
    let width = measures.len();
    for (index, arm) in cell.arms.iter().enumerate() {
        let own = index * width..(index + 1) * width;
        // Without Byzantine workers all adversaries are the same.
        if byzantine == 0 && arm.adversary > 0 {
            results.copy_within(
                (index - arm.adversary) * width..(index - arm.adversary + 1) * width,
                own.start,
            );
            continue;
        }
        let parties = Parties {
            problem: &*cell.problem,
            shards: &*shards,
            samples: cell.samples,
            workers: cell.workers,
            byzantine,
            // Who does not read α is not told it: at equal b its values are the same at every α.
            alpha: if cell.is_random() || arm.attack.reads_alpha() {
                cell.alpha
            } else {
                cell.byzantine_fraction()
            },
            aggregator: &*arm.aggregator,
            adversary: &*arm.attack,
            streams,
        };
        arm.algorithm.run(parties, buffers);
        let scheme = arm.algorithm.scheme(&*cell.problem);
        record(parties, scheme, measures, buffers, &mut results[own]);
    }
}

/// Whether every arm that has a finite summary has it at the wanted standard error, relative to its value.
///
/// A bias may be zero, and is then precise enough relative to σ/(4n), the size of the smallest term it is searched for.
fn precise_enough(experiment: &Experiment, cell: &Cell, wanted: Precision, outcomes: &CellOutcomes) -> bool {
    if outcomes.replicates() < wanted.replicates {
        return false;
    }
    let response = experiment.replication.response;
    let floor = match response {
        Response::Bias => cell.problem.noise() / (4.0 * cell.samples as f64),
        Response::Rms | Response::Mean | Response::Of(_) => 0.0,
    };
    (0..outcomes.arms()).all(|arm| {
        let estimate = outcomes.arm(arm).response(response);
        estimate
            .is_none_or(|estimate| estimate.standard_error <= wanted.relative_error * estimate.value.abs().max(floor))
    })
}
