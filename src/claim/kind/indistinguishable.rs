use super::{Grouping, Kind, Sample, worlds};
use crate::algorithm::Measure;
use crate::claim::Verdict;
use crate::claim::finding::Relation;
use crate::claim::measurement::Measurement;
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
}

/// A distance of two distribution functions that must be seen for agreement to mean something: of normal laws whose means lie
/// 0.38 standard deviations apart.
const SIZE: f64 = 0.15;

impl Indistinguishable {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        Ok(Self {
            worlds: worlds(section, experiment)?,
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

    fn partners(&self, arm: usize) -> Vec<usize> {
        vec![arm - self.worlds[0] + self.worlds[1]]
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
        let arms = self.worlds.map(|world| sample.arm - self.worlds[0] + world);
        let half = |world: usize, parity: usize, moved: f64| -> Vec<f64> {
            let errors = outcomes.arm(arms[world]).values(Measure::SignedError);
            let halves = outcomes.common(&arms) / 2;
            errors
                .skip(parity)
                .step_by(2)
                .take(halves)
                .map(|error| error + moved)
                .collect()
        };
        let distance = bound.separation() / cell.dim() as f64;
        let (one, two) = (half(0, 0, 0.0), half(1, 1, distance));
        if one.iter().chain(&two).any(|error| error.is_nan()) {
            return sample.lost(quantity);
        }
        let test = kolmogorov_smirnov(one, two, 1.0 - level);
        // The distance of samples falls short of that of their laws by more than this with probability 0.05.
        let sees = test.critical + test.critical_at(0.1);
        let verdict = if test.distance > test.critical {
            Verdict::Contradicted
        } else if sees <= SIZE {
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
            predicted: Some(0.0),
            relation: Relation::Equal,
            accepted: Some(Interval {
                low: 0.0,
                high: test.critical,
            }),
            verdict: Some(verdict),
            sees: Some(sees),
            size: SIZE,
            note: Some(format!("samples of one law stay below {:.3}", test.critical)),
            ..Measurement::default()
        }
    }
}
