//! The constants that problems declare, against a search for worse ones: gradients are drawn at points of W, and no variance,
//! skewness, tail or slope found there may beat what is declared. The experiments `definitions` and `propositions` judge the
//! same of the problems they run; here all problems are searched.

use byzrate::aggregator::Messages;
use byzrate::problem::{
    AdditiveNoise, CorrelatedMean, Exponential, ExponentialMean, Gaussian, GaussianDesign, GaussianMean,
    LogisticRegression, Potential, Problem, RademacherRegression, RandomCurvature, RegressionData, Shape, Student,
    StudentMean, WelschRegression,
};
use byzrate::sampling::StandardNormal;
use byzrate::stat::{Estimate, Moments};
use byzrate::stream::{Purpose, ReplicateStreams, Stream};
use rand_distr::Distribution;

/// What was found of a problem's constants by drawing samples and points of W: none of them may beat the declared one.
///
/// Every probe bounds its constant from inside: a supremum over W from below, the strong convexity from above.
#[derive(Clone, Debug, PartialEq)]
struct Probe {
    /// The largest Var(∇f(w; z)) found (Definition 3), against V².
    gradient_variance: Estimate,
    /// The largest absolute skewness of a ∂_k f(w; z) found (Definition 4), against S.
    absolute_skewness: Estimate,
    /// The largest sub-exponential parameter of a ∂_k f(w; z) found (Definition 5), against v.
    sub_exponential: Estimate,
    /// The largest |∂_k f(w; z) − ∂_k f(w′; z)|/‖w − w′‖ found (Definition 6), against L_k.
    coordinate_lipschitz: f64,
    /// The largest ‖∇F(w) − ∇F(w′)‖/‖w − w′‖ found (Definition 7), against L_F.
    smoothness: f64,
    /// The smallest 2(F(w′) − F(w) − ⟨∇F(w), w′ − w⟩)/‖w′ − w‖² found (Definition 8), against λ_F.
    strong_convexity: f64,
}

impl Probe {
    /// Probes `problem` at w* and `points` random points of W with `samples` samples each.
    fn new(problem: &dyn Problem, points: usize, samples: usize, seed: u64) -> Self {
        let streams = ReplicateStreams::new(seed, &format!("probe {}", problem.key()), 0);
        let mut stream = streams.worker(Purpose::Adversary, 0);
        let dim = problem.dim();
        // A worker with one sample has the gradient of that sample.
        let shards = problem.draw(1, samples, &streams);
        let gradients = |w: &[f64]| {
            let mut messages = Messages::zeros(samples, dim);
            shards.gradients(w, &mut messages);
            messages
        };
        let mut places = vec![problem.optimum().to_vec(), problem.start()];
        places.extend((0..points).map(|_| random_point(problem, &mut stream)));
        let none = Estimate {
            value: 0.0,
            standard_error: 0.0,
        };
        let mut probe = Self {
            gradient_variance: none,
            absolute_skewness: none,
            sub_exponential: none,
            coordinate_lipschitz: 0.0,
            smoothness: 0.0,
            strong_convexity: f64::INFINITY,
        };
        let mut before: Option<(Vec<f64>, Messages)> = None;
        for w in places {
            let drawn = gradients(&w);
            probe.take_moments(&drawn);
            if let Some((other, others)) = &before {
                probe.take_pair(problem, (&w, &drawn), (other, others));
            }
            before = Some((w, drawn));
        }
        probe
    }

    fn take_moments(&mut self, drawn: &Messages) {
        let rows: Vec<&[f64]> = drawn.rows().collect();
        let larger = |known: &mut Estimate, found: Option<Estimate>| {
            let found = found.expect("gradients vary between samples");
            if found.value > known.value {
                *known = found;
            }
        };
        larger(&mut self.gradient_variance, vector_variance(&rows));
        let mut column = Vec::new();
        for k in 0..drawn.dim() {
            drawn.copy_column(k, &mut column);
            larger(&mut self.absolute_skewness, absolute_skewness(&column));
            larger(&mut self.sub_exponential, sub_exponential(&column));
        }
    }

