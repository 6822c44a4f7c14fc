//! What the tests of single problems share: their workers' messages, estimates from them, and z-tests.

use std::borrow::Borrow;

use byzrate::adversary::Adversary;
use byzrate::aggregator::{Aggregator, Median, Messages};
use byzrate::algorithm::{Algorithm, Buffers, Parties};
use byzrate::problem::Problem;
use byzrate::stat::Moments;
use byzrate::stream::ReplicateStreams;
use byzrate::theory::Setting;
use byzrate::theory::prediction::{self, Prediction};

/// Standard errors that a z-test allows: a true law exceeds five with probability 6e-7, and each file says how many are made.
pub const CRITICAL: f64 = 5.0;

pub fn named(problem: &dyn Problem) -> String {
    format!("{} d={}", problem.key(), problem.dim())
}

/// A point of W: its centre plus `share` of the radius in a direction without symmetry.
pub fn point(problem: &dyn Problem, share: f64) -> Vec<f64> {
    let direction: Vec<f64> = (0..problem.dim()).map(|k| [1.0, -0.6, 0.3, 0.1][k % 4]).collect();
    let step = share * problem.domain().radius / norm(&direction);
    (problem.domain().centre.iter().zip(&direction))
        .map(|(centre, direction)| centre + step * direction)
        .collect()
}

pub fn gradient(problem: &dyn Problem, w: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NAN; w.len()];
    problem.gradient(w, &mut out);
    out
}

/// The gradients at `w` of `workers` workers with `samples` samples each.
pub fn gradients(problem: &dyn Problem, samples: usize, workers: usize, w: &[f64]) -> Messages {
    let mut messages = Messages::zeros(workers, problem.dim());
    let streams = gradient_streams(problem);
    problem.draw(samples, workers, &streams).gradients(w, &mut messages);
    messages
}

/// The streams that [`gradients`] draws from.
pub fn gradient_streams(problem: &dyn Problem) -> ReplicateStreams {
    ReplicateStreams::new(1, &format!("{} gradients", named(problem)), 0)
}

pub fn minimisers(problem: &dyn Problem, samples: usize, workers: usize) -> Messages {
    let mut messages = Messages::zeros(workers, problem.dim());
    let streams = ReplicateStreams::new(1, &format!("{} minimisers", named(problem)), 0);
    problem.draw(samples, workers, &streams).local_minimisers(&mut messages);
    messages
}

pub fn norm(vector: impl IntoIterator<Item = impl Borrow<f64>>) -> f64 {
    let squares = vector.into_iter().map(|x| x.borrow() * x.borrow());
    squares.sum::<f64>().sqrt()
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

/// The same of the means of `values` and of their squares.
pub fn assert_first_moments(what: &str, values: &[f64], mean: f64, mean_square: f64) {
    for (power, expected) in [(1, mean), (2, mean_square)] {
        let moments = values.iter().map(|x| x.powi(power)).collect();
        assert_mean(&format!("{what}, moment {power}"), moments, expected);
    }
}

/// A cell with one arm.
pub struct Arm<'a> {
    pub problem: &'a dyn Problem,
    pub samples: usize,
    pub workers: usize,
    pub byzantine: usize,
    pub algorithm: &'a dyn Algorithm,
    pub aggregator: &'a dyn Aggregator,
    pub adversary: &'a dyn Adversary,
}

impl<'a> Arm<'a> {
    /// With the median, and (n, m, b).
    pub fn of_median(
        problem: &'a dyn Problem,
        algorithm: &'a dyn Algorithm,
        (samples, workers, byzantine): (usize, usize, usize),
        adversary: &'a dyn Adversary,
    ) -> Self {
        Self {
            problem,
            samples,
            workers,
            byzantine,
            algorithm,
            aggregator: &Median,
            adversary,
        }
    }

    /// One replicate; `buffers` tell what happened.
    pub fn run(&self, replicate: u64, buffers: &mut Buffers) {
        let streams = ReplicateStreams::new(2, &named(self.problem), replicate);
        let shards = self.problem.draw(self.samples, self.workers, &streams);
        let parties = Parties {
            problem: self.problem,
            shards: &*shards,
            samples: self.samples,
            workers: self.workers,
            byzantine: self.byzantine,
            alpha: self.byzantine as f64 / self.workers as f64,
            aggregator: self.aggregator,
            adversary: self.adversary,
            streams: &streams,
        };
        self.algorithm.run(parties, buffers);
    }

    /// The errors ŵ − w* of the replicates 0 to `replicates` − 1.
    pub fn errors(&self, replicates: u64) -> Vec<Vec<f64>> {
        let mut buffers = Buffers::default();
        let mut error = |replicate| {
            self.run(replicate, &mut buffers);
            difference(buffers.trajectory.estimate(), self.problem.optimum())
        };
        (0..replicates).map(&mut error).collect()
    }

    /// What theory predicts of them.
    pub fn prediction(&self) -> Option<Prediction> {
        let law = self.aggregator.law(self.workers);
        let setting = Setting::of(self.problem, self.samples, self.workers, self.byzantine, law);
        let known = setting
            .under(self.adversary.push())
            .by(self.algorithm.scheme(self.problem));
        prediction::predict(&known)
    }
    /// z-tests of the mean square of the error, and of the bias of a coordinate where it is `predicted`.
    pub fn assert_errors_are_as(&self, predicted: &Prediction, replicates: u64) {
        let what = format!(
            "{} {} n={} m={} b={} {}",
            named(self.problem),
            self.algorithm.name(),
            self.samples,
            self.workers,
            self.byzantine,
            self.adversary.name()
        );
        let errors = self.errors(replicates);
        let squares = errors.iter().map(|error| norm(error).powi(2)).collect();
        assert_mean(
            &format!("{what}, mean square"),
            squares,
            predicted.rms.expect("known").powi(2),
        );
        if let Some(bias) = predicted.bias {
            let biases = errors
                .iter()
                .map(|error| error.iter().sum::<f64>() / error.len() as f64);
            assert_mean(&format!("{what}, bias"), biases.collect(), bias);
        }
    }
}
