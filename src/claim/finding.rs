use serde::Serialize;

use super::{Claim, Verdict};
use crate::stat::{Estimate, Interval};

/// What one comparison found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The experiment.
    pub experiment: String,
    /// The claim it tests.
    pub claim: Claim,
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
    /// The probability that a true value at the stated distance from the prediction would be contradicted.
    pub power: Option<Power>,
    /// Why the theorem behind the claim is silent in some of the cells: there the rate was seen, but is not guaranteed.
    pub silent: Option<String>,
    /// What else a reader should know.
    pub note: Option<String>,
    /// In which point what was measured, and agrees, differs from the claim as the paper prints it.
    pub remark: Option<String>,
    /// The figure that shows it, as a file name without its ending; the one that its check names, until a report knows the
    /// experiment's figures.
    pub figure: Option<String>,
    /// The cells that were used, by their numbers in the experiment.
    #[serde(skip)]
    pub cells: Vec<usize>,
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

/// How surely a deviation would be seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Power {
    /// The deviation from the predicted value.
    pub deviation: f64,
    /// The probability of a contradiction if the truth deviates so much.
    pub probability: f64,
}

/// What a comparison measured, before it is put beside its check.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measurement {
    pub quantity: String,
    pub measured: Option<Estimate>,
    pub interval: Option<Interval>,
    pub predicted: Option<f64>,
    pub relation: Relation,
    pub accepted: Option<Interval>,
    pub verdict: Option<Verdict>,
    pub power: Option<Power>,
    pub note: Option<String>,
}

impl Measurement {
    /// Nothing could be measured, for the reason given.
    pub fn impossible(quantity: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            quantity: quantity.into(),
            note: Some(reason.into()),
            ..Self::default()
        }
    }

    /// An equivalence test of `measured` against `predicted` ± `margin` at confidence `level`.
    pub fn equivalence(
        quantity: impl Into<String>,
        measured: Estimate,
        predicted: f64,
        margin: f64,
        level: f64,
    ) -> Self {
        let interval = measured.interval(level);
        let accepted = Interval::around(predicted, margin);
        Self {
            quantity: quantity.into(),
            measured: Some(measured),
            interval: Some(interval),
            predicted: Some(predicted),
            accepted: Some(accepted),
            verdict: Some(Verdict::of_equivalence(&interval, &accepted)),
            ..Self::default()
        }
    }
}
