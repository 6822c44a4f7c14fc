//! How master and workers proceed: Algorithm 1 (robust distributed gradient descent) and Algorithm 2 (one round).

mod corrected_one_round;
mod error;
mod gradient_descent;
mod measure;
mod one_round;
mod parties;
mod probe;
mod scheme;
mod streaming_momentum;
mod surrogate;
mod trajectory;

pub use corrected_one_round::CorrectedOneRound;
pub use error::AlgorithmError;
pub use gradient_descent::GradientDescent;
pub use measure::{Measure, record};
pub use one_round::OneRound;
pub use parties::{Buffers, Parties};
pub use probe::{Probe, Probed};
pub use scheme::{Rounds, Scheme};
pub use streaming_momentum::StreamingMomentum;
pub use surrogate::Surrogate;
pub use trajectory::Trajectory;

use std::fmt::Debug;

use crate::problem::Problem;

/// A distributed algorithm: rounds of messages between m workers and one master.
///
/// ```
/// use byzrate::adversary::Extreme;
/// use byzrate::aggregator::Median;
/// use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, Parties};
/// use byzrate::problem::{GaussianMean, Problem};
/// use byzrate::stream::ReplicateStreams;
///
/// let problem = GaussianMean::new(2, 1.0, None)?;
/// let streams = ReplicateStreams::new(1, "documentation", 0);
/// let parties = Parties {
///     problem: &problem,
///     shards: &*problem.draw(100, 21, &streams),
///     samples: 100,
///     workers: 21,
///     byzantine: 4,
///     alpha: 0.2,
///     aggregator: &Median,
///     adversary: &Extreme::PlusInfinity,
///     streams: &streams,
/// };
/// let mut buffers = Buffers::default();
/// GradientDescent::new(None, 3)?.run(parties, &mut buffers);
/// // From the edge of W, 10√2 from w*, to the size of the noise σ/√n = 0.1.
/// assert!(buffers.trajectory.errors()[0] > 14.0 && buffers.trajectory.final_error() < 0.3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Algorithm: Send + Sync + Debug {
    /// The name in specs, tables and figures, such as `one-round`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes the result.
    fn key(&self) -> String;

    /// The most rounds of communication that a run may take.
    fn rounds(&self) -> usize;

    /// What theory may assume of the algorithm on `problem`. A wrong declaration is found out: what is measured then
    /// contradicts it, and the finding says whose declaration it was.
    fn scheme(&self, _problem: &dyn Problem) -> Scheme {
        Scheme::Unknown
    }

    /// Whether it runs on `problem` with n = `samples` samples a worker and m = `workers` workers; asked before anything is drawn.
    ///
    /// # Errors
    /// If it does not; the error says why.
    fn admits(&self, _problem: &dyn Problem, _samples: usize, _workers: usize) -> Result<(), AlgorithmError> {
        Ok(())
    }

    /// How often data of all workers are drawn in a replicate: more than once where rounds have fresh samples.
    fn draws_of_data(&self) -> usize {
        1
    }

    /// The point w at which it looks at the workers' gradients and nowhere else, where that is the same in every replicate (length d).
    fn probed(&self, _problem: &dyn Problem) -> Option<Vec<f64>> {
        None
    }

    /// Runs the algorithm; `buffers.trajectory` tells what happened and what it cost. The rounds of [`Parties`] are counted as they are
    /// run.
    fn run(&self, parties: Parties, buffers: &mut Buffers);

    /// Runs several replicates of one cell, which differ in their data and in b alone; each ends as [`run`](Self::run) ends it. An
    /// algorithm that runs them in lockstep lets the rule aggregate all of them at once.
    fn run_all(&self, parties: &[Parties], buffers: &mut [Buffers]) {
        for (parties, buffers) in parties.iter().zip(buffers) {
            self.run(*parties, buffers);
        }
    }
}
