//! Replicates are drawn: the data of one, and the arms that run on them.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Cell, Experiment, RunError};
use crate::algorithm::{Buffers, Measure, Parties, record};
use crate::problem::Shards;
use crate::stream::ReplicateStreams;

/// Replicates that one task runs, so that its buffers are reused.
const REPLICATES_PER_TASK: usize = 16;

/// What is drawn of one arm: its number in the cell, its measures, and where they stand among those of all arms of a replicate.
struct Drawn<'a> {
    arm: usize,
    measures: &'a [Measure],
    own: Range<usize>,
}

/// The most numbers of data that replicates in lockstep hold together, 4 megabytes: they are read again in every round, and should stay in
/// a cache.
const MOST_HELD: usize = 1 << 19;

/// Draws `replicates` of a cell for some of its arms; gives the values of every measure of every arm.
pub(super) fn draw(
    stop: &AtomicBool,
    experiment: &Experiment,
    cell: &Cell,
    arms: &[usize],
    replicates: Range<usize>,
) -> Result<Vec<Vec<Vec<f64>>>, RunError> {
    let mut drawn: Vec<Drawn> = Vec::with_capacity(arms.len());
    let mut stride = 0;
    for &arm in arms {
        let measures = experiment.measures_of(cell, arm);
        let own = stride..stride + measures.len();
        stride = own.end;
        drawn.push(Drawn { arm, measures, own });
    }
    let data_key = cell.data_key();
    let mut batch = vec![f64::NAN; replicates.len() * stride];
    let spare: Mutex<Vec<Vec<Buffers>>> = Mutex::new(Vec::new());
    let together = in_lockstep(cell, arms);
    let per_task = REPLICATES_PER_TASK.next_multiple_of(together);
    batch
        .par_chunks_mut(per_task * stride)
        .enumerate()
        .try_for_each(|(task, chunk)| {
            let mut buffers = take(&spare);
            for (index, results) in chunk.chunks_mut(together * stride).enumerate() {
                if stop.load(Ordering::Relaxed) {
                    return Err(RunError::Interrupted);
                }
                let first = replicates.start + task * per_task + index * together;
                let streams: Vec<ReplicateStreams> = (first..first + results.len() / stride)
                    .map(|replicate| ReplicateStreams::new(experiment.seed, &data_key, replicate as u64))
                    .collect();
                run_replicates(cell, &drawn, &streams, &mut buffers, results);
            }
            give_back(&spare, buffers);
            Ok(())
        })?;
    let column = |place: usize| batch.iter().skip(place).step_by(stride).copied().collect();
    Ok(drawn.into_iter().map(|arm| arm.own.map(column).collect()).collect())
}

/// How many replicates run in lockstep: as many as the rule aggregates at once that aggregates the most.
fn in_lockstep(cell: &Cell, arms: &[usize]) -> usize {
    let at_once = |arm: usize| cell.arms[arm].aggregator.at_once(cell.workers, cell.dim());
    let wanted = arms.iter().map(|&arm| at_once(arm)).max();
    let data = cell.problem.data_size(cell.samples, cell.workers).unwrap_or(MOST_HELD);
    wanted.unwrap_or(1).min(MOST_HELD / data.max(1)).max(1)
}

fn take(spare: &Mutex<Vec<Vec<Buffers>>>) -> Vec<Buffers> {
    let popped = spare.lock().ok().and_then(|mut buffers| buffers.pop());
    popped.unwrap_or_default()
}

fn give_back(spare: &Mutex<Vec<Vec<Buffers>>>, buffers: Vec<Buffers>) {
    if let Ok(mut spare) = spare.lock() {
        spare.push(buffers);
    }
}

/// Draws the data of replicates and runs the arms on them, arm by arm; `results` takes the measures of every arm of every replicate.
fn run_replicates(
    cell: &Cell,
    drawn: &[Drawn],
    streams: &[ReplicateStreams],
    buffers: &mut Vec<Buffers>,
    results: &mut [f64],
) {
    let stride = results.len() / streams.len();
    buffers.resize_with(buffers.len().max(streams.len()), Buffers::default);
    let data: Vec<(Box<dyn Shards>, usize)> = streams
        .iter()
        .map(|streams| {
            let shards = cell.problem.draw(cell.samples, cell.workers, streams);
            (shards, cell.draw_byzantine(streams))
        })
        .collect();
    for (index, Drawn { arm, measures, own }) in drawn.iter().enumerate() {
        let arm = &cell.arms[*arm];
        // Without Byzantine workers all adversaries are the same.
        let twin = (drawn[..index].iter()).find(|twin| cell.arms[twin.arm].estimator == arm.estimator);
        let mut places = Vec::with_capacity(streams.len());
        let mut parties = Vec::with_capacity(streams.len());
        for (place, (streams, (shards, byzantine))) in streams.iter().zip(&data).enumerate() {
            if *byzantine == 0
                && let Some(twin) = twin
            {
                let of_all = &mut results[place * stride..][..stride];
                of_all.copy_within(twin.own.clone(), own.start);
                continue;
            }
            places.push(place);
            parties.push(Parties {
                problem: &*cell.problem,
                shards: &**shards,
                samples: cell.samples,
                workers: cell.workers,
                byzantine: *byzantine,
                // Who does not read α is not told it: at equal b its values are the same at every α.
                alpha: if cell.is_random() || arm.attack.reads_alpha() {
                    cell.alpha
                } else {
                    cell.byzantine_fraction()
                },
                aggregator: &*arm.aggregator,
                adversary: &*arm.attack,
                streams,
            });
        }
        // No rule gets more at once than it asked for.
        let most = arm.aggregator.at_once(cell.workers, cell.dim()).max(1);
        for (parties, buffers) in parties.chunks(most).zip(buffers.chunks_mut(most)) {
            match parties {
                [alone] => arm.algorithm.run(*alone, &mut buffers[0]),
                several => arm.algorithm.run_all(several, buffers),
            }
        }
        let scheme = arm.algorithm.scheme(&*cell.problem);
        for ((place, parties), buffers) in places.into_iter().zip(parties).zip(&mut *buffers) {
            let own = place * stride + own.start..place * stride + own.end;
            record(parties, scheme, measures, buffers, &mut results[own]);
        }
    }
}
