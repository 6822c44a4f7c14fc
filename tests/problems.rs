//! Every problem against its own definition: F, ∇F, w*, W and the constants it declares agree with what its workers send,
//! and exact shortcuts to a worker's data have the law of the data themselves.

#[path = "support/two_sample.rs"]
mod two_sample;

use byzrate::adversary::Extreme;
use byzrate::aggregator::{Median, Messages};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, Parties};
use byzrate::problem::{ExponentialMean, GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};
use two_sample::assert_same_law;

/// The rate at which one Kolmogorov–Smirnov test may fail wrongly: 1e-5, and 66 are made in this file.
const KS_RATE: f64 = 1e-5;

/// Standard errors that a z-test allows: a true law exceeds five with probability 6e-7, and about 600 are made.
const CRITICAL: f64 = 5.0;

fn regression(dim: usize, sigma: f64, data: RegressionData) -> RademacherRegression {
    RademacherRegression::new(dim, sigma, None, data).expect("valid")
}

fn problems() -> Vec<Box<dyn Problem>> {
    let mut problems: Vec<Box<dyn Problem>> = Vec::new();
    for dim in [1, 4] {
        problems.push(Box::new(GaussianMean::new(dim, 0.7, None).expect("valid")));
        problems.push(Box::new(ExponentialMean::new(dim, 1.5, None).expect("valid")));
        for data in [RegressionData::Sufficient, RegressionData::Raw] {
            problems.push(Box::new(regression(dim, 0.5, data)));
        }
    }
    problems
}

fn named(problem: &dyn Problem) -> String {
    format!("{} d={}", problem.key(), problem.dim())
}

fn streams(what: &str) -> ReplicateStreams {
    ReplicateStreams::new(1, what, 0)
}

/// A point of W: its centre plus `share` of the radius in a direction without symmetry.
fn point(problem: &dyn Problem, share: f64) -> Vec<f64> {
    let direction: Vec<f64> = (0..problem.dim()).map(|k| [1.0, -0.6, 0.3, 0.1][k % 4]).collect();
    let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
    let step = share * problem.domain().radius / length;
    (problem.domain().centre.iter().zip(&direction))
        .map(|(centre, direction)| centre + step * direction)
        .collect()
}

fn gradient(problem: &dyn Problem, w: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NAN; w.len()];
    problem.gradient(w, &mut out);
    out
}

/// The gradients at `w` of `workers` workers with `samples` samples each.
fn gradients(problem: &dyn Problem, samples: usize, workers: usize, w: &[f64]) -> Messages {
    let mut messages = Messages::zeros(workers, problem.dim());
    let streams = streams(&format!("{} gradients", named(problem)));
    problem.draw(samples, workers, &streams).gradients(w, &mut messages);
    messages
}

