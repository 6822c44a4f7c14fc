use super::{Grouping, Kind, Sample, above_zero, worlds};
use crate::algorithm::Measure;
use crate::claim::Verdict;
use crate::claim::finding::{Measurement, Relation};
use crate::claim::silence::lower_bound;
use crate::experiment::{Cell, Experiment};
use crate::spec::{Section, SpecError};
use crate::stat::{Estimate, Interval, kolmogorov_smirnov};

/// Observation 1: an estimator has one law in both worlds, whose means lie 2z(α)s apart. Two-sample Kolmogorov–Smirnov test of
/// its signed errors, those of one world moved by that distance (in the first of d coordinates).
///
/// The worlds share their draws, so that the even replicates of one are compared with the odd ones of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Indistinguishable {
    /// The numbers of the two worlds among the adversaries.
    worlds: [usize; 2],
    precision: f64,
}

/// A distance of two distribution functions that must be seen for agreement to mean something.
const PRECISION: f64 = 0.1;

impl Indistinguishable {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        Ok(Self {
            worlds: worlds(section, experiment)?,
            precision: above_zero(section, "precision", Some(PRECISION))?,
        })
    }
}

impl Kind for Indistinguishable {
    fn name(&self) -> &'static str {
        "indistinguishable"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    /// Both worlds together make one comparison.
    fn admits(&self, adversary: usize, _attacked: bool) -> bool {
        adversary == self.worlds[0]
    }

    /// Only if each worker is Byzantine by chance do the worlds' messages have exactly one law.
    fn speaks(&self, cell: &Cell, _arm: usize) -> bool {
        cell.random && lower_bound(cell).is_some()
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = "sup |F₁ − F₂| of the estimate's laws in both worlds";
        let cell = &sample.experiment.cells[sample.cells[0]];
        let Some(bound) = lower_bound(cell) else {
            return Measurement::impossible(quantity, "Observation 1 is about Gaussian means");
        };
        let outcomes = &sample.outcomes[sample.cells[0]];
        let half = |world: usize, parity: usize, moved: f64| -> Vec<f64> {
            let arm = outcomes.arm(sample.arm - self.worlds[0] + self.worlds[world]);
            let errors = arm.values(Measure::SignedError);
            errors.skip(parity).step_by(2).map(|error| error + moved).collect()
        };
        let distance = bound.separation() / cell.dim() as f64;
        let (one, two) = (half(0, 0, 0.0), half(1, 1, distance));
        if one.iter().chain(&two).any(|error| error.is_nan()) {
            return sample.lost(quantity);
        }
        let test = kolmogorov_smirnov(one, two, 1.0 - level);
        let verdict = if test.distance > test.critical {
            Verdict::Contradicted
        } else if test.critical <= self.precision {
            Verdict::Consistent
        } else {
            Verdict::Inconclusive
        };
        Measurement {
            quantity: quantity.to_owned(),
            measured: Some(Estimate {
                value: test.distance,
                standard_error: 0.0,
            }),
            predicted: Some(test.critical),
            relation: Relation::AtMost,
            accepted: Some(Interval {
                low: 0.0,
                high: test.critical,
            }),
            verdict: Some(verdict),
            note: Some(format!(
                "laws of one and the same messages stay below {:.3}",
                test.critical
            )),
            ..Measurement::default()
        }
    }
}
