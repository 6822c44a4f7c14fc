use super::super::scale::message_deviation;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::weighing::weigh;

/// The spectral filter for a known covariance (Diakonikolas et al. 2016): honest messages have a covariance Σ ⪯ s²I, s known or,
/// where Σ = s²I ([`with_estimated_scale`](Filter::with_estimated_scale)), estimated from the messages.
///
/// Weights are taken as by [`Caf`](super::Caf), but only until λ, the top eigenvalue of the weighted covariance, is at most
/// s²(1 + 2√(d/m) + d/m + slack), which the covariance of m honest normal messages in d dimensions reaches. The result is the weighted
/// mean of that turn. Where λ never gets so small, it is CAF's: that of the smallest λ.
///
/// - **Domain**: m ≥ 2f + 1, 0 < s < ∞, 0 ≤ slack < ∞.
/// - **Ties**: where the top eigenvalue is multiple, the solver chooses the direction.
/// - **Equivariance**: translations and rotations, up to rounding and ties; scales only together with s, or where s is estimated:
///   then no rotations, since medians are taken by coordinates, and a turn more or less may be taken. The order of the workers does not
///   matter, up to rounding and ties.
/// - **Hostile rows**: as with CAF. While at most f < m/3 rows are arbitrary and the others lie within R of a point c, the result lies
///   within R + √(f/(m − 3f))·max(R·√(2/(1 − r²)), s√(1 + 2√(d/m) + d/m + slack)) of c, r = f/(m − 2f).
///   An estimated s is at most 2R/Φ⁻¹(¾) = 2.97·R.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    f: usize,
    /// s, where it is known.
    scale: Option<f64>,
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
        Self::with(f, Some(scale), slack)
    }

    /// The filter that is not told s: ŝ² is the mean over the coordinates of ŝₖ², the median of |xᵢₖ − cₖ| over Φ⁻¹(¾) about the median
    /// cₖ, as in [`Vrmom`](crate::aggregator::Vrmom). Where honest variances differ between directions, their mean is not their largest,
    /// and the filter takes more than it need.
    ///
    /// # Errors
    /// If the slack is negative or not finite.
    pub fn with_estimated_scale(f: usize, slack: f64) -> Result<Self, AggregatorError> {
        Self::with(f, None, slack)
    }

    fn with(f: usize, scale: Option<f64>, slack: f64) -> Result<Self, AggregatorError> {
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

    /// The standard deviation at which it stops, for messages of the deviation `scale` = s.
    pub(super) fn enough(&self, scale: f64, workers: usize, dim: usize) -> f64 {
        let ratio = dim as f64 / workers as f64;
        scale * (1.0 + 2.0 * ratio.sqrt() + ratio + self.slack).sqrt()
    }
}

impl Aggregator for Filter {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        let scale = self.scale.map_or("mad".to_owned(), |scale| scale.to_string());
        format!("{} f={} scale={scale} slack={}", Self::NAME, self.f, self.slack)
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
        let scale = self.scale.unwrap_or_else(|| message_deviation(messages, workspace));
        let enough = self.enough(scale, messages.workers(), messages.dim());
        weigh(messages, self.f, Some(enough), workspace, out);
    }
}
