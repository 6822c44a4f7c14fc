use super::bound::exceeding;
use super::{Grouping, Kind, Sample};
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
        exceeding(sample, self.measure, &self.measure.to_string(), (bound, failure), level)
    }
}
