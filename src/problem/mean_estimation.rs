use std::fmt::Debug;

use super::error::{dimension, finite, positive};
use super::{Ball, Constants, CoordinateLaw, MessageLaw, PartLaw, Problem, ProblemError, Shards, Subsample};
use crate::aggregator::Messages;
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// The law of one coordinate of a sample in mean estimation, standardised to mean 0 and standard deviation 1.
pub trait SampleLaw: Clone + Send + Sync + Debug {
    /// Its name in specs, such as `gaussian`.
    fn name(&self) -> &'static str;

    /// Its parameters as they stand in keys, each after a blank, such as ` nu=4`.
    fn parameters(&self) -> String {
        String::new()
    }

    /// The absolute skewness E|z|³.
    fn absolute_skewness(&self) -> f64;

    /// What is known of the law of the messages in mean estimation.
    fn message_law(&self) -> MessageLaw {
        MessageLaw::Unknown
    }

    /// The law of σz; σ may be below zero.
    fn coordinate_law(&self, _sigma: f64) -> CoordinateLaw {
        CoordinateLaw::Unknown
    }

    /// The law of the mean of a part of n values given the mean of all, where it is known.
    fn part_law(&self) -> Option<PartLaw> {
        None
    }

    /// The smallest v for which z is v-sub-exponential (Definition 5), if there is one.
    fn sub_exponential(&self) -> Option<f64>;

    /// How many random numbers one mean of `samples` values takes: 1 where its law is known.
    fn draws(&self, _samples: usize) -> usize {
        1
    }

    /// Fills `means` with independent draws of the mean of `samples` values, exactly in law.
    fn draw_means(&self, samples: usize, stream: Stream, means: &mut [f64]);
}

/// What every replicate asks of a law, and is not quickly computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    /// E|z|³.
    pub absolute_skewness: f64,
    /// The smallest v of Definition 5, if there is one.
    pub sub_exponential: Option<f64>,
}

impl Moments {
    /// Those of `law`.
    pub fn of(law: &impl SampleLaw) -> Self {
        Self {
            absolute_skewness: law.absolute_skewness(),
            sub_exponential: law.sub_exponential(),
        }
    }
}

/// The means of n = `samples` values of σz with z of law `law`, worker by worker (m·dim), from one stream: a stream of its own
/// for every worker would take longer than the draws.
pub(super) fn draw_noise(
    (law, sigma): (&impl SampleLaw, f64),
    dim: usize,
    samples: usize,
    workers: usize,
    streams: &ReplicateStreams,
) -> Vec<f64> {
    let mut means = vec![0.0; workers * dim];
    law.draw_means(samples, streams.worker(Purpose::Data, 0), &mut means);
    for mean in &mut means {
        *mean *= sigma;
    }
    means
}

/// Mean estimation: independent coordinates of law `L` scaled by σ around w*, f(w; z) = ½‖w − z‖². w* = 0 unless
/// [`with_optimum`](Self::with_optimum) puts it elsewhere: an adversary that turns messages around, and a rule that shortens them, act
/// on the origin, and at w* = 0 the one does no harm and the other looks perfect.
///
/// F(w) = ½(‖w − w*‖² + dσ²), so λ_F = L_F = 1. A worker's data are held as their mean, in one draw of its exact law. W is
/// the ball around w* of radius 10σ√d by default, wide enough that projecting on it changes no honest result.
#[derive(Clone, Debug)]
pub struct MeanEstimation<L> {
    name: String,
    law: L,
    moments: Moments,
    sigma: f64,
    optimum: Vec<f64>,
    domain: Ball,
}

impl<L: SampleLaw + Default> MeanEstimation<L> {
    /// The problem in dimension `dim` with standard deviation `sigma` a coordinate and W of radius `radius` (10σ√d if none).
    ///
    /// # Errors
    /// If `dim` is 0, or `sigma` or `radius` is not finite and positive.
    pub fn new(dim: usize, sigma: f64, radius: Option<f64>) -> Result<Self, ProblemError> {
        Self::with_law(L::default(), dim, sigma, radius)
    }
}

impl<L: SampleLaw> MeanEstimation<L> {
    /// The problem with coordinates of law `law`, else as [`new`](Self::new) makes it.
    ///
    /// # Errors
    /// If `dim` is 0, or `sigma` or `radius` is not finite and positive.
    pub fn with_law(law: L, dim: usize, sigma: f64, radius: Option<f64>) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        let sigma = positive("sigma", sigma)?;
        Ok(Self {
            name: format!("{}-mean", law.name()),
            moments: Moments::of(&law),
            law,
            sigma,
            optimum: vec![0.0; dim],
            domain: Ball {
                centre: vec![0.0; dim],
                radius: positive("radius", radius.unwrap_or(10.0 * sigma * (dim as f64).sqrt()))?,
            },
        })
    }

    /// The same problem around w* = (`each`, …, `each`), and W with it.
    ///
    /// # Errors
    /// If `each` is not finite.
    pub fn with_optimum(mut self, each: f64) -> Result<Self, ProblemError> {
        let each = finite("optimum", each)?;
        self.optimum.fill(each);
        self.domain.centre.fill(each);
        Ok(self)
    }
}

