//! What is learned: the law of the data, the loss, its optimum and its constants.

mod additive_noise;
mod ball;
mod ball_quadratic;
mod bartlett;
mod constants;
mod coordinate_law;
mod correlated_mean;
mod error;
mod exponential_mean;
mod fair_binomial;
mod gaussian_design;
mod gaussian_mean;
mod gaussian_parts;
mod gaussian_product;
mod kummer;
mod logistic_counts;
mod logistic_regression;
mod logistic_risk;
mod logistic_shards;
mod mean_estimation;
mod message_law;
mod part_law;
mod potential;
mod rademacher_regression;
mod random_curvature;
mod regression_shards;
mod shard;
mod sign_counts;
mod sign_patterns;
mod sign_samples;
mod sign_shards;
mod student_mean;
mod two_point_mean;
mod welsch_moments;
mod welsch_regression;
mod welsch_shards;

pub use additive_noise::AdditiveNoise;
pub use ball::Ball;
pub(crate) use ball::distance;
pub use constants::Constants;
pub use coordinate_law::CoordinateLaw;
pub use correlated_mean::CorrelatedMean;
pub use error::ProblemError;
pub use exponential_mean::{Exponential, ExponentialMean};
pub use gaussian_design::GaussianDesign;
pub use gaussian_mean::{Gaussian, GaussianMean};
pub use logistic_regression::LogisticRegression;
pub use mean_estimation::{MeanEstimation, SampleLaw};
pub use message_law::MessageLaw;
pub use part_law::PartLaw;
pub use potential::{Curvatures, Potential, Shape};
pub use rademacher_regression::RademacherRegression;
pub use random_curvature::RandomCurvature;
pub use regression_shards::RegressionData;
pub use shard::{Shard, Shards, Subsample};
pub use student_mean::{Student, StudentMean};
pub use two_point_mean::{TwoPoint, TwoPointMean};
pub use welsch_regression::WelschRegression;

use std::fmt::Debug;

use crate::stream::ReplicateStreams;

/// What is to be learned: the law of a sample z, the loss f(w; z), and what is known of F(w) = E f(w; z).
///
/// ```
/// use byzrate::prelude::*;
/// use byzrate::problem::GaussianMean;
///
/// let problem = GaussianMean::new(2, 1.0, None)?;
/// assert_eq!(problem.loss(&[0.0, 0.0]), 1.0);
/// assert_eq!(problem.constants().strong_convexity, Some(1.0));
///
/// // Three workers with 100 samples each: their estimates are means, with deviation 1/√100.
/// let streams = ReplicateStreams::new(1, "documentation", 0);
/// let mut estimates = Messages::zeros(3, 2);
/// problem.draw(100, 3, &streams).local_minimisers(&mut estimates);
/// assert!(estimates.values().iter().all(|value| value.abs() < 0.5));
/// # Ok::<(), byzrate::problem::ProblemError>(())
/// ```
pub trait Problem: Send + Sync + Debug {
    /// The name in specs, tables and figures, such as `gaussian-mean`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes a drawn value. It is part of the random streams' key.
    fn key(&self) -> String;

    /// The dimension d.
    fn dim(&self) -> usize {
        self.optimum().len()
    }

    /// w*, the minimiser of F (length d).
    fn optimum(&self) -> &[f64];

    /// The parameter space W.
    fn domain(&self) -> &Ball;

    /// w⁰, where gradient descent starts, in W (length d).
    fn start(&self) -> Vec<f64> {
        let domain = self.domain();
        let step = domain.radius / (self.dim() as f64).sqrt();
        domain.centre.iter().map(|centre| centre + step).collect()
    }

    /// The scale σ of the noise, so that s = σ/√n is the deviation of one worker's mean or gradient coordinate at w*.
    fn noise(&self) -> f64;

    /// F(w).
    fn loss(&self, w: &[f64]) -> f64;

    /// Writes ∇F(w) to `out` (length d).
    fn gradient(&self, w: &[f64], out: &mut [f64]);

    /// The constants over W.
    fn constants(&self) -> Constants;

    /// Whether F is convex.
    fn is_convex(&self) -> bool {
        self.constants().strong_convexity.is_some()
    }

    /// M ≥ ‖∇F(w)‖ on W, where one sharper than L_F·D is known.
    fn gradient_bound(&self) -> Option<f64> {
        None
    }

    /// σ̃ = (Σ_k σ_k²)^½ with σ_k² the asymptotic variance of √n(ŵ_i − w*)_k (Theorem 7): σ√d unless curvatures differ from 1.
    fn estimate_deviation(&self) -> f64 {
        self.noise() * (self.dim() as f64).sqrt()
    }

    /// Whether [`loss`](Self::loss) gives F. Where it does not, its values are NaN, and no theorem and no measure that needs F speaks.
    fn has_loss(&self) -> bool {
        true
    }

    /// Whether [`gradient`](Self::gradient) gives ∇F. Where it does not, its values are NaN, and no measure that needs ∇F speaks.
    fn has_gradient(&self) -> bool {
        true
    }

    /// Whether [`Shards::local_minimisers`] gives the workers' risk minimisers.
    fn has_local_minimisers(&self) -> bool {
        true
    }

    /// Whether samples have labels y, and f(w; x, −y) = f(−w; x, y): then a worker whose labels are all flipped has the gradient
    /// −∇F_i(−w) at w, and the minimiser −ŵ_i, over −W where minimisers are taken over W.
    fn mirrors_labels(&self) -> bool {
        false
    }

    /// What is known of the law of the messages.
    fn message_law(&self) -> MessageLaw {
        MessageLaw::Unknown
    }

    /// What is known of the law of ∂_1 f(w; z) − ∂_1F(w), of which the first coordinate of a worker's gradient is a mean over n.
    fn coordinate_law(&self, _w: &[f64]) -> CoordinateLaw {
        CoordinateLaw::Unknown
    }

    /// Whether every worker's risk is quadratic, and [`Shards::newton_direction`] gives its Newton step.
    fn has_newton_directions(&self) -> bool {
        false
    }

    /// The fewest samples for which [`Shards::subsample_minimisers`] gives a worker's risk minimiser over a part of its samples. `None`:
    /// its statistics do not say what a part of the samples is.
    fn smallest_subsample(&self) -> Option<usize> {
        None
    }

    /// How many numbers the data of m = `workers` workers with n = `samples` samples take while they are drawn. `None` where
    /// that is beyond counting.
    fn data_size(&self, _samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(self.dim())
    }

    /// How many random numbers are drawn for the data of m = `workers` workers with n = `samples` samples: more than the data take
    /// where they are summed while they are drawn. `None` where that is beyond counting.
    fn draws(&self, samples: usize, workers: usize) -> Option<usize> {
        self.data_size(samples, workers)
    }

    /// Draws the data of `workers` workers with `samples` samples each, from streams of purpose `Data`: the worker's own, or that of
    /// worker 0 in the order of the workers.
    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards>;
}
