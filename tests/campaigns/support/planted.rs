//! A problem whose errors have a known law, to try the judge on.

use byzrate::problem::{Ball, Constants, Problem, Shard, Shards};
use byzrate::sampling::StandardNormal;
use byzrate::stream::{Purpose, ReplicateStreams};
use rand_distr::Distribution;

/// A problem whose workers' minimisers are off w* = 0 by N(0, n^{2p}·I), p the exponent planted.
#[derive(Debug)]
pub struct Planted {
    /// p.
    pub exponent: f64,
    /// W, around w*.
    pub domain: Ball,
}

struct PlantedShard(Vec<f64>);

impl Shard for PlantedShard {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, w), minimiser) in out.iter_mut().zip(w).zip(&self.0) {
            *out = w - minimiser;
        }
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        out.copy_from_slice(&self.0);
    }
}

impl Problem for Planted {
    fn name(&self) -> &str {
        "planted"
    }

    fn key(&self) -> String {
        format!("planted exponent={}", self.exponent)
    }

    fn optimum(&self) -> &[f64] {
        &self.domain.centre
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn noise(&self) -> f64 {
        1.0
    }

    fn loss(&self, w: &[f64]) -> f64 {
        0.5 * w.iter().map(|x| x * x).sum::<f64>()
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        out.copy_from_slice(w);
    }

    fn constants(&self) -> Constants {
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: Some(1.0),
            gradient_deviation: 1.0,
            absolute_skewness: None,
            sub_exponential: None,
        }
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let scale = libm::pow(samples as f64, self.exponent);
        let shard = |worker| {
            let mut stream = streams.worker(Purpose::Data, worker);
            let standard = (0..self.dim()).map(|_| -> f64 { StandardNormal.sample(&mut stream) });
            PlantedShard(standard.map(|z| scale * z).collect())
        };
        Box::new((0..workers).map(shard).collect::<Vec<_>>())
    }
}
