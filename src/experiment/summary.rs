use serde::Serialize;

use super::{ArmOutcomes, Response};
use crate::stat::{Estimate, Quantile, quantile};

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
        sorted.sort_unstable_by(f64::total_cmp);
        let quantiles = PROBABILITIES
            .iter()
            .filter_map(|&p| quantile(&sorted, p, QUANTILE_LEVEL));
        Self {
            lost: arm.lost(),
            mean: arm.response(Response::Mean),
            rms: arm.response(Response::Rms),
            bias: arm.response(Response::Bias),
            quantiles: quantiles.filter(|q| q.value.is_finite()).collect(),
        }
    }
}
