use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::weighing::weigh;

/// The spectral filter for a known covariance (Diakonikolas et al. 2016): honest messages have a covariance Σ ⪯ s²I.
///
/// Weights are taken as by [`Caf`](super::Caf), but only until λ, the top eigenvalue of the weighted covariance, is at most
/// s²(1 + 2√(d/m) + d/m + slack), which the covariance of m honest normal messages in d dimensions reaches. The result is the weighted
/// mean of that turn. Where λ never gets so small, it is CAF's: that of the smallest λ.
///
/// - **Domain**: m ≥ 2f + 1, 0 < s < ∞, 0 ≤ slack < ∞.
/// - **Ties**: where the top eigenvalue is multiple, the solver chooses the direction.
/// - **Equivariance**: translations and rotations, up to rounding and ties; scales only together with s. The order of the workers does
///   not matter, up to rounding and ties.
/// - **Hostile rows**: as with CAF. While at most f < m/3 rows are arbitrary and the others lie within R of a point c, the result lies
///   within R + √(f/(m − 3f))·max(R·√(2/(1 − r²)), s√(1 + 2√(d/m) + d/m + slack)) of c, r = f/(m − 2f).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    f: usize,
    scale: f64,
    slack: f64,
}

impl Filter {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "filter";

    /// The filter for `f` Byzantine workers and honest messages of the standard deviation `scale` = s at most in every direction.
    ///
    /// # Errors
    /// If s is not a positive finite number, or the slack is negative or not finite.
    pub fn new(f: usize, scale: f64, slack: f64) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "scale", scale)?;
        if !(slack >= 0.0 && slack.is_finite()) {
            return Err(AggregatorError::Parameter {
                rule: Self::NAME,
                parameter: "slack",
                value: slack,
                domain: "a finite number of at least 0",
            });
        }
        Ok(Self { f, scale, slack })
    }

    /// The standard deviation at which it stops.
    pub(super) fn enough(&self, workers: usize, dim: usize) -> f64 {
        let ratio = dim as f64 / workers as f64;
        self.scale * (1.0 + 2.0 * ratio.sqrt() + ratio + self.slack).sqrt()
    }
}

impl Aggregator for Filter {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={} scale={} slack={}", Self::NAME, self.f, self.scale, self.slack)
    }

    /// The smaller of f and ⌊(m − 1)/3⌋, as CAF.
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
        let enough = self.enough(messages.workers(), messages.dim());
        weigh(messages, self.f, Some(enough), workspace, out);
    }
}
