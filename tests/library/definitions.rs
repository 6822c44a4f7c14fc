//! Every problem against its own definition: F, ∇F, w*, W and the constants it declares agree with each other and with what
//! its workers send.
//!
//! About 3200 z-tests are made here, each of which fails wrongly with probability 6e-7.

use byzrate::aggregator::Messages;
use byzrate::problem::{
    AdditiveNoise, CorrelatedMean, Exponential, ExponentialMean, Gaussian, GaussianMean, LogisticRegression, Potential,
    Problem, RandomCurvature, RegressionData, SampleLaw, Shape, WelschRegression,
};
use byzrate::sampling::StandardNormal;
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::Distribution;

use crate::support::problem_runs::*;
use crate::support::problems::*;

/// Means, and the regression of Proposition 1.
fn of_the_propositions() -> Vec<Box<dyn Problem>> {
    let mut problems: Vec<Box<dyn Problem>> = Vec::new();
    for dim in [1, 4] {
        problems.push(Box::new(GaussianMean::new(dim, 0.7, None).expect("valid")));
        problems.push(Box::new(ExponentialMean::new(dim, 1.5, None).expect("valid")));
        for data in [RegressionData::Sufficient, RegressionData::Raw] {
            problems.push(Box::new(rademacher(dim, 0.5, data)));
        }
    }
    problems
}

/// The regressions beyond Proposition 1.
fn regressions() -> Vec<Box<dyn Problem>> {
    use RegressionData::{Raw, Sufficient};
    vec![
        Box::new(gaussian_design(1, 0.7, 1.0, Sufficient)),
        Box::new(gaussian_design(4, 0.7, 1.0, Sufficient)),
        Box::new(gaussian_design(4, 0.3, 20.0, Sufficient)),
        Box::new(gaussian_design(3, 0.5, 5.0, Raw)),
        Box::new(LogisticRegression::new(1, 2.0, None, None).expect("valid")),
        Box::new(LogisticRegression::new(4, 1.0, Some(3.0), Some(1.0)).expect("valid")),
        Box::new(LogisticRegression::new(6, 0.5, None, None).expect("valid")),
        Box::new(WelschRegression::new(1, 1.0, 1.0, 0.5, None).expect("valid")),
        Box::new(WelschRegression::new(3, 1.0, 1.0, 1.0, Some(6.0)).expect("valid")),
        Box::new(WelschRegression::new(5, 1.5, 0.4, 0.3, Some(0.4)).expect("valid")),
    ]
}

fn additive_noise<L: SampleLaw + 'static>(dim: usize, shape: Shape, law: L) -> Box<dyn Problem> {
    let potential = Potential::new(dim, 0.8, shape).expect("valid");
    Box::new(AdditiveNoise::new(potential, law, 0.7, None, None).expect("valid"))
}

/// Those made for single theorems.
fn of_single_theorems() -> Vec<Box<dyn Problem>> {
    let mut problems: Vec<Box<dyn Problem>> = Vec::new();
    for dim in [1, 4] {
        problems.push(Box::new(student(dim)));
        problems.push(Box::new(CorrelatedMean::new(dim, 0.7, 0.6, None).expect("valid")));
        problems.push(Box::new(RandomCurvature::new(dim, Some(0.5)).expect("valid")));
        for shape in [Shape::Quadratic { condition: 5.0 }, Shape::Convex, Shape::Cosine] {
            problems.push(additive_noise(dim, shape, Gaussian));
            problems.push(additive_noise(dim, shape, Exponential));
        }
    }
    problems
}

fn problems() -> impl Iterator<Item = Box<dyn Problem>> {
    let problems = [of_the_propositions(), regressions(), of_single_theorems()];
    problems.into_iter().flatten()
}

/// Points of W from its centre to its edge, and w⁰.
fn points(problem: &dyn Problem) -> Vec<Vec<f64>> {
    let mut points: Vec<_> = [0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]
        .map(|share| point(problem, share))
        .into();
    points.push(problem.start());
    points
}

/// ∇F against differences of F.
#[test]
fn loss_and_gradient_agree() {
    for problem in problems() {
        for w in points(&*problem) {
            for (k, found) in gradient(&*problem, &w).into_iter().enumerate() {
                let moved = |step: f64| {
                    let mut moved = w.clone();
                    moved[k] += step;
                    problem.loss(&moved)
                };
                let slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
                assert!(
                    (slope - found).abs() < 1e-7 * (1.0 + found.abs()),
                    "{}: {slope} {found}",
                    named(&*problem)
                );
            }
        }
    }
}

/// ∇F(w*) = 0, F is larger elsewhere, and W has w* and w⁰.
#[test]
fn optimum_is_a_zero_of_the_gradient_and_start_and_optimum_lie_in_the_domain() {
    for problem in problems() {
        let (optimum, domain, name) = (problem.optimum(), problem.domain(), named(&*problem));
        assert_eq!(gradient(&*problem, optimum), vec![0.0; problem.dim()], "{name}");
        for w in points(&*problem).iter().filter(|w| *w != optimum) {
            assert!(problem.loss(w) > problem.loss(optimum), "{name}");
        }
        for inside in [optimum.to_vec(), problem.start()] {
            let distance = norm(difference(&inside, &domain.centre));
            assert!(distance <= domain.radius * (1.0 + 1e-12), "{name}: {distance}");
        }
    }
}

