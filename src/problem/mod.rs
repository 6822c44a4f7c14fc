//! What is learned: the law of the data, the loss, its optimum and its constants.

mod ball;
mod ball_quadratic;
mod constants;
mod error;
mod exponential_mean;
mod gaussian_design;
mod gaussian_mean;
mod gaussian_product;
mod logistic_regression;
mod logistic_risk;
mod logistic_shards;
mod mean_estimation;
mod probe;
mod rademacher_regression;
mod random_curvature;
mod regression_shards;
mod sign_samples;
mod student_mean;
mod traits;

pub use ball::Ball;
pub(crate) use ball::distance;
pub use constants::Constants;
pub use error::ProblemError;
pub use exponential_mean::{Exponential, ExponentialMean};
pub use gaussian_design::GaussianDesign;
pub use gaussian_mean::{Gaussian, GaussianMean};
pub use logistic_regression::LogisticRegression;
pub use mean_estimation::{MeanEstimation, SampleLaw};
pub use probe::Probe;
pub use rademacher_regression::RademacherRegression;
pub use random_curvature::RandomCurvature;
pub use regression_shards::RegressionData;
pub use student_mean::{Student, StudentMean};
pub use traits::{MessageLaw, Problem, Shard, Shards};
