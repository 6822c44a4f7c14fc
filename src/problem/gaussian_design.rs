use nalgebra::{DMatrix, DVector};
use rand_distr::Distribution;

use super::bartlett::bartlett;
use super::error::{dimension, positive};
use super::gaussian_product;
use super::regression_shards::{Rank, RawShard, RegressionData, RegressionShards, Statistics};
use super::{Ball, Constants, CoordinateLaw, MessageLaw, Problem, ProblemError, Shards};
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// Least squares with Gaussian features: x ~ N(0, Σ), y = xᵀw* + ξ, ξ ~ N(0, σ²), f(w; x, y) = ½(y − xᵀw)².
///
/// Σ is diagonal with eigenvalues λ_1 ≤ … ≤ λ_d evenly spaced in their logarithm from 1/`condition` to 1, so that
/// F(w) = ½(δᵀΣδ + σ²) with δ = w − w* has λ_F = 1/`condition` and L_F = 1. w* = (1, …, 1)/√d, and W is the ball around w* of
/// radius 1 by default; gradient descent starts on its edge.
///
/// With n ≥ d a worker's estimate is determined, as Theorem 7 asks, and its law is known: (ŵ_i − w*)_k ~ σ·t_ν/√(νλ_k),
/// ν = n − d + 1. Features are unbounded: no L_k is finite (Assumption 1).
#[derive(Clone, Debug)]
pub struct GaussianDesign {
    sigma: f64,
    condition: f64,
    data: RegressionData,
    /// λ_1, …, λ_d.
    eigenvalues: Vec<f64>,
    optimum: Vec<f64>,
    domain: Ball,
    /// The largest E|·|³ of a standardised partial derivative over W, and the smallest v of Definition 5: every replicate asks for the
    /// constants, and these two are not quickly computed.
    absolute_skewness: f64,
    sub_exponential: f64,
}

impl GaussianDesign {
    /// The problem in dimension `dim` with noise `sigma`, condition number `condition` of Σ and W of radius `radius` (1 if none).
    ///
    /// # Errors
    /// If `dim` is 0, `sigma` or `radius` is not finite and positive, or `condition` is not in \[1, ∞), or not 1 where `dim` is 1.
    pub fn new(
        dim: usize,
        sigma: f64,
        condition: f64,
        radius: Option<f64>,
        data: RegressionData,
    ) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        if !(condition.is_finite() && condition >= 1.0) || (dim == 1 && condition != 1.0) {
            return Err(ProblemError::Condition { condition, dim });
        }
        let last = (dim - 1).max(1) as f64;
        let optimum = vec![1.0 / (dim as f64).sqrt(); dim];
        let sigma = positive("sigma", sigma)?;
        let radius = positive("radius", radius.unwrap_or(1.0))?;
        // The largest correlation of a feature x_k with the residual over W, R/√(R² + σ²), and the scale √(R² + σ²) of ∂_k f there:
        // both belong to δ = R·e_d.
        let scale = libm::hypot(radius, sigma);
        let correlation = radius / scale;
        Ok(Self {
            sigma,
            condition,
            data,
            eigenvalues: (0..dim)
                .map(|k| libm::pow(condition, -((dim - 1 - k) as f64) / last))
                .collect(),
            domain: Ball {
                centre: optimum.clone(),
                radius,
            },
            optimum,
            absolute_skewness: gaussian_product::absolute_skewness(correlation),
            sub_exponential: scale * gaussian_product::sub_exponential(correlation),
        })
    }

    /// XᵀX/n and Xᵀξ/n of `count` = n samples by Bartlett's decomposition.
    ///
    /// X = ZΣ^½ with Z = QLᵀ. So XᵀX = Σ^½LLᵀΣ^½, and Xᵀξ = Σ^½L·Qᵀξ, where Qᵀξ ~ N(0, σ²I) whatever Z is.
    fn statistics(&self, count: usize, stream: &mut Stream) -> Statistics {
        let mut factor = bartlett(count, self.eigenvalues.len(), stream);
        let n = count as f64;
        for (mut row, eigenvalue) in factor.row_iter_mut().zip(&self.eigenvalues) {
            row *= (eigenvalue / n).sqrt();
        }
        let standard = DVector::from_fn(factor.ncols(), |_, _| StandardNormal.sample(stream));
        Statistics {
            noise: &factor * standard * (self.sigma / n.sqrt()),
            gram: &factor * factor.transpose(),
        }
    }

    /// A worker's n samples of x.
    fn features(&self, count: usize, stream: &mut Stream) -> DMatrix<f64> {
        DMatrix::from_fn(count, self.dim(), |_, k| {
            let standard: f64 = StandardNormal.sample(stream);
            standard * self.eigenvalues[k].sqrt()
        })
    }
}

impl Problem for GaussianDesign {
    fn name(&self) -> &str {
        "gaussian-design"
    }

