use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Cell, Profile, Response};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::{Measure, Scheme};
use crate::store::ExperimentRecord;
use crate::stream::STREAM_SCHEME;

/// Names how errors come from drawn data: problems, adversaries, aggregators and algorithms. A change of any stored value
/// gets a new name here (or of the streams), so that old replicates are not mixed in, and is listed in the changelog.
pub(super) const VALUES_SCHEME: &str = "byzrate-values-3";

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

/// The precision that is wanted of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// The relative Monte Carlo standard error to reach.
    pub relative_error: f64,
    /// The fewest replicates.
    pub replicates: usize,
}

impl Experiment {
    /// Everything that decides a drawn value besides the cell, one line a property.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut text = format!("streams {STREAM_SCHEME}\nvalues {VALUES_SCHEME}\nseed {}\n", self.seed);
        for estimator in &self.estimators {
            let _ = writeln!(text, "estimator {}: {}", estimator.id, estimator.identity);
        }
        for adversary in &self.adversaries {
            let _ = writeln!(text, "adversary {}", adversary.identity);
        }
        // Those after them follow from the estimators, so that they need no line of their own.
        for measure in &self.measures[Measure::ALWAYS.len()..self.named] {
            let _ = writeln!(text, "measure {measure}");
        }
        text
    }

    /// The first 16 hexadecimal digits of SHA-256 of name and identity: replicates under another hash are never mixed in.
    #[must_use]
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(format!("{}\n{}", self.name, self.identity()).as_bytes());
        digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The canonical JSON object of every arm, in their order, which the store keeps.
    #[must_use]
    pub fn arm_labels(&self) -> Vec<String> {
        let label = |estimator: &Estimator, adversary: &NamedAdversary| {
            serde_json::json!({
                "estimator": estimator.id,
                "algorithm": estimator.algorithm,
                "aggregator": estimator.aggregator,
                "adversary": adversary.identity,
            })
            .to_string()
        };
        let with = |estimator| {
            self.adversaries
                .iter()
                .map(move |adversary| label(estimator, adversary))
        };
        self.estimators.iter().flat_map(with).collect()
    }

    /// What the store keeps; `spec` is the text this was made from.
    #[must_use]
    pub fn record(&self, spec: &str) -> ExperimentRecord {
        ExperimentRecord {
            name: self.name.clone(),
            hash: self.hash(),
            identity: self.identity(),
            spec: spec.to_owned(),
            arms: self.arm_labels(),
        }
    }

    /// The store's columns of the measures, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        self.measures.iter().map(|measure| measure.column()).collect()
    }

    /// The precision every cell starts with.
    #[must_use]
    pub fn initial_precision(&self) -> Vec<Precision> {
        let start = Precision {
            relative_error: self.replication.relative_error,
            replicates: 0,
        };
        vec![start; self.cells.len()]
    }
}
