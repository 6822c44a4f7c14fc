use super::{Grouping, Kind, Sample};
use crate::claim::finding::Measurement;
use crate::experiment::Response;
use crate::spec::{Section, SpecError};

/// The coefficient c of the bias σ·c/n, against the expected one within a margin: 0 where a law hides the 1/n term.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct BiasCoefficient {
    expected: f64,
    margin: f64,
}

impl BiasCoefficient {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let expected = section.required("expected", section.number("expected")?)?.value;
        let margin = section.required("margin", section.number("margin")?)?;
        if margin.value <= 0.0 {
            return Err(section.fault(margin.span, format!("margin {} must be above 0", margin.value)));
        }
        Ok(Self {
            expected,
            margin: margin.value,
        })
    }
}

impl Kind for BiasCoefficient {
    fn name(&self) -> &'static str {
        "bias-coefficient"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = "bias·n/σ";
        let cell = &sample.experiment.cells[sample.cells[0]];
        match sample.response(sample.cells[0], Response::Bias) {
            Some(bias) => {
                let coefficient = bias.scaled(cell.samples as f64 / cell.problem.noise());
                Measurement::equivalence(quantity, coefficient, self.expected, self.margin, level)
            }
            None => sample.lost(quantity),
        }
    }
}
