use std::fmt::Debug;

use super::error::{dimension, positive};
use super::{Ball, Constants, MessageLaw, Problem, ProblemError, Shards};
use crate::aggregator::Messages;
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// The law of one coordinate of a sample in mean estimation, standardised to mean 0 and standard deviation 1.
pub trait SampleLaw: Send + Sync + Debug + Default {
    /// The problem's name in specs, tables and figures.
    const NAME: &'static str;
    /// The absolute skewness E|z|³.
    const ABSOLUTE_SKEWNESS: f64;

    /// What is known of the law of the messages.
    const MESSAGE_LAW: MessageLaw;

    /// The smallest v for which z is v-sub-exponential (Definition 5), if there is one.
    fn sub_exponential(&self) -> Option<f64>;

    /// Fills `means` with independent draws of the mean of `samples` values, exactly in law.
    fn draw_means(&self, samples: usize, stream: Stream, means: &mut [f64]);
}

/// Mean estimation: independent coordinates of law `L` scaled by σ, f(w; z) = ½‖w − z‖², w* = 0.
///
/// F(w) = ½(‖w − w*‖² + dσ²), so λ_F = L_F = 1. A worker's data are held as their mean, in one draw of its exact law. W is
/// the ball around w* of radius 10σ√d by default, wide enough that projecting on it changes no honest result.
#[derive(Clone, Debug)]
pub struct MeanEstimation<L> {
    law: L,
    sigma: f64,
    optimum: Vec<f64>,
    domain: Ball,
}

impl<L: SampleLaw> MeanEstimation<L> {
    /// The problem in dimension `dim` with standard deviation `sigma` a coordinate and W of radius `radius` (10σ√d if none).
    ///
    /// # Errors
    /// If `dim` is 0, or `sigma` or `radius` is not finite and positive.
    pub fn new(dim: usize, sigma: f64, radius: Option<f64>) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        let sigma = positive("sigma", sigma)?;
        Ok(Self {
            law: L::default(),
            sigma,
            optimum: vec![0.0; dim],
            domain: Ball {
                centre: vec![0.0; dim],
                radius: positive("radius", radius.unwrap_or(10.0 * sigma * (dim as f64).sqrt()))?,
            },
        })
    }
}

impl<L: SampleLaw> Problem for MeanEstimation<L> {
    fn name(&self) -> &str {
        L::NAME
    }

    fn key(&self) -> String {
        format!("{} sigma={}", L::NAME, self.sigma)
    }

    fn dim(&self) -> usize {
        self.optimum.len()
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn noise(&self) -> f64 {
        self.sigma
    }

    fn loss(&self, w: &[f64]) -> f64 {
        let square: f64 = w.iter().zip(&self.optimum).map(|(w, mean)| (w - mean).powi(2)).sum();
        0.5 * (square + self.dim() as f64 * self.sigma.powi(2))
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        difference(w, &self.optimum, out);
    }

    fn constants(&self) -> Constants {
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: Some(1.0),
            gradient_deviation: self.sigma * (self.dim() as f64).sqrt(),
            absolute_skewness: Some(L::ABSOLUTE_SKEWNESS),
            sub_exponential: self.law.sub_exponential().map(|v| v * self.sigma),
        }
    }

    fn message_law(&self) -> MessageLaw {
        L::MESSAGE_LAW
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let mut means = vec![0.0; workers * self.dim()];
        for (worker, mean) in means.chunks_exact_mut(self.dim()).enumerate() {
            self.law
                .draw_means(samples, streams.worker(Purpose::Data, worker), mean);
        }
        for mean in &mut means {
            *mean *= self.sigma;
        }
        Box::new(MeanShards { means })
    }
}

/// All workers' sample means, worker by worker (m·d): all that the data of mean estimation say.
struct MeanShards {
    means: Vec<f64>,
}

impl Shards for MeanShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let rows = messages.values_mut().chunks_exact_mut(w.len());
        for (row, mean) in rows.zip(self.means.chunks_exact(w.len())) {
            difference(w, mean, row);
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        messages.values_mut().copy_from_slice(&self.means);
    }
}

/// Writes a − b to `out`.
pub(super) fn difference(a: &[f64], b: &[f64], out: &mut [f64]) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a - b;
    }
}
