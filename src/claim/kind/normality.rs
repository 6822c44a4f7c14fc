use super::constant::mean;
use super::moment::probed_law;
use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::experiment::Cell;
use crate::spec::{Section, SpecError, suggest};
use crate::theory::normal_approximation::NormalApproximation;
use crate::theory::theorem::constant::BERRY_ESSEEN;

/// How far a coordinate of the workers' gradients is from normal: at one point against the law of a message, everywhere against the
/// constant of Berry and Esseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) struct NormalityCheck {
    against: Against,
}

/// What the distance is put beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Against {
    /// F_n(x) − Φ(x) of the law of a message, which is known, at that x of −¾, 0 and ¾ where it is largest.
    Law,
    /// sup_x |F_n(x) − Φ(x)| ≤ 0.4748·γ/√n.
    Bound,
}

/// E sup|F̂ − F|·√m of the empirical distribution function F̂ of m values, as m grows: √(π/2)·log 2. It comes from below.
const KOLMOGOROV_MEAN: f64 = 0.868_731_160_636_159;

/// A share of γ/√n that is to be told from none: exponential values have 0.055 as n grows.
const SMALLEST: f64 = 0.05;

impl NormalityCheck {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let against = match section.text("against")? {
            None => Against::Law,
            Some(name) => match name.value.as_str() {
                "law" => Against::Law,
                "bound" => Against::Bound,
                other => {
                    let message = format!("unknown against = {other:?}{}", suggest(other, &["law", "bound"]));
                    return Err(section.fault(name.span, message));
                }
            },
        };
        Ok(Self { against })
    }

    fn law(cell: &Cell, arm: usize) -> Option<NormalApproximation> {
        NormalApproximation::new(&probed_law(cell, arm)?, cell.samples)
    }

    /// Where the law is furthest from normal, of the points that are recorded: the measure and F_n(x) − Φ(x).
    fn furthest(law: &NormalApproximation) -> (Measure, f64) {
        let points = [
            (Measure::NormalExcess, 0.0),
            (Measure::NormalExcessLow, -0.75),
            (Measure::NormalExcessHigh, 0.75),
        ];
        let at = points.map(|(measure, x)| (measure, law.excess(x)));
        let further = |one: (Measure, f64), other: (Measure, f64)| {
            if other.1.abs() > (1.0 + 1e-9) * one.1.abs() {
                other
            } else {
                one
            }
        };
        at.into_iter().reduce(further).unwrap_or(at[0])
    }
}

impl Kind for NormalityCheck {
    fn name(&self) -> &'static str {
        "normal-approximation"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        match self.against {
            Against::Law => vec![
                Measure::NormalExcessLow,
                Measure::NormalExcess,
                Measure::NormalExcessHigh,
            ],
            Against::Bound => vec![Measure::NormalDistance],
        }
    }

    fn assertion(&self) -> Assertion {
        match self.against {
            Against::Law => Assertion::Attained,
            Against::Bound => Assertion::Holds,
        }
    }

    /// Where the law is known and not normal.
    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        Self::law(cell, arm).is_some_and(|law| !law.is_normal())
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = match self.against {
            Against::Law => "(F − Φ)(x)·√n/γ",
            Against::Bound => "sup|F − Φ|·√n/γ",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let Some(law) = Self::law(cell, sample.arm) else {
            return Measurement::impossible(quantity, "the law of a message is not known here");
        };
        let (measure, exact) = match self.against {
            Against::Law => Self::furthest(&law),
            Against::Bound => (Measure::NormalDistance, law.distance()),
        };
        let Some(measured) = mean(&arm, measure) else {
            return Measurement::impossible(quantity, "nothing was probed");
        };
        let unit = (cell.samples as f64).sqrt() / law.absolute_skewness();
        let measured = Measurement::of(quantity, measured.times(unit), level);
        let exact = exact * unit;
        match self.against {
            Against::Law => measured.near(exact, 0.0, TENTH * exact.abs().max(SMALLEST)),
            Against::Bound => {
                // The mean of sup|F̂ − Φ| is above sup|F_n − Φ| by the noise of F̂ at most.
                let noise = KOLMOGOROV_MEAN / (cell.workers as f64).sqrt();
                measured.at_most(BERRY_ESSEEN + noise * unit, TENTH).noted(format!(
                    "exactly {exact:.4} without the noise of {} workers",
                    cell.workers
                ))
            }
        }
    }
}
