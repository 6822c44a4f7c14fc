//! A problem without chance, whose runs can be computed by hand.

use byzrate::problem::{Ball, Constants, Problem, Shard, Shards};
use byzrate::stream::ReplicateStreams;

/// F(w) = ½Σ_k λ_k·w_k², w* = 0, and worker i has the gradient a∘w + z_i, whatever the streams say.
#[derive(Clone, Debug)]
pub struct FixedShards {
    /// λ_k, at most 1: L_F = 1.
    pub curvatures: Vec<f64>,
    /// a_k.
    pub slopes: Vec<f64>,
    /// z_i of every worker, the same in every coordinate.
    pub noises: Vec<f64>,
    /// W, around 0.
    pub domain: Ball,
    /// w⁰.
    pub start: Vec<f64>,
}

struct FixedShard {
    slopes: Vec<f64>,
    noise: f64,
}

impl Shard for FixedShard {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, w), slope) in out.iter_mut().zip(w).zip(&self.slopes) {
            *out = slope * w + self.noise;
        }
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        for (out, slope) in out.iter_mut().zip(&self.slopes) {
            *out = -self.noise / slope;
        }
    }
}

impl Problem for FixedShards {
    fn name(&self) -> &str {
        "fixed-shards"
    }

    fn key(&self) -> String {
        "fixed-shards".to_owned()
    }

    fn dim(&self) -> usize {
        self.curvatures.len()
    }

    fn optimum(&self) -> &[f64] {
        &self.domain.centre
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn start(&self) -> Vec<f64> {
        self.start.clone()
    }

    fn noise(&self) -> f64 {
        1.0
    }

    fn loss(&self, w: &[f64]) -> f64 {
        let terms = self.curvatures.iter().zip(w);
        terms.map(|(curvature, w)| 0.5 * curvature * w * w).sum()
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, w), curvature) in out.iter_mut().zip(w).zip(&self.curvatures) {
            *out = curvature * w;
        }
    }

    fn constants(&self) -> Constants {
        Constants {
            strong_convexity: self.curvatures.iter().copied().reduce(f64::min),
            smoothness: 1.0,
            coordinate_lipschitz: None,
            gradient_deviation: 1.0,
            absolute_skewness: None,
            sub_exponential: None,
        }
    }

    fn draw(&self, _samples: usize, workers: usize, _streams: &ReplicateStreams) -> Box<dyn Shards> {
        let shard = |&noise: &f64| FixedShard {
            slopes: self.slopes.clone(),
            noise,
        };
        Box::new(self.noises[..workers].iter().map(shard).collect::<Vec<_>>())
    }
}
