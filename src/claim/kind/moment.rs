use super::constant::{log_mean, mean, skewness};
use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::experiment::Cell;
use crate::problem::MessageLaw;
use crate::spec::{Section, SpecError};
use crate::theory::{log_mgf, skewness as exact_skewness};

/// A moment of a gradient coordinate of Rademacher regression at the probed point over its exact value (Propositions 1, 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Moment {
    of: Of,
}

/// Which moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Var(∂_1 f) = ‖δ‖² − δ_1² + σ².
    Variance,
    /// The absolute skewness, by enumeration of the signs.
    Skewness,
    /// log E exp(λ∂_1 f) = Σ_{i≠1} log cosh(λδ_i) + λ²σ²/2 at λ = 1/(2v).
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
        let problem = &*cell.problem;
        if problem.message_law() != MessageLaw::RademacherGradient || cell.samples != 1 {
            return None;
        }
        let place = match cell.arms[arm].algorithm.key().as_str() {
            "probe at=optimum" => problem.optimum().to_vec(),
            "probe at=start" => problem.start(),
            _ => return None,
        };
        let delta: Vec<f64> = place.iter().zip(problem.optimum()).map(|(w, o)| w - o).collect();
        let others: f64 = delta.iter().skip(1).map(|x| x * x).sum();
        match self.of {
            Of::Variance => Some(others + problem.noise().powi(2)),
            Of::Skewness => exact_skewness::rademacher_regression(&delta, problem.noise(), 0),
            Of::LogMgf => {
                let lambda = 0.5 / problem.constants().sub_exponential?;
                Some(log_mgf::rademacher_regression(&delta, problem.noise(), 0, lambda))
            }
        }
    }
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
        self.exact(cell, arm).is_some()
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
