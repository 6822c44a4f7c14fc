//! Replicates are drawn: the data of one, and the arms that run on them.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Cell, Experiment, RunError};
use crate::algorithm::{Buffers, Measure, Parties, record};
use crate::stream::ReplicateStreams;

/// Replicates that one task runs, so that its buffers are reused.
const REPLICATES_PER_TASK: usize = 16;

/// What is drawn of one arm: its number in the cell, its measures, and where they stand among those of all arms of a replicate.
struct Drawn<'a> {
    arm: usize,
    measures: &'a [Measure],
    own: Range<usize>,
}

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
    let spare: Mutex<Vec<Buffers>> = Mutex::new(Vec::new());
    batch
        .par_chunks_mut(REPLICATES_PER_TASK * stride)
        .enumerate()
        .try_for_each(|(task, chunk)| {
            let mut buffers = take(&spare);
            for (index, results) in chunk.chunks_mut(stride).enumerate() {
                if stop.load(Ordering::Relaxed) {
                    return Err(RunError::Interrupted);
                }
                let replicate = replicates.start + task * REPLICATES_PER_TASK + index;
                let streams = ReplicateStreams::new(experiment.seed, &data_key, replicate as u64);
                run_replicate(cell, &drawn, &streams, &mut buffers, results);
            }
            give_back(&spare, buffers);
            Ok(())
        })?;
    let column = |place: usize| batch.iter().skip(place).step_by(stride).copied().collect();
    Ok(drawn.into_iter().map(|arm| arm.own.map(column).collect()).collect())
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

/// Draws one replicate's data and runs the arms on them; `results` takes the measures of every arm.
fn run_replicate(cell: &Cell, drawn: &[Drawn], streams: &ReplicateStreams, buffers: &mut Buffers, results: &mut [f64]) {
    let shards = cell.problem.draw(cell.samples, cell.workers, streams);
    let byzantine = cell.draw_byzantine(streams);
    for (index, Drawn { arm, measures, own }) in drawn.iter().enumerate() {
        let arm = &cell.arms[*arm];
        // Without Byzantine workers all adversaries are the same.
        if byzantine == 0
            && let Some(twin) = (drawn[..index].iter()).find(|twin| cell.arms[twin.arm].estimator == arm.estimator)
        {
            results.copy_within(twin.own.clone(), own.start);
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
        record(parties, scheme, measures, buffers, &mut results[own.clone()]);
    }
}
