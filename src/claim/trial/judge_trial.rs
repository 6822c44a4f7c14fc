use rayon::prelude::*;
use serde::Serialize;

use super::case::Case;
use super::cases::CASES;
use crate::claim::Verdict;
use crate::experiment::CellOutcomes;
use crate::stream::{Purpose, ReplicateStreams};

/// How a kind of check did on synthetic errors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgeTrial {
    /// The kind of check.
    pub kind: &'static str,
    /// In how many trials errors that obey the claim were judged, and in how many others that do not.
    pub trials: usize,
    /// The confidence level of every trial.
    pub level: f64,
    /// How many trials contradicted a true claim.
    pub false_contradictions: usize,
    /// How the errors of the other trials deviate from the claim.
    pub deviation: &'static str,
    /// How many trials contradicted that.
    pub seen: usize,
}

impl JudgeTrial {
    /// The share of deviations that were seen.
    #[must_use]
    pub fn power(&self) -> f64 {
        self.seen as f64 / self.trials as f64
    }
}

/// The seed of the trials' errors: the same for every run, since a trial is about the judge and not about a run.
const SEED: u64 = 7;

/// Tries every kind of check `trials` times on errors that obey its claim, and as often on errors that do not, at the
/// confidence `level` of a run's comparisons.
///
/// At the level of a whole run a false contradiction is too rare to be seen in a short trial; `honest_level` is used for the
/// errors that obey the claim, so that 1 − `honest_level` is what may be expected at most.
#[must_use]
pub fn try_judge(trials: usize, honest_level: f64, level: f64) -> Vec<JudgeTrial> {
    let judged = |case: &Case| {
        let study = case.study();
        let scales: Vec<f64> = study.experiment.cells.iter().map(case.scale).collect();
        let contradicted = |deviates: bool, level: f64| {
            (0..trials)
                .into_par_iter()
                .filter(|&trial| {
                    let name = format!("trial of {} deviates={deviates}", case.kind);
                    let streams = ReplicateStreams::new(SEED, &name, trial as u64);
                    let cells = study.experiment.cells.iter().enumerate();
                    let outcomes: Vec<CellOutcomes> = cells
                        .map(|(index, cell)| {
                            let mut stream = streams.worker(Purpose::Data, index);
                            let arms = cell.arms.len();
                            let values = (0..case.replicates)
                                .flat_map(|_| (case.draw)(cell, scales[index], deviates, &mut stream))
                                .collect();
                            CellOutcomes::of_arms(arms, &study.experiment.measures, values)
                        })
                        .collect();
                    let findings = study.judge(&outcomes, level);
                    Verdict::of_all(findings.iter().map(|finding| finding.verdict)) == Some(Verdict::Contradicted)
                })
                .count()
        };
        JudgeTrial {
            kind: case.kind,
            trials,
            level: honest_level,
            false_contradictions: contradicted(false, honest_level),
            deviation: case.deviation,
            seen: contradicted(true, level),
        }
    };
    CASES.iter().map(judged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With 300 trials at 1 %, 12 or more false contradictions have probability below 1e-4; fourteen kinds are tried.
    #[test]
    fn every_kind_keeps_its_level_and_sees_its_deviation() {
        for trial in try_judge(300, 0.99, 1.0 - 1e-5) {
            assert!(trial.false_contradictions < 12, "{trial:?}");
            assert!(trial.power() >= 0.95, "{trial:?}");
        }
    }

    #[test]
    fn every_kind_is_tried() {
        let mut tried: Vec<&str> = CASES.iter().map(|case| case.kind).collect();
        tried.sort_unstable();
        let mut kinds = crate::claim::kind::KINDS.to_vec();
        kinds.sort_unstable();
        assert_eq!(tried, kinds);
    }
}
