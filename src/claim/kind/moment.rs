use super::constant::{log_mean, mean, skewness};
use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::experiment::Cell;
use crate::problem::CoordinateLaw;
use crate::spec::{Section, SpecError};
use crate::theory::log_mgf;
use crate::theory::normal_approximation::NormalApproximation;

/// A moment of a coordinate of a worker's gradient at the probed point over its exact value (Propositions 1, 2; Definition 4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Moment {
    of: Of,
}

/// Which moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Var(∂_1F_i) = Var(∂_1 f)/n.
    Variance,
    /// The absolute skewness, by enumeration of the signs at n = 1.
    Skewness,
    /// Rademacher regression at n = 1: log E exp(λ∂_1 f) = Σ_{i≠1} log cosh(λδ_i) + λ²σ²/2 at λ = 1/(2v).
    LogMgf,
}

impl Moment {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let name = section.required("of", section.text("of")?)?;
        let of = match name.value.as_str() {
            "variance" => Of::Variance,
            "skewness" => Of::Skewness,
            "log-mgf" => Of::LogMgf,
            other => {
                let message = format!("unknown of = {other:?}; known: variance, skewness, log-mgf");
                return Err(section.fault(name.span, message));
            }
        };
        Ok(Self { of })
    }

    /// The exact value at the probed point, which is w* or w⁰.
    fn exact(&self, cell: &Cell, arm: usize) -> Option<f64> {
        let law = probed_law(cell, arm)?;
        match self.of {
            Of::Variance => Some(law.deviation()?.powi(2) / cell.samples as f64),
            Of::Skewness => NormalApproximation::new(&law, cell.samples)?.absolute_skewness_of_mean(),
            Of::LogMgf => {
                let CoordinateLaw::Signs { steps, noise } = law else {
                    return None;
                };
                if cell.samples != 1 {
                    return None;
                }
                let lambda = 0.5 / cell.problem.constants().sub_exponential?;
                let delta: Vec<f64> = [0.0].into_iter().chain(steps).collect();
                Some(log_mgf::rademacher_regression(&delta, noise, 0, lambda))
            }
        }
    }
}

/// The law of the first coordinate of a sample's gradient at the point that an arm probes.
pub(super) fn probed_law(cell: &Cell, arm: usize) -> Option<CoordinateLaw> {
    let w = cell.arms[arm].algorithm.probed(&*cell.problem)?;
    Some(cell.problem.coordinate_law(&w))
}

impl Kind for Moment {
    fn name(&self) -> &'static str {
        "moment"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        match self.of {
            Of::Variance => vec![Measure::CoordinateSquare],
            Of::Skewness => vec![Measure::CoordinateSquare, Measure::CoordinateCube],
            Of::LogMgf => vec![Measure::CoordinateExponential],
        }
    }

    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        match self.of {
            // To compute it takes long.
            Of::Skewness => probed_law(cell, arm)
                .and_then(|law| NormalApproximation::new(&law, cell.samples))
                .is_some_and(|approximation| approximation.knows_absolute_skewness_of_mean()),
            Of::Variance | Of::LogMgf => self.exact(cell, arm).is_some(),
        }
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = match self.of {
            Of::Variance => "Var(∂f) / exact",
            Of::Skewness => "skewness of ∂f / exact",
            Of::LogMgf => "log-mgf of ∂f / exact",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let probed = match self.of {
            Of::Variance => mean(&arm, Measure::CoordinateSquare),
            Of::Skewness => skewness(&arm),
            Of::LogMgf => log_mean(&arm, Measure::CoordinateExponential),
        };
        match self.exact(cell, sample.arm).zip(probed) {
            Some((exact, probed)) if probed.value().is_finite() => {
                Measurement::of(quantity, probed.times(exact.recip()), level)
                    .near(1.0, 0.0, TENTH)
                    .noted(format!("{:.4} probed, {exact:.4} exact", probed.value()))
            }
            _ => Measurement::impossible(quantity, "no exact value is known for this setting"),
        }
    }
}
