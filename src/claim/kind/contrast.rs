use super::{Grouping, Kind, Sample, above_zero};
use crate::claim::Verdict;
use crate::claim::finding::{Measurement, Relation};
use crate::experiment::{Cell, Experiment};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Estimate, Interval, Moments};

/// The rms error of an estimator over that of another one, `against`, on the same data: at most, or at least, a factor.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Contrast {
    /// The number of the other estimator.
    against: usize,
    adversaries: usize,
    relation: Relation,
    factor: f64,
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
        let (relation, factor) = match (section.has("at_most"), section.has("at_least")) {
            (true, false) => (Relation::AtMost, above_zero(section, "at_most", None)?),
            (false, true) => (Relation::AtLeast, above_zero(section, "at_least", None)?),
            _ => {
                let message = "a contrast needs either at_most or at_least, a factor between the errors";
                return Err(section.fault(section.span_of("kind"), message));
            }
        };
        Ok(Self {
            against,
            adversaries: experiment.adversaries.len(),
            relation,
            factor,
        })
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

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let other = self.against * self.adversaries + sample.arm % self.adversaries;
        let quantity = format!("rms / rms of {}", sample.experiment.estimators[self.against].id);
        let outcomes = &sample.outcomes[sample.cells[0]];
        let (own, others) = (outcomes.arm(sample.arm), outcomes.arm(other));
        let (a, b) = (own.square().mean().value, others.square().mean().value);
        if !a.is_finite() {
            return sample.lost(quantity);
        }
        if !b.is_finite() {
            return Sample { arm: other, ..*sample }.lost(quantity);
        }
        // The ratio's logarithm, linearised, replicate by replicate: the arms share their data.
        let pairs = own.errors().zip(others.errors());
        let influence: Moments = pairs.map(|(x, y)| 0.5 * (x * x / a - y * y / b)).collect();
        let value = (a / b).sqrt();
        let ratio = Estimate {
            value,
            standard_error: value * influence.mean().standard_error,
        };
        let interval = ratio.interval(level);
        let accepted = match self.relation {
            Relation::AtLeast => Interval {
                low: self.factor,
                high: f64::MAX,
            },
            _ => Interval {
                low: 0.0,
                high: self.factor,
            },
        };
        Measurement {
            quantity,
            measured: Some(ratio),
            interval: Some(interval),
            predicted: Some(self.factor),
            relation: self.relation,
            accepted: Some(accepted),
            verdict: Some(Verdict::of_equivalence(&interval, &accepted)),
            ..Measurement::default()
        }
    }
}
