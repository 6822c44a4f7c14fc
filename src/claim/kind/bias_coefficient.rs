use super::{Expectation, Grouping, Kind, Sample, predict, size_of};
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError};

/// The coefficient c of the bias σ·c/n, against the expected one, or that of its law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct BiasCoefficient {
    expectation: Expectation,
}

impl BiasCoefficient {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        Ok(Self {
            expectation: Expectation::decode(section)?,
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

    fn expects_nothing(&self, cells: &[&Cell], arm: usize) -> bool {
        let known = |cell: &&Cell| predict(cell, arm).is_some_and(|prediction| prediction.bias.is_some());
        self.expectation.value.is_none() && !cells.iter().all(known)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = "bias·n/σ";
        let cell = &sample.experiment.cells[sample.cells[0]];
        let unit = cell.problem.noise() / cell.samples as f64;
        let law = predict(cell, sample.arm).and_then(|prediction| {
            let coefficient = prediction.bias? / unit;
            Some((coefficient, prediction.remainder * coefficient.abs()))
        });
        let given = self.expectation.value.map(|value| (value, 0.0));
        let Some((expected, remainder)) = given.or(law) else {
            return Measurement::impossible(quantity, "no law of the bias is known here: say what is expected of it");
        };
        match sample.measured(sample.cells[0], Response::Bias, unit) {
            Some(coefficient) => Measurement::of(quantity, coefficient, level).near(
                expected,
                self.expectation.margin + remainder,
                size_of(expected),
            ),
            None => sample.lost(quantity),
        }
    }
}
