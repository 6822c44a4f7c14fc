use super::{Grouping, Kind, Measured, Nature, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::Assertion;
use crate::claim::Claim;
use crate::claim::measurement::Measurement;
use crate::experiment::{ArmOutcomes, Cell};
use crate::spec::{Section, SpecError};
use crate::stat::Statistic;

/// Definitions 3 to 8: what a probe finds of a constant, over the value that the problem declares for the whole of W.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    /// Var(∇f) over V² (Definition 3).
    Variance,
    /// The absolute skewness over S (Definition 4).
    Skewness,
    /// log E exp(λ(∂f − ∂F)) over λ²v²/2 at λ = ±rate/v, the larger (Definition 5).
    SubExponential(Rate),
    /// The Lipschitz quotient of ∂_k f over L_k (Definition 6).
    Lipschitz,
    /// The Lipschitz quotient of ∇F over L_F (Definition 7).
    Smoothness,
    /// λ_F over the quotient of strong convexity (Definition 8).
    StrongConvexity,
}

/// λv, at which the moment generating function is looked at: below 1, where Definition 5 speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rate {
    Quarter,
    Half,
    NineTenths,
}

impl Rate {
    const ALL: [Self; 3] = [Self::Quarter, Self::Half, Self::NineTenths];

    fn value(self) -> f64 {
        match self {
            Self::Quarter => 0.25,
            Self::Half => 0.5,
            Self::NineTenths => 0.9,
        }
    }

    /// The key `rate`, ½ if it is not given.
    fn decode(section: &Section) -> Result<Self, SpecError> {
        let Some(given) = section.number("rate")? else {
            return Ok(Self::Half);
        };
        let known = Self::ALL.into_iter().find(|rate| rate.value() == given.value);
        known.ok_or_else(|| {
            let message = format!("rate {} is not probed; known: 0.25, 0.5, 0.9", given.value);
            section.fault(given.span, message)
        })
    }

    /// Of λ and of −λ.
    fn measures(self) -> [Measure; 2] {
        match self {
            Self::Quarter => [Measure::ExponentialQuarter, Measure::ExponentialQuarterMinus],
            Self::Half => [Measure::CoordinateExponential, Measure::CoordinateExponentialMinus],
            Self::NineTenths => [Measure::ExponentialTail, Measure::ExponentialTailMinus],
        }
    }
}

/// That a probed constant does not beat the declared one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Constant {
    declared: Declared,
}

/// What rounding may add to a quotient of differences.
const ROUNDING: f64 = 1e-6;

impl Constant {
    pub fn decode(section: &Section, claim: &Claim) -> Result<Self, SpecError> {
        let declared = match claim {
            Claim::Definition3 => Declared::Variance,
            Claim::Definition4 | Claim::Proposition1 => Declared::Skewness,
            Claim::Definition5 | Claim::Proposition2 => Declared::SubExponential(Rate::decode(section)?),
            Claim::Definition6 => Declared::Lipschitz,
            Claim::Definition7 => Declared::Smoothness,
            Claim::Definition8 => Declared::StrongConvexity,
            other => {
                let message = format!("{} defines no constant", other.name());
                return Err(section.fault(section.span_of("claim"), message));
            }
        };
        Ok(Self { declared })
    }

    /// The declared value, where it is finite.
    fn value(&self, cell: &Cell) -> Option<f64> {
        let constants = cell.problem.constants();
        match self.declared {
            Declared::Variance => known(constants.gradient_deviation.powi(2)),
            Declared::Skewness => constants.absolute_skewness,
            Declared::SubExponential(rate) => constants.sub_exponential.map(|_| 0.5 * rate.value().powi(2)),
            Declared::Lipschitz => constants.coordinate_lipschitz,
            Declared::Smoothness => known(constants.smoothness),
            Declared::StrongConvexity => constants.strong_convexity,
        }
    }

    /// What the probe found, of a mean over replicates.
    fn averaged(&self, arm: &ArmOutcomes) -> Option<Measured> {
        match self.declared {
            Declared::Variance => mean(arm, Measure::GradientSquare),
            Declared::Skewness => skewness(arm),
            Declared::SubExponential(rate) => {
                let sides = rate.measures().into_iter().filter_map(|side| log_mean(arm, side));
                sides.reduce(|one, other| if other.value() > one.value() { other } else { one })
            }
            Declared::Lipschitz | Declared::Smoothness | Declared::StrongConvexity => None,
        }
    }

