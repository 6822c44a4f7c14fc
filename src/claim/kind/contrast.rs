use super::{Expectation, Grouping, Kind, Measured, Sample, TENTH, above_zero, law};
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, Experiment, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::Statistic;

/// The rms error of an estimator over that of another one, `against`, on the same data: what their laws say, or at most, at least or
/// about a factor.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Contrast {
    /// The number of the other estimator.
    against: usize,
    adversaries: usize,
    wanted: Wanted,
}

/// How the ratio is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    /// As the laws of both say.
    Law,
    AtMost(f64),
    AtLeast(f64),
    /// A number, where a law is known otherwise.
    Near(f64, f64),
}

impl Contrast {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let name = section.required("against", section.text("against")?)?;
        let known: Vec<&str> = experiment.estimators.iter().map(|e| e.id.as_str()).collect();
        let against = known.iter().position(|id| *id == name.value).ok_or_else(|| {
            let hint = suggest(&name.value, &known);
            let message = format!("no estimator of this experiment is called {:?}{hint}", name.value);
            section.fault(name.span.clone(), message)
        })?;
        let expectation = Expectation::decode(section)?;
        let wanted = match (section.has("at_most"), section.has("at_least"), expectation.value) {
            (true, false, None) => Wanted::AtMost(above_zero(section, "at_most", None)?),
            (false, true, None) => Wanted::AtLeast(above_zero(section, "at_least", None)?),
            (false, false, Some(value)) => Wanted::Near(value, expectation.margin),
            (false, false, None) => Wanted::Law,
            _ => {
                let message = "a contrast takes one of at_most, at_least and expected, a factor between the errors, or none of them \
                               where both laws are known";
                return Err(section.fault(section.span_of("kind"), message));
            }
        };
        Ok(Self {
            against,
            adversaries: experiment.adversaries.len(),
            wanted,
        })
    }
}

impl Contrast {
    /// The arm of the other estimator under the same adversary.
    fn other(&self, arm: usize) -> usize {
        self.against * self.adversaries + arm % self.adversaries
    }
}

impl Kind for Contrast {
    fn name(&self) -> &'static str {
        "contrast"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    /// An estimator is no contrast to itself.
    fn speaks(&self, _cell: &Cell, arm: usize) -> bool {
        arm / self.adversaries != self.against
    }

    fn partners(&self, arm: usize) -> Vec<usize> {
        vec![self.other(arm)]
    }

    fn expects_nothing(&self, cells: &[&Cell], arm: usize) -> bool {
        let other = self.other(arm);
        let known = |arm: usize| cells.iter().all(|cell| law(cell, arm, Response::Rms).is_some());
        self.wanted == Wanted::Law && !(known(arm) && known(other))
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let other = self.other(sample.arm);
        let quantity = format!("rms / rms of {}", sample.experiment.estimators[self.against].id);
        let outcomes = &sample.outcomes[sample.cells[0]];
        let common = outcomes.common(&[sample.arm, other]);
        let squares = |arm: usize| -> Vec<f64> {
            let unit = outcomes
                .arm(sample.arm)
                .response(Response::Rms)
                .map_or(1.0, |rms| rms.value);
            let errors = outcomes.arm(arm).errors().take(common);
            errors.map(|error| (error / unit).powi(2)).collect()
        };
        for arm in [sample.arm, other] {
            if outcomes.arm(arm).response(Response::Rms).is_none() {
                return Sample { arm, ..*sample }.lost(quantity);
            }
        }
        // The arms share their data.
        let (own, others) = (squares(sample.arm), squares(other));
        let dim = sample.experiment.cells[sample.cells[0]].dim() as f64;
        let ratio = Statistic::log_of_means([0.5, -0.5], [&own, &others]).expecting((8.0 / dim).sqrt());
        let measurement = Measurement::of(quantity, Measured::exponential_of(ratio), level);
        match self.wanted {
            Wanted::AtMost(factor) => measurement.at_most(factor, TENTH * factor),
            Wanted::AtLeast(factor) => measurement.at_least(factor, TENTH * factor),
            Wanted::Near(factor, margin) => measurement.near(factor, margin, TENTH * factor),
            Wanted::Law => {
                let cell = &sample.experiment.cells[sample.cells[0]];
                match [sample.arm, other].map(|arm| law(cell, arm, Response::Rms)) {
                    [Some((own, own_remainder)), Some((others, others_remainder))] => {
                        let ratio = own / others;
                        measurement.near(ratio, ratio * (own_remainder + others_remainder), TENTH * ratio)
                    }
                    _ => measurement.noted("the law of one of them is not known: say what is expected of their ratio"),
                }
            }
        }
    }
}
