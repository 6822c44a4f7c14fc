use super::super::choose::{keep_smallest, mean_of_rows};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::SelectionScratch;

/// MoNNA (Farhadkhani et al. 2023): the mean of the m − f messages nearest to that of one trusted worker, itself included.
///
/// Here f is the number of Byzantine workers reckoned with and m that of all; of messages equally near the lowest index goes first.
///
/// Defined for m ≥ 2f + 1 and an index below m. Commutes with translations, rotations and scaling. A message with NaN or ±∞, or one
/// whose squared distance overflows, is infinitely far: at most f of them, wherever else they stand, are not averaged. The trusted
/// message is always averaged, and nothing holds if it is Byzantine: the rule's breakdown point as a count is 0, and it withstands f
/// among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monna {
    byzantine: usize,
    index: usize,
}

impl Monna {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "monna";

    /// The rule for f = `byzantine` that trusts the worker `index`, from 0.
    #[must_use]
    pub fn new(byzantine: usize, index: usize) -> Self {
        Self { byzantine, index }
    }
}

impl Aggregator for Monna {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={} index={}", Self::NAME, self.byzantine, self.index)
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.byzantine, workers, 2, 1)?;
        if self.index >= workers {
            return Err(AggregatorError::NoSuchWorker {
                rule: Self::NAME,
                index: self.index,
                workers,
            });
        }
        Ok(())
    }

    fn check_against(&self, _workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        if self.byzantine < byzantine {
            return Err(AggregatorError::Breakdown {
                byzantine,
                withstood: self.byzantine,
            });
        }
        Ok(())
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let keep = messages.workers().saturating_sub(self.byzantine);
        workspace.selector.medians(messages, out);
        let SelectionScratch {
            rows, numbers, order, ..
        } = &mut workspace.selection;
        rows.take(messages, Some(out), keep);
        rows.squared_distances_from(self.index, numbers);
        keep_smallest(numbers, keep, order);
        mean_of_rows(messages, order, out);
    }
}
