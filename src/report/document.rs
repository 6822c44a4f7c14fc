use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::FigureSpec;
use crate::algorithm::{Measure, Scheme};
use crate::claim::{
    Campaign, Confidence, Finding, Judged, Promise, Silent, Study, Verdict, lower_bound_for, predict, promises,
};
use crate::experiment::{ArmOutcomes, Cell, CellOutcomes, Experiment, Profile, Response, Summary};
use crate::league::rms_of_halves;
use crate::stat::Estimate;
use crate::theory::by_chance;
use crate::theory::prediction::Kind;

/// The version of the JSON document. A change that could break a reader gets a new number.
pub const FORMAT_VERSION: u32 = 3;

/// Everything a run found, as one document. Numbers that do not exist, such as a mean of lost estimates, are null.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The program's version.
    pub version: &'static str,
    /// The verdict on the whole: the worst of all findings.
    pub verdict: Option<Verdict>,
    /// How sure the verdicts are.
    pub confidence: Confidence,
    /// The experiments.
    pub experiments: Vec<ExperimentReport>,
}

/// What one experiment found.
#[derive(Clone, Debug, Serialize)]
pub struct ExperimentReport {
    /// The name.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// The profile it was drawn on.
    pub profile: Profile,
    /// The seed.
    pub seed: u64,
    /// The hash under which its replicates are stored.
    pub hash: String,
    /// The worst verdict of its findings.
    pub verdict: Option<Verdict>,
    /// How sure its verdicts are: that of the campaign in which it was judged.
    pub confidence: Confidence,
    /// What the spec claims itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<StatedReport>,
    /// What every comparison found.
    pub findings: Vec<Finding>,
    /// What was measured in every cell.
    pub cells: Vec<CellReport>,
}

/// A claim that a spec states itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedReport {
    /// What it is called; findings name it by that.
    pub id: String,
    /// What it says.
    pub statement: String,
    /// Where it is from, where the spec says so.
    pub source: Option<String>,
    /// Where it speaks, as the spec says it; null for everywhere.
    pub holds: Option<String>,
    /// The cells that it is about.
    pub cells: usize,
    /// Those in which it is silent, of one estimator at least: nothing is compared there.
    pub silent_cells: usize,
}

/// What was measured in one cell.
#[derive(Clone, Debug, Serialize)]
pub struct CellReport {
    /// The problem with its parameters.
    pub problem: String,
    /// n, samples per worker.
    pub n: usize,
    /// m, workers.
    pub m: usize,
    /// α as the spec says it.
    pub alpha: f64,
    /// b = ⌊αm⌋: the Byzantine workers, or what is expected of them, rounded down.
    pub byzantine: usize,
    /// `fixed` if b workers are Byzantine in every replicate, `random` if each is so with probability α.
    pub byzantine_model: &'static str,
    /// P(B ≤ ⌊αm⌋), with which a theorem for αm Byzantine workers speaks; 1 where b is fixed.
    pub theorems_speak_with_probability: f64,
    /// d, the dimension.
    pub dim: usize,
    /// The rms error that no estimator can beat in the worst case, under the cell's own adversary model (Observation 1): in the units
    /// of w.
    pub lower_bound: Option<f64>,
    /// Every estimator under every adversary.
    pub arms: Vec<ArmReport>,
}

