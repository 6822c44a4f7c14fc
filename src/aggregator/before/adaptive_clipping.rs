use super::super::distance::norm;
use super::super::{AggregatorError, Messages, Workspace};
use super::{Transform, shorten};

/// Adaptive robust clipping (ARC, Allouah et al. 2024): the K = ⌊2f(m − f)/m⌋ rows of largest norm are shortened to the
/// (m − K)-th smallest norm.
///
/// - **Domain**: 2f < m.
/// - **Ties**: rows of equal norm are interchangeable.
/// - **Equivariance**: rotations and scales; no translations.
/// - **Hostile rows**: a row that is not finite has norm +∞, and becomes 0 when it is shortened. While at most f ≤ K rows are
///   arbitrary, the norm that is shortened to is at most the largest norm of an honest row: every row, whatever was sent, is then
///   within that of 0, and so is every mean of rows; a coordinate-wise rule is within √d times it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdaptiveClipping {
    f: usize,
}

impl AdaptiveClipping {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "arc";

    /// The transform against `f` arbitrary rows.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Transform for AdaptiveClipping {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    /// At least f, whatever the rule is.
    fn breakdown(&self, _workers: usize, rule: usize) -> usize {
        rule.max(self.f)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::unless_minority(Self::NAME, self.f, workers)
    }

    fn apply(&self, messages: &Messages, workspace: &mut Workspace, made: &mut Messages) {
        let workers = messages.workers();
        let norms = &mut workspace.column;
        norms.clear();
        norms.extend(messages.rows().map(norm));
        norms.sort_unstable_by(f64::total_cmp);
        let shortened = 2 * self.f * (workers - self.f) / workers;
        let longest = norms[workers - shortened - 1];
        made.reshape(workers, messages.dim());
        made.values_mut().copy_from_slice(messages.values());
        for worker in 0..workers {
            shorten(made.row_mut(worker), longest);
        }
    }
}
