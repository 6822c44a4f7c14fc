use super::parties::aggregate_all;
use super::{Algorithm, AlgorithmError, Buffers, Parties, Scheme};
use crate::adversary::Step;
use crate::problem::Problem;

/// The one-round algorithm (Yin et al. 2018, Algorithm 2): every worker sends its risk minimiser ŵᵢ, and the estimate is
/// their aggregate (the median in the paper).
///
/// With the mean it is AVGM (Zhang, Duchi and Wainwright 2012), the baseline that one Byzantine worker breaks: of least squares with
/// Gaussian features of covariance I it has E‖ŵ − w*‖² = dσ²/(m(n − d − 1)), where one estimate of all samples has dσ²/(nm − d − 1), and
/// a bias of order 1/n for losses whose curvature is random, 1/(n − 1) for
/// [`RandomCurvature`](crate::problem::RandomCurvature). With the (geometric) median it is the one-shot aggregation of Feng, Xu and Mannor
/// (2014), with means of groups of workers where the rule groups them first.
///
/// The minimisers are taken over ℝᵈ for quadratic losses, as in Theorem 7, and over W for others; the estimate is not projected.
///
/// ```
/// use byzrate::adversary::Honest;
/// use byzrate::aggregator::Mean;
/// use byzrate::algorithm::{Algorithm, Buffers, OneRound, Parties};
/// use byzrate::problem::{GaussianMean, Problem};
/// use byzrate::stream::ReplicateStreams;
///
/// let problem = GaussianMean::new(1, 1.0, None)?;
/// let streams = ReplicateStreams::new(1, "documentation", 0);
/// let parties = Parties {
///     problem: &problem,
///     shards: &*problem.draw(100, 100, &streams),
///     samples: 100,
///     workers: 100,
///     byzantine: 0,
///     alpha: 0.0,
///     aggregator: &Mean,
///     adversary: &Honest,
///     streams: &streams,
/// };
/// let mut buffers = Buffers::default();
/// OneRound.run(parties, &mut buffers);
/// // The mean of 10,000 samples, with deviation 1/√10000.
/// assert!(buffers.trajectory.final_error() < 0.05);
/// assert_eq!(buffers.trajectory.floats_sent, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OneRound;

impl Algorithm for OneRound {
    fn name(&self) -> &str {
        "one-round"
    }

    fn key(&self) -> String {
        self.name().to_owned()
    }

    fn rounds(&self) -> usize {
        1
    }

    fn scheme(&self, _problem: &dyn Problem) -> Scheme {
        Scheme::OneRound
    }

    fn admits(&self, problem: &dyn Problem, _samples: usize, _workers: usize) -> Result<(), AlgorithmError> {
        if problem.has_local_minimisers() {
            return Ok(());
        }
        Err(AlgorithmError::NoMinimisers {
            problem: problem.name().to_owned(),
        })
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        minimise(&parties, buffers);
        parties.aggregate(0, Step::Estimate, buffers);
        buffers.trajectory.push(&buffers.aggregate, problem);
    }

    fn run_all(&self, parties: &[Parties], buffers: &mut [Buffers]) {
        let Some(first) = parties.first() else { return };
        let buffers = &mut buffers[..parties.len()];
        for (parties, buffers) in parties.iter().zip(&mut *buffers) {
            minimise(parties, buffers);
            parties.corrupt(0, Step::Estimate, buffers);
        }
        aggregate_all(first.aggregator, buffers.iter_mut());
        for (parties, buffers) in parties.iter().zip(buffers) {
            buffers.trajectory.count(1, false);
            buffers.trajectory.push(&buffers.aggregate, parties.problem);
        }
    }
}

/// Every worker sends its minimiser.
fn minimise(parties: &Parties, buffers: &mut Buffers) {
    let problem = parties.problem;
    buffers.prepare(parties.workers, problem.dim());
    buffers.iterate.copy_from_slice(&problem.start());
    parties.shards.local_minimisers(&mut buffers.messages);
}
