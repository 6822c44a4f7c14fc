use byzrate::report::plot::{Colour, Marker, aggregator_colour, aggregator_marker};
use byzrate::stat::{Estimate, Interval, Moments};

use crate::adversary::Attack;
use crate::plan::Results;
use crate::training::{Curve, Rule, Setting};

/// The confidence of every interval.
pub(crate) const LEVEL: f64 = 0.95;

/// All replicates of one setting.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// The curves, a replicate each, ascending.
    pub curves: Vec<&'a Curve>,
}

/// A mean over replicates with its interval, in percentage points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The mean and its standard error.
    pub estimate: Estimate,
    /// The interval of confidence 95 % by Student's law.
    pub interval: Interval,
    /// The number of replicates.
    pub replicates: u64,
}

impl Summary {
    /// Of some values in percentage points; none of none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let moments: Moments = values.into_iter().collect();
        let estimate = moments.mean();
        (moments.count() > 0).then(|| Self {
            interval: estimate.student_interval(LEVEL, moments.count()),
            estimate,
            replicates: moments.count(),
        })
    }

    /// The mean.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.estimate.value
    }

    /// The interval of 100 % minus this, from 0.1 % to 100 % so that a logarithmic axis shows it; NaN, which is not drawn, for a
    /// single replicate.
    pub(crate) fn error_bar(&self) -> (f64, f64) {
        let (low, high) = (100.0 - self.interval.high, 100.0 - self.interval.low);
        if low.is_finite() {
            (low.max(0.1), high.min(100.0))
        } else {
            (f64::NAN, f64::NAN)
        }
    }

    /// The mean with half the width of its interval: `88.1 ± 0.2`.
    #[must_use]
    pub fn text(&self) -> String {
        let half = 0.5 * (self.interval.high - self.interval.low);
        if half.is_finite() {
            format!("{:.1} ± {half:.1}", self.value())
        } else {
            format!("{:.1}", self.value())
        }
    }
}

impl Cell<'_> {
    /// What all replicates share.
    #[must_use]
    pub fn setting(&self) -> &Setting {
        &self.curves[0].setting
    }

    /// Test accuracies in per cent after `round`, a replicate each, where all have measured it.
    #[must_use]
    pub fn accuracies(&self, round: usize) -> Option<Vec<f64>> {
        self.curves
            .iter()
            .map(|curve| curve.accuracy(round).map(|share| 100.0 * share))
            .collect()
    }

    /// Test accuracies in per cent, averaged over all measured rounds from `first` on, a replicate each.
    #[must_use]
    pub fn averages(&self, first: usize) -> Vec<f64> {
        let average = |curve: &Curve| {
            let measured = curve
                .rounds
                .iter()
                .zip(&curve.correct)
                .filter(|(round, _)| **round >= first);
            let shares: Moments = measured
                .map(|(_, correct)| f64::from(*correct) / f64::from(curve.tests))
                .collect();
            100.0 * shares.mean().value
        };
        self.curves.iter().map(|curve| average(curve)).collect()
    }

    /// The mean test accuracy in per cent after `round`.
    #[must_use]
    pub fn accuracy(&self, round: usize) -> Option<Summary> {
        Summary::of(self.accuracies(round)?)
    }

    /// The mean of this accuracy minus another's, replicate by replicate: both meet the same data.
    #[must_use]
    pub fn gain_over(&self, other: &Self, round: usize) -> Option<Summary> {
        let (own, others) = (self.accuracies(round)?, other.accuracies(round)?);
        let same = self
            .curves
            .iter()
            .zip(&other.curves)
            .all(|(a, b)| a.setting.replicate == b.setting.replicate);
        (same && own.len() == others.len()).then(|| Summary::of(own.iter().zip(others).map(|(a, b)| a - b)))?
    }

    /// The rounds that were measured.
    #[must_use]
    pub fn rounds(&self) -> &[usize] {
        &self.curves[0].rounds
    }
}

/// The cells of an experiment, in the order of its results.
#[must_use]
pub fn cells(results: &Results) -> Vec<Cell<'_>> {
    let mut cells: Vec<Cell> = Vec::new();
    for curve in &results.curves {
        let same = |cell: &&mut Cell| {
            let first = Setting {
                replicate: curve.setting.replicate,
                ..cell.setting().clone()
            };
            first == curve.setting
        };
        match cells.iter_mut().find(same) {
            Some(cell) => cell.curves.push(curve),
            None => cells.push(Cell { curves: vec![curve] }),
        }
    }
    cells
}

/// The colour of the mean without attack.
pub(crate) const HONEST_COLOUR: Colour = Colour::BLACK;

/// Legend text, colour and marker of a setting: the mean without attack is the honest mean.
pub(crate) fn look(setting: &Setting) -> (String, Colour, Marker) {
    if setting.adversary == Attack::None {
        return ("mean, α = 0".to_owned(), HONEST_COLOUR, Marker::Cross);
    }
    let name = setting.aggregator.name();
    let label = match setting.aggregator {
        Rule::Mean => "mean",
        Rule::Median => "median",
        Rule::TrimmedMean => "trimmed mean",
    };
    (label.to_owned(), aggregator_colour(name), aggregator_marker(name))
}
