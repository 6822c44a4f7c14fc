use super::Response;
use crate::algorithm::Measure;
use crate::stat::{Estimate, Moments, Statistic, power_of_two};

/// The replicates of one cell.
#[derive(Clone, Debug, Default)]
pub struct CellOutcomes {
    measures: Vec<Measure>,
    drawn: Vec<f64>,
    replicates: usize,
    summaries: Vec<Summary>,
}

/// Moments of what one arm gave, over the replicates that count.
#[derive(Clone, Debug, Default)]
struct Summary {
    measures: Vec<Moments>,
    /// Of (error/unit)²: a square of an error of 1e157 is no number.
    square: Moments,
    /// A power of two near the first error that is not zero; 0 before.
    unit: f64,
    lost: usize,
}

/// The replicates of one arm of a cell.
#[derive(Clone, Copy, Debug)]
pub struct ArmOutcomes<'a> {
    cell: &'a CellOutcomes,
    arm: usize,
}

impl CellOutcomes {
    /// Outcomes of a cell with `arms` arms: `measures` of every arm, replicate by replicate; none of them counts yet. The first
    /// measure is the error.
    pub(super) fn stored(arms: usize, measures: &[Measure], drawn: Vec<f64>) -> Self {
        let summary = Summary {
            measures: vec![Moments::default(); measures.len()],
            ..Summary::default()
        };
        Self {
            measures: measures.to_vec(),
            drawn,
            replicates: 0,
            summaries: vec![summary; arms],
        }
    }

    pub(super) fn is_loaded(&self) -> bool {
        !self.summaries.is_empty()
    }

    /// The numbers of one replicate.
    fn stride(&self) -> usize {
        self.summaries.len() * self.measures.len()
    }

    /// How many replicates are at hand.
    pub(super) fn available(&self) -> usize {
        self.drawn.len() / self.stride()
    }

    pub(super) fn extend(&mut self, batch: &[f64]) {
        self.drawn.extend_from_slice(batch);
    }

    pub(super) fn count_up_to(&mut self, replicates: usize) {
        let (stride, width) = (self.stride(), self.measures.len());
        for replicate in self.drawn[self.replicates * stride..replicates * stride].chunks_exact(stride) {
            for (summary, values) in self.summaries.iter_mut().zip(replicate.chunks_exact(width)) {
                for (moments, value) in summary.measures.iter_mut().zip(values) {
                    moments.add(*value);
                }
                summary.add_error(values[0]);
            }
        }
        self.replicates = replicates;
    }

    /// How many replicates count: those up to where the stopping rule ended, however many more a store may hold.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// The number of arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.summaries.len()
    }

    /// What was recorded.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The outcomes of one arm.
    #[must_use]
    pub fn arm(&self, arm: usize) -> ArmOutcomes<'_> {
        ArmOutcomes { cell: self, arm }
    }
}

impl Summary {
    fn add_error(&mut self, error: f64) {
        if self.unit == 0.0 && error != 0.0 {
            self.unit = power_of_two(error);
        }
        let scaled = if self.unit == 0.0 { error } else { error / self.unit };
        self.square.add(scaled * scaled);
        self.lost += usize::from(!error.is_finite());
    }
}

impl<'a> ArmOutcomes<'a> {
    /// A measure of every replicate, in their order; nothing where it was not recorded.
    pub fn values(&self, measure: Measure) -> impl Iterator<Item = f64> + use<'a> {
        let cell = self.cell;
        let (stride, width) = (cell.stride().max(1), cell.measures.len());
        let place = cell.measures.iter().position(|recorded| *recorded == measure);
        let end = place.map_or(0, |_| cell.replicates * stride);
        let first = self.arm * width + place.unwrap_or(0);
        cell.drawn[..end].iter().skip(first).step_by(stride).copied()
    }

    /// ‖ŵ − w*‖ of every replicate.
    pub fn errors(&self) -> impl Iterator<Item = f64> + use<'a> {
        self.values(Measure::Error)
    }

    fn summary(&self) -> &'a Summary {
        &self.cell.summaries[self.arm]
    }

    /// How many replicates lost the estimate: an infinite error.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.summary().lost
    }

    /// The moments of a measure, where it was recorded.
    #[must_use]
    pub fn moments(&self, measure: Measure) -> Option<Moments> {
        let place = self.cell.measures.iter().position(|recorded| *recorded == measure)?;
        Some(self.summary().measures[place])
    }

    /// A summary with its Monte Carlo standard error. `None` where an estimate was lost, so that no finite one exists, or
    /// nothing was drawn or recorded.
    #[must_use]
    pub fn response(&self, response: Response) -> Option<Estimate> {
        if self.cell.replicates == 0 {
            return None;
        }
        let estimate = match response {
            Response::Rms => self.summary().square.root_mean().scaled(self.summary().unit),
            Response::Mean => self.moments(Measure::Error)?.mean(),
            Response::Bias => self.moments(Measure::SignedError)?.mean(),
            Response::Of(measure) => self.moments(measure)?.mean(),
        };
        estimate.value.is_finite().then_some(estimate)
    }

    /// The mean of (‖ŵ − w*‖/unit)².
    #[must_use]
    pub fn mean_square(&self, unit: f64) -> Statistic {
        let summary = self.summary();
        Statistic::mean(&summary.square).scaled((summary.unit / unit).powi(2))
    }
}
