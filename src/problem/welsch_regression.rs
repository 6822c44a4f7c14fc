use super::error::{dimension, positive};
use super::mean_estimation::difference;
use super::welsch_moments::WelschLaw;
use super::welsch_shards::WelschShards;
use super::{Ball, Constants, Problem, ProblemError, Shards, distance};
use crate::stream::{Purpose, ReplicateStreams};

/// Robust regression with Welsch's loss, the non-convex problem of Theorems 3 and 6: x = √d·u with u uniform on the sphere,
/// y = xᵀw* + ξ, ξ ~ N(0, σ²), f(w; x, y) = ρ(y − xᵀw) with ρ(r) = c²(1 − exp(−r²/2c²)).
///
/// With δ = w − w*, K = c² + σ² and κ = d‖δ‖²/(2K), F(w) = c²(1 − (c/√K)·₁F₁(½; d/2; −κ)) and
/// ∇F(w) = (c²/K)^{3/2}·₁F₁(3/2; d/2 + 1; −κ)·δ. Features on a sphere keep L_k finite; with Gaussian ones it is not.
///
/// w* = (1, …, 1)/√d, and gradient descent starts at w⁰ = w* + D₀·(1, …, 1)/√d. W is the ball around w* of radius 2D₀ by default;
/// Assumption 6 asks for far more. A worker's own estimate is the critical point of its risk over W to which iteratively
/// reweighted least squares descends from w⁰: its global minimiser has no closed form.
#[derive(Clone, Debug)]
pub struct WelschRegression {
    law: WelschLaw,
    start_distance: f64,
    optimum: Vec<f64>,
    domain: Ball,
    constants: Constants,
    gradient_bound: f64,
}

impl WelschRegression {
    /// The problem in dimension `dim` with c = `scale`, σ = `sigma`, D₀ = `start_distance` and W of radius `radius` (2D₀ if none).
    ///
    /// # Errors
    /// If `dim` is 0, a number is not finite and positive, or D₀ is above the radius.
    pub fn new(
        dim: usize,
        scale: f64,
        sigma: f64,
        start_distance: f64,
        radius: Option<f64>,
    ) -> Result<Self, ProblemError> {
        let law = WelschLaw {
            dim: dimension(dim)?,
            scale: positive("c", scale)?,
            sigma: positive("sigma", sigma)?,
        };
        let distance = positive("start_distance", start_distance)?;
        let radius = positive("radius", radius.unwrap_or(2.0 * distance))?;
        if distance > radius {
            return Err(ProblemError::StartOutside { distance, radius });
        }
        let optimum = vec![1.0 / (dim as f64).sqrt(); dim];
        Ok(Self {
            law,
            start_distance,
            domain: Ball {
                centre: optimum.clone(),
                radius,
            },
            optimum,
            constants: constants(law, radius),
            gradient_bound: largest(radius, |distance| distance * law.pull(distance)),
        })
    }

    /// The same problem with W the ball of `radius`, at least D₀, around w*.
    #[must_use]
    pub fn within(&self, radius: f64) -> Self {
        let law = self.law;
        Self {
            domain: Ball {
                centre: self.optimum.clone(),
                radius,
            },
            constants: constants(law, radius),
            gradient_bound: largest(radius, |distance| distance * law.pull(distance)),
            ..self.clone()
        }
    }
}

