//! Statistics of Monte Carlo output: accumulators, standard errors, fits, intervals. Knows no theorem.

pub mod normal;

mod beta;
mod binomial;
mod error;
mod estimate;
mod least_squares;
mod log_fit;
mod logarithm;
mod moments;
mod multiplicity;
mod non_negative;
mod quantile;
mod statistic;
mod student;
mod two_sample;

pub(crate) use beta::Beta;
pub use binomial::clopper_pearson;
pub use error::FitError;
pub use estimate::{Estimate, Interval};
pub use least_squares::{Design, LeastSquares};
pub use log_fit::{LogFit, Point};
pub(crate) use logarithm::{excess_over_log, stirling_remainder};
pub use moments::Moments;
pub(crate) use moments::power_of_two;
pub use multiplicity::Family;
pub use non_negative::{NonNegativeFit, non_negative_least_squares};
pub use quantile::{Quantile, quantile};
pub use statistic::Statistic;
pub(crate) use student::student_upper_quantile;
pub use two_sample::{TwoSampleTest, kolmogorov_smirnov};
