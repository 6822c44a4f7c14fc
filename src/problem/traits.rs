use std::fmt::Debug;

use super::{Ball, Constants, Curvatures};
use crate::aggregator::Messages;
use crate::stream::ReplicateStreams;

/// What is known of the law of the workers' messages, for predictions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum MessageLaw {
    /// Nothing.
    #[default]
    Unknown,
    /// Gradients w − x̄ and minimisers x̄ with x̄ ~ N(w*, σ²/n·I), exactly.
    GaussianMean,
    /// Gradients w − x̄ and minimisers x̄ with x̄ = w* + σ(Γ(n, 1)/n − 1) in every coordinate, exactly.
    ExponentialMean,
    /// Gradients λ_k·w_k + z̄_k and minimisers −z̄_k/λ_k with z̄ ~ N(0, σ²/n·I), exactly.
    GaussianNoise(Curvatures),
    /// Gradients λ_k·w_k + z̄_k and minimisers −z̄_k/λ_k with z̄_k = σ(Γ(n, 1)/n − 1), exactly.
    ExponentialNoise(Curvatures),
    /// Gradients h̄w − 1 and minimisers 1/h̄ with h̄ ~ Γ(n, 1)/n in every coordinate, exactly.
    RandomCurvature,
    /// Gradients of Rademacher regression: Gaussian as n grows, with variance (‖δ‖² − δ_k² + σ²)/n in coordinate k.
    RademacherGradient,
    /// Least squares with features x ~ N(0, Σ), Σ diagonal: minimisers w* + σ·t_ν/√(νλ_k) in coordinate k, ν = n − d + 1, exactly
    /// where n ≥ d; gradients Gaussian as n grows, with variance λ_k(δᵀΣδ + λ_kδ_k² + σ²)/n.
    GaussianDesign,
}

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

    /// What is known of the law of the messages.
    fn message_law(&self) -> MessageLaw {
        MessageLaw::Unknown
    }

    /// How many numbers the data of m = `workers` workers with n = `samples` samples take while they are drawn. `None` where
    /// that is beyond counting.
    fn data_size(&self, _samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(self.dim())
    }

    /// Draws the data of `workers` workers with `samples` samples each, from streams of purpose `Data`: the worker's own, or that of
    /// worker 0 in the order of the workers.
    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards>;
}

/// The data of one worker, or sufficient statistics of exactly the same law.
pub trait Shard: Send {
    /// Writes the gradient ∇F_i(w) of the worker's empirical risk to `out` (length d).
    fn gradient(&self, w: &[f64], out: &mut [f64]);

    /// Writes the worker's empirical risk minimiser ŵ_i to `out`; the one of smallest norm where there are many. It is taken over
    /// ℝᵈ for quadratic losses, and over W (Algorithm 2) where a minimiser over ℝᵈ need not exist.
    fn local_minimiser(&self, out: &mut [f64]);
}

/// The data of all workers in one replicate. A `Vec` of [`Shard`]s is one.
pub trait Shards: Send {
    /// Writes every worker's gradient at `w` to its row of `messages`, which has m rows of length d.
    fn gradients(&self, w: &[f64], messages: &mut Messages);

    /// Writes every worker's risk minimiser to its row of `messages`, which has m rows of length d.
    fn local_minimisers(&self, messages: &mut Messages);
}

impl<S: Shard> Shards for Vec<S> {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        for (worker, shard) in self.iter().enumerate() {
            shard.gradient(w, messages.row_mut(worker));
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        for (worker, shard) in self.iter().enumerate() {
            shard.local_minimiser(messages.row_mut(worker));
        }
    }
}