    fn take_pair(&mut self, problem: &dyn Problem, here: (&[f64], &Messages), there: (&[f64], &Messages)) {
        let apart = distance(here.0, there.0);
        for (a, b) in here.1.rows().zip(there.1.rows()) {
            for (a, b) in a.iter().zip(b) {
                self.coordinate_lipschitz = self.coordinate_lipschitz.max((a - b).abs() / apart);
            }
        }
        let (mut a, mut b) = (vec![0.0; problem.dim()], vec![0.0; problem.dim()]);
        problem.gradient(here.0, &mut a);
        problem.gradient(there.0, &mut b);
        self.smoothness = self.smoothness.max(distance(&a, &b) / apart);
        let slope: f64 = a
            .iter()
            .zip(there.0)
            .zip(here.0)
            .map(|((a, to), from)| a * (to - from))
            .sum();
        let bend = problem.loss(there.0) - problem.loss(here.0) - slope;
        self.strong_convexity = self.strong_convexity.min(2.0 * bend / (apart * apart));
    }
}

/// A point of W: a random direction from its centre, at a random distance up to its edge.
fn random_point(problem: &dyn Problem, stream: &mut Stream) -> Vec<f64> {
    let domain = problem.domain();
    let direction: Vec<f64> = (0..problem.dim()).map(|_| StandardNormal.sample(stream)).collect();
    let length = distance(&direction, &vec![0.0; direction.len()]);
    let reach: f64 = rand::RngExt::random(stream);
    let step = domain.radius * reach / length;
    domain
        .centre
        .iter()
        .zip(&direction)
        .map(|(centre, x)| centre + step * x)
        .collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Var(x) = E‖x − E x‖² of random vectors (paper, Definition 3), from `rows` of equal length.
///
/// The standard error is that of the mean of ‖x − x̄‖², by which the estimated mean shifts it in second order only. `None`
/// below two rows.
fn vector_variance(rows: &[&[f64]]) -> Option<Estimate> {
    let count = rows.len() as f64;
    let dim = rows.first()?.len();
    if rows.len() < 2 {
        return None;
    }
    let mean: Vec<f64> = (0..dim)
        .map(|k| rows.iter().map(|row| row[k]).sum::<f64>() / count)
        .collect();
    let squares = rows
        .iter()
        .map(|row| row.iter().zip(&mean).map(|(x, mean)| (x - mean).powi(2)).sum());
    Some(squares.collect::<Moments>().mean().scaled(count / (count - 1.0)))
}

/// The absolute skewness γ = E|X − E X|³ / Var(X)^{3/2} (paper, Definition 4).
///
/// The standard error is that of its influence function (|u|³ − γ) − (3/2)γ(u² − 1) − 3·E[u|u|]·u at the standardised
/// values u. `None` where the sample does not vary.
fn absolute_skewness(values: &[f64]) -> Option<Estimate> {
    let moments: Moments = values.iter().copied().collect();
    let count = values.len() as f64;
    let deviation = (moments.variance() * (count - 1.0) / count).sqrt();
    if !(deviation > 0.0 && deviation.is_finite()) {
        return None;
    }
    let standardised = || values.iter().map(|value| (value - moments.mean().value) / deviation);
    let gamma = standardised().map(|u| u.abs().powi(3)).sum::<f64>() / count;
    let asymmetry = standardised().map(|u| u * u.abs()).sum::<f64>() / count;
    let influence: Moments = standardised()
        .map(|u| u.abs().powi(3) - gamma - 1.5 * gamma * (u * u - 1.0) - 3.0 * asymmetry * u)
        .collect();
    Some(Estimate {
        value: gamma,
        standard_error: influence.mean().standard_error,
    })
}

/// How finely the λ that binds is searched for.
const STEPS: usize = 48;

/// The smallest v with E exp(λ(X − E X)) ≤ exp(v²λ²/2) for all |λ| < 1/v (paper, Definition 5), from the empirical
/// log-moment generating function.
///
/// The standard error is that of the function at the λ that binds. `None` where the sample does not vary.
fn sub_exponential(values: &[f64]) -> Option<Estimate> {
    let moments: Moments = values.iter().copied().collect();
    let deviation = moments.variance().sqrt();
    if !(deviation > 0.0 && deviation.is_finite()) {
        return None;
    }
    let centred: Vec<f64> = values.iter().map(|value| value - moments.mean().value).collect();
    // Var ≤ v² always, since 2·log E exp(λX)/λ² tends to it as λ → 0: only |λ| ≤ 1/deviation can matter.
    let curve = binding_curve(&centred, deviation);
    let binds = |v: f64| {
        let position = STEPS as f64 * (deviation / v).min(1.0);
        let index = (position as usize).min(STEPS - 1);
        let share = position - index as f64;
        let between = |low: f64, high: f64| low + share * (high - low);
        let (low, high) = (curve[index], curve[index + 1]);
        (between(low.0, high.0), between(low.1, high.1))
    };
    let (mut low, mut high) = (deviation, deviation * (1.0 + curve[STEPS].0.sqrt() / deviation));
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if binds(middle).0 > middle * middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Estimate {
        value: high,
        standard_error: binds(high).1 / (2.0 * high),
    })
}

