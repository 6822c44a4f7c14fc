use super::sample::EDGE;
use super::{Grouping, Kind, Sample, TENTH};
use crate::claim::measurement::Measurement;

/// How often the error is as large as the parameter space W allows: at its radius, or infinite. The contrast that breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) struct Breakdown;

/// A share of broken replicates that counts as breaking always.
const ALWAYS: f64 = 0.95;

impl Kind for Breakdown {
    fn name(&self) -> &'static str {
        "breakdown"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let cell = &sample.experiment.cells[sample.cells[0]];
        if !cell.is_attacked() {
            return Measurement::impossible("share of replicates at the edge of W", "nobody is Byzantine: ⌊αm⌋ = 0");
        }
        let edge = cell.problem.domain().radius * (1.0 - EDGE);
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let trials = sample.outcomes[sample.cells[0]].arm(sample.arm).replicates();
        let broken = arm.errors().filter(|error| *error >= edge).count();
        Measurement::share("share of replicates at the edge of W", broken, trials, level).at_least(ALWAYS, TENTH)
    }
}
