use super::error::{dimension, positive};
use super::logistic_risk::{LogisticRisk, Scratch, half_tanh};
use super::logistic_shards::{Held, LogisticShards};
use super::sign_patterns::{Merging, Patterns};
use super::{Ball, Constants, Problem, ProblemError, Shards};
use crate::stream::{Purpose, ReplicateStreams};

/// Logistic regression: x uniform on {−1, 1}ᵈ, y = ±1 with P(y = 1 | x) = 1/(1 + exp(−xᵀw*)), f(w; x, y) = log(1 + exp(−y·xᵀw)).
///
/// The data matter through z = yx alone, which has 2ᵈ values, P(z) = 2^{1−d}/(1 + exp(−zᵀw*)): F and ∇F are sums over them, and
/// a worker's data are their counts, in exactly their multinomial law, of all values or, where samples are few, of those alone that its
/// samples have: the same draws, with the same gradients and minimisers to the last bit. F is minimised at w* = `signal`·(1, …, 1)/√d. W is the ball
/// around w* of radius R = 1 by default; gradient descent starts at w⁰ = w* + D₀·(1, …, 1)/√d, by default on its edge, though
/// Assumption 5 asks for R ≥ 2D₀. One-round workers send their risk minimiser over
/// W, since over ℝᵈ separable data have none.
#[derive(Clone, Debug)]
pub struct LogisticRegression {
    signal: f64,
    optimum: Vec<f64>,
    domain: Ball,
    /// D₀, where it is not R.
    start_distance: Option<f64>,
    /// P(y = 1 | x̃_i) for every pattern i.
    positive: Vec<f64>,
    /// The shares and the pull of the population.
    shares: Vec<f64>,
    pull: Vec<f64>,
    /// a = (E σ′(xᵀw*))^½, the deviation of a gradient coordinate at w*.
    deviation: f64,
    estimate_deviation: f64,
}

impl LogisticRegression {
    /// The largest dimension d: 2ᵈ patterns are enumerated.
    pub const MOST_DIMENSIONS: usize = 12;

    /// The problem in dimension `dim` with ‖w*‖ = `signal`, W of radius `radius` (1 if none) and D₀ = `start_distance` (the radius
    /// if none).
    ///
    /// # Errors
    /// If `dim` is 0 or above [`Self::MOST_DIMENSIONS`], a number is not finite and positive, or D₀ is above the radius.
    pub fn new(
        dim: usize,
        signal: f64,
        radius: Option<f64>,
        start_distance: Option<f64>,
    ) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        if dim > Self::MOST_DIMENSIONS {
            return Err(ProblemError::TooManyPatterns {
                dim,
                most: Self::MOST_DIMENSIONS,
            });
        }
        let optimum = vec![positive("signal", signal)? / (dim as f64).sqrt(); dim];
        let radius = positive("radius", radius.unwrap_or(1.0))?;
        if let Some(distance) = start_distance
            && positive("start_distance", distance)? > radius
        {
            return Err(ProblemError::StartOutside { distance, radius });
        }
        let mut margins = Vec::new();
        Patterns::All.margins(&optimum, &mut margins);
        let shares = vec![0.5 / margins.len() as f64; margins.len()];
        let mut tanh = Vec::new();
        half_tanh(&margins, &mut tanh);
        let mut pulls: Vec<f64> = shares.iter().zip(&tanh).map(|(share, tanh)| share * tanh).collect();
        let mut pull = vec![0.0; dim];
        Patterns::All.sum(&mut pulls, &mut Merging::default(), &mut pull);
        let population = LogisticRisk {
            patterns: Patterns::All,
            shares: &shares,
            pull: &pull,
        };
        let information = population.hessian(&margins);
        // Far out on the logistic curve the information vanishes in rounding, and nothing is known of the estimate.
        let inverse = information
            .clone()
            .cholesky()
            .map(|cholesky| cholesky.inverse().trace());
        Ok(Self {
            signal,
            domain: Ball {
                centre: optimum.clone(),
                radius,
            },
            optimum,
            start_distance,
            positive: margins.iter().map(|t| 1.0 / (1.0 + libm::exp(-t))).collect(),
            shares,
            pull,
            deviation: information[(0, 0)].sqrt(),
            estimate_deviation: inverse.map_or(f64::INFINITY, f64::sqrt),
        })
    }

    /// F.
    fn risk(&self) -> LogisticRisk<'_> {
        LogisticRisk {
            patterns: Patterns::All,
            shares: &self.shares,
            pull: &self.pull,
        }
    }
}

