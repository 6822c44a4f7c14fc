use super::prediction::predict;
use super::{Grouping, Kind, Sample, above_zero};
use crate::claim::Verdict;
use crate::claim::finding::{Measurement, Power};
use crate::spec::{Section, SpecError};
use crate::stat::{Interval, normal};
use crate::theory::prediction::Kind as PredictionKind;

/// E‖ŵ − w*‖² against the exact finite-sample law, as a z-score.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct ExactLaw {
    /// The relative standard error below which agreement means something.
    precision: f64,
}

/// A relative standard error that is small enough.
const PRECISION: f64 = 0.005;

impl ExactLaw {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        Ok(Self {
            precision: above_zero(section, "precision", Some(PRECISION))?,
        })
    }
}

impl Kind for ExactLaw {
    fn name(&self) -> &'static str {
        "exact-law"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = "E err² / exact law";
        let cell = &sample.experiment.cells[sample.cells[0]];
        let exact = predict(cell, sample.arm).filter(|prediction| prediction.kind == PredictionKind::ExactLaw);
        let Some(expected) = exact.and_then(|prediction| prediction.mean_square) else {
            return Measurement::impossible(quantity, "no exact law is known for this setting");
        };
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let ratio = arm.square().mean().scaled(1.0 / expected);
        if !ratio.value.is_finite() {
            return sample.lost(quantity);
        }
        let critical = normal::quantile(0.5 + 0.5 * level);
        let z = (ratio.value - 1.0) / ratio.standard_error;
        let verdict = if z.abs() > critical {
            Verdict::Contradicted
        } else if ratio.standard_error <= self.precision {
            Verdict::Consistent
        } else {
            Verdict::Inconclusive
        };
        // At the demanded precision this is seen with probability 0.977.
        let deviation = (critical + 2.0) * self.precision;
        Measurement {
            quantity: quantity.to_owned(),
            measured: Some(ratio),
            interval: Some(ratio.interval(level)),
            predicted: Some(1.0),
            accepted: Some(Interval::around(1.0, critical * ratio.standard_error)),
            verdict: Some(verdict),
            power: Some(Power {
                deviation,
                probability: normal::cdf(deviation / ratio.standard_error - critical),
            }),
            note: Some(format!("z = {z:.2}")),
            ..Measurement::default()
        }
    }
}
