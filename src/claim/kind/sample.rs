use super::Measured;
use crate::claim::Verdict;
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, CellOutcomes, Experiment, Response};

/// How near an error is to the radius of W that is stopped by its edge.
pub(super) const EDGE: f64 = 1e-9;

/// What one comparison looks at.
#[derive(Clone, Copy)]
pub(in crate::claim) struct Sample<'a> {
    pub experiment: &'a Experiment,
    pub outcomes: &'a [CellOutcomes],
    pub cells: &'a [usize],
    pub arm: usize,
}

impl Sample<'_> {
    /// A summary of the arm in `cell`, in units of `unit`; `None` where an estimate was lost, or W alone stopped all of them.
    pub fn measured(&self, cell: usize, response: Response, unit: f64) -> Option<Measured> {
        let Cell { problem, .. } = &self.experiment.cells[cell];
        let arm = self.outcomes[cell].arm(self.arm);
        let edge = problem.domain().radius * (1.0 - EDGE);
        if arm.errors().all(|error| error >= edge) {
            return None;
        }
        Measured::new(&arm, response, unit, problem.dim())
    }

    /// What is said where an estimate was lost, or W alone keeps it: that contradicts every claim of a finite error, unless more workers are
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
                ..Measurement::impossible(
                    quantity,
                    "an estimate was lost: the error is not finite, or all are at the edge of W",
                )
            },
        }
    }
}
