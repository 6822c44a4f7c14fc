use super::{Grouping, Kind, Sample};
use crate::algorithm::Measure;
use crate::claim::finding::Measurement;
use crate::claim::silence::setting;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError};
use crate::theory::prediction::{self, Prediction};

/// What theory predicts for an arm of a cell, where it predicts anything: all of it for a fixed number of Byzantine workers.
#[must_use]
pub fn predict(cell: &Cell, arm: usize) -> Option<Prediction> {
    if cell.is_random() {
        return None;
    }
    prediction::predict(&setting(cell, arm))
}

/// The rms error or the bias over the predicted one, within a relative margin.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Predicted {
    response: Response,
    margin: f64,
}

impl Predicted {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let margin = section.required("margin", section.number("margin")?)?;
        if margin.value <= 0.0 {
            return Err(section.fault(margin.span, format!("margin {} must be above 0", margin.value)));
        }
        Ok(Self {
            response: super::response(section)?,
            margin: margin.value,
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

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("{} / predicted", self.response.name());
        let cell = &sample.experiment.cells[sample.cells[0]];
        let prediction = predict(cell, sample.arm);
        let expected = prediction.and_then(|prediction| match self.response {
            Response::Rms => prediction.mean_square.map(f64::sqrt),
            Response::Bias => prediction.bias.filter(|bias| *bias != 0.0),
            Response::Mean | Response::Of(_) => None,
        });
        let Some(expected) = expected else {
            return Measurement::impossible(quantity, "nothing is predicted for this setting");
        };
        match sample.response(sample.cells[0], self.response) {
            Some(measured) => {
                let ratio = measured.scaled(1.0 / expected);
                let mut measurement = Measurement::equivalence(quantity, ratio, 1.0, self.margin, level);
                measurement.note = Some(format!("{:.4} predicted, {:.4} measured", expected, measured.value));
                measurement
            }
            None => sample.lost(quantity),
        }
    }
}
