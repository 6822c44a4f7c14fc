use crate::claim::Verdict;
use crate::claim::finding::Measurement;
use crate::experiment::{CellOutcomes, Experiment, Response};
use crate::stat::Estimate;

/// What one comparison looks at.
#[derive(Clone, Copy)]
pub(in crate::claim) struct Sample<'a> {
    pub experiment: &'a Experiment,
    pub outcomes: &'a [CellOutcomes],
    pub cells: &'a [usize],
    pub arm: usize,
}

impl Sample<'_> {
    /// A summary of the arm in `cell`; `None` where an estimate was lost.
    ///
    /// Errors that are all the same, such as those of a broken rule at the edge of W, are still rounded: their standard
    /// error is taken as no smaller than that, so that they can be judged. One replicate leaves it unknown.
    pub fn response(&self, cell: usize, response: Response) -> Option<Estimate> {
        const ROUNDING: f64 = 1e-12;
        let mut estimate = self.outcomes[cell].arm(self.arm).response(response)?;
        let floor = ROUNDING * estimate.value.abs();
        if estimate.standard_error < floor {
            estimate.standard_error = floor;
        }
        Some(estimate)
    }

    /// What is said where an estimate was lost: that contradicts every claim of a finite error, unless more workers are
    /// Byzantine than the aggregator withstands, where no claim is made.
    pub fn lost(&self, quantity: impl Into<String>) -> Measurement {
        if self.cells.iter().any(|&index| self.experiment.cells[index].is_random()) {
            let reason =
                "an estimate was lost: the number of Byzantine workers varies, and no aggregator withstands them all";
            return Measurement::impossible(quantity, reason);
        }
        let beyond = self.cells.iter().find_map(|&index| {
            let cell = &self.experiment.cells[index];
            let withstood = cell.arms[self.arm].aggregator.breakdown(cell.workers);
            (cell.byzantine > withstood).then_some((cell.byzantine, withstood))
        });
        match beyond {
            Some((byzantine, withstood)) => Measurement::impossible(
                quantity,
                format!(
                    "an estimate was lost: {byzantine} workers are Byzantine, and the aggregator withstands {withstood}"
                ),
            ),
            None => Measurement {
                verdict: Some(Verdict::Contradicted),
                ..Measurement::impossible(quantity, "an estimate was lost: the error is not finite")
            },
        }
    }
}
