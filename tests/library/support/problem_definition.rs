//! A problem against its own definition: F, ∇F, w*, W and the constants it declares agree with each other and with what its
//! workers send. Each test file says at which points.

use byzrate::aggregator::Messages;
use byzrate::problem::Problem;
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;

use super::problem_runs::{CRITICAL, assert_mean, column, difference, gradient, gradients, named, norm};

/// ∇F against differences of F.
pub fn assert_loss_and_gradient_agree(problem: &dyn Problem, points: &[Vec<f64>]) {
    for w in points {
        for (k, found) in gradient(problem, w).into_iter().enumerate() {
            let moved = |step: f64| {
                let mut moved = w.clone();
                moved[k] += step;
                problem.loss(&moved)
            };
            let slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
            assert!(
                (slope - found).abs() < 1e-7 * (1.0 + found.abs()),
                "{}: {slope} {found}",
                named(problem)
            );
        }
    }
}

/// ∇F(w*) = 0, F is larger at the `points`, which are others, and W has w* and w⁰.
pub fn assert_optimum(problem: &dyn Problem, points: &[Vec<f64>]) {
    let (optimum, domain, name) = (problem.optimum(), problem.domain(), named(problem));
    assert_eq!(gradient(problem, optimum), vec![0.0; problem.dim()], "{name}");
    for w in points {
        assert!(problem.loss(w) > problem.loss(optimum), "{name}");
    }
    for inside in [optimum.to_vec(), problem.start()] {
        let distance = norm(difference(&inside, &domain.centre));
        assert!(distance <= domain.radius * (1.0 + 1e-12), "{name}: {distance}");
    }
}

/// The gradients of 10 000 workers with four samples each against ∇F, by a z-test a coordinate.
pub fn assert_gradients_average_to_the_populations(
    problem: &dyn Problem,
    points: &[Vec<f64>],
    streams: &ReplicateStreams,
) {
    for w in points {
        let mut messages = Messages::zeros(10_000, problem.dim());
        problem.draw(4, 10_000, streams).gradients(w, &mut messages);
        for (k, expected) in gradient(problem, w).into_iter().enumerate() {
            let moments = column(&messages, k).into_iter().collect();
            assert_mean(&format!("{} coordinate {k}", named(problem)), moments, expected);
        }
    }
}

/// ‖∇F_i(ŵ_i)‖ is below `tolerance` for thirty workers, but for those whose ŵ_i is not `tested`.
pub fn assert_minimisers_are_zeros(
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

/// V, S and, where it is declared, v from gradients of single samples at `points`: no measured value exceeds what is declared by
/// more than chance, and V is attained.
pub fn assert_moments_are_not_beaten(problem: &dyn Problem, points: &[Vec<f64>]) {
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
                let generating = moment(&|x| (lambda * x).exp());
                let bound = (0.5 * v * v * lambda * lambda).exp();
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

/// |∂_k f(w′) − ∂_k f(w)| of 100 single samples and all k, from w = `start` to w′ = `end`.
pub fn coordinate_changes(problem: &dyn Problem, start: &[f64], end: &[f64]) -> Vec<f64> {
    let (before, after) = (gradients(problem, 1, 100, start), gradients(problem, 1, 100, end));
    let changes = before.rows().zip(after.rows());
    let changes = changes.flat_map(|(before, after)| difference(after, before));
    changes.map(f64::abs).collect()
}

/// L_F, and λ_F where there is a `convexity` to hold, on F between `start` and `end`, which is a `step` away.
pub fn assert_curvature_is_not_beaten(
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
