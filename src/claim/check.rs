use std::fmt::Debug;

use super::bias_coefficient::BiasCoefficient;
use super::breakdown::Breakdown;
use super::exact_law::ExactLaw;
use super::exponent::Exponent;
use super::finding::Measurement;
use super::ordering::Ordering;
use super::prediction::Predicted;
use super::selection::{Selection, subject};
use super::silence::silence;
use super::terms::Terms;
use super::{Claim, Finding, Verdict};
use crate::experiment::{CellOutcomes, Coordinate, Experiment, Response, not_recorded};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::Estimate;
use crate::store::Measure;

/// A comparison of a kind with a claim, over the arms and cells of a selection.
#[derive(Debug)]
pub struct Check {
    claim: Claim,
    selection: Selection,
    kind: Box<dyn Kind>,
}

/// The names of the kinds in specs.
const KINDS: [&str; 7] = [
    "exponent",
    "exact-law",
    "prediction",
    "bias-coefficient",
    "terms",
    "breakdown",
    "ordering",
];

/// How a check compares.
pub(super) trait Kind: Debug + Send + Sync {
    /// The name in specs and reports.
    fn name(&self) -> &'static str;

    /// The coordinate along which cells belong to one comparison; otherwise each cell is one of its own.
    fn grouping(&self) -> Grouping;

    /// What the experiment must record for it.
    fn needs(&self) -> Vec<Measure> {
        Vec::new()
    }

    /// Whether an adversary makes a comparison of its own on these cells.
    fn admits(&self, _adversary: usize, _attacked: bool) -> bool {
        true
    }

    /// Measures and decides at confidence `level`.
    fn judge(&self, sample: &Sample, level: f64) -> Measurement;
}

/// Which cells belong to one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grouping {
    /// Each cell is one.
    Cell,
    /// Cells that differ in this coordinate only.
    Along(Coordinate),
    /// All cells of a problem and dimension.
    All,
}

/// What one comparison looks at.
pub(super) struct Sample<'a> {
    pub experiment: &'a Experiment,
    pub outcomes: &'a [CellOutcomes],
    pub cells: &'a [usize],
    pub arm: usize,
}

impl Sample<'_> {
    /// A summary of the arm in `cell`; `None` where an estimate was lost.
    ///
    /// Errors that are all the same, such as those of a broken rule at the edge of W, are still rounded: their standard
    /// error is taken as no smaller than that, so that they can be judged. One replicate leaves it unknown.
    pub fn response(&self, cell: usize, response: Response) -> Option<Estimate> {
        const ROUNDING: f64 = 1e-12;
        let mut estimate = self.outcomes[cell].arm(self.arm).response(response)?;
        let floor = ROUNDING * estimate.value.abs();
        if estimate.standard_error < floor {
            estimate.standard_error = floor;
        }
        Some(estimate)
    }

    /// What is said where an estimate was lost: that contradicts every claim of a finite error, unless more workers are
    /// Byzantine than the aggregator withstands, where no claim is made.
    pub fn lost(&self, quantity: impl Into<String>) -> Measurement {
        let beyond = self.cells.iter().find_map(|&index| {
            let cell = &self.experiment.cells[index];
            let withstood = cell.arms[self.arm].aggregator.breakdown(cell.workers);
            (cell.byzantine > withstood).then_some((cell.byzantine, withstood))
        });
        match beyond {
            Some((byzantine, withstood)) => Measurement::impossible(
                quantity,
                format!(
                    "an estimate was lost: {byzantine} workers are Byzantine, and the aggregator withstands {withstood}"
                ),
            ),
            None => Measurement {
                verdict: Some(Verdict::Contradicted),
                ..Measurement::impossible(quantity, "an estimate was lost: the error is not finite")
            },
        }
    }
}

/// One arm over one group of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    check: usize,
    estimator: usize,
    adversary: usize,
    arm: usize,
    cells: Vec<usize>,
}