    fn key(&self) -> String {
        format!(
            "gaussian-design sigma={} condition={}{}",
            self.sigma,
            self.condition,
            self.data.in_key()
        )
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn mirrors_labels(&self) -> bool {
        true
    }

    fn noise(&self) -> f64 {
        self.sigma
    }

    fn loss(&self, w: &[f64]) -> f64 {
        let square: f64 = (w.iter().zip(&self.optimum).zip(&self.eigenvalues))
            .map(|((w, optimum), eigenvalue)| eigenvalue * (w - optimum).powi(2))
            .sum();
        0.5 * (square + self.sigma * self.sigma)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        let terms = w.iter().zip(&self.optimum).zip(&self.eigenvalues);
        for (out, ((w, optimum), eigenvalue)) in out.iter_mut().zip(terms) {
            *out = eigenvalue * (w - optimum);
        }
    }

    /// V² = max of E‖x‖²(xᵀδ)² − ‖Σδ‖² + σ²·tr Σ = tr Σ·δᵀΣδ + ‖Σδ‖² + σ²·tr Σ, which δ = R·e_d attains.
    ///
    /// The centred ∂_k f is √(λ_k(δᵀΣδ + σ²))·(AB − ρ) with A, B standard normal of correlation ρ = √λ_k·δ_k/√(δᵀΣδ + σ²). S
    /// and v are those of AB − ρ at the largest ρ and the largest scale, which δ = R·e_d attains both; v is the smallest, S is
    /// attained.
    fn constants(&self) -> Constants {
        let trace: f64 = self.eigenvalues.iter().sum();
        let square = self.domain.radius.powi(2);
        Constants {
            strong_convexity: Some(1.0 / self.condition),
            smoothness: 1.0,
            coordinate_lipschitz: None,
            gradient_deviation: ((trace + 1.0) * square + trace * self.sigma * self.sigma).sqrt(),
            absolute_skewness: Some(self.absolute_skewness),
            sub_exponential: Some(self.sub_exponential),
        }
    }

    /// σ̃ = σ(Σ_k 1/λ_k)^½.
    fn estimate_deviation(&self) -> f64 {
        let inverse: f64 = self.eigenvalues.iter().map(|eigenvalue| 1.0 / eigenvalue).sum();
        self.sigma * inverse.sqrt()
    }

    fn message_law(&self) -> MessageLaw {
        MessageLaw::GaussianDesign
    }

    /// With x_1 = √λ_1·x, √λ_1·(√λ_1·δ_1(x² − 1) + x·(Σ_{i>1}x_iδ_i − ξ)).
    fn coordinate_law(&self, w: &[f64]) -> CoordinateLaw {
        let terms = w.iter().zip(&self.optimum).zip(&self.eigenvalues);
        let mut squares = terms.map(|((w, optimum), eigenvalue)| eigenvalue * (w - optimum).powi(2));
        let along = squares.next().unwrap_or(0.0);
        let scale = self.eigenvalues[0].sqrt();
        CoordinateLaw::Product {
            along: scale * along.sqrt(),
            across: scale * (squares.sum::<f64>() + self.sigma * self.sigma).sqrt(),
        }
    }

    /// H_i = XᵀX/n.
    fn has_newton_directions(&self) -> bool {
        true
    }

    /// As many as determine the minimiser.
    fn smallest_subsample(&self) -> Option<usize> {
        Some(self.dim())
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(self.data.numbers(samples, self.dim())?)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        match self.data.held(samples, self.dim()) {
            RegressionData::Sufficient => {
                let mut shards =
                    RegressionShards::new(&self.optimum, Rank::Full, workers).with_gaussian_features(self.sigma);
                for worker in 0..workers {
                    shards.push(&self.statistics(samples, &mut streams.worker(Purpose::Data, worker)));
                }
                Box::new(shards)
            }
            RegressionData::Raw => {
                let draw = |worker| {
                    let stream = &mut streams.worker(Purpose::Data, worker);
                    let features = self.features(samples, stream);
                    RawShard::draw(features, &self.optimum, self.sigma, stream)
                };
                Box::new((0..workers).map(draw).collect::<Vec<_>>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V² = (tr Σ + 1)R² + σ²·tr Σ at δ = R·e_d. In one dimension x²δ and xξ have the variances E x⁴ − 1 = 2, times R², and σ².
    #[test]
    fn the_deviation_of_gradients_by_hand() {
        let deviation = |dim: usize, condition: f64| {
            let problem =
                GaussianDesign::new(dim, 3.0, condition, Some(2.0), RegressionData::Sufficient).expect("valid");
            problem.constants().gradient_deviation.powi(2)
        };
        assert!((deviation(1, 1.0) - (2.0 * 4.0 + 9.0)).abs() < 1e-12);
        // Eigenvalues ¼ and 1.
        assert!((deviation(2, 4.0) - (2.25 * 4.0 + 1.25 * 9.0)).abs() < 1e-12);
    }
}
