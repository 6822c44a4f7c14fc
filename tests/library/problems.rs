//! Every problem against its own definition: F, ∇F, w*, W and the constants it declares agree with what its workers send,
//! and exact shortcuts to a worker's data have the law of the data themselves.
//!
//! About 600 z-tests are made here, each of which fails wrongly with probability 6e-7.

use crate::support::problem_definition::*;
use crate::support::problem_runs::*;
use crate::support::two_sample::assert_same_law;
use byzrate::adversary::Extreme;
use byzrate::aggregator::{Median, Messages};
use byzrate::algorithm::{Buffers, GradientDescent};
use byzrate::problem::{ExponentialMean, GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// The rate at which one Kolmogorov–Smirnov test may fail wrongly: 1e-5, and 66 are made in this file.
const KS_RATE: f64 = 1e-5;

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

/// The points of W at `shares` of its radius.
fn points<const N: usize>(problem: &dyn Problem, shares: [f64; N]) -> Vec<Vec<f64>> {
    shares.map(|share| point(problem, share)).into()
}

#[test]
fn loss_and_gradient_agree() {
    for problem in problems() {
        assert_loss_and_gradient_agree(&*problem, &points(&*problem, [0.0, 0.3, 1.0]));
    }
}

#[test]
fn optimum_is_a_zero_of_the_gradient_and_lies_in_the_domain() {
    for problem in problems() {
        assert_optimum(&*problem, &points(&*problem, [0.1, 1.0]));
    }
}

#[test]
fn gradients_of_the_workers_average_to_the_population_gradient() {
    for problem in problems() {
        let points = points(&*problem, [0.0, 0.2, 1.0]);
        assert_gradients_average_to_the_populations(&*problem, &points, &gradient_streams(&*problem));
    }
}

/// Also where n < d and the minimisers form a subspace.
#[test]
fn local_minimisers_are_zeros_of_the_local_gradients() {
    for problem in problems() {
        let streams = ReplicateStreams::new(1, &named(&*problem), 0);
        for samples in [1, 2, 4, 9, 65] {
            assert_minimisers_are_zeros(&*problem, samples, &streams, 1e-10, |_| true);
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
        ("norm", of(&|row| norm(row))),
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
        minimisers(problem, samples, 10_000)
    });
}

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_the_estimate() {
    let algorithm = GradientDescent::new(None, 6).expect("valid");
    compare_with_raw("median GD", &[(5, 3), (2, 3)], |problem, samples| {
        let arm = Arm {
            problem,
            samples,
            workers: 11,
            byzantine: 2,
            algorithm: &algorithm,
            aggregator: &Median,
            adversary: &Extreme::PlusInfinity,
        };
        let mut estimates = Messages::zeros(3000, problem.dim());
        let mut buffers = Buffers::default();
        for replicate in 0..3000 {
            arm.run(
                &ReplicateStreams::new(2, &problem.key(), replicate as u64),
                &mut buffers,
            );
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
                .draw(samples, 100_000, &ReplicateStreams::new(1, problem.name(), 0))
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

/// At points of W up to its edge; every problem here has a finite v.
#[test]
fn declared_moments_of_the_gradient_are_not_beaten() {
    for problem in problems() {
        assert!(problem.constants().sub_exponential.is_some(), "{}", named(&*problem));
        assert_moments_are_not_beaten(&*problem, &points(&*problem, [0.0, 0.5, 1.0]));
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
