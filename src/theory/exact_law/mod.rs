//! The exact finite-m law of the worst-case error of the median and the trimmed mean, for Gaussian worker means.
//!
//! m workers send one value each; b of them are Byzantine and h = m − b honest, the honest values independent
//! N(μ, s²). Errors are in units of s, about μ. The *one-sided* adversary sends +∞ from every Byzantine worker, which
//! no adversary can exceed (or fall below, by reflection) since both aggregators are non-decreasing in every message;
//! the *omniscient* one sees the honest values and picks whichever side hurts more. Setting of Yin, Chen, Ramchandran
//! and Bartlett, *Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates*, ICML 2018, Definitions 1
//! and 2.

mod large_m;
mod median;
mod median_of_law;
mod moments;
mod omniscient;
mod setting;
mod trimmed_mean;
mod truncated_normal;

pub use large_m::{median_bias, median_variance, trimmed_mean_bias};
pub use median::{median_mean_absolute, median_omniscient, median_one_sided, median_quantile};
pub use median_of_law::{Side, exponential_median_bias, median_of_law, one_round_gaussian_design};
pub use moments::{AbsoluteMoments, Moments};
pub use omniscient::one_round_gaussian_design_omniscient;
pub use setting::ExactLawError;
pub use trimmed_mean::{trimmed_mean_omniscient, trimmed_mean_one_sided};

#[cfg(test)]
mod brute_force_tests;
