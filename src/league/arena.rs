use rayon::prelude::*;
use thiserror::Error;

use super::counted::Counted;
use crate::adversary::Adversary;
use crate::aggregator::{Aggregator, AggregatorError, Messages};
use crate::algorithm::{Algorithm, Buffers, Parties};
use crate::problem::{Problem, Shards};
use crate::stream::ReplicateStreams;

/// Where a rule meets adversaries: a problem with m workers of n samples each, b of them Byzantine, and an algorithm.
///
/// Every rule and every adversary sees the same data.
#[derive(Clone, Copy, Debug)]
pub struct Arena<'a> {
    /// What is learned.
    pub problem: &'a dyn Problem,
    /// How master and workers proceed.
    pub algorithm: &'a dyn Algorithm,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// b, the number of Byzantine workers.
    pub byzantine: usize,
    /// The seed of the data.
    pub seed: u64,
}

/// Why an arena has no attack.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ArenaError {
    /// b = 0, or no honest worker.
    #[error(
        "{byzantine} of {workers} workers are Byzantine: an attack needs at least one, and at least one honest worker"
    )]
    Byzantine {
        /// b.
        byzantine: usize,
        /// m.
        workers: usize,
    },
    /// A rule that is not defined there.
    #[error("{0}")]
    Rule(#[from] AggregatorError),
    /// Data beyond what is held in memory.
    #[error("{workers} messages of {dim} coordinates are too many: {most} numbers are the most of a replicate")]
    Size {
        /// m.
        workers: usize,
        /// d.
        dim: usize,
        /// The most numbers.
        most: usize,
    },
    /// A budget that does not pay a single look at every family.
    #[error("a budget of {budget} evaluations of the rule is too small: it takes at least {least}")]
    Budget {
        /// The budget.
        budget: u64,
        /// The least that is allowed.
        least: u64,
    },
}

/// The most numbers of a replicate, and of all that are held at a time: a gigabyte.
pub(super) const MOST_NUMBERS: usize = MOST_HELD / 16;
const MOST_HELD: usize = 1 << 27;

/// Data sets on which attacks are compared.
pub(super) struct Replicates {
    drawn: Vec<(ReplicateStreams, Box<dyn Shards>)>,
}

impl Arena<'_> {
    /// Whether `rule` can be attacked here.
    pub(super) fn check(&self, rule: &dyn Aggregator) -> Result<(), ArenaError> {
        let (byzantine, workers) = (self.byzantine, self.workers);
        if byzantine == 0 || byzantine >= workers {
            return Err(ArenaError::Byzantine { byzantine, workers });
        }
        rule.check(workers)?;
        self.numbers().map(|_| ())
    }

    /// How many numbers a replicate takes.
    fn numbers(&self) -> Result<usize, ArenaError> {
        let (workers, dim) = (self.workers, self.problem.dim());
        let messages = workers.checked_mul(dim);
        let data = self.problem.data_size(self.samples, workers);
        let numbers = messages.zip(data).map(|(messages, data)| messages.max(data));
        numbers
            .filter(|numbers| *numbers <= MOST_NUMBERS)
            .ok_or(ArenaError::Size {
                workers,
                dim,
                most: MOST_NUMBERS,
            })
    }

    /// How many replicates are held in memory at a time.
    pub(super) fn held(&self) -> Result<u64, ArenaError> {
        Ok((MOST_HELD / self.numbers()?.max(1)) as u64)
    }

    /// The replicates of these numbers.
    pub(super) fn draw(&self, numbers: std::ops::Range<u64>) -> Replicates {
        let key = format!(
            "league {}|d={}|n={}|m={}",
            self.problem.key(),
            self.problem.dim(),
            self.samples,
            self.workers
        );
        let draw = |number| {
            let streams = ReplicateStreams::new(self.seed, &key, number);
            let shards = self.problem.draw(self.samples, self.workers, &streams);
            (streams, shards)
        };
        Replicates {
            drawn: numbers.into_par_iter().map(draw).collect(),
        }
    }

    /// ‖ŵ − w*‖² of `rule` under `adversary` on each of `replicates`; +∞ where the estimate is lost.
    pub(super) fn squared_errors(
        &self,
        rule: &Counted,
        adversary: &dyn Adversary,
        replicates: &mut Replicates,
    ) -> Vec<f64> {
        let run = |buffers: &mut Vec<Buffers>, drawn: &mut [(ReplicateStreams, Box<dyn Shards>)]| -> Vec<f64> {
            let parties: Vec<Parties> = (drawn.iter())
                .map(|(streams, shards)| self.parties(rule, adversary, streams, &**shards))
                .collect();
            buffers.resize_with(parties.len().max(buffers.len()), Buffers::default);
            self.algorithm.run_all(&parties, buffers);
            let errors = buffers.iter().map(|buffers| buffers.trajectory.final_error().powi(2));
            errors.take(parties.len()).collect()
        };
        let together = rule.at_once(self.workers, self.problem.dim()).max(1);
        (replicates.drawn.par_chunks_mut(together))
            .map_init(Vec::new, run)
            .flatten_iter()
            .collect()
    }

    /// What all workers send in the last round of replicate `number`, where `rule` meets `adversary`: the last b rows are Byzantine.
    #[must_use]
    pub fn messages(&self, rule: &dyn Aggregator, adversary: &dyn Adversary, number: u64) -> Messages {
        let replicates = self.draw(number..number + 1);
        let mut buffers = Buffers::default();
        for (streams, shards) in &replicates.drawn {
            let parties = self.parties(rule, adversary, streams, &**shards);
            self.algorithm.run(parties, &mut buffers);
        }
        buffers.messages
    }

    fn parties<'b>(
        &'b self,
        rule: &'b dyn Aggregator,
        adversary: &'b dyn Adversary,
        streams: &'b ReplicateStreams,
        shards: &'b dyn Shards,
    ) -> Parties<'b> {
        Parties {
            problem: self.problem,
            shards,
            samples: self.samples,
            workers: self.workers,
            byzantine: self.byzantine,
            alpha: self.byzantine as f64 / self.workers as f64,
            aggregator: rule,
            adversary,
            streams,
        }
    }
}
