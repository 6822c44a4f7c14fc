//! Whole replicates: data, rounds, error.

mod support;

use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, OneRound};
use byzrate::problem::{
    GaussianDesign, GaussianMean, LogisticRegression, Problem, RademacherRegression, RegressionData,
};
use divan::Bencher;

fn main() {
    divan::main();
}

/// (n, m, d), without Byzantine workers.
const SIZES: [(usize, usize, usize); 5] = [
    (100, 101, 1),
    (100, 101, 10),
    (1000, 100, 10),
    (1_000_000_000, 100, 10),
    (100, 1001, 5),
];

fn run(bencher: Bencher, problem: &dyn Problem, algorithm: &dyn Algorithm, (samples, workers): (usize, usize)) {
    let (mut buffers, mut number) = (Buffers::default(), 0);
    bencher.bench_local(|| {
        number += 1;
        support::replicate(problem, algorithm, (samples, workers, 0), number, &mut buffers)
    });
}

fn twenty_rounds() -> GradientDescent {
    GradientDescent::new(None, 20).expect("rounds")
}

#[divan::bench(args = SIZES)]
fn gaussian_mean_one_round(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = GaussianMean::new(d, 1.0, None).expect("a problem");
    run(bencher, &problem, &OneRound, (n, m));
}

#[divan::bench(args = SIZES)]
fn rademacher_descent(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = RademacherRegression::new(d, 1.0, None, RegressionData::Sufficient).expect("a problem");
    run(bencher, &problem, &twenty_rounds(), (n, m));
}

#[divan::bench(args = [(100, 101, 1), (100, 101, 10), (1000, 100, 10)])]
fn rademacher_descent_on_raw_data(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = RademacherRegression::new(d, 1.0, None, RegressionData::Raw).expect("a problem");
    run(bencher, &problem, &twenty_rounds(), (n, m));
}

#[divan::bench(args = SIZES)]
fn gaussian_design_one_round(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = GaussianDesign::new(d, 1.0, 1.0, None, RegressionData::Sufficient).expect("a problem");
    run(bencher, &problem, &OneRound, (n, m));
}

/// (n, m, d): few patterns of many samples, and many of which a worker meets few.
const LOGISTIC: [(usize, usize, usize); 4] = [(100, 101, 3), (10, 11, 12), (10, 100, 12), (100, 100, 12)];

#[divan::bench(args = LOGISTIC)]
fn logistic_descent(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = LogisticRegression::new(d, 1.0, None, None).expect("a problem");
    run(bencher, &problem, &twenty_rounds(), (n, m));
}

#[divan::bench(args = LOGISTIC)]
fn logistic_one_round(bencher: Bencher, (n, m, d): (usize, usize, usize)) {
    let problem = LogisticRegression::new(d, 1.0, None, None).expect("a problem");
    run(bencher, &problem, &OneRound, (n, m));
}
