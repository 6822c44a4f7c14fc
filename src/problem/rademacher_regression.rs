use super::error::{dimension, positive};
use super::mean_estimation::difference;
use super::regression_shards::{LANES, RawShard, RegressionData};
use super::sign_counts::SignCounts;
use super::sign_samples::SignSamples;
use super::sign_shards;
use super::{Ball, Constants, CoordinateLaw, MessageLaw, Problem, ProblemError, Shards};
use crate::stream::{Purpose, ReplicateStreams};

/// Linear regression with Rademacher features (Proposition 1): x uniform on {−1, 1}ᵈ, y = xᵀw* + ξ, ξ ~ N(0, σ²),
/// f(w; x, y) = ½(y − xᵀw)².
///
/// Here F(w) = ½(‖w − w*‖² + σ²), so λ_F = L_F = 1. w* = (1, …, 1)/√d, and W is the ball around w* of radius 1 by default;
/// gradient descent starts on its edge.
#[derive(Clone, Debug)]
pub struct RademacherRegression {
    sigma: f64,
    data: RegressionData,
    optimum: Vec<f64>,
    domain: Ball,
}

impl RademacherRegression {
    /// The sharp bound on the absolute skewness of the gradient's coordinates, 2√(2/π), attained at w = w* (Khintchine's
    /// inequality for p = 3). Proposition 1 of the paper states 480.
    pub const ABSOLUTE_SKEWNESS: f64 = 1.595_769_121_605_731;

    /// The problem in dimension `dim` with noise `sigma` and W of radius `radius` (1 if none).
    ///
    /// # Errors
    /// If `dim` is 0, or `sigma` or `radius` is not finite and positive.
    pub fn new(dim: usize, sigma: f64, radius: Option<f64>, data: RegressionData) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        let optimum = vec![1.0 / (dim as f64).sqrt(); dim];
        Ok(Self {
            sigma: positive("sigma", sigma)?,
            data,
            domain: Ball {
                centre: optimum.clone(),
                radius: positive("radius", radius.unwrap_or(1.0))?,
            },
            optimum,
        })
    }
}

impl Problem for RademacherRegression {
    fn name(&self) -> &str {
        "rademacher-regression"
    }

    fn key(&self) -> String {
        format!("rademacher-regression sigma={}{}", self.sigma, self.data.in_key())
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
        let square: f64 = w
            .iter()
            .zip(&self.optimum)
            .map(|(w, optimum)| (w - optimum).powi(2))
            .sum();
        0.5 * (square + self.sigma * self.sigma)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        difference(w, &self.optimum, out);
    }

    /// With δ = w − w*, the centred ∂_k f has the law of Σ_{i≠k} ε_i δ_i + σg (ε Rademacher, g standard normal): hence
    /// V² = (d − 1)·max‖δ‖² + dσ² and v² = max‖δ_{−k}‖² + σ². L_k = sup |x_k|‖x‖ = √d.
    fn constants(&self) -> Constants {
        let dim = self.dim() as f64;
        let square = self.domain.radius.powi(2);
        let noise = self.sigma * self.sigma;
        let others = if self.dim() > 1 { square } else { 0.0 };
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: Some(dim.sqrt()),
            gradient_deviation: ((dim - 1.0) * square + dim * noise).sqrt(),
            absolute_skewness: Some(Self::ABSOLUTE_SKEWNESS),
            sub_exponential: Some((others + noise).sqrt()),
        }
    }

    fn message_law(&self) -> MessageLaw {
        MessageLaw::RademacherGradient
    }

    /// Σ_{i≠1} ε_iδ_i + σg.
    fn coordinate_law(&self, w: &[f64]) -> CoordinateLaw {
        let steps = w.iter().zip(&self.optimum).skip(1).map(|(w, optimum)| w - optimum);
        CoordinateLaw::Signs {
            steps: steps.collect(),
            noise: self.sigma,
        }
    }

    /// H_i = XᵀX/n.
    fn has_newton_directions(&self) -> bool {
        true
    }

    /// Samples that are held can be told apart; what a part of them adds to XᵀX, given all of it, is a law on many integers.
    fn smallest_subsample(&self) -> Option<usize> {
        (self.data == RegressionData::Raw).then_some(1)
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        let dim = self.dim();
        // The signs of one worker's features, 64 a word, for sixteen workers at most; patterns take no more.
        let signs = match self.data.held(samples, dim) {
            // Products of signs are summed in doubles, and the sums must be exact.
            RegressionData::Sufficient if samples > 1 << 53 => return None,
            RegressionData::Sufficient if SignCounts::is_faster(samples, dim) => 1 << (dim - 1),
            _ => samples.div_ceil(64).checked_mul(dim)?,
        };
        let signs = signs.checked_mul(workers.min(LANES))?;
        workers
            .checked_mul(self.data.numbers(samples, dim)?)?
            .checked_add(signs)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        match self.data.held(samples, self.dim()) {
            RegressionData::Sufficient => {
                Box::new(sign_shards::draw(&self.optimum, self.sigma, samples, workers, streams))
            }
            RegressionData::Raw => {
                let draw = |worker| {
                    let stream = &mut streams.worker(Purpose::Data, worker);
                    let mut signs = SignSamples::new(samples, self.dim());
                    signs.draw(stream);
                    RawShard::draw(signs.features(), &self.optimum, self.sigma, stream)
                };
                Box::new((0..workers).map(draw).collect::<Vec<_>>())
            }
        }
    }
}