/// What was measured of one estimator under one adversary.
#[derive(Clone, Debug, Serialize)]
pub struct ArmReport {
    /// The estimator's name.
    pub estimator: String,
    /// Its algorithm with every parameter.
    pub algorithm: String,
    /// Its aggregator with every parameter.
    pub aggregator: String,
    /// The adversary with every parameter.
    pub adversary: String,
    /// T, the rounds of communication; their mean, as measured, where they are not known before a run.
    #[serde(serialize_with = "whole_where_it_is")]
    pub rounds: Option<f64>,
    /// How many replicates count: those up to where the arm's own stopping rule ended.
    pub replicates: usize,
    /// The error in a few numbers.
    #[serde(flatten)]
    pub summary: Summary,
    /// The rms error on the replicates of even number (0, 2, …) that all arms of the cell have, by which the worst adversary of an
    /// estimator is chosen; null where an estimate is lost.
    pub rms_even: Option<f64>,
    /// The same of odd number, on which estimators are compared under the adversary that was chosen.
    pub rms_odd: Option<f64>,
    /// What theory predicts, where it does.
    pub predicted: Option<PredictedReport>,
    /// What theorems promise of what was measured.
    pub bounds: Vec<BoundReport>,
    /// The means of what was measured beside the error and its sign.
    pub measures: Vec<MeasureReport>,
}

/// What a theorem promises of a measure.
#[derive(Clone, Debug, Serialize)]
pub struct BoundReport {
    /// The measure that is bounded.
    pub measure: &'static str,
    /// The theorem.
    pub theorem: String,
    /// The bound on one replicate with the paper's constants, after the rounds of the run and in the units of the measure; null where
    /// the theorem is silent.
    pub value: Option<f64>,
    /// Why it is silent.
    pub silent: Option<String>,
    /// The probability with which the bound may fail.
    pub failure_probability: f64,
}

/// What was measured beside the error.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureReport {
    /// The name of the measure, as in specs.
    pub measure: &'static str,
    /// Its mean; null where that is not finite.
    pub mean: Option<Estimate>,
}

/// What theory predicts of an arm.
#[derive(Clone, Debug, Serialize)]
pub struct PredictedReport {
    /// `exact-law`, `steady-state`, `edgeworth` or `transient`.
    pub kind: &'static str,
    /// (E‖ŵ − w*‖²)^½.
    pub rms: Option<f64>,
    /// The expected signed error of a coordinate.
    pub bias: Option<f64>,
}

impl Report {
    /// The document of a campaign; `judged` has one entry a study.
    #[must_use]
    pub fn new(campaign: &Campaign, judged: &[Judged]) -> Self {
        let confidence = campaign.confidence();
        let experiments: Vec<ExperimentReport> = campaign
            .studies
            .iter()
            .zip(judged)
            .map(|(study, judged)| ExperimentReport::new(study, judged, confidence))
            .collect();
        Self {
            format_version: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            verdict: Verdict::of_all(experiments.iter().filter_map(|experiment| experiment.verdict)),
            confidence,
            experiments,
        }
    }

    /// The same with the figure of every finding, given the figures of every experiment that are there: the one that its check
    /// names, or else the first.
    #[must_use]
    pub fn with_figures(mut self, figures: &[Vec<FigureSpec>]) -> Self {
        for (experiment, figures) in self.experiments.iter_mut().zip(figures) {
            for finding in &mut experiment.findings {
                let named = finding.figure.take();
                let shown = match named {
                    Some(named) => figures.iter().find(|figure| figure.file == named),
                    None => figures.first(),
                };
                finding.figure = shown.map(|figure| figure.file.clone());
            }
        }
        self
    }

    /// The findings of all experiments.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.experiments.iter().flat_map(|experiment| &experiment.findings)
    }

    /// The document as JSON text, with a line break at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl ExperimentReport {
    fn new(study: &Study, judged: &Judged, confidence: Confidence) -> Self {
        let experiment = &study.experiment;
        let cells = experiment.cells.par_iter().zip(&judged.outcomes);
        Self {
            name: experiment.name.clone(),
            question: experiment.question.clone(),
            profile: experiment.profile,
            seed: experiment.seed,
            hash: experiment.hash(),
            verdict: Verdict::of_all(judged.findings.iter().map(|finding| finding.verdict)),
            confidence,
            claims: study.silent.iter().map(StatedReport::new).collect(),
            findings: judged.findings.clone(),
            cells: cells
                .map(|(cell, outcomes)| CellReport::new(experiment, cell, outcomes))
                .collect(),
        }
    }
}

