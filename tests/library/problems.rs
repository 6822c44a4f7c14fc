//! Means and the regression of Proposition 1: exact shortcuts to a worker's data have the law of the data themselves.
//!
//! About 150 z-tests are made here, each of which fails wrongly with probability 6e-7.

use byzrate::adversary::Extreme;
use byzrate::aggregator::Messages;
use byzrate::algorithm::GradientDescent;
use byzrate::problem::{ExponentialMean, GaussianMean, Problem, RegressionData};
use byzrate::sampling::{Exp1, StandardNormal};
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::Distribution;

use crate::support::problem_runs::*;
use crate::support::problems::rademacher;
use crate::support::two_sample::{assert_same_law, averages, summaries};

/// The rate at which one Kolmogorov–Smirnov test may fail wrongly: 1e-5, and 76 are made in this file.
const KS_RATE: f64 = 1e-5;

/// Five summaries in every shape, by a Kolmogorov–Smirnov test and by the first two moments each.
fn compare_with_raw(
    what: &str,
    samples_and_dims: &[(usize, usize)],
    evaluate: impl Fn(&dyn Problem, usize) -> Vec<Vec<f64>>,
) {
    for &(samples, dim) in samples_and_dims {
        let [sufficient, raw] = [RegressionData::Sufficient, RegressionData::Raw]
            .map(|data| evaluate(&rademacher(dim, 0.8, data), samples));
        for (name, one, other) in summaries(&sufficient, &raw) {
            let what = format!("{what} n={samples} d={dim}, {name}");
            assert_same_law(&what, &one, &other, KS_RATE);
            for power in [1, 2] {
                let moments = |sample: &[f64]| sample.iter().map(|x| x.powi(power)).collect::<Moments>().mean();
                let (a, b) = (moments(&one), moments(&other));
                let z = (a.value - b.value) / libm::hypot(a.standard_error, b.standard_error);
                assert!(
                    z.abs() <= CRITICAL || a.value == b.value,
                    "{what}, moment {power}: {a:?} against {b:?}"
                );
            }
        }
    }
}

fn rows(messages: &Messages) -> Vec<Vec<f64>> {
    messages.rows().map(<[f64]>::to_vec).collect()
}

/// n below 64, across the word boundary of the bit-packed signs, n = d and n < d with a singular Gram matrix, and n so large that
/// patterns are counted.
const SHAPES: [(usize, usize); 6] = [(1, 3), (2, 4), (3, 3), (5, 2), (70, 2), (1500, 3)];

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_gradients() {
    compare_with_raw("gradient", &SHAPES, |problem, samples| {
        rows(&gradients(problem, samples, 10_000, &point(problem, 0.9)))
    });
}

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_minimisers() {
    compare_with_raw("minimiser", &SHAPES, |problem, samples| {
        rows(&minimisers(problem, samples, 10_000))
    });
}

#[test]
fn sufficient_statistics_have_the_law_of_the_data_in_the_estimate() {
    let descent = GradientDescent::new(None, 6).expect("valid");
    compare_with_raw("median GD", &[(5, 3), (2, 3)], |problem, samples| {
        Arm::of_median(problem, &descent, (samples, 11, 2), &Extreme::PlusInfinity).errors(3000)
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
            let shortcut = column(&messages, 0);
            let averaged = averages(100_000, samples, || 0.7 * draw(&mut stream));
            let what = format!("{} n={samples}", problem.name());
            assert_first_moments(&what, &shortcut, 0.0, 0.49 / samples as f64);
            assert_same_law(&what, &shortcut, &averaged, KS_RATE);
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
