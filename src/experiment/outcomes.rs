use super::Response;
use crate::stat::{Estimate, Moments};
use crate::store::Outcome;

/// The replicates of one cell.
#[derive(Clone, Debug, Default)]
pub struct CellOutcomes {
    drawn: Vec<Outcome>,
    replicates: usize,
    summaries: Vec<Summary>,
}

/// Moments of what one arm gave, over the replicates that count.
#[derive(Clone, Copy, Debug, Default)]
struct Summary {
    error: Moments,
    square: Moments,
    signed_error: Moments,
    lost: usize,
}

/// The replicates of one arm of a cell.
#[derive(Clone, Copy, Debug)]
pub struct ArmOutcomes<'a> {
    arms: usize,
    arm: usize,
    drawn: &'a [Outcome],
    summary: &'a Summary,
}

impl CellOutcomes {
    /// Outcomes of a cell with `arms` arms, replicate by replicate; none of them counts yet.
    pub(super) fn stored(arms: usize, drawn: Vec<Outcome>) -> Self {
        Self {
            drawn,
            replicates: 0,
            summaries: vec![Summary::default(); arms],
        }
    }

    pub(super) fn is_loaded(&self) -> bool {
        !self.summaries.is_empty()
    }

    /// How many replicates are at hand.
    pub(super) fn available(&self) -> usize {
        self.drawn.len() / self.summaries.len()
    }

    pub(super) fn extend(&mut self, batch: &[Outcome]) {
        self.drawn.extend_from_slice(batch);
    }

    pub(super) fn count_up_to(&mut self, replicates: usize) {
        let arms = self.summaries.len();
        for row in self.drawn[self.replicates * arms..replicates * arms].chunks_exact(arms) {
            for (summary, outcome) in self.summaries.iter_mut().zip(row) {
                summary.error.add(outcome.error);
                summary.square.add(outcome.error * outcome.error);
                summary.signed_error.add(outcome.signed_error);
                summary.lost += usize::from(!outcome.error.is_finite());
            }
        }
        self.replicates = replicates;
    }

    /// How many replicates count: those up to where the stopping rule ended, however many more a store may hold.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// The number of arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.summaries.len()
    }

    /// The outcomes of one arm.
    #[must_use]
    pub fn arm(&self, arm: usize) -> ArmOutcomes<'_> {
        ArmOutcomes {
            arms: self.arms(),
            arm,
            drawn: &self.drawn[..self.replicates * self.arms()],
            summary: &self.summaries[arm],
        }
    }
}

impl<'a> ArmOutcomes<'a> {
    /// The outcomes in the order of the replicates.
    pub fn iter(&self) -> impl Iterator<Item = Outcome> + 'a {
        self.drawn.iter().skip(self.arm).step_by(self.arms).copied()
    }

    /// ‖ŵ − w*‖ of every replicate.
    pub fn errors(&self) -> impl Iterator<Item = f64> + 'a {
        self.iter().map(|outcome| outcome.error)
    }

    /// How many replicates lost the estimate: an infinite error.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.summary.lost
    }

    /// A summary with its Monte Carlo standard error. `None` where an estimate was lost, so that no finite one exists, or
    /// nothing was drawn.
    #[must_use]
    pub fn response(&self, response: Response) -> Option<Estimate> {
        if self.drawn.is_empty() {
            return None;
        }
        let estimate = match response {
            Response::Rms => self.summary.square.root_mean(),
            Response::Mean => self.summary.error.mean(),
            Response::Bias => self.summary.signed_error.mean(),
        };
        estimate.value.is_finite().then_some(estimate)
    }

    /// The moments of ‖ŵ − w*‖².
    #[must_use]
    pub fn square(&self) -> Moments {
        self.summary.square
    }
}
