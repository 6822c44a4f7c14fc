use serde::Serialize;

use super::{ArmOutcomes, Response};
use crate::stat::{Estimate, Moments, Quantile, quantile};

/// Probabilities whose quantiles are reported.
const PROBABILITIES: [f64; 2] = [0.5, 0.95];

/// The confidence level of a reported quantile's interval.
const QUANTILE_LEVEL: f64 = 0.95;

/// The replicates of an arm in a few numbers. A summary that is not finite, because an estimate was lost, is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// How many replicates lost the estimate.
    pub lost: usize,
    /// E‖ŵ − w*‖.
    pub mean: Option<Estimate>,
    /// (E‖ŵ − w*‖²)^½.
    pub rms: Option<Estimate>,
    /// The rms error of the replicates of even number (0, 2, …), by which the worst adversary of an estimator is chosen.
    pub rms_even: Option<f64>,
    /// The rms error of the replicates of odd number, on which estimators are compared under what was chosen.
    pub rms_odd: Option<f64>,
    /// E of the signed error, averaged over the coordinates.
    pub bias: Option<Estimate>,
    /// Quantiles of ‖ŵ − w*‖, infinite ones left out.
    pub quantiles: Vec<Quantile>,
}

impl Summary {
    /// Sums up one arm.
    #[must_use]
    pub fn new(arm: &ArmOutcomes) -> Self {
        let mut sorted: Vec<f64> = arm.errors().collect();
        let half = |first: usize| {
            let squares = sorted.iter().skip(first).step_by(2).map(|error| error * error);
            let squares = squares.collect::<Moments>();
            let mean = squares.mean().value;
            (squares.count() > 0 && mean.is_finite()).then(|| mean.sqrt())
        };
        let (rms_even, rms_odd) = (half(0), half(1));
        sorted.sort_unstable_by(f64::total_cmp);
        let quantiles = PROBABILITIES
            .iter()
            .filter_map(|&p| quantile(&sorted, p, QUANTILE_LEVEL));
        Self {
            lost: arm.lost(),
            mean: arm.response(Response::Mean),
            rms: arm.response(Response::Rms),
            rms_even,
            rms_odd,
            bias: arm.response(Response::Bias),
            quantiles: quantiles.filter(|q| q.value.is_finite()).collect(),
        }
    }
}
