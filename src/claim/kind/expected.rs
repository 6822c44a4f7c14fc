use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::claim::stated::Quantity;
use crate::experiment::{Cell, Response};

/// A response over the value that a `[[claim]]` expects of it.
#[derive(Clone, Debug)]
pub(in crate::claim) struct Expected {
    pub response: Response,
    pub expected: Quantity,
    /// What the claim leaves out, as a share of the value.
    pub margin: f64,
}

impl Kind for Expected {
    fn name(&self) -> &'static str {
        "expected"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.response.measure()]
    }

    fn planned_error(&self, _cells: &[&Cell], _arm: usize, response: Response, relative: f64) -> Option<f64> {
        (response == self.response && response != Response::Bias).then_some(relative)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("{} / expected", self.response.name());
        let cell = &sample.experiment.cells[sample.cells[0]];
        let expected = self.expected.at(cell, sample.arm);
        match sample.measured(sample.cells[0], self.response, expected) {
            Some(ratio) => Measurement::of(quantity, ratio, level)
                .near(1.0, self.margin, TENTH)
                .noted(format!(
                    "{expected:.4} expected, {:.4} measured",
                    expected * ratio.estimate().value
                )),
            None => sample.lost(quantity),
        }
    }
}
