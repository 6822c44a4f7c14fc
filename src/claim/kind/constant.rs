use super::{Grouping, Kind, Sample, above_zero};
use crate::algorithm::Measure;
use crate::claim::finding::{Measurement, Relation};
use crate::claim::{Claim, Verdict};
use crate::experiment::{ArmOutcomes, Cell};
use crate::spec::{Section, SpecError};
use crate::stat::{Estimate, Interval, Moments};

/// Definitions 3 to 8: what a probe finds of a constant, over the value that the problem declares for the whole of W.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    /// Var(∇f) over V² (Definition 3).
    Variance,
    /// The absolute skewness over S (Definition 4).
    Skewness,
    /// log E exp(λ(∂f − ∂F)) over λ²v²/2 at λ = ±1/(2v), the larger (Definition 5).
    SubExponential,
    /// The Lipschitz quotient of ∂_k f over L_k (Definition 6).
    Lipschitz,
    /// The Lipschitz quotient of ∇F over L_F (Definition 7).
    Smoothness,
    /// λ_F over the quotient of strong convexity (Definition 8).
    StrongConvexity,
}

/// That a probed constant does not beat the declared one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Constant {
    declared: Declared,
    margin: f64,
}

/// By how much the upper end of an interval may exceed 1: a constant may be attained.
const MARGIN: f64 = 0.05;

/// What rounding may add to a quotient of differences.
const ROUNDING: f64 = 1e-6;

impl Constant {
    pub fn decode(section: &Section, claim: Claim) -> Result<Self, SpecError> {
        let declared = match claim {
            Claim::Definition3 => Declared::Variance,
            Claim::Definition4 | Claim::Proposition1 => Declared::Skewness,
            Claim::Definition5 | Claim::Proposition2 => Declared::SubExponential,
            Claim::Definition6 => Declared::Lipschitz,
            Claim::Definition7 => Declared::Smoothness,
            Claim::Definition8 => Declared::StrongConvexity,
            other => {
                let message = format!("{} defines no constant", other.name());
                return Err(section.fault(section.span_of("claim"), message));
            }
        };
        Ok(Self {
            declared,
            margin: above_zero(section, "margin", Some(MARGIN))?,
        })
    }

    /// The declared value, where it is finite.
    fn value(&self, cell: &Cell) -> Option<f64> {
        let constants = cell.problem.constants();
        match self.declared {
            Declared::Variance => Some(constants.gradient_deviation.powi(2)),
            Declared::Skewness => constants.absolute_skewness,
            Declared::SubExponential => constants.sub_exponential.map(|_| 0.125),
            Declared::Lipschitz => constants.coordinate_lipschitz,
            Declared::Smoothness => Some(constants.smoothness),
            Declared::StrongConvexity => constants.strong_convexity,
        }
    }

    fn probed(&self, arm: &ArmOutcomes) -> Option<Estimate> {
        let largest = |measure| {
            arm.values(measure).reduce(f64::max).map(|value| Estimate {
                value,
                standard_error: ROUNDING * value.abs(),
            })
        };
        match self.declared {
            Declared::Variance => arm.moments(Measure::GradientSquare).map(|moments| moments.mean()),
            Declared::Skewness => skewness(arm),
            Declared::SubExponential => {
                let sides = [Measure::CoordinateExponential, Measure::CoordinateExponentialMinus];
                let sides = sides.into_iter().filter_map(|side| log_mean(arm, side));
                sides.reduce(|one, other| if other.value > one.value { other } else { one })
            }
            Declared::Lipschitz => largest(Measure::Lipschitz),
            Declared::Smoothness => largest(Measure::Smoothness),
            Declared::StrongConvexity => {
                let smallest = arm.values(Measure::StrongConvexity).reduce(f64::min)?;
                Some(Estimate {
                    value: smallest,
                    standard_error: ROUNDING * smallest.abs(),
                })
            }
        }
    }
}

/// E|x|³/(E x²)^{3/2} of a coordinate; its standard error is that of the linearised logarithm.
pub(super) fn skewness(arm: &ArmOutcomes) -> Option<Estimate> {
    let square = arm.moments(Measure::CoordinateSquare)?.mean().value;
    let cube = arm.moments(Measure::CoordinateCube)?.mean().value;
    let pairs = arm
        .values(Measure::CoordinateCube)
        .zip(arm.values(Measure::CoordinateSquare));
    let influence: Moments = pairs.map(|(c, s)| c / cube - 1.5 * s / square).collect();
    let value = cube / square.powf(1.5);
    Some(Estimate {
        value,
        standard_error: value * influence.mean().standard_error,
    })
}

/// log E exp(λX) at λ = 1/(2v), or at λ = −1/(2v).
pub(super) fn log_mean(arm: &ArmOutcomes, measure: Measure) -> Option<Estimate> {
    let mean = arm.moments(measure)?.mean();
    Some(Estimate {
        value: libm::log(mean.value),
        standard_error: mean.standard_error / mean.value,
    })
}

impl Kind for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        match self.declared {
            Declared::Variance => vec![Measure::GradientSquare],
            Declared::Skewness => vec![Measure::CoordinateSquare, Measure::CoordinateCube],
            Declared::SubExponential => vec![Measure::CoordinateExponential, Measure::CoordinateExponentialMinus],
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
            Declared::SubExponential => "log-mgf of ∂f / (λ²v²/2)",
            Declared::Lipschitz => "slope of ∂f / L_k",
            Declared::Smoothness => "slope of ∇F / L_F",
            Declared::StrongConvexity => "λ_F / curvature of F",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let Some((declared, probed)) = self.value(cell).zip(self.probed(&arm)) else {
            return Measurement::impossible(quantity, "the problem declares no finite constant");
        };
        let ratio = match self.declared {
            Declared::StrongConvexity => Estimate {
                value: declared / probed.value,
                standard_error: declared / probed.value * probed.relative_error(),
            },
            _ => probed.scaled(1.0 / declared),
        };
        if !ratio.value.is_finite() {
            return Measurement::impossible(quantity, "the probe found no finite value");
        }
        let interval = ratio.interval(level);
        let verdict = if interval.low > 1.0 {
            Verdict::Contradicted
        } else if interval.high <= 1.0 + self.margin {
            Verdict::Consistent
        } else {
            Verdict::Inconclusive
        };
        Measurement {
            quantity: quantity.to_owned(),
            measured: Some(ratio),
            interval: Some(interval),
            predicted: Some(1.0),
            relation: Relation::AtMost,
            accepted: Some(Interval { low: 0.0, high: 1.0 }),
            verdict: Some(verdict),
            note: Some(format!("{:.4} probed, {declared:.4} declared", probed.value)),
            ..Measurement::default()
        }
    }
}
