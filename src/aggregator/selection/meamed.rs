use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::SelectionScratch;
use super::values::mean_around;

/// The mean around the median (Xie et al. 2018): in every coordinate the mean of the m − f values nearest to the median.
///
/// Here f is the number of Byzantine workers reckoned with, m that of all, and the centre is the median, for an even m the mean of the two middle
/// values.
/// The lowest index wins where values are equally near.
///
/// Defined for m ≥ 2f + 1. Commutes with translations and scaling of every coordinate; not with rotations. NaN and ±∞ are farther
/// than every number: at most f of them in a coordinate, wherever they stand, are not averaged, nor is a number that is farther out
/// than m − f others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeaMed {
    byzantine: usize,
}

impl MeaMed {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "meamed";

    /// The rule for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self { byzantine }
    }
}

impl Aggregator for MeaMed {
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

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        workspace.selector.medians(messages, out);
        let keep = messages.workers().saturating_sub(self.byzantine);
        let Workspace { column, selection, .. } = workspace;
        let SelectionScratch { numbers, order, .. } = selection;
        messages.for_each_column(column, |k, column| {
            out[k] = mean_around(column, out[k], keep, numbers, order);
        });
    }
}
