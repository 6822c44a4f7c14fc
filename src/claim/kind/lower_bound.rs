use super::arm_lower_bound::ArmLowerBound;
use super::{Grouping, Kind, Measured, Sample, TENTH, worlds};
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::claim::silence::lower_bound;
use crate::experiment::{Cell, Experiment};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Moments, Statistic};

/// Observation 1: in the mean over two worlds that no estimator can tell apart, an estimator errs by z(α)s with probability at
/// least ½, and by the lower bound in root mean square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct LowerBoundCheck {
    stated: Stated,
    /// The numbers of the two worlds among the adversaries.
    worlds: [usize; 2],
}

/// In which form the bound is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stated {
    /// ½Σ P(‖μ̂ − μ‖ ≥ z(α)s) ≥ ½.
    Probability,
    /// (½ΣE‖μ̂ − μ‖²)^½ ≥ the bound on the root mean square.
    Rms,
}

/// The forms in specs.
const FORMS: [&str; 4] = ["rms", "probability", "set", "chance"];

/// Reads a check of the lower bound: over two worlds, or of an arm alone.
pub(super) fn decode(section: &Section, experiment: &Experiment) -> Result<Box<dyn Kind>, SpecError> {
    let Some(name) = section.text("stated")? else {
        return two_worlds(Stated::Rms, section, experiment);
    };
    match name.value.as_str() {
        "rms" => two_worlds(Stated::Rms, section, experiment),
        "probability" => two_worlds(Stated::Probability, section, experiment),
        "set" => Ok(Box::new(ArmLowerBound::Set)),
        "chance" => Ok(Box::new(ArmLowerBound::Chance)),
        other => {
            let message = format!("unknown form stated = {other:?}{}", suggest(other, &FORMS));
            Err(section.fault(name.span, message))
        }
    }
}

fn two_worlds(stated: Stated, section: &Section, experiment: &Experiment) -> Result<Box<dyn Kind>, SpecError> {
    let worlds = worlds(section, experiment)?;
    Ok(Box::new(LowerBoundCheck { stated, worlds }))
}

impl Kind for LowerBoundCheck {
    fn name(&self) -> &'static str {
        "lower-bound"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
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
        let arms = self.worlds.map(|world| sample.arm - self.worlds[0] + world);
        let trials = outcomes.common(&arms);
        let [one, two] = arms.map(|arm| outcomes.arm(arm).errors().take(trials));
        let dim = cell.dim();
        match self.stated {
            Stated::Probability => {
                let worst = bound.error();
                let errors = [one.collect::<Vec<f64>>(), two.collect()];
                let hits = errors.map(|errors| errors.iter().filter(|error| **error >= worst).count());
                Measurement::mean_share(quantity, hits, trials, level).at_least(bound.probability(), TENTH)
            }
            Stated::Rms => {
                let unit = bound.root_mean_square();
                let square = |error: f64| (error / unit).powi(2);
                // The worlds share their draws: the mean over them is taken first, replicate by replicate.
                let moments: Moments = one
                    .zip(two)
                    .map(|(one, two)| 0.5 * (square(one) + square(two)))
                    .collect();
                let mean = Statistic::mean(&moments).expecting((8.0 / dim as f64).sqrt());
                if !mean.value.is_finite() {
                    return sample.lost(quantity);
                }
                Measurement::of(quantity, Measured::root_of(mean), level).at_least(1.0, TENTH)
            }
        }
    }
}
