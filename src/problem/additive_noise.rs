use super::error::positive;
use super::mean_estimation::{Moments, draw_noise};
use super::{
    Ball, Constants, CoordinateLaw, MessageLaw, Potential, Problem, ProblemError, SampleLaw, Shape, Shards, distance,
};
use crate::aggregator::Messages;
use crate::stream::ReplicateStreams;

/// A potential with noise in its gradient: f(w; z) = φ(w) + zᵀw with independent coordinates z_k of law `L` scaled by σ.
///
/// F = φ, w* = 0 and F(w*) = 0. A worker's gradient is ∇φ(w) + z̄, so that g(w) − ∇F(w) is the aggregate of the z̄ at every w
/// at once, and ‖g(w) − ∇F(w)‖ is the Δ that Theorems 1 to 6 bound. A worker's data are held as z̄, in one draw of its exact
/// law where that is known.
///
/// W is the ball around w* of radius 10σ√d/λ_F (quadratic potential) or 2√d by default; gradient descent starts on its edge
/// by default.
#[derive(Clone, Debug)]
pub struct AdditiveNoise<L> {
    law: L,
    moments: Moments,
    sigma: f64,
    potential: Potential,
    optimum: Vec<f64>,
    domain: Ball,
    start: Option<Vec<f64>>,
}

impl<L: SampleLaw> AdditiveNoise<L> {
    /// The problem with F = `potential`, noise of law `law` and standard deviation `sigma` a coordinate, W of radius `radius`
    /// and w⁰ = `start` (the defaults if none).
    ///
    /// # Errors
    /// If `sigma` or `radius` is not finite and positive, or `start` has another dimension or lies outside W.
    pub fn new(
        potential: Potential,
        law: L,
        sigma: f64,
        radius: Option<f64>,
        start: Option<Vec<f64>>,
    ) -> Result<Self, ProblemError> {
        let sigma = positive("sigma", sigma)?;
        let optimum = vec![0.0; potential.dim()];
        let root = (potential.dim() as f64).sqrt();
        let default = match potential.shape() {
            Shape::Quadratic { .. } => 10.0 * sigma * root / potential.curvatures().smallest,
            Shape::Convex | Shape::Cosine => 2.0 * root,
        };
        let radius = positive("radius", radius.unwrap_or(default))?;
        if let Some(start) = &start {
            if start.len() != optimum.len() {
                return Err(ProblemError::StartDimension {
                    length: start.len(),
                    dim: optimum.len(),
                });
            }
            let away = distance(start, &optimum);
            if away.is_nan() || away > radius {
                return Err(ProblemError::StartOutside { distance: away, radius });
            }
        }
        Ok(Self {
            moments: Moments::of(&law),
            law,
            sigma,
            potential,
            domain: Ball {
                centre: optimum.clone(),
                radius,
            },
            optimum,
            start,
        })
    }

    /// The same with W of radius `radius`, or as large as a given start needs.
    #[must_use]
    pub fn within(&self, radius: f64) -> Self {
        let away = self.start.as_ref().map_or(0.0, |start| distance(start, &self.optimum));
        let mut other = self.clone();
        other.domain.radius = radius.max(away);
        other
    }

    /// F, with its parameters.
    #[must_use]
    pub fn potential(&self) -> &Potential {
        &self.potential
    }
}

impl<L: SampleLaw> Problem for AdditiveNoise<L> {
    fn name(&self) -> &str {
        "additive-noise"
    }

    fn key(&self) -> String {
        let (potential, noise) = (self.potential.key(), self.law.name());
        let start = self.start.as_ref().map_or(String::new(), |start| {
            let same = start.iter().all(|w| *w == start[0]);
            let written = if same { &start[..1] } else { &start[..] };
            let written: Vec<String> = written.iter().map(f64::to_string).collect();
            format!(" start={}", written.join(","))
        });
        let parameters = self.law.parameters();
        format!(
            "additive-noise {potential} noise={noise}{parameters} sigma={}{start}",
            self.sigma
        )
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn start(&self) -> Vec<f64> {
        let edge = self.domain.radius / (self.dim() as f64).sqrt();
        self.start.clone().unwrap_or_else(|| vec![edge; self.dim()])
    }

    fn noise(&self) -> f64 {
        self.sigma
    }

    fn loss(&self, w: &[f64]) -> f64 {
        self.potential.value(w)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        self.potential.gradient(w, out);
    }

    /// The centred gradient is z everywhere: V = σ√d, S is that of the law and v that of the law times σ. L_F = L_k = θ.
    fn constants(&self) -> Constants {
        let theta = self.potential.theta();
        Constants {
            strong_convexity: self.potential.strong_convexity(self.domain.radius),
            smoothness: theta,
            coordinate_lipschitz: Some(theta),
            gradient_deviation: self.sigma * (self.dim() as f64).sqrt(),
            absolute_skewness: Some(self.moments.absolute_skewness),
            sub_exponential: self.moments.sub_exponential.map(|v| v * self.sigma),
        }
    }

    fn is_convex(&self) -> bool {
        self.potential.is_convex(self.domain.radius)
    }

    fn gradient_bound(&self) -> Option<f64> {
        Some(self.potential.gradient_bound(self.domain.radius))
    }

    /// σ_k = σ/λ_k with λ_k the curvature at w*.
    fn estimate_deviation(&self) -> f64 {
        let inverse = self.potential.curvatures().mean_square_inverse;
        self.sigma * (self.dim() as f64 * inverse).sqrt()
    }

    fn message_law(&self) -> MessageLaw {
        let curvatures = self.potential.curvatures();
        match (self.potential.shape(), self.law.message_law()) {
            (Shape::Quadratic { .. }, MessageLaw::GaussianMean) => MessageLaw::GaussianNoise(curvatures),
            (Shape::Quadratic { .. }, MessageLaw::ExponentialMean) => MessageLaw::ExponentialNoise(curvatures),
            _ => MessageLaw::Unknown,
        }
    }

    fn coordinate_law(&self, _w: &[f64]) -> CoordinateLaw {
        self.law.coordinate_law(self.sigma)
    }

    fn draws(&self, samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(self.dim())?.checked_mul(self.law.draws(samples))
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        Box::new(NoiseShards {
            potential: self.potential.clone(),
            means: draw_noise((&self.law, self.sigma), self.dim(), samples, workers, streams),
        })
    }
}

/// The mean noises z̄ of all workers, worker by worker (m·d).
struct NoiseShards {
    potential: Potential,
    means: Vec<f64>,
}

impl Shards for NoiseShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let mut common = vec![0.0; w.len()];
        self.potential.gradient(w, &mut common);
        let rows = messages.values_mut().chunks_exact_mut(w.len());
        for (row, mean) in rows.zip(self.means.chunks_exact(w.len())) {
            for ((value, common), mean) in row.iter_mut().zip(&common).zip(mean) {
                *value = common + mean;
            }
        }
    }

    /// Infinite where a worker's risk φ(w) + z̄ᵀw falls without bound.
    fn local_minimisers(&self, messages: &mut Messages) {
        let dim = self.potential.dim();
        for (index, (value, mean)) in messages.values_mut().iter_mut().zip(&self.means).enumerate() {
            *value = self.potential.tilted_minimiser(index % dim, *mean);
        }
    }
}
