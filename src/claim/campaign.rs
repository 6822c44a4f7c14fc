use serde::Serialize;

use super::{Finding, Study, Verdict};
use crate::experiment::{CellOutcomes, Engine, Event, Precision, RunError};
use crate::stat::Family;

/// How often a check may be looked at: once, and after each of two refinements. Every look counts as a comparison.
pub const LOOKS: usize = 3;

/// How much smaller the wanted standard error gets at a refinement.
const REFINEMENT: f64 = 0.5;

/// The declared probability that any comparison of a whole run contradicts a true claim.
pub const FALSE_ALARM: f64 = 0.01;

/// Several studies, judged as one family of comparisons.
///
/// ```
/// use byzrate::prelude::*;
/// use byzrate::claim::Verdict;
/// let spec = r#"
///     name = "means"
///     problem = [{ name = "gaussian-mean" }]
///     grid = [{ n = [25, 100, 400], m = [21], alpha = [0.1] }]
///     estimator = [{ algorithm = "one-round", aggregator = "median" }]
///     adversary = [{ name = "plus-infinity" }]
///     replicates = { quick = { batch = 500, maximum = 2000 } }
///     check = [{ claim = "theorem-7", kind = "exponent", along = "n", expected = -0.5, margin = 0.1 }]
/// "#;
/// let study = Study::decode(Document::new("means.toml", spec), &Catalog::default(), &Overrides::default())?;
///
/// let campaign = Campaign { studies: vec![study] };
/// let judged = campaign.run_all(&Engine::new(&Journal::in_memory()?))?;
/// let finding = &judged[0].findings[0];
/// assert_eq!(finding.verdict, Verdict::Consistent);
/// assert!((finding.measured.expect("a slope").value + 0.5).abs() < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Campaign {
    /// The studies, in the order they are run.
    pub studies: Vec<Study>,
}

/// One study after its run.
#[derive(Debug)]
pub struct Judged {
    /// The outcomes of every cell.
    pub outcomes: Vec<CellOutcomes>,
    /// What every comparison found.
    pub findings: Vec<Finding>,
}

/// How sure the verdicts of a run are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Confidence {
    /// The probability that any comparison contradicts a true claim, at most.
    pub false_alarm: f64,
    /// The number of comparisons in which there is chance.
    pub comparisons: usize,
    /// How often each may be looked at.
    pub looks: usize,
    /// The confidence level of every interval.
    pub level: f64,
}

impl Campaign {
    /// The confidence of every comparison's interval, so that the whole run keeps its false-alarm probability.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        let statistical = |study: &Study| {
            let mut comparisons = study.comparisons.iter();
            comparisons
                .by_ref()
                .filter(|one| one.is_statistical(&study.checks))
                .count()
        };
        confidence(self.studies.iter().map(statistical).sum())
    }

    /// Draws and judges every study.
    ///
    /// # Errors
    /// If the engine fails or is told to stop.
    pub fn run_all(&self, engine: &Engine) -> Result<Vec<Judged>, RunError> {
        self.studies.iter().map(|study| self.run(study, engine)).collect()
    }

    /// Draws and judges one study. The arms of inconclusive comparisons are drawn more precisely, up to [`LOOKS`] looks and the
    /// experiment's maximum of replicates.
    ///
    /// # Errors
    /// If the engine fails or is told to stop.
    pub fn run(&self, study: &Study, engine: &Engine) -> Result<Judged, RunError> {
        let experiment = &study.experiment;
        let level = self.confidence().level;
        (engine.observer)(Event::ExperimentStarted {
            experiment: &experiment.name,
            cells: experiment.cells.len(),
        });
        engine.register(experiment, &study.stored_text())?;
        let mut wanted = experiment.initial_precision();
        let mut outcomes = vec![CellOutcomes::default(); experiment.cells.len()];
        let mut findings = Vec::new();
        for look in 1..=LOOKS {
            engine.run(experiment, &wanted, &mut outcomes)?;
            findings = study.judge_unless(engine.stop, &outcomes, level)?;
            let open = refine(&findings, &outcomes, experiment.replication.maximum, &mut wanted);
            if open == 0 {
                break;
            }
            if look < LOOKS {
                (engine.observer)(Event::Refining {
                    experiment: &experiment.name,
                    cells: open,
                });
            }
        }
        engine.settle(experiment, &outcomes)?;
        Ok(Judged { outcomes, findings })
    }
}

/// The confidence of so many comparisons in which there is chance.
pub(super) fn confidence(comparisons: usize) -> Confidence {
    let family = Family {
        false_alarm: FALSE_ALARM,
        comparisons: comparisons * LOOKS,
    };
    Confidence {
        false_alarm: FALSE_ALARM,
        comparisons,
        looks: LOOKS,
        level: family.level(),
    }
}

/// Asks for more of the arms of inconclusive comparisons that may have more; gives the number of their cells.
pub(super) fn refine(
    findings: &[Finding],
    outcomes: &[CellOutcomes],
    maximum: usize,
    wanted: &mut [Vec<Precision>],
) -> usize {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let inconclusive = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Inconclusive);
    for finding in inconclusive.filter(|finding| finding.measured.is_some()) {
        for &cell in &finding.cells {
            let counts = || finding.arms.iter().map(|&arm| outcomes[cell].arm(arm).replicates());
            // Arms are compared on the replicates that both have.
            let longest = counts().max().unwrap_or(0);
            let needed = finding.needed.map_or(0, |needed| needed as usize).max(longest);
            for (&arm, count) in finding.arms.iter().zip(counts()) {
                if count < maximum {
                    open.push((cell, arm));
                    wanted[cell][arm].replicates = wanted[cell][arm].replicates.max(needed);
                }
            }
        }
    }
    open.sort_unstable();
    open.dedup();
    for &(cell, arm) in &open {
        wanted[cell][arm].relative_error *= REFINEMENT;
    }
    open.dedup_by_key(|(cell, _)| *cell);
    open.len()
}
