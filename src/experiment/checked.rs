use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Cell, Profile, Response};
use crate::adversary::{Push, Step};
use crate::aggregator::Law;
use crate::algorithm::{Measure, Scheme};
use crate::store::{ExperimentRecord, Place};

/// Names how errors come from drawn data: problems, adversaries, aggregators and algorithms. A change of any stored value
/// gets a new name here (or of the streams), so that old replicates are not mixed in, and is listed in the changelog.
pub(super) const VALUES_SCHEME: &str = "byzrate-values-4";

/// A checked spec: what is drawn.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The name, unique within a run.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// The seed of every random stream.
    pub seed: u64,
    /// How much is drawn.
    pub profile: Profile,
    /// The estimators compared.
    pub estimators: Vec<Estimator>,
    /// The adversaries compared.
    pub adversaries: Vec<NamedAdversary>,
    /// The points of the grid.
    pub cells: Vec<Cell>,
    /// What every replicate records: the error and the signed error first, then what the spec names, then the rounds and the floats
    /// sent, where an estimator does not know them before a run.
    pub measures: Vec<Measure>,
    /// How many of the measures are there because every experiment has them, or the spec names them.
    pub(super) named: usize,
    /// How many replicates are drawn.
    pub replication: Replication,
}

/// An algorithm with an aggregator.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimator {
    /// The name in checks, tables and figures, unique within the experiment: the base with the values.
    pub id: String,
    /// The name as if there were no lists; in checks and figures it stands for all that lists made of one table.
    pub base: String,
    /// The values of lists that tell it from others of its table, such as `beta=0.1`.
    pub values: String,
    /// The numbers it was made from, by their keys.
    pub parameters: Vec<(String, f64)>,
    /// The aggregator's name.
    pub aggregator: String,
    /// The algorithm's name.
    pub algorithm: String,
    /// What its aggregator declares of itself; a trim count is that of one cell.
    pub law: Law,
    /// What its algorithm declares of itself; step and rounds are those of one cell.
    pub scheme: Scheme,
    /// Everything that changes its results.
    pub identity: String,
    /// The trim fraction that the spec has, where it is below an overriding α and was raised to it.
    pub lifted: Option<f64>,
}

/// An adversary of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedAdversary {
    /// The name in checks, tables and figures, unique within the experiment: the base with the values of lists, or with all its
    /// parameters where another adversary has the same base.
    pub id: String,
    /// The name that the spec gives it, or its own; in checks and figures it stands for all that have it.
    pub base: String,
    /// The numbers it was made from, by their keys.
    pub parameters: Vec<(String, f64)>,
    /// What it declares of itself.
    pub push: Push,
    /// The name with every parameter that changes what is sent.
    pub identity: String,
}

impl Estimator {
    /// The name of an estimator whose spec gives none, such as `median-gd` or `one-round-median`.
    #[must_use]
    pub fn default_id(aggregator: &str, algorithm: &str, scheme: Scheme) -> String {
        // A chain is called by what it consists of, as in "nnm then krum".
        let aggregator = aggregator.replace(" then ", "-");
        if scheme.is_gradient_descent() {
            return format!("{aggregator}-gd");
        }
        format!("{algorithm}-{aggregator}")
    }

    /// The name in figures: words for the default name, the name itself otherwise.
    #[must_use]
    pub fn label(&self) -> String {
        let base = if self.base == Self::default_id(&self.aggregator, &self.algorithm, self.scheme) {
            self.words()
        } else {
            self.base.clone()
        };
        if self.values.is_empty() {
            base
        } else {
            format!("{base}, {}", self.values)
        }
    }

    /// Words for algorithm and aggregator.
    #[must_use]
    pub fn words(&self) -> String {
        let aggregator = self.aggregator.replace('-', " ");
        if self.scheme.is_gradient_descent() {
            return format!("{aggregator} GD");
        }
        format!("{} {aggregator}", self.algorithm)
    }
}

/// How many replicates are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replication {
    /// The size of a batch, and the smallest number of replicates of a cell.
    pub batch: usize,
    /// The largest number of replicates of a cell.
    pub maximum: usize,
    /// Which summary's precision counts.
    pub response: Response,
    /// The relative Monte Carlo standard error at which a cell has enough.
    pub relative_error: f64,
}