fn norm(vector: impl IntoIterator<Item = f64>) -> f64 {
    vector.into_iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Fails where the mean of `moments` is off `expected` by more than [`CRITICAL`] standard errors.
fn assert_mean(what: &str, moments: Moments, expected: f64) {
    let mean = moments.mean();
    let z = (mean.value - expected) / mean.standard_error;
    assert!(z.abs() <= CRITICAL, "{what}: {mean:?} against {expected}, z = {z:.2}");
}

#[test]
fn loss_and_gradient_agree() {
    for problem in problems() {
        for share in [0.0, 0.3, 1.0] {
            let w = point(&*problem, share);
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

#[test]
fn optimum_is_a_zero_of_the_gradient_and_lies_in_the_domain() {
    for problem in problems() {
        let optimum = problem.optimum();
        assert_eq!(
            gradient(&*problem, optimum),
            vec![0.0; problem.dim()],
            "{}",
            named(&*problem)
        );
        for share in [0.1, 1.0] {
            assert!(
                problem.loss(&point(&*problem, share)) > problem.loss(optimum),
                "{}",
                named(&*problem)
            );
        }
        let domain = problem.domain();
        for inside in [optimum.to_vec(), problem.start()] {
            let distance = norm(difference(&inside, &domain.centre));
            assert!(
                distance <= domain.radius * (1.0 + 1e-12),
                "{}: {distance}",
                named(&*problem)
            );
        }
    }
}

#[test]
fn gradients_of_the_workers_average_to_the_population_gradient() {
    for problem in problems() {
        for share in [0.0, 0.2, 1.0] {
            let w = point(&*problem, share);
            let messages = gradients(&*problem, 4, 10_000, &w);
            for (k, expected) in gradient(&*problem, &w).into_iter().enumerate() {
                let moments = messages.rows().map(|row| row[k]).collect();
                assert_mean(&format!("{} coordinate {k}", named(&*problem)), moments, expected);
            }
        }
    }
}

/// Also where n < d and the minimisers form a subspace.
#[test]
fn local_minimisers_are_zeros_of_the_local_gradients() {
    for problem in problems() {
        for samples in [1, 2, 4, 9, 65] {
            let shards = problem.draw(samples, 30, &streams(&named(&*problem)));
            let mut minimisers = Messages::zeros(30, problem.dim());
            shards.local_minimisers(&mut minimisers);
            let mut found = Messages::zeros(30, problem.dim());
            for worker in 0..30 {
                shards.gradients(minimisers.row(worker), &mut found);
                let size = norm(found.row(worker).iter().copied());
                assert!(size < 1e-10, "{} n={samples}: {size}", named(&*problem));
            }
        }
    }
}

/// Summaries of a vector whose laws together see coordinates, their dependence and their size.
fn summaries(rows: &Messages) -> Vec<(&'static str, Vec<f64>)> {
    let of = |f: &dyn Fn(&[f64]) -> f64| rows.rows().map(f).collect::<Vec<f64>>();
    vec![
        ("first", of(&|row| row[0])),
        ("last", of(&|row| row[row.len() - 1])),
        ("sum", of(&|row| row.iter().sum())),
        ("product", of(&|row| row[0] * row[row.len() - 1])),
        ("norm", of(&|row| norm(row.iter().copied()))),
    ]
}

/// Five summaries in five shapes, by a Kolmogorov–Smirnov test and by the first two moments each.
fn compare_with_raw(
    what: &str,
    samples_and_dims: &[(usize, usize)],
    evaluate: impl Fn(&dyn Problem, usize) -> Messages,
) {
    for &(samples, dim) in samples_and_dims {
        let sufficient = evaluate(&regression(dim, 0.8, RegressionData::Sufficient), samples);
        let raw = evaluate(&regression(dim, 0.8, RegressionData::Raw), samples);
        for ((name, one), (_, other)) in summaries(&sufficient).into_iter().zip(summaries(&raw)) {
            let what = format!("{what} n={samples} d={dim}, {name}");
            assert_same_law(&what, &one, &other, KS_RATE);
            for power in [1, 2] {
                let moments = |sample: &[f64]| sample.iter().map(|x| x.powi(power)).collect::<Moments>().mean();
                let (a, b) = (moments(&one), moments(&other));
                let z = (a.value - b.value) / a.standard_error.hypot(b.standard_error);
                assert!(
                    z.abs() <= CRITICAL || a.value == b.value,
                    "{what}, moment {power}: {a:?} against {b:?}"
                );
            }
        }
    }
}

/// n below 64, across the word boundary of the bit-packed signs, n = d and n < d with a singular Gram matrix, and n so large that
/// patterns are counted.
const SHAPES: [(usize, usize); 6] = [(1, 3), (2, 4), (3, 3), (5, 2), (70, 2), (1500, 3)];

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_gradients() {
    compare_with_raw("gradient", &SHAPES, |problem, samples| {
        gradients(problem, samples, 10_000, &point(problem, 0.9))
    });
}

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_minimisers() {
    compare_with_raw("minimiser", &SHAPES, |problem, samples| {
        let mut messages = Messages::zeros(10_000, problem.dim());
        let streams = streams(&format!("{} minimisers", named(problem)));
        problem.draw(samples, 10_000, &streams).local_minimisers(&mut messages);
        messages
    });
}

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_the_estimate() {
    let algorithm = GradientDescent::new(None, 6).expect("valid");
    compare_with_raw("median GD", &[(5, 3), (2, 3)], |problem, samples| {
        let mut estimates = Messages::zeros(3000, problem.dim());
        let mut buffers = Buffers::default();
        for replicate in 0..3000 {
            let streams = ReplicateStreams::new(2, &problem.key(), replicate as u64);
            let shards = problem.draw(samples, 11, &streams);
            let parties = Parties {
                problem,
                shards: &*shards,
                samples,
                workers: 11,
                byzantine: 2,
                alpha: 2.0 / 11.0,
                aggregator: &Median,
                adversary: &Extreme::PlusInfinity,
                streams: &streams,
            };
            algorithm.run(parties, &mut buffers);
            let errors = difference(buffers.trajectory.estimate(), problem.optimum());
            estimates.row_mut(replicate).copy_from_slice(&errors);
        }
        estimates
    });
}

/// One draw of a mean's law against averages of raw draws, and its mean and variance against 0 and σ²/n.
#[test]
fn means_have_the_law_of_averaged_samples() {
    let mut stream = ChaCha8Rng::seed_from_u64(5);
    for samples in [1, 3, 25] {
        let mut compare = |problem: &dyn Problem, draw: &dyn Fn(&mut ChaCha8Rng) -> f64| {
            let mut messages = Messages::zeros(100_000, 1);
            problem
                .draw(samples, 100_000, &streams(problem.name()))
                .local_minimisers(&mut messages);
            let shortcut: Vec<f64> = messages.rows().map(|row| row[0]).collect();
            let mut average = || (0..samples).map(|_| 0.7 * draw(&mut stream)).sum::<f64>() / samples as f64;
            let averaged: Vec<f64> = (0..100_000).map(|_| average()).collect();
            for (power, expected) in [(1, 0.0), (2, 0.49 / samples as f64)] {
                let moments = shortcut.iter().map(|x| x.powi(power)).collect();
                assert_mean(&format!("{} n={samples}", problem.name()), moments, expected);
            }
            assert_same_law(
                &format!("{} n={samples}", problem.name()),
                &shortcut,
                &averaged,
                KS_RATE,
            );
        };
        compare(&GaussianMean::new(1, 0.7, None).expect("valid"), &|stream| {
            StandardNormal.sample(stream)
        });
        compare(&ExponentialMean::new(1, 0.7, None).expect("valid"), &|stream| {
            let value: f64 = Exp1.sample(stream);
            value - 1.0
        });
    }
}

/// V, S and v at points of W up to its edge, from gradients of single samples: no measured value exceeds what is declared
/// by more than chance, and V is attained.
#[test]
fn declared_moments_of_the_gradient_are_not_beaten() {
    for problem in problems() {
        let constants = problem.constants();
        let declared = constants.gradient_deviation.powi(2);
        let name = named(&*problem);
        let mut largest = f64::NEG_INFINITY;
        for share in [0.0, 0.5, 1.0] {
            let w = point(&*problem, share);
            let mean = gradient(&*problem, &w);
            let messages = gradients(&*problem, 1, 40_000, &w);
            let square: Moments = (messages.rows())
                .map(|row| norm(difference(row, &mean)).powi(2))
                .collect();
            let square = square.mean();
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
                let v = constants.sub_exponential.expect("finite");
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
}

/// L_k on single samples and λ_F, L_F on F, over pairs of points; for L_k the direction that attains it is among them.
#[test]
fn declared_lipschitz_and_convexity_constants_are_not_beaten() {
    let mut stream = ChaCha8Rng::seed_from_u64(8);
    for problem in problems() {
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
            let length = norm(step.iter().copied());
            let (before, after) = (gradients(&*problem, 1, 100, &start), gradients(&*problem, 1, 100, &end));
            for (before, after) in before.rows().zip(after.rows()) {
                for change in difference(after, before) {
                    steepest = steepest.max(change.abs() / length);
                }
            }
            let change = difference(&gradient(&*problem, &end), &gradient(&*problem, &start));
            let along: f64 = change.iter().zip(&step).map(|(a, b)| a * b).sum();
            assert!(along >= convexity * length * length * (1.0 - 1e-9), "{name}: λ_F");
            assert!(
                norm(change) <= constants.smoothness * length * (1.0 + 1e-9),
                "{name}: L_F"
            );
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
