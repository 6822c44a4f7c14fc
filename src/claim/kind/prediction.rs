use super::{Expectation, Grouping, Kind, Sample, TENTH};
use crate::adversary::Push;
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::claim::silence::setting;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError};
use crate::theory::prediction::{self, Prediction};

/// What theory predicts for an arm of a cell, where it predicts anything: all of it for a fixed number of Byzantine workers.
#[must_use]
pub fn predict(cell: &Cell, arm: usize) -> Option<Prediction> {
    let setting = setting(cell, arm);
    if cell.is_random() && setting.push != Push::Honest {
        return None;
    }
    prediction::predict(&setting)
}

/// What is predicted of a response that is not zero, and the share of it that is left out.
pub(super) fn law(cell: &Cell, arm: usize, response: Response) -> Option<(f64, f64)> {
    let prediction = predict(cell, arm)?;
    let value = prediction.of(response).filter(|value| *value != 0.0)?;
    Some((value, prediction.remainder))
}

/// The rms error or the bias over the predicted one, but for what the prediction leaves out.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Predicted {
    response: Response,
    margin: f64,
}

impl Prediction {
    /// What is predicted of a response.
    pub(in crate::claim) fn of(&self, response: Response) -> Option<f64> {
        match response {
            Response::Rms => self.rms,
            Response::Bias => self.bias,
            Response::Mean | Response::Of(_) => None,
        }
    }
}

impl Predicted {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        Ok(Self {
            response: super::response(section)?,
            margin: Expectation::decode_margin(section)?,
        })
    }
}

impl Kind for Predicted {
    fn name(&self) -> &'static str {
        "prediction"
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.response.measure()]
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn planned_error(&self, _cells: &[&Cell], _arm: usize, response: Response, relative: f64) -> Option<f64> {
        (response == self.response && response != Response::Bias).then_some(relative)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("{} / predicted", self.response.name());
        let cell = &sample.experiment.cells[sample.cells[0]];
        let Some((expected, remainder)) = law(cell, sample.arm, self.response) else {
            return Measurement::impossible(quantity, "nothing is predicted for this setting");
        };
        match sample.measured(sample.cells[0], self.response, expected) {
            Some(ratio) => Measurement::of(quantity, ratio, level)
                .near(1.0, self.margin + remainder, TENTH)
                .noted(format!(
                    "{:.4} predicted, {:.4} measured",
                    expected,
                    expected * ratio.estimate().value
                )),
            None => sample.lost(quantity),
        }
    }
}
