use std::sync::Arc;

use super::kind::{self, Grouping, Kind, Nature, Sample};
use super::measurement::{Measurement, planned_sees};
use super::outsiders::outsiders;
use super::selection::{Selection, subject};
use super::silence::silence;
use super::stated::{Quantity, StatedClaim};
use super::{Claim, Evidence, Finding, Verdict};
use crate::experiment::{Cell, CellOutcomes, Coordinate, Experiment, not_recorded};
use crate::spec::{Located, Section, SpecError, suggest};

/// A comparison of a kind with a claim, over the arms and cells of a selection.
#[derive(Debug)]
pub struct Check {
    claim: Claim,
    /// Where the claim speaks, where its spec says so.
    holds: Option<Arc<Quantity>>,
    selection: Selection,
    kind: Box<dyn Kind>,
    figure: Option<Located<String>>,
    statement: Option<String>,
    because: Option<String>,
    remark: Option<String>,
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
    /// What a `[[claim]]` checks of itself, where it speaks.
    pub(super) fn stated(
        claim: Claim,
        holds: Option<Arc<Quantity>>,
        selection: Selection,
        kind: Box<dyn Kind>,
    ) -> Self {
        Self {
            statement: Some(claim.statement().to_owned()),
            claim,
            holds,
            selection,
            kind,
            figure: None,
            because: None,
            remark: None,
        }
    }

    /// The same with the figure that shows it, and why it expects what it does.
    pub(super) fn shown(self, figure: Option<Located<String>>, because: Option<String>) -> Self {
        Self {
            figure,
            because,
            ..self
        }
    }

    /// Reads a `[[check]]` of an experiment whose spec states claims itself, `own`.
    ///
    /// # Errors
    /// At the first thing that is not allowed, with its place.
    pub(super) fn decode(section: &Section, experiment: &Experiment, own: &[StatedClaim]) -> Result<Self, SpecError> {
        let name = section.required("claim", section.text("claim")?)?;
        let stated = own.iter().find(|stated| stated.claim.name() == name.value);
        let claim = stated
            .map(|stated| stated.claim.clone())
            .or_else(|| Claim::named(&name.value));
        let claim = claim.ok_or_else(|| {
            let own = own.iter().map(|stated| stated.claim.name());
            let hint = suggest(&name.value, &Claim::names().into_iter().chain(own).collect::<Vec<_>>());
            section.fault(name.span.clone(), format!("unknown claim {:?}{hint}", name.value))
        })?;
        let mut selection = Selection::decode(section, experiment)?;
        let admitted = |&e: &usize| claim.admits(experiment.estimators[e].law, experiment.estimators[e].scheme);
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
        let kind = kind::decode(&name_of_kind, &claim, section, experiment)?;
        if let Some(&missing) = kind.needs().iter().find(|needed| !experiment.measures.contains(needed)) {
            return Err(section.fault(name_of_kind.span, not_recorded(missing)));
        }
        let figure = section.text("figure")?;
        let text = |key: &'static str| Ok(section.text(key)?.map(|text| text.value));
        let (because, remark) = (text("because")?, text("remark")?);
        let statement = match &claim {
            Claim::Own => Some(section.required("statement", section.text("statement")?)?.value),
            Claim::Stated(stated) => Some(stated.statement.clone()),
            _ => None,
        };
        section.finish()?;
        let check = Self {
            claim,
            holds: stated.and_then(|stated| stated.holds.clone()),
            selection,
            kind,
            figure,
            statement,
            because,
            remark,
        };
        for comparison in check.comparisons(0, experiment) {
            let cells: Vec<&Cell> = comparison.cells.iter().map(|&cell| &experiment.cells[cell]).collect();
            if check.kind.expects_nothing(&cells, comparison.arm) {
                let subject = subject(
                    experiment,
                    &comparison.cells,
                    comparison.estimator,
                    comparison.adversary,
                );
                let message =
                    format!("no law is known that says what to expect of {subject}: say it with the key expected");
                return Err(section.fault(name_of_kind.span, message));
            }
        }
        Ok(check)
    }

    /// The figure that the spec says shows what is checked, where it names one: whether the experiment has such a figure is
    /// for whoever draws figures to say.
    #[must_use]
    pub fn figure(&self) -> Option<&Located<String>> {
        self.figure.as_ref()
    }

