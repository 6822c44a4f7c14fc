//! What is learned: the law of the data, the loss, its optimum and its constants.

mod additive_noise;
mod ball;
mod constants;
mod error;
mod exponential_mean;
mod gaussian_mean;
mod mean_estimation;
mod potential;
mod probe;
mod rademacher_regression;
mod random_curvature;
mod regression_shards;
mod student_mean;
mod traits;

pub use additive_noise::AdditiveNoise;
pub use ball::Ball;
pub(crate) use ball::distance;
pub use constants::Constants;
pub use error::ProblemError;
pub use exponential_mean::{Exponential, ExponentialMean};
pub use gaussian_mean::{Gaussian, GaussianMean};
pub use mean_estimation::{MeanEstimation, SampleLaw};
pub use potential::{Curvatures, Potential, Shape};
pub use probe::Probe;
pub use rademacher_regression::{RademacherRegression, RegressionData};
pub use random_curvature::RandomCurvature;
pub use student_mean::{Student, StudentMean};
pub use traits::{MessageLaw, Problem, Shard, Shards};