impl Problem for LogisticRegression {
    fn name(&self) -> &str {
        "logistic-regression"
    }

    fn key(&self) -> String {
        let start = self
            .start_distance
            .map(|distance| format!(" start_distance={distance}"));
        format!(
            "logistic-regression signal={}{}",
            self.signal,
            start.unwrap_or_default()
        )
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn start(&self) -> Vec<f64> {
        let step = self.start_distance.unwrap_or(self.domain.radius) / (self.dim() as f64).sqrt();
        self.optimum.iter().map(|w| w + step).collect()
    }

    fn mirrors_labels(&self) -> bool {
        true
    }

    /// a = (E σ′(xᵀw*))^½ with σ′ the derivative of the logistic function σ: Var(∂_k f) = a² at w* in every coordinate.
    fn noise(&self) -> f64 {
        self.deviation
    }

    fn loss(&self, w: &[f64]) -> f64 {
        let mut margins = Vec::new();
        Patterns::All.margins(w, &mut margins);
        self.risk().value(w, &margins)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        let (mut margins, mut tanh) = (Vec::new(), Vec::new());
        Patterns::All.margins(w, &mut margins);
        half_tanh(&margins, &mut tanh);
        self.risk().gradient(&tanh, &mut Scratch::default(), out);
    }

    /// With σ the logistic function, t = zᵀw, and a as in [`Problem::noise`]:
    ///
    /// - ∇²F = E σ′(xᵀw)xxᵀ is at least σ′(√(3 − 2/d)·(‖w*‖ + R))·I: σ′(√y) = ¼sech²(√y/2) is a mixture of exponentials e^{−sy},
    ///   hence convex, and under the law tilted by (uᵀx)², E(xᵀw)² = ‖w‖² + 2(uᵀw)² − 2Σ_k u_k²w_k² ≤ (3 − 2/d)‖w‖² for every unit u
    ///   (Jensen). It is at most I/4, and L_k = sup ¼|x_k|‖x‖ = √d/4.
    /// - ‖∇f‖ = √d·σ(−t), whose mean square is a²d at w*; as σ is ¼-Lipschitz and E zzᵀ = I, V = √d·min{1, a + R/4} bounds it.
    /// - Given x up to its sign, ∂_k f takes two values 1 apart, so that Var(∂_k f) ≥ a² at every w. With E|X|³ ≤ max|X|·E X² and
    ///   |∂_k F| ≤ min{1, R/4}, S = (1 + min{1, R/4})/a.
    /// - Two values 1 apart are ½-sub-Gaussian (Hoeffding), and their mean lies within c = min{1, √d·R/4} of zero:
    ///   v = min{1, √(¼ + c²)}; at 1 it is Hoeffding's for |∂_k f| ≤ 1.
    fn constants(&self) -> Constants {
        let dim = self.dim() as f64;
        let root = dim.sqrt();
        let step = 0.25 * self.domain.radius;
        let farthest = (3.0 - 2.0 / dim).sqrt() * (self.signal + self.domain.radius);
        let flattest = 0.25 / libm::cosh(0.5 * farthest).powi(2);
        Constants {
            strong_convexity: (flattest > 0.0).then_some(flattest),
            smoothness: 0.25,
            coordinate_lipschitz: Some(0.25 * root),
            gradient_deviation: root * (self.deviation + step).min(1.0),
            absolute_skewness: Some((1.0 + step.min(1.0)) / self.deviation),
            sub_exponential: Some(libm::hypot((root * step).min(1.0), 0.5).min(1.0)),
        }
    }

    fn is_convex(&self) -> bool {
        true
    }

    /// min{1, R/4}: ∇F is ¼-Lipschitz and zero at w*, and the difference of two logistic functions is below 1.
    fn gradient_bound(&self) -> Option<f64> {
        Some((0.25 * self.domain.radius).min(1.0))
    }

    /// σ̃² = tr I(w*)⁻¹ with the Fisher information I(w*) = E σ′(xᵀw*)xxᵀ.
    fn estimate_deviation(&self) -> f64 {
        self.estimate_deviation
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        let dim = self.dim();
        workers.checked_mul(Held::of(samples, dim).numbers(samples, dim))
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let held = Held::of(samples, self.dim());
        let mut shards = LogisticShards::new(&self.domain, held, samples, workers);
        for worker in 0..workers {
            shards.push(samples, &self.positive, &mut streams.worker(Purpose::Data, worker));
        }
        Box::new(shards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// d = 1: F″(w*) = σ′(1), so σ̃² = 1/σ′(1) and a² = σ′(1); F(w*) = log(1 + e) − σ(1).
    #[test]
    fn one_dimension_in_closed_form() {
        let problem = LogisticRegression::new(1, 1.0, None, None).expect("valid");
        let sigmoid = 1.0 / (1.0 + libm::exp(-1.0));
        let slope: f64 = sigmoid * (1.0 - sigmoid);
        assert!((problem.noise() - slope.sqrt()).abs() < 1e-15);
        assert!((problem.estimate_deviation() - slope.sqrt().recip()).abs() < 1e-14);
        let entropy = libm::log(1.0 + libm::exp(1.0)) - sigmoid;
        assert!((problem.loss(&[1.0]) - entropy).abs() < 1e-15);
        let convexity = problem.constants().strong_convexity.expect("positive");
        let flattest = 1.0 / ((1.0 + libm::exp(2.0)) * (1.0 + libm::exp(-2.0)));
        assert!((convexity - flattest).abs() < 1e-15);
    }

    #[test]
    fn too_many_dimensions_are_refused() {
        assert!(LogisticRegression::new(12, 1.0, None, None).is_ok());
        let refused = LogisticRegression::new(13, 1.0, None, None).map(|_| ());
        assert_eq!(refused, Err(ProblemError::TooManyPatterns { dim: 13, most: 12 }));
    }

    /// d = 2 attains the bound on the curvature: at w = ρ(1, 1)/√2, xᵀw is 0 or ±√2·ρ, and along w only the latter counts.
    #[test]
    fn the_smallest_curvature_is_attained_in_two_dimensions() {
        let problem = LogisticRegression::new(2, 0.7, Some(1.3), None).expect("valid");
        let edge = problem.start();
        let (mut far, mut near) = ([0.0; 2], [0.0; 2]);
        problem.gradient(&edge, &mut far);
        let inner: Vec<f64> = edge.iter().map(|w| w - 1e-5).collect();
        problem.gradient(&inner, &mut near);
        let slope = (far[0] - near[0]) / 1e-5;
        let convexity = problem.constants().strong_convexity.expect("positive");
        assert!((slope / convexity - 1.0).abs() < 1e-4, "{slope} {convexity}");
    }

    #[test]
    fn starts_stay_in_the_domain() {
        let problem = LogisticRegression::new(4, 1.0, Some(2.0), Some(0.5)).expect("valid");
        assert_eq!(problem.start(), vec![0.75; 4]);
        let refused = LogisticRegression::new(4, 1.0, Some(2.0), Some(2.5)).map(|_| ());
        let outside = ProblemError::StartOutside {
            distance: 2.5,
            radius: 2.0,
        };
        assert_eq!(refused, Err(outside));
    }
}
