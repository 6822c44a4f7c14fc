use std::fmt::Debug;

use crate::claim::Verdict;
use crate::claim::finding::Measurement;
use crate::experiment::{Cell, CellOutcomes, Coordinate, Experiment, Response};
use crate::stat::Estimate;
use crate::store::Measure;

/// How a check compares.
pub(in crate::claim) trait Kind: Debug + Send + Sync {
    /// The name in specs and reports.
    fn name(&self) -> &'static str;

    /// The coordinate along which cells belong to one comparison; otherwise each cell is one of its own.
    fn grouping(&self) -> Grouping;

    /// What the experiment must record for it.
    fn needs(&self) -> Vec<Measure> {
        Vec::new()
    }

    /// Whether an adversary makes a comparison of its own on these cells.
    fn admits(&self, _adversary: usize, _attacked: bool) -> bool {
        true
    }

    /// Whether anything is claimed of an arm of a cell; a comparison is made where it is for every cell.
    fn speaks(&self, _cell: &Cell, _arm: usize) -> bool {
        true
    }

    /// Measures and decides at confidence `level`.
    fn judge(&self, sample: &Sample, level: f64) -> Measurement;
}

/// Which cells belong to one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) enum Grouping {
    /// Each cell is one.
    Cell,
    /// Cells that differ in this coordinate only.
    Along(Coordinate),
    /// All cells of a problem and dimension.
    All,
}

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
