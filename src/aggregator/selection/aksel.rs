use super::super::choose::{keep_smallest, mean_of_rows};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::SelectionScratch;

/// Aksel (Boussetta et al. 2021): the mean of the messages nearest to the coordinate-wise median, by Euclidean distance.
///
/// Among m workers, ⌊(m + 1)/2⌋ are averaged ([`Aksel::mid`]), or m − f where f Byzantine workers are reckoned with
/// ([`Aksel::new`]); of messages equally near the lowest index goes first.
///
/// Defined for m ≥ 1, or m ≥ 2f + 1. Commutes with translations and scaling; not with rotations, since the median does not. A message
/// with NaN or ±∞, or one whose squared distance overflows, is infinitely far: at most ⌊(m − 1)/2⌋ of them, or f, wherever they
/// stand, are not averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aksel {
    /// f, or nothing where half are kept.
    byzantine: Option<usize>,
}

impl Aksel {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "aksel";

    /// The rule that keeps m − f messages, for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self {
            byzantine: Some(byzantine),
        }
    }

    /// The rule that keeps the nearer half, ⌊(m + 1)/2⌋ messages.
    #[must_use]
    pub fn mid() -> Self {
        Self { byzantine: None }
    }

    /// How many messages are kept.
    fn keep(self, workers: usize) -> usize {
        match self.byzantine {
            Some(byzantine) => workers.saturating_sub(byzantine),
            None => workers.div_ceil(2),
        }
    }
}

impl Aggregator for Aksel {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        match self.byzantine {
            Some(byzantine) => format!("{} f={byzantine} keep=m-f", Self::NAME),
            None => format!("{} keep=mid", Self::NAME),
        }
    }

    fn breakdown(&self, workers: usize) -> usize {
        let most = workers.saturating_sub(1) / 2;
        self.byzantine.map_or(most, |byzantine| byzantine.min(most))
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.byzantine.unwrap_or(0), workers, 2, 1)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let keep = self.keep(messages.workers());
        workspace.selector.medians(messages, out);
        let SelectionScratch {
            rows, numbers, order, ..
        } = &mut workspace.selection;
        rows.take(messages, Some(out), keep);
        rows.squared_lengths(numbers);
        keep_smallest(numbers, keep, order);
        mean_of_rows(messages, order, out);
    }
}