impl Check {
    /// Reads a `[[check]]`.
    ///
    /// # Errors
    /// At the first thing that is not allowed, with its place.
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let name = section.required("claim", section.text("claim")?)?;
        let claim = Claim::named(&name.value).ok_or_else(|| {
            let hint = suggest(&name.value, &Claim::ALL.map(Claim::name));
            section.fault(name.span.clone(), format!("unknown claim {:?}{hint}", name.value))
        })?;
        let mut selection = Selection::decode(section, experiment)?;
        let admitted = |&e: &usize| claim.admits(&experiment.estimators[e]);
        if section.has("estimators") {
            if let Some(&other) = selection.estimators.iter().find(|e| !admitted(e)) {
                let message = format!("{} says nothing of {}", claim.name(), experiment.estimators[other].id);
                return Err(section.fault(section.span_of("estimators"), message));
            }
        } else {
            selection.estimators.retain(admitted);
            if selection.estimators.is_empty() {
                let message = format!("{} says nothing of any estimator of this experiment", claim.name());
                return Err(section.fault(name.span, message));
            }
        }
        let name_of_kind = section.required("kind", section.text("kind")?)?;
        let kind: Box<dyn Kind> = match name_of_kind.value.as_str() {
            "exponent" => Box::new(Exponent::decode(section)?),
            "exact-law" => Box::new(ExactLaw::decode(section)?),
            "prediction" => Box::new(Predicted::decode(section)?),
            "bias-coefficient" => Box::new(BiasCoefficient::decode(section)?),
            "terms" => Box::new(Terms::decode(section)?),
            "breakdown" => Box::new(Breakdown),
            "ordering" => Box::new(Ordering::decode(section, experiment)?),
            other => {
                let message = format!("unknown kind of check {other:?}{}", suggest(other, &KINDS));
                return Err(section.fault(name_of_kind.span, message));
            }
        };
        if let Some(&missing) = kind.needs().iter().find(|needed| !experiment.measures.contains(needed)) {
            return Err(section.fault(name_of_kind.span, not_recorded(missing)));
        }
        section.finish()?;
        Ok(Self { claim, selection, kind })
    }

    /// What the check is, for messages.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} of {}", self.kind.name(), self.claim.name())
    }

    /// The single comparisons that this check, the experiment's `index`-th, consists of.
    #[must_use]
    pub fn comparisons(&self, index: usize, experiment: &Experiment) -> Vec<Comparison> {
        let groups = groups(self.kind.grouping(), experiment, &self.selection.cells(experiment));
        let arms = self.selection.arms(experiment);
        let mut comparisons = Vec::new();
        for cells in &groups {
            let attacked = cells.iter().any(|&cell| experiment.cells[cell].byzantine > 0);
            for &(estimator, adversary, arm) in &arms {
                // Without Byzantine workers all adversaries are the same.
                let repeated = !attacked && Some(&adversary) != self.selection.adversaries.first();
                if repeated || !self.kind.admits(adversary, attacked) {
                    continue;
                }
                comparisons.push(Comparison {
                    check: index,
                    estimator,
                    adversary,
                    arm,
                    cells: cells.clone(),
                });
            }
        }
        comparisons
    }
}

impl Comparison {
    /// The number of its check in the study.
    #[must_use]
    pub fn check(&self) -> usize {
        self.check
    }

    /// Judges this comparison of `checks` on the experiment's outcomes, at confidence `level`.
    #[must_use]
    pub fn judge(&self, checks: &[Check], experiment: &Experiment, outcomes: &[CellOutcomes], level: f64) -> Finding {
        let check = &checks[self.check];
        let sample = Sample {
            experiment,
            outcomes,
            cells: &self.cells,
            arm: self.arm,
        };
        let fewest = self
            .cells
            .iter()
            .map(|&cell| outcomes[cell].replicates())
            .min()
            .unwrap_or(0);
        let mut measurement = if fewest == 0 {
            Measurement::impossible(check.kind.name(), "no replicate of a cell is stored")
        } else {
            check.kind.judge(&sample, level)
        };
        if fewest < FEWEST_REPLICATES && measurement.verdict.is_some() {
            measurement.verdict = Some(Verdict::Inconclusive);
            measurement.note = Some(format!("{fewest} replicates are too few for intervals to hold"));
        }
        let silent = silence(check.claim, experiment, &self.cells, self.arm);
        Finding {
            experiment: experiment.name.clone(),
            claim: check.claim,
            check: check.kind.name(),
            subject: subject(experiment, &self.cells, self.estimator, self.adversary),
            quantity: measurement.quantity,
            measured: measurement.measured,
            interval: measurement.interval,
            predicted: measurement.predicted,
            accepted: measurement.accepted,
            verdict: measurement.verdict.unwrap_or(Verdict::Inconclusive),
            power: measurement.power,
            note: measurement.note,
            silent,
            cells: self.cells.clone(),
        }
    }
}

/// Below so many replicates the normal approximation of a mean is not to be trusted at the levels of a whole run.
const FEWEST_REPLICATES: usize = 50;

/// Splits `cells` into groups, each in the order of the grid.
fn groups(grouping: Grouping, experiment: &Experiment, cells: &[usize]) -> Vec<Vec<usize>> {
    let key = |index: usize| {
        let cell = &experiment.cells[index];
        let mut parts = vec![cell.family.to_string()];
        for coordinate in Coordinate::ALL {
            let kept = match grouping {
                Grouping::Cell => true,
                Grouping::Along(along) => coordinate != along,
                Grouping::All => coordinate == Coordinate::Dim,
            };
            if kept {
                // Along m the count b changes with m where the fraction does not.
                parts.push(match coordinate {
                    Coordinate::Alpha => cell.alpha.to_string(),
                    other => cell.coordinate(other).to_string(),
                });
            }
        }
        parts.join("|")
    };
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for &index in cells {
        let key = key(index);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(index),
            None => groups.push((key, vec![index])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
