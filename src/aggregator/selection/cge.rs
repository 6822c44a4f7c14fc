use super::super::choose::{keep_smallest, mean_of_rows};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::SelectionScratch;

/// Comparative gradient elimination (Gupta and Vaidya 2020): the mean of the m − f messages of the smallest Euclidean norm ‖xᵢ‖.
///
/// Here f is the number of Byzantine workers reckoned with and m that of all; of equal norms the lowest index goes first.
///
/// Defined for m ≥ 2f + 1. Commutes with rotations and scaling; not with translations, since norms are taken from the origin. A
/// message with NaN or ±∞, or one whose squared norm overflows, has an infinite norm: at most f of them, wherever they stand, are not
/// averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cge {
    byzantine: usize,
}

impl Cge {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "cge";

    /// The rule for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self { byzantine }
    }
}

impl Aggregator for Cge {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.byzantine)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.byzantine.min(workers.saturating_sub(1) / 2)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.byzantine, workers, 2, 1)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let keep = messages.workers().saturating_sub(self.byzantine);
        let SelectionScratch {
            rows, numbers, order, ..
        } = &mut workspace.selection;
        rows.take(messages, None, keep);
        rows.squared_lengths(numbers);
        keep_smallest(numbers, keep, order);
        mean_of_rows(messages, order, out);
    }
}
