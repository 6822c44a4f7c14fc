use super::{Grouping, Kind, Sample};
use crate::claim::Verdict;
use crate::claim::finding::{Measurement, Relation};
use crate::experiment::Experiment;
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Interval, Moments};

/// Whether the adversary `worst` gives a mean error at least as large as the arm's own, on the same data.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Ordering {
    /// The number of the adversary that should be the worst.
    worst: usize,
    adversaries: usize,
}

impl Ordering {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let name = section.required("worst", section.text("worst")?)?;
        let mut adversaries = experiment.adversaries.iter();
        let worst = adversaries
            .position(|adversary| adversary.id == name.value)
            .ok_or_else(|| {
                let known: Vec<_> = experiment
                    .adversaries
                    .iter()
                    .map(|adversary| adversary.id.as_str())
                    .collect();
                let hint = suggest(&name.value, &known);
                let message = format!("no adversary of this experiment is called {:?}{hint}", name.value);
                section.fault(name.span.clone(), message)
            })?;
        Ok(Self {
            worst,
            adversaries: experiment.adversaries.len(),
        })
    }
}

impl Kind for Ordering {
    fn name(&self) -> &'static str {
        "ordering"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    /// An adversary is no worse than itself, and without Byzantine workers all are the same.
    fn admits(&self, adversary: usize, attacked: bool) -> bool {
        attacked && adversary != self.worst
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let outcomes = &sample.outcomes[sample.cells[0]];
        let worst_arm = sample.arm / self.adversaries * self.adversaries + self.worst;
        let pairs = outcomes.arm(worst_arm).errors().zip(outcomes.arm(sample.arm).errors());
        // Where both are lost the difference is nothing.
        let excess: Moments = pairs
            .map(|(worst, own)| if worst == own { 0.0 } else { worst - own })
            .collect();
        let quantity = "mean error under the worst adversary minus own, paired";
        let excess = excess.mean();
        if !excess.value.is_finite() {
            return sample.lost(quantity);
        }
        let interval = excess.interval(level);
        let accepted = Interval {
            low: 0.0,
            high: f64::MAX,
        };
        let verdict = if excess.value == 0.0 && excess.standard_error == 0.0 {
            Verdict::Consistent
        } else {
            Verdict::of_equivalence(&interval, &accepted)
        };
        Measurement {
            quantity: quantity.to_owned(),
            measured: Some(excess),
            interval: Some(interval),
            predicted: Some(0.0),
            relation: Relation::AtLeast,
            verdict: Some(verdict),
            ..Measurement::default()
        }
    }
}
