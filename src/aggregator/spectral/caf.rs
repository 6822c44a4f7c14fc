use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::weighing::weigh;

/// Covariance-bound-agnostic filtering (CAF, Allouah et al. 2025): a filter that needs no bound on the covariance of honest messages.
///
/// All m messages have the weight cᵢ = 1 at first. While Σcᵢ > m − 2f: μ is their weighted mean and (λ, v) the top eigenpair of their
/// weighted covariance; μ of the smallest λ so far is kept, the first of several; then cᵢ ← cᵢ·(1 − τᵢ/max τⱼ) with
/// τᵢ = (v·(xᵢ − μ))² and the maximum over the messages that still have weight. So every turn leaves one of them without, and there are
/// at most m turns. The result is the μ that was kept; for f = 0 the mean.
///
/// - **Domain**: m ≥ 2f + 1.
/// - **Ties**: where the top eigenvalue is multiple, the solver chooses the direction.
/// - **Equivariance**: translations, rotations and scales, up to rounding and ties. The order of the workers does not matter, up to
///   rounding and ties.
/// - **Hostile rows**: a row that is not finite, or whose difference from the median is not, has no weight from the beginning: it
///   counts as one of the f and is never averaged. Every turn scales the rows that are left by a power of two, so that rows of 1e100
///   or 1e308 are weighed like others. While at most f < m/3 rows are arbitrary and the others lie within R of a point c, the result
///   lies within R·(1 + √(2f/((m − 3f)(1 − r²)))) of c, r = f/(m − 2f): in some turn at most half of λ comes from the arbitrary rows,
///   before more weight of honest rows is gone than of others, and λ bounds how far f rows move a mean of m − 3f.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caf {
    f: usize,
}

impl Caf {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "caf";

    /// The rule for `f` Byzantine workers.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Aggregator for Caf {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    /// The smaller of f and ⌊(m − 1)/3⌋: the least variance may be that of arbitrary rows alone beyond that.
    fn breakdown(&self, workers: usize) -> usize {
        self.f.min(workers.saturating_sub(1) / 3)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.f, workers, 2, 1)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        weigh(messages, self.f, None, workspace, out);
    }
}
