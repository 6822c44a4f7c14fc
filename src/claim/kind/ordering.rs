use super::{Grouping, Kind, Measured, Sample, TENTH};
use crate::claim::measurement::Measurement;
use crate::experiment::{Experiment, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Moments, Statistic};

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

impl Ordering {
    /// The arm of the same estimator under the adversary that should be the worst.
    fn worst_arm(&self, arm: usize) -> usize {
        arm / self.adversaries * self.adversaries + self.worst
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

    fn partners(&self, arm: usize) -> Vec<usize> {
        vec![self.worst_arm(arm)]
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let outcomes = &sample.outcomes[sample.cells[0]];
        let worst_arm = self.worst_arm(sample.arm);
        let pairs = outcomes.arm(worst_arm).errors().zip(outcomes.arm(sample.arm).errors());
        // Where both are lost the difference is nothing.
        let excess: Moments = pairs
            .map(|(worst, own)| if worst == own { 0.0 } else { worst - own })
            .collect();
        let quantity = "(mean error under the worst adversary − own) / own, paired";
        let own = outcomes.arm(sample.arm).response(Response::Mean);
        let Some(own) = own.filter(|_| excess.mean().value.is_finite()) else {
            return sample.lost(quantity);
        };
        let excess = Statistic::mean(&excess);
        if excess.value == 0.0 && excess.standard_error == 0.0 {
            // Both send what the master takes for the same.
            return Measurement::certain(quantity, 0.0, 0.0, 0.0).noted("equal in every replicate");
        }
        Measurement::of(quantity, Measured::of(excess.scaled(own.value.recip())), level).at_least(0.0, TENTH)
    }
}