/// The largest 2·log E exp(λX)/λ² over |λ| ≤ i/(`STEPS`·deviation), i = 0, …, `STEPS`, each with its standard error.
fn binding_curve(centred: &[f64], deviation: f64) -> Vec<(f64, f64)> {
    let squares: Moments = centred.iter().map(|x| x * x).collect();
    let mut worst = (squares.mean().value, squares.mean().standard_error);
    let mut curve = vec![worst];
    for step in 1..=STEPS {
        let size = step as f64 / (STEPS as f64 * deviation);
        for lambda in [size, -size] {
            // exp(λx) − 1 − λx has the same mean as exp(λx) − 1, and less noise near zero.
            let excess: Moments = centred.iter().map(|x| libm::expm1(lambda * x) - lambda * x).collect();
            let mean = excess.mean();
            let ratio = 2.0 * libm::log1p(mean.value) / (lambda * lambda);
            if ratio > worst.0 {
                let error = 2.0 * mean.standard_error / ((1.0 + mean.value) * lambda * lambda);
                worst = (ratio, error);
            }
        }
        curve.push(worst);
    }
    curve
}

/// No probe beats its declared constant by more than 5 standard errors: over some hundred comparisons a false alarm has
/// probability below 1e-4. What is exact is held to rounding.
fn declared_constants_hold(problem: &dyn Problem) -> Probe {
    let constants = problem.constants();
    assert!(constants.absolute_skewness.is_some() && constants.sub_exponential.is_some());
    assert!(constants.coordinate_lipschitz.is_some() && constants.strong_convexity.is_some());
    declared_constants_hold_where_known(problem)
}

fn declared_constants_hold_where_known(problem: &dyn Problem) -> Probe {
    let probe = Probe::new(problem, 4, 10_000, 3);
    let constants = problem.constants();
    let name = problem.name();
    let beaten = |what: &str, found: Estimate, declared: f64| {
        let limit = declared * (1.0 + 1e-12) + 5.0 * found.standard_error;
        assert!(found.value <= limit, "{name}: {what} {} beats {declared}", found.value);
    };
    beaten(
        "variance",
        probe.gradient_variance,
        constants.gradient_deviation.powi(2),
    );
    if let Some(declared) = constants.absolute_skewness {
        beaten("absolute skewness", probe.absolute_skewness, declared);
    }
    if let Some(declared) = constants.sub_exponential {
        beaten("sub-exponential parameter", probe.sub_exponential, declared);
    }
    if let Some(declared) = constants.coordinate_lipschitz {
        assert!(probe.coordinate_lipschitz <= declared * (1.0 + 1e-9), "{name}");
    }
    assert!(probe.smoothness <= constants.smoothness * (1.0 + 1e-9), "{name}");
    if let Some(declared) = constants.strong_convexity {
        assert!(probe.strong_convexity >= declared * (1.0 - 1e-9), "{name}");
    }
    probe
}

#[test]
fn mean_estimation() {
    declared_constants_hold(&GaussianMean::new(3, 2.0, None).expect("valid"));
    declared_constants_hold(&ExponentialMean::new(3, 0.5, None).expect("valid"));
    declared_constants_hold(&CorrelatedMean::new(3, 2.0, 0.5, None).expect("valid"));
}

/// ν = 10, since the standard error of the absolute skewness needs six moments.
#[test]
fn student_mean() {
    let law = Student::new(10.0).expect("valid");
    let problem = StudentMean::with_law(law, 3, 2.0, None).expect("valid");
    let probe = declared_constants_hold_where_known(&problem);
    assert_eq!(problem.constants().sub_exponential, None);
    assert!(probe.absolute_skewness.value > 1.65, "{:?}", probe.absolute_skewness);
}

