use super::super::choose::mean_of_rows;
use super::super::kernel::longest;
use super::super::sets::refuse_too_many;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::cloud::{Cloud, exponent};
use super::smea_search::narrowest;

/// How many times longer than the (m − f)-th shortest a row may be for a set with it to count.
const FARTHEST: f64 = 1e100;

/// Smallest maximum eigenvalue averaging (SMEA, Allouah et al. 2023): the mean of the m − f messages whose covariance has the smallest
/// top eigenvalue.
///
/// All sets of m − f messages are compared, most of them by one direction in which they are wider than the best so far.
///
/// - **Domain**: m ≥ 2f + 1, and at most [200,000 sets](Self::MOST_SETS), of which there are m over f.
/// - **Ties**: of eigenvalues that agree to about 1e-12 the set that comes first in the lexicographic order of indices.
/// - **Equivariance**: translations, rotations and scales, up to rounding and ties. The order of the workers does not matter, up to
///   ties.
/// - **Hostile rows**: a row that is not finite, or 1e100 times farther from the median than m − f others, is in no set that is
///   compared: it counts as one of the f and is not averaged. While at most f rows are arbitrary and the others lie within R of a point
///   c, the result lies within R·(1 + √(f/(m − 2f))) of c: the set of honest messages has no eigenvalue above R².
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smea {
    f: usize,
}

impl Smea {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "smea";

    /// The most sets that are compared.
    pub const MOST_SETS: u64 = 200_000;

    /// The rule for `f` Byzantine workers.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Aggregator for Smea {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.f.min(workers.saturating_sub(1) / 2)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.f, workers, 2, 1)?;
        refuse_too_many(Self::NAME, self.f, workers, Self::MOST_SETS)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let cloud = Cloud::new(messages, workspace);
        let keep = cloud.count().saturating_sub(self.f).max(1);
        let lengths: Vec<f64> = (0..cloud.count()).map(|worker| longest(cloud.row(worker))).collect();
        let mut sorted = lengths.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let typical = sorted[keep - 1];
        let near: Vec<usize> = (0..cloud.count())
            .filter(|&worker| lengths[worker].is_finite() && lengths[worker] <= (typical * FARTHEST).min(f64::MAX))
            .collect();
        if near.is_empty() {
            return workspace.selector.medians(messages, out);
        }
        if near.len() <= keep {
            return mean_of_rows(messages, &near, out);
        }
        let rows = cloud.scaled(&near, exponent(typical));
        let chosen = narrowest(&rows, cloud.dim(), keep);
        let chosen: Vec<usize> = chosen.into_iter().map(|index| near[index]).collect();
        mean_of_rows(messages, &chosen, out);
    }
}
