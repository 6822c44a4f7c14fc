use super::bound::exceeding;
use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::claim::stated::Quantity;

/// That a measure of a replicate exceeds the bound of a `[[claim]]` no more often than it may fail.
#[derive(Clone, Debug)]
pub(in crate::claim) struct StatedBound {
    pub measure: Measure,
    pub bound: Quantity,
    /// The probability with which it may fail; none if left out.
    pub fails: Option<Quantity>,
}

impl Kind for StatedBound {
    fn name(&self) -> &'static str {
        "bound"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.measure]
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let cell = &sample.experiment.cells[sample.cells[0]];
        let bound = self.bound.at(cell, sample.arm);
        let failure = self.fails.as_ref().map_or(0.0, |fails| fails.at(cell, sample.arm));
        let mut share = exceeding(sample, self.measure, &self.measure.to_string(), (bound, failure), level);
        // What may fail is slack where it would fail less often than it may.
        let reached = reached(sample, self.measure, failure);
        share.slack = Some(bound / reached).filter(|slack| slack.is_finite());
        share.is_slack = bound > (1.0 + TENTH) * reached;
        share
    }
}

/// The smallest value that no more than the share `failure` of all replicates exceeds.
fn reached(sample: &Sample, measure: Measure, failure: f64) -> f64 {
    let values = sample.outcomes[sample.cells[0]].arm(sample.arm).values(measure);
    let mut values: Vec<f64> = values
        .map(|value| if value.is_nan() { f64::INFINITY } else { value })
        .collect();
    values.sort_by(f64::total_cmp);
    let above = (failure * values.len() as f64) as usize;
    let place = values.len().saturating_sub(above + 1);
    values.get(place).copied().unwrap_or(f64::NAN)
}
