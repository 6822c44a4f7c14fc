//! What the tests of single problems share: their workers' messages, estimates from them, and z-tests. Each test file uses
//! a part of it.
#![allow(dead_code)]

use byzrate::adversary::Adversary;
use byzrate::aggregator::{Median, Messages};
use byzrate::algorithm::{Algorithm, Buffers, Parties};
use byzrate::problem::Problem;
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use byzrate::theory::prediction::{self, Prediction};

/// Standard errors that a z-test allows: a true law exceeds five with probability 6e-7, and each file says how many are made.
pub const CRITICAL: f64 = 5.0;

pub fn named(problem: &dyn Problem) -> String {
    format!("{} d={}", problem.key(), problem.dim())
}

pub fn gradient(problem: &dyn Problem, w: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NAN; w.len()];
    problem.gradient(w, &mut out);
    out
}

/// The gradients at `w` of `workers` workers with `samples` samples each.
pub fn gradients(problem: &dyn Problem, samples: usize, workers: usize, w: &[f64]) -> Messages {
    let mut messages = Messages::zeros(workers, problem.dim());
    let streams = ReplicateStreams::new(1, &format!("{} gradients", named(problem)), 0);
    problem.draw(samples, workers, &streams).gradients(w, &mut messages);
    messages
}

pub fn minimisers(problem: &dyn Problem, samples: usize, workers: usize) -> Messages {
    let mut messages = Messages::zeros(workers, problem.dim());
    let streams = ReplicateStreams::new(1, &format!("{} minimisers", named(problem)), 0);
    problem.draw(samples, workers, &streams).local_minimisers(&mut messages);
    messages
}

pub fn norm(vector: impl IntoIterator<Item = f64>) -> f64 {
    vector.into_iter().map(|x| x * x).sum::<f64>().sqrt()
}

pub fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

pub fn column(messages: &Messages, k: usize) -> Vec<f64> {
    messages.rows().map(|row| row[k]).collect()
}

/// Fails where the mean of `moments` is off `expected` by more than [`CRITICAL`] standard errors.
pub fn assert_mean(what: &str, moments: Moments, expected: f64) {
    let mean = moments.mean();
    let z = (mean.value - expected) / mean.standard_error;
    assert!(z.abs() <= CRITICAL, "{what}: {mean:?} against {expected}, z = {z:.2}");
}

/// One run of `algorithm` with the median, with (n, m, b); `buffers` tell what happened.
pub fn run(
    problem: &dyn Problem,
    algorithm: &dyn Algorithm,
    (samples, workers, byzantine): (usize, usize, usize),
    adversary: &dyn Adversary,
    replicate: u64,
    buffers: &mut Buffers,
) {
    let streams = ReplicateStreams::new(2, &named(problem), replicate);
    let shards = problem.draw(samples, workers, &streams);
    let parties = Parties {
        problem,
        shards: &*shards,
        samples,
        workers,
        byzantine,
        alpha: byzantine as f64 / workers as f64,
        aggregator: &Median,
        adversary,
        streams: &streams,
    };
    algorithm.run(parties, buffers);
}

/// The estimates of `replicates` runs.
pub fn estimates(
    problem: &dyn Problem,
    algorithm: &dyn Algorithm,
    shape: (usize, usize, usize),
    adversary: &dyn Adversary,
    replicates: u64,
) -> Vec<Vec<f64>> {
    let mut buffers = Buffers::default();
    let mut estimate = |replicate| {
        run(problem, algorithm, shape, adversary, replicate, &mut buffers);
        buffers.trajectory.estimate().to_vec()
    };
    (0..replicates).map(&mut estimate).collect()
}

/// What theory predicts of them.
pub fn predict(
    problem: &dyn Problem,
    algorithm: &dyn Algorithm,
    (samples, workers, byzantine): (usize, usize, usize),
    adversary: &dyn Adversary,
) -> Option<Prediction> {
    prediction::predict(&prediction::Setting {
        law: problem.message_law(),
        noise: problem.noise(),
        estimate_deviation: problem.estimate_deviation(),
        strong_convexity: problem.constants().strong_convexity,
        dim: problem.dim(),
        samples,
        workers,
        byzantine,
        aggregator: &Median,
        adversary: adversary.name(),
        step: algorithm.step(problem),
        rounds: algorithm.rounds(),
        smoothness: problem.constants().smoothness,
        radius: problem.domain().radius,
    })
}
