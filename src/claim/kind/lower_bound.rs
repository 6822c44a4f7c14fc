use super::{Grouping, Kind, Sample, above_zero, worlds};
use crate::claim::Verdict;
use crate::claim::finding::{Measurement, Relation};
use crate::claim::silence::lower_bound;
use crate::experiment::{Cell, Experiment};
use crate::spec::{Section, SpecError};
use crate::stat::{Estimate, Interval, Moments};

/// Observation 1: in the mean over two worlds that no estimator can tell apart, an estimator errs by z(α)s with probability at
/// least ½, and by the lower bound in root mean square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct LowerBoundCheck {
    stated: Stated,
    /// The numbers of the two worlds among the adversaries.
    worlds: [usize; 2],
    precision: f64,
}

/// In which form the bound is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stated {
    /// ½Σ P(‖μ̂ − μ‖ ≥ z(α)s) ≥ ½.
    Probability,
    /// (½ΣE‖μ̂ − μ‖²)^½ ≥ the bound on the root mean square.
    Rms,
}

/// Half the width of an interval that is narrow enough.
const PRECISION: f64 = 0.05;

impl LowerBoundCheck {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let stated = match section.text("stated")? {
            Some(name) if name.value == "probability" => Stated::Probability,
            Some(name) if name.value != "rms" => {
                let message = format!("unknown form stated = {:?}; known: rms, probability", name.value);
                return Err(section.fault(name.span, message));
            }
            _ => Stated::Rms,
        };
        Ok(Self {
            stated,
            worlds: worlds(section, experiment)?,
            precision: above_zero(section, "precision", Some(PRECISION))?,
        })
    }
}

impl Kind for LowerBoundCheck {
    fn name(&self) -> &'static str {
        "lower-bound"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    /// Both worlds together make one comparison.
    fn admits(&self, adversary: usize, _attacked: bool) -> bool {
        adversary == self.worlds[0]
    }

    /// The worlds are alike only if each worker is Byzantine by chance, or none is.
    fn speaks(&self, cell: &Cell, _arm: usize) -> bool {
        (cell.random || cell.byzantine == 0) && lower_bound(cell).is_some()
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = match self.stated {
            Stated::Probability => "P(‖μ̂ − μ‖ ≥ z(α)s), mean over the worlds",
            Stated::Rms => "rms over the worlds / lower bound",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let Some(bound) = lower_bound(cell) else {
            return Measurement::impossible(quantity, "Observation 1 is about Gaussian means");
        };
        let outcomes = &sample.outcomes[sample.cells[0]];
        let [one, two] = self
            .worlds
            .map(|world| outcomes.arm(sample.arm - self.worlds[0] + world).errors());
        let worst = bound.error();
        let value = |error: f64| match self.stated {
            Stated::Probability => f64::from(u8::from(error >= worst)),
            Stated::Rms => error * error,
        };
        // The worlds share their draws: the mean over them is taken first, replicate by replicate.
        let moments: Moments = one.zip(two).map(|(one, two)| 0.5 * (value(one) + value(two))).collect();
        let (measured, predicted) = match self.stated {
            Stated::Probability => (moments.mean(), bound.probability()),
            Stated::Rms => (moments.root_mean().scaled(1.0 / bound.root_mean_square()), 1.0),
        };
        if !measured.value.is_finite() {
            return sample.lost(quantity);
        }
        at_least(quantity, measured, predicted, level, self.precision)
    }
}

/// A one-sided comparison: contradicted where the whole interval lies below `predicted`, consistent where it does not and
/// reaches no more than `precision` below its value.
fn at_least(quantity: &str, measured: Estimate, predicted: f64, level: f64, precision: f64) -> Measurement {
    let interval = measured.interval(level);
    let verdict = if interval.high < predicted {
        Verdict::Contradicted
    } else if interval.low >= predicted || measured.value - interval.low <= precision {
        Verdict::Consistent
    } else {
        Verdict::Inconclusive
    };
    Measurement {
        quantity: quantity.to_owned(),
        measured: Some(measured),
        interval: Some(interval),
        predicted: Some(predicted),
        relation: Relation::AtLeast,
        accepted: Some(Interval {
            low: predicted,
            high: f64::MAX,
        }),
        verdict: Some(verdict),
        ..Measurement::default()
    }
}