#[test]
fn additive_noise() {
    for shape in [Shape::Quadratic { condition: 5.0 }, Shape::Convex, Shape::Cosine] {
        for dim in [1, 3] {
            let potential = Potential::new(dim, 0.8, shape).expect("valid");
            // Gradient descent starts at w_k = 4, where the cosine is bent downwards.
            let radius = Some(4.0 * (dim as f64).sqrt());
            let gaussian = AdditiveNoise::new(potential.clone(), Gaussian, 2.0, radius, None).expect("valid");
            let exponential = AdditiveNoise::new(potential, Exponential, 2.0, radius, None).expect("valid");
            for problem in [&gaussian as &dyn Problem, &exponential] {
                let probe = declared_constants_hold_where_known(problem);
                let constants = problem.constants();
                assert!(constants.coordinate_lipschitz.is_some() && constants.sub_exponential.is_some());
                assert_eq!(constants.strong_convexity.is_some(), shape != Shape::Cosine);
                assert_eq!(probe.strong_convexity > 0.0, shape != Shape::Cosine, "{dim} {probe:?}");
            }
        }
    }
}

#[test]
fn random_curvature() {
    for dim in [1, 3] {
        let problem = RandomCurvature::new(dim, Some(0.5)).expect("valid");
        let probe = declared_constants_hold_where_known(&problem);
        // At the start, on the edge of W, the variance is attained.
        let reached = probe.gradient_variance.value + 5.0 * probe.gradient_variance.standard_error;
        assert!(reached >= problem.constants().gradient_deviation.powi(2), "{reached}");
        assert_eq!(problem.constants().coordinate_lipschitz, None);
        assert!(probe.coordinate_lipschitz > 5.0, "{}", probe.coordinate_lipschitz);
    }
}

#[test]
fn rademacher_regression() {
    for dim in [1, 2, 5] {
        let problem = RademacherRegression::new(dim, 1.0, None, RegressionData::Sufficient).expect("valid");
        let probe = declared_constants_hold(&problem);
        // The bound on the skewness is attained at w*.
        assert!(probe.absolute_skewness.value > 1.5, "{:?}", probe.absolute_skewness);
    }
}

#[test]
fn regressions() {
    use RegressionData::{Raw, Sufficient};
    let designs = [
        (1, 0.7, 1.0, Sufficient),
        (4, 0.7, 1.0, Sufficient),
        (4, 0.3, 20.0, Sufficient),
        (3, 0.5, 5.0, Raw),
    ];
    for (dim, sigma, condition, data) in designs {
        declared_constants_hold_where_known(&GaussianDesign::new(dim, sigma, condition, None, data).expect("valid"));
    }
    for (dim, signal, radius, away) in [
        (1, 2.0, None, None),
        (4, 1.0, Some(3.0), Some(1.0)),
        (6, 0.5, None, None),
    ] {
        declared_constants_hold_where_known(&LogisticRegression::new(dim, signal, radius, away).expect("valid"));
    }
    for (dim, scale, sigma, away, radius) in [
        (1, 1.0, 1.0, 0.5, None),
        (3, 1.0, 1.0, 1.0, Some(6.0)),
        (5, 1.5, 0.4, 0.3, Some(0.4)),
    ] {
        declared_constants_hold_where_known(&WelschRegression::new(dim, scale, sigma, away, radius).expect("valid"));
    }
}

/// V², S and v of Gaussian design belong to δ = R·e_d: one sample's gradients there have them, within 5 standard errors.
#[test]
fn gaussian_design_attains_its_constants() {
    let problem = GaussianDesign::new(3, 0.5, 4.0, None, RegressionData::Raw).expect("valid");
    let mut w = problem.optimum().to_vec();
    w[2] += problem.domain().radius;
    let mut messages = Messages::zeros(400_000, 3);
    let streams = ReplicateStreams::new(3, "attained", 0);
    problem.draw(1, 400_000, &streams).gradients(&w, &mut messages);
    let rows: Vec<&[f64]> = messages.rows().collect();
    let last: Vec<f64> = messages.rows().map(|row| row[2]).collect();
    let constants = problem.constants();
    for (what, found, declared) in [
        ("V²", vector_variance(&rows), constants.gradient_deviation.powi(2)),
        (
            "S",
            absolute_skewness(&last),
            constants.absolute_skewness.expect("finite"),
        ),
    ] {
        let found = found.expect("it varies");
        assert!(
            (found.value - declared).abs() <= 5.0 * found.standard_error,
            "{what}: {found:?}, {declared}"
        );
        assert!(found.standard_error < 0.02 * declared, "{what}: {found:?}");
    }
}
