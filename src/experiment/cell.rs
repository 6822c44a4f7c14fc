use std::fmt;

use rand::RngExt;

use super::Part;
use crate::adversary::Adversary;
use crate::aggregator::Aggregator;
use crate::algorithm::Algorithm;
use crate::problem::Problem;
use crate::stream::{Purpose, ReplicateStreams};

/// One point of the grid, with the arms that run on its data.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The number of the spec's `[[problem]]`: cells of one family differ in their coordinates only, although a parameter of
    /// the problem may follow from them.
    pub family: usize,
    /// What is learned.
    pub problem: Part<dyn Problem>,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// α as the spec says it.
    pub alpha: f64,
    /// b = ⌊αm⌋, the number of Byzantine workers.
    pub byzantine: usize,
    /// Whether each worker is Byzantine with probability α by itself; then b is only what is expected, rounded down.
    pub random: bool,
    /// Estimators and adversaries: every combination, estimator by estimator.
    pub arms: Vec<Arm>,
}

/// An estimator under an adversary. All arms of a cell see the same data.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The number of the estimator in the experiment.
    pub estimator: usize,
    /// The number of the adversary in the experiment.
    pub adversary: usize,
    /// How master and workers proceed.
    pub algorithm: Part<dyn Algorithm>,
    /// The master's rule.
    pub aggregator: Part<dyn Aggregator>,
    /// What Byzantine workers do.
    pub attack: Part<dyn Adversary>,
}

/// A coordinate of the grid along which an error may be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coordinate {
    /// n, samples per worker.
    Samples,
    /// m, workers.
    Workers,
    /// α, the Byzantine fraction.
    Alpha,
    /// d, the dimension.
    Dim,
}

impl Coordinate {
    /// All coordinates.
    pub const ALL: [Self; 4] = [Self::Samples, Self::Workers, Self::Alpha, Self::Dim];

    /// The key in specs and stores.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Samples => "n",
            Self::Workers => "m",
            Self::Alpha => "alpha",
            Self::Dim => "dim",
        }
    }

    /// The coordinate with that key.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|coordinate| coordinate.key() == key)
    }
}

impl Cell {
    /// d, the dimension.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.problem.dim()
    }

    /// The value of a coordinate; α as b/m, or as it is where workers are Byzantine by chance.
    #[must_use]
    pub fn coordinate(&self, coordinate: Coordinate) -> f64 {
        match coordinate {
            Coordinate::Samples => self.samples as f64,
            Coordinate::Workers => self.workers as f64,
            Coordinate::Alpha => self.byzantine_fraction(),
            Coordinate::Dim => self.dim() as f64,
        }
    }

    /// b/m; α itself where workers are Byzantine by chance.
    #[must_use]
    pub fn byzantine_fraction(&self) -> f64 {
        if self.is_random() {
            self.alpha
        } else {
            self.byzantine as f64 / self.workers as f64
        }
    }

    /// Whether the number of Byzantine workers varies from replicate to replicate.
    #[must_use]
    pub fn is_random(&self) -> bool {
        self.random && self.alpha > 0.0
    }

    /// Whether any worker is Byzantine in any replicate.
    #[must_use]
    pub fn is_attacked(&self) -> bool {
        self.byzantine > 0 || self.is_random()
    }

    /// s = σ/√n, the deviation of one worker's mean.
    #[must_use]
    pub fn worker_deviation(&self) -> f64 {
        self.problem.noise() / (self.samples as f64).sqrt()
    }

    /// The canonical text that the random streams depend on: everything that the data depend on, and nothing else.
    #[must_use]
    pub fn data_key(&self) -> String {
        let Self { samples, workers, .. } = self;
        let byzantine = if self.random {
            format!("alpha={}", self.alpha)
        } else {
            format!("b={}", self.byzantine)
        };
        format!(
            "{}|d={}|n={samples}|m={workers}|{byzantine}",
            self.problem.key(),
            self.dim()
        )
    }

    /// The number of Byzantine workers in a replicate; at least one worker is honest.
    #[must_use]
    pub fn draw_byzantine(&self, streams: &ReplicateStreams) -> usize {
        if !self.random {
            return self.byzantine;
        }
        let mut stream = streams.worker(Purpose::Assignment, 0);
        let byzantine = (0..self.workers).filter(|_| stream.random_bool(self.alpha)).count();
        byzantine.min(self.workers - 1)
    }

    /// The canonical JSON object of the seed and the coordinates, which the store keeps.
    #[must_use]
    pub fn coordinates(&self, seed: u64) -> String {
        serde_json::json!({
            "seed": seed,
            "problem": self.problem.key(),
            "radius": self.problem.domain().radius,
            "dim": self.dim(),
            "n": self.samples,
            "m": self.workers,
            "alpha": self.alpha,
            "byzantine": if self.random { "random".into() } else { serde_json::Value::from(self.byzantine) },
        })
        .to_string()
    }
}

/// The coordinates for people.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} d={} n={} m={} alpha={}",
            self.problem.key(),
            self.dim(),
            self.samples,
            self.workers,
            self.alpha
        )
    }
}
