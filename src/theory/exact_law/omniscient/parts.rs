//! The moments of T₊ + T₋ and T₊ − T₋.

use super::block::between;
use super::cumulants::{Cumulants, ORDER, binomial};
use super::windows::Windows;
use crate::stat::normal::{cdf, survival, upper_quantile};
use crate::theory::exact_law::ExactLawError;
use crate::theory::gauss_rule::{GaussRule, gauss_rule};
use crate::theory::order_statistic::OrderStatistic;

/// Nodes for each of the order statistics that are given.
const NODES: usize = 10;

/// Moments of S = T₊ + T₋, whose law is symmetric, and D = T₊ − T₋ ≥ 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct JointMoments {
    /// E Sʲ.
    pub sum: [f64; ORDER + 1],
    /// E D·Sʲ.
    pub mixed: [f64; ORDER],
    /// E D².
    pub difference_square: f64,
}

/// Given X_p and X_q, the values below, between and above are independent, and so are the three parts of S and D: `lower` and `upper`
/// in their sum and their difference, and `between` in the sum alone.
pub(super) struct Parts<'a, G> {
    windows: &'a Windows,
    /// The increasing odd function that makes a value of its law from a normal one.
    g: G,
    /// The largest of the values below the lower part, as an order statistic of normal ones.
    dropped: Option<GaussRule<NODES>>,
}

impl<'a, G: Fn(f64) -> f64> Parts<'a, G> {
    pub fn new(windows: &'a Windows, g: G) -> Result<Self, ExactLawError> {
        let dropped = (windows.outer > 0 && windows.dropped > 0)
            .then(|| rule_of(windows.dropped, windows.lower - 1))
            .transpose()?;
        Ok(Self { windows, g, dropped })
    }

    /// Each order statistic by its Gauss rule. Given X_p = x, the survival probability of X_q is that of x times the one of an order
    /// statistic of the values above (David and Nagaraja, *Order Statistics*, Theorem 2.5).
    pub fn joint_moments(&self) -> Result<JointMoments, ExactLawError> {
        let Windows {
            honest, lower, upper, ..
        } = *self.windows;
        let gap = (lower < upper)
            .then(|| rule_of(upper - lower, honest - lower))
            .transpose()?;
        let mut joint = JointMoments::default();
        for (x, weight) in rule_of(lower, honest)? {
            let below = self.lower(x);
            match &gap {
                None => joint.add(weight, &below, None, &self.upper(x)),
                Some(gap) => {
                    for (score, share) in gap {
                        let y = upper_quantile(survival(x) * survival(*score));
                        joint.add(weight * share, &below, self.between(x, y).as_ref(), &self.upper(y));
                    }
                }
            }
        }
        Ok(joint)
    }

    /// The lower part given X_p = `x`.
    fn lower(&self, x: f64) -> Cumulants {
        let windows = self.windows;
        let inside = |low: f64| between(low, x, &self.g).repeated(windows.outer);
        let inside = match &self.dropped {
            _ if windows.outer == 0 => Cumulants::default(),
            None => inside(f64::NEG_INFINITY),
            Some(dropped) => {
                let below = cdf(x);
                let parts = dropped.map(|(score, weight)| (weight, inside(-upper_quantile(below * cdf(score)))));
                Cumulants::mixture(&parts)
            }
        };
        let at_end = if windows.ends_count { (self.g)(x) } else { 0.0 };
        inside.shifted(at_end).scaled(1.0 / windows.kept as f64)
    }

    /// The upper part given X_q = `y`: the law is symmetric.
    fn upper(&self, y: f64) -> Cumulants {
        self.lower(-y).scaled(-1.0)
    }

    /// What both means keep, counted twice.
    fn between(&self, x: f64, y: f64) -> Option<Cumulants> {
        let Windows { shared, kept, .. } = *self.windows;
        (shared > 0).then(|| between(x, y, &self.g).repeated(shared).scaled(2.0 / kept as f64))
    }
}

impl JointMoments {
    /// E D·Sʲ = Σ_i C(j, i)·κ(D, S, …, S)·E S^{j−i}, with i times S in the joint cumulant.
    fn add(&mut self, weight: f64, lower: &Cumulants, between: Option<&Cumulants>, upper: &Cumulants) {
        let sum = lower.plus(upper);
        let sum = between.map_or(sum, |between| sum.plus(between)).moments();
        let difference = |order: usize| upper.order(order + 1) - lower.order(order + 1);
        for (total, moment) in self.sum.iter_mut().zip(sum) {
            *total += weight * moment;
        }
        for (j, total) in self.mixed.iter_mut().enumerate() {
            let terms = (0..=j).map(|i| binomial(j, i) * difference(i) * sum[j - i]);
            *total += weight * terms.sum::<f64>();
        }
        let spread = lower.order(2) + upper.order(2);
        self.difference_square += weight * (difference(0) * difference(0) + spread);
    }
}

fn rule_of(rank: usize, sample_size: usize) -> Result<GaussRule<NODES>, ExactLawError> {
    Ok(gauss_rule(&OrderStatistic::new(rank, sample_size)?.points()))
}