    /// What the check is, for messages.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} of {}", self.kind.name(), self.claim.name())
    }

    /// What a comparison will see at confidence `level` once its cells are as precise as is asked for, where that is more than it is
    /// there to see: a tenth. `None` where it will do, or cannot be told before drawing.
    #[must_use]
    pub fn coarse(&self, comparison: &Comparison, experiment: &Experiment, level: f64) -> Option<f64> {
        let cells: Vec<&Cell> = comparison.cells.iter().map(|&cell| &experiment.cells[cell]).collect();
        let replication = &experiment.replication;
        let relative = Some(replication.relative_error).filter(|relative| *relative > 0.0)?;
        let error = self
            .kind
            .planned_error(&cells, comparison.arm, replication.response, relative)?;
        let sees = planned_sees(error, level);
        (sees > kind::TENTH).then_some(sees)
    }

    /// The single comparisons that this check, the experiment's `index`-th, consists of.
    #[must_use]
    pub fn comparisons(&self, index: usize, experiment: &Experiment) -> Vec<Comparison> {
        let groups = groups(self.kind.grouping(), experiment, &self.selection.cells(experiment));
        let arms = self.selection.arms(experiment);
        let mut comparisons = Vec::new();
        for group in &groups {
            for &(estimator, adversary, arm) in &arms {
                let holds = |cell: &Cell| self.holds.as_ref().is_none_or(|holds| holds.holds(cell, arm));
                let mut cells = group.clone();
                cells.retain(|&cell| holds(&experiment.cells[cell]));
                let attacked = cells.iter().any(|&cell| experiment.cells[cell].is_attacked());
                // Without Byzantine workers all adversaries are the same.
                let repeated = !attacked && Some(&adversary) != self.selection.adversaries.first();
                if cells.is_empty() || repeated || !self.kind.admits(adversary, attacked) {
                    continue;
                }
                if !cells.iter().all(|&cell| self.kind.speaks(&experiment.cells[cell], arm)) {
                    continue;
                }
                comparisons.push(Comparison {
                    check: index,
                    estimator,
                    adversary,
                    arm,
                    cells,
                });
            }
        }
        comparisons
    }
}

impl Comparison {
    /// Whether there is chance in it, so that it needs a share of the run's false alarms.
    #[must_use]
    pub fn is_statistical(&self, checks: &[Check]) -> bool {
        checks[self.check].kind.nature() == Nature::Statistical
    }

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
        let mut arms = vec![self.arm];
        arms.extend(check.kind.partners(self.arm));
        let common = self.cells.iter().map(|&cell| outcomes[cell].common(&arms));
        let fewest = common.min().unwrap_or(0);
        let measurement = if fewest == 0 {
            Measurement::impossible(check.kind.name(), "no replicate of a cell is stored")
        } else {
            check.kind.judge(&sample, level).withheld()
        };
        let evidence = Evidence::of(check.kind.nature(), &measurement);
        let mut declared_by = Vec::new();
        // What a spec states rests on no declaration.
        let cells = match check.claim {
            Claim::Stated(_) => &[][..],
            _ => &self.cells[..],
        };
        for part in (cells.iter()).flat_map(|&cell| outsiders(&experiment.cells[cell], self.arm)) {
            if !declared_by.contains(&part) {
                declared_by.push(part);
            }
        }
        let silent = silence(&check.claim, experiment, &self.cells, self.arm);
        Finding {
            experiment: experiment.name.clone(),
            claim: check.claim.clone(),
            source: check.claim.source().map(str::to_owned),
            statement: check.statement.clone(),
            assertion: check.kind.assertion(),
            check: check.kind.name(),
            subject: subject(experiment, &self.cells, self.estimator, self.adversary),
            quantity: measurement.quantity,
            measured: measurement.measured,
            interval: measurement.interval,
            predicted: measurement.predicted,
            relation: measurement.relation,
            accepted: measurement.accepted,
            verdict: measurement.verdict.unwrap_or(Verdict::Inconclusive),
            declared_by,
            evidence,
            sees: measurement.sees,
            slack: measurement.slack,
            needed: measurement.needed,
            note: measurement.note,
            because: check.because.clone(),
            remark: check.remark.clone(),
            figure: check.figure.as_ref().map(|figure| figure.value.clone()),
            silent,
            cells: self.cells.clone(),
            arms,
        }
    }
}

/// Splits `cells` into groups, each in the order of the grid.
fn groups(grouping: Grouping, experiment: &Experiment, cells: &[usize]) -> Vec<Vec<usize>> {
    let key = |index: usize| {
        let cell = &experiment.cells[index];
        let mut parts = vec![cell.family.to_string(), cell.random.to_string()];
        for coordinate in Coordinate::ALL {
            let kept = match grouping {
                Grouping::Cell => true,
                Grouping::Along(along) => coordinate != along,
                Grouping::All => coordinate == Coordinate::Dim,
                Grouping::Problem => false,
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
