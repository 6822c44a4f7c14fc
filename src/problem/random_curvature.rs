use rand_distr::Distribution;

use super::error::{dimension, positive};
use super::{Ball, Constants, Exponential, MessageLaw, PartLaw, Problem, ProblemError, SampleLaw, Shards, Subsample};
use crate::aggregator::Messages;
use crate::sampling::Gamma;
use crate::stream::{Purpose, ReplicateStreams};

/// Quadratic losses of random curvature: f(w; h) = Σ_k (½h_k w_k² − w_k) with independent h_k ~ Exp(1).
///
/// F(w) = Σ_k (½w_k² − w_k), so w* = (1, …, 1) and λ_F = L_F = 1. A worker's data are held as h̄ ~ Γ(n, 1)/n in every
/// coordinate, in one draw of its exact law: its gradient is h̄w − 1, its minimiser 1/h̄, of asymptotic deviation σ = 1.
///
/// This is where the 1/n term of Theorem 7 shows: the minimisers are skewed, and the median of many of them is biased by
/// +1/(3n). No L_k bounds ∂²_k f = h_k, so that Theorems 1 to 6 are silent. W is the ball around w* of radius 1 by default;
/// gradient descent starts on its edge.
#[derive(Clone, Debug)]
pub struct RandomCurvature {
    optimum: Vec<f64>,
    domain: Ball,
}

impl RandomCurvature {
    /// The problem in dimension `dim` with W of radius `radius` (1 if none).
    ///
    /// # Errors
    /// If `dim` is 0, or `radius` is not finite and positive.
    pub fn new(dim: usize, radius: Option<f64>) -> Result<Self, ProblemError> {
        let optimum = vec![1.0; dimension(dim)?];
        Ok(Self {
            domain: Ball {
                centre: optimum.clone(),
                radius: positive("radius", radius.unwrap_or(1.0))?,
            },
            optimum,
        })
    }
}

impl Problem for RandomCurvature {
    fn name(&self) -> &str {
        "random-curvature"
    }

    fn key(&self) -> String {
        self.name().to_owned()
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn noise(&self) -> f64 {
        1.0
    }

    fn loss(&self, w: &[f64]) -> f64 {
        w.iter().map(|w| 0.5 * w * w - w).sum()
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for (out, w) in out.iter_mut().zip(w) {
            *out = w - 1.0;
        }
    }

    /// The centred ∂_k f is (h_k − 1)w_k: hence V = max‖w‖ = √d + R, S that of the exponential law and v that of the
    /// exponential law times max|w_k| = 1 + R, for W of radius R.
    fn constants(&self) -> Constants {
        let radius = self.domain.radius;
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: None,
            gradient_deviation: (self.dim() as f64).sqrt() + radius,
            absolute_skewness: Some(Exponential.absolute_skewness()),
            sub_exponential: Exponential.sub_exponential().map(|v| v * (1.0 + radius)),
        }
    }

    fn message_law(&self) -> MessageLaw {
        MessageLaw::RandomCurvature
    }

    /// H_i is diagonal, with h̄.
    fn has_newton_directions(&self) -> bool {
        true
    }

    /// h is positive: one sample has a minimiser.
    fn smallest_subsample(&self) -> Option<usize> {
        Some(1)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let n = samples as f64;
        let law = Gamma::new(n, 1.0 / n).expect("n is at least 1");
        let mut curvatures = Vec::with_capacity(workers * self.dim());
        for worker in 0..workers {
            let mut stream = streams.worker(Purpose::Data, worker);
            curvatures.extend((0..self.dim()).map(|_| law.sample(&mut stream)));
        }
        Box::new(CurvatureShards { curvatures })
    }
}

/// The mean curvatures h̄ of all workers, worker by worker (m·d).
struct CurvatureShards {
    curvatures: Vec<f64>,
}

impl Shards for CurvatureShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let rows = messages.values_mut().chunks_exact_mut(w.len());
        for (row, curvatures) in rows.zip(self.curvatures.chunks_exact(w.len())) {
            for ((value, curvature), w) in row.iter_mut().zip(curvatures).zip(w) {
                *value = curvature * w - 1.0;
            }
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        for (value, curvature) in messages.values_mut().iter_mut().zip(&self.curvatures) {
            *value = 1.0 / curvature;
        }
    }

    fn subsample_minimisers(&self, subsample: Subsample, messages: &mut Messages) -> bool {
        let Subsample { samples, part, streams } = subsample;
        let mut stream = streams.worker(Purpose::Subsample, 0);
        for (value, curvature) in messages.values_mut().iter_mut().zip(&self.curvatures) {
            let centred = PartLaw::Exponential.draw(curvature - 1.0, samples, part, &mut stream);
            *value = 1.0 / (centred + 1.0);
        }
        true
    }

    fn newton_direction(&self, worker: usize, gradient: &[f64], out: &mut [f64]) -> bool {
        let curvatures = self.curvatures.chunks_exact(gradient.len()).nth(worker);
        for ((out, gradient), curvature) in out.iter_mut().zip(gradient).zip(curvatures.into_iter().flatten()) {
            *out = gradient / curvature;
        }
        true
    }
}
