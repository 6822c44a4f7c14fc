use serde::Serialize;

use super::{Assertion, Claim, Evidence, Verdict};
use crate::stat::{Estimate, Interval};

/// What one comparison found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The experiment.
    pub experiment: String,
    /// The claim it tests.
    pub claim: Claim,
    /// The statement, where it is the spec's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Where the claim is from, where the spec says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it says of the claim.
    pub assertion: Assertion,
    /// The kind of check.
    pub check: &'static str,
    /// What is compared: estimator, adversary, and the coordinates held fixed.
    pub subject: String,
    /// The quantity measured, such as `exponent of rms in n`.
    pub quantity: String,
    /// Its value with the Monte Carlo standard error, where one could be had.
    pub measured: Option<Estimate>,
    /// The interval of the run's simultaneous confidence level.
    pub interval: Option<Interval>,
    /// What theory predicts.
    pub predicted: Option<f64>,
    /// How the measured value is to stand to the predicted one.
    pub relation: Relation,
    /// The range that counts as agreement.
    pub accepted: Option<Interval>,
    /// The verdict.
    pub verdict: Verdict,
    /// The parts of other programs whose declarations it rests on, such as `aggregator krum`: a contradiction is one of these, and
    /// not of the claim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declared_by: Vec<String>,
    /// What it is evidence of.
    pub evidence: Evidence,
    /// The deviation from the prediction that would have been contradicted with probability 0.95.
    pub sees: Option<f64>,
    /// By what factor a one-sided bound is not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<f64>,
    /// How many replicates of a cell would be needed for its interval to hold, where there are fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<u64>,
    /// Why the theorem behind the claim is silent in some of the cells: there the rate was seen, but is not guaranteed.
    pub silent: Option<String>,
    /// What else a reader should know.
    pub note: Option<String>,
    /// Why the spec expects what it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// In which point what was measured, and agrees, differs from the claim as the paper prints it.
    pub remark: Option<String>,
    /// The figure that shows it, as a file name without its ending; the one that its check names, until a report knows the
    /// experiment's figures.
    pub figure: Option<String>,
    /// The cells that were used, by their numbers in the experiment.
    #[serde(skip)]
    pub cells: Vec<usize>,
    /// The arms that were used of each of them, its own first.
    #[serde(skip)]
    pub arms: Vec<usize>,
}

/// How a measured value is to stand to the predicted one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Relation {
    /// The prediction is the value.
    #[default]
    #[serde(rename = "=")]
    Equal,
    /// The prediction is an upper bound.
    #[serde(rename = "<=")]
    AtMost,
    /// The prediction is a lower bound.
    #[serde(rename = ">=")]
    AtLeast,
}
