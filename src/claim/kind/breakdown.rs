use super::{Grouping, Kind, Sample};
use crate::claim::Verdict;
use crate::claim::finding::Measurement;
use crate::stat::{Estimate, Interval, clopper_pearson};

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
        let edge = cell.problem.domain().radius * (1.0 - 1e-9);
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let trials = sample.outcomes[sample.cells[0]].replicates();
        let broken = arm.errors().filter(|error| *error >= edge).count();
        let share = broken as f64 / trials as f64;
        let interval = clopper_pearson(broken, trials, level);
        let accepted = Interval { low: ALWAYS, high: 1.0 };
        Measurement {
            quantity: "share of replicates at the edge of W".to_owned(),
            measured: Some(Estimate {
                value: share,
                standard_error: (share * (1.0 - share) / trials as f64).sqrt(),
            }),
            interval: Some(interval),
            predicted: Some(1.0),
            accepted: Some(accepted),
            verdict: Some(Verdict::of_equivalence(&interval, &accepted)),
            ..Measurement::default()
        }
    }
}
