use super::{Grouping, Kind, Sample, TENTH};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::claim::silence::{lower_bound, lower_bound_for, setting};
use crate::experiment::{Cell, Response};

/// Observation 1 of an estimator whose error is the same whatever the mean is: of one that declares a law, as mean, median and trimmed mean
/// do. A rule that is drawn to a point of its own may do better there than any estimator does everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) enum ArmLowerBound {
    /// Under its worst adversary it errs by the lower bound for a fixed set of b workers, in root mean square (Appendix G).
    Set,
    /// Without Byzantine workers P(‖μ̂ − μ‖ ≥ σ√(d/(nm))) is P(χ²_d ≥ d) at least.
    Chance,
}

impl Kind for ArmLowerBound {
    fn name(&self) -> &'static str {
        "lower-bound"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        let is_worst = match self {
            Self::Set => cell.byzantine > 0 && setting(cell, arm).push == Push::Worst,
            Self::Chance => cell.byzantine == 0,
        };
        let is_equivariant = setting(cell, arm).rule != Law::Unknown;
        is_worst && is_equivariant && !cell.is_random() && lower_bound_for(cell).is_some()
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = match self {
            Self::Set => "rms / lower bound for a set",
            Self::Chance => "P(‖μ̂ − μ‖ ≥ σ√(d/(nm)))",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let Some(bound) = lower_bound(cell) else {
            return Measurement::impossible(quantity, "Observation 1 is about Gaussian means");
        };
        match self {
            Self::Set => match sample.measured(sample.cells[0], Response::Rms, bound.root_mean_square()) {
                Some(ratio) => Measurement::of(quantity, ratio, level).at_least(1.0, TENTH),
                None => sample.lost(quantity),
            },
            Self::Chance => {
                let usual = bound.chance().sqrt();
                let errors = || sample.outcomes[sample.cells[0]].arm(sample.arm).errors();
                let hits = errors().filter(|error| *error >= usual).count();
                Measurement::share(quantity, hits, errors().count(), level).at_least(bound.chance_probability(), TENTH)
            }
        }
    }
}
