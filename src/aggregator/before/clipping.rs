use super::super::{AggregatorError, Messages, Workspace};
use super::{Transform, shorten};

/// Clipping to the norm c: xᵢ ← xᵢ·min(1, c/‖xᵢ‖).
///
/// - **Domain**: 0 < c < ∞.
/// - **Ties**: none.
/// - **Equivariance**: rotations; scales only together with c, and no translations.
/// - **Hostile rows**: a row that is not finite becomes 0. Whatever is sent, every row is then within c of 0, honest ones no farther
///   than before: a mean of rows is within c of 0, a coordinate-wise rule within c·√d.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clipping {
    longest: f64,
}

impl Clipping {
    /// Its name, whatever c is.
    pub const NAME: &'static str = "clipping";

    /// Clipping to the norm `longest` = c.
    ///
    /// # Errors
    /// If c is not a positive finite number.
    pub fn new(longest: f64) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "c", longest)?;
        Ok(Self { longest })
    }
}

impl Transform for Clipping {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} c={}", Self::NAME, self.longest)
    }

    /// Fewer than half the workers, whatever the rule is. The result stays bounded beyond that, but follows the others.
    fn breakdown(&self, workers: usize, rule: usize) -> usize {
        rule.max(workers.saturating_sub(1) / 2)
    }

    fn apply(&self, messages: &Messages, _workspace: &mut Workspace, made: &mut Messages) {
        made.reshape(messages.workers(), messages.dim());
        made.values_mut().copy_from_slice(messages.values());
        for worker in 0..made.workers() {
            shorten(made.row_mut(worker), self.longest);
        }
    }
}