    /// The largest quotient that was found, over the declared constant; of strong convexity, that over the smallest.
    fn largest(&self, arm: &ArmOutcomes, declared: f64) -> Option<f64> {
        match self.declared {
            Declared::Lipschitz => Some(arm.values(Measure::Lipschitz).reduce(f64::max)? / declared),
            Declared::Smoothness => Some(arm.values(Measure::Smoothness).reduce(f64::max)? / declared),
            Declared::StrongConvexity => Some(declared / arm.values(Measure::StrongConvexity).reduce(f64::min)?),
            Declared::Variance | Declared::Skewness | Declared::SubExponential(_) => None,
        }
    }
}

/// NaN where a problem declares nothing.
fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

/// The mean of a measure of single gradients.
pub(super) fn mean(arm: &ArmOutcomes, measure: Measure) -> Option<Measured> {
    Some(Measured::of(Statistic::mean(&arm.moments(measure)?)))
}

/// E|x|³/(E x²)^{3/2} of a coordinate.
pub(super) fn skewness(arm: &ArmOutcomes) -> Option<Measured> {
    let [cubes, squares] = [Measure::CoordinateCube, Measure::CoordinateSquare].map(|measure| {
        let values: Vec<f64> = arm.values(measure).collect();
        values
    });
    let columns = [cubes.as_slice(), squares.as_slice()];
    (!cubes.is_empty()).then(|| Measured::exponential_of(Statistic::log_of_means([1.0, -1.5], columns)))
}

/// log E exp(λX), of a measure of E exp(λX).
pub(super) fn log_mean(arm: &ArmOutcomes, measure: Measure) -> Option<Measured> {
    Some(Measured::logarithm_of(Statistic::mean(&arm.moments(measure)?)))
}

impl Kind for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    /// Quotients of one function at two points, and the constant of its whole domain.
    fn nature(&self) -> Nature {
        match self.declared {
            Declared::Variance | Declared::Skewness | Declared::SubExponential(_) => Nature::Statistical,
            Declared::Lipschitz | Declared::Smoothness | Declared::StrongConvexity => Nature::Guard,
        }
    }

    fn needs(&self) -> Vec<Measure> {
        match self.declared {
            Declared::Variance => vec![Measure::GradientSquare],
            Declared::Skewness => vec![Measure::CoordinateSquare, Measure::CoordinateCube],
            Declared::SubExponential(rate) => rate.measures().to_vec(),
            Declared::Lipschitz => vec![Measure::Lipschitz],
            Declared::Smoothness => vec![Measure::Smoothness],
            Declared::StrongConvexity => vec![Measure::StrongConvexity],
        }
    }

    fn speaks(&self, cell: &Cell, _arm: usize) -> bool {
        cell.samples == 1 && self.value(cell).is_some()
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = match self.declared {
            Declared::Variance => "Var(∇f) / V²",
            Declared::Skewness => "skewness of ∂f / S",
            Declared::SubExponential(Rate::Half) => "log-mgf of ∂f / (λ²v²/2)",
            Declared::SubExponential(Rate::Quarter) => "log-mgf of ∂f / (λ²v²/2), λ = ±1/(4v)",
            Declared::SubExponential(Rate::NineTenths) => "log-mgf of ∂f / (λ²v²/2), λ = ±0.9/v",
            Declared::Lipschitz => "slope of ∂f / L_k",
            Declared::Smoothness => "slope of ∇F / L_F",
            Declared::StrongConvexity => "λ_F / curvature of F",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let Some(declared) = self.value(cell) else {
            return Measurement::impossible(quantity, "the problem declares no finite constant");
        };
        if let Some(largest) = self.largest(&arm, declared) {
            return Measurement::certain(quantity, largest, 1.0, ROUNDING);
        }
        match self.averaged(&arm) {
            Some(probed) if probed.value().is_finite() => {
                Measurement::of(quantity, probed.times(declared.recip()), level)
                    .at_most(1.0, TENTH)
                    .noted(format!("{:.4} probed, {declared:.4} declared", probed.value()))
            }
            _ => Measurement::impossible(quantity, "the probe found no finite value"),
        }
    }
}