/// The constants over the ball of radius `radius` around w*.
///
/// - λ_F, where the ball is so small that F is strongly convex there: the smallest eigenvalue of ∇²F, along δ.
/// - L_F = (c²/K)^{3/2}, attained at w*; L_k = sup|ρ″|·|x_k|·‖x‖ = d.
/// - V² is the largest Var(∇f), and S the largest square root of the kurtosis of a ∂_k f, which bounds the absolute skewness by
///   Cauchy and Schwarz, E|Y|³ ≤ (E Y²·E Y⁴)^½: both are known in closed form at every w. S grows like the root of the radius.
/// - v = min{2, √d}·c·e^{−½}, since |ψ| ≤ c·e^{−½} =: M: for √d, |∂_k f| ≤ √d·M and Hoeffding; for 2, let X′ be a copy of X = ∂_k f
///   and ε a sign: E e^{λ(X − E X)} ≤ E e^{λε(X − X′)} ≤ E e^{2λεX} ≤ E e^{2λM·x_k}, and x_k is 1-sub-Gaussian.
///
/// λ_F, V² and S are extremes over the distance ‖δ‖ alone (for S over one angle too, in closed form), found by search.
fn constants(law: WelschLaw, radius: f64) -> Constants {
    let flattest = -largest(radius, |distance| -law.curvature(distance));
    let variance = largest(radius, |distance| law.moments(distance).variance());
    let kurtosis = largest(radius, |distance| law.moments(distance).kurtosis());
    let root = (law.dim as f64).sqrt();
    Constants {
        strong_convexity: (flattest > 0.0).then_some(flattest),
        smoothness: law.smoothness(),
        coordinate_lipschitz: Some(law.dim as f64),
        gradient_deviation: variance.sqrt(),
        absolute_skewness: kurtosis.is_finite().then(|| kurtosis.sqrt()),
        sub_exponential: Some(root.min(2.0) * law.scale * libm::exp(-0.5)),
    }
}

/// The largest value of `of` on \[0, `radius`\]: of a grid, denser towards 0, refined by golden sections. NaN counts as infinite.
fn largest(radius: f64, of: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 128;
    let place = |i: u32| radius * (f64::from(i) / f64::from(STEPS)).powi(3);
    let value = |distance: f64| {
        let value = of(distance);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let (mut best, mut found) = (0, f64::NEG_INFINITY);
    for i in 0..=STEPS {
        let here = value(place(i));
        if here > found {
            (best, found) = (i, here);
        }
    }
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (place(best.saturating_sub(1)), place((best + 1).min(STEPS)));
    for _ in 0..30 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        let (at_left, at_right) = (value(left), value(right));
        found = found.max(at_left).max(at_right);
        if at_left > at_right {
            high = right;
        } else {
            low = left;
        }
    }
    found
}

impl Problem for WelschRegression {
    fn name(&self) -> &str {
        "welsch-regression"
    }

    fn key(&self) -> String {
        let (WelschLaw { scale, sigma, .. }, start) = (self.law, self.start_distance);
        format!("welsch-regression c={scale} sigma={sigma} start_distance={start}")
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn start(&self) -> Vec<f64> {
        let step = self.start_distance / (self.dim() as f64).sqrt();
        self.optimum.iter().map(|w| w + step).collect()
    }

    /// (E ψ(ξ)²)^½ with ψ = ρ′, the deviation of a gradient coordinate at w*.
    fn mirrors_labels(&self) -> bool {
        true
    }

    fn noise(&self) -> f64 {
        self.law.variance_at_optimum().sqrt()
    }

    fn loss(&self, w: &[f64]) -> f64 {
        self.law.loss(distance(w, &self.optimum))
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        difference(w, &self.optimum, out);
        let pull = self.law.pull(distance(w, &self.optimum));
        for out in out {
            *out *= pull;
        }
    }

    fn constants(&self) -> Constants {
        self.constants.clone()
    }

    /// The largest ‖∇F(w)‖ on W, found by search over ‖w − w*‖.
    fn gradient_bound(&self) -> Option<f64> {
        Some(self.gradient_bound)
    }

    /// σ̃ = √d·(E ψ(ξ)²)^½/E ψ′(ξ): ∇²F(w*) = L_F·I, and the gradient's covariance there is E ψ(ξ)²·I.
    fn estimate_deviation(&self) -> f64 {
        self.noise() * (self.dim() as f64).sqrt() / self.law.smoothness()
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        workers.checked_mul(samples)?.checked_mul(self.dim().checked_add(1)?)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let scale = self.law.scale;
        let mut shards = WelschShards::new(self.start(), &self.optimum, &self.domain, scale, samples, workers);
        for worker in 0..workers {
            shards.push(self.law.sigma, &mut streams.worker(Purpose::Data, worker));
        }
        Box::new(shards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_away_from_the_optimum_in_every_coordinate_alike() {
        let problem = WelschRegression::new(4, 1.0, 1.0, 3.0, None).expect("valid");
        let away: Vec<f64> = (problem.start().iter().zip(problem.optimum()))
            .map(|(start, optimum)| start - optimum)
            .collect();
        assert_eq!(away, [1.5; 4]);
    }
}