impl StatedReport {
    fn new(silent: &Silent) -> Self {
        Self {
            id: silent.claim.name().to_owned(),
            statement: silent.claim.statement().to_owned(),
            source: silent.claim.source().map(str::to_owned),
            holds: silent.holds.clone(),
            cells: silent.cells,
            silent_cells: silent.silent,
        }
    }
}

impl CellReport {
    fn new(experiment: &Experiment, cell: &Cell, outcomes: &CellOutcomes) -> Self {
        let drawn: Vec<usize> = (0..cell.arms.len())
            .filter(|&arm| outcomes.arm(arm).replicates() > 0)
            .collect();
        let common = outcomes.common(&drawn);
        let halves = |index: usize| {
            let errors: Vec<f64> = outcomes.arm(index).errors().take(common).collect();
            rms_of_halves(&errors)
        };
        let arms = cell.arms.iter().enumerate().map(|(index, arm)| ArmReport {
            rms_even: halves(index)[0],
            rms_odd: halves(index)[1],
            bounds: bounds(cell, index, &outcomes.arm(index)),
            measures: measures(&outcomes.arm(index)),
            estimator: experiment.estimators[arm.estimator].id.clone(),
            algorithm: arm.algorithm.key(),
            aggregator: arm.aggregator.key(),
            adversary: arm.attack.key(),
            rounds: rounds(arm.algorithm.scheme(&*cell.problem), &outcomes.arm(index)),
            replicates: outcomes.arm(index).replicates(),
            summary: Summary::new(&outcomes.arm(index)),
            predicted: predict(cell, index).map(|prediction| PredictedReport {
                kind: match prediction.kind {
                    Kind::ExactLaw => "exact-law",
                    Kind::SteadyState => "steady-state",
                    Kind::Edgeworth => "edgeworth",
                    Kind::Transient => "transient",
                },
                rms: prediction.rms,
                bias: prediction.bias,
            }),
        });
        Self {
            problem: cell.problem.key(),
            n: cell.samples,
            m: cell.workers,
            alpha: cell.alpha,
            byzantine: cell.byzantine,
            byzantine_model: if cell.is_random() { "random" } else { "fixed" },
            theorems_speak_with_probability: if cell.is_random() {
                by_chance::speaks_with(cell.workers, cell.alpha)
            } else {
                1.0
            },
            dim: cell.dim(),
            lower_bound: lower_bound_for(cell),
            arms: arms.collect(),
        }
    }
}

fn bounds(cell: &Cell, arm: usize, outcomes: &ArmOutcomes) -> Vec<BoundReport> {
    let report = |promise: Promise| BoundReport {
        measure: promise.measure.name(),
        theorem: promise.theorem.name().to_owned(),
        value: promise.bound.as_ref().ok().copied(),
        silent: promise.bound.err(),
        failure_probability: promise.failure_probability,
    };
    promises(cell, arm, outcomes.measures())
        .into_iter()
        .map(report)
        .collect()
}

fn measures(outcomes: &ArmOutcomes) -> Vec<MeasureReport> {
    let others = outcomes
        .measures()
        .iter()
        .filter(|measure| !Measure::ALWAYS.contains(measure));
    others
        .map(|&measure| MeasureReport {
            measure: measure.name(),
            mean: outcomes.response(Response::Of(measure)),
        })
        .collect()
}

fn rounds(scheme: Scheme, outcomes: &ArmOutcomes) -> Option<f64> {
    match scheme.rounds() {
        Some(rounds) => Some(rounds as f64),
        None => Some(outcomes.response(Response::Of(Measure::Rounds))?.value),
    }
}

/// Counts are written as such.
fn whole_where_it_is<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) if value.fract() == 0.0 => serializer.serialize_some(&(*value as u64)),
        other => other.serialize(serializer),
    }
}
