//! What a run takes, told before anything is drawn.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::Experiment;
use super::draw::draw;

/// What a run of an experiment takes: at least, if every cell is precise enough after its first batch, and at most.
///
/// ```
/// use byzrate::experiment::Estimate;
/// use byzrate::prelude::*;
///
/// let spec = r#"
///     name = "means"
///     problem = [{ name = "gaussian-mean" }]
///     grid = [{ n = [25, 100, 400], m = [21], alpha = [0.1] }]
///     estimator = [{ algorithm = "one-round", aggregator = "median" }]
///     adversary = [{ name = "plus-infinity" }]
///     replicates = { quick = { batch = 500, maximum = 2000 } }
/// "#;
/// let study = Study::decode(Document::new("means.toml", spec), &Catalog::default(), &Overrides::default())?;
///
/// let estimate = Estimate::of(&study.experiment, 1);
/// assert_eq!((estimate.cells, estimate.arms), (3, 3));
/// // The error and the signed error of every replicate.
/// assert_eq!((estimate.least.replicates, estimate.most.replicates), (1500, 6000));
/// assert_eq!(estimate.most.kept, 6000 * 2 * 8);
/// # Ok::<(), SpecError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The cells.
    pub cells: usize,
    /// The arms of all cells.
    pub arms: usize,
    /// The bytes of what is in flight at a time: a batch and the data of a replicate for every thread.
    pub in_flight: usize,
    /// If the first batch of every cell will do.
    pub least: Amount,
    /// If every cell is drawn to the end.
    pub most: Amount,
}

/// What comes of a number of replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    /// The replicates of all arms together.
    pub replicates: usize,
    /// The bytes that are kept in memory until all is judged.
    pub kept: usize,
    /// The bytes in the store, roughly.
    pub stored: usize,
}

/// Bytes of a number.
const NUMBER: usize = size_of::<f64>();

/// Bytes of an arm in the store beside its numbers, roughly: its key, and what it is called in an experiment.
const ARM: usize = 800;

/// The part of the numbers' bytes that blocks take beside them, at most: one of 50 replicates has about 90 bytes of its own.
const BLOCKS: usize = 4;

impl Estimate {
    /// The estimate of an experiment that is run on so many threads.
    #[must_use]
    pub fn of(experiment: &Experiment, threads: usize) -> Self {
        let measures = experiment.measures.len();
        let replication = &experiment.replication;
        let arms: usize = experiment.cells.iter().map(|cell| cell.arms.len()).sum();
        let amount = |of_a_cell: usize| {
            let replicates = arms.saturating_mul(of_a_cell);
            let kept = replicates.saturating_mul(measures * NUMBER);
            Amount {
                replicates,
                kept,
                stored: kept
                    .saturating_add(kept / BLOCKS)
                    .saturating_add(arms.saturating_mul(ARM)),
            }
        };
        // Nothing is ever as precise as that.
        let always_all = replication.relative_error == 0.0;
        let numbers = experiment.cells.iter().map(|cell| {
            let batch = cell
                .arms
                .len()
                .saturating_mul(measures)
                .saturating_mul(replication.batch);
            let data = cell.problem.data_size(cell.samples, cell.workers).unwrap_or(usize::MAX);
            // What is sent, and what the rule orders.
            let messages = cell.workers.saturating_mul(cell.dim()).saturating_mul(2);
            batch.saturating_add(data).saturating_add(messages)
        });
        Self {
            cells: experiment.cells.len(),
            arms,
            in_flight: numbers
                .max()
                .unwrap_or(0)
                .saturating_mul(NUMBER)
                .saturating_mul(threads),
            least: amount(if always_all {
                replication.maximum
            } else {
                replication.batch
            }),
            most: amount(replication.maximum),
        }
    }

    /// That of several experiments, run one after the other and judged together.
    #[must_use]
    pub fn total(estimates: &[Self]) -> Self {
        let add = |one: Amount, other: Amount| Amount {
            replicates: one.replicates.saturating_add(other.replicates),
            kept: one.kept.saturating_add(other.kept),
            stored: one.stored.saturating_add(other.stored),
        };
        estimates.iter().fold(Self::default(), |one, other| Self {
            cells: one.cells + other.cells,
            arms: one.arms + other.arms,
            in_flight: one.in_flight.max(other.in_flight),
            least: add(one.least, other.least),
            most: add(one.most, other.most),
        })
    }

    /// The bytes of memory that are needed in any case.
    #[must_use]
    pub fn memory_at_least(&self) -> usize {
        self.in_flight.saturating_add(self.least.kept)
    }

    /// The bytes of memory that may be needed.
    #[must_use]
    pub fn memory_at_most(&self) -> usize {
        self.in_flight.saturating_add(self.most.kept)
    }
}

/// How long one replicate of all arms of a cell takes, drawn and thrown away.
#[must_use]
pub fn time_of_replicate(experiment: &Experiment, cell: usize, replicate: u64) -> Duration {
    let cell = &experiment.cells[cell];
    let arms: Vec<usize> = (0..cell.arms.len()).collect();
    let replicate = usize::try_from(replicate).unwrap_or(usize::MAX - 1);
    let begun = Instant::now();
    // Nothing says to stop, so that it ends well.
    let _ = draw(
        &AtomicBool::new(false),
        experiment,
        cell,
        &arms,
        replicate..replicate + 1,
    );
    begun.elapsed()
}