/// The gradients of 10 000 workers with four samples each against ∇F, by a z-test a coordinate.
#[test]
fn gradients_of_the_workers_average_to_the_population_gradient() {
    for problem in problems() {
        for w in points(&*problem) {
            let messages = gradients(&*problem, 4, 10_000, &w);
            for (k, expected) in gradient(&*problem, &w).into_iter().enumerate() {
                let moments = column(&messages, k).into_iter().collect();
                assert_mean(&format!("{} coordinate {k}", named(&*problem)), moments, expected);
            }
        }
    }
}

/// ‖∇F_i(ŵ_i)‖ is below `tolerance` for thirty workers, but for those whose ŵ_i is not `tested`.
fn assert_minimisers_are_zeros(
    problem: &dyn Problem,
    samples: usize,
    streams: &ReplicateStreams,
    tolerance: f64,
    tested: impl Fn(&[f64]) -> bool,
) {
    let shards = problem.draw(samples, 30, streams);
    let (mut minimisers, mut found) = (Messages::zeros(30, problem.dim()), Messages::zeros(30, problem.dim()));
    shards.local_minimisers(&mut minimisers);
    for worker in 0..30 {
        let minimiser = minimisers.row(worker);
        if tested(minimiser) {
            shards.gradients(minimiser, &mut found);
            let size = norm(found.row(worker));
            assert!(size < tolerance, "{} n={samples}: {size}", named(problem));
        }
    }
}

/// Also where n < d and the minimisers form a subspace. Under additive noise a bounded gradient may have no zero.
#[test]
fn local_minimisers_are_zeros_of_the_local_gradients() {
    for problem in of_the_propositions().into_iter().chain(of_single_theorems()) {
        let streams = ReplicateStreams::new(1, &named(&*problem), 0);
        let exists =
            |minimiser: &[f64]| problem.name() != "additive-noise" || !minimiser.iter().any(|w| w.is_infinite());
        for samples in [1, 2, 4, 9, 65] {
            assert_minimisers_are_zeros(&*problem, samples, &streams, 1e-10, exists);
        }
    }
}

/// Where n < d the minimisers form a subspace, and the one of smallest norm is sent.
#[test]
fn least_squares_minimisers_are_zeros_of_the_local_gradients() {
    let streams = ReplicateStreams::new(1, "minimisers", 0);
    for data in [RegressionData::Sufficient, RegressionData::Raw] {
        for (samples, dim, condition) in [(1, 3, 1.0), (2, 4, 20.0), (4, 4, 20.0), (9, 4, 1.0), (65, 4, 20.0)] {
            let problem = gaussian_design(dim, 0.7, condition, data);
            assert_minimisers_are_zeros(&problem, samples, &streams, 1e-9, |_| true);
        }
    }
}

/// V, S and, where it is declared, v from gradients of single samples at `points`: no measured value exceeds what is declared by
/// more than chance, and V is attained.
fn assert_moments_are_not_beaten(problem: &dyn Problem, points: &[Vec<f64>]) {
    let constants = problem.constants();
    let declared = constants.gradient_deviation.powi(2);
    let name = named(problem);
    let mut largest = f64::NEG_INFINITY;
    for w in points {
        let mean = gradient(problem, w);
        let messages = gradients(problem, 1, 40_000, w);
        let squares = messages.rows().map(|row| norm(difference(row, &mean)).powi(2));
        let square = squares.collect::<Moments>().mean();
        assert!(
            square.value - CRITICAL * square.standard_error <= declared,
            "{name}: V² = {square:?}, {declared}"
        );
        largest = largest.max(square.value + CRITICAL * square.standard_error);
        for k in 0..problem.dim() {
            let centred: Vec<f64> = messages.rows().map(|row| row[k] - mean[k]).collect();
            let moment = |f: &dyn Fn(f64) -> f64| centred.iter().map(|x| f(*x)).collect::<Moments>().mean();
            let deviation = moment(&|x| x * x).value.sqrt();
            // |z|³ − (3/2)S(z² − 1) has mean S, and the spread that S has when the deviation is estimated too.
            let skewness = moment(&|x| (x / deviation).abs().powi(3)).value;
            let third = moment(&|x| {
                let z = (x / deviation).abs();
                z.powi(3) - 1.5 * skewness * (z * z - 1.0)
            });
            let bound = constants.absolute_skewness.expect("finite");
            assert!(
                third.value - CRITICAL * third.standard_error <= bound,
                "{name}: S = {third:?}, {bound}"
            );
            let Some(v) = constants.sub_exponential else { continue };
            // Beyond 0.6/v the exponential of an exponential has hardly a variance to measure by.
            for lambda in [-0.6, -0.3, 0.3, 0.6].map(|share| share / v) {
                let generating = moment(&|x| libm::exp(lambda * x));
                let bound = libm::exp(0.5 * v * v * lambda * lambda);
                assert!(
                    generating.value - CRITICAL * generating.standard_error <= bound,
                    "{name}: v = {v} at {lambda}"
                );
            }
        }
    }
    assert!(
        largest >= declared,
        "{name}: V² is at most {largest}, {declared} declared"
    );
}

