use super::prediction::predict;
use super::{Grouping, Kind, Sample, TENTH};
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, Response};
use crate::theory::prediction::Kind as PredictionKind;

/// (E‖ŵ − w*‖²)^½ over that of the exact finite-sample law, but for what its computation leaves out: nothing, or at
/// most a ten-thousandth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) struct ExactLaw;

impl Kind for ExactLaw {
    fn name(&self) -> &'static str {
        "exact-law"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn planned_error(&self, _cells: &[&Cell], _arm: usize, response: Response, relative: f64) -> Option<f64> {
        (response == Response::Rms).then_some(relative)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = "rms / exact law";
        let cell = &sample.experiment.cells[sample.cells[0]];
        let exact = predict(cell, sample.arm).filter(|prediction| prediction.kind == PredictionKind::ExactLaw);
        let Some((expected, remainder)) = exact.and_then(|prediction| Some((prediction.rms?, prediction.remainder)))
        else {
            return Measurement::impossible(quantity, "no exact law is known for this setting");
        };
        match sample.measured(sample.cells[0], Response::Rms, expected) {
            Some(ratio) => Measurement::of(quantity, ratio, level)
                .near(1.0, remainder, TENTH)
                .noted(format!("z = {:.2}", ratio.statistic().score(1.0))),
            None => sample.lost(quantity),
        }
    }
}
