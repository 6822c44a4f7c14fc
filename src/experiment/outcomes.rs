use std::ops::Range;

use super::Response;
use crate::algorithm::Measure;
use crate::stat::{Estimate, Moments, Statistic, power_of_two};

/// The replicates of one cell, arm by arm.
#[derive(Clone, Debug, Default)]
pub struct CellOutcomes {
    /// Arms whose values are the same are kept once.
    distinct: Vec<Outcomes>,
    /// Which of them an arm has.
    of: Vec<usize>,
}

/// The replicates of one arm, or of several whose values are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcomes {
    measures: Vec<Measure>,
    /// The values of every measure.
    columns: Vec<Vec<f64>>,
    /// How many of them count.
    replicates: usize,
    /// How many came from the store.
    loaded: usize,
    /// Whether the store holds more behind a gap.
    is_torn: bool,
    summary: Summary,
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
    outcomes: Option<&'a Outcomes>,
}

impl CellOutcomes {
    /// Outcomes of a cell whose arms have those of `distinct` that `of` says; none of them counts yet.
    pub(super) fn stored(distinct: Vec<Outcomes>, of: Vec<usize>) -> Self {
        Self { distinct, of }
    }

    /// Outcomes of a single arm, all of which count: a column of values for each of `measures`, as long as the first of them, which is the
    /// error.
    #[must_use]
    pub fn of_one_arm(measures: &[Measure], mut columns: Vec<Vec<f64>>) -> Self {
        let replicates = columns.first().map_or(0, Vec::len);
        for column in &mut columns {
            column.resize(replicates, f64::NAN);
        }
        let mut outcomes = Outcomes::stored(measures, columns, false);
        outcomes.count_up_to(replicates);
        Self::stored(vec![outcomes], vec![0])
    }

    pub(super) fn is_loaded(&self) -> bool {
        !self.of.is_empty()
    }

    pub(super) fn distinct(&self) -> &[Outcomes] {
        &self.distinct
    }

    pub(super) fn distinct_mut(&mut self) -> &mut [Outcomes] {
        &mut self.distinct
    }

    /// Which of the distinct ones an arm has.
    pub(super) fn place(&self, arm: usize) -> usize {
        self.of[arm]
    }

    /// The first arm that has the outcomes at `place`.
    pub(super) fn first_arm(&self, place: usize) -> usize {
        self.of.iter().position(|of| *of == place).unwrap_or(0)
    }

    /// How many replicates of its arms count: the fewest and the most. An arm has those up to where its own stopping rule ended,
    /// however many more a store may hold.
    #[must_use]
    pub fn replicates(&self) -> (usize, usize) {
        let counts = || self.distinct.iter().map(|outcomes| outcomes.replicates);
        (counts().min().unwrap_or(0), counts().max().unwrap_or(0))
    }

    /// How many replicates all of `arms` have: on these they ran on the same data.
    #[must_use]
    pub fn common(&self, arms: &[usize]) -> usize {
        let counts = arms.iter().map(|&arm| self.arm(arm).replicates());
        counts.min().unwrap_or(0)
    }

    /// The number of arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.of.len()
    }

    /// The outcomes of one arm.
    #[must_use]
    pub fn arm(&self, arm: usize) -> ArmOutcomes<'_> {
        ArmOutcomes {
            outcomes: self.of.get(arm).map(|&place| &self.distinct[place]),
        }
    }
}

impl Outcomes {
    /// Values of `measures` that the store holds, none of which counts yet. The first measure is the error.
    pub fn stored(measures: &[Measure], columns: Vec<Vec<f64>>, is_torn: bool) -> Self {
        Self {
            measures: measures.to_vec(),
            loaded: columns.first().map_or(0, Vec::len),
            columns,
            is_torn,
            replicates: 0,
            summary: Summary {
                measures: vec![Moments::default(); measures.len()],
                ..Summary::default()
            },
        }
    }