/// At points of W up to its edge; every problem of the propositions has a finite v.
#[test]
fn declared_moments_of_the_gradient_are_not_beaten() {
    for problem in of_the_propositions() {
        assert!(problem.constants().sub_exponential.is_some(), "{}", named(&*problem));
    }
    for problem in of_the_propositions().into_iter().chain(of_single_theorems()) {
        assert_moments_are_not_beaten(&*problem, &points(&*problem));
    }
}

/// |∂_k f(w′) − ∂_k f(w)| of 100 single samples and all k, from w = `start` to w′ = `end`.
fn coordinate_changes(problem: &dyn Problem, start: &[f64], end: &[f64]) -> Vec<f64> {
    let (before, after) = (gradients(problem, 1, 100, start), gradients(problem, 1, 100, end));
    let changes = before.rows().zip(after.rows());
    let changes = changes.flat_map(|(before, after)| difference(after, before));
    changes.map(f64::abs).collect()
}

/// L_F, and λ_F where there is a `convexity` to hold, on F between `start` and `end`, which is a `step` away.
fn assert_curvature_is_not_beaten(
    problem: &dyn Problem,
    (start, end): (&[f64], &[f64]),
    step: &[f64],
    convexity: Option<f64>,
) {
    let (name, length) = (named(problem), norm(step));
    let change = difference(&gradient(problem, end), &gradient(problem, start));
    let along: f64 = change.iter().zip(step).map(|(a, b)| a * b).sum();
    if let Some(convexity) = convexity {
        assert!(along >= convexity * length * length * (1.0 - 1e-9), "{name}: λ_F");
    }
    let smoothness = problem.constants().smoothness;
    assert!(norm(change) <= smoothness * length * (1.0 + 1e-9), "{name}: L_F");
}

/// L_k on single samples and λ_F, L_F on F, over pairs of points; for L_k the direction that attains it is among them.
#[test]
fn declared_lipschitz_constants_are_attained() {
    let mut stream = ChaCha8Rng::seed_from_u64(8);
    for problem in of_the_propositions() {
        let constants = problem.constants();
        let name = named(&*problem);
        let bound = constants.coordinate_lipschitz.expect("finite");
        let convexity = constants.strong_convexity.expect("strongly convex");
        let mut steepest = 0.0f64;
        for pair in 0..40 {
            let start = point(&*problem, 0.4);
            let mut step: Vec<f64> = (0..problem.dim()).map(|_| StandardNormal.sample(&mut stream)).collect();
            if pair < 4 {
                step = (0..problem.dim()).map(|k| if k == pair { 0.1 } else { 0.0 }).collect();
                step[0] += 0.1 * f64::from(u8::from(pair >= problem.dim()));
            } else if pair < 20 {
                step = step.iter().map(|x| 0.1 * x.signum()).collect();
            }
            let end: Vec<f64> = start.iter().zip(&step).map(|(w, step)| w + step).collect();
            let length = norm(&step);
            for change in coordinate_changes(&*problem, &start, &end) {
                steepest = steepest.max(change / length);
            }
            assert_curvature_is_not_beaten(&*problem, (&start, &end), &step, Some(convexity));
        }
        assert!(
            steepest <= bound * (1.0 + 1e-9),
            "{name}: L_k = {bound}, {steepest} found"
        );
        assert!(
            steepest >= bound * (1.0 - 1e-9),
            "{name}: L_k = {bound} is not attained, {steepest} found"
        );
    }
}

/// L_k on single samples and λ_F, L_F on F, over pairs of points of W.
#[test]
fn declared_lipschitz_and_convexity_constants_are_not_beaten() {
    let mut stream = ChaCha8Rng::seed_from_u64(8);
    for problem in of_single_theorems() {
        let (constants, name) = (problem.constants(), named(&*problem));
        for start in &points(&*problem) {
            for size in [0.01, 0.3] {
                let end: Vec<f64> = (start.iter())
                    .map(|w| w + size * Distribution::<f64>::sample(&StandardNormal, &mut stream))
                    .collect();
                let step = difference(&end, start);
                if let Some(bound) = constants.coordinate_lipschitz {
                    for change in coordinate_changes(&*problem, start, &end) {
                        assert!(change <= bound * norm(&step) * (1.0 + 1e-9), "{name}: L_k");
                    }
                }
                let inside = norm(difference(&end, &problem.domain().centre)) <= problem.domain().radius;
                let convexity = constants.strong_convexity.filter(|_| inside);
                assert_curvature_is_not_beaten(&*problem, (start, &end), &step, convexity);
            }
        }
    }
}