/// The precision that is wanted of one arm of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// The relative Monte Carlo standard error to reach.
    pub relative_error: f64,
    /// The fewest replicates.
    pub replicates: usize,
}

impl Experiment {
    /// What every replicate of an arm records.
    #[must_use]
    pub fn measures_of(&self, cell: &Cell, arm: usize) -> &[Measure] {
        let scheme = cell.arms[arm].algorithm.scheme(&*cell.problem);
        match scheme.rounds() {
            // The costs follow.
            Some(_) => &self.measures[..self.named],
            None => &self.measures,
        }
    }

    /// Estimator and adversary of an arm, for people.
    #[must_use]
    pub fn arm_name(&self, cell: &Cell, arm: usize) -> String {
        let arm = &cell.arms[arm];
        let estimator = &self.estimators[arm.estimator].id;
        if cell.is_attacked() {
            format!("{estimator} under {}", self.adversaries[arm.adversary].id)
        } else {
            estimator.clone()
        }
    }

    /// The arms with their keys, cell by cell, and what they are called there: canonical JSON objects.
    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for cell in &self.cells {
            let coordinates = cell.coordinates(self.seed);
            for (index, arm) in cell.arms.iter().enumerate() {
                let estimator = &self.estimators[arm.estimator];
                let scheme = arm.algorithm.scheme(&*cell.problem);
                let beta = estimator.parameters.iter().find(|(key, _)| key == "beta");
                let trimmed = match arm.aggregator.law(cell.workers) {
                    law @ Law::TrimmedMean { .. } => law.trim_fraction(cell.workers),
                    _ => None,
                };
                let eta = match scheme.step() {
                    Some(Step::Gradient { eta }) => Some(eta),
                    _ => None,
                };
                let label = serde_json::json!({
                    "estimator": estimator.id,
                    "algorithm": estimator.algorithm,
                    "aggregator": estimator.aggregator,
                    "beta": beta.map(|(_, value)| *value).or(trimmed),
                    "step": eta,
                    "rounds": scheme.rounds(),
                    "adversary": self.adversaries[arm.adversary].identity,
                });
                places.push(Place {
                    cell: coordinates.clone(),
                    arm: label.to_string(),
                    key: cell.arm_key(self.seed, index),
                });
            }
        }
        places
    }

    /// The first 16 hexadecimal digits of SHA-256 of the name and of everything that decides a drawn value.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash_of(&self.places())
    }

    fn hash_of(&self, places: &[Place]) -> String {
        let mut digest = Sha256::new().chain_update(format!("{}\n", self.name));
        for measure in &self.measures {
            digest.update(format!("{measure}\n"));
        }
        for Place { cell, arm, key } in places {
            digest.update(format!("{cell}\n{arm}\n{key}\n"));
        }
        let digits = digest.finalize();
        digits.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// What the store keeps; `spec` is the text this was made from.
    #[must_use]
    pub fn record(&self, spec: &str) -> ExperimentRecord {
        let places = self.places();
        ExperimentRecord {
            name: self.name.clone(),
            hash: self.hash_of(&places),
            spec: spec.to_owned(),
            places,
            counts: Vec::new(),
        }
    }

    /// The precision that every arm of every cell starts with.
    #[must_use]
    pub fn initial_precision(&self) -> Vec<Vec<Precision>> {
        let start = Precision {
            relative_error: self.replication.relative_error,
            replicates: 0,
        };
        let cells = self.cells.iter();
        cells.map(|cell| vec![start; cell.arms.len()]).collect()
    }

    /// The precision at which every arm has as many replicates as `counts` says, cell by cell; that of the start where it says it of other
    /// arms than these.
    #[must_use]
    pub fn settled_precision(&self, counts: &[usize]) -> Vec<Vec<Precision>> {
        let mut wanted = self.initial_precision();
        if wanted.iter().map(Vec::len).sum::<usize>() == counts.len() {
            for (wanted, &replicates) in wanted.iter_mut().flatten().zip(counts) {
                *wanted = Precision {
                    // As imprecise as they may be.
                    relative_error: f64::MAX,
                    replicates,
                };
            }
        }
        wanted
    }
}