    /// How many replicates are at hand.
    pub fn available(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// How many replicates count.
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// How many of those that count were in the store before.
    pub fn reused(&self) -> usize {
        self.loaded.min(self.replicates)
    }

    /// Takes values in the order of the measures.
    pub fn extend(&mut self, columns: &[Vec<f64>]) {
        for (column, more) in self.columns.iter_mut().zip(columns) {
            column.extend_from_slice(more);
        }
    }

    /// Takes what the store holds by now in the place of what was at hand, which it begins with.
    pub fn reload(&mut self, columns: Vec<Vec<f64>>, is_torn: bool) {
        (self.columns, self.is_torn) = (columns, is_torn);
    }

    /// Whether the store holds more behind a gap.
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    pub fn count_up_to(&mut self, replicates: usize) {
        let new: Range<usize> = self.replicates..replicates;
        for (moments, column) in self.summary.measures.iter_mut().zip(&self.columns) {
            for value in &column[new.clone()] {
                moments.add(*value);
            }
        }
        if let Some(errors) = self.columns.first() {
            for error in &errors[new] {
                self.summary.add_error(*error);
            }
        }
        self.replicates = replicates;
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
    /// How many replicates count: those up to where the arm's stopping rule ended.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.outcomes.map_or(0, |outcomes| outcomes.replicates)
    }

    /// What was recorded.
    #[must_use]
    pub fn measures(&self) -> &'a [Measure] {
        self.outcomes.map_or(&[], |outcomes| &outcomes.measures)
    }

    /// A measure of every replicate, in their order; nothing where it was not recorded.
    pub fn values(&self, measure: Measure) -> impl Iterator<Item = f64> + use<'a> {
        let column = self.outcomes.and_then(|outcomes| {
            let place = outcomes.place(measure)?;
            Some(&outcomes.columns[place][..outcomes.replicates])
        });
        column.unwrap_or(&[]).iter().copied()
    }

    /// ‖ŵ − w*‖ of every replicate.
    pub fn errors(&self) -> impl Iterator<Item = f64> + use<'a> {
        self.values(Measure::Error)
    }

    /// How many replicates lost the estimate: an infinite error.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.outcomes.map_or(0, |outcomes| outcomes.summary.lost)
    }

    /// The moments of a measure, where it was recorded.
    #[must_use]
    pub fn moments(&self, measure: Measure) -> Option<Moments> {
        let outcomes = self.outcomes?;
        Some(outcomes.summary.measures[outcomes.place(measure)?])
    }

    /// A summary with its Monte Carlo standard error. `None` where an estimate was lost, so that no finite one exists, or
    /// nothing was drawn or recorded.
    #[must_use]
    pub fn response(&self, response: Response) -> Option<Estimate> {
        let outcomes = self.outcomes.filter(|outcomes| outcomes.replicates > 0)?;
        outcomes.response(response)
    }

    /// The mean of (‖ŵ − w*‖/unit)².
    #[must_use]
    pub fn mean_square(&self, unit: f64) -> Statistic {
        let none = Summary::default();
        let summary = self.outcomes.map_or(&none, |outcomes| &outcomes.summary);
        Statistic::mean(&summary.square).scaled((summary.unit / unit).powi(2))
    }
}

impl Outcomes {
    fn place(&self, measure: Measure) -> Option<usize> {
        self.measures.iter().position(|recorded| *recorded == measure)
    }

    /// A summary with its Monte Carlo standard error, where there is a finite one.
    pub fn response(&self, response: Response) -> Option<Estimate> {
        let mean = |measure| Some(self.summary.measures[self.place(measure)?].mean());
        let estimate = match response {
            Response::Rms => self.summary.square.root_mean().scaled(self.summary.unit),
            Response::Mean => mean(Measure::Error)?,
            Response::Bias => mean(Measure::SignedError)?,
            Response::Of(measure) => mean(measure)?,
        };
        estimate.value.is_finite().then_some(estimate)
    }
}