impl<L: SampleLaw> Problem for MeanEstimation<L> {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        let place = match self.optimum[0] {
            0.0 => String::new(),
            each => format!(" optimum={each}"),
        };
        format!("{}{} sigma={}{place}", self.name, self.law.parameters(), self.sigma)
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
            absolute_skewness: Some(self.moments.absolute_skewness),
            sub_exponential: self.moments.sub_exponential.map(|v| v * self.sigma),
        }
    }

    fn message_law(&self) -> MessageLaw {
        self.law.message_law()
    }

    /// A gradient is w − z.
    fn coordinate_law(&self, _w: &[f64]) -> CoordinateLaw {
        self.law.coordinate_law(-self.sigma)
    }

    /// H_i = I.
    fn has_newton_directions(&self) -> bool {
        true
    }

    /// One sample has a minimiser.
    fn smallest_subsample(&self) -> Option<usize> {
        self.law.part_law().map(|_| 1)
    }

    fn draws(&self, samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(self.dim())?.checked_mul(self.law.draws(samples))
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let mut means = draw_noise((&self.law, self.sigma), self.dim(), samples, workers, streams);
        let centre = self.optimum[0];
        if centre != 0.0 {
            means.iter_mut().for_each(|mean| *mean += centre);
        }
        Box::new(MeanShards {
            means,
            centre,
            sigma: self.sigma,
            part_law: self.law.part_law(),
        })
    }
}

/// All workers' sample means, worker by worker (m·d): all that the data of mean estimation say.
pub(super) struct MeanShards {
    pub means: Vec<f64>,
    pub centre: f64,
    pub sigma: f64,
    pub part_law: Option<PartLaw>,
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

    fn subsample_minimisers(&self, subsample: Subsample, messages: &mut Messages) -> bool {
        let Some(law) = self.part_law else { return false };
        let Subsample { samples, part, streams } = subsample;
        let mut stream = streams.worker(Purpose::Subsample, 0);
        for (value, mean) in messages.values_mut().iter_mut().zip(&self.means) {
            let centred = law.draw((mean - self.centre) / self.sigma, samples, part, &mut stream);
            *value = self.centre + self.sigma * centred;
        }
        true
    }

    fn newton_direction(&self, _worker: usize, gradient: &[f64], out: &mut [f64]) -> bool {
        out.copy_from_slice(gradient);
        true
    }
}

/// Writes a − b to `out`.
pub(super) fn difference(a: &[f64], b: &[f64], out: &mut [f64]) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a - b;
    }
}

#[cfg(test)]
mod tests {
    use super::super::GaussianMean;
    use super::*;

    /// Everything moves with w*, and the noise stays what it is.
    #[test]
    fn the_optimum_moves_the_whole_problem() {
        let problem = GaussianMean::new(3, 2.0, None).expect("valid");
        let moved = problem.clone().with_optimum(-1.5).expect("finite");
        assert_eq!(problem.key(), "gaussian-mean sigma=2");
        assert_eq!(moved.key(), "gaussian-mean sigma=2 optimum=-1.5");
        assert_eq!(
            (moved.optimum(), &moved.domain().centre[..]),
            (&[-1.5; 3][..], &[-1.5; 3][..])
        );
        assert_eq!(moved.loss(&[-1.5; 3]), problem.loss(&[0.0; 3]));
        let distance = |problem: &GaussianMean| crate::problem::distance(&problem.start(), problem.optimum());
        assert_eq!(distance(&moved), distance(&problem));

        let streams = ReplicateStreams::new(1, "optimum", 0);
        let (mut at_zero, mut away) = (Messages::zeros(4, 3), Messages::zeros(4, 3));
        problem.draw(10, 4, &streams).local_minimisers(&mut at_zero);
        moved.draw(10, 4, &streams).local_minimisers(&mut away);
        for (zero, away) in at_zero.values().iter().zip(away.values()) {
            assert_eq!(*away, zero - 1.5);
        }
        moved.draw(10, 4, &streams).gradients(&[-1.5; 3], &mut away);
        for (zero, away) in at_zero.values().iter().zip(away.values()) {
            assert!((away + zero).abs() < 1e-15);
        }
        assert!(problem.clone().with_optimum(f64::NAN).is_err());
        assert_eq!(problem.clone().with_optimum(0.0).expect("finite").key(), problem.key());
    }
}
